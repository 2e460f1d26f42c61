"""Writing by Spark: each task leaves a part aside, and the directory appears when all parts are there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
from pyspark import TaskContext
from pyspark.sql.datasource import DataSourceArrowWriter, WriterCommitMessage
from typing_extensions import override

from newsschema.archive.account import Account
from newsschema.archive.destinations import run_of
from newsschema.archive.journal import MANIFEST
from newsschema.archive.outputs import MARK, refuse_occupied, whole_directory
from newsschema.archive.reading import Record
from newsschema.archive.rejects import RejectsDirectory
from newsschema.archive.sinks import Part, name_of, target_for, write_part
from newsschema.archive.sources import Entry
from newsschema.archive.work import Plan, documents_of, parts_in
from newsschema.errors import OutputError, UsageError
from newsschema.formats.base import ReadOptions, WriteOptions
from newsschema.formats.parquet import read_batch
from newsschema.formats.parquet.nested import why_not_ours
from newsschema.spark.columns import arrow_schema
from newsschema.spark.options import Asked
from newsschema.spark.reading import set_aside, tune_once
from newsschema.v1.sensitivity import marked

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.types import StructType

_NAME = "DataFrame"


@dataclass
class Written(WriterCommitMessage):
    """What one task left aside."""

    number: int
    folder: Path
    parts: list[Part]
    account: Account


class Writer(DataSourceArrowWriter):
    """Writes rows of the nested layout into a directory, as a conversion does; a task gives one part."""

    def __init__(self, asked: Asked, schema: StructType, *, overwrite: bool) -> None:
        if len(asked.paths) != 1:
            raise UsageError("one directory is written at a time", "Give one path to save")
        _check_columns(schema)
        self.asked = asked
        self.target = target_for(asked.paths[0], asked.to, WriteOptions(asked.audience, asked.to_version))
        path = self.target.path
        if not self.target.is_directory:
            raise UsageError(
                f"{path}: many tasks write a directory, not one file",
                "Give a name without a suffix, and option('to', ...)",
            )
        refuse_occupied(path)
        if path.is_dir() and any(path.iterdir()) and not overwrite:
            raise OutputError(
                str(path),
                "holds an earlier output, to which nothing can be added",
                "Give mode('overwrite'), or another directory",
            )
        self.aside = path.with_name(f".{path.name}.{uuid4().hex}.partial")
        try:
            self.aside.mkdir(parents=True)
        except OSError as error:
            raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error

    @override
    def write(self, iterator: Iterator[pa.RecordBatch]) -> Written:
        """Writes the rows of one task. Raises `OutputError` where they cannot be written."""
        tune_once()
        context = TaskContext.get()
        number = context.partitionId() if context is not None else 0
        folder = self.aside / f"{number:06}-{uuid4().hex}"
        account = Account()
        try:
            # Not with its parents: a task that starts when the job is given up must not bring them back.
            folder.mkdir()
            (folder / "out").mkdir()
            plan = Plan(self.target, folder, as_of=self.asked.as_of)
            rejects = folder / "rejects" if self.asked.rejects is not None else None
            with set_aside(rejects, number, self.asked.limits.max_document_size) as aside:
                documents = documents_of(_records(iterator), plan, aside, account)
                rows = write_part(documents, self.target, number, folder / "out")
            if not rows and self.target.shape == "parts":
                (folder / "out" / name_of(self.target, number)).unlink()
            return Written(number, folder, parts_in(folder / "out", self.target, number, rows), account)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise OutputError(str(self.target.path), f"cannot be written: {error.strerror or error}") from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @override
    def commit(self, messages: list[WriterCommitMessage | None]) -> None:
        """Makes what all tasks left one directory with a manifest, in the place of an earlier output."""
        done = sorted((one for one in messages if isinstance(one, Written)), key=lambda one: one.number)
        account = Account()
        try:
            with whole_directory(self.target.path) as directory:
                (directory / MARK).mkdir()
                for one in done:
                    account.add(one.account)
                    for path in list((one.folder / "out").iterdir()):
                        path.replace(directory / path.name)
                parts = [part for one in done for part in one.parts]
                account.bytes_out, account.files = sum(part.size for part in parts), sum(part.files for part in parts)
                (directory / MARK / MANIFEST).write_bytes(self._manifest(account, parts))
            self._keep_rejects(done)
        finally:
            shutil.rmtree(self.aside, ignore_errors=True)

    def _manifest(self, account: Account, parts: list[Part]) -> bytes:
        totals = account.to_dict()
        del totals["outputs"], totals["rejects"]
        run = run_of(self.target, {"sources": [_NAME], "to_version": self.asked.to_version})
        manifest = {"manifest": 1, **run, "totals": totals, "parts": [asdict(part) for part in parts], "ledger": []}
        return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    def _keep_rejects(self, done: list[Written]) -> None:
        if self.asked.rejects is None:
            return
        away = RejectsDirectory(self.asked.rejects, keep=False)
        for one in done:
            away.take(one.folder / "rejects")

    @override
    def abort(self, messages: list[WriterCommitMessage | None]) -> None:  # Spark's signature
        """Removes what the tasks left."""
        # Tasks may still be at work: what has another name gets no more files while it is removed.
        given_up = self.aside.with_name(f"{self.aside.name}.given-up")
        with suppress(OSError):
            self.aside.rename(given_up)
        shutil.rmtree(given_up, ignore_errors=True)


def _check_columns(schema: StructType) -> None:
    if not hasattr(schema, "fields"):
        raise UsageError("this engine does not write as Spark does", "Use a writer of its own, or newsschema.convert")
    problem = why_not_ours(arrow_schema(schema))
    if problem is not None:
        raise UsageError(problem.message, "Write the columns that the format newsschema reads, and no others")


def _records(batches: Iterator[pa.RecordBatch]) -> Iterator[Record]:
    entry = Entry(_NAME, None, kind="stream")
    index = 0
    for batch in batches:
        for item in read_batch(batch, ReadOptions(source=_NAME), index):
            item.diagnostics = marked(item.diagnostics)
            yield Record(_NAME, "parquet", item, entry)
            index += 1
