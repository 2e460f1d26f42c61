"""Foreign markup, well-formed or not, as a stream of tags and text.

Reads XHTML and HTML alike, in time linear in the length whatever stands in it, and never fails: what is no tag is
text. It differs from an HTML parser where XHTML needs it: `<p/>` is an empty element, and CDATA sections are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape as html_unescape
from typing import Final, NamedTuple, TypeAlias

from newsschema.v1.body_markup import NOT_XML

RAW_TEXT: Final = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"))
"""Elements of HTML whose content is text up to their end tag, whatever it looks like."""

_XHTML_PREFIX: Final = re.compile(r"""xmlns:([A-Za-z][\w.\-]*+)\s*+=\s*+["']http://www\.w3\.org/1999/xhtml["']""")
_TAG_START: Final = re.compile(r"<(/?+)([A-Za-z][^\s/>]*+)")
_ATTRIBUTE: Final = re.compile(r"""([\s/=]*+)(?:(>)|([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+)""")


_LONG_REFERENCE: Final = re.compile(r"&#(?:[0-9]{9,}+|[xX][0-9a-fA-F]{9,}+);?+")
"""A number that no character has, and that Python may refuse to read."""
_MISSING_TAG_END: Final = "a tag's >"


class Start(NamedTuple):
    """A start tag; `closed` where it ends in a slash."""

    name: str
    attributes: Sequence[tuple[str, str]]
    closed: bool


class End(NamedTuple):
    """An end tag."""

    name: str


Token: TypeAlias = str | Start | End


def tokens(markup: str) -> Iterator[Token]:
    """Yields the tags and the unescaped text of markup; names are lower-case and without XHTML's prefix."""
    return _Reader(markup).tokens()


def unescape(text: str) -> str:
    """Returns text with its character references resolved, and without characters that XML cannot carry."""
    if "&" not in text:
        return text
    plain = html_unescape(_LONG_REFERENCE.sub("\ufffd", text)).replace("\r", " ").replace("\f", " ")
    return NOT_XML.sub("", plain)


class _Reader:
    """A position in the markup, and what is known not to come any more."""

    __slots__ = ("markup", "missing", "position", "prefixes")

    def __init__(self, markup: str) -> None:
        self.markup: Final = markup
        self.position = 0
        self.missing: set[str] = set()
        self.prefixes: Final = {"html", "xhtml", *_XHTML_PREFIX.findall(markup)} if ":" in markup else set()

    def tokens(self) -> Iterator[Token]:
        markup = self.markup
        text_start = 0
        while (found := markup.find("<", self.position)) >= 0:
            self.position = found
            token = self.markup_at(found)
            if token is None:
                self.position = found + 1
                continue
            if found > text_start:
                yield unescape(markup[text_start:found])
            if token:
                yield token
            text_start = self.position
        if text_start < len(markup):
            yield unescape(markup[text_start:])

    def markup_at(self, start: int) -> Token | None:
        """Reads what a `<` begins and moves behind it; None where it is text, an empty string where it says nothing."""
        follows = self.markup[start + 1 : start + 2]
        if follows == "!":
            return self.declaration(start)
        if follows == "?":
            return self.skip_to(">", start)
        found = _TAG_START.match(self.markup, start)
        if found is None:
            return self.skip_to(">", start) if follows == "/" else None
        return self.tag(found)

    def declaration(self, start: int) -> str | None:
        """Reads a comment, CDATA section or document type."""
        markup = self.markup
        if markup.startswith("<!--", start):
            return self.skip_to("-->", start + 2 if markup.startswith("<!-->", start) else start + 4)
        if markup.startswith("<![CDATA[", start):
            end = self.find("]]>", start)
            if end < 0:
                return None
            self.position = end + 3
            return markup[start + 9 : end]
        end = self.find(">", start)
        subset = markup.find("[", start, end) if end >= 0 else -1
        return self.skip_to("]>" if subset >= 0 and self.find("]>", subset) >= 0 else ">", start)

    def skip_to(self, mark: str, start: int) -> str | None:
        """Moves behind a mark."""
        end = self.find(mark, start)
        if end < 0:
            return None
        self.position = end + len(mark)
        return ""

    def find(self, mark: str, start: int) -> int:
        """Finds a mark; one that was missed once is not searched again, which keeps the whole linear."""
        if mark in self.missing:
            return -1
        end = self.markup.find(mark, start)
        if end < 0:
            self.missing.add(mark)
        return end

    def tag(self, found: re.Match[str]) -> Token | None:
        """Reads a tag with its attributes, and the content of an element of raw text."""
        attributes: list[tuple[str, str]] = []
        position = found.end()
        if _MISSING_TAG_END in self.missing:
            return None
        while (part := _ATTRIBUTE.match(self.markup, position)) is not None and not part[2]:
            value = part[4] if part[4] is not None else part[5] if part[5] is not None else part[6]
            attributes.append((self.local(part[3]), unescape(value or "")))
            position = part.end()
        if part is None:
            # The markup ends within a tag: there is no other tag behind it either.
            self.missing.add(_MISSING_TAG_END)
            return None
        self.position = part.end()
        name = self.local(found[2])
        if found[1]:
            return End(name)
        closed = "/" in part[1]
        if name in RAW_TEXT and not closed:
            self.skip_raw(name)
        return Start(name, attributes, closed)

    def skip_raw(self, name: str) -> None:
        """Moves before the end tag of an element of raw text; a program without one takes the rest with it."""
        if name in self.missing:
            return
        found = _RAW_ENDS[name].search(self.markup, self.position)
        if found is not None:
            self.position = found.start()
            return
        self.missing.add(name)
        if name in ("script", "style"):
            self.position = len(self.markup)

    def local(self, name: str) -> str:
        """Takes XHTML's prefix off a name."""
        lower = name.lower()
        prefix, colon, rest = lower.partition(":")
        return rest if colon and prefix in self.prefixes else lower


_RAW_ENDS: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW_TEXT}
