"""NS171 to NS178: status, kind, corrections and byline, where they contradict the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newsschema.checks.facts import letters
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, Person

_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_CAUSES: Final = frozenset({"correction", "kill", "legal", "usage", "update"})


@rule("NS171")
def live_blog_without_updates(article: Article) -> Iterator[Finding]:
    """A live blog consists of its updates."""
    if article.kind == "LiveBlogPosting" and not article.updates and article.pub_status == "usable":
        yield Finding(("kind",))


@rule("NS172", when=("updates",))
def updates_without_live_blog(article: Article) -> Iterator[Finding]:
    """Updates are shown by live blogs only."""
    if article.updates and article.kind != "LiveBlogPosting":
        yield Finding(("updates",), "the article has updates, but its kind is {kind}", {"kind": article.kind})


@rule("NS173")
def canceled_with_its_text(article: Article) -> Iterator[Finding]:
    """What was canceled must not be used, so its text is not sent again."""
    if article.pub_status == "canceled" and article.body is not None:
        yield Finding(("body",))


@rule("NS175")
def canceled_without_a_word(article: Article) -> Iterator[Finding]:
    """Whoever has to remove an article wants to know why."""
    noted = any(note.role is None or note.role in _CAUSES for note in article.editorial_notes)
    if article.pub_status == "canceled" and not noted and not article.corrections:
        yield Finding(("pub_status",))


@rule("NS176", when=("corrections",))
def corrected_without_a_new_version(article: Article) -> Iterator[Finding]:
    """A correction changes the article."""
    unchanged = article.version == 1 and article.modified is None
    if article.corrections and unchanged and article.first_created in (None, article.version_created):
        yield Finding(("corrections",))


@rule("NS177", when=("byline",))
def byline_of_somebody_else(article: Article) -> Iterator[Finding]:
    """The byline names those who are given as authors."""
    names = [one.agent.name for one in article.authors if isinstance(one.agent, Person) and one.agent.name]
    if article.byline is None or not names:
        return
    printed = {letters(word) for word in _WORDS.findall(article.byline)}
    if not any(letters(word) in printed for name in names for word in _WORDS.findall(name)):
        yield Finding(("byline",))


@rule("NS178")
def withheld_and_published(article: Article) -> Iterator[Finding]:
    """What is withheld has not been published, or is no longer."""
    if article.pub_status == "withheld" and article.published is not None and article.version == 1:
        yield Finding(
            ("pub_status",),
            "the article is withheld, and says that it was published on {date}",
            {"date": article.published},
        )
