"""The aliases of IPTC's catalog that the mapping itself uses."""

from __future__ import annotations

from typing import Final

_NEWSCODES: Final = "http://cv.iptc.org/newscodes/"
SCHEMES: Final = {
    "cpnat": f"{_NEWSCODES}cpnature/",
    "cpprole": f"{_NEWSCODES}contentprodpartyrole/",
    "dimensionunit": f"{_NEWSCODES}dimensionunit/",
    "drol": f"{_NEWSCODES}descriptionrole/",
    "genre": f"{_NEWSCODES}genre/",
    "irel": f"{_NEWSCODES}itemrelation/",
    "iso3166-1a2": "http://cvx.iptc.org/iso3166-1a2/",
    "iso3166-2": "http://cvx.iptc.org/iso3166-2/",
    "medtop": f"{_NEWSCODES}mediatopic/",
    "ninat": f"{_NEWSCODES}ninature/",
    "nrol": f"{_NEWSCODES}namerole/",
    "rnd": f"{_NEWSCODES}rendition/",
    "sig": f"{_NEWSCODES}signal/",
    "stat": f"{_NEWSCODES}pubstatusg2/",
    "timeunit": f"{_NEWSCODES}timeunit/",
}


def resolve(qcode: str) -> str | None:
    """Returns the IRI of a qcode whose alias is IPTC's; none for any other."""
    alias, _, code = qcode.partition(":")
    scheme = SCHEMES.get(alias)
    return None if scheme is None else scheme + code


def abbreviate(uri: str) -> str | None:
    """Returns the qcode of a term of an IPTC scheme; none for any other IRI."""
    head, slash, code = uri.rpartition("/")
    return next((f"{alias}:{code}" for alias, scheme in SCHEMES.items() if scheme == head + slash and code), None)
