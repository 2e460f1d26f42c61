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
from hashlib import sha256
from typing import Any, Final, TypeAlias

import orjson
from lxml import etree
from pydantic_core import PydanticCustomError

from newsschema.formats.newsml_g2.fragments import (
    Finding,
    Fragment,
    canonical,
    collapsed,
    expand,
    is_iri,
    kept,
    names,
    plain_copy,
    remove,
    whole,
    words,
)
from newsschema.formats.newsml_g2.markup import local, parser
from newsschema.formats.newsml_g2.nitf_content import ROOTS, read_content
from newsschema.formats.newsml_g2.spans import unmark
from newsschema.formats.newsml_g2.terms import XHTML, XML_LANG
from newsschema.v1 import Article, Extension
from newsschema.v1 import body_markup as form
from newsschema.v1.body import Body
from newsschema.v1.trees import tree

FORMAT: Final = "newsml-g2"
XHTML_TYPE: Final = "application/xhtml+xml"

# Vocabularies

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

# Roles

NOTES: Final = frozenset(
    (
        "nonpublic",
        "notpublic",
        "notforpublication",
        "nopublication",
        "internal",
        "private",
        "confidential",
        "note",
        "notes",
        "ednote",
        "ednotes",
        "editornote",
        "editorsnote",
        "editorialnote",
        "editorialnotes",
        "notepad",
        "notizblock",
        "advisory",
        "notestoeditors",
        "notetoeditors",
        "noteditors",
        "contact",
        "contacts",
        "kontakt",
        "redaktionshinweis",
        "service",
        "deskinfo",
        "briefing",
    )
)
"""What a rendition or section with notes calls itself."""
PUBLIC_PART: Final = frozenset(("public",))
"""What the public part of a notepad calls itself; but also a rendition that is all there is."""
FRAGMENTS: Final = frozenset(
    (
        "headline",
        "title",
        "subtitle",
        "subheadline",
        "kicker",
        "teaser",
        "summary",
        "abstract",
        "caption",
        "captions",
        "byline",
        "dateline",
        "slugline",
        "slug",
        "keyword",
        "keywords",
        "credit",
        "creditline",
        "copyright",
        "alt",
        "thumbnail",
        "preview",
        "lead",
        "leadin",
        "sms",
        "push",
        "tweet",
        "social",
    )
)
"""What a rendition calls itself that is no more than a part of the content."""
WHOLE: Final = frozenset(("text", "body", "bodytext", "main", "story", "full", "fulltext", "content", "article"))
"""What a rendition calls itself that is the content."""

NOT_PUBLIC: Final = re.compile(
    r"nicht (?:zur|für (?:die|eine)) (?:veröffentlichung|publikation|weitergabe)"
    r"|not (?:intended )?(?:for|to be) (?:publication|publish\w*|broadcast\w*)"
    r"|notes? to (?:the )?editors?\b|^\W*editor(?:s|'s|s'|’s|s’|ial)? notes?\W*$"
    r"|^\W*notizblock\W*$|^\W*redaktionelle hinweise\W*$"
    r"|(?:pas|non) (?:destinée?s?|à|pour) (?:à )?(?:la |être )?publi\w+|ne pas publier"
    r"|no (?:es )?(?:para|apt[oa] para) (?:su )?(?:la )?publica\w+|non (?:destinat\w+ )?(?:alla|per la) pubblicazione"
    r"|niet (?:voor|bestemd voor) publicatie|não (?:destinad\w+ )?(?:à|para) publicação",
    re.IGNORECASE,
)
"""Words that say of a line, or of what follows it, that it is not for readers."""
_UNTIL: Final = re.compile(r"\W*(?:before|until|prior|vor|bis|avant|antes|prima|voor|hasta|fino)\b", re.IGNORECASE)
"""What makes of these words an embargo."""
_FOLLOWING: Final = re.compile(r"follow|below|folgend|nachstehend|suivant|siguient|seguent|volgend", re.IGNORECASE)
_MAX_LINE: Final = 200
"""The characters of a line that may say so; a longer one is prose that happens to hold the words."""

WRAPPERS: Final = frozenset(("html", "body", "div", "section", "article", "main", "center", "hgroup"))
NOTE_HOLDERS: Final = WRAPPERS | {"aside", "footer", "details", "p", "ul", "ol", "blockquote", "table", "dl", "pre"}
HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
DATES: Final = ("created", "published", "modified", "first_created", "version_created")
REPEATED: Final = ("headline", "byline", "dateline", "credit_line", "slugline", "title")
"""The fields of the article that a body may repeat at its ends."""

_WORD: Final = re.compile(r"[^\W_]+")
_INDENT: Final = re.compile(r"^(?:\t| {2,})(?=\S)", re.MULTILINE)


@dataclass(slots=True)
class BodyFound:
    """What the renditions of an item hold, in the model's names.

    `extensions` are the article's, in document order. `quotes` have spans in the body and identifiers; `media`,
    `notes` (editorial, internal unless they say otherwise), `people`, `organizations` and `places` are what the
    markup names, offered to the caller.
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


@dataclass(frozen=True, slots=True)
class _Item:
    """What of an item's metadata its body may repeat."""

    identifier: str
    headline: str
    language: str | None
    lines: frozenset[str]
    dates: frozenset[str]


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
            found.extensions.append(kept(FORMAT, f"contentSet/{local(child.tag)}", canonical(child)))
    return found


def _rank(candidate: tuple[int, etree._Element, _Reader]) -> int:
    return candidate[0]


def _take(found: BodyFound, body: Body, fragment: Fragment) -> None:
    found.body = body
    found.quotes, found.media, found.notes = fragment.quotes, fragment.media, fragment.notes
    found.people, found.organizations, found.places = fragment.people, fragment.organizations, fragment.places
    found.findings = fragment.findings


def _item(data: Mapping[str, Any]) -> _Item:
    rights = data.get("rights") or {}
    headlines = [one.get("text") for one in data.get("alternative_headlines", ())]
    return _Item(
        str(data.get("identifier") or ""),
        str(data.get("headline") or ""),
        data.get("language"),
        collapsed([*(data.get(name) for name in REPEATED), *headlines, rights.get("notice")]),
        collapsed(data.get(name) for name in DATES),
    )


# Which rendition


_Reader: TypeAlias = Callable[[Any, _Item, Fragment], "tuple[Body | None, bool]"]
"""Makes the body of a rendition, and tells whether it says nothing else."""


def _candidates(content_set: etree._Element, item: _Item) -> Iterator[tuple[int, etree._Element, _Reader]]:
    """Yields the renditions that may be the body, with their rank: the lowest is tried first."""
    for rendition in content_set:
        if local(rendition.tag) not in ("inlineXML", "inlineData"):
            continue
        tokens = _tokens(rendition)
        if tokens & NOTES or tokens & FRAGMENTS:
            continue
        reader, rank = _reader_of(rendition)
        if reader is not None:
            language = rendition.get(XML_LANG)
            other = language is not None and item.language is not None and language != item.language
            public = bool(tokens & PUBLIC_PART)
            yield 20 * public + 4 * rank + 2 * other + (not tokens & WHOLE), rendition, reader


def _tokens(element: etree._Element) -> frozenset[str]:
    """Returns what a rendition calls itself: the codes of its rendition, role and class, without hyphens."""
    said = " ".join(element.get(name, "") for name in ("rendition", "role", "class", "contentclass"))
    iris = " ".join(element.get(name, "").rpartition("/")[2] for name in ("renditionuri", "roleuri"))
    codes = [one.rpartition(":")[2] for one in f"{said} {iris}".lower().split()]
    return frozenset(piece for code in codes for piece in _names_in(code))


def _names_in(code: str) -> Iterator[str]:
    pieces = _WORD.findall(code)
    yield "".join(pieces)
    if "non" not in pieces and "not" not in pieces:
        yield from pieces


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


# Our own


def own_body(rendition: etree._Element, item: _Item) -> Body | None:
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


# HTML


def _read_html(rendition: etree._Element, item: _Item, fragment: Fragment) -> tuple[Body | None, bool]:
    copy = plain_copy(rendition)
    copy.tag = "div"
    for name in names(copy):
        del copy.attrib[name]
    body = _html_body(copy, item, fragment)
    return body, body is not None and _is_bare(rendition, item) and _same(copy_of_body(rendition), body)


def _html_body(root: etree._Element, item: _Item, fragment: Fragment) -> Body | None:
    bodies = list(root.iter("body"))
    content = bodies[0] if bodies else root
    content.tail = None
    content.tag = "div"
    for one in list(content.iter("head")):
        remove(one)
    for unwanted in (_drop_hidden, _drop_headers, _drop_notes):
        unwanted(content)
    _figures(content, fragment)
    _quotations(content, fragment)
    before = plain_copy(content)
    _drop_repeated(content, item)
    if not words(content):
        content = before
    return fragment.body(content)[0]


def _drop_hidden(content: etree._Element) -> None:
    for one in list(content.iter()):
        if one is not content and ("hidden" in one.attrib or HIDDEN_STYLE.search(one.get("style", ""))):
            remove(one)


def _drop_headers(content: etree._Element) -> None:
    """Takes out headers of the document and of its sections, unless there is nothing else."""
    headers = [one for one in content.iter("header") if all(up.tag in WRAPPERS for up in _up(one, content))]
    if not headers or len(words(content)) == sum(len(words(one)) for one in headers):
        return
    for one in headers:
        remove(one)


def _up(element: etree._Element, root: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above is root:
            return
        yield above


def _drop_notes(content: etree._Element) -> None:
    """Takes out what is marked as a note, and what follows a line that says so."""
    for one in list(content.iter(*NOTE_HOLDERS)):
        if one is not content and _is_note(one):
            remove(one)
    for one in list(content.iter(*HTML_LINES)):
        text = _line(one)
        if one is not content and text and _is_inside(one, content) and says_not_public(text):
            _cut(one, content, one.tag in form.HEADINGS or heads_notes(text))


HTML_LINES: Final = form.HEADINGS | {"p", "div", "strong", "b", "pre", "li", "td"}


def _line(element: etree._Element) -> str:
    """Returns the text of an element where it is short enough for a line that says what follows."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > _MAX_LINE:
            return ""
        pieces.append(str(piece))
    return " ".join("".join(pieces).split())


def says_not_public(text: str) -> bool:
    """Tells whether a line says that it, or what follows, is not for publication; an embargo says another thing."""
    found = NOT_PUBLIC.search(text) if len(text) <= _MAX_LINE else None
    return found is not None and _UNTIL.match(text, found.end()) is None


def heads_notes(text: str) -> bool:
    """Tells whether such a line speaks of what follows it: it says so, ends in a colon, or says nothing else."""
    found = NOT_PUBLIC.search(text)
    alone = found is not None and 2 * len(found[0]) > len(text.strip("*#-_=[]() "))
    return alone or text.rstrip(" *_").endswith(":") or _FOLLOWING.search(text) is not None


def _is_note(element: etree._Element) -> bool:
    marks = " ".join(
        (element.get("class", ""), element.get("role", ""), element.get("data-role", ""), element.get("id", ""))
    )
    if not marks.strip():
        return False
    tokens = {name for code in marks.lower().split() for name in _names_in(code)}
    if tokens & {"main", "body", "content", "text", "story", "article"}:
        return False
    return bool(tokens & NOTE_CLASSES)


NOTE_CLASSES: Final = (NOTES - {"service", "contact", "contacts", "kontakt", "private", "internal", "briefing"}) | {
    "public",
    "internalnote",
    "internalnotes",
}
"""What a section with notes is called; words that also name parts of pages are not among them."""


def _cut(line: etree._Element, content: etree._Element, with_following: bool) -> None:
    """Takes out a line that is not for publication, and what it heads; a line that is all there is stays."""
    outer = line
    while (parent := outer.getparent()) is not None and parent is not content:
        if outer.tag not in form.INLINE and words(parent) != words(outer):
            break
        outer = parent
    if words(content) == words(outer) and (not with_following or words(outer) == _line(line)):
        return
    following = list(outer.itersiblings()) if with_following else []
    if with_following and parent is not None and parent is not content and not _words_before(outer):
        outer, following = parent, []
    for one in (*following, outer):
        if with_following:
            one.tail = None
        remove(one)


def _words_before(element: etree._Element) -> bool:
    parent = element.getparent()
    first = parent.text if parent is not None else ""
    return bool((first or "").strip()) or any(words(one) for one in element.itersiblings(preceding=True))


def _is_inside(element: etree._Element, root: etree._Element) -> bool:
    return any(above is root for above in element.iterancestors())


def _drop_repeated(content: etree._Element, item: _Item) -> None:
    """Takes out lines at both ends that only repeat the item's metadata."""
    for backwards in (False, True):
        for block, is_wrapped in list(_blocks(content, backwards)):
            if not _repeats(block, is_wrapped, item):
                break
            remove(block)


def _blocks(content: etree._Element, backwards: bool) -> Iterator[tuple[etree._Element, bool]]:
    """Yields the blocks below wrappers, from one end; and whether a wrapper other than the body holds them."""
    stack = [(one, False) for one in content]
    stack = stack if backwards else stack[::-1]
    while stack:
        block, is_wrapped = stack.pop()
        if block.tag in WRAPPERS and (len(block) or not (block.text or "").strip()):
            if (block.text or "").strip():
                yield block, is_wrapped
                continue
            inner = [(one, True) for one in block]
            stack.extend(inner if backwards else inner[::-1])
        else:
            yield block, is_wrapped


def _repeats(block: etree._Element, is_wrapped: bool, item: _Item) -> bool:
    text = words(block)
    if (block.tail or "").strip():
        return False
    if not text:
        return block.find(".//img") is None and block.tag not in ("hr", "img", "figure")
    if text in item.lines:
        return is_wrapped or block.tag != "p"
    times = [block] if block.tag == "time" else list(block.iter("time"))
    said = {stamp.get("datetime") or stamp.get("data-datetime") for stamp in times}
    return len(times) == 1 and words(times[0]) == text and bool((said | {text}) & item.dates)


def _figures(content: etree._Element, fragment: Fragment) -> None:
    """Offers the pictures of figures as media with their captions, and leaves the pictures in the body."""
    for figure in list(content.iter("figure")):
        images = list(figure.iter("img"))
        if not _is_inside(figure, content) or not images or figure.find(".//table") is not None:
            continue
        caption = " ".join(text for one in figure.iter("figcaption") if (text := words(one)))
        for one in list(figure.iter("figcaption")):
            remove(one)
        for image in images:
            _picture(image, caption, fragment)
    for image in content.iter("img"):
        if not _within_figure(image):
            _picture(image, "", fragment)


def _within_figure(image: etree._Element) -> bool:
    return any(above.tag == "figure" for above in image.iterancestors())


def _picture(image: etree._Element, caption: str, fragment: Fragment) -> None:
    source = image.get("src", "").strip()
    if not source or source.lower().partition(":")[0] in form.UNSAFE_SCHEMES:
        return
    rendition: dict[str, Any] = {"width": whole(image.get("width")), "height": whole(image.get("height"))}
    rendition = {name: value for name, value in rendition.items() if value is not None}
    if is_iri(source):
        rendition["url"] = source
    else:
        rendition["extensions"] = [kept(FORMAT, "@src", source)]
    identifier = fragment.medium(
        {
            "identifier": fragment.media_identifier(source),
            "kind": "image",
            "caption": caption,
            "alternative_text": " ".join(image.get("alt", "").split()),
            "renditions": [rendition],
        }
    )
    image.set("src", identifier)


def _quotations(content: etree._Element, fragment: Fragment) -> None:
    """Marks quotations: every `q`, and block quotations that say where they are from."""
    for one in content.iter("q", "blockquote"):
        cite = one.get("cite", "").strip()
        source = cite if is_iri(cite) and form.is_link(cite) else None
        if one.tag == "q" or source is not None:
            fragment.mark_quote(one, source)


def _is_bare(rendition: etree._Element, item: _Item) -> bool:
    """Tells whether a rendition has nothing around its body but what our writer writes."""
    if set(rendition.items()) - {("contenttype", XHTML_TYPE), (XML_LANG, item.language)} or len(rendition) != 1:
        return False
    html = rendition[0]
    if html.tag != f"{{{XHTML}}}html" or set(html.items()) - {(XML_LANG, item.language)}:
        return False
    for part in html:
        if part.items() or part.tag not in (f"{{{XHTML}}}head", f"{{{XHTML}}}body"):
            return False
        if part.tag == f"{{{XHTML}}}head":
            titles = [one for one in part if one.tag == f"{{{XHTML}}}title" and not one.items()]
            if len(titles) != len(part) or any(words(one) not in ("", item.headline) for one in titles):
                return False
    return True


def copy_of_body(rendition: etree._Element) -> etree._Element:
    """Returns the body of a rendition as it came, without namespaces."""
    copy = plain_copy(rendition)
    return next(copy.iter("body"), copy)


def _same(source: etree._Element, body: Body) -> bool:
    """Tells whether a source and a body differ in white space only."""
    made = etree.fromstring(f"<body>{body}</body>", parser(len(body)))
    return list(_facts(source)) == list(_facts(made))


def _facts(root: etree._Element) -> Iterator[object]:
    for event, one in etree.iterwalk(root, events=("start", "end")):
        if one is not root:
            yield event, one.tag, sorted(one.items())
        text = one.text if event == "start" else one.tail if one is not root else None
        yield from (text or "").split()


def _read_html_text(rendition: etree._Element, item: _Item, fragment: Fragment) -> tuple[Body | None, bool]:
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
    return _html_body(plain_copy(root), item, fragment), False


# NITF


def _read_nitf(rendition: etree._Element, _item: _Item, fragment: Fragment) -> tuple[Body | None, bool]:
    content = read_content(_nitf_root(rendition), fragment)
    return (fragment.body(content)[0] if content is not None else None), False


def _nitf_root(rendition: etree._Element) -> etree._Element:
    for one in rendition.iter("{*}nitf"):
        return one
    return rendition


def _read_nitf_text(rendition: etree._Element, item: _Item, fragment: Fragment) -> tuple[Body | None, bool]:
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


# Plain text


def _read_plain(rendition: etree._Element, _item: _Item, fragment: Fragment) -> tuple[Body | None, bool]:
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
            while public and not _WORD.search(public[-1]):
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


# Renditions kept

_SEALED: Final = ("contentSet/inline", "body/")
_TEXTS: Final = ("contentSet/inline", "body/body.content")
_SEAL: Final = "#sha256="
_OF: Final = "&of="
_UNSEALED_FIELDS: Final = frozenset(
    ("type", "schema_version", "identifier", "version", "body", "extensions", "quotes", "casualty_reports", "terms")
)
"""Fields that a rendition does not depend on, or that are always or never part of what it must agree with."""


def seal(article: Article) -> Article:
    """Returns the article with the fields named, and their digest, that each kept rendition repeats.

    A rendition is the foreign form of what the article says: after an edit of one of these fields it would bring the
    old words back. `holds` tells whether it still agrees.
    """
    if not any(_is_open(extension.path) for extension in article.extensions):
        return article
    fields = tree(article)
    text = " ".join(article.text.split())
    sealed = [
        extension.model_copy(update={"path": extension.path + _seal_of(extension, fields, text)})
        if _is_open(extension.path)
        else extension
        for extension in article.extensions
    ]
    return article.model_copy(update={"extensions": tuple(sealed)})


def _is_open(path: str) -> bool:
    return path.startswith(_SEALED) and _SEAL not in path


def holds(article: Article, path: str) -> bool:
    """Tells whether a kept rendition, by the path of its extension, still says what the article says."""
    _, seal_mark, rest = path.partition(_SEAL)
    digest, _, named = rest.partition(_OF)
    return not seal_mark or digest == _digest(tree(article), named.split(","))


def place_of(path: str) -> str:
    """Returns the path of a kept rendition without its seal: where it stood."""
    return path.partition(_SEAL)[0]


def _seal_of(extension: Extension, fields: Mapping[str, Any], text: str) -> str:
    try:
        rendition = etree.fromstring(extension.content, parser(len(extension.content)))
    except etree.XMLSyntaxError:
        return ""
    pieces = [" ".join(piece.split()) for piece in _strings_in(rendition)]
    whole_text = " ".join(pieces)
    plain = " ".join("".join(map(str, rendition.itertext())).split())
    exact = frozenset(pieces)
    named = [
        name
        for name, value in fields.items()
        if name not in _UNSEALED_FIELDS
        and any(_occurs(one, exact, (whole_text, plain), text) for one in _strings(value))
    ]
    is_text = extension.path.startswith(_TEXTS) and not _tokens(rendition) & NOTES
    if is_text or _shares(plain, text):
        named.append("body")
    return f"{_SEAL}{_digest(fields, named)}{_OF}{','.join(named)}" if named else ""


def _strings_in(rendition: etree._Element) -> Iterator[str]:
    for one in rendition.iter():
        yield from (str(value) for _, value in one.items())
        yield one.text or ""
        yield one.tail or ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("extensions", "type"):
                yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _occurs(string: str, exact: frozenset[str], texts: tuple[str, ...], body: str) -> bool:
    if len(string) < 4:
        return bool(string) and string in exact
    return any(text.count(string) > body.count(string) for text in texts)


def _shares(plain: str, text: str) -> bool:
    """Tells whether a note repeats a sentence of the body."""
    return any(len(sentence) > 30 and sentence in plain for sentence in text.split(". "))


def _digest(fields: Mapping[str, Any], named: list[str]) -> str:
    said = [[name, fields.get(name)] for name in named]
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


__all__ = ["BodyFound", "holds", "own_body", "place_of", "plain_body", "read_body", "seal"]
