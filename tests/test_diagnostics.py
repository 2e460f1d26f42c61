"""Findings say what is wrong, where, and what to do, to someone who has never seen the library behind them."""

import json
import pickle
import re
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError, from_json

from newsschema import errors
from newsschema.diagnostics import (
    CODES,
    Diagnostic,
    Position,
    Severity,
    diagnostic,
    form_of,
    from_error,
    from_json_error,
    from_validation_error,
    locate_json,
    position_at,
    shown,
)
from newsschema.errors import DocumentError, LimitError, MissingExtraError, NewsschemaError, SourceError
from newsschema.positions import join_pointer, locate_json_all, split_pointer


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(Strict):
    type: Literal["person"]
    name: Annotated[str, Field(pattern=r"^[^\x00-\x1F\uFFFE\uFFFF]+$")]
    person: int = 0


class Organization(Strict):
    type: Literal["organization"]
    name: str


IRI = r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20]+$"
Agent = Annotated[Person | Organization, Field(discriminator="type")]


class Report(Strict):
    agents: tuple[Agent, ...] = ()
    agent: Agent | None = None
    outcome: Literal["killed", "injured", "missing"] | Annotated[str, Field(pattern=IRI)] = "killed"
    status: Literal["usable", "withheld"] = "usable"
    number: Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)] = 0
    share: Annotated[float, Field(strict=True, allow_inf_nan=False)] = 0.0
    free: Annotated[bool, Field(strict=True)] = False
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")] = "en"
    pair: Annotated[tuple[int, ...], Field(min_length=2, max_length=3)] = (1, 2)
    low: int = 0
    high: int = 0

    @model_validator(mode="after")
    def _ordered(self) -> "Report":
        if self.low > self.high:
            raise PydanticCustomError(
                "NS039", "low {low} is more than high {high}", {"low": self.low, "high": self.high, "pointer": "/low"}
            )
        return self


class Root(Strict):
    identifier: str
    reports: tuple[Report, ...] = ()


def found(data: bytes | str, **options: Any) -> list[Diagnostic]:
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(ValidationError) as caught:
        Root.model_validate_json(data)
    return from_validation_error(caught.value, data=data, source="a.json", **options)


def of_report(members: str) -> Diagnostic:
    (finding,) = found(f'{{"identifier": "urn:x",\n "reports": [{{{members}}}]}}')
    assert finding.path.startswith("/reports/0")
    assert finding.line == 2
    assert finding.identifier == "urn:x"
    return finding


# --- The catalogue


def test_every_code_is_complete_and_in_order() -> None:
    assert list(CODES) == sorted(CODES)
    for code, rule in CODES.items():
        assert re.fullmatch(r"NS\d{3}", code)
        assert rule.code == code
        assert all(text and text.strip() == text for text in rule[2:-2])
        assert rule.explanation.endswith(".")
        assert rule.remedy.endswith(".")


def test_a_finding_takes_what_is_not_said_from_its_rule() -> None:
    finding = diagnostic("NS011", source="a.html")
    assert (finding.severity, finding.message, finding.remedy) == (
        Severity.ERROR,
        CODES["NS011"].summary,
        CODES["NS011"].remedy,
    )
    assert diagnostic("NS011", severity=Severity.INFO).severity is Severity.INFO
    with pytest.raises(KeyError):
        diagnostic("NS000")


def test_to_dict_is_plain_json_without_what_is_unknown() -> None:
    finding = Diagnostic("NS011", Severity.ERROR, "no article", source="a.html", index=0, line=1)
    plain = finding.to_dict()
    assert plain == {
        "code": "NS011",
        "severity": "error",
        "message": "no article",
        "source": "a.html",
        "index": 0,
        "line": 1,
    }
    assert type(plain["severity"]) is str
    assert json.loads(json.dumps(plain)) == plain


def test_a_finding_as_text_escapes_the_source_name() -> None:
    finding = Diagnostic("NS011", Severity.ERROR, "no article", path="/a", source="a\n::error.json", line=3, column=7)
    assert str(finding) == "a\\u000a::error.json:3:7: error NS011: no article (at /a)"


# --- Pydantic's errors

MESSAGES = {
    '"number": -1': ("NS019", "/number", '"number" is -1, but must be at least 0'),
    '"number": 9007199254740992': (
        "NS019",
        "/number",
        '"number" is 9007199254740992, but must be at most 9007199254740991',
    ),
    '"number": "7"': ("NS016", "/number", '"number" must be a whole number, not text'),
    '"number": 1.5': ("NS016", "/number", '"number" must be a whole number, not 1.5'),
    '"number": true': ("NS016", "/number", '"number" must be a whole number, not true'),
    '"number": null': ("NS016", "/number", '"number" must be a whole number, not null'),
    '"share": NaN': ("NS023", "/share", '"share" must be a finite number'),
    '"free": "yes"': ("NS016", "/free", '"free" must be true or false, not text'),
    '"language": 5': ("NS016", "/language", '"language" must be text, not 5'),
    '"language": ""': ("NS020", "/language", '"language" is empty; leave it out or fill it'),
    '"language": "e n"': (
        "NS017",
        "/language",
        '"language" must be a language tag such as en or zh-Hant-TW: "e n" is not',
    ),
    '"pair": [1]': ("NS020", "/pair", '"pair" is too short: it needs at least 2 items'),
    '"pair": [1, 2, 3, 4]': ("NS020", "/pair", '"pair" is too long: it may have at most 3 items'),
    '"pair": [1, 2, {}]': ("NS016", "/pair/2", 'item 3 of "pair" must be a whole number, not an object'),
    '"agents": {}': ("NS016", "/agents", '"agents" must be a list, not an object'),
    '"agents": [3]': ("NS016", "/agents/0", 'item 1 of "agents" must be an object, not 3'),
    '"agents": [{"type": "persn"}]': (
        "NS021",
        "/agents/0",
        'item 1 of "agents" has the unknown "type" "persn"; did you mean "person"? Use one of person, organization',
    ),
    '"agents": [{"name": "x"}]': ("NS021", "/agents/0", 'item 1 of "agents" has no "type", which says what it is'),
    '"agents": [{"type": "person"}]': ("NS015", "/agents/0/name", '"name" is missing'),
    '"agents": [{"type": "person", "name": "a\\tb"}]': (
        "NS017",
        "/agents/0/name",
        '"name" must be one line of text: it holds a tab or a line break',
    ),
    '"agents": [{"type": "person", "name": "a\\u0007b"}]': (
        "NS024",
        "/agents/0/name",
        '"name" holds the character U+0007, which cannot be carried',
    ),
    '"agents": [{"type": "person", "name": "x", "person": "y"}]': (
        "NS016",
        "/agents/0/person",
        '"person" must be a whole number, not text',
    ),
    '"agent": {"type": "person", "name": 1}': ("NS016", "/agent/name", '"name" must be text, not 1'),
    '"outcome": "Kiled"': (
        "NS018",
        "/outcome",
        (
            '"outcome" is "Kiled"; did you mean "killed"? Use one of killed, injured, missing, '
            "or an absolute IRI such as https://example.org/a"
        ),
    ),
    '"outcome": 5': ("NS016", "/outcome", '"outcome" must be text, not 5'),
    '"status": "gone"': ("NS018", "/status", '"status" is "gone"; use one of usable, withheld'),
    '"low": 3': ("NS039", "/low", "low 3 is more than high 0"),
    '"x/y~": 3': ("NS014", "/x~1y~0", '"x/y~" is not a member that is known here'),
}


@pytest.mark.parametrize("members", MESSAGES)
def test_messages_are_for_people(members: str) -> None:
    code, path, message = MESSAGES[members]
    finding = of_report(members)
    assert (finding.code, finding.path, finding.message) == (code, f"/reports/0{path}", message)


@pytest.mark.parametrize("members", MESSAGES)
def test_paths_without_the_document_are_the_same(members: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Root.model_validate_json(f'{{"identifier": "urn:x", "reports": [{{{members}}}]}}')
    (finding,) = from_validation_error(caught.value)
    assert (finding.path, finding.line) == (f"/reports/0{MESSAGES[members][1]}", None)


def test_every_problem_of_a_document_is_reported_once() -> None:
    findings = found('{"reports": [{"outcome": "x y", "number": -1}, 5], "extra": 1}')
    assert sorted((finding.code, finding.path) for finding in findings) == [
        ("NS014", "/extra"),
        ("NS015", "/identifier"),
        ("NS016", "/reports/1"),
        ("NS018", "/reports/0/outcome"),
        ("NS019", "/reports/0/number"),
    ]


def test_unknown_members_suggest_the_nearest_name() -> None:
    (finding,) = found('{"identifier": "urn:x", "reports": [{"langauge": "en"}]}', model=Root)
    assert finding.message == '"langauge" is not a member that is known here; did you mean "language"?'


def test_positions_are_those_of_the_value_and_of_the_name_of_an_unknown_member() -> None:
    text = '{\r\n  "identifier": "urn:x",\n  "reports": [\n    {"é😀": 1, "number":   -5}\n  ]}'
    places = {finding.code: (finding.line, finding.column) for finding in found(text)}
    assert places == {"NS014": (4, 6), "NS019": (4, 27)}


def test_positions_count_from_the_origin_of_a_part() -> None:
    (finding,) = found('{"identifier":\n 5}', origin=Position(80_000, 1, 1_000_000))
    assert (finding.line, finding.column) == (80_001, 2)
    (finding,) = found('{"identifier": 5}', origin=Position(3, 10, 40))
    assert (finding.line, finding.column) == (3, 25)


def test_sensitive_values_are_not_repeated() -> None:
    (finding,) = found(
        '{"identifier": "urn:x", "reports": [{"outcome": "SENTINEL"}]}',
        sensitive=lambda path: path == "/reports/0/outcome",
    )
    assert "SENTINEL" not in str(finding)
    assert finding.message == CODES["NS018"].summary


@given(st.text(min_size=1))
def test_no_value_is_repeated_beyond_eighty_characters_or_with_controls(value: str) -> None:
    text = shown(value)
    assert 0 < len(text) <= 80
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028]", text)


def test_shown_keeps_what_scripts_need_and_escapes_what_reorders() -> None:
    assert shown("بيان «قال» क्\u200dष 日本") == "بيان «قال» क्\u200dष 日本"
    assert shown("a\u202eb\x1b[31m\ud800\U000e0001") == "a\\u202eb\\u001b[31m\\ud800\\U000e0001"
    assert shown("x" * 80) == "x" * 80
    assert shown("x" * 81) == "x" * 79 + "…"
    assert len(shown("\n" * 100)) <= 80


def test_long_values_are_cut_in_messages() -> None:
    finding = of_report(f'"outcome": "{"x y" * 500}"')
    assert "x y" * 20 in finding.message
    assert "x y" * 30 not in finding.message


def test_patterns_of_the_model_are_named_in_words() -> None:
    text = pytest.importorskip("newsschema.v1.text")
    times = pytest.importorskip("newsschema.v1.times")
    named = {
        times.INSTANT_PATTERN: "a date-time with its zone",
        times.DATE_TIME_PATTERN: "a date-time such",
        times.DAY_OR_FINER_PATTERN: "a date such",
        times.PARTIAL_DATE_PATTERN: "a year, month or date",
        text.LANGUAGE_PATTERN: "a language tag",
        text.COUNTRY_PATTERN: "a country code",
        text.SUBDIVISION_PATTERN: "a subdivision code",
        text.MEDIA_TYPE_PATTERN: "a media type",
        text.IRI_PATTERN: "an absolute IRI",
        text.QCODE_PATTERN: "a code with its scheme",
        text.TEXT_PATTERN: "text without control characters",
        text.LINE_PATTERN: "one line of text",
    }
    assert {pattern: (form_of(pattern) or "")[: len(words)] for pattern, words in named.items()} == named


# --- JSON that cannot be parsed

BROKEN = {
    b'{"a":\n "\xc3\xa9", ,}': ("NS002", 2, 7, "a member name in double quotation marks is expected here"),
    b'{"a":"\xff"}': ("NS001", 1, 7, "the text is not valid UTF-8"),
    b"": ("NS002", 1, 1, "the document is empty"),
    b"  \n": ("NS002", 2, 1, "the document is empty"),
    b"[" * 10_000: ("NS006", 1, 202, "lists and objects are nested too deeply"),
    b'{"a": 1': ("NS002", 1, 7, "the document ends before everything is closed"),
    b'{"a": "x': ("NS002", 1, 8, "the document ends inside a text: a quotation mark is missing"),
    b'{"a": 1} x': ("NS002", 1, 10, "there is more text after the end of the document"),
    b'{"a": 1,}': ("NS002", 1, 9, "there is a comma with nothing after it"),
    b'{"a" 1}': ("NS002", 1, 6, "a colon is expected after the member name"),
    b'{"a": 1 "b"}': ("NS002", 1, 9, "a comma or a closing brace is expected here"),
    b"[1 2]": ("NS002", 1, 4, "a comma or a closing bracket is expected here"),
    b'{"a": 01}': ("NS002", 1, 8, "a number is not written as JSON writes numbers"),
    b'{"a": tru}': ("NS002", 1, 10, "a JSON value is expected here"),
    b'{"a": "\\x"}': ("NS002", 1, 9, "a backslash is followed by a character that makes no escape"),
    b'{"a": "\x01"}': ("NS024", 1, 8, "a text holds a control character that must be escaped, such as \\n"),
}


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: repr(data[:20]))
def test_broken_json_is_explained_at_its_place(data: bytes) -> None:
    (finding,) = found(data)
    assert (finding.code, finding.line, finding.column, finding.message) == BROKEN[data]
    with pytest.raises(ValueError, match="line") as caught:
        from_json(data)
    assert from_json_error(caught.value, data=data).message == finding.message


# --- Places in JSON

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def _pointers(value: Any, steps: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [(steps, value), *(pair for step, below in inside for pair in _pointers(below, (*steps, step)))]


@given(json_values, st.sampled_from([None, 0, 3]), st.booleans(), st.sampled_from(["", "\ufeff"]))
def test_every_value_is_located(value: Any, indent: int | None, ascii_only: bool, mark: str) -> None:
    text = mark + json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    data = text.encode("utf-8")
    pairs = _pointers(value)
    spots = locate_json_all(data, [(join_pointer(steps), False) for steps, _ in pairs])
    for (steps, below), spot in zip(pairs, spots, strict=True):
        rest = data[spot.offset :].decode()
        assert json.JSONDecoder().raw_decode(rest)[0] == below
        assert spot == locate_json(data, join_pointer(steps)) == position_at(data, spot.offset)
        line = text.removeprefix("\ufeff").split("\n")[spot.line - 1]
        assert line[spot.column - 1 :] == rest.split("\n")[0]


@given(st.lists(st.text(max_size=5) | st.integers(0, 99), max_size=4))
def test_pointers_come_apart_as_they_were_joined(steps: list[str | int]) -> None:
    assert split_pointer(join_pointer(steps)) == tuple(str(step) for step in steps)


def test_the_last_of_two_members_counts() -> None:
    data = b'{"a": {"b": 1, "c": 2},\n "a": {"b": 3}}'
    assert locate_json(data, "/a/b")[:2] == (2, 13)
    # What only the first of the two had is no longer there.
    assert locate_json(data, "/a/c")[:2] == (2, 7)


def test_what_is_absent_is_reported_at_what_is_around_it() -> None:
    data = b'{"a": [{"b": 1}]}'
    assert locate_json(data, "/a/0/zz").offset == 7
    assert locate_json(data, "/a/7").offset == 6
    assert locate_json(data, "/zz", name=True).offset == 0


@given(st.binary(max_size=60), st.sampled_from(["", "/a", "/0", "/a/0/b", "/-1", "/٣"]))
def test_a_place_is_given_in_any_bytes(data: bytes, pointer: str) -> None:
    spot = locate_json(data, pointer)
    assert 0 <= spot.offset <= len(data)
    assert spot.line >= 1
    assert spot.column >= 1


@pytest.mark.parametrize("cut", range(1, 40))
def test_truncated_text_gives_the_nearest_place(cut: int) -> None:
    data = b'{"a": [1, {"b": "x\\"y", "c": [2, 3]}]}'
    assert locate_json(data[:cut], "/a/1/c/1").offset <= cut


def test_a_deep_document_is_no_danger() -> None:
    data = b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b', "b": 1}'
    assert locate_json(data, "/b").offset == len(data) - 2


# --- Exceptions

MEMBERS = [
    errors.UsageError("--jobs must be 1 or more", "Give a number"),
    SourceError("a.gz", "the compressed data is truncated", "Fetch it again", "NS008"),
    LimitError("a.gz", "unpacks to more than 1000 times its size", "max_expansion", 1000, "NS009"),
    errors.FormatError("RSS 2.0", "RSS 2.0 is recognised but not read", "feed.xml", "Convert it first"),
    DocumentError((diagnostic("NS011", source="a.html"), diagnostic("NS010", line=3)), "a.html"),
    MissingExtraError("parquet", "Writing Parquet"),
    errors.VersionError("9.0", "1.0"),
    errors.OutputError("out/", "already holds files", "Name another directory"),
]


def test_every_member_of_the_family_is_tried() -> None:
    family = {
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, NewsschemaError)
    }
    assert {type(error) for error in MEMBERS} == family - {NewsschemaError}


@pytest.mark.parametrize("error", MEMBERS, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling_with_their_fields(error: NewsschemaError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_errors_say_what_where_and_what_to_do() -> None:
    texts = [str(error) for error in MEMBERS]
    assert texts[1] == "a.gz: the compressed data is truncated. Fetch it again."
    assert texts[2].endswith("raise the limit with --max-expansion.")
    assert texts[4].splitlines()[0] == "a.html has 2 problems"
    assert texts[5] == "Writing Parquet needs packages that are not installed. Run: pip install 'newsschema[parquet]'"
    assert str(SourceError("-", "is empty")) == "standard input: is empty."


def test_what_stops_a_source_becomes_a_finding() -> None:
    finding = from_error(MEMBERS[2], index=3)
    assert (finding.code, finding.source, finding.index) == ("NS009", "a.gz", 3)
    assert finding.message == "unpacks to more than 1000 times its size"
    assert finding.remedy == MEMBERS[2].remedy
