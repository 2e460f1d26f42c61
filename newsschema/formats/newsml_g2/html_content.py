"""The content of HTML, of whatever dialect and namespace, as markup that a body is made of.

Left out are what is hidden, headers, notes, and lines at the ends that only repeat the item's metadata. Pictures go
to the media with their captions, and quotations are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2.fragments import Fragment, is_iri, kept, plain_copy, remove, whole, words
from newsschema.formats.newsml_g2.markup import pairs, parser
from newsschema.formats.newsml_g2.notes import (
    calls_itself,
    heads_notes,
    is_note,
    line_of,
    may_say_not_public,
    says_not_public,
)
from newsschema.formats.newsml_g2.terms import XHTML, XML_LANG
from newsschema.v1 import body_markup as form
from newsschema.v1.body import Body

FORMAT: Final = "newsml-g2"
WRAPPERS: Final = frozenset(("html", "body", "div", "section", "article", "main", "center", "hgroup"))
NOTE_HOLDERS: Final = WRAPPERS | {"aside", "footer", "details", "p", "ul", "ol", "blockquote", "table", "dl", "pre"}
HTML_LINES: Final = form.HEADINGS | {"p", "div", "strong", "b", "pre", "li", "td"}
HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of an item's metadata its body may repeat; `letters` are the lines without their spaces."""

    identifier: str
    headline: str
    language: str | None
    lines: frozenset[str]
    letters: frozenset[str]
    dates: frozenset[str]


def html_body(root: etree._Element, item: Surroundings, fragment: Fragment) -> Body | None:
    """Returns the body of an HTML document or fragment, a copy without namespaces that is used up."""
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
    _drop_repeated(content, item)
    return fragment.body(content)[0]


def _drop_hidden(content: etree._Element) -> None:
    for one in [one for one in content.iter() if pairs(one)]:
        if one is not content and (one.get("hidden") is not None or HIDDEN_STYLE.search(one.get("style", ""))):
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
    named = [(one, calls_itself(one)) for one in content.iter(*NOTE_HOLDERS) if one is not content and pairs(one)]
    beside_main = any("main" in its_names for _, its_names in named)
    for one, its_names in named:
        if is_note(its_names, beside_main=beside_main):
            remove(one)
    for one in list(content.iter(*HTML_LINES)) if may_say_not_public(content) else ():
        text = line_of(one)
        if text and says_not_public(text) and one is not content and is_inside(one, content):
            _cut(one, content, one.tag in form.HEADINGS or heads_notes(text))


def _cut(line: etree._Element, content: etree._Element, with_following: bool) -> None:
    """Takes out a line that is not for publication, and what it heads; a line that is all there is stays."""
    outer = line
    while (parent := outer.getparent()) is not None and parent is not content:
        if outer.tag not in form.INLINE and words(parent) != words(outer):
            break
        outer = parent
    if words(content) == words(outer) and (not with_following or words(outer) == line_of(line)):
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


def is_inside(element: etree._Element, root: etree._Element) -> bool:
    return any(above is root for above in element.iterancestors())


def _drop_repeated(content: etree._Element, item: Surroundings) -> None:
    """Takes out lines at both ends that only repeat the item's metadata, unless they are all there is."""
    blocks = list(_blocks(content))
    start, end = 0, len(blocks)
    while start < end and _repeats(*blocks[start], item):
        start += 1
    while end > start and _repeats(*blocks[end - 1], item):
        end -= 1
    if start < end:
        for block, _ in blocks[:start] + blocks[end:]:
            remove(block)


def _blocks(content: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Yields the blocks below wrappers, and whether a wrapper other than the body holds them."""
    stack = [(one, False) for one in reversed(content)]
    while stack:
        block, is_wrapped = stack.pop()
        if block.tag in WRAPPERS and len(block) and not (block.text or "").strip():
            stack.extend((one, True) for one in reversed(block))
        else:
            yield block, is_wrapped


def _repeats(block: etree._Element, is_wrapped: bool, item: Surroundings) -> bool:
    if (block.tail or "").strip():
        return False
    letters = "".join(etree.tostring(block, method="text", encoding="unicode", with_tail=False).split())
    if not letters:
        return block.find(".//img") is None and block.tag not in ("hr", "img", "figure")
    times = [block] if block.tag == "time" else list(block.iter("time"))
    if not times and letters not in item.letters:
        return False
    text = words(block)
    if text in item.lines:
        return is_wrapped or block.tag != "p"
    said = {stamp.get("datetime") or stamp.get("data-datetime") for stamp in times}
    return len(times) == 1 and words(times[0]) == text and bool((said | {text}) & item.dates)


def _figures(content: etree._Element, fragment: Fragment) -> None:
    """Offers the pictures of figures as media with their captions, and leaves the pictures in the body."""
    for figure in list(content.iter("figure")):
        images = list(figure.iter("img"))
        if not is_inside(figure, content) or not images or figure.find(".//table") is not None:
            continue
        caption = " ".join(text for one in figure.iter("figcaption") if (text := words(one)))
        for one in list(figure.iter("figcaption")):
            remove(one)
        for image in images:
            _picture(image, caption, fragment)
    for image in list(content.iter("img")):
        if (whole(image.get("width")) or 2) < 2 and (whole(image.get("height")) or 2) < 2:
            remove(image)  # a counter of readers, which nobody sees
        elif not _within_figure(image):
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


def is_bare(rendition: etree._Element, item: Surroundings) -> bool:
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


def is_same(source: etree._Element, body: Body) -> bool:
    """Tells whether a source and a body differ in white space only."""
    made = etree.fromstring(f"<body>{body}</body>", parser(len(body)))
    return list(_facts(source)) == list(_facts(made))


def _facts(root: etree._Element) -> Iterator[object]:
    for event, one in etree.iterwalk(root, events=("start", "end")):
        if one is not root:
            yield event, one.tag, sorted(one.items())
        text = one.text if event == "start" else one.tail if one is not root else None
        yield from (text or "").split()


XHTML_TYPE: Final = "application/xhtml+xml"


__all__ = ["XHTML_TYPE", "Surroundings", "copy_of_body", "html_body", "is_bare", "is_same"]
