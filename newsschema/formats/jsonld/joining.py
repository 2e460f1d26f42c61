"""Objects of one source that are one article, or parts of it, joined; and which of several is the page's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from newsschema.formats.jsonld.addresses import absolute, page_key
from newsschema.formats.jsonld.contexts import Context
from newsschema.formats.jsonld.dates import understood
from newsschema.formats.jsonld.mapping import KINDS
from newsschema.formats.jsonld.mend import is_article
from newsschema.formats.jsonld.page import Page
from newsschema.formats.jsonld.shapes import Node
from newsschema.formats.jsonld.terms import has_type, listed, types_of
from newsschema.formats.jsonld.values import is_iri
from newsschema.v1 import PartialDate

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LISTINGS: Final = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList", "Blog", "DataFeed"))
_LISTING_PAGES: Final = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage"))
_HOLDING: Final = ("mainEntity", "hasPart", "about")
"""The terms by which an object that is no article may hold the one that it is about."""
_SAYING: Final = frozenset(("datePublished", "articleBody", "author", "text"))
"""Of these an article has one that stands in another object and is more than a mention."""
_ALONE: Final = KINDS | {"Quotation", "Claim"}
_DEPTH: Final = 8
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
_BARE: Final = frozenset(("@id", "@type"))
RELATED: Final = "related article"
"""What an article is on a page that has another one as its own, or that lists articles."""


class Root(NamedTuple):
    """An object at the top of a source, in schema.org's names, and the object as it was written.

    `holder` is the object that it was taken from, if it does not stand at the top itself.
    """

    node: Node
    context: Context
    original: Node
    part: Any
    findings: tuple[Any, ...] = ()
    holder: Node | None = None


class Entry(NamedTuple):
    """What becomes of a root: an article with the others that are the same, a part of one, or nothing but a kind."""

    root: Root
    others: Sequence[Root] = ()
    into: Root | None = None
    skipped: str | None = None


@dataclass(slots=True)
class _Group:
    """The roots that are one article, by their places; `parts` are its updates that stand apart."""

    root: Root
    at: int
    others: list[tuple[int, Root]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    related: bool = False

    @property
    def nodes(self) -> Iterator[Node]:
        yield self.root.node
        for _, root in self.others:
            yield root.node


def entries(roots: Sequence[Root], index: dict[str, Node], page: Page | None, address: str | None) -> list[Entry]:
    """Tells of each root what becomes of it, in their order; `address` is that of the page, where it is known."""
    groups: list[_Group] = []
    for at, root in enumerate(roots):
        found = _article_of(root, roots, index)
        if found is not None:
            _place(found, at, groups, page is not None)
    if not groups:
        groups = _held(roots, address)
    _take_parts(groups)
    _take_quotations(roots, groups)
    if page is not None:
        _choose(roots, groups, page, address)
    return _told(roots, groups)


def _told(roots: Sequence[Root], groups: list[_Group]) -> list[Entry]:
    found: dict[int, Entry] = {}
    for group in groups:
        if group.related:
            skipped = dict.fromkeys((group.at, *(at for at, _ in group.others)), RELATED)
            found |= {at: Entry(roots[at], skipped=kind) for at, kind in skipped.items()}
            continue
        found[group.at] = Entry(group.root, tuple(root for _, root in group.others))
        for at in (*(at for at, _ in group.others), *group.parts):
            found.setdefault(at, Entry(roots[at], into=group.root))
    return [found.get(at) or Entry(root, skipped=kind_name(root.node, root.context)) for at, root in enumerate(roots)]


def kind_name(node: Node, context: Context) -> str:
    """Returns the type of an object in words."""
    name = next(iter(types_of(node)), "object without a type")
    return _CAMEL.sub(" ", context.type(name)).lower() if name[:1].isalpha() else name


# --- Which objects are articles


def _article_of(root: Root, roots: Sequence[Root], index: dict[str, Node]) -> Root | None:
    """Returns the article that a root is, or that a page's description has as its main entity."""
    if not root.context.known and not any(name in root.node for name in ("headline", "datePublished")):
        return None
    if is_article(root.node):
        return root
    types = types_of(root.node)
    if root.context.own and types and types[0] in _ALONE and "ns:schemaVersion" in root.node:
        return root
    entity = _one(root.node.get("mainEntity"))
    identifier = entity.get("@id") if entity is not None else None
    if isinstance(identifier, str):
        if any(other.node.get("@id") == identifier and is_article(other.node) for other in roots):
            return None  # it stands at the top itself
        entity = {**index.get(identifier, {}), **(entity or {})}
    if entity is not None and is_article(entity):
        return root._replace(node=entity, holder=root.node)
    return None


def _one(value: Any) -> Node | None:
    """The one object that a term holds."""
    nodes = [one for one in listed(value) if isinstance(one, dict)]
    return nodes[0] if len(nodes) == 1 else None


def _held(roots: Sequence[Root], address: str | None) -> list[_Group]:
    """The one article that the objects of a source hold, where none stands at the top; several are a listing."""
    found = [
        _Group(root._replace(node=node, holder=root.node), at)
        for at, root in enumerate(roots)
        if root.context.known
        for node in _within(root.node, 0)
    ]
    if len(found) > 1:
        found = [group for group in found if address is not None and _is_at(group, address)]
    return found if len(found) == 1 else []


def _within(node: Node, depth: int) -> Iterator[Node]:
    if depth > _DEPTH or has_type(node, _LISTINGS):
        return
    backwards = node.get("@reverse")
    if isinstance(backwards, dict):
        rest = {key: value for key, value in node.items() if key != "@reverse"}
        for term, value in backwards.items():
            yield from ({term: rest, **one} for one in listed(value) if isinstance(one, dict) and is_article(one))
    for term in _HOLDING:
        for one in listed(node.get(term)):
            if not isinstance(one, dict):
                continue
            if is_article(one) and (term == "mainEntity" or not one.keys().isdisjoint(_SAYING)):
                yield one
            else:
                yield from _within(one, depth + 1)


# --- Which of them are one


def _place(found: Root, at: int, groups: list[_Group], on_page: bool) -> None:
    for group in groups:
        if _same(group.root.node, found.node, on_page):
            if group.root.node is not found.node:
                group.others.append((at, found))
            return
    groups.append(_Group(found, at))


def _same(first: Node, second: Node, on_page: bool) -> bool:
    """Tells whether two objects are one article: by identifier, or on one page by what they say."""
    if "ns:schemaVersion" in first and "ns:schemaVersion" in second:
        # Documents of our own are whole: two of them are two versions, or the same article given twice.
        return False
    one, other = first.get("@id"), second.get("@id")
    if is_iri(one) and one == other:
        return bool(first.get("version", second.get("version")) == second.get("version", first.get("version")))
    if not on_page:
        return False
    return _same_date(first.get("datePublished"), second.get("datePublished")) or any(
        _comparable(first.get(term)) is not None and _comparable(first.get(term)) == _comparable(second.get(term))
        for term in ("url", "mainEntityOfPage", "headline")
    )


def _same_date(first: Any, second: Any) -> bool:
    """Tells whether two dates of one page are one: the same moment, or one the day of the other."""
    first, second = _plain(first), _plain(second)
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    texts = [understood(first), understood(second)]
    if None in texts or any(re.fullmatch(PartialDate.pattern, text or "") is None for text in texts):
        return False
    one, other = (PartialDate(text) for text in texts)
    if one.precision != other.precision:
        return "time" in (one.precision, other.precision) and one[:10] == other[:10]
    return one.precision == "time" and one.earliest == other.earliest


def _plain(value: Any) -> Any:
    """The one value of a list, and the text of a value object."""
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return value.get("@value", value) if isinstance(value, dict) else value


def _comparable(value: Any) -> str | None:
    value = _plain(value)
    address = address_of(value)
    if address is not None:
        return address
    if not isinstance(value, str) or not value.strip():
        return None
    return " ".join(value.split()).casefold()


def address_of(value: Any) -> str | None:
    """The one IRI that a value gives, as a string, a reference or a page."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in ("@id", "url", "id") if isinstance(value.get(key), str)), None)
    return value.strip() if isinstance(value, str) and is_iri(value.strip()) else None


# --- Parts of an article that stand apart


def _take_parts(groups: list[_Group]) -> None:
    """Takes the updates of a live blog that stand beside it for what they are, not for articles."""
    blogs = [group for group in groups if any(has_type(node, ("LiveBlogPosting",)) for node in group.nodes)]
    if len(blogs) != 1 or len(groups) < 2:
        return
    (blog,) = blogs
    updates = {
        update["@id"]
        for node in blog.nodes
        for update in listed(node.get("liveBlogUpdate"))
        if isinstance(update, dict) and isinstance(update.get("@id"), str)
    }
    names = {name for node in blog.nodes for name in (node.get("@id"), address_of(node.get("url"))) if name}
    loose: list[Node] = []
    for group in [group for group in groups if group is not blog]:
        node = group.root.node
        is_listed = node.get("@id") in updates
        if not is_listed and not _is_part(node, names):
            continue
        groups.remove(group)
        blog.parts += [group.at, *(at for at, _ in group.others)]
        if not is_listed:
            loose.append({key: value for key, value in node.items() if key != "isPartOf"})
    if loose:
        stated = listed(blog.root.node.get("liveBlogUpdate", []))
        blog.root = blog.root._replace(node={**blog.root.node, "liveBlogUpdate": [*stated, *loose]})


def _take_quotations(roots: Sequence[Root], groups: list[_Group]) -> None:
    """Takes quotations that stand beside an article and say that they are of it."""
    for at, root in enumerate(roots):
        node = root.node
        whole = address_of(node.get("isPartOf")) if has_type(node, ("Quotation",)) else None
        if whole is None or "ns:schemaVersion" in node:
            continue
        for group in groups:
            if whole in {name for one in group.nodes for name in (one.get("@id"), *addresses_of(one))}:
                rest = {key: value for key, value in node.items() if key != "isPartOf"}
                parts = [*listed(group.root.node.get("hasPart", [])), rest]
                group.root = group.root._replace(node={**group.root.node, "hasPart": parts})
                group.parts.append(at)
                break


def _is_part(node: Node, names: set[Any]) -> bool:
    """Tells whether a posting says that it is of one of some names."""
    if not has_type(node, ("BlogPosting",)):
        return False
    whole = address_of(node.get("isPartOf"))
    url = address_of(node.get("url"))
    return whole in names or (url is not None and "#" in url and url.partition("#")[0] in names)


# --- Which of them is the page's own


def _choose(roots: Sequence[Root], groups: list[_Group], page: Page, address: str | None) -> None:
    """Marks the articles of a page that are not its own: those that it refers to, or that it lists."""
    if _is_listing(roots, groups, page, address):
        for group in groups:
            group.related = True
        return
    if len(groups) < 2 or any("ns:schemaVersion" in group.root.node for group in groups):
        return
    named = {
        entity["@id"]
        for root in roots
        if not is_article(root.node) and (entity := _one(root.node.get("mainEntity"))) is not None and "@id" in entity
    }
    title = " ".join((page.title or "").split()).casefold()
    tests: tuple[Callable[[_Group], bool], ...] = (
        lambda group: any(node.get("@id") in named for node in group.nodes),
        lambda group: address is not None and _is_at(group, address),
        lambda group: any("mainEntityOfPage" in node for node in group.nodes),
        lambda group: any(len(words := _words(node)) > 1 and title.startswith(words) for node in group.nodes),
    )
    for test in tests:
        own = [group for group in groups if test(group)]
        if len(own) == 1:
            for group in groups:
                group.related = group is not own[0]
            return


def _words(node: Node) -> str:
    return _comparable(node.get("headline")) or ""


def _is_at(group: _Group, address: str) -> bool:
    return any(page_key(one) == page_key(address) for node in group.nodes for one in addresses_of(node, address))


def addresses_of(node: Node, base: str | None = None) -> Iterator[str]:
    """Yields the IRIs by which an article says where it stands, and the links that are relative to `base`."""
    for term in ("url", "mainEntityOfPage", "@id"):
        found = address_of(node.get(term)) or (absolute(link_of(node.get(term)) or "", base) if base else None)
        if found is not None:
            yield found


def link_of(value: Any) -> str | None:
    """The link that a value gives, as a string, a reference or a page, absolute or not."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in ("@id", "url") if isinstance(value.get(key), str)), None)
    return value if isinstance(value, str) and value.strip() else None


def _is_listing(roots: Sequence[Root], groups: list[_Group], page: Page, address: str | None) -> bool:
    """Tells whether the articles of a page are entries of a listing, which have their own pages elsewhere."""
    if not groups or any("articleBody" in node for group in groups for node in group.nodes):
        return False
    says = any(has_type(root.node, _LISTING_PAGES) for root in roots)
    at_home = address is not None and "/" not in page_key(address)
    if not says and not ((page.kind == "website" or at_home) and len(groups) > 1):
        return False
    if address is None:
        return len(groups) > 1
    return all(any(addresses_of(group.root.node)) and not _is_at(group, address) for group in groups)


# --- Joining


def merged(first: Node, second: Node, index: dict[str, Node]) -> Node:
    """Returns the first object with what the second says besides; where they differ the first comes first."""
    result = dict(first)
    for key, value in second.items():
        if key not in result or result[key] in _EMPTY:
            result[key] = value
        elif key not in ("@id", "@type", "@context"):
            joined = _joined(listed(result[key]), [item for item in listed(value) if item not in _EMPTY], index)
            if joined is not None:
                result[key] = joined
    types = list(dict.fromkeys((*types_of(first), *types_of(second))))
    if len(types) > len(types_of(first)):
        result["@type"] = types
    return result


def _joined(present: list[Any], more: list[Any], index: dict[str, Node]) -> list[Any] | None:
    """Returns the values of a term with those that another object gives it; none where it gives no other."""
    result = list(present)
    if len(present) == len(more) == 1 and (one := _named(present[0], more[0], index)) is not None:
        return [one]
    changed = False
    for item in more:
        at = next((at for at, one in enumerate(result) if _is_same_thing(one, item)), None)
        if at is None:
            result.append(item)
        elif isinstance(item, dict) and (other := result[at]) != item:
            result[at] = {**item, **other} if isinstance(other, dict) else item
        else:
            continue
        changed = True
    return result if changed else None


def _named(first: Any, second: Any, index: dict[str, Node]) -> Node | None:
    """A thing that one object only refers to, nobody describes, and the other object says without its identifier."""
    for reference, other in ((first, second), (second, first)):
        if not _is_bare(reference, index):
            continue
        node = {"name": other} if isinstance(other, str) and not is_iri(other) else other
        if isinstance(node, dict) and not is_iri(node.get("@id")) and node.keys() - _BARE:
            # An identifier that means something only in its own block stays beside the one that others use.
            other_name = {} if "@id" not in node else {"id": node["@id"]}
            return {**node, "@id": reference["@id"], **other_name}
    return None


def _is_bare(value: Any, index: dict[str, Node]) -> bool:
    return isinstance(value, dict) and "@id" in value and value.keys() <= _BARE and value["@id"] not in index


def _is_same_thing(first: Any, second: Any) -> bool:
    if first == second:
        return True
    if isinstance(first, dict) and isinstance(second, dict):
        identifiers = {one["@id"] for one in (first, second) if isinstance(one.get("@id"), str)}
        if len(identifiers) == 2 or _differ(first, second):
            return False
    one, other = _call(first), _call(second)
    return one is not None and one == other


def _differ(first: Node, second: Node) -> bool:
    """Tells whether two nodes say different things of one term."""
    return any(key != "@type" and key in second and second[key] != value for key, value in first.items())


def _call(value: Any) -> str | None:
    """What a thing is called, by which two mentions of it are one: its name, or the address of its file."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "contentUrl", "url", "@id") if value.get(key)), None)
    return " ".join(value.split()).casefold() if isinstance(value, str) else None


__all__ = ["RELATED", "Entry", "Root", "address_of", "addresses_of", "entries", "kind_name", "link_of", "merged"]
