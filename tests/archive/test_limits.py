"""Limits: each has a default that passes what is ordinary, an option, and a message that names the option."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsschema as ns
from newsschema.catalogue import CODES
from newsschema.formats.base import is_nested_deeper
from newsschema.formats.newsml_g2.streams import WHOLE
from tests.archive.conftest import document, lines, run

ITEM = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="1" standard="NewsML-G2" '
    'standardversion="2.35" conformance="power"><itemMeta/>'
    "<contentSet><inlineXML>{}</inlineXML></contentSet></newsItem>"
)


def own(levels: int) -> bytes:
    return document(1)[:-1] + b',"extensions":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


def linked_data(levels: int) -> bytes:
    start = b'{"@context":"https://schema.org","@type":"NewsArticle","headline":"Invented","author":'
    return start + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


def page(levels: int) -> bytes:
    return b'<html><script type="application/ld+json">' + linked_data(levels) + b"</script></html>"


def item(levels: int) -> bytes:
    return ITEM.format("<b>" * (levels - 3) + "</b>" * (levels - 3)).encode()


def message(levels: int) -> bytes:
    head = '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
    filling = ITEM.format("<p>" + "Invented words. " * 300_000 + "</p>")
    assert len(filling) > WHOLE
    return f"{head}{filling}{item(levels).decode()}</itemSet></newsMessage>".encode()


def codes(path: Path, **limits: int) -> set[str]:
    return {found.code for record in ns.read_records(path, limits=ns.Limits(**limits)) for found in record.diagnostics}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.json", own),
        ("a.jsonld", linked_data),
        ("a.html", page),
        ("a.xml", item),
        ("m.xml", message),
    ],
)
def test_nesting(name: str, make: Callable[[int], bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    for levels, limit, refused in ((203, 200, True), (200, 200, False), (31, 30, True), (30, 30, False)):
        path.write_bytes(make(levels))
        assert ("NS006" in codes(path, max_nesting=limit)) == refused, levels


@pytest.mark.parametrize("levels", [3_000, 300_000])
@pytest.mark.parametrize(("name", "make"), [("a.json", own), ("a.jsonld", linked_data), ("a.xml", item)])
def test_nesting_without_end_is_seen_at_once(
    levels: int, name: str, make: Callable[[int], bytes], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(make(levels))
    assert codes(tmp_path / name) == {"NS006"}


@given(
    st.recursive(
        st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    )
)
def test_depth_is_counted_exactly(value: Any) -> None:
    import orjson

    def depth(one: Any) -> int:
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    text = orjson.dumps(value)
    for limit in range(1, 8):
        assert is_nested_deeper(text, limit) == (depth(value) > limit)


def test_attributes(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for number, refused in ((1_001, True), (1_000, False)):
        attributes = " ".join(f'a{index}="x"' for index in range(number))
        path.write_bytes(ITEM.format(f"<b {attributes}/>").encode())
        assert ("NS006" in codes(path)) == refused
    assert "NS006" in codes(path, max_attributes=999)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    for layers, code in ((2, "NS005"), (10, "NS004")):
        entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "words "}">' for n in range(layers))
        text = f"<!DOCTYPE newsItem [{entities}]>{ITEM.format(f'&e{layers - 1};')}"
        (tmp_path / "a.xml").write_text(text)
        assert codes(tmp_path / "a.xml") == {code}


def _tar(path: Path, count: int) -> None:
    with tarfile.open(path, "w") as archive:
        for number in range(count):
            info = tarfile.TarInfo(f"{number}.json")
            data = document(number)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("--max-document-size", "NS007"),
        ("--max-nesting", "NS006"),
        ("--max-attributes", "NS006"),
        ("--max-expansion", "NS009"),
        ("--max-expanded-size", "NS009"),
        ("--max-members", "NS027"),
    ],
)
def test_each_is_an_option_that_its_message_names(option: str, code: str, tmp_path: Path) -> None:
    source, limit = tmp_path / "in.xml", "5"
    if option == "--max-members":
        source = tmp_path / "in.tar"
        _tar(source, 6)
    elif option.startswith("--max-expan"):
        source = tmp_path / "in.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.jsonl", b" " * (65 << 20) if option == "--max-expansion" else lines(20_000))
    else:
        source.write_bytes(item(30))
        limit = "3"
    if option == "--max-expanded-size":
        limit = str(1 << 20)
    status, out, err = run(source, tmp_path / "out.jsonl", "--jobs", "1", option, limit)
    assert status == 1, err
    assert code in out
    reasons = "".join(path.read_text() for path in (tmp_path / "out.jsonl.rejects").glob("*.jsonl"))
    assert option in reasons + err
    assert CODES[code].remedy


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.jsonl", "w") as big:
        for _ in range(200):
            big.write(b"0" * (1 << 20))
    (record,) = ns.read_records(path, limits=ns.Limits(max_expansion=100))
    assert [found.code for found in record.diagnostics] == ["NS009"]
