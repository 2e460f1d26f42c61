"""The profile for NewsML-G2: what the standard asks for and no schema can say, found at its place in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

import newsschema as ns
from newsschema.archive.validation import validate
from newsschema.catalogue import CODES, Severity
from tests.conftest import valid_fixtures

G2 = "http://iptc.org/std/nar/2006-10-01/"
STANDARDS = '<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>'
META = (
    '<itemMeta><itemClass qcode="ninat:text"/><provider literal="post"/>'
    "<versionCreated>2024-05-01T12:00:00Z</versionCreated>{more}</itemMeta>"
)
CONTENT = '<contentMeta><headline>Snow</headline><subject type="cpnat:abstract" qcode="medtop:20000147"/></contentMeta>'


def item(more: str = "", content: str = CONTENT, catalogs: str = STANDARDS, meta: str = META) -> str:
    return (
        f'<newsItem xmlns="{G2}" standard="NewsML-G2" standardversion="2.35" conformance="power" guid="urn:example:1"'
        f' version="1" xml:lang="en">\n{catalogs}\n{meta.format(more=more)}\n{content}\n</newsItem>'
    )


def renditions(*parts: str) -> str:
    return f"{CONTENT}<contentSet>{''.join(parts)}</contentSet>"


OWN_CATALOG = '<catalog><scheme alias="ninat" uri="http://x.example/a/"/></catalog>'
AGENCY = f'{STANDARDS}<catalogRef href="https://agency.example/catalog.xml"/>'
STATUS = "http://cv.iptc.org/newscodes/pubstatusg2/"
REMOTE = '<remoteContent rendition="{}" contenttype="image/jpeg" href="https://x.example/{}.jpg"/>'

FAULTS = {
    "alias": ("NS470", item(content=CONTENT.replace("medtop:", "mediatopics:")), 'mediatopics:20000147"'),
    "role": ("NS470", item('<role qcode="myrole:x"/>'), 'myrole:x"'),
    "no catalog": ("NS470", item(catalogs="", content="<contentMeta/>"), 'ninat:text"'),
    "reference": ("NS471", item(content=f'{CONTENT}<partMeta contentrefs="p9"/>'), 'p9"'),
    "status": ("NS472", item('<pubStatus qcode="stat:usble"/>'), 'stat:usble"'),
    "status as a uri": (
        "NS472",
        item('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/live"/>'),
        "http://cv.iptc.org/newscodes/pub",
    ),
    "moment": ("NS473", item("<firstCreated>2024-05-01T11:00:00</firstCreated>"), "2024-05-01T11:00:00<"),
    "class": ("NS474", item(meta=META.replace(' qcode="ninat:text"', "")), "<itemClass"),
    "property": ("NS474", item('<itemMetaExtProperty literal="x"/>'), "<itemMetaExtProperty"),
    "rendition": (
        "NS475",
        item(
            content=renditions(REMOTE.format("rnd:web", "a"), '<remoteContent href="b"/>', '<remoteContent href="c"/>')
        ),
        '<remoteContent href="c"',
    ),
}
SOUND = {
    "plain": item(),
    "own catalog": item(catalogs=OWN_CATALOG, content="<contentMeta/>"),
    "an agency's catalog, which it alone knows": item(
        content=CONTENT.replace("medtop:", "mediatopics:"), catalogs=AGENCY
    ),
    "status": item('<pubStatus qcode="stat:withheld"/>'),
    "reference": item(content=f'{CONTENT}<partMeta partid="p9"/><partMeta contentrefs="p9"/>'),
    "property by uri": item('<itemMetaExtProperty reluri="http://x.example/rel" literal="x"/>'),
    "offset": item("<firstCreated>2024-05-01T11:00:00+02:00</firstCreated>"),
    "one rendition in two sizes": item(
        content=renditions(REMOTE.format("rnd:web", "a"), REMOTE.format("rnd:web", "b"))
    ),
}


def found(text: str, tmp_path: Path, profile: str = "newsml-g2") -> list[tuple[str, int | None, int | None]]:
    (tmp_path / "a.xml").write_text(text, "utf-8")
    rules = [code for code, rule in CODES.items() if rule.profile == "newsml-g2"]
    result = validate(str(tmp_path / "a.xml"), profile=profile, select=["NS4"])
    return [(one.code, one.line, one.column) for one in result if one.code in rules]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_its_place_and_only_in_the_profile(name: str, tmp_path: Path) -> None:
    code, text, begins = FAULTS[name]
    at = text.index(begins)
    place = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    assert (code, *place) in found(text, tmp_path)
    assert {one for one, _, _ in found(text, tmp_path)} == {code}
    assert found(text, tmp_path, profile="default") == []


@pytest.mark.parametrize("name", SOUND)
def test_a_close_neighbour_passes(name: str, tmp_path: Path) -> None:
    assert found(SOUND[name], tmp_path) == []


@pytest.mark.parametrize("path", valid_fixtures(), ids=lambda path: path.stem)
def test_what_we_write_passes_what_is_asked_of_xml(path: Path, tmp_path: Path) -> None:
    document = ns.loads(path.read_bytes(), format="json")
    if isinstance(document, ns.Article):
        text = ns.dumps(document, format="newsml-g2").decode()
        assert [one for one in found(text, tmp_path) if one[0] not in {"NS476", "NS477"}] == []


@pytest.mark.parametrize("format", ["newsml-g2", "jsonld"])
def test_what_we_write_passes_the_strict_profile(format: str, tmp_path: Path) -> None:
    articles = [one for path in valid_fixtures() if isinstance(one := ns.loads(path.read_bytes()), ns.Article)]
    for number, article in enumerate(articles):
        (tmp_path / f"{number:02}").write_bytes(ns.dumps(article, format=format))
    result = validate(str(tmp_path), profile="strict")
    assert result.articles == len(articles)
    told = [one for one in result if one.severity is not Severity.INFO and one.code[:3] != "NS5"]
    assert [(one.code, one.message) for one in told] == []


def test_each_item_of_a_message_has_its_own_faults(tmp_path: Path) -> None:
    items = [item().replace("urn:example:1", f"urn:example:{number}") for number in range(3)]
    items[1] = items[1].replace("</itemMeta>", '<pubStatus qcode="stat:x"/></itemMeta>')
    header = "<header><sent>2024-05-01T12:00:00Z</sent></header>"
    text = f'<newsMessage xmlns="{G2}">{header}<itemSet>{"".join(items)}</itemSet></newsMessage>'
    (tmp_path / "a.xml").write_text(text, "utf-8")
    (one,) = validate(str(tmp_path), profile="newsml-g2", select=["NS472"])
    assert (one.identifier, one.index) == ("urn:example:1", 1)
