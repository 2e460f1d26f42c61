"""No word of what is internal is in any output for the public, in any format."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import orjson
import pytest

import newsschema as ns
from tests.strategies.articles import complete_articles
from tests.v1.test_redaction import SENTINEL, Planter

STANDALONE = Path(__file__).parents[2] / "fixtures" / "standalone"
OUTPUTS = {
    "o.jsonl": None,
    "o.jsonld": None,
    "o.parquet": None,
    "tables": "parquet",
    "items": "newsml-g2",
    "o.xml": None,
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_nothing_internal_is_in_an_output_for_the_public(name: str, tmp_path: Path) -> None:
    planted = [cast(ns.Article, Planter().plant(article)) for article in complete_articles()]
    for number, article in enumerate(planted):
        ns.write([article], tmp_path / "in" / f"{number}.json")
    assert SENTINEL in "".join(path.read_text() for path in (tmp_path / "in").iterdir())
    assert published(tmp_path, name, as_of=ns.Instant("2999-01-01T00:00:00Z")).written > 0
    files = [tmp_path / name] if (tmp_path / name).is_file() else sorted((tmp_path / name).rglob("*.*"))
    assert files
    for path in (*files, tmp_path / "losses"):
        assert SENTINEL.encode() not in plain(path), path


@pytest.mark.parametrize("name", ["o.jsonl", "o.jsonld", "tables"])
def test_nothing_internal_of_a_standalone_record_is_in_an_output_for_the_public(name: str, tmp_path: Path) -> None:
    for path in STANDALONE.iterdir():
        document = orjson.loads(path.read_bytes())
        document["extensions"] = [{"format": "jsonld", "path": "https://schema.org/comment", "content": SENTINEL}]
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / path.name).write_bytes(orjson.dumps(document))
    assert published(tmp_path, name).written == 2
    for path in (tmp_path / name, *(tmp_path / name).rglob("*.*")):
        assert path.is_dir() or SENTINEL.encode() not in plain(path), path
    told = (tmp_path / "losses").read_text()
    assert "/extensions" in told
    assert SENTINEL not in told


def published(folder: Path, name: str, as_of: ns.Instant | None = None) -> ns.Account:
    layout: Literal["nested", "tables"] = "tables" if name == "tables" else "nested"
    losses = str(folder / "losses")
    return ns.convert(
        folder / "in", folder / name, to=OUTPUTS[name], layout=layout, audience="public", as_of=as_of, losses=losses
    )


def plain(path: Path) -> bytes:
    if path.suffix == ".parquet":
        pyarrow = pytest.importorskip("pyarrow.parquet")
        return str(pyarrow.read_table(path).to_pylist()).encode()
    return path.read_bytes()
