"""Runs the benchmarks: `python -m benchmarks.bench`; with `--quick` so small that it only shows that they work.

Writes JSON for comparison with other runs, and the tables and charts that `docs/performance.md` shows.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks import report, whole
from benchmarks.measure import Ratio, Times, Work, on_one_core, ratio, take_turns, without_collector
from benchmarks.routes import Corpus, Route, Scaled, crowds, routes, sizes

DOCS: Final = Path(__file__).resolve().parent.parent / "docs" / "performance"
_LIBRARIES: Final = ("pydantic", "orjson", "lxml", "pyarrow", "arro3-io", "polars", "duckdb", "pandas")
_OURS, _FLOOR, _RESTED = "ours", "floor", "ours without collector"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: how many times as long as the floor we take, and others do."""

    name: str
    floor: str
    ratio: Ratio
    goal: float | None
    documents_per_second: float = 0.0
    megabytes_per_second: float = 0.0
    without_collector: Ratio | None = None
    peers: dict[str, Ratio] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def measured(route: Route, rounds: int) -> Row:
    """Measures one route with the peers that are installed."""
    contenders: dict[str, Work] = {_FLOOR: route.floor, _OURS: route.ours, _RESTED: without_collector(route.ours)}
    missing = []
    for name, make in route.peers.items():
        try:
            contenders[name] = make()
        except ImportError:
            missing.append(name)
    times = take_turns(contenders, rounds)
    peers = {name: _scaled(times, contenders, name) for name in route.peers if name in contenders}
    best = times[_OURS].best
    return Row(
        route.name,
        route.floor_name,
        ratio(times[_OURS], times[_FLOOR]),
        route.goal,
        route.documents / best,
        route.size / best / 1e6,
        ratio(times[_RESTED], times[_FLOOR]),
        peers,
        missing,
    )


def _scaled(times: dict[str, Times], contenders: dict[str, Work], name: str) -> Ratio:
    work, found = contenders[name], ratio(times[name], times[_FLOOR])
    factor = work.factor if isinstance(work, Scaled) else 1.0
    return Ratio(found.median * factor, found.low * factor, found.high * factor)


def machine() -> dict[str, str]:
    """What the figures were measured on and with."""
    found = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def run(documents: int, rounds: int, *, quick: bool, only: str = "") -> dict[str, Any]:
    """Measures everything and returns the results as plain data."""
    rows = list(_rows(documents, rounds, quick=quick, only=only))
    result: dict[str, Any] = {"machine": machine(), "documents": documents, "rounds": rounds, "rows": rows}
    if not only:
        result["archives"] = list(whole.archives(quick=quick))
        result["cores"] = list(whole.cores(quick=quick))
        result["whole"] = list(whole.measures(result["archives"], result["cores"], quick=quick))
        result["sizes"] = list(sizes(quick=quick))
        result["quotes"] = list(crowds(quick=quick))
    return result


def _rows(documents: int, rounds: int, *, quick: bool, only: str) -> Iterator[dict[str, Any]]:
    if not quick:
        on_one_core()
    for route in routes(Corpus(documents)):
        if only in route.name:
            row = measured(route, rounds)
            print(report.line(asdict(row)), file=sys.stderr)
            yield asdict(row)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmarks and writes the results; returns 0 whatever they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few documents, one round: shows only that all runs")
    parser.add_argument("--documents", type=int, default=64, help="documents of each kind")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="only paths with this in their name; nothing is written to docs")
    parser.add_argument("--output", type=Path, default=None, help="where to write; docs/performance by default")
    given = parser.parse_args(arguments)
    documents, rounds = (3, 1) if given.quick else (given.documents, given.rounds)
    result = run(documents, rounds, quick=given.quick, only=given.only)
    output = given.output or (None if given.quick or given.only else DOCS)
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        (output / "results.json").write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))
        for name, content in report.pages(orjson.loads(orjson.dumps(result))).items():
            (output / name).write_text(content, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
