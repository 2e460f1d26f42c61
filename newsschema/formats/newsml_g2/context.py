"""What a reader and a writer of one item know while they work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from newsschema.diagnostics import Diagnostic, diagnostic, shown
from newsschema.errors import UsageError
from newsschema.formats.base import ReadOptions
from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.codec import OWN
from newsschema.formats.newsml_g2.iptc_catalog import SCHEMES
from newsschema.formats.newsml_g2.markup import attributes, local
from newsschema.formats.newsml_g2.shapes import ITEMS
from newsschema.formats.newsml_g2.terms import G2, UNDECLARED, XHTML
from newsschema.v1.codes import CODE_NAMESPACE
from newsschema.v1.text import IRI_PATTERN
from newsschema.v1.times import PartialDate

BREAK: Final = f"{{{G2}}}br"
_BLOCKS: Final = frozenset(f"{{{XHTML}}}{name}" for name in ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "section"))
"""Elements of XHTML that begin a line where a note holds them."""
_SPACES: Final = re.compile(r"[ \t\r]+")
_WHITE: Final = re.compile(r"[ \t\r\n]+")
_LINE_SPACES: Final = re.compile(r" ?\n[ \n]*")
_AUTHORITY: Final = r"//(?:[^/?#@\[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#@\[\]:]*)(?::[0-9]{1,5})?(?=[/?#]|$)"
_URI: Final = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:(?!//)|{_AUTHORITY})[^#]*(?:#[^#]*)?")
_ALIAS: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


class Writing:
    """One item that is being written: its number in the file, its aliases, and what what of it is back in place."""

    def __init__(self, number: int, schemes: dict[str, str]) -> None:
        self.number = number
        self.schemes = schemes
        self.used: dict[str, None] = {}
        self.derived: list[str] = []
        self.placed: dict[str, set[int]] = {}
        self.places = True
        self.extended = True
        self.source = False
        self.for_article = True
        self.lenient = False
        self.refers = False
        self.aside: frozenset[tuple[str, int]] = frozenset()
        self.linked = 0
        self.ids: set[str] = set()
        self.targets: frozenset[str] = frozenset()

    def qcode(self, qcode: str | None) -> str | None:
        """Returns a qcode that a catalog can declare, and remembers its alias."""
        if qcode is None:
            return None
        alias = qcode.partition(":")[0]
        if _ALIAS.fullmatch(alias) is not None:
            self.used[alias] = None
        elif not self.lenient:
            # Validators disagree about names beyond ASCII; what a source had, it gets back.
            return None
        return qcode

    def identifier(self, qcode: str | None) -> str | None:
        """Returns the identifier that a reader derives from a qcode."""
        return expanded(qcode, self.schemes)

    def scheme(self, qcode: str | None) -> str | None:
        """Returns the scheme that a reader derives from a qcode."""
        return scheme_of(qcode, self.schemes)

    def resolve(self, qcode: str) -> str | None:
        """Returns the IRI of a qcode, by the catalogs of the item and IPTC's."""
        return expanded(qcode, self.schemes)

    def catalog(self) -> str:
        """Returns the declarations of every alias in use that no catalog of the item declares or may declare."""
        if self.refers:
            return ""
        missing = [alias for alias in self.used if alias not in self.schemes and not is_iptc(alias)]
        schemes = [
            f"<scheme{attributes((('alias', alias), ('uri', f'{UNDECLARED}{number}/')))}/>"
            for number, alias in enumerate(missing, 1)
        ]
        return f"<catalog>{''.join(schemes)}</catalog>" if schemes else ""


def is_iptc(alias: str) -> bool:
    """Tells whether IPTC's catalog declares an alias."""
    return catalogs.resolve(f"{alias}:x") is not None


_TOLERATED: Final = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})[T ]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9})\d*)?)?"
    r" ?(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_DATES: Final = re.compile(PartialDate.pattern)
_PLAIN_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def tolerant_date(text: str) -> str | None:
    """Returns a date as the model writes it, from the forms that are seen: compact, with a space, `+0200`."""
    if _DATES.fullmatch(text):
        return text
    day = _PLAIN_DAY.fullmatch(text)
    if day is not None:
        written = "-".join(day.groups())
        return written if _DATES.fullmatch(written) else None
    found = _TOLERATED.fullmatch(text)
    if found is None:
        return None
    year, month, date, hour, minute, second, fraction, zone = found.groups()
    written = f"{year}-{month}-{date}T{hour}:{minute}:{second or '00'}{'.' + fraction if fraction else ''}"
    if zone in ("Z", "z", "UTC", "GMT"):
        written += "Z"
    elif zone:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        written += f"{zone[0]}{digits[:2]}:{digits[2:]}"
    return written if _DATES.fullmatch(written) else None


def zoned(text: str, zone: str) -> str:
    """Returns a date-time with the offset of a zone: an offset, or a name of the IANA time zone database."""
    if zone == "Z" or re.fullmatch(r"[+-]\d{2}:\d{2}", zone):
        return text + zone
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"there is no time zone {zone!r}", "Give an offset such as +02:00 or a name such as Europe/Berlin"
        ) from error
    moment = datetime.fromisoformat(text[:19]).replace(tzinfo=place)
    offset = moment.strftime("%z")
    return f"{text}{offset[:3]}:{offset[3:5]}"


IRI: Final = re.compile(IRI_PATTERN)


@lru_cache(maxsize=4096)
def is_iri(text: str) -> bool:
    """Tells whether a text is an absolute IRI."""
    return IRI.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_uri(iri: str) -> bool:
    """Tells whether the standard's type for links takes an IRI: a port has at most five digits."""
    return _URI.fullmatch(iri) is not None


_ESCAPED: Final = f"{CODE_NAMESPACE}iri/"


def attribute_iri(iri: str) -> str:
    """Returns an IRI as an attribute takes it that has nothing beside it: one that the standard refuses, escaped."""
    return iri if is_uri(iri) and not iri.startswith(_ESCAPED) else _ESCAPED + quote(iri, safe="")


def iri_of(value: str) -> str:
    """Returns the IRI that `attribute_iri` was given."""
    return unquote(value[len(_ESCAPED) :]) if value.startswith(_ESCAPED) else value


def scheme_of(qcode: str | None, schemes: Mapping[str, str]) -> str | None:
    """Returns the scheme of a qcode, by the aliases that a document declares, else by IPTC's catalog."""
    alias = (qcode or "").partition(":")[0]
    return schemes.get(alias) or SCHEMES.get(alias)


def expanded(qcode: str | None, schemes: Mapping[str, str]) -> str | None:
    """Returns the IRI of a qcode, by the aliases that a document declares, else by IPTC's catalog."""
    if qcode is None:
        return None
    alias, _, code = qcode.partition(":")
    scheme = schemes.get(alias) or SCHEMES.get(alias)
    if scheme is None:
        return None
    iri = scheme + code
    return iri if iri != scheme and is_iri(iri) else None


class Reading:
    """One item that is being read: whose it is, its aliases, and what was found out about it."""

    def __init__(
        self, own: bool, schemes: dict[str, str], table: catalogs.Catalogs, options: ReadOptions, index: int
    ) -> None:
        self.own = own
        self.schemes = schemes
        self.table = table
        self.options = options
        self.index = index
        self.data: dict[str, Any] = {}
        self.media: dict[str, None] = {}
        self.respelt: str | None = None
        self.header: str | None = None
        self.standalone: str | None = None
        self.listed: list[tuple[int, str]] = []
        self.learnt: dict[str, str] = {}
        self.stray: list[tuple[str, str]] = []
        # What our own documents say does not depend on what catalogs a reader happens to have.
        self._known: Mapping[str, str] = schemes if own else table.schemes
        self.kept: list[list[dict[str, str]]] = []
        self.renditions: dict[str, etree._Element] = {}
        self.ranked: dict[str, tuple[etree._Element, int]] = {}
        self.diagnostics: list[Diagnostic] = []

    def text(self, element: etree._Element) -> str | None:
        """Returns the text of an element, as written in our own documents, else with white space collapsed."""
        if self.own and not (len(element) and any(not str(child.tag).startswith(OWN) for child in element)):
            return element.text or None
        if len(element):
            return collapsed(element)
        text = element.text or ""
        if "  " in text or "\n" in text or "\t" in text or "\r" in text:
            text = _WHITE.sub(" ", text)
        return text.strip(" ") or None

    def line(self, element: etree._Element) -> str | None:
        """Returns the text of an element as one line."""
        text = self.text(element)
        return text.replace("\n", " ") if text is not None and "\n" in text else text

    def identifier(self, qcode: str) -> str | None:
        """Returns the identifier that a qcode stands for, by the catalogs that hold for the document."""
        found = expanded(qcode, self._known)
        if found is not None and not self.own:
            self._learn(qcode.partition(":")[0])
        return found

    def scheme(self, qcode: str) -> str | None:
        """Returns the scheme of a qcode, by the catalogs that hold for the document."""
        return scheme_of(qcode, self._known)

    def _learn(self, alias: str) -> None:
        """Remembers an alias that only a catalog outside the item explains: one around it, or one of the user's."""
        scheme = self._known[alias]
        if self.schemes.get(alias) is None and SCHEMES.get(alias) != scheme:
            self.learnt[alias] = scheme

    def uri(self, element: etree._Element, name: str = "") -> str | None:
        """Returns the IRI of a property that has a qcode or an IRI, such as `role` and `roleuri`."""
        if name:
            return element.get(f"{name}uri") or self.resolve(element.get(name))
        return element.get("uri") or self.resolve(element.get("qcode"))

    def resolve(self, qcode: str | None) -> str | None:
        """Returns the IRI of a qcode, by the document's own catalogs and the bundled one."""
        return self.table.resolve(qcode)

    def found(self, code: str, message: str, element: etree._Element | None = None, path: str = "") -> None:
        """Remembers a finding; without a path it is of the element."""
        place = {} if element is None else {"line": element.sourceline, "path": path or xpath_of(element)}
        identifier = self.data.get("identifier")
        self.diagnostics.append(
            diagnostic(code, message, source=self.options.source, index=self.index, identifier=identifier, **place)
        )

    def date(self, element: etree._Element) -> str | None:
        """Returns the date of an element as the model writes it; none where it is none.

        A form that the standard does not have is read and reported; a zone that is missing is the one assumed, or
        stays missing.
        """
        text = element.text or ""
        if self.own and _DATES.fullmatch(text):
            self.respelt = None
            return text
        self.respelt = None
        written = tolerant_date(text.strip())
        if written is None:
            return None
        if written != text.strip():
            self.respelt = text.strip()
            self.found("NS440", f"the date {shown(text.strip())!r} is read as {written}", element)
        return written if self.own else self.in_zone(written, element)

    def in_zone(self, date: str, element: etree._Element | None = None) -> str:
        """Returns a date with the zone that is assumed, where it is a time without one; that it has none is told."""
        if len(date) <= 10 or date[-1] == "Z" or date[-6] in "+-":
            return date
        if self.options.assume_timezone is None:
            self.found("NS444", f"the time {date} has no zone", element)
            return date
        date = zoned(date, self.options.assume_timezone)
        self.found("NS445", f"the time was given the assumed zone: {date}", element)
        return date


def xpath_of(element: etree._Element) -> str:
    """Returns the XPath of an element from its item down, by local names, with numbers where several are alike."""
    steps: list[str] = []
    at: etree._Element | None = element
    while at is not None:
        name, above = local(str(at.tag)), at.getparent()
        if above is None or name in ITEMS:
            steps.append(name)
            break
        alike = [one for one in above.iterchildren("*") if local(str(one.tag)) == name]
        steps.append(f"{name}[{alike.index(at) + 1}]" if len(alike) > 1 else name)
        at = above
    return "/" + "/".join(reversed(steps))


def collapsed(element: etree._Element) -> str | None:
    """Returns the text of an element of a foreign document: white space collapsed, `br` a line end."""
    text = _SPACES.sub(" ", "".join(_pieces(element)).replace("\n", " ").replace(_BREAK, "\n"))
    return _LINE_SPACES.sub("\n", text).strip(" \n") or None


_BREAK: Final = "\x00"
"""Stands for a line end that is meant, while those that are not are taken away."""


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = str(child.tag)
        if tag == BREAK or tag in _BLOCKS:
            yield _BREAK
            yield from _pieces(child)
        elif not tag.startswith(OWN):
            yield from _pieces(child)
        yield child.tail or ""
