"""Types that a common generator makes from the schemas compile, and tell good documents from bad ones."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from newsschema import schemas
from newsschema.versions import CLASSES
from tests.conftest import ROOT
from tests.schemas.npm import NPM_DIR, needs

pytestmark = needs("json-schema-to-typescript", "typescript")

FIXTURES = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "fixtures" / "valid").glob("*.json"))
}
VERSIONS = schemas.versions()
SMALLEST = {"type": "article", "schema_version": VERSIONS[-1], "identifier": "urn:example:a"}
QUOTE = {"identifier": "urn:example:q", "kind": "direct", "text": "Yes."}
REFUSED: dict[str, dict[str, Any]] = {
    "a misspelt member": {**SMALLEST, "headlin": "H"},
    "a number for a text": {**SMALLEST, "headline": 5},
    "a text for a list": {**SMALLEST, "keywords": "one"},
    "an unknown closed code": {**SMALLEST, "pub_status": "postponed"},
    "another version": {**SMALLEST, "schema_version": "1.7"},
    "another type": {**SMALLEST, "type": "quote"},
    "no identifier": {"type": "article", "schema_version": VERSIONS[-1]},
    "a quote of nobody": {**SMALLEST, "quotes": [QUOTE]},
    "a kind of agent that is none": {
        **SMALLEST,
        "quotes": [
            {**QUOTE, "attribution": {"links": [{"role": "originator", "agents": [{"type": "swarm", "name": "B"}]}]}}
        ],
    },
}


def types_of(schema: Any, name: str) -> str:
    done = subprocess.run(
        ["node", Path(__file__).with_name("types.mjs")],
        input=json.dumps({"schema": schema, "name": name}),
        env={**os.environ, "NPM_DIR": str(NPM_DIR)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types of articles of each version, and of each document, for writers and for readers."""
    folder = tmp_path_factory.mktemp("types")
    wanted = [(version, "article", "") for version in VERSIONS]
    wanted += [(VERSIONS[-1], root, purpose) for root in CLASSES for purpose in ("", ".reader")]
    for version, root, purpose in dict.fromkeys(wanted):
        schema = {**schemas.load(version, root + purpose), "title": CLASSES[root].__name__}
        made = types_of(schema, CLASSES[root].__name__)
        (folder / f"{module_of(version, root)}{purpose.replace('.', '_')}.ts").write_text(made, "utf-8")
    return folder


def module_of(version: str, root: str) -> str:
    return f"{root}_{version.replace('.', '_')}"


def stated(name: str, kind: str, document: Mapping[str, Any]) -> str:
    return f"export const {name}: {kind} = {json.dumps(document)};"


def writers() -> Iterator[str]:
    for version in VERSIONS:
        kind = f"Article{version.replace('.', '_')}"
        yield f'import type {{ Article as {kind} }} from "./{module_of(version, "article")}";'
        for number, document in enumerate(FIXTURES.values()):
            if document["schema_version"] <= version:
                yield stated(f"{kind}Document{number}", kind, {**document, "schema_version": version})


def refused() -> Iterator[str]:
    """The compiler complains also of an error that is expected and not there."""
    yield f'import type {{ Article }} from "./{module_of(VERSIONS[-1], "article")}";'
    yield stated("good", "Article", SMALLEST)
    for number, document in enumerate(REFUSED.values()):
        yield "// @ts-expect-error"
        yield stated(f"bad{number}", "Article", document)


def readers() -> Iterator[str]:
    newer = {**SMALLEST, "schema_version": "1.7", "mood": "good", "pub_status": "postponed"}
    yield f'import type {{ Article }} from "./{module_of(VERSIONS[-1], "article")}_reader";'
    yield stated("fixture", "Article", FIXTURES["11-every-field"])
    yield stated("newer", "Article", newer)
    yield "export const spoken: string[] = (fixture.quotes ?? []).map((quote) => quote.text ?? quote.kind);"
    yield "const tolls = (fixture.casualty_reports ?? []).map((report) => report.count.number ?? null);"
    yield "export const numbers: (number | null)[] = tolls;"


MODULES = {"writers": writers, "refused": refused, "readers": readers}


@pytest.fixture(scope="module")
def complaints(types: Path) -> list[str]:
    """What the compiler says of all the modules, each of which uses the types in its way."""
    for name, lines in MODULES.items():
        (types / f"{name}.ts").write_text("\n".join(lines()) + "\n", "utf-8")
    compiler = NPM_DIR / "node_modules" / "typescript" / "bin" / "tsc"
    options = ("--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--pretty", "false")
    done = subprocess.run(
        ["node", compiler, *options, *(f"{name}.ts" for name in MODULES)],
        cwd=types,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_uses_the_types_compiles(name: str, complaints: list[str]) -> None:
    assert [line for line in complaints if line.startswith(f"{name}.ts")] == []


def test_the_types_themselves_compile(complaints: list[str]) -> None:
    assert [line for line in complaints if not line.startswith(tuple(MODULES))] == []
