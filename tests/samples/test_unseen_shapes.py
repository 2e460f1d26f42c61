"""What holds for every document that looks like a real one, however deranged: it is read, whole, and written again."""

from __future__ import annotations

import io
import json

from hypothesis import given
from lxml import etree

from newsschema.formats import format_named, recognized
from newsschema.formats.base import Item, ReadOptions, WriteOptions
from newsschema.v1 import Article
from newsschema.v1.trees import tree
from tests.strategies.foreign import Foreign, deranged_messages, messages, pages

_WRITE = WriteOptions()


def items_of(data: bytes, format: str) -> list[Item]:
    return list(format_named(format).read(io.BytesIO(data), ReadOptions()))


def article_of(data: bytes, format: str) -> Article:
    items = items_of(data, format)
    assert "rejected" not in [item.outcome for item in items]
    (article,) = [item.document for item in items if item.document is not None]
    assert isinstance(article, Article)
    return article


def assert_all_is_there(found: Foreign, article: Article) -> None:
    assert article.headline == found.headline
    assert tuple(article.text.split()) == found.body
    whole = json.dumps(tree(article), ensure_ascii=False)
    assert [word for word in found.planted if word not in whole] == []


@given(messages())
def test_a_message_is_one_article_with_all_that_was_planted(found: Foreign) -> None:
    assert recognized(found.data) == "newsml-g2"
    assert_all_is_there(found, article_of(found.data, "newsml-g2"))


@given(found=messages())
def test_a_message_that_is_written_again_holds_the_same_and_is_as_valid(
    found: Foreign, schema: etree.XMLSchema
) -> None:
    article = article_of(found.data, "newsml-g2")
    written = format_named("newsml-g2").dumps(article, _WRITE)
    assert article_of(written, "newsml-g2") == article
    text = written.decode()
    assert [word for word in found.planted if word not in text] == []
    if schema.validate(etree.fromstring(found.data)):
        assert schema.validate(etree.fromstring(written)), str(schema.error_log)


@given(deranged_messages())
def test_a_message_in_which_anything_is_wrong_loses_no_word_and_is_not_refused(found: Foreign) -> None:
    article = article_of(found.data, "newsml-g2")
    whole = json.dumps(tree(article), ensure_ascii=False)
    assert [word for word in found.planted if word not in whole] == []
    written = format_named("newsml-g2").dumps(article, _WRITE)
    assert article_of(written, "newsml-g2") == article
    text = written.decode()
    assert [word for word in found.planted if word not in text] == []
    etree.fromstring(written)  # no parser may give up at it


@given(pages())
def test_a_page_is_one_article_with_all_that_was_planted(found: Foreign) -> None:
    assert recognized(found.data) == "jsonld"
    assert_all_is_there(found, article_of(found.data, "jsonld"))


@given(pages())
def test_a_page_that_is_written_again_holds_the_same(found: Foreign) -> None:
    article = article_of(found.data, "jsonld")
    written = format_named("jsonld").dumps(article, _WRITE)
    assert article_of(written, "jsonld") == article
    text = written.decode()
    assert [word for word in found.planted if word not in text] == []


@given(messages(), pages())
def test_each_goes_through_the_other_format_and_comes_back(message: Foreign, page: Foreign) -> None:
    for data, format, other in ((message.data, "newsml-g2", "jsonld"), (page.data, "jsonld", "newsml-g2")):
        article = article_of(data, format)
        assert article_of(format_named(other).dumps(article, _WRITE), other) == article
