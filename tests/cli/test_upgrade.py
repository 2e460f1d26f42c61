"""`newsschema upgrade`: own JSON of any version in, own JSON of one version out, and nothing lost on the way."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import newsschema as ns
from newsschema import schemas
from newsschema.errors import DocumentError, UsageError, VersionError
from newsschema.formats import format_for
from newsschema.formats import json as own_json
from newsschema.formats.base import WriteOptions
from tests.cli.test_wrong_input import run
from tests.conftest import ROOT

Tree = dict[str, Any]
SMALLEST = {"type": "article", "schema_version": "1.0", "identifier": "urn:example:a"}
QUOTE = {"type": "quote", "schema_version": "1.3", "identifier": "urn:example:q", "kind": "direct", "text": "Yes"} | {
    "attribution": {"links": [{"role": "originator", "agents": [{"type": "person", "name": "A", "hat": "red"}]}]}
}
NEWER = {**SMALLEST, "schema_version": "1.4", "identifier": "urn:example:b", "mood": "good"}


def lines(path: Path) -> list[Tree]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_documents_of_different_versions_become_one_version(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(tree) + "\n" for tree in (SMALLEST, NEWER, QUOTE)), "utf-8")
    done = run("upgrade", source, tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr.decode()
    found = lines(tmp_path / "out.jsonl")
    assert [tree["schema_version"] for tree in found] == [ns.SCHEMA_VERSION] * 3
    assert found[1]["extensions"] == [{"format": "newsschema/1.4", "path": "/mood", "content": '"good"'}]
    assert found[2]["extensions"][0]["path"] == "/attribution/links/0/agents/0/hat"


def test_a_directory_with_files_of_every_form_is_upgraded(tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "more").mkdir(parents=True)
    (source / "one.json").write_text(json.dumps(SMALLEST, indent=2), "utf-8")
    (source / "several.json").write_text(json.dumps([NEWER, {**NEWER, "identifier": "urn:example:c"}]), "utf-8")
    (source / "more" / "lines.jsonl.gz").write_bytes(gzip.compress(json.dumps(QUOTE).encode() + b"\n"))
    done = run("upgrade", source, tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    found = [tree["identifier"] for part in sorted((tmp_path / "out").glob("*.jsonl")) for tree in lines(part)]
    assert sorted(found) == ["urn:example:a", "urn:example:b", "urn:example:c", "urn:example:q"]


def test_what_is_of_this_version_stays_as_it_is(tmp_path: Path) -> None:
    done = run("upgrade", ROOT / "fixtures" / "valid", tmp_path / "out.jsonl", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    fixtures = sorted((ROOT / "fixtures" / "valid").glob("*.json"))
    wanted = [ns.dumps(ns.loads(path.read_bytes(), format="json"), format="json") for path in fixtures]
    assert (tmp_path / "out.jsonl").read_bytes().splitlines() == wanted


def test_another_major_is_set_aside_with_the_version_needed(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(SMALLEST) + "\n" + json.dumps({**SMALLEST, "schema_version": "2.0"}) + "\n", "utf-8")
    done = run("upgrade", source, tmp_path / "out.jsonl")
    assert done.returncode == 1
    assert len(lines(tmp_path / "out.jsonl")) == 1
    (rejected,) = (tmp_path / "out.jsonl.rejects").rglob("*.jsonl")
    assert f"1.0 to {ns.SCHEMA_VERSION}" in rejected.read_text("utf-8")


WRONG: dict[str, tuple[tuple[str, ...], bytes]] = {
    "a version that is not there": (("in.jsonl", "out.jsonl", "--to-version", "1.7"), b"Take one of: 1.0"),
    "a version that is none": (("in.jsonl", "out.jsonl", "--to-version", "new"), b"Take one of: 1.0"),
    "no such source": (("none.jsonl", "out.jsonl"), b"none.jsonl"),
    "itself": (("in.jsonl", "in.jsonl"), b"in.jsonl"),
    "no destination": (("in.jsonl",), b"DEST"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_command(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text(json.dumps(SMALLEST) + "\n", "utf-8")
    arguments, words = WRONG[case]
    done = run("upgrade", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert b"Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_only_own_json_has_versions(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(SMALLEST) + "\n", "utf-8")
    with pytest.raises(UsageError, match="only own JSON"):
        ns.convert(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonld"), to_version="1.0")


def test_a_version_of_no_table_cannot_be_written() -> None:
    with pytest.raises(VersionError, match=r"no version 1\.7"):
        own_json.dumps(ns.Article.model_validate(SMALLEST), WriteOptions(version="1.7"))


LATER = {
    **SMALLEST,
    "schema_version": "1.1",
    "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    "rights": {"notice": "© Example", "data_mining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"},
}
ADDED = ["/digital_source_type", "/rights/data_mining"]


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonld"])
def test_an_earlier_version_is_written_with_its_losses_told(name: str, tmp_path: Path) -> None:
    source, losses = tmp_path / name, tmp_path / "losses.jsonl"
    document = ns.Article.model_validate(LATER)
    source.write_bytes(ns.dumps(document, format=format_for(name) or ""))
    ns.convert(str(source), str(tmp_path / "out.jsonl"), to="json", to_version="1.0", jobs=1, losses=str(losses))
    (found,) = lines(tmp_path / "out.jsonl")
    assert found["schema_version"] == "1.0"
    assert jsonschema_rs.validator_for(schemas.load("1.0", "article")).is_valid(found)
    assert [(entry["format"], entry["path"]) for entry in found["extensions"]] == [
        ("newsschema/1.1", path) for path in ADDED
    ]
    told = lines(losses)
    assert [loss["path"] for loss in told] == ADDED
    assert {loss["identifier"] for loss in told} == {SMALLEST["identifier"]}
    assert all("version 1.0 has no place for it" in loss["reason"] for loss in told)
    assert ns.loads((tmp_path / "out.jsonl").read_bytes()) == document


def test_the_command_writes_an_earlier_version_and_brings_it_back(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(LATER) + "\n" + json.dumps(SMALLEST) + "\n", "utf-8")
    down = run("upgrade", source, tmp_path / "old.jsonl", "--to-version", "1.0", "--losses", tmp_path / "losses.jsonl")
    assert down.returncode == 0, down.stderr.decode()
    assert [tree["schema_version"] for tree in lines(tmp_path / "old.jsonl")] == ["1.0", "1.0"]
    assert [loss["path"] for loss in lines(tmp_path / "losses.jsonl")] == ADDED
    up = run("upgrade", tmp_path / "old.jsonl", tmp_path / "new.jsonl")
    assert up.returncode == 0, up.stderr.decode()
    first, second = lines(tmp_path / "new.jsonl")
    assert {name: first[name] for name in LATER} == LATER
    assert "extensions" not in first
    assert second["schema_version"] == "1.1"


@pytest.mark.parametrize("format_", ["json", "jsonld", "newsml-g2", "parquet"])
def test_what_an_earlier_reader_kept_comes_back_in_every_format(format_: str) -> None:
    document = ns.Article.model_validate(LATER)
    older = json.loads(own_json.dumps(document, WriteOptions(version="1.0")))
    # As if the earlier package had written what it holds: another format, and later a newer version.
    kept = ns.Article.model_validate(older)
    assert kept.extensions
    assert kept.digital_source_type is None
    assert ns.loads(ns.dumps(kept, format=format_), format=format_) == document


def test_a_document_that_has_more_than_its_version_is_refused_where_it_says_so() -> None:
    premature = json.dumps({**LATER, "schema_version": "1.0"}, indent=1).encode()
    hidden = premature.replace(b"data_mining", b"data\\u005fmining").replace(b"digital_source_type", b"url")
    for data, path in ((premature, "/digital_source_type"), (hidden, "/rights/data_mining")):
        with pytest.raises(DocumentError) as caught:
            ns.loads(data, format="json")
        (found,) = caught.value.diagnostics
        assert (found.code, found.path, found.line) == ("NS022", "/schema_version", 3)
        assert f"{path} is of a later version than 1.0" in found.message
