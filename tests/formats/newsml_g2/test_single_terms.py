"""The digital source type and the reservation of data mining, as documents of 2.33 and 2.34 state them."""

from __future__ import annotations

import io

import pytest

from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2 import dumps, read
from newsschema.v1 import Article, Media, Rights

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PLUS = "http://ns.useplus.org/ldf/vocab/"


def item(rights: str, content: str) -> bytes:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.34"
 conformance="power" guid="urn:newsml:wire.example:1" version="1">
 <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>
 <rightsInfo><usageTerms>Indexing only.</usageTerms>{rights}</rightsInfo>
 <itemMeta><itemClass qcode="ninat:text"/><provider literal="Wire"/>
 <versionCreated>2024-05-01T10:00:00Z</versionCreated></itemMeta>
 <contentMeta>{content}<headline>Bridge holds</headline></contentMeta></newsItem>""".encode()


def read_one(data: bytes) -> Article:
    (found,) = [one.document for one in read(io.BytesIO(data), ReadOptions()) if one.merged_into is None]
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("rights", "content"),
    [
        ('<dataMining qcode="plus:DMI-ALLOWED"/>', '<digitalSourceType qcode="digsrctype:print"/>'),
        (f'<dataMining uri="{PLUS}DMI-ALLOWED"/>', f'<digitalSourceType uri="{IPTC}print"/>'),
        (
            f'<dataMining uri="{PLUS}DMI-ALLOWED"><name xml:lang="en">Allowed</name></dataMining>',
            '<digitalSourceType qcode="digsrctype:print"><name>Print</name></digitalSourceType>',
        ),
    ],
)
def test_both_are_read_by_code_and_by_iri_and_written_back(rights: str, content: str) -> None:
    article = read_one(item(rights, content))
    assert article.digital_source_type == f"{IPTC}print"
    assert article.rights is not None
    assert article.rights.data_mining == f"{PLUS}DMI-ALLOWED"
    assert article.rights.tdm_reservation is False
    written = dumps(article).decode()
    assert '<digitalSourceType qcode="digsrctype:print"' in written
    assert f'<dataMining uri="{PLUS}DMI-ALLOWED"' in written
    assert ("<name" in rights) == (">Allowed</name>" in written) == (">Print</name>" in written)
    assert read_one(written.encode()) == article


def test_what_names_no_term_is_kept_as_it_stands() -> None:
    article = read_one(item('<dataMining literal="ask us"/>', '<digitalSourceType literal="by hand"/>'))
    assert article.digital_source_type is None
    assert article.rights is not None
    assert article.rights.data_mining is None
    written = dumps(article).decode()
    assert 'literal="ask us"' in written
    assert 'literal="by hand"' in written


@pytest.mark.parametrize("term", [f"{IPTC}humanEdits", "https://terms.example/a", "https://terms.example/ä", "urn:x:y"])
def test_any_term_comes_back(term: str) -> None:
    rights = Rights(notice="© Example", data_mining=term)
    medium = Media(identifier="urn:x:m", kind="image", digital_source_type=term, rights=rights)
    article = Article(identifier="urn:x:a", digital_source_type=term, rights=rights, media=(medium,))
    assert read_one(dumps(article)) == article
