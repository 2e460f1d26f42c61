"""Where Spark or Java is missing, one line says what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BLOCKED = "import sys; sys.modules['pyspark'] = None\nfrom newsschema.cli import main\nmain(sys.argv[1:])"
PLAIN = "import sys\nfrom newsschema.cli import main\nmain(sys.argv[1:])"


def run(code: str, *arguments: str, **environment: str) -> tuple[int, str]:
    import os

    done = subprocess.run(
        [sys.executable, "-c", code, "convert", str(ROOT / "fixtures" / "valid"), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_without_the_package_the_extra_is_named(tmp_path: Path) -> None:
    told = "newsschema: Spark needs packages that are not installed. Run: pip install 'newsschema[spark]'\n"
    assert run(BLOCKED, str(tmp_path / "out.jsonl"), "--engine", "spark") == (2, told)


def test_without_java_it_is_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed: run make spark")
    told = "newsschema: Spark needs Java, and none is found. Install Java 17 or newer, or set JAVA_HOME.\n"
    assert run(PLAIN, str(tmp_path / "out.jsonl"), "--engine", "spark", JAVA_HOME=str(tmp_path)) == (2, told)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--master", "local[2]"), "Add --engine spark"),
        (("--engine", "spark", "--jobs", "2"), "Leave --jobs out"),
    ],
)
def test_options_of_the_other_engine_are_refused(options: tuple[str, ...], told: str, tmp_path: Path) -> None:
    status, talk = run(PLAIN, str(tmp_path / "out.jsonl"), *options)
    assert status == 2
    assert told in talk
    assert "Traceback" not in talk
