"""Every value of JSON-LD with the path at which it stands, and those that an extension holds.

A path is the names of members from an object at the top down, in schema.org's own spelling, with that object's type
first; the numbers of list elements are left out. Empty values say nothing and are not counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from newsschema.formats.jsonld.graph import DEPTH, tops
from newsschema.formats.jsonld.page import Page, is_page
from newsschema.formats.jsonld.repair import NotJson, repaired
from newsschema.formats.jsonld.terms import types_of

Steps = tuple[str, ...]

_REFERENCE: Final = frozenset(("@id", "@type"))
_MEDIA: Final = ("image", "video", "audio", "associatedMedia", "primaryImageOfPage", "thumbnail")
_PARENTS: Final[dict[str, Steps]] = {
    "authors": ("author", "creator"),
    "contributors": ("contributor", "editor", "translator"),
    "publisher": ("publisher",),
    "provider": ("provider",),
    "media": _MEDIA,
    "renditions": ("encoding", *_MEDIA),
    "updates": ("liveBlogUpdate",),
    "affiliations": ("affiliation", "worksFor", "memberOf"),
    "located": ("locationCreated",),
    "subjects": ("about",),
    "events": ("about", "mentions"),
    "quotes": ("hasPart",),
    "casualty_reports": ("interpretedAsClaim", "hasPart"),
}


@dataclass(slots=True)
class Root:
    """An object at the top of a source: its type, its values, the identifiers it has and those it refers to."""

    type: str
    leaves: list[tuple[Steps, str]] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The type in lower case, as readers name what they set aside, without spaces."""
        return self.type.lower()


def roots(data: bytes) -> list[Root]:
    """Returns the objects of a page, or of JSON; what cannot be read as JSON has none."""
    texts: Iterable[str | bytes] = [block.text for block in Page(data).blocks()] if is_page(data) else [data]
    return [_root(top.node) for text in texts for top in tops(_parsed(text))]


def held(path: str, content: str) -> Iterator[tuple[Steps, str]]:
    """Yields the values that an extension holds, below its owner."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        value = content
    found = Root("")
    _walk(value, (path,), found)
    yield from found.leaves


def parents(owner: str) -> Steps:
    """Returns the terms that may hold an owner of extensions, by its pointer; none where it is not known."""
    fields = [step for step in owner.split("/") if step and not step.isdecimal()]
    while fields and fields[-1] in ("agent", "agents"):
        fields.pop()
    return _PARENTS.get(fields[-1], ()) if fields else ()


def _parsed(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    words = text if isinstance(text, str) else text.decode("utf-8-sig", "replace")
    try:
        return json.loads(words)
    except (ValueError, RecursionError):
        pass
    try:
        return repaired(words)[0]
    except NotJson:
        return None


def _root(node: dict[str, Any]) -> Root:
    root = Root(next(iter(types_of(node)), "object"))
    _walk(node, (root.type,), root)
    return root


def _walk(value: Any, steps: Steps, root: Root, depth: int = 0) -> None:
    if isinstance(value, dict) and depth < DEPTH:
        identifier = value.get("@id")
        if isinstance(identifier, str):
            (root.identifiers if value.keys() - _REFERENCE else root.references).add(identifier)
        for name, member in value.items():
            if name != "@context":
                _walk(member, (*steps, name), root, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _walk(item, steps, root, depth + 1)
    elif value is not None and value != "":
        root.leaves.append((steps, as_text(value)))


def as_text(value: Any) -> str:
    """Returns a plain value as it compares: words with single spaces, numbers and truth values as JSON has them."""
    return " ".join(value.split()) if isinstance(value, str) else json.dumps(value, default=str)


__all__ = ["Root", "Steps", "as_text", "held", "parents", "roots"]
