"""What somebody makes of several casualty reports."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.agents import Agent
from newsschema.v1.base import INTERNAL, Model
from newsschema.v1.casualties import Period, Population
from newsschema.v1.codes import CaseClassification, Cause, CountUnit, Outcome, Scope
from newsschema.v1.concepts import Place
from newsschema.v1.extensions import Extension
from newsschema.v1.text import Flag, Iri, Text, WholeNumber
from newsschema.v1.times import PartialDate


class AssessedFigure(Model):
    """Somebody's reconciliation of several casualty reports into a lowest, a best and a highest figure.

    A casualty report is what a source states; this is what a recorder, a desk or a monitor concludes from such
    reports, by a method and with a name to it. It never replaces the reports, which stay as they were stated.
    """

    identifier: Iri
    """Identifies the figure, the same from version to version of the article."""
    event: Iri | None = None
    """The event it is about: the identifier of one of the article's events."""
    outcome: Outcome
    """What happened to the people counted."""
    case_classification: CaseClassification | None = None
    """How sure the diagnosis is, for the outcome `case`."""
    low: WholeNumber | None = None
    """The least that the assessor takes for possible."""
    best: WholeNumber | None = None
    """The figure that the assessor holds most likely."""
    high: WholeNumber | None = None
    """The most that the assessor takes for possible."""
    unit: CountUnit = "person"
    """What was counted."""
    population: Population | None = None
    """Who they are."""
    scope: Scope | None = None
    """What the figure covers."""
    place: Place | None = None
    """Where they were harmed."""
    period: Period | None = None
    """The time the figure covers."""
    as_of: PartialDate | None = None
    """The moment up to which reports were taken into account."""
    cause: Cause | None = None
    """What harmed them."""
    includes_perpetrators: Flag | None = None
    """Whether the figure counts the attackers; not stated where the assessor does not say."""
    reports: Annotated[tuple[Iri, ...], Field(min_length=1)]
    """The identifiers of the casualty reports of the same article that it rests on."""
    by: Agent
    """Who made the assessment."""
    at: PartialDate | None = None
    """When."""
    method: Text | None = None
    """How the reports were weighed against each other, in words or as the name of a published method."""
    note: Text | None = None
    """What a user of the figure must know."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the figure that has no field here."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        stated = [figure for figure in (self.low, self.best, self.high) if figure is not None]
        if not stated:
            raise PydanticCustomError(
                "NS360", "an assessed figure needs one of `low`, `best` and `high`; without them it says nothing"
            )
        if stated != sorted(stated):
            raise PydanticCustomError(
                "NS360",
                "an assessed figure must rise from low to best to high, but is {figures}; put them in order",
                {"figures": ", ".join(str(figure) for figure in stated)},
            )
        if self.case_classification is not None and self.outcome != "case":
            raise PydanticCustomError(
                "NS310",
                "a case classification belongs to the outcome `case`, not to {outcome}",
                {"outcome": self.outcome},
            )
        return self
