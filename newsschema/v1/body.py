"""The body of an article: one string in normal form, and the plain text on which spans count.

Normal form has one spelling for one content, so that bodies compare as strings and are read without an XML parser.
What may stand in it is data in `body_markup`; a body of plain paragraphs is checked by string searches alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple, Self, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, core_schema

from newsschema.v1 import body_markup as form

__all__ = ["Body", "Event", "Segment", "iter_events", "text_segments"]

BODY_PATTERN: Final = r"^<(?:p|h[1-6]|[uod]l|table|blockquote|figure|pre|hr)[ />][^\x00-\x08\x0B-\x1F\uFFFE\uFFFF]*>$"
"""What every body looks like from outside; the rest of the normal form is beyond a pattern."""

NORMAL_FORM: Final = (
    "Blocks without a wrapper and without white space between them; white space collapsed outside pre; lower-case "
    "elements and attributes of a listed subset of HTML; double quotes; only &amp; &lt; &gt; escaped in text, and "
    "&quot; besides in attribute values; <br/>, <img/> and <hr/> are the only empty forms; no comment, processing "
    "instruction or CDATA section; at most 64 elements open at one place."
)

Event: TypeAlias = (
    tuple[Literal["start"], str, tuple[tuple[str, str], ...], int]
    | tuple[Literal["end"], str, int]
    | tuple[Literal["text"], str, int]
)
"""A start tag (name, attributes), an end tag (name) or character data; last its offset in the plain text."""


class Segment(NamedTuple):
    """Where a piece of the markup stands in the plain text, both in code points."""

    markup_start: int
    markup_end: int
    text_start: int
    text_end: int


class Body(str):
    """The text of an article with its markup, as one string in normal form.

    Raises `PydanticCustomError`, a `ValueError` with a code from NS130 to NS135, where the string is not in normal
    form; `Body.from_xhtml` normalises markup.
    """

    __slots__ = ("_is_plain", "_text")
    _is_plain: bool
    _text: str

    def __new__(cls, markup: str) -> Self:
        """Checks the markup and remembers whether it is plain."""
        if type(markup) is cls:
            return markup
        plain = check(markup)
        body = super().__new__(cls, markup)
        body._is_plain = plain
        return body

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (str(self),)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        markup = core_schema.str_schema(min_length=1)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(cls, markup),
            python_schema=core_schema.no_info_wrap_validator_function(_keep, markup),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "string",
            "minLength": 1,
            "pattern": BODY_PATTERN,
            "description": "The body as a sequence of XHTML blocks in normal form.",
            "x-normal-form": NORMAL_FORM,
        }

    @classmethod
    def from_xhtml(cls, markup: str) -> Self | None:
        """Returns the body that an XHTML or HTML fragment or document holds; None where nothing is left."""
        return cls.from_xhtml_report(markup)[0]

    @classmethod
    def from_xhtml_report(cls, markup: str) -> tuple[Self | None, list[str]]:
        """Returns the body of a fragment or document, and what of the source is not in it, sorted and once each.

        Elements are named as `section`, attributes as `p@class`. Comments, processing instructions, white space
        and the scaffolding of a document (`html`, `head`, `body`) are not named.
        """
        from newsschema.v1.body_normal import normalize

        try:
            return cls(markup), []
        except PydanticCustomError:
            normal, dropped = normalize(markup)
        return (cls(normal) if normal else None), dropped

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Returns plain text as paragraphs: blank lines separate them, other line ends become `br`."""
        return cls.from_paragraphs(_BLANK_LINES.split(_unix(text)))

    @classmethod
    def from_paragraphs(cls, paragraphs: Iterable[str]) -> Self | None:
        """Returns one `p` for each text that is not blank; line ends become `br`, other white space collapses."""
        written = [f"<p>{content}</p>" for text in paragraphs if (content := _paragraph(text))]
        return cls("".join(written)) if written else None

    @property
    def text(self) -> str:
        """The plain text of the body, on which spans count: blocks are separated by a blank line."""
        try:
            return self._text
        except AttributeError:
            self._text = _plain_text(self) if self._is_plain else _text_of(self)
            return self._text

    @property
    def is_plain(self) -> bool:
        """True where the body is paragraphs without attributes and inline markup: its text says it all."""
        return self._is_plain

    def plain_paragraphs(self) -> list[str] | None:
        """Returns the texts of the paragraphs of a plain body; None where the body is not plain."""
        return self.text.split("\n\n") if self._is_plain else None

    def image_sources(self) -> list[str]:
        """Returns the identifiers of the media that the body's images show, in document order."""
        if "<img " not in self:
            return []
        return [form.unescape(source) for source in _IMAGE_SOURCE.findall(self)]


def body_of_normal(markup: str) -> Body:
    """Makes a body of what the normaliser wrote, which needs no check."""
    body = str.__new__(Body, markup)
    body._is_plain = _PLAIN.isinstance_python(markup)  # noqa: SLF001  # as `Body.__new__` does, without its check
    return body


_IMAGE_SOURCE: Final = re.compile(r'<img(?: (?!src=)[^ =]++="[^"]*+")*+ src="([^"]*+)"')
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t\f\v]*+\n)++")


def _keep(value: Any, handler: core_schema.ValidatorFunctionWrapHandler) -> Body:
    return value if type(value) is Body else Body(handler(value))


# Check

_WORD: Final = r"(?:[^\x00-\x20<>&\uFFFE\uFFFF]|&(?:amp|lt|gt);)+"
# Run by the Rust engine in one pass without backtracking, which Python's engine cannot match in speed.
_PLAIN: Final = SchemaValidator(core_schema.str_schema(pattern=rf"^(?:<p>{_WORD}(?: {_WORD})*</p>)+$"))
_CLEAN: Final = SchemaValidator(core_schema.str_schema(pattern=r"^[^\x00-\x08\x0B-\x1F\uFFFE\uFFFF]*$"))

_BLANK: Final = " \t\n"
_BAD_TEXT_ESCAPE: Final = re.compile("&(?!(?:amp|lt|gt);)")
_BAD_VALUE_ESCAPE: Final = re.compile("&(?!(?:amp|lt|gt|quot);)")
_ESCAPE_OR_BLANK: Final = re.compile("[&\t\n]")
_BAD_SPACE: Final = re.compile("[\t\n]|  ")
_LOOSE_TAG: Final = re.compile(
    r"""</?+[A-Za-z][A-Za-z0-9]*+(?:\s++[^\s="'/<>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+\s*+/?+>"""
)
_TAG_NAME: Final = re.compile(r"</?+([^\s/>]*+)")

_NOTHING, _CHARACTER, _SPACE, _LINE_END = range(4)
"""What the last character of an inline run is."""

Code: TypeAlias = Literal["NS130", "NS131", "NS132", "NS133", "NS134", "NS135"]


def check(markup: str) -> bool:
    """Tells of a string in normal form whether it is plain paragraphs.

    Raises `PydanticCustomError` with the code, the offset and the reason where it is not in normal form.
    """
    if _PLAIN.isinstance_python(markup):
        return True
    if not markup:
        raise _refusal("NS135", 0, "there is nothing in it")
    if not _CLEAN.isinstance_python(markup):
        found = form.NOT_XML.search(markup)
        if found is not None:
            raise _forbidden(found)
    _Walk(markup).run()
    return False


def _refusal(code: Code, offset: int, reason: str) -> PydanticCustomError:
    return PydanticCustomError(
        code,
        "the body is not in normal form at character {offset}: {reason} (Body.from_xhtml() makes a body of any markup)",
        {"offset": offset, "reason": reason},
    )


def _forbidden(found: re.Match[str]) -> PydanticCustomError:
    if found[0] == "\r":
        return _refusal("NS131", found.start(), "a carriage return; lines end with LF, and only in pre")
    return _refusal("NS130", found.start(), f"U+{ord(found[0]):04X}, which XML cannot carry")


class _Walk:
    """One pass over the tags of a body and the text between them."""

    __slots__ = ("careful", "ids", "in_pre", "index", "last", "names", "run_filled", "run_open", "states", "tokens")

    def __init__(self, markup: str) -> None:
        self.tokens: Final = form.TAG.split(markup)
        self.index = 0
        self.names: list[str] = []
        self.states = [""]
        self.ids: set[str] = set()
        self.in_pre = False
        self.last = _NOTHING
        self.run_open = False
        self.run_filled = False
        tags = len(self.tokens) // 2
        self.careful: Final = (
            "&" in markup
            or "  " in markup
            or "\n" in markup
            or "\t" in markup
            or markup.count("<") != tags
            or markup.count(">") != tags
        )

    def run(self) -> None:
        """Checks the whole body."""
        tokens = self.tokens
        bare = form.BARE_TAGS
        for index in range(1, len(tokens), 2):
            self.index = index - 1
            if tokens[index - 1]:
                self.text(tokens[index - 1])
            self.index = index
            kind, name = bare.get(tokens[index]) or self.tag(tokens[index])
            if kind == form.START:
                self.start(name)
            elif kind == form.END:
                self.end(name)
            else:
                self.empty(name)
        self.index = len(tokens) - 1
        if tokens[-1]:
            self.text(tokens[-1])
        if self.names:
            raise self.refusal("NS130", f"<{self.names[-1]}> is not closed", len(tokens[-1]))

    def refusal(self, code: Code, reason: str, delta: int = 0) -> PydanticCustomError:
        """Makes the refusal of the current token, `delta` characters into it."""
        return _refusal(code, sum(map(len, self.tokens[: self.index])) + delta, reason)

    def place(self) -> str:
        """Names the current parent, for messages."""
        return f"in <{self.names[-1]}>" if self.names else "at the top of the body"

    def text(self, text: str) -> None:
        """Takes character data, at least one character of it."""
        after = form.CONTENT[self.states[-1]].get(form.TEXT)
        if self.careful:
            self.characters(text)
        if after is None:
            if text.strip(_BLANK):
                raise self.refusal("NS132", f"text {self.place()}, where only elements may stand")
            raise self.refusal("NS131", f"white space {self.place()}, where only elements may stand")
        self.states[-1] = after
        self.run_open = True
        if self.in_pre:
            self.run_filled = self.run_filled or bool(text.strip(_BLANK))
            return
        if text[0] == " " and self.last != _CHARACTER:
            raise self.refusal("NS131", f"white space {_AFTER[self.last]}")
        self.run_filled = True
        self.last = _SPACE if text[-1] == " " else _CHARACTER

    def characters(self, text: str) -> None:
        """Checks escapes and white space within character data."""
        for character, escape in (("<", "&lt;"), (">", "&gt;")):
            if character in text:
                raise self.refusal("NS134", f"{character} is written {escape}", text.index(character))
        bad = _BAD_TEXT_ESCAPE.search(text) if "&" in text else None
        if bad is not None:
            raise self.refusal("NS134", "in text, & begins only &amp; &lt; &gt;", bad.start())
        bad = None if self.in_pre else _BAD_SPACE.search(text)
        if bad is not None:
            raise self.refusal("NS131", "outside pre, white space is one space, never a tab or line end", bad.start())

    def boundary(self) -> None:
        """Ends the inline run before a tag of a block or of a part of one."""
        if self.last == _SPACE and not self.in_pre:
            raise self.refusal("NS131", "white space at the end of a block", -1)
        if self.run_open and not self.run_filled:
            raise self.refusal("NS135", f"nothing but white space or line breaks {self.place()}")
        self.last = _NOTHING
        self.run_open = self.run_filled = False

    def child(self, name: str) -> None:
        """Takes an element as the next child of the current parent."""
        after = form.CONTENT[self.states[-1]].get(name)
        if after is None:
            raise self.refusal("NS132", f"<{name}> is not allowed here, {self.place()}")
        self.states[-1] = after

    def start(self, name: str) -> None:
        """Takes a start tag."""
        self.child(name)
        if len(self.names) >= form.MAX_DEPTH:
            raise self.refusal("NS132", f"more than {form.MAX_DEPTH} elements are open")
        if name not in form.PHRASES:
            self.boundary()
            self.in_pre = name == "pre"
        elif name == "a" and "a" in self.names:
            raise self.refusal("NS132", "a link within a link")
        self.names.append(name)
        self.states.append(name)

    def end(self, name: str) -> None:
        """Takes an end tag."""
        if not self.names or self.names[-1] != name:
            raise self.refusal("NS130", f"</{name}> does not close the element open {self.place()}")
        if name not in form.PHRASES:
            self.boundary()
            self.in_pre = False
        if self.states.pop() in form.UNFINISHED:
            raise self.refusal("NS135", f"<{name}> is empty")
        self.names.pop()

    def empty(self, name: str) -> None:
        """Takes an element that is always empty."""
        self.child(name)
        if name == "hr":
            self.boundary()
        elif name == "img":
            self.run_open = self.run_filled = True
        else:
            if self.last == _SPACE and not self.in_pre:
                raise self.refusal("NS131", "white space before <br/>", -1)
            self.run_open = True
            self.last = _LINE_END

    def tag(self, tag: str) -> tuple[int, str]:
        """Reads a tag with attributes, and refuses every other."""
        found = form.TAG_WITH_ATTRIBUTES.fullmatch(tag)
        if found is None or found[1] not in form.ELEMENTS:
            raise self.bad_tag(tag)
        name = found[1]
        if bool(found[3]) != (name in form.VOIDS):
            raise self.bad_tag(tag)
        if not self.has_simple_attributes(name, tag):
            self.attributes(name, tag)
        return (form.EMPTY if found[3] else form.START), name

    def has_simple_attributes(self, name: str, tag: str) -> bool:
        """Whether a tag has one attribute that is fine as written, as most have; others take a longer way."""
        given = form.ATTRIBUTE.findall(tag)
        if len(given) > 1:
            return False
        key, raw = given[0]
        rule = form.ATTRIBUTES[name].get(key)
        if rule is None or rule[0] is None or key == "id" or (self.careful and _ESCAPE_OR_BLANK.search(raw)):
            return False
        return rule[0](raw) and form.REQUIRED.get(name, key) == key

    def attributes(self, name: str, tag: str) -> None:
        """Checks the attributes of an element one by one."""
        seen: set[str] = set()
        for attribute in form.ATTRIBUTE.finditer(tag):
            key = attribute[1]
            if key in seen:
                raise self.refusal("NS130", f"the attribute {key} stands twice on <{name}>", attribute.start() + 1)
            seen.add(key)
            self.attribute(name, attribute)
        required = form.REQUIRED.get(name)
        if required is not None and required not in seen:
            raise self.refusal("NS130", f"<{name}> has no {required}")

    def attribute(self, name: str, found: re.Match[str]) -> None:
        """Checks one attribute of an element and its value."""
        key, raw = found[1], found[2]
        rule = form.ATTRIBUTES[name].get(key)
        if rule is None and form.DATA_NAME.fullmatch(key) is None:
            raise self.refusal("NS130", f"the attribute {key} is not allowed on <{name}>", found.start() + 1)
        if self.careful:
            self.value(raw, found.start(2))
        if rule is None:
            return
        value = form.unescape(raw)
        accepts, meaning = rule
        if key == "id" and value.startswith(form.RESERVED_ID):
            raise self.refusal("NS133", f"ids that begin with {form.RESERVED_ID!r} are reserved", found.start(2))
        if accepts is not None and not accepts(value):
            raise self.refusal("NS130", f"{key} is not {meaning}", found.start(2))
        if key == "id":
            if value in self.ids:
                raise self.refusal("NS133", f"the id {value} stands twice in the body", found.start(2))
            self.ids.add(value)

    def value(self, raw: str, delta: int) -> None:
        """Checks escapes and white space of an attribute's value as written."""
        bad = _BAD_VALUE_ESCAPE.search(raw) if "&" in raw else None
        if bad is not None:
            reason = "in attributes, & begins only &amp; &lt; &gt; &quot;"
            raise self.refusal("NS134", reason, delta + bad.start())
        for blank in ("\t", "\n"):
            if blank in raw:
                raise self.refusal("NS131", "a tab or line end in an attribute", delta + raw.index(blank))

    def bad_tag(self, tag: str) -> PydanticCustomError:
        """Says what is wrong with something in angle brackets that is no tag of the normal form."""
        found = _TAG_NAME.match(tag)
        name = found[1] if found is not None else ""
        if tag.startswith(("<!", "<?")):
            return self.refusal("NS130", "comments, declarations, CDATA and processing instructions are not allowed")
        if name not in form.ELEMENTS and name.lower() not in form.ELEMENTS:
            return self.refusal("NS130", f"<{name}> is not an element of a body")
        if tag == f"<{name}/>" and name in form.REQUIRED:
            return self.refusal("NS130", f"<{name}> has no {form.REQUIRED[name]}")
        if tag.endswith("/>") and name in form.ELEMENTS - form.VOIDS:
            return self.refusal("NS134", f"only <br/>, <img/> and <hr/> have the empty form, not <{name}>")
        if name in form.VOIDS and not tag.endswith("/>"):
            return self.refusal("NS134", f"<{name}> has the empty form <{name}/>, and no end tag")
        if _LOOSE_TAG.fullmatch(tag) is not None:
            return self.refusal("NS134", f'write tags in lower case, attributes as in <{name} lang="en">')
        if tag.count('"') % 2:
            return self.refusal("NS134", "< and > in attributes are written &lt; and &gt;")
        return self.refusal("NS130", "not a well-formed tag")


_AFTER: Final = {
    _NOTHING: "at the beginning of a block",
    _SPACE: "after white space",
    _LINE_END: "after <br/>",
}

# Text


def _plain_text(markup: str) -> str:
    return form.unescape(markup[3:-4].replace("</p><p>", "\n\n"))


def _text_of(markup: str) -> str:
    parts: list[str] = []
    pending = 0
    bare = form.BARE_BREAKS
    tokens = form.TAG.split(markup)
    for index in range(1, len(tokens), 2):
        text, tag = tokens[index - 1], tokens[index]
        if text:
            if pending:
                parts.append(form.BREAK_TEXT[pending] if parts else "")
                pending = 0
            parts.append(text)
        strength = bare.get(tag)
        if strength is None:
            strength = form.break_of(form.tag_name(tag))
        if strength > pending:
            pending = strength
        elif strength < 0:
            if pending:
                parts.append(form.BREAK_TEXT[pending] if parts else "")
                pending = 0
            parts.append("\n")
    return form.unescape("".join(parts))


def iter_events(body: Body) -> Iterator[Event]:
    """Yields the tags and the character data of a body in order, unescaped, each with its offset in `body.text`.

    An element that is always empty is a start and an end. The offset of a tag is the number of code points of
    text before it, without the break that may follow; `br` stands at its own line feed.
    """
    for token, text_start, is_text in _pieces(body):
        if is_text:
            yield "text", form.unescape(token), text_start
            continue
        kind, name, attributes = form.open_tag(token)
        if kind != form.END:
            yield "start", name, attributes, text_start
        if kind != form.START:
            yield "end", name, text_start + (name == "br")


def text_segments(body: Body) -> list[Segment]:
    """Returns where character data and `br` stand in the plain text, in order.

    Within a segment of equal lengths, characters correspond one to one. Every escape and every `br` is a segment
    of its own, whose markup stands for one character. Breaks between blocks are in no segment.
    """
    segments: list[Segment] = []
    markup_start = 0
    for token, text_start, is_text in _pieces(body):
        markup_end = markup_start + len(token)
        if is_text and "&" not in token:
            segments.append(Segment(markup_start, markup_end, text_start, text_start + len(token)))
        elif is_text:
            segments.extend(_escaped_segments(token, markup_start, text_start))
        elif token.startswith("<br"):
            segments.append(Segment(markup_start, markup_end, text_start, text_start + 1))
        markup_start = markup_end
    return segments


def _escaped_segments(token: str, markup_start: int, text_start: int) -> Iterator[Segment]:
    for index, piece in enumerate(_ESCAPE.split(token)):
        if not piece:
            continue
        markup_end, text_end = markup_start + len(piece), text_start + (1 if index % 2 else len(piece))
        yield Segment(markup_start, markup_end, text_start, text_end)
        markup_start, text_start = markup_end, text_end


_ESCAPE: Final = re.compile("(&[a-z]++;)")


def _pieces(body: Body) -> Iterator[tuple[str, int, bool]]:
    """Yields every tag and every piece of character data as written, with its offset in the plain text."""
    offset = pending = 0
    tokens = form.TAG.split(body)
    for index, token in enumerate(tokens):
        if index % 2 == 0:
            if token:
                offset += len(form.BREAK_TEXT[pending]) if offset else 0
                pending = 0
                yield token, offset, True
                offset += len(form.unescape(token) if "&" in token else token)
            continue
        strength = form.BARE_BREAKS.get(token)
        if strength is None:
            strength = form.break_of(form.tag_name(token))
        if strength < 0:
            offset += len(form.BREAK_TEXT[pending]) if offset else 0
            pending = 0
        yield token, offset, False
        if strength < 0:
            offset += 1
        pending = max(pending, strength)


# Plain text in

_SPACES: Final = re.compile("[ \t]++")


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _paragraph(text: str) -> str:
    """Makes the content of a `p`: each line trimmed, `br` between lines, none at the ends."""
    clean = form.NOT_XML.sub("", _unix(text).replace("\f", " ").replace("\v", " "))
    lines = _SPACES.sub(" ", clean).strip(" \n").split("\n")
    return "<br/>".join([form.escape_text(line.strip(" ")) for line in lines])
