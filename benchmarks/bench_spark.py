"""Measures Spark against the processes of one machine: `python -m benchmarks.bench_spark`.

Articles of 14 KB, a line each, become Parquet: by two processes of `convert`, by `convert` on Spark, and by the data
source and Spark's own writer. All use two CPUs and take turns; a ratio is that of one turn. Elapsed time is what counts
where the machine is quiet; processor time of all that a contender started says more where it is not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, Final

import orjson

from benchmarks.whole import lines
from newsschema import convert

_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_AS_OTHERS_START_IT: Final = {"spark.driver.extraJavaOptions": "-Dnewsschema.bench=true"}
"""Without the settings of the command line, which leaves Java little to do."""

_LOCAL, _ENGINE, _SOURCE = "two processes", "convert on Spark", "data source, Spark's Parquet"


def why_not() -> str | None:
    """What keeps this from being measured here, if anything does."""
    if find_spec("pyspark") is None:
        return "Spark is not installed: run make spark"
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home, "bin")) if home else None) is None:
        return "Spark needs Java 17 or newer, and there is none"
    if not Path("/proc/self/stat").exists():
        return "the processor time of other processes is not told by this system"
    return None


def _now() -> tuple[float, float]:
    """The time, and the seconds that the processors gave this process and all that descend from it.

    What a process used that has ended is counted with the one that waited for it.
    """
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(map(int, fields[11:15])) / _TICKS
    return time.perf_counter(), sum(used[process] for process in used if _is_below(process, parents))


def _is_below(process: int, parents: Mapping[int, int]) -> bool:
    while process in parents:
        if process == os.getpid():
            return True
        process = parents[process]
    return False


@contextmanager
def session() -> Iterator[tuple[Any, float]]:
    """A session of two tasks at a time, and how many seconds it took to start."""
    from newsschema.spark import NewsschemaDataSource
    from newsschema.spark.session import session as started

    began = time.perf_counter()
    with started("local[2]", _AS_OTHERS_START_IT) as spark:
        spark.dataSource.register(NewsschemaDataSource)
        yield spark, time.perf_counter() - began


def contenders(spark: Any, source: Path, folder: Path) -> dict[str, Callable[[Path], object]]:
    """Who takes part, and what each does to write an output."""
    from newsschema.spark import Executor

    def by_source(out: Path) -> None:
        frame = spark.read.format("newsschema").option("rejects", str(folder / "rejects")).load(str(source))
        frame.write.option("compression", "zstd").parquet(str(out))

    return {
        _LOCAL: lambda out: convert(source, out, to="parquet", jobs=2),
        _ENGINE: lambda out: convert(source, out, to="parquet", executor=Executor(spark)),
        _SOURCE: by_source,
    }


def run(spark: Any, documents: int, rounds: int) -> dict[str, Any]:
    """Measures, and returns the results as plain data."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = lines(folder / "in.jsonl", documents)
        found: dict[str, list[tuple[float, float]]] = {}
        for turn in range(rounds):
            for who, work in contenders(spark, source, folder).items():
                out = folder / f"{turn}"
                before = _now()
                work(out)
                after = _now()
                found.setdefault(who, []).append((after[0] - before[0], after[1] - before[1]))
                print(f"{who}: {found[who][-1]}", file=sys.stderr)
                shutil.rmtree(out)
    rows = [
        {
            "name": who,
            "elapsed": [round(elapsed, 2) for elapsed, _ in times],
            "processor": [round(processor, 2) for _, processor in times],
            "elapsed_ratio": round(_ratio(times, found[_LOCAL], 0), 3),
            "processor_ratio": round(_ratio(times, found[_LOCAL], 1), 3),
        }
        for who, times in found.items()
    ]
    return {"documents": documents, "rounds": rounds, "rows": rows}


def _ratio(ours: Sequence[tuple[float, float]], theirs: Sequence[tuple[float, float]], which: int) -> float:
    return median(a[which] / max(b[which], 1e-9) for a, b in zip(ours, theirs, strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark and prints the results; returns 0 whatever they are, and where there is no Spark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few documents, one round: shows only that it runs")
    parser.add_argument("--documents", type=int, default=16_384)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", type=Path, default=None, help="a file for the results, as JSON")
    given = parser.parse_args(arguments)
    reason = why_not()
    if reason is not None:
        print(f"Not measured: {reason}", file=sys.stderr)
        return 0
    with session() as (spark, start):
        result = run(spark, *((64, 1) if given.quick else (given.documents, given.rounds)))
    result["session_start"] = round(start, 2)
    if given.output is not None:
        given.output.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    print(f"{result['documents']} documents, session started in {result['session_start']} s")
    for row in result["rows"]:
        print(f"{row['name']:>30}: elapsed {row['elapsed_ratio']:.2f}, processor {row['processor_ratio']:.2f} of local")
    return 0


if __name__ == "__main__":
    sys.exit(main())
