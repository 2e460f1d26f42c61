"""What of a foreign node its owner has no field for, as extensions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from newsschema.formats.jsonld.shapes import Node
from newsschema.v1.text import LINE_PATTERN

EXTENSIONS: Final = "ns:extensions"
FORMAT: Final = "jsonld"
"""The format that extensions of this reader name."""
DERIVED: Final = "ns:derived"
"""The extension that names the fields which the source itself did not state."""
TYPE: Final = " type"
"""Where a node is of several types or none: the one by which it is read."""
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
_LINE: Final = re.compile(LINE_PATTERN.replace("$", r"\Z"))
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_NOT_CARRIED: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Leftovers:
    """What of one node its owner has no field for, by term."""

    def __init__(self) -> None:
        self.whole: dict[str, Any] = {}
        self.parts: dict[str, list[Any]] = {}
        self.derived: list[str] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        return not (self.whole or self.parts or self.derived)

    def entries(self) -> list[Node]:
        """Returns the extensions, by path."""
        found = dict(self.whole)
        for key, values in self.parts.items():
            found[key] = values[0] if len(values) == 1 else values
        entries = [{"format": FORMAT, "path": path_of(key), "content": content_of(found[key])} for key in sorted(found)]
        if self.derived:
            entries.append({"format": FORMAT, "path": DERIVED, "content": content_of(self.derived)})
        return entries

    def add(self, key: str, value: Any) -> None:
        """Keeps one of the values of a term."""
        if value not in EMPTY:
            self.parts.setdefault(key, []).append(value)


def content_of(value: Any) -> str:
    """Returns the canonical JSON of a value: members sorted, no space, nothing that XML cannot carry."""
    if type(value) is str and value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'
    text = _CANONICAL.encode(value)
    return text if text.isascii() else _NOT_CARRIED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def path_of(key: str) -> str:
    """Returns a member's name as the path of an extension."""
    return key if is_line(key) else json.dumps(key)


def is_line(text: str) -> bool:
    """Tells whether a text is a line of the model."""
    if text.isprintable():
        return bool(text)
    return _LINE.match(text) is not None and not _NOT_CARRIED.search(text)


def flat(value: Any) -> Iterator[Any]:
    """Yields the values of a term: those of a list in a list, or the one."""
    if type(value) is not list:
        yield value
        return
    for item in value:
        if type(item) is list:
            yield from flat(item)
        else:
            yield item
