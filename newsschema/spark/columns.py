"""The Arrow schemas of newsschema as Spark's own: the same columns, with their descriptions as comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pyspark.sql import types

from newsschema.formats.parquet import nested_schema, table_schemas

if TYPE_CHECKING:
    from newsschema.formats.parquet.arrow_schema import ArrowField

_TYPES: Final = (
    (types.StringType, pa.string()),
    (types.BooleanType, pa.bool_()),
    (types.IntegerType, pa.int32()),
    (types.LongType, pa.int64()),
    (types.DoubleType, pa.float64()),
    (types.TimestampType, pa.timestamp("us", tz="UTC")),
)
"""The types that the columns have; others come only from those who changed them."""

_OTHERS: Final = (
    (types.ByteType, pa.int8()),
    (types.ShortType, pa.int16()),
    (types.FloatType, pa.float32()),
    (types.TimestampNTZType, pa.timestamp("us")),
    (types.NullType, pa.null()),
    (types.DateType, pa.date32()),
)


def spark_schema(table: str | None) -> types.StructType:
    """The columns of a flat table, or of the nested layout where none is named."""
    schema = nested_schema() if table is None else table_schemas()[table]
    return types.StructType([_field(field) for field in schema])


def _field(field: ArrowField) -> types.StructField:
    description = (field.metadata or {}).get(b"description", b"").decode()
    comment = {"comment": description} if description else None
    return types.StructField(field.name, _type(field.type), field.nullable, comment)


def _type(type_: pa.DataType) -> types.DataType:
    if isinstance(type_, pa.StructType):
        return types.StructType([_field(type_.field(number)) for number in range(type_.num_fields)])
    if isinstance(type_, pa.ListType):
        return types.ArrayType(_type(type_.value_type), type_.value_field.nullable)
    return next(ours() for ours, theirs in _TYPES if theirs == type_)


def arrow_schema(schema: types.StructType) -> pa.Schema:
    """The Arrow schema of any columns of Spark, as far as it says what newsschema asks of them."""
    return pa.schema([pa.field(field.name, _arrow_type(field.dataType)) for field in schema.fields])


def _arrow_type(type_: types.DataType) -> pa.DataType:
    if isinstance(type_, types.StructType):
        return pa.struct([pa.field(field.name, _arrow_type(field.dataType)) for field in type_.fields])
    if isinstance(type_, types.ArrayType):
        return pa.list_(pa.field("element", _arrow_type(type_.elementType)))
    found = (theirs for ours, theirs in (*_TYPES, *_OTHERS) if isinstance(type_, ours))
    return next(found, pa.binary())
