"""Running rules over documents, and turning what they find into diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from pydantic_core import SchemaValidator, core_schema

from newsschema.catalogue import CODES, as_of
from newsschema.checks.facts import facts_of
from newsschema.checks.registry import Check, FeedRule, Finding, Needs, Path, checks, feed_rules, needs_of
from newsschema.checks.selection import selected
from newsschema.diagnostics import Diagnostic, diagnostic, shown
from newsschema.positions import join_pointer
from newsschema.v1 import Article, CasualtyReport, Document, Model, Quote
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
    return list(_checked(document, _Plan(codes)))


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
        self.asked = selected(select, ignore, preview=preview, profile=profile) if rules else self.codes
        """The codes in force, those included that came after a pinned version: for what is asked for by an option."""
        self._weights = {
            code: rule.severity for code, rule in as_of(rules).items() if rule.severity is not CODES[code].severity
        }

    # The rules are loaded with the first document that can be read: one that cannot needs none.
    @cached_property
    def _plan(self) -> _Plan:
        return _Plan(self.codes)

    @cached_property
    def _feed(self) -> list[tuple[str, FeedRule]]:
        return [(code, make()) for code, make in sorted(feed_rules().items()) if code in self.codes]

    def check(self, document: Document) -> list[Diagnostic]:
        """Returns what the rules find in the next document."""
        found = list(_checked(document, self._plan))
        if isinstance(document, Article):
            for code, feed_rule in self._feed:
                try:
                    found.extend(_diagnostic(code, finding, document) for finding in feed_rule.see(document))
                except Exception as error:  # noqa: BLE001  # as above
                    found.append(_failed(code, error, document))
        return [self.weighed(one) for one in found]

    def weighed(self, found: Diagnostic) -> Diagnostic:
        """A finding with the severity that its rule had in the version of the catalogue that was asked for."""
        severity = self._weights.get(found.code)
        return found if severity is None else replace(found, severity=severity)

    def close(self) -> list[Diagnostic]:
        """Returns what only the end of the run shows; it belongs to no document, or to one by its identifier.

        Of a run in which no article was checked there is nothing to tell.
        """
        found = []
        for code, feed_rule in self.__dict__.get("_feed", ()):
            try:
                found += [_diagnostic(code, finding, None) for finding in feed_rule.close()]
            except Exception as error:  # noqa: BLE001  # as above
                found.append(_failed(code, error, None))
        return [self.weighed(one) for one in found]


class _InForce(NamedTuple):
    """A rule in force, and what it needs."""

    code: str
    check: Check
    needs: Needs


class _Shape(NamedTuple):
    """What an article has of what rules need: articles of a feed have few shapes."""

    parts: frozenset[type[Model]]
    article: frozenset[str]
    quotes: frozenset[str]
    casualty_reports: frozenset[str]
    heard: frozenset[str]
    """The codes of the rules that need words which the article says."""


def _by_default(model: type[Model], prefix: str = "") -> set[str]:
    return {prefix + name for name, field in model.model_fields.items() if field.default not in (None, ())}


_BY_DEFAULT: Final = frozenset(
    _by_default(Article) | _by_default(Quote, "quotes.") | _by_default(CasualtyReport, "casualty_reports.")
)
"""The fields that say something also where nothing was stated."""
_MOST_SHAPES: Final = 1024


class _Plan:
    """The rules in force, and for each shape of an article those of them that have something to look at."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._rules = [
            _InForce(code, check, needs_of(code)) for code, check in sorted(checks().items()) if code in codes
        ]
        self._shapes: dict[_Shape, list[_InForce]] = {}
        self._says = {one.code: _is_said(one.needs.says) for one in self._rules if one.needs.says is not None}
        self._says_any = _is_said("|".join([one.needs.says for one in self._rules if one.needs.says is not None]))

    def rules_for(self, article: Article) -> list[_InForce]:
        """Returns the rules for an article."""
        try:
            facts = facts_of(article)
        except Exception:  # noqa: BLE001  # nothing that was validated; each rule that cannot look into it says so
            return self._rules
        shape = _Shape(
            frozenset(facts.parts),
            facts.stated(Article),
            facts.stated(Quote),
            facts.stated(CasualtyReport),
            self._heard(facts.data),
        )
        found = self._shapes.get(shape)
        if found is None:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            found = self._shapes[shape] = self._rules_of(shape)
        return found

    def _heard(self, data: bytes) -> frozenset[str]:
        if not self._says or not self._says_any(data):
            return frozenset()
        return frozenset([code for code, is_said in self._says.items() if is_said(data)])

    def _rules_of(self, shape: _Shape) -> list[_InForce]:
        present = shape.parts | shape.article | _BY_DEFAULT
        present |= {f"quotes.{name}" for name in shape.quotes}
        present |= {f"casualty_reports.{name}" for name in shape.casualty_reports}
        return [
            one
            for one in self._rules
            if (not one.needs.parts or not one.needs.parts.isdisjoint(present))
            and (one.needs.says is None or one.code in shape.heard)
        ]


def _is_said(expression: str) -> Callable[[bytes], bool]:
    """What tells whether something stands in JSON: Rust's engine looks for many words at once."""
    return SchemaValidator(core_schema.str_schema(pattern=expression)).isinstance_python


def _checked(document: Document, plan: _Plan) -> Iterator[Diagnostic]:
    article, prefix = _as_article(document)
    for code, function, _ in plan.rules_for(article):
        try:
            for finding in function(article):
                if not prefix:
                    yield _diagnostic(code, finding, document)
                elif finding.path[: len(prefix)] == prefix:
                    yield _diagnostic(code, finding._replace(path=finding.path[len(prefix) :]), document)
        except Exception as error:  # noqa: BLE001  # a mistake in one rule must not end a run, nor hide what others find
            yield _failed(code, error, document)


def _failed(code: str, error: Exception, document: Document | None) -> Diagnostic:
    # What was raised may repeat words of the document, so that only its kind is told.
    message = f"the rule {code} failed: {type(error).__name__}"
    return diagnostic("NS036", message, identifier=document.identifier if document is not None else None)


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
        identifier=document.identifier if document is not None else finding.identifier,
        sensitive=code.startswith(SAFETY) or is_sensitive(path, Article if document is None else type(document)),
        words=finding.words,
    )
