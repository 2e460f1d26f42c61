"""NS104 to NS109, NS127 to NS129: identifiers, versions, links, places and repeated terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from newsschema.checks.facts import facts_of, name_key, texts_of
from newsschema.checks.registries import COUNTRIES
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article, Concept, Place

_LOCAL: Final = re.compile(
    r"(?i)\b(?:file:|(?:https?|ftp)://(?:[^/?#\s\"@]*@)?"
    r"(?:localhost|127\.[0-9.]+|0\.0\.0\.0|\[::1\]|10\.[0-9]+\.[0-9]+\.[0-9]+|192\.168\.[0-9]+\.[0-9]+"
    r"|172\.(?:1[6-9]|2[0-9]|3[01])\.[0-9]+\.[0-9]+|[^/?#:\s\"]+\.(?:local|internal|intranet|lan))(?=[/:?#\"]|$))"
)
_IRIS: Final = frozenset({"identifier", "url", "same_as", "licence", "scheme"})
_TO_ITSELF: Final = frozenset({"translation_of", "part_of", "derived_from", "has_part", "related", "citation"})


@rule("NS104")
def first_created_anew(article: Article) -> Iterator[Finding]:
    """A later version was not first made at the moment it was made itself."""
    if article.version > 1 and article.first_created is not None and article.first_created == article.version_created:
        yield Finding(
            ("first_created",), "version {version} says that the first version was made at the same moment as itself",
            {"version": article.version},
        )  # fmt: skip


@rule("NS105")
def said_twice(article: Article) -> Iterator[Finding]:
    """A term or keyword counts once, however often it stands in a list."""
    lists: tuple[tuple[str, Sequence[Any], Callable[[Any], str]], ...] = (
        ("keywords", article.keywords, name_key),
        ("subjects", article.subjects, _term),
        ("genres", article.genres, _term),
        ("services", article.services, _term),
        ("alternate_identifiers", article.alternate_identifiers, lambda one: f"{one.type} {one.value}"),
        ("links", article.links, lambda one: f"{one.relation} {one.identifier} {one.version} {one.url}"),
    )
    for name, items, said in lists:
        if len(items) > 1:
            yield from _twice(name, [said(item) for item in items])


def _term(concept: Concept) -> str:
    name = concept.names[0].text if concept.names else ""
    return concept.identifier or concept.qcode or f"{concept.scheme} {name_key(name)}"


def _twice(field: str, values: list[str]) -> Iterator[Finding]:
    if len(set(values)) == len(values):
        return
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value and value in seen:
            first = values.index(value) + 1
            yield Finding(
                (field, index), "item {index} says the same as item {first}", {"index": index + 1, "first": first}
            )
        seen.add(value)


@rule("NS106", when=("links",))
def linked_to_itself(article: Article) -> Iterator[Finding]:
    """Nothing is a translation or a part of itself."""
    for index, link in enumerate(article.links):
        to_itself = article.identifier == link.identifier or (link.identifier is None and link.url == article.url)
        if to_itself and link.relation in _TO_ITSELF and link.version in (None, article.version):
            yield Finding(
                ("links", index), "the article is linked to itself as {relation}", {"relation": link.relation}
            )


@rule("NS107", when=("links",))
def previous_version_is_none(article: Article) -> Iterator[Finding]:
    """A previous version has a lower number than the one that follows it."""
    for index, link in enumerate(article.links):
        same = link.relation == "previous_version" and link.identifier in (None, article.identifier)
        if same and link.version is not None and link.version >= article.version:
            yield Finding(
                ("links", index, "version"), "version {previous} does not precede version {version}",
                {"previous": link.version, "version": article.version},
            )  # fmt: skip


@rule(
    "NS127",
    says=r'(?i:"file:|://(?:[^/?#\s"@]*@)?(?:localhost|127\.|0\.|10\.|192\.|172\.|\[::1)'
    r'|\.(?:local|internal|intranet|lan)[/:?#"\\])',
)
def link_into_one_house(article: Article) -> Iterator[Finding]:
    """An address inside one network or machine leads nobody else anywhere."""
    for path, text in texts_of(article):
        field = next((step for step in reversed(path) if isinstance(step, str)), "")
        if field in _IRIS and _LOCAL.match(text):
            yield Finding(path, "{link} leads to a machine that readers cannot reach", {"link": text})


@rule("NS128")
def null_island(article: Article) -> Iterator[Finding]:
    """Zero degrees north and east lie in the sea: the mark of coordinates that were not known."""
    facts = facts_of(article)
    if 0 not in [place.latitude for place in facts.of(Place)]:
        return
    for path, place in facts.places:
        if place.latitude == 0 and place.longitude == 0:
            yield Finding((*path, "latitude"))


@rule("NS129")
def country_that_is_none(article: Article) -> Iterator[Finding]:
    """A country code is assigned by ISO 3166-1, or one of those that it leaves to users."""
    facts = facts_of(article)
    codes = {place.country_code for place in facts.of(Place)}
    for path, place in () if all(map(_is_country, codes)) else facts.places:
        code = place.country_code
        if not _is_country(code):
            yield Finding((*path, "country_code"), "{code} is no country of ISO 3166-1", {"code": code})
    for index, report in enumerate(article.casualty_reports):
        code = report.population.nationality if report.population is not None else None
        if not _is_country(code):
            here: Path = ("casualty_reports", index, "population", "nationality")
            yield Finding(here, "{code} is no country of ISO 3166-1", {"code": code})


def _is_country(code: str | None) -> bool:
    return code is None or code in COUNTRIES or _is_users_own(code)


def _is_users_own(code: str) -> bool:
    return code in ("AA", "ZZ", "XK") or code[0] == "X" or (code[0] == "Q" and code[1] >= "M")
