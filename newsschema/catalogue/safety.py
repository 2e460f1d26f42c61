"""NS9xx: safety: what could harm a reader, a source or a system."""

from __future__ import annotations

from newsschema.catalogue.entries import Rule

RULES: tuple[Rule, ...] = ()
