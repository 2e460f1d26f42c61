"""Qcodes become the IRIs that the catalogs say, and only codes of living schemes are written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsschema.errors import SourceError
from newsschema.formats.newsml_g2.catalogs import Catalogs, abbreviate, read_catalogs, resolve
from newsschema.formats.newsml_g2.iptc_catalog import RETIRED, SCHEMES

G2 = "http://iptc.org/std/nar/2006-10-01/"
CODES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Z", "C"], exclude_characters='/<>"{}|\\^`'), min_size=1
)


def test_the_bundled_table_is_the_standards_catalog(shared: Path) -> None:
    catalog = etree.parse(shared / "standards" / "iptc" / "catalog.IPTC-G2-Standards_41.xml")
    schemes = catalog.getroot().findall(f"{{{G2}}}scheme")
    assert [(one.get("alias"), one.get("uri")) for one in schemes] == list(SCHEMES.items())
    assert {one.get("alias") for one in schemes if one.get("schemeretired")} == RETIRED


@pytest.mark.parametrize(
    ("qcode", "uri"),
    [
        ("ninat:text", "http://cv.iptc.org/newscodes/ninature/text"),
        ("medtop:20000394", "http://cv.iptc.org/newscodes/mediatopic/20000394"),
        ("iso3166-1a2:DE", "http://cvx.iptc.org/iso3166-1a2/DE"),
        ("cptdefrole:short", "http://cv.iptc.org/newscodes/conceptdefinitionroleshort"),
        ("ednoterole:x", "http://cv.iptc.org/newscodes/ednoterolex"),
        ("stat:a:b", "http://cv.iptc.org/newscodes/pubstatusg2/a:b"),
    ],
)
def test_a_code_and_its_iri_are_one_thing(qcode: str, uri: str) -> None:
    assert resolve(qcode) == uri
    assert abbreviate(uri) == qcode


@pytest.mark.parametrize("alias", sorted(RETIRED))
def test_retired_schemes_are_read_and_not_written(alias: str) -> None:
    uri = resolve(f"{alias}:x")
    assert uri == f"{SCHEMES[alias]}x"
    assert abbreviate(uri) is None


@pytest.mark.parametrize("qcode", ["", ":", "ninat", "ninat:", ":text", "no-such:x", "ninat:a b", "ninat:<x>"])
def test_what_is_no_code_has_no_iri(qcode: str) -> None:
    assert resolve(qcode) is None
    assert Catalogs().resolve(qcode) is None


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://cv.iptc.org/newscodes/ninature/",
        "http://cv.iptc.org/newscodes/ninature",
        "http://cv.iptc.org/newscodes/ninature/a/b",
        "http://cv.iptc.org/newscodes/conceptdefinitionrole/short",
        "http://www.wikidata.org/entity/Q1",
        "http://www.freebase.com/m/x",
        "https://example.org/x",
    ],
)
def test_other_iris_have_no_code(uri: str) -> None:
    assert abbreviate(uri) is None


@given(alias=st.sampled_from(sorted(SCHEMES)), code=CODES)
def test_a_code_that_is_written_is_read_as_its_iri(alias: str, code: str) -> None:
    uri = resolve(f"{alias}:{code}")
    assert uri == SCHEMES[alias] + code
    qcode = abbreviate(uri)
    assert qcode is None or resolve(qcode) == uri


def _item(inner: str) -> etree._Element:
    return etree.fromstring(f'<newsItem xmlns="{G2}">{inner}</newsItem>')


AGENCY = "http://agency.example/cv/"


def test_a_documents_own_catalog_holds_before_the_bundled_one() -> None:
    item = _item(
        f'<catalog><title>x</title><scheme alias="ninat" uri="{AGENCY}"><sameAsScheme>http://x.example/</sameAsScheme>'
        f'<sameAs>{AGENCY}</sameAs><name>n</name></scheme><scheme alias="" uri="x"/><scheme alias="y"/></catalog>'
    )
    catalogs = Catalogs().of(item)
    assert catalogs.resolve("ninat:text") == f"{AGENCY}text"
    assert catalogs.abbreviate("http://cv.iptc.org/newscodes/ninature/text") is None
    assert catalogs.resolve(" stat:usable\n") == "http://cv.iptc.org/newscodes/pubstatusg2/usable"
    assert catalogs.resolve("y:x") is None
    assert Catalogs().resolve("ninat:text") == "http://cv.iptc.org/newscodes/ninature/text"


def test_a_reference_is_not_fetched_and_the_item_holds_before_its_message() -> None:
    message = _item(f'<catalog><scheme alias="a" uri="{AGENCY}1/"/><scheme alias="b" uri="{AGENCY}2/"/></catalog>')
    item = _item(
        f'<catalogRef href="http://localhost:1/c.xml"/><catalog><scheme alias="a" uri="{AGENCY}3/"/></catalog>'
    )
    catalogs = Catalogs().of(message, item)
    assert (catalogs.resolve("a:x"), catalogs.resolve("b:x")) == (f"{AGENCY}3/x", f"{AGENCY}2/x")


CATALOG = (
    f'<catalog xmlns="{G2}" url="http://agency.example/c_{{0}}.xml"><scheme alias="a" uri="{AGENCY}{{0}}/"/></catalog>'
)


def test_a_users_catalog_may_be_bare_in_an_item_or_without_namespace(tmp_path: Path) -> None:
    for number, text in enumerate(
        (
            CATALOG.format(7),
            f'<catalogItem xmlns="{G2}"><catalogContainer>{CATALOG.format(7)}</catalogContainer></catalogItem>',
            f'<catalog><scheme alias="a" uri="{AGENCY}7/" schemeretired="2020-01-01"/></catalog>',
        )
    ):
        path = tmp_path / f"{number}.xml"
        path.write_text(text)
        assert Catalogs.from_files([str(path)]).resolve("a:x") == f"{AGENCY}7/x"


def test_of_catalogs_that_clash_the_one_referred_to_holds(tmp_path: Path) -> None:
    paths = [tmp_path / "1.xml", tmp_path / "2.xml"]
    for number, path in enumerate(paths, 1):
        path.write_text(CATALOG.format(number))
    catalogs = Catalogs.from_files(map(str, paths))
    for number in (1, 2):
        item = _item(f'<catalogRef href="https://www.agency.example/c_{number}.xml "/>')
        assert catalogs.of(item).resolve("a:x") == f"{AGENCY}{number}/x"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not well-formed"),
        ("{}", "not well-formed"),
        ("<html/>", "html"),
        ("<catalog/>", "no catalog"),
        ('<catalog><scheme alias="a"/></catalog>', "no catalog"),
        ('<!DOCTYPE catalog [<!ENTITY e SYSTEM "file:///etc/hostname">]><catalog>&e;</catalog>', "no catalog"),
    ],
)
def test_a_file_that_is_no_catalog_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "catalog.xml"
    path.write_text(text)
    with pytest.raises(SourceError, match=reason) as caught:
        read_catalogs(str(path))
    assert caught.value.source == str(path)


@pytest.mark.parametrize("name", ["missing.xml", "."])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        Catalogs.from_files([str(tmp_path / name)])
