"""Names and places that nobody chose with care: they are read, or refused in one line."""

from __future__ import annotations

import os
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import newsschema as ns
from newsschema.archive import ledger
from newsschema.archive.verify import verify
from tests.archive.conftest import document, lines

pytestmark = pytest.mark.usefixtures("small_units")


def convert(source: Path, out: Path, **options: Any) -> ns.Account:
    return ns.convert(source, out, **{"to": "json", "jobs": 1, **options})


@pytest.mark.parametrize("options", [{}, {"dedupe": True, "partition_by": "year"}])
def test_names_in_any_bytes(options: dict[str, Any], tmp_path: Path) -> None:
    source = tmp_path / "in [x]*"
    source.mkdir()
    (source / "ñandú 日本\n.jsonl").write_bytes(lines(40, rejects=False))
    Path(os.fsdecode(os.fsencode(source) + b"/bad\xff.json")).write_bytes(document(99))
    with tarfile.open(source / "in.tar", "w") as archive:
        info = tarfile.TarInfo(os.fsdecode(b"m\xfe.json"))
        info.size = len(document(98))
        archive.addfile(info, BytesIO(document(98)))
    account = convert(source, tmp_path / "out [x]*", **options)
    assert (account.read, account.written) == (42, 42)
    assert verify(str(tmp_path / "out [x]*")).problems == []
    places = {(row["file"], row["member"]) for row in ledger.read_rows(ledger.files_of(tmp_path / "out [x]*"))}
    assert places == {
        (f"{source}/bad\\xff.json", None),
        (f"{source}/in.tar", "m\\xfe.json"),
        (f"{source}/ñandú 日本\n.jsonl", None),
    }


@pytest.mark.parametrize("name", ["aa", "aa.jsonl"])
def test_what_a_run_writes_is_no_source_of_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "z.jsonl").write_bytes(lines(100))
    first = convert(tmp_path, tmp_path / name)
    again = convert(tmp_path, tmp_path / name)
    assert (first.read, again.read) == (100, 100)
    assert first.written == again.written == sum(1 for _ in ns.read(tmp_path / name))
