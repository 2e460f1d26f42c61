"""Which versions of the model there are, and how a document of one becomes a document of another.

Versions are pairs of numbers and are compared as such: 1.10 is newer than 1.9. A document of an older minor version
is valid as it stands in every newer one. A document of a newer minor version is read with what it added moved to the
article's extensions, from where an upgrade brings it back; another major version is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson
from pydantic import ValidationError

from newsschema.errors import VersionError
from newsschema.v1 import SCHEMA_VERSION, Article, CasualtyReport, Quote

_VERSION: Final = re.compile(r"([0-9]{1,6})\.([0-9]{1,6})", re.ASCII)


class Version(NamedTuple):
    """A version of the model."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Release(NamedTuple):
    """What a minor version added to the one before it."""

    version: Version
    added: tuple[str, ...]


RELEASES: Final = (Release(Version(1, 0), ("the first version",)),)
"""Every version of the model, oldest first."""

NEWEST: Final = RELEASES[-1].version

CLASSES: Final[Mapping[str, type[Article | Quote | CasualtyReport]]] = {
    "article": Article,
    "quote": Quote,
    "casualty_report": CasualtyReport,
}
"""The class of each type of document."""

# What a newer minor version may have added: members, and values of closed lists and tags.
_ADDITIONS: Final = frozenset({"extra_forbidden", "literal_error", "union_tag_invalid"})


def parse_version(text: str) -> Version:
    """Reads a version such as `1.0`; raises `VersionError` for anything else."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise VersionError(text, str(NEWEST))
    return Version(int(match[1]), int(match[2]))


def check_version(text: str) -> Version:
    """Reads the version of a document and raises `VersionError` where this package cannot read it."""
    version = parse_version(text)
    if version.major != NEWEST.major:
        raise VersionError(text, f"{NEWEST.major}.0 to {NEWEST}")
    return version


def from_newer(tree: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Turns a document of a newer minor version into one of ours.

    Returns the document and the JSON Pointers of the members that were moved to its extensions. A member moves whole,
    with everything in it, where its name, its `type` or one of its closed codes is not known here.
    """
    version = check_version(str(tree.get("schema_version")))
    ours: dict[str, Any] = {**tree, "schema_version": SCHEMA_VERSION}
    if version <= NEWEST:
        return ours, ()
    ours = orjson.loads(orjson.dumps(ours))
    model = CLASSES[str(tree.get("type"))]
    moved: list[tuple[str, Any]] = []
    while steps := _first_addition(model, ours):
        moved.append((_pointer(steps), _take(ours, steps)))
    if moved:
        kept = ours.setdefault("extensions", [])
        kept.extend(
            {"format": f"newsschema/{version}", "path": pointer, "content": orjson.dumps(value).decode()}
            for pointer, value in moved
        )
    return ours, tuple(pointer for pointer, _ in moved)


def _first_addition(model: type[Article | Quote | CasualtyReport], tree: dict[str, Any]) -> tuple[str | int, ...]:
    try:
        model.model_validate(tree)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            if problem["type"] in _ADDITIONS:
                return _existing(tree, problem["loc"], drop_value=problem["type"] != "extra_forbidden")
    return ()


def _existing(tree: Any, location: Sequence[str | int], *, drop_value: bool) -> tuple[str | int, ...]:
    """The steps of an error's location that exist in the document; the tags of unions are not among them.

    An unknown member moves alone; an unknown code or tag takes the object that holds it along, unless that is the
    whole document.
    """
    steps: list[str | int] = []
    value = tree
    for step in location:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            continue
        steps.append(step)
    is_object = isinstance(value, dict)
    if drop_value and not is_object and len(steps) > 1:
        steps.pop()
    return tuple(steps)


def _take(tree: dict[str, Any], steps: Sequence[str | int]) -> Any:
    holder: Any = tree
    for step in steps[:-1]:
        holder = holder[step]
    return holder.pop(steps[-1])


def _pointer(steps: Sequence[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
