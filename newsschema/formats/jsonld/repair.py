"""JSON that is broken in one of the usual ways, read as a person would read it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from math import isfinite
from typing import Any, Final

_WRAPPERS: Final = re.compile(
    r"\A(?:\s|<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)+"
    r"|(?:\s|-->|//\s*-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)+\Z"
)
_SPACE: Final = re.compile(
    r"(?:[\s\ufeff\u00a0\u200b-\u200f\u2060\x00-\x1f]++|//[^\n]*+|/\*.*?\*/|<!--|-->)*+", re.DOTALL
)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?=[\s,}\]/;]|\Z)")
_BARE_NAME: Final = r"[A-Za-z_$@][\w$@.\-]*+(?::[\w$@.\-]++)*+"
_WORD: Final = re.compile(_BARE_NAME)
_GAP: Final = r"[\s\ufeff\u200b-\u200f\u2060]*+"
_QUOTES: Final = {'"': '"', "'": "'", "`": "`", "\u2033": "\u2033"} | dict.fromkeys(
    "\u201c\u201d\u201e", "\u201c\u201d"
)
"""What may stand around a string, and what may end it then."""
_PLAIN: Final = {mark: re.compile(rf"[^{ends}\\]*+") for mark, ends in _QUOTES.items()}
_OPENING: Final = "".join(_QUOTES)
_MEMBER: Final = rf"""[{_OPENING}][^{_OPENING}\n]{{1,80}}[{_OPENING}]{_GAP}:|{_BARE_NAME}{_GAP}:"""
_MEMBER_MAYBE: Final = (
    rf"""{_MEMBER}|[{_OPENING}][\w@:.\-]{{1,40}}[{_OPENING}](?:{_GAP}[=\d{{\[]|\s+[{_OPENING}]|{_GAP}\Z)"""
)
_AFTER_NAME: Final = re.compile(rf"{_GAP}(?:[:=\"{{\[]|\Z)")
_AFTER_VALUE: Final = re.compile(rf"{_GAP}(?:[,;}}\]]|//|/\*|\Z)")
_AFTER_COMMA: Final = re.compile(rf"""{_GAP}(?:[,;]{_GAP})*+(?:[{_OPENING}{{\[}}\]/\-\d]|true|false|null|\Z)""")
_AFTER_MEMBER: Final = re.compile(rf"""{_GAP}(?:[,;]{_GAP})*+(?:{_MEMBER_MAYBE}|[}}\]]|//|/\*|\Z)""")
_NEXT_MEMBER: Final = re.compile(rf"{_GAP}(?:{_MEMBER})")
_NEXT_ELEMENT: Final = re.compile(r'\s+"')
_NEXT_VALUE: Final = re.compile(r'\s*\n\s*["{\[]')
_PLACE: Final = re.compile(r"\{\{[^{}\"]*+\}\}|<\?.*?\?>|<%.*?%>|%%\w++%%", re.DOTALL)
"""Where a template was to put a value and did not."""
_UNREADABLE: Final = re.compile(r"[^,}\]\n]++")
_BEGINNING: Final = re.compile(r"""[{\[]\s*+(?:[{\["'\u201c@]|\w+\s*+:)""")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: Final[dict[str, Any]] = {
    "true": True,
    "false": False,
    "null": None,
    "True": True,
    "False": False,
    "None": None,
    "undefined": None,
    "NaN": None,
    "Infinity": None,
}
_ESCAPED_ONCE_MORE: Final = re.compile(r"""[\s\["]*+\{?\s*+\\"[@\w]""")
MAX_DEPTH: Final = 128


class NotJson(ValueError):
    """Text that nobody would read as JSON, with the offset where reading stopped."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset


def loads(text: str, *, strict: bool = True) -> Any:
    """Returns the value of JSON text by its grammar; raises `ValueError` for text beyond it, `NaN` and `Infinity` too.

    A number that no reader holds stays text.
    """
    return json.loads(text, strict=strict, parse_constant=_no_constant, parse_float=_number, parse_int=_number)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _number(text: str) -> int | float | str:
    try:
        return int(text) if text.lstrip("-").isdigit() else _finite(text)
    except ValueError:
        return text


def _finite(text: str) -> float | str:
    number = float(text)
    return number if isfinite(number) else text


def repaired(text: str) -> tuple[Any, tuple[str, ...]]:
    """Returns the value of broken JSON text and what was mended, in the order first met.

    Raises `NotJson` where a person would give up too.
    """
    mended: dict[str, None] = {}
    inner = _WRAPPERS.sub("", text)
    if inner != text.strip():
        mended["wrapper"] = None
    if '"' not in inner and ("&quot;" in inner or "&#34;" in inner or "&#x22;" in inner.lower()):
        mended["escaped as HTML"] = None
        inner = html.unescape(inner)
    elif _ESCAPED_ONCE_MORE.match(inner):
        mended["escaped twice"] = None
        inner = inner.replace('\\"', '"').replace("\\\\", "\\")
    if inner[:1] not in ("{", "["):
        start = _BEGINNING.search(inner)
        if start is not None and start.start():
            mended["text before the beginning"] = None
            inner = inner[start.start() :]
    try:
        # Raw control characters are the commonest mistake of all.
        value = loads(inner, strict=False)
        mended.setdefault("control characters" if not mended else next(iter(mended)), None)
    except (ValueError, RecursionError):
        value = _Reader(inner, lambda reason: mended.setdefault(reason, None)).document()
    return value, tuple(mended)


class _Reader:
    """A reader of JSON that goes on where the meaning is clear."""

    def __init__(self, text: str, note: Callable[[str], object]) -> None:
        self.text = text
        self.at = 0
        self.note = note
        self.depth = 0

    def document(self) -> Any:
        """Reads the whole text: one value, or several one after another, which become a list."""
        values = [self.value()]
        self.space()
        while self.at < len(self.text) and self.text[self.at] in ",;{[":
            if self.text[self.at] in ",;":
                self.at += 1
                if isinstance(values[-1], dict) and _NEXT_MEMBER.match(self.text, self.at):
                    self.note("an end too early")
                    values[-1].update(self.members())
            else:
                self.note("several values without a list")
                values.append(self.value())
            self.space()
        if self.at < len(self.text):
            self.note("text after the end")
        if not isinstance(values[0], dict | list):
            raise NotJson("no object or list", 0)
        return values[0] if len(values) == 1 else values

    def space(self) -> str:
        """Skips space and comments and returns the next character."""
        found = _SPACE.match(self.text, self.at)
        if found is not None:
            if found[0].strip("\ufeff\u200b\u200c\u200d\u200e\u200f\u2060 \t\r\n\u00a0"):
                self.note("comments")
            self.at = found.end()
        return self.text[self.at : self.at + 1]

    def value(self, *, in_object: bool = False) -> Any:
        """Reads one value; `in_object` tells that what follows a comma is a name."""
        mark = self.space()
        if in_object and (place := _PLACE.match(self.text, self.at)) is not None:
            self.note("values that were never filled in")
            self.at = place.end()
            return None
        if mark in ("{", "["):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise NotJson("nested too deeply", self.at)
            self.at += 1
            result = self.members() if mark == "{" else self.elements()
            self.depth -= 1
            return result
        if mark and mark in _QUOTES:
            return self.string(mark, _AFTER_MEMBER if in_object else _AFTER_COMMA)
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            if (text := _json_number(number[0])) != number[0]:
                self.note("numbers in another form")
            return _number(text)
        word = _WORD.match(self.text, self.at)
        if word is not None and word[0] in _WORDS:
            self.at = word.end()
            if word[0] not in ("true", "false", "null"):
                self.note("words of another language")
            return _WORDS[word[0]]
        return self.unreadable(in_object=in_object)

    def unreadable(self, *, in_object: bool) -> str:
        """Takes what is no value of JSON as the text that it is, where it ends plainly and is not all there is."""
        found = _UNREADABLE.match(self.text, self.at)
        if self.depth == 0 or found is None or not (text := found[0].strip()) or not in_object:
            raise NotJson("no value", self.at)
        self.note("values that are none")
        self.at = found.end()
        return text

    def elements(self) -> list[Any]:
        """Reads the elements of a list up to its end."""
        result: list[Any] = []
        while True:
            mark = self.space()
            if mark == "]":
                self.at += 1
                return result
            if mark in ("", "}"):
                self.note("an end that is missing")
                return result
            if mark == ",":
                self.note("extra commas")
                self.at += 1
                continue
            result.append(self.value())
            self.separator("]")

    def members(self) -> dict[str, Any]:
        """Reads the members of an object up to its end."""
        result: dict[str, Any] = {}
        while True:
            mark = self.space()
            if mark == "}":
                self.at += 1
                return result
            if mark in ("", "]"):
                self.note("an end that is missing")
                return result
            if mark in (",", ";"):
                self.note("extra commas")
                self.at += 1
                continue
            name = self.name(mark)
            mark = self.space()
            if mark in (":", "="):
                self.at += 1
            elif not mark:
                self.note("an end that is missing")
                return result
            elif mark not in _QUOTES:
                raise NotJson("no colon after a name", self.at)
            if mark != ":":
                self.note("a colon that is missing")
            if (mark := self.space()) in (",", "}", ""):
                self.note("a value that is missing" if mark else "an end that is missing")
                continue
            value = self.value(in_object=True)
            if name in result and result[name] != value:
                self.note("a name given twice")
            result[name] = value
            self.separator("}")

    def name(self, mark: str) -> str:
        """Reads the name of a member."""
        if mark and mark in _QUOTES:
            return self.string(mark, None)
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise NotJson("no name", self.at)
        self.note("names without quotation marks")
        self.at = word.end()
        return word[0]

    def separator(self, end: str) -> None:
        """Takes the comma after a value."""
        mark = self.space()
        if mark == ",":
            self.at += 1
            if self.space() == end:
                self.note("extra commas")
        elif mark == ";":
            self.note("extra commas")
            self.at += 1
        elif mark not in (end, "", "]", "}"):
            self.note("a comma that is missing")

    def string(self, mark: str, after_comma: re.Pattern[str] | None) -> str:
        """Reads a string; a quotation mark inside it that nothing can follow belongs to the words.

        `after_comma` is what may follow the comma after a value; a name has none.
        """
        plain = _PLAIN[mark]
        if mark != '"':
            self.note("single quotation marks" if mark == "'" else "quotation marks of another kind")
        self.at += 1
        pieces: list[str] = []
        while True:
            found = plain.match(self.text, self.at)
            words = found[0] if found else ""
            pieces.append(words)
            if any(character < " " for character in words):
                self.note("control characters")
            self.at += len(words)
            if self.at >= len(self.text):
                self.note("an end that is missing")
                return "".join(pieces)
            if self.text[self.at] == "\\":
                pieces.append(self.escape())
            elif self.closes(after_comma):
                self.at += 1
                return "".join(pieces)
            else:
                self.note("quotation marks without escape")
                pieces.append(self.text[self.at])
                self.at += 1

    def closes(self, after_comma: re.Pattern[str] | None) -> bool:
        """Tells whether the quotation mark here ends the string."""
        at = self.at + 1
        if after_comma is None:
            return _AFTER_NAME.match(self.text, at) is not None
        after = _AFTER_VALUE.match(self.text, at)
        if after is None:
            # Without a comma the next name begins right here, or the next value on a line of its own.
            following = _NEXT_MEMBER if after_comma is _AFTER_MEMBER else _NEXT_ELEMENT
            return following.match(self.text, at) is not None or _NEXT_VALUE.match(self.text, at) is not None
        if after[0][-1:] in (",", ";"):
            return after_comma.match(self.text, after.end()) is not None
        return True

    def escape(self) -> str:
        """Reads what stands behind a backslash."""
        escape = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if escape == "u":
            digits = self.text[self.at : self.at + 4]
            if re.fullmatch(r"[0-9A-Fa-f]{4}", digits):
                self.at += 4
                return self.pair(int(digits, 16))
            self.note("escapes that are none")
            return "\\u"
        if escape in _ESCAPES:
            return _ESCAPES[escape]
        if escape not in ('"', "\\", "/"):
            self.note("escapes that are none")
        return escape

    def pair(self, high: int) -> str:
        """Joins the halves of a character beyond the basic plane."""
        low = re.match(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})", self.text[self.at : self.at + 6])
        if 0xD800 <= high < 0xDC00 and low is not None:
            self.at += 6
            return chr(0x10000 + ((high - 0xD800) << 10) + (int(low[1], 16) - 0xDC00))
        return chr(high)


def _json_number(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("+-").lstrip("0")
    return sign + (digits if digits[:1].isdigit() else "0" + digits).removesuffix(".").replace(".e", "e").replace(
        ".E", "E"
    )
