"""What several rules ask of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Final

import orjson

from newsschema.checks.registry import Path
from newsschema.v1 import (
    Agent,
    Article,
    Attribution,
    BroaderConcept,
    CasualtyReport,
    Concept,
    Count,
    Organization,
    PartialDate,
    Person,
    Place,
    SourceDocument,
    UnnamedSource,
)
from newsschema.v1.base import Model
from newsschema.v1.intervals import Interval

NOT_LETTERS: Final = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """The letters and digits of a text, case folded: what stays the same however it is set."""
    return NOT_LETTERS.sub("", text).casefold()


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The letters of a name, which occurs again and again in an article and a feed."""
    return letters(name)


@lru_cache(maxsize=256)
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
    return bool(report.verification) and any(found.value in _EVERYTHING for found in report.verification)


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
        self.members = 0
        """How many members the document stated, in all of its objects."""
        self.data = orjson.dumps(article, default=self._members_of)

    def _members_of(self, model: Model) -> dict[str, Any]:
        self.members += len(model.__pydantic_fields_set__)
        return model.__dict__

    @cached_property
    def lower(self) -> bytes:
        """The same with the letters of ASCII in lower case."""
        return self.data.lower()

    @cached_property
    def foreign(self) -> bytes:
        """The same without ASCII, which leaves every other character whole."""
        return b"" if self.data.isascii() else self.data.translate(None, _ASCII)

    @cached_property
    def digest(self) -> int:
        """Eight bytes that stand for all of it in this run."""
        return hash(self.data) & EIGHT_BYTES

    @cached_property
    def hosts(self) -> frozenset[bytes]:
        """The authorities of all links, in lower case."""
        return frozenset(_AUTHORITY.findall(self.lower))

    @cached_property
    def is_reordered(self) -> bool:
        """True where there may be characters that reorder or hide text: U+200B, U+202A to U+202E, U+2060 to U+206F."""
        return _SPECIAL.search(self.foreign) is not None

    @cached_property
    def public(self) -> str:
        """The texts that readers read, one after another."""
        article = self.article
        texts = [article.headline, article.summary, article.byline, article.text]
        texts += [headline.text for headline in article.alternative_headlines]
        texts += [medium.caption for medium in article.media]
        texts += [update.body.text for update in article.updates if update.body is not None]
        return "\n".join([text for text in texts if text])


EIGHT_BYTES: Final = 2**64 - 1
_ASCII: Final = bytes(range(128))
# In UTF-8; a byte of more is looked at again in the text itself.
_SPECIAL: Final = re.compile(rb"\xe2(?:\x80[\x8b\xaa-\xae]|\x81[\xa0-\xaf])")
_AUTHORITY: Final = re.compile(rb"://([^/?#\s\"]*)")


class Facts:
    """Who speaks in an article, where it is and what about, gathered once for all rules that ask."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.all: list[tuple[Path, Attribution]] = [
            (("quotes", index, "attribution"), quote.attribution) for index, quote in enumerate(article.quotes)
        ]
        self.all += [
            (("casualty_reports", index, "attribution"), report.attribution)
            for index, report in enumerate(article.casualty_reports)
        ]
        self.long = [one for one in self.all if len(one[1].links) > 1]
        """The chains of more than one link."""
        self.agents: list[tuple[Path, int, int, Agent]] = [
            (path, number, position, agent)
            for path, chain in self.all
            for number, link in enumerate(chain.links)
            for position, agent in enumerate(link.agents)
        ]
        """Everybody, with the path of the chain, the number of the link and the position in it."""
        self.unnamed = [
            ((*path, "links", number, "agents", position), agent)
            for path, number, position, agent in self.agents
            if isinstance(agent, UnnamedSource)
        ]
        """The unnamed, with their paths."""

    @cached_property
    def places(self) -> list[tuple[Path, Place]]:
        """Every place of the article."""
        article = self.article
        found: list[tuple[Path, Place]] = [(("located", index), place) for index, place in enumerate(article.located)]
        found += [(("places", index), place) for index, place in enumerate(article.places)]
        if article.mentions is not None:
            found += [(("mentions", "places", index), place) for index, place in enumerate(article.mentions.places)]
        for field in ("events", "quotes", "casualty_reports"):
            for index, owner in enumerate(getattr(article, field)):
                if owner.place is not None:
                    found.append(((field, index, "place"), owner.place))
        return found

    @cached_property
    def concepts(self) -> list[tuple[Path, Concept | BroaderConcept]]:
        """Every term that the article is about, or that an event of it is of."""
        found: list[tuple[Path, Concept | BroaderConcept]] = []
        for name in ("subjects", "genres", "services"):
            for index, concept in enumerate(getattr(self.article, name)):
                found.append(((name, index), concept))
                found += [((name, index, "broader", at), broader) for at, broader in enumerate(concept.broader)]
        for index, event in enumerate(self.article.events):
            found += [(("events", index, "kinds", at), kind) for at, kind in enumerate(event.kinds)]
        return found


class _Latest:
    """The one article that was last looked into: several rules look into it, one after another."""

    search: Search | None = None
    facts: Facts | None = None


def facts_of(article: Article) -> Facts:
    """What several rules ask of an article, gathered once."""
    latest = _Latest.facts
    if latest is None or latest.article is not article:
        latest = _Latest.facts = Facts(article)
    return latest


def interval_of(count: Count) -> Interval:
    """The least and the most that a count allows, under the default convention; the same few occur again and again."""
    return _interval(count.qualifier, count.number, count.number_to, count.phrase)


@lru_cache(maxsize=4096)
def _interval(qualifier: Any, number: int | None, number_to: int | None, phrase: str | None) -> Interval:
    plain = Count.model_construct(qualifier=qualifier, number=number, number_to=number_to, phrase=phrase)
    return plain.interval()


def search_of(article: Article) -> Search:
    """The bytes of an article, made once for all rules that look into them."""
    latest = _Latest.search
    if latest is None or latest.article is not article:
        latest = _Latest.search = Search(article)
    return latest
