"""Where findings stand in their files, and the line there. Nothing here runs unless there is something to report."""

from __future__ import annotations

import json
import re
from array import array
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic_core import from_json

from newsschema.archive.reading import Record
from newsschema.diagnostics import Diagnostic
from newsschema.errors import NewsschemaError
from newsschema.positions import (
    START,
    Position,
    json_value_end,
    locate_json_all,
    position_at,
    positions_at,
    split_pointer,
)
from newsschema.v1.body_markup import escape_text
from newsschema.v1.sensitivity import marked, sensitive_names, sensitive_pointers

__all__ = ["Excerpt", "Places"]

MAX_SIZE: Final = 64 * 2**20
"""The most bytes of a source that are looked at to find a place in it."""

_WINDOW: Final = 100
_BEFORE: Final = 40
_BREAK: Final = re.compile(r"[ \t\r]*\n\s*")
_LINE_END: Final = re.compile(rb"\n")
_MARKUP_ROOM: Final = 4096
_LOOKED_AT: Final = 1 << 20
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})")
_HIDDEN: Final = "•"
_NAME: Final = re.compile(rb'"((?:[A-Za-z]+:)?@?[A-Za-z_]{1,40})"\s*:\s*')
_PERSON: Final = re.compile(rb'"@?type"\s*:\s*(?:\[[^\]]*)?"(?:https?://schema\.org/)?[Pp]erson"')
_TAG: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*))((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE: Final = re.compile(rb"\s(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PERSONAL_TYPE: Final = re.compile(rb"(?:type|role)\w*\s*=\s*[\"'][^\"']*(?:person|#contributor)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a source around a place: the text shown, and at which of its characters, from 0, the place is."""

    text: str
    at: int
    cut_before: bool = False
    cut_after: bool = False


class Places:
    """Finds lines and columns, and the lines themselves; it remembers the last source it looked into."""

    def __init__(self) -> None:
        self._source: tuple[str, int] | None = None
        self._data: bytes | None = None
        self._locator: Callable[[int, str, object], int | None] | None = None
        self._hidden: tuple[int, list[tuple[int, int]]] | None = None
        self._lines: array[int] | None = None

    def located(self, record: Record, diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings of a record with source, item, line and column, each pointing at the offending value."""
        if not diagnostics:
            return ()
        source, index = record.source, record.index
        known = None if record.document is None else record.document.identifier
        found = [
            replace(
                one,
                source=one.source if one.source is not None else source,
                index=one.index if one.index is not None else index,
                identifier=one.identifier or known,
            )
            for one in diagnostics
        ]
        lacking = [at for at, one in enumerate(found) if _lacks_place(one, record.format)]
        if lacking and (record.outcome != "merged" or record.format == "newsml-g2"):
            spots = self._spots(record, [found[at] for at in lacking])
            for at, spot in zip(lacking, spots, strict=True):
                if spot is not None:
                    found[at] = replace(found[at], line=spot[0], column=spot[1])
        return marked(_begun(one) for one in found)

    def excerpt(self, record: Record, found: Diagnostic, *, sensitive: bool = False) -> Excerpt | None:
        """The line that a finding points at, cut around the place; none where it cannot or must not be shown.

        Words of fields that are personal or internal are dotted out, unless `sensitive` asks for them.
        """
        if found.line is None or (found.sensitive and not sensitive) or record.format in {"parquet", None}:
            return None
        data, origin = self._text(record)
        if data is None:
            return None
        line = found.line - origin.line
        start = self._line_start(data, line)
        if line < 0 or start is None:
            return None
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if data[start:end].rstrip().endswith((b"{", b"[")):
            # An opening bracket alone says nothing: what follows it is shown in the same line.
            end = min(end + 4 * _WINDOW, len(data))
        column = (found.column or 1) - (origin.column if line == 0 else 1)
        column = max(column, 0)
        # A character takes at most four bytes, so that the window lies within these.
        end = min(end, start + 16 * (_WINDOW + column))
        hidden = [] if sensitive else self._hidden_in(data, record, end)
        found_there = _window(data, start, end, column, hidden)
        return found_there if found_there.text else None

    def _line_start(self, data: bytes, line: int) -> int | None:
        if self._lines is None:
            self._lines = array("Q", [0, *(match.end() for match in _LINE_END.finditer(data))])
            self._lines[0] = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
        return self._lines[line] if 0 <= line < len(self._lines) else None

    def whole(self, record: Record) -> bytes | None:
        """All bytes of the file that a record is from; none where they cannot be read, or are too many."""
        return self._remembered(record, -1, whole=True)

    # --- Lines and columns

    def _spots(self, record: Record, lacking: Sequence[Diagnostic]) -> list[tuple[int, int] | None]:
        name = record.format
        if name == "parquet":
            return [(record.index + 1, _column_number(record, one.path)) for one in lacking]
        data, origin = self._text(record)
        if data is None:
            return [None] * len(lacking)
        if name == "json":
            wanted = [(one.path if one.path.startswith("/") else "", False) for one in lacking]
            spots = locate_json_all(data, wanted)
            return [
                _numbers((_at_words(data, spot, one) if one.words else spot).after(origin))
                for spot, one in zip(spots, lacking, strict=True)
            ]
        offsets = [self._offset(data, record, one) for one in lacking]
        found = iter(positions_at(data, [offset for offset in offsets if offset is not None]))
        return [None if offset is None else _numbers(next(found).after(origin)) for offset in offsets]

    def _offset(self, data: bytes, record: Record, one: Diagnostic) -> int | None:
        value = _value(record, one.path)
        offset = self._value_offset(data, record, one, value)
        if offset is None or not one.words:
            return offset
        # Around the words of a text stands no more markup than this, or it is not looked for.
        return _words_offset(data, offset, offset + 8 * len(str(value)) + _MARKUP_ROOM, one.words)

    def _value_offset(self, data: bytes, record: Record, one: Diagnostic, value: object) -> int | None:
        if record.format == "newsml-g2":
            if self._locator is None:
                from newsschema.formats.newsml_g2.places import locator

                self._locator = locator(data)
            return self._locator(record.index, one.path, value)
        if record.format == "jsonld":
            from newsschema.formats.jsonld.places import locate

            start = record.item.offset or 0
            end = len(data) if record.item.length is None else start + record.item.length
            return start + locate(data[start:end], one.code, one.path, value, one.identifier)
        return None

    def _text(self, record: Record) -> tuple[bytes | None, Position]:
        """The bytes to look into, and where in the file they begin."""
        item = record.item
        if record.format == "json" and item.origin is not None:
            return self._remembered(record, record.index, whole=False), item.origin
        return self._remembered(record, -1, whole=True), START

    def _remembered(self, record: Record, key: int, *, whole: bool) -> bytes | None:
        if self._source != (record.source, key):
            self._source = (record.source, key)
            self._locator = self._hidden = self._lines = None
            self._data = _read(record, whole=whole)
        return self._data

    # --- What may not be shown

    def _hidden_in(self, data: bytes, record: Record, end: int) -> list[tuple[int, int]]:
        """What may not be shown of the text up to an offset: the rest of a long one need not be read for it."""
        if self._hidden is None or self._hidden[0] < end:
            known = len(data) if record.format == "json" else min(2 * end + _LOOKED_AT, len(data))
            self._hidden = (known, sorted(_sensitive_spans(data[:known], record.format)))
        return self._hidden[1]


_NO_TEXT: Final = frozenset({"NS008", "NS009", "NS025", "NS026", "NS027", "NS028", "NS029", "NS030"})
"""What is said of files that cannot be opened, so that they have no lines."""


def _begun(found: Diagnostic) -> Diagnostic:
    """A finding about the whole of a file stands at its beginning."""
    if found.line is not None:
        return found if found.column is not None else replace(found, column=1)
    return found if found.code in _NO_TEXT else replace(found, line=1, column=1)


def _lacks_place(found: Diagnostic, format: str | None) -> bool:
    """True without a line, and for XML also where the line is that of the end of a tag, with no column known."""
    return found.line is None or (format == "newsml-g2" and bool(found.path) and found.column in {None, 1})


def _at_words(data: bytes, spot: Position, one: Diagnostic) -> Position:
    """The place of the words that are meant in the JSON value at a place; of the value where they are not found."""
    end = json_value_end(data, spot.offset) or len(data)
    return position_at(data, _words_offset(data, spot.offset, end, one.words))


def _words_offset(data: bytes, start: int, end: int, words: str) -> int:
    """The offset of some words between two others, however they are written there; the first of them without them."""
    found = [at for form in _forms(words) if (at := data.find(form, start, end)) >= 0]
    return min(found, default=start)


def _forms(words: str) -> Iterator[bytes]:
    """Yields words as JSON and XML may write them."""
    for text in {words, escape_text(words)}:
        yield text.encode("utf-8", "replace")
        for ascii_only in (False, True):
            literal = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
            yield literal.encode("utf-8", "replace")
        yield _ESCAPE.sub(lambda found: "\\u" + found[1].upper(), literal).encode()


def _numbers(spot: Position) -> tuple[int, int]:
    return spot.line, spot.column


def _read(record: Record, *, whole: bool) -> bytes | None:
    try:
        if not whole:
            return record.raw()
        if record.kept is not None:
            return None if record.kept.data is None else bytes(record.kept.data)
        with record.entry.open() as stream:
            data = stream.read(MAX_SIZE + 1)
    except (NewsschemaError, OSError, EOFError, ValueError):
        return None
    return data if len(data) <= MAX_SIZE else None


def _value(record: Record, path: str) -> object:
    """What stands at a pointer in the document, where it is a text or a number."""
    value: Any = record.document
    for step in split_pointer(path):
        if isinstance(value, tuple) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            value = getattr(value, step, None) if step.isidentifier() and step[0] != "_" else None
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _column_number(record: Record, path: str) -> int:
    """The number of the column of a Parquet file that holds the field a path begins with; 1 where it is unknown."""
    steps = split_pointer(path)
    if not steps or record.entry.path is None or record.entry.member is not None:
        return 1
    try:
        from newsschema.formats.parquet.columns_of_file import column_names

        names = column_names(record.entry.path)
    except (NewsschemaError, OSError, ValueError, ImportError):
        return 1
    return names.index(steps[0]) + 1 if steps[0] in names else 1


# --- Excerpts


def _window(data: bytes, start: int, end: int, column: int, hidden: Iterable[tuple[int, int]]) -> Excerpt:
    """The characters of a line around a column, those of hidden spans as dots."""
    first = max(column - _BEFORE, 0)
    if first and data[start : start + first].isascii():
        # A line may be a whole document: what stands far before the place is not looked at again.
        start, column, cut = start + first, column - first, True
    else:
        cut = False
    line = "".join(_pieces(data, start, end, hidden)).rstrip()
    line = line[:column] + _BREAK.sub(" ", line[column : column + 8 * _WINDOW])
    first = 0 if cut else first
    text = line[first : first + _WINDOW]
    lead = len(text) - len(text.lstrip()) if first == 0 and not cut else 0
    lead = min(lead, column)
    return Excerpt(text[lead:].rstrip(), column - first - lead, cut or first > 0, len(line) > first + _WINDOW)


def _pieces(data: bytes, start: int, end: int, hidden: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yields the text between two offsets, dots for what is hidden."""
    at = start
    for a, b in hidden:
        if a >= end:
            break
        if b <= at:
            continue
        begins, ends = max(a, at), min(b, end)
        yield data[at:begins].decode("utf-8", "replace")
        yield _HIDDEN * len(data[begins:ends].decode("utf-8", "replace"))
        at = ends
    yield data[at:end].decode("utf-8", "replace")


# --- Spans of words that are personal or internal


def _sensitive_spans(data: bytes, format: str | None) -> Iterable[tuple[int, int]]:
    if format == "json":
        try:
            wanted = [(pointer, False) for pointer in sensitive_pointers(from_json(data))]
        except ValueError:
            return _members(data)
        return [(spot.offset, json_value_end(data, spot.offset) or len(data)) for spot in locate_json_all(data, wanted)]
    if format == "newsml-g2":
        return _tags(data)
    return [*_members(data), *_people(data)]


def _members(data: bytes) -> list[tuple[int, int]]:
    """The values of members with a sensitive name, also in text that is broken: there up to its end."""
    names = sensitive_names()
    found: list[tuple[int, int]] = []
    end = 0
    for match in _NAME.finditer(data):
        name = match[1].decode("ascii").rpartition(":")[2].replace("_", "").casefold()
        if match.start() >= end and name in names:
            end = json_value_end(data, match.end()) or len(data)
            found.append((match.end(), end))
    return found


def _people(data: bytes) -> list[tuple[int, int]]:
    """The objects of JSON-LD that are persons."""
    found = []
    for match in _PERSON.finditer(data):
        opening = data.rfind(b"{", 0, match.start())
        found.append((opening + 1, (json_value_end(data, opening) or len(data)) - 1))
    return found


def _tags(data: bytes) -> list[tuple[int, int]]:
    """The contents of elements, and the values of their attributes, that have a sensitive name or are of persons."""
    names = sensitive_names()
    found: list[tuple[int, int]] = []
    end = 0
    for match in _TAG.finditer(data):
        if match.start() < end:
            continue
        name = match[2].decode("ascii").replace("_", "").casefold()
        if name not in names and not _PERSONAL_TYPE.search(match[3]):
            found += [
                (match.start(3) + one.start(2 if one[2] is not None else 3), match.start(3) + one.end())
                for one in _ATTRIBUTE.finditer(match[3])
                if one[1].decode("ascii").casefold() in names - {"title"}
            ]
            continue
        end = match.end()
        if not match[3].endswith(b"/"):
            closing = data.find(b"</" + match[1] + b">", end)
            end = len(data) if closing < 0 else closing
        found.append((match.start(3), end))
    return found
