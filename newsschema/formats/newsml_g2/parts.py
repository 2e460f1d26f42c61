"""Quotes and casualty reports: one `partMeta` each.

quote                     partMeta
identifier                partMetaExtProperty schema.org/identifier @value
attribution.links[].role  creator (of the speaker's link) or infoSource @roleuri, in the order of the chain
links[].agents            the agents themselves; those of one link share the number in ns:link @n
links[].channel, at       ns:link @channel, @time; the first link's time is contentCreated
place                     located
language                  language @tag
text                      description
kind, cue, addressees     partMetaExtProperty with a relation of ours
original                  partMetaExtProperty schema.org/translationOfWork, definition
spans                     partMetaExtProperty ...#span @value "start end role"

casualty report           partMeta
attribution               infoSource, as above
as_of                     partMetaExtProperty schema.org/observationDate
event, place              subject cpnat:event, subject cpnat:geoArea
count.phrase              description
outcome, count            partMetaExtProperty cv/outcome/..., related schema.org/value, minValue, maxValue
anything else             an element of our namespace, named for the field
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2.codec import OWN, encode, rest, take
from newsschema.formats.newsml_g2.context import Reading, Writing, is_uri
from newsschema.formats.newsml_g2.entities import NAME, agent_node, place_node, read_agent, read_place, says_type
from newsschema.formats.newsml_g2.extras import keep_attribute, keep_element, place
from newsschema.formats.newsml_g2.markup import Node, attributes, child_of, empty, extra, leaf, pairs
from newsschema.formats.newsml_g2.terms import (
    ADDRESSEE,
    CUE,
    G2,
    IDENTIFIER,
    KIND,
    LEAST,
    MOST,
    OBSERVED,
    OUTCOME,
    QUALIFIER,
    QUOTE_PART,
    REPORT_PART,
    SPAN,
    TRANSLATION_OF,
    UNIT,
    VALUE,
    XML_LANG,
    code_iri,
    code_of,
)
from newsschema.v1 import AssessedFigure, Attribution, CasualtyReport, Count, Quote, TextSpan

EXTRA: Final = "partMetaExtProperty"
SPOKEN: Final = f"{{{G2}}}creator"
SOURCE: Final = f"{{{G2}}}infoSource"
CREATED: Final = f"{{{G2}}}contentCreated"
LOCATED: Final = f"{{{G2}}}located"
LANGUAGE: Final = f"{{{G2}}}language"
DESCRIPTION: Final = f"{{{G2}}}description"
SUBJECT: Final = f"{{{G2}}}subject"
PROPERTY: Final = f"{{{G2}}}{EXTRA}"
ROLE: Final = f"{{{G2}}}role"
DEFINITION: Final = f"{{{G2}}}definition"
RELATED: Final = f"{{{G2}}}related"
LINK: Final = f"{OWN}link"
OUTCOMES: Final = code_iri("outcome", "")
NUMBER: Final = "xs:nonNegativeInteger"

# Both


def _part(role: str, names: Iterable[str | None], path: str) -> Node:
    refs = " ".join([name for name in names if name is not None])
    node = Node("partMeta", ("contentrefs", refs or None), path=path)
    node.add(empty("role", ("uri", role)))
    return node


def _chain(node: Node, attribution: Attribution, writing: Writing, tag_of: Callable[[object], str]) -> None:
    for index, link in enumerate(attribution.links):
        tag = tag_of(link)
        for position, agent in enumerate(link.agents):
            path = f"{node.path}/attribution/links/{index}/agents/{position}"
            child = agent_node(tag, agent, writing, path)
            child.pairs.append(("roleuri", code_iri("role", link.role)))
            first = position == 0
            said = attributes((("channel", link.channel), ("time", link.at if index else None))) if first else ""
            child.kids.append(f'<ns:link n="{index + 1}"{said}/>')
            node.kids.append(child)


def read_chain(elements: Iterable[etree._Element], said: str | None, reading: Reading) -> list[dict[str, Any]]:
    """Reads the links of an attribution from the agents of a part, in order."""
    links: list[dict[str, Any]] = []
    number: str | None = None
    for element in elements:
        mark = child_of(element, LINK)
        said_number = mark.get("n") if mark is not None else None
        role = code_of("role", element.get("roleuri") or "")
        if said_number is None or said_number != number:
            link: dict[str, Any] = {"role": role or "originator", "agents": []}
            if mark is not None:
                if mark.get("channel"):
                    link["channel"] = mark.get("channel")
                if mark.get("time"):
                    link["at"] = mark.get("time")
            links.append(link)
            number = said_number
        default = "" if says_type(element) else _default_type(element)
        links[-1]["agents"].append(read_agent(element, reading, default, ("roleuri",)))
    if links and links[0]["role"] not in ("originator", "document"):
        # The chain tells who passed the words on: where they came from is implied.
        links.insert(0, {"role": "originator", "agents": [{"type": "unnamed_source"}]})
    if links and said is not None:
        links[0]["at"] = said
    return links


def _default_type(element: etree._Element) -> str:
    """Returns what an agent without a type is: who speaks is a person, a source need not be one, or be named."""
    if element.tag == SPOKEN or child_of(element, f"{OWN}jobTitle") is not None:
        return "person"
    is_named = any(element.get(name) for name in ("uri", "qcode", "literal")) or child_of(element, NAME) is not None
    return "organization" if is_named else "unnamed_source"


def _begin(
    element: etree._Element, reading: Reading, fields: dict[str, Any], *agents: str
) -> tuple[list[etree._Element], str | None]:
    """Reads what quotes and reports begin alike with: returns the agents of the chain, and when it was said."""
    for name, value in pairs(element):
        if name != "contentrefs":
            keep_attribute(reading, fields, name, value)
    created = child_of(element, CREATED)
    return list(element.iterchildren(*agents)), reading.text(created) if created is not None else None


def _write_spans(node: Node, spans: Iterable[TextSpan]) -> None:
    for span in spans:
        role = "" if span.role == "content" else f" {span.role}"
        node.add(extra(EXTRA, SPAN, f"{span.start} {span.end}{role}"))


def read_span(value: str, text: str) -> dict[str, Any] | None:
    """Reads "start end role"; the exact words come from the text."""
    start, end, *role = value.split(" ")
    if not (start.isdecimal() and end.isdecimal()):
        return None
    begin, stop = int(start), int(end)
    span: dict[str, Any] = {"start": begin, "end": stop, "exact": text[begin:stop]}
    if role:
        span["role"] = role[0]
    return span


# Quotes


def quote_node(quote: Quote, writing: Writing, path: str, names: Sequence[str | None]) -> Node:
    """Returns a quote as `partMeta`; `names` are the marks of its spans in the body."""
    node = _part(QUOTE_PART, names, path)
    node.leaf("contentCreated", quote.said_at)
    if quote.place is not None:
        node.add(place_node("located", quote.place, writing, f"{path}/place"))
    speaker = quote.attribution.speaker_link
    _chain(node, quote.attribution, writing, lambda link: "creator" if link is speaker else "infoSource")
    if quote.language is not None:
        node.add(empty("language", ("tag", quote.language)))
    node.leaf("description", quote.text)
    node.add(extra(EXTRA, IDENTIFIER, quote.identifier))
    node.add(extra(EXTRA, KIND, quote.kind))
    node.add(extra(EXTRA, CUE, quote.cue))
    for index, agent in enumerate(quote.addressees):
        child = agent_node(EXTRA, agent, writing, f"{path}/addressees/{index}", "flex")
        child.set("reluri", ADDRESSEE)
        node.add(child)
    if quote.original is not None:
        words = leaf("definition", quote.original.text, ("xml:lang", quote.original.language))
        node.add(f'<{EXTRA} reluri="{TRANSLATION_OF}">{words}</{EXTRA}>')
    _write_spans(node, quote.spans)
    place(node, quote, writing)
    return node


def read_quote(element: etree._Element, reading: Reading, text: str) -> dict[str, Any]:
    """Reads a quote from its part; `text` is the plain text of the body."""
    fields: dict[str, Any] = {}
    chain, said = _begin(element, reading, fields, SPOKEN, SOURCE)
    for child in element:
        tag = child.tag
        if tag in (SPOKEN, SOURCE, CREATED):
            continue
        if tag == PROPERTY:
            if not _read_quote_property(child, fields, reading, text):
                keep_element(reading, fields, child)
        elif tag == DESCRIPTION and "text" not in fields:
            fields["text"] = reading.text(child)
        elif tag == LANGUAGE and "language" not in fields:
            fields["language"] = child.get("tag")
        elif tag == LOCATED and "place" not in fields:
            fields["place"] = read_place(child, reading)
        elif tag != ROLE and not take(fields, child, Quote):
            keep_element(reading, fields, child)
    fields["attribution"] = {"links": read_chain(chain, said, reading)}
    return fields


_QUOTE_VALUES: Final = {IDENTIFIER: "identifier", KIND: "kind", CUE: "cue"}


def _read_quote_property(element: etree._Element, fields: dict[str, Any], reading: Reading, text: str) -> bool:
    relation, value = element.get("reluri", ""), element.get("value")
    if relation in _QUOTE_VALUES and value is not None:
        fields[_QUOTE_VALUES[relation]] = value
    elif relation == SPAN and value is not None and (span := read_span(value, text)) is not None:
        fields.setdefault("spans", []).append(span)
    elif relation == ADDRESSEE:
        fields.setdefault("addressees", []).append(read_agent(element, reading, "person", ("reluri",)))
    elif relation == TRANSLATION_OF and (words := child_of(element, DEFINITION)) is not None:
        fields["original"] = {"text": reading.text(words), "language": words.get(XML_LANG)}
    else:
        return False
    return True


# Casualty reports

_BOUNDS: Final[dict[str, tuple[tuple[str, str, int], ...]]] = {
    "exact": (("number", VALUE, 0),),
    "about": (("number", VALUE, 0),),
    "at_least": (("number", LEAST, 0),),
    "more_than": (("number", LEAST, 1),),
    "up_to": (("number", MOST, 0),),
    "nearly": (("number", MOST, 0),),
    "fewer_than": (("number", MOST, -1),),
    "range": (("number", LEAST, 0), ("number_to", MOST, 0)),
}
"""Of each qualifier: the field of the count, the property that holds it, and what is added to it."""

_REPORT_SLOTS: Final = frozenset(
    ("identifier", "event", "outcome", "count", "place", "as_of", "attribution", "evidence")
)


def subjects(node: Node, figure: CasualtyReport | AssessedFigure, writing: Writing, path: str) -> list[str]:
    """Adds the event and the place of a figure; returns elements of our namespace for what `subject` cannot hold."""
    late: list[str] = []
    if figure.event is not None and is_uri(figure.event):
        node.add(empty("subject", ("type", "cpnat:event"), ("uri", figure.event)))
    elif figure.event is not None:
        late.append(leaf("ns:event", figure.event))
    if figure.place is not None:
        node.add(place_node("subject", figure.place, writing, f"{path}/place", "flex"))
    return late


def report_node(report: CasualtyReport, writing: Writing, path: str, names: Sequence[str | None]) -> Node:
    """Returns a casualty report as `partMeta`; `names` are the marks of its spans in the body."""
    node = _part(REPORT_PART, names, path)
    node.leaf("contentCreated", report.said_at)
    _chain(node, report.attribution, writing, lambda _: "infoSource")
    late = subjects(node, report, writing, path)
    node.leaf("description", report.count.phrase)
    node.add(extra(EXTRA, IDENTIFIER, report.identifier))
    node.add(extra(EXTRA, OBSERVED, report.as_of))
    evidence = report.evidence
    if evidence is not None:
        _write_spans(node, evidence.spans)
        if evidence.quotes or not evidence.spans:
            quotes = "".join([leaf("ns:quotes", quote) for quote in evidence.quotes])
            late.append(f"<ns:evidence>{quotes}</ns:evidence>")
    _write_figure(node, report.outcome, report.count, late)
    node.kids += late
    node.kids += rest(report, _REPORT_SLOTS)
    place(node, report, writing)
    return node


def _write_figure(node: Node, outcome: str, count: Count, late: list[str]) -> None:
    node.add(extra(EXTRA, QUALIFIER, count.qualifier))
    node.add(extra(EXTRA, UNIT, count.unit))
    if ":" not in outcome:
        figure = Node(EXTRA, ("reluri", OUTCOMES + outcome))
    else:
        figure = Node(EXTRA, ("reluri", OUTCOME), ("uri", outcome if is_uri(outcome) else None))
        if not is_uri(outcome):
            late.append(leaf("ns:outcome", outcome))
    for field, relation, added in _BOUNDS.get(count.qualifier, ()):
        figure.add(extra("related", relation, getattr(count, field) + added, NUMBER))
    if count.qualifier == "none":
        figure.add(extra("related", VALUE, 0, NUMBER))
    node.add(figure)
    if count.recorded is not None:
        late.append(encode("recorded", count.recorded))


def read_report(element: etree._Element, reading: Reading, text: str) -> dict[str, Any]:
    """Reads a casualty report from its part; `text` is the plain text of the body."""
    fields: dict[str, Any] = {"count": {}}
    chain, said = _begin(element, reading, fields, SOURCE)
    figure: etree._Element | None = None
    for child in element:
        tag = child.tag
        if tag == PROPERTY and _is_figure(child):
            figure = child
        elif tag not in (ROLE, SOURCE, CREATED) and not (
            _read_report_part(child, fields, reading, text) or take(fields, child, CasualtyReport)
        ):
            keep_element(reading, fields, child)
    if figure is not None:
        _read_figure(figure, fields)
    fields["attribution"] = {"links": read_chain(chain, said, reading)}
    return fields


def _is_figure(element: etree._Element) -> bool:
    relation = element.get("reluri", "")
    return relation.startswith(OUTCOMES) or relation == OUTCOME


def _read_report_part(element: etree._Element, fields: dict[str, Any], reading: Reading, text: str) -> bool:
    tag = element.tag
    if tag == PROPERTY:
        return _read_report_property(element, fields, text)
    if tag == DESCRIPTION:
        fields["count"]["phrase"] = reading.line(element)
    elif tag == SUBJECT and element.get("type") == "cpnat:event" and element.get("uri"):
        fields["event"] = element.get("uri")
    elif tag == SUBJECT and element.get("type") == "cpnat:geoArea" and "place" not in fields:
        fields["place"] = read_place(element, reading)
    elif tag == f"{OWN}evidence":
        quotes = [quote.text for quote in element]
        fields.setdefault("evidence", {}).update({"quotes": quotes} if quotes else {})
    elif tag == f"{OWN}recorded":
        return take(fields["count"], element, Count)
    else:
        return False
    return True


def _read_report_property(element: etree._Element, fields: dict[str, Any], text: str) -> bool:
    relation, value = element.get("reluri", ""), element.get("value")
    if value is None:
        return False
    if relation == IDENTIFIER:
        fields["identifier"] = value
    elif relation == OBSERVED:
        fields["as_of"] = value
    elif relation == QUALIFIER:
        fields["count"]["qualifier"] = value
    elif relation == UNIT:
        fields["count"]["unit"] = value
    elif relation == SPAN and (span := read_span(value, text)) is not None:
        fields.setdefault("evidence", {}).setdefault("spans", []).append(span)
    else:
        return False
    return True


def _read_figure(figure: etree._Element, fields: dict[str, Any]) -> None:
    relation = figure.get("reluri", "")
    outcome = figure.get("uri") if relation == OUTCOME else relation.removeprefix(OUTCOMES)
    if outcome:
        fields["outcome"] = outcome
    count = fields["count"]
    values = {bound.get("reluri"): bound.get("value", "") for bound in figure.iter(RELATED)}
    for field, bound, added in _BOUNDS.get(count.get("qualifier", ""), ()):
        number = values.get(bound, "")
        if number.isdecimal():
            count[field] = int(number) - added
