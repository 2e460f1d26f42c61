"""Who acts and speaks: people, organisations, sources without a name, and documents; and who said what to whom."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.base import CONTACT, IDENTITY, INTERNAL, INTERNAL_IDENTITY, OPEN_CONTACT, Audience, Model
from newsschema.v1.codes import AttributionRole, Channel, ContributionRole, DocumentKind
from newsschema.v1.counts import Count
from newsschema.v1.extensions import Extension
from newsschema.v1.names import Name
from newsschema.v1.text import Iri, Line, QCode
from newsschema.v1.times import PartialDate


class Contact(Model):
    """A way to reach somebody; internal unless it says otherwise."""

    kind: Literal["email", "telephone", "url", "address", "other"]
    """What kind of contact it is."""
    value: Annotated[Line, OPEN_CONTACT]
    """The address or number itself."""
    audience: Audience | None = None
    """For whom it is; not stated means internal."""


class Organization(Model):
    """A body that acts under its own name: an outlet, a ministry, an army, a company (schema.org `Organization`)."""

    type: Literal["organization"] = "organization"
    """Tells an organisation from the other agents."""
    identifier: Iri | None = None
    """The IRI that identifies it."""
    qcode: QCode | None = None
    """Its code in a vocabulary, with the scheme's alias (NewsML-G2)."""
    name: Line | None = None
    """Its name."""
    alternate_names: tuple[Name, ...] = ()
    """Its name in other languages, forms or roles."""
    url: Iri | None = None
    """Its page."""
    same_as: tuple[Iri, ...] = ()
    """The same body in other registers, such as Wikidata."""
    contacts: Annotated[tuple[Contact, ...], CONTACT] = ()
    """How to reach it."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        refuse_nobody(self)
        return self


class Person(Model):
    """A person who is named or identified (schema.org `Person`)."""

    type: Literal["person"] = "person"
    """Tells a person from the other agents."""
    identifier: Annotated[Iri | None, IDENTITY] = None
    """The IRI that identifies the person."""
    qcode: Annotated[QCode | None, INTERNAL_IDENTITY] = None
    """A code with its scheme's alias: for staff an internal matter (NewsML-G2)."""
    name: Annotated[Line | None, IDENTITY] = None
    """The person's name as it is written."""
    alternate_names: Annotated[tuple[Name, ...], IDENTITY] = ()
    """The name in other languages, scripts or forms."""
    job_title: Line | None = None
    """The role in which the person speaks or works, in words."""
    affiliation: tuple[Organization, ...] = ()
    """The bodies the person belongs to or speaks for."""
    url: Annotated[Iri | None, IDENTITY] = None
    """The person's page."""
    same_as: Annotated[tuple[Iri, ...], IDENTITY] = ()
    """The same person in other registers."""
    contacts: Annotated[tuple[Contact, ...], CONTACT] = ()
    """How to reach the person."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the person that has no field here."""

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        refuse_nobody(self)
        return self


class UnnamedSource(Model):
    """A source whose name is withheld or not known; it can never carry a name, identifier or link.

    With no description at all it says that the source is only implied by the text.
    """

    type: Literal["unnamed_source"] = "unnamed_source"
    """Tells an unnamed source from the other agents."""
    description: Line | None = None
    """The words the text gives for the source, such as "a foreign ministry spokesman"."""
    count: Count | None = None
    """How many they are, as said."""
    reason: Line | None = None
    """Why the source is not named."""
    affiliation: tuple[Organization, ...] = ()
    """The bodies the text says the source belongs to."""
    local_key: Annotated[Line | None, INTERNAL_IDENTITY] = None
    """A key that tells this source from others inside this article and means nothing outside it."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the source that has no field here."""


class SourceDocument(Model):
    """A document that is a source: a report, a list, a database, a post."""

    type: Literal["source_document"] = "source_document"
    """Tells a document from the other agents."""
    identifier: Iri | None = None
    """The IRI that identifies the document."""
    name: Line | None = None
    """Its title, or what the text calls it."""
    kind: DocumentKind | None = None
    """What kind of document it is."""
    url: Iri | None = None
    """Where it can be read."""
    publisher: Organization | None = None
    """Who issued it."""
    published: PartialDate | None = None
    """When it was issued."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if self.name is None and self.identifier is None and self.url is None:
            raise PydanticCustomError("NS122", "a source document needs a name, an identifier or a URL")
        return self


def refuse_nobody(agent: Person | Organization) -> None:
    """Refuses a named agent that nothing names."""
    if agent.name is None and agent.identifier is None and agent.qcode is None:
        raise PydanticCustomError(
            "NS121",
            "a person or organization needs a name, an identifier or a qcode; "
            "a source that is not named is an unnamed_source",
        )


Party = Annotated[Person | Organization, Field(discriminator="type")]
"""Somebody with a name: a person or an organisation."""

Agent = Annotated[Person | Organization | UnnamedSource | SourceDocument, Field(discriminator="type")]
"""Whoever can be a source."""


class Contribution(Model):
    """Who worked on an article, and as what."""

    agent: Party
    """The person or organisation."""
    role: ContributionRole | None = None
    """What they did."""
    audience: Audience | None = None
    """For whom the credit is, where that differs from the field's own rule."""


class SourceCredit(Model):
    """Whose material an article uses: an agency, a partner outlet, a document."""

    agent: Annotated[Person | Organization | SourceDocument, Field(discriminator="type")]
    """The source credited."""
    role: Iri | None = None
    """What the source gave, as the IRI of a term (NewsML-G2 `infoSource` role)."""


class AttributionLink(Model):
    """One step of the way that a statement took to the reader."""

    role: AttributionRole
    """What the agents of this link did."""
    agents: Annotated[tuple[Agent, ...], Field(min_length=1)]
    """Who did it; several agents say it jointly and are one source."""
    channel: Channel | None = None
    """Where the statement was given."""
    at: PartialDate | None = None
    """When."""


class Attribution(Model):
    """Who said it, and through whom it came: a chain from the origin to the reader.

    "An official told agency A, as carried by agency B" has three links.
    """

    links: Annotated[tuple[AttributionLink, ...], Field(min_length=1)]
    """The links in order; the first is the originator, or a document where only that is named."""

    @model_validator(mode="after")
    def _starts_at_the_origin(self) -> Self:
        links = self.links
        first = links[0]
        if first.role not in ("originator", "document"):
            raise PydanticCustomError(
                "NS220",
                "an attribution starts with its originator or a document, not with a {role}; "
                "where the origin is only implied, begin with an originator that is an unnamed_source",
                {"role": first.role},
            )
        for link in links[1:]:
            if link.role == "originator":
                raise PydanticCustomError(
                    "NS221",
                    "an attribution has one originator: agents who say it jointly stand in one link",
                )
        return self

    @property
    def speaker(self) -> tuple[Person | Organization | UnnamedSource | SourceDocument, ...]:
        """Who spoke: the spokesperson where there is one, else the originator."""
        return self.speaker_link.agents

    @property
    def speaker_link(self) -> AttributionLink:
        """The link of the spokesperson where there is one, else the first."""
        return next((link for link in self.links if link.role == "spokesperson"), self.links[0])

    @property
    def said_at(self) -> PartialDate | None:
        """When it was first said."""
        return self.links[0].at

    @property
    def channel(self) -> str | None:
        """Where it was first said."""
        return self.links[0].channel
