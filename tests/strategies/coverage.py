"""Counts what of the model occurs in values: every field, member, token, and the ways in which spans meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from newsschema.v1 import Article, Body, CasualtyReport, Quote, TextSpan
from newsschema.v1.base import Model
from newsschema.v1.body import iter_events
from newsschema.v1.integrity import spans_of
from tests.strategies.shapes import Code, Many, Object, Scalar, fields_of, models_below

Mark = tuple[str, str]
"""A class and a field; or a field and a member, token or state that it had."""

STEERING = frozenset(
    {
        "Article.pub_status",
        "AttributionLink.role",
        "Contact.audience",
        "Contribution.audience",
        "Count.qualifier",
        "EditorialNote.audience",
        "Media.kind",
        "Quote.kind",
        "TextSpan.role",
    }
)
"""The lists whose tokens steer how a value is written; those of the others all take the same way."""

ROOTS = (Article, Quote, CasualtyReport)


def coverage_of(values: Iterable[Model]) -> set[Mark]:
    """Name everything that occurs in the values."""
    found: set[Mark] = set()
    for value in values:
        found.update(_marks(value))
        if isinstance(value, Article):
            found.update(_embargo(value), _spans(value))
    return found


def expected_coverage() -> set[Mark]:
    """Name everything that can occur, by introspection of the model."""
    expected = {("Article.embargo", state) for state in ("none", "until a moment", "until further notice")}
    expected |= {("spans", state) for state in ("overlap", "enclose", "touch", "repeat", "cross elements")}
    for model in {below for root in ROOTS for below in models_below(root)}:
        for field in fields_of(model):
            key = f"{model.__name__}.{field.name}"
            expected.add((model.__name__, field.name))
            expected |= {(key, state) for state in _states(key, field.shape)}
    return expected


def _states(key: str, shape: Scalar | Code | Object | Many) -> Iterator[str]:
    if isinstance(shape, Many):
        yield from _states(key, shape.item)
    elif isinstance(shape, Object):
        yield from (member.__name__ for member in shape.members)
    elif isinstance(shape, Code):
        yield from shape.tokens if key in STEERING else ("a token",)
        if shape.is_open:
            yield "an IRI"
    elif shape.base is bool:
        yield from ("True", "False")


def _marks(value: Model) -> Iterator[Mark]:
    for field in fields_of(type(value)):
        held = getattr(value, field.name)
        if held is None or held == ():
            continue
        yield type(value).__name__, field.name
        key = f"{type(value).__name__}.{field.name}"
        for item in held if isinstance(held, tuple) else (held,):
            if isinstance(item, Model):
                yield key, type(item).__name__
                yield from _marks(item)
            else:
                yield key, _state(key, field.shape, item)


def _state(key: str, shape: Scalar | Code | Object | Many, value: str | float) -> str:
    if not isinstance(shape, Code):
        return str(value) if isinstance(value, bool) else "a value"
    if value not in shape.tokens:
        return "an IRI"
    return str(value) if key in STEERING else "a token"


def _embargo(article: Article) -> Iterator[Mark]:
    if article.embargo is None:
        state = "none"
    else:
        state = "until further notice" if article.embargo.until is None else "until a moment"
    yield "Article.embargo", state


def _spans(article: Article) -> Iterator[Mark]:
    spans = [span for _, _, span in spans_of(article)]
    for one, other in combinations(spans, 2):
        yield "spans", _meeting(*sorted((one, other), key=lambda span: (span.start, -span.end)))
    if spans and article.body is not None:
        elements = element_ranges(article.body)
        if any(_cross(span, element) for span in spans for element in elements):
            yield "spans", "cross elements"


def _meeting(one: TextSpan, other: TextSpan) -> str:
    if (one.start, one.end) == (other.start, other.end):
        return "repeat"
    if other.start >= one.end:
        return "touch" if other.start == one.end else "apart"
    return "enclose" if other.end <= one.end else "overlap"


def _cross(span: TextSpan, element: tuple[int, int]) -> bool:
    start, end = element
    return start < span.start < end < span.end or span.start < start < span.end < end


def element_ranges(body: Body) -> list[tuple[int, int]]:
    """Return where each element of a body begins and ends in its text."""
    ranges: list[tuple[int, int]] = []
    stack: list[int] = []
    for event in iter_events(body):
        if event[0] == "start":
            stack.append(event[3])
        elif event[0] == "end":
            ranges.append((stack.pop(), event[2]))
    return ranges
