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
_SPACE: Final = re.compile(r"(?:[\s\ufeff\u00a0]++|//[^\n]*+|/\*.*?\*/|<!--|-->)*+", re.DOTALL)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD: Final = re.compile(r"[A-Za-z_$@][\w$@:.\-]*+")
_PLAIN: Final = re.compile(r'[^"\\]*+')
_PLAIN_SINGLE: Final = re.compile(r"[^'\\]*+")
_AFTER_STRING: Final = re.compile(r"\s*+(?:[,:}\]]|//|/\*|\Z)")
_AFTER_COMMA: Final = re.compile(r"""\s*+(?:["'{\[}\],/\-\d]|true|false|null|\Z)""")
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
    if '"' not in inner and "&quot;" in inner:
        mended["escaped as HTML"] = None
        inner = html.unescape(inner)
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
            if found[0].strip():
                self.note("comments")
            self.at = found.end()
        return self.text[self.at : self.at + 1]

    def value(self) -> Any:
        """Reads one value."""
        mark = self.space()
        if mark in ("{", "["):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise NotJson("nested too deeply", self.at)
            self.at += 1
            result = self.members() if mark == "{" else self.elements()
            self.depth -= 1
            return result
        if mark in ('"', "'"):
            return self.string(mark)
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            return _number(_json_number(number[0]))
        word = _WORD.match(self.text, self.at)
        if word is not None and word[0] in _WORDS:
            self.at = word.end()
            if word[0] not in ("true", "false", "null"):
                self.note("words of another language")
            return _WORDS[word[0]]
        raise NotJson("no value", self.at)

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
            if self.space() != ":":
                raise NotJson("no colon after a name", self.at)
            self.at += 1
            if self.space() in (",", "}"):
                self.note("a value that is missing")
                continue
            result[name] = self.value()
            self.separator("}")

    def name(self, mark: str) -> str:
        """Reads the name of a member."""
        if mark in ('"', "'"):
            return self.string(mark)
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

    def string(self, mark: str) -> str:
        """Reads a string; a quotation mark inside it that nothing can follow belongs to the words."""
        plain = _PLAIN if mark == '"' else _PLAIN_SINGLE
        if mark == "'":
            self.note("single quotation marks")
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
            elif self.closes():
                self.at += 1
                return "".join(pieces)
            else:
                self.note("quotation marks without escape")
                pieces.append(mark)
                self.at += 1

    def closes(self) -> bool:
        """Tells whether the quotation mark here ends the string."""
        after = _AFTER_STRING.match(self.text, self.at + 1)
        if after is None:
            # Without a comma the next name or value begins on a line of its own.
            return re.match(r'\s*\n\s*["{\[]', self.text[self.at + 1 :]) is not None
        if after[0].endswith(","):
            return _AFTER_COMMA.match(self.text, after.end()) is not None
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
    digits = text.removeprefix("-").lstrip("0")
    return sign + (digits if digits[:1].isdigit() else "0" + digits)
