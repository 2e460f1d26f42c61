"""Places in the plain text of an article."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic_core import PydanticCustomError

from newsschema.v1.base import Model
from newsschema.v1.codes import SpanRole
from newsschema.v1.text import Text, WholeNumber


class TextSpan(Model):
    """A run of characters in `Article.text`, by position and by its exact words (W3C Web Annotation selectors).

    Positions count Unicode code points of the plain text of the body, as Python's `str` indexes do.
    """

    start: WholeNumber
    """The position of the first character."""
    end: WholeNumber
    """The position after the last character."""
    exact: Text
    """The words themselves: always equal to `text[start:end]`."""
    role: SpanRole = "content"
    """What the words are to the quote or report."""


def refuse_half_root(type_: str | None, schema_version: str | None, spans: Iterable[TextSpan]) -> None:
    """Refuses a standalone record that lacks `type` or `schema_version`, or whose spans contradict themselves."""
    if type_ is None or schema_version is None:
        raise PydanticCustomError(
            "NS101",
            "a standalone record says `type` and `schema_version`; one inside an article says neither",
        )
    for number, span in enumerate(spans):
        if len(span.exact) != span.end - span.start:
            raise PydanticCustomError(
                "NS231",
                "a span from {start} to {end} cannot hold its {length} characters of exact words",
                {
                    "start": span.start,
                    "end": span.end,
                    "length": len(span.exact),
                    "pointer": f"/spans/{number}",
                },
            )
