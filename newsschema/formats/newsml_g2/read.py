"""Reading a `newsItem` into the article, or the medium, that it is; the table of fields stands in `write`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.codec import OWN, take
from newsschema.formats.newsml_g2.context import Reading
from newsschema.formats.newsml_g2.entities import (
    agent_type,
    is_plain_link,
    read_agent,
    read_concept,
    read_event,
    read_place,
)
from newsschema.formats.newsml_g2.extras import attach, keep_attribute, keep_element
from newsschema.formats.newsml_g2.markup import pairs
from newsschema.formats.newsml_g2.parts import read_quote, read_report, read_span
from newsschema.formats.newsml_g2.spans import unmark
from newsschema.formats.newsml_g2.terms import (
    ALT_TEXT,
    COPYRIGHT_HOLDER,
    COPYRIGHT_YEAR,
    DERIVED,
    FREE,
    G2,
    INTERNAL,
    KIND,
    LICENSE,
    MEDIA_KINDS,
    MENTIONS,
    PUBLIC,
    QUOTE_PART,
    RELATION_TOKENS,
    REPORT_PART,
    SCHEMA,
    SECTION,
    UNDECLARED,
    VERIFICATION_NOTE,
    WRITER,
    XHTML,
    XML_LANG,
    code_of,
)
from newsschema.v1 import Article, Media, Rendition, Rights

Handler = Callable[["etree._Element", Reading], None]


def _tag(name: str) -> str:
    return f"{{{G2}}}{name}"


ITEM_META: Final = _tag("itemMeta")
GENERATOR: Final = _tag("generator")
CATALOG: Final = _tag("catalog")
SCHEME: Final = _tag("scheme")
CONTENT_SET: Final = _tag("contentSet")
PART_META: Final = _tag("partMeta")
INLINE_XML: Final = _tag("inlineXML")
REMOTE: Final = _tag("remoteContent")
TIMESTAMP: Final = _tag("timestamp")
ROLE: Final = _tag("role")
TITLE: Final = _tag("title")
HTML_BODY: Final = f"{{{XHTML}}}body"
LANGUAGE_TAG: Final = _tag("language")
STATUSES: Final = frozenset(("usable", "withheld", "canceled"))
STATUS_SCHEME: Final = "http://cv.iptc.org/newscodes/pubstatusg2/"
RELATION_SCHEME: Final = "http://cv.iptc.org/newscodes/itemrelation/"
SUMMARY: Final = "http://cv.iptc.org/newscodes/descriptionrole/summary"
CAPTION: Final = "http://cv.iptc.org/newscodes/descriptionrole/caption"
EXTENSIONS: Final = f"{OWN}extensions"
UPDATE: Final = f"{OWN}update"


def reading_of(item: etree._Element) -> Reading:
    """Returns what a reader knows of an item before it reads it."""
    schemes: dict[str, str] = {}
    own = False
    for child in item:
        if child.tag == CATALOG:
            for scheme in child.iter(SCHEME):
                alias, uri = scheme.get("alias"), scheme.get("uri")
                if alias and uri and not uri.startswith(UNDECLARED):
                    schemes[alias] = uri
        elif child.tag == ITEM_META:
            own = any(one.get("roleuri") == WRITER for one in child.iter(GENERATOR))
    return Reading(own, schemes)


def read_article(item: etree._Element, reading: Reading) -> dict[str, Any]:
    """Returns the fields of the article that a text item is, without its media."""
    data = reading.data
    data["identifier"] = item.get("guid")
    data["version"] = _number(item.get("version") or "1")
    if item.get(XML_LANG):
        data["language"] = item.get(XML_LANG)
    parts: list[etree._Element] = []
    for child in item:
        if child.tag == PART_META:
            parts.append(child)
        else:
            _handle(_ARTICLE, child, reading)
    text = _plain_text(data)
    for part in parts:
        _read_part(part, reading, text)
    _finish_notes(data, text)
    _finish(reading)
    return data


def _handle(table: dict[str, Handler], element: etree._Element, reading: Reading, path: str = "") -> None:
    handler = table.get(str(element.tag))
    if handler is not None:
        handler(element, reading)
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
    text = data.pop("#extensions", None)
    if text is not None:
        attach(data, text)


_DERIVABLE: Final = {"provider": "provider", "versionCreated": "version_created", "pubStatus": "pub_status"}

# pubHistory, rightsInfo, assert, contentSet


def _pub_history(element: etree._Element, reading: Reading) -> None:
    data = reading.data
    for child in element:
        if "published" in data or "publisher" in data:
            keep_element(reading, data, child, "pubHistory/")
            continue
        for stamp in child.findall(TIMESTAMP):
            data["published"] = reading.text(stamp)
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
        tag, relation = child.tag, child.get("reluri")
        if tag == _tag("copyrightHolder") and "holders" not in fields:
            fields["holders"] = [read_agent(child, reading)]
        elif tag == _tag("rightsInfoExtProperty") and relation == COPYRIGHT_HOLDER:
            fields.setdefault("holders", []).append(read_agent(child, reading, known=("reluri",)))
        elif tag == _tag("rightsInfoExtProperty") and relation == COPYRIGHT_YEAR and "year" not in fields:
            fields["year"] = _number(child.get("value") or "")
        elif tag == _tag("copyrightNotice") and "notice" not in fields and reading.text(child):
            fields["notice"] = reading.text(child)
        elif tag == _tag("usageTerms") and "usage_terms" not in fields and reading.text(child):
            fields["usage_terms"] = reading.text(child)
        elif tag == _tag("link") and relation == LICENSE and child.get("href") and "licence" not in fields:
            fields["licence"] = child.get("href")
        elif not take(fields, child, Rights):
            keep_element(reading, fields, child)
    return fields


def _assert(element: etree._Element, reading: Reading) -> None:
    event = read_event(element, reading)
    relation = reading.data.get("#events", {}).get(event.get("identifier"))
    if relation is None:
        keep_element(reading, reading.data, element)
        return
    event["relation"] = relation
    reading.data.setdefault("events", []).append(event)


def _content_set(element: etree._Element, reading: Reading) -> None:
    for child in element:
        if child.tag == INLINE_XML and "body" not in reading.data:
            body = child.find(f".//{HTML_BODY}")
            if body is not None:
                reading.data["body"] = own_body(body)
                continue
        keep_element(reading, reading.data, child, "contentSet/")


def own_body(element: etree._Element) -> Any:
    """Reads the body of our own document: our marks taken away, and the rest as it is written."""
    from newsschema.v1 import Body

    unmark(element)
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    start, end = written.find(">") + 1, written.rfind("<")
    inner = written[start:end]
    for name in ("td", "th"):
        if f"<{name}" in inner and "/>" in inner:
            inner = _filled(inner, name)
    return Body(inner)


def _filled(markup: str, name: str) -> str:
    import re

    return re.sub(rf"<({name}(?: [^<>]*)?)/>", rf"<\1></{name}>", markup)


# itemMeta


def _item_meta(element: etree._Element, reading: Reading) -> None:
    for name, value in pairs(element):
        keep_attribute(reading, reading.data, name, value, "itemMeta/")
    for child in element:
        _handle(_ITEM_META, child, reading, "itemMeta/")


def _nothing(element: etree._Element, reading: Reading) -> None:
    """Reads an element whose meaning is already known."""


def _pub_status(element: etree._Element, reading: Reading) -> None:
    status = (reading.uri(element) or "").removeprefix(STATUS_SCHEME)
    if status in STATUSES:
        reading.data["pub_status"] = status
    else:
        keep_element(reading, reading.data, element, "itemMeta/")


def _embargoed(element: etree._Element, reading: Reading) -> None:
    until = reading.text(element)
    reading.data["embargo"] = {"until": until} if until else {}


def _generator(element: etree._Element, reading: Reading) -> None:
    if element.get("roleuri") != WRITER:
        keep_element(reading, reading.data, element, "itemMeta/")


def _provider(element: etree._Element, reading: Reading) -> None:
    if len(element) or pairs(element):
        reading.data["provider"] = read_agent(element, reading)


def _service(element: etree._Element, reading: Reading) -> None:
    reading.data.setdefault("services", []).append(read_concept(element, reading))


def _ed_note(element: etree._Element, reading: Reading) -> None:
    role = element.get("roleuri")
    text = reading.text(element)
    correction = element.find(f"{OWN}correction")
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
        if name == "roleuri":
            fields["role"] = code_of("note", value)
        elif name == XML_LANG:
            fields["language"] = value
        elif name == "pubconstrainturi" and value in (PUBLIC, INTERNAL):
            fields["audience"] = "public" if value == PUBLIC else "internal"
        else:
            keep_attribute(reading, fields, name, value)
    role = element.find(f"{OWN}role")
    if role is not None:
        fields["role"] = role.text
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
    if pairs(element) == [("contenttype", "text/html")] and "url" not in reading.data:
        reading.data["url"] = reading.text(element)
    else:
        keep_element(reading, reading.data, element, "itemMeta/")


def _link(element: etree._Element, reading: Reading) -> None:
    rel = reading.uri(element, "rel") or ""
    if element.get("rel") == "irel:associatedWith" and element.get("residref"):
        reading.data.setdefault("#media", []).append(element)
        return
    reading.data.setdefault("links", []).append(read_link(element, rel, reading))


_LINK: Final = {"href": "url", "residref": "identifier", "contenttype": "media_type"}


def read_link(element: etree._Element, relation: str, reading: Reading) -> dict[str, Any]:
    """Reads a link to another document."""
    code = relation.removeprefix(RELATION_SCHEME)
    fields: dict[str, Any] = {}
    if element.get("rel") is not None and code in RELATION_TOKENS:
        fields["relation"] = RELATION_TOKENS[code]
    elif relation:
        fields["relation"] = code_of("link", relation)
    for name, value in pairs(element):
        if name in _LINK:
            fields[_LINK[name]] = value
        elif name == "version":
            fields["version"] = _number(value)
        elif name not in ("rel", "reluri"):
            keep_attribute(reading, fields, name, value)
    for child in element:
        if child.tag == TITLE and "title" not in fields and reading.line(child):
            fields["title"] = reading.line(child)
        else:
            keep_element(reading, fields, child)
    return fields


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
        text = reading.text(element)
        if field in reading.data or text is None:
            keep_element(reading, reading.data, element, f"{container}/")
            return
        reading.data[field] = text
        for name, value in pairs(element):
            keep_attribute(reading, reading.data, name, value, f"{container}/{element.tag.rpartition('}')[2]}/")

    return read


def _urgency(element: etree._Element, reading: Reading) -> None:
    reading.data["urgency"] = _number(reading.text(element) or "")


def _language(element: etree._Element, reading: Reading) -> None:
    if "#language" in reading.data or not element.get("tag"):
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    reading.data["#language"] = True
    reading.data["language"] = element.get("tag")


def _contribution(field: str) -> Handler:
    """Returns the reader of a creator or contributor."""

    def read(element: etree._Element, reading: Reading) -> None:
        reading.data.setdefault(field, []).append(read_contribution(element, reading))

    return read


def read_contribution(element: etree._Element, reading: Reading) -> dict[str, Any]:
    """Reads a creator or contributor with its role."""
    fields: dict[str, Any] = {"agent": read_agent(element, reading, "person", ("role", "roleuri"))}
    role = read_role(element, reading)
    if role is not None:
        fields["role"] = code_of("role", role)
    audience = element.find(f"{OWN}audience")
    if audience is not None:
        fields["audience"] = audience.text
    return fields


def read_role(element: etree._Element, reading: Reading) -> str | None:
    """Reads the role of an agent as an IRI."""
    own = element.find(f"{OWN}role")
    if own is not None:
        return own.text
    return element.get("roleuri") or reading.resolve(element.get("role"))


def _info_source(element: etree._Element, reading: Reading) -> None:
    fields: dict[str, Any] = {"agent": read_agent(element, reading, "organization", ("role", "roleuri"))}
    role = read_role(element, reading)
    if role is not None:
        fields["role"] = role
    reading.data.setdefault("source_credits", []).append(fields)


def _alt_id(element: etree._Element, reading: Reading) -> None:
    fields: dict[str, Any] = {"value": reading.line(element)}
    for name, value in pairs(element):
        if name == "typeuri":
            fields["type"] = value
        else:
            keep_attribute(reading, fields, name, value)
    reading.data.setdefault("alternate_identifiers", []).append(fields)


def _located(element: etree._Element, reading: Reading) -> None:
    reading.data.setdefault("located", []).append(read_place(element, reading))


def _genre(element: etree._Element, reading: Reading) -> None:
    if element.get("typeuri") == KIND:
        reading.data["kind"] = (element.get("uri") or "").removeprefix(SCHEMA)
    else:
        reading.data.setdefault("genres", []).append(read_concept(element, reading))


def _keyword(element: etree._Element, reading: Reading) -> None:
    word = reading.line(element)
    if word is None:
        keep_element(reading, reading.data, element, "contentMeta/")
    else:
        reading.data.setdefault("keywords", []).append(word)


def _subject(element: etree._Element, reading: Reading) -> None:
    _named(element, reading, reading.data, "about", ())


def _named(
    element: etree._Element, reading: Reading, into: dict[str, Any], relation: str, known: tuple[str, ...]
) -> None:
    """Reads whom or what the story is about or mentions, by the nature of the concept."""
    nature = (reading.uri(element, "type") or "").removeprefix("http://cv.iptc.org/newscodes/cpnature/")
    if nature == "event":
        own = element.find(f"{OWN}identifier")
        identifier = own.text if own is not None else element.get("uri")
        reading.data.setdefault("#events", {})[identifier] = relation
    elif nature == "geoArea":
        into.setdefault("places", []).append(read_place(element, reading, known))
    elif nature in ("person", "organisation"):
        kind, _ = agent_type(element, reading, nature)
        field = "people" if kind == "person" else "organizations"
        into.setdefault(field, []).append(read_agent(element, reading, kind, known))
    else:
        reading.data.setdefault("subjects", []).append(read_concept(element, reading))


def _headline(element: etree._Element, reading: Reading) -> None:
    text = reading.line(element)
    if text is None:
        keep_element(reading, reading.data, element, "contentMeta/")
        return
    if element.get("rank") == "1" and "headline" not in reading.data:
        reading.data["headline"] = text
        return
    fields: dict[str, Any] = {"text": text}
    for name, value in pairs(element):
        if name == "roleuri":
            fields["role"] = code_of("headline", value)
        elif name == XML_LANG:
            fields["language"] = value
        elif name != "rank":
            keep_attribute(reading, fields, name, value)
    reading.data.setdefault("alternative_headlines", []).append(fields)


def _description(element: etree._Element, reading: Reading) -> None:
    text = reading.text(element)
    if text is None or "summary" in reading.data:
        keep_element(reading, reading.data, element, "contentMeta/")
    else:
        reading.data["summary"] = text


def _content_property(element: etree._Element, reading: Reading) -> None:
    relation, value = element.get("reluri"), element.get("value")
    if relation == SECTION and value:
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


_PARTS: Final = {QUOTE_PART: ("quotes", read_quote), REPORT_PART: ("casualty_reports", read_report)}


def _read_part(element: etree._Element, reading: Reading, text: str) -> None:
    role = element.find(ROLE)
    field, read = _PARTS.get(role.get("uri", "") if role is not None else "", ("", None))
    if read is None:
        keep_element(reading, reading.data, element)
    else:
        reading.data.setdefault(field, []).append(read(element, reading, text))


def _table(**handlers: Handler) -> dict[str, Handler]:
    return {_tag(name): handler for name, handler in handlers.items()}


_ARTICLE: Final = _table(
    catalogRef=_nothing,
    catalog=_nothing,
    pubHistory=_pub_history,
    rightsInfo=_rights_info,
    itemMeta=_item_meta,
    contentMeta=_content_meta,
    contentSet=_content_set,
    **{"assert": _assert},
)
_ITEM_META: Final = _table(
    itemClass=_nothing,
    provider=_provider,
    versionCreated=_text_field("version_created", "itemMeta"),
    firstCreated=_text_field("first_created", "itemMeta"),
    embargoed=_embargoed,
    pubStatus=_pub_status,
    generator=_generator,
    service=_service,
    title=_text_field("title", "itemMeta"),
    edNote=_ed_note,
    signal=_signal,
    altRep=_alt_rep,
    expires=_text_field("expires", "itemMeta"),
    link=_link,
    itemMetaExtProperty=_item_property,
)
_CONTENT_META: Final = {
    **_table(
        urgency=_urgency,
        contentCreated=_text_field("created", "contentMeta"),
        contentModified=_text_field("modified", "contentMeta"),
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
    data.update(identifier=item.get("guid"), kind=kind)
    if item.get(XML_LANG):
        data["language"] = item.get(XML_LANG)
    for child in item:
        handler = _MEDIA.get(str(child.tag))
        if handler is not None:
            handler(child, reading)
        elif child.tag in _CONTAINERS:
            for one in child:
                handler = _CONTAINERS[str(child.tag)].get(str(one.tag))
                if handler is not None:
                    handler(one, reading)
                elif not take(data, one, Media):
                    keep_element(reading, data, one, f"{child.tag.rpartition('}')[2]}/")
        else:
            keep_element(reading, data, child)
    data.pop("#language", None)
    data.pop("pub_status", None)
    _finish(reading)
    return data


def _media_description(element: etree._Element, reading: Reading) -> None:
    role, text = reading.uri(element, "role"), reading.text(element)
    field = {CAPTION: "caption", ALT_TEXT: "alternative_text"}.get(role or "")
    if field is None or field in reading.data or text is None:
        keep_element(reading, reading.data, element, "contentMeta/")
    else:
        reading.data[field] = text


def _files(element: etree._Element, reading: Reading) -> None:
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
            fields["url"] = value
        elif name == "contenttype":
            fields["media_type"] = value
        elif name in _NUMBERS:
            fields[name] = _number(value)
        elif name == "duration" and element.get("durationunit") == "timeunit:seconds":
            fields["duration"] = float(value)
        elif name == "renditionuri":
            fields["role"] = value
        elif name == "rendition" and (role := reading.resolve(value)):
            fields["role"] = role
        elif name not in ("widthunit", "heightunit", "durationunit"):
            keep_attribute(reading, fields, name, value)
    for child in element:
        if not take(fields, child, Rendition):
            keep_element(reading, fields, child)
    return fields


_MEDIA: Final = _table(catalogRef=_nothing, catalog=_nothing, rightsInfo=_rights_info, contentSet=_files)
_CONTAINERS: Final[dict[str, dict[str, Handler]]] = {
    _tag("itemMeta"): {
        **_table(
            itemClass=_nothing,
            provider=_provider,
            versionCreated=_text_field("version_created", "itemMeta"),
            pubStatus=_pub_status,
            generator=_generator,
            itemMetaExtProperty=_item_property,
        )
    },
    _tag("contentMeta"): {
        **_table(
            contentCreated=_text_field("created", "contentMeta"),
            creator=_contribution("creators"),
            language=_language,
            headline=_text_field("title", "contentMeta"),
            creditline=_text_field("credit", "contentMeta"),
            description=_media_description,
        ),
        EXTENSIONS: _extensions,
    },
}
__all__ = ["MEDIA_KINDS", "catalogs", "is_plain_link", "read_article", "read_media", "reading_of"]
