"""Parquet: `nested`, one row an article and read back whole, and `tables`, flat and for SQL, written only."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from newsschema.formats.base import FormatInfo, WriteOptions
from newsschema.formats.parquet.arrow_schema import FORMAT_VERSION, nested_schema
from newsschema.formats.parquet.nested import dump_all, read, read_batch, read_dataset, record_batches
from newsschema.formats.parquet.tables import TableWriter, table_schemas, write_tables
from newsschema.formats.parquet.writing import ParquetOptions
from newsschema.v1 import Document

__all__ = [
    "INFO",
    "ParquetOptions",
    "TableWriter",
    "dump_all",
    "dumps",
    "nested_schema",
    "read",
    "read_batch",
    "read_dataset",
    "record_batches",
    "table_schemas",
    "write_tables",
]

INFO: Final = FormatInfo(
    name="parquet",
    title="Apache Parquet",
    standard="Apache Parquet, columns of newsschema",
    version=FORMAT_VERSION,
    extensions=(".parquet",),
    reads=True,
    writes=True,
)


def dumps(document: Document, options: WriteOptions | None = None) -> bytes:
    """Returns a Parquet file of one row; raises `FormatError` for a quote or report that stands alone."""
    stream = BytesIO()
    dump_all([document], stream, options)
    return stream.getvalue()
