"""Writes every path that the public side of an article keeps, or with `--check` fails where that has changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsschema.v1 import redact
from newsschema.v1.trees import tree
from tests.strategies.articles import complete_articles

ROOT = Path(__file__).resolve().parent.parent
PATHS = ROOT / "tests" / "v1" / "redacted_paths.txt"


def kept() -> str:
    """Returns the paths, one a line, sorted; `<person>` names which of several kinds of value it is."""
    found = {path for article in complete_articles() for path in _paths("", tree(redact(article)))}
    return "".join(f"{path}\n" for path in sorted(found))


def _paths(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _paths(f"{path}[]", item)
    elif isinstance(value, dict):
        kind = f"<{value['type']}>" if path and "type" in value and "value" not in value else ""
        for name, inner in value.items():
            yield from _paths(f"{path}{kind}.{name}".lstrip("."), inner)
    else:
        yield path


def main(arguments: list[str]) -> int:
    """Writes or checks the list."""
    if arguments == ["--check"]:
        stale = PATHS.read_text(encoding="utf-8") != kept()
        if stale:
            print("stale: tests/v1/redacted_paths.txt; run: make goldens", file=sys.stderr)
        return int(stale)
    PATHS.write_text(kept(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
