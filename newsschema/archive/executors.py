"""Who does the work: this process, or several; shaped like `map`, in the order of the units.

A worker process gets a unit, which names files and ranges of bytes, and leaves finished files. One that dies costs the
item that it was reading, if it dies on it again when that item is looked at with care; all others are converted.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from newsschema.archive.account import Account
from newsschema.archive.units import Piece
from newsschema.archive.work import Done, Job, Plan, Task
from newsschema.errors import NewsschemaError

Tick = Callable[[int, int], None]
"""Is told how many items were read and rejected in units that are not finished."""

_TICK: Final = 0.2
_LAST_WORDS: Final = 5
"""How many seconds a process may take to end that has stopped answering."""
_TRIES: Final = 2
_DEATHS: Final = 100
_START: Final = "from newsschema.archive.worker import main; main()"


class WorkersDie(NewsschemaError):
    """Worker processes end again and again, so that the data cannot be to blame."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.remedy = "Look at the memory of the machine, or use one process with --jobs 1"

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"worker processes end again and again: {self.args[0]}"


def cpus() -> int:
    """How many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(units: Iterable[Job], plan: Task, jobs: int, tick: Tick) -> Generator[Done, None, None]:
    """Works on units and yields what became of them, in order.

    One unit is not worth the start of a process: it is done here, and so is all with one job. But the first unit of a
    run that goes on is done by another process, since it may be what ended the run before.
    """
    waiting = iter(units)
    if isinstance(plan, Plan) and plan.goes_on:
        return _warily(waiting, replace(plan, goes_on=False), jobs, tick)
    first = list(islice(waiting, 2 if jobs > 1 else 0))
    if len(first) < 2:
        return _here(chain(first, waiting), plan, tick)
    return _Processes(plan, jobs, tick).run(chain(first, waiting))


def _warily(units: Iterator[Job], plan: Plan, jobs: int, tick: Tick) -> Generator[Done, None, None]:
    yield from _Processes(plan, 1, tick).run(islice(units, 1))
    yield from run(units, plan, jobs, tick)


def _here(units: Iterable[Job], plan: Task, tick: Tick) -> Generator[Done, None, None]:
    def watch(piece: int, item: int, account: Account) -> None:  # noqa: ARG001  # the shape of all who watch
        if not account.read % 64:
            tick(account.read, account.rejected)

    for unit in units:
        done = plan.carry_out(unit, watch, careful=False)
        unit.drop_spools()
        yield done


class _Died(Exception):  # an event, which becomes a finding
    """A worker process ended in the middle of a unit."""

    def __init__(self, piece: int, item: int, why: str) -> None:
        super().__init__(piece, item, why)
        self.place = (piece, item)
        self.why = why


class _Worker:
    """A process, and the two pipes to it."""

    def __init__(self, plan: Task) -> None:
        from newsschema.archive.worker import PLACE

        self._place = PLACE
        handle, name = tempfile.mkstemp(prefix="at-", dir=plan.scratch)
        with os.fdopen(handle, "wb") as stream:
            stream.write(bytes(PLACE.size))
        self.note = Path(name)
        # The modules of this process, and nothing out of the current directory.
        path = os.pathsep.join(part for part in sys.path if part)
        own_group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        self.process = subprocess.Popen(  # noqa: S603  # this interpreter, with a program of our own
            [sys.executable, "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            **own_group,
        )
        self._send((plan, self.note))

    def work(self, unit: Job, told: Callable[[int, tuple[int, int]], None], *, careful: bool) -> Done:
        """Has a unit worked on; raises `_Died` where the process ends, and what the work raises."""
        self._send((unit, careful))
        answers = self.process.stdout
        mistake = ""
        while answers is not None:
            try:
                kind, answer = pickle.load(answers)  # noqa: S301  # from a process that this one started
            except Exception:  # noqa: BLE001  # whatever it is, it is no answer
                break
            if kind == "at":
                told(unit.number, answer)
            elif kind == "mistake":
                mistake = answer
            elif kind == "failed":
                raise answer
            else:
                done: Done = answer
                return done
        try:
            status = self.process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        try:
            piece, item = self._place.unpack(self.note.read_bytes())
        except OSError:
            piece, item = 0, 0
        raise _Died(piece, item, _why(status, mistake))

    def _send(self, order: object) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self.process.stdin is not None:
                pickle.dump(order, self.process.stdin)
                self.process.stdin.flush()

    def stop(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self.note.unlink(missing_ok=True)


class _Processes:
    """Several workers, each led by a thread; no more units are under way than twice as many."""

    def __init__(self, plan: Task, jobs: int, tick: Tick) -> None:
        self.plan = plan
        self.jobs = jobs
        self.tick = tick
        self.mine = threading.local()
        self.workers: list[_Worker] = []
        self.lock = threading.Lock()
        self.stopping = False
        self.under_way: dict[int, tuple[int, int]] = {}

    def run(self, units: Iterator[Job]) -> Generator[Done, None, None]:
        """Yields what became of the units, in order."""
        pool = ThreadPoolExecutor(self.jobs)
        ahead: deque[tuple[Job, Future[Done]]] = deque()
        try:
            for unit in units:
                ahead.append((unit, pool.submit(self._lead, unit)))
                if len(ahead) >= 2 * self.jobs + 1:
                    yield self._next(ahead)
            while ahead:
                yield self._next(ahead)
        finally:
            with self.lock:
                self.stopping = True
                workers = list(self.workers)
            for worker in workers:
                worker.process.kill()
            pool.shutdown(cancel_futures=True)
            for worker in workers:
                worker.stop()

    def _next(self, ahead: deque[tuple[Job, Future[Done]]]) -> Done:
        unit, future = ahead.popleft()
        while True:
            try:
                done = future.result(timeout=_TICK)
                break
            except Waiting:
                self._tell()
        unit.drop_spools()
        self.under_way.pop(unit.number, None)
        return done

    def _tell(self) -> None:
        so_far = list(self.under_way.values())
        self.tick(sum(read for read, _ in so_far), sum(rejected for _, rejected in so_far))

    def _lead(self, unit: Job) -> Done:
        """Has one unit worked on, however often a worker dies over it."""
        deaths: Counter[tuple[object, ...]] = Counter()
        while True:
            worker = self._worker()
            try:
                return worker.work(unit, self._note, careful=bool(deaths))
            except _Died as died:
                self._forget(worker)
                if not isinstance(self.plan, Plan):
                    # No item of a source is to blame.
                    deaths[()] += 1
                    if self.stopping or deaths.total() >= _TRIES:
                        raise WorkersDie(died.why) from None
                    continue
                place = min(died.place[0], len(unit.pieces) - 1), died.place[1]
                piece = unit.pieces[place[0]]
                item = (piece.entry.name, piece.first + place[1])
                deaths[item] += 1
                if self.stopping or deaths.total() > _DEATHS:
                    raise WorkersDie(died.why) from None
                if not deaths[item] % _TRIES:
                    pieces = _without(piece, place[1], died.why)
                    all_of_them = (*unit.pieces[: place[0]], *pieces, *unit.pieces[place[0] + 1 :])
                    unit = unit.with_pieces(all_of_them)

    def _note(self, number: int, told: tuple[int, int]) -> None:
        self.under_way[number] = told

    def _worker(self) -> _Worker:
        worker: _Worker | None = getattr(self.mine, "worker", None)
        if worker is None:
            with self.lock:
                if self.stopping:
                    raise WorkersDie("the run was stopped")
                worker = _Worker(self.plan)
                self.workers.append(worker)
            self.mine.worker = worker
        return worker

    def _forget(self, worker: _Worker) -> None:
        self.mine.worker = None
        worker.stop()
        with self.lock:
            self.workers.remove(worker)


def _why(status: int, mistake: str) -> str:
    how = f"by signal {-status}" if status < 0 else f"with status {status}"
    how += f" ({mistake})" if mistake else ""
    return f"the process that read this item was ended {how}"


def _without(piece: Piece, item: int, reason: str) -> list[Piece]:
    """A piece whose reader passes an item over; cut off there where the reader ends before it comes to that."""
    if item not in dict(piece.passed_over):
        return [replace(piece, passed_over=(*piece.passed_over, (item, reason)))]
    kept = tuple(one for one in piece.passed_over if one[0] < item)
    before = [replace(piece, until=item, passed_over=kept)] if item > piece.since else []
    after = "; nothing after it was read" if before else "; nothing of it was read"
    return [*before, replace(piece, unreadable=reason + after, first=piece.first + item, size=0)]
