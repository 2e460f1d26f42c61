"""NS201 to NS209, NS223 to NS229: the words of quotes, their marks, and their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from newsschema.checks.facts import facts_of, is_before, keys_of_all, letters, primary
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, Quote, TextSpan
from newsschema.v1.body import iter_events

_MARKS: Final = frozenset('"“”„‟«»‹›「」『』〝〞＂')
_SINGLE: Final = frozenset("'‘’‚‛")
_DASHES: Final = frozenset("—–-")
_SPACES: Final = " \u00a0\u202f\u2009"
_SET_OFF: Final = frozenset({"blockquote", "q", "pre"})
_INLINE_QUOTE: Final = re.compile(r"<q\b[^>]*>(.*?)</q>")
_TAG: Final = re.compile(r"<[^>]*>")
_EDITED: Final = re.compile(r"\.\.\.|…|\[[^\]]*\]|\([^)]*\)")
_AROUND: Final = re.compile(r"^[\"“„«「『].*[\"”“»」』]$", re.DOTALL)
_FEW_LETTERS: Final = 20
_OPENING: Final = 12
_OVERLAP: Final = 2


@rule("NS201", when=("quotes.spans",))
def words_of_the_span(article: Article) -> Iterator[Finding]:
    """The words of the quote are those that its spans mark."""
    contents = facts_of(article).contents
    for index, quote in enumerate(article.quotes):
        spans = contents[index]
        if not spans or (len(spans) == 1 and spans[0].exact == quote.text):
            continue
        if quote.text is None or quote.kind not in ("direct", "mixed"):
            continue
        said, marked = letters(quote.text), letters("".join(span.exact for span in spans))
        if said != marked and not _is_edited(quote.text, said, marked):
            yield Finding(
                ("quotes", index, "text"), "the quote is {said}, but its spans mark {marked}",
                {"said": quote.text, "marked": " / ".join(span.exact for span in spans)},
            )  # fmt: skip


def _is_edited(text: str, said: str, marked: str) -> bool:
    """True where the text says by its signs that it leaves words out or explains them, and keeps the others' order."""
    if not _EDITED.search(text):
        return False
    at = 0
    for piece in (letters(part) for part in _EDITED.split(text)):
        found = marked.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return bool(said)


@rule("NS202", when=("quotes.spans",))
def direct_without_marks(article: Article) -> Iterator[Finding]:
    """Words given as said stand between quotation marks, or are set off."""
    if article.body is None:
        return
    text = article.text
    for index, quote in enumerate(article.quotes):
        if quote.kind != "direct":
            continue
        for position, span in enumerate(quote.spans):
            if span.role != "content" or text[max(span.start - 1, 0) : span.start] in _MARKS:
                continue
            if not _is_near_marks(article, span) and not is_quoted(article, span):
                here = ("quotes", index, "spans", position)
                yield Finding(here, "{words} stands in no quotation marks", {"words": span.exact})


@rule("NS203", when=("quotes.spans",))
def mixed_without_fragment(article: Article) -> Iterator[Finding]:
    """A mixed quote has a part in quotation marks and a part without."""
    if article.body is None:
        return
    for index, quote in enumerate(article.quotes):
        spans = facts_of(article).contents[index] if quote.kind == "mixed" else ()
        if not spans:
            continue
        quoted = [is_quoted(article, span) for span in spans]
        inside = any(quoted) or any(_MARKS & set(span.exact) or _meets_markup(article, span) for span in spans)
        outside = not all(quoted) or _has_words_before(quote, spans)
        if not (inside and outside):
            part = "in quotation marks" if not inside else "outside of quotation marks"
            yield Finding(
                ("quotes", index, "kind"), "the quote is mixed, but no part of it stands {part}", {"part": part}
            )


def _meets_markup(article: Article, span: TextSpan) -> bool:
    """Tells whether a span shares words with a `q` of the body, which a reader sees in quotation marks."""
    fragments = (_TAG.sub("", fragment) for fragment in _INLINE_QUOTE.findall(article.body or ""))
    return any(set(fragment.split()) & set(span.exact.split()) for fragment in fragments)


def _has_words_before(quote: Quote, spans: Sequence[TextSpan]) -> bool:
    return quote.text is not None and letters(quote.text) != letters("".join(span.exact for span in spans))


@rule("NS204", when=("quotes.spans",))
def indirect_in_marks(article: Article) -> Iterator[Finding]:
    """Words in quotation marks are given as said, not reported."""
    if article.body is None:
        return
    text = article.text
    for index, quote in enumerate(article.quotes):
        if quote.kind != "indirect":
            continue
        for position, span in enumerate(quote.spans):
            before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
            if span.role == "content" and before in _MARKS and after in _MARKS and before and after:
                yield Finding(
                    ("quotes", index, "spans", position), "{words} stands in quotation marks", {"words": span.exact}
                )


def is_quoted(article: Article, span: TextSpan) -> bool:
    """Tells whether words stand between quotation marks, after the dash of a dialogue, or in a quoting element.

    A mark that is not closed in its paragraph is open: which of the many marks open and which close is a matter of
    language, so they are counted.
    """
    text = article.text
    start, _ = _paragraph(text, span)
    before = text[start : span.start].rstrip(_SPACES)
    if span.exact[0] in _MARKS or sum(1 for character in before if character in _MARKS) % 2:
        return True
    return bool(before and (before[-1] in _SINGLE or before in _DASHES)) or _is_set_off(article, span)


def _is_near_marks(article: Article, span: TextSpan) -> bool:
    """True where a mark stands right before or after the words: one quotation inside another is not counted right."""
    text = article.text
    start, end = _paragraph(text, span)
    before, after = text[start : span.start].rstrip(_SPACES), text[span.end : end].lstrip(_SPACES + ".,;:!?…")
    return bool(_MARKS.intersection(before[-1:] + after[:1]))


def _paragraph(text: str, span: TextSpan) -> tuple[int, int]:
    start = text.rfind("\n\n", 0, span.start)
    end = text.find("\n\n", span.end)
    return (start + 2 if start >= 0 else 0), (end if end >= 0 else len(text))


def _is_set_off(article: Article, span: TextSpan) -> bool:
    if article.body is None or not any(f"<{name}" in article.body for name in _SET_OFF):
        return False
    open_at: list[int] = []
    for event in iter_events(article.body):
        if event[1] not in _SET_OFF:
            continue
        if event[0] == "start":
            open_at.append(event[3])
        elif event[0] == "end" and open_at:
            start = open_at.pop()
            if start <= span.start + 2 and span.end <= event[2] + 2 and span.start < event[2]:
                return True
    return False


@rule("NS205", when=("quotes",))
def translated_without_original(article: Article) -> Iterator[Finding]:
    """Words that somebody translated can be checked only against the original."""
    facts = facts_of(article)
    for path, chain in facts.long if any("translator" in roles for roles in facts.ways) else ():
        if path[0] != "quotes" or not any(link.role == "translator" for link in chain.links):
            continue
        quote = article.quotes[int(path[1])]
        if quote.original is None and quote.kind in ("direct", "mixed"):
            yield Finding(("quotes", path[1]))


@rule("NS206", when=("quotes.original",))
def original_in_the_same_language(article: Article) -> Iterator[Finding]:
    """What is in the same language before and after was not translated."""
    for index, quote in enumerate(article.quotes):
        if quote.original is None or quote.original.language is None:
            continue
        language = quote.language or article.language
        if language is not None and quote.original.language.lower() == language.lower():
            yield Finding(
                ("quotes", index, "original", "language"), "the original is in {language}, as the quote is",
                {"language": language},
            )  # fmt: skip


@rule("NS207", when=("quotes",))
def same_words_of_two_speakers(article: Article) -> Iterator[Finding]:
    """Two people seldom say the same words: one of the two was attributed wrongly."""
    direct = [quote.text for quote in article.quotes if quote.text is not None and quote.kind == "direct"]
    if len(set(map(_opening, direct))) == len(direct):
        return
    seen: dict[str, int] = {}
    for index, quote in enumerate(article.quotes):
        words = letters(quote.text) if quote.text is not None and quote.kind == "direct" else ""
        if len(words) < _FEW_LETTERS:
            continue
        if words not in seen:
            seen[words] = index
            continue
        first = seen[words]
        speakers = keys_of_all(quote.attribution.speaker)
        others = keys_of_all(article.quotes[first].attribution.speaker)
        if speakers and others and not speakers & others:
            yield Finding(
                ("quotes", index, "attribution"), "the words of {this} are those of {first}, by another speaker",
                {"this": quote.identifier, "first": article.quotes[first].identifier},
            )  # fmt: skip


def _opening(text: str) -> str:
    """The first letters of a text: what does not begin alike is not alike."""
    first = letters(text[: 2 * _OPENING])
    return (first if len(first) >= _OPENING else letters(text))[:_OPENING]


@rule("NS209", when=("quotes",))
def said_after_publication(article: Article) -> Iterator[Finding]:
    """Nothing is quoted before it was said."""
    dates = [date for date in (article.published, article.modified, article.version_created) if date is not None]
    late = {at for at in facts_of(article).times if all(is_before(date, at) for date in dates)}
    if not dates or not late:
        return
    for index, quote in enumerate(article.quotes):
        for position, link in enumerate(quote.attribution.links):
            if link.at in late:
                yield Finding(
                    ("quotes", index, "attribution", "links", position, "at"),
                    "the words were given on {at}, after the article of {date}", {"at": link.at, "date": dates[-1]},
                )  # fmt: skip


@rule("NS223", when=("quotes.spans",))
def overlapping_spans(article: Article) -> Iterator[Finding]:
    """Spans of one role of one quote mark different words."""
    for index, quote in enumerate(article.quotes):
        if len(quote.spans) < _OVERLAP:
            continue
        for role in ("content", "cue", "source"):
            spans = sorted(
                (span.start, span.end, position) for position, span in enumerate(quote.spans) if span.role == role
            )
            for (_, end, _), (start, _, position) in pairwise(spans):
                if start < end:
                    yield Finding(
                        ("quotes", index, "spans", position), "the span overlaps another {role} span", {"role": role}
                    )


@rule("NS224", when=("quotes.spans",))
def spans_without_content(article: Article) -> Iterator[Finding]:
    """Where a quote is placed in the text, its words are."""
    for index, content in enumerate(facts_of(article).contents):
        if not content and article.quotes[index].spans and article.quotes[index].text is not None:
            yield Finding(("quotes", index, "spans"))


@rule("NS225", when=("quotes.spans",))
def crossing_quotes(article: Article) -> Iterator[Finding]:
    """Two quotes stand side by side or one inside the other."""
    if len(article.quotes) < _OVERLAP:
        return
    ranges = sorted(
        [
            (spans[0].start, -spans[0].end, index)
            for index, spans in enumerate(facts_of(article).contents)
            if len(spans) == 1
        ]
    )
    enclosing: list[tuple[int, int, int]] = []
    for start, negative, index in ranges:
        end = -negative
        while enclosing and enclosing[-1][1] <= start:
            enclosing.pop()
        if enclosing and end > enclosing[-1][1]:
            yield Finding(
                ("quotes", index, "spans"), "the words begin inside those of {other} and end outside",
                {"other": article.quotes[enclosing[-1][2]].identifier},
            )  # fmt: skip
        else:
            enclosing.append((start, end, index))


@rule("NS226", when=("quotes",))
def quote_that_nobody_finds(article: Article) -> Iterator[Finding]:
    """Words given as said stand somewhere in the article, also those that are shown apart."""
    if article.body is None:
        return
    everything: str | None = None
    for index, quote in enumerate(article.quotes):
        if quote.kind != "direct" or quote.spans or quote.text is None:
            continue
        if everything is None:
            everything = letters("\n".join(_texts(article)))
        if not all(letters(part) in everything for part in _EDITED.split(quote.text)):
            yield Finding(("quotes", index, "text"), "{words} is nowhere in the article", {"words": quote.text})


def _texts(article: Article) -> Iterator[str]:
    yield article.text
    yield from (text for text in (article.headline, article.summary) if text is not None)
    yield from (headline.text for headline in article.alternative_headlines)
    yield from (medium.caption for medium in article.media if medium.caption is not None)
    yield from (update.body.text for update in article.updates if update.body is not None)


@rule("NS227", when=("quotes.cue",))
def cue_of_another_word(article: Article) -> Iterator[Finding]:
    """The cue and the span of the cue are the same word."""
    for index, quote in enumerate(article.quotes):
        cues = [span.exact for span in quote.spans if span.role == "cue"]
        if quote.cue is not None and cues and quote.cue not in cues:
            marked = [letters(one) for one in cues]
            cue = letters(quote.cue)
            if not any(one in cue or cue in one for one in (*marked, "".join(marked))):
                yield Finding(
                    ("quotes", index, "cue"),
                    "the cue is {cue}, but another word is marked as the cue",
                    {"cue": quote.cue},
                )


@rule("NS228", when=("quotes.cue",))
def denial_as_statement(article: Article) -> Iterator[Finding]:
    """Whoever denied something did not say it."""
    for index, quote in enumerate(article.quotes):
        if quote.cue is None or quote.kind != "indirect" or quote.cue.casefold() not in _DENIALS:
            continue
        if primary(quote.language or article.language) in ("en", ""):
            yield Finding(("quotes", index, "kind"), "the cue is {cue}, but the kind is not denial", {"cue": quote.cue})


_DENIALS: Final = frozenset({"denied", "denies", "deny", "denied that", "has denied", "have denied"})


@rule("NS229", when=("quotes",))
def marks_in_the_quote(article: Article) -> Iterator[Finding]:
    """Quotation marks are set around a quote, they are no part of it."""
    for index, quote in enumerate(article.quotes):
        if quote.kind == "direct" and quote.text is not None and quote.text[:1] in _MARKS and _AROUND.match(quote.text):
            inner = quote.text[1:-1]
            if not _MARKS & set(inner):
                yield Finding(("quotes", index, "text"))
