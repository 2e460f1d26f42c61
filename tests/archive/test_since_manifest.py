"""What an earlier run has read is not parsed again where its bytes are the same, and nothing that changed is missed."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newsschema as ns
from newsschema.archive import ledger, units
from newsschema.archive.verify import verify
from tests.archive.conftest import SOURCES, content, document, lines
from tests.archive.test_dying_workers import ITEMS, array, dumped, message, packed_tar, packed_zip

NUMBER = 100


pytestmark = pytest.mark.usefixtures("small_units")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes small sources."""
    monkeypatch.setattr("tests.archive.conftest.NUMBER", NUMBER)
    monkeypatch.setattr("tests.archive.conftest.lines", lambda count=NUMBER: lines(count, rejects=False))
    monkeypatch.setattr("tests.archive.conftest.broken", document)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names what is parsed."""
    seen: list[str] = []
    read = units._read_piece

    def noted(piece: units.Piece, *rest: Any) -> Any:
        seen.append(piece.entry.name)
        return read(piece, *rest)

    monkeypatch.setattr(units, "_read_piece", noted)
    return seen


def convert(path: Path, out: Path, **options: Any) -> ns.Account:
    account = ns.convert(str(path), str(out), **{"to": "json", "jobs": 1, **options})
    assert account.adds_up
    return account


def rows(out: Path) -> list[dict[str, Any]]:
    return list(ledger.read_rows(ledger.files_of(out)))


def places(out: Path) -> list[tuple[object, ...]]:
    names = ("file", "member", "item", "offset", "length", "sha256", "format", "identifier", "codes")
    return [tuple(row[name] for name in names) for row in rows(out)]


def archive_of(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


MORE: dict[str, Callable[[Path], Path]] = {
    "array": archive_of("in.json", array()),
    "array in zip": archive_of("in.zip", packed_zip("a.json", array())),
    "array in tar.gz": archive_of("in.tar.gz", packed_tar("a.json", array())),
    "message": archive_of("in.xml", message()),
    "linked data": archive_of("in.jsonld", dumped("jsonld")),
}


@pytest.mark.parametrize("source", [*(name for name in SOURCES if name != "parquet"), *MORE])
def test_what_is_the_same_is_not_parsed_and_the_ledger_still_knows_it(
    source: str, parsed: list[str], tmp_path: Path
) -> None:
    path = {**SOURCES, **MORE}[source](tmp_path)
    first = convert(path, tmp_path / "first")
    assert parsed
    # Neither the time of a file nor a ledger of a ledger matters.
    if path.is_file():
        os.utime(path, (1, 1))
    for earlier, later in (("first", "second"), ("second", "third")):
        parsed.clear()
        account = convert(path, tmp_path / later, since_manifest=str(tmp_path / earlier))
        assert parsed == []
        assert (account.read, account.unchanged, account.written) == (first.read, first.written, 0)
        assert account.sources == first.sources
        assert places(tmp_path / later) == places(tmp_path / "first")
        assert {row["outcome"] for row in rows(tmp_path / later)} == {"unchanged"}
        assert verify(str(tmp_path / later)).problems == []


def test_of_a_file_that_was_appended_to_only_the_end_is_parsed(parsed: list[str], tmp_path: Path) -> None:
    for name, pack in (("in.jsonl", bytes), ("in.jsonl.gz", gzip.compress)):
        path = tmp_path / name
        path.write_bytes(pack(lines(60, rejects=False)))
        convert(path, tmp_path / f"{name}-1")
        path.write_bytes(pack(lines(60, rejects=False) + document(900) + b"\n"))
        parsed.clear()
        account = convert(path, tmp_path / f"{name}-2", since_manifest=str(tmp_path / f"{name}-1"))
        assert len(parsed) == 1
        assert (account.read, account.unchanged, account.written) == (61, 60, 1)
        (written,) = ns.read(str(tmp_path / f"{name}-2"))
        assert written.identifier == "urn:example:00900"


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "one item": lambda data: data.replace(b"story 5", b"story V"),
    "an item of the same length": lambda data: data.replace(b"00004", b"40000"),
    "an item more at the end": lambda data: data.rstrip(b"]\n") + b",\n" + document(900) + b"\n]\n",
    "an item less at the end": lambda data: data[: data.rindex(b",\n{")] + b"\n]\n",
    "something between": lambda data: data.replace(b",\n", b",1,\n", 1),
    "not closed": lambda data: data.rstrip(b"]\n"),
    "cut off": lambda data: data[:-30],
    "two of them": lambda data: data.replace(b"story 3", b"story III").replace(b"story 8", b"story VIII"),
    "only more space": lambda data: data.replace(b"\n", b"\n   "),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_result_is_that_of_parsing(
    change: str, parsed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.json"
    path.write_bytes(array())
    convert(path, tmp_path / "first")
    path.write_bytes(CHANGES[change](array()))
    parsed.clear()
    account = convert(path, tmp_path / "second", since_manifest=str(tmp_path / "first"))
    assert parsed
    monkeypatch.setattr("newsschema.archive.work.Unchanged.rows", lambda *_: [])
    again = convert(path, tmp_path / "third", since_manifest=str(tmp_path / "first"))
    assert account.to_dict() | {"outputs": [], "rejects": None} == again.to_dict() | {"outputs": [], "rejects": None}
    assert places(tmp_path / "second") == places(tmp_path / "third")
    assert {name: data for name, data in content(tmp_path / "second").items() if name.startswith("part-")} == {
        name: data for name, data in content(tmp_path / "third").items() if name.startswith("part-")
    }


def test_what_was_rejected_is_tried_again_with_all_that_stood_with_it(parsed: list[str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.json").write_bytes(document(number) if number != 1 else b"{broken")
    convert(tmp_path / "in", tmp_path / "first")
    parsed.clear()
    account = convert(tmp_path / "in", tmp_path / "second", since_manifest=str(tmp_path / "first"))
    assert [Path(name).name for name in parsed] == ["1.json"]
    assert (account.unchanged, account.rejected) == (2, 1)


def test_an_embargo_that_has_passed_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(document(1, embargo={"until": "2026-01-02T00:00:00Z"}))
    options = {"audience": "public", "to": "json"}
    before = convert(tmp_path / "in.jsonl", tmp_path / "1", as_of=ns.Instant("2026-01-01T00:00:00Z"), **options)
    assert before.skipped == {"embargoed article": 1}
    after = convert(
        tmp_path / "in.jsonl",
        tmp_path / "2",
        as_of=ns.Instant("2026-01-03T00:00:00Z"),
        since_manifest=str(tmp_path / "1"),
        **options,
    )
    assert (after.written, after.unchanged) == (1, 0)


def test_a_ledger_of_lines_will_do(parsed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "suffix", lambda: ".jsonl")
    (tmp_path / "in.json").write_bytes(array())
    convert(tmp_path / "in.json", tmp_path / "first")
    parsed.clear()
    account = convert(tmp_path / "in.json", tmp_path / "second", since_manifest=str(tmp_path / "first"))
    assert (parsed, account.unchanged) == ([], ITEMS)


def test_of_a_long_message_only_the_run_is_parsed_in_which_something_changed(
    parsed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsschema.archive.units.LONG", 1_000)
    monkeypatch.setattr("newsschema.formats.newsml_g2.streams.WHOLE", 1_000)
    monkeypatch.setattr("tests.archive.test_dying_workers.ITEMS", 520)
    path = tmp_path / "in.xml"
    path.write_bytes(message())
    convert(path, tmp_path / "first")
    assert len(parsed) == 3
    path.write_bytes(message().replace(b"story 300<", b"story CCC<"))
    parsed.clear()
    account = convert(path, tmp_path / "second", since_manifest=str(tmp_path / "first"))
    assert len(parsed) == 1
    assert (account.read, account.unchanged, account.written) == (520, 264, 256)
    assert verify(str(tmp_path / "second")).problems == []
