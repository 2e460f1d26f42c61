"""Reports of a validation: one module each, all of one shape."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from newsschema.cli.reporters.base import Options, Report

__all__ = ["NAMES", "Options", "Report", "report_named"]

_REPORTS: Final = {
    "text": "newsschema.cli.reporters.text:Text",
    "json": "newsschema.cli.reporters.json:Json",
    "jsonl": "newsschema.cli.reporters.json:JsonLines",
    "sarif": "newsschema.cli.reporters.sarif:Sarif",
    "junit": "newsschema.cli.reporters.junit:JUnit",
    "github": "newsschema.cli.reporters.github:GitHub",
    "html": "newsschema.cli.reporters.html:Html",
}

NAMES: Final = tuple(_REPORTS)
"""The names of the reports."""


def report_named(name: str) -> type[Report]:
    """Returns the class of a report, loaded when it is first asked for."""
    module, _, member = _REPORTS[name].partition(":")
    report: type[Report] = getattr(import_module(module), member)
    return report
