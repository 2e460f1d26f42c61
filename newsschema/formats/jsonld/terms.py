"""The names that documents use for schema.org's terms, by their contexts and by habit, brought to schema.org's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from newsschema.formats.jsonld.mapping import KINDS, OWN_CONTEXT
from newsschema.formats.jsonld.shapes import SHAPES, Node
from newsschema.v1.codes import NAMESPACE

_SCHEMA_ORG: Final = re.compile(r"https?://(?:www\.)?schema\.org(?:/?|/docs/jsonldcontext\.jsonld?)", re.IGNORECASE)
_SCHEMA_TERM: Final = re.compile(r"https?://(?:www\.)?schema\.org/([A-Za-z][\w-]*)")
_VOCABULARY: Final = re.compile(r"https?://(?:www\.)?schema\.org/")
FOREIGN: Final = NAMESPACE + "foreign/"
"""Where the writer lets members of foreign documents expand to that no vocabulary is known to have."""
KEYWORDS: Final = frozenset(
    ("@id", "@type", "@context", "@graph", "@value", "@language", "@list", "@set", "@reverse", "@index", "@none")
)
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
def _by_case() -> dict[str, str]:
    """Every term of the mapping by its name in lower case."""
    names = {key for shape in tuple(SHAPES.values()) for key in shape.by_key if key[0] not in "@n" or key[:3] != "ns:"}
    return {name.lower(): name for name in (*OTHER_TERMS, *names) if not name.startswith(("@", "ns:"))}


_TYPES_BY_CASE: Final = {name.lower(): name for name in TYPES}


class Context(NamedTuple):
    """How the names of a node are to be read.

    `prefixes` are those of schema.org, `aliases` names for its terms and for keywords, `foreign` what the context
    says of other vocabularies, kept for writing back; `own` tells that the document knows our namespace.
    """

    prefixes: tuple[str, ...] = ("schema:",)
    aliases: Mapping[str, str] = {}
    foreign: tuple[Any, ...] = ()
    own: bool = False
    language: str | None = None
    known: bool = True

    def key(self, name: str) -> str:
        """Returns schema.org's name, or the keyword, for the name of a member."""
        if not self.aliases and self.prefixes == DEFAULT.prefixes:
            return _default_key(name)
        return self.resolved_key(name)

    def resolved_key(self, name: str) -> str:
        """Returns what `key` gives, of any context."""
        name = self.aliases.get(name, name)
        if name[:1] == "@" or name[:3] == "ns:":
            return name
        return _cased(self.bare(name), _by_case())

    def type(self, name: str) -> str:
        """Returns schema.org's name of a type."""
        if not self.aliases and self.prefixes == DEFAULT.prefixes:
            return _default_type(name)
        return self.resolved_type(name)

    def resolved_type(self, name: str) -> str:
        """Returns what `type` gives, of any context."""
        name = self.aliases.get(name, name)
        return _cased(self.bare(name), _TYPES_BY_CASE)

    def bare(self, name: str) -> str:
        """Returns a name without the prefix or namespace of schema.org."""
        for prefix in self.prefixes:
            if name.startswith(prefix) and len(name) > len(prefix):
                return name[len(prefix) :]
        found = _SCHEMA_TERM.fullmatch(name)
        return found[1] if found else name


DEFAULT: Final = Context()


@lru_cache(maxsize=4096)
def _default_key(name: str) -> str:
    """What a name means by schema.org's own context: nearly every page asks for the same few hundred."""
    return DEFAULT.resolved_key(name)


@lru_cache(maxsize=1024)
def _default_type(name: str) -> str:
    return DEFAULT.resolved_type(name)


def _cased(name: str, names: Mapping[str, str]) -> str:
    return names.get(name.lower(), name)


def is_known(name: str) -> bool:
    """Tells whether a name is a term or type that the mapping knows, in any case."""
    return name.lower() in _by_case() or name.lower() in _TYPES_BY_CASE or name == "ns"


def context_of(value: Any, active: Context = DEFAULT) -> Context:
    """Returns the context that a node's `@context` makes of the one around it."""
    entries = value if isinstance(value, list) else [value]
    remote = [entry for entry in entries if isinstance(entry, str)]
    context = active
    if remote and not any(_SCHEMA_ORG.fullmatch(entry.strip()) for entry in remote):
        local = any(isinstance(entry, dict) and _names_schema_org(entry) for entry in entries)
        context = context._replace(known=local or any("schema" in entry.lower() for entry in remote))
    for entry in entries:
        if isinstance(entry, dict):
            context = _defined(entry, context)
        elif isinstance(entry, str) and not _SCHEMA_ORG.fullmatch(entry.strip()) and entry.strip():
            context = context._replace(foreign=(*context.foreign, entry))
    return context


def _is_our_definition(definition: Any) -> bool:
    return isinstance(definition, dict) and str(definition.get("@id", "")).startswith(FOREIGN)


def without_own_terms(value: Any) -> Any:
    """Returns a context without the definitions that our writer adds for members of foreign documents."""
    kept: list[Any] = []
    for entry in _listed(value):
        if not isinstance(entry, dict):
            kept.append(entry)
        elif rest := {name: term for name, term in entry.items() if not _is_our_definition(term)}:
            kept.append(rest)
    return kept if len(kept) != 1 or (isinstance(value, list) and len(value) == 1) else kept[0]


def _names_schema_org(entry: Node) -> bool:
    return any(isinstance(iri, str) and _VOCABULARY.match(iri) for iri in entry.values())


def _defined(entry: Node, context: Context) -> Context:
    """Adds the definitions of one object of a context."""
    if entry.get("ns") == NAMESPACE:
        context = context._replace(own=True)
        entry = {key: value for key, value in entry.items() if key not in OWN_CONTEXT}
    entry = {name: definition for name, definition in entry.items() if not _is_our_definition(definition)}
    aliases, prefixes, foreign = dict(context.aliases), list(context.prefixes), dict(entry)
    for name, definition in entry.items():
        iri = definition.get("@id") if isinstance(definition, dict) else definition
        if name == "@vocab":
            del foreign[name]
            context = context._replace(known=not isinstance(iri, str) or bool(_VOCABULARY.match(iri)))
        elif name == "@language":
            del foreign[name]
            context = context._replace(language=iri if isinstance(iri, str) else None)
        elif isinstance(iri, str) and _VOCABULARY.fullmatch(iri):
            del foreign[name]
            prefixes.append(f"{name}:")
    context = context._replace(prefixes=tuple(dict.fromkeys(prefixes)))
    for name, definition in tuple(foreign.items()):
        iri = definition.get("@id") if isinstance(definition, dict) else definition
        if not isinstance(iri, str):
            continue
        if iri in KEYWORDS:
            aliases[name] = iri
            del foreign[name]
        elif (bare := context.bare(iri)) != iri or (name == iri and isinstance(definition, dict)):
            aliases[name] = bare
            del foreign[name]
    context = context._replace(aliases=aliases)
    return context._replace(foreign=(*context.foreign, foreign)) if foreign else context


class Normalized(NamedTuple):
    """A node in schema.org's own names, and what had to be done for it."""

    node: Any
    context: Context


def normalize(value: Any, context: Context = DEFAULT, renamed: dict[str, str] | None = None) -> Any:
    """Returns parsed JSON-LD with schema.org's names; `renamed` takes the names that were written otherwise."""
    if isinstance(value, list):
        return [normalize(item, context, renamed) for item in value]
    if not isinstance(value, dict):
        return value
    if "@context" in value:
        context = context_of(value["@context"], context)
    result: Node = {}
    clashes: Node = {}
    for name, member in value.items():
        if name == "@context":
            continue
        key = context.key(name)
        if key == "@type":
            inner: Any = _types(member, context)
        elif key[:1] == "@" or key == "ns:extensions":
            inner = member if key != "@graph" else normalize(member, context, renamed)
        else:
            inner = normalize(member, context, renamed)
        if key in result and result[key] != inner:
            clashes[name] = inner
            continue
        if key != name and renamed is not None:
            renamed[name] = key
        result[key] = inner
    result.update((name, inner) for name, inner in clashes.items() if name not in result)
    return _unwrapped(result)


def _types(member: Any, context: Context) -> Any:
    if isinstance(member, str):
        return context.type(member.strip())
    return [context.type(name.strip()) if isinstance(name, str) else name for name in _listed(member)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _unwrapped(node: Node) -> Any:
    """Returns the value of a value object or list object (JSON-LD 1.1, 4.2.1 and 4.3)."""
    if "@list" in node or "@set" in node:
        return _listed(node.get("@list", node.get("@set")))
    if "@value" in node and "@language" not in node:
        return node["@value"]
    return node


def types_of(node: Node) -> tuple[str, ...]:
    """Returns the types of a node in schema.org's names."""
    return tuple(name for name in _listed(node.get("@type")) if isinstance(name, str))


def has_type(node: Node, names: Iterable[str]) -> bool:
    """Tells whether a node has one of some types."""
    return not set(types_of(node)).isdisjoint(names)
