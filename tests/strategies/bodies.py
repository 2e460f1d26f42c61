"""Bodies of every element in normal form, with text in many scripts and of awkward kinds."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from hypothesis import strategies as st

from newsschema.v1.body import Body

HARD_WORDS = (
    "a",
    "word",
    "naïve",
    "e\u0301",  # a letter and its combining mark
    "n\u0303\u0330",
    "شهد",
    "\u05e9\u05c1\u05dc\u05d5\u05b9\u05dd",
    "हिन्दी",
    "漢字かな",
    "한국어",
    "\U0001d54f",  # beyond the basic plane
    "👩🏽‍🚒",
    "🇺🇳",
    "one\u00a0two",  # no-break space is a character like any other
    "zero\u200bwidth",
    "\u200f\u200e",
    "\u2028",
    "\u0085",
    "\u007f",
    "]]>",
    "&",
    "&amp;",
    "&amp;amp;",
    "<b>",
    "</script>",
    "<!--",
    "&#10;",
    '"quoted"',
    "'single'",
    "„unten“",
    "«»",
    "it’s",
    "1\u20444",
    "x" * 1000,
    "\U0010fffd",
)

_CHARACTERS = st.characters(
    codec="utf-8",
    exclude_characters="".join(map(chr, range(0x21))) + "\ufffe\uffff",
)


def words() -> st.SearchStrategy[str]:
    """Text without XML white space, at least one character."""
    return st.one_of(st.sampled_from(HARD_WORDS), st.text(_CHARACTERS, min_size=1, max_size=8))


def paragraph_texts() -> st.SearchStrategy[str]:
    """The text of a plain paragraph."""
    return st.lists(words(), min_size=1, max_size=6).map(" ".join)


def plain_markups() -> st.SearchStrategy[str]:
    """Bodies of plain paragraphs, as strings."""
    written = paragraph_texts().map(lambda text: f"<p>{escape(text, quote=False)}</p>")
    return st.lists(written, min_size=1, max_size=5).map("".join)


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PHRASES = ("a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u")
LINKS = ("https://news.example/a?b=1&c='2'", "#note", "../x", "mailto:desk@news.example", "//news.example/ü", "?q")
MEDIA = ("urn:x", "https://news.example/picture.jpg?w=1&h=2", "tag:news.example,2026:1")
TITLES = ('say "no" & <go>', "", "  two  spaces ", "سلام", "it's")


class _Writer:
    """One body in the making: what was drawn, and the ids that are taken."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.ids = 0

    def chance(self, of: int = 3) -> bool:
        return self.draw(st.integers(0, of - 1)) == of - 1

    def pick(self, values: tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(values))

    def times(self, least: int, most: int) -> range:
        return range(self.draw(st.integers(least, most)))

    def attributes(self, *own: tuple[str, tuple[str, ...]]) -> str:
        """Draws attributes: the element's own, and those of every element."""
        pairs = [(key, self.pick(values)) for key, values in own]
        if self.chance(4):
            kind = self.pick(("id", "lang", "dir", "title", "data-x.y_z-1"))
            if kind == "id":
                self.ids += 1
                pairs.append(("id", f"{self.pick(('n', 'Ünï.', '_'))}{self.ids}"))
            else:
                values = {"lang": ("en", "zh-Hant-TW", "ar"), "dir": ("ltr", "rtl", "auto")}
                pairs.append((kind, self.pick(values.get(kind, TITLES))))
        if self.chance():
            pairs.reverse()
        return "".join(f' {key}="{escape(value).replace("&#x27;", chr(39))}"' for key, value in pairs)

    def element(self, name: str, content: str, *own: tuple[str, tuple[str, ...]]) -> str:
        return f"<{name}{self.attributes(*own)}>{content}</{name}>"

    def image(self) -> str:
        own = (("alt", TITLES),) if self.chance() else ()
        return f"<img{self.attributes(('src', MEDIA), *own)}/>"

    def run(self) -> str:
        """Draws an inline run: its tags and words first, then where the spaces stand between the words."""
        tokens = self.inline(depth=2, in_link=False)
        if not any(token[0] != "<" or token.startswith("<img") for token in tokens):
            tokens.append(escape(self.draw(words()), quote=False))
        return self.spaced(tokens)

    def inline(self, depth: int, *, in_link: bool) -> list[str]:
        tokens: list[str] = []
        for _ in self.times(1, 3):
            kind = self.draw(st.integers(0, 9))
            if kind < 5 or (kind > 6 and not depth):
                tokens.append(escape(self.draw(words()), quote=False))
            elif kind == 5:
                tokens.append(f"<br{self.attributes()}/>")
            elif kind == 6:
                tokens.append(self.image())
            else:
                tokens.extend(self.phrase(depth, in_link=in_link))
        return tokens

    def phrase(self, depth: int, *, in_link: bool) -> list[str]:
        name = self.pick(PHRASES[1:] if in_link else PHRASES)
        own = {"a": (("href", LINKS),), "q": (("cite", LINKS),)}.get(name, ())
        start = f"<{name}{self.attributes(*(own if self.chance(2) or name == 'a' else ()))}>"
        return [start, *self.inline(depth - 1, in_link=in_link or name == "a"), f"</{name}>"]

    def spaced(self, tokens: list[str]) -> str:
        """Puts at most one space between two words, anywhere among the tags between them."""
        written: list[str] = []
        gap: int | None = None
        for token in tokens:
            if token[0] != "<":
                if gap is not None and self.chance(2):
                    written.insert(self.draw(st.integers(gap, len(written))), " ")
                written.append(token)
                gap = len(written)
                continue
            written.append(token)
            if token.startswith("<br"):
                gap = None
        return "".join(written)

    def flow(self, depth: int) -> str:
        """Draws the content of a list item or a cell: runs and blocks, no two runs side by side."""
        if not depth or self.chance(2):
            return self.run()
        parts = []
        for _ in self.times(1, 2):
            if self.chance():
                parts.append(self.run())
            parts.append(self.block(depth - 1))
        return "".join(parts)

    def block(self, depth: int) -> str:
        leaves: tuple[Callable[[], str], ...] = (
            lambda: self.element("p", self.run()),
            lambda: self.element(self.pick(HEADINGS), self.run()),
            lambda: f"<hr{self.attributes()}/>",
            self.preformatted,
        )
        branches: tuple[Callable[[], str], ...] = (
            lambda: self.parts("ul", self.item, depth),
            lambda: self.parts("ol", self.item, depth, ("start", ("-3", "0", "12"))),
            lambda: self.parts("dl", self.definition, depth),
            lambda: self.parts("blockquote", self.block, depth - 1, ("cite", LINKS)),
            lambda: self.table(depth),
            lambda: self.figure(depth),
        )
        kinds = (*leaves, *branches) if depth else leaves
        return kinds[self.draw(st.integers(0, len(kinds) - 1))]()

    def preformatted(self) -> str:
        blank = self.pick(("", "\n", "  ", "\t\n"))
        return self.element("pre", f"{blank}{self.run()}{blank}")

    def parts(
        self, name: str, part: Callable[[int], str], depth: int, *own: tuple[str, tuple[str, ...]], most: int = 3
    ) -> str:
        content = "".join([part(max(depth, 0)) for _ in self.times(1, most)])
        return self.element(name, content, *(own if self.chance(2) else ()))

    def item(self, depth: int) -> str:
        return self.element("li", self.flow(depth - 1 if depth else 0))

    def definition(self, depth: int) -> str:
        if self.chance(2):
            return self.element("dt", self.run())
        return self.element("dd", self.flow(depth - 1 if depth else 0))

    def row(self, depth: int) -> str:
        return self.parts("tr", self.cell, depth)

    def cell(self, depth: int) -> str:
        content = "" if self.chance(4) else self.flow(depth - 1 if depth else 0)
        spans = (("colspan", ("1", "2")), ("rowspan", ("3",))) if self.chance(4) else ()
        return self.element(self.pick(("td", "th")), content, *spans)

    def table(self, depth: int) -> str:
        caption = self.element("caption", self.run()) if self.chance() else ""
        head = self.parts("thead", self.row, depth, most=1) if self.chance(2) else ""
        foot = self.parts("tfoot", self.row, depth, most=1) if self.chance(2) else ""
        if self.chance(2):
            rows = "".join([self.parts("tbody", self.row, depth, most=2) for _ in self.times(1, 2)])
        else:
            rows = "".join([self.row(depth) for _ in self.times(1, 2)])
        return self.element("table", caption + head + rows + foot)

    def figure(self, depth: int) -> str:
        shown = "".join([self.image() if self.chance(2) else self.block(depth - 1) for _ in self.times(1, 2)])
        caption = self.element("figcaption", self.flow(depth - 1)) if self.chance(2) else ""
        return self.element("figure", caption + shown if self.chance() else shown + caption)


@st.composite
def markups(draw: st.DrawFn, max_blocks: int = 3, depth: int = 2) -> str:
    """Strings in normal form, of every element."""
    writer = _Writer(draw)
    return "".join([writer.block(depth) for _ in writer.times(1, max_blocks)])


def bodies(max_blocks: int = 3, depth: int = 2) -> st.SearchStrategy[Body]:
    """Bodies of all kinds; a third of them are plain paragraphs."""
    rich = markups(max_blocks, depth)
    return st.one_of(rich, rich, plain_markups()).map(Body)
