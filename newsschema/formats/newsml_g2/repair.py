"""Keeping a document of which the model refuses a value: the value goes to the extensions, the field stays empty."""

from __future__ import annotations

from typing import Any, Final

import orjson
from lxml import etree
from pydantic import ValidationError

from newsschema.diagnostics import from_validation_error
from newsschema.formats.newsml_g2.context import Reading
from newsschema.positions import split_pointer
from newsschema.v1 import Article

MOST: Final = 60
"""How many values of one document are given up before the document is."""
REQUIRED: Final = frozenset(
    [
        "type",
        "identifier",
        "text",
        "value",
        "agent",
        "links",
        "agents",
        "role",
        "kind",
        "qualifier",
        "outcome",
        "count",
        "attribution",
        "relation",
        "start",
        "end",
        "exact",
        "iri",
        "name",
        "url",
        "spans",
    ]
)
"""Fields without which the object they stand in says nothing, or not the same."""


def without_refused(
    data: dict[str, Any], error: ValidationError, reading: Reading, element: etree._Element
) -> Article | None:
    """Returns the article without what the model refuses, which is kept; None where too much is refused."""
    for _ in range(MOST):
        found = from_validation_error(error, root=data)
        pointer = next((one.path for one in found if one.path), "")
        removed = _remove(data, list(split_pointer(pointer))) if pointer else None
        if removed is None:
            return None
        path, value = removed
        kept = orjson.dumps(value, default=str).decode()
        data.setdefault("extensions", []).append(
            {"format": "newsml-g2", "path": f"refused/{'/'.join(map(str, path))}", "content": kept}
        )
        reading.found("NS442", f"{pointer}: {found[0].message}", element, pointer)
        try:
            return Article.model_validate(data)
        except ValidationError as again:
            error = again
    return None


def _remove(data: dict[str, Any], path: list[str | int]) -> tuple[list[str | int], Any] | None:
    """Removes a value from the fields; where its object needs it, the object itself."""
    while path and (path[-1] in REQUIRED and len(path) > 1):
        path = path[:-1]
    if not path or path[0] in ("identifier", "type", "extensions"):
        return None
    owner: Any = data
    for step in path[:-1]:
        owner = _step(owner, step)
    last = path[-1]
    if isinstance(owner, dict) and last in owner:
        return path, owner.pop(str(last))
    if isinstance(owner, list) and str(last).isdecimal() and int(last) < len(owner):
        return path, owner.pop(int(last))
    return _remove(data, path[:-1])


def _step(owner: Any, step: str | int) -> Any:
    if isinstance(owner, dict):
        return owner.get(str(step))
    if isinstance(owner, list) and str(step).isdecimal() and int(step) < len(owner):
        return owner[int(step)]
    return None
