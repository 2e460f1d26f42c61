"""NS420 to NS428: what Google's guidance on article markup asks for; in force in the profile `google` only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, Media

_LONG: Final = 110
_PIXELS: Final = 50_000
_PREFIX: Final = re.compile(r"(?:by|von|par|por|di|door|af|av)\s", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"\s(?:and|und|et|y|e|og|och)\s|[,;&/]", re.IGNORECASE)


@rule("NS420")
def no_headline_for_search(article: Article) -> Iterator[Finding]:
    """Search shows the headline."""
    if article.headline is None:
        yield Finding(())


@rule("NS421")
def no_image_for_search(article: Article) -> Iterator[Finding]:
    """Search shows a picture."""
    if not any(medium.kind in ("image", "graphic") for medium in article.media):
        yield Finding(())


@rule("NS422")
def no_date_for_search(article: Article) -> Iterator[Finding]:
    """Search shows the date."""
    if article.published is None:
        yield Finding(())


@rule("NS423")
def no_author_for_search(article: Article) -> Iterator[Finding]:
    """Search shows who wrote it."""
    if not article.authors:
        yield Finding(())


@rule("NS424")
def headline_cut_by_search(article: Article) -> Iterator[Finding]:
    """Search cuts long headlines."""
    if article.headline is not None and len(article.headline) > _LONG:
        yield Finding(("headline",), "the headline has {size} characters", {"size": len(article.headline)})


@rule("NS425")
def date_without_zone(article: Article) -> Iterator[Finding]:
    """Without a zone search takes its own."""
    for name in ("published", "modified"):
        date = getattr(article, name)
        if date is not None and not date.has_zone:
            yield Finding((name,), "{date} has no time with its zone", {"date": date})


@rule("NS426")
def small_picture(article: Article) -> Iterator[Finding]:
    """Search takes pictures of at least 50 000 pixels."""
    for index, medium in enumerate(article.media):
        sizes = _sizes(medium)
        if medium.kind == "image" and sizes and max(sizes) < _PIXELS:
            yield Finding(("media", index), "its largest file has {size} pixels", {"size": max(sizes)})


def _sizes(medium: Media) -> list[int]:
    return [one.width * one.height for one in medium.renditions if one.width and one.height]


@rule("NS427")
def author_without_page(article: Article) -> Iterator[Finding]:
    """Search tells authors of one name apart by their pages."""
    for index, author in enumerate(article.authors):
        if author.agent.url is None and not author.agent.same_as and author.agent.identifier is None:
            yield Finding(("authors", index, "agent"))


@rule("NS428")
def several_authors_in_one(article: Article) -> Iterator[Finding]:
    """Each author has a name of their own, without a word before it."""
    for index, author in enumerate(article.authors):
        name = author.agent.name
        if name is not None and author.agent.type == "person" and (_PREFIX.match(name) or _SEVERAL.search(name)):
            yield Finding(("authors", index, "agent", "name"))
