"""What a reader and a writer of one item know while they work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from lxml import etree

from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.codec import OWN
from newsschema.formats.newsml_g2.markup import attributes
from newsschema.formats.newsml_g2.terms import G2, IPTC_CATALOG, UNDECLARED
from newsschema.v1.body_markup import is_id

BREAK: Final = f"{{{G2}}}br"
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_LINE_SPACES: Final = re.compile(r"[ \t\r]*\n[ \t\r\n]*")
_URI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:(?://(?:[^/?#@\[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#@\[\]:]*)(?::[0-9]{0,5})?(?=[/?#]|$))?[^#]*(?:#[^#]*)?"
)


class Writing:
    """One item that is being written: its number in the file, its aliases, and what what of it is back in place."""

    def __init__(self, number: int, schemes: dict[str, str]) -> None:
        self.number = number
        self.schemes = schemes
        self.used: dict[str, None] = {}
        self.derived: list[str] = []
        self.placed: dict[str, int] = {}

    def qcode(self, qcode: str | None) -> str | None:
        """Returns a qcode that a catalog can declare, and remembers its alias."""
        if qcode is None:
            return None
        alias = qcode.partition(":")[0]
        if not is_id(alias):
            return None
        self.used[alias] = None
        return qcode

    def identifier(self, qcode: str | None) -> str | None:
        """Returns the identifier that a reader derives from a qcode."""
        return expanded(qcode, self.schemes)

    def scheme(self, qcode: str | None) -> str | None:
        """Returns the scheme that a reader derives from a qcode."""
        return self.schemes.get(qcode.partition(":")[0]) if qcode is not None else None

    def catalogs(self, present: Iterable[str] = ()) -> str:
        """Returns the declarations of every alias in use that the item does not declare yet."""
        known = set(present)
        missing = [alias for alias in self.used if alias not in known and catalogs.resolve(f"{alias}:x") is None]
        written = f'<catalogRef href="{IPTC_CATALOG}"/>'
        if missing:
            schemes = [
                f"<scheme{attributes((('alias', alias), ('uri', f'{UNDECLARED}{number}/')))}/>"
                for number, alias in enumerate(missing, 1)
            ]
            written += f"<catalog>{''.join(schemes)}</catalog>"
        return written


def is_uri(iri: str) -> bool:
    """Tells whether the standard's type for links takes an IRI: a port has at most five digits."""
    return _URI.fullmatch(iri) is not None


def expanded(qcode: str | None, schemes: dict[str, str]) -> str | None:
    """Returns the IRI of a qcode whose alias the document itself declares."""
    if qcode is None:
        return None
    alias, _, code = qcode.partition(":")
    scheme = schemes.get(alias)
    return None if scheme is None else scheme + code


class Reading:
    """One item that is being read: whose it is, its aliases, and what was found out about it."""

    def __init__(self, own: bool, schemes: dict[str, str]) -> None:
        self.own = own
        self.schemes = schemes
        self.data: dict[str, Any] = {}

    def text(self, element: etree._Element) -> str | None:
        """Returns the text of an element, as written in our own documents, else with white space collapsed."""
        text = "".join(_pieces(element)) if len(element) else element.text or ""
        if self.own:
            return text or None
        if "\n" in text:
            text = _LINE_SPACES.sub("\n" if len(element) else " ", text)
        return _SPACES.sub(" ", text).strip() or None if not len(element) else text.strip(" \n") or None

    def line(self, element: etree._Element) -> str | None:
        """Returns the text of an element as one line."""
        text = self.text(element)
        return " ".join(text.split()) if text is not None and not self.own and "\n" in text else text

    def identifier(self, qcode: str) -> str | None:
        """Returns the identifier that a qcode stands for, by the catalogs of the document."""
        return expanded(qcode, self.schemes)

    def uri(self, element: etree._Element, name: str = "") -> str | None:
        """Returns the IRI of a property that has a qcode or an IRI, such as `role` and `roleuri`."""
        if name:
            return element.get(f"{name}uri") or self.resolve(element.get(name))
        return element.get("uri") or self.resolve(element.get("qcode"))

    def resolve(self, qcode: str | None) -> str | None:
        """Returns the IRI of a qcode, by the document's own catalogs and the bundled one."""
        if not qcode:
            return None
        found = expanded(qcode, self.schemes)
        return found if found is not None else catalogs.resolve(qcode)


def _pieces(element: etree._Element) -> Iterable[str]:
    yield element.text or ""
    for child in element:
        tag = str(child.tag)
        if tag == BREAK:
            yield "\n"
        elif not tag.startswith(OWN):
            yield from _pieces(child)
        yield child.tail or ""


__all__ = ["Reading", "Writing", "expanded", "is_uri"]
