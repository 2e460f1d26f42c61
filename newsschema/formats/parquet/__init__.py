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
    from newsschema.formats.parquet.tables import TableWriter, table_batches, table_schemas, write_tables
    from newsschema.formats.parquet.writing import ParquetOptions

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
    "table_batches",
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

_PLACES: Final = {
    "ParquetOptions": "writing",
    "TableWriter": "tables",
    "dump_all": "nested",
    "dumps": "nested",
    "nested_schema": "arrow_schema",
    "read": "nested",
    "read_batch": "nested",
    "read_dataset": "nested",
    "record_batches": "nested",
    "table_batches": "tables",
    "table_schemas": "tables",
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
