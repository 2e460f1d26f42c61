"""What lists of an article share terms for: topics, credits, media, links, each told apart by what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from newsschema.formats.jsonld import records
from newsschema.formats.jsonld.addresses import absolute
from newsschema.formats.jsonld.leftovers import EMPTY, TYPE, Leftovers, flat
from newsschema.formats.jsonld.rows import MEDIA_TYPES
from newsschema.formats.jsonld.shapes import SHAPES, Node
from newsschema.formats.jsonld.terms import EVENTS, IMAGES, ORGANIZATIONS, PLACES, SOUNDS, VIDEOS, has_type, types_of
from newsschema.formats.jsonld.values import is_iri, unescaped_iri
from newsschema.v1 import Concept, Event, Link, Media, Model, Organization, Person, Place, Rendition

if TYPE_CHECKING:
    from newsschema.formats.jsonld.mend import Mender

_TOPICS: Final[tuple[tuple[type[Model], frozenset[str]], ...]] = (
    (Person, frozenset({"Person"})),
    (Organization, ORGANIZATIONS),
    (Place, PLACES),
    (Event, EVENTS),
)

_MEDIA: Final = (("ImageObject", IMAGES), ("VideoObject", VIDEOS), ("AudioObject", SOUNDS))
MEDIA_OF_TERM: Final = {"image": "ImageObject", "video": "VideoObject", "audio": "AudioObject"}
_TERM_OF_MEDIA: Final = {type_: term for term, type_ in MEDIA_OF_TERM.items()}


def topics(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes what the story is about or mentions, by what it is."""
    for item in flat(value):
        node = _topic(mender, key, item, out)
        if node is None:
            if item not in EMPTY:
                mender.set_aside(left, key, item)
        elif node:
            out.setdefault(key, []).append(node)


def _topic(mender: Mender, key: str, item: Any, out: Node) -> Node | None:
    model: type[Model] = Concept
    if isinstance(item, dict):
        item = mender.resolved(item)
        if has_type(item, ("Quotation",)):
            return {} if records.quotation(mender, item, out) else None
        model = next((model for model, types in _TOPICS if has_type(item, types)), Concept)
    if model is Concept and key == "mentions":
        return None
    node = mender.positioned(model, item)
    if node is not None and model is Event and "@id" not in node:
        node["@id"] = mender.local("e")
    return node if node is None or model is not Event or mender.settles(Event, node) else None


def contributors(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes who worked on the article; what a page says of them is for everybody."""
    for item in flat(value):
        node = mender.credit(item)
        if node is None:
            if item not in EMPTY:
                mender.refuse(left, key, item)
            continue
        if not mender.own:
            node["ns:audience"] = "public"
        place = "contributor" if key == "editor" and node["@type"] != "Person" else key
        if place != key:
            node["ns:role"] = key
        out.setdefault(place, []).append(node)


def media(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes pictures, films and sounds."""
    for item in flat(value):
        node = _medium(mender, key, item)
        if node is None:
            if item not in EMPTY:
                mender.refuse(left, key, item)
            continue
        place = _TERM_OF_MEDIA[node["@type"]]
        out.setdefault(place, []).append(node)


def _medium(mender: Mender, key: str, item: Any) -> Node | None:
    if isinstance(item, str) and item in mender.index:
        item = {"@id": item}
    if isinstance(item, str):
        if not is_iri(unescaped_iri(item.strip())) and (mender.own or absolute(item, mender.links) is None):
            return None
        item = {"contentUrl": item}
    if not isinstance(item, dict):
        return None
    item = mender.resolved(item)
    type_ = next((name for name, types in _MEDIA if has_type(item, types)), MEDIA_OF_TERM[key])
    node = mender.positioned(Media, {"@type": type_, **item, TYPE: type_})
    if node is None:
        return None
    if "@id" not in node or node["@id"] in mender.used:
        node["@id"] = mender.local("m")
    mender.used.add(node["@id"])
    return {"@type": type_, **node} if mender.settles(Media, node) else None


def encodings(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes the further files of a medium."""
    for item in flat(value):
        types = types_of(item) if isinstance(item, dict) else ()
        node = mender.node(SHAPES[Rendition], {**item, TYPE: item["@type"]}) if types else None
        if node is None or types not in [(name,) for name in MEDIA_TYPES.values()]:
            left.add(key, item)
        else:
            out.setdefault(key, []).append({"@type": types[0], **_without_type(node)})


def links(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes other documents, quotations and the sources that a document was."""
    for item in flat(value):
        node = _link(mender, item, out)
        if node is None:
            if item not in EMPTY:
                mender.set_aside(left, key, item)
        elif node:
            out.setdefault(key, []).append(node)


def _link(mender: Mender, item: Any, out: Node) -> Node | None:
    if isinstance(item, dict) and has_type(said := mender.resolved(item), ("Quotation",)):
        return {} if records.quotation(mender, said, out) else None
    if isinstance(item, dict) and item.get("ns:as") == "source":
        return mender.credit(item)
    if isinstance(item, str) and not is_iri(item.strip()):
        return None
    return mender.positioned(Link, item)


def _without_type(node: Node) -> Node:
    return {key: value for key, value in node.items() if key != "@type"}
