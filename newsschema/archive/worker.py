"""A worker process: takes units from its standard input, and answers on its standard output."""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO, Final

from newsschema.archive.account import Account
from newsschema.archive.work import Job, Task
from newsschema.errors import NewsschemaError

PLACE: Final = struct.Struct("<qq")
"""The numbers of the piece and of the item in it that a worker is about to read, in the file that its parent gave."""

_TELL: Final = 0.3


def tune() -> None:
    """Tells the garbage collector that a conversion makes many objects which die young and in no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def main() -> None:
    """Works until the standard input ends; if that is because the parent has gone, stops at once."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = sys.stdin.buffer
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    plan, place = pickle.load(orders)  # noqa: S301  # from the process that started this one
    tune()
    waiting: queue.SimpleQueue[tuple[Job, bool]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders, waiting), daemon=True).start()
    try:
        with place.open("r+b") as stream, mmap.mmap(stream.fileno(), PLACE.size) as where:
            while True:
                unit, careful = waiting.get()
                _answer(answers, _work(unit, plan, _Watch(where, answers), careful=careful))
    except BaseException as error:  # noqa: BLE001  # it is told, and this process ends
        _answer(answers, ("mistake", _place_of(error)))
    # Python would wait for the one who listens, who never ends.
    os._exit(1)


def _place_of(error: BaseException) -> str:
    """Where a mistake of ours is, without a word of what was being read."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f", {Path(at.tb_frame.f_code.co_filename).name}, line {at.tb_lineno}" if at is not None else ""
    return f"{type(error).__name__}{place}"


def _listen(orders: BinaryIO, waiting: queue.SimpleQueue[tuple[Job, bool]]) -> None:
    while True:
        try:
            waiting.put(pickle.load(orders))  # noqa: S301  # from the process that started this one
        except Exception:  # noqa: BLE001  # whatever it is, nobody will ask again
            os._exit(0)


def _work(unit: Job, plan: Task, watch: _Watch, *, careful: bool) -> tuple[str, object]:
    try:
        return "done", plan.carry_out(unit, watch, careful=careful)
    except NewsschemaError as error:
        return "failed", error


class _Watch:
    """Notes what is about to be read, and tells the parent now and then how far the unit has come."""

    def __init__(self, where: mmap.mmap, answers: BinaryIO) -> None:
        self.where = where
        self.answers = answers
        self.next = time.monotonic() + _TELL

    def __call__(self, piece: int, item: int, account: Account) -> None:
        PLACE.pack_into(self.where, 0, piece, item)
        if not item % 16 and time.monotonic() >= self.next:
            self.next = time.monotonic() + _TELL
            _answer(self.answers, ("at", (account.read, account.rejected)))


def _answer(answers: BinaryIO, answer: tuple[str, object]) -> None:
    try:
        pickle.dump(answer, answers)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)
