"""Properties whose value is one term: how content came to be digital, and whether it may be mined.

digital_source_type       cm/digitalSourceType (since 2.33), of an article and of a medium
rights.data_mining        ri/dataMining (since 2.34)
"""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.context import Reading, is_iri, is_uri
from newsschema.formats.newsml_g2.extras import keep_element, keep_rest
from newsschema.formats.newsml_g2.markup import Node, empty, leaf

DIGITAL_SOURCE_TYPE: Final = "digitalSourceType"
DATA_MINING: Final = "dataMining"


def add_term(node: Node, tag: str, iri: str | None) -> None:
    """Adds a property with the code of a term, if IPTC's scheme has it, else with its IRI."""
    if iri is None:
        return
    qcode = catalogs.abbreviate(iri)
    if qcode is not None:
        node.add(empty(tag, ("qcode", qcode)))
    elif is_uri(iri):
        node.add(empty(tag, ("uri", iri)))


def add_foreign_term(node: Node, tag: str, iri: str | None) -> None:
    """Adds in our namespace what no attribute for URIs can hold: an IRI with characters beyond ASCII."""
    if iri is not None and catalogs.abbreviate(iri) is None and not is_uri(iri):
        node.add(leaf(f"ns:{tag}", iri))


def take_term(element: etree._Element, reading: Reading, fields: dict[str, Any], field: str, path: str = "") -> bool:
    """Takes the term of a property; false where the element has none, or the field has one already."""
    said = (element.get("uri") or "").strip()
    iri = said or reading.resolve(element.get("qcode"))
    if field in fields or iri is None or not is_iri(iri):
        return False
    fields[field] = iri
    used = ("uri", "qcode") if not said or reading.resolve(element.get("qcode")) == said else ("uri",)
    keep_rest(reading, fields, element, path, used)
    return True


def read_digital_source_type(element: etree._Element, reading: Reading) -> None:
    """Reads how the content of an item came to be digital."""
    if not take_term(element, reading, reading.data, "digital_source_type", "contentMeta/"):
        keep_element(reading, reading.data, element, "contentMeta/")


def read_data_mining(element: etree._Element, reading: Reading, fields: dict[str, Any]) -> bool:
    """Reads whether the content may be mined."""
    return take_term(element, reading, fields, "data_mining")
