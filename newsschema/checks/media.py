"""NS151 to NS157: pictures, films and sounds, their files and their rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, Rights

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "image": ("image",),
    "video": ("video", "application"),
    "audio": ("audio", "application"),
}


@rule("NS151", when=("media",))
def picture_without_credit(article: Article) -> Iterator[Finding]:
    """Somebody made the picture, and somebody owns it."""
    if article.rights is not None and _says_something(article.rights):
        return
    yield from _once(
        article,
        [
            index
            for index, medium in enumerate(article.media)
            if not medium.credit
            and not medium.creators
            and (medium.rights is None or not _says_something(medium.rights))
        ],
        "nothing says who made or owns {medium}",
    )


def _once(article: Article, lacking: list[int], message: str) -> Iterator[Finding]:
    """One finding for all media that lack the same: a template that forgets it forgets it everywhere."""
    if lacking:
        more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        yield Finding(("media", lacking[0]), message + more, {"medium": article.media[lacking[0]].identifier})


def _says_something(rights: Rights) -> bool:
    return bool(rights.holders or rights.notice or rights.usage_terms or rights.licence)


@rule("NS152", when=("media",))
def picture_without_words(article: Article) -> Iterator[Finding]:
    """Readers who cannot see a picture are told what it shows, as those who see it are told the rest."""
    lacking = [
        index
        for index, medium in enumerate(article.media)
        if medium.kind in ("image", "graphic") and medium.alternative_text is None and (medium.caption or medium.title)
    ]
    yield from _once(article, lacking, "{medium} has no alternative text")


@rule("NS153", when=("media",))
def medium_without_file(article: Article) -> Iterator[Finding]:
    """A medium that no file holds cannot be shown."""
    for index, medium in enumerate(article.media):
        if not any(rendition.url for rendition in medium.renditions):
            yield Finding(("media", index), "no rendition of {medium} has a URL", {"medium": medium.identifier})


@rule("NS154", when=("media",))
def file_of_another_kind(article: Article) -> Iterator[Finding]:
    """At least one file of a film is a film."""
    for index, medium in enumerate(article.media):
        if any(_fits(medium.kind, rendition.media_type) for rendition in medium.renditions):
            continue
        types = [_first(rendition.media_type) for rendition in medium.renditions if rendition.media_type]
        if medium.kind in _KINDS and types:
            yield Finding(
                ("media", index, "kind"), "the kind is {kind}, but the files are {types}",
                {"kind": medium.kind, "types": ", ".join(sorted(set(types)))},
            )  # fmt: skip


@lru_cache(maxsize=256)
def _fits(kind: str, media_type: str | None) -> bool:
    """True also for a file of which nobody knows what it is."""
    return not media_type or _first(media_type) in _KINDS.get(kind, ())


def _first(media_type: str) -> str:
    return media_type.partition("/")[0].lower()


@rule("NS155", when=("media",))
def file_of_no_size(article: Article) -> Iterator[Finding]:
    """A file has bytes, a picture has pixels; what is not known is left out."""
    for index, medium in enumerate(article.media):
        for position, rendition in enumerate(medium.renditions):
            if 0 not in (rendition.size, rendition.width, rendition.height, rendition.duration):
                continue
            for name in ("size", "width", "height", "duration"):
                if getattr(rendition, name) == 0:
                    yield Finding(("media", index, "renditions", position, name), "{name} is 0", {"name": name})


@rule("NS156", when=("media",))
def file_name_for_words(article: Article) -> Iterator[Finding]:
    """Alternative text says what a picture shows; a file name does not."""
    for index, medium in enumerate(article.media):
        text = medium.alternative_text
        if (
            text is not None
            and " " not in text.strip()
            and text.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))
        ):
            yield Finding(("media", index, "alternative_text"), "{text} is the name of a file", {"text": text})


@rule("NS157", when=("media", "rights"))
def rights_of_the_future(article: Article) -> Iterator[Finding]:
    """A copyright does not begin years after the work is published."""
    date = article.published or article.version_created
    if date is None:
        return
    latest = int(date[:4]) + 1
    if article.rights is not None and article.rights.year is not None and article.rights.year > latest:
        yield Finding(
            ("rights", "year"),
            "the copyright year {year} lies after {date}",
            {"year": article.rights.year, "date": date},
        )
    for index, medium in enumerate(article.media):
        if medium.rights is not None and medium.rights.year is not None and medium.rights.year > latest:
            yield Finding(
                ("media", index, "rights", "year"), "the copyright year {year} lies after {date}",
                {"year": medium.rights.year, "date": date},
            )  # fmt: skip
