"""What a terminal must be able to take: output never fails for a character that its encoding lacks."""

from __future__ import annotations

import io
import sys


def safe_streams() -> None:
    """Lets standard output and error write what their encoding lacks as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
