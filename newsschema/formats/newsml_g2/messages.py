"""Files of NewsML-G2: one item, or a `newsMessage` of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from lxml import etree
from pydantic import ValidationError

from newsschema.diagnostics import Diagnostic, diagnostic, from_validation_error
from newsschema.errors import FormatError
from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.read import read_article, read_media, reading_of
from newsschema.formats.newsml_g2.terms import G2, MEDIA_KINDS
from newsschema.formats.newsml_g2.write import EPOCH, article_item, media_item, version_created
from newsschema.v1 import Article, Document

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
NEWS_ITEM: Final = f"{{{G2}}}newsItem"
NEWS_MESSAGE: Final = f"{{{G2}}}newsMessage"
ITEM_SET: Final = f"{{{G2}}}itemSet"
ITEM_META: Final = f"{{{G2}}}itemMeta"
ITEM_CLASS: Final = f"{{{G2}}}itemClass"
NATURE_SCHEME: Final = "http://cv.iptc.org/newscodes/ninature/"

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
        code="NS440",
    )


def document_text(article: Article) -> str:
    """Returns an article as one file: a `newsItem`, or with media a `newsMessage`."""
    if not article.media:
        return f"{DECLARATION}{article_item(article, 1)}\n"
    return message_text([article])


def message_text(articles: Iterable[Article]) -> str:
    """Returns articles as one `newsMessage`: each text item, then the items of its media."""
    items: list[str] = []
    sent: list[str] = []
    for article in articles:
        items.append(article_item(article, len(items) + 1))
        sent.append(version_created(article))
        for medium in article.media:
            items.append(media_item(medium, article, len(items) + 1))
    latest = max(sent, default=EPOCH)
    return (
        f'{DECLARATION}<newsMessage xmlns="{G2}"><header><sent>{latest}</sent></header>\n'
        f"<itemSet>{chr(10).join(items)}</itemSet>\n</newsMessage>\n"
    )


# --- Reading


@dataclass(slots=True)
class _Found:
    """An item that was read: the fields of an article, with the media it names, or of a medium."""

    index: int
    data: dict[str, Any]
    is_media: bool
    wanted: dict[str, None] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_file(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yields what became of every item of a file."""
    try:
        root = etree.fromstring(data, parser(len(data)))
    except etree.XMLSyntaxError as error:
        yield Item(0, None, (_syntax(error, options),), raw=data)
        return
    yield from _read_items(_items(root), options)


def _syntax(error: etree.XMLSyntaxError, options: ReadOptions) -> Diagnostic:
    line, column = error.position
    return diagnostic("NS004", str(error.msg), source=options.source, index=0, line=line, column=column)


def _items(root: etree._Element) -> list[etree._Element]:
    if root.tag == NEWS_MESSAGE:
        return [item for item_set in root.iter(ITEM_SET) for item in item_set]
    return [root]


def _read_items(items: Iterable[etree._Element], options: ReadOptions) -> Iterator[Item]:
    waiting: list[_Found] = []
    for index, element in enumerate(items):
        found = _read_item(element, index)
        if not found.is_media:
            yield from _settled(waiting, options)
            waiting = []
        waiting.append(found)
    yield from _settled(waiting, options)


def _read_item(element: etree._Element, index: int) -> _Found:
    reading = reading_of(element)
    meta = element.find(ITEM_META)
    item_class = meta.find(ITEM_CLASS) if meta is not None else None
    nature = (reading.uri(item_class) or "") if item_class is not None else ""
    kind = MEDIA_KINDS.get(nature.removeprefix(NATURE_SCHEME))
    if kind is not None:
        return _Found(index, read_media(element, reading, kind), is_media=True)
    data = read_article(element, reading)
    wanted = {link.get("residref", ""): None for link in data.pop("#media", ())}
    data.pop("#language", None)
    data.pop("#events", None)
    return _Found(index, data, is_media=False, wanted=wanted)


def _settled(group: list[_Found], options: ReadOptions) -> Iterator[Item]:
    """Yields a text item with the media that follow it."""
    article = next((one for one in group if not one.is_media), None)
    if article is None:
        return
    media = [one for one in group if one.is_media]
    if media:
        article.data["media"] = [one.data for one in media]
    try:
        document = Article.model_validate(article.data)
    except ValidationError as error:
        found = from_validation_error(error, root=article.data, source=options.source, index=article.index)
        yield Item(article.index, None, tuple(found))
        return
    yield Item(article.index, document, tuple(article.diagnostics))
    for one in media:
        yield Item(one.index, None, merged_into=document.identifier)


def read_stream(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Yields the items of a stream; nothing a stream holds raises."""
    yield from read_file(stream.read(), options)
