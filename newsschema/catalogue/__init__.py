"""The catalogue of codes: every finding that newsschema can report, as plain data.

Families: NS0xx syntax and encoding, NS1xx article, NS2xx quotes, NS3xx casualty reports, NS4xx interchange,
NS5xx feeds, NS9xx safety; each is a module. A code is never given a second meaning. Rules of one's own have a prefix
of their own, and join the table by `add`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from newsschema.catalogue import article, casualties, feed, interchange, quotes, safety, settings, syntax
from newsschema.catalogue.entries import VERSIONS, Change, Rule, Severity, State, known_version

__all__ = ["CODES", "VERSIONS", "Change", "Rule", "Severity", "State", "add", "as_of", "known_version", "page_of"]

_CODE: Final = re.compile(r"[A-Z]{2,10}[0-9]{3,4}")
_OURS: Final = "NS"
_FAMILIES: Final = (syntax, article, quotes, casualties, interchange, feed, settings, safety)


def _table(rules: Iterable[Rule]) -> dict[str, Rule]:
    table: dict[str, Rule] = {}
    for rule in rules:
        if rule.code in table:
            raise ValueError(f"code {rule.code} is given twice")
        table[rule.code] = rule
    return dict(sorted(table.items()))


_TABLE: Final = _table(rule for family in _FAMILIES for rule in family.RULES)

CODES: Final[Mapping[str, Rule]] = MappingProxyType(_TABLE)
"""Every rule by its code, in the order of codes; those of others follow."""


def as_of(version: str | None) -> Mapping[str, Rule]:
    """Returns the rules as they stood in a version of the catalogue; those of other packages as they are.

    Raises `UsageError` for a version that this installation does not know.
    """
    if version is None:
        return CODES
    known_version(version)
    standing = {code: rule.at(version) if code.startswith(_OURS) else rule for code, rule in CODES.items()}
    return {code: rule for code, rule in standing.items() if rule is not None}


_PAGES: Final = "https://github.com/newsschema/newsschema/blob/main/docs/rules/"
_PAGE: Final = {
    "NS0": "syntax",
    "NS1": "article",
    "NS2": "quotes",
    "NS3": "casualties",
    "NS4": "interchange",
    "NS5": "feeds",
    "NS9": "safety",
}


def page_of(code: str) -> str | None:
    """Returns the address of the page about a rule; none for a rule of another package."""
    name = _PAGE.get(code[:3])
    return None if name is None else f"{_PAGES}{name}.md#{code.lower()}"


def add(rule: Rule) -> None:
    """Adds a rule of one's own, whose code has a prefix of its own, such as `ACME101`.

    Adding an equal rule again does nothing. Raises `ValueError` for a code that is no code, that is taken, or that has
    the prefix `NS`.
    """
    if not _CODE.fullmatch(rule.code) or rule.code.startswith(_OURS):
        raise ValueError(f"{rule.code!r} is no code for a rule of one's own: write ACME101, with any prefix but NS")
    if _TABLE.setdefault(rule.code, rule) != rule:
        raise ValueError(f"code {rule.code} is given twice")
