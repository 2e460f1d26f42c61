"""The example of the mapping tables, as a person wrote it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2 import read
from newsschema.v1 import Article, Organization, Person, UnnamedSource


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


PART = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" standard="NewsML-G2"
standardversion="2.35" conformance="power" version="1" xmlns:ns="https://w3id.org/newsschema/1#"><itemMeta><itemClass
qcode="ninat:text"/><provider/><versionCreated>2024-05-02T10:00:00Z</versionCreated><generator
roleuri="https://w3id.org/newsschema/1#writer"/></itemMeta><partMeta><role
uri="https://w3id.org/newsschema/cv/part/casualtyReport"/>{0}<partMetaExtProperty
reluri="https://schema.org/identifier" value="urn:x:1#c1"/><partMetaExtProperty
reluri="https://w3id.org/newsschema/1#qualifier" value="exact"/><partMetaExtProperty
reluri="https://w3id.org/newsschema/cv/outcome/killed"><related reluri="https://schema.org/value"
value="3"/></partMetaExtProperty><ns:scope>incident</ns:scope></partMeta></newsItem>"""


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<infoSource><name>The Ministry</name></infoSource>", Organization),
        ('<infoSource literal="The Ministry"/>', Organization),
        ("<infoSource><name>The Ministry</name><personDetails/></infoSource>", Person),
        ('<infoSource type="cpnat:person"><name>The Ministry</name></infoSource>', Person),
        ("<infoSource><definition>a doctor</definition></infoSource>", UnnamedSource),
        ("<infoSource/>", UnnamedSource),
    ],
)
def test_a_source_of_a_figure_is_a_person_only_where_something_says_so(source: str, kind: type) -> None:
    (item,) = read(BytesIO(PART.format(source).encode()), ReadOptions())
    assert isinstance(item.document, Article)
    (report,) = item.document.casualty_reports
    (agent,) = report.attribution.links[0].agents
    assert type(agent) is kind
    assert getattr(agent, "name", None) == (None if kind is UnnamedSource else "The Ministry")
