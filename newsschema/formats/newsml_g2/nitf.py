"""NITF, the News Industry Text Format, 2.x to 3.6: a bare file as an article.

model                  NITF
identifier             head/docdata/doc-id @id-string (else nitf @uno, else derived)
headline, alternative  body/body.head/hedline/hl1, hl2
title                  head/title, where it is not the headline
byline, authors        byline, byline/person (byttl is the job title)
dateline, located      dateline, dateline/location
created                dateline/story.date @norm
summary                abstract
provider               distributor
rights                 doc.copyright @holder @year, doc.rights @owner @limitations, rights, copyrite
published, embargo,    date.issue, date.release where it is later, date.expire (@norm)
expires
urgency                urgency @ed-urg
keywords               key-list/keyword @key
subjects               tobject/tobject.subject @tobject.subject.refnum
people, organizations, identified-content/person, org, location; evloc
places
editorial notes        ed-msg @info, note
sections, publisher    pubdata @position.section, @name
language               @xml:lang, @baselang
body                   body.content
extensions             everything else, with its path below nitf
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.fragments import (
    Finding,
    Fragment,
    canonical,
    expand,
    is_iri,
    kept,
    names,
    plain_copy,
    values,
    words,
)
from newsschema.formats.newsml_g2.markup import local
from newsschema.formats.newsml_g2.nitf_content import (
    COUNTRY,
    FORMAT,
    LANGUAGE,
    ROOTS,
    contents_of,
    prose,
    read_content,
    read_location,
    read_note,
    read_organization,
    read_person,
)
from newsschema.formats.newsml_g2.terms import XML, XML_LANG
from newsschema.v1.times import PARTIAL_DATE_PATTERN, PartialDate

XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
XML_NAMES: Final = f"{{{XML}}}"
_DATE: Final = re.compile(PARTIAL_DATE_PATTERN)
_NORM: Final = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,](\d{1,9}))?\s*(Z|[+\-]\d\d:?\d\d)?)?"
)


@dataclass(slots=True)
class NitfFound:
    """A bare file as the fields of an article, with what was tolerated; None where it is no article."""

    data: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)


class _Reading:
    """A file that is being read, the fields found and what is left to keep.

    `originals` are the elements of the file by those of the copy, which have no namespaces.
    """

    def __init__(self, fragment: Fragment, originals: dict[etree._Element, etree._Element]) -> None:
        self.fragment = fragment
        self.originals = originals
        self.data: dict[str, Any] = {}
        self.path = ""

    def set(self, name: str, value: object) -> bool:
        """Sets a field that is not set yet; false where there is no value or another stands."""
        if not value or name in self.data:
            return False
        self.data[name] = value
        return True

    def add(self, name: str, *values: object) -> bool:
        """Adds to a list."""
        found = [value for value in values if value]
        if found:
            self.data.setdefault(name, []).extend(found)
        return bool(found)

    def rights(self, name: str, value: object) -> bool:
        """Sets a field of the rights."""
        rights = self.data.setdefault("rights", {})
        if not value or name in rights:
            return False
        rights[name] = value
        return True

    def keep(self, element: etree._Element, inner: str = "") -> None:
        """Keeps an element as it came; `inner` is the path between the part and it."""
        content = canonical(self.originals[element])
        self.add("extensions", kept(FORMAT, f"{self.path}{inner}{element.tag}", content))

    def keep_loose(self, element: etree._Element, path: str) -> None:
        """Keeps text between elements where there should be none."""
        text = loose(element)
        if text:
            self.add("extensions", kept(FORMAT, f"{path}text()", text))

    def keep_rich(self, element: etree._Element, inner: str = "", plain: tuple[str, ...] = ()) -> None:
        """Keeps an element that says more than its words; children named `plain` say no more, if they are bare."""
        below = [one for one in self.originals[element].iter() if local(str(one.tag)) not in plain]
        if any(one.items() for one in self.originals[element].iter()) or len(below) > 1:
            self.keep(element, inner)

    def keep_attribute(self, element: etree._Element, name: str) -> None:
        """Keeps an attribute."""
        self.add("extensions", kept(FORMAT, f"{self.path}{element.tag}/@{name}", element.get(name, "")))

    def keep_rest(self, element: etree._Element, *known: str) -> None:
        """Keeps the attributes that no field took."""
        for name, value in values(self.originals[element]):
            if name not in known and not name.startswith(XSI):
                self.add("extensions", kept(FORMAT, f"{self.path}{element.tag}/@{name}", value))


def loose(element: etree._Element) -> str:
    """Returns the text that stands directly in an element."""
    return " ".join(" ".join([element.text or "", *[child.tail or "" for child in element]]).split())


Handler: TypeAlias = Callable[[Any, _Reading], bool]


def read_nitf(root: etree._Element) -> NitfFound:
    """Returns a bare NITF file as the plain-data tree of an article, not validated.

    The root is what the hardened parser returns: with or without namespace, entities not resolved. What no field
    takes stands in `extensions` of format `nitf`, by its path below the root.
    """
    expand(root)
    root = _whole_file(root)
    copy = plain_copy(root)
    fragment = Fragment(_identifier(copy))
    reading = _Reading(fragment, dict(zip(copy.iter(), root.iter(), strict=True)))
    reading.data = {"identifier": fragment.identifier}
    if fragment.identifier.startswith("urn:uuid:"):
        fragment.found("derived", "the identifier is derived: the file has none that is an IRI", root)
    for name in names(copy):
        if name == "lang" or (name == "baselang" and "lang" not in copy.attrib):
            _language(copy, name, reading)
        elif name not in ("id", "uno") or reading.data["identifier"] != copy.get(name):
            reading.add("extensions", kept(FORMAT, f"@{name}", copy.get(name, "")))
    for name, value in values(root):
        if name.startswith("{") and not name.startswith((XSI, XML_NAMES)):
            reading.add("extensions", kept(FORMAT, f"@{name}", value))
    for part, path, table in (
        ("head", "head/", _HEAD),
        ("head/docdata", "head/docdata/", _DOCDATA),
        ("body/body.head", "body/body.head/", _BODY_HEAD),
        ("body/body.end", "body/body.end/", {}),
    ):
        for element in copy.findall(part):
            reading.path = path
            _read_part(element, table, reading)
    _keep_strange(copy, reading)
    _body(copy, reading)
    _finish(reading)
    return NitfFound(reading.data, fragment.findings)


def _whole_file(root: etree._Element) -> etree._Element:
    """Returns a file's root; a part of a file that stands alone is put where it belongs."""
    if not local(str(root.tag)).startswith("body."):
        return root
    file = etree.Element("nitf")
    etree.SubElement(file, "body").append(root)
    return file


def _keep_strange(root: etree._Element, reading: _Reading) -> None:
    """Keeps what NITF does not have at the top of a file."""
    reading.path = ""
    reading.keep_loose(root, "")
    for child in root:
        if child.tag not in ("head", "body"):
            reading.keep(child)
    for body in root.findall("body"):
        reading.path = ""
        reading.keep_rest(body, "lang", XML_LANG)
        reading.path = "body/"
        if contents_of(root):
            reading.keep_loose(body, "body/")
        for child in body if contents_of(root) else ():
            if child.tag not in ("body.head", "body.content", "body.end"):
                reading.keep(child)


def _read_part(element: etree._Element, table: dict[str, Handler], reading: _Reading) -> None:
    for name, value in values(reading.originals[element]):
        reading.add("extensions", kept(FORMAT, f"{reading.path}@{name}", value))
    reading.keep_loose(element, reading.path)
    for child in element:
        tag = str(child.tag)
        if tag == "docdata":
            continue
        handler = table.get(tag)
        if handler is None or not handler(child, reading):
            reading.keep(child)


def _identifier(root: etree._Element) -> str:
    element = root.find("head/docdata/doc-id")
    value = ((element.get("id-string") if element is not None else "") or root.get("uno") or "").strip()
    if is_iri(value):
        return value
    source = ((element.get("regsrc") if element is not None else "") or "").strip()
    if value:
        return uuid5(NAMESPACE_URL, f"{source}#{value}").urn
    return uuid5(NAMESPACE_URL, sha256(canonical(root).encode()).hexdigest()).urn


def _language(element: etree._Element, name: str, reading: _Reading) -> None:
    value = element.get(name, "").strip()
    if not (LANGUAGE.match(value) and reading.set("language", value)):
        reading.add("extensions", kept(FORMAT, f"@{name}", value))


def _body(root: etree._Element, reading: _Reading) -> None:
    fragment = reading.fragment
    body = root.find("body")
    if body is not None and body.get("lang"):
        _language(body, "lang", reading)
    sources = [reading.originals[source] for source in contents_of(root) or root.findall("body")]
    content = read_content(root, fragment)
    made = fragment.body(content)[0] if content is not None else None
    written = "".join([etree.tostring(source, encoding="unicode", with_tail=False) for source in sources])
    if made is None or _bare(written) != made:
        for source in sources:
            path = "body/body.content" if local(str(source.tag)) == "body.content" else "body"
            reading.add("extensions", kept(FORMAT, path, canonical(source)))
    reading.set("body", made)


def _bare(markup: str) -> str:
    """Returns the markup of content without its own tags and white space between blocks."""
    inner = markup[markup.find(">") + 1 : markup.rfind("<")]
    return re.sub(r"(?<=>)\s+(?=<)|(?<=>)\s+|\s+(?=<)", "", re.sub(r"\s+", " ", inner))


def _finish(reading: _Reading) -> None:
    data, fragment = reading.data, reading.fragment
    if data.get("title") == data.get("headline"):
        data.pop("title", None)
    if "headline" not in data and "title" in data:
        data["headline"] = data.pop("title")
        fragment.found("derived", "the headline is the title of the file")
    for name, offered in (("quotes", fragment.quotes), ("media", fragment.media), ("editorial_notes", fragment.notes)):
        reading.add(name, *offered)
    mentions = {
        name: [one for one in offered if _name(one) not in {_name(about) for about in data.get(name, ())}]
        for name, offered in (
            ("people", fragment.people),
            ("organizations", fragment.organizations),
            ("places", fragment.places),
        )
    }
    mentions = {name: offered for name, offered in mentions.items() if offered}
    if mentions:
        data["mentions"] = mentions
    if not data.get("rights", True):
        del data["rights"]


def _name(entity: dict[str, Any]) -> object:
    return entity.get("name")


# head


def _title(element: etree._Element, reading: _Reading) -> bool:
    return not names(element) and reading.set("title", words(element))


def _tobject(element: etree._Element, reading: _Reading) -> bool:
    """Reads the subjects; the file's type and properties are kept."""
    taken = False
    for subject in element.findall("tobject.subject"):
        code = (subject.get("tobject.subject.refnum") or "").strip()
        said = [
            subject.get(f"tobject.subject.{name}")
            for name in ("detail", "matter", "type")
            if subject.get(f"tobject.subject.{name}")
        ]
        identifier = catalogs.resolve(f"subj:{code}") if code else None
        concept: dict[str, Any] = {}
        if identifier is not None:
            concept = {"identifier": identifier, "qcode": f"subj:{code}"}
        if said:
            concept["names"] = [{"text": " ".join(str(said[0]).split())}]
        taken = reading.add("subjects", concept) or taken
    others = [one for one in element if one.tag != "tobject.subject"]
    plain = not others and not names(element)
    detailed = any(len(names(one)) > 2 or len(one) for one in element)
    return taken and plain and not detailed


# docdata


def _doc_id(element: etree._Element, reading: _Reading) -> bool:
    value = (element.get("id-string") or "").strip()
    if not value:
        return False
    if value != reading.data["identifier"]:
        reading.add("alternate_identifiers", {"value": " ".join(value.split())})
    reading.keep_rest(element, "id-string")
    return True


def _date(field_name: str) -> Handler:
    """Returns the reader of a date."""

    def read(element: etree._Element, reading: _Reading) -> bool:
        reading.keep_rest(element, "norm")
        value = moment(element.get("norm") or words(element))
        if value is not None and reading.set(field_name, value):
            return True
        reading.keep_attribute(element, "norm")
        return True

    return read


def _release(element: etree._Element, reading: _Reading) -> bool:
    """Reads the time of release: an embargo, where the file was issued before."""
    value = moment(element.get("norm") or words(element))
    issue = element.getparent()
    issued = issue.find("date.issue") if issue is not None else None
    first = moment(issued.get("norm") or "") if issued is not None else None
    if value is None or "T" not in value or len(names(element)) > 1:
        return False
    if first is not None and not _later(value, first):
        return False
    return reading.set("embargo", {"until": value})


def _later(value: str, than: str) -> bool:
    return bool(PartialDate(than).before(PartialDate(value)))


def moment(text: str) -> str | None:
    """Returns a date or time, basic or extended (ISO 8601), in the extended form; None where it is none."""
    found = _NORM.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date if _DATE.match(date) else None
    if zone is not None and zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    value = f"{date}T{hour}:{minute}:{second or '00'}{f'.{fraction}' if fraction else ''}{zone or ''}"
    return value if _DATE.match(value) else None


def _urgency(element: etree._Element, reading: _Reading) -> bool:
    value = (element.get("ed-urg") or "").strip()
    return len(names(element)) == 1 and value in set("123456789") and reading.set("urgency", int(value))


def _ed_msg(element: etree._Element, reading: _Reading) -> bool:
    text = " ".join((element.get("info") or "").split())
    if not text:
        return False
    note: dict[str, Any] = {"text": text}
    rest = [kept(FORMAT, f"@{name}", element.get(name, "")) for name in names(element) if name != "info"]
    if rest:
        note["extensions"] = rest
    return reading.add("editorial_notes", note)


def _copyright(element: etree._Element, reading: _Reading) -> bool:
    holder, year = " ".join((element.get("holder") or "").split()), (element.get("year") or "").strip()
    if holder:
        rights = reading.data.setdefault("rights", {})
        rights.setdefault("holders", []).append({"type": "organization", "name": holder})
    known = ["holder"] if holder else []
    if year.isdecimal() and 1 <= int(year) <= 9999 and reading.rights("year", int(year)):
        known.append("year")
    reading.keep_rest(element, *known)
    return True


def _doc_rights(element: etree._Element, reading: _Reading) -> bool:
    known = []
    if reading.rights("usage_terms", (element.get("limitations") or "").strip()):
        known.append("limitations")
    owner = " ".join((element.get("owner") or "").split())
    if owner and reading.rights("holders", [{"type": "organization", "name": owner}]):
        known.append("owner")
    reading.keep_rest(element, *known)
    return True


def _keywords(element: etree._Element, reading: _Reading) -> bool:
    if names(element) or loose(element):
        return False
    for one in element:
        key = " ".join((one.get("key") or "").split())
        if one.tag == "keyword" and key and len(names(one)) == 1 and not words(one):
            reading.add("keywords", key)
        else:
            reading.keep(one, "key-list/")
    return True


def _identified(element: etree._Element, reading: _Reading) -> bool:
    """Reads the people, organisations and places that the file is about."""
    if names(element) or loose(element):
        return False
    tables: dict[str, tuple[str, Callable[[etree._Element], dict[str, Any] | None]]] = {
        "person": ("people", read_person),
        "org": ("organizations", read_organization),
        "location": ("places", read_location),
    }
    for one in element:
        name, read = tables.get(str(one.tag), ("", None))
        fields = read(one) if read is not None else None
        if not (fields and reading.add(name, fields)):
            reading.keep(one, "identified-content/")
        elif len(one) or set(names(one)) - {"value", "idsrc", "location-code", "code-source"}:
            reading.keep_rich(one, "identified-content/")
    return True


def _event_place(element: etree._Element, reading: _Reading) -> bool:
    city = " ".join((element.get("city") or words(element)).split())
    if not city:
        return False
    code = (element.get("iso-cc") or "").strip().upper()
    place: dict[str, Any] = {"name": city}
    if COUNTRY.match(code):
        place["country_code"] = code
    reading.keep_rest(element, "city", *(("iso-cc",) if "country_code" in place else ()))
    return reading.add("places", place)


def _pubdata(element: etree._Element, reading: _Reading) -> bool:
    known = []
    name = " ".join((element.get("name") or "").split())
    section = " ".join((element.get("position.section") or "").split())
    day = moment(element.get("date.publication") or "")
    if name and reading.set("publisher", {"type": "organization", "name": name}):
        known.append("name")
    if section and reading.add("sections", section):
        known.append("position.section")
    if day is not None and reading.set("published", day):
        known.append("date.publication")
    reading.keep_rest(element, *known)
    return True


# body.head


def _hedline(element: etree._Element, reading: _Reading) -> bool:
    for one in element:
        text = words(one)
        if not text:
            reading.keep(one, "hedline/")
            continue
        if one.tag != "hl1" or not reading.set("headline", text):
            role = "subtitle" if one.tag == "hl2" else "alternative"
            reading.add("alternative_headlines", {"text": text, "role": role})
        reading.keep_rich(one, "hedline/")
    loose = " ".join((element.text or "").split())
    reading.keep_rest(element)
    return not loose or reading.set("headline", loose)


def _note(element: etree._Element, reading: _Reading) -> bool:
    before = len(reading.fragment.notes)
    read_note(element, reading.fragment)
    if len(element) > 1 or any(len(one) or one.items() for one in element.iter("p")):
        reading.keep(element)
    return len(reading.fragment.notes) > before


def _rights(element: etree._Element, reading: _Reading) -> bool:
    return not len(element) and not names(element) and reading.rights("notice", words(element))


def _byline(element: etree._Element, reading: _Reading) -> bool:
    """Reads the byline as printed; the people marked in it are the authors."""
    if not reading.set("byline", words(element)):
        return False
    titles = [words(one) for one in element.findall("byttl")]
    people = [fields for one in element.findall("person") if (fields := read_person(one)) is not None]
    if len(people) == 1 and len(titles) == 1 and titles[0]:
        people[0].setdefault("job_title", titles[0])
    reading.add("authors", *[{"agent": person, "role": "author"} for person in people])
    reading.keep_rich(element)
    return True


def _distributor(element: etree._Element, reading: _Reading) -> bool:
    marked = element.find("org")
    provider = read_organization(marked) if marked is not None else None
    name = words(element)
    if provider is None or provider["name"] != name:
        provider = {"type": "organization", "name": name}
    if not name or not reading.set("provider", provider):
        return False
    reading.keep_rich(element)
    return True


def _dateline(element: etree._Element, reading: _Reading) -> bool:
    if not reading.set("dateline", words(element)):
        return False
    reading.add("located", *[read_location(one) for one in element.findall("location")])
    for one in element.findall("story.date"):
        value = moment(one.get("norm") or "")
        if value is not None:
            reading.set("created", value)
    reading.keep_rich(element)
    return True


def _abstract(element: etree._Element, reading: _Reading) -> bool:
    if not reading.set("summary", prose(element)):
        return False
    reading.keep_rich(element, plain=("p",))
    return True


_HEAD: Final[dict[str, Handler]] = {"title": _title, "tobject": _tobject, "pubdata": _pubdata}
_DOCDATA: Final[dict[str, Handler]] = {
    "doc-id": _doc_id,
    "urgency": _urgency,
    "date.issue": _date("published"),
    "date.release": _release,
    "date.expire": _date("expires"),
    "ed-msg": _ed_msg,
    "doc.copyright": _copyright,
    "doc.rights": _doc_rights,
    "key-list": _keywords,
    "identified-content": _identified,
    "evloc": _event_place,
}
_BODY_HEAD: Final[dict[str, Handler]] = {
    "hedline": _hedline,
    "note": _note,
    "rights": _rights,
    "byline": _byline,
    "distributor": _distributor,
    "dateline": _dateline,
    "abstract": _abstract,
}

__all__ = ["FORMAT", "ROOTS", "NitfFound", "moment", "read_nitf"]
