"""Members of an object that occur twice: what readers of JSON pass over, and a validation does not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import orjson

from newsschema.archive.reading import Record
from newsschema.checks.facts import facts_of
from newsschema.diagnostics import Diagnostic, diagnostic, shown
from newsschema.positions import join_pointer
from newsschema.v1 import Article, Document

__all__ = ["duplicate_members"]


def duplicate_members(record: Record) -> list[Diagnostic]:
    """Finds the members of an own document that occur twice in one object, of which readers take the last."""
    raw = record.item.raw
    if record.format != "json" or raw is None or record.document is None:
        return []
    if _names_in(raw) == _stated_in(record.document) or _is_canonical(raw):
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


def _names_in(raw: bytes) -> int | None:
    """How many names of members there are in JSON: exactly, or none where that cannot be seen without parsing it.

    Inside a text a quotation mark is escaped, so that one before a colon, without a backslash, ends a name.
    """
    if b" :" in raw or (_has_lines(raw) and any(space in raw for space in _BEFORE_COLON)):
        return None
    if b"\\" not in raw:
        return raw.count(b'":')
    return None if b'\\\\":' in raw else raw.count(b'":') - raw.count(b'\\":')


def _has_lines(raw: bytes) -> bool:
    # One byte is found much faster than two; JSON on one line has none of these.
    return b"\n" in raw or b"\t" in raw or b"\r" in raw


_BEFORE_COLON: Final = (b"\t:", b"\n:", b"\r:")


def _stated_in(document: Document) -> int | None:
    """How many members a document stated when it was read: of two of a name there is one."""
    return facts_of(document).members if isinstance(document, Article) else None


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
