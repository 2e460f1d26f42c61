"""Where in a NewsML-G2 file stands what a finding is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from newsschema.formats.newsml_g2.codec import camel
from newsschema.positions import split_pointer
from newsschema.xml_positions import Element, attribute_offset, elements_of, find_xpath, text_offset

ITEMS: Final = frozenset({"newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"})

ELEMENTS: Final[dict[str, tuple[str, ...]]] = {
    "kind": ("itemClass", "genre"),
    "alternative_headlines": ("headline",),
    "summary": ("description",),
    "byline": ("by", "byline"),
    "sections": ("contentMetaExtProperty",),
    "body": ("body.content", "body", "nitf", "html", "inlineXML", "inlineData", "contentSet"),
    "updates": ("update",),
    "created": ("contentCreated",),
    "modified": ("contentModified",),
    "published": ("timestamp", "published"),
    "publisher": ("published",),
    "embargo": ("embargoed",),
    "until": ("embargoed",),
    "authors": ("creator",),
    "contributors": ("contributor",),
    "source_credits": ("infoSource",),
    "credit_line": ("creditline",),
    "services": ("service",),
    "rights": ("rightsInfo",),
    "holders": ("copyrightHolder", "rightsInfoExtProperty"),
    "year": ("rightsInfoExtProperty",),
    "notice": ("copyrightNotice",),
    "usage_terms": ("usageTerms",),
    "licence": ("link",),
    "is_accessible_for_free": ("itemMetaExtProperty",),
    "subjects": ("subject",),
    "genres": ("genre",),
    "people": ("subject",),
    "organizations": ("subject",),
    "places": ("subject",),
    "events": ("subject", "assert"),
    "mentions": ("contentMetaExtProperty",),
    "keywords": ("keyword",),
    "url": ("altRep",),
    "alternate_identifiers": ("altId",),
    "links": ("link",),
    "media": ("link", "remoteContent"),
    "corrections": ("edNote",),
    "editorial_notes": ("edNote",),
    "verification_notes": ("edNote",),
    "quotes": ("partMeta",),
    "casualty_reports": ("partMeta",),
    "assessed_figures": ("partMeta",),
    "name": ("name",),
    "names": ("name",),
    "contacts": ("contactInfo",),
    "first_created": ("firstCreated",),
    "version_created": ("versionCreated",),
}
"""The elements that hold a field, as the table of `write` has them; others are named like the field."""

ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    "identifier": ("guid", "uri", "residref", "literal", "partid", "id"),
    "version": ("version",),
    "language": ("tag", "lang"),
    "qcode": ("qcode",),
    "role": ("role", "roleuri"),
    "kind": ("typeuri", "type", "qcode"),
    "url": ("href",),
    "licence": ("href",),
}
"""The attributes that may hold a field."""

_SECTIONS: Final = frozenset({"itemMeta", "contentMeta", "contentSet"})
_PARTIES: Final = frozenset({"creator", "infoSource", "contributor"})
_RECORDS: Final = {"quotes": "quote", "casualty_reports": "casualty", "assessed_figures": "assessed"}
"""The records of an article, and the word by which the role of their part is known."""


def locator(data: bytes) -> Callable[[int, str, object], int | None]:
    """Returns what finds, for an item's number, a JSON Pointer or XPath and the value there if known, its offset."""
    elements = elements_of(data)
    items = _items(elements)

    def locate(index: int, path: str, value: object = None) -> int | None:
        if not elements:
            return None
        item = items[index] if index < len(items) else items[0] if items else 0
        if _is_xpath(path):
            found = find_xpath(elements, path, item)
            return elements[item].start if found is None else _offset(data, elements[found[0]], found[1])
        return _Search(data, elements, item).offset(split_pointer(path), value)

    return locate


_ROOTS: Final = ITEMS | {"newsMessage", "nitf"}


def _is_xpath(path: str) -> bool:
    first = path.removeprefix("/").partition("/")[0].rpartition(":")[2]
    return "[" in path or "@" in path or first in _ROOTS or (path != "" and not path.startswith("/"))


def _items(elements: Sequence[Element]) -> list[int]:
    """The items of a file in order, also of one whose messages and items stand in envelopes."""
    outer: list[int] = []
    items: list[int] = []
    for number, element in enumerate(elements):
        above = elements[element.parent].name if element.parent >= 0 else ""
        if above == "itemSet" or (above == "newsMessage" and element.name in ITEMS):
            items.append(number)
        elif element.name in _ROOTS and not (outer and _is_within(elements, number, outer[-1])):
            outer.append(number)
            if element.name != "newsMessage":
                items.append(number)
    return items or [0][: len(elements)]


def _is_within(elements: Sequence[Element], number: int, outer: int) -> bool:
    depth = elements[outer].depth
    return all(elements[at].depth > depth for at in range(outer + 1, number + 1))


def _begins(stated: str, value: str) -> bool:
    return stated == value or stated.startswith(f"{value} ") or stated.endswith(f"/{value}")


def _offset(data: bytes, element: Element, attribute: str | None = None) -> int:
    at = attribute_offset(data, element, attribute) if attribute else None
    if at is not None:
        return at
    return element.start if attribute else text_offset(data, element)


class _Search:
    """The way from the names of the model to the elements of one item."""

    def __init__(self, data: bytes, elements: Sequence[Element], item: int) -> None:
        self.data = data
        self.elements = elements
        self.item = item

    def offset(self, steps: tuple[str, ...], value: object) -> int:
        scope, listed = self.item, None
        exact = None if value is None or isinstance(value, bool) else str(value)
        for at, step in enumerate(steps):
            if step.isdecimal() or step == "attribution":
                continue
            number = int(steps[at + 1]) if at + 1 < len(steps) and steps[at + 1].isdecimal() else 0
            last = at + (2 if at + 1 < len(steps) and steps[at + 1].isdecimal() else 1) == len(steps)
            if last and exact is not None and (found := self._held(scope, listed, step, exact)) is not None:
                return found
            attribute = self._attribute(scope, step)
            if last and attribute is not None:
                return attribute
            inner = self._link(scope, number) if step == "links" and at else self._element(scope, step, number)
            if at + 1 < len(steps) and steps[at + 1].isdecimal():
                listed = inner
            # What is an object of the model may be no element of its own: the search goes on where it is.
            scope = scope if inner is None else inner
        around = scope
        while exact is not None and len(steps) > 1 and around != self.item and around >= 0:
            if (found := self._equal(around, steps[-1], exact)) is not None:
                return found
            around = self.elements[around].parent
            if self.elements[around].name in _SECTIONS:
                break
        return text_offset(self.data, self.elements[scope])

    def _inside(self, scope: int) -> Iterator[tuple[int, Element]]:
        depth = self.elements[scope].depth
        for number in range(scope + 1, len(self.elements)):
            if self.elements[number].depth <= depth:
                return
            yield number, self.elements[number]

    def _held(self, scope: int, listed: int | None, step: str, value: str) -> int | None:
        """The exact value of a field in an element, else in one beside that of the list which the element is from.

        Elements of one name may stand in several lists of the model, so that their numbers there are others.
        """
        found = self._holding(scope, step, value)
        if found is not None or listed is None:
            return found
        name, parent = self.elements[listed].name, self.elements[listed].parent
        beside = (at for at, one in self._inside(parent) if one.name == name and one.parent == parent)
        return next((found for at in beside if (found := self._holding(at, step, value)) is not None), None)

    def _holding(self, scope: int, step: str, value: str) -> int | None:
        """The element or attribute that may hold a field and has exactly its value."""
        names = {*ELEMENTS.get(step, ()), camel(step), step}
        encoded = value.encode()
        for _, element in [(scope, self.elements[scope]), *self._inside(scope)]:
            for name, stated in element.attributes.items():
                if stated == value and (name in names or name in ATTRIBUTES.get(step, ()) or element.name in names):
                    return attribute_offset(self.data, element, name)
            if element.name in names:
                at = text_offset(self.data, element)
                if self.data.startswith(encoded, at):
                    return at
        return None

    def _equal(self, scope: int, step: str, value: str) -> int | None:
        """The text or attribute below an element that has a value; one that speaks of the field before others."""
        found: list[tuple[bool, int]] = []
        word = camel(step)
        for _, element in self._inside(scope):
            named = any(stated.endswith(word) for stated in element.attributes.values())
            for name, stated in element.attributes.items():
                offset = attribute_offset(self.data, element, name) if _begins(stated, value) else None
                if offset is not None:
                    found.append((not (named or name == word), offset))
            at = text_offset(self.data, element)
            if at > element.start and self.data.startswith(value.encode(), at):
                found.append((element.name != word, at))
        return min(found, default=(True, None))[1]

    def _attribute(self, scope: int, step: str) -> int | None:
        element = self.elements[scope]
        for name in (*ATTRIBUTES.get(step, ()), camel(step)):
            if name in element.attributes:
                return attribute_offset(self.data, element, name)
        return None

    def _element(self, scope: int, step: str, number: int) -> int | None:
        names = {*ELEMENTS.get(step, ()), camel(step)}
        found = [at for at, element in self._inside(scope) if element.name in names]
        if step == "body" and found:
            return self._content(found)
        if step in _RECORDS:
            found = self._records(found, step) or found
        if not found:
            return None
        return found[min(number, len(found) - 1)]

    def _content(self, found: list[int]) -> int:
        """The first element with words in the innermost that holds a body: not what is put around the content."""
        order = {name: rank for rank, name in enumerate(ELEMENTS["body"])}
        holder = min(found, key=lambda at: order[self.elements[at].name])
        for at, element in [(holder, self.elements[holder]), *self._inside(holder)]:
            if text_offset(self.data, element) != element.start:
                return at
        return holder

    def _link(self, scope: int, number: int) -> int | None:
        """The party that is a link of an attribution: the one that says its number, or the only one."""
        parties = [at for at, element in self._inside(scope) if element.name in _PARTIES]
        for at in parties:
            if any(one.name == "link" and one.attributes.get("n") == str(number + 1) for _, one in self._inside(at)):
                return at
        return parties[0] if len(parties) == 1 else None

    def _records(self, parts: list[int], step: str) -> list[int]:
        """The parts that are of the one kind of record."""
        wanted = _RECORDS[step]
        return [
            part
            for part in parts
            if any(
                wanted in value.casefold()
                for element in [self.elements[part], *(inner for _, inner in self._inside(part))]
                if element.name in {"partMeta", "role"}
                for value in element.attributes.values()
            )
        ]
