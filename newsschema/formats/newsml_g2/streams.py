"""A `newsMessage` of any length, an item at a time: what was read of it is let go before the next is parsed.

Where its items stand in its bytes is found without parsing them, so that a message can be cut into runs of items that
several processes read, and so that an item that is not well-formed costs nothing but itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, Final, Literal, NamedTuple

from lxml import etree

from newsschema.diagnostics import Diagnostic, diagnostic
from newsschema.formats.base import CarefulOptions, ReadOptions
from newsschema.formats.newsml_g2.limits import refusal
from newsschema.formats.newsml_g2.markup import elements_read, events_read, g2, pull_parser
from newsschema.formats.newsml_g2.terms import G2

WHOLE: Final = 4 * 2**20
"""The bytes of a file that is parsed as a whole; only a message that is longer is taken apart."""
WINDOW: Final = 256
"""The items of a long message among which media are given to the articles that name them."""
OPENING: Final = 2**20
"""The most bytes of a message before its first item; one that has more is not cut."""
_CHUNK: Final = 2**16

NEWS_MESSAGE: Final = f"{{{G2}}}newsMessage"
HEADER: Final = f"{{{G2}}}header"
ITEM_SET: Final = f"{{{G2}}}itemSet"
UNREAD: Final = "unread"
"""The tag that stands for an item which is not read."""
_LINK: Final = f"{{{G2}}}itemMeta/{{{G2}}}link"
_TAGS: Final = (
    HEADER,
    ITEM_SET,
    *g2("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"),
)


def read_head(stream: BinaryIO) -> bytes:
    """Returns the beginning of a stream: all of it, or more than is parsed as a whole."""
    pieces: list[bytes] = []
    size = 0
    while size <= WHOLE and (piece := stream.read(WHOLE + 1 - size)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def is_long_message(head: bytes) -> bool:
    """Tells whether the beginning of a file is that of a message which is taken apart."""
    return len(head) > WHOLE and is_message(head)


def is_message(head: bytes) -> bool:
    """Tells whether the beginning of a file is that of a message."""
    opening = pull_parser("start")
    for start in range(0, len(head), _CHUNK):
        try:
            opening.feed(head[start : start + _CHUNK])
        except etree.XMLSyntaxError:
            return False
        for root in elements_read(opening):
            return bool(root.tag == NEWS_MESSAGE)
    return False


# --- Where the items stand


class Stretch(NamedTuple):
    """Some bytes of a message: its opening, an item with what stands before it, or what cannot be told apart."""

    kind: Literal["opening", "item", "rest"]
    offset: int
    data: bytes
    gap: bytes = b""


_SET: Final = re.compile(rb"""<((?:[^\s<>/!?:="']+:)?)itemSet[\s/>]""")


_ITEMS: Final = rb"(?:news|package|concept|knowledge|planning|catalog)Item(?=[\s/>])"
_HIDING: Final = rb"""!--(?:.*?(?P<comment>-->))?|!\[CDATA\[(?:.*?(?P<text>\]\]>))?|\?(?:.*?(?P<instruction>\?>))?"""
_TAG: Final = rb"""(?P<tag>(?:[^<>"']|"[^"<]*"|'[^'<]*')*>)?"""


@lru_cache(maxsize=16)
def _marks(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Returns what finds the tags of items whose names have a prefix, and all that may hide such; and what reads them.

    To find them with a pattern that has no groups takes a sixth of the time.
    """
    name = re.escape(prefix) + _ITEMS
    found = re.compile(rb"<(?:!--|!\[CDATA\[|\?|/?" + name + rb")")
    read = re.compile(rb"<(?:" + _HIDING + rb"|(?P<end>/?)(?P<name>" + name + rb")" + _TAG + rb")", re.DOTALL)
    return found, read


_BETWEEN: Final = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})""")
_OF_BYTES: Final = re.compile(rb"utf-?8|us-ascii|iso-?8859-\d+|windows-125\d", re.IGNORECASE)


def stretches(head: bytes, stream: BinaryIO, most: int, opening: bytes | None = None) -> Iterator[Stretch]:
    """Yields a message in stretches: its opening, each of its items, and the rest, in as many as it takes.

    All is rest from the first place where it cannot be told what an item is, such as an element of another name
    beside the items, or an item of more than `most` bytes. An `opening` is given where the stream begins behind it.
    """
    return _Scanner(head, stream, most, opening).stretches()


class _Scanner:
    """Looks for the tags of items, and for nothing else."""

    def __init__(self, head: bytes, stream: BinaryIO, most: int, opening: bytes | None) -> None:
        self.data = head or stream.read(_CHUNK)
        self.stream = stream
        self.most = most
        self.opened = opening is not None
        self.prefix = _prefix(opening or b"")
        self.offset = 0
        self.at = 0
        self.start = -1
        self.depth = 0
        self.name = b""
        self.over = False

    def stretches(self) -> Iterator[Stretch]:
        is_end = False
        while True:
            yield from self._found(is_end=is_end)
            if self.over or is_end or len(self.data) > self.most:
                break
            # An item of many megabytes is not copied again for every few bytes that come.
            chunk = self.stream.read(max(_CHUNK, len(self.data)))
            is_end = not chunk
            self.data += chunk
        yield Stretch("rest", self.offset, self.data)
        self.offset += len(self.data)
        while chunk := self.stream.read(_CHUNK):
            yield Stretch("rest", self.offset, chunk)
            self.offset += len(chunk)

    def _found(self, *, is_end: bool) -> Iterator[Stretch]:
        data = self.data
        if self.prefix is None:
            self.prefix = _prefix(data)
        if self.prefix is None:
            self.over = len(data) > OPENING
            return
        # A tag that is cut off is looked at when the rest of it is there.
        last = data.rfind(b"<")
        limit = len(data) if is_end or last < 0 or data.find(b">", last) >= 0 else last
        done, at = 0, self.at
        find, read = _marks(self.prefix)
        while (found := find.search(data, at, limit)) is not None:
            at = found.start()
            mark = read.match(data, at, limit)
            if mark is None or not (mark["tag"] or mark["comment"] or mark["text"] or mark["instruction"]):
                break
            at = mark.end()
            if mark["name"] is None or not self._takes(mark):
                continue
            yield from self._cut(data, done, at)
            if self.over:
                break
            done = at
        else:
            at = limit
        self.data = data[done:]
        self.offset += done
        self.at = at - done
        if self.start >= 0:
            self.start -= done
        elif not self.opened and len(self.data) > OPENING:
            self.over = True

    def _takes(self, mark: re.Match[bytes]) -> bool:
        """Follows a tag of an item into it and out of it; true where an item ends."""
        name, is_alone = mark["name"], mark["tag"].endswith(b"/>")
        if self.depth == 0:
            if mark["end"]:
                return False
            self.start, self.name = mark.start(), name
            self.depth = 0 if is_alone else 1
            return is_alone
        if name == self.name and not is_alone:
            self.depth += -1 if mark["end"] else 1
        return self.depth == 0

    def _cut(self, data: bytes, done: int, end: int) -> Iterator[Stretch]:
        """Yields the item that ends here, after the opening if it is the first, unless they cannot be told apart."""
        start, self.start = self.start, -1
        before, item = data[done:start], data[start:end]
        is_told = not _is_more(before) if self.opened else _is_opening(before)
        if not is_told or len(item) > self.most:
            self.over = True
            return
        if not self.opened:
            yield Stretch("opening", 0, before)
            before = b""
        self.opened = True
        yield Stretch("item", self.offset + start, item, before)


def _prefix(data: bytes) -> bytes | None:
    """Returns the prefix that the names of a message have, by the set of its items; none where that has not begun."""
    found = _SET.search(data)
    return found[1] if found is not None else None


def _is_more(data: bytes) -> bool:
    """Tells whether there is anything but space and comments between two items."""
    return b"<" in data and b"<" in _BETWEEN.sub(b"", data)


def _is_opening(data: bytes) -> bool:
    """Tells whether these are the bytes of a message up to its first item, and the tags of items can be seen in it."""
    encoding = _ENCODING.match(data)
    if len(data) > OPENING or b"<!DOCTYPE" in data or b"\x00" in data:
        return False
    if encoding is not None and _OF_BYTES.fullmatch(encoding[1]) is None:
        return False
    parser = pull_parser(("start", "end"))
    try:
        parser.feed(data)
    except etree.XMLSyntaxError:
        return False
    above: list[etree._Element] = []
    last = None
    for event, element in events_read(parser):
        if event == "start":
            above.append(element)
            last = element
        else:
            above.pop()
    return [one.tag for one in above] == [NEWS_MESSAGE, ITEM_SET] and last is above[-1]


# --- The items


@dataclass(slots=True)
class Part:
    """An item of a message that is being read: its element, and its bytes where they could be told from the others.

    `notes` say why an item is not read at all; `lines` are to be added to the line numbers of its parser.
    """

    element: etree._Element
    offset: int | None = None
    raw: bytes | None = None
    lines: int = 0
    notes: tuple[Diagnostic, ...] = ()


class Point(NamedTuple):
    """How many lines stand before a place, and how many bytes of its own."""

    line: int
    column: int

    def after(self, data: bytes) -> Point:
        """Returns the place behind some bytes."""
        last = data.rfind(b"\n")
        return Point(self.line + data.count(b"\n"), len(data) - last - 1 if last >= 0 else self.column + len(data))


_LINE: Final = re.compile(r"\bline (\d+)")
_COLUMN: Final = re.compile(r", line \d+, column \d+$")


class LongMessage:
    """A message that is being read: its items in order, each whole, and its header once there is one.

    After the last item, `error` and `code` say why the rest cannot be read, if it cannot. An item stays in memory
    until it is let go. A run of items out of a message is read behind the `opening` of that; `first` is the number of
    its first item, which has so many lines before it and so many bytes in its own, `line` is where its first window
    ends, and `is_last` says that the message ends with it.
    """

    def __init__(
        self,
        head: bytes,
        stream: BinaryIO,
        options: ReadOptions,
        *,
        opening: bytes | None = None,
        first: int = 0,
        lines: int = 0,
        column: int = 0,
        line: int | None = None,
        is_last: bool = True,
    ) -> None:
        self.header: etree._Element | None = None
        self.error: str | None = None
        self.code = "NS004"
        self.position: tuple[int, int] | None = None
        self.index = first
        """The number of the item that comes next."""
        self.line = line or WINDOW
        """The line about which the next window ends."""
        self._options = options
        self._careful = options if isinstance(options, CarefulOptions) else None
        self._most = options.max_document_size
        self._opening = opening or b""
        self._is_last = is_last
        self._stretches = stretches(head, stream, self._most, opening)
        # A document type stands before the root; where there is one, its ids are asked for.
        self._has_type = b"<!DOCTYPE" in head.replace(b"\x00", b"")
        self._last: etree._Element | None = None
        self._refused: etree._Element | None = None
        self._set: etree._Element | None = None
        self._source = Point(lines, column)
        self._fed = Point(0, 0)
        self._waiting = 0
        self._parser = pull_parser(("start", "end"), *_TAGS, ids=self._has_type)
        self._feed_opening()

    @property
    def lines(self) -> int:
        """How many lines the parser has not seen of those that stand before."""
        return self._source.line - self._fed.line

    def items(self) -> Iterator[Part]:
        """Yields the items; nothing a message holds raises."""
        for stretch in self._stretches:
            if stretch.kind == "item":
                yield self._item(stretch)
                self.index += 1
            elif stretch.kind == "opening":
                self._opening = stretch.data
                self._source = Point(0, 0).after(stretch.data)
                self._feed_opening()
            else:
                yield from self._rest(stretch.data)
            if self.error is not None:
                return
        if self._is_last:
            try:
                self._parser.close()
            except etree.XMLSyntaxError as error:
                self._stopped(error)

    def _rest(self, data: bytes) -> Iterator[Part]:
        """Yields the items that end in bytes in which they cannot be told apart; the first mistake ends them all."""
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            self._look()
            self._feed(chunk)
            self._waiting += len(chunk)
            for element in self._ended():
                self._waiting = 0
                part = Part(element, lines=self.lines, notes=self._look())
                yield self._allowed(part)
                self.index += 1
            if self.error is None and self._waiting > self._most:
                self.code = "NS007"
                self.error = f"an item is larger than {self._most} bytes; --max-document-size raises the limit"
            if self.error is not None:
                return

    def _item(self, stretch: Stretch) -> Part:
        """An item whose bytes are known; one that is not well-formed leaves nothing behind in the parser."""
        part = Part(etree.Element(UNREAD), stretch.offset, stretch.data, notes=self._look())
        self._source = self._source.after(stretch.gap)
        if part.notes:
            self._source = self._source.after(stretch.data)
            return part
        self._fed = self._fed.after(stretch.gap)
        part.lines = self.lines
        self._feed(stretch.gap + stretch.data)
        found = list(self._ended())
        if self._set is not None and len(self._set):
            # One whose name is not known as that of an item, nothing has told of.
            found += self._unseen(self._set[-1])
        if self.error is None and len(found) == 1:
            part.element = found[0]
            part = self._allowed(part)
        else:
            line, column = self.position or (None, None)
            message = self.error or "the item is not one element"
            part.notes = (self._note("NS004", message, line=line, column=column),)
            self.error = self.position = None
            self._parser = pull_parser(("start", "end"), *_TAGS, ids=False)
            self._feed_opening()
            # What the next parser has not seen is all that stands before the next item.
            self._source = self._source.after(stretch.data)
            return part
        self._source = self._source.after(stretch.data)
        self._fed = self._fed.after(stretch.data)
        return part

    def _allowed(self, part: Part) -> Part:
        """An item, or only its bytes where it passes a limit or is not to be looked into."""
        reason = None if part.notes else refusal(part.element, self._options)
        if reason is not None:
            part.notes = (self._note("NS006", reason),)
        if part.notes:
            # Its place among the others is still asked for.
            part.element.clear()
            self._refused, part.element = part.element, etree.Element(UNREAD)
        return part

    def _look(self) -> tuple[Diagnostic, ...]:
        return self._careful.look(self.index) if self._careful is not None else ()

    def _note(self, code: str, message: str, **place: int | None) -> Diagnostic:
        return diagnostic(code, message, source=self._options.source, index=self.index, **place)

    def _feed_opening(self) -> None:
        """Leads a new parser up to the first item."""
        self._last = self._set = self._refused = None
        self._feed(self._opening)
        self._fed = Point(0, 0).after(self._opening)
        for _ in self._ended():
            pass

    def _feed(self, data: bytes) -> None:
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as error:
            self._stopped(error)

    def _stopped(self, error: etree.XMLSyntaxError) -> None:
        """Takes note of a mistake, at its place in the source."""
        line, column = error.position
        if line:
            same = line == self._fed.line + 1
            shift = self._source.column - self._fed.column if same else 0
            self.position = (line + self.lines, column + shift)
        message = str(error.msg)
        if self.lines:
            message = _LINE.sub(lambda found: f"line {int(found[1]) + self.lines}", message)
        self.error = _COLUMN.sub("", message) if self.position is not None else message

    def _ended(self) -> Iterator[etree._Element]:
        """Yields the items that have ended, and takes note of the header and of the set that holds the items."""
        for event, element in events_read(self._parser):
            parent = element.getparent()
            if event == "start":
                self._set = element if element.tag == ITEM_SET else self._set
            elif element.tag == HEADER:
                if parent is not None and parent.tag == NEWS_MESSAGE and self.header is None:
                    self.header = element
            elif element.tag == ITEM_SET:
                yield from self._unseen(element[-1]) if len(element) else ()
            elif parent is not None and parent.tag == ITEM_SET:
                yield from self._unseen(element)

    def _unseen(self, newest: etree._Element) -> list[etree._Element]:
        """Returns an item, after those before it whose names are not known as items."""
        found: list[etree._Element] = []
        one: etree._Element | None = newest
        while one is not None and one is not self._last:
            found.append(one)
            one = one.getprevious()
        self._last = newest
        if self._refused is not None:
            let_go([self._refused])
            self._refused = None
        found.reverse()
        return found


class Spared(NamedTuple):
    """A message without the items that must not be looked into: an element stands for each of them."""

    root: etree._Element
    left_out: dict[int, Stretch]


def spared(data: bytes, options: CarefulOptions) -> Spared | None:
    """Parses a message item by item, each of which is told of before; none where one cannot be told from another."""
    parser = pull_parser(("start", "end"), NEWS_MESSAGE)
    left_out: dict[int, Stretch] = {}
    index = 0
    is_open = False
    try:
        for stretch in stretches(data, BytesIO(), len(data)):
            is_open = is_open or stretch.kind == "opening"
            text = stretch.data
            if stretch.kind == "item":
                if options.look(index):
                    left_out[index] = stretch
                    text = f'<{UNREAD} xmlns=""/>'.encode() + b"\n" * text.count(b"\n")
                index += 1
            parser.feed(stretch.gap + text)
        parser.close()
    except etree.XMLSyntaxError:
        return None
    root = next(elements_read(parser), None)
    if not is_open or root is None or len(list(root.iter(ITEM_SET))) != 1:
        return None
    inside = next(root.iter(ITEM_SET))
    return Spared(root, left_out) if len(inside) == index else None


def let_go(items: Iterable[etree._Element]) -> None:
    """Takes items out of their message, which frees what they take."""
    for item in items:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)


# --- Which items are read together


def window_end(
    held: Sequence[etree._Element],
    first: int,
    line: int,
    following: etree._Element | None,
    is_medium: Callable[[etree._Element], bool],
) -> int | None:
    """Returns how many of the items held belong to the window that ends about a line; none where it has not ended.

    The lines are the multiples of `WINDOW`, in the numbers of the items, of which the first one held has `first`. The
    items between two lines make a window, with two exceptions: media that follow a line belong to what stands before
    them, as long as they are fewer than a window; and of the media at the end of a window, the last ones that no item
    between its lines names wait for an article that follows. Where there are nothing but media between two lines, all
    is cut at the line. So it takes the items between two lines, and those after them up to the next, to know where a
    window ends, and nobody who reads a part of a message need read what stands before.
    """
    number = first + len(held)
    if number < line:
        return None
    cell = held[max(0, line - WINDOW - first) : line - first]
    if number == line and all(is_medium(one) for one in cell):
        return len(held)
    if following is not None and number - line < WINDOW - 1 and is_medium(following):
        return None
    named = {link.get("residref") for one in cell if not is_medium(one) for link in one.iterfind(_LINK)}
    done = len(held)
    while done and is_medium(held[done - 1]) and held[done - 1].get("guid") not in named:
        done -= 1
    return done or len(held)


__all__ = [
    "HEADER",
    "ITEM_SET",
    "NEWS_MESSAGE",
    "OPENING",
    "UNREAD",
    "WHOLE",
    "WINDOW",
    "LongMessage",
    "Part",
    "Point",
    "Spared",
    "Stretch",
    "is_long_message",
    "is_message",
    "let_go",
    "read_head",
    "spared",
    "stretches",
    "window_end",
]
