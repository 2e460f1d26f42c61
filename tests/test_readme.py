"""The README says what is true: its Python runs, its SQL runs, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)


def test_python(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = blocks((root / "README.md").read_text(), "python")
    assert found
    for block in found:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102  # the README is ours
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "quake.json",
        "quake.jsonld",
        "quake.parquet",
        "quake.xml",
    ]


def test_sql(root: Path, fixtures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    import newsschema as ns

    ns.convert(str(fixtures / "valid"), str(tmp_path / "tables"), to="parquet", layout="tables")
    monkeypatch.chdir(tmp_path / "tables")
    connection = duckdb.connect()
    connection.execute((tmp_path / "tables" / "views.sql").read_text())
    (script,) = blocks((root / "README.md").read_text(), "sql")
    for statement in filter(str.strip, script.split(";")):
        rows = connection.execute(statement).fetchall()
        assert rows
    quoted = connection.execute("SELECT count(*) FROM latest_quotes").fetchone()
    naive = connection.execute("SELECT count(*) FROM 'quotes.parquet'").fetchone()
    claims = connection.execute("SELECT count(*) FROM current_claims").fetchone()
    reports = connection.execute("SELECT count(*) FROM 'casualty_reports.parquet'").fetchone()
    assert quoted < naive
    assert claims < reports


def test_commands(root: Path) -> None:
    from click.testing import CliRunner

    from newsschema.cli import cli

    commands = set(re.findall(r"^\$ newsschema (\w+)", (root / "README.md").read_text(), re.MULTILINE))
    assert commands
    for command in commands:
        assert CliRunner().invoke(cli, [command, "--help"]).exit_code == 0


def test_links(root: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (root / "README.md").read_text()):
        assert (root / target).exists(), target
