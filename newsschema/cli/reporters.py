"""Reports of a validation; each takes records as they come and closes with the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import IO, Any, Final, Protocol

import click
import orjson

from newsschema.archive.reading import Record
from newsschema.archive.validation import Result
from newsschema.catalogue import CODES
from newsschema.diagnostics import Diagnostic, Severity, shown


class Reporter(Protocol):
    """What every report does."""

    def __init__(self, stream: IO[str] | None, *, statistics: bool = False) -> None: ...

    def record(self, record: Record, diagnostics: Sequence[Diagnostic]) -> None:
        """Takes the findings of one record."""

    def close(self, result: Result) -> None:
        """Ends the report."""


class Text:
    """For a person: grouped by file, each finding with its place, its remedy, and a summary at the end."""

    def __init__(self, stream: IO[str] | None, *, statistics: bool = False) -> None:
        self.stream = stream
        self.statistics = statistics
        self.source: str | None = None

    def record(self, record: Record, diagnostics: Sequence[Diagnostic]) -> None:
        """Prints the findings of one record."""
        for found in diagnostics:
            if self.source != record.source:
                self.source = record.source
                self._say(click.style(shown(record.source, limit=None), bold=True))
            self._say(f"  {_place(found)}{_severity(found)} {found.code} {found.message}{_path(found)}")
            remedy = found.remedy or CODES[found.code].remedy
            if remedy:
                self._say(click.style(f"      {remedy}", dim=True))

    def close(self, result: Result) -> None:
        """Prints the summary."""
        if self.statistics and result.diagnostics:
            self._say("")
            for code, number in Counter(found.code for found in result.diagnostics).most_common():
                self._say(f"{number:>7,}  {code}  {CODES[code].summary}")
        counts = result.counts()
        parts = [_plural(counts[severity], severity.value) for severity in Severity if counts[severity]]
        checked = f"{_plural(result.articles, 'article')} in {_plural(result.sources, 'source')}"
        self._say(f"{', '.join(parts) or 'no problems'}: {checked}")

    def _say(self, line: str) -> None:
        click.echo(line, file=self.stream, color=None if self.stream is None else False)


class Json:
    """For a program: one JSON object with all findings and the counts."""

    def __init__(self, stream: IO[str] | None, *, statistics: bool = False) -> None:  # noqa: ARG002  # one shape for all
        self.stream = stream
        self.findings: list[dict[str, Any]] = []

    def record(self, record: Record, diagnostics: Sequence[Diagnostic]) -> None:  # noqa: ARG002  # one shape for all
        """Keeps the findings of one record."""
        self.findings += [found.to_dict() for found in diagnostics]

    def close(self, result: Result) -> None:
        """Prints everything."""
        counts = result.counts()
        report = {
            "articles": result.articles,
            "items": result.items,
            "sources": result.sources,
            "counts": {severity.value: counts[severity] for severity in Severity},
            "diagnostics": self.findings,
        }
        click.echo(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode(), file=self.stream)


class JsonLines:
    """For a stream: each finding as one line of JSON, as soon as it is found."""

    def __init__(self, stream: IO[str] | None, *, statistics: bool = False) -> None:  # noqa: ARG002  # one shape for all
        self.stream = stream

    def record(self, record: Record, diagnostics: Sequence[Diagnostic]) -> None:  # noqa: ARG002  # one shape for all
        """Prints the findings of one record."""
        for found in diagnostics:
            click.echo(orjson.dumps(found.to_dict()).decode(), file=self.stream)

    def close(self, result: Result) -> None:
        """Has nothing to add."""


REPORTERS: Final[dict[str, type[Reporter]]] = {"text": Text, "json": Json, "jsonl": JsonLines}

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def _severity(found: Diagnostic) -> str:
    return click.style(found.severity.value, fg=_COLOURS[found.severity])


def _place(found: Diagnostic) -> str:
    if found.line is None:
        return ""
    return f"{found.line}:{found.column or 1}: "


def _path(found: Diagnostic) -> str:
    return click.style(f" [{shown(found.path, limit=None)}]", dim=True) if found.path else ""


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 or noun == 'info' else 's'}"
