"""Correspondences that are more than one field in one term: bodies, chains, figures, files, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple

from newsschema.formats.jsonld.shapes import (
    AS_IS,
    SHAPES,
    Codec,
    Fields,
    Node,
    Unfamiliar,
    Waiting,
    aside,
    many,
    node_codec,
    one_of,
    own_term,
    shape_of,
    write_node,
)
from newsschema.v1 import (
    Attribution,
    AttributionLink,
    Body,
    Contact,
    Count,
    Media,
    Model,
    Organization,
    Person,
    RecorderFigures,
    Rendition,
    SourceDocument,
    UnnamedSource,
)

XHTML: Final = "application/xhtml+xml"
"""The media type of a body that is more than plain paragraphs."""

PARTIES: Final = (Person, Organization)
SPEAKERS: Final = (Person, Organization, UnnamedSource)


class BodyText(Waiting):
    """The body: its plain text, and its markup beside it where that says more than paragraphs."""

    fields = ("body",)
    keys = ("articleBody", "encoding")

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the text, and the markup where the text does not say it all."""
        body: Body | None = values["body"]
        if body is None:
            return
        if body.text:
            node["articleBody"] = body.text
        if not body.is_plain:
            node["encoding"] = {"@type": "MediaObject", "encodingFormat": XHTML, "text": str(body)}

    def finish(self, out: Fields) -> None:
        """Makes the body of the markup if its text is the text given, else refuses."""
        text, encoding = out.pop(" articleBody", ""), out.pop(" encoding", None)
        if type(text) is Body and encoding is None:
            out["body"] = text
            return
        if type(text) is not str:
            raise Unfamiliar("articleBody")
        if encoding is not None:
            if encoding.keys() != {"@type", "encodingFormat", "text"} or encoding["encodingFormat"] != XHTML:
                raise Unfamiliar("encoding")
            body = Body(encoding["text"])
        elif text:
            body = Body(paragraphs(text))
        else:
            return
        if body.text != text:
            raise Unfamiliar("articleBody")
        out["body"] = body


def paragraphs(text: str) -> str:
    """Returns the markup of plain paragraphs with a blank line between them."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<p>" + escaped.replace("\n\n", "</p><p>") + "</p>"


class ByKind:
    """A field whose standard term belongs to some kinds of article only."""

    def __init__(self, field: str, key: str, kinds: frozenset[str], codec: Codec = AS_IS) -> None:
        self.fields = (field,)
        self.field = field
        self.keys = (key, own_term(field))
        self._kinds = kinds
        self._write, self._read = codec

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the value to the term that its kind of article has."""
        value = values[self.field]
        if value is None or value == ():
            return
        key = self.keys[0] if values["kind"] in self._kinds else self.keys[1]
        node[key] = self._write(value)

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the value from either term."""
        if self.field in out:
            raise Unfamiliar(key)
        out[self.field] = self._read(value)

    def finish(self, out: Fields) -> None:
        """Nothing is left to do."""


class Present:
    """A marker for a value that is there and says nothing."""

    def __init__(self, field: str) -> None:
        self.fields = (field,)
        self.field = field
        self.keys = (own_term(field),)

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the marker to a value without members."""
        value = values[self.field]
        if value is not None and not any(value.__dict__.values()):
            node[self.keys[0]] = {}

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the marker."""
        if value != {}:
            raise Unfamiliar(key)
        out.setdefault(self.field, {})

    def finish(self, out: Fields) -> None:
        """Nothing is left to do."""


CONTACT_TERMS: Final = ("email", "telephone", "address")
"""The kinds of contact that schema.org has a term for, which is named like the kind."""


class Contacts(Waiting):
    """Ways to reach somebody: those for readers in the standard's terms, the others in ours.

    The standard's terms hold the first contacts as long as reading them by kind gives their order back.
    """

    fields = ("contacts",)
    keys = (*CONTACT_TERMS, "ns:contact")

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds each contact to its term."""
        reached = 0
        for contact in values["contacts"]:
            at = CONTACT_TERMS.index(contact.kind) if contact.kind in CONTACT_TERMS else -1
            if at >= reached and contact.audience == "public":
                node.setdefault(contact.kind, []).append(contact.value)
                reached = at
            else:
                node.setdefault("ns:contact", []).append(write_node(contact))
                reached = len(CONTACT_TERMS)

    def finish(self, out: Fields) -> None:
        """Puts the contacts into their order."""
        contacts: list[Fields] = []
        for kind in CONTACT_TERMS:
            values = out.pop(f" {kind}", [])
            contacts += [{"kind": kind, "value": value, "audience": "public"} for value in _list(values)]
        contacts += _READ_CONTACTS(out.pop(" ns:contact", []))
        if contacts:
            out["contacts"] = contacts


_READ_CONTACTS: Final = many(node_codec((Contact,)))[1]


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise Unfamiliar
    return value


class Contained:
    """Province and country of a place, as the places that contain it."""

    fields = ("subdivision_code", "subdivision", "country_code", "country")
    keys = ("containedInPlace",)
    _types: Final = (
        ("AdministrativeArea", "subdivision_code", "subdivision"),
        ("Country", "country_code", "country"),
    )

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds a node each for the province and the country."""
        found = []
        for type_, code, name in self._types:
            area = {"identifier": values[code], "name": values[name]}
            area = {key: value for key, value in area.items() if value is not None}
            if area:
                found.append({"@type": type_, **area})
        if found:
            node["containedInPlace"] = found

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the province and the country."""
        fields = {type_: (code, name) for type_, code, name in self._types}
        for area in _list(value):
            code, name = fields.pop(area["@type"])
            if not area.keys() <= {"@type", "identifier", "name"}:
                raise Unfamiliar(key)
            out[code], out[name] = area.get("identifier"), area.get("name")

    def finish(self, out: Fields) -> None:
        """Nothing is left to do."""


class Coordinates:
    """Latitude and longitude, as `GeoCoordinates`."""

    fields = ("latitude", "longitude")
    keys = ("geo",)

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the coordinates."""
        if values["latitude"] is not None:
            node["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": values["latitude"],
                "longitude": values["longitude"],
            }

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the coordinates."""
        if value.keys() != {"@type", "latitude", "longitude"} or value["@type"] != "GeoCoordinates":
            raise Unfamiliar(key)
        out["latitude"], out["longitude"] = value["latitude"], value["longitude"]

    def finish(self, out: Fields) -> None:
        """Nothing is left to do."""


class Chain(Waiting):
    """Who said it: the speaker whole in the standard's term, the links of the chain in ours.

    The speaker's link omits its agents, and the first link its time, which is when the words were said.
    """

    fields = ("attribution",)

    def __init__(self, speaker: str) -> None:
        self.keys = (speaker, "isBasedOn", "dateCreated", "ns:attribution")
        self._names = [(aside(key), key) for key in self.keys]
        self._speaker = speaker

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the speaker, the time and the links."""
        attribution: Attribution = values["attribution"]
        links = [write_node(link) for link in attribution.links]
        if "ns:at" in links[0]:
            node["dateCreated"] = links[0].pop("ns:at")
        speaker = attribution.speaker_link
        key = self._key(speaker)
        if key is not None:
            # By identity: two links may be equal, and the first of them speaks.
            at = next(at for at, link in enumerate(attribution.links) if link is speaker)
            node[key] = links[at].pop("ns:agents")
        node["ns:attribution"] = links

    def _key(self, link: AttributionLink) -> str | None:
        documents = {isinstance(agent, SourceDocument) for agent in link.agents}
        if len(documents) > 1:
            return None
        return "isBasedOn" if True in documents else self._speaker

    def finish(self, out: Fields) -> None:
        """Puts the chain together."""
        parts = {key: out.pop(name) for name, key in self._names if name in out}
        if not parts:
            return
        at = parts.pop("dateCreated", None)
        nodes = [link.copy() for link in _list(parts.pop("ns:attribution"))]
        if len(parts) > 1 or not nodes or (at is not None and "ns:at" in nodes[0]):
            raise Unfamiliar("ns:attribution")
        silent = [node for node in nodes if "ns:agents" not in node]
        if len(silent) != len(parts):
            raise Unfamiliar("ns:attribution")
        for node, agents in zip(silent, parts.values(), strict=True):
            node["ns:agents"] = agents
        if at is not None:
            nodes[0]["ns:at"] = at
        out["attribution"] = {"links": [shape_of(AttributionLink).read(node) for node in nodes]}


class _Number(NamedTuple):
    """Where a number of one qualifier stands in an `Observation`: the term, and what is added to the number."""

    key: str
    shift: int = 0


NUMBERS: Final[dict[str, _Number]] = {
    "exact": _Number("value"),
    "at_least": _Number("minValue"),
    "more_than": _Number("minValue", 1),
    "up_to": _Number("maxValue"),
    "nearly": _Number("maxValue"),
    "fewer_than": _Number("maxValue", -1),
    "about": _Number("value"),
    "range": _Number("minValue"),
}
"""The one slot of the number said; a range has its higher number in `maxValue`, and `none` is the value 0."""


class Figure(Waiting):
    """A casualty report's figure as an `Observation`: what was counted, how many, and as of when."""

    fields = ("outcome", "count", "as_of", "event")
    keys = ("mainEntity", "text", "about", "ns:qualifier", "ns:recorded")

    def __init__(self, outcome: Codec) -> None:
        self._names = [(aside(key), key) for key in self.keys]
        self._write_outcome, self._read_outcome = outcome

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the figure, its words and its event."""
        count: Count = values["count"]
        observation: Node = {
            "@type": "Observation",
            "variableMeasured": self._write_outcome(values["outcome"]),
        }
        if values["event"] is not None:
            node["about"] = {"@type": "Event", "@id": values["event"]}
            observation["observationAbout"] = {"@id": values["event"]}
        if values["as_of"] is not None:
            observation["observationDate"] = values["as_of"]
        place = NUMBERS.get(count.qualifier)
        if place is not None and count.number is not None:
            observation[place.key] = count.number + place.shift
        if count.number_to is not None:
            observation["maxValue"] = count.number_to
        if count.qualifier == "none":
            observation["value"] = 0
        observation["unitText"] = count.unit
        if count.phrase is not None:
            node["text"] = count.phrase
        node["ns:qualifier"] = count.qualifier
        if count.recorded is not None:
            node["ns:recorded"] = write_node(count.recorded)
        node["mainEntity"] = observation

    def finish(self, out: Fields) -> None:
        """Puts the figure together."""
        parts = {key: out.pop(name) for name, key in self._names if name in out}
        observation = dict(parts["mainEntity"])
        if observation.pop("@type") != "Observation":
            raise Unfamiliar("mainEntity")
        out["outcome"] = self._read_outcome(observation.pop("variableMeasured"))
        out["as_of"] = observation.pop("observationDate", None)
        out["event"] = _event(parts.get("about"), observation.pop("observationAbout", None))
        qualifier = parts["ns:qualifier"]
        count: Fields = {"qualifier": qualifier, "unit": observation.pop("unitText")}
        if "text" in parts:
            count["phrase"] = parts["text"]
        if "ns:recorded" in parts:
            count["recorded"] = shape_of(RecorderFigures).read(parts["ns:recorded"])
        place = NUMBERS.get(qualifier)
        if place is not None:
            count["number"] = observation.pop(place.key) - place.shift
        if qualifier == "range":
            count["number_to"] = observation.pop("maxValue")
        if qualifier == "none" and observation.pop("value") != 0:
            raise Unfamiliar("value")
        if observation:
            raise Unfamiliar("mainEntity")
        out["count"] = count


def _event(about: Any, observed: Any) -> Any:
    if about is None and observed is None:
        return None
    if about.keys() != {"@type", "@id"} or about["@type"] != "Event" or observed != {"@id": about["@id"]}:
        raise Unfamiliar("about")
    return about["@id"]


MEDIA_TYPES: Final = {
    "image": "ImageObject",
    "graphic": "ImageObject",
    "video": "VideoObject",
    "audio": "AudioObject",
}


class Files(Waiting):
    """The files of a medium: the first on the medium's own node if it has a link and says no more, others below."""

    fields = ("renditions",)

    @property
    def keys(self) -> tuple[str, ...]:
        """The terms of a file, and the one for further files."""
        return (*(key for key in SHAPES[Rendition].by_key if key != "ns:extensions"), "encoding")

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the files."""
        renditions = values["renditions"]
        nodes = [write_node(rendition) for rendition in renditions]
        if renditions and renditions[0].url is not None and not renditions[0].extensions:
            node.update(nodes.pop(0))
        if nodes:
            type_ = {"@type": MEDIA_TYPES[values["kind"]]}
            node["encoding"] = [type_ | file for file in nodes]

    def finish(self, out: Fields) -> None:
        """Puts the files into their order."""
        others = out.pop(" encoding", [])
        first = {key: out.pop(name) for name, key in self._names if name in out}
        nodes = [first] if first else []
        if first and "contentUrl" not in first:
            raise Unfamiliar("contentUrl")
        nodes += [{name: member for name, member in file.items() if name != "@type"} for file in _list(others)]
        if nodes:
            out["renditions"] = [SHAPES[Rendition].read(node) for node in nodes]

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        return [(aside(key), key) for key in self.keys if key != "encoding"]


class Standalone:
    """The version of the model, which only a document that stands alone says, and by which it is known as one."""

    fields = ("type", "schema_version")
    keys = ("ns:schemaVersion",)

    def __init__(self, type_: str) -> None:
        self._type = type_

    def write(self, values: Mapping[str, Any], node: Node) -> None:
        """Adds the version where there is one."""
        if values["schema_version"] is not None:
            node["ns:schemaVersion"] = values["schema_version"]

    def read(self, key: str, value: Any, out: Fields) -> None:
        """Takes the version."""
        del key
        out["schema_version"], out["type"] = value, self._type

    def finish(self, out: Fields) -> None:
        """Nothing is left to do."""


# --- Codecs of single values


def write_seconds(seconds: float) -> str:
    """Returns a length in seconds as an ISO 8601 duration, with every digit."""
    return f"PT{format(Decimal(repr(float(seconds))), 'f').removesuffix('.0')}S"


def read_seconds(duration: str) -> float:
    """Returns the seconds of a duration that has only seconds."""
    if not duration.startswith("PT") or not duration.endswith("S"):
        raise Unfamiliar("duration")
    return float(duration[2:-1])


def read_size(size: str) -> int:
    """Returns the bytes of a `contentSize` that is a plain number."""
    if not size.isascii() or not size.isdigit() or str(int(size)) != size:
        raise Unfamiliar("contentSize")
    return int(size)


def media_codec() -> Codec:
    """The codec of a medium, whose type says what kind it is."""

    def write(medium: Media) -> Node:
        return {"@type": MEDIA_TYPES[medium.kind], **shape_of(Media).write(medium)}

    def read(node: Node) -> Fields:
        return shape_of(Media).read({key: value for key, value in node.items() if key != "@type"})

    return write, read


def credit_codec(models: tuple[type[Model], ...], *more: str) -> Codec:
    """The codec of an agent with what it did (`more` are fields of our own), on one node."""
    terms = [(field, own_term(field)) for field in more]
    own = {term for _, term in terms}

    def write(credit: Model) -> Node:
        values = credit.__dict__
        node = write_node(values["agent"])
        for field, term in terms:
            if values[field] is not None:
                node[term] = values[field]
        return node

    read_agent = one_of(models)

    def read(node: Node) -> Fields:
        fields = {field: node[term] for field, term in terms if term in node}
        if fields:
            node = {key: value for key, value in node.items() if key not in own}
        return {"agent": read_agent(node), **fields}

    return write, read
