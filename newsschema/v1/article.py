"""The article: what was published, who said what in it, and how many were harmed according to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.agents import Contribution, Organization, Party, Person, SourceCredit
from newsschema.v1.annotation import annotated, locate
from newsschema.v1.assessments import AssessedFigure
from newsschema.v1.base import INTERNAL, Audience, Model, StatedModel
from newsschema.v1.body import Body
from newsschema.v1.casualties import CasualtyReport
from newsschema.v1.codes import ArticleKind, HeadlineRole, LinkRelation, NoteRole, PubStatus
from newsschema.v1.concepts import Concept, Event, Mentions, Place
from newsschema.v1.extensions import Extension
from newsschema.v1.integrity import refusals_of
from newsschema.v1.media import Media, Rights
from newsschema.v1.quotes import Quote
from newsschema.v1.spans import TextSpan
from newsschema.v1.text import Flag, Iri, Language, Line, MediaType, PositiveNumber, Text
from newsschema.v1.times import DateTime, DayDate, PartialDate
from newsschema.v1.version import SCHEMA_VERSION, SchemaVersion


class AlternateIdentifier(Model):
    """Another identifier of the article: a CMS number, a wire code, a legacy id (NewsML-G2 `altId`)."""

    value: Line
    """The identifier."""
    type: Iri | None = None
    """What kind of identifier it is, as the IRI of a term or of the system that issued it."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""


class AlternativeHeadline(Model):
    """A headline beside the main one: shorter, for search engines, a kicker."""

    text: Line
    """The headline."""
    role: HeadlineRole | None = None
    """What it is for."""
    language: Language | None = None
    """Its language, where it differs from the article's."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""


class Embargo(Model):
    """The article must not be published before a moment, or until further notice."""

    until: DateTime | None = None
    """The moment the embargo ends; absent means until further notice."""


class LiveBlogUpdate(StatedModel):
    """One entry of a live blog (schema.org `liveBlogUpdate`)."""

    identifier: Iri | None = None
    """Identifies the entry."""
    headline: Line | None = None
    """Its headline."""
    published: PartialDate | None = None
    """When it was published."""
    modified: PartialDate | None = None
    """When it was last changed."""
    body: Body | None = None
    """Its text."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""


class Link(Model):
    """Another document that the article refers to (NewsML-G2 `link`)."""

    relation: LinkRelation = "related"
    """How the other document relates to the article."""
    identifier: Iri | None = None
    """The other document's identifier."""
    version: PositiveNumber | None = None
    """Its version."""
    url: Iri | None = None
    """Where it can be read."""
    title: Line | None = None
    """Its title."""
    media_type: MediaType | None = None
    """Its media type."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.identifier is None and self.url is None:
            raise PydanticCustomError("NS126", "a link needs the identifier or the URL of the other document")
        return self


class Correction(Model):
    """What was put right after publication (schema.org `CorrectionComment`)."""

    text: Text
    """What was wrong and is right now, as readers are told."""
    at: PartialDate | None = None
    """When it was put right."""
    reason: Text | None = None
    """Why it was wrong."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""


class EditorialNote(Model):
    """A note to editors; internal unless it says otherwise, and never a part of the body (NewsML-G2 `edNote`)."""

    text: Text
    """The note."""
    role: NoteRole | None = None
    """What it is about."""
    audience: Audience | None = None
    """For whom it is; not stated means internal."""
    language: Language | None = None
    """Its language."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""


class VerificationNote(Model):
    """What the publisher says about its own checking, such as "could not independently verify"."""

    text: Text
    """The statement."""
    language: Language | None = None
    """Its language."""
    spans: tuple[TextSpan, ...] = ()
    """Where it stands in the text."""


class TermLabel(Model):
    """A label of a term that the article uses by its IRI."""

    iri: Iri
    """The term."""
    name: Line
    """What people call it."""
    language: Language | None = None
    """The language of the name."""


class Article(Model):
    """A news article, its quotes and its casualty reports.

    Only the identifier is required: a photo story or a canceled item has neither headline nor body. Absent, null
    and empty mean the same everywhere.
    """

    type: Literal["article"] = "article"
    """Marks the document as an article."""
    schema_version: SchemaVersion = SCHEMA_VERSION
    """The version of the model that the document was written with."""
    identifier: Iri
    """Identifies the article, the same for all its versions."""
    url: Iri | None = None
    """The page where it is published."""
    alternate_identifiers: tuple[AlternateIdentifier, ...] = ()
    """Its identifiers in other systems."""
    version: PositiveNumber = 1
    """The number of this version; a later one replaces it."""
    pub_status: PubStatus = "usable"
    """Whether it may be used: usable, withheld for now, or canceled for good."""
    kind: ArticleKind = "NewsArticle"
    """What kind of article it is (schema.org)."""
    digital_source_type: Iri | None = None
    """How the content came to be digital, as the IRI of a term of IPTC's `digitalsourcetype` NewsCodes."""
    urgency: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None
    """How urgent it is, 1 (most) to 9 (NewsML-G2)."""
    language: Language | None = None
    """The language of the text."""
    headline: Line | None = None
    """The headline."""
    alternative_headlines: tuple[AlternativeHeadline, ...] = ()
    """Further headlines."""
    title: Annotated[Line | None, INTERNAL] = None
    """The working title inside the newsroom."""
    summary: Text | None = None
    """The story in short: the deck, the standfirst, the abstract."""
    byline: Line | None = None
    """The byline as printed."""
    dateline: Line | None = None
    """The dateline as printed, such as "ANYTOWN, July 11 (Example) - "."""
    located: tuple[Place, ...] = ()
    """The place of the dateline: where the content was made."""
    sections: tuple[Line, ...] = ()
    """The sections of the publication it stands in."""
    body: Body | None = None
    """The text, as XHTML in normal form."""
    updates: tuple[LiveBlogUpdate, ...] = ()
    """The entries of a live blog, in the order of the document."""
    created: PartialDate | None = None
    """When the content was made."""
    published: PartialDate | None = None
    """When it was first published."""
    modified: PartialDate | None = None
    """When the content was last changed."""
    first_created: DateTime | None = None
    """When the first version of the item was made."""
    version_created: DateTime | None = None
    """When this version of the item was made."""
    embargo: Embargo | None = None
    """Until when it is held back; absent means no embargo."""
    expires: DayDate | None = None
    """From when it must not be used any more."""
    authors: tuple[Contribution, ...] = ()
    """Who wrote it."""
    contributors: Annotated[tuple[Contribution, ...], INTERNAL] = ()
    """Who else worked on it; a credit that is for readers says so by its audience."""
    credit_line: Line | None = None
    """The credit as it must appear."""
    source_credits: tuple[SourceCredit, ...] = ()
    """Whose material it uses."""
    publisher: Party | None = None
    """Who published it."""
    provider: Party | None = None
    """Who distributes it."""
    services: tuple[Concept, ...] = ()
    """The services it is distributed in."""
    rights: Rights | None = None
    """Who owns it and what may be done with it."""
    is_accessible_for_free: Flag | None = None
    """Whether everybody may read it without paying."""
    subjects: tuple[Concept, ...] = ()
    """What it is about, as terms of vocabularies."""
    genres: tuple[Concept, ...] = ()
    """Its journalistic form."""
    keywords: tuple[Line, ...] = ()
    """Free keywords."""
    slugline: Line | None = None
    """The slug that ties the versions and parts of a story together."""
    people: tuple[Person, ...] = ()
    """The people it is about."""
    organizations: tuple[Organization, ...] = ()
    """The organisations it is about."""
    places: tuple[Place, ...] = ()
    """The places it is about."""
    events: tuple[Event, ...] = ()
    """The events it is about or mentions, to which casualty reports refer."""
    mentions: Mentions | None = None
    """Whom and what it names without being about them."""
    media: tuple[Media, ...] = ()
    """Its pictures, films, sounds and graphics."""
    links: tuple[Link, ...] = ()
    """Other documents it refers to."""
    corrections: tuple[Correction, ...] = ()
    """What was put right after publication."""
    editorial_notes: Annotated[tuple[EditorialNote, ...], INTERNAL] = ()
    """Notes to editors."""
    verification_notes: tuple[VerificationNote, ...] = ()
    """What the publisher says about its own checking."""
    quotes: tuple[Quote, ...] = ()
    """Who said what in it."""
    casualty_reports: tuple[CasualtyReport, ...] = ()
    """How many were harmed, according to whom."""
    assessed_figures: tuple[AssessedFigure, ...] = ()
    """What somebody makes of several of its casualty reports."""
    terms: tuple[TermLabel, ...] = ()
    """Labels of the terms it uses by IRI."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document carried that has no field here."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        refusals = list(refusals_of(self))
        if refusals:
            raise PydanticCustomError(
                refusals[0].code,
                "{message}",
                {
                    "message": "; ".join(refusal.message for refusal in refusals),
                    "refusals": [(refusal.code, refusal.path, refusal.message) for refusal in refusals],
                },
            )
        return self

    @property
    def text(self) -> str:
        """The plain text of the body, on which all spans count; empty where there is no body."""
        return self.body.text if self.body is not None else ""

    def locate(self, exact: str, *, prefix: str = "", suffix: str = "", nth: int | None = None) -> TextSpan:
        """Finds words in the text and returns their span.

        `prefix` and `suffix` are the words just before and after; `nth` (from 1) chooses among several places.
        Raises `SpanError` where the words are not there, or are there more than once and nothing chooses.
        """
        return locate(self.text, exact, prefix=prefix, suffix=suffix, nth=nth)

    def annotate(
        self,
        *,
        quotes: Iterable[Quote | Mapping[str, Any]] = (),
        casualty_reports: Iterable[CasualtyReport | Mapping[str, Any]] = (),
    ) -> Self:
        """Returns the article with more quotes and casualty reports, placed by their exact words.

        A record is a model or a mapping of its fields, in which a span may give `exact` (and `prefix`, `suffix`,
        `nth`) without positions; the key `exact` of the record itself stands for one span. A quote without `text`
        takes the words of its content spans, and a record without `identifier` gets the next free one. Raises
        `SpanError` where words cannot be placed, and `pydantic.ValidationError` where the result breaks a rule.
        """
        return annotated(self, quotes, casualty_reports)
