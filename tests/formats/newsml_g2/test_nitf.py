"""NITF: every word of the content is in the body, and nothing that a file says is lost."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsschema.formats.newsml_g2.bodies import holds, place_of, read_body, seal
from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.nitf import moment, read_nitf
from newsschema.v1 import Article

NITF = "http://iptc.org/std/NITF/2006-10-18/"
DOCTYPES = (
    "",
    '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">',
    '<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 2.5//EN" "http://localhost:1/nitf.dtd">',
)


def parse(text: str) -> etree._Element:
    data = text.encode()
    return etree.fromstring(data, parser(len(data)))


def article_of(text: str) -> Article:
    return Article.model_validate(read_nitf(parse(text)).data)


def body_of(content: str) -> Any:
    return article_of(f"<nitf><body><body.content>{content}</body.content></body></nitf>").body


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("<block><hl2>A</hl2><p>b</p></block>", "<h2>A</h2><p>b</p>"),
        ("<bq><block><p>a</p></block></bq>", "<blockquote><p>a</p></blockquote>"),
        ("<bq><block><p>a</p></block><credit>b</credit></bq>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ('<p>x <q quote-source="A">y</q></p>', "<p>x <q>y</q></p>"),
        ("<ul><li>a</li></ul><ol><li>b</li></ol>", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("<ul><li><p>a</p></li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<hr/><pre>a\n b</pre>", "<hr/><pre>a\n b</pre>"),
        (
            "<table><caption>c</caption><tr><th>a</th><td colspan='2'>b</td></tr></table>",
            '<table><caption>c</caption><tr><th>a</th><td colspan="2">b</td></tr></table>',
        ),
        (
            (
                "<nitf-table><nitf-table-metadata><nitf-table-summary><p>m</p></nitf-table-summary></nitf-table-metadata>"
                "<table><tr><td>a</td></tr></table></nitf-table>"
            ),
            "<table><tr><td>a</td></tr></table>",
        ),
        ("<p>a<br/>b <em>c</em> H<sub>2</sub>O m<sup>2</sup></p>", None),
        ('<p><a href="http://x.example/" rel="r" name="n">a</a></p>', '<p><a href="http://x.example/">a</a></p>'),
        ('<p><lang value="fr">mot</lang></p>', '<p><span lang="fr">mot</span></p>'),
        ('<p><lang iso-lang="fr" value="??">mot</lang></p>', "<p><span>mot</span></p>"),
        ("<p>1 <num><frac><numer>1</numer><denom>2</denom></frac></num></p>", "<p>1 1/2</p>"),
        ("<p><frac><numer>1</numer><frac-sep>:</frac-sep><denom>2</denom></frac></p>", "<p>1:2</p>"),
        (
            (
                "<p><person>Ann <name.family>Lee</name.family></person>, <function>judge</function> of <org>UN</org> "
                "in <location><city>Rome</city>, <country iso-cc='IT'>Italy</country></location>, on <chron>May 1"
                "</chron>, <money unit='EUR'>5 euros</money>, <event>Games</event>, <object.title>Book</object.title>, "
                "<virtloc>x.example</virtloc>, <pronounce guide='g'>Leigh</pronounce> <copyrite>(c) "
                "<copyrite.year>2020</copyrite.year></copyrite> <classifier>k</classifier></p>"
            ),
            "<p>Ann Lee, judge of UN in Rome, Italy, on May 1, 5 euros, Games, Book, x.example, Leigh (c) 2020 k</p>",
        ),
        ("<p><postaddr><addressee>A</addressee><postcode>1</postcode></postaddr></p>", "<p>A 1</p>"),
        ("<p>a</p><note type='npa'><body.content><p>n</p></body.content></note><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p><fn><body.content><p>f</p></body.content></fn>", "<p>a</p><p>f</p>"),
        ("<block><tobject/><key-list><keyword key='k'/></key-list><p>a</p><datasource>d</datasource></block>", None),
        ("<p>a</p><script>evil()</script><p>b</p><style>x</style>", "<p>a</p><p>b</p>"),
        ('<p>a <a href="javascript:evil()">b</a></p>', "<p>a b</p>"),
        ("bare text", "<p>bare text</p>"),
    ],
)
def test_elements_of_the_content_become_their_equals(content: str, body: str | None) -> None:
    found = body_of(content)
    expected = body if body is not None else content.replace("<block>", "").replace("</block>", "")
    if body is None and "tobject" in content:
        expected = "<p>a</p><p>d</p>"
    assert str(found) == expected


MEDIA = """<media media-type="image"><media-metadata name="n" value="v"/>
<media-reference source="https://x.example/1.jpg" mime-type="image/jpeg" width="640" height="x" alternate-text="a boat"
 copyright="(c) Ex"/><media-reference source="2.jpg" mime-type="bad"/><media-caption><p>A <em>boat</em>.</p>
<p>At sea.</p></media-caption><media-producer>Ex/Lee</media-producer></media>"""


def test_media_are_offered_with_their_files_and_shown_in_the_body_without_their_captions() -> None:
    article = article_of(
        f"<nitf><body><body.content><p>a</p>{MEDIA}<media media-type='video'><media-reference source='f.mp4'/>"
        "<media-caption>film</media-caption></media><media media-type='data'><media-reference source='x'/></media>"
        "<block><media><media-reference name='n'/></media><media/></block><p>b</p></body.content></body></nitf>"
    )
    picture, film, other = article.media
    assert article.text == "a\n\nb"
    assert (picture.identifier, picture.caption, picture.alternative_text) == (
        "https://x.example/1.jpg",
        "A boat. At sea.",
        "a boat",
    )
    assert (picture.credit, picture.rights.notice if picture.rights else None) == ("Ex/Lee", "(c) Ex")
    assert [(one.url, one.media_type, one.width, one.height) for one in picture.renditions] == [
        ("https://x.example/1.jpg", "image/jpeg", 640, None),
        (None, None, None, None),
    ]
    assert (film.kind, film.caption) == ("video", "film")
    assert article.body is not None
    assert article.body.image_sources() == [picture.identifier, other.identifier]


def test_marked_quotations_are_records_with_the_attribution_given_and_no_more() -> None:
    article = article_of(
        "<nitf><body><body.content><p>He said: <q quote-source='Bo  Lee'>no <em>way</em></q> and <q>maybe</q>.</p>"
        "<bq quote-source='The Board'><block><p>We will.</p><p>Soon.</p></block></bq>"
        "<bq><block><p>All.</p></block><credit>Cy Oh</credit></bq><bq><block><p>Nobody.</p></block></bq>"
        "<p>The <org>The Board</org> met.</p></body.content></body></nitf>"
    )
    assert [
        (quote.text, quote.attribution.speaker[0].model_dump(exclude_defaults=True)) for quote in article.quotes
    ] == [
        ("no way", {"name": "Bo Lee"}),
        ("maybe", {}),
        ("We will.\n\nSoon.", {"name": "The Board"}),
        ("All.", {"name": "Cy Oh"}),
    ]
    kinds = [quote.attribution.speaker[0].type for quote in article.quotes]
    assert kinds == ["person", "unnamed_source", "organization", "person"]
    for quote in article.quotes:
        assert [article.text[span.start : span.end] for span in quote.spans] == [quote.text]


def test_entities_are_mentions_unless_the_file_says_that_it_is_about_them() -> None:
    article = article_of(
        "<nitf><head><docdata><identified-content><person>Ann Lee</person></identified-content></docdata></head>"
        "<body><body.content><p><person>Ann Lee</person> and <person value='urn:x:bo' idsrc='s'><name.given>Bo"
        "</name.given> <name.family>Oh</name.family> <function>judge</function></person> of <org value='7' idsrc='r'>"
        "UN</org>, <location>Rome <country iso-cc='it'>Italy</country></location>; <org value='7' idsrc='r'>UN</org>"
        "</p></body.content></body></nitf>"
    )
    assert [one.name for one in article.people] == ["Ann Lee"]
    assert article.mentions is not None
    (person,), (organization,), (place,) = (
        article.mentions.people,
        article.mentions.organizations,
        article.mentions.places,
    )
    assert (person.name, person.identifier, person.job_title) == ("Bo Oh", "urn:x:bo", "judge")
    assert [(one.path, one.content) for one in organization.extensions] == [("@value", "7"), ("@idsrc", "r")]
    assert (place.name, place.country, place.country_code) == ("Rome Italy", "Italy", "IT")


FILE = """<nitf{namespace} version="-//IPTC//DTD NITF 3.2//EN" baselang="en-GB" change.date="x1"><head>
<title>Working title</title><meta name="x2" content="x3"/>
<tobject tobject.type="x4"><tobject.property tobject.property.type="x5"/><tobject.subject
 tobject.subject.refnum="16000000" tobject.subject.type="Unrest"/></tobject>
<docdata><doc-id regsrc="x6" id-string="x7"/><del-list><from-src src-name="x8" level-number="1"/></del-list>
<urgency ed-urg="3"/><date.issue norm="20240502T101500+0200"/><date.release norm="20240502T180000Z"/>
<date.expire norm="20240601"/><ed-msg msg-type="x9" info="Call 555 0100"/><du-key key="x10"/>
<doc.copyright year="2024" holder="Example Press"/><doc.rights owner="x11" limitations="Not in Ruritania"/>
<key-list><keyword key="flood"/><keyword key="bridge"/></key-list><evloc city="Anytown" iso-cc="US" county-dist="x12"/>
<identified-content><org idsrc="x13" value="x14">Agency of Works</org><classifier type="x15" value="x16"/>
</identified-content></docdata><pubdata type="web" name="The Example" position.section="World" ex-ref="x17"/>
<revision-history name="x18" function="editor" norm="x19"/></head><body><body.head>
<hedline><hl1>Flood &amp; ruin</hl1><hl2>Bridge closed</hl2></hedline>
<note noteclass="editorsnote"><body.content><p>Desk note.</p></body.content></note>
<byline>By <person>Ada Lee</person>, <byttl>staff writer</byttl></byline>
<distributor><org>Wire Service</org></distributor><dateline><location>Anytown</location>, <story.date norm="20240501"
>May 1</story.date></dateline><abstract><p>In short.</p><p>And more.</p></abstract><series series.name="x20"/>
</body.head><body.content><p lede="true">The bridge at <location>Rome</location> fell.</p><p>It was old.</p>
</body.content><body.end><tagline>x21</tagline><bibliography>x22</bibliography></body.end></body></nitf>"""


@pytest.mark.parametrize("namespace", ["", f' xmlns="{NITF}"', ' xmlns="http://iptc.org/std/nar/2006-10-01/"'])
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_a_bare_file_is_an_article(namespace: str, doctype: str) -> None:
    article = article_of(doctype + FILE.replace("{namespace}", namespace))
    assert article.identifier.startswith("urn:uuid:")
    assert [one.value for one in article.alternate_identifiers] == ["x7"]
    assert (article.headline, [one.text for one in article.alternative_headlines], article.title) == (
        "Flood & ruin",
        ["Bridge closed"],
        "Working title",
    )
    assert (article.byline, article.dateline) == ("By Ada Lee, staff writer", "Anytown, May 1")
    assert [(one.agent.name, one.role) for one in article.authors] == [("Ada Lee", "author")]
    assert (article.summary, article.language, article.urgency) == ("In short.\n\nAnd more.", "en-GB", 3)
    assert (article.published, article.expires, article.created) == (
        "2024-05-02T10:15:00+02:00",
        "2024-06-01",
        "2024-05-01",
    )
    assert article.embargo is not None
    assert article.embargo.until == "2024-05-02T18:00:00Z"
    assert [(one.qcode, one.names[0].text) for one in article.subjects] == [("subj:16000000", "Unrest")]
    assert (article.keywords, article.sections) == (("flood", "bridge"), ("World",))
    assert [one.text for one in article.editorial_notes] == ["Call 555 0100", "Desk note."]
    assert not any(note.audience == "public" for note in article.editorial_notes)
    assert article.rights is not None
    assert (article.rights.year, article.rights.holders[0].name, article.rights.usage_terms) == (
        2024,
        "Example Press",
        "Not in Ruritania",
    )
    assert [one.name for one in article.organizations] == ["Agency of Works"]
    assert [(one.name, one.country_code) for one in article.places] == [("Anytown", "US")]
    assert [one.name for one in article.located] == ["Anytown"]
    assert (article.provider.name if article.provider else None) == "Wire Service"
    assert (article.publisher.name if article.publisher else None) == "The Example"
    assert article.text == "The bridge at Rome fell.\n\nIt was old."
    written = article.model_dump_json()
    assert [f"x{number}" for number in range(1, 23) if f"x{number}" not in written] == []


def test_the_first_version_and_the_next_have_one_identifier_and_an_iri_is_taken_as_it_is() -> None:
    file = (
        "<nitf><head><docdata><doc-id regsrc='{}' id-string='{}'/></docdata></head>"
        "<body><body.content><p>{}</p></body.content></body></nitf>"
    )
    assert article_of(file.format("A", "7", "x")).identifier == article_of(file.format("A", "7", "y")).identifier
    assert article_of(file.format("A", "7", "x")).identifier != article_of(file.format("B", "7", "x")).identifier
    assert article_of(file.format("A", "urn:x:7", "x")).identifier == "urn:x:7"
    assert article_of("<nitf uno='urn:x:8'><body/></nitf>").identifier == "urn:x:8"
    assert article_of("<nitf><body/></nitf>").body is None


def test_a_release_before_the_issue_is_no_embargo() -> None:
    file = "<nitf><head><docdata><date.issue norm='20240502T100000Z'/><date.release norm='{}'/></docdata></head></nitf>"
    for released in ("20240502T100000Z", "20240501T100000Z", "20240503"):
        article = article_of(file.format(released))
        assert article.embargo is None
        assert [released in one.content for one in article.extensions] == [True]


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("20070529T190500Z", "2007-05-29T19:05:00Z"),
        ("20070529T1905-0330", "2007-05-29T19:05:00-03:30"),
        ("2007-05-29T19:05:00,5", "2007-05-29T19:05:00.5"),
        (" 20070529 ", "2007-05-29"),
        ("20070529 190500", "2007-05-29T19:05:00"),
        ("20070230", None),
        ("20070529T250000", None),
        ("May 29", None),
        ("", None),
    ],
)
def test_dates_are_read_in_both_forms_and_never_invented(norm: str, expected: str | None) -> None:
    assert moment(norm) == expected


def test_entities_of_html_are_characters_and_none_is_fetched_or_multiplied() -> None:
    article = article_of(
        '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd" [<!ENTITY co "Acme"><!ENTITY b "&co;&co;"><!ENTITY f SYSTEM '
        '"file:///etc/hostname">]><nitf><body><body.content><p>a&eacute;b&nbsp;c &co;</p><p>&b; &f;</p>'
        "</body.content></body></nitf>"
    )
    assert article.text == "aéb\u00a0c Acme\n\n&b; &f;"


def test_the_content_is_kept_until_the_body_is_edited() -> None:
    article = seal(article_of("<nitf><body><body.content><p class='c'>a</p></body.content></body></nitf>"))
    (extension,) = article.extensions
    assert place_of(extension.path) == "body/body.content"
    assert holds(article, extension.path)
    assert not holds(article.replace(body="<p>b</p>"), extension.path)
    assert article_of("<nitf><body><body.content><p>a</p>\n<p>b</p></body.content></body></nitf>").extensions == ()


# --- Whatever comes

INLINE = ("em", "person", "org", "location", "num", "chron", "money", "event", "q", "lang", "sub", "a", "virtloc")
BLOCKS = ("p", "hl2", "pre")
WORD = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=6)


def element(names: tuple[str, ...], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.sampled_from(["", ' class="c"', ' value="v" idsrc="s"', ' quote-source="Bo"', ' href="urn:x:y"'])
    return st.builds(lambda n, a, c: f"<{n}{a}>{c}</{n}>", st.sampled_from(names), attributes, content)


PHRASE = st.recursive(
    st.lists(WORD, min_size=1, max_size=3).map(" ".join),
    lambda inner: st.lists(element(INLINE, inner), min_size=1, max_size=3).map(" ".join),
    max_leaves=5,
)
BLOCK = st.one_of(
    element(BLOCKS, PHRASE),
    element(("ul", "ol"), PHRASE.map(lambda text: f"<li>{text}</li>")),
    PHRASE.map(lambda text: f"<bq><block><p>{text}</p></block><credit>Cy</credit></bq>"),
    PHRASE.map(lambda text: f"<table><caption>{text}</caption><tr><td>{text}</td><td/></tr></table>"),
    PHRASE.map(lambda text: f"<block><p>{text}</p></block>"),
    PHRASE.map(lambda text: f"<dl><dt>{text}</dt><dd>{text}</dd></dl>"),
)
ASIDE = st.sampled_from(
    [
        "",
        "<note><body.content><p>PRIVATE</p></body.content></note>",
        "<media><media-reference source='x.jpg'/><media-caption>PRIVATE</media-caption></media>",
        "<script>PRIVATE</script>",
    ]
)


@given(
    blocks=st.lists(st.tuples(BLOCK, ASIDE), min_size=1, max_size=5),
    namespace=st.sampled_from(["", NITF, "urn:x:other", "http://iptc.org/std/nar/2006-10-01/"]),
    in_item=st.booleans(),
)
def test_the_words_of_the_content_are_the_words_of_the_body(
    blocks: list[tuple[str, str]], namespace: str, in_item: bool
) -> None:
    file = (
        f"<nitf xmlns='{namespace}'><body><body.head><hedline><hl1>PRIVATE</hl1></hedline></body.head><body.content>"
        f"{''.join(block + aside for block, aside in blocks)}</body.content><body.end/></body></nitf>"
    )
    only = parse("<c>" + " ".join(block.replace("<", " <") for block, _ in blocks) + "</c>")
    expected = "".join("".join(map(str, only.itertext())).split())
    if in_item:
        body = read_body(
            parse(f"<contentSet><inlineXML>{file}</inlineXML></contentSet>"), {"identifier": "urn:x:1"}
        ).body
    else:
        body = article_of(file).body
    assert body is not None
    assert "".join(body.text.split()) == expected


HEAD = st.sampled_from(
    [
        *("title", "tobject", "docdata", "pubdata", "meta", "hedline", "hl1", "hl2", "byline", "dateline", "abstract"),
        *("note", "rights", "distributor", "doc-id", "urgency", "date.issue", "date.release", "date.expire", "ed-msg"),
        *("doc.copyright", "doc.rights", "key-list", "keyword", "identified-content", "person", "org", "evloc", "p"),
        *("body", "body.head", "body.content", "body.end", "head", "tobject.subject", "media", "location", "bq"),
    ]
)
NAMES = st.sampled_from(
    [
        *(
            "norm",
            "ed-urg",
            "key",
            "info",
            "year",
            "holder",
            "owner",
            "limitations",
            "city",
            "iso-cc",
            "id-string",
            "id",
        ),
        *("name", "position.section", "date.publication", "tobject.subject.refnum", "value", "idsrc", "xml:lang"),
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        ["20240502T100000Z", "20240230", "3", "0", "9", "2024", "99999", "us", "urn:x:y", " ", "16000000", "de"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<>&\"'"), max_size=6),
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.builds(
        lambda tag, attributes, children: f"<{tag}{attributes}>{''.join(children)}</{tag}>",
        HEAD,
        st.dictionaries(NAMES, VALUES, max_size=3).map(
            lambda values: "".join([f' {name}="{value}"' for name, value in values.items()])
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)


@given(trees=st.lists(TREES, max_size=4), in_head=st.booleans())
def test_no_file_makes_the_reader_fail_and_every_file_is_an_article(trees: list[str], in_head: bool) -> None:
    inner = "".join(trees)
    file = f"<nitf><head><docdata>{inner}</docdata>{inner}</head><body><body.head>{inner}</body.head></body></nitf>"
    try:
        root = parse(file if in_head else f"<nitf>{inner}</nitf>")
    except etree.XMLSyntaxError:
        return
    data = read_nitf(root).data
    article = Article.model_validate(data)
    assert json.loads(article.model_dump_json())["identifier"] == data["identifier"]


@given(trees=st.lists(TREES, max_size=3))
def test_no_word_and_no_value_of_a_file_is_lost(trees: list[str]) -> None:
    inner = "".join(trees)
    try:
        root = parse(
            f"<nitf><head><docdata>{inner}</docdata>{inner}</head><body><body.head>{inner}</body.head></body></nitf>"
        )
    except etree.XMLSyntaxError:
        return
    values = {str(v).strip() for one in root.iter() for name, v in one.items() if name not in ("norm", "iso-cc")}
    texts = {" ".join(str(text).split()) for text in root.itertext()}
    strings = " ".join(_strings(read_nitf(root).data))
    written = strings.replace("&amp;", "&").replace("&#xD;", "\r")
    assert [one for one in values | texts if one and one not in written and " ".join(one.split()) not in written] == []


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [str(value), " ".join(str(value).split())]


def test_a_part_of_a_file_is_read_for_what_it_is() -> None:
    assert article_of("<body.content><p class='c'>a</p></body.content>").text == "a"
    assert article_of("<body.head><hedline><hl1>h</hl1></hedline></body.head>").headline == "h"
