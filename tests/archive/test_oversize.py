"""What is too large is set aside with all its bytes, a piece at a time, and can be read again with a higher limit."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

import newsschema as ns
from tests.archive.conftest import document

pytestmark = pytest.mark.usefixtures("small_units")

SMALL = ns.Limits(max_document_size=100_000)
LARGE = document(40, headline="x" * 9_000, summary="Invented. " * 30_000)


def convert(source: Path, out: Path, **options: Any) -> ns.Account:
    return ns.convert(str(source), str(out), **{"to": "json", "jobs": 1, **options})


def names(path: Path) -> list[str]:
    return [article.identifier[-5:] for article in ns.read(path)]


@pytest.mark.parametrize("packed", [False, True])
def test_a_long_line_keeps_its_bytes(packed: bool, tmp_path: Path) -> None:
    documents = [document(number) for number in range(60)]
    documents[40] = LARGE
    data = b"\n".join(documents)
    path = tmp_path / ("in.jsonl.gz" if packed else "in.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    account = convert(path, tmp_path / "out", limits=SMALL)
    assert account.adds_up
    assert (account.written, account.rejected, account.reasons) == (59, 1, {"NS007": 1})
    (kept,) = (tmp_path / "out.rejects" / "files").rglob("item-40")
    assert kept.read_bytes().rstrip() == LARGE
    assert kept.stat().st_mode & 0o077 == 0
    (again,) = ns.read_records(tmp_path / "out.rejects", limits=SMALL)
    assert [found.code for found in again.diagnostics] == ["NS007"]
    (record,) = ns.read_records(tmp_path / "out.rejects")
    assert (record.index, record.item.offset, record.source) == (40, data.index(LARGE), str(path))
    assert record.article is not None
    second = convert(tmp_path / "out.rejects", tmp_path / "second")
    assert (second.written, second.rejected) == (1, 0)


def test_a_file_that_stops_its_reader_is_read_again_from_there(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    documents = [document(number) for number in range(60)]
    documents[40] = LARGE
    path.write_bytes(b"[" + b",\n".join(documents) + b"]")
    account = convert(path, tmp_path / "out", limits=SMALL)
    assert account.adds_up
    assert (account.written, account.rejected) == (40, 1)
    second = convert(tmp_path / "out.rejects", tmp_path / "second")
    assert (second.written, second.rejected) == (20, 0)
    assert names(tmp_path / "out") + names(tmp_path / "second") == [f"{number:05}" for number in range(60)]
