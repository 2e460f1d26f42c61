"""The listings of IPTC's guidelines: each item has the outcome that its kind calls for, and says what its XML says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import etree

from newsschema.archive.reading import Record, read_records
from newsschema.v1 import Article, Contribution, SourceCredit
from newsschema.v1.trees import tree
from tests.conftest import SHARED

LISTINGS = sorted((SHARED / "samples" / "iptc-newsml-g2").glob("*.xml"))
G2 = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
NITF = "http://iptc.org/std/NITF/2006-10-18/"
NAMES = {"g": G2, "h": XHTML, "n": NITF}
ASIDE = {"conceptItem", "knowledgeItem", "planningItem", "catalogItem"}

pytestmark = pytest.mark.skipif(not LISTINGS, reason="no sample listings: set NEWSSCHEMA_SHARED")
every_listing = pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem.split("_")[1])


def parsed(path: Path) -> etree._Element:
    return etree.parse(path, etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)).getroot()


def items_of(path: Path) -> list[etree._Element]:
    root = parsed(path)
    return [item for one in root.iter(f"{{{G2}}}itemSet") for item in one.iterchildren("*")] or [root]


def at(element: etree._Element, path: str) -> list[Any]:
    return list(cast("list[Any]", element.xpath(path, namespaces=NAMES)))


def plain(text: object) -> str:
    return " ".join(str(text).split())


def texts(element: etree._Element, path: str) -> list[str]:
    found = [plain(one if isinstance(one, str) else "".join(map(str, one.itertext()))) for one in at(element, path)]
    return [text for text in found if text]


def pairs(path: Path) -> list[tuple[etree._Element, Record]]:
    return list(zip(items_of(path), read_records(str(path)), strict=True))


def articles(path: Path) -> list[tuple[etree._Element, Article]]:
    return [(item, record.article) for item, record in pairs(path) if record.article is not None]


@every_listing
def test_each_item_has_the_outcome_that_its_kind_calls_for(path: Path) -> None:
    for item, record in pairs(path):
        name = etree.QName(item).localname
        if etree.QName(item).namespace != G2:
            # Some listings are parts of an item, without its envelope and namespace: they are named, and no article.
            assert record.outcome == "rejected"
            assert name in record.diagnostics[0].message
        elif name in ASIDE:
            assert (record.outcome, record.item.skipped) == ("skipped", name)
        else:
            assert record.outcome in {"read", "merged"}


def test_most_listings_are_articles() -> None:
    outcomes = Counter(record.outcome for path in LISTINGS for _, record in pairs(path))
    assert outcomes["read"] == sum(
        len([one for one in items_of(path) if one.tag in (f"{{{G2}}}newsItem", f"{{{G2}}}packageItem")])
        for path in LISTINGS
    )
    assert set(outcomes) <= {"read", "skipped", "rejected"}


FIELDS = {
    "version_created": "g:itemMeta/g:versionCreated",
    "first_created": "g:itemMeta/g:firstCreated",
    "urgency": "g:contentMeta/g:urgency",
    "slugline": "g:contentMeta/g:slugline",
    "credit_line": "g:contentMeta/g:creditline",
    "byline": "g:contentMeta/g:by",
    "dateline": "g:contentMeta/g:dateline",
    "title": "g:itemMeta/g:title",
    "provider.name": "g:itemMeta/g:provider/g:name",
    "provider.qcode": "g:itemMeta/g:provider/@qcode",
}


@pytest.mark.parametrize("name", FIELDS)
@every_listing
def test_a_field_says_what_its_element_says(path: Path, name: str) -> None:
    for item, article in articles(path):
        value: Any = article
        for step in name.split("."):
            value = getattr(value, step, None)
        assert (None if value is None else plain(value)) == next(iter(texts(item, FIELDS[name])), None)


@every_listing
def test_identity_status_and_language(path: Path) -> None:
    for item, article in articles(path):
        guid = item.get("guid", "")
        if ":" in guid:
            assert article.identifier == guid
        else:
            assert article.identifier.startswith("urn:uuid:")
        assert str(article.version) == item.get("version", "1")
        status = texts(item, "g:itemMeta/g:pubStatus/@qcode | g:itemMeta/g:pubStatus/@uri")
        assert not status or status[0].endswith(article.pub_status)
        languages = texts(item, "g:contentMeta/g:language/@tag")
        assert article.language in [*languages, item.get("{http://www.w3.org/XML/1998/namespace}lang")]


def catalog() -> dict[str, str]:
    """The aliases of IPTC's catalog and their URIs."""
    root = etree.parse(SHARED / "standards" / "iptc" / "catalog.IPTC-G2-Standards_41.xml").getroot()
    return {str(one.get("alias")): str(one.get("uri")) for one in root.iter(f"{{{G2}}}scheme")}


@every_listing
def test_a_code_of_iptc_has_the_iri_that_its_catalog_gives(path: Path) -> None:
    schemes = catalog()
    for item, article in articles(path):
        declared = {str(one.get("alias")): str(one.get("uri")) for one in at(item, "g:catalog/g:scheme")}
        about = (*article.subjects, *article.genres, *article.people, *article.organizations, *article.places)
        credited: tuple[Contribution | SourceCredit, ...] = (
            *article.authors,
            *article.contributors,
            *article.source_credits,
        )
        named: list[Any] = [*about, *(credit.agent for credit in credited), article.provider]
        checked = [one for one in named if getattr(one, "qcode", None)]
        for one in checked:
            alias, _, code = str(one.qcode).partition(":")
            scheme = (schemes | declared).get(alias)
            stated = at(item, f".//*[@qcode='{one.qcode}']/@uri")
            assert one.identifier == (stated[0] if stated else scheme + code if scheme else None)


@every_listing
def test_every_headline_is_there(path: Path) -> None:
    for item, article in articles(path):
        stated = texts(item, "g:contentMeta/g:headline")
        told = [article.headline, *(one.text for one in article.alternative_headlines)]
        held = "".join(plain(one.content) for one in article.extensions)
        assert [text for text in stated if text not in told and text not in held] == []
        assert article.headline == next(iter(stated), None) or at(item, ".//n:hedline") or at(item, ".//h:title")


@every_listing
def test_every_subject_code_is_read(path: Path) -> None:
    for item, article in articles(path):
        about = (article.subjects, article.people, article.organizations, article.places, article.events)
        told = Counter(one.qcode for many in about for one in many if one.qcode)
        assert told == Counter(texts(item, "g:contentMeta/g:subject/@qcode"))
        names = {name for many in about for one in many for name in names_of(one)}
        assert [name for name in texts(item, "g:contentMeta/g:subject/g:name") if name not in names] == []


def held(value: Any) -> str:
    """What all extensions hold, those of its parts too."""
    return "".join(_contents(tree(value)))


def _contents(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (extension["content"] for extension in value.get("extensions", ()))
        for inner in value.values():
            yield from _contents(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _contents(inner)


def names_of(one: Any) -> list[str]:
    names = getattr(one, "names", ()) or getattr(one, "alternate_names", ())
    return [plain(name.text) for name in names] + ([plain(one.name)] if getattr(one, "name", None) else [])


@every_listing
def test_every_file_of_a_picture_or_film_is_a_rendition(path: Path) -> None:
    for item, article in articles(path):
        files = [one for medium in article.media for one in medium.renditions]
        stated = texts(item, "g:contentSet/g:remoteContent/@href")
        assert len(files) == len(at(item, "g:contentSet/g:remoteContent"))
        # The address of a file beside the document is none for anybody else: it is kept as written.
        told = {one.url for one in files}
        assert [url for url in stated if url not in told and url not in held(article)] == []


@every_listing
def test_the_words_of_the_body_are_the_words_of_its_paragraphs(path: Path) -> None:
    for item, article in articles(path):
        paragraphs = at(item, "g:contentSet/g:inlineXML//h:body//h:p | g:contentSet/g:inlineXML//n:body.content//n:p")
        stated = "".join("".join("".join(map(str, one.itertext())).split()) for one in paragraphs)
        assert "".join(article.text.split()) == stated
