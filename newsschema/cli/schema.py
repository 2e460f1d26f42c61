"""`newsschema schema`."""

from __future__ import annotations

from pathlib import Path

import click

from newsschema import schemas
from newsschema.errors import OutputError


@click.group("schema")
def command() -> None:
    """List or export the schemas of the model's versions."""


@command.command("list")
def list_schemas() -> int:
    """List the versions and their schema files."""
    for version in schemas.versions():
        for name in schemas.names(version):
            click.echo(f"{version}  {name}")
    return 0


@command.command("export")
@click.argument("directory")
@click.option("--version", help="Which version; the newest otherwise.")
def export(directory: str, version: str | None) -> int:
    """Copy the schema files of a version to DIRECTORY."""
    version = version or schemas.versions()[-1]
    target = Path(directory)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in schemas.names(version):
            (target / name).write_bytes(schemas.read(version, name))
    except OSError as error:
        raise OutputError(directory, f"cannot be written: {error.strerror or error}") from error
    click.echo(f"{len(schemas.names(version))} files of version {version} in {directory}")
    return 0
