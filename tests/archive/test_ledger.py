"""Ledger, manifest, verification, and what is set aside: all agree, and what is rejected can be read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

import newsschema as ns
from newsschema.archive import ledger
from newsschema.archive.rejects import Rejects, pieces_of
from newsschema.archive.sources import Entry
from newsschema.archive.units import records_in
from newsschema.archive.verify import verify
from newsschema.diagnostics import diagnostic
from newsschema.formats.base import Item, ReadOptions
from tests.archive.conftest import NUMBER, SOURCES, broken, content, document, lines, run

pytestmark = pytest.mark.usefixtures("small_units")

REJECTED = NUMBER // 17


def convert(path: Path, out: Path, **options: object) -> ns.Account:
    return ns.convert(str(path), str(out), **{"to": "parquet", "jobs": 1, **options})  # type: ignore[arg-type]


def rows(directory: Path) -> list[dict[str, object]]:
    return list(ledger.read_rows(ledger.files_of(directory)))


@pytest.mark.parametrize("to", ["json", "jsonld", "newsml-g2", "parquet"])
def test_account_manifest_ledger_and_verification_agree(to: str, tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    account = convert(path, tmp_path / "out", to=to)
    found = rows(tmp_path / "out")
    outcomes = [row["outcome"] for row in found]
    assert (outcomes.count("written"), outcomes.count("rejected")) == (account.written, account.rejected)
    result = verify(str(tmp_path / "out"))
    assert result.problems == []
    assert (result.items, result.rows) == (NUMBER, account.written)
    identifiers = {row["identifier"] for row in found if row["outcome"] == "written"}
    assert identifiers == {article.identifier for article in ns.read(str(tmp_path / "out"))}


def drop_part(out: Path) -> None:
    (out / "part-000001.parquet").unlink()


def swap_parts(out: Path) -> None:
    shutil.copy(out / "part-000001.parquet", out / "part-000002.parquet")


def add_file(out: Path) -> None:
    (out / "part-000099.parquet").write_bytes(b"PAR1")


def cut_ledger(out: Path) -> None:
    path = ledger.files_of(out)[0]
    path.write_bytes(path.read_bytes()[:-1])


def change_totals(out: Path) -> None:
    path = out / "_newsschema" / "manifest.json"
    manifest = orjson.loads(path.read_bytes())
    manifest["totals"]["written"] += 1
    path.write_bytes(orjson.dumps(manifest))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (drop_part, "part-000001.parquet: is not there"),
        (swap_parts, "part-000002.parquet: is not there, or not with the bytes"),
        (add_file, "part-000099.parquet: was not written by the conversion"),
        (cut_ledger, "sources/part-000000.parquet: is not there, or not with the bytes"),
        (change_totals, "the manifest counts 227 items as written, the ledger 226"),
    ],
)
def test_harm_is_seen(harm: Callable[[Path], None], told: str, tmp_path: Path) -> None:
    convert(SOURCES["lines"](tmp_path), tmp_path / "out")
    harm(tmp_path / "out")
    (problem,) = verify(str(tmp_path / "out")).problems
    assert told in problem


def test_a_directory_of_another_kind_cannot_be_verified(tmp_path: Path) -> None:
    with pytest.raises(ns.OutputError, match="has no manifest"):
        verify(str(tmp_path))


def test_without_parquet_the_ledger_is_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = SOURCES["lines"](tmp_path)
    convert(path, tmp_path / "columns", to="json")
    monkeypatch.setattr(ledger, "suffix", lambda: ".jsonl")
    convert(path, tmp_path / "lines", to="json")
    assert {each.suffix for each in ledger.files_of(tmp_path / "lines")} == {".jsonl"}
    assert rows(tmp_path / "lines") == rows(tmp_path / "columns")
    assert verify(str(tmp_path / "lines")).problems == []
    account = convert(path, tmp_path / "again", to="json", since_manifest=str(tmp_path / "lines"))
    assert account.unchanged == NUMBER - REJECTED


# --- What is new


def test_only_what_is_new_or_changed_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(rejects=False))
    convert(path, tmp_path / "first")
    changed = [document(number, title="changed") if number in (7, 90) else document(number) for number in range(NUMBER)]
    path.write_bytes(b"\n".join([document(999), *changed]))
    account = convert(path, tmp_path / "second", since_manifest=str(tmp_path / "first"))
    assert account.adds_up
    assert (account.read, account.written, account.unchanged) == (NUMBER + 1, 3, NUMBER - 2)
    assert [article.identifier[-5:] for article in ns.read(str(tmp_path / "second"))] == ["00999", "00007", "00090"]
    assert verify(str(tmp_path / "second")).problems == []


def test_an_unchanged_directory_gives_nothing_and_rejects_are_tried_again(tmp_path: Path) -> None:
    path = SOURCES["directory"](tmp_path)
    convert(path, tmp_path / "first")
    account = convert(path, tmp_path / "second", since_manifest=str(tmp_path / "first"), jobs=2)
    assert (account.written, account.unchanged, account.rejected) == (0, NUMBER - REJECTED, REJECTED)


def test_what_has_no_ledger_cannot_be_compared_with(tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    with pytest.raises(ns.UsageError, match="no finished output"):
        convert(path, tmp_path / "out", since_manifest=str(tmp_path))
    assert not (tmp_path / "out").exists()


# --- What was set aside


@pytest.mark.parametrize("source", ["lines", "gzip", "directory", "zip"])
def test_what_was_rejected_is_a_source_like_any_other(source: str, tmp_path: Path) -> None:
    path = SOURCES[source](tmp_path)
    first = convert(path, tmp_path / "out")
    rejects = Path(str(first.rejects))
    expected = [record for record in ns.read_records(str(path)) if record.outcome == "rejected"]
    again = list(ns.read_records(str(rejects)))
    assert len(again) == first.rejected > 0

    def place(record: ns.Record) -> object:
        return record.source, record.index, record.item.offset, [str(found) for found in record.diagnostics]

    assert sorted(map(place, again), key=str) == sorted(map(place, expected), key=str)
    second = convert(rejects, tmp_path / "again")
    assert second.rejected == first.rejected
    assert second.reasons == first.reasons


def test_an_item_of_a_message_is_kept_with_the_opening_of_the_message(tmp_path: Path) -> None:
    """What stands outside the item, such as a prefix, is needed to read it."""
    names = [f"urn:example:{number}" for number in range(3)]
    ns.write([ns.Article(identifier=name, language="en") for name in names], str(tmp_path / "plain.xml"))
    message = (tmp_path / "plain.xml").read_bytes()
    assert message.count(b"<newsItem") == 3
    start = message.index(b"<newsItem", message.index(b"<newsItem") + 1)
    end = message.index(b"</newsItem>", start) + len(b"</newsItem>")
    entry = Entry("plain.xml", tmp_path / "plain.xml", opener=lambda: (tmp_path / "plain.xml").open("rb"))
    item = Item(1, None, (diagnostic("NS039"),), offset=start, length=end - start, raw=message[start:end])
    Rejects(tmp_path / "aside", 0, 1 << 20).add(ns.Record("plain.xml", "newsml-g2", item, entry))
    (line,) = (tmp_path / "aside" / "part-000000.jsonl").read_bytes().splitlines()
    kept = orjson.loads(line)
    assert kept["opening"].encode() == message[: message.index(b"<newsItem")]
    (piece,) = pieces_of(tmp_path / "aside")
    (again,) = records_in(piece, None, ReadOptions())
    assert again.article is not None
    assert (again.source, again.index, again.article.identifier) == ("plain.xml", 1, "urn:example:1")


def test_mended_rejects_are_written(tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    rejects = Path(str(convert(path, tmp_path / "out").rejects))
    for part in rejects.glob("part-*"):
        part.write_bytes(part.read_bytes().replace(b'\\"urgency\\":99', b'\\"urgency\\":9'))
    account = convert(rejects, tmp_path / "again")
    assert account.written == sum(1 for number in range(16, NUMBER, 17) if number % 3 == 2)
    (row, *_) = [row for row in rows(tmp_path / "again") if row["outcome"] == "written"]
    assert row["file"] == str(path)


def test_rejects_are_for_their_owner_only(tmp_path: Path) -> None:
    for source in ("lines", "directory"):
        folder = tmp_path / source
        folder.mkdir()
        rejects = Path(str(convert(SOURCES[source](folder), folder / "out").rejects))
        assert rejects.stat().st_mode & 0o077 == 0


def test_rejects_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    convert(path, tmp_path / "out")
    assert (tmp_path / "out.rejects").is_dir()
    path.write_bytes(lines(rejects=False))
    convert(path, tmp_path / "out")
    assert not (tmp_path / "out.rejects").exists()


def test_other_files_in_the_place_of_rejects_are_not_touched(tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    (tmp_path / "out.rejects").mkdir()
    (tmp_path / "out.rejects" / "precious.txt").write_text("keep")
    with pytest.raises(ns.OutputError, match="--rejects"):
        convert(path, tmp_path / "out")
    assert content(tmp_path / "out.rejects") == {"precious.txt": b"keep"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_when_nothing_at_first_can_be_read_the_run_asks(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsschema.archive.conversion.FIRST", 20)
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(broken(number) for number in range(NUMBER)))
    for target in ("out", "out.jsonl"):
        with pytest.raises(ns.TooManyRejects, match=r"the first 20 items were all rejected.*--from") as caught:
            convert(path, tmp_path / target, to=None if "." in target else "json", jobs=jobs)
        assert caught.value.account.adds_up
        assert not (tmp_path / target).exists()
    account = convert(path, tmp_path / "out", max_rejects="100%", jobs=jobs)
    assert (account.read, account.rejected) == (NUMBER, NUMBER)


@pytest.mark.parametrize(("allowed", "status"), [("100%", 0), ("14", 0), ("13", 1), ("5%", 1), ("6%", 0), (None, 1)])
def test_status_and_account_under_every_limit(allowed: str | None, status: int, tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    options = ["--max-rejects", allowed] if allowed is not None else []
    found, out, err = run(path, tmp_path / "out", "--to", "json", "--jobs", "1", *options)
    assert found == status, err
    assert "rejected" in out
    assert ("warning" in err) == (status == 0)
    assert (tmp_path / "out" / "_newsschema" / "manifest.json").exists() == (status == 0 or allowed is None)
