"""Patterns of strings: what they take, and that Python, Rust (Pydantic) and ECMA-262 give the same verdict."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from newsschema.v1 import Article, Quote
from newsschema.v1 import text as slots
from newsschema.v1.base import Model
from newsschema.v1.body import BODY_PATTERN
from newsschema.v1.text import canonical_language
from newsschema.v1.times import DATE_TIME_PATTERN, DAY_OR_FINER_PATTERN, INSTANT_PATTERN, PARTIAL_DATE_PATTERN
from tests.strategies import pools
from tests.strategies.shapes import Many, Scalar, fields_of, models_below

PATTERNS = {
    "line": slots.LINE_PATTERN,
    "text": slots.TEXT_PATTERN,
    "content": slots.CONTENT_PATTERN,
    "iri": slots.IRI_PATTERN,
    "qcode": slots.QCODE_PATTERN,
    "language": slots.LANGUAGE_PATTERN,
    "media type": slots.MEDIA_TYPE_PATTERN,
    "country": slots.COUNTRY_PATTERN,
    "subdivision": slots.SUBDIVISION_PATTERN,
    "body": BODY_PATTERN,
    "instant": INSTANT_PATTERN,
    "date-time": DATE_TIME_PATTERN,
    "day or finer": DAY_OR_FINER_PATTERN,
    "partial date": PARTIAL_DATE_PATTERN,
}

GOOD: dict[str, Sequence[str]] = {
    "line": pools.LINES,
    "text": (*pools.LINES, *pools.MULTILINE),
    "content": ("", *pools.LINES, *pools.MULTILINE),
    "iri": (
        *pools.IRIS,
        "A+b-c.1:x",
        "urn:a:%20",
        "http://[::1]",
        "http://a@b:/",
        "https://example.org/?#",
        "x:/",
        "x:a/b//c",
        "https://example.org/a'b(c)!$&*+,;=:@~",
    ),
    "qcode": pools.QCODES,
    "language": (
        *pools.LANGUAGES,
        "de",
        "hy-Latn-IT-arevela",
        "de-1901-1996",
        "zh-cmn-Hans-CN",
        "az-Arab-x-AZE-derbend",
        "en-u-islamcal",
        "x-a",
        "X-A-B",
        "en-0-ab",
    ),
    "media type": (*pools.MEDIA_TYPES, "a/b", "x-y.z/+json", "a/b;c", "a/b; c=d; e=f"),
    "country": (*pools.COUNTRIES, "ZZ"),
    "subdivision": (*pools.SUBDIVISIONS, "GB-ENG", "AA-0"),
    "body": ("<p>x</p>", "<hr/>", '<h6 id="a">x</h6>', "<pre>\n\t</pre>"),
    "instant": pools.INSTANTS,
    "date-time": pools.LOCAL_TIMES,
    "day or finer": pools.DAYS,
    "partial date": (*pools.YEARS, *pools.MONTHS),
}

BAD: dict[str, Sequence[str]] = {
    "line": ("", "a\tb", "a\nb", "\n", "a\r", "\x00", "a\x1f", "\x0b", "\ufffe", "\uffff"),
    "text": ("", "a\rb", "\r\n", "\x00", "\x0b", "\x0c", "a\x1f", "\x08", "\ufffe", "\uffff"),
    "content": ("\r", "\x00", "\x1b", "\ufffe", "\uffff"),
    "iri": (
        "",
        "a",
        "a/b",
        "//example.org",
        "?a",
        "#a",
        ":a",
        "1a:b",
        "é:b",
        "a b:c",
        "urn:",
        "http:",
        "https://example.org/a b",
        "https://example.org/<a>",
        'https://example.org/"a"',
        "https://example.org/{a}",
        "https://example.org/a|b",
        "https://example.org/a\\b",
        "https://example.org/a^b",
        "https://example.org/`a`",
        "https://example.org/%",
        "https://example.org/%2",
        "https://example.org/%GG",
        "https://example.org/#a#b",
        "https://example.org/[a]",
        "https://exa[mple.org/",
        "https://example.org:port/",
        "https://a@b@c/",
        "https://example.org/\n",
        "https://example.org/\x7f",
        "https://example.org/\ufffe",
    ),
    "qcode": ("", "a", ":a", "a:", "a b:c", "a:b c", "a:b\n", "a\tb:c", "a\u00a0:b", "a:\u0085", "a:\ufffe"),
    "language": (
        "",
        "e",
        "en_US",
        "en-",
        "-en",
        "en--US",
        "english-language-x",
        "toolonglanguage",
        "en-US-US-US",
        "en-a",
        "en-x",
        "x",
        "x-",
        "en-abcdefghi",
        "é",
        "en US",
        "123",
        "ｅｎ",
    ),
    "media type": ("", "image", "image/", "/jpeg", "image/jpeg/x", "image /jpeg", "a/b;", "a/b;\n", "ä/b", "a/b; \x7f"),
    "country": ("", "F", "FRA", "fr", "F1", "ＦＲ", " FR"),
    "subdivision": ("", "FR", "FR-", "FR-ABCD", "fr-75", "FR_75", "75-FR", "FR-é"),
    "body": (
        "",
        "x",
        "p",
        "<p>x",
        "<b>x</b>",
        "<div>x</div>",
        "</p>",
        "<p>x</p>\r",
        "<p>\x00</p>",
        " <p>x</p>",
        "<P>x</P>",
    ),
    "instant": ("2024-05-01T12:00:00", "2024-05-01", "x"),
    "date-time": ("2024-05-01", "2024", "2024-05-01T12:00"),
    "day or finer": ("2024", "2024-05", "2023-02-29"),
    "partial date": ("", "0000", "2024-5", "2024-13", "٢٠٢٤"),
}

NODE = shutil.which("node")
ECMA = """
let input = "";
process.stdin.on("data", part => input += part);
process.stdin.on("end", () => {
  const asked = JSON.parse(input);
  const takes = (pattern, text) => new RegExp(pattern, "u").test(text);
  const said = asked.map(([pattern, text]) => [takes(pattern, text), takes(pattern, text + "\\n")]);
  process.stdout.write(JSON.stringify(said));
});
"""


@cache
def rust(name: str) -> TypeAdapter[str]:
    return TypeAdapter(Annotated[str, Field(pattern=PATTERNS[name])])


def pydantic_takes(name: str, text: str) -> bool:
    try:
        rust(name).validate_python(text)
    except ValidationError:
        return False
    return True


def python_takes(name: str, text: str) -> bool:
    # `$` of Python also matches before a final line feed; `\Z` is what the others mean.
    pattern = PATTERNS[name].removesuffix("$") + r"\Z"
    return re.match(pattern, text) is not None


CASES = [(name, text, True) for name, texts in GOOD.items() for text in texts]
CASES += [(name, text, False) for name, texts in BAD.items() for text in texts]


def test_every_pattern_of_the_model_is_in_these_tables() -> None:
    stated: set[str | None] = set()
    for root in (Article, Quote):
        for model in models_below(root):
            for field in fields_of(model):
                shape = field.shape.item if isinstance(field.shape, Many) else field.shape
                if isinstance(shape, Scalar):
                    stated.add(getattr(shape.base, "pattern", None) or shape.pattern)
    assert stated - {None} <= set(PATTERNS.values())
    assert GOOD.keys() == BAD.keys() == PATTERNS.keys()


@pytest.mark.parametrize(("name", "text", "good"), CASES)
def test_the_verdict_is_that_of_the_table(name: str, text: str, good: bool) -> None:
    assert pydantic_takes(name, text) is good
    assert python_takes(name, text) is good


@given(st.sampled_from(sorted(PATTERNS)), st.data())
def test_rust_and_python_give_the_same_verdict(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from((*GOOD[name], *BAD[name])))
    piece = data.draw(st.text(st.sampled_from("a1Z:/?#[]@%-+.TZ \t\n\ré\ufffe\u00a0\U0001f525"), max_size=3))
    at = data.draw(st.integers(0, len(seed)))
    text = seed[:at] + piece + seed[at + data.draw(st.integers(0, 2)) :]
    assert pydantic_takes(name, text) is python_takes(name, text)


@pytest.mark.skipif(NODE is None, reason="no ECMA-262 engine: node is not installed")
def test_ecma_262_gives_the_same_verdict() -> None:
    asked = [(PATTERNS[name], text) for name, text, _ in CASES]
    run = subprocess.run([str(NODE), "-e", ECMA], input=json.dumps(asked), capture_output=True, text=True, check=True)
    said = json.loads(run.stdout)
    wrong = [
        (name, text)
        for (name, text, good), (plain, with_line_feed) in zip(CASES, said, strict=True)
        if plain is not good or with_line_feed is not pydantic_takes(name, text + "\n")
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_patterns_keep_to_what_all_three_engines_have(name: str) -> None:
    pattern = PATTERNS[name]
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(r"\\[dDwWsSbBpPAzZ]|\(\?(?!:)|[*+?}]\+|\*\?|\+\?|\\[1-9]", pattern)
    outside_classes = re.sub(r"\[(?:\\.|[^\]\\])*\]", "", pattern)
    assert "&&" not in outside_classes
    assert "." not in outside_classes.replace("\\.", "")


@given(st.characters())
def test_a_line_takes_what_xml_takes_but_tab_and_line_end(character: str) -> None:
    number = ord(character)
    xml = 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or number >= 0x10000
    if not 0xD800 <= number <= 0xDFFF:
        assert pydantic_takes("line", character) is xml
        assert pydantic_takes("text", character) is (xml or character in "\t\n")
        assert pydantic_takes("content", character) is (xml or character in "\t\n")


@pytest.mark.parametrize("field", ["headline", "summary"])
def test_half_a_surrogate_pair_is_refused(field: str) -> None:
    with pytest.raises(ValidationError):
        Article.model_validate({"identifier": "urn:example:a", field: "a\ud83d"})
    with pytest.raises(ValidationError):
        Article.model_validate_json(f'{{"identifier": "urn:example:a", "{field}": "a\\ud83d"}}')


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("EN", "en"),
        ("en-us", "en-US"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("sr-latn", "sr-Latn"),
        ("DE-ch-1996", "de-CH-1996"),
        ("en-A-BBB-X-A-CCC", "en-a-bbb-x-a-ccc"),
        ("X-Klingon", "x-klingon"),
        ("es-419", "es-419"),
        ("sl-ROZAJ-biske", "sl-rozaj-biske"),
        ("zh-YUE", "zh-yue"),
    ],
)
def test_the_canonical_case_of_a_language(written: str, canonical: str) -> None:
    assert canonical_language(written) == canonical
    assert Article(identifier="urn:example:a", language=written).language == written


@given(st.sampled_from(pools.LANGUAGES))
def test_the_canonical_language_is_one_and_stays_one(tag: str) -> None:
    assert canonical_language(canonical_language(tag)) == canonical_language(tag)
    assert pydantic_takes("language", canonical_language(tag))


def test_every_string_of_the_model_has_a_pattern() -> None:
    bare = [
        f"{model.__name__}.{field.name}"
        for model in _models()
        for field in fields_of(model)
        for shape in [field.shape.item if isinstance(field.shape, Many) else field.shape]
        if isinstance(shape, Scalar) and shape.base is str and shape.pattern is None
    ]
    assert bare == []


def _models() -> tuple[type[Model], ...]:
    return models_below(Article)
