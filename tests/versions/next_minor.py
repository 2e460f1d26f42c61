"""A made-up version 1.2, and 1.3 after it, with everything that a minor version may add, at every depth."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from newsschema import v1
from newsschema.v1 import codes
from newsschema.v1.base import Model
from newsschema.versions import RELEASES, History, Release, Version


class Swarm(Model):
    """A source that is many at once."""

    type: Literal["swarm"] = "swarm"
    size: int | None = None
    name: str | None = None
    identifier: str | None = None


class Assessment(Model):
    """What somebody makes of several reports."""

    best: int
    mood: Literal["calm", "tense"] | None = None


def extended(model: Any, **members: Any) -> Any:
    """The class as a later version has it: with more members, or more that may stand there."""
    return create_model(model.__name__, __base__=model, **members)


FIRST = Release(
    Version(1, 2),
    (
        "Article.assessment",
        "Article.pub_status=postponed",
        "Quote.mood",
        "Quote.kind=sung",
        "CasualtyReport.scope=rumour",
        "CasualtyReport.outcome=inconvenienced",
        "Count.spread",
        "Count.unit=herd",
        "Rights.seal",
        "AttributionLink.agents=swarm",
        "Media.kind=hologram",
        "Person.shoe_size",
    ),
)
SECOND = Release(Version(1, 3), ("Quote.echo", "Article.weather"))

# Made while the module loads, so that a type checker takes them for variables: none is the type of anything there.
Person: Any = extended(v1.Person, shoe_size=(int | None, None))
Count: Any = extended(v1.Count, spread=(int | None, None), unit=(codes.CountUnit | Literal["herd"], "person"))
Rights: Any = extended(v1.Rights, seal=(str | None, None))
Media: Any = extended(v1.Media, kind=(codes.MediaKind | Literal["hologram"], ...), rights=(Rights | None, None))
Agent: Any = Annotated[
    Person | v1.Organization | v1.UnnamedSource | v1.SourceDocument | Swarm, Field(discriminator="type")
]
AttributionLink: Any = extended(v1.AttributionLink, agents=(Annotated[tuple[Agent, ...], Field(min_length=1)], ...))
Attribution: Any = extended(v1.Attribution, links=(Annotated[tuple[AttributionLink, ...], Field(min_length=1)], ...))
_QUOTE: dict[str, Any] = {
    "schema_version": (Literal["1.2"] | None, None),
    "mood": (str | None, None),
    "kind": (codes.QuoteKind | Literal["sung"], ...),
    "attribution": (Attribution, ...),
}
_REPORT: dict[str, Any] = {
    "schema_version": (Literal["1.2"] | None, None),
    "scope": (codes.Scope | Literal["rumour"] | None, None),
    "outcome": (Literal["inconvenienced"] | codes.Outcome, ...),
    "count": (Count, ...),
    "attribution": (Attribution, ...),
}
Quote: Any = extended(v1.Quote, **_QUOTE)
CasualtyReport: Any = extended(v1.CasualtyReport, **_REPORT)
_ARTICLE: dict[str, Any] = {
    "schema_version": (Literal["1.2"], "1.2"),
    "assessment": (Assessment | None, None),
    "pub_status": (codes.PubStatus | Literal["postponed"], "usable"),
    "rights": (Rights | None, None),
    "media": (tuple[Media, ...], ()),
    "people": (tuple[Person, ...], ()),
    "quotes": (tuple[Quote, ...], ()),
    "casualty_reports": (tuple[CasualtyReport, ...], ()),
}
Article: Any = extended(v1.Article, **_ARTICLE)

CLASSES: dict[str, Any] = {"article": Article, "quote": Quote, "casualty_report": CasualtyReport}

NEXT = History((*RELEASES, FIRST), CLASSES)
"""A package of the made-up 1.2."""


Quote2: Any = extended(Quote, schema_version=(Literal["1.3"] | None, None), echo=(str | None, None))
CasualtyReport2: Any = extended(CasualtyReport, schema_version=(Literal["1.3"] | None, None))
Article2: Any = extended(
    Article,
    schema_version=(Literal["1.3"], "1.3"),
    weather=(str | None, None),
    quotes=(tuple[Quote2, ...], ()),
    casualty_reports=(tuple[CasualtyReport2, ...], ()),
)
LATEST = History((*RELEASES, FIRST, SECOND), {"article": Article2, "quote": Quote2, "casualty_report": CasualtyReport2})
"""A package of the made-up 1.3."""
