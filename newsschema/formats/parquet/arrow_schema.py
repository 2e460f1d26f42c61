"""The Arrow schema of the model, derived from its fields and never from data.

Only types that every reader of Parquet knows are used: string, bool, int32, int64, float64, timestamp in
microseconds of UTC, struct and list. A code is a string, a union of agents one struct with `type`, and a date two
columns: the text as it was written, and `..._utc` for queries. Extensions stand in one column of the article.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import annotated_types
import pyarrow as pa
from pydantic.fields import FieldInfo

from newsschema.formats.parquet.layout import (
    EXTENSIONS,
    FORMAT_VERSION,
    FORMAT_VERSION_KEY,
    LAYOUT_KEY,
    SCHEMA_VERSION_KEY,
    UTC_SUFFIX,
)
from newsschema.v1 import SCHEMA_VERSION, Article, CasualtyReport, Extension, Model, PartialDate, Quote
from newsschema.v1.base import INTERNAL, Mark, mark_of
from newsschema.v1.documentation import field_docstrings

_STANDALONE_ONLY: Final = frozenset({"type", "schema_version", "article"})
_RECORDS: Final = (Quote, CasualtyReport)
_INT32_MAX: Final = 2**31 - 1

_UTC_NOTE: Final = (
    "the same moment in UTC, a day as its midnight; empty for a year or month, for a time without a zone, and "
    "outside the years 1 to 9999."
)

PUBLIC: Final = Mark()

ArrowField: TypeAlias = "pa.Field[Any]"
ArrowArray: TypeAlias = "pa.Array[Any]"

Kind: TypeAlias = Literal["string", "bool", "int32", "int64", "float64", "date"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value of one column; a date has two."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Struct:
    """A value of named parts; a union of classes has the members of all of them."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values of one shape."""

    item: Node


Node: TypeAlias = Scalar | Struct | Sequence


@dataclass(frozen=True, slots=True)
class Member:
    """A named part: a column of a table, or a part of a struct."""

    name: str
    node: Node
    description: str
    mark: Mark = PUBLIC


ARROW_TYPES: Final[dict[Kind, pa.DataType]] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.string(),
}
TIMESTAMP: Final = pa.timestamp("us", tz="UTC")

TEXT: Final = Scalar("string")
DATE: Final = Scalar("date")
FLAG: Final = Scalar("bool")
WHOLE: Final = Scalar("int64")
SMALL: Final = Scalar("int32")
REAL: Final = Scalar("float64")


@cache
def members_of(model: type[Model], *, inside: bool = False) -> tuple[Member, ...]:
    """The parts of a class in the model's order, without extensions, which stand in a column of their own.

    `inside` tells that a quote or report is part of an article, where some of its fields never have a value.
    """
    left_out = {EXTENSIONS} | (_STANDALONE_ONLY if inside and model in _RECORDS else set())
    return tuple(_member(model, name, field) for name, field in model.model_fields.items() if name not in left_out)


@cache
def article_members() -> tuple[Member, ...]:
    """The columns of the nested layout: the article's fields, then the extensions of all its parts."""
    return (*members_of(Article), _extensions())


def nested_schema() -> pa.Schema:
    """The Arrow schema of the lossless layout: one row an article."""
    return arrow_schema(article_members(), layout="nested")


def arrow_schema(members: tuple[Member, ...], *, layout: str) -> pa.Schema:
    """An Arrow schema with the version of the model, of the format and the layout's name in its metadata."""
    metadata: dict[bytes | str, bytes | str] = {
        SCHEMA_VERSION_KEY: SCHEMA_VERSION.encode(),
        FORMAT_VERSION_KEY: FORMAT_VERSION.encode(),
        LAYOUT_KEY: layout.encode(),
    }
    return pa.schema(fields_of(members), metadata=metadata)


@cache
def fields_of(members: tuple[Member, ...]) -> list[ArrowField]:
    """The Arrow fields of some members; a date gives two."""
    fields: list[ArrowField] = []
    for member in members:
        fields.append(_field(member.name, arrow_type(member.node), member.description, member.mark))
        if member.node == DATE:
            description = f"{member.description.removesuffix('.')}: {_UTC_NOTE}"
            fields.append(_field(member.name + UTC_SUFFIX, TIMESTAMP, description, member.mark))
    return fields


@cache
def arrow_type(node: Node) -> pa.DataType:
    """The Arrow type of a node; the items of lists are named `element`, as Parquet names them."""
    match node:
        case Scalar(kind):
            return ARROW_TYPES[kind]
        case Sequence(item):
            return pa.list_(pa.field("element", arrow_type(item)))
        case Struct(members):
            return pa.struct(fields_of(members))


def _field(name: str, type_: pa.DataType, description: str, mark: Mark) -> ArrowField:
    metadata = {"description": description, "x-audience": mark.audience, "x-personal": mark.personal}
    return pa.field(name, type_, metadata=metadata)


def _member(model: type[Model], name: str, field: FieldInfo) -> Member:
    node = node_of(field.annotation, tuple(field.metadata))
    return Member(name, node, field_docstrings(model).get(name, ""), mark_of(field.metadata))


def node_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Node:
    """The shape of a field's type; raises `TypeError` for a type that has no column."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return node_of(inner, (*metadata, *more))
    if origin in (Union, UnionType):
        return _union(tuple(part for part in get_args(annotation) if part is not NoneType), metadata)
    if origin is Literal:
        return TEXT
    if origin is tuple:
        return Sequence(node_of(get_args(annotation)[0]))
    if isinstance(annotation, type):
        return _plain(annotation, metadata)
    raise TypeError(f"no column is known for {annotation!r}")


def _plain(type_: type, metadata: tuple[Any, ...]) -> Node:
    if issubclass(type_, Model):
        return Struct(members_of(type_, inside=True))
    if issubclass(type_, PartialDate):
        return DATE
    if issubclass(type_, bool):
        return FLAG
    if issubclass(type_, int):
        return SMALL if _upper_limit(metadata) <= _INT32_MAX else WHOLE
    for known, node in ((str, TEXT), (float, REAL)):
        if issubclass(type_, known):
            return node
    raise TypeError(f"no column is known for {type_!r}")


def _upper_limit(metadata: tuple[Any, ...]) -> float:
    """The largest number allowed, infinite where nothing is said."""
    for item in metadata:
        if isinstance(item, annotated_types.Le) and isinstance(item.le, int):
            return item.le
        if isinstance(item, FieldInfo):
            return _upper_limit(tuple(item.metadata))
    return float("inf")


def _union(parts: tuple[Any, ...], metadata: tuple[Any, ...]) -> Node:
    nodes = [node_of(part, metadata) for part in parts]
    structs = [node for node in nodes if isinstance(node, Struct)]
    if len(structs) == len(nodes):
        return structs[0] if len(structs) == 1 else Struct(_merged(structs))
    if len(set(nodes)) == 1:
        return nodes[0]
    raise TypeError(f"a union of {parts!r} has no one column")


def _merged(structs: list[Struct]) -> tuple[Member, ...]:
    """The members of several classes; one that has the same name in two has the same shape in both."""
    merged: dict[str, Member] = {}
    for member in (member for struct in structs for member in struct.members):
        known = merged.get(member.name)
        merged[member.name] = member if known is None else _both(known, member)
    return tuple(merged.values())


def _both(one: Member, other: Member) -> Member:
    if one.node != other.node:
        raise TypeError(f"{one.name!r} has two shapes in one union")
    texts = [one.description] if other.description in one.description else [one.description, other.description]
    mark = Mark(
        audience="internal" if "internal" in (one.mark.audience, other.mark.audience) else "public",
        personal=other.mark.personal if one.mark.personal == "none" else one.mark.personal,
    )
    return replace(one, description=" Or: ".join(texts), mark=mark)


def _extensions() -> Member:
    owner = Member("owner", TEXT, "The part it belongs to, as a JSON Pointer into the article; empty for the article.")
    item = Struct((owner, *members_of(Extension)))
    description = "What a foreign document carried that the model has no field for, of all parts of the article."
    return Member(EXTENSIONS, Sequence(item), description, INTERNAL)
