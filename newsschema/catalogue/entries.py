"""What the catalogue says of a rule."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal, NamedTuple

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


class Rule(NamedTuple):
    """One entry of the catalogue.

    `source` is the standard or practice that the rule comes from, `since` the minor version of the package that brought
    it. A rule with a `profile` runs only where that profile, or its full code, is asked for.
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
