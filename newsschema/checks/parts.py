"""NS312 to NS325, NS340 to NS342: figures that are parts of others; open ends are never closed to compare them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from newsschema.checks.facts import interval_of, is_before, is_dropped, reports_by_identifier
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, CasualtyReport, Count

_ON_POPULATION: Final[Mapping[str, tuple[str, ...]]] = {
    "ihl_status": ("ihl_status",),
    "sex": ("sex",),
    "age": ("age", "age_from", "age_to"),
    "occupation": ("occupation",),
    "situation": ("situation",),
    "side": ("side",),
    "nationality": ("nationality",),
    "relation_to_act": ("relation_to_act",),
}
_ON_REPORT: Final[Mapping[str, tuple[str, ...]]] = {
    "case_classification": ("case_classification",),
    "place": ("place",),
    "cause": ("cause",),
    "period": ("period", "as_of"),
}
_JOINT: Final = frozenset({"killed", "missing", "presumed_dead"})


class _Part(NamedTuple):
    position: int
    report: CasualtyReport
    total: CasualtyReport
    axis: str
    complete: bool | None


class _Latest:
    """The one article whose parts were last asked for: every rule here asks for them."""

    found: tuple[Article | None, tuple[_Part, ...]] = (None, ())


def _parts(article: Article) -> tuple[_Part, ...]:
    latest = _Latest.found
    if latest[0] is not article:
        latest = _Latest.found = (article, tuple(_parts_of(article)))
    return latest[1]


def _parts_of(article: Article) -> Iterator[_Part]:
    known: Mapping[str, tuple[int, CasualtyReport]] | None = None
    for index, report in enumerate(article.casualty_reports):
        if report.part_of is None:
            continue
        if known is None:
            known = reports_by_identifier(article)
        if report.part_of.report in known:
            total = known[report.part_of.report][1]
            yield _Part(index, report, total, report.part_of.axis, report.part_of.complete)


def _comparable(part: _Part) -> bool:
    """True where part and whole count the same thing at one time: another unit or a later hour may differ."""
    report, total = part.report, part.total
    return (
        report.count.unit == total.count.unit
        and (report.outcome == total.outcome or part.axis == "outcome")
        and not is_dropped(report)
        and not is_before(total.as_of, report.as_of)
    )


def _shown(count: Count) -> str:
    return count.phrase or " to ".join(str(number) for number in (count.number, count.number_to) if number is not None)


@rule("NS312", when=("casualty_reports.part_of",))
def part_larger_than_the_whole(article: Article) -> Iterator[Finding]:
    """A part is not larger than what it is a part of."""
    for part in _parts(article):
        low, high = interval_of(part.report.count).lower, interval_of(part.total.count).upper
        if low is not None and high is not None and low > high and _comparable(part):
            yield Finding(
                ("casualty_reports", part.position, "count"), "{part} is more than {whole}, of which it is a part",
                {"part": _shown(part.report.count), "whole": _shown(part.total.count)},
            )  # fmt: skip


@rule("NS313", when=("casualty_reports.part_of",))
def part_of_another_event(article: Article) -> Iterator[Finding]:
    """Part and whole are about the same event."""
    for part in _parts(article):
        mine, whole = part.report.event, part.total.event
        if mine is not None and whole is not None and mine != whole:
            yield Finding(("casualty_reports", part.position, "event"))


@rule("NS314", when=("casualty_reports.part_of",))
def part_of_another_outcome(article: Article) -> Iterator[Finding]:
    """The injured are no part of the dead, unless the axis is the outcome."""
    for part in _parts(article):
        if part.report.outcome != part.total.outcome and part.axis != "outcome":
            yield Finding(
                ("casualty_reports", part.position, "outcome"), "{part} is no part of {whole} along the axis {axis}",
                {"part": part.report.outcome, "whole": part.total.outcome, "axis": part.axis},
            )  # fmt: skip


class _Sum(NamedTuple):
    low: int
    high: int | None
    best: int | None


def _groups(article: Article) -> Iterator[tuple[list[_Part], _Sum]]:
    """The complete partitions of each figure along one axis, with their sums."""
    groups: defaultdict[tuple[str, str], list[_Part]] = defaultdict(list)
    for part in _parts(article):
        if part.complete:
            groups[part.total.identifier, part.axis].append(part)
    for parts in groups.values():
        if all(_comparable(part) for part in parts) and len({_place_on(part) for part in parts}) == len(parts):
            intervals = [interval_of(part.report.count) for part in parts]
            lows = sum(interval.lower or 0 for interval in intervals)
            highs = [interval.upper for interval in intervals if interval.upper is not None]
            bests = [part.report.count.best for part in parts if part.report.count.best is not None]
            yield (
                parts,
                _Sum(
                    lows,
                    sum(highs) if len(highs) == len(parts) else None,
                    sum(bests) if len(bests) == len(parts) else None,
                ),
            )


def _place_on(part: _Part) -> object:
    """What a part stands for on its axis; two that stand for the same are two sources' figures, not two parts."""
    if part.axis == "outcome":
        return part.report.outcome
    if part.axis in _ON_POPULATION and part.report.population is not None:
        population = part.report.population
        values = tuple(getattr(population, name) for name in _ON_POPULATION[part.axis])
        return values if any(value is not None for value in values) else part.position
    values = tuple(getattr(part.report, name) for name in _ON_REPORT.get(part.axis, ()))
    return values if any(value is not None for value in values) else part.position


@rule("NS316", when=("casualty_reports.part_of",))
def partition_that_does_not_fit(article: Article) -> Iterator[Finding]:
    """Parts that make up the whole add up to something that the whole can be."""
    yield from _misfits(article, lambda axis: axis != "period")


@rule("NS334", when=("casualty_reports.part_of",))
def increments_that_do_not_fit(article: Article) -> Iterator[Finding]:
    """Increments add up to the cumulative figure, unless some were added afterwards."""
    yield from _misfits(article, lambda axis: axis == "period")


def _misfits(article: Article, wanted: Callable[[str], bool]) -> Iterator[Finding]:
    for parts, total in _groups(article):
        whole = interval_of(parts[0].total.count)
        over = whole.upper is not None and total.low > whole.upper
        under = whole.lower is not None and total.high is not None and total.high < whole.lower
        if (over or under) and wanted(parts[0].axis):
            yield Finding(
                ("casualty_reports", parts[-1].position, "part_of"),
                "the parts along {axis} make at {bound} {sum}, but the whole is {whole}",
                {
                    "axis": parts[0].axis,
                    "bound": "least" if over else "most",
                    "sum": total.low if over else total.high,
                    "whole": _shown(parts[0].total.count),
                },
            )


@rule("NS317", when=("casualty_reports.part_of",))
def best_figures_that_do_not_add_up(article: Article) -> Iterator[Finding]:
    """Figures that are about right add up to about the whole."""
    for parts, total in _groups(article):
        whole = parts[0].total.count
        if total.best is None or whole.best is None or total.best == whole.best:
            continue
        if any(count.qualifier == "about" for count in (whole, *(part.report.count for part in parts))):
            yield Finding(
                ("casualty_reports", parts[-1].position, "part_of"), "the parts make {sum}, but the whole is {whole}",
                {"sum": total.best, "whole": whole.best},
            )  # fmt: skip


@rule("NS318", when=("casualty_reports.part_of",))
def part_without_its_place(article: Article) -> Iterator[Finding]:
    """A part along an axis says where on the axis it stands."""
    for part in _parts(article):
        owner: object = part.report.population if part.axis in _ON_POPULATION else part.report
        names = _ON_POPULATION.get(part.axis) or _ON_REPORT.get(part.axis, ())
        if names and all(getattr(owner, name, None) is None for name in names):
            yield Finding(
                ("casualty_reports", part.position, "part_of", "axis"), "the part says nothing on its axis, {axis}",
                {"axis": part.axis},
            )  # fmt: skip


@rule("NS319", when=("casualty_reports.part_of",))
def joint_figure_beside_its_halves(article: Article) -> Iterator[Finding]:
    """A figure of dead and missing together is neither a part of the dead nor beside them in a sum."""
    beside: defaultdict[str, list[_Part]] = defaultdict(list)
    for part in _parts(article):
        if part.axis == "outcome":
            beside[part.total.identifier].append(part)
        if part.report.outcome == "killed_or_missing" and part.total.outcome in _JOINT:
            yield Finding(
                ("casualty_reports", part.position, "part_of"), "killed or missing together are no part of {whole}",
                {"whole": part.total.outcome},
            )  # fmt: skip
    for parts in beside.values():
        if not any(part.report.outcome in _JOINT for part in parts):
            continue
        for part in parts:
            if part.report.outcome == "killed_or_missing" and part.total.outcome not in _JOINT:
                yield Finding(("casualty_reports", part.position, "part_of"), "people would be counted twice")


@rule("NS324", when=("casualty_reports.part_of",))
def other_units(article: Article) -> Iterator[Finding]:
    """Families and people are not compared or added up."""
    for part in _parts(article):
        if part.complete and part.report.count.unit != part.total.count.unit:
            yield Finding(
                ("casualty_reports", part.position, "count", "unit"), "figures in {part} do not make up one in {whole}",
                {"part": part.report.count.unit, "whole": part.total.count.unit},
            )  # fmt: skip


@rule("NS325", when=("casualty_reports.part_of",))
def part_of_a_part_in_a_circle(article: Article) -> Iterator[Finding]:
    """A whole is not a part of its own part."""
    parts = {part.report.identifier: part for part in _parts(article)}
    done: set[str] = set()
    for identifier, part in parts.items():
        seen = [identifier]
        while (current := parts[seen[-1]].total.identifier) in parts and current not in seen and current not in done:
            seen.append(current)
        if parts[seen[-1]].total.identifier == identifier:
            yield Finding(("casualty_reports", part.position, "part_of", "report"))
        done.update(seen)


@rule("NS340", when=("casualty_reports.part_of",))
def estimate_among_counts(article: Article) -> Iterator[Finding]:
    """What a model or survey estimates is not added to what somebody counted."""
    for part in _parts(article):
        if (part.report.scope == "estimate") != (part.total.scope == "estimate"):
            yield Finding(("casualty_reports", part.position, "scope"))


@rule("NS341", when=("casualty_reports.part_of",))
def incident_beside_its_aggregate(article: Article) -> Iterator[Finding]:
    """An incident and a figure that contains it are not two parts of one whole."""
    beside: defaultdict[tuple[str, str], list[_Part]] = defaultdict(list)
    for part in _parts(article):
        if part.complete:
            beside[part.total.identifier, part.axis].append(part)
    for parts in beside.values():
        scopes = {part.report.scope for part in parts}
        if {"incident", "cumulative"} <= scopes:
            position = next(part.position for part in parts if part.report.scope == "incident")
            yield Finding(("casualty_reports", position, "scope"))


@rule("NS342", when=("casualty_reports.part_of",))
def dropped_figure_in_a_whole(article: Article) -> Iterator[Finding]:
    """What was found not to hold is counted in no whole."""
    for part in _parts(article):
        if part.complete and is_dropped(part.report) and not is_dropped(part.total):
            yield Finding(("casualty_reports", part.position, "part_of"))
