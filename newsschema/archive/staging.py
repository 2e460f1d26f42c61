"""What the first of two steps leaves of a unit: its documents one after another, and an index of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final
from uuid import UUID

import orjson

from newsschema.archive.arrangement import Arrangement, date_of, without_words
from newsschema.archive.sinks import Target
from newsschema.formats import format_named
from newsschema.formats.base import WriteOptions
from newsschema.v1 import Article, Document

DOCUMENTS: Final = "documents"
INDEX: Final = "index.jsonl"

COLUMNS: Final = {
    "unit": "UINTEGER",
    "item": "UINTEGER",
    "key": "UUID",
    "rank": "BIGINT",
    "digest": "UUID",
    "hidden": "BOOLEAN",
    "moment": "VARCHAR",
    "identifier": "VARCHAR",
    "start": "UBIGINT",
    "size": "UINTEGER",
    "quotes": "UINTEGER",
    "reports": "UINTEGER",
}
"""The columns of the index, with the types that DuckDB reads them as.

`item` is the number of the row in the unit's ledger. Of the documents with one `key` those with the highest `rank` are
current: canceled before usable, then the newest version; equal ones have one `digest`.
"""

CANCELED: Final = 1 << 60


def version_of(rank: int) -> int:
    """The version of a document that has this rank."""
    return (rank & ~CANCELED) >> 1


class Stage:
    """Takes the documents of one unit, in the form in which the second step needs them.

    That is the bytes which will be written; for Parquet, whose columns are made of many documents at once, own JSON.
    """

    def __init__(self, target: Target, arrangement: Arrangement, unit: int, folder: Path) -> None:
        self.target = target
        self.arrangement = arrangement
        self.unit = unit
        self.folder = folder
        self._withdrawn: list[bytes] = []

    def write(self, documents: Iterator[Document], item: Callable[[], int]) -> int:
        """Writes documents and index, and returns how many documents there are; `item` tells the ledger's row."""
        at = count = 0
        with (self.folder / DOCUMENTS).open("wb") as stream, (self.folder / INDEX).open("wb") as index:
            for document in documents:
                data = self._bytes(document)
                stream.write(data)
                index.writelines(self._withdrawn)
                self._withdrawn.clear()
                index.write(self._entry(document, item(), data, at))
                at += len(data)
                count += 1
            index.writelines(self._withdrawn)
        return count

    def hide(self, document: Document, item: int) -> None:
        """Notes a document that is left out, and yet takes the place of other versions."""
        self._withdrawn.append(self._entry(document, item, None, 0))

    def kept(self, document: Document) -> Document:
        """What is kept of a document: of a canceled one, that it was canceled."""
        if self.arrangement.dedupe and isinstance(document, Article) and document.pub_status == "canceled":
            return without_words(document)
        return document

    def _bytes(self, document: Document) -> bytes:
        target = self.target
        if target.format == "parquet":
            return format_named("json").dumps(document, WriteOptions(target.options.audience))
        if target.format == "newsml-g2":
            return target.module.dumps(document, target.options)
        stream = BytesIO()
        target.module.dump_all([document], stream, target.options)
        return stream.getvalue()

    def _entry(self, document: Document, item: int, data: bytes | None, at: int) -> bytes:
        moment = date_of(document)
        article = document if isinstance(document, Article) else None
        rank = (article.version if article is not None else 1) << 1 | (data is None)
        if article is not None and article.pub_status == "canceled":
            rank |= CANCELED
        quotes, reports = records_of(document)
        entry = {
            "unit": self.unit,
            "item": item,
            "key": _uuid(f"{document.type}\0{document.identifier}".encode()) if document.identifier else None,
            "rank": rank,
            "digest": _uuid(data) if data is not None else None,
            "hidden": data is None,
            "moment": moment,
            "identifier": document.identifier,
            "start": at,
            "size": len(data) if data is not None else 0,
            "quotes": quotes,
            "reports": reports,
        }
        return orjson.dumps(entry) + b"\n"


def records_of(document: Document) -> tuple[int, int]:
    """How many quotes and casualty reports a document holds, or is."""
    if isinstance(document, Article):
        return len(document.quotes), len(document.casualty_reports)
    return int(document.type == "quote"), int(document.type == "casualty_report")


def _uuid(data: bytes) -> str:
    return str(UUID(bytes=hashlib.blake2b(data, digest_size=16).digest()))
