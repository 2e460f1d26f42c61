"""Where documents go: one function a shape of output, chosen by the format and the form of the destination."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple, cast

import orjson

from newsschema.archive.outputs import MARK, compressed, whole_directory, whole_file
from newsschema.errors import OutputError, UsageError
from newsschema.formats import format_for, format_named
from newsschema.formats.base import Format, WriteOptions
from newsschema.v1 import Article, Document

Layout = Literal["nested", "tables"]

UNIT: Final = 10_000
"""How many documents one part of a directory holds."""

MESSAGE_LIMIT: Final = 1_000
"""How many items one NewsML-G2 message may hold; receivers are built for messages, not for archives."""


class Target(NamedTuple):
    """Where to write, in which format, and how."""

    path: Path
    format: str
    options: WriteOptions
    layout: Layout = "nested"

    @property
    def module(self) -> Format:
        """The module of the format."""
        return format_named(self.format)

    def takes(self, document: Document) -> bool:
        """Whether this output has a place for the document: standalone records fit where a row or line is one."""
        return isinstance(document, Article) or self.format in ("json", "jsonld") or self.layout == "tables"


def target_for(
    destination: str,
    format: str | None,
    options: WriteOptions,
    layout: Layout = "nested",
) -> Target:
    """Finds the format of a destination; raises `UsageError` where neither its name nor `format` says it."""
    name = format or format_for(destination)
    if name is None:
        raise UsageError(
            f"the format to write to {destination} is not clear from its name",
            "Say it with --to (format=), or give a name that ends in .jsonl, .jsonld, .xml or .parquet",
        )
    format_named(name)
    if layout == "tables" and name != "parquet":
        raise UsageError("the layout `tables` is Parquet's", "Use --to parquet, or leave --layout out")
    return Target(Path(destination), name, options, layout)


def write_documents(documents: Iterable[Document], target: Target) -> list[str]:
    """Writes documents to a target and returns the names of the files; nothing appears unless all went well."""
    return _writer(target)(iter(documents), target)


Writer = Callable[[Iterator[Document], Target], list[str]]


def _writer(target: Target) -> Writer:
    if target.layout == "tables":
        return _tables
    if _is_directory(target):
        return _files if target.format == "newsml-g2" else _parts
    return _BY_FORMAT[target.format]


def _is_directory(target: Target) -> bool:
    return target.path.is_dir() or format_for(target.path.name) is None


def _one_file(target: Target, fill: Callable[[BinaryIO], None]) -> list[str]:
    with whole_file(target.path) as aside, compressed(aside, target.path.name) as stream:
        fill(stream)
    return [str(target.path)]


def _json_file(documents: Iterator[Document], target: Target) -> list[str]:
    plain = target.path.name.removesuffix(".gz").removesuffix(".zst")
    if plain.endswith((".jsonl", ".ndjson")):
        return _one_file(target, lambda stream: target.module.dump_all(documents, stream, target.options))
    first = list(islice(documents, 2))
    if len(first) == 1:
        return _one_file(target, lambda stream: _write(stream, target.module.dumps(first[0], target.options) + b"\n"))
    return _one_file(target, lambda stream: _array(chain(first, documents), stream, target))


def _array(documents: Iterator[Document], stream: BinaryIO, target: Target) -> None:
    opening = b"[\n"
    for document in documents:
        stream.write(opening + target.module.dumps(document, target.options))
        opening = b",\n"
    stream.write(b"\n]\n" if opening == b",\n" else b"[]\n")


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)


def _parquet_file(documents: Iterator[Document], target: Target) -> list[str]:
    return _one_file(target, lambda stream: target.module.dump_all(documents, stream, target.options))


def _message(documents: Iterator[Document], target: Target) -> list[str]:
    held = list(islice(documents, MESSAGE_LIMIT + 1))
    if len(held) > MESSAGE_LIMIT:
        raise OutputError(
            str(target.path),
            f"one NewsML-G2 message holds at most {MESSAGE_LIMIT} articles",
            "Give a directory instead of a file",
        )
    if len(held) == 1:
        return _one_file(target, lambda stream: _write(stream, target.module.dumps(held[0], target.options)))
    return _one_file(target, lambda stream: target.module.dump_all(held, stream, target.options))


_BY_FORMAT: Final[dict[str, Writer]] = {
    "json": _json_file,
    "jsonld": _json_file,
    "newsml-g2": _message,
    "parquet": _parquet_file,
}

_PART_SUFFIX: Final = {"json": "jsonl", "jsonld": "jsonl", "parquet": "parquet"}


def _parts(documents: Iterator[Document], target: Target) -> list[str]:
    names = []
    with whole_directory(target.path) as directory:
        for number, unit in enumerate(_units(documents)):
            name = f"part-{number:06}.{_PART_SUFFIX[target.format]}"
            with (directory / name).open("wb") as stream:
                target.module.dump_all(unit, stream, target.options)
            names.append(name)
        _sign(directory, target, names)
    return [str(target.path / name) for name in names]


def _files(documents: Iterator[Document], target: Target) -> list[str]:
    """One NewsML-G2 file an article; `_newsschema/items.jsonl` maps the files to identifiers."""
    names = []
    with whole_directory(target.path) as directory:
        (directory / MARK).mkdir()
        with (directory / MARK / "items.jsonl").open("wb") as index:
            for number, document in enumerate(documents):
                name = f"{number // UNIT:06}-{number % UNIT:06}.xml"
                (directory / name).write_bytes(target.module.dumps(document, target.options))
                article = cast(Article, document)
                entry = {"file": name, "identifier": article.identifier, "version": article.version}
                index.write(orjson.dumps(entry) + b"\n")
                names.append(name)
        _sign(directory, target, names)
    return [str(target.path / name) for name in names]


def _tables(documents: Iterator[Document], target: Target) -> list[str]:
    from newsschema.formats import parquet

    with whole_directory(target.path) as directory:
        parquet.write_tables(documents, directory, target.options)
        names = sorted(path.name for path in directory.iterdir())
        _sign(directory, target, names)
    return [str(target.path / name) for name in names]


def _units(documents: Iterator[Document]) -> Iterator[Iterator[Document]]:
    """Cuts a stream into units without holding one; there is always one unit, if only an empty one."""
    first = next(documents, None)
    if first is None:
        yield iter(())
    while first is not None:
        yield chain([first], islice(documents, UNIT - 1))
        first = next(documents, None)


def _sign(directory: Path, target: Target, names: list[str]) -> None:
    (directory / MARK).mkdir(exist_ok=True)
    manifest = {
        "format": target.format,
        "version": target.module.INFO.version,
        "layout": target.layout,
        "audience": target.options.audience,
        "files": len(names),
    }
    content = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    (directory / MARK / "manifest.json").write_bytes(content)
