"""Which terms of a node the model refuses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import ValidationError

from newsschema.formats.jsonld.shapes import Node, Shape, Unfamiliar, shape_of
from newsschema.v1 import (
    Media,
    Model,
)

NOT_READ: Final = (Unfamiliar, ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What reading a node raises that our writer has not made."""


def faults_of(shape: Shape, node: Node) -> list[str] | None:
    """Returns the terms of a node that the model refuses; none for a good node, and no term where all of it is bad."""
    try:
        fields = shape.read(node)
    except NOT_READ:
        return [key for key in node if not _reads(shape, node, key)]
    if shape.model is Media:
        fields.setdefault("kind", "image")  # the term that it stands in says so
    try:
        shape.model.model_validate(fields)
    except ValidationError as error:
        terms = _terms_of_fields(shape.model)
        faulty = {field for found in error.errors() for field in _fields_at_fault(found)}
        return [key for field in faulty for key in terms.get(field, ())]
    return None


def _reads(shape: Shape, node: Node, key: str) -> bool:
    together = next((row.keys for row in shape.rows if key in row.keys), (key,))
    try:
        shape.read({name: node[name] for name in together if name in node})
    except NOT_READ:
        return False
    return True


def _fields_at_fault(found: Mapping[str, Any]) -> set[str]:
    if found["loc"]:
        return {str(found["loc"][0])}
    context = found.get("ctx", {})
    if "refusals" in context:
        return {str(path[0]) for _, path, _ in context["refusals"]}
    return _FIELDS_OF_CODES.get(str(found["type"]), set())


_FIELDS_OF_CODES: Final = {"NS110": {"end"}, "NS124": {"latitude", "longitude"}}
"""Fields to give up for a refusal of a whole value."""


@cache
def _terms_of_fields(model: type[Model]) -> dict[str, tuple[str, ...]]:
    shape = shape_of(model)
    terms: dict[str, tuple[str, ...]] = {slot.field: (slot.key,) for slot in shape.slots}
    for row in shape.rows:
        for field in row.fields:
            terms[field] = (*terms.get(field, ()), *row.keys)
    for row in shape.rows:
        inner = getattr(row, "within", None)
        terms.setdefault(inner or "", ())
    return terms
