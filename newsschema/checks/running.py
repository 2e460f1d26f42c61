"""Running rules over documents, and turning what they find into diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from newsschema.catalogue import CODES, as_of
from newsschema.checks.registry import Check, FeedRule, Finding, Path, checks, feed_rules, needs_of
from newsschema.checks.selection import selected
from newsschema.diagnostics import Diagnostic, diagnostic, shown
from newsschema.positions import join_pointer
from newsschema.v1 import Article, Document, Quote
from newsschema.v1.sensitivity import SAFETY, is_sensitive

__all__ = ["Session", "check"]


def check(
    document: Document,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    *,
    preview: bool = False,
    profile: str | None = None,
) -> list[Diagnostic]:
    """Returns what the rules find in one valid document, with JSON Pointers into the model's names.

    Raises `UsageError` for a code that there is not.
    """
    codes = selected(select, ignore, preview=preview, profile=profile)
    return list(_checked(document, _in_force(codes)))


class Session:
    """One run over many documents: the rules in force, and what the rules over feeds remember."""

    def __init__(
        self,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        *,
        preview: bool = False,
        profile: str | None = None,
        rules: str | None = None,
    ) -> None:
        self.codes = selected(select, ignore, preview=preview, profile=profile, rules=rules)
        self._weights = {
            code: rule.severity for code, rule in as_of(rules).items() if rule.severity is not CODES[code].severity
        }
        self._checks = _in_force(self.codes)
        made = sorted(feed_rules().items())
        self._feed: list[tuple[str, FeedRule]] = [(code, make()) for code, make in made if code in self.codes]

    def check(self, document: Document) -> list[Diagnostic]:
        """Returns what the rules find in the next document."""
        found = list(_checked(document, self._checks))
        if isinstance(document, Article):
            for code, feed_rule in self._feed:
                found += [_diagnostic(code, finding, document) for finding in feed_rule.see(document)]
        return [self.weighed(one) for one in found]

    def weighed(self, found: Diagnostic) -> Diagnostic:
        """A finding with the severity that its rule had in the version of the catalogue that was asked for."""
        severity = self._weights.get(found.code)
        return found if severity is None else replace(found, severity=severity)

    def close(self) -> list[Diagnostic]:
        """Returns what only the end of the run shows; it belongs to no document."""
        return [_diagnostic(code, finding, None) for code, feed_rule in self._feed for finding in feed_rule.close()]


class _InForce(NamedTuple):
    """A rule in force, and the fields of which it needs one."""

    code: str
    check: Check
    needs: frozenset[str]


def _in_force(codes: Iterable[str]) -> list[_InForce]:
    return [_InForce(code, check, needs_of(code)) for code, check in sorted(checks().items()) if code in codes]


def _checked(document: Document, rules: Iterable[_InForce]) -> Iterator[Diagnostic]:
    article, prefix = _as_article(document)
    present = {name for name, value in article.__dict__.items() if value is not None and value != ()}
    for code, function, needs in rules:
        if needs and needs.isdisjoint(present):
            continue
        for finding in function(article):
            if finding.path[: len(prefix)] == prefix:
                inner = finding._replace(path=finding.path[len(prefix) :])
                yield _diagnostic(code, inner, document)


def _as_article(document: Document) -> tuple[Article, Path]:
    """The document as an article, and the path of the document in it; a record alone stands in an empty one."""
    if isinstance(document, Article):
        return document, ()
    # Not validated: a record that stands alone has spans of a text, and an event of an article, that are not here.
    fields: dict[str, Any] = {"identifier": document.identifier, "language": getattr(document, "language", None)}
    if isinstance(document, Quote):
        return Article.model_construct(**fields, quotes=(document,)), ("quotes", 0)
    return Article.model_construct(**fields, casualty_reports=(document,)), ("casualty_reports", 0)


def _diagnostic(code: str, finding: Finding, document: Document | None) -> Diagnostic:
    values = {name: shown(value) for name, value in finding.values.items()}
    path = join_pointer(finding.path)
    # A text with braces is data where it is a value, never a template.
    message = finding.message.format_map(values) if finding.message else None
    return diagnostic(
        code,
        message,
        path=path,
        identifier=document.identifier if document is not None else None,
        sensitive=code.startswith(SAFETY) or (document is not None and is_sensitive(path, type(document))),
    )
