"""What others wrote: read whole, and given back whole."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree

from newsschema.formats import newsml_g2
from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.newsml_g2.structure import child_type, type_of
from newsschema.v1 import Article, Body
from newsschema.v1.trees import tree

G2 = "{http://iptc.org/std/nar/2006-10-01/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
IPTC_CATALOG = "www.iptc.org/std/catalog/catalog.IPTC-G2"
HARDENED = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)

# A message with every mistake that the samples show, and some more.
DERANGED = b"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="x 1" standard="NewsML-G2" standardversion="2.9" version=" 2 " xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_19.xml"/>
<catalog><scheme alias="my" uri="http://my.example/"/></catalog>
<contentMeta wordcount=""><headline>  A   <span class="x">b</span> c</headline><urgency>11</urgency>
<contentCreated/><creator role="my:writer" qcode="my:p1"><name>Jo</name></creator>
<subject type="cpnat:event" uri="http://e.example/1"><name xml:lang="en">Storm</name></subject>
<subject type="cpnat:event" uri="http://e.example/2"/>
<subject type="cpnat:geoArea" qcode="my:x"><name>Here</name><geoAreaDetails>
<position latitude="1.50" longitude="2"/></geoAreaDetails></subject>
<subject literal="x"/><subject><name/></subject>
<keyword>a</keyword><keyword/><keyword rank="2">b</keyword></contentMeta>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="ACME"/><versionCreated>
 2020-01-02 03:04:05 </versionCreated><firstCreated>2020-01-02T03:04:05+0200</firstCreated><embargoed/>
<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/usable"/><unknown a="b">t</unknown>
<link rel="irel:isA" residref="pic1"/><edNote>Hello <br/>there <b xmlns="http://www.w3.org/1999/xhtml">bold</b>
</edNote></itemMeta>
<contentSet><inlineXML contenttype="text/html" wordcount=""><html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>One <i>two</i> three.</p><p>Four &amp; five.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="pic1" standard="NewsML-G2" standardversion="2.9" version="3"><itemMeta>
<itemClass qcode="ninat:picture"/><provider literal="ACME"/><versionCreated>2020-01-02T03:04:05Z</versionCreated>
</itemMeta><contentMeta><headline>Pic</headline>
<description role="drol:caption">cap <br/> tion</description></contentMeta>
<contentSet><remoteContent href="http://x.example/1.jpg" width="10" height="0x" rendition="rnd:web"/></contentSet>
</newsItem>
<conceptItem guid="c"/></itemSet></newsMessage>"""


def read(data: bytes, options: ReadOptions | None = None) -> list[Item]:
    return list(newsml_g2.read(BytesIO(data), options or ReadOptions()))


def articles(items: list[Item]) -> list[Article]:
    return [item.document for item in items if isinstance(item.document, Article)]


def facts(item: etree._Element) -> Counter[tuple[str, ...]]:
    """Count every element, attribute and text of an item, save what law 4 of the formats excepts."""
    return Counter(_facts(item, ""))


def _facts(element: etree._Element, above: str) -> Iterator[tuple[str, ...]]:
    tag = str(element.tag).replace(G2, "")
    if tag == "catalogRef" and IPTC_CATALOG in element.get("href", ""):
        return
    path = f"{above}/{tag}"
    yield (path,)
    for name, value in element.items():
        is_version = not above and name in ("standard", "standardversion", "conformance")
        if not is_version and not str(name).startswith(XSI):
            yield path, f"@{name!s}", " ".join(str(value).split())
    text = " ".join("".join([element.text or "", *(child.tail or "" for child in element)]).split())
    # An item holds elements only; one listing has dots there, where others leave something out.
    if text and above:
        yield path, text
    for child in element:
        yield from _facts(child, path)


def news_items(data: bytes) -> list[etree._Element]:
    return list(etree.fromstring(data, HARDENED).iter(f"{G2}newsItem", f"{G2}packageItem"))


def sample_names(folder: str) -> list[str]:
    from tests.conftest import SHARED

    return sorted(path.name for path in (SHARED / "samples" / folder).glob("*.xml"))


SAMPLES = [(folder, name) for folder in ("agency-newsml-g2", "iptc-newsml-g2") for name in sample_names(folder)]
every_sample = pytest.mark.parametrize(("folder", "name"), SAMPLES, ids=[name for _, name in SAMPLES])


def sample(shared: Path, folder: str, name: str) -> bytes:
    return (shared / "samples" / folder / name).read_bytes()


def assert_nothing_lost(data: bytes, found: list[Article]) -> None:
    source: Counter[tuple[str, ...]] = Counter()
    for item in news_items(data):
        source += facts(item)
    written: Counter[tuple[str, ...]] = Counter()
    for article in found:
        for item in news_items(newsml_g2.dumps(article)):
            written += facts(item)
    assert source - written == Counter()


@every_sample
def test_every_element_attribute_and_text_is_given_back(shared: Path, folder: str, name: str) -> None:
    data = sample(shared, folder, name)
    assert_nothing_lost(data, articles(read(data)))


@every_sample
def test_what_is_written_again_is_read_as_it_was(shared: Path, folder: str, name: str) -> None:
    for article in articles(read(sample(shared, folder, name))):
        again = articles(read(newsml_g2.dumps(article)))
        assert [tree(found) for found in again] == [tree(article)]


@every_sample
def test_what_is_written_again_is_valid_where_the_source_was(
    shared: Path, folder: str, name: str, schema: etree.XMLSchema
) -> None:
    data = sample(shared, folder, name)
    if not schema.validate(etree.fromstring(data, HARDENED)):
        return
    for article in articles(read(data)):
        assert schema.validate(etree.fromstring(newsml_g2.dumps(article))), str(schema.error_log)


@every_sample
def test_every_item_has_one_outcome_and_none_is_rejected(shared: Path, folder: str, name: str) -> None:
    outcomes = Counter(item.outcome for item in read(sample(shared, folder, name)))
    assert outcomes["rejected"] == 0
    assert outcomes.total() > 0


@pytest.mark.parametrize("name", sample_names("agency-newsml-g2"))
def test_fields_say_what_the_message_says(shared: Path, name: str) -> None:
    data = sample(shared, "agency-newsml-g2", name)
    (article,) = articles(read(data))
    (item,) = news_items(data)

    def text(path: str) -> str:
        return re.sub(r"[ \t\r\n]+", " ", item.findtext(path) or "").strip()

    meta, content = f"{G2}itemMeta/{G2}", f"{G2}contentMeta/{G2}"
    assert article.identifier == item.get("guid")
    assert str(article.version) == item.get("version")
    assert article.version_created == text(f"{meta}versionCreated")
    assert str(article.urgency) == text(f"{content}urgency")
    assert article.headline == text(f"{content}headline")
    assert list(article.keywords) == [" ".join((one.text or "").split()) for one in item.iter(f"{G2}keyword")]
    assert len(article.editorial_notes) == len(item.findall(f"{meta}edNote"))
    assert all(note.audience is None for note in article.editorial_notes)
    subjects = item.findall(f"{content}subject")
    assert len(article.subjects) + len(article.places) + len(article.people) + len(article.organizations) + len(
        article.events
    ) == len(subjects)


@pytest.mark.parametrize("name", sample_names("agency-newsml-g2"))
def test_an_edit_holds_and_the_old_words_are_nowhere(shared: Path, name: str) -> None:
    (article,) = articles(read(sample(shared, "agency-newsml-g2", name)))
    assert article.headline is not None
    assert article.credit_line is not None
    edited = article.replace(headline="Quixotic zephyr vexes", version=article.version + 1)
    data = newsml_g2.dumps(edited)
    (again,) = articles(read(data))
    assert again.headline == "Quixotic zephyr vexes"
    assert again.body == article.body
    if article.headline not in (article.text + (article.summary or "")):
        assert article.headline not in data.decode().replace("\n", " ")


def with_foreign_parts(data: bytes, seed: int) -> bytes:
    """Add attributes and elements of a vendor, and codes, wherever the standard allows them."""
    root = etree.fromstring(data, HARDENED)
    choose = Random(seed)  # noqa: S311  # what is drawn is no secret
    for item in root.iter(f"{G2}newsItem", f"{G2}packageItem"):
        add_foreign_parts(item, type_of(str(item.tag)[len(G2) :]), choose)
    return etree.tostring(root)


def add_foreign_parts(element: etree._Element, kind: dict[str, Any] | None, choose: Random) -> None:
    if kind is None:
        return
    attributes = kind.get("attributes", {})
    if "how" in attributes and element.get("how") is None and choose.random() < 0.25:
        element.set("how", f"my:h{choose.randint(1, 9)}")
    elif kind.get("foreign") and choose.random() < 0.15:
        element.set(f"{{http://v.example/}}x{choose.randint(1, 3)}", "1")
    if kind.get("any", ("", ""))[1] in ("##other", "##any") and not kind.get("mixed") and choose.random() < 0.15:
        vendor = etree.SubElement(element, "{http://v.example/}vendor", {"a": "b"}, nsmap={"v": "http://v.example/"})
        vendor.text = f"t{choose.randint(1, 9)}"
    for child in element:
        tag = str(child.tag)
        if tag.startswith(G2):
            add_foreign_parts(child, child_type(kind, tag[len(G2) :]), choose)


@every_sample
@pytest.mark.parametrize("seed", [1, 2])
def test_foreign_parts_anywhere_are_given_back(shared: Path, folder: str, name: str, seed: int) -> None:
    data = with_foreign_parts(sample(shared, folder, name), seed)
    found = articles(read(data))
    assert_nothing_lost(data, found)
    for article in found:
        assert [tree(one) for one in articles(read(newsml_g2.dumps(article)))] == [tree(article)]


def test_many_foreign_items_make_one_message(shared: Path) -> None:
    found = [article for folder, name in SAMPLES for article in articles(read(sample(shared, folder, name)))]
    stream = BytesIO()
    newsml_g2.dump_all(found, stream)
    assert [tree(article) for article in articles(read(stream.getvalue()))] == [tree(article) for article in found]


@pytest.mark.parametrize("name", sample_names("agency-newsml-g2"))
def test_after_an_edit_of_the_body_its_old_renditions_are_gone(
    shared: Path, name: str, schema: etree.XMLSchema
) -> None:
    (article,) = articles(read(sample(shared, "agency-newsml-g2", name)))
    edited = article.replace(
        body=Body.from_text("New words."),
        quotes=(),
        subjects=article.subjects[1:],
        keywords=(),
        editorial_notes=article.editorial_notes[1:],
    )
    data = newsml_g2.dumps(edited)
    (again,) = articles(read(data))
    assert without_extensions(again) == without_extensions(edited)
    assert article.text[40:80] not in data.decode()
    assert schema.validate(etree.fromstring(data)), str(schema.error_log)
    # What belongs to the item's elements is still in its place, and not in the list of what has none.
    assert data.count(b'"at":') <= 1 + len(article.keywords)


def without_extensions(article: Article) -> dict[str, Any]:
    return {name: value for name, value in tree(article).items() if name != "extensions"}


def test_a_deranged_message_is_read_and_given_back_whole() -> None:
    items = read(DERANGED)
    assert [(item.outcome, item.skipped) for item in items] == [
        ("read", None),
        ("merged", None),
        ("skipped", "conceptItem"),
    ]
    (article,) = articles(items)
    assert (article.headline, article.version, article.text) == ("A b c", 2, "One two three.\n\nFour & five.")
    assert (article.version_created, article.first_created) == ("2020-01-02T03:04:05", "2020-01-02T03:04:05+02:00")
    assert article.embargo is not None
    assert article.embargo.until is None
    assert [event.name for event in article.events] == ["Storm", None]
    assert article.authors[0].role == "http://my.example/writer"
    assert (article.media[0].title, article.media[0].caption) == ("Pic", "cap\ntion")
    assert_nothing_lost(DERANGED, [article])
    assert [tree(found) for found in articles(read(newsml_g2.dumps(article)))] == [tree(article)]


def test_every_tolerance_is_told() -> None:
    codes = {found.code for item in read(DERANGED) for found in item.diagnostics}
    assert codes == {"NS440", "NS441", "NS444", "NS460", "NS461", "NS466"}
    assert {str(found.severity) for item in read(DERANGED) for found in item.diagnostics} == {"info"}


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        ((b"2020-01-02T03:04:05Z", b"2020-01-02 03:04:05Z"), "NS440"),
        ((b"2020-01-02T03:04:05Z", b"2020-01-02T03:04:05"), "NS444"),
        ((b'"urn:example:1"', b'"no iri"'), "NS461"),
        ((b'literal="ACME"/>', b'literal="ACME"/><title>t</title><pubStatus qcode="stat:usable"/>'), "NS466"),
        ((b'literal="ACME"', b'literal="ACME" wordcount=""'), "NS466"),
        ((b"</itemMeta>", b"<unknown/></itemMeta>"), "NS466"),
        ((b"</itemMeta>", b"stray</itemMeta>"), "NS466"),
        ((b"</itemMeta>", b"</itemMeta><itemMeta/>"), "NS466"),
        ((b'version="1"', b'version="one"'), "NS466"),
        ((b"http://iptc.org/std/nar/2006-10-01/", b"https://iptc.org/std/nar/2006-10-01"), "NS465"),
        ((b"ACME", b"Example"), None),
        ((b"</itemMeta>", b'<v:unknown xmlns:v="http://v.example/"/></itemMeta>'), None),
    ],
)
def test_a_strict_reader_refuses_what_it_would_tolerate(mistake: tuple[bytes, bytes], code: str | None) -> None:
    strict = ReadOptions(strict=True)
    (item,) = read(ORDERLY, strict)
    assert item.outcome == "read"
    wrong = ORDERLY.replace(*mistake)
    (tolerated,), (refused,) = read(wrong), read(wrong, strict)
    assert tolerated.outcome == "read"
    errors = {found.code for found in refused.diagnostics if found.severity == "error"}
    assert code in errors if code else not errors
    assert refused.outcome == ("rejected" if code else "read")


ORDERLY = b"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:example:1" standard="NewsML-G2"
standardversion="2.35" version="1"><itemMeta><itemClass qcode="ninat:text"/><provider literal="ACME"/>
<versionCreated>2020-01-02T03:04:05Z</versionCreated></itemMeta></newsItem>"""


@pytest.mark.parametrize("name", sample_names("agency-newsml-g2"))
def test_stale_renditions_are_told_as_losses(shared: Path, name: str) -> None:
    (article,) = articles(read(sample(shared, "agency-newsml-g2", name)))
    assert not list(newsml_g2.losses(article, "nested"))
    edited = article.replace(body=Body.from_text("New words."), quotes=())
    told = [loss.path for loss in newsml_g2.losses(edited, "nested")]
    (again,) = articles(read(newsml_g2.dumps(edited)))
    gone = set(edited.extensions) - set(again.extensions)
    assert {edited.extensions[int(path.rpartition("/")[2])] for path in told} == gone
    assert told


def test_a_missing_zone_is_supplied_only_when_asked() -> None:
    (article,) = articles(read(DERANGED, ReadOptions(assume_timezone="Europe/Berlin")))
    assert article.version_created == "2020-01-02T03:04:05+01:00"


def test_the_identifier_of_a_guid_that_is_no_iri_is_the_same_for_every_version() -> None:
    (first,) = articles(read(DERANGED))
    (second,) = articles(read(DERANGED.replace(b'version=" 2 "', b'version="3"')))
    assert first.identifier == second.identifier
    assert first.version != second.version


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<newsItem",
        b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'/>",
        b"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'/>",
        b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        b"\xff\xfe\x00",
        b"<a>" * 100_000,
    ],
)
def test_bad_input_is_a_finding_and_never_a_traceback(data: bytes) -> None:
    items = read(data)
    assert all(item.outcome in ("read", "rejected", "skipped") for item in items)
    assert all(item.diagnostics for item in items if item.outcome == "rejected")
    assert items


def test_a_value_that_the_model_refuses_costs_that_field_only() -> None:
    data = DERANGED.replace(b"<keyword>a</keyword>", b"<keyword>a</keyword><language tag='en'/><slugline>s</slugline>")
    bad = data.replace(b'width="10"', b'width="10" contenttype="nonsense" size="-4"')
    (article,) = articles(read(bad))
    assert article.slugline == "s"
    assert {one.path for one in article.media[0].renditions[0].extensions} >= {"@contenttype", "@size"}
