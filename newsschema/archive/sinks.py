"""Where documents go: a part for each unit of work, and one way for each shape of output to put parts together."""

from __future__ import annotations

import math
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple

import orjson

from newsschema.archive.arrangement import Arrangement
from newsschema.archive.outputs import MARK, compressed, whole_directory, whole_file
from newsschema.archive.units import UNIT
from newsschema.errors import OutputError, UsageError
from newsschema.formats import format_for, format_named
from newsschema.formats.base import Format, WriteOptions
from newsschema.v1 import Article, Document

if TYPE_CHECKING:
    from newsschema.formats.parquet import Joiner

Layout = Literal["nested", "tables"]

MESSAGE_LIMIT: Final = 1_000
"""How many items one NewsML-G2 message may hold; receivers are built for messages, not for archives."""


UNIT_OF_A_FILE: Final = 1_024
"""How many items a unit of an output has that is one file: what one process joins last, others wait for."""


Shape = Literal["lines", "array", "message", "parquet", "parts", "files", "tables"]
"""The forms an output can have: a file of lines, an array, one message, one Parquet file, or a directory of parts, of
files with one article each, or of the flat tables."""

TABLES: Final = ("articles", "quotes", "casualty_reports", "assessed_figures")

_PART_SUFFIX: Final = {"json": "jsonl", "jsonld": "jsonl", "parquet": "parquet"}
_LENGTH: Final = struct.Struct("<Q")
_IN_DIRECTORIES: Final = frozenset({"parts", "files", "tables"})


class Target(NamedTuple):
    """Where to write, in which format, and how."""

    path: Path
    format: str
    options: WriteOptions
    layout: Layout
    shape: Shape
    arrangement: Arrangement | None = None
    """What a second step does with the finished documents, if there is to be one."""

    @property
    def module(self) -> Format:
        """The module of the format."""
        return format_named(self.format)

    @property
    def is_directory(self) -> bool:
        """Whether the output is a directory."""
        return self.shape in _IN_DIRECTORIES

    def unit(self, most: int = UNIT) -> float:
        """How many items are worked on at a time, and never more than so many; a message is one unit."""
        if self.shape == "message":
            return math.inf
        return most if self.is_directory else min(most, UNIT_OF_A_FILE)

    def plain(self) -> Target:
        """The same target without a second step."""
        return self._replace(arrangement=None)

    def takes(self, document: Document) -> bool:
        """Whether this output has a place for the document: standalone records fit where a row or line is one."""
        return isinstance(document, Article) or self.format in ("json", "jsonld") or self.layout == "tables"


def target_for(
    destination: str,
    format: str | None,
    options: WriteOptions,
    layout: Layout = "nested",
) -> Target:
    """Finds the format of a destination; raises `UsageError` where neither its name nor `format` says it."""
    name = format or format_for(destination)
    if name is None:
        raise UsageError(
            f"the format to write to {destination} is not clear from its name",
            "Say it with --to (format=), or give a name that ends in .jsonl, .jsonld, .xml or .parquet",
        )
    format_named(name)
    if layout == "tables" and name != "parquet":
        raise UsageError("the layout `tables` is Parquet's", "Use --to parquet, or leave --layout out")
    return Target(Path(destination), name, options, layout, _shape(Path(destination), name, layout))


def _shape(path: Path, format: str, layout: Layout) -> Shape:
    """The form of the output that is asked for."""
    if layout == "tables":
        return "tables"
    if path.is_dir() or format_for(path.name) is None:
        return "files" if format == "newsml-g2" else "parts"
    if format in ("newsml-g2", "parquet"):
        return "message" if format == "newsml-g2" else "parquet"
    plain = path.name.removesuffix(".gz").removesuffix(".zst")
    return "lines" if plain.endswith((".jsonl", ".ndjson")) else "array"


@dataclass(frozen=True, slots=True)
class Part:
    """One finished file of a directory; of many small ones, `name` is the pattern and `sha256` that of all in order."""

    name: str
    rows: int
    size: int
    sha256: str
    files: int = 1


def name_of(target: Target, number: int, row: int = 0) -> str:
    """The name of the file of a directory that holds a row of a unit."""
    if target.format == "newsml-g2":
        return f"{number:06}-{row:06}.xml"
    return f"part-{number:06}.{_PART_SUFFIX[target.format]}"


def write_part(documents: Iterator[Document], target: Target, number: int, folder: Path) -> int:
    """Writes what one unit gives into a folder, and returns how many documents that were."""
    counted = _Counted(documents)
    _WRITE[target.shape](counted, target, number, folder)
    return counted.count


class _Counted:
    """An iterator that counts."""

    def __init__(self, documents: Iterator[Document]) -> None:
        self.documents = documents
        self.count = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> Document:
        document = next(self.documents)
        self.count += 1
        return document


def _lines(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:  # noqa: ARG001  # one shape
    # Each unit is a member (RFC 1952) or a frame (RFC 8878) of its own; these may follow one another.
    with compressed(folder / "part", target.path.name) as stream:
        target.module.dump_all(documents, stream, target.options)


def _array(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:  # noqa: ARG001  # one shape
    with (folder / "part").open("wb") as stream:
        for document in documents:
            data = target.module.dumps(document, target.options)
            stream.write(_LENGTH.pack(len(data)) + data)


def _message(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:  # noqa: ARG001  # one shape
    held = list(islice(documents, MESSAGE_LIMIT + 1))
    if len(held) > MESSAGE_LIMIT:
        raise OutputError(
            str(target.path),
            f"one NewsML-G2 message holds at most {MESSAGE_LIMIT} articles",
            "Give a directory instead of a file",
        )
    with compressed(folder / "part", target.path.name) as stream:
        if len(held) == 1:
            stream.write(target.module.dumps(held[0], target.options))
        else:
            target.module.dump_all(held, stream, target.options)


def _piece(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:  # noqa: ARG001  # one shape
    from newsschema.formats.parquet import write_piece

    write_piece(documents, folder / "part", target.options)


def _part(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:
    with (folder / name_of(target, number)).open("wb") as stream:
        target.module.dump_all(documents, stream, target.options)


def _files(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:
    for row, document in enumerate(documents):
        (folder / name_of(target, number, row)).write_bytes(target.module.dumps(document, target.options))


def _table_pieces(documents: Iterator[Document], target: Target, number: int, folder: Path) -> None:  # noqa: ARG001  # one shape
    from newsschema.formats.parquet import write_table_pieces

    write_table_pieces(documents, folder, target.options)


_WRITE: Final[dict[str, Callable[[Iterator[Document], Target, int, Path], None]]] = {
    "lines": _lines,
    "array": _array,
    "message": _message,
    "parquet": _piece,
    "parts": _part,
    "files": _files,
    "tables": _table_pieces,
}


class OneFile:
    """Puts the parts of units, taken in order, together as one file."""

    def __init__(self, target: Target, aside: Path) -> None:
        self.target = target
        self.shape = target.shape
        self._stack = ExitStack()
        self._joiner: Joiner | None = None
        self._held: bytes | None = None
        self._count = 0
        if self.shape == "parquet":
            from newsschema.formats.parquet import Joiner

            stream = self._stack.enter_context(compressed(aside, target.path.name))
            self._joiner = Joiner(stream, target.options)
        elif self.shape == "array":
            stream = self._stack.enter_context(compressed(aside, target.path.name))
        else:
            stream = self._stack.enter_context(aside.open("wb"))
        self.stream = stream

    def take(self, folder: Path) -> None:
        """Appends the part of the next unit."""
        part = folder / "part"
        if self._joiner is not None:
            self._joiner.add(part)
            return
        with part.open("rb") as source:
            if self.shape == "array":
                self._take_framed(source)
            else:
                shutil.copyfileobj(source, self.stream, 1 << 20)

    def _take_framed(self, source: BinaryIO) -> None:
        """Appends documents that stand each after its length; the first is held back: one alone is no array."""
        while length := source.read(_LENGTH.size):
            data = source.read(*_LENGTH.unpack(length))
            if self._count == 0:
                self._held = data
            elif self._held is not None:
                self.stream.write(b"[\n" + self._held + b",\n" + data)
                self._held = None
            else:
                self.stream.write(b",\n" + data)
            self._count += 1

    def close(self) -> None:
        """Writes the end of the file."""
        if self.shape == "array":
            alone = self._held + b"\n" if self._held is not None else b"[]\n"
            self.stream.write(b"\n]\n" if self._count > 1 else alone)
        if self._joiner is not None:
            self._joiner.close()
        self._stack.close()

    def abandon(self) -> None:
        """Closes what is open; what was written is of no use."""
        if self._joiner is not None:
            with suppress(Exception):
                self._joiner.close()
        self._stack.close()


def join_tables(folders: Iterable[Path], target: Target, directory: Path) -> list[str]:
    """Joins the pieces of the tables, and lays the views beside them; returns the names of the files."""
    from newsschema.formats.parquet import Joiner, views

    pieces = list(folders)
    names = []
    for table in TABLES:
        name = f"{table}.parquet"
        joiner = Joiner(directory / name, target.options, table)
        for folder in pieces:
            joiner.add(folder / f"{table}.arrow")
        joiner.close()
        names.append(name)
    (directory / "views.sql").write_text(views(), "utf-8")
    return [*names, "views.sql"]


def write_documents(documents: Iterable[Document], target: Target) -> list[str]:
    """Writes documents to a target and returns the names of the files; nothing appears unless all went well."""
    if not target.is_directory:
        with whole_file(target.path) as aside, TemporaryDirectory(dir=aside.parent, prefix=".part-") as scratch:
            whole = OneFile(target, aside)
            try:
                for number, unit in enumerate(_units(iter(documents), target)):
                    write_part(unit, target, number, Path(scratch))
                    whole.take(Path(scratch))
                whole.close()
            except BaseException:
                whole.abandon()
                raise
        return [str(target.path)]
    with whole_directory(target.path) as directory:
        names = _write_directory(iter(documents), target, directory)
    return [str(target.path / name) for name in names]


def _write_directory(documents: Iterator[Document], target: Target, directory: Path) -> list[str]:
    mark = directory / MARK
    mark.mkdir()
    if target.layout != "tables":
        for number, unit in enumerate(_units(documents, target)):
            write_part(unit, target, number, directory)
        names = sorted(path.name for path in directory.iterdir() if path != mark)
    else:
        write_part(documents, target, 0, mark / "pieces")
        names = join_tables([mark / "pieces"], target, directory)
        shutil.rmtree(mark / "pieces")
    manifest = {
        "format": target.format,
        "version": target.module.INFO.version,
        "layout": target.layout,
        "audience": target.options.audience,
        "files": len(names),
    }
    content = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    (mark / "manifest.json").write_bytes(content)
    return names


def _units(documents: Iterator[Document], target: Target) -> Iterator[Iterator[Document]]:
    """Cuts a stream into units without holding one; there is always one unit, if only an empty one."""
    size = target.unit()
    if math.isinf(size):
        yield documents
        return
    first = next(documents, None)
    if first is None:
        yield iter(())
    while first is not None:
        yield chain([first], islice(documents, int(size) - 1))
        first = next(documents, None)
