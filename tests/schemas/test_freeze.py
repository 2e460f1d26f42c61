"""What a released version says never changes, save for documentation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from newsschema import schemas
from newsschema.versions import RELEASES
from tests.conftest import ROOT
from tools import freeze

AS_IF_RELEASED = tuple(release._replace(released="2026-01-01") for release in RELEASES)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the schemas, to be changed."""
    shutil.copytree(ROOT / "schemas", tmp_path / "_schemas")
    monkeypatch.setattr(schemas, "_PACKAGE", tmp_path)
    return tmp_path / "_schemas" / "1.0"


def test_released_versions_say_what_they_said() -> None:
    assert freeze.complaints(json.loads(freeze.NOTED.read_bytes()), freeze.digests()) == []


def test_only_what_is_released_is_frozen() -> None:
    assert freeze.digests(release._replace(released=None) for release in RELEASES) == {}
    found = freeze.digests(AS_IF_RELEASED)["1.0"]
    assert {"article.schema.json", "quote.reader.schema.json", "context.jsonld", "nested.arrow.txt"} <= found.keys()
    assert not found.keys() & {"README.md", "vocabulary.jsonld"}


def change(path: Path, *steps: str, value: Any) -> None:
    schema = json.loads(path.read_bytes())
    holder = schema
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = value
    path.write_text(json.dumps(schema), "utf-8")


def test_documentation_may_change(folder: Path) -> None:
    noted = freeze.digests(AS_IF_RELEASED)
    change(folder / "article.schema.json", "description", value="Better words.")
    change(folder / "article.schema.json", "$defs", "Quote", "properties", "kind", "description", value="Better words.")
    change(folder / "article.schema.json", "examples", value=[])
    columns = (folder / "nested.arrow.txt").read_text("utf-8")
    (folder / "nested.arrow.txt").write_text(columns.replace(" -- The headline.", " -- Better words."), "utf-8")
    (folder / "README.md").write_text("Better words.")
    assert freeze.complaints(noted, freeze.digests(AS_IF_RELEASED)) == []


CHANGES: dict[str, tuple[tuple[str, ...], Any]] = {
    "a member more": (("properties", "mood"), {"type": "string"}),
    "a member named as documentation": (("$defs", "Quote", "properties", "description"), {"type": "string"}),
    "another pattern": (("$defs", "Iri", "pattern"), "^"),
    "another requirement": (("required",), ["type"]),
    "a code more": (("$defs", "PubStatus", "enum"), ["usable"]),
}


@pytest.mark.parametrize("case", CHANGES)
def test_nothing_else_may(case: str, folder: Path) -> None:
    noted = freeze.digests(AS_IF_RELEASED)
    steps, value = CHANGES[case]
    change(folder / "article.schema.json", *steps, value=value)
    assert freeze.complaints(noted, freeze.digests(AS_IF_RELEASED)) == ["1.0/article.schema.json: changed"]


def test_columns_and_context_are_frozen_too(folder: Path) -> None:
    noted = freeze.digests(AS_IF_RELEASED)
    with (folder / "nested.arrow.txt").open("a") as file:
        file.write("mood: string\n")
    change(folder / "context.jsonld", "@context", "mood", value="urn:example:mood")
    (folder / "quote.schema.json").unlink()
    assert freeze.complaints(noted, freeze.digests(AS_IF_RELEASED)) == [
        "1.0/context.jsonld: changed",
        "1.0/nested.arrow.txt: changed",
        "1.0/quote.schema.json: gone",
    ]


def test_a_release_has_to_be_noted_and_cannot_be_taken_back() -> None:
    found = freeze.digests(AS_IF_RELEASED)
    versions = [str(release.version) for release in RELEASES]
    assert freeze.complaints({}, found) == [f"{version}: released, but not noted" for version in versions]
    assert freeze.complaints(found, {}) == [f"{version}: noted, but not released any more" for version in versions]


def test_what_was_noted_is_never_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = {"1.0": {"article.schema.json": "0"}}
    (tmp_path / "frozen.json").write_text(json.dumps(noted), "utf-8")
    monkeypatch.setattr(freeze, "NOTED", tmp_path / "frozen.json")
    monkeypatch.setattr(freeze, "digests", lambda: {"1.0": {"article.schema.json": "1"}, "1.1": {"a": "2"}})
    assert freeze.main([]) == 1
    assert json.loads((tmp_path / "frozen.json").read_bytes()) == {**noted, "1.1": {"a": "2"}}
