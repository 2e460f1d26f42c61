"""What we write is read back as it was, and is plain schema.org to everybody else."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsschema.formats.base import ReadOptions, WriteOptions
from newsschema.formats.jsonld import dump_all, dumps, embed, read
from newsschema.formats.jsonld.mend import Mender
from newsschema.formats.jsonld.shapes import SHAPES, write_node
from newsschema.formats.jsonld.write import to_node
from newsschema.v1 import Article, Body, CasualtyReport, Document, PartialDate, Quote, redact
from newsschema.v1.trees import tree
from tests.strategies.articles import (
    articles,
    complete_articles,
    maximal_article,
    standalone_casualty_reports,
    standalone_quotes,
)


def documents(data: bytes) -> list[Document | None]:
    return [item.document for item in read(io.BytesIO(data), ReadOptions())]


def written_and_read(document: Document) -> Document:
    (read_again,) = documents(dumps(document))
    assert read_again is not None
    return read_again


@given(articles())
@example(maximal_article())
def test_an_article_is_read_as_it_was_written(article: Article) -> None:
    assert tree(written_and_read(article)) == tree(article)


@pytest.mark.parametrize("article", complete_articles())
def test_every_field_and_code_is_read_as_it_was_written(article: Article) -> None:
    assert tree(written_and_read(article)) == tree(article)


@given(standalone_quotes())
def test_a_quote_stands_alone(quote: Quote) -> None:
    assert tree(written_and_read(quote)) == tree(quote)


@given(standalone_casualty_reports())
def test_a_casualty_report_stands_alone(report: CasualtyReport) -> None:
    assert tree(written_and_read(report)) == tree(report)


def test_every_field_of_every_class_has_a_term() -> None:
    to_node(maximal_article())
    for model, shape in SHAPES.items():
        named = {slot.field for slot in shape.slots} | {field for row in shape.rows for field in row.fields}
        assert named | set(shape.implied) == set(model.model_fields), model.__name__


def test_no_term_stands_for_two_fields() -> None:
    to_node(maximal_article())
    for model, shape in SHAPES.items():
        keys = [slot.key for slot in shape.slots]
        assert len(keys) == len(set(keys)), model.__name__


@given(articles())
@example(maximal_article())
def test_a_script_element_holds_nothing_that_ends_it(article: Article) -> None:
    element = embed(article)
    content = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(content) & set("<>&\u2028\u2029")
    assert documents(content.encode()) == [article]


# --- Judges from outside


@pytest.fixture(scope="module")
def judge(shared: Path) -> ModuleType:
    """Return the judge of terms, which knows schema.org's vocabulary and context from disk."""
    spec = importlib.util.spec_from_file_location("jsonld_terms", shared / "judges" / "jsonld_terms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_plain_schema_org(judge: ModuleType, node: dict[str, Any]) -> None:
    options = {"documentLoader": judge.loader, "base": "https://base.invalid/"}
    expanded = judge.jsonld.expand(node, options)
    assert judge.check(expanded) == []
    assert_no_term_is_dropped(node, expanded[0])
    options |= {"algorithm": "URDNA2015", "format": "application/n-quads"}
    quads = judge.jsonld.normalize(node, options)
    inline = json.dumps(judge.inline(json.loads(json.dumps(node))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib and pyparsing warn of their own future, and of odd but valid IRIs
        graph = judge.rdflib.Graph().parse(data=inline, format="json-ld", base="https://base.invalid/")
    assert len(graph) == quads.count("\n")


def assert_no_term_is_dropped(node: Any, expanded: Any) -> None:
    """Compare a node with its expansion member by member: both have as many, at every level."""
    if isinstance(node, dict) and isinstance(expanded, dict) and "@value" not in expanded:
        members = [key for key in node if key != "@context"]
        assert len(members) == len(expanded), (sorted(members), sorted(expanded))
        names = {re.split("[/#]", key)[-1]: value for key, value in expanded.items()}
        for key in members:
            inner = names[key.removeprefix("ns:")]
            values = inner["@list"] if isinstance(inner, dict) and "@list" in inner else inner
            if isinstance(values, list) and len(values) == 1 and "@list" in values[0]:
                values = values[0]["@list"]
            if key.startswith("@") or any(value.get("@type") == "@json" for value in values):
                continue
            given = node[key] if isinstance(node[key], list) else [node[key]]
            assert len(values) == len(given), key
            for one, other in zip(given, values, strict=True):
                assert_no_term_is_dropped(one, other)


@given(article=articles())
@settings(max_examples=15)
@example(article=maximal_article())
def test_two_processors_agree_and_every_term_is_schema_orgs(judge: ModuleType, article: Article) -> None:
    assert_plain_schema_org(judge, to_node(article))


@pytest.mark.parametrize("article", complete_articles())
def test_complete_articles_are_plain_schema_org(judge: ModuleType, article: Article) -> None:
    assert_plain_schema_org(judge, to_node(article))


@given(document=standalone_quotes() | standalone_casualty_reports())
@settings(max_examples=10)
def test_records_that_stand_alone_are_plain_schema_org(judge: ModuleType, document: Quote | CasualtyReport) -> None:
    assert_plain_schema_org(judge, to_node(document))


@given(st.lists(articles(), max_size=4))
@settings(max_examples=15)
def test_many_are_read_as_they_were_written_one_a_line(written: list[Article]) -> None:
    stream = io.BytesIO()
    dump_all(written, stream)
    assert stream.getvalue().count(b"\n") == len(written)
    assert documents(stream.getvalue()) == written or not written


def test_lines_say_where_they_stand() -> None:
    stream = io.BytesIO()
    dump_all([maximal_article(), maximal_article()], stream)
    data = stream.getvalue()
    spans = [(item.offset, item.length) for item in read(io.BytesIO(data), ReadOptions())]
    lines = data.splitlines()
    assert [data[offset : (offset or 0) + (length or 0)] for offset, length in spans] == lines


@given(articles())
@settings(max_examples=20)
@example(maximal_article())
def test_what_our_writer_wrote_needs_no_mending(article: Article) -> None:
    node = to_node(article)
    shape = SHAPES[Article]
    canonical = canonical_node(article)
    mended = Mender(own=True).article({key: value for key, value in node.items() if key != "@context"})
    assert mended is not None
    assert mended == orjson.loads(orjson.dumps(canonical))
    assert shape.model.model_validate(shape.read(mended)) == article


def canonical_node(article: Article) -> dict[str, Any]:
    """The node without anything put back to where it stood."""
    kept = {model: shape.restores for model, shape in SHAPES.items()}
    try:
        for shape in SHAPES.values():
            shape.restores = False
        return write_node(article)
    finally:
        for model, restores in kept.items():
            SHAPES[model].restores = restores


@given(article=articles())
@settings(max_examples=25)
def test_an_edited_headline_holds_and_the_old_words_are_nowhere(article: Article) -> None:
    old = "The old words of the headline"
    node = to_node(article.replace(headline=old))
    node["headline"] = "The new words"
    edited = orjson.dumps(node)
    assert old not in edited.decode()
    (read_again,) = documents(edited)
    assert read_again == article.replace(headline="The new words")


@given(articles())
@settings(max_examples=20)
@example(maximal_article())
def test_what_is_internal_is_not_in_the_public_document(article: Article) -> None:
    assert documents(dumps(article, WriteOptions(audience="public"))) == [redact(article)]


def test_the_text_holds_where_the_markup_is_of_another_text() -> None:
    article = Article(identifier="urn:example:a", body=Body("<p>Old <em>words</em></p>"))
    node = to_node(article)
    node["articleBody"] = "New words"
    (item,) = read(io.BytesIO(orjson.dumps(node)), ReadOptions())
    assert item.document == article.replace(body=Body("<p>New words</p>"))
    assert [found.code for found in item.diagnostics] == ["NS446"]


def test_a_span_that_an_edit_breaks_costs_its_record_and_not_the_article() -> None:
    article = maximal_article()
    node = to_node(article)
    node["articleBody"] = "Other words altogether"
    (item,) = read(io.BytesIO(orjson.dumps(node)), ReadOptions())
    assert isinstance(item.document, Article)
    assert item.document.text == "Other words altogether"
    assert item.document.headline == article.headline
    kept = "".join(extension.content for extension in item.document.extensions)
    for quote in article.quotes:
        assert json.dumps(quote.identifier, ensure_ascii=False)[1:-1] in kept


def test_a_value_that_is_edited_to_nonsense_costs_its_field() -> None:
    node = to_node(Article(identifier="urn:example:a", headline="Words", published=PartialDate("2024-05-01")))
    node["datePublished"] = "the day before yesterday"
    node["ns:urgency"] = "very"
    (item,) = read(io.BytesIO(orjson.dumps(node)), ReadOptions())
    assert isinstance(item.document, Article)
    assert item.document.headline == "Words"
    assert item.document.published is None
    kept = {extension.path: extension.content for extension in item.document.extensions}
    assert kept == {"datePublished": '"the day before yesterday"', "ns:urgency": '"very"'}
    assert {found.code for found in item.diagnostics} == {"NS442"}


@given(articles())
@settings(max_examples=10)
def test_extruct_finds_the_article_in_a_page(article: Article) -> None:
    extruct = pytest.importorskip("extruct")
    page = f"<!DOCTYPE html><html><head><title>t</title>{embed(article)}</head><body></body></html>"
    found = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert [documents(orjson.dumps(node)) for node in found] == [[article]]
    assert documents(page.encode()) == [article]
