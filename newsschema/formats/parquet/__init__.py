"""Parquet: `nested`, one row an article and read back whole, and `tables`, flat and for SQL, written only.

What the format is called is known in every installation; the rest is loaded when it is first used, and says what to
install where that is missing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from newsschema.errors import MissingExtraError
from newsschema.formats.base import FormatInfo
from newsschema.formats.parquet.layout import FORMAT_VERSION

if TYPE_CHECKING:
    from newsschema.formats.parquet.arrow_schema import nested_schema
    from newsschema.formats.parquet.nested import dump_all, dumps, read, read_batch, read_dataset, record_batches
    from newsschema.formats.parquet.pieces import Joiner, read_rows, row_count, write_piece, write_table_pieces
    from newsschema.formats.parquet.source_paths import leaf_columns
    from newsschema.formats.parquet.tables import TableWriter, table_batches, table_schemas, views, write_tables
    from newsschema.formats.parquet.writing import ParquetOptions

__all__ = [
    "INFO",
    "Joiner",
    "ParquetOptions",
    "TableWriter",
    "dump_all",
    "dumps",
    "leaf_columns",
    "nested_schema",
    "read",
    "read_batch",
    "read_dataset",
    "read_rows",
    "record_batches",
    "row_count",
    "table_batches",
    "table_schemas",
    "views",
    "write_piece",
    "write_table_pieces",
    "write_tables",
]

INFO: Final = FormatInfo(
    name="parquet",
    title="Apache Parquet",
    standard="Apache Parquet, layout of newsschema",
    version=FORMAT_VERSION,
    extensions=(".parquet",),
    reads=True,
    writes=True,
)

_PLACES: Final = {
    "Joiner": "pieces",
    "ParquetOptions": "writing",
    "TableWriter": "tables",
    "dump_all": "nested",
    "dumps": "nested",
    "leaf_columns": "source_paths",
    "nested_schema": "arrow_schema",
    "read": "nested",
    "read_batch": "nested",
    "read_dataset": "nested",
    "read_rows": "pieces",
    "record_batches": "nested",
    "row_count": "pieces",
    "table_batches": "tables",
    "table_schemas": "tables",
    "views": "tables",
    "write_piece": "pieces",
    "write_table_pieces": "pieces",
    "write_tables": "tables",
}


def __getattr__(name: str) -> Any:
    """Loads what needs pyarrow; raises `MissingExtraError` where it is not installed."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pyarrow":
            raise
        raise MissingExtraError("parquet", "the format parquet") from error
    globals()[name] = value
    return value
