"""Measuring: what is compared takes turns in one process, and each turn gives a ratio of its own."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

Work = Callable[[], object]

LEAST: Final = 0.04
"""The least time, in seconds, that one turn of the floor takes: shorter ones are repeated."""


@dataclass(frozen=True, slots=True)
class Times:
    """The seconds of processor time of one contender, turn by turn."""

    seconds: Sequence[float]

    @property
    def best(self) -> float:
        """The least of them."""
        return min(self.seconds)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long one took as another: the median of the turns, and their quartiles."""

    median: float
    low: float
    high: float


def ratio(ours: Times, floor: Times) -> Ratio:
    """Compares turn with turn, so that a machine that is slower for a while is slower for both."""
    each = sorted(a / b for a, b in zip(ours.seconds, floor.seconds, strict=True))
    if len(each) < 4:
        return Ratio(median(each), each[0], each[-1])
    low, middle, high = quantiles(each, n=4)
    return Ratio(middle, low, high)


def take_turns(contenders: Mapping[str, Work], rounds: int) -> dict[str, Times]:
    """Lets each contender work in every round, after a round that does not count.

    Processor time is measured, which other processes on the machine do not add to. Garbage is collected between
    turns; during a turn the collector runs as Python's defaults let it.
    """
    repeats = {name: _repeats(work) if rounds > 1 else 1 for name, work in contenders.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            seconds[name].append(_timed(work, repeats[name]))
    return {name: Times(times) for name, times in seconds.items()}


def _repeats(work: Work) -> int:
    took = _timed(work, 1)
    return max(1, round(LEAST / took)) if took else 100


def _timed(work: Work, repeats: int) -> float:
    gc.collect()
    start = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - start) / repeats


def without_collector(work: Work) -> Work:
    """The same work with the garbage collector at rest."""

    def rested() -> None:
        gc.disable()
        try:
            work()
        finally:
            gc.enable()

    return rested


def on_one_core() -> None:
    """Keeps this process on one core, where the system can, so that libraries with threads get no more than others."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@dataclass(frozen=True, slots=True)
class Child:
    """What a process cost: processor time and elapsed time in seconds, and peak memory in MB."""

    processor: float
    elapsed: float
    memory: float


def child(code: str, *arguments: str) -> Child:
    """Runs Python code in a process of its own, on all cores, with compiled modules kept from one run to the next."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-c", _LAUNCHER, code, *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603  # code of ours
    return Child(*map(float, done.stdout.split()))


# A process begins with the peak memory of the one it was forked from: a small one starts it.
_LAUNCHER: Final = """
import os, subprocess, sys, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
start = time.perf_counter()
process = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
elapsed = time.perf_counter() - start
print(usage.ru_utime + usage.ru_stime, elapsed, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6)
sys.exit(process.returncode)
"""
