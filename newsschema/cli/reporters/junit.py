"""JUnit's XML, for test reports: one test case a document, one suite a feed."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.reading import Record
from newsschema.cli.reporters.base import Options, place_of, plural, quoted
from newsschema.diagnostics import Severity

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_MEMORY: Final = 1 << 22
_PER_CASE: Final = 100


@dataclass
class _Suite:
    """The cases of a feed, kept aside until they are counted."""

    name: str
    cases: IO[str] = field(
        # Closed when the report is.
        default_factory=lambda: tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115
    )
    tests: int = 0
    failures: int = 0


class JUnit:
    """Every document is a test: it fails where a finding fails the run, and other findings are its output."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.suites: list[_Suite] = []
        self.listed = 0

    def start(self, feed: str | None) -> None:
        """Begins a suite."""
        suite = _Suite(feed or "newsschema")
        # Also where the run is broken off and the report never closed.
        weakref.finalize(self, suite.cases.close)
        self.suites.append(suite)

    def document(self, record: Record, findings: Sequence[Finding]) -> None:
        """Writes the test case of a document; what is none gives a case only where something was found."""
        if record.outcome not in {"read", "rejected"} and not findings:
            return
        name = None if record.document is None else record.document.identifier
        known = next((one.diagnostic.identifier for one in findings if one.diagnostic.identifier), None)
        self._case(record.source, name or known or f"item {record.index + 1}", findings)

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:  # noqa: ARG002  # one shape for all
        """Writes a test case of the feed itself, where its end shows something."""
        if findings:
            self._case("settings", self.suites[-1].name, findings)

    def close(self, totals: Totals) -> None:  # noqa: ARG002  # one shape for all
        """Writes the suites."""
        tests, failures = (sum(getattr(suite, name) for suite in self.suites) for name in ("tests", "failures"))
        write = self.options.write
        write('<?xml version="1.0" encoding="UTF-8"?>')
        write(f'<testsuites name="newsschema" tests="{tests}" failures="{failures}" errors="0">')
        for suite in self.suites:
            counts = f'tests="{suite.tests}" failures="{suite.failures}" errors="0" skipped="0"'
            write(f"  <testsuite name={_attribute(suite.name)} {counts}>")
            suite.cases.seek(0)
            if self.options.stream is not None:
                shutil.copyfileobj(suite.cases, self.options.stream)
            else:
                for line in suite.cases:
                    write(line.rstrip("\n"))
            suite.cases.close()
            write("  </testsuite>")
        write("</testsuites>")

    def _case(self, source: str, name: str, findings: Sequence[Finding]) -> None:
        suite = self.suites[-1]
        suite.tests += 1
        failing = [one for one in findings if one.fails]
        others = [one for one in findings if not one.fails]
        write = suite.cases.write
        file = _attribute("standard input" if source == "-" else source)
        case = f"    <testcase classname={file} name={_attribute(name)} file={file}"
        if not findings:
            write(f"{case}/>\n")
            return
        write(f"{case}>\n")
        if failing:
            suite.failures += 1
            first = failing[0].diagnostic
            more = f" (and {plural(len(failing) - 1, 'problem')} more)" if len(failing) > 1 else ""
            message = _attribute(f"{first.code} {first.message}{more}")
            write(f"      <failure type={_attribute(first.code)} message={message}>{self._lines(failing)}</failure>\n")
        if others:
            write(f"      <system-out>{self._lines(others)}</system-out>\n")
        write("    </testcase>\n")

    def _lines(self, findings: Sequence[Finding]) -> str:
        limit = _PER_CASE if self.options.limit is None else max(self.options.limit - self.listed, 0)
        listed = findings[: min(limit, _PER_CASE)]
        self.listed += len(listed)
        lines = [_line(one) for one in listed]
        if len(listed) < len(findings):
            lines.append(f"partial: {len(listed):,} of {plural(len(findings), 'finding')}")
        return _text("\n".join(lines))


def _line(finding: Finding) -> str:
    found = finding.diagnostic
    source = "" if found.source is None else quoted(found.source)
    where = ":".join(part for part in (source, place_of(found)) if part)
    path = f" [{quoted(found.path)}]" if found.path else ""
    remedy = f"\n    {quoted(found.remedy)}" if found.remedy and found.severity is not Severity.INFO else ""
    return f"{where}{': ' if where else ''}{found.severity} {found.code} {quoted(found.message)}{path}{remedy}"


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", quoted(text)))


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
