"""Which rules are in force: chosen by code, by the beginning of a code, or by profile."""

from __future__ import annotations

from collections.abc import Iterable

from newsschema.catalogue import CODES, Rule, as_of
from newsschema.checks.registry import load_others
from newsschema.diagnostics import nearest
from newsschema.errors import UsageError

__all__ = ["nearest_code", "selected"]


def selected(
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    *,
    preview: bool = False,
    profile: str | None = None,
    rules: str | None = None,
) -> frozenset[str]:
    """Returns the codes in force, in the catalogue as it is or as it was in the version `rules`.

    `select` and `ignore` hold codes and beginnings of codes (`NS3`); the longer one that fits a code decides, and of
    equals `ignore`. Nothing selected means everything. Rules on trial need `preview`; those of a profile need it, or
    their full code. Raises `UsageError` for what fits no code, and for a version that is not known.
    """
    load_others()
    wanted, unwanted = _prefixes(select), _prefixes(ignore)
    return frozenset(
        code
        for code, entry in as_of(rules).items()
        if _is_wanted(code, wanted, unwanted) and _is_in_force(entry, wanted, preview, profile)
    )


def _is_wanted(code: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> bool:
    chosen = _longest(code, wanted) if wanted else 0
    return chosen is not None and chosen > (_longest(code, unwanted) or -1)


def _longest(code: str, prefixes: tuple[str, ...]) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)


def _is_in_force(entry: Rule, wanted: tuple[str, ...], preview: bool, profile: str | None) -> bool:
    if entry.state == "preview" and not preview:
        return False
    return entry.profile is None or entry.profile == profile or entry.code in wanted


def _prefixes(given: Iterable[str]) -> tuple[str, ...]:
    prefixes = tuple(part.strip().upper() for one in given for part in one.split(",") if part.strip())
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in CODES):
            near = nearest_code(prefix)
            raise UsageError(
                f"there is no rule {prefix!r}", f"Did you mean {near}?" if near else "See: newsschema rules"
            )
    return prefixes


def nearest_code(word: str) -> str | None:
    """The code that was most likely meant: of one length the one that shares most places, the first of equals."""
    word = word.upper()
    alike = {code: sum(a == b for a, b in zip(code, word, strict=True)) for code in CODES if len(code) == len(word)}
    best = max(alike, key=alike.__getitem__, default=None)
    return best if best is not None and alike[best] > len(word) - 2 else nearest(word, CODES)
