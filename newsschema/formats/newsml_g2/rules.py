"""NS470 to NS475: what IPTC asks of NewsML-G2 and no schema can say: codes, references and alternatives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from lxml import etree

from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2.catalogs import Catalogs
from newsschema.formats.newsml_g2.iptc_catalog import SCHEMES
from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.outline import Outline
from newsschema.formats.newsml_g2.terms import G2
from newsschema.positions import Position

__all__ = ["Breach", "breaches"]

_IN_G2: Final = f"{{{G2}}}"
_IPTC: Final = re.compile(r"https?://(?:[\w.]+\.)?iptc\.org/\S*/catalog\.IPTC-G2-Standards_\d+\.xml", re.IGNORECASE)
_CODES: Final = (
    "qcode", "role", "rel", "rendition", "type", "how", "why", "creator", "aspect", "scope", "severity", "format",
    "scaleunit", "timeunit", "valueunit", "confirmationstatus", "pubconstraint", "environment", "jobtitle",
)  # fmt: skip
_POINTERS: Final = ("idref", "idrefs", "contentrefs", "sourceidref", "root", "original")
_IDS: Final = ("id", "partid", "{http://www.w3.org/XML/1998/namespace}id")
_STATUSES: Final = frozenset({"usable", "withheld", "canceled"})
_STATUS_SCHEME: Final = "http://cv.iptc.org/newscodes/pubstatusg2/"
_MOMENTS: Final = frozenset({"versionCreated", "firstCreated", "embargoed", "sent"})
_ZONE: Final = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$")
_EITHER: Final[Mapping[str, tuple[str, str]]] = {
    "itemClass": ("qcode", "uri"),
    "group": ("role", "roleuri"),
    "hash": ("hashtype", "hashtypeuri"),
}
_PROPERTY: Final = "ExtProperty"
_CONTENT: Final = frozenset({"inlineXML", "inlineData", "remoteContent"})


class Breach(NamedTuple):
    """One place that breaks a rule: its code, what is wrong, at which XPath and position, and in which item."""

    code: str
    message: str
    path: str
    position: Position
    item: int


class _Found(NamedTuple):
    code: str
    message: str
    element: etree._Element
    attribute: str = ""
    text: bool = False


def breaches(data: bytes, options: ReadOptions) -> list[Breach]:
    """Returns what breaks the rules in a file; nothing for one that is not well-formed, or that is no NewsML-G2.

    Raises `SourceError` for a catalog of the options that cannot be read.
    """
    try:
        root = etree.fromstring(data, parser(len(data)))
    except etree.XMLSyntaxError:
        return []
    if not root.tag.startswith(_IN_G2):
        return []
    outline = Outline(data, root)
    catalogs = Catalogs.from_files(options.catalogs)
    header = root.find(f"{_IN_G2}header")
    return [
        Breach(
            one.code,
            one.message,
            outline.path(one.element, one.attribute),
            outline.position(one.element, one.attribute, text=one.text),
            outline.item_of(one.element),
        )
        for item in outline.items
        for one in _of_item(item, header, catalogs)
    ]


def _of_item(item: etree._Element, header: etree._Element | None, catalogs: Catalogs) -> Iterator[_Found]:
    elements = list(item.iter(f"{_IN_G2}*"))
    schemes = catalogs.of(*([] if header is None else [header]), item).schemes
    yield from _undeclared(item, header, elements, schemes)
    yield from _pointing_nowhere(item, elements)
    for element in elements:
        name = str(element.tag)[len(_IN_G2) :]
        if name == "pubStatus":
            yield from _status(element, schemes)
        elif name in _MOMENTS:
            yield from _moment(element)
        elif name in _EITHER or name.endswith(_PROPERTY):
            yield from _either(element, *_EITHER.get(name, ("rel", "reluri")))
        elif name == "contentSet":
            yield from _renditions(element)


def _undeclared(
    item: etree._Element, header: etree._Element | None, elements: list[etree._Element], schemes: Mapping[str, str]
) -> Iterator[_Found]:
    """NS470: an alias that no catalog of the item or message declares; one of IPTC's needs a reference to it."""
    holders = [item] if header is None else [header, item]
    references = [one.get("href", "") for holder in holders for one in holder.iterchildren(f"{_IN_G2}catalogRef")]
    if any(not _IPTC.match(reference) for reference in references):
        # What an agency's catalog declares is known only to those who have it.
        return
    own = {
        one.get("alias", "")
        for holder in holders
        for catalog in holder.iterchildren(f"{_IN_G2}catalog")
        for one in catalog.iterchildren(f"{_IN_G2}scheme")
    }
    known = own | {alias for alias in schemes if alias not in SCHEMES}
    if references:
        known |= SCHEMES.keys()
    seen: set[str] = set()
    for element in elements:
        for name in _CODES:
            for code in (element.get(name) or "").split():
                alias, colon, _ = code.partition(":")
                if colon and alias not in known and alias not in seen:
                    seen.add(alias)
                    yield _Found("NS470", f"no catalog of the item declares the alias {alias}", element, name)


def _pointing_nowhere(item: etree._Element, elements: list[etree._Element]) -> Iterator[_Found]:
    """NS471: a reference to an id that nothing in the item has."""
    ids: set[str] | None = None
    for element in elements:
        for name in _POINTERS:
            value = element.get(name)
            if value is None or (name == "root" and not str(element.tag).endswith("groupSet")):
                continue
            if ids is None:
                ids = {text for one in item.iter("*") for text in map(one.get, _IDS) if text}
            for wanted in value.split():
                if wanted not in ids:
                    yield _Found("NS471", f"nothing in the item has the id {wanted}", element, name)


def _status(element: etree._Element, schemes: Mapping[str, str]) -> Iterator[_Found]:
    """NS472: a publishing status that is none of the three."""
    alias, _, code = (element.get("qcode") or "").partition(":")
    stated = schemes.get(alias, "") + code if code else element.get("uri") or ""
    status = stated.removeprefix(_STATUS_SCHEME)
    if stated and status not in _STATUSES:
        attribute = "qcode" if element.get("qcode") else "uri"
        yield _Found("NS472", "the status is none of usable, withheld and canceled", element, attribute)


def _moment(element: etree._Element) -> Iterator[_Found]:
    """NS473: a time of managing the item without its zone."""
    text = (element.text or "").strip()
    if text and not _ZONE.search(text):
        yield _Found("NS473", f"{text} has no zone, so that no system knows the moment", element, text=True)


def _either(element: etree._Element, code: str, address: str) -> Iterator[_Found]:
    """NS474: neither of two attributes of which one must be there."""
    if element.get(code) is None and element.get(address) is None:
        yield _Found("NS474", f"either {code} or {address} must be there", element)


def _renditions(content: etree._Element) -> Iterator[_Found]:
    """NS475: several contents that nothing tells apart."""
    parts = [one for one in content.iterchildren("*") if etree.QName(one).localname in _CONTENT]
    if len(parts) < 2:
        return
    roles = Counter(_rendition(one) for one in parts)
    for number, one in enumerate(parts):
        role = _rendition(one)
        first = next(at for at, other in enumerate(parts) if _rendition(other) == role)
        if roles[role] > 1 and number > first:
            what = f"says as another one that it is {role}" if role else "does not say which rendition it is"
            attribute = "rendition" if one.get("rendition") else ""
            yield _Found("NS475", f"one content of several {what}", one, attribute)


def _rendition(content: etree._Element) -> str:
    kind = content.get("contenttype") or ""
    role = content.get("rendition") or content.get("renditionuri") or ""
    # The same rendition may be there in several formats, sizes and bit rates.
    size = [content.get(name) or "" for name in ("width", "height", "format", "formaturi", "href", "avgbitrate")]
    return role if not role else " ".join(filter(None, [role, kind, *size]))
