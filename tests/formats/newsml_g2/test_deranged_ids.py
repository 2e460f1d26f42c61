"""Ids that are not unique, or are no names, cost nothing but a word; nobody's document type is opened for them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from newsschema.formats import newsml_g2
from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.newsml_g2 import streams
from newsschema.v1.trees import tree

G2 = "http://iptc.org/std/nar/2006-10-01/"
ITEM = (
    '<newsItem guid="urn:x:{0}" version="1" standard="NewsML-G2" standardversion="2.30" conformance="power"><itemMeta>'
    '<itemClass qcode="ninat:text"/><provider literal="ACME"/><versionCreated>2024-05-02T10:00:00Z</versionCreated>'
    "</itemMeta><contentMeta><headline>Headline {0}</headline>"
    '<subject xml:id="{1}" literal="a"/><subject xml:id="{2}" literal="b"/></contentMeta></newsItem>'
)


def message(*ids: tuple[str, str], start: str = "") -> bytes:
    items = "".join(ITEM.format(number, *pair) for number, pair in enumerate(ids, 1))
    return f'{start}<newsMessage xmlns="{G2}"><itemSet>{items}</itemSet></newsMessage>'.encode()


def read(data: bytes, *, strict: bool = False) -> list[Item]:
    return list(newsml_g2.read(BytesIO(data), ReadOptions(strict=strict)))


WRONG = [(("s1", "s1"),), (("s1", "s2"), ("s1", "s2")), (("1s", "a b"),)]


@pytest.mark.parametrize("ids", WRONG)
@pytest.mark.parametrize("whole", [True, False])
def test_every_item_is_read_and_written_as_others_can_read_it(
    ids: tuple[tuple[str, str], ...], whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not whole:
        monkeypatch.setattr(streams, "WHOLE", 100)
        monkeypatch.setattr(newsml_g2.messages, "WHOLE", 100)
    items = read(message(*ids))
    assert [item.outcome for item in items] == ["read"] * len(ids)
    assert not whole or "NS464" in [found.code for found in items[0].diagnostics]
    documents = [item.document for item in items if item.document is not None]
    stream = BytesIO()
    newsml_g2.dump_all(documents, stream)
    etree.fromstring(stream.getvalue())  # raises where an id stands twice
    again = [item.document for item in read(stream.getvalue()) if item.document is not None]
    assert [tree(one) for one in again] == [tree(one) for one in documents]


def test_a_strict_reader_refuses_them() -> None:
    (item,) = read(message(("s1", "s1")), strict=True)
    assert item.outcome == "rejected"
    assert "NS464" in [found.code for found in item.diagnostics if found.severity == "error"]


def test_other_mistakes_beside_them_still_cost_the_file() -> None:
    (item,) = read(message(("s1", "s1")).replace(b"</contentMeta>", b"", 1))
    assert item.outcome == "rejected"


@pytest.mark.parametrize("whole", [True, False])
def test_no_document_type_is_opened(tmp_path: Path, whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text("<!-- never read --><!ATTLIST headline secret CDATA 'told'>")
    if not whole:
        monkeypatch.setattr(streams, "WHOLE", 100)
        monkeypatch.setattr(newsml_g2.messages, "WHOLE", 100)
    for encoding in ("utf-8", "utf-16"):
        start = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE newsMessage SYSTEM "{secret.as_uri()}">'
        data = message(("s1", "s2"), start=start).decode().encode(encoding)
        assert [item.outcome for item in read(data)] == ["read"]
        secret.unlink(missing_ok=True)
        assert [item.outcome for item in read(data)] == ["read"]
