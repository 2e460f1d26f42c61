"""The terms of our namespace as linked data: a vocabulary, its code lists in SKOS, and a context for own JSON.

A property is named like the field, in camel case; a class like the class. The same field name in two classes is one
property with two domains.
"""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

import newsschema.v1
from newsschema.v1 import Body, PartialDate
from newsschema.v1.base import Model, mark_of
from newsschema.v1.codes import CODE_NAMESPACE, NAMESPACE
from newsschema.v1.documentation import field_docstrings
from tools import json_schemas
from tools.crosswalks import CROSSWALKS, SYSTEMS, Near

Node = dict[str, Any]

OWN_TERMS_OF_FORMATS: Final[Mapping[str, str]] = {
    "alternateNameDetail": "What schema.org's alternateName cannot say of a name: its language, role and extensions.",
    "alternativeHeadlineDetail": "What schema.org's alternativeHeadline cannot say: its language, role and extensions.",
    "nameDetail": "What schema.org's name cannot say of a name: its language, role and extensions.",
    "as": "As what somebody contributed or was credited.",
    "contact": "A way to reach somebody that schema.org has no property for.",
    "index": "The position in the list that the details belong to, from 0.",
    "position": "The position in a list of the model that schema.org spreads over several properties, from 0.",
    "link": "A document that an article refers to; in NewsML-G2, a link of a chain of attribution.",
    "editorialNote": "One of the editorial notes of an article.",
    "service": "One of the services that an article is distributed in.",
    "term": "The label of a term that an article uses by its IRI.",
    "writer": "Says which version of the model a NewsML-G2 item was written with.",
    "derived": "Names a value that NewsML-G2 demands and the article does not have.",
}
"""Terms that documents of a format use and the model has no field for."""

ELSEWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    "digitalSourceType": ("https://schema.org/digitalSourceType",),
    "dataMining": ("http://ns.useplus.org/ldf/xmp/1.0/DataMining", "http://www.w3.org/ns/tdmrep#reservation"),
}
"""Properties of other vocabularies that say the same, or that follow from what a property of ours says."""

_PREFIXES: Final = {
    "ns": NAMESPACE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CONTEXT: Final[Node] = {
    "@version": 1.1,
    **_PREFIXES,
    **{
        key: {"@id": iri, "@type": "@id"}
        for key, iri in (
            ("domain", "ns:domainIncludes"),
            ("range", "ns:rangeIncludes"),
            ("isDefinedBy", "rdfs:isDefinedBy"),
            ("seeAlso", "rdfs:seeAlso"),
            ("inScheme", "skos:inScheme"),
            ("topConceptOf", "skos:topConceptOf"),
            ("hasTopConcept", "skos:hasTopConcept"),
            ("closeMatch", "skos:closeMatch"),
            ("broadMatch", "skos:broadMatch"),
            ("relatedMatch", "skos:relatedMatch"),
        )
    },
    **{
        key: {"@id": iri, "@language": "en"}
        for key, iri in (
            ("label", "rdfs:label"),
            ("comment", "rdfs:comment"),
            ("prefLabel", "skos:prefLabel"),
            ("definition", "skos:definition"),
        )
    },
    "notation": "skos:notation",
}


def camel(name: str) -> str:
    """The name of a field as a term: `pub_status` is `pubStatus`."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def scheme_of(list_name: str) -> str:
    """The last part of a code list's IRI: `AgeGroup` is `age-group`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in list_name).strip("-")


def classes() -> list[type[Model]]:
    """Every class of the model."""
    exported = (getattr(newsschema.v1, name) for name in newsschema.v1.__all__)
    return [item for item in exported if isinstance(item, type) and issubclass(item, Model) and item is not Model]


def vocabulary(version: str) -> Node:
    """Classes, properties and code lists with their labels, comments, domains, ranges and mappings, as JSON-LD."""
    ontology: Node = {
        "@id": NAMESPACE.removesuffix("#"),
        "@type": "owl:Ontology",
        "label": "newsschema",
        "comment": "Terms of news articles, quotes and casualty reports that schema.org and IPTC do not have.",
        "owl:versionInfo": version,
    }
    nodes = [ontology, *_classes(), *_properties(), *_format_terms(), *_systems(), *_code_lists()]
    return {"@context": _CONTEXT, "@graph": nodes}


def _classes() -> Iterable[Node]:
    for model in classes():
        yield {
            "@id": f"ns:{model.__name__}",
            "@type": "rdfs:Class",
            "label": model.__name__,
            "comment": inspect.cleandoc(model.__doc__ or ""),
            "isDefinedBy": NAMESPACE.removesuffix("#"),
        }


def _properties() -> Iterable[Node]:
    found: dict[str, Node] = {}
    for model in classes():
        for name, field in model.model_fields.items():
            node = found.setdefault(
                camel(name),
                {
                    "@id": f"ns:{camel(name)}",
                    "@type": "rdf:Property",
                    "label": name.replace("_", " "),
                    "comment": [],
                    "domain": [],
                    "range": [],
                    "isDefinedBy": NAMESPACE.removesuffix("#"),
                },
            )
            node["domain"].append(f"ns:{model.__name__}")
            _add(node["comment"], [f"{model.__name__}: {field_docstrings(model)[name]}"])
            _add(node["range"], sorted(_ranges(field.annotation)))
            if mark_of(field.metadata).audience == "internal":
                node["ns:audience"] = "internal"
            if camel(name) in ELSEWHERE:
                node["seeAlso"] = list(ELSEWHERE[camel(name)])
    return found.values()


def _add(known: list[str], more: Iterable[str]) -> None:
    known.extend(item for item in more if item not in known)


def _ranges(annotation: Any) -> set[str]:
    """The classes, code lists and data types that a field's type allows."""
    if name := _code_list(annotation):
        return {f"{CODE_NAMESPACE}{scheme_of(name)}"}
    if isinstance(annotation, type):
        return _range_of_class(annotation)
    return {item for part in get_args(annotation) if part is not type(None) for item in _ranges(part)}


def _range_of_class(type_: type) -> set[str]:
    if issubclass(type_, Model):
        return {f"ns:{type_.__name__}"}
    if issubclass(type_, str | PartialDate | Body):
        return {"xsd:string"}
    known = {bool: "xsd:boolean", int: "xsd:integer", float: "xsd:decimal"}
    return {known[type_]} if type_ in known else set()


def _code_list(annotation: Any) -> str | None:
    return next((name for name in json_schemas.code_lists() if _literal_of(name) == annotation), None)


def _literal_of(name: str) -> Any:
    return getattr(newsschema.v1.codes, name)


def _format_terms() -> Iterable[Node]:
    for name, comment in OWN_TERMS_OF_FORMATS.items():
        yield {
            "@id": f"ns:{name}",
            "@type": "rdf:Property",
            "label": name,
            "comment": comment,
            "isDefinedBy": NAMESPACE.removesuffix("#"),
        }


def _systems() -> Iterable[Node]:
    for name, title in SYSTEMS.items():
        yield {
            "@id": f"ns:{camel(name)}",
            "@type": "rdf:Property",
            "label": name,
            "comment": f"The corresponding term among {title}.",
            "isDefinedBy": NAMESPACE.removesuffix("#"),
        }


def _code_lists() -> Iterable[Node]:
    descriptions = json_schemas.code_list_descriptions()
    for name, tokens in json_schemas.code_lists().items():
        scheme = f"{CODE_NAMESPACE}{scheme_of(name)}"
        yield {
            "@id": scheme,
            "@type": "skos:ConceptScheme",
            "label": name,
            "definition": descriptions[name],
            "hasTopConcept": [f"{scheme}/{token}" for token in tokens],
        }
        for token in tokens:
            yield _concept(scheme, token, CROSSWALKS.get(name, {}).get(token, Near()))


def _concept(scheme: str, token: str, near: Near) -> Node:
    node: Node = {
        "@id": f"{scheme}/{token}",
        "@type": "skos:Concept",
        "notation": token,
        "prefLabel": _label(token),
        "inScheme": scheme,
        "topConceptOf": scheme,
    }
    node |= {f"ns:{camel(system)}": term for system, term in near.terms.items()}
    matches = {"closeMatch": near.close, "broadMatch": near.broader, "relatedMatch": near.related}
    return node | {key: list(iris) for key, iris in matches.items() if iris}


def _label(token: str) -> str:
    """A token in words: tokens that are class names of schema.org are split at their capitals."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in token)
    return spaced.replace("_", " ").strip()


def context() -> Node:
    """A JSON-LD context by which a document of own JSON is linked data: its members are terms of the vocabulary.

    A code becomes the IRI of its concept where all classes mean the same list by the name of the member.
    """
    # `article` is the name of a member and a type of document, so that types are read in a scope of their own.
    types = {tag: f"ns:{json_schemas.class_of(tag).__name__}" for tag in json_schemas.tags()}
    type_: Node = {"@id": _PREFIXES["rdf"] + "type", "@type": "@vocab", "@context": types}
    terms: Node = {"@version": 1.1, "ns": NAMESPACE, "type": type_, "identifier": "@id"}
    properties: dict[str, list[Node]] = {}
    for _, members in json_schemas.members():
        for name, schema in members.items():
            properties.setdefault(name, []).append(schema)
    for name, schemas in properties.items():
        if name not in terms:
            terms[name] = _term(name, schemas)
    return {"@context": terms}


def _term(name: str, schemas: list[Node]) -> Node:
    term: Node = {"@id": f"ns:{camel(name)}"}
    if name == "extensions":
        return {**term, "@type": "@json"}
    meant = {tuple(sorted(json_schemas.references(schema))) for schema in schemas}
    (first, *_), single = meant, len(meant) == 1
    if single and first == ("Iri",):
        term["@type"] = "@id"
    elif single and len(first) == 1 and first[0] in json_schemas.code_lists():
        term |= {"@type": "@vocab", "@context": {"@vocab": f"{CODE_NAMESPACE}{scheme_of(first[0])}/"}}
    if any(schema.get("type") == "array" for schema in schemas):
        term["@container"] = "@list"
    return term
