"""The article as a `newsItem`, field beside element (im `itemMeta`, cm `contentMeta`, ri `rightsInfo`).

identifier, version       @guid, @version
language                  cm/language @tag, @xml:lang
pub_status                im/pubStatus stat:usable, stat:withheld, stat:canceled
kind                      im/itemClass ninat:text; cm/genre @typeuri ...#kind
urgency                   cm/urgency
headline                  cm/headline @rank 1
alternative_headlines     cm/headline @rank 2..., @roleuri
title                     im/title
summary                   cm/description @role drol:summary
byline, dateline          cm/by, cm/dateline
located                   cm/located
sections                  cm/contentMetaExtProperty schema.org/articleSection
body                      contentSet/inlineXML
updates                   cm/ns:update
created, modified         cm/contentCreated, cm/contentModified
digital_source_type       cm/digitalSourceType
published, publisher      pubHistory/published
first_created             im/firstCreated
version_created           im/versionCreated
embargo, expires          im/embargoed (empty: until further notice), im/expires
authors, contributors     cm/creator, cm/contributor @roleuri
source_credits            cm/infoSource @roleuri
credit_line               cm/creditline
provider, services        im/provider, im/service
rights                    ri
is_accessible_for_free    im/itemMetaExtProperty schema.org/isAccessibleForFree
subjects, genres          cm/subject cpnat:abstract, cm/genre
people, organizations,
  places, events          cm/subject cpnat:person, organisation, geoArea, event
mentions                  cm/contentMetaExtProperty schema.org/mentions
events                    assert/eventDetails besides
keywords, slugline        cm/keyword, cm/slugline
url                       im/altRep @contenttype text/html
alternate_identifiers     cm/altId
links                     im/link @rel or @reluri
media                     im/link irel:associatedWith, and an item each
corrections               im/edNote with ns:correction, im/signal sig:correction
editorial_notes           im/edNote @roleuri, @pubconstrainturi
verification_notes        im/edNote @roleuri cv/note/verification
quotes, casualty_reports,
  assessed_figures        partMeta
terms, and whatever an element of the standard cannot hold: elements of our namespace, named for the field
extensions                back where they came from; else cm/ns:extensions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal

import orjson
from lxml import etree

from newsschema.formats.newsml_g2 import catalogs
from newsschema.formats.newsml_g2.assessments import assessed_node
from newsschema.formats.newsml_g2.bodies import holds, place_of
from newsschema.formats.newsml_g2.catalogs import schemes_of
from newsschema.formats.newsml_g2.codec import encode, rest
from newsschema.formats.newsml_g2.context import Writing, attribute_iri, is_uri
from newsschema.formats.newsml_g2.entities import (
    agent_node,
    concept_node,
    event_node,
    is_standard_term,
    place_node,
    term_node,
)
from newsschema.formats.newsml_g2.extras import (
    DESCRIBED_WHERE_NAMED,
    FORMAT,
    PACKAGE,
    SOURCE_VERSION,
    binds,
    declare,
    leftovers,
    parsed,
    place,
    put_attribute,
    takes_ids,
    well_formed,
)
from newsschema.formats.newsml_g2.links import are_links_of, links_of_groups
from newsschema.formats.newsml_g2.markup import Node, Part, attributes, decimal, empty, escaped, extra, leaf, quoted
from newsschema.formats.newsml_g2.parts import quote_node, report_node
from newsschema.formats.newsml_g2.single_terms import DATA_MINING, DIGITAL_SOURCE_TYPE, add_foreign_term, add_term
from newsschema.formats.newsml_g2.spans import mark
from newsschema.formats.newsml_g2.structure import child_type, is_valid, type_of
from newsschema.formats.newsml_g2.terms import (
    ALT_TEXT,
    COPYRIGHT_HOLDER,
    COPYRIGHT_YEAR,
    CORRECTION_NOTE,
    DERIVED,
    FREE,
    G2,
    INTERNAL,
    IPTC_CATALOG,
    KIND,
    LICENSE,
    MENTIONS,
    NATURES,
    PUBLIC,
    RELATIONS,
    SCHEMA,
    SECTION,
    VERIFICATION_NOTE,
    VERSION,
    WRITER,
    XHTML,
    code_iri,
)
from newsschema.v1 import (
    SCHEMA_VERSION,
    AlternateIdentifier,
    AlternativeHeadline,
    Article,
    Contribution,
    Correction,
    EditorialNote,
    Event,
    Extension,
    Link,
    LiveBlogUpdate,
    Media,
    Rendition,
    Rights,
    VerificationNote,
)
from newsschema.v1.codes import NAMESPACE
from newsschema.v1.integrity import spans_of

NITF: Final = "nitf"
"""The format of what is kept of a bare NITF file."""
Mode = Literal["source", "placed", "plain", "none"]
SOURCE: Final = "source"
PLACED: Final = "placed"
PLAIN: Final = "plain"
NONE: Final = "none"
"""How the extensions of a foreign document are written: back in their places, with its own rendition of the body
instead of ours; back in their places; all in the item's list; or not at all, since there are none."""

EPOCH: Final = "1970-01-01T00:00:00Z"
"""The time of a version that nobody dated; a reader drops it, since it is named as derived."""


def article_item(
    article: Article,
    number: int,
    mode: Mode,
    ids: set[str],
    aside: frozenset[tuple[str, int]] = frozenset(),
    *,
    has_header: bool = False,
) -> tuple[str, Writing]:
    """Returns an article as a `newsItem`, and what was known while it was written.

    `number` is the item's number in its file, `ids` the ids taken in it; `mode` says how the extensions of a
    foreign document are written, `aside` which of them are not put in their places, by owner and rank.
    """
    writing = writing_of(article, number, mode, ids)
    writing.aside = aside
    _hold_outside(article, writing, has_header=has_header)
    body, names = ("", {}) if writing.source else _marked(article, number)
    groups = _groups(article, writing)
    tag = "newsItem" if groups is None else "packageItem"
    item = _item(guid_of(article, writing), article.version, article.language, tag)
    item.add(_pub_history(article, writing))
    if article.rights is not None:
        item.add(rights_node(article.rights, writing, "/rights"))
    item.add(_item_meta(article, writing))
    item.add(_content_meta(article, writing))
    for index, quote in enumerate(article.quotes):
        item.add(quote_node(quote, writing, f"/quotes/{index}", names.get(quote.identifier, ())))
    for index, report in enumerate(article.casualty_reports):
        path = f"/casualty_reports/{index}"
        item.add(report_node(report, writing, path, names.get(report.identifier, ())))
    for index, figure in enumerate(article.assessed_figures):
        item.add(assessed_node(figure, writing, f"/assessed_figures/{index}"))
    for index, event in enumerate(article.events):
        if not _is_described_where_named(event, writing):
            item.add(event_node(event, writing, f"/events/{index}"))
    item.add(_content(body, article, writing))
    for at in groups or ():
        item.add(Part(article.extensions[at].content, "groupSet"))
    return finished(item, article, writing), writing


def _groups(article: Article, writing: Writing) -> list[int] | None:
    """Returns which extensions are the groups of a package; None for what is none or can be none any more."""
    if not writing.places or article.body is not None:
        return None
    hints = {at for at, one in enumerate(article.extensions) if one.path == PACKAGE and one.format == FORMAT}
    if not hints or any(one.path.startswith("contentSet/") for one in article.extensions):
        return None
    found = grouped(article)
    placed = writing.placed.setdefault("", set())
    placed |= hints
    if found is None:
        return []
    element = parsed(article.extensions[found].content)
    fits = element is not None and is_valid(element, child_type(type_of("packageItem"), "groupSet"))
    if element is None or not (writing.lenient or fits) or not binds(element, writing):
        return []
    writing.linked = len(links_of_groups(element))
    declare(element, writing)
    placed.add(found)
    return [found]


def grouped(article: Article) -> int | None:
    """Returns which extension is the structure of a package, if its references still are the last links."""
    for at, one in enumerate(article.extensions):
        if one.path == "groupSet" and one.format == FORMAT:
            element = parsed(one.content)
            count = len(links_of_groups(element)) if element is not None else 0
            last = article.links[len(article.links) - count :] if count else ()
            return at if element is not None and are_links_of(last, element) else None
    return None


def guid_of(owner: Article | Media, writing: Writing) -> str:
    """Returns the guid: the identifier, or what a foreign document had in its place."""
    for index, one in enumerate(owner.extensions if writing.places else ()):
        if one.path == "@guid" and one.format == FORMAT:
            writing.placed.setdefault("", set()).add(index)
            return one.content
    return owner.identifier


def _hold_outside(article: Article, writing: Writing, *, has_header: bool) -> None:
    """Counts the header of the message as placed, where the file begins with it."""
    for index, one in enumerate(article.extensions if has_header else ()):
        if one.path == "header" and one.format == FORMAT:
            writing.placed.setdefault("", set()).add(index)
            return


def is_media_item(article: Article) -> bool:
    """Tells whether an article is a medium that came alone: its item then holds the files themselves."""
    if len(article.media) != 1 or article.body is not None:
        return False
    medium = article.media[0]
    said = {name for name, value in medium.__dict__.items() if value is not None and value != ()}
    nature = f"ninat:{NATURES[medium.kind]}"
    return (
        said <= {"identifier", "kind", "renditions"}
        and medium.identifier == standalone_identifier(article.identifier)
        and any(one.path == "itemMeta/itemClass/@qcode" and one.content == nature for one in article.extensions)
    )


def standalone_identifier(identifier: str) -> str:
    """Returns the identifier of the medium of an item that is nothing else."""
    return f"{identifier.partition('#')[0]}#media"


def writing_of(owner: Article | Media, number: int, mode: Mode, ids: set[str]) -> Writing:
    """Returns what a writer knows of an item before it writes it: the catalogs and ids of the source."""
    writing = Writing(number, {})
    writing.ids = set(ids)
    writing.extended = mode != NONE
    if mode in (NONE, PLAIN) or not owner.extensions:
        writing.places = mode not in (NONE, PLAIN)
        return writing
    writing.source = mode == SOURCE
    writing.lenient = any(one.path == SOURCE_VERSION for one in owner.extensions)
    targets: set[str] = set()
    for one in owner.extensions:
        if one.format == FORMAT and one.content.startswith("<"):
            targets.update(_IDS.findall(one.content))
            if one.path.startswith("catalog") and (element := parsed(one.content)) is not None:
                writing.schemes.update(schemes_of(element))
                # What a catalog that is only referred to declares is not known here, and must not be contradicted.
                writing.refers = writing.refers or one.path.startswith("catalogRef")
    writing.targets = frozenset(targets)
    return writing


_IDS: Final = re.compile(r"""\s(?:xml:id|id|partid)="([^"]+)\"""")


def _item(guid: str, version: int, language: str | None, tag: str = "newsItem") -> Node:
    return Node(
        tag,
        ("xmlns", G2),
        ("xmlns:ns", NAMESPACE),
        ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
        ("standard", "NewsML-G2"),
        ("standardversion", VERSION),
        ("conformance", "power"),
        ("guid", guid),
        ("version", version),
        ("xml:lang", language),
    )


def stale(article: Article) -> Iterator[tuple[str, int, str]]:
    """Yields owner, rank and reason of what a foreign document had and what would bring changed words back."""
    for index, one in enumerate(article.extensions):
        if one.format in (FORMAT, NITF) and not holds(article, one.path):
            yield "", index, f"{place_of(one.path)}: this rendition of the source no longer says what the article says"
        elif one.format == FORMAT and one.path == "groupSet" and grouped(article) is None:
            yield "", index, "groupSet: this structure of the package no longer agrees with the links"
    for index, event in enumerate(article.events):
        for at, one in enumerate(event.extensions):
            if one.path == DESCRIBED_WHERE_NAMED and one.format == FORMAT and one.content:
                element = parsed(one.content)
                if element is None or not _still_names(element, event):
                    yield f"/events/{index}", at, "the source named this event in other words"


def finished(item: Node, owner: Article | Media, writing: Writing) -> str:
    """Returns the text of an item, with the catalogs it needs first and what has no place of its own last."""
    item.kids.insert(0, f'<catalogRef href="{IPTC_CATALOG}"/>')
    if writing.extended:
        _place_last(item, owner, writing)
    declared = writing.catalog()
    if declared:
        at = sum(1 for tag in item.tags() if tag in ("catalogRef", "catalog"))
        item.kids.insert(at, declared)
    return str(item)


def _place_last(item: Node, owner: Article | Media, writing: Writing) -> None:
    place(item, owner, writing)
    if isinstance(owner, Article):
        for path, index, _ in stale(owner):
            writing.placed.setdefault(path, set()).add(index)
    left = leftovers(owner, writing)
    if left:
        content = item.child("contentMeta")
        if content is not None:
            content.add(f"<ns:extensions>{escaped(orjson.dumps(left).decode())}</ns:extensions>")


def _marked(article: Article, number: int) -> tuple[str, dict[str, list[str | None]]]:
    """Returns the body with its spans marked, and the marks of each record by its identifier."""
    if article.body is None:
        return "", {}
    found = list(spans_of(article))
    body, marks = mark(article.body, [(span.start, span.end) for _, _, span in found], number)
    names: dict[str, list[str | None]] = {}
    for (_, owner, _), name in zip(found, marks, strict=True):
        names.setdefault(owner, []).append(name)
    return body, names


def _content(body: str, article: Article, writing: Writing) -> Node | str:
    """Returns the body as we write it, then the renditions of a foreign document that still agree with the article."""
    node = Node("contentSet")
    if body:
        node.add(_inline(body, article))
    if writing.places and is_media_item(article):
        for index, rendition in enumerate(article.media[0].renditions):
            node.add(_rendition_node(rendition, writing, f"/media/0/renditions/{index}"))
    if writing.places:
        placed = writing.placed.setdefault("", set())
        for index, extension in enumerate(article.extensions):
            if (
                extension.format == FORMAT
                and extension.path.startswith("contentSet/")
                and ("", index) not in writing.aside
            ):
                _put_content(node, extension, article, writing, placed, index)
    if not (node.kids or node.pairs):
        empties = [at for at, one in enumerate(article.extensions) if one.path == "contentSet" and not one.content]
        if not writing.places or not empties or ("", empties[0]) in writing.aside:
            return ""
        writing.placed.setdefault("", set()).add(empties[0])
    return node


def _put_content(
    node: Node, extension: Extension, article: Article, writing: Writing, placed: set[int], index: int
) -> None:
    name = place_of(extension.path).removeprefix("contentSet/")
    if not holds(article, extension.path):
        placed.add(index)
    elif name.startswith("@"):
        if put_attribute(node, name[1:], extension.content, type_of("contentSet"), writing):
            placed.add(index)
    elif writing.lenient or name in ("inlineXML", "inlineData", "remoteContent"):
        if not writing.source and not writing.lenient and name == "inlineXML" and not node.kids:
            return
        element = well_formed(extension.content)
        if element is None or not takes_ids(element, writing):
            return
        if writing.lenient or is_valid(element, child_type(type_of("contentSet"), name)):
            node.add(Part(extension.content, name))
            declare(element, writing)
            placed.add(index)


def _inline(body: str, article: Article) -> str:
    language = attributes((("xml:lang", article.language),))
    title = escaped(article.headline or "")
    return (
        f'<inlineXML contenttype="application/xhtml+xml"{language}>'
        f'<html xmlns="{XHTML}"{language}><head><title>{title}</title></head><body>{body}</body></html>'
        "</inlineXML>"
    )


def _pub_history(article: Article, writing: Writing) -> Node | str:
    if article.published is None and article.publisher is None:
        return ""
    if article.publisher is None:
        node = Node("published")
    else:
        node = agent_node("published", article.publisher, writing, "/publisher", "none", typed=False)
    if article.published is not None:
        node.kids.insert(0, leaf("timestamp", article.published))
    history = Node("pubHistory")
    history.add(node)
    return history


def rights_node(rights: Rights, writing: Writing, path: str) -> Node:
    """Returns `rightsInfo`; holders beyond the first, for which the standard has no room, are properties of it."""
    node = Node("rightsInfo", path=path)
    left: tuple[str, ...] = ()
    for index, holder in enumerate(rights.holders[:1]):
        node.add(agent_node("copyrightHolder", holder, writing, f"{path}/holders/{index}"))
    node.leaf("copyrightNotice", rights.notice)
    node.leaf("usageTerms", rights.usage_terms)
    if rights.licence is not None and is_uri(rights.licence):
        node.add(empty("link", ("reluri", LICENSE), ("href", rights.licence)))
    else:
        left = ("licence",)
    year = f"{rights.year:04}" if rights.year is not None else None
    node.add(extra("rightsInfoExtProperty", COPYRIGHT_YEAR, year, "xs:gYear"))
    for index, holder in enumerate(rights.holders[1:], 1):
        more = agent_node("rightsInfoExtProperty", holder, writing, f"{path}/holders/{index}", "flex")
        more.set("reluri", COPYRIGHT_HOLDER)
        node.add(more)
    add_term(node, DATA_MINING, rights.data_mining)
    add_foreign_term(node, DATA_MINING, rights.data_mining)
    node.kids += rest(rights, _WRITTEN_RIGHTS, left)
    place(node, rights, writing)
    return node


_WRITTEN_RIGHTS: Final = frozenset(("holders", "year", "notice", "usage_terms", "data_mining", "licence"))


def _item_meta(article: Article, writing: Writing) -> Node:
    node = Node("itemMeta")
    node.add('<itemClass qcode="ninat:text"/>')
    _management(node, article, writing)
    if article.embargo is not None:
        node.add(leaf("embargoed", article.embargo.until or ""))
    node.add(f'<pubStatus qcode="stat:{article.pub_status}"/>')
    node.add(generator())
    services = standard_run(article.services, lambda term: is_standard_term(term, writing))
    for index, service in enumerate(article.services[:services]):
        node.add(term_node("service", service, writing, f"/services/{index}"))
    node.leaf("title", article.title)
    for index, note in enumerate(article.editorial_notes):
        node.add(_note_node(note, writing, f"/editorial_notes/{index}"))
    for index, correction in enumerate(article.corrections):
        node.add(_correction_node(correction, writing, f"/corrections/{index}"))
    node.extend(map(_verification, article.verification_notes))
    if article.corrections:
        node.add('<signal qcode="sig:correction"/>')
    plain_url = article.url is not None and is_uri(article.url)
    if plain_url:
        node.leaf("altRep", article.url, ("contenttype", "text/html"))
    node.leaf("expires", article.expires)
    tied = _ties(article) if writing.places else ""
    alone = writing.places and is_media_item(article)
    for medium in () if alone else article.media:
        guid = guid_of(medium, Writing(0, {}) if writing.places else writing)
        if f'residref="{quoted(guid)}"' not in tied:
            node.add(_media_link(medium, guid))
    links = standard_run(article.links, _is_standard_link)
    apart = len(article.links) - writing.linked
    for index, link in enumerate(article.links[: min(links, apart)]):
        node.add(_link_node(link, writing, f"/links/{index}"))
    free = article.is_accessible_for_free
    if free is not None:
        node.add(extra("itemMetaExtProperty", FREE, "true" if free else "false", "xs:boolean"))
    if writing.derived:
        node.add(extra("itemMetaExtProperty", DERIVED, " ".join(writing.derived)))
    node.extend([encode("services", service) for service in article.services[services:]])
    node.extend([encode("links", link) for link in article.links[links:apart]])
    if article.url is not None and not plain_url:
        node.add(leaf("ns:url", article.url))
    return node


def generator() -> str:
    """Returns the mark of our own documents, with the version of the model."""
    return f'<generator roleuri="{WRITER}" versioninfo="{SCHEMA_VERSION}">newsschema</generator>'


def _management(node: Node, article: Article, writing: Writing) -> None:
    """Writes provider and dates; what the standard demands and the article lacks is derived and said to be so."""
    if article.provider is None:
        writing.derived.append("provider")
        node.add("<provider/>")
    else:
        node.add(agent_node("provider", article.provider, writing, "/provider"))
    if article.version_created is None:
        writing.derived.append("versionCreated")
    node.leaf("versionCreated", version_created(article))
    node.leaf("firstCreated", article.first_created)


def version_created(article: Article) -> str:
    """Returns when the version was made, or the nearest date-time the article has."""
    for date in (article.version_created, article.modified, article.published, article.created):
        if date is not None and date.precision == "time":
            return str(date)
    return EPOCH


def standard_run(values: Sequence[Any], is_standard: Callable[[Any], bool]) -> int:
    """Returns how many values, from the first on, the standard's element takes; the rest stays in order with us."""
    return next((index for index, value in enumerate(values) if not is_standard(value)), len(values))


_AUDIENCES: Final = {"public": PUBLIC, "internal": INTERNAL}


def _note_node(note: EditorialNote, writing: Writing, path: str) -> Node:
    node = Node("edNote", path=path)
    role = code_iri("note", note.role) if note.role is not None else None
    plain = role is None or is_uri(role)
    node.set("roleuri", role if plain else None)
    node.set("pubconstrainturi", _AUDIENCES.get(note.audience or ""))
    node.set("xml:lang", note.language)
    node.text(note.text)
    if not plain:
        node.add(leaf("ns:role", note.role))
    place(node, note, writing)
    return node


def _correction_node(correction: Correction, writing: Writing, path: str) -> Node:
    node = Node("edNote", ("roleuri", CORRECTION_NOTE), path=path)
    node.text(correction.text)
    node.add(f"<ns:correction{attributes((('at', correction.at), ('reason', correction.reason)))}/>")
    place(node, correction, writing)
    return node


def _verification(note: VerificationNote) -> Node:
    node = Node("edNote", ("roleuri", VERIFICATION_NOTE), ("xml:lang", note.language))
    node.text(note.text)
    for span in note.spans:
        role = "" if span.role == "content" else f" {span.role}"
        node.add(f"<ns:span>{span.start} {span.end}{role}</ns:span>")
    return node


def _ties(article: Article) -> str:
    """Returns the links of a foreign document, which may tie media to the article already."""
    links = [one.content for one in article.extensions if one.path.startswith("itemMeta/link")]
    return "".join(links)


def _media_link(medium: Media, guid: str) -> str:
    nature = empty("itemClass", ("qcode", f"ninat:{NATURES[medium.kind]}"))
    return f'<link rel="irel:associatedWith"{attributes((("residref", guid),))}>{nature}</link>'


def _is_standard_link(link: Link) -> bool:
    return (link.url is None or is_uri(link.url)) and is_uri(code_iri("link", link.relation))


def _link_node(link: Link, writing: Writing, path: str) -> Node:
    node = Node("link", path=path)
    if link.relation in RELATIONS:
        node.set("rel", f"irel:{RELATIONS[link.relation]}")
    else:
        node.set("reluri", code_iri("link", link.relation))
    node.set("href", link.url)
    node.set("residref", link.identifier)
    node.set("version", link.version)
    node.set("contenttype", link.media_type)
    node.leaf("title", link.title)
    place(node, link, writing)
    return node


_WRITTEN: Final = frozenset(Article.model_fields) - {"terms"}


def _content_meta(article: Article, writing: Writing) -> Node:
    node = Node("contentMeta")
    node.leaf("urgency", article.urgency)
    node.leaf("contentCreated", article.created)
    node.leaf("contentModified", article.modified)
    add_term(node, DIGITAL_SOURCE_TYPE, article.digital_source_type)
    _administration(node, article, writing)
    _description(node, article, writing)
    for section in article.sections:
        node.add(extra("contentMetaExtProperty", SECTION, section))
    _mentioned(node, article, writing)
    node.extend(map(_update, article.updates))
    add_foreign_term(node, DIGITAL_SOURCE_TYPE, article.digital_source_type)
    identifiers = standard_run(article.alternate_identifiers, _is_standard_identifier)
    node.extend([encode("alternateIdentifiers", one) for one in article.alternate_identifiers[identifiers:]])
    node.kids += rest(article, _WRITTEN, () if _mentions_anything(article) else ("mentions",))
    return node


def _administration(node: Node, article: Article, writing: Writing) -> None:
    for index, location in enumerate(article.located):
        node.add(place_node("located", location, writing, f"/located/{index}"))
    for index, credit in enumerate(article.source_credits):
        source = agent_node("infoSource", credit.agent, writing, f"/source_credits/{index}/agent")
        set_role(source, credit.role, writing)
        node.add(source)
    for tag, field in (("creator", "authors"), ("contributor", "contributors")):
        for index, contribution in enumerate(getattr(article, field)):
            node.add(contribution_node(tag, contribution, writing, f"/{field}/{index}/agent"))
    identifiers = standard_run(article.alternate_identifiers, _is_standard_identifier)
    for index, identifier in enumerate(article.alternate_identifiers[:identifiers]):
        child = Node("altId", ("typeuri", identifier.type), path=f"/alternate_identifiers/{index}")
        child.text(identifier.value)
        place(child, identifier, writing)
        node.add(child)


def _is_standard_identifier(identifier: AlternateIdentifier) -> bool:
    return identifier.type is None or is_uri(identifier.type)


def set_role(node: Node, role: str | None, writing: Writing) -> None:
    """Writes the role of an agent, an IRI: by its code where IPTC has one."""
    if role is None:
        return
    qcode = catalogs.abbreviate(role)
    if qcode is not None:
        node.set("role", writing.qcode(qcode))
    elif is_uri(role):
        node.set("roleuri", role)
    else:
        node.add(leaf("ns:role", role))


def contribution_node(tag: str, contribution: Contribution, writing: Writing, path: str) -> Node:
    """Returns a contribution as `creator` or `contributor`."""
    node = agent_node(tag, contribution.agent, writing, path)
    if contribution.role is not None:
        set_role(node, code_iri("role", contribution.role), writing)
    node.add(leaf("ns:audience", contribution.audience))
    return node


def _description(node: Node, article: Article, writing: Writing) -> None:
    if article.language is not None:
        node.add(empty("language", ("tag", article.language)))
    if article.kind != "NewsArticle":
        node.add(empty("genre", ("typeuri", KIND), ("uri", SCHEMA + article.kind)))
    for index, genre in enumerate(article.genres):
        node.add(concept_node("genre", genre, writing, f"/genres/{index}"))
    for keyword in article.keywords:
        node.leaf("keyword", keyword)
    for index, subject in enumerate(article.subjects):
        node.add(concept_node("subject", subject, writing, f"/subjects/{index}", typed=True))
    for field in ("people", "organizations"):
        for index, agent in enumerate(getattr(article, field)):
            node.add(agent_node("subject", agent, writing, f"/{field}/{index}", "flex"))
    for index, location in enumerate(article.places):
        node.add(place_node("subject", location, writing, f"/places/{index}", "flex"))
    for index, event in enumerate(article.events):
        if event.relation == "about":
            node.add(_event_named("subject", event, index, writing))
    node.leaf("slugline", article.slugline)
    node.leaf("headline", article.headline, ("rank", 1))
    for index, headline in enumerate(article.alternative_headlines):
        node.add(_headline_node(headline, index, writing))
    node.leaf("dateline", article.dateline)
    node.leaf("by", article.byline)
    node.leaf("creditline", article.credit_line)
    node.leaf("description", article.summary, ("role", "drol:summary"))


def _headline_node(headline: AlternativeHeadline, index: int, writing: Writing) -> Node:
    node = Node("headline", ("rank", index + 2), path=f"/alternative_headlines/{index}")
    if headline.role is not None:
        node.set("roleuri", attribute_iri(code_iri("headline", headline.role)))
    node.set("xml:lang", headline.language)
    node.text(headline.text)
    place(node, headline, writing)
    return node


def _is_described_where_named(event: Event, writing: Writing) -> bool:
    return any(not event.extensions[at].content for at in _naming(event, writing))


def _naming(event: Event, writing: Writing) -> list[int]:
    """Returns which extensions say how a foreign document names an event."""
    if not writing.places:
        return []
    return [at for at, one in enumerate(event.extensions) if one.path == DESCRIBED_WHERE_NAMED and one.format == FORMAT]


def _still_names(element: etree._Element, event: Event) -> bool:
    """Tells whether the element by which a foreign document names an event still says nothing else."""
    said = {" ".join(text.split()) for one in element.iter() for text in (one.text, one.tail) if text and text.strip()}
    identity = element.get("uri") == event.identifier or (event.qcode or "") == element.get("qcode")
    return identity and said <= {event.name, *(name.text for name in event.alternate_names)}


def _event_named(tag: str, event: Event, index: int, writing: Writing, *pairs: tuple[str, object]) -> Node | str:
    path = f"/events/{index}"
    placed = writing.placed.setdefault(path, set())
    if not _is_described_where_named(event, writing):
        for at in _naming(event, writing):
            element = parsed(event.extensions[at].content)
            if writing.lenient and element is not None and _still_names(element, event):
                placed.add(at)
                declare(element, writing)
                return Part(event.extensions[at].content, tag)
        return _event_reference(tag, event.identifier, *pairs)
    placed.update(_naming(event, writing))
    node = event_node(event, writing, path, tag)
    node.pairs += pairs
    return node


def _event_reference(tag: str, identifier: str, *pairs: tuple[str, object]) -> str:
    if is_uri(identifier):
        return empty(tag, ("type", "cpnat:event"), ("uri", identifier), *pairs)
    inner = leaf("ns:identifier", identifier)
    return f"<{tag}{attributes((('type', 'cpnat:event'), *pairs))}>{inner}</{tag}>"


def _mentions_anything(article: Article) -> bool:
    named = article.mentions
    return named is not None and bool(named.people or named.organizations or named.places)


def _mentioned(node: Node, article: Article, writing: Writing) -> None:
    tag = "contentMetaExtProperty"
    for index, event in enumerate(article.events):
        if event.relation == "mentions":
            node.add(_event_named(tag, event, index, writing, ("reluri", MENTIONS)))
    if article.mentions is None:
        return
    for field in ("people", "organizations"):
        for index, agent in enumerate(getattr(article.mentions, field)):
            child = agent_node(tag, agent, writing, f"/mentions/{field}/{index}", "flex")
            child.set("reluri", MENTIONS)
            node.add(child)
    for index, location in enumerate(article.mentions.places):
        child = place_node(tag, location, writing, f"/mentions/places/{index}", "flex")
        child.set("reluri", MENTIONS)
        node.add(child)


def _update(update: LiveBlogUpdate) -> str:
    pairs = [(name, getattr(update, name)) for name in ("identifier", "headline", "published", "modified")]
    body = f'<div xmlns="{XHTML}">{update.body}</div>' if update.body is not None else ""
    return f"<ns:update{attributes(pairs)}>{body}</ns:update>"


# A medium is an item of its own:
#   identifier, kind          @guid, im/itemClass ninat:picture, video, audio, graphic
#   title                     cm/headline
#   caption                   cm/description @role drol:caption
#   alternative_text          cm/description @roleuri cv/description/altText
#   credit, creators          cm/creditline, cm/creator
#   created, language         cm/contentCreated, cm/language
#   digital_source_type       cm/digitalSourceType
#   rights                    ri
#   renditions                contentSet/remoteContent


def media_item(
    medium: Media,
    article: Article,
    number: int,
    mode: Mode,
    ids: set[str],
    aside: frozenset[tuple[str, int]] = frozenset(),
) -> str:
    """Returns a medium of an article as a `newsItem`; `number` is the item's number in its file."""
    writing = writing_of(medium, number, mode, ids)
    writing.aside = aside
    writing.for_article = False
    said = {one.path for one in medium.extensions} if writing.places else set()
    item = _item(guid_of(medium, writing), 1, medium.language)
    if medium.rights is not None:
        item.add(rights_node(medium.rights, writing, "/rights"))
    meta = Node("itemMeta")
    meta.add(f'<itemClass qcode="ninat:{NATURES[medium.kind]}"/>')
    for tag, written in (
        ("provider", "<provider/>"),
        ("versionCreated", leaf("versionCreated", version_created(article))),
        ("pubStatus", f'<pubStatus qcode="stat:{article.pub_status}"/>'),
    ):
        if f"itemMeta/{tag}" not in said:
            meta.add(written)
            writing.derived.append(tag)
    meta.add(generator())
    if writing.derived:
        meta.add(extra("itemMetaExtProperty", DERIVED, " ".join(writing.derived)))
    item.add(meta)
    content = Node("contentMeta")
    content.leaf("contentCreated", medium.created)
    add_term(content, DIGITAL_SOURCE_TYPE, medium.digital_source_type)
    for index, creator in enumerate(medium.creators):
        content.add(contribution_node("creator", creator, writing, f"/creators/{index}/agent"))
    if medium.language is not None:
        content.add(empty("language", ("tag", medium.language)))
    content.leaf("headline", medium.title)
    content.leaf("creditline", medium.credit)
    content.leaf("description", medium.caption, ("role", "drol:caption"))
    content.leaf("description", medium.alternative_text, ("roleuri", ALT_TEXT))
    add_foreign_term(content, DIGITAL_SOURCE_TYPE, medium.digital_source_type)
    item.add(content)
    if medium.renditions:
        files = Node("contentSet")
        for index, rendition in enumerate(medium.renditions):
            files.add(_rendition_node(rendition, writing, f"/renditions/{index}"))
        item.add(files)
    return finished(item, medium, writing)


def _rendition_node(rendition: Rendition, writing: Writing, path: str) -> Node:
    node = Node("remoteContent", path=path)
    qcode = catalogs.abbreviate(rendition.role) if rendition.role is not None else None
    plain_role = qcode is not None or rendition.role is None or is_uri(rendition.role)
    plain_url = rendition.url is None or is_uri(rendition.url)
    node.set("rendition", qcode)
    node.set("renditionuri", rendition.role if qcode is None and plain_role else None)
    node.set("href", rendition.url if plain_url else None)
    node.set("contenttype", rendition.media_type)
    node.set("size", rendition.size)
    node.set("width", rendition.width)
    node.set("widthunit", "dimensionunit:pixels" if rendition.width is not None else None)
    node.set("height", rendition.height)
    node.set("heightunit", "dimensionunit:pixels" if rendition.height is not None else None)
    if rendition.duration is not None:
        node.set("duration", decimal(rendition.duration))
        node.set("durationunit", "timeunit:seconds")
    left = (() if plain_role else ("role",)) + (() if plain_url else ("url",))
    node.kids += rest(rendition, _WRITTEN_RENDITION, left)
    place(node, rendition, writing)
    return node


_WRITTEN_RENDITION: Final = frozenset(("media_type", "size", "width", "height", "duration", "role", "url"))
