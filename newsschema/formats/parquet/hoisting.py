"""Extensions on their way into one column and back to their owners."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, get_args

from newsschema.formats.parquet.layout import EXTENSIONS
from newsschema.v1 import Extension, Model

_EXTENSION_FIELDS: Final = tuple(Extension.model_fields)


class OwnerError(ValueError):
    """An extension whose owner is not in the article."""


def hoisted(article: Model) -> tuple[dict[str, str], ...]:
    """Returns the extensions of an article and of everything in it, each with the JSON Pointer of its owner."""
    return tuple(_hoisted(article, "")) if _carries(article) else ()


def _carries(model: Model) -> bool:
    """Tells whether there is any extension, without the cost of saying where: most articles of our own have none."""
    parts = [model]
    for part in parts:  # the list grows while it is gone through
        values = part.__dict__
        if values.get(EXTENSIONS):
            return True
        for name in _inner_fields(type(part)):
            value = values[name]
            if value:
                if type(value) is tuple:
                    parts += value
                else:
                    parts.append(value)
    return False


def _hoisted(model: Model, pointer: str) -> Iterator[dict[str, str]]:
    values = model.__dict__
    for extension in values.get(EXTENSIONS, ()):
        yield {"owner": pointer, **extension.__dict__}
    for name in _inner_fields(type(model)):
        value = values[name]
        if isinstance(value, Model):
            yield from _hoisted(value, f"{pointer}/{name}")
        else:
            for index, item in enumerate(value or ()):
                yield from _hoisted(item, f"{pointer}/{name}/{index}")


def put_back(tree: dict[str, Any]) -> None:
    """Moves the extensions of a row to their owners; raises `OwnerError` for one that has none."""
    for hoisted_extension in tree.pop(EXTENSIONS, None) or ():
        owner = _owner(tree, hoisted_extension.get("owner") or "")
        extension = {name: hoisted_extension[name] for name in _EXTENSION_FIELDS if name in hoisted_extension}
        owner.setdefault(EXTENSIONS, []).append(extension)


def _owner(tree: dict[str, Any], pointer: str) -> dict[str, Any]:
    value: Any = tree
    try:
        for step in pointer.split("/")[1:]:
            value = value[_index(step)] if isinstance(value, list) else value[step]
    except (KeyError, IndexError, ValueError, TypeError):
        value = None
    if not isinstance(value, dict):
        raise OwnerError(f"an extension belongs to {pointer!r}, which is not in the article")
    return value


def _index(step: str) -> int:
    """A step of a JSON Pointer into a list (RFC 6901, section 4)."""
    if not (step.isascii() and step.isdigit()):
        raise ValueError(step)
    return int(step)


@cache
def _inner_fields(model: type[Model]) -> tuple[str, ...]:
    """The fields that hold models with extensions, at whatever depth."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if name != EXTENSIONS and any(_has_extensions(inner) for inner in _models_in(field.annotation))
    )


@cache
def _has_extensions(model: type[Model]) -> bool:
    return EXTENSIONS in model.model_fields or bool(_inner_fields(model))


def _models_in(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
