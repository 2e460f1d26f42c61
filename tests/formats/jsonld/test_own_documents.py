"""What we write is read back as it was, and is plain schema.org to everybody else."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from hypothesis import example, given

from newsschema.formats.jsonld.mapping import CONTEXT
from newsschema.formats.jsonld.read import from_node
from newsschema.formats.jsonld.shapes import SHAPES, shape_of
from newsschema.formats.jsonld.write import dumps, embed, to_node
from newsschema.v1 import Article, CasualtyReport, Document, Model, Quote
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
