"""Notes what the schemas of the released versions say, or with `--check` fails where that has changed.

A version is released once `newsschema/versions/releases.py` gives the day. What is noted is a digest of each file in
normal form: without documentation, which may get better for ever.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from newsschema import schemas
from newsschema.versions import RELEASES, Release

NOTED: Final = Path(__file__).resolve().parent.parent / "tests" / "schemas" / "frozen.json"
"""The digests by version and file."""

Digests = dict[str, dict[str, str]]


def digests(releases: Iterable[Release] = RELEASES) -> Digests:
    """The digests of the files of each released version."""
    versions = [str(release.version) for release in releases if release.released is not None]
    return {version: _of_version(version) for version in versions}


def _of_version(version: str) -> dict[str, str]:
    return {
        name: hashlib.sha256(normal_form(name, schemas.read(version, name))).hexdigest()
        for name in schemas.names(version)
        if name.endswith((".schema.json", "context.jsonld", ".arrow.txt"))
    }


def normal_form(name: str, data: bytes) -> bytes:
    """What a file says: a JSON Schema without documentation, a context as data, columns without descriptions."""
    if name.endswith(".arrow.txt"):
        return b"\n".join(line.partition(b" -- ")[0] for line in data.splitlines())
    found: Any = json.loads(data)
    if name.endswith(".schema.json"):
        found = schemas.without_documentation(found)
    return json.dumps(found, sort_keys=True).encode()


def complaints(noted: Mapping[str, Mapping[str, str]], found: Digests) -> list[str]:
    """What differs from what was noted when a version was released."""
    missing = [f"{version}: released, but not noted" for version in found if version not in noted]
    gone = [f"{version}: noted, but not released any more" for version in noted if version not in found]
    changed = [
        f"{version}/{name}: {'gone' if name not in found[version] else 'new' if name not in files else 'changed'}"
        for version, files in noted.items()
        if version in found
        for name in sorted({*files, *found[version]})
        if files.get(name) != found[version].get(name)
    ]
    return missing + gone + changed


def main(arguments: list[str]) -> int:
    """Notes versions that are new; what was noted before is never rewritten."""
    noted: Digests = json.loads(NOTED.read_bytes())
    found = digests()
    if arguments != ["--check"]:
        added = {version: files for version, files in found.items() if version not in noted}
        noted |= added
        NOTED.write_text(json.dumps(noted, indent=2) + "\n", "utf-8")
        print(f"noted: {', '.join(added) or 'nothing new'}")
    wrong = complaints(noted, found)
    for line in wrong:
        print(f"{line}: a released version changes in its documentation only", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
