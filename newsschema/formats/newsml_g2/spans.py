"""Marks in the body: where one element can hold a span, `span xml:id="ns.I.N"` shows it to other programs.

The offsets in `partMeta` are the truth; the marks are a courtesy, and the reader takes exactly these away.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

from newsschema.formats.newsml_g2.terms import XHTML, XML_ID
from newsschema.v1.body import Body, Segment, text_segments
from newsschema.v1.body_markup import INLINE, RESERVED_ID, TAG, VOIDS

SPAN: Final = f"{{{XHTML}}}span"


def mark(body: Body, spans: Sequence[tuple[int, int]], number: int) -> tuple[str, list[str | None]]:
    """Returns the body with a mark around each span that one element can hold, and the id of each mark.

    `number` is the item's number in its file.
    """
    names: list[str | None] = [None] * len(spans)
    if not spans:
        return str(body), names
    segments = text_segments(body)
    starts = [segment.text_start for segment in segments]
    taken: list[tuple[int, int, str]] = []
    for index, (start, end) in enumerate(spans):
        place = _place(segments, starts, start, end)
        if place is not None and _holds(body[place[0] : place[1]]) and _nests(place, taken):
            name = f"{RESERVED_ID}{number}.{len(taken) + 1}"
            names[index] = name
            taken.append((*place, name))
    return _inserted(body, taken), names


def _place(segments: Sequence[Segment], starts: Sequence[int], start: int, end: int) -> tuple[int, int] | None:
    first = segments[bisect_right(starts, start) - 1]
    last = segments[bisect_right(starts, end - 1) - 1]
    if not (first.text_start <= start < first.text_end and last.text_start < end <= last.text_end):
        return None
    begin = first.markup_start + (start - first.text_start if _is_literal(first) else 0)
    stop = last.markup_start + (end - last.text_start) if _is_literal(last) else last.markup_end
    return begin, stop


def _is_literal(segment: Segment) -> bool:
    return segment.markup_end - segment.markup_start == segment.text_end - segment.text_start


def _holds(markup: str) -> bool:
    """Tells whether a piece of the body is inline and closes what it opens."""
    if "<" not in markup:
        return True
    opened: list[str] = []
    for tag in TAG.findall(markup):
        name = tag.strip("</>").partition(" ")[0]
        if name not in INLINE:
            return False
        if tag[1] == "/":
            if not opened or opened.pop() != name:
                return False
        elif name not in VOIDS:
            opened.append(name)
    return not opened


def _nests(place: tuple[int, int], others: Iterable[tuple[int, int, str]]) -> bool:
    """Tells whether a place overlaps none of the others without one of both holding the other."""
    start, end = place
    for begin, stop, _ in others:
        if (
            begin < end
            and start < stop
            and not (begin <= start and end <= stop)
            and not (start <= begin and stop <= end)
        ):
            return False
    return True


def _inserted(body: str, marks: Iterable[tuple[int, int, str]]) -> str:
    # At one place, marks that end stand before marks that begin; of those that begin, the longest comes first.
    points: list[tuple[int, int, int, int, str]] = []
    for index, (start, end, name) in enumerate(marks):
        points.append((start, 1, -end, index, f'<span xml:id="{name}">'))
        points.append((end, 0, -start, -index, "</span>"))
    parts: list[str] = []
    at = 0
    for place, _, _, _, tag in sorted(points):
        parts += (body[at:place], tag)
        at = place
    parts.append(body[at:])
    return "".join(parts)


def unmark(body: etree._Element) -> None:
    """Takes our marks away from a body, and leaves what they hold."""
    found = False
    for span in body.iter(SPAN):
        if (span.get(XML_ID) or "").startswith(RESERVED_ID):
            span.tag = "mark-of-a-span"
            found = True
    if found:
        etree.strip_tags(body, "mark-of-a-span")
