"""What protects against elements nested without end and attributes without number."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from lxml import etree

from newsschema.formats.base import ReadOptions

MOST_NESTING: Final = 1_500
"""Deeper than this no parser goes, whatever is asked for."""


def refusal(root: etree._Element, options: ReadOptions) -> str | None:
    """Says which limit an element and what is in it pass, if they pass one."""
    if _is_deeper(min(options.max_nesting, MOST_NESTING))(root):
        return f"elements are nested more than {options.max_nesting} deep; --max-nesting raises the limit"
    if _has_more(options.max_attributes)(root):
        return f"an element has more than {options.max_attributes} attributes; --max-attributes raises the limit"
    return None


# Walked in C, each element once.
@lru_cache(maxsize=8)
def _is_deeper(limit: int) -> etree.XPath:
    return etree.XPath(f"boolean({'/'.join(['*'] * limit)})")


@lru_cache(maxsize=8)
def _has_more(limit: int) -> etree.XPath:
    return etree.XPath(f"boolean(descendant-or-self::*/@*[{limit + 1}])")
