"""NS161, NS162 and NS179: the language that an article says it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from newsschema.checks.facts import primary
from newsschema.checks.registries import LANGUAGES, RANGES, SCRIPTS_OF, SHORTER_TAGS
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article

_SAMPLE: Final = 300
_ENOUGH: Final = 20
_MOST: Final = 0.8
_NOT_BASIC: Final = re.compile("[^\x00-\u024f\u2000-\u206f\u20a0-\u20cf]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SUBTAG: Final = re.compile(r"-([A-Za-z]{4})(?:-|$)")


@rule("NS161")
def no_language(article: Article) -> Iterator[Finding]:
    """Text without its language cannot be read aloud, translated, searched or set."""
    if article.language is None and (article.body is not None or article.headline is not None):
        yield Finding(())


@rule("NS162")
def another_script(article: Article) -> Iterator[Finding]:
    """The letters of a text are those of its language."""
    language = article.language
    if language is None:
        return
    if article.body is not None:
        yield from _in_script(article.text, language, ("body",))
    elif article.headline is not None:
        yield from _in_script(article.headline, language, ("headline",))


def _in_script(text: str, language: str, path: Path) -> Iterator[Finding]:
    sample = text[:_SAMPLE]
    if sample.isascii() and primary(language) in _LATIN:
        return
    if primary(language) in _LATIN and not _SUBTAG.search(language) and not _NOT_BASIC.search(sample):
        return
    others = _others(language)
    if others is None:
        return
    if not others.search(sample):
        return
    found = _LETTER.findall(sample)
    foreign = others.findall(sample)
    if len(found) >= _ENOUGH and len(foreign) > _MOST * len(found):
        message = "the language is {language}, but the text is in another script"
        yield Finding(path, message, {"language": language}, words=foreign[0])


_LATIN: Final = frozenset(language for language, scripts in SCRIPTS_OF.items() if "Latn" in scripts)


@lru_cache(maxsize=64)
def _others(language: str) -> re.Pattern[str] | None:
    """The letters of the known scripts in which the language is not written; none where its script is not known."""
    named = _SUBTAG.search(language)
    wanted = frozenset((named[1].title(),)) if named else SCRIPTS_OF.get(primary(language))
    wanted = _ALIKE.get(next(iter(wanted)), wanted) if wanted is not None and len(wanted) == 1 else wanted
    if wanted is None or not wanted <= RANGES.keys():
        return None
    return re.compile(f"[{''.join(letters for script, letters in RANGES.items() if script not in wanted)}]")


_ALIKE: Final = {
    "Hant": frozenset({"Hans"}),
    "Hani": frozenset({"Hans"}),
    "Jpan": frozenset({"Hans", "Kana"}),
    "Kore": frozenset({"Hans", "Hang"}),
}


@rule("NS179")
def language_that_is_none(article: Article) -> Iterator[Finding]:
    """A language tag begins with a registered language, in its shortest form."""
    for path, tag in _tags(article):
        first = primary(tag)
        if len(first) == 2 and first not in LANGUAGES:
            yield Finding(path, "{tag} begins with no registered language", {"tag": tag})
        elif first in SHORTER_TAGS:
            yield Finding(path, "{tag} is written {short} in BCP 47", {"tag": tag, "short": SHORTER_TAGS[first]})


def _tags(article: Article) -> Iterator[tuple[Path, str]]:
    if article.language is not None:
        yield ("language",), article.language
    for index, quote in enumerate(article.quotes):
        if quote.language is not None:
            yield ("quotes", index, "language"), quote.language
        if quote.original is not None and quote.original.language is not None:
            yield ("quotes", index, "original", "language"), quote.original.language
    for index, headline in enumerate(article.alternative_headlines):
        if headline.language is not None:
            yield ("alternative_headlines", index, "language"), headline.language
