"""Qualified codes and the IRIs they stand for, by IPTC's catalog, a document's own and those that a user gives.

A qcode is an alias of a scheme, a colon and a code; its IRI is the scheme's URI followed by the code, literally
(NAR, QCodeType). Catalogs are never fetched: a reference to any edition of IPTC's catalog means the bundled one, and
a reference to another means nothing unless the user gives that catalog as a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lxml import etree

from newsschema.errors import SourceError
from newsschema.formats.newsml_g2.iptc_catalog import RETIRED, SCHEMES
from newsschema.formats.newsml_g2.markup import local, parser
from newsschema.formats.newsml_g2.terms import UNDECLARED

ROOTS: Final = frozenset(("catalog", "catalogItem", "knowledgeItem", "newsMessage"))
"""The elements that a file of catalogs may begin with."""
OWN_DOMAINS: Final = ("http://cv.iptc.org/", "http://cvx.iptc.org/")
"""Where the schemes lie that IPTC gives codes to; the others of its catalog are aliases of what others publish."""
REMEDY: Final = "Give an XML file with a catalog or catalogItem of NewsML-G2, whose schemes have alias and uri"

_NOT_IN_CODE: Final = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\ufffe\uffff]')
"""What no IRI may hold (RFC 3987, section 2.2), and no code therefore."""

_ALIASES: Final = {uri: alias for alias, uri in SCHEMES.items() if alias not in RETIRED and uri.startswith(OWN_DOMAINS)}
_WITHOUT_SLASH: Final = tuple(uri for uri in _ALIASES if not uri.endswith("/"))


@lru_cache(maxsize=4096)
def resolve(qcode: str) -> str | None:
    """Returns the IRI of a qcode by IPTC's catalog, retired schemes included; None where it has none."""
    return _joined(SCHEMES, qcode)


@lru_cache(maxsize=4096)
def abbreviate(uri: str) -> str | None:
    """Returns the qcode of an IRI in a scheme that IPTC keeps up; `resolve` undoes it.

    None where there is no such scheme, where it is retired, and where the rest of the IRI is no plain code.
    """
    scheme, slash, code = uri.rpartition("/")
    alias = _ALIASES.get(scheme + slash)
    if alias is None:
        found = next((base for base in _WITHOUT_SLASH if uri.startswith(base)), None)
        if found is None:
            return None
        alias, code = _ALIASES[found], uri[len(found) :]
    if not code or "/" in code or _NOT_IN_CODE.search(code):
        return None
    return f"{alias}:{code}"


def _joined(schemes: Mapping[str, str], qcode: str) -> str | None:
    alias, _, code = qcode.partition(":")
    scheme = schemes.get(alias)
    if scheme is None or not code or _NOT_IN_CODE.search(code):
        return None
    return scheme + code


class Catalogs:
    """The aliases that hold for a document: its own first, then the user's catalogs, then IPTC's.

    `given` maps the address of each catalog of the user (empty where the file names none) to its schemes; one that
    a document refers to by address goes before the others.
    """

    __slots__ = ("_given", "_schemes")

    def __init__(
        self, given: Iterable[tuple[str, Mapping[str, str]]] = (), declared: Mapping[str, str] | None = None
    ) -> None:
        self._given: Final = tuple(given)
        schemes = dict(SCHEMES)
        for _, more in self._given:
            schemes.update(more)
        schemes.update(declared or {})
        self._schemes: Final = schemes

    @classmethod
    def from_files(cls, paths: Iterable[str]) -> Catalogs:
        """Returns the catalogs of a user's files. Raises `SourceError` where one cannot be read or is no catalog."""
        return cls([found for path in paths for found in read_catalogs(path)])

    @property
    def schemes(self) -> Mapping[str, str]:
        """The URI of each alias."""
        return MappingProxyType(self._schemes)

    def of(self, *elements: etree._Element) -> Catalogs:
        """Returns the catalogs that hold below elements, the outermost first: a message's header, then an item.

        Raises nothing: a declaration without alias or URI is passed over, of two the later holds.
        """
        declared: dict[str, str] = {}
        for element in elements:
            for reference in element.iterchildren("{*}catalogRef"):
                declared.update(self._referred(reference.get("href", "")))
            for catalog in element.iterchildren("{*}catalog"):
                declared.update(schemes_of(catalog))
        return Catalogs(self._given, declared) if declared else self

    def _referred(self, href: str) -> Mapping[str, str]:
        wanted = _address(href)
        return next((schemes for address, schemes in self._given if wanted and address == wanted), {})

    def resolve(self, qcode: str | None) -> str | None:
        """Returns the IRI of a qcode; None where its alias is not known or it is no qcode."""
        return _joined(self._schemes, qcode.strip()) if qcode else None

    def abbreviate(self, uri: str) -> str | None:
        """Returns the qcode of an IRI in a scheme of IPTC, unless the alias means something else here."""
        qcode = abbreviate(uri)
        return qcode if qcode is not None and self.resolve(qcode) == uri else None


def schemes_of(catalog: etree._Element) -> dict[str, str]:
    """Returns the aliases that a `catalog` declares; the scheme's names, notes and equivalents say nothing here."""
    found = {}
    for scheme in catalog:
        alias, uri = (scheme.get("alias") or "").strip(), (scheme.get("uri") or "").strip()
        if local(str(scheme.tag)) == "scheme" and alias and uri and _is_scheme(uri):
            found[alias] = uri
    return found


def _is_scheme(uri: str) -> bool:
    """Tells whether a URI can begin one, and is none that our writer made up for an alias without scheme."""
    return _NOT_IN_CODE.search(uri) is None and not uri.startswith(UNDECLARED)


def read_catalogs(path: str) -> list[tuple[str, dict[str, str]]]:
    """Returns the catalogs of a file, each with the address that the file gives for it.

    Raises `SourceError` where the file cannot be read, is no XML, or declares no scheme.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SourceError(path, f"the catalog cannot be read: {error.strerror or error}") from error
    try:
        root = etree.fromstring(data, parser(len(data)))
    except etree.XMLSyntaxError as error:
        raise SourceError(path, f"the catalog is not well-formed XML: {error.msg}", REMEDY, "NS004") from error
    if local(str(root.tag)) not in ROOTS:
        raise SourceError(path, f"the root element is {local(str(root.tag))}, which holds no catalog", REMEDY)
    catalogs = [
        (_address(element.get("url", "")), schemes)
        for element in root.iter()
        if isinstance(element.tag, str) and local(element.tag) == "catalog" and (schemes := schemes_of(element))
    ]
    if not catalogs:
        raise SourceError(path, "no catalog in it declares a scheme with alias and uri", REMEDY)
    return catalogs


def _address(href: str) -> str:
    """Returns an address without its protocol and padding, in which references to one catalog differ."""
    return href.strip().partition("://")[2].removeprefix("www.")


__all__ = ["Catalogs", "abbreviate", "read_catalogs", "resolve", "schemes_of"]
