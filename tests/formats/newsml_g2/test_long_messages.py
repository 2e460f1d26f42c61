"""A message that is too long to be held is read a window at a time, and nothing else changes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from newsschema.formats import newsml_g2
from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.newsml_g2 import messages, streams
from newsschema.v1 import Article
from newsschema.v1.trees import tree

NAMESPACES = 'xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.35"'
SENT = "2024-01-01T00:00:00Z"
HEADER = f"<header><sent>{SENT}</sent><sender>example</sender></header>"
CATALOG = '<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>'


def text(number: int, *pictures: int) -> str:
    links = "".join(f'<link rel="irel:associatedWith" residref="urn:example:p{one}"/>' for one in pictures)
    return (
        f'<newsItem {NAMESPACES} guid="urn:example:a{number}" version="1">{CATALOG}<itemMeta>'
        f'<itemClass qcode="ninat:text"/><provider/><versionCreated>{SENT}</versionCreated>{links}</itemMeta>'
        f"<contentMeta><headline>Number {number}</headline></contentMeta></newsItem>"
    )


def picture(number: int) -> str:
    return (
        f'<newsItem {NAMESPACES} guid="urn:example:p{number}" version="1">{CATALOG}<itemMeta>'
        f'<itemClass qcode="ninat:picture"/><provider/><versionCreated>{SENT}</versionCreated></itemMeta>'
        f'<contentSet><remoteContent href="https://pictures.example/{number}.jpg"/></contentSet></newsItem>'
    )


def message(*items: str, end: str = "</itemSet></newsMessage>") -> bytes:
    return f"<newsMessage {NAMESPACES}>{HEADER}<itemSet>{chr(10).join(items)}{end}".encode()


def read(data: bytes) -> list[Item]:
    return list(newsml_g2.read(io.BytesIO(data), ReadOptions("feed.xml")))


def facts(items: list[Item]) -> list[object]:
    return [
        (item.index, item.outcome, item.merged_into, item.skipped, item.diagnostics)
        + ((tree(item.document),) if item.document is not None else ())
        for item in items
    ]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Takes every message for a long one, with windows of four items."""
    monkeypatch.setattr(streams, "WHOLE", 200)
    monkeypatch.setattr(messages, "WHOLE", 200)
    monkeypatch.setattr(messages, "WINDOW", 4)
    monkeypatch.setattr(streams, "WINDOW", 4)
    return monkeypatch


AFTER = [one for number in range(20) for one in (text(number, number), picture(number))]
BEFORE = [one for number in range(20) for one in (picture(number), text(number, number))]
OTHERS = [text(1), "<conceptItem/>", "<strange/>", text(2), "<odd/>", picture(3), picture(4), "<last/>"]


@pytest.mark.parametrize("chunk", [3, 40, 65536])
@pytest.mark.parametrize("items", [AFTER, BEFORE, OTHERS, [text(1), *map(picture, range(9))], []])
def test_windows_and_chunks_change_nothing(items: list[str], chunk: int, short: pytest.MonkeyPatch) -> None:
    data = message(*items)
    short.setattr(streams, "_CHUNK", chunk)
    assert streams.is_long_message(data) or not items
    in_windows = read(data)
    short.setattr(streams, "WHOLE", len(data))
    assert facts(in_windows) == facts(read(data))


@pytest.mark.usefixtures("short")
def test_an_article_keeps_the_header_of_a_long_message() -> None:
    first, *_, last = [item.document for item in read(message(*AFTER)) if item.document is not None]
    for article in (first, last):
        assert isinstance(article, Article)
        assert next(one.content for one in article.extensions if one.path == "header").startswith("<header")


@pytest.mark.usefixtures("short")
def test_media_beyond_the_window_stay_articles_of_their_own() -> None:
    items = read(message(text(0, 0), *[text(number) for number in range(1, 9)], picture(0)))
    assert [item.outcome for item in items] == ["read"] * 10
    article = items[0].document
    assert isinstance(article, Article)
    assert [link.identifier for link in article.links] == ["urn:example:p0"]


def test_a_long_message_is_not_read_ahead(short: pytest.MonkeyPatch) -> None:
    short.setattr(streams, "_CHUNK", 512)
    stream = io.BytesIO(message(*AFTER))
    next(newsml_g2.read(stream, ReadOptions()))
    assert stream.tell() < len(stream.getvalue()) / 2


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("end", ["<newsItem", "</itemSet>", "<a></b>", "\x00"])
def test_what_stands_before_an_error_is_read(end: str) -> None:
    *items, broken = read(message(*AFTER, end=end))
    assert [item.outcome for item in items] == ["read", "merged"] * 20
    assert broken.outcome == "rejected"
    assert broken.index == 40
    assert [note.code for note in broken.diagnostics] == ["NS004"]


def test_an_item_beyond_the_limit_ends_the_message(short: pytest.MonkeyPatch) -> None:
    short.setattr(streams, "_CHUNK", 512)
    long = text(9).replace("Number 9", "word " * 2000)
    options = ReadOptions(max_document_size=4000)
    *items, broken = newsml_g2.read(io.BytesIO(message(text(1), text(2), long, text(3))), options)
    assert [item.outcome for item in items] == ["read", "read"]
    assert [note.code for note in broken.diagnostics] == ["NS007"]


@pytest.mark.usefixtures("short")
def test_a_long_message_that_declares_entities_is_refused() -> None:
    (item,) = read(b"<!DOCTYPE newsMessage [<!ENTITY e 'x'>]>" + message(*AFTER))
    assert [note.code for note in item.diagnostics] == ["NS005"]


@pytest.mark.usefixtures("short")
def test_no_document_type_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.dtd").write_text("<!ATTLIST headline role CDATA 'loaded'>")
    doctype = f'<!DOCTYPE newsMessage SYSTEM "{(tmp_path / "a.dtd").as_uri()}">'.encode()
    assert facts(read(doctype + message(*AFTER))) == facts(read(message(*AFTER)))
