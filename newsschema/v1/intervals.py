"""Figures with open ends: what can be said of a number of people, and sums that never invent a ceiling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newsschema.errors import UsageError

__all__ = ["ConventionError", "Interval", "Point", "total"]


class ConventionError(UsageError, ValueError):
    """A convention for reading counts that is not known, or figures that were read by different ones."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the most that a count allows under a named convention, both ends included.

    `None` means that nothing is known of that end. An open end (`upper_open`, as in "at least 27") is `None` as well,
    but known to have no stated limit. Zero is the floor of every count, so no lower end is open in that sense;
    `lower_open` is there for symmetry with formats that state both ends.
    """

    lower: int | None
    upper: int | None
    lower_open: bool
    upper_open: bool
    convention: str

    def contains(self, number: int) -> bool:
        """Tells whether the number lies within both ends; an unknown or open end excludes nothing."""
        return number >= (self.lower or 0) and (self.upper is None or number <= self.upper)

    def overlaps(self, other: Interval) -> bool:
        """Tells whether one number could satisfy both; an unknown or open end excludes nothing."""
        return _below(self.lower, other.upper) and _below(other.lower, self.upper)


def _below(lower: int | None, upper: int | None) -> bool:
    return upper is None or (lower or 0) <= upper


@dataclass(frozen=True, slots=True)
class Point:
    """The one number that a named convention puts in place of a count, or `None` where it defines none."""

    value: int | None
    convention: str


def total(intervals: Iterable[Interval]) -> Interval:
    """Adds intervals up: the sum has an open end when any part has one, and a ceiling only when all parts have one.

    A part whose lower end is unknown adds nothing to the lower end of the sum, which is known as soon as one part's is.
    Raises `ConventionError` for no parts at all and for parts read by different conventions.
    """
    parts = tuple(intervals)
    conventions = sorted({part.convention for part in parts})
    if len(conventions) != 1:
        raise ConventionError(
            f"these figures were read by different conventions: {', '.join(conventions)}"
            if conventions
            else "there are no figures to add up",
            "Read all parts by one convention before adding them up",
        )
    lowers = [part.lower for part in parts if part.lower is not None]
    uppers = [part.upper for part in parts if part.upper is not None]
    return Interval(
        lower=sum(lowers) if lowers else None,
        upper=sum(uppers) if len(uppers) == len(parts) else None,
        lower_open=any(part.lower_open for part in parts),
        upper_open=any(part.upper_open for part in parts),
        convention=conventions[0],
    )
