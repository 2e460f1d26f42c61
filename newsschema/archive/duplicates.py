"""Members of an object that occur twice: what readers of JSON pass over, and a validation does not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import orjson

from newsschema.archive.reading import Record
from newsschema.diagnostics import Diagnostic, diagnostic, shown
from newsschema.positions import join_pointer

__all__ = ["duplicate_members"]


def duplicate_members(record: Record) -> list[Diagnostic]:
    """Finds the members of an own document that occur twice in one object, of which readers take the last."""
    raw = record.item.raw
    if record.format != "json" or raw is None or record.document is None or _is_canonical(raw):
        return []
    try:
        parsed = json.loads(raw, object_pairs_hook=_Members)
    except (ValueError, RecursionError):
        return []
    return [
        diagnostic(
            "NS003",
            f'the member "{shown(path[-1])}" occurs twice in one object, and only the last of them is read',
            path=join_pointer(path),
            identifier=record.document.identifier,
        )
        for path in _duplicates(parsed)
    ]


def _is_canonical(raw: bytes) -> bool:
    """True for JSON that a writer made from a tree, which cannot hold a name twice: the quick way out."""
    parsed = orjson.loads(raw)
    return orjson.dumps(parsed) == raw or orjson.dumps(parsed, option=orjson.OPT_INDENT_2) == raw


class _Members(list[tuple[str, Any]]):
    """The members of an object in their order, also those that occur twice."""


def _duplicates(root: Any) -> Iterable[tuple[str | int, ...]]:
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Members):
            seen: set[str] = set()
            for name, inner in value:
                if name in seen:
                    yield (*path, name)
                seen.add(name)
                waiting.append(((*path, name), inner))
        elif isinstance(value, list):
            waiting.extend(((*path, index), inner) for index, inner in enumerate(value))
