"""A code of a foreign document has the IRI that the catalogs give it; code and IRI come back as they were written."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from newsschema.formats import newsml_g2
from newsschema.formats.base import Item, ReadOptions
from newsschema.v1 import Article, Concept, Organization, Person, Place
from newsschema.v1.trees import tree

G2 = "http://iptc.org/std/nar/2006-10-01/"
TAG = f"{{{G2}}}"
TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
AGENCY = "http://agency.example/cv/"
IPTC = '<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_{}.xml"/>'


def message(subjects: str, catalogs: str = "", header: str = "", after: str = "") -> bytes:
    item = (
        f'<newsItem guid="urn:x:1" version="1" standard="NewsML-G2" standardversion="2.30" conformance="power">'
        f'{catalogs}<itemMeta><itemClass qcode="ninat:text"/><provider literal="ACME"/>'
        f"<versionCreated>2024-05-02T10:00:00Z</versionCreated></itemMeta>"
        f"<contentMeta>{subjects}</contentMeta>{after}</newsItem>"
    )
    head = f"<header><sent>2024-05-02T10:00:00Z</sent>{header}</header>"
    return f'<newsMessage xmlns="{G2}">{head}<itemSet>{item}</itemSet></newsMessage>'.encode()


def article_of(data: bytes, options: ReadOptions | None = None) -> Article:
    items: list[Item] = list(newsml_g2.read(BytesIO(data), options or ReadOptions()))
    (document,) = [item.document for item in items if item.document is not None]
    assert isinstance(document, Article)
    return document


def subjects_of(data: bytes) -> Counter[str]:
    """Each subject of a file with all that stands in it, in canonical XML."""
    found: Counter[str] = Counter()
    for one in etree.fromstring(data).iter(f"{TAG}subject"):
        for own in list(one.iter("{https://w3id.org/newsschema/1#}*")):
            parent = own.getparent()
            assert parent is not None
            parent.remove(own)
        found[etree.tostring(one, method="c14n", exclusive=True, with_tail=False).decode()] += 1
    return found


def assert_comes_back(data: bytes, article: Article) -> None:
    written = newsml_g2.dumps(article)
    assert tree(article_of(written)) == tree(article)
    assert subjects_of(written) == subjects_of(data)
    stream = BytesIO()
    newsml_g2.dump_all([Article(identifier="urn:x:other"), article], stream)
    assert subjects_of(stream.getvalue()) == subjects_of(data)


@pytest.mark.parametrize("edition", [19, 41, 57])
def test_any_edition_of_iptcs_catalog_means_the_bundled_one(edition: int) -> None:
    data = message(
        '<subject type="cpnat:abstract" qcode="medtop:04000000"><broader qcode="medtop:20000001"></broader></subject>',
        IPTC.format(edition),
    )
    article = article_of(data)
    (subject,) = article.subjects
    assert (subject.identifier, subject.qcode, subject.scheme) == (f"{TOPICS}04000000", "medtop:04000000", TOPICS)
    assert subject.broader[0].identifier == f"{TOPICS}20000001"
    assert_comes_back(data, article)


@pytest.mark.parametrize(
    ("iri", "identifier"),
    [(f"{TOPICS}1", f"{TOPICS}1"), ("http://other.example/1", "http://other.example/1"), ("no iri", f"{TOPICS}1")],
)
def test_a_code_with_an_iri_beside_it_comes_back_with_it(iri: str, identifier: str) -> None:
    data = message(f'<subject qcode="medtop:1" type="cpnat:abstract" uri="{iri}"></subject>')
    article = article_of(data)
    assert article.subjects[0].identifier == identifier
    assert_comes_back(data, article)


def named(article: Article) -> list[Concept | Person | Organization | Place]:
    return [*article.subjects, *article.people, *article.organizations, *article.places]


@pytest.mark.parametrize("kind", ["abstract", "person", "organisation", "geoArea"])
def test_a_users_catalog_resolves_codes_and_what_it_says_stays_with_the_article(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "catalog.xml"
    path.write_text(f'<catalog xmlns="{G2}"><scheme alias="ag" uri="{AGENCY}"/></catalog>')
    data = message(f'<subject qcode="ag:7" type="cpnat:{kind}"><name>Seven</name></subject>')
    article = article_of(data, ReadOptions(catalogs=(str(path),)))
    (one,) = named(article)
    assert (one.qcode, one.identifier) == ("ag:7", f"{AGENCY}7")
    assert_comes_back(data, article)
    assert f'<scheme alias="ag" uri="{AGENCY}">' in newsml_g2.dumps(article).decode()
    without = article_of(data)
    assert [one.identifier for one in named(without)] == [None]


def test_a_catalog_of_the_message_resolves_codes_of_its_items_wherever_they_go() -> None:
    data = message(
        '<subject qcode="ag:7" type="cpnat:abstract"></subject>',
        header=f'<catalog><scheme alias="ag" uri="{AGENCY}"/></catalog>',
    )
    article = article_of(data)
    assert article.subjects[0].identifier == f"{AGENCY}7"
    assert_comes_back(data, article)


def test_an_alias_that_a_catalog_elsewhere_may_declare_is_not_given_another_meaning() -> None:
    reference = '<catalogRef href="http://agency.example/catalog.xml"/>'
    data = message('<subject qcode="ag:7" type="cpnat:abstract"></subject>', reference)
    article = article_of(data)
    assert_comes_back(data, article)
    assert b'alias="ag"' not in newsml_g2.dumps(article)


EVENTS = (
    '<subject qcode="ag:e1" type="cpnat:event"><name>Storm</name></subject>',
    '<subject literal="Storm" type="cpnat:event"></subject>',
    '<subject type="cpnat:event"><name>Storm</name></subject>',
)


@pytest.mark.parametrize("subject", EVENTS)
def test_an_event_without_an_iri_is_an_event_all_the_same(subject: str) -> None:
    data = message(subject)
    items = list(newsml_g2.read(BytesIO(data), ReadOptions()))
    assert "NS463" in [found.code for found in items[0].diagnostics]
    article = article_of(data)
    assert [event.name for event in article.events] == ["Storm"]
    assert_comes_back(data, article)


def test_the_identifier_of_an_events_code_is_the_same_in_every_document() -> None:
    first, second = (article_of(message(EVENTS[0]).replace(b'guid="urn:x:1"', b'guid="urn:x:%d"' % n)) for n in (1, 2))
    assert first.events[0].identifier == second.events[0].identifier
    named, other = (article_of(message(EVENTS[2]).replace(b'guid="urn:x:1"', b'guid="urn:x:%d"' % n)) for n in (1, 2))
    assert named.events[0].identifier != other.events[0].identifier


@pytest.mark.parametrize("identity", ['qcode="ag:e1"', 'uri="http://e.example/1"', 'qcode="medtop:1"'])
def test_an_event_that_is_named_with_words_and_asserted_comes_back_in_both_places(identity: str) -> None:
    data = message(
        f'<subject {identity} type="cpnat:event"><name>Storm</name></subject>',
        after=f"<assert {identity}><name>Storm</name><definition>A wind.</definition></assert>",
    )
    article = article_of(data)
    assert [event.name for event in article.events] == ["Storm"]
    assert_comes_back(data, article)
    assert newsml_g2.dumps(article).count(b"A wind.") == 1
    edited = article.replace(events=(article.events[0].model_copy(update={"name": "Gale"}),))
    assert b"Storm" not in newsml_g2.dumps(edited)


def test_our_own_documents_state_a_code_and_leave_its_iri_to_iptcs_catalog() -> None:
    article = Article(
        identifier="urn:x:1",
        provider=Organization(qcode="nprov:AFP"),
        subjects=(
            Concept(identifier=f"{TOPICS}1", qcode="medtop:1", scheme=TOPICS),
            Concept(qcode="medtop:2"),
            Concept(identifier="http://other.example/3", qcode="medtop:3", scheme="http://other.example/"),
        ),
    )
    written = newsml_g2.dumps(article)
    assert f"{TOPICS}1".encode() not in written
    assert tree(article_of(written)) == tree(article)
