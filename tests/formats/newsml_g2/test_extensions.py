"""Extensions of NewsML-G2 go back to their places, and whatever they hold, the document stays valid and itself."""

from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from newsschema.formats import newsml_g2
from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2.catalogs import Catalogs
from newsschema.formats.newsml_g2.context import Reading
from newsschema.formats.newsml_g2.extras import canonical, ranked
from newsschema.v1 import Article, Concept, Contribution, Extension, Name, Organization, Person, Rights
from newsschema.v1.trees import tree

G2 = "http://iptc.org/std/nar/2006-10-01/"


def xml(text: str) -> str:
    tag = text[1:].partition(">")[0].partition(" ")[0].rstrip("/")
    return canonical(etree.fromstring(text.replace(f"<{tag}", f'<{tag} xmlns="{G2}"', 1)))


# Parts that belong where they say they do, and such as do not: a mapped field, a bad value, a wrong place, no XML.
ARTICLE = [
    ("@dir", "rtl"),
    ("@dir", "sideways"),
    ("@guid", "4711"),
    ("@standardversion", "2.9"),
    ("catalogRef[2]", xml('<catalogRef href="http://agency.example/catalog.xml"/>')),
    ("catalog", xml('<catalog><scheme alias="my" uri="http://my.example/"/></catalog>')),
    ("contentMeta/audience", xml('<audience qcode="my:all"><name>all</name></audience>')),
    ("contentMeta/headline", xml("<headline>another</headline>")),
    ("contentMeta/keyword/@rank", "3"),
    ("contentMeta/urgency", xml("<urgency>77</urgency>")),
    ("contentSet/inlineData", xml('<inlineData contenttype="text/plain">words</inlineData>')),
    ("header", xml("<header><sent>2020-01-01T00:00:00Z</sent><sender>x</sender></header>")),
    ("header", "<header/>"),
    ("inlineRef", xml('<inlineRef idrefs="nowhere" qcode="my:x"/>')),
    ("itemMeta/fileName", xml("<fileName>a.xml</fileName>")),
    ("itemMeta/memberOf", xml('<memberOf id="m1" qcode="my:series"/>')),
    ("itemMeta/memberOf[2]", xml('<memberOf id="m1" qcode="my:other"/>')),
    ("itemMeta/pubStatus/name", xml("<name>Usable</name>")),
    ("itemMeta/nonsense", xml("<nonsense/>")),
    ("itemMeta/{http://v.example/}own", '<v:own xmlns:v="http://v.example/" a="1"></v:own>'),
    ("rightsInfo[2]", xml("<rightsInfo><copyrightNotice>second</copyrightNotice></rightsInfo>")),
    ("rightsInfo[9]", xml("<rightsInfo/>")),
    ("contentMeta/contentMetaExtProperty", "not XML <"),
    ("subject()", ""),
    ("", ""),
]
PARTY = [
    ("@creator", "my:desk"),
    ("@why", "no code"),
    ("@literal", "somebody"),
    ("literal()", ""),
    ("definition", xml('<definition xml:lang="en">a <a href="http://x.example/">link</a></definition>')),
    ("name/@xml:lang", "en"),
    ("name/@{http://www.w3.org/XML/1998/namespace}lang", "en"),
    ("personDetails/born", xml("<born>1980</born>")),
    ("organisationDetails/founded", xml("<founded>1980</founded>")),
    ("related", xml('<related rel="my:knows" qcode="my:other" value="1" valuedatatype="xs:integer"/>')),
    ("sameAs", xml('<sameAs qcode="my:same"><name>same</name></sameAs>')),
    ("@type", "cpnat:object"),
]
TERM = [
    ("@confidence", "50"),
    ("@confidence", "500"),
    ("@qcode", "my:code"),
    ("@type", "my:category"),
    ("bag", xml('<bag><bit qcode="my:bit"/></bag>')),
    ("note", xml("<note>x</note>")),
    ("note[2]", xml("<note>y</note>")),
    ("broader", xml('<broader qcode="my:above" rank="2"/>')),
]


def some(parts: list[tuple[str, str]]) -> st.SearchStrategy[tuple[Extension, ...]]:
    made = [
        Extension(format=name, path=path or "x", content=content)
        for path, content in parts
        for name in ("newsml-g2", "jsonld")
    ]
    return st.lists(st.sampled_from(made), max_size=8, unique=True).flatmap(
        # Sorted, as a reader leaves them, more of them find their places.
        lambda chosen: st.sampled_from([tuple(chosen), tuple(sorted(chosen, key=lambda one: one.path))])
    )


@st.composite
def extended_articles(draw: st.DrawFn) -> Article:
    name = Name(text="storm", language="en", extensions=draw(some(TERM)))
    return Article(
        identifier="urn:x:1",
        headline="Storm",
        keywords=("a", "b"),
        authors=(Contribution(agent=Person(name="Ada", extensions=draw(some(PARTY)))),),
        provider=Organization(qcode="my:org", name="Org", extensions=draw(some(PARTY))),
        subjects=(Concept(qcode="my:s", names=(name,), extensions=draw(some(TERM))),),
        rights=draw(st.none() | st.just(Rights(notice="all"))),
        extensions=draw(some(ARTICLE)),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(article=extended_articles())
def test_extensions_of_any_kind_are_read_as_they_were_in_a_valid_document(
    article: Article, schema: etree.XMLSchema
) -> None:
    data = newsml_g2.dumps(article)
    found = [item.document for item in newsml_g2.read(BytesIO(data), ReadOptions()) if item.document is not None]
    assert [tree(one) for one in found] == [tree(article)]
    if all(one.path != "@standardversion" for one in article.extensions):
        # Only what came from a foreign document may be as wrong as it was there.
        assert schema.validate(etree.fromstring(data)), str(schema.error_log)


def test_what_belongs_in_a_place_is_put_there() -> None:
    article = Article(
        identifier="urn:x:1",
        extensions=tuple(
            Extension(format="newsml-g2", path=path, content=content)
            for path, content in sorted(ARTICLE)
            if path in ("@dir", "contentMeta/audience", "itemMeta/fileName", "itemMeta/memberOf")
            and content != "sideways"
        ),
    )
    item = etree.fromstring(newsml_g2.dumps(article))
    assert item.get("dir") == "rtl"
    assert [item.findtext(f".//{{{G2}}}{tag}") for tag in ("fileName", "audience/{*}name")] == ["a.xml", "all"]
    assert item.find(f".//{{{G2}}}memberOf") is not None
    assert b"ns:extensions" not in etree.tostring(item)
    assert {scheme.get("alias") for scheme in item.iter(f"{{{G2}}}scheme")} == {"my"}


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=8), st.data())
def test_a_part_has_its_number_in_whatever_order_parts_are_asked_for(tags: list[str], data: st.DataObject) -> None:
    root = etree.fromstring(f"<r><x>{''.join(f'<{tag}/>' for tag in tags)}</x><x><a/><b/></x></r>")
    reading = Reading(False, {}, Catalogs(), ReadOptions(), 0)
    for element in data.draw(st.lists(st.sampled_from(list(root.iter("a", "b"))), max_size=12)):
        number = 1 + sum(one.tag == element.tag for one in element.itersiblings(preceding=True))
        assert ranked(element, reading) == (f"{element.tag}[{number}]" if number > 1 else element.tag)
