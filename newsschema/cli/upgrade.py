"""`newsschema upgrade`."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from newsschema.archive.conversion import convert
from newsschema.cli.convert import carry_out
from newsschema.cli.progress import Progress


@click.command("upgrade")
@click.argument("source")
@click.argument("destination", metavar="DEST")
@click.option("--to-version", metavar="V", help="Which version of the model; the newest otherwise.")
@click.option(
    "--jobs", "-j", type=click.IntRange(1), metavar="N", help="How many processes share the work; all CPUs otherwise."
)
@click.option("--resume", is_flag=True, help="Go on with an interrupted upgrade into a directory.")
@click.option("--rejects", metavar="DIR", help="Where to set aside what cannot be read; DEST.rejects otherwise.")
@click.option("--losses", metavar="FILE", help="Write, as JSON Lines, what an earlier version has no place for.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no talk.")
def command(source: str, destination: str, quiet: bool, **given: Any) -> int:
    """Bring the documents of SOURCE, in newsschema JSON, to the newest version of the model in DEST.

    Documents of different versions may stand together. What an earlier reader had to keep in the extensions returns to
    its place. With --to-version an earlier version is written; the extensions keep what that has no place for.

    \b
    Examples:
      newsschema upgrade archive.jsonl newest.jsonl
      newsschema upgrade archive/ newest/
      newsschema upgrade newest.jsonl for-old-readers.jsonl --to-version 1.0 --losses losses.jsonl
    """
    progress = Progress(quiet=quiet, sources=(source,))
    run = partial(convert, source, destination, format="json", to="json", **given)
    return carry_out(run, progress, destination)[1]
