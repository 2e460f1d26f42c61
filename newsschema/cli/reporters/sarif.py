"""SARIF 2.1.0, for code scanning: worst first within its limits, and saying so where they cut."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.reading import Record
from newsschema.archive.sources import split_member
from newsschema.catalogue import CODES, Rule, page_of
from newsschema.cli.reporters.base import Options, Worst, json_text, plural, quoted
from newsschema.diagnostics import Severity

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS: Final = 5_000
"""The results of a run that code scanning shows; of more it picks some."""
MAX_RUNS: Final = 20
"""The runs of a file that code scanning takes."""
MAX_MESSAGE: Final = 1_000

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FAMILIES: Final = {
    "NS0": "syntax",
    "NS1": "article",
    "NS2": "quotes",
    "NS3": "casualties",
    "NS4": "interchange",
    "NS5": "feed",
    "NS9": "security",
}
_ROOT: Final = "%SRCROOT%"
_PLACEHOLDER: Final = re.compile(r"\{(?=\d+\})")
_LINK: Final = re.compile(r"\[(?=[^\]]*\]\()")


class Sarif:
    """One run a feed."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.limit = min(options.limit or MAX_RESULTS, MAX_RESULTS)
        self.feeds: list[tuple[str | None, Worst]] = []

    def start(self, feed: str | None) -> None:
        """Begins a run."""
        self.feeds.append((feed, Worst(self.limit)))

    def document(self, record: Record, findings: Sequence[Finding]) -> None:  # noqa: ARG002  # one shape for all
        """Keeps the findings of one record, if they are among the worst."""
        for finding in findings:
            self.feeds[-1][1].add(finding)

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:  # noqa: ARG002  # one shape for all
        """Keeps the findings of the end of a feed."""
        for finding in findings:
            self.feeds[-1][1].add(finding)

    def close(self, totals: Totals) -> None:  # noqa: ARG002  # one shape for all
        """Writes the log."""
        feeds = self.feeds
        if len(feeds) > MAX_RUNS:
            together = Worst(self.limit)
            for _, worst in feeds:
                for finding in worst.findings():
                    together.add(finding)
            together.total = sum(worst.total for _, worst in feeds)
            feeds = [(None, together)]
        runs = [_run(feed, worst) for feed, worst in feeds]
        self.options.write(json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, indent=True))


def _run(feed: str | None, worst: Worst) -> dict[str, Any]:
    findings = worst.findings()
    codes = sorted({finding.diagnostic.code for finding in findings})
    numbers = {code: at for at, code in enumerate(codes)}
    seen: Counter[str] = Counter()
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if worst.partial:
        text = f"partial: the worst {len(findings):,} of {plural(worst.total, 'finding')}"
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return {
        "tool": {
            "driver": {
                "name": "newsschema",
                "semanticVersion": _version(),
                "informationUri": "https://github.com/newsschema/newsschema",
                "rules": list(_rules(codes)),
            }
        },
        "automationDetails": {"id": f"newsschema/{quote(feed, safe='')}/" if feed else "newsschema/"},
        "invocations": [invocation],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The directory that newsschema was run in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, numbers, seen) for finding in findings],
        "properties": {"partial": worst.partial, "total": worst.total} | ({"feed": feed} if feed else {}),
    }


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("newsschema")
    except PackageNotFoundError:
        return "0"


def _rules(codes: Iterable[str]) -> Iterable[dict[str, Any]]:
    for code in codes:
        rule = CODES.get(code)
        yield {"id": code} if rule is None else _rule(rule)


def _rule(rule: Rule) -> dict[str, Any]:
    text = f"{rule.explanation}\n\nRemedy: {rule.remedy}\n\nSource: {rule.source}"
    markdown = (
        f"# {rule.code}: {rule.summary}\n\n{rule.explanation}\n\n**Remedy.** {rule.remedy}\n\n**Source.** {rule.source}"
    )
    tags = ["news", _FAMILIES.get(rule.code[:3], "own")]
    page = page_of(rule.code)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.summary.split() if word.isalnum()),
        "shortDescription": {"text": rule.summary[:1].upper() + rule.summary[1:] + "."},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": tags, "precision": "very-high", "problem.severity": _problem(rule.severity)},
    } | ({"helpUri": page} if page else {})


def _problem(severity: Severity) -> str:
    return "recommendation" if severity is Severity.INFO else severity.value


def _result(finding: Finding, numbers: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    found = finding.diagnostic
    seen[finding.fingerprint] += 1
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": numbers[found.code],
        "level": _LEVELS[found.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {
            # The one that code scanning looks at; the number tells equal findings apart.
            "primaryLocationLineHash": f"{finding.fingerprint[:16]}:{seen[finding.fingerprint]}",
            "newsschemaFinding/v1": finding.fingerprint,
        },
    }
    told = {"identifier": found.identifier, "path": found.path, "feed": finding.feed, "day": finding.day}
    properties = {name: text for name, text in told.items() if text}
    return result | ({"properties": properties} if properties else {})


def _message(finding: Finding) -> str:
    found = finding.diagnostic
    _, member = split_member(found.source or "")
    where = "" if member is None else f"{quoted(member)}:{found.line or 1}:{found.column or 1}: "
    text = f"{where}{quoted(found.message)}"
    text = text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"
    # `{0}` would be a placeholder and `[text](1)` a link of a SARIF message.
    return _LINK.sub(r"\\[", _PLACEHOLDER.sub("{{", text))


def _location(finding: Finding) -> dict[str, Any]:
    found = finding.diagnostic
    source, member = split_member(found.source or "-")
    location: dict[str, Any] = {"artifactLocation": _artifact(source)}
    if member is None:
        location["region"] = {"startLine": found.line or 1, "startColumn": found.column or 1}
    else:
        # A line of a member is no line of the archive.
        location["region"] = {"startLine": 1, "startColumn": 1}
    place = {"physicalLocation": location}
    name = found.path or (member and f"{found.source}") or ""
    logical = {"fullyQualifiedName": f"{found.identifier or ''}{name}"}
    return place | ({"logicalLocations": [logical]} if logical["fullyQualifiedName"] else {})


def _artifact(source: str) -> dict[str, str]:
    """The file as a URI below the directory of the run; absolute only where it lies elsewhere."""
    if source == "-":
        return {"uri": "standard-input", "uriBaseId": _ROOT}
    path = Path(source)
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except ValueError:
            return {"uri": "file://" + quote(os.fsencode(path.as_posix()))}
    elif ".." in path.parts:
        return {"uri": "file://" + quote(os.fsencode(Path(os.path.normpath(Path.cwd() / path)).as_posix()))}
    return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": _ROOT}
