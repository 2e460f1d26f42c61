"""What is clearly NewsML-G2 is read as it is meant, whatever is wrong with it; each tolerance is told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from lxml import etree

from newsschema.formats import newsml_g2, recognized
from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.newsml_g2.departures import departures
from newsschema.v1 import Article
from newsschema.v1.trees import tree

G2 = "http://iptc.org/std/nar/2006-10-01/"
MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="{G2}"><header><sent>2024-05-02T10:00:00Z</sent></header><itemSet>
<newsItem guid="urn:x:1" version="2" standard="NewsML-G2" standardversion="2.30" conformance="power" xml:lang="de">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_32.xml"/>
<rightsInfo><copyrightNotice>Notice</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="ACME"/>
<versionCreated>2024-05-02T10:00:00Z</versionCreated><firstCreated>2024-05-01T10:00:00Z</firstCreated>
<pubStatus qcode="stat:usable"/><service qcode="x:s"><name>Wire</name></service><title>Titel</title>
<edNote>Für die Redaktion</edNote></itemMeta>
<contentMeta><urgency>3</urgency><contentCreated>2024-05-01</contentCreated><located qcode="x:l"><name>Köln</name>
</located><creator qcode="x:c"><name>Jo Schmidt</name></creator><language tag="de"/><keyword>Wort</keyword>
<subject type="cpnat:abstract" qcode="medtop:04000000"><name xml:lang="de">Wirtschaft</name></subject>
<slugline>wort/satz</slugline><headline>Überschrift</headline><by>Von Jo Schmidt</by></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml" wordcount="3"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>t</title></head><body><p>Ein ganzer Satz.</p><p>Noch einer.</p></body></html></inlineXML></contentSet>
</newsItem></itemSet></newsMessage>"""
FIELDS = ("headline", "body", "slugline", "urgency", "keywords", "version_created", "created", "byline", "language")


def read(data: bytes) -> list[Item]:
    return list(newsml_g2.read(BytesIO(data), ReadOptions()))


def only(items: list[Item]) -> Article:
    (document,) = [item.document for item in items if item.document is not None]
    assert isinstance(document, Article)
    return document


def told(items: list[Item]) -> set[str]:
    return {found.code for item in items for found in item.diagnostics if found.severity == "info"}


def said(article: Article) -> dict[str, object]:
    fields = tree(article)
    found: dict[str, object] = {name: fields.get(name) for name in FIELDS}
    found["subject"] = [(one.qcode, one.identifier) for one in article.subjects]
    found["notes"] = [note.text for note in article.editorial_notes]
    found["author"] = [one.agent.name for one in article.authors if one.agent.type == "person"]
    return found


def swapped(first: str, second: str) -> Callable[[str], str]:
    """Changes the places of two elements that stand in the same one."""

    def change(text: str) -> str:
        one, other = (re.search(rf"<{name}[ >].*?</{name}>", text, re.DOTALL) for name in (first, second))
        assert one is not None
        assert other is not None
        parts = (text[: one.start()], other[0], text[one.end() : other.start()], one[0], text[other.end() :])
        return "".join(parts)

    return change


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def prefixed(text: str) -> str:
    """Writes the standard's elements with a prefix."""
    head, html, tail = re.split(r"(<html.*</html>)", text, flags=re.DOTALL)
    head, tail = (re.sub(r"<(/?)([A-Za-z])", r"<\1n:\2", part) for part in (head, tail))
    return head.replace("xmlns=", "xmlns:n=") + html + tail


def in_no_namespace(name: str) -> Callable[[str], str]:
    return replaced(f"<{name}>", f'<{name} xmlns="">')


CLEAR: dict[str, tuple[Callable[[str], str], str | None]] = {
    "as it should be": (str, None),
    "with prefixes": (prefixed, None),
    "without namespace": (replaced(f' xmlns="{G2}"', ""), "NS465"),
    "without last slash": (replaced(G2, G2.rstrip("/")), "NS465"),
    "https": (replaced(G2, G2.replace("http:", "https:")), "NS465"),
    "with www": (replaced(G2, G2.replace("iptc.org", "www.iptc.org")), "NS465"),
    "in a namespace of the agency": (replaced(G2, "http://agency.example/feed"), "NS465"),
    "metadata in no namespace": (in_no_namespace("itemMeta"), "NS465"),
    "content in no namespace": (in_no_namespace("contentMeta"), "NS465"),
    "renditions in no namespace": (in_no_namespace("contentSet"), "NS465"),
    "items without a set": (lambda text: text.replace("<itemSet>", "").replace("</itemSet>", ""), "NS465"),
    "in soap": (
        lambda text: (
            text.replace("<newsMessage", '<s:Envelope xmlns:s="http://s.example/"><s:Body><newsMessage')
            + "</s:Body></s:Envelope>"
        ),
        "NS465",
    ),
    "in atom": (
        lambda text: (
            text.replace(
                "<newsMessage",
                '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><content type="a/b"><newsMessage',
            )
            + "</content></entry></feed>"
        ),
        "NS465",
    ),
    "without header": (replaced("<header><sent>2024-05-02T10:00:00Z</sent></header>", ""), None),
    "an item alone": (lambda text: f"<newsItem xmlns='{G2}'" + text.split("<newsItem")[1].split("</itemSet>")[0], None),
    "sections out of order": (swapped("itemMeta", "contentMeta"), "NS466"),
    "elements out of order": (swapped("urgency", "headline"), "NS466"),
    "unknown elements": (replaced("<keyword>", "<strange>x</strange><keyword>"), "NS466"),
    "unknown attributes": (replaced("<keyword>", '<keyword strange="x">'), "NS466"),
    "an empty count": (replaced('wordcount="3"', 'wordcount=""'), "NS466"),
    "text between elements": (replaced("<urgency>", "stray<urgency>"), "NS466"),
    "padded dates": (
        replaced("2024-05-02T10:00:00Z</versionCreated>", "\n 2024-05-02T10:00:00Z \n</versionCreated>"),
        None,
    ),
    "a second provider": (replaced("<versionCreated>", '<provider literal="X"/><versionCreated>'), "NS466"),
    "ids that clash": (
        lambda text: text.replace("<keyword>", '<keyword xml:id="a">').replace("<by>", '<by xml:id="a">'),
        "NS464",
    ),
    "comments and instructions": (replaced("<headline>", "<!-- c --><?p i?><headline><!-- c -->"), None),
    "character data sections": (replaced("Überschrift", "<![CDATA[Überschrift]]>"), None),
    "a document type": (replaced("<newsMessage", '<!DOCTYPE newsMessage SYSTEM "x.dtd"><newsMessage'), None),
    "a document type with a comment": (
        replaced("<newsMessage", "<!DOCTYPE newsMessage [<!-- c -->]><newsMessage"),
        None,
    ),
    "version 2.0": (replaced('standardversion="2.30" conformance="power"', 'standardversion="2.0"'), None),
    "white space before the declaration": (lambda text: f"\n  {text}", "NS468"),
    "entities of HTML": (replaced("Überschrift", "&Uuml;berschrift"), "NS468"),
    "ampersands": (replaced("<title>Titel", "<title>Titel & mehr"), "NS468"),
    "another encoding declared": (replaced('"UTF-8"', '"UTF-16"'), "NS468"),
    "an unknown encoding declared": (replaced('"UTF-8"', '"x-agency"'), "NS468"),
    "control characters": (replaced("Überschrift", "Über\x0bschrift"), "NS468"),
    "references to control characters": (replaced("Überschrift", "Über&#x1F;&#2;schrift"), "NS468"),
    "entities of HTML and ids that clash": (
        lambda text: (
            text.replace("Überschrift", "&Uuml;berschrift")
            .replace("<keyword>", '<keyword xml:id="a">')
            .replace("<by>", '<by xml:id="a">')
        ),
        "NS468",
    ),
    "no version at all": (replaced(' standard="NewsML-G2" standardversion="2.30" conformance="power"', ""), "NS466"),
}


@pytest.mark.parametrize("name", CLEAR)
def test_what_is_clear_is_read_and_told(name: str) -> None:
    change, code = CLEAR[name]
    data = change(MESSAGE).encode()
    assert recognized(data) == "newsml-g2"
    items = read(data)
    assert "rejected" not in {item.outcome for item in items}
    assert said(only(items)) == said(only(read(MESSAGE.encode())))
    tolerances = told(items) - {"NS441"}
    assert code in tolerances if code is not None else not tolerances
    again = only(read(newsml_g2.dumps(only(items))))
    assert tree(again) == tree(only(items))


ENCODINGS = {
    "utf-8 with mark": ("utf-8", codecs.BOM_UTF8, "UTF-8"),
    "utf-16": ("utf-16", b"", "UTF-16"),
    "utf-16 little without mark": ("utf-16-le", b"", "UTF-16LE"),
    "utf-16 big": ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
    "windows-1252": ("windows-1252", b"", "windows-1252"),
    "iso-8859-1": ("iso-8859-1", b"", "ISO-8859-1"),
    "iso-8859-15": ("iso-8859-15", b"", "iso-8859-15"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_declared_encoding_is_read(name: str) -> None:
    encoding, mark, declared = ENCODINGS[name]
    data = mark + MESSAGE.replace('"UTF-8"', f'"{declared}"').encode(encoding)
    assert recognized(data) == "newsml-g2"
    assert said(only(read(data))) == said(only(read(MESSAGE.encode())))


def test_character_data_sections_stay_as_they_are_while_the_rest_is_mended() -> None:
    text = MESSAGE.replace("Titel", "Titel & mehr").replace("wort/satz", "<![CDATA[a & b &nbsp;]]>")
    article = only(read(text.encode()))
    assert (article.title, article.slugline) == ("Titel & mehr", "a & b &nbsp;")


def test_bytes_of_an_encoding_that_nobody_names_are_not_guessed() -> None:
    (item,) = read(MESSAGE.encode("windows-1252"))
    assert item.outcome == "rejected"
    assert [found.code for found in item.diagnostics] == ["NS004"]


def test_text_between_elements_is_kept() -> None:
    article = only(read(MESSAGE.replace("<urgency>", "stray words<urgency>").encode()))
    assert [one.path for one in article.extensions if one.content == "stray words"] == ["contentMeta/text()"]


@pytest.mark.parametrize("name", ["as it should be", "with prefixes", "version 2.0", "character data sections"])
def test_where_the_schema_finds_nothing_there_is_no_departure(name: str, schema: etree.XMLSchema) -> None:
    root = etree.fromstring(CLEAR[name][0](MESSAGE).encode())
    assert schema.validate(root), str(schema.error_log)
    assert [one for item in root.iter(f"{{{G2}}}newsItem") for one in departures(item)] == []


def test_an_envelope_may_hold_several_messages() -> None:
    inner = MESSAGE.split("?>", 1)[1]
    data = f"<feed>{inner}{inner.replace('urn:x:1', 'urn:x:2')}</feed>".encode()
    items = read(data)
    assert [(item.index, item.outcome) for item in items] == [(0, "read"), (1, "read")]
