"""Named conventions that put numbers in place of vague words, as data with their sources.

A convention only says what its source says: what it does not define has no interval and no point. Recorders
contradict each other ("hundreds" is 100 to ACLED and 200 to EM-DAT), so nothing here is applied unless it is named,
and every result carries the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from newsschema.v1.intervals import ConventionError

__all__ = [
    "CONVENTIONS",
    "DEFAULT_CONVENTION",
    "SOURCES",
    "Bounds",
    "Concept",
    "Convention",
    "Value",
    "find_convention",
]

Concept = Literal[
    "couple",
    "few",
    "several",
    "a_number_of",
    "many",
    "plural",
    "tens",
    "dozen",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "tens_of_thousands",
    "hundreds_of_thousands",
]
"""What a vague word means, in whatever language; `plural` is a bare plural such as "soldiers" or "deaths"."""

PointRule = Literal["own", "lower", "middle"]
"""How a convention finds a point: from its own values, at the interval's lower end, or in the interval's middle."""

RangeRule = Literal["none", "lowest", "average"]
"""Which number of a stated range a recorder enters."""

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "acled-codebook": "Armed Conflict Location & Event Data (ACLED), Codebook, section on reported fatalities",
        "acled-faq": "ACLED, frequently asked questions on how fatalities are coded: tens 10, dozens 12, hundreds 100, "
        "and so on",
        "emdat": "EM-DAT, the International Disaster Database (CRED, UCLouvain), documentation of its data entry rules",
        "newsschema": "newsschema's own proposal: a plural of a unit names at least two of it and stays below the next "
        "unit; it follows no recorder",
        "language": "the meaning of the word",
    }
)
"""Where the values come from, by the key that each value carries."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval that a convention gives to a word; no upper end means an open one."""

    lower: int
    upper: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Value:
    """The number that a convention enters for a word."""

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class Convention:
    """One dated set of rules; empty tables mean that it defines nothing of that kind."""

    name: str
    title: str
    bounds: Mapping[Concept, Bounds] = field(default_factory=dict)
    """Intervals for vague words."""
    values: Mapping[Concept, Value] = field(default_factory=dict)
    """Numbers entered for vague words."""
    point_rule: PointRule = "own"
    """Where a point comes from; `own` is the number that was said, if one was, else the convention's value."""
    range_rule: RangeRule = "none"
    """What is entered for a stated range."""
    not_stated: Value | None = None
    """What is entered where no number is given."""
    note: str = ""
    """What the convention leaves to judgement, and is therefore not defined here."""


_NEWSSCHEMA_BOUNDS: Final[Mapping[Concept, Bounds]] = MappingProxyType(
    {
        "couple": Bounds(2, 3, "newsschema"),
        "few": Bounds(3, 9, "newsschema"),
        "several": Bounds(3, 9, "newsschema"),
        "a_number_of": Bounds(2, None, "newsschema"),
        "many": Bounds(3, None, "newsschema"),
        "plural": Bounds(2, None, "newsschema"),
        "tens": Bounds(20, 99, "newsschema"),
        "dozen": Bounds(12, 12, "language"),
        "dozens": Bounds(24, 99, "newsschema"),
        "scores": Bounds(40, 199, "newsschema"),
        "hundreds": Bounds(200, 999, "newsschema"),
        "thousands": Bounds(2_000, 9_999, "newsschema"),
        "tens_of_thousands": Bounds(20_000, 99_999, "newsschema"),
        "hundreds_of_thousands": Bounds(200_000, 999_999, "newsschema"),
    }
)

_ACLED_VALUES: Final[Mapping[Concept, Value]] = MappingProxyType(
    {
        "tens": Value(10, "acled-faq"),
        "dozens": Value(12, "acled-codebook"),
        "hundreds": Value(100, "acled-codebook"),
        "thousands": Value(1_000, "acled-faq"),
    }
)

_EMDAT_VALUES: Final[Mapping[Concept, Value]] = MappingProxyType(
    {
        "hundreds": Value(200, "emdat"),
        "thousands": Value(2_000, "emdat"),
    }
)

DEFAULT_CONVENTION: Final = "newsschema-1"

CONVENTIONS: Final[Mapping[str, Convention]] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Convention(
                name=DEFAULT_CONVENTION,
                title="newsschema's intervals for vague words, first edition",
                bounds=_NEWSSCHEMA_BOUNDS,
                values=MappingProxyType({"dozen": Value(12, "language")}),
                note="Gives intervals, and a point only where the count has one of its own.",
            ),
            Convention(
                name="acled-2024",
                title="ACLED, as its codebook stood in 2024",
                values=_ACLED_VALUES,
                range_rule="lowest",
                not_stated=Value(0, "acled-codebook"),
                note="A plural, a few, several, many and a number of are 3 or 10 by scale and context: the coder "
                "decides, so there is no point. No information and unexplained casualties are entered as 0.",
            ),
            Convention(
                name="emdat-2023",
                title="EM-DAT, as its documentation stood in 2023",
                values=_EMDAT_VALUES,
                range_rule="average",
                note="Hundreds is documented for the injured, thousands for the affected and homeless; nothing "
                "stated is left blank. An average that is not whole is rounded down. The factors that turn families "
                "into people are not applied: the unit stays as said.",
            ),
            Convention(
                name="floor",
                title="The lower end of newsschema-1",
                bounds=_NEWSSCHEMA_BOUNDS,
                point_rule="lower",
                note="No point where no lower end is known.",
            ),
            Convention(
                name="midpoint",
                title="The middle of newsschema-1",
                bounds=_NEWSSCHEMA_BOUNDS,
                point_rule="middle",
                note="No point where an end is open or unknown; a middle between two whole numbers is rounded down.",
            ),
        )
    }
)
"""Every convention by its dated name."""


def find_convention(name: str) -> Convention:
    """Returns the convention of that name; raises `ConventionError` for any other."""
    found = CONVENTIONS.get(name)
    if found is None:
        raise ConventionError(
            f"{name!r} is not a convention for reading counts", f"Take one of: {', '.join(CONVENTIONS)}"
        )
    return found
