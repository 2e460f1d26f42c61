"""What a file is, told from its opening bytes: by content first, with the name as a hint where content leaves it open.

What is known but not read is named with its version, so that nobody is told "unknown format" about a format that
has a name.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from newsschema.positions import json_value_end

__all__ = ["HEAD_SIZE", "Recognition", "recognize"]

HEAD_SIZE: Final = 65_536
"""How many bytes of a file's opening are enough."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a file is.

    `format` is the format that reads it, if one does; `kind` a stable word for what it is: `document`, `array` or
    `lines` of JSON, `page` of HTML, the root element of NewsML-G2, `nitf`, `gzip`, `rss`, `png`, ...; `detail` names
    it for a person. A container (`gzip`, `zip`, ...) is readable although no format reads it: it is opened first.
    """

    format: str | None
    kind: str
    version: str | None
    readable: bool
    detail: str
    encoding: str = "utf-8"


def recognize(head: bytes, name: str = "") -> Recognition:
    """Recognises a file by its first `HEAD_SIZE` bytes; `name` only decides what the content leaves open."""
    head = head[:HEAD_SIZE]
    binary = _binary(head)
    if binary is not None:
        return binary
    encoding, start = _encoding(head)
    text = head[start:].decode(encoding, "replace")
    stripped = text.lstrip("\ufeff \t\r\n\x0b\x0c")
    if not stripped:
        return _not_read("empty", "an empty file")
    if stripped.startswith("<"):
        found = _markup(stripped)
    elif stripped[0] in "{[" and _looks_like_json(stripped, name):
        found = _json(stripped, name)
    else:
        found = _text(head, stripped, name)
    return replace(found, encoding=encoding)


def _read(format_name: str, kind: str, detail: str, version: str | None = None) -> Recognition:
    return Recognition(format_name, kind, version, readable=True, detail=detail)


def _not_read(kind: str, detail: str, version: str | None = None) -> Recognition:
    return Recognition(None, kind, version, readable=False, detail=detail)


def _container(kind: str, detail: str) -> Recognition:
    return Recognition(None, kind, None, readable=True, detail=detail)


# --- Binary files


class _Magic(NamedTuple):
    start: bytes
    recognition: Recognition


_MAGIC: Final = (
    _Magic(b"PAR1", _read("parquet", "parquet", "Parquet")),
    _Magic(b"\x1f\x8b", _container("gzip", "a gzip file")),
    _Magic(b"\x28\xb5\x2f\xfd", _container("zstd", "a Zstandard file")),
    _Magic(b"PK\x03\x04", _container("zip", "a ZIP archive")),
    _Magic(b"PK\x05\x06", _container("zip", "an empty ZIP archive")),
    _Magic(b"PARE", _not_read("parquet-encrypted", "an encrypted Parquet file")),
    _Magic(b"BZh", _not_read("bzip2", "a bzip2 file")),
    _Magic(b"\xfd7zXZ\x00", _not_read("xz", "an xz file")),
    _Magic(b"7z\xbc\xaf\x27\x1c", _not_read("7z", "a 7-Zip archive")),
    _Magic(b"Rar!\x1a\x07", _not_read("rar", "a RAR archive")),
    _Magic(b"\x89PNG\r\n\x1a\n", _not_read("png", "a PNG image")),
    _Magic(b"\xff\xd8\xff", _not_read("jpeg", "a JPEG image")),
    _Magic(b"GIF87a", _not_read("gif", "a GIF image")),
    _Magic(b"GIF89a", _not_read("gif", "a GIF image")),
    _Magic(b"II*\x00", _not_read("tiff", "a TIFF image")),
    _Magic(b"MM\x00*", _not_read("tiff", "a TIFF image")),
    _Magic(b"%PDF-", _not_read("pdf", "a PDF document")),
    _Magic(b"%!PS", _not_read("postscript", "a PostScript document")),
    _Magic(b"{\\rtf", _not_read("rtf", "an RTF document")),
    _Magic(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _not_read("ole", "a Microsoft Office document (before 2007)")),
    _Magic(b"OggS", _not_read("ogg", "an Ogg file")),
    _Magic(b"fLaC", _not_read("flac", "a FLAC file")),
    _Magic(b"ID3", _not_read("mp3", "an MP3 file")),
    _Magic(b"\x1aE\xdf\xa3", _not_read("matroska", "a Matroska or WebM video")),
    _Magic(b"ARROW1\x00\x00", _not_read("arrow", "an Arrow file")),
    _Magic(b"ORC", _not_read("orc", "an ORC file")),
    _Magic(b"Obj\x01", _not_read("avro", "an Avro file")),
    _Magic(b"SQLite format 3\x00", _not_read("sqlite", "an SQLite database")),
    _Magic(b"WARC/1.", _not_read("warc", "a WARC web archive")),
    _Magic(b"BEGIN:VCALENDAR", _not_read("icalendar", "an iCalendar file")),
)

_RIFF: Final[Mapping[bytes, Recognition]] = {
    b"WEBP": _not_read("webp", "a WebP image"),
    b"WAVE": _not_read("wav", "a WAV file"),
    b"AVI ": _not_read("avi", "an AVI video"),
}


def _binary(head: bytes) -> Recognition | None:
    for magic in _MAGIC:
        if head.startswith(magic.start):
            return magic.recognition
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        brand = head[8:12].decode("latin-1").strip()
        return _not_read("isobmff", f"an MP4, QuickTime or HEIF file ({brand})")
    if _is_tar(head):
        return _container("tar", "a tar archive")
    return None


def _is_tar(head: bytes) -> bool:
    """Whether a tar header stands here: by its checksum, which also old archives without a magic number have."""
    if len(head) < 512 or not head[0]:
        return False
    stated = head[148:156].strip(b" \x00")
    if not re.fullmatch(rb"[0-7]{1,7}", stated):
        return False
    return sum(head[:148]) + 8 * 32 + sum(head[156:512]) == int(stated, 8)


# --- Text

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark, the zero bytes beside the first characters tell the width (XML 1.0, appendix F).
_WIDTHS: Final = (
    (re.compile(rb"[<{\[\s]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{\[\s]"), "utf-32-be"),
    (re.compile(rb"[<{\[\s]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{\[\s]\x00[^\x00]"), "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")


def _encoding(head: bytes) -> tuple[str, int]:
    """The encoding of a text and the length of its byte order mark; UTF-8 where nothing says otherwise."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    for width, encoding in _WIDTHS:
        if width.match(head):
            return encoding, 0
    declared = _DECLARED.match(head)
    if declared is None:
        return "utf-8", 0
    try:
        encoding = codecs.lookup(declared[1].decode("ascii")).name
        head[:200].decode(encoding, "replace")
    except (LookupError, ValueError):
        return "utf-8", 0
    # Bytes that could be read so far are of an encoding that extends ASCII, whatever the declaration says.
    return ("utf-8" if encoding.startswith(("utf-16", "utf-32")) else encoding), 0


_ANPA: Final = re.compile(rb"\x16{0,4}\x01[A-Za-z][A-Za-z0-9]?[0-9]{4}\s?\x1f|\x16{0,4}\x01[^\x02]{0,200}[\x11-\x14]")
_IPTC_7901: Final = re.compile(rb"[\x16\x00\r\n ]{0,16}\x01\s{0,2}[A-Za-z]{1,5}\s?[0-9]{1,5}[\s]")
_SOH_STX: Final = re.compile(rb"[\x16\x00\r\n ]{0,16}\x01[^\x02]{1,400}\x02")
_JSON_NAMES: Final = (".json", ".jsonl", ".ndjson", ".jsonld")


def _text(head: bytes, text: str, name: str) -> Recognition:
    if _ANPA.match(head):
        return _not_read("anpa1312", "ANPA 1312", "1312")
    if _IPTC_7901.match(head) or _SOH_STX.match(head):
        return _not_read("iptc7901", "IPTC 7901", "7901")
    if "\x00" in text[:4096] or text[:4096].count("\ufffd") > 2 + len(text[:4096]) // 5:
        return _not_read("binary", "data that is no text")
    declaration = text.find("<?xml", 0, 1024)
    if declaration > 0:
        return _markup(text[declaration:])
    if _suffix(name) in _JSON_NAMES:
        return _json(text, name)
    return _not_read("text", "plain text")


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


# --- JSON

_JSON_START: Final = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:["{}\[\]0-9-]|true|false|null|$)')
_OWN_TYPES: Final = frozenset({"article", "quote", "casualty_report"})
_OWN_MEMBERS: Final = frozenset({"schema_version", "identifier", "headline", "body", "quotes", "casualty_reports"})
_OWN_LABEL: Final = "newsschema JSON"
_LINES_NAMES: Final = (".jsonl", ".ndjson")
_MEMBER: Final = re.compile(r'"((?:[^"\\\n]|\\.){1,80})"\s*:')


def _looks_like_json(text: str, name: str) -> bool:
    return _JSON_START.match(text) is not None or _suffix(name) in _JSON_NAMES


def _json(text: str, name: str) -> Recognition:
    data = text.encode("utf-8", "replace")
    end = json_value_end(data)
    kind = _json_kind(data, end, name)
    value = _partial(data if end is None else data[:end])
    if isinstance(value, list):
        value = next((element for element in value if isinstance(element, dict)), {})
    if isinstance(value, dict):
        return _json_object(value, kind)
    # Broken, nested too deeply, or no object: the names of members still tell which reader should say so.
    names = dict.fromkeys(_MEMBER.findall(text))
    return _json_ld(names, kind) or _read("json", kind, _OWN_LABEL)


def _json_kind(data: bytes, end: int | None, name: str) -> str:
    if end is None:
        # The first value is longer than what is seen: broken over lines it is one document, else the name decides.
        one_line = data[:1] == b"{" and b"\n" not in data.strip()
        return "lines" if one_line and _suffix(name) in _LINES_NAMES else _one(data)
    rest = data[end:].lstrip()
    if rest[:1] in {b"{", b"["} or (_suffix(name) in _LINES_NAMES and b"\n" not in data[:end].strip()):
        return "lines"
    return _one(data)


def _one(data: bytes) -> str:
    return "array" if data[:1] == b"[" else "document"


def _partial(data: bytes) -> Any:
    try:
        return from_json(data, allow_partial="trailing-strings")
    except ValueError:
        return None


def _json_object(value: Mapping[str, Any], kind: str) -> Recognition:
    for recognise in (_own_json, _ninjs, _json_ld, _other_json):
        found = recognise(value, kind)
        if found is not None:
            return found
    if not value or _OWN_MEMBERS & value.keys():
        return _read("json", kind, _OWN_LABEL)
    return _not_read("json-other", "JSON of an unknown kind")


def _own_json(value: Mapping[str, Any], kind: str) -> Recognition | None:
    version = value.get("schema_version")
    if "@context" in value or (value.get("type") not in _OWN_TYPES and "schema_version" not in value):
        return None
    version = version if isinstance(version, str) else None
    return _read("json", kind, f"{_OWN_LABEL} {version}" if version else _OWN_LABEL, version)


_NINJS_VERSION: Final = re.compile(r"ninjs[-_/a-z]*?(?:schema)?[-_/]?v?(\d+\.\d+)", re.IGNORECASE)
_NINJS_TYPES: Final = frozenset(
    {"text", "audio", "video", "picture", "graphic", "composite", "package", "planning", "event", "component"}
)
# The members by which a version shows itself where it is not stated.
_NINJS_MEMBERS: Final = (
    ("3.0", frozenset({"versionCreated", "contentCreated", "firstCreated", "pubStatus", "altIds", "infoSources"})),
    ("2.0", frozenset({"bodies", "headlines", "descriptions", "altids", "infosources", "trustindicators"})),
    ("1.x", frozenset({"versioncreated", "body_text", "body_html", "body_xhtml", "description_text", "pubstatus"})),
)


def _ninjs(value: Mapping[str, Any], kind: str) -> Recognition | None:  # noqa: ARG001
    standard = value.get("standard")
    if isinstance(standard, dict) and "ninjs" in str(standard.get("name", "")).lower():
        return _ninjs_of(str(standard.get("version") or "") or None)
    schema = str(value.get("$schema") or "")
    if "ninjs" in schema.lower():
        stated = _NINJS_VERSION.search(schema)
        return _ninjs_of(stated[1] if stated else _ninjs_by_members(value))
    is_item = "uri" in value and ("type" not in value or value["type"] in _NINJS_TYPES)
    guessed = _ninjs_by_members(value) if is_item and "@context" not in value else None
    return _ninjs_of(guessed) if guessed else None


def _ninjs_by_members(value: Mapping[str, Any]) -> str | None:
    return next((version for version, members in _NINJS_MEMBERS if members & value.keys()), None)


def _ninjs_of(version: str | None) -> Recognition:
    return _not_read("ninjs", f"ninjs {version}" if version else "ninjs", version)


def _json_ld(value: Mapping[str, Any], kind: str) -> Recognition | None:
    marks = [key for key in value if key.startswith(("@", "http://schema.org/", "https://schema.org/", "schema:"))]
    if not marks:
        return None
    named = "schema.org" in str(value) or "@context" not in value
    return _read("jsonld", kind, "schema.org JSON-LD" if named else "JSON-LD")


def _other_json(value: Mapping[str, Any], kind: str) -> Recognition | None:  # noqa: ARG001
    version = str(value.get("version") or "")
    feed = re.match(r"https?://jsonfeed\.org/version/([0-9.]+)", version)
    if feed:
        return _not_read("json-feed", f"JSON Feed {feed[1]}", feed[1])
    if value.get("type") in {"FeatureCollection", "Feature"}:
        return _not_read("geojson", "GeoJSON")
    if "$schema" in value and ("properties" in value or "$defs" in value or "definitions" in value):
        return _not_read("json-schema", "a JSON Schema")
    return None


# --- XML and HTML

_PROLOG: Final = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?P<doctype>(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*)(?:\[.*?\]\s*)?>)*",
    re.DOTALL | re.IGNORECASE,
)
_ROOT: Final = re.compile(
    r"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)((?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)", re.DOTALL
)
_ATTRIBUTE: Final = re.compile(r"([^\s=<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PAGE: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|script|div|article|section|p|main)\b", re.IGNORECASE
)
_LD_JSON: Final = re.compile(r"<script[^>]*\btype\s*=\s*[\"']?\s*application/ld\+json", re.IGNORECASE)

G2_NAMESPACE: Final = "http://iptc.org/std/nar/2006-10-01/"
NITF_NAMESPACE: Final = "http://iptc.org/std/NITF/2006-10-18/"


class _Root(NamedTuple):
    """The root element of an XML document, with what stands before it and the text it was found in."""

    name: str
    namespace: str
    attributes: Mapping[str, str]
    doctype: str
    text: str

    def hints(self) -> str:
        """Where a version may be named: the document type and the schemas' places."""
        places = (value for key, value in self.attributes.items() if key.endswith(("chemaLocation", "dtd")))
        return " ".join([self.doctype, *places, self.namespace])


def _markup(text: str) -> Recognition:
    prolog = _PROLOG.match(text)
    doctype = (prolog["doctype"] or "") if prolog else ""
    if re.match(r"\s*html\b", doctype, re.IGNORECASE):
        return _page(text)
    match = _ROOT.match(text, prolog.end() if prolog else 0)
    if match is None:
        return _page(text) if _PAGE.search(text) else _broken_markup(text)
    prefix, name, raw = match.groups()
    attributes = {found[1]: found[2] if found[2] is not None else found[3] for found in _ATTRIBUTE.finditer(raw)}
    namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    root = _Root(name, namespace, attributes, doctype, text)
    recognise = _ROOTS.get(name)
    found = _g2_inside(root) if name not in _G2_NAMES else None
    if found is None and recognise is not None:
        found = recognise(root)
    if found is not None:
        return found
    if name.lower() == "html" or (not namespace and not text.startswith("<?xml") and _is_page(text)):
        return _page(text)
    return _not_read("xml", f"XML with the root element {name[:40]}")


def _is_page(text: str) -> bool:
    return _LD_JSON.search(text) is not None or _PAGE.match(text) is not None


def _broken_markup(text: str) -> Recognition:
    return (
        _not_read("xml", "XML without a root element")
        if text.startswith(("<?", "<!"))
        else _not_read("text", "plain text")
    )


def _page(text: str) -> Recognition:
    has_block = _LD_JSON.search(text) is not None
    return _read("jsonld", "page", "an HTML page with JSON-LD" if has_block else "an HTML page")


_STANDARD_VERSION: Final = re.compile(r"""\bstandardversion\s*=\s*["']([0-9.]{1,10})["']""")


_G2_NAMES: Final = (
    "newsItem",
    "newsMessage",
    "packageItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
    "catalogItem",
)
_G2_ALIKE: Final = re.compile(r"iptc\.org.*(?:/nar\b|newsml-?g2)|newsml-?g2", re.IGNORECASE)
_G2_PARTS: Final = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:itemMeta|contentMeta|itemSet|groupSet|contentSet)\b")
_G2_INSIDE: Final = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(newsMessage|newsItem|packageItem)[\s>]")


def _g2(root: _Root) -> Recognition | None:
    standard = root.attributes.get("standard", "")
    is_alike = root.namespace in {G2_NAMESPACE, ""} or _G2_ALIKE.search(root.namespace) is not None
    if not is_alike and "G2" not in standard and _G2_PARTS.search(root.text) is None:
        return None
    stated = root.attributes.get("standardversion")
    if stated is None:
        nested = _STANDARD_VERSION.search(root.text)
        stated = nested[1] if nested else None
    label = standard if standard.endswith("-G2") else "NewsML-G2"
    return _read("newsml-g2", root.name, f"{label} {stated} {root.name}" if stated else f"{label} {root.name}", stated)


def _g2_inside(root: _Root) -> Recognition | None:
    """An item or message of NewsML-G2 in the envelope of another format."""
    is_envelope = G2_NAMESPACE in root.text and root.name.lower() != "html"
    inside = _G2_INSIDE.search(root.text) if is_envelope else None
    if inside is None:
        return None
    stated = _STANDARD_VERSION.search(root.text)
    version = stated[1] if stated else None
    detail = f"NewsML-G2 {version} {inside[1]}" if version else f"NewsML-G2 {inside[1]}"
    return _read("newsml-g2", inside[1], f"{detail} in a {root.name[:40]}", version)


def _version_in(text: str, name: str) -> str | None:
    match = re.search(rf"{name}\D{{0,40}}?(\d{{1,2}})[._-](\d{{1,2}})(?!\d)", text, re.IGNORECASE)
    return f"{match[1]}.{match[2]}" if match else None


def _nitf(root: _Root) -> Recognition:
    version = _version_in(root.attributes.get("version", ""), "nitf") or _version_in(root.hints(), "nitf")
    return _read("newsml-g2", "nitf", f"NITF {version}" if version else "NITF", version)


def _newsml_1(root: _Root) -> Recognition:
    version = root.attributes.get("Version") or root.attributes.get("version") or _version_in(root.hints(), "newsml")
    if version is None and root.namespace == "http://iptc.org/std/NewsML/2003-10-10/":
        version = "1.2"
    return _not_read("newsml-1", f"NewsML {version or '1.x'}", version)


def _rss(root: _Root) -> Recognition:
    version = root.attributes.get("version")
    return _not_read("rss", f"RSS {version}" if version else "RSS", version)


def _rdf(root: _Root) -> Recognition:
    declared = set(root.attributes.values())
    if "http://purl.org/rss/1.0/" in declared:
        return _not_read("rss", "RSS 1.0", "1.0")
    if any(value.rstrip("#/").endswith("rdf/simple/0.9") for value in declared):
        return _not_read("rss", "RSS 0.90", "0.90")
    return _not_read("rdf", "RDF/XML")


_ATOM: Final[Mapping[str, str]] = {"http://www.w3.org/2005/Atom": "1.0", "http://purl.org/atom/ns#": "0.3"}


def _atom(root: _Root) -> Recognition | None:
    version = _ATOM.get(root.namespace) or root.attributes.get("version")
    if root.namespace not in _ATOM and "atom" not in root.namespace.lower():
        return None
    return _not_read("atom", f"Atom {version}" if version else "Atom", version)


def _iptc(kind: str, label: str) -> Callable[[_Root], Recognition]:
    def recognise(root: _Root) -> Recognition:
        version = root.attributes.get("version") or root.attributes.get("Version") or _version_in(root.hints(), kind)
        if version is not None and not re.fullmatch(r"\d[\w.]{0,9}", version):
            version = _version_in(version, kind)
        return _not_read(kind, f"{label} {version}" if version else label, version)

    return recognise


def _named(kind: str, label: str, namespace: str = "") -> Callable[[_Root], Recognition | None]:
    def recognise(root: _Root) -> Recognition | None:
        return _not_read(kind, label) if namespace in root.namespace else None

    return recognise


_ROOTS: Final[Mapping[str, Callable[[_Root], Recognition | None]]] = {
    **dict.fromkeys(_G2_NAMES, _g2),
    "nitf": _nitf,
    "NewsML": _newsml_1,
    "rss": _rss,
    "RDF": _rdf,
    "feed": _atom,
    "entry": _atom,
    "sports-content": _iptc("sportsml", "SportsML"),
    "sports-content-set": _iptc("sportsml", "SportsML"),
    "EventsML": _iptc("eventsml", "EventsML"),
    "ProgramGuideML": _iptc("programguideml", "ProgramGuideML"),
    "catalog": _named("iptc-catalog", "an IPTC catalog of schemes", G2_NAMESPACE),
    "newsitem": _named("rcv1", "Reuters Corpus RCV1"),
    "urlset": _named("sitemap", "a sitemap", "sitemap"),
    "sitemapindex": _named("sitemap", "a sitemap index", "sitemap"),
    "opml": _named("opml", "OPML"),
    "svg": _named("svg", "an SVG image"),
    "TEI": _named("tei", "TEI"),
    "schema": _named("xml-schema", "an XML Schema", "XMLSchema"),
}
