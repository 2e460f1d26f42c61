"""What is written as NewsML-G2 is read as it was, and is valid to those who never heard of us."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from lxml import etree
from NewsMLG2 import NewsMLG2Document

from newsschema.errors import FormatError
from newsschema.formats import newsml_g2
from newsschema.formats.base import ReadOptions, WriteOptions
from newsschema.v1 import Article, CasualtyReport, Quote
from newsschema.v1.trees import tree
from tests.conftest import ROOT, valid_fixtures
from tests.strategies.articles import articles, crowded_article, maximal_article

G2 = {"g": "http://iptc.org/std/nar/2006-10-01/"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
FIXTURES = valid_fixtures()


def fixture_articles() -> Iterator[tuple[str, Article]]:
    for path in FIXTURES:
        data = json.loads(path.read_text("utf-8"))
        if data["type"] == "article":
            yield path.stem, Article.model_validate_json(path.read_bytes())


ARTICLES = dict(fixture_articles())
every_fixture = pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)


def read_back(data: bytes) -> list[Article]:
    items = list(newsml_g2.read(BytesIO(data), ReadOptions()))
    assert [str(found) for item in items for found in item.diagnostics] == []
    assert {item.outcome for item in items} <= {"read", "merged"}
    return [item.document for item in items if isinstance(item.document, Article)]


def assert_valid(data: bytes, schema: etree.XMLSchema) -> None:
    document = etree.fromstring(data)
    assert schema.validate(document), str(schema.error_log)
    for item in document.iter("{*}newsItem"):
        declared = {
            scheme.get("alias") for scheme in item.iter("{*}scheme")
        } | newsml_g2.catalogs.Catalogs().schemes.keys()
        for element in item.iter("{*}*"):
            for name in ("qcode", "type", "rel", "role", "rendition"):
                if str(element.tag).startswith(f"{{{G2['g']}}}") and element.get(name):
                    assert str(element.get(name)).partition(":")[0] in declared


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(article=articles())
@example(article=maximal_article())
@example(article=crowded_article(40))
def test_what_is_written_is_read_as_it_was_and_is_valid(article: Article, schema: etree.XMLSchema) -> None:
    data = newsml_g2.dumps(article)
    assert [tree(found) for found in read_back(data)] == [tree(article)]
    assert_valid(data, schema)


@every_fixture
def test_every_fixture_is_read_as_it_was_and_is_valid(article: Article, schema: etree.XMLSchema) -> None:
    data = newsml_g2.dumps(article)
    assert [tree(found) for found in read_back(data)] == [tree(article)]
    assert_valid(data, schema)


def test_many_articles_make_one_message_with_ids_of_their_own(schema: etree.XMLSchema) -> None:
    some = [*ARTICLES.values(), *ARTICLES.values(), maximal_article()]
    stream = BytesIO()
    newsml_g2.dump_all(some, stream)
    assert [tree(article) for article in read_back(stream.getvalue())] == [tree(article) for article in some]
    assert_valid(stream.getvalue(), schema)
    ids = [mark.get(XML_ID) for mark in etree.fromstring(stream.getvalue()).iter("{*}span") if mark.get(XML_ID)]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.skipif(shutil.which("java") is None, reason="the second judge runs on Java")
def test_references_are_bound_for_a_second_validator(shared: Path, tmp_path: Path) -> None:
    for name, article in {**ARTICLES, "maximal": maximal_article()}.items():
        (tmp_path / f"{name}.xml").write_bytes(newsml_g2.dumps(article))
    with (tmp_path / "message.xml").open("wb") as stream:
        newsml_g2.dump_all(ARTICLES.values(), stream)
    schema = shared / "standards" / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"
    judge = ["java", str(shared / "judges" / "XsdXerces.java"), "--xsd", str(schema), str(tmp_path)]
    done = subprocess.run(judge, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def seen(element: Any) -> str | None:
    return None if element is None else str(element)


def named(subjects: Any) -> list[str]:
    return [str(code) for subject in subjects or () for code in (subject.qcode, subject.uri) if code]


@every_fixture
def test_another_library_sees_the_same_story(article: Article) -> None:
    # The library fails on an embargo until further notice, which is an empty element.
    if article.embargo is not None and article.embargo.until is None:
        article = article.replace(embargo=None)
    item = next(etree.fromstring(newsml_g2.dumps(article)).iter("{*}newsItem"))
    found = NewsMLG2Document(etree.tostring(item)).get_item()
    meta, content = found.itemmeta, found.contentmeta
    assert (found.guid, int(found.version)) == (article.identifier, article.version)
    assert seen(content.headline[0] if article.headline else None) == article.headline
    provider = article.provider.name if article.provider is not None else None
    for element, value in (
        (meta.versioncreated, article.version_created),
        (meta.firstcreated, article.first_created),
        (meta.provider.name[0] if provider is not None else None, provider),
        (content.contentcreated, article.created),
        (content.language[0].tag if article.language else None, article.language),
    ):
        # What a document lacks, the library gives as an empty object.
        assert value is None or str(element) == value
    about: list[Any] = [*article.subjects, *article.people, *article.organizations, *article.places]
    codes = [one.qcode or one.identifier for one in about if one.qcode or one.identifier]
    assert named(content.subject)[: len(codes)] == codes


def test_marks_in_the_body_are_what_the_parts_refer_to() -> None:
    article = ARTICLES["01-contested-offensive"]
    document = etree.fromstring(newsml_g2.dumps(article))
    marked = {mark.get(XML_ID): "".join(map(str, mark.itertext())) for mark in document.iter("{*}span")}
    referred = [name for part in document.iter("{*}partMeta") for name in (part.get("contentrefs") or "").split()]
    exact = [span.exact for quote in article.quotes for span in quote.spans]
    assert referred
    assert all(marked[name].strip() for name in referred)
    assert {words for words in exact if "\n" not in words} <= set(marked.values())


def test_white_space_of_text_is_kept_in_our_own_documents() -> None:
    article = Article(identifier="urn:x:1", summary="  two\n\n lines ", headline="  a  b ", byline=" ")
    assert read_back(newsml_g2.dumps(article)) == [article]


def test_the_three_states_of_an_embargo_are_kept_apart() -> None:
    for embargo in (None, {}, {"until": "2026-07-11T09:40:00Z"}):
        article = Article.model_validate({"identifier": "urn:x:1", "embargo": embargo})
        assert read_back(newsml_g2.dumps(article)) == [article]


@pytest.mark.parametrize("name", ["12-standalone-quote", "12-standalone-casualty-report"])
def test_records_that_stand_alone_are_refused_with_a_reason(name: str) -> None:
    data = (ROOT / "fixtures" / "standalone" / f"{name}.json").read_bytes()
    record = Quote if name.endswith("quote") else CasualtyReport
    with pytest.raises(FormatError, match="cannot be written as NewsML-G2"):
        newsml_g2.dumps(record.model_validate_json(data))


def test_what_is_internal_is_not_written_for_the_public() -> None:
    article = Article.model_validate(
        {"identifier": "urn:x:1", "editorial_notes": [{"text": "call the desk"}], "title": "slug"}
    )
    data = newsml_g2.dumps(article, WriteOptions(audience="public"))
    assert b"call the desk" not in data
    assert b"slug" not in data
