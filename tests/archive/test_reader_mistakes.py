"""A mistake of a reader costs the file it happened in, never the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

import newsschema as ns
from newsschema.formats import json
from newsschema.formats.base import Item, ReadOptions


def test_a_file_that_a_reader_fails_on_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = json.read

    def failing(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
        if options.source.endswith("bad.json"):
            raise KeyError("secret words of the document")
        yield from read(stream, options)

    (tmp_path / "in").mkdir()
    for name in ("a", "bad", "c"):
        ns.write([ns.Article(identifier=f"urn:example:{name}")], tmp_path / "in" / f"{name}.json")
    monkeypatch.setattr(json, "read", failing)
    records = list(ns.read_records(tmp_path / "in"))
    assert [record.outcome for record in records] == ["read", "rejected", "read"]
    (found,) = records[1].diagnostics
    assert found.code == "NS032"
    assert "KeyError" in found.message
    assert "secret" not in str(found)
