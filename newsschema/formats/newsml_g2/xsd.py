"""Whether an XML file is what an XML Schema says, and where it is not."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from xml.parsers import expat

from lxml import etree

from newsschema.diagnostics import shown
from newsschema.errors import UsageError
from newsschema.formats.newsml_g2.markup import parser
from newsschema.positions import Position, position_at
from newsschema.xml_positions import Element, attribute_offset, elements_of, text_offset

__all__ = ["Refusal", "refusals", "usable"]

_NAMESPACE: Final = re.compile(r"\{[^{}]*\}")
_ATTRIBUTE: Final = re.compile(r"attribute '([^']+)'")
_LOADS: Final = frozenset({"import", "include", "redefine", "override"})
_ADDRESS: Final = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]+:")
_MOST_FILES: Final = 100


class Refusal(NamedTuple):
    """One place that the schema refuses: why, at which XPath and position, and in which item of a message."""

    reason: str
    path: str
    position: Position
    item: int


def refusals(data: bytes, schema: str) -> list[Refusal]:
    """Returns what an XML Schema in a file refuses in an XML document; nothing for one that is not well-formed.

    Raises `UsageError` for a schema that cannot be read, or that loads others from elsewhere than files.
    """
    checker = _schema(schema)
    try:
        root = etree.fromstring(data, parser(len(data)))
    except etree.XMLSyntaxError:
        return []
    if checker.validate(root):
        return []
    # Both passes meet the elements in one order, so that a number leads from the tree to the bytes.
    order = {element: number for number, element in enumerate(root.iter("*"))}
    elements = elements_of(data)
    items = _items(root)
    found = []
    for error in checker.error_log:
        at = _element(root, error.path)
        reason = _NAMESPACE.sub("", error.message)
        number, path = order.get(at, 0), _path(at)
        position = Position(error.line, 1, 0)
        if number < len(elements):
            place = elements[number]
            named = _ATTRIBUTE.search(reason)
            attribute = named[1].rpartition(":")[2] if named else ""
            if attribute in place.attributes:
                path += f"/@{attribute}"
            position = position_at(data, _offset(data, place, attribute, reason))
        found.append(Refusal(shown(reason.rstrip("."), limit=400), path, position, _item_of(at, items)))
    return found


def usable(schema: str) -> None:
    """Raises `UsageError` for a schema that cannot be read, or that loads others from elsewhere than files."""
    _schema(schema)


def _offset(data: bytes, place: Element, attribute: str, reason: str) -> int:
    at = attribute_offset(data, place, attribute) if attribute in place.attributes else None
    if at is not None:
        return at
    return text_offset(data, place) if "is not a valid value" in reason and not attribute else place.start


def _element(root: etree._Element, path: str | None) -> etree._Element:
    found = root.getroottree().xpath(path) if path else []
    return found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else root  # noqa: SLF001  # lxml has no other name for it


def _path(element: etree._Element) -> str:
    """The XPath of an element by local names, with numbers where there are several of a name."""
    steps = []
    at: etree._Element | None = element
    while at is not None:
        name = etree.QName(at).localname
        above = at.getparent()
        alike = [] if above is None else [one for one in above.iterchildren("*") if etree.QName(one).localname == name]
        steps.append(f"{name}[{alike.index(at) + 1}]" if len(alike) > 1 else name)
        at = above
    return "/" + "/".join(reversed(steps))


def _items(root: etree._Element) -> dict[etree._Element, int]:
    """The items of a message by their number; a file that is one item has none."""
    if etree.QName(root).localname != "newsMessage":
        return {}
    inner = [one for part in root if etree.QName(part).localname == "itemSet" for one in part.iterchildren("*")]
    return {item: number for number, item in enumerate(inner)}


def _item_of(element: etree._Element, items: dict[etree._Element, int]) -> int:
    at: etree._Element | None = element
    while at is not None:
        if at in items:
            return items[at]
        at = at.getparent()
    return 0


@lru_cache(maxsize=8)
def _schema(path: str) -> etree.XMLSchema:
    file = Path(path)
    _refuse_addresses(file)
    try:
        tree = etree.parse(file, etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False))
        return etree.XMLSchema(tree)
    except OSError as error:
        raise UsageError(f"the XML Schema {path} cannot be read: {error.strerror or error}") from None
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        reason = _NAMESPACE.sub("", str(error)).splitlines()[0][:300]
        raise UsageError(f"{path} is no XML Schema that can be used: {reason}") from None


def _refuse_addresses(first: Path) -> None:
    """Nothing is loaded from the network: a schema that would is refused before it is read."""
    waiting, seen = [first], Counter[Path]()
    while waiting and len(seen) < _MOST_FILES:
        file = waiting.pop()
        if seen[file.resolve()] or not file.is_file():
            continue
        seen[file.resolve()] += 1
        for location in _locations(file):
            if _ADDRESS.match(location):
                raise UsageError(
                    f"the XML Schema {file} loads {shown(location)}",
                    "Save that file beside it, and let schemaLocation name the copy",
                )
            waiting.append(file.parent / location.removeprefix("file://"))


def _locations(file: Path) -> list[str]:
    found: list[str] = []
    reader = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in _LOADS and "schemaLocation" in attributes:
            found.append(attributes["schemaLocation"])

    reader.StartElementHandler = start
    try:
        reader.Parse(file.read_bytes(), True)
    except (expat.ExpatError, OSError):
        return found
    return found
