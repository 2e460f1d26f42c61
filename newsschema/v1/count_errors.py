"""What a phrase about a number cannot be read for."""

from __future__ import annotations

from typing import Final

from typing_extensions import override

from newsschema.errors import NewsschemaError

MAX_LENGTH: Final = 200
"""The length in characters beyond which nothing is a phrase."""


class PhraseError(NewsschemaError, ValueError):
    """A phrase that is not read as a count.

    `kind` is one of the names in `count_words.REASONS`, `reason` says it in words, and `understood` is the part of
    the phrase that was read before it.
    """

    def __init__(
        self, phrase: str, language: str, kind: str, reason: str, understood: str = "", remedy: str | None = None
    ) -> None:
        super().__init__(phrase, language, kind, reason, understood, remedy)
        self.phrase = phrase
        self.language = language
        self.kind = kind
        self.reason = reason
        self.understood = understood
        self.remedy = remedy

    @property
    @override
    def message(self) -> str:
        """What was not understood, and how far the reader came."""
        shown = self.phrase if len(self.phrase) <= MAX_LENGTH else self.phrase[:MAX_LENGTH] + "…"
        read = f" (understood so far: {self.understood!r})" if self.understood else ""
        return f"{shown!r} is not read as a count: {self.reason}{read}"
