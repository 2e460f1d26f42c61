"""What we write is read back as it was, and is plain schema.org to everybody else."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings

from newsschema.formats.jsonld.read import from_node
from newsschema.formats.jsonld.shapes import SHAPES
from newsschema.formats.jsonld.write import dumps, embed, to_node
from newsschema.v1 import Article, CasualtyReport, Document, Quote
from newsschema.v1.trees import tree
from tests.strategies.articles import (
    articles,
    complete_articles,
    maximal_article,
    standalone_casualty_reports,
    standalone_quotes,
)


def written_and_read(document: Document) -> Document:
    return from_node(orjson.loads(dumps(document)))


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
    assert from_node(orjson.loads(content)) == article


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
        names = {key.rpartition("/")[2].rpartition("#")[2]: value for key, value in expanded.items()}
        for key in members:
            inner = names[key.removeprefix("ns:")]
            values = inner["@list"] if isinstance(inner, dict) and "@list" in inner else inner
            if isinstance(values, list) and len(values) == 1 and "@list" in values[0]:
                values = values[0]["@list"]
            if key == "ns:extensions" or key.startswith("@"):
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


@given(articles())
@settings(max_examples=10)
def test_extruct_finds_the_article_in_a_page(article: Article) -> None:
    extruct = pytest.importorskip("extruct")
    page = f"<!DOCTYPE html><html><head><title>t</title>{embed(article)}</head><body></body></html>"
    found = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert [from_node(node) for node in found] == [article]
