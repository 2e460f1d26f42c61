"""Placing quotes and figures by their exact words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from newsschema.errors import NewsschemaError
from newsschema.v1.integrity import identifiers_of
from newsschema.v1.quotes import WITHOUT_WORDS
from newsschema.v1.spans import TextSpan

if TYPE_CHECKING:
    from newsschema.v1.article import Article
    from newsschema.v1.casualties import CasualtyReport
    from newsschema.v1.quotes import Quote

AnyArticle = TypeVar("AnyArticle", bound="Article")


class SpanError(NewsschemaError, ValueError):
    """Words cannot be placed in a text: they are not there, or they are there more than once."""

    def __init__(self, exact: str, reason: str, places: tuple[int, ...] = ()) -> None:
        super().__init__(exact, reason, places)
        self.exact = exact
        self.reason = reason
        self.places = places

    def __str__(self) -> str:
        return f"cannot place {self.exact!r}: {self.reason}"


def locate(text: str, exact: str, *, prefix: str = "", suffix: str = "", nth: int | None = None) -> TextSpan:
    """Finds the one place in a text where words stand between a prefix and a suffix."""
    places = tuple(_places(text, exact, prefix, suffix)) if exact else ()
    if not places:
        raise SpanError(exact, "the words are not in the text" + _between(prefix, suffix))
    if nth is not None:
        if not 1 <= nth <= len(places):
            raise SpanError(exact, f"there is no place number {nth}; the words stand {len(places)} times", places)
        start = places[nth - 1]
    elif len(places) == 1:
        start = places[0]
    else:
        where = ", ".join(str(place) for place in places[:5])
        raise SpanError(
            exact, f"the words stand {len(places)} times (at {where}): say prefix=, suffix= or nth=", places
        )
    return TextSpan(start=start, end=start + len(exact), exact=exact)


def _places(text: str, exact: str, prefix: str, suffix: str) -> Iterator[int]:
    pattern = re.compile(f"(?={re.escape(prefix + exact + suffix)})")
    return (match.start() + len(prefix) for match in pattern.finditer(text))


def _between(prefix: str, suffix: str) -> str:
    return f" after {prefix!r}" * bool(prefix) + f" before {suffix!r}" * bool(suffix)


def annotated(
    article: AnyArticle,
    quotes: Iterable[Quote | Mapping[str, Any]],
    casualty_reports: Iterable[CasualtyReport | Mapping[str, Any]],
) -> AnyArticle:
    """Returns an article with further records, each placed in its text and given an identifier."""
    taken = set(identifiers_of(article))
    new_quotes, new_reports = list(quotes), list(casualty_reports)
    taken |= {_identifier(record) for record in (*new_quotes, *new_reports)} - {""}
    names = _Names(article.identifier, taken)
    return article.replace(
        quotes=(*article.quotes, *(_placed_quote(article.text, quote, names) for quote in new_quotes)),
        casualty_reports=(
            *article.casualty_reports,
            *(_placed_report(article.text, report, names) for report in new_reports),
        ),
    )


class _Names:
    """The free local identifiers of an article: `#q1`, `#q2`, ... and `#c1`, `#c2`, ..."""

    def __init__(self, base: str, taken: set[str]) -> None:
        self.base = base.partition("#")[0]
        self.taken = taken

    def next(self, letter: str) -> str:
        number = 1
        while (name := f"{self.base}#{letter}{number}") in self.taken:
            number += 1
        self.taken.add(name)
        return name


def _identifier(record: Any) -> str:
    value = record.get("identifier") if isinstance(record, Mapping) else record.identifier
    return value or ""


def _placed_quote(text: str, record: Quote | Mapping[str, Any], names: _Names) -> Any:
    if not isinstance(record, Mapping):
        return record
    fields = dict(record)
    if spans := _placed(text, fields):
        fields["spans"] = spans
        if fields.get("text") is None and fields.get("kind") not in WITHOUT_WORDS:
            fields["text"] = " ".join(span.exact for span in spans if span.role == "content") or None
    if not fields.get("identifier"):
        fields["identifier"] = names.next("q")
    return fields


def _placed_report(text: str, record: CasualtyReport | Mapping[str, Any], names: _Names) -> Any:
    if not isinstance(record, Mapping):
        return record
    fields = dict(record)
    evidence = fields.get("evidence") or {}
    if isinstance(evidence, Mapping):
        evidence = dict(evidence)
        evidence.update({key: fields.pop(key) for key in ("exact", "spans") if key in fields})
        if spans := _placed(text, evidence):
            evidence["spans"] = spans
        fields["evidence"] = evidence or None
    if not fields.get("identifier"):
        fields["identifier"] = names.next("c")
    return fields


def _placed(text: str, fields: dict[str, Any]) -> tuple[TextSpan, ...]:
    """Takes `exact` and `spans` out of a record and gives every span its position."""
    drafts = list(fields.pop("spans", None) or ())
    exact = fields.pop("exact", None)
    if exact is not None:
        drafts.insert(0, {"exact": exact})
    return tuple(_placed_span(text, draft) for draft in drafts)


def _placed_span(text: str, draft: TextSpan | Mapping[str, Any] | str) -> TextSpan:
    if isinstance(draft, TextSpan):
        return draft
    if isinstance(draft, str):
        return locate(text, draft)
    if "start" in draft:
        return TextSpan.model_validate(draft)
    known = {"exact", "prefix", "suffix", "nth", "role"}
    if unknown := sorted(set(draft) - known):
        raise SpanError(str(draft.get("exact", "")), f"a span to be placed has no {unknown[0]!r}, only {sorted(known)}")
    span = locate(
        text,
        str(draft.get("exact", "")),
        prefix=str(draft.get("prefix") or ""),
        suffix=str(draft.get("suffix") or ""),
        nth=draft.get("nth"),
    )
    return span.replace(role=draft["role"]) if draft.get("role") else span
