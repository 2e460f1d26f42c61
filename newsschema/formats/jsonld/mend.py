"""Foreign and edited JSON-LD, brought to the form in which our own writer would have written it.

What has no field, and what its field refuses, goes to the extensions of its owner, from where `restore` brings it back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from newsschema.formats.jsonld import dates, lists, records, texts
from newsschema.formats.jsonld.addresses import absolute
from newsschema.formats.jsonld.contexts import without_own_terms
from newsschema.formats.jsonld.faults import NOT_READ, faults_of
from newsschema.formats.jsonld.leftovers import (
    DERIVED,
    EMPTY,
    EXTENSIONS,
    FORMAT,
    TYPE,
    Leftovers,
    content_of,
    flat,
    is_line,
)
from newsschema.formats.jsonld.mapping import KINDS, NEWS_ARTICLES, RIGHTS, TYPED_SOURCE
from newsschema.formats.jsonld.rows import CONTACT_TERMS, XHTML, BodyText
from newsschema.formats.jsonld.shapes import Node, Shape, Slot, same, shape_of
from newsschema.formats.jsonld.terms import ORGANIZATIONS, has_type, types_of
from newsschema.formats.jsonld.values import (
    NAME,
    PLAIN_CATEGORIES,
    WRITTEN_CATEGORIES,
    Quick,
    Refused,
    adapter_of,
    inner_value,
    is_iri,
    quick_reader,
)
from newsschema.v1 import (
    AlternateIdentifier,
    Article,
    Body,
    BroaderConcept,
    CasualtyReport,
    Concept,
    Contribution,
    Correction,
    EditorialNote,
    Event,
    Extension,
    Link,
    LiveBlogUpdate,
    Media,
    Model,
    Organization,
    Person,
    Place,
    Quote,
    Rendition,
    SourceDocument,
    UnnamedSource,
    VerificationNote,
)
from newsschema.v1.codes import CODE_NAMESPACE

SYNONYMS: Final[dict[type[Model], dict[str, str]]] = {
    Article: {"abstract": "description", "text": "articleBody", "reviewBody": "articleBody", "creator": "author"},
    LiveBlogUpdate: {"text": "articleBody"},
    Media: {"url": "contentUrl", "author": "creator", "id": "@id"},
    Quote: {"author": "creator", "spokenByCharacter": "creator"},
}
"""Terms that say the same as the one the mapping writes; read where that one is absent."""

PLAIN_MEMBER: Final[dict[type[Model], str]] = {
    Person: "name",
    Organization: "name",
    Place: "name",
    Concept: "name",
    Event: "name",
    SourceDocument: "name",
    Correction: "text",
    VerificationNote: "text",
    AlternateIdentifier: "value",
    Link: "url",
    Media: "contentUrl",
    LiveBlogUpdate: "articleBody",
    EditorialNote: "ns:text",
}
"""The member that a plain string stands for where a node belongs."""

NEEDED: Final[dict[type[Model], tuple[str, ...]]] = {
    Person: ("name", "@id", "ns:qcode"),
    Organization: ("name", "@id", "ns:qcode"),
    Place: ("name", "@id", "ns:qcode", "geo", "containedInPlace"),
    Concept: ("name", "@id", "termCode"),
    SourceDocument: ("name", "@id", "url"),
    Correction: ("text",),
    VerificationNote: ("text",),
    AlternateIdentifier: ("value",),
    Link: ("@id", "url"),
    Media: ("@id", "contentUrl", "encoding"),
    LiveBlogUpdate: ("@id", "headline", "articleBody", "encoding", "datePublished", "dateModified"),
}
"""Of these members a node needs one, or it is nothing."""

_NAMED_LATER: Final = frozenset((Event, Media, Quote, CasualtyReport))
"""Classes whose nodes are tried out on the model only when the article has given them an identifier."""
_ESSENTIAL: Final = frozenset(("@id", "@type", "ns:schemaVersion", "headline", "articleBody", "ns:extensions"))
"""What is left of an article that is refused for no reason that one of its terms gives."""
_LINKS: Final = frozenset(("identifier", "url", "same_as", "licence"))
"""Fields in which a link may stand that means something only on its page."""
_WORDS_OF_THINGS: Final = frozenset(("keywords", "sections", "genres"))
_SCHEME: Final = re.compile(r"\s*https?:", re.IGNORECASE)
_SLUGLINES: Final = f"{CODE_NAMESPACE}slugline"
_WORDS: Final = re.compile(r"[A-Z]{2,5}")


class Finding(NamedTuple):
    """Something to report: the code of the catalogue, the path of terms, and what it is about."""

    code: str
    path: str
    message: str


class Mender:
    """Brings nodes to the form of our own writer.

    `own` documents know our namespace: their texts are taken literally. `index` resolves references within the source,
    and `taken` are the identifiers that it has already. With `careful`, every node is tried out on the model, and gives
    up what the model refuses. `links` is the address against which links are relative.
    """

    def __init__(
        self,
        *,
        own: bool = False,
        index: Mapping[str, Node] | None = None,
        zone: str | None = None,
        careful: bool = False,
        links: str | None = None,
        taken: Iterable[str] = (),
    ) -> None:
        self.own = own
        self.index = index or {}
        self.zone = zone
        self.careful = careful
        self.links = links
        self.findings: list[Finding] = []
        self.identifier = self.base = ""
        self._path: list[str] = []
        self._open: set[str] = set()
        self._taken = set(taken)
        self.used: set[str] = set()
        self._publisher: str | None = None

    def note(self, code: str, message: str, *steps: str) -> None:
        """Reports something at the current path."""
        self.findings.append(Finding(code, "/" + "/".join([*self._path, *steps]), message))

    # --- Nodes

    def node(self, shape: Shape, source: Node) -> Node | None:
        """Returns a node in our form; none where nothing is left that its class needs."""
        source = self._without_synonyms(shape, source)
        out, left = self._collected(shape, source)
        if shape.model is LiveBlogUpdate:
            self._finish_body(source, out)
        elif shape.model is Person:
            self._whole_name(source, out, left)
        elif shape.model in records.SPEAKER:
            records.complete(self, shape.model, source, out, left)
        needed = NEEDED.get(shape.model)
        if needed is not None and not any(key in out for key in needed) and not (self.own and EXTENSIONS in source):
            return None
        if shape.holds_extensions:
            self._close(source, out, left)
        elif left.whole.keys() - {"@type"} or left.parts or EXTENSIONS in source:
            # The class has no place for what is left, so that all of it stays with the owner.
            return None
        return out if shape.model in _NAMED_LATER else self._settled(shape, out)

    def article(self, source: Node) -> Node | None:
        """Returns an article in our form; it has its identifier already."""
        self.identifier = source["@id"]
        self.base = self.identifier.partition("#")[0]
        self._taken.add(self.identifier)
        publisher = source.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        self._publisher = name if isinstance(name, str) else None
        self.used = set()
        shape, kind = shape_of(Article), kind_of(source)
        source = self._without_synonyms(shape, {**source, TYPE: kind})
        out, left = self._collected(shape, source)
        out["@type"] = kind
        for standard, own, kinds in _TERMS_OF_KINDS:
            if (stated := out.pop(f" {standard}", None)) is not None:
                out[standard if kind in kinds else own] = stated
        self._finish_body(source, out)
        self._close(source, out, left)
        return self._settled(shape, out)

    def _collected(self, shape: Shape, source: Node) -> tuple[Node, Leftovers]:
        """Takes every member of a node to its field, or to what is left."""
        out, left = shape.opening.copy(), Leftovers()
        file: Node = {}
        quick = _quick(shape.model)
        quick_file = _quick(Rendition) if shape.model is Media else _NO_FILE
        for key, value in source.items():
            if key in quick and (good := quick[key](value)) is not None:
                out[key] = good
            elif key in quick_file and (good := quick_file[key](value)) is not None:
                file[key] = good
            elif key not in _PASSED_OVER and (value not in EMPTY or (key[:3] == "ns:" and value == {})):
                self._path.append(key)
                self._take(shape, key, source, out, left, file)
                self._path.pop()
        if "contentUrl" in file:
            out.update(file)
        elif file:
            out["encoding"] = [{"@type": source[TYPE], **file}, *out.get("encoding", [])]
        return out, left

    def _take(self, shape: Shape, key: str, source: Node, out: Node, left: Leftovers, file: Node) -> None:
        """Takes one member of a node that is not plainly good."""
        value = source[key]
        if key == "@type":
            if value != source.get(TYPE, shape.type):
                left.whole["@type"] = value
        elif key == "@context" and without_own_terms(value) in EMPTY:
            return
        elif (handler := _handlers().get(shape.model, _NO_HANDLERS).get(key)) is not None:
            handler(self, key, value, out, left)
        elif key[:3] == "ns:":
            self._own_term(shape, key, value, out, left)
        elif (slot := _slots(shape.model).get(key)) is not None:
            self._slot(slot, value, out, left)
        elif shape.model is Media and (slot := _slots(Rendition).get(key)) is not None:
            self._slot(slot, value, file, left)
        elif shape.opening.get(key) != value:
            self.keep(left, key, value)

    def _without_synonyms(self, shape: Shape, source: Node) -> Node:
        synonyms = SYNONYMS.get(shape.model)
        if synonyms is None or synonyms.keys().isdisjoint(source):
            return source
        result = dict(source)
        for name, term in synonyms.items():
            if name not in result:
                continue
            if result.get(term) in EMPTY:
                result[term] = result.pop(name)
            elif result[term] == result[name]:
                del result[name]
        return result

    @staticmethod
    def _close(source: Node, out: Node, left: Leftovers) -> None:
        """Adds what is left to the extensions that the node has already."""
        if EXTENSIONS not in source and left.is_empty:
            return
        known = next((one for one in flat(source.get(EXTENSIONS, [])) if _is_derived(one)), None)
        if left.derived and known is not None:
            left.derived = [*json.loads(known["content"]), *left.derived]
            source = {**source, EXTENSIONS: [one for one in flat(source[EXTENSIONS]) if one is not known]}
        entries = left.entries()
        for stated in flat(source.get(EXTENSIONS, [])):
            entry = stated
            if isinstance(stated, dict) and stated.get("owner") == "":
                # It stands on the node of its owner, and need not point there.
                entry = {name: value for name, value in stated.items() if name != "owner"}
            if _is_extension(entry):
                entries.append(entry)
            elif entry not in EMPTY:
                entries.append({"format": FORMAT, "path": EXTENSIONS, "content": content_of(entry)})
        if entries:
            out[EXTENSIONS] = entries

    def keep(self, left: Leftovers, key: str, value: Any) -> None:
        """Keeps all of a term for which there is no field."""
        self.findings.append(Finding("NS441", "/" + "/".join(self._path), key))
        left.whole[key] = value

    def _own_term(self, shape: Shape, key: str, value: Any, out: Node, left: Leftovers) -> None:
        if not self.own or key not in shape.by_key:
            self.keep(left, key, value)
            return
        slot = next((slot for slot in shape.slots if slot.key == key), None)
        if slot is None:
            out[key] = value
        elif not slot.value.models:
            self._slot(slot, value, out, left)
        elif slot.value.many:
            out[key] = [self.own_nodes(slot.value.models, item) for item in flat(value)]
        else:
            out[key] = self.own_nodes(slot.value.models, value)

    def own_nodes(self, models: tuple[type[Model], ...], value: Any) -> Any:
        """Mends a node that our own document has in a term."""
        if isinstance(value, dict):
            value = self.resolved(value)
            node = self.node(shape_of(_class_of(value, models)), value)
        else:
            node = self.party(value) if Person in models else self.thing(models[0], value)
        return value if node is None else node

    def _settled(self, shape: Shape, node: Node) -> Node | None:
        """Gives up what the model refuses, as extensions, until it takes the node."""
        while self.careful and (faults := faults_of(shape, node)) is not None:
            faults = [key for key in faults if key in node and key not in ("@id", "@type", EXTENSIONS)]
            if not faults and shape.model is Article:
                faults = [key for key in node if key not in _ESSENTIAL]
            if not faults:
                return None
            left = Leftovers()
            for key in faults:
                self.note("NS442", f'the model refuses "{key}" here', key)
                left.whole[key] = node.pop(key)
            node[EXTENSIONS] = left.entries() + node.get(EXTENSIONS, [])
        return node

    def settles(self, model: type[Model], node: Node) -> bool:
        """Settles a node that was given its identifier; its position is its owner's matter."""
        position = node.pop("ns:position", None)
        settled = self._settled(shape_of(model), node)
        if position is not None:
            node["ns:position"] = position
        return settled is not None

    def thing(self, model: type[Model], value: Any) -> Node | None:
        """Returns a value as a node of a class: an object, a reference, or the string that stands for one."""
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        if isinstance(value, bool) or value in EMPTY:
            return None
        if isinstance(value, str) and value in self.index:
            value = {"@id": value}
        if isinstance(value, str | int | float):
            if model not in PLAIN_MEMBER:
                return None
            value = {PLAIN_MEMBER[model]: str(value)}
            if self._path:
                self.note("NS440", "a plain value stands for an object")
        if not isinstance(value, dict) or "@value" in value:
            return None
        identifier = value.get("@id")
        value = self.resolved(value)
        if not isinstance(identifier, str) or identifier in self._open:
            return self.node(shape_of(model), value)
        self._open.add(identifier)
        try:
            return self.node(shape_of(model), value)
        finally:
            self._open.discard(identifier)

    def resolved(self, value: Node) -> Node:
        """Returns an object with what other objects of the source say under its identifier."""
        identifier = value.get("@id")
        if not isinstance(identifier, str) or identifier in self._open:
            return value
        # Our own writer has every value whole where it stands, and says its type.
        if self.own and len(value) > 1:
            return value
        known = self.described(identifier)
        if known is None or known is value:
            return value
        return {**known, **{key: member for key, member in value.items() if member not in EMPTY or key not in known}}

    def described(self, identifier: str) -> Node | None:
        """Returns what the source says elsewhere of a thing, by its identifier, also where only one is relative."""
        known = self.index.get(identifier)
        if known is None and self.links is not None:
            address = absolute(identifier, self.links) or identifier
            known = self.index.get(address) or self._relative.get(address)
        return known

    @cached_property
    def _relative(self) -> dict[str | None, Node]:
        """The things of the source that have a relative identifier, by the absolute one."""
        return {absolute(name, self.links): node for name, node in self.index.items() if not is_iri(name)}

    # --- Values in one term

    def _slot(self, slot: Slot, value: Any, out: Node, left: Leftovers) -> None:
        if slot.value.models:
            self._node_slot(slot, value, out, left)
            return
        key = slot.key
        found: list[Any] = []
        items = [item for item in flat(value) if item not in EMPTY]
        glance = _glances(slot.model).get(slot.field)
        for item in items:
            if found and not slot.value.many:
                if item != found[0]:
                    left.add(key, item)
                continue
            if glance is not None and (clean := glance(item)) is not None:
                found.append(clean if slot.value.many else slot.write(clean))
                continue
            word = self._named(slot, item, left)
            try:
                found.append(self.scalar(slot, word))
            except Refused:
                if (link := self.link(slot, item, left)) is not None:
                    found.append(link)
                    left.add(key, item)
                elif isinstance(item, dict) or slot.field == "qcode":
                    self.set_aside(left, key, item)
                else:
                    self.note("NS442", f"{_shown(item)} is kept as an extension: the field does not take it")
                    left.add(key, item)
        if found:
            out[key] = found if slot.value.many else found[0]

    def _named(self, slot: Slot, value: Any, left: Leftovers) -> Any:
        """Returns the name of a thing that stands where a word belongs; what else it says stays beside it."""
        if slot.field not in _WORDS_OF_THINGS or not isinstance(value, dict) or self._line(value.get("name")) is None:
            return value
        rest = {key: member for key, member in value.items() if key != "name"}
        if rest.keys() - {"@type"}:
            self.set_aside(left, slot.key, rest)
        return value["name"]

    def link(self, slot: Slot, value: Any, left: Leftovers) -> str | None:
        """Returns a link that its field does not take as it stands, as the one that is meant on the page."""
        if self.own or slot.field not in _LINKS:
            return None
        if isinstance(value, dict):
            value = inner_value(value, "iri")
        found = absolute(value, self.links) if isinstance(value, str) else None
        if found is None:
            return None
        if _SCHEME.match(value) is not None:
            self.note("NS440", f"{_shown(value)} is read as {_shown(found)}: it is not well-formed")
        else:
            self.note("NS443", f"{_shown(value)} is read as {_shown(found)}, by the address of the page")
            left.derived.append(f"renditions/0/{slot.field}" if slot.model is Rendition else slot.field)
        return found

    def scalar(self, slot: Slot, value: Any) -> Any:
        """Returns one value as our writer would write it; raises `Refused` for one without meaning there."""
        adapter, category = adapter_of(slot.model, slot.field)
        escaped = category == "iri" and isinstance(value, str) and "&" in value
        zoneless = category == "date" and isinstance(value, str) and dates.lacks_zone(value)
        if self.own or not (escaped or zoneless or category in ("line", "text")):
            canonical = self._canonical(slot, adapter, value)
            if canonical is not None:
                return canonical
        if isinstance(value, dict):
            value = inner_value(value, category)
        if isinstance(value, dict | list) or value is None:
            raise Refused
        understood = self._understood(category, value)
        if slot.field == "usage_terms" and is_iri(understood):
            raise Refused
        try:
            checked = adapter.validate_python(understood)
        except ValidationError as error:
            raise Refused from error
        checked = str(checked) if isinstance(checked, str) else checked
        given_zone = zoneless and self.zone is not None and dates.understood(value) == value
        if (type(value) is not type(checked) or value != checked) and not given_zone:
            self.note("NS440", f"{_shown(value)} is read as {_shown(checked)}")
        return checked if slot.value.many else slot.write(checked)

    @staticmethod
    def _canonical(slot: Slot, adapter: TypeAdapter[Any], value: Any) -> Any:
        try:
            stated = value if slot.value.many else slot.read(value)
            adapter.validate_python(stated)
        except NOT_READ:
            return None
        return value

    def _understood(self, category: str, value: Any) -> Any:
        if category in PLAIN_CATEGORIES:
            return PLAIN_CATEGORIES[category](value)
        if isinstance(value, bool):
            raise Refused
        text = value if isinstance(value, str) else str(value)
        if category in ("line", "text"):
            clean = texts.clean_line if category == "line" else texts.clean
            return text if self.own else clean(text)
        if category == "date":
            return self.date(text.strip())
        return WRITTEN_CATEGORIES.get(category, str)(text.strip())

    def date(self, text: str) -> str:
        """Returns a date as the model writes it; raises `Refused` for none."""
        stated = dates.understood(text)
        if stated is None:
            raise Refused
        if dates.lacks_zone(stated):
            zoned = dates.in_zone(stated, self.zone) if self.zone else None
            if zoned is None:
                if not self.own:
                    self.note("NS444", f"{_shown(stated)} has no zone")
            else:
                self.note("NS445", f"{_shown(stated)} was given the assumed zone: {zoned}")
                stated = zoned
        return stated

    # --- Nodes in one term

    def _node_slot(self, slot: Slot, value: Any, out: Node, left: Leftovers) -> None:
        key, models = slot.key, slot.value.models
        found: list[Node] = []
        for item in self._each(value, models) if slot.value.many or not isinstance(value, dict) else [value]:
            if item in EMPTY:
                continue
            if found and not slot.value.many:
                left.add(key, item)
                continue
            if models == (Contribution,):
                node = self.credit(item)
            elif set(models) == {Person, Organization}:
                node = self.party(item, Organization)
            else:
                node = self.thing(models[0], item)
            if node is None:
                self.refuse(left, key, item)
            else:
                found.append(node)
        if found:
            out[key] = found if slot.value.many else found[0]

    def _each(self, value: Any, models: tuple[type[Model], ...]) -> Iterator[Any]:
        """Yields the values of a term; one node that names several people is several."""
        for item in flat(value):
            names = item.get("name") if isinstance(item, dict) and not self.own and models == (Contribution,) else None
            if isinstance(names, list) and len(names) > 1 and item.keys() <= {"@type", "name"}:
                yield from ({**item, "name": name} for name in names)
            else:
                yield item

    def refuse(self, left: Leftovers, key: str, item: Any) -> None:
        """Keeps something that says too little for its field."""
        self.note("NS442", f"{_shown(item)} is kept as an extension: it says too little")
        left.add(key, item)

    def set_aside(self, left: Leftovers, key: str, item: Any) -> None:
        """Keeps something that is well said but is none of the things that the field holds."""
        self.note("NS441", key)
        left.add(key, item)

    def party(self, value: Any, default: type[Model] = Person) -> Node | None:
        """Returns a person or an organisation."""
        if isinstance(value, dict):
            value = self.resolved(value)
        return self.thing(self._party_class(value, default), value)

    def _party_class(self, value: Any, default: type[Model]) -> type[Model]:
        if isinstance(value, dict) and has_type(value, ("Person",)):
            return Person
        if isinstance(value, dict) and (has_type(value, ORGANIZATIONS) or _is_organization(value)):
            return Organization
        if isinstance(value, dict) and types_of(value):
            return default
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str) and name and (name == self._publisher or _WORDS.fullmatch(name)):
            return Organization
        return default

    def credit(self, value: Any) -> Node | None:
        """Returns a person or an organisation with what they did."""
        if not self.own or not isinstance(value, dict):
            return self.party(value)
        extra = {key: value[key] for key in ("ns:role", "ns:audience", "ns:as", "ns:position") if key in value}
        rest = {key: member for key, member in value.items() if key not in extra}
        if extra.get("ns:as") == "source" and rest.get("@type") == "CreativeWork":
            node = self.thing(SourceDocument, rest)
        else:
            node = self.party(rest)
        return None if node is None else {**node, **extra}

    def _whole_name(self, source: Node, out: Node, left: Leftovers) -> None:
        """Gives a person whose name stands in parts a whole one."""
        if "name" in out:
            return
        parts = [source.get(key) for key in ("givenName", "additionalName", "familyName")]
        name = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
        if not name:
            return
        try:
            out["name"] = NAME.validate_python(texts.clean_line(name))
        except ValidationError:
            return
        self.note("NS440", "the parts of a name are read as one")
        for key in ("givenName", "additionalName", "familyName"):
            if isinstance(left.whole.get(key), str):
                del left.whole[key]

    # --- Rows

    def texts(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes names or alternative headlines, each perhaps with its language."""
        found: list[str] = []
        details: list[Node] = []
        for item in flat(value):
            stated = item.get("@value") if isinstance(item, dict) else item
            line = self._line(stated)
            if line is None:
                if item not in EMPTY:
                    left.add(key, item)
                continue
            if isinstance(item, dict) and isinstance(item.get("@language"), str):
                details.append({"ns:index": len(found), "ns:language": item["@language"].replace("_", "-")})
            found.append(line)
        if found:
            out[key] = found
        if details:
            out[f"ns:{key}Detail"] = details

    def _line(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        text = str(value) if self.own else texts.clean_line(str(value))
        return text if is_line(text) else None

    def keywords(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes keywords, also from one string that holds them all, and a slugline that stands among them."""
        items = [item for item in flat(value) if item not in EMPTY]
        if len(items) == 1 and not self.own:
            items = _split_keywords(items[0])
        words = []
        for item in items:
            if (
                self.own
                and isinstance(item, dict)
                and item.get("inDefinedTermSet") == _SLUGLINES
                and is_line(str(item.get("name", "")))
            ):
                out.setdefault("ns:slugline", item["name"])
            else:
                words.append(item)
        self._slot(_slots(Article)[key], words, out, left)

    def usage(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes terms of use in words; what else is said of them stays beside them."""
        items = []
        for item in flat(value):
            if isinstance(item, dict) and isinstance(item.get("text"), str) and item.get("@type") == "CreativeWork":
                rest = {name: member for name, member in item.items() if name not in ("@type", "text")}
                if rest:
                    self.set_aside(left, key, rest)
                items.append({"@type": item["@type"], "text": item["text"]})
            else:
                items.append(item)
        self._slot(_slots(Article)[key], items, out, left)

    def rights(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes what our own terms say of the rights, without what a later version added."""
        if not self.own or not isinstance(value, dict):
            self.keep(left, key, value)
            return
        out[key] = {name: member for name, member in value.items() if name in RIGHTS.by_key}
        if added := {name: member for name, member in value.items() if name not in RIGHTS.by_key}:
            self.set_aside(left, key, added)

    def contacts(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes addresses and numbers."""
        for item in flat(value):
            line = self._line(item) if isinstance(item, str) else None
            if line is None:
                left.add(key, item)
            else:
                out.setdefault(key, []).append(line)

    def contained(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes the province and the country of a place."""
        fields = {"AdministrativeArea": "subdivision", "State": "subdivision", "Country": "country"}
        found: dict[str, Node] = {}
        for item in flat(value):
            type_ = fields.get(item.get("@type", "")) if isinstance(item, dict) else None
            extra = set(item) - {"@type", "identifier", "name"} if isinstance(item, dict) else set()
            if type_ is None or extra or type_ in found or item["@type"] == "State":
                left.add(key, item)
            else:
                found[type_] = item
        place = [found[name] for name in ("subdivision", "country") if name in found]
        if place and faults_of(shape_of(Place), {"@type": "Place", "name": "x", key: place}) is None:
            out[key] = place
        else:
            for item in place:
                left.add(key, item)

    def coordinates(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes latitude and longitude, as numbers or as text."""
        try:
            latitude, longitude = float(value["latitude"]), float(value["longitude"])
            geo: Node = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
            if abs(latitude) <= 90 and abs(longitude) <= 180 and value.keys() <= geo.keys():
                out[key] = geo
                return
        except (AttributeError, KeyError, TypeError, ValueError):
            pass
        self.keep(left, key, value)

    def body(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes the text of an article or update, and its markup where that is of the same text."""
        if key == "encoding":
            self._markup(value, out, left)
            return
        items = list(flat(value))
        text = "\n\n".join(item for item in items if isinstance(item, str))
        for item in items:
            if not isinstance(item, str):
                left.add(key, item)
        body = Body.from_text(text) if self.own else texts.clean_body(text)
        if body is not None and not self.own and not self.careful:
            # Handed on as it is, since making it anew of its text and markup takes as long again.
            out[key] = body
        elif body is not None:
            BodyText().write({"body": body}, out)
        elif text.strip():
            left.add(key, text)

    def _markup(self, value: Any, out: Node, left: Leftovers) -> None:
        for item in flat(value):
            if " encoding" in out or not isinstance(item, dict) or item.get("encodingFormat") != XHTML:
                self.set_aside(left, "encoding", item)
                continue
            out[" encoding"] = {key: item[key] for key in ("@type", "encodingFormat", "text") if key in item}
            left.add("encoding", {key: item[key] for key in item if key not in out[" encoding"]})

    def _finish_body(self, source: Node, out: Node) -> None:
        """Keeps the markup while its text is the text given."""
        encoding = out.pop(" encoding", None)
        if encoding is None:
            return
        fields: Node = {}
        row = BodyText()
        row.read("encoding", encoding, fields)
        if "articleBody" in source:
            row.read("articleBody", source["articleBody"], fields)
        try:
            row.finish(fields)
        except NOT_READ:
            self.note("NS446", "the markup of the body is not of its text and was left out", "encoding")
            return
        for key in ("articleBody", "encoding"):
            out.pop(key, None)
        row.write(fields, out)

    def dateline(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes the dateline."""
        line = self._line(value)
        if line is None:
            self.keep(left, key, value)
        else:
            out[" dateline"] = line

    def updates(self, key: str, value: Any, out: Node, left: Leftovers) -> None:
        """Takes the entries of a live blog."""
        for item in flat(value):
            node = self.thing(LiveBlogUpdate, item)
            if node is None:
                left.add(key, item)
            else:
                out.setdefault(" liveBlogUpdate", []).append(node)

    def positioned(self, model: type[Model], item: Any) -> Node | None:
        """Returns a value as a node of a class, with the position that our own document gives it."""
        if not self.own or not isinstance(item, dict) or "ns:position" not in item:
            return self.thing(model, item)
        rest = {key: value for key, value in item.items() if key != "ns:position"}
        node = self.thing(model, rest)
        return None if node is None else {**node, "ns:position": item["ns:position"]}

    def local(self, letter: str) -> str:
        """Returns the next free identifier of a part of the article, and reports that it was made."""
        number = 1
        while (name := f"{self.base}#{letter}{number}") in self._taken:
            number += 1
        self._taken.add(name)
        return name


# --- Tables

Handler = Callable[[Mender, str, Any, Node, Leftovers], None]

_TERMS_OF_KINDS: Final = (
    ("dateline", "ns:dateline", NEWS_ARTICLES),
    ("liveBlogUpdate", "ns:updates", frozenset({"LiveBlogPosting"})),
)


@cache
def _handlers() -> dict[type[Model], dict[str, Handler]]:
    """What takes a term of a class, where it is more than the value of one field."""
    names: dict[str, Handler] = {"alternateName": Mender.texts}
    reach: dict[str, Handler] = dict.fromkeys(CONTACT_TERMS, Mender.contacts)
    body: dict[str, Handler] = {"articleBody": Mender.body, "encoding": Mender.body}
    topics: dict[str, Handler] = {"about": lists.topics, "mentions": lists.topics}
    media: dict[str, Handler] = dict.fromkeys(lists.MEDIA_OF_TERM, lists.media)
    credits_: dict[str, Handler] = dict.fromkeys(("contributor", "editor", "translator"), lists.contributors)
    links: dict[str, Handler] = dict.fromkeys(
        ("citation", "isBasedOn", "translationOfWork", "isPartOf", "hasPart", "ns:link"), lists.links
    )
    chain: dict[str, Handler] = {
        "isBasedOn": records.speakers,
        "dateCreated": records.said,
        records.CHAIN: records.chain,
    }
    figure: dict[str, Handler] = {
        "mainEntity": records.figure,
        "text": records.phrase,
        "about": records.event,
        "ns:spans": records.spans,
    }
    return {
        Person: {**names, **reach},
        Organization: {**names, **reach},
        Place: {**names, "containedInPlace": Mender.contained, "geo": Mender.coordinates},
        Event: names,
        Concept: {"name": Mender.texts},
        BroaderConcept: {"name": Mender.texts},
        Media: {"encoding": lists.encodings, "usageInfo": Mender.usage, "ns:rights": Mender.rights},
        LiveBlogUpdate: body,
        Quote: {**chain, "creator": records.speakers},
        CasualtyReport: {**figure, **chain, "author": records.speakers},
        Article: {
            **body,
            **topics,
            **media,
            **credits_,
            **links,
            "alternativeHeadline": Mender.texts,
            "dateline": Mender.dateline,
            "liveBlogUpdate": Mender.updates,
            "ns:updates": Mender.updates,
            "interpretedAsClaim": records.claims,
            "keywords": Mender.keywords,
            "usageInfo": Mender.usage,
            "ns:rights": Mender.rights,
        },
    }


@cache
def _slots(model: type[Model]) -> dict[str, Slot]:
    """The terms of a class that hold one field each; rights stand on the node of their owner."""
    slots = {slot.key: slot for slot in shape_of(model).slots if not slot.key.startswith(("ns:", "@type"))}
    if model in (Article, Media):
        slots |= {slot.key: slot for slot in RIGHTS.slots if not slot.key.startswith("ns:")}
    return slots


@cache
def _glances(model: type[Model]) -> dict[str, Quick]:
    """What tells at a glance that a value of a field is as it should be."""
    found: dict[str, Quick] = {}
    for slot in _slots(model).values():
        if slot.value.models or slot.model is not model or slot.field == "usage_terms":
            continue
        # A codec reads other forms than the plain one, but for numbers that stand in a node of their own.
        if not (slot.read is same or slot.value.many or adapter_of(slot.model, slot.field)[1] == "integer"):
            continue
        quick = quick_reader(model, slot.field)
        if quick is not None:
            found[slot.field] = quick
    return found


@cache
def _quick(model: type[Model]) -> dict[str, Quick]:
    """What returns a good value of a term as our writer would write it, for terms that nothing else handles."""
    handlers = _handlers().get(model, {})
    return {
        slot.key: _written(slot, _glances(slot.model)[slot.field])
        for slot in _slots(model).values()
        if slot.key not in handlers and slot.field in _glances(slot.model)
    }


def _written(slot: Slot, glance: Quick) -> Quick:
    """What returns a good value of a term as our writer would write it."""
    if slot.value.many:
        return lambda value: _all_good(value, glance)
    if slot.write is same:
        return glance
    return lambda value: None if glance(value) is None else slot.write(value)


def _all_good(value: Any, glance: Quick) -> list[Any] | None:
    if type(value) is not list:
        return None if glance(value) is None else [value]
    return value if value and all(glance(item) is not None for item in value) else None


_NO_FILE: Final[dict[str, Quick]] = {}
_NO_HANDLERS: Final[dict[str, Handler]] = {}
_PASSED_OVER: Final = frozenset((EXTENSIONS, TYPE))


def _class_of(node: Node, models: tuple[type[Model], ...]) -> type[Model]:
    """Tells of which of some classes a node of our own document is."""
    if len(models) == 1:
        return models[0]
    if node.get("additionalType") == TYPED_SOURCE and UnnamedSource in models:
        return UnnamedSource
    types: dict[type[Model], Collection[str]] = {
        Person: ("Person",),
        Organization: ORGANIZATIONS,
        SourceDocument: ("CreativeWork",),
    }
    return next((model for model in models if has_type(node, types.get(model, ()))), models[0])


def kind_of(node: Node) -> str:
    """Returns the kind of article that a node is: the most particular of its types."""
    kinds = [kind for name in types_of(node) if (kind := _kind_of_type(name)) is not None]
    return min(kinds, key=lambda name: (name in ("Article", "NewsArticle"), name == "Article"), default="Article")


def is_article(node: Node) -> bool:
    """Tells whether a node is an article."""
    return any(_kind_of_type(name) is not None for name in types_of(node))


def _kind_of_type(name: str) -> str | None:
    """Returns the kind of article that a type is or comes under; none for a type that is no article."""
    if name in KINDS:
        return name
    if name in _SUBTYPES:
        return _SUBTYPES[name]
    return next((kind for kind in ("NewsArticle", "Article") if name.endswith(kind)), None)


_SUBTYPES: Final = {
    "DiscussionForumPosting": "SocialMediaPosting",
    "MedicalScholarlyArticle": "ScholarlyArticle",
    "APIReference": "TechArticle",
}
"""Types of schema.org below the kinds of the model."""


def _split_keywords(value: Any) -> list[Any]:
    """Splits the one string that holds all keywords, at its commas or else its semicolons."""
    if not isinstance(value, str):
        return [value]
    text = texts.clean_line(value)
    return [part.strip() for part in text.split("," if "," in text else ";") if part.strip()]


def _is_extension(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {"format", "path", "content"}
        and faults_of(shape_of(Extension), entry) is None
    )


def _is_derived(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("path") == DERIVED and entry.get("format") == FORMAT


def _is_organization(node: Node) -> bool:
    return any(name.endswith("Organization") for name in types_of(node))


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return repr(text if len(text) <= 60 else text[:59] + "…")
