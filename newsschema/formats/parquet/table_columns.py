"""The columns of the flat tables: what each is called and holds, and how its value is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from newsschema.formats.parquet.arrow_schema import (
    DATE,
    FLAG,
    PUBLIC,
    SMALL,
    TEXT,
    WHOLE,
    Member,
    Node,
    node_of,
)
from newsschema.formats.parquet.arrow_schema import Sequence as ListNode
from newsschema.v1 import (
    Article,
    AssessedFigure,
    Attribution,
    BroaderConcept,
    CasualtyReport,
    Concept,
    Count,
    Event,
    Evidence,
    Model,
    Organization,
    OriginalText,
    PartOf,
    Period,
    Person,
    Place,
    Population,
    Quote,
    RecorderFigures,
    SourceDocument,
    Supersession,
    UnnamedSource,
)
from newsschema.v1.base import IDENTITY, Mark, mark_of
from newsschema.v1.documentation import field_docstrings

_TEXTS: Final = ListNode(TEXT)

AnyAgent: TypeAlias = Person | Organization | UnnamedSource | SourceDocument


class Entry(NamedTuple):
    """What a row is made of: an article, and the quote or report that the row is of.

    `article` is None for a standalone record, `record` for the row of an article.
    """

    article: Any
    record: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called and holds, and how its value is found."""

    member: Member
    value: Callable[[Entry], Any]


def _column(name: str, node: Node, value: Callable[[Entry], Any], description: str, mark: Mark = PUBLIC) -> Column:
    return Column(Member(name, node, description, mark), value)


# Values


def _label(agent: AnyAgent | None) -> str | None:
    """What an agent is called: its name, else what identifies it; for an unnamed source its description."""
    match agent:
        case UnnamedSource():
            return agent.description
        case SourceDocument():
            return agent.name or agent.identifier or agent.url
        case Person() | Organization():
            return agent.name or agent.identifier or agent.qcode
        case None:
            return None


def _labels(agents: Iterable[AnyAgent]) -> tuple[str, ...]:
    return tuple(label for agent in agents if (label := _label(agent)) is not None)


def _concept_label(concept: Concept | BroaderConcept) -> str | None:
    return concept.names[0].text if concept.names else concept.identifier or concept.qcode


def _concept_labels(concepts: Iterable[Concept]) -> tuple[str, ...]:
    return tuple(label for concept in concepts if (label := _concept_label(concept)) is not None)


def _place_label(place: Place | None) -> str | None:
    if place is None:
        return None
    return place.name or place.subdivision or place.country or place.country_code or place.identifier


def _place_labels(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(label for place in places if (label := _place_label(place)) is not None)


def _identifier(agent: AnyAgent | None) -> str | None:
    return getattr(agent, "identifier", None)


def _joined(agents: Sequence[AnyAgent]) -> str | None:
    return "; ".join(_labels(agents)) or None


def _attribution(entry: Entry) -> Attribution:
    attribution: Attribution = entry.record.attribution
    return attribution


def _speaker(entry: Entry) -> AnyAgent:
    return _attribution(entry).speaker[0]


def _affiliation(entry: Entry) -> str | None:
    return _joined(getattr(_speaker(entry), "affiliation", ()))


def _relayers(entry: Entry) -> tuple[AnyAgent, ...]:
    links = _attribution(entry).links
    return next((link.agents for link in reversed(links) if link.role == "relayer"), ())


def _event(entry: Entry) -> Event | None:
    events = entry.article.events if entry.article is not None else ()
    return next((event for event in events if event.identifier == entry.record.event), None)


def _of(part: str, name: str) -> Callable[[Entry], Any]:
    """Reads a field of a part of the record that may be absent."""

    def value(entry: Entry) -> Any:
        owner = getattr(entry.record, part)
        return None if owner is None else getattr(owner, name)

    return value


def _recorded(name: str) -> Callable[[Entry], int | None]:
    return lambda entry: getattr(entry.record.count.recorded, name, None)


def _has_finding(finding: str) -> Callable[[Entry], bool]:
    return lambda entry: any(one.value == finding for one in entry.record.verification)


# Columns taken from a field as it is


def _article(name: str, rename: str | None = None) -> Column:
    return _taken(Article, name, lambda entry: getattr(entry.article, name), rename)


def _record(model: type[Model], name: str, rename: str | None = None) -> Column:
    return _taken(model, name, lambda entry: getattr(entry.record, name), rename)


def _part(model: type[Model], part: str, name: str, rename: str | None = None) -> Column:
    return _taken(model, name, _of(part, name), rename)


def _taken(model: type[Model], name: str, value: Callable[[Entry], Any], rename: str | None) -> Column:
    field = model.model_fields[name]
    node = node_of(field.annotation, tuple(field.metadata))
    return _column(rename or name, node, value, field_docstrings(model).get(name, ""), mark_of(field.metadata))


# What all tables have


def _article_id(entry: Entry) -> str | None:
    origin = entry.article or entry.record.article
    return None if origin is None else origin.identifier


def _version(entry: Entry) -> int | None:
    origin = entry.article or entry.record.article
    return None if origin is None else origin.version


def _of_article(name: str, part: str | None = None) -> Callable[[Entry], Any]:
    """Reads a field of the article, or of a part of it, where they are there."""

    def value(entry: Entry) -> Any:
        owner = entry.article if part is None else getattr(entry.article, part, None)
        return None if owner is None else getattr(owner, name)

    return value


def _is_embargoed(entry: Entry) -> bool | None:
    return None if entry.article is None else entry.article.embargo is not None


_KEYS: Final = (
    _column("article_id", TEXT, _article_id, "The identifier of the article, the same for all its versions."),
    _column("version", WHOLE, _version, "The version of the article."),
    _column("pub_status", TEXT, _of_article("pub_status"), "The article's: usable, withheld, or canceled."),
    _column(
        "embargoed",
        FLAG,
        _is_embargoed,
        "Whether the article was written with an embargo; one without an end holds until further notice.",
    ),
    _column("embargoed_until", DATE, _of_article("until", "embargo"), "The end of the article's embargo."),
    _column("usage_terms", TEXT, _of_article("usage_terms", "rights"), "What may be done with the article, in words."),
)

_ATTRIBUTION: Final = (
    _column(
        "speaker",
        TEXT,
        lambda entry: _joined(_attribution(entry).speaker),
        "Who says it; several who say it jointly are joined by a semicolon; empty where only implied.",
        IDENTITY,
    ),
    _column(
        "speaker_type",
        TEXT,
        lambda entry: _speaker(entry).type,
        "person, organization, unnamed_source or source_document; of several speakers, the first's.",
    ),
    _column(
        "speaker_id",
        TEXT,
        lambda entry: _identifier(_speaker(entry)),
        "The identifier of the speaker; of several, the first's.",
        IDENTITY,
    ),
    _column("speaker_count", SMALL, lambda entry: len(_attribution(entry).speaker), "How many agents say it jointly."),
    _column(
        "speaker_job_title",
        TEXT,
        lambda entry: getattr(_speaker(entry), "job_title", None),
        "The role in which the speaker speaks; of several speakers, the first's.",
    ),
    _column(
        "speaker_affiliation",
        TEXT,
        _affiliation,
        "The bodies that the speaker belongs to or speaks for; of several speakers, the first's.",
    ),
    _column("said_at", DATE, lambda entry: _attribution(entry).said_at, "When it was first said."),
    _column("channel", TEXT, lambda entry: _attribution(entry).channel, "Where it was first said."),
    _column(
        "last_relayer",
        TEXT,
        lambda entry: _joined(_relayers(entry)),
        "Who carried it last on its way to the reader.",
        IDENTITY,
    ),
    _column(
        "last_relayer_id",
        TEXT,
        lambda entry: next((_identifier(agent) for agent in _relayers(entry)), None),
        "The identifier of who carried it last; of several, the first's.",
        IDENTITY,
    ),
    _taken(Attribution, "links", lambda entry: _attribution(entry).links, "attribution"),
)


# The tables

ARTICLES: Final = (
    *_KEYS,
    *(
        _article(name)
        for name in (
            "url",
            "kind",
            "urgency",
            "language",
            "headline",
            "summary",
            "byline",
            "dateline",
            "slugline",
            "sections",
            "keywords",
            "credit_line",
            "is_accessible_for_free",
            "created",
            "published",
            "modified",
            "first_created",
            "version_created",
            "expires",
        )
    ),
    _column("text", TEXT, lambda entry: entry.article.text or None, "The plain text of the body, where spans count."),
    _column(
        "authors",
        _TEXTS,
        lambda entry: _labels(credit.agent for credit in entry.article.authors),
        "Who wrote it, by name.",
        IDENTITY,
    ),
    _column("publisher", TEXT, lambda entry: _label(entry.article.publisher), "Who published it, by name."),
    _column("provider", TEXT, lambda entry: _label(entry.article.provider), "Who distributes it, by name."),
    _column(
        "copyright_holders",
        _TEXTS,
        lambda entry: _labels(entry.article.rights.holders if entry.article.rights else ()),
        "The copyright holders, by name.",
    ),
    _column("copyright_notice", TEXT, _of_article("notice", "rights"), "The copyright notice as it must appear."),
    _column("licence", TEXT, _of_article("licence", "rights"), "The licence, by its link."),
    _column(
        "subjects",
        _TEXTS,
        lambda entry: _concept_labels(entry.article.subjects),
        "What it is about: the first name of each term, else its identifier or code.",
    ),
    _column(
        "genres",
        _TEXTS,
        lambda entry: _concept_labels(entry.article.genres),
        "Its journalistic form: the first name of each term, else its identifier or code.",
    ),
    _column("people", _TEXTS, lambda entry: _labels(entry.article.people), "The people it is about.", IDENTITY),
    _column(
        "organizations",
        _TEXTS,
        lambda entry: _labels(entry.article.organizations),
        "The organisations it is about, by name.",
    ),
    _column("places", _TEXTS, lambda entry: _place_labels(entry.article.places), "The places it is about, by name."),
    _article("events"),
    _article("corrections"),
    _column("media_count", SMALL, lambda entry: len(entry.article.media), "How many media it has."),
    _column("quote_count", SMALL, lambda entry: len(entry.article.quotes), "How many quotes it has."),
    _column(
        "casualty_report_count",
        SMALL,
        lambda entry: len(entry.article.casualty_reports),
        "How many casualty reports it has.",
    ),
    _article("digital_source_type"),
    _column("data_mining", TEXT, _of_article("data_mining", "rights"), "Whether text and data mining is allowed."),
    _column(
        "assessed_figure_count",
        SMALL,
        lambda entry: len(entry.article.assessed_figures),
        "How many assessed figures it has.",
    ),
)
"""One row an article and version."""

QUOTES: Final = (
    _record(Quote, "identifier", "quote_id"),
    *_KEYS,
    *(_record(Quote, name) for name in ("kind", "text", "language", "cue")),
    *_ATTRIBUTION,
    _column("addressees", _TEXTS, lambda entry: _labels(entry.record.addressees), "Whom it was said to.", IDENTITY),
    _column("place", TEXT, lambda entry: _place_label(entry.record.place), "Where the words were said, by name."),
    _part(OriginalText, "original", "text", "original_text"),
    _part(OriginalText, "original", "language", "original_language"),
    _record(Quote, "spans"),
)
"""One row a quote."""

_BOUNDS: Final[Mapping[str, str]] = {
    "lower": "The least that the words allow; empty where they say nothing about it.",
    "lower_open": "Whether the words leave the lower end open: never, since a count cannot fall below zero.",
    "best": "The one number that was said to be the figure; empty where none was.",
    "upper": "The most that the words allow; empty where they say nothing about it or leave it open.",
    "upper_open": "Whether the words say that there may be more without limit.",
}

_PEOPLE: Final = (
    *(
        _part(Population, "population", name, rename)
        for name, rename in (
            ("as_said", "population_as_said"),
            ("ihl_status", None),
            ("sex", None),
            ("age", None),
            ("age_from", None),
            ("age_to", None),
            ("occupation", None),
            ("situation", None),
            ("nationality", None),
            ("relation_to_act", None),
        )
    ),
    _column(
        "side",
        TEXT,
        lambda entry: _label(entry.record.population.side) if entry.record.population else None,
        "The party they belonged to, by name.",
    ),
    _column("place", TEXT, lambda entry: _place_label(entry.record.place), "Where they were harmed, by name."),
    *(_part(Place, "place", name) for name in ("country_code", "latitude", "longitude")),
    _part(Period, "period", "start", "period_start"),
    _part(Period, "period", "end", "period_end"),
)
"""Who was harmed, where and when."""

CASUALTY_REPORTS: Final = (
    _record(CasualtyReport, "identifier", "report_id"),
    *_KEYS,
    _record(CasualtyReport, "event", "event_id"),
    _column("event", TEXT, lambda entry: getattr(_event(entry), "name", None), "What the event is called."),
    *(_record(CasualtyReport, name) for name in ("outcome", "case_classification", "scope", "cause")),
    *(_part(Count, "count", name) for name in ("qualifier", "number", "number_to", "phrase", "unit")),
    *(
        _column(name, FLAG if name.endswith("open") else WHOLE, _of("count", name), description)
        for name, description in _BOUNDS.items()
    ),
    *(_taken(RecorderFigures, name, _recorded(name), f"recorded_{name}") for name in RecorderFigures.model_fields),
    *_PEOPLE,
    _record(CasualtyReport, "as_of"),
    _record(CasualtyReport, "includes_perpetrators"),
    *_ATTRIBUTION,
    _column("discounted", FLAG, _has_finding("discounted"), "Whether somebody found that the claim does not count."),
    _column("retracted", FLAG, _has_finding("retracted"), "Whether the claim was withdrawn."),
    _column("disputed", FLAG, lambda entry: bool(entry.record.disputes), "Whether somebody denies something about it."),
    _record(CasualtyReport, "verification"),
    _record(CasualtyReport, "disputes"),
    _part(Supersession, "supersedes", "report", "supersedes_report"),
    _part(Supersession, "supersedes", "article", "supersedes_article"),
    _part(Supersession, "supersedes", "version", "supersedes_version"),
    _part(Supersession, "supersedes", "reason", "supersedes_reason"),
    _part(PartOf, "part_of", "report", "part_of_report"),
    _part(PartOf, "part_of", "axis", "part_of_axis"),
    _part(PartOf, "part_of", "complete", "part_of_complete"),
    _part(Evidence, "evidence", "spans"),
    _part(Evidence, "evidence", "quotes", "stated_in_quotes"),
    _record(CasualtyReport, "note"),
)
"""One row a casualty report."""

ASSESSED_FIGURES: Final = (
    _record(AssessedFigure, "identifier", "figure_id"),
    *_KEYS,
    _record(AssessedFigure, "event", "event_id"),
    _column("event", TEXT, lambda entry: getattr(_event(entry), "name", None), "What the event is called."),
    *(
        _record(AssessedFigure, name)
        for name in ("outcome", "case_classification", "scope", "cause", "low", "best", "high", "unit")
    ),
    *_PEOPLE,
    _record(AssessedFigure, "as_of"),
    _record(AssessedFigure, "includes_perpetrators"),
    _column("assessor", TEXT, lambda entry: _label(entry.record.by), "Who made the assessment, by name.", IDENTITY),
    _column(
        "assessor_type",
        TEXT,
        lambda entry: entry.record.by.type,
        "person, organization, unnamed_source or source_document.",
    ),
    _column(
        "assessor_id",
        TEXT,
        lambda entry: _identifier(entry.record.by),
        "The identifier of who made the assessment.",
        IDENTITY,
    ),
    _record(AssessedFigure, "at", "assessed_at"),
    _record(AssessedFigure, "method"),
    _record(AssessedFigure, "reports"),
    _column(
        "report_count",
        SMALL,
        lambda entry: len(set(entry.record.reports)),
        "How many casualty reports it rests on.",
    ),
    _record(AssessedFigure, "note"),
)
"""One row an assessed figure."""

TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "articles": ARTICLES,
    "quotes": QUOTES,
    "casualty_reports": CASUALTY_REPORTS,
    "assessed_figures": ASSESSED_FIGURES,
}
"""The columns of each table."""
