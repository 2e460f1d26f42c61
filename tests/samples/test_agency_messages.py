"""Every field of an agency's message says what the message says, by plain XPath, and nothing more."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

import newsschema as ns
from newsschema.archive.reading import read_records
from newsschema.formats import format_named, newsml_g2
from newsschema.formats.base import ReadOptions, WriteOptions
from tests.conftest import SHARED

FOLDER = SHARED / "samples" / "agency-newsml-g2"
MESSAGES = sorted(FOLDER.glob("*.xml"))
NAMES = {"g": "http://iptc.org/std/nar/2006-10-01/", "h": "http://www.w3.org/1999/xhtml"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
WORD_GAP = re.compile(r"\s+")
WORD = re.compile(r"\w{5,}")

PLACES = {"cpnat:geoArea"}
OTHERS = {"cpnat:person": "people", "cpnat:organisation": "organizations", "cpnat:event": "events"}

pytestmark = pytest.mark.skipif(not MESSAGES, reason="no sample messages: set NEWSSCHEMA_SHARED")


class Sample:
    """A message as plain XML, and the one article that the reader makes of it."""

    def __init__(self, path: Any) -> None:
        self.data = path.read_bytes()
        self.root = etree.fromstring(self.data, etree.XMLParser(remove_comments=True, resolve_entities=False))
        self.records = list(read_records(str(path)))
        (self.article,) = [record.article for record in self.records if record.article is not None]

    def nodes(self, path: str, start: etree._Element | None = None) -> list[Any]:
        found: Any = (self.root if start is None else start).xpath(path, namespaces=NAMES)
        return list(found)

    def texts(self, path: str, start: etree._Element | None = None) -> list[str]:
        return [plain(str(one) if isinstance(one, str) else text_of(one)) for one in self.nodes(path, start)]

    def one(self, path: str) -> str | None:
        """The first text of a path: where the model has one value, the first holds."""
        found = [text for text in self.texts(path) if text]
        return found[0] if found else None


def text_of(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module", params=MESSAGES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Sample:
    return Sample(request.param)


def test_each_message_is_one_article_and_nothing_else(sample: Sample) -> None:
    assert len(sample.nodes("//g:itemSet/*")) == 1
    assert [record.outcome for record in sample.records] == ["read"]
    assert sample.article.media == ()
    assert not sample.article.quotes
    assert not sample.article.casualty_reports


META = "//g:itemMeta/g:"
CONTENT = "//g:contentMeta/g:"
FIELDS = {
    "identifier": "//g:newsItem/@guid",
    "version": "//g:newsItem/@version",
    "headline": f"{CONTENT}headline[not(@role)]",
    "version_created": f"{META}versionCreated",
    "first_created": f"{META}firstCreated",
    "created": f"{CONTENT}contentCreated",
    "modified": f"{CONTENT}contentModified",
    "expires": f"{META}expires",
    "urgency": f"{CONTENT}urgency",
    "language": f"{CONTENT}language/@tag",
    "slugline": f"{CONTENT}slugline",
    "credit_line": f"{CONTENT}creditline",
    "byline": f"{CONTENT}by",
    "dateline": f"{CONTENT}dateline",
    "title": f"{META}title",
    "summary": f"{CONTENT}description[@role='drol:summary']",
    "provider.qcode": f"{META}provider/@qcode",
    "provider.name": f"{META}provider/g:name",
    "rights.notice": "//g:rightsInfo/g:copyrightNotice",
    "rights.usage_terms": "//g:rightsInfo/g:usageTerms",
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_says_what_its_element_says(sample: Sample, name: str) -> None:
    value: Any = sample.article
    for step in name.split("."):
        value = getattr(value, step)
    assert (None if value is None else plain(str(value))) == sample.one(FIELDS[name])


LISTS = {
    "keywords": f"{CONTENT}keyword",
    "alternate_identifiers.value": f"{CONTENT}altId",
    "services.qcode": f"{META}service/@qcode",
    "genres.qcode": f"{CONTENT}genre/@qcode",
    "authors.agent.qcode": f"{CONTENT}creator/@qcode",
    "authors.agent.name": f"{CONTENT}creator/g:name",
    "contributors.agent.qcode": f"{CONTENT}contributor/@qcode",
    "contributors.agent.name": f"{CONTENT}contributor/g:name",
    "located.name": f"{CONTENT}located/g:name",
    "rights.holders.name": "//g:rightsInfo/g:copyrightHolder/g:name",
    "links.url": f"{META}link/@href",
    "places.name": f"{CONTENT}subject[@type='cpnat:geoArea']/g:name[1]",
    "places.qcode": f"{CONTENT}subject[@type='cpnat:geoArea']/@qcode",
}


def stated(value: Any, steps: list[str]) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from stated(one, steps)
    elif value is not None:
        if steps:
            yield from stated(getattr(value, steps[0]), steps[1:])
        else:
            yield plain(str(value))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_its_elements_say_in_their_order(sample: Sample, name: str) -> None:
    assert list(stated(sample.article, name.split("."))) == sample.texts(LISTS[name])


def test_the_status_and_the_rest_of_the_item_class(sample: Sample) -> None:
    assert sample.texts(f"{META}pubStatus/@qcode") == [f"stat:{sample.article.pub_status}"]
    assert sample.texts(f"{META}itemClass/@qcode") == ["ninat:text"]
    assert sample.article.kind == "NewsArticle"
    assert (sample.article.embargo is not None) == bool(sample.nodes(f"{META}embargoed"))


def names_of(sample: Sample, element: etree._Element) -> list[tuple[str, str | None, bool]]:
    return [
        (plain(text_of(one)), one.get(LANGUAGE), one.get("role") is not None)
        for one in sample.nodes("g:name", element)
        if plain(text_of(one))
    ]


def test_every_subject_has_its_code_and_its_names_in_all_languages(sample: Sample) -> None:
    article = sample.article
    subjects = sample.nodes(f"{CONTENT}subject")
    terms = [one for one in subjects if one.get("type") not in PLACES | OTHERS.keys()]
    assert [
        (concept.qcode, [(name.text, name.language, name.role is not None) for name in concept.names])
        for concept in article.subjects
    ] == [(one.get("qcode"), names_of(sample, one)) for one in terms]
    assert [[broader.qcode for broader in concept.broader] for concept in article.subjects] == [
        sample.texts("g:broader/@qcode", one) for one in terms
    ]
    for kind, field in OTHERS.items():
        found = [one for one in subjects if one.get("type") == kind]
        assert len(getattr(article, field)) == len(found), field


def test_every_note_is_there_with_its_words_and_private_unless_expressly_public(sample: Sample) -> None:
    notes = [one for one in sample.nodes(f"{META}edNote") if plain(text_of(one))]
    assert ["".join(note.text.split()) for note in sample.article.editorial_notes] == [
        "".join(text_of(one).split()) for one in notes
    ]
    # No note of these messages is for the public as a whole: some have public and other sections side by side.
    assert {note.audience for note in sample.article.editorial_notes} <= {None, "internal"}


def body_sections(sample: Sample) -> list[etree._Element]:
    return sample.nodes("//g:inlineXML//h:body/h:section[starts-with(@class, 'main')]")


def test_the_words_of_the_body_are_those_of_its_section_in_order(sample: Sample) -> None:
    (section,) = body_sections(sample)
    assert "".join(sample.article.text.split()) == "".join(text_of(section).split())
    blocks = ["".join(text_of(one).split()) for one in section.iter("{*}p", "{*}td", "{*}th", "{*}li")]
    told = "".join(sample.article.text.split())
    at = 0
    for block in filter(None, blocks):
        at = told.index(block, at) + len(block)


def public_words(sample: Sample) -> set[str]:
    """Every word of a message outside its notes and beside-the-body renditions."""
    notes = set(sample.nodes("//g:edNote | //g:inlineData"))
    words: set[str] = set()
    for element in sample.root.iter("*"):
        if element in notes or any(one in notes for one in element.iterancestors()):
            continue
        pieces = [element.text or "", *map(str, element.attrib.values()), *(child.tail or "" for child in element)]
        words.update(WORD.findall(" ".join(pieces)))
    return words


def private_words(sample: Sample) -> set[str]:
    path = "//g:edNote//text() | //g:inlineData[contains(@rendition, 'nonpublic')]//text()"
    return {word for text in sample.nodes(path) for word in WORD.findall(str(text))} - public_words(sample)


@pytest.mark.parametrize("format", ["json", "jsonld", "newsml-g2"])
def test_a_public_copy_holds_no_word_of_a_private_note(sample: Sample, format: str) -> None:
    phrases = {text for text in sample.texts("//g:edNote//text()") if " " in text}
    said = private_words(sample) | phrases
    assert said
    module = format_named(format)
    public = WORD_GAP.sub(" ", module.dumps(sample.article, WriteOptions(audience="public")).decode())
    assert not [words for words in said if re.search(rf"\b{re.escape(words)}\b", public)]
    internal = module.dumps(sample.article, WriteOptions()).decode()
    assert all(word in internal for word in private_words(sample))


def test_an_attribute_or_text_of_the_source_is_lost_nowhere_in_a_message_of_all(sample: Sample) -> None:
    """The same as for single items, but written together with another article into one message."""
    other = ns.Article(identifier="urn:x:other", headline="Other")
    stream = io.BytesIO()
    newsml_g2.dump_all([other, sample.article], stream, WriteOptions())
    written = etree.fromstring(stream.getvalue())
    items = [one for one in written.iter("{*}newsItem") if one.get("guid") == sample.article.identifier]
    (item,) = items
    (source,) = sample.nodes("//g:newsItem")
    assert not parts(source) - parts(item)


def parts(item: etree._Element) -> Counter[tuple[str, str, str]]:
    """Every element, attribute and text with the local names of all elements above it; law 4's exceptions aside."""
    found: Counter[tuple[str, str, str]] = Counter()
    for element in item.iter("*"):
        if element.tag == f"{{{NAMES['g']}}}catalogRef" and "catalog.IPTC-G2" in element.get("href", ""):
            continue
        above = [etree.QName(one).localname for one in element.iterancestors()]
        within = above[: above.index("itemSet")] if "itemSet" in above else above
        path = "/".join([etree.QName(element).localname, *within])
        found[path, "", ""] += 1
        for name, value in element.attrib.items():
            if element is not item or name not in ("standard", "standardversion", "conformance"):
                found[path, str(name), plain(str(value))] += 1
        for piece in (element.text, *(child.tail for child in element)):
            if piece and piece.strip():
                found[path, "text", plain(piece)] += 1
    return found


def test_reading_from_a_stream_gives_the_same_article(sample: Sample) -> None:
    (item,) = newsml_g2.read(io.BytesIO(sample.data), ReadOptions())
    assert item.document == sample.article
