"""Names, agents, places, terms and events: the parts of NewsML-G2 that are concepts, field beside element.

model                         NewsML-G2
identifier / qcode            @uri / @qcode (both: @qcode and ns:identifier)
name, alternate_names         name, further names
names                         name with @xml:lang, @role or @roleuri
same_as                       sameAs @uri
broader                       broader
type                          @type cpnat:person, cpnat:organisation; @typeuri of ours for sources without a name
description (unnamed source)  definition
affiliation                   personDetails/affiliation
contacts                      personDetails or organisationDetails/contactInfo/email, phone
latitude, longitude           geoAreaDetails/position
country, subdivision          broader @typeuri of ours, @qcode iso3166-1a2: or iso3166-2:
anything else                 an element of our namespace, named for the field

A context that lacks an element (a `subject` has no `personDetails`) writes the field in our namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Literal
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.codec import OWN, absent, encode, rest, take
from newsschema.formats.newsml_g2.context import Reading, Writing, attribute_iri, iri_of, is_iri, is_uri
from newsschema.formats.newsml_g2.extras import (
    DERIVED_HERE,
    FORMAT,
    keep,
    keep_attribute,
    keep_element,
    keep_markup,
    place,
)
from newsschema.formats.newsml_g2.markup import Node, child_of, decimal, empty, leaf, pairs
from newsschema.formats.newsml_g2.terms import (
    COUNTRY,
    DOCUMENT,
    G2,
    PARTY_TYPES,
    SUBDIVISION,
    UNNAMED,
    XML_LANG,
)
from newsschema.v1 import (
    BroaderConcept,
    Concept,
    Event,
    Model,
    Name,
    Organization,
    Person,
    Place,
    SourceDocument,
    UnnamedSource,
)
from newsschema.v1.text import LANGUAGE_PATTERN, QCODE_PATTERN

QCODE: Final = re.compile(QCODE_PATTERN)
LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)
Agent = Person | Organization | UnnamedSource | SourceDocument
Details = Literal["party", "organization", "place", "flex", "none"]
"""Which details an element may have: a party's, an organisation's, a place's; only links; or not even these."""

NAME: Final = f"{{{G2}}}name"
SAME_AS: Final = f"{{{G2}}}sameAs"
BROADER: Final = f"{{{G2}}}broader"
DEFINITION: Final = f"{{{G2}}}definition"
PERSON_DETAILS: Final = f"{{{G2}}}personDetails"
ORGANISATION_DETAILS: Final = f"{{{G2}}}organisationDetails"
AREA_DETAILS: Final = f"{{{G2}}}geoAreaDetails"
AFFILIATION: Final = f"{{{G2}}}affiliation"
CONTACT_INFO: Final = f"{{{G2}}}contactInfo"
CONTACTS: Final = {f"{{{G2}}}email": "email", f"{{{G2}}}phone": "telephone"}
CONTACT_TAGS: Final = {"email": "email", "telephone": "phone"}
POSITION: Final = f"{{{G2}}}position"
MODELS: Final[dict[str, type[Model]]] = {
    "person": Person,
    "organization": Organization,
    "unnamed_source": UnnamedSource,
    "source_document": SourceDocument,
}
AGENT_TYPES: Final = {
    "cpnat:person": "person",
    "cpnat:organisation": "organization",
    UNNAMED: "unnamed_source",
    DOCUMENT: "source_document",
}
NATURE: Final = "http://cv.iptc.org/newscodes/cpnature/"


# Identity: @uri, @qcode


def write_identity(node: Node, model: Any, writing: Writing) -> list[str]:
    """Writes the identifier and the code of a thing; returns what its attributes cannot say, for the end."""
    said, identifier = model.qcode, model.identifier
    late: list[str] = []
    if said is None and identifier is None:
        return late
    qcode = writing.qcode(said)
    if qcode is not None:
        node.set("qcode", qcode)
        derived = writing.identifier(qcode)
        if identifier != derived and identifier is not None and is_uri(identifier) and writing.lenient:
            # A property has a code or an IRI; a source that gave both gets both back.
            node.set("uri", identifier)
        elif identifier != derived:
            late.append(absent("identifier") if identifier is None else leaf("ns:identifier", identifier))
    elif identifier is not None and is_uri(identifier):
        node.set("uri", identifier)
    elif identifier is not None:
        late.append(leaf("ns:identifier", identifier))
    if qcode is None and said is not None:
        late.append(leaf("ns:qcode", said))
    return late


def read_identity(element: etree._Element, fields: dict[str, Any], reading: Reading, known: Sequence[str]) -> None:
    """Reads @uri and @qcode; other attributes that are not known to the caller are kept as extensions."""
    for name, value in pairs(element):
        if name == "uri" and is_iri(value):
            fields["identifier"] = value
        elif name == "qcode" and _is_qcode(value):
            fields["qcode"] = value
        elif name not in known:
            keep_attribute(reading, fields, name, value)
    derived = reading.identifier(fields["qcode"]) if "qcode" in fields else None
    if derived is None:
        return
    if fields.setdefault("identifier", derived) == derived and element.get("uri") == derived:
        # The code says it already: that it was said twice is kept.
        keep_attribute(reading, fields, "uri", derived)


# Names


def write_name(name: Name, writing: Writing, path: str) -> Node | str:
    """Returns `name` with its language and role."""
    role = catalogs.abbreviate(name.role) if name.role is not None else None
    pairs = (
        ("xml:lang", name.language),
        ("role", role),
        ("roleuri", attribute_iri(name.role) if role is None and name.role is not None else None),
    )
    node = Node("name", *pairs, path=path)
    node.text(name.text)
    place(node, name, writing)
    return node


@lru_cache(maxsize=4096)
def _is_qcode(value: str) -> bool:
    """Tells whether a value has the shape of a code with its alias; codes come again from message to message."""
    return QCODE.fullmatch(value) is not None


@lru_cache(maxsize=1024)
def is_language(value: str) -> bool:
    """Tells whether a value has the shape of a language tag."""
    return LANGUAGE.fullmatch(value) is not None


def read_name(element: etree._Element, reading: Reading) -> dict[str, Any] | None:
    """Reads a name as the value `Name`; none where it has no words."""
    text = reading.line(element)
    if text is None:
        return None
    fields: dict[str, Any] = {"text": text}
    for name, value in pairs(element):
        if name == XML_LANG and is_language(value):
            fields["language"] = value
        elif name == "roleuri" and is_iri(value) and catalogs.abbreviate(value) is None:
            fields["role"] = iri_of(value)
        elif name == "role" and (role := catalogs.resolve(value)) and catalogs.abbreviate(role) == value:
            fields["role"] = role
        else:
            keep_attribute(reading, fields, name, value)
    keep_markup(reading, fields, element)
    return fields


def write_names(node: Node, thing: Any, writing: Writing) -> tuple[str, ...]:
    """Writes the main name, then the others; returns the fields not written: without the one, the others are not."""
    name = thing.name
    if name is None:
        return ("alternate_names",)
    if writing.places and use_literal(node, thing, writing):
        node.set("literal", name)
    else:
        node.kids.append(leaf("name", name))
    for index, other in enumerate(thing.alternate_names):
        node.add(write_name(other, writing, f"{node.path}/alternate_names/{index}"))
    return ()


def read_main_name(element: etree._Element, fields: dict[str, Any], reading: Reading) -> None:
    """Reads the first name as the name, and further ones as alternate names.

    The language that a foreign document gives the first name is kept beside it.
    """
    if "name" in fields and (other := read_name(element, reading)) is not None:
        fields.setdefault("alternate_names", []).append(other)
        return
    text = reading.line(element)
    if text is None:
        keep_element(reading, fields, element)
        return
    fields["name"] = text
    for name, value in pairs(element):
        keep_attribute(reading, fields, name, value, "name/")
    keep_markup(reading, fields, element, "name/")


def use_literal(node: Node, thing: Any, writing: Writing) -> bool:
    """Tells whether a source gave the name of a thing as its literal, and counts that as written."""
    for index, one in enumerate(thing.extensions if writing.places else ()):
        if one.path == NAMED_BY_LITERAL and one.format == FORMAT:
            writing.placed.setdefault(node.path, set()).add(index)
            return True
    return False


def write_same_as(node: Node, thing: Any) -> tuple[str, ...]:
    """Writes the links to other registers, if the standard takes them all; returns the field if it is not written."""
    same_as = thing.same_as
    if not same_as:
        return ()
    if not all(map(is_uri, same_as)):
        return ("same_as",)
    node.extend([empty("sameAs", ("uri", same)) for same in same_as])
    return ()


# Agents


def agent_node(
    tag: str, agent: Agent, writing: Writing, path: str, details: Details = "party", *, typed: bool = True
) -> Node:
    """Returns an agent as an element of a type of party; `typed` tells whether the element takes a type."""
    node = Node(tag, path=path)
    if typed:
        node.pairs.append(_TYPED[agent.type])
    late: list[str] = []
    left: tuple[str, ...] = ()
    if isinstance(agent, UnnamedSource):
        node.leaf("definition", agent.description)
        written = _WRITTEN_SOURCE
    elif isinstance(agent, SourceDocument):
        written = _WRITTEN_DOCUMENT
        if agent.identifier is not None and is_uri(agent.identifier):
            node.set("uri", agent.identifier)
        else:
            left = ("identifier",)
        node.leaf("name", agent.name)
    else:
        late, left = _named_agent(node, agent, writing, details)
        written = _WRITTEN_AGENT[details]
        if not typed and agent.type == "person":
            left = (*left, "type")
    node.kids += late
    node.kids += rest(agent, written, left)
    place(node, agent, writing)
    return node


_TYPED: Final = {
    **{kind: ("type", f"cpnat:{nature}") for kind, nature in PARTY_TYPES.items()},
    "unnamed_source": ("typeuri", UNNAMED),
    "source_document": ("typeuri", DOCUMENT),
}
"""The attribute that says of what type an agent is."""
_IDENTIFIED: Final = frozenset(("identifier", "qcode", "name", "alternate_names", "same_as"))
_WRITTEN_SOURCE: Final = frozenset(("type", "description"))
_WRITTEN_DOCUMENT: Final = frozenset(("type", "name", "identifier"))
_WRITTEN_AGENT: Final[dict[Details, frozenset[str]]] = {
    "none": _IDENTIFIED - {"same_as"} | {"type"},
    "flex": _IDENTIFIED | {"type"},
    "party": _IDENTIFIED | {"type", "contacts", "affiliation"},
    "organization": _IDENTIFIED | {"type", "contacts"},
}
"""The fields that elements of the standard hold, by what details their context has."""


def _named_agent(
    node: Node, agent: Person | Organization, writing: Writing, details: Details
) -> tuple[list[str], tuple[str, ...]]:
    late = write_identity(node, agent, writing)
    left = write_names(node, agent, writing)
    if details == "none":
        return late, left
    left += write_same_as(node, agent)
    if details == "flex":
        return late, left
    if isinstance(agent, Person) and details == "party":
        if agent.affiliation or agent.contacts:
            node.add(_details("personDetails", agent, agent.affiliation, writing, node.path))
    elif agent.contacts:
        node.add(_details("organisationDetails", agent, (), writing, node.path))
    return late, left


def _details(
    tag: str, agent: Person | Organization, affiliation: Iterable[Organization], writing: Writing, path: str
) -> Node | str:
    node = Node(tag, path=path)
    for index, body in enumerate(affiliation):
        node.add(
            agent_node("affiliation", body, writing, f"{path}/affiliation/{index}", "organization", typed=False),
        )
    node.add(_contact_info(agent))
    return node if node.kids else ""


def _contact_info(agent: Person | Organization) -> Node | str:
    node = Node("contactInfo")
    plain = True
    for contact in agent.contacts:
        tag = CONTACT_TAGS.get(contact.kind)
        plain = plain and tag is not None and contact.audience is None
        if plain:
            node.leaf(str(tag), contact.value)
        else:
            node.add(encode("contact", contact))
    return node if node.kids else ""


def agent_type(element: etree._Element, reading: Reading, default: str) -> tuple[str, tuple[str, ...]]:
    """Returns the type of an agent, and the attributes that say it."""
    qcode, iri = element.get("type"), element.get("typeuri")
    if qcode in AGENT_TYPES:
        return AGENT_TYPES[qcode], ("type",)
    if iri in AGENT_TYPES:
        return AGENT_TYPES[iri], ("typeuri",)
    own = child_of(element, f"{OWN}type")
    if own is not None:
        return own.text or default, ()
    nature = (reading.uri(element, "type") or "").removeprefix(NATURE)
    found = AGENT_TYPES.get(f"cpnat:{nature}")
    if found is None:
        details = next((child.tag for child in element if child.tag in (PERSON_DETAILS, ORGANISATION_DETAILS)), None)
        found = {PERSON_DETAILS: "person", ORGANISATION_DETAILS: "organization"}.get(str(details), default)
    return found, ()


def says_type(element: etree._Element) -> bool:
    """Tells whether an agent says itself of what type it is."""
    return element.get("type") in AGENT_TYPES or element.get("typeuri") in AGENT_TYPES


def read_agent(
    element: etree._Element, reading: Reading, default: str = "organization", known: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Reads an agent of any type; `known` are the attributes that the caller reads."""
    kind, typing = agent_type(element, reading, default)
    fields: dict[str, Any] = {"type": kind}
    read_identity(element, fields, reading, known + typing)
    model = MODELS[kind]
    for child in element:
        tag = child.tag
        if tag == NAME and kind in ("person", "organization"):
            read_main_name(child, fields, reading)
        elif tag == NAME and kind == "source_document" and "name" not in fields:
            fields["name"] = reading.line(child)
        elif tag == DEFINITION and kind == "unnamed_source":
            fields["description"] = reading.line(child)
        elif tag == SAME_AS and is_plain_link(child) and "same_as" in model.model_fields:
            fields.setdefault("same_as", []).append(child.get("uri"))
        elif (tag == PERSON_DETAILS and kind == "person") or (tag == ORGANISATION_DETAILS and kind == "organization"):
            _read_details(child, fields, reading)
        elif not take(fields, child, model) and not is_context(child):
            keep_element(reading, fields, child)
    _name_by_literal(element, fields, reading)
    return fields


def _name_by_literal(element: etree._Element, fields: dict[str, Any], reading: Reading) -> None:
    """Takes a literal for the name of what has no name: our own documents never need it."""
    if "name" in fields or fields.get("type") == "unnamed_source":
        return
    literal = " ".join((element.get("literal") or "").split())
    if literal:
        fields["name"] = literal
        _hint_literal(fields, reading)


def _hint_literal(fields: dict[str, Any], reading: Reading) -> None:
    """Replaces the literal that is kept by the word that the name stood there."""
    kept = fields["extensions"]
    kept[:] = [one for one in kept if one["path"] != "@literal"]
    keep(reading, fields, NAMED_BY_LITERAL, "")


NAMED_BY_LITERAL: Final = "literal()"
"""The extension that says of a thing that its name stood in @literal."""

CONTEXT: Final = frozenset(f"{OWN}{tag}" for tag in ("link", "audience", "role", "type"))
"""Elements in an agent that say something of its use, which the caller reads."""


def is_context(element: etree._Element) -> bool:
    """Tells whether an element says something of the use of an agent."""
    return element.tag in CONTEXT


def is_plain_link(element: etree._Element) -> bool:
    """Tells whether an element is nothing but a link by its IRI."""
    return not len(element) and element.keys() == ["uri"] and is_iri(element.get("uri", ""))


def is_somebody(fields: dict[str, Any]) -> bool:
    """Tells whether the fields of an agent say who it is."""
    if fields["type"] == "unnamed_source":
        return True
    return bool(fields.keys() & {"identifier", "qcode", "name", "url"})


_WHERE: Final = frozenset(
    ("name", "identifier", "qcode", "country", "country_code", "subdivision", "subdivision_code", "latitude")
)


def is_somewhere(fields: dict[str, Any]) -> bool:
    """Tells whether the fields of a place say where it is."""
    return not _WHERE.isdisjoint(fields)


def _read_details(element: etree._Element, fields: dict[str, Any], reading: Reading) -> None:
    path = f"{element.tag.rpartition('}')[2]}/"
    for name, value in pairs(element):
        keep_attribute(reading, fields, name, value, path)
    for child in element:
        if child.tag == AFFILIATION and fields["type"] == "person":
            body = read_agent(child, reading)
            if is_somebody(body) and body["type"] == "organization":
                fields.setdefault("affiliation", []).append(body)
            else:
                keep_element(reading, fields, child, path)
        elif child.tag == CONTACT_INFO and not any(
            one.tag == CONTACT_INFO for one in child.itersiblings(preceding=True)
        ):
            _read_contacts(child, fields, reading, f"{path}contactInfo/")
        else:
            keep_element(reading, fields, child, path)


def _read_contacts(element: etree._Element, fields: dict[str, Any], reading: Reading, path: str) -> None:
    for name, said in pairs(element):
        keep_attribute(reading, fields, name, said, path)
    for child in element:
        kind = CONTACTS.get(str(child.tag))
        value = reading.line(child)
        if kind is not None and value is not None and not pairs(child) and not len(child):
            fields.setdefault("contacts", []).append({"kind": kind, "value": value})
        elif child.tag == f"{OWN}contact":
            fields.setdefault("contacts", []).append(dict(pairs(child)))
        else:
            keep_element(reading, fields, child, path)


# Places


def place_node(tag: str, location: Place, writing: Writing, path: str, details: Details = "place") -> Node:
    """Returns a place as `located`, `location` or `subject`."""
    node = Node(tag, ("type", "cpnat:geoArea"), path=path)
    late = write_identity(node, location, writing)
    left = write_names(node, location, writing) + write_same_as(node, location)
    for kind, alias, code, name in (
        (SUBDIVISION, "iso3166-2", location.subdivision_code, location.subdivision),
        (COUNTRY, "iso3166-1a2", location.country_code, location.country),
    ):
        if code or name:
            above = Node("broader", ("typeuri", kind), path=path)
            above.set("qcode", f"{alias}:{code}" if code else None)
            above.leaf("name", name)
            node.add(above)
    spelt = writing.lenient and any(one.path.startswith("geoAreaDetails/") for one in location.extensions)
    if (details == "place" or spelt) and location.latitude is not None and location.longitude is not None:
        position = empty(
            "position", ("latitude", decimal(location.latitude)), ("longitude", decimal(location.longitude))
        )
        area = Node("geoAreaDetails")
        area.add(position)
        node.add(area)
    else:
        left += ("latitude", "longitude")
    node.kids += late
    node.kids += rest(location, _WRITTEN_PLACE, left)
    place(node, location, writing)
    return node


_WRITTEN_PLACE: Final = _IDENTIFIED | {
    *("subdivision_code", "subdivision", "country_code", "country", "latitude", "longitude")
}


_AREAS: Final = (
    ("iso3166-1a2:", COUNTRY, "country_code", "country"),
    ("iso3166-2:", SUBDIVISION, "subdivision_code", "subdivision"),
)


def read_place(element: etree._Element, reading: Reading, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Reads a place."""
    fields: dict[str, Any] = {}
    typed = element.get("type") == "cpnat:geoArea"
    read_identity(element, fields, reading, (*known, "type") if typed else known)
    for child in element:
        tag = child.tag
        if tag == NAME:
            read_main_name(child, fields, reading)
        elif tag == SAME_AS and is_plain_link(child):
            fields.setdefault("same_as", []).append(child.get("uri"))
        elif tag == AREA_DETAILS:
            _read_area(child, fields, reading)
        elif not (
            (tag == BROADER and _read_broader_area(child, fields, reading))
            or take(fields, child, Place)
            or is_context(child)
        ):
            keep_element(reading, fields, child)
    _name_by_literal(element, fields, reading)
    return fields


def _read_broader_area(element: etree._Element, fields: dict[str, Any], reading: Reading) -> bool:
    qcode = element.get("qcode") or ""
    names = list(element)
    if len(names) > 1 or any(name.tag != NAME or (pairs(name) and reading.own) for name in names):
        return False
    for prefix, kind, code, name in _AREAS:
        if element.get("typeuri") != kind or code in fields or name in fields:
            continue
        if element.keys() not in (["typeuri"], ["typeuri", "qcode"]):
            return False
        if qcode:
            fields[code] = qcode.removeprefix(prefix)
        if names:
            fields[name] = reading.line(names[0])
        return True
    return False


def _read_area(element: etree._Element, fields: dict[str, Any], reading: Reading) -> None:
    for name, value in pairs(element):
        keep_attribute(reading, fields, name, value, "geoAreaDetails/")
    for child in element:
        if child.tag == POSITION and "latitude" not in fields and sorted(child.keys()) == ["latitude", "longitude"]:
            _read_position(child, fields, reading)
        else:
            keep_element(reading, fields, child, "geoAreaDetails/")


_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,1100})?")


def _read_position(element: etree._Element, fields: dict[str, Any], reading: Reading) -> None:
    said = [(name, element.get(name, "").strip()) for name in ("latitude", "longitude")]
    if not all(_DEGREES.fullmatch(value) for _, value in said):
        keep_element(reading, fields, element, "geoAreaDetails/")
        return
    for name, value in said:
        fields[name] = float(value)
        if decimal(float(value)) != value:
            keep_attribute(reading, fields, name, value, "geoAreaDetails/position/")


# Terms


def concept_node(tag: str, concept: Concept, writing: Writing, path: str, *, typed: bool = False) -> Node:
    """Returns a term as `subject` or `genre`."""
    node = Node(tag, path=path)
    if typed:
        node.set("type", "cpnat:abstract")
    late = write_identity(node, concept, writing)
    _write_term_names(node, concept, writing)
    if concept.scheme != writing.scheme(writing.qcode(concept.qcode)):
        late.append(absent("scheme") if concept.scheme is None else leaf("ns:scheme", concept.scheme))
    left = write_same_as(node, concept)
    plain = True
    for index, broader in enumerate(concept.broader):
        plain = plain and is_standard_term(broader, writing)
        if plain:
            node.add(term_node("broader", broader, writing, f"{path}/broader/{index}"))
        else:
            late.append(encode("broader", broader))
    node.kids += late
    node.kids += rest(concept, _WRITTEN_CONCEPT, left)
    place(node, concept, writing)
    return node


_WRITTEN_CONCEPT: Final = frozenset(("identifier", "qcode", "names", "scheme", "same_as", "broader"))


def _write_term_names(node: Node, term: Concept, writing: Writing) -> None:
    plain = len(term.names) == 1 and term.names[0].language is None and term.names[0].role is None
    if plain and use_literal(node, term, writing):
        node.set("literal", term.names[0].text)
        return
    for index, name in enumerate(term.names):
        node.add(write_name(name, writing, f"{node.path}/names/{index}"))


def is_standard_term(broader: BroaderConcept | Concept, writing: Writing) -> bool:
    """Tells whether an element that takes nothing of ours (`broader`, `service`) holds all of a term."""
    if isinstance(broader, Concept) and (broader.broader or broader.same_as):
        return False
    qcode = writing.qcode(broader.qcode)
    if broader.scheme != writing.scheme(qcode):
        return False
    if qcode is None:
        return broader.qcode is None and (broader.identifier is None or is_uri(broader.identifier))
    return broader.identifier == writing.identifier(qcode)


def term_node(tag: str, term: BroaderConcept | Concept, writing: Writing, path: str) -> Node:
    """Returns a term as an element that takes nothing of ours."""
    node = Node(tag, path=path)
    write_identity(node, term, writing)
    for index, name in enumerate(term.names):
        node.add(write_name(name, writing, f"{path}/names/{index}"))
    place(node, term, writing)
    return node


def read_concept(
    element: etree._Element, reading: Reading, model: type[Model] = Concept, known: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Reads a term, or a broader one."""
    fields: dict[str, Any] = {}
    if element.get("type") == "cpnat:abstract" and model is Concept:
        known = (*known, "type")
    read_identity(element, fields, reading, known)
    if "qcode" in fields and (scheme := reading.scheme(fields["qcode"])):
        fields["scheme"] = scheme
    for child in element:
        tag = child.tag
        if tag == NAME and (name := read_name(child, reading)) is not None:
            fields.setdefault("names", []).append(name)
        elif tag == SAME_AS and is_plain_link(child) and model is Concept:
            fields.setdefault("same_as", []).append(child.get("uri"))
        elif tag == BROADER and model is Concept:
            broader = read_concept(child, reading, BroaderConcept)
            if broader.keys() & {"identifier", "qcode", "names"}:
                fields.setdefault("broader", []).append(broader)
            else:
                keep_element(reading, fields, child)
        elif not take(fields, child, model) and not is_context(child):
            keep_element(reading, fields, child)
    if model is not Concept or not fields.keys().isdisjoint(("identifier", "qcode", "names")):
        return fields
    literal = " ".join((element.get("literal") or "").split())
    if literal:
        fields["names"] = [{"text": literal}]
        _hint_literal(fields, reading)
    return fields


# Events


def event_node(event: Event, writing: Writing, path: str, tag: str = "assert") -> Node:
    """Returns what is known of an event as `assert`, or as the element that names it."""
    node = Node(tag, path=path)
    is_assert = tag == "assert"
    late = _write_event_identity(node, event, writing)
    if is_assert:
        node.add('<type qcode="cpnat:event"/>')
    else:
        node.set("type", "cpnat:event")
    left = write_names(node, event, writing) + write_same_as(node, event)
    if event.start is not None and is_assert:
        details = Node("eventDetails", path=path)
        dates = Node("dates")
        dates.leaf("start", event.start)
        dates.leaf("end", event.end)
        details.add(dates)
        if event.place is not None:
            details.add(place_node("location", event.place, writing, f"{path}/place"))
        node.add(details)
    else:
        left += ("start", "end", "place")
    node.kids += late
    node.kids += rest(event, _WRITTEN_EVENT, left)
    place(node, event, writing)
    return node


_WRITTEN_EVENT: Final = _IDENTIFIED | {"relation", "start", "end", "place"}


def _write_event_identity(node: Node, event: Event, writing: Writing) -> list[str]:
    """Writes the identifier and the code of an event; one that was derived from what it is called is no IRI of it."""
    derived = [
        at
        for at, one in enumerate(event.extensions if writing.places else ())
        if one.path == DERIVED_HERE and one.format == FORMAT
    ]
    if not derived:
        return write_identity(node, event, writing)
    writing.placed.setdefault(node.path, set()).update(derived)
    qcode = writing.qcode(event.qcode)
    node.set("qcode", qcode)
    late = [leaf("ns:identifier", event.identifier, ("derived", "true"))]
    if qcode is None and event.qcode is not None:
        late.append(leaf("ns:qcode", event.qcode))
    return late


def derived_event(element: etree._Element, provider: str, article: str) -> str | None:
    """Returns an identifier for an event that has none: of its code and the provider, the same in every document.

    One that has only a name is known within its article.
    """
    qcode = element.get("qcode") or ""
    if QCODE.fullmatch(qcode):
        return uuid5(NAMESPACE_URL, f"{provider} {qcode}").urn
    names = [element.get("literal") or "", *("".join(map(str, one.itertext())) for one in element.iterchildren(NAME))]
    name = next((" ".join(one.split()) for one in names if one.strip()), "")
    return uuid5(NAMESPACE_URL, f"{article}#{name}").urn if name else None


DATES: Final = f"{{{G2}}}dates"
START: Final = f"{{{G2}}}start"
END: Final = f"{{{G2}}}end"
LOCATION: Final = f"{{{G2}}}location"
EVENT_DETAILS: Final = f"{{{G2}}}eventDetails"
TYPE: Final = f"{{{G2}}}type"


def read_event(element: etree._Element, reading: Reading, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Reads an event from what is said of it, in an `assert` or where it is named."""
    fields: dict[str, Any] = {}
    read_identity(element, fields, reading, known)
    for child in element:
        tag = child.tag
        if tag == NAME:
            read_main_name(child, fields, reading)
        elif tag == SAME_AS and is_plain_link(child):
            fields.setdefault("same_as", []).append(child.get("uri"))
        elif tag == EVENT_DETAILS:
            _read_event_details(child, fields, reading)
        elif not (tag == TYPE and pairs(child) == [("qcode", "cpnat:event")]) and not take(fields, child, Event):
            keep_element(reading, fields, child)
    _name_by_literal(element, fields, reading)
    return fields


def _read_event_details(element: etree._Element, fields: dict[str, Any], reading: Reading) -> None:
    for name, value in pairs(element):
        keep_attribute(reading, fields, name, value, "eventDetails/")
    for child in element:
        if child.tag == DATES and not pairs(child):
            for one in child:
                field = {START: "start", END: "end"}.get(str(one.tag))
                date = reading.date(one)
                if field is not None and not pairs(one) and not len(one) and date is not None:
                    fields[field] = date
                else:
                    keep_element(reading, fields, one, "eventDetails/dates/")
        elif child.tag == LOCATION and "place" not in fields and is_somewhere(where := read_place(child, reading)):
            fields["place"] = where
        else:
            keep_element(reading, fields, child, "eventDetails/")
