"""Documents are held against the schemas of others: the JSON Schema as other validators read it, and an XML Schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import orjson
import pytest

from newsschema.archive.validation import Result, validate
from newsschema.errors import UsageError
from newsschema.schemas import load, versions
from newsschema.schemas.conforming import refusals
from tests.conftest import ROOT, valid_fixtures

KINDS = ("article", "quote", "casualty_report")
ODD: tuple[Any, ...] = (None, True, 0, -1, 1.0, 1.5, "x", "a b\n", [], {}, {"type": "person"}, ["x"], 10**12)


def others(version: str, kind: str) -> Any:
    return jsonschema_rs.validator_for(load(version, kind))


def spots(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield from spots(inner, (*path, step))


def changed(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    new = copy.deepcopy(document)
    owner = new
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = value
    return new


@pytest.mark.parametrize("version", versions())
def test_another_validator_agrees_about_every_fixture(version: str) -> None:
    judges = {kind: others(version, kind) for kind in KINDS}
    looked_at = 0
    for path in [*valid_fixtures(), *sorted((ROOT / "fixtures" / "invalid").rglob("*.json"))]:
        try:
            document = orjson.loads(path.read_bytes())
        except orjson.JSONDecodeError:
            continue
        kind = document.get("type") if isinstance(document, dict) else None
        if kind in judges:
            looked_at += 1
            assert judges[kind].is_valid(document) == (not refusals(document, version, kind)), path.name
    assert looked_at > 100


def test_another_validator_agrees_about_documents_changed_at_random() -> None:
    random = Random(4)  # noqa: S311  # drawn, not secret
    refused = 0
    judges = {kind: others("1.0", kind) for kind in KINDS}
    for path in valid_fixtures():
        document = json.loads(path.read_bytes())
        places = [place for place in spots(document) if place not in ((), ("type",))]
        for _ in range(30):
            new = changed(document, random.choice(places), random.choice(ODD))
            found = refusals(new, "1.0", document["type"])
            assert judges[document["type"]].is_valid(new) == (not found), found
            refused += bool(found)
    assert refused > 100


# --- Own JSON

SOUND = {
    "type": "article",
    "schema_version": "1.0",
    "identifier": "https://news.example/a",
    "language": "en",
    "headline": "Harbour bridge reopens",
}
NESTED_TYPE = {
    "identifier": "https://news.example/a#q1",
    "type": None,
    "text": "We open today.",
    "kind": "direct",
    "attribution": {"links": [{"role": "originator", "agents": [{"type": "person", "name": "Ana Ruiz"}]}]},
}


def written(path: Path, document: Any) -> str:
    path.write_text(json.dumps(document, indent=1), "utf-8")
    return str(path)


def told(result: Result) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.code, one.line, one.column, one.path) for one in result]


def test_what_the_model_understands_and_the_schema_does_not_is_found_at_its_place(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", {**SOUND, "quotes": [NESTED_TYPE]})
    assert [one.code for one in validate(file, select=["NS0"])] == []
    (found,) = validate(file, schemas=True, select=["NS0"])
    assert told(Result([found])) == [("NS033", 10, 12, "/quotes/0/type")]
    assert found.identifier == SOUND["identifier"]


def test_what_the_model_refuses_is_not_said_again_by_the_schema(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", {**SOUND, "headline": 5, "version": 0})
    assert sorted((one.code, one.path) for one in validate(file, schemas=True)) == [
        ("NS016", "/headline"),
        ("NS019", "/version"),
    ]


def test_the_strict_profile_asks_for_the_schema(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", {**SOUND, "quotes": [NESTED_TYPE]})
    assert "NS033" in {one.code for one in validate(file, profile="strict")}
    assert "NS033" not in {one.code for one in validate(file, profile="strict", schemas=False)}


def test_other_json_and_broken_documents_are_not_held_against_the_schema(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"type": "article", "schema_version": "9.0"}\n[1]\n{"type": \n', "utf-8")
    assert "NS033" not in {one.code for one in validate(str(tmp_path), schemas=True)}


def test_a_profile_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean strict"):
        validate(str(ROOT / "fixtures" / "valid"), profile="strickt")


# --- XML

G2 = "http://iptc.org/std/nar/2006-10-01/"
SCHEMA = "http://www.w3.org/2001/XMLSchema"
XSD = f"""<xs:schema xmlns:xs="{SCHEMA}" targetNamespace="{G2}" xmlns="{G2}"
 elementFormDefault="qualified">
 <xs:complexType name="item"><xs:sequence>
  <xs:any namespace="##any" processContents="skip" minOccurs="0" maxOccurs="9"/>
 </xs:sequence><xs:attribute name="version" type="xs:positiveInteger"/>
 <xs:anyAttribute processContents="skip"/></xs:complexType>
 <xs:element name="newsItem" type="item"/>
 <xs:element name="newsMessage"><xs:complexType><xs:sequence>
  <xs:element name="header" minOccurs="0"><xs:complexType><xs:sequence>
   <xs:element name="sent" type="xs:dateTime"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="itemSet"><xs:complexType><xs:sequence>
   <xs:element ref="newsItem" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
 </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""


def item(number: int, version: str = "1") -> str:
    return (
        f'   <newsItem standard="NewsML-G2" standardversion="2.35" conformance="power" guid="urn:example:{number}"\n'
        f'     version="{version}"><itemMeta><itemClass qcode="ninat:text"/><provider literal="x"/>'
        f"<versionCreated>2024-05-01T12:00:00Z</versionCreated></itemMeta>"
        f"<contentMeta><headline>Snow {number}</headline></contentMeta></newsItem>\n"
    )


def message(*items: str, sent: str = "2024-05-01T12:00:00Z") -> str:
    return (
        f'<newsMessage xmlns="{G2}">\n <header><sent>{sent}</sent></header>\n <itemSet>\n{"".join(items)}'
        " </itemSet>\n</newsMessage>"
    )


@pytest.fixture
def xsd(tmp_path: Path) -> str:
    """Return the file of a schema for messages that asks for little."""
    file = tmp_path / "schemas" / "g2.xsd"
    file.parent.mkdir()
    file.write_text(XSD, "utf-8")
    return str(file)


def test_each_item_of_a_message_has_what_the_schema_refuses_in_it(tmp_path: Path, xsd: str) -> None:
    file = tmp_path / "a.xml"
    file.write_text(message(item(0), item(1, "second"), item(2), sent="soon"), "utf-8")
    found = [one for one in validate(str(file), xsd=xsd) if one.code == "NS034"]
    assert [(one.line, one.column, one.path, one.index, one.identifier) for one in found] == [
        (2, 16, "/newsMessage/header/sent", 0, "urn:example:0"),
        (7, 15, "/newsMessage/itemSet/newsItem[2]/@version", 1, "urn:example:1"),
    ]
    assert "'second' is not a valid value" in found[1].message


def test_what_a_schema_refuses_in_an_item_that_is_not_read_is_not_lost(tmp_path: Path, xsd: str) -> None:
    file = tmp_path / "a.xml"
    file.write_text(message(item(0), "   <other/>\n"), "utf-8")
    assert [(one.line, one.column) for one in validate(str(file), xsd=xsd) if one.code == "NS034"] == [(6, 4)]


def test_a_sound_message_passes(tmp_path: Path, xsd: str) -> None:
    file = tmp_path / "a.xml"
    file.write_text(message(item(0), item(1)), "utf-8")
    assert [one.code for one in validate(str(file), xsd=xsd) if one.code.startswith("NS0")] == []


def test_xml_that_is_read_as_meant_is_refused_by_the_schema_nevertheless(tmp_path: Path, xsd: str) -> None:
    file = tmp_path / "a.xml"
    file.write_text(message(item(0).replace("Snow", "Snow&nbsp;day ")), "utf-8")
    found = [one for one in validate(str(file), xsd=xsd) if one.code in {"NS004", "NS034"}]
    assert len(found) == 1
    assert found[0].line == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("<a", "is no XML Schema"),
        ("<a/>", "is no XML Schema"),
        (
            f'<s:schema xmlns:s="{SCHEMA}"><s:import schemaLocation="http://schemas.example/x.xsd"/></s:schema>',
            "loads http://schemas.example/x.xsd",
        ),
    ],
    ids=["missing", "broken", "other", "elsewhere"],
)
def test_a_schema_that_cannot_be_used_is_told_before_anything_is_read(
    text: str | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.xsd"
    if text is not None:
        file.write_text(text, "utf-8")
    sound = written(tmp_path / "a.json", SOUND)
    with pytest.raises(UsageError, match=words):
        validate(sound, xsd=file)
