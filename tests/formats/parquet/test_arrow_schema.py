"""The columns come from the model, hold simple types only, and say what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pyarrow as pa
import pytest
from pydantic import Field

from newsschema.formats.parquet import nested_schema, table_schemas
from newsschema.formats.parquet.arrow_schema import node_of
from newsschema.formats.parquet.layout import (
    EXTENSIONS,
    FORMAT_VERSION,
    FORMAT_VERSION_KEY,
    LAYOUT_KEY,
    SCHEMA_VERSION_KEY,
    UTC_SUFFIX,
)
from newsschema.v1 import SCHEMA_VERSION, Article, Attribution, Person
from newsschema.v1.base import Model, mark_of
from newsschema.v1.text import PositiveNumber

SCHEMAS = {"nested": nested_schema(), **table_schemas()}
ALLOWED = (pa.string(), pa.bool_(), pa.int32(), pa.int64(), pa.float64(), pa.timestamp("us", tz="UTC"))

every_layout = pytest.mark.parametrize("layout", SCHEMAS)


def columns(fields: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every column and every part of one, with its path."""
    for field in fields:
        yield f"{path}{field.name}", field
        inner = field.type
        while pa.types.is_list(inner):
            inner = inner.value_type
        if pa.types.is_struct(inner):
            yield from columns(list(inner), f"{path}{field.name}.")


@every_layout
def test_only_types_that_every_reader_knows(layout: str) -> None:
    for path, field in columns(SCHEMAS[layout]):
        inner = field.type
        while pa.types.is_list(inner):
            inner = inner.value_type
        assert pa.types.is_struct(inner) or inner in ALLOWED, path


@every_layout
def test_every_column_says_what_it_is_and_for_whom(layout: str) -> None:
    for path, field in columns(SCHEMAS[layout]):
        metadata = field.metadata
        assert metadata[b"description"].decode().endswith("."), path
        assert metadata[b"x-audience"] in (b"public", b"internal"), path
        assert metadata[b"x-personal"] in (b"none", b"identity", b"contact", b"special"), path


@every_layout
def test_the_file_says_which_version_of_model_and_format_it_holds(layout: str) -> None:
    assert SCHEMAS[layout].metadata == {
        SCHEMA_VERSION_KEY: SCHEMA_VERSION.encode(),
        FORMAT_VERSION_KEY: FORMAT_VERSION.encode(),
        LAYOUT_KEY: layout.encode(),
    }


@every_layout
def test_a_timestamp_stands_only_beside_the_text_of_its_date(layout: str) -> None:
    paths = [path for path, _ in columns(SCHEMAS[layout])]
    for before, (path, field) in zip(["", *paths], columns(SCHEMAS[layout]), strict=False):
        assert path.endswith(UTC_SUFFIX) == pa.types.is_timestamp(field.type)
        assert not path.endswith(UTC_SUFFIX) or before + UTC_SUFFIX == path


def test_the_columns_are_the_fields_of_the_article_in_order() -> None:
    names = [name for name in nested_schema().names if not name.endswith(UTC_SUFFIX)]
    assert names == list(Article.model_fields)


def test_extensions_stand_in_one_column_with_their_owner() -> None:
    paths = [path for path, _ in columns(nested_schema())]
    assert [path for path in paths if EXTENSIONS in path] == [
        "extensions",
        "extensions.owner",
        "extensions.format",
        "extensions.path",
        "extensions.content",
    ]


def test_a_record_inside_an_article_has_no_column_that_is_always_empty() -> None:
    quotes = nested_schema().field("quotes").type.value_type
    assert not {field.name for field in quotes} & {"type", "schema_version", "article", "extensions"}


def test_a_union_of_agents_is_one_struct_with_the_strictest_marks() -> None:
    link = nested_schema().field("quotes").type.value_type.field("attribution").type.field("links").type.value_type
    agent = link.field("agents").type.value_type
    assert agent.field(0).name == "type"
    assert agent.field("local_key").metadata[b"x-audience"] == b"internal"
    assert agent.field("name").metadata[b"x-personal"] == b"identity"


def test_marks_are_those_of_the_model() -> None:
    for name, field in Article.model_fields.items():
        metadata = nested_schema().field(name).metadata or {}
        assert metadata[b"x-audience"].decode() == mark_of(field.metadata).audience


def test_an_index_in_the_article_is_wide_and_a_small_number_narrow() -> None:
    assert nested_schema().field("version").type == pa.int64()
    assert nested_schema().field("urgency").type == pa.int32()
    assert node_of(PositiveNumber) == node_of(int)


class Odd(Model):
    """Shares a field's name with a person, in another shape."""

    type: Literal["odd"] = "odd"
    """Tells it apart."""
    name: int = 0
    """No name."""


@pytest.mark.parametrize(
    "annotation",
    [complex, dict[str, str], int | str, Person | str, Annotated[Person | Odd, Field(discriminator="type")]],
)
def test_a_type_without_a_column_is_refused_when_the_schema_is_made(annotation: Any) -> None:
    with pytest.raises(TypeError):
        node_of(annotation)


def test_the_chain_stands_whole_in_the_tables() -> None:
    for table in ("quotes", "casualty_reports"):
        assert {field.name for field in table_schemas()[table].field("attribution").type.value_type} >= set(
            node_names(Attribution.model_fields["links"].annotation)
        )


def node_names(annotation: Any) -> list[str]:
    node: Any = node_of(annotation)
    return [member.name for member in node.item.members]


@pytest.mark.parametrize("table", table_schemas())
def test_every_row_of_the_tables_tells_whether_it_may_be_used(table: str) -> None:
    keys = {"article_id", "version", "pub_status", "embargoed", "embargoed_until", "usage_terms"}
    assert keys <= set(table_schemas()[table].names)
