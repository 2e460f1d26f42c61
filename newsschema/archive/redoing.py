"""Converting some units of a finished archive again: those that hold what a condition on the ledger finds.

The new state of the archive is made beside it, out of links to all that stays, and takes its place at the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.arranging import escaped, needs_duckdb, open_database
from newsschema.archive.destinations import (
    WORK,
    files_of,
    join_losses,
    keep_ledger,
    keep_losses,
    run_in,
    settle_result,
    totals_of,
    unfinished_of,
)
from newsschema.archive.executors import Tick
from newsschema.archive.journal import (
    MANIFEST,
    UNITS,
    Entry,
    is_unfinished,
    read_manifest,
    refuse_other,
    settle_directory,
    write_manifest,
    write_units,
)
from newsschema.archive.outputs import MARK, replace_directory
from newsschema.archive.rejects import RejectsDirectory
from newsschema.archive.sinks import Target
from newsschema.archive.units import Unit
from newsschema.archive.work import Done
from newsschema.errors import OutputError, UsageError

_REJECTS: Final = "rejects"
_PLACE: Final = ("file", "member", "item", "length", "sha256")


def units_where(directory: Path, condition: str, work: Path) -> frozenset[int]:
    """The numbers of the units with rows of the ledger for which a condition in SQL holds.

    Raises `UsageError` for a condition that cannot be understood, or that holds for no row.
    """
    needs_duckdb("a condition on the ledger (--redo)")
    import duckdb

    files = [str(path) for path in ledger.files_of(directory)]
    if not files:
        raise UsageError(f"{directory} has no ledger", "Convert the sources again")
    reader = "read_parquet" if files[0].endswith(".parquet") else "read_json"
    query = f"SELECT DISTINCT filename FROM {reader}(?, filename = true) WHERE ({condition}\n)"  # noqa: S608  # the user's own condition on the user's own files
    try:
        if len(duckdb.extract_statements(query)) != 1:
            raise UsageError("the condition is more than a condition", "Give what would stand behind WHERE")
        with open_database(work) as base:
            found = base.execute(query, [[escaped(Path(name)) for name in files]]).fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"the condition on the ledger cannot be used: {reason}", "See docs/archives.md") from error
    if not found:
        raise UsageError("no row of the ledger fits the condition", "Look at the ledger with any tool that reads it")
    return frozenset(int(Path(name).stem.removeprefix("part-")) for (name,) in found)


class RedonePlace:
    """A finished archive of which some units are made again."""

    def __init__(
        self, target: Target, rejects: RejectsDirectory, losses: Path | None, run: dict[str, Any], condition: str
    ) -> None:
        self.target = target
        self.rejects = rejects
        self.losses = losses
        self.run = run
        self.path = unfinished_of(target.path)
        settle_result(target.path)
        self.manifest = read_manifest(target.path)
        if not (target.path / MARK / UNITS).is_file():
            reason = "its parts are not those of units: they were sorted, or joined to tables"
            raise OutputError(str(target.path), f"cannot be redone: {reason}", "Convert the sources again")
        # The reader may be a newer one: that is what it is for.
        refuse_other(run_in(self.manifest) | {"newsschema": run["newsschema"]}, run)
        if is_unfinished(self.path):
            reason = "is the unfinished output of an interrupted conversion"
            raise OutputError(str(self.path), reason, f"Go on with --resume, or remove {self.path}")
        self.work = self.path / MARK / WORK
        self.account = Account()
        try:
            self.entries = [Entry.parse(line) for line in (target.path / MARK / UNITS).read_bytes().splitlines()]
            shutil.rmtree(self.path, ignore_errors=True)
            self.work.mkdir(parents=True)
            self.numbers = units_where(target.path, condition, self.work)
            _link_all(target.path, self.path)
        except OSError as error:
            self.abandon()
            raise self._lost(error) from error
        except BaseException:
            self.abandon()
            raise

    def ahead(self, units: Iterator[Unit]) -> Iterator[Unit]:
        """Yields the units that are made again. Raises `UsageError` where the sources no longer have them."""
        left = set(self.numbers)
        for entry in self.entries:
            if entry.number not in left:
                self.account.add(entry.account)
        for unit in units:
            if unit.number in left:
                left.remove(unit.number)
                yield unit
            else:
                unit.drop_spools()
            if not left:
                return
        if left:
            raise self._changed()

    def take(self, done: Done) -> None:
        """Puts the outputs of a unit in place of the earlier ones."""
        entry = self.entries[done.number]
        try:
            before = self.path / entry.ledger.name if entry.ledger is not None else None
            if not _is_same(_rows(before), _rows(_book(done))):
                raise self._changed()
            for part in entry.parts:
                for name in files_of(part):
                    (self.path / name).unlink()
            if entry.ledger is not None:
                (self.path / entry.ledger.name).unlink()
            for path in list((done.folder / "out").iterdir()):
                path.replace(self.path / path.name)
            row = keep_ledger(done, self.path, ledger.SOURCES)
            keep_losses(done, self.work / "losses")
            with suppress(FileNotFoundError):
                (done.folder / _REJECTS).replace(self.work / f"{_REJECTS}-{done.number:06}")
            done.account.bytes_out = sum(part.size for part in done.parts)
            done.account.files = sum(part.files for part in done.parts)
            self.account.add(done.account)
            self.entries[done.number] = replace(entry, account=done.account, parts=tuple(done.parts), ledger=row)
            shutil.rmtree(done.folder)
        except OSError as error:
            raise self._lost(error) from error

    def finish(self, account: Account, jobs: int, tick: Tick) -> None:  # noqa: ARG002  # the shape of all places
        """Writes the manifest, and takes the place of the earlier state."""
        parts = [part for entry in self.entries for part in entry.parts]
        account.outputs = [str(self.target.path / part.name) for part in parts if part.files == 1]
        try:
            for number in sorted(self.numbers):
                self.rejects.forget(number)
                self.rejects.take(self.work / f"{_REJECTS}-{number:06}")
            join_losses(self.work / "losses", self.losses)
            shutil.rmtree(self.work)
            write_units(self.path, self.entries)
            settle_directory(self.path)
            write_manifest(self.path, self.run, totals_of(account), parts, [e.ledger for e in self.entries if e.ledger])
            replace_directory(self.target.path, self.path)
        except OSError as error:
            raise self._lost(error) from error

    def abandon(self) -> None:
        """Leaves the archive as it was."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _changed(self) -> UsageError:
        remedy = "Convert them into another directory, with --since-manifest"
        return UsageError("the sources are not those that were converted", remedy)

    def _lost(self, error: OSError) -> OutputError:
        return OutputError(str(self.target.path), f"cannot be written: {error.strerror or error}; it is as it was")


def _book(done: Done) -> Path | None:
    return next(done.folder.glob("ledger.*"), None)


def _rows(path: Path | None) -> Iterable[Mapping[str, Any]]:
    return ledger.read_rows([path], _PLACE) if path is not None else ()


def _is_same(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> bool:
    """Whether rows are of the same files with the same bytes, however many items a reader finds in them."""
    old, new = _places(before), _places(now)
    if {place[:2] for place in old} != {place[:2] for place in new}:
        return False
    return all(old[place] == new[place] for place in old.keys() & new.keys() if old[place] and new[place])


def _places(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], str | None]:
    return {
        (row["file"], row["member"], row["item"] if row["length"] is not None else None): row["sha256"] for row in rows
    }


def _link_all(source: Path, target: Path) -> None:
    """Gives a directory the same files as another has, without copying them where the disk can, but no manifest yet."""
    for folder, folders, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        for name in folders:
            (place / name).mkdir(exist_ok=True)
        for name in set(names) - {MANIFEST}:
            try:
                os.link(Path(folder) / name, place / name)
            except OSError:
                shutil.copy2(Path(folder) / name, place / name)
