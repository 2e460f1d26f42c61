"""Which parts of a foreign document cannot be put back in their places, found by reading what was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Place = tuple[str, int]
"""An extension, by its owner (JSON Pointer) and its rank there."""


def misplaced(expected: dict[str, Any], found: dict[str, Any], article: dict[str, Any]) -> frozenset[Place]:
    """Returns the extensions after which a document is read otherwise than it was.

    `expected` is what should be read, `found` what was, `article` all there is to write. Where an extension is
    missing, it is that one; where a field differs, those of the nearest owner that has any.
    """
    ranks: set[Place] = set()
    for owner, content in _different(expected, found, ""):
        steps = owner
        while True:
            extensions = _at(article, steps).get("extensions", ())
            ranks |= {(steps, at) for at, one in enumerate(extensions) if content is None or one == content}
            if extensions or not steps:
                break
            steps = _above(steps)
    return frozenset(ranks)


def _different(expected: Any, found: Any, owner: str) -> Iterator[tuple[str, Any]]:
    """Yields the owners below which something differs, with the extension that is missing, or none."""
    if not isinstance(found, dict):
        yield owner, None
        return
    there = [_unsealed(one) for one in found.get("extensions", ())]
    missing = [one for one in expected.get("extensions", ()) if _unsealed(one) not in there]
    yield from ((owner, one) for one in missing)
    for name in sorted(expected.keys() | found.keys()):
        said, read = expected.get(name), found.get(name)
        if said == read or (missing and name == "extensions"):
            continue
        if isinstance(said, dict):
            yield from _different(said, read, f"{owner}/{name}")
        elif isinstance(said, list) and isinstance(read, list) and len(said) == len(read):
            for index, (one, other) in enumerate(zip(said, read, strict=True)):
                if isinstance(one, dict) and one != other:
                    yield from _different(one, other, f"{owner}/{name}/{index}")
                elif one != other and not missing:
                    yield owner, None
        elif not missing:
            # Where an extension is missing, it tells enough of its owner.
            yield owner, None


def _unsealed(extension: dict[str, str]) -> tuple[str, str]:
    """Returns an extension without its seal, which depends on everything else."""
    return extension["path"].partition("#")[0], extension["content"]


def _at(article: dict[str, Any], owner: str) -> dict[str, Any]:
    value: Any = article
    for step in owner.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value.get(step, {})
    return value if isinstance(value, dict) else {}


def _above(owner: str) -> str:
    above = owner.rpartition("/")[0]
    return above.rpartition("/")[0] if owner.rpartition("/")[2].isdecimal() else above


__all__ = ["Place", "misplaced"]
