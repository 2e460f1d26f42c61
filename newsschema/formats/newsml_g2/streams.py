"""A `newsMessage` of any length, an item at a time: what was read of it is let go before the next is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from lxml import etree

from newsschema.formats.newsml_g2.markup import elements_read, g2, pull_parser
from newsschema.formats.newsml_g2.terms import G2

WHOLE: Final = 4 * 2**20
"""The bytes of a file that is parsed as a whole; only a message that is longer is taken apart."""
WINDOW: Final = 256
"""The items of a long message among which media are given to the articles that name them."""
MOST: Final = 4 * WINDOW
"""The items of a window that ends in a long run of media."""
_CHUNK: Final = 2**16

NEWS_MESSAGE: Final = f"{{{G2}}}newsMessage"
HEADER: Final = f"{{{G2}}}header"
ITEM_SET: Final = f"{{{G2}}}itemSet"
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
    if len(head) <= WHOLE:
        return False
    opening = pull_parser("start")
    for start in range(0, len(head), _CHUNK):
        try:
            opening.feed(head[start : start + _CHUNK])
        except etree.XMLSyntaxError:
            return False
        for root in elements_read(opening):
            return bool(root.tag == NEWS_MESSAGE)
    return False


class LongMessage:
    """A message that is being read: its items in order, each whole, and its header once there is one.

    After the last item, `error` and `code` say why the rest cannot be read, if it cannot. An item stays in memory
    until it is let go.
    """

    def __init__(self, head: bytes, stream: BinaryIO, most: int) -> None:
        self.header: etree._Element | None = None
        self.error: str | None = None
        self.code = "NS004"
        self.position: tuple[int, int] | None = None
        self._chunks = _chunks(head, stream)
        # A document type stands before the root; where there is one, its ids are asked for.
        self._has_type = b"<!DOCTYPE" in head.replace(b"\x00", b"")
        self._most = most
        self._last: etree._Element | None = None

    def items(self) -> Iterator[etree._Element]:
        """Yields the items; nothing a message holds raises."""
        parser = pull_parser("end", *_TAGS, ids=self._has_type)
        size = 0
        for chunk in self._chunks:
            try:
                parser.feed(chunk)
            except etree.XMLSyntaxError as error:
                self._stopped(error)
            size += len(chunk)
            for element in elements_read(parser):
                size = 0
                yield from self._ended(element)
            if self.error is not None:
                return
            if size > self._most:
                self.code = "NS007"
                self.error = f"an item is larger than {self._most} bytes; --max-document-size raises the limit"
                return
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            self._stopped(error)

    def _stopped(self, error: etree.XMLSyntaxError) -> None:
        self.error = str(error.msg)
        self.position = error.position

    def _ended(self, element: etree._Element) -> Iterable[etree._Element]:
        parent = element.getparent()
        if element.tag == HEADER:
            if parent is not None and parent.tag == NEWS_MESSAGE and self.header is None:
                self.header = element
            return ()
        if element.tag == ITEM_SET:
            return self._unseen(element[-1]) if len(element) else ()
        return self._unseen(element) if parent is not None and parent.tag == ITEM_SET else ()

    def _unseen(self, newest: etree._Element) -> list[etree._Element]:
        """Returns an item, after those before it whose names are not known as items."""
        found: list[etree._Element] = []
        one: etree._Element | None = newest
        while one is not None and one is not self._last:
            found.append(one)
            one = one.getprevious()
        self._last = newest
        found.reverse()
        return found


def let_go(items: Iterable[etree._Element]) -> None:
    """Takes items out of their message, which frees what they take."""
    for item in items:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)


def _chunks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    for start in range(0, len(head), _CHUNK):
        yield head[start : start + _CHUNK]
    while chunk := stream.read(_CHUNK):
        yield chunk


__all__ = ["HEADER", "ITEM_SET", "MOST", "NEWS_MESSAGE", "WHOLE", "WINDOW", "LongMessage", "is_long_message", "let_go"]
