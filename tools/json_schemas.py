"""JSON Schemas of the documents, strict for writers and open for readers, from the model's own declarations.

What Pydantic says of the model is made readable: a type that is used in many places is stated once and under its
name, and so is a list of codes; members of a union are told apart by their `type`.
"""

import inspect
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter

from newsschema.v1 import (
    SCHEMA_VERSION,
    Article,
    CasualtyReport,
    Organization,
    Person,
    Quote,
    SourceDocument,
    UnnamedSource,
    codes,
    text,
    times,
)
from newsschema.v1.base import Model, StatedModel
from newsschema.v1.body import Body
from newsschema.v1.codes import CODE_NAMESPACE
from newsschema.v1.documentation import attribute_docstrings

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SITE: Final = CODE_NAMESPACE.removesuffix("cv/")

ROOTS: Final[Mapping[str, type[Article | Quote | CasualtyReport]]] = {
    "article": Article,
    "quote": Quote,
    "casualty_report": CasualtyReport,
}
"""The documents that stand alone, by the name of their schema and of their `type`."""

_STANDALONE_ONLY: Final = ("type", "schema_version", "article")
_NOISE: Final = ("title", "discriminator")
_NULL: Final = {"type": "null"}

UNSTATED: Final[Mapping[str, str]] = {
    "whole numbers": "1.0 is no whole number: write 1.",
    "duplicate names": "A name stands once in an object.",
    "final line feed": "A text of one line, a code, an IRI and a date do not end with a line feed, even where a "
    "validator's `$` allows one.",
    "characters": "Half of a surrogate pair is no character, and a number is finite.",
    "body": "A body is in normal form, its elements nest as listed, and its images are media of the article.",
    "spans": "A span lies inside the plain text of the body, which has its exact words there.",
    "references": "Events, quotes and reports that a casualty report or an assessed figure refers to are in the "
    "article; identifiers of quotes, reports, assessed figures, events and media are unique in it; no report replaces "
    "itself.",
    "counts": "A number agrees with its qualifier; a vague, unspecified or not-stated count has its phrase; a "
    "recorder's figures, and those of an assessment, rise from low to best to high, and at least one is there.",
    "attribution": "A chain starts with its originator or a document, and has no second originator.",
    "quotes": "A quote has text unless comment was declined or no answer came.",
    "order": "An end is not before its start, nor an upper age below the lower.",
    "identity": "A person, organisation, document, place, link or concept has something that identifies it; a place "
    "has both coordinates or neither.",
    "emptiness": "An object that may be left out and whose members are all null or empty lists is left out.",
    "cases": "A case classification belongs to the outcome `case`.",
}
"""The rules of the model that these schemas do not state, by the name that the tests know them by."""

STATED_ONLY: Final = (
    "In two places the schemas are stricter: a quote or report inside an article has no `type`, `schema_version` and "
    "`article`, not even with the value null, which the model takes for absent; and a document says this version, "
    "while the model also takes one that says an earlier one of the same major version."
)
"""What the schemas refuse and the model does not."""


def writer_schema(name: str, version: str, examples: list[Any]) -> Schema:
    """The schema that every document of a version must satisfy when it is written."""
    root = ROOTS[name]
    raw = root.model_json_schema(ref_template="#/$defs/{model}")
    inner = raw.pop("$defs")
    definitions = {key: _readable(_nested(key, value), key) for key, value in inner.items()} | shared_definitions()
    body = _readable(raw, root.__name__)
    properties = body["properties"]
    properties["type"] = {"const": name, "description": properties["type"]["description"]}
    properties["schema_version"] = {"const": version, "description": properties["schema_version"]["description"]}
    body["required"] = ["type", "schema_version", *body["required"]]
    return _assembled(_identifier(version, f"{name}.schema.json"), body, definitions, examples, _for_writers())


def reader_schema(writer: Schema, name: str, version: str) -> Schema:
    """The schema that a reader may rely on for every 1.x: members and codes that it does not know are allowed."""
    opened: Schema = _opened(deepcopy(writer))
    opened["$id"] = _identifier(version, f"{name}.reader.schema.json")
    opened["title"] = f"{writer['title']}, for readers"
    major = version.partition(".")[0]
    opened["properties"]["schema_version"] = {
        "type": "string",
        "pattern": rf"^{major}\.[0-9]+$",
        "description": writer["properties"]["schema_version"]["description"],
    }
    opened["description"] = writer["description"].replace(_for_writers(), _for_readers(major))
    return opened


def _identifier(version: str, file: str) -> str:
    return f"{SITE}{version}/{file}"


def _for_writers() -> str:
    return "For writers: members and codes that this version does not know are refused."


def _for_readers(major: str) -> str:
    return (
        f"For readers: documents of every version {major}.x are accepted, with members, codes and kinds of agents "
        "that this version does not know."
    )


def _assembled(identifier: str, body: Schema, definitions: Schema, examples: list[Any], purpose: str) -> Schema:
    unstated = "\n".join(f"- {rule}" for rule in UNSTATED.values())
    used = {key: definitions[key] for key in sorted(_used(body, definitions))}
    return {
        "$schema": DIALECT,
        "$id": identifier,
        "title": body.pop("title"),
        "description": f"{body.pop('description')}\n\n{purpose}\n\nRules that a JSON Schema cannot state:\n{unstated}",
        "type": body.pop("type"),
        "required": body.pop("required"),
        "properties": body.pop("properties"),
        **body,
        "examples": examples,
        "$defs": used,
    }


def _used(schema: Any, definitions: Schema) -> set[str]:
    """The names of the definitions that a schema needs, directly or through others."""
    found: set[str] = set()
    waiting = list(references(schema))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(references(definitions[name]))
    return found


def references(schema: Any) -> Iterator[str]:
    """Yields the names of the definitions that a schema refers to itself."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def _nested(name: str, schema: Schema) -> Schema:
    """A quote or report inside an article, which says neither its type nor its version nor its article."""
    if name in (Quote.__name__, CasualtyReport.__name__):
        for member in _STANDALONE_ONLY:
            schema["properties"].pop(member)
    return schema


# From Pydantic's words to ours


def _readable(schema: Schema, name: str) -> Schema:
    """A class's schema with its title and its members' descriptions, and with shared types by reference."""
    members = {key: _value(member) for key, member in schema["properties"].items()}
    result: Schema = {
        "title": name,
        "description": schema["description"],
        "type": "object",
        "required": schema.get("required", []),
        "properties": members,
        "additionalProperties": schema["additionalProperties"],
    }
    if name in _stated():
        result["minProperties"] = 1
    return result


@cache
def _stated() -> frozenset[str]:
    """The classes whose objects must say something."""
    return frozenset(model.__name__ for model in StatedModel.__subclasses__())


def _value(schema: Schema) -> Schema:
    schema = {key: value for key, value in schema.items() if key not in _NOISE}
    if schema.get("default", ...) in (None, []):
        del schema["default"]
    if "items" in schema:
        schema["items"] = _value(schema["items"])
    if "oneOf" in schema:
        schema["oneOf"] = [_tagged(member) for member in schema["oneOf"]]
    if "anyOf" in schema:
        return _choice(schema)
    if "const" in schema:
        schema.pop("type", None)
    return _by_name(schema)


def _tagged(schema: Schema) -> Schema:
    """A member of a union: only there, an agent must say its type.

    Makers of types in other languages pass over what stands beside a reference, so the reference is inside.
    """
    tag = {"type": {"const": _tag(schema["$ref"])}}
    return {"allOf": [schema], "type": "object", "required": ["type"], "properties": tag}


def _choice(schema: Schema) -> Schema:
    """Alternatives, where an enumeration beside an IRI is an open list of codes."""
    parts = [_value(part) for part in schema.pop("anyOf")]
    names = [part.get("$ref", "").rpartition("/")[2] for part in parts]
    opened = {name for name in names if name in code_lists() and is_open(name)}
    parts = [part for part in parts if not (opened and part == {"$ref": "#/$defs/Iri"})]
    return {**parts[0], **schema} if len(parts) == 1 else {"anyOf": parts, **schema}


def _by_name(schema: Schema) -> Schema:
    """A schema with what is shared replaced by a reference to it."""
    if "pattern" in schema:
        name = _value_types().get(schema["pattern"])
        own = {key: value for key, value in schema.items() if key not in _definition(name)} if name else {}
        described = {"description": schema["description"]} if "description" in schema and name != "Body" else {}
        return {"$ref": f"#/$defs/{name}", **own, **described} if name else schema
    if "enum" in schema:
        name = _lists_by_tokens().get(tuple(schema["enum"]))
        rest = {key: value for key, value in schema.items() if key not in ("enum", "type")}
        return {"$ref": f"#/$defs/{name}", **rest} if name else rest | {"enum": schema["enum"]}
    return schema


# What is shared


@cache
def value_type_definitions() -> Schema:
    """The types of strings that have a name."""
    documented = attribute_docstrings(text)
    found = {
        name: {"title": name, "description": documented[name], **TypeAdapter(getattr(text, name)).json_schema()}
        for name in text.__all__
        if name in documented and name not in ("Decimal", "Flag", "PositiveNumber", "WholeNumber")
    }
    for date in (times.PartialDate, times.DayDate, times.DateTime, times.Instant):
        description = inspect.cleandoc(date.__doc__ or "")
        found[date.__name__] = {"title": date.__name__, "description": description, **TypeAdapter(date).json_schema()}
    found["Body"] = {"title": "Body", **TypeAdapter(Body).json_schema()}
    return found


def _definition(name: str) -> Schema:
    definition: Schema = value_type_definitions()[name]
    return definition


@cache
def _value_types() -> dict[str, str]:
    return {definition["pattern"]: name for name, definition in value_type_definitions().items()}


@cache
def code_lists() -> dict[str, tuple[str, ...]]:
    """The tokens of every list of codes, by its name."""
    return {name: _tokens(value) for name, value in vars(codes).items() if _tokens(value) and name[0].isupper()}


def code_list_descriptions() -> dict[str, str]:
    """What every list of codes is about."""
    documented = attribute_docstrings(codes)
    return {name: documented[name] for name in code_lists()}


@cache
def is_open(name: str) -> bool:
    """Tells whether a list takes the IRIs of other vocabularies besides its tokens."""
    return get_origin(getattr(codes, name)) in (Union, UnionType)


def _tokens(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return _tokens(get_args(annotation)[0])
    return ()


@cache
def _lists_by_tokens() -> dict[tuple[str, ...], str]:
    return {tokens: name for name, tokens in code_lists().items()}


def shared_definitions() -> Schema:
    """The definitions of string types and lists of codes."""
    described = code_list_descriptions()
    lists: Schema = {}
    for name, tokens in code_lists().items():
        values: Schema = {"enum": list(tokens)}
        if is_open(name):
            values = {"anyOf": [values, {"$ref": "#/$defs/Iri"}]}
        lists[name] = {"title": name, "description": described[name], **values}
    return deepcopy(value_type_definitions()) | lists


# Open for readers


def _opened(schema: Any) -> Any:
    """A schema that allows members, codes and tags that it does not know."""
    if isinstance(schema, list):
        return [_opened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: value if key == "examples" else _opened(value) for key, value in schema.items()}
    if schema.get("additionalProperties") is False:
        del schema["additionalProperties"]
    if "enum" in schema:
        values = {"enum": schema.pop("enum")}
        return {**schema, "anyOf": [values, {"$ref": "#/$defs/Line"}]}
    if "oneOf" in schema:
        members = schema.pop("oneOf")
        tags = [member["properties"]["type"]["const"] for member in members]
        other = {"type": "object", "required": ["type"], "properties": {"type": _line_but(tags)}}
        return {**schema, "anyOf": [*members, other]}
    return schema


def _line_but(tags: list[str]) -> Schema:
    return {"$ref": "#/$defs/Line", "not": {"enum": tags}}


def _tag(reference: str) -> str:
    """The `type` of the class that a reference names."""
    name = reference.rpartition("/")[2]
    return next(tag for tag in tags() if class_of(tag).__name__ == name)


# What the vocabulary is made of


def tags() -> tuple[str, ...]:
    """Every value of `type` that tells a class."""
    return tuple(_classes_by_tag())


def class_of(tag: str) -> type[Model]:
    """The class that a `type` stands for."""
    return _classes_by_tag()[tag]


@cache
def _classes_by_tag() -> dict[str, type[Model]]:
    agents = (Person, Organization, UnnamedSource, SourceDocument)
    return {**ROOTS, **{agent.model_fields["type"].default: agent for agent in agents}}


def members() -> Iterator[tuple[str, Schema]]:
    """Every class of the model with the schemas of its members."""
    for name in ROOTS:
        schema = writer_schema(name, SCHEMA_VERSION, [])
        yield schema["title"], schema["properties"]
        for title, definition in schema["$defs"].items():
            if "properties" in definition:
                yield title, definition["properties"]
