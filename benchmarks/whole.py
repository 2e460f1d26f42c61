"""What only whole processes show: start-up, memory, and what a second process is worth."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks import corpus
from benchmarks.measure import Child, child
from newsschema import dumps

_PYDANTIC: Final = "from pydantic import BaseModel"
_CALL: Final = """import sys
from newsschema.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass"""
_CONVERT: Final = "import sys; from newsschema import convert; convert(*sys.argv[2:], jobs=int(sys.argv[1]))"
# Workers tune their collector; one process must have the same, or the gain of two would be partly the collector's.
_CONVERT_AS_WORKERS: Final = f"import gc; gc.freeze(); gc.set_threshold(50_000, 20, 100); {_CONVERT}"


def measures(*, quick: bool) -> Iterator[dict[str, Any]]:
    """Yields every measure with its value, unit and goal."""
    rounds = 1 if quick else 9
    yield from _start_up(rounds)
    with tempfile.TemporaryDirectory() as folder:
        yield from _memory(Path(folder), (16, 32) if quick else (5_000, 20_000))
        # A unit of work is 4,096 documents: fewer units than processes would leave one idle.
        yield from _processes(Path(folder), 32 if quick else 16_384, 1 if quick else 3)


def _measure(name: str, value: float, unit: str, goal: float | None = None) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "goal": goal}


def _start_up(rounds: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.json"
        broken.write_bytes(dumps(corpus.of_size(2_000), format="json").replace(b'"identifier"', b'"identifer"', 1))
        cases = {
            "pydantic": (_PYDANTIC, ()),
            "class": (f"{_PYDANTIC}\nclass One(BaseModel):\n    name: str", ()),
            "package": ("import newsschema", ()),
            "model": ("from newsschema import Article", ()),
            "version": (_CALL, ("--version",)),
            "validate": (_CALL, ("validate", str(broken))),
        }
        took: dict[str, list[float]] = {name: [] for name in cases}
        for turn in range(rounds + 1):
            for name, (code, given) in cases.items():
                seconds = child(code, *given).processor
                if turn:
                    took[name].append(seconds)
    base = took["pydantic"]

    def times(name: str) -> float:
        return median(a / b for a, b in zip(took[name], base, strict=True))

    def over(name: str) -> float:
        return median(a - b for a, b in zip(took[name], base, strict=True))

    yield _measure("import pydantic", median(base), "s")
    yield _measure("import pydantic, and one class", times("class"), "× import pydantic")
    yield _measure("import newsschema", times("package"), "× import pydantic", 1.5)
    yield _measure("from newsschema import Article", times("model"), "× import pydantic")
    yield _measure("newsschema --version", over("version"), "s over import pydantic", 0.25)
    yield _measure("first finding of newsschema validate", over("validate"), "s over import pydantic", 0.25)


def lines(path: Path, number: int) -> Path:
    """A file of so many lines: a hundred articles over and over, each under a name of its own."""
    few = [dumps(article, format="json") for article in corpus.articles(min(number, 100))]
    with path.open("wb") as stream:
        for index in range(number):
            line = few[index % len(few)]
            stream.write(line.replace(b"20240501:", b"%08d:" % index) + b"\n")
    return path


def _memory(folder: Path, numbers: tuple[int, int]) -> Iterator[dict[str, Any]]:
    for number in numbers:
        source = lines(folder / f"{number}.jsonl", number)
        for suffix in (".parquet", ".jsonl"):
            found = child(_CONVERT, "1", str(source), str(folder / f"out-{number}{suffix}"))
            name = f"peak memory, {number} documents: .jsonl → {suffix}"
            yield _measure(name, found.memory, "MB", 250)


def _processes(folder: Path, number: int, rounds: int) -> Iterator[dict[str, Any]]:
    if len(os.sched_getaffinity(0)) < 2 and (os.cpu_count() or 1) < 2:
        return
    source = lines(folder / "shared.jsonl", number)
    gains = []
    for turn in range(rounds):
        one, two = (_convert(folder, source, jobs, turn) for jobs in ("1", "2"))
        gains.append(one.elapsed / two.elapsed)
    yield _measure(f"two processes against one, {number} documents", median(gains), "× as fast", 1.85)


def _convert(folder: Path, source: Path, jobs: str, turn: int) -> Child:
    return child(_CONVERT_AS_WORKERS, jobs, str(source), str(folder / f"shared-{jobs}-{turn}.parquet"))
