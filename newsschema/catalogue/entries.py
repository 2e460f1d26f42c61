"""What the catalogue says of a rule."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from newsschema.errors import UsageError

__all__ = ["ERROR", "INFO", "VERSIONS", "WARNING", "Change", "Rule", "Severity", "State", "known_version"]

State = Literal["preview", "stable", "deprecated"]
"""Whether a rule is on trial (runs only when asked for), in force, or on its way out."""


class Severity(StrEnum):
    """How much a finding weighs: an error refuses, a warning should be looked at, an info was tolerated."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING
INFO: Final = Severity.INFO


VERSIONS: Final = ("1.0", "1.1")
"""The minor versions that changed the catalogue, oldest first: what settings may pin."""


class Change(NamedTuple):
    """What a minor version made of a rule: the state it has from then on, and its severity if that is another."""

    version: str
    state: State
    severity: Severity | None = None


class Rule(NamedTuple):
    """One entry of the catalogue.

    `source` is the standard or practice that the rule comes from, `since` the minor version of the package that brought
    it. A rule with a `profile` runs only where that profile, or its full code, is asked for. `history` holds what came
    of it since, from the version that brought it on; a rule that is as it was brought has none.
    """

    code: str
    severity: Severity
    summary: str
    explanation: str
    remedy: str
    source: str
    state: State = "stable"
    since: str = "1.0"
    profile: str | None = None
    history: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What each version made of it, the one that brought it first."""
        return self.history or (Change(self.since, self.state, self.severity),)

    def at(self, version: str | None) -> Rule | None:
        """The rule as it stood in a version of the catalogue; none where it came later."""
        if version is None:
            return self
        until = [change for change in self.changes if _number(change.version) <= _number(version)]
        if not until:
            return None
        severity = next((change.severity for change in reversed(until) if change.severity is not None), self.severity)
        return self._replace(state=until[-1].state, severity=severity)

    def since_version(self, version: str) -> tuple[Change, ...]:
        """What versions after one made of it."""
        return tuple(change for change in self.changes if _number(change.version) > _number(version))


def known_version(version: str) -> str:
    """Returns a version of the catalogue as it is. Raises `UsageError` for one that this installation does not know."""
    if version in VERSIONS:
        return version
    newest = VERSIONS[-1]
    if not _VERSION.fullmatch(version):
        raise UsageError(f'a version of the rules is written "{newest}", not {version!r}')
    if _number(version) > _number(newest):
        raise UsageError(
            f"this installation has the rules up to {newest}, and not those of {version}",
            f"Install newsschema {version} or newer, or take {newest}",
        )
    raise UsageError(f"there are no rules of {version}", f"Take one of: {', '.join(VERSIONS)}")


_VERSION: Final = re.compile(r"\d{1,4}\.\d{1,4}")


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
