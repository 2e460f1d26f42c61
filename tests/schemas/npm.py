"""Packages of npm that some tests need: where they are, and how to get them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT

NPM_DIR = Path(os.environ.get("NPM_DIR") or ROOT / ".venv" / "npm")


def needs(*packages: str) -> pytest.MarkDecorator:
    """Skips tests, by name, where Node or one of the packages is not there."""
    missing = [name for name in packages if not (NPM_DIR / "node_modules" / name).is_dir()]
    if shutil.which("node") is None:
        missing = ["node", *missing]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}; run: make npm")
