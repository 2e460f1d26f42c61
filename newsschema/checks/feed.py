"""NS501 to NS508: what only the articles of a whole run show together.

Each rule keeps digests of eight bytes, with at most eight more, and never an article or an identifier.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from heapq import merge
from typing import Final

from newsschema.checks.facts import EIGHT_BYTES, facts_of, interval_of
from newsschema.checks.registry import Finding, rule
from newsschema.v1 import Article, CasualtyReport

_NONE: Final = EIGHT_BYTES
_FEW_CHARACTERS: Final = 200
_FROM_NUMBER: Final = frozenset({"exact", "at_least", "range"})


def digest(*parts: str | int | None) -> int:
    """Eight bytes that stand for some texts and numbers in this run; Python keys them anew for each."""
    return hash(parts) & EIGHT_BYTES


class Table:
    """Numbers of eight bytes by keys of eight bytes, in sorted runs that are merged as they grow.

    New keys wait in a dictionary of bounded size; nothing else is kept, so that each key takes sixteen bytes.
    """

    WAITING: Final = 1024

    def __init__(self) -> None:
        self._waiting: dict[int, int] = {}
        self._runs: list[tuple[array[int], array[int]]] = []

    def __len__(self) -> int:
        return len(self._waiting) + sum(len(keys) for keys, _ in self._runs)

    def get(self, key: int) -> int | None:
        """The number of a key, none where the key was never put in."""
        if key in self._waiting:
            return self._waiting[key]
        for keys, values in self._runs:
            at = bisect_left(keys, key)
            if at < len(keys) and keys[at] == key:
                return values[at]
        return None

    def put(self, key: int, value: int) -> None:
        """Keeps a number under a key, in place of an earlier one."""
        for keys, values in self._runs:
            at = bisect_left(keys, key)
            if at < len(keys) and keys[at] == key:
                values[at] = value
                return
        self._waiting[key] = value
        if len(self._waiting) >= self.WAITING:
            self._settle()

    def _settle(self) -> None:
        keys = sorted(self._waiting)
        self._runs.append((array("Q", keys), array("Q", (self._waiting[key] for key in keys))))
        self._waiting.clear()
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= len(self._runs[-1][0]):
            second, first = self._runs.pop(), self._runs.pop()
            self._runs.append(_merged(first, second))


def _merged(
    first: tuple[array[int], array[int]], second: tuple[array[int], array[int]]
) -> tuple[array[int], array[int]]:
    keys, values = array("Q"), array("Q")
    for key, value in merge(zip(*first, strict=True), zip(*second, strict=True)):
        keys.append(key)
        values.append(value)
    return keys, values


@rule("NS501")
class SentTwice:
    """The same version of an article is sent once."""

    def __init__(self) -> None:
        self.seen = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a version whose like was seen, with the same content."""
        key, content = digest(article.identifier, article.version), facts_of(article).digest
        if self.seen.get(key) == content:
            yield Finding(("version",), "version {version} was here before", {"version": article.version})
        self.seen.put(key, content)

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


@rule("NS502")
class ChangedWithoutVersion:
    """What changes has a new version."""

    def __init__(self) -> None:
        self.seen = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a version that was seen with another content."""
        key, content = digest(article.identifier, article.version), facts_of(article).digest
        if self.seen.get(key) not in (None, content):
            yield Finding(
                ("version",), "version {version} was here before with another content", {"version": article.version}
            )
        self.seen.put(key, content)

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


@rule("NS503")
class VersionGoesBack:
    """A later version comes later."""

    def __init__(self) -> None:
        self.latest = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a version below the one seen last."""
        key = digest(article.identifier)
        latest = self.latest.get(key)
        if latest is not None and article.version < latest:
            yield Finding(
                ("version",), "version {version} comes after version {latest}",
                {"version": article.version, "latest": latest},
            )  # fmt: skip
        self.latest.put(key, max(article.version, latest or 0))

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


@rule("NS504")
class OneStoryTwice:
    """One story has one identifier."""

    def __init__(self) -> None:
        self.stories = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a text that was seen under another identifier."""
        text = article.text
        if len(text) < _FEW_CHARACTERS or article.pub_status == "canceled":
            return
        story, identifier = digest(text), digest(article.identifier)
        first = self.stories.get(story)
        if first is None:
            self.stories.put(story, identifier)
        elif first != identifier:
            yield Finding(("identifier",), "the text was here before under another identifier")

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


@rule("NS505")
class VersionMissing:
    """Versions follow one another without a gap."""

    def __init__(self) -> None:
        self.latest = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a version more than one above the one seen last."""
        key = digest(article.identifier)
        latest = self.latest.get(key)
        if latest is not None and article.version > latest + 1:
            yield Finding(
                ("version",), "version {version} follows version {latest}",
                {"version": article.version, "latest": latest},
            )  # fmt: skip
        self.latest.put(key, max(article.version, latest or 0))

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


@rule("NS506")
class ReplacesWhatIsNot:
    """A figure that is replaced stood in the version that is named."""

    def __init__(self) -> None:
        self.versions = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a figure replaced that a version seen before does not have."""
        for index, report in enumerate(article.casualty_reports):
            earlier = report.supersedes
            if earlier is None or earlier.version is None:
                continue
            holder = earlier.article or article.identifier
            if (holder, earlier.version) == (article.identifier, article.version):
                continue
            # A version is kept with a bit for each of its reports, of 64: a bit that is not set is certain.
            reports = self.versions.get(digest(holder, earlier.version))
            if reports is not None and not reports & _bit(earlier.report):
                yield Finding(
                    ("casualty_reports", index, "supersedes", "report"), "version {version} has no figure {report}",
                    {"version": earlier.version, "report": earlier.report},
                )  # fmt: skip
        bits = 0
        for report in article.casualty_reports:
            bits |= _bit(report.identifier)
        self.versions.put(digest(article.identifier, article.version), bits)

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


def _bit(identifier: str) -> int:
    return 1 << (digest(identifier) % 64)


@rule("NS507")
class FallsBetweenVersions:
    """A toll that falls from one version to the next comes with a reason."""

    def __init__(self) -> None:
        self.lowest = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a figure that is certainly below that of an earlier version, without a reason."""
        for index, report in enumerate(article.casualty_reports):
            if report.scope == "increment":
                continue
            key = digest(article.identifier, report.identifier, report.outcome, report.count.unit)
            count = report.count
            before = self.lowest.get(key)
            if before is not None and before != _NONE:
                high = interval_of(count).upper
                if high is not None and high < before and not _is_explained(article, report):
                    yield Finding(
                        ("casualty_reports", index, "count"), "the figure falls from at least {low} to at most {high}",
                        {"low": before, "high": high},
                    )  # fmt: skip
            low = count.number if count.qualifier in _FROM_NUMBER else interval_of(count).lower
            self.lowest.put(key, _NONE if low is None else low)

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()


def _is_explained(article: Article, report: CasualtyReport) -> bool:
    replaced = report.supersedes
    if replaced is not None and (replaced.reason not in (None, "update") or replaced.note is not None):
        return True
    return bool(report.note or article.corrections)


@rule("NS508")
class FirstCreatedChanges:
    """All versions of an article agree on when the first of them was made."""

    def __init__(self) -> None:
        self.first = Table()

    def see(self, article: Article) -> Iterator[Finding]:
        """Yields a finding for a first_created other than that of an earlier version."""
        if article.first_created is None:
            return
        key, first = digest(article.identifier), digest(str(article.first_created))
        if self.first.get(key) not in (None, first):
            yield Finding(
                ("first_created",), "an earlier version says otherwise than {date}", {"date": article.first_created}
            )
        self.first.put(key, first)

    def close(self) -> Iterator[Finding]:
        """Has nothing to add."""
        yield from ()
