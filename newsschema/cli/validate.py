"""`newsschema validate`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from newsschema.archive.outputs import whole_file
from newsschema.archive.validation import Result, count_record, findings
from newsschema.checks import Session
from newsschema.cli.options import SOURCES, read_options, reading
from newsschema.cli.reporters import REPORTERS
from newsschema.diagnostics import Severity


@click.command("validate")
@SOURCES
@click.option(
    "--output-format",
    type=click.Choice(sorted(REPORTERS)),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option("--output", metavar="FILE", help="Write the report to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The least severity that makes the command fail.",
)
@click.option("--select", multiple=True, metavar="CODES", help="Check only these codes; NS3 means all that begin so.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Leave these codes out; the longer of two decides.")
@click.option("--preview", is_flag=True, help="Add the rules that are on trial.")
@click.option("--show-info", is_flag=True, help="List what was understood although written wrongly.")
@click.option("--statistics", is_flag=True, help="Count the findings of each code.")
@reading
def command(**given: Any) -> int:
    """Check SOURCE... and report every problem with its code, file, line, column and remedy.

    Exit status: 0 all well, 1 problems were found, 2 the command could not run.

    \b
    Examples:
      newsschema validate feed/
      newsschema validate article.json --output-format json
      newsschema validate feed/ --select NS3,NS9 --ignore NS312
      cat feed.jsonl | newsschema validate -
    """
    from_format, _ = given.pop("from_format"), given.pop("quiet")
    sources, output = given.pop("sources"), given.pop("output")
    options, limits = read_options(given)
    session = Session(given["select"], given["ignore"], preview=given["preview"])
    result = Result()
    with ExitStack() as stack:
        stream = None
        if output is not None:
            aside = stack.enter_context(whole_file(Path(output)))
            stream = stack.enter_context(aside.open("w", encoding="utf-8"))
        report = REPORTERS[given["output_format"]](stream, statistics=given["statistics"])
        for record, diagnostics in findings(
            *sources, format=from_format, options=options, limits=limits, session=session
        ):
            count_record(result, record)
            listed = [found for found in diagnostics if given["show_info"] or found.severity is not Severity.INFO]
            result.diagnostics.extend(diagnostics)
            report.record(record, listed)
        report.close(result)
    worst = {Severity.ERROR} if given["fail_on"] == "error" else {Severity.ERROR, Severity.WARNING}
    return 1 if any(found.severity in worst for found in result.diagnostics) else 0
