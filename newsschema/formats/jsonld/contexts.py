"""JSON-LD's contexts, as far as documents use them: they bring a document's names to schema.org's own.

Contexts are read where they stand and never fetched; of remote ones only schema.org's is known (JSON-LD 1.1, 3 and 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from newsschema.formats.jsonld.mapping import OWN_CONTEXT
from newsschema.formats.jsonld.shapes import Node
from newsschema.formats.jsonld.terms import TYPES_BY_CASE, is_known, listed, terms_by_case
from newsschema.v1.codes import NAMESPACE

_HOST: Final = r"(?:(?:https?:)?//)?(?:www\.)?schema\.org"
_SCHEMA_ORG: Final = re.compile(rf"{_HOST}(?:[/#]*|/docs/jsonldcontext\.jsonld?|/[A-Z]\w*/?)", re.IGNORECASE)
_SCHEMA_TERM: Final = re.compile(rf"{_HOST}/#?([A-Za-z][\w-]*)", re.IGNORECASE)
_VOCABULARY: Final = re.compile(rf"{_HOST}[/#]+", re.IGNORECASE)
_AROUND_TYPE: Final = re.compile(r"^[\W_]+|[\W_]+$")
_TYPE_GAP: Final = re.compile(r"[\s,;|]+")
FOREIGN: Final = NAMESPACE + "foreign/"
"""Where the writer lets members of foreign documents expand to that no vocabulary is known to have."""
KEYWORDS: Final = frozenset(
    f"@{name}"
    for name in (
        *("id", "type", "context", "graph", "value", "language", "list", "set"),
        *("reverse", "index", "none", "nest", "included", "json"),
    )
)
_BARE_KEYWORDS: Final = {"type": "@type", "id": "@id"}
"""What schema.org's own context calls the keywords besides."""


class Definition(NamedTuple):
    """What a context says of one name beside what it means (JSON-LD 1.1, 4.2.3 and 4.6 to 4.8).

    `containers` say how the values are held, `reference` that texts are identifiers, `literal` that values are free
    JSON, `reverse` that it is the values that have the term, `nests` that the members of the value are the owner's,
    and `context` is that of the values.
    """

    containers: frozenset[str] = frozenset()
    reference: bool = False
    literal: bool = False
    reverse: bool = False
    nests: bool = False
    context: Any = None


class Context(NamedTuple):
    """How the names of a node are to be read.

    `prefixes` are those of schema.org, `aliases` names for its terms and for keywords, `definitions` what else is said
    of names, `foreign` what the context says of other vocabularies, kept for writing back; `own` tells that the
    document knows our namespace.
    """

    prefixes: tuple[str, ...] = ("schema:",)
    aliases: Mapping[str, str] = {}
    foreign: tuple[Any, ...] = ()
    own: bool = False
    language: str | None = None
    known: bool = True
    definitions: Mapping[str, Definition] = {}
    base: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether names mean what they mean by schema.org's own context."""
        return not self.aliases and self.prefixes == DEFAULT.prefixes

    def key(self, name: str) -> str:
        """Returns schema.org's name, or the keyword, for the name of a member."""
        return _default_key(name) if self.is_plain else self.resolved_key(name)

    def resolved_key(self, name: str) -> str:
        """Returns what `key` gives, of any context."""
        name = self.aliases.get(name, name)
        if name[:1] == "@":
            return name.lower() if name.lower() in KEYWORDS else name
        if name[:3] == "ns:":
            return name
        bare = self.bare(name)
        return terms_by_case().get(bare.lower(), bare)

    def type(self, name: str) -> str:
        """Returns schema.org's name of a type."""
        return _default_type(name) if self.is_plain else self.resolved_type(name)

    def resolved_type(self, name: str) -> str:
        """Returns what `type` gives, of any context."""
        bare = self.bare(self.aliases.get(name, name))
        return TYPES_BY_CASE.get(bare.lower(), bare)

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


def keyword_of(node: Node, keyword: str, context: Context) -> str | None:
    """Returns the name by which a node has a keyword, if it has it."""
    if keyword in node:
        return keyword
    if context is DEFAULT and _has_own_names(node):
        return None
    return next((name for name in node if (name[:1] == "@" or context.aliases) and context.key(name) == keyword), None)


# --- Reading a context


def context_of(value: Any, active: Context = DEFAULT) -> Context:
    """Returns the context that a node's `@context` makes of the one around it."""
    if type(value) is str and value in _PLAIN:
        return active
    entries = listed(value)
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


_PLAIN: Final = frozenset(
    ("https://schema.org", "http://schema.org", "https://schema.org/", "http://schema.org/", "https://www.schema.org")
)


def _is_our_definition(definition: Any) -> bool:
    return isinstance(definition, dict) and str(definition.get("@id", "")).startswith(FOREIGN)


def without_own_terms(value: Any) -> Any:
    """Returns a context without the definitions that our writer adds for members of foreign documents."""
    kept: list[Any] = []
    for entry in listed(value):
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
        iri = _iri_of(definition)
        if name == "@vocab":
            del foreign[name]
            context = context._replace(known=not isinstance(iri, str) or bool(_VOCABULARY.match(iri)))
        elif name == "@language":
            del foreign[name]
            context = context._replace(language=iri if isinstance(iri, str) else None)
        elif name == "@base":
            context = context._replace(base=iri if isinstance(iri, str) else None)
        elif isinstance(iri, str) and _VOCABULARY.fullmatch(iri):
            del foreign[name]
            prefixes.append(f"{name}:")
    context = context._replace(prefixes=tuple(dict.fromkeys(prefixes)))
    definitions = dict(context.definitions)
    for name, definition in tuple(foreign.items()):
        found = _definition(definition)
        iri = _iri_of(definition)
        term = None if iri is None else _term(iri, name, definition, context)
        if term is not None:
            aliases[name] = term
        known = is_known(name) or ":" in name
        if term is not None or (known and isinstance(definition, dict) and definition.keys() <= _HOW_ALONE):
            del foreign[name]
        if found != Definition():
            definitions[name] = found
            if found.nests or found.reverse:
                foreign.pop(name, None)
    context = context._replace(aliases=aliases, definitions=definitions)
    return context._replace(foreign=(*context.foreign, foreign)) if foreign else context


_HOW_ALONE: Final = frozenset(("@container", "@type", "@context"))
"""What a definition says where it only says how the values of a term are written."""


def _iri_of(definition: Any) -> str | None:
    iri = definition.get("@id", definition.get("@reverse")) if isinstance(definition, dict) else definition
    return iri if isinstance(iri, str) else None


def _term(iri: str, name: str, definition: Any, context: Context) -> str | None:
    """Returns the keyword or schema.org's term that a name stands for; none where it is another vocabulary's."""
    if iri in KEYWORDS:
        return iri
    bare = context.bare(iri)
    if bare != iri or (name == iri and isinstance(definition, dict)):
        return bare
    # A name without prefix is one of the vocabulary (JSON-LD 1.1, 4.1.2), or another name of the same context.
    if ":" not in iri and (is_known(iri) or iri in context.aliases):
        return context.aliases.get(iri, iri)
    return None


def _definition(definition: Any) -> Definition:
    if not isinstance(definition, dict):
        return Definition(nests=definition == "@nest")
    containers = frozenset(one for one in listed(definition.get("@container")) if isinstance(one, str))
    kind = definition.get("@type")
    return Definition(
        containers=containers - {"@set", "@list", "@graph"},
        reference=kind == "@id",
        literal=kind == "@json",
        reverse="@reverse" in definition,
        nests=definition.get("@id") == "@nest",
        context=definition.get("@context"),
    )


# --- Reading a node


def normalize(value: Any, context: Context = DEFAULT, renamed: dict[str, str] | None = None) -> Any:
    """Returns parsed JSON-LD with schema.org's names; `renamed` takes the names that were written otherwise."""
    kind = type(value)
    if kind is list:
        return [normalize(item, context, renamed) for item in value]
    if kind is not dict:
        return value
    if "@context" in value:
        context = context_of(value["@context"], context)
    if context is DEFAULT and _has_own_names(value) and type(value.get("@id")) is not list:
        return _of_own_names(value, renamed)
    return _of_any_names(value, context, renamed)


def _of_own_names(node: Node, renamed: dict[str, str] | None) -> Node:
    """Returns a node whose own names are schema.org's already; most are, and most values are no nodes."""
    result = node.copy()
    result.pop("@context", None)
    for name, member in result.items():
        if name[:1] == "@" or name == "ns:extensions":
            result[name] = _member(name, name, member, DEFAULT, renamed)
        elif type(member) is dict or type(member) is list:
            result[name] = normalize(member, DEFAULT, renamed)
    return result


def _of_any_names(value: Node, context: Context, renamed: dict[str, str] | None) -> Any:
    result: Node = {}
    clashes: Node = {}
    resolve = _default_key if context.is_plain else context.resolved_key
    members = _members(value, context) if context.definitions or "@nest" in value else value.items()
    for name, member in members:
        key = resolve(name)
        if key == "@context":
            continue
        kind = type(member)
        if kind is dict or kind is list or key == "@type" or context.definitions:
            inner = _member(name, key, member, context, renamed)
        else:
            inner = member
        if key in result and result[key] != inner:
            clashes[name] = inner
            continue
        if key != name and renamed is not None:
            renamed[name] = key
        result[key] = inner
    result.update((name, inner) for name, inner in clashes.items() if name not in result)
    if type(result.get("@id")) is list and len(result["@id"]) == 1:
        result["@id"] = result["@id"][0]
    if "type" in result or "id" in result:
        result = _with_keywords(result, context, renamed)
    return _unwrapped(result)


_MANY: Final = 64
"""How many names of one node are remembered together; hardly a node has more."""


def _has_own_names(node: Node) -> bool:
    """Tells whether all names of a node are schema.org's own already, so that only their values are to be looked at.

    Pages are written by programs: the same few nodes have the same names in the same order, again and again.
    """
    return len(node) <= _MANY and _are_own(tuple(node))


@lru_cache(maxsize=1024)
def _are_own(names: tuple[str, ...]) -> bool:
    return _RULING.isdisjoint(names) and all(_default_key(name) == name for name in names)


_RULING: Final = frozenset(("@nest", "@list", "@set", "@value", "type", "id"))
"""The names that make something else of a node than its members."""


def _members(node: Node, context: Context) -> Iterator[tuple[str, Any]]:
    """The members of a node, those of nested groups and of terms read backwards among them."""
    backwards: Node = {}
    for name, member in node.items():
        definition = context.definitions.get(name, _NOTHING_SAID)
        if definition.nests or name == "@nest":
            for group in listed(member):
                if isinstance(group, dict):
                    yield from _members(group, context)
                else:
                    yield name, group
        elif definition.reverse:
            backwards[context.key(name)] = member
        else:
            yield name, member
    if backwards:
        stated = node.get("@reverse")
        yield "@reverse", {**(stated if isinstance(stated, dict) else {}), **backwards}


_HOLDING: Final = frozenset(("@graph", "@included", "@list", "@set"))
_NOTHING_SAID: Final = Definition()


def _member(name: str, key: str, member: Any, context: Context, renamed: dict[str, str] | None) -> Any:
    if key == "@type":
        return _types(member, context)
    if key == "@reverse":
        if not isinstance(member, dict):
            return member
        return {context.key(term): normalize(inner, context, renamed) for term, inner in member.items()}
    if (key[:1] == "@" and key not in _HOLDING) or key == "ns:extensions":
        return member
    definition = context.definitions.get(name) if context.definitions else None
    if definition is None:
        return normalize(member, context, renamed) if type(member) in (dict, list) else member
    if definition.literal:
        return member
    if definition.context is not None:
        context = context_of(definition.context, context)
    return normalize(_contained(member, definition), context, renamed)


def _contained(member: Any, definition: Definition) -> Any:
    """Returns the values of a term whose context says how they are held, each as it would stand alone."""
    if isinstance(member, list):
        return [_contained(item, definition) for item in member]
    if definition.reference and isinstance(member, str):
        return {"@id": member}
    for container, keyword in _MAPS.items():
        if container in definition.containers and isinstance(member, dict) and keyword not in member:
            return [_labelled(keyword, label, item) for label, items in member.items() for item in listed(items)]
    return member


_MAPS: Final = {"@language": "@language", "@index": "@index", "@id": "@id", "@type": "@type"}
"""The containers that are maps, and the keyword that the names in the map stand for."""


def _labelled(keyword: str, label: str, value: Any) -> Any:
    if label == "@none":
        return value
    if isinstance(value, dict):
        return value if keyword in value else {keyword: label, **value}
    if keyword == "@language" and isinstance(value, str):
        return {"@value": value, "@language": label}
    return {"@id": value, "@type": label} if keyword == "@type" and isinstance(value, str) else value


def _with_keywords(node: Node, context: Context, renamed: dict[str, str] | None) -> Node:
    """Reads `type` and `id` as the keywords where those are not there and the value is one of theirs."""
    named = {}
    for name, keyword in _BARE_KEYWORDS.items():
        value = node.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if not isinstance(first, str) or keyword in node:
            continue
        if keyword == "@id" or context.type(first.strip()) in TYPES_BY_CASE.values():
            named[name] = keyword
            if renamed is not None:
                renamed[name] = keyword
    if not named:
        return node
    result = {named.get(name, name): member for name, member in node.items()}
    if "id" in named and isinstance(result["@id"], list):
        if len(result["@id"]) > 1:
            return node
        result["@id"] = result["@id"][0]
    if "type" in named:
        result["@type"] = _types(result["@type"], context)
    return result


def _types(member: Any, context: Context) -> Any:
    if type(member) is str:
        if context is DEFAULT and (one := _one_type(member)) is not None:
            return one
        name = context.type(_trimmed(member))
        # Some write a list of types as one text.
        names = _TYPE_GAP.split(name) if name not in TYPES_BY_CASE and _TYPE_GAP.search(name) else ()
        known = [context.type(part) for part in names if context.type(part).lower() in TYPES_BY_CASE]
        return known if known and len(known) == len(names) else name
    names = [_unwrapped(name) if isinstance(name, dict) else name for name in listed(member)]
    if any(isinstance(name, list) for name in names):
        names = [inner for name in names for inner in listed(name)]
    return [context.type(_trimmed(name)) if isinstance(name, str) else name for name in names]


@lru_cache(maxsize=1024)
def _one_type(member: str) -> str | None:
    """What one type is by schema.org's own context; none for text that may be several."""
    name = DEFAULT.type(_trimmed(member))
    return None if _TYPE_GAP.search(name) else name


def _trimmed(name: str) -> str:
    return name if name.isalnum() else _AROUND_TYPE.sub("", name)


def _unwrapped(node: Node) -> Any:
    """Returns the value of a value object or list object (JSON-LD 1.1, 4.2.1 and 4.3)."""
    if "@list" in node or "@set" in node:
        return listed(node.get("@list", node.get("@set")))
    if "@value" in node and "@language" not in node:
        return node["@value"]
    return node
