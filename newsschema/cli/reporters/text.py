"""For a person at a terminal: grouped by file, the line of each finding with a caret, and a summary."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

import click

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.locating import Excerpt
from newsschema.archive.reading import Record
from newsschema.cli.reporters.base import Options, place_of, plural, quoted, rule_of, summary
from newsschema.diagnostics import Severity

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_GUTTER: Final = 6
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_POINTED_AT: Final = 24


class Text:
    """Findings in words, as they come."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.source: str | None = None
        self.listed = 0
        self.left_out = 0
        self.feed: str | None = None

    def start(self, feed: str | None) -> None:
        """Names the feed."""
        self.feed = feed
        self.source = None
        if feed is not None:
            self._say(click.style(f"feed {quoted(feed)}", bold=True, underline=True))

    def document(self, record: Record, findings: Sequence[Finding]) -> None:
        """Prints the findings of one record under the name of its file."""
        for finding in findings:
            if self.options.limit is not None and self.listed >= self.options.limit:
                self.left_out += 1
                continue
            self.listed += 1
            if self.source != record.source:
                self.source = record.source
                name = "standard input" if record.source == "-" else quoted(record.source)
                self._say(click.style(name, bold=True))
            self._finding(finding)

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:
        """Prints what only the end of a feed shows, and its summary."""
        for finding in findings:
            self._finding(finding)
        if self.feed is not None:
            self._say(f"  {quoted(self.feed)}: {summary(totals)}\n")

    def close(self, totals: Totals) -> None:
        """Prints the statistics and the summary of all."""
        if self.left_out:
            self._say(f"  … and {plural(self.left_out, 'finding')} more (--max-findings)")
        if self.options.statistics and totals.codes:
            self._say("")
            for code, number in totals.codes.most_common():
                rule = rule_of(code)
                self._say(f"{number:>7,}  {code}  {rule.summary if rule else ''}")
        self._say(summary(totals))

    def _finding(self, finding: Finding) -> None:
        found = finding.diagnostic
        place = place_of(found)
        severity = click.style(found.severity.value, fg=_COLOURS[found.severity])
        code = click.style(found.code, bold=True)
        path = click.style(f" [{quoted(found.path)}]", dim=True) if found.path else ""
        at = f"{place}: " if place else ""
        self._say(f"  {at}{severity} {code} {quoted(found.message)}{path}")
        if finding.excerpt is not None and found.line is not None:
            for line in excerpt_lines(finding.excerpt, found.line):
                self._say(line)
        rule = rule_of(found.code)
        remedy = found.remedy or (rule.remedy if rule else "")
        if remedy:
            self._say(click.style(f"      {quoted(remedy)}", dim=True))

    def _say(self, line: str) -> None:
        self.options.write(line)


def _width(text: str) -> int:
    """The columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def excerpt_lines(excerpt: Excerpt, number: int) -> list[str]:
    """A line of the source with its number, and the caret below the place.

    Where the line holds text that runs from right to left, a terminal decides where each character stands, so the
    characters at the place are named instead.
    """
    text = excerpt.text.replace("\t", " ")
    before, after = quoted(text[: excerpt.at]), quoted(text[excerpt.at :])
    start = "…" if excerpt.cut_before else ""
    end = "…" if excerpt.cut_after else ""
    bar = click.style("│", dim=True)
    lines = [f"{number:>{_GUTTER}} {bar} {start}{before}{after}{end}"]
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        pointed = quoted(text[excerpt.at : excerpt.at + _POINTED_AT]).strip()
        lines.append(f"{'':>{_GUTTER}} {bar} " + click.style(f"^ at: {pointed}", fg="red"))
    else:
        lines.append(f"{'':>{_GUTTER}} {bar} {' ' * (len(start) + _width(before))}" + click.style("^", fg="red"))
    return lines
