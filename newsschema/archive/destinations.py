"""Where the outputs of units are put together: in one file that appears at the end, or in a directory that can resume.

A directory without a manifest is unfinished, and says so; nothing takes it for a result.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.arranging import Arranged, arrange, drop_losses
from newsschema.archive.executors import Tick
from newsschema.archive.journal import (
    JOURNAL,
    Entry,
    Journal,
    is_finished,
    is_unfinished,
    read_manifest,
    refuse_other,
    settle_directory,
    write_manifest,
    write_units,
)
from newsschema.archive.outputs import (
    MARK,
    default_mode,
    refuse_occupied,
    replace_directory,
    settle_replaced,
    whole_file,
)
from newsschema.archive.rejects import RejectsDirectory
from newsschema.archive.sinks import OneFile, Part, Target, join_tables
from newsschema.archive.units import Unit
from newsschema.archive.work import GO_ON, READER, Done, part_of
from newsschema.errors import OutputError

WORK: Final = "work"
PIECES: Final = "pieces"
LOSSES: Final = "losses"
FIRST: Final = "first"
"""Where the ledger of the first step lies until the second has made its own."""
UNFINISHED: Final = ".unfinished"


class Place(Protocol):
    """What takes the finished units of a run, in order."""

    work: Path
    """A directory for what is under way."""

    def ahead(self, units: Iterator[Unit]) -> Iterator[Unit]:
        """Yields the units that are still to be done."""

    def take(self, done: Done) -> None:
        """Puts the outputs of the next unit in place."""

    def finish(self, account: Account, jobs: int, tick: Tick) -> None:
        """Makes it a result; what there is still to do is shared by `jobs` processes."""

    def abandon(self) -> None:
        """Leaves what can be continued, and nothing else."""


class FilePlace:
    """One file: written aside, and renamed when all is there. It cannot resume."""

    def __init__(self, target: Target, rejects: RejectsDirectory, losses: Path | None) -> None:
        self.target = target
        self.rejects = rejects
        self.losses = losses
        path = target.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.work = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent))
        except OSError as error:
            raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
        self.aside = self.work / "whole"
        try:
            self.whole = OneFile(target, self.aside)
        except BaseException:
            shutil.rmtree(self.work, ignore_errors=True)
            raise

    def ahead(self, units: Iterator[Unit]) -> Iterator[Unit]:
        """All units: a file starts again."""
        return units

    def take(self, done: Done) -> None:
        """Appends the part of the next unit."""
        try:
            self.whole.take(done.folder / "out")
            self.rejects.take(done.folder / "rejects")
            keep_losses(done, self.work / LOSSES)
            shutil.rmtree(done.folder)
        except OSError as error:
            raise OutputError(str(self.target.path), f"cannot be written: {error.strerror or error}") from error

    def finish(self, account: Account, jobs: int, tick: Tick) -> None:  # noqa: ARG002  # the shape of all places
        """Gives the file its name."""
        try:
            self.whole.close()
            account.bytes_out = self.aside.stat().st_size
            account.files = 1
            account.outputs = [str(self.target.path)]
            join_losses(self.work / LOSSES, self.losses)
            self.aside.chmod(default_mode(0o666))
            self.aside.replace(self.target.path)
        except OSError as error:
            raise OutputError(str(self.target.path), f"cannot be written: {error.strerror or error}") from error
        shutil.rmtree(self.work, ignore_errors=True)

    def abandon(self) -> None:
        """Removes everything."""
        with suppress(Exception):
            self.whole.abandon()
        shutil.rmtree(self.work, ignore_errors=True)


class DirectoryPlace:
    """A directory: each unit that is finished stays so, whatever happens to the next.

    An earlier result under the same name is replaced when the new one is finished; until then the new one is called
    `DEST.unfinished`.
    """

    def __init__(
        self, target: Target, rejects: RejectsDirectory, losses: Path | None, run: dict[str, Any], *, resume: bool
    ) -> None:
        self.target = target
        self.rejects = rejects
        self.losses = losses
        self.run = run
        self.path = place_of(target.path, resume=resume)
        self.mark = self.path / MARK
        self.work = self.mark / WORK
        self.account = Account()
        try:
            if resume and is_unfinished(self.path):
                self.journal = Journal.resume(self.path, run)
            else:
                self.mark.mkdir(parents=True)
                self.journal = Journal.begin(self.path, run)
            # What was under way when an earlier run ended was never counted.
            shutil.rmtree(self.work, ignore_errors=True)
            self.work.mkdir(exist_ok=True)
            if self._is_staged:
                (self.mark / PIECES).mkdir(exist_ok=True)
        except OSError as error:
            raise self._lost(error) from error

    @property
    def _is_staged(self) -> bool:
        """Whether what units give is not yet what the directory will hold."""
        return self.target.layout == "tables" or self.target.arrangement is not None

    @property
    def _books(self) -> str:
        """Where the ledger of the units lies, inside the directory of our own."""
        return ledger.SOURCES if self.target.arrangement is None else FIRST

    def ahead(self, units: Iterator[Unit]) -> Iterator[Unit]:
        """Yields the units that the journal does not have, or not of the same items, or whose files are not whole."""
        going = False
        for unit in units:
            if not going:
                if unit.number < len(self.journal.entries) and self._is_done(self.journal.entries[unit.number], unit):
                    self.account.add(self.journal.entries[unit.number].account)
                    unit.drop_spools()
                    continue
                going = True
                self._forget_from(unit.number)
            yield unit
        if not going:
            self._forget_from(len(self.journal.entries))

    def _is_done(self, entry: Entry, unit: Unit) -> bool:
        files = [*entry.parts, *([entry.ledger] if entry.ledger is not None else [])]
        return entry.key == unit.key and all(is_whole(self.path, part) for part in files)

    def _forget_from(self, number: int) -> None:
        if number < len(self.journal.entries):
            self.journal.keep(number)
        for path in self._files():
            if _unit_of(path.name) >= number:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _files(self) -> Iterator[Path]:
        places = [self.path, *(self.mark / name for name in (self._books, PIECES, LOSSES))]
        for place in places:
            if place.is_dir():
                yield from (path for path in list(place.iterdir()) if path.name != MARK)

    def take(self, done: Done) -> None:
        """Renames the outputs of the next unit into place, and notes it in the journal."""
        try:
            self._take(done)
        except OSError as error:
            raise self._lost(error) from error

    def _take(self, done: Done) -> None:
        self.rejects.take(done.folder / "rejects")
        if self._is_staged:
            (done.folder / "out").replace(self.mark / PIECES / f"{done.number:06}")
            settle_directory(self.mark / PIECES / f"{done.number:06}")
            settle_directory(self.mark / PIECES)
        else:
            for path in list((done.folder / "out").iterdir()):
                path.replace(self.path / path.name)
        settle_directory(self.path)
        keep_losses(done, self.mark / LOSSES)
        row = keep_ledger(done, self.path, self._books)
        done.account.bytes_out = sum(part.size for part in done.parts)
        done.account.files = sum(part.files for part in done.parts)
        self.account.add(done.account)
        self.journal.add(Entry(done.number, done.key, done.account, tuple(done.parts), row))
        shutil.rmtree(done.folder)

    def finish(self, account: Account, jobs: int, tick: Tick) -> None:
        """Writes the manifest, and takes the place of an earlier result."""
        try:
            self._finish(account, jobs, tick)
        except OSError as error:
            raise self._lost(error) from error

    def _finish(self, account: Account, jobs: int, tick: Tick) -> None:
        entries = self.journal.entries
        parts = [part for entry in entries for part in entry.parts]
        books = [entry.ledger for entry in entries if entry.ledger is not None]
        folders = [self.mark / PIECES / f"{entry.number:06}" for entry in entries]
        if self.target.arrangement is not None:
            arranged = self._arrange(books, account, jobs, tick)
            parts, books = arranged.parts, arranged.books
            folders = [arranged.folder / "out"] if (arranged.folder / "out").is_dir() else []
        if self.target.layout == "tables":
            names = join_tables(folders, self.target, self.path)
            parts = [part_of(self.path / name, 0) for name in names]
        if self._is_staged:
            account.bytes_out, account.files = sum(part.size for part in parts), sum(part.files for part in parts)
        if self.target.arrangement is not None:
            account.losses -= drop_losses(self.mark / LOSSES, [self.path / book.name for book in books])
        join_losses(self.mark / LOSSES, self.losses)
        place = self.target.path
        account.outputs = [str(place / part.name) for part in parts if part.files == 1] or [str(place)]
        if not self._is_staged:
            write_units(self.path, entries)
        write_manifest(self.path, self.run, totals_of(account), parts, books)
        _clear(self.mark)
        if self.path != place:
            replace_directory(place, self.path)

    def _arrange(self, books: list[Part], account: Account, jobs: int, tick: Tick) -> Arranged:
        """Arranges what the units gave, and puts it in place of whatever an earlier try of this left."""
        for path in [*self.path.iterdir(), self.mark / ledger.SOURCES]:
            if path != self.mark:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        work = self.work / "second"
        arranged = arrange(self.path, self.mark / PIECES, books, self.target, work, account, jobs, tick)
        (arranged.folder / ledger.SOURCES).replace(self.mark / ledger.SOURCES)
        settle_directory(self.mark / ledger.SOURCES)
        made = arranged.folder / "out"
        if self.target.layout != "tables" and made.is_dir():
            for path in sorted(made.iterdir()):
                path.replace(self.path / path.name)
            for folder in {(self.path / part.name).parent for part in arranged.parts}:
                settle_directory(folder)
        return arranged

    def abandon(self) -> None:
        """Keeps what is finished; what never got to a first unit leaves nothing."""
        shutil.rmtree(self.work, ignore_errors=True)
        with suppress(OSError):
            if not self.journal.entries:
                shutil.rmtree(self.mark)
                self.path.rmdir()

    def _lost(self, error: OSError) -> OutputError:
        reason = f"cannot be written: {error.strerror or error}"
        return OutputError(str(self.target.path), reason, GO_ON)


def _clear(mark: Path) -> None:
    """Removes what only an unfinished directory needs."""
    for name in (PIECES, WORK, LOSSES, FIRST):
        shutil.rmtree(mark / name, ignore_errors=True)
    (mark / JOURNAL).unlink(missing_ok=True)


def totals_of(account: Account) -> dict[str, Any]:
    """What a manifest keeps of an account."""
    data = account.to_dict()
    for name in ("outputs", "rejects"):
        del data[name]
    return data


def unfinished_of(path: Path) -> Path:
    """Where a directory is made while an earlier result has its name."""
    return path.with_name(path.name + UNFINISHED)


def place_of(path: Path, *, resume: bool) -> Path:
    """The directory to write in: the one named, or one beside it while an earlier result has the name.

    Raises `OutputError` for one that holds something else, or what an interrupted run left and nobody wants resumed.
    """
    settle_result(path)
    beside = unfinished_of(path)
    for left in (path, beside):
        if is_unfinished(left):
            if resume:
                return left
            remedy = f"Go on with --resume, or remove {left}"
            raise OutputError(str(left), "is the unfinished output of an interrupted conversion", remedy)
    refuse_occupied(path)
    if path.is_dir() and any(path.iterdir()):
        shutil.rmtree(beside, ignore_errors=True)
        return beside
    return path


def settle_result(path: Path) -> None:
    """Gives a finished result its name, where a run was ended just before that."""
    beside = unfinished_of(path)
    if is_finished(beside):
        _clear(beside / MARK)
        try:
            replace_directory(path, beside)
        except OSError as error:
            raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
    settle_replaced(path)


def finished(target: Target, run: dict[str, Any]) -> Account | None:
    """The account of a directory that is finished already; raises `UsageError` where another run finished it."""
    path = target.path
    settle_result(path)
    beside = unfinished_of(path)
    if not is_finished(path) or is_unfinished(beside):
        return None
    manifest = read_manifest(path)
    refuse_other(run_in(manifest), run)
    _clear(path / MARK)
    return Account.from_dict({**manifest["totals"], "outputs": [str(path)], "rejects": None})


def is_whole(directory: Path, part: Part) -> bool:
    """Whether the files of a part are there with the bytes that were written."""
    import hashlib

    digest, size = hashlib.sha256(), 0
    try:
        for name in files_of(part):
            with (directory / name).open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
                    size += len(block)
    except OSError:
        return False
    return size == part.size and digest.hexdigest() == part.sha256


def files_of(part: Part) -> Iterator[str]:
    """The names of the files of a part, of which one of many files has a pattern."""
    if "*" not in part.name:
        yield part.name
        return
    for row in range(part.files):
        yield part.name.replace("*", f"{row:06}")


def run_in(manifest: dict[str, Any]) -> dict[str, Any]:
    """What the run was asked to do that made an archive."""
    return {name: value for name, value in manifest.items() if name not in ("manifest", "totals", "parts", "ledger")}


def keep_ledger(done: Done, directory: Path, folder: str) -> Part | None:
    """Puts a unit's file of the ledger in place."""
    found = next(done.folder.glob("ledger.*"), None)
    if found is None:
        return None
    place = directory / MARK / folder
    place.mkdir(exist_ok=True)
    name = f"part-{done.number:06}{found.suffix}"
    found.replace(place / name)
    settle_directory(place)
    part = part_of(place / name, done.account.read)
    return Part(f"{MARK}/{folder}/{name}", part.rows, part.size, part.sha256)


def _unit_of(name: str) -> int:
    """The number of the unit that a file is of; one of none is of the end."""
    digits = name.removeprefix("part-")[:6]
    return int(digits) if digits.isdecimal() else 1 << 60


def keep_losses(done: Done, folder: Path) -> None:
    """Keeps what a unit lost until all is joined."""
    found = done.folder / "losses.jsonl"
    if found.exists():
        folder.mkdir(exist_ok=True)
        found.replace(folder / f"{done.number:06}.jsonl")


def join_losses(folder: Path, path: Path | None) -> None:
    """Joins what units lost into the file that was asked for."""
    if path is None:
        return
    with whole_file(path) as aside, aside.open("wb") as stream:
        for part in sorted(folder.glob("*.jsonl")):
            with part.open("rb") as source:
                shutil.copyfileobj(source, stream)


def run_of(target: Target, options: dict[str, Any]) -> dict[str, Any]:
    """What a run is asked to do and by which versions: what has to be the same for it to go on."""
    info = target.module.INFO
    return {
        "newsschema": READER,
        "format": target.format,
        "format_version": info.version,
        "layout": target.layout,
        "audience": target.options.audience,
        **options,
    }
