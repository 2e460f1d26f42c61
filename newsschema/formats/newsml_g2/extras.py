"""What the model has no field for: kept with its owner when read, put back where it came from when written.

A path is relative to the element of its owner: `@why`, `personDetails/born`, `note[2]` (the second of its name,
counting those that are mapped), `node()` (the markup of a text), `contentSet/inlineXML#sha256=...` (a rendition,
with the digest of what it must agree with). Elements are kept as canonical XML with the namespaces they need.

Putting back never makes a document invalid and never changes what a reader finds: what has no place there, goes to
the item's list `ns:extensions`, with its owner and its rank among the owner's extensions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache, lru_cache, partial
from itertools import chain
from typing import Any, Final

import orjson
from lxml import etree

from newsschema.formats.newsml_g2.codec import OWN, asking, plan
from newsschema.formats.newsml_g2.context import Reading, Writing, collapsed, is_iri, tolerant_date
from newsschema.formats.newsml_g2.markup import Node, Part, escaped, local, name_of, pairs, parser
from newsschema.formats.newsml_g2.structure import (
    LAST,
    Type,
    allows_more,
    attribute_kind,
    child_type,
    is_lax,
    is_valid,
    order,
    takes_attribute,
    type_of,
)
from newsschema.formats.newsml_g2.terms import G2, XML
from newsschema.v1 import Extension
from newsschema.v1.base import Model
from newsschema.v1.body_markup import is_id

FORMAT: Final = "newsml-g2"
SOURCE_VERSION: Final = "@standardversion"
"""The extension that says that an article came from a foreign document, and in which version of the standard."""
DESCRIBED_WHERE_NAMED: Final = "subject()"
"""The extension that says of an event that it is described where it is named, not in an `assert`; or, with content,
by which element it is named beside its `assert`."""
PACKAGE: Final = "packageItem()"
"""The extension that says that an article came as a package of others."""
DERIVED_HERE: Final = "identifier()"
"""The extension that says of an event that its identifier was derived from what the document calls it."""
XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
MARKUP: Final = "node()"
G2_TAG: Final = f"{{{G2}}}"
XML_TAG: Final = f"{{{XML}}}"

# --- Reading


def keep_attribute(reading: Reading, fields: dict[str, Any], name: str, value: str, path: str = "") -> None:
    """Keeps an attribute of a foreign document with its owner."""
    if not name.startswith(XSI):
        keep(reading, fields, f"{path}@{name}", value)


def keep_element(reading: Reading, fields: dict[str, Any], element: etree._Element, path: str = "") -> None:
    """Keeps an element of a foreign document with its owner."""
    if element.text and not len(element) and not element.text.strip(" \t\r\n") and not reading.own:
        # Read as our own, white space would be words.
        element.text = None
    keep(reading, fields, f"{path}{ranked(element, reading)}", canonical(element))


def ranked(element: etree._Element, reading: Reading) -> str:
    """Returns the step of a path that leads to an element, with its number among those of its name."""
    tag = str(element.tag)
    last, number = reading.ranked.get(tag, (None, 0))
    rank = 0
    # Counted from the one that was asked for last, so that a list of any length is gone through once.
    for one in chain((element,), element.itersiblings(tag, preceding=True)):
        if one is last:
            rank += number
            break
        rank += 1
    reading.ranked[tag] = (element, rank)
    name = step_of(tag)
    return f"{name}[{rank}]" if rank > 1 else name


def keep_rest(
    reading: Reading, fields: dict[str, Any], element: etree._Element, path: str, used: tuple[str, ...] = ()
) -> None:
    """Keeps the attributes of a mapped element that are not used, and all its children."""
    path = f"{path}{ranked(element, reading)}/"
    for name, value in pairs(element):
        if name not in used:
            keep_attribute(reading, fields, name, value, path)
    for child in element:
        if not str(child.tag).startswith(OWN):
            keep_element(reading, fields, child, path)


def keep_markup(reading: Reading, fields: dict[str, Any], element: etree._Element, path: str = "") -> None:
    """Keeps the markup of a text, if it has any."""
    if not len(element) or all(str(child.tag).startswith(OWN) for child in element):
        return
    bare = deepcopy(element)
    bare.tail = None
    for name in bare.keys():  # noqa: SIM118  # an element is no dictionary: iterating it gives its children
        del bare.attrib[name]
    for child in bare.findall(f"{OWN}*"):
        bare.remove(child)
    keep(reading, fields, f"{path}{MARKUP}", canonical(bare))


def keep(reading: Reading, fields: dict[str, Any], path: str, content: str) -> None:
    """Keeps a part of a foreign document with its owner."""
    extensions = fields.get("extensions")
    if extensions is None:
        extensions = fields["extensions"] = []
        reading.kept.append(extensions)
    extensions.append({"format": FORMAT, "path": path, "content": content})


def step_of(tag: str) -> str:
    """Returns the name of an element in a path: local in the standard's namespace, else with its own."""
    return tag.removeprefix(G2_TAG)


def canonical(element: etree._Element) -> str:
    """Returns an element as exclusive canonical XML; a prefix that only a value names stays declared."""
    try:
        written = _canonical(element, [])
    except etree.C14NError:
        return _with_prefixes(element)
    # The attributes whose values name prefixes: hardly any part has one.
    return _with_prefixes(element) if "valuedatatype=" in written or XSI[1:-1] in written else written


def _with_prefixes(element: etree._Element) -> str:
    prefixes = {
        value.partition(":")[0]
        for one in element.iter()
        for name, value in pairs(one)
        if ":" in value and (name == "valuedatatype" or name.startswith(XSI))
    }
    known = [prefix for prefix in sorted(prefixes) if prefix in element.nsmap]
    try:
        return _canonical(element, known)
    except etree.C14NError:
        # Canonical XML refuses namespaces that are relative references, even where they are only in scope.
        copy = deepcopy(element)
        copy.tail = None
        etree.cleanup_namespaces(copy, keep_ns_prefixes=known)
        plain = str(etree.tostring(copy, encoding="unicode"))
    try:
        return _canonical(etree.fromstring(plain), known)
    except (etree.C14NError, etree.XMLSyntaxError):
        return plain


def _canonical(element: etree._Element, prefixes: list[str]) -> str:
    written = etree.tostring(
        element, method="c14n", exclusive=True, with_tail=False, inclusive_ns_prefixes=prefixes or None
    )
    return written.decode()


def settle(reading: Reading) -> None:
    """Puts the extensions of each owner into the order of their paths, which no order of elements changes."""
    for extensions in reading.kept:
        if len(extensions) > 1:
            extensions.sort(key=lambda extension: steps(extension["path"].partition("#")[0]))


def attach(data: dict[str, Any], text: str) -> list[tuple[int, str]]:
    """Gives the extensions of an item's list back to their owners; one whose owner is gone goes to the item.

    Returns rank and path of those of the item itself.
    """
    listed: list[tuple[int, str]] = []
    for entry in _entries(text):
        if not entry["owner"]:
            listed.append((entry.get("at", 0), entry["path"]))
        owner: Any = data
        for step in entry.pop("owner").split("/")[1:]:
            owner = _child(owner, step)
        extensions = (owner if isinstance(owner, dict) else data).setdefault("extensions", [])
        extensions.insert(entry.pop("at", len(extensions)), entry)
    return listed


def _entries(text: str) -> list[dict[str, Any]]:
    """Returns the entries of an item's list that have what an entry needs."""
    try:
        entries = orjson.loads(text)
    except orjson.JSONDecodeError:
        return []
    return [
        entry
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
        and all(isinstance(entry.get(name), str) for name in ("owner", "format", "path", "content"))
    ]


def _child(owner: Any, step: str) -> Any:
    if isinstance(owner, dict):
        return owner.get(step)
    return owner[int(step)] if isinstance(owner, list) and step.isdecimal() and int(step) < len(owner) else None


# --- Paths

Steps = tuple[tuple[str, int], ...]

_STEP: Final = re.compile(r"/?(@?(?:\{[^{}]*\})?[^/{}\[\]#@]+)(?:\[([2-9]|[1-9][0-9]{1,5})\])?")
_NO_PATH: Final[Steps] = (("", 0),)


@lru_cache(maxsize=4096)
def steps(path: str) -> Steps:
    """Returns the names of a path, each with its number; what is no path is one empty name."""
    plain = path
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(plain):
        step = _STEP.match(plain, at)
        if step is None or (plain[at] == "/") != bool(found):
            return _NO_PATH
        found.append((step[1], int(step[2] or 1)))
        at = step.end()
    return tuple(found) or _NO_PATH


# --- Writing


def place(node: Node, owner: Any, writing: Writing) -> None:
    """Puts the extensions of an owner back into its element, as many as have their places there."""
    if not writing.places or not owner.extensions:
        return
    placed = writing.placed.setdefault(node.path, set())
    last = _NO_PATH
    for index, extension in enumerate(owner.extensions):
        key = steps(extension.path)
        if extension.format != FORMAT or key <= last or index in placed or (node.path, index) in writing.aside:
            continue
        if _put(node, extension, writing):
            placed.add(index)
            last = key


def _put(node: Node, extension: Extension, writing: Writing) -> bool:
    path = steps(extension.path)
    if path is _NO_PATH or (path[0][0] == "contentSet" and node.path == "" and len(path) > 1 and writing.for_article):
        return False
    kind = type_of(node.tag)
    for name, rank in path[:-1]:
        inner = node.child(name, rank)
        if inner is None:
            allowed = name in _OPENED and (writing.lenient or allows_more(kind, name, node.tags()))
            if rank > 1 or not allowed:
                return False
            inner = node.insert(name, Node(name), order(kind, name), partial(order, kind))
        node, kind = inner, child_type(kind, name)
    name, rank = path[-1]
    if name == "text()":
        return writing.lenient and _put_spelling(node, extension.content)
    if name == MARKUP:
        return _put_markup(node, extension.content, writing)
    if name.startswith("@"):
        return put_attribute(node, name[1:], extension.content, kind, writing)
    return _put_element(node, name, rank, extension.content, kind, writing)


_OPENED: Final = frozenset(
    (
        "personDetails",
        "organisationDetails",
        "contactInfo",
        "geoAreaDetails",
        "eventDetails",
        "contentMeta",
        "contentSet",
    )
)
"""Elements that may be opened for an extension alone, since they are valid when they are empty but for it."""

_PARTNERS: Final = {
    "role": "roleuri",
    "rel": "reluri",
    "qcode": "uri",
    "rendition": "renditionuri",
    "type": "typeuri",
    "pubconstraint": "pubconstrainturi",
}
_OTHER: Final = _PARTNERS | {iri: code for code, iri in _PARTNERS.items()}
_DEFAULTED: Final = frozenset(
    ("type", "rank", "xml:lang", "contenttype", "widthunit", "heightunit", "role", "rel", "version", "qcode")
)
"""Attributes that the writer adds of itself, and that give way to what the source had."""


def put_attribute(node: Node, name: str, value: str, kind: Type | None, writing: Writing) -> bool:
    """Puts an attribute on an element, if it can stand there and does not contradict what is written."""
    if not _is_name(name) or not (writing.lenient or takes_attribute(kind, name, value)):
        return False
    if not _binds_attribute(name, value, kind, writing):
        return False
    plain = f"xml:{name[len(XML_TAG) :]}" if name.startswith(XML_TAG) else name
    if node.has(plain):
        if node.get(plain) == value or not (plain in _DEFAULTED or _same_number(node.get(plain), value)):
            return False
        node.replace(plain, plain, value)
    elif node.has(_OTHER.get(plain, "")):
        if not _put_synonym(node, plain, value, writing):
            return False
    elif plain.startswith("{"):
        _put_foreign(node, plain, value)
    else:
        node.set(plain, value)
    if plain in _CODED:
        for qcode in value.split():
            writing.qcode(qcode)
    return True


def _put_foreign(node: Node, name: str, value: str) -> None:
    """Puts an attribute of another namespace on an element, with a prefix that is declared there."""
    uri, _, plain = name[1:].partition("}")
    number = 0
    while node.get(f"xmlns:x{number}") not in (None, uri):
        number += 1
    if not node.has(f"xmlns:x{number}"):
        node.set(f"xmlns:x{number}", uri)
    node.set(f"x{number}:{plain}", value)


def _binds_attribute(name: str, value: str, kind: Type | None, writing: Writing) -> bool:
    """Tells whether an id is new in the file, or what is referred to is there."""
    binding = "xs:ID" if name == f"{XML_TAG}id" else attribute_kind(kind, name)
    if binding == "xs:ID":
        if value in writing.ids or (name == f"{XML_TAG}id" and not is_id(value)):
            return False
        writing.ids.add(value)
        return True
    return not binding or all(target in writing.targets for target in value.split())


def _put_synonym(node: Node, name: str, value: str, writing: Writing) -> bool:
    """Puts back a code beside our IRI, or an IRI beside our code, as long as both mean the same."""
    other = _OTHER[name]
    written = str(node.get(other))
    if name in _PARTNERS:
        if writing.resolve(value) != written:
            return False
        node.replace(other, name, value)
        return True
    if writing.resolve(written) != value and not (writing.lenient and not is_iri(value)):
        return False
    node.set(name, value)
    return True


def _same_number(written: object, value: str) -> bool:
    """Tells whether two texts are one number: the source's spelling of it stays."""
    try:
        return float(str(written)) == float(value)
    except ValueError:
        return False


_CODED: Final = frozenset((*_PARTNERS, "why", "how", "creator", "jobtitle", "environment", "format", "encoding"))
_NAME: Final = re.compile(r"(?:\{[^{}\s\"&<>]+\})?[A-Za-z_][A-Za-z0-9_.\-]*")


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


_ELSEWHERE: Final = frozenset(("header", "contentSet", "groupSet", "text()"))
"""Names of parts that are not put into the element of their owner, or not by this."""


def _put_element(node: Node, name: str, rank: int, content: str, kind: Type | None, writing: Writing) -> bool:
    if name in _ELSEWHERE:
        return False
    element = parsed(content)
    if element is None or step_of(str(element.tag)) != name:
        return False
    if not writing.lenient and not (_fits(element, name, kind) and allows_more(kind, name, node.tags())):
        return False
    if not binds(element, writing):
        return False
    count = node.tags().count(name)
    if count < rank - 1:
        return False
    node.insert(name, content, order(kind, name), partial(order, kind), rank)
    declare(element, writing)
    return True


def _fits(element: etree._Element, name: str, kind: Type | None) -> bool:
    if not _prefixes_are_declared(element):
        return False
    if name.startswith("{"):
        return is_lax(element)
    return is_valid(element, child_type(kind, name))


def _prefixes_are_declared(element: etree._Element) -> bool:
    return all((one.get("valuedatatype") or "xs:").partition(":")[0] in (*one.nsmap, "xs") for one in element.iter())


def binds(element: etree._Element, writing: Writing) -> bool:
    """Tells whether the ids of an element are new in the file, and what it refers to is there."""
    for one in element.iter():
        for name in ("idrefs", "contentrefs", "idref", "original"):
            if not all(target in writing.targets for target in (one.get(name) or "").split()):
                return False
    return takes_ids(element, writing)


def takes_ids(element: etree._Element, writing: Writing) -> bool:
    """Tells whether the ids of an element are names, and new in the file, whose they are from now on."""
    ids = [value for one in element.iter() for name, value in pairs(one) if _is_id(one, name)]
    if len(set(ids)) < len(ids) or writing.ids.intersection(ids):
        return False
    # At an xml:id that is no name, parsers give up; of other ids, only the schema thinks so.
    if not all(is_id(one.get(f"{XML_TAG}id", "x")) for one in element.iter("*")):
        return False
    writing.ids.update(ids)
    return True


def _is_id(element: etree._Element, name: str) -> bool:
    if name == f"{XML_TAG}id":
        return True
    return str(element.tag).startswith(G2_TAG) and name in ("id", "partid")


_QCODED: Final = _CODED | {
    "renditionref",
    "timeunit",
    "durationunit",
    "widthunit",
    "heightunit",
    "colourspace",
    "idformat",
    "representation",
    "valueunit",
    "part",
}


def declare(element: etree._Element, writing: Writing) -> None:
    """Remembers the aliases that an element uses, so that a catalog of the item declares them."""
    for one in element.iter(f"{G2_TAG}*"):
        for name, value in pairs(one):
            if name in _QCODED and ":" in value:
                for qcode in value.split():
                    writing.qcode(qcode)


def _put_spelling(node: Node, content: str) -> bool:
    """Puts back how a source spelt a date, as long as it means the one written."""
    if len(node.kids) != 1 or tolerant_date(content) != node.kids[0]:
        return False
    node.kids[0] = escaped(content)
    return True


def _put_markup(node: Node, content: str, writing: Writing) -> bool:
    element = parsed(content)
    if element is None or local(str(element.tag)) != node.tag or element.keys():
        return False
    text = escaped(collapsed(element) or "")
    if not node.kids or name_of(node.kids[0]) != "" or node.kids[0] not in (text, text.replace("\n", " ")):
        return False
    kind = type_of(node.tag)
    if not writing.lenient and not (kind is not None and is_valid(element, kind) and _prefixes_are_declared(element)):
        return False
    if not binds(element, writing):
        return False
    inner = [escaped(element.text or "")]
    for child in element:
        inner += (canonical(child), escaped(child.tail or ""))
    node.kids[0] = Part("".join(inner))
    return True


@lru_cache(maxsize=1024)
def _parsed(content: str) -> bytes | None:
    try:
        element = etree.fromstring(content.encode(), parser(len(content)))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return content.encode() if canonical(element) == content else None


def parsed(content: str) -> etree._Element | None:
    """Returns the element that an extension holds; none where it is not canonical XML."""
    if not content.startswith("<"):
        return None
    data = _parsed(content)
    return etree.fromstring(data, parser(len(data))) if data is not None else None


def well_formed(content: str) -> etree._Element | None:
    """Returns the element that a kept rendition holds, however it is spelt; none where it is no XML."""
    try:
        return etree.fromstring(content.encode(), parser(len(content)))
    except (etree.XMLSyntaxError, ValueError):
        return None


def leftovers(owner: Model, writing: Writing) -> list[dict[str, Any]]:
    """Returns the extensions that are not back in their places: owner (JSON Pointer), rank, format, path, content."""
    return [
        {
            "owner": path,
            "at": index,
            "format": extension.format,
            "path": extension.path,
            "content": extension.content,
        }
        for path, extensions in extended(owner, "")
        for index, extension in enumerate(extensions)
        if index not in writing.placed.get(path, ())
    ]


def extended(model: Model, path: str) -> Iterator[tuple[str, tuple[Extension, ...]]]:
    """Yields every owner of extensions within a value, by its pointer; media have items of their own."""
    return _extended(model, path) if is_extended(model) else iter(())


def is_extended(model: Model) -> bool:
    """Tells whether extensions stand within a value."""
    models = [model]
    for one in models:
        values = one.__dict__
        fields, said, nothing = _holding(type(one))
        if said(values) == nothing:
            continue
        if values.get("extensions"):
            return True
        for name in fields:
            if value := values[name]:
                models += value if isinstance(value, tuple) else (value,)
    return False


@cache
def _holding(model: type[Model]) -> tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Any], Any]:
    """Returns the fields in which extensions may stand, what asks for them and for these, and the answer for none."""
    fields = tuple([name for name, _ in _holders(model)])
    own = [("extensions", True)] if "extensions" in model.model_fields else []
    return fields, *asking([*own, *_holders(model)])


def _extended(model: Model, path: str) -> Iterator[tuple[str, tuple[Extension, ...]]]:
    values = model.__dict__
    found = values.get("extensions")
    if found:
        yield path, found
    for name, many in _holders(type(model)):
        value = values[name]
        if not value:
            continue
        if many:
            for index, one in enumerate(value):
                yield from _extended(one, f"{path}/{name}/{index}")
        else:
            yield from _extended(value, f"{path}/{name}")


@cache
def _holders(model: type[Model]) -> tuple[tuple[str, bool], ...]:
    """Returns the fields in which extensions may stand, and whether each is a list."""
    return tuple(
        (name, slot.many)
        for name, slot in plan(model).items()
        if name != "media" and any(_can_hold(one) for one in slot.models)
    )


@cache
def _can_hold(model: type[Model]) -> bool:
    """Tells whether extensions may stand in a value; no type of the model is recursive."""
    return "extensions" in model.model_fields or bool(_holders(model))


__all__ = ["LAST", "attach", "keep", "keep_attribute", "keep_element", "keep_markup", "keep_rest", "leftovers", "place"]
