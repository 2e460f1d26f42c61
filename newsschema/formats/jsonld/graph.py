"""The objects at the top of parsed JSON-LD: those of lists and graphs too, in schema.org's own names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from newsschema.formats.jsonld.contexts import DEFAULT, Context, context_of, keyword_of, normalize
from newsschema.formats.jsonld.shapes import Node

DEPTH: Final = 200
"""How deep lists and graphs within one another are followed."""


class Top(NamedTuple):
    """An object at the top: in schema.org's names, with its context, and as it was written.

    `renamed` has the names that were written otherwise, with schema.org's.
    """

    node: Node
    context: Context
    original: Node
    renamed: dict[str, str]


def tops(value: Any) -> Iterator[Top]:
    """Yields the objects at the top of a parsed block: itself, the elements of its list, the nodes of its graph."""
    pending: list[tuple[Any, Context, int]] = [(value, DEFAULT, 0)]
    while pending:
        item, context, depth = pending.pop(0)
        if isinstance(item, list) and depth < DEPTH:
            pending[:0] = [(inner, context, depth + 1) for inner in item]
        if not isinstance(item, dict):
            continue
        if "@context" not in item and depth < 2:
            item = _with_context(item)
        if "@context" in item:
            context = context_of(item["@context"], context)
        held = _held(item, context)
        pending[:0] = [(inner, context, depth + 1) for inner in held]
        if held and keyword_of(item, "@type", context) is None:
            continue
        renamed: dict[str, str] = {}
        try:
            node = normalize(item, context, renamed)
        except RecursionError:
            continue
        if isinstance(node, dict):
            node.pop("@graph", None)
            node.pop("@included", None)
            yield Top(node, context, item, renamed)
        elif isinstance(node, list):
            pending[:0] = [(inner, context, depth + 1) for inner in node]


def _held(item: Node, context: Context) -> list[Any]:
    """The nodes of an object's graph, and those that it includes (JSON-LD 1.1, 4.9 and 4.13)."""
    found: list[Any] = []
    for keyword in ("@graph", "@included"):
        name = keyword_of(item, keyword, context)
        if name is not None:
            nodes = item[name]
            found += nodes if isinstance(nodes, list) else [nodes]
    return found


def _with_context(item: Node) -> Node:
    """An object whose context goes by another name, `@Context` or `context`, under its own name."""
    name = next((name for name in item if name.lower() in ("@context", "context")), None)
    if name is None or (name[0] != "@" and "schema.org" not in str(item[name]).lower()):
        return item
    return {("@context" if key == name else key): value for key, value in item.items()}
