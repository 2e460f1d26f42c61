"""What holds for every document of the model: own JSON, equality, immutability, strictness, replacing parts."""

from __future__ import annotations

import json
import pickle
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from pydantic import ValidationError

from newsschema.diagnostics import from_validation_error
from newsschema.v1 import Article, Body, CasualtyReport, Organization, Place, Quote, TextSpan
from newsschema.v1.base import Model
from newsschema.v1.trees import tree
from tests.strategies.articles import (
    articles,
    complete_articles,
    crowded_article,
    maximal_article,
    standalone_casualty_reports,
    standalone_quotes,
)
from tests.strategies.shapes import Scalar, fields_of, models_below

ROOTS = (Article, Quote, CasualtyReport)
MODELS = sorted({model for root in ROOTS for model in models_below(root)}, key=lambda model: model.__name__)
NAME = "https://example.org/story"


def written(model: Model) -> bytes:
    return orjson.dumps(tree(model))


@given(articles())
@example(maximal_article())
@example(crowded_article(200))
@example(Article(identifier=NAME))
def test_own_json_gives_an_article_back(article: Article) -> None:
    assert Article.model_validate_json(written(article)) == article
    assert written(Article.model_validate_json(written(article))) == written(article)


@given(standalone_quotes())
def test_own_json_gives_a_quote_back(quote: Quote) -> None:
    assert Quote.model_validate_json(written(quote)) == quote


@given(standalone_casualty_reports())
def test_own_json_gives_a_casualty_report_back(report: CasualtyReport) -> None:
    assert CasualtyReport.model_validate_json(written(report)) == report


@pytest.mark.parametrize("article", complete_articles())
def test_own_json_gives_the_complete_articles_back(article: Article) -> None:
    assert Article.model_validate_json(written(article)) == article


@given(articles())
def test_own_json_has_no_null_and_no_empty_list(article: Article) -> None:
    def hollow(value: Any) -> bool:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return value is None or value == [] or any(map(hollow, inner))

    assert not hollow(json.loads(written(article)))


@given(articles())
def test_the_tree_has_the_models_names_in_the_models_order(article: Article) -> None:
    names = [field.name for field in fields_of(Article)]
    assert list(tree(article)) == [name for name in names if name in tree(article)]


def test_null_and_empty_mean_absent() -> None:
    said: dict[str, Any] = {"type": "article", "schema_version": "1.0", "identifier": NAME}
    empty: dict[str, Any] = {**said, "headline": None, "quotes": [], "embargo": None, "version": 1}
    assert Article.model_validate_json(orjson.dumps(empty)) == Article.model_validate_json(orjson.dumps(said))


def test_an_open_ended_embargo_is_not_an_absent_one() -> None:
    article = Article.model_validate({"identifier": NAME, "embargo": {}})
    assert tree(article)["embargo"] == {}
    assert article != Article(identifier=NAME)


# Values


@given(articles())
@example(maximal_article())
def test_articles_survive_pickling_and_are_hashed_by_value(article: Article) -> None:
    copy = pickle.loads(pickle.dumps(article))  # noqa: S301 - our own bytes, as a worker process gets them
    assert copy == article
    assert hash(copy) == hash(article)
    assert type(copy.body) is type(article.body)


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_nothing_can_be_assigned(model: type[Model]) -> None:
    value = next(one for one in _values(maximal_article(), _standalone()) if type(one) is model)
    name = fields_of(model)[0].name
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, name, getattr(value, name))
    with pytest.raises(ValidationError, match="frozen"):
        delattr(value, name)


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_an_unknown_member_is_refused(model: type[Model]) -> None:
    value = next(one for one in _values(maximal_article(), _standalone()) if type(one) is model)
    said = {**tree(value), "unheard_of": 1}
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(orjson.dumps(said))
    assert [(found.code, found.path) for found in from_validation_error(caught.value)] == [("NS014", "/unheard_of")]


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_numbers_flags_and_texts_are_not_converted_from_each_other(model: type[Model]) -> None:
    value = next(one for one in _values(maximal_article(), _standalone()) if type(one) is model)
    wrong: dict[type, tuple[Any, ...]] = {int: ("1", 1.5, True), float: ("1.5", True), bool: (1, "true", "yes")}
    for field in fields_of(model):
        if not isinstance(field.shape, Scalar):
            continue
        for other in wrong.get(field.shape.base, (1, True, ["x"])):
            said = {**tree(value), field.name: other}
            with pytest.raises(ValidationError):
                model.model_validate_json(orjson.dumps(said))


def _standalone() -> Quote:
    quote = maximal_article().quotes[0]
    return quote.replace(type="quote", schema_version="1.0", article={"identifier": NAME, "version": 2}, spans=())


def _values(*roots: Model) -> list[Model]:
    found: list[Model] = []
    for root in roots:
        found.append(root)
        for name in type(root).model_fields:
            held = getattr(root, name)
            inner = [item for item in (held if isinstance(held, tuple) else (held,)) if isinstance(item, Model)]
            found += _values(*inner)
    return found


def test_non_finite_numbers_are_refused() -> None:
    for number in (float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            Place(name="Alpha", latitude=number, longitude=0.0)


def test_a_whole_number_is_a_degree() -> None:
    said = b'{"name": "Alpha", "latitude": 5, "longitude": -7}'
    assert Place.model_validate_json(said) == Place(name="Alpha", latitude=5.0, longitude=-7.0)


# Replacing


def story() -> Article:
    article = Article(identifier=NAME, body=Body("<p>One said two. Three heard it.</p>"), headline="Alpha")
    source = {"links": [{"role": "originator", "agents": [{"type": "person", "name": "One"}]}]}
    return article.annotate(
        quotes=[{"kind": "direct", "exact": "two", "attribution": source}],
        casualty_reports=[
            {
                "outcome": "unharmed",
                "count": {"qualifier": "exact", "number": 3},
                "attribution": source,
                "exact": "Three heard",
            }
        ],
    )


def test_replace_changes_what_is_named_and_nothing_else() -> None:
    before = story()
    after = before.replace(headline="Beta")
    assert after.headline == "Beta"
    assert after.replace(headline="Alpha") == before
    assert before.headline == "Alpha"


def test_replace_validates() -> None:
    with pytest.raises(ValidationError):
        story().replace(headline="two\nlines")
    with pytest.raises(ValidationError):
        story().replace(headlin="misspelt")


def test_replace_takes_plain_data() -> None:
    article = story().replace(publisher={"type": "organization", "name": "The Example"})
    assert article.publisher == Organization(name="The Example")


def test_a_new_body_names_every_span_it_breaks() -> None:
    with pytest.raises(ValidationError) as caught:
        story().replace(body="<p>Nobody said two. Three listened.</p>")
    found = from_validation_error(caught.value)
    assert [(one.code, one.path) for one in found] == [
        ("NS230", "/quotes/0/spans/0"),
        ("NS230", "/casualty_reports/0/evidence/spans/0"),
    ]
    assert f"{NAME}#q1" in found[0].message
    assert "not at 9 to 12 but at 12" in found[0].message
    assert f"{NAME}#c1" in found[1].message
    assert "are not in the text" in found[1].message


def test_a_new_body_that_keeps_the_words_in_place_is_taken() -> None:
    article = story().replace(body="<p>One said <b>two. Three</b> heard them.</p>")
    assert [span.exact for span in article.quotes[0].spans] == ["two"]


def test_without_body_no_span_holds() -> None:
    with pytest.raises(ValidationError, match="no body"):
        story().replace(body=None)


def test_spans_count_code_points() -> None:
    article = Article(identifier=NAME, body=Body("<p>👩🏽‍🚒 𐍈 e\u0301x</p>"))
    assert article.locate("x") == TextSpan(start=9, end=10, exact="x")
