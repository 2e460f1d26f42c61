"""Parquet put together from pieces that several processes made, and read back a run of rows at a time.

A piece is an Arrow IPC file of batches: cheap to write, cheap to read, and the Parquet file made of the pieces is the
same however many processes made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from newsschema.formats.base import Item, ReadOptions, WriteOptions
from newsschema.formats.parquet.arrow_schema import nested_schema
from newsschema.formats.parquet.nested import read_batch, record_batches, wanted_columns, why_not_ours
from newsschema.formats.parquet.tables import TableWriter, table_schemas, views
from newsschema.formats.parquet.writing import BatchWriter, ParquetOptions, options_of, packed
from newsschema.v1 import Document

ROW_TYPES: Final[dict[str, pa.DataType]] = {
    "text": pa.string(),
    "number": pa.int64(),
    "list of text": pa.list_(pa.string()),
}
"""The types a column of plain rows may have, by name."""

_BATCH: Final = 256
_ROWS_OF_A_GROUP: Final = 65_536


class PieceWriter:
    """Takes batches into one Arrow IPC file, as `BatchWriter` takes them into a Parquet file."""

    def __init__(self, target: Path, schema: pa.Schema, row_group_size: int = 0) -> None:  # noqa: ARG002  # its shape
        self.schema = schema
        self._writer = pa.ipc.new_file(str(target), schema)

    def write(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Writes batches."""
        for batch in batches:
            self._writer.write_batch(batch)

    def close(self) -> None:
        """Writes the end of the file."""
        self._writer.close()


def write_piece(documents: Iterable[Document], path: Path, options: WriteOptions | None = None) -> None:
    """Writes articles into a piece of the nested layout."""
    schema = nested_schema()
    writer = PieceWriter(path, schema)
    try:
        writer.write(packed(record_batches(documents, options), schema))
    finally:
        writer.close()


def write_table_pieces(documents: Iterable[Document], directory: Path, options: WriteOptions | None = None) -> None:
    """Writes documents into one piece a table (`articles.arrow`, ...) in a directory."""
    with TableWriter(directory, options, writer=PieceWriter, suffix=".arrow") as writer:
        writer.write(documents)


def batches_of(piece: Path) -> Iterator[pa.RecordBatch]:
    """Yields the batches of a piece, one at a time."""
    with pa.OSFile(str(piece), "rb") as source, pa.ipc.open_file(source) as reader:
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


class Joiner:
    """Joins pieces, as they come, into one Parquet file; what it holds in memory is one row group."""

    def __init__(self, target: BinaryIO | Path, options: WriteOptions | None = None, table: str | None = None) -> None:
        schema = nested_schema() if table is None else table_schemas()[table]
        self._writer = BatchWriter(target, schema, options_of(options).row_group_size)

    def add(self, piece: Path) -> None:
        """Appends the rows of a piece."""
        self._writer.write(batches_of(piece))

    def close(self) -> None:
        """Writes what is waiting, and the end of the file."""
        self._writer.close()


def row_count(path: Path) -> int | None:
    """How many rows a file of the nested layout has; none where it is not one that can be read."""
    try:
        with pq.ParquetFile(path) as file:
            return None if why_not_ours(file.schema_arrow) else file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError):
        return None


def read_rows(path: Path, options: ReadOptions, first: int, last: int) -> Iterator[Item]:
    """Yields the articles of the rows from `first` up to, not including, `last`; raises what pyarrow raises."""
    with pq.ParquetFile(path) as file:
        groups, start = _groups(file, first, last)
        for batch in file.iter_batches(_BATCH, row_groups=groups, columns=wanted_columns(file)):
            begin, end = max(first - start, 0), min(last - start, batch.num_rows)
            if begin < end:
                yield from read_batch(batch.slice(begin, end - begin), options, start + begin)
            start += batch.num_rows


def _groups(file: pq.ParquetFile, first: int, last: int) -> tuple[list[int], int]:
    """The row groups that hold a run of rows, and the number of the first row of the first of them."""
    groups: list[int] = []
    at = start = 0
    for number in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        if at + rows > first and at < last:
            start = start if groups else at
            groups.append(number)
        at += rows
    return groups, start


def write_rows(path: Path, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """Writes plain rows to a Parquet file; `columns` gives names and types, of `ROW_TYPES`."""
    schema = pa.schema([(name, ROW_TYPES[kind]) for name, kind in columns])
    waiting = list(rows)
    arrays = [pa.array([row[at] for row in waiting], field.type) for at, field in enumerate(schema)]
    table = pa.Table.from_arrays(arrays, schema=schema)
    pq.write_table(table, path, compression="zstd", compression_level=3, row_group_size=_ROWS_OF_A_GROUP)


def read_plain_rows(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """Yields the rows of a Parquet file as they are."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(4096, columns=list(columns) if columns is not None else None):
            yield from batch.to_pylist()


__all__ = [
    "ROW_TYPES",
    "Joiner",
    "ParquetOptions",
    "PieceWriter",
    "batches_of",
    "read_plain_rows",
    "read_rows",
    "row_count",
    "views",
    "write_piece",
    "write_rows",
    "write_table_pieces",
]
