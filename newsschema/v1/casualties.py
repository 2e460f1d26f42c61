"""How many were killed, hurt, missing, displaced or safe, according to whom."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.agents import Agent, Attribution, Organization, UnnamedSource
from newsschema.v1.base import INTERNAL, SPECIAL, Model, StatedModel
from newsschema.v1.codes import (
    AgeGroup,
    CaseClassification,
    Cause,
    DisputedMatter,
    IhlStatus,
    Occupation,
    Outcome,
    PartAxis,
    RelationToAct,
    Scope,
    Sex,
    Situation,
    SupersessionReason,
    VerificationValue,
)
from newsschema.v1.concepts import Place, refuse_reversed
from newsschema.v1.counts import Count
from newsschema.v1.extensions import Extension
from newsschema.v1.quotes import ArticleReference
from newsschema.v1.spans import TextSpan, refuse_half_root
from newsschema.v1.text import CountryCode, Flag, Iri, Line, PositiveNumber, Text
from newsschema.v1.times import PartialDate
from newsschema.v1.version import SchemaVersion

Age = Annotated[int, Field(strict=True, ge=0, le=150)]
"""An age in completed years."""


class Population(StatedModel):
    """Who the people counted are, along independent axes, each as the attributed source describes them."""

    as_said: Line | None = None
    """The words used for the group, such as "rebels" or "terrorists"."""
    ihl_status: Annotated[IhlStatus | None, SPECIAL] = None
    """Status under international humanitarian law."""
    sex: Sex | None = None
    """Sex."""
    age: AgeGroup | None = None
    """Age group."""
    age_from: Age | None = None
    """The lowest age, in years, where the source states ages."""
    age_to: Age | None = None
    """The highest age, in years."""
    occupation: Occupation | None = None
    """What they did for a living."""
    situation: Annotated[Situation | None, SPECIAL] = None
    """The situation they were in."""
    side: Annotated[Organization | UnnamedSource | None, Field(discriminator="type")] = None
    """The party they belonged to."""
    nationality: CountryCode | None = None
    """Their nationality."""
    relation_to_act: RelationToAct | None = None
    """What they had to do with the act that harmed them."""

    @model_validator(mode="after")
    def _ages_in_order(self) -> Self:
        if self.age_from is not None and self.age_to is not None and self.age_from > self.age_to:
            raise PydanticCustomError(
                "NS315", "ages from {low} to {high} are reversed", {"low": self.age_from, "high": self.age_to}
            )
        return self


class Period(StatedModel):
    """The time a figure covers."""

    start: PartialDate | None = None
    """Its beginning, as precisely as stated."""
    end: PartialDate | None = None
    """Its end."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        refuse_reversed(self.start, self.end)
        return self


class Verification(Model):
    """What somebody found about a claim; nothing about the dead is verified by nobody."""

    value: VerificationValue
    """The finding."""
    by: Agent
    """Who found it: the authority that confirms, the party that accepts, the recorder that checked."""
    at: PartialDate | None = None
    """When."""
    basis: Text | None = None
    """On what ground, in words."""


class Dispute(Model):
    """A denial of one thing about a claim."""

    on: DisputedMatter
    """What is denied."""
    by: Agent
    """Who denies it."""
    at: PartialDate | None = None
    """When."""
    statement: Text | None = None
    """What they say instead."""


class Evidence(StatedModel):
    """Where the article states the figure."""

    spans: tuple[TextSpan, ...] = ()
    """The places in its text."""
    quotes: tuple[Iri, ...] = ()
    """The identifiers of quotes, of the same article, that state it."""


class Supersession(Model):
    """The earlier figure that this one replaces, perhaps in an earlier version of the article."""

    report: Iri
    """The identifier of the report replaced."""
    article: Iri | None = None
    """The article that holds it, where it is another."""
    version: PositiveNumber | None = None
    """The version of that article."""
    reason: SupersessionReason | None = None
    """Why it was replaced."""
    note: Text | None = None
    """The reason in words."""


class PartOf(Model):
    """The larger figure that this one is a part of."""

    report: Iri
    """The identifier of the larger report, in the same article."""
    axis: PartAxis
    """Along which axis the larger figure is divided."""
    complete: Flag | None = None
    """Whether the parts along this axis are said to make up the whole; not stated where unknown."""


class CasualtyReport(Model):
    """A stated figure about people harmed, missing, displaced or safe: a claim, never a truth.

    One report has one outcome and one count. Two reports are never added up without saying how. Inside an article
    it says neither `type` nor `schema_version` nor `article`; standing alone it says them.
    """

    type: Literal["casualty_report"] | None = None
    """Marks a standalone casualty report."""
    schema_version: SchemaVersion | None = None
    """The version of the model, in a standalone report."""
    identifier: Iri
    """Identifies the report, the same from version to version of the article."""
    event: Iri | None = None
    """The event it is about: the identifier of one of the article's events."""
    outcome: Outcome
    """What happened to the people counted."""
    case_classification: CaseClassification | None = None
    """How sure the diagnosis is, for the outcome `case`."""
    count: Count
    """How many, as said."""
    population: Population | None = None
    """Who they are."""
    scope: Scope | None = None
    """What the figure covers."""
    place: Place | None = None
    """Where they were harmed."""
    period: Period | None = None
    """The time the figure covers."""
    as_of: PartialDate | None = None
    """The moment for which the figure was stated."""
    cause: Cause | None = None
    """What harmed them."""
    includes_perpetrators: Flag | None = None
    """Whether the figure counts the attackers; not stated where the source does not say."""
    attribution: Attribution
    """Who states it, and through whom it came."""
    verification: tuple[Verification, ...] = ()
    """What others found; empty means: as reported."""
    disputes: tuple[Dispute, ...] = ()
    """Who denies what about it."""
    evidence: Evidence | None = None
    """Where the article states it."""
    supersedes: Supersession | None = None
    """The earlier figure it replaces."""
    part_of: PartOf | None = None
    """The larger figure it is a part of."""
    note: Text | None = None
    """What a user of the figure must know."""
    article: ArticleReference | None = None
    """The article it was taken from, in a standalone report."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the claim that has no field here."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.case_classification is not None and self.outcome != "case":
            raise PydanticCustomError(
                "NS310",
                "a case classification belongs to the outcome `case`, not to {outcome}",
                {"outcome": self.outcome},
            )
        if self.type or self.schema_version or self.article:
            refuse_half_root(self.type, self.schema_version, self.evidence.spans if self.evidence else ())
        return self

    @property
    def said_at(self) -> PartialDate | None:
        """When the figure was first stated."""
        return self.attribution.said_at
