"""`newsschema rules`."""

from __future__ import annotations

import click

from newsschema.catalogue import CODES
from newsschema.diagnostics import nearest
from newsschema.errors import UsageError


@click.command("rules")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """List the rules that findings name, or explain one of them."""
    if code is None:
        for rule in CODES.values():
            click.echo(f"{rule.code}  {rule.severity.value:<8} {rule.summary}")
        return 0
    rule_found = CODES.get(code.upper())
    if rule_found is None:
        near = nearest(code.upper(), CODES)
        raise UsageError(f"there is no rule {code!r}", f"Did you mean {near}?" if near else "See: newsschema rules")
    click.echo(f"{rule_found.code}  {rule_found.severity.value}: {rule_found.summary}\n")
    click.echo(f"{rule_found.explanation}\n\nRemedy: {rule_found.remedy}\nSource: {rule_found.source}")
    return 0
