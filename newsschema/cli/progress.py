"""Progress of what takes longer than a second: a bar on a terminal, log lines elsewhere, a summary at the end."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from newsschema.archive.account import Account

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_FIRST: Final = 1.0
_IN_A_LOG: Final = 10.0
_UNITS: Final = ("bytes", "KB", "MB", "GB", "TB")


class Progress:
    """Shows how far a conversion has come; call it with the account, and `close` it.

    The time left is told from the bytes of the sources, which are added up beside the work.
    """

    def __init__(self, *, quiet: bool, sources: Iterable[str] = ()) -> None:
        self.quiet = quiet
        self.terminal = sys.stderr.isatty()
        self.began = time.monotonic()
        self.next = self.began + _FIRST
        self.sources = tuple(sources)
        self.total: int | None = None
        self.bar: Bar | None = None
        self.task: Any = None

    def __call__(self, account: Account) -> None:
        """Shows the account, but not too often."""
        now = time.monotonic()
        if self.quiet or now < self.next:
            return
        if self.terminal:
            self._draw(account)
            return
        if not account.read:
            return
        self.next = now + _IN_A_LOG
        rate = account.read / (now - self.began)
        sys.stderr.write(f"newsschema: {account.read:,} items, {rate:,.0f}/s, {account.rejected:,} rejected\n")
        sys.stderr.flush()

    def _draw(self, account: Account) -> None:
        if self.bar is None:
            self._begin()
        if self.bar is not None:
            items = f"{account.read:,} items, {account.read / (time.monotonic() - self.began):,.0f}/s"
            rejects = f"{account.rejected:,} rejected"
            done = account.bytes_in
            self.bar.update(self.task, completed=done, total=self.total, items=items, rejects=rejects)

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            SpinnerColumn(),
            BarColumn(),
            TextColumn("{task.fields[items]}"),
            TextColumn("{task.fields[rejects]}"),
            TimeRemainingColumn(compact=True),
        )
        self.bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task("", total=None, items="", rejects="")
        self.bar.start()
        threading.Thread(target=self._add_up, daemon=True).start()

    def _add_up(self) -> None:
        total = size_of(self.sources)
        self.total = total or None

    def close(self) -> None:
        """Takes the bar away."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def summary(self, account: Account) -> None:
        """Says how fast it went, where that took long enough to tell."""
        seconds = time.monotonic() - self.began
        if seconds < _FIRST:
            return
        rate = account.read / seconds
        click.echo(
            f"newsschema: {account.read:,} items in {_duration(seconds)}: {rate:,.0f}/s, {rate * 3600:,.0f} an hour; "
            f"{_size(account.bytes_in)} in, {_size(account.bytes_out)} out",
            err=True,
        )


def size_of(sources: Iterable[str]) -> int:
    """The bytes of the files that sources name; none for what is no file or directory."""
    total = 0
    for source in sources:
        try:
            status = Path(source).stat()
        except (OSError, ValueError):
            continue
        total += status.st_size if stat.S_ISREG(status.st_mode) else _size_below(source)
    return total


def _size_below(directory: str) -> int:
    total = 0
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        for name in names:
            if not name.startswith((".", "_")):
                try:
                    total += (Path(folder) / name).stat().st_size
                except OSError:
                    continue
    return total


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}" if minutes else f"{seconds:.1f} s"


def _size(number: float) -> str:
    for unit in _UNITS:
        if number < 1000 or unit == _UNITS[-1]:
            return f"{number:,.0f} {unit}" if unit == "bytes" else f"{number:,.1f} {unit}"
        number /= 1000
    raise AssertionError("unreachable")
