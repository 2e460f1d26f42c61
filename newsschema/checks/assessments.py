"""NS185, NS186, NS362 to NS365: assessed figures, and the terms of where content comes from and who may mine it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from newsschema.checks.registries import DATA_MINING_TERMS, DIGITAL_SOURCE_TYPES
from newsschema.checks.registry import Finding, Path, rule
from newsschema.v1 import Article, AssessedFigure, CasualtyReport, Count, Rights

_IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PLUS: Final = "http://ns.useplus.org/ldf/vocab/"


def _assessed(article: Article) -> Iterator[tuple[int, AssessedFigure, list[CasualtyReport]]]:
    """Yields each assessed figure with its position and the reports it rests on."""
    known = {report.identifier: report for report in article.casualty_reports}
    for index, figure in enumerate(article.assessed_figures):
        yield index, figure, [known[name] for name in dict.fromkeys(figure.reports)]


@rule("NS362", when=("assessed_figures",))
def best_that_no_report_allows(article: Article) -> Iterator[Finding]:
    """The best figure lies where none of several claims about one and the same thing puts it."""
    for index, figure, reports in _assessed(article):
        best = figure.best
        if best is None or any(report.part_of is not None or report.scope == "increment" for report in reports):
            continue
        counts = [report.count for report in reports if report.count.unit == figure.unit]
        if counts and not any(_allows(count, best) for count in counts):
            yield Finding(("assessed_figures", index, "best"), "no report allows {best}", {"best": best})


def _allows(count: Count, number: int) -> bool:
    """Whether words leave room for a number; words without bounds leave room for all."""
    if count.lower is None and count.upper is None and count.best is not None:
        # About 30 is a point, and an assessment may be some way from it.
        return count.best / 2 <= number <= count.best * 2
    return (count.lower is None or count.lower <= number) and (count.upper is None or number <= count.upper)


@rule("NS363", when=("assessed_figures",))
def assessment_of_one_report(article: Article) -> Iterator[Finding]:
    """One report leaves nothing to reconcile."""
    for index, _, reports in _assessed(article):
        if len(reports) == 1:
            yield Finding(("assessed_figures", index, "reports"))


@rule("NS364", when=("assessed_figures",))
def assessment_of_something_else(article: Article) -> Iterator[Finding]:
    """Reports of other outcomes or units say nothing about the figure."""
    for index, figure, reports in _assessed(article):
        for report in reports:
            if report.outcome != figure.outcome or report.count.unit != figure.unit:
                here = ("assessed_figures", index, "reports", figure.reports.index(report.identifier))
                counted = f"{report.outcome} ({report.count.unit})"
                yield Finding(here, "the report counts {counted}", {"counted": counted})


@rule("NS365", when=("assessed_figures",))
def assessment_without_method(article: Article) -> Iterator[Finding]:
    """A figure that nobody can repeat."""
    for index, figure in enumerate(article.assessed_figures):
        if figure.method is None:
            yield Finding(("assessed_figures", index))


@rule("NS185")
def digital_source_type_that_iptc_does_not_have(article: Article) -> Iterator[Finding]:
    """A term that no reader of the vocabulary knows."""
    stated: list[tuple[Path, str | None]] = [(("digital_source_type",), article.digital_source_type)]
    stated += [(("media", at, "digital_source_type"), one.digital_source_type) for at, one in enumerate(article.media)]
    for path, term in stated:
        if term is not None and term.removeprefix(_IPTC) not in DIGITAL_SOURCE_TYPES:
            yield Finding(path, "{term} is no term of IPTC's digitalsourcetype", {"term": term})


@rule("NS186")
def reservation_that_plus_does_not_have(article: Article) -> Iterator[Finding]:
    """A reservation that no crawler understands."""
    stated: list[tuple[Path, Rights | None]] = [((), article.rights)]
    stated += [(("media", at), one.rights) for at, one in enumerate(article.media)]
    for path, rights in stated:
        term = rights.data_mining if rights is not None else None
        if term is not None and term.removeprefix(_PLUS) not in DATA_MINING_TERMS:
            here = (*path, "rights", "data_mining")
            yield Finding(here, "{term} is no term of the PLUS vocabulary", {"term": term})
