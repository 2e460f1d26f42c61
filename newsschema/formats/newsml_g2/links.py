"""Links to other documents: those of an item, and those by which a package refers to its parts.

model            itemMeta/link, groupSet//itemRef
relation         @rel, @reluri; of a part of a package has_part
identifier, url  @residref, @href
version          @version
media_type       @contenttype
title            title
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2.catalogs import Catalogs
from newsschema.formats.newsml_g2.context import IRI, Reading, is_iri
from newsschema.formats.newsml_g2.extras import keep_attribute, keep_element, keep_markup
from newsschema.formats.newsml_g2.markup import pairs
from newsschema.formats.newsml_g2.terms import G2, RELATION_TOKENS, code_of
from newsschema.v1 import Link
from newsschema.v1.text import LANGUAGE_PATTERN, MEDIA_TYPE_PATTERN
from newsschema.v1.trees import tree

ITEM_REF: Final = f"{{{G2}}}itemRef"
TITLE: Final = f"{{{G2}}}title"
RELATION_SCHEME: Final = "http://cv.iptc.org/newscodes/itemrelation/"
FORMS: Final = {
    "language": re.compile(LANGUAGE_PATTERN),
    "media_type": re.compile(MEDIA_TYPE_PATTERN),
    "url": IRI,
    "identifier": IRI,
}
_LINK: Final = {"href": "url", "residref": "identifier", "contenttype": "media_type"}


def take_attribute(reading: Reading, fields: dict[str, Any], field: str, name: str, value: str, path: str = "") -> None:
    """Takes an attribute as a field if it has the form of it, else keeps it."""
    plain = value if reading.own else value.strip(" \t\r\n")
    if FORMS[field].fullmatch(plain):
        fields[field] = plain
    else:
        keep_attribute(reading, fields, name, value, path)


def read_link(element: etree._Element, relation: str, reading: Reading) -> dict[str, Any]:
    """Reads a link to another document."""
    code = relation.removeprefix(RELATION_SCHEME)
    fields: dict[str, Any] = {}
    used = "reluri"
    if element.get("rel") is not None and code in RELATION_TOKENS:
        fields["relation"] = RELATION_TOKENS[code]
        used = "rel" if element.get("rel") == f"irel:{code}" else ""
    elif is_iri(relation):
        fields["relation"] = code_of("link", relation)
    for name, value in pairs(element):
        if name in _LINK:
            take_attribute(reading, fields, _LINK[name], name, value)
        elif name == "version" and value.isdecimal() and int(value):
            fields["version"] = int(value)
        elif name != used:
            keep_attribute(reading, fields, name, value)
    for child in element:
        title = reading.line(child) if child.tag == TITLE and "title" not in fields else None
        if title is None or pairs(child):
            keep_element(reading, fields, child)
        else:
            fields["title"] = title
            keep_markup(reading, fields, child, "title/")
    return fields


def leads_somewhere(link: dict[str, Any]) -> bool:
    """Tells whether a link has an aim."""
    return "identifier" in link or "url" in link


def links_of_groups(group_set: etree._Element) -> list[dict[str, Any]]:
    """Returns the references of a package as links to its parts, each once; its structure says the rest."""
    reading = Reading(False, {}, Catalogs(), ReadOptions(), 0)
    found = []
    for item in group_set.iter(ITEM_REF):
        fields = {name: value for name, value in read_link(item, "", reading).items() if name != "extensions"}
        if leads_somewhere(fields):
            found.append({**fields, "relation": "has_part"})
    return found


def are_links_of(links: Sequence[Link], group_set: etree._Element) -> bool:
    """Tells whether links say what the references of a package say."""
    return [tree(link) for link in links] == [
        tree(Link.model_validate(fields)) for fields in links_of_groups(group_set)
    ]


__all__ = ["FORMS", "are_links_of", "leads_somewhere", "links_of_groups", "read_link", "take_attribute"]
