"""Holding an archive to its manifest and its ledger: every file has its bytes, every row its item."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Final

import orjson

from newsschema.archive import ledger
from newsschema.archive.destinations import is_whole
from newsschema.archive.journal import read_manifest
from newsschema.archive.outputs import MARK
from newsschema.archive.sinks import Part
from newsschema.errors import MissingExtraError

_PLACES: Final = ("written", "merged", "duplicate", "unchanged", "rejected")
_COLUMNS: Final = ("outcome", "identifier", "version", "part", "row")
_SHOWN: Final = 20
_FILE_OF_MANY: Final = re.compile(r"(?P<unit>\d+)-(?P<row>\d+)\.xml")
_WHOLE: Final = 1 << 64


@dataclass(slots=True)
class Verification:
    """What a look at an archive found: the files and rows it compared, and what is not as it should be."""

    parts: int = 0
    rows: int = 0
    items: int = 0
    problems: list[str] = field(default_factory=list)
    more: int = 0
    """How many problems there are beyond those told."""

    @property
    def ok(self) -> bool:
        """Whether all is as it should be."""
        return not self.problems

    def tell(self, problem: str) -> None:
        """Notes a problem; of very many, only the first."""
        if len(self.problems) < _SHOWN:
            self.problems.append(problem)
        else:
            self.more += 1


def verify(directory: str) -> Verification:
    """Checks the output directory of a conversion: checksums, rows, ledger, totals, and files that nobody wrote.

    Raises `OutputError` for a directory without a manifest: an unfinished one, or none of ours.
    """
    path = Path(directory)
    manifest = read_manifest(path)
    found = Verification()
    parts = [Part(**part) for part in manifest["parts"]]
    books = [Part(**part) for part in manifest["ledger"]]
    for part in (*parts, *books):
        found.parts += part.files
        if not is_whole(path, part):
            found.tell(f"{part.name}: is not there, or not with the bytes that were written")
    _check_strangers(path, parts, found)
    if books and found.ok:
        _check_ledger(path, manifest, parts, books, found)
    return found


def _check_strangers(path: Path, parts: Sequence[Part], found: Verification) -> None:
    known = {part.name: part.files for part in parts}
    for folder, folders, names in os.walk(path):
        if Path(folder) == path:
            folders[:] = [name for name in folders if name != MARK]
        if not (folders or names) and Path(folder) != path:
            found.tell(f"{Path(folder).relative_to(path)}: was not written by the conversion")
        for name in names:
            place = (Path(folder) / name).relative_to(path).as_posix()
            part, row = _part_and_row(place)
            if place not in known and row >= known.get(part, 0):
                found.tell(f"{place}: was not written by the conversion")


def _part_and_row(place: str) -> tuple[str, int]:
    """The name of the part that one of many files belongs to, and its row there; of any other file, itself."""
    folder, mark, name = place.rpartition("/")
    match = _FILE_OF_MANY.fullmatch(name)
    return (f"{folder}{mark}{match['unit']}-*.xml", int(match["row"])) if match is not None else (place, 0)


class _Sum:
    """What rows say, added up: the same in any order, whatever their number."""

    __slots__ = ("count", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total = 0

    def add(self, row: int, said: tuple[Any, ...]) -> None:
        """Adds a row."""
        text = f"{row}\0{said}".encode("utf-8", "surrogatepass")
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")) % _WHOLE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sum) and (self.count, self.total) == (other.count, other.total)

    __hash__ = None  # type: ignore[assignment]  # it changes


def _check_ledger(
    path: Path, manifest: dict[str, Any], parts: Sequence[Part], books: Sequence[Part], found: Verification
) -> None:
    outcomes: Counter[str] = Counter()
    sums: defaultdict[str, _Sum] = defaultdict(_Sum)
    says = _SAYS.get(manifest["format"], _nothing)
    try:
        for row in ledger.read_rows([path / book.name for book in books], _COLUMNS):
            outcomes[row["outcome"]] += 1
            if row["outcome"] == "written" and manifest["layout"] == "nested":
                part, at = _part_and_row(row["part"])
                sums[part].add(at or row["row"], says(row))
    except ModuleNotFoundError as error:
        raise MissingExtraError("parquet", "the ledger") from error
    found.items, found.rows = outcomes.total(), outcomes["written"]
    totals = manifest["totals"]
    for place in _PLACES:
        if outcomes[place] != totals[place]:
            found.tell(f"the manifest counts {totals[place]} items as {place}, the ledger {outcomes[place]}")
    if found.items != totals["read"]:
        found.tell(f"the manifest counts {totals['read']} items, the ledger {found.items}")
    if manifest["layout"] == "nested":
        if found.rows != sum(part.rows for part in parts):
            found.tell(f"the parts hold {sum(part.rows for part in parts)} rows, the ledger says {found.rows}")
        _check_parts(path, manifest, parts, books, sums, found)


def _check_parts(
    path: Path,
    manifest: dict[str, Any],
    parts: Sequence[Part],
    books: Sequence[Part],
    sums: Mapping[str, _Sum],
    found: Verification,
) -> None:
    """Compares the rows that the ledger places in each part with those that are there."""
    known = {part.name for part in parts}
    for name in sums:
        if name not in known:
            found.tell(f"{name}: is not in the manifest, and the ledger has rows in it")
    nothing = _Sum()
    for part in parts:
        there = _Sum()
        for row, said in enumerate(_held(path, part, manifest["format"])):
            there.add(row, said)
        if there != sums.get(part.name, nothing):
            found.tell(_difference(path, part, manifest["format"], books))


def _difference(path: Path, part: Part, format: str, books: Sequence[Part]) -> str:
    """Says where the rows of a part are not those that the ledger places in it."""
    says = _SAYS.get(format, _nothing)
    stated: dict[int, tuple[Any, ...]] = {}
    for row in ledger.read_rows([path / book.name for book in books], _COLUMNS):
        if row["outcome"] == "written":
            name, at = _part_and_row(row["part"])
            if name == part.name:
                stated[at or row["row"]] = says(row)
    number = -1
    for number, held in enumerate(_held(path, part, format)):
        if number not in stated:
            return f"{part.name}, row {number}: is there, and not in the ledger"
        if stated[number] != held:
            return f"{part.name}, row {number}: holds {held[0]}, and the ledger says {stated[number][0]}"
    return f"{part.name}: holds {number + 1} rows, and the ledger says {len(stated)}"


def _held(path: Path, part: Part, format: str) -> Iterator[tuple[Any, ...]]:
    """What each row of a part says of itself."""
    if format == "parquet":
        for row in ledger.read_rows([path / part.name], ("identifier", "version")):
            yield _identity(row)
    elif format == "json":
        with (path / part.name).open("rb") as lines:
            for line in lines:
                yield _identity(orjson.loads(line))
    elif part.files == 1 and "*" not in part.name:
        with (path / part.name).open("rb") as lines:
            for _ in lines:
                yield ()
    else:
        # One file each: that they are there, with their bytes, was seen before.
        yield from repeat((), part.files)


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row.get("identifier"), row.get("version")


def _nothing(row: Mapping[str, Any]) -> tuple[Any, ...]:  # noqa: ARG001  # what others say
    """What is not own JSON or its columns keeps identifiers in its own way; the bytes were compared before."""
    return ()


_SAYS: Final = {"json": _identity, "parquet": _identity}
