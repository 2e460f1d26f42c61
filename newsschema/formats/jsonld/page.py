"""The JSON-LD blocks of an HTML page, and what the page says of itself, found without parsing the page."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

_PART: Final = re.compile(rb"<(?:!--|script\b)", re.IGNORECASE)
_BODY: Final = re.compile(rb"<body\b", re.IGNORECASE)
_SCRIPT: Final = re.compile(rb"<script\b((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(rb"</script\b", re.IGNORECASE)
_JSON_LD: Final = re.compile(
    r"(?<![\w-])type\s*=\s*[\"']?\s*(?:application|text)/(?:ld[+\-]json|json[+\-]ld|jsonld)\b", re.IGNORECASE
)
_CHARSET: Final = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]+)", re.IGNORECASE)
_ELEMENT: Final = re.compile(
    r"<(svg|style|noscript|template)\b.*?</\1|<(html|base|link|meta|title)\b((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_END: Final = re.compile(r"</title", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z:\-]+)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_BASIC_MULTILINGUAL: Final = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
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
        for start, end, attributes in self._scripts():
            if attributes is not None and _JSON_LD.search(html.unescape(attributes.decode("latin-1"))):
                yield Block(self._decode(self.data[start:end]), start, end - start)

    def _scripts(self, limit: int | None = None) -> Iterator[tuple[int, int, bytes | None]]:
        """Yields the span of each script's text with the attributes, and of each comment without; up to a limit."""
        at, size = 0, len(self.data)
        stop = size if limit is None else limit
        while at < stop and (part := _PART.search(self.data, at, stop)) is not None:
            if part[0] == b"<!--":
                end = self.data.find(b"-->", part.end())
                end = size if end < 0 else end
                yield part.start(), end, None
                at = end + 3
                continue
            opening = _SCRIPT.match(self.data, part.start())
            if opening is None:
                at = part.end()
                continue
            closing = _SCRIPT_END.search(self.data, opening.end())
            at = size if closing is None else closing.start()
            yield opening.end(), at, opening[1]

    def _decode(self, data: bytes) -> str:
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError:
            return self._guessed(data)

    def _guessed(self, data: bytes) -> str:
        """Decodes what is not in the encoding that the page says, or does not say."""
        # What is not UTF-8 on the web is Windows-1252 nearly always (WHATWG Encoding, section 4.2), but one bad byte
        # among good UTF-8 is a character that was cut in two.
        damaged = data.decode("utf-8", "replace")
        letters = sum(character > "\x7f" for character in damaged)
        if self.encoding != "utf-8" or damaged.count("\ufffd") * 4 < letters:
            return damaged
        return data.decode("cp1252", "replace")

    @cached_property
    def _said(self) -> dict[str, str]:
        """What the elements of the head say of the page, the first of each kind."""
        found: dict[str, str] = {}
        head = self._head
        for element in _ELEMENT.finditer(head):
            if element[2] is None:
                continue
            name = element[2].lower()
            if name == "title":
                closing = _TITLE_END.search(head, element.end())
                if closing is not None:
                    found.setdefault("title", html.unescape(head[element.end() : closing.start()]))
                continue
            for term, value in _statements(name, _attributes(element[3])):
                if value:
                    found.setdefault(term, value)
        return found

    @property
    def _head(self) -> str:
        """The text before the body, without scripts and comments, which may hold the same elements."""
        body = _BODY.search(self.data)
        stop = len(self.data) if body is None else body.start()
        pieces, at = [], 0
        for start, end, _ in self._scripts(stop):
            pieces.append(self.data[at:start])
            at = end
        return self._decode(b"".join((*pieces, self.data[at:stop] if at < stop else b"")))

    @cached_property
    def language(self) -> str | None:
        """The language that the `html` element states, else the page's metadata."""
        stated = self._said.get("lang") or self._said.get("content-language") or self._said.get("og:locale")
        return stated.partition(",")[0].strip().replace("_", "-") if stated else None

    @cached_property
    def base(self) -> str | None:
        """The address against which the page's relative links stand (HTML, 2.4.3), as written."""
        return self._said.get("base")

    @cached_property
    def canonical(self) -> str | None:
        """The page's own address: its canonical link, else what it tells social networks."""
        return self._said.get("canonical") or self._said.get("og:url")

    @cached_property
    def kind(self) -> str | None:
        """What the page tells social networks that it is: `article`, `website`."""
        return self._said.get("og:type")

    @cached_property
    def title(self) -> str | None:
        """The title of what the page is about: the one for social networks, without the site's name, else its own."""
        stated = self._said.get("og:title") or self._said.get("title") or ""
        return " ".join(stated.split()) or None


def _statements(element: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    if element == "html":
        yield "lang", attributes.get("lang") or attributes.get("xml:lang") or ""
    elif element == "base":
        yield "base", attributes.get("href", "")
    elif element == "link":
        if "canonical" in attributes.get("rel", "").lower().split():
            yield "canonical", attributes.get("href", "")
    else:
        name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv") or ""
        yield name.lower(), attributes.get("content", "")


def is_page(data: bytes) -> bool:
    """Tells whether text is HTML rather than JSON by its first character."""
    return data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def in_bytes(data: bytes) -> bytes:
    """Returns a source of 16-bit characters, which its first bytes mark, as UTF-8; any other as it is."""
    encoding = _BASIC_MULTILINGUAL.get(data[:2])
    return data.decode(encoding, "replace").encode() if encoding else data


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "").strip()
        for found in _ATTRIBUTE.finditer(text)
    }


def _encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    found = _CHARSET.search(data, 0, _HEAD_SIZE)
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        return "utf-8"
    if name.startswith("utf-16"):
        return "utf-8"  # HTML, 13.2.3.2: a page that can say so in ASCII is none
    # Latin-1 on the web means Windows-1252 (WHATWG Encoding, section 4.2).
    return "cp1252" if name in ("iso8859-1", "ascii") else name
