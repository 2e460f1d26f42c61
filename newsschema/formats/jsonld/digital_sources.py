"""How content came to be digital: IPTC's terms, and schema.org's names for those that it has."""

from __future__ import annotations

from typing import Any, Final

from newsschema.formats.jsonld.shapes import Codec, Node, Unfamiliar
from newsschema.formats.jsonld.values import is_iri

IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SCHEMA_ORG: Final = ("https://schema.org/", "http://schema.org/", "schema:")
ENUMERATION: Final = "IPTCDigitalSourceEnumeration"

NAMES: Final = {
    IPTC + code: f"{name}DigitalSource"
    for code, name in {
        "algorithmicallyEnhanced": "AlgorithmicallyEnhanced",
        "algorithmicMedia": "AlgorithmicMedia",
        "composite": "Composite",
        "compositeCapture": "CompositeCapture",
        "compositeSynthetic": "CompositeSynthetic",
        "compositeWithTrainedAlgorithmicMedia": "CompositeWithTrainedAlgorithmicMedia",
        "computationalCapture": "MultiFrameComputationalCapture",
        "dataDrivenMedia": "DataDrivenMedia",
        "digitalArt": "DigitalArt",
        "digitalCapture": "DigitalCapture",
        "minorHumanEdits": "MinorHumanEdits",
        "negativeFilm": "NegativeFilm",
        "positiveFilm": "PositiveFilm",
        "print": "Print",
        "screenCapture": "ScreenCapture",
        "trainedAlgorithmicMedia": "TrainedAlgorithmicMedia",
        "virtualRecording": "VirtualRecording",
    }.items()
}
"""The members of schema.org's enumeration by the terms of IPTC that they match exactly."""

_TERMS: Final = {name: iri for iri, name in NAMES.items()}


def _name_of(value: str) -> str:
    prefix = next((prefix for prefix in SCHEMA_ORG if value.startswith(prefix)), "")
    return value[len(prefix) :]


def _write(iri: str) -> Node:
    if iri in NAMES:
        return {"@id": SCHEMA_ORG[0] + NAMES[iri]}
    if _name_of(iri) in _TERMS:
        # Schema.org's own name as the value is another value than IPTC's term, though it means the same.
        return {"@type": ENUMERATION, "name": iri}
    return {"@type": ENUMERATION, "@id": iri}


def _read(value: Any) -> str:
    match value:
        case {"@type": "IPTCDigitalSourceEnumeration", "name": str(iri), **rest} if not rest:
            return iri
        case {"@id": str(said), **rest} if rest.keys() <= {"@type"}:
            pass
        case str(said):
            pass
        case _:
            raise Unfamiliar("digitalSourceType")
    iri = _TERMS.get(_name_of(said.strip()), said.strip())
    if not is_iri(iri):
        raise Unfamiliar("digitalSourceType")
    return iri


DIGITAL_SOURCE: Final[Codec] = (_write, _read)
"""Writes schema.org's name where it has one, and reads it in every form that it is met in."""
