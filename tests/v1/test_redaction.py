"""The public side of an article: nothing internal is left, nothing public is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import orjson
import pytest
from hypothesis import example, given

from newsschema.v1 import (
    Article,
    Contact,
    Contribution,
    EditorialNote,
    Organization,
    Person,
    SourceCredit,
    UnnamedSource,
    redact,
)
from newsschema.v1 import text as slots
from newsschema.v1.base import Model
from newsschema.v1.trees import tree
from tests.strategies.articles import articles, complete_articles, maximal_article
from tests.strategies.coverage import coverage_of
from tests.strategies.shapes import Field, Many, Object, Scalar, fields_of, models_below
from tools.goldens_redaction import PATHS, kept

NAME = "https://example.org/story"
SENTINEL = "sentinel"
FORMS = {slots.IRI_PATTERN: "urn:sentinel:{}", slots.QCODE_PATTERN: "sentinel:{}"}
FREE = {slots.LINE_PATTERN, slots.TEXT_PATTERN, slots.CONTENT_PATTERN, *FORMS}


class Planter:
    """Rebuilds an article with a sentinel in every text that readers must not see, found by the marks alone."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.places: set[str] = set()

    def plant(self, model: Model, internal: bool = False, path: str = "") -> Model:
        values: dict[str, Any] = {}
        for field in fields_of(type(model)):
            held = getattr(model, field.name)
            if held is None or held == ():
                continue
            here = f"{path}.{type(model).__name__}.{field.name}" if path else field.name
            hidden = internal or field.mark.audience == "internal"
            many = isinstance(field.shape, Many)
            items = [self._item(field, item, hidden, internal, here) for item in (held if many else (held,))]
            values[field.name] = tuple(items) if many else items[0]
        return type(model)(**values)

    def _item(self, field: Field, item: Any, hidden: bool, within: bool, path: str) -> Any:
        if isinstance(item, Model):
            own = getattr(item, "audience", None)
            return self.plant(item, within or (own == "internal" if own else hidden), path)
        shape = field.shape.item if isinstance(field.shape, Many) else field.shape
        if not hidden or not isinstance(shape, Scalar) or shape.pattern not in FREE:
            return item
        self.places.add(path)
        return FORMS.get(str(shape.pattern), "sentinel {}").format(next(self.numbers))


@pytest.mark.parametrize("article", [maximal_article(), *complete_articles()])
def test_no_sentinel_in_an_internal_place_is_left(article: Article) -> None:
    planter = Planter()
    planted = planter.plant(article)
    assert isinstance(planted, Article)
    assert SENTINEL in orjson.dumps(tree(planted)).decode()
    assert SENTINEL not in orjson.dumps(tree(redact(planted))).decode()


def test_sentinels_are_planted_wherever_the_marks_say() -> None:
    planter = Planter()
    for article in complete_articles():
        planter.plant(article)
    marked = {
        f"{model.__name__}.{field.name}"
        for model in models_below(Article)
        for field in fields_of(model)
        if field.mark.audience == "internal"
    }
    assert {name for name in marked if not any(_lies_in(name, place) for place in planter.places)} == set()
    assert len(planter.places) > 500


def _lies_in(name: str, place: str) -> bool:
    return f".{name}" in f".Article.{place}"


@given(articles())
@example(maximal_article())
def test_no_sentinel_in_drawn_articles_is_left(article: Article) -> None:
    planted = Planter().plant(article)
    assert isinstance(planted, Article)
    assert SENTINEL not in orjson.dumps(tree(redact(planted))).decode()


@given(articles())
@example(maximal_article())
def test_redacting_is_pure_and_twice_is_once(article: Article) -> None:
    before = orjson.dumps(tree(article))
    public = redact(article)
    assert orjson.dumps(tree(article)) == before
    assert redact(public) == public
    assert Article.model_validate_json(orjson.dumps(tree(public))) == public


@given(articles())
def test_what_readers_may_see_is_kept(article: Article) -> None:
    public = redact(article)
    kept_whole = ("identifier", "version", "pub_status", "headline", "summary", "body", "embargo", "published")
    assert [getattr(public, name) for name in kept_whole] == [getattr(article, name) for name in kept_whole]
    assert [quote.text for quote in public.quotes] == [quote.text for quote in article.quotes]
    assert [report.count for report in public.casualty_reports] == [one.count for one in article.casualty_reports]
    assert [quote.spans for quote in public.quotes] == [quote.spans for quote in article.quotes]


@pytest.mark.parametrize("article", complete_articles())
def test_nothing_internal_is_set_in_what_is_kept(article: Article) -> None:
    assert list(_internal(redact(article))) == []


def _internal(model: Model) -> Iterator[str]:
    """Yields every internal field that holds anything which does not call itself public."""
    for field in fields_of(type(model)):
        held = getattr(model, field.name)
        for item in held if isinstance(held, tuple) else (held,):
            own = getattr(item, "audience", None)
            if item is not None and (own or field.mark.audience) == "internal":
                yield f"{type(model).__name__}.{field.name}"
            if isinstance(item, Model):
                yield from _internal(item)


def test_the_paths_that_are_kept_are_the_committed_ones() -> None:
    assert kept() == PATHS.read_text(encoding="utf-8")


def test_every_class_of_the_model_has_a_public_side() -> None:
    reached = {name for name, _ in coverage_of(map(redact, complete_articles()))}
    internal = {"Extension"}
    every = {model.__name__ for model in models_below(Article)} - internal - {"ArticleReference"}
    assert every - reached == set()
    assert reached & internal == set()


# By hand


def test_a_note_is_internal_unless_it_says_otherwise() -> None:
    notes = (
        EditorialNote(text="Call the desk."),
        EditorialNote(text="Legal must see this.", audience="internal"),
        EditorialNote(text="Updates with a new count.", audience="public"),
    )
    article = Article(identifier=NAME, editorial_notes=notes)
    assert redact(article).editorial_notes == notes[2:]


def test_a_contact_is_internal_unless_it_says_otherwise() -> None:
    contacts = (
        Contact(kind="email", value="desk@example.org"),
        Contact(kind="telephone", value="1", audience="internal"),
        Contact(kind="email", value="press@example.org", audience="public"),
    )
    article = Article(identifier=NAME, publisher=Organization(name="The Example", contacts=contacts))
    assert redact(article).publisher == Organization(name="The Example", contacts=contacts[2:])


def test_a_credit_overrides_the_audience_of_its_field() -> None:
    public = Contribution(agent=Person(name="Ada Orle"), audience="public")
    silent = Contribution(agent=Person(name="Ben Tolle"))
    hidden = Contribution(agent=Person(name="Cai Marsh"), audience="internal")
    article = Article(identifier=NAME, authors=(public, silent, hidden), contributors=(public, silent, hidden))
    assert redact(article).authors == (public, silent)
    assert redact(article).contributors == (public,)


def test_a_person_known_by_a_staff_code_alone_is_nobody_to_readers() -> None:
    staff = Person(qcode="staff:17", job_title="reporter")
    chain = {"links": [{"role": "originator", "agents": [staff]}]}
    article = Article.model_validate(
        {
            "identifier": NAME,
            "authors": (Contribution(agent=staff), Contribution(agent=Person(name="Ada Orle", qcode="staff:18"))),
            "source_credits": (SourceCredit(agent=staff),),
            "publisher": staff,
            "people": (staff,),
            "quotes": [{"identifier": "urn:example:q", "kind": "no_response", "attribution": chain}],
            "casualty_reports": [
                {
                    "identifier": "urn:example:c",
                    "outcome": "killed",
                    "count": {"qualifier": "none"},
                    "attribution": chain,
                    "verification": [{"value": "corroborated", "by": staff}],
                    "disputes": [{"on": "number", "by": staff}],
                }
            ],
        }
    )
    public = redact(article)
    assert "staff:" not in orjson.dumps(tree(public)).decode()
    assert public.authors == (Contribution(agent=Person(name="Ada Orle")),)
    assert (public.source_credits, public.publisher, public.people) == ((), None, ())
    assert public.quotes[0].attribution.speaker == (UnnamedSource(),)
    assert public.casualty_reports[0].verification[0].by == UnnamedSource()
    assert public.casualty_reports[0].disputes[0].by == UnnamedSource()


def test_marks_stand_on_every_contact_and_extension() -> None:
    for model in models_below(Article):
        for field in fields_of(model):
            shape = field.shape.item if isinstance(field.shape, Many) else field.shape
            if isinstance(shape, Object) and {one.__name__ for one in shape.members} & {"Contact", "Extension"}:
                assert field.mark.audience == "internal", f"{model.__name__}.{field.name}"
