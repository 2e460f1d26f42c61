"""`newsschema verify`."""

from __future__ import annotations

import click

from newsschema.archive.verify import verify
from newsschema.cli import FOUND_PROBLEMS
from newsschema.diagnostics import shown


@click.command("verify")
@click.argument("directory", metavar="DIR")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing; the exit status tells.")
def command(directory: str, *, quiet: bool) -> int:
    """Check the output directory DIR of a conversion against its manifest and its ledger.

    Every file must have the bytes that were written, every row of the ledger its row in a part, and the totals must
    agree; files that the conversion did not write are named.

    \b
    Examples:
      newsschema verify archive/
    """
    found = verify(directory)
    if not quiet:
        for problem in found.problems:
            click.echo(shown(problem, limit=None))
        if found.more:
            click.echo(f"and {found.more:,} more")
        verdict = "whole" if found.ok else "not whole"
        click.echo(f"{directory} is {verdict}: {found.parts:,} files, {found.items:,} items, {found.rows:,} rows")
    return 0 if found.ok else FOUND_PROBLEMS
