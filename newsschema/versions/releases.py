"""The table of the versions. A new one is an entry here, a folder of schemas, and what it adds to the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from newsschema.errors import VersionError
from newsschema.v1 import Article, CasualtyReport, Quote

_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})", re.ASCII)


class Version(NamedTuple):
    """A version of the model."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Release(NamedTuple):
    """What a minor version added to the one before it, and when it was released."""

    version: Version
    added: tuple[str, ...] = ()
    """Members as `Class.member`; values of closed lists, and kinds of agents, as `Class.member=value`."""
    released: str | None = None
    """The day. From then on its schemas are frozen: `python -m tools.freeze` notes what they say."""


RELEASES: Final = (
    Release(Version(1, 0), released="2026-11-22"),
    Release(
        Version(1, 1),
        released="2026-11-23",
        added=(
            "Article.digital_source_type",
            "Article.assessed_figures",
            "Media.digital_source_type",
            "Rights.data_mining",
        ),
    ),
)
"""Every version of the model, oldest first."""

CLASSES: Final[Mapping[str, type[Article | Quote | CasualtyReport]]] = {
    "article": Article,
    "quote": Quote,
    "casualty_report": CasualtyReport,
}
"""The class of each type of document."""


def parse_version(text: str) -> Version:
    """Reads a version such as `1.0`; raises `VersionError` for anything else."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise VersionError(text, " and ".join(str(release.version) for release in RELEASES))
    return Version(int(match[1]), int(match[2]))
