"""Conversions: every item is accounted for, outputs are whole, and what went in comes out of every format."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import orjson
import pytest

import newsschema as ns
from newsschema.v1.trees import tree

ARTICLE = {"type": "article", "schema_version": "1.0", "identifier": "urn:example:a"}


def fixture_trees(fixtures: Path) -> dict[tuple[str, int], object]:
    documents = [orjson.loads(path.read_bytes()) for path in sorted((fixtures / "valid").glob("*.json"))]
    for each in documents:
        each["schema_version"] = ns.Article.model_fields["schema_version"].default
    return {(each["identifier"], each["version"]): each for each in documents}


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def read_back(path: Path) -> dict[tuple[str, int], object]:
    return {(article.identifier, article.version): tree(article) for article in ns.read(str(path))}


WAYS = {
    "json": "out.jsonl",
    "json array": "out.json",
    "compressed": "out.jsonl.gz",
    "zstandard": "out.jsonl.zst",
    "jsonld": "out.jsonld",
    "newsml-g2": "out/",
    "message": "out.xml",
    "parquet": "out.parquet",
}


@pytest.mark.parametrize("way", WAYS)
def test_what_goes_in_comes_out(way: str, fixtures: Path, tmp_path: Path) -> None:
    source = fixtures / "valid"
    destination = tmp_path / WAYS[way]
    to = "newsml-g2" if way == "newsml-g2" else None
    account = ns.convert(str(source), str(destination), to=to)
    assert account.adds_up
    assert account.read == account.written == len(fixture_trees(fixtures))
    assert read_back(destination) == fixture_trees(fixtures)


def test_through_all_formats_in_a_row(fixtures: Path, tmp_path: Path) -> None:
    source = fixtures / "valid"
    for number, name in enumerate(("a.parquet", "b.jsonld", "c.xml", "d.jsonl")):
        destination = tmp_path / name
        account = ns.convert(str(source), str(destination))
        assert account.adds_up, number
        assert account.rejected == 0
        source = destination
    assert read_back(source) == fixture_trees(fixtures)


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonld", "out.xml", "out.parquet", "out"])
def test_the_same_input_gives_the_same_bytes(name: str, fixtures: Path, tmp_path: Path) -> None:
    outputs = []
    for run in ("one", "two"):
        destination = tmp_path / run / name
        ns.convert(str(fixtures / "valid" / "01-contested-offensive.json"), str(destination), to=_to(name))
        files = [destination] if destination.is_file() else sorted(destination.rglob("*.*"))
        outputs.append([path.read_bytes() for path in files])
    assert outputs[0] == outputs[1]


def _to(name: str) -> str | None:
    return None if "." in name else "newsml-g2"


def test_the_samples_run_to_the_end(shared: Path, tmp_path: Path) -> None:
    for folder, to in itertools.product(
        ("agency-newsml-g2", "iptc-newsml-g2", "publisher-pages"), ("parquet", "jsonl")
    ):
        account = ns.convert(str(shared / "samples" / folder), str(tmp_path / f"{folder}.{to}"))
        assert account.adds_up, account
        assert account.written > 0


def test_every_outcome_is_in_the_account(tmp_path: Path) -> None:
    lines = [orjson.dumps({**ARTICLE, "identifier": f"urn:example:{number}"}) for number in range(3)] + [
        b"{broken",
        orjson.dumps({"type": "article"}),
        orjson.dumps({**ARTICLE, "urgency": 99}),
    ]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join(lines))
    account = ns.convert(str(source), str(tmp_path / "out.jsonl"))
    assert (account.read, account.written, account.rejected) == (6, 3, 3)
    assert account.adds_up
    assert account.rejects == str(tmp_path / "out.jsonl.rejects")
    kept = [orjson.loads(line) for line in lines_of(tmp_path / "out.jsonl.rejects" / "part-000000.jsonl")]
    assert [each["text"].encode() for each in kept] == lines[3:]
    assert [each["index"] for each in kept] == [3, 4, 5]
    assert all(each["diagnostics"][0]["code"].startswith("NS") for each in kept)
    start = source.read_bytes()
    assert all(start[each["offset"] :].startswith(each["text"].encode()) for each in kept)
    assert Path(account.rejects).stat().st_mode & 0o077 == 0


def test_a_rejected_file_keeps_its_name_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "broken.xml").write_bytes(
        b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><x></newsItem>"
    )
    (tmp_path / "in" / "good.json").write_bytes(orjson.dumps(ARTICLE))
    account = ns.convert(str(tmp_path / "in"), str(tmp_path / "out.jsonl"))
    assert (account.written, account.rejected) == (1, 1)
    kept = list(Path(str(account.rejects)).rglob("broken.xml"))
    assert [path.read_bytes() for path in kept] == [(tmp_path / "in" / "broken.xml").read_bytes()]


@pytest.mark.parametrize(
    ("allowed", "stops"), [("0", True), ("1", True), ("2", False), ("100%", False), ("10%", True), ("50%", False)]
)
def test_max_rejects(allowed: str, stops: bool, tmp_path: Path) -> None:
    lines = [orjson.dumps({**ARTICLE, "identifier": f"urn:example:{number}"}) for number in range(4)]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([*lines[:2], b"{", b"[", *lines[2:]]))
    if not stops:
        account = ns.convert(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), max_rejects=allowed)
        assert (account.written, account.rejected) == (4, 2)
        return
    with pytest.raises(ns.TooManyRejects) as caught:
        ns.convert(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), max_rejects=allowed)
    assert caught.value.account.rejected >= 1
    assert not (tmp_path / "out.jsonl").exists()
    assert not list(tmp_path.glob(".out*"))


def test_public_output_leaves_out_what_is_not_released(tmp_path: Path) -> None:
    articles = [
        {**ARTICLE, "identifier": "urn:example:usable"},
        {**ARTICLE, "identifier": "urn:example:withheld", "pub_status": "withheld"},
        {**ARTICLE, "identifier": "urn:example:canceled", "pub_status": "canceled"},
        {**ARTICLE, "identifier": "urn:example:open", "embargo": {}},
        {**ARTICLE, "identifier": "urn:example:past", "embargo": {"until": "2026-07-11T12:00:00Z"}},
        {**ARTICLE, "identifier": "urn:example:future", "embargo": {"until": "2026-07-11T12:00:01Z"}},
        {**ARTICLE, "identifier": "urn:example:no-zone", "embargo": {"until": "2026-07-11T02:00:00"}},
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(orjson.dumps(each) for each in articles))
    out = tmp_path / "out.jsonl"
    moment = ns.Instant("2026-07-11T14:00:00+02:00")
    account = ns.convert(str(tmp_path / "in.jsonl"), str(out), audience="public", as_of=moment)
    assert [article.identifier for article in ns.read(str(out))] == ["urn:example:usable", "urn:example:past"]
    assert account.skipped == {"withheld article": 1, "canceled article": 1, "embargoed article": 3}
    assert account.adds_up


def test_without_a_moment_no_embargo_is_past(tmp_path: Path) -> None:
    article = ns.Article(identifier="urn:example:a", embargo=ns.Embargo(until=ns.DateTime("1999-01-01T00:00:00Z")))
    ns.write([article], str(tmp_path / "in.jsonl"))
    account = ns.convert(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), audience="public")
    assert account.skipped == {"embargoed article": 1}


def test_losses_name_what_a_public_output_leaves_out(tmp_path: Path) -> None:
    article = ns.Article(
        identifier="urn:example:a",
        title="slug for the desk",
        editorial_notes=(
            ns.EditorialNote(text="call the desk"),
            ns.EditorialNote(text="fiction", audience="public"),
        ),
    )
    ns.write([article], str(tmp_path / "in.jsonl"))
    losses = tmp_path / "losses.jsonl"
    account = ns.convert(str(tmp_path / "in.jsonl"), str(tmp_path / "o.jsonl"), audience="public", losses=str(losses))
    told = [orjson.loads(line) for line in lines_of(losses)]
    assert {each["path"] for each in told} == {"/title", "/editorial_notes"}
    assert account.losses == len(told)
    assert b"call the desk" not in (tmp_path / "o.jsonl").read_bytes() + losses.read_bytes()


def test_standalone_records_go_where_they_fit(fixtures: Path, tmp_path: Path) -> None:
    records = sorted((fixtures / "standalone").glob("*.json"))
    assert len(records) >= 2
    for path in records:
        for name in ("out.jsonl", "out.jsonld"):
            account = ns.convert(str(path), str(tmp_path / name))
            assert account.written == 1
            back = next(ns.read_records(str(tmp_path / name))).document
            assert back == ns.loads(path.read_bytes())
        account = ns.convert(str(path), str(tmp_path / "out.xml"))
        assert (account.written, account.rejected) == (0, 1)
        assert account.reasons == {"NS401": 1}


def test_writing_needs_a_format(tmp_path: Path) -> None:
    with pytest.raises(ns.UsageError, match="--to"):
        ns.write([], str(tmp_path / "somewhere"))


def test_an_output_is_whole_or_not_there(tmp_path: Path) -> None:
    def breaking() -> object:
        yield ns.Article(identifier="urn:example:a")
        raise KeyboardInterrupt

    for name in ("o.jsonl", "o.parquet", "o.jsonld", "dir"):
        with pytest.raises(KeyboardInterrupt):
            ns.write(breaking(), str(tmp_path / name), format=None if "." in name else "newsml-g2")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_compressed_output_is_compressed(tmp_path: Path) -> None:
    ns.write([ns.Article(identifier="urn:example:a")], str(tmp_path / "o.jsonl.gz"))
    assert b"urn:example:a" in gzip.decompress((tmp_path / "o.jsonl.gz").read_bytes())


def test_a_page_of_linked_data_is_no_file_of_lines(tmp_path: Path) -> None:
    """The name of one begins as that of the other does."""
    article = ns.Article(identifier="urn:example:1", language="en", title="On several lines")
    data = ns.dumps(article, format="jsonld")
    (tmp_path / "in.jsonld").write_bytes(b"[" + data.replace(b'",', b'",\n') + b"]")
    account = ns.convert(str(tmp_path / "in.jsonld"), str(tmp_path / "out.jsonl"), jobs=1)
    assert (account.read, account.written) == (1, 1)


@pytest.mark.usefixtures("small_units")
def test_linked_data_in_lines_is_cut_like_lines(tmp_path: Path) -> None:
    articles = [ns.Article(identifier=f"urn:example:{number}", language="en") for number in range(60)]
    ns.write(articles, tmp_path / "in.jsonl", format="jsonld")
    (tmp_path / "in.jsonl").rename(tmp_path / "in.jsonld")
    account = ns.convert(str(tmp_path / "in.jsonld"), str(tmp_path / "out"), to="json", jobs=1)
    assert (account.written, account.files) == (60, 3)
