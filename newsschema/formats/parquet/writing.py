"""Parquet files written row group by row group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from newsschema.formats.base import WriteOptions

COMPRESSION: Final = "zstd"
COMPRESSION_LEVEL: Final = 3

_ROW_GROUP_BYTES: Final = 24 * 2**20
_PACKED: Final = 8
_PACKED_BYTES: Final = 8 * 2**20
# Gives large blocks back to the system at once, where Arrow's own pool keeps tens of megabytes.
_POOL: Final = pa.system_memory_pool()


@dataclass(frozen=True, slots=True)
class ParquetOptions(WriteOptions):
    """How to write: the most rows that are turned into columns at a time, and the most rows of a row group."""

    batch_size: int = 128
    row_group_size: int = 4096


def options_of(options: WriteOptions | None) -> ParquetOptions:
    """Returns the options with this format's own settings, at their defaults where they are not given."""
    if isinstance(options, ParquetOptions):
        return options
    return ParquetOptions(audience=options.audience) if options is not None else ParquetOptions()


def packed(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yields larger batches, each made of several: half of a small batch of a thousand columns is padding."""
    loose: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        loose.append(batch)
        size += batch.nbytes
        if len(loose) >= _PACKED or size >= _PACKED_BYTES:
            yield from _joined(loose, schema)
            loose, size = [], 0
    yield from _joined(loose, schema)


def _joined(batches: list[pa.RecordBatch], schema: pa.Schema) -> list[pa.RecordBatch]:
    if len(batches) <= 1:
        return batches
    return pa.Table.from_batches(batches, schema).combine_chunks(memory_pool=_POOL).to_batches()


class BatchWriter:
    """Writes batches into one Parquet file, several to a row group; what it holds in memory is one row group."""

    def __init__(self, target: BinaryIO | Path, schema: pa.Schema, row_group_size: int) -> None:
        self.row_group_size = row_group_size
        self.schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0
        self._writer = pq.ParquetWriter(
            target, schema, compression=COMPRESSION, compression_level=COMPRESSION_LEVEL, use_dictionary=True
        )

    def write(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Takes batches; a row group is written as soon as it is full."""
        for batch in packed(batches, self.schema):
            self._waiting.append(batch)
            self._rows += batch.num_rows
            self._bytes += batch.nbytes
            if self._rows >= self.row_group_size or self._bytes >= _ROW_GROUP_BYTES:
                self._flush()

    def close(self) -> None:
        """Writes what is waiting, and the end of the file."""
        if self._waiting:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._waiting, self.schema)
        self._waiting = []
        self._rows = self._bytes = 0
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
