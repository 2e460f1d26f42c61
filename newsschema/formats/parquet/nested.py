"""The lossless layout: one row an article, in order, with every part of it in nested columns."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from newsschema.diagnostics import Diagnostic, diagnostic, from_validation_error
from newsschema.errors import FormatError, SourceError, VersionError
from newsschema.formats.base import CarefulOptions, Item, ReadOptions, WriteOptions
from newsschema.formats.parquet.arrow_schema import ArrowField, article_members, nested_schema
from newsschema.formats.parquet.columns import batch_of, trees_of
from newsschema.formats.parquet.hoisting import OwnerError, hoisted, put_back
from newsschema.formats.parquet.layout import EXTENSIONS, LAYOUT_KEY, SCHEMA_VERSION_KEY, UTC_SUFFIX
from newsschema.formats.parquet.writing import BatchWriter, ParquetOptions, options_of
from newsschema.v1 import SCHEMA_VERSION, Article, Document, redact
from newsschema.versions import HISTORY, NEWEST, check_version, from_newer, parse_version

_SPOOL: Final = 16 * 2**20
_BATCH_CHARACTERS: Final = 4 * 2**20
_PROBLEMS_SHOWN: Final = 5
_MARKS_OF_OURS: Final = frozenset({"type", "schema_version", "identifier"})


def dumps(document: Document, options: WriteOptions | None = None) -> bytes:
    """Returns a Parquet file of one row; raises `FormatError` for a quote or report that stands alone."""
    stream = BytesIO()
    dump_all([document], stream, options)
    return stream.getvalue()


def dump_all(documents: Iterable[Document], stream: BinaryIO, options: WriteOptions | None = None) -> None:
    """Writes articles into one Parquet file; raises `FormatError` for a quote or report that stands alone."""
    settings = options_of(options)
    with BatchWriter(stream, nested_schema(), settings.row_group_size) as writer:
        writer.write(record_batches(documents, settings))


def record_batches(documents: Iterable[Document], options: WriteOptions | None = None) -> Iterator[pa.RecordBatch]:
    """Yields articles as Arrow record batches of the nested layout."""
    settings = options_of(options)
    schema, members = nested_schema(), article_members()
    rows = (_row(document, settings) for document in documents)
    while chunk := _chunk(rows, settings.batch_size):
        yield batch_of(members, chunk, schema)


def _chunk(rows: Iterator[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """The next rows, fewer where their texts are long: what a batch holds in memory is bounded."""
    chunk: list[dict[str, Any]] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += len(row["body"] or "")
        if len(chunk) >= most or characters >= _BATCH_CHARACTERS:
            break
    return chunk


def _row(document: Document, options: ParquetOptions) -> dict[str, Any]:
    if not isinstance(document, Article):
        raise FormatError(
            "parquet",
            f"the nested layout holds articles, and this is a standalone {document.type}",
            remedy="Write it as own JSON, or in the layout tables",
        )
    article = redact(document) if options.audience == "public" else document
    return {**article.__dict__, EXTENSIONS: hoisted(article)}


def read_dataset(directory: Path, options: ReadOptions) -> Iterator[Item]:
    """Yields the articles of all parts of a directory, in the order of their names; each part is a source.

    Parts are called `part-*.parquet`; only where there is none, all Parquet files are read. Raises `SourceError`
    for a directory without any.
    """
    for part in parts_of(directory):
        with part.open("rb") as stream:
            yield from read(stream, replace(options, source=str(part)))


def parts_of(directory: Path) -> list[Path]:
    """The Parquet files of a dataset directory, sorted; raises `SourceError` where there is none."""
    for pattern in ("part-*.parquet", "*.parquet"):
        if parts := sorted(path for path in directory.rglob(pattern) if path.is_file()):
            return parts
    raise SourceError(str(directory), "the directory holds no Parquet files", "Name a .parquet file or a dataset")


def read(stream: BinaryIO, options: ReadOptions, *, batch_size: int = 256) -> Iterator[Item]:
    """Yields the articles of a Parquet file of the nested layout; a file that is none gives one rejected item."""
    index = 0
    try:
        with _seekable(stream) as source, pq.ParquetFile(source) as file:
            if problem := why_not_ours(file.schema_arrow):
                yield Item(0, None, (replace(problem, source=options.source, index=0),))
                return
            for batch in file.iter_batches(batch_size, columns=wanted_columns(file)):
                for item in read_batch(batch, options, index):
                    yield item
                    index += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"the Parquet file cannot be read{f' after row {index}' if index else ''}: {_first_line(error)}"
        yield Item(index, None, (diagnostic("NS028", message, source=options.source, index=index),))


def wanted_columns(file: pq.ParquetFile) -> list[str]:
    """The columns to read: those with values, by the file's own statistics, and one of each part without.

    A struct whose members are all absent can be there all the same, as an embargo without an end is, and so can the
    items of a list. The timestamps beside dates only repeat them.
    """
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    if not groups:
        return []
    # The schema of a file and its metadata, which are large, hold each other until garbage is collected.
    paths = [groups[0].column(number).path_in_schema for number in range(file.metadata.num_columns)]
    wanted, blank, parts = [], [], set[str]()
    for number, path in enumerate(paths):
        if path.endswith(UTC_SUFFIX):
            continue
        if path not in _MARKS_OF_OURS and all(_is_blank(group.column(number)) for group in groups):
            blank.append(path)
        else:
            wanted.append(path)
            parts.update(_parts_of(path))
    for path in blank:
        if not parts.issuperset(_parts_of(path)):
            wanted.append(path)
            parts.update(_parts_of(path))
    return wanted


def _is_blank(chunk: pq.ColumnChunkMetaData) -> bool:
    known = chunk.statistics if chunk.is_stats_set else None
    return known is not None and known.null_count == chunk.num_values


def _parts_of(path: str) -> list[str]:
    """The structs and lists that a column is in."""
    steps = path.split(".")
    return [".".join(steps[:depth]) for depth in range(1, len(steps))]


def read_batch(batch: pa.RecordBatch, options: ReadOptions, first: int = 0) -> Iterator[Item]:
    """Yields the articles of one Arrow record batch of the nested layout; `first` is the index of its first row."""
    if isinstance(options, CarefulOptions):
        yield from _read_carefully(batch, options, first)
        return
    trees = trees_of(batch)
    trees.reverse()
    for index in range(first, first + len(trees)):
        # What is done with goes, and is no work for the garbage collector any more.
        yield _item(index, trees.pop(), options)


def _read_carefully(batch: pa.RecordBatch, options: CarefulOptions, first: int) -> Iterator[Item]:
    for index in range(first, first + batch.num_rows):
        if notes := options.look(index):
            yield Item(index, None, notes)
        else:
            (row,) = trees_of(batch.slice(index - first, 1))
            yield _item(index, row, options)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[Any]:
    """The stream itself, or a copy of one that cannot seek: a Parquet file is read from its end."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


def _item(index: int, tree: dict[str, Any], options: ReadOptions) -> Item:
    place: dict[str, Any] = {"source": options.source, "index": index, "identifier": tree.get("identifier")}
    try:
        put_back(tree)
        moved: tuple[str, ...] = ()
        version = tree.get("schema_version")
        if version != SCHEMA_VERSION:
            check_version(str(version))
            tree, moved = from_newer(tree)
        article = HISTORY.brought_back(Article.model_validate(tree))
    except VersionError as error:
        return _rejected(index, tree, diagnostic("NS022", str(error), path="/schema_version", **place))
    except OwnerError as error:
        return _rejected(index, tree, diagnostic("NS039", str(error), path="/" + EXTENSIONS, **place))
    except ValidationError as error:
        return _rejected(index, tree, *from_validation_error(error, root=tree, model=Article, **place))
    if not moved:
        return Item(index, article)
    message = f"version {version} is newer than {SCHEMA_VERSION}; kept as extensions: {', '.join(moved)}"
    return Item(index, article, (diagnostic("NS031", message, **place),))


def _rejected(index: int, tree: dict[str, Any], *diagnostics: Diagnostic) -> Item:
    return Item(index, None, diagnostics, raw=orjson.dumps(tree, default=str))


def why_not_ours(schema: pa.Schema) -> Diagnostic | None:
    """Says in one finding what keeps a file from being read as the nested layout; None where nothing does."""
    metadata = schema.metadata or {}
    layout = metadata.get(LAYOUT_KEY, b"nested").decode("utf-8", "replace")
    if layout != "nested":
        message = f"this is the table {layout!r} of the layout tables, which is for queries and is not read"
        return diagnostic("NS012", message, remedy="Read the files of the nested layout")
    if not set(schema.names) >= _MARKS_OF_OURS:
        missing = ", ".join(sorted(_MARKS_OF_OURS - set(schema.names)))
        message = f"this Parquet file holds no articles of newsschema: it has no column {missing}"
        return diagnostic("NS011", message, remedy="Only files of the nested layout are read")
    newer = older = False
    if SCHEMA_VERSION_KEY in metadata:
        try:
            version = check_version(metadata[SCHEMA_VERSION_KEY].decode("utf-8", "replace"))
        except VersionError as error:
            return diagnostic("NS022", str(error))
        newer, older = version > NEWEST, version < parse_version(SCHEMA_VERSION)
    problems = [
        problem
        for problem in differences(nested_schema(), schema)
        if not (newer and problem.is_extra) and not (older and problem.is_missing)
    ]
    if not problems:
        return None
    shown = "; ".join(problem.text for problem in problems[:_PROBLEMS_SHOWN])
    more = f"; and {len(problems) - _PROBLEMS_SHOWN} more" if len(problems) > _PROBLEMS_SHOWN else ""
    code = "NS015" if problems[0].is_missing else "NS014" if problems[0].is_extra else "NS016"
    remedy = f"Write the file again with newsschema, or mend the columns to those of version {SCHEMA_VERSION}"
    return diagnostic(code, f"the columns are not those of the nested layout: {shown}{more}", remedy=remedy)


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that is missing, not known, or of another type."""

    text: str
    is_missing: bool = False
    is_extra: bool = False


def differences(ours: Iterable[ArrowField], theirs: Iterable[ArrowField], path: str = "") -> Iterator[Difference]:
    """Yields what differs between the columns expected and those found; order and timestamps do not matter.

    Types are compared by what they hold: another width of integer or offset, or a dictionary, holds the same.
    """
    expected = {field.name: field for field in ours if not pa.types.is_timestamp(field.type)}
    found = {field.name: field for field in theirs if not pa.types.is_timestamp(field.type)}
    for name, field in expected.items():
        where = f"{path}{name}"
        if name not in found:
            yield Difference(f"{where} is missing", is_missing=True)
        else:
            yield from _type_differences(field.type, found[name].type, where)
    for name in sorted(found.keys() - expected.keys()):
        yield Difference(f"{path}{name} is not known", is_extra=True)


def _type_differences(ours: pa.DataType, theirs: pa.DataType, where: str) -> Iterator[Difference]:
    expected, found = _shape(ours), _shape(theirs)
    if found not in (expected, "null"):
        yield Difference(f"{where} holds {found} instead of {expected}")
    elif isinstance(ours, pa.StructType) and isinstance(theirs, pa.StructType):
        yield from differences(_fields(ours), _fields(theirs), f"{where}.")
    elif found == "lists":
        yield from _type_differences(_item_type(ours), _item_type(theirs), where)


def _fields(type_: pa.StructType) -> Sequence[ArrowField]:
    return [type_.field(index) for index in range(type_.num_fields)]


def _item_type(type_: Any) -> pa.DataType:
    value: pa.DataType = type_.value_type
    return value


def _shape(type_: pa.DataType) -> str:
    """What a type holds, in words."""
    if pa.types.is_dictionary(type_):
        return _shape(_item_type(type_))
    return next((name for test, name in _SHAPES if test(type_)), str(type_))


_SHAPES: Final = (
    (pa.types.is_string, "text"),
    (pa.types.is_large_string, "text"),
    (pa.types.is_string_view, "text"),
    (pa.types.is_boolean, "booleans"),
    (pa.types.is_integer, "whole numbers"),
    (pa.types.is_floating, "numbers"),
    (pa.types.is_list, "lists"),
    (pa.types.is_large_list, "lists"),
    (pa.types.is_struct, "structs"),
    (pa.types.is_null, "null"),
)
