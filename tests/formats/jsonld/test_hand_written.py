"""Documents that people write to the mapping tables: read as the records they mean, whatever their form."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.jsonld import dumps, read
from newsschema.formats.jsonld.mapping import CONTEXT
from newsschema.v1 import Article, Organization, Person, SourceDocument, UnnamedSource
from newsschema.v1.codes import NAMESPACE
from newsschema.v1.trees import tree

ID = "https://news.example/flood"
PLAIN_CONTEXT: Any = ["https://schema.org", {"ns": NAMESPACE}]
QUOTE: dict[str, Any] = {
    "@type": "Quotation",
    "@id": f"{ID}#q1",
    "text": "The water came at night",
    "creator": [{"@type": "Person", "name": "Ida Marlow"}],
    "ns:kind": "direct",
    "ns:attribution": [{"ns:role": "originator"}],
}
CLAIM: dict[str, Any] = {
    "@type": "Claim",
    "@id": f"{ID}#c1",
    "additionalType": f"{NAMESPACE}CasualtyReport",
    "text": "at least four dead",
    "author": [{"@type": "Organization", "name": "Harbour Police"}],
    "mainEntity": {
        "@type": "Observation",
        "variableMeasured": {
            "@type": "StatisticalVariable",
            "@id": "https://w3id.org/newsschema/cv/outcome/killed",
        },
        "minValue": 4,
        "unitText": "person",
    },
    "ns:qualifier": "at_least",
    "ns:attribution": [{"ns:role": "originator"}],
}


def item_of(node: Any) -> Item:
    (item,) = read(io.BytesIO(json.dumps(node).encode()), ReadOptions())
    return item


def article_of(context: Any = PLAIN_CONTEXT, **members: Any) -> Article:
    node = {"@context": context, "@type": "NewsArticle", "@id": ID, "headline": "Flood", "articleBody": "Water rose."}
    document = item_of({**node, **members}).document
    assert isinstance(document, Article)
    return document


def with_quote(**changes: Any) -> Article:
    quote = {key: value for key, value in {**QUOTE, **changes}.items() if value is not None}
    return article_of(hasPart=quote)


def with_claim(**changes: Any) -> Article:
    claim = {key: value for key, value in {**CLAIM, **changes}.items() if value is not None}
    return article_of(interpretedAsClaim=claim)


# --- The example beside the mapping


@pytest.fixture
def example(shared: Path) -> dict[str, Any]:
    text = (shared / "design" / "examples" / "article_full.jsonld").read_text("utf-8")
    result: dict[str, Any] = json.loads(text)
    return result


def test_the_example_of_the_mapping_gives_all_its_records(example: dict[str, Any]) -> None:
    item = item_of(example)
    article = item.document
    assert isinstance(article, Article)
    (quote,) = article.quotes
    origin, spokesperson = quote.attribution.links
    assert origin.agents == (UnnamedSource(),)
    assert [agent.name for agent in spokesperson.agents if isinstance(agent, Person)] == ["Maria Keller"]
    assert (spokesperson.role, spokesperson.channel) == ("spokesperson", "interview")
    assert quote.said_at == "2026-07-11T10:00:00+02:00"
    assert quote.cue == "said"
    assert quote.original is not None
    assert quote.original.language == "de"
    assert [span.exact for span in quote.spans] == [quote.text]
    killed, injured = article.casualty_reports
    assert (killed.outcome, killed.count.qualifier, killed.count.number) == ("killed", "at_least", 12)
    assert (injured.outcome, injured.count.number, injured.count.number_to) == ("injured", 30, 40)
    for report in article.casualty_reports:
        assert (report.count.unit, report.scope) == ("person", "incident")
        assert report.as_of == "2026-07-11T11:30:00+02:00"
        assert report.said_at == "2026-07-11T11:30:00+02:00"
        assert report.event == "https://www.example.org/event/storm-anna"
        assert report.place is not None
        assert [agent.name for agent in report.attribution.speaker if isinstance(agent, Organization)] == [
            "National Rescue Service"
        ]
        assert report.evidence is not None
        assert [span.exact for span in report.evidence.spans] == [report.count.phrase]
    assert [note.text for note in article.editorial_notes] == ["Adds new death toll."]
    assert (article.keywords, article.slugline) == (("flood", "storm"), "WEATHER-STORM-ANNA")
    assert article.rights is not None
    assert article.rights.usage_terms == "Editorial use only. No resale."
    assert [len(medium.renditions) for medium in article.media] == [2]
    assert {entry.path for entry in article.extensions} == {"cms", "encoding", "sourceOrganization", "usageInfo"}
    assert "NS443" in {found.code for found in item.diagnostics}
    assert not {"NS442", "NS446"} & {found.code for found in item.diagnostics}


def test_the_example_of_the_mapping_is_written_and_read_as_it_was(example: dict[str, Any]) -> None:
    article = item_of(example).document
    assert isinstance(article, Article)
    (again,) = read(io.BytesIO(dumps(article)), ReadOptions())
    assert again.document is not None
    assert tree(again.document) == tree(article)


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _numbers_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers_as_text(item) for item in value]
    return str(value) if type(value) is int else value


def _lists_of_one_as_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key in ("@context", "ns:extensions") else _lists_of_one_as_values(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return _lists_of_one_as_values(value[0]) if len(value) == 1 else [_lists_of_one_as_values(v) for v in value]
    return value


@pytest.mark.parametrize(
    "change",
    [
        _reversed,
        _numbers_as_text,
        _lists_of_one_as_values,
        lambda node: {**node, "@context": CONTEXT},
        lambda node: {**node, "@context": PLAIN_CONTEXT},
    ],
    ids=["keys reversed", "numbers as text", "values for lists of one", "our context", "the prefix alone"],
)
def test_the_form_of_the_example_does_not_matter(
    example: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    changed, stated = item_of(change(example)).document, item_of(example).document
    assert isinstance(changed, Article)
    assert isinstance(stated, Article)
    assert tree(changed.replace(extensions=())) == tree(stated.replace(extensions=()))


# --- Chains


def test_a_quote_without_a_chain_has_the_speaker_as_its_origin() -> None:
    (quote,) = with_quote(**{"ns:attribution": None, "creator": "Ida Marlow", "ns:kind": "indirect"}).quotes
    assert [link.role for link in quote.attribution.links] == ["originator"]
    assert quote.attribution.speaker == (Person(name="Ida Marlow"),)
    assert quote.kind == "indirect"


def test_a_kind_that_nobody_knows_is_not_taken_for_words_in_quotation_marks() -> None:
    article = with_quote(**{"ns:kind": "sung"})
    assert article.quotes == ()
    assert [entry.path for entry in article.extensions] == ["hasPart"]


def test_a_link_may_name_the_speaker_again() -> None:
    link = {"ns:role": "originator", "ns:agents": QUOTE["creator"]}
    assert with_quote(**{"ns:attribution": link}) == with_quote()


def test_the_speaker_is_the_spokesperson_and_other_silent_links_are_implied() -> None:
    links = [{"ns:role": "originator"}, {"ns:role": "spokesperson"}]
    (quote,) = with_quote(**{"ns:attribution": links}).quotes
    assert quote.attribution.links[0].agents == (UnnamedSource(),)
    assert quote.attribution.speaker == (Person(name="Ida Marlow"),)


def test_the_originator_comes_first_wherever_it_stands() -> None:
    relay = {"ns:role": "relayer", "ns:agents": {"@type": "Organization", "name": "Wire"}}
    (quote,) = with_quote(**{"ns:attribution": [relay, {"ns:role": "originator"}]}).quotes
    assert [link.role for link in quote.attribution.links] == ["originator", "relayer"]
    assert quote.attribution.speaker == (Person(name="Ida Marlow"),)


def test_a_document_that_speaks_is_the_origin() -> None:
    report = {"@type": "CreativeWork", "name": "Inquiry"}
    (quote,) = with_quote(**{"creator": None, "ns:attribution": None, "isBasedOn": report}).quotes
    assert [link.role for link in quote.attribution.links] == ["document"]
    assert quote.attribution.speaker == (SourceDocument(name="Inquiry"),)


def test_a_record_may_name_the_article_it_is_in() -> None:
    assert with_quote(isPartOf={"@type": "Article", "@id": ID}) == with_quote()


# --- Figures


@pytest.mark.parametrize(
    "change",
    [
        {"@id": None},
        {"ns:qualifier": None},
        {"additionalType": None},
        {"author": "Harbour Police"},
        {"mainEntity": {**CLAIM["mainEntity"], "unitText": "people"}},
        {"mainEntity": {**CLAIM["mainEntity"], "minValue": "4"}},
        {"mainEntity": {**CLAIM["mainEntity"], "variableMeasured": "killed"}},
        {"mainEntity": [{key: value for key, value in CLAIM["mainEntity"].items() if key != "unitText"}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_claim_leaves_out_or_says_otherwise_is_understood(change: dict[str, Any]) -> None:
    if change.get("author"):
        change = {"author": {"@type": "Organization", "name": change["author"]}}
    assert with_claim(**change) == with_claim()


@pytest.mark.parametrize(
    "members",
    [
        {"about": f"{ID}#flood"},
        {"about": {"@id": f"{ID}#flood"}},
        {"mainEntity": {**CLAIM["mainEntity"], "observationAbout": {"@type": "Event", "@id": f"{ID}#flood"}}},
    ],
    ids=["an IRI", "a reference", "the observation alone"],
)
def test_the_event_of_a_claim_is_said_once(members: dict[str, Any]) -> None:
    event = {"@type": "Event", "@id": f"{ID}#flood", "name": "Flood"}
    (report,) = article_of(about=event, interpretedAsClaim={**CLAIM, **members}).casualty_reports
    assert report.event == f"{ID}#flood"


def test_a_claim_that_the_model_refuses_is_kept_whole() -> None:
    article = with_claim(mainEntity={"@type": "Observation", "variableMeasured": "killed"})
    assert article.casualty_reports == ()
    assert [entry.path for entry in article.extensions] == ["interpretedAsClaim"]


def test_notes_and_sluglines_may_be_plain() -> None:
    slugline = {
        "@type": "DefinedTerm",
        "name": "FLOOD",
        "inDefinedTermSet": "https://w3id.org/newsschema/cv/slugline",
    }
    article = article_of(**{"ns:editorialNote": "Adds figures.", "keywords": ["river", slugline], "ns:urgency": "2"})
    assert [note.text for note in article.editorial_notes] == ["Adds figures."]
    assert (article.keywords, article.slugline, article.urgency) == (("river",), "FLOOD", 2)
