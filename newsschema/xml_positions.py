"""Where in an XML document its elements stand: a second pass over the bytes, for when there is something to report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from xml.parsers import expat

__all__ = ["Element", "attribute_offset", "elements_of", "find_xpath", "text_offset"]

_STEP: Final = re.compile(r"(?P<name>@?[\w:.*-]+)(?P<braces>\{[^}]*\})?(?:\[(?P<number>\d+)\])?")
_BRACES: Final = re.compile(r"\{[^}]*\}")
_SPACE: Final = re.compile(rb"\s*+")


class Element(NamedTuple):
    """One element: its local name, the offsets in bytes of its tag and of what follows the tag, and its parent."""

    name: str
    start: int
    content: int
    parent: int
    depth: int
    attributes: dict[str, str]


def elements_of(data: bytes) -> list[Element]:
    """Returns the elements of a document in order; of a broken one those before the place where it breaks.

    A document that declares entities is not read any further: they could expand without end.
    """
    found: list[Element] = []
    open_elements: list[int] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        parent = open_elements[-1] if open_elements else -1
        open_elements.append(len(found))
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.append(Element(name.rpartition(":")[2], at, _tag_end(data, at), parent, len(open_elements), local))

    def end(_: str) -> None:
        open_elements.pop()

    def declared(*_: object) -> None:
        raise ValueError("entities are not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return found
    return found


def _tag_end(data: bytes, at: int) -> int:
    quote = 0
    for offset in range(at, len(data)):
        byte = data[offset]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in {0x22, 0x27}:
            quote = byte
        elif byte == 0x3E:
            return offset + 1
    return len(data)


def text_offset(data: bytes, element: Element) -> int:
    """The offset of the first word of an element; of its tag where it has none."""
    match = _SPACE.match(data, element.content)
    at = match.end() if match else element.content
    return element.start if data[at : at + 1] in {b"<", b""} else at


def attribute_offset(data: bytes, element: Element, name: str) -> int | None:
    """The offset of the value of an attribute, behind its quotation mark."""
    pattern = rb"\s(?:[\w.-]+:)?" + re.escape(name.encode()) + rb"\s*=\s*[\"']"
    match = re.compile(pattern).search(data, element.start, element.content)
    return match.end() if match else None


def find_xpath(elements: Sequence[Element], xpath: str, within: int = 0) -> tuple[int, str | None] | None:
    """The element that a plain XPath leads to, and the attribute if it ends in one.

    The path consists of names with or without prefix and number; one that does not begin at the document's element
    begins at `within`. As much of it is followed as there is.
    """
    if not elements:
        return None
    steps = [_STEP.match(step) for step in _BRACES.sub("", xpath).strip("/").split("/")]
    at, attribute = within, None
    for position, step in enumerate(steps):
        if step is None or step["name"] == ".":
            continue
        name = step["name"].rpartition(":")[2]
        if step["name"].startswith("@"):
            attribute = name.removeprefix("@")
            break
        if position == 0 and name == elements[0].name and xpath.startswith("/"):
            at = 0
            continue
        if position == 0 and name == elements[at].name:
            continue
        inner = _nth(children(elements, at), name, int(step["number"] or 1))
        if inner is None:
            break
        at = inner
    return at, attribute


def children(elements: Sequence[Element], parent: int) -> Iterable[tuple[int, Element]]:
    """Yields the child elements of an element with their numbers."""
    depth = elements[parent].depth
    for number in range(parent + 1, len(elements)):
        element = elements[number]
        if element.depth <= depth:
            return
        if element.parent == parent:
            yield number, element


def _nth(candidates: Iterable[tuple[int, Element]], name: str, number: int) -> int | None:
    found = [at for at, element in candidates if name in {element.name, "*"}]
    return found[number - 1] if 0 < number <= len(found) else None
