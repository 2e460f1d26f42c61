"""The second of two steps: finished documents, sorted and freed of old versions, in parts of a size.

DuckDB sorts and groups the index of the documents, on the disk where it does not fit in memory. What becomes of each
row of the ledger is noted in one file, and the order of the documents in another; the work on parts and on files of the
ledger reads both, is shared by processes, and gives the same bytes however many they are.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self

import orjson

from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.arrangement import Arrangement
from newsschema.archive.executors import Tick, run
from newsschema.archive.sinks import TABLES, Part, Target, name_of
from newsschema.archive.staging import CANCELED, COLUMNS, DOCUMENTS, INDEX, version_of
from newsschema.archive.units import Piece
from newsschema.archive.work import GO_ON, Done, Watch, part_of
from newsschema.errors import MissingExtraError, OutputError
from newsschema.v1 import Document
from newsschema.versions import CLASSES

if TYPE_CHECKING:
    import duckdb

MEMORY: Final = 96 * 2**20
"""How many bytes of memory DuckDB may use before it goes on with the disk: a third of that is its reader of JSON."""

REPEATED: Final = "NS501"
DIFFERING: Final = "NS502"

_SAMPLE: Final = 1_000
_FETCH: Final = 4_096
_OPEN: Final = 64
_PLACE: Final = struct.Struct("<IQI")
"""Where a document is: its unit, and the offset and length of its bytes there."""
_FATE: Final = struct.Struct("<BIQ")
"""What became of a row of the ledger, and two numbers: part and row, or the version that took its place."""
_NONE, _WRITTEN, _DIFFERS, _REPEATED, _SUPERSEDED, _WITHDRAWN = range(6)
_STAYS: Final = frozenset({_NONE, _DIFFERS})
_REASONS: Final = {_REPEATED: "repeated", _SUPERSEDED: "superseded", _WITHDRAWN: "withdrawn"}

_ORDER: Final = """
    SELECT unit, item, start, size, moment FROM items WHERE NOT hidden
    ORDER BY moment NULLS LAST, identifier, rank, unit, item
"""
# Sorting is what DuckDB does on the disk with little memory; joins of such tables need far more.
_VERSIONS: Final = """
    SELECT unit, item, key::VARCHAR, rank, digest::VARCHAR, hidden, quotes, reports FROM items WHERE key NOT NULL
    ORDER BY key, rank DESC, digest, unit, item
"""


@dataclass(slots=True)
class Arranged:
    """What the second step made: files in a directory, and how the account changes."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    books: list[Part] = field(default_factory=list)


class Cut(NamedTuple):
    """One part: its number, its partition, and which documents of the order it holds."""

    number: int
    folder: str
    first: int
    rows: int


def needs_duckdb(what: str = "arranging an archive (--dedupe, --partition-by, --part-size)") -> None:
    """Raises `MissingExtraError` where DuckDB is not installed, and says for what it is needed."""
    from importlib.util import find_spec

    if find_spec("duckdb") is None:
        raise MissingExtraError("archive", what)


def arrange(
    place: Path,
    pieces: Path,
    books: Sequence[Part],
    target: Target,
    work: Path,
    account: Account,
    jobs: int,
    tick: Tick,
) -> Arranged:
    """Arranges the documents of finished units, and rewrites their ledger accordingly; changes the account.

    `pieces` holds a folder for each unit, `books` are the units' files of the ledger below `place`, in order. Raises
    `OutputError` where the disk is full.
    """
    import duckdb

    arrangement = target.arrangement
    if arrangement is None:
        raise AssertionError("there is nothing to arrange")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        cuts = _Decision(pieces, [book.rows for book in books], target, arrangement, work, account).cuts()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise OutputError(str(target.path), f"cannot be arranged: {reason}", GO_ON) from error
    plan = Arranging(target, work, pieces, tuple(cut.folder for cut in cuts))
    found = Arranged(work / "made")
    (found.folder / ledger.SOURCES).mkdir(parents=True)
    jobs_of_parts = (Job(cut.number, "part", cut.first, cut.rows) for cut in cuts)
    for done in run(jobs_of_parts, plan, jobs, tick):
        found.parts += _take(done, found.folder / "out" / plan.folders[done.number])
    for done in run(_ledger_jobs(place, books), plan, jobs, tick):
        found.books += _take(done, found.folder / ledger.SOURCES)
    return found


def _ledger_jobs(place: Path, books: Sequence[Part]) -> Iterator[Job]:
    base = 0
    for number, book in enumerate(books):
        yield Job(number, "ledger", base, book.rows, place / book.name)
        base += book.rows


def _take(done: Done, folder: Path) -> list[Part]:
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((done.folder / "out").iterdir()):
        path.replace(folder / path.name)
    shutil.rmtree(done.folder)
    return done.parts


def drop_losses(folder: Path, books: Sequence[Path]) -> int:
    """Removes the losses of documents that did not stay, and returns how many those were."""
    dropped = 0
    for number, book in enumerate(books):
        path = folder / f"{number:06}.jsonl"
        if not path.exists():
            continue
        columns = ("file", "member", "item", "outcome")
        gone = {
            (row["file"] + (f"!/{row['member']}" if row["member"] else ""), row["item"])
            for row in ledger.read_rows([book], columns)
            if row["outcome"] == "duplicate"
        }
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if _place_of(orjson.loads(line)) not in gone]
        dropped += len(lines) - len(kept)
        path.with_suffix(".new").write_bytes(b"".join(kept))
        path.with_suffix(".new").replace(path)
    return dropped


def _place_of(loss: Mapping[str, Any]) -> tuple[str, int]:
    return loss["source"], loss["index"]


# --- Deciding what stays, and where


class _Decision:
    """Which documents stay, in which order, and what becomes of each row of the ledger."""

    def __init__(
        self,
        pieces: Path,
        rows: Sequence[int],
        target: Target,
        arrangement: Arrangement,
        work: Path,
        account: Account,
    ) -> None:
        self.pieces = pieces
        self.target = target
        self.arrangement = arrangement
        self.work = work
        self.account = account
        self.bases = list(accumulate(rows, initial=0))
        """The row of the whole ledger at which that of each unit begins, and how many there are."""

    def cuts(self) -> list[Cut]:
        """Writes the order and the fates, and returns the parts."""
        with open_database(self.work) as base, (self.work / "fates").open("w+b") as fates:
            fates.truncate(self.bases[-1] * _FATE.size)
            index = f"{escaped(self.pieces)}/*/{INDEX}"
            if len(self.bases) > 1:
                base.execute(
                    "CREATE TABLE items AS SELECT * FROM read_json(?, format = 'newline_delimited', columns = ?)",
                    [index, COLUMNS],
                )
            else:
                columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
                base.execute(f"CREATE TABLE items ({columns})")
            if self.arrangement.dedupe:
                self._note_versions(base, fates.fileno())
            return self._order(base, fates.fileno())

    def _note_versions(self, base: duckdb.DuckDBPyConnection, fates: int) -> None:
        """Notes what goes, and of which documents two have the same version and are not the same."""
        current: tuple[Any, ...] = ()
        same: tuple[int, int, str] | None = None
        for unit, item, key, rank, digest, hidden, *records in _fetched(base, _VERSIONS):
            if not current or key != current[0]:
                current, same = (key, rank), None
            if hidden:
                continue
            if rank < current[1]:
                self._note_gone(fates, unit, item, _WITHDRAWN if current[1] >= CANCELED else _SUPERSEDED, current[1])
            elif same is not None and digest == same[2]:
                self._note_gone(fates, unit, item, _REPEATED, rank)
            else:
                if same is not None:
                    self._note(fates, *same[:2], _DIFFERS, 0, 0)
                    self._note(fates, unit, item, _DIFFERS, 0, 0)
                same = unit, item, digest
                continue
            self.account.quotes -= records[0]
            self.account.casualty_reports -= records[1]

    def _note_gone(self, fates: int, unit: int, item: int, kind: int, current: int) -> None:
        account = self.account
        account.written -= 1
        account.duplicate += 1
        if kind == _REPEATED:
            account.codes[REPEATED] += 1
        elif kind == _WITHDRAWN:
            account.withdrawn += 1
        self._note(fates, unit, item, kind, 0, version_of(current))

    def _order(self, base: duckdb.DuckDBPyConnection, fates: int) -> list[Cut]:
        cuts: list[Cut] = []
        room = self._room(base)
        folder, first, count, size = "", 0, 0, 0
        with (self.work / "order").open("wb") as order:
            for unit, item, at, length, moment in _fetched(base, _ORDER):
                fate = self._fate(fates, unit, item)
                if fate not in _STAYS:
                    continue
                place = self.arrangement.folder_of(moment)
                if count and (place != folder or size + length > room):
                    cuts.append(Cut(len(cuts), folder, first, count))
                    first, count, size = first + count, 0, 0
                folder = place
                order.write(_PLACE.pack(unit, at, length))
                self._note(fates, unit, item, fate or _WRITTEN, len(cuts), count)
                if fate == _DIFFERS:
                    self.account.codes[DIFFERING] += 1
                count += 1
                size += length
        if count:
            cuts.append(Cut(len(cuts), folder, first, count))
        return cuts

    def _note(self, fates: int, unit: int, item: int, kind: int, *numbers: int) -> None:
        os.pwrite(fates, _FATE.pack(kind, *numbers), (self.bases[unit] + item) * _FATE.size)

    def _fate(self, fates: int, unit: int, item: int) -> int:
        """What was noted of a row, which is nothing where versions do not count."""
        return os.pread(fates, 1, (self.bases[unit] + item) * _FATE.size)[0] if self.arrangement.dedupe else _NONE

    def _room(self, base: duckdb.DuckDBPyConnection) -> float:
        """How many bytes of staged documents make a part: columns take less room than the JSON they are made of."""
        if self.target.layout == "tables":
            return float("inf")
        if self.target.format != "parquet":
            return self.arrangement.part_size
        sample = base.execute(
            "SELECT unit, start, size FROM items WHERE NOT hidden ORDER BY unit, item LIMIT ?", [_SAMPLE]
        ).fetchall()
        if not sample:
            return self.arrangement.part_size
        path = self.work / "sample"
        with path.open("wb") as stream:
            self.target.module.dump_all(_documents(self.pieces, iter(sample)), stream, self.target.options)
        packed = path.stat().st_size
        path.unlink()
        plain: int = sum(size for _, _, size in sample)
        return max(1.0, self.arrangement.part_size * plain / packed)


def escaped(path: Path) -> str:
    """A path as a pattern that matches nothing else."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


@contextmanager
def open_database(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a database that keeps to `MEMORY` and uses a directory for all that does not fit."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{MEMORY // 2**20}MiB",
        "temp_directory": str(work / "spill"),
        # Each thread has buffers of its own: with many of them, the memory would not do.
        "threads": 1,
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    base = duckdb.connect(str(work / "index.duckdb"), config=settings)
    try:
        yield base
    except (RuntimeError, duckdb.InterruptException) as error:
        if "interrupted" in str(error).lower():
            # What DuckDB makes of Ctrl-C.
            raise KeyboardInterrupt from None
        raise
    finally:
        base.close()
        shutil.rmtree(work / "spill", ignore_errors=True)
        for path in work.glob("index.duckdb*"):
            path.unlink()


def _fetched(base: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    found = base.execute(query)
    while rows := found.fetchmany(_FETCH):
        yield from rows


# --- The work on one part, or on one file of the ledger


@dataclass(frozen=True, slots=True)
class Job:
    """One part to be written from a run of the order, or one file of the ledger to be written again."""

    number: int
    kind: Literal["part", "ledger"]
    first: int
    count: int
    book: Path | None = None
    pieces: tuple[Piece, ...] = ()

    def drop_spools(self) -> None:
        """Nothing: what it reads is needed by others."""

    def with_pieces(self, pieces: tuple[Piece, ...]) -> Self:  # noqa: ARG002  # the shape of all jobs
        """Itself: it has none."""
        return self


@dataclass(frozen=True, slots=True)
class Arranging:
    """What all jobs of a second step share."""

    target: Target
    scratch: Path
    pieces: Path
    folders: tuple[str, ...]
    """The partition of each part."""

    def carry_out(self, job: Any, watch: Watch | None, *, careful: bool) -> Done:  # noqa: ARG002  # the shape of all plans
        """Does one job, and leaves its outputs in a folder of the scratch directory."""
        folder = self.scratch / f"{job.kind}-{job.number:06}-{os.getpid()}"
        try:
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "out").mkdir(parents=True)
            done = Done(job.number, "", folder, Account())
            done.parts = self._part(job, folder / "out") if job.kind == "part" else self._book(job, folder / "out")
        except OSError as error:
            reason = f"cannot be written: {error.strerror or error}"
            raise OutputError(str(self.target.path), reason, GO_ON) from error
        return done

    def _part(self, job: Job, folder: Path) -> list[Part]:
        target = self.target
        places = self._places(job)
        if target.layout == "tables":
            from newsschema.archive.sinks import write_part

            write_part(_documents(self.pieces, places), target.plain(), job.number, folder)
            return []
        if target.shape == "files":
            for row, data in enumerate(_data(self.pieces, places)):
                (folder / name_of(target, job.number, row)).write_bytes(data)
        else:
            with (folder / name_of(target, job.number)).open("wb") as stream:
                if target.format == "parquet":
                    target.module.dump_all(_documents(self.pieces, places), stream, target.options)
                else:
                    stream.writelines(_data(self.pieces, places))
        return parts_below(folder, target, job.number, job.count, self.folders[job.number])

    def _places(self, job: Job) -> Iterator[tuple[int, int, int]]:
        with (self.scratch / "order").open("rb") as stream:
            stream.seek(job.first * _PLACE.size)
            left = job.count
            while left and (block := stream.read(min(left, _FETCH) * _PLACE.size)):
                yield from _PLACE.iter_unpack(block)
                left -= len(block) // _PLACE.size

    def _book(self, job: Job, folder: Path) -> list[Part]:
        if job.book is None:
            raise AssertionError("a file of the ledger is made of another")
        with (self.scratch / "fates").open("rb") as stream:
            stream.seek(job.first * _FATE.size)
            fates = _FATE.iter_unpack(stream.read(job.count * _FATE.size))
        rows = [
            self._row(row, *fate)
            for row, fate in zip(ledger.read_rows([job.book]), islice(fates, job.count), strict=True)
        ]
        path = folder / job.book.name
        ledger.write_rows(path, rows)
        part = part_of(path, len(rows))
        return [Part(f"{ledger.FOLDER}/{part.name}", part.rows, part.size, part.sha256)]

    def _row(self, row: Mapping[str, Any], kind: int, one: int, two: int) -> ledger.Row:
        told = {**row, "codes": tuple(row["codes"])}
        if kind in _REASONS:
            reason = _REASONS[kind]
            detail = reason if kind == _REPEATED else f"{reason} by version {two}"
            told.update(outcome="duplicate", detail=detail, part=None, row=None)
        elif kind != _NONE:
            told.update(part=self._name(one, two), row=0 if self.target.shape == "files" else two)
        code = {_REPEATED: REPEATED, _DIFFERS: DIFFERING}.get(kind)
        if code is not None:
            told["codes"] = tuple(sorted({*told["codes"], code}))
        return ledger.Row(**told)

    def _name(self, part: int, row: int) -> str:
        if self.target.layout == "tables":
            return f"{TABLES[0]}.parquet"
        name = name_of(self.target, part, row)
        return f"{self.folders[part]}/{name}" if self.folders[part] else name


def parts_below(folder: Path, target: Target, number: int, rows: int, partition: str) -> list[Part]:
    """The files of one part with their checksums, under the names that they have in their partition."""
    from newsschema.archive.work import parts_in

    head = f"{partition}/" if partition else ""
    return [
        Part(head + part.name, part.rows, part.size, part.sha256, part.files)
        for part in parts_in(folder, target.plain(), number, rows)
    ]


def _data(pieces: Path, places: Iterator[tuple[int, int, int]]) -> Iterator[bytes]:
    """The bytes of documents, in an order of their own; few files are open at a time."""
    opened: OrderedDict[int, int] = OrderedDict()
    try:
        for unit, at, size in places:
            if unit not in opened:
                if len(opened) >= _OPEN:
                    os.close(opened.popitem(last=False)[1])
                opened[unit] = os.open(pieces / f"{unit:06}" / DOCUMENTS, os.O_RDONLY)
            opened.move_to_end(unit)
            yield os.pread(opened[unit], size, at)
    finally:
        for descriptor in opened.values():
            os.close(descriptor)


def _documents(pieces: Path, places: Iterator[tuple[int, int, int]]) -> Iterator[Document]:
    for data in _data(pieces, places):
        kind = orjson.loads(data)["type"] if not data.startswith(b'{"type":"article"') else "article"
        yield CLASSES[kind].model_validate_json(data)
