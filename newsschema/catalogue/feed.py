"""NS5xx: feeds: what only several articles together show."""

from __future__ import annotations

from newsschema.catalogue.entries import Rule

RULES: tuple[Rule, ...] = ()
