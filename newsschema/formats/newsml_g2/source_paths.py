"""Every value of a NewsML-G2 or NITF file with the path at which it stands, and those that an extension holds.

A path is the names of elements from the item down, those of the standard without their namespace, and `@name` for an
attribute. A value is an attribute's, or a run of text; an element that holds nothing counts as one empty value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from newsschema.formats.newsml_g2.codec import camel
from newsschema.formats.newsml_g2.markup import pairs, parsed_file
from newsschema.formats.newsml_g2.places import ELEMENTS, ITEMS
from newsschema.formats.newsml_g2.shapes import files_in, mend
from newsschema.formats.newsml_g2.terms import G2, XHTML, XML
from newsschema.v1.codes import NAMESPACE

Steps = tuple[str, ...]

_DEPTH: Final = 200
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
_NITF: Final = "http://iptc.org/std/NITF/2006-10-18/"
_PREFIXES: Final = {G2: "", XHTML: "", _NITF: "", XML: "xml:", NAMESPACE: "ns:", _XSI: "xsi:", _SIGNATURE: "ds:"}
_QUALIFIED: Final = re.compile(r"\{([^{}]*)\}")
_STEP: Final = re.compile(r"(?:\{[^{}]*\}|[^/])+")
_RANK: Final = re.compile(r"\[\d+\]")
_IPTC_CATALOG: Final = "iptc.org/std/catalog/catalog.IPTC-G2"
_OF_THE_FILE: Final = frozenset(("@standard", "@standardversion", "@conformance"))
ROOTS: Final = frozenset((*ITEMS, "newsMessage", "nitf"))
"""The elements that an extension of an article itself may stand in."""


class Leaf(NamedTuple):
    """A value, where it stands, and in which item of its file; none for the message around the items."""

    item: int | None
    steps: Steps
    value: str
    left_out: bool = False
    """Whether it is one of what no writer gives back: the file's own version, IPTC's catalog, signatures."""


def leaves(data: bytes) -> Iterator[Leaf]:
    """Yields the values of a file in order; none of what is no XML."""
    try:
        root, _ = parsed_file(data)
    except (etree.XMLSyntaxError, ValueError):
        return
    number = 0
    for one in files_in(root):
        mend(one)
        for leaf in _file_leaves(one, number):
            yield leaf
            number = number if leaf.item is None else max(number, leaf.item)
        number += 1


def _file_leaves(root: etree._Element, number: int) -> Iterator[Leaf]:
    name = named(str(root.tag))
    if name != "newsMessage":
        yield from _item_leaves(root, number)
        return
    for steps, value, left_out in _attributes(root, (name,)):
        yield Leaf(None, steps, value, left_out)
    for child in root.iterchildren("*"):
        if named(str(child.tag)) not in (*ITEMS, "itemSet"):
            for steps, value, left_out in _walk(child, (name,)):
                yield Leaf(None, steps, value, left_out)
            continue
        for item in [child] if named(str(child.tag)) in ITEMS else child.iterchildren("*"):
            yield from _item_leaves(item, number)
            number += 1


def held(path: str, content: str) -> Iterator[tuple[Steps, str]]:
    """Yields the values that an extension holds, below its owner."""
    plain = _RANK.sub("", path.partition("#")[0])
    above = tuple(_STEP.findall(named(plain)))
    if not above or above[-1] == "text()":
        return
    if above[-1].startswith("@"):
        yield above, _collapsed(content)
        return
    markup = above[-1] == "node()"
    try:
        element, _ = parsed_file(content.encode())
    except (etree.XMLSyntaxError, ValueError):
        yield above, _collapsed(content)
        return
    for steps, value, _ in _walk(element, ()):
        # The words of a text whose markup is kept stand in its field.
        if not (markup and value and not steps[-1].startswith("@")):
            yield above[:-1] + steps[1 if markup else 0 :], value


def parents(owner: str) -> Steps:
    """Returns the elements that may stand for an owner of extensions, by its pointer; none where it is not known."""
    fields = [step for step in owner.split("/") if step and not step.isdecimal()]
    while fields and fields[-1] in ("agent", "agents"):
        fields.pop()
    if not fields:
        return tuple(sorted(ROOTS))
    if fields[0] == "media":
        return ()
    return (*ELEMENTS.get(fields[-1], ()), camel(fields[-1]))


def named(tag: str) -> str:
    """Returns a name, or a path of names, with prefixes instead of the namespaces that are well known."""
    return _QUALIFIED.sub(lambda found: _PREFIXES.get(found[1], found[0]), tag)


def _item_leaves(item: etree._Element, number: int) -> Iterator[Leaf]:
    for steps, value, left_out in _walk(item, ()):
        yield Leaf(number, steps, value, left_out or (len(steps) == 2 and steps[1] in _OF_THE_FILE))


def _walk(element: etree._Element, above: Steps, left_out: bool = False) -> Iterator[tuple[Steps, str, bool]]:
    steps = (*above, named(str(element.tag)))
    left_out = (
        left_out
        or steps[-1].startswith("ds:")
        or (steps[-1] == "catalogRef" and _IPTC_CATALOG in element.get("href", ""))
    )
    if len(steps) > _DEPTH:
        yield steps, "…", left_out
        return
    empty = True
    for path, value, of_schema in _attributes(element, steps):
        empty = False
        yield path, value, left_out or of_schema
    for text in (element.text, *(child.tail for child in element)):
        if value := _collapsed(text or ""):
            empty = False
            yield steps, value, left_out
    for child in element.iterchildren("*"):
        empty = False
        yield from _walk(child, steps, left_out)
    if empty:
        yield steps, "", left_out


def _attributes(element: etree._Element, steps: Steps) -> Iterator[tuple[Steps, str, bool]]:
    for name, value in pairs(element):
        step = f"@{named(name)}"
        yield (*steps, step), _collapsed(value), step.startswith("@xsi:")


def _collapsed(text: str) -> str:
    return " ".join(text.split())


__all__ = ["ROOTS", "Leaf", "Steps", "held", "leaves", "named", "parents"]
