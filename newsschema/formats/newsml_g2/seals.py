"""What a kept rendition must agree with to be written again.

A rendition is the foreign form of what the article says: after an edit of a field that it repeats, it would bring the
old words back. So the path of its extension ends in a seal: a digest of these fields, and their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

import orjson
from lxml import etree

from newsschema.formats.newsml_g2.markup import parser
from newsschema.formats.newsml_g2.notes import FRAGMENTS, NOTES, PUBLIC_PART, tokens_of
from newsschema.v1 import Article, Extension
from newsschema.v1.base import Model
from newsschema.v1.trees import tree

_SEALED: Final = ("contentSet/inline", "body/")
_TEXTS: Final = ("contentSet/inline", "body/body.content")
_SEAL: Final = "#sha256="
_OF: Final = "&of="
_UNSEALED_FIELDS: Final = frozenset(
    ("type", "schema_version", "identifier", "version", "body", "extensions", "quotes", "casualty_reports", "terms")
)
"""Fields that a rendition does not depend on, or that are always or never part of what it must agree with."""
_COMPARED: Final = tuple(name for name in Article.model_fields if name not in _UNSEALED_FIELDS or name == "body")


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
    said = _Said(article)
    sealed = [
        extension.model_copy(update={"path": extension.path + _seal_of(extension, said)})
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
    return not seal_mark or digest == _digest({name: _plain(article, name) for name in named.split(",")})


def _plain(article: Article, name: str) -> Any:
    """Returns what `tree` has for a field; none where it leaves it out."""
    value = article.__dict__.get(name)
    if isinstance(value, tuple):
        return [tree(one) if isinstance(one, Model) else one for one in value] or None
    return tree(value) if isinstance(value, Model) else value


class _Said:
    """What an article says, field by field, with white space collapsed, as renditions are compared with it."""

    def __init__(self, article: Article) -> None:
        plain = {name: _plain(article, name) for name in _COMPARED}
        self.fields = {name: value for name, value in plain.items() if value is not None}
        self.text = " ".join(article.text.split())
        self.sentences = [sentence for sentence in self.text.split(". ") if len(sentence) > 30]
        self.strings = {name: frozenset(_strings(value)) for name, value in self.fields.items() if name != "body"}


def place_of(path: str) -> str:
    """Returns the path of a kept rendition without its seal: where it stood."""
    return path.partition(_SEAL)[0]


def _seal_of(extension: Extension, said: _Said) -> str:
    try:
        rendition = etree.fromstring(extension.content, parser(len(extension.content)))
    except etree.XMLSyntaxError:
        return ""
    pieces = [" ".join(piece.split()) for piece in _strings_in(rendition)]
    exact = frozenset(pieces)
    plain = " ".join("".join(map(str, rendition.itertext())).split())
    texts = (" ".join(pieces), plain)
    named = [name for name, strings in said.strings.items() if _any_occurs(strings, exact, texts, said.text)]
    tokens = tokens_of(rendition)
    parts = {PART_FIELDS.get(token) for token in tokens & FRAGMENTS}
    named += [name for name in said.fields if name in parts and name not in named]
    is_text = extension.path.startswith(_TEXTS) and not tokens & (NOTES | PUBLIC_PART | FRAGMENTS)
    if is_text or any(sentence in plain for sentence in said.sentences):
        named.append("body")
    digest = _digest({name: said.fields.get(name) for name in named})
    return f"{_SEAL}{digest}{_OF}{','.join(named)}" if named else ""


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


def _any_occurs(strings: Iterable[str], exact: frozenset[str], texts: tuple[str, ...], body: str) -> bool:
    """Tells whether a rendition holds one of the strings more often than the body does."""
    for string in strings:
        if len(string) < 4:
            if string and string in exact:
                return True
            continue
        for text in texts:
            if string in text and (string not in body or text.count(string) > body.count(string)):
                return True
    return False


def _digest(fields: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(list(fields.items()), option=orjson.OPT_SORT_KEYS)).hexdigest()


__all__ = ["holds", "place_of", "seal"]
