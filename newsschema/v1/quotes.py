"""Who said what."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from newsschema.v1.agents import Attribution, Organization, Person, UnnamedSource
from newsschema.v1.base import INTERNAL, Model
from newsschema.v1.codes import QuoteKind
from newsschema.v1.concepts import Place
from newsschema.v1.extensions import Extension
from newsschema.v1.spans import TextSpan, refuse_half_root
from newsschema.v1.text import Iri, Language, Line, PositiveNumber, Text
from newsschema.v1.times import PartialDate
from newsschema.v1.version import SchemaVersion

WITHOUT_WORDS = frozenset({"declined_comment", "no_response"})
"""The kinds of quote that have no words: somebody was asked and said nothing."""


class ArticleReference(Model):
    """The article that a standalone quote or casualty report was taken from."""

    identifier: Iri
    """The article's identifier."""
    version: PositiveNumber | None = None
    """The version of the article."""
    url: Iri | None = None
    """Where the article can be read."""


class OriginalText(Model):
    """Words before they were translated."""

    text: Text
    """The words in the language they were said in."""
    language: Language | None = None
    """That language."""


class Quote(Model):
    """Words that somebody said, wrote, denied or declined to say, and the way they took to the reader.

    Inside an article it says neither `type` nor `schema_version` nor `article`; standing alone it says them.
    """

    type: Literal["quote"] | None = None
    """Marks a standalone quote."""
    schema_version: SchemaVersion | None = None
    """The version of the model, in a standalone quote."""
    identifier: Iri
    """Identifies the quote, the same from version to version of the article."""
    kind: QuoteKind
    """How the words are reported."""
    text: Text | None = None
    """The words; none where comment was declined or no answer came."""
    language: Language | None = None
    """The language of the words, where it differs from the article's."""
    attribution: Attribution
    """Who said it, and through whom it came."""
    addressees: tuple[Annotated[Person | Organization | UnnamedSource, Field(discriminator="type")], ...] = ()
    """Whom the speaker spoke to."""
    cue: Line | None = None
    """The word that introduces the quote, such as "said" or "warned"."""
    place: Place | None = None
    """Where the words were said."""
    original: OriginalText | None = None
    """The words before translation."""
    spans: tuple[TextSpan, ...] = ()
    """Where the quote stands in the text of the article."""
    article: ArticleReference | None = None
    """The article it was taken from, in a standalone quote."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the quote that has no field here."""

    @model_validator(mode="after")
    def _has_words_unless_declined(self) -> Self:
        if (self.text is None) != (self.kind in WITHOUT_WORDS):
            if self.text is None:
                raise PydanticCustomError(
                    "NS210",
                    "a quote of kind {kind} needs its text; "
                    "where nothing was said, the kind is declined_comment or no_response",
                    {"kind": self.kind},
                )
            raise PydanticCustomError("NS211", "a quote of kind {kind} has no text", {"kind": self.kind})
        if self.type or self.schema_version or self.article:
            refuse_half_root(self.type, self.schema_version, self.spans)
        return self

    @property
    def said_at(self) -> PartialDate | None:
        """When the words were first said."""
        return self.attribution.said_at

    @property
    def channel(self) -> str | None:
        """Where the words were first given."""
        return self.attribution.channel
