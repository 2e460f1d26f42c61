"""Every finding stands at its place, in every format and however the file is packed."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from newsschema.archive.locating import Places
from newsschema.archive.reading import Record, read_records
from newsschema.archive.sources import Limits
from newsschema.archive.validation import validate
from newsschema.diagnostics import Diagnostic, diagnostic
from newsschema.formats import dumps
from newsschema.positions import position_at, positions_at
from newsschema.v1 import Article
from newsschema.v1.trees import tree
from newsschema.xml_positions import elements_of, find_xpath

ARTICLE: dict[str, Any] = {
    "type": "article",
    "schema_version": "1.0",
    "identifier": "urn:example:1",
    "language": "en",
    "headline": "Überschwemmung 漢字 in Lorvik",
    "summary": "Two people were said to be missing",
    "published": "2024-05-01T12:00:00Z",
}

# A pointer into a full article: what is written there must be what the finding points at.
POINTERS = (
    "/identifier",
    "/headline",
    "/summary",
    "/byline",
    "/published",
    "/keywords/0",
    "/slugline",
    "/quotes/0/text",
    "/quotes/1/text",
    "/quotes/1/identifier",
    "/casualty_reports/1/identifier",
    "/casualty_reports/0/cause",
    "/quotes/0/attribution/links/0/agents/0/name",
    "/rights/notice",
)


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> Article:
    """Return the fixture that uses every field."""
    path = Path(request.config.rootpath) / "fixtures" / "valid" / "11-every-field.json"
    return Article.model_validate_json(path.read_bytes())


def value_at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def present(full: Article) -> list[tuple[str, str]]:
    found = []
    for pointer in POINTERS:
        try:
            found.append((pointer, str(value_at(tree(full), pointer))))
        except (KeyError, IndexError):
            continue
    assert len(found) > len(POINTERS) // 2
    return found


def located(path: Path, pointers: list[str], index: int = 0) -> tuple[Record, tuple[Diagnostic, ...]]:
    record = next(one for one in read_records(str(path)) if one.index == index)
    return record, Places().located(record, [diagnostic("NS110", path=pointer) for pointer in pointers])


def text_at(path: Path, found: Diagnostic) -> str:
    assert found.line is not None
    assert found.column is not None
    lines = path.read_text("utf-8").split("\n")
    return "\n".join([lines[found.line - 1][found.column - 1 :], *lines[found.line :]])


@pytest.mark.parametrize("format", ["json", "jsonld", "newsml-g2"])
def test_a_value_is_found_by_its_name_in_the_model(format: str, full: Article, tmp_path: Path) -> None:
    path = tmp_path / "article"
    path.write_bytes(dumps(full, format=format))
    expected = present(full)
    _, found = located(path, [pointer for pointer, _ in expected])
    for (pointer, value), one in zip(expected, found, strict=True):
        text = text_at(path, one)
        forms = (value, escape(value), json.dumps(value, ensure_ascii=False), json.dumps(value))
        assert text.startswith(forms), f"{pointer}: {text[:60]}"


def test_a_member_of_the_second_line_and_of_an_indented_document(tmp_path: Path) -> None:
    bad = {**ARTICLE, "published": "soon"}
    lines = tmp_path / "a.jsonl"
    lines.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (ARTICLE, ARTICLE, bad)), "utf-8")
    indented = tmp_path / "b.json"
    indented.write_text(json.dumps(bad, ensure_ascii=False, indent=4), "utf-8")
    for path in (lines, indented):
        (one,) = [found for found in validate(str(path)) if found.code == "NS017"]
        assert text_at(path, one).startswith('"soon"')


def page(block: str) -> str:
    start = '<!doctype html>\n<html lang="en"><head><title>é</title>\n<script type="application/ld+json">'
    return f"{start}{block}</script></head>"


NODE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": "https://news.example/1",
    "headline": "Überschwemmung 漢字",
    "datePublished": "nonsense",
    "author": {"@type": "Person", "name": "A"},
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "shape", ["{}", "[{}]", '{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite"}}, {}]}}']
)
def test_a_value_is_found_in_the_page_and_not_in_the_block(indent: int | None, shape: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page("\n" + shape.format(json.dumps(NODE, ensure_ascii=False, indent=indent))), "utf-8")
    (one,) = [found for found in validate(str(path)) if found.code == "NS442"]
    assert text_at(path, one).startswith('"nonsense"')
    assert (one.line or 0) > 3


def test_a_broken_block_is_pointed_at_where_it_breaks(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page('\n{% if draft %}{"@type": "NewsArticle"}\n'), "utf-8")
    (one,) = [found for found in validate(str(path)) if found.code == "NS010"]
    assert text_at(path, one).startswith("% if draft")


def item(guid: str) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.35"\n'
        f'  conformance="power" guid="{guid}" version="1"><itemMeta><itemClass qcode="ninat:text"/>'
        f"<provider literal='p'/><versionCreated>2024-01-01T00:00:00Z</versionCreated></itemMeta>\n"
        f"<contentMeta><headline>漢字 A &amp; B</headline><headline>second</headline></contentMeta></newsItem>"
    )


def test_an_item_of_a_message_is_told_from_those_before(tmp_path: Path) -> None:
    path = tmp_path / "message.xml"
    items = "\n".join(item(f"urn:example:{number}") for number in range(3))
    path.write_text(
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>{items}</itemSet></newsMessage>',
        "utf-8",
    )
    _, (guid, headline) = located(path, ["/identifier", "/headline"], index=2)
    assert text_at(path, guid).startswith("urn:example:2")
    assert text_at(path, headline).startswith("漢字 A &amp; B")


def test_a_term_is_told_from_elements_of_its_name_that_are_no_terms(tmp_path: Path) -> None:
    # A place, a person and a term are all subjects there, and each stands in a list of its own in the model.
    path = tmp_path / "item.xml"
    terms = "".join(f'<subject qcode="made-up-{number}:{number}"/>\n' for number in range(3))
    subjects = f'<subject type="cpnat:geoArea" qcode="area:7"/>\n<subject type="cpnat:person" qcode="who:8"/>\n{terms}'
    path.write_text(item("urn:example:1").replace("</contentMeta>", f"{subjects}</contentMeta>"), "utf-8")
    found = [one for one in validate(str(path)) if one.code == "NS411" and one.path.startswith("/subjects/")]
    assert [text_at(path, one)[:9] for one in found] == ["made-up-0", "made-up-1", "made-up-2"]


@pytest.mark.parametrize(
    ("xpath", "text"),
    [
        ("/newsItem/contentMeta/headline[2]", "<headline>second"),
        ("/nar:newsItem/nar:contentMeta/nar:headline", "<headline>漢字"),
        ("contentMeta/headline[2]", "<headline>second"),
        ("/newsItem/@guid", "<newsItem"),
        ("/newsItem/nothing/here", "<newsItem"),
    ],
)
def test_an_xpath_leads_to_its_element(xpath: str, text: str) -> None:
    data = item("urn:example:1").encode()
    elements = elements_of(data)
    found = find_xpath(elements, xpath)
    assert found is not None
    assert data[elements[found[0]].start :].decode().startswith(text)


def test_entities_are_not_expanded_for_a_place() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a><d>&c;</d></a>'
    assert elements_of(bomb) == []


def packed(kind: str, data: bytes, path: Path) -> None:
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("2024/a.xml", data)
    elif kind == "gz":
        path.write_bytes(gzip.compress(data))
    else:
        with tarfile.open(path, "w:gz") as archive:
            info = tarfile.TarInfo("2024/a.xml")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@pytest.mark.parametrize(("kind", "name"), [("zip", "feed.zip"), ("tar", "feed.tar.gz"), ("gz", "a.xml.gz")])
def test_a_member_of_an_archive_has_lines_and_an_excerpt(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    packed(kind, item("urn:example:1").encode(), path)
    places = Places()

    def looked_at() -> Iterator[tuple[Diagnostic, str]]:
        for record in read_records(str(path)):
            for one in places.located(record, [diagnostic("NS110", path="/headline")]):
                excerpt = places.excerpt(record, one)
                assert excerpt is not None
                yield one, excerpt.text[excerpt.at :]

    ((found, words),) = looked_at()
    assert str(found).startswith(f"{path}{'' if kind == 'gz' else '!/2024/a.xml'}:3:")
    assert words.startswith("漢字 A &amp; B</headline>")


def test_a_row_of_parquet_is_a_line_and_its_column_a_column(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    from newsschema import write

    path = tmp_path / "a.parquet"
    write([Article.model_validate({**ARTICLE, "identifier": f"urn:example:{n}"}) for n in range(3)], str(path))
    record, (found,) = located(path, ["/headline"], index=2)
    assert found.line == 3
    assert pq.read_schema(path).names[(found.column or 0) - 1] == "headline"
    assert Places().excerpt(record, found) is None


def test_what_is_said_of_a_whole_file_stands_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("nothing but words\n", "utf-8")
    (found,) = validate(str(path))
    assert (found.line, found.column) == (1, 1)


def test_every_finding_on_the_fixtures_has_a_place(root: Path) -> None:
    found = list(validate(str(root / "fixtures" / "invalid"), str(root / "fixtures" / "foreign")))
    assert [one for one in found if one.line is None or one.column is None or one.source is None] == []
    assert not [one for one in found if re.search(r"[\x00-\x1f]", str(one))]


@pytest.mark.parametrize(
    ("change", "options", "code", "text"),
    [
        ({"schema_version": "2.0"}, {}, "NS022", '"2.0"'),
        ({"schema_version": "1.99", "mood": "calm"}, {}, "NS031", '"1.99"'),
        ({"schema_version": "1.99", "published": "soon"}, {}, "NS017", '"soon"'),
        ({"keywords": [["["], [[["deep"]]]]}, {"max_nesting": 4}, "NS006", '["deep"]'),
    ],
)
@pytest.mark.parametrize("line", [1, 3])
def test_what_is_said_of_versions_and_nesting_stands_at_the_value(
    change: dict[str, Any], options: dict[str, int], code: str, text: str, line: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps(ARTICLE, ensure_ascii=False) + "\n"
    path.write_text(good * (line - 1) + json.dumps({**ARTICLE, **change}, ensure_ascii=False) + "\n", "utf-8")
    found = [one for one in validate(str(path), limits=Limits(**options), select=["NS0"]) if one.index == line - 1]
    assert [one.code for one in found] == [code]
    assert all(text_at(path, one).startswith(text) and one.line == line for one in found)


def test_a_newer_version_is_named_as_the_document_says_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**ARTICLE, "schema_version": "1.99", "mood": "calm"}), "utf-8")
    (one,) = [found for found in validate(str(path)) if found.code == "NS031"]
    assert "1.99 is newer" in one.message


PARAGRAPHS = ["The bridge over the harbour is open.", "Traffic moves & TKTK cars a day cross it.", "It rained."]
IN_XHTML = "".join(f"<p>{escape(one)}</p>\n" for one in PARAGRAPHS)
IN_HTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>\n{IN_XHTML}</body></html>'
IN_NITF = (
    '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>x</title></head><body><body.head><hedline>'
    f"<hl1>Bridge open</hl1></hedline></body.head><body.content>\n<block>\n{IN_XHTML}</block></body.content></body>"
    "</nitf>"
)


def with_content(inline: str) -> str:
    text = item("urn:example:1").replace("<provider", "<x:a xmlns:x='urn:x'/><provider", 1)
    return text.replace("</newsItem>", f"\n<contentSet>\n  {inline}\n</contentSet></newsItem>")


BODIES = {
    "html.xml": with_content(f'<inlineXML contenttype="application/xhtml+xml">{IN_HTML}</inlineXML>'),
    "nitf-in-g2.xml": with_content(f'<inlineXML contenttype="application/nitf+xml">{IN_NITF}</inlineXML>'),
    "plain.xml": with_content(f'<inlineData contenttype="text/plain">{escape(chr(10).join(PARAGRAPHS))}</inlineData>'),
    "nitf.xml": IN_NITF,
    "own.json": json.dumps({**ARTICLE, "body": "".join(f"<p>{escape(one)}</p>" for one in PARAGRAPHS)}, indent=1),
    "node.jsonld": json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": "https://news.example/1",
            "headline": "Bridge open",
            "articleBody": "\n\n".join(PARAGRAPHS),
        }
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_words_in_a_body_are_found_where_they_stand(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(BODIES[name], "utf-8")
    (one,) = [found for found in validate(str(path)) if found.code == "NS166"]
    assert one.path == "/body"
    assert text_at(path, one).startswith("TKTK cars")
    record, (whole,) = located(path, ["/body"])
    first = PARAGRAPHS[0] if name.endswith(".xml") else '"'
    assert text_at(path, whole).startswith(first), text_at(path, whole)[:80]
    assert record.outcome == "read"


def test_words_are_found_however_json_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for literal in ('"Bridge \\u202Eopen"', '"Bridge \\u202eopen"', '"Bridge \u202eopen"'):
        path.write_text(json.dumps({**ARTICLE, "summary": "?"}, indent=1).replace('"?"', literal), "utf-8")
        (one,) = [found for found in validate(str(path)) if found.code == "NS904"]
        assert text_at(path, one).lower().startswith(literal[8:].lower())
        assert "open" not in str({**one.to_dict(), "source": None})


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_many_places_at_once_are_those_found_one_by_one(mark: bytes) -> None:
    text = "a\u00e9\u6f22\n\r\U0001f600\n\n" * 3
    data = mark + text.encode()
    offsets = [at for at in range(len(data) + 2) if at >= len(data) or data[at] & 0xC0 != 0x80]
    for asked in (offsets, offsets[::-1], offsets[::3] * 2):
        assert [spot[:2] for spot in positions_at(data, asked)] == [position_at(data, one)[:2] for one in asked]
