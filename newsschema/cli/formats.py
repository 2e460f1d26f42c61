"""`newsschema formats`."""

from __future__ import annotations

import click

from newsschema.formats import infos


@click.command("formats")
def command() -> int:
    """List what can be read and written, with the standard and its version."""
    for info in infos():
        ways = " and ".join(word for word, possible in (("read", info.reads), ("written", info.writes)) if possible)
        suffixes = " ".join(info.extensions)
        click.echo(f"{info.name:<10} {info.title} ({info.standard} {info.version}): {ways}; {suffixes}")
    click.echo(
        "Any of them compressed (.gz, .zst), packed (.zip, .tar, .tar.gz), in a directory, or as - for a stream."
    )
    return 0
