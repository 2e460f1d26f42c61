"""What the model has no field for: kept with its owner when read, put back where it came from when written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson
from lxml import etree

from newsschema.formats.newsml_g2.codec import plan
from newsschema.formats.newsml_g2.context import Reading, Writing
from newsschema.formats.newsml_g2.markup import Node, local
from newsschema.v1 import Extension
from newsschema.v1.base import Model

FORMAT: Final = "newsml-g2"


def keep_attribute(reading: Reading, fields: dict[str, Any], name: str, value: str, path: str = "") -> None:
    """Keeps an attribute of a foreign document with its owner."""
    _keep(fields, f"{path}@{name}", value)


def keep_element(reading: Reading, fields: dict[str, Any], element: etree._Element, path: str = "") -> None:
    """Keeps an element of a foreign document with its owner."""
    _keep(fields, path + local(str(element.tag)), etree.tostring(element, method="c14n", exclusive=True).decode())


def _keep(fields: dict[str, Any], path: str, content: str) -> None:
    fields.setdefault("extensions", []).append({"format": FORMAT, "path": path, "content": content})


def place(node: Node, owner: Model, writing: Writing) -> None:
    """Puts the extensions of an owner back into its element, as many as have their places there."""


def leftovers(owner: Model, writing: Writing) -> list[dict[str, str]]:
    """Returns the extensions that are not back in their places, each with a JSON Pointer to its owner."""
    return [
        {"owner": path, "format": extension.format, "path": extension.path, "content": extension.content}
        for path, extensions in _extended(owner, "")
        for extension in extensions[writing.placed.get(path, 0) :]
    ]


def _extended(model: Model, path: str) -> Iterator[tuple[str, tuple[Extension, ...]]]:
    """Yields every owner of extensions within a value, by its pointer; media have items of their own."""
    values = model.__dict__
    found = values.get("extensions")
    if found:
        yield path, found
    for name, slot in plan(type(model)).items():
        value = values[name]
        if not slot.models or value is None or name == "media":
            continue
        if slot.many:
            for index, one in enumerate(value):
                yield from _extended(one, f"{path}/{name}/{index}")
        else:
            yield from _extended(value, f"{path}/{name}")


def attach(data: dict[str, Any], text: str) -> None:
    """Gives the extensions of an item's list back to their owners; one whose owner is gone goes to the item."""
    for entry in orjson.loads(text):
        owner: Any = data
        for step in entry.pop("owner").split("/")[1:]:
            owner = _child(owner, step)
        (owner if isinstance(owner, dict) else data).setdefault("extensions", []).append(entry)


def _child(owner: Any, step: str) -> Any:
    if isinstance(owner, dict):
        return owner.get(step)
    return owner[int(step)] if isinstance(owner, list) and step.isdecimal() and int(step) < len(owner) else None
