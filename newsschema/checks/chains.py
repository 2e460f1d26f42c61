"""NS208, NS212 to NS222: who speaks, and the way of the words to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from newsschema.checks.facts import facts_of, is_before, keys_of_all
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Agent, Article, AttributionLink, Organization, Person, UnnamedSource
from newsschema.v1.quotes import WITHOUT_WORDS

_PRONOUNS: Final = frozenset(
    re.findall(
        r"\S+",
        "he she they it we i you him her them us me who this that one someone somebody everyone il elle ils on lui "
        "nous je tu er sie es wir ich ihr man él ella ellos ellas ello yo nosotros usted lei loro noi io ele "
        "ela eles elas nós eu он она они оно мы я هو هي هم 他 她 他们 彼 彼女 वह वे",
    )
)
_ROLES: Final = frozenset(
    re.findall(
        r"\S+",
        "spokesman spokeswoman spokesperson minister president official officer source police witness resident doctor "
        "commander mayor ambassador expert analyst activist victim survivor neighbour neighbor",
    )
)
_ARTICLES: Final = re.compile(r"^(?:the|a|an|one)\s+", re.IGNORECASE)
_BARE: Final = re.compile(
    r"^(?:(?:an?|one|the|our|several|some|two|multiple|many|other|more)\s+)?"
    r"(?:(?:anonymous|unnamed|reliable|credible|trusted|well[- ]placed|informed|knowledgeable)\s+)?"
    r"(?:sources?|insiders?|people|someone|somebody)$",
    re.IGNORECASE,
)
_OUTLETS: Final = re.compile(
    r"\b(?:(?:local|state|foreign|social|national|regional|official)[- ](?:run )?media|media (?:reports?|outlets?)"
    r"|state (?:tv|television|radio)|(?:press|newspaper|news|tv|radio) reports?|local (?:press|newspapers?|tv|radio)"
    r"|news agenc(?:y|ies)|news outlets?|broadcasters?)\b",
    re.IGNORECASE,
)
_TWICE: Final = 2
_ORDER: Final = {"originator": 0, "spokesperson": 1, "relayer": 2, "publisher": 3}


@rule("NS208", when=("quotes", "casualty_reports"))
def speaker_that_is_a_pronoun(article: Article) -> Iterator[Finding]:
    """He, she and the minister are somebody, whom the text names elsewhere."""
    facts = facts_of(article)
    said = {_said_of(agent) for link in facts.of(AttributionLink) for agent in link.agents}
    for path, number, position, agent in facts.agents if any(map(_names_nobody, said)) else ():
        name = _said_of(agent)
        if name is None or not _names_nobody(name):
            continue
        here = (*path, "links", number, "agents", position)
        if isinstance(agent, UnnamedSource):
            if _is_pronoun(name):
                yield Finding(
                    (*here, "description"), "{said} is a pronoun, and says nothing of who spoke", {"said": name}
                )
        elif isinstance(agent, Person) or (isinstance(agent, Organization) and _is_pronoun(name)):
            yield Finding((*here, "name"))


def _said_of(agent: Agent) -> str | None:
    return agent.description if isinstance(agent, UnnamedSource) else agent.name


@lru_cache(maxsize=4096)
def _names_nobody(name: str | None) -> bool:
    return name is not None and (_is_pronoun(name) or _is_role(name))


def _is_pronoun(name: str) -> bool:
    return name.strip(" .,").casefold() in _PRONOUNS


def _is_role(name: str) -> bool:
    words = name.casefold().split()
    return bool(words) and words[-1] in _ROLES and _ARTICLES.sub("", name).strip().casefold() in _ROLES


@rule("NS212", when=(UnnamedSource,))
def merely_a_source(article: Article) -> Iterator[Finding]:
    """A source that is not named is described as closely as it may be."""
    for path, agent in facts_of(article).unnamed:
        if agent.description is None or agent.affiliation:
            continue
        if _BARE.match(agent.description.strip()):
            yield Finding(
                (*path, "description"), "{said} does not say what the source can know", {"said": agent.description}
            )


@rule("NS213", when=(UnnamedSource,))
def unnamed_without_reason(article: Article) -> Iterator[Finding]:
    """Readers are told why somebody who is quoted word for word is not named."""
    for index, quote in enumerate(article.quotes if facts_of(article).unnamed else ()):
        links = quote.attribution.links
        # What came through others was unnamed before, and this article cannot know why.
        if quote.kind != "direct" or len(links) > 1 or links[0].role != "originator" or len(links[0].agents) > 1:
            continue
        agent = links[0].agents[0]
        if not isinstance(agent, UnnamedSource) or agent.description is None:
            continue
        if agent.reason is None and agent.count is None:
            yield Finding(("quotes", index, "attribution", "links", 0, "agents", 0))


@rule("NS214", when=(UnnamedSource,))
def words_of_nobody(article: Article) -> Iterator[Finding]:
    """Words in quotation marks were said by somebody of whom something is known."""
    for index, quote in enumerate(article.quotes if facts_of(article).unnamed else ()):
        if quote.kind == "direct" and all(_is_nobody(agent) for agent in quote.attribution.speaker):
            yield Finding(("quotes", index, "attribution"))


def _is_nobody(agent: Agent) -> bool:
    return isinstance(agent, UnnamedSource) and agent.description is None and not agent.affiliation


@rule("NS215", when=(UnnamedSource,))
def nobody_was_asked(article: Article) -> Iterator[Finding]:
    """Whoever declines to comment was asked."""
    for index, quote in enumerate(article.quotes if facts_of(article).unnamed else ()):
        if quote.kind in WITHOUT_WORDS and all(_is_nobody(agent) for agent in quote.attribution.speaker):
            yield Finding(("quotes", index, "attribution"))


@rule("NS216", when=("quotes", "casualty_reports"))
def chain_out_of_order(article: Article) -> Iterator[Finding]:
    """A chain runs from the origin over spokespeople and relayers to the publisher."""
    facts = facts_of(article)
    for path, chain in facts.long if any(map(_is_out_of_order, facts.ways)) else ():
        for (_, before), (number, after) in pairwise(_ranked(tuple([link.role for link in chain.links]))):
            if _ORDER[after] < _ORDER[before]:
                yield Finding(
                    (*path, "links", number, "role"), "a {after} cannot follow a {before}",
                    {"after": after, "before": before},
                )  # fmt: skip


def _ranked(roles: tuple[str, ...]) -> list[tuple[int, str]]:
    """The roles that have a place in the order, with the numbers of their links."""
    return [(number, role) for number, role in enumerate(roles) if role in _ORDER]


@lru_cache(maxsize=1024)
def _is_out_of_order(roles: tuple[str, ...]) -> bool:
    return any(_ORDER[after] < _ORDER[before] for (_, before), (_, after) in pairwise(_ranked(roles)))


@rule("NS217", when=("quotes", "casualty_reports"))
def relayed_twice(article: Article) -> Iterator[Finding]:
    """Words do not come back to whoever passed them on."""
    facts = facts_of(article)
    for path, chain in facts.long if any(roles.count("relayer") >= _TWICE for roles in facts.ways) else ():
        relayers = [(number, link) for number, link in enumerate(chain.links) if link.role == "relayer"]
        if len(relayers) < _TWICE:
            continue
        seen: frozenset[str] = frozenset()
        for number, link in relayers:
            keys = keys_of_all(link.agents)
            if keys & seen:
                yield Finding((*path, "links", number))
            seen |= keys


@rule("NS218", when=(UnnamedSource,))
def relayer_as_origin(article: Article) -> Iterator[Finding]:
    """Media that report what others said are not where it comes from."""
    for path, chain in facts_of(article).all if facts_of(article).unnamed else ():
        first = chain.links[0]
        if len(chain.links) > 1 or first.role != "originator" or first.channel == "interview":
            continue
        for position, agent in enumerate(first.agents):
            if isinstance(agent, UnnamedSource) and agent.description and _OUTLETS.search(agent.description):
                yield Finding(
                    (*path, "links", 0, "agents", position), "{said} passed it on; who said it is missing",
                    {"said": agent.description},
                )  # fmt: skip


@rule("NS219", when=("quotes", "casualty_reports"))
def chain_back_in_time(article: Article) -> Iterator[Finding]:
    """Whoever passes words on does so after they were said."""
    facts = facts_of(article)
    for path, chain in facts.long if len(facts.times) >= _TWICE else ():
        dated = [(number, link.at) for number, link in enumerate(chain.links) if link.at is not None]
        for (_, before), (number, after) in pairwise(dated):
            if is_before(after, before):
                yield Finding(
                    (*path, "links", number, "at"), "{after} is before {before}, when the link before it spoke",
                    {"after": after, "before": before},
                )  # fmt: skip


@rule("NS222", when=("quotes", "casualty_reports"))
def spokesperson_for_itself(article: Article) -> Iterator[Finding]:
    """A spokesperson speaks for somebody else."""
    facts = facts_of(article)
    for path, chain in facts.long if any("spokesperson" in roles for roles in facts.ways) else ():
        for number, link in enumerate(chain.links):
            if link.role != "spokesperson":
                continue
            origin = keys_of_all(chain.links[0].agents)
            own = keys_of_all(link.agents)
            if own and own == origin:
                yield Finding((*path, "links", number))
