"""Whether own JSON is what the JSON Schema of its version says, for readers who know only that.

Only the keywords that our schemas use are known; a schema with another one is refused when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from newsschema.schemas import load

__all__ = ["Refusal", "refusals"]

Path = tuple[str | int, ...]


class Refusal(NamedTuple):
    """One place that the schema refuses: the way to it, the keyword that refuses it, and why."""

    path: Path
    keyword: str
    reason: str


Check = Callable[[Any, Path], list[Refusal]]

_ANNOTATIONS: Final = frozenset(
    {"$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "x-audience", "x-personal"}
    | {"x-normal-form", "$anchor", "deprecated"}
)
_ESCAPED_END: Final = re.compile(r"(?<!\\)\$$")


def refusals(document: Any, version: str, kind: str) -> list[Refusal]:
    """Returns what the schema for writers of a kind (`article`) and version refuses in a parsed document.

    Where none of several forms fits, the reasons are those of the form that fits best. Raises `UsageError` for a
    version that has no schemas.
    """
    return list(dict.fromkeys(_schema(version, kind)(document, ())))


@cache
def _schema(version: str, kind: str) -> Check:
    return _Compiler(load(version, kind)).check


class _Compiler:
    """Turns a schema into functions, each subschema once."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root
        self._defined: dict[str, Check] = {}
        self.check = self.compiled(root)

    def compiled(self, schema: Mapping[str, Any] | bool) -> Check:
        if isinstance(schema, bool):
            return _anything if schema else _nothing
        checks = [
            made
            for keyword, value in schema.items()
            if keyword not in _ANNOTATIONS and (made := self._keyword(keyword, value, schema)) is not None
        ]
        if len(checks) == 1:
            return checks[0]

        def all_of(value: Any, path: Path) -> list[Refusal]:
            return [found for check in checks for found in check(value, path)]

        return all_of

    def _keyword(self, keyword: str, value: Any, schema: Mapping[str, Any]) -> Check | None:
        if keyword == "$ref":
            return self._reference(value)
        if keyword in {"anyOf", "oneOf"}:
            return _one_of([self.compiled(one) for one in value], exactly=keyword == "oneOf")
        if keyword == "allOf":
            return _all_of([self.compiled(one) for one in value])
        if keyword == "items":
            return _items(self.compiled(value))
        if keyword == "properties":
            return _properties({name: self.compiled(inner) for name, inner in value.items()})
        if keyword == "additionalProperties":
            return _others(frozenset(schema.get("properties", ())), self.compiled(value))
        return _SIMPLE[keyword](value)

    def _reference(self, reference: str) -> Check:
        def follow(value: Any, path: Path) -> list[Refusal]:
            return self._definition(reference)(value, path)

        if not reference.startswith("#/"):
            raise ValueError(f"a reference out of the schema: {reference}")
        return follow

    def _definition(self, reference: str) -> Check:
        if reference not in self._defined:
            found: Any = self.root
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
            self._defined[reference] = self.compiled(found)
        return self._defined[reference]


def _anything(_value: Any, _path: Path) -> list[Refusal]:
    return []


def _nothing(_value: Any, path: Path) -> list[Refusal]:
    return [Refusal(path, "false", "is not a member that the schema knows")]


def _all_of(checks: Sequence[Check]) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        return [found for one in checks for found in one(value, path)]

    return check


def _one_of(checks: Sequence[Check], *, exactly: bool) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        refused: list[list[Refusal]] = []
        fitting = 0
        for one in checks:
            found = one(value, path)
            if found:
                refused.append(found)
            elif not exactly:
                return []
            else:
                fitting += 1
        if fitting == 1:
            return []
        if fitting:
            return [Refusal(path, "oneOf", "fits more than one of the forms that exclude each other")]
        return _nearest(refused, path)

    return check


def _nearest(refused: Sequence[list[Refusal]], path: Path) -> list[Refusal]:
    """The reasons of the form that was most likely meant, or one reason for all where none is nearer."""
    at = (*path, "type")

    def distance(found: list[Refusal]) -> tuple[bool, bool, int]:
        here = any(one.path == path and one.keyword in _KINDS for one in found)
        return here, any(one.path == at and one.keyword in _KINDS for one in found), len(found)

    nearest = min(refused, key=distance)
    here, named, _ = distance(nearest)
    if here or all(len(found) == 1 and found[0].path == path for found in refused):
        reasons = [found[0] for found in refused if found[0].path == path]
        # That a text is not null either helps nobody who wrote the text wrongly.
        told = [one.reason for one in reasons if one.keyword != "type"] or [one.reason for one in reasons]
        return [Refusal(path, "anyOf", _joined(list(dict.fromkeys(told))))]
    if named:
        kinds = [one.reason for found in refused for one in found if one.path == at and one.keyword in _KINDS]
        return [Refusal(at, "const", _joined(list(dict.fromkeys(kinds))))]
    return nearest


_KINDS: Final = frozenset({"type", "const", "enum"})


def _joined(reasons: Sequence[str]) -> str:
    """Several reasons as one: what they say first alike is said once."""
    for start in ("must be ", "lacks "):
        if all(reason.startswith(start) for reason in reasons):
            return start + " or ".join(reason.removeprefix(start) for reason in reasons)
    return ", or ".join(reasons)


def _items(inner: Check) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        if not isinstance(value, list):
            return []
        return [found for index, item in enumerate(value) for found in inner(item, (*path, index))]

    return check


def _properties(members: Mapping[str, Check]) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        if not isinstance(value, dict):
            return []
        return [
            found for name, inner in value.items() if name in members for found in members[name](inner, (*path, name))
        ]

    return check


def _others(known: frozenset[str], inner: Check) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        if not isinstance(value, dict) or value.keys() <= known:
            return []
        return [found for name in value if name not in known for found in inner(value[name], (*path, name))]

    return check


# --- Keywords that look at one value

_TYPES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "null": ("null", lambda value: value is None),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "string": ("text", lambda value: isinstance(value, str)),
    "array": ("a list", lambda value: isinstance(value, list)),
    "object": ("an object", lambda value: isinstance(value, dict)),
    "number": ("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    "integer": (
        "a whole number",
        lambda value: (
            (isinstance(value, int) and not isinstance(value, bool))
            or (isinstance(value, float) and value.is_integer())
        ),
    ),
}


def _type(wanted: str | list[str]) -> Check:
    kinds = [_TYPES[one] for one in ([wanted] if isinstance(wanted, str) else wanted)]
    reason = f"must be {' or '.join(name for name, _ in kinds)}"
    tests = [test for _, test in kinds]
    return _when(lambda value: not any(test(value) for test in tests), "type", reason)


def _const(wanted: Any) -> Check:
    return _when(lambda value: not _same(value, wanted), "const", f"must be {_written(wanted)}")


def _enum(wanted: list[Any]) -> Check:
    reason = f"must be {' or '.join(_written(one) for one in wanted[:_MANY])}"
    more = f" or one of {len(wanted) - _MANY} others" if len(wanted) > _MANY else ""
    return _when(lambda value: not any(_same(value, one) for one in wanted), "enum", reason + more)


def _same(value: Any, wanted: Any) -> bool:
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)


_MANY: Final = 8


def _written(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else "null" if value is None else str(value).lower()


def _pattern(pattern: str) -> Check:
    # In Python `$` also fits before a line feed at the end; elsewhere it does not.
    search = re.compile(_ESCAPED_END.sub(r"\\Z", pattern)).search
    return _when(
        lambda value: isinstance(value, str) and search(value) is None, "pattern", "is not written in its form"
    )


def _required(names: list[str]) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        if not isinstance(value, dict):
            return []
        return [Refusal(path, "required", f'lacks "{name}"') for name in names if name not in value]

    return check


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _when(is_bad: Callable[[Any], bool], keyword: str, reason: str) -> Check:
    def check(value: Any, path: Path) -> list[Refusal]:
        return [Refusal(path, keyword, reason)] if is_bad(value) else []

    return check


_SIMPLE: Final[Mapping[str, Callable[[Any], Check]]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "required": _required,
    "minimum": lambda least: _when(
        lambda value: _is_number(value) and value < least, "minimum", f"must be at least {least}"
    ),
    "maximum": lambda most: _when(
        lambda value: _is_number(value) and value > most, "maximum", f"must be at most {most}"
    ),
    "minLength": lambda least: _when(
        lambda value: isinstance(value, str) and len(value) < least, "minLength", "is too short"
    ),
    "maxLength": lambda most: _when(
        lambda value: isinstance(value, str) and len(value) > most, "maxLength", "is too long"
    ),
    "minItems": lambda least: _when(
        lambda value: isinstance(value, list) and len(value) < least, "minItems", f"needs at least {least} items"
    ),
    "minProperties": lambda least: _when(
        lambda value: isinstance(value, dict) and len(value) < least, "minProperties", "says nothing"
    ),
}


def keywords(schema: Any) -> Iterator[str]:
    """Yields the keywords of a schema that check something, those of its subschemas included."""
    if not isinstance(schema, dict):
        return
    for name, value in schema.items():
        if name in {"properties", "$defs"}:
            for inner in value.values():
                yield from keywords(inner)
        elif name in {"anyOf", "oneOf", "allOf"}:
            for inner in value:
                yield from keywords(inner)
        elif name in {"items", "additionalProperties"}:
            yield from keywords(value)
        if name not in _ANNOTATIONS:
            yield name
