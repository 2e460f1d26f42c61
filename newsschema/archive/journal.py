"""The journal of an unfinished directory, and the manifest of a finished one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson

from newsschema.archive.account import Account
from newsschema.archive.outputs import MARK
from newsschema.archive.sinks import Part
from newsschema.errors import OutputError, UsageError

JOURNAL: Final = "journal.jsonl"
MANIFEST: Final = "manifest.json"
UNITS: Final = "units.jsonl"
"""What became of each unit of a finished archive: needed to make some of them again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished unit: what it was made of, its part of the account, and its files."""

    number: int
    key: str
    account: Account
    parts: tuple[Part, ...] = ()
    ledger: Part | None = None

    def line(self) -> bytes:
        """The entry as one line."""
        data = {
            "unit": self.number,
            "key": self.key,
            "account": self.account.to_dict(),
            "parts": [asdict(part) for part in self.parts],
            "ledger": asdict(self.ledger) if self.ledger is not None else None,
        }
        return orjson.dumps(data) + b"\n"

    @classmethod
    def parse(cls, line: bytes) -> Entry:
        """Reads a line. Raises `ValueError` for one that was not written to its end."""
        data = orjson.loads(line)
        account = Account.from_dict(data["account"])
        parts = tuple(Part(**part) for part in data["parts"])
        return cls(data["unit"], data["key"], account, parts, Part(**data["ledger"]) if data["ledger"] else None)


@dataclass(slots=True)
class Journal:
    """Which units of a run are finished: a line each, on the disk before the next begins to count."""

    path: Path
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def begin(cls, directory: Path, run: dict[str, Any]) -> Journal:
        """Starts a journal with what the run was asked to do."""
        path = directory / MARK / JOURNAL
        with path.open("wb") as stream:
            stream.write(orjson.dumps(run, option=orjson.OPT_SORT_KEYS) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        settle_directory(path.parent)
        return cls(path)

    @classmethod
    def resume(cls, directory: Path, run: dict[str, Any]) -> Journal:
        """Opens the journal of an interrupted run; raises `UsageError` where that was asked to do something else."""
        path = directory / MARK / JOURNAL
        first, *lines = path.read_bytes().split(b"\n")
        refuse_other(orjson.loads(first), run)
        journal = cls(path)
        for line in lines:
            try:
                entry = Entry.parse(line)
            except ValueError:
                break  # the line that was being written when the plug was pulled
            if entry.number != len(journal.entries):
                break
            journal.entries.append(entry)
        journal.keep(len(journal.entries))
        return journal

    def keep(self, count: int) -> None:
        """Forgets all units but the first ones."""
        self.entries = self.entries[:count]
        with self.path.open("rb") as stream:
            first = stream.readline()
        _write(self.path, [first, *(entry.line() for entry in self.entries)])

    def add(self, entry: Entry) -> None:
        """Notes that a unit is finished; its files must be in place and on the disk."""
        self.entries.append(entry)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(entry.line())
            stream.flush()
            os.fsync(stream.fileno())


def refuse_other(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raises `UsageError` where a run is not the one that was interrupted, and names the first difference."""
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            told = f"{_told(before.get(name))} then and {_told(now.get(name))} now"
            raise UsageError(
                f"the interrupted run cannot be continued by another one: {name.replace('_', ' ')} was {told}",
                "Give the same options, or start again without --resume in another directory",
            )


def _told(value: object) -> str:
    return "not given" if value is None else orjson.dumps(value).decode()


def settle_directory(path: Path) -> None:
    """Waits until the names in a directory are on the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_manifest(
    directory: Path, run: dict[str, Any], totals: dict[str, Any], parts: Iterable[Part], books: Iterable[Part]
) -> None:
    """Writes the manifest, which makes a directory a result."""
    manifest = {
        "manifest": 1,
        **run,
        "totals": totals,
        "parts": [asdict(part) for part in parts],
        "ledger": [asdict(book) for book in books],
    }
    _write(
        directory / MARK / MANIFEST, [orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)]
    )


def write_units(directory: Path, entries: Iterable[Entry]) -> None:
    """Writes what became of each unit; the keys are left out, which tell when the sources were last changed."""
    _write(directory / MARK / UNITS, [replace(entry, key="").line() for entry in entries])


def _write(path: Path, lines: Iterable[bytes]) -> None:
    """Writes a file whole and onto the disk, or not at all."""
    aside = path.with_suffix(".new")
    with aside.open("wb") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
    settle_directory(path.parent)


def read_manifest(directory: Path) -> dict[str, Any]:
    """Reads the manifest of a result. Raises `OutputError` where there is none that can be read."""
    try:
        manifest: dict[str, Any] = orjson.loads((directory / MARK / MANIFEST).read_bytes())
    except FileNotFoundError:
        if is_unfinished(directory):
            reason = "is the unfinished output of an interrupted conversion"
            raise OutputError(str(directory), reason, "Finish it with --resume first") from None
        raise OutputError(str(directory), "has no manifest: it is no output of a conversion") from None
    except (OSError, ValueError) as error:
        raise OutputError(str(directory), f"its manifest cannot be read: {error}") from error
    return manifest


def is_finished(directory: Path) -> bool:
    """Whether a directory is the whole result of a conversion."""
    return (directory / MARK / MANIFEST).is_file()


def is_unfinished(directory: Path) -> bool:
    """Whether a directory is what an interrupted conversion left."""
    return (directory / MARK / JOURNAL).is_file() and not is_finished(directory)
