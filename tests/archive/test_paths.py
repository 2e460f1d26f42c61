"""Sources and destinations are text or paths, whichever a program holds."""

from __future__ import annotations

from pathlib import Path

import newsschema as ns


def test_paths_are_taken_wherever_names_are(tmp_path: Path) -> None:
    article = ns.Article(identifier="urn:example:a", language="en")
    ns.write([article], tmp_path / "one.jsonl")
    assert list(ns.read(tmp_path / "one.jsonl")) == [article]
    assert [record.article for record in ns.read_records(tmp_path / "one.jsonl")] == [article]
    assert ns.validate(tmp_path / "one.jsonl").ok
    assert ns.convert(tmp_path / "one.jsonl", tmp_path / "two.jsonld").written == 1
    assert list(ns.read(str(tmp_path / "two.jsonld"))) == [article]
