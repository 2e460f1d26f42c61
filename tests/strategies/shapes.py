"""The fields of the model as data, found by introspection: what builders, counters and walkers of the model share."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic.fields import FieldInfo

from newsschema.v1 import Body, PartialDate
from newsschema.v1.base import Mark, Model, mark_of


@dataclass(frozen=True)
class Scalar:
    """A string, number or flag: the base type, its pattern and its bounds."""

    base: type
    pattern: str | None = None
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Code:
    """A token of a list, or an IRI where the list is open."""

    tokens: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class Object:
    """A model, or one of several."""

    members: tuple[type[Model], ...]


@dataclass(frozen=True)
class Many:
    """A tuple of one shape."""

    item: Scalar | Code | Object
    least: int


Shape = Scalar | Code | Object | Many


@dataclass(frozen=True)
class Field:
    """One field of a model."""

    name: str
    shape: Shape
    required: bool
    fixed: bool
    mark: Mark

    @property
    def objects(self) -> tuple[type[Model], ...]:
        """The models that may stand here."""
        shape = self.shape.item if isinstance(self.shape, Many) else self.shape
        return shape.members if isinstance(shape, Object) else ()


@cache
def fields_of(model: type[Model]) -> tuple[Field, ...]:
    """Lists the fields of a model in order."""
    hints = get_type_hints(model, include_extras=True)
    found = []
    for name, info in model.model_fields.items():
        shape = _shape(hints[name])
        one_token = isinstance(shape, Code) and len(shape.tokens) == 1 and not shape.is_open
        fixed = name in ("type", "schema_version") and one_token
        found.append(Field(name, shape, info.is_required(), fixed, mark_of(info.metadata)))
    return tuple(found)


@cache
def models_below(root: type[Model]) -> tuple[type[Model], ...]:
    """Lists a model and every model it can hold, each once, in order of the document."""
    seen: dict[type[Model], None] = {}

    def visit(model: type[Model]) -> None:
        if model not in seen:
            seen[model] = None
            for field in fields_of(model):
                for member in field.objects:
                    visit(member)

    visit(root)
    return tuple(seen)


def _shape(hint: Any) -> Shape:
    members = [part for part in _alternatives(hint) if part is not types.NoneType]
    tokens = [str(token) for part in map(_bare, members) if get_origin(part) is Literal for token in get_args(part)]
    if tokens:
        return Code(tuple(tokens), is_open=len(members) > 1)
    bare = [_bare(part) for part in members]
    if all(isinstance(part, type) and issubclass(part, Model) for part in bare):
        return Object(tuple(bare))
    if get_origin(bare[0]) is tuple:
        item = _shape(get_args(bare[0])[0])
        assert not isinstance(item, Many)
        least = next((one.min_length for one in _metadata(hint) if isinstance(one, annotated_types.MinLen)), 0)
        return Many(item, least)
    assert len(bare) == 1, hint
    return _scalar(bare[0], tuple(_metadata(hint)))


def _alternatives(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        inner = hint.__origin__
        if get_origin(inner) in (Union, types.UnionType):
            yield from _alternatives(inner)
        else:
            yield hint
    elif get_origin(hint) in (Union, types.UnionType):
        for part in get_args(hint):
            yield from _alternatives(part)
    else:
        yield hint


def _bare(hint: Any) -> Any:
    return hint.__origin__ if get_origin(hint) is Annotated else hint


def _metadata(hint: Any) -> Iterator[Any]:
    """Yields what is stated about a type, on every level of its alternatives."""
    if get_origin(hint) is Annotated:
        for item in hint.__metadata__:
            yield from item.metadata if isinstance(item, FieldInfo) else (item,)
        yield from _metadata(hint.__origin__)
    elif get_origin(hint) in (Union, types.UnionType):
        for part in get_args(hint):
            yield from _metadata(part)


def _scalar(base: type, metadata: tuple[Any, ...]) -> Scalar:
    if issubclass(base, PartialDate | Body):
        return Scalar(base)
    pattern = next((item.pattern for item in metadata if hasattr(item, "pattern")), None)
    least = next((float(str(item.ge)) for item in metadata if isinstance(item, annotated_types.Ge)), None)
    most = next((float(str(item.le)) for item in metadata if isinstance(item, annotated_types.Le)), None)
    return Scalar(base, pattern, least, most)
