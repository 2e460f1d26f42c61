"""Files that are clearly NewsML-G2 although their envelope or namespace is another: brought into its shape.

Names are of the standard where they stand in a namespace that only resembles its own, or in none, and the standard
has an element of that name at that place. Vendors' elements have namespaces of their own and stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from newsschema.formats.newsml_g2.markup import local
from newsschema.formats.newsml_g2.structure import Type, child_type, type_of
from newsschema.formats.newsml_g2.terms import G2

_G2_TAG: Final = f"{{{G2}}}"
ITEMS: Final = frozenset(("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"))
ROOTS: Final = ITEMS | {"newsMessage"}
_SECTIONS: Final = frozenset(("itemMeta", "contentMeta", "contentSet", "groupSet", "itemSet", "rightsInfo", "header"))
_LOOKALIKE: Final = re.compile(r"iptc\.org.*(?:/nar\b|newsml-?g2)|(?:^|/)newsml-?g2|^urn:newsml-g2", re.IGNORECASE)
_OTHERS: Final = frozenset(("inlineXML", "rightsExpressionXML"))


def files_in(root: etree._Element) -> list[etree._Element]:
    """Returns the messages and items that an envelope holds; the root itself where it is one, or holds none."""
    if local(str(root.tag)) in ROOTS:
        return [root]
    return list(_within(root)) or [root]


def _within(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        tag = str(child.tag)
        if tag.startswith(_G2_TAG) and local(tag) in ROOTS:
            yield child
        else:
            yield from _within(child)


def mend(root: etree._Element) -> int:
    """Gives the elements of a message or item the standard's namespace; returns how many had another or none."""
    name = local(str(root.tag))
    if name not in ROOTS:
        return 0
    wrong = namespace(root)
    if wrong == G2:
        if next(root.iter("{}*"), None) is None:
            return 0
        return _mend(root, type_of(name), frozenset(("",)))
    if not is_alike(wrong) and not any(local(str(one.tag)) in _SECTIONS for one in root):
        return 0
    root.tag = _G2_TAG + name
    return 1 + _mend(root, type_of(name), frozenset(("", wrong)))


def is_alike(uri: str) -> bool:
    """Tells whether a namespace only resembles that of NewsML-G2."""
    return _LOOKALIKE.search(uri) is not None


def namespace(element: etree._Element) -> str:
    """Returns the namespace of an element; empty where it has none."""
    tag = str(element.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _mend(element: etree._Element, kind: Type | None, wrong: frozenset[str]) -> int:
    count = 0
    in_set = local(str(element.tag)) == "itemSet"
    for child in element:
        name = local(str(child.tag))
        inner = type_of(name) if in_set and name in ITEMS else child_type(kind, name)
        uri = namespace(child)
        if inner is not None and (uri in wrong or (uri != G2 and is_alike(uri))):
            child.tag = _G2_TAG + name
            count += 1
            uri = G2
        if inner is not None and uri == G2 and name not in _OTHERS:
            count += _mend(child, inner, wrong)
    return count


__all__ = ["ITEMS", "ROOTS", "files_in", "is_alike", "mend", "namespace"]
