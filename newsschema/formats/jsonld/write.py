"""Articles, quotes and casualty reports as schema.org JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

import orjson

from newsschema.formats.base import WriteOptions
from newsschema.formats.jsonld.mapping import CONTEXT, OWN_CONTEXT, SCHEMA_ORG
from newsschema.formats.jsonld.shapes import Node, write_node
from newsschema.v1 import redact

if TYPE_CHECKING:
    from newsschema.formats.base import Document

_ESCAPES = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}
"""What may not stand as itself in a script element: it could end the element or a line of the script."""
_ESCAPING = str.maketrans(_ESCAPES)


def to_node(document: Document) -> Node:
    """Returns a document as a JSON-LD object with its context."""
    node = write_node(document)
    foreign = node.pop("@context", None)
    if foreign is None:
        return {"@context": CONTEXT, **node}
    between = foreign if isinstance(foreign, list) else [foreign]
    return {"@context": [SCHEMA_ORG, *between, OWN_CONTEXT], **node}


def dumps(document: Document, options: WriteOptions | None = None) -> bytes:
    """Returns one document as JSON-LD, indented."""
    return orjson.dumps(to_node(_audience(document, options)), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def dump_all(documents: Iterable[Document], stream: BinaryIO, options: WriteOptions | None = None) -> None:
    """Writes documents as JSON Lines, one a line."""
    stream.writelines(
        orjson.dumps(to_node(_audience(document, options)), option=orjson.OPT_APPEND_NEWLINE) for document in documents
    )


def embed(document: Document, options: WriteOptions | None = None) -> str:
    """Returns the script element that carries a document in an HTML page."""
    text = orjson.dumps(to_node(_audience(document, options))).decode().translate(_ESCAPING)
    return f'<script type="application/ld+json">{text}</script>'


def _audience(document: Document, options: WriteOptions | None) -> Document:
    return document if options is None or options.audience == "internal" else redact(document)
