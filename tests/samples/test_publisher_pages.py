"""Every field of a publisher's page says what its own JSON says, by plain means, and no article is invented."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsschema.archive.reading import read_records
from newsschema.v1 import Article
from newsschema.v1.trees import tree
from tests.conftest import SHARED

PAGES = sorted((SHARED / "samples" / "publisher-pages").glob("*.html"))
BLOCK = re.compile(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
KINDS = re.compile(r"(?:[A-Z][a-z]+)*Article|LiveBlogPosting|BlogPosting|SocialMediaPosting|Report")
LANGUAGES = {"eng": "en", "kr": "ko"}

pytestmark = pytest.mark.skipif(not PAGES, reason="no sample pages: set NEWSSCHEMA_SHARED")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def same(term: str) -> str:
    return term.removeprefix("schema:").lower()


class Page:
    """The nodes of a page's blocks, with names in lower case, and the one article that the reader makes of them."""

    def __init__(self, path: Path) -> None:
        blocks = BLOCK.findall(path.read_text("utf-8"))
        self.nodes = [node for block in blocks for node in self._tops(lowered(json.loads(block, strict=False)))]
        self.index = {
            one["@id"]: one
            for node in self.nodes
            for one in self._within(node)
            if isinstance(one.get("@id"), str) and len(one) > 2
        }
        candidates = [one for node in self.nodes for one in (node, self.followed(node.get("mainentity")))]
        self.articles = [one for one in candidates if isinstance(one, dict) and self.is_article(one)]
        self.records = list(read_records(str(path)))
        (self.article,) = [record.document for record in self.records if isinstance(record.document, Article)]

    def _tops(self, value: Any) -> Iterator[dict[str, Any]]:
        for one in listed(value):
            yield from self._tops(one["@graph"]) if "@graph" in one else [one]

    def _within(self, value: Any) -> Iterator[dict[str, Any]]:
        for one in listed(value):
            if isinstance(one, dict):
                yield one
                for inner in one.values():
                    yield from self._within(inner)

    def followed(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("@id"), str):
            return {**self.index.get(value["@id"], {}), **value}
        return value

    @staticmethod
    def is_article(node: dict[str, Any]) -> bool:
        return any(KINDS.fullmatch(str(kind).rpartition("/")[2]) for kind in listed(node.get("@type")))

    def values(self, term: str) -> list[Any]:
        """The values of a term in the article, from each of the blocks that describe it."""
        return [self.followed(one) for node in self.articles for one in listed(node.get(term))]

    def names(self, *terms: str) -> list[str]:
        found = []
        for term in terms:
            for one in self.values(term):
                if isinstance(one, dict):
                    parts = (one.get("givenname"), one.get("familyname"))
                    found += listed(one.get("name")) or [" ".join(filter(None, parts))]
                else:
                    found.append(one)
        return [plain(name) for name in found if isinstance(name, str) and plain(name)]

    def texts(self, term: str) -> list[str]:
        return [plain(one) for one in self.values(term) if isinstance(one, str) and plain(one)]


def lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {same(name): lowered(inner) for name, inner in value.items()}
    return [lowered(inner) for inner in value] if isinstance(value, list) else value


def plain(text: str) -> str:
    return " ".join(re.sub(r"</?[A-Za-z][^<>]*>", " ", html.unescape(html.unescape(text))).split())


def packed(text: str | None) -> str:
    return "".join((text or "").split())


def digits(date: str) -> str:
    return re.sub(r"\D", "", re.sub(r"(T\d\d:\d\d)(?=[Z+-]|$)", r"\1:00", date)).ljust(20, "0")


def kept(page: Page) -> str:
    """What all extensions of the article hold, of its parts too."""
    return "".join(contents(tree(page.article)))


def contents(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (extension["content"] for extension in value.get("extensions", ()))
        for inner in value.values():
            yield from contents(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from contents(inner)


@pytest.fixture(scope="module", params=PAGES, ids=lambda path: path.stem)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(request.param)


def test_the_one_article_is_found_and_none_is_invented(page: Page) -> None:
    outcomes = [record.outcome for record in page.records]
    assert outcomes.count("read") == 1
    assert set(outcomes) <= {"read", "skipped", "merged"}
    assert page.articles
    assert page.article.kind in {str(kind) for node in page.articles for kind in listed(node["@type"])} | {
        "NewsArticle",
        "Article",
    }


def test_headline_and_description(page: Page) -> None:
    stated = page.texts("headline") or page.texts("name")
    assert not stated or packed(page.article.headline) == packed(stated[0])
    summaries = page.texts("description")
    assert not summaries or packed(page.article.summary) == packed(summaries[0])


def test_address(page: Page) -> None:
    stated = page.texts("url") + [
        str(one.get("@id") or one.get("url")) if isinstance(one, dict) else str(one)
        for one in page.values("mainentityofpage")
    ]
    stated = [one for one in stated if "://" in one]
    assert not stated or page.article.url in stated
    identifiers = [node["@id"] for node in page.articles if str(node.get("@id", "")).startswith("http")]
    assert not identifiers or page.article.identifier == identifiers[0]
    # A page that gives no address of the article at all leaves an identifier made of its bytes.
    assert page.article.identifier in stated + identifiers or page.article.identifier.startswith(("urn:uuid:", "http"))
    assert not stated or not page.article.identifier.startswith("urn:uuid:")


DATES = {"datepublished": "published", "datemodified": "modified", "datecreated": "created", "expires": "expires"}


@pytest.mark.parametrize("term", DATES)
def test_dates_say_the_same_digits(page: Page, term: str) -> None:
    stated = [one for one in page.texts(term) if re.match(r"\d{4}-\d\d-\d\d", one)]
    value = getattr(page.article, DATES[term])
    if stated:
        assert digits(value) == digits(stated[0])
    elif not page.texts(term):
        assert value is None


def test_authors(page: Page) -> None:
    stated = page.names("author") or page.names("creator")
    told = [credit.agent.name for credit in page.article.authors if credit.agent.name]
    # One string may name several; what the reader tells apart must together be what was said.
    assert {name for name in told if not any(packed(name) in packed(one) for one in stated)} == set()
    assert [name for name in stated if packed(name) not in packed("".join(told)) and name not in told] == []


def test_publisher(page: Page) -> None:
    # Where one block only refers to the publisher and another names it, it has that name.
    stated = page.names("publisher")
    if stated:
        assert page.article.publisher is not None
        assert page.article.publisher.name == stated[0]
    elif not page.values("publisher"):
        assert page.article.publisher is None


def test_sections_and_keywords(page: Page) -> None:
    sections = page.texts("articlesection")
    assert [packed(one) for one in page.article.sections] == list(dict.fromkeys(map(packed, sections)))
    words = {packed(word) for text in page.texts("keywords") for word in text.split(",") if packed(word)}
    assert {packed(part) for word in page.article.keywords for part in word.split(",")} == words


def test_language(page: Page) -> None:
    stated = page.texts("inlanguage")
    if stated:
        wanted = LANGUAGES.get(stated[0], stated[0].replace("_", "-"))
        assert (page.article.language or "").lower() == wanted.lower()


def test_free_to_read(page: Page) -> None:
    stated = {str(one).rpartition("/")[2].lower() for one in page.values("isaccessibleforfree")}
    value = page.article.is_accessible_for_free
    assert stated <= {"true", "false"}
    assert value is None if not stated else str(value).lower() in stated


def test_body(page: Page) -> None:
    stated = page.texts("articlebody")
    assert packed(page.article.text) == (packed(stated[0]) if stated else "")


def image_addresses(value: Any) -> Iterator[str]:
    for one in listed(value):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from image_addresses(one.get("contenturl") or one.get("url") or one.get("@id"))


def test_images(page: Page) -> None:
    stated = {address.strip() for address in image_addresses(page.values("image"))}
    told = {rendition.url for medium in page.article.media for rendition in medium.renditions if rendition.url}
    told |= {medium.identifier for medium in page.article.media}
    # A second address of one picture, and one that is no address, are kept beside it.
    assert {one for one in stated - told if json.dumps(one, ensure_ascii=False)[1:-1] not in kept(page)} == set()


def test_updates(page: Page) -> None:
    stated = [one for one in page.values("liveblogupdate") if isinstance(one, dict)]
    assert len(page.article.updates) == len(stated)
    assert [packed(update.headline) for update in page.article.updates] == [
        packed(plain(one.get("headline") or "")) for one in stated
    ]
