"""`newsschema schema`: what there is, a copy of it, and what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsschema import schemas
from tests.cli.test_wrong_input import run
from tests.conftest import ROOT


def test_list_names_every_file_of_every_version() -> None:
    done = run("schema", "list")
    assert done.returncode == 0
    wanted = [f"{version}  {name}" for version in schemas.versions() for name in schemas.names(version)]
    assert done.stdout.decode().splitlines() == wanted
    assert "1.0  article.schema.json" in wanted


@pytest.mark.parametrize("arguments", [(), ("--version", "1.1"), ("--version", "1.0")])
def test_export_copies_every_byte(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run("schema", "export", tmp_path / "deep" / "out", *arguments)
    assert done.returncode == 0
    version = arguments[-1] if arguments else "1.1"
    committed = {path.name: path.read_bytes() for path in (ROOT / "schemas" / version).iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "deep" / "out").iterdir()} == committed


def test_export_of_a_version_that_is_not_there_writes_nothing(tmp_path: Path) -> None:
    done = run("schema", "export", tmp_path / "out", "--version", "0.9")
    assert done.returncode == 2
    assert b"Take one of: 1.0" in done.stderr
    assert not (tmp_path / "out").exists()


def test_export_to_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("keep")
    done = run("schema", "export", tmp_path / "file")
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
    assert (tmp_path / "file").read_text() == "keep"


OLD = {"type": "object", "required": ["a"], "properties": {"a": {"maximum": 1}, "b": {"enum": ["x|`y`"]}}}
NEW = {"type": "object", "properties": {"a": {"maximum": 1}, "b": {"enum": ["x|`y`", "z"]}}, "title": "T"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "old.json": json.dumps(OLD), "new.json": json.dumps(NEW), "additive.json": json.dumps({**OLD, "title": "T"}),
        "broken.json": "{", "list.json": "[]", "inner.json": '{"properties":[]}',
        "escape.json": '{"title":"\\u001b[31m"}',
        "number.json": "5", "latin.json": "",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "latin.json").write_bytes(b'{"title": "caf\xe9"}')


@pytest.mark.usefixtures("files")
def test_a_breaking_change_is_an_exit_status() -> None:
    done = run("schema", "diff", "old.json", "new.json")
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        'new.json: breaking for readers: /required: member no longer required: "a"',
        'new.json: compatible: /properties/b/enum: value added: "z"',
        'new.json: documentation only: /title: title added: "T"',
        "1 breaking for readers, 1 compatible, 1 documentation only",
    ]


@pytest.mark.usefixtures("files")
def test_what_breaks_nobody_is_none() -> None:
    done = run("schema", "diff", "old.json", "additive.json")
    assert (done.returncode, done.stdout) == (
        0,
        b'additive.json: documentation only: /title: title added: "T"\n1 documentation only\n',
    )


@pytest.mark.usefixtures("files")
def test_changes_as_json() -> None:
    done = run("schema", "diff", "old.json", "new.json", "--output-format", "json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode, found["breaking"]) == (1, True)
    assert found["changes"][0] == {
        "schema": "new.json", "kind": "member no longer required", "effect": "breaking for readers",
        "path": "/required", "old": "a", "new": None,
    }  # fmt: skip


@pytest.mark.usefixtures("files")
def test_changes_as_markdown() -> None:
    done = run("schema", "diff", "new.json", "old.json", "--output-format", "markdown")
    assert done.returncode == 1
    assert done.stdout.decode() == (
        "### Breaking for writers\n\n"
        '- `/required`: member now required: `"a"` (old.json)\n'
        '- `/properties/b/enum`: value removed: `"z"` (old.json)\n\n'
        "### Documentation only\n\n"
        '- `/title`: title removed: `"T"` (old.json)\n'
    )


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("form", "nothing"), [("text", "no changes\n"), ("markdown", "No changes.\n")])
def test_the_same_version_has_no_changes(form: str, nothing: str) -> None:
    done = run("schema", "diff", "1.0", "1.0", "--output-format", form)
    assert (done.returncode, done.stdout.decode()) == (0, nothing)


@pytest.mark.usefixtures("files")
def test_what_a_schema_says_is_no_command_to_the_terminal() -> None:
    done = run("schema", "diff", "old.json", "escape.json")
    assert b"\x1b" not in done.stdout


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("1.0", "1.9", b"Take one of: 1.0"),
        ("1.0", "old.json", b"two versions or two files"),
        ("none.json", "old.json", b"none.json: no such file"),
        ("broken.json", "old.json", b"is no JSON"),
        ("latin.json", "old.json", b"is no JSON"),
        ("list.json", "old.json", b"no JSON Schema"),
        ("old.json", "inner.json", b"no JSON Schema"),
        ("old.json", "number.json", b"no JSON Schema"),
        (".", "old.json", b"is a directory"),
    ],
)
def test_wrong_input(old: str, new: str, word: bytes) -> None:
    done = run("schema", "diff", old, new)
    assert done.returncode == 2
    assert word in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
