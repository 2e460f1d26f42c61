"""The body of a news item: which of its renditions holds the text, and the text as the model has it.

A `contentSet` holds renditions of one content. Markup is preferred to plain text; what calls itself a headline, a
teaser or a note is never the body, and neither is what stands under words such as "not for publication". Of the
rendition chosen, a header and lines that only repeat the item's metadata are left out. Every rendition that is not
the body word for word is kept as an extension, and `seal` writes beside it what it must agree with to be written
again.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from lxml import etree
from pydantic_core import PydanticCustomError

from newsschema.formats.newsml_g2.fragments import (
    Finding,
    Fragment,
    canonical,
    collapsed,
    expand,
    kept,
    names,
    plain_copy,
)
from newsschema.formats.newsml_g2.html_content import (
    XHTML_TYPE,
    Surroundings,
    copy_of_body,
    html_body,
    is_bare,
    is_same,
)
from newsschema.formats.newsml_g2.markup import local, parser
from newsschema.formats.newsml_g2.nitf_content import ROOTS, read_content
from newsschema.formats.newsml_g2.notes import (
    FRAGMENTS,
    NOTES,
    PUBLIC_PART,
    WHOLE,
    WORD,
    heads_notes,
    says_not_public,
    tokens_of,
)
from newsschema.formats.newsml_g2.seals import holds, place_of, seal
from newsschema.formats.newsml_g2.spans import unmark
from newsschema.formats.newsml_g2.terms import XHTML, XML_LANG
from newsschema.v1 import body_markup as form
from newsschema.v1.body import Body

FORMAT: Final = "newsml-g2"
HTML_ROOTS: Final = form.BLOCKS | (
    frozenset(("html", "body", "div", "section", "article", "main", "header", "aside", "span", "center", "font"))
)
"""The elements that show a fragment to be HTML, whatever its namespace."""
MARKUP_TYPES: Final = frozenset(
    (
        XHTML_TYPE,
        "application/xhtml+html",
        "application/xhtml",
        "application/html",
        "text/html",
        "text/xhtml",
        "xhtml/xml",
        "text/xml+html",
        "text/html+xml",
        "html",
        "xhtml",
        "text/html5",
        "application/html+xml",
    )
)
NITF_TYPES: Final = frozenset(("application/nitf+xml", "text/nitf", "application/nitf", "text/vnd.iptc.nitf", "nitf"))
PLAIN_TYPES: Final = frozenset(("", "text/plain", "text", "plain", "text/txt", "text/ascii", "plain/text"))
DATES: Final = ("created", "published", "modified", "first_created", "version_created")
REPEATED: Final = ("headline", "byline", "dateline", "credit_line", "slugline", "title")
"""The fields of the article that a body may repeat at its ends."""
_INDENT: Final = re.compile(r"^(?:\t| {2,})(?=\S)", re.MULTILINE)


@dataclass(slots=True)
class BodyFound:
    """What the renditions of an item hold, in the model's names.

    `extensions` are the article's, in document order. `quotes` have spans in the body and identifiers; `media`,
    `notes` (editorial, internal unless they say otherwise), `people`, `organizations` and `places` are what the
    markup names, offered to the caller. `renditions` are the elements of those that are kept, by their text.
    """

    body: Body | None = None
    extensions: list[dict[str, str]] = field(default_factory=list)
    quotes: list[dict[str, Any]] = field(default_factory=list)
    media: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    organizations: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    renditions: dict[str, etree._Element] = field(default_factory=dict, compare=False)


def read_body(content_set: etree._Element, data: Mapping[str, Any], *, own: bool = False) -> BodyFound:
    """Returns the body of an item and what else its renditions hold.

    `data` are the fields of the article read so far: headline, dates and credits are looked up in it. Of a document
    of our `own`, the body is read as it is written wherever it is one. Renditions of pictures, films and sounds are
    kept with the others.
    """
    expand(content_set)
    item = _item(data)
    found = BodyFound()
    chosen: etree._Element | None = None
    as_written = False
    candidates = sorted(_candidates(content_set, item), key=_rank)
    for _, rendition, _ in candidates if own else ():
        found.body = own_body(rendition, item)
        if found.body is not None:
            chosen, as_written = rendition, True
            break
    for _, rendition, read in candidates if chosen is None else ():
        fragment = Fragment(item.identifier)
        body, as_written = read(rendition, item, fragment)
        if body is not None:
            chosen = rendition
            _take(found, body, fragment)
            break
    for name in names(content_set):
        found.extensions.append(kept(FORMAT, f"contentSet/@{name}", content_set.get(name, "")))
    for child in content_set:
        if not (child is chosen and as_written):
            content = canonical(child)
            found.extensions.append(kept(FORMAT, f"contentSet/{local(child.tag)}", content))
            found.renditions[content] = child
    return found


def _rank(candidate: tuple[int, etree._Element, _Reader]) -> int:
    return candidate[0]


def _take(found: BodyFound, body: Body, fragment: Fragment) -> None:
    found.body = body
    found.quotes, found.media, found.notes = fragment.quotes, fragment.media, fragment.notes
    found.people, found.organizations, found.places = fragment.people, fragment.organizations, fragment.places
    found.findings = fragment.findings


def _item(data: Mapping[str, Any]) -> Surroundings:
    rights = data.get("rights") or {}
    headlines = [one.get("text") for one in data.get("alternative_headlines", ())]
    lines = collapsed([*(data.get(name) for name in REPEATED), *headlines, rights.get("notice")])
    return Surroundings(
        str(data.get("identifier") or ""),
        str(data.get("headline") or ""),
        data.get("language"),
        lines,
        frozenset([line.replace(" ", "") for line in lines]),
        collapsed(data.get(name) for name in DATES),
    )


_Reader: TypeAlias = Callable[[Any, Surroundings, Fragment], "tuple[Body | None, bool]"]
"""Makes the body of a rendition, and tells whether it says nothing else."""


def _candidates(content_set: etree._Element, item: Surroundings) -> Iterator[tuple[int, etree._Element, _Reader]]:
    """Yields the renditions that may be the body, with their rank: the lowest is tried first."""
    for rendition in content_set:
        if local(rendition.tag) not in ("inlineXML", "inlineData"):
            continue
        tokens = tokens_of(rendition)
        if tokens & NOTES or tokens & FRAGMENTS:
            continue
        reader, rank = _reader_of(rendition)
        if reader is not None:
            language = rendition.get(XML_LANG)
            other = language is not None and item.language is not None and language != item.language
            public = bool(tokens & PUBLIC_PART)
            yield 20 * public + 4 * rank + 2 * other + (not tokens & WHOLE), rendition, reader


def _reader_of(rendition: etree._Element) -> tuple[_Reader | None, int]:
    """Returns how a rendition is read, and how much it is preferred."""
    media_type = rendition.get("contenttype", "").partition(";")[0].strip().lower()
    if local(str(rendition.tag)) == "inlineData" and not len(rendition):
        return _data_reader(media_type)
    roots = [local(one.tag).lower() for one in rendition]
    if not roots:
        return _data_reader(media_type)
    if any(root in ROOTS for root in roots):
        return _read_nitf, 1
    if any(root in HTML_ROOTS for root in roots):
        return (_read_nitf, 1) if _holds(rendition, "body.content") else (_read_html, 0)
    if _holds(rendition, "body.content"):
        return _read_nitf, 1
    if _holds(rendition, "body") or _holds(rendition, "html"):
        return _read_html, 0
    return None, 0


def _holds(rendition: etree._Element, name: str) -> bool:
    return next(rendition.iter(f"{{*}}{name}", f"{{*}}{name.upper()}"), None) is not None


def _data_reader(media_type: str) -> tuple[_Reader | None, int]:
    if media_type in MARKUP_TYPES:
        return _read_html_text, 2
    if media_type in NITF_TYPES:
        return _read_nitf_text, 2
    return (_read_plain, 3) if media_type in PLAIN_TYPES else (None, 0)


def own_body(rendition: etree._Element, item: Surroundings) -> Body | None:
    """Returns the body of a rendition that our writer wrote, exactly; None where another hand wrote it.

    Our marks of spans are taken out of the rendition.
    """
    language = ((XML_LANG, item.language),) if item.language else ()
    if sorted(rendition.items()) not in (
        sorted((("contenttype", XHTML_TYPE), *language)),
        [("contenttype", XHTML_TYPE)],
    ):
        return None
    html = rendition[0] if len(rendition) == 1 else None
    if (
        html is None
        or html.tag != f"{{{XHTML}}}html"
        or len(html) != 2
        or dict(html.items()) not in ({}, dict(language))
    ):
        return None
    head, body = html
    title = head[0] if len(head) == 1 and not head.items() else None
    if title is None or body.tag != f"{{{XHTML}}}body" or body.items() or title.items() or len(title):
        return None
    if title.tag != f"{{{XHTML}}}title" or (title.text or "") != item.headline:
        return None
    unmark(body)
    try:
        return Body(_inner(body))
    except PydanticCustomError:
        return None


def _inner(body: etree._Element) -> str:
    for cell in body.iter(f"{{{XHTML}}}td", f"{{{XHTML}}}th"):
        if not len(cell) and not cell.text:
            cell.text = ""
    written: str = etree.tostring(body, encoding="unicode", with_tail=False)
    return written[written.find(">") + 1 : written.rfind("<")]


def _read_html(rendition: etree._Element, item: Surroundings, fragment: Fragment) -> tuple[Body | None, bool]:
    copy = plain_copy(rendition)
    copy.tag = "div"
    for name in names(copy):
        del copy.attrib[name]
    body = html_body(copy, item, fragment)
    return body, body is not None and is_bare(rendition, item) and is_same(copy_of_body(rendition), body)


def _read_html_text(rendition: etree._Element, item: Surroundings, fragment: Fragment) -> tuple[Body | None, bool]:
    """Reads HTML that stands as text, escaped, in a CDATA section or as base64."""
    text = _text(rendition, fragment)
    if not text or not text.strip():
        return None, False
    html = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "ignore"), html)
    except etree.XMLSyntaxError:
        return None, False
    if getattr(root, "tag", None) is None:  # a document of nothing but comments has no root
        return None, False
    return html_body(plain_copy(root), item, fragment), False


def _read_nitf(rendition: etree._Element, _item: Surroundings, fragment: Fragment) -> tuple[Body | None, bool]:
    content = read_content(_nitf_root(rendition), fragment)
    return (fragment.body(content)[0] if content is not None else None), False


def _nitf_root(rendition: etree._Element) -> etree._Element:
    for one in rendition.iter("{*}nitf"):
        return one
    return rendition


def _read_nitf_text(rendition: etree._Element, item: Surroundings, fragment: Fragment) -> tuple[Body | None, bool]:
    text = _text(rendition, fragment)
    if text is None:
        return None, False
    data = text.strip().encode()
    try:
        root = etree.fromstring(data, parser(len(data)))
    except etree.XMLSyntaxError:
        fragment.found("undecodable", "an NITF rendition is not well-formed XML", rendition)
        return None, False
    expand(root)
    return _read_nitf(root, item, fragment)


def _read_plain(rendition: etree._Element, _item: Surroundings, fragment: Fragment) -> tuple[Body | None, bool]:
    text = _text(rendition, fragment)
    return (plain_body(text) if text is not None else None), False


def plain_body(text: str) -> Body | None:
    """Returns plain text as paragraphs, up to a line that says that the rest is not for publication.

    Paragraphs are separated by blank lines; where there are none, by indented first lines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _public_lines(text.split("\n"))
    body = text.strip("\n")
    if not re.search(r"\n[ \t]*\n", body) and len(_INDENT.findall(body)) > 1:
        text = _INDENT.sub("\n", body)
    return Body.from_text(text)


def _public_lines(lines: list[str]) -> str:
    """Returns the lines before one that heads notes, without single lines that are not for publication."""
    public: list[str] = []
    for index, line in enumerate(lines):
        broken = " ".join(one.strip() for one in lines[index : index + 2])
        starts_here = says_not_public(line) or (
            says_not_public(broken) and not says_not_public("".join(lines[index + 1 :][:1]))
        )
        if not starts_here:
            public.append(line)
        elif heads_notes(broken if not says_not_public(line) else line):
            while public and not WORD.search(public[-1]):
                public.pop()
            break
    return "\n".join(public)


def _text(rendition: etree._Element, fragment: Fragment) -> str | None:
    """Returns the characters of a rendition, decoded where they are base64; None where that fails."""
    text = "".join(map(str, rendition.itertext()))
    encoding = (rendition.get("encoding") or rendition.get("encodinguri") or "").lower()
    if "base64" not in encoding:
        return text
    try:
        data = b64decode("".join(text.split()), validate=True)
    except (Base64Error, ValueError):
        fragment.found("undecodable", "a rendition is not base64, as it says it is", rendition)
        return None
    charset = re.search(r"charset=\"?([\w.\-]+)", rendition.get("contenttype", ""))
    for name in (charset[1] if charset else "utf-8", "utf-8", "windows-1252"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    fragment.found("undecodable", "the characters of a rendition are in no encoding that is known", rendition)
    return None


__all__ = ["BodyFound", "holds", "own_body", "place_of", "plain_body", "read_body", "seal"]
