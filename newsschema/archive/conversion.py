"""Converting sources to one output, with an account of every item."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from newsschema.archive.account import Account
from newsschema.archive.outputs import whole_file
from newsschema.archive.reading import Record, read_records
from newsschema.archive.rejects import Rejects
from newsschema.archive.sinks import Layout, Target, target_for, write_documents
from newsschema.archive.sources import Limits
from newsschema.diagnostics import diagnostic
from newsschema.errors import NewsschemaError, UsageError
from newsschema.formats.base import Audience, Loss, ReadOptions, WriteOptions
from newsschema.v1 import Article, Document, Instant, redact
from newsschema.v1.trees import tree

Progress = Callable[[Account], None]


class TooManyRejects(NewsschemaError):
    """A conversion was stopped because more items were rejected than allowed; `account` says how far it came."""

    def __init__(self, account: Account, allowed: str) -> None:
        super().__init__(
            f"{account.rejected} of {account.read} items were rejected, and {allowed} are allowed; nothing was written",
            "Look at the reasons in the rejects directory, or allow more with --max-rejects",
        )
        self.args = (account, allowed)
        self.account = account
        self.allowed = allowed


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


@dataclass(slots=True)
class _Run:
    """What one conversion needs at every item."""

    target: Target
    account: Account
    rejects: Rejects
    limit: RejectLimit
    as_of: Instant | None
    progress: Progress | None
    losses: BinaryIO | None = None
    source: str = ""


def convert(
    *arguments: str,
    format: str | None = None,
    to: str | None = None,
    audience: Audience = "internal",
    as_of: Instant | None = None,
    layout: Layout = "nested",
    rejects: str | None = None,
    max_rejects: str | None = None,
    losses: str | None = None,
    read_options: ReadOptions | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Account:
    """Converts `SOURCE... DESTINATION` and returns the account.

    Outputs appear whole or not at all. What cannot be read is set aside in the rejects directory
    (`DESTINATION.rejects`). With `audience="public"`, what is internal is left out, and so are withheld and canceled
    articles and those whose embargo is not shown to be past `as_of`. Raises `TooManyRejects` where more is rejected
    than `max_rejects` allows, `SourceError` for a source that matches nothing and `OutputError` for an output that
    cannot be written.
    """
    if len(arguments) < 2:
        raise UsageError("a conversion needs a source and a destination")
    *sources, destination = arguments
    target = target_for(destination, to, WriteOptions(audience=audience), layout)
    _refuse_own_source(sources, target.path)
    run = _Run(
        target=target,
        account=Account(),
        rejects=Rejects(Path(rejects or destination.rstrip("/") + ".rejects")),
        limit=RejectLimit.parse(max_rejects) if max_rejects is not None else RejectLimit(),
        as_of=as_of,
        progress=progress,
    )
    records = read_records(*sources, format=format, options=read_options, limits=limits)
    if losses is None:
        run.account.outputs = write_documents(_documents(records, run), target)
    else:
        with whole_file(Path(losses)) as aside, aside.open("wb") as run.losses:
            run.account.outputs = write_documents(_documents(records, run), target)
    if run.rejects.count:
        run.account.rejects = str(run.rejects.path)
    return run.account


def _refuse_own_source(sources: Iterable[str], destination: Path) -> None:
    for source in sources:
        if source != "-" and Path(source).resolve() == destination.resolve():
            raise UsageError(f"{source} is both source and destination", "Give another destination")


def _documents(records: Iterator[Record], run: _Run) -> Iterator[Document]:
    """Yields what is to be written and keeps the account of everything else."""
    for record in records:
        _count(record, run)
        document = record.document
        if document is not None and (left_out := _left_out(document, run)) is not None:
            run.account.skipped[left_out] += 1
        elif document is not None and run.target.takes(document):
            run.account.written += 1
            _count_records(document, run.account)
            _tell_losses(document, record, run)
            yield document
        elif document is not None:
            record.item.diagnostics += (_no_place(run.target, record),)
            _reject(record, run)
        elif record.outcome == "rejected":
            _reject(record, run)
        if run.progress is not None:
            run.progress(run.account)
    if run.account.rejected > run.limit.share * run.account.read:
        raise TooManyRejects(run.account, str(run.limit))


def _count(record: Record, run: _Run) -> None:
    account = run.account
    account.read += 1
    account.note(record.diagnostics)
    if record.source != run.source:
        run.source = record.source
        account.sources += 1
    if record.outcome == "merged":
        account.merged += 1
    elif record.outcome == "skipped":
        account.skipped[record.item.skipped or "other"] += 1


def _count_records(document: Document, account: Account) -> None:
    if isinstance(document, Article):
        account.quotes += len(document.quotes)
        account.casualty_reports += len(document.casualty_reports)
    elif document.type == "quote":
        account.quotes += 1
    else:
        account.casualty_reports += 1


def _reject(record: Record, run: _Run) -> None:
    run.account.rejected += 1
    errors = [found.code for found in record.diagnostics if found.severity == "error"]
    run.account.reasons[errors[0] if errors else "NS011"] += 1
    run.rejects.add(record)
    if run.account.rejected > run.limit.number:
        raise TooManyRejects(run.account, str(run.limit))


def _no_place(target: Target, record: Record) -> Any:
    kind = getattr(record.document, "type", "") or ""
    return diagnostic(
        "NS401",
        f"{target.format} has no place for a standalone {kind.replace('_', ' ')}",
        source=record.source,
        index=record.index,
    )


_WITHHELD: Final = {"withheld": "withheld article", "canceled": "canceled article"}


def _left_out(document: Document, run: _Run) -> str | None:
    """Why an article does not belong in a public output, if it does not."""
    if run.target.options.audience != "public" or not isinstance(document, Article):
        return None
    if document.pub_status in _WITHHELD:
        return _WITHHELD[document.pub_status]
    return None if _is_released(document, run.as_of) else "embargoed article"


def _is_released(article: Article, as_of: Instant | None) -> bool:
    if article.embargo is None:
        return True
    until = article.embargo.until
    return until is not None and as_of is not None and as_of.before(until) is False


def _tell_losses(document: Document, record: Record, run: _Run) -> None:
    if run.losses is None:
        return
    for loss in losses_of(document, run.target):
        run.account.losses += 1
        entry = {
            "source": record.source,
            "index": record.index,
            "identifier": loss.identifier,
            "path": loss.path,
            "reason": loss.reason,
        }
        run.losses.write(orjson.dumps(entry) + b"\n")


def losses_of(document: Document, target: Target) -> Iterator[Loss]:
    """Yields what a target does not carry of a document."""
    kept = document
    if target.options.audience == "public" and isinstance(document, Article):
        kept = redact(document)
        for path in _missing("", tree(document), tree(kept)):
            yield Loss(path, "internal, and the audience is public", document.identifier)
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


def write(
    articles: Iterable[Document],
    destination: str,
    *,
    format: str | None = None,
    audience: Audience = "internal",
    layout: Layout = "nested",
) -> list[str]:
    """Writes articles to a file or directory and returns the names of the files.

    The format follows from the name, or is given. Nothing appears unless all went well.
    """
    return write_documents(articles, target_for(destination, format, WriteOptions(audience=audience), layout))
