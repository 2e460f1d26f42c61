"""The columns of a Parquet file by name, for the place of a finding."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

__all__ = ["column_names"]


@lru_cache(maxsize=4)
def column_names(path: Path) -> tuple[str, ...]:
    """Returns the names of a file's columns in order; raises `OSError` or `ValueError` where it cannot be read."""
    return tuple(pq.read_schema(path).names)
