"""How many: a count stores what was said, and derives what that allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Self

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.base import Model
from newsschema.v1.codes import CountUnit, Qualifier
from newsschema.v1.conventions import DEFAULT_CONVENTION, Bounds, Concept, Convention, find_convention
from newsschema.v1.count_errors import PhraseError
from newsschema.v1.intervals import ConventionError, Interval, Point, total
from newsschema.v1.text import Line, WholeNumber

__all__ = [
    "ConventionError",
    "Count",
    "Interval",
    "PhraseError",
    "Point",
    "Qualifier",
    "RecorderFigures",
    "total",
]


class RecorderFigures(Model):
    """A recorder's own low, best and high figures, where the source gives them; at least one is present."""

    low: WholeNumber | None = None
    """The recorder's lowest figure."""
    best: WholeNumber | None = None
    """The figure that the recorder holds most likely."""
    high: WholeNumber | None = None
    """The recorder's highest figure."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        present = [figure for figure in (self.low, self.best, self.high) if figure is not None]
        if not present:
            raise PydanticCustomError(
                "NS306",
                "a recorder's figures need at least one of `low`, `best` and `high`; leave them out if none is given",
            )
        if present != sorted(present):
            raise PydanticCustomError(
                "NS306",
                "a recorder's figures must rise from low to best to high, but are {figures}; put them in order",
                {"figures": ", ".join(str(figure) for figure in present)},
            )
        return self


class _Derived(NamedTuple):
    """What a qualifier makes of the number said."""

    lower: int | None
    best: int | None
    upper: int | None
    upper_open: bool = False


class _Rule(NamedTuple):
    """What a qualifier needs, and what it means; `derive` takes the number and the end of the range."""

    derive: Callable[[int, int], _Derived]
    number: bool = False
    least: int = 0
    phrase: bool = False


_UNKNOWN: Final = _Derived(None, None, None)

_RULES: Final[dict[Qualifier, _Rule]] = {
    "exact": _Rule(lambda n, _: _Derived(n, n, n), number=True, least=1),
    "at_least": _Rule(lambda n, _: _Derived(n, None, None, upper_open=True), number=True, least=1),
    "more_than": _Rule(lambda n, _: _Derived(n + 1, None, None, upper_open=True), number=True),
    "up_to": _Rule(lambda n, _: _Derived(0, None, n), number=True, least=1),
    "fewer_than": _Rule(lambda n, _: _Derived(0, None, n - 1), number=True, least=1),
    "about": _Rule(lambda n, _: _Derived(None, n, None), number=True, least=1),
    "nearly": _Rule(lambda n, _: _Derived(None, None, n), number=True, least=1),
    "range": _Rule(lambda n, to: _Derived(n, None, to), number=True),
    "vague": _Rule(lambda _, __: _UNKNOWN, phrase=True),
    "unspecified": _Rule(lambda _, __: _Derived(1, None, None, upper_open=True), phrase=True),
    "none": _Rule(lambda _, __: _Derived(0, 0, 0)),
    "not_stated": _Rule(lambda _, __: _UNKNOWN, phrase=True),
}


class Count(Model):
    """How many were counted, as it was said; `lower`, `best` and `upper` are derived from that and never stored."""

    qualifier: Qualifier
    """How the source framed the number."""
    number: WholeNumber | None = None
    """The number said, or the lower number of a range."""
    number_to: WholeNumber | None = None
    """The higher number of a range."""
    phrase: Line | None = None
    """The words of the source, such as "dozens of civilians"."""
    unit: CountUnit = "person"
    """What was counted."""
    recorded: RecorderFigures | None = None
    """A recorder's own low, best and high, where the source gives them."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        rule = _RULES[self.qualifier]
        if (self.number is None) is rule.number:
            raise _number_mismatch(self.qualifier, rule.number)
        if self.number_to is not None or self.qualifier == "range":
            _check_range(self.qualifier, self.number, self.number_to)
        if rule.phrase and self.phrase is None:
            raise PydanticCustomError(
                "NS303",
                "a count of the kind `{qualifier}` says nothing without its words; put them into `phrase`",
                {"qualifier": self.qualifier},
            )
        if self.number is not None and self.number < rule.least:
            raise PydanticCustomError(
                "NS304",
                "a count of the kind `{qualifier}` cannot have the number 0; nobody at all is said by the qualifier "
                "`none`, without a number",
                {"qualifier": self.qualifier},
            )
        return self

    def _derived(self) -> _Derived:
        return _RULES[self.qualifier].derive(self.number or 0, self.number_to or 0)

    @property
    def lower(self) -> int | None:
        """The least that the words allow; None where they say nothing about it."""
        return self._derived().lower

    @property
    def best(self) -> int | None:
        """The one number that was said to be the figure; None where none was."""
        return self._derived().best

    @property
    def upper(self) -> int | None:
        """The most that the words allow; None where they say nothing about it, or leave it open (`upper_open`)."""
        return self._derived().upper

    @property
    def lower_open(self) -> bool:
        """Whether the words leave the lower end open: never, since a count cannot fall below zero."""
        return False

    @property
    def upper_open(self) -> bool:
        """Whether the words say that there may be more without limit ("at least", "more than", a bare plural)."""
        return self._derived().upper_open

    def interval(self, convention: str = DEFAULT_CONVENTION, *, language: str = "en") -> Interval:
        """Returns the least and the most that the count allows, under a convention for its vague words.

        Numbers keep their own bounds under every convention; `language` is that of the phrase. A word for which the
        convention has no rule has unknown ends. Raises `ConventionError` for an unknown convention.
        """
        rules = find_convention(convention)
        bounds = self._bounds(rules, language)
        if bounds is not None:
            return Interval(bounds.lower, bounds.upper, False, bounds.upper is None, rules.name)
        lower, _, upper, upper_open = self._derived()
        return Interval(lower, upper, False, upper_open, rules.name)

    def point(self, convention: str = DEFAULT_CONVENTION, *, language: str = "en") -> Point:
        """Returns the one number that a convention puts in place of the count, or none where it has no rule.

        `language` is that of the phrase. Raises `ConventionError` for an unknown convention.
        """
        rules = find_convention(convention)
        return Point(self._point(rules, language), rules.name)

    def _bounds(self, rules: Convention, language: str) -> Bounds | None:
        if self.phrase is None or self.qualifier not in ("vague", "unspecified"):
            return None
        concept = _concept_of(self.phrase, language)
        return rules.bounds.get(concept) if concept is not None else None

    def _point(self, rules: Convention, language: str) -> int | None:
        if rules.point_rule == "own":
            return self._own_point(rules, language)
        interval = self.interval(rules.name, language=language)
        if rules.point_rule == "lower" or interval.lower is None:
            return interval.lower
        return None if interval.upper is None else (interval.lower + interval.upper) // 2

    def _own_point(self, rules: Convention, language: str) -> int | None:
        if self.number is not None and self.number_to is not None:
            points = {"lowest": self.number, "average": (self.number + self.number_to) // 2}
            return points.get(rules.range_rule)
        if self.qualifier == "not_stated":
            return rules.not_stated.number if rules.not_stated is not None else None
        concept = _concept_of(self.phrase, language) if self.phrase is not None and self.qualifier == "vague" else None
        value = rules.values.get(concept) if concept is not None else None
        return value.number if value is not None else self.best

    @classmethod
    def parse(cls, phrase: str, language: str = "en") -> Self:
        """Reads a phrase such as "more than 400 insurgents" and keeps it verbatim.

        Raises `PhraseError` for a language it does not know, and for what it does not understand or would have to
        guess: it says which, and what it did understand.
        """
        from newsschema.v1.count_phrases import read_phrase

        reading = read_phrase(phrase, language)
        try:
            return cls(
                qualifier=reading.qualifier,
                number=reading.number,
                number_to=reading.number_to,
                phrase=phrase,
                unit=reading.unit,
            )
        except ValidationError as refusal:
            raise PhraseError(phrase, language, "not_understood", refusal.errors()[0]["msg"]) from refusal


def _concept_of(phrase: str, language: str) -> Concept | None:
    # The lexicon is large, and most programs never read a phrase.
    from newsschema.v1.count_phrases import concept_of

    return concept_of(phrase, language)


def _number_mismatch(qualifier: Qualifier, needed: bool) -> PydanticCustomError:
    if needed:
        return PydanticCustomError(
            "NS301",
            "a count of the kind `{qualifier}` needs its `number`; if no number was given, say `not_stated`, "
            "`unspecified` or `vague`",
            {"qualifier": qualifier},
        )
    return PydanticCustomError(
        "NS301",
        "a count of the kind `{qualifier}` takes no `number`; leave the number out, or choose the qualifier that says "
        "how it was framed",
        {"qualifier": qualifier},
    )


def _check_range(qualifier: Qualifier, number: int | None, number_to: int | None) -> None:
    if qualifier != "range":
        raise PydanticCustomError(
            "NS302",
            "`number_to` stands only with the qualifier `range`, not with `{qualifier}`; change the one or leave out "
            "the other",
            {"qualifier": qualifier},
        )
    if number is None or number_to is None or number >= number_to:
        raise PydanticCustomError(
            "NS302",
            "a range needs a `number` and a higher `number_to`, but has {number} and {number_to}; put the lower number "
            "first, or say `exact` if both are the same",
            {
                "number": number if number is not None else "none",
                "number_to": number_to if number_to is not None else "none",
            },
        )
