"""Assessed figures: one `partMeta` each.

identifier                partMetaExtProperty schema.org/identifier @value
by                        infoSource
at                        contentCreated
as_of                     partMetaExtProperty schema.org/observationDate
event, place              subject cpnat:event, subject cpnat:geoArea
outcome, low, best, high  partMetaExtProperty cv/outcome/..., related schema.org/minValue, value, maxValue
unit                      partMetaExtProperty ...#unit
anything else             an element of our namespace, named for the field
"""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2.codec import rest, take
from newsschema.formats.newsml_g2.context import Reading, Writing, is_uri
from newsschema.formats.newsml_g2.entities import agent_node, read_agent, read_place
from newsschema.formats.newsml_g2.extras import keep_attribute, keep_element, place
from newsschema.formats.newsml_g2.markup import Node, empty, extra, leaf, pairs
from newsschema.formats.newsml_g2.parts import (
    CREATED,
    EXTRA,
    NUMBER,
    OUTCOMES,
    PROPERTY,
    RELATED,
    ROLE,
    SOURCE,
    SUBJECT,
    subjects,
)
from newsschema.formats.newsml_g2.terms import IDENTIFIER, LEAST, MOST, OBSERVED, OUTCOME, UNIT, VALUE
from newsschema.v1 import AssessedFigure
from newsschema.v1.codes import CODE_NAMESPACE

ASSESSED_PART: Final = f"{CODE_NAMESPACE}part/assessedFigure"
"""The role of a part that is an assessed figure."""

_BOUNDS: Final = (("low", LEAST), ("best", VALUE), ("high", MOST))
_FIELDS: Final = {relation: field for field, relation in _BOUNDS}
_VALUES: Final = {IDENTIFIER: "identifier", OBSERVED: "as_of", UNIT: "unit"}
_WRITTEN: Final = frozenset(
    ("identifier", "event", "outcome", "low", "best", "high", "unit", "place", "as_of", "by", "at")
)


def assessed_node(figure: AssessedFigure, writing: Writing, path: str) -> Node:
    """Returns an assessed figure as `partMeta`."""
    node = Node("partMeta", path=path)
    node.add(empty("role", ("uri", ASSESSED_PART)))
    node.leaf("contentCreated", figure.at)
    node.add(agent_node("infoSource", figure.by, writing, f"{path}/by"))
    late = subjects(node, figure, writing, path)
    node.add(extra(EXTRA, IDENTIFIER, figure.identifier))
    node.add(extra(EXTRA, OBSERVED, figure.as_of))
    node.add(extra(EXTRA, UNIT, figure.unit))
    node.add(_bounds(figure, late))
    node.kids += late
    node.kids += rest(figure, _WRITTEN)
    place(node, figure, writing)
    return node


def _bounds(figure: AssessedFigure, late: list[str]) -> Node:
    if ":" not in figure.outcome:
        node = Node(EXTRA, ("reluri", OUTCOMES + figure.outcome))
    else:
        node = Node(EXTRA, ("reluri", OUTCOME), ("uri", figure.outcome if is_uri(figure.outcome) else None))
        if not is_uri(figure.outcome):
            late.append(leaf("ns:outcome", figure.outcome))
    for field, relation in _BOUNDS:
        if getattr(figure, field) is not None:
            node.add(extra("related", relation, getattr(figure, field), NUMBER))
    return node


def read_assessed(element: etree._Element, reading: Reading, _: str) -> dict[str, Any]:
    """Reads an assessed figure from its part."""
    fields: dict[str, Any] = {}
    for name, value in pairs(element):
        keep_attribute(reading, fields, name, value)
    for child in element:
        if child.tag != ROLE and not (_read_part(child, fields, reading) or take(fields, child, AssessedFigure)):
            keep_element(reading, fields, child)
    return fields


def _read_part(element: etree._Element, fields: dict[str, Any], reading: Reading) -> bool:
    tag, kind = element.tag, element.get("type")
    if tag == PROPERTY:
        return _read_property(element, fields)
    if tag == SOURCE and "by" not in fields:
        fields["by"] = read_agent(element, reading, "person")
    elif tag == CREATED:
        fields["at"] = reading.text(element)
    elif tag == SUBJECT and kind == "cpnat:event" and element.get("uri"):
        fields["event"] = element.get("uri")
    elif tag == SUBJECT and kind == "cpnat:geoArea" and "place" not in fields:
        fields["place"] = read_place(element, reading)
    else:
        return False
    return True


def _read_property(element: etree._Element, fields: dict[str, Any]) -> bool:
    relation, value = element.get("reluri", ""), element.get("value")
    if relation == OUTCOME or relation.startswith(OUTCOMES):
        _read_bounds(element, relation, fields)
    elif relation in _VALUES and value is not None:
        fields[_VALUES[relation]] = value
    else:
        return False
    return True


def _read_bounds(element: etree._Element, relation: str, fields: dict[str, Any]) -> None:
    outcome = element.get("uri") if relation == OUTCOME else relation.removeprefix(OUTCOMES)
    if outcome:
        fields["outcome"] = outcome
    for bound in element.iterchildren(RELATED):
        field, value = _FIELDS.get(bound.get("reluri", "")), bound.get("value", "")
        if field is not None and value.isdecimal():
            fields[field] = int(value)
