"""`newsschema show`: one article for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsschema.archive.reading import Record, read_records
from newsschema.cli.options import read_options, reading
from newsschema.cli.reporters.base import defused
from newsschema.diagnostics import shown
from newsschema.errors import UsageError
from newsschema.v1 import (
    Article,
    AssessedFigure,
    Attribution,
    CasualtyReport,
    Count,
    Document,
    Person,
    Quote,
    SourceDocument,
    UnnamedSource,
)


@click.command("show")
@click.argument("source")
@click.option("--index", type=click.IntRange(1), default=1, show_default=True, help="Which article of the source.")
@click.option("--width", type=click.IntRange(40), help="The width of the page; the terminal's otherwise.")
@reading
def command(**given: Any) -> int:
    """Show one article of SOURCE: headline, byline, quotes and who said them, casualty figures as a table."""
    source, from_format, index, width = (given.pop(key) for key in ("source", "from_format", "index", "width"))
    given.pop("quiet")
    options, limits = read_options(given)
    records = read_records(source, format=from_format, options=options, limits=limits)
    record = _numbered(records, index)
    if record is None:
        raise UsageError(f"{shown(source, limit=None)} holds fewer than {index} articles", "Choose another --index")
    if record.document is None:
        for found in record.diagnostics:
            click.echo(defused(str(found)), err=True)
        return 1
    console = Console(width=width, highlight=False, soft_wrap=False)
    for part in _page(record.document):
        console.print(part)
    return 0


def _numbered(records: Iterable[Record], index: int) -> Record | None:
    number = 0
    for record in records:
        number += record.outcome in ("read", "rejected")
        if number == index:
            return record
    return None


def _page(document: Document) -> Iterator[Text | Table | str]:
    if isinstance(document, Article):
        yield from _article(document)
    elif isinstance(document, Quote):
        yield from _quotes((document,))
    else:
        yield _casualties((document,))


def _article(article: Article) -> Iterator[Text | Table | str]:
    yield _text(article.headline or "(no headline)", "bold")
    facts = [
        article.byline,
        article.published and f"published {article.published}",
        f"version {article.version}",
        article.pub_status if article.pub_status != "usable" else None,
        _embargo(article),
        article.language,
    ]
    yield _text(" · ".join(str(fact) for fact in facts if fact), "dim")
    yield _text(article.identifier, "dim")
    if article.summary:
        yield ""
        yield _text(article.summary, "italic")
    if article.text:
        yield ""
        yield _text((article.dateline or "") + article.text)
    for medium in article.media:
        yield _text(f"[{medium.kind}] {medium.caption or medium.title or medium.identifier}", "dim")
    if article.quotes:
        yield ""
        yield _text("Quotes", "bold")
        yield from _quotes(article.quotes)
    if article.casualty_reports:
        yield ""
        yield _casualties(article.casualty_reports)
    if article.assessed_figures:
        yield ""
        yield _assessments(article.assessed_figures)
    for note in article.verification_notes:
        yield _text(f"Verification: {note.text}")
    for correction in article.corrections:
        yield _text(f"Correction: {correction.text}")


def _embargo(article: Article) -> str | None:
    if article.embargo is None:
        return None
    return f"embargoed until {article.embargo.until or 'further notice'}"


def _quotes(quotes: Iterable[Quote]) -> Iterator[Text]:
    for quote in quotes:
        words = f"“{quote.text}”" if quote.kind == "direct" else quote.text or f"({quote.kind.replace('_', ' ')})"
        yield _text(f"  {words}")
        yield _text(f"    {who(quote.attribution)}", "dim")


def _casualties(reports: Iterable[CasualtyReport]) -> Table:
    table = Table(title="Casualty figures", title_justify="left", title_style="bold")
    for column in ("outcome", "said", "figure", "who they are", "according to", "as of"):
        table.add_column(column)
    for report in reports:
        table.add_row(
            _text(report.outcome.replace("_", " ")),
            _text(report.count.phrase or ""),
            _text(figure(report.count)),
            _text(_people(report)),
            _text(who(report.attribution)),
            _text(str(report.as_of or report.said_at or "")),
        )
    return table


def _assessments(figures: Iterable[AssessedFigure]) -> Table:
    table = Table(title="Assessed figures", title_justify="left", title_style="bold")
    for column in ("outcome", "low", "best", "high", "by", "from", "method"):
        table.add_column(column)
    for assessed in figures:
        table.add_row(
            _text(assessed.outcome.replace("_", " ")),
            *(_text("" if number is None else str(number)) for number in (assessed.low, assessed.best, assessed.high)),
            _text(_agent(assessed.by)),
            _text(f"{len(set(assessed.reports))} reports"),
            _text(assessed.method or ""),
        )
    return table


def figure(count: Count) -> str:
    """Writes a count as its bounds: `27`, `≥ 401`, `10–15`, `≤ 50`, `~ 30`, or `?` where it has none."""
    lower, upper = count.lower, count.upper
    if count.qualifier == "about":
        return f"~ {count.number}"
    if lower is None and upper is None:
        return "?"
    if lower is not None and lower == upper:
        return str(lower)
    if upper is None:
        return f"≥ {lower}"
    return f"≤ {upper}" if not lower else f"{lower}–{upper}"


def _people(report: CasualtyReport) -> str:
    people = report.population
    if people is None:
        return ""
    axes = (people.ihl_status, people.sex, people.age, people.occupation, people.situation, people.relation_to_act)
    stated = [axis.replace("_", " ") for axis in axes if axis]
    return ", ".join([*([f"“{people.as_said}”"] if people.as_said else []), *stated])


def who(attribution: Attribution) -> str:
    """Writes a chain in words, from the speaker to the reader."""
    links = attribution.links
    return " → ".join(" and ".join(_agent(agent) for agent in link.agents) for link in links)


def _agent(agent: Any) -> str:
    if isinstance(agent, UnnamedSource):
        return agent.description or "(source not named)"
    name = agent.name or agent.identifier or getattr(agent, "qcode", None) or getattr(agent, "url", None) or ""
    if isinstance(agent, Person):
        return ", ".join(part for part in (name, agent.job_title) if part)
    return f"“{name}”" if isinstance(agent, SourceDocument) else str(name)


def _text(words: str, style: str = "") -> Text:
    """Text as a person may see it: control and reordering characters shown, no markup read."""
    lines = "\n".join(shown(line, limit=None) for line in words.split("\n"))
    return Text(lines, style=style)
