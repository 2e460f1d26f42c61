"""A validator of another language reads the schemas and agrees: Ajv, in Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from newsschema import schemas
from newsschema.versions import CLASSES
from tests.conftest import ROOT
from tests.schemas.test_parity import BASES, FIXTURES, RUST, mutants

NPM_DIR = Path(os.environ.get("NPM_DIR") or ROOT / ".venv" / "npm")

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (NPM_DIR / "node_modules" / "ajv").is_dir(),
    reason=f"Ajv is not installed: npm install --prefix {NPM_DIR} ajv@8",
)


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


@pytest.mark.parametrize("purpose", ["", ".reader"])
@pytest.mark.parametrize("root", CLASSES)
def test_ajv_accepts_every_fixture(root: str, purpose: str) -> None:
    documents = [document for document in FIXTURES.values() if document["type"] == root]
    assert verdicts(schemas.load("1.0", root + purpose), documents) == [True] * len(documents)


@pytest.mark.parametrize("base", BASES)
def test_ajv_agrees_on_mutated_documents(base: str) -> None:
    root = FIXTURES[base]["type"]
    documents = list(mutants(FIXTURES[base], base, 300))
    assert verdicts(schemas.load("1.0", root), documents) == [RUST[root].is_valid(document) for document in documents]


@pytest.mark.parametrize("base", ["11-every-field"])
def test_ajv_agrees_on_what_readers_take(base: str) -> None:
    reader = schemas.load("1.0", f"{FIXTURES[base]['type']}.reader")
    validator = jsonschema_rs.validator_for(reader)
    documents = list(mutants(FIXTURES[base], f"{base} for readers", 200))
    assert verdicts(reader, documents) == [validator.is_valid(document) for document in documents]
