"""The JSON-LD blocks of an HTML page, and what the page says of itself, found without parsing the page."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

_PART: Final = re.compile(rb"<(?:!--|script\b)", re.IGNORECASE)
_SCRIPT: Final = re.compile(rb"<script\b((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(rb"</script\b", re.IGNORECASE)
_JSON_LD: Final = re.compile(r"(?<![\w-])type\s*=\s*[\"']?\s*application/ld\+json\b", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]+)", re.IGNORECASE)
_HTML: Final = re.compile(r"<html\b([^>]*+)>", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title\b[^>]*+>(.*?)</title", re.IGNORECASE | re.DOTALL)
_LINK: Final = re.compile(r"<link\b([^>]*+)>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z:\-]+)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_HEAD_SIZE: Final = 4096


class Block(NamedTuple):
    """The text of one block, and the span of its bytes in the page."""

    text: str
    offset: int
    length: int


class Page:
    """An HTML page as bytes; `blocks` come in the order of the page, and the rest is looked up when asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.encoding = _encoding(data)

    def blocks(self) -> Iterator[Block]:
        """Yields every script element of type `application/ld+json` that stands outside of a comment."""
        at = 0
        while (part := _PART.search(self.data, at)) is not None:
            if part[0] == b"<!--":
                end = self.data.find(b"-->", part.end())
                at = len(self.data) if end < 0 else end + 3
                continue
            opening = _SCRIPT.match(self.data, part.start())
            if opening is None:
                at = part.end()
                continue
            closing = _SCRIPT_END.search(self.data, opening.end())
            end = len(self.data) if closing is None else closing.start()
            if _JSON_LD.search(html.unescape(opening[1].decode("latin-1"))):
                yield Block(self._decode(self.data[opening.end() : end]), opening.end(), end - opening.end())
            at = end

    def _decode(self, data: bytes) -> str:
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError:
            # What is not UTF-8 on the web is Windows-1252 nearly always (WHATWG Encoding, section 4.2).
            return data.decode("cp1252" if self.encoding == "utf-8" else "utf-8", "replace")

    @cached_property
    def _text(self) -> str:
        return self._decode(self.data)

    @cached_property
    def language(self) -> str | None:
        """The language that the `html` element states."""
        found = _HTML.search(self._text)
        attributes = _attributes(found[1]) if found else {}
        return attributes.get("lang") or attributes.get("xml:lang")

    @cached_property
    def canonical(self) -> str | None:
        """The page's canonical link."""
        for found in _LINK.finditer(self._text):
            attributes = _attributes(found[1])
            if "canonical" in attributes.get("rel", "").lower().split():
                return attributes.get("href")
        return None

    @cached_property
    def title(self) -> str | None:
        """The page's title."""
        found = _TITLE.search(self._text)
        return " ".join(html.unescape(found[1]).split()) or None if found else None


def is_page(data: bytes) -> bool:
    """Tells whether text is HTML rather than JSON by its first character."""
    return data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "").strip()
        for found in _ATTRIBUTE.finditer(text)
    }


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = _CHARSET.search(data, 0, _HEAD_SIZE)
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        return "utf-8"
    # Latin-1 on the web means Windows-1252 (WHATWG Encoding, section 4.2).
    return "cp1252" if name in ("iso8859-1", "ascii") else name
