"""What the other tests rest on: the articles drawn are valid, and everything of the model occurs in them."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newsschema.v1 import Article
from newsschema.v1.base import Model
from newsschema.v1.integrity import identifiers_of
from tests.strategies.articles import (
    article_pairs,
    articles,
    casualty_reports,
    complete_articles,
    crowded_article,
    maximal_article,
    quotes,
    standalone_casualty_reports,
    standalone_quotes,
)
from tests.strategies.coverage import coverage_of, expected_coverage
from tests.strategies.shapes import fields_of, models_below


def drawn(strategy: st.SearchStrategy[Any], examples: int) -> list[Any]:
    """Return the examples that a derandomised run draws."""
    found: list[Any] = []

    @settings(max_examples=examples, derandomize=True, database=None)
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


def test_everything_of_the_model_occurs_in_what_is_drawn() -> None:
    values: list[Model] = drawn(articles(), 250) + drawn(articles(fullness=2), 40)
    values += drawn(standalone_quotes(), 40) + drawn(standalone_casualty_reports(), 80)
    assert sorted(expected_coverage() - coverage_of(values)) == []


def test_every_field_of_every_class_is_set_in_the_maximal_article() -> None:
    article = maximal_article()
    nested = {("Quote", name) for name in ("type", "schema_version", "article")}
    nested |= {("CasualtyReport", name) for name in ("type", "schema_version", "article")}
    nested |= {("ArticleReference", field.name) for model in models_below(Article) for field in fields_of(model)}
    every = {(model.__name__, field.name) for model in models_below(Article) for field in fields_of(model)}
    assert sorted(every - nested - coverage_of([article])) == []


def test_the_maximal_article_is_the_same_in_every_run() -> None:
    assert maximal_article() == maximal_article()


def test_every_member_stands_everywhere_in_the_complete_articles() -> None:
    states = {mark for mark in expected_coverage() if "." in mark[0] and mark[1][0].isupper()}
    nested = {mark for mark in states if mark[1] == "ArticleReference" or mark[0] == "Article.embargo"}
    assert sorted(states - nested - coverage_of(complete_articles())) == []


def test_articles_of_a_pair_share_local_identifiers_of_every_kind() -> None:
    shared: set[str] = set()
    for first, second in drawn(article_pairs(), 60):
        assert first.identifier != second.identifier
        shared |= {name[-2] for name in {*identifiers_of(first)} & {*identifiers_of(second)}}
    assert shared >= set("qcem")


@settings(max_examples=20)
@given(quotes(), casualty_reports())
def test_records_of_an_article_say_nothing_of_a_root(quote: Any, report: Any) -> None:
    assert quote.type is quote.schema_version is quote.article is None
    assert report.type is report.schema_version is report.article is None


def test_a_crowded_article_has_as_many_parts_as_asked() -> None:
    article = crowded_article(50)
    assert [len(part) for part in (article.quotes, article.casualty_reports, article.media)] == [50, 50, 50]
