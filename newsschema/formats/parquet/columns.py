"""Models as Arrow arrays, and arrays as trees of plain data: column by column, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any, Final

import pyarrow as pa

from newsschema.formats.parquet.arrow_schema import (
    DATE,
    TIMESTAMP,
    ArrowArray,
    ArrowField,
    Member,
    Node,
    Struct,
    arrow_type,
    fields_of,
)
from newsschema.formats.parquet.arrow_schema import Sequence as ListNode
from newsschema.v1 import PartialDate

Row = Mapping[str, Any]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def batch_of(members: tuple[Member, ...], rows: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Returns rows as one batch of a schema made of the same members; absent values are null, absent lists empty."""
    return pa.RecordBatch.from_arrays(_arrays(_parts(members), rows), schema=schema)


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """A node with all that its arrays are made of; it has parts, an item, or neither."""

    type: pa.DataType
    is_date: bool
    parts: _Parts | None = None
    item: _Shape | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The members of a table or struct with the shape of each."""

    shapes: tuple[_Shape, ...]
    fields: list[ArrowField]
    nothing: dict[str, Any]
    """A row without any value."""
    values_of: Callable[[Row], tuple[Any, ...]]


@cache
def _parts(members: tuple[Member, ...]) -> _Parts:
    names = [member.name for member in members]
    return _Parts(
        tuple(_shape(member.node) for member in members),
        fields_of(members),
        dict.fromkeys(names),
        itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],),
    )


def _shape(node: Node) -> _Shape:
    return _Shape(
        arrow_type(node),
        node == DATE,
        _parts(node.members) if isinstance(node, Struct) else None,
        _shape(node.item) if isinstance(node, ListNode) else None,
    )


def _arrays(parts: _Parts, rows: Sequence[Row]) -> list[ArrowArray]:
    try:
        columns = list(zip(*map(parts.values_of, rows), strict=True))
    except KeyError:
        # Of a union, a row has only the members of its own class.
        columns = list(zip(*(parts.values_of({**parts.nothing, **row}) for row in rows), strict=True))
    arrays: list[ArrowArray] = []
    for shape, values in zip(parts.shapes, columns or [()] * len(parts.shapes), strict=True):
        arrays.append(_array(shape, values))
        if shape.is_date:
            arrays.append(_timestamps(values))
    return arrays


def _array(shape: _Shape, values: Sequence[Any]) -> ArrowArray:
    if not any(values) and values.count(None) + values.count(()) == len(values):
        return _blank(shape, len(values))
    if shape.parts is not None:
        return _structs(shape.parts, values)
    if shape.item is not None:
        offsets = [0, *accumulate([len(value) if value else 0 for value in values])]
        items = _array(shape.item, [part for value in values if value for part in value])
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, type=shape.type)
    return pa.array(values, shape.type)


def _structs(parts: _Parts, values: Sequence[Any]) -> ArrowArray:
    nothing = parts.nothing
    rows = [nothing if value is None else value if type(value) is dict else value.__dict__ for value in values]
    absent = [value is None for value in values]
    mask = pa.array(absent, pa.bool_()) if True in absent else None
    return pa.StructArray.from_arrays(_arrays(parts, rows), fields=parts.fields, mask=mask)


_USUAL: Final = 4096
"""How many rows a blank array is made for: most columns of most batches are slices of one."""


def _blank(shape: _Shape, length: int) -> ArrowArray:
    return _usual_blank(shape)[:length] if length <= _USUAL else _make_blank(shape, length)


@cache
def _usual_blank(shape: _Shape) -> ArrowArray:
    return _make_blank(shape, _USUAL)


def _make_blank(shape: _Shape, length: int) -> ArrowArray:
    type_: Any = shape.type  # the stubs of pyarrow know `nulls` for each type, not for any
    if shape.item is not None:
        offsets = pa.array([0] * (length + 1), pa.int32())
        items: ArrowArray = pa.nulls(0, type_.value_type)
        return pa.ListArray.from_arrays(offsets, items, type=type_)
    nulls: ArrowArray = pa.nulls(length, type_)
    return nulls


def _timestamps(values: Sequence[PartialDate | None]) -> ArrowArray:
    return pa.array([None if value is None else moment_of(value) for value in values], TIMESTAMP)


# The same days and moments stand many times in one article.
@lru_cache(maxsize=1024)
def moment_of(value: PartialDate) -> datetime | None:
    """The moment in UTC for queries, a day as its midnight.

    None for a year or month, for a time without a zone, and for a moment outside the years 1 to 9999.
    """
    if len(value) == 10:
        return datetime.fromisoformat(f"{value}T00:00Z")
    if not value.has_zone:
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except OverflowError:
        return None


def trees_of(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Returns the rows as trees of plain data, without nulls, empty lists and the timestamps beside dates."""
    rows: list[dict[str, Any]] = [{} for _ in range(batch.num_rows)]
    for field, array in zip(batch.schema, batch.columns, strict=True):
        _fill(rows, field.name, array)
    return rows


def _fill(rows: list[Any], name: str, array: ArrowArray) -> None:
    values = None if pa.types.is_timestamp(array.type) else _values(array)
    if values is not None:
        for row, value in zip(rows, values, strict=True):
            if value is not None and row is not None:
                row[name] = value


def _values(array: ArrowArray) -> list[Any] | None:
    """The values of an array, where null and empty lists are None; None for an array without any, as most are."""
    if array.null_count == len(array):
        return None
    if isinstance(array, pa.StructArray):
        rows: list[dict[str, Any] | None] = (
            [{} if valid else None for valid in array.is_valid().to_pylist()]
            if array.null_count
            else [{} for _ in range(len(array))]
        )
        for index in range(array.type.num_fields):
            _fill(rows, array.type.field(index).name, array.field(index))
        return rows
    if isinstance(array, pa.ListArray | pa.LargeListArray):
        return _lists(array)
    return array.to_pylist()


def _lists(array: pa.ListArray[Any] | pa.LargeListArray[Any]) -> list[Any] | None:
    ends: Any = array.offsets
    first, last = ends[0].as_py(), ends[-1].as_py()
    if first == last:
        return None
    items = _values(array.values.slice(first, last - first)) or [None] * (last - first)
    offsets: list[Any] = ends.to_pylist()
    lists: list[Any] = [
        items[start - first : end - first] if start != end else None for start, end in pairwise(offsets)
    ]
    if array.null_count:
        # A null list may still cover items that no reader may see.
        lists = [value if valid else None for value, valid in zip(lists, array.is_valid().to_pylist(), strict=True)]
    return lists
