"""Real pages of publishers: one article each, every property and value in it, and again in what we write."""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.jsonld import dumps, read
from newsschema.v1 import Article
from tests.conftest import SHARED

PAGES = sorted((SHARED / "samples" / "publisher-pages").glob("*.html"))

BLOCK = re.compile(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
ARTICLES = {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting"}

pytestmark = pytest.mark.skipif(not PAGES, reason="no sample pages: set NEWSSCHEMA_SHARED")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)


def items(data: bytes) -> list[Item]:
    return list(read(io.BytesIO(data), ReadOptions(source="page")))


def article_of(data: bytes) -> Article:
    found = [item.document for item in items(data) if item.document is not None]
    assert len(found) == 1
    assert isinstance(found[0], Article)
    return found[0]


def source_articles(page: Path) -> Iterator[dict[str, Any]]:
    """The articles that a page's own JSON holds at the top of its blocks, by plain means."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        value = json.loads(block, strict=False)
        for node in value if isinstance(value, list) else [value]:
            for candidate in [node, *node.get("@graph", []), node.get("mainEntity")]:
                if isinstance(candidate, dict) and ARTICLES & set(listed(candidate.get("@type"))):
                    yield candidate


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# --- What counts as the same fact, whichever term holds it

ADDRESSES = {"@id", "id", "url", "mainEntityOfPage", "contentUrl", "image"}
"""Terms whose links may stand in one another's place."""

SAME = {
    **dict.fromkeys(ADDRESSES, "@id"),
    "author": "name",
    "creator": "name",
    "contributor": "name",
    "editor": "name",
    "about": "name",
    "spatial": "name",
    "genre": "name",
    "givenname": "name",
    "familyname": "name",
    "type": "@type",
    "logo": "@id",
    "contenturl": "@id",
    "value": "value",
}


def leaves(value: Any, term: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a tree with its last term, but for types and contexts, which other tests look at."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in ("@context", "ns:extensions"):
                yield from leaves(member, key)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, term)
    elif value not in (None, ""):
        yield from plain(term, value)


def plain(term: str, value: Any) -> Iterator[tuple[str, str]]:
    """A leaf as it compares: words without entities, tags and spacing, keywords apart, dates to the digit.

    A duration is written in another form, and is tested beside the other forms.
    """
    name = SAME.get(term) or SAME.get(term.lower()) or term.lower()
    if isinstance(value, bool):
        yield name, str(value).lower()
        return
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", html.unescape(html.unescape(str(value))))
    if name == "keywords":
        yield from ((name, "".join(part.split())) for part in text.split(",") if part.strip())
    elif name.startswith(("date", "expires")):
        yield name, digits(text)
    elif name == "duration":
        return
    elif name in ("width", "height"):
        yield "number", re.sub(r"[^0-9]", "", text)
    elif name in ("isaccessibleforfree", "@type"):
        yield name, text.lower()
    elif text.split():
        yield name, "".join(text.split())


def digits(date: str) -> str:
    """The digits of a date; a time without seconds has none."""
    return re.sub(r"[^0-9]", "", re.sub(r"(T\d\d:\d\d)(?=[Z+-]|$)", r"\1:00", date)).ljust(20, "0")


def written_leaves(article: Article) -> Counter[tuple[str, str]]:
    """The leaves of what we write, those of extensions that stay beside included."""
    node = json.loads(dumps(article))
    found = Counter(leaves(node))
    for owner in owners(node):
        for extension in owner.get("ns:extensions", []):
            found.update(leaves(json.loads(extension["content"]), extension["path"]))
    # A number of pixels stands in a node of its own.
    found.update(("number", text) for (name, text), _ in list(found.items()) if name == "value")
    return found


def owners(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for key, member in value.items():
            if key not in ("@context", "ns:extensions"):
                yield from owners(member)
    elif isinstance(value, list):
        for item in value:
            yield from owners(item)


@every_page
def test_a_page_with_an_article_gives_one(page: Path) -> None:
    assert list(source_articles(page))
    found = items(page.read_bytes())
    assert [item.outcome for item in found].count("read") == 1
    assert "rejected" not in [item.outcome for item in found]


@every_page
def test_every_value_of_the_article_is_written_again(page: Path) -> None:
    written = written_leaves(article_of(page.read_bytes()))
    names = {text for name, text in written if name == "name"}
    missing = {
        (name, text)
        for source in source_articles(page)
        for name, text in leaves(source)
        if (name, text) not in written and not (name == "name" and any(text in whole for whole in names))
    }
    assert missing == set()


@every_page
def test_what_is_written_of_a_page_is_read_the_same(page: Path) -> None:
    article = article_of(page.read_bytes())
    assert article_of(dumps(article)) == article


@every_page
def test_fields_say_what_the_page_says(page: Path) -> None:
    article = article_of(page.read_bytes())
    first = next(source_articles(page))
    if isinstance(first.get("headline"), str):
        assert article.headline == html.unescape(first["headline"])
    dates = (("datePublished", article.published), ("dateModified", article.modified), ("dateCreated", article.created))
    for term, value in dates:
        if isinstance(first.get(term), str) and value is not None:
            assert digits(value) == digits(first[term])
    if isinstance(first.get("articleBody"), str):
        words = re.sub(r"<[^<>]*>", "", html.unescape(html.unescape(first["articleBody"])))
        assert "".join(article.text.split()) == "".join(words.split())
    for author in listed(first.get("author")):
        name = author.get("name") if isinstance(author, dict) else author
        if name:
            assert name in [credit.agent.name for credit in article.authors]


@every_page
def test_an_edit_holds_and_the_old_words_are_nowhere(page: Path) -> None:
    node = next(source_articles(page))
    sentinel = "Old words that stand in one place"
    source = {"@context": "https://schema.org", **node, "headline": sentinel}
    article = article_of(json.dumps(source).encode())
    assert article.headline == sentinel
    edited = dumps(article.replace(headline="New words"))
    assert sentinel not in edited.decode()
    assert article_of(edited).headline == "New words"
