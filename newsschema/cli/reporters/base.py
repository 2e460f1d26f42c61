"""What all reports share: their shape, and how words of a document may be repeated."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol

import click
import orjson

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.reading import Record
from newsschema.catalogue import CODES, Rule
from newsschema.diagnostics import Diagnostic, Severity, shown

__all__ = [
    "Options",
    "Report",
    "Worst",
    "counted",
    "defused",
    "html_text",
    "json_text",
    "plural",
    "quoted",
    "rule_of",
    "summary",
]


@dataclass(frozen=True, slots=True)
class Options:
    """How to report; `stream` is none for standard output, `limit` the most findings to list."""

    stream: IO[str] | None = None
    statistics: bool = False
    limit: int | None = None
    show_info: bool = False
    directory: Path | None = None

    def write(self, text: str, *, color: bool | None = None) -> None:
        """Writes a line of the report; colour only to a terminal, and not where NO_COLOR says no."""
        if self.stream is not None or os.environ.get("NO_COLOR"):
            color = False
        click.echo(text, file=self.stream, color=color)


class Report(Protocol):
    """What every report does; the calls of one feed come between `start` and `finish`."""

    def __init__(self, options: Options) -> None: ...

    def start(self, feed: str | None) -> None:
        """Begins a feed; none where the sources are not grouped."""

    def document(self, record: Record, findings: Sequence[Finding]) -> None:
        """Takes what was found in one record: often nothing."""

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:
        """Ends a feed, with what only its end shows."""

    def close(self, totals: Totals) -> None:
        """Ends the report."""


class Worst:
    """Keeps no more findings than a limit: errors before warnings before infos, each in the order they came.

    They are kept without their documents, and with the line that each points at only where `excerpts` asks for it.
    """

    def __init__(self, limit: int, *, excerpts: bool = False) -> None:
        self.limit = limit
        self.excerpts = excerpts
        self.total = 0
        self._kept: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}

    def add(self, finding: Finding) -> None:
        """Takes a finding."""
        self.total += 1
        kept = self._kept[finding.diagnostic.severity]
        if len(kept) < self.limit:
            kept.append(finding.settled(excerpt=self.excerpts))

    def findings(self) -> list[Finding]:
        """The worst findings."""
        return [finding for severity in Severity for finding in self._kept[severity]][: self.limit]

    @property
    def partial(self) -> bool:
        """Whether some are left out."""
        return self.total > self.limit


# --- Words of documents, which are data and never commands

_BRACKET_COMMAND: Final = re.compile(r"##(?=\w*\[)")
_COLON_COMMAND: Final = re.compile(r"::(?=[A-Za-z][\w-]*(?:[ ,][^\n]*?)?::)")
_HTML_COMMANDS: Final = ((_BRACKET_COMMAND, "&#35;#"), (_COLON_COMMAND, "&#58;:"))
_UNPRINTABLE: Final = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def defused(text: str) -> str:
    """Words in which a CI runner finds no command: `##[` and `::error::` are written with an escape."""
    return _COLON_COMMAND.sub(r":\\x3a", _BRACKET_COMMAND.sub(r"#\\x23", text))


def quoted(text: str) -> str:
    """Words of a document or a file name as one line that commands nothing: controls and reordering ones shown."""
    return defused(shown(text, limit=None))


def html_text(text: str) -> str:
    """Words of a document as HTML, in which a CI runner finds no command either."""
    from html import escape

    escaped = escape(shown(text, limit=None))
    for command, reference in _HTML_COMMANDS:
        escaped = command.sub(reference, escaped)
    return escaped


def json_text(value: Any, *, indent: bool = False) -> str:
    """JSON in which a terminal and a CI runner find no command; it says exactly the same as without the escapes."""
    text = orjson.dumps(_plain(value), option=orjson.OPT_INDENT_2 if indent else 0).decode()
    text = _UNPRINTABLE.sub(_escape, text)
    return _COLON_COMMAND.sub(r":\\u003a", _BRACKET_COMMAND.sub(r"#\\u0023", text))


def _plain(value: Any) -> Any:
    """A value without half characters, which JSON in UTF-8 cannot hold; file names may have them."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


# --- Words of our own


def rule_of(code: str) -> Rule | None:
    """The entry of the catalogue for a code."""
    return CODES.get(code)


def plural(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 or noun == 'info' else 's'}"


def counted(totals: Totals) -> str:
    """The findings by severity, in words."""
    parts = [plural(totals.severities[one], one.value) for one in Severity if totals.severities[one]]
    return ", ".join(parts) or "no problems"


def summary(totals: Totals) -> str:
    """What was found and looked at, in one line."""
    checked = f"{plural(totals.articles, 'article')} in {plural(totals.sources, 'source')}"
    more = []
    if totals.known:
        more.append(f"{totals.known:,} known from the baseline")
    if totals.ignored:
        more.append(f"{totals.ignored:,} ignored by the settings")
    if totals.severities[Severity.ERROR] and not totals.failing:
        more.append("all errors are within their budgets")
    return f"{counted(totals)}: {checked}{''.join(f'; {one}' for one in more)}"


def place_of(found: Diagnostic) -> str:
    """Line and column of a finding, as `12:7`."""
    return "" if found.line is None else f"{found.line}:{found.column or 1}"
