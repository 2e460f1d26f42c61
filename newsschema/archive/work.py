"""The work on one unit: a pure function from its items to one part, with its ledger, rejects and losses."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, Self

import orjson

from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.reading import Record
from newsschema.archive.rejects import Rejects
from newsschema.archive.sinks import TABLES, Part, Target, name_of, write_part
from newsschema.archive.sources import split_member
from newsschema.archive.staging import Stage
from newsschema.archive.staging import records_of as records_in_document
from newsschema.archive.unchanged import Unchanged
from newsschema.archive.units import Piece, Unit, open_piece, records_in
from newsschema.diagnostics import Diagnostic, Severity, diagnostic
from newsschema.errors import OutputError
from newsschema.formats.base import Loss, ReadOptions
from newsschema.v1 import Article, Document, Instant, redact
from newsschema.v1.trees import tree
from newsschema.versions import to_version

GO_ON: Final = "Mend the cause and go on with --resume"

FIRST: Final = 1_000
"""How many items may be rejected from the very start before the run asks whether the format is right."""

Watch = Callable[[int, int, Account], None]
"""Is told, before each item is read, the number of the piece and of the item in it, and the account so far."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all units of a run share."""

    target: Target
    scratch: Path
    format: str | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    as_of: Instant | None = None
    losses: bool = False
    ledger: str | None = None
    """The suffix of the ledger's files, where one is kept."""
    known: Path | None = None
    """The index of the ledger of an earlier run: what it knows is not written again."""
    earlier: Path | None = None
    """The output of that run."""
    goes_on: bool = False
    """Whether an earlier try at this run has ended."""
    most_rejects: float = float("inf")
    ask_after: int = FIRST

    def carry_out(self, job: Unit, watch: Watch | None, *, careful: bool) -> Done:
        """Works on a unit, as `work` does."""
        return work(job, self, watch, careful=careful)


@dataclass(slots=True)
class Done:
    """What became of one unit: its folder, its part of the account, and why it stopped early, if it did."""

    number: int
    key: str
    folder: Path
    account: Account
    parts: list[Part] = field(default_factory=list)
    stopped: str | None = None


class Job(Protocol):
    """One piece of work, such as a unit."""

    @property
    def number(self) -> int:
        """Its place among all, from 0."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is read for it from the sources."""

    def with_pieces(self, pieces: tuple[Piece, ...]) -> Self:
        """The same with other pieces."""

    def drop_spools(self) -> None:
        """Removes what was set down for it."""


class Task(Protocol):
    """What all jobs of a run share, and how one is done."""

    @property
    def scratch(self) -> Path:
        """A directory for what is under way."""

    def carry_out(self, job: Any, watch: Watch | None, *, careful: bool) -> Done:
        """Does one job and leaves its outputs in a folder of the scratch directory."""


class _Stop(Exception):  # it stops, and is no error
    """Ends a unit early: the run will not go on."""


def work(unit: Unit, plan: Plan, watch: Watch | None = None, *, careful: bool = False) -> Done:
    """Converts one unit and leaves its outputs in a folder of the scratch directory.

    With `careful`, each document is first written alone, so that what ends the process is the item being looked at.
    Raises `OutputError` where the outputs cannot be written.
    """
    folder = plan.scratch / f"{unit.number:06}-{os.getpid()}"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "out").mkdir()
        return _Work(unit, plan, folder, watch, careful=careful).run()
    except OSError as error:
        remedy = GO_ON if plan.target.is_directory else None
        raise OutputError(str(plan.target.path), f"cannot be written: {error.strerror or error}", remedy) from error


class Aside(Protocol):
    """What takes the items that are rejected."""

    def add(self, record: Record) -> None:
        """Takes one item."""


def documents_of(records: Iterable[Record], plan: Plan, aside: Aside, account: Account) -> Iterator[Document]:
    """Yields the documents that an output takes, hands on what is rejected, and keeps the account of all."""
    alone = replace(plan, ledger=None, losses=False, most_rejects=float("inf"), ask_after=0)
    work = _Work(Unit(0, ()), alone, plan.scratch, None, careful=False)
    work.account, work.rejects = account, aside
    for record in records:
        document = work.judged(record, Piece(record.entry, first=record.index), None)
        if document is not None:
            yield document


class _Work:
    """One unit while it is worked on."""

    rejects: Aside

    def __init__(self, unit: Unit, plan: Plan, folder: Path, watch: Watch | None, *, careful: bool) -> None:
        self.unit = unit
        self.plan = plan
        self.folder = folder
        self.watch = watch
        self.careful = careful
        self.account = Account()
        self.rejects = Rejects(folder / "rejects", unit.number, plan.options.max_document_size)
        self.known = ledger.Known(plan.known) if plan.known is not None else None
        self.unchanged: Unchanged | None = None
        if plan.known is not None and plan.earlier is not None:
            self.unchanged = Unchanged(ledger.Runs(plan.earlier, plan.known))
        self.checksums = plan.ledger is not None or self.known is not None
        self.rows: list[ledger.Row] = []
        self.losses: BinaryIO | None = None
        self.source = ""
        self.number_of_row = 0
        target = plan.target
        staged = target.arrangement
        self.stage = Stage(target, staged, unit.number, folder / "out") if staged is not None else None

    def run(self) -> Done:
        done = Done(self.unit.number, self.unit.key, self.folder, self.account)
        losses = (self.folder / "losses.jsonl").open("wb") if self.plan.losses else None
        try:
            self.losses = losses
            written = self._write(self.folder / "out")
        except _Stop as stop:
            done.stopped = str(stop)
            return done
        finally:
            if losses is not None:
                losses.close()
        if self.plan.ledger is not None:
            ledger.write_rows(self.folder / f"ledger{self.plan.ledger}", self.rows)
            settle(self.folder / f"ledger{self.plan.ledger}")
        if not written and self.plan.target.shape == "parts" and self.stage is None:
            # A part without rows says nothing, and would be read as a source that holds no article.
            (self.folder / "out" / name_of(self.plan.target, self.unit.number)).unlink()
        done.parts = parts_in(self.folder / "out", self.plan.target, self.unit.number, written)
        self.account.bytes_in = self.unit.size
        return done

    def _write(self, folder: Path) -> int:
        if self.stage is not None:
            return self.stage.write(self._documents(), lambda: len(self.rows) - 1)
        return write_part(self._documents(), self.plan.target, self.unit.number, folder)

    def _documents(self) -> Iterator[Document]:
        """Yields what is to be written and keeps the account of everything else."""
        for number, piece in enumerate(self.unit.pieces):
            checksum = _Checksum(piece) if self.checksums else None
            self._tell(number, 0)
            if self._is_left(piece, checksum):
                continue
            tell = partial(self._tell, number) if self.careful else None
            records = records_in(piece, self.plan.format, self.plan.options, tell)
            for count, record in enumerate(records, piece.since + 1):
                document = self.judged(record, piece, checksum)
                if document is not None:
                    yield document
                self._tell(number, count)

    def _is_left(self, piece: Piece, checksum: _Checksum | None) -> bool:
        """Whether nothing of a piece is read, since all of it is as an earlier run has read it; takes its items so."""
        if self.unchanged is None or checksum is None:
            return False
        rows = self.unchanged.rows(piece, checksum.of_all)
        account = self.account
        account.sources += bool(rows) and piece.first == 0
        for row in rows:
            account.read += 1
            account.codes.update(row["codes"])
            if row["outcome"] == "merged":
                account.merged += 1
            elif row["outcome"] == "skipped":
                account.skipped[row["detail"] or "other"] += 1
            else:
                account.unchanged += 1
            if self.plan.ledger is not None:
                self.rows.append(_kept(row))
        return bool(rows)

    def _tell(self, piece: int, item: int) -> None:
        if self.watch is not None:
            self.watch(piece, item, self.account)

    def judged(self, record: Record, piece: Piece, checksum: _Checksum | None) -> Document | None:
        """Decides what becomes of an item, and returns its document where that is to be written."""
        account, plan = self.account, self.plan
        account.read += 1
        if record.source != self.source:
            self.source = record.source
            account.sources += piece.first == 0
        document, outcome, detail = record.document, str(record.outcome), None
        digest = checksum.of(record) if checksum is not None else None
        if outcome == "read" and self._is_known(record, digest):
            account.unchanged += 1
            document, outcome = None, "unchanged"
        elif outcome == "merged":
            account.merged += 1
            detail = record.item.merged_into
        elif outcome == "skipped":
            detail = record.item.skipped or "other"
        elif document is not None:
            document, outcome, detail = self._placed(record, document)
        if outcome == "skipped":
            account.skipped[detail or "other"] += 1
        account.note(record.diagnostics)
        if plan.ledger is not None:
            self.rows.append(self._row(record, piece, outcome, detail, digest))
        if self.stage is not None and record.document is not None and detail in ledger.WITHHELD.values():
            self.stage.hide(record.document, len(self.rows) - 1)
        if outcome == "rejected":
            self._reject(record)
        elif document is not None:
            if self.stage is not None:
                document = self.stage.kept(document)
            account.written += 1
            self.number_of_row += 1
            quotes, reports = records_in_document(document)
            account.quotes += quotes
            account.casualty_reports += reports
            self._tell_losses(document, record)
            if self.careful:
                plan.target.module.dumps(document, plan.target.options)
        return document

    def _placed(self, record: Record, document: Document) -> tuple[Document | None, str, str | None]:
        """The document where the output has a place for it, and what becomes of it."""
        left_out = _left_out(document, self.plan)
        if left_out is not None:
            return None, "skipped", left_out
        if not self.plan.target.takes(document):
            record.item.diagnostics += (_no_place(self.plan.target, record),)
            return None, "rejected", None
        return document, "written", None

    def _is_known(self, record: Record, digest: str | None) -> bool:
        if self.known is None or digest is None:
            return False
        file, member = split_member(record.source)
        return ledger.key_of(file, member, record.index, record.item.length, digest) in self.known

    def _row(self, record: Record, piece: Piece, outcome: str, detail: str | None, digest: str | None) -> ledger.Row:
        file, member = split_member(record.source)
        item, document = record.item, record.document
        is_written = outcome == "written"
        at = self.number_of_row
        one_each = self.plan.target.shape == "files"
        tables = self.plan.target.layout == "tables"
        part = f"{TABLES[0]}.parquet" if tables else name_of(self.plan.target, self.unit.number, at)
        return ledger.Row(
            file,
            member,
            item.index,
            item.offset if item.length is not None else None,
            item.length if item.offset is not None else None,
            digest,
            record.format,
            record.version or piece.version,
            outcome,
            detail,
            tuple(sorted({found.code for found in item.diagnostics})),
            document.identifier if document is not None else _identifier(item.diagnostics),
            getattr(document, "version", None),
            part if is_written else None,
            (0 if one_each else at) if is_written else None,
            READER,
        )

    def _reject(self, record: Record) -> None:
        account = self.account
        account.rejected += 1
        errors = [found.code for found in record.diagnostics if found.severity is Severity.ERROR]
        account.reasons[errors[0] if errors else "NS011"] += 1
        self.rejects.add(record)
        if account.rejected > self.plan.most_rejects:
            raise _Stop("rejects")
        if self.unit.number == 0 and account.rejected == account.read == self.plan.ask_after:
            raise _Stop("format")

    def _tell_losses(self, document: Document, record: Record) -> None:
        if self.losses is None:
            return
        for loss in losses_of(document, self.plan.target):
            self.account.losses += 1
            entry = {
                "source": record.source,
                "index": record.index,
                "identifier": loss.identifier,
                "path": loss.path,
                "reason": loss.reason,
            }
            self.losses.write(orjson.dumps(entry) + b"\n")


def _reader_version() -> str:
    try:
        return version("newsschema")
    except PackageNotFoundError:
        return "0"


READER: Final = _reader_version()
"""The version of this package, which every row of a ledger and every manifest names."""


class _Checksum:
    """The SHA-256 of items of one piece: of their own bytes, or of the whole file where they have none.

    Of a message that was cut it is that of its opening and the run of items, which were read together.
    """

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.whole: str | None = None

    def of(self, record: Record) -> str | None:
        """The checksum in hexadecimal digits; none where the source cannot be read."""
        item = record.item
        if item.raw is not None and item.length is not None and item.offset is not None:
            return hashlib.sha256(item.raw).hexdigest()
        return self.of_all() if self.piece.kind in ("whole", "items") else None

    def of_all(self) -> str | None:
        """The checksum of the whole piece."""
        if self.whole is None:
            self.whole = _digest(self.piece)
        return self.whole or None


def _digest(piece: Piece) -> str:
    try:
        with open_piece(piece) as stream:
            digest = hashlib.sha256(piece.opening)
            while block := stream.read(1 << 20):
                digest.update(block)
    except Exception:  # noqa: BLE001  # what cannot be read was reported when it was read, and has no checksum
        return ""
    return digest.hexdigest()


def _kept(row: Mapping[str, Any]) -> ledger.Row:
    """The row of an item that is not read again, since it is as an earlier run has read it."""
    kept = ledger.Row(**{**row, "codes": tuple(row["codes"]), "part": None, "row": None})
    if kept.outcome in ("merged", "skipped"):
        return kept
    return kept._replace(outcome="unchanged", detail=None)


def _identifier(diagnostics: tuple[Diagnostic, ...]) -> str | None:
    return next((found.identifier for found in diagnostics if found.identifier is not None), None)


def settle(path: Path) -> None:
    """Waits until the content of a file is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def parts_in(folder: Path, target: Target, number: int, rows: int) -> list[Part]:
    """The finished files of a unit with their checksums; those of one document each are one entry together."""
    names = sorted(path.name for path in folder.iterdir())
    shape = target.shape
    if target.arrangement is not None:
        return [part_of(folder / name, rows) for name in names]
    if shape == "files":
        digest, size = hashlib.sha256(), 0
        for name in names:
            content = (folder / name).read_bytes()
            digest.update(content)
            size += len(content)
        return [Part(f"{number:06}-*.xml", rows, size, digest.hexdigest(), len(names))] if names else []
    if shape == "parts":
        return [part_of(folder / name, rows) for name in names]
    return []


def part_of(path: Path, rows: int) -> Part:
    """A finished file with its checksum; its content is on the disk."""
    settle(path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Part(path.name, rows, path.stat().st_size, digest)


def _no_place(target: Target, record: Record) -> Diagnostic:
    kind = getattr(record.document, "type", "") or ""
    return diagnostic(
        "NS401",
        f"{target.format} has no place for a standalone {kind.replace('_', ' ')}",
        source=record.source,
        index=record.index,
    )


def _left_out(document: Document, plan: Plan) -> str | None:
    """Why an article does not belong in a public output, if it does not."""
    if plan.target.options.audience != "public" or not isinstance(document, Article):
        return None
    if document.pub_status in ledger.WITHHELD:
        return ledger.WITHHELD[document.pub_status]
    return None if _is_released(document, plan.as_of) else ledger.EMBARGOED


def _is_released(article: Article, as_of: Instant | None) -> bool:
    if article.embargo is None:
        return True
    until = article.embargo.until
    return until is not None and as_of is not None and as_of.before(until) is False


def losses_of(document: Document, target: Target) -> Iterator[Loss]:
    """Yields what a target does not carry of a document."""
    kept = document
    if target.options.audience == "public":
        kept = redact(document)
        for path in _missing("", tree(document), tree(kept)):
            yield Loss(path, "internal, and the audience is public", document.identifier)
    if target.options.version is not None:
        for path in to_version(tree(kept), target.options.version)[1]:
            reason = f"version {target.options.version} has no place for it: it is kept in the extensions"
            yield Loss(path, reason, document.identifier)
    teller = getattr(target.module, "losses", None)
    if teller is not None:
        yield from teller(kept, target.layout)


def _missing(path: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key not in after:
                yield f"{path}/{key}"
            else:
                yield from _missing(f"{path}/{key}", value, after[key])
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield path
        else:
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                yield from _missing(f"{path}/{index}", one, other)
