"""The schemas of each version of the model: JSON Schema, JSON-LD context, vocabulary and Arrow schema.

A version's schemas are files that never change once it is released. They are the same in the repository and in the
installed package.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from newsschema.errors import UsageError
from newsschema.schemas.differences import Change, Effect, diff, without_documentation
from newsschema.versions import parse_version

__all__ = [
    "Change",
    "Effect",
    "diff",
    "diff_versions",
    "load",
    "names",
    "path",
    "read",
    "versions",
    "without_documentation",
]

_SUFFIXES: Final = (".schema.json", ".jsonld", ".arrow.txt")
"""The endings that a name may leave out, in the order in which they are tried."""

_PACKAGE: Final = Path(__file__).resolve().parent.parent


def versions() -> tuple[str, ...]:
    """The versions that have schemas, oldest first."""
    return tuple(sorted((folder.name for folder in _root().iterdir() if folder.is_dir()), key=parse_version))


def names(version: str) -> tuple[str, ...]:
    """The names of the files of a version."""
    return tuple(sorted(file.name for file in _folder(version).iterdir() if file.is_file()))


def path(version: str, name: str) -> Path:
    """The file of a schema: `article`, `article.reader`, `context`, `vocabulary`, or a file's full name.

    Raises `UsageError` for a version or a name that is not there.
    """
    folder = _folder(version)
    for candidate in (name, *(name + suffix for suffix in _SUFFIXES)):
        if candidate in names(version):
            return folder / candidate
    raise UsageError(f"version {version} has no schema {name!r}", f"Take one of: {', '.join(names(version))}")


def read(version: str, name: str) -> bytes:
    """The bytes of a schema's file."""
    return path(version, name).read_bytes()


def load(version: str, name: str) -> Any:
    """The JSON of a schema; raises `UsageError` for a file that is no JSON."""
    file = path(version, name)
    if file.suffix not in (".json", ".jsonld"):
        raise UsageError(f"{file.name} is no JSON", "Take its bytes with read()")
    return json.loads(file.read_bytes())


def diff_versions(old: str, new: str) -> dict[str, list[Change]]:
    """Lists the changes between the JSON Schemas of two versions, by the name of the file."""
    before, after = ([name for name in names(version) if name.endswith(_SUFFIXES[0])] for version in (old, new))
    found = {name: diff(load(old, name), load(new, name)) for name in before if name in after}
    found |= {name: [Change("schema removed", Effect.BOTH, "")] for name in before if name not in after}
    found |= {name: [Change("schema added", Effect.COMPATIBLE, "")] for name in after if name not in before}
    return found


def _folder(version: str) -> Path:
    if version not in versions():
        raise UsageError(f"there are no schemas of version {version!r}", f"Take one of: {', '.join(versions())}")
    return _root() / version


def _root() -> Path:
    """The folder of the schemas: beside the package in the repository, inside it where it is installed."""
    installed = _PACKAGE / "_schemas"
    return installed if installed.is_dir() else _PACKAGE.parent / "schemas"
