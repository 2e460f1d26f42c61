"""The example of the mapping tables, as a person wrote it."""

from __future__ import annotations

from pathlib import Path

from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2 import read
from newsschema.v1 import Article, Person, UnnamedSource


def test_the_example_of_the_mapping_gives_all_its_records(shared: Path) -> None:
    with (shared / "design" / "examples" / "article_full.xml").open("rb") as stream:
        (item,) = [item for item in read(stream, ReadOptions()) if item.document is not None]
    article = item.document
    assert isinstance(article, Article)
    (quote,) = article.quotes
    assert [link.role for link in quote.attribution.links] == ["originator", "spokesperson"]
    assert quote.attribution.links[0].agents == (UnnamedSource(),)
    assert [agent.name for agent in quote.attribution.speaker if isinstance(agent, Person)] == ["Maria Keller"]
    assert quote.said_at == "2026-07-11T10:00:00+02:00"
    assert [(report.outcome, report.count.number) for report in article.casualty_reports] == [
        ("killed", 12),
        ("injured", 30),
    ]
