"""`newsschema schema`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
import orjson

from newsschema import schemas
from newsschema.cli import FOUND_PROBLEMS
from newsschema.diagnostics import shown
from newsschema.errors import OutputError, SourceError, UsageError
from newsschema.schemas import Change, Effect
from newsschema.versions import NEWEST

Changes = Mapping[str, list[Change]]

_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+", re.ASCII)


@click.group("schema")
def command() -> None:
    """List, export or compare the schemas of the model's versions."""


@command.command("list")
def list_schemas() -> int:
    """List the versions and their schema files."""
    for version in schemas.versions():
        for name in schemas.names(version):
            click.echo(f"{version}  {name}")
    return 0


@command.command("export")
@click.argument("directory")
@click.option("--version", metavar="V", help="Which version; the newest otherwise.")
def export(directory: str, version: str | None) -> int:
    """Copy the schema files of a version to DIRECTORY."""
    version = version or str(NEWEST)
    names = schemas.names(version)
    target = Path(directory)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            (target / name).write_bytes(schemas.read(version, name))
    except (OSError, ValueError) as error:
        raise OutputError(directory, f"cannot be written: {getattr(error, 'strerror', None) or error}") from error
    click.echo(f"{len(names)} files of version {version} in {directory}")
    return 0


@command.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="`markdown` is for a changelog.",
)
def diff(old: str, new: str, output_format: str) -> int:
    """Tell what changed from OLD to NEW, and whom it breaks. Each is a version or a file with a JSON Schema.

    The exit status is 1 where a change breaks readers (what they were promised no longer holds) or writers (what they
    write is refused).

    \b
    Examples:
      newsschema schema diff 1.0 1.1
      newsschema schema diff 1.0 1.1 --output-format markdown
      newsschema schema diff old.schema.json new.schema.json
    """
    changes = _changes(old, new)
    click.echo(_WRITERS[output_format](changes), nl=False)
    return FOUND_PROBLEMS if any(change.effect.is_breaking for each in changes.values() for change in each) else 0


def _changes(old: str, new: str) -> Changes:
    are_versions = [_VERSION.fullmatch(name) is not None and not Path(name).is_file() for name in (old, new)]
    if all(are_versions):
        return schemas.diff_versions(old, new)
    if any(are_versions):
        raise UsageError("a version cannot be compared with a file", "Give two versions or two files")
    return {Path(new).name: schemas.diff(_load(old), _load(new))}


def _load(name: str) -> Any:
    try:
        return orjson.loads(Path(name).read_bytes())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None)
        reason = why[:1].lower() + why[1:] if why else f"is no JSON: {error}"
        raise SourceError(name, reason, "Give a version, such as 1.0, or a file with a JSON Schema") from error


# How changes are written down


def _text(changes: Changes) -> str:
    lines: list[str] = []
    for name, each in changes.items():
        lines += [f"{name}: {change.effect}: {shown(change.text)}" for change in each]
    return "".join(line + "\n" for line in [*lines, _summary(changes)])


def _summary(changes: Changes) -> str:
    found = [change.effect for each in changes.values() for change in each]
    counts = [f"{found.count(effect)} {effect}" for effect in Effect if effect in found]
    return ", ".join(counts) or "no changes"


def _json(changes: Changes) -> str:
    found = [{"schema": name, **asdict(change)} for name, each in changes.items() for change in each]
    is_breaking = any(change.effect.is_breaking for each in changes.values() for change in each)
    document = {"breaking": is_breaking, "changes": found}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _markdown(changes: Changes) -> str:
    """A section for each effect; what several schemas share is told once, with their names."""
    lines: list[str] = []
    for effect in Effect:
        told: dict[str, list[str]] = {}
        for name, each in changes.items():
            for change in each:
                if change.effect is effect:
                    told.setdefault(_cell(change), []).append(name.removesuffix(".schema.json"))
        if told:
            lines += [f"### {effect[0].upper()}{effect[1:]}", ""]
            lines += [f"- {text} ({', '.join(names)})" for text, names in told.items()] + [""]
    return "\n".join(lines) if lines else "No changes.\n"


def _cell(change: Change) -> str:
    """A change as Markdown; what a schema says is code, so that it is not taken for anything else."""
    place, _, rest = shown(change.text).partition(": ")
    kind, colon, values = rest.partition(": ")
    return f"{_code(place)}: {kind}{colon}{_code(values) if values else ''}"


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


_WRITERS: Final[Mapping[str, Callable[[Changes], str]]] = {"text": _text, "json": _json, "markdown": _markdown}
