"""Findings as data: severity, place and text; and Pydantic's errors in words that a person can act on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from newsschema.catalogue import CODES, Rule, Severity
from newsschema.positions import START, Position, join_pointer, locate_json, locate_json_all, position_at

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from newsschema.errors import NewsschemaError

__all__ = [
    "CODES",
    "START",
    "Diagnostic",
    "Position",
    "Rule",
    "Severity",
    "diagnostic",
    "from_error",
    "from_json_error",
    "from_validation_error",
    "locate_json",
    "position_at",
    "shown",
]

MAX_SHOWN: Final = 80
"""The most characters of a value that a message repeats."""

_MAX_TOKENS: Final = 8
_JOINERS: Final = "\u200c\u200d"  # Persian and the scripts of India need them; they reorder nothing


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a code of the catalogue, what is wrong, and where.

    `path` is a JSON Pointer into the model's names, or an XPath for XML; `index` the item in its source, from
    0; `line` and `column` count from 1 in code points and point at the offending value. Where `sensitive` is true
    the message may repeat words that are personal or internal: its text, and `to_dict`, say what the rule says.
    `words` are those of a longer text that are meant, by which their place in the file is found: no report has them.
    """

    code: str
    severity: Severity
    message: str
    path: str = ""
    source: str | None = None
    index: int | None = None
    line: int | None = None
    column: int | None = None
    identifier: str | None = None
    remedy: str | None = None
    sensitive: bool = False
    words: str = field(default="", repr=False, compare=False)

    def masked(self) -> Diagnostic:
        """The finding as it may be shown to anybody: rule, place and identifier, and no word of a sensitive field."""
        if not self.sensitive:
            return self
        rule = CODES.get(self.code)
        message, remedy = (rule.summary, rule.remedy) if rule else ("the finding is not shown", None)
        return replace(self, message=message, remedy=remedy, sensitive=False, words="")

    def to_dict(self) -> dict[str, Any]:
        """The fields that are known, as plain JSON values."""
        one = self.masked()
        pairs = ((each.name, getattr(one, each.name)) for each in fields(one) if each.name != "words")
        return {
            name: str(value) if isinstance(value, Severity) else value
            for name, value in pairs
            if value is not None and value != "" and value is not False
        }

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number is not None]
        source = [] if self.source is None else [shown(self.source, limit=None)]
        where = ":".join(source + numbers)
        path = f" (at {shown(self.path, limit=None)})" if self.path else ""
        message = shown(self.masked().message, limit=None)
        return f"{where}{': ' if where else ''}{self.severity} {self.code}: {message}{path}"


def diagnostic(code: str, message: str | None = None, **place: Any) -> Diagnostic:
    """Builds a finding from its code; what is not given (message, severity, remedy) is the catalogue's."""
    rule = CODES[code]
    place.setdefault("severity", rule.severity)
    place.setdefault("remedy", rule.remedy)
    return Diagnostic(code=code, message=message or rule.summary, **place)


def from_error(error: NewsschemaError, **place: Any) -> Diagnostic:
    """Turns what stopped the reading of one source or archive member into a finding."""
    code = error.code or "NS028"
    place.setdefault("source", getattr(error, "source", None))
    message = getattr(error, "reason", None) or error.message
    return diagnostic(code, message, remedy=error.remedy or CODES[code].remedy, **place)


def shown(value: object, limit: int | None = MAX_SHOWN) -> str:
    """A text as a message may repeat it: at most `limit` characters, controls and reordering ones escaped."""
    pieces: list[str] = []
    size = 0
    text = value if isinstance(value, str) else str(value)
    if text.isprintable() and (limit is None or len(text) <= limit):
        return text
    for character in text:
        piece = _visible(character)
        if limit is not None and size + len(piece) >= limit and size + len(piece) + _rest(text, len(pieces)) > limit:
            return "".join(pieces) + "…"
        pieces.append(piece)
        size += len(piece)
    return "".join(pieces)


def _rest(text: str, done: int) -> int:
    # More than one character is left only if the text goes on: then room is needed for the ellipsis.
    return 1 if done + 1 < len(text) else 0


def _visible(character: str) -> str:
    if character.isprintable() or character == " ":
        return character
    if character in _JOINERS or unicodedata.category(character) == "Zs":
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word of a list that was most likely meant, if one is near."""
    spelt = {known.casefold().replace("-", "_"): known for known in words}
    close = get_close_matches(word.casefold().strip().replace("-", "_").replace(" ", "_"), spelt, n=1, cutoff=0.7)
    return spelt[close[0]] if close else None


# --- Pydantic's errors

_CUSTOM_CODE: Final = re.compile(r"NS\d{3}")
_AGENT_TAGS: Final = frozenset({"person", "organization", "unnamed_source", "source_document"})
_ABSENT: Final = object()


class _Finding(NamedTuple):
    """One of Pydantic's errors, with the steps of its path that lead to a value of the document."""

    type: str
    steps: tuple[str | int, ...]
    value: Any
    context: Mapping[str, Any]
    message: str


def from_validation_error(
    error: ValidationError,
    *,
    data: bytes | None = None,
    root: Any = None,
    origin: Position = START,
    model: type[BaseModel] | None = None,
    sensitive: Callable[[str], bool] | None = None,
    **place: Any,
) -> list[Diagnostic]:
    """Turns a refusal of the model into findings that someone who never saw Pydantic can act on.

    `data` is the JSON text that was validated and begins at `origin` of its source: with it, paths are exact
    and line and column are found. `root` is what was validated, where that is no JSON text. `model` helps to
    suggest names. Where `sensitive` says so of a JSON Pointer, the message does not repeat the value. `place`
    is handed on to each `Diagnostic`: source, index, identifier. In the context of a refusal of the model,
    `pointer` names the place within the object that refused.
    """
    errors = [one for one in error.errors(include_url=False) if not _is_consequence(one)]
    if len(errors) == 1 and errors[0]["type"] == "json_invalid":
        return [from_json_error(str(errors[0].get("ctx", {}).get("error", "")), data=data, origin=origin, **place)]
    if root is None and data is not None:
        root = _parsed(data)
    place["identifier"] = place.get("identifier") or _identifier(root)
    unknown = any(raw["type"] == "extra_forbidden" for raw in errors)
    names = _member_names(model) if model is not None and unknown else frozenset()
    groups: dict[tuple[str | int, ...], list[_Finding]] = {}
    for raw in errors:
        steps = _steps(raw["loc"], raw["type"], raw["input"], _ABSENT if root is None else root)
        for finding in _told_apart(_Finding(raw["type"], steps, raw["input"], raw.get("ctx", {}), raw["msg"])):
            groups.setdefault(finding.steps, []).append(finding)
    found = [
        (finding.type, steps + _deeper(finding), *_explain(finding, findings, names))
        for steps, findings in groups.items()
        for finding in _merged(findings)
    ]
    hidden = [sensitive is not None and sensitive(join_pointer(steps)) for _, steps, _, _ in found]
    wanted = [(join_pointer(steps), kind == "extra_forbidden") for kind, steps, _, _ in found]
    spots = [spot.after(origin) for spot in locate_json_all(data, wanted)] if data is not None else [None] * len(found)
    return [
        _placed(code, CODES[code].summary if hide else message, pointer, spot, place)
        for (_, _, code, message), hide, (pointer, _), spot in zip(found, hidden, wanted, spots, strict=True)
    ]


def _is_consequence(one: ErrorDetails) -> bool:
    """Tells whether a list counts as too short only because an item of it was refused, which is told already."""
    return one["type"] == "too_short" and len(one["input"]) >= one.get("ctx", {}).get("min_length", 1)


def _placed(code: str, message: str, pointer: str, spot: Position | None, place: Mapping[str, Any]) -> Diagnostic:
    lines = {} if spot is None else {"line": spot.line, "column": spot.column}
    return diagnostic(code, message, path=pointer, **lines, **place)


def _parsed(data: bytes) -> Any:
    from pydantic_core import from_json

    try:
        return from_json(data)
    except ValueError:
        return None


def _identifier(root: Any) -> str | None:
    identifier = root.get("identifier") if isinstance(root, dict) else None
    return identifier if isinstance(identifier, str) else None


def _told_apart(finding: _Finding) -> Iterator[_Finding]:
    """Yields one finding for each rule that a refusal of the whole article names in its context."""
    refusals = finding.context.get("refusals")
    if not refusals:
        yield finding
        return
    for code, path, message in refusals:
        yield _Finding(code, (*finding.steps, *path), finding.value, {}, message)


def _deeper(finding: _Finding) -> tuple[str, ...]:
    """The further steps that a refusal of the model names in its context."""
    pointer = finding.context.get("pointer")
    return tuple(pointer.removeprefix("/").split("/")) if isinstance(pointer, str) and pointer else ()


def _steps(loc: Sequence[str | int], kind: str, value: Any, root: Any) -> tuple[str | int, ...]:
    """The path to the value in the document, without the names of union members put between."""
    if root is not _ABSENT:
        exact = _walk(tuple(loc), kind, value, root)
        if exact is not None:
            return exact
    named = len(loc) - 1 if kind in {"missing", "extra_forbidden"} else -1
    return tuple(
        step for at, step in enumerate(loc) if at == named or not _is_inserted(step, loc[at - 1] if at else None)
    )


def _is_inserted(step: str | int, before: str | int | None) -> bool:
    if isinstance(step, int):
        return False
    if step in _AGENT_TAGS:
        return isinstance(before, int) or before in {"by", "agent", "side"}
    return not step.isidentifier() or step in {"str", "int", "float", "bool", "none"}


def _walk(loc: tuple[str | int, ...], kind: str, sought: Any, value: Any) -> tuple[str | int, ...] | None:
    if not loc:
        return () if value is sought or (type(value) is type(sought) and value == sought) else None
    step, rest = loc[0], loc[1:]
    if kind == "missing" and not rest and isinstance(value, dict) and step not in value:
        return (step,)
    inside = _child(value, step)
    taken = _Way((step,), inside) if inside is not _ABSENT else None
    dropped = _Way((), value) if isinstance(step, str) else None
    is_tag = isinstance(value, dict) and value.get("type") == step
    for way in (dropped, taken) if is_tag else (taken, dropped):
        below = None if way is None else _walk(rest, kind, sought, way.value)
        if way is not None and below is not None:
            return way.steps + below
    return None


class _Way(NamedTuple):
    steps: tuple[str | int, ...]
    value: Any


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step, _ABSENT)
    if isinstance(value, list | tuple) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return _ABSENT


def _merged(findings: list[_Finding]) -> list[_Finding]:
    """One finding for the alternatives of a union that refused the same value; others stay apart."""
    first = findings[0]
    if len(findings) == 1 or any(_CUSTOM_CODE.fullmatch(finding.type) for finding in findings):
        return findings
    if all(finding.type == first.type and finding.type != "literal_error" for finding in findings):
        return findings[:1]
    literals = [finding for finding in findings if finding.type == "literal_error"]
    typed = [finding for finding in findings if finding.type.endswith("_type")]
    if literals and typed and not isinstance(first.value, str):
        return typed[:1]
    return (literals or findings)[:1]


def _explain(finding: _Finding, together: list[_Finding], names: frozenset[str]) -> tuple[str, str]:
    """The code and the message of a finding; `together` are the alternatives that refused the same value."""
    if _CUSTOM_CODE.fullmatch(finding.type):
        return (finding.type if finding.type in CODES else "NS039"), shown(finding.message, limit=400)
    if finding.type == "literal_error":
        return _code_message(finding, together)
    if finding.type == "extra_forbidden":
        return "NS014", _unknown_member(finding, names)
    explain = _EXPLAIN.get(finding.type)
    if explain is not None:
        return explain(finding)
    return "NS039", f"{_place(finding)}: {shown(finding.message, limit=200)}"


def _place(finding: _Finding) -> str:
    if not finding.steps:
        return "the document"
    last = finding.steps[-1]
    if isinstance(last, str):
        return f'"{shown(last)}"'
    owner = next((step for step in reversed(finding.steps) if isinstance(step, str)), None)
    return f"item {last + 1}" + (f' of "{shown(owner)}"' if owner else "")


def _quoted(value: Any) -> str:
    if isinstance(value, str):
        return f'"{shown(value, MAX_SHOWN - 2)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown(value) if isinstance(value, int | float) else _kind(value)


def _kind(value: Any) -> str:
    return next((name for kinds, name in _KINDS if isinstance(value, kinds)), "something else")


_KINDS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "true or false"),
    (str, "text"),
    ((int, float), "a number"),
    (dict, "an object"),
    ((list, tuple, set, frozenset), "a list"),
    (type(None), "null"),
)


def _missing(finding: _Finding) -> tuple[str, str]:
    return "NS015", f"{_place(finding)} is missing"


def _unknown_member(finding: _Finding, names: frozenset[str]) -> str:
    name = str(finding.steps[-1]) if finding.steps else ""
    suggestion = nearest(name, names)
    hint = f'; did you mean "{suggestion}"?' if suggestion and suggestion != name else ""
    return f"{_place(finding)} is not a member that is known here{hint}"


def _wrong_type(expected: str) -> Callable[[_Finding], tuple[str, str]]:
    def explain(finding: _Finding) -> tuple[str, str]:
        value = finding.value
        if isinstance(value, float) and not isfinite(value):
            return "NS023", f"{_place(finding)} must be {expected}; NaN and infinity are not numbers of JSON"
        found = _kind(value)
        if found in {"a number", "true or false"}:
            found = _quoted(value)
        return "NS016", f"{_place(finding)} must be {expected}, not {found}"

    return explain


def _range(words: str, key: str) -> Callable[[_Finding], tuple[str, str]]:
    def explain(finding: _Finding) -> tuple[str, str]:
        bound = finding.context.get(key)
        return "NS019", f"{_place(finding)} is {_quoted(finding.value)}, but must be {words} {bound}"

    return explain


def _too_short(finding: _Finding) -> tuple[str, str]:
    least = finding.context.get("min_length", 1)
    if least == 1:
        return "NS020", f"{_place(finding)} is empty; leave it out or fill it"
    return "NS020", f"{_place(finding)} is too short: it needs at least {least} {_units(finding)}"


def _too_long(finding: _Finding) -> tuple[str, str]:
    most = finding.context.get("max_length")
    return "NS020", f"{_place(finding)} is too long: it may have at most {most} {_units(finding)}"


def _units(finding: _Finding) -> str:
    return "characters" if isinstance(finding.value, str) else "items"


def _not_finite(finding: _Finding) -> tuple[str, str]:
    return "NS023", f"{_place(finding)} must be a finite number"


def _not_unicode(finding: _Finding) -> tuple[str, str]:
    return "NS024", f"{_place(finding)} holds half of a surrogate pair, which is no character"


def _unknown_tag(finding: _Finding) -> tuple[str, str]:
    member = str(finding.context.get("discriminator", "'type'")).strip("'")
    known = _tokens(str(finding.context.get("expected_tags", "")))
    tag = finding.context.get("tag")
    if tag is None:
        return "NS021", f'{_place(finding)} has no "{member}", which says what it is'
    return (
        "NS021",
        f'{_place(finding)} has the unknown "{member}" {_quoted(str(tag))}{_choice(str(tag), known)}',
    )


def _tokens(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


def _choice(word: str, known: Sequence[str], other: str = "") -> str:
    suggestion = nearest(word, known)
    hint = f'; did you mean "{suggestion}"?' if suggestion else ";"
    if not known:
        return hint.rstrip(";")
    first = list(dict.fromkeys([suggestion, *known] if suggestion else known))[:_MAX_TOKENS]
    more = f", … ({len(known)} in all)" if len(known) > _MAX_TOKENS else ""
    return f"{hint} Use {'one of ' if len(known) > 1 else ''}{', '.join(first)}{more}{other}".replace("; Use", "; use")


def _code_message(finding: _Finding, together: list[_Finding]) -> tuple[str, str]:
    known = [token for one in together for token in _tokens(str(one.context.get("expected", "")))]
    if not isinstance(finding.value, str):
        return "NS016", f"{_place(finding)} must be text, not {_kind(finding.value)}"
    forms = {form_of(str(one.context.get("pattern"))) for one in together if one.type == "string_pattern_mismatch"}
    other = "".join(f", or {form}" for form in sorted(form for form in forms if form))
    return "NS018", f"{_place(finding)} is {_quoted(finding.value)}{_choice(finding.value, known, other)}"


def _pattern(finding: _Finding) -> tuple[str, str]:
    value = str(finding.value)
    form = form_of(str(finding.context.get("pattern", "")))
    bad = next((character for character in value if not _is_xml(character)), None)
    if bad is not None:
        return "NS024", f"{_place(finding)} holds the character U+{ord(bad):04X}, which cannot be carried"
    if not value:
        return "NS020", f"{_place(finding)} is empty; leave it out or fill it"
    if "\r" in value and form != _LINE_FORM:
        return "NS024", f"{_place(finding)} holds a carriage return; lines end with a line feed alone"
    if form == _LINE_FORM:
        return "NS017", f"{_place(finding)} must be one line of text: it holds a tab or a line break"
    return (
        "NS017",
        f"{_place(finding)} must be {form or 'written in its own form'}: {_quoted(finding.value)} is not",
    )


def _is_xml(character: str) -> bool:
    number = ord(character)
    return number in {9, 10, 13} or (
        number >= 0x20 and not 0xD800 <= number <= 0xDFFF and number not in {0xFFFE, 0xFFFF}
    )


_LINE_FORM: Final = "one line of text"

# A pattern is named by what it takes and what it refuses, so that the model states patterns and nothing beside them.
_FORMS: Final[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        "a date-time with its zone, such as 2024-05-01T12:00:00Z",
        ("2024-05-01T12:00:00Z",),
        ("2024-05-01T12:00:00", "a:b"),
    ),
    (
        "a date-time such as 2024-05-01T12:00:00Z",
        ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00"),
        ("2024-05-01", "a:b"),
    ),
    ("a date such as 2024-05-01, or a date-time", ("2024-05-01T12:00:00Z", "2024-05-01"), ("2024", "a:b")),
    (
        "a year, month or date such as 2024, 2024-05 or 2024-05-01, or a date-time",
        ("2024-05-01T12:00:00Z", "2024"),
        ("a:b",),
    ),
    ("a language tag such as en or zh-Hant-TW", ("en", "zh-Hant-TW"), ("a b", "a:b", "2024")),
    ("a subdivision code such as FR-75", ("FR-75",), ("FR", "a b")),
    ("a country code such as FR", ("FR",), ("fr", "FRA")),
    ("a media type such as image/jpeg", ("image/jpeg",), ("image", "a:b")),
    # The alias of a scheme may have letters that the scheme of an IRI may not.
    ("a code with its scheme, such as medtop:20000065", ("medtop:20000065", "é:a"), ("killed", "a b")),
    ("a code with its scheme, such as medtop:20000065", ("medtop:20000065", "1a:b|c"), ("killed", "a b")),
    (
        "an absolute IRI such as https://example.org/a",
        ("https://example.org/a", "urn:a:b"),
        ("a:b c", "killed"),
    ),
    ("text without control characters", ("a\tb\nc", "a:b"), ("\x08",)),
    (_LINE_FORM, ("a b", "killed", "1"), ("a\tb", "a\nb")),
)


@lru_cache(maxsize=256)
def form_of(pattern: str) -> str | None:
    """What texts of a pattern are, in words; none where the pattern is of no known kind."""
    try:
        takes = re.compile(pattern).search
    except re.error:
        return None
    return next(
        (
            form
            for form, good, bad in _FORMS
            if all(takes(text) for text in good) and not any(takes(text) for text in bad)
        ),
        None,
    )


@lru_cache(maxsize=16)
def _member_names(model: type[BaseModel]) -> frozenset[str]:
    seen: set[Any] = set()
    waiting: list[Any] = [model]
    while waiting:
        one = waiting.pop()
        if one not in seen and hasattr(one, "model_fields"):
            seen.add(one)
            waiting += [field.annotation for field in one.model_fields.values()]
        waiting += [part for part in get_args(one) if not isinstance(part, str)]
    return frozenset(name for one in seen for name in one.model_fields)


_LIST: Final = _wrong_type("a list")
_OBJECT: Final = _wrong_type("an object")
_NUMBER: Final = _wrong_type("a number")
_WHOLE: Final = _wrong_type("a whole number")

_EXPLAIN: Final[Mapping[str, Callable[[_Finding], tuple[str, str]]]] = {
    "missing": _missing,
    "string_type": _wrong_type("text"),
    "string_sub_type": _wrong_type("text"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _not_finite,
    "bool_type": _wrong_type("true or false"),
    "bool_parsing": _wrong_type("true or false"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "none_required": _wrong_type("null"),
    "greater_than_equal": _range("at least", "ge"),
    "greater_than": _range("more than", "gt"),
    "less_than_equal": _range("at most", "le"),
    "less_than": _range("less than", "lt"),
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "string_pattern_mismatch": _pattern,
    "string_unicode": _not_unicode,
    "union_tag_invalid": _unknown_tag,
    "union_tag_not_found": _unknown_tag,
}

# --- JSON that cannot be parsed

_JSON_PLACE: Final = re.compile(r" at line (\d+) column (\d+)$")

# What the parser of pydantic-core (jiter) says, by its beginning, and what that means to a person.
_JSON_ERRORS: Final = (
    ("invalid unicode code point", "NS001", "the text is not valid UTF-8"),
    ("recursion limit", "NS006", "lists and objects are nested too deeply"),
    (
        "unexpected end of hex",
        "NS024",
        r"an escape \uD800 to \uDFFF is half of a surrogate pair, which is no character",
    ),
    ("lone leading surrogate", "NS024", "an escape is half of a surrogate pair, which is no character"),
    ("control character", "NS024", r"a text holds a control character that must be escaped, such as \n"),
    ("EOF while parsing a string", "NS002", "the document ends inside a text: a quotation mark is missing"),
    ("EOF while parsing", "NS002", "the document ends before everything is closed"),
    ("trailing comma", "NS002", "there is a comma with nothing after it"),
    ("trailing characters", "NS002", "there is more text after the end of the document"),
    ("key must be a string", "NS002", "a member name in double quotation marks is expected here"),
    ("expected `:`", "NS002", "a colon is expected after the member name"),
    ("expected `,` or `}`", "NS002", "a comma or a closing brace is expected here"),
    ("expected `,` or `]`", "NS002", "a comma or a closing bracket is expected here"),
    ("invalid escape", "NS002", "a backslash is followed by a character that makes no escape"),
    ("invalid number", "NS002", "a number is not written as JSON writes numbers"),
    ("number out of range", "NS019", "a number is out of range"),
    ("expected", "NS002", "a JSON value is expected here"),
)


def from_json_error(
    error: ValueError | str, *, data: bytes | None = None, origin: Position = START, **place: Any
) -> Diagnostic:
    """Turns an error of `pydantic_core.from_json`, or its text, into a finding with its place."""
    text = str(error)
    match = _JSON_PLACE.search(text)
    code, message = next(
        ((code, words) for start, code, words in _JSON_ERRORS if start in text),
        ("NS002", CODES["NS002"].summary),
    )
    if data is not None and not data.strip():
        message = "the document is empty"
    spot = _json_spot(match, data)
    if spot is None:
        return diagnostic(code, message, **place)
    spot = spot.after(origin)
    return diagnostic(code, message, line=spot.line, column=spot.column, **place)


def _json_spot(match: re.Match[str] | None, data: bytes | None) -> Position | None:
    if match is None:
        return None
    line, column = max(int(match[1]), 1), max(int(match[2]), 1)
    if data is None:
        return Position(line, column, 0)
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    # The parser counts columns in bytes.
    return position_at(data, start + column - 1)
