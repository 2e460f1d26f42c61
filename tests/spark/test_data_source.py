"""The data source reads what the local readers read, in the columns that a conversion writes, and writes it back."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest

import newsschema as ns
from newsschema.archive.conversion import convert
from newsschema.archive.verify import verify
from newsschema.formats.parquet import nested_schema, record_batches, table_schemas
from newsschema.v1.trees import tree
from tests.archive.conftest import SOURCES, document
from tests.conftest import SHARED

SAMPLES = [SHARED / "samples" / name for name in ("agency-newsml-g2", "iptc-newsml-g2")]


def rows_of(*sources: Path) -> list[dict[str, Any]]:
    """Return what the local readers read, as rows of the nested layout."""
    found = ns.read(*map(str, sources), problems="skip")
    return list(chain.from_iterable(batch.to_pylist() for batch in record_batches(found)))


def set_aside(folder: Path) -> list[dict[str, Any]]:
    """Return what was rejected, without the numbers of units in the names of files."""
    lines = (line for path in folder.glob("*.jsonl") for line in path.read_bytes().splitlines())
    found = [{**orjson.loads(line), "file": None} for line in lines]
    return sorted(found, key=lambda one: (one["source"], one["index"]))


def trees(found: Path) -> list[Any]:
    return [tree(article) for article in ns.read(str(found))]


def test_the_columns_are_those_of_a_conversion(articles: Any, fixtures: Path) -> None:
    valid = str(fixtures / "valid")
    table = articles.load(valid).toArrow()
    assert table.schema.equals(nested_schema())
    assert table.to_pylist() == rows_of(fixtures / "valid")


def test_every_packing_is_read_in_order_and_what_is_broken_is_set_aside(articles: Any, tmp_path: Path) -> None:
    sources = []
    for number, make in enumerate(SOURCES.values()):
        (tmp_path / str(number)).mkdir()
        sources.append(make(tmp_path / str(number)))
    away = tmp_path / "away"
    frame = articles.option("rejects", str(away)).option("partitionItems", "60").load(list(map(str, sources)))
    assert frame.toArrow().to_pylist() == rows_of(*sources)
    convert(*sources, tmp_path / "local", to="parquet", rejects=str(tmp_path / "local.rejects"))
    assert set_aside(away) == set_aside(tmp_path / "local.rejects")
    assert len(set_aside(away)) > 50
    again = list(ns.read_records(str(away)))
    assert len(again) == len(set_aside(away))
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(not all(path.is_dir() for path in SAMPLES), reason="no samples: set NEWSSCHEMA_SHARED")
def test_real_messages_are_read_as_the_local_readers_read_them(articles: Any, tmp_path: Path) -> None:
    frame = articles.option("rejects", str(tmp_path / "away")).load(list(map(str, SAMPLES)))
    assert frame.toArrow().to_pylist() == rows_of(*SAMPLES)


def test_a_flat_table_is_that_of_a_conversion(articles: Any, fixtures: Path, tmp_path: Path) -> None:
    sources = [fixtures / "valid", fixtures / "standalone"]
    found = articles.option("table", "quotes").load(list(map(str, sources))).toArrow()
    assert found.schema.equals(table_schemas()["quotes"])
    convert(*sources, tmp_path / "tables", to="parquet", layout="tables")
    expected = pq.read_table(tmp_path / "tables" / "quotes.parquet")
    assert found.to_pylist() == expected.to_pylist()


def test_an_item_that_cannot_be_read_ends_the_job_where_nobody_asked_to_set_it_aside(
    articles: Any, tmp_path: Path
) -> None:
    (tmp_path / "in.jsonl").write_bytes(document(1) + b'\n{"type":"article"}\n')
    with pytest.raises(Exception, match=r"in\.jsonl has \d+ problems?") as caught:
        articles.load(str(tmp_path / "in.jsonl")).collect()
    assert "option('rejects', DIR)" in str(caught.value)


def test_what_is_for_the_public_holds_nothing_internal(articles: Any, tmp_path: Path) -> None:
    lines = [document(1, editorial_notes=[{"text": "Hold for the desk."}]), document(2, pub_status="withheld")]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    (row,) = articles.option("audience", "public").load(str(tmp_path / "in.jsonl")).toArrow().to_pylist()
    assert row["identifier"] == "urn:example:00001"
    assert not row["editorial_notes"]


def test_a_wrong_option_is_refused_before_anything_is_read(articles: Any) -> None:
    with pytest.raises(Exception, match="UsageError: there is no option 'form' here"):
        articles.option("form", "json").load("anywhere")


@pytest.mark.parametrize("to", ["json", "newsml-g2", "parquet"])
def test_what_is_written_reads_back_and_verifies(to: str, articles: Any, fixtures: Path, tmp_path: Path) -> None:
    frame = articles.option("partition_items", "9").load(str(fixtures / "valid"))
    out = tmp_path / "out"
    frame.write.format("newsschema").option("to", to).mode("append").save(str(out))
    parts = [path for path in out.iterdir() if path.name != "_newsschema"]
    assert len({path.name[:11] for path in parts}) > 1
    convert(fixtures / "valid", tmp_path / "local", to=to)
    assert trees(out) == trees(tmp_path / "local")
    assert verify(str(out)).ok
    assert sorted(path.name for path in tmp_path.iterdir()) == ["local", "out"]


def test_a_write_that_fails_leaves_what_was_there(articles: Any, fixtures: Path, tmp_path: Path) -> None:
    frame = articles.option("partition_items", "9").load(str(fixtures / "valid"))
    out = tmp_path / "out"
    convert(fixtures / "valid" / "10-alert.json", out, to="json")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    broken = frame.selectExpr("* except (urgency)", "if(length(headline) > 60, 99, 5) as urgency").select(
        *frame.columns
    )
    with pytest.raises(Exception, match="urgency"):
        broken.write.format("newsschema").option("to", "json").mode("overwrite").save(str(out))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_row_that_is_no_article_is_set_aside_when_asked(articles: Any, fixtures: Path, tmp_path: Path) -> None:
    frame = articles.load(str(fixtures / "valid"))
    broken = frame.selectExpr("* except (urgency)", "99 as urgency").select(*frame.columns)
    out, away = tmp_path / "out", tmp_path / "away"
    writer = broken.write.format("newsschema").option("to", "json").option("rejects", str(away))
    writer.mode("overwrite").save(str(out))
    assert list(out.glob("part-*")) == []
    assert len(set_aside(away)) == len(rows_of(fixtures / "valid"))
    assert len(list(ns.read_records(str(away)))) == len(set_aside(away))
