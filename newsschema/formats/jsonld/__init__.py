"""schema.org JSON-LD: news articles as documents, JSON Lines and pages carry them."""

from __future__ import annotations

from typing import Final

from newsschema.formats.base import FormatInfo
from newsschema.formats.jsonld.read import read
from newsschema.formats.jsonld.write import dump_all, dumps, embed

__all__ = ["INFO", "dump_all", "dumps", "embed", "read"]

INFO: Final = FormatInfo(
    name="jsonld",
    title="schema.org JSON-LD",
    standard="schema.org",
    version="30.0",
    extensions=(".jsonld", ".html", ".htm"),
    reads=True,
    writes=True,
)
