"""A bare NITF file as the command line reads it: times with the zone asked for, and no old words after an edit."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest

from newsschema.errors import FormatError
from newsschema.formats import newsml_g2
from newsschema.formats.base import Item, ReadOptions
from newsschema.v1 import Article, Body, DateTime
from newsschema.v1.trees import tree

FILE = b"""<nitf><head><docdata><doc-id id-string="urn:x:1"/><date.issue norm="20240502T100000"/>
<date.release norm="20240503T100000"/><date.expire norm="20240601T100000Z"/></docdata></head><body><body.head>
<hedline><hl1>The <em>old</em> headline</hl1></hedline><dateline>Bern<story.date norm="20240501"/></dateline>
</body.head><body.content><p class="lead">Some <person>Jo</person> words of old.</p></body.content></body></nitf>"""
WHOLE = b"<nitf><head><title>T</title></head><body><p class='x'>Some words of old.</p></body></nitf>"


def read(data: bytes, zone: str | None = None) -> Item:
    (item,) = newsml_g2.read(BytesIO(data), ReadOptions(assume_timezone=zone))
    return item


def article_of(item: Item) -> Article:
    assert isinstance(item.document, Article)
    return item.document


def times(article: Article) -> list[object]:
    until = article.embargo.until if article.embargo is not None else None
    return [article.published, until, article.expires, article.created]


def test_a_missing_zone_is_told_and_supplied_when_asked() -> None:
    item = read(FILE)
    assert times(article_of(item)) == [
        "2024-05-02T10:00:00",
        "2024-05-03T10:00:00",
        "2024-06-01T10:00:00Z",
        "2024-05-01",
    ]
    assert [found.code for found in item.diagnostics].count("NS444") == 2
    item = read(FILE, "Europe/Berlin")
    assert times(article_of(item)) == [
        "2024-05-02T10:00:00+02:00",
        "2024-05-03T10:00:00+02:00",
        "2024-06-01T10:00:00Z",
        "2024-05-01",
    ]
    assert [found.code for found in item.diagnostics].count("NS445") == 2


@pytest.mark.parametrize("data", [FILE, WHOLE])
def test_after_an_edit_the_old_words_are_nowhere_and_told_as_losses(data: bytes) -> None:
    article = article_of(read(data))
    assert b"of old" in newsml_g2.dumps(article)
    assert not list(newsml_g2.losses(article, "nested"))
    edited = article.replace(headline="New", body=Body.from_text("New."), mentions=None, quotes=())
    written = newsml_g2.dumps(edited)
    assert b"of old" not in written
    assert b"headline</" not in written
    assert list(newsml_g2.losses(edited, "nested"))
    (again,) = [one.document for one in newsml_g2.read(BytesIO(written), ReadOptions()) if one.document is not None]
    assert {path for path in tree(edited) if path != "extensions"} == {
        path for path in tree(again) if path != "extensions"
    }


def test_a_message_is_written_as_articles_come_and_not_at_all_where_one_is_none() -> None:
    seen: list[int] = []

    def articles() -> Iterator[Article]:
        for number in (1, 2, 3):
            seen.append(number)
            yield Article(identifier=f"urn:x:{number}", version_created=DateTime(f"2024-05-0{number}T10:00:00Z"))

    stream = BytesIO()
    newsml_g2.dump_all(articles(), stream)
    assert seen == [1, 2, 3]
    assert b"<sent>2024-05-03T10:00:00Z</sent>" in stream.getvalue()
    found = [one.document for one in newsml_g2.read(BytesIO(stream.getvalue()), ReadOptions())]
    assert [one.identifier for one in found if one is not None] == ["urn:x:1", "urn:x:2", "urn:x:3"]

    class Alone:
        type = "quote"

    stream = BytesIO()
    with pytest.raises(FormatError):
        newsml_g2.dump_all([*articles(), Alone()], stream)  # type: ignore[list-item]  # what is refused
    assert stream.getvalue() == b""


def test_entities_of_html_without_a_document_type_are_read_and_told() -> None:
    item = read(FILE.replace(b"Some", b"Caf&eacute;&nbsp;"))
    assert article_of(item).text == "Caf\u00e9\u00a0 Jo words of old."
    assert "NS468" in [found.code for found in item.diagnostics]
