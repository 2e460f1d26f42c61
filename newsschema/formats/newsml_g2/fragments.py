"""Foreign markup on its way to a body: a copy without namespaces, what is taken out of it, and what is left.

The readers of XHTML and NITF work on such a copy; the body's own normaliser does the rest. What they take out is
offered to the caller as plain data in the model's names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any, Final, cast
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from newsschema.formats.newsml_g2.context import is_iri
from newsschema.formats.newsml_g2.markup import local, pairs
from newsschema.formats.newsml_g2.terms import XML_ID, XML_LANG
from newsschema.v1 import body_markup as form
from newsschema.v1.body import Body, iter_events
from newsschema.v1.body_normal import body_of_tokens
from newsschema.v1.body_source import End, Start, Token
from newsschema.v1.text import LANGUAGE_PATTERN, MEDIA_TYPE_PATTERN

QUOTE_MARK: Final = "data-ns-quote"
"""The attribute that marks a quotation while the body is made."""
CREDIT_MARK: Final = "data-ns-credit"
"""The attribute that marks the words in a block quotation that say whose it is."""

_MARKS: Final = re.compile(rf' (?:{QUOTE_MARK}|{CREDIT_MARK})="[^"]*"')
_MEDIA_TYPE: Final = re.compile(MEDIA_TYPE_PATTERN)
_LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)
_NAME: Final = re.compile(r"[a-z_][a-z0-9_.\-]*")
_BREAKS: Final = " \n\t"
_MAX_ENTITY: Final = 200
"""The characters of a document's own entity that are put in its place; a longer one is not text but a trick."""
_MAX_ENTITIES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader tolerated, left out or could not use: a token for its kind, and words."""

    kind: str
    message: str
    line: int | None = None


@dataclass(slots=True)
class Fragment:
    """What was taken out of foreign markup, in the model's names.

    `identifier` is the article's, from which those of quotes and of media without one are derived.
    """

    identifier: str
    quotes: list[dict[str, Any]] = field(default_factory=list)
    media: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    organizations: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sources: list[str | None] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)

    def found(self, kind: str, message: str, element: etree._Element | None = None) -> None:
        """Remembers a finding."""
        line: int | None = None if element is None else cast("int | None", element.sourceline)
        self.findings.append(Finding(kind, message, line))

    def mark_quote(self, element: etree._Element, source: str | None) -> None:
        """Marks an element as a quotation of a source: a name, or a link to a document."""
        element.set(QUOTE_MARK, str(len(self.sources)))
        self.sources.append(source)
        self.languages.append(element.get("lang"))

    def medium(self, fields: dict[str, Any]) -> str:
        """Takes a medium once, and returns its identifier."""
        identifier: str = fields["identifier"]
        if identifier not in self.identifiers:
            self.identifiers.add(identifier)
            self.media.append({name: value for name, value in fields.items() if value})
        return identifier

    def media_identifier(self, source: str) -> str:
        """Returns the identifier of a medium: its address where that is absolute, else one derived from it."""
        if is_iri(source):
            return source
        return uuid5(NAMESPACE_URL, f"{self.identifier}#{source}").urn

    def body(self, root: etree._Element) -> tuple[Body | None, list[str]]:
        """Makes the body of what is left, with its quotes; also returns what of the markup is not in it."""
        body, dropped = body_of_tokens(tokens(root))
        if body is None or not self.sources:
            return body, dropped
        clean = Body(_MARKS.sub("", body))
        self.quotes = [quote for quote in self._quotes(body) if quote["text"]]
        for number, quote in enumerate(self.quotes, 1):
            quote["identifier"] = f"{self.identifier}#q{number}"
        return clean, dropped

    def _quotes(self, body: Body) -> Iterator[dict[str, Any]]:
        for index, (begin, end) in sorted(_marked(body).items(), key=lambda item: (item[1], item[0])):
            marked = body.text[begin:end]
            start = begin + len(marked) - len(marked.lstrip(_BREAKS))
            words = marked.strip(_BREAKS)
            quote: dict[str, Any] = {
                "kind": "direct",
                "text": words,
                "attribution": self._attribution(self.sources[index]),
                "spans": [{"start": start, "end": start + len(words), "exact": words, "role": "content"}],
            }
            language = self.languages[index]
            if language and _LANGUAGE.fullmatch(language):
                quote["language"] = language
            yield quote

    def _attribution(self, source: str | None) -> dict[str, Any]:
        """Returns the chain that a mark gives: a document, a name, or nobody named."""
        if source is None:
            return _chain("originator", {"type": "unnamed_source"})
        if is_iri(source):
            return _chain("document", {"type": "source_document", "url": source})
        known = {organization["name"] for organization in self.organizations}
        return _chain("originator", {"type": "organization" if source in known else "person", "name": source})


def _chain(role: str, agent: dict[str, str]) -> dict[str, Any]:
    return {"links": [{"role": role, "agents": [agent]}]}


def _marked(body: Body) -> dict[int, tuple[int, int]]:
    """Returns where each marked quotation stands in the text, without the words that say whose it is."""
    places: dict[int, tuple[int, int]] = {}
    opened: list[tuple[int | None, int, bool]] = []
    credits_from: dict[int, int] = {}
    for event in iter_events(body):
        if event[0] == "start":
            attributes = dict(event[2])
            mark = attributes.get(QUOTE_MARK)
            opened.append((int(mark) if mark is not None else None, event[3], CREDIT_MARK in attributes))
            if CREDIT_MARK in attributes:
                credits_from.update({one: event[3] for one, _, _ in opened if one is not None})
        elif event[0] == "end":
            mark_number, start, _ = opened.pop()
            if mark_number is not None:
                places[mark_number] = (start, credits_from.get(mark_number, event[2]))
    return places


# Tokens


def tokens(root: etree._Element) -> list[Token]:
    """Returns the tags and texts of a copy without namespaces, as a body is made of them."""
    read: list[Token] = []
    starts: dict[str, Start] = {}
    ends: dict[str, End] = {}
    is_clean = _is_carried(etree.tostring(root, method="text", encoding="utf-8", with_tail=False))
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name, text = element.tag, element.text
        is_empty = text is None and not len(element)
        if event == "start":
            given = [(key.lower(), _carried(value)) for key, value in pairs(element)]
            if given or is_empty:
                read.append(Start(name, given, is_empty))
            else:
                read.append(starts.get(name) or starts.setdefault(name, Start(name, (), False)))
            if text:
                read.append(text if is_clean else _carried(text))
            continue
        if not is_empty:
            read.append(ends.get(name) or ends.setdefault(name, End(name)))
        if (tail := element.tail) and element is not root:
            read.append(tail if is_clean else _carried(tail))
    return read


_CONTROLS: Final = bytes((*range(9), *range(11, 32)))


def _is_carried(data: bytes) -> bool:
    """Tells whether XML can carry all of a text in UTF-8: asked of the whole, for hardly any holds what it cannot."""
    return (
        len(data.translate(None, _CONTROLS)) == len(data)
        and b"\xef\xbf\xbe" not in data
        and (b"\xef\xbf\xbf" not in data)
    )


def _carried(text: str) -> str:
    """Returns text without what XML cannot carry, which a parser of HTML lets through."""
    if form.NOT_XML.search(text) is None:
        return text
    return form.NOT_XML.sub("", text.replace("\r", " ").replace("\f", " "))


# Copies


def plain_copy(element: etree._Element) -> etree._Element:
    """Returns a copy whose names have no namespace and are in lower case, with `xml:lang` as `lang`.

    Comments and instructions are not in it; entities must have been expanded.
    """
    copy = deepcopy(element)
    copy.tail = None
    for one in list(copy.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity)):
        replace(one, "")
    for one in copy.iter():
        if any(":" in name for name, _ in pairs(one)):
            _plain_attributes(one)
        one.tag = _plain_name(str(one.tag))
    etree.cleanup_namespaces(copy)
    return copy


def _plain_attributes(element: etree._Element) -> None:
    language = element.get(XML_LANG) or element.get("lang")
    identifier = element.get(XML_ID) or element.get("id")
    for name in [name for name in names(element) if ":" in name]:
        del element.attrib[name]
    if language:
        element.set("lang", language)
    if identifier:
        element.set("id", identifier)


@lru_cache(maxsize=1024)
def _plain_name(tag: str) -> str:
    name = local(tag).rpartition(":")[2].lower()
    return name if _NAME.fullmatch(name) else "span"


def expand(root: etree._Element) -> None:
    """Puts text in the place of entities: those of HTML, and short ones that the document itself declares.

    The parser leaves entities alone, since a document type may define anything.
    """
    entities = list(root.iter(etree.Entity))
    if not entities:
        return
    internal: Any = root.getroottree().docinfo.internalDTD
    declared = {
        one.name: one.content
        for one in (internal.iterentities() if internal is not None else ())
        if one.content and len(one.content) <= _MAX_ENTITY and "<" not in one.content and "&" not in one.content
    }
    for number, entity in enumerate(entities):
        text = entity.text or ""
        name = text.strip("&;")
        known = declared.get(name) if number < _MAX_ENTITIES else ""
        replace(entity, known if known is not None else unescape(text))


def names(element: etree._Element) -> list[str]:
    """Returns the names of the attributes of an element."""
    return [name for name, _ in values(element)]


values: Final = pairs
"""Returns the attributes of an element, each with its value."""


def replace(element: etree._Element, text: str) -> None:
    """Puts text in the place of an element; what follows the element stays."""
    parent = element.getparent()
    if parent is None:
        return
    text += element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    element.tail = None
    parent.remove(element)


def remove(element: etree._Element) -> None:
    """Takes an element out, and leaves what follows it."""
    replace(element, "")


def words(element: etree._Element) -> str:
    """Returns the text below an element, with white space collapsed; blocks do not run together."""
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if local(str(one.tag)) not in INLINE_NAMES:
            pieces.append(" ")
        if event == "start":
            pieces.append(one.text or "")
        if event == "end" and one is not element:
            pieces.append(one.tail or "")
    return " ".join("".join(pieces).split())


INLINE_NAMES: Final = form.PHRASES | (
    frozenset(("bdi", "bdo", "big", "data", "del", "dfn", "font", "ins", "kbd", "samp", "strike", "time", "tt", "var"))
    | frozenset(("person", "name.given", "name.family", "function", "org", "alt-code", "location", "sublocation"))
    | frozenset(("city", "state", "region", "country", "chron", "num", "money", "virtloc", "event", "object.title"))
    | frozenset(("classifier", "copyrite", "copyrite.year", "copyrite.holder", "lang", "pronounce", "story.date"))
    | frozenset(("frac", "numer", "frac-sep", "denom", "ruby", "rb", "rt", "rp", "rtc", "rbc"))
)
"""Elements across whose tags a word runs on."""


def is_media_type(value: str) -> bool:
    """Tells whether a value is a media type."""
    return _MEDIA_TYPE.fullmatch(value) is not None


def whole(value: str | None) -> int | None:
    """Returns a number of pixels, however it is padded or named."""
    found = re.fullmatch(r"\s*([0-9]{1,9})(?:\.0*)?\s*(?:px)?\s*", value or "")
    return int(found[1]) if found else None


def canonical(element: etree._Element) -> str:
    """Returns an element as canonical XML; as plain XML where its namespaces are relative, which C14N refuses."""
    try:
        return etree.tostring(element, method="c14n", exclusive=True).decode()
    except etree.C14NError:
        return str(etree.tostring(element, encoding="unicode", with_tail=False))


def kept(format_name: str, path: str, content: str) -> dict[str, str]:
    """Returns an extension of the article."""
    return {"format": format_name, "path": path, "content": content}


def collapsed(texts: Iterable[object]) -> frozenset[str]:
    """Returns the texts with white space collapsed, without the empty ones."""
    return frozenset(text for text in (" ".join(str(one).split()) for one in texts if one) if text)


__all__ = [
    "CREDIT_MARK",
    "Finding",
    "Fragment",
    "canonical",
    "collapsed",
    "expand",
    "is_iri",
    "is_media_type",
    "kept",
    "names",
    "plain_copy",
    "remove",
    "replace",
    "values",
    "whole",
    "words",
]
