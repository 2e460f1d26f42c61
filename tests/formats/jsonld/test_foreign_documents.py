"""What publishers write, in every shape that was met: understood where a person would, kept where not."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.jsonld import dumps, read
from newsschema.v1 import Article, Organization, Person
from newsschema.v1.times import PartialDate

ID = "https://news.example/story"
BARE: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle", "@id": ID, "headline": "Words"}


def items_of(data: bytes, **options: Any) -> list[Item]:
    return list(read(io.BytesIO(data), ReadOptions(**options)))


def item_of(node: Any, **options: Any) -> Item:
    (item,) = items_of(json.dumps(node).encode(), **options)
    return item


def article_of(node: Any, **options: Any) -> Article:
    document = item_of(node, **options).document
    assert isinstance(document, Article)
    return document


def with_(**members: Any) -> Article:
    return article_of({**BARE, **members})


def kept(owner: Any) -> dict[str, Any]:
    return {extension.path: json.loads(extension.content) for extension in owner.extensions}


def page(*blocks: str, head: str = "") -> bytes:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<!DOCTYPE html><html lang='de-AT'><head>{head}{scripts}</head><body></body></html>".encode()


def page_article(*blocks: str, head: str = "") -> Article:
    found = [item.document for item in items_of(page(*blocks, head=head)) if item.document is not None]
    assert len(found) == 1
    assert isinstance(found[0], Article)
    return found[0]


# --- Dates


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2024-05-03T15:47:42.389Z", "2024-05-03T15:47:42.389Z"),
        ("2024-05-03T15:47:42+0200", "2024-05-03T15:47:42+02:00"),
        ("2024-05-03T15:47:42+02", "2024-05-03T15:47:42+02:00"),
        ("2024-05-03 15:47:42", "2024-05-03T15:47:42"),
        (" 2024-05-03 15:47:42 +0200\n", "2024-05-03T15:47:42+02:00"),
        ("2024-05-03T15:47", "2024-05-03T15:47:00"),
        ("2024-05-03T15:47:42", "2024-05-03T15:47:42"),
        ("2024-05-03", "2024-05-03"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("20240503T154742Z", "2024-05-03T15:47:42Z"),
        ("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28T19:20:36+02:00"),
        ("Fri Apr 28 2023 19:20:36 GMT+0200 (Central European Summer Time)", "2023-04-28T19:20:36+02:00"),
        ("2023-04-28T19:20:36+00:00Z", "2023-04-28T19:20:36+00:00"),
        ("\u200e28.\u200e04.\u200e2023", "2023-04-28"),
        ("/Date(1682702436000)/", "2023-04-28T17:20:36Z"),
        ("28.04.2023, 19:20", "2023-04-28T19:20:00"),
        ("28. März 2023", "2023-03-28"),
        ("1er mai 2023", "2023-05-01"),
        ("28 de abril de 2023", "2023-04-28"),
        ("2023年4月28日 19:20", "2023-04-28T19:20:00"),
        ("Fri, 28 Apr 2023 19:20:36 +0200", "2023-04-28T19:20:36+02:00"),
        ("Fri, 28 Apr 2023 19:20:36 GMT", "2023-04-28T19:20:36Z"),
        ("April 28, 2023", "2023-04-28"),
        ("28 April 2023", "2023-04-28"),
        ("Apr 28, 2023, 7:20 PM", "2023-04-28T19:20:00"),
        ("1682702436", "2023-04-28T17:20:36Z"),
        ("1682702436000", "2023-04-28T17:20:36Z"),
        ("2023-02-30", None),
        ("2023-04-28T24:00:00Z", None),
        ("28/04/23", None),
        ("Fri Apr 28 19:20:36 IST 2023", None),
        ("yesterday", None),
    ],
)
def test_dates_are_read_as_precisely_as_they_were_stated(written: str, read_as: str | None) -> None:
    article = with_(datePublished=written)
    assert article.published == read_as
    assert kept(article) == ({} if read_as else {"datePublished": written})


@pytest.mark.parametrize(
    ("written", "codes"), [("2024-07-03 15:47:42", ["NS444", "NS440"]), ("2024-07-03T15:47:42", ["NS444"])]
)
def test_a_missing_zone_is_told_and_never_guessed(written: str, codes: list[str]) -> None:
    node = {**BARE, "datePublished": written}
    assert [found.code for found in item_of(node).diagnostics] == codes
    assumed = item_of(node, assume_timezone="Europe/Vienna")
    assert isinstance(assumed.document, Article)
    assert assumed.document.published == PartialDate("2024-07-03T15:47:42+02:00")
    assert [found.code for found in assumed.diagnostics] == ["NS445", *codes[1:]]


# --- Agents


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ada Writer", ["Ada Writer"]),
        (["Ada Writer", "Bo Writer"], ["Ada Writer", "Bo Writer"]),
        ({"name": "Ada Writer"}, ["Ada Writer"]),
        ({"@type": "Person", "name": ["Ada Writer"]}, ["Ada Writer"]),
        ([{"@type": "Person", "name": "Ada &amp; Co"}], ["Ada & Co"]),
        ({"@type": "Person", "givenName": "Ada", "familyName": "Writer"}, ["Ada Writer"]),
        ([[{"@type": "Person", "name": "Ada Writer"}]], ["Ada Writer"]),
        ([{"@type": "Person", "name": ""}, "Ada Writer"], ["Ada Writer"]),
        ({"@type": "Person", "name": ""}, []),
        ("", []),
        (None, []),
    ],
)
def test_authors_are_read_in_every_form(author: Any, names: list[str]) -> None:
    assert [credit.agent.name for credit in with_(author=author).authors] == names


def test_an_author_is_a_person_or_an_organization() -> None:
    publisher = {"@type": "NewsMediaOrganization", "name": "Example News"}
    authors = ["Ada Writer", {"@type": "Organization", "name": "Desk"}, "EXN", "Example News", {"@type": ["Person"]}]
    article = with_(author=authors, publisher=publisher)
    assert [type(credit.agent) for credit in article.authors] == [Person, Organization, Organization, Organization]
    assert isinstance(article.publisher, Organization)
    assert kept(article.publisher) == {"@type": "NewsMediaOrganization"}
    assert kept(article) == {"author": {"@type": ["Person"]}}


def test_who_a_page_names_is_for_everybody() -> None:
    article = with_(contributor="Ada Writer", editor={"name": "Bo"}, author={"name": "Cy", "email": "cy@news.example"})
    assert [(credit.role, credit.audience) for credit in article.contributors] == [
        ("editor", "public"),
        (None, "public"),
    ]
    assert article.authors[0].agent.contacts[0].audience == "public"


# --- Values


@pytest.mark.parametrize(
    ("keywords", "read_as"),
    [
        (["a", "b"], ("a", "b")),
        ("a, b,c", ("a", "b", "c")),
        (["a, b"], ("a", "b")),
        (["Jones, Tom", "b"], ("Jones, Tom", "b")),
        ("a; b", ("a", "b")),
        ("Ann &amp; Bo, c", ("Ann & Bo", "c")),
        ("", ()),
    ],
)
def test_keywords_are_told_apart(keywords: Any, read_as: tuple[str, ...]) -> None:
    assert with_(keywords=keywords).keywords == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (True, True),
        ("True", True),
        ("false", False),
        ("https://schema.org/True", True),
        ("http://schema.org/False", False),
        ("perhaps", None),
    ],
)
def test_truth_is_read_in_words_and_links(written: Any, read_as: bool | None) -> None:
    assert with_(isAccessibleForFree=written).is_accessible_for_free is read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("en", "en"),
        ("eng", "eng"),
        ("kr", "kr"),
        ("en_US", "en-US"),
        ({"@type": "Language", "name": "German", "alternateName": "de"}, "de"),
        (["de", "fr"], "de"),
        ("the language of the realm", None),
    ],
)
def test_languages_are_kept_as_written_where_they_can_be(written: Any, read_as: str | None) -> None:
    assert with_(inLanguage=written).language == read_as


@pytest.mark.parametrize(
    ("image", "files"),
    [
        ("https://i.example/a.jpg", [("https://i.example/a.jpg", None)]),
        (
            ["https://i.example/a.jpg", "https://i.example/b.jpg"],
            [("https://i.example/a.jpg", None), ("https://i.example/b.jpg", None)],
        ),
        ({"@type": "ImageObject", "url": "https://i.example/a.jpg", "width": 9}, [("https://i.example/a.jpg", 9)]),
        ({"url": "https://i.example/a.jpg", "width": "9px"}, [("https://i.example/a.jpg", 9)]),
        (
            {"contentUrl": "https://i.example/a.jpg", "width": {"@type": "QuantitativeValue", "value": "9"}},
            [("https://i.example/a.jpg", 9)],
        ),
        ([{"@type": "imageObject", "ContentUrl": "https://i.example/a.jpg"}], [("https://i.example/a.jpg", None)]),
        ("None", []),
    ],
)
def test_images_are_read_in_every_form(image: Any, files: list[tuple[str, int | None]]) -> None:
    article = with_(image=image)
    assert [(medium.renditions[0].url, medium.renditions[0].width) for medium in article.media] == files


def test_a_film_has_a_length_in_seconds() -> None:
    article = with_(video={"@type": "VideoObject", "contentUrl": "https://v.example/a", "duration": "P00DT00H01M53S"})
    assert article.media[0].kind == "video"
    assert article.media[0].renditions[0].duration == 113


def test_html_in_texts_is_read_as_text() -> None:
    article = with_(headline="Ann&#39;s <b>day</b>", description="One &amp;amp; two", articleSection="A&nbsp;b")
    assert article.headline == "Ann's day"
    assert article.summary == "One & two"
    assert article.sections == ("A\u00a0b",)


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.", "<p>One.</p>"),
        ("<p>One <b>two</b>.</p><p>Three</p>", "<p>One <b>two</b>.</p><p>Three</p>"),
        ("&lt;p&gt;One.&lt;/p&gt;", "<p>One.</p>"),
        ("3 &lt; 4 &amp; 5", "<p>3 &lt; 4 &amp; 5</p>"),
        (["One.", "Two."], "<p>One.</p><p>Two.</p>"),
        ("", None),
    ],
)
def test_the_body_becomes_paragraphs(written: Any, body: str | None) -> None:
    assert with_(articleBody=written).body == body


# --- Shapes of documents


@pytest.mark.parametrize(
    "document",
    [
        BARE,
        [BARE],
        {"@context": "http://schema.org/", "@graph": [{key: BARE[key] for key in ("@type", "@id", "headline")}]},
        {**BARE, "@context": ["http://schema.org", {"x": "https://x.example/"}]},
        {**BARE, "@context": {"@vocab": "http://schema.org/"}},
        {**BARE, "@type": ["Thing", "NewsArticle"]},
        {**BARE, "@type": "newsarticle"},
        {**BARE, "@type": "http://schema.org/NewsArticle"},
        {
            "@context": {"schema": "https://schema.org/"},
            "@type": "schema:NewsArticle",
            "@id": ID,
            "schema:headline": "Words",
        },
        {
            "@context": {"s": "http://schema.org/"},
            "@type": "s:NewsArticle",
            "@id": ID,
            "s:headline": {"@value": "Words"},
        },
        {
            "@context": {
                "type": "@type",
                "id": "@id",
                "NewsArticle": "https://schema.org/NewsArticle",
                "title": "https://schema.org/headline",
            },
            "type": "NewsArticle",
            "id": ID,
            "title": "Words",
        },
        {
            "@context": {"@vocab": "https://schema.org/", "kop": {"@id": "https://schema.org/headline"}},
            "@type": "NewsArticle",
            "@id": ID,
            "kop": "Words",
        },
        {"@type": "NewsArticle", "@id": ID, "headline": "Words"},
        {"http://schema.org/headline": [{"@value": "Words"}], "@type": ["http://schema.org/NewsArticle"], "@id": ID},
        {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "mainEntity": {key: BARE[key] for key in BARE if key != "@context"},
        },
        {**BARE, "HeadLine": "Words"},
    ],
    ids=lambda document: json.dumps(document)[:70],
)
def test_the_article_is_found_in_every_shape(document: Any) -> None:
    article = article_of(document)
    assert (article.identifier, article.headline, article.kind) == (ID, "Words", "NewsArticle")


def test_references_are_resolved_across_the_blocks_of_a_page() -> None:
    article = page_article(
        json.dumps(
            {
                **BARE,
                "author": {"@id": "#ada"},
                "publisher": {"@type": "Organization", "@id": "https://news.example/#o"},
            }
        ),
        json.dumps({"@context": "https://schema.org", "@type": "Person", "@id": "#ada", "name": "Ada Writer"}),
        json.dumps({"@graph": [{"@type": "Organization", "@id": "https://news.example/#o", "name": "Example News"}]}),
    )
    assert article.authors[0].agent.name == "Ada Writer"
    assert article.publisher is not None
    assert article.publisher.name == "Example News"


def test_things_that_refer_to_one_another_in_a_circle_are_read() -> None:
    article = with_(author={"@id": "https://p.example/a", "name": "Ada", "affiliation": {"@id": "https://p.example/b"}})
    assert article.authors[0].agent.identifier == "https://p.example/a"
    circle = [
        {**BARE, "author": {"@id": "https://p.example/a"}},
        {"@id": "https://p.example/a", "@type": "Person", "name": "Ada", "affiliation": {"@id": "https://p.example/b"}},
        {"@id": "https://p.example/b", "@type": "Organization", "name": "Bo", "member": {"@id": "https://p.example/a"}},
    ]
    found = [item.document for item in items_of(json.dumps(circle).encode()) if item.document]
    assert [credit.agent.name for credit in found[0].authors] == ["Ada"]  # type: ignore[union-attr] # an article


def test_what_is_no_article_is_skipped_by_kind() -> None:
    things = ["BreadcrumbList", "Organization", "WebSite", "ItemList"]
    blocks = [json.dumps({"@context": "https://schema.org", "@type": name, "name": "x"}) for name in things]
    found = items_of(page(*blocks, json.dumps(BARE)))
    assert [item.skipped for item in found[:4]] == ["breadcrumb list", "organization", "web site", "item list"]
    assert [item.outcome for item in found] == ["skipped"] * 4 + ["read"]


def test_two_blocks_of_one_article_are_one() -> None:
    more = {**BARE, "articleBody": "One.", "author": "Ada"}
    found = items_of(page(json.dumps({**BARE, "author": [{"@type": "Person", "name": "Ada"}]}), json.dumps(more)))
    assert [item.outcome for item in found] == ["read", "merged"]
    assert found[1].merged_into == ID
    assert isinstance(found[0].document, Article)
    assert found[0].document.text == "One."


def test_a_live_blog_is_one_article_with_its_updates() -> None:
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"{ID}#u{n}",
            "headline": f"Update {n}",
            "articleBody": f"Words {n}.",
            "datePublished": "2024-05-03",
        }
        for n in range(300)
    ]
    article = page_article(json.dumps({**BARE, "@type": "LiveBlogPosting", "liveBlogUpdate": updates}))
    assert article.kind == "LiveBlogPosting"
    assert [update.headline for update in article.updates] == [f"Update {n}" for n in range(300)]
    assert article.updates[7].body == "<p>Words 7.</p>"


def test_a_quotation_becomes_a_quote_with_the_attribution_it_gives() -> None:
    speaker = {"@type": "Person", "name": "Ada", "jobTitle": "harbour master"}
    quotation = {"@type": "Quotation", "text": "We wait", "spokenByCharacter": speaker, "dateCreated": "2024-05-03"}
    article = with_(hasPart=[quotation, {"@type": "Quotation", "text": "Nobody says this"}])
    (quote,) = article.quotes
    assert (quote.identifier, quote.kind, quote.text, quote.said_at) == (f"{ID}#q1", "direct", "We wait", "2024-05-03")
    assert [link.role for link in quote.attribution.links] == ["originator"]
    assert [agent.name for agent in quote.attribution.speaker if isinstance(agent, Person)] == ["Ada"]
    assert kept(article) == {"hasPart": {"@type": "Quotation", "text": "Nobody says this"}}


def test_a_claim_that_is_no_figure_of_ours_is_kept() -> None:
    claim = {"@type": "Claim", "text": "At least 27 died", "author": {"@type": "Person", "name": "Ada"}}
    article = with_(interpretedAsClaim=claim)
    assert article.casualty_reports == ()
    assert kept(article) == {"interpretedAsClaim": claim}


def test_one_bad_part_costs_itself_and_not_what_stands_beside_it() -> None:
    good = {"@type": "ImageObject", "contentUrl": "https://i.example/a.jpg", "creator": "Ada", "caption": "A pier"}
    quotation = {"@type": "Quotation", "text": "We wait", "creator": {"name": "Ada"}}
    event = {"@type": "Event", "@id": f"{ID}#e", "name": "Fair", "startDate": "2024-05-03", "endDate": "2024-05-01"}
    article = with_(image=good, hasPart=quotation, about=[event, {"@type": "Place", "name": "Anytown"}])
    assert [(medium.caption, medium.creators[0].agent.name) for medium in article.media] == [("A pier", "Ada")]
    assert [quote.text for quote in article.quotes] == ["We wait"]
    assert [place.name for place in article.places] == ["Anytown"]
    assert [(found.start, found.end) for found in article.events] == [("2024-05-03", None)]
    assert kept(article.events[0]) == {"endDate": "2024-05-01"}


def test_the_design_example_is_read(shared: Path) -> None:
    (item,) = items_of((shared / "design" / "examples" / "article_full.jsonld").read_bytes())
    assert isinstance(item.document, Article)
    article = item.document
    assert article.version == 3
    assert article.body is not None
    assert "<em>" in article.body
    assert [len(medium.renditions) for medium in article.media] == [2]
    assert article.embargo is not None
    assert article.embargo.until == "2026-07-11T09:40:00Z"


# --- The page


def test_a_page_lends_what_the_article_does_not_say() -> None:
    head = '<title>A &amp; B</title><link href="https://news.example/c?a=1&amp;b=2" rel="canonical">'
    (item,) = items_of(page('{"@context":"https://schema.org","@type":"NewsArticle","articleBody":"One."}', head=head))
    article = item.document
    assert isinstance(article, Article)
    assert (article.language, article.headline, article.url) == ("de-AT", "A & B", "https://news.example/c?a=1&b=2")
    assert article.identifier == "https://news.example/c?a=1&b=2"
    derived = ["identifier", "language", "headline", "url"]
    assert kept(article) == {"ns:derived": derived}
    assert [found.code for found in item.diagnostics] == ["NS443"] * len(derived)


def test_what_the_article_says_holds_against_the_page() -> None:
    node = {**BARE, "url": "https://news.example/u", "inLanguage": "fr"}
    article = page_article(json.dumps(node), head='<title>T</title><link rel=canonical href="https://news.example/c">')
    assert (article.language, article.headline, article.url) == ("fr", "Words", "https://news.example/u")


@pytest.mark.parametrize(
    ("members", "identifier"),
    [
        ({"@id": "https://a.example/1", "url": "https://a.example/2"}, "https://a.example/1"),
        ({"@id": "#x", "mainEntityOfPage": "https://a.example/3", "url": "https://a.example/2"}, "https://a.example/3"),
        ({"mainEntityOfPage": {"@type": "WebPage", "@id": "https://a.example/3"}}, "https://a.example/3"),
        ({"url": "https://a.example/2"}, "https://a.example/2"),
        ({"url": ["https://a.example/2", "https://a.example/4"]}, "https://a.example/2"),
    ],
)
def test_an_identifier_is_what_the_article_is_known_by(members: dict[str, Any], identifier: str) -> None:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Words", **members}
    assert article_of(node).identifier == identifier


def test_an_article_without_any_link_has_an_identifier_of_its_own_bytes() -> None:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Words"}
    first, again, other = article_of(node), article_of(node), article_of({**node, "headline": "Others"})
    assert first.identifier == again.identifier != other.identifier
    assert first.identifier.startswith("urn:uuid:")


@pytest.mark.parametrize(
    "block",
    [
        '<!--\n{"@type":"NewsArticle","headline":"Words","url":"https://a.example/"}\n-->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Words","url":"https://a.example/"}\n//]]>',
        '/*<![CDATA[*/{"@type":"NewsArticle","headline":"Words","url":"https://a.example/"}/*]]>*/',
        '{"@type":"NewsArticle","headline":"Words","url":"https://a.example/",}',
        '{"@type":"NewsArticle","headline":"Words","url":"https://a.example/"};',
        '{"@type":"NewsArticle",,"headline":"Words","url":"https://a.example/"}',
        '{"@type":"NewsArticle","headline":"Words","description":"a\nb\tc","url":"https://a.example/"}',
        '{"@type":"NewsArticle","headline":"Words","description":"He said "yes" twice","url":"https://a.example/"}',
        '{"@type":"NewsArticle","headline":"Words","description":"don\\\'t","url":"https://a.example/"}',
        '{"@type":"NewsArticle","headline":"Words"\n"url":"https://a.example/"}',
        '{"@type":"NewsArticle","headline":"Words","url":"https://a.example/"',
        "{'@type':'NewsArticle','headline':'Words','url':'https://a.example/'}",
        '{"@type":"NewsArticle","headline":"Words", /* why */ "url":"https://a.example/" // so\n}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Words&quot;,&quot;url&quot;:&quot;https://a.example/&quot;}",
        '{"@type":"NewsArticle","headline":"Words","url":"https://a.example/"}}',
        '\ufeff{"@type":"NewsArticle","headline":"Words","url":"https://a.example/","wordCount":NaN}',
    ],
)
def test_json_that_a_person_would_read_is_read(block: str) -> None:
    (item,) = items_of(page(block))
    assert isinstance(item.document, Article)
    assert (item.document.headline, item.document.url) == ("Words", "https://a.example/")
    assert "NS447" in [found.code for found in item.diagnostics]


@pytest.mark.parametrize(
    "block", ["", "not JSON at all", "{", "[1, 2", '{"a" "b"}', "{" * 500, "[" * 5000, "null", "12"]
)
def test_what_nobody_could_read_is_said_in_one_line(block: str) -> None:
    for item in items_of(page(block)) + items_of(block.encode()):
        assert item.document is None
        assert item.outcome in ("rejected", "skipped")
        assert all("\n" not in found.message for found in item.diagnostics)


def test_a_block_that_is_broken_does_not_cost_the_others() -> None:
    found = items_of(page("garbage", json.dumps(BARE)))
    assert [item.outcome for item in found] == ["rejected", "read"]
    assert [diagnostic.code for diagnostic in found[0].diagnostics] == ["NS010"]
    assert found[0].raw == b"garbage"


def test_a_block_says_where_it_stands() -> None:
    data = page("{}", json.dumps(BARE))
    item = items_of(data)[-1]
    assert item.offset is not None
    assert item.length is not None
    assert json.loads(data[item.offset : item.offset + item.length]) == BARE


def test_blocks_in_comments_and_other_scripts_are_none() -> None:
    data = page(json.dumps(BARE)).replace(
        b"<head>",
        b'<head><!-- <script type="application/ld+json">{"@type":"NewsArticle"}</script> -->'
        b'<script type="text/javascript">var s = "<!--";</script>',
    )
    assert [item.outcome for item in items_of(data)] == ["read"]


@pytest.mark.parametrize(
    "attribute",
    [
        "type='application/ld+json'",
        "TYPE=application/ld+json",
        'data-x="1>2" type="application/ld+json; charset=utf-8"',
        'type="application/ld&#43;json"',
        'type="application/json+ld"',
        "async type = ' text/ld+json'",
    ],
)
def test_script_elements_are_found_however_they_are_written(attribute: str) -> None:
    data = f"<html><SCRIPT {attribute}>{json.dumps(BARE)}</SCRIPT></html>".encode()
    assert [item.outcome for item in items_of(data)] == ["read"]


def test_a_page_of_another_encoding_is_read() -> None:
    node = {**BARE, "headline": "Grüße – naïve"}
    text = page(json.dumps(node, ensure_ascii=False), head='<meta charset="windows-1252">').decode()
    (item,) = items_of(text.encode("cp1252"))
    assert isinstance(item.document, Article)
    assert item.document.headline == "Grüße – naïve"


def test_half_a_character_costs_its_field_and_not_the_article() -> None:
    data = json.dumps({**BARE, "url": "https://a.example/\ud800", "description": "x\ud800y", "section\udfff": 1})
    (item,) = items_of(data.encode())
    assert isinstance(item.document, Article)
    assert (item.document.identifier, item.document.url, item.document.summary) == (ID, None, "xy")
    assert items_of(dumps(item.document))[0].document == item.document


@pytest.mark.parametrize("number", ["1e400", "-1E999", "1" * 5000, "1" * 25, "NaN", "Infinity", "0.1", "-0.0"])
def test_numbers_that_nothing_holds_cost_nothing_else(number: str) -> None:
    data = json.dumps({**BARE, "wordCount": 0})[:-2] + number + "}"
    (item,) = items_of(data.encode())
    assert isinstance(item.document, Article)
    assert item.document.headline == "Words"
    assert items_of(dumps(item.document))[0].document == item.document


def test_strictness_refuses_what_is_otherwise_tolerated() -> None:
    node = {**BARE, "author": "Ada Writer"}
    assert item_of(node).outcome == "read"
    assert item_of(node, strict=True).outcome == "rejected"
    assert item_of(BARE, strict=True).outcome == "read"


# --- Nothing lost, nothing breaks

# fmt: off
TERMS = [
    "headline", "name", "description", "author", "publisher", "image", "video", "url", "mainEntityOfPage",
    "keywords", "articleBody", "articleSection", "datePublished", "dateModified", "inLanguage", "about",
    "mentions", "hasPart", "isPartOf", "citation", "identifier", "version", "isAccessibleForFree",
    "copyrightYear", "copyrightHolder", "license", "contentLocation", "locationCreated", "encoding", "genre",
    "correction", "interpretedAsClaim", "liveBlogUpdate", "creativeWorkStatus", "alternativeHeadline",
    "contributor", "editor", "usageInfo", "expires", "backstory", "dateline", "someThingElse", "@reverse",
    "geo", "sameAs", "email", "text", "creator", "@type", "@id", "value", "containedInPlace", "ns:urgency",
    "ns:extensions", "ns:embargo", "@context", "@graph", "contentUrl", "width", "duration", "endDate",
]
# fmt: on
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        [
            "https://a.example/x",
            "urn:x:y",
            "2024-05-03",
            "Person",
            "NewsArticle",
            "Event",
            "Place",
            "Quotation",
            "Claim",
            "<p>x</p>",
            "&amp;",
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(TERMS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=14,
)


@given(st.dictionaries(st.sampled_from(TERMS), VALUES, max_size=8), st.booleans())
def test_no_document_breaks_the_reader_and_what_it_reads_is_written_the_same(
    members: dict[str, Any], own: bool
) -> None:
    context: Any = ["https://schema.org", {"ns": "https://w3id.org/newsschema/1#"}] if own else "https://schema.org"
    node = {**members, "@context": context, "@type": "NewsArticle"}
    found = items_of(json.dumps(node).encode())
    for item in found:
        if item.document is not None:
            (again,) = items_of(dumps(item.document))
            assert again.document == item.document


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for item in items_of(data) + items_of(b'<script type="application/ld+json">' + data):
        assert item.outcome in ("read", "skipped", "merged", "rejected")


@given(st.data())
def test_no_damage_to_a_block_breaks_the_reader(data: st.DataObject) -> None:
    text = json.dumps({**BARE, "author": {"@type": "Person", "name": "Ada"}, "keywords": ["a", "b"]})
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    damaged = text[:start] + data.draw(st.sampled_from(['"', ",", "{", "]", "\\", "\n", ""])) + text[end:]
    assert items_of(page(damaged))
