"""Holding documents against schemas: own JSON against the JSON Schema of its version, XML against an XML Schema."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from newsschema.archive.locating import MAX_SIZE, Places
from newsschema.archive.reading import Record
from newsschema.catalogue import CODES
from newsschema.checks.registry import checks
from newsschema.diagnostics import Diagnostic, Severity, diagnostic, shown
from newsschema.formats.base import ReadOptions
from newsschema.positions import join_pointer
from newsschema.versions import CLASSES

__all__ = ["Conformance", "rules_of_xml"]

_BROKEN: Final = "NS004"
_OF_XML: Final = tuple(code for code, rule in CODES.items() if rule.profile == "newsml-g2")


def rules_of_xml(codes: Container[str]) -> frozenset[str]:
    """Those of some rules that look at the XML itself, and not at the article that was read of it."""
    asked = [code for code in _OF_XML if code in codes]
    return frozenset(code for code in asked if code not in checks())


@dataclass(frozen=True, slots=True)
class Conformance:
    """Which schemas documents are held against: the JSON Schema, and the file of an XML Schema; first none."""

    json_schema: bool = False
    xsd: str | None = None
    rules: frozenset[str] = frozenset()
    """The rules about XML that are in force."""
    options: ReadOptions = field(default_factory=ReadOptions)

    def prepare(self) -> None:
        """Raises `UsageError` for an XML Schema that cannot be used: before anything is read, not at the first XML."""
        if self.xsd is not None:
            from newsschema.formats.newsml_g2.xsd import usable

            usable(self.xsd)

    def held(self, record: Record) -> bool:
        """Whether a record is of a format that is held against a schema."""
        if record.format == "newsml-g2":
            return self.xsd is not None or bool(self.rules)
        return self.json_schema and record.format == "json"

    def refused(self, record: Record, places: Places) -> Iterator[tuple[int, Diagnostic]]:
        """Yields what the schemas refuse in an own document, or in the whole XML file of a first item; by item."""
        if record.format == "json":
            yield from ((record.index, one) for one in _by_json_schema(record))
        elif record.index == 0:
            data = places.whole(record)
            if data is None:
                message = f"the file is larger than {MAX_SIZE:,} bytes, and is not held against what is asked of XML"
                yield 0, diagnostic("NS035", message)
                return
            if self.xsd is not None:
                yield from _by_xsd(data, self.xsd, told=[one.code for one in record.diagnostics])
            if self.rules:
                yield from _by_rules(data, self.rules, self.options)


def _by_json_schema(record: Record) -> Iterator[Diagnostic]:
    from newsschema.schemas import versions
    from newsschema.schemas.conforming import refusals

    document = _parsed(record)
    if not isinstance(document, dict):
        return
    kind, version = str(document.get("type")), str(document.get("schema_version"))
    if kind not in CLASSES or version not in versions():
        return
    told = [one.path for one in record.diagnostics if one.severity is Severity.ERROR]
    for one in refusals(document, version, kind):
        path = join_pointer(one.path)
        # What the model refuses at this place it says better.
        if not any(_is_within(path, known) or _is_within(known, path) for known in told):
            name = f'"{shown(one.path[-1])}"' if one.path else "the document"
            message = f"{name} {one.reason}, says the JSON Schema of {version}"
            yield diagnostic("NS033", message, path=path, identifier=_identifier(document))


def _parsed(record: Record) -> Any:
    if record.item.raw is None:
        return None
    try:
        return orjson.loads(record.item.raw)
    except orjson.JSONDecodeError:
        return None


def _identifier(document: dict[str, Any]) -> str | None:
    identifier = document.get("identifier")
    return identifier if isinstance(identifier, str) else None


def _is_within(path: str, other: str) -> bool:
    return path == other or (other != "" and path.startswith(other + "/"))


def _by_rules(data: bytes, rules: frozenset[str], options: ReadOptions) -> Iterator[tuple[int, Diagnostic]]:
    from newsschema.formats.newsml_g2.rules import breaches

    for one in breaches(data, options):
        if one.code in rules:
            spot = one.position
            message = shown(one.message, limit=400)
            yield one.item, diagnostic(one.code, message, path=one.path, line=spot.line, column=spot.column)


def _by_xsd(data: bytes, xsd: str, told: Container[str]) -> Iterator[tuple[int, Diagnostic]]:
    from newsschema.formats.newsml_g2.xsd import refusals

    for one in refusals(data, xsd):
        if not one.path and _BROKEN in told:
            # That it is not well-formed was said when it was read.
            continue
        spot = one.position
        yield one.item, diagnostic("NS034", one.reason, path=one.path, line=spot.line, column=spot.column)
