"""The model and schema.org, field beside term: every table is read and written.

Fields that a table does not name have a term of our own namespace that is named like the field (`ns:slugline`).
"""

from __future__ import annotations

from typing import Any, Final, get_args

from newsschema.formats.jsonld.digital_sources import DIGITAL_SOURCE
from newsschema.formats.jsonld.rows import (
    PARTIES,
    BodyText,
    ByKind,
    Chain,
    Contacts,
    Contained,
    Coordinates,
    Figure,
    Files,
    Present,
    Standalone,
    credit_codec,
    media_codec,
    read_seconds,
    read_size,
    write_seconds,
)
from newsschema.formats.jsonld.shapes import (
    Branch,
    Codec,
    Flattened,
    Node,
    Shape,
    Spread,
    Texts,
    Unfamiliar,
    many,
    node_codec,
    single_member,
)
from newsschema.v1 import (
    AlternateIdentifier,
    AlternativeHeadline,
    Article,
    ArticleReference,
    AssessedFigure,
    BroaderConcept,
    CasualtyReport,
    Concept,
    Correction,
    Event,
    Extension,
    Link,
    LiveBlogUpdate,
    Media,
    Name,
    Organization,
    OriginalText,
    Person,
    Place,
    Quote,
    Rendition,
    Rights,
    SourceDocument,
    TermLabel,
    UnnamedSource,
    VerificationNote,
)
from newsschema.v1.codes import CODE_NAMESPACE, NAMESPACE, ArticleKind, Outcome

SCHEMA_ORG: Final = "https://schema.org"

OWN_CONTEXT: Final[Node] = {
    "ns": NAMESPACE,
    "ns:extensions": {"@type": "@json"},
    "ns:attribution": {"@container": "@list"},
}
"""The terms of our own: extensions are free JSON, and the links of a chain have an order."""

CONTEXT: Final = [SCHEMA_ORG, OWN_CONTEXT]

KINDS: Final = frozenset(get_args(ArticleKind))
"""The types of schema.org that are articles of the model."""

NEWS_ARTICLES: Final = frozenset(kind for kind in KINDS if kind.endswith("NewsArticle"))
"""`NewsArticle` and its subtypes, the types that have a dateline."""

STATUS_SCHEME: Final = "http://cv.iptc.org/newscodes/pubstatusg2/"
PIXELS: Final = {"unitCode": "E37"}
"""UN/CEFACT Recommendation 20: pixel."""

IDENTITY: Final = {"identifier": "@id", "name": "name", "url": "url", "same_as": "sameAs"}
PARTY: Final = credit_codec(PARTIES, "role", "audience")
SOURCE: Final = credit_codec((Person, Organization, SourceDocument), "role")
TYPED_SOURCE: Final = NAMESPACE + "UnnamedSource"
TYPED_REPORT: Final = NAMESPACE + "CasualtyReport"


def _outcome() -> Codec:
    """What was counted: a token as the IRI of our code, any other IRI as it is."""
    tokens = {CODE_NAMESPACE + "outcome/" + token: token for token in get_args(get_args(Outcome)[0])}
    iris = {token: iri for iri, token in tokens.items()}

    def write(outcome: str) -> Node:
        # The IRI of one of our tokens is another value than the token, though it means the same.
        key = "name" if outcome in tokens else "@id"
        return {"@type": "StatisticalVariable", key: iris.get(outcome, outcome)}

    def read(node: Node) -> Any:
        match node:
            case {"@type": "StatisticalVariable", "@id": str(iri), **rest} if not rest:
                return tokens.get(iri, iri)
            case {"@type": "StatisticalVariable", "name": str(iri), **rest} if not rest and iri in tokens:
                return iri
        raise Unfamiliar("variableMeasured")

    return write, read


def _reference(key: str) -> Codec:
    """Another part of the article, by its identifier."""

    def read(node: Node) -> Any:
        match node:
            case {"@id": str(iri), **rest} if not rest:
                return iri
        raise Unfamiliar(key)

    return (lambda iri: {"@id": iri}), read


# --- Extensions, which are free JSON

Shape(Extension, terms={"format": "format", "path": "path", "content": "content"})

# --- Agents, places, concepts

Shape(
    Person,
    "Person",
    terms={**IDENTITY, "job_title": "jobTitle", "affiliation": "affiliation"},
    rows=[Texts("alternate_names", "alternateName", Name), Contacts()],
    implied={"type": "person"},
)

Shape(
    Organization,
    "Organization",
    terms=IDENTITY,
    rows=[Texts("alternate_names", "alternateName", Name), Contacts()],
    implied={"type": "organization"},
)

Shape(
    UnnamedSource,
    "Person",
    constants={"additionalType": TYPED_SOURCE},
    terms={"description": "description", "affiliation": "affiliation"},
    implied={"type": "unnamed_source"},
)

Shape(
    SourceDocument,
    "CreativeWork",
    terms={
        "identifier": "@id",
        "name": "name",
        "url": "url",
        "publisher": "publisher",
        "published": "datePublished",
    },
    implied={"type": "source_document"},
)

Shape(
    Place,
    "Place",
    terms={"identifier": "@id", "name": "name", "same_as": "sameAs"},
    rows=[Texts("alternate_names", "alternateName", Name), Contained(), Coordinates()],
)

Shape(
    Concept,
    "DefinedTerm",
    terms={
        "identifier": "@id",
        "qcode": "termCode",
        "scheme": "inDefinedTermSet",
        "same_as": "sameAs",
        "broader": "ns:broader",
    },
    rows=[Texts("names", "name", Name)],
)

Shape(
    BroaderConcept,
    "DefinedTerm",
    terms={"identifier": "@id", "qcode": "termCode", "scheme": "inDefinedTermSet"},
    rows=[Texts("names", "name", Name)],
)

Shape(
    Event,
    "Event",
    terms={
        "identifier": "@id",
        "name": "name",
        "start": "startDate",
        "end": "endDate",
        "place": "location",
        "same_as": "sameAs",
    },
    rows=[Texts("alternate_names", "alternateName", Name)],
)

Shape(TermLabel, "DefinedTerm", terms={"iri": "@id", "name": "name"})

# --- Rights and media

RIGHTS: Final = Shape(
    Rights,
    terms={
        "holders": "copyrightHolder",
        "year": "copyrightYear",
        "notice": "copyrightNotice",
        "usage_terms": ("usageInfo", single_member("CreativeWork", "text")),
        "licence": "license",
    },
    restores=False,
)

Shape(
    Rendition,
    terms={
        "url": "contentUrl",
        "media_type": "encodingFormat",
        "size": ("contentSize", (str, read_size)),
        "width": ("width", single_member("QuantitativeValue", "value", PIXELS)),
        "height": ("height", single_member("QuantitativeValue", "value", PIXELS)),
        "duration": ("duration", (write_seconds, read_seconds)),
    },
)

Shape(
    Media,
    terms={
        "identifier": "@id",
        "title": "name",
        "caption": "caption",
        "credit": "creditText",
        "creators": ("creator", many(PARTY)),
        "created": "dateCreated",
        "language": "inLanguage",
        "digital_source_type": ("digitalSourceType", DIGITAL_SOURCE),
    },
    rows=[Flattened("rights", RIGHTS), Files()],
)

# --- Quotes and casualty reports

Shape(
    ArticleReference,
    "Article",
    terms={"identifier": "@id", "version": "version", "url": "url"},
)

Shape(OriginalText, "Quotation", terms={"text": "text", "language": "inLanguage"})

Shape(
    Quote,
    "Quotation",
    terms={
        "identifier": "@id",
        "text": "text",
        "language": "inLanguage",
        "place": "locationCreated",
        "original": "translationOfWork",
        "article": "isPartOf",
    },
    rows=[Standalone("quote"), Chain("creator")],
)

Shape(
    CasualtyReport,
    "Claim",
    constants={"additionalType": TYPED_REPORT},
    terms={
        "identifier": "@id",
        "place": "contentLocation",
        "article": "appearance",
    },
    rows=[Standalone("casualty_report"), Chain("author"), Figure(_outcome())],
)

Shape(
    AssessedFigure,
    "Observation",
    terms={
        "identifier": "@id",
        "outcome": ("variableMeasured", _outcome()),
        "event": ("observationAbout", _reference("observationAbout")),
        "as_of": "observationDate",
        "low": "minValue",
        "best": "value",
        "high": "maxValue",
        "unit": "unitText",
        "method": "measurementMethod",
    },
)

# --- The article

Shape(
    AlternateIdentifier,
    "PropertyValue",
    terms={"value": "value", "type": "propertyID"},
)

Shape(
    LiveBlogUpdate,
    "BlogPosting",
    terms={
        "identifier": "@id",
        "headline": "headline",
        "published": "datePublished",
        "modified": "dateModified",
    },
    rows=[BodyText()],
)

Shape(
    Link,
    "CreativeWork",
    terms={
        "identifier": "@id",
        "version": "version",
        "url": "url",
        "title": "name",
        "media_type": "encodingFormat",
    },
)

Shape(Correction, "CorrectionComment", terms={"text": "text", "at": "datePublished"})

Shape(VerificationNote, "CreativeWork", terms={"text": "text", "language": "inLanguage"})

LINKS: Final = {
    "citation": "citation",
    "derived_from": "isBasedOn",
    "translation_of": "translationOfWork",
    "part_of": "isPartOf",
    "has_part": "hasPart",
}
"""The relations that schema.org has a term for; any other link is `ns:link` with its relation."""

DEFINED_TERM, PERSON, ORGANIZATION = ("DefinedTerm",), ("Person",), ("Organization",)
PLACE, EVENT, WORK = ("Place",), ("Event",), ("CreativeWork",)

Shape(
    Article,
    terms={
        "kind": "@type",
        "identifier": "@id",
        "schema_version": "ns:schemaVersion",
        "url": "url",
        "alternate_identifiers": "identifier",
        "version": "version",
        "pub_status": (
            "creativeWorkStatus",
            single_member("DefinedTerm", "termCode", {"inDefinedTermSet": STATUS_SCHEME}),
        ),
        "language": "inLanguage",
        "headline": "headline",
        "title": "name",
        "summary": "description",
        "sections": "articleSection",
        "located": "locationCreated",
        "created": "dateCreated",
        "published": "datePublished",
        "modified": "dateModified",
        "expires": "expires",
        "authors": ("author", many(PARTY)),
        "credit_line": "creditText",
        "publisher": "publisher",
        "provider": "provider",
        "is_accessible_for_free": "isAccessibleForFree",
        "digital_source_type": ("digitalSourceType", DIGITAL_SOURCE),
        "genres": "genre",
        "keywords": "keywords",
        "corrections": "correction",
        "verification_notes": "backstory",
        "services": "ns:service",
        "editorial_notes": "ns:editorialNote",
        "terms": "ns:term",
    },
    rows=[
        Texts("alternative_headlines", "alternativeHeadline", AlternativeHeadline),
        ByKind("dateline", "dateline", NEWS_ARTICLES),
        BodyText(),
        ByKind("updates", "liveBlogUpdate", frozenset({"LiveBlogPosting"}), many(node_codec((LiveBlogUpdate,)))),
        Flattened("rights", RIGHTS),
        Spread("subjects", [Branch("about", {}, DEFINED_TERM)], codec=node_codec((Concept,))),
        Spread("people", [Branch("about", {}, PERSON)], codec=node_codec((Person,))),
        Spread("organizations", [Branch("about", {}, ORGANIZATION)], codec=node_codec((Organization,))),
        Spread("places", [Branch("about", {}, PLACE)], codec=node_codec((Place,))),
        Spread(
            "events",
            [
                Branch("about", {"relation": "about"}, EVENT),
                Branch("mentions", {"relation": "mentions"}, EVENT),
            ],
            codec=node_codec((Event,)),
        ),
        Spread("people", [Branch("mentions", {}, PERSON)], codec=node_codec((Person,)), within="mentions"),
        Spread(
            "organizations",
            [Branch("mentions", {}, ORGANIZATION)],
            codec=node_codec((Organization,)),
            within="mentions",
        ),
        Spread("places", [Branch("mentions", {}, PLACE)], codec=node_codec((Place,)), within="mentions"),
        Present("mentions"),
        Spread(
            "contributors",
            [
                Branch("editor", {"role": "editor"}, PERSON),
                Branch("translator", {"role": "translator"}),
                Branch("contributor", {}, (*PERSON, *ORGANIZATION)),
            ],
            codec=PARTY,
        ),
        Spread(
            "source_credits",
            [
                Branch("contributor", {}, (*PERSON, *ORGANIZATION), mark="source"),
                Branch("isBasedOn", {}, WORK, mark="source"),
            ],
            codec=SOURCE,
        ),
        Spread(
            "media",
            [
                Branch("image", {"kind": "image"}, ("ImageObject",)),
                Branch("video", {"kind": "video"}, ("VideoObject",)),
                Branch("audio", {"kind": "audio"}, ("AudioObject",)),
                Branch("image", {}, ("ImageObject",)),
            ],
            codec=media_codec(),
        ),
        Spread(
            "links",
            [
                *(Branch(term, {"relation": relation}, WORK) for relation, term in LINKS.items()),
                Branch("ns:link", {}),
            ],
            codec=node_codec((Link,)),
        ),
        Spread("quotes", [Branch("hasPart", {}, ("Quotation",))], codec=node_codec((Quote,))),
        Spread("casualty_reports", [Branch("interpretedAsClaim", {})], codec=node_codec((CasualtyReport,))),
    ],
    implied={"type": "article"},
)
