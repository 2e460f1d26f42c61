"""Names, namespaces and codes that the mapping is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, get_args
from urllib.parse import quote, unquote

from newsschema.v1 import codes
from newsschema.v1.codes import CODE_NAMESPACE, NAMESPACE

G2: Final = "http://iptc.org/std/nar/2006-10-01/"
"""The namespace of NewsML-G2, NAR."""
XHTML: Final = "http://www.w3.org/1999/xhtml"
XML: Final = "http://www.w3.org/XML/1998/namespace"
SCHEMA: Final = "https://schema.org/"
IPTC_CATALOG: Final = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
IPTC_CATALOG_START: Final = "www.iptc.org/std/catalog/catalog.IPTC-G2-"
"""What every edition of IPTC's catalog is called, after the protocol."""

VERSION: Final = "2.35"
XML_LANG: Final = f"{{{XML}}}lang"
XML_ID: Final = f"{{{XML}}}id"

WRITER: Final = f"{NAMESPACE}writer"
"""The role of the generator that marks our own documents."""
DERIVED: Final = f"{NAMESPACE}derived"
KIND: Final = f"{NAMESPACE}kind"
CUE: Final = f"{NAMESPACE}cue"
SPAN: Final = f"{NAMESPACE}span"
ADDRESSEE: Final = f"{NAMESPACE}addressee"
QUALIFIER: Final = f"{NAMESPACE}qualifier"
OUTCOME: Final = f"{NAMESPACE}outcome"
UNIT: Final = f"{NAMESPACE}unit"
IDENTIFIER_OF: Final = f"{NAMESPACE}identifier"

IDENTIFIER: Final = f"{SCHEMA}identifier"
SECTION: Final = f"{SCHEMA}articleSection"
FREE: Final = f"{SCHEMA}isAccessibleForFree"
MENTIONS: Final = f"{SCHEMA}mentions"
COPYRIGHT_YEAR: Final = f"{SCHEMA}copyrightYear"
COPYRIGHT_HOLDER: Final = f"{SCHEMA}copyrightHolder"
LICENSE: Final = f"{SCHEMA}license"
TRANSLATION_OF: Final = f"{SCHEMA}translationOfWork"
OBSERVED: Final = f"{SCHEMA}observationDate"
VALUE: Final = f"{SCHEMA}value"
LEAST: Final = f"{SCHEMA}minValue"
MOST: Final = f"{SCHEMA}maxValue"

QUOTE_PART: Final = f"{CODE_NAMESPACE}part/quote"
REPORT_PART: Final = f"{CODE_NAMESPACE}part/casualtyReport"
ALT_TEXT: Final = f"{CODE_NAMESPACE}description/altText"
VERIFICATION_NOTE: Final = f"{CODE_NAMESPACE}note/verification"
CORRECTION_NOTE: Final = f"{CODE_NAMESPACE}note/correction"
UNNAMED: Final = f"{CODE_NAMESPACE}agent/unnamed_source"
DOCUMENT: Final = f"{CODE_NAMESPACE}agent/source_document"
COUNTRY: Final = f"{CODE_NAMESPACE}place/country"
SUBDIVISION: Final = f"{CODE_NAMESPACE}place/subdivision"
PUBLIC: Final = f"{CODE_NAMESPACE}audience/public"
INTERNAL: Final = f"{CODE_NAMESPACE}audience/internal"
UNDECLARED: Final = f"{CODE_NAMESPACE}scheme/"
"""Where the schemes lie that the writer declares for aliases whose scheme is not known."""

NATURES: Final = {"image": "picture", "video": "video", "audio": "audio", "graphic": "graphic"}
"""The kind of a medium, and IPTC's nature of its item (`ninat`)."""
MEDIA_KINDS: Final = {nature: kind for kind, nature in NATURES.items()}

PARTY_TYPES: Final = {"person": "person", "organization": "organisation"}
"""The types of named agents, and IPTC's nature of the concept (`cpnat`)."""

RELATIONS: Final = {
    "related": "seeAlso",
    "previous_version": "previousVersion",
    "translation_of": "translatedFrom",
    "derived_from": "derivedFrom",
}
"""The relations of links that IPTC has a code for (`irel`)."""
RELATION_TOKENS: Final = {code: token for token, code in RELATIONS.items()}


def tokens_of(open_list: object) -> frozenset[str]:
    """Returns the tokens of a code list of the model, open or closed."""
    found: set[str] = set()
    for part in get_args(open_list):
        found |= {part} if isinstance(part, str) else {str(token) for token in get_args(part) if isinstance(token, str)}
    return frozenset(found)


LISTS: Final = {
    "headline": tokens_of(codes.HeadlineRole),
    "note": tokens_of(codes.NoteRole),
    "role": tokens_of(codes.ContributionRole) | tokens_of(codes.AttributionRole),
    "link": tokens_of(codes.LinkRelation),
    "outcome": tokens_of(codes.Outcome),
}
"""The lists whose tokens are written as IRIs below the namespace of code values."""


@lru_cache(maxsize=4096)
def code_iri(code_list: str, value: str) -> str:
    """Returns the IRI of a token of a list, or the IRI that an open list holds.

    An IRI of our own namespace that somebody uses as an open value is escaped, so that it stays one.
    """
    base = f"{CODE_NAMESPACE}{code_list}/"
    if ":" not in value:
        return base + value
    return f"{base}={quote(value, safe='')}" if value.startswith(base) else value


@lru_cache(maxsize=4096)
def code_of(code_list: str, iri: str) -> str:
    """Returns what `code_iri` was given."""
    base = f"{CODE_NAMESPACE}{code_list}/"
    if not iri.startswith(base):
        return iri
    rest = iri[len(base) :]
    if rest.startswith("="):
        return unquote(rest[1:])
    return rest if rest in LISTS[code_list] else iri
