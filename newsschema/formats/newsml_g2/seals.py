"""What a kept rendition must agree with to be written again.

A rendition is the foreign form of what the article says: after an edit of a field that it repeats, it would bring the
old words back. So the path of its extension ends in a seal: a digest of these fields, and their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

import orjson
from lxml import etree

from newsschema.formats.newsml_g2.extras import well_formed
from newsschema.formats.newsml_g2.markup import pairs
from newsschema.formats.newsml_g2.notes import FRAGMENTS, NOTES, PUBLIC_PART, tokens_of
from newsschema.v1 import Article
from newsschema.v1.base import Model
from newsschema.v1.trees import tree

_SEALED: Final = ("contentSet/inline", "body/")
_TEXTS: Final = ("contentSet/inline", "body/body.content")
_WHOLE: Final = "body"
"""The path of the body of a NITF file that has no parts."""
_SEAL: Final = "#sha256="
_OF: Final = "&of="
_UNSEALED_FIELDS: Final = frozenset(
    (
        *("type", "schema_version", "identifier", "version", "body", "extensions", "terms"),
        *("quotes", "casualty_reports", "assessed_figures"),
    )
)
"""Fields that a rendition does not depend on, or that are always or never part of what it must agree with."""
_COMPARED: Final = tuple(name for name in Article.model_fields if name not in _UNSEALED_FIELDS)


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


def seal(article: Article, renditions: Mapping[str, etree._Element] = MappingProxyType({})) -> Article:
    """Returns the article with the fields named, and their digest, that each kept rendition repeats.

    A rendition is the foreign form of what the article says: after an edit of one of these fields it would bring the
    old words back. `holds` tells whether it still agrees. `renditions` are those that a reader has as elements
    already, by their text; any other is parsed.
    """
    opened = {
        index: _Rendition(element)
        for index, one in enumerate(article.extensions)
        if _is_open(one.path) and (element := _element_of(one.content, renditions)) is not None
    }
    if not opened:
        return article
    said = _Said(article, " ".join([rendition.codes for rendition in opened.values()]))
    sealed = list(article.extensions)
    for index, rendition in opened.items():
        path = sealed[index].path
        sealed[index] = sealed[index].model_copy(update={"path": path + _seal_of(path, rendition, said)})
    return article.model_copy(update={"extensions": tuple(sealed)})


def _element_of(content: str, renditions: Mapping[str, etree._Element]) -> etree._Element | None:
    found = renditions.get(content)
    return found if found is not None else well_formed(content)


def _is_open(path: str) -> bool:
    return (path == _WHOLE or path.startswith(_SEALED)) and _SEAL not in path


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
    """What an article says, field by field, with white space collapsed, as renditions are compared with it.

    Most strings of an article are codes and IRIs, of which renditions have few: those that are not among `codes`
    are left out.
    """

    def __init__(self, article: Article, codes: str) -> None:
        self.article = article
        self.text = " ".join(article.text.split())
        fields = article.__dict__
        known: dict[str, str] = {}
        self.strings = {name: _strings(fields[name], codes, known) for name in _COMPARED if fields[name]}
        self._plain: dict[str, Any] = {}

    def is_repeated_by(self, text: str) -> bool:
        """Tells whether a sentence of the body stands in a text."""
        return any(sentence in text for sentence in self.text.split(". ") if len(sentence) > 30)

    def plain(self, name: str) -> Any:
        """Returns a field as plain data."""
        if name not in self._plain:
            self._plain[name] = _plain(self.article, name)
        return self._plain[name]


class _Rendition:
    """What a rendition says, with white space collapsed: the texts of its parts apart, and as they run on."""

    def __init__(self, element: etree._Element) -> None:
        self.tokens = tokens_of(element)
        pieces: list[str] = []
        for one in element.iter():
            if given := pairs(one):
                pieces += [value for _, value in sorted(given)]
            pieces += (one.text or "", (one.tail if one is not element else None) or "")
        short = [words for piece in set(pieces) if len(words := piece.split(None, 2)) < 3]
        self.exact = {" ".join(words) for words in short}
        words = " ".join(pieces).split()
        apart = " ".join(words)
        running = etree.tostring(element, method="text", encoding="unicode", with_tail=False).split()
        self.plain = " ".join(running)
        # Where nothing parts the text, it runs on in the one as in the other.
        is_parted = not apart.endswith(self.plain)
        self.texts = (apart, self.plain) if is_parted else (apart,)
        self.codes = " ".join([word for word in (words + running if is_parted else words) if ":" in word])

    def repeats(self, strings: Iterable[str], body: str) -> bool:
        """Tells whether one of the strings occurs more often than in the body."""
        for string in strings:
            if len(string) < 4:
                if string and string in self.exact:
                    return True
                continue
            for text in self.texts:
                if string in text and (string not in body or text.count(string) > body.count(string)):
                    return True
        return False


def place_of(path: str) -> str:
    """Returns the path of a kept rendition without its seal: where it stood."""
    return path.partition(_SEAL)[0]


def _seal_of(path: str, rendition: _Rendition, said: _Said) -> str:
    named = [name for name, strings in said.strings.items() if rendition.repeats(strings, said.text)]
    tokens = rendition.tokens
    parts = {PART_FIELDS.get(token) for token in tokens & FRAGMENTS}
    named += [name for name in said.strings if name in parts and name not in named]
    is_text = (path == _WHOLE or path.startswith(_TEXTS)) and not tokens & (NOTES | PUBLIC_PART | FRAGMENTS)
    if is_text or said.is_repeated_by(rendition.plain):
        named.append("body")
    digest = _digest({name: said.plain(name) for name in named})
    return f"{_SEAL}{digest}{_OF}{','.join(named)}" if named else ""


def _strings(value: Any, codes: str, known: dict[str, str]) -> set[str]:
    """Returns the strings that a value of the model says, other than its types, its extensions and rare codes.

    `known` has what became of each string before: languages, roles and schemes come again and again.
    """
    found: set[str] = set()
    values = [value]
    while values:
        one = values.pop()
        if isinstance(one, str):
            if one not in known:
                words = one.split()
                known[one] = " ".join(words) if len(words) != 1 or ":" not in one or words[0] in codes else ""
            found.add(known[one])
        elif isinstance(one, tuple):
            values += one
        elif isinstance(one, Model):
            values += filter(None, _parts(type(one))(one.__dict__))
    return found


@cache
def _parts(model: type[Model]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Returns what asks for the values of a class that say something: all but its type and its extensions."""
    names = [name for name in model.model_fields if name not in ("extensions", "type")]
    first, *others = names
    ask = itemgetter(*names)
    return ask if others else lambda values: (values[first],)


def _digest(fields: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(list(fields.items()), option=orjson.OPT_SORT_KEYS)).hexdigest()


__all__ = ["holds", "place_of", "seal"]
