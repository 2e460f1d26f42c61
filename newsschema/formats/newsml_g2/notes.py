"""What is a note and not the story: by what a rendition or a section calls itself, and by what a line says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

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
NOTE_CLASSES: Final = (NOTES - {"service", "contact", "contacts", "kontakt", "private", "internal", "briefing"}) | {
    "internalnote",
    "internalnotes",
}
"""What a section with notes is called; words that also name parts of pages are not among them."""
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
_STEMS: Final = (
    *(b"publi", b"pubblicazione", b"ffentlichung", b"weitergabe", b"broadcast", b"editor", b"notizblock", b"hinweise"),
)
"""What such words hold, one or the other, in small letters."""
_ODD: Final = tuple(letter.encode() for letter in "\u0130\u0131\u017f\u212a")
"""Letters beyond ASCII that count as an `i`, `s` or `k` where case is ignored."""
_UNTIL: Final = re.compile(r"\W*(?:before|until|prior|vor|bis|avant|antes|prima|voor|hasta|fino)\b", re.IGNORECASE)
"""What makes of these words an embargo."""
_FOLLOWING: Final = re.compile(r"follow|below|folgend|nachstehend|suivant|siguient|seguent|volgend", re.IGNORECASE)
MAX_LINE: Final = 200
"""The characters of a line that may say so; a longer one is prose that happens to hold the words."""
WORD: Final = re.compile(r"[^\W_]+")


def tokens_of(element: etree._Element) -> frozenset[str]:
    """Returns what a rendition calls itself: the codes of its rendition, role and class, without hyphens."""
    said = " ".join(element.get(name, "") for name in ("rendition", "role", "class", "contentclass"))
    iris = " ".join(element.get(name, "").rpartition("/")[2] for name in ("renditionuri", "roleuri"))
    codes = [one.rpartition(":")[2] for one in f"{said} {iris}".lower().split()]
    return frozenset(piece for code in codes for piece in names_in(code))


def names_in(code: str) -> Iterator[str]:
    pieces = WORD.findall(code)
    yield "".join(pieces)
    if "non" not in pieces and "not" not in pieces:
        yield from pieces


def line_of(element: etree._Element) -> str:
    """Returns the text of an element where it is short enough for a line that says what follows."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > MAX_LINE:
            return ""
        pieces.append(str(piece))
    return " ".join("".join(pieces).split())


def may_say_not_public(element: etree._Element) -> bool:
    """Tells whether a line in an element may say so: most texts have not one of the words, and no line need be read."""
    said = etree.tostring(element, method="text", encoding="utf-8")
    small = said.lower()
    return any(stem in small for stem in _STEMS) or any(letter in said for letter in _ODD)


def says_not_public(text: str) -> bool:
    """Tells whether a line says that it, or what follows, is not for publication; an embargo says another thing."""
    found = NOT_PUBLIC.search(text) if len(text) <= MAX_LINE else None
    return found is not None and _UNTIL.match(text, found.end()) is None


def heads_notes(text: str) -> bool:
    """Tells whether such a line speaks of what follows it: it says so, ends in a colon, or says nothing else."""
    found = NOT_PUBLIC.search(text)
    alone = found is not None and 2 * len(found[0]) > len(text.strip("*#-_=[]() "))
    return alone or text.rstrip(" *_").endswith(":") or _FOLLOWING.search(text) is not None


def calls_itself(element: etree._Element) -> frozenset[str]:
    """Returns what an element of HTML calls itself, without hyphens."""
    marks = " ".join([element.get(name, "") for name in ("class", "role", "data-role", "id")])
    return frozenset(name for code in marks.lower().split() for name in names_in(code))


def is_note(names: frozenset[str], *, beside_main: bool) -> bool:
    """Tells whether what an element calls itself means notes; beside a main part, `public` means those for all."""
    if names & MAIN:
        return False
    return bool(names & NOTE_CLASSES) or (beside_main and bool(names & PUBLIC_PART))


MAIN: Final = frozenset(("main", "body", "content", "text", "story", "article"))
"""What the main part of a document calls itself."""


__all__ = [
    "FRAGMENTS",
    "MAIN",
    "NOTES",
    "PUBLIC_PART",
    "WHOLE",
    "WORD",
    "calls_itself",
    "heads_notes",
    "is_note",
    "line_of",
    "may_say_not_public",
    "says_not_public",
    "tokens_of",
]
