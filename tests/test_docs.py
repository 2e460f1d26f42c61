"""The generated pages of `docs/` follow from the code."""

from __future__ import annotations

import re

from newsschema.v1 import Article
from tests.conftest import ROOT
from tools.generate_docs import pages


def test_pages_are_up_to_date() -> None:
    for path, content in pages().items():
        assert path.read_text() == content, f"{path.name} is stale; run: make generate"


def test_the_formats_page_names_every_field_of_an_article() -> None:
    table = (ROOT / "docs" / "formats.md").read_text().partition("| field |")[2]
    named = [
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.partition("|")[2].partition("|")[0])
    ]
    assert sorted(named) == sorted(Article.model_fields)
