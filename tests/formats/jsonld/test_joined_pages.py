"""Pages whose article is put together from several places: contexts, references, other blocks, the page itself."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.jsonld import dumps, read
from newsschema.v1 import Article, Extension

ID = "https://news.example/story"
SCHEMA = "https://schema.org"
STORY: dict[str, Any] = {"@type": "NewsArticle", "@id": ID, "headline": "Words"}
BARE: dict[str, Any] = {"@context": SCHEMA, **STORY}


def items_of(data: bytes, **options: Any) -> list[Item]:
    return list(read(io.BytesIO(data), ReadOptions(**options)))


def article_of(data: Any, **options: Any) -> Article:
    found = items_of(data if isinstance(data, bytes) else json.dumps(data).encode(), **options)
    (article,) = [item.document for item in found if item.document is not None]
    assert isinstance(article, Article)
    (again,) = items_of(dumps(article))
    assert again.document == article
    return article


def page(*blocks: Any, head: str = "") -> bytes:
    texts = [block if isinstance(block, str) else json.dumps(block, ensure_ascii=False) for block in blocks]
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return f"<!DOCTYPE html><html lang='de'><head>{head}{scripts}</head><body></body></html>".encode()


def outcomes(data: bytes) -> list[str | None]:
    return [item.skipped or item.outcome for item in items_of(data)]


def kept(owner: Any) -> dict[str, Any]:
    return {extension.path: json.loads(extension.content) for extension in owner.extensions}


# --- Contexts


@pytest.mark.parametrize(
    "address",
    [
        "http://schema.org",
        "https://www.schema.org/",
        "schema.org",
        "//schema.org",
        "HTTPS://Schema.Org/",
        " https://schema.org ",
        "https://schema.org/NewsArticle",
        "http://schema.org#",
    ],
)
def test_schema_org_is_known_however_its_address_is_written(address: str) -> None:
    article = article_of({**BARE, "@context": address})
    assert (article.headline, article.extensions) == ("Words", ())


@pytest.mark.parametrize(
    ("context", "members"),
    [
        ({"group": "@nest"}, {"group": {"headline": "Words", "keywords": "a, b"}}),
        ({}, {"@nest": [{"headline": "Words"}, {"keywords": ["a", "b"]}]}),
        ({"headline": {"@container": "@language"}}, {"headline": {"en": "Words"}, "keywords": ["a", "b"]}),
        ({"keywords": {"@container": "@list"}}, {"headline": "Words", "keywords": ["a", "b"]}),
        ({"keywords": {"@container": "@index"}}, {"headline": "Words", "keywords": {"x": "a", "y": "b"}}),
        ({"kop": "headline"}, {"kop": "Words", "keywords": {"@list": ["a", "b"]}}),
        ({"kop": {"@id": "headline"}, "tags": "kop2", "kop2": "keywords"}, {"kop": "Words", "keywords": "a;b"}),
    ],
)
def test_what_a_context_says_of_names_holds(context: dict[str, Any], members: dict[str, Any]) -> None:
    article = article_of(
        {
            "@context": [SCHEMA, {"@vocab": "https://schema.org/", **context}],
            "@type": "NewsArticle",
            "@id": ID,
            **members,
        }
    )
    assert (article.headline, article.keywords) == ("Words", ("a", "b"))


@pytest.mark.parametrize(
    ("container", "author"),
    [
        ("@index", {"first": {"@type": "Person", "@id": "https://p.example/a", "name": "Ada"}}),
        ("@id", {"https://p.example/a": {"@type": "Person", "name": "Ada"}}),
        ("@type", {"Person": {"@id": "https://p.example/a", "name": "Ada"}}),
        ("@graph", {"@type": "Person", "@id": "https://p.example/a", "name": "Ada"}),
        (["@index", "@set"], {"first": [{"@type": "Person", "@id": "https://p.example/a", "name": "Ada"}]}),
    ],
)
def test_maps_of_things_are_the_things(container: Any, author: Any) -> None:
    context = {"@vocab": "https://schema.org/", "author": {"@container": container}}
    (credit,) = article_of({"@context": context, **STORY, "author": author}).authors
    assert (credit.agent.identifier, credit.agent.name) == ("https://p.example/a", "Ada")


def test_a_context_may_say_that_texts_are_identifiers() -> None:
    person = {"@type": "Person", "@id": "https://p.example/a", "name": "Ada"}
    context = [SCHEMA, {"author": {"@type": "@id"}}]
    article = article_of({"@context": context, "@graph": [{**STORY, "author": "https://p.example/a"}, person]})
    assert article.authors[0].agent.name == "Ada"


@pytest.mark.parametrize(
    "node",
    [
        {"@Context": SCHEMA, "@Type": "NewsArticle", "@ID": ID, "Headline": "Words"},
        {"context": SCHEMA, "type": "NewsArticle", "id": ID, "headline": "Words"},
        {"@context": SCHEMA, "@type": "Article,NewsArticle", "@id": ID, "headline": "Words"},
        {"@context": SCHEMA, "@type": "NewsArticle", "@id": [ID], "headline": "Words"},
        {"@context": SCHEMA, "@type": "NewsArticle", "id": [ID], "headline": ["Words"]},
        {"@context": SCHEMA, "@type": {"@list": [" NewsArticle\u200b"]}, "@id": ID, "headline": "Words"},
        {"@context": SCHEMA, "@type": ["schema.org/NewsArticle"], "@id": ID, "headline": {"@set": ["Words"]}},
    ],
)
def test_keywords_and_types_are_known_in_other_forms(node: Any) -> None:
    article = article_of(node)
    assert (article.identifier, article.headline, article.kind) == (ID, "Words", "NewsArticle")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("MedicalScholarlyArticle", "ScholarlyArticle"),
        ("DiscussionForumPosting", "SocialMediaPosting"),
        ("InterviewNewsArticle", "NewsArticle"),
        ("OpinionNewsArticle", "OpinionNewsArticle"),
        ("Report", "Report"),
    ],
)
def test_a_kind_that_the_model_has_not_is_the_one_above_it(type_: str, kind: str) -> None:
    article = article_of({**BARE, "@type": type_})
    assert article.kind == kind
    assert json.loads(dumps(article))["@type"] == type_


@pytest.mark.parametrize("type_", ["Review", "ClaimReview", "VideoObject", "Recipe", "Quotation", "WebPage", "Blog"])
def test_what_is_no_article_is_none(type_: str) -> None:
    assert [item.outcome for item in items_of(json.dumps({**BARE, "@type": type_}).encode())] == ["skipped"]


@pytest.mark.parametrize("name", ["@id", "id"])
@pytest.mark.parametrize("value", [["urn:x:1", "urn:x:2"], {"a": "urn:x:1"}, 7, "no IRI"])
def test_an_identifier_that_is_none_is_kept(name: str, value: Any) -> None:
    article = article_of({"@context": SCHEMA, "@type": "NewsArticle", "url": ID, name: value})
    assert article.identifier == ID
    assert kept(article)["id"] == value


# --- References


@pytest.mark.parametrize("reference", ["#ada", "https://news.example/story#ada"])
@pytest.mark.parametrize("identifier", ["#ada", "https://news.example/story#ada"])
def test_relative_and_absolute_identifiers_are_one(reference: str, identifier: str) -> None:
    person = {"@type": "Person", "@id": identifier, "name": "Ada"}
    article = article_of(
        page({"@context": SCHEMA, "@graph": [{**STORY, "url": ID, "author": {"@id": reference}}, person]})
    )
    assert article.authors[0].agent.name == "Ada"


def test_a_text_that_is_an_identifier_of_the_page_means_that_thing() -> None:
    picture = {"@type": "ImageObject", "@id": f"{ID}#picture", "contentUrl": "https://i.example/a.jpg"}
    article = article_of({"@context": SCHEMA, "@graph": [{**STORY, "image": f"{ID}#picture"}, picture]})
    assert [rendition.url for rendition in article.media[0].renditions] == ["https://i.example/a.jpg"]


def test_what_one_block_only_refers_to_is_what_another_names() -> None:
    first = {
        **BARE,
        "author": [{"@id": "https://p.example/1"}],
        "publisher": {"@id": "https://news.example/#o"},
        "image": {"@id": f"{ID}#picture"},
    }
    second = {
        "@context": SCHEMA,
        "@type": "BlogPosting",
        "headline": "Words",
        "author": {"@type": "Person", "name": "Ada", "@id": "#person-ada"},
        "publisher": {"@type": "Organization", "name": "Example News", "logo": "https://i.example/logo.png"},
        "image": {"@type": "ImageObject", "url": "https://i.example/a.jpg"},
    }
    article = article_of(page(first, second))
    (author,) = article.authors
    assert (author.agent.name, kept(author.agent)) == ("Ada", {"id": "#person-ada"})
    assert article.publisher is not None
    assert (article.publisher.identifier, article.publisher.name) == ("https://news.example/#o", "Example News")
    (medium,) = article.media
    assert (medium.identifier, medium.renditions[0].url) == (f"{ID}#picture", "https://i.example/a.jpg")


def test_the_same_thing_from_two_blocks_is_one_thing() -> None:
    first = {**BARE, "author": [{"@type": "Person", "name": "Ada"}, "Bo"], "image": ["https://i.example/a.jpg"]}
    second = {
        **BARE,
        "author": ["Ada", {"@type": "Person", "name": "Bo", "url": "https://p.example/bo"}, "Cy"],
        "image": {"@type": "ImageObject", "url": "https://i.example/a.jpg", "width": 9},
    }
    article = article_of(page(first, second))
    assert [credit.agent.name for credit in article.authors] == ["Ada", "Bo", "Cy"]
    assert [rendition.width for medium in article.media for rendition in medium.renditions] == [9]


# --- Where the article stands


@pytest.mark.parametrize(
    "block",
    [
        {"@type": "WebPage", "mainEntity": [STORY]},
        {"@type": "WebPage", "hasPart": {**STORY, "author": "Ada"}},
        {"@type": "WebSite", "mainEntity": {"@type": "WebPage", "mainEntity": STORY}},
        {"@type": "WebPage", "@included": [STORY]},
        {"@type": "Person", "name": "Ada", "@reverse": {"author": STORY}},
        {"@type": "WebPage", "@graph": [STORY]},
    ],
)
def test_an_article_inside_something_else_is_found(block: Any) -> None:
    assert article_of(page({"@context": SCHEMA, **block})).headline == "Words"


def test_an_article_below_its_author_has_that_author() -> None:
    context = {"@vocab": "https://schema.org/", "wrote": {"@reverse": "author"}}
    article = article_of({"@context": context, "@type": "Person", "name": "Ada", "wrote": STORY})
    assert [credit.agent.name for credit in article.authors] == ["Ada"]


def other(number: int, **members: Any) -> dict[str, Any]:
    address = f"https://news.example/{number}"
    return {
        "@type": "NewsArticle",
        "headline": f"Other {number}",
        "url": address,
        "datePublished": f"2024-05-0{number}",
    } | members


CANONICAL = '<link rel="canonical" href="https://www.news.example/1/?utm_source=x">'


@pytest.mark.parametrize(
    ("nodes", "head"),
    [
        ([other(1), other(2), other(3)], CANONICAL),
        ([other(1), other(2), other(3)], '<meta property="og:url" content="https://news.example/1">'),
        ([other(1, url="/1"), other(2, url="/2")], CANONICAL),
        ([{"@type": "WebPage", "mainEntity": {"@id": f"{ID}#1"}}, other(1, **{"@id": f"{ID}#1"}), other(2)], ""),
        ([other(1, mainEntityOfPage="https://news.example/1"), other(2), other(3)], ""),
        ([other(1), other(2)], "<title>Other 1 - News</title>"),
    ],
)
def test_of_several_articles_the_page_has_one_as_its_own(nodes: list[Any], head: str) -> None:
    for graph in (nodes, nodes[::-1]):
        data = page({"@context": SCHEMA, "@graph": graph}, head=head)
        assert article_of(data).headline == "Other 1"
        assert outcomes(data).count("related article") == sum(one["@type"] == "NewsArticle" for one in nodes) - 1


@pytest.mark.parametrize(
    ("nodes", "head"),
    [
        ([{"@type": "ItemList", "itemListElement": [other(1), other(2)]}], ""),
        ([{"@type": "CollectionPage", "hasPart": [other(1), other(2)]}], ""),
        ([{"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": [other(1)]}}], ""),
        ([{"@type": "CollectionPage", "url": "https://news.example/world"}, other(1), other(2)], ""),
        (
            [other(1), other(2)],
            '<link rel="canonical" href="https://news.example/"><meta property="og:type" content="website">',
        ),
        ([other(1), other(2)], '<link rel="canonical" href="https://news.example/">'),
    ],
)
def test_a_listing_has_no_article(nodes: list[Any], head: str) -> None:
    found = items_of(page({"@context": SCHEMA, "@graph": nodes}, head=head))
    assert {item.outcome for item in found} == {"skipped"}


def test_several_articles_of_plain_json_are_several() -> None:
    data = json.dumps({"@context": SCHEMA, "@graph": [other(1), other(2)]}).encode()
    assert [item.outcome for item in items_of(data)] == ["read", "read"]


def test_updates_that_stand_beside_their_live_blog_are_in_it() -> None:
    blog = {**BARE, "@type": "LiveBlogPosting", "url": ID, "liveBlogUpdate": [{"@id": f"{ID}#u1"}]}
    posts = [
        {"@context": SCHEMA, "@type": "BlogPosting", "@id": f"{ID}#u1", "headline": "One", "articleBody": "Words"},
        {"@context": SCHEMA, "@type": "BlogPosting", "url": f"{ID}#u2", "headline": "Two"},
        {"@context": SCHEMA, "@type": "BlogPosting", "isPartOf": {"@id": ID}, "headline": "Three"},
    ]
    article = article_of(page(posts[0], blog, *posts[1:]))
    assert [update.headline for update in article.updates] == ["One", "Two", "Three"]
    assert outcomes(page(blog, *posts)) == ["read", "merged", "merged", "merged"]


@pytest.mark.parametrize("whole", [ID, {"@id": ID}, {"@type": "WebPage", "url": ID}])
def test_a_quotation_beside_its_article_is_a_quote_of_it(whole: Any) -> None:
    speaker = {"@type": "Person", "name": "Ada"}
    quotation = {"@context": SCHEMA, "@type": "Quotation", "text": "We wait", "creator": speaker, "isPartOf": whole}
    data = page(quotation, {**BARE, "url": ID}, {"@context": SCHEMA, "@type": "Quotation", "text": "Elsewhere"})
    (quote,) = article_of(data).quotes
    assert (quote.text, [agent.name for agent in quote.attribution.speaker]) == ("We wait", ["Ada"])  # type: ignore[union-attr] # a person
    assert outcomes(data) == ["merged", "read", "quotation"]


def test_a_quotation_that_an_article_refers_to_is_a_quote_of_it() -> None:
    quotation = {
        "@type": "Quotation",
        "@id": f"{ID}#q",
        "text": "We wait",
        "creator": {"@type": "Person", "name": "Ada"},
    }
    graph = [{**STORY, "hasPart": [{"@id": f"{ID}#q"}]}, quotation]
    (quote,) = article_of({"@context": SCHEMA, "@graph": graph}).quotes
    assert (quote.identifier, quote.text) == (f"{ID}#q", "We wait")


@pytest.mark.parametrize("block", ["", " \n", "null", "[]", '"text"'])
def test_a_block_that_says_nothing_costs_nothing(block: str) -> None:
    assert outcomes(page(block, BARE)) == ["read", "empty block"]


@pytest.mark.parametrize("data", [b"null", b"[]", b"12", b'"text"', b"[[]]"])
def test_json_without_an_object_is_said_to_have_none(data: bytes) -> None:
    assert [found.code for item in items_of(data) for found in item.diagnostics] in (["NS011"], ["NS002"])


# --- Links


@pytest.mark.parametrize(
    ("head", "members", "source"),
    [
        ('<base href="https://news.example/">', {}, "-"),
        ('<link rel=canonical href="https://news.example/x">', {}, "-"),
        ('<base href="/"><meta property="og:url" content="https://news.example/y/x">', {}, "-"),
        ("", {"mainEntityOfPage": "https://news.example/x"}, "-"),
        ("", {"mainEntityOfPage": {"@type": "WebPage", "@id": "https://news.example/x"}}, "page.html"),
        ("", {}, "https://news.example/x"),
    ],
)
def test_relative_links_are_those_of_the_page(head: str, members: dict[str, Any], source: str) -> None:
    node = {"@context": SCHEMA, "@type": "NewsArticle", "headline": "Words", **members}
    article = article_of(page({**node, "image": {"@type": "ImageObject", "url": "/a/b.jpg"}}, head=head), source=source)
    (medium,) = article.media
    assert medium.renditions[0].url == "https://news.example/a/b.jpg"
    assert kept(medium) == {"contentUrl": "/a/b.jpg", "ns:derived": ["renditions/0/url"]}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("//i.example/a.jpg", "https://i.example/a.jpg"),
        ("www.news.example/a.jpg", "https://www.news.example/a.jpg"),
        ("https://i.example/a b.jpg", "https://i.example/a%20b.jpg"),
        ("https://i.example/100%/a%2K%20.jpg", "https://i.example/100%25/a%252K%20.jpg"),
        ("https://i.example/?a=1&#038;b=2", "https://i.example/?a=1&b=2"),
        ("images/a.jpg", "https://news.example/images/a.jpg"),
        ("../a.jpg", "https://news.example/a.jpg"),
        ("None", None),
        ("a picture", None),
        ("javascript:void(0)", "javascript:void(0)"),
    ],
)
def test_links_are_read_as_they_were_meant(written: str, read_as: str | None) -> None:
    article = article_of({**BARE, "url": ID, "image": written})
    assert [rendition.url for medium in article.media for rendition in medium.renditions] == (
        [read_as] if read_as else []
    )
    assert written in dumps(article).decode() or "&#038;" in written


def test_a_link_that_is_only_escaped_is_not_derived_from_the_page() -> None:
    article = article_of({**BARE, "image": "https://i.example/a b.jpg"})
    assert kept(article.media[0]) == {"contentUrl": "https://i.example/a b.jpg"}


def test_links_to_the_article_itself_may_be_relative() -> None:
    head = '<link rel="canonical" href="https://news.example/story">'
    for members in ({"url": "/story?x=1"}, {"mainEntityOfPage": "/story?x=1"}):
        node = {"@context": SCHEMA, "@type": "NewsArticle", "headline": "Words", **members}
        article = article_of(page(node, head=head))
        assert (article.url, article.identifier) == ("https://news.example/story?x=1",) * 2
        assert set(kept(article)["ns:derived"]) >= {"url", "identifier"}


def test_without_an_address_of_the_page_a_relative_link_stays_what_it_is() -> None:
    article = article_of({"@context": SCHEMA, "@type": "NewsArticle", "headline": "Words", "image": "/a.jpg"})
    assert article.media == ()
    assert kept(article)["image"] == "/a.jpg"


# --- What the page says


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang='pt_BR'>", "pt-BR"),
        ("<html xml:lang=fr>", "fr"),
        ("<html><meta http-equiv='Content-Language' content='it, en'>", "it"),
        ('<html><meta property="og:locale" content="es_MX">', "es-MX"),
        ("<html lang=''>", None),
        ("<html><!-- <html lang='xx'> -->", None),
    ],
)
def test_the_language_is_that_of_the_page(html: str, language: str | None) -> None:
    article = article_of(f'{html}<script type="application/ld+json">{json.dumps(BARE)}</script>'.encode())
    assert article.language == language


def test_the_title_for_social_networks_comes_before_the_page_s_own() -> None:
    node = {"@context": SCHEMA, "@type": "NewsArticle", "@id": ID}
    head = (
        "<svg><title>Logo</title></svg><title>Words | News</title><meta property='og:title' content='Words &amp; more'>"
    )
    assert article_of(page(node, head=head)).headline == "Words & more"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp1252", ""),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("shift_jis", '<meta charset="shift_jis">'),
        ("utf-16", ""),
        ("utf-8", '<meta charset="utf-16">'),
        ("utf-8", '<meta charset="nonsense">'),
    ],
)
def test_a_page_is_decoded_as_it_was_written(encoding: str, head: str) -> None:
    headline = "日本" if encoding == "shift_jis" else "Grüße – „naïve“"
    data = page({**BARE, "headline": headline}, head=head).decode().encode(encoding)
    assert article_of(data).headline == headline


def test_a_character_cut_in_two_costs_only_itself() -> None:
    data = page({**BARE, "headline": "Grüße und mehr Grüße", "description": "Größe"}).replace(
        "Größe".encode(), b"Gr\xc3e"
    )
    assert article_of(data).headline == "Grüße und mehr Grüße"


# --- JSON that is not


@pytest.mark.parametrize(
    "block",
    [
        "{“@type”:“NewsArticle”,“headline”:“Words”}",
        '{"@type":"NewsArticle","headline":"Words","description"',
        '{"@type":"NewsArticle","headline":"Words","description":',
        '{"@type":"NewsArticle","headline":"Words","wordCount":tru',
        'var data = {"@type":"NewsArticle","headline":"Words"};',
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Words"}',
        'Warning: no index in line 3\n{"@type":"NewsArticle","headline":"Words"}',
        '{"@type":"NewsArticle","headline":"Words","author":{{ author }},"wordCount":<?php echo 1 ?>}',
        '{"@type":"NewsArticle","headline" "Words"}',
        '{"@type"="NewsArticle","headline"="Words"}',
        '{"@type":"NewsArticle" "headline":"Words"}',
        '{"@type":"NewsArticle","headline":`Words`}',
        '{"@type":"NewsArticle","keywords":["a","b"},"headline":"Words"}',
        '{"@type":["NewsArticle" "Article"],"headline":"Words"}',
        "{&#34;@type&#34;:&#34;NewsArticle&#34;,&#34;headline&#34;:&#34;Words&#34;}",
        '{\\"@type\\":\\"NewsArticle\\",\\"headline\\":\\"Words\\"}',
        json.dumps(json.dumps({"@type": "NewsArticle", "headline": "Words"})),
        '\u200b{"@type":"NewsArticle",\u200b"headline":"Words"}',
        '{"@type":"NewsArticle","wordCount":+012.,"headline":"Words"}',
        '{"@type":"NewsArticle","description":"The "big": one, "so", "no"","headline":"Words"}',
    ],
)
def test_more_json_that_a_person_would_read_is_read(block: str) -> None:
    (item,) = items_of(page(block))
    assert isinstance(item.document, Article)
    assert (item.document.headline, item.document.kind) == ("Words", "NewsArticle")
    assert "NS447" in [found.code for found in item.diagnostics]


def test_quotation_marks_without_escape_stay_in_the_words() -> None:
    block = '{"@type":"NewsArticle","headline":"The "big": one, "so", "no"","keywords":["a "b" c","d"]}'
    article = article_of(page(block))
    assert (article.headline, article.keywords) == ('The "big": one, "so", "no"', ('a "b" c', "d"))


def test_what_a_template_never_filled_in_says_nothing() -> None:
    article = article_of(page('{"@type":"NewsArticle","headline":"Words","author":{{ author }}}'))
    assert article.authors == ()


# --- Words and things


def test_things_that_stand_for_words_give_their_names() -> None:
    term = {"@type": "DefinedTerm", "name": "a", "url": "https://t.example/a"}
    article = article_of({**BARE, "keywords": [term, "b"], "articleSection": {"@type": "Thing", "name": "World"}})
    assert (article.keywords, article.sections) == (("a", "b"), ("World",))
    assert kept(article) == {"keywords": {"@type": "DefinedTerm", "url": "https://t.example/a"}}


def test_one_node_that_names_several_people_is_several_people() -> None:
    article = article_of({**BARE, "author": {"@type": "Person", "name": ["Ada", "Bo"]}})
    assert [credit.agent.name for credit in article.authors] == ["Ada", "Bo"]


def test_a_creator_is_the_author_where_no_author_is_named() -> None:
    assert article_of({**BARE, "creator": ["Ada"]}).authors[0].agent.name == "Ada"
    article = article_of({**BARE, "creator": ["Ada"], "author": "Bo"})
    assert [credit.agent.name for credit in article.authors] == ["Bo"]
    assert kept(article) == {"creator": ["Ada"]}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("some", '{"HeadLine":1}'),
        ("some", '{"type":"Person"}'),
        ("some", '{"@list":[1]}'),
        ("some", '{"@type":"person"}'),
        ("HeadLine", '"x"'),
        ("schema:some", '"x"'),
        ("@Some", '"x"'),
        ("@nest", '{"headline":"x"}'),
        ("type", '"NewsArticle"'),
        ("id", '"x"'),
    ],
)
def test_an_extension_that_reading_would_change_is_written_as_one(path: str, content: str) -> None:
    extension = Extension(format="jsonld", path=path, content=content)
    article = Article(identifier=ID, extensions=(extension,))
    (item,) = items_of(dumps(article))
    assert item.document == article


@pytest.mark.parametrize("update", [{"body": "<hr/>"}, {"extensions": [{"format": "x", "path": "y", "content": "z"}]}])
def test_an_update_that_says_little_is_read_again_beside_what_is_put_back(update: dict[str, Any]) -> None:
    extension = {"format": "jsonld", "path": "some", "content": "1"}
    article = Article.model_validate({"identifier": ID, "updates": [update], "extensions": [extension]})
    (item,) = items_of(dumps(article))
    assert item.document == article
