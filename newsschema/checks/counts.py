"""NS305 to NS311, NS343 to NS349: the number, its words and where the article states it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from newsschema.checks.facts import all_keys, facts_of, letters, origin_keys, primary
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, CasualtyReport, Count, Evidence, RecorderFigures
from newsschema.v1.count_phrases import Reading, read_phrase
from newsschema.v1.counts import PhraseError
from newsschema.v1.quotes import WITHOUT_WORDS

_CEILING: Final = 10**9
_AMBIGUOUS: Final = re.compile(r"\b(?:casualt(?:y|ies)|victims?|losses)\b", re.IGNORECASE)
_OF_THE_DEAD: Final = re.compile(
    r"\b(?:dead|deaths?|died?|dies|dying|kill(?:s|ed|ing|ings)?|fatal(?:ly|ity|ities)?|bod(?:y|ies)|slain"
    r"|los[et]\w* (?:\w+ )?li[fv]es?|toll|murder(?:ed|s)?|massacred?|executed|drowned|perished|burie[ds]|funerals?)\b",
    re.IGNORECASE,
)
_NUMBERED: Final = frozenset({"exact", "at_least", "more_than", "up_to", "fewer_than", "about", "nearly", "range"})
_FREE: Final = frozenset({"vague", "unspecified", "not_stated"})


@rule("NS305", when=("casualty_reports",))
def more_than_there_are(article: Article) -> Iterator[Finding]:
    """A figure above a thousand million is a slip of units more often than a count."""
    numbers = [number for count in facts_of(article).of(Count) for number in (count.number, count.number_to) if number]
    for index, report in enumerate(article.casualty_reports if max(numbers, default=0) > _CEILING else ()):
        for name in ("number", "number_to"):
            number = getattr(report.count, name)
            if number is not None and number > _CEILING and report.outcome != "affected":
                here = ("casualty_reports", index, "count", name)
                yield Finding(here, "{number} is more than {most}", {"number": number, "most": _CEILING})


@rule("NS307", when=("casualty_reports",))
def none_without_words(article: Article) -> Iterator[Finding]:
    """That nobody was harmed is a statement, which somebody made in words."""
    for index, report in enumerate(article.casualty_reports):
        if report.count.qualifier == "none" and report.count.phrase is None and not _has_evidence(report):
            yield Finding(("casualty_reports", index, "count"))


@rule("NS308", when=("casualty_reports",))
def casualties_as_dead(article: Article) -> Iterator[Finding]:
    """Casualties and victims are dead only where somebody says so."""
    for index, report in enumerate(article.casualty_reports):
        phrase = report.count.phrase
        if report.outcome != "killed" or phrase is None or not _AMBIGUOUS.search(phrase):
            continue
        if not _OF_THE_DEAD.search(" ".join(_words_about(article, report, phrase))):
            here = ("casualty_reports", index, "outcome")
            yield Finding(here, "{phrase} does not say that they are dead", {"phrase": phrase})


def _words_about(article: Article, report: CasualtyReport, phrase: str) -> Iterator[str]:
    """The phrase, and the sentences of the article in which the figure stands."""
    yield phrase
    text = article.text
    spans = report.evidence.spans if report.evidence is not None else ()
    for span in spans:
        yield text[_sentence_start(text, span.start) : _sentence_end(text, span.end)] or span.exact
    if not spans:
        yield text
    linked = report.evidence.quotes if report.evidence is not None else ()
    yield from (quote.text for quote in article.quotes if quote.identifier in linked and quote.text is not None)


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1


def _sentence_end(text: str, at: int) -> int:
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return min(ends, default=len(text))


@lru_cache(maxsize=512)
def _read(phrase: str, language: str) -> Reading | None:
    try:
        return read_phrase(phrase, language)
    except PhraseError:
        return None


def _understood(article: Article) -> tuple[CasualtyReport, ...]:
    """The reports whose phrases can be read: those of an article in English."""
    return article.casualty_reports if primary(article.language) == "en" else ()


def _reading(article: Article, report: CasualtyReport) -> Reading | None:
    """What the phrase says, where it is understood; a language that is not known passes."""
    phrase, language = report.count.phrase, primary(article.language)
    return _read(phrase, language) if phrase is not None and language == "en" else None


@rule("NS309", when=("casualty_reports",))
def another_number_in_the_phrase(article: Article) -> Iterator[Finding]:
    """The number is the one that the words say."""
    for index, report in enumerate(_understood(article)):
        read, count = _reading(article, report), report.count
        if read is None or read.number is None or count.number is None or count.qualifier not in _NUMBERED:
            continue
        said, stored = (read.number, read.number_to), (count.number, count.number_to)
        if said != stored and not _same_bound(read, count):
            yield Finding(
                ("casualty_reports", index, "count", "number"), "the number is {stored}, but {phrase} says {said}",
                {"stored": _spell(*stored), "phrase": count.phrase, "said": _spell(*said)},
            )  # fmt: skip


def _spell(number: int, number_to: int | None) -> str:
    return str(number) if number_to is None else f"{number} to {number_to}"


def _same_bound(read: Reading, count: Count) -> bool:
    """True where more than 9 was recorded as at least 10, and the like."""
    said = Count.model_construct(qualifier=read.qualifier, number=read.number, number_to=read.number_to)
    return (said.lower, said.upper) == (count.lower, count.upper) and (said.lower, said.upper) != (None, None)


@rule("NS311", when=("casualty_reports",))
def another_frame_in_the_phrase(article: Article) -> Iterator[Finding]:
    """At least is part of the news: the qualifier is the one that the words say."""
    for index, report in enumerate(_understood(article)):
        read, count = _reading(article, report), report.count
        if read is None or read.number is None or count.number is None or read.qualifier == count.qualifier:
            continue
        if (read.number, read.number_to) == (count.number, count.number_to):
            yield Finding(
                ("casualty_reports", index, "count", "qualifier"), "the qualifier is {stored}; {phrase} says {said}",
                {"stored": count.qualifier, "phrase": count.phrase, "said": read.qualifier},
            )  # fmt: skip


@rule("NS346", when=("casualty_reports",))
def number_for_a_vague_word(article: Article) -> Iterator[Finding]:
    """Dozens is no number; a convention that makes it one is applied by whoever counts, and named."""
    for index, report in enumerate(_understood(article)):
        read, count = _reading(article, report), report.count
        if read is not None and read.qualifier in _FREE and read.number is None and count.number is not None:
            yield Finding(
                ("casualty_reports", index, "count", "number"), "{phrase} says no number, but {number} is stored",
                {"phrase": count.phrase, "number": count.number},
            )  # fmt: skip


@rule("NS345", when=("casualty_reports",))
def another_unit_in_the_phrase(article: Article) -> Iterator[Finding]:
    """Families are not people."""
    for index, report in enumerate(_understood(article)):
        read, count = _reading(article, report), report.count
        if read is not None and read.number is not None and read.unit not in (count.unit, "person"):
            yield Finding(
                ("casualty_reports", index, "count", "unit"), "the unit is {stored}, but {phrase} counts in {said}",
                {"stored": count.unit, "phrase": count.phrase, "said": read.unit},
            )  # fmt: skip


@rule("NS343", when=(RecorderFigures,))
def best_in_the_middle(article: Article) -> Iterator[Finding]:
    """The middle of two figures is a calculation, which is told."""
    for index, report in enumerate(article.casualty_reports):
        figures = report.count.recorded
        if figures is None or figures.low is None or figures.best is None or figures.high is None or report.note:
            continue
        if figures.high - figures.low > 1 and (figures.low + figures.high) // 2 == figures.best:
            yield Finding(("casualty_reports", index, "count", "recorded", "best"))


@rule("NS344", when=(RecorderFigures,))
def recorded_beside_what_was_said(article: Article) -> Iterator[Finding]:
    """A recorder's own figures contain the number that was said to be exact."""
    for index, report in enumerate(article.casualty_reports):
        figures, best = report.count.recorded, report.count.number
        if figures is None or best is None or report.count.qualifier != "exact":
            continue
        below = figures.low is not None and best < figures.low
        above = figures.high is not None and best > figures.high
        if below or above:
            here = ("casualty_reports", index, "count", "recorded")
            yield Finding(here, "{number} lies outside of the recorder's own figures", {"number": best})


def _has_evidence(report: CasualtyReport) -> bool:
    return report.evidence is not None and bool(report.evidence.spans or report.evidence.quotes)


@rule("NS347", when=(Evidence,))
def evidence_of_somebody_else(article: Article) -> Iterator[Finding]:
    """A quote that states a figure is by one of those who state it."""
    if not any(evidence.quotes for evidence in facts_of(article).of(Evidence)):
        return
    speakers = {quote.identifier: quote for quote in article.quotes}
    for index, report in enumerate(article.casualty_reports):
        for position, identifier in enumerate(report.evidence.quotes if report.evidence is not None else ()):
            quote = speakers.get(identifier)
            if quote is None:
                continue
            here = ("casualty_reports", index, "evidence", "quotes", position)
            if quote.kind in WITHOUT_WORDS:
                yield Finding(here, "in {quote} nothing was said", {"quote": identifier})
                continue
            said, states = origin_keys(quote.attribution), origin_keys(report.attribution)
            heard = said & all_keys(report.attribution) or states & all_keys(quote.attribution)
            if said and states and not heard:
                yield Finding(here, "{quote} is by nobody who states the figure", {"quote": identifier})


@rule("NS348", when=("casualty_reports",))
def phrase_that_nobody_finds(article: Article) -> Iterator[Finding]:
    """The words of a figure are the article's, to the letter."""
    if article.body is None or not article.casualty_reports:
        return
    everything: str | None = None
    text = article.text
    for index, report in enumerate(article.casualty_reports):
        phrase = report.count.phrase
        if phrase is None or phrase in text or _is_marked(report, phrase):
            continue
        if everything is None:
            everything = letters("\n".join(_everything(article)))
        if letters(phrase) not in everything:
            here = ("casualty_reports", index, "count", "phrase")
            yield Finding(here, "{phrase} is nowhere in the article", {"phrase": phrase})


def _is_marked(report: CasualtyReport, phrase: str) -> bool:
    return report.evidence is not None and any(phrase in span.exact for span in report.evidence.spans)


def _everything(article: Article) -> Iterator[str]:
    yield article.text
    yield from (text for text in (article.headline, article.summary) if text is not None)
    yield from (headline.text for headline in article.alternative_headlines)
    yield from (medium.caption for medium in article.media if medium.caption is not None)
    yield from (update.body.text for update in article.updates if update.body is not None)
    for quote in article.quotes:
        yield from (text for text in (quote.text, quote.original.text if quote.original else None) if text is not None)
    yield from (note.text for note in article.verification_notes)
    yield from (correction.text for correction in article.corrections)


@rule("NS349", when=("casualty_reports",))
def figure_without_evidence(article: Article) -> Iterator[Finding]:
    """Whoever reads a figure can see where the article states it."""
    if article.body is None:
        return
    for index, report in enumerate(article.casualty_reports):
        if report.count.phrase is None and not _has_evidence(report):
            yield Finding(("casualty_reports", index))
