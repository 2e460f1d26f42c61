"""String and number types of the model. Every pattern is in the common subset of Rust regex, ECMA-262 and Python."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

MAX_WHOLE_NUMBER: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)."""

# What XML 1.0 (section 2.2) cannot carry is refused here, so that no writer has to discover it. A carriage return
# could be carried, but every XML reader turns a plain one into a line feed.
_NOT_TEXT: Final = r"\x00-\x08\x0B-\x1F\uFFFE\uFFFF"
_NOT_LINE: Final = r"\x00-\x1F\uFFFE\uFFFF"

# The quotation mark is a number: ECMA-262 allows no backslash before it in Unicode patterns.
_IRI_BAD: Final = r"\x00-\x20<>\x22{}|\\^`%#?\[\]/\x7F\uFFFE\uFFFF"
_PCT: Final = "%[0-9A-Fa-f]{2}"
_SEGMENT: Final = rf"(?:[^{_IRI_BAD}]|{_PCT})"
_PATH: Final = rf"(?:[^{_IRI_BAD}]|/|{_PCT})"
_QUERY: Final = rf"(?:[^{_IRI_BAD}]|[/?]|{_PCT})"
_AUTHORITY: Final = rf"(?:(?:[^{_IRI_BAD}@]|{_PCT})*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:[^{_IRI_BAD}@:]|{_PCT})*)(?::[0-9]*)?"
IRI_BODY: Final = (
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?://{_AUTHORITY}(?:/{_PATH}*)?|/(?:{_SEGMENT}{_PATH}*)?|{_SEGMENT}{_PATH}*)"
    rf"(?:\?{_QUERY}*)?(?:#{_QUERY}*)?"
)

TEXT_PATTERN: Final = rf"^[^{_NOT_TEXT}]+$"
LINE_PATTERN: Final = rf"^[^{_NOT_LINE}]+$"
CONTENT_PATTERN: Final = rf"^[^{_NOT_TEXT}]*$"
IRI_PATTERN: Final = rf"^{IRI_BODY}$"
QCODE_PATTERN: Final = r"^[^\x00-\x20:\x7F-\xA0\uFFFE\uFFFF]+:[^\x00-\x20\x7F-\xA0\uFFFE\uFFFF]+$"
LANGUAGE_PATTERN: Final = (
    r"^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?"
    r"(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WYZa-wyz](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?"
    r"|[Xx](?:-[A-Za-z0-9]{1,8})+)$"
)
MEDIA_TYPE_PATTERN: Final = r"^[A-Za-z0-9!#$&^_.+\-]+/[A-Za-z0-9!#$&^_.+\-]+(?: ?; ?[^\x00-\x1F\x7F\uFFFE\uFFFF]+)?$"
COUNTRY_PATTERN: Final = r"^[A-Z]{2}$"
SUBDIVISION_PATTERN: Final = r"^[A-Z]{2}-[A-Z0-9]{1,3}$"

Line = Annotated[str, Field(pattern=LINE_PATTERN)]
"""Text of one line: not empty, no tab or line break (IPTC's normalized string)."""

Text = Annotated[str, Field(pattern=TEXT_PATTERN)]
"""Text that may have several lines: not empty, lines end with LF, no character that XML 1.0 cannot carry."""

Content = Annotated[str, Field(pattern=CONTENT_PATTERN)]
"""Text kept from a foreign document; it may be empty."""

Iri = Annotated[str, Field(pattern=IRI_PATTERN)]
"""An absolute IRI (RFC 3987), as a link or as the identifier of a thing."""

QCode = Annotated[str, Field(pattern=QCODE_PATTERN)]
"""A code with its scheme's alias, `alias:code` (IPTC NewsML-G2)."""

Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
"""A language tag, well-formed by BCP 47 and kept as written."""

MediaType = Annotated[str, Field(pattern=MEDIA_TYPE_PATTERN)]
"""A media type such as `image/jpeg` (RFC 6838)."""

CountryCode = Annotated[str, Field(pattern=COUNTRY_PATTERN)]
"""A country by its ISO 3166-1 alpha-2 code."""

SubdivisionCode = Annotated[str, Field(pattern=SUBDIVISION_PATTERN)]
"""A province or state by its ISO 3166-2 code."""

WholeNumber = Annotated[int, Field(strict=True, ge=0, le=MAX_WHOLE_NUMBER)]
"""A whole number from 0 to 2^53 - 1."""

PositiveNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_WHOLE_NUMBER)]
"""A whole number from 1 to 2^53 - 1."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false, never a word for it."""

Decimal = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number."""


def canonical_language(tag: str) -> str:
    """Returns a language tag in the case that BCP 47 recommends: `zh-Hant-TW`, `en-US`, `sr-Latn`."""
    parts = tag.split("-")
    result = [parts[0].lower()]
    extension = len(parts[0]) == 1
    for part in parts[1:]:
        if extension or len(part) == 1:
            extension = True
            result.append(part.lower())
        elif len(part) == 4 and part.isalpha():
            result.append(part.title())
        elif len(part) == 2 and part.isalpha():
            result.append(part.upper())
        else:
            result.append(part.lower())
    return "-".join(result)


__all__ = [
    "Content",
    "CountryCode",
    "Decimal",
    "Flag",
    "Iri",
    "Language",
    "Line",
    "MediaType",
    "PositiveNumber",
    "QCode",
    "SubdivisionCode",
    "Text",
    "WholeNumber",
    "canonical_language",
]
