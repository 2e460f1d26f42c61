"""A package of items is an article that links to its parts, and a package again when it is written."""

from __future__ import annotations

from io import BytesIO

from lxml import etree

from newsschema.formats import newsml_g2
from newsschema.formats.base import ReadOptions
from newsschema.v1 import Article, Body
from newsschema.v1.trees import tree

G2 = "http://iptc.org/std/nar/2006-10-01/"
GROUPS = """<groupSet root="G1"><group id="G1" role="group:main" mode="pgrmod:seq"><title>Main</title>
<itemRef residref="urn:x:a" version="2" contenttype="application/vnd.iptc.g2.newsitem+xml" size="9"><itemClass
qcode="ninat:text"/><title>First words</title></itemRef><groupRef idref="G2"/></group>
<group id="G2" role="group:side"><itemRef href="http://x.example/b" residref="urn:x:b"/></group></groupSet>"""
PACKAGE = f"""<packageItem xmlns="{G2}" guid="urn:x:p" version="3" standard="NewsML-G2" standardversion="2.30"
conformance="power"><catalog><scheme alias="group" uri="http://g.example/"/></catalog><itemMeta><itemClass
qcode="ninat:composite"/><provider literal="ACME"/><versionCreated>2024-05-02T10:00:00Z</versionCreated><link
rel="irel:seeAlso" residref="urn:x:z"/></itemMeta><contentMeta><headline>Ten things</headline></contentMeta>
{GROUPS}</packageItem>""".encode()


def article_of(data: bytes) -> Article:
    (document,) = [one.document for one in newsml_g2.read(BytesIO(data), ReadOptions()) if one.document is not None]
    assert isinstance(document, Article)
    return document


def canonical(element: etree._Element | None) -> str:
    assert element is not None
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode()


def test_a_package_links_to_its_parts_and_comes_back_with_its_groups(schema: etree.XMLSchema) -> None:
    article = article_of(PACKAGE)
    assert [(link.relation, link.identifier, link.version, link.title) for link in article.links] == [
        ("related", "urn:x:z", None, None),
        ("has_part", "urn:x:a", 2, "First words"),
        ("has_part", "urn:x:b", None, None),
    ]
    root = etree.fromstring(newsml_g2.dumps(article))
    assert root.tag == f"{{{G2}}}packageItem"
    assert canonical(root.find(f"{{{G2}}}groupSet")) == canonical(etree.fromstring(PACKAGE).find(f"{{{G2}}}groupSet"))
    assert [link.get("residref") for link in root.iter(f"{{{G2}}}link")] == ["urn:x:z"]
    assert schema.validate(root), str(schema.error_log)
    assert tree(article_of(newsml_g2.dumps(article))) == tree(article)


def test_two_packages_stand_in_one_message(schema: etree.XMLSchema) -> None:
    first = article_of(PACKAGE)
    second = article_of(PACKAGE.replace(b"urn:x:p", b"urn:x:q").replace(b'"G', b'"H'))
    stream = BytesIO()
    newsml_g2.dump_all([first, second], stream)
    root = etree.fromstring(stream.getvalue())
    assert len(list(root.iter(f"{{{G2}}}groupSet"))) == 2
    assert schema.validate(root), str(schema.error_log)


def test_groups_that_no_longer_agree_with_the_links_are_dropped_and_told(schema: etree.XMLSchema) -> None:
    article = article_of(PACKAGE)
    edited = article.replace(links=article.links[:2])
    written = newsml_g2.dumps(edited)
    assert b"urn:x:b" not in written
    assert [loss.path for loss in newsml_g2.losses(edited, "nested")] == [
        f"/extensions/{index}" for index, one in enumerate(edited.extensions) if one.path == "groupSet"
    ]
    assert article_of(written).links == edited.links
    assert schema.validate(etree.fromstring(written)), str(schema.error_log)


def test_a_package_that_gets_a_body_is_a_news_item_and_loses_nothing() -> None:
    edited = article_of(PACKAGE).replace(body=Body.from_text("Words."))
    written = newsml_g2.dumps(edited)
    assert etree.fromstring(written).tag == f"{{{G2}}}newsItem"
    assert tree(article_of(written)) == tree(edited)
