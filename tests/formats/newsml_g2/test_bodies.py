"""The body is the words that the source has for its readers: all of them, in order, and no others."""

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsschema.formats.newsml_g2.bodies import BodyFound, holds, place_of, plain_body, read_body, seal
from newsschema.formats.newsml_g2.fragments import canonical, plain_copy, tokens
from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.notes import may_say_not_public, says_not_public
from newsschema.v1 import Article, Body, Extension
from newsschema.v1.body_normal import body_of_tokens

G2 = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
NITF = "http://iptc.org/std/NITF/2006-10-18/"
METADATA: dict[str, Any] = {
    "identifier": "urn:x:article",
    "headline": "Flood closes the bridge",
    "alternative_headlines": [{"text": "Bridge closed"}],
    "byline": "By Ada Example",
    "dateline": "ANYTOWN, May 2 (EX)",
    "credit_line": "EX/ada",
    "version_created": "2024-05-02T10:00:00Z",
    "language": "en",
}


def content_set(inner: str) -> etree._Element:
    data = f'<contentSet xmlns="{G2}">{inner}</contentSet>'.encode()
    return etree.fromstring(data, parser(len(data)))


def read(inner: str, **more: Any) -> BodyFound:
    return read_body(content_set(inner), METADATA | more)


def html(body: str, head: str = "", media_type: str = "application/xhtml+xml", namespace: str = XHTML) -> str:
    return (
        f'<inlineXML contenttype="{media_type}"><html xmlns="{namespace}"><head><title>t</title>{head}</head>'
        f"<body>{body}</body></html></inlineXML>"
    )


def words(text: str | None) -> list[str]:
    return (text or "").split()


def inner_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def by_xpath(element: etree._Element, path: str) -> list[Any]:
    found: Any = element.xpath(path, namespaces={"g": G2, "h": XHTML, "n": NITF})
    return list(found)


def text_of(found: BodyFound) -> str | None:
    return found.body.text if found.body is not None else None


# --- The samples, whose words are taken out by XPath


def _samples(shared: Path, folder: str) -> list[tuple[str, etree._Element]]:
    paths = sorted((shared / "samples" / folder).glob("*.xml"))
    assert paths
    return [
        (path.name, found) for path in paths for found in etree.parse(path, parser(1)).getroot().iter("{*}contentSet")
    ]


def test_every_agency_message_gives_the_words_of_its_main_section(shared: Path) -> None:
    for name, found in _samples(shared, "agency-newsml-g2"):
        texts = by_xpath(found, "//h:section[starts-with(@class, 'main')]//text()")
        notes = by_xpath(found, "//g:inlineData[contains(@rendition, 'public')]/text()")
        body = read_body(found, METADATA)
        assert "".join("".join(texts).split()) == "".join(words(text_of(body))), name
        for note in notes:
            assert " ".join(note.split()) not in " ".join(words(text_of(body))), name
        assert [place_of(one["path"]) for one in body.extensions] == [
            f"contentSet/{etree.QName(child).localname}" for child in found.iterchildren("*")
        ]


def test_every_nitf_listing_gives_the_words_of_its_content(shared: Path) -> None:
    seen = 0
    for name, found in _samples(shared, "iptc-newsml-g2"):
        paragraphs = by_xpath(found, "//n:body.content//n:p")
        body = read_body(found, METADATA)
        assert words(text_of(body)) == [word for one in paragraphs for word in words(inner_text(one))], name
        seen += bool(paragraphs)
    assert seen == 3


# --- HTML


PARAGRAPHS = "<p>First <b>words</b> here.</p><p>Then<br/>more &amp; more.</p>"
TEXT = "First words here.\n\nThen\nmore & more."


@pytest.mark.parametrize(
    "inner",
    [
        html(PARAGRAPHS),
        html(PARAGRAPHS, media_type="text/html"),
        html(PARAGRAPHS, media_type="application/xhtml+html"),
        html(PARAGRAPHS, media_type="xhtml/xml", namespace=G2),
        html(PARAGRAPHS, media_type="application/x-unknown", namespace=""),
        html(PARAGRAPHS, namespace="http://www.w3.org/TR/REC-html40"),
        html(f"<section><article><div>{PARAGRAPHS}</div></article></section>"),
        html(f"<header><h1>Anything</h1><p>by nobody</p></header><section>{PARAGRAPHS}</section>"),
        html(f"<article><header><h1>x</h1><time>now</time></header>{PARAGRAPHS}</article>"),
        html(f"<h1>Flood closes  the bridge</h1>{PARAGRAPHS}"),
        html(f"<div><p>Flood closes the bridge</p><p>By Ada Example</p>{PARAGRAPHS}<p>EX/ada</p></div>"),
        html(f'<div><time datetime="2024-05-02T10:00:00Z">2 May</time>{PARAGRAPHS}</div>'),
        html(f'<div><p><time data-datetime="2024-05-02T10:00:00Z">2 May</time></p>{PARAGRAPHS}</div>'),
        html(f"<script>evil()</script><style>p {{}}</style>{PARAGRAPHS}<iframe src='x'>no</iframe>"),
        html(f'<p hidden="hidden">unseen</p>{PARAGRAPHS}<div style="display: none">unseen</div>'),
        f'<inlineXML><div xmlns="{XHTML}">{PARAGRAPHS}</div></inlineXML>',
        f'<inlineXML contenttype="application/xhtml+xml">{PARAGRAPHS}</inlineXML>',
        f'<inlineXML><HTML xmlns=""><BODY>{PARAGRAPHS.replace("p>", "P>")}</BODY></HTML></inlineXML>',
        (
            f'<inlineXML><h:html xmlns:h="{XHTML}"><h:body><h:p>First <h:b>words</h:b> here.</h:p>'
            "<h:p>Then<h:br/>more &amp; more.</h:p></h:body></h:html></inlineXML>"
        ),
        f'<inlineData contenttype="text/html">{escape(PARAGRAPHS)}</inlineData>',
        f'<inlineData contenttype="text/html; charset=utf-8"><![CDATA[<html><body>{PARAGRAPHS}]]></inlineData>',
        (
            '<inlineData contenttype="application/xhtml+xml" encoding="encd:base64">'
            f"{b64encode(PARAGRAPHS.encode()).decode()}</inlineData>"
        ),
        f'<inlineXML contenttype="application/xhtml+xml">{escape(PARAGRAPHS)}</inlineXML>',
        '<inlineData contenttype="text/plain">First words here.\r\n\r\nThen\nmore &amp; more.\n</inlineData>',
        "<inlineData>First words here.\n \n\nThen\nmore &amp; more.</inlineData>",
    ],
)
def test_the_same_words_come_from_every_vocabulary(inner: str) -> None:
    found = read(inner)
    assert text_of(found) == TEXT
    assert found.media == found.quotes == found.notes == []


def test_paragraphs_in_a_body_that_equal_the_headline_stay() -> None:
    assert text_of(read(html("<p>Flood closes the bridge</p><p>More.</p>"))) == "Flood closes the bridge\n\nMore."
    assert text_of(read(html("<div><h1>Flood closes the bridge</h1></div>"))) == "Flood closes the bridge"
    assert text_of(read(html("<header><p>All there is.</p></header>"))) == "All there is."


def test_a_line_is_left_out_only_where_it_repeats_the_metadata() -> None:
    found = read(html("<div><h1>Flood closes a bridge</h1><p>One.</p><p>By Ada Example</p><p>Two.</p></div>"))
    assert text_of(found) == "Flood closes a bridge\n\nOne.\n\nBy Ada Example\n\nTwo."


@pytest.mark.parametrize("text", ["\tOne.\n\tTwo\nlines.\n", "   One.\n   Two\nlines.", "One.\n\n   Two\n   lines."])
def test_plain_text_has_paragraphs_by_blank_lines_or_by_indents(text: str) -> None:
    body = plain_body(text)
    assert body is not None
    assert body.plain_paragraphs() is None
    assert body == "<p>One.</p><p>Two<br/>lines.</p>"


def test_pictures_are_offered_with_their_captions_which_are_no_part_of_the_text() -> None:
    found = read(
        html(
            '<p>One.</p><figure><img src="https://x.example/1.jpg" alt="a bridge" width="640px"/>'
            '<figcaption>The bridge.</figcaption></figure><figure><div><img src="2.jpg"/></div></figure><p>Two.</p>'
        )
    )
    assert text_of(found) == "One.\n\nTwo."
    first, second = found.media
    assert (first["identifier"], first["caption"]) == ("https://x.example/1.jpg", "The bridge.")
    assert first["renditions"] == [{"width": 640, "url": "https://x.example/1.jpg"}]
    assert second["identifier"].startswith("urn:uuid:")
    assert found.body is not None
    assert found.body.image_sources() == [one["identifier"] for one in found.media]
    Article.model_validate({"identifier": "urn:x:article", "body": found.body, "media": found.media})


def test_what_counts_readers_is_no_picture() -> None:
    found = read(html('<p>One.<img src="https://x.example/count?id=1" width="1" height="1"/></p>'))
    assert (found.body, found.media) == ("<p>One.</p>", [])


def test_a_part_called_public_is_a_note_only_beside_a_main_part() -> None:
    assert text_of(read(html("<div class='public'><p>Words.</p></div>"))) == "Words."
    assert text_of(read('<inlineData rendition="ex:public">Words.</inlineData>')) == "Words."


def test_marked_quotations_become_records_with_the_attribution_given() -> None:
    found = read(
        html(
            '<p>She said: <q cite="https://x.example/talk">we <i>will</i> rebuild</q>, and <q>soon</q>.</p>'
            '<blockquote cite="https://x.example/law"><p>Nobody may.</p><p>Ever.</p></blockquote>'
            "<blockquote><p>An excerpt.</p></blockquote>"
        )
    )
    article = Article.model_validate({"identifier": "urn:x:article", "body": found.body, "quotes": found.quotes})
    assert [quote.text for quote in article.quotes] == ["we will rebuild", "soon", "Nobody may.\n\nEver."]
    assert [quote.attribution.speaker[0].type for quote in article.quotes] == [
        "source_document",
        "unnamed_source",
        "source_document",
    ]
    assert len({quote.identifier for quote in article.quotes}) == 3
    assert "data-ns" not in str(article.body)


# --- Which rendition

NOTE = "Call the desk on 555 0100"


@pytest.mark.parametrize(
    "note",
    [
        f'<inlineData contenttype="text/plain" rendition="ex:nonpublic">{NOTE}</inlineData>',
        f'<inlineData contenttype="text/plain" rendition="ex:non-public">{NOTE}</inlineData>',
        f'<inlineData contenttype="text/plain" renditionuri="http://x.example/r/edNote">{NOTE}</inlineData>',
        f'<inlineData contenttype="text/plain" role="ex:editorial-note">{NOTE}</inlineData>',
        f'<inlineData contenttype="text/plain" rendition="ex:headline">{NOTE}</inlineData>',
        f'<inlineData contenttype="text/plain">* * * *\nThe following is not for publication\n\n{NOTE}</inlineData>',
        (
            "<inlineData>Die folgenden Informationen sind nicht zur\nVeröffentlichung bestimmt\n\n"
            f"## Kontakte\n{NOTE}</inlineData>"
        ),
        f'<inlineXML rendition="ex:notpublic"><html xmlns="{XHTML}"><body><p>{NOTE}</p></body></html></inlineXML>',
        f'<inlineXML><html xmlns="{XHTML}"><body><h2>Not for publication</h2><p>{NOTE}</p></body></html></inlineXML>',
        f'<inlineXML><html xmlns="{XHTML}"><body><p class="nonpublic">{NOTE}</p></body></html></inlineXML>',
        (
            f'<inlineXML><nitf xmlns="{NITF}"><body><body.content><note type="npa"><body.content><p>{NOTE}</p>'
            "</body.content></note></body.content></body></nitf></inlineXML>"
        ),
    ],
)
def test_notes_are_never_the_body_wherever_they_stand(note: str) -> None:
    assert read(note).body is None
    for inner in (note + html("<p>Words.</p>"), html("<p>Words.</p>") + note, f"{note}<inlineData>Words.</inlineData>"):
        found = read(inner)
        assert text_of(found) == "Words."
        assert any(NOTE in one["content"] for one in found.extensions)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>Words.</p><section class='nonpublic'><p>{NOTE}</p></section>",
        f"<section class='main'><p>Words.</p></section><section class='public'><h2>Notes</h2><p>{NOTE}</p></section>",
        f"<section class='main'><p>Words.</p></section><section class='notepad'><p>{NOTE}</p></section>",
        f"<p>Words.</p><h2>Notes to editors</h2><p>{NOTE}</p><ul><li>{NOTE}</li></ul>",
        f"<p>Words.</p><p>* * * *</p><p><b>Not for publication:</b></p><p>{NOTE}</p>".replace("<p>* * * *</p>", ""),
        f"<div><p>Words.</p></div><div><h3>Editor's note</h3><p>{NOTE}</p></div>",
        f"<p>Words.</p><p>Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt</p><p>{NOTE}</p>",
        f"<p>Words.</p><div><p>Ne pas publier :</p><div>{NOTE}</div></div>",
        f"<p class='editorial-note'>{NOTE}</p><p>Words.</p>",
        f"<p>Not for publication: {NOTE}</p><p>Words.</p>",
    ],
)
def test_notes_within_a_body_are_left_out(body: str) -> None:
    found = read(html(body))
    assert text_of(found) == "Words."
    assert any(NOTE in one["content"] for one in found.extensions)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Not for publication before 18:00.</p><p>Words.</p>",
        "<p>Nicht zur Veröffentlichung vor Montag.</p><p>Words.</p>",
        "<section class='main'><p>(This is not for publication)</p></section>",
        "<p class='footnotes'>1 See above.</p><p>Words.</p>",
        "<p>" + "He said the letter was not for publication and then read it aloud to all. " * 4 + "</p><p>Words.</p>",
    ],
)
def test_words_that_only_sound_like_a_note_stay(body: str) -> None:
    expected = " ".join(words(inner_text(etree.fromstring(f"<b>{body.replace('</p>', '</p> ')}</b>"))))
    assert " ".join(words(text_of(read(html(body))))) == expected


def test_markup_is_preferred_to_text_the_items_language_to_others_and_what_is_full_to_none() -> None:
    plain = "<inlineData>Plain.</inlineData>"
    nitf = "<inlineXML><nitf><body><body.content><p>Nitf.</p></body.content></body></nitf></inlineXML>"
    assert text_of(read(plain + nitf + html("<p>Html.</p>"))) == "Html."
    assert text_of(read(plain + nitf)) == "Nitf."
    assert text_of(read(html("<p> </p>") + plain)) == "Plain."
    german = html("<p>Deutsch.</p>").replace("<inlineXML", '<inlineXML xml:lang="de"')
    assert text_of(read(german + html("<p>English.</p>"))) == "English."
    text = '<inlineData rendition="ex:text">Text.</inlineData>'
    assert text_of(read(plain + text)) == "Text."
    assert text_of(read('<inlineXML><events xmlns=""><event/></events></inlineXML>')) is None
    assert text_of(read('<remoteContent href="http://localhost:1/x" contenttype="text/html"/>')) is None


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<inlineXML/>",
        '<inlineXML contenttype="application/nitf+xml"> </inlineXML>',
        "<inlineXML><nitf/></inlineXML>",
        f'<inlineXML><nitf xmlns="{NITF}"><body><body.content/></body></nitf></inlineXML>',
        (
            "<inlineXML><nitf><head><title>t</title></head><body><body.head><hedline><hl1>h</hl1></hedline></body.head>"
            "</body></nitf></inlineXML>"
        ),
        '<inlineData encoding="base64">!!!</inlineData>',
        '<inlineData contenttype="application/nitf+xml">&lt;nitf&gt;</inlineData>',
        '<inlineData contenttype="text/html">&lt;!-- --&gt;</inlineData>',
        html(""),
    ],
)
def test_what_holds_no_words_gives_no_body(inner: str) -> None:
    assert read(inner).body is None


# --- What is kept


def test_a_rendition_that_is_the_body_word_for_word_is_not_kept_a_second_time() -> None:
    bare = (
        f'<inlineXML contenttype="application/xhtml+xml">\n<html xmlns="{XHTML}">\n <head><title>Flood closes the '
        f"bridge</title></head>\n<body>\n<p>One  <em>two</em>.</p>\n</body></html></inlineXML>"
    )
    assert read(bare).extensions == []
    for one, other in (
        ("<p>", '<p class="x">'),
        ("Flood", "Storm"),
        ("<body>", '<body id="b">'),
        ("<em>two</em>", "<font>two</font>"),
        ('xml">', 'xml" wordcount="2">'),
        ("<p>", "<h1>Bridge closed</h1><p>"),
    ):
        changed = bare.replace(one, other, 1)
        assert changed != bare
        extensions = read(changed).extensions
        assert [place_of(extension["path"]) for extension in extensions] == ["contentSet/inlineXML"]
        assert words(inner_text(etree.fromstring(extensions[0]["content"]))) == words(inner_text(content_set(changed)))


def _sealed(inner: str, **more: Any) -> Article:
    found = read(inner, **more)
    data = METADATA | more | {"body": found.body, "extensions": found.extensions}
    return seal(Article.model_validate(data))


WRAPPED = html(
    "<header><h1>Flood closes the bridge</h1><ul><li>rivers</li></ul></header><section><p>Words of it.</p></section>"
)
PLAIN_COPY = '<inlineData rendition="ex:text">ANYTOWN, May 2 (EX) - Words of it.</inlineData>'
SHORT = '<inlineData rendition="ex:headline">The bridge is closed</inlineData>'
CONTACT = f'<inlineData rendition="ex:nonpublic">{NOTE}</inlineData>'


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ({"urgency": 3}, set()),
        ({"slugline": "new"}, set()),
        ({"body": Body("<p>Other words.</p>")}, {"contentSet/inlineXML", "contentSet/inlineData"}),
        ({"headline": "Another"}, {"contentSet/inlineXML", "contentSet/inlineData"}),
        ({"keywords": ("lakes",)}, {"contentSet/inlineXML"}),
        ({"dateline": "ELSEWHERE"}, {"contentSet/inlineData"}),
    ],
)
def test_a_kept_rendition_holds_until_something_that_it_repeats_is_edited(
    change: dict[str, Any], stale: set[str]
) -> None:
    article = _sealed(WRAPPED + PLAIN_COPY + SHORT + CONTACT, keywords=["rivers"])
    assert all(holds(article, extension.path) for extension in article.extensions)
    assert seal(article) == article
    edited = article.replace(**change)
    assert {place_of(one.path) for one in edited.extensions if not holds(edited, one.path)} == stale
    note = next(one for one in edited.extensions if NOTE in one.content)
    assert holds(edited, note.path)


def test_a_rendition_is_sealed_alike_from_its_element_and_from_its_text() -> None:
    inner = """<inlineXML role='x:teaser' contenttype='application/xhtml+xml' rendition='x:2'><p>ab</p>
        <p title='By Ada Example'>Flood <b>closes</b> the bridge</p></inlineXML>en"""
    element = content_set(inner)[0]
    kept = {"format": "newsml-g2", "path": "contentSet/inlineXML", "content": canonical(element)}
    article = Article.model_validate(METADATA | {"extensions": [kept]})

    sealed = seal(article, {kept["content"]: element})

    assert sealed == seal(article)
    assert sealed.extensions[0].path.endswith("&of=headline,byline")


@pytest.mark.parametrize(
    "line",
    [
        "NICHT ZUR VERÖFFENTLICHUNG",
        "nicht für die Weitergabe",
        "Not intended for publication",
        "not to be broadcasted",
        "Note to the ed\u0131tor",
        "ED\u0130TOR\u2019S NOTES",
        "Notizblock:",
        "NOTIZBLOC\u212a:",
        "Redaktionelle Hinwei\u017fe",
        "ne pas publier",
        "no para su publicación",
        "non destinato alla pubblicazione",
        "niet voor publicatie",
        "não à publicação",
    ],
)
def test_no_line_that_is_not_public_is_passed_over(line: str) -> None:
    assert says_not_public(line)
    assert may_say_not_public(etree.fromstring(f"<p><b>{line[:6]}</b>{line[6:]}</p>"))


MARKUP = (
    *("<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<pre>", "</pre>", "<ul>", "<li>", "</ul>", "<hr/>"),
    *("<table>", "<tr>", "<td colspan=2>", "</td>", "</table>", "<a href='x y'>", "</a>", "<p id=a title='\"'>"),
    *("<script>a", "</script>", "<img src='urn:x' ALT='&#10;'>", "<section/>", "<x-y data-z=1>", "</x-y>", "<q>"),
    *("words", " ", "\n  ", "\t", "a  b", "&amp;nbsp;", "&lt;b>", "\u00a0", "&#13;", "漢", "<!-- -->"),
)


@given(st.lists(st.sampled_from(MARKUP), max_size=25).map("".join))
def test_a_tree_becomes_the_body_that_its_text_becomes(markup: str) -> None:
    root = etree.fromstring(f"<div>{markup}</div>", etree.HTMLParser(encoding="utf-8"))
    copy = plain_copy(root)

    body, dropped = body_of_tokens(tokens(copy))

    written = etree.tostring(copy, encoding="unicode")
    assert body == Body.from_xhtml(written)
    assert body is None or Body(str(body)) == body
    assert dropped == Body.from_xhtml_report(written)[1]


def test_what_xml_cannot_carry_never_comes_into_a_body() -> None:
    found = read(
        '<inlineData contenttype="text/html">&lt;p title="a&amp;#11;">b&amp;#11;c&amp;#1;d&lt;/p></inlineData>'
    )
    assert found.body == '<p title="a">bcd</p>'
    assert Body(str(found.body)) == found.body


def test_extensions_that_are_no_renditions_are_not_sealed() -> None:
    extension = Extension(format="newsml-g2", path="itemMeta/x", content="<x></x>")
    article = Article(identifier="urn:x:1", extensions=(extension,))
    assert seal(article) is article
    assert holds(article, extension.path)


# --- Whatever comes

TAGS = st.sampled_from(
    [
        *("p", "div", "section", "header", "h1", "figure", "img", "figcaption", "ul", "li", "table", "tr", "td"),
        *("blockquote", "q", "span", "b", "script", "time", "head", "body", "html", "br", "pre", "svg"),
        *("note", "block", "nitf", "body.content", "body.head", "media", "media-caption", "bq", "credit", "person"),
        *("frac", "numer", "denom", "lang", "postaddr", "fn", "nitf-table", "media-reference"),
    ]
)
PIECES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<>&"), max_size=8),
    st.sampled_from(["Not for publication:", "Flood closes the bridge", "Notizblock", " ", "\n\n"]),
)
NODES = st.recursive(
    PIECES,
    lambda inner: st.builds(
        lambda tag, children, attribute: f"<{tag}{attribute}>{''.join(children)}</{tag}>",
        TAGS,
        st.lists(inner, max_size=4),
        st.sampled_from(["", ' class="nonpublic"', ' src="a.jpg"', ' hidden=""', ' cite="urn:x:y"', ' id="a"']),
    ),
    max_leaves=12,
)


@given(nodes=st.lists(NODES, max_size=4), kind=st.sampled_from(["inlineXML", "inlineData", "text"]))
def test_no_markup_makes_the_reader_fail_and_reading_is_repeatable(nodes: list[str], kind: str) -> None:
    inner = "".join(nodes)
    if kind == "text":
        written = f'<inlineData contenttype="text/html">{escape(inner)}</inlineData>'
    else:
        written = f"<{kind}>{inner}</{kind}>"
    found, again = read(written), read(written)
    assert found == again
    assert found.body is None or "<script" not in found.body
    data = {"identifier": "urn:x:article", "body": found.body, "quotes": found.quotes, "media": found.media}
    article = seal(Article.model_validate(data | {"extensions": found.extensions}))
    assert all(holds(article, extension.path) for extension in article.extensions)


SENTENCES = st.lists(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8).map(str.strip).filter(bool),
    min_size=1,
    max_size=6,
).map(" ".join)


@given(
    paragraphs=st.lists(SENTENCES, min_size=1, max_size=4),
    wrapper=st.sampled_from(
        ["{}", "<section>{}</section>", "<article><div>{}</div></article>", "<div><main>{}</main></div>"]
    ),
    header=st.sampled_from(["", "<header><h1>Zzz headline</h1></header>", "<h1>Flood closes the bridge</h1>"]),
    footer=st.sampled_from(["", f'<aside class="ednote">{NOTE}</aside>', f"<h2>NOT FOR PUBLICATION</h2><p>{NOTE}</p>"]),
    namespace=st.sampled_from([XHTML, G2, "", "urn:x:other"]),
    media_type=st.sampled_from(["application/xhtml+xml", "xhtml/xml", "text/html", "x/y"]),
)
def test_the_words_are_those_of_the_paragraphs_in_every_wrapping(
    paragraphs: list[str], wrapper: str, header: str, footer: str, namespace: str, media_type: str
) -> None:
    marked = "".join(f'\n <p class="x">{one}</p>' for one in paragraphs)
    found = read(html(wrapper.format(header + marked + footer), media_type=media_type, namespace=namespace))
    assert words(text_of(found)) == [word for one in paragraphs for word in one.split()]
