"""An installation without the extra knows the format by name, and says what to install for the rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import newsschema as ns
from newsschema.errors import MissingExtraError
from newsschema.formats import parquet


@pytest.fixture
def no_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("newsschema.formats.parquet.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in parquet.__all__:
        monkeypatch.delitem(vars(parquet), name, raising=False)


@pytest.mark.usefixtures("no_pyarrow")
@pytest.mark.parametrize("name", sorted({*parquet.__all__} - {"INFO"}))
def test_what_is_missing_is_said_with_the_command(name: str) -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'newsschema\[parquet\]'$"):
        getattr(parquet, name)


def test_the_format_is_known_by_name() -> None:
    assert parquet.INFO.name == "parquet"


def test_every_name_that_is_promised_is_there() -> None:
    assert [name for name in parquet.__all__ if not hasattr(parquet, name)] == []
    assert not hasattr(parquet, "no_such_name")


COMMANDS = {
    "convert in.parquet out.jsonl": 2,
    "convert in.json out.parquet": 2,
    "convert in.json out/ --to parquet": 2,
    "convert in.json out/ --to parquet --layout tables": 2,
    "validate in.parquet": 1,
    "show in.parquet": 1,
    "coverage in.parquet": 2,
}
WITHOUT = "import sys; sys.modules['pyarrow'] = None; from newsschema.cli import main; main()"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_is_missing_in_a_line(command: str, tmp_path: Path) -> None:
    article = ns.Article(identifier="urn:newsml:example.org:20260711:quake", headline="Quake", language="en")
    for name in ("in.json", "in.parquet"):
        ns.write([article], tmp_path / name)
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT, *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    said = run.stdout + run.stderr
    assert "Traceback" not in said
    assert "needs packages that are not installed" in said
    assert run.returncode == COMMANDS[command], said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json", "in.parquet"]
