"""Concept and knowledge items enrich what articles of their message name; alone they are set aside."""

from __future__ import annotations

from io import BytesIO

from lxml import etree

from newsschema.formats import newsml_g2
from newsschema.formats.base import Item, ReadOptions
from newsschema.v1 import Article
from newsschema.v1.trees import tree

G2 = "http://iptc.org/std/nar/2006-10-01/"
META = (
    '<itemMeta><itemClass qcode="{0}"/><provider literal="ACME"/>'
    "<versionCreated>2024-05-02T10:00:00Z</versionCreated></itemMeta>"
)
HEAD = 'version="1" standard="NewsML-G2" standardversion="2.30" conformance="power"'
CATALOG = '<catalog><scheme alias="p" uri="http://p.example/"/></catalog>'
PERSON = f"""<conceptItem guid="urn:x:c" {HEAD}>{CATALOG}{META.format("cinat:concept")}<concept id="c1">
<conceptId qcode="p:1"/><type qcode="cpnat:person"/><name xml:lang="en">Jo Smith</name><name xml:lang="ar">جو</name>
<definition xml:lang="en">A painter of boats.</definition><sameAs uri="http://www.wikidata.org/entity/Q1"/>
<personDetails><born>1947-09-03</born><affiliation qcode="p:o"><name>The Guild</name></affiliation>
<contactInfo><email role="ciprol:office">jo@guild.example</email></contactInfo></personDetails></concept>
</conceptItem>"""
KNOWN = f"""<knowledgeItem guid="urn:x:k" {HEAD}>{CATALOG}{META.format("cinat:concept")}<conceptSet><concept>
<conceptId uri="http://p.example/2"/><type qcode="cpnat:geoArea"/><name>Bern</name><geoAreaDetails>
<position latitude="46.95" longitude="7.45"/></geoAreaDetails></concept><concept><conceptId qcode="p:9"/>
<name>Nobody</name></concept><concept><conceptId qcode="p:3"/><type qcode="cpnat:event"/><name>Fair</name>
<eventDetails><dates><start>2024-06-01</start></dates></eventDetails></concept></conceptSet></knowledgeItem>"""
STORY = f"""<newsItem guid="urn:x:1" {HEAD}>{CATALOG}{META.format("ninat:text")}<contentMeta>
<creator qcode="p:1"/><subject type="cpnat:person" qcode="p:1"><name xml:lang="en">Jo Smith</name></subject>
<subject type="cpnat:geoArea" qcode="p:2"/><subject type="cpnat:event" qcode="p:3"/>
<subject type="cpnat:abstract" qcode="p:4"/></contentMeta></newsItem>"""


def message(*items: str) -> bytes:
    header = "<header><sent>2024-05-02T10:00:00Z</sent></header>"
    return f'<newsMessage xmlns="{G2}">{header}<itemSet>{"".join(items)}</itemSet></newsMessage>'.encode()


def read(*items: str) -> list[Item]:
    return list(newsml_g2.read(BytesIO(message(*items)), ReadOptions()))


def article_of(items: list[Item]) -> Article:
    (document,) = [item.document for item in items if item.document is not None]
    assert isinstance(document, Article)
    return document


def test_what_concepts_tell_stands_with_the_entities_that_an_article_names() -> None:
    items = read(PERSON, STORY, KNOWN)
    assert [(item.outcome, item.merged_into) for item in items] == [
        ("merged", "urn:x:1"),
        ("read", None),
        ("merged", "urn:x:1"),
    ]
    assert [found.code for found in items[0].diagnostics] == ["NS467"]
    assert "2 of 3 concepts" in items[2].diagnostics[0].message
    article = article_of(items)
    (person,) = article.people
    assert (person.name, person.same_as) == ("Jo Smith", ("http://www.wikidata.org/entity/Q1",))
    assert [(name.text, name.language) for name in person.alternate_names] == [("جو", "ar")]
    assert [body.name for body in person.affiliation] == ["The Guild"]
    assert [contact.value for contact in person.contacts] == ["jo@guild.example"]
    held = "".join(one.content for one in person.extensions)
    assert "A painter of boats." in held
    assert "1947-09-03" in held
    (author,) = article.authors
    assert author.agent.type == "person"
    assert author.agent.name == "Jo Smith"
    (place,) = article.places
    assert (place.name, str(place.latitude), str(place.longitude)) == ("Bern", "46.95", "7.45")
    (event,) = article.events
    assert (event.name, event.start) == ("Fair", "2024-06-01")
    assert article.subjects[0].names == ()


def test_an_enriched_article_is_written_valid_and_read_as_it_was(schema: etree.XMLSchema) -> None:
    data = message(PERSON, STORY, KNOWN)
    assert schema.validate(etree.fromstring(data)), str(schema.error_log)
    article = article_of(read(PERSON, STORY, KNOWN))
    written = newsml_g2.dumps(article)
    assert schema.validate(etree.fromstring(written)), str(schema.error_log)
    assert tree(article_of(list(newsml_g2.read(BytesIO(written), ReadOptions())))) == tree(article)


def test_alone_they_are_set_aside_by_name() -> None:
    other = STORY.replace("p:1", "p:7").replace("p:2", "p:8").replace("p:3", "p:6")
    items = read(PERSON, other, KNOWN)
    assert [(item.outcome, item.skipped) for item in items] == [
        ("skipped", "conceptItem"),
        ("read", None),
        ("skipped", "knowledgeItem"),
    ]
    assert [item.outcome for item in read(PERSON)] == ["skipped"]


def test_a_concept_may_describe_entities_of_several_articles() -> None:
    items = read(STORY, STORY.replace("urn:x:1", "urn:x:2"), PERSON)
    people = [item.document.people[0] for item in items if isinstance(item.document, Article)]
    assert [len(person.alternate_names) for person in people] == [1, 1]
