"""What several rules ask of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Final

import orjson

from newsschema.checks.registry import Path
from newsschema.v1 import (
    Agent,
    Article,
    Attribution,
    CasualtyReport,
    Organization,
    PartialDate,
    Person,
    SourceDocument,
    UnnamedSource,
)
from newsschema.v1.base import Model

NOT_LETTERS: Final = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """The letters and digits of a text, case folded: what stays the same however it is set."""
    return NOT_LETTERS.sub("", text).casefold()


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The letters of a name, which occurs again and again in an article and a feed."""
    return letters(name)


def primary(language: str | None) -> str:
    """The primary subtag of a language tag in lower case, empty where there is none."""
    return language.partition("-")[0].lower() if language else ""


def is_before(first: PartialDate | None, second: PartialDate | None) -> bool:
    """Tells whether the first date is certainly before the second; what is not known, or open, is not."""
    return first is not None and second is not None and first != second and _before(first, second)


@lru_cache(maxsize=1024)
def _before(first: PartialDate, second: PartialDate) -> bool:
    # The same few dates of an article are compared by many rules.
    return first.before(second) is True


def keys_of(agent: Agent) -> frozenset[str]:
    """What identifies an agent inside one article; two agents that share a key are one, and nobody has no key."""
    match agent:
        case UnnamedSource():
            said = agent.local_key or agent.description
            return frozenset((f"unnamed:{name_key(said)}",)) if said else frozenset()
        case SourceDocument():
            known = (agent.identifier, agent.url, agent.name and f"document:{name_key(agent.name)}")
        case Person() | Organization():
            known = (agent.identifier, agent.qcode, agent.name and f"{agent.type}:{name_key(agent.name)}")
    same = () if isinstance(agent, UnnamedSource | SourceDocument) else agent.same_as
    return frozenset(key for key in (*known, *same) if key)


def keys_of_all(agents: Iterable[Agent]) -> frozenset[str]:
    """What identifies any of some agents."""
    return frozenset().union(*(keys_of(agent) for agent in agents))


def origin_keys(attribution: Attribution) -> frozenset[str]:
    """What identifies those whose words or figure it is, and who speaks for them."""
    first, speaker = attribution.links[0], attribution.speaker_link
    publishers = [
        agent.publisher for agent in first.agents if isinstance(agent, SourceDocument) and agent.publisher is not None
    ]
    return keys_of_all((*first.agents, *speaker.agents, *publishers))


def all_keys(attribution: Attribution) -> frozenset[str]:
    """What identifies anybody in a chain, and the bodies they belong to."""
    agents = [agent for link in attribution.links for agent in link.agents]
    bodies = [body for agent in agents if isinstance(agent, Person | UnnamedSource) for body in agent.affiliation]
    publishers = [agent.publisher for agent in agents if isinstance(agent, SourceDocument) and agent.publisher]
    return keys_of_all((*agents, *bodies, *publishers))


def people_of(article: Article) -> Iterator[Person]:
    """Every person that an article names: those it is about, its authors, and whoever speaks in it."""
    yield from article.people
    if article.mentions is not None:
        yield from article.mentions.people
    chains = [quote.attribution for quote in article.quotes]
    chains += [report.attribution for report in article.casualty_reports]
    for chain in chains:
        for link in chain.links:
            yield from (agent for agent in link.agents if isinstance(agent, Person))


def reports_by_identifier(article: Article) -> dict[str, tuple[int, CasualtyReport]]:
    """The casualty reports of an article, with their positions, by identifier."""
    return {report.identifier: (index, report) for index, report in enumerate(article.casualty_reports)}


_EVERYTHING: Final = frozenset({"discounted", "retracted"})


def is_dropped(report: CasualtyReport) -> bool:
    """Tells whether somebody found that the figure does not hold."""
    return any(found.value in _EVERYTHING for found in report.verification)


def texts_of(value: Model, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in a document with its path."""
    for name in _fields(type(value)):
        inner = value.__dict__.get(name)
        if inner is not None and inner != ():
            yield from _texts(inner, (*path, name))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Model):
        yield from texts_of(value, path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


@lru_cache(maxsize=128)
def _fields(model: type[Model]) -> tuple[str, ...]:
    return tuple(model.model_fields)


class Search:
    """Everything an article says as bytes, in which a rule sees quickly that what it looks for is not there."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.data = orjson.dumps(article, default=_MEMBERS)

    @cached_property
    def foreign(self) -> bytes:
        """The same without ASCII, which leaves every other character whole."""
        return b"" if self.data.isascii() else self.data.translate(None, _ASCII)

    @cached_property
    def digest(self) -> int:
        """Eight bytes that stand for all of it."""
        return int.from_bytes(blake2b(self.data, digest_size=8).digest(), "big")

    @cached_property
    def hosts(self) -> bytes:
        """The authorities of all links, each after a line end."""
        return b"\n".join({b"", *_AUTHORITY.findall(self.data)})


_MEMBERS: Final = attrgetter("__dict__")
_ASCII: Final = bytes(range(128))
_AUTHORITY: Final = re.compile(rb"://([^/?#\s\"]*)")


class _Latest:
    """The one article that was last searched: several rules search it, one after another."""

    search: Search | None = None


def search_of(article: Article) -> Search:
    """The bytes of an article, made once for all rules that look into them."""
    latest = _Latest.search
    if latest is None or latest.article is not article:
        latest = _Latest.search = Search(article)
    return latest
