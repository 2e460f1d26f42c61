"""Validating sources: every problem of every document, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsschema.archive.reading import Record, read_records
from newsschema.archive.sources import Limits
from newsschema.diagnostics import Diagnostic, Severity
from newsschema.formats.base import ReadOptions


@dataclass(slots=True)
class Result:
    """What a validation found: the diagnostics, and how many items and sources were looked at."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    items: int = 0
    articles: int = 0
    sources: int = 0

    @property
    def ok(self) -> bool:
        """True where nothing is an error."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)

    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(found.severity for found in self.diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)


def validate(
    *sources: str,
    format: str | None = None,
    options: ReadOptions | None = None,
    limits: Limits | None = None,
) -> Result:
    """Checks files, directories, archives or streams and returns every finding.

    Raises `SourceError` for a source that matches nothing: a feed that has vanished must not pass.
    """
    result = Result()
    for record, diagnostics in findings(*sources, format=format, options=options, limits=limits):
        count_record(result, record)
        result.diagnostics.extend(diagnostics)
    return result


def findings(
    *sources: str,
    format: str | None = None,
    options: ReadOptions | None = None,
    limits: Limits | None = None,
) -> Iterator[tuple[Record, tuple[Diagnostic, ...]]]:
    """Yields every record with what was found in it, as it is read."""
    for record in read_records(*sources, format=format, options=options, limits=limits):
        yield record, record.diagnostics


def count_record(result: Result, record: Record) -> None:
    """Counts one record in a result."""
    result.items += 1
    result.sources += record.index == 0
    result.articles += record.article is not None
