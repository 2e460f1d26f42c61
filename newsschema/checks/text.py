"""NS163 to NS170: headline and text as readers would meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newsschema.checks.facts import facts_of, letters
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article

_LONG: Final = 160
_SHOUTED: Final = 12
_PLACEHOLDER: Final = re.compile(
    r"(?i:\blorem ipsum\b|\bheadline goes here\b|\btext goes here\b|\[object Object\]|\{\{[^{}]*\}\}|\{%[^{}]*%\}|<%=)"
    r"|\bTK ?TK\b|\bTKTKTK\b|\bXXXX+\b|%\([a-z_]+\)s"
)
_ONLY: Final = frozenset({"undefined", "null", "none", "nan", "test", "untitled", "headline", "tbd", "tk", "xxx"})
_MARKUP: Final = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|[lr][sd]quo|hellip|[aeiou](?:acute|grave|uml|circ)|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,5});"
    r"|</?(?:p|br|b|i|em|strong|a|div|span|h[1-6]|ul|li|img|script)(?: [^<>]*)?/?>"
)
_BROKEN: Final = re.compile(
    "\ufffd|\u00e2\u20ac[\u2122\u0153\u02dc\u201c\u201d\u00a6\u009d]|\u00c3[\u00a0-\u00bf\u2030\u0152\u0178\u0160]|\u00ef\u00bb\u00bf|\u00c2[\u00a3\u00a9\u00ab\u00bb\u00b0]"
)
_MISREAD: Final = "\ufffd\u00e2\u00c3\u00ef\u00c2"
_CORRECTED: Final = re.compile(r"(?i:correct(?:ed|ion|s)\b|corrig[ée]|rectific|berichtigung|korrektur)[^\w]")


@rule("NS163")
def long_headline(article: Article) -> Iterator[Finding]:
    """A headline is read at a glance."""
    if article.headline is not None and len(article.headline) > _LONG:
        yield Finding(
            ("headline",), "the headline has {size} characters; over {most} it is a paragraph",
            {"size": len(article.headline), "most": _LONG},
        )  # fmt: skip


@rule("NS164")
def shouted_headline(article: Article) -> Iterator[Finding]:
    """Capitals throughout hide which words are names."""
    headline = article.headline
    if headline is not None and headline.isupper() and " " in headline:
        cased = sum(1 for letter in headline if letter.isupper())
        if cased >= _SHOUTED and len(headline.split()) > 2:
            yield Finding(("headline",))


@rule("NS165")
def headline_in_body(article: Article) -> Iterator[Finding]:
    """A body that begins with the headline shows it twice."""
    if article.headline is None or article.body is None:
        return
    first, _, rest = article.text.partition("\n\n")
    # A paragraph of twice its length is not the headline with other marks.
    if rest and len(first) < 2 * len(article.headline) and letters(first) == letters(article.headline):
        yield Finding(("body",))


@rule(
    "NS166",
    says=r'(?i:lorem ipsum|goes here|\[object object\])|TK ?TK|XXXX|\{\{|\{%|<%=|%\(|"headline":"[^"]{1,11}"',
)
def placeholder(article: Article) -> Iterator[Finding]:
    """What a template or a writer left to be filled in must not be published."""
    for path, text in _public_texts(article):
        found = _PLACEHOLDER.search(text)
        if found is not None:
            yield Finding(path, "{words} was left to be filled in", {"words": found[0]}, words=found[0])
    headline = article.headline
    if headline is not None and len(headline) < _SHOUTED and headline.strip(" .[]<>").casefold() in _ONLY:
        yield Finding(("headline",), "the headline is only {words}", {"words": headline})


@rule("NS167")
def markup_in_text(article: Article) -> Iterator[Finding]:
    """Markup in a plain text is shown to readers as it stands."""
    public = facts_of(article).public
    for path, text in _public_texts(article) if "&" in public or "<" in public else ():
        found = _MARKUP.search(text)
        if found is not None:
            markup = found[0]
            yield Finding(
                path, "the text holds {markup}, which readers see as it stands", {"markup": markup}, words=markup
            )


@rule("NS168")
def broken_characters(article: Article) -> Iterator[Finding]:
    """Text read in the wrong encoding has letters that nobody wrote."""
    public = facts_of(article).public
    for path, text in _public_texts(article) if any(sign in public for sign in _MISREAD) else ():
        found = _BROKEN.search(text)
        if found is not None:
            place = {"place": found.start()}
            yield Finding(path, "the text was read in a wrong encoding at {place}", place, words=found[0])


@rule("NS169")
def no_headline(article: Article) -> Iterator[Finding]:
    """A story that may be used has a headline."""
    if article.headline is None and article.body is not None and article.pub_status == "usable":
        yield Finding(())


@rule("NS170")
def summary_is_headline(article: Article) -> Iterator[Finding]:
    """A summary says more than the headline."""
    if article.summary is not None and article.headline is not None and article.summary == article.headline:
        yield Finding(("summary",))


@rule("NS174")
def corrected_without_correction(article: Article) -> Iterator[Finding]:
    """A headline that says corrected comes with what was wrong."""
    if article.headline is None or not _CORRECTED.match(article.headline):
        return
    if not article.corrections and not any(note.role == "correction" for note in article.editorial_notes):
        yield Finding(("headline",))


def _public_texts(article: Article) -> Iterator[tuple[Path, str]]:
    if article.headline is not None:
        yield ("headline",), article.headline
    if article.summary is not None:
        yield ("summary",), article.summary
    if article.body is not None:
        yield ("body",), article.text
    if article.byline is not None:
        yield ("byline",), article.byline
    for index, headline in enumerate(article.alternative_headlines):
        yield ("alternative_headlines", index, "text"), headline.text
    for index, medium in enumerate(article.media):
        if medium.caption is not None:
            yield ("media", index, "caption"), medium.caption
    for index, update in enumerate(article.updates):
        if update.body is not None:
            yield ("updates", index, "body"), update.body.text
