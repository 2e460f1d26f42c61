"""Rights, and the pictures, films and sounds that belong to an article."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from newsschema.v1.agents import Contribution, Party
from newsschema.v1.base import INTERNAL, Model, StatedModel
from newsschema.v1.codes import MediaKind
from newsschema.v1.extensions import Extension
from newsschema.v1.text import Decimal, Iri, Language, Line, MediaType, Text, WholeNumber
from newsschema.v1.times import PartialDate

DATA_MINING_TERMS: Final = "http://ns.useplus.org/ldf/vocab/"
"""What the terms of the PLUS vocabulary begin with."""


class Rights(StatedModel):
    """Who owns the work and what may be done with it (NewsML-G2 `rightsInfo`)."""

    holders: tuple[Party, ...] = ()
    """The copyright holders."""
    year: Annotated[int, Field(strict=True, ge=1, le=9999)] | None = None
    """The year of the copyright."""
    notice: Text | None = None
    """The copyright notice as it must appear."""
    usage_terms: Text | None = None
    """What users may and may not do, in words."""
    licence: Iri | None = None
    """The licence, by its link."""
    data_mining: Iri | None = None
    """Whether text and data mining is allowed, as the IRI of a term of the PLUS vocabulary `DataMining`, such as
    http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING (NewsML-G2 `dataMining`)."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the rights that has no field here."""

    @property
    def tdm_reservation(self) -> bool | None:
        """Whether the right to mine text and data is reserved (TDM Reservation Protocol); None where nobody says."""
        said = (self.data_mining or "").removeprefix(DATA_MINING_TERMS)
        return False if said == "DMI-ALLOWED" else True if said.startswith("DMI-PROHIBITED") else None


class Rendition(StatedModel):
    """One file of a medium: a size, a crop, an encoding (NewsML-G2 `remoteContent`)."""

    url: Iri | None = None
    """Where the file is."""
    role: Iri | None = None
    """What the file is for, as the IRI of a term of IPTC's `rendition` NewsCodes."""
    media_type: MediaType | None = None
    """Its media type."""
    size: WholeNumber | None = None
    """Its size in bytes."""
    width: WholeNumber | None = None
    """Its width in pixels."""
    height: WholeNumber | None = None
    """Its height in pixels."""
    duration: Annotated[Decimal, Field(ge=0)] | None = None
    """Its length in seconds."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the file that has no field here."""


class Media(Model):
    """A picture, film, sound or graphic, with what a desk needs to publish it."""

    identifier: Iri
    """The IRI that identifies the medium; the body's `img` elements refer to it."""
    kind: MediaKind
    """What kind of medium it is."""
    digital_source_type: Iri | None = None
    """How it came to be digital, as the IRI of a term of IPTC's `digitalsourcetype` NewsCodes: by a camera, drawn by
    hand, made by a trained model."""
    title: Line | None = None
    """Its headline or title."""
    caption: Text | None = None
    """The words to publish with it."""
    alternative_text: Text | None = None
    """What it shows, for readers who cannot see or hear it."""
    credit: Line | None = None
    """The credit line, as it must appear."""
    creators: tuple[Contribution, ...] = ()
    """Who made it."""
    created: PartialDate | None = None
    """When it was made."""
    language: Language | None = None
    """The language of its words."""
    rights: Rights | None = None
    """Its own rights, where they differ from the article's."""
    renditions: tuple[Rendition, ...] = ()
    """Its files."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of it that has no field here."""
