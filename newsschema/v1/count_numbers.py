"""Numbers in digits and English words: "1,200", "1.5 million", "twenty-seven", "two hundred and five thousand"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from newsschema.v1.count_words import ABBREVIATED_SCALES, LONGEST, SCALES, TENS, UNITS, Phrase
from newsschema.v1.text import MAX_WHOLE_NUMBER

__all__ = ["Number", "Token", "Tokens", "read_number"]

_AND_A_HALF: Final[Phrase] = ("and", "a", "half")

_SHARES_OF_SCALE: Final[Mapping[Phrase, Fraction]] = {
    ("half", "a"): Fraction(1, 2),
    ("half",): Fraction(1, 2),
    ("a", "half"): Fraction(1, 2),
    ("a", "quarter", "of", "a"): Fraction(1, 4),
    ("a", "quarter"): Fraction(1, 4),
    ("quarter", "of", "a"): Fraction(1, 4),
}


class Token(NamedTuple):
    """A word, number or sign in lower case; `joined` says that a hyphen or nothing separates it from the last."""

    text: str
    start: int
    kind: str
    joined: bool


class Tokens(tuple[Token, ...]):
    """The tokens of one phrase, with what can be asked about them; beyond the end there is the empty text."""

    __slots__ = ()

    def text(self, at: int) -> str:
        """Returns the text of the token at an index."""
        return self[at].text if at < len(self) else ""

    def texts(self, at: int, end: int) -> Phrase:
        """Returns the texts of the tokens from one index up to another."""
        return tuple(token.text for token in self[at:end])

    def stands(self, phrase: Phrase, at: int) -> bool:
        """Tells whether a phrase stands at an index."""
        return self.texts(at, at + len(phrase)) == phrase

    def match(self, table: Collection[Phrase], at: int) -> Phrase | None:
        """Finds the longest phrase of a table that stands at an index."""
        for end in range(min(at + LONGEST, len(self)), at, -1):
            phrase = self.texts(at, end)
            if phrase in table:
                return phrase
        return None


class Number(NamedTuple):
    """A number with the index after it.

    `factor` stands before the scale words, as 3 in "three hundred", and is 0 where there are none; `scale` is their
    product, or 1 where more follows ("three hundred and five").
    """

    value: Fraction
    end: int
    scale: int = 1
    factor: Fraction = Fraction(0)
    digits: bool = False
    decimal: bool = False
    abbreviated: str = ""


def read_number(tokens: Tokens, at: int) -> Number | None:
    """Reads a number in digits or words that starts at an index."""
    if at >= len(tokens):
        return None
    if tokens[at].kind == "number":
        return _digits(tokens, at)
    return _half(tokens, at) or _and_a_half(tokens, at) or _spelled(tokens, at)


def _digits(tokens: Tokens, at: int) -> Number:
    text = tokens.text(at)
    value = Fraction(text.replace(",", "").replace(" ", ""))
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is not None and after.joined and after.text in ABBREVIATED_SCALES:
        scale = ABBREVIATED_SCALES[after.text]
        return Number(value * scale, at + 2, scale, value, digits=True, abbreviated=after.text)
    scale, end = _scale(tokens, at + 1)
    if scale > 1:
        return Number(value * scale, end, scale, value, digits=True)
    return Number(value, end, digits=True, decimal="." in text)


def _scale(tokens: Tokens, at: int) -> tuple[int, int]:
    """Multiplies the rising scale words at an index, as in "hundred thousand", and returns the index after them."""
    product, last = 1, 1
    while last != 12 and (step := SCALES.get(tokens.text(at), 0)) > last:
        product, last, at = product * step, step, at + 1
    return product, at


def _half(tokens: Tokens, at: int) -> Number | None:
    """Reads "half a million", "half a dozen", "a half dozen", "a quarter of a million"."""
    for opening, share in _SHARES_OF_SCALE.items():
        scale, end = _scale(tokens, at + len(opening))
        if scale > 1 and tokens.stands(opening, at):
            return Number(share * scale, end, scale, share)
    return None


def _and_a_half(tokens: Tokens, at: int) -> Number | None:
    """Reads "one and a half million" and "a million and a half"."""
    if tokens.text(at) in ("a", "one") and tokens.text(at + 1) == "million" and tokens.stands(_AND_A_HALF, at + 2):
        return Number(Fraction(1_500_000), at + 5, 1_000_000, Fraction(3, 2))
    whole = _below_hundred(tokens, at)
    if whole is None or not tokens.stands(_AND_A_HALF, whole[1]):
        return None
    value = whole[0] + Fraction(1, 2)
    scale, end = _scale(tokens, whole[1] + len(_AND_A_HALF))
    return Number(value * scale, end, scale, value) if scale > 1 else None


def _spelled(tokens: Tokens, at: int) -> Number | None:
    """Reads a number in words: "twenty-seven", "a hundred and five", "two hundred and five thousand"."""
    leading = _leading(tokens, at)
    if leading is None:
        return None
    factor, end = leading
    scale, after = _scale(tokens, end)
    long = _sum_of_groups(tokens, at if tokens.text(at) not in ("a", "an", "hundred") else at + 1, factor)
    if scale > 1 and (long is None or long[1] <= after):
        return Number(Fraction(factor * scale), after, scale, Fraction(factor))
    if long is not None and long[1] > end:
        return Number(Fraction(long[0]), long[1], factor=Fraction(factor))
    return Number(Fraction(factor), end)


def _leading(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Reads the number below a hundred that opens a spelled number; an article before a scale word is one."""
    if tokens.text(at) in ("a", "an") and tokens.text(at + 1) in SCALES:
        return 1, at + 1
    if tokens.text(at) == "dozen":
        return 1, at
    return _below_hundred(tokens, at)


def _sum_of_groups(tokens: Tokens, at: int, leading: int) -> tuple[int, int] | None:
    """Adds groups of falling scale, "two million three hundred thousand and five"; returns the sum and its end."""
    total, ceiling, end = 0, MAX_WHOLE_NUMBER, at
    group = _below_thousand(tokens, at) or (leading, at)
    while group[0] < ceiling:
        value, end = group
        scale = SCALES.get(tokens.text(end), 0)
        if scale < 1000 or scale >= ceiling:
            return total + value, end
        total, ceiling, end = total + value * scale, scale, end + 1
        following = _below_thousand(tokens, end + (tokens.text(end) == "and"))
        if following is None:
            break
        group = following
    return total, end


def _below_thousand(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Reads one group of a spelled number; "fifteen hundred" is one too."""
    if tokens.text(at) == "hundred":
        hundreds: tuple[int, int] | None = (1, at)
    elif tokens.text(at) == "a" and tokens.text(at + 1) == "hundred":
        hundreds = (1, at + 1)
    else:
        hundreds = _below_hundred(tokens, at)
    if hundreds is None or tokens.text(hundreds[1]) != "hundred":
        return hundreds
    end = hundreds[1] + 1
    rest = _below_hundred(tokens, end + (tokens.text(end) == "and"))
    if rest is None or rest[0] == 0:
        return hundreds[0] * 100, end
    return hundreds[0] * 100 + rest[0], rest[1]


def _below_hundred(tokens: Tokens, at: int) -> tuple[int, int] | None:
    text = tokens.text(at)
    if text in UNITS:
        return UNITS[text], at + 1
    if text not in TENS:
        return None
    unit = UNITS.get(tokens.text(at + 1), 0)
    return (TENS[text] + unit, at + 2) if 0 < unit < 10 else (TENS[text], at + 1)
