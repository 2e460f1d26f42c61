"""What a foreign document carried that the model has no field for."""

from __future__ import annotations

from newsschema.v1.base import Model
from newsschema.v1.text import Content, Line


class Extension(Model):
    """One part of a foreign document, kept with the thing it belonged to so that nothing is lost.

    It is not a place for fields of one's own: readers put it there, and the writer of the same format puts it back.
    """

    format: Line
    """The format it came from: `newsml-g2`, `jsonld`, or `newsschema/1.1` for a newer version of the model."""
    path: Line
    """Where it stood, relative to its owner: `@why`, `personDetails/born`."""
    content: Content
    """An attribute's value, canonical XML with its own namespaces, or canonical JSON, as the format has it."""
