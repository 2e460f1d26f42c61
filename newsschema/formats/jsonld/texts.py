"""What publishers write into JSON strings, as the text that was meant."""

from __future__ import annotations

import html
import re
from typing import Final

from newsschema.v1 import Body

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG: Final = re.compile(r"<!--.*?-->|</?[A-Za-z][A-Za-z0-9:\-]*+(?:\s[^<>]*+|/)?>", re.DOTALL)
_BREAK: Final = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]*+>", re.IGNORECASE)
_BLOCK: Final = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|br|figure|section|article)\b", re.IGNORECASE)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GAP: Final = "\n\n"
_UNTIDY: Final = ("&", "<", ">", "  ", " \n", "\n ", "\n\n\n")
_LINE_SPACE: Final = re.compile(r"[ \u00a0]*[\t\n\r][ \t\n\r]*")


def clean(text: str) -> str:
    """Returns a text without entities, tags and characters that no format carries, lines ending with LF."""
    text = _unescaped(text)
    if "<" in text and _TAG.search(text):
        text = _unescaped(_TAG.sub("", _BREAK.sub(" ", text))).strip()
    if text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def clean_line(text: str) -> str:
    """Returns a text as one line."""
    text = clean(text)
    return _LINE_SPACE.sub(" ", text).strip() if any(mark in text for mark in "\t\n") else text


def clean_body(text: str) -> Body | None:
    """Returns a text as paragraphs; markup in it is kept as far as a body holds it.

    Blank lines separate paragraphs; where there is none, every line is a paragraph.
    """
    if _is_neat(text):
        return Body(f"<p>{text.replace(_GAP, '</p><p>')}</p>")
    text = _CONTROL.sub("", text)
    for _ in range(2):
        if _TAG.search(text):
            break
        text = _unescaped_once(text)
    if _TAG.search(text):
        if not _BLOCK.search(text):
            text = "".join(f"<p>{part}</p>" for part in _split(text))
        return Body.from_xhtml(text)
    return Body.from_paragraphs(_split(text))


def _is_neat(text: str) -> bool:
    """Tells whether a text is paragraphs with a blank line between them and nothing to clean, as most are."""
    words = text.replace(_GAP, "")
    return bool(words) and words.isprintable() and not any(mark in text for mark in _UNTIDY) and text.strip() == text


def _split(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").strip()
    return re.split(r"\n[ \t\u00a0]*\n\s*", text) if re.search(r"\n[ \t\u00a0]*\n", text) else text.split("\n")


def _unescaped(text: str) -> str:
    # Twice, since some systems escape what was escaped before; never more.
    return _unescaped_once(_unescaped_once(text))


def _unescaped_once(text: str) -> str:
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text
