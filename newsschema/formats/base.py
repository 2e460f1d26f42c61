"""The shape that all formats share: what flows in, what flows out, and what a format module offers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Protocol

from newsschema.diagnostics import Diagnostic, Severity, diagnostic
from newsschema.positions import Position

if TYPE_CHECKING:  # the model is heavy, and a format that is only named must not load it
    from newsschema.v1 import Article, CasualtyReport, Quote

    Document = Article | Quote | CasualtyReport

__all__ = ["Audience", "Format", "FormatInfo", "Item", "Loss", "Outcome", "ReadOptions", "WriteOptions"]

Audience = Literal["internal", "public"]
Outcome = Literal["read", "skipped", "merged", "rejected"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: the source's name in findings, strictness, the zone for times without one, catalogs."""

    source: str = "-"
    strict: bool = False
    assume_timezone: str | None = None
    catalogs: tuple[str, ...] = ()
    max_document_size: int = 64 * 2**20
    lines: bool = False
    """True where the source is known to hold one JSON document a line."""
    max_nesting: int = 200
    """How deeply values or elements of a document may be nested."""
    max_attributes: int = 1_000
    """How many attributes an element of XML may have."""


@dataclass(frozen=True, slots=True)
class CarefulOptions(ReadOptions):
    """How to read a source over which a process has ended: item by item, and not those that it ended over."""

    tell: Callable[[int], object] | None = None
    """Is told the number of an item before anything looks into it."""
    passed_over: Mapping[int, str] = field(default_factory=dict)
    """The numbers of the items that nothing may look into, and why: each is rejected with its bytes."""

    @classmethod
    def of(
        cls, options: ReadOptions, tell: Callable[[int], object] | None, passed_over: Mapping[int, str]
    ) -> CarefulOptions:
        """Returns options with care."""
        plain = {one.name: getattr(options, one.name) for one in fields(ReadOptions)}
        return cls(**plain, tell=tell, passed_over=passed_over)

    def look(self, index: int) -> tuple[Diagnostic, ...]:
        """Tells that an item is about to be looked into; returns why it must not be, if it must not."""
        if self.tell is not None:
            self.tell(index)
        reason = self.passed_over.get(index)
        return () if reason is None else (diagnostic("NS028", reason, source=self.source, index=index),)


_NEITHER: Final = bytes(byte for byte in range(256) if byte not in b'{}[]"')
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_BRACKET: Final = re.compile(rb"[][{}]")
_TURNS: Final = 12


def is_nested_deeper(text: bytes, limit: int) -> bool:
    """Whether the values of JSON text are nested deeper than a limit; broken text is judged by its brackets."""
    if text.count(b"{") + text.count(b"[") <= limit:
        return False
    left = brackets = _brackets(text)
    # Most texts have few layers: taking pairs away from the inside, two layers at a time, is faster than counting.
    for _ in range(min(limit // 2, _TURNS)):
        left = left.replace(b"{}", b"").replace(b"[]", b"")
        if not left:
            return False
    depth = 0
    for mark in _BRACKET.finditer(brackets):
        depth += 1 if mark[0] in b"{[" else -1
        if depth > limit:
            return True
    return False


def _brackets(text: bytes) -> bytes:
    """The brackets of JSON text that stand in no string."""
    marks = text.translate(None, _NEITHER).replace(b'""', b"")
    if b'"' in marks or b'\\"' in text:
        marks = _STRING.sub(b"", text).translate(None, _NEITHER)
    return marks


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write; a format that knows more settings extends this class."""

    audience: Audience = "internal"
    version: str | None = None
    """The version of the model to write, in own JSON; the newest otherwise."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a target format did not carry of one document: the place in the model's own names, and why."""

    path: str
    reason: str
    identifier: str | None = None


@dataclass(slots=True)
class Item:
    """The unit that flows: one G2 item, one article of a page or array, one line, one row, with one outcome.

    `index` counts from 0 within its source, `offset` and `length` are the span in bytes of the source where
    known, `raw` holds the bytes of a rejected item, and of others where the reader has them anyway; `origin` is the
    line and column at which they begin.
    """

    index: int
    document: Document | None
    diagnostics: tuple[Diagnostic, ...] = ()
    offset: int | None = None
    length: int | None = None
    skipped: str | None = None
    merged_into: str | None = None
    raw: bytes | None = None
    origin: Position | None = None

    @property
    def outcome(self) -> Outcome:
        """What became of the item; the four outcomes exclude one another."""
        if self.document is not None:
            return "read"
        if self.skipped is not None:
            return "skipped"
        return "merged" if self.merged_into is not None else "rejected"

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """What a format is called, which standard and version it follows, and what can be done with it."""

    name: str
    title: str
    standard: str
    version: str
    extensions: tuple[str, ...]
    reads: bool
    writes: bool


class Format(Protocol):
    """What a format module offers; `read` streams and never raises for bad data."""

    INFO: FormatInfo

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
        """Yields the items of a stream, good and bad, in order."""

    def dumps(self, document: Document, options: WriteOptions) -> bytes:
        """Returns one standalone document of the format."""

    def dump_all(self, documents: Iterable[Document], stream: BinaryIO, options: WriteOptions) -> None:
        """Writes any number of documents into one file of the format."""
