"""IPTC NewsML-G2: news items and messages of them, read in every version from 2.0 on, written as 2.35."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from newsschema.formats.base import FormatInfo, Item, ReadOptions, WriteOptions
from newsschema.formats.newsml_g2.messages import article_of, document_text, losses, read_stream, write_message
from newsschema.formats.newsml_g2.terms import VERSION
from newsschema.v1 import Article, Document, redact

INFO: Final = FormatInfo(
    name="newsml-g2",
    title="IPTC NewsML-G2",
    standard="NewsML-G2",
    version=VERSION,
    extensions=(".xml",),
    reads=True,
    writes=True,
)


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Yields the items of a stream, good and bad, in order."""
    return read_stream(stream, options)


def dumps(document: Document, options: WriteOptions | None = None) -> bytes:
    """Returns an article as one file: a `newsItem`, or a `newsMessage` where it has media.

    Raises `FormatError` for a quote or casualty report that stands alone.
    """
    return document_text(_prepared(document, options)).encode()


def dump_all(documents: Iterable[Document], stream: BinaryIO, options: WriteOptions | None = None) -> None:
    """Writes articles as one `newsMessage`, of any length.

    Raises `FormatError` for records that stand alone; nothing is written then.
    """
    write_message((_prepared(document, options) for document in documents), stream)


def _prepared(document: Document, options: WriteOptions | None) -> Article:
    article = article_of(document)
    return redact(article) if options is not None and options.audience == "public" else article


__all__ = ["INFO", "dump_all", "dumps", "losses", "read"]
