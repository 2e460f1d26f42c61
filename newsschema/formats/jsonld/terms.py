"""schema.org's terms and types as far as the mapping knows them, and what documents write instead by habit."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, Final

from newsschema.formats.jsonld.mapping import KINDS
from newsschema.formats.jsonld.shapes import SHAPES, Node

OTHER_TERMS: Final = [
    "abstract",
    "mainEntityOfPage",
    "mainEntity",
    "alternateName",
    "thumbnailUrl",
    "givenName",
    "familyName",
    "logo",
    "wordCount",
    "speakable",
    "spokenByCharacter",
    "hasPart",
    "isPartOf",
    "articleBody",
    "liveBlogUpdate",
    "text",
    "author",
    "creator",
    "copyrightHolder",
    "copyrightYear",
    "copyrightNotice",
    "usageInfo",
    "license",
    "contentUrl",
    "encoding",
    "encodingFormat",
    "contentSize",
    "width",
    "height",
    "duration",
    "geo",
    "containedInPlace",
    "dateCreated",
    "isBasedOn",
    "publishingPrinciples",
    "worksFor",
    "itemListElement",
    "uploadDate",
    "embedUrl",
]
ORGANIZATIONS: Final = frozenset(
    [
        "Organization",
        "NewsMediaOrganization",
        "Corporation",
        "NGO",
        "GovernmentOrganization",
        "EducationalOrganization",
        "MediaOrganization",
        "PerformingGroup",
        "SportsOrganization",
        "SportsTeam",
        "LocalBusiness",
        "PoliticalParty",
        "ResearchOrganization",
        "LibrarySystem",
        "MedicalOrganization",
        "Airline",
        "Consortium",
        "FundingScheme",
        "WorkersUnion",
        "Project",
        "OnlineBusiness",
        "CollegeOrUniversity",
        "School",
        "MusicGroup",
    ]
)
"""`Organization` and the subtypes that news refers to."""
PLACES: Final = frozenset(
    [
        "Place",
        "City",
        "Country",
        "State",
        "AdministrativeArea",
        "Landform",
        "Continent",
        "CivicStructure",
        "Residence",
        "TouristAttraction",
        "LandmarksOrHistoricalBuildings",
        "BodyOfWater",
        "Mountain",
        "River",
    ]
)
EVENTS: Final = frozenset(
    [
        "Event",
        "SportsEvent",
        "BusinessEvent",
        "PublicationEvent",
        "MusicEvent",
        "Festival",
        "SocialEvent",
        "ExhibitionEvent",
        "LiteraryEvent",
        "TheaterEvent",
        "ScreeningEvent",
        "EducationEvent",
        "EventSeries",
        "Hackathon",
    ]
)
IMAGES: Final = frozenset(["ImageObject", "Photograph", "Barcode", "ImageObjectSnapshot"])
VIDEOS: Final = frozenset(["VideoObject", "Clip", "VideoObjectSnapshot"])
SOUNDS: Final = frozenset(["AudioObject", "Audiobook", "AudioObjectSnapshot", "MusicRecording"])
SKIPPED: Final = frozenset(
    [
        "WebPage",
        "WebSite",
        "BreadcrumbList",
        "ItemList",
        "ListItem",
        "SiteNavigationElement",
        "WPHeader",
        "WPFooter",
        "WPSideBar",
        "Person",
        "Thing",
        "Product",
        "FAQPage",
        "Question",
        "Answer",
        "VideoGallery",
        "ImageGallery",
        "CollectionPage",
        "ProfilePage",
        "AboutPage",
        "ContactPage",
        "SearchResultsPage",
        "SearchAction",
        "ViewAction",
        "WebPageElement",
        "SpeakableSpecification",
        "PropertyValue",
        "DefinedTerm",
        "Quotation",
        "Claim",
        "CreativeWork",
        "MediaObject",
        "Language",
        "Recipe",
        "Review",
        "JobPosting",
        "ClaimReview",
        "PostalAddress",
    ]
)
TYPES: Final = KINDS | ORGANIZATIONS | PLACES | EVENTS | IMAGES | VIDEOS | SOUNDS | SKIPPED


@cache
def terms_by_case() -> dict[str, str]:
    """Every term of the mapping by its name in lower case."""
    names = {key for shape in tuple(SHAPES.values()) for key in shape.by_key if key[0] not in "@n" or key[:3] != "ns:"}
    return {name.lower(): name for name in (*OTHER_TERMS, *names) if not name.startswith(("@", "ns:"))}


TYPES_BY_CASE: Final = {name.lower(): name for name in TYPES}


def is_known(name: str) -> bool:
    """Tells whether a name is a term or type that the mapping knows, in any case."""
    return name.lower() in terms_by_case() or name.lower() in TYPES_BY_CASE or name == "ns"


def listed(value: Any) -> list[Any]:
    """Returns the values of a term as a list."""
    return value if isinstance(value, list) else [value]


def types_of(node: Node) -> tuple[str, ...]:
    """Returns the types of a node in schema.org's names."""
    stated = node.get("@type")
    if type(stated) is str:
        return (stated,)
    return tuple(name for name in listed(stated) if isinstance(name, str))


def has_type(node: Node, names: Collection[str]) -> bool:
    """Tells whether a node has one of some types."""
    return any(name in names for name in types_of(node))
