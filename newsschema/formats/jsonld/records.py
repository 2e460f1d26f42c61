"""Quotations and claims written by hand, brought to the form in which our own writer writes quotes and reports.

Documents that know our namespace may leave out what the mapping implies: agents, roles, qualifiers, lists of one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, get_args

from newsschema.formats.jsonld.leftovers import EMPTY, Leftovers
from newsschema.formats.jsonld.mapping import TYPED_REPORT, TYPED_SOURCE
from newsschema.formats.jsonld.shapes import Node, shape_of
from newsschema.formats.jsonld.terms import has_type, types_of
from newsschema.formats.jsonld.values import PLAIN_CATEGORIES, Refused, is_iri
from newsschema.v1 import AttributionLink, CasualtyReport, Evidence, Model, Quote, SourceDocument, UnnamedSource
from newsschema.v1.codes import CODE_NAMESPACE, CountUnit, Outcome
from newsschema.v1.times import PARTIAL_DATE_PATTERN

if TYPE_CHECKING:
    from newsschema.formats.jsonld.mend import Mender

CHAIN: Final = "ns:attribution"
SPEAKER: Final[dict[type[Model], str]] = {Quote: "creator", CasualtyReport: "author"}
"""The term of the speaker."""
_ARTICLE: Final[dict[type[Model], str]] = {Quote: "isPartOf", CasualtyReport: "appearance"}
"""The term of the article, which only a record that stands alone says."""
_ORIGINS: Final = frozenset(("originator", "document"))
_OUTCOMES: Final = frozenset(get_args(get_args(Outcome)[0]))
_UNITS: Final = {unit: unit for unit in get_args(CountUnit)} | {
    "people": "person",
    "persons": "person",
    "households": "household",
    "families": "family",
    "bodies": "body",
}
_QUALIFIERS: Final = {
    ("value",): "exact",
    ("minValue",): "at_least",
    ("maxValue",): "up_to",
    ("maxValue", "minValue"): "range",
}
"""What the slots of a number say where no qualifier is stated."""


def _implied() -> Node:
    """A source that the text implies and says nothing about."""
    return {"@type": "Person", "additionalType": TYPED_SOURCE}


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [inner for item in value for inner in _flat(item)]
    return [] if value in EMPTY else [value]


# --- Records in an article


def quotation(mender: Mender, item: Node, out: Node) -> bool:
    """Takes a quotation with the attribution it gives; false where it is too little for a quote."""
    node = mender.positioned(Quote, {**item, "@type": "Quotation"})
    if node is None or CHAIN not in node or ("text" not in node and "ns:kind" not in node):
        return False
    if "ns:kind" not in item:
        # Without a word about it, a quotation holds the words themselves; a kind that we do not know is not that.
        node["ns:kind"] = "direct"
    return _add(mender, Quote, node, "q", "hasPart", out)


def claims(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes claims that say what a casualty report needs, which only documents in our terms do."""
    for item in _flat(value):
        if mender.own and isinstance(item, dict) and (item.get("additionalType") == TYPED_REPORT or CHAIN in item):
            node = mender.positioned(CasualtyReport, item)
            if node is not None and _add(mender, CasualtyReport, node, "c", key, out):
                continue
        mender.set_aside(left, key, item)


def _add(mender: Mender, model: type[Model], node: Node, letter: str, key: str, out: Node) -> bool:
    if "@id" not in node:
        node["@id"] = mender.local(letter)
    if not mender.settles(model, node):
        return False
    out.setdefault(key, []).append(node)
    return True


# --- Members of a record


def speakers(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes whom a record names as its speaker, or the document that says it."""
    for item in _flat(value):
        node = _agent(mender, key, item)
        if node is None:
            left.add(key, item)
        else:
            out.setdefault(key, []).append(node)


def _agent(mender: Mender, key: str, item: Any) -> Node | None:
    if mender.own and isinstance(item, dict):
        item = mender.resolved(item)
        if item.get("additionalType") == TYPED_SOURCE:
            return mender.thing(UnnamedSource, item)
        if has_type(item, ("CreativeWork",)):
            return mender.thing(SourceDocument, item)
    if key == "isBasedOn":
        return mender.thing(SourceDocument, item) if mender.own and not types_of(item) else None
    return mender.party(item)


def chain(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes the links of a chain, which only documents in our terms have."""
    if not mender.own:
        mender.keep(left, key, value)
        return
    for item in _flat(value):
        link = mender.node(shape_of(AttributionLink), item) if isinstance(item, dict) else None
        if link:
            out.setdefault(key, []).append(link)
        else:
            left.add(key, item)


def said(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes the date on which the words were said."""
    stated = _date(mender, value)
    if stated is None:
        left.add(key, value)
    else:
        out[key] = stated


def _date(mender: Mender, value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if re.fullmatch(PARTIAL_DATE_PATTERN, value):
        return value
    try:
        stated = mender.date(value.strip())
    except Refused:
        return None
    return stated if re.fullmatch(PARTIAL_DATE_PATTERN, stated) else None


def phrase(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes the words of a figure."""
    if isinstance(value, str) and mender.own:
        out[key] = value
    else:
        mender.keep(left, key, value)


def event(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes the event of a figure, by its identifier."""
    for item in _flat(value):
        identifier = item.get("@id") if isinstance(item, dict) else item
        if key in out or not isinstance(identifier, str) or not mender.own:
            left.add(key, item)
            continue
        out[key] = {"@type": "Event", "@id": identifier}
        if isinstance(item, dict) and (item.keys() - {"@id", "@type"} or item.get("@type", "Event") != "Event"):
            left.add(key, item)


def spans(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes places in the text, which are the evidence of a report."""
    if mender.own:
        out[" spans"] = value
    else:
        mender.keep(left, key, value)


def figure(mender: Mender, key: str, value: Any, out: Node, left: Leftovers) -> None:
    """Takes what was counted and how many."""
    for item in _flat(value):
        if key in out or not mender.own or not isinstance(item, dict) or "variableMeasured" not in item:
            left.add(key, item)
            continue
        rest: Node = {}
        out[key] = _observation(mender, item, out, rest)
        left.add(key, rest)


def _observation(mender: Mender, source: Node, out: Node, rest: Node) -> Node:
    """Returns an observation in our form; `rest` takes what it says besides."""
    result: Node = {"@type": "Observation"}
    for key, value in source.items():
        found: Any = None
        if key == "@type" and value == "Observation":
            continue
        if key == "variableMeasured":
            found = _outcome(value, rest)
        elif key == "observationDate":
            found = _date(mender, value)
        elif key in ("value", "minValue", "maxValue"):
            found = _number(value)
        elif key == "unitText" and isinstance(value, str):
            found = _UNITS.get(value.strip().lower(), value)
        elif key == "observationAbout" and not isinstance(value, list):
            out[" observed"] = value
            continue
        if found is None:
            rest[key] = value
        else:
            result[key] = found
    return result


def _number(value: Any) -> int | None:
    try:
        return int(PLAIN_CATEGORIES["integer"](value))
    except (Refused, TypeError):
        return None


def _outcome(value: Any, rest: Node) -> Node | None:
    """Returns what was counted, given as a node, an IRI or one of our tokens."""
    if isinstance(value, dict):
        if value.keys() == {"@type", "name"} and str(value["name"]).startswith(CODE_NAMESPACE):
            return value
        key = "@id" if "@id" in value else "name"
        if others := {name: inner for name, inner in value.items() if name not in (key, "@type")}:
            rest["variableMeasured"] = others
        value = value.get(key)
    if value in _OUTCOMES:
        value = f"{CODE_NAMESPACE}outcome/{value}"
    return {"@type": "StatisticalVariable", "@id": value} if is_iri(value) else None


# --- What a record implies


def complete(mender: Mender, model: type[Model], source: Node, out: Node, left: Leftovers) -> None:
    """Completes a record by what the mapping implies; one in our own form stays as it is."""
    _complete_chain(mender, SPEAKER[model], out, left)
    if model is CasualtyReport and mender.own:
        _complete_figure(mender, out, left)
    term = _ARTICLE[model]
    # A record inside an article is of that article, and need not say so.
    if term in out and "ns:schemaVersion" not in source and out.pop(term).get("@id") != mender.identifier:
        left.whole[term] = source[term]


def _complete_figure(mender: Mender, out: Node, left: Leftovers) -> None:
    found = out.pop(" spans", None)
    if found is not None:
        evidence = mender.own_nodes((Evidence,), {"ns:spans": found})
        out["ns:evidence"] = {**evidence, **out.get("ns:evidence", {})}
    observed = out.pop(" observed", None)
    observation = out.get("mainEntity")
    if observation is None:
        return
    identifier = observed.get("@id") if isinstance(observed, dict) else observed
    if isinstance(identifier, str):
        out.setdefault("about", {"@type": "Event", "@id": identifier})
    if "about" in out:
        observation["observationAbout"] = {"@id": out["about"]["@id"]}
        if observed is not None and identifier != out["about"]["@id"]:
            left.add("mainEntity", {"observationAbout": observed})
    observation.setdefault("unitText", "person")
    slots = tuple(sorted(observation.keys() & {"value", "minValue", "maxValue"}))
    if "ns:qualifier" not in out and slots in _QUALIFIERS:
        out["ns:qualifier"] = "none" if observation.get("value") == 0 else _QUALIFIERS[slots]


def _complete_chain(mender: Mender, speaker: str, out: Node, left: Leftovers) -> None:
    """Gives every link of a chain its role and agents, and the chain its origin."""
    stated = [key for key in (speaker, "isBasedOn") if key in out]
    links: list[Node] = out.get(CHAIN, [])
    if not links:
        if not stated:
            return
        links = out[CHAIN] = [{"ns:role": "originator" if stated[0] == speaker else "document"}]
    links[0].setdefault("ns:role", "originator")
    origins = [link for link in links if link.get("ns:role") == "originator"]
    if len(origins) == 1 and origins[0] is not links[0]:
        # Links that are no list in the sense of JSON-LD have no order, but only one of them is the first.
        links.remove(origins[0])
        links.insert(0, origins[0])
    if len(stated) > 1 or len(stated) != sum("ns:agents" not in link for link in links):
        _distribute(links, stated, out, left)
    if links[0]["ns:role"] not in _ORIGINS:
        mender.note("NS443", "the originator is implied: the chain begins with whoever passed the words on", CHAIN)
        links.insert(0, {"ns:role": "originator", "ns:agents": [_implied()]})


def _distribute(links: list[Node], stated: list[str], out: Node, left: Leftovers) -> None:
    """Gives the speakers stated to the links without agents, and the others the source that they imply."""
    first = next((link for link in links if link.get("ns:role") == "spokesperson"), links[0])
    for key in stated:
        silent = [link for link in links if "ns:agents" not in link]
        wanted = next((link for link in silent if key == "isBasedOn" and link.get("ns:role") == "document"), first)
        if "ns:agents" not in wanted:
            wanted["ns:agents"] = out.pop(key)
        elif wanted["ns:agents"] == out[key]:
            del out[key]
        elif silent:
            silent[0]["ns:agents"] = out.pop(key)
        else:
            for agent in out.pop(key):
                left.add(key, agent)
    for link in links:
        link.setdefault("ns:agents", [_implied()])
