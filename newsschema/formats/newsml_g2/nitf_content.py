"""The content of NITF, the News Industry Text Format, as markup that a body is made of.

NITF                              body
p, pre, hr, br, ul, ol, li, dl,   the same
dt, dd, table, em, sub, sup, q
hl1, hl2                          h2
bq, with credit                   blockquote, with p
block, fn, nitf-table             their content
a                                 a with href
lang                              span with lang
frac                              its parts, with a slash where there is none
person, org, location, num,       their words; people, organisations and places are also offered
money, chron, ...
media                             figure with img; caption, credit and files are offered as media
note                              nothing; offered as a note
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2.fragments import (
    CREDIT_MARK,
    Fragment,
    canonical,
    is_iri,
    is_media_type,
    kept,
    names,
    plain_copy,
    remove,
    tokens,
    whole,
    words,
)
from newsschema.v1.body_normal import body_of_tokens
from newsschema.v1.text import COUNTRY_PATTERN, LANGUAGE_PATTERN

FORMAT: Final = "nitf"
ROOTS: Final = frozenset(("nitf", "body.content", "body.head", "body.end"))
"""The elements that show a fragment to be NITF."""

RENAMED: Final = {
    "hl1": "h2",
    "hl2": "h2",
    "bq": "blockquote",
    "block": "div",
    "fn": "div",
    "nitf-table": "div",
    "custom-table": "div",
    "body.content": "div",
    "credit": "p",
    "datasource": "p",
    "abstract": "div",
    "byline": "p",
    "dateline": "p",
    "byttl": "span",
}
LEFT_OUT: Final = frozenset(("tobject", "key-list", "nitf-table-metadata", "table-reference", "note", "head"))
"""What is about the text and no part of it."""
UNWRAPPED: Final = (
    *("person", "name.given", "name.family", "function", "org", "alt-code", "location", "sublocation", "city", "state"),
    *("region", "country", "chron", "money", "num", "numer", "frac-sep", "denom", "frac", "virtloc", "event"),
    *("object.title", "classifier", "copyrite", "copyrite.year", "copyrite.holder", "pronounce", "postaddr"),
    *("addressee", "care.of", "delivery.point", "postcode", "delivery.office", "story.date"),
)
"""Elements of which only the words are kept."""
LINES: Final = frozenset(("addressee", "care.of", "delivery.point", "postcode", "delivery.office"))
"""The parts of an address, each of which stands apart."""
KINDS: Final = {
    **dict.fromkeys(("image", "photo", "picture", "photograph", "pic", "img", "still"), "image"),
    **dict.fromkeys(("graphic", "illustration", "infographic"), "graphic"),
    **dict.fromkeys(("video", "film", "movie", "animation"), "video"),
    **dict.fromkeys(("audio", "sound", "radio"), "audio"),
}
"""The kind of medium that @media-type, or the first part of @mime-type, names."""
SHOWN: Final = frozenset(("image", "graphic"))
HOLDERS: Final = frozenset(("body", "body.content", "block", "div", "li", "dd", "td", "th"))
"""Where a figure may stand."""

COUNTRY: Final = re.compile(COUNTRY_PATTERN)
LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)


def read_content(element: etree._Element, fragment: Fragment) -> etree._Element | None:
    """Returns the content of an NITF document or fragment as markup that a body is made of; None where it has none.

    Media, notes, quotes and named entities go to the fragment.
    """
    copy = plain_copy(element)
    content = _content(copy)
    if content is None:
        return None
    content.tail = None
    entities(content, fragment)
    for one in list(content.iter("media", *LEFT_OUT)):
        if one is not content and _within(one, content):
            _take_out(one, fragment)
    for one in content.iter():
        if one is not content:
            _translate(one, fragment)
    content.tag = "div"
    for name in names(content):
        del content.attrib[name]
    etree.strip_tags(content, *UNWRAPPED)
    return content


def _content(root: etree._Element) -> etree._Element | None:
    """Finds the content: `body.content`, or a body that holds its blocks itself."""
    contents = contents_of(root)
    if contents:
        first, *others = contents
        for other in others:
            first.extend(list(other))
        return first
    if root.find(".//body.content") is not None:
        return None
    body = root if root.tag == "body" else root.find("body")
    found = body if body is not None else root
    for part in ("body.head", "body.end", "head"):
        for one in list(found.iter(part)):
            if one is found:
                return None
            remove(one)
    return found


def contents_of(root: etree._Element) -> list[etree._Element]:
    """Returns the elements that hold the content; those within notes hold the notes'."""
    return [
        one
        for one in root.iter("body.content")
        if one is root or all(above.tag not in ("note", "fn") for above in one.iterancestors())
    ]


def _within(element: etree._Element, root: etree._Element) -> bool:
    """Tells whether an element is still part of the tree, or went with one that was taken out."""
    above = element.getparent()
    while above is not None and above is not root:
        above = above.getparent()
    return above is root


def entities(root: etree._Element, fragment: Fragment) -> None:
    """Offers the people, organisations and places that are marked, each once."""
    for tag, owner, read in (
        ("person", fragment.people, read_person),
        ("org", fragment.organizations, read_organization),
        ("location", fragment.places, read_location),
    ):
        known = {str(one) for one in owner}
        for element in root.iter(tag):
            fields = read(element)
            if fields is not None and str(fields) not in known:
                known.add(str(fields))
                owner.append(fields)


def read_person(element: etree._Element) -> dict[str, Any] | None:
    """Reads `person` as a person; its function is the job title."""
    function = element.find("function")
    title = words(function) if function is not None else ""
    parts = [words(one) for one in element if one.tag in ("name.given", "name.family")]
    name = " ".join(part for part in parts if part) or _without(element, ("function", "alt-code"))
    if not name:
        return None
    fields = {"type": "person", "name": name, **_coded(element)}
    if title:
        fields["job_title"] = title
    return fields


def read_organization(element: etree._Element) -> dict[str, Any] | None:
    """Reads `org` as an organisation."""
    name = words(element)
    return {"type": "organization", "name": name, **_coded(element)} if name else None


def read_location(element: etree._Element) -> dict[str, Any] | None:
    """Reads `location` as a place."""
    name = words(element)
    if not name:
        return None
    fields: dict[str, Any] = {"name": name, **_coded(element, ("location-code", "code-source"))}
    country = element.find(".//country")
    if country is not None:
        code = (country.get("iso-cc") or "").strip().upper()
        if COUNTRY.match(code):
            fields["country_code"] = code
        if words(country):
            fields["country"] = words(country)
    return fields


def _coded(element: etree._Element, names: tuple[str, ...] = ("value", "idsrc")) -> dict[str, Any]:
    """Reads the code of an entity: an IRI is its identifier, any other is kept with its vocabulary."""
    value = (element.get(names[0]) or "").strip()
    if is_iri(value):
        return {"identifier": value}
    codes = [kept(FORMAT, f"@{name}", element.get(name, "")) for name in names if element.get(name)]
    codes += [kept(FORMAT, "alt-code", canonical(one)) for one in element if one.tag == "alt-code"]
    return {"extensions": codes} if codes else {}


def _without(element: etree._Element, names: tuple[str, ...]) -> str:
    copy = plain_copy(element)
    for one in [one for one in copy.iter() if one.tag in names]:
        if one is not copy:
            remove(one)
    return words(copy)


def _take_out(element: etree._Element, fragment: Fragment) -> None:
    if element.tag == "media":
        _figure(element, fragment)
        return
    if element.tag == "note":
        read_note(element, fragment)
    remove(element)


def _translate(element: etree._Element, fragment: Fragment) -> None:
    """Turns one element of NITF into its equal in XHTML."""
    tag = str(element.tag)
    if tag == "q":
        fragment.mark_quote(element, _source(element))
    elif tag == "bq":
        _block_quote(element, fragment)
    elif tag == "lang":
        _language_of(element)
    elif tag == "frac":
        _slash(element)
    elif tag in LINES:
        _apart(element)
    if tag in RENAMED:
        element.tag = RENAMED[tag]


def _source(element: etree._Element) -> str | None:
    return " ".join((element.get("quote-source") or "").split()) or None


def _block_quote(element: etree._Element, fragment: Fragment) -> None:
    credit = element.find("credit")
    source = _source(element)
    if credit is not None:
        source = source or words(credit) or None
        credit.set(CREDIT_MARK, "")
    if source is not None:
        fragment.mark_quote(element, source)


def _language_of(element: etree._Element) -> None:
    value = (element.get("value") or element.get("lang") or "").strip()
    element.tag = "span"
    if "lang" in element.attrib:
        del element.attrib["lang"]
    if LANGUAGE.match(value):
        element.set("lang", value)


def _slash(element: etree._Element) -> None:
    """Parts the numerator from the denominator, which would read as one number."""
    numerator = element.find("numer")
    if numerator is not None and element.find("frac-sep") is None and not (numerator.tail or "").strip():
        numerator.tail = "/"


def _apart(element: etree._Element) -> None:
    following = element.getnext()
    if following is not None and not element.tail:
        element.tail = " "


# Media and notes


def _figure(element: etree._Element, fragment: Fragment) -> None:
    """Offers a medium, and shows a picture in its place."""
    fields = read_medium(element, fragment)
    parent = element.getparent()
    if fields is None or parent is None:
        remove(element)
        return
    identifier = fragment.medium(fields)
    if fields["kind"] not in SHOWN or parent.tag not in HOLDERS:
        remove(element)
        return
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.text, element.tail, element.tag = None, tail, "figure"
    etree.SubElement(element, "img", src=identifier)


def read_medium(element: etree._Element, fragment: Fragment) -> dict[str, Any] | None:
    """Reads `media` as a medium: its references are the files; None where it names no picture, film or sound."""
    references = list(element.iter("media-reference"))
    kind = _kind(element.get("media-type"), references)
    sources = [name for one in references if (name := (one.get("source") or one.get("name") or "").strip())]
    if kind is None:
        fragment.found("media", f"a medium of type {element.get('media-type')!r} is kept with the rendition", element)
        return None
    place = f"media{len(fragment.media) + 1}"
    first = references[0] if references else element
    caption = " ".join(text for one in element.iter("media-caption") if (text := words(one)))
    producer = " ".join(text for one in element.iter("media-producer") if (text := words(one)))
    rights = " ".join((first.get("copyright") or "").split())
    return {
        "identifier": fragment.media_identifier(sources[0] if sources else place),
        "kind": kind,
        "caption": caption,
        "alternative_text": " ".join((first.get("alternate-text") or "").split()),
        "credit": producer or " ".join((first.get("source-credit") or "").split()),
        "rights": {"notice": rights} if rights else None,
        "renditions": [rendition for one in references if (rendition := _rendition(one))],
    }


def _kind(media_type: str | None, references: list[etree._Element]) -> str | None:
    said = (media_type or "").strip().lower()
    if said in KINDS:
        return KINDS[said]
    for one in references:
        major = (one.get("mime-type") or "").strip().lower().partition("/")[0]
        if major in KINDS:
            return KINDS[major]
    return "image" if references and not said else None


def _rendition(reference: etree._Element) -> dict[str, Any]:
    source = (reference.get("source") or "").strip()
    media_type = (reference.get("mime-type") or "").strip()
    fields: dict[str, Any] = {
        "url": source if is_iri(source) else None,
        "media_type": media_type if is_media_type(media_type) else None,
        "width": whole(reference.get("width")),
        "height": whole(reference.get("height")),
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    if source and "url" not in fields:
        fields["extensions"] = [kept(FORMAT, "@source", source)]
    return fields


def read_note(element: etree._Element, fragment: Fragment) -> None:
    """Offers a note: a publishable advisory (`pa`) is public, every other is not."""
    text = prose(element)
    if not text:
        return
    note: dict[str, Any] = {"text": text}
    if element.get("type") == "pa":
        note["audience"] = "public"
    rest = [kept(FORMAT, f"@{name}", element.get(name, "")) for name in names(element) if name != "type"]
    if rest:
        note["extensions"] = rest
    fragment.notes.append(note)


def prose(element: etree._Element) -> str:
    """Returns the words of an element that holds blocks, with its paragraphs, without notes and media."""
    content = plain_copy(element)
    for one in list(content.iter("note", "media")):
        if one is not content:
            remove(one)
    for one in content.iter():
        one.tag = RENAMED.get(str(one.tag), str(one.tag))
    content.tag = "div"
    etree.strip_tags(content, *UNWRAPPED)
    body, _ = body_of_tokens(tokens(content))
    return body.text if body is not None else ""


__all__ = [
    "COUNTRY",
    "FORMAT",
    "LANGUAGE",
    "ROOTS",
    "contents_of",
    "prose",
    "read_content",
    "read_location",
    "read_note",
    "read_organization",
    "read_person",
]
