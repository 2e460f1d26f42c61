"""Each code of readers, the model and the settings is shown by a file, exactly and at its place; or it says why not."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

import newsschema.catalogue.examples
from newsschema.catalogue import CODES, Severity
from newsschema.catalogue.examples import COMMANDS, NOT_SHOWN, FileExample, file_examples
from newsschema.checks.registry import checks, feed_rules
from newsschema.cli import cli

FOLDER = Path(newsschema.catalogue.examples.__file__).parent
OF_RULES = {*checks(), *feed_rules()}
SHOWN = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] != "_")
RANK = [Severity.ERROR, Severity.WARNING, Severity.INFO]
# What is written wrongly in the content of an item is also kept as it was.
BESIDE = {"NS464": {"NS441"}}


class Told(NamedTuple):
    """What a command said of an example, as far as it weighs as much as the rule shown."""

    code: str
    line: int | None
    column: int | None


def told_by(code: str, example: FileExample, folder: Path) -> list[Told]:
    """Run the command of an example on a copy of its file, with the rules on trial, from the folder that it is in."""
    for one in (FOLDER / code).iterdir():
        (folder / one.name).write_bytes(one.read_bytes())
    file = folder / example.name
    file.write_bytes(example.data)
    given = [
        str(file) if one == "FILE" else str(folder / one) if one.endswith(".xsd") else one
        for one in shlex.split(file_examples(code).command)[1:]
    ]
    if given[0] == "convert":
        given[2] = str(folder / given[2])
        CliRunner().invoke(cli, given)
        rejected = [line for part in (folder / "out.rejects").glob("*.jsonl") for line in part.read_text().splitlines()]
        found = [one for line in rejected for one in json.loads(line)["diagnostics"]]
    else:
        report = CliRunner().invoke(cli, [*given, "--output-format", "json", "--show-info", "--preview"])
        assert not isinstance(report.exception, ValueError | TypeError)
        found = json.loads(report.stdout)["diagnostics"]
    weighing = [one for one in found if RANK.index(Severity(one["severity"])) <= RANK.index(CODES[code].severity)]
    return [Told(one["code"], one.get("line"), one.get("column")) for one in weighing]


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_file_gives_exactly_this_code_at_its_place(code: str, tmp_path: Path) -> None:
    bad = file_examples(code).bad
    found = [one for one in told_by(code, bad, tmp_path) if one.code not in BESIDE.get(code, ())]
    assert {one.code for one in found} == {code}
    assert found[0][1:] == (bad.line, bad.column)


@pytest.mark.parametrize("code", SHOWN)
def test_the_good_file_gives_nothing_that_weighs_as_much(code: str, tmp_path: Path) -> None:
    assert told_by(code, file_examples(code).good, tmp_path) == []


def test_every_code_is_shown_by_a_file_or_a_rule_or_says_why_not() -> None:
    ours = {code for code in CODES if code.startswith("NS")}
    assert sorted(ours - OF_RULES) == sorted({*SHOWN, *NOT_SHOWN})
    assert not NOT_SHOWN.keys() & {*SHOWN, *OF_RULES}
    assert COMMANDS.keys() <= {*SHOWN}


def test_examples_fit_in_a_terminal() -> None:
    for code in SHOWN:
        for example in file_examples(code)[:2]:
            lines = example.text.splitlines()
            assert 0 < len(lines) <= 40, code
            assert all(len(line) <= 400 for line in lines), code


@pytest.mark.parametrize("code", [*SHOWN, *NOT_SHOWN])
def test_the_terminal_shows_both_files_or_the_reason(code: str) -> None:
    shown = CliRunner().invoke(cli, ["rules", code]).output
    if code in NOT_SHOWN:
        assert NOT_SHOWN[code] in shown
        return
    examples = file_examples(code)
    for example in examples[:2]:
        assert all(f"  {line}" in shown for line in example.text.splitlines() if line.isprintable())
    assert (examples.bad.place or "Breaks the rule") in shown
    assert examples.command.replace("FILE", examples.bad.name) in shown
