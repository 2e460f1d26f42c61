"""Pages as publishers' systems put them together: what an article says is spread over blocks, and written by habit.

Everything is made up. A page is handed over with what it says of its one article, so that each field can be compared,
and with the words planted anywhere in it, none of which may get lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from hypothesis import strategies as st

SITE = "https://news.example"
SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu")


@dataclass
class Told:
    """What a page says of its article; what it does not say is none or empty."""

    headline: str = ""
    body: tuple[str, ...] = ()
    authors: list[str] = field(default_factory=list)
    publisher: str = ""
    images: list[str] = field(default_factory=list)
    url: str = ""
    published: str = ""
    language: str = ""
    keywords: list[str] = field(default_factory=list)
    updates: int = 0
    planted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A page, and what it says."""

    data: bytes
    told: Told


class Writer:
    """Writes one page by draws."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.told = Told()
        self.count = 0
        self.apart: list[dict[str, Any]] = []

    def word(self, *, planted: bool = True) -> str:
        """A word that stands nowhere else on the page."""
        self.count += 1
        word = "".join(SYLLABLES[int(digit)] for digit in f"{self.count:03}") + f"q{self.count}"
        if planted:
            self.told.planted.append(word)
        return word

    def one(self, *choices: Any) -> Any:
        """One of some values."""
        return self.draw(st.sampled_from(choices))

    def yes(self) -> bool:
        """True or false."""
        return self.draw(st.booleans())

    def elsewhere(self, node: dict[str, Any], name: str) -> Any:
        """A node where it is used, or a reference to it and the node in another place of the page."""
        if not self.yes():
            return node
        identifier = self.one(f"{SITE}/#{name}", f"#{name}", f"{SITE}/{name}/1")
        self.apart.append({**node, "@id": identifier})
        return self.one({"@id": identifier}, {"@id": identifier, "@type": node["@type"]})

    def link(self, path: str) -> str:
        """A link into the site, absolute or as it may stand on a page of the site."""
        return str(self.one(f"{SITE}{path}", path, f"//news.example{path}"))

    # --- What an article says

    def article(self) -> dict[str, Any]:
        """The article's own members, in any order."""
        told = self.told
        told.headline = " ".join(self.word() for _ in range(3))
        told.body = tuple(self.word() for _ in range(self.draw(st.integers(2, 6))))
        told.published = "2024-05-02T10:00:00"
        members: list[tuple[str, Any]] = [
            ("headline", self.text(told.headline)),
            ("articleBody", self.one(*(gap.join(told.body) for gap in (" ", "\n", "\n\n")))),
            ("author", self.authors()),
            ("publisher", self.publisher()),
            ("image", self.images()),
            ("datePublished", self.date()),
            ("keywords", self.keywords()),
            ("description", self.text(self.word())),
            (self.word(planted=False), self.one(self.word(), {"a": [self.word()]}, [[self.word()]])),
        ]
        if self.yes():
            told.language = "pt-BR"
            members.append(("inLanguage", self.one("pt-BR", "pt_BR", {"@type": "Language", "alternateName": "pt-BR"})))
        return dict(self.draw(st.permutations(members)))

    def text(self, words: str) -> Any:
        """A text in one of the ways in which texts stand in properties."""
        return self.one(words, f" {words}\n", [words], {"@value": words}, {"@value": words, "@language": "pt"})

    def date(self) -> Any:
        """The article's date in one of the ways in which dates are written."""
        return self.one(
            "2024-05-02T10:00:00+02:00",
            "2024-05-02 10:00:00 +0200",
            "2024-05-02T10:00:00",
            {"@type": "DateTime", "@value": "2024-05-02T10:00:00Z"},
            "Thu May 02 2024 10:00:00 GMT+0200 (Central European Summer Time)",
            "Thu, 02 May 2024 10:00:00 GMT",
            "02.05.2024 10:00",
        )

    def person(self) -> tuple[str, Any]:
        """A name, and a person in one of the ways in which people are written."""
        name = f"{self.word()} {self.word()}"
        first, last = name.split()
        shape = self.one("text", "node", "list", "parts", "elsewhere")
        if shape == "elsewhere":
            return name, self.elsewhere(
                {"@type": "Person", "name": name, "award": self.word()}, f"who{self.word(planted=False)}"
            )
        nodes: dict[str, Any] = {
            "text": name,
            "node": {"@type": "Person", "name": name},
            "list": {"name": [name]},
            "parts": {"@type": "Person", "givenName": first, "familyName": last},
        }
        return name, nodes[shape]

    def authors(self) -> Any:
        """One author or several."""
        people = [self.person() for _ in range(self.draw(st.integers(1, 3)))]
        self.told.authors = [name for name, _ in people]
        values = [value for _, value in people]
        if all(isinstance(value, str) for value in values):
            return self.one(values, {"@type": "Person", "name": self.told.authors})
        return self.one(values, {"@list": values}, values[0] if len(values) == 1 else values)

    def publisher(self) -> Any:
        """The publisher, perhaps only referred to."""
        self.told.publisher = self.word()
        node = {
            "@type": self.one(
                "Organization", "NewsMediaOrganization", ["Organization", "Brand"], "newsMediaOrganization"
            ),
            "name": self.told.publisher,
            "logo": {"@type": "ImageObject", "url": f"/{self.word()}.png"},
        }
        return self.elsewhere(node, "us") if self.yes() else [node]

    def images(self) -> Any:
        """Pictures, with links of every kind."""
        paths = [f"/{self.word()}/a.jpg" for _ in range(self.draw(st.integers(1, 2)))]
        self.told.images = [f"{SITE}{path}" for path in paths]
        values = [self.image(self.link(path)) for path in paths]
        return values if len(values) > 1 or self.yes() else values[0]

    def image(self, link: str) -> Any:
        """A picture in one of the ways in which pictures are written."""
        if self.yes():
            return self.elsewhere({"@type": "ImageObject", "url": link}, f"picture{self.word(planted=False)}")
        return self.one(
            link,
            {"@type": "ImageObject", "url": link, "width": self.one(9, "9px", {"@value": 9})},
            {"@type": "imageObject", "contentUrl": [link], "caption": "x"},
        )

    def keywords(self) -> Any:
        """Keywords, apart or in one text."""
        words = [self.word(), self.word()]
        self.told.keywords = words
        things = [{"@type": "DefinedTerm", "name": word} for word in words]
        return self.one(words, ", ".join(words), [",".join(words)], ";".join(words), things, {"@set": words})

    # --- How it is spread and wrapped

    def contexts(self, node: dict[str, Any], *, inner: bool = False) -> dict[str, Any]:
        """A node in the names of one of the contexts that map to schema.org."""
        shape = self.one(self.plain, self.plain, self.prefixed, self.aliased, self.folded)
        if inner:
            shape = self.plain
        return dict(shape(node))

    def plain(self, node: dict[str, Any]) -> dict[str, Any]:
        """schema.org's context, however its address is written."""
        addresses = (
            "https://schema.org",
            "http://schema.org/",
            "https://www.schema.org",
            "HTTP://Schema.org",
            "//schema.org",
        )
        context = self.one(
            *addresses, ["https://schema.org", {"x": "http://x.example/"}], {"@vocab": "http://schema.org/"}
        )
        return {"@context": context, **node}

    def prefixed(self, node: dict[str, Any]) -> dict[str, Any]:
        """Terms and types with a prefix, or with the whole address."""
        prefix, context = self.one(
            ("schema:", {"schema": "https://schema.org/"}),
            ("s:", {"s": {"@id": "http://schema.org/", "@prefix": True}}),
        )
        return {"@context": context, **renamed(node, lambda name: f"{prefix}{name}")}

    def aliased(self, node: dict[str, Any]) -> dict[str, Any]:
        """Keywords and a term by other names, and a group of members."""
        context = {"@vocab": "https://schema.org/", "kind": "@type", "kop": "headline", "group": "@nest"}
        aliases = {"@type": "kind", "headline": "kop"}
        node = {aliases.get(name, name): value for name, value in node.items()}
        group = {name: node.pop(name) for name in ("keywords", "kop") if name in node}
        return {"@context": context, **node, "group": group}

    def folded(self, node: dict[str, Any]) -> dict[str, Any]:
        """Names in another case."""
        return {"@Context": "https://schema.org", **{self.cased(name): value for name, value in node.items()}}

    def cased(self, name: str) -> str:
        """A name in some case, as long as it is one of schema.org's."""
        return (
            name if name[:1] == "@" or "q" in name else str(self.one(name, name.lower(), name[:1].upper() + name[1:]))
        )

    def main(self) -> tuple[list[dict[str, Any]], str]:
        """The object or objects that are the article, and what else the head of the page says."""
        article, told = self.article(), self.told
        told.url = f"{SITE}/stories/{self.word()}"
        path = told.url.removeprefix(SITE)
        kind = self.one(
            "NewsArticle",
            "newsArticle",
            ["Article", "NewsArticle"],
            "ReportageNewsArticle",
            "http://schema.org/NewsArticle",
        )
        place: dict[str, Any] = self.one(
            {"url": told.url},
            {"url": path},
            {"mainEntityOfPage": told.url},
            {"mainEntityOfPage": {"@type": "WebPage", "@id": told.url}},
            {"@id": f"{told.url}#article", "mainEntityOfPage": {"@id": told.url}},
            {},
        )
        article = {"@type": kind, **place, **article}
        head = self.one(
            f'<link rel="canonical" href="{told.url}">',
            f"<LINK href='{path}' REL=Canonical><base href='{SITE}/'>",
            f'<meta property="og:url" content="{told.url}">',
        )
        shape = self.one(self.alone, self.of_page, self.backwards, self.twice, self.beside_others, self.blog)
        return shape(article), str(head)

    def alone(self, article: dict[str, Any]) -> list[dict[str, Any]]:
        """The article as it is."""
        return [article]

    def of_page(self, article: dict[str, Any]) -> list[dict[str, Any]]:
        """The article as what the description of the page is about."""
        holder = {"@type": "WebPage", "url": self.told.url}
        return [{**holder, self.one("mainEntity", "hasPart", "about"): self.one(article, [article])}]

    def backwards(self, article: dict[str, Any]) -> list[dict[str, Any]]:
        """The article below what it refers to."""
        return [{"@type": "Thing", "name": self.word(), "@reverse": {"mentions": article}}]

    def twice(self, article: dict[str, Any]) -> list[dict[str, Any]]:
        """The article by two extensions of one system, each of which says a part."""
        names = [name for name in article if name[:1] != "@" and name not in ("url", "mainEntityOfPage", "headline")]
        second = {name: article.pop(name) for name in names if self.yes()}
        shared = {"headline": article["headline"], "@type": self.one("Article", "BlogPosting")}
        return [article, {**shared, **second}]

    def beside_others(self, article: dict[str, Any]) -> list[dict[str, Any]]:
        """The article among teasers of others, and a listing of more."""
        others = [
            {
                "@type": "NewsArticle",
                "headline": self.word(planted=False),
                "url": f"{SITE}/stories/{self.word(planted=False)}",
                "datePublished": f"2024-04-0{number}",
            }
            for number in (1, 2)
        ]
        listing = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": others[0]}]}
        return [*self.draw(st.permutations([article, *others])), listing]

    def blog(self, article: dict[str, Any]) -> list[dict[str, Any]]:
        """A live blog, with updates in it and apart."""
        updates: list[Any] = []
        for number in range(self.draw(st.integers(1, 3))):
            update = {"@type": "BlogPosting", "headline": self.word(), "datePublished": f"2024-05-02T1{number}:30:00Z"}
            updates.append(self.elsewhere(update, f"update{number}"))
        self.told.updates = len(updates)
        return [{**article, "@type": "LiveBlogPosting", "liveBlogUpdate": updates}]

    def clutter(self) -> list[dict[str, Any]]:
        """What stands on every page and is no article."""
        return [
            {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "item": {"@id": SITE, "name": "x"}}]},
            {"@type": "WebSite", "url": SITE, "potentialAction": {"@type": "SearchAction", "target": "x{y}"}},
            {"@type": "ClaimReview", "claimReviewed": "x", "reviewRating": {"@type": "Rating", "ratingValue": 1}},
        ]

    def blocks(self, nodes: list[dict[str, Any]]) -> list[str]:
        """The objects in blocks: one each, one graph, one list, or one after another."""
        shape = self.one("apart", "apart", "graph", "list", "included")
        if shape == "graph":
            values: list[Any] = [self.plain({"@graph": nodes})]
        elif shape == "list":
            values = [[self.contexts(node) for node in nodes]]
        elif shape == "included":
            values = [self.plain({**nodes[0], "@included": nodes[1:]})]
        else:
            values = [self.contexts(node) for node in nodes]
        return [self.damaged(json.dumps(value, ensure_ascii=self.yes())) for value in values]

    def damaged(self, text: str) -> str:
        """A block that is broken in a way that a person would read over."""
        return str(
            self.one(
                text,
                text,
                f"<!--\n{text}\n-->",
                f"/* <![CDATA[ */{text}/* ]]> */",
                f"<![CDATA[{text}]]>",
                f"\ufeff{text};",
                f"var data = {text};",
                f"{text[:-1]},{text[-1:]}",
                text.replace('", "', '",\t\n\u200b"'),
                text.replace('", "', '" "') if '": "' not in text.replace('": "', "") else text,
                text.replace('": ', '":\n// note\n'),
                escape(text),
                json.dumps(text),
                text.replace('"@type"', "'@type'"),
                text.replace('"headline"', "headline"),
                f"{text}{{}}",
            )
        )

    def page(self) -> Page:
        """The whole page."""
        nodes, head = self.main()
        nodes = self.draw(st.permutations([*nodes, *self.apart, *self.draw(st.permutations(self.clutter()))]))
        scripts = [f'<script type="application/ld+json">{block}</script>' for block in self.blocks(nodes)]
        junk = '<script type="application/ld+json"></script>' if self.yes() else "<script>if (a < b) {}</script>"
        if not self.told.language:
            self.told.language = "gsw-CH"
        title = f"<title>{escape(self.told.headline)} | News</title>"
        parts = self.draw(st.permutations([head, title, junk, *scripts]))
        text = f"<!doctype html><HTML class=x lang='gsw-CH'><head>{''.join(parts)}</head><body></body></HTML>"
        self.told.planted = [word for word in self.told.planted if word in text]
        return Page(text.encode(), self.told)


def renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """A tree with other names of members and types, but for keywords."""
    if isinstance(value, list):
        return [renamed(item, rename) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for name, member in value.items():
        if name == "@type":
            types = member if isinstance(member, list) else [member]
            result[name] = [one if "/" in one else rename(one) for one in types]
        else:
            result[name if name[:1] == "@" else rename(name)] = renamed(member, rename)
    return result


@st.composite
def publisher_pages(draw: st.DrawFn) -> Page:
    """Returns a page with one article."""
    return Writer(draw).page()


__all__ = ["Page", "Told", "publisher_pages"]
