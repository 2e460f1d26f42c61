"""A file is named by what it holds, with its version, whatever it is called."""

import io
import tarfile
from pathlib import Path

import pytest

from newsschema.formats.recognize import HEAD_SIZE, recognize

G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
NITF = 'xmlns="http://iptc.org/std/NITF/2006-10-18/"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
OWN = '{"type": "article", "schema_version": "1.0", "identifier": "urn:example:1"}'
LD = '{"@context": "https://schema.org", "@type": "NewsArticle"}'

# text, format, kind, version
READ = {
    "own": (OWN, "json", "document", "1.0"),
    "own, pretty": ('{\n  "type": "quote",\n  "text": "x"\n}\n', "json", "document", None),
    "own, lines": (f"{OWN}\n{OWN}\n", "json", "lines", "1.0"),
    "own, array": (f"\n [{OWN}]", "json", "array", "1.0"),
    "own, cut": (OWN[:60], "json", "document", "1.0"),
    "own, without type": ('{"headline": "x"}', "json", "document", None),
    "own, empty object": ("{}", "json", "document", None),
    "own, broken": ('{"headline": "x",,}', "json", "document", None),
    "own, too deep": ("[" * 20_000, "json", "array", None),
    "own, casualty report": ('{"type": "casualty_report"}', "json", "document", None),
    "ld": (LD, "jsonld", "document", None),
    "ld, lines": (f"{LD}\n{LD}", "jsonld", "lines", None),
    "ld, array": (f"[{LD}]", "jsonld", "array", None),
    "ld, graph": ('{"@graph": [{"@type": "NewsArticle"}]}', "jsonld", "document", None),
    "ld, alias": (
        '{"@context": {"type": "@type", "@vocab": "https://schema.org/"}, "type": "NewsArticle"}',
        "jsonld",
        "document",
        None,
    ),
    "ld, expanded": ('[{"http://schema.org/headline": [{"@value": "x"}]}]', "jsonld", "array", None),
    "ld, broken": ('{"@context": "https://schema.org",\n "headline": "a\tb",}', "jsonld", "document", None),
    "ld, context last": (
        '{"type": "article", "headline": "x", "@context": "https://schema.org"}',
        "jsonld",
        "document",
        None,
    ),
    "page": ("<!DOCTYPE html>\n<html><head><title>x</title>", "jsonld", "page", None),
    "page, block": ("<html><script type=application/ld+json>{}", "jsonld", "page", None),
    "page, xhtml": ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "jsonld", "page", None),
    "page, comment": ("<!-- x --><HTML><HEAD>", "jsonld", "page", None),
    "page, fragment": ('<script type="application/ld+json">{}</script>', "jsonld", "page", None),
    "g2": (f'<?xml version="1.0"?><newsItem {G2} standardversion="2.35">', "newsml-g2", "newsItem", "2.35"),
    "g2, message": (
        f"<newsMessage {G2}><header/><itemSet><newsItem standardversion='2.9'>",
        "newsml-g2",
        "newsMessage",
        "2.9",
    ),
    "g2, prefix": ('<n:packageItem xmlns:n="http://iptc.org/std/nar/2006-10-01/">', "newsml-g2", "packageItem", None),
    "g2, without namespace": ('<newsItem standard="NewsML-G2" standardversion="2.4">', "newsml-g2", "newsItem", "2.4"),
    "g2, concept": (f"<conceptItem {G2}>", "newsml-g2", "conceptItem", None),
    "g2, knowledge": (f"<knowledgeItem {G2}>", "newsml-g2", "knowledgeItem", None),
    "g2, planning": (f"<planningItem {G2}>", "newsml-g2", "planningItem", None),
    "g2, catalog": (f"<catalogItem {G2}>", "newsml-g2", "catalogItem", None),
    "g2, long prolog": (f"<!-- {'-x' * 5000} -->\n<?a b?>\n<newsItem {G2}>", "newsml-g2", "newsItem", None),
    "nitf": ('<nitf version="-//IPTC//DTD NITF 3.2//EN">', "newsml-g2", "nitf", "3.2"),
    "nitf, doctype": ('<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd" [<!ENTITY a ">">]><nitf>', "newsml-g2", "nitf", "3.4"),
    "nitf, namespace": (
        f'<nitf {NITF} xmlns:xsi="i" xsi:schemaLocation="{NITF[7:-1]} ./nitf-3-6.xsd">',
        "newsml-g2",
        "nitf",
        "3.6",
    ),
    "nitf, bare": ("<nitf><head>", "newsml-g2", "nitf", None),
}

# text, kind, version, what a person is told
NOT_READ = {
    "newsml 1.2": (
        '<?xml version="1.0"?><!DOCTYPE NewsML SYSTEM "http://www.iptc.org/NewsML/1.2/specification/NewsML_1.2.dtd"><NewsML>',
        "newsml-1",
        "1.2",
        "NewsML 1.2",
    ),
    "newsml 1.1": ('<NewsML Version="1.1">', "newsml-1", "1.1", "NewsML 1.1"),
    "newsml 1.x": ("<NewsML><Catalog/>", "newsml-1", None, "NewsML 1.x"),
    "ninjs 1.0": (
        '{"uri": "urn:x", "type": "text", "versioncreated": "2020", "body_text": "x"}',
        "ninjs",
        "1.x",
        "ninjs 1.x",
    ),
    "ninjs 1.3": (
        '{"$schema": "http://www.iptc.org/std/ninjs/ninjs-schema_1.3.json", "uri": "urn:x"}',
        "ninjs",
        "1.3",
        "ninjs 1.3",
    ),
    "ninjs 2.1": ('{"uri": "urn:x", "standard": {"name": "ninjs", "version": "2.1"}}', "ninjs", "2.1", "ninjs 2.1"),
    "ninjs 2": ('{"uri": "urn:x", "type": "text", "headlines": [{"value": "x"}]}', "ninjs", "2.0", "ninjs 2.0"),
    "ninjs 3": ('[{"uri": "urn:x", "versionCreated": "2024", "pubStatus": "usable"}]', "ninjs", "3.0", "ninjs 3.0"),
    "iptc 7901": ("\x16\x16\x01XYZ0123 4 i 12 city\r\n\x02A line.\x03", "iptc7901", "7901", "IPTC 7901"),
    "anpa": ("\x16\x16\x01a0123\x1fnyt-z\r\nr i \x13BC-Word\x13\r\n\x02^A line.\x03", "anpa1312", "1312", "ANPA 1312"),
    "rss 2.0": ('<?xml version="1.0"?>\n<rss xmlns:dc="x" version="2.0"><channel>', "rss", "2.0", "RSS 2.0"),
    "rss 0.91": (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "x"><rss version="0.91">',
        "rss",
        "0.91",
        "RSS 0.91",
    ),
    "rss 1.0": (f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/">', "rss", "1.0", "RSS 1.0"),
    "rss 0.90": (f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/">', "rss", "0.90", "RSS 0.90"),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom">', "atom", "1.0", "Atom 1.0"),
    "atom entry": ('<a:entry xmlns:a="http://www.w3.org/2005/Atom">', "atom", "1.0", "Atom 1.0"),
    "atom 0.3": ('<feed version="0.3" xmlns="http://purl.org/atom/ns#">', "atom", "0.3", "Atom 0.3"),
    "sportsml": (
        '<sports-content xmlns="http://iptc.org/std/SportsML/2008-04-01/" schemaLocation="sportsml-core-2.2.xsd">',
        "sportsml",
        "2.2",
        "SportsML 2.2",
    ),
    "sportsml 1": (
        '<!DOCTYPE sports-content PUBLIC "-//IPTC//DTD SportsML 1.5//EN" "x"><sports-content>',
        "sportsml",
        "1.5",
        "SportsML 1.5",
    ),
    "eventsml": ('<EventsML version="1.1">', "eventsml", "1.1", "EventsML 1.1"),
    "json feed": ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json-feed", "1.1", "JSON Feed 1.1"),
    "other json": ('{"name": "x", "dependencies": {}}', "json-other", None, "JSON of an unknown kind"),
    "other xml": ("<note><to>x</to></note>", "xml", None, "XML with the root element note"),
    "other feed": ("<feed><entry/></feed>", "xml", None, "XML with the root element feed"),
    "cut xml": ('<?xml version="1.0"?>', "xml", None, "XML without a root element"),
    "text": ("Just a line.\n", "text", None, "plain text"),
    "dateline": ("[EXAMPLETOWN] A line.", "text", None, "plain text"),
    "angle": ("< 5 people", "text", None, "plain text"),
    "rtf": ("{\\rtf1 x}", "rtf", None, "an RTF document"),
    "empty": ("", "empty", None, "an empty file"),
    "blank": ("\ufeff \r\n", "empty", None, "an empty file"),
}

BINARY = {
    b"PAR1\x15\x04": "parquet",
    b"\x1f\x8b\x08": "gzip",
    b"\x28\xb5\x2f\xfd\x00": "zstd",
    b"PK\x03\x04\x14": "zip",
    b"\x89PNG\r\n\x1a\n\x00": "png",
    b"\xff\xd8\xff\xe0": "jpeg",
    b"%PDF-1.7\n": "pdf",
    b"RIFF\x00\x00\x00\x00WEBP": "webp",
    b"\x00\x00\x00\x20ftypisom": "isobmff",
    b"BZh91AY": "bzip2",
    b"\x00\x01\x02\x03\xff\xfe": "binary",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("case", READ)
def test_what_is_read_is_recognised_in_every_encoding(case: str, encoding: str) -> None:
    text, format_name, kind, version = READ[case]
    found = recognize(text.encode(encoding), "misleading.png")
    assert (found.format, found.kind, found.version, found.readable) == (format_name, kind, version, True)
    assert found.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)


@pytest.mark.parametrize("case", NOT_READ)
@pytest.mark.parametrize("name", ["", "a.xml"])
def test_what_is_not_read_is_named_with_its_version(case: str, name: str) -> None:
    text, kind, version, detail = NOT_READ[case]
    found = recognize(text.encode(), name)
    assert (found.format, found.kind, found.version, found.readable) == (None, kind, version, False)
    assert found.detail == detail


@pytest.mark.parametrize("head", BINARY)
def test_binary_files_are_recognised_under_any_name(head: bytes) -> None:
    assert {recognize(head, name).kind for name in ("", "a.xml", "a.json")} == {BINARY[head]}


@pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_is_recognised_by_its_checksum(style: int) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=style) as archive:
        archive.addfile(tarfile.TarInfo("é.json"))
    head = bytearray(buffer.getvalue())
    assert recognize(bytes(head)).kind == "tar"
    head[0] ^= 0x01
    assert recognize(bytes(head)).kind != "tar"


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "no-such-encoding", "UTF-16"])
def test_declared_encodings(declared: str) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?><newsItem {G2} slug="é">'.encode("latin-1")
    found = recognize(data)
    assert found.kind == "newsItem"
    assert found.encoding == {"ISO-8859-1": "iso8859-1", "windows-1252": "cp1252"}.get(declared, "utf-8")


@pytest.mark.parametrize(("name", "kind"), [("a.jsonl", "lines"), ("a.ndjson", "lines"), ("a.json", "document")])
def test_the_name_decides_only_what_the_content_leaves_open(name: str, kind: str) -> None:
    long_line = '{"type": "article", "body": "' + "x" * HEAD_SIZE
    assert recognize(long_line.encode(), name).kind == kind
    assert recognize((OWN + "\n" + OWN).encode(), name).kind == "lines"
    assert recognize(b'{\n"type": "article", "body": "' + b"x" * HEAD_SIZE, name).kind == "document"


def test_junk_before_an_xml_declaration_is_passed_over() -> None:
    found = recognize(f'HTTP/1.1 200\n\n<?xml version="1.0"?><newsItem {G2}>'.encode())
    assert (found.format, found.kind) == ("newsml-g2", "newsItem")


@pytest.mark.parametrize("text", ["tru", '"abc', "headline: x", "\ufffdx"])
def test_text_named_json_is_left_to_the_json_reader(text: str) -> None:
    assert recognize(text.encode(), "a.json").format == "json"
    assert recognize(text.encode(), "a.txt").format is None


@pytest.mark.parametrize("text", ["<", "<!DOCTYPE", "<!--", "<a b='", "{", "[{", '{"a":', "\x01", "<?xml", "<![CDATA["])
def test_openings_of_every_kind_repeated_are_answered(text: str) -> None:
    for data in (text.encode(), text.encode() * (HEAD_SIZE // len(text))):
        assert recognize(data).detail


@pytest.mark.parametrize(("folder", "format_name"), [("agency-newsml-g2", "newsml-g2"), ("publisher-pages", "jsonld")])
def test_every_sample_is_recognised(shared: Path, folder: str, format_name: str) -> None:
    files = sorted((shared / "samples" / folder).iterdir())
    assert files
    assert {recognize(file.read_bytes()[:HEAD_SIZE]).format for file in files} == {format_name}
