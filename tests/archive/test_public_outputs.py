"""No word of what is internal is in any output for the public, in any format."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

import newsschema as ns
from tests.strategies.articles import complete_articles
from tests.v1.test_redaction import SENTINEL, Planter

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
    moment = ns.Instant("2999-01-01T00:00:00Z")
    account = ns.convert(
        tmp_path / "in",
        tmp_path / name,
        to=OUTPUTS[name],
        layout="tables" if name == "tables" else "nested",
        audience="public",
        as_of=moment,
        losses=str(tmp_path / "losses"),
    )
    assert account.written > 0
    files = [tmp_path / name] if (tmp_path / name).is_file() else sorted((tmp_path / name).rglob("*.*"))
    assert files
    for path in (*files, tmp_path / "losses"):
        assert SENTINEL.encode() not in plain(path), path


def plain(path: Path) -> bytes:
    if path.suffix == ".parquet":
        pyarrow = pytest.importorskip("pyarrow.parquet")
        return str(pyarrow.read_table(path).to_pylist()).encode()
    return path.read_bytes()
