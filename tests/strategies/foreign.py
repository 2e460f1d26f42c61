"""Deranged documents in the shapes that agencies and publishers send, with all that was planted in them.

Everything is made up: a document is built from invented words, deranged by draws, and handed over with what a reader
must find in it: the headline, the words of the body in order, and words that may be in any field or extension.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape
from typing import Any

from hypothesis import strategies as st
from lxml import etree

G2 = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
NITF = "http://iptc.org/std/NITF/2006-10-18/"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu")


@dataclass(frozen=True)
class Foreign:
    """A document, and what was planted in it."""

    data: bytes
    headline: str
    body: tuple[str, ...]
    planted: tuple[str, ...]


@dataclass
class Planter:
    """Makes words that stand nowhere else in the document, and remembers them."""

    draw: st.DrawFn
    tidy: bool = False
    """Whether only the first of all choices is taken, in order: what the standard allows."""
    planted: list[str] = field(default_factory=list)

    def word(self) -> str:
        """A word that is new in the document; the same draws give the same words."""
        number = len(self.planted)
        text = "".join(SYLLABLES[int(digit)] for digit in f"{number:03}")
        self.planted.append(f"{text}x{number}")
        return self.planted[-1]

    def maybe(self, *choices: str) -> str:
        """One of some texts, or none."""
        return self.draw(st.sampled_from(("", *choices[: 1 if self.tidy else None])))

    def one(self, *choices: str) -> str:
        """One of some texts."""
        return choices[0] if self.tidy else self.draw(st.sampled_from(choices))

    def shuffled(self, parts: list[str]) -> str:
        """Texts in any order."""
        return "".join(parts if self.tidy else self.draw(st.permutations(parts)))


# --- Messages

DATES = (
    "2024-05-02T10:00:00Z",
    "2024-05-02T10:00:00.123+02:00",
    "\n   2024-05-02T10:00:00+02:00\n ",
    "2024-05-02 10:00:00",
    "2024-05-02T10:00:00+0200",
    "20240502T100000Z",
    "2024-05-02",
    "2024-13-45T99:00:00Z",
    "yesterday",
    "",
)
LANGUAGES = ("en", "de-AT", "zh-Hant", "")
UNKNOWN = (
    '<v:own xmlns:v="http://vendor.example/ns" v:a="{0}">{1}</v:own>',
    "<unknown>{0}<inner a='{1}'/></unknown>",
    '<none xmlns="" a="{0}">{1}</none>',
    "<!-- a comment --><?go away?><mixed>{0}<b>bold</b>{1}</mixed>",
)


def _unknown(plant: Planter) -> str:
    shape = plant.maybe(*UNKNOWN)
    return shape.format(plant.word(), plant.word()) if shape else ""


def _attribute(plant: Planter) -> str:
    shape = plant.maybe('id="i{0}"', 'wordcount=""', 'custom="{0}"', 'rank="0x"', 'how="" why="{0}"', 'xml:id="i{0}"')
    return " " + (shape.format(plant.word()) if "{0}" in shape else shape) if shape else ""


def _metadata(plant: Planter) -> str:
    parts = [
        plant.one('<itemClass qcode="ninat:text"/>', '<itemClass uri="http://cv.iptc.org/newscodes/ninature/text"/>'),
        f"<provider literal='{plant.word()}'/>",
        f"<versionCreated>{plant.one(*DATES)}</versionCreated>",
        plant.maybe(f"<firstCreated>{plant.one(*DATES)}</firstCreated>"),
        plant.maybe("<embargoed/>", "<embargoed> </embargoed>"),
        plant.maybe('<pubStatus qcode="stat:usable"/>', '<pubStatus qcode="stat:canceled"/>', "<pubStatus/>"),
        f"<edNote{_attribute(plant)}>{plant.word()}</edNote>",
        plant.maybe(f'<edNote><p xmlns="{XHTML}">{plant.word()}<br/>{plant.word()}</p></edNote>'),
        _unknown(plant),
    ]
    return f"<itemMeta>{plant.shuffled(parts)}</itemMeta>"


def _content(plant: Planter, headline: str) -> str:
    name = f'<name xml:lang="{plant.one("en", "de")}">{plant.word()}</name>'
    mark, gap = plant.maybe(' xml:lang="en"', ' rank="1"'), plant.maybe(" ", "\n")
    parts = [
        f"<urgency>{plant.one('4', '11', '', 'high')}</urgency>",
        plant.maybe(f"<contentCreated>{plant.one(*DATES)}</contentCreated>"),
        f"<creator{_attribute(plant)}><name>{plant.word()}</name></creator>",
        f"<language tag='{plant.one(*LANGUAGES)}'/>",
        f"<keyword>{plant.word()}</keyword>{plant.one('', '<keyword/>')}",
        f'<subject type="cpnat:abstract" qcode="x:{plant.word()}">{name}{name}</subject>',
        plant.maybe(f'<subject type="cpnat:geoArea" literal="{plant.word()}"/>', "<subject/>"),
        plant.maybe(f"<slugline separator='/'>{plant.word()}</slugline><slugline>{plant.word()}</slugline>"),
        f"<headline{mark}>{gap}{headline} </headline>",
        plant.maybe(f"<description role='drol:caption'>{plant.word()}<br/>{plant.word()}</description>"),
        _unknown(plant),
    ]
    odd = "" if plant.tidy else _attribute(plant)
    return f"<contentMeta{odd}>{plant.shuffled(parts)}</contentMeta>"


def _html(plant: Planter, headline: str, body: list[str]) -> str:
    inner = "".join(f"<p>{text}</p>" for text in body)
    frame = plant.one(
        "{0}",
        "<section><article>{0}</article></section>",
        f"<header><h1>{headline}</h1></header><section class='main'>{{0}}</section>",
        "<div class='text'><div>{0}</div></div>",
    )
    space = plant.one(XHTML, XHTML, G2, "")
    kind = plant.one("application/xhtml+xml", "text/html", "xhtml/xml", "application/xhtml+html")
    page = f'<html xmlns="{space}"><head><title>t</title></head><body>{frame.format(inner)}</body></html>'
    count = plant.maybe(' wordcount=""')
    return f'<inlineXML contenttype="{kind}"{count}>{page}</inlineXML>'


def _nitf(plant: Planter, headline: str, body: list[str]) -> str:
    inner = "".join(f"<p>{text}</p>" for text in body)
    head = plant.maybe(f"<body.head><hedline><hl1>{headline}</hl1></hedline></body.head>")
    space = plant.one(NITF, G2, "")
    text = f"<body>{head}<body.content>{inner}</body.content></body>"
    return f'<inlineXML contenttype="application/nitf+xml"><nitf xmlns="{space}">{text}</nitf></inlineXML>'


def _plain(plant: Planter, headline: str, body: list[str]) -> str:  # noqa: ARG001  # one shape for all bodies
    text = plant.one("\n\n", "\n \n").join(body)
    return f'<inlineData contenttype="text/plain">{text}</inlineData>'


BODIES: tuple[Callable[[Planter, str, list[str]], str], ...] = (_html, _html, _nitf, _plain)


@st.composite
def messages(draw: st.DrawFn) -> Foreign:
    """Returns a file of NewsML-G2 with one article."""
    plant = Planter(draw, tidy=draw(st.booleans()))
    headline = " ".join(plant.word() for _ in range(3))
    body = [" ".join(plant.word() for _ in range(draw(st.integers(1, 4)))) for _ in range(draw(st.integers(1, 3)))]
    note = plant.maybe(f'<inlineData contenttype="text/plain" rendition="x:nonpublic">{plant.word()}</inlineData>')
    rendition = draw(st.sampled_from(BODIES))(plant, headline, body)
    sections = [
        "<catalogRef href='http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_19.xml'/>",
        '<catalog><scheme alias="x" uri="http://x.example/"/></catalog>',
        f"<rightsInfo><copyrightNotice>{plant.word()}</copyrightNotice>{_unknown(plant)}</rightsInfo>",
        _metadata(plant),
        _content(plant, headline),
        f"<contentSet>{plant.shuffled([note, rendition])}</contentSet>",
    ]
    outside = "" if plant.tidy else _unknown(plant)
    version = plant.one("2.35", "2.9", "", "9")
    conformance = plant.one(' conformance="power"', "")
    guid, number = plant.one("urn:x:1", "tag:x.example,2024:1", "4711", ""), plant.one("1", " 2 ", "", "x")
    item = (
        f'<newsItem xmlns="{G2}" guid="{guid}" version="{number}" standard="NewsML-G2" '
        f'standardversion="{version}"{conformance} xml:lang="en">'
        f"{plant.shuffled([*sections, outside])}</newsItem>"
    )
    if draw(st.booleans()):
        header = plant.maybe("<header><sent>2024-05-02T10:00:00Z</sent></header>", "<header/>")
        item = f'<newsMessage xmlns="{G2}">{header}<itemSet>{item}</itemSet></newsMessage>'
    text = plant.maybe('<?xml version="1.0" encoding="UTF-8"?>\n', "\ufeff") + item
    words = tuple(word for paragraph in body for word in paragraph.split())
    return Foreign(text.encode(), headline, words, tuple(word for word in plant.planted if word in item))


# --- Derangements of any tree

GARBAGE = (
    "",
    " ",
    "x",
    "0",
    "-1",
    "9" * 22,
    "2024-02-30",
    "a b c",
    "http://",
    "urn:x:y z",
    "é😀",
    "stat:",
    ":",
    "true",
)
"""Values that stand where they have no meaning."""


def _garble_attribute(draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    names = [*map(str, element.keys()), "role", "qcode", "uri", "wordcount", XML_ID, "{http://v.example/}a"]
    element.set(draw(st.sampled_from(names)), draw(st.sampled_from(GARBAGE)))


def _drop_attribute(draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    if element.keys():
        del element.attrib[draw(st.sampled_from([*map(str, element.keys())]))]


def _garble_text(draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    if not len(element):
        element.text = draw(st.sampled_from(GARBAGE))


def _repeat(_draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    element.addnext(deepcopy(element))


def _drop(_draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _shuffle(draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    element[:] = draw(st.permutations(list(element)))


def _rename(draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    element.tag = draw(st.sampled_from([f"{{{G2}}}strange", f"{{{G2}}}name", f"{{{G2}}}headline", "plain"]))


def _move(draw: st.DrawFn, element: etree._Element, root: etree._Element) -> None:
    sets = (f"{{{G2}}}itemSet", f"{{{G2}}}newsMessage")
    others = [one for one in root.iter("*") if one.tag not in sets and element not in (one, *one.iterancestors())]
    draw(st.sampled_from(others[1:] or [root])).append(element)


def _identify(draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    element.set(XML_ID, draw(st.sampled_from(["a", "b", "1 c"])))


def _stray(_draw: st.DrawFn, element: etree._Element, _root: etree._Element) -> None:
    element.tail = f"{element.tail or ''} stray "


OPERATIONS = (
    _garble_attribute,
    _drop_attribute,
    _garble_text,
    _repeat,
    _drop,
    _shuffle,
    _rename,
    _move,
    _identify,
    _stray,
)


@st.composite
def deranged_messages(draw: st.DrawFn) -> Foreign:
    """Returns a file with one article in which anything may be wrong that leaves it XML; headline and body too."""
    found = draw(messages())
    plain = etree.XMLParser(remove_comments=True, remove_pis=True)
    root = etree.fromstring(found.data.decode().removeprefix("\ufeff").encode(), plain)
    for operation in draw(st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=4)):
        items = {f"{{{G2}}}newsItem", f"{{{G2}}}itemSet"}
        elements = [one for one in root.iter("*") if one is not root and one.tag not in items]
        if elements:
            operation(draw, draw(st.sampled_from(elements)), root)
    text = etree.tostring(root, encoding="unicode")
    planted = [word for word in found.planted if word in text]
    return Foreign(text.encode(), found.headline, found.body, tuple(planted))


# --- Pages


def _case(plant: Planter, name: str) -> str:
    return plant.one(name, name, name, name.lower(), name[0].upper() + name[1:])


def _scattered(plant: Planter, node: dict[str, Any], name: str, apart: list[dict[str, Any]]) -> Any:
    """A node where it is used, or a reference to it and the node elsewhere."""
    if not plant.draw(st.booleans()):
        return node
    identifier = f"https://news.example/#{name}"
    apart.append({**node, "@id": identifier})
    return {"@id": identifier}


def _person(plant: Planter, apart: list[dict[str, Any]]) -> Any:
    name = f"{plant.word()} {plant.word()}"
    shape = plant.one("text", "list", "node", "node")
    if shape == "text":
        return name
    if shape == "list":
        return [name, {"@type": "Person", "name": plant.word(), "knowsAbout": plant.word()}]
    return _scattered(plant, {"@type": "Person", "name": name, "award": plant.word()}, "who", apart)


def _image(plant: Planter) -> Any:
    address = f"https://news.example/{plant.word()}.jpg"
    shapes: tuple[Any, ...] = (
        address,
        [address, f"https://news.example/{plant.word()}.jpg"],
        {"@type": "ImageObject", "url": address, "width": "9px", "exifData": plant.word()},
        [{"@type": "ImageObject", "contentUrl": address, "caption": plant.word(), "height": {"@value": 7}}],
        plant.word(),
    )
    return plant.draw(st.sampled_from(shapes))


def _damaged(plant: Planter, text: str) -> str:
    return plant.one(
        text,
        text,
        f"<!--\n{text}\n-->",
        f"//<![CDATA[\n{text}\n//]]>",
        f"{text};",
        text[:-1] + ",}" if text.endswith("}") else text,
        text.replace(", ", ",\t\n"),
    )


CONTEXTS: tuple[tuple[Any, str], ...] = (
    ("https://schema.org", ""),
    ("http://schema.org/", ""),
    (["https://schema.org", {"x": "http://x.example/"}], ""),
    ({"@vocab": "https://schema.org/"}, ""),
    ({"schema": "https://schema.org/"}, "schema:"),
    ({"s": "http://schema.org/"}, "s:"),
)
"""Contexts that map to schema.org, with the prefix of its terms."""


@st.composite
def pages(draw: st.DrawFn) -> Foreign:
    """Returns an HTML page with one article."""
    plant = Planter(draw)
    headline = " ".join(plant.word() for _ in range(3))
    body = [" ".join(plant.word() for _ in range(draw(st.integers(1, 4)))) for _ in range(draw(st.integers(1, 3)))]
    apart: list[dict[str, Any]] = []
    address, topic = "https://news.example/1", plant.word()
    members: list[tuple[str, Any]] = [
        ("headline", draw(st.sampled_from([headline, [headline], f" {headline}\n"]))),
        ("articleBody", draw(st.sampled_from(["\n\n", "\n", " "])).join(body)),
        ("author", _person(plant, apart)),
        ("publisher", _scattered(plant, {"@type": "NewsMediaOrganization", "name": plant.word()}, "us", apart)),
        ("image", _image(plant)),
        ("datePublished", draw(st.sampled_from([*DATES, "Fri Apr 28 19:20:36 CEST 2023", 7, None, []]))),
        ("keywords", draw(st.sampled_from([plant.word(), [plant.word(), plant.word()], f"{plant.word()}, ,"]))),
        ("inLanguage", draw(st.sampled_from(["en", "eng", "en_US", {"@type": "Language", "name": "English"}, 3]))),
        ("isAccessibleForFree", draw(st.sampled_from([True, "True", "https://schema.org/False", "perhaps"]))),
        ("description", draw(st.sampled_from([plant.word(), f"&amp;amp; <b>{plant.word()}</b>", [plant.word()]]))),
        ("mainEntityOfPage", draw(st.sampled_from([address, {"@id": address}, True]))),
        (f"unknown{plant.word()}", draw(st.sampled_from([plant.word(), {"a": [plant.word()]}, [[plant.word()]]]))),
        ("about", draw(st.sampled_from([topic, {"name": topic}, [{"@type": "Thing", "name": topic}]]))),
    ]
    kind: Any = draw(st.sampled_from(["NewsArticle", ["NewsArticle", "Article"], "newsArticle", "LiveBlogPosting"]))
    if kind == "LiveBlogPosting":
        members.append(("liveBlogUpdate", [{"@type": "BlogPosting", "headline": plant.word()} for _ in range(3)]))
    article = {"@type": kind, **{_case(plant, name): value for name, value in draw(st.permutations(members))}}
    context, prefix = draw(st.sampled_from(CONTEXTS))
    if prefix:
        article = {"@type": f"{prefix}NewsArticle"} | {f"{prefix}{name}": value for name, value in members}
    crumbs = {"@type": f"{prefix}BreadcrumbList", f"{prefix}name": "crumbs"}
    nodes = draw(st.permutations([article, crumbs, *apart]))
    blocks = draw(st.sampled_from(["apart", "graph", "list"]))
    values: list[Any] = (
        [{"@context": context, "@graph": nodes}]
        if blocks == "graph"
        else [[{"@context": context, **node} for node in nodes]]
        if blocks == "list"
        else [{"@context": context, **node} for node in nodes]
    )
    scripts = [
        f'<script type="application/ld+json">{_damaged(plant, json.dumps(value, ensure_ascii=False))}</script>'
        for value in values
    ]
    text = f"<!DOCTYPE html><html lang='en'><head><title>{escape(headline)}</title>{''.join(scripts)}</head></html>"
    words = tuple(word for paragraph in body for word in paragraph.split())
    return Foreign(text.encode(), headline, words, tuple(word for word in plant.planted if word in text))


__all__ = ["Foreign", "deranged_messages", "messages", "pages"]
