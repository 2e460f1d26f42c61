"""How content came to be digital: written by schema.org's names, read in every form that it is met in."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from newsschema.formats.base import ReadOptions
from newsschema.formats.jsonld import dumps, read
from newsschema.formats.jsonld.digital_sources import IPTC, NAMES
from newsschema.v1 import Article, Media

ID = "https://news.example/a"
MADE = IPTC + "trainedAlgorithmicMedia"


def read_one(node: Any) -> Article:
    (item,) = read(io.BytesIO(json.dumps(node).encode()), ReadOptions())
    assert isinstance(item.document, Article)
    return item.document


@pytest.mark.parametrize(
    "value",
    [
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "http://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "TrainedAlgorithmicMediaDigitalSource",
        MADE,
        {"@id": "https://schema.org/TrainedAlgorithmicMediaDigitalSource"},
        {"@id": MADE},
        {"@type": "IPTCDigitalSourceEnumeration", "@id": MADE},
        [MADE],
    ],
    ids=str,
)
def test_foreign_pages_say_it_in_many_ways(value: Any) -> None:
    page = {"@context": "https://schema.org", "@type": "NewsArticle", "@id": ID, "headline": "H"}
    found = read_one({**page, "digitalSourceType": value, "image": {"@type": "ImageObject", "url": f"{ID}.png"}})
    assert found.digital_source_type == MADE
    assert found.extensions == ()


def test_what_is_no_term_is_kept() -> None:
    page = {"@context": "https://schema.org", "@type": "NewsArticle", "@id": ID, "headline": "H"}
    found = read_one({**page, "digitalSourceType": "by hand"})
    assert found.digital_source_type is None
    assert [(one.path, one.content) for one in found.extensions] == [("digitalSourceType", '"by hand"')]


@pytest.mark.parametrize("term", [*NAMES, IPTC + "humanEdits", "https://schema.org/PrintDigitalSource", "urn:x:y"])
def test_every_term_comes_back_as_it_was(term: str) -> None:
    medium = Media(identifier=f"{ID}#m1", kind="image", digital_source_type=term)
    article = Article(identifier=ID, digital_source_type=term, media=(medium,))
    assert read_one(json.loads(dumps(article))) == article


def test_the_names_are_those_of_schema_org(shared: Path) -> None:
    listed = json.loads((shared / "standards" / "schema.org" / "schemaorg-all-https.jsonld").read_bytes())["@graph"]
    names = {
        node["skos:exactMatch"]["@id"]: node["@id"].removeprefix("schema:")
        for node in listed
        if node["@type"] == "schema:IPTCDigitalSourceEnumeration"
    }
    assert names == NAMES
