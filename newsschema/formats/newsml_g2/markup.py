"""Writing XML as escaped text, and reading it with one hardened parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from html.entities import html5
from math import copysign
from operator import methodcaller
from typing import Any, Final, Literal, Self, TypedDict, cast

from lxml import etree

from newsschema.formats.newsml_g2.terms import G2
from newsschema.v1.body_markup import escape_text

Element = etree._Element  # noqa: SLF001  # lxml has no other name for it
MAX_SIZE: Final = 64 * 1024 * 1024
"""The bytes of one document that are parsed without libxml2's own limits."""


def parser(size: int) -> etree.XMLParser:
    """Returns a parser that loads nothing, expands nothing and forgets comments and instructions."""
    return _HUGE if size <= MAX_SIZE else _LIMITED


class _Options(TypedDict):
    resolve_entities: Literal[False]
    load_dtd: bool
    no_network: bool
    dtd_validation: bool
    attribute_defaults: bool
    remove_comments: bool
    remove_pis: bool


_HARDENED: Final[_Options] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "dtd_validation": False,
    "attribute_defaults": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parsed_file(data: bytes) -> tuple[Element, list[tuple[str, str]]]:
    """Returns the root of a file, and what of it was mended that other parsers give up at, each with its code.

    That are ids that are not unique or no names, entities of HTML, control characters, and what stands before the
    XML declaration. Raises `etree.XMLSyntaxError` for all other mistakes.
    """
    try:
        return etree.fromstring(data, parser(len(data))), []
    except etree.XMLSyntaxError:
        mended, told = _mended(data)
    try:
        return etree.fromstring(mended, parser(len(mended))), told
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) not in _OF_IDS:
            raise
        recovering = etree.XMLParser(recover=True, huge_tree=len(mended) <= MAX_SIZE, **_HARDENED)
        root = etree.fromstring(mended, recovering)
        # The stubs of lxml do not know that a log is a list of entries.
        errors: Any = recovering.error_log
        log = list(errors)
        if root is None or any(one.type not in _OF_IDS for one in log):
            raise
        return root, [*told, *(("NS464", str(one.message)) for one in log)]


_OF_IDS: Final = frozenset((513, 539))
"""Of libxml2's errors: an id that is given already, and an `xml:id` that is no name."""
_ENTITY: Final = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML: Final = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_CONTROL: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));"
)
_BEFORE: Final = re.compile(rb"(?:\xef\xbb\xbf|\s)+(?=<)")


def _mended(data: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """Returns a file without what XML does not have, as long as its encoding extends ASCII, and what was mended."""
    if b"\x00" in data[:64] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data, []
    told = []
    before = _BEFORE.match(data)
    if before is not None and data.startswith(b"<?xml", before.end()):
        data = data[before.end() :]
        told.append(("NS468", "white space before the XML declaration was passed over"))
    data, controls = _CONTROL.subn(b"", data)
    if controls:
        told.append(("NS468", f"{controls} control characters, which XML does not have, were left out"))
    declared = _DECLARED.match(data)
    if declared is not None and not _extends_ascii(declared[2].decode()) and _is_utf_8(data):
        data = declared[1] + b"UTF-8" + data[declared.end(2) :]
        told.append(("NS468", "the file is UTF-8, whatever its XML declaration says"))
    if b"<!ENTITY" in data:
        return data, told
    pieces = _CDATA.split(data)
    for index in range(0, len(pieces), 2):
        pieces[index], entities = _without_entities(pieces[index])
        if entities:
            told.append(("NS468", f"{entities} entities of HTML were read as their characters"))
        pieces[index], marks = _AMPERSAND.subn(b"&amp;", pieces[index])
        if marks:
            told.append(("NS468", f"{marks} ampersands that begin no reference were read as such"))
    return b"".join(pieces), told


_DECLARED: Final = re.compile(rb"""(<\?xml[^>]{0,200}?\sencoding\s*=\s*["'])([A-Za-z][A-Za-z0-9._-]{0,40})""")
_CDATA: Final = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND: Final = re.compile(rb"&(?!#[0-9]{1,8};|#[xX][0-9A-Fa-f]{1,8};|[A-Za-z_:][A-Za-z0-9._:-]{0,60};)")


def _extends_ascii(encoding: str) -> bool:
    """Tells whether an encoding is known and writes ASCII as it is."""
    try:
        return "<?xml".encode(encoding) == b"<?xml"
    except LookupError:
        return False


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_entities(data: bytes) -> tuple[bytes, int]:
    """Returns a file with the characters of HTML's entities in their place, as references; XML's own stay."""
    count = 0

    def character(found: re.Match[bytes]) -> bytes:
        nonlocal count
        text = html5.get(f"{found[1].decode()};") if found[1] not in _OF_XML else None
        if text is None:
            return found[0]
        count += 1
        return "".join([f"&#{ord(one)};" for one in text]).encode()

    return _ENTITY.sub(character, data), count


def pull_parser(
    event: Literal["start", "end"] | tuple[Literal["start", "end"], ...], *tags: str, ids: bool = True
) -> etree.XMLPullParser:
    """Returns a parser as hardened that is fed piece by piece, and tells of the elements with these tags.

    Without `ids` it does not ask whether they are unique; it must then see no document type, whose files it would open.
    """
    events = (event,) if isinstance(event, str) else event
    return etree.XMLPullParser(events, tag=tags or None, huge_tree=False, collect_ids=ids, **_HARDENED)


def elements_read(opened: etree.XMLPullParser) -> Iterator[Element]:
    """Yields the elements that a parser tells of."""
    return (element for _, element in events_read(opened))


def events_read(opened: etree.XMLPullParser) -> Iterator[tuple[str, Element]]:
    """Yields what a parser tells, with the element that it tells it of."""
    return cast("Iterator[tuple[str, Element]]", opened.read_events())


_HUGE: Final = etree.XMLParser(huge_tree=True, **_HARDENED)
_LIMITED: Final = etree.XMLParser(huge_tree=False, **_HARDENED)

escaped: Final = escape_text
"""Returns character data."""


def quoted(value: str) -> str:
    """Returns the text of an attribute; line ends and tabs stand as references, since a parser would drop them."""
    value = escaped(value)
    if '"' in value:
        value = value.replace('"', "&quot;")
    if "\n" in value:
        value = value.replace("\n", "&#10;")
    if "\t" in value:
        value = value.replace("\t", "&#9;")
    return value


def unquoted(value: str) -> str:
    """Returns the value of an attribute from its text."""
    if "&" not in value:
        return value
    for reference, character in (("&quot;", '"'), ("&#10;", "\n"), ("&#9;", "\t"), ("&lt;", "<"), ("&gt;", ">")):
        value = value.replace(reference, character)
    return value.replace("&amp;", "&")


_ATTRIBUTE: Final = re.compile(r' ([^\s="]+)="([^"]*)"')


def attributes(pairs: Sequence[tuple[str, object]]) -> str:
    """Returns the attributes that have a value, each after a space."""
    text = ""
    for name, value in pairs:
        if value is None:
            continue
        said = str(value)
        # Hardly any value holds what must be escaped; to ask for each is cheaper than a pattern, or than a call.
        if "&" in said or '"' in said or "<" in said or ">" in said or "\n" in said or "\t" in said:
            said = quoted(said)
        text += f' {name}="{said}"'
    return text


def leaf(tag: str, text: object, *pairs: tuple[str, object]) -> str:
    """Returns an element that holds text only; nothing where there is none."""
    if text is None:
        return ""
    said = str(text)
    if "&" in said or "<" in said or ">" in said:
        said = escaped(said)
    return f"<{tag}{attributes(pairs)}>{said}</{tag}>" if pairs else f"<{tag}>{said}</{tag}>"


def empty(tag: str, *pairs: tuple[str, object]) -> str:
    """Returns an element that has attributes only."""
    return f"<{tag}{attributes(pairs)}/>"


def extra(tag: str, relation: str, value: object, datatype: str | None = None) -> str:
    """Returns an extension property with a relation, one of ours, and a value; nothing where there is none."""
    if value is None:
        return ""
    said = str(value)
    if "&" in said or '"' in said or "<" in said or ">" in said or "\n" in said or "\t" in said:
        said = quoted(said)
    typed = f' valuedatatype="{datatype}"' if datatype is not None else ""
    return f'<{tag} reluri="{relation}" value="{said}"{typed}/>'


def decimal(number: float) -> str:
    """Returns a number as `xs:decimal` takes it: without an exponent, and as short as it is."""
    if number.is_integer():
        return str(int(number)) if number or copysign(1, number) > 0 else "-0"
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


class Part(str):
    """A piece of an element whose name does not stand at its beginning: characters, or a part of a foreign document."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, text: str, name: str = "") -> Self:
        """Returns a piece of text as an element of that name, or as characters."""
        part = super().__new__(cls, text)
        part.name = name
        return part


class Node:
    """An element that is being written: attributes in order, then children, as text or as elements themselves."""

    __slots__ = ("kids", "pairs", "path", "tag")

    def __init__(self, tag: str, *pairs: tuple[str, object], path: str = "") -> None:
        self.tag = tag
        self.pairs = [*pairs]
        self.kids: list[str | Node] = []
        self.path = path

    def set(self, name: str, value: object) -> None:
        """Adds an attribute if it has a value."""
        if value is not None:
            self.pairs.append((name, value))

    def add(self, xml: str | Node) -> None:
        """Adds a child if there is one."""
        if xml:
            self.kids.append(xml)

    def text(self, text: str) -> None:
        """Adds character data, if there is any."""
        if text:
            self.kids.append(escaped(text))

    def leaf(self, tag: str, text: object, *pairs: tuple[str, object]) -> None:
        """Adds a child that holds text only, if there is any."""
        if text is not None:
            self.kids.append(leaf(tag, text, *pairs))

    def extend(self, children: Iterable[str | Node]) -> None:
        """Adds children."""
        self.kids += children

    def tags(self) -> list[str]:
        """Returns the tags of the children."""
        return [*map(name_of, self.kids)]

    def has(self, name: str) -> bool:
        """Tells whether an attribute has a value."""
        return self.get(name) is not None

    def get(self, name: str) -> object:
        """Returns the value of an attribute."""
        return next((value for one, value in self.pairs if one == name and value is not None), None)

    def replace(self, name: str, new: str, value: object) -> None:
        """Puts an attribute in the place of another."""
        self.pairs = [(new, value) if one == name else (one, said) for one, said in self.pairs]

    def child(self, tag: str, rank: int = 1) -> Node | None:
        """Returns the child of a tag, by its number, as an element that more can be added to."""
        for index, kid in enumerate(self.kids):
            if name_of(kid) == tag:
                rank -= 1
                if rank:
                    continue
                node = Node.opened(tag, kid) if isinstance(kid, str) else kid
                self.kids[index] = node
                return node
        return None

    @classmethod
    def opened(cls, tag: str, text: str) -> Node:
        """Returns an element that is written already as one that more can be added to."""
        node = cls(tag)
        start, _, inner = text.partition(">")
        words = "" if start.endswith("/") else inner[: inner.rindex("<")]
        node.pairs = [(name, unquoted(value)) for name, value in _ATTRIBUTE.findall(start)]
        if words:
            node.kids.append(Part(words))
        return node

    def insert(
        self, tag: str, kid: str | Node, order: int, order_of: Callable[[str], int], rank: int | None = None
    ) -> Node:
        """Puts a child where its order among the others says; `rank` is its place among those of its tag."""
        names = self.tags()
        same = [index for index, one in enumerate(names) if one == tag]
        if rank is not None and rank <= len(same):
            at = same[rank - 1]
        elif same:
            at = same[-1] + 1
        else:
            at = next(
                (index for index, one in enumerate(names) if one != "" and order_of(one) > order),
                len(names),
            )
        self.kids.insert(at, Part(kid, tag) if isinstance(kid, str) else kid)
        return kid if isinstance(kid, Node) else self

    def __str__(self) -> str:
        start = f"{self.tag}{attributes(self.pairs)}"
        return f"<{start}>{''.join(map(str, self.kids))}</{self.tag}>" if self.kids else f"<{start}/>"


_NAME: Final = re.compile(r"<([^\s/>]+)")


def name_of(kid: str | Node) -> str:
    """Returns the name of a child: `ns` for all of our own, empty for characters."""
    if isinstance(kid, Part):
        return kid.name
    found = _NAME.match(kid) if isinstance(kid, str) else None
    tag = kid.tag if isinstance(kid, Node) else found[1] if found is not None else ""
    return "ns" if tag.startswith("ns:") else tag


def child_of(element: Element, tag: str) -> Element | None:
    """Returns the first child of a tag, as `find` does at a third of its time."""
    return next(element.iterchildren(tag), None)


def g2(*tags: str) -> Iterator[str]:
    """Yields tags in Clark's notation."""
    return (f"{{{G2}}}{tag}" for tag in tags)


def local(tag: str) -> str:
    """Returns the name of a tag without its namespace."""
    return tag.rpartition("}")[2]


pairs: Final = cast("Callable[[Element], list[tuple[str, str]]]", methodcaller("items"))
"""Returns the attributes of an element in order."""
