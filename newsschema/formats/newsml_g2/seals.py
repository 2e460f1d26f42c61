"""What a kept rendition must agree with to be written again.

A rendition is the foreign form of what the article says: after an edit of a field that it repeats, it would bring the
old words back. So the path of its extension ends in a seal: a digest of these fields, and their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

import orjson
from lxml import etree

from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.notes import FRAGMENTS, NOTES, PUBLIC_PART, tokens_of
from newsschema.v1 import Article, Extension
from newsschema.v1.trees import tree

_SEALED: Final = ("contentSet/inline", "body/")
_TEXTS: Final = ("contentSet/inline", "body/body.content")
_SEAL: Final = "#sha256="
_OF: Final = "&of="
_UNSEALED_FIELDS: Final = frozenset(
    ("type", "schema_version", "identifier", "version", "body", "extensions", "quotes", "casualty_reports", "terms")
)
"""Fields that a rendition does not depend on, or that are always or never part of what it must agree with."""


PART_FIELDS: Final = {
    **dict.fromkeys(("headline", "title", "kicker", "subtitle", "subheadline"), "headline"),
    **dict.fromkeys(("teaser", "summary", "abstract", "lead", "leadin", "sms", "push", "social"), "summary"),
    **dict.fromkeys(("slugline", "slug"), "slugline"),
    **dict.fromkeys(("keyword", "keywords"), "keywords"),
    **dict.fromkeys(("credit", "creditline"), "credit_line"),
    **dict.fromkeys(("caption", "captions", "alt"), "media"),
    "byline": "byline",
    "dateline": "dateline",
    "copyright": "rights",
}
"""The field that a rendition with this name is a form of, even where it has other words."""


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
    tokens = tokens_of(rendition)
    parts = {PART_FIELDS.get(token) for token in tokens & FRAGMENTS}
    named += [name for name in fields if name in parts and name not in named]
    is_text = extension.path.startswith(_TEXTS) and not tokens & (NOTES | PUBLIC_PART | FRAGMENTS)
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


__all__ = ["holds", "place_of", "seal"]
