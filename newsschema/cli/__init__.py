"""The command line: options, one call of the library, a report, an exit status."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any, Final

import click

from newsschema.errors import NewsschemaError

_COMMANDS: Final = {
    "convert": ("newsschema.cli.convert", "Convert sources to another format, with an account of every item."),
    "validate": ("newsschema.cli.validate", "Check sources and report every problem with its place and remedy."),
    "coverage": ("newsschema.cli.coverage", "Count which source paths are mapped, kept as extensions, or unreadable."),
    "verify": ("newsschema.cli.verify", "Check an archive against its manifest and its ledger."),
    "show": ("newsschema.cli.show", "Show one article: its text, who said what, and how many were harmed."),
    "formats": ("newsschema.cli.formats", "List what can be read and written."),
    "schema": ("newsschema.cli.schema", "List, export or compare the schemas of the model."),
    "upgrade": ("newsschema.cli.upgrade", "Bring own JSON to the newest version of the model, or to another."),
    "rules": ("newsschema.cli.rules", "List the rules that findings name, or explain one."),
}
"""The commands: the module that holds each, and what it does in a line."""

FOUND_PROBLEMS: Final = 1
"""The exit status where the data has problems."""

_COLLECTOR: Final = (20_000, 20, 20)

CANNOT_RUN: Final = 2
"""The exit status where the command was wrong or could not run."""


class _Commands(click.Group):
    """The commands, each loaded only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newsschema", message="newsschema %(version)s")
def cli() -> None:
    """Validate and convert news: articles, quotes and casualty reports.

    Reads newsschema JSON, schema.org JSON-LD (also inside HTML pages), NewsML-G2 and Parquet; plain, compressed,
    packed, in directories, or from a stream. The format is recognised from the content.

    \b
    Examples:
      newsschema validate feed/
      newsschema convert feed/ articles.jsonl
      newsschema convert archive.zip articles.parquet
      newsschema show article.json
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and leaves with its exit status: 0, 1 (problems in the data) or 2 (cannot run)."""
    # Pydantic looks for plugins in every installed package, and none of them has a part in what a command does.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Documents have no cycles and go when they are let go of: to look for cycles after every one of them is in vain.
    gc.set_threshold(*_COLLECTOR)
    try:
        status: Any = cli.main(args=arguments, prog_name="newsschema", standalone_mode=False)
        if sys.stdout is not None and not sys.stdout.closed:
            # What cannot be written is told now, and not when Python ends.
            sys.stdout.flush()
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except click.ClickException as error:
        error.show()
        status = CANNOT_RUN
    except (click.Abort, KeyboardInterrupt):
        click.echo("newsschema: stopped; nothing was written", err=True)
        status = CANNOT_RUN
    except BrokenPipeError:
        # The reader of our output has gone; nobody is left to tell.
        sys.stderr.close()
        status = CANNOT_RUN
    except NewsschemaError as error:
        from newsschema.cli.reporters.base import defused

        click.echo(f"newsschema: {defused(str(error))}", err=True)
        status = getattr(error, "exit_status", CANNOT_RUN)
    except OSError as error:
        # Sources and outputs have errors of their own: what is left is the stream that we write to.
        click.echo(f"newsschema: the output cannot be written: {error.strerror or error}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = CANNOT_RUN
    sys.exit(status if isinstance(status, int) else 0)
