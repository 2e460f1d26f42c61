"""A long message is cut into runs of items that are read alone, and what is read of it stays the same."""

from __future__ import annotations

import io
from random import Random

import pytest

from newsschema.formats.base import CarefulOptions, Item, ReadOptions
from newsschema.formats.newsml_g2 import messages, streams
from tests.formats.newsml_g2.test_long_messages import facts, message, picture, read, text

WINDOW = 4
OPTIONS = ReadOptions("feed.xml")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes every message for a long one, with windows of four items."""
    for module in (streams, messages):
        monkeypatch.setattr(module, "WHOLE", 200)
        monkeypatch.setattr(module, "WINDOW", WINDOW)
    monkeypatch.setattr(streams, "_CHUNK", 1000)


def runs(data: bytes, size: int = WINDOW) -> list[tuple[bytes, messages.Run]]:
    return list(messages.runs_of(b"", io.BytesIO(data), lambda start, end: data[start:end], OPTIONS, size))


def read_in_runs(data: bytes, size: int = WINDOW) -> list[Item]:
    found = []
    for opening, run in runs(data, size):
        end = None if run.length is None else run.offset + run.length
        stream = io.BytesIO(data[run.offset : end])
        for item in messages.read_run(stream, OPTIONS, opening, run, is_last=end is None):
            if item.offset is not None:
                item.offset += run.offset
            found.append(item)
    return found


def concept(number: int) -> str:
    return (
        f'<conceptItem guid="urn:example:c{number}" version="1"><concept><conceptId uri="urn:example:c{number}"/>'
        f"<name>Concept {number}</name></concept></conceptItem>"
    )


def layout(seed: int) -> list[str]:
    """Items in an order that chance gives: articles that name media before and after them, and anything else."""
    chance = Random(seed)  # noqa: S311  # chance that is the same in every run
    items: list[str] = []
    while len(items) < chance.randrange(1, 60):
        number = len(items)
        near = [number + chance.randrange(-6, 7) for _ in range(chance.randrange(4))]
        kinds = (
            lambda number=number, near=near: [text(number, *near)],
            lambda number=number: [picture(number)],
            lambda number=number: [picture(number + more) for more in range(chance.randrange(1, 12))],
            lambda number=number: [f"<!-- {text(number)} -->\n\n{text(number, number + 1)}"],
            lambda number=number: [text(number).replace("<headline>", "<headline>\n<![CDATA[</newsItem>]]>")],
            lambda number=number: [concept(number)],
            lambda number=number: [text(number).replace("</headline>", "</broken>")],
            lambda number=number: [text(number).replace("xmlns=", 'xmlns="" off=')],
        )
        items += chance.choices(kinds, (8, 4, 1, 2, 1, 1, 1, 1))[0]()
    return items


@pytest.mark.parametrize("seed", range(60))
def test_runs_give_what_the_whole_message_gives(seed: int) -> None:
    data = message(*layout(seed))
    expected = read(data)
    for size in (1, 9, 1000):
        found = read_in_runs(data, size)
        assert facts(found) == facts(expected)
        assert [(item.offset, item.length, item.raw) for item in found] == [
            (item.offset, item.length, item.raw) for item in expected
        ]


@pytest.mark.parametrize("seed", range(60, 80))
def test_the_rest_of_a_message_that_cannot_be_told_apart_is_one_run(seed: int) -> None:
    items = layout(seed)
    for odd in ("<strange/>", "<a></b>", "<newsItem>", "<!-- never closed"):
        data = message(*items[:20], odd, *items[20:])
        assert facts(read_in_runs(data)) == facts(read(data))


def test_a_message_whose_opening_hides_its_items_is_not_cut() -> None:
    items = [text(number) for number in range(20)]
    plain = message(*items)
    assert len(runs(plain)) == 5
    assert runs(plain.decode().encode("utf-16")) == []
    assert runs(b"<!DOCTYPE newsMessage []>" + plain) == []
    assert runs(b'<?xml version="1.0" encoding="iso-2022-jp"?>' + plain) == []
    assert runs(message("<strange/>", *items)) == []


def test_an_item_that_is_not_well_formed_costs_itself() -> None:
    items = [text(number) for number in range(12)]
    items[5] = items[5].replace("</contentMeta>", "\n</wrong>")
    found = read(message(*items))
    assert [item.outcome for item in found] == ["read"] * 5 + ["rejected"] + ["read"] * 6
    assert found[5].raw == items[5].encode()
    assert (found[5].diagnostics[0].code, found[5].diagnostics[0].line) == ("NS004", 7)
    assert {one.line for item in found[6:] for one in item.diagnostics} == set(range(8, 14))


@pytest.mark.parametrize("whole", [200, 1 << 20])
def test_what_is_passed_over_is_not_parsed_and_all_else_is_read(whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (streams, messages):
        monkeypatch.setattr(module, "WHOLE", whole)
    items = [text(number) for number in range(9)]
    items[4] = "<newsItem>\nno XML at all < & </newsItem>"
    told: list[int] = []
    data = message(*items)
    options = CarefulOptions.of(OPTIONS, told.append, {0: "once", 4: "twice"})
    found = list(messages.read_stream(io.BytesIO(data), options))
    assert [item.outcome for item in found] == ["rejected", *["read"] * 3, "rejected", *["read"] * 4]
    assert [(item.index, item.diagnostics[0].code, item.diagnostics[0].message) for item in (found[0], found[4])] == [
        (0, "NS028", "once"),
        (4, "NS028", "twice"),
    ]
    assert [item.raw for item in (found[0], found[4])] == [items[0].encode(), items[4].encode()]
    assert set(told) >= set(range(9))
