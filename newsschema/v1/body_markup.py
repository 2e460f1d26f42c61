"""The markup that a body may hold: which element stands where, with which attributes, and how text is escaped.

Everything here is data, read by the check, by the text rule and by the normaliser, so that they cannot disagree.
The elements and their nesting are a subset of HTML (Living Standard, section 4) that is also well-formed XML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from newsschema.v1.text import IRI_BODY, LANGUAGE_PATTERN

MAX_DEPTH: Final = 64
"""The number of elements that may be open at one place."""

RESERVED_ID: Final = "ns."
"""Ids with this beginning mark spans in written documents and never stand in a body."""

BLOCKS: Final = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "figure", "pre", "hr")
)
PHRASES: Final = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u")
)
VOIDS: Final = frozenset(("br", "img", "hr"))
INLINE: Final = PHRASES | {"br", "img"}
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
TEXT: Final = "#text"

INLINE_ONLY: Final = HEADINGS | {"p", "pre", "dt", "caption"}
"""Elements that hold text and inline elements, never a block."""
FLOW: Final = frozenset(("li", "dd", "td", "th", "figcaption"))
"""Elements that hold inline runs and blocks in any order."""
MAY_BE_EMPTY: Final = frozenset(("td", "th"))

ELEMENTS: Final = BLOCKS | PHRASES | VOIDS | FLOW | {"dt", "caption", "thead", "tbody", "tfoot", "tr"}


def _content_model() -> dict[str, dict[str, str]]:
    """Return, for each state of a parent, the children that may follow and the state each leads to.

    An element starts in the state of its own name; ending in that state means that it is empty.
    The state of the body itself is the empty string.
    """
    inline = dict.fromkeys(INLINE | {TEXT})
    flow = dict.fromkeys(INLINE | BLOCKS | {TEXT})
    simple: dict[str, list[str]] = {
        "": sorted(BLOCKS),
        "blockquote": sorted(BLOCKS),
        "ul": ["li"],
        "ol": ["li"],
        "dl": ["dt", "dd"],
        "thead": ["tr"],
        "tbody": ["tr"],
        "tfoot": ["tr"],
        "tr": ["td", "th"],
        **{name: list(inline) for name in INLINE_ONLY | PHRASES},
        **{name: list(flow) for name in FLOW},
    }
    model: dict[str, dict[str, str]] = {}
    for name, children in simple.items():
        filled = f"{name}+"
        model[name] = model[filled] = dict.fromkeys(children, filled)
    rows = {"tbody": "table bodies", "tr": "table rows", "tfoot": "table end"}
    model["table"] = {"caption": "table caption", "thead": "table head", **rows}
    model["table caption"] = {"thead": "table head", **rows}
    model["table head"] = rows
    model["table bodies"] = {"tbody": "table bodies", "tfoot": "table end"}
    model["table rows"] = {"tr": "table rows", "tfoot": "table end"}
    model["table end"] = {}
    shown = BLOCKS | {"img"}
    model["figure"] = {"figcaption": "figure after caption", **dict.fromkeys(shown, "figure open")}
    model["figure after caption"] = dict.fromkeys(shown, "figure after caption")
    model["figure open"] = {"figcaption": "figure end", **dict.fromkeys(shown, "figure open")}
    model["figure end"] = {}
    return model


CONTENT: Final = _content_model()
UNFINISHED: Final = frozenset(CONTENT.keys() & (ELEMENTS - MAY_BE_EMPTY)) | {"table caption"}
"""States in which an element must not end, because nothing stands in it yet."""

PARAGRAPH_BREAK: Final = 3
LINE_BREAK: Final = 2
CELL_BREAK: Final = 1
BREAK_TEXT: Final = ("", "\t", "\n", "\n\n")
BREAKS: Final[dict[str, int]] = {
    **dict.fromkeys(BLOCKS, PARAGRAPH_BREAK),
    **dict.fromkeys(("li", "tr", "dt", "dd", "figcaption"), LINE_BREAK),
    **dict.fromkeys(("td", "th"), CELL_BREAK),
}
"""How strongly the tags of an element separate the text around them."""

UNSAFE_SCHEMES: Final = frozenset(("javascript", "vbscript", "data", "blob", "filesystem", "view-source"))

_NAME_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_ID: Final = rf"[{_NAME_START}][{_NAME_START}0-9.\-\u00b7\u0300-\u036f\u203f\u2040]*+"
_LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)
_SPAN_COUNT: Final = re.compile(r"[1-9][0-9]{0,3}")
_START: Final = re.compile(r"0|-?[1-9][0-9]{0,8}")
_LINK_SHAPE: Final = re.compile(
    r"""(?:([A-Za-z][A-Za-z0-9+.\-]*+):|(?![^:/?#]*+:))[^\s\x00-\x20\x7f-\x9f<>"]*+""",
)
DATA_NAME: Final = re.compile(r"data-[a-z0-9_.\-]++")

NOT_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that XML 1.0 cannot carry, or CR, which it cannot keep."""


# Both take longer to compile than all others together, and most bodies need neither.
@cache
def _id() -> re.Pattern[str]:
    return re.compile(_ID)


@cache
def _iri() -> re.Pattern[str]:
    return re.compile(IRI_BODY)


def is_id(value: str) -> bool:
    """Returns whether the value is an XML name without colon, outside the reserved ones."""
    return _id().fullmatch(value) is not None and not value.startswith(RESERVED_ID)


def is_language(value: str) -> bool:
    """Returns whether the value has the shape of a BCP 47 language tag."""
    return _LANGUAGE.fullmatch(value) is not None


def is_direction(value: str) -> bool:
    """Returns whether the value is one of the three of HTML's `dir`."""
    return value in ("ltr", "rtl", "auto")


def is_link(value: str) -> bool:
    """Returns whether the value is an absolute or relative IRI whose scheme runs nothing."""
    found = _LINK_SHAPE.fullmatch(value) if value else None
    return found is not None and (found[1] is None or found[1].lower() not in UNSAFE_SCHEMES)


def is_media_identifier(value: str) -> bool:
    """Returns whether the value is an absolute IRI whose scheme runs nothing."""
    return is_link(value) and _iri().fullmatch(value) is not None


def is_span_count(value: str) -> bool:
    """Returns whether the value is a number of cells, 1 to 9999."""
    return _SPAN_COUNT.fullmatch(value) is not None


def is_list_start(value: str) -> bool:
    """Returns whether the value is a whole number of up to nine digits."""
    return _START.fullmatch(value) is not None


Rule = tuple[Callable[[str], bool] | None, str]
"""A test of a value, none where any text will do, and what the value must be, for messages."""

_FREE: Final[Rule] = (None, "text")
_LINK: Final[Rule] = (is_link, "a relative or absolute IRI without white space, and not a script or data scheme")
_COMMON: Final[dict[str, Rule]] = {
    "id": (is_id, "an XML name without colon that does not begin with 'ns.'"),
    "lang": (is_language, "a BCP 47 language tag"),
    "dir": (is_direction, "'ltr', 'rtl' or 'auto'"),
    "title": _FREE,
}
_COUNT: Final[Rule] = (is_span_count, "a whole number from 1 to 9999")
_OWN: Final[dict[str, dict[str, Rule]]] = {
    "a": {"href": _LINK},
    "q": {"cite": _LINK},
    "blockquote": {"cite": _LINK},
    "img": {
        "src": (is_media_identifier, "the absolute IRI of a medium, and not a script or data scheme"),
        "alt": _FREE,
    },
    "td": {"colspan": _COUNT, "rowspan": _COUNT},
    "th": {"colspan": _COUNT, "rowspan": _COUNT},
    "ol": {"start": (is_list_start, "a whole number")},
}
ATTRIBUTES: Final[dict[str, dict[str, Rule]]] = {name: {**_COMMON, **_OWN.get(name, {})} for name in ELEMENTS}
"""The attributes of each element; `data-*` stands on every element besides."""
REQUIRED: Final[dict[str, str]] = {"img": "src"}

START, END, EMPTY = 1, 2, 3
BARE_TAGS: Final[dict[str, tuple[int, str]]] = {
    **{f"<{name}>": (START, name) for name in ELEMENTS - VOIDS},
    **{f"</{name}>": (END, name) for name in ELEMENTS - VOIDS},
    **{f"<{name}/>": (EMPTY, name) for name in VOIDS - REQUIRED.keys()},
}
"""Every tag that may stand without attributes, with its kind and name."""

TAG: Final = re.compile(r"(<[^<>]*+>)")
TAG_WITH_ATTRIBUTES: Final = re.compile(r'<([a-z][a-z0-9]*+)((?: [a-z][a-z0-9_.:\-]*+="[^"]*+")++)(/?+)>')
ATTRIBUTE: Final = re.compile(r' ([^=]++)="([^"]*+)"')


def escape_text(text: str) -> str:
    """Returns character data with `&`, `<` and `>` escaped."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def escape_value(value: str) -> str:
    """Returns an attribute value with `&`, `<`, `>` and `"` escaped."""
    return escape_text(value).replace('"', "&quot;")


def unescape(text: str) -> str:
    """Returns normal-form character data or an attribute value without its escapes."""
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def start_tag(name: str, attributes: tuple[tuple[str, str], ...]) -> str:
    """Returns the start tag, or the whole of an element that is always empty."""
    written = "".join([f' {key}="{escape_value(value)}"' for key, value in attributes])
    return f"<{name}{written}/>" if name in VOIDS else f"<{name}{written}>"


def open_tag(tag: str) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    """Returns kind, name and unescaped attributes of a tag that is in normal form."""
    bare = BARE_TAGS.get(tag)
    if bare is not None:
        return (*bare, ())
    name = tag[1 : tag.index(" ")]
    attributes = tuple([(key, unescape(value)) for key, value in ATTRIBUTE.findall(tag)])
    return EMPTY if name in VOIDS else START, name, attributes


def break_of(name: str) -> int:
    """Returns how strongly a tag separates text: 0 to 3, and -1 for `br`, which is a character itself."""
    return -1 if name == "br" else BREAKS.get(name, 0)


BARE_BREAKS: Final = {tag: break_of(name) for tag, (_, name) in BARE_TAGS.items()}
"""The strength of every tag that stands without attributes."""


def tag_name(tag: str) -> str:
    """Returns the element's name from any of its tags in normal form."""
    bare = BARE_TAGS.get(tag)
    return bare[1] if bare is not None else tag[1 : tag.index(" ")]
