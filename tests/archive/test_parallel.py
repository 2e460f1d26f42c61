"""Many processes: the same bytes however many they are, and a worker that dies costs one item."""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

import newsschema as ns
from tests.archive.conftest import NUMBER, SOURCES, content, document, lines

pytestmark = pytest.mark.usefixtures("small_units")

TARGETS: dict[str, tuple[str | None, str | None, str]] = {
    "parts.jsonl": (None, "json", "nested"),
    "parts.parquet": (None, "parquet", "nested"),
    "files": (None, "newsml-g2", "nested"),
    "tables": (None, "parquet", "tables"),
    "out.jsonl.gz": ("out.jsonl.gz", None, "nested"),
    "out.json": ("out.json", None, "nested"),
    "out.parquet": ("out.parquet", None, "nested"),
}


def convert(source: Path, target: str, folder: Path, jobs: int, **options: object) -> ns.Account:
    name, to, layout = TARGETS[target]
    destination = folder / (name or "out")
    return ns.convert(str(source), str(destination), to=to, layout=layout, jobs=jobs, **options)  # type: ignore[arg-type]


# Every packing and every form of output once.
@pytest.mark.parametrize(("source", "target"), list(zip(SOURCES, TARGETS, strict=True)))
def test_the_bytes_do_not_depend_on_how_many_share_the_work(source: str, target: str, tmp_path: Path) -> None:
    path = SOURCES[source](tmp_path)
    accounts = {}
    for jobs in (1, 2):
        folder = tmp_path / f"with-{jobs}"
        folder.mkdir()
        account = convert(path, target, folder, jobs, losses=str(folder / "losses.jsonl"))
        assert account.adds_up
        accounts[jobs] = {
            name: value for name, value in account.to_dict().items() if name not in ("outputs", "rejects")
        }
    assert accounts[1] == accounts[2]
    assert accounts[1]["read"] == NUMBER
    assert content(tmp_path / "with-1") == content(tmp_path / "with-2")


@pytest.mark.parametrize("source", SOURCES)
def test_every_item_keeps_its_place(source: str, tmp_path: Path) -> None:
    path = SOURCES[source](tmp_path)
    expected = [(record.source, record.index, record.outcome) for record in ns.read_records(str(path))]
    ns.convert(str(path), str(tmp_path / "out"), to="json", jobs=1)
    found = []
    for row in rows(tmp_path / "out"):
        name = row["file"] + (f"!/{row['member']}" if row["member"] else "")
        found.append((name, row["item"], {"written": "read"}.get(row["outcome"], row["outcome"])))
    assert found == expected


def rows(directory: Path) -> list[dict[str, Any]]:
    from newsschema.archive import ledger

    return list(ledger.read_rows(ledger.files_of(directory)))


def test_the_ledger_leads_back_to_the_bytes(tmp_path: Path) -> None:
    import hashlib

    path = SOURCES["lines"](tmp_path)
    data = path.read_bytes()
    ns.convert(str(path), str(tmp_path / "out"), to="parquet", jobs=1)
    found = rows(tmp_path / "out")
    assert len(found) == NUMBER
    for row in found:
        start, length = row["offset"], row["length"]
        assert isinstance(start, int)
        assert isinstance(length, int)
        assert hashlib.sha256(data[start : start + length]).hexdigest() == row["sha256"]
    assert {tuple(row["codes"]) for row in found if row["outcome"] == "rejected"} >= {("NS002",)}


def test_lines_of_findings_are_those_of_the_file(tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    ns.convert(str(path), str(tmp_path / "out.jsonl"), jobs=1)
    text = path.read_bytes().splitlines()
    kept = content(tmp_path / "out.jsonl.rejects")
    told = [orjson.loads(line) for name, data in kept.items() if name[:4] == "part" for line in data.splitlines()]
    assert len(told) == NUMBER // 17
    for entry in told:
        assert {text[found["line"] - 1].decode() for found in entry["diagnostics"] if "line" in found} == {
            entry["text"]
        }


def test_standard_input_is_cut_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines())
    for jobs in (1, 2):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines())))
        account = ns.convert("-", str(tmp_path / f"{jobs}"), to="json", jobs=jobs)
        assert account.read == NUMBER
    assert content(tmp_path / "1") == content(tmp_path / "2")
    assert len(list((tmp_path / "1").glob("part-*"))) > 2


KILLER = """
import os, sys
if "newsschema.archive.worker" in " ".join(sys.orig_argv):
    import newsschema.formats.json as json
    item = json._item
    def deadly(index, data, position, options):
        if b"deadly" in data:
            os.kill(os.getpid(), {signal})
        return item(index, data, position, options)
    json._item = deadly
"""


@pytest.mark.parametrize("source", ["gzip", "directory"])
def test_a_worker_that_dies_costs_one_item(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.archive.conftest.document", lambda n, **f: document(n, **poison(n), **f))
    path = SOURCES[source](tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KILLER.format(signal=int(signal.SIGSEGV)))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    account = ns.convert(str(path), str(tmp_path / "out"), to="json", jobs=2)
    assert account.adds_up
    assert account.read == NUMBER
    assert account.reasons["NS028"] == 2
    assert account.rejected == NUMBER // 17 + 2
    killed = [row for row in rows(tmp_path / "out") if row["codes"] == ["NS028"]]
    expected = {"gzip": [30, 100], "directory": [0, 0]}
    assert [row["item"] for row in killed] == expected[source]
    kept = b"".join(content(tmp_path / "out.rejects").values())
    assert b"was ended by signal 11" in kept
    assert kept.count(b"deadly") == 2
    assert b"deadly" not in b"".join(p.read_bytes() for p in (tmp_path / "out").glob("part-*"))


def poison(number: int) -> dict[str, object]:
    return {"title": "deadly"} if number in (30, 100) else {}


def test_the_processes_are_gone_afterwards(tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    before = children()
    seen: set[int] = set()

    def look(account: ns.Account) -> None:  # noqa: ARG001  # the shape of progress
        seen.update(children())

    ns.convert(str(path), str(tmp_path / "out"), to="parquet", jobs=2, progress=look)
    assert len(seen - before) == 2
    assert not (seen - before) & children()


def children() -> set[int]:
    found = set()
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(each.parent.name))
    return found


def test_many_read_one_long_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsschema.archive.units.LONG", 1_000)
    monkeypatch.setattr("newsschema.formats.newsml_g2.streams.WHOLE", 1_000)
    articles = [ns.Article.model_validate_json(document(number)) for number in range(600)]
    ns.write(articles, tmp_path / "in.xml")
    data = (tmp_path / "in.xml").read_bytes()
    broken = data.replace(b"Invented story 300<", b"Invented story 300</wrong><", 1)
    (tmp_path / "in.xml").write_bytes(broken)
    for jobs in (1, 2):
        account = ns.convert(str(tmp_path / "in.xml"), str(tmp_path / f"{jobs}"), to="json", jobs=jobs)
        assert account.adds_up
        assert (account.read, account.written, account.rejected, account.files) == (600, 599, 1, 3)
    assert content(tmp_path / "1") == content(tmp_path / "2")
    assert content(tmp_path / "1.rejects") == content(tmp_path / "2.rejects")
    assert list(ns.read(str(tmp_path / "1"))) == articles[:300] + articles[301:]
    (row,) = [row for row in rows(tmp_path / "1") if row["outcome"] == "rejected"]
    found = broken[row["offset"] : row["offset"] + row["length"]]
    assert found.startswith(b"<newsItem")
    assert b"story 300" in found
    (again,) = ns.read_records(str(tmp_path / "1.rejects"))
    assert (again.index, again.outcome) == (300, "rejected")
