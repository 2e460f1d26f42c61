"""A page for editors: one file that asks for nothing, with charts, filters, and each finding with its remedy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Final

from newsschema.archive.judging import Finding, Totals
from newsschema.archive.locating import Excerpt
from newsschema.archive.outputs import MARK
from newsschema.archive.reading import Record
from newsschema.archive.sources import split_member
from newsschema.cli.reporters.base import Options, Worst, html_text, place_of, plural, rule_of, summary
from newsschema.diagnostics import Severity

MAX_FINDINGS: Final = 5_000
"""The findings on one page, the worst first; a page of more is slow on a phone."""
MAX_BARS: Final = 12
MAX_DAYS: Final = 60

_VALUE: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s,\]}]+')
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^>]*>?|[^"<\w]+|[^"<]+')
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")


class Html:
    """One page, or with a directory one page a feed and one that leads to them."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.limit = min(options.limit or MAX_FINDINGS, MAX_FINDINGS)
        self.worst = Worst(self.limit, excerpts=True)
        self.feed: str | None = None
        self.feeds: list[tuple[str, str, Totals]] = []

    def start(self, feed: str | None) -> None:
        """Begins a feed."""
        self.feed = feed
        if self.options.directory is not None:
            self.worst = Worst(self.limit, excerpts=True)

    def document(self, record: Record, findings: Sequence[Finding]) -> None:  # noqa: ARG002  # one shape for all
        """Keeps the findings of one record, with the line each points at."""
        for finding in findings:
            self.worst.add(finding)

    def finish(self, findings: Sequence[Finding], totals: Totals) -> None:
        """Keeps the findings of the end of a feed; in a directory, writes its page."""
        for finding in findings:
            self.worst.add(finding)
        if self.feed is None:
            return
        name = self._file_name(self.feed)
        self.feeds.append((self.feed, name, totals))
        if self.options.directory is not None:
            page = "\n".join(_page(self.worst, totals, self.feed, []))
            (self.options.directory / name).write_text(page, "utf-8")

    def close(self, totals: Totals) -> None:
        """Writes the page, or the one that leads to the feeds'."""
        directory = self.options.directory
        if directory is not None:
            # What says that the directory is ours, so that the next report may replace it.
            (directory / MARK).mkdir()
        if directory is None:
            self.options.write("\n".join(_page(self.worst, totals, None, self.feeds)))
        elif self.feeds:
            (directory / "index.html").write_text("\n".join(_index(self.feeds, totals)), "utf-8")
        else:
            (directory / "index.html").write_text("\n".join(_page(self.worst, totals, None, [])), "utf-8")

    def _file_name(self, feed: str) -> str:
        stem = _NOT_IN_NAMES.sub("-", feed).strip(".-") or "feed"
        taken = {"index.html", *(name for _, name, _ in self.feeds)}
        names = (f"{stem}{'' if number == 1 else f'-{number}'}.html" for number in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)


# --- The page


def _page(worst: Worst, totals: Totals, feed: str | None, feeds: Sequence[tuple[str, str, Totals]]) -> Iterator[str]:
    findings = worst.findings()
    title = f"{_words(feed)} – newsschema" if feed else "newsschema report"
    yield from _head(title)
    yield '<a class="skip" href="#findings">To the findings</a>'
    yield f'<header><div class="wrap"><h1>{_bdi(feed) if feed else "Validation report"}</h1>'
    yield f'<p class="lede">{_words(summary(totals))}</p>'
    yield from _tiles(totals)
    if worst.partial:
        yield f'<p class="partial">Partial: the worst {len(findings):,} of {plural(worst.total, "finding")}.</p>'
    yield '</div></header><main class="wrap">'
    if findings:
        yield '<div class="charts">'
        yield from _rules_chart(findings, totals)
        yield from _days_chart(findings)
        yield "</div>"
        yield from _filters(findings, [name for name, _, _ in feeds])
    yield '<section id="findings" aria-label="Findings" tabindex="-1">'
    ordered = sorted(findings, key=lambda one: (one.feed or "", one.diagnostic.source or ""))
    groups = [
        (in_feed, source, list(group))
        for (in_feed, source), group in groupby(ordered, key=lambda one: (one.feed, one.diagnostic.source or ""))
    ]
    for in_feed, source, found in sorted(groups, key=lambda one: (one[0] or "", _rank(one[2]))):
        yield from _group(in_feed if feed is None else None, source, found)
    yield f'<p class="none" id="none"{" hidden" if findings else ""}>{_nothing(findings)}</p>'
    yield "</section></main>"
    yield from _foot()


def _rank(findings: Sequence[Finding]) -> int:
    """Files with errors stand before those with warnings, and these before the others."""
    return min(list(Severity).index(one.diagnostic.severity) for one in findings)


def _nothing(findings: Sequence[Finding]) -> str:
    return "No finding fits the filters." if findings else "Nothing was found: all is well."


def _head(title: str) -> Iterator[str]:
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    yield "<!doctype html>"
    yield '<html lang="en" dir="ltr"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
    yield f"<title>{title}</title>"
    yield f"<style>{style}</style></head><body>"


def _foot() -> Iterator[str]:
    yield '<footer class="wrap">Made by newsschema. Words of personal and internal fields are not shown.</footer>'
    yield f"<script>{_part('page.js')}</script></body></html>"


def _part(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _tiles(totals: Totals) -> Iterator[str]:
    yield '<ul class="tiles">'
    for severity in Severity:
        number = totals.severities[severity]
        name = severity.value if number == 1 or severity is Severity.INFO else f"{severity}s"
        yield f'<li class="{severity}"><b>{number:,}</b><span>{name}</span></li>'
    for number, noun in ((totals.articles, "articles"), (totals.sources, "sources")):
        yield f"<li><b>{number:,}</b><span>{noun}</span></li>"
    yield "</ul>"


def _rules_chart(findings: Sequence[Finding], totals: Totals) -> Iterator[str]:
    counts = Counter(one.diagnostic.code for one in findings)
    worst = {one.diagnostic.code: one.diagnostic.severity for one in reversed(findings)}
    yield '<section class="panel" aria-label="Findings by rule"><h2>By rule</h2><ul class="bars">'
    numbers = {code: totals.codes[code] or counts[code] for code in counts}
    highest = max(numbers.values())
    ranked = sorted(numbers, key=lambda code: (-numbers[code], code))
    for code in ranked[:MAX_BARS]:
        rule = rule_of(code)
        width = max(numbers[code] * 100 / highest, 0.8)
        yield (
            f'<li><button type="button" data-rule="{escape(code)}" aria-pressed="false">'
            f'<span class="code">{escape(code)}</span>'
            f'<span><span class="what">{_words(rule.summary if rule else "")}</span>'
            f'<svg aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">'
            f'<rect class="{worst[code]}" width="{width:.2f}" height="1"/></svg></span>'
            f'<span class="n">{numbers[code]:,}</span></button></li>'
        )
    yield "</ul>"
    if len(ranked) > MAX_BARS:
        yield f'<p class="count">and {plural(len(ranked) - MAX_BARS, "rule")} more, in the list below</p>'
    yield "</section>"


def _days_chart(findings: Sequence[Finding]) -> Iterator[str]:
    counts = Counter(one.day for one in findings if one.day)
    if not counts:
        return
    yield '<section class="panel days" aria-label="Findings by day of the article"><h2>By day of the article</h2>'
    days = sorted(counts)[-MAX_DAYS:]
    highest = max(counts[day] for day in days)
    step = 100 / len(days)
    width = min(step * 0.8, 8)
    yield f'<p class="most">at most {highest:,} a day</p>'
    yield f'<svg viewBox="0 0 100 50" preserveAspectRatio="none" role="group" aria-label="{plural(len(days), "day")}">'
    for at, day in enumerate(days):
        height = max(counts[day] * 48 / highest, 0.6)
        x = at * step + (step - width) / 2
        label = f"{day}: {plural(counts[day], 'finding')}"
        yield f'<rect class="info" x="{x:.2f}" y="{50 - height:.2f}" width="{width:.2f}" height="{height:.2f}"/>'
        yield (
            f'<rect class="hit" data-day="{escape(day)}" tabindex="0" role="button" aria-label="{escape(label)}" '
            f'x="{at * step:.2f}" y="0" width="{step:.2f}" height="50"><title>{escape(label)}</title></rect>'
        )
    yield "</svg>"
    yield f'<p class="ends"><span>{escape(days[0])}</span><span>{escape(days[-1]) if len(days) > 1 else ""}</span></p>'
    yield "</section>"


def _filters(findings: Sequence[Finding], feeds: Sequence[str]) -> Iterator[str]:
    rules = sorted({one.diagnostic.code for one in findings})
    severities = [one.value for one in Severity if any(found.diagnostic.severity is one for found in findings)]
    sources = sorted({one.diagnostic.source or "" for one in findings})
    days = sorted({one.day for one in findings if one.day})
    yield '<div class="filters"><form hidden aria-label="Filters">'
    yield (
        '<div class="wide"><label for="words">Words ( / )</label>'
        '<input id="words" name="words" type="search" autocomplete="off" dir="auto"></div>'
    )
    yield from _choice("rule", "Rule", rules)
    yield from _choice("severity", "Severity", severities)
    yield from _choice("source", "File", sources)
    if feeds:
        yield from _choice("feed", "Feed", feeds)
    if days:
        yield from _choice("day", "Day", days)
    yield '<button type="reset">Clear</button></form><p class="count" id="count" role="status"></p></div>'


def _choice(name: str, label: str, values: Iterable[str]) -> Iterator[str]:
    yield f'<div><label for="{name}">{label}</label><select id="{name}" name="{name}"><option value="">all</option>'
    for value in values:
        yield f'<option value="{_words(value)}">{_words(value) or "(no file)"}</option>'
    yield "</select></div>"


def _group(feed: str | None, source: str, findings: Sequence[Finding]) -> Iterator[str]:
    file, member = split_member(source)
    name = "standard input" if source == "-" else file or "The whole feed"
    inner = f" <small>› {_bdi(member)}</small>" if member else ""
    in_feed = f"<small>{_bdi(feed)} · </small>" if feed else ""
    yield f'<section class="group" data-source="{_words(source)}">'
    yield f'<h2 class="source">{in_feed}{_bdi(name)}{inner} <small>· {plural(len(findings), "finding")}</small></h2>'
    for finding in sorted(findings, key=lambda one: (one.diagnostic.line or 0, one.diagnostic.column or 0)):
        yield from _finding(finding)
    yield "</section>"


def _finding(finding: Finding) -> Iterator[str]:
    found = finding.diagnostic
    data = {"rule": found.code, "severity": found.severity.value, "day": finding.day, "feed": finding.feed}
    attributes = "".join(f' data-{name}="{_words(text)}"' for name, text in data.items() if text)
    yield f'<article class="{found.severity}"{attributes}><div class="head"><span class="badge">{found.severity}</span>'
    yield f'<span class="code">{escape(found.code)}</span>'
    place = place_of(found)
    if place:
        yield f"<span>line {place.replace(':', ', column ')}</span>"
    if found.path:
        yield f"<span><bdi>{_words(found.path)}</bdi></span>"
    if found.identifier:
        yield f'<span class="id"><bdi>{_words(found.identifier)}</bdi></span>'
    yield f'</div><p class="message" dir="auto">{_words(found.message)}</p>'
    if finding.excerpt is not None and found.line is not None:
        yield _excerpt(finding.excerpt, found.line)
    rule = rule_of(found.code)
    remedy = found.remedy or (rule.remedy if rule else "")
    if remedy:
        yield f'<p class="remedy"><b>What to do.</b> {_words(remedy)}</p>'
    if rule is not None:
        yield f"<details><summary>Why this matters</summary><p>{_words(rule.explanation)}</p>"
        yield f"<p>Source: {_words(rule.source)}</p></details>"
    yield "</article>"


def _excerpt(excerpt: Excerpt, number: int) -> str:
    text = excerpt.text.replace("\t", " ")
    match = _VALUE.match(text, excerpt.at)
    end = match.end() if match else min(excerpt.at + 1, len(text))
    before, at, after = text[: excerpt.at], text[excerpt.at : end] or " ", text[end:]
    start, stop = "…" if excerpt.cut_before else "", "…" if excerpt.cut_after else ""
    words = f"{start}{_isolated(before)}<mark dir=auto>{_words(at)}</mark>{_isolated(after)}{stop}"
    return f'<pre tabindex="0" dir="ltr" aria-label="line {number} of the source">{words}</pre>'


def _isolated(text: str) -> str:
    """Source text whose syntax runs from left to right, and each string or tag in it in its own direction."""
    return "".join(_bdi(token) for token in _TOKEN.findall(text))


# --- The page that leads to the feeds


def _index(feeds: Sequence[tuple[str, str, Totals]], totals: Totals) -> Iterator[str]:
    yield from _head("newsschema report")
    yield f'<header><div class="wrap"><h1>Report on {plural(len(feeds), "feed")}</h1>'
    yield f'<p class="lede">{_words(summary(totals))}</p>'
    yield from _tiles(totals)
    yield '</div></header><main class="wrap"><div class="charts"></div><table><thead><tr><th>Feed</th>'
    yield "".join(f'<th class="n">{name}</th>' for name in ("Errors", "Warnings", "Infos", "Articles"))
    yield "</tr></thead><tbody>"
    for feed, name, own in feeds:
        numbers = [own.severities[severity] for severity in Severity] + [own.articles]
        cells = "".join(f'<td class="n">{number:,}</td>' for number in numbers)
        yield f'<tr><td><a href="{escape(name)}">{_bdi(feed)}</a></td>{cells}</tr>'
    yield "</tbody></table></main>"
    yield from _foot()


# --- Words


def _words(text: str) -> str:
    return html_text(text)


def _bdi(text: str) -> str:
    return f"<bdi>{_words(text)}</bdi>"
