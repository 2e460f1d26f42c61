"""Hypothesis strategies for the whole model, and fixed articles in which every field occurs.

Every article drawn is valid: what couples fields is built in, not filtered. A test that wants to be sure of every
field in every run adds `@example(maximal_article())`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeVar

from hypothesis import strategies as st

from newsschema.v1 import (
    Article,
    Attribution,
    AttributionLink,
    Body,
    CasualtyReport,
    Count,
    Evidence,
    Media,
    Quote,
    UnnamedSource,
)
from newsschema.v1.base import Model
from tests.strategies.bodies import bodies
from tests.strategies.builder import Builder
from tests.strategies.shapes import Field, fields_of

__all__ = [
    "article_pairs",
    "articles",
    "casualty_reports",
    "complete_articles",
    "crowded_article",
    "maximal_article",
    "quotes",
    "standalone_casualty_reports",
    "standalone_quotes",
]

Draw = st.DrawFn
T = TypeVar("T")

SPARSE, MODERATE, DENSE, FULL = range(4)
_FULLNESS: Final = (SPARSE, SPARSE, SPARSE, SPARSE, MODERATE, MODERATE, MODERATE, MODERATE, DENSE, FULL)
_SIZES: Final = (1, 1, 1, 1, 2, 2, 3)
_PARTS: Final = frozenset({"quotes", "casualty_reports", "assessed_figures", "body", "events", "media"})

# Half of a surrogate pair is no character; the others XML 1.0 cannot carry.
_LINE: Final = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(0x20)), "\ufffe", "\uffff"]),
    min_size=1,
    max_size=12,
)
_TEXT: Final = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=[*(chr(n) for n in range(0x20) if n not in (9, 10)), "\ufffe", "\uffff"],
    ),
    min_size=1,
    max_size=20,
)

_BODIES: Final = bodies(max_blocks=2)


# A decision takes a byte or a few. They are drawn by the hundred, since one draw costs as much as building a value.
_CHUNK: Final = st.binary(min_size=100, max_size=100)


class Drawn:
    """Choices that hypothesis makes and shrinks: the first of every pool, and no optional field, is the simplest."""

    def __init__(self, draw: Draw, fullness: int) -> None:
        self.draw = draw
        self.fullness = fullness
        self.bytes = b""

    def number(self, size: int) -> int:
        """Take a number of so many bytes."""
        if len(self.bytes) < size:
            self.bytes += self.draw(_CHUNK)
        taken, self.bytes = self.bytes[:size], self.bytes[size:]
        return int.from_bytes(taken, "big")

    def pick(self, key: str, options: int) -> int:  # noqa: ARG002 - the key is for fixed courses
        """Draw a number below `options`."""
        return self.number(1 if options <= 100 else 3) % options if options > 1 else 0

    def member(self, key: str, options: int, position: int) -> int:  # noqa: ARG002 - position too
        """Draw any member of a union."""
        return self.pick(key, options)

    def wanted(self, model: type[Model], names: Sequence[str], depth: int) -> set[str]:
        """Draw which fields are set: the fewer the deeper they lie."""
        if not names:
            return set()
        level = self.fullness - depth // 2
        first, second, third = (self._mask(len(names)) if level < 3 - at else 0 for at in range(3))
        if level >= FULL:
            mask = -1
        elif level == DENSE:
            mask = first
        elif level == MODERATE:
            mask = first & second
        else:
            mask = first & second & third
        found = {name for at, name in enumerate(names) if mask >> at & 1}
        if model is Article:
            found |= {name for name in _PARTS if name in names and self.pick("part", 3)}
        return found

    def _mask(self, width: int) -> int:
        return self.number((width + 7) // 8)

    def size(self, field: Field, least: int, members: int, depth: int) -> int:  # noqa: ARG002 - as above
        """Draw how many: mostly one."""
        return max(least, _SIZES[self.pick("size", len(_SIZES))])

    def free_text(self, several_lines: bool) -> str | None:
        """Draw any characters, one time in four."""
        if self.pick("free", 4) < 3:
            return None
        return str(self.draw(_TEXT if several_lines else _LINE))

    def body(self, images: Sequence[str]) -> Body | None:  # noqa: ARG002 - bodies of the other strategy have their own
        """Draw a body of any markup, one time in three."""
        return self.draw(_BODIES) if self.pick("any body", 4) == 3 else None


class Fixed:
    """A fixed course through all pools: every field, every member of a union, each in its turn.

    With `everywhere` each field is set wherever it can stand; else only in the first value of its class.
    """

    def __init__(self, start: int = 0, everywhere: bool = False, qualifiers: int = 12) -> None:
        self.turns: Counter[str] = Counter()
        self.start = start
        self.everywhere = everywhere
        self.qualifiers = qualifiers
        self.filled: set[type[Model]] = set()

    def pick(self, key: str, options: int) -> int:
        """Return the next in turn."""
        self.turns[key] += 1
        if key == "images":
            return options - 1
        return (self.start // 2 + self.turns[key] - 1) % options

    def member(self, key: str, options: int, position: int) -> int:
        """Return the member in the order of the union, or the next in turn where only one stands."""
        # Members and codes take turns at another pace, so that each meets each.
        self.turns[f"{key} member"] += 1
        turn = position or self.turns[f"{key} member"] - 1
        return (turn + self.start) % options

    def wanted(self, model: type[Model], names: Sequence[str], depth: int) -> set[str]:  # noqa: ARG002 - depth
        """Want everything in the first value of a class."""
        if self.everywhere or model not in self.filled:
            self.filled.add(model)
            return set(names)
        return set()

    def size(self, field: Field, least: int, members: int, depth: int) -> int:  # noqa: ARG002 - depth
        """Give every member of a union, and every qualifier, its own item."""
        if field.name == "casualty_reports":
            return self.qualifiers
        inner = [len(below.objects) for member in field.objects for below in fields_of(member) if below.required]
        return max(least, members, *inner) if inner else max(least, members)

    def free_text(self, several_lines: bool) -> str | None:  # noqa: ARG002 - the pool holds both
        """Keep to the pool."""
        return None

    def body(self, images: Sequence[str]) -> Body | None:  # noqa: ARG002 - the builder knows them
        """Leave the body to the builder."""
        return None


def _builder(draw: Draw, local_base: str | None = None, fullness: int | None = None) -> Builder:
    level = draw(st.sampled_from(_FULLNESS)) if fullness is None else fullness
    return Builder(Drawn(draw, level), local_base)


@st.composite
def articles(draw: Draw, *, fullness: int | None = None) -> Article:
    """Draw articles, mostly small ones; `fullness` (0 to 3) fixes how many fields are set."""
    return _builder(draw, fullness=fullness).article()


@st.composite
def article_pairs(draw: Draw) -> tuple[Article, Article]:
    """Draw two articles whose quotes, reports, events and media have the same identifiers."""
    base = draw(st.sampled_from(("urn:example:local:", "https://example.org/story#")))
    first = _builder(draw, base).article(identifier="https://example.org/story")
    second = _builder(draw, base).article(identifier="https://example.org/other")
    return first, second


@st.composite
def quotes(draw: Draw) -> Quote:
    """Draw quotes as they stand in an article; their spans fit no text."""
    builder = _builder(draw, "https://example.org/a#")
    builder.base = "https://example.org/a#"
    return builder.build(Quote, 0)


@st.composite
def casualty_reports(draw: Draw) -> CasualtyReport:
    """Draw casualty reports as they stand in an article; their references lead nowhere."""
    builder = _builder(draw, "https://example.org/a#")
    builder.base = "https://example.org/a#"
    return builder.build(CasualtyReport, 0)


@st.composite
def standalone_quotes(draw: Draw) -> Quote:
    """Draw quotes that stand alone."""
    return _builder(draw).standalone(Quote)


@st.composite
def standalone_casualty_reports(draw: Draw) -> CasualtyReport:
    """Draw casualty reports that stand alone."""
    return _builder(draw).standalone(CasualtyReport)


def maximal_article() -> Article:
    """Return one article in which every field of every class is set, the same in every run."""
    return Builder(Fixed()).article()


def complete_articles() -> tuple[Article, ...]:
    """Return articles in which every field is set wherever it can stand, for every member of each union."""
    return tuple(Builder(Fixed(start, everywhere=True, qualifiers=2)).article() for start in range(4))


def crowded_article(size: int) -> Article:
    """Return an article with `size` keywords, paragraphs, pictures, quotes and casualty reports."""
    name = "https://example.org/crowded"
    paragraphs = [f"Paragraph {number} says that at least {number + 1} people are safe." for number in range(size)]
    source = Attribution(links=(AttributionLink(role="originator", agents=(UnnamedSource(),)),))
    plain = Article(
        identifier=name,
        body=Body.from_paragraphs(paragraphs),
        keywords=tuple(f"keyword {number}" for number in range(size)),
        media=tuple(Media(identifier=f"{name}#m{number}", kind="image") for number in range(size)),
    )
    spans = [plain.locate(paragraph) for paragraph in paragraphs]
    return plain.replace(
        quotes=tuple(
            Quote(identifier=f"{name}#q{number}", kind="direct", text=span.exact, attribution=source, spans=(span,))
            for number, span in enumerate(spans)
        ),
        casualty_reports=tuple(
            CasualtyReport(
                identifier=f"{name}#c{number}",
                outcome="unharmed",
                count=Count(qualifier="at_least", number=number + 1),
                attribution=source,
                evidence=Evidence(spans=(span,), quotes=(f"{name}#q{number}",)),
            )
            for number, span in enumerate(spans)
        ),
    )
