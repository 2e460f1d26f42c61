"""What may stand where in NewsML-G2 2.35: types as data, made from the schema, and the questions asked of them.

The schema itself is not needed to write: this knows as much as it takes to put a part of a foreign document back
without making a document invalid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2.markup import local, pairs
from newsschema.formats.newsml_g2.terms import G2, XML
from newsschema.v1.body_markup import is_id
from newsschema.v1.text import LANGUAGE_PATTERN

Type = dict[str, Any]
G2_TAG: Final = f"{{{G2}}}"
XML_TAG: Final = f"{{{XML}}}"
LAST: Final = 10_000
"""The order of what has no place of its own: after everything else."""

_DATE: Final = r"-?(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_ZONE: Final = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_TIME: Final = r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
_PATTERNS: Final = {
    "xs:boolean": "true|false|1|0",
    "xs:integer": r"[+-]?\d+",
    "xs:nonNegativeInteger": r"\d+",
    "xs:positiveInteger": r"0*[1-9]\d*",
    "xs:decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "xs:double": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN",
    "xs:date": _DATE + _ZONE,
    "xs:dateTime": _DATE + _TIME + _ZONE,
    "xs:gYearMonth": r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])" + _ZONE,
    "xs:gYear": r"(?!0000)\d{4}" + _ZONE,
    "xs:gMonth": r"--(?:0[1-9]|1[0-2])" + _ZONE,
    "xs:gMonthDay": r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)" + _ZONE,
    "xs:gDay": r"---(?:0[1-9]|[12]\d|3[01])" + _ZONE,
    "xs:duration": r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
    "xs:language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "xs:anyURI": r"(?:[^\s<>\"{}|\\^`%\[\]#]|%[0-9A-Fa-f]{2})*(?:#(?:[^\s<>\"{}|\\^`%\[\]#]|%[0-9A-Fa-f]{2})*)?",
    "xs:NMTOKEN": r"[\w.\-]+",
    "xs:NMTOKENS": r"[\w.\-]+(?: [\w.\-]+)*",
    "xs:QName": r"[A-Za-z_][A-Za-z0-9_.\-]*:[A-Za-z_][A-Za-z0-9_.\-]*",
}


@cache
def _table() -> dict[str, dict[str, Any]]:
    text = files(__package__ or "").joinpath("structure.json").read_text("utf-8")
    table: dict[str, dict[str, Any]] = json.loads(text)
    for name, kind in table["types"].items():
        kind["name"] = name
    return table


class _Shape:
    """A type as it is asked element by element: tests by the names that lxml gives, and its children's shapes."""

    __slots__ = ("any", "attributes", "children", "foreign", "mixed", "needs", "required", "text")

    def __init__(self, kind: Type) -> None:
        self.attributes = {
            f"{XML_TAG}{name[4:]}" if name.startswith("xml:") else name: _remembered(simple)
            for name, simple in kind.get("attributes", {}).items()
        }
        self.foreign = bool(kind.get("foreign"))
        self.required = tuple(kind.get("required", ()))
        self.text = _is(kind["text"]) if "text" in kind else None
        self.mixed = bool(kind.get("mixed"))
        # Of each child: its type, whether it may repeat, and its place in the order.
        self.children = {
            f"{G2_TAG}{tag}": (entry[1], bool(entry[2]), entry[3]) for tag, entry in kind.get("children", {}).items()
        }
        self.any = kind.get("any")
        self.needs = frozenset(f"{G2_TAG}{tag}" for tag in kind.get("needs", ()))


@cache
def _shape(name: str) -> _Shape | None:
    kind = _table()["types"].get(name)
    return _Shape(kind) if kind is not None else None


@cache
def _remembered(simple: str) -> Callable[[str], bool]:
    """Returns the test of a simple type, which knows the values it was asked of: codes and languages come again."""
    return lru_cache(maxsize=512)(_is(simple))


@cache
def type_of(tag: str) -> Type | None:
    """Returns the type of a global element, or of the only local ones of that name."""
    table = _table()
    name = table["elements"].get(tag)
    if name is None:
        found = {
            child[1]
            for kind in table["types"].values()
            for one, child in kind.get("children", {}).items()
            if one == tag
        }
        name = _FAVOURED.get(tag) or (found.pop() if len(found) == 1 else None)
    return table["types"].get(name) if name is not None else None


_FAVOURED: Final = {
    "location": "eventDetails/location",
    "contentMeta": "ContentMetadataAfDType",
    "affiliation": "PersonAffiliationType",
}
"""Of the types that elements of one name have in different places, the one that the mapping meets."""


def child_type(parent: Type | None, tag: str) -> Type | None:
    """Returns the type of a child of the standard's namespace; none where it may not stand there."""
    child = parent.get("children", {}).get(tag) if parent is not None else None
    return _table()["types"].get(child[1]) if child is not None else None


def order(parent: Type | None, tag: str) -> int:
    """Returns where a child stands among its siblings; names of other namespaces stand where the wildcard is."""
    if parent is None:
        return LAST
    child = parent.get("children", {}).get(tag) if not tag.startswith("{") and tag != "ns" else None
    if child is None and (tag.startswith("{") or tag == "ns"):
        child = parent.get("any")
    return int(child[0]) if child is not None else LAST


def allows_more(parent: Type | None, tag: str, siblings: list[str]) -> bool:
    """Tells whether one more child may stand beside its siblings."""
    if parent is None:
        return False
    if tag.startswith("{"):
        return parent.get("any", ("", ""))[1] in ("##other", "##any")
    children = parent.get("children", {})
    child = children.get(tag)
    if child is None:
        return parent.get("any", ("", ""))[1] == "##any" and tag in _table()["elements"]
    return bool(child[2]) or not any(other in children and children[other][3] == child[3] for other in siblings)


def takes_attribute(parent: Type | None, name: str, value: str) -> bool:
    """Tells whether an attribute with its value may stand on an element; ids and references are not told here."""
    if parent is None:
        return False
    if name.startswith(XML_TAG):
        kind = parent.get("attributes", {}).get(f"xml:{name[len(XML_TAG) :]}")
        return kind is not None and _is(kind)(value)
    if name.startswith("{"):
        return bool(parent.get("foreign"))
    kind = parent.get("attributes", {}).get(name)
    return kind is not None and _is(kind)(value)


def attribute_kind(parent: Type | None, name: str) -> str:
    """Returns `xs:ID`, `xs:IDREF` or `xs:IDREFS` for attributes that bind; empty for all others."""
    kind = parent.get("attributes", {}).get(name, "") if parent is not None else ""
    return kind if kind in ("xs:ID", "xs:IDREF", "xs:IDREFS") else ""


def is_valid(element: etree._Element, kind: Type | None) -> bool:
    """Tells whether an element of the standard's namespace is valid in itself."""
    shape = _shape(kind["name"]) if kind is not None else None
    return shape is not None and _has_shape(element, shape)


def _has_shape(element: etree._Element, shape: _Shape) -> bool:
    for name, value in pairs(element):
        test = shape.attributes.get(name)
        if test is None:
            if not (shape.foreign and name.startswith("{") and not name.startswith(XML_TAG)):
                return False
        elif not test(value):
            return False
    for name in shape.required:
        if element.get(name) is None:
            return False
    text = element.text
    if shape.text is not None:
        return not len(element) and shape.text(text or "")
    if not shape.mixed and text and not text.isspace():
        return False
    return _are_valid(element, shape) if len(element) else not shape.needs


def takes_text(kind: Type, text: str) -> bool:
    """Tells whether the text of an element is of its type, however it is padded."""
    test = _is(kind["text"])
    return test(text) or test(" ".join(text.split()))


def _are_valid(element: etree._Element, shape: _Shape) -> bool:
    """Tells whether the children of an element are valid, in order, and not too many."""
    last, mixed, children = 0, shape.mixed, shape.children
    for child in element:
        entry = children.get(child.tag)
        if entry is not None:
            kind, many, at = entry
            inner = _shape(kind)
            if inner is None or not _has_shape(child, inner):
                return False
        else:
            wildcard = shape.any
            if wildcard is None or (wildcard[1] != "##any" and str(child.tag).startswith(G2_TAG)) or not is_lax(child):
                return False
            many, at = wildcard[2], wildcard[3]
        if not mixed and (tail := child.tail) and not tail.isspace():
            return False
        if at < last or (at == last and not many):
            return False
        last = at
    return not shape.needs or shape.needs.issubset([child.tag for child in element])


def is_lax(element: etree._Element) -> bool:
    """Tells whether an element may stand where anything may: what the standard defines must be valid."""
    if next(element.iter(f"{G2_TAG}*"), None) is None:
        return all(_is_plain(given) for one in element.iter() if (given := pairs(one)))
    tag = str(element.tag)
    if tag.startswith(G2_TAG) and local(tag) in _table()["elements"]:
        return is_valid(element, type_of(local(tag)))
    return _is_plain(pairs(element)) and all(map(is_lax, element))


def _is_plain(attributes: list[tuple[str, str]]) -> bool:
    """Tells whether the attributes that XML itself defines have the values that it allows."""
    for name, value in attributes:
        if name.startswith(XML_TAG) and not _XML.get(name[len(XML_TAG) :], _never)(value):
            return False
    return True


def _never(_: str) -> bool:
    return False


_LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)
_XML: Final[dict[str, Callable[[str], bool]]] = {
    "lang": lambda value: not value or _LANGUAGE.fullmatch(value) is not None,
    "space": lambda value: value in ("default", "preserve"),
    "id": is_id,
}


@cache
def _is(kind: str) -> Callable[[str], bool]:
    """Returns the test of a simple type."""
    if kind in ("xs:ID", "xs:IDREF", "xs:NCName"):
        return is_id
    if kind == "xs:IDREFS":
        return lambda value: bool(value) and all(map(is_id, value.split(" ")))
    if kind == "xs:string":
        return lambda value: "\r" not in value
    if kind in _PATTERNS:
        pattern = re.compile(_PATTERNS[kind], re.ASCII if kind != "xs:NMTOKEN" else 0)
        return lambda value: pattern.fullmatch(value) is not None
    entry = _table()["simple"][kind]
    if "list" in entry:
        item = _is(entry["list"])
        return lambda value: all(map(item, value.split(" ")))
    if "union" in entry:
        members = [_is(member) for member in entry["union"]]
        return lambda value: any(member(value) for member in members)
    return _restricted(_is(entry["base"]), entry)


def _restricted(base: Callable[[str], bool], entry: dict[str, Any]) -> Callable[[str], bool]:
    values = entry.get("values")
    pattern = re.compile(_xsd(entry["pattern"])) if "pattern" in entry else None
    least, most = entry.get("minInclusive"), entry.get("maxInclusive")

    def test(value: str) -> bool:
        return (
            base(value)
            and (values is None or value in values)
            and (pattern is None or pattern.fullmatch(value) is not None)
            and (least is None or int(value) >= int(least))
            and (most is None or int(value) <= int(most))
            and ("length" not in entry or len(value) == int(entry["length"]))
        )

    return test


def _xsd(pattern: str) -> str:
    r"""Returns a pattern of XML Schema for Python: there, `\s` is four characters only."""
    return pattern.replace(r"[^\s:]", r"[^ \t\r\n:]").replace(r"[^\s]", r"[^ \t\r\n]").replace(r"[\S ]", r"[^\t\r\n]")
