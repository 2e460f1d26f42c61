"""Units of work: runs of items of the sources, cut by count, each converted without looking at any other.

Where a source is cut depends on the source alone, so the outputs do not depend on how many processes share the work.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast

from newsschema.archive.reading import Record, dataset_files, failed_item, head_of, records_of
from newsschema.archive.sources import Entry, open_file, shown_name
from newsschema.diagnostics import Diagnostic, diagnostic
from newsschema.errors import NewsschemaError, OutputError, SourceError
from newsschema.formats.base import CarefulOptions, Item, ReadOptions
from newsschema.formats.recognize import recognize
from newsschema.v1.sensitivity import marked

UNIT: Final = 4_096
"""How many items a unit has; those of files that are not cut are estimated."""

ITEM_SIZE: Final = 32_768
"""How many bytes of a file that cannot be cut count as one item."""

LONG: Final = 4 << 20
"""The bytes of a message that is cut."""

INLINE: Final = 1 << 20
"""Up to how many bytes of a source that can be read only once travel with the unit; more are spooled to a file."""

_LINES: Final = re.compile(r"\.(?:jsonl|ndjson)(?![A-Za-z])")
_OR_NOT: Final = re.compile(r"\.(?:jsonl|jsonld|ndjson)(?![A-Za-z])")
"""Linked data may be written in lines."""
_LINE_FORMATS: Final = ("json", "jsonld")
_BLOCK: Final = 1 << 20
_SPACE: Final = 8
_HEAD: Final = 65_536

Kind = Literal["whole", "lines", "rows", "items"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of items of one source, which can be read by another process.

    `first` is the index of its first item; for lines, and for items of a message, `offset` and `length` are its bytes
    in the unpacked source, and `line` and `column` its first line and the bytes of that before it; items have the
    `opening` of their message, and `window` says where their first window ends. `data` or `spool` holds the bytes of
    a source that can be read only once.
    """

    entry: Entry
    kind: Kind = "whole"
    first: int = 0
    count: int = 1
    offset: int = 0
    length: int | None = None
    line: int = 1
    format: str | None = None
    version: str | None = None
    fingerprint: str = ""
    size: int = 0
    data: bytes | None = None
    spool: Path | None = None
    skip: int = 0
    """Where in the spool it begins."""
    unreadable: str | None = None
    """Why its one item is not read at all."""
    until: int | None = None
    """Up to which of its items it is read, by their number among them; the next one is not looked for."""
    since: int = 0
    """The first item of a whole file that is meant."""
    opening: bytes = b""
    column: int = 0
    window: int = 0
    is_last: bool = True
    """Whether the source ends with it."""
    passed_over: tuple[tuple[int, str], ...] = ()
    """The items that ended a reader, by their number among those of the piece, and how they did."""

    def passes_over(self, number: int) -> bool:
        """Whether an item of it, by its number among them, ended a reader and is not looked into."""
        return any(number == index for index, _ in self.passed_over)

    def key(self) -> tuple[object, ...]:
        """What makes this piece the same piece in another run."""
        entry = self.entry
        return (entry.name, entry.member, self.fingerprint, self.kind, self.first, self.count, self.offset, self.length)


@dataclass(frozen=True, slots=True)
class Unit:
    """The pieces that one part of the output is made of; `number` counts from 0."""

    number: int
    pieces: tuple[Piece, ...]
    key: str = ""

    @property
    def size(self) -> int:
        """The bytes of the sources it covers, as they lie on the disk."""
        return sum(piece.size for piece in self.pieces)

    def with_pieces(self, pieces: tuple[Piece, ...]) -> Unit:
        """The same unit with other pieces."""
        return replace(self, pieces=pieces)

    def drop_spools(self) -> None:
        """Removes the files that held what could be read only once."""
        for piece in self.pieces:
            if piece.spool is not None:
                piece.spool.unlink(missing_ok=True)


@dataclass(slots=True)
class Cutter:
    """Cuts entries into units; `spool` gives the directory for what has to be set down, when it is first needed.

    With `in_place` nothing is set down, and only what lies unpacked on the disk is cut up.
    """

    format: str | None
    options: ReadOptions
    spool: Callable[[], Path]
    unit: float = UNIT
    in_place: bool = False
    _room: float = field(default=UNIT, init=False)
    _stat: tuple[Path, str] | None = field(default=None, init=False)

    def cut(self, entries: Iterable[Entry | Piece]) -> Iterator[Unit]:
        """Yields the units in order."""
        number = 0
        pieces: list[Piece] = []
        self._room = self.unit
        for entry in entries:
            for piece in [entry] if isinstance(entry, Piece) else self._pieces(entry):
                pieces.append(piece)
                self._room -= piece.count
                if self._room <= 0:
                    yield _unit(number, pieces)
                    number += 1
                    pieces = []
                    self._room = self.unit
        if pieces:
            yield _unit(number, pieces)

    def _pieces(self, entry: Entry) -> Iterator[Piece]:
        if entry.error is not None:
            yield Piece(entry, fingerprint=str(entry.error))
        elif entry.kind == "dataset" and entry.path is not None:
            for part in dataset_files(entry.path):
                yield from self._pieces(Entry(shown_name(part), part, opener=partial(open_file, part)))
        elif entry.name.endswith(".parquet") and entry.path is not None and entry.member is None and not entry.once:
            yield from self._row_pieces(entry, entry.path)
        else:
            yield from self._stream_pieces(entry)

    def _row_pieces(self, entry: Entry, path: Path) -> Iterator[Piece]:
        from newsschema.formats.parquet import row_count

        rows = row_count(path) if self.format in (None, "parquet") else None
        if not rows:
            yield self._whole(entry)
            return
        first, size = 0, path.stat().st_size
        while first < rows:
            count = int(min(self._room, rows - first))
            share = size * (first + count) // rows - size * first // rows
            mark = self._fingerprint(entry)
            yield Piece(entry, "rows", first, count, format="parquet", fingerprint=mark, size=share)
            first += count

    def _is_long(self, entry: Entry) -> bool:
        """Whether it may be a long message, of which the items can be looked up."""
        may_be = self.format in (None, "newsml-g2") and not _may_be_lines(entry.name)
        return may_be and _is_plain(entry) and (entry.size or 0) > LONG and self.unit < math.inf

    def _message_pieces(self, entry: Entry) -> Iterator[Piece]:
        """Cuts a long message; where that cannot be done, it is one piece."""
        from newsschema.formats.newsml_g2.messages import runs_of
        from newsschema.formats.newsml_g2.streams import is_long_message, read_head

        size, mark = entry.size or 0, self._fingerprint(entry)
        found = False
        try:
            with entry.open() as stream:
                head = read_head(stream)
                told = recognize(head[:_HEAD], entry.name)
                if is_long_message(head) and told.format == "newsml-g2" and told.readable:
                    again = partial(_bytes_of, entry)
                    for opening, run in runs_of(head, stream, again, self.options, int(self.unit)):
                        found = True
                        length = size - run.offset if run.length is None else run.length
                        yield Piece(
                            entry, "items", run.first, run.items, run.offset, length, run.lines + 1, "newsml-g2",
                            told.version, mark, length + (0 if run.first else run.offset),
                            opening=opening, column=run.column, window=run.line, is_last=run.length is None,
                        )  # fmt: skip
        except (SourceError, OSError):
            # What is wrong with the file is told by who reads it.
            pass
        if not found:
            yield self._whole(entry)

    def _stream_pieces(self, entry: Entry) -> Iterator[Piece]:
        if self._is_long(entry):
            yield from self._message_pieces(entry)
            return
        kept = self.in_place and not _is_plain(entry)
        if kept or (not entry.once and not _may_be_lines(entry.name)):
            yield self._whole(entry)
            return
        try:
            stream = entry.open()
        except SourceError as error:
            yield Piece(replace(entry, error=error, opener=None), fingerprint=str(error))
            return
        with stream:
            buffered = stream if hasattr(stream, "peek") else cast(BinaryIO, io.BufferedReader(_Raw(stream), _BLOCK))
            try:
                head = head_of(buffered)
            except SourceError as error:
                yield Piece(replace(entry, error=error, opener=None), fingerprint=str(error))
                return
            found = recognize(head, entry.name)
            name = self.format or found.format
            if name in _LINE_FORMATS and (found.kind == "lines" or _LINES.search(entry.name)) and found.readable:
                yield from self._line_pieces(entry, buffered, name, found.version)
            elif entry.once:
                yield self._set_down(entry, buffered)
            else:
                yield self._whole(entry)

    def _line_pieces(self, entry: Entry, stream: BinaryIO, name: str, version: str | None) -> Iterator[Piece]:
        """Cuts lines as the readers do: one that is blank is no item, one that passes the limit is one item."""
        plain = _is_plain(entry)
        mark = self._fingerprint(entry) if plain else ""
        bare = replace(entry, opener=None)
        limit = self.options.max_document_size
        first = offset = 0
        number = 1
        failure: SourceError | None = None
        more = True
        while more and failure is None:
            room, count, start, begin = self._room, 0, offset, number
            store = None if plain else _Store(self.spool)
            try:
                while count < room:
                    line = stream.readline(limit)
                    if not line:
                        more = False
                        break
                    count += not line.isspace()
                    while True:
                        offset += len(line)
                        if store is not None:
                            store.write(line)
                        if len(line) < limit or line.endswith(b"\n"):
                            break
                        line = stream.readline(limit)
                    number += 1
            except SourceError as error:
                failure = error
            except OSError as error:
                failure = SourceError(entry.name, error.strerror or str(error))
            if count:
                data, spool, digest = store.close() if store is not None else (None, None, mark)
                yield Piece(
                    bare, "lines", first, count, start, offset - start, begin, name, version, digest,
                    offset - start if plain else 0, data, spool,
                )  # fmt: skip
            elif store is not None:
                store.discard()
            first += count
        if not plain and entry.member is None and entry.path is not None:
            # The packed size is known of the whole only.
            self._stat = None
        if failure is not None:
            yield Piece(replace(bare, error=failure), first=first, fingerprint=str(failure))

    def _set_down(self, entry: Entry, stream: BinaryIO) -> Piece:
        """A whole source that can be read only once."""
        store = _Store(self.spool)
        try:
            while block := stream.read(_BLOCK):
                store.write(block)
        except SourceError as error:
            store.discard()
            return Piece(replace(entry, error=error, opener=None), fingerprint=str(error))
        data, spool, digest = store.close()
        bare = replace(entry, opener=None, once=False, size=store.size)
        return Piece(bare, count=_weight(store.size), fingerprint=digest, size=store.size, data=data, spool=spool)

    def _whole(self, entry: Entry) -> Piece:
        size = entry.size
        if size is None and entry.path is not None and entry.member is None:
            try:
                size = entry.path.stat().st_size
            except OSError:
                size = 0
        return Piece(entry, count=_weight(size or 0), fingerprint=self._fingerprint(entry), size=size or 0)

    def _fingerprint(self, entry: Entry) -> str:
        """What changes when a file is changed; the content of each item is in the ledger."""
        path = entry.path
        if path is None:
            return ""
        if self._stat is not None and self._stat[0] == path and entry.member is not None:
            return self._stat[1]
        try:
            status = path.stat()
        except OSError as error:
            return str(error)
        mark = f"{status.st_size}-{status.st_mtime_ns}"
        self._stat = (path, mark)
        return mark


def _unit(number: int, pieces: list[Piece]) -> Unit:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(repr(piece.key()).encode("utf-8", "surrogatepass"))
    return Unit(number, tuple(pieces), digest.hexdigest())


def _weight(size: int) -> int:
    return max(1, -(-size // ITEM_SIZE))


def _is_plain(entry: Entry) -> bool:
    """Whether the bytes of an entry are those of a file, in which any of them can be looked up."""
    is_file = entry.path is not None and entry.member is None and entry.kind != "packed"
    return is_file and not entry.once and entry.size is not None


def _bytes_of(entry: Entry, start: int, end: int) -> bytes:
    with entry.open() as stream:
        stream.seek(start)
        return stream.read(end - start)


def _may_be_lines(name: str) -> bool:
    return _OR_NOT.search(name) is not None


class _Raw(io.RawIOBase):
    """A stream that has only `read`, as one that can be buffered."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        chunk = self.stream.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)


class _Store:
    """Bytes that are kept: in memory while they are few, in a file of the spool directory when they are many."""

    def __init__(self, spool: Callable[[], Path]) -> None:
        self.spool = spool
        self.buffer = io.BytesIO()
        self.file: BinaryIO | None = None
        self.path: Path | None = None
        self.digest = hashlib.blake2b(digest_size=16)
        self.size = 0

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        try:
            (self.file or self.buffer).write(data)
            if self.file is None and self.buffer.tell() > INLINE:
                handle, name = tempfile.mkstemp(prefix="in-", dir=self.spool())
                self.path = Path(name)
                self.file = os.fdopen(handle, "wb")
                self.file.write(self.buffer.getbuffer())
                self.buffer = io.BytesIO()
        except OSError as error:
            raise OutputError(str(self.spool()), f"cannot be written: {error.strerror or error}") from error

    def close(self) -> tuple[bytes | None, Path | None, str]:
        """The bytes or the file that holds them, and their digest."""
        if self.file is None:
            return self.buffer.getvalue(), None, self.digest.hexdigest()
        try:
            self.file.close()
        except OSError as error:
            raise OutputError(str(self.path), f"cannot be written: {error.strerror or error}") from error
        return None, self.path, self.digest.hexdigest()

    def discard(self) -> None:
        """Forgets the bytes."""
        if self.file is not None and self.path is not None:
            self.file.close()
            self.path.unlink(missing_ok=True)


# --- Reading a piece

Tell = Callable[[int], object]
"""Is told the number of an item among those of its piece before anything looks into it."""


def records_in(piece: Piece, format: str | None, options: ReadOptions, tell: Tell | None = None) -> Iterator[Record]:
    """Yields the items of a piece with their places in the source that it was cut from.

    Who gives `tell` asks for care: items are looked into one after another, and each is told of before.
    """
    if piece.unreadable is not None:
        yield _unreadable(piece, piece.first, piece.unreadable)
        return
    if tell is not None or piece.passed_over:
        options = CarefulOptions.of(options, tell, dict(piece.passed_over))
    for record in _read_piece(piece, format, options):
        yield record
        if piece.until is not None and record.index - piece.first + 1 >= piece.until:
            return


def _read_piece(piece: Piece, format: str | None, options: ReadOptions) -> Iterator[Record]:
    if piece.kind == "rows" and piece.entry.path is not None:
        yield from _rows(piece, piece.entry.path, options)
    elif piece.kind == "items":
        yield from _items(piece, options)
    elif piece.kind == "lines":
        entry = replace(piece.entry, opener=partial(open_piece, piece), once=False)
        for record in records_of(entry, format or piece.format, replace(options, lines=True)):
            yield _moved(record, piece)
    else:
        yield from _whole(piece, format, options)


def _whole(piece: Piece, format: str | None, options: ReadOptions) -> Iterator[Record]:
    entry = piece.entry
    if piece.data is not None or piece.spool is not None:
        entry = replace(entry, opener=partial(open_piece, piece), once=False)
    for record in records_of(entry, format or piece.format, options):
        if record.outcome == "rejected" and record.index == 0 and record.item.raw is not None:
            # What is rejected is the file, but for space around it.
            record.whole = 0 <= piece.size - len(record.item.raw) <= _SPACE and not piece.first
        record.alone = piece.passes_over(record.index)
        if record.index >= piece.since:
            yield _moved(record, piece)


def _rows(piece: Piece, path: Path, options: ReadOptions) -> Iterator[Record]:
    from newsschema.formats.parquet import read_rows

    entry = piece.entry
    at = piece.first
    try:
        for item in read_rows(path, _from_the_first(piece, options), at, at + piece.count):
            item.diagnostics = marked(item.diagnostics)
            yield Record(entry.name, "parquet", item, entry, alone=piece.passes_over(item.index - piece.first))
            at = item.index + 1
    except (NewsschemaError, OSError, ValueError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        message = f"the Parquet file cannot be read from row {at} on: {reason}"
        found = diagnostic("NS028", message, source=entry.name, index=at)
        yield Record(entry.name, "parquet", Item(at, None, (found,)), entry)


def _items(piece: Piece, options: ReadOptions) -> Iterator[Record]:
    from newsschema.formats.newsml_g2.messages import Run, read_run

    entry, at = piece.entry, piece.first
    run = Run(piece.first, piece.count, 0, piece.length, piece.line - 1, piece.column, piece.window)
    try:
        with open_piece(piece) as stream:
            for item in read_run(stream, _from_the_first(piece, options), piece.opening, run, is_last=piece.is_last):
                at = item.index
                item.diagnostics = marked(item.diagnostics)
                if item.offset is not None:
                    item.offset += piece.offset
                alone = piece.passes_over(at - piece.first)
                yield Record(entry.name, "newsml-g2", item, entry, alone=alone, version=piece.version)
                at += 1
    except Exception as error:  # noqa: BLE001  # a mistake of ours in one file must not end a run over millions
        yield Record(entry.name, "newsml-g2", failed_item(error, entry.name, at), entry, whole=True)


def _from_the_first(piece: Piece, options: ReadOptions) -> ReadOptions:
    """Options for a reader that numbers items from the beginning of the source."""
    options = replace(options, source=piece.entry.name)
    if not isinstance(options, CarefulOptions):
        return options
    tell = options.tell
    return replace(
        options,
        tell=None if tell is None else lambda index: tell(index - piece.first),
        passed_over={index + piece.first: reason for index, reason in piece.passed_over},
    )


def _unreadable(piece: Piece, index: int, reason: str) -> Record:
    entry = piece.entry
    found = diagnostic("NS028", reason, source=entry.name, index=index, line=piece.line if piece.line > 1 else None)
    if piece.data is not None or piece.spool is not None:
        entry = replace(entry, opener=partial(open_piece, piece), once=False)
    whole = piece.kind == "whole" and index == 0
    return Record(entry.name, piece.format, Item(index, None, (found,)), entry, whole=whole)


def _moved(record: Record, piece: Piece) -> Record:
    """A record with its place in the whole source instead of in the piece."""
    item = record.item
    if item.raw is None and item.outcome == "rejected" and item.length is not None and item.offset is not None:
        item.raw = record.raw()
    if item.raw is None and item.outcome == "rejected" and item.offset is not None and piece.kind == "lines":
        record.cut = partial(_line_at, piece, item.offset)
    item.index += piece.first
    if item.offset is not None:
        item.offset += piece.offset
    lines = piece.line - 1 if record.format == "json" else 0
    if item.diagnostics:
        item.diagnostics = tuple(_at(found, piece.first, lines) for found in item.diagnostics)
    if item.origin is not None:
        item.origin = item.origin._replace(line=item.origin.line + lines, offset=item.origin.offset + piece.offset)
    record.whole = record.whole and piece.kind == "whole"
    return record


def _at(found: Diagnostic, first: int, lines: int) -> Diagnostic:
    index = None if found.index is None else found.index + first
    line = None if found.line is None else found.line + lines
    return replace(found, index=index, line=line)


def _line_at(piece: Piece, offset: int) -> Iterator[bytes]:
    """Yields the bytes of a line that is too long to be held, from its place in a piece on."""
    with open_piece(piece) as stream:
        if stream.seekable():
            stream.seek(offset)
        else:
            while offset > 0 and (skipped := stream.read(min(offset, _BLOCK))):
                offset -= len(skipped)
        while block := stream.readline(_BLOCK):
            yield block
            if block.endswith(b"\n"):
                return


def open_piece(piece: Piece) -> BinaryIO:
    """Opens the bytes of a piece that is no run of rows."""
    if piece.data is not None:
        return io.BytesIO(piece.data)
    if piece.spool is not None:
        return _range(piece.spool, piece.skip, piece.length) if piece.length is not None else piece.spool.open("rb")
    if piece.kind in ("lines", "items") and piece.entry.path is not None:
        return _range(piece.entry.path, piece.offset, piece.length or 0)
    return piece.entry.open()


def _range(path: Path, offset: int, length: int) -> BinaryIO:
    stream = path.open("rb")
    stream.seek(offset)
    return cast(BinaryIO, io.BufferedReader(_Range(stream, length), 1 << 18))


class _Range(io.RawIOBase):
    """The next bytes of a stream, and no more."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self.stream = stream
        self.left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        chunk = self.stream.read(min(len(view), self.left))
        view[: len(chunk)] = chunk
        self.left -= len(chunk)
        return len(chunk)

    def close(self) -> None:
        if not self.closed:
            self.stream.close()
        super().close()
