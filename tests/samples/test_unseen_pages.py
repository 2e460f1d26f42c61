"""What a page says of its article is what its fields say, however the page was put together; and nothing gets lost."""

from __future__ import annotations

import io
import json
import re

from hypothesis import given

from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.jsonld import dumps, read
from newsschema.v1 import Article
from newsschema.v1.trees import tree
from tests.strategies.foreign_pages import Page, publisher_pages


def items_of(data: bytes) -> list[Item]:
    return list(read(io.BytesIO(data), ReadOptions()))


def article_of(page: Page) -> Article:
    found = items_of(page.data)
    assert {item.outcome for item in found} <= {"read", "merged", "skipped"}
    (article,) = [item.document for item in found if item.document is not None]
    assert isinstance(article, Article)
    return article


@given(publisher_pages())
def test_a_page_is_one_article_whose_fields_say_what_the_page_says(page: Page) -> None:
    article, told = article_of(page), page.told
    assert article.headline == told.headline
    assert tuple(article.text.split()) == told.body
    assert [credit.agent.name for credit in article.authors] == told.authors
    assert article.publisher is not None
    assert article.publisher.name == told.publisher
    assert [rendition.url for medium in article.media for rendition in medium.renditions] == told.images
    assert article.url == told.url
    assert re.sub(r"[Z+].*", "", article.published or "") == told.published
    assert (article.language, list(article.keywords)) == (told.language, told.keywords)
    assert len(article.updates) == told.updates


@given(publisher_pages())
def test_every_word_of_a_page_is_in_the_article_and_in_what_is_written_of_it(page: Page) -> None:
    article = article_of(page)
    whole = json.dumps(tree(article), ensure_ascii=False)
    assert [word for word in page.told.planted if word not in whole] == []
    written = dumps(article)
    (again,) = items_of(written)
    assert again.document == article
    assert [word for word in page.told.planted if word not in written.decode()] == []
