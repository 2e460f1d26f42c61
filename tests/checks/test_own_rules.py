"""Rules of another package are found where it is installed, and take part in everything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsschema.checks import Finding, Session, registry, running
from newsschema.cli import cli
from newsschema.v1 import Article
from tests.conftest import ROOT

ARTICLE = {
    "type": "article",
    "schema_version": "1.0",
    "identifier": "urn:example:1",
    "language": "en",
    "headline": "Snow",
}
WITH_DESK = {**ARTICLE, "identifier": "urn:example:2", "slugline": "snow", "services": [{"qcode": "other:one"}]}


def code_of_the_documentation() -> str:
    text = (ROOT / "docs" / "rules" / "own.md").read_text("utf-8")
    (found,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return str(found)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder with the package of the documentation as pip would install it, and two articles beside it."""
    site = tmp_path / "site"
    information = site / "acme_rules-3.1.dist-info"
    information.mkdir(parents=True)
    (site / "acme_rules.py").write_text(code_of_the_documentation(), "utf-8")
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 3.1\n", "utf-8")
    (information / "entry_points.txt").write_text("[newsschema.rules]\nacme = acme_rules\n", "utf-8")
    (information / "RECORD").write_text("acme_rules.py,,\n", "utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps(ARTICLE) + "\n" + json.dumps(WITH_DESK) + "\n", "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    path = os.pathsep.join([str(folder / "site"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", "newsschema", *arguments],
        cwd=folder,
        env=plain | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def findings(folder: Path, *arguments: str) -> list[tuple[str, str, int, int]]:
    report: dict[str, Any] = json.loads(
        run(folder, "validate", "a.jsonl", "--output-format", "json", *arguments).stdout
    )
    return [(one["code"], one["severity"], one["line"], one["column"]) for one in report["diagnostics"]]


def test_an_installed_package_brings_its_rules(installed: Path) -> None:
    column = json.dumps(WITH_DESK).index('"other:one"') + 1
    sluglines = ("ACME101", "warning", 1, 1)
    desks = ("ACME102", "error", 2, column)
    assert findings(installed, "--select", "ACME") == [sluglines, desks]
    assert findings(installed, "--ignore", "NS,ACME102") == [sluglines]
    assert findings(installed, "--select", "ACME1", "--severity", "ACME101=error")[0][1] == "error"
    assert run(installed, "validate", "a.jsonl", "--select", "ACME101").returncode == 0
    assert run(installed, "validate", "a.jsonl", "--select", "ACME102").returncode == 1


def test_settings_judge_the_rules_of_a_package_like_others(installed: Path) -> None:
    (installed / "newsschema.toml").write_text(
        'select = ["ACME"]\nrules = "1.0"\n[severities]\nACME101 = "error"\n[budgets]\nACME102 = "50%"\n'
        '[[ignores]]\ncode = "ACME101"\nreason = "the old system has none"\n',
        "utf-8",
    )
    done = run(installed, "validate", "a.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ACME102" in done.stdout
    assert "1 ignored by the settings" in done.stdout


def test_reports_and_the_catalogue_know_the_rules_of_a_package(installed: Path) -> None:
    log = json.loads(run(installed, "validate", "a.jsonl", "--select", "ACME", "--output-format", "sarif").stdout)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [one["id"] for one in rules] == ["ACME101", "ACME102"]
    assert rules[0]["help"]["text"].startswith("The desk finds its stories by their sluglines")
    assert "helpUri" not in rules[0]
    assert "Remedy: Add the slugline." in run(installed, "rules", "ACME101").stdout
    assert "ACME102  error" in run(installed, "rules").stdout


def test_a_package_that_cannot_be_loaded_is_named(installed: Path) -> None:
    (installed / "site" / "acme_rules.py").write_text("import nothing_of_this_name\n", "utf-8")
    done = run(installed, "validate", "a.jsonl")
    assert done.returncode == 2
    assert "acme_rules" in done.stderr
    assert "Traceback" not in done.stderr


SENTINEL = "Zyxwvut"


def test_a_rule_that_fails_is_a_finding_and_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(article: Article) -> Iterator[Finding]:
        if article.headline is not None:
            raise KeyError(article.headline)
        yield Finding(())

    table = {**registry.checks(), "NS169": fails}
    monkeypatch.setattr(running, "checks", lambda: table)
    article = Article(identifier="urn:example:1", headline=f"{SENTINEL} SHOUTS FROM THE ROOFTOPS".upper())
    found = Session(["NS161", "NS164", "NS169"]).check(article)
    assert [one.code for one in found] == ["NS161", "NS164", "NS036"]
    assert found[2].message == "the rule NS169 failed: KeyError"
    assert SENTINEL.upper() not in str(found[2])


def test_what_the_end_of_a_run_finds_has_the_place_of_its_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NeverFollowed:
        def __init__(self) -> None:
            self.last = ""

        def see(self, article: Article) -> Iterator[Finding]:
            self.last = article.identifier if article.slugline == "first" else self.last
            yield from ()

        def close(self) -> Iterator[Finding]:
            yield Finding(("slugline",), "no article follows {one}", {"one": self.last}, identifier=self.last)
            yield Finding((), "an article that was never here", identifier="urn:example:99")

    monkeypatch.setattr(running, "feed_rules", lambda: {"NS505": NeverFollowed})
    sluglines = ["other", "first", "other"]
    texts = [
        json.dumps({**ARTICLE, "identifier": f"urn:example:{at}", "slugline": one}) for at, one in enumerate(sluglines)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(texts[:2]) + "\n", "utf-8")
    (tmp_path / "b.jsonl").write_text(texts[2] + "\n", "utf-8")
    done = CliRunner().invoke(
        cli,
        ["validate", str(tmp_path), "--select", "NS505", "--preview", "--output-format", "json"],
        standalone_mode=False,
    )
    first, second = json.loads(done.output)["diagnostics"]
    assert (Path(first["source"]).name, first["line"], first["identifier"]) == ("a.jsonl", 2, "urn:example:1")
    assert first["column"] == texts[1].index('"first"') + 1
    assert second["identifier"] == "urn:example:99"
