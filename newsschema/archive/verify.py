"""Holding an archive to its manifest and its ledger: every file has its bytes, every row its item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
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
_UNTOLD: Final = (None, None)


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
    known = {part.name for part in parts if part.files == 1 and "*" not in part.name}
    units = {part.name.partition("-")[0] for part in parts if "*" in part.name}
    for each in path.iterdir():
        if each.name not in known and each.name != MARK and each.name.partition("-")[0] not in units:
            found.tell(f"{each.name}: was not written by the conversion")


def _check_ledger(
    path: Path, manifest: dict[str, Any], parts: Sequence[Part], books: Sequence[Part], found: Verification
) -> None:
    outcomes: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for book in books:
        written.clear()
        try:
            rows = list(ledger.read_rows([path / book.name], _COLUMNS))
        except ModuleNotFoundError as error:
            raise MissingExtraError("parquet", "the ledger") from error
        outcomes.update(row["outcome"] for row in rows)
        stated = [row for row in rows if row["outcome"] == "written"]
        _check_rows(path, manifest, stated, found)
        found.items += len(rows)
        found.rows += len(stated)
    totals = manifest["totals"]
    for place in _PLACES:
        if outcomes[place] != totals[place]:
            found.tell(f"the manifest counts {totals[place]} items as {place}, the ledger {outcomes[place]}")
    if found.items != totals["read"]:
        found.tell(f"the manifest counts {totals['read']} items, the ledger {found.items}")
    if manifest["layout"] == "nested" and found.rows != sum(part.rows for part in parts):
        found.tell(f"the parts hold {sum(part.rows for part in parts)} rows, the ledger says {found.rows}")


def _check_rows(path: Path, manifest: dict[str, Any], stated: Sequence[dict[str, Any]], found: Verification) -> None:
    """Compares the rows that the ledger places in a part with those that are there."""
    name = stated[0]["part"] if stated else None
    if name is None or manifest["layout"] != "nested":
        return
    if manifest["format"] == "newsml-g2":
        for row in stated:
            if not (path / row["part"]).is_file():
                found.tell(f"{row['part']}: is not there, and the ledger says that {row['identifier']} is in it")
        return
    there = _identifiers(path / name, manifest["format"])
    for number, (row, held) in enumerate(zip_longest(stated, there)):
        if row is None:
            found.tell(f"{name}: holds more rows than the ledger says")
        elif held is None:
            found.tell(f"{name}: holds {number} rows, and the ledger says {len(stated)}")
        elif row["part"] != name or row["row"] != number:
            found.tell(f"{name}, row {number}: the ledger has {row['part']}, row {row['row']} in its place")
        elif held not in (_UNTOLD, (row["identifier"], row["version"])):
            found.tell(f"{name}, row {number}: holds {held[0]}, and the ledger says {row['identifier']}")
        else:
            continue
        return


def _identifiers(path: Path, format: str) -> Iterator[tuple[str | None, int | None]]:
    """The identifier and version of each row of a part."""
    if format == "parquet":
        for row in ledger.read_rows([path], ("identifier", "version")):
            yield row["identifier"], row["version"]
        return
    with path.open("rb") as lines:
        for line in lines:
            # What is not own JSON keeps these in its own way; that the bytes are whole was seen before.
            data = orjson.loads(line) if format == "json" else {}
            yield data.get("identifier"), data.get("version")
