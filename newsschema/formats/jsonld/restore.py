"""The way back of extensions to where they stood in a JSON-LD document."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final
from urllib.parse import quote

import orjson

from newsschema.formats.jsonld.contexts import DEFAULT, FOREIGN, context_of, normalize
from newsschema.formats.jsonld.leftovers import EXTENSIONS, FORMAT, TYPE, content_of
from newsschema.formats.jsonld.mend import Mender
from newsschema.formats.jsonld.repair import loads
from newsschema.formats.jsonld.shapes import Node, Shape
from newsschema.formats.jsonld.terms import is_known
from newsschema.v1 import (
    Article,
    Media,
)


def restored(shape: Shape, node: Node) -> Node:
    """Puts what came from JSON-LD back where it stood, as far as reading it gives the same again."""
    entries = node[EXTENSIONS]
    count = 0
    last = ""
    for entry in entries:
        if entry["format"] != FORMAT or entry["path"] <= last or not _is_canonical(entry):
            break
        if entry["path"] == "@context" and (shape.model is not Article or not is_harmless(entry["content"])):
            break
        last = entry["path"]
        count += 1
    while count:
        trial = _put_back(node, entries[:count], entries[count:])
        if _gives_again(shape, trial, node):
            return _defined(trial, [entry["path"] for entry in entries[:count]])
        count -= 1
    return node


@cache
def schema_org_properties() -> frozenset[str]:
    """The names of schema.org's properties (release 30.0)."""
    text = resources.files("newsschema.formats.jsonld").joinpath("schema_org_properties.txt").read_text("utf-8")
    return frozenset(text.split())


def _defined(node: Node, names: Iterable[str]) -> Node:
    """Defines the members that are no terms of schema.org, which would otherwise expand to terms it does not have."""
    # Between two laws: a member goes back under the name it was found by, so that nothing is lost, and is defined as
    # free JSON, so that the document stays plain JSON-LD. Types of schema.org in their strict form refuse such a
    # member as they refused it in the document it came from; what the model itself says they accept.
    context = node.get("@context", [])
    entries = context if isinstance(context, list) else [context]
    known = schema_org_properties().union(*(entry.keys() for entry in entries))
    unknown = [name for name in names if name not in known and ":" not in name and name[:1] != "@"]
    if unknown:
        terms = {name: {"@id": FOREIGN + quote(name, safe=""), "@type": "@json"} for name in unknown}
        node["@context"] = [*entries, terms] if entries else terms
    return node


def is_harmless(content: str) -> bool:
    """Tells whether the terms of another vocabulary's context leave schema.org's as they are."""
    stated = json.loads(content)
    entries = tuple(stated) if isinstance(stated, list) else (stated,)
    found = context_of(list(entries))
    return (
        all(isinstance(entry, dict) for entry in entries)
        and found == DEFAULT._replace(foreign=entries)
        and not any(name[:1] == "@" or is_known(name) for entry in entries for name in entry)
    )


_OWN: Final = DEFAULT._replace(own=True)


def _is_canonical(entry: Node) -> bool:
    """Tells whether an extension is as our reader makes it, and holds what a strict JSON writer takes."""
    path, content = entry["path"], entry["content"]
    if path[:3] == "ns:" or path in ("@graph", "@id", TYPE) or len(entry) != 3:
        return False
    try:
        value = loads(content)
        orjson.dumps(value)
    except (ValueError, TypeError, RecursionError):
        # Half a surrogate pair, a number beyond 64 bits, or no JSON.
        return False
    return content_of(value) == str(content) and normalize({path: value}, _OWN) == {path: value}


def _put_back(node: Node, entries: list[Node], others: list[Node]) -> Node:
    result = {key: value for key, value in node.items() if key != EXTENSIONS}
    for entry in entries:
        key, value = entry["path"], json.loads(entry["content"])
        if key == "@type":
            result[key] = value
        elif key in result:
            present, added = result[key], value if isinstance(value, list) else [value]
            result[key] = [*(present if isinstance(present, list) else [present]), *added]
        else:
            result[key] = value
    if others:
        result[EXTENSIONS] = others
    return result


def _gives_again(shape: Shape, trial: Node, node: Node) -> bool:
    mender = Mender(own=True)
    if shape.model is Article:
        try:
            return mender.article(trial) == node
        except (KeyError, TypeError, AttributeError):
            return False
    if shape.model is Media:
        trial = {**trial, TYPE: "ImageObject"}
    return mender.node(shape, trial) == node
