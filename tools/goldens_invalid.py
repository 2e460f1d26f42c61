"""Writes what is said of every invalid fixture, or with `--check` fails where that has changed."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from newsschema.diagnostics import Diagnostic
from newsschema.formats import json
from newsschema.formats.base import ReadOptions

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "invalid"
EXPECTED = FOLDER / "expected.json"


def findings(fixture: Path) -> Iterator[Diagnostic]:
    """Yields what is wrong with a document."""
    for item in json.read(io.BytesIO(fixture.read_bytes()), ReadOptions(source=fixture.name)):
        yield from item.diagnostics


def said() -> dict[str, list[dict[str, Any]]]:
    """Returns for every fixture the code, place and words of each finding."""
    return {path.name: [_row(found) for found in findings(path)] for path in sorted(FOLDER.glob("NS*.json"))}


def _row(found: Diagnostic) -> dict[str, Any]:
    names = ("code", "path", "line", "column", "message")
    return {name: getattr(found, name) for name in names if getattr(found, name) not in (None, "")}


def main(arguments: list[str]) -> int:
    """Writes or checks the expected findings."""
    content = orjson.dumps(said(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if arguments == ["--check"]:
        stale = EXPECTED.read_bytes() != content
        if stale:
            print("stale: fixtures/invalid/expected.json; run: make goldens", file=sys.stderr)
        return int(stale)
    EXPECTED.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
