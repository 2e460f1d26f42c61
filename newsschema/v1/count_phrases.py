"""Reads the phrases in which news states a number of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsschema.errors import NewsschemaError
from newsschema.v1.codes import CountUnit
from newsschema.v1.conventions import Concept

__all__ = ["PhraseError", "Qualifier", "Reading", "concept_of", "read_phrase"]

Qualifier = Literal[
    "exact",
    "at_least",
    "more_than",
    "up_to",
    "fewer_than",
    "about",
    "nearly",
    "range",
    "vague",
    "unspecified",
    "none",
    "not_stated",
]
"""How a source framed a number."""


class PhraseError(NewsschemaError, ValueError):
    """A phrase that is not read as a count; `reason` names why, `understood` is the part that was read."""

    def __init__(
        self,
        phrase: str,
        language: str,
        reason: str,
        message: str,
        understood: str = "",
        remedy: str | None = None,
    ) -> None:
        super().__init__(message, remedy)
        self.args = (phrase, language, reason, message, understood, remedy)
        self.phrase = phrase
        self.language = language
        self.reason = reason
        self.understood = understood


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says."""

    qualifier: Qualifier
    number: int | None = None
    number_to: int | None = None
    unit: CountUnit = "person"


def read_phrase(phrase: str, language: str) -> Reading:
    """Reads a phrase; raises `PhraseError`."""
    raise PhraseError(phrase, language, "language", f"no phrases of the language {language!r} are known")


def concept_of(phrase: str, language: str) -> Concept | None:
    """Returns what a vague phrase means, or None where that is not known."""
    return None
