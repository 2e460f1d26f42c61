"""Writes what every valid fixture becomes in every text format, or with `--check` fails where that has changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import orjson

from newsschema import Article, dumps, loads

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
GOLDENS = ROOT / "fixtures" / "golden"


def goldens() -> Iterator[tuple[Path, bytes]]:
    """Yields the path and the content of each golden file."""
    for fixture in sorted([*FIXTURES.glob("valid/*.json"), *FIXTURES.glob("standalone/*.json")]):
        document = loads(fixture.read_bytes(), format="json")
        yield GOLDENS / "json" / f"{fixture.stem}.jsonl", dumps(document, format="json") + b"\n"
        jsonld = orjson.loads(dumps(document, format="jsonld"))
        pretty = orjson.dumps(jsonld, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        yield GOLDENS / "jsonld" / f"{fixture.stem}.jsonld", pretty
        if isinstance(document, Article):
            yield GOLDENS / "newsml-g2" / f"{fixture.stem}.xml", dumps(document, format="newsml-g2")


def changed() -> Iterator[str]:
    """Yields the name of every golden file that is missing, stale or left over."""
    wanted = dict(goldens())
    for path, content in wanted.items():
        if not path.is_file() or path.read_bytes() != content:
            yield str(path.relative_to(ROOT))
    for path in sorted(GOLDENS.rglob("*.*")):
        if path not in wanted:
            yield f"{path.relative_to(ROOT)} (left over)"


def main(arguments: list[str]) -> int:
    """Writes or checks the golden files."""
    if arguments == ["--check"]:
        stale = list(changed())
        for name in stale:
            print(f"stale: {name}; run: make goldens", file=sys.stderr)
        return 1 if stale else 0
    for path, content in goldens():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
