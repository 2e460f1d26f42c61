"""Converting what a condition on the ledger finds again: the end is that of a whole new conversion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import newsschema as ns
from newsschema.archive import ledger
from newsschema.archive.verify import verify
from newsschema.diagnostics import diagnostic
from newsschema.formats import json as own
from newsschema.formats.base import Item
from tests.archive.conftest import NUMBER, SOURCES, UNIT, content, document, lines, run
from tests.archive.test_interruption import everything

pytestmark = pytest.mark.usefixtures("small_units")

REJECTED = NUMBER // 17
MISTAKEN = ("urn:example:00030", "urn:example:00110")


@pytest.fixture
def mistaken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Give the reader a mistake, until it is undone: it refuses two good documents."""
    read = own._item

    def item(index: int, data: bytes, *rest: Any) -> Item:
        if any(name.encode() in data for name in MISTAKEN):
            found = (diagnostic("NS011", source="-", index=index),)
            return Item(index, None, found, offset=rest[0].offset, length=len(data), raw=data)
        return read(index, data, *rest)

    monkeypatch.setattr(own, "_item", item)
    return monkeypatch


def convert(source: Path, out: Path, **options: Any) -> ns.Account:
    return ns.convert(str(source), str(out), **{"to": "json", "jobs": 1, **options})


@pytest.mark.parametrize("to", ["json", "newsml-g2"])
@pytest.mark.parametrize("source", ["lines", "zstd", "directory"])
def test_what_a_mended_reader_gives_takes_the_place_of_what_it_gave(
    to: str, source: str, mistaken: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = SOURCES[source](tmp_path)
    first = convert(path, tmp_path / "out", to=to)
    assert first.rejected == REJECTED + 2
    mistaken.undo()
    mistaken.setattr("newsschema.archive.conversion.UNIT", UNIT)
    again = convert(path, tmp_path / "out", to=to, redo="list_contains(codes, 'NS011') AND identifier IS NULL", jobs=2)
    assert again.adds_up
    assert (again.read, again.rejected) == (NUMBER, REJECTED)
    assert verify(str(tmp_path / "out")).problems == []
    whole = convert(path, tmp_path / "whole", to=to)
    assert {**again.to_dict(), "outputs": 0, "rejects": 0} == {**whole.to_dict(), "outputs": 0, "rejects": 0}
    assert everything(tmp_path / "out") == everything(tmp_path / "whole")
    assert not (tmp_path / "out.unfinished").exists()


def test_only_the_units_with_such_items_are_converted_again(mistaken: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(rejects=False))
    convert(path, tmp_path / "out")
    before = {each.name: each.stat().st_ino for each in (tmp_path / "out").glob("part-*")}
    mistaken.undo()
    mistaken.setattr("newsschema.archive.conversion.UNIT", UNIT)
    convert(path, tmp_path / "out", redo="outcome = 'rejected'")
    after = {each.name: each.stat().st_ino for each in (tmp_path / "out").glob("part-*")}
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {"part-000001.jsonl", "part-000004.jsonl"}
    rows = list(ledger.read_rows(ledger.files_of(tmp_path / "out")))
    assert [row["outcome"] for row in rows] == ["written"] * NUMBER
    assert not list((tmp_path / "out.rejects").glob("part-*"))


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("outcome = 'lost'", "no row of the ledger fits"),
        ("outcom = 'written'", "cannot be used: Binder Error"),
        ("true); SELECT (1", "more than a condition"),
    ],
)
def test_a_condition_that_cannot_be_used_changes_nothing(condition: str, reason: str, tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    convert(path, tmp_path / "out")
    before = everything(tmp_path / "out")
    with pytest.raises(ns.UsageError, match=reason):
        convert(path, tmp_path / "out", redo=condition)
    assert everything(tmp_path / "out") == before
    assert not (tmp_path / "out.unfinished").exists()


@pytest.mark.parametrize("change", ["other words", "fewer"])
def test_sources_that_changed_are_not_mixed_with_what_they_were(change: str, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines())
    convert(path, tmp_path / "out")
    before = everything(tmp_path / "out")
    path.write_bytes(lines().replace(b"Invented", b"Imagined") if change == "other words" else lines(50))
    with pytest.raises(ns.UsageError, match="not those that were converted"):
        convert(path, tmp_path / "out", redo="outcome = 'rejected'")
    assert everything(tmp_path / "out") == before


def test_what_was_sorted_or_is_asked_for_otherwise_cannot_be_redone(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(document(1))
    convert(path, tmp_path / "sorted", dedupe=True)
    with pytest.raises(ns.OutputError, match="they were sorted"):
        convert(path, tmp_path / "sorted", dedupe=True, redo="true")
    convert(path, tmp_path / "out")
    with pytest.raises(ns.UsageError, match="from was not given then"):
        convert(path, tmp_path / "out", format="json", redo="true")
    with pytest.raises(ns.OutputError, match="has no manifest"):
        convert(path, tmp_path / "new", redo="true")
    with pytest.raises(ns.UsageError, match="finished directory"):
        convert(path, tmp_path / "out.jsonl", redo="true")


@pytest.mark.parametrize("function", ["keep_ledger", "write_manifest"])
def test_killed_while_it_is_redone_it_stays_what_it_was(function: str, tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    run(path, tmp_path / "out", "--to", "json", "--jobs", "1")
    before = everything(tmp_path / "out")
    die = "import os\nimport newsschema.archive.redoing as m\nm.{} = lambda *_: os.kill(os.getpid(), 9)"
    redo: list[str | Path] = [path, tmp_path / "out", "--to", "json", "--jobs", "1", "--redo", "outcome = 'rejected'"]
    status, _, _ = run(*redo, setup=die.format(function))
    assert status == -9
    assert content(tmp_path / "out").items() <= {**before}.items()
    convert(path, tmp_path / "out", resume=True)
    assert everything(tmp_path / "out") == before
    status, _, err = run(*redo)
    assert status == 1, err
    assert everything(tmp_path / "out") == before
