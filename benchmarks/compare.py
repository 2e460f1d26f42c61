"""Compares two runs: `python -m benchmarks.compare OLD.json NEW.json`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import orjson

from benchmarks.report import comparison


def main(arguments: Sequence[str]) -> int:
    """Prints the ratios of two runs side by side."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    old, new = (orjson.loads(Path(argument).read_bytes()) for argument in arguments)
    print(comparison(old, new))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
