"""The formats: bytes to articles and back. Each is one module or package of the same shape, loaded when first used."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast

from newsschema.errors import DocumentError, FormatError
from newsschema.formats.base import Format, FormatInfo, ReadOptions, WriteOptions
from newsschema.formats.recognize import recognize

if TYPE_CHECKING:
    from newsschema.v1 import Document

_MODULES: Final = {
    "json": "newsschema.formats.json",
    "jsonld": "newsschema.formats.jsonld",
    "newsml-g2": "newsschema.formats.newsml_g2",
    "parquet": "newsschema.formats.parquet",
}

NAMES: Final = tuple(_MODULES)
"""The names of the formats that can be read and written."""

_SUFFIXES: Final = {
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".jsonld": "jsonld",
    ".xml": "newsml-g2",
    ".parquet": "parquet",
}


def format_named(name: str) -> Format:
    """Returns the module of a format; raises `FormatError` for a name that is none."""
    if name not in _MODULES:
        raise FormatError(name, f"there is no format {name!r}", remedy=f"Use one of: {', '.join(NAMES)}")
    return cast(Format, import_module(_MODULES[name]))


def format_for(destination: str) -> str | None:
    """The format that a file name means, with or without a suffix of compression; none where it means nothing."""
    plain = destination.removesuffix(".gz").removesuffix(".zst").lower()
    return next((name for suffix, name in _SUFFIXES.items() if plain.endswith(suffix)), None)


def infos() -> tuple[FormatInfo, ...]:
    """What can be read and written."""
    return tuple(format_named(name).INFO for name in NAMES)


def dumps(document: Document, *, format: str, options: WriteOptions | None = None) -> bytes:
    """Returns one document as bytes of a format; `loads` is the inverse."""
    return format_named(format).dumps(document, options or WriteOptions())


def loads(data: bytes | str, *, format: str | None = None, options: ReadOptions | None = None) -> Document:
    """Reads exactly one document.

    The format is recognised from the content where it is not given. Raises `DocumentError` where the data holds no
    document, a broken one, or more than one, and `FormatError` where the format is not one that can be read.
    """
    documents = load_all(data, format=format, options=options)
    if len(documents) != 1:
        raise FormatError(
            format or "",
            f"{len(documents)} documents where exactly one was expected",
            remedy="Use load_all for data that holds several",
        )
    return documents[0]


def load_all(data: bytes | str, *, format: str | None = None, options: ReadOptions | None = None) -> list[Document]:
    """Reads every document of the data; raises like `loads` where one of them is broken."""
    raw = data.encode() if isinstance(data, str) else data
    options = options or ReadOptions()
    name = format or recognized(raw, options.source)
    documents = []
    for item in format_named(name).read(BytesIO(raw), options):
        if item.document is not None:
            documents.append(item.document)
        elif item.outcome == "rejected":
            from newsschema.v1.sensitivity import marked

            raise DocumentError(marked(item.diagnostics), options.source)
    return documents


_OF_NO_FORMAT: Final = frozenset({"binary", "text", "json-other", "xml"})
"""What is known of data that has the marks of no format of news, nor of another one with a name."""


def recognized(head: bytes, name: str = "") -> str:
    """The format that reads some data; raises `FormatError`, naming what it is, where none does."""
    return recognition(head, name)[0]


def recognition(head: bytes, name: str = "") -> tuple[str, str | None]:
    """The format that reads some data, and its version where that is told; raises as `recognized` does."""
    found = recognize(head, name)
    if found.format is None:
        version = f" {found.version}" if found.version and found.version not in found.detail else ""
        if found.kind == "empty":
            raise FormatError(found.kind, "no article here: the file is empty", name or None, code="NS011")
        code = "NS013" if found.kind in _OF_NO_FORMAT else "NS012"
        raise FormatError(found.kind, f"this is {found.detail}{version}, which is not read", name or None, code=code)
    return found.format, found.version


__all__ = [
    "NAMES",
    "Format",
    "FormatInfo",
    "dumps",
    "format_for",
    "format_named",
    "infos",
    "load_all",
    "loads",
    "recognition",
    "recognized",
]
