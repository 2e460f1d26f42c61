"""What changed between two JSON Schemas, and whom it breaks.

A change breaks *writers* where a document that was valid may be refused now, and *readers* where one that is valid now
may not be what they were promised. What the promise of the model allows for later versions breaks nobody: optional
members, more codes of a list, more kinds of objects that say their `type`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import orjson

from newsschema.errors import UsageError
from newsschema.positions import join_pointer

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]


class Effect(StrEnum):
    """Whom a change breaks."""

    BOTH = "breaking for readers and writers"
    READERS = "breaking for readers"
    WRITERS = "breaking for writers"
    COMPATIBLE = "compatible"
    DOCUMENTATION = "documentation only"

    @property
    def is_breaking(self) -> bool:
        """Whether it breaks anyone."""
        return self in (Effect.BOTH, Effect.READERS, Effect.WRITERS)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `old` and `new` are what stands there, none where nothing does."""

    kind: str
    """What kind of change it is: `member added`, `maximum lowered`."""
    effect: Effect
    """Whom it breaks."""
    path: str
    """A JSON Pointer into the new schema, or into the old one for what has gone."""
    old: Any = None
    """What stood there."""
    new: Any = None
    """What stands there."""

    @property
    def text(self) -> str:
        """The change in one line, without its effect."""
        values = [_brief(value) for value in (self.old, self.new) if value is not None]
        return f"{self.path or '/'}: {self.kind}{': ' if values else ''}{' → '.join(values)}"


_SHORT: Final = 60
_DOCUMENTATION: Final = frozenset(
    {"title", "description", "examples", "$comment", "$id", "$anchor", "deprecated", "readOnly", "writeOnly", "format",
     "contentEncoding", "contentMediaType"}
)  # fmt: skip
"""What says nothing about which documents are valid; `format` is an annotation in this dialect."""

_LOWER: Final = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
_UPPER: Final = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
_CONSTRAINTS: Final = frozenset({"pattern", "multipleOf", "uniqueItems", "not", "contains", "dependentRequired"})
"""What narrows where it is there, and cannot be compared where it differs."""
_INNER: Final = frozenset({"items", "propertyNames", "unevaluatedProperties", "unevaluatedItems"})
_CHOICES: Final = ("anyOf", "oneOf")
_VERSION: Final = "schema_version"
_ABSENT: Final = object()


def diff(old: Any, new: Any) -> list[Change]:
    """Lists every change from one JSON Schema to another, those that break first, then in the order of the schema.

    Raises `UsageError` for what is no JSON Schema.
    """
    for schema in (old, new):
        _refuse_malformed(schema, ())
    order = list(Effect)
    return sorted(_Comparison(old, new).changes(), key=lambda change: order.index(change.effect))


def _refuse_malformed(schema: Any, here: Steps) -> None:
    where = join_pointer(here) or "the root"
    if isinstance(schema, bool):
        return
    if not isinstance(schema, Mapping):
        raise UsageError(f"no JSON Schema: {where} is neither an object nor true or false")
    for key, value in schema.items():
        wanted = _FORMS.get(key)
        if wanted is not None and (not isinstance(value, wanted) or (wanted is _NUMBER and isinstance(value, bool))):
            raise UsageError(f"no JSON Schema: the value of {key} at {where} is of the wrong type")
        if key in _MAPS:
            for name, inner in value.items():
                _refuse_malformed(inner, (*here, key, name))
        elif key in _LISTS:
            for index, inner in enumerate(value):
                _refuse_malformed(inner, (*here, key, index))
        elif key in _INNER or key in ("not", "additionalProperties", "contains"):
            _refuse_malformed(value, (*here, key))


def without_documentation(schema: Any) -> Any:
    """A schema without what says nothing about which documents are valid."""
    return _plain(schema, is_schema=True)


def is_documentation(keyword: str) -> bool:
    """Whether a keyword says nothing about which documents are valid."""
    return keyword in _DOCUMENTATION or keyword.startswith("x-")


_MAPS: Final = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
"""The keywords whose value has names of the author's own, each with a schema."""
_LISTS: Final = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_NUMBER: Final = (int, float)
_FORMS: Final[Mapping[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(_MAPS, Mapping),
    **dict.fromkeys([*_LISTS, "enum", "required"], list),
    **dict.fromkeys([*_LOWER, *_UPPER, "multipleOf"], _NUMBER),
    "type": (str, list),
    "$ref": str,
    "pattern": str,
}
"""What the values of keywords must be, as far as a comparison relies on it."""
_DATA: Final = frozenset({"const", "enum", "default", "required", "dependentRequired"})


def _plain(value: Any, *, is_schema: bool) -> Any:
    if isinstance(value, list):
        return [_plain(item, is_schema=is_schema) for item in value]
    if not isinstance(value, Mapping):
        return value
    if not is_schema:
        return {name: _plain(item, is_schema=True) for name, item in value.items()}
    return {
        name: item if name in _DATA else _plain(item, is_schema=name not in _MAPS)
        for name, item in value.items()
        if not is_documentation(name)
    }


class _Comparison:
    """The walk through two schemas side by side; what both refer to by one name is compared once, under that name."""

    def __init__(self, old: Any, new: Any) -> None:
        self.old = _schema(old)
        self.new = _schema(new)
        self.seen: set[tuple[str, str]] = set()

    def changes(self) -> Iterator[Change]:
        yield from self._schemas(self.old, self.new, ())
        # Definitions that both have and nothing refers to any more, or not yet, in the same way.
        before, after = (_members(root, "$defs") for root in (self.old, self.new))
        for name in before:
            if name not in after:
                yield _change("definition removed", Effect.COMPATIBLE, ("$defs", name))
            elif (f"#/$defs/{name}",) * 2 not in self.seen:
                yield from self._definition(f"#/$defs/{name}", f"#/$defs/{name}")
        for name in after:
            if name not in before:
                yield _change("definition added", Effect.COMPATIBLE, ("$defs", name))

    def _definition(self, old: str, new: str) -> Iterator[Change]:
        if (old, new) in self.seen:
            return
        self.seen.add((old, new))
        where = tuple(part for part in new.removeprefix("#").split("/") if part)
        yield from self._schemas(_resolved(self.old, old), _resolved(self.new, new), where)

    def _schemas(self, old: Any, new: Any, here: Steps) -> Iterator[Change]:
        old, new = _schema(old), _schema(new)
        if old == new and not _refers(old):
            return
        before, after = old.get("$ref"), new.get("$ref")
        if before is not None and before == after:
            yield from self._definition(before, after)
            old, new = _but(old, "$ref"), _but(new, "$ref")
        elif before is not None or after is not None:
            if (str(before), str(after)) in self.seen:
                return
            if before is not None and after is not None:
                self.seen.add((before, after))
            if _plain(self._merged(old, self.old), is_schema=True) == _plain(
                self._merged(new, self.new), is_schema=True
            ):
                yield _change("reference changed", Effect.DOCUMENTATION, (*here, "$ref"), before, after)
                return
            old, new = self._merged(old, self.old), self._merged(new, self.new)
        if (any(key in old for key in _CHOICES)) != (any(key in new for key in _CHOICES)):
            yield from self._documentation(old, new, here)
            yield from self._choice(_alternatives(old), _alternatives(new), here)
            return
        yield from self._keywords(old, new, here)

    def _merged(self, schema: Schema, root: Schema) -> Schema:
        """A schema with what it refers to in place of the reference; what stands beside that comes on top."""
        seen: set[str] = set()
        while isinstance(reference := schema.get("$ref"), str) and reference not in seen:
            seen.add(reference)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**_resolved(root, reference), **beside}
        return schema

    def _documentation(self, old: Schema, new: Schema, here: Steps) -> Iterator[Change]:
        for key in _keys(old, new):
            if is_documentation(key) and old.get(key, _ABSENT) != new.get(key, _ABSENT):
                kind = f"{key} {_verb(old, new, key)}"
                yield _change(kind, Effect.DOCUMENTATION, (*here, key), old.get(key), new.get(key))

    def _keywords(self, old: Schema, new: Schema, here: Steps) -> Iterator[Change]:
        yield from self._documentation(old, new, here)
        yield from _types(old, new, here)
        yield from _values(old, new, here)
        yield from _required(old, new, here)
        yield from self._properties(old, new, here)
        for key in _keys(old, new):
            if key in _ELSEWHERE or is_documentation(key):
                continue
            compare = self._comparer(key)
            if old.get(key, _ABSENT) != new.get(key, _ABSENT) or _refers(old.get(key)):
                yield from compare(old, new, key, here)

    def _comparer(self, key: str) -> Callable[[Schema, Schema, str, Steps], Iterator[Change]]:
        if key in _LOWER or key in _UPPER:
            return _bound
        if key in _INNER:
            return self._inner
        if key in _CHOICES:
            return self._choices
        return self._named.get(key, _constraint if key in _CONSTRAINTS else _unknown)

    @property
    def _named(self) -> Mapping[str, Callable[[Schema, Schema, str, Steps], Iterator[Change]]]:
        return {
            "allOf": self._conditions,
            "prefixItems": self._conditions,
            "additionalProperties": self._others,
            "patternProperties": self._patterns,
            "default": _default,
            "not": _exclusion,
        }

    def _properties(self, old: Schema, new: Schema, here: Steps) -> Iterator[Change]:
        before, after = _members(old, "properties"), _members(new, "properties")
        for name in before:
            there = (*here, "properties", name)
            if name not in after:
                # Where others are refused, writers cannot write it any more; else it may be anything.
                effect = Effect.WRITERS if new.get("additionalProperties") is False else Effect.READERS
                yield _change("member removed", effect, there)
            elif not here and name == _VERSION:
                yield from _version(before[name], after[name], there)
            else:
                yield from self._schemas(before[name], after[name], there)
        for name in after:
            if name not in before:
                needed = name in new.get("required", ())
                kind = "required member added" if needed else "member added"
                yield _change(kind, Effect.WRITERS if needed else Effect.COMPATIBLE, (*here, "properties", name))

    def _inner(self, old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
        if key in old and key in new:
            yield from self._schemas(old[key], new[key], (*here, key))
        else:
            yield from _constraint(old, new, key, here)

    def _others(self, old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
        before, after = old.get(key, True), new.get(key, True)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from self._schemas(before, after, (*here, key))
        elif after is False or isinstance(after, Mapping):
            yield _change("other members restricted", Effect.WRITERS, (*here, key), before, after)
        else:
            # Readers pass over members that they do not know.
            yield _change("other members allowed", Effect.COMPATIBLE, (*here, key), before, after)

    def _patterns(self, old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
        before, after = _members(old, key), _members(new, key)
        for name in _keys(before, after):
            if name in before and name in after:
                yield from self._schemas(before[name], after[name], (*here, key, name))
            else:
                yield from _constraint(before, after, name, (*here, key))

    def _conditions(self, old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
        """Schemas of which each must hold: one more narrows, one less widens."""
        before, after = old.get(key, []), new.get(key, [])
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self._schemas(one, other, (*here, key, index))
        for index in range(len(after), len(before)):
            yield _change("condition removed", Effect.READERS, (*here, key, index), before[index])
        for index in range(len(before), len(after)):
            yield _change("condition added", Effect.WRITERS, (*here, key, index), None, after[index])

    def _choices(self, old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
        if key in old and key in new:
            yield from self._choice(
                [((key, at), _schema(one)) for at, one in enumerate(old[key])],
                [((key, at), _schema(one)) for at, one in enumerate(new[key])],
                here,
            )
        elif key in new:
            was = _CHOICES[1 - _CHOICES.index(key)]
            effect = Effect.READERS if key == "anyOf" else Effect.WRITERS
            yield _change(f"{was} became {key}", effect, (*here, key))
            yield from self._choice(_alternatives(old), _alternatives(new), here)

    def _choice(
        self, before: Sequence[tuple[Steps, Schema]], after: Sequence[tuple[Steps, Schema]], here: Steps
    ) -> Iterator[Change]:
        """Alternatives, matched by what tells them apart."""
        gone, come = dict(_by_name(before)), dict(_by_name(after))
        pairs = [(gone.pop(name), come.pop(name)) for name in list(gone) if name in come]
        if len(gone) == len(come) == 1 and not _is_tagged(next(iter(come.values()))[1]):
            pairs.append((gone.popitem()[1], come.popitem()[1]))
        for (_, old), (there, new) in pairs:
            yield from self._schemas(old, new, (*here, *there))
        for there, old in gone.values():
            yield _change("alternative removed", Effect.WRITERS, (*here, *there), _label(old))
        for there, new in come.values():
            kind, effect = "alternative added", Effect.READERS
            if _is_tagged(new):
                kind, effect = "kind of object added", Effect.COMPATIBLE
            elif any("enum" in one or "const" in one for _, one in before) and ("enum" in new or "const" in new):
                kind, effect = "codes added", Effect.COMPATIBLE
            yield _change(kind, effect, (*here, *there), None, _label(new))


_ELSEWHERE: Final = frozenset({"type", "const", "enum", "required", "properties", "$ref", "$defs"})
"""The keywords that are compared together with others."""


def _types(old: Schema, new: Schema, here: Steps) -> Iterator[Change]:
    before, after = _type_names(old), _type_names(new)
    if before == after or ("type" not in old and _stated(old)) or ("type" not in new and _stated(new)):
        return
    there = (*here, "type")
    if before <= after:
        yield _change("type widened", Effect.READERS, there, old.get("type"), new.get("type"))
    elif after <= before:
        yield _change("type narrowed", Effect.WRITERS, there, old.get("type"), new.get("type"))
    else:
        yield _change("type changed", Effect.BOTH, there, old.get("type"), new.get("type"))


_ALL_TYPES: Final = frozenset({"null", "boolean", "object", "array", "string", "integer", "fraction"})


def _type_names(schema: Schema) -> frozenset[str]:
    """The types a schema allows; a number is an integer or has a fraction."""
    stated = schema.get("type", _ABSENT)
    if stated is _ABSENT:
        return _ALL_TYPES
    names = {stated} if isinstance(stated, str) else set(stated)
    return frozenset(names - {"number"} | {"integer", "fraction"} if "number" in names else names)


def _stated(schema: Schema) -> bool:
    return "enum" in schema or "const" in schema


def _values(old: Schema, new: Schema, here: Steps) -> Iterator[Change]:
    """Lists of values, of which a constant is the shortest."""
    there = (*here, "const" if "const" in new or ("const" in old and "enum" not in new) else "enum")
    if not _stated(old) and not _stated(new):
        return
    if not _stated(new):
        yield _change("values opened", Effect.READERS, there, _listed(old))
        return
    if not _stated(old):
        yield _change("values listed", Effect.WRITERS, there, None, _listed(new))
        return
    before, after = _listed(old), _listed(new)
    removed = [value for value in before if value not in after]
    added = [value for value in after if value not in before]
    if "const" in old and "const" in new and removed:
        yield _change("constant changed", Effect.BOTH, there, old["const"], new["const"])
        return
    for value in removed:
        yield _change("value removed", Effect.WRITERS, there, value)
    for value in added:
        yield _change("value added", Effect.COMPATIBLE, there, None, value)
    if not removed and not added and before != after:
        yield _change("values reordered", Effect.DOCUMENTATION, there)


def _listed(schema: Schema) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema["enum"])


def _required(old: Schema, new: Schema, here: Steps) -> Iterator[Change]:
    before, after = old.get("required", []), new.get("required", [])
    for name in before:
        if name not in after:
            yield _change("member no longer required", Effect.READERS, (*here, "required"), name)
    for name in after:
        if name not in before and (name in _members(old, "properties") or name not in _members(new, "properties")):
            yield _change("member now required", Effect.WRITERS, (*here, "required"), None, name)


def _version(old: Any, new: Any, here: Steps) -> Iterator[Change]:
    if without_documentation(old) != without_documentation(new):
        yield _change("version", Effect.COMPATIBLE, here, old.get("const"), new.get("const"))


def _bound(old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
    before, after = old.get(key), new.get(key)
    if before is None or after is None:
        effect = Effect.READERS if after is None else Effect.WRITERS
    else:
        effect = Effect.WRITERS if (after > before) == (key in _LOWER) else Effect.READERS
    verb = _verb(old, new, key) if before is None or after is None else "raised" if after > before else "lowered"
    yield _change(f"{key} {verb}", effect, (*here, key), before, after)


def _constraint(old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
    verb = _verb(old, new, key)
    effects = {"added": Effect.WRITERS, "removed": Effect.READERS, "changed": Effect.BOTH}
    yield _change(f"{key} {verb}", effects[verb], (*here, key), old.get(key), new.get(key))


def _exclusion(old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
    """What is not allowed: where the lists of other kinds of objects grow, these have got schemas of their own."""
    before, after = (_members(schema, key).get("enum", []) for schema in (old, new))
    if before and after and here[-2:] == ("properties", "type") and all(value in after for value in before):
        yield _change("kinds told apart", Effect.COMPATIBLE, (*here, key), before, after)
    else:
        yield from _constraint(old, new, key, here)


def _unknown(old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
    """A keyword whose meaning is not known here may break anyone."""
    yield _change(f"{key} {_verb(old, new, key)}", Effect.BOTH, (*here, key), old.get(key), new.get(key))


def _default(old: Schema, new: Schema, key: str, here: Steps) -> Iterator[Change]:
    """What the absence of a member means is a promise to readers."""
    yield _change(f"{key} {_verb(old, new, key)}", Effect.READERS, (*here, key), old.get(key), new.get(key))


# What schemas are made of


def _change(kind: str, effect: Effect, steps: Steps, old: Any = None, new: Any = None) -> Change:
    return Change(kind, effect, join_pointer(steps), old, new)


def _schema(value: Any) -> Schema:
    """A schema as an object: `true` allows all, `false` nothing."""
    if isinstance(value, Mapping):
        return value
    return {} if value is True else {"not": {}}


def _members(schema: Schema, key: str) -> Mapping[str, Any]:
    found = schema.get(key)
    return found if isinstance(found, Mapping) else {}


def _but(schema: Schema, key: str) -> Schema:
    return {name: value for name, value in schema.items() if name != key}


def _refers(value: Any) -> bool:
    """Whether a reference stands somewhere in a value, so that equal words may mean different things."""
    if isinstance(value, Mapping):
        return "$ref" in value or any(_refers(item) for item in value.values())
    return isinstance(value, list) and any(_refers(item) for item in value)


def _resolved(root: Schema, reference: str) -> Schema:
    """What a reference inside a schema leads to; one that leads nowhere allows nothing."""
    found: Any = root
    for token in (part for part in reference.removeprefix("#").split("/") if part):
        name = token.replace("~1", "/").replace("~0", "~")
        found = found.get(name) if isinstance(found, Mapping) else None
    return _schema(found if reference.startswith("#") else False)


def _keys(old: Schema, new: Schema) -> list[str]:
    return [*old, *(key for key in new if key not in old)]


def _verb(old: Schema, new: Schema, key: str) -> str:
    return "added" if key not in old else "removed" if key not in new else "changed"


def _alternatives(schema: Schema) -> list[tuple[Steps, Schema]]:
    """The alternatives of a schema; one without any is the only one."""
    for key in _CHOICES:
        if key in schema:
            return [((key, at), _schema(one)) for at, one in enumerate(schema[key])]
    return [((), {key: value for key, value in schema.items() if not is_documentation(key)})]


def _by_name(alternatives: Sequence[tuple[Steps, Schema]]) -> Iterator[tuple[str, tuple[Steps, Schema]]]:
    """Alternatives by what tells them apart: a reference, a tag, a title, a list of values, a type."""
    taken: set[str] = set()
    for there, schema in alternatives:
        name = _label(schema)
        while name in taken:
            name += "'"
        taken.add(name)
        yield name, (there, schema)


def _label(schema: Schema) -> str:
    tag = _members(schema, "properties").get("type")
    tag = tag.get("const") if isinstance(tag, Mapping) else None
    named = schema.get("$ref", tag) or schema.get("title")
    if named is not None:
        return str(named)
    return "codes" if _stated(schema) else str(schema.get("type", "anything"))


def _is_tagged(schema: Schema) -> bool:
    """Whether an alternative is an object that must say its `type`."""
    tag = _members(schema, "properties").get("type")
    return isinstance(tag, Mapping) and ("const" in tag or "not" in tag) and "type" in schema.get("required", ())


def _brief(value: Any) -> str:
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
