"""Judging what was found: severities, dated ignores, budgets and a baseline, for all sources or for a feed."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, Literal

from newsschema.archive.locating import Excerpt, Places
from newsschema.archive.reading import Record
from newsschema.diagnostics import Diagnostic, Severity, diagnostic
from newsschema.errors import UsageError
from newsschema.settings import PROFILES, Ignore, Judgement

__all__ = ["Baseline", "Finding", "Judge", "Totals", "fingerprint"]

BaselineKind = Literal["finding", "rate"]

_VERSION: Final = 1
_MIN_ARTICLES: Final = "min-articles"
_ROOM: Final = 1e-9
_DIGITS: Final = 10**6


@dataclass(frozen=True)
class Finding:
    """A finding as a report gets it: already without words that may not be shown.

    `day` is the day of the article; `fails` says that it fails the run by itself, which a rule with a budget does not.
    """

    diagnostic: Diagnostic
    feed: str | None = None
    day: str | None = None
    fails: bool = False
    look: Callable[[], Excerpt | None] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def excerpt(self) -> Excerpt | None:
        """The line at its place, read only when asked for."""
        return None if self.look is None else self.look()

    def settled(self, *, excerpt: bool = False) -> Finding:
        """The finding without its document, for reports that keep it; its line stays if it is asked for."""
        line = self.excerpt if excerpt else None
        return replace(self, look=None if line is None else lambda: line)

    @cached_property
    def fingerprint(self) -> str:
        """What stays the same while lines are added above it."""
        return fingerprint(self.diagnostic, self.feed)


def fingerprint(found: Diagnostic, feed: str | None = None) -> str:
    """Returns 32 hexadecimal digits that name a finding by its rule, article, place and words, not by its line."""
    one = found.masked()
    where = one.identifier or one.source or ""
    parts = (feed or "", one.code, where, one.path, one.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(slots=True)
class Totals:
    """How much was looked at and found, in a feed or in all."""

    sources: int = 0
    items: int = 0
    articles: int = 0
    documents: int = 0
    """Items that are a document, read or not."""
    severities: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    """For each rule, the documents that break it."""
    known: int = 0
    """Findings of the baseline, which are not reported."""
    ignored: int = 0
    failing: int = 0

    def count(self, record: Record) -> None:
        """Counts a record."""
        self.items += 1
        self.sources += record.index == 0
        self.articles += record.article is not None
        self.documents += record.outcome in {"read", "rejected"}

    def add(self, other: Totals) -> None:
        """Adds the totals of another feed."""
        for name in ("sources", "items", "articles", "documents", "known", "ignored", "failing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("severities", "codes", "broken"):
            getattr(self, name).update(getattr(other, name))

    @property
    def findings(self) -> int:
        """How many findings there are to report."""
        return self.severities.total()


class Baseline:
    """What was found before and is tolerated: findings one by one, or the share of documents that break a rule."""

    def __init__(self, kind: BaselineKind = "finding") -> None:
        self.kind: BaselineKind = kind
        self.findings: Counter[str] = Counter()
        self.told: dict[str, dict[str, str]] = {}
        self.rates: dict[str, dict[str, float]] = {}

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Reads a baseline file. Raises `UsageError` for one that is none."""
        try:
            data = json.loads(path.read_bytes())
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(
                f"the baseline {path} cannot be read: {reason}", "Write it with --write-baseline"
            ) from None
        except ValueError:
            raise UsageError(f"the baseline {path} is not JSON", "Write it anew with --write-baseline") from None
        try:
            return cls._of(data)
        except (TypeError, ValueError, KeyError, AttributeError):
            raise UsageError(
                f"the baseline {path} is not one of this version", "Write it anew with --write-baseline"
            ) from None

    @classmethod
    def _of(cls, data: Mapping[str, Any]) -> Baseline:
        if data["version"] != _VERSION or data["kind"] not in {"finding", "rate"}:
            raise ValueError
        baseline = cls(data["kind"])
        for one in data.get("findings", ()):
            baseline.findings[str(one["fingerprint"])] += int(one.get("count", 1))
        for feed, rates in data.get("rates", {}).items():
            baseline.rates[feed] = {str(code): float(rate) for code, rate in rates.items()}
        return baseline

    def take(self, found: Finding) -> None:
        """Notes a finding for writing; its words are not kept."""
        self.findings[found.fingerprint] += 1
        one = found.diagnostic
        told = {"code": one.code, "source": one.source, "identifier": one.identifier, "path": one.path}
        self.told[found.fingerprint] = {name: text for name, text in told.items() if text}

    def take_rates(self, feed: str | None, totals: Totals) -> None:
        """Notes the rates of a feed for writing."""
        if totals.documents:
            rates = {code: number / totals.documents for code, number in sorted(totals.broken.items())}
            # Rounded up: the run that was written down must pass.
            self.rates[feed or ""] = {code: math.ceil(rate * _DIGITS) / _DIGITS for code, rate in rates.items()}

    def dumps(self) -> bytes:
        """The text of the file, in an order that stays the same."""
        data: dict[str, Any] = {"version": _VERSION, "kind": self.kind}
        if self.kind == "rate":
            data["rates"] = dict(sorted(self.rates.items()))
        else:
            entries = [
                {"fingerprint": key, "count": number, **self.told.get(key, {})} for key, number in self.findings.items()
            ]
            data["findings"] = sorted(
                entries, key=lambda one: (str(one.get("source", "")), str(one.get("path", "")), str(one["fingerprint"]))
            )
        return json.dumps(data, indent=1, ensure_ascii=True).encode() + b"\n"


class Judge:
    """Judges the findings of one feed, or of all sources, as they come."""

    def __init__(
        self,
        judgement: Judgement,
        *,
        feed: str | None = None,
        today: date,
        baseline: Baseline | None = None,
        show_sensitive: bool = False,
        settings_file: Path | None = None,
    ) -> None:
        self.judgement = judgement
        self.feed = feed
        self.today = today
        self.show_sensitive = show_sensitive
        self.settings_file = settings_file
        self.totals = Totals()
        self.budgets: dict[str, float] = dict(judgement.budgets)
        self._known: Counter[str] = Counter()
        if baseline is not None and baseline.kind == "rate":
            self.budgets = {**baseline.rates.get(feed or "", {}), **self.budgets}
        elif baseline is not None:
            self._known = baseline.findings
        fail_on = judgement.fail_on or PROFILES[judgement.profile or "default"].fail_on
        self.fails_on = {Severity.ERROR} if fail_on == "error" else {Severity.ERROR, Severity.WARNING}
        self._ignores = [one for one in judgement.ignores if one.until is None or one.until >= today]
        self._places = Places()

    def judge(self, record: Record, diagnostics: Sequence[Diagnostic]) -> list[Finding]:
        """Counts a record, and returns those of its findings that are to be reported."""
        self.totals.count(record)
        if not diagnostics:
            return []
        day = _day(record)
        kept = list(self._kept(diagnostics, record, day))
        self.totals.broken.update({one.diagnostic.code for one in kept})
        return kept

    def _kept(self, diagnostics: Iterable[Diagnostic], record: Record, day: str | None) -> Iterator[Finding]:
        for one in diagnostics:
            severity = self.judgement.severities.get(one.code)
            changed = one if severity is None else replace(one, severity=severity)
            if any(_fits(ignore, changed, record.source) for ignore in self._ignores):
                self.totals.ignored += 1
                continue
            shown = changed if self.show_sensitive else changed.masked()
            look = partial(self._places.excerpt, record, changed, sensitive=self.show_sensitive)
            fails = changed.severity in self.fails_on and one.code not in self.budgets
            finding = Finding(shown, self.feed, day, fails, look if changed.source == record.source else None)
            if self._known[finding.fingerprint] > 0:
                self._known[finding.fingerprint] -= 1
                self.totals.known += 1
                continue
            self._count(finding)
            yield finding

    def _count(self, finding: Finding) -> None:
        found = finding.diagnostic
        self.totals.severities[found.severity] += 1
        self.totals.codes[found.code] += 1
        self.totals.failing += finding.fails

    def close(self) -> list[Finding]:
        """What only the end of the feed shows: too few articles, budgets that were passed, ignores that expired."""
        found = [Finding(one, self.feed, fails=one.severity in self.fails_on) for one in self._ending()]
        for finding in found:
            self._count(finding)
        return found

    def _ending(self) -> Iterator[Diagnostic]:
        name = "" if self.feed is None else f" in the feed {self.feed}"
        at_least = self.judgement.min_articles
        if at_least is not None and self.totals.articles < at_least:
            yield self._own(
                "NS591",
                f"{self.totals.articles:,} articles{name}, and at least {at_least:,} are expected",
                _MIN_ARTICLES,
            )
        for code, budget in sorted(self.budgets.items()):
            broken, documents = self.totals.broken[code], self.totals.documents
            if documents and broken / documents > budget + _ROOM:
                share = f"{broken:,} of {documents:,} documents ({broken / documents:.1%})"
                yield self._own("NS592", f"{share}{name} break {code}; the budget is {budget:.1%}", code)
        for ignore in self.judgement.ignores:
            if ignore.until is not None and ignore.until < self.today:
                yield self._own(
                    "NS590",
                    f"the ignore of {ignore.code}{name} ended on {ignore.until}: {ignore.reason}",
                    str(ignore.until),
                )

    def _own(self, code: str, message: str, words: str) -> Diagnostic:
        """A finding about the settings, at the line where they say the words: in the feed's table, if there is one."""
        severity = self.judgement.severities.get(code)
        place: dict[str, Any] = {}
        if self.settings_file is not None:
            line = _line_of(self.settings_file, self.feed, words)
            place = {"source": self.settings_file.name, "line": line, "column": 1}
        found = diagnostic(code, message, **place)
        return found if severity is None else replace(found, severity=severity)


def _line_of(file: Path, feed: str | None, words: str) -> int:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 1
    table: int = next((at for at, line in enumerate(lines) if feed is not None and _is_table_of(line, feed)), 0)
    order = [*range(table, len(lines)), *range(table)]
    return next((at for at in order if words in lines[at].replace("_", "-")), table) + 1


def _is_table_of(line: str, feed: str) -> bool:
    return line.lstrip().startswith("[") and "feeds." in line and feed in line


def _fits(ignore: Ignore, found: Diagnostic, source: str) -> bool:
    return (
        found.code == ignore.code
        and (ignore.source is None or fnmatchcase(source, ignore.source) or fnmatchcase(source, "*/" + ignore.source))
        and (ignore.identifier is None or found.identifier == ignore.identifier)
        and (ignore.path is None or found.path == ignore.path or found.path.startswith(ignore.path.rstrip("/") + "/"))
    )


def _day(record: Record) -> str | None:
    """The day of an article: of its publication, else of its version."""
    article = record.article
    if article is None:
        return None
    stated = article.published or article.version_created or article.modified or article.created
    return str(stated)[:10] if stated and len(str(stated)) >= 10 else None
