"""Which versions of the model there are, and how a document of one becomes a document of another.

Versions are pairs of numbers and are compared as such: 1.10 is newer than 1.9. A document of an older minor version
is valid as it stands in every newer one. A document of a newer minor version is read with what it added moved to the
article's extensions, from where an upgrade brings it back; another major version is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsschema.versions.history import History
from newsschema.versions.releases import CLASSES, RELEASES, Release, Version, parse_version

__all__ = [
    "CLASSES",
    "HISTORY",
    "NEWEST",
    "RELEASES",
    "History",
    "Release",
    "Version",
    "check_version",
    "downgrade",
    "from_newer",
    "parse_version",
    "to_version",
    "upgrade",
]

HISTORY = History(RELEASES, CLASSES)
"""The versions of the model as this package knows them."""

NEWEST = HISTORY.newest
"""The version in which this package holds every document."""

Tree = Mapping[str, Any]


def check_version(text: str) -> Version:
    """Reads the version of a document and raises `VersionError` where this package cannot read it."""
    return HISTORY.check(text)


def upgrade(tree: Tree, to: Version | str | None = None) -> dict[str, Any]:
    """Turns a document into one of a later version, the newest unless said otherwise, with what earlier readers kept.

    What stands in the extensions because an earlier reader did not know it returns to its place. Raises `VersionError`
    for a document of another major version, of a later one than asked for, or with members of a later version than
    its own.
    """
    return HISTORY.upgrade(tree, to)


def downgrade(tree: Tree, to: Version | str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Turns a document into one of an earlier version.

    Returns it with the JSON Pointers, in the given document, of what that version does not have: its extensions keep
    them. Raises `VersionError` for a version that does not exist, or for a document that `upgrade` refuses.
    """
    return HISTORY.to_version(tree, to)


def to_version(tree: Tree, to: Version | str | None = None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Turns a document into one of an earlier or later version, the newest unless said otherwise.

    Returns it with the JSON Pointers of what moved to its extensions: see `upgrade` and `downgrade`.
    """
    return HISTORY.to_version(tree, to)


def from_newer(tree: Tree) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Turns a document of any version into one of ours, as `to_version` does."""
    return HISTORY.to_version(tree)
