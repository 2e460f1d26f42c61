"""From the elements of a parsed file to where they stand in its bytes: by numbers, which both passes share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from lxml import etree

from newsschema.positions import Position, position_at
from newsschema.xml_positions import Element, attribute_offset, elements_of, text_offset

__all__ = ["Outline"]


class Outline:
    """The XPath, the item and the position of each element; the bytes are looked into only when a position is asked."""

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self.data = data
        self.root = root

    @cached_property
    def _order(self) -> dict[etree._Element, int]:
        return {element: number for number, element in enumerate(self.root.iter("*"))}

    @cached_property
    def _elements(self) -> list[Element]:
        return elements_of(self.data)

    @cached_property
    def items(self) -> dict[etree._Element, int]:
        """The items of the file by their number."""
        if etree.QName(self.root).localname != "newsMessage":
            return {self.root: 0}
        sets = [part for part in self.root.iterchildren("*") if etree.QName(part).localname == "itemSet"]
        inner = [one for part in sets for one in part.iterchildren("*")]
        return {item: number for number, item in enumerate(inner)}

    def item_of(self, element: etree._Element) -> int:
        """The number of the item that an element is in; the first for what is in none."""
        at: etree._Element | None = element
        while at is not None:
            if at in self.items:
                return self.items[at]
            at = at.getparent()
        return 0

    def path(self, element: etree._Element, attribute: str = "") -> str:
        """The XPath of an element by local names, with numbers where there are several of a name."""
        steps = [f"@{attribute}"] if attribute else []
        at: etree._Element | None = element
        while at is not None:
            name = etree.QName(at).localname
            above = at.getparent()
            alike = [
                one for one in ([] if above is None else above.iterchildren("*")) if etree.QName(one).localname == name
            ]
            steps.append(f"{name}[{alike.index(at) + 1}]" if len(alike) > 1 else name)
            at = above
        return "/" + "/".join(reversed(steps))

    def position(self, element: etree._Element, attribute: str = "", *, text: bool = False) -> Position:
        """Where an element begins, or the value of an attribute of it, or its text."""
        number = self._order.get(element, 0)
        if number >= len(self._elements):
            line: Any = element.sourceline
            return Position(line or 1, 1, 0)
        place = self._elements[number]
        at = attribute_offset(self.data, place, attribute) if attribute in place.attributes else None
        if at is None:
            at = text_offset(self.data, place) if text else place.start
        return position_at(self.data, at)
