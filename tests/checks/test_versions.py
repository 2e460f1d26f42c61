"""The catalogue as it was: what a version brought, what it made stable, and what it weighed."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner

import newsschema.cli.rules as rules_command
from newsschema import __version__, catalogue
from newsschema.archive.validation import validate
from newsschema.catalogue import CODES, VERSIONS, Change, Severity, as_of, entries
from newsschema.checks import Session, selected, selection
from newsschema.cli import cli
from newsschema.errors import UsageError
from newsschema.v1 import Article
from tests.conftest import ROOT

SHOUTING = Article(identifier="https://example.org/a", language="en", headline="HARBOUR BRIDGE REOPENS TODAY")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two versions follow, which change the standing of three rules and bring a fourth."""
    table = dict(catalogue._TABLE)
    table["NS163"] = table["NS163"]._replace(since="1.1", state="preview", history=(Change("1.1", "preview"),))
    table["NS164"] = table["NS164"]._replace(
        severity=Severity.ERROR,
        history=(
            Change("1.0", "preview", Severity.WARNING),
            Change("1.1", "stable"),
            Change("1.2", "stable", Severity.ERROR),
        ),
    )
    table["NS165"] = table["NS165"]._replace(
        state="deprecated", history=(Change("1.0", "stable"), Change("1.2", "deprecated"))
    )
    monkeypatch.setattr(catalogue, "_TABLE", table)
    monkeypatch.setattr(entries, "VERSIONS", ("1.0", "1.1", "1.2"))
    for module in (catalogue, selection, rules_command):
        monkeypatch.setattr(module, "CODES", MappingProxyType(table))


def test_the_newest_version_is_that_of_the_package() -> None:
    assert VERSIONS[-1] == ".".join(__version__.split(".")[:2])
    assert {change.version for rule in CODES.values() for change in rule.changes} <= set(VERSIONS)


def test_no_rule_is_added_to_a_version_that_is_released() -> None:
    released = (ROOT / "tests" / "checks" / "codes-1.0.txt").read_text("utf-8").split()
    assert sorted(code for code in as_of("1.0") if code.startswith("NS")) == released


def test_a_pinned_catalogue_holds_documents_against_a_schema_that_is_asked_for(tmp_path: Path) -> None:
    nested = {"identifier": "urn:example:q", "type": None, "text": "It snows.", "kind": "direct"}
    speaker = {"links": [{"role": "originator", "agents": [{"type": "person", "name": "Ana Ruiz"}]}]}
    document = {"type": "article", "schema_version": "1.0", "identifier": "urn:example:a", "language": "en"}
    (tmp_path / "a.json").write_text(json.dumps({**document, "quotes": [{**nested, "attribution": speaker}]}), "utf-8")
    file = str(tmp_path / "a.json")
    assert "NS033" in {one.code for one in validate(file, schemas=True, rules="1.0")}
    assert "NS033" not in {one.code for one in validate(file, schemas=True, rules="1.0", ignore=["NS033"])}


def test_the_history_of_every_rule_ends_where_the_rule_stands() -> None:
    assert [rule.code for rule in CODES.values() if rule.at(VERSIONS[-1]) != rule] == []
    assert [rule.code for rule in CODES.values() if rule.changes[0].version != rule.since] == []


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("pin", "preview", "runs"),
    [
        ("1.0", False, {"NS165"}),
        ("1.0", True, {"NS164", "NS165"}),
        ("1.1", False, {"NS164", "NS165"}),
        ("1.1", True, {"NS163", "NS164", "NS165"}),
        (None, False, {"NS164", "NS165"}),
    ],
)
def test_a_pin_brings_back_what_ran(pin: str | None, preview: bool, runs: set[str]) -> None:
    assert selected(["NS163", "NS164", "NS165"], preview=preview, rules=pin) == runs


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(("pin", "severity"), [("1.1", "warning"), ("1.2", "error")])
def test_a_pin_brings_back_what_a_rule_weighed(pin: str, severity: str) -> None:
    (found,) = Session(["NS164"], rules=pin).check(SHOUTING)
    assert found.severity == severity


@pytest.mark.usefixtures("later")
def test_rules_of_others_are_not_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    own = CODES["NS164"]._replace(code="ACME101", since="7.3", history=())
    monkeypatch.setitem(catalogue._TABLE, "ACME101", own)
    assert "ACME101" in selected(["ACME"], rules="1.0")


@pytest.mark.parametrize(
    ("version", "words"),
    [("1.9", "Install newsschema 1.9 or newer"), ("0.1", "no rules of 0.1"), ("one", f'is written "{VERSIONS[-1]}"')],
)
def test_versions_that_are_not_known_are_refused(version: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Session(rules=version)


@pytest.mark.usefixtures("later")
def test_the_command_lists_what_has_changed() -> None:
    def listed(*arguments: str) -> list[str]:
        done = CliRunner().invoke(cli, ["rules", *arguments], standalone_mode=False)
        assert done.exception is None, done.exception
        return done.output.splitlines()

    changed = [line for line in listed("--changed-since", "1.0") if line.split()[1] in ("NS163", "NS164", "NS165")]
    assert changed == [
        "1.1  NS163  new, preview: a headline as long as a paragraph",
        "1.1  NS164  stable: a headline in capitals",
        "1.2  NS164  stable, error: a headline in capitals",
        "1.2  NS165  deprecated: the body begins with the headline",
    ]
    assert listed("--changed-since", "1.1", "NS164") == ["1.2  NS164  stable, error: a headline in capitals"]
    assert listed("--changed-since", "1.2") == ["no rule has changed since 1.2"]


def test_the_settings_pin_the_rules_of_every_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsschema.toml").write_text('rules = "1.0"\n', "utf-8")
    (tmp_path / "a.json").write_bytes(SHOUTING.model_dump_json().encode())
    done = CliRunner().invoke(cli, ["validate", "a.json"], standalone_mode=False)
    assert "NS164" in done.output
