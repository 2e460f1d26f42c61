"""What is read of a Parquet file leaves nothing that waits for the garbage collector, which workers hardly let run."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pyarrow.parquet as pq

import newsschema as ns
from newsschema.formats.parquet.nested import wanted_columns


def test_the_metadata_of_a_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    ns.write([ns.Article(identifier="urn:example:1", headline="Invented", language="en")], path)
    gc.collect()
    gc.disable()
    try:
        with pq.ParquetFile(path) as file:
            metadata = weakref.ref(file.metadata)
            assert "identifier" in wanted_columns(file)
        del file
        assert metadata() is None
    finally:
        gc.enable()


def test_a_file_without_rows_has_no_columns_to_read(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    ns.write([], path)
    assert list(ns.read(path, problems="skip")) == []
