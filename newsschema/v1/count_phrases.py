"""Reads the phrases in which news states a number of people, and refuses by name whatever it would have to guess.

What a careful desk would decide once and for all is decided here. A dozen is twelve, so "two dozen" is exactly 24 and
"a dozen or so" about 12. "Over 400" is more than 400; "an estimated 400" is about 400. "Nearly" is not "fewer than".
"Another 12" is 12: that it comes on top is for the report's scope to say. "Casualties" without a number is not stated,
"soldiers" without one is unspecified, and "no reports of casualties" is not stated rather than none. "12k" is 12,000;
"2m" is read only before a noun.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NoReturn, TypeVar

from newsschema.v1 import count_words as words
from newsschema.v1.codes import CountUnit, Qualifier
from newsschema.v1.conventions import Concept
from newsschema.v1.count_errors import MAX_LENGTH, PhraseError
from newsschema.v1.count_numbers import Number, Token, Tokens, read_number
from newsschema.v1.text import MAX_WHOLE_NUMBER

__all__ = ["LANGUAGES", "Reading", "concept_of", "read_phrase"]

LANGUAGES: Final = ("en",)
"""The languages whose phrases are read, by their primary BCP 47 subtag."""

_MAX_MODIFIERS: Final = 5
_ALIKE: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " "}
    | {"‐": "-", "‑": "-"}
)
_UNCARRIED: Final = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_TOKEN: Final = re.compile(
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?![0-9,.])|[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*'?)"
    r"|(?P<hyphen>(?<=\w)-(?=\w))"
    r"|(?P<dash>[-–—−])"
    r"|(?P<sign>[,~<>≥≤+&])"
)
_ABBREVIATION: Final = re.compile(r"\b(approx|circa|ca|c|max|min|est)\.", re.IGNORECASE)
_THREE_DECIMALS: Final = re.compile(r"[0-9]\.[0-9]{3}(?![0-9])")
_EDGE: Final = " \"'.,;:!"

_QUALIFIERS: Final[Mapping[words.Limit, Qualifier]] = {
    "at_least": "at_least",
    "more_than": "more_than",
    "up_to": "up_to",
    "fewer_than": "fewer_than",
    "about": "about",
    "nearly": "nearly",
    "some": "about",
    "estimated": "about",
}

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says: the fields of a count, and what its vague word means to the conventions."""

    qualifier: Qualifier
    number: int | None = None
    number_to: int | None = None
    unit: CountUnit = "person"
    concept: Concept | None = None


def read_phrase(phrase: str, language: str = "en") -> Reading:
    """Reads a phrase; raises `PhraseError` for an unknown language and for what is not understood."""
    primary = language.partition("-")[0].lower()
    if primary not in LANGUAGES:
        message, remedy = words.REASONS["language"]
        raise PhraseError(
            phrase,
            language,
            "language",
            message.format(part=language),
            remedy=remedy.format(languages=", ".join(LANGUAGES)),
        )
    return _Reader(phrase, language).read()


@lru_cache(maxsize=1024)
def concept_of(phrase: str, language: str = "en") -> Concept | None:
    """Returns what a vague phrase means to the conventions, or None where that is not known.

    It is more lenient than `read_phrase`: the noun after the vague word may be any.
    """
    try:
        return read_phrase(phrase, language).concept
    except PhraseError as refusal:
        if refusal.kind == "language":
            return None
    try:
        return _Reader(phrase, language).vague_word()
    except PhraseError:
        return None


class _Reader:
    """Reads one English phrase from left to right; `_at` is the index of the first token not yet understood."""

    def __init__(self, phrase: str, language: str) -> None:
        self._phrase = phrase
        self._language = language
        self._at = 0
        self._tokens = Tokens()
        self._end = len(phrase)
        self._unit: CountUnit | None = None
        self._limit: words.Limit | None = None
        self._neutral = False
        self._tokens = self._tokenise()

    # --- from text to tokens ---

    def _tokenise(self) -> Tokens:
        if len(self._phrase) > MAX_LENGTH:
            self._refuse("too_long")
        if _UNCARRIED.search(self._phrase):
            self._refuse("characters")
        text = self._phrase.translate(_ALIKE)
        text = _ABBREVIATION.sub(lambda match: match[1] + " ", text)
        end = len(text.rstrip(_EDGE))
        at = len(text) - len(text.lstrip(" \"'"))
        if at >= end:
            self._refuse("empty")
        for reason, pattern in words.SCREENS:
            found = pattern.search(text, at, end)
            if found:
                self._refuse(reason, found[0].strip())
        return self._split(text, at, end)

    def _split(self, text: str, at: int, end: int) -> Tokens:
        tokens: list[Token] = []
        joined = False
        while at < end:
            if text[at] == " ":
                at += 1
                joined = False
                continue
            match = _TOKEN.match(text, at, end)
            if match is None or match.lastgroup is None:
                self._tokens, self._at, self._end = Tokens(tokens), len(tokens), at
                self._refuse("not_understood", text[at])
            if match.lastgroup != "hyphen":
                tokens.append(Token(match[0].lower(), at, match.lastgroup, joined))
            joined = True
            at = match.end()
        return Tokens(tokens)

    # --- refusing ---

    def _refuse(self, kind: str, part: str | None = None) -> NoReturn:
        reason, remedy = words.REASONS[kind]
        shown = part if part is not None else self._source(self._at, len(self._tokens))
        reason = reason.format(part=shown, limit=MAX_LENGTH)
        raise PhraseError(self._phrase, self._language, kind, reason, self._source(0, self._at), remedy)

    def _source(self, first: int, last: int) -> str:
        """Returns the words of the phrase from one token up to another, as they were written."""
        if first >= last or first >= len(self._tokens):
            return ""
        end = self._tokens[last].start if last < len(self._tokens) else self._end
        return self._phrase[self._tokens[first].start : end].strip().rstrip("-.,;:!")

    def _refuse_rest(self) -> NoReturn:
        """Refuses what follows the part that was understood, by the most telling name."""
        rest = self._tokens[self._at :]
        first = rest[0].text if rest else ""
        hedge = next((token.text for token in rest[:2] if token.text in words.HEDGES), None)
        if hedge is not None and not (len(rest) > 2 and self._is_figure(self._at + 2)):
            self._refuse("hedge", hedge)
        figures = [index for index in range(self._at, len(self._tokens)) if self._is_figure(index)]
        if figures and first in ("in", "of") and figures[0] == self._at + 1 and self._is_figure(self._at - 1):
            self._refuse("ratio")
        articles = first in ("and", "or", ",") and any(token.text in ("a", "an") for token in rest)
        if (figures or articles) and self._at > 0:
            self._refuse("several_figures")
        for reason, table in (("share", words.SHARES), ("measure", words.MEASURES), ("things", words.THINGS)):
            found = next((token.text for token in rest if token.text in table), None)
            if found is not None:
                self._refuse(reason, found)
        self._refuse("not_understood")

    def _is_figure(self, index: int) -> bool:
        token = self._tokens[index]
        return (
            token.kind == "number"
            or token.text in words.UNITS
            or token.text in words.TENS
            or token.text in words.SCALES
            or (self._match(words.VAGUE, index) is not None and token.text not in ("a", "many", "few"))
        )

    # --- looking ahead ---

    def _text(self, index: int) -> str:
        return self._tokens.text(index)

    def _done(self) -> bool:
        return self._at >= len(self._tokens)

    def _match(self, table: Collection[words.Phrase], at: int) -> words.Phrase | None:
        return self._tokens.match(table, at)

    def _take(self, table: Mapping[words.Phrase, _V]) -> tuple[_V] | None:
        """Takes the longest phrase of a table that stands here, and returns its value."""
        phrase = self._match(table, self._at)
        if phrase is None:
            return None
        self._at += len(phrase)
        return (table[phrase],)

    def _take_any(self, table: Collection[words.Phrase]) -> bool:
        phrase = self._match(table, self._at)
        if phrase is None:
            return False
        self._at += len(phrase)
        return True

    # --- the phrase ---

    def read(self) -> Reading:
        """Reads the whole phrase."""
        rest = self._tokens.texts(0, len(self._tokens))
        if rest in words.NONE_WHOLE:
            return Reading("none")
        if rest in words.NOT_STATED_WHOLE:
            return Reading("not_stated")
        self._read_front()
        if self._done():
            self._refuse("no_number")
        reading = self._vague() or self._unknown() or self._none() or self._numeric() or self._one() or self._plural()
        if reading is None or not self._done():
            self._refuse_rest()
        return replace(reading, unit=self._unit or "person")

    def vague_word(self) -> Concept | None:
        """Returns the meaning of the vague word that the phrase begins with, if it holds no other figure."""
        self._read_front()
        found = self._take(words.VAGUE)
        if found is None or self._limit not in (None, "some", "estimated"):
            return None
        if any(self._is_figure(index) for index in range(self._at, len(self._tokens))):
            return None
        return found[0]

    def _read_front(self) -> None:
        """Takes limits and neutral words; a limit that is no word before a number is left where it stands."""
        while not self._done():
            if self._text(self._at) in words.HEDGES:
                self._refuse("hedge", self._text(self._at))
            if self._match(words.VAGUE, self._at) or self._match(words.UNKNOWN_NUMBER, self._at):
                return
            limit = self._take(words.LIMITS)
            if limit is not None:
                self._set_limit(limit[0])
                continue
            neutral = self._take(words.NEUTRAL_BEFORE)
            if neutral is None:
                return
            self._neutral = True
            self._unit = neutral[0] or self._unit

    def _set_limit(self, limit: words.Limit) -> None:
        if self._limit is not None:
            self._refuse("two_limits")
        self._limit = limit

    # --- words instead of a number ---

    def _vague(self) -> Reading | None:
        found = self._take(words.VAGUE)
        if found is None:
            return None
        if self._limit not in (None, "some", "estimated") or self._match(words.SUFFIXES, self._at):
            self._refuse("limit_of_vague")
        self._group(many=True)
        return Reading("vague", concept=found[0])

    def _unknown(self) -> Reading | None:
        if not self._take_any(words.UNKNOWN_NUMBER):
            return None
        if self._limit is not None:
            self._refuse("limit_of_vague")
        self._group(many=True)
        return Reading("not_stated")

    def _none(self) -> Reading | None:
        pronoun = self._match(words.NONE_PRONOUNS, self._at)
        phrase = pronoun or self._match(words.NONE, self._at)
        if (
            phrase is None
            or read_number(self._tokens, self._at + len(phrase)) is not None
            or self._is_range(self._at + len(phrase))
        ):
            return None
        if self._limit is not None:
            return self._more_than_zero(len(phrase))
        self._at += len(phrase)
        self._group(many=None)
        return Reading("none")

    def _more_than_zero(self, length: int) -> Reading:
        if self._limit != "more_than" or self._text(self._at) not in ("zero", "0"):
            self._refuse("zero")
        self._at += length
        self._group(many=True)
        return Reading("more_than", 0)

    def _one(self) -> Reading | None:
        if self._limit is not None:
            return None
        before = self._text(self._at - 1) if self._at > 0 else ""
        start = self._at
        if self._text(self._at) in ("a", "an") and (not self._neutral or before == "of"):
            self._at += 1
        elif before != "the" or not self._is_one_person():
            return None
        if not self._group(many=False):
            self._at = start
            return None
        return Reading("exact", 1)

    def _is_one_person(self) -> bool:
        """Tells whether the words from here end in one person, as "the attacker" does."""
        noun = words.NOUNS.get(self._tokens[-1].text)
        return noun is not None and not noun.plural

    def _plural(self) -> Reading | None:
        if self._limit not in (None, "some"):
            self._refuse("no_number") if self._is_people() else self._refuse_rest()
        if self._neutral and self._unit is None and self._text(0) != "the":
            return None
        if self._is_one_person():
            self._refuse("no_number")
        if not self._group(many=True, strict=True):
            return None
        return Reading("unspecified", concept="plural")

    def _is_people(self) -> bool:
        return any(token.text in words.NOUNS for token in self._tokens[self._at :])

    # --- numbers ---

    def _numeric(self) -> Reading | None:
        start = self._at
        between = self._between()
        first = read_number(self._tokens, self._at)
        if first is None:
            self._at = start
            return None
        self._at = first.end
        second = self._range_end(between, first)
        if second is not None:
            return self._range(first, second)
        if between:
            self._refuse("not_understood")
        number = self._whole(first)
        self._suffix()
        noun = self._group(many=number != 1)
        self._suffix()
        self._check_alone(first, start, noun)
        return self._limited(number, start, first.end)

    def _between(self) -> str:
        """Takes the word that opens a range, and returns the word that joins its numbers."""
        at = self._at + (self._text(self._at) in ("anywhere", "somewhere"))
        joins = {"between": "and", "from": "to"}.get(self._text(at), "")
        if joins:
            self._at = at + 1
        return joins

    def _limited(self, number: int, start: int, end: int) -> Reading:
        if self._limit is None:
            if number == 0:
                return Reading("none")
            dozen = self._tokens.texts(start, end) in (("a", "dozen"), ("dozen",))
            return Reading("exact", number, concept="dozen" if dozen else None)
        qualifier = _QUALIFIERS[self._limit]
        if number == 0 and qualifier != "more_than":
            self._refuse("zero")
        return Reading(qualifier, number)

    def _suffix(self) -> None:
        found = self._take(words.SUFFIXES)
        if found is not None:
            self._set_limit(found[0])
        self._take_any(words.NEUTRAL_AFTER)

    def _check_alone(self, number: Number, start: int, noun: bool) -> None:
        """Refuses what only a noun could tell from a year or a length."""
        if noun:
            return
        if number.abbreviated not in ("", "k"):
            self._refuse("metres", self._source(start, number.end))
        if self._limit is None and not self._neutral and self._is_year(start):
            self._refuse("year", self._text(start))

    def _is_year(self, index: int) -> bool:
        text = self._text(index)
        return text.isdecimal() and len(text) == 4 and 1500 <= int(text) <= 2100

    def _whole(self, number: Number) -> int:
        if number.decimal or number.value.denominator != 1:
            self._refuse("grouping" if _THREE_DECIMALS.search(self._phrase) else "fraction")
        if number.value > MAX_WHOLE_NUMBER:
            self._refuse("too_large")
        return int(number.value)

    # --- ranges ---

    def _is_range(self, at: int) -> bool:
        token = self._tokens[at] if at < len(self._tokens) else None
        return token is not None and (token.kind == "dash" or token.text in ("to", "or"))

    def _range_end(self, join: str, first: Number) -> Number | None:
        """Reads the second number of a range, if one follows."""
        at = self._at
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        if token.kind == "number" and token.joined and first.digits:
            return self._taken(read_number(self._tokens, at))
        joins = {join} if join else {"to", "or", "and"}
        if token.kind != "dash" and token.text not in joins:
            return None
        second = read_number(self._tokens, at + 1)
        if second is None:
            return None
        if not join and token.text == "and":
            self._refuse("several_figures")
        if token.text == "or" and second.value / second.scale != first.value / first.scale + 1:
            self._refuse("several_figures")
        return self._taken(second)

    def _taken(self, number: Number | None) -> Number | None:
        if number is not None:
            self._at = number.end
        return number

    def _range(self, first: Number, second: Number) -> Reading:
        if self._limit not in (None, "estimated") or self._match(words.SUFFIXES, self._at):
            self._refuse("two_limits")
        years = self._is_year(first.end - 1) and self._is_year(second.end - 1)
        noun = self._group(many=True)
        self._take_any(words.NEUTRAL_AFTER)
        if years and not noun:
            self._refuse("year", self._text(first.end - 1))
        if {first.abbreviated, second.abbreviated} - {"", "k"} and not noun:
            self._refuse("metres")
        first = self._same_scale(first, second)
        low, high = self._whole(first), self._whole(second)
        if low >= high:
            self._refuse("descending")
        return Reading("range", low, high)

    def _same_scale(self, first: Number, second: Number) -> Number:
        """Carries the scale of the second number over to the first: "two to three hundred" begins at 200."""
        if first.factor or first.value == 0:
            return first
        if first.value < second.factor:
            if second.scale == 1:
                self._refuse("range_scale")
            return first._replace(value=first.value * second.scale, decimal=False)
        thousands = second.value / 1000
        if not second.factor and thousands.denominator == 1 and first.value < thousands:
            self._refuse("range_scale")
        return first

    # --- who is counted ---

    def _group(self, *, many: bool | None, strict: bool = False) -> bool:
        """Takes the words for the people counted and what happened to them; tells whether there were any.

        `many` says which number the noun must have, None that either will do. A strict group has a noun.
        """
        start = self._at
        if self._text(self._at) in words.MORE_AFTER and many is not None and not strict:
            self._at += 1
        if self._text(self._at) == "of":
            self._at += 1
            many = True
        if self._text(self._at) in words.DETERMINERS and not strict and self._at > start:
            self._at += 1
            if self._tokens[self._at - 1].text in ("them", "us"):
                self._tail()
                return True
        if not self._nouns(many, strict=strict):
            found = self._at > start and self._text(self._at - 1) == "more"
            self._at = self._at if found else start
            return found
        while self._text(self._at) in ("and", "or", ",", "&"):
            mark = self._at
            self._at += 1
            if self._text(self._at) in ("and", "or"):
                self._at += 1
            if not self._nouns(many, strict=False, further=True):
                self._at = mark
                break
        self._take_any(words.NEUTRAL_AFTER)
        return True

    def _nouns(self, many: bool | None, *, strict: bool, further: bool = False) -> bool:
        """Takes one noun with its modifiers and what follows it, or only what happened to unnamed people.

        A further noun joins the first one; "killing civilians" would be somebody else.
        """
        end = self._at
        while end < len(self._tokens) and self._is_modifier(end):
            end += 1
        heads = [index for index in range(self._at, end) if self._text(index) in words.NOUNS]
        if not heads:
            return not strict and self._tail()
        head = heads[-1]
        modifiers = self._tokens.texts(self._at, head)
        blocked = any(
            word in words.MEASURES or word in words.SHARES or (further and word.endswith("ing")) for word in modifiers
        )
        if len(modifiers) > _MAX_MODIFIERS or blocked:
            return False
        self._check_noun(head, many)
        self._at = head + 1
        self._tail()
        return True

    def _is_modifier(self, index: int) -> bool:
        token = self._tokens[index]
        return (
            token.kind == "word"
            and token.text not in words.NOT_MODIFIERS
            and token.text not in words.HEDGES
            and not token.text.endswith(("'", "'s"))
            and not self._is_figure(index)
        )

    def _check_noun(self, index: int, many: bool | None) -> None:
        noun = words.NOUNS[self._text(index)]
        if many is not None and not (noun.plural if many else noun.singular):
            self._refuse("agreement", self._text(index))
        if self._unit == "body" and noun.unit == "person":
            return
        if self._unit not in (None, noun.unit):
            self._refuse("units")
        self._unit = noun.unit

    def _tail(self) -> bool:
        """Takes words that say what happened; tells whether any of them named a state."""
        found = False
        start = self._at
        while not self._done():
            if self._take_any(words.STATES):
                found = True
            elif self._text(self._at) in words.TAIL or (found and self._is_link(self._at)):
                self._at += 1
            else:
                break
        if not found and not self._reported(start):
            self._at = start
        return found

    def _is_link(self, index: int) -> bool:
        return self._text(index) in ("and", "or") and self._match(words.STATES, index + 1) is not None

    def _reported(self, start: int) -> bool:
        """Tells whether the words since an index end in a verb that needs no state, as in "12 bodies were found"."""
        return self._at > start and self._text(self._at - 1) in ("found", "recovered", "reported", "confirmed")
