"""Reading by Spark: units of the sources become partitions, and each gives Arrow record batches."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
from pyspark.sql.datasource import DataSourceReader, InputPartition
from typing_extensions import override

from newsschema.archive.account import Account
from newsschema.archive.inputs import entries_of
from newsschema.archive.reading import Record
from newsschema.archive.rejects import Rejects, RejectsDirectory
from newsschema.archive.sinks import Layout, Target
from newsschema.archive.sources import Entry, open_sources
from newsschema.archive.units import Cutter, Piece, Unit, records_in
from newsschema.archive.work import Aside, Plan, documents_of
from newsschema.archive.worker import tune
from newsschema.errors import DocumentError, SourceError
from newsschema.formats.base import WriteOptions
from newsschema.formats.parquet import record_batches, table_batches
from newsschema.spark.options import Asked

if TYPE_CHECKING:
    from newsschema.formats.parquet.arrow_schema import ArrowField


class Reader(DataSourceReader):
    """Reads sources; a partition is a unit: a run of lines or rows, or whole files together."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @override
    def partitions(self) -> list[InputPartition]:
        """The units of the sources. What an earlier reading set aside under the same name is forgotten."""
        units = [InputPartition(unit) for unit in units_of(self.asked)]
        if self.asked.rejects is not None:
            RejectsDirectory(self.asked.rejects, keep=False)
        return units

    @override
    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        """Yields the articles of a unit, or their rows in a table."""
        tune_once()
        asked, unit = self.asked, partition.value
        options = WriteOptions(audience=asked.audience)
        with set_aside(asked.rejects, unit.number, asked.limits.max_document_size) as aside:
            records = records_of_unit(unit, asked)
            documents = documents_of(records, _plan(asked, options), aside, Account())
            if asked.table is None:
                batches = record_batches(documents, options)
            else:
                batches = table_batches(documents, asked.table, options)
            yield from map(without_metadata, batches)


def without_metadata(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same columns without descriptions: some engines ask for the very schema that they were told of."""
    return pa.ipc.read_record_batch(batch.serialize(), _bare_schema(batch.schema))


@cache
def _bare_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([_bare_field(field) for field in schema])


def _bare_field(field: ArrowField) -> ArrowField:
    return pa.field(field.name, _bare_type(field.type), field.nullable)


def _bare_type(type_: pa.DataType) -> pa.DataType:
    if isinstance(type_, pa.StructType):
        return pa.struct([_bare_field(type_.field(number)) for number in range(type_.num_fields)])
    if isinstance(type_, pa.ListType):
        return pa.list_(_bare_field(type_.value_field))
    return type_


def _plan(asked: Asked, options: WriteOptions) -> Plan:
    layout: Layout = "nested" if asked.table is None else "tables"
    target = Target(Path(), "parquet", options, layout, "parts")
    return Plan(target, Path(), asked.format, asked.read_options, asked.as_of)


def units_of(asked: Asked) -> Iterator[Unit]:
    """Cuts sources up without unpacking any: a compressed file is read by one task, from its beginning."""
    entries = entries_of(asked.paths, asked.limits, keep_packed=True)
    cutter = Cutter(asked.format, asked.read_options, Path, asked.partition_items, in_place=True)
    return cutter.cut(map(_can_be_shared, entries))


def _can_be_shared(entry: Entry | Piece) -> Entry | Piece:
    if isinstance(entry, Entry) and entry.once:
        raise SourceError(entry.name, "can be read only once, and many processes are to read", "Give files")
    return entry


def records_of_unit(unit: Unit, asked: Asked) -> Iterator[Record]:
    """Yields the items of a unit; compressed files are opened here, as a conversion opens them."""
    for piece in unit.pieces:
        if piece.entry.kind == "packed":
            yield from _unpacked(piece.entry.name, asked)
        else:
            yield from records_in(piece, asked.format, asked.read_options)


def _unpacked(name: str, asked: Asked) -> Iterator[Record]:
    with tempfile.TemporaryDirectory(prefix="newsschema-") as folder:
        cutter = Cutter(asked.format, asked.read_options, lambda: Path(folder))
        for unit in cutter.cut(open_sources([name], limits=asked.limits)):
            for piece in unit.pieces:
                yield from records_in(piece, asked.format, asked.read_options)
            unit.drop_spools()


@cache
def tune_once() -> None:
    """Tells the garbage collector of this process what it is for."""
    tune()


class Rejected(DocumentError):
    """An item that cannot be read or written, where nobody asked for such to be set aside."""

    @override
    def __str__(self) -> str:
        return f"{self.message}\nTo set such items aside and go on, give option('rejects', DIR)"


class _Refusal:
    """Takes nothing: what is rejected ends the job."""

    def add(self, record: Record) -> None:
        raise Rejected(record.diagnostics, record.source)


@contextmanager
def set_aside(place: Path | None, number: int, limit: int) -> Iterator[Aside]:
    """Gives what takes the rejected items of one task; they are in `place` when all went well."""
    if place is None:
        yield _Refusal()
        return
    folder = place.with_name(f".{place.name}.{uuid4().hex}.partial")
    try:
        yield Rejects(folder, number, limit)
        RejectsDirectory(place, keep=True).take(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
