"""From sources to records: the one way in, whatever the format and however it is packed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import SEEK_SET, BufferedReader, RawIOBase
from itertools import chain
from os import fspath
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast

from typing_extensions import Buffer

from newsschema.archive.sources import Entry, Limits, StrPath, open_file, shown_name
from newsschema.diagnostics import Diagnostic, diagnostic, from_error
from newsschema.errors import DocumentError, FormatError, NewsschemaError
from newsschema.formats import format_named, recognition
from newsschema.formats.base import Item, Outcome, ReadOptions
from newsschema.formats.recognize import HEAD_SIZE
from newsschema.v1 import Article, Document
from newsschema.v1.sensitivity import marked

Problems = Literal["raise", "skip"] | Callable[[Diagnostic], object]
"""What to do about a document that cannot be read: raise, go on, or hand its diagnostics to a function."""


@dataclass(slots=True)
class Record:
    """What flows: one item of a source, with its place, and what became of it.

    `source` is the name of the file (`feed.zip!/2024/a.xml`), `index` the item's number in it from 0, `offset` and
    `length` its bytes where they are known.
    """

    source: str
    format: str | None
    item: Item
    entry: Entry
    whole: bool = False
    alone: bool = False
    """True where nothing but this item of its file was passed over."""
    kept: Keeping | None = None
    version: str | None = None
    """The version of the format, where the source told it."""
    cut: Callable[[], Iterator[bytes]] | None = None
    """Gives the bytes of an item that is too large to be held, piece by piece."""

    @property
    def index(self) -> int:
        """The number of the item in its source, from 0."""
        return self.item.index

    @property
    def document(self) -> Document | None:
        """The article, quote or casualty report that was read."""
        return self.item.document

    @property
    def article(self) -> Article | None:
        """The article that was read, where it is one."""
        return self.item.document if isinstance(self.item.document, Article) else None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found while reading."""
        return self.item.diagnostics

    @property
    def outcome(self) -> Outcome:
        """What became of the item."""
        return self.item.outcome

    def raw(self) -> bytes:
        """The bytes of the item as they stand in the source; of the whole source where an item has no own bytes."""
        item = self.item
        if item.raw is not None:
            return item.raw
        if self.kept is not None and self.kept.data is not None:
            start = item.offset or 0
            return bytes(self.kept.data[start : None if item.length is None else start + item.length])
        with self.entry.open() as stream:
            if item.offset is None or item.length is None:
                return stream.read()
            _skip(stream, item.offset)
            return stream.read(item.length)


class Keeping(RawIOBase):
    """A stream that can be read only once, with what was read from it, up to 16 MiB: for the places of findings."""

    LIMIT: Final = 1 << 24

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.data: bytearray | None = bytearray()

    def readable(self) -> bool:
        """True: it is there to be read."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Reads the next bytes into a buffer, and keeps them."""
        view = memoryview(buffer).cast("B")
        chunk = self.stream.read(len(view))
        view[: len(chunk)] = chunk
        if self.data is not None:
            self.data += chunk
            if len(self.data) > self.LIMIT:
                self.data = None
        return len(chunk)


def _skip(stream: BinaryIO, size: int) -> None:
    if stream.seekable():
        stream.seek(size, SEEK_SET)
        return
    while size > 0 and (chunk := stream.read(min(size, 1 << 20))):
        size -= len(chunk)


def read_records(
    *sources: StrPath,
    format: str | None = None,
    options: ReadOptions | None = None,
    limits: Limits | None = None,
) -> Iterator[Record]:
    """Yields every item of the sources in order, good and bad, without holding more than one document.

    A source is a path, a directory, a glob, or `-` for standard input; it may be compressed or packed. Raises
    `SourceError` for a source that matches nothing, and never for what a document holds.
    """
    limits = limits or Limits()
    options = limits.of_reading(options)
    # What was set aside is read by those who cut sources up, and they read with what is here.
    from newsschema.archive.inputs import entries_of
    from newsschema.archive.units import records_in

    return chain.from_iterable(
        records_of(entry, format, options) if isinstance(entry, Entry) else records_in(entry, format, options)
        for entry in entries_of([fspath(source) for source in sources], limits)
    )


def dataset_files(directory: Path) -> list[Path]:
    """The Parquet files of a dataset, in order; names that begin with `.` or `_` are passed over, as elsewhere."""
    found = (path.relative_to(directory) for path in directory.rglob("*.parquet"))
    return [directory / path for path in sorted(found) if not any(part.startswith((".", "_")) for part in path.parts)]


def records_of(entry: Entry, format: str | None, options: ReadOptions) -> Iterator[Record]:
    """Yields the items of one file; a file that cannot be opened or read is one rejected item."""
    if entry.kind == "dataset" and entry.path is not None:
        for part in dataset_files(entry.path):
            yield from records_of(Entry(shown_name(part), part, opener=partial(open_file, part)), format, options)
        return
    options = replace(options, source=entry.name)
    name = format
    count = 0
    try:
        with entry.open() as stream:
            kept = Keeping(stream) if entry.once else None
            buffered = _peekable(stream) if kept is None else cast(BinaryIO, BufferedReader(kept, HEAD_SIZE))
            name, version = (format, None) if format else recognition(head_of(buffered), entry.name)
            for item in format_named(name).read(buffered, options):
                count += 1
                item.diagnostics = marked(item.diagnostics)
                yield Record(entry.name, name, item, entry, whole=_is_whole(item), kept=kept, version=version)
            if count == 0:
                yield Record(entry.name, name, _nothing(entry.name), entry, whole=True)
    except FormatError as error:
        yield Record(entry.name, None, _failed(error, entry.name, count), entry, whole=True)
    except Exception as error:  # noqa: BLE001  # a mistake of ours in one file must not end a run over millions
        yield Record(entry.name, name, failed_item(error, entry.name, count), entry, whole=True)


def _is_whole(item: Item) -> bool:
    """True for a rejected item that is all there is of its file, as far as its format can tell."""
    return item.index == 0 and item.offset is None and item.raw is None


def _peekable(stream: BinaryIO) -> BinaryIO:
    if hasattr(stream, "peek") and hasattr(stream, "readline"):
        return stream
    if stream.seekable():
        return stream
    return cast(BinaryIO, BufferedReader(stream, HEAD_SIZE))


def head_of(stream: BinaryIO) -> bytes:
    """The opening of a stream, which stays unread."""
    if stream.seekable():
        head = stream.read(HEAD_SIZE)
        stream.seek(0)
        return head
    return bytes(cast(BufferedReader, stream).peek(HEAD_SIZE))


def _nothing(source: str) -> Item:
    return Item(0, None, (diagnostic("NS011", source=source, index=0),))


def failed_item(error: Exception, source: str, index: int) -> Item:
    """The item that stands for what is not read any more, since a reader ended."""
    expected = isinstance(error, NewsschemaError | OSError | EOFError)
    return _failed(error, source, index) if expected else _broken(error, source, index)


def _failed(error: Exception, source: str, index: int) -> Item:
    if isinstance(error, NewsschemaError):
        found = from_error(error, source=source, index=index)
    else:
        found = diagnostic("NS028", f"the source cannot be read: {error}", source=source, index=index)
    return Item(index, None, (found,))


def _broken(error: Exception, source: str, index: int) -> Item:
    message = f"the reader failed on this file: {type(error).__name__}"
    return Item(index, None, (diagnostic("NS032", message, source=source, index=index),))


def read(
    *sources: StrPath,
    format: str | None = None,
    problems: Problems = "raise",
    options: ReadOptions | None = None,
    limits: Limits | None = None,
) -> Iterator[Article]:
    """Yields the articles of files, directories, archives or streams, whatever their format.

    `problems` says what happens with a document that cannot be read: `"raise"` a `DocumentError`, `"skip"` it, or
    call a function with each diagnostic, warnings included. Standalone quotes and casualty reports are not articles;
    `read_records` yields those too.
    """
    for record in read_records(*sources, format=format, options=options, limits=limits):
        if callable(problems):
            for found in record.diagnostics:
                problems(found)
        elif record.outcome == "rejected" and problems == "raise":
            raise DocumentError(record.diagnostics, record.source)
        if record.article is not None:
            yield record.article
