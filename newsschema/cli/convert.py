"""`newsschema convert`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.arrangement import PART_SIZE
from newsschema.archive.conversion import TooManyRejects, convert
from newsschema.archive.destinations import UNFINISHED
from newsschema.archive.journal import is_unfinished
from newsschema.archive.worker import tune
from newsschema.catalogue import CODES
from newsschema.cli import CANNOT_RUN, FOUND_PROBLEMS
from newsschema.cli.engines import executor_for
from newsschema.cli.options import SOURCES, read_options, reading
from newsschema.cli.progress import Progress
from newsschema.diagnostics import shown
from newsschema.errors import UsageError
from newsschema.formats import NAMES, format_for
from newsschema.v1 import Instant
from newsschema.v1.times import INSTANT_PATTERN


@click.command("convert")
@SOURCES
@click.argument("destination", metavar="DEST")
@click.option("--to", type=click.Choice(NAMES), help="The format to write; from the name of DEST otherwise.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    show_default=True,
    help="`public` leaves out what is internal, and withheld, canceled and embargoed articles.",
)
@click.option("--as-of", metavar="INSTANT", help="The moment at which embargoes are judged; now otherwise.")
@click.option(
    "--layout",
    type=click.Choice(["nested", "tables"]),
    default="nested",
    show_default=True,
    help="Parquet: one row an article, or four flat tables.",
)
@click.option(
    "--jobs", "-j", type=click.IntRange(1), metavar="N", help="How many processes share the work; all CPUs otherwise."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Who does the work: processes of this machine, or Spark. The output is the same.",
)
@click.option("--master", metavar="URL", help="Where Spark runs, such as local[4]; as spark-submit says otherwise.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted conversion into a directory.")
@click.option(
    "--since-manifest",
    metavar="DIR",
    help="Leave out what an earlier output directory already has, unchanged.",
)
@click.option("--rejects", metavar="DIR", help="Where to set aside what cannot be read; DEST.rejects otherwise.")
@click.option("--max-rejects", metavar="N|P%", help="How many items may be rejected before the run fails.")
@click.option("--losses", metavar="FILE", help="Write, as JSON Lines, what the target does not carry.")
@click.option(
    "--partition-by",
    metavar="LEVELS",
    help="Directories by date, in UTC: year, or year,month, or year,month,day. Sorts by date.",
)
@click.option(
    "--part-size",
    type=click.IntRange(1),
    metavar="BYTES",
    help=f"About how large a part is; {PART_SIZE:,} where parts are sorted. Sorts by date.",
)
@click.option(
    "--dedupe",
    is_flag=True,
    help="Keep the newest version of each document; a canceled one takes the place of all others. Sorts by date.",
)
@click.option(
    "--redo",
    metavar="SQL",
    help="Convert what fits a condition on the ledger of DEST again, by the same options; replaces what it gave.",
)
@reading
def command(**given: Any) -> int:
    """Convert SOURCE... to DEST.

    Every item that is read is written, or set aside with its reason; the account at the end adds up. A directory of
    parts can be continued with --resume after an interruption; it is a result when its manifest is there.

    \b
    Examples:
      newsschema convert feed/ articles.jsonl
      newsschema convert messages.zip out/ --to newsml-g2
      newsschema convert articles.jsonl public.jsonld --audience public
      newsschema convert archive/ tables/ --to parquet --layout tables
      newsschema convert archive/ parts/ --to parquet --jobs 8 --resume
      newsschema convert archive/ lake/ --to parquet --dedupe --partition-by year,month
      newsschema convert archive/ parts/ --to parquet --redo "outcome = 'rejected'"
      newsschema convert archive/ parts/ --to parquet --engine spark --master local[8]
    """
    given["executor"] = executor_for(given.pop("engine"), given.pop("master"), given["jobs"])
    quiet, from_format, max_rejects = given.pop("quiet"), given.pop("from_format"), given["max_rejects"]
    sources, destination, as_of = (
        given.pop("sources"),
        given.pop("destination"),
        _instant(given.pop("as_of"), resume=given["resume"] or given["redo"] is not None),
    )
    options, limits = read_options(given)
    if given["resume"] and format_for(destination) is not None and not Path(destination).is_dir():
        click.echo("newsschema: one file cannot be continued: starting again", err=True)
    progress = Progress(quiet=quiet, sources=sources)
    run = partial(
        convert,
        *sources,
        destination,
        format=from_format,
        as_of=as_of,
        read_options=options,
        limits=limits,
        **given,
    )
    account, status = carry_out(run, progress, destination)
    if account is None:
        return status
    if not quiet and Path(destination).is_dir() and ledger.suffix() == ".jsonl":
        click.echo("newsschema: the ledger is JSON Lines, since what writes Parquet is not installed", err=True)
    if not quiet:
        progress.summary(account)
    if account.rejected and max_rejects is not None:
        click.echo(f"newsschema: warning: {account.rejected:,} items were rejected, as --max-rejects allows", err=True)
        return 0
    return status


def carry_out(run: Callable[..., Account], progress: Progress, destination: str) -> tuple[Account | None, int]:
    """Runs a conversion with its progress shown, reports its account, and returns it with the exit status.

    There is no account where the run was stopped.
    """
    tune()
    try:
        account = run(progress=progress)
    except TooManyRejects as stopped:
        progress.close()
        report(stopped.account, destination, quiet=False)
        click.echo(f"newsschema: {stopped}", err=True)
        return None, FOUND_PROBLEMS
    except KeyboardInterrupt:
        progress.close()
        click.echo(f"newsschema: stopped{what_is_left(destination)}", err=True)
        return None, CANNOT_RUN
    finally:
        progress.close()
    report(account, destination, quiet=progress.quiet)
    return account, FOUND_PROBLEMS if account.rejected else 0


def what_is_left(destination: str) -> str:
    """What an interrupted conversion has left behind, in words."""
    unfinished = any(is_unfinished(Path(name)) for name in (destination, destination.rstrip("/") + UNFINISHED))
    return "; go on with --resume" if unfinished else "; nothing was written"


def _instant(text: str | None, *, resume: bool) -> Instant | None:
    if text is None and resume:
        return None  # the moment of the interrupted run
    if text is None:
        return Instant(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    import re

    if not re.match(INSTANT_PATTERN, text):
        raise UsageError(f"--as-of {text!r} is no instant", "Write it like 2026-07-11T12:00:00Z")
    return Instant(text)


def report(account: Account, destination: str, *, quiet: bool) -> None:
    """Prints the account: the result of a conversion."""
    if quiet:
        return
    lines = [
        ("read", account.read, f"from {account.sources:,} source{'s' * (account.sources != 1)}"),
        ("written", account.written, _what(account)),
        ("merged", account.merged, "into the article that refers to them"),
        ("duplicate", account.duplicate, _why_not_kept(account)),
        ("unchanged", account.unchanged, ""),
        ("rejected", account.rejected, f"set aside in {account.rejects}" if account.rejects else ""),
    ]
    lines += [("skipped", number, shown(kind)) for kind, number in sorted(account.skipped.items())]
    for name, number, remark in lines:
        if number or name in ("read", "written", "rejected"):
            click.echo(f"{name:>10} {number:>9,}  {remark}".rstrip())
    for code, number in account.reasons.most_common():
        click.echo(f"{'':>10} {number:>9,}  {code} {CODES[code].summary}")
    differing = account.codes["NS502"]
    if differing:
        click.echo(f"{'differing':>10} {differing:>9,}  of one version, and not the same: all kept")
    if account.losses:
        click.echo(f"{'losses':>10} {account.losses:>9,}")
    if account.outputs:
        files = f" ({account.files:,} files)" if account.files > 1 else ""
        click.echo(f"{'output':>10}            {destination}{files}")


def _why_not_kept(account: Account) -> str:
    if account.withdrawn:
        return f"repeated or of old versions, {account.withdrawn:,} of them withdrawn by a canceled version"
    return "repeated or of old versions"


def _what(account: Account) -> str:
    return f"with {account.quotes:,} quotes and {account.casualty_reports:,} casualty reports"
