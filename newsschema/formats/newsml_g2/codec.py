"""Values of the model as elements of our own namespace, and back, by one plan derived from the model.

A value is an element named for its field in lower camel case: its scalars are attributes, its lists and values are
child elements. Writing and reading use the same plan, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from lxml import etree

from newsschema.formats.newsml_g2.markup import attributes, escaped, pairs
from newsschema.v1.base import Model
from newsschema.v1.codes import NAMESPACE

OWN: str = f"{{{NAMESPACE}}}"
"""The beginning of our tags in Clark's notation."""


class Slot(NamedTuple):
    """How a field is written: its name in XML, whether it repeats, and what one value of it is."""

    field: str
    tag: str
    many: bool
    scalar: type[str | int | float | bool]
    models: tuple[type[Model], ...]


@cache
def plan(model: type[Model]) -> Mapping[str, Slot]:
    """Returns the slots of a model by field, in order, without its extensions."""
    slots = {}
    for name, field in model.model_fields.items():
        if name == "extensions":
            continue
        many, scalar, models = _shape(field.annotation)
        slots[name] = Slot(name, camel(name), many, scalar, models)
    return slots


@cache
def by_tag(model: type[Model]) -> Mapping[str, Slot]:
    """Returns the slots of a model by their names as attributes."""
    return {slot.tag: slot for slot in plan(model).values()}


@cache
def by_element(model: type[Model]) -> Mapping[str, Slot]:
    """Returns the slots of a model by their tags as elements."""
    return {OWN + slot.tag: slot for slot in plan(model).values()}


def camel(name: str) -> str:
    """Returns `job_title` as `jobTitle`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _shape(annotation: Any) -> tuple[bool, Any, tuple[type[Model], ...]]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _shape(get_args(annotation)[0])
    if origin is tuple:
        return (True, *_shape(get_args(annotation)[0])[1:])
    if origin in (Union, UnionType):
        parts = [_shape(part) for part in get_args(annotation) if part is not NoneType]
        return parts[0][0], parts[0][1], tuple(model for part in parts for model in part[2])
    if origin is Literal:
        return False, str, ()
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return False, str, (annotation,)
    for scalar in (bool, int, float):
        if isinstance(annotation, type) and issubclass(annotation, scalar):
            return False, scalar, ()
    return False, str, ()


def encode(tag: str, model: Model) -> str:
    """Returns a value as one element; `tag` is the name without the prefix."""
    values = model.__dict__
    scalars = []
    inner: list[str] = []
    for slot in plan(type(model)).values():
        value = values[slot.field]
        if value is None or value is _NOTHING:
            continue
        if slot.many or slot.models:
            inner += _elements(slot, value)
        else:
            scalars.append((slot.tag, scalar_text(value)))
    start = f"ns:{tag}{attributes(scalars)}"
    return f"<{start}>{''.join(inner)}</ns:{tag}>" if inner else f"<{start}/>"


def rest(model: Model, written: frozenset[str], also: tuple[str, ...] = ()) -> list[str]:
    """Returns an element for each stated field that is not written elsewhere, or is named with `also`."""
    slots, said, nothing = _others(type(model), written, also)
    values = model.__dict__
    if said(values) == nothing:
        return []
    found: list[str] = []
    for slot in slots:
        value = values[slot.field]
        if value is not None and value is not _NOTHING:
            found += _elements(slot, value)
    return found


_NOTHING: Final = ()
"""There is one empty tuple."""


@cache
def _others(
    model: type[Model], written: frozenset[str], also: tuple[str, ...]
) -> tuple[tuple[Slot, ...], Callable[[Mapping[str, Any]], Any], Any]:
    """Returns the slots of fields that are not written elsewhere, what asks for their values, and the answer for none.

    Mostly none of them is stated, which is seen by one comparison.
    """
    slots = tuple([slot for name, slot in plan(model).items() if name not in written or name in also])
    return slots, *asking([(slot.field, slot.many) for slot in slots])


def asking(fields: Sequence[tuple[str, bool]]) -> tuple[Callable[[Mapping[str, Any]], Any], Any]:
    """Returns what asks for the values of fields, each a list or none, and its answer where none of them is stated."""
    if not fields:
        return lambda _: None, None
    nothing = tuple([_NOTHING if many else None for _, many in fields])
    return itemgetter(*[name for name, _ in fields]), nothing if len(fields) > 1 else nothing[0]


def absent(tag: str) -> str:
    """Returns the element that says of a field with a default that it has no value."""
    return f"<ns:{tag}/>"


def _elements(slot: Slot, value: Any) -> list[str]:
    tag = slot.tag
    values = value if slot.many else (value,)
    if slot.models:
        return [encode(tag, one) for one in values]
    return [f"<ns:{tag}>{escaped(scalar_text(one))}</ns:{tag}>" for one in values]


def scalar_text(value: Any) -> str:
    """Returns a scalar as JSON would write it, without quotes."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def scalar_value(slot: Slot, text: str) -> Any:
    """Returns a scalar from its text; text that is none stays text, and the model says what is wrong with it."""
    try:
        if slot.scalar is bool:
            return {"true": True, "false": False}.get(text, text)
        return text if slot.scalar is str else slot.scalar(text)
    except ValueError:
        return text


def decode(element: etree._Element, slot: Slot) -> Any:
    """Returns the value of one element of a field."""
    if not slot.models:
        return scalar_value(slot, element.text or "")
    return decode_model(element, _model_of(element, slot.models))


def decode_model(element: etree._Element, model: type[Model]) -> dict[str, Any]:
    """Returns the fields of a value."""
    slots = by_tag(model)
    fields: dict[str, Any] = {}
    for name, text in pairs(element):
        if name in slots:
            fields[slots[name].field] = scalar_value(slots[name], text)
    for child in element:
        take(fields, child, model)
    return fields


def take(fields: dict[str, Any], element: etree._Element, model: type[Model]) -> bool:
    """Reads an element of our namespace into the fields of a model; false where it is none of them."""
    slot = by_element(model).get(element.tag)
    if slot is None:
        return False
    if slot.many:
        fields.setdefault(slot.field, []).append(decode(element, slot))
    elif not slot.models and element.text is None:
        fields.pop(slot.field, None)
    else:
        fields[slot.field] = decode(element, slot)
    return True


def _model_of(element: etree._Element, models: tuple[type[Model], ...]) -> type[Model]:
    said = element.get("type")
    for model in models:
        field = model.model_fields.get("type")
        if field is not None and field.default == said:
            return model
    return models[0]
