"""What must hold between the parts of one article; a refusal names the rule, the place and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from newsschema.v1.article import Article
    from newsschema.v1.casualties import CasualtyReport
    from newsschema.v1.spans import TextSpan

Path = tuple[str | int, ...]


class _Identified(Protocol):
    """A part of an article that has an identifier."""

    @property
    def identifier(self) -> str: ...


class Refusal(NamedTuple):
    """One broken rule of the article."""

    code: str
    path: Path
    message: str


def refusals_of(article: Article) -> Iterator[Refusal]:
    """Yields every broken rule between the parts of an article, none for a sound one."""
    yield from _records_are_nested(article)
    yield from _identifiers_are_unique(article)
    if article.assessed_figures:
        yield from _assessments_rest_on_reports(article)
    if article.casualty_reports:
        yield from _references_resolve(article)
        yield from _no_report_replaces_itself(article)
    yield from _images_are_media(article)
    yield from _spans_hold(article)


def _records_are_nested(article: Article) -> Iterator[Refusal]:
    for field in ("quotes", "casualty_reports"):
        for index, record in enumerate(getattr(article, field)):
            if record.type is not None:
                yield Refusal(
                    "NS103",
                    (field, index, "type"),
                    "a record inside an article says neither `type` nor `schema_version` nor `article`",
                )


def _identifiers_are_unique(article: Article) -> Iterator[Refusal]:
    identifiers = identifiers_of(article)
    if len(set(identifiers)) == len(identifiers):
        return
    counts = Counter(identifiers)
    for field in ("quotes", "casualty_reports", "assessed_figures", "events", "media"):
        for index, part in enumerate(getattr(article, field)):
            if counts[part.identifier] > 1:
                yield Refusal(
                    "NS102",
                    (field, index, "identifier"),
                    f"the identifier {part.identifier} is used {counts[part.identifier]} times in this article; "
                    "quotes, casualty reports, assessed figures, events and media each need their own",
                )


def identifiers_of(article: Article) -> list[str]:
    """Lists the identifiers of an article's parts, which must differ."""
    parts: tuple[_Identified, ...] = (
        *article.quotes,
        *article.casualty_reports,
        *article.assessed_figures,
        *article.events,
        *article.media,
    )
    return [part.identifier for part in parts]


def _references_resolve(article: Article) -> Iterator[Refusal]:
    events = {event.identifier for event in article.events}
    quotes = {quote.identifier for quote in article.quotes}
    reports = {report.identifier for report in article.casualty_reports}
    for index, report in enumerate(article.casualty_reports):
        here: Path = ("casualty_reports", index)
        if report.event is not None and report.event not in events:
            yield Refusal("NS320", (*here, "event"), f"no event of this article is identified as {report.event}")
        if report.part_of is not None and (
            report.part_of.report not in reports or report.part_of.report == report.identifier
        ):
            yield Refusal(
                "NS322",
                (*here, "part_of", "report"),
                f"a part refers to another report of the same article; {report.part_of.report} is none",
            )
        if report.evidence is not None:
            for position, quote in enumerate(report.evidence.quotes):
                if quote not in quotes:
                    yield Refusal(
                        "NS321",
                        (*here, "evidence", "quotes", position),
                        f"no quote of this article is identified as {quote}",
                    )


def _assessments_rest_on_reports(article: Article) -> Iterator[Refusal]:
    events = {event.identifier for event in article.events}
    reports = {report.identifier for report in article.casualty_reports}
    for index, figure in enumerate(article.assessed_figures):
        here: Path = ("assessed_figures", index)
        if figure.event is not None and figure.event not in events:
            yield Refusal("NS320", (*here, "event"), f"no event of this article is identified as {figure.event}")
        for position, report in enumerate(figure.reports):
            if report not in reports:
                yield Refusal(
                    "NS361",
                    (*here, "reports", position),
                    f"an assessed figure rests on casualty reports of the same article; {report} is none",
                )


def _no_report_replaces_itself(article: Article) -> Iterator[Refusal]:
    if not [report for report in article.casualty_reports if report.supersedes is not None]:
        return
    successor = {report.identifier: _locally_superseded(article, report) for report in article.casualty_reports}
    for index, report in enumerate(article.casualty_reports):
        if successor[report.identifier] is not None and _leads_back(report.identifier, successor):
            yield Refusal(
                "NS323",
                ("casualty_reports", index, "supersedes", "report"),
                f"the report {report.identifier} replaces itself, directly or through others",
            )


def _locally_superseded(article: Article, report: CasualtyReport) -> str | None:
    """The report of this same document that another replaces; an earlier version is another document."""
    superseded = report.supersedes
    if superseded is None or superseded.article not in (None, article.identifier):
        return None
    return superseded.report if superseded.version in (None, article.version) else None


def _leads_back(start: str, successor: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    current = successor.get(start)
    while current is not None and current not in seen:
        if current == start:
            return True
        seen.add(current)
        current = successor.get(current)
    return False


def _images_are_media(article: Article) -> Iterator[Refusal]:
    if article.body is None or article.body.is_plain or "<img" not in article.body:
        return
    known = {medium.identifier for medium in article.media}
    for source in article.body.image_sources():
        if source not in known:
            yield Refusal(
                "NS141",
                ("body",),
                f"the body shows the image {source}, which is not among the article's media",
            )


def spans_of(article: Article) -> Iterator[tuple[Path, str, TextSpan]]:
    """Yields every span of an article with its path and the identifier of the record it belongs to."""
    for index, quote in enumerate(article.quotes):
        yield from _spans_at(("quotes", index, "spans"), quote.identifier, quote.spans)
    for index, report in enumerate(article.casualty_reports):
        if report.evidence is not None:
            path: Path = ("casualty_reports", index, "evidence", "spans")
            yield from _spans_at(path, report.identifier, report.evidence.spans)
    for index, note in enumerate(article.verification_notes):
        yield from _spans_at(("verification_notes", index, "spans"), "verification note", note.spans)


def _spans_at(path: Path, owner: str, spans: Iterable[TextSpan]) -> Iterator[tuple[Path, str, TextSpan]]:
    for index, span in enumerate(spans):
        yield (*path, index), owner, span


def _spans_hold(article: Article) -> Iterator[Refusal]:
    spans = [span for quote in article.quotes for span in quote.spans]
    spans += [span for report in article.casualty_reports if report.evidence for span in report.evidence.spans]
    spans += [span for note in article.verification_notes for span in note.spans]
    if not spans:
        return
    text = article.text
    broken = {id(span) for span in spans if text[span.start : span.end] != span.exact or span.end > len(text)}
    if not broken:
        return
    # Where they stand is only worked out for spans that need to be reported.
    for path, owner, span in spans_of(article):
        if id(span) in broken:
            yield Refusal("NS230", path, f"{owner}: {_why_broken(text, span)}")


def _why_broken(text: str, span: TextSpan) -> str:
    if not text:
        return "a span needs a text, and the article has no body"
    if span.end > len(text):
        return f"the span {span.start} to {span.end} lies outside the text, which has {len(text)} characters"
    if span.exact in text:
        return f"the exact words of the span are not at {span.start} to {span.end} but at {text.index(span.exact)}"
    return f"the exact words of the span {span.start} to {span.end} are not in the text"
