"""The values of a Parquet file by column, counted without reading them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from newsschema.formats.parquet.layout import UTC_SUFFIX

Steps = tuple[str, ...]

_BATCH = 256


def leaf_columns(stream: BinaryIO) -> Iterator[tuple[Steps, int, Any]]:
    """Yields, a batch at a time, a column that has values, how many, and the first; those of `_utc` repeat others.

    Raises `OSError` or `ValueError` where the file cannot be read.
    """
    with pq.ParquetFile(stream) as file:
        for batch in file.iter_batches(_BATCH):
            for name, array in zip(batch.schema.names, batch.columns, strict=True):
                yield from _values(array, (name,))


def _values(array: Any, steps: Steps) -> Iterator[tuple[Steps, int, Any]]:
    if steps[-1].endswith(UTC_SUFFIX):
        return
    if pa.types.is_struct(array.type):
        for child, part in zip(array.flatten(), array.type, strict=True):
            yield from _values(child, (*steps, part.name))
    elif pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        yield from _values(array.flatten(), steps)
    elif count := len(array) - array.null_count:
        yield steps, count, array.drop_null()[0].as_py()


__all__ = ["leaf_columns"]
