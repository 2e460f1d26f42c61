"""Every kind of change between two schemas, and whom it breaks; where two validators see what is claimed."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from newsschema import schemas
from newsschema.errors import UsageError
from newsschema.schemas import Effect, diff
from newsschema.versions import RELEASES

BOTH, READERS, WRITERS, COMPATIBLE, DOCUMENTATION = Effect


class Row(NamedTuple):
    """A change, what is said of it, and a document that one of the two schemas refuses, if there is one."""

    old: Any
    new: Any
    kind: str
    effect: Effect
    path: str
    told_by: Any = None


def member(schema: Any, **beside: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": schema}, **beside}


def defined(definition: Any, **root: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, **root, "$defs": {"A": definition}}


CLOSED = {"additionalProperties": False}
PERSON = {"type": "object", "required": ["type"], "properties": {"type": {"const": "person"}}}
SWARM = {"type": "object", "required": ["type"], "properties": {"type": {"const": "swarm"}}}
IRI = {"type": "string", "pattern": "^[a-z]+:"}
OTHER = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"type": "string", "not": {"enum": ["person"]}}},
}
FEWER_OTHERS = json.loads(json.dumps(OTHER).replace('["person"]', '["person", "swarm"]'))

ROWS: dict[str, Row] = {
    # Members
    "optional member added": Row(
        member({}, **CLOSED), member({}, **CLOSED) | {"properties": {"a": {}, "b": {}}}, "member added",
        COMPATIBLE, "/properties/b", {"b": 1},
    ),
    "required member added": Row(
        member({}), member({}) | {"properties": {"a": {}, "b": {}}, "required": ["b"]}, "required member added",
        WRITERS, "/properties/b", {},
    ),
    "member removed, others refused": Row(
        member({}, **CLOSED), {"type": "object", **CLOSED}, "member removed", WRITERS, "/properties/a", {"a": 1}
    ),
    "member removed, others allowed": Row(
        member({"type": "string"}), {"type": "object"}, "member removed", READERS, "/properties/a", {"a": 1}
    ),
    "member now required": Row(
        member({}), member({}, required=["a"]), "member now required", WRITERS, "/required", {}
    ),
    "member no longer required": Row(
        member({}, required=["a"]), member({}), "member no longer required", READERS, "/required", {}
    ),
    "undescribed member now required": Row(
        {}, {"required": ["z"]}, "member now required", WRITERS, "/required", {}
    ),
    "others refused": Row(
        member({}), member({}, **CLOSED), "other members restricted", WRITERS, "/additionalProperties", {"b": 1}
    ),
    "others allowed": Row(
        member({}, **CLOSED), member({}), "other members allowed", COMPATIBLE, "/additionalProperties", {"b": 1}
    ),
    "others of a type": Row(
        member({}), member({}, additionalProperties={"type": "string"}), "other members restricted",
        WRITERS, "/additionalProperties", {"b": 1},
    ),
    "the type of others": Row(
        {"additionalProperties": {"type": "integer"}}, {"additionalProperties": {"type": "number"}}, "type widened",
        READERS, "/additionalProperties/type", {"b": 1.5},
    ),
    "members by pattern": Row(
        {}, {"patternProperties": {"^x-": {"type": "string"}}}, "^x- added",
        WRITERS, "/patternProperties/^x-", {"x-a": 1},
    ),
    "a pattern of members gone": Row(
        {"patternProperties": {"^x-": {"type": "string"}, "^y-": {}}}, {"patternProperties": {"^y-": {}}},
        "^x- removed", READERS, "/patternProperties/^x-", {"x-a": 1},
    ),
    "names of members": Row(
        {}, {"propertyNames": {"maxLength": 1}}, "propertyNames added", WRITERS, "/propertyNames", {"bb": 1}
    ),
    "at least one member": Row({}, {"minProperties": 1}, "minProperties added", WRITERS, "/minProperties", {}),
    "fewer members needed": Row(
        {"minProperties": 2}, {"minProperties": 1}, "minProperties lowered", READERS, "/minProperties", {"a": 1}
    ),
    "fewer members allowed": Row(
        {"maxProperties": 2}, {"maxProperties": 1}, "maxProperties lowered",
        WRITERS, "/maxProperties", {"a": 1, "b": 1},
    ),
    "members that need others": Row(
        {}, {"dependentRequired": {"a": ["b"]}}, "dependentRequired added", WRITERS, "/dependentRequired", {"a": 1}
    ),
    # Types
    "type widened": Row(
        member({"type": "string"}), member({"type": ["string", "null"]}), "type widened",
        READERS, "/properties/a/type", {"a": None},
    ),
    "type narrowed": Row(
        member({"type": "number"}), member({"type": "integer"}), "type narrowed",
        WRITERS, "/properties/a/type", {"a": 1.5},
    ),
    "type changed": Row(
        member({"type": "string"}), member({"type": "integer"}), "type changed", BOTH, "/properties/a/type", {"a": "x"}
    ),
    "type given": Row(member({}), member({"type": "string"}), "type narrowed", WRITERS, "/properties/a/type", {"a": 1}),
    "type given up": Row(
        member({"type": "string"}), member({}), "type widened", READERS, "/properties/a/type", {"a": 1}
    ),
    "nothing allowed any more": Row(member({}), member(False), "not added", WRITERS, "/properties/a/not", {"a": 1}),
    # Values
    "code added": Row({"enum": ["a"]}, {"enum": ["a", "b"]}, "value added", COMPATIBLE, "/enum", "b"),
    "code removed": Row({"enum": ["a", "b"]}, {"enum": ["a"]}, "value removed", WRITERS, "/enum", "b"),
    "codes reordered": Row({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, "values reordered", DOCUMENTATION, "/enum"),
    "constant became a list": Row({"const": "a"}, {"enum": ["a", "b"]}, "value added", COMPATIBLE, "/enum", "b"),
    "constant changed": Row({"const": "a"}, {"const": "b"}, "constant changed", BOTH, "/const", "a"),
    "values listed": Row(
        {"type": "string"}, {"type": "string", "enum": ["a"]}, "values listed", WRITERS, "/enum", "b"
    ),
    "values opened": Row(
        {"type": "string", "enum": ["a"]}, {"type": "string"}, "values opened", READERS, "/enum", "b"
    ),
    "values of a list without a type": Row({"enum": ["a"]}, {"type": "string"}, "values opened", READERS, "/enum", "b"),
    # Texts and numbers
    "pattern added": Row({}, {"pattern": "^a"}, "pattern added", WRITERS, "/pattern", "b"),
    "pattern removed": Row({"pattern": "^a"}, {}, "pattern removed", READERS, "/pattern", "b"),
    "pattern changed": Row({"pattern": "^a"}, {"pattern": "^b"}, "pattern changed", BOTH, "/pattern", "a"),
    "longest text shortened": Row({"maxLength": 9}, {"maxLength": 1}, "maxLength lowered", WRITERS, "/maxLength", "ab"),
    "shortest text given up": Row({"minLength": 1}, {}, "minLength removed", READERS, "/minLength", ""),
    "maximum raised": Row({"maximum": 9}, {"maximum": 10}, "maximum raised", READERS, "/maximum", 10),
    "maximum lowered": Row({"maximum": 9}, {"maximum": 8}, "maximum lowered", WRITERS, "/maximum", 9),
    "minimum raised": Row({"minimum": 0}, {"minimum": 1}, "minimum raised", WRITERS, "/minimum", 0),
    "minimum lowered": Row({"minimum": 0}, {"minimum": -1}, "minimum lowered", READERS, "/minimum", -1),
    "minimum added": Row({}, {"exclusiveMinimum": 0}, "exclusiveMinimum added", WRITERS, "/exclusiveMinimum", 0),
    "multiples": Row({"multipleOf": 2}, {"multipleOf": 3}, "multipleOf changed", BOTH, "/multipleOf", 2),
    # Lists
    "items narrowed": Row({}, {"items": {"type": "string"}}, "items added", WRITERS, "/items", [1]),
    "an item's type": Row(
        {"items": {"type": "integer"}}, {"items": {"type": "string"}}, "type changed", BOTH, "/items/type", [1]
    ),
    "at least one item": Row({"minItems": 0}, {"minItems": 1}, "minItems raised", WRITERS, "/minItems", []),
    "more items": Row({"maxItems": 1}, {}, "maxItems removed", READERS, "/maxItems", [1, 1]),
    "items that differ": Row({}, {"uniqueItems": True}, "uniqueItems added", WRITERS, "/uniqueItems", [1, 1]),
    "one more place in a row": Row(
        {"prefixItems": [{}]}, {"prefixItems": [{}, {"type": "string"}]}, "condition added",
        WRITERS, "/prefixItems/1", [1, 1],
    ),
    # Alternatives
    "alternative added": Row(
        {"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}, "alternative added",
        READERS, "/anyOf/1", None,
    ),
    "alternative removed": Row(
        {"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}]}, "alternative removed",
        WRITERS, "/anyOf/1", 1,
    ),
    "alternatives where there was one": Row(
        {"type": "string"}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}, "alternative added",
        READERS, "/anyOf/1", 1,
    ),
    "one where there were alternatives": Row(
        {"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "string"}, "alternative removed",
        WRITERS, "/anyOf/1", 1,
    ),
    "kind of agent added": Row(
        {"oneOf": [PERSON]}, {"oneOf": [PERSON, SWARM]}, "kind of object added", COMPATIBLE, "/oneOf/1",
        {"type": "swarm"},
    ),
    "kind of agent removed": Row(
        {"oneOf": [PERSON, SWARM]}, {"oneOf": [PERSON]}, "alternative removed", WRITERS, "/oneOf/1", {"type": "swarm"}
    ),
    "kind of agent that readers now know": Row(
        {"anyOf": [PERSON, OTHER]}, {"anyOf": [PERSON, SWARM, FEWER_OTHERS]}, "kinds told apart",
        COMPATIBLE, "/anyOf/2/properties/type/not",
    ),
    "code of an open list added": Row(
        {"anyOf": [{"enum": ["a"]}, IRI]}, {"anyOf": [{"enum": ["a", "b"]}, IRI]}, "value added",
        COMPATIBLE, "/anyOf/0/enum", "b",
    ),
    "a list opened": Row(
        {"enum": ["a"]}, {"anyOf": [{"enum": ["a"]}, IRI]}, "alternative added", READERS, "/anyOf/1", "x:y"
    ),
    "exactly one became any": Row(
        {"oneOf": [{"type": "integer"}, {"minimum": 1}]}, {"anyOf": [{"type": "integer"}, {"minimum": 1}]},
        "oneOf became anyOf", READERS, "/anyOf", 2,
    ),
    "any became exactly one": Row(
        {"anyOf": [{"type": "integer"}, {"minimum": 1}]}, {"oneOf": [{"type": "integer"}, {"minimum": 1}]},
        "anyOf became oneOf", WRITERS, "/oneOf", 2,
    ),
    "condition added": Row({"allOf": [{}]}, {"allOf": [{}, False]}, "condition added", WRITERS, "/allOf/1", 1),
    "condition removed": Row(
        {"allOf": [{}, {"minimum": 1}]}, {"allOf": [{}]}, "condition removed", READERS, "/allOf/1", 0
    ),
    "exclusion added": Row({}, {"not": {"const": 1}}, "not added", WRITERS, "/not", 1),
    "exclusion removed": Row({"not": {"const": 1}}, {}, "not removed", READERS, "/not", 1),
    "condition of another kind": Row(
        {}, {"if": {"const": 1}, "then": False}, "then added", BOTH, "/then", 1
    ),
    # References
    "a definition's type": Row(
        defined({"type": "string"}), defined({"type": "integer"}), "type changed", BOTH, "/$defs/A/type", {"a": "x"}
    ),
    "a definition used twice is told once": Row(
        {"items": {"$ref": "#/$defs/A"}, "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"minimum": 0}}},
        {"items": {"$ref": "#/$defs/A"}, "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"minimum": 1}}},
        "minimum raised", WRITERS, "/$defs/A/minimum", [0],
    ),
    "a definition written out": Row(
        defined({"type": "string"}), member({"type": "integer"}, **{"$defs": {"A": {"type": "string"}}}),
        "type changed", BOTH, "/properties/a/type", {"a": "x"},
    ),
    "a definition of another name": Row(
        defined({"type": "string"}),
        {**member({"$ref": "#/$defs/B"}), "$defs": {"A": {"type": "string"}, "B": {"type": "string"}}},
        "reference changed", DOCUMENTATION, "/properties/a/$ref",
    ),
    "beside a reference": Row(
        member({"$ref": "#/$defs/A", "maxLength": 3}, **{"$defs": {"A": {"type": "string"}}}),
        member({"$ref": "#/$defs/A", "maxLength": 2}, **{"$defs": {"A": {"type": "string"}}}),
        "maxLength lowered", WRITERS, "/properties/a/maxLength", {"a": "xxx"},
    ),
    "a definition that contains itself": Row(
        defined({"properties": {"a": {"$ref": "#/$defs/A"}, "n": {"maximum": 1}}}),
        defined({"properties": {"a": {"$ref": "#/$defs/A"}, "n": {"maximum": 2}}}),
        "maximum raised", READERS, "/$defs/A/properties/n/maximum", {"a": {"a": {"n": 2}}},
    ),
    "an unused definition": Row({}, {"$defs": {"B": {}}}, "definition added", COMPATIBLE, "/$defs/B"),
    "an unused definition gone": Row({"$defs": {"B": {}}}, {}, "definition removed", COMPATIBLE, "/$defs/B"),
    # What it says
    "title": Row({"title": "A"}, {"title": "B"}, "title changed", DOCUMENTATION, "/title"),
    "description": Row({}, {"description": "B"}, "description added", DOCUMENTATION, "/description"),
    "examples": Row({"examples": [1]}, {}, "examples removed", DOCUMENTATION, "/examples"),
    "audience": Row(
        member({}), member({"x-audience": "internal"}), "x-audience added", DOCUMENTATION, "/properties/a/x-audience"
    ),
    "address": Row({"$id": "urn:a"}, {"$id": "urn:b"}, "$id changed", DOCUMENTATION, "/$id"),
    "what absence means": Row(
        member({"default": 1}), member({"default": 2}), "default changed", READERS, "/properties/a/default"
    ),
    "version": Row(
        {"properties": {"schema_version": {"const": "1.0"}}}, {"properties": {"schema_version": {"const": "1.1"}}},
        "version", COMPATIBLE, "/properties/schema_version",
    ),
    "dialect": Row({"$schema": "urn:a"}, {"$schema": "urn:b"}, "$schema changed", BOTH, "/$schema"),
    "a name with a slash": Row(
        {"properties": {"a/b~": {"minimum": 1}}}, {"properties": {"a/b~": {"minimum": 2}}}, "minimum raised",
        WRITERS, "/properties/a~1b~0/minimum", {"a/b~": 1},
    ),
    "a member named as a keyword": Row(
        {"properties": {"title": {"type": "string"}}}, {"properties": {"title": {"type": "integer"}}}, "type changed",
        BOTH, "/properties/title/type", {"title": "x"},
    ),
}  # fmt: skip


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 80
    assert {row.effect for row in ROWS.values()} == set(Effect)


@pytest.mark.parametrize("name", ROWS)
def test_a_change_is_told_once_with_its_effect_and_place(name: str) -> None:
    row = ROWS[name]
    found = [change for change in diff(row.old, row.new) if (change.kind, change.path) == (row.kind, row.path)]
    assert [change.effect for change in found] == [row.effect]


SEVERAL = ("condition of another kind", "kind of agent that readers now know", "a definition of another name")
ALONE = [name for name in ROWS if name not in SEVERAL]


@pytest.mark.parametrize("name", ALONE)
def test_nothing_else_is_told(name: str) -> None:
    assert len(diff(ROWS[name].old, ROWS[name].new)) == 1


@pytest.mark.parametrize("name", ROWS)
def test_nothing_has_changed_from_a_schema_to_itself(name: str) -> None:
    for schema in ROWS[name].old, ROWS[name].new:
        assert diff(schema, copy.deepcopy(schema)) == []


# What validators say of it

NARROWER = {WRITERS: (True, False), READERS: (False, True), COMPATIBLE: (False, True)}


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.effect in NARROWER])
def test_a_validator_sees_what_is_claimed(name: str) -> None:
    row = ROWS[name]
    unseen = {"what absence means", "version", "an unused definition", "an unused definition gone"}
    if name in unseen | {"kind of agent that readers now know"}:
        documents: list[Any] = [{}, [], "x", 1, {"type": "swarm"}]
        verdicts = [[valid(schema, document) for document in documents] for schema in (row.old, row.new)]
        assert verdicts[0] == verdicts[1]
    else:
        assert (valid(row.old, row.told_by), valid(row.new, row.told_by)) == NARROWER[row.effect]


def valid(schema: Any, document: Any) -> bool:
    return jsonschema_rs.validator_for(schema).is_valid(document)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.effect is DOCUMENTATION])
def test_documentation_leaves_the_normal_form_as_it_is(name: str) -> None:
    row = ROWS[name]
    if row.kind not in ("values reordered", "reference changed"):
        assert schemas.without_documentation(row.old) == schemas.without_documentation(row.new)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.effect.is_breaking])
def test_what_breaks_changes_the_normal_form(name: str) -> None:
    assert schemas.without_documentation(ROWS[name].old) != schemas.without_documentation(ROWS[name].new)


def test_what_breaks_comes_first() -> None:
    old = {"title": "A", "maximum": 1, "properties": {"a": {"type": "string"}}}
    new = {"title": "B", "maximum": 2, "properties": {"a": {"type": "integer"}, "b": {}}}
    assert [change.effect for change in diff(old, new)] == [BOTH, READERS, COMPATIBLE, DOCUMENTATION]


def test_a_change_says_itself_in_a_line() -> None:
    changes = diff({"maximum": 1, "enum": ["a" * 99]}, {"maximum": 2, "enum": ["a" * 99, 5]})
    assert [change.text for change in changes] == ["/maximum: maximum raised: 1 → 2", "/enum: value added: 5"]
    (removed,) = diff({"enum": ["a" * 99, 5]}, {"enum": [5]})
    assert len(removed.text) < 100


@pytest.mark.parametrize(
    "schema",
    [5, "x", None, [], {"properties": []}, {"properties": {"a": 5}}, {"required": "a"}, {"anyOf": {}}, {"maximum": "1"},
     {"anyOf": [1]}, {"$ref": 5}, {"items": [1]}, {"type": 5}, {"minLength": True}],
    ids=json.dumps,
)  # fmt: skip
def test_what_is_no_schema_is_refused(schema: Any) -> None:
    with pytest.raises(UsageError, match="no JSON Schema"):
        diff(schema, {})
    with pytest.raises(UsageError, match="no JSON Schema"):
        diff({}, schema)


@pytest.mark.parametrize("reference", ["#/$defs/None", "https://example.org/other", "#/properties/a"])
def test_a_reference_that_leads_nowhere_or_in_a_circle_is_no_trouble(reference: str) -> None:
    assert diff(member({"$ref": reference}), member({"type": "string"}))
    assert diff(member({"$ref": reference}), member({"$ref": reference})) == []


# The real ones


def writer() -> dict[str, Any]:
    found: dict[str, Any] = schemas.load("1.0", "article")
    return found


@pytest.mark.parametrize("name", [name for name in schemas.names("1.0") if name.endswith(".schema.json")])
def test_a_real_schema_is_as_it_is(name: str) -> None:
    assert diff(schemas.load("1.0", name), schemas.load("1.0", name)) == []


@pytest.mark.parametrize("purpose", ["", ".reader"])
def test_what_a_minor_version_may_add_breaks_nobody(purpose: str) -> None:
    old = schemas.load("1.0", "article" + purpose)
    new = copy.deepcopy(old)
    new["properties"]["mood"] = {"$ref": "#/$defs/Mood", "description": "How it feels."}
    new["$defs"]["Mood"] = {"enum": ["good"]}
    codes = new["$defs"]["PubStatus"]
    (codes if "enum" in codes else codes["anyOf"][0])["enum"].append("postponed")
    outcome = new["$defs"]["Outcome"]["anyOf"][0]
    (outcome if "enum" in outcome else outcome["anyOf"][0])["enum"].append("inconvenienced")
    found = diff(old, new)
    assert {change.path for change in found} >= {"/properties/mood", "/$defs/Mood"}
    assert sum(change.kind == "value added" for change in found) == 2
    assert {change.effect for change in found} == {COMPATIBLE}


def test_what_breaks_in_a_real_schema_is_found_in_its_definitions() -> None:
    new = writer()
    new["$defs"]["Quote"]["required"].remove("kind")
    del new["$defs"]["Person"]["properties"]["job_title"]
    assert [(change.effect, change.path) for change in diff(writer(), new)] == [
        (READERS, "/$defs/Quote/required"),
        (WRITERS, "/$defs/Person/properties/job_title"),
    ]


def test_no_minor_version_breaks_the_one_before() -> None:
    versions = [str(release.version) for release in RELEASES]
    for old, new in pairwise(versions):
        for name, changes in schemas.diff_versions(old, new).items():
            assert [change.text for change in changes if change.effect.is_breaking] == [], name


def test_versions_are_compared_file_by_file() -> None:
    found = schemas.diff_versions("1.0", "1.0")
    assert len(found) == 6
    assert not any(found.values())
