"""Builds values of the model field by field from a source of choices: random ones of hypothesis, or a fixed course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final, Protocol, TypeVar

from newsschema.v1 import (
    SCHEMA_VERSION,
    Article,
    AssessedFigure,
    Attribution,
    AttributionLink,
    Body,
    BroaderConcept,
    CasualtyReport,
    Concept,
    Count,
    DateTime,
    DayDate,
    Event,
    Evidence,
    Extension,
    Instant,
    Link,
    LiveBlogUpdate,
    Media,
    Mentions,
    Model,
    Organization,
    PartialDate,
    Period,
    Person,
    Place,
    Population,
    Quote,
    RecorderFigures,
    Rendition,
    Rights,
    SourceDocument,
    Supersession,
    TextSpan,
    VerificationNote,
)
from newsschema.v1 import text as slots
from tests.strategies import pools
from tests.strategies.markup import markup_of
from tests.strategies.shapes import Code, Field, Many, Object, Scalar, Shape, fields_of

AnyModel = TypeVar("AnyModel", bound=Model)

STANDALONE: Final = ("type", "schema_version", "article")
"""What only a standalone record says."""

NEEDS: Final[dict[type[Model], tuple[str, ...]]] = {
    Person: ("name", "identifier", "qcode"),
    Organization: ("name", "identifier", "qcode"),
    SourceDocument: ("name", "identifier", "url"),
    Concept: ("names", "identifier", "qcode"),
    BroaderConcept: ("names", "identifier", "qcode"),
    Place: ("name", "identifier", "qcode", "country", "country_code", "subdivision", "subdivision_code", "latitude"),
    Link: ("identifier", "url"),
    RecorderFigures: ("low", "best", "high"),
    Mentions: ("people", "organizations", "places"),
    Evidence: ("quotes", "spans"),
    Period: ("start", "end"),
    Population: ("as_said", "ihl_status", "age"),
    Rights: ("notice", "year"),
    Rendition: ("url", "role"),
    AssessedFigure: ("low", "best", "high"),
    LiveBlogUpdate: ("body", "headline"),
}
"""At least one of these is given: a rule of the model, or else the value says nothing and equals its absence."""

RISING: Final[dict[type[Model], tuple[str, ...]]] = {
    RecorderFigures: ("low", "best", "high"),
    AssessedFigure: ("low", "best", "high"),
    Population: ("age_from", "age_to"),
}
"""Numbers that do not fall from one field to the next."""

NUMBERED: Final = frozenset({"exact", "at_least", "more_than", "up_to", "fewer_than", "about", "nearly", "range"})
WORDED: Final = frozenset({"vague", "unspecified", "not_stated"})
WORDLESS: Final = frozenset({"declined_comment", "no_response"})

SLOTS: Final[dict[str, tuple[str, ...]]] = {
    slots.IRI_PATTERN: pools.IRIS,
    slots.QCODE_PATTERN: pools.QCODES,
    slots.LANGUAGE_PATTERN: pools.LANGUAGES,
    slots.MEDIA_TYPE_PATTERN: pools.MEDIA_TYPES,
    slots.COUNTRY_PATTERN: pools.COUNTRIES,
    slots.SUBDIVISION_PATTERN: pools.SUBDIVISIONS,
}
DATES: Final[dict[type, tuple[str, ...]]] = {
    Instant: pools.INSTANTS,
    DateTime: (*pools.INSTANTS, *pools.LOCAL_TIMES),
    DayDate: (*pools.DAYS, *pools.INSTANTS, *pools.LOCAL_TIMES),
    PartialDate: (*pools.DAYS, *pools.YEARS, *pools.MONTHS, *pools.INSTANTS, *pools.LOCAL_TIMES),
}


class Choices(Protocol):
    """Where decisions come from."""

    def pick(self, key: str, options: int) -> int:
        """Return a number below `options`; `key` names the kind of decision."""

    def member(self, key: str, options: int, position: int) -> int:
        """Return which of several models stands at a position of a list."""

    def wanted(self, model: type[Model], names: Sequence[str], depth: int) -> set[str]:
        """Return which optional fields to set."""

    def size(self, field: Field, least: int, members: int, depth: int) -> int:
        """Return how many items a list has."""

    def free_text(self, several_lines: bool) -> str | None:
        """Return a text beyond the pool of hard ones, or none for one of the pool."""

    def body(self, images: Sequence[str]) -> Body | None:
        """Return a body beyond those built of hard words, or none for one of these."""


@cache
def _optional(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(model) if not field.required and not field.fixed)


class Builder:
    """Builds valid values; what couples fields stands in its tables and its methods, the rest is introspection."""

    def __init__(self, choices: Choices, local_base: str | None = None) -> None:
        self.choices = choices
        self.local_base = local_base
        self.text = ""
        self.spots: list[int] = []
        self.quotes: list[str] = []
        self.reports: list[str] = []
        self.past_reports: list[str] = []
        self.events: list[str] = []
        self.names: Counter[str] = Counter()
        self.makers: dict[type[Model], Callable[[int], dict[str, Any]]] = {
            Count: self._count,
            Attribution: self._attribution,
            Extension: self._extension,
            Quote: self._quote,
            CasualtyReport: self._report,
            AssessedFigure: self._assessed,
            TextSpan: self._span,
            Supersession: self._supersession,
        }

    # Any model

    def build(self, model: type[AnyModel], depth: int, **given: Any) -> AnyModel:
        """Build one value; `given` fields are taken as they are, and None leaves a field out."""
        maker = self.makers.get(model)
        if maker is not None:
            given = {**maker(depth), **given}
        return self.fill(model, depth, given)

    def fill(self, model: type[AnyModel], depth: int, given: dict[str, Any]) -> AnyModel:
        """Set every required field, and the optional ones that are wanted."""
        names = [name for name in _optional(model) if name not in given and not self._is_barred(model, name)]
        wanted = self.choices.wanted(model, names, depth)
        needs = [name for name in NEEDS.get(model, ()) if name in names]
        if needs and not wanted & set(needs) and not any(given.get(name) for name in NEEDS[model]):
            wanted.add(needs[self.choices.pick(f"{model.__name__} needs", len(needs))])
        if wanted & {"latitude", "longitude"}:
            wanted |= {"latitude", "longitude"}
        values = {
            field.name: given[field.name]
            if field.name in given
            else self.value(f"{model.__name__}.{field.name}", field, depth)
            for field in fields_of(model)
            if field.name in given or field.name in wanted or field.required
        }
        self._put_in_order(model, values)
        return model(**{name: value for name, value in values.items() if value is not None})

    def _is_barred(self, model: type[Model], name: str) -> bool:
        if name in STANDALONE and model in (Quote, CasualtyReport):
            return True
        return name == "spans" and model in (Quote, Evidence, VerificationNote) and not self.text

    def _put_in_order(self, model: type[Model], values: dict[str, Any]) -> None:
        rising = [name for name in RISING.get(model, ()) if values.get(name) is not None]
        values.update(zip(rising, sorted(values[name] for name in rising), strict=True))
        if model in (Event, Period):
            start, end = values.get("start"), values.get("end")
            if start is not None and end is not None and end.before(start):
                values["start"], values["end"] = end, start
        if model is Extension or "extensions" not in values:
            return
        values["extensions"] = tuple(_put_back(values["extensions"]))

    def value(self, key: str, field: Field, depth: int) -> Any:
        """Make the value of a field from its shape."""
        shape = field.shape
        if not isinstance(shape, Many):
            return self._single(key, shape, depth, 0)
        members = len(shape.item.members) if isinstance(shape.item, Object) else 1
        size = self.choices.size(field, max(shape.least, 1), members, depth)
        return tuple(self._single(key, shape.item, depth, position) for position in range(size))

    def _single(self, key: str, shape: Shape, depth: int, position: int) -> Any:
        if isinstance(shape, Object):
            at = self.choices.member(key, len(shape.members), position)
            return self.build(shape.members[at], depth + 1)
        if isinstance(shape, Code):
            if shape.is_open and self.choices.pick(f"{key} is open", 4) == 3:
                return self.one_of("open code", pools.IRIS)
            return self.one_of(key, shape.tokens)
        assert isinstance(shape, Scalar)
        return self.scalar(shape)

    # Scalars

    def one_of(self, key: str, pool: Sequence[Any]) -> Any:
        """Choose one of a pool."""
        return pool[self.choices.pick(key, len(pool))]

    def scalar(self, shape: Scalar) -> Any:
        """Make a string, a number or a flag."""
        if shape.base is Body:
            return self.body(())
        if issubclass(shape.base, PartialDate):
            return shape.base(self.one_of(shape.base.__name__, DATES[shape.base]))
        if shape.base is bool:
            return bool(self.choices.pick("flag", 2))
        if shape.base in (int, float):
            return self._number(shape)
        if shape.pattern in SLOTS:
            return self.one_of(shape.pattern, SLOTS[shape.pattern])
        return self.words(shape.pattern != slots.LINE_PATTERN)

    def _number(self, shape: Scalar) -> float:
        pool: Sequence[float] = pools.WHOLE_NUMBERS if shape.base is int else pools.DECIMALS
        least = shape.least if shape.least is not None else -float("inf")
        most = shape.most if shape.most is not None else float("inf")
        inside = [number for number in pool if least <= number <= most]
        edges = [shape.base(edge) for edge in (shape.least, shape.most) if edge is not None]
        number: float = self.one_of(f"{least} to {most}", list(dict.fromkeys((*inside, *edges))))
        return number

    def words(self, several_lines: bool) -> str:
        """Make a text of one line or of several."""
        free = self.choices.free_text(several_lines)
        if free is not None:
            return free
        pool = (*pools.LINES, *pools.MULTILINE) if several_lines else pools.LINES
        return str(self.one_of("text" if several_lines else "line", pool))

    def body(self, images: Sequence[str]) -> Body:
        """Make a body that may show the images."""
        return self.choices.body(images) or Body(markup_of(self, images))

    # Values whose fields depend on each other

    def _count(self, _: int) -> dict[str, Any]:
        qualifier = self.one_of("qualifier", _tokens(Count, "qualifier"))
        values: dict[str, Any] = {"qualifier": qualifier, "number": None, "number_to": None}
        if qualifier in NUMBERED:
            values["number"] = self.one_of("number", [n for n in pools.WHOLE_NUMBERS if n > 0])
        if qualifier == "range":
            low = min(values["number"], pools.MAX - 1)
            values.update(number=low, number_to=min(low + self.one_of("width", (5, 1, 1000)), pools.MAX))
        if qualifier in WORDED:
            values["phrase"] = self.words(False)
        return values

    def _attribution(self, depth: int) -> dict[str, Any]:
        first = self.one_of("first link", ("originator", "document"))
        others = [role for role in _tokens(AttributionLink, "role") if role != "originator"]
        (links,) = fields_of(Attribution)
        size = self.choices.size(links, 1, len(others) + 1, depth)
        roles = [first, *(self.one_of("link", others) for _ in range(size - 1))]
        return {"links": tuple(self.build(AttributionLink, depth + 1, role=role) for role in roles)}

    def _extension(self, _: int) -> dict[str, Any]:
        format_, path, content = self.one_of("extension", pools.EXTENSIONS)
        return {"format": format_, "path": path, "content": content}

    def _quote(self, _: int) -> dict[str, Any]:
        kind = self.one_of("quote kind", _tokens(Quote, "kind"))
        text = None if kind in WORDLESS else self.words(True)
        return {"identifier": self.name("q"), "kind": kind, "text": text}

    def _report(self, _: int) -> dict[str, Any]:
        return {"identifier": self.name("c"), **self._outcome(CasualtyReport)}

    def _assessed(self, _: int) -> dict[str, Any]:
        values: dict[str, Any] = {"identifier": self.name("f"), **self._outcome(AssessedFigure)}
        size = self.choices.pick("reports of a figure", len(self.reports)) + 1
        values["reports"] = tuple(self.one_of("report", self.reports) for _ in range(size))
        values["event"] = self.one_of("event", self.events) if self.events else None
        return values

    def _outcome(self, model: type[Model]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        # The outcome `case` alone may say how sure it is, so it comes more often than others.
        way = self.choices.pick("outcome", 4)
        if way == 0:
            values["outcome"] = "case"
        else:
            outcomes = [name for name in _tokens(model, "outcome") if name != "case"]
            values["outcome"] = self.one_of("outcomes", outcomes if way < 3 else pools.IRIS)
            values["case_classification"] = None
        return values

    def nested_report(self, depth: int) -> CasualtyReport:
        """Build a report of an article, whose references resolve there."""
        barred: dict[str, Any] = {} if self.events else {"event": None}
        if len(self.reports) < 2:
            barred["part_of"] = None
        if not self.text and not self.quotes:
            barred["evidence"] = None
        report = self.build(CasualtyReport, depth, **barred)
        self.past_reports.append(report.identifier)
        changes: dict[str, Any] = {}
        if report.part_of is not None:
            others = [name for name in self.reports if name != report.identifier]
            changes["part_of"] = report.part_of.replace(report=self.one_of("report", others))
        if report.event is not None:
            changes["event"] = self.one_of("event", self.events)
        if report.evidence is not None:
            quotes = tuple(self.one_of("quote", self.quotes) for _ in report.evidence.quotes) if self.quotes else ()
            spans = report.evidence.spans
            changes["evidence"] = Evidence(spans=spans, quotes=quotes) if spans or quotes else None
        return report.replace(**changes) if changes else report

    def _span(self, _: int) -> dict[str, Any]:
        if not self.text:
            exact = self.words(True)
            start = self.one_of("start", (0, 7, 100_000))
            return {"start": start, "end": start + len(exact), "exact": exact}
        # Ends of earlier spans come up again, so that spans overlap, touch and enclose each other.
        spots = [*self.spots, *(self.choices.pick("spot", len(self.text) + 1) for _ in range(2))]
        start, end = sorted((self.one_of("spot", spots), spots[-1]))
        if start == end:
            start, end = (start - 1, end) if start else (0, min(5, len(self.text)))
        self.spots = [*self.spots[-6:], start, end]
        return {"start": start, "end": end, "exact": self.text[start:end]}

    def _supersession(self, _: int) -> dict[str, Any]:
        # An earlier report of the same article, the same report in an earlier version, or one of elsewhere.
        way = self.choices.pick("supersession", 3)
        if way == 0 and self.past_reports:
            return {"report": self.one_of("report", self.past_reports), "article": None, "version": None}
        return {"report": self.one_of("other report", pools.IRIS), "article": "https://example.net/another"}

    # Articles

    def name(self, letter: str) -> str:
        """Return an identifier that no other part of the article has."""
        self.names[letter] += 1
        return f"{self.base}{letter}{self.names[letter]}"

    def article(self, **given: Any) -> Article:
        """Build an article whose parts refer to each other."""
        identifier = given.setdefault("identifier", self.one_of("article identifier", pools.IRIS))
        base = str(identifier).partition("#")[0] + "#"
        self.base = (
            self.local_base
            or (base, "urn:example:part:", "https://örtlich.example/ü?part=")[self.choices.pick("base", 3)]
        )
        names = [name for name in _optional(Article) if name not in given]
        wanted = self.choices.wanted(Article, names, 0)
        given.update({name: None for name in names if name not in wanted})
        by_name = {field.name: field for field in fields_of(Article)}
        if "body" in wanted:
            images = tuple(self.name("m") for _ in range(self.choices.pick("images", 3)))
            given["body"] = self.body(images)
            self.text = given["body"].text
        shown = list(dict.fromkeys(given["body"].image_sources())) if given.get("body") else []
        if "media" in wanted or shown:
            size = self.choices.size(by_name["media"], 1, 1, 0) if "media" in wanted else 0
            identifiers = [*shown, *(self.name("m") for _ in range(size))]
            given["media"] = tuple(self.build(Media, 1, identifier=one) for one in identifiers)
        if "events" in wanted:
            size = self.choices.size(by_name["events"], 1, 1, 0)
            self.events = [self.name("e") for _ in range(size)]
            given["events"] = tuple(self.build(Event, 1, identifier=one) for one in self.events)
        if "quotes" in wanted:
            quotes = [self.build(Quote, 1) for _ in range(self.choices.size(by_name["quotes"], 1, 1, 0))]
            self.quotes = [quote.identifier for quote in quotes]
            given["quotes"] = tuple(quotes)
        if "casualty_reports" in wanted:
            size = self.choices.size(by_name["casualty_reports"], 1, 1, 0)
            self.reports = [f"{self.base}c{number}" for number in range(1, size + 1)]
            given["casualty_reports"] = tuple(self.nested_report(1) for _ in self.reports)
        if not self.reports:
            wanted.discard("assessed_figures")
            given["assessed_figures"] = ()
        given = {name: value for name, value in given.items() if value is not None or name not in wanted}
        values = {
            name: given[name] if name in given else self.value(f"Article.{name}", by_name[name], 0)
            for name in by_name
            if name in given or name in wanted
        }
        if values.get("extensions"):
            values["extensions"] = tuple(_put_back(values["extensions"]))
        return Article(**{name: value for name, value in values.items() if value is not None})

    def standalone(self, model: type[AnyModel]) -> AnyModel:
        """Build a quote or casualty report that stands alone, with or without its article."""
        self.base = "https://example.org/a#"
        record: Any = self.build(model, 0)
        token = _tokens(model, "type")[0]
        article = next(field for field in fields_of(model) if field.name == "article")
        reference = self.value("article", article, 1) if self.choices.pick("has article", 4) else None
        changed: AnyModel = record.replace(type=token, schema_version=SCHEMA_VERSION, article=reference)
        return changed


@cache
def _tokens(model: type[Model], name: str) -> tuple[str, ...]:
    shape = next(field.shape for field in fields_of(model) if field.name == name)
    assert isinstance(shape, Code)
    return shape.tokens


def _put_back(extensions: Sequence[Extension]) -> Iterator[Extension]:
    """Leave out a second attribute, or member of a JSON object, of the same name: one owner cannot have both."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in extensions:
        seen[one.format, one.path] += 1
        is_element = one.format == "newsml-g2" and not one.path.startswith("@")
        if is_element or seen[one.format, one.path] == 1:
            yield one
