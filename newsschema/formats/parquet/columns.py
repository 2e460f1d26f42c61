"""Models as Arrow arrays, and arrays as trees of plain data: column by column, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any, Final

import pyarrow as pa

from newsschema.formats.parquet.arrow_schema import (
    ARROW_TYPES,
    DATE,
    TIMESTAMP,
    ArrowArray,
    Member,
    Node,
    Scalar,
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
    return pa.RecordBatch.from_arrays(_columns(members, rows), schema=schema)


def _columns(members: tuple[Member, ...], rows: Sequence[Row]) -> list[ArrowArray]:
    arrays: list[ArrowArray] = []
    for member, values in zip(members, _transposed(members, rows), strict=True):
        arrays.append(_array(member.node, values))
        if member.node == DATE:
            arrays.append(_timestamps(values))
    return arrays


def _transposed(members: tuple[Member, ...], rows: Sequence[Row]) -> Iterable[Sequence[Any]]:
    """The values of each member, row by row; of a union, a row has only the members of its own class."""
    names = [member.name for member in members]
    if len(names) > 1:
        try:
            return zip(*map(itemgetter(*names), rows), strict=True)
        except KeyError:
            pass
    return ([row.get(name) for row in rows] for name in names)


def _array(node: Node, values: Sequence[Any]) -> ArrowArray:
    if not any(values) and values.count(None) + values.count(()) == len(values):
        return _blank(node, len(values))
    match node:
        case Scalar(kind):
            return pa.array(values, ARROW_TYPES[kind])
        case Struct(members):
            return _structs(members, values)
        case ListNode(item):
            offsets = [0, *accumulate(len(value) if value else 0 for value in values)]
            items = _array(item, [part for value in values if value for part in value])
            return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, type=arrow_type(node))


def _structs(members: tuple[Member, ...], values: Sequence[Any]) -> ArrowArray:
    absent = [value is None for value in values]
    nothing = dict.fromkeys(member.name for member in members)
    rows = [nothing if value is None else value if type(value) is dict else value.__dict__ for value in values]
    mask = pa.array(absent, pa.bool_()) if True in absent else None
    return pa.StructArray.from_arrays(_columns(members, rows), fields=fields_of(members), mask=mask)


# Most columns of most batches are empty, and batches mostly have the same length.
@cache
def _blank_array(node: Node) -> ArrowArray:
    return _make_blank(node, 4096)


def _blank(node: Node, length: int) -> ArrowArray:
    return _blank_array(node)[:length] if length <= 4096 else _make_blank(node, length)


def _make_blank(node: Node, length: int) -> ArrowArray:
    type_: Any = arrow_type(node)  # the stubs of pyarrow know `nulls` for each type, not for any
    if isinstance(node, ListNode):
        offsets = pa.array([0] * (length + 1), pa.int32())
        items: ArrowArray = pa.nulls(0, type_.value_type)
        return pa.ListArray.from_arrays(offsets, items, type=type_)
    nulls: ArrowArray = pa.nulls(length, type_)
    return nulls


def _timestamps(values: Sequence[PartialDate | None]) -> ArrowArray:
    return pa.array([None if value is None else moment_of(value) for value in values], TIMESTAMP)


def moment_of(value: PartialDate) -> datetime | None:
    """The moment in UTC for queries, a day as its midnight.

    None for a year or month, for a time without a zone, and for a moment outside the years 1 to 9999.
    """
    if len(value) == 10:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
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
    if pa.types.is_timestamp(array.type):
        return
    for row, value in zip(rows, _values(array), strict=True):
        if value is not None and row is not None:
            row[name] = value


def _values(array: ArrowArray) -> list[Any]:
    """The values of an array; null and empty lists are None."""
    if array.null_count == len(array):
        return [None] * len(array)
    if isinstance(array, pa.StructArray):
        rows: list[dict[str, Any] | None] = [{} if valid else None for valid in array.is_valid().to_pylist()]
        for index in range(array.type.num_fields):
            _fill(rows, array.type.field(index).name, array.field(index))
        return rows
    if isinstance(array, pa.ListArray | pa.LargeListArray):
        return _lists(array)
    return array.to_pylist()


def _lists(array: pa.ListArray[Any] | pa.LargeListArray[Any]) -> list[Any]:
    offsets: list[Any] = array.offsets.to_pylist()
    first, last = offsets[0], offsets[-1]
    if first == last:
        return [None] * len(array)
    items = _values(array.values.slice(first, last - first))
    lists: list[Any] = [
        items[start - first : end - first] if start != end else None for start, end in pairwise(offsets)
    ]
    if array.null_count:
        # A null list may still cover items that no reader may see.
        lists = [value if valid else None for value, valid in zip(lists, array.is_valid().to_pylist(), strict=True)]
    return lists
