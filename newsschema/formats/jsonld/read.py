"""Articles out of JSON-LD: our own documents directly, everybody else's through `mend`."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import orjson
from pydantic import ValidationError

from newsschema.diagnostics import Diagnostic, Severity, diagnostic, from_validation_error
from newsschema.errors import VersionError
from newsschema.formats.base import CarefulOptions, Item, ReadOptions, is_nested_deeper
from newsschema.formats.jsonld.addresses import absolute, is_web
from newsschema.formats.jsonld.contexts import Context
from newsschema.formats.jsonld.faults import NOT_READ
from newsschema.formats.jsonld.graph import tops
from newsschema.formats.jsonld.joining import Entry, Root, address_of, addresses_of, entries, link_of, merged
from newsschema.formats.jsonld.leftovers import DERIVED, EMPTY, EXTENSIONS, FORMAT, content_of
from newsschema.formats.jsonld.mapping import CONTEXT, KINDS
from newsschema.formats.jsonld.mend import Finding, Mender, is_article
from newsschema.formats.jsonld.page import Page, in_bytes, is_page
from newsschema.formats.jsonld.repair import NotJson, loads, repaired
from newsschema.formats.jsonld.shapes import Fields, Node, Unfamiliar, shape_of
from newsschema.formats.jsonld.terms import types_of
from newsschema.formats.jsonld.values import is_iri
from newsschema.v1 import SCHEMA_VERSION, Article, CasualtyReport, Document, Quote
from newsschema.v1.codes import NAMESPACE
from newsschema.versions import HISTORY, NEWEST, check_version

ROOTS: Final[dict[str, type[Article | Quote | CasualtyReport]]] = {
    **dict.fromkeys(KINDS, Article),
    "Quotation": Quote,
    "Claim": CasualtyReport,
}
"""The class of the model for the type of a document's root."""

_TOLERATED: Final = frozenset(("NS440", "NS442", "NS446", "NS447"))
_UUIDS: Final = uuid5(NAMESPACE_URL, NAMESPACE)
_UTF8_BOM: Final = codecs.BOM_UTF8
_ENTRIES: Final = 12
_REFERENCE: Final = frozenset(("@id", "@type"))


def from_node(node: Node) -> Document:
    """Returns the document that a node of our own states.

    Raises `Unfamiliar`, or one of the errors of Python's containers, for a node that we would not write, and
    `pydantic.ValidationError` for one that the model refuses.
    """
    if node.get("@context") != CONTEXT:
        raise Unfamiliar("@context")
    model = ROOTS[node["@type"]]
    fields: Fields = shape_of(model).read({key: value for key, value in node.items() if key != "@context"})
    return HISTORY.brought_back(model.model_validate(fields))


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Yields the articles of a page, of JSON, or of JSON Lines, and what stands beside them, by kind."""
    limit = options.max_document_size
    line = stream.readline(limit)
    if line[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        line = in_bytes(line + stream.read(limit))
    while line and not line.removeprefix(_UTF8_BOM).strip():
        line += stream.readline(limit)
        if len(line) >= limit:
            break
    first = _whole_value(line)
    if first is not None:
        yield from _lines(line, first, stream, options)
        return
    data = line + stream.read(max(0, limit + 1 - len(line)))
    if len(data) > limit:
        message = f"the document is larger than {limit} bytes; --max-document-size raises the limit"
        yield Item(0, None, (diagnostic("NS007", message, source=options.source, index=0),), offset=0)
        return
    if is_page(data):
        yield from _page(data, options)
    else:
        yield from _text(data, options)


def _whole_value(line: bytes) -> Any:
    """Returns the object or list that a line is; none where it is no such value."""
    if line.removeprefix(_UTF8_BOM).lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return orjson.loads(line.removeprefix(_UTF8_BOM).strip())
    except orjson.JSONDecodeError:
        return None


def _lines(line: bytes, first: Any, stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Reads JSON Lines one after another; lines are told apart from the rest of the source only by their offset.

    The value of the first line is known already.
    """
    index = offset = 0
    limit = options.max_document_size
    while line:
        data = line.removeprefix(_UTF8_BOM).strip() if offset == 0 else line.strip()
        if data:
            start = offset + line.index(data[:1])
            if notes := _look(options, index):
                yield Item(index, None, notes, start, len(data), raw=data)
                index += 1
            elif len(line) >= limit and not line.endswith(b"\n"):
                message = f"the line is larger than {limit} bytes; --max-document-size raises the limit"
                yield Item(index, None, (diagnostic("NS007", message, source=options.source, index=index),), start)
                index += 1
                while line and not line.endswith(b"\n"):
                    offset += len(line)
                    line = stream.readline(limit)
            else:
                for item in _source([_Part(data, start, len(data), first)], None, options, index):
                    item.raw = data
                    yield item
                    index = item.index + 1
        first = None
        offset += len(line)
        line = stream.readline(limit)


def _text(data: bytes, options: ReadOptions) -> Iterator[Item]:
    stripped = data.removeprefix(_UTF8_BOM).strip()
    if not stripped:
        yield Item(0, None, (diagnostic("NS011", "the file is empty", source=options.source, index=0),), 0, len(data))
        return
    value = None
    try:
        value = orjson.loads(stripped)
    except orjson.JSONDecodeError:
        second = stripped.partition(b"\n")[2].strip().partition(b"\n")[0]
        if second and _whole_value(second) is not None and b'"@' in second:
            for index, (line, offset) in enumerate(_split(data)):
                for item in _source([_Part(line, offset, len(line))], None, options, index):
                    yield replace_index(item, index)
            return
    yield from _source([_Part(stripped, 0, len(data), value)], None, options, 0)


def replace_index(item: Item, index: int) -> Item:
    """Returns an item with another index."""
    item.index = index
    return item


def _split(data: bytes) -> Iterator[tuple[bytes, int]]:
    offset = 0
    for line in data.split(b"\n"):
        stripped = line.strip()
        if stripped:
            yield stripped, offset + line.index(stripped[:1])
        offset += len(line) + 1


def _page(data: bytes, options: ReadOptions) -> Iterator[Item]:
    page = Page(data)
    parts = [_Part(block.text, block.offset, block.length) for block in page.blocks()]
    if parts:
        yield from _source(parts, page, options, 0)
        return
    message = "the page has no JSON-LD"
    found = diagnostic("NS011", message, source=options.source, index=0)
    yield Item(0, None, (found,), offset=0, length=len(data), raw=data)


# --- One source: the blocks of a page, a document, a line


class _Part(NamedTuple):
    """The text of one block or line, and where it stands in the source; its value where that is known already."""

    text: bytes | str
    offset: int
    length: int
    value: Any = None


def _source(parts: list[_Part], page: Page | None, options: ReadOptions, start: int) -> Iterator[Item]:
    """Yields an item for each article and each other object at the top of a source."""
    roots: list[Root] = []
    index = start
    empty: list[_Part] = []
    if page is None and len(parts) == 1 and not _look(options, index):
        value = _fast(parts[0]) if parts[0].value is None else parts[0].value
        own = None if value is None else _own(value, parts[0], index)
        if own is not None:
            yield own
            return
    for part in parts:
        if page is not None and not part.text.strip():
            empty.append(part)
            continue
        if is_nested_deeper(_bytes(part.text), options.max_nesting):
            yield _too_deep(part, options, index)
            index += 1
            continue
        try:
            value, mended = _parsed(part.text) if part.value is None else (part.value, ())
        except NotJson as error:
            yield _unreadable(error, part, page, options, index)
            index += 1
            continue
        notes = (Finding("NS447", "", "mended: " + ", ".join(mended)),) if mended else ()
        found = list(_roots(value, part, notes))
        roots += found
        if not found:
            empty.append(part)
    for item in _Source(roots, page, options).items(index):
        yield item
        index = item.index + 1
    for part in empty:
        yield _nothing(part, page, options, index)
        index += 1


def _look(options: ReadOptions, index: int) -> tuple[Diagnostic, ...]:
    return options.look(index) if isinstance(options, CarefulOptions) else ()


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def _too_deep(part: _Part, options: ReadOptions, index: int) -> Item:
    message = f"values are nested more than {options.max_nesting} deep; --max-nesting raises the limit"
    found = diagnostic("NS006", message, source=options.source, index=index)
    return Item(index, None, (found,), offset=part.offset, length=part.length, raw=_bytes(part.text))


def _nothing(part: _Part, page: Page | None, options: ReadOptions, index: int) -> Item:
    """Accounts for text that holds no object: an empty block of a page, or JSON that is something else."""
    if page is not None:
        return Item(index, None, offset=part.offset, length=part.length, skipped="empty block")
    found = diagnostic("NS011", "the JSON holds no object", source=options.source, index=index)
    raw = part.text if isinstance(part.text, bytes) else part.text.encode("utf-8", "surrogatepass")
    return Item(index, None, (found,), offset=part.offset, length=part.length, raw=raw)


def _fast(part: _Part) -> Any:
    try:
        return orjson.loads(part.text)
    except orjson.JSONDecodeError:
        return None


def _own(value: Any, part: _Part, index: int) -> Item | None:
    """Reads a document of our own; none where it is not exactly that."""
    if not isinstance(value, dict):
        return None
    try:
        return Item(index, from_node(value), offset=part.offset, length=part.length)
    except NOT_READ:
        return None


def _parsed(text: bytes | str) -> tuple[Any, tuple[str, ...]]:
    """Returns the value of JSON text, and what had to be mended in it."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        words = text if isinstance(text, str) else _decoded(text)
        try:
            value = loads(words)  # half a surrogate pair is an error to orjson only
        except (ValueError, RecursionError):
            return repaired(words)
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        inner, mended = _parsed(value)
        return inner, ("JSON in a text", *mended)
    return value, ()


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unreadable(error: NotJson, part: _Part, page: Page | None, options: ReadOptions, index: int) -> Item:
    code = "NS010" if page is not None else "NS002"
    raw = part.text if isinstance(part.text, bytes) else part.text.encode("utf-8", "surrogatepass")
    where = raw[: error.offset].count(b"\n") + 1
    message = f"{error.reason}, in line {where} of the text"
    found = diagnostic(code, message, source=options.source, index=index)
    return Item(index, None, (found,), offset=part.offset, length=part.length, raw=raw)


def _roots(value: Any, part: _Part, notes: tuple[Finding, ...]) -> Iterator[Root]:
    """Yields the objects at the top of a parsed block."""
    for top in tops(value):
        found = tuple(
            Finding("NS440", f"/{name}", f"{name} is read as {key}")
            for name, key in top.renamed.items()
            if key[:1] != "@"
        )
        yield Root(top.node, top.context, top.original, part, notes + found)


def _of_ours(node: Node) -> tuple[Node, list[Finding]]:
    """Returns a node of a newer minor version as one of ours, with a finding: what it added is kept as extensions."""
    said = node.get("ns:schemaVersion")
    try:
        newer = isinstance(said, str) and check_version(said) > NEWEST
    except VersionError:
        newer = False
    if not newer:
        return node, []
    message = f"version {said} is newer than {SCHEMA_VERSION}: what it added is kept as extensions"
    return {**node, "ns:schemaVersion": SCHEMA_VERSION}, [Finding("NS031", "/ns:schemaVersion", message)]


class _Source:
    """The objects of one source, with their references to one another."""

    def __init__(self, roots: list[Root], page: Page | None, options: ReadOptions) -> None:
        self.page = page
        self.options = options
        self.index: dict[str, Node] = {}
        self.identifiers: set[str] = set()
        for root in roots:
            _add_to_index(root.node, self.index, self.identifiers)
        self.roots = roots
        self.address = self._address()

    def _address(self) -> str | None:
        """The page's own address: what it says, else the name of the source where that is an address."""
        source = self.options.source if is_web(self.options.source) else None
        if self.page is None:
            return source
        base = absolute(self.page.base, source) if self.page.base is not None else None
        return absolute(self.page.canonical or "", base or source) or source

    def items(self, start: int) -> Iterator[Item]:
        """Yields the items of the source in the order of its objects."""
        for index, entry in enumerate(entries(self.roots, self.index, self.page, self.address), start):
            notes = _look(self.options, index)
            # Its bytes are those of all that stand in the same text.
            yield Item(index, None, notes) if notes else self._item(entry, index)

    def _item(self, entry: Entry, index: int) -> Item:
        root, part = entry.root, entry.root.part
        place: dict[str, Any] = {"offset": part.offset, "length": part.length}
        if entry.skipped is not None:
            return Item(index, None, skipped=entry.skipped, **place)
        if entry.into is not None:
            return Item(index, None, merged_into=self._identifier(entry.into.node, entry.into)[0], **place)
        document, found = self._document(root, entry.others, index)
        raw = None
        if document is None:
            text = part.text
            raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        return Item(index, document, tuple(found), raw=raw, **place)

    def _document(self, root: Root, others: Sequence[Root], index: int) -> tuple[Document | None, list[Diagnostic]]:
        original, newer = _of_ours(root.original)
        if original.get("@context") == CONTEXT:
            try:
                return from_node(original), list(_diagnostics(newer, {"source": self.options.source, "index": index}))
            except NOT_READ:
                pass
        model = Article if is_article(root.node) else ROOTS[types_of(root.node)[0]]
        node, identifier, notes = self._prepared(root, others, model)
        node, notes = _of_ours(node)[0], [*notes, *newer]
        place: dict[str, Any] = {"source": self.options.source, "index": index, "identifier": identifier}
        error: Exception | None = None
        for careful in (False, True):
            mender = Mender(
                own=root.context.own,
                index=self.index,
                zone=self.options.assume_timezone,
                careful=careful,
                links=None if root.context.own else self._base(root),
                taken=self.identifiers,
            )
            try:
                mended = mender.article(node) if model is Article else mender.node(shape_of(model), node)
                if mended is None:
                    break
                document = HISTORY.brought_back(model.model_validate(shape_of(model).read(mended)))
            except (*NOT_READ, RecursionError) as refusal:
                error = refusal
                continue
            return self._judged(document, [*notes, *mender.findings], place)
        if isinstance(error, ValidationError):
            return None, from_validation_error(error, model=model, **place)
        return None, [diagnostic("NS011", "the object says too little for an article", **place)]

    def _base(self, root: Root) -> str | None:
        """The address against which the links of an article are relative (JSON-LD 1.1, 4.1.3; 7)."""
        stated = self.page.base if self.page is not None else None
        for base in (root.context.base, stated):
            found = None if base is None else absolute(base, self.address)
            if found is not None:
                return found
        return self.address or next((one for one in addresses_of(root.node) if is_web(one)), None)

    def _judged(
        self, document: Document, notes: list[Finding], place: dict[str, Any]
    ) -> tuple[Document | None, list[Diagnostic]]:
        found = list(_diagnostics(notes, place))
        if not self.options.strict or all(note.code not in _TOLERATED for note in notes):
            return document, found
        return None, [replace(one, severity=Severity.ERROR) if one.code in _TOLERATED else one for one in found]

    # --- What the article does not say itself

    def _prepared(self, root: Root, others: Sequence[Root], model: type[Document]) -> tuple[Node, str, list[Finding]]:
        """Returns the node with its identifier, and with what the page knows of it."""
        node = dict(root.node)
        notes = list(root.findings)
        for other in others:
            node = merged(node, other.node, self.index)
            notes.append(Finding("NS448", "", "joined with another object of the page"))
        identifier, derived = self._identifier(node, root)
        if node.get("@id") != identifier:
            node = {"@id": identifier, **{key: value for key, value in node.items() if key != "@id"}}
        own = root.context.own
        added: list[Node] = []
        names = ["identifier"] if derived is not None else []
        if derived:
            notes.append(Finding("NS443", "/@id", f"the identifier is {derived}"))
        if not own and model is Article:
            names += self._fallbacks(node, root, notes)
            _one_address(node)
        self._foreign_context(node, root.context, added)
        if names:
            added.append({"format": FORMAT, "path": DERIVED, "content": content_of(names)})
        if added:
            known = node.get(EXTENSIONS)
            node[EXTENSIONS] = [*(known if isinstance(known, list) else []), *added]
        stated = root.node.get("@id")
        if not own and stated not in (*EMPTY, identifier):
            node["id"] = stated
        return node, identifier, notes

    @staticmethod
    def _foreign_context(node: Node, context: Context, added: list[Node]) -> None:
        if not context.foreign:
            return
        content = context.foreign[0] if len(context.foreign) == 1 else list(context.foreign)
        if all(isinstance(entry, dict) for entry in context.foreign):
            node["@context"] = content
        else:
            added.append({"format": FORMAT, "path": "@context", "content": content_of(content)})

    def _fallbacks(self, node: Node, root: Root, notes: list[Finding]) -> list[str]:
        """Adds what the page says and the article does not; returns the fields."""
        names = []
        if not node.get("headline") and isinstance(node.get("name"), str):
            node["headline"] = node.pop("name")
        page = self.page
        known: list[tuple[str, str, str | None, str]] = [
            ("inLanguage", "language", root.context.language, "context"),
        ]
        if not any(address_of(node.get(key)) for key in ("url", "mainEntityOfPage")) and not link_of(node.get("url")):
            address = self._linked(node.get("mainEntityOfPage"), root)
            known.append(("url", "url", address, "page that it is the main entity of"))
        if page is not None:
            known.append(("inLanguage", "language", page.language if not node.get("inLanguage") else None, "page"))
            known.append(("headline", "headline", page.title if not node.get("headline") else None, "page"))
            if not any(link_of(node.get(key)) for key in ("url", "mainEntityOfPage")):
                known.append(("url", "url", self.address, "page"))
        for term, field, value, source in known:
            if value and not node.get(term):
                node[term] = value
                names.append(field)
                notes.append(Finding("NS443", f"/{term}", f"the {field} is that of the {source}: {value}"))
        return names

    def _linked(self, value: Any, root: Root) -> str | None:
        """The absolute address that a value means on its page."""
        link = link_of(value)
        return None if link is None else absolute(link, self._base(root))

    def _identifier(self, node: Node, root: Root) -> tuple[str, str | None]:
        """Returns the identifier of an article, and where it is from if it does not state one."""
        stated = node.get("@id")
        if is_iri(stated):
            return str(stated), None
        for term in ("mainEntityOfPage", "url"):
            address = address_of(node.get(term))
            if address is not None:
                return address, f"its {term}"
        for holder in (node, root.holder or {}):
            for term in ("mainEntityOfPage", "url", "@id"):
                address = None if root.context.own else self._linked(holder.get(term), root)
                if address is not None and (holder is not node or term != "@id"):
                    return address, f"its {term}" if holder is node else "that of the page's description"
        if self.page is not None and self.address is not None:
            return self.address, "the page's canonical link"
        return f"urn:uuid:{uuid5(_UUIDS, content_of(root.original))}", "made of its own bytes"


def _one_address(node: Node) -> None:
    """Reads `mainEntityOfPage` as the address where there is no `url`, and drops it where it says nothing more."""
    page = node.get("mainEntityOfPage")
    address = address_of(page)
    if address is None:
        return
    if not node.get("url"):
        node["url"] = address
    if not isinstance(page, dict):
        if not isinstance(page, list) and address in (node["url"], node["@id"]):
            del node["mainEntityOfPage"]
        return
    # What else the page's object says stays; the address itself stands once.
    known = (node["url"], node["@id"])
    rest = {key: value for key, value in page.items() if key not in ("@id", "url", "id") or value not in known}
    if rest:
        node["mainEntityOfPage"] = rest
    else:
        del node["mainEntityOfPage"]


def _diagnostics(notes: Iterable[Finding], place: dict[str, Any]) -> Iterator[Diagnostic]:
    """Yields one diagnostic for each thing to report; all that is kept without a field becomes one."""
    seen: set[tuple[str, str]] = set()
    kept: dict[str, None] = {}
    for note in notes:
        if note.code == "NS441":
            kept[note.path.removeprefix("/")] = None
        elif (note.code, note.path) not in seen:
            seen.add((note.code, note.path))
            yield diagnostic(note.code, note.message, path=note.path, **place)
    if kept:
        names = list(kept)
        more = f" and {len(names) - _ENTRIES} more" if len(names) > _ENTRIES else ""
        yield diagnostic("NS441", f"kept as extensions: {', '.join(names[:_ENTRIES])}{more}", **place)


def _add_to_index(value: Any, index: dict[str, Node], identifiers: set[str]) -> None:
    """Notes what a tree says of each thing that has an identifier there, and all identifiers."""
    pending = [value]
    while pending:
        one = pending.pop()
        if type(one) is list:
            pending += reversed(one)
            continue
        if type(one) is not dict:
            continue
        identifier = one.get("@id")
        if isinstance(identifier, str):
            identifiers.add(identifier)
            if one.keys() <= _REFERENCE:
                continue
            if identifier not in index and "@reverse" not in one:
                index[identifier] = one
            else:
                known = {key: member for key, member in index.get(identifier, {}).items() if member not in EMPTY}
                index[identifier] = {key: member for key, member in {**one, **known}.items() if key != "@reverse"}
        pending += [member for member in reversed(one.values()) if type(member) is dict or type(member) is list]
