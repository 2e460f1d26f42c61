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
)


_LIMITS: Final = {
    "max_document_size": ("BYTES", "The longest single document to read."),
    "max_nesting": ("LEVELS", "How deeply values or elements of a document may be nested."),
    "max_attributes": ("NUMBER", "How many attributes an element of XML may have."),
    "max_expansion": ("TIMES", "How many times its packed size compressed data may grow."),
    "max_expanded_size": ("BYTES", "How much one compressed file or archive may unpack to."),
    "max_members": ("NUMBER", "How many members one archive may have."),
}
"""What protects against hostile and broken input. Entities of XML are never expanded, and nothing outside is read."""


def reading(command: Command) -> Command:
    """Adds the options of reading, and its limits, to a command."""
    for name, (unit, words) in reversed(_LIMITS.items()):
        flag, default = "--" + name.replace("_", "-"), getattr(Limits(), name)
        command = click.option(
            flag, type=click.IntRange(1), default=default, show_default=True, metavar=unit, help=words
        )(command)
    for option in reversed(_READING):
        command = option(command)
    return command


def read_options(given: dict[str, Any]) -> tuple[ReadOptions, Limits]:
    """Takes the options of reading out of what a command was given."""
    limits = Limits(**{name: given.pop(name) for name in _LIMITS})
    options = ReadOptions(
        strict=given.pop("strict"),
        assume_timezone=given.pop("assume_timezone"),
        catalogs=given.pop("catalogs"),
    )
    return limits.of_reading(options), limits
