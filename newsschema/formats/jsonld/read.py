"""JSON-LD nodes as our writer makes them, read back."""

from __future__ import annotations

from typing import Final

from newsschema.formats.jsonld.mapping import CONTEXT, KINDS
from newsschema.formats.jsonld.shapes import Fields, Node, Unfamiliar, shape_of
from newsschema.v1 import Article, CasualtyReport, Quote

ROOTS: Final[dict[str, type[Article | Quote | CasualtyReport]]] = {
    **dict.fromkeys(KINDS, Article),
    "Quotation": Quote,
    "Claim": CasualtyReport,
}
"""The class of the model for the type of a document's root."""


def from_node(node: Node) -> Article | Quote | CasualtyReport:
    """Returns the document that a node of our own states.

    Raises `Unfamiliar`, or one of the errors of Python's containers, for a node that we would not write, and
    `pydantic.ValidationError` for one that the model refuses.
    """
    if node.get("@context") != CONTEXT:
        raise Unfamiliar("@context")
    model = ROOTS[node["@type"]]
    fields: Fields = shape_of(model).read({key: value for key, value in node.items() if key != "@context"})
    return model.model_validate(fields)
