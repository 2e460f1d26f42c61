"""Where in a document a value stands. Nothing here runs unless there is something to report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

__all__ = [
    "START",
    "Position",
    "join_pointer",
    "json_value_end",
    "locate_json",
    "locate_json_all",
    "nested_at",
    "position_at",
    "positions_at",
    "split_pointer",
]

_BOM: Final = b"\xef\xbb\xbf"
_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR: Final = re.compile(rb"[^\s,\]}\[{\":]++")
# Everything up to the next bracket that is not inside a string, in one step of the regex engine.
_TO_BRACKET: Final = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)


class Position(NamedTuple):
    """A place in a text: line and column count from 1 in code points, `offset` from 0 in bytes."""

    line: int
    column: int
    offset: int

    def after(self, origin: Position) -> Position:
        """This place, counted in a part that begins at `origin`, in the whole document."""
        column = self.column + origin.column - 1 if self.line == 1 else self.column
        return Position(self.line + origin.line - 1, column, self.offset + origin.offset)


START: Final = Position(1, 1, 0)
"""The first character of a document."""


def position_at(data: bytes, offset: int) -> Position:
    """The line and column of a byte of UTF-8 text; a byte order mark takes no column."""
    offset = max(0, min(offset, len(data)))
    line_start = data.rfind(b"\n", 0, offset) + 1
    if line_start == 0 and data.startswith(_BOM):
        line_start = min(len(_BOM), offset)
    column = len(data[line_start:offset].decode("utf-8", "replace")) + 1
    return Position(data.count(b"\n", 0, offset) + 1, column, offset)


def split_pointer(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON Pointer (RFC 6901)."""
    if not pointer:
        return ()
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("/").split("/"))


def join_pointer(steps: Iterable[str | int]) -> str:
    """The JSON Pointer (RFC 6901) of some steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def locate_json(data: bytes, pointer: str, *, name: bool = False) -> Position:
    """The position of a value in UTF-8 JSON text, or of its name; of the value around it, if it is absent."""
    return locate_json_all(data, [(pointer, name)])[0]


def json_value_end(data: bytes, at: int = 0) -> int | None:
    """The offset behind the JSON value that begins at an offset; none where the text ends before it does."""
    opening = data[at : at + 1]
    if opening in {b"{", b"["}:
        return _container_end(data, at + 1)
    match = _STRING.match(data, at) if opening == b'"' else _SCALAR.match(data, at)
    return match.end() if match else None


def nested_at(data: bytes, limit: int) -> int:
    """The offset of the first list or object of JSON text that has more than `limit` others around it."""
    at = depth = 0
    while (match := _TO_BRACKET.match(data, at)) is not None and match.end() < len(data):
        at = match.end()
        depth += 1 if data[at : at + 1] in {b"{", b"["} else -1
        if depth > limit:
            return at
        at += 1
    return 0


def _container_end(data: bytes, at: int, depth: int = 1) -> int | None:
    """The offset behind the container that is open `depth` times at an offset; it does not recurse."""
    while depth:
        match = _TO_BRACKET.match(data, at)
        at = match.end() if match else len(data)
        if at >= len(data) or data[at] not in b"{}[]":
            return None
        depth += 1 if data[at] in b"{[" else -1
        at += 1
    return at


def locate_json_all(data: bytes, wanted: Sequence[tuple[str, bool]]) -> list[Position]:
    """The positions of many values in one pass; each is a JSON Pointer and whether the name is meant.

    Where a member name occurs twice the last one counts, as for JSON readers. Broken text gives the nearest
    place that was reached.
    """
    scan = _Scan(data)
    tree: dict[str, Any] = {}
    paths = [split_pointer(pointer) for pointer, _ in wanted]
    for path in paths:
        node = tree
        for step in path:
            node = node.setdefault(step, {})
    scan.visit(scan.skip_space(3 if data.startswith(_BOM) else 0), tree, ())
    offsets = [scan.offset_of(path, name) for path, (_, name) in zip(paths, wanted, strict=True)]
    return positions_at(data, offsets)


def positions_at(data: bytes, offsets: Sequence[int]) -> list[Position]:
    """The lines and columns of many bytes, as `position_at` counts them; each part of the text is counted once."""
    found: dict[int, Position] = {}
    line, counted, column = 1, min(len(_BOM), len(data)) if data.startswith(_BOM) else 0, 1
    for offset in sorted(set(offsets)):
        at = max(counted, min(offset, len(data)))
        start = data.rfind(b"\n", counted, at) + 1
        if start:
            line, counted, column = line + data.count(b"\n", counted, start), start, 1
        column += len(data[counted:at].decode("utf-8", "replace"))
        counted = at
        found[offset] = Position(line, column, at)
    return [found[offset] for offset in offsets]


class _Scan:
    """One pass over JSON text that notes where the values and names asked for begin."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.values: dict[tuple[str, ...], int] = {}
        self.names: dict[tuple[str, ...], int] = {}

    def offset_of(self, path: tuple[str, ...], name: bool) -> int:
        if name and path in self.names:
            return self.names[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, 0)

    def skip_space(self, at: int) -> int:
        match = _SPACE.match(self.data, at)
        return match.end() if match else at

    def visit(self, at: int, tree: Mapping[str, Any], path: tuple[str, ...]) -> int:
        """Notes the value that begins at an offset and what is wanted inside it; returns where it ends."""
        self.values[path] = at
        opening = self.data[at : at + 1]
        if tree and opening == b"{":
            return self._members(at + 1, tree, path)
        if tree and opening == b"[":
            return self._elements(at + 1, tree, path)
        return self._skip(at)

    def _members(self, at: int, tree: Mapping[str, Any], path: tuple[str, ...]) -> int:
        while (key := _STRING.match(self.data, self.skip_space(at))) is not None:
            colon = self.skip_space(key.end())
            if self.data[colon : colon + 1] != b":":
                return len(self.data)
            step = _name(key.group())
            at = self.skip_space(colon + 1)
            if step in tree:
                inner = (*path, step)
                if inner in self.values:
                    self._forget(inner)
                self.names[inner] = key.start()
                at = self.visit(at, tree[step], inner)
            else:
                at = self._skip(at)
            at = self.skip_space(at)
            if self.data[at : at + 1] != b",":
                return at + 1
            at += 1
        return self.skip_space(at) + 1

    def _elements(self, at: int, tree: Mapping[str, Any], path: tuple[str, ...]) -> int:
        last = max((int(step) for step in tree if step.isascii() and step.isdigit()), default=-1)
        index = 0
        at = self.skip_space(at)
        while at < len(self.data) and self.data[at : at + 1] != b"]":
            step = str(index)
            before = at
            at = self.visit(at, tree[step], (*path, step)) if step in tree else self._skip(at)
            at = self.skip_space(at)
            if self.data[at : at + 1] == b",":
                at = self.skip_space(at + 1)
            elif at == before:
                return len(self.data)
            index += 1
            if index > last:
                return _container_end(self.data, at) or len(self.data)
        return at + 1

    def _forget(self, path: tuple[str, ...]) -> None:
        for known in [p for p in self.values if p[: len(path)] == path]:
            del self.values[known]

    def _skip(self, at: int) -> int:
        return json_value_end(self.data, at) or len(self.data)


def _name(literal: bytes) -> str:
    try:
        return str(json.loads(literal.decode("utf-8", "replace"), strict=False))
    except ValueError:
        return literal[1:-1].decode("utf-8", "replace")
