"""What several rules ask of an article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, Final, TypeVar

import orjson

from newsschema.checks.registry import Path
from newsschema.v1 import (
    Agent,
    Article,
    Attribution,
    AttributionLink,
    BroaderConcept,
    CasualtyReport,
    Concept,
    Count,
    Organization,
    PartialDate,
    Person,
    Place,
    Quote,
    SourceDocument,
    TextSpan,
    UnnamedSource,
)
from newsschema.v1.base import Model
from newsschema.v1.intervals import Interval

_Part = TypeVar("_Part", bound=Model)


def letters(text: str) -> str:
    """The letters and digits of a text, case folded: what stays the same however it is set."""
    return "".join(filter(str.isalnum, text)).casefold()


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


class Facts:
    """What an article holds and says, gathered once for all rules that ask.

    Everything it says is one run of bytes, in which a rule sees quickly that what it looks for is not there; its parts
    stand beside each other by their kind, wherever in the article they are.
    """

    def __init__(self, article: Article) -> None:
        found: list[Model] = []

        def opened(part: Model) -> dict[str, Any]:
            found.append(part)
            return part.__dict__

        self.article = article
        self.data = orjson.dumps(article, default=opened)
        """Everything the article says, as JSON."""
        self.members = sum(map(len, map(_stated, found)))
        """How many members the document stated, in all of its objects."""
        self.parts: defaultdict[type[Model], list[Any]] = defaultdict(list)
        """The parts of each kind, in the order of the article, which is one itself."""
        for part in found:
            self.parts[type(part)].append(part)

    # --- Its parts

    def of(self, kind: type[_Part]) -> list[_Part]:
        """The parts of one kind, wherever they are."""
        return self.parts.get(kind, [])

    def stated(self, kind: type[Model]) -> frozenset[str]:
        """The members that some part of a kind states."""
        return frozenset().union(*map(_stated, self.of(kind)))

    @cached_property
    def all(self) -> list[tuple[Path, Attribution]]:
        """Every chain with its path."""
        article = self.article
        found: list[tuple[Path, Attribution]] = [
            (("quotes", index, "attribution"), quote.attribution) for index, quote in enumerate(article.quotes)
        ]
        found += [
            (("casualty_reports", index, "attribution"), report.attribution)
            for index, report in enumerate(article.casualty_reports)
        ]
        return found

    @property
    def long(self) -> list[tuple[Path, Attribution]]:
        """The chains of more than one link, with their paths."""
        return [one for one in self.all if len(one[1].links) > 1]

    @cached_property
    def ways(self) -> frozenset[tuple[str, ...]]:
        """The roles along the chains of more than one link, each sequence of roles once."""
        chains = [chain.links for chain in self.of(Attribution)]
        return frozenset([tuple([link.role for link in links]) for links in chains if len(links) > 1])

    @cached_property
    def times(self) -> frozenset[PartialDate]:
        """The times at which something was said or passed on, each once."""
        return frozenset([link.at for link in self.of(AttributionLink) if link.at is not None])

    @property
    def agents(self) -> list[tuple[Path, int, int, Agent]]:
        """Everybody in a chain, with the path of the chain, the number of the link and the position in it."""
        return [
            (path, number, position, agent)
            for path, chain in self.all
            for number, link in enumerate(chain.links)
            for position, agent in enumerate(link.agents)
        ]

    @cached_property
    def unnamed(self) -> list[tuple[Path, UnnamedSource]]:
        """The unnamed in chains, with their paths."""
        if not self.of(UnnamedSource):
            return []
        return [
            ((*path, "links", number, "agents", position), agent)
            for path, number, position, agent in self.agents
            if isinstance(agent, UnnamedSource)
        ]

    @property
    def places(self) -> list[tuple[Path, Place]]:
        """Every place of the article, with its path."""
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

    @property
    def concepts(self) -> list[tuple[Path, Concept | BroaderConcept]]:
        """Every term that the article is about, or that an event of it is of, with its path."""
        found: list[tuple[Path, Concept | BroaderConcept]] = []
        for name in ("subjects", "genres", "services"):
            for index, concept in enumerate(getattr(self.article, name)):
                found.append(((name, index), concept))
                found += [((name, index, "broader", at), broader) for at, broader in enumerate(concept.broader)]
        for index, event in enumerate(self.article.events):
            found += [(("events", index, "kinds", at), kind) for at, kind in enumerate(event.kinds)]
        return found

    @cached_property
    def terms(self) -> list[Concept | BroaderConcept]:
        """The terms of the article, and perhaps others that it holds."""
        return [*self.of(Concept), *self.of(BroaderConcept)]

    @cached_property
    def contents(self) -> list[list[TextSpan]]:
        """For each quote the spans of its own words, in the order of the text."""
        return [content_of(quote) for quote in self.article.quotes]

    # --- What it says

    @cached_property
    def digest(self) -> int:
        """Eight bytes that stand for all of it in this run."""
        return hash(self.data) & EIGHT_BYTES

    @cached_property
    def is_reordered(self) -> bool:
        """True where there may be characters that reorder or hide text: U+200B, U+202A to U+202E, U+2060 to U+206F."""
        return _SPECIAL.search(self.data) is not None

    @property
    def is_tagged(self) -> bool:
        """True where there may be tag characters, U+E0001 to U+E007F, or U+FEFF."""
        # One byte alone is found at the speed of memory.
        return b"\xf3" in self.data or (b"\xef" in self.data and b"\xef\xbb\xbf" in self.data)

    @cached_property
    def public(self) -> str:
        """The texts that readers read, one after another."""
        article = self.article
        texts = [article.headline, article.summary, article.byline, article.text]
        texts += [headline.text for headline in article.alternative_headlines]
        texts += [medium.caption for medium in article.media]
        texts += [update.body.text for update in article.updates if update.body is not None]
        return "\n".join([text for text in texts if text])


def content_of(quote: Quote) -> list[TextSpan]:
    """The spans of a quote's own words, in the order of the text."""
    found = [span for span in quote.spans if span.role == "content"]
    return found if len(found) < 2 else sorted(found, key=_start)


_start: Final = attrgetter("start")
_stated: Final = attrgetter("__pydantic_fields_set__")
EIGHT_BYTES: Final = 2**64 - 1
# In UTF-8.
_SPECIAL: Final = re.compile(rb"\xe2(?:\x80[\x8b\xaa-\xae]|\x81[\xa0-\xaf])")


class _Latest:
    """The one article that was last looked into: several rules look into it, one after another."""

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
