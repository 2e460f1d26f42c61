"""A feed of 2 000 good documents in which 100 faults of 60 kinds are planted: exactly those are found, at their places.

Good and bad documents are made of the fixtures and of the examples of the rules, each under an identifier of its own. A
fault is looked up in the text that is written, and its place is never asked of the code that is tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import newsschema as ns
from newsschema.archive.validation import validate
from newsschema.catalogue import CODES, Severity
from newsschema.checks.examples import examples
from newsschema.checks.registry import checks, feed_rules
from newsschema.positions import split_pointer
from tests.conftest import valid_fixtures

LINES, MESSAGES, PAGES = 1_700, 150, 150
PER_FILE: Final = 100
IN_LINES: Final = 40
"""The kinds of faults that are planted in JSON Lines, each twice; ten more stand in messages, and ten in pages."""

# Warnings in these are defended, and a report of every field has more of them; the rest has none.
NOT_CLEAN: Final = ("08-japanese-landslide", "11-every-field")
MARK: Final = "\x01"


class Fault(NamedTuple):
    """A fault as it must be found: the file, the code, the line and the column."""

    file: str
    code: str
    line: int
    column: int


def at(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of a character of a text."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


# --- JSON Lines


def renamed(document: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the document under another identifier, with a last paragraph that no other document has."""
    host = re.match(r"[a-z]+:(?://)?[^/:#]+", document["identifier"])
    assert host is not None
    new: dict[str, Any] = json.loads(json.dumps(document).replace(f'"{host[0]}', f'"https://feed.example/{number}'))
    if new.get("body"):
        new["body"] += f"<p>Item {number} of the day.</p>"
    return new


def marked(document: dict[str, Any], pointer: str) -> str:
    """Return a line of JSON up to the value that a pointer leads to."""
    new = json.loads(json.dumps(document))
    owner = new
    *steps, last = split_pointer(pointer) or ("",)
    if last == "":
        return ""
    for step in steps:
        owner = owner[int(step)] if isinstance(owner, list) else owner[step]
    owner[int(last) if isinstance(owner, list) else last] = MARK
    return line_of(new).partition(json.dumps(MARK))[0]


def line_of(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def good_lines() -> Iterator[str]:
    texts = [path.read_text("utf-8") for path in valid_fixtures() if path.stem not in NOT_CLEAN]
    texts += [examples(code).good.documents[0] for code in sorted(checks()) if code.startswith("NS")]
    articles = [base for base in map(json.loads, texts) if base["type"] == "article"]
    return (line_of(renamed(base, number)) for number, base in enumerate(islice(cycle(articles), LINES)))


def kinds_in_lines() -> list[str]:
    """Return codes of every family, those over feeds included."""
    rules = [code for code in sorted({*checks(), *feed_rules()}) if code.startswith("NS") and not CODES[code].profile]
    feeds = [code for code in rules if code in feed_rules()]
    others = [code for code in rules if code not in feeds and code not in {*IN_MESSAGES, *IN_PAGES}]
    step = len(others) / (IN_LINES - len(feeds))
    return feeds + [others[int(index * step)] for index in range(IN_LINES - len(feeds))]


# What is meant is not all of the value.
WORDS: Final = {"NS908": "desk:tiger"}


def planted_lines(code: str, number: int) -> Iterator[tuple[str, int | None]]:
    """Yield the lines of an example, and for the last the column of its fault."""
    bad = examples(code).bad
    documents = [renamed(json.loads(one), number) for one in bad.documents]
    for document in documents[:-1]:
        yield line_of(document), None
    last = line_of(documents[-1])
    words = WORDS.get(code)
    yield last, (last.index(words) if words else len(marked(documents[-1], bad.pointer))) + 1


def write_lines(folder: Path) -> Iterator[Fault]:
    good = list(good_lines())
    plan = {10 + 17 * index: code for index, code in enumerate(2 * kinds_in_lines())}
    for first in range(0, len(good), PER_FILE):
        path = folder / f"lines-{first // PER_FILE:02}.jsonl"
        lines: list[str] = []
        for number in range(first, first + PER_FILE):
            if number in plan:
                for line, column in planted_lines(plan[number], 100_000 + number):
                    lines.append(line)
                    if column is not None:
                        yield Fault(path.name, plan[number], len(lines), column)
            lines.append(good[number])
        path.write_text("\n".join(lines) + "\n", "utf-8")


# --- Messages and pages


def simple(number: int, **fields: Any) -> ns.Article:
    """Return an article that is sound in every format."""
    stated = {
        "identifier": f"https://feed.example/simple/{number}",
        "language": "en",
        "headline": f"Harbour bridge {number} reopens after repairs",
        "published": "2024-05-02T09:00:00Z",
        "first_created": "2024-05-02T08:00:00Z",
        "version_created": "2024-05-02T08:30:00Z",
        "modified": "2024-05-02T10:00:00Z",
        "provider": {"type": "organization", "name": "Harbour Post", "identifier": "https://post.example/"},
        "subjects": [{"qcode": "medtop:20000147", "names": [{"text": "road accident", "language": "en"}]}],
        "body": f"<p>Bridge number {number} was opened to traffic on Monday.</p>",
    }
    return ns.Article.model_validate({**stated, **fields})


Change = Callable[[str], tuple[str, str]]
"""Breaks a good text, and says with which words the fault begins."""


def swap(old: str, new: str, begins: str = "") -> Change:
    def change(text: str) -> tuple[str, str]:
        assert old in text, old
        return text.replace(old, new), begins or new

    return change


HEADLINE: Final = "Harbour bridge 7 reopens after repairs"
IN_MESSAGES: Final[dict[str, Change]] = {
    "NS164": swap(HEADLINE, "HARBOUR BRIDGE REOPENS AFTER ALL REPAIRS"),
    "NS163": swap(HEADLINE, "The bridge over the harbour reopens, " + "and reopens again, " * 9 + "and stays"),
    "NS166": swap(HEADLINE, "Bridge over TK TK reopens after repairs", "TK TK"),
    "NS167": swap(HEADLINE, "Bridge &amp;amp; harbour reopen after repairs", "&amp;amp;"),
    "NS168": swap(HEADLINE, "Bridge at CafÃ© Marin reopens after repairs", "Ã©"),
    "NS174": swap(HEADLINE, "CORRECTED: Harbour bridge reopens after repairs"),
    "NS904": swap(HEADLINE, "Harbour bridge \u202eyadnom reopens after repairs", "\u202e"),
    "NS162": swap(
        "Bridge number 7 was opened to traffic on Monday.",
        "Мост номер семь открыт для движения транспорта в понедельник утром.",
        "Мост",
    ),
    "NS114": swap("<firstCreated>2024-05-02T08:00:00Z", "<firstCreated>2024-05-03T08:00:00Z", "2024-05-03T08:00:00Z"),
    "NS410": swap("medtop:20000147", "medtop:20000064"),
}
IN_PAGES: Final[dict[str, Change]] = {
    "NS010": swap('"@type": "NewsArticle"', '{% if a %} "@type": "NewsArticle"', "{% if"),
    "NS011": swap('"NewsArticle"', '"WebSite"', "<html>"),
    "NS111": swap('"dateModified": "2024-05-02T10:00:00Z"', '"dateModified": "2024-04-02T10:00:00Z"', '"2024-04'),
    "NS117": swap('"datePublished": "2024-05-02T09:00:00Z"', '"datePublished": "0024-05-02T09:00:00Z"', '"0024'),
    "NS161": swap('"inLanguage": "en",\n', "", "{\n"),
    "NS169": swap(f'"headline": "{HEADLINE}",\n', "", "{\n"),
    "NS179": swap('"inLanguage": "en"', '"inLanguage": "qq"', '"qq"'),
    "NS442": swap('"datePublished": "2024-05-02T09:00:00Z"', '"datePublished": "on Monday"', '"on Monday"'),
    "NS906": swap(HEADLINE, "Harbour \u200b\u200b\u200bbridge reopens after repairs", "\u200b"),
    "NS170": swap('"headline": ', f'"description": "{HEADLINE}",\n "headline": ', f'"{HEADLINE}"'),
}


def message(number: int) -> str:
    return ns.dumps(simple(number), format="newsml-g2").decode()


def page(number: int) -> str:
    block = json.dumps(json.loads(ns.dumps(simple(number), format="jsonld")), ensure_ascii=False, indent=1)
    return f'<html><head>\n<title>x</title>\n<script type="application/ld+json">\n{block}\n</script></head></html>\n'


def write_others(
    folder: Path, suffix: str, make: Callable[[int], str], number: int, kinds: dict[str, Change]
) -> Iterator[Fault]:
    for index in range(number):
        (folder / f"{index:03}{suffix}").write_text(make(10_000 + index + (suffix == ".html") * 1_000), "utf-8")
    for index, (code, change) in enumerate(kinds.items()):
        identifier = 50_000 + index + (suffix == ".html") * 1_000
        text = make(7).replace("https://feed.example/simple/7", f"https://feed.example/simple/{identifier}")
        broken, begins = change(text)
        path = folder / f"bad-{index:02}{suffix}"
        path.write_text(broken, "utf-8")
        line, column = at(broken, broken.index(begins))
        yield Fault(path.name, code, line, column)


def test_exactly_the_planted_faults_are_found_at_their_places(tmp_path: Path) -> None:
    planted = [
        *write_lines(tmp_path),
        *write_others(tmp_path, ".xml", message, MESSAGES, IN_MESSAGES),
        *write_others(tmp_path, ".html", page, PAGES, IN_PAGES),
    ]
    assert len(planted) == 100
    assert len({fault.code for fault in planted}) == 60
    result = validate(str(tmp_path), preview=True)
    assert result.articles >= 2_000
    found = [
        Fault(Path(one.source or "").name, one.code, one.line or 0, one.column or 0)
        for one in result
        if one.severity is not Severity.INFO
    ]
    assert sorted(found) == sorted(planted)
