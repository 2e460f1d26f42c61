"""Reading a `newsItem` into the article, or the medium, that it is; the table of fields stands in `write`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from newsschema.diagnostics import shown
from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2 import bodies, catalogs
from newsschema.formats.newsml_g2.assessments import ASSESSED_PART, read_assessed
from newsschema.formats.newsml_g2.catalogs import Catalogs, abbreviate, schemes_of
from newsschema.formats.newsml_g2.codec import OWN, take
from newsschema.formats.newsml_g2.context import Reading, iri_of, is_iri, tolerant_date
from newsschema.formats.newsml_g2.departures import departures, stray_texts
from newsschema.formats.newsml_g2.entities import (
    NATURE,
    agent_type,
    derived_event,
    is_somebody,
    is_somewhere,
    read_agent,
    read_concept,
    read_event,
    read_place,
)
from newsschema.formats.newsml_g2.extras import (
    DERIVED_HERE,
    DESCRIBED_WHERE_NAMED,
    PACKAGE,
    SOURCE_VERSION,
    attach,
    canonical,
    keep,
    keep_attribute,
    keep_element,
    keep_markup,
    keep_rest,
    ranked,
    settle,
    well_formed,
)
from newsschema.formats.newsml_g2.links import FORMS, leads_somewhere, links_of_groups, read_link, take_attribute
from newsschema.formats.newsml_g2.markup import child_of, decimal, empty, pairs
from newsschema.formats.newsml_g2.parts import read_quote, read_report, read_span
from newsschema.formats.newsml_g2.single_terms import DATA_MINING, read_data_mining, read_digital_source_type
from newsschema.formats.newsml_g2.spans import unmark
from newsschema.formats.newsml_g2.terms import (
    ALT_TEXT,
    COPYRIGHT_HOLDER,
    COPYRIGHT_YEAR,
    DERIVED,
    FREE,
    G2,
    INTERNAL,
    IPTC_CATALOG_START,
    KIND,
    LICENSE,
    MEDIA_KINDS,
    MENTIONS,
    PUBLIC,
    QUOTE_PART,
    REPORT_PART,
    SCHEMA,
    SECTION,
    UNDECLARED,
    VERIFICATION_NOTE,
    WRITER,
    XML_LANG,
    code_of,
)
from newsschema.formats.newsml_g2.write import standalone_identifier
from newsschema.v1 import Article, Body, DateTime, DayDate, Media, PartialDate, Rendition, Rights
from newsschema.v1.text import LINE_PATTERN, MAX_WHOLE_NUMBER

Element = etree._Element  # noqa: SLF001  # lxml has no other name for it
Handler = Callable[[Element, Reading], None]
RightsHandler = Callable[[Element, Reading, dict[str, Any]], bool]

DATE_TIME: Final = re.compile(DateTime.pattern)
DAY: Final = re.compile(DayDate.pattern)
PARTIAL: Final = re.compile(PartialDate.pattern)
LINE: Final = re.compile(LINE_PATTERN)
WHITE: Final = " \t\r\n"
"""The white space of XML: other spaces are characters like any other."""
SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"


def _tag(name: str) -> str:
    return f"{{{G2}}}{name}"


ITEM_META: Final = _tag("itemMeta")
GENERATOR: Final = _tag("generator")
CATALOG: Final = _tag("catalog")
CONTENT_SET: Final = _tag("contentSet")
GROUP_SET: Final = _tag("groupSet")
PACKAGE_ITEM: Final = _tag("packageItem")
PART_META: Final = _tag("partMeta")
REMOTE: Final = _tag("remoteContent")
TIMESTAMP: Final = _tag("timestamp")
ROLE: Final = _tag("role")
TITLE: Final = _tag("title")
HEADLINE: Final = _tag("headline")
STATUSES: Final = frozenset(("usable", "withheld", "canceled"))
STATUS_SCHEME: Final = "http://cv.iptc.org/newscodes/pubstatusg2/"
CAPTION: Final = "http://cv.iptc.org/newscodes/descriptionrole/caption"
EXTENSIONS: Final = f"{OWN}extensions"
UPDATE: Final = f"{OWN}update"


def reading_of(item: etree._Element, catalogs: Catalogs, options: ReadOptions, index: int) -> Reading:
    """Returns what a reader knows of an item before it reads it."""
    schemes: dict[str, str] = {}
    own = False
    for child in item:
        if child.tag == CATALOG:
            schemes |= {alias: uri for alias, uri in schemes_of(child).items() if not uri.startswith(UNDECLARED)}
        elif child.tag == ITEM_META:
            own = any(one.get("roleuri") == WRITER for one in child.iter(GENERATOR))
    return Reading(own, schemes, catalogs.of(item), options, index)


def read_article(item: etree._Element, reading: Reading) -> dict[str, Any]:
    """Returns the fields of the article that an item is, without its media."""
    data = reading.data
    tell_departures(item, reading)
    _read_root(item, reading)
    parts: list[etree._Element] = []
    contents: list[etree._Element] = []
    groups: list[etree._Element] = []
    for child in item:
        if child.tag == PART_META:
            parts.append(child)
        elif child.tag == CONTENT_SET:
            contents.append(child)
        elif child.tag == GROUP_SET:
            groups.append(child)
        else:
            _handle(_ARTICLE, child, reading)
    for group in groups:
        _group_set(group, reading)
    for content in contents:
        _content_set(content, reading)
    _finish_events(reading)
    text = _plain_text(data)
    for part in parts:
        _read_part(part, reading, text)
    _finish_notes(data, text)
    _finish(reading)
    return data


def tell_departures(item: etree._Element, reading: Reading) -> None:
    """Tells where an item departs from the standard's structure, and remembers text that stands between elements."""
    if reading.own and not reading.options.strict:
        return
    for element, count, message in departures(item):
        reading.found("NS466", message if count == 1 else f"{message} ({count} times)", element)
        if "where the standard has" in message and not reading.stray:
            reading.stray = [(_path_below(one, item, reading), text) for one, text in stray_texts(item)]


def _path_below(element: etree._Element, item: etree._Element, reading: Reading) -> str:
    steps: list[str] = ["text()"]
    while element is not item:
        steps.append(ranked(element, reading))
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return "/".join(reversed(steps))


def _keep_stray(reading: Reading) -> None:
    """Keeps text between elements that no kept element holds."""
    if not reading.stray:
        return
    held = "\x00".join([" ".join(one["content"].split()) for kept in reading.kept for one in kept])
    for path, text in reading.stray:
        if text not in held:
            keep(reading, reading.data, path, text)


_ROOT: Final = frozenset(("guid", "version", "standard", "standardversion", "conformance", XML_LANG))


def _read_root(item: etree._Element, reading: Reading) -> None:
    data = reading.data
    guid = (item.get("guid") or "").strip(WHITE)
    data["identifier"] = guid if is_iri(guid) else derived_identifier(item, guid, reading)
    version = (item.get("version") or "").strip(WHITE)
    if version.isdecimal() and int(version) > 0:
        data["version"] = int(version)
    elif version:
        keep_attribute(reading, data, "version", version)
    if item.get(XML_LANG):
        take_attribute(reading, data, "language", XML_LANG, item.get(XML_LANG, ""))
    for name, value in pairs(item):
        if name not in _ROOT:
            keep_attribute(reading, data, name, value)
    if not reading.own:
        keep(reading, data, SOURCE_VERSION, item.get("standardversion") or "")
    if item.tag == PACKAGE_ITEM:
        keep(reading, data, PACKAGE, "")


def derived_identifier(item: etree._Element, guid: str, reading: Reading) -> str:
    """Returns an identifier for an item whose guid is no IRI: the same for every version of it."""
    name = provider_name(item)
    if guid:
        keep_attribute(reading, reading.data, "guid", item.get("guid", ""))
    identifier = uuid5(NAMESPACE_URL, f"{name} {guid}" if guid else etree.tostring(item, method="c14n").decode()).urn
    reading.found("NS461", f"the guid {shown(guid)!r} is no IRI; the identifier {identifier} was derived from it", item)
    return identifier


def provider_name(item: etree._Element) -> str:
    """Returns what identifies the provider of an item, as it stands there."""
    provider = item.find(f"{ITEM_META}/{_tag('provider')}")
    return "" if provider is None else provider.get("uri") or provider.get("qcode") or provider.get("literal") or ""


def item_of(element: etree._Element) -> etree._Element:
    """Returns the item that an element stands in."""
    return next((one for one in element.iterancestors() if one.find(ITEM_META) is not None), element)


def _handle(table: dict[str, Handler], element: etree._Element, reading: Reading, path: str = "") -> None:
    handler = table.get(element.tag)
    if handler is not None:
        handler(element, reading)
    elif str(element.tag).startswith(SIGNATURE):
        reading.found("NS462", "an XML signature was left out: it would not hold for a document written anew", element)
    elif not take(reading.data, element, Article):
        keep_element(reading, reading.data, element, path)


def _plain_text(data: dict[str, Any]) -> str:
    body = data.get("body")
    return "" if body is None else str(body.text)


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _finish(reading: Reading) -> None:
    """Drops what the document says was derived, and gives extensions back to their owners."""
    data = reading.data
    for name in data.pop("#derived", ()):
        data.pop(_DERIVABLE.get(name, ""), None)
    _keep_learnt(reading)
    _keep_stray(reading)
    settle(reading)
    text = data.pop("#extensions", None)
    if text is not None:
        reading.listed = attach(data, text)


def _keep_learnt(reading: Reading) -> None:
    """Keeps, as a catalog of the item, the schemes by which its codes were resolved and which it does not declare."""
    if not reading.learnt:
        return
    schemes = [empty("scheme", ("alias", alias), ("uri", uri)) for alias, uri in sorted(reading.learnt.items())]
    catalog = etree.fromstring(f'<catalog xmlns="{G2}" additionalInfo="{DERIVED}">{"".join(schemes)}</catalog>')
    rank = 1 + sum(one["path"].partition("[")[0] == "catalog" for one in reading.data.get("extensions", ()))
    keep(reading, reading.data, f"catalog[{rank}]" if rank > 1 else "catalog", canonical(catalog))


_DERIVABLE: Final = {"provider": "provider", "versionCreated": "version_created", "pubStatus": "pub_status"}

# pubHistory, rightsInfo, assert, contentSet


def _pub_history(element: etree._Element, reading: Reading) -> None:
    data = reading.data
    if "published" in data or "publisher" in data:
        keep_element(reading, data, element)
        return
    for name, value in pairs(element):
        keep_attribute(reading, data, name, value, "pubHistory/")
    for index, child in enumerate(element):
        if index:
            keep_element(reading, data, child, "pubHistory/")
            continue
        for stamp in child.findall(TIMESTAMP):
            date = reading.date(stamp)
            if date is not None and not pairs(stamp) and not len(stamp):
                data["published"] = date
                child.remove(stamp)
        if len(child) or pairs(child):
            data["publisher"] = read_agent(child, reading)


def _rights_info(element: etree._Element, reading: Reading) -> None:
    if "rights" in reading.data:
        keep_element(reading, reading.data, element)
    else:
        reading.data["rights"] = read_rights(element, reading)


def read_rights(element: etree._Element, reading: Reading) -> dict[str, Any]:
    """Reads `rightsInfo`."""
    fields: dict[str, Any] = {}
    for name, value in pairs(element):
        keep_attribute(reading, fields, name, value)
    for child in element:
        handler = _RIGHTS.get(str(child.tag))
        if not (handler is not None and handler(child, reading, fields)) and not take(fields, child, Rights):
            keep_element(reading, fields, child)
    return fields


def _holder(element: etree._Element, reading: Reading, fields: dict[str, Any]) -> bool:
    if "holders" in fields:
        return False
    holder = read_agent(element, reading)
    if not is_somebody(holder):
        return False
    fields["holders"] = [holder]
    return True


def _rights_property(element: etree._Element, reading: Reading, fields: dict[str, Any]) -> bool:
    relation, value = element.get("reluri"), element.get("value", "")
    if relation == COPYRIGHT_HOLDER:
        fields.setdefault("holders", []).append(read_agent(element, reading, known=("reluri",)))
    elif relation == COPYRIGHT_YEAR and "year" not in fields and YEAR.fullmatch(value) and not len(element):
        fields["year"] = int(value)
    else:
        return False
    return True


def _rights_text(field: str) -> RightsHandler:
    """Returns the reader of a notice or of terms of use."""

    def read(element: etree._Element, reading: Reading, fields: dict[str, Any]) -> bool:
        text = reading.text(element)
        if field in fields or text is None:
            return False
        fields[field] = text
        if len(element) or element.keys():
            path = f"{ranked(element, reading)}/"
            for name, value in pairs(element):
                keep_attribute(reading, fields, name, value, path)
            keep_markup(reading, fields, element, path)
        return True

    return read


def _license(element: etree._Element, _: Reading, fields: dict[str, Any]) -> bool:
    href = element.get("href", "")
    if element.get("reluri") != LICENSE or "licence" in fields or not is_iri(href) or len(element):
        return False
    fields["licence"] = href
    return pairs(element) == [("reluri", LICENSE), ("href", href)]


YEAR: Final = re.compile("(?!0000)[0-9]{4}")
_RIGHTS: Final[dict[str, RightsHandler]] = {
    _tag("copyrightHolder"): _holder,
    _tag("rightsInfoExtProperty"): _rights_property,
    _tag("copyrightNotice"): _rights_text("notice"),
    _tag("usageTerms"): _rights_text("usage_terms"),
    _tag("link"): _license,
    _tag(DATA_MINING): read_data_mining,
}


def _assert(element: etree._Element, reading: Reading) -> None:
    identifier, is_derived = _event_identifier(element, reading)
    relation = reading.data.get("#events", {}).get(identifier)
    asserted = reading.data.setdefault("#asserted", set())
    if relation is None or identifier in asserted:
        keep_element(reading, reading.data, element)
        return
    asserted.add(identifier)
    reading.data.setdefault("events", []).append(_event(element, reading, relation, identifier, is_derived))


def _event(
    element: etree._Element,
    reading: Reading,
    relation: str,
    identifier: str | None,
    is_derived: bool,
    known: tuple[str, ...] = (),
) -> dict[str, Any]:
    event = {"relation": relation, **read_event(element, reading, known), "identifier": identifier}
    if is_derived:
        keep(reading, event, DERIVED_HERE, "")
    return event


def _event_identifier(element: etree._Element, reading: Reading) -> tuple[str | None, bool]:
    """Returns the identifier of an event, and whether it had to be derived from its code or name."""
    own = child_of(element, f"{OWN}identifier")
    said = own.text if own is not None else element.get("uri")
    if said is not None and is_iri(said):
        return said, own is not None and own.get("derived") == "true"
    qcode = element.get("qcode")
    found = reading.identifier(qcode) if qcode else None
    if found is not None:
        return found, False
    derived = derived_event(element, provider_name(item_of(element)), str(reading.data.get("identifier")))
    return derived, derived is not None


def _content_set(element: etree._Element, reading: Reading) -> None:
    """Reads the body; renditions that are not the body word for word are kept."""
    data = reading.data
    if reading.standalone is not None:
        _standalone_files(element, reading, reading.standalone)
        return
    if not len(element) and not element.keys():
        keep(reading, data, "contentSet", "")
        return
    found = bodies.read_body(element, data, own=reading.own)
    reading.renditions = found.renditions
    # A namespace that is a relative reference has no canonical form, and stays wherever it is in scope.
    is_odd = any(":" not in uri for uri in element.nsmap.values())
    for extension in found.extensions:
        content = extension["content"]
        if is_odd and (rendition := well_formed(content)) is not None:
            content = canonical(rendition)
        keep(reading, data, extension["path"], content)
    if found.body is None or "body" in data:
        return
    data["body"] = found.body
    for finding in found.findings:
        reading.found("NS440", finding.message, element)
    if not reading.own:
        _take_found(found, data)


def _standalone_files(element: etree._Element, reading: Reading, kind: str) -> None:
    """Reads the files of a picture or film that came alone as the one medium of its article."""
    medium: dict[str, Any] = {"identifier": standalone_identifier(reading.data["identifier"]), "kind": kind}
    for name, value in pairs(element):
        keep_attribute(reading, reading.data, name, value, "contentSet/")
    for child in element:
        if child.tag == REMOTE:
            medium.setdefault("renditions", []).append(read_rendition(child, reading))
        else:
            keep_element(reading, reading.data, child, "contentSet/")
    reading.data["media"] = [medium]


def _take_found(found: bodies.BodyFound, data: dict[str, Any]) -> None:
    """Takes what the markup of a foreign body names; our own documents say it in their metadata."""
    for field, values in (("quotes", found.quotes), ("#figures", found.media), ("editorial_notes", found.notes)):
        if values:
            data.setdefault(field, []).extend(values)
    for field in ("people", "organizations", "places"):
        known = {one.get("name") for one in data.get(field, ())}
        named = [one for one in getattr(found, field) if one.get("name") not in known]
        if named:
            data.setdefault("mentions", {}).setdefault(field, []).extend(named)


def own_body(element: etree._Element) -> Any:
    """Reads the body of our own document: our marks taken away, and the rest as it is written."""
    unmark(element)
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    start, end = written.find(">") + 1, written.rfind("<")
    inner = written[start:end]
    for name in ("td", "th"):
        if f"<{name}" in inner and "/>" in inner:
            inner = _filled(inner, name)
    try:
        return Body(inner)
    except ValueError:
        # Somebody else changed the document since: it is markup like any other.
        return Body.from_xhtml(inner)


def _filled(markup: str, name: str) -> str:
    return re.sub(rf"<({name}(?: [^<>]*)?)/>", rf"<\1></{name}>", markup)


# itemMeta


def _item_meta(element: etree._Element, reading: Reading) -> None:
    for name, value in pairs(element):
        keep_attribute(reading, reading.data, name, value, "itemMeta/")
    for child in element:
        _handle(_ITEM_META, child, reading, "itemMeta/")


def _catalog_ref(element: etree._Element, reading: Reading) -> None:
    if IPTC_CATALOG_START not in element.get("href", "") or len(element):
        keep_element(reading, reading.data, element)


def _catalog(element: etree._Element, reading: Reading) -> None:
    if not all(uri.startswith(UNDECLARED) for uri in schemes_of(element).values()) or not len(element):
        keep_element(reading, reading.data, element)


def _once(element: etree._Element, reading: Reading) -> bool:
    """Tells whether an element is the first of its name; one more than the standard allows is kept."""
    if element.getprevious() is None or next(element.itersiblings(str(element.tag), preceding=True), None) is None:
        return True
    keep_element(reading, reading.data, element, "itemMeta/")
    return False


def _item_class(element: etree._Element, reading: Reading) -> None:
    if not _once(element, reading):
        return
    used = ("qcode",) if element.get("qcode") == "ninat:text" else ()
    keep_rest(reading, reading.data, element, "itemMeta/", used)


def _pub_status(element: etree._Element, reading: Reading) -> None:
    if not _once(element, reading):
        return
    status = (reading.uri(element) or "").removeprefix(STATUS_SCHEME)
    if status == "cancelled":
        status = "canceled"
    if status not in STATUSES:
        keep_rest(reading, reading.data, element, "itemMeta/")
        return
    reading.data["pub_status"] = status
    used = ("qcode",) if element.get("qcode") == f"stat:{status}" else ()
    keep_rest(reading, reading.data, element, "itemMeta/", used)


def _embargoed(element: etree._Element, reading: Reading) -> None:
    if not _once(element, reading):
        return
    if not (element.text or "").strip(WHITE):
        reading.data["embargo"] = {}
    else:
        date = reading.date(element)
        if date is None or not DATE_TIME.fullmatch(date):
            keep_element(reading, reading.data, element, "itemMeta/")
            return
        reading.data["embargo"] = {"until": date}
    keep_rest(reading, reading.data, element, "itemMeta/")


def _generator(element: etree._Element, reading: Reading) -> None:
    if element.get("roleuri") != WRITER:
        keep_element(reading, reading.data, element, "itemMeta/")


def _provider(element: etree._Element, reading: Reading) -> None:
    if not _once(element, reading):
        return
    provider = read_agent(element, reading)
    if is_somebody(provider):
        reading.data["provider"] = provider
    elif len(element) or pairs(element):
        keep_rest(reading, reading.data, element, "itemMeta/")


def _service(element: etree._Element, reading: Reading) -> None:
    service = read_concept(element, reading)
    if service.keys() & {"identifier", "qcode", "names"}:
        reading.data.setdefault("services", []).append(service)
    else:
        keep_element(reading, reading.data, element, "itemMeta/")


def _ed_note(element: etree._Element, reading: Reading) -> None:
    role = element.get("roleuri")
    text = reading.text(element)
    correction = child_of(element, f"{OWN}correction")
    if text is None:
        keep_element(reading, reading.data, element, "itemMeta/")
    elif correction is not None:
        fields: dict[str, Any] = {"text": text, **dict(pairs(correction))}
        reading.data.setdefault("corrections", []).append(fields)
    elif role == VERIFICATION_NOTE:
        spans = [span.text or "" for span in element.findall(f"{OWN}span")]
        fields = {"text": text, "language": element.get(XML_LANG), "#spans": spans}
        reading.data.setdefault("verification_notes", []).append(fields)
    else:
        reading.data.setdefault("editorial_notes", []).append(_note(element, text, reading))


def _note(element: etree._Element, text: str, reading: Reading) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": text}
    for name, value in pairs(element):
        if name == "roleuri" and is_iri(value):
            fields["role"] = code_of("note", value)
        elif name == XML_LANG:
            take_attribute(reading, fields, "language", name, value)
        elif name == "pubconstrainturi" and value in (PUBLIC, INTERNAL):
            fields["audience"] = "public" if value == PUBLIC else "internal"
        else:
            keep_attribute(reading, fields, name, value)
    if "role" not in fields and (role := reading.resolve(element.get("role"))) is not None:
        fields["role"] = role
    own = child_of(element, f"{OWN}role")
    if own is not None:
        fields["role"] = own.text
    keep_markup(reading, fields, element)
    return fields


def _finish_notes(data: dict[str, Any], text: str) -> None:
    for note in data.get("verification_notes", ()):
        spans = [read_span(value, text) for value in note.pop("#spans")]
        if spans:
            note["spans"] = spans


def _signal(element: etree._Element, reading: Reading) -> None:
    if not (pairs(element) == [("qcode", "sig:correction")] and "corrections" in reading.data):
        keep_element(reading, reading.data, element, "itemMeta/")


def _alt_rep(element: etree._Element, reading: Reading) -> None:
    if (
        pairs(element) == [("contenttype", "text/html")]
        and is_iri(reading.text(element) or "")
        and "url" not in reading.data
    ):
        reading.data["url"] = reading.text(element)
    else:
        keep_element(reading, reading.data, element, "itemMeta/")


def _link(element: etree._Element, reading: Reading) -> None:
    relation = reading.uri(element, "rel") or ""
    target = element.get("residref")
    if target is None or target not in reading.media:
        take_link(element, relation, reading)
        return
    reading.data.setdefault("#media", {})[target] = None
    if not _is_own_tie(element):
        keep_element(reading, reading.data, element, "itemMeta/")


def _is_own_tie(element: etree._Element) -> bool:
    """Tells whether a link ties a medium as our writer does it, and says nothing else."""
    return (
        [name for name, _ in pairs(element)] == ["rel", "residref"]
        and element.get("rel") == "irel:associatedWith"
        and len(element) == 1
        and element[0].keys() == ["qcode"]
        and not len(element[0])
    )


def take_link(element: etree._Element, relation: str, reading: Reading, path: str = "itemMeta/") -> None:
    """Reads a link that leads somewhere, and keeps any other."""
    link = read_link(element, relation, reading)
    if leads_somewhere(link):
        reading.data.setdefault("links", []).append(link)
    else:
        keep_element(reading, reading.data, element, path)


def _item_property(element: etree._Element, reading: Reading) -> None:
    relation, value = element.get("reluri"), element.get("value")
    if relation == FREE and value in ("true", "false"):
        reading.data["is_accessible_for_free"] = value == "true"
    elif relation == DERIVED:
        reading.data["#derived"] = (value or "").split()
    else:
        keep_element(reading, reading.data, element, "itemMeta/")


# contentMeta


def _content_meta(element: etree._Element, reading: Reading) -> None:
    for name, value in pairs(element):
        keep_attribute(reading, reading.data, name, value, "contentMeta/")
    for child in element:
        _handle(_CONTENT_META, child, reading, "contentMeta/")


def _text_field(field: str, container: str) -> Handler:
    """Returns the reader of an element that holds the text of a field, the first time it occurs."""

    def read(element: etree._Element, reading: Reading) -> None:
        text = reading.line(element)
        if field in reading.data or text is None:
            keep_element(reading, reading.data, element, f"{container}/")
            return
        reading.data[field] = text
        path = f"{container}/{ranked(element, reading)}/"
        for name, value in pairs(element):
            keep_attribute(reading, reading.data, name, value, path)
        keep_markup(reading, reading.data, element, path)

    return read


def _date_field(field: str, container: str, pattern: re.Pattern[str]) -> Handler:
    """Returns the reader of an element that holds a date."""

    def read(element: etree._Element, reading: Reading) -> None:
        date = reading.date(element)
        if field in reading.data or date is None or not pattern.fullmatch(date):
            keep_element(reading, reading.data, element, f"{container}/")
            return
        reading.data[field] = date
        if reading.respelt is not None and not zone_was_assumed(reading, date):
            keep(reading, reading.data, f"{container}/{ranked(element, reading)}/text()", reading.respelt)
        keep_rest(reading, reading.data, element, f"{container}/")

    return read


def zone_was_assumed(reading: Reading, date: str) -> bool:
    """Tells whether a date has a zone that its text has not: that text would not give it again."""
    return tolerant_date(reading.respelt or "") != date


def _urgency(element: etree._Element, reading: Reading) -> None:
    text = (element.text or "").strip(WHITE)
    if text in tuple("123456789") and "urgency" not in reading.data:
        reading.data["urgency"] = int(text)
        keep_rest(reading, reading.data, element, "contentMeta/")
    else:
        keep_element(reading, reading.data, element, "contentMeta/")


def _language(element: etree._Element, reading: Reading) -> None:
    tag = (element.get("tag") or "").strip(WHITE)
    if "#language" in reading.data or not FORMS["language"].fullmatch(tag):
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    said = reading.data.get("language")
    if said is not None and said != tag:
        keep_attribute(reading, reading.data, XML_LANG, said)
    reading.data["#language"] = True
    reading.data["language"] = tag
    keep_rest(reading, reading.data, element, "contentMeta/", ("tag",))


def _contribution(field: str) -> Handler:
    """Returns the reader of a creator or contributor."""

    def read(element: etree._Element, reading: Reading) -> None:
        contribution = read_contribution(element, reading)
        if is_somebody(contribution["agent"]):
            reading.data.setdefault(field, []).append(contribution)
        else:
            keep_element(reading, reading.data, element, "contentMeta/")

    return read


def read_contribution(element: etree._Element, reading: Reading) -> dict[str, Any]:
    """Reads a creator or contributor with its role."""
    agent, role = read_credited(element, reading, "person")
    fields: dict[str, Any] = {"agent": agent}
    if role is not None:
        fields["role"] = code_of("role", role)
    audience = child_of(element, f"{OWN}audience")
    if audience is not None:
        fields["audience"] = audience.text
    return fields


def read_credited(element: etree._Element, reading: Reading, default: str) -> tuple[dict[str, Any], str | None]:
    """Reads an agent and its role, an IRI; a code that is written as an IRI stays with the agent."""
    own = child_of(element, f"{OWN}role")
    if own is not None:
        return read_agent(element, reading, default), own.text
    iri, qcode = element.get("roleuri"), element.get("role")
    if iri is not None and is_iri(iri):
        known = ("roleuri",) if abbreviate(iri) is None else ()
        return read_agent(element, reading, default, known), iri
    role = reading.resolve(qcode) if iri is None else None
    known = ("role",) if role is not None and abbreviate(role) == qcode else ()
    return read_agent(element, reading, default, known), role


def _info_source(element: etree._Element, reading: Reading) -> None:
    agent, role = read_credited(element, reading, "organization")
    if not is_somebody(agent):
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    fields: dict[str, Any] = {"agent": agent}
    if role is not None:
        fields["role"] = role
    reading.data.setdefault("source_credits", []).append(fields)


def _alt_id(element: etree._Element, reading: Reading) -> None:
    value = reading.line(element)
    if value is None:
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    fields: dict[str, Any] = {"value": value}
    for name, said in pairs(element):
        if name == "typeuri" and is_iri(said):
            fields["type"] = said
        else:
            keep_attribute(reading, fields, name, said)
    if "type" not in fields and (kind := reading.resolve(element.get("type"))) is not None:
        fields["type"] = kind
    keep_markup(reading, fields, element)
    reading.data.setdefault("alternate_identifiers", []).append(fields)


def _located(element: etree._Element, reading: Reading) -> None:
    location = read_place(element, reading)
    if is_somewhere(location):
        reading.data.setdefault("located", []).append(location)
    else:
        keep_element(reading, reading.data, element, "contentMeta/")


def _genre(element: etree._Element, reading: Reading) -> None:
    if element.get("typeuri") == KIND:
        reading.data["kind"] = (element.get("uri") or "").removeprefix(SCHEMA)
    else:
        _take_term(element, reading, "genres")


def _take_term(element: etree._Element, reading: Reading, field: str) -> None:
    term = read_concept(element, reading)
    if term.keys() & {"identifier", "qcode", "names"}:
        reading.data.setdefault(field, []).append(term)
    else:
        keep_element(reading, reading.data, element, "contentMeta/")


def _keyword(element: etree._Element, reading: Reading) -> None:
    word = reading.line(element)
    if word is None:
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    if len(element) or element.keys():
        path = f"contentMeta/{ranked(element, reading)}/"
        for name, value in pairs(element):
            keep_attribute(reading, reading.data, name, value, path)
        keep_markup(reading, reading.data, element, path)
    reading.data.setdefault("keywords", []).append(word)


def _subject(element: etree._Element, reading: Reading) -> None:
    _named(element, reading, reading.data, "about", ())


def _named(
    element: etree._Element, reading: Reading, into: dict[str, Any], relation: str, known: tuple[str, ...]
) -> None:
    """Reads whom or what the story is about or mentions, by the nature of the concept."""
    nature = (reading.uri(element, "type") or "").removeprefix(NATURE)
    if nature == "event":
        _named_event(element, reading, relation, known)
        return
    if nature == "geoArea":
        field, fields, fits = "places", read_place(element, reading, known), is_somewhere
    elif nature in ("person", "organisation"):
        kind, _ = agent_type(element, reading, nature)
        field = "people" if kind == "person" else "organizations"
        fields, fits = read_agent(element, reading, kind, known), is_somebody
    elif relation == "about":
        _take_term(element, reading, "subjects")
        return
    else:
        field, fields, fits = "", {}, is_somebody
    if fits(fields):
        into.setdefault(field, []).append(fields)
    else:
        keep_element(reading, reading.data, element, "contentMeta/")


def _named_event(element: etree._Element, reading: Reading, relation: str, known: tuple[str, ...]) -> None:
    """Remembers an event that is described in an `assert`, or here."""
    identifier, is_derived = _event_identifier(element, reading)
    events = reading.data.setdefault("#events", {})
    if identifier is None or identifier in events:
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    if is_derived and not reading.own:
        reading.found("NS463", f"the identifier {identifier} was derived for an event that has no IRI", element)
    events[identifier] = relation
    reading.data.setdefault("#told", {})[identifier] = (element, ("type", *known), is_derived)


def _finish_events(reading: Reading) -> None:
    """Reads the events that no `assert` describes from where they are named."""
    data = reading.data
    asserted = {event.get("identifier"): event for event in data.get("events", ())}
    for identifier, (element, known, is_derived) in data.pop("#told", {}).items():
        is_bare = not len(element) and {name for name, _ in pairs(element)} <= {"uri", *known}
        if identifier in asserted:
            if not is_bare and child_of(element, f"{OWN}identifier") is None:
                keep(reading, asserted[identifier], DESCRIBED_WHERE_NAMED, canonical(element))
            continue
        event = _event(element, reading, data["#events"][identifier], identifier, is_derived, known)
        keep(reading, event, DESCRIBED_WHERE_NAMED, "")
        data.setdefault("events", []).append(event)


def _headline(element: etree._Element, reading: Reading) -> None:
    text = reading.line(element)
    if text is None:
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    data = reading.data
    if "headline" not in data and element is _main_headline(element, reading):
        data["headline"] = text
        path = "contentMeta/headline/"
        for name, value in pairs(element):
            if (name, value) != ("rank", "1"):
                keep_attribute(reading, data, name, value, path)
        keep_markup(reading, data, element, path)
        return
    fields: dict[str, Any] = {"text": text}
    others = data.setdefault("alternative_headlines", [])
    for name, value in pairs(element):
        if name == "roleuri" and is_iri(value):
            fields["role"] = code_of("headline", iri_of(value))
        elif name == XML_LANG:
            take_attribute(reading, fields, "language", name, value)
        elif (name, value) != ("rank", str(len(others) + 2)):
            keep_attribute(reading, fields, name, value)
    if "role" not in fields and (role := reading.resolve(element.get("role"))) is not None:
        fields["role"] = role
    keep_markup(reading, fields, element)
    others.append(fields)


def _main_headline(element: etree._Element, reading: Reading) -> etree._Element | None:
    """Returns the headline of highest rank, before others the one without a role."""
    parent = element.getparent()
    found = [one for one in parent.iterchildren(HEADLINE) if reading.line(one)] if parent is not None else []
    if reading.own:
        # A foreign document's own spelling of a rank stands in the place of ours.
        first = [one for one in found if one.get("rank") == "1"]
        return next(iter(first or (one for one in found if not _is_alternative(one))), None)
    plain = [one for one in found if one.get("role") is None and one.get("roleuri") is None] or found
    return min(plain, key=lambda one: int(one.get("rank") or 1) if (one.get("rank") or "1").isdecimal() else 99)


def _is_alternative(headline: etree._Element) -> bool:
    rank = headline.get("rank") or ""
    return rank.isdecimal() and int(rank) > 1


def _description(element: etree._Element, reading: Reading) -> None:
    text = reading.text(element)
    role = reading.uri(element, "role")
    fits = role is None or SUMMARIES.search(role) or (role == CAPTION and reading.standalone is not None)
    if text is None or "summary" in reading.data or not fits:
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    reading.data["summary"] = text
    path = f"contentMeta/{ranked(element, reading)}/"
    for name, value in pairs(element):
        if (name, value) != ("role", "drol:summary"):
            keep_attribute(reading, reading.data, name, value, path)
    keep_markup(reading, reading.data, element, path)


SUMMARIES: Final = re.compile("/(?:summary|abstract)$")


def _content_property(element: etree._Element, reading: Reading) -> None:
    relation, value = element.get("reluri"), element.get("value")
    if relation == SECTION and value and LINE.fullmatch(value) and len(pairs(element)) == 2 and not len(element):
        reading.data.setdefault("sections", []).append(value)
    elif relation == MENTIONS:
        _named(element, reading, reading.data.setdefault("mentions", {}), "mentions", ("reluri",))
        if not reading.data["mentions"]:
            del reading.data["mentions"]
    else:
        keep_element(reading, reading.data, element, "contentMeta/")


def _update(element: etree._Element, reading: Reading) -> None:
    fields: dict[str, Any] = dict(pairs(element))
    for child in element:
        fields["body"] = own_body(child)
    reading.data.setdefault("updates", []).append(fields)


def _extensions(element: etree._Element, reading: Reading) -> None:
    reading.data["#extensions"] = element.text or "[]"


def _group_set(element: etree._Element, reading: Reading) -> None:
    """Reads the items of a package as links; its structure is kept beside them."""
    links = links_of_groups(element)
    if links:
        reading.data.setdefault("links", []).extend(links)
    keep_element(reading, reading.data, element)


_PARTS: Final = {
    QUOTE_PART: ("quotes", read_quote),
    REPORT_PART: ("casualty_reports", read_report),
    ASSESSED_PART: ("assessed_figures", read_assessed),
}


def _read_part(element: etree._Element, reading: Reading, text: str) -> None:
    role = child_of(element, ROLE)
    field, read = _PARTS.get(role.get("uri", "") if role is not None else "", ("", None))
    if read is None or not reading.own:
        keep_element(reading, reading.data, element)
    else:
        reading.data.setdefault(field, []).append(read(element, reading, text))


def _table(**handlers: Handler) -> dict[str, Handler]:
    return {_tag(name): handler for name, handler in handlers.items()}


_ARTICLE: Final = _table(
    catalogRef=_catalog_ref,
    catalog=_catalog,
    pubHistory=_pub_history,
    rightsInfo=_rights_info,
    itemMeta=_item_meta,
    contentMeta=_content_meta,
    **{"assert": _assert},
)
_ITEM_META: Final = _table(
    itemClass=_item_class,
    provider=_provider,
    versionCreated=_date_field("version_created", "itemMeta", DATE_TIME),
    firstCreated=_date_field("first_created", "itemMeta", DATE_TIME),
    embargoed=_embargoed,
    pubStatus=_pub_status,
    generator=_generator,
    service=_service,
    title=_text_field("title", "itemMeta"),
    edNote=_ed_note,
    signal=_signal,
    altRep=_alt_rep,
    expires=_date_field("expires", "itemMeta", DAY),
    link=_link,
    itemMetaExtProperty=_item_property,
)
_CONTENT_META: Final = {
    **_table(
        urgency=_urgency,
        contentCreated=_date_field("created", "contentMeta", PARTIAL),
        contentModified=_date_field("modified", "contentMeta", PARTIAL),
        digitalSourceType=read_digital_source_type,
        located=_located,
        infoSource=_info_source,
        creator=_contribution("authors"),
        contributor=_contribution("contributors"),
        altId=_alt_id,
        language=_language,
        genre=_genre,
        keyword=_keyword,
        subject=_subject,
        slugline=_text_field("slugline", "contentMeta"),
        headline=_headline,
        dateline=_text_field("dateline", "contentMeta"),
        by=_text_field("byline", "contentMeta"),
        creditline=_text_field("credit_line", "contentMeta"),
        description=_description,
        contentMetaExtProperty=_content_property,
    ),
    UPDATE: _update,
    EXTENSIONS: _extensions,
}

# A medium


def read_media(item: etree._Element, reading: Reading, kind: str) -> dict[str, Any]:
    """Returns the fields of the medium that an item is."""
    data = reading.data
    tell_departures(item, reading)
    _read_root(item, reading)
    data["kind"] = kind
    if data.pop("version", 1) != 1:
        keep_attribute(reading, data, "version", item.get("version", ""))
    for child in item:
        tag = str(child.tag)
        handler = _MEDIA.get(tag)
        if handler is not None:
            handler(child, reading)
        elif tag in _CONTAINERS:
            path = f"{child.tag.rpartition('}')[2]}/"
            for name, value in pairs(child):
                keep_attribute(reading, data, name, value, path)
            others = []
            for one in child:
                handler = _CONTAINERS[tag].get(one.tag)
                if handler is not None:
                    handler(one, reading)
                elif not take(data, one, Media):
                    others.append(one)
            for one in others:
                if not (tag == ITEM_META and _is_derived(one, data)):
                    keep_element(reading, data, one, path)
        else:
            keep_element(reading, data, child)
    data.pop("#language", None)
    data.pop("#derived", None)
    _finish(reading)
    return data


def _is_derived(element: etree._Element, data: dict[str, Any]) -> bool:
    """Tells whether the writer derived what stands in the item of a medium, where a source said nothing."""
    tag = str(element.tag)
    is_first = next(element.itersiblings(tag, preceding=True), None) is None
    return is_first and tag in map(_tag, data.get("#derived", ()))


def _media_class(element: etree._Element, reading: Reading) -> None:
    used = ("qcode",) if (element.get("qcode") or "").startswith("ninat:") else ()
    keep_rest(reading, reading.data, element, "itemMeta/", used)


def _media_description(element: etree._Element, reading: Reading) -> None:
    role, text = reading.uri(element, "role"), reading.text(element)
    field = "caption" if role is None else {CAPTION: "caption", ALT_TEXT: "alternative_text"}.get(role)
    if field is None or field in reading.data or text is None or (role is None and reading.own):
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    reading.data[field] = text
    path = f"contentMeta/{ranked(element, reading)}/"
    for name, value in pairs(element):
        if (name, value) not in (("role", "drol:caption"), ("roleuri", ALT_TEXT)):
            keep_attribute(reading, reading.data, name, value, path)
    keep_markup(reading, reading.data, element, path)


def _files(element: etree._Element, reading: Reading) -> None:
    for name, value in pairs(element):
        keep_attribute(reading, reading.data, name, value, "contentSet/")
    for child in element:
        if child.tag == REMOTE:
            reading.data.setdefault("renditions", []).append(read_rendition(child, reading))
        else:
            keep_element(reading, reading.data, child, "contentSet/")


_NUMBERS: Final = ("size", "width", "height")


def read_rendition(element: etree._Element, reading: Reading) -> dict[str, Any]:
    """Reads a file of a medium."""
    fields: dict[str, Any] = {}
    for name, value in pairs(element):
        if name == "href":
            take_attribute(reading, fields, "url", name, value)
        elif name == "contenttype":
            take_attribute(reading, fields, "media_type", name, value)
        elif name in _NUMBERS and _is_whole(value) and _is_in_pixels(element, name):
            fields[name] = int(value)
        elif name == "duration" and element.get("durationunit") == "timeunit:seconds" and SECONDS.fullmatch(value):
            fields["duration"] = float(value)
            if decimal(float(value)) != value:
                keep_attribute(reading, fields, name, value)
        elif name == "renditionuri" and is_iri(value):
            fields["role"] = value
            if abbreviate(value) is not None:
                keep_attribute(reading, fields, name, value)
        elif name == "rendition" and (role := catalogs.resolve(value)) and abbreviate(role) == value:
            fields["role"] = role
        elif (name, value) not in _UNITS:
            keep_attribute(reading, fields, name, value)
    for child in element:
        if not take(fields, child, Rendition):
            keep_element(reading, fields, child)
    return fields


def _is_whole(text: str) -> bool:
    return WHOLE.fullmatch(text) is not None and int(text) <= MAX_WHOLE_NUMBER


WHOLE: Final = re.compile("0|[1-9][0-9]{0,15}")
SECONDS: Final = re.compile(r"[0-9]{1,300}(?:\.[0-9]{1,400})?")
_UNITS: Final = (
    ("widthunit", "dimensionunit:pixels"),
    ("heightunit", "dimensionunit:pixels"),
    ("durationunit", "timeunit:seconds"),
)


def _is_in_pixels(element: etree._Element, name: str) -> bool:
    return name == "size" or element.get(f"{name}unit", "dimensionunit:pixels") == "dimensionunit:pixels"


_MEDIA: Final = _table(catalogRef=_catalog_ref, catalog=_catalog, rightsInfo=_rights_info, contentSet=_files)
_CONTAINERS: Final[dict[str, dict[str, Handler]]] = {
    _tag("itemMeta"): _table(
        itemClass=_media_class,
        generator=_generator,
        itemMetaExtProperty=_item_property,
    ),
    _tag("contentMeta"): {
        **_table(
            contentCreated=_date_field("created", "contentMeta", PARTIAL),
            digitalSourceType=read_digital_source_type,
            creator=_contribution("creators"),
            language=_language,
            headline=_text_field("title", "contentMeta"),
            creditline=_text_field("credit", "contentMeta"),
            description=_media_description,
        ),
        EXTENSIONS: _extensions,
    },
}
__all__ = ["MEDIA_KINDS", "read_article", "read_media", "reading_of"]
