"""Models as plain data, and back: the shape of the model's own JSON."""

from __future__ import annotations

from functools import cache
from typing import Any

from newsschema.v1.base import Model


def tree(model: Model) -> dict[str, Any]:
    """Returns a model as dictionaries, lists and scalars, without null and empty members, fields in order.

    A default is left out only where it says nothing: `type`, `schema_version` and other stated values stay.
    """
    result: dict[str, Any] = {}
    values = model.__dict__
    for name in _field_names(type(model)):
        value = values[name]
        if value is None:
            continue
        if isinstance(value, tuple):
            if value:
                result[name] = [tree(item) if isinstance(item, Model) else item for item in value]
        elif isinstance(value, Model):
            result[name] = tree(value)
        else:
            result[name] = value
    return result


@cache
def _field_names(model: type[Model]) -> tuple[str, ...]:
    return tuple(model.model_fields)
