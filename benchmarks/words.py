"""Words that are none, in the scripts and with the punctuation of many languages, drawn the same way every time."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Script:
    """How a language is written: its syllables, its quotation marks, and what stands between and after words."""

    syllables: str
    opening: str = "“"
    closing: str = "”"
    space: str = " "
    stop: str = ". "


_LATIN: Final = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bran tel mor sil von dar"
LANGUAGES: Final = {
    "en": Script(_LATIN),
    "de": Script(f"{_LATIN} schä grö wür heiß", "„", "“"),
    "fr": Script(f"{_LATIN} é çu où êt", "« ", " »"),
    "ru": Script("ба ве гу ди жо зи ко лу ма не по ра си ту фо ха це шу", "«", "»"),
    "el": Script("βα γε δι ζο θυ κα λε μι νο ξυ πα ρε σι το φυ χα", "«", "»"),
    "ar": Script("با تي دو را سي شو فا قي كو لا مي نو ها وي"),
    "hi": Script("का खि गु चे जो टा डि ते दो ना पि बु मे रो ला वि", stop="। "),
    "ja": Script("か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の", "「", "」", "", "。"),
}
"""The languages of the corpus. In `en` nearly every character is one byte of UTF-8, in `hi` and `ja` three."""


class Words:
    """Draws text of one language."""

    def __init__(self, random: Random, language: str) -> None:
        self.random = random
        self.script = LANGUAGES[language]
        self.syllables = self.script.syllables.split()

    def word(self) -> str:
        """One word of two to four syllables."""
        return "".join(self.random.choices(self.syllables, k=self.random.randint(2, 4)))

    def words(self, number: int) -> str:
        """Some words, without punctuation."""
        return self.script.space.join(self.word() for _ in range(number))

    def sentence(self) -> str:
        """A sentence without its full stop."""
        text = self.words(self.random.randint(8, 18))
        return text[:1].upper() + text[1:]

    def name(self) -> str:
        """The name of somebody or of a body."""
        return " ".join(self.word().title() for _ in range(2))
