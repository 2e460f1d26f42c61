"""Validating sources: every problem of every document, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from os import fspath

from newsschema.archive.conformance import Conformance, rules_of_xml
from newsschema.archive.duplicates import duplicate_members
from newsschema.archive.locating import Places
from newsschema.archive.reading import Record, read_records
from newsschema.archive.sources import Limits, StrPath
from newsschema.checks import Session
from newsschema.diagnostics import Diagnostic, Severity, diagnostic, nearest
from newsschema.errors import STDIN_NAME, UsageError
from newsschema.formats.base import ReadOptions
from newsschema.settings import PROFILES

Findings = tuple[Record, tuple[Diagnostic, ...]]
"""A record and everything that was found in it."""


@dataclass(slots=True)
class Result:
    """What a validation found: the diagnostics, and how many items and sources were looked at."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    items: int = 0
    articles: int = 0
    sources: int = 0

    @property
    def ok(self) -> bool:
        """True where nothing is an error."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)

    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(found.severity for found in self.diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)


def validate(
    *sources: StrPath,
    format: str | None = None,
    options: ReadOptions | None = None,
    limits: Limits | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    preview: bool = False,
    profile: str | None = None,
    rules: str | None = None,
    schemas: bool | None = None,
    xsd: StrPath | None = None,
) -> Result:
    """Checks files, directories, archives or streams by the model and the rules, and returns every finding.

    `select` and `ignore` hold codes and beginnings of codes (`NS3`); `preview` adds the rules that are on trial,
    `profile` those of a profile such as `google`; `rules` takes the catalogue as it was in a version. `schemas` holds
    own JSON also against the JSON Schema, as the profile `strict` does, and `xsd` XML against an XML Schema. Raises
    `SourceError` for a source that matches nothing: a feed that has vanished must not pass; and `UsageError` for a
    code, profile or version that there is not, and for a schema that cannot be used.
    """
    if profile is not None and profile not in PROFILES:
        near = nearest(profile, PROFILES)
        raise UsageError(f"there is no profile {profile!r}", f"Did you mean {near}?" if near else None)
    named = PROFILES[profile or "default"]
    session = Session(select, ignore, preview=preview, profile=named.rules, rules=rules)
    options = options or ReadOptions()
    options = replace(options, strict=options.strict or named.strict)
    conformance = Conformance(named.schemas if schemas is None else schemas, None if xsd is None else fspath(xsd))
    result = Result()
    for record, diagnostics in findings(
        *sources, format=format, options=options, limits=limits, session=session, conformance=conformance
    ):
        count_record(result, record)
        result.diagnostics.extend(diagnostics)
    return result


def findings(
    *sources: StrPath,
    format: str | None = None,
    options: ReadOptions | None = None,
    limits: Limits | None = None,
    session: Session | None = None,
    conformance: Conformance | None = None,
) -> Iterator[Findings]:
    """Yields every record with what was found in it, as it is read; the rules in force are those of the session.

    What only the whole of a source or run shows stands with its last record.
    """
    session = session or Session()
    conformance = conformance or Conformance()
    conformance = replace(conformance, rules=rules_of_xml(session.codes), options=options or ReadOptions())
    conformance.prepare()
    records = read_records(*sources, format=format, options=options, limits=limits)
    places = Places()
    last: Findings | None = None
    for _, group in groupby(records, key=lambda record: record.source):
        for found in _with_article(_checked(group, session, places, conformance)):
            if last is not None:
                yield last
            last = found
    if last is not None:
        record, diagnostics = last
        closing = session.close()
        if any(one.identifier is not None for one in closing):
            closing = _placed(closing, read_records(*again(sources), format=format, options=options, limits=limits))
        yield record, (*diagnostics, *closing)


def again(sources: Sequence[StrPath]) -> list[StrPath]:
    """Those sources that can be read a second time."""
    return [source for source in sources if fspath(source) != STDIN_NAME]


def _placed(closing: Sequence[Diagnostic], records: Iterable[Record]) -> list[Diagnostic]:
    """The findings of the end of a run with the places of their articles: only now it is known which are asked for.

    Of several versions the last is meant, which is the one that the end of the run saw last.
    """
    wanted = {one.identifier for one in closing if one.identifier is not None}
    found: dict[str, Record] = {}
    for record in records:
        identifier = record.document.identifier if record.document is not None else None
        if identifier is not None and identifier in wanted:
            found[identifier] = record
    places = Places()
    return [places.located(found[one.identifier], [one])[0] if one.identifier in found else one for one in closing]


def count_record(result: Result, record: Record) -> None:
    """Counts one record in a result."""
    result.items += 1
    result.sources += record.index == 0
    result.articles += record.article is not None


def _checked(
    records: Iterable[Record], session: Session, places: Places, conformance: Conformance
) -> Iterator[Findings]:
    waiting: list[tuple[int, Diagnostic]] = []
    last: tuple[Record, list[Diagnostic]] | None = None
    for record in records:
        if last is not None:
            yield last[0], places.located(*last)
        found = _found(record, session)
        if conformance.held(record):
            # A schema is asked for by itself, so that a pinned catalogue must not pass what it refuses.
            waiting += [one for one in conformance.refused(record, places) if one[1].code in session.asked]
            found += [one for item, one in waiting if item == record.index]
            waiting = [(item, one) for item, one in waiting if item != record.index]
        last = record, found
    if last is not None:
        # What a schema refuses in an item that was not read belongs to the file.
        last[1].extend(one for _, one in waiting)
        yield last[0], places.located(*last)


def _found(record: Record, session: Session) -> list[Diagnostic]:
    # A document that could not be read is never passed over because other rules were asked for.
    read = record.outcome != "rejected"
    found = [session.weighed(one) for one in record.diagnostics if one.code in session.codes or not read]
    if record.document is not None:
        found += session.check(record.document)
        if "NS003" in session.codes:
            found += duplicate_members(record)
    return found


def _with_article(findings: Iterable[Findings]) -> Iterator[Findings]:
    """Adds to the last record of a source that nothing in it was an article, unless that was said already."""
    last: Findings | None = None
    empty = True
    for found in findings:
        if last is not None:
            yield last
        record, diagnostics = last = found
        empty = empty and record.outcome == "skipped" and all(one.severity is not Severity.ERROR for one in diagnostics)
    if last is not None:
        record, diagnostics = last
        if not empty:
            yield last
            return
        part = record.item.skipped or "part"
        message = f"no article here: the last of its parts is {'an' if part[0] in 'aeiou' else 'a'} {part}"
        place = {"source": record.source, "index": record.index, "line": 1, "column": 1}
        yield record, (*diagnostics, diagnostic("NS011", message, **place))
