"""The shape of a version: the members of its classes, and what stands there as far as later versions may add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

Steps = tuple[str | int, ...]
"""The way from the root of a document to a part of it."""


class Place(NamedTuple):
    """What may stand at a member: the codes of a list, whether IRIs extend it, and classes by the `type` they say."""

    codes: frozenset[str]
    is_open: bool
    classes: Mapping[str, str]
    is_union: bool


Shape = Mapping[str, Mapping[str, Place]]
"""The places of each class, by the names of their members."""


def shape_of(models: Iterable[type[BaseModel]], without: Iterable[str] = ()) -> Shape:
    """The shape of some classes and all that they are made of, without what later versions added.

    What is left out is named as in `Release.added`.
    """
    missing = frozenset(without)
    shape: dict[str, dict[str, Place]] = {}
    waiting = list(models)
    while waiting:
        model = waiting.pop()
        if model.__name__ in shape:
            continue
        shape[model.__name__] = {}
        for name, field in model.model_fields.items():
            if f"{model.__name__}.{name}" not in missing:
                shape[model.__name__][name] = _place(field.annotation, f"{model.__name__}.{name}=", missing)
            waiting.extend(_models(field.annotation))
    return shape


def _place(annotation: Any, prefix: str, missing: frozenset[str]) -> Place:
    models = _models(annotation)
    # The version is what differs in any case; it is no code.
    is_code = not prefix.endswith(".schema_version=")
    codes = {code for code in _codes(annotation) if is_code and prefix + code not in missing}
    classes = {_tag(model): model.__name__ for model in models}
    known = {tag: name for tag, name in classes.items() if prefix + tag not in missing}
    return Place(frozenset(codes), _is_open(annotation), known, len(models) > 1)


def _leaves(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is put together from."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _leaves(arguments[0])
    elif origin in (Union, UnionType, tuple):
        for argument in arguments:
            yield from _leaves(argument)
    else:
        yield annotation


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    return tuple(leaf for leaf in _leaves(annotation) if isinstance(leaf, type) and issubclass(leaf, BaseModel))


def _codes(annotation: Any) -> Iterator[str]:
    for leaf in _leaves(annotation):
        if get_origin(leaf) is Literal:
            yield from (code for code in get_args(leaf) if isinstance(code, str))


def _is_open(annotation: Any) -> bool:
    return any(isinstance(leaf, type) and issubclass(leaf, str) for leaf in _leaves(annotation))


def _tag(model: type[BaseModel]) -> str:
    field = model.model_fields.get("type")
    return str(field.default) if field is not None else ""


class _Found(NamedTuple):
    steps: Steps
    value: Any
    class_name: str


def unknown_parts(tree: Mapping[str, Any], root: str, shape: Shape) -> Iterator[Steps]:
    """Yields the way to each part of a document of class `root` that a shape does not have; such a part is whole.

    A member that is not known is one; so is the object, though not the document itself, that has a `type` or a code
    that is not known; of several codes at one member it is the code. No part lies in another.
    """
    waiting = [_Found((), tree, root)]
    while waiting:
        found = waiting.pop()
        places = shape[found.class_name]
        strange = [name for name, value in found.value.items() if name in places and _is_strange(places[name], value)]
        if strange and found.steps:
            yield found.steps
            continue
        yield from ((*found.steps, name) for name in strange)
        yield from ((*found.steps, name) for name in found.value if name not in places)
        for name in places.keys() & found.value.keys():
            for step, value in _items(found.value[name]):
                yield from _inner((*found.steps, name, *step), value, places[name], waiting.append)


def _is_strange(place: Place, value: Any) -> bool:
    """Whether a code stands there that is not known; what is no code at all is for the model to refuse."""
    if not place.codes or not isinstance(value, str) or value in place.codes:
        return False
    return not (place.is_open and ":" in value)


def _items(value: Any) -> Iterator[tuple[Steps, Any]]:
    if isinstance(value, list):
        yield from (((index,), item) for index, item in enumerate(value))
    else:
        yield (), value


def _inner(steps: Steps, value: Any, place: Place, visit: Callable[[_Found], None]) -> Iterator[Steps]:
    if not isinstance(value, dict):
        if isinstance(steps[-1], int) and _is_strange(place, value):
            yield steps
        return
    if not place.is_union:
        for name in place.classes.values():
            visit(_Found(steps, value, name))
        return
    tag = value.get("type")
    if isinstance(tag, str) and tag not in place.classes:
        yield steps
    elif isinstance(tag, str):
        visit(_Found(steps, value, place.classes[tag]))
