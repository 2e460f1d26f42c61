"""Progress of anything that takes longer than a second: a line on a terminal, log lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Final

from newsschema.archive.account import Account

_FIRST: Final = 1.0
_ON_A_TERMINAL: Final = 0.2
_IN_A_LOG: Final = 10.0


class Progress:
    """Shows how far a conversion has come; call it with the account, and `close` it."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.terminal = sys.stderr.isatty()
        self.began = time.monotonic()
        self.next = self.began + _FIRST
        self.shown = False

    def __call__(self, account: Account) -> None:
        """Shows the account, but not too often."""
        if self.quiet or account.read % 64:
            return
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + (_ON_A_TERMINAL if self.terminal else _IN_A_LOG)
        self.shown = True
        line = f"{account.read:,} items, {account.read / (now - self.began):,.0f}/s, {account.rejected:,} rejected"
        sys.stderr.write(f"\r\x1b[2K{line}" if self.terminal else f"newsschema: {line}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Leaves the line."""
        if self.shown and self.terminal:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
