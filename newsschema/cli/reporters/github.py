"""For GitHub Actions: annotations worst first within the platform's limits, and a table in the step's summary."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.reading import Record
from newsschema.archive.sources import split_member
from newsschema.cli.reporters.base import Options, Worst, counted, plural, quoted, rule_of, summary
from newsschema.diagnostics import Severity

PER_TYPE: Final = 10
"""The annotations of each type that a step shows."""
MAX_MESSAGE: Final = 4_000
MAX_SUMMARY: Final = 1_000_000
"""The bytes that a step's summary holds, of at most 1 MiB."""
ROWS: Final = 50

_TYPES: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class GitHub:
    """Workflow commands on standard output, and Markdown for the summary."""

    def __init__(self, options: Options) -> None:
        self.options = options
        # One notice is kept for saying what is left out.
        self.worst = {severity: Worst(PER_TYPE - (severity is Severity.INFO)) for severity in Severity}
        self.feeds: list[tuple[str, Totals]] = []
        self.feed: str | None = None

    def start(self, feed: str | None) -> None:
        """Begins a feed."""
        self.feed = feed

    def document(self, record: Record, findings: Sequence[Finding]) -> None:  # noqa: ARG002  # one shape for all
        """Keeps the first findings of each severity."""
        for finding in findings:
            self.worst[finding.diagnostic.severity].add(finding)

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:
        """Keeps the findings of the end of a feed, and its counts."""
        for finding in findings:
            self.worst[finding.diagnostic.severity].add(finding)
        if self.feed is not None:
            self.feeds.append((self.feed, totals))

    def close(self, totals: Totals) -> None:
        """Writes the annotations and the summary."""
        left = self.options.limit
        shown = 0
        for worst in self.worst.values():
            for finding in worst.findings():
                if left is None or shown < left:
                    shown += 1
                    self.options.write(annotation(finding))
        total = sum(worst.total for worst in self.worst.values())
        if shown < total:
            text = (
                f"partial: {shown:,} of {plural(total, 'finding')} are annotated, the worst first ({counted(totals)})"
            )
            self.options.write(f"::notice title=newsschema::{text}")
        self.options.write(f"newsschema: {summary(totals)}")
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if path:
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write(self._summary(totals))

    def _summary(self, totals: Totals) -> str:
        lines = ["## newsschema", "", _cell(summary(totals)), ""]
        lines += _rules_table(totals)
        for feed, own in self.feeds:
            lines += [f"### {_cell(feed)}", "", _cell(summary(own)), "", *_rules_table(own)]
        text = "\n".join(lines) + "\n"
        encoded = text.encode()
        if len(encoded) <= MAX_SUMMARY:
            return text
        return encoded[:MAX_SUMMARY].decode("utf-8", "ignore").rpartition("\n")[0] + "\n\npartial: the rest is cut\n"


def _rules_table(totals: Totals) -> Iterable[str]:
    if not totals.codes:
        return []
    lines = ["| rule | severity | findings | documents | what is wrong |", "| --- | --- | ---: | ---: | --- |"]
    ranked = sorted(totals.codes.items(), key=lambda one: (_rank(one[0]), -one[1], one[0]))
    for code, number in ranked[:ROWS]:
        rule = rule_of(code)
        severity, words = (rule.severity.value, rule.summary) if rule else ("", "")
        lines.append(f"| {code} | {severity} | {number:,} | {totals.broken[code]:,} | {_cell(words)} |")
    if len(ranked) > ROWS:
        lines += ["", f"partial: {ROWS} of {len(ranked)} rules"]
    return [*lines, ""]


def _rank(code: str) -> int:
    rule = rule_of(code)
    return list(Severity).index(rule.severity) if rule else 0


def annotation(finding: Finding) -> str:
    """One workflow command; nothing in it can end it or begin another."""
    found = finding.diagnostic
    source, member = split_member(found.source or "")
    parts = []
    if source and source != "-":
        parts.append(f"file={quoted(_from_root(source)).translate(_PROPERTY)}")
        if member is None and found.line is not None:
            parts += [f"line={found.line}", f"col={found.column or 1}"]
    parts.append(f"title={_title(finding).translate(_PROPERTY)}")
    where = "" if member is None else f"{quoted(member)}:{found.line or 1}:{found.column or 1}: "
    path = f" [{quoted(found.path)}]" if found.path else ""
    remedy = f"\n{quoted(found.remedy)}" if found.remedy else ""
    text = f"{where}{quoted(found.message)}{path}"
    text = text[:MAX_MESSAGE] + remedy
    return f"::{_TYPES[found.severity]} {','.join(parts)}::{text.translate(_DATA)}"


def _title(finding: Finding) -> str:
    rule = rule_of(finding.diagnostic.code)
    feed = f"{quoted(finding.feed)}: " if finding.feed else ""
    return f"{feed}{finding.diagnostic.code}{f' {rule.summary}' if rule else ''}"


def _from_root(source: str) -> str:
    """The file's path from the root of the workspace, where the runner says which that is."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace:
        try:
            return Path(source).absolute().relative_to(Path(workspace).absolute()).as_posix()
        except ValueError:
            return source
    return source


def _cell(text: str) -> str:
    """Words in a Markdown table, as words."""
    escaped = "".join(f"\\{one}" if one in "\\`*_{}[]()#+!|~" else one for one in quoted(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
