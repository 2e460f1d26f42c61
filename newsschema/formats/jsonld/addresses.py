"""Links as publishers write them, as the absolute IRIs that are meant (RFC 3986, 5; WHATWG URL, 4.4)."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from newsschema.formats.jsonld.values import is_iri, unescaped_iri

_REFERENCE: Final = re.compile(
    r"//[^/]|/|\.\.?/|[?#]|[^\s/:?#]+/|[^\s/:?#]+\.(?:html?|php|aspx?|jpe?g|png|gif|webp|svg|mp[34])\b", re.IGNORECASE
)
_NO_SCHEME: Final = re.compile(r"www\.[^\s/]+\.[a-z]{2,}(?:/|\Z)", re.IGNORECASE)
_NOT_IN_IRI: Final = re.compile(r"[\x00-\x20\x7f\u00a0\"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})")
_VARIANT: Final = re.compile(r"^https?://(?:www\.|m\.|amp\.)?|(?:/(?:amp|index\.html?)?/?|\.amp)$", re.IGNORECASE)
_LEAVING: Final = re.compile(r"#.*|[?&](?:utm_\w+|fbclid|gclid|amp|outputType)(?:=[^&#]*)?", re.IGNORECASE)


def escaped(text: str) -> str:
    """Returns a link with the characters escaped that an IRI cannot have."""
    return _NOT_IN_IRI.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def absolute(text: str, base: str | None) -> str | None:
    """Returns the absolute IRI that a link means on a page at `base`; none where it is no link, or not clear which."""
    link = unescaped_iri(text.strip())
    if _NO_SCHEME.match(link):
        link = f"https://{link}"
    elif link.startswith("//"):
        link = f"{urlsplit(base).scheme if base else 'https'}:{link}"
    elif not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", link):
        if base is None or not _REFERENCE.match(link) or "\n" in link:
            return None
        try:
            link = urljoin(base, link)
        except ValueError:
            return None
    elif not link.lower().startswith(("http:", "https:")):
        return None
    link = escaped(link)
    return link if is_iri(link) else None


def is_web(value: Any) -> bool:
    """Tells whether a value is an absolute link into the web."""
    return isinstance(value, str) and value[:4].lower() == "http" and is_iri(value)


def page_key(address: str) -> str:
    """What addresses of one page have in common: no scheme, mobile or AMP variant, campaign or fragment."""
    key, before = _LEAVING.sub("", address.strip()), ""
    while key != before:
        before, key = key, _VARIANT.sub("", key)
    return key.casefold()
