"""Files of NewsML-G2: one item, or a `newsMessage` of many; and how the items of a message belong together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, NamedTuple

from lxml import etree
from pydantic import ValidationError

from newsschema.diagnostics import Diagnostic, Severity, diagnostic, from_validation_error, shown
from newsschema.errors import FormatError
from newsschema.formats.base import CarefulOptions, Item, Loss, ReadOptions
from newsschema.formats.newsml_g2 import nitf
from newsschema.formats.newsml_g2.bodies import seal
from newsschema.formats.newsml_g2.catalogs import Catalogs
from newsschema.formats.newsml_g2.context import Reading, tolerant_date, xpath_of
from newsschema.formats.newsml_g2.departures import departures
from newsschema.formats.newsml_g2.enrichment import HOLDERS, Description, descriptions, enrich, entities
from newsschema.formats.newsml_g2.extras import FORMAT, SOURCE_VERSION, canonical, extended, is_extended, keep, parsed
from newsschema.formats.newsml_g2.limits import refusal
from newsschema.formats.newsml_g2.markup import local, parsed_file
from newsschema.formats.newsml_g2.misplaced import Place, misplaced
from newsschema.formats.newsml_g2.read import read_article, read_media, reading_of
from newsschema.formats.newsml_g2.repair import without_refused
from newsschema.formats.newsml_g2.shapes import ITEMS, files_in, mend
from newsschema.formats.newsml_g2.streams import (
    HEADER,
    ITEM_SET,
    NEWS_MESSAGE,
    UNREAD,
    WHOLE,
    WINDOW,
    LongMessage,
    Part,
    Point,
    Stretch,
    is_long_message,
    is_message,
    let_go,
    read_head,
    spared,
    stretches,
    window_end,
)
from newsschema.formats.newsml_g2.structure import is_valid, type_of
from newsschema.formats.newsml_g2.terms import G2, MEDIA_KINDS
from newsschema.formats.newsml_g2.write import (
    EPOCH,
    NONE,
    PLACED,
    PLAIN,
    SOURCE,
    Mode,
    article_item,
    is_media_item,
    media_item,
    stale,
    version_created,
)
from newsschema.v1 import Article, DateTime, Document
from newsschema.v1.trees import tree
from newsschema.versions import HISTORY

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
SENT: Final = f"{{{G2}}}sent"
ITEM_META: Final = f"{{{G2}}}itemMeta"
VERSION_CREATED: Final = f"{ITEM_META}/{{{G2}}}versionCreated"
ITEM_CLASS: Final = f"{{{G2}}}itemClass"
NATURE_SCHEME: Final = "http://cv.iptc.org/newscodes/ninature/"
TOLERATED: Final = frozenset(("NS440", "NS442", "NS444", "NS461", "NS464", "NS465", "NS466", "NS468"))
"""What is understood although written wrongly, and refused by a strict reader."""
_LISTED: Final = 5
ARTICLES: Final = frozenset((f"{{{G2}}}newsItem", f"{{{G2}}}packageItem"))

# --- Writing


def article_of(document: Document) -> Article:
    """Returns the document as an article.

    Raises `FormatError` for a quote or casualty report that stands alone: NewsML-G2 has no item for it.
    """
    if isinstance(document, Article):
        return document
    raise FormatError(
        "newsml-g2",
        f"a {document.type} that stands alone cannot be written as NewsML-G2, which has items for articles only",
        remedy="Put it into an article, or write it as json or jsonld",
        code="NS401",
    )


def document_text(article: Article) -> str:
    """Returns an article as one file: a `newsItem`, or with media or a header a `newsMessage`."""
    way = _written(article)
    return way.text or _file(article, way)


def write_message(articles: Iterable[Article], stream: BinaryIO) -> None:
    """Writes articles as one `newsMessage`: each text item, then the items of its media.

    The header says the time of the newest item: the items wait for it in a temporary file, not in memory, and nothing
    is written before the last article was.
    """
    sent: str | None = None
    ids: set[str] = set()
    number = 1
    with SpooledTemporaryFile(max_size=_SPOOLED) as items:
        for article in articles:
            for text in _items(article, _written(article), number, ids):
                items.write((text if number == 1 else f"\n{text}").encode())
                number += 1
            time = version_created(article)
            sent = time if sent is None or _moment(time) > _moment(sent) else sent
        items.seek(0)
        header = f"<header><sent>{sent or EPOCH}</sent></header>"
        stream.write(f'{DECLARATION}<newsMessage xmlns="{G2}">{header}\n<itemSet>'.encode())
        copyfileobj(items, stream)
        stream.write(b"</itemSet>\n</newsMessage>\n")


_SPOOLED: Final = 8 * 2**20
"""The bytes of a message that is being written which wait in memory."""


def _items(article: Article, way: _Way, number: int, ids: set[str], *, has_header: bool = False) -> list[str]:
    """Returns an article as items, of which the first has this number in its file; its ids are taken from then on."""
    item, writing = article_item(article, number, way.mode, ids, way.aside, has_header=has_header)
    ids |= writing.ids
    if way.mode not in (NONE, PLAIN) and is_media_item(article):
        return [item]
    media = [
        media_item(medium, article, number + index, way.mode, ids, _of_medium(way.aside, index - 1))
        for index, medium in enumerate(article.media, 1)
    ]
    return [item, *media]


class _Way(NamedTuple):
    """How the extensions of an article are written, which of them are not put in their places, and the file so written.

    No file stands beside the plain mode, in which everything is read as it was.
    """

    mode: Mode
    aside: frozenset[Place] = frozenset()
    text: str | None = None


_PLAINLY: Final = _Way(PLAIN)
_BARELY: Final = _Way(NONE)
_MOST_TRIES: Final = 4


def _written(article: Article) -> _Way:
    """Returns the way of writing an article in which it is read as it was, and most of it stands in its place."""
    if not (is_extended(article) or any(map(is_extended, article.media))):
        return _BARELY
    if not any(one.format == FORMAT for one in _foreign(article)):
        return _PLAINLY
    has_rendition = any(one.path.startswith("contentSet/inline") for one in article.extensions)
    expected = without_stale(tree(article), article)
    for mode in (SOURCE, PLACED) if has_rendition else (PLACED,):
        aside: frozenset[Place] = frozenset()
        for _ in range(_MOST_TRIES):
            text = _file(article, _Way(mode, aside))
            items = list(read_file(text.encode(), ReadOptions()))
            found = [item.document for item in items if item.document is not None]
            again = tree(found[0]) if len(found) == 1 else {}
            if again == expected and not any(one.code == "NS464" for item in items for one in item.diagnostics):
                return _Way(mode, aside, text)
            more = aside | misplaced(expected, again, tree(article))
            if more == aside or (mode == SOURCE and not again):
                break
            aside = more
    return _PLAINLY


def _foreign(article: Article) -> Iterator[Any]:
    for _, extensions in extended(article, ""):
        yield from extensions
    for medium in article.media:
        for _, extensions in extended(medium, ""):
            yield from extensions


def without_stale(said: dict[str, Any], article: Article) -> dict[str, Any]:
    """Returns the article without what no longer says what it says: that is not written."""
    gone: dict[str, set[int]] = {}
    for owner, index, _ in stale(article):
        gone.setdefault(owner, set()).add(index)
    if not gone:
        return said
    said = _without(said, gone.get("", set()))
    if "events" in said:
        events = [_without(event, gone.get(f"/events/{index}", set())) for index, event in enumerate(said["events"])]
        said = {**said, "events": events}
    return said


def _without(said: dict[str, Any], gone: set[int]) -> dict[str, Any]:
    left = [one for at, one in enumerate(said.get("extensions", ())) if at not in gone]
    return {
        **{name: value for name, value in said.items() if name != "extensions"},
        **({"extensions": left} if left else {}),
    }


def _file(article: Article, way: _Way) -> str:
    header = _header(article) if way.mode not in (NONE, PLAIN) else None
    items = _items(article, way, 1, set(), has_header=header is not None)
    if header is None and len(items) == 1:
        return f"{DECLARATION}{items[0]}\n"
    header = header or f"<header><sent>{version_created(article)}</sent></header>"
    return (
        f'{DECLARATION}<newsMessage xmlns="{G2}">{header}\n<itemSet>{chr(10).join(items)}</itemSet>\n</newsMessage>\n'
    )


def _of_medium(aside: frozenset[Place], index: int) -> frozenset[Place]:
    start = f"/media/{index}"
    return frozenset(
        (owner[len(start) :], rank) for owner, rank in aside if owner == start or owner.startswith(f"{start}/")
    )


def _moment(text: str) -> datetime:
    return DateTime(text).earliest or datetime.min.replace(tzinfo=UTC)


def _header(article: Article) -> str | None:
    """Returns the header of the message that an article came in, if it still can be one."""
    for one in article.extensions:
        if one.path == "header" and one.format == FORMAT:
            element = parsed(one.content)
            kind = type_of("newsMessage")
            if (
                element is not None
                and element.tag == HEADER
                and kind is not None
                and is_valid(element, type_of("header"))
            ):
                return one.content
    return None


def losses(document: Document, _layout: str) -> Iterator[Loss]:
    """Yields the renditions of a foreign document that are not written, since they would bring old words back."""
    if not isinstance(document, Article):
        return
    for owner, index, reason in stale(document):
        yield Loss(f"{owner}/extensions/{index}", reason, document.identifier)


# --- Reading


@dataclass(slots=True)
class _Found:
    """An item that was read: the fields of an article with the media it names, or of a medium."""

    reading: Reading
    element: etree._Element
    kind: str | None = None
    figures: list[dict[str, Any]] = field(default_factory=list)
    wanted: dict[str, None] = field(default_factory=dict)
    media: list[_Found] = field(default_factory=list)
    taken: _Found | None = None
    skipped: str | None = None
    told: _Told | None = None

    @property
    def data(self) -> dict[str, Any]:
        """The fields read."""
        return self.reading.data


def read_stream(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Yields the items of a stream; nothing a stream holds raises.

    In a message of more than `WHOLE` bytes, media are joined with articles, and concepts with what names them, that
    stand in the same window of `WINDOW` items: see `window_end`.
    """
    head = read_head(stream)
    if is_long_message(head):
        yield from _read_long(LongMessage(head, stream, options), options)
    else:
        most = options.max_document_size
        data = head + stream.read(max(0, most + 1 - len(head))) if len(head) > WHOLE else head
        if len(data) > most:
            message = f"the document is larger than {most} bytes; --max-document-size raises the limit"
            yield Item(0, None, (diagnostic("NS007", message, source=options.source, index=0),), offset=0)
            return
        yield from read_file(data, options)


def read_file(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yields what became of every item of a file."""
    if isinstance(options, CarefulOptions) and (items := _read_carefully(data, options)) is not None:
        yield from items
        return
    try:
        root, mended = parsed_file(data)
    except etree.XMLSyntaxError as error:
        yield Item(0, None, (_syntax(error, options),), raw=data)
        return
    except ValueError as error:
        yield Item(0, None, (diagnostic("NS004", str(error), source=options.source, index=0),), raw=data)
        return
    if local(str(root.tag)) in nitf.ROOTS:
        yield _read_nitf(root, options, mended)
        return
    if _declares_entities(root):
        yield Item(0, None, (diagnostic("NS005", source=options.source, index=0),), raw=data)
        return
    reason = refusal(root, options)
    if reason is not None:
        yield Item(0, None, (diagnostic("NS006", reason, source=options.source, index=0),), raw=data)
        return
    told = list(mended)
    files = files_in(root)
    if files[0] is not root:
        told.append(("NS465", f"what stands in a {local(str(root.tag))} was read"))
    first = 0
    for one in files:
        for item in _read_root(one, options, first, told):
            yield item
            first = item.index + 1
        told = []


def _read_carefully(data: bytes, options: CarefulOptions) -> Iterator[Item] | None:
    """Returns the items of a file of which some are not looked into; none where they cannot be told from the others."""
    if not is_message(data):
        notes = options.look(0)
        return iter((Item(0, None, notes, 0, len(data), raw=data),)) if notes else None
    found = spared(data, options)
    if found is None or refusal(found.root, options) is not None:
        return None
    return _with_bytes(_read_root(found.root, options, 0, []), found.left_out)


def _with_bytes(items: Iterator[Item], left_out: dict[int, Stretch]) -> Iterator[Item]:
    for item in items:
        stretch = left_out.get(item.index)
        if stretch is not None:
            item.offset, item.length, item.raw = stretch.offset, len(stretch.data), stretch.data
        yield item


def _declares_entities(root: etree._Element) -> bool:
    """True where the document type declares entities, which no NewsML-G2 needs and which may hold anything."""
    # The stubs of lxml know neither that it may be absent nor what it declares.
    declared: Any = root.getroottree().docinfo.internalDTD
    return declared is not None and next(iter(declared.entities()), None) is not None


def _syntax(error: etree.XMLSyntaxError, options: ReadOptions) -> Diagnostic:
    line, column = error.position
    message = str(error.msg)
    if message.startswith("Excessive depth"):
        message = f"elements are nested more than {options.max_nesting} deep"
        return diagnostic("NS006", message, source=options.source, index=0, line=line, column=column)
    return diagnostic("NS004", message, source=options.source, index=0, line=line, column=column)


def _read_nitf(root: etree._Element, options: ReadOptions, mended: list[tuple[str, str]]) -> Item:
    found = nitf.read_nitf(root)
    reading = Reading(False, {}, Catalogs(), options, 0)
    reading.data = found.data
    embargo = found.data.get("embargo", {})
    for code, message in (*mended, *(("NS440", finding.message) for finding in found.findings)):
        reading.found(code, message)
    for holder, name in (
        (found.data, "created"),
        (found.data, "published"),
        (found.data, "expires"),
        (embargo, "until"),
    ):
        if isinstance(holder.get(name), str):
            holder[name] = reading.in_zone(holder[name], root)
    return _article(reading, root)


def _read_root(root: etree._Element, options: ReadOptions, first: int, told: list[tuple[str, str]]) -> Iterator[Item]:
    mended = mend(root)
    if mended:
        told = [*told, ("NS465", f"{mended} elements in another namespace or in none were read as the standard's own")]
    is_message = root.tag == NEWS_MESSAGE
    items = [item for one in root.iter(ITEM_SET) for item in one] if is_message else [root]
    if is_message and not items:
        items = [one for one in root if local(str(one.tag)) in ITEMS]
        told = [*told, ("NS465", "the items stand in no itemSet")] if items else told
    message = _Message.of(root.find(HEADER) if is_message else None, options, tuple(told))
    if not items:
        yield _holds_no_item(options, first)
    careful = options if isinstance(options, CarefulOptions) else None
    for one in _read_items(items, first, message):
        notes = careful.look(one.reading.index) if careful is not None else ()
        yield Item(one.reading.index, None, notes) if one.element.tag == UNREAD else _outcome(one)


def _holds_no_item(options: ReadOptions, index: int = 0) -> Item:
    note = diagnostic("NS011", "the message holds no item", source=options.source, index=index)
    return Item(index, None, (note,))


def read_run(stream: BinaryIO, options: ReadOptions, opening: bytes, run: Run, *, is_last: bool) -> Iterator[Item]:
    """Yields the items of a run of a long message, of which a stream holds the bytes; their offsets are in these."""
    place = {"first": run.first, "lines": run.lines, "column": run.column, "line": run.line}
    yield from _read_long(LongMessage(b"", stream, options, opening=opening, is_last=is_last, **place), options)


def _read_long(long: LongMessage, options: ReadOptions) -> Iterator[Item]:
    message: _Message | None = None
    held: list[Part] = []
    first = index = long.index
    for part in long.items():
        item = part.element
        if not part.notes:
            if message is None and _declares_entities(item):
                yield Item(0, None, (diagnostic("NS005", source=options.source, index=0),))
                return
            message = message or _Message.of(long.header, options, is_long=True)
            mend(item)
        if index + len(held) >= long.line:
            message = message or _Message.of(long.header, options, is_long=True)
            done = _window_end(held, index, long.line, item, message)
            if done is not None:
                yield from _read_window(held[:done], index, message)
                del held[:done]
                index += done
                long.line += WINDOW
        held.append(part)
    message = message or _Message.of(long.header, options, is_long=True)
    if index + len(held) > long.line:
        done = _window_end(held, index, long.line, None, message) or 0
        yield from _read_window(held[:done], index, message)
        del held[:done]
        index += done
    yield from _read_window(held, index, message)
    index += len(held)
    if long.error is not None:
        line, column = long.position or (None, None)
        place = {"source": options.source, "index": index, "line": line, "column": column}
        yield Item(index, None, (diagnostic(long.code, long.error, **place),))
    elif index == first:
        yield _holds_no_item(options)


def _window_end(
    held: list[Part], first: int, line: int, following: etree._Element | None, message: _Message
) -> int | None:
    def is_medium(item: etree._Element) -> bool:
        return _media_kind(item, message.catalogs.of(item)) is not None

    return window_end([part.element for part in held], first, line, following, is_medium)


def _read_window(parts: list[Part], first: int, message: _Message) -> Iterator[Item]:
    """Yields the items of a window, with their bytes where they are rejected; the window is let go."""
    options = message.options
    for one, part in zip(_read_items([part.element for part in parts], first, message), parts, strict=True):
        index = one.reading.index
        if isinstance(options, CarefulOptions):
            options.look(index)
        item = Item(index, None, part.notes) if part.notes else _outcome(one)
        if item.outcome == "rejected" and part.raw is not None:
            item.offset, item.length, item.raw = part.offset, len(part.raw), part.raw
        if part.lines and not part.notes:
            item.diagnostics = tuple(_further_down(note, part.lines) for note in item.diagnostics)
        yield item
    let_go(part.element for part in parts)


def _further_down(note: Diagnostic, lines: int) -> Diagnostic:
    return note if note.line is None else replace(note, line=note.line + lines)


class Run(NamedTuple):
    """Items of a long message that are read without the others.

    `first` is the number of the first of them, `offset` and `length` are their bytes, of which the last run has all
    that are left; `lines` are the lines before them, `column` the bytes before them in their own, and `line` is where
    their first window ends.
    """

    first: int
    items: int
    offset: int
    length: int | None
    lines: int
    column: int
    line: int


def runs_of(
    head: bytes, stream: BinaryIO, again: Callable[[int, int], bytes], options: ReadOptions, size: int
) -> Iterator[tuple[bytes, Run]]:
    """Cuts a long message into runs of about `size` items, each with the opening of the message, where it can be cut.

    What is read of a run is what is read of its items in the whole message: it begins and ends where windows do.
    `again` gives the bytes from an offset up to another once more; nothing is held but the places of a few items.
    """
    cuts = _Cuts(again, options, -(-max(size, 1) // WINDOW) * WINDOW)
    for stretch in stretches(head, stream, options.max_document_size):
        if stretch.kind == "opening":
            cuts.opening, cuts.point = stretch.data, Point(0, 0).after(stretch.data)
        elif stretch.kind == "rest":
            break
        else:
            cuts.add(stretch)
            if cuts.is_due:
                yield cuts.cut()
    while cuts.opening and cuts.number > cuts.target:
        yield cuts.cut()
    if cuts.number:
        yield cuts.last()


class _Cuts:
    """The places of the items since the last cut that may be looked at again, and where the next cut is due."""

    def __init__(self, again: Callable[[int, int], bytes], options: ReadOptions, step: int) -> None:
        self.again = again
        self.options = options
        self.step = step
        self.target = step
        self.opening = b""
        self.number = 0
        self.point = Point(0, 0)
        self.places: deque[tuple[int, int, Point]] = deque(maxlen=2 * WINDOW)
        self.first = (0, 0, self.point, WINDOW)

    def add(self, item: Stretch) -> None:
        """Takes note of an item: where it begins and ends, and how many lines there are before it."""
        self.point = self.point.after(item.gap)
        self.places.append((item.offset, item.offset + len(item.data), self.point))
        if self.number == 0:
            self.first = (0, item.offset, self.point, WINDOW)
        self.number += 1
        self.point = self.point.after(item.data)

    @property
    def is_due(self) -> bool:
        """Whether all is known that tells where the run ends."""
        return self.number == self.target + WINDOW

    def cut(self) -> tuple[bytes, Run]:
        """The run that ends about the target."""
        oldest = self.number - len(self.places)
        cell = max(self.target - WINDOW, oldest)
        near = self.target - 1 - oldest
        places = list(self.places)
        if self._are_articles(places[near : near + 2]):
            end = self.target
        else:
            end = cell + self._end_in(places[cell - oldest :], cell)
        offset, _, point = self.places[end - oldest]
        first, begin, before, line = self.first
        self.first = (end, offset, point, self.target + WINDOW)
        self.target += self.step
        return self.opening, Run(first, end - first, begin, offset - begin, *before, line)

    def _read(self, places: list[tuple[int, int, Point]], first: int) -> tuple[list[Part], _Message]:
        data = self.again(places[0][0], places[-1][1])
        long = LongMessage(b"", BytesIO(data), self.options, opening=self.opening, first=first, is_last=False)
        parts = list(long.items())
        for part in parts:
            mend(part.element)
        return parts, _Message.of(long.header, self.options, is_long=True)

    def _are_articles(self, places: list[tuple[int, int, Point]]) -> bool:
        """Whether none of these items is a medium, as around most cuts."""
        parts, message = self._read(places, 0)
        return all(_media_kind(one.element, message.catalogs.of(one.element)) is None for one in parts)

    def _end_in(self, places: list[tuple[int, int, Point]], first: int) -> int:
        """How many of these items stand before the cut."""
        parts, message = self._read(places, first)
        for count in range(self.target - first, len(parts)):
            done = _window_end(parts[:count], first, self.target, parts[count].element, message)
            if done is not None:
                return done
        return _window_end(parts, first, self.target, None, message) or self.target - first

    def last(self) -> tuple[bytes, Run]:
        """The run of all that is left."""
        first, begin, before, line = self.first
        return self.opening, Run(first, self.number - first, begin, None, *before, line)


@dataclass(frozen=True, slots=True)
class _Message:
    """What stands around the items of a file: the catalogs that hold for all, and the header of others than us."""

    catalogs: Catalogs
    header: str | None
    options: ReadOptions
    told: tuple[tuple[str, str], ...] = ()
    """What was tolerated in the file as a whole; told with the first item, and with each that it refuses."""

    @classmethod
    def of(
        cls,
        header: etree._Element | None,
        options: ReadOptions,
        told: tuple[tuple[str, str], ...] = (),
        *,
        is_long: bool = False,
    ) -> _Message:
        """Returns what a header says."""
        catalogs = Catalogs.from_files(options.catalogs)
        if header is None:
            return cls(catalogs, None, options, told)
        told = (*told, *(("NS466", one.message) for one in departures(header)))
        own = _is_ours(header, is_long=is_long)
        return cls(catalogs.of(header), None if own else canonical(header), options, told)


def _media_kind(item: etree._Element, catalogs: Catalogs) -> str | None:
    """Returns the kind of medium that an item is; none for every other item."""
    if item.tag not in ARTICLES:
        return None
    item_class = item.find(f"{ITEM_META}/{ITEM_CLASS}")
    if item_class is None:
        return None
    nature = item_class.get("uri") or catalogs.resolve(item_class.get("qcode")) or ""
    return MEDIA_KINDS.get(nature.removeprefix(NATURE_SCHEME))


def _read_items(items: list[etree._Element], first: int, message: _Message) -> list[_Found]:
    """Reads items that stand together, of which the first has this number, and joins them."""
    readings = [reading_of(item, message.catalogs, message.options, index) for index, item in enumerate(items, first)]
    for reading in readings if message.options.strict else readings[:1]:
        for code, words in message.told if reading.index == 0 or message.options.strict else ():
            reading.found(code, words)
    kinds = [_media_kind(item, reading.table) for item, reading in zip(items, readings, strict=True)]
    guids = {item.get("guid", ""): None for item, kind in zip(items, kinds, strict=True) if kind is not None}
    told = _enrich(items, readings)
    found = []
    careful = message.options if isinstance(message.options, CarefulOptions) else None
    for item, reading, kind in zip(items, readings, kinds, strict=True):
        if careful is not None:
            careful.look(reading.index)
        reading.media = guids
        reading.header = message.header
        if item.tag not in ARTICLES:
            found.append(_Found(reading, item, skipped=local(str(item.tag)), told=told.get(reading.index)))
        elif kind is not None:
            found.append(_Found(reading, item, kind))
        else:
            found.append(_read_text(_Found(reading, item)))
    _join(found)
    for one in found:
        if one.told is not None:
            article = found[one.told.article - first]
            one.taken = article.taken or article
    return found


@dataclass(slots=True)
class _Told:
    """What a concept or knowledge item told of: the first item that names one of its concepts, and how many it told."""

    article: int
    used: set[int]
    concepts: int


def _enrich(items: list[etree._Element], readings: list[Reading]) -> dict[int, _Told]:
    """Puts what concept items tell where articles name their concepts; returns what each told, by its number."""
    known: dict[int, list[Description]] = {
        reading.index: descriptions(item, reading.table)
        for item, reading in zip(items, readings, strict=True)
        if item.tag in HOLDERS
    }
    told: dict[int, _Told] = {}
    for item, reading in zip(items, readings, strict=True) if known else ():
        if item.tag not in ARTICLES or reading.own:
            continue
        named = list(entities(item))
        for holder, concepts in known.items():
            for element in named:
                for one in enrich(element, reading.table, concepts):
                    entry = told.setdefault(holder, _Told(reading.index, set(), len(concepts)))
                    entry.used.add(id(one.concept))
    return told


def _read_text(found: _Found) -> _Found:
    if found.reading.header is not None:
        keep(found.reading, found.data, "header", found.reading.header)
    data = read_article(found.element, found.reading)
    found.wanted = data.pop("#media", {})
    found.figures = data.pop("#figures", [])
    for name in ("#language", "#events", "#told", "#asserted"):
        data.pop(name, None)
    return found


def _join(found: list[_Found]) -> None:
    """Gives each medium to the article that names it: the nearest before it, else the first after it."""
    naming: dict[str, list[_Found]] = {}
    for one in found:
        for guid in one.wanted:
            naming.setdefault(guid, []).append(one)
    for medium in found if naming else ():
        if medium.kind is None:
            continue
        guid = medium.element.get("guid", "")
        at = medium.reading.index
        free = [one for one in naming.get(guid, ()) if guid not in _guids(one)]
        before = [one for one in free if one.reading.index < at]
        after = [one for one in free if one.reading.index > at]
        medium.taken = before[-1] if before else after[0] if after else None
        if medium.taken is not None:
            read_media(medium.element, medium.reading, medium.kind)
            medium.taken.media.append(medium)


def _guids(article: _Found) -> set[str]:
    return {one.element.get("guid", "") for one in article.media}


def _outcome(found: _Found) -> Item:
    index = found.reading.index
    if found.skipped is not None and found.told is not None and found.taken is not None:
        into = str(found.taken.data["identifier"])
        words = f"{len(found.told.used)} of {found.told.concepts} concepts of this {found.skipped} describe what {into}"
        found.reading.found("NS467", f"{words} names, and were merged into it", found.element)
        return Item(index, None, tuple(found.reading.diagnostics), merged_into=into)
    if found.skipped is not None:
        note = diagnostic(
            "NS460",
            f"a {found.skipped} is no article and was set aside",
            source=found.reading.options.source,
            index=index,
            identifier=found.element.get("guid"),
            path=xpath_of(found.element),
            line=found.element.sourceline,
        )
        return Item(index, None, (note,), skipped=found.skipped)
    if found.taken is not None:
        into = str(found.taken.data["identifier"])
        return Item(index, None, tuple(found.reading.diagnostics), merged_into=into)
    if found.kind is not None:
        found.reading.standalone = found.kind
        _read_text(found)
    if found.reading.options.strict:
        # An article stands or falls with the media it is made of.
        found.reading.diagnostics += [
            note for one in found.media for note in one.reading.diagnostics if note.code in TOLERATED
        ]
    media = [one.data for one in found.media]
    known = {one["identifier"] for one in media}
    media += [one for one in found.figures if one["identifier"] not in known]
    if media:
        found.data.setdefault("media", []).extend(media)
    return _article(found.reading, found.element)


def _is_ours(header: etree._Element, *, is_long: bool = False) -> bool:
    """Tells whether a header is as we write it: nothing but the time of the newest item.

    Of a long message the items are not all there, and only what we write has no attribute at all.
    """
    if len(header) != 1 or header[0].tag != SENT or len(header[0]) or header.keys() or header[0].keys():
        return False
    message = header.getparent()
    if message is None:
        return False
    if is_long:
        return not message.keys()
    times = {tolerant_date((one.text or "").strip()) for one in message.iterfind(f"{ITEM_SET}/*/{VERSION_CREATED}")}
    return not times or header[0].text in times


def _article(reading: Reading, element: etree._Element) -> Item:
    data = reading.data
    try:
        document = Article.model_validate(data)
    except ValidationError as error:
        repaired = without_refused(data, error, reading, element)
        if repaired is None:
            found = from_validation_error(error, root=data, source=reading.options.source, index=reading.index)
            return Item(reading.index, None, (*reading.diagnostics, *found), raw=etree.tostring(element))
        document = repaired
    if reading.kept and not reading.own:
        paths = [one["path"] for kept in reading.kept for one in kept if not _is_told(one["path"])]
        if paths:
            listed = ", ".join(shown(path) for path in paths[:_LISTED])
            others = len(paths) - _LISTED
            more = f" and {others} {'other' if others == 1 else 'others'}" if others > 0 else ""
            reading.found("NS441", f"kept as extensions: {listed}{more}", element)
    if reading.options.strict and any(one.code in TOLERATED for one in reading.diagnostics):
        refused = [
            replace(one, severity=Severity.ERROR) if one.code in TOLERATED else one for one in reading.diagnostics
        ]
        return Item(reading.index, None, tuple(refused), raw=etree.tostring(element))
    return Item(reading.index, HISTORY.brought_back(_sealed(document, reading)), tuple(reading.diagnostics))


def _is_told(path: str) -> bool:
    """Tells whether an extension is no part of the document, every document has it, or a finding of its own names it.

    A name with brackets is a note of the reader's, such as that an item was a package.
    """
    return path in (SOURCE_VERSION, "@guid") or (path.endswith("()") and "/" not in path)


def _sealed(document: Article, reading: Reading) -> Article:
    """Returns the article with its renditions sealed; those that came in the item's list stay as they were."""
    result = seal(document, reading.renditions)
    if result is document or not reading.listed:
        return result
    extensions = list(result.extensions)
    for at, path in reading.listed:
        if at < len(extensions) and document.extensions[at].path == path:
            extensions[at] = document.extensions[at]
    return result.model_copy(update={"extensions": tuple(extensions)})
