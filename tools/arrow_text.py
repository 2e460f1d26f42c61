"""An Arrow schema as text that a person can read and a change shows in."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa


def arrow_text(schema: pa.Schema) -> str:
    """One line a column, parts indented below it: name, type, marks that are not the usual ones, description."""
    metadata = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
    heading = [f"# {key} = {value}" for key, value in metadata.items()]
    return "\n".join([*heading, "", *_lines(schema, "")]) + "\n"


def _lines(fields: Iterable[Any], indent: str) -> Iterator[str]:
    for field in fields:
        metadata = field.metadata or {}
        audience, personal = metadata[b"x-audience"].decode(), metadata[b"x-personal"].decode()
        marks = [audience] * (audience != "public") + [personal] * (personal != "none")
        shown = f" [{', '.join(marks)}]" if marks else ""
        yield f"{indent}{field.name}: {_type(field.type)}{shown} -- {metadata[b'description'].decode()}"
        inner = field.type
        while pa.types.is_list(inner):
            inner = inner.value_type
        if pa.types.is_struct(inner):
            yield from _lines([inner.field(index) for index in range(inner.num_fields)], indent + "    ")


def _type(type_: Any) -> str:
    if pa.types.is_list(type_):
        return f"list<{_type(type_.value_type)}>"
    return "struct" if pa.types.is_struct(type_) else str(type_)
