"""The model's own JSON: one document, several one after another, an array of them, or JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final, NamedTuple

import orjson
from pydantic import ValidationError
from pydantic_core import from_json

from newsschema.diagnostics import Diagnostic, diagnostic, from_json_error, from_validation_error
from newsschema.errors import VersionError
from newsschema.formats.base import CarefulOptions, FormatInfo, Item, ReadOptions, WriteOptions, is_nested_deeper
from newsschema.positions import START, Position, locate_json, nested_at, position_at
from newsschema.v1 import SCHEMA_VERSION, Article, CasualtyReport, Document, Model, Quote, redact
from newsschema.v1.trees import tree
from newsschema.versions import CLASSES, HISTORY, NEWEST, RELEASES, check_version, to_version

INFO: Final = FormatInfo(
    name="json",
    title="newsschema JSON",
    standard="newsschema",
    version=SCHEMA_VERSION,
    extensions=(".json", ".jsonl", ".ndjson"),
    reads=True,
    writes=True,
)

_CHUNK: Final = 1 << 16
_PARSER_NESTING: Final = 200
"""How deep the parser of Pydantic goes: no own document needs more than a few levels."""
_BOM: Final = b"\xef\xbb\xbf"
# What our own writer begins with; anything else that is valid takes the slower way round.
_OPENING: Final = re.compile(
    rb'\s*\{\s*"type"\s*:\s*"(article|quote|casualty_report)"\s*,\s*"schema_version"\s*:\s*"([0-9.]+)"'
)
_OURS: Final = tuple(str(release.version).encode() for release in RELEASES)
# A name may be written with escapes.
_LATER: Final = (*sorted(name.encode() for name in HISTORY.later_names), rb"\u")
_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}]', re.DOTALL)
_SCALAR: Final = re.compile(rb'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s,\]\[{}"]++)(?=[\s,\]])', re.DOTALL)
_DEPTH: Final = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_LINES: Final = (".jsonl", ".ndjson")


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Yields the documents of a stream, one after another, whatever way they are strung together."""
    careful = options if isinstance(options, CarefulOptions) else None
    for index, found in enumerate(_documents(stream, options)):
        if careful is not None and (notes := careful.look(index)):
            place = found.at
            yield Item(index, None, notes, place.offset, len(found.data), raw=found.data, origin=place)
        elif found.too_long:
            yield _too_long(index, found, options)
        elif found.unclosed:
            yield _unclosed(index, found, options)
        else:
            yield _item(index, found.data, found.at, options)


def dumps(document: Document, options: WriteOptions | None = None) -> bytes:
    """Returns a document as one line of JSON, fields in the model's order, without null and empty members."""
    if options is not None and options.audience == "public":
        document = redact(document)
    if options is not None and options.version not in (None, SCHEMA_VERSION):
        return orjson.dumps(to_version(tree(document), options.version)[0])
    return orjson.dumps(document, default=_stated)


_NOTHING: Final = ()


def _stated(model: Model) -> dict[str, Any]:
    """The members of a model that say something; orjson asks for one model at a time: twice as fast as `tree`."""
    stated: dict[str, Any] = {}
    # A comprehension is a function of its own until Python 3.12, which takes a sixth longer for so few members.
    # There is one empty tuple, and `==` would compare models.
    for name, value in model.__dict__.items():
        if value is not None and value is not _NOTHING:
            stated[name] = value  # noqa: PERF403
    return stated


def dump_all(documents: Iterable[Document], stream: BinaryIO, options: WriteOptions | None = None) -> None:
    """Writes documents as JSON Lines."""
    stream.writelines(dumps(document, options) + b"\n" for document in documents)


def _too_long(index: int, found: _Found, options: ReadOptions) -> Item:
    message = f"the document is larger than {options.max_document_size} bytes; --max-document-size raises the limit"
    place = {"source": options.source, "index": index, "line": found.at.line, "column": found.at.column}
    return Item(index, None, (diagnostic("NS007", message, **place),), offset=found.at.offset)


def _unclosed(index: int, found: _Found, options: ReadOptions) -> Item:
    message = "the file ends inside the list of its documents, and was probably cut off: what followed is not here"
    place = {"source": options.source, "index": index, "line": found.at.line, "column": found.at.column}
    offset = found.at.offset
    return Item(
        index, None, (diagnostic("NS002", message, **place),), offset=offset, length=0, raw=b"", origin=found.at
    )


def _item(index: int, data: bytes, position: Position, options: ReadOptions) -> Item:
    offset = position.offset
    place: dict[str, Any] = {"source": options.source, "index": index}
    opening = _OPENING.match(data)
    if options.max_nesting < _PARSER_NESTING and is_nested_deeper(data, options.max_nesting):
        found = [_too_deep(options.max_nesting, data, position, place)]
        return Item(index, None, tuple(found), offset=offset, length=len(data), raw=data, origin=position)
    if opening is not None and opening[2] in _OURS:
        model = CLASSES[opening[1].decode()]
        try:
            document = _valid(model, data, opening[2])
            return Item(index, document, offset=offset, length=len(data), raw=data, origin=position)
        except VersionError as error:
            found = [_of_version("NS022", str(error), data, position, place)]
            return Item(index, None, tuple(found), offset=offset, length=len(data), raw=data, origin=position)
        except ValidationError as error:
            found = from_validation_error(error, data=data, origin=position, model=model, **place)
            return Item(index, None, tuple(found), offset=offset, length=len(data), raw=data, origin=position)
    slow, diagnostics = _read_slowly(data, position, place)
    return Item(
        index,
        slow,
        tuple(diagnostics),
        offset=offset,
        length=len(data),
        raw=data,
        origin=position,
    )


def _too_deep(limit: int, data: bytes, position: Position, place: dict[str, Any]) -> Diagnostic:
    raising = "; --max-nesting raises the limit" if limit < _PARSER_NESTING else ""
    message = f"values are nested more than {limit} deep{raising}"
    spot = position_at(data, nested_at(data, limit)).after(position)
    return diagnostic("NS006", message, line=spot.line, column=spot.column, **place)


def _of_version(code: str, message: str, data: bytes, position: Position, place: dict[str, Any]) -> Diagnostic:
    path = "/schema_version"
    spot = locate_json(data, path).after(position)
    return diagnostic(code, message, path=path, line=spot.line, column=spot.column, **place)


def _why_not_json(error: orjson.JSONDecodeError, data: bytes, position: Position, place: dict[str, Any]) -> Diagnostic:
    if is_nested_deeper(data, _PARSER_NESTING):
        return _too_deep(_PARSER_NESTING, data, position, place)
    try:
        data.decode()
    except UnicodeDecodeError:
        return diagnostic("NS001", line=position.line, column=position.column, **place)
    found = from_json_error(_exactly(error, data), data=data, origin=position, **place)
    return found if found.line is not None else replace(found, line=position.line, column=position.column)


def _exactly(error: orjson.JSONDecodeError, data: bytes) -> str:
    """What is wrong with text that is no JSON, and where: as the model's own parser says it, if it refuses it too."""
    try:
        from_json(data)
    except ValueError as exact:
        return str(exact)
    return f"{error.msg} at line {error.lineno} column {error.colno}"


def _read_slowly(data: bytes, position: Position, place: dict[str, Any]) -> tuple[Document | None, list[Diagnostic]]:
    """Reads a document that is broken, of another version, or does not begin as our writer would."""
    where = {"line": position.line, "column": position.column, **place}
    try:
        parsed = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return None, [_why_not_json(error, data, position, place)]
    if not isinstance(parsed, dict) or not isinstance(parsed.get("type"), str) or parsed["type"] not in CLASSES:
        return None, [diagnostic("NS011", _why_no_document(parsed), **where)]
    identifier = parsed.get("identifier")
    place = {**place, "identifier": identifier if isinstance(identifier, str) else None}
    version = parsed.get("schema_version")
    if not isinstance(version, str):
        return None, [diagnostic("NS015", "the document does not say its schema_version", **{**where, **place})]
    model = CLASSES[parsed["type"]]
    moved: tuple[str, ...] = ()
    known, held = version, data
    try:
        if check_version(version) > NEWEST:
            parsed, moved = to_version(parsed)
            known, held = SCHEMA_VERSION, orjson.dumps(parsed)
        document = _valid(model, held, known.encode())
    except VersionError as error:
        return None, [_of_version("NS022", str(error), data, position, place)]
    except ValidationError as error:
        return None, from_validation_error(error, data=data, root=parsed, origin=position, model=model, **place)
    if not moved:
        return document, []
    message = f"version {version} is newer than {SCHEMA_VERSION}; kept as extensions: {', '.join(moved)}"
    return document, [_of_version("NS031", message, data, position, place)]


def _valid(model: type[Article | Quote | CasualtyReport], data: bytes, version: bytes) -> Document:
    """Returns the document of some JSON that says it is of our version or of an earlier one.

    An earlier one is valid as it stands, unless it has parts that were added later: then raises `VersionError`.
    """
    document = model.model_validate_json(data)
    if version != _OURS[-1] and any(name in data for name in _LATER):
        HISTORY.refuse_premature(orjson.loads(data))
    return HISTORY.brought_back(document) if document.extensions else document


def _why_no_document(parsed: Any) -> str:
    if not isinstance(parsed, dict):
        return "an own document is a JSON object; this is another JSON value"
    if "type" not in parsed:
        return 'the object does not say its type: "article", "quote" or "casualty_report"'
    return f'the type {parsed["type"]!r} is none of "article", "quote" and "casualty_report"'


class _Found(NamedTuple):
    """The text of one document and where it begins; the rest of one that passed the limit is not there."""

    at: Position
    data: bytes
    too_long: bool = False
    unclosed: bool = False


def _documents(stream: BinaryIO, options: ReadOptions) -> Iterator[_Found]:
    limit = options.max_document_size
    line = stream.readline(limit)
    at = START
    if line.startswith(_BOM):
        line, at = line[len(_BOM) :], Position(1, 1, len(_BOM))
    while line and not line.strip():
        at = Position(at.line + 1, 1, at.offset + len(line))
        line = stream.readline(limit)
    if options.lines or _is_one_document(line) or any(suffix in options.source for suffix in _LINES):
        yield from _lines(line, stream, at, limit)
    else:
        yield from _Values(line, stream, at, limit)


def _is_one_document(line: bytes) -> bool:
    stripped = line.strip()
    if not (stripped.startswith(b"{") and stripped.endswith(b"}")):
        return False
    try:
        orjson.loads(stripped)
    except orjson.JSONDecodeError:
        return False
    return True


def _lines(line: bytes, stream: BinaryIO, at: Position, limit: int) -> Iterator[_Found]:
    offset, number = at.offset, at.line
    while line:
        data = line.strip()
        if data:
            lead = line.index(data[:1])
            yield _Found(Position(number, lead + 1, offset + lead), data, too_long=not _is_whole(line, limit))
        offset += len(line)
        while not _is_whole(line, limit):
            line = stream.readline(limit)
            offset += len(line)
        number += 1
        line = stream.readline(limit)


def _is_whole(line: bytes, limit: int) -> bool:
    """True for a line that `readline` did not cut off at the limit."""
    return len(line) < limit or line.endswith(b"\n")


class _Values:
    """Cuts JSON text into the values at its top, or in an array at its top, without parsing them."""

    def __init__(self, first: bytes, stream: BinaryIO, at: Position, limit: int) -> None:
        self.data = first
        self.stream = stream
        self.at = at
        self.limit = limit
        self.in_array = False

    def __iter__(self) -> Iterator[_Found]:
        while (mark := self._next_mark()) is not None:
            if mark == b"[" and not self.in_array:
                self.in_array = True
                self._drop(1)
            elif mark == b"]" and self.in_array:
                self.in_array = False
                self._drop(1)
            else:
                end, whole = self._end(mark)
                too_long = not whole and end >= self.limit
                yield _Found(self.at, self.data[:end].rstrip(), too_long)
                if too_long:
                    return
                self._drop(end)
                if not whole:
                    # It ends where the file does, and its own finding says so.
                    return
        if self.in_array:
            yield _Found(self.at, b"", unclosed=True)

    def _next_mark(self) -> bytes | None:
        """Drops space and commas and returns the first byte of what follows."""
        while True:
            kept = self.data.lstrip(b" \t\r\n,")
            if kept:
                self._drop(len(self.data) - len(kept))
                return self.data[:1]
            self._drop(len(self.data))
            if not self._more():
                return None

    def _end(self, mark: bytes) -> tuple[int, bool]:
        """The end of the value that begins the text, and whether it is whole; broken text ends with the stream."""
        if mark in b"{[":
            return self._object_end()
        while self.in_array:
            if scalar := _SCALAR.match(self.data):
                return scalar.end(), True
            if not self._more():
                break
        while len(self.data) < self.limit and self._more():
            pass
        return len(self.data), False

    def _object_end(self) -> tuple[int, bool]:
        depth = scanned = 0
        while True:
            for token in _TOKEN.finditer(self.data, scanned):
                scanned = token.end()
                depth += _DEPTH.get(token[0], 0)
                if depth == 0:
                    return scanned, True
            if len(self.data) >= self.limit or not self._more():
                return len(self.data), False

    def _more(self) -> bool:
        # Reading as much again as there is keeps the work linear in the length of a very long string.
        chunk = self.stream.read(min(max(_CHUNK, len(self.data)), self.limit))
        self.data += chunk
        return bool(chunk)

    def _drop(self, size: int) -> None:
        self.at = position_at(self.data, size).after(self.at)
        self.data = self.data[size:]
