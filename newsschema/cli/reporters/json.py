"""For programs: all findings as one JSON object, or each as a line of JSON as soon as it is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.reading import Record
from newsschema.cli.reporters.base import Options, json_text
from newsschema.diagnostics import Severity


class Json:
    """One JSON object with the findings and the counts, of all and of each feed."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.findings: list[str] = []
        self.feeds: dict[str, dict[str, Any]] = {}
        self.feed: str | None = None

    def start(self, feed: str | None) -> None:
        """Begins a feed."""
        self.feed = feed

    def document(self, record: Record, findings: Sequence[Finding]) -> None:  # noqa: ARG002  # one shape for all
        """Keeps the findings of one record, up to the limit."""
        limit = self.options.limit
        for finding in findings:
            if limit is None or len(self.findings) < limit:
                self.findings.append(json_text(as_dict(finding), indent=True))

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:
        """Keeps the findings of the end of a feed, and its counts."""
        self.findings += [json_text(as_dict(finding), indent=True) for finding in findings]
        if self.feed is not None:
            self.feeds[self.feed] = _counts(totals)

    def close(self, totals: Totals) -> None:
        """Writes everything."""
        report = _counts(totals)
        if self.feeds:
            report["feeds"] = self.feeds
        listed = len(self.findings)
        if listed < _listable(totals, self.options):
            report["partial"] = True
        # Written piece by piece: thousands of findings make a text of many megabytes.
        start = json_text(report, indent=True).removesuffix("\n}")
        self.options.write(f'{start},\n  "diagnostics": [' + ("" if self.findings else "]\n}"))
        for number, text in enumerate(self.findings, 1):
            inner = "    " + text.replace("\n", "\n    ")
            self.options.write(f"{inner}," if number < listed else f"{inner}\n  ]\n}}")


class JsonLines:
    """Each finding as one line."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.listed = 0

    def start(self, feed: str | None) -> None:
        """Has nothing to add: each line names its feed."""

    def document(self, record: Record, findings: Sequence[Finding]) -> None:  # noqa: ARG002  # one shape for all
        """Writes the findings of one record."""
        for finding in findings:
            if self.options.limit is None or self.listed < self.options.limit:
                self.listed += 1
                self.options.write(json_text(as_dict(finding)))

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:  # noqa: ARG002  # one shape for all
        """Writes the findings of the end of a feed."""
        for finding in findings:
            self.options.write(json_text(as_dict(finding)))

    def close(self, totals: Totals) -> None:
        """Has nothing to add."""


def as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    feed = {} if finding.feed is None else {"feed": finding.feed}
    return {**finding.diagnostic.to_dict(), **feed, "fingerprint": finding.fingerprint}


def _listable(totals: Totals, options: Options) -> int:
    return totals.findings if options.show_info else totals.findings - totals.severities[Severity.INFO]


def _counts(totals: Totals) -> dict[str, Any]:
    return {
        "articles": totals.articles,
        "items": totals.items,
        "sources": totals.sources,
        "counts": {severity.value: totals.severities[severity] for severity in Severity},
        "codes": dict(sorted(totals.codes.items())),
        "known": totals.known,
        "ignored": totals.ignored,
    }
