"""The schemas are what the model says, stand alone, and can be read from the repository and from the wheel."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pyarrow as pa
import pytest

import newsschema.v1
from newsschema import schemas
from newsschema.errors import UsageError
from newsschema.formats.parquet import nested_schema
from newsschema.v1 import CasualtyReport, Quote
from newsschema.v1.base import Model, mark_of
from newsschema.versions import CLASSES, RELEASES
from tests.conftest import ROOT

VERSIONS = schemas.versions()
ROOTS = tuple(CLASSES)
every_version = pytest.mark.parametrize("version", VERSIONS)
every_root = pytest.mark.parametrize("root", ROOTS)
every_purpose = pytest.mark.parametrize("purpose", ["", ".reader"])


def nodes(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within a schema, with its JSON Pointer."""
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            if key != "examples":
                yield from nodes(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from nodes(value, f"{path}/{index}")


def is_class(item: object) -> bool:
    return isinstance(item, type) and issubclass(item, Model)


MODELS: dict[str, type[Model]] = {name: item for name, item in vars(newsschema.v1).items() if is_class(item)}


def test_what_is_committed_is_what_the_model_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.generate", "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_there_is_a_folder_for_every_version_of_the_model() -> None:
    assert tuple(str(release.version) for release in RELEASES) == VERSIONS


@every_version
@every_root
@every_purpose
def test_a_schema_is_valid_and_names_itself(version: str, root: str, purpose: str) -> None:
    schema = schemas.load(version, root + purpose)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://w3id.org/newsschema/{version}/{root}{purpose}.schema.json"
    assert schema["title"].startswith(CLASSES[root].__name__)


@every_version
@every_root
@every_purpose
def test_a_schema_stands_alone(version: str, root: str, purpose: str) -> None:
    schema = schemas.load(version, root + purpose)
    wanted = {node["$ref"] for _, node in nodes(schema) if isinstance(node.get("$ref"), str)}
    assert wanted == {f"#/$defs/{name}" for name in schema["$defs"]}


@every_version
@every_root
@every_purpose
def test_its_examples_are_valid(version: str, root: str, purpose: str) -> None:
    schema = schemas.load(version, root + purpose)
    assert schema["examples"]
    for example in schema["examples"]:
        jsonschema.Draft202012Validator(schema).validate(example)
        assert CLASSES[root].model_validate_json(json.dumps(example)).type == root


@every_version
@every_root
@every_purpose
def test_every_string_has_a_pattern_and_no_format_is_used(version: str, root: str, purpose: str) -> None:
    for path, node in nodes(schemas.load(version, root + purpose)):
        assert not isinstance(node.get("format"), str), path
        assert node.get("type") != "string" or "pattern" in node, path


@every_version
@every_root
@every_purpose
def test_everything_is_described(version: str, root: str, purpose: str) -> None:
    schema = schemas.load(version, root + purpose)
    for name, definition in {"": schema, **schema["$defs"]}.items():
        assert definition["description"], name
        assert definition["title"], name
        for member, value in definition.get("properties", {}).items():
            assert value["description"].endswith("."), (name, member)


@every_version
@every_root
def test_definitions_are_named_as_the_classes_and_have_their_fields(version: str, root: str) -> None:
    schema = schemas.load(version, root)
    model = CLASSES[root]
    for name, definition in {model.__name__: schema, **schema["$defs"]}.items():
        if "properties" in definition:
            standing = set() if definition is schema or name not in ("Quote", "CasualtyReport") else STANDALONE_ONLY
            known = set(MODELS[name].model_fields) - added_after(version, name)
            assert set(definition["properties"]) == known - standing
            assert definition["additionalProperties"] is False


STANDALONE_ONLY = {"type", "schema_version", "article"}


def added_after(version: str, name: str) -> set[str]:
    """The members of a class that later versions added."""
    later = [release for release in RELEASES if str(release.version) not in VERSIONS[: VERSIONS.index(version) + 1]]
    added = (each.partition("=")[0].split(".") for release in later for each in release.added)
    return {member for owner, member in added if owner == name}


@every_version
def test_audience_and_personal_marks_are_kept(version: str) -> None:
    schema = schemas.load(version, "article")
    for name, definition in {"Article": schema, **schema["$defs"]}.items():
        for member, value in definition.get("properties", {}).items():
            mark = mark_of(MODELS[name].model_fields[member].metadata)
            assert value.get("x-audience", "public") == mark.audience, (name, member)
            assert value.get("x-personal", "none") == mark.personal, (name, member)


@every_version
@every_root
def test_a_document_says_what_it_is_and_of_which_version(version: str, root: str) -> None:
    schema = schemas.load(version, root)
    assert {"type", "schema_version", "identifier"} <= set(schema["required"])
    assert schema["properties"]["type"]["const"] == root
    assert schema["properties"]["schema_version"]["const"] == version


@every_version
@pytest.mark.parametrize("model", [Quote, CasualtyReport])
def test_a_record_inside_an_article_says_none_of_this(model: type[Model], version: str) -> None:
    definition = schemas.load(version, "article")["$defs"][model.__name__]
    assert not set(definition["properties"]) & STANDALONE_ONLY
    assert "ArticleReference" not in schemas.load(version, "article")["$defs"]


# Open for readers


def document() -> dict[str, Any]:
    text = (ROOT / "fixtures" / "valid" / "11-every-field.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    whole = document()
    holder: Any = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return whole


NEWER: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "an unknown member": (("mood",), "good"),
    "an unknown member of a part": (("quotes", 0, "mood"), ["good"]),
    "a later minor version": (("schema_version",), "1.7"),
    "an unknown closed code": (("pub_status",), "postponed"),
    "an unknown code within a part": (("casualty_reports", 0, "scope"), "rumour"),
    "an unknown code of an open list": (("casualty_reports", 0, "outcome"), "inconvenienced"),
    "an unknown kind of agent": (("quotes", 0, "attribution", "links", 0, "agents", 0), {"type": "swarm", "size": 3}),
}


@every_version
@pytest.mark.parametrize("case", NEWER)
def test_a_reader_accepts_what_a_later_version_may_add_and_a_writer_does_not(case: str, version: str) -> None:
    newer = changed(*NEWER[case])
    assert jsonschema_rs.validator_for(schemas.load(version, "article.reader")).is_valid(newer)
    assert not jsonschema_rs.validator_for(schemas.load(version, "article")).is_valid(newer)


BROKEN: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "no identifier": (("identifier",), None),
    "another major version": (("schema_version",), "2.0"),
    "a number for a text": (("headline",), 5),
    "a known agent without its member": (("quotes", 0, "attribution", "links"), []),
    "a known kind of agent that is wrong": (
        ("quotes", 0, "attribution", "links", 0, "agents", 0),
        {"type": "person", "name": 7},
    ),
    "another type of document": (("type",), "quote"),
}


@every_version
@pytest.mark.parametrize("case", BROKEN)
def test_a_reader_still_refuses_what_no_later_version_allows(case: str, version: str) -> None:
    assert not jsonschema_rs.validator_for(schemas.load(version, "article.reader")).is_valid(changed(*BROKEN[case]))


# Where they are


@every_version
def test_schemas_are_found_by_short_and_full_names(version: str) -> None:
    assert schemas.path(version, "article") == schemas.path(version, "article.schema.json")
    assert schemas.load(version, "context")["@context"]
    assert schemas.read(version, "nested").startswith(f"# newsschema.schema_version = {version}\n".encode())
    assert "README.md" in schemas.names(version)


@pytest.mark.parametrize(("version", "name"), [("0.9", "article"), ("1.0", "picture"), ("../1.0", "article")])
def test_what_is_not_there_is_said_with_what_is(version: str, name: str) -> None:
    with pytest.raises(UsageError, match="Take one of"):
        schemas.path(version, name)


def test_a_file_that_is_no_json_is_not_loaded_as_such() -> None:
    with pytest.raises(UsageError, match="no JSON"):
        schemas.load("1.0", "nested")


def test_the_arrow_schema_is_the_one_that_files_have() -> None:
    stored = pa.ipc.read_schema(pa.py_buffer(schemas.read(VERSIONS[-1], "nested.arrow")))
    assert stored.equals(nested_schema(), check_metadata=True)


def test_the_wheel_takes_the_schemas_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"schemas": "newsschema/_schemas"}
    (tmp_path / "_schemas").symlink_to(ROOT / "schemas")
    monkeypatch.setattr(schemas, "_PACKAGE", tmp_path)
    assert schemas.versions() == VERSIONS
    assert schemas.path("1.0", "article").is_relative_to(tmp_path)
