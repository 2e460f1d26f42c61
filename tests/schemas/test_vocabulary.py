"""The vocabulary defines every term that documents use, and the context makes linked data of own JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pyld import jsonld
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from newsschema import schemas
from newsschema.formats.jsonld import write
from newsschema.v1.codes import CODE_NAMESPACE, NAMESPACE, AgeGroup, Cause, Outcome, PubStatus
from newsschema.v1.trees import tree
from tests.conftest import valid_fixtures
from tests.strategies.articles import complete_articles

# The JSON-LD parser of rdflib 7 uses a class that rdflib itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FIXTURES = {path.stem: json.loads(path.read_bytes()) for path in valid_fixtures()}
VERSIONS = schemas.versions()
CONTEXT = schemas.load(VERSIONS[-1], "context")["@context"]
RETIRED_TOPICS = {20000064, 20000160, *range(20000162, 20000168)}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=schemas.read(VERSIONS[-1], "vocabulary"), format="json-ld")


def own(name: str) -> URIRef:
    return URIRef(NAMESPACE + name)


def code(list_name: str, token: str) -> URIRef:
    return URIRef(f"{CODE_NAMESPACE}{list_name}/{token}")


def test_every_term_has_a_label_and_a_comment_and_says_where_it_is_defined(graph: Graph) -> None:
    terms = [*graph.subjects(RDF.type, RDF.Property), *graph.subjects(RDF.type, RDFS.Class)]
    assert len(terms) > 150
    for term in terms:
        assert graph.value(term, RDFS.label), term
        assert graph.value(term, RDFS.comment), term
        assert graph.value(term, RDFS.isDefinedBy) in set(graph.subjects(RDF.type, OWL.Ontology)), term


def test_domains_and_ranges_are_defined(graph: Graph) -> None:
    classes = set(graph.subjects(RDF.type, RDFS.Class))
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert set(graph.objects(None, own("domainIncludes"))) <= classes
    ranges = {item for item in graph.objects(None, own("rangeIncludes")) if "XMLSchema" not in str(item)}
    assert ranges <= classes | schemes
    assert set(graph.objects(own("pubStatus"), own("rangeIncludes"))) == {URIRef(f"{CODE_NAMESPACE}pub-status")}
    assert own("Article") in set(graph.objects(own("pubStatus"), own("domainIncludes")))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("outcome", get_args(get_args(Outcome)[0])),
        ("cause", get_args(get_args(Cause)[0])),
        ("pub-status", get_args(PubStatus)),
        ("age-group", get_args(AgeGroup)),
    ],
)
def test_a_code_list_has_each_token_as_a_concept(graph: Graph, name: str, codes: tuple[str, ...]) -> None:
    scheme = URIRef(f"{CODE_NAMESPACE}{name}")
    assert graph.value(scheme, SKOS.definition)
    found = {str(graph.value(concept, SKOS.notation)) for concept in graph.subjects(SKOS.inScheme, scheme)}
    assert found == set(codes)
    assert set(graph.subjects(SKOS.inScheme, scheme)) == set(graph.objects(scheme, SKOS.hasTopConcept))


def test_concepts_say_what_they_are_elsewhere(graph: Graph) -> None:
    flood = set(graph.objects(code("cause", "flood"), SKOS.closeMatch))
    assert flood == {URIRef("http://cv.iptc.org/newscodes/mediatopic/20000154")}
    assert str(graph.value(code("outcome", "killed"), own("hxl"))) == "#affected+killed"
    assert str(graph.value(code("cause", "air_strike"), own("acled"))) == "Air/drone strike"
    assert str(graph.value(code("ihl-status", "civilian"), own("sdg1612"))) == "Civilian"


def test_casualties_unspecified_is_nowhere_the_same_as_killed(graph: Graph) -> None:
    unspecified = set(graph.predicate_objects(code("outcome", "casualties_unspecified")))
    killed = {item for _, item in graph.predicate_objects(code("outcome", "killed")) if isinstance(item, URIRef)}
    shared = {item for _, item in unspecified if isinstance(item, URIRef)} & killed
    assert shared == {SKOS.Concept, URIRef(f"{CODE_NAMESPACE}outcome")}


def test_no_retired_media_topic_is_named(graph: Graph) -> None:
    topics = {str(item) for item in graph.objects() if isinstance(item, URIRef) and "mediatopic" in item}
    assert topics
    assert not {int(topic.rpartition("/")[2]) for topic in topics} & RETIRED_TOPICS


def own_terms(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.startswith("ns:"):
                yield key.removeprefix("ns:")
            if key not in ("@context", "ns:extensions"):
                yield from own_terms(value)
    elif isinstance(node, list):
        for item in node:
            yield from own_terms(item)
    elif isinstance(node, str) and node.startswith(NAMESPACE):
        yield node.removeprefix(NAMESPACE)


def test_every_own_term_that_json_ld_documents_use_is_defined(graph: Graph) -> None:
    used = {term for article in complete_articles() for term in own_terms(write.to_node(article))}
    assert used
    defined = {str(term).removeprefix(NAMESPACE) for term in graph.subjects(RDFS.label, None)}
    assert used - defined == set()


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_no_term_ever_goes_away_or_is_made_another(version: str) -> None:
    before, after = (
        {node["@id"]: node for node in schemas.load(each, "vocabulary")["@graph"]} for each in (version, VERSIONS[-1])
    )
    assert before.keys() <= after.keys()
    assert {name: node["@type"] for name, node in before.items()}.items() <= {
        name: node["@type"] for name, node in after.items()
    }.items()
    for name, node in before.items():
        for kind in ("domain", "range", "hasTopConcept"):
            assert set(node.get(kind, ())) <= set(after[name].get(kind, ())), (name, kind)


# The context


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_later_context_only_adds(version: str) -> None:
    assert schemas.load(version, "context")["@context"].items() <= CONTEXT.items()


def expanded(document: dict[str, Any]) -> Any:
    return jsonld.expand({**document, "@context": CONTEXT})


def members(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            if key != "extensions":
                yield from members(value)
    elif isinstance(node, list):
        for item in node:
            yield from members(item)


@pytest.mark.parametrize(
    "name", ["11-every-field", "11-smallest", "12-standalone-quote", "12-standalone-casualty-report"]
)
def test_own_json_is_linked_data_in_which_no_member_is_dropped(name: str) -> None:
    names = {key for key, _ in members(FIXTURES[name])} - {"type", "identifier"}
    terms = {key for key, _ in members(expanded(FIXTURES[name])) if key.startswith(NAMESPACE)}
    camel = {key: key.split("_")[0] + "".join(part.title() for part in key.split("_")[1:]) for key in names}
    assert {NAMESPACE + term for term in camel.values()} <= terms | {f"{NAMESPACE}{inner}" for inner in INSIDE}


INSIDE = {"format", "path", "content"}
"""What extensions hold is free JSON, in which no term is looked for."""


def test_every_member_of_the_model_is_in_the_context() -> None:
    names = {key for article in complete_articles() for key, _ in members(tree(article))}
    assert names - set(CONTEXT) == set()


def test_codes_and_identifiers_become_iris_and_lists_keep_their_order() -> None:
    (node,) = expanded(FIXTURES["11-every-field"])
    report = node[f"{NAMESPACE}casualtyReports"][0]["@list"][0]
    assert report["@id"] == FIXTURES["11-every-field"]["casualty_reports"][0]["identifier"]
    assert report[f"{NAMESPACE}outcome"][0]["@id"].startswith((CODE_NAMESPACE + "outcome/", "http"))
    keywords = [item["@value"] for item in node[f"{NAMESPACE}keywords"][0]["@list"]]
    assert keywords == FIXTURES["11-every-field"]["keywords"]
    assert node[str(RDF.type)] == [{"@id": NAMESPACE + "Article"}]
