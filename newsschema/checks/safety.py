"""NS901 to NS908: links, markup and characters that could harm whoever reads the article. No words are repeated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from newsschema.checks.facts import facts_of, texts_of
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article

_RUNS: Final = re.compile(r"(?i)(?:^|[\"'(=\s])(?:java|vb)script:")
_DATA: Final = re.compile(r"(?i)(?:^|[\"'(=\s])data:[a-z]+/[a-z0-9.+-]+[;,]")
_MARKUP: Final = re.compile(
    r"(?i)(?:<|&lt;)(?:script|iframe|object|embed|applet)\b|<[^<>]*\son[a-z]{3,20}\s*=\s*[\"']?[^\s>]"
)
_OVERRIDE: Final = re.compile("[\u202d\u202e]")
_REORDERS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN: Final = re.compile("[\U000e0001\U000e0020-\U000e007f]|[\u2061-\u2064]|[\u200b\u2060\ufeff]{3,}")
_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_LINK: Final = re.compile(r"(?i)\b(?:https?|ftp)://(?:([^/?#@\s\"<>]*)@)?([^/?#:\s\"<>]+)")
_XN: Final = "xn--"
_LATIN: Final = re.compile("[a-z\u00e0-\u024f]")
_LOOKALIKE: Final = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff]")
_IRIS: Final = frozenset({"url", "same_as", "licence", "identifier", "iri"})
# Latin letters that Cyrillic ones can be mistaken for: a whole label of them spells a word in the other script.
_ALL_ALIKE: Final = re.compile(
    "[\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u04bb\u0501\u051b\u051d\u043a\u043c\u0442\u0432\u043d]+"
)


def _found(article: Article, is_bad: Callable[[Path, str], bool | str | re.Match[str] | None]) -> Iterator[Finding]:
    """Yields a finding for each text that is bad; what says so may tell the words that are."""
    for path, text in texts_of(article):
        bad = is_bad(path, text)
        if bad:
            words = bad[0] if isinstance(bad, re.Match) else bad
            yield Finding(path, words=words if isinstance(words, str) else "")


def _is_link(path: Path) -> bool:
    return next((step for step in reversed(path) if isinstance(step, str)), "") in _IRIS


@rule("NS901", says=r"(?i:script:)")
def link_that_runs(article: Article) -> Iterator[Finding]:
    """A link leads to a document; it does not run a script."""

    def is_bad(path: Path, text: str) -> bool:
        return bool(_RUNS.search(text)) and (_is_link(path) or path[-1] == "content")

    yield from _found(article, is_bad)


@rule("NS902", says=r"(?i:data:)")
def link_that_is_a_document(article: Article) -> Iterator[Finding]:
    """A link that holds its document can hold a page that runs."""
    yield from _found(article, lambda path, text: _is_link(path) and text[:5].lower() == "data:")


@rule("NS903", says=r"(?i:(?:<|&lt;)(?:script|iframe|object|embed|applet)|<[^<>]*on[a-z]{3,20}(?:\s|\\[a-z0-9]+)*=)")
def script_in_what_was_offered(article: Article) -> Iterator[Finding]:
    """Scripts and event handlers have no place in news."""
    # The model lets no script into a body, so only markup outside of it is looked at.
    yield from _found(article, lambda path, text: path[-1] != "body" and bool(_MARKUP.search(text)))


@rule("NS904")
def text_that_reads_backwards(article: Article) -> Iterator[Finding]:
    """An override makes readers see other words than machines."""
    if facts_of(article).is_reordered:
        yield from _found(article, lambda _, text: _OVERRIDE.search(text))


@rule("NS905")
def reordering_that_does_not_end(article: Article) -> Iterator[Finding]:
    """What is embedded or isolated ends in its own paragraph."""
    if facts_of(article).is_reordered:
        yield from _found(article, lambda _, text: not _OVERRIDE.search(text) and not _is_balanced(text))


_CLOSES: Final = {"\u202c": "\u202a\u202b", "\u2069": "\u2066\u2067\u2068"}


def _is_balanced(text: str) -> bool:
    for paragraph in re.split(r"\n|</p>", text):
        opened: list[str] = []
        for mark in _REORDERS.findall(paragraph):
            if mark not in _CLOSES:
                opened.append(mark)
            elif not opened or opened.pop() not in _CLOSES[mark]:
                return False
        if opened:
            return False
    return True


@rule("NS906")
def text_that_nobody_sees(article: Article) -> Iterator[Finding]:
    """What no reader sees is written for machines alone."""
    facts = facts_of(article)
    if facts.is_reordered or facts.is_tagged:
        yield from _found(article, lambda _, text: _HIDDEN.search(_FLAG.sub("", text)))


@rule("NS907", says=r'(?i:xn--)|://[^/?#\s"]*[^\x00-\x7f]')
def host_that_looks_like_another(article: Article) -> Iterator[Finding]:
    """A host in two scripts is meant to be mistaken for another."""

    def is_bad(path: Path, text: str) -> str | None:
        hosts = _LINK.findall(text) if _is_link(path) or "body" in path else ()
        return next((host for _, host in hosts if _is_disguised(host)), None)

    yield from _found(article, is_bad)


def _is_disguised(host: str) -> bool:
    return any(_is_mixed(_plain(label)) for label in host.lower().split("."))


def _plain(label: str) -> str:
    if not label.startswith(_XN):
        return label
    try:
        return label[len(_XN) :].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _is_mixed(label: str) -> bool:
    if _LATIN.search(label) and _LOOKALIKE.search(label):
        return True
    return len(label) > 2 and _ALL_ALIKE.fullmatch(label) is not None


@rule("NS908", says=r'://[^/?#\s"]*@')
def password_in_a_link(article: Article) -> Iterator[Finding]:
    """A link is for everybody; a password is not."""

    def is_bad(path: Path, text: str) -> str | None:
        links = _LINK.findall(text) if _is_link(path) or "body" in path else ()
        return next((user for user, _ in links if ":" in user), None)

    yield from _found(article, is_bad)
