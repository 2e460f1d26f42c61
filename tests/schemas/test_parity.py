"""Model and JSON Schema accept and refuse the same documents, but for the rules that the schema names."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import jsonschema_rs
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsschema import schemas
from newsschema.errors import VersionError
from newsschema.v1 import Article, CasualtyReport, Quote
from newsschema.v1.codes import AttributionRole, Outcome, QuoteKind
from newsschema.v1.trees import tree
from newsschema.versions import CLASSES, HISTORY, NEWEST, RELEASES
from tests.conftest import valid_fixtures
from tests.strategies.articles import articles, maximal_article, standalone_casualty_reports, standalone_quotes

FIXTURES = {path.stem: json.loads(path.read_bytes()) for path in valid_fixtures()}
VERSIONS = tuple(str(release.version) for release in RELEASES)
BASES = (
    "01-contested-offensive",
    "08-arabic-train-crash",
    "09-correction",
    "10-live-blog",
    "10-photo-story",
    "11-every-field",
    "11-smallest",
    "12-standalone-casualty-report",
    "12-standalone-quote",
)
MUTATIONS_OF_A_BASE = 600

# The refusals of the model by the rule, in the schema's description, that a schema cannot state.
RULE_OF_CODE = {
    "NS102": "references",
    "NS110": "order",
    "NS121": "identity",
    "NS122": "identity",
    "NS123": "identity",
    "NS124": "identity",
    "NS125": "identity",
    "NS126": "identity",
    "NS130": "body",
    "NS131": "body",
    "NS132": "body",
    "NS133": "body",
    "NS134": "body",
    "NS135": "body",
    "NS136": "emptiness",
    "NS141": "body",
    "NS210": "quotes",
    "NS211": "quotes",
    "NS220": "attribution",
    "NS221": "attribution",
    "NS230": "spans",
    "NS231": "spans",
    "NS301": "counts",
    "NS302": "counts",
    "NS303": "counts",
    "NS304": "counts",
    "NS306": "counts",
    "NS310": "cases",
    "NS315": "order",
    "NS320": "references",
    "NS321": "references",
    "NS322": "references",
    "NS323": "references",
    "NS360": "counts",
    "NS361": "references",
}
NULLS = "nulls"
"""The one thing that only the schema refuses: nulls for what a record inside an article does not have."""

UNEXPLAINED = "unexplained"

Document = dict[str, Any]


def validator(name: str, version: str = str(NEWEST)) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schemas.load(version, name))


RUST = {name: validator(name) for name in CLASSES}
RUST_READERS = {name: validator(f"{name}.reader") for name in CLASSES}
PYTHON = {name: jsonschema.Draft202012Validator(schemas.load(str(NEWEST), name)) for name in CLASSES}


def of_newest(document: Document) -> Document:
    """The document as it stands, of the newest version."""
    return {**document, "schema_version": str(NEWEST)}


def refusals(document: Document, root: str, version: str = str(NEWEST)) -> list[tuple[str, Any]]:
    """The types and inputs of the errors of a version; a document that does not say what it is, is none.

    Pydantic also calls a list too short whose items are refused: that is no error of its own.
    """
    if document.get("type") != root or document.get("schema_version") != version:
        return [("no document", None)]
    try:
        HISTORY.refuse_premature(document)
        CLASSES[root].model_validate_json(json.dumps(document))
    except VersionError:
        return [("premature", None)]
    except ValidationError as error:
        errors = [(one["type"], one["input"]) for one in error.errors(include_url=False)]
        return [(kind, value) for kind, value in errors if not (kind == "too_short" and value)]
    return []


def difference(document: Document, root: str, valid: bool, version: str = str(NEWEST)) -> str | None:
    """The named rule by which schema and model differ, `none` where they agree, None where nothing explains it."""
    errors = refusals(document, root, version)
    if bool(errors) is not valid:
        return "none"
    if not errors:
        return NULLS if RUST[root].is_valid(without_nulls(document)) else None
    rules = {RULE_OF_CODE.get(kind) or whole_number(kind, value) or UNEXPLAINED for kind, value in errors}
    return None if UNEXPLAINED in rules else " and ".join(sorted(rules))


def whole_number(kind: str, value: Any) -> str | None:
    return "whole numbers" if kind == "int_type" and isinstance(value, float) and value.is_integer() else None


def without_nulls(document: Document) -> Document:
    changed = deepcopy(document)
    for record in [*changed.get("quotes", []), *changed.get("casualty_reports", [])]:
        for name in ("type", "schema_version", "article"):
            if record.get(name, ...) is None:
                del record[name]
    return changed


# Mutations

Place = tuple[Any, Any]
"""An object or list, and a key or index in it."""


def places(value: Any) -> Iterator[Place]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from places(inner)


VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    2.0,
    151,
    2**53 - 1,
    2**53,
    -181.5,
    "",
    "x",
    "two words",
    "a\tb",
    "a\nb",
    "a\rb",
    "nul\x00",
    "odd\ufffe",
    "\U0001f54a",
    "en",
    "en-",
    "de-CH-1996",
    "AB",
    "AB-CDE",
    "image/png",
    "medtop:1",
    "https://example.org/ü?a=b#c",
    "https://example.org/a b",
    'https://example.org/"',
    "http://[::1]/",
    "urn:x:%zz",
    "relative/path",
    [],
    {},
    ["x"],
    [None],
    {"type": "person"},
    {"type": "person", "name": "Ada Example"},
    {"type": "organization", "name": "Example"},
    {"type": "unnamed_source"},
    {"name": "Ada Example"},
    {"text": "x"},
)
DATES = (
    "2024",
    "0000",
    "2024-00",
    "2024-13",
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "2024-04-31",
    "2024-05-01T10:00",
    "2024-05-01T10:00:00",
    "2024-05-01T10:00:00Z",
    "2024-05-01T24:00:00Z",
    "2024-05-01T23:59:60Z",
    "2024-05-01T10:00:00.123456789Z",
    "2024-05-01T10:00:00.1234567890Z",
    "2024-05-01T10:00:00+14:00",
    "2024-05-01T10:00:00+14:01",
    "2024-05-01t10:00:00z",
    "2024-05-01 10:00:00Z",
)
CODES = ("usable", "killed", "Killed", "direct", "originator", "relayer", "exact", "vague", "person", "other", "about")
MEMBERS = (
    *("mood", "type", "schema_version", "article", "identifier", "name", "extensions", "x-note", "Identifier"),
    *sorted(HISTORY.later_names),
)


def remove(document: Document, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(document)))
    del holder[key]


def add(document: Document, chance: random.Random) -> None:
    objects = [document, *(holder[key] for holder, key in places(document) if isinstance(holder[key], dict))]
    chance.choice(objects)[chance.choice(MEMBERS)] = chance.choice(VALUES)


def retype(document: Document, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(document)))
    holder[key] = deepcopy(chance.choice(VALUES))


def rerange(document: Document, chance: random.Random) -> None:
    numbers = [place for place in places(document) if isinstance(place[0][place[1]], int | float)]
    if numbers:
        holder, key = chance.choice(numbers)
        holder[key] = chance.choice((-holder[key], holder[key] + 1, float(holder[key]), 0, -1, 10, 90.5, 181, 2**53))


def recode(document: Document, chance: random.Random) -> None:
    texts = [place for place in places(document) if isinstance(place[0][place[1]], str)]
    holder, key = chance.choice(texts)
    holder[key] = chance.choice((*CODES, *DATES, holder[key].upper(), holder[key] + "x", holder[key][:-1]))


def repeat(document: Document, chance: random.Random) -> None:
    lists = [place for place in places(document) if isinstance(place[0][place[1]], list)]
    if lists:
        holder, key = chance.choice(lists)
        holder[key] = deepcopy(holder[key] * chance.choice((0, 2)))


def swap(document: Document, chance: random.Random) -> None:
    every = list(places(document))
    (one, here), (other, there) = chance.choice(every), chance.choice(every)
    one[here] = deepcopy(other[there])


MUTATIONS: tuple[Callable[[Document, random.Random], None], ...] = (remove, add, retype, rerange, recode, repeat, swap)


def mutants(base: Document, seed: str, count: int) -> Iterator[Document]:
    chance = random.Random(seed)  # noqa: S311 - the same documents in every run
    for number in range(count):
        document = deepcopy(base)
        for _ in range(chance.choice((1, 1, 1, 2))):
            MUTATIONS[number % len(MUTATIONS)](document, chance)
        yield document


@pytest.mark.parametrize("base", FIXTURES)
def test_every_fixture_is_valid_for_writers_and_readers(base: str) -> None:
    document, root = FIXTURES[base], FIXTURES[base]["type"]
    version = document["schema_version"]
    assert validator(root, version).is_valid(document)
    assert all(validator(f"{root}.reader", each).is_valid(document) for each in VERSIONS)
    assert RUST[root].is_valid(of_newest(document))
    assert PYTHON[root].is_valid(of_newest(document))


@given(document=st.one_of(articles(), standalone_quotes(), standalone_casualty_reports()))
@example(document=maximal_article())
def test_every_document_that_the_model_can_hold_is_valid(document: Article | Quote | CasualtyReport) -> None:
    written = orjson.loads(orjson.dumps(tree(document)))
    assert list(RUST[written["type"]].iter_errors(written)) == []
    assert RUST_READERS[written["type"]].is_valid(written)


@pytest.mark.parametrize("base", BASES)
def test_model_and_schema_agree_on_mutated_documents_but_for_named_rules(base: str) -> None:
    root = FIXTURES[base]["type"]
    found: Counter[str] = Counter()
    for document in mutants(of_newest(FIXTURES[base]), base, MUTATIONS_OF_A_BASE):
        valid = RUST[root].is_valid(document)
        rule = difference(document, root, valid)
        assert rule is not None, (valid, refusals(document, root), document)
        found[rule] += 1
        found["valid" if valid else "invalid"] += 1
        assert not valid or RUST_READERS[root].is_valid(document)
    # A test in which all documents fare alike would prove nothing.
    assert min(found["valid"], found["invalid"]) > MUTATIONS_OF_A_BASE // 20
    assert found["none"] > MUTATIONS_OF_A_BASE // 2


@pytest.mark.parametrize("version", VERSIONS[:-1])
@pytest.mark.parametrize("base", ["08-arabic-train-crash", "10-photo-story", "12-standalone-quote"])
def test_an_earlier_version_accepts_what_its_schemas_say(base: str, version: str) -> None:
    root = FIXTURES[base]["type"]
    earlier = validator(root, version)
    verdicts: Counter[bool] = Counter()
    for document in mutants(FIXTURES[base], base, MUTATIONS_OF_A_BASE // 3):
        valid = earlier.is_valid(document)
        assert difference(document, root, valid, version) is not None, (valid, document)
        verdicts[valid] += 1
    assert min(verdicts.values()) > MUTATIONS_OF_A_BASE // 60


def test_what_a_later_version_added_is_refused_in_an_earlier_document() -> None:
    for version in VERSIONS[:-1]:
        document = {**article(digital_source_type="urn:example:camera"), "schema_version": version}
        assert not validator("article", version).is_valid(document)
        assert refusals(document, "article", version) == [("premature", None)]
        assert RUST["article"].is_valid(of_newest(document))


@pytest.mark.parametrize("base", ["09-correction", "12-standalone-quote"])
def test_a_second_validator_agrees_with_the_first(base: str) -> None:
    root = FIXTURES[base]["type"]
    for document in mutants(of_newest(FIXTURES[base]), base, 60):
        assert PYTHON[root].is_valid(document) == RUST[root].is_valid(document), document


# One document for each rule that a schema cannot state

QUOTE: Document = {
    "identifier": "urn:example:q",
    "kind": "direct",
    "text": "It held.",
    "attribution": {"links": [{"role": "originator", "agents": [{"type": "unnamed_source"}]}]},
}
RELAYED: Document = {"role": "relayer", "agents": [{"type": "organization", "name": "Example Wire"}]}
REPORT: Document = {
    "identifier": "urn:example:c",
    "outcome": "killed",
    "count": {"qualifier": "exact", "number": 3},
    "attribution": QUOTE["attribution"],
}


def article(**members: Any) -> Document:
    return {"type": "article", "schema_version": str(NEWEST), "identifier": "urn:example:a", **members}


UNSTATED: dict[str, Document] = {
    "whole numbers": article(version=1.0),
    "body": article(body="<p>a<p>b</p></p>"),
    "spans": article(body="<p>It held.</p>", quotes=[{**QUOTE, "spans": [{"start": 0, "end": 4, "exact": "held"}]}]),
    "references": article(casualty_reports=[{**REPORT, "event": "urn:example:none"}]),
    "counts": article(casualty_reports=[{**REPORT, "count": {"qualifier": "vague", "number": 3}}]),
    "attribution": article(
        quotes=[
            {
                **QUOTE,
                "attribution": {"links": [{"role": "relayer", "agents": [{"type": "organization", "name": "X"}]}]},
            }
        ]
    ),
    "quotes": article(quotes=[{**QUOTE, "kind": "no_response"}]),
    "order": article(events=[{"identifier": "urn:example:e", "start": "2024", "end": "2023"}]),
    "identity": article(places=[{"latitude": 1.5, "name": "Anytown"}]),
    "emptiness": article(rights={"notice": None, "holders": []}),
    "cases": article(casualty_reports=[{**REPORT, "case_classification": "probable"}]),
}
BEYOND_DOCUMENTS = {"duplicate names", "final line feed", "characters"}
"""Rules about the text of a document, which is gone when a validator sees it, and about validators themselves."""


@pytest.mark.parametrize("rule", UNSTATED)
def test_a_rule_that_the_schema_names_is_the_models_alone(rule: str) -> None:
    document = UNSTATED[rule]
    assert RUST["article"].is_valid(document)
    assert PYTHON["article"].is_valid(document)
    assert difference(document, "article", valid=True) == rule


def test_the_names_are_those_of_the_schemas_description() -> None:
    description = schemas.load(str(NEWEST), "article")["description"]
    listed = [line for line in description.splitlines() if line.startswith("- ")]
    assert len(listed) == len(UNSTATED) + len(BEYOND_DOCUMENTS)
    assert set(RULE_OF_CODE.values()) <= UNSTATED.keys()
    for root in CLASSES:
        assert all(line in schemas.load(str(NEWEST), f"{root}.reader")["description"] for line in listed)


def test_a_null_for_what_a_record_inside_does_not_have_is_refused_by_the_schema_alone() -> None:
    document = article(quotes=[{**QUOTE, "type": None}])
    assert not RUST["article"].is_valid(document)
    assert difference(document, "article", valid=False) == NULLS


def test_a_final_line_feed_passes_only_where_the_validator_lets_it() -> None:
    document = article(headline="Bridge holds\n")
    assert not RUST["article"].is_valid(document)
    assert refusals(document, "article")


def test_the_lists_that_are_mutated_hold_real_codes() -> None:
    known = f"{Outcome} {QuoteKind} {AttributionRole}"
    assert {code for code in CODES if f"'{code}'" in known} >= {"killed", "direct", "originator", "relayer"}
