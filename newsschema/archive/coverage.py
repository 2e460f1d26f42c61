"""What becomes of every path of a feed: mapped to a field, kept as an extension, or not readable."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, Literal

import orjson

from newsschema.archive.reading import Record, read_records
from newsschema.archive.sources import Limits, StrPath
from newsschema.diagnostics import Severity, shown
from newsschema.errors import NewsschemaError
from newsschema.formats.base import ReadOptions
from newsschema.positions import join_pointer, split_pointer
from newsschema.v1 import Article
from newsschema.v1.sensitivity import is_sensitive
from newsschema.v1.trees import tree

__all__ = ["MASKED", "MAX_PATHS", "OUTCOMES", "Coverage", "Entry", "PathOutcome", "coverage"]

PathOutcome = Literal["mapped", "kept", "unreadable", "set aside", "left out"]
OUTCOMES: Final[tuple[PathOutcome, ...]] = ("unreadable", "kept", "mapped", "set aside", "left out")

MAX_PATHS: Final = 10_000
"""How many paths are told apart; the values of all others are counted together."""

MASKED: Final = "•••"
"""What is shown instead of a value that may be personal or internal."""

_REFUSED: Final = "NS442"
_REFUSED_PATH: Final = "refused/"
_MOST: Final = 64 * 2**20
_DEPTH: Final = 200
_MOST_ITEMS: Final = 5_000
_CONTACT: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:\+|\b0)\d[\d ()/.-]{6,}\d\b")

_PLAIN: Final = frozenset(
    ("@type", "@rank", "@role", "@xml:lang", "@class", "@custom", "@contenttype", "@rendition", "@pubconstraint")
)
"""Names whose values say what stands there, not whom it is about."""

Steps = tuple[str, ...]


@dataclass(slots=True)
class Entry:
    """A path of the sources with one outcome: how many values there are, and one of them, fit to be shown."""

    format: str
    path: str
    outcome: PathOutcome
    count: int = 0
    example: str = ""
    sensitive: bool = False


@dataclass(slots=True)
class Coverage:
    """The paths of a feed, and how much was looked at.

    `items` counts what was read, skipped, merged and rejected. `others` counts the values of paths beyond the first
    `max_paths`, by outcome; `unseen` the items that were not looked at: their source cannot be read a second time, or
    is larger than 64 MiB or breaks off, or they come after the first 5 000 of one file of XML.
    """

    entries: dict[tuple[str, str, PathOutcome], Entry] = field(default_factory=dict)
    others: Counter[PathOutcome] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)
    sources: int = 0
    unseen: int = 0
    max_paths: int = MAX_PATHS

    def of(self, outcome: PathOutcome) -> list[Entry]:
        """Returns the paths with an outcome, most frequent first."""
        found = (entry for entry in self.entries.values() if entry.outcome == outcome)
        return sorted(found, key=lambda entry: (-entry.count, entry.format, entry.path))

    def values(self, outcome: PathOutcome) -> int:
        """Returns how many values have an outcome."""
        return sum(entry.count for entry in self.entries.values() if entry.outcome == outcome) + self.others[outcome]

    def add(self, format: str, steps: Steps, outcome: PathOutcome, value: str, count: int = 1) -> None:
        """Counts values of a path."""
        path = "/".join(steps)
        entry = self.entries.get((format, path, outcome))
        if entry is None:
            if len(self.entries) >= self.max_paths:
                self.others[outcome] += count
                return
            entry = Entry(format, path, outcome, sensitive=_is_sensitive(format, steps, outcome))
            self.entries[format, path, outcome] = entry
        entry.count += count
        if not entry.example and value:
            hidden = entry.sensitive or _CONTACT.search(value) is not None
            entry.example = MASKED if hidden else shown(value)

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain JSON values."""
        return {
            "sources": self.sources,
            "items": dict(sorted(self.items.items())),
            "unseen": self.unseen,
            "outcomes": {
                outcome.replace(" ", "_"): {
                    "values": self.values(outcome),
                    "other_values": self.others[outcome],
                    "paths": [
                        {"format": one.format, "path": one.path, "count": one.count, "example": one.example}
                        for one in self.of(outcome)
                    ],
                }
                for outcome in OUTCOMES
            },
        }


def coverage(
    *sources: StrPath,
    format: str | None = None,
    options: ReadOptions | None = None,
    limits: Limits | None = None,
    max_paths: int = MAX_PATHS,
) -> Coverage:
    """Counts what becomes of every path of files, directories, archives or streams.

    Each source is read twice: by its reader, and as the plain XML, JSON or columns that it is. A value of the plain
    document is *unreadable* if its item was rejected, or if a diagnostic says that the field refused it; *kept* if an
    extension of what was read holds the same value at the same place; *set aside* if its item is no article; *left
    out* if it is one of what no writer gives back (the file's own version, IPTC's own catalog, signatures); and
    *mapped* otherwise: that a value which is none of these stands in a field is what the readers promise, and is not
    looked up. Words of a rendition that stand in the body are mapped, although the rendition is kept too. Memory is
    that of one source file, or of one line of it, and of `max_paths` paths. Raises `SourceError` for a source that
    matches nothing.
    """
    result = Coverage(max_paths=max_paths)
    records = read_records(*sources, format=format, options=options, limits=limits)
    for _, group in groupby(records, key=lambda record: record.source):
        result.sources += 1
        for unit in _units(_counted(group, result), result):
            _COVERING.get(unit[0].format or "", _cover_unknown)(unit, result)
    return result


def _counted(records: Iterable[Record], result: Coverage) -> Iterator[Record]:
    for record in records:
        result.items[record.outcome] += 1
        yield record


def _units(records: Iterator[Record], result: Coverage) -> Iterator[list[Record]]:
    """Yields the records of one source that have to be looked at together: of a file, a page, a line."""
    unit: list[Record] = []
    together = False
    for record in records:
        if not unit:
            together = record.format == "newsml-g2" or (record.format == "jsonld" and _is_page(record))
        elif not (together or (record.format != "json" and _span(record) == _span(unit[0]))):
            yield unit
            unit = []
        if record.format == "parquet" and unit:
            # Columns are counted from the file: a row is needed only where it has findings.
            if record.diagnostics:
                unit.append(_light(record))
            continue
        if len(unit) < _MOST_ITEMS:
            unit.append(record)
        else:
            result.unseen += 1
    if unit:
        yield unit


def _light(record: Record) -> Record:
    return Record(record.source, record.format, record.item, record.entry)


def _span(record: Record) -> tuple[int | None, int | None]:
    return record.item.offset, record.item.length


def _is_page(record: Record) -> bool:
    return record.index == 0 and _file(record).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _file(record: Record) -> bytes:
    """The bytes of a record's whole file; none where they cannot be read a second time."""
    try:
        if record.kept is not None:
            return b"" if record.kept.data is None else bytes(record.kept.data)
        with record.entry.open() as stream:
            data = stream.read(_MOST + 1)
            return data if len(data) <= _MOST else b""
    except (NewsschemaError, OSError, EOFError, ValueError):
        return b""


def _raw(record: Record) -> bytes:
    try:
        return record.raw()
    except (NewsschemaError, OSError, EOFError, ValueError):
        return b""


def _is_sensitive(format: str, steps: Steps, outcome: PathOutcome) -> bool:
    if steps[-1] in _PLAIN:
        return False
    if format == "newsml-g2" and outcome != "mapped" and "contentSet" in steps and not steps[-1].startswith("@"):
        return True  # what an agency sends beside the body is often not for the public
    own = format in {"json", "parquet"}
    return is_sensitive(join_pointer(tuple(step.removeprefix("@") for step in (steps if own else steps[1:] or steps))))


# --- What was kept and refused


class _Accounts:
    """The values that the extensions of what was read hold; each is found once."""

    def __init__(self) -> None:
        self.held: dict[tuple[Steps, str], list[Steps]] = {}
        self.refused: set[str] = set()
        self.refused_paths: set[str] = set()

    def add(self, key: tuple[Steps, str], parents: Steps) -> None:
        """Remembers a value, with the names that its owner may have in the source; none for any."""
        self.held.setdefault(_folded(key), []).append(tuple(name.casefold() for name in parents))

    def take(self, steps: Steps, value: str, *, anywhere: bool = False) -> bool:
        """Tells whether an extension holds the value of a path, and counts it as found."""
        for start in range(len(steps)):
            waiting = self.held.get(_folded((steps[start:], value)))
            if not waiting:
                continue
            above = steps[start - 1].casefold() if start else ""
            for at, parents in enumerate(waiting):
                if not parents or above in parents or (anywhere and start == 1):
                    del waiting[at]
                    return True
        return False


def _folded(key: tuple[Steps, str]) -> tuple[Steps, str]:
    steps, value = key
    return tuple(step.casefold() for step in steps), value


def _extensions(value: Any, owner: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yields the extensions of a document with the pointer of their owners."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "extensions":
                for extension in inner:
                    yield owner, extension
            else:
                yield from _extensions(inner, f"{owner}/{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _extensions(inner, f"{owner}/{at}")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
    elif value is not None:
        yield " ".join(str(value).split())


def _accounts(unit: list[Record], format: Any) -> _Accounts:
    accounts = _Accounts()
    for record in unit:
        for found in record.diagnostics:
            if found.code == _REFUSED:
                accounts.refused_paths.add(found.path.strip("/").casefold())
        if record.document is None:
            continue
        for owner, extension in _extensions(tree(record.document)):
            path, content = extension["path"], extension["content"]
            if path.startswith(_REFUSED_PATH):
                accounts.refused.update(_strings(_json(content.encode())))
            elif extension["format"] == record.format:
                for key in format.held(path, content):
                    accounts.add(key, format.parents(owner))
    return accounts


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None


# --- NewsML-G2


def _cover_newsml_g2(unit: list[Record], result: Coverage) -> None:
    from newsschema.formats.newsml_g2 import source_paths

    data = _file(unit[0])
    if not data:
        result.unseen += len(unit)
        return
    accounts = _accounts(unit, source_paths)
    outcomes = {record.index: record.outcome for record in unit}
    bodies = {record.index: _words(record.article) for record in unit}
    seen = False
    for item, steps, value, left_out in source_paths.leaves(data):
        seen = True
        outcome: PathOutcome
        if item is not None and item not in outcomes:
            continue
        if item is not None and outcomes.get(item) == "rejected":
            outcome = "unreadable"
        elif outcomes.get(item or 0) == "skipped":
            outcome = "set aside"
        elif left_out:
            outcome = "left out"
        elif value and value in accounts.refused:
            outcome = "unreadable"
        elif "contentSet" in steps and value and steps[-1][0] != "@" and value in bodies.get(item or 0, ""):
            outcome = "mapped"
        else:
            outcome = "kept" if accounts.take(steps, value) else "mapped"
        result.add("newsml-g2", steps, outcome, value)
    if not seen:
        # What breaks off in the middle is no XML as a whole, although its first items were read.
        broken = [record for record in unit if record.outcome == "rejected"]
        result.unseen += len(unit) - len(broken)
        _cover_unknown(broken, result)


def _words(article: Article | None) -> str:
    return "" if article is None else " ".join(article.text.split())


# --- JSON-LD


def _cover_jsonld(unit: list[Record], result: Coverage) -> None:
    from newsschema.formats.jsonld import source_paths

    data = _file(unit[0]) if _is_page(unit[0]) else _raw(unit[0])
    if not data:
        result.unseen += len(unit)
        return
    accounts = _accounts(unit, source_paths)
    rejected = not any(record.outcome in {"read", "skipped"} for record in unit)
    aside = {(record.item.skipped or "").replace(" ", "") for record in unit if record.outcome == "skipped"}
    roots = source_paths.roots(data)
    used = _referred(roots, aside)
    for at, root in enumerate(roots):
        for steps, value in root.leaves:
            path = "/".join(steps[1:]).casefold()
            outcome: PathOutcome
            if rejected:
                outcome = "unreadable"
            elif at not in used:
                outcome = "set aside"
            elif accounts.take(steps, value, anywhere=root.kind in aside):
                outcome = "unreadable" if path in accounts.refused_paths else "kept"
            else:
                outcome = "mapped"
            result.add("jsonld", steps, outcome, value)
    if not roots or any(record.outcome == "rejected" for record in unit if not rejected):
        _cover_unknown([record for record in unit if record.outcome == "rejected"], result)


def _referred(roots: list[Any], aside: set[str]) -> set[int]:
    """The numbers of the objects that are articles, or that one of these refers to, near or far."""
    used = {at for at, root in enumerate(roots) if root.kind not in aside}
    while True:
        wanted = {identifier for at in used for identifier in roots[at].references}
        more = {at for at, root in enumerate(roots) if at not in used and not wanted.isdisjoint(root.identifiers)}
        if not more:
            return used
        used |= more


# --- Own JSON and Parquet


def _cover_json(unit: list[Record], result: Coverage) -> None:
    for record in unit:
        value = _json(_raw(record))
        if value is None:
            _cover_unknown([record], result)
            continue
        moved = set() if record.document is None else _moved(tree(record.document))
        for pointer, leaf in _leaves(value, ()):
            steps = tuple(step for step in pointer if not step.isdecimal())
            outcome: PathOutcome = "mapped"
            if record.outcome == "rejected":
                outcome = "unreadable"
            elif record.outcome == "skipped":
                outcome = "set aside"
            elif "extensions" in steps or any(pointer[:end] in moved for end in range(1, len(pointer) + 1)):
                outcome = "kept"
            result.add("json", steps, outcome, leaf)


def _moved(document: Any) -> set[Steps]:
    """The members that a newer version of the model has, and that were kept whole."""
    return {
        split_pointer(extension["path"])
        for owner, extension in _extensions(document)
        if not owner and extension["format"].startswith("newsschema/")
    }


def _leaves(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, dict | list) and len(steps) >= _DEPTH:
        yield steps, "…"
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*steps, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, (*steps, str(at)))
    elif value is not None and value != "":
        yield steps or ("value",), value if isinstance(value, str) else orjson.dumps(value).decode()


def _cover_parquet(unit: list[Record], result: Coverage) -> None:
    from newsschema.formats.parquet import leaf_columns

    whole = unit[0].outcome == "rejected" and unit[0].item.raw is None
    refused = Counter(
        next(iter(split_pointer(found.path)), "row")
        for record in unit
        if record.outcome == "rejected" and not whole
        for found in record.diagnostics
        if found.severity is Severity.ERROR
    )
    try:
        with unit[0].entry.open() as stream:
            for steps, count, example in leaf_columns(stream):
                outcome: PathOutcome = "unreadable" if whole else "kept" if "extensions" in steps else "mapped"
                result.add("parquet", steps, outcome, str(example), count)
    except (NewsschemaError, OSError, EOFError, ValueError):
        result.unseen += len(unit)
    for name, count in refused.items():
        result.add("parquet", (name,), "unreadable", "", count)


# --- What nobody can read


def _cover_unknown(unit: list[Record], result: Coverage) -> None:
    """Counts items of which no path can be told, as one path each, with the reason as the example."""
    for record in unit:
        reason = next((found.masked().message for found in record.diagnostics), "")
        outcome: PathOutcome = "set aside" if record.outcome == "skipped" else "unreadable"
        result.add(record.format or "unknown", ("(the whole item)",), outcome, reason)


_COVERING: Final = {
    "newsml-g2": _cover_newsml_g2,
    "jsonld": _cover_jsonld,
    "json": _cover_json,
    "parquet": _cover_parquet,
}
