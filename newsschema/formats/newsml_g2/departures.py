"""Where a document departs from the structure of NewsML-G2: order, names, attributes, values that their types refuse.

A tolerant reader understands such a document and counts each departure; a strict one refuses it. What stands in
`inlineXML` is of another standard and not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree

from newsschema.formats.newsml_g2.markup import local, pairs
from newsschema.formats.newsml_g2.structure import (
    G2_TAG,
    XML_TAG,
    Type,
    child_type,
    is_valid,
    takes_attribute,
    takes_text,
    type_of,
)
from newsschema.v1.body_markup import RESERVED_ID, is_id

XML_ID: Final = f"{XML_TAG}id"
_OTHERS: Final = frozenset(("inlineXML", "rightsExpressionXML"))
"""Elements whose content is of another standard."""
_BINDING: Final = frozenset(("xs:ID", "xs:IDREF", "xs:IDREFS"))
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"


class Departure(NamedTuple):
    """One kind of departure: where it occurs first, how often it does, and what it is."""

    element: etree._Element
    times: int
    message: str


def departures(root: etree._Element) -> list[Departure]:
    """Returns the departures in an item, or in the header of a message, each kind once."""
    kind = type_of(local(str(root.tag)))
    if kind is None or is_valid(root, kind):
        return []
    found: dict[str, tuple[etree._Element, int]] = {}
    for element, message in _departures(root, kind):
        first, count = found.get(message, (element, 0))
        found[message] = (first, count + 1)
    return [Departure(element, count, message) for message, (element, count) in found.items()]


def stray_texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yields the elements of an item that hold text although the standard has only elements there, with the text."""
    kind = type_of(local(str(root.tag)))
    yield from _stray_texts(root, kind) if kind is not None else ()


def _stray_texts(element: etree._Element, kind: Type) -> Iterator[tuple[etree._Element, str]]:
    if not kind.get("mixed") and local(str(element.tag)) not in _OTHERS:
        text = _tails(element) if "text" in kind else _text(element)
        if text:
            yield element, text
    for child in element:
        tag = str(child.tag)
        inner = child_type(kind, local(tag)) if tag.startswith(G2_TAG) else None
        if inner is not None and local(tag) not in _OTHERS:
            yield from _stray_texts(child, inner)


def _tails(element: etree._Element) -> str:
    return " ".join("".join([child.tail or "" for child in element]).split())


def _text(element: etree._Element) -> str:
    return " ".join("".join([element.text or "", *(child.tail or "" for child in element)]).split())


def _departures(element: etree._Element, kind: Type) -> Iterator[tuple[etree._Element, str]]:
    name = local(str(element.tag))
    for attribute, value in pairs(element):
        if not _takes(kind, attribute, value):
            known = attribute in kind.get("attributes", {})
            problem = "has a value that its type refuses" if known else "is none of the standard"
            yield element, f"the attribute {local(attribute)} of {name} {problem}"
    for attribute in kind.get("required", ()):
        if element.get(attribute) is None:
            yield element, f"{name} lacks its attribute {attribute}"
    if "text" in kind:
        if len(element):
            yield element, f"{name} holds elements, where the standard has text only"
        elif not takes_text(kind, element.text or ""):
            yield element, f"{name} has a text that its type refuses"
        return
    if name not in _OTHERS:
        if not kind.get("mixed") and _text(element):
            yield element, f"{name} holds text, where the standard has elements only"
        yield from _children(element, name, kind)


def _takes(kind: Type, attribute: str, value: str) -> bool:
    """Tells whether an attribute may stand on an element, as schemas see it: they take nearly anything for an IRI."""
    if takes_attribute(kind, attribute, value) or attribute.startswith(_XSI):
        return True
    if attribute.startswith(XML_TAG):
        return bool(kind.get("foreign")) and (attribute != XML_ID or _is_name(value))
    said = kind.get("attributes", {}).get(attribute)
    if said is None:
        return False
    if said in _BINDING:
        return bool(value.strip()) and all(map(_is_name, value.split()))
    return (said == "IRIType" and bool(value.strip())) or takes_attribute(kind, attribute, " ".join(value.split()))


def _is_name(value: str) -> bool:
    """Tells whether schemas take a value for an id: the names that our writer reserves for itself are names too."""
    return is_id(value) or (value.startswith(RESERVED_ID) and is_id(f"_{value}"))


def _children(element: etree._Element, name: str, kind: Type) -> Iterator[tuple[etree._Element, str]]:
    at = 0
    seen: set[int] = set()
    children, wildcard = kind.get("children", {}), kind.get("any")
    for child in element:
        tag = str(child.tag)
        plain, inner = local(tag), tag.startswith(G2_TAG)
        entry: Any = children.get(plain) if inner else None
        found = child_type(kind, plain) if entry is not None else None
        if entry is None and (wildcard is None or (inner and wildcard[1] != "##any")):
            yield child, f"{name} holds an element {plain} that is none of the standard"
            continue
        entry = entry or wildcard
        if entry[3] < at:
            yield child, f"{plain} stands out of order in {name}"
        elif entry[3] in seen and not entry[2]:
            yield child, f"{plain} stands once too often in {name}"
        at = max(at, entry[3])
        seen.add(entry[3])
        if found is not None:
            yield from _departures(child, found)
    present = {local(str(child.tag)) for child in element}
    for needed in kind.get("needs", ()):
        if needed not in present:
            yield element, f"{name} lacks {needed}"


__all__ = ["Departure", "departures", "stray_texts"]
