"""Articles out of JSON-LD: our own documents directly, everybody else's through `mend`."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import orjson
from pydantic import ValidationError

from newsschema.diagnostics import Diagnostic, Severity, diagnostic, from_validation_error
from newsschema.errors import VersionError
from newsschema.formats.base import Item, ReadOptions
from newsschema.formats.jsonld.dates import understood
from newsschema.formats.jsonld.faults import NOT_READ
from newsschema.formats.jsonld.leftovers import EXTENSIONS, FORMAT, content_of
from newsschema.formats.jsonld.mapping import CONTEXT, KINDS
from newsschema.formats.jsonld.mend import Finding, Mender, is_article
from newsschema.formats.jsonld.page import Page, is_page
from newsschema.formats.jsonld.repair import NotJson, loads, repaired
from newsschema.formats.jsonld.shapes import Fields, Node, Unfamiliar, shape_of
from newsschema.formats.jsonld.terms import DEFAULT, Context, context_of, normalize, types_of
from newsschema.formats.jsonld.values import is_iri
from newsschema.v1 import SCHEMA_VERSION, Article, CasualtyReport, Document, PartialDate, Quote
from newsschema.versions import NEWEST, check_version
from newsschema.v1.codes import NAMESPACE

ROOTS: Final[dict[str, type[Article | Quote | CasualtyReport]]] = {
    **dict.fromkeys(KINDS, Article),
    "Quotation": Quote,
    "Claim": CasualtyReport,
}
"""The class of the model for the type of a document's root."""

DERIVED: Final = "ns:derived"
"""The extension that names the fields which the article itself did not state."""

_TOLERATED: Final = frozenset(("NS440", "NS442", "NS446", "NS447"))
_UUIDS: Final = uuid5(NAMESPACE_URL, NAMESPACE)
_UTF8_BOM: Final = codecs.BOM_UTF8
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENTRIES: Final = 12
_DEPTH: Final = 200


def from_node(node: Node) -> Document:
    """Returns the document that a node of our own states.

    Raises `Unfamiliar`, or one of the errors of Python's containers, for a node that we would not write, and
    `pydantic.ValidationError` for one that the model refuses.
    """
    if node.get("@context") != CONTEXT:
        raise Unfamiliar("@context")
    model = ROOTS[node["@type"]]
    fields: Fields = shape_of(model).read({key: value for key, value in node.items() if key != "@context"})
    return model.model_validate(fields)


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Item]:
    """Yields the articles of a page, of JSON, or of JSON Lines, and what stands beside them, by kind."""
    limit = options.max_document_size
    line = stream.readline(limit)
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
            if len(line) >= limit and not line.endswith(b"\n"):
                message = f"the line is larger than {limit} bytes; --max-document-size raises the limit"
                yield Item(index, None, (diagnostic("NS007", message, source=options.source, index=index),), start)
                index += 1
                while line and not line.endswith(b"\n"):
                    offset += len(line)
                    line = stream.readline(limit)
            else:
                for item in _source([_Part(data, start, len(data), first)], None, options, index):
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


class _Root(NamedTuple):
    """A node at the top of the source, in schema.org's names."""

    node: Node
    context: Context
    part: _Part
    findings: tuple[Finding, ...]
    original: Node
    is_block: bool


def _source(parts: list[_Part], page: Page | None, options: ReadOptions, start: int) -> Iterator[Item]:
    """Yields an item for each article and each other object at the top of a source."""
    roots: list[_Root] = []
    index = start
    if page is None and len(parts) == 1:
        value = _fast(parts[0]) if parts[0].value is None else parts[0].value
        own = None if value is None else _own(value, parts[0], index)
        if own is not None:
            yield own
            return
    for part in parts:
        try:
            value, mended = _parsed(part.text) if part.value is None else (part.value, ())
        except NotJson as error:
            yield _unreadable(error, part, page, options, index)
            index += 1
            continue
        notes = (Finding("NS447", "", "mended: " + ", ".join(mended)),) if mended else ()
        roots.extend(_roots(value, part, notes))
    yield from _Source(roots, page, options).items(index)


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
        return orjson.loads(text), ()
    except orjson.JSONDecodeError:
        pass
    words = text if isinstance(text, str) else _decoded(text)
    try:
        return loads(words), ()  # half a surrogate pair is an error to orjson only
    except (ValueError, RecursionError):
        return repaired(words)


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


def _roots(value: Any, part: _Part, notes: tuple[Finding, ...]) -> Iterator[_Root]:
    """Yields the objects at the top of a parsed block: itself, the elements of its list, the nodes of its graph."""
    values = value if isinstance(value, list) else [value]
    pending: list[tuple[Any, Context, int]] = [(item, DEFAULT, 0) for item in values]
    while pending:
        item, context, depth = pending.pop(0)
        if isinstance(item, list) and depth < _DEPTH:
            pending[:0] = [(inner, context, depth + 1) for inner in item]
        if not isinstance(item, dict):
            continue
        if "@context" in item:
            context = context_of(item["@context"], context)
        graph = next((item[name] for name in item if context.key(name) == "@graph"), None)
        if graph is not None:
            pending[:0] = [(inner, context, depth + 1) for inner in (graph if isinstance(graph, list) else [graph])]
            if not any(context.key(name) == "@type" for name in item):
                continue
        renamed: dict[str, str] = {}
        try:
            node = normalize(item, context, renamed)
        except RecursionError:
            continue
        node.pop("@graph", None)
        found = tuple(
            Finding("NS440", f"/{name}", f"{name} is read as {key}") for name, key in renamed.items() if name != "id"
        )
        yield _Root(node, context, part, notes + found, item, is_block=item is value)


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

    def __init__(self, roots: list[_Root], page: Page | None, options: ReadOptions) -> None:
        self.page = page
        self.options = options
        self.index: dict[str, Node] = {}
        for root in roots:
            _add_to_index(root.node, self.index)
        self.roots = roots

    def items(self, start: int) -> Iterator[Item]:
        """Yields the items of the source in the order of its objects."""
        plan = _joined(self.roots, self.index, self.page is not None)
        for index, (root, merged) in enumerate(plan, start):
            yield self._item(root, merged, index)

    def _item(self, root: _Root, merged: list[_Root] | str | None, index: int) -> Item:
        part = root.part
        place: dict[str, Any] = {"offset": part.offset, "length": part.length}
        if isinstance(merged, str):
            return Item(index, None, skipped=merged, **place)
        if merged is None:
            identifier = self._identifier(root.node, root)[0]
            return Item(index, None, merged_into=identifier, **place)
        document, found = self._document(root, merged, index)
        raw = None
        if document is None:
            text = part.text
            raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        return Item(index, document, tuple(found), raw=raw, **place)

    def _document(self, root: _Root, merged: list[_Root], index: int) -> tuple[Document | None, list[Diagnostic]]:
        original, newer = _of_ours(root.original)
        if original.get("@context") == CONTEXT:
            try:
                return from_node(original), list(_diagnostics(newer, {"source": self.options.source, "index": index}))
            except NOT_READ:
                pass
        model = Article if is_article(root.node) else ROOTS[types_of(root.node)[0]]
        node, identifier, notes = self._prepared(root, merged, model)
        node, notes = _of_ours(node)[0], [*notes, *newer]
        place: dict[str, Any] = {"source": self.options.source, "index": index, "identifier": identifier}
        error: Exception | None = None
        for careful in (False, True):
            mender = Mender(own=root.context.own, index=self.index, zone=self.options.assume_timezone, careful=careful)
            try:
                mended = mender.article(node) if model is Article else mender.node(shape_of(model), node)
                if mended is None:
                    break
                document = model.model_validate(shape_of(model).read(mended))
            except (*NOT_READ, RecursionError) as refusal:
                error = refusal
                continue
            return self._judged(document, [*notes, *mender.findings], place)
        if isinstance(error, ValidationError):
            return None, from_validation_error(error, model=model, **place)
        return None, [diagnostic("NS011", "the object says too little for an article", **place)]

    def _judged(
        self, document: Document, notes: list[Finding], place: dict[str, Any]
    ) -> tuple[Document | None, list[Diagnostic]]:
        found = list(_diagnostics(notes, place))
        if not self.options.strict or all(note.code not in _TOLERATED for note in notes):
            return document, found
        return None, [replace(one, severity=Severity.ERROR) if one.code in _TOLERATED else one for one in found]

    # --- What the article does not say itself

    def _prepared(self, root: _Root, merged: list[_Root], model: type[Document]) -> tuple[Node, str, list[Finding]]:
        """Returns the node with its identifier, and with what the page knows of it."""
        node = dict(root.node)
        notes = list(root.findings)
        for other in merged:
            node = _merged(node, other.node)
            notes.append(Finding("NS448", "", "joined with another object of the page"))
        identifier, derived = self._identifier(node, root)
        if node.get("@id") != identifier:
            node = {"@id": identifier, **{key: value for key, value in node.items() if key != "@id"}}
        own = root.context.own
        added: list[Node] = []
        names = ["identifier"] if derived else []
        if derived:
            notes.append(Finding("NS443", "/@id", f"the identifier is {derived}"))
        if not own and model is Article:
            names += self._fallbacks(node, root.context, notes)
            _one_address(node)
        self._foreign_context(node, root.context, added)
        if names:
            added.append({"format": FORMAT, "path": DERIVED, "content": content_of(names)})
        if added:
            known = node.get(EXTENSIONS)
            node[EXTENSIONS] = [*(known if isinstance(known, list) else []), *added]
        stated = root.node.get("@id")
        if not own and isinstance(stated, str) and stated != identifier:
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

    def _fallbacks(self, node: Node, context: Context, notes: list[Finding]) -> list[str]:
        """Adds what the page says and the article does not; returns the fields."""
        names = []
        if not node.get("headline") and isinstance(node.get("name"), str):
            node["headline"] = node.pop("name")
        page = self.page
        known: list[tuple[str, str, str | None, str]] = [
            ("inLanguage", "language", context.language, "context"),
        ]
        if page is not None:
            known.append(("inLanguage", "language", page.language if not node.get("inLanguage") else None, "page"))
            known.append(("headline", "headline", page.title if not node.get("headline") else None, "page"))
            if not any(_address(node.get(key)) for key in ("url", "mainEntityOfPage")):
                known.append(("url", "url", page.canonical, "page"))
        for term, field, value, source in known:
            if value and not node.get(term):
                node[term] = value
                names.append(field)
                notes.append(Finding("NS443", f"/{term}", f"the {field} is that of the {source}: {value}"))
        return names

    def _identifier(self, node: Node, root: _Root) -> tuple[str, str | None]:
        """Returns the identifier of an article, and where it is from if it does not state one."""
        stated = node.get("@id")
        if is_iri(stated):
            return str(stated), None
        for term in ("mainEntityOfPage", "url"):
            address = _address(node.get(term))
            if address is not None:
                return address, f"its {term}"
        canonical = self.page.canonical if self.page is not None else None
        if is_iri(canonical):
            return str(canonical), "the page's canonical link"
        return f"urn:uuid:{uuid5(_UUIDS, content_of(root.original))}", "made of its own bytes"


def _address(value: Any) -> str | None:
    """The one IRI that a value gives, as a string, a reference or a page."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in ("@id", "url", "id") if isinstance(value.get(key), str)), None)
    return value.strip() if isinstance(value, str) and is_iri(value.strip()) else None


def _one_address(node: Node) -> None:
    """Reads `mainEntityOfPage` as the address where there is no `url`, and drops it where it says nothing more."""
    page = node.get("mainEntityOfPage")
    address = _address(page)
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


def _add_to_index(value: Any, index: dict[str, Node]) -> None:
    if isinstance(value, list):
        for item in value:
            _add_to_index(item, index)
    elif isinstance(value, dict):
        identifier = value.get("@id")
        if isinstance(identifier, str) and value.keys() - {"@id", "@type"}:
            index[identifier] = {**value, **index.get(identifier, {})}
        for member in value.values():
            _add_to_index(member, index)


def _joined(
    roots: list[_Root], index: dict[str, Node], is_page_: bool
) -> Iterator[tuple[_Root, list[_Root] | str | None]]:
    """Yields each root with the other roots that are the same article.

    One of those others has none, and a root that is no article has its kind.
    """
    articles: list[tuple[_Root, list[_Root]]] = []
    plan: list[tuple[_Root, list[_Root] | str | None]] = []
    for root in roots:
        found = _article_of(root, index)
        if found is None:
            plan.append((root, _kind(root.node, root.context)))
            continue
        same = next((group for group in articles if _same(group[0].node, found.node, is_page_)), None)
        if same is None:
            group: list[_Root] = []
            articles.append((found, group))
            plan.append((found, group))
        elif same[0].node is not found.node:
            same[1].append(found)
            plan.append((same[0], None))
    yield from plan


def _article_of(root: _Root, index: dict[str, Node]) -> _Root | None:
    """Returns the article that a root is, or that a page's description has as its main entity."""
    if not root.context.known and not any(name in root.node for name in ("headline", "datePublished")):
        return None
    if is_article(root.node):
        return root
    types = types_of(root.node)
    if root.context.own and types and types[0] in ROOTS and "ns:schemaVersion" in root.node:
        return root
    entity = root.node.get("mainEntity")
    if isinstance(entity, dict) and isinstance(entity.get("@id"), str):
        entity = {**index.get(entity["@id"], {}), **entity}
    if isinstance(entity, dict) and is_article(entity):
        return root._replace(node=entity)
    return None


def _kind(node: Node, context: Context) -> str:
    name = next(iter(types_of(node)), "object without a type")
    return _CAMEL.sub(" ", context.type(name)).lower() if name[:1].isalpha() else name


def _same(first: Node, second: Node, is_page_: bool) -> bool:
    """Tells whether two objects are one article: by identifier, or on one page by what they say."""
    if "ns:schemaVersion" in first and "ns:schemaVersion" in second:
        # Documents of our own are whole: two of them are two versions, or the same article given twice.
        return False
    one, other = first.get("@id"), second.get("@id")
    if is_iri(one) and one == other:
        return first.get("version", second.get("version")) == second.get("version", first.get("version"))
    if not is_page_:
        return False
    return _same_date(first.get("datePublished"), second.get("datePublished")) or any(
        _comparable(first.get(term)) is not None and _comparable(first.get(term)) == _comparable(second.get(term))
        for term in ("url", "mainEntityOfPage", "headline")
    )


def _same_date(first: Any, second: Any) -> bool:
    """Tells whether two dates of one page are one: the same moment, or one the day of the other."""
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    texts = [understood(first), understood(second)]
    if None in texts or any(re.fullmatch(PartialDate.pattern, text or "") is None for text in texts):
        return False
    one, other = (PartialDate(text) for text in texts)
    if one.precision != other.precision:
        return "time" in (one.precision, other.precision) and one[:10] == other[:10]
    return one.precision == "time" and one.earliest == other.earliest


def _comparable(value: Any) -> str | None:
    address = _address(value)
    if address is not None:
        return address
    if not isinstance(value, str) or not value.strip():
        return None
    return " ".join(value.split()).casefold()


def _merged(first: Node, second: Node) -> Node:
    """Returns the first object with what the second says besides; where they differ the first comes first."""
    result = dict(first)
    for key, value in second.items():
        if key not in result or result[key] in (None, "", [], {}):
            result[key] = value
        elif key not in ("@id", "@type", "@context"):
            present = result[key] if isinstance(result[key], list) else [result[key]]
            new = [item for item in (value if isinstance(value, list) else [value]) if not _within(item, present)]
            if new:
                result[key] = [*present, *new]
    types = list(dict.fromkeys((*types_of(first), *types_of(second))))
    if len(types) > len(types_of(first)):
        result["@type"] = types
    return result


def _within(item: Any, values: list[Any]) -> bool:
    return item in values or (
        isinstance(item, dict)
        and any(isinstance(value, dict) and item.items() <= value.items() for value in values if _hashable(item, value))
    )


def _hashable(*nodes: Node) -> bool:
    return all(isinstance(value, str | int | float | bool) for node in nodes for value in node.values())
