"""Placing quotes and figures by their exact words."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsschema.v1 import Article, Body, CasualtyReport, Quote, SpanError, TextSpan

NAME = "https://example.org/story#top"
TEXT = "Rain fell. “Rain again,” Ada Orle said. Rain stopped."
SOURCE: dict[str, Any] = {"links": [{"role": "originator", "agents": [{"type": "person", "name": "Ada Orle"}]}]}
COUNT = {"qualifier": "none"}


@pytest.fixture
def article() -> Article:
    return Article(identifier=NAME, body=Body(f"<p>{TEXT}</p>"))


@pytest.mark.parametrize(
    ("words", "by", "start"),
    [
        ("Ada Orle", {}, 25),
        ("Rain", {"suffix": " fell"}, 0),
        ("Rain", {"prefix": "“"}, 12),
        ("Rain", {"prefix": "said. ", "suffix": " stopped"}, 40),
        ("Rain", {"nth": 1}, 0),
        ("Rain", {"nth": 3}, 40),
        ("Rain", {"suffix": " ", "nth": 2}, 12),
        (TEXT, {}, 0),
        (".", {"nth": 3}, 52),
    ],
)
def test_words_are_located(article: Article, words: str, by: dict[str, Any], start: int) -> None:
    assert article.locate(words, **by) == TextSpan(start=start, end=start + len(words), exact=words)


@pytest.mark.parametrize(
    ("words", "by", "reason", "places"),
    [
        ("rain", {}, "the words are not in the text", ()),
        ("", {}, "the words are not in the text", ()),
        ("Rain", {}, "the words stand 3 times", (0, 12, 40)),
        ("Rain", {"nth": 4}, "there is no place number 4; the words stand 3 times", (0, 12, 40)),
        ("Rain", {"nth": 0}, "there is no place number 0", (0, 12, 40)),
        ("Rain", {"prefix": "X"}, "the words are not in the text after 'X'", ()),
        ("Rain", {"suffix": "X"}, "the words are not in the text before 'X'", ()),
    ],
)
def test_words_that_cannot_be_located_are_refused(
    article: Article, words: str, by: dict[str, Any], reason: str, places: tuple[int, ...]
) -> None:
    with pytest.raises(SpanError) as caught:
        article.locate(words, **by)
    assert reason in str(caught.value)
    assert repr(words) in str(caught.value)
    assert caught.value.places == places
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes, as a worker process sends them
    assert str(copy) == str(caught.value)


def test_places_that_overlap_are_all_counted() -> None:
    article = Article(identifier=NAME, body=Body("<p>aaa</p>"))
    assert article.locate("aa", nth=2).start == 1
    with pytest.raises(SpanError, match="2 times"):
        article.locate("aa")


def test_words_are_searched_as_they_are_not_as_a_pattern() -> None:
    article = Article(identifier=NAME, body=Body("<p>a.c abc (x) [y] \\d</p>"))
    assert [article.locate(words).start for words in ("a.c", "(x)", "[y]", "\\d")] == [0, 8, 12, 16]


@given(st.data())
def test_every_slice_of_a_text_is_found_where_it_is(data: st.DataObject) -> None:
    text = data.draw(st.text("ab", min_size=1, max_size=12))
    article = Article(identifier=NAME, body=Body(f"<p>{text}</p>"))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = article.locate(text[start:end], prefix=text[:start], suffix=text[end:])
    assert (span.start, span.end) == (start, end)
    places = [at for at in range(len(text)) if text.startswith(text[start:end], at)]
    assert article.locate(text[start:end], nth=places.index(start) + 1) == span


def test_a_quote_by_its_words_gets_text_span_and_identifier(article: Article) -> None:
    (quote,) = article.annotate(quotes=[{"kind": "direct", "exact": "Rain again,", "attribution": SOURCE}]).quotes
    assert quote == Quote(
        identifier="https://example.org/story#q1",
        kind="direct",
        text="Rain again,",
        attribution=SOURCE,  # type: ignore[arg-type]  # plain data, as a caller may give it
        spans=(TextSpan(start=12, end=23, exact="Rain again,"),),
    )


def test_a_report_by_its_words_gets_evidence_and_identifier(article: Article) -> None:
    given = {"outcome": "killed", "count": COUNT, "attribution": SOURCE, "exact": "Rain fell"}
    (report,) = article.annotate(casualty_reports=[given]).casualty_reports
    assert report.identifier == "https://example.org/story#c1"
    assert report.evidence is not None
    assert report.evidence.spans == (TextSpan(start=0, end=9, exact="Rain fell"),)


def test_spans_may_be_words_drafts_or_finished(article: Article) -> None:
    spans = [
        "Rain again,",
        {"exact": "said", "role": "cue"},
        {"exact": "Rain", "nth": 3},
        {"start": 25, "end": 33, "exact": "Ada Orle", "role": "source"},
        TextSpan(start=0, end=4, exact="Rain"),
    ]
    (quote,) = article.annotate(quotes=[{"kind": "mixed", "attribution": SOURCE, "spans": spans}]).quotes
    assert [(span.start, span.role) for span in quote.spans] == [
        (12, "content"),
        (34, "cue"),
        (40, "content"),
        (25, "source"),
        (0, "content"),
    ]
    assert quote.text == "Rain again, Rain Rain"


def test_a_text_that_is_given_is_kept(article: Article) -> None:
    given = {"kind": "indirect", "text": "It rained.", "exact": "Rain again,", "attribution": SOURCE}
    assert article.annotate(quotes=[given]).quotes[0].text == "It rained."


def test_a_declined_comment_takes_no_words(article: Article) -> None:
    given = {"kind": "declined_comment", "exact": "Rain stopped", "attribution": SOURCE}
    (quote,) = article.annotate(quotes=[given]).quotes
    assert quote.text is None
    assert len(quote.spans) == 1


def test_identifiers_are_the_first_free_ones(article: Article) -> None:
    draft = {"kind": "no_response", "attribution": SOURCE}
    own = {**draft, "identifier": "https://example.org/story#q2"}
    annotated = article.annotate(quotes=[draft, own, draft]).annotate(quotes=[draft])
    assert [quote.identifier.rpartition("#")[2] for quote in annotated.quotes] == ["q1", "q2", "q3", "q4"]


def test_models_are_taken_as_they_are(article: Article) -> None:
    quote = Quote(identifier="urn:example:q", kind="no_response", attribution=SOURCE)  # type: ignore[arg-type]  # plain data
    report = CasualtyReport(identifier="urn:example:c", outcome="killed", count=COUNT, attribution=SOURCE)  # type: ignore[arg-type]  # plain data
    annotated = article.annotate(quotes=[quote], casualty_reports=[report])
    assert annotated.quotes == (quote,)
    assert annotated.casualty_reports == (report,)


def test_what_is_given_is_not_changed(article: Article) -> None:
    given = {"kind": "direct", "exact": "Rain again,", "attribution": SOURCE}
    before = dict(given)
    article.annotate(quotes=[given])
    assert given == before
    assert article.quotes == ()


@pytest.mark.parametrize(
    ("record", "match"),
    [
        ({"kind": "direct", "exact": "Snow", "attribution": SOURCE}, "'Snow'.*not in the text"),
        ({"kind": "direct", "exact": "Rain", "attribution": SOURCE}, "'Rain'.*3 times.*prefix=, suffix= or nth="),
        ({"kind": "direct", "spans": [{"exact": "Rain", "where": 2}], "attribution": SOURCE}, "'Rain'.*no 'where'"),
    ],
)
def test_what_cannot_be_placed_is_refused_by_its_words(article: Article, record: dict[str, Any], match: str) -> None:
    with pytest.raises(SpanError, match=match):
        article.annotate(quotes=[record])


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "direct", "attribution": SOURCE},
        {"kind": "direct", "exact": "Rain again,"},
        {"kind": "direct", "spans": [{"start": 1, "end": 5, "exact": "Rain"}], "attribution": SOURCE, "text": "Rain"},
        {"kind": "no_response", "attribution": SOURCE, "identifier": "no iri"},
    ],
)
def test_a_record_that_breaks_a_rule_is_refused(article: Article, record: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        article.annotate(quotes=[record])


def test_an_article_without_body_has_nothing_to_place_on() -> None:
    with pytest.raises(SpanError, match="not in the text"):
        Article(identifier=NAME).annotate(quotes=[{"kind": "direct", "exact": "Rain", "attribution": SOURCE}])
