"""Converting sources to one output, with an account of every item."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from os import fspath
from pathlib import Path
from typing import Any

import orjson

from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.arrangement import Arrangement, arrangement_for
from newsschema.archive.arranging import needs_duckdb
from newsschema.archive.destinations import DirectoryPlace, FilePlace, Place, finished, run_of, unfinished_of
from newsschema.archive.executors import Tick, cpus, run
from newsschema.archive.inputs import entries_of
from newsschema.archive.journal import JOURNAL, is_finished, is_unfinished, read_manifest
from newsschema.archive.outputs import MARK
from newsschema.archive.redoing import RedonePlace
from newsschema.archive.rejects import RejectsDirectory
from newsschema.archive.sinks import Layout, Target, target_for, write_documents
from newsschema.archive.sources import Entry, Limits, StrPath, shown_name
from newsschema.archive.units import UNIT, Cutter, Piece, Unit
from newsschema.archive.work import FIRST, Done, Plan
from newsschema.errors import NewsschemaError, OutputError, UsageError
from newsschema.formats.base import Audience, ReadOptions, WriteOptions
from newsschema.v1 import Document, Instant
from newsschema.versions import RELEASES

Progress = Callable[[Account], None]

Executor = Callable[[Iterator[Unit], Plan, int, Tick], Generator[Done, None, None]]
"""Has units worked on, by so many processes, and yields what became of them, in order."""


class TooManyRejects(NewsschemaError):
    """A conversion was stopped because more items were rejected than allowed; `account` says how far it came."""

    def __init__(self, account: Account, allowed: str) -> None:
        super().__init__(
            f"{account.rejected} of {account.read} items were rejected, and {allowed} are allowed; the run was stopped",
            "Look at the reasons in the rejects directory, or allow more with --max-rejects",
        )
        self.args = (account, allowed)
        self.account = account
        self.allowed = allowed


class NothingReadable(TooManyRejects):
    """A conversion was stopped because not one of its first items could be read."""

    def __init__(self, account: Account, allowed: str = "") -> None:
        super().__init__(account, allowed)
        self.remedy = "Is --from (format=) right, and are these the right sources? If so, go on with --max-rejects 100%"

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"the first {self.account.rejected} items were all rejected; the run was stopped"


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """How many items may be rejected: a number, or a share of those read."""

    number: float = math.inf
    share: float = 1.0

    @classmethod
    def parse(cls, text: str) -> RejectLimit:
        """Reads `20` or `0.5%`."""
        try:
            if text.endswith("%"):
                share = float(text[:-1]) / 100
                if 0 <= share <= 1:
                    return cls(share=share)
            elif int(text) >= 0:
                return cls(number=int(text))
        except ValueError:
            pass
        raise UsageError(f"{text!r} is no limit of rejects", "Write a number such as 20, or a share such as 0.5%")

    def __str__(self) -> str:
        return f"{self.share:.4%}" if math.isinf(self.number) else str(self.number)


def convert(
    *arguments: StrPath,
    format: str | None = None,
    to: str | None = None,
    audience: Audience = "internal",
    as_of: Instant | None = None,
    layout: Layout = "nested",
    to_version: str | None = None,
    jobs: int | None = None,
    resume: bool = False,
    since_manifest: str | None = None,
    rejects: str | None = None,
    max_rejects: str | None = None,
    losses: str | None = None,
    partition_by: str | None = None,
    part_size: int | None = None,
    dedupe: bool = False,
    redo: str | None = None,
    read_options: ReadOptions | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    executor: Executor = run,
) -> Account:
    """Converts `SOURCE... DESTINATION` and returns the account.

    The work is shared by `jobs` processes (as many as there are CPUs to use); the outputs are the same however many
    they are. A file appears whole or not at all. A directory is a result when its manifest is there; `resume` goes on
    with one that was interrupted; `redo`, a condition in SQL on the ledger of a
    finished one, converts the units with such items again, as with a mended reader, and replaces what they gave.
    `since_manifest` names an earlier output: what its ledger knows is not written again.

    What cannot be read is set aside in the rejects directory (`DESTINATION.rejects`). With `audience="public"`, what is
    internal is left out, and so are withheld and canceled articles and those whose embargo is not shown to be past
    `as_of`. `executor` says who does the work: the processes of this machine, or `newsschema.spark.Executor`. With
    `partition_by`, `part_size` or `dedupe`, the documents in a directory are sorted by date and freed of old versions
    in a second step, for which DuckDB must be installed. `to_version` asks for own JSON of an earlier version of the
    model, whose losses the extensions keep.

    Raises `TooManyRejects` where more is rejected than `max_rejects` allows, `SourceError` for a source that
    matches nothing, `OutputError` for an output that cannot be written and `UsageError` for a run that cannot be
    continued.
    """
    if len(arguments) < 2:
        raise UsageError("a conversion needs a source and a destination")
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} processes cannot share the work", "Give --jobs 1 or more")
    *sources, destination = [fspath(argument) for argument in arguments]
    limit = RejectLimit.parse(max_rejects) if max_rejects is not None else RejectLimit()
    target = target_for(destination, to, WriteOptions(audience=audience, version=_version(to_version)), layout)
    if to_version is not None and target.format != "json":
        raise UsageError(f"only own JSON says its version, and {target.format} is asked for", "Leave --to-version out")
    arrangement = arrangement_for(partition_by, part_size, dedupe=dedupe)
    if arrangement is not None:
        target = target._replace(arrangement=_possible(arrangement, target))
    _refuse_own_source(sources, target.path)
    limits = limits or Limits()
    options = limits.of_reading(read_options)
    if redo is not None and (resume or not target.is_directory):
        raise UsageError("--redo is for a finished directory", "Give the directory, and leave --resume out")
    if (resume or redo is not None) and as_of is None:
        as_of = _moment_of(target)
    asked = run_of(
        target,
        {
            "sources": [shown_name(source) for source in sources],
            "from": format,
            "as_of": str(as_of) if as_of is not None and audience == "public" else None,
            "since_manifest": since_manifest,
            "read": _plain(options),
            "limits": asdict(limits),
            "losses": losses is not None,
            "to_version": to_version,
            "arranged": arrangement.to_dict() if arrangement is not None else None,
        },
    )
    if resume and target.is_directory and (account := finished(target, asked)) is not None:
        return account
    aside = Path(rejects or destination.rstrip("/") + ".rejects")
    entries = _without_own(entries_of(sources, limits), sources, (*_places_of(target), aside))
    goes_on = resume and any(is_unfinished(path) for path in _places_of(target))
    keep = redo is not None or (resume and target.is_directory)
    away = RejectsDirectory(aside, keep=keep)
    place = _place(target, away, Path(losses) if losses is not None else None, asked, redo, resume=resume)
    conversion = _Conversion(place, away, limit, progress)
    try:
        plan = Plan(
            target=target,
            scratch=place.work,
            format=format,
            options=options,
            as_of=as_of,
            losses=losses is not None,
            ledger=ledger.suffix() if target.is_directory else None,
            known=_known(since_manifest, place.work),
            goes_on=goes_on,
            earlier=Path(since_manifest).absolute() if since_manifest is not None else None,
            most_rejects=limit.number,
            ask_after=0 if max_rejects is not None and limit == RejectLimit(share=1.0) else FIRST,
        )
        cutter = Cutter(format, options, lambda: place.work, target.unit(UNIT))
        return conversion.run(cutter.cut(entries), plan, jobs or cpus(), executor)
    except BaseException:
        place.abandon()
        raise


def _possible(arrangement: Arrangement, target: Target) -> Arrangement:
    """The arrangement, where such an output can have it."""
    asked = "--dedupe, --partition-by and --part-size"
    if not target.is_directory:
        reason = f"{asked} need a directory, whose ledger says what became of every version"
        raise UsageError(reason, f"Name a directory, and give the format with --to {target.format}")
    if target.layout == "tables" and arrangement != Arrangement(dedupe=True):
        raise UsageError("the flat tables are one file each, and cannot be partitioned", "Use --layout nested")
    needs_duckdb()
    return arrangement


def _version(text: str | None) -> str | None:
    known = [str(release.version) for release in RELEASES]
    if text is not None and text not in known:
        raise UsageError(f"there is no version {text!r} of the model to write", f"Take one of: {', '.join(known)}")
    return text


class _Conversion:
    """One run: units in, an account out."""

    def __init__(self, place: Place, away: RejectsDirectory, limit: RejectLimit, progress: Progress | None) -> None:
        self.place = place
        self.away = away
        self.limit = limit
        self.progress = progress
        self.account = Account()

    def run(self, units: Iterator[Unit], plan: Plan, jobs: int, executor: Executor) -> Account:
        """Does what is to be done."""
        before = getattr(self.place, "account", None)
        finished = executor(self.place.ahead(units), plan, jobs, self._tick)
        # Whoever works has stopped before what is left of the run is cleared away.
        with closing(finished):
            for done in finished:
                self._take(done)
        if before is not None:
            self.account = before
        if self.account.rejected:
            self.account.rejects = str(self.away.path)
        if self.account.rejected > self.limit.share * self.account.read:
            raise TooManyRejects(self.account, str(self.limit))
        self.place.finish(self.account, jobs, self._tick)
        return self.account

    def _take(self, done: Done) -> None:
        before = getattr(self.place, "account", None) or self.account
        if done.stopped is None:
            self.place.take(done)
            if before is self.account:
                self.account.add(done.account)
            if before.rejected > self.limit.number:
                raise TooManyRejects(self._stopped(before, None), str(self.limit))
            return
        self.away.take(done.folder / "rejects")
        account = self._stopped(before, done.account)
        raise NothingReadable(account) if done.stopped == "format" else TooManyRejects(account, str(self.limit))

    def _stopped(self, before: Account, last: Account | None) -> Account:
        account = Account()
        account.add(before)
        if last is not None:
            account.add(last)
        account.rejects = str(self.away.path)
        return account

    def _tick(self, read: int, rejected: int) -> None:
        if self.progress is None:
            return
        before = getattr(self.place, "account", None) or self.account
        self.progress(replace(before, read=before.read + read, rejected=before.rejected + rejected))


def _place(
    target: Target,
    away: RejectsDirectory,
    losses: Path | None,
    asked: dict[str, Any],
    redo: str | None,
    *,
    resume: bool,
) -> Place:
    if redo is not None:
        return RedonePlace(target, away, losses, asked, redo)
    if target.is_directory:
        return DirectoryPlace(target, away, losses, asked, resume=resume)
    return FilePlace(target, away, losses)


def _plain(options: ReadOptions) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(orjson.dumps(asdict(options)))
    del told["source"]
    return told


def _places_of(target: Target) -> tuple[Path, Path]:
    """Where a directory is while it is being made."""
    return target.path, unfinished_of(target.path)


def _moment_of(target: Target) -> Instant | None:
    """The moment at which the interrupted run judged embargoes."""
    for path in _places_of(target):
        if is_unfinished(path):
            with (path / MARK / JOURNAL).open("rb") as stream:
                moment = orjson.loads(stream.readline()).get("as_of")
            return Instant(moment) if moment is not None else None
    if is_finished(target.path):
        moment = read_manifest(target.path).get("as_of")
        return Instant(moment) if moment is not None else None
    return None


def _known(earlier: str | None, work: Path) -> Path | None:
    if earlier is None:
        return None
    directory = Path(earlier)
    if not is_finished(directory) or not ledger.files_of(directory):
        raise UsageError(f"{earlier} is no finished output with a ledger", "Name the directory of an earlier run")
    index = work / "known"
    try:
        ledger.write_known(directory, index)
    except OSError as error:
        raise OutputError(str(work), f"cannot be written: {error.strerror or error}") from error
    return index


def _refuse_own_source(sources: Iterable[str], destination: Path) -> None:
    for source in sources:
        if source != "-" and not re.search(r"[*?\[]", source) and Path(source).resolve() == destination.resolve():
            raise UsageError(f"{source} is both source and destination", "Give another destination")


def _without_own(
    entries: Iterator[Entry | Piece], sources: Iterable[str], places: Iterable[Path]
) -> Iterator[Entry | Piece]:
    """Leaves out what a run writes itself, where that lies in a directory that it reads."""
    folders = [Path(source).resolve() for source in sources if source != "-" and Path(source).is_dir()]
    own = [str(place.resolve()) for place in places if any(place.resolve().is_relative_to(one) for one in folders)]
    # A directory of rejects may be a source, and what is set aside of it lies elsewhere.
    own = [place for place in own if Path(place) not in folders]
    return (entry for entry in entries if not own or not _is_below(entry, own))


def _is_below(entry: Entry | Piece, places: Iterable[str]) -> bool:
    path = entry.path if isinstance(entry, Entry) else None
    if path is None:
        return False
    name = str(path.resolve())
    return any(name == place or name.startswith(place + os.sep) for place in places)


def write(
    articles: Iterable[Document],
    destination: StrPath,
    *,
    format: str | None = None,
    audience: Audience = "internal",
    layout: Layout = "nested",
) -> list[str]:
    """Writes articles to a file or directory and returns the names of the files.

    The format follows from the name, or is given. Nothing appears unless all went well.
    """
    return write_documents(articles, target_for(fspath(destination), format, WriteOptions(audience=audience), layout))
