"""NS11x: the dates of an article, compared at the precision that each was stated with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Final

from newsschema.checks.facts import is_before
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article, PartialDate

_AN_HOUR: Final = timedelta(hours=1)
_A_NIGHT: Final = timedelta(days=1)
_FAR_AHEAD: Final = timedelta(days=7)
_FIRST_NEWSPAPER: Final = "1605"
_EPOCH: Final = "1970-01-01"


@rule("NS111")
def modified_before_published(article: Article) -> Iterator[Finding]:
    """The last change does not lie days before the first publication; a piece may wait a night for its hour."""
    yield from _reversed(article.modified, article.published, ("modified",), "published")
    for index, update in enumerate(article.updates):
        yield from _reversed(update.modified, update.published, ("updates", index, "modified"), "published")


@rule("NS112")
def created_after_the_rest(article: Article) -> Iterator[Finding]:
    """What was changed or published had been made before; systems stamp what happens at once within an hour."""
    for name, other in (("modified", article.modified), ("published", article.published)):
        if _is_long_before(other, article.created, _AN_HOUR):
            yield _later(("created",), article.created, name, other)
            return


@rule("NS113")
def published_long_after_this_version(article: Article) -> Iterator[Finding]:
    """A version is made at most days before the article is first published, unless it is held back."""
    made, published = article.version_created, article.published
    if made is None or published is None or article.embargo is not None or published[:10] == made[:10]:
        return
    earliest, latest = published.earliest, made.latest
    if earliest is not None and latest is not None and earliest - latest > _FAR_AHEAD:
        yield _later(("published",), published, "version_created", made)


@rule("NS114")
def first_created_after_this_version(article: Article) -> Iterator[Finding]:
    """The first version is not made after a later one."""
    if is_before(article.version_created, article.first_created):
        yield _later(("first_created",), article.first_created, "version_created", article.version_created)


@rule("NS115", when=("expires",))
def expires_before_it_begins(article: Article) -> Iterator[Finding]:
    """What expires before it is published could never be used."""
    for name, start in (("published", article.published), ("version_created", article.version_created)):
        if is_before(article.expires, start):
            yield Finding(
                ("expires",), "the article expires on {end}, before it was {name} on {start}",
                {"end": article.expires, "start": start, "name": "published" if name == "published" else "made"},
            )  # fmt: skip
            return
    until = article.embargo.until if article.embargo is not None else None
    if is_before(article.expires, until):
        yield Finding(
            ("expires",), "the article expires on {end}, before its embargo ends on {start}",
            {"end": article.expires, "start": until},
        )  # fmt: skip


@rule("NS116", when=("embargo",))
def published_under_embargo(article: Article) -> Iterator[Finding]:
    """What is held back has not been published yet."""
    if article.embargo is None or article.published is None or article.pub_status != "usable":
        return
    until = article.embargo.until
    if until is None:
        if article.version_created is None or not is_before(article.version_created, article.published):
            yield Finding(
                ("embargo",), "the article says when it was published, {date}, and is held until further notice",
                {"date": article.published},
            )  # fmt: skip
    elif is_before(article.published, until):
        yield Finding(
            ("embargo", "until"), "the article was published on {date}, before its embargo ends on {until}",
            {"date": article.published, "until": until},
        )  # fmt: skip


@rule("NS117")
def date_of_a_computer(article: Article) -> Iterator[Finding]:
    """A year without its century, and the day on which computers begin to count, are mistakes of programs."""
    for path, date in _dates(article):
        if date[:4] < _FIRST_NEWSPAPER:
            yield Finding(path, "the year of {date} lies before there were newspapers", {"date": date})
        elif date[:10] == _EPOCH and path[0] != "events":
            yield Finding(path, "{date} is the day at which computers begin to count: no date at all", {"date": date})


def _dates(article: Article) -> Iterator[tuple[Path, PartialDate]]:
    for name in ("created", "published", "modified", "first_created", "version_created", "expires"):
        date = getattr(article, name)
        if date is not None:
            yield (name,), date
    for index, update in enumerate(article.updates):
        if update.published is not None:
            yield ("updates", index, "published"), update.published
    for index, medium in enumerate(article.media):
        if medium.created is not None and medium.created[:10] == _EPOCH:
            yield ("media", index, "created"), medium.created


@rule("NS118", when=("corrections",))
def corrected_before_published(article: Article) -> Iterator[Finding]:
    """A correction puts right what readers have seen."""
    for index, correction in enumerate(article.corrections):
        if is_before(correction.at, article.published):
            yield _earlier(("corrections", index, "at"), correction.at, "published", article.published)


@rule("NS119", when=("updates",))
def update_before_its_blog(article: Article) -> Iterator[Finding]:
    """An update of a live blog comes after the blog was opened."""
    for index, update in enumerate(article.updates):
        if is_before(update.published, article.published) and is_before(update.published, article.created):
            yield _earlier(("updates", index, "published"), update.published, "published", article.published)


def _reversed(late: PartialDate | None, early: PartialDate | None, path: Path, name: str) -> Iterator[Finding]:
    if _is_long_before(late, early, _A_NIGHT):
        yield _earlier(path, late, name, early)


def _is_long_before(first: PartialDate | None, second: PartialDate | None, least: timedelta) -> bool:
    return first is not None and second is not None and is_before(first, second) and _is_apart(first, second, least)


@lru_cache(maxsize=1024)
def _is_apart(first: PartialDate, second: PartialDate, least: timedelta) -> bool:
    latest, earliest = first.latest, second.earliest
    return latest is not None and earliest is not None and earliest - latest > least


def _earlier(path: Path, date: PartialDate | None, name: str, other: PartialDate | None) -> Finding:
    return Finding(path, f"{{date}} is before {name}, which is {{other}}", {"date": date, "other": other})


def _later(path: Path, date: PartialDate | None, name: str, other: PartialDate | None) -> Finding:
    return Finding(path, f"{{date}} is after {name}, which is {{other}}", {"date": date, "other": other})
