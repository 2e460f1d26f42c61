"""NS410 to NS415: codes of vocabularies, as other systems resolve them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from newsschema.checks.facts import facts_of
from newsschema.checks.registries import ALIASES, RETIRED_TOPICS, SCHEMES
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article

_TOPIC: Final = re.compile(r"(?:medtop:|https?://cv\.iptc\.org/newscodes/mediatopic/)([0-9]{8})")
_WITH_CONCEPTS: Final = ("subjects", "genres", "services", "events")
_NAMESPACES: Final = frozenset(SCHEMES.values())
_PLAIN_HTTP: Final = "https://cv.iptc.org/newscodes/"


@rule("NS410", when=_WITH_CONCEPTS)
def retired_topic(article: Article) -> Iterator[Finding]:
    """A retired term is not used for new stories."""
    facts = facts_of(article)
    if RETIRED_TOPICS.isdisjoint([(code or "")[-8:] for term in facts.terms for code in (term.identifier, term.qcode)]):
        return
    for path, concept in facts.concepts:
        for name in ("identifier", "qcode"):
            code = (getattr(concept, name) or "")[-8:]
            if code in RETIRED_TOPICS and _TOPIC.fullmatch(getattr(concept, name)):
                yield Finding((*path, name), "medtop:{code} is retired", {"code": code})
                break


@rule("NS411", when=_WITH_CONCEPTS)
def code_that_nobody_resolves(article: Article) -> Iterator[Finding]:
    """A code with an alias means something only where the alias does."""
    facts = facts_of(article)
    if all(term.qcode is None or term.identifier is not None for term in facts.terms):
        return
    found: dict[str, list[Path]] = {}
    for path, concept in facts.concepts:
        if concept.qcode is None or concept.identifier is not None or concept.scheme is not None:
            continue
        alias = concept.qcode.partition(":")[0]
        if alias not in ALIASES:
            found.setdefault(alias, []).append((*path, "qcode"))
    # A vocabulary that nobody knows is one mistake, however many codes are of it.
    for alias, places in found.items():
        more = f", and {len(places) - 1} more of its codes stand here" if len(places) > 1 else ""
        yield Finding(
            places[0], "nothing says which vocabulary {alias} stands for{more}", {"alias": alias, "more": more}
        )


@rule("NS412", when=_WITH_CONCEPTS)
def code_of_another_term(article: Article) -> Iterator[Finding]:
    """The code and the IRI of a term are those of one term."""
    facts = facts_of(article)
    if SCHEMES.keys().isdisjoint([term.qcode.partition(":")[0] for term in facts.terms if term.qcode is not None]):
        return
    for path, concept in facts.concepts:
        if concept.qcode is None or concept.identifier is None:
            continue
        alias, _, code = concept.qcode.partition(":")
        scheme = SCHEMES.get(alias)
        if (
            scheme is not None
            and concept.identifier.replace(_PLAIN_HTTP, _PLAIN_HTTP.replace("s:", ":")) != scheme + code
        ):
            yield Finding(
                (*path, "qcode"), "{qcode} is {scheme}{code}, but the identifier is {iri}",
                {"qcode": concept.qcode, "scheme": scheme, "code": code, "iri": concept.identifier},
            )  # fmt: skip


@rule("NS413", when=_WITH_CONCEPTS)
def term_outside_of_its_scheme(article: Article) -> Iterator[Finding]:
    """The IRI of a term of IPTC begins with that of its scheme."""
    facts = facts_of(article)
    if _NAMESPACES.isdisjoint([term.scheme for term in facts.terms]):
        return
    for path, concept in facts.concepts:
        scheme, identifier = concept.scheme, concept.identifier
        if scheme is None or identifier is None or scheme not in _NAMESPACES:
            continue
        if not identifier.replace(_PLAIN_HTTP, _PLAIN_HTTP.replace("s:", ":")).startswith(scheme):
            yield Finding((*path, "scheme"), "{iri} is no term of {scheme}", {"iri": identifier, "scheme": scheme})


@rule("NS414", when=("terms",))
def label_for_nothing(article: Article) -> Iterator[Finding]:
    """A term that is labelled is used."""
    if not article.terms:
        return
    labels = Counter(term.iri for term in article.terms)
    everything = facts_of(article).data
    for index, term in enumerate(article.terms):
        if everything.count(f'"{term.iri}"'.encode()) <= labels[term.iri]:
            yield Finding(("terms", index), "{iri} is used by nothing in the article", {"iri": term.iri})


@rule("NS415", when=("casualty_reports",))
def term_without_label(article: Article) -> Iterator[Finding]:
    """A term of another vocabulary that stands for a code is named once."""
    labelled = {term.iri for term in article.terms}
    for index, report in enumerate(article.casualty_reports):
        for name in ("outcome", "cause"):
            value = getattr(report, name)
            if value is not None and ":" in value and value not in labelled:
                yield Finding(("casualty_reports", index, name), "nothing says what {iri} is called", {"iri": value})
