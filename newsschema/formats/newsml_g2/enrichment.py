"""What concept and knowledge items of a message tell of the entities that its articles name by their codes.

A description is put where the entity is named, before that is read: names in languages it lacks, definitions, notes,
links to other registers, broader terms; of details what the model has fields for. Details that have no place there
stand beside it in an element of our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Final, NamedTuple

from lxml import etree

from newsschema.formats.newsml_g2.catalogs import Catalogs
from newsschema.formats.newsml_g2.codec import OWN
from newsschema.formats.newsml_g2.markup import g2, local
from newsschema.formats.newsml_g2.structure import child_type, type_of
from newsschema.formats.newsml_g2.terms import G2, XML_ID, XML_LANG

HOLDERS: Final = frozenset(g2("conceptItem", "knowledgeItem"))
CONCEPT: Final = f"{{{G2}}}concept"
_ID: Final = f"{{{G2}}}conceptId"
_TYPE: Final = f"{{{G2}}}type"
_NAMED: Final = frozenset(
    g2("subject", "creator", "contributor", "located", "infoSource", "genre", "provider", "copyrightHolder", "broader")
)
"""The elements by which an item names entities."""
_ITEMS: Final = frozenset(("newsItem", "packageItem"))
_OUTSIDE: Final = frozenset(g2("contentSet", "partMeta", "groupSet", "assert"))
_DETAILS: Final = {
    f"{{{G2}}}personDetails": ("affiliation", "contactInfo"),
    f"{{{G2}}}organisationDetails": ("contactInfo",),
    f"{{{G2}}}geoAreaDetails": ("position",),
    f"{{{G2}}}eventDetails": ("dates", "location"),
}
"""The details of concepts, and their parts that the model has fields for."""
_WITHIN: Final = {"contactInfo": ("email", "phone"), "dates": ("start", "end")}
_BESIDE: Final = f"{OWN}details"


class Description(NamedTuple):
    """A concept that an item describes: what identifies it, and the element that does."""

    keys: frozenset[str]
    concept: etree._Element


def descriptions(item: etree._Element, catalogs: Catalogs) -> list[Description]:
    """Returns the concepts that an item describes."""
    found = []
    for concept in item.iter(CONCEPT):
        identity = concept.find(_ID)
        keys = _keys(identity, catalogs) if identity is not None else frozenset()
        if keys:
            found.append(Description(keys, concept))
    return found


def entities(item: etree._Element) -> Iterator[etree._Element]:
    """Yields the elements by which an item names entities."""
    for child in item:
        if child.tag not in _OUTSIDE:
            yield from child.iter(*_NAMED)


def enrich(element: etree._Element, catalogs: Catalogs, known: list[Description]) -> list[Description]:
    """Puts what is known of an entity where it is named; returns the descriptions that were of it."""
    keys = _keys(element, catalogs)
    fitting = [one for one in known if keys & one.keys]
    for one in fitting:
        _add(element, one.concept)
    return fitting


def _keys(element: etree._Element, catalogs: Catalogs) -> frozenset[str]:
    """Returns by what an entity is known: its IRI, that of its code, or a code that nobody resolves."""
    qcode, uri = element.get("qcode"), element.get("uri")
    return frozenset(key for key in (uri, catalogs.resolve(qcode) or qcode) if key)


def _add(element: etree._Element, concept: etree._Element) -> None:
    kind = _type_of(element)
    said = {_content(child) for child in element}
    if element.get("type") is None and element.get("typeuri") is None and local(str(element.tag)) != "broader":
        nature = concept.find(_TYPE)
        code = (nature.get("qcode") or "") if nature is not None else ""
        if code.startswith("cpnat:"):
            element.set("type", code)
    for child in concept:
        name = local(str(child.tag))
        if child.tag in _DETAILS:
            _add_details(element, child, child_type(kind, name) is not None)
        elif child.tag not in (_ID, _TYPE) and child_type(kind, name) is not None and _content(child) not in said:
            _append(element, deepcopy(child))


def _type_of(element: etree._Element) -> dict[str, object] | None:
    """Returns the type of an element where it stands."""
    parent, name = element.getparent(), local(str(element.tag))
    return type_of(name) if parent is None or name in _ITEMS else child_type(_type_of(parent), name)


def _content(element: etree._Element) -> tuple[str, str, str, str]:
    """Returns what tells one child from another of its name: what it says, in which language and of what."""
    text = " ".join("".join(map(str, element.itertext())).split())
    identity = element.get("qcode") or element.get("uri") or ""
    return str(element.tag), element.get(XML_LANG, ""), identity or text, element.get("role", "")


def _add_details(element: etree._Element, details: etree._Element, fits: bool) -> None:
    if element.find(str(details.tag)) is not None:
        return
    copy = deepcopy(details)
    if fits:
        _append(element, copy)
        return
    plain = etree.SubElement(element, str(details.tag))
    for part in details:
        name = local(str(part.tag))
        if name in _DETAILS[str(details.tag)] and plain.find(str(part.tag)) is None:
            plain.append(_reduced(part))
    if not len(plain):
        element.remove(plain)
    beside = etree.SubElement(element, _BESIDE)
    _append(beside, copy)


def _reduced(part: etree._Element) -> etree._Element:
    """Returns a part of details as far as the model has fields for it."""
    copy = deepcopy(part)
    copy.tail = None
    _without_ids(copy)
    allowed = _WITHIN.get(local(str(part.tag)))
    if allowed is None:
        return copy
    copy.attrib.clear()
    for child in list(copy):
        if local(str(child.tag)) not in allowed or len(child):
            copy.remove(child)
        else:
            child.attrib.clear()
    return copy


def _append(element: etree._Element, copy: etree._Element) -> None:
    copy.tail = None
    _without_ids(copy)
    element.append(copy)


def _without_ids(element: etree._Element) -> None:
    """Takes ids away, which are those of the item that describes the concept."""
    for one in element.iter("*"):
        for name in ("id", XML_ID):
            if str(one.tag).startswith(f"{{{G2}}}") and name in one.attrib:
                del one.attrib[name]


__all__ = ["HOLDERS", "Description", "descriptions", "enrich", "entities"]
