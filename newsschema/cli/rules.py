"""`newsschema rules`."""

from __future__ import annotations

import json

import click

from newsschema.catalogue import CODES, Change, Rule, known_version
from newsschema.catalogue.examples import NOT_SHOWN, FileExample, file_examples
from newsschema.checks import registry
from newsschema.checks.examples import Example, examples
from newsschema.checks.selection import nearest_code
from newsschema.diagnostics import shown
from newsschema.errors import UsageError


@click.command("rules")
@click.argument("code", required=False)
@click.option("--changed-since", metavar="VERSION", help="Only what versions after this one brought or changed.")
def command(code: str | None, changed_since: str | None) -> int:
    """List the rules that findings name, or explain one of them with an example.

    \b
    Examples:
      newsschema rules
      newsschema rules NS301
      newsschema rules --changed-since 1.0
    """
    registry.load_others()
    if changed_since is not None:
        _list_changes(known_version(changed_since), code)
        return 0
    if code is None:
        for rule in CODES.values():
            click.echo(f"{rule.code}  {rule.severity.value:<8} {rule.summary}{_standing(rule)}")
        return 0
    rule_found = CODES.get(code.upper())
    if rule_found is None:
        near = nearest_code(code)
        raise UsageError(f"there is no rule {code!r}", f"Did you mean {near}?" if near else "See: newsschema rules")
    _explain(rule_found)
    return 0


def _standing(rule: Rule) -> str:
    notes = [rule.state] * (rule.state != "stable") + [f"profile {rule.profile}"] * (rule.profile is not None)
    return f" ({', '.join(notes)})" if notes else ""


def _list_changes(version: str, code: str | None) -> None:
    """Lists what later versions made of each rule, or of those whose codes begin so, a line a change."""
    changed = False
    for rule in CODES.values():
        if not rule.code.startswith("NS") or not rule.code.startswith((code or "").upper()):
            continue
        for change in rule.since_version(version):
            changed = True
            weight = f", {change.severity.value}" if change.severity is not None else ""
            click.echo(f"{change.version}  {rule.code}  {_what(rule, change)}{weight}: {rule.summary}")
    if not changed:
        click.echo(f"no rule has changed since {version}")


def _what(rule: Rule, change: Change) -> str:
    if change is rule.changes[0] or change == rule.changes[0]:
        return f"new, {change.state}"
    return change.state


def _explain(rule: Rule) -> None:
    click.echo(f"{rule.code}  {rule.severity.value}: {rule.summary}\n")
    click.echo(f"{rule.explanation}\n\nRemedy: {rule.remedy}\nSource: {rule.source}")
    profile = f", in the profile {rule.profile} only" if rule.profile else ""
    click.echo(f"State:  {rule.state} since {rule.changes[-1].version}{profile}")
    try:
        bad, good = examples(rule.code)
    except KeyError:
        _show_files(rule.code)
        return
    _show("Breaks the rule", bad)
    _show("Does not", good)


def _show_files(code: str) -> None:
    try:
        bad, good, command = file_examples(code)
    except KeyError:
        if code in NOT_SHOWN:
            click.echo(f"\nNo document shows it. {NOT_SHOWN[code]}")
        return
    _show_file(f"Breaks the rule{f' at {bad.place}' if bad.place else ''}", bad)
    click.echo(f"\n  $ {command.replace('FILE', bad.name)}")
    _show_file("Does not", good)


def _show_file(title: str, example: FileExample) -> None:
    click.echo(f"\n{title}:\n")
    for line in example.text.splitlines():
        click.echo(f"  {shown(line, limit=None)}")


def _show(title: str, example: Example) -> None:
    place = f" at {example.pointer}" if example.pointer else ""
    click.echo(f"\n{title}{place}:\n")
    for document in example.documents:
        for line in json.dumps(json.loads(document), ensure_ascii=False, indent=2).splitlines():
            click.echo(f"  {shown(line, limit=None)}")
