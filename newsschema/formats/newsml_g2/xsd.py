"""Whether an XML file is what an XML Schema says, and where it is not."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from lxml import etree

from newsschema.diagnostics import shown
from newsschema.errors import UsageError
from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.outline import Outline
from newsschema.positions import Position

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
    """Returns what an XML Schema in a file refuses in an XML document; one that is not well-formed is refused as such.

    Raises `UsageError` for a schema that cannot be read, or that loads others from elsewhere than files.
    """
    checker = _schema(schema)
    try:
        root = etree.fromstring(data, parser(len(data)))
    except etree.XMLSyntaxError as broken:
        line, column = broken.position
        reason = f"the XML is not well-formed: {shown(str(broken.msg), limit=200)}"
        return [Refusal(reason, "", Position(max(line or 1, 1), max(column or 1, 1), 0), 0)]
    if checker.validate(root):
        return []
    outline = Outline(data, root)
    found = []
    errors: Any = checker.error_log  # iterable, which its type information does not say
    for error in errors:
        at = _element(root, error.path)
        reason = _NAMESPACE.sub("", error.message)
        named = _ATTRIBUTE.search(reason)
        attribute = named[1].rpartition(":")[2] if named else ""
        stated = attribute if any(etree.QName(name).localname == attribute for name in at.keys()) else ""  # noqa: SIM118  # an element iterates over its children
        position = outline.position(at, stated, text="is not a valid value" in reason and not attribute)
        reason = shown(reason.rstrip("."), limit=400)
        found.append(Refusal(reason, outline.path(at, stated), position, outline.item_of(at)))
    return found


def usable(schema: str) -> None:
    """Raises `UsageError` for a schema that cannot be read, or that loads others from elsewhere than files."""
    _schema(schema)


def _element(root: etree._Element, path: str | None) -> etree._Element:
    found = root.getroottree().xpath(path) if path else []
    return found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else root  # noqa: SLF001  # lxml has no other name for it


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
