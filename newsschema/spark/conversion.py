"""Conversions whose units Spark works on: the same units, and the same outputs, as on one machine.

The units go to Spark in waves, through a data source of their own whose rows say what became of each. Every task
leaves its finished files in the directory of the output, which all machines must reach under the same path; the
driver puts them in place in the order of the units, and keeps the journal.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from typing_extensions import override

from newsschema.archive.executors import Tick
from newsschema.archive.units import Unit
from newsschema.archive.work import Done, Plan
from newsschema.errors import NewsschemaError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_UNITS_A_TASK_SLOT: Final = 4
_WAVES: Final = 3
_TICK: Final = 0.2
_SCHEMA: Final = "answer binary"


class SparkFailed(UsageError):
    """Spark did not do what it was asked to; `reason` is what it says of it."""

    @property
    @override
    def message(self) -> str:
        return f"Spark failed: {self.reason}"


class Executor:
    """Has Spark work on the units of a conversion: `convert(..., executor=Executor(spark))`.

    The outputs are those of the local processes, byte for byte, so that either can go on with what the other began.
    """

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def __call__(self, units: Iterable[Unit], plan: Plan, jobs: int, tick: Tick) -> Generator[Done, None, None]:
        """Yields what became of the units, in order. Raises `SparkFailed` where Spark gives up on one."""
        self.spark.dataSource.register(UnitsDataSource)
        wave = _UNITS_A_TASK_SLOT * _slots(self.spark, jobs)
        waiting = iter(units)
        tag = f"newsschema-{uuid4().hex}"
        ahead: deque[tuple[list[Unit], Future[list[Answer]]]] = deque()
        pool = ThreadPoolExecutor(_WAVES)
        try:
            while some := list(islice(waiting, wave)):
                self._check(some)
                ahead.append((some, pool.submit(_work, self.spark, some, plan, tag)))
                if len(ahead) == _WAVES:
                    yield from _finished(*ahead.popleft(), tick)
            while ahead:
                yield from _finished(*ahead.popleft(), tick)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            with suppress(Exception):
                self.spark.interruptTag(tag)
            raise
        finally:
            pool.shutdown()

    def _check(self, units: list[Unit]) -> None:
        """Other machines know nothing of the current directory of this one."""
        if _is_here(self.spark):
            return
        for unit in units:
            for piece in unit.pieces:
                if piece.entry.path is not None and not piece.entry.path.is_absolute():
                    raise UsageError(
                        f"{piece.entry.path}: a cluster needs whole paths", "Give paths that begin with the root, /"
                    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a unit, or the error of ours that ended it."""

    number: int
    done: Done | None = None
    error: NewsschemaError | None = None


def _finished(units: list[Unit], future: Future[list[Answer]], tick: Tick) -> Generator[Done, None, None]:
    while True:
        try:
            answers = future.result(timeout=_TICK)
            break
        except Waiting:
            tick(0, 0)
    for unit, answer in zip(units, sorted(answers, key=lambda one: one.number), strict=True):
        if answer.error is not None:
            raise answer.error
        if answer.done is not None:
            yield answer.done
        unit.drop_spools()


def _work(spark: SparkSession, units: list[Unit], plan: Plan, tag: str) -> list[Answer]:
    """Has one wave of units worked on. It is written down where the driver's helpers find it."""
    order = plan.scratch / f"wave-{units[0].number:06}"
    order.write_bytes(pickle.dumps((units, plan)))
    try:
        spark.addTag(tag)
        rows = spark.read.format(UnitsDataSource.name()).option("wave", str(order)).load().collect()
    except Exception as error:  # noqa: BLE001  # whatever it is, Spark did not do it
        raise SparkFailed(reason_of(error), "Mend the cause, or go on without Spark: --resume --engine local") from None
    finally:
        order.unlink(missing_ok=True)
    return [pickle.loads(row[0]) for row in rows]  # noqa: S301  # from tasks that this process started


def reason_of(error: BaseException) -> str:
    """What Spark says went wrong, in a line without the stacks of its machinery."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = (
        next((line for line in lines if line.startswith("newsschema.")), None) or (lines or [type(error).__name__])[0]
    )
    return told[:300]


def _slots(spark: SparkSession, jobs: int) -> int:
    """How many tasks run at a time."""
    try:
        return max(1, int(spark.sparkContext.defaultParallelism))
    except Exception:  # noqa: BLE001  # a session of another engine, or of another machine, does not tell
        return jobs


def is_one_process(master: str | None) -> bool:
    """Whether a master means tasks inside the driver, which share its current directory."""
    return master is not None and (master == "local" or master.startswith("local["))


def _is_here(spark: SparkSession) -> bool:
    try:
        return is_one_process(str(spark.sparkContext.master))
    except Exception:  # noqa: BLE001  # as above
        return False


class UnitsDataSource(DataSource):
    """One wave of a conversion: a row a unit."""

    @classmethod
    @override
    def name(cls) -> str:
        """The name of the format."""
        return "newsschema-units"

    @override
    def schema(self) -> str:
        """One column."""
        return _SCHEMA

    @override
    def reader(self, schema: object) -> UnitsReader:  # Spark's signature
        """Who works on the units."""
        return UnitsReader(self.options["wave"])


class UnitsReader(DataSourceReader):
    """Works on units; a partition is one of them."""

    def __init__(self, order: str) -> None:
        self.order = order

    @override
    def partitions(self) -> list[InputPartition]:
        """The units of the wave, each with the plan of the run."""
        units, plan = pickle.loads(Path(self.order).read_bytes())  # noqa: S301  # from the driver of the conversion
        return [InputPartition((unit, plan)) for unit in units]

    @override
    def read(self, partition: InputPartition) -> Iterator[tuple[bytes]]:
        """Works on one unit, and yields what became of it."""
        from newsschema.archive.work import work
        from newsschema.spark.reading import tune_once

        tune_once()
        unit, plan = partition.value
        # Another machine may try the same unit at the same time, in a process of the same number.
        mine = replace(plan, scratch=plan.scratch / uuid4().hex)
        try:
            answer = Answer(unit.number, work(unit, mine))
        except NewsschemaError as error:
            answer = Answer(unit.number, error=error)
        yield (pickle.dumps(answer),)
