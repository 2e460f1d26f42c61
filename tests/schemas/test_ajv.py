"""A validator of another language reads the schemas and agrees: Ajv, in Node."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from newsschema import schemas
from newsschema.versions import CLASSES
from tests.conftest import ROOT
from tests.schemas.npm import NPM_DIR, needs
from tests.schemas.test_parity import BASES, FIXTURES, RULE_OF_CODE, RUST, VERSIONS, mutants, of_newest

pytestmark = needs("ajv")

REFUSALS = json.loads((ROOT / "fixtures" / "invalid" / "expected.json").read_bytes())


def verdicts(schema: Any, documents: list[Any]) -> list[bool]:
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("ajv.mjs"))],
        input=json.dumps({"schema": schema, "documents": documents}),
        env={**os.environ, "NPM_DIR": str(NPM_DIR)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: list[bool] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("root", CLASSES)
def test_ajv_accepts_every_fixture(root: str, version: str) -> None:
    every = [document for document in FIXTURES.values() if document["type"] == root]
    known = [document for document in every if document["schema_version"] <= version]
    of_version = [{**document, "schema_version": version} for document in known]
    assert verdicts(schemas.load(version, root), of_version) == [True] * len(of_version)
    assert verdicts(schemas.load(version, f"{root}.reader"), every) == [True] * len(every)


@pytest.mark.parametrize("base", BASES)
def test_ajv_agrees_on_mutated_documents(base: str) -> None:
    root = FIXTURES[base]["type"]
    documents = list(mutants(of_newest(FIXTURES[base]), base, 300))
    expected = [RUST[root].is_valid(document) for document in documents]
    assert verdicts(schemas.load(VERSIONS[-1], root), documents) == expected


@pytest.mark.parametrize("base", ["11-every-field"])
def test_ajv_agrees_on_what_readers_take(base: str) -> None:
    reader = schemas.load(VERSIONS[-1], f"{FIXTURES[base]['type']}.reader")
    validator = jsonschema_rs.validator_for(reader)
    documents = list(mutants(FIXTURES[base], f"{base} for readers", 200))
    assert verdicts(reader, documents) == [validator.is_valid(document) for document in documents]


def no_json(token: str) -> None:
    raise ValueError(token)


def readable(name: str) -> Any:
    """An invalid fixture as plain data; none for what is no JSON, or no document of ours."""
    try:
        found = json.loads((ROOT / "fixtures" / "invalid" / name).read_bytes(), parse_constant=no_json)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("type") in CLASSES else None


INVALID = {name: document for name in REFUSALS if (document := readable(name)) is not None}


def test_most_invalid_fixtures_are_documents() -> None:
    assert len(INVALID) > 100


@pytest.mark.parametrize("root", CLASSES)
def test_ajv_refuses_every_invalid_fixture_that_a_schema_can_refuse(root: str) -> None:
    names = [name for name, document in INVALID.items() if document["type"] == root]
    accepted = [False] * len(names)
    for version in VERSIONS:
        found = verdicts(schemas.load(version, root), [INVALID[name] for name in names])
        accepted = [one or other for one, other in zip(accepted, found, strict=True)]
    beyond = {name for name in names if all(found["code"] in BEYOND_SCHEMAS for found in REFUSALS[name])}
    assert {name for name, is_accepted in zip(names, accepted, strict=True) if is_accepted} <= beyond


BEYOND_SCHEMAS = {*RULE_OF_CODE, "NS024"}
"""The codes of rules that a JSON Schema cannot state; among characters it cannot tell halves of pairs."""
