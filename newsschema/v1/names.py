"""Names by language and role."""

from __future__ import annotations

from typing import Annotated

from newsschema.v1.base import INTERNAL, Model
from newsschema.v1.extensions import Extension
from newsschema.v1.text import Iri, Language, Line


class Name(Model):
    """A name of something, in one language and for one use."""

    text: Line
    """The name."""
    language: Language | None = None
    """The language it is in."""
    role: Iri | None = None
    """What the name is for, as the IRI or qcode of a term: short, full, for display (NewsML-G2 name roles)."""
    extensions: Annotated[tuple[Extension, ...], INTERNAL] = ()
    """What a foreign document said of the name that has no field here."""
