"""Where in JSON-LD, alone or in a page, stands what a finding is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic_core import from_json

from newsschema.formats.jsonld.shapes import shape_of
from newsschema.positions import join_pointer, locate_json, split_pointer
from newsschema.v1 import Article, Model
from newsschema.v1.sensitivity import models_of

_JSON_ERROR: Final = re.compile(r" at line (\d+) column (\d+)$")
_SYNTAX: Final = frozenset({"NS002", "NS010", "NS447"})
_DEPTH: Final = 40
_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "quotes": ("Quotation",),
    "casualty_reports": ("Claim",),
    "people": ("Person",),
    "organizations": ("Organization",),
    "places": ("Place", "Country", "City", "AdministrativeArea"),
    "events": ("Event",),
    "subjects": ("DefinedTerm",),
}
"""The types of the nodes that a field holds, where its terms hold others too."""
_FLAT: Final = frozenset({"rights"})
"""The fields whose own fields stand beside those of their owner."""
_MORE_TERMS: Final[dict[str, tuple[str, ...]]] = {
    "identifier": ("@id", "identifier", "id", "url", "mainEntityOfPage"),
    "people": ("about", "mentions"),
    "organizations": ("about", "mentions"),
    "places": ("about", "mentions", "contentLocation"),
    "subjects": ("about",),
    "events": ("about", "mentions"),
    "authors": ("author", "creator"),
    "summary": ("description", "abstract"),
    "body": ("articleBody", "text"),
    "media": ("image", "video", "audio", "associatedMedia"),
    "quotes": ("hasPart", "citation"),
    "casualty_reports": ("hasPart", "citation"),
    "rights": ("license", "copyrightNotice", "copyrightHolder"),
}


def locate(block: bytes, code: str, path: str, value: object, identifier: str | None) -> int:
    """The offset in a block of JSON-LD of what a finding is about: a pointer of the model or of terms.

    `value` is what stands there in the model, where that is known, and `identifier` that of the article.
    """
    opening = len(block) - len(block.lstrip(b"\xef\xbb\xbf \t\r\n"))
    try:
        parsed = from_json(block)
    except ValueError as error:
        broken = _syntax_offset(block, error)
        if code in _SYNTAX and broken is not None:
            return broken
        return _term_offset(block, path) or opening
    root = _root(parsed, identifier)
    node = _at(parsed, root)
    asked = split_pointer(path)
    steps = _terms(node, asked, value)
    reached = _at(node, tuple(steps))
    if value is not None and reached != value and asked:
        steps = _widened(node, steps, value, asked[-1])
    return locate_json(block, join_pointer((*root, *steps))).offset


def _widened(node: Any, steps: list[str | int], value: object, field: str) -> list[str | int]:
    """The way to a value that does not stand where the way to its field led: below there, or beside it."""
    for length in range(len(steps), 0, -1):
        found = min(
            _equal(_at(node, tuple(steps[:length])), value, field, ()),
            key=lambda one: (one[0], len(one[1])),
            default=None,
        )
        if found is not None:
            return [*steps[:length], *found[1]]
    return steps


def _equal(node: Any, value: object, step: str, way: tuple[str | int, ...]) -> Iterator[tuple[bool, list[str | int]]]:
    """The ways to what has a value below a node; those that end in the name of the field come first."""
    if isinstance(node, dict | list) and len(way) < _DEPTH:
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _equal(inner, value, step, (*way, key))
    elif node == value or (isinstance(node, str) and node.endswith(f"/{value}")):
        last = next((str(one) for one in reversed(way) if isinstance(one, str)), "")
        yield last.rpartition(":")[2].casefold() != step.replace("_", "").casefold(), list(way)


def _syntax_offset(block: bytes, error: ValueError) -> int | None:
    match = _JSON_ERROR.search(str(error))
    if match is None:
        return None
    start = 0
    for _ in range(int(match[1]) - 1):
        start = block.find(b"\n", start) + 1
    return min(start + max(int(match[2]) - 1, 0), len(block))


def _term_offset(block: bytes, path: str) -> int | None:
    """The place of the first member that has the name of a path's first step, in text that cannot be parsed."""
    steps = split_pointer(path)
    if not steps:
        return None
    match = re.compile(rb'"' + re.escape(steps[0].encode()) + rb'"\s*:\s*').search(block)
    return match.end() if match else None


def _root(parsed: Any, identifier: str | None) -> tuple[str | int, ...]:
    """The way to the node of the article: the one with its identifier, else the first that may be an article."""
    roots = list(_roots(parsed, ()))
    for way, node in roots:
        if identifier is not None and identifier in (node.get("@id"), node.get("id"), node.get("url")):
            return way
    for way, node in roots:
        if "Article" in str(node.get("@type", "")) or "headline" in node:
            return way
    return roots[0][0] if roots else ()


def _roots(value: Any, way: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    if isinstance(value, list) and len(way) < 8:
        for number, inner in enumerate(value):
            yield from _roots(inner, (*way, number))
    elif isinstance(value, dict):
        if "@graph" in value and len(way) < 8:
            yield from _roots(value["@graph"], (*way, "@graph"))
        yield way, value


def _at(value: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


def _terms(node: Any, steps: tuple[str, ...], value: object) -> list[str | int]:
    """The steps of a pointer in the names of the node, as far as they lead."""
    way: list[str | int] = []
    models: tuple[type[Model], ...] = (Article,)
    field = ""
    for at, step in enumerate(steps):
        if isinstance(node, list) and node:
            number = _element(node, field, int(step) if step.isdecimal() else 0)
            way.append(number)
            node = node[number]
        if step.isdecimal():
            continue
        field = step
        if not isinstance(node, dict):
            break
        last = at == len(steps) - 1
        key = _key(node, step, models, value if last else None) if last or step not in _FLAT else None
        models = tuple(inner for model in models for inner in models_of(model, step))
        if key is None:
            # What is one object in the model may be several members here: the field is looked for where we are.
            continue
        way.append(key)
        node = node[key]
    return way


def _element(nodes: list[Any], field: str, number: int) -> int:
    """The number in a list of nodes of the one that is a number of a field: nodes of other types do not count."""
    types = _TYPES.get(field)
    fitting = [
        at
        for at, node in enumerate(nodes)
        if types is None or (isinstance(node, dict) and any(one in str(node.get("@type")) for one in types))
    ]
    return fitting[min(number, len(fitting) - 1)] if fitting else min(number, len(nodes) - 1)


def _key(node: dict[str, Any], step: str, models: tuple[type[Model], ...], value: object) -> str | None:
    names = [step]
    for model in models:
        if step in model.model_fields:
            shape = shape_of(model)
            names += [slot.key for slot in shape.slots if slot.field == step]
            names += [key for row in shape.rows if step in row.fields for key in row.keys]
    names += _MORE_TERMS.get(step, ())
    present = [name for name in names if name in node]
    if value is not None:
        present = [name for name in present if node[name] == value] or present
    if present:
        return present[0]
    folded = {name.casefold().rpartition(":")[2].rpartition("/")[2]: name for name in node}
    return next((folded[name.casefold()] for name in names if name.casefold() in folded), None)
