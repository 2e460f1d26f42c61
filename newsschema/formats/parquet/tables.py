"""Flat tables for people with SQL: articles, quotes, casualty reports and assessed figures, one row each; written only.

Each row of a quote or report says by itself which version of which article it is from and whether that may be used.
The chain of attribution is flattened to the speaker and the last relayer, and kept whole beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from importlib import resources
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

import pyarrow as pa

from newsschema.formats.base import WriteOptions
from newsschema.formats.parquet.arrow_schema import Member, arrow_schema
from newsschema.formats.parquet.columns import batch_of
from newsschema.formats.parquet.table_columns import TABLES, Column, Entry
from newsschema.formats.parquet.writing import BatchWriter, ParquetOptions, options_of
from newsschema.v1 import Article, Document, Quote, redact

VIEWS: Final = "views.sql"
"""The name of the file of views that lies beside the tables."""


def table_schemas() -> dict[str, pa.Schema]:
    """The Arrow schema of each table."""
    return {name: arrow_schema(_members(columns), layout=name) for name, columns in TABLES.items()}


def views() -> str:
    """The SQL of the views over the tables, for DuckDB."""
    return resources.files(__package__).joinpath(VIEWS).read_text("utf-8")


def write_tables(documents: Iterable[Document], directory: Path, options: WriteOptions | None = None) -> None:
    """Writes the tables and the views over them into a directory, which is made if it is not there.

    Files of the same names are overwritten. Standalone quotes and casualty reports are rows like those of articles.
    """
    with TableWriter(directory, options) as writer:
        writer.write(documents)


def table_batches(
    documents: Iterable[Document], table: str, options: WriteOptions | None = None
) -> Iterator[pa.RecordBatch]:
    """Yields the rows that documents give for one of the tables, as Arrow record batches."""
    settings = options_of(options)
    schema, columns = table_schemas()[table], TABLES[table]
    shown = (redact(document) if settings.audience == "public" else document for document in documents)
    entries = (entry for document in shown for name, entry in _entries(document) if name == table)
    rows = ({column.member.name: column.value(entry) for column in columns} for entry in entries)
    while chunk := list(islice(rows, settings.batch_size)):
        yield batch_of(_members(columns), chunk, schema)


class Writer(Protocol):
    """What takes the batches of one table."""

    schema: pa.Schema

    def write(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Takes batches."""

    def close(self) -> None:
        """Writes what is waiting, and the end of the file."""


WriterClass = Callable[[Path, pa.Schema, int], Writer]


class TableWriter:
    """Writes documents into the tables as they come; what it holds in memory is one row group of each.

    `writer` takes the batches of one table into a file whose name ends in `suffix`; the views lie beside Parquet only.
    """

    def __init__(
        self,
        directory: Path,
        options: WriteOptions | None = None,
        *,
        writer: WriterClass = BatchWriter,
        suffix: str = ".parquet",
    ) -> None:
        self.options = options_of(options)
        directory.mkdir(parents=True, exist_ok=True)
        if suffix == ".parquet":
            (directory / VIEWS).write_text(views(), "utf-8")
        self._stack = ExitStack()
        self._tables = {
            name: self._stack.enter_context(
                _Table(
                    writer(directory / f"{name}{suffix}", schema, self.options.row_group_size), columns, self.options
                )
            )
            for (name, columns), schema in zip(TABLES.items(), table_schemas().values(), strict=True)
        }

    def write(self, documents: Iterable[Document]) -> None:
        """Adds documents to the tables."""
        for document in documents:
            shown = redact(document) if self.options.audience == "public" else document
            for name, entry in _entries(shown):
                self._tables[name].add(entry)

    def close(self) -> None:
        """Writes what is waiting, and the ends of the files."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _entries(document: Document) -> Iterable[tuple[str, Entry]]:
    """The rows that a document gives, each with its table."""
    if not isinstance(document, Article):
        yield "quotes" if isinstance(document, Quote) else "casualty_reports", Entry(None, document)
        return
    yield "articles", Entry(document)
    for quote in document.quotes:
        yield "quotes", Entry(document, quote)
    for report in document.casualty_reports:
        yield "casualty_reports", Entry(document, report)
    for figure in document.assessed_figures:
        yield "assessed_figures", Entry(document, figure)


def _members(columns: tuple[Column, ...]) -> tuple[Member, ...]:
    return tuple(column.member for column in columns)


class _Table:
    """One file, with the rows that wait to become a batch of it."""

    def __init__(self, writer: Writer, columns: tuple[Column, ...], options: ParquetOptions) -> None:
        self.members = _members(columns)
        self.values = tuple((column.member.name, column.value) for column in columns)
        self.batch_size = options.batch_size
        self.rows: list[dict[str, Any]] = []
        self.writer = writer

    def add(self, entry: Entry) -> None:
        self.rows.append({name: value(entry) for name, value in self.values})
        if len(self.rows) >= self.batch_size:
            self._flush()

    def _flush(self) -> None:
        self.writer.write([batch_of(self.members, self.rows, self.writer.schema)])
        self.rows = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.rows:
            self._flush()
        self.writer.close()
