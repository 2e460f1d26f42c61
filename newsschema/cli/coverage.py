"""`newsschema coverage`."""

from __future__ import annotations

from typing import Any

import click
from rich.cells import cell_len

from newsschema.archive.coverage import OUTCOMES, Coverage, PathOutcome, coverage
from newsschema.cli.options import SOURCES, read_options, reading
from newsschema.cli.reporters.base import json_text, plural, quoted
from newsschema.cli.terminal import safe_streams

_MEANS: dict[PathOutcome, str] = {
    "unreadable": "refused, or in an item that was rejected",
    "kept": "held by extensions",
    "mapped": "read into fields",
    "set aside": "in items that are no article",
    "left out": "never given back: the file's own version, IPTC's catalog, signatures",
}
_WIDEST = 72


@click.command("coverage")
@SOURCES
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to report."
)
@click.option("--max-paths", type=click.IntRange(1), metavar="N", help="List no more paths of each outcome.")
@reading
def command(**given: Any) -> int:
    """Count which paths of SOURCE... are mapped to fields, kept as extensions, or unreadable.

    Look at it before trusting a conversion. Every path is listed with how often it occurs and one value; values of
    personal and internal fields are not shown.

    Exit status: 0 all well, 1 something could not be read, 2 the command could not run.

    \b
    Examples:
      newsschema coverage archive/
      newsschema coverage feed.zip --output-format json
    """
    safe_streams()
    sources, limit, name = given["sources"], given["max_paths"], given["output_format"]
    options, limits = read_options(given)
    found = coverage(*sources, format=given["from_format"], options=options, limits=limits)
    if name == "json":
        report = found.to_dict()
        for one in report["outcomes"].values():
            _cut(one, limit)
        click.echo(json_text(report, indent=True))
    else:
        _print(found, limit)
    return 1 if found.values("unreadable") else 0


def _cut(one: dict[str, Any], limit: int | None) -> None:
    if limit is not None:
        one["other_values"] += sum(path["count"] for path in one["paths"][limit:])
        one["paths"] = one["paths"][:limit]


def _print(found: Coverage, limit: int | None) -> None:
    for outcome in OUTCOMES:
        entries = found.of(outcome)
        if not entries and not found.others[outcome]:
            continue
        total = plural(found.values(outcome), "value")
        title = f"{outcome}: {total} at {plural(len(entries), 'path')} ({_MEANS[outcome]})"
        click.echo(click.style(title, bold=True))
        listed = entries[:limit]
        rows = [(f"{one.count:,}", one.format, quoted(one.path), quoted(one.example)) for one in listed]
        rest = found.others[outcome] + sum(one.count for one in entries[len(listed) :])
        if rest:
            rows.append((f"{rest:,}", "", "(other paths)", ""))
        _table(rows)
        click.echo("")
    click.echo(_summary(found))


def _table(rows: list[tuple[str, str, str, str]]) -> None:
    count, name = (max(cell_len(row[at]) for row in rows) for at in (0, 1))
    path = min(max(cell_len(row[2]) for row in rows), _WIDEST)
    for number, format, where, example in rows:
        gap = " " * max(path - cell_len(where), 0)
        click.echo(f"{number:>{count}}  {format:<{name}}  {where}{gap}  {example}".rstrip())


def _summary(found: Coverage) -> str:
    items = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(found.items.items()))
    looked = f"{plural(sum(found.items.values()), 'item')} in {plural(found.sources, 'source')} ({items})"
    return looked + (f"; {plural(found.unseen, 'item')} could not be looked at again" if found.unseen else "")
