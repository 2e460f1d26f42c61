"""How sources are shared among tasks, and what is refused before any task begins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="Spark is not installed: run make spark")

from pyspark.sql.datasource import InputPartition
from pyspark.sql.types import LongType, StringType, StructField, StructType

from newsschema.archive.reading import read
from newsschema.archive.units import Unit
from newsschema.errors import NewsschemaError, OutputError, SourceError, UsageError
from newsschema.formats.parquet import nested_schema
from newsschema.spark.columns import arrow_schema, spark_schema
from newsschema.spark.options import READING, WRITING, Asked, asked
from newsschema.spark.reading import Reader, units_of
from newsschema.spark.writing import Writer
from tests.archive.conftest import NUMBER, SOURCES

LAYOUT = spark_schema(None)


def units(*sources: Path, items: int = 60) -> list[Unit]:
    return list(units_of(Asked(tuple(map(str, sources)), partition_items=items)))


@pytest.mark.parametrize(
    ("packing", "tasks"), [("lines", 4), ("parquet", 4), ("directory", 4), ("gzip", 1), ("tar.gz", 1)]
)
def test_what_lies_open_is_shared_and_what_is_compressed_is_one_task(packing: str, tasks: int, tmp_path: Path) -> None:
    found = units(SOURCES[packing](tmp_path))
    assert len(found) == tasks
    assert {unit.number for unit in found} == set(range(tasks))
    if tasks > 1:
        assert sum(piece.count for unit in found for piece in unit.pieces) == NUMBER


def test_members_of_a_zip_archive_are_grouped(tmp_path: Path) -> None:
    found = units(SOURCES["zip"](tmp_path), items=40)
    assert len(found) > 2
    assert sum(len(unit.pieces) for unit in found) == NUMBER // 2 + 1
    assert all(piece.data is None and piece.spool is None for unit in found for piece in unit.pieces)


def test_small_compressed_files_are_grouped(tmp_path: Path) -> None:
    paths = []
    for number in range(5):
        (tmp_path / str(number)).mkdir()
        paths.append(SOURCES["gzip"](tmp_path / str(number)))
    assert [len(unit.pieces) for unit in units(*paths)] == [5]


def test_the_schema_of_spark_is_that_of_arrow() -> None:
    assert arrow_schema(LAYOUT).equals(nested_schema())
    assert LAYOUT["headline"].metadata["comment"]


def test_a_batch_is_what_the_schema_says_and_no_more(fixtures: Path) -> None:
    asked_for = Asked((str(fixtures / "valid"),))
    (unit,) = units_of(asked_for)
    (batch,) = Reader(asked_for).read(InputPartition(unit))
    assert batch.schema.equals(arrow_schema(LAYOUT), check_metadata=True)
    assert [row["identifier"] for row in batch.to_pylist()] == [one.identifier for one in read(asked_for.paths[0])]


def test_names_of_options_are_those_of_the_command_line_in_any_case() -> None:
    found = asked({"path": "/in", "assumeTimezone": "+02:00", "STRICT": "True", "catalog": '["/a", "/b"]'}, READING)
    assert found == Asked(("/in",), assume_timezone="+02:00", strict=True, catalogs=("/a", "/b"))
    assert asked({"path": "/in", "max_nesting": "5"}, READING).read_options.max_nesting == 5
    assert asked({"paths": '["file:/a","file:///b"]'}, READING).paths == ("/a", "/b")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "no path is given"),
        ({"path": "-"}, "standard input"),
        ({"path": "s3a://bucket/in"}, "not s3a:"),
        ({"path": "/in", "strict": "perhaps"}, "Give true or false"),
        ({"path": "/in", "partition_items": "0"}, "Give a whole number of 1 or more"),
        ({"path": "/in", "as_of": "yesterday"}, "Give an instant such as"),
        ({"path": "/in", "table": "sources"}, "Give one of articles, quotes, casualty_reports, assessed_figures"),
        ({"path": "/in", "to": "json"}, "there is no option 'to' here"),
    ],
)
def test_wrong_options_are_refused_with_what_to_give(options: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        asked(options, READING)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_cannot_be_shared(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = os.open(tmp_path / "pipe", os.O_RDWR)
    os.write(writer, b"{}\n" * 1024)
    os.close(os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK))
    with pytest.raises(SourceError, match="can be read only once"):
        units(tmp_path / "pipe")
    os.close(writer)


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        units(tmp_path / "nowhere")


def refused(path: Path, schema: StructType = LAYOUT, *, to: str = "json", overwrite: bool = False) -> NewsschemaError:
    with pytest.raises((UsageError, OutputError)) as caught:
        Writer(asked({"path": str(path), "to": to}, WRITING), schema, overwrite=overwrite)
    return caught.value


def test_other_columns_are_not_written(tmp_path: Path) -> None:
    few = StructType([StructField("identifier", StringType())])
    assert "has no column schema_version, type" in str(refused(tmp_path / "out", few))
    wrong = StructType([StructField("title", LongType()) if one.name == "headline" else one for one in LAYOUT])
    assert "headline is missing" in str(refused(tmp_path / "out", wrong))


def test_one_file_is_not_written_by_many_tasks(tmp_path: Path) -> None:
    assert "not one file" in str(refused(tmp_path / "out.jsonl"))


def test_an_output_is_replaced_only_when_asked_and_a_stranger_never(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "_newsschema").mkdir(parents=True)
    (out / "part-000000.jsonl").touch()
    assert "mode('overwrite')" in str(refused(out))
    Writer(asked({"path": str(out), "to": "json"}, WRITING), LAYOUT, overwrite=True)
    (out / "_newsschema").rmdir()
    assert "holds other files" in str(refused(out, overwrite=True))
