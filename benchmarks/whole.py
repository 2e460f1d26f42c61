"""What only whole processes show: start-up, memory, and what a second process is worth."""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks import corpus
from benchmarks.measure import child, ratio, take_turns
from newsschema import dumps, read, validate

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
_SUFFIXES: Final = (".parquet", ".jsonl")


def measures(archives: list[dict[str, Any]], cores: list[dict[str, Any]], *, quick: bool) -> Iterator[dict[str, Any]]:
    """Yields every measure with its value, unit and goal, also of the archives and cores that were measured."""
    yield from _start_up(1 if quick else 9)
    yield _validating(8 if quick else 512, 1 if quick else 15)
    for archive in archives:
        for suffix in _SUFFIXES:
            name = f"peak memory, {archive['documents']} documents: .jsonl → {suffix}"
            yield _measure(name, archive["memory"][suffix], "MB", 250)
    for one in cores[1:2]:
        name = f"two processes against one, {one['documents']} documents"
        yield _measure(name, one["gain"], "× as fast", 1.85)


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


def _validating(number: int, rounds: int) -> dict[str, Any]:
    """Validating good articles by the rules that are in force by default, against reading them into models."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "good.jsonl"
        source.write_bytes(b"".join(dumps(article, format="json") + b"\n" for article in corpus.articles(number)))
        if found := validate(source).diagnostics:
            raise AssertionError(f"the articles of the corpus are not good: {found[0]}")
        times = take_turns({"read": lambda: deque(read(source), 0), "validate": lambda: validate(source)}, rounds)
    took = ratio(times["validate"], times["read"]).median
    return _measure(f"validate, all rules, {number} good documents", took, "× reading", 1.6)


def lines(path: Path, number: int) -> Path:
    """A file of so many lines: a hundred articles over and over, each under a name of its own."""
    few = [dumps(article, format="json") for article in corpus.articles(min(number, 100))]
    with path.open("wb") as stream:
        for index in range(number):
            line = few[index % len(few)]
            stream.write(line.replace(b"20240501:", b"%08d:" % index) + b"\n")
    return path


def archives(*, quick: bool) -> Iterator[dict[str, Any]]:
    """Yields the peak memory, and documents a second of processor time, by the number of documents in a file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in (16, 32) if quick else (1_000, 5_000, 20_000):
            source = lines(folder / f"{number}.jsonl", number)
            found = {
                suffix: child(_CONVERT, "1", str(source), str(folder / f"out-{number}{suffix}")) for suffix in _SUFFIXES
            }
            yield {
                "documents": number,
                "memory": {suffix: one.memory for suffix, one in found.items()},
                "per_second": {suffix: number / one.processor for suffix, one in found.items()},
            }


def cores(*, quick: bool) -> Iterator[dict[str, Any]]:
    """Yields documents a second of elapsed time, and the gain over one process, by the number of processes."""
    # Fewer units of work than processes would leave one idle.
    number = 32 if quick else 16_384
    processes = [jobs for jobs in (1, 2, 4, 8, 16) if jobs <= (os.cpu_count() or 1)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = lines(folder / "shared.jsonl", number)
        took: dict[int, list[float]] = {jobs: [] for jobs in processes}
        for turn in range(1 if quick else 3):
            for jobs in processes:
                target = folder / f"shared-{jobs}-{turn}.parquet"
                took[jobs].append(child(_CONVERT_AS_WORKERS, str(jobs), str(source), str(target)).elapsed)
                target.unlink()
    for jobs, seconds in took.items():
        gain = median(one / many for one, many in zip(took[1], seconds, strict=True))
        yield {"processes": jobs, "documents": number, "per_second": number / median(seconds), "gain": gain}
