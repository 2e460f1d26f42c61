"""Foreign markup to normal form: a tolerant builder makes a tree that the content model allows, then tidies it.

What cannot stand in a body is unwrapped (its content stays) or dropped, and named. A string in normal form comes
out unchanged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from newsschema.v1 import body_markup as form
from newsschema.v1.body import Body, body_of_normal
from newsschema.v1.body_source import End, Start, Token, tokens

Attributes = tuple[tuple[str, str], ...]
Given = Sequence[tuple[str, str]]

RENAMED: Final = {
    "acronym": "abbr",
    "del": "s",
    "dfn": "em",
    "dir": "ul",
    "kbd": "code",
    "menu": "ul",
    "samp": "code",
    "strike": "s",
    "tt": "code",
    "var": "i",
}
"""Elements that have a near equal in a body."""

SCAFFOLD: Final = frozenset(("html", "head", "body"))
WRAPPERS: Final = SCAFFOLD | (
    frozenset(
        ("address", "article", "aside", "center", "details", "dialog", "div", "fieldset", "footer", "form", "header")
    )
    | frozenset(("hgroup", "legend", "main", "nav", "search", "section", "summary"))
)
"""Elements that only group blocks: they are unwrapped, and text does not run on across their tags."""

TRANSPARENT: Final = frozenset(
    ("bdi", "bdo", "big", "blink", "data", "font", "ins", "label", "marquee", "meter", "nobr", "output", "picture")
) | frozenset(("progress", "rb", "rp", "rt", "rtc", "ruby", "slot", "time", "tspan"))
"""Elements within lines: they are unwrapped, and text runs on across their tags."""

DROPPED: Final = frozenset(
    ("applet", "audio", "button", "canvas", "datalist", "iframe", "math", "noembed", "noframes", "noscript", "object")
) | frozenset(("script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp"))
"""Elements that go with all their content."""

VOID_SOURCES: Final = form.VOIDS | (
    frozenset(
        ("area", "base", "basefont", "bgsound", "col", "embed", "frame", "input", "keygen", "link", "meta", "param")
    )
    | frozenset(("source", "track", "wbr"))
)

NEEDED_PARENT: Final = {
    "li": "ul",
    "dt": "dl",
    "dd": "dl",
    "thead": "table",
    "tbody": "table",
    "tfoot": "table",
    "tr": "table",
    "td": "tr",
    "th": "tr",
}
IMPLIED_CHILD: Final = {
    "": "p",
    "blockquote": "p",
    "figure": "p",
    "ul": "li",
    "ol": "li",
    "dl": "dd",
    "table": "tr",
    "thead": "tr",
    "tbody": "tr",
    "tfoot": "tr",
    "tr": "td",
}
"""What stands between an element and text directly in it."""

_CELLS: Final = frozenset(("td", "th"))
_ROW_GROUPS: Final = frozenset(("thead", "tbody", "tfoot", "caption"))
ENDED_BY: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(form.HEADINGS, form.HEADINGS),
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "td": _CELLS | {"caption"},
    "th": _CELLS | {"caption"},
    "tr": _CELLS | {"tr", "caption"},
    **dict.fromkeys(_ROW_GROUPS, _CELLS | _ROW_GROUPS | {"tr"}),
}
"""The open elements that a start tag ends (HTML, section 13.1.2.4: omitted end tags)."""

_TABLE_SCOPE: Final = frozenset(("table",))
SCOPE: Final[dict[str, frozenset[str]]] = {
    "li": frozenset(("ul", "ol", "table")),
    "dt": frozenset(("dl", "table")),
    "dd": frozenset(("dl", "table")),
    **dict.fromkeys(_ROW_GROUPS | _CELLS | {"tr"}, _TABLE_SCOPE),
    "table": frozenset(),
}
"""How far up an end tag looks for its element; cells and captions bound every other."""
_OTHER_SCOPE: Final = _CELLS | {"caption"}

MEMBERS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(
        child for state, after in form.CONTENT.items() if state.partition(" ")[0].rstrip("+") == name for child in after
    )
    for name in {state.partition(" ")[0].rstrip("+") for state in form.CONTENT}
}
"""The children that an element may have, in whatever order."""

ROOM: Final = 8
"""How many elements the builder may imply below the deepest one that it was given."""

_BLANKS: Final = re.compile("[ \t\n]++")
_LINK_ESCAPES: Final = {" ": "%20", "<": "%3C", ">": "%3E", '"': "%22"}
_LINK_ATTRIBUTES: Final = frozenset(("href", "src", "cite"))


@dataclass(slots=True, eq=False)
class Node:
    """An element of the tree in the making."""

    name: str
    attributes: Attributes = ()
    implied: bool = False
    children: list[Node | str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Phrase:
    """An inline element that is open in the source; it enters the tree where text stands in it."""

    source: str
    name: str
    attributes: Attributes
    depth: int
    used: bool = False


_BOUNDARY: Final = "#boundary"
"""The name of a node that marks where a wrapper began or ended among the children of a flow element."""


def normalize(markup: str) -> tuple[str, list[str]]:
    """Returns markup in normal form, empty where nothing is left, and the names of what was dropped, sorted."""
    lost: set[str] = set()
    written, dropped = normalize_tokens(list(tokens(_clean(markup, lost))))
    return written, sorted(lost.union(dropped)) if lost else dropped


def body_of_tokens(read: Sequence[Token]) -> tuple[Body | None, list[str]]:
    """Returns the body of markup that is read already, and what of it is not in the body.

    Names are in lower case, and the texts hold no character that XML cannot carry.
    """
    written, dropped = normalize_tokens(read)
    return (body_of_normal(written) if written else None), dropped


def normalize_tokens(read: Sequence[Token]) -> tuple[str, list[str]]:
    """Returns the normal form of markup that is read already."""
    for limit in (form.MAX_DEPTH, form.MAX_DEPTH - ROOM):
        dropped: set[str] = set()
        children = _Builder(limit, dropped).build(read)
        written, depth = _write(_tidy_blocks(children, dropped))
        if depth <= form.MAX_DEPTH:
            break
    return written, sorted(dropped)


def _clean(markup: str, dropped: set[str]) -> str:
    unix = markup.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    if form.NOT_XML.search(unix) is None:
        return unix
    dropped.update(f"U+{ord(character):04X}" for character in set(form.NOT_XML.findall(unix)))
    return form.NOT_XML.sub("", unix)


def _visible(read: Sequence[Token], dropped: set[str]) -> Iterable[Token]:
    """Returns the tokens outside of dropped elements; one that is never ended hides nothing but its tag."""
    if DROPPED.isdisjoint([token.name for token in read if not isinstance(token, str)]):
        return read
    return _not_hidden(read, dropped)


def _not_hidden(read: Sequence[Token], dropped: set[str]) -> Iterator[Token]:
    ends = Counter(token.name for token in read if isinstance(token, End) and token.name in DROPPED)
    hidden, depth = "", 0
    for token in read:
        name = "" if isinstance(token, str) else token.name
        if name not in DROPPED:
            if not hidden:
                yield token
        elif isinstance(token, Start):
            if not hidden:
                dropped.add(name)
            if not token.closed and (hidden == name or (not hidden and ends[name])):
                hidden, depth = name, depth + 1
        else:
            ends[name] -= 1
            if hidden == name:
                depth -= 1
                hidden = name if depth else ""


class _Builder:
    """Takes the tokens of a source in order and keeps the tree within the content model."""

    def __init__(self, limit: int, dropped: set[str]) -> None:
        self.limit = limit
        self.dropped = dropped
        self.top = Node("")
        """The innermost open element that is no phrase."""
        self.blocks = [self.top]
        self.phrases: list[Phrase] = []
        self.chain: list[tuple[Phrase, Node]] = []
        self.skipped: Counter[str] = Counter()
        self.ids: set[str] = set()

    def build(self, read: Sequence[Token]) -> list[Node | str]:
        """Returns the children of the root of the tree."""
        for token in _visible(read, self.dropped):
            if isinstance(token, str):
                self.text(token)
            elif isinstance(token, End):
                self.end(token.name)
            else:
                self.start(token)
        self.dropped.update(phrase.source for phrase in self.phrases if not phrase.used)
        return self.blocks[0].children

    def is_full(self) -> bool:
        """Whether nothing more may be opened here."""
        return len(self.blocks) - 1 + len(self.phrases) >= self.limit

    # Text and inline elements

    def text(self, text: str) -> None:
        """Takes character data."""
        if self.top.name != "pre":
            if "  " in text or "\n" in text or "\t" in text:
                text = _BLANKS.sub(" ", text)
            if text == " " and form.TEXT not in MEMBERS[self.top.name]:
                return
        self.prepare(form.TEXT)
        self.inline_parent().children.append(text)

    def prepare(self, name: str) -> None:
        """Closes and opens what nobody wrote, until what comes may stand here."""
        if self.top.implied:
            self.leave_implied(name)
        if name not in MEMBERS[self.top.name]:
            self.make_room(name)

    def inline_parent(self) -> Node:
        """Enters the inline elements that are open in the source and not yet in the tree."""
        if not self.phrases:
            self.chain.clear()
            return self.top
        kept = 0
        for phrase, (entered, _) in zip(self.phrases, self.chain, strict=False):
            if phrase is not entered:
                break
            kept += 1
        del self.chain[kept:]
        parent = self.chain[-1][1] if self.chain else self.top
        for phrase in self.phrases[kept:]:
            node = Node(phrase.name, phrase.attributes)
            if phrase.used:
                node.attributes = tuple([pair for pair in phrase.attributes if pair[0] != "id"])
            phrase.used = True
            parent.children.append(node)
            self.chain.append((phrase, node))
            parent = node
        return parent

    def start_phrase(self, source: str, name: str, given: Given) -> None:
        """Opens an inline element."""
        if name == "a":
            self.end_phrase("a")
        attributes = self.attributes(name, source, given)
        unsafe = name == "a" and not any(key == "href" for key, _ in attributes) and any(k == "href" for k, _ in given)
        if unsafe or self.is_full():
            self.dropped.add(source)
            self.skipped[source] += 1
            return
        self.phrases.append(Phrase(source, name, attributes, len(self.blocks)))

    def end_phrase(self, source: str) -> None:
        """Closes the innermost inline element of this name."""
        if self.skipped.get(source):
            self.skipped[source] -= 1
            return
        for index in range(len(self.phrases) - 1, -1, -1):
            if self.phrases[index].source == source:
                if not self.phrases.pop(index).used:
                    self.dropped.add(source)
                return

    def void(self, name: str, given: Given) -> None:
        """Takes an element that is always empty."""
        if name not in form.VOIDS:
            self.dropped.add(name)
            return
        if name == "hr":
            if self.open_block("hr", "hr", given):
                self.close(len(self.blocks) - 1)
            return
        attributes = self.attributes(name, name, given)
        if name == "img" and not any(key == "src" for key, _ in attributes):
            self.dropped.add("img")
            return
        if name == "br" and form.TEXT not in MEMBERS[self.top.name]:
            self.dropped.add("br")
            return
        self.prepare(name if not self.phrases else form.TEXT)
        self.inline_parent().children.append(Node(name, attributes))

    # Blocks and their parts

    def start(self, token: Start) -> None:
        """Takes a start tag."""
        source, given, closed = token
        name = RENAMED.get(source, source)
        if name != source:
            self.dropped.add(source)
        if source in VOID_SOURCES:
            self.void(source, given)
        elif name in form.PHRASES:
            self.start_phrase(source, name, given)
            if closed:
                self.end_phrase(source)
        elif name in form.ELEMENTS:
            if not self.open_block(name, source, given):
                self.skipped[source] += 1
            if closed:
                self.end(source)
        else:
            self.unwrap(source, given)

    def unwrap(self, source: str, given: Given) -> None:
        """Takes the start tag of an element that leaves only its content."""
        if source not in SCAFFOLD:
            self.dropped.add(source)
        self.attributes("", source, given)
        if self.separates(source):
            self.boundary()

    def separates(self, source: str) -> bool:
        """Whether text does not run on across a tag; an unknown element is judged by where it stands."""
        if source in WRAPPERS:
            return True
        return source not in TRANSPARENT and not self.phrases and (self.top.implied or self.top.name in IMPLIED_CHILD)

    def end(self, source: str) -> None:
        """Takes an end tag."""
        name = RENAMED.get(source, source)
        if source in VOID_SOURCES:
            return
        if name in form.PHRASES:
            self.end_phrase(source)
        elif name not in form.ELEMENTS:
            if self.separates(source):
                self.boundary()
        elif self.skipped.get(source):
            self.skipped[source] -= 1
            self.boundary()
        else:
            self.end_block(name)

    def end_block(self, name: str) -> None:
        """Closes the innermost block of this name; a stray end tag still separates."""
        scope = SCOPE.get(name, _OTHER_SCOPE)
        for index in range(len(self.blocks) - 1, 0, -1):
            node = self.blocks[index]
            if node.name == name and not node.implied:
                if self.phrases:
                    self.forget_phrases(index)
                self.close(index)
                return
            if node.name in scope:
                break
        self.boundary()

    def forget_phrases(self, index: int) -> None:
        """Ends the inline elements that were opened within a block that has ended."""
        while self.phrases and self.phrases[-1].depth > index:
            phrase = self.phrases.pop()
            if not phrase.used:
                self.dropped.add(phrase.source)

    def close(self, index: int) -> None:
        """Closes the blocks from an index on; inline elements go on in what follows."""
        del self.blocks[index:]
        self.top = self.blocks[-1]
        self.chain.clear()
        for phrase in self.phrases:
            phrase.depth = min(phrase.depth, index)

    def boundary(self) -> None:
        """Separates the text before from the text after."""
        while self.top.implied and self.top.name == "p":
            self.close(len(self.blocks) - 1)
        name = self.top.name
        if name == "p":
            self.close(len(self.blocks) - 1)
        elif name in form.FLOW:
            self.top.children.append(Node(_BOUNDARY))
        elif name in form.INLINE_ONLY:
            self.inline_parent().children.append("\n" if name == "pre" else " ")
            return
        self.chain.clear()

    def open_block(self, name: str, source: str, given: Given) -> bool:
        """Opens a block or a part of one; False where it has to be unwrapped."""
        if name in ENDED_BY:
            self.end_omitted(name)
        if self.top.name == "p":
            self.close(len(self.blocks) - 1)
        if self.top.implied:
            self.leave_implied(name)
        lost = name in ("caption", "figcaption") and name not in MEMBERS[self.top.name]
        if lost or self.top.name in form.INLINE_ONLY or self.is_full():
            self.dropped.add(source)
            self.attributes("", source, given)
            self.boundary()
            return False
        if name not in MEMBERS[self.top.name]:
            self.make_room(name)
        self.push(Node(name, self.attributes(name, source, given) if given else ()))
        return True

    def end_omitted(self, name: str) -> None:
        """Closes what this start tag ends without saying so."""
        ended = ENDED_BY[name]
        scope = SCOPE.get(name, _OTHER_SCOPE)
        last = 0
        for index in range(len(self.blocks) - 1, 0, -1):
            if self.blocks[index].name in scope:
                break
            if self.blocks[index].name in ended:
                last = index
        if last:
            self.close(last)

    def leave_implied(self, name: str) -> None:
        """Closes the elements that nobody wrote and that cannot hold what comes."""
        while self.top.implied and name not in MEMBERS[self.top.name]:
            self.close(len(self.blocks) - 1)

    def make_room(self, name: str) -> None:
        """Opens the elements that must stand between the innermost one and what comes."""
        while name not in MEMBERS[self.top.name]:
            parent = NEEDED_PARENT.get(name)
            if parent is None:
                self.push(Node(IMPLIED_CHILD[self.top.name], implied=True))
            else:
                self.make_room(parent)
                self.push(Node(parent, implied=True))

    def push(self, node: Node) -> None:
        """Opens an element within the innermost one."""
        self.top.children.append(node)
        self.blocks.append(node)
        self.top = node
        self.chain.clear()

    # Attributes

    def attributes(self, name: str, source: str, given: Given) -> Attributes:
        """Keeps of the attributes what an element may have; with an empty name, none."""
        kept: dict[str, str] = {}
        rules = form.ATTRIBUTES.get(name, {})
        for written, raw in given:
            key = "lang" if written == "xml:lang" else written
            if key == "xmlns" or key.startswith("xmlns:") or kept.get(key) == raw:
                continue
            value = self.value(key, raw, rules.get(key)) if name and key not in kept else None
            if value is None or (key not in rules and form.DATA_NAME.fullmatch(key) is None):
                self.dropped.add(f"{source}@{written}")
            else:
                kept[key] = value
        return tuple(kept.items())

    def value(self, key: str, raw: str, rule: form.Rule | None) -> str | None:
        """Normalises a value; None where the attribute does not allow it."""
        value = raw.replace("\n", " ").replace("\t", " ")
        if rule is None or rule[0] is None:
            return value
        value = value.strip(" ")
        if key in _LINK_ATTRIBUTES:
            for character, escape in _LINK_ESCAPES.items():
                value = value.replace(character, escape)
        elif key == "dir":
            value = value.lower()
        if not rule[0](value) or (key == "id" and value in self.ids):
            return None
        if key == "id":
            self.ids.add(value)
        return value


# Tidying: white space, empty elements, order


def _tidy_blocks(children: list[Node | str], dropped: set[str]) -> list[Node | str]:
    """Returns the children of an element that holds no text itself, each tidied, the empty ones gone."""
    return [kept for child in children if isinstance(child, Node) for kept in _tidy(child, dropped)]


def _tidy(node: Node, dropped: set[str]) -> list[Node]:
    """Returns what stands in the place of a block or a part of one: itself, nothing, or its content."""
    name = node.name
    if name in form.VOIDS:
        return [node]
    if name in form.INLINE_ONLY:
        node.children = _tidy_run(node.children, dropped, in_pre=name == "pre")
    elif name in form.FLOW:
        node.children = _tidy_flow(node.children, dropped)
    else:
        node.children = _tidy_blocks(node.children, dropped)
        if name == "table":
            return _tidy_table(node, dropped)
        if name == "figure":
            _tidy_figure(node, dropped)
    if node.children or name in form.MAY_BE_EMPTY:
        return [node]
    if not node.implied:
        dropped.add(name)
    return []


def _tidy_flow(children: list[Node | str], dropped: set[str]) -> list[Node | str]:
    """Tidies inline runs and blocks; runs that a wrapper kept apart become paragraphs."""
    if len(children) == 1 and isinstance(children[0], str):
        return _tidy_run(children, dropped)
    parts: list[Node | list[Node | str]] = []
    run: list[Node | str] = []
    boundary, apart = False, False
    for child in [*children, Node(_BOUNDARY)]:
        if isinstance(child, str) or child.name in form.INLINE:
            run.append(child)
            continue
        if tidy := _tidy_run(run, dropped):
            apart = apart or (boundary and bool(parts) and isinstance(parts[-1], list))
            parts.append(tidy)
            boundary = False
        run = []
        if child.name == _BOUNDARY:
            boundary = True
        else:
            parts.extend(_tidy(child, dropped))
    result: list[Node | str] = []
    for part in parts:
        if isinstance(part, Node):
            result.append(part)
        elif apart:
            result.append(Node("p", children=part))
        else:
            result.extend(part)
    return result


def _tidy_run(children: list[Node | str], dropped: set[str], *, in_pre: bool = False) -> list[Node | str]:
    """Returns an inline run with its white space collapsed; empty where nothing is left to see."""
    if not in_pre:
        if len(children) == 1 and isinstance(text := children[0], str):
            return [shown] if (shown := text.strip(" ")) else []
        _Collapse().run(children)
    kept = _prune(children, dropped)
    if any(_shows(child) for child in kept):
        return kept
    dropped.update(child.name for child in kept if isinstance(child, Node))
    return []


class _Collapse:
    """Leaves one space where white space stands, none at the ends of a run or beside `br`, across inline tags."""

    def __init__(self) -> None:
        self.after_character = False
        self.space: tuple[list[Node | str], int] | None = None

    def run(self, children: list[Node | str]) -> None:
        """Collapses a whole run in place."""
        self.enter(children)
        self.drop_space()

    def enter(self, children: list[Node | str]) -> None:
        for index, child in enumerate(children):
            if isinstance(child, str):
                self.text(children, index, child)
            elif child.name == "br":
                self.drop_space()
                self.after_character = False
            else:
                self.enter(child.children)

    def text(self, children: list[Node | str], index: int, text: str) -> None:
        if text.startswith(" ") and not self.after_character:
            text = text[1:]
            children[index] = text
        if text:
            self.after_character = not text.endswith(" ")
            self.space = None if self.after_character else (children, index)

    def drop_space(self) -> None:
        """Takes away the space that the run has at its end so far."""
        if self.space is not None:
            children, index = self.space
            text = children[index]
            children[index] = text[:-1] if isinstance(text, str) else text
            self.space = None


def _prune(children: list[Node | str], dropped: set[str]) -> list[Node | str]:
    """Returns an inline run without empty texts and elements."""
    kept: list[Node | str] = []
    for child in children:
        if isinstance(child, str):
            if child:
                kept.append(child)
            continue
        child.children = _prune(child.children, dropped)
        if child.children or child.name in form.VOIDS:
            kept.append(child)
        else:
            dropped.add(child.name)
    return kept


def _shows(child: Node | str) -> bool:
    """Whether something stands in an inline run besides white space and line ends."""
    if isinstance(child, str):
        return bool(child.strip(" \t\n"))
    return child.name == "img" or any(_shows(inner) for inner in child.children)


def _tidy_table(table: Node, dropped: set[str]) -> list[Node]:
    """Puts the parts of a table in order: one caption, one head, bodies or rows, one end (HTML, section 4.9.1)."""
    parts = [child for child in table.children if isinstance(child, Node)]
    captions = [part for part in parts if part.name == "caption"]
    rows = [part for part in parts if part.name != "caption"]
    if not rows:
        dropped.add("table")
        return [Node("p", caption.attributes, children=caption.children) for caption in captions]
    feet = [part for part in rows if part.name == "tfoot"]
    foot = feet[:1]
    rows = [part for part in rows if part not in foot]
    head = rows[:1] if rows and rows[0].name == "thead" else []
    body = rows[len(head) :]
    for part in body:
        if part.name not in {"tr", "tbody"}:
            dropped.add(part.name)
            part.name = "tbody"
    if any(part.name == "tbody" for part in body):
        body = _grouped(body)
    caption = captions[:1]
    for other in captions[1:]:
        dropped.add("caption")
        caption[0].children += [" ", *other.children]
    table.children = [*caption, *head, *body, *foot]
    return [table]


def _grouped(parts: list[Node]) -> list[Node]:
    """Puts rows that stand beside table bodies into bodies of their own."""
    groups: list[Node] = []
    for part in parts:
        if part.name == "tbody":
            groups.append(part)
        elif groups and groups[-1].implied:
            groups[-1].children.append(part)
        else:
            groups.append(Node("tbody", implied=True, children=[part]))
    return groups


def _tidy_figure(figure: Node, dropped: set[str]) -> None:
    """Leaves one caption, at the beginning or at the end; of others the content stays."""
    children = [child for child in figure.children if isinstance(child, Node)]
    found = [index for index, child in enumerate(children) if child.name == "figcaption"]
    kept = next((index for index in found if index in (0, len(children) - 1)), -1)
    result: list[Node | str] = []
    for index, child in enumerate(children):
        if child.name == "figcaption" and index != kept:
            dropped.add("figcaption")
            result.extend(_as_blocks(child.children))
        else:
            result.append(child)
    figure.children = result


def _as_blocks(children: list[Node | str]) -> list[Node]:
    """Returns the children of a flow element as blocks."""
    blocks: list[Node] = []
    for child in children:
        if isinstance(child, Node) and child.name in form.BLOCKS:
            blocks.append(child)
        elif blocks and blocks[-1].implied:
            blocks[-1].children.append(child)
        else:
            blocks.append(Node("p", implied=True, children=[child]))
    return blocks


def _write(children: list[Node | str]) -> tuple[str, int]:
    """Returns the markup of a tidy tree, and how many elements are open at its deepest place."""
    out: list[str] = []
    deepest = _write_children(children, out)
    return "".join(out), deepest


def _write_children(children: list[Node | str], out: list[str]) -> int:
    deepest = 0
    for child in children:
        if isinstance(child, str):
            out.append(form.escape_text(child))
        elif child.name in form.VOIDS:
            out.append(form.start_tag(child.name, child.attributes))
        else:
            out.append(form.start_tag(child.name, child.attributes) if child.attributes else f"<{child.name}>")
            deepest = max(deepest, 1 + _write_children(child.children, out))
            out.append(f"</{child.name}>")
    return deepest
