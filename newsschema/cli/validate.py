"""`newsschema validate`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import click

from newsschema.archive.conformance import Conformance
from newsschema.archive.judging import Baseline, Finding, Judge, Totals
from newsschema.archive.outputs import whole_directory, whole_file
from newsschema.archive.sources import Limits
from newsschema.archive.validation import findings
from newsschema.catalogue import CODES
from newsschema.checks import Session
from newsschema.checks.registry import load_others
from newsschema.checks.selection import nearest_code
from newsschema.cli.options import read_options, reading
from newsschema.cli.reporters import NAMES, Options, Report, report_named
from newsschema.cli.terminal import safe_streams
from newsschema.diagnostics import Severity, nearest, shown
from newsschema.errors import UsageError
from newsschema.formats.base import ReadOptions
from newsschema.settings import PROFILES, Judgement, Settings, load

_EPOCH: Final = "SOURCE_DATE_EPOCH"


@click.command("validate")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--output-format", type=click.Choice(NAMES), help="How to report.  [default: text]")
@click.option("--output", metavar="FILE", help="Write the report to a file; for html also a directory, a page a feed.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules: codes, or their beginnings (NS3).")
@click.option("--extend-select", multiple=True, metavar="CODES", help="These rules besides those selected.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules.")
@click.option("--preview/--no-preview", default=None, help="Also the rules that are on trial.")
@click.option("--profile", type=click.Choice(tuple(PROFILES)), help="A named choice of rules and severities.")
@click.option("--severity", "severities", multiple=True, metavar="CODE=SEVERITY", help="Let a rule weigh otherwise.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    help="The least severity that makes the command fail.  [default: error]",
)
@click.option("--max-findings", type=click.IntRange(1), metavar="N", help="List no more findings; all are counted.")
@click.option("--baseline", metavar="FILE", help="Do not report what this file holds, nor fail on it.")
@click.option("--write-baseline", metavar="FILE", help="Write what is found to a baseline file, and pass.")
@click.option(
    "--baseline-by",
    type=click.Choice(["finding", "rate"]),
    default="finding",
    show_default=True,
    help="What --write-baseline writes: each finding, or the share of documents that break each rule.",
)
@click.option("--schema/--no-schema", "schemas", default=None, help="Hold own JSON also against the JSON Schema.")
@click.option("--xsd", metavar="FILE", help="Hold XML also against this XML Schema.")
@click.option("--feed", "feeds", multiple=True, metavar="NAME", help="Only this feed of the settings. May be repeated.")
@click.option("--config", metavar="FILE", help="The settings; else newsschema.toml or pyproject.toml, here or above.")
@click.option("--show-info/--no-show-info", default=None, help="List what was understood although written wrongly.")
@click.option("--statistics/--no-statistics", default=None, help="Count the findings of each rule.")
@click.option("--show-sensitive", is_flag=True, help="Show words of personal and internal fields; on a terminal only.")
@reading
def command(**given: Any) -> int:
    """Check SOURCE... and report every problem with its code, file, line, column and remedy.

    Without SOURCE the feeds of the settings are checked. Settings stand in newsschema.toml or in [tool.newsschema] of
    pyproject.toml; the command line wins.

    Exit status: 0 all well, 1 problems were found, 2 the command could not run.

    \b
    Examples:
      newsschema validate feed/
      newsschema validate article.json --output-format json
      newsschema validate feed/ --select NS2,NS3 --fail-on warning
      newsschema validate feed/ --output-format sarif --output findings.sarif
      newsschema validate --output-format html --output report/
      cat feed.jsonl | newsschema validate -
    """
    safe_streams()
    settings = load(Path(given["config"]) if given["config"] else None)
    settings = _merged(settings, given)
    runs = _runs(settings, given)
    if given["show_sensitive"]:
        _refuse_sensitive(settings)
    options, limits = read_options(given)
    validation = _Validation(settings, options, limits, given)
    return validation.run(runs)


@dataclass(frozen=True, slots=True)
class _Run:
    """One feed, or all sources of the command line."""

    feed: str | None
    sources: tuple[str, ...]
    judgement: Judgement
    format: str | None


# --- Settings and the command line


def _merged(settings: Settings, given: dict[str, Any]) -> Settings:
    """The settings, with what the command line says instead."""
    changes: dict[str, Any] = {
        name: given[name]
        for name in (
            "output_format",
            "output",
            "profile",
            "fail_on",
            "max_findings",
            "preview",
            "schemas",
            "show_info",
            "statistics",
        )
        if given[name] is not None
    }
    for name in ("select", "extend_select", "ignore"):
        if given[name]:
            changes[name] = tuple(given[name])
    for name in ("baseline", "xsd"):
        if given[name] is not None:
            changes[name] = str(Path(given[name]).absolute())
    if given["severities"]:
        changes["severities"] = {**settings.severities, **dict(_severity(text) for text in given["severities"])}
    return settings.model_copy(update=changes)


def _severity(text: str) -> tuple[str, Severity]:
    code, mark, name = (part.strip() for part in text.partition("="))
    if not mark or name.lower() not in {one.value for one in Severity}:
        raise UsageError(f"--severity {shown(text)!r} is not understood", "Write it like NS440=warning")
    load_others()
    if code.upper() not in CODES:
        near = nearest_code(code)
        raise UsageError(f"there is no rule {shown(code)!r}", f"Did you mean {near}?" if near else None)
    return code.upper(), Severity(name.lower())


def _runs(settings: Settings, given: dict[str, Any]) -> list[_Run]:
    sources, names = given["sources"], given["feeds"]
    if sources and names:
        raise UsageError("sources and --feed are both given", "Give either")
    if sources:
        return [_Run(None, sources, settings.judgement(None), given["from_format"])]
    for name in names:
        if name not in settings.feeds:
            near = nearest(name, settings.feeds)
            raise UsageError(
                f"there is no feed {shown(name)!r} in the settings", f"Did you mean {near}?" if near else None
            )
    if not settings.feeds:
        raise UsageError(
            "nothing to check: no SOURCE is given, and the settings have no feeds", "Give a file or folder"
        )
    return [_feed_run(settings, name, given) for name in names or settings.feeds]


def _feed_run(settings: Settings, name: str, given: dict[str, Any]) -> _Run:
    feed = settings.feeds[name]
    judgement = settings.judgement(name)
    single = ("profile", "fail_on", "preview", "schemas")
    told = {option: given[option] for option in single if given[option] is not None} | {
        option: tuple(given[option]) for option in ("select", "extend_select", "ignore") if given[option]
    }
    if given["xsd"] is not None:
        told["xsd"] = str(Path(given["xsd"]).absolute())
    if given["severities"]:
        told["severities"] = {**judgement.severities, **dict(_severity(text) for text in given["severities"])}
    sources = tuple(_beside(settings, source) for source in feed.sources)
    return _Run(name, sources, judgement.model_copy(update=told), given["from_format"] or feed.from_format)


def _beside(settings: Settings, source: str) -> str:
    """A source of the settings as seen from here."""
    if source == "-":
        return source
    path = settings.directory / source
    try:
        return os.path.relpath(path) if not Path(source).is_absolute() else source
    except ValueError:  # another drive
        return str(path)


def _refuse_sensitive(settings: Settings) -> None:
    plain = settings.output_format in {None, "text"} and settings.output is None
    if not plain or not sys.stdout.isatty() or os.environ.get("CI"):
        raise UsageError(
            "--show-sensitive is for a terminal: a report that is kept must not hold such words",
            "Leave out --output, --output-format and the pipe",
        )


# --- The run


class _Validation:
    """Checks the sources of each run, and hands what is found to the report."""

    def __init__(self, settings: Settings, options: ReadOptions, limits: Limits, given: dict[str, Any]) -> None:
        self.settings = settings
        self.options = options
        self.limits = limits
        self.sensitive = bool(given["show_sensitive"])
        self.write_baseline: str | None = given["write_baseline"]
        self.written = Baseline(given["baseline_by"])
        known = settings.baseline
        self.baseline = Baseline.read(settings.directory / known) if known and not self.write_baseline else None
        self.show_info = bool(settings.show_info)

    def run(self, runs: list[_Run]) -> int:
        """Runs everything and returns the exit status."""
        totals = Totals()
        with ExitStack() as stack:
            report = self._report(stack, runs)
            for run in runs:
                judge = self._feed(run, report)
                totals.add(judge.totals)
            report.close(totals)
        if self.write_baseline is not None:
            with whole_file(Path(self.write_baseline)) as aside:
                aside.write_bytes(self.written.dumps())
            return 0
        return 1 if totals.failing else 0

    def _report(self, stack: ExitStack, runs: list[_Run]) -> Report:
        settings = self.settings
        name = settings.output_format or "text"
        options = Options(statistics=bool(settings.statistics), limit=settings.max_findings, show_info=self.show_info)
        if settings.output is not None:
            path = Path(settings.output)
            if name == "html" and _is_directory(settings.output, runs):
                options = replace(options, directory=stack.enter_context(whole_directory(path)))
            else:
                aside = stack.enter_context(whole_file(path))
                options = replace(
                    options, stream=stack.enter_context(aside.open("w", encoding="utf-8", errors="backslashreplace"))
                )
        return report_named(name)(options)

    def _feed(self, run: _Run, report: Report) -> Judge:
        judgement = run.judgement
        profile = PROFILES[judgement.profile or "default"]
        session = Session(
            _selection(judgement),
            judgement.ignore,
            preview=bool(judgement.preview),
            profile=profile.rules,
            rules=self.settings.rules,
        )
        schemas = profile.schemas if judgement.schemas is None else judgement.schemas
        xsd = None if judgement.xsd is None else _beside(self.settings, judgement.xsd)
        judge = Judge(
            judgement,
            feed=run.feed,
            today=_today(),
            baseline=self.baseline,
            show_sensitive=self.sensitive,
            settings_file=self.settings.file,
        )
        options = replace(self.options, strict=self.options.strict or profile.strict)
        report.start(run.feed)
        for record, diagnostics in findings(
            *run.sources,
            format=run.format,
            options=options,
            limits=self.limits,
            session=session,
            conformance=Conformance(schemas, xsd),
        ):
            found = judge.judge(record, diagnostics)
            self._note(found)
            report.document(record, [one for one in found if self._is_listed(one)])
        ending = judge.close()
        self._note(ending)
        self.written.take_rates(run.feed, judge.totals)
        report.finish([one for one in ending if self._is_listed(one)], judge.totals)
        return judge

    def _note(self, found: list[Finding]) -> None:
        if self.write_baseline is not None and self.written.kind == "finding":
            for one in found:
                self.written.take(one)

    def _is_listed(self, finding: Finding) -> bool:
        return self.show_info or finding.diagnostic.severity is not Severity.INFO


def _selection(judgement: Judgement) -> tuple[str, ...]:
    """The rules selected; what is added to none selected is added to all."""
    return (*(judgement.select or ("NS",)), *judgement.extend_select) if _narrows(judgement) else ()


def _narrows(judgement: Judgement) -> bool:
    return bool(judgement.select or judgement.extend_select)


def _is_directory(output: str, runs: list[_Run]) -> bool:
    path = Path(output)
    return output.endswith(("/", os.sep)) or path.is_dir() or (runs[0].feed is not None and not path.suffix)


def _today() -> date:
    """Today, or the day that SOURCE_DATE_EPOCH says, so that a run can be repeated."""
    stated = os.environ.get(_EPOCH, "")
    return datetime.fromtimestamp(int(stated), UTC).date() if stated.isdecimal() else datetime.now(UTC).date()
