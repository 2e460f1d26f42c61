"""NS326 to NS339, NS350 to NS354: times, scopes, causes, sources and the history of claims."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from newsschema.checks.facts import (
    all_keys,
    interval_of,
    is_before,
    is_dropped,
    keys_of,
    keys_of_all,
    origin_keys,
    reports_by_identifier,
)
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, CasualtyReport, PartialDate, SourceDocument, UnnamedSource
from newsschema.v1.base import Model

_A_DAY: Final = timedelta(days=1)
_ABOVE_ALLEGED: Final = frozenset({"corroborated", "officially_confirmed", "independently_verified"})
_SAYS_WHO: Final = frozenset({"suicide_attack", "vehicle_ramming"})


@rule("NS327", when=("casualty_reports.as_of",))
def stated_after_the_article(article: Article) -> Iterator[Finding]:
    """A figure is not of a later hour than the article that gives it."""
    dates = [date for date in (article.published, article.modified, article.version_created) if date is not None]
    stated = {report.as_of for report in article.casualty_reports}
    late = {at for at in stated if at is not None and all(_is_a_day_before(date, at) for date in dates)}
    for index, report in enumerate(article.casualty_reports if dates and late else ()):
        if report.as_of in late:
            yield Finding(
                ("casualty_reports", index, "as_of"), "the figure is of {as_of}, after the article of {date}",
                {"as_of": report.as_of, "date": max(dates)},
            )  # fmt: skip


def _is_a_day_before(first: PartialDate, second: PartialDate) -> bool:
    """Certainly before; where the one has a zone and the other not, by more than a day."""
    if not is_before(first, second):
        return False
    if first.has_zone == second.has_zone or "day" not in (first.precision, second.precision):
        return True
    latest, earliest = first.latest, second.earliest
    return latest is not None and earliest is not None and earliest - latest > _A_DAY


@rule("NS328", when=("casualty_reports.as_of",))
def stated_before_the_event(article: Article) -> Iterator[Finding]:
    """Nobody is counted before it happened."""
    if not article.events:
        return
    events = {event.identifier: event for event in article.events}
    for index, report in enumerate(article.casualty_reports):
        event = events.get(report.event) if report.event is not None else None
        if event is not None and is_before(report.as_of, event.start):
            yield Finding(
                ("casualty_reports", index, "as_of"), "the figure is of {as_of}, before the event of {start}",
                {"as_of": report.as_of, "start": event.start},
            )  # fmt: skip


@rule("NS329", when=("casualty_reports",))
def harmed_by_the_future(article: Article) -> Iterator[Finding]:
    """An event that has not come has harmed nobody yet."""
    if not article.events:
        return
    dates = [date for date in (article.published, article.modified, article.version_created) if date is not None]
    harmful = {report.event for report in article.casualty_reports if report.scope != "estimate"}
    if not dates:
        return
    for index, event in enumerate(article.events):
        start = event.start
        if event.identifier in harmful and start is not None and all(_is_a_day_before(date, start) for date in dates):
            yield Finding(
                ("events", index, "start"), "the event of {start} lies after the article of {date}",
                {"start": start, "date": max(dates)},
            )  # fmt: skip


@rule("NS326", when=("casualty_reports.period",))
def period_before_the_event(article: Article) -> Iterator[Finding]:
    """What a figure covers does not end before its event begins."""
    events = {event.identifier: event for event in article.events}
    for index, report in enumerate(article.casualty_reports if events else ()):
        event = events.get(report.event) if report.event is not None else None
        if event is not None and report.period is not None and is_before(report.period.end, event.start):
            yield Finding(
                ("casualty_reports", index, "period", "end"), "the period ends on {end}, before the event of {start}",
                {"end": report.period.end, "start": event.start},
            )  # fmt: skip


def _superseded(article: Article) -> Iterator[tuple[int, CasualtyReport, CasualtyReport]]:
    """Each report of the article that replaces another of it, with its position and the one replaced."""
    if not any(report.supersedes is not None for report in article.casualty_reports):
        return
    known = reports_by_identifier(article)
    for index, report in enumerate(article.casualty_reports):
        earlier = report.supersedes
        if earlier is None or earlier.article not in (None, article.identifier):
            continue
        if earlier.version in (None, article.version) and earlier.report in known:
            yield index, report, known[earlier.report][1]


@rule("NS330", when=("casualty_reports.supersedes",))
def replaces_another_matter(article: Article) -> Iterator[Finding]:
    """A newer figure of the injured does not replace the dead."""
    for index, report, earlier in _superseded(article):
        if report.supersedes is not None and report.supersedes.reason in ("reclassified", "correction"):
            continue
        pairs = {"outcome": (report.outcome, earlier.outcome), "event": (report.event, earlier.event)}
        other = [name for name, (mine, old) in pairs.items() if mine and old and mine != old]
        if other:
            here = ("casualty_reports", index, "supersedes")
            yield Finding(here, "the figure replaces one with another {name}", {"name": " and ".join(other)})


@rule("NS331", when=("casualty_reports.supersedes",))
def replaced_by_an_older(article: Article) -> Iterator[Finding]:
    """A figure is replaced by one of a later hour."""
    for index, report, earlier in _superseded(article):
        if is_before(report.as_of, earlier.as_of):
            yield Finding(
                ("casualty_reports", index, "as_of"), "the figure is of {mine}, and replaces one of {old}",
                {"mine": report.as_of, "old": earlier.as_of},
            )  # fmt: skip


@rule("NS332", when=("casualty_reports.supersedes",))
def falls_without_a_reason(article: Article) -> Iterator[Finding]:
    """Tolls fall for good reasons, which are told."""
    for index, report, earlier in _superseded(article):
        high, low = interval_of(report.count).upper, interval_of(earlier.count).lower
        reason = report.supersedes.reason if report.supersedes is not None else None
        told = reason not in (None, "update") or (report.supersedes is not None and report.supersedes.note is not None)
        if high is not None and low is not None and high < low and not told and report.scope != "increment":
            yield Finding(
                ("casualty_reports", index, "supersedes"), "the figure falls from at least {low} to at most {high}",
                {"low": low, "high": high},
            )  # fmt: skip


@rule("NS333", when=("casualty_reports.scope",))
def scope_without_dates(article: Article) -> Iterator[Finding]:
    """A figure of a period says which."""
    for index, report in enumerate(article.casualty_reports):
        period = report.period
        start, end = (period.start, period.end) if period is not None else (None, None)
        if report.scope == "increment" and (start is None or end is None):
            yield Finding(("casualty_reports", index, "scope"), "an increment has a start and an end")
        elif report.scope == "cumulative" and start is None and not _begins_with_event(article, report):
            yield Finding(("casualty_reports", index, "scope"), "a cumulative figure has a start")


def _begins_with_event(article: Article, report: CasualtyReport) -> bool:
    return any(event.identifier == report.event and event.start is not None for event in article.events)


@rule("NS335", when=("casualty_reports.as_of",))
def disjoint_claims(article: Article) -> Iterator[Finding]:
    """Two sources that cannot both be right about one thing disagree, and the article knows it."""
    matters = {(report.outcome, report.event) for report in article.casualty_reports}
    if len(matters) == len(article.casualty_reports):
        return
    replaced = {earlier.identifier for _, _, earlier in _superseded(article)}
    open_claims = [
        (index, report)
        for index, report in enumerate(article.casualty_reports)
        if not (report.disputes or report.part_of or report.supersedes or report.event is None or report.as_of is None)
        and not is_dropped(report)
        and report.identifier not in replaced
    ]
    for at, (index, report) in enumerate(open_claims):
        for _, other in open_claims[:at]:
            if _same_matter(report, other) and not interval_of(report.count).overlaps(interval_of(other.count)):
                yield Finding(
                    ("casualty_reports", index, "count"), "the figure and that of {other} exclude each other",
                    {"other": other.identifier},
                )  # fmt: skip
                break


def _same_matter(one: CasualtyReport, other: CasualtyReport) -> bool:
    if one.outcome != other.outcome or one.event != other.event:
        return False
    names = ("scope", "cause", "place", "includes_perpetrators", "period", "case_classification")
    if any(getattr(one, name) != getattr(other, name) for name in names) or one.count.unit != other.count.unit:
        return False
    if is_before(one.as_of, other.as_of) or is_before(other.as_of, one.as_of):
        return False
    return _axes(one) == _axes(other) and not origin_keys(one.attribution) & origin_keys(other.attribution)


def _axes(report: CasualtyReport) -> Model | None:
    population = report.population
    if population is None:
        return None
    plain = population.model_copy(update={"as_said": None})
    return plain if any(value is not None for value in plain.__dict__.values()) else None


@rule("NS336", when=("casualty_reports.verification",))
def corroborated_by_itself(article: Article) -> Iterator[Finding]:
    """Two outlets that have it from one source are one source."""
    for index, report in enumerate(article.casualty_reports):
        for position, found in enumerate(report.verification):
            if found.value == "corroborated" and keys_of(found.by) & all_keys(report.attribution):
                yield Finding(("casualty_reports", index, "verification", position))


@rule("NS337", when=("casualty_reports.verification",))
def confirmed_by_a_party(article: Article) -> Iterator[Finding]:
    """What one side says of the other's losses is not confirmed by that side."""
    if not any(found.value in _ABOVE_ALLEGED for report in article.casualty_reports for found in report.verification):
        return
    parties: frozenset[str] = frozenset()
    for report in article.casualty_reports:
        if report.population is not None and report.population.side is not None:
            parties |= keys_of(report.population.side)
        accepting = (found.by for found in report.verification if found.value == "responsibility_accepted")
        parties |= keys_of_all(accepting)
    if not parties:
        return
    for index, report in enumerate(article.casualty_reports):
        origin = origin_keys(report.attribution)
        side = report.population.side if report.population is not None else None
        # A party that confirms losses of its own speaks against its interest.
        own = keys_of(side) if side is not None else frozenset()
        if not origin & parties or own & origin:
            continue
        for position, found in enumerate(report.verification):
            keys = keys_of(found.by)
            if found.value in _ABOVE_ALLEGED and keys & parties and not keys & own:
                yield Finding(("casualty_reports", index, "verification", position))


@rule("NS338", when=("casualty_reports.verification",))
def accepted_by_nobody(article: Article) -> Iterator[Finding]:
    """Responsibility is accepted by a party that is named, not by a source or a document."""
    for index, report in enumerate(article.casualty_reports):
        for position, found in enumerate(report.verification):
            if found.value == "responsibility_accepted" and _is_no_party(found.by):
                yield Finding(("casualty_reports", index, "verification", position, "by"))


def _is_no_party(agent: object) -> bool:
    if isinstance(agent, SourceDocument):
        return agent.publisher is None
    return isinstance(agent, UnnamedSource) and not agent.affiliation


@rule("NS339", when=("casualty_reports.cause",))
def attackers_counted_or_not(article: Article) -> Iterator[Finding]:
    """Of the dead of an attack in which the attacker dies, it is said whether the attacker is one of them."""
    for index, report in enumerate(article.casualty_reports):
        if report.cause not in _SAYS_WHO or report.outcome != "killed" or report.includes_perpetrators is not None:
            continue
        if report.population is None and report.part_of is None and report.note is None and not is_dropped(report):
            yield Finding(("casualty_reports", index))


@rule("NS350", when=("casualty_reports",))
def figure_about_no_event(article: Article) -> Iterator[Finding]:
    """Where an article has events, a figure says which of them it is about."""
    if article.events:
        for index, report in enumerate(article.casualty_reports):
            if report.event is None:
                yield Finding(("casualty_reports", index))


@rule("NS351", when=("casualty_reports.disputes",))
def disputed_by_its_own_source(article: Article) -> Iterator[Finding]:
    """Whoever takes a figure back does not dispute it."""
    for index, report in enumerate(article.casualty_reports):
        origin = origin_keys(report.attribution) if report.disputes else frozenset()
        for position, dispute in enumerate(report.disputes):
            if keys_of(dispute.by) & origin:
                yield Finding(("casualty_reports", index, "disputes", position, "by"))


@rule("NS352", when=("casualty_reports.verification",))
def verified_and_dropped(article: Article) -> Iterator[Finding]:
    """A figure that was found not to hold is not found to hold by the same body."""
    for index, report in enumerate(article.casualty_reports):
        if not is_dropped(report):
            continue
        dropped = keys_of_all(found.by for found in report.verification if found.value in ("discounted", "retracted"))
        for position, found in enumerate(report.verification):
            if found.value in _ABOVE_ALLEGED and keys_of(found.by) & dropped:
                yield Finding(("casualty_reports", index, "verification", position))


@rule("NS353", when=("casualty_reports.verification", "casualty_reports.disputes"))
def verified_before_it_was_said(article: Article) -> Iterator[Finding]:
    """A claim is checked or denied after it was made."""
    for index, report in enumerate(article.casualty_reports):
        for name in ("verification", "disputes"):
            for position, found in enumerate(getattr(report, name)):
                if is_before(found.at, report.said_at):
                    yield Finding(
                        ("casualty_reports", index, name, position, "at"), "{at} is before {said}, when it was stated",
                        {"at": found.at, "said": report.said_at},
                    )  # fmt: skip


@rule("NS354", when=("casualty_reports",))
def more_dead_than_affected(article: Article) -> Iterator[Finding]:
    """Everybody killed was affected."""
    affected = [report for report in article.casualty_reports if report.outcome == "affected"]
    for index, report in enumerate(article.casualty_reports if affected else ()):
        if report.outcome not in ("killed", "injured", "displaced", "homeless"):
            continue
        low = interval_of(report.count).lower
        for other in affected:
            high = interval_of(other.count).upper
            if low is not None and high is not None and low > high and _is_within(report, other):
                yield Finding(
                    ("casualty_reports", index, "count"), "{low} {outcome} are more than the {high} affected",
                    {"low": low, "outcome": report.outcome, "high": high},
                )  # fmt: skip


def _is_within(report: CasualtyReport, other: CasualtyReport) -> bool:
    same = report.event == other.event is not None and report.count.unit == other.count.unit
    sources = origin_keys(report.attribution) & origin_keys(other.attribution)
    return same and report.as_of == other.as_of and bool(sources)
