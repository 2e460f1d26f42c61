"""What a story is about: terms of vocabularies, places and events."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.agents import Organization, Person
from newsschema.v1.base import INTERNAL, Model, StatedModel
from newsschema.v1.extensions import Extension
from newsschema.v1.names import Name
from newsschema.v1.text import CountryCode, Decimal, Iri, Line, QCode, SubdivisionCode
from newsschema.v1.times import PartialDate


class BroaderConcept(Model):
    """A more general term above a concept; one level only."""

    identifier: Iri | None = None
    """The term's IRI."""
    qcode: QCode | None = None
    """The term's code with its scheme's alias."""
    scheme: Iri | None = None
    """The vocabulary it belongs to."""
    names: tuple[Name, ...] = ()
    """Its names by language and role."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _is_a_term(self) -> Self:
        _refuse_empty(self)
        return self


class Concept(Model):
    """A term of a vocabulary: a subject, a genre, a service (schema.org `DefinedTerm`, NewsML-G2 concept)."""

    identifier: Iri | None = None
    """The term's IRI, such as `http://cv.iptc.org/newscodes/mediatopic/20000154`."""
    qcode: QCode | None = None
    """The term's code with its scheme's alias, such as `medtop:20000154`."""
    scheme: Iri | None = None
    """The vocabulary it belongs to."""
    names: tuple[Name, ...] = ()
    """Its names by language and role."""
    broader: tuple[BroaderConcept, ...] = ()
    """More general terms, one level up."""
    same_as: tuple[Iri, ...] = ()
    """The same term in other vocabularies."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _is_a_term(self) -> Self:
        _refuse_empty(self)
        return self


class Place(Model):
    """A place as the source gives it: name, country and subdivision, coordinates (schema.org `Place`)."""

    identifier: Iri | None = None
    """The IRI that identifies it, such as a GeoNames link."""
    qcode: QCode | None = None
    """Its code in a vocabulary, with the scheme's alias."""
    name: Line | None = None
    """Its name."""
    alternate_names: tuple[Name, ...] = ()
    """Its name in other languages or forms."""
    subdivision_code: SubdivisionCode | None = None
    """The province or state, ISO 3166-2."""
    subdivision: Line | None = None
    """The province or state, by name."""
    country_code: CountryCode | None = None
    """The country, ISO 3166-1 alpha-2."""
    country: Line | None = None
    """The country, by name."""
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = None
    """Degrees north of the equator (WGS 84)."""
    longitude: Annotated[Decimal, Field(ge=-180, le=180)] | None = None
    """Degrees east of Greenwich (WGS 84)."""
    same_as: tuple[Iri, ...] = ()
    """The same place in other registers."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError("NS124", "a place has both latitude and longitude, or neither")
        if not (
            self.name
            or self.identifier
            or self.qcode
            or self.country
            or self.country_code
            or self.subdivision
            or self.subdivision_code
            or self.latitude is not None
        ):
            raise PydanticCustomError(
                "NS125", "a place needs a name, an identifier, a country or subdivision, or coordinates"
            )
        return self


class Event(Model):
    """Something that happened or will happen, which casualty reports and articles refer to (schema.org `Event`)."""

    identifier: Iri
    """The IRI by which reports of this article refer to it."""
    relation: Literal["about", "mentions"] = "about"
    """Whether the story is about the event or only mentions it."""
    qcode: QCode | None = None
    """Its code in a vocabulary, with the scheme's alias."""
    name: Line | None = None
    """What it is called."""
    alternate_names: tuple[Name, ...] = ()
    """Its name in other languages or forms."""
    kinds: tuple[Concept, ...] = ()
    """What kind of event it is, as terms of a vocabulary."""
    start: PartialDate | None = None
    """When it began, as precisely as stated."""
    end: PartialDate | None = None
    """When it ended."""
    place: Place | None = None
    """Where it happened."""
    same_as: tuple[Iri, ...] = ()
    """The same event in other registers, such as a GLIDE number or Wikidata."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        refuse_reversed(self.start, self.end)
        return self


class Mentions(StatedModel):
    """People, organisations and places that the story names without being about them (schema.org `mentions`)."""

    people: tuple[Person, ...] = ()
    """People named."""
    organizations: tuple[Organization, ...] = ()
    """Organisations named."""
    places: tuple[Place, ...] = ()
    """Places named."""


def refuse_reversed(start: PartialDate | None, end: PartialDate | None) -> None:
    """Refuses an end that is certainly before its start; an open comparison passes."""
    if start is not None and end is not None and end.before(start):
        raise PydanticCustomError(
            "NS110", "the end {end} is before the start {start}", {"start": str(start), "end": str(end)}
        )


def _refuse_empty(concept: Concept | BroaderConcept) -> None:
    if concept.identifier is None and concept.qcode is None and not concept.names:
        raise PydanticCustomError("NS123", "a concept needs an identifier, a qcode or a name")
