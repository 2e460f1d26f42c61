"""Single values of foreign documents, as the fields of the model take them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator, core_schema

from newsschema.formats.jsonld.dates import lacks_zone
from newsschema.formats.jsonld.shapes import Node
from newsschema.v1 import (
    Model,
)
from newsschema.v1.text import IRI_PATTERN, LANGUAGE_PATTERN, LINE_PATTERN, TEXT_PATTERN, Line

_TRUTH: Final = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_NUMBER: Final = re.compile(r"\s*(\d+)(?:\.0+)?\s*(?:px|pixels?|bytes?)?\s*", re.ASCII | re.IGNORECASE)
_DURATION: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)
_ENTITY: Final = re.compile(r"&(?:amp|quot|apos|#0*[0-9]{2,4}|#[xX]0*[0-9A-Fa-f]{2,4});")
# By the engine in Rust, which takes a twentieth of what Python's takes for a link.
_IS_IRI: Final = SchemaValidator(core_schema.str_schema(pattern=IRI_PATTERN)).isinstance_python


class Refused(Exception):
    """A value has no meaning in its field."""


@cache
def adapter_of(model: type[Model], name: str) -> tuple[TypeAdapter[Any], str]:
    """The validator of one value of a field, and the category that says how it is understood."""
    field = model.model_fields[name]
    annotation: Any = field.annotation
    if get_origin(annotation) is tuple:
        annotation = get_args(annotation)[0]
    elif field.metadata:
        annotation = Annotated[(annotation, *field.metadata)]
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    return adapter, _category(adapter.json_schema())


Quick = Callable[[Any], Any]
"""What returns a value that needs nothing as our writer would write it, and none for any other value."""


def quick_reader(model: type[Model], name: str) -> Quick | None:
    """Returns what tells at a glance that a value of a field is as it should be, which most values are."""
    adapter, category = adapter_of(model, name)
    pattern = str(next(iter(_choices(adapter.json_schema()))).get("pattern", ""))
    validate = adapter.validator.validate_python
    if category == "line" or (category == "text" and pattern == TEXT_PATTERN):
        return _quick_words
    if category == "iri":
        return lambda value: value if type(value) is str and "&" not in value and is_iri(value) else None
    if category == "boolean":
        return lambda value: value if type(value) is bool else None
    if category == "language":
        return lambda value: value if type(value) is str and _accepts(validate, value) else None
    if category == "date":
        return lambda value: (
            value if type(value) is str and not lacks_zone(value) and _accepts(validate, value) else None
        )
    if category == "integer":
        return lambda value: value if type(value) is int and _accepts(validate, value) else None
    return None


def _quick_words(value: Any) -> Any:
    if type(value) is str and value and value.isprintable() and "&" not in value and "<" not in value:
        return value
    return None


def _accepts(validate: Callable[[Any], Any], value: Any) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


_CATEGORIES: Final = {IRI_PATTERN: "iri", LANGUAGE_PATTERN: "language", LINE_PATTERN: "line"}


def _category(schema: Mapping[str, Any]) -> str:
    first = next(iter(_choices(schema)))
    if "enum" in first or "const" in first:
        return "code"
    if first.get("type") != "string":
        return str(first["type"])
    pattern = str(first.get("pattern", ""))
    return _CATEGORIES.get(pattern) or ("date" if "02-29" in pattern else "text")


def _choices(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (choice for choice in schema.get("anyOf", [schema]) if choice.get("type") != "null")


NAME: Final[TypeAdapter[str]] = TypeAdapter(Line)


def is_iri(value: Any) -> bool:
    """Tells whether a value is an absolute IRI that the model takes."""
    return isinstance(value, str) and _IS_IRI(value)


def inner_value(value: Node, category: str) -> Any:
    """The plain value that an object stands for, where it says nothing else."""
    members = value.keys() - {"@type"}
    if "@value" in value:
        return value["@value"]
    if category == "iri" and members <= {"@id", "url"}:
        links = {value[name] for name in members if isinstance(value[name], str)}
        return links.pop() if len(links) == 1 else None
    if category in ("integer", "number") and members <= {"value", "unitCode", "unitText"}:
        return value.get("value") if value.get("unitCode", "E37") == "E37" else None
    if category == "language" and members <= {"name", "alternateName"}:
        return value.get("alternateName") or value.get("name")
    if category == "code" and members <= {"termCode", "inDefinedTermSet"}:
        return value.get("termCode")
    return None


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rpartition("/")[2]
    if word not in _TRUTH:
        raise Refused
    return _TRUTH[word]


def _whole(value: Any) -> int:
    if isinstance(value, bool):
        raise Refused
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        raise Refused
    if isinstance(value, int):
        return value
    found = _NUMBER.fullmatch(value) if len(value) < 32 else None
    if found is None:
        raise Refused
    return int(found[1])


def _seconds(value: Any) -> float:
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not any(found.groups()):
        raise Refused
    days, hours, minutes, seconds = (float(group or 0) for group in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def unescaped_iri(text: str) -> str:
    """Returns a link without the entities of HTML."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


PLAIN_CATEGORIES: Final[dict[str, Callable[[Any], Any]]] = {
    "boolean": _truth,
    "integer": _whole,
    "number": _seconds,
}
WRITTEN_CATEGORIES: Final[dict[str, Callable[[str], str]]] = {
    "iri": unescaped_iri,
    "language": lambda text: text.replace("_", "-"),
}
