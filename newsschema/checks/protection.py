"""NS910 to NS916: sources, victims and desks that need protection. No words are repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newsschema.checks.facts import facts_of, letters, people_of
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article, CasualtyReport, UnnamedSource

_EMAIL: Final = re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9][0-9]{0,2}[ ./-]?\(?[0-9]{1,4}\)?(?:[ ./-]?[0-9]{2,4}){2,4}(?![\w])"
)
_HANDLE: Final = re.compile(r"(?<![\w.])@[A-Za-z0-9_]{3,30}\b")
_TITLED: Final = re.compile(
    r"^(?:mr|mrs|ms|dr|prof|col|colonel|gen|general|lt|capt|captain|maj|major|sgt|sergeant)\.? "
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:,|$)",
    re.IGNORECASE,
)
_MINORS: Final = frozenset({"infant", "child", "adolescent"})
_HELD: Final = frozenset({"detainee", "hostage", "refugee", "patient"})
_DESK: Final = re.compile(
    r"\W*(?i:not for publication|internal use only|for internal use|do not publish|eds?(?:itors)?:|eds?[.] ?note"
    r"|note to editors|notes? to eds?|embargoed until|advisory[: ]|attention editors)"
)
_DESK_LINE: Final = re.compile(r"\n" + _DESK.pattern)
_LONG_NOTE: Final = 40
_OPENING: Final = 20


@rule("NS910", when=(UnnamedSource,))
def unnamed_source_that_is_named(article: Article) -> Iterator[Finding]:
    """Whoever asked not to be named is not named by the words that describe them, nor to be reached by them."""
    names: list[str] | None = None
    for path, agent in _unnamed(article):
        for name in ("description", "reason", "local_key"):
            text = getattr(agent, name)
            if text is None:
                continue
            if names is None:
                names = [person.name for person in people_of(article) if person.name is not None]
            if _reaches(text) or (name != "reason" and _is_name(text, names)):
                yield Finding((*path, name))


def _unnamed(article: Article) -> Iterator[tuple[Path, UnnamedSource]]:
    yield from facts_of(article).unnamed
    for index, report in enumerate(article.casualty_reports):
        for position, found in enumerate(report.verification):
            if isinstance(found.by, UnnamedSource):
                yield ("casualty_reports", index, "verification", position, "by"), found.by
        for position, dispute in enumerate(report.disputes):
            if isinstance(dispute.by, UnnamedSource):
                yield ("casualty_reports", index, "disputes", position, "by"), dispute.by


def _reaches(text: str) -> bool:
    return bool(_EMAIL.search(text) or _PHONE.search(text) or _HANDLE.search(text))


def _is_name(text: str, names: list[str]) -> bool:
    """True where the text is a person's name, alone or with what the person is; one that only mentions it passes."""
    if _TITLED.match(text):
        return True
    parts = {letters(part) for part in text.split(",")}
    return any(" " in name and letters(name) in parts for name in names)


@rule("NS911", when=("casualty_reports",))
def victim_who_is_named(article: Article) -> Iterator[Finding]:
    """Children, detainees and victims of sexual violence are not named without need."""
    people = list(article.people) + (list(article.mentions.people) if article.mentions is not None else [])
    names = [person.name for person in people if person.name is not None and " " in person.name]
    if not names:
        return
    for index, report in enumerate(article.casualty_reports):
        if _needs_protection(report):
            for path, text in _words_of(report):
                if any(name in text for name in names):
                    yield Finding(("casualty_reports", index, *path))
                    break


def _needs_protection(report: CasualtyReport) -> bool:
    if report.cause == "sexual_violence":
        return True
    population = report.population
    if population is None:
        return False
    minor = population.age in _MINORS or (population.age_to is not None and population.age_to < 18)
    return minor or population.situation in _HELD or report.outcome in ("detained", "abducted")


def _words_of(report: CasualtyReport) -> Iterator[tuple[Path, str]]:
    if report.count.phrase is not None:
        yield ("count", "phrase"), report.count.phrase
    if report.population is not None and report.population.as_said is not None:
        yield ("population", "as_said"), report.population.as_said
    if report.note is not None:
        yield ("note",), report.note
    for position, span in enumerate(report.evidence.spans if report.evidence is not None else ()):
        yield ("evidence", "spans", position), span.exact


@rule("NS912", when=("editorial_notes",))
def contact_in_a_public_note(article: Article) -> Iterator[Finding]:
    """A note for readers holds no address or number of the desk."""
    for index, note in enumerate(article.editorial_notes):
        if note.audience == "public" and (_EMAIL.search(note.text) or _PHONE.search(note.text)):
            yield Finding(("editorial_notes", index, "text"))


@rule("NS913", when=("editorial_notes",))
def note_in_the_body(article: Article) -> Iterator[Finding]:
    """What is for editors is not published."""
    if article.body is None or not article.editorial_notes:
        return
    text: str | None = None
    for index, note in enumerate(article.editorial_notes):
        if note.audience == "public" or len(note.text) < _LONG_NOTE or note.text[:_OPENING] not in article.text:
            continue
        if text is None:
            text = letters(article.text)
        if letters(note.text) in text:
            yield Finding(("editorial_notes", index, "text"))


@rule("NS914")
def desk_talk_in_public(article: Article) -> Iterator[Finding]:
    """Words from desk to desk do not stand where readers read."""
    for name, text in (("headline", article.headline), ("summary", article.summary), ("body", article.text)):
        if not text or not _DESK_LINE.search("\n" + text):
            continue
        words = next((found[0] for line in text.split("\n") if (found := _DESK.match(line))), None)
        if words is not None:
            yield Finding((name,), words=words)


@rule("NS915", when=(UnnamedSource,))
def named_in_a_key(article: Article) -> Iterator[Finding]:
    """A key that tells unnamed sources apart does not say who they are."""
    for path, agent in _unnamed(article):
        key = agent.local_key
        if key is not None and key.startswith(("http://", "https://", "urn:", "mailto:", "tel:")):
            yield Finding((*path, "local_key"))


@rule("NS916", when=("authors",))
def private_address(article: Article) -> Iterator[Finding]:
    """A person's telephone number or postal address is not sent to readers."""
    for index, author in enumerate(article.authors):
        for position, contact in enumerate(author.agent.contacts):
            if (
                contact.audience == "public"
                and contact.kind in ("telephone", "address")
                and author.agent.type == "person"
            ):
                yield Finding(("authors", index, "agent", "contacts", position))
