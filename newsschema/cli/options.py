"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from newsschema.archive.sources import Limits
from newsschema.formats import NAMES
from newsschema.formats.base import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])

SOURCES: Final = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")

_READING: Final = (
    click.option("--from", "from_format", type=click.Choice(NAMES), help="The format to read; recognised otherwise."),
    click.option(
        "--catalog",
        "catalogs",
        multiple=True,
        metavar="FILE",
        help="An agency's NewsML-G2 catalog, to resolve its codes. May be repeated.",
    ),
    click.option(
        "--assume-timezone",
        metavar="ZONE",
        help="The zone of date-times that say none, such as +02:00 or Europe/Vienna.",
    ),
    click.option("--strict", is_flag=True, help="Refuse what is understood although written wrongly."),
    click.option("--quiet", "-q", is_flag=True, help="No progress and no talk."),
    click.option(
        "--max-document-size",
        type=click.IntRange(1),
        default=Limits().max_document_size,
        show_default=True,
        metavar="BYTES",
        help="The longest single document to read.",
    ),
    click.option(
        "--max-expansion",
        type=click.IntRange(1),
        default=Limits().max_expansion,
        show_default=True,
        metavar="TIMES",
        help="How many times its packed size compressed data may grow.",
    ),
)


def reading(command: Command) -> Command:
    """Adds the options of reading to a command."""
    for option in reversed(_READING):
        command = option(command)
    return command


def read_options(given: dict[str, Any]) -> tuple[ReadOptions, Limits]:
    """Takes the options of reading out of what a command was given."""
    options = ReadOptions(
        strict=given.pop("strict"),
        assume_timezone=given.pop("assume_timezone"),
        catalogs=given.pop("catalogs"),
        max_document_size=given["max_document_size"],
    )
    limits = Limits(max_document_size=given.pop("max_document_size"), max_expansion=given.pop("max_expansion"))
    return options, limits
