"""What CI runs: the hooks of pre-commit, the steps of the action, and the examples of the documentation."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsschema.settings import FILE_NAME, load

GOOD = (
    '{"type": "article", "schema_version": "1.0", "identifier": "urn:example:good", "language": "en",'
    ' "headline": "Snow"}'
)
BAD = GOOD.replace('"Snow"', "5")
BASH = shutil.which("bash") or ""


def blocks(root: Path, language: str) -> list[str]:
    text = (root / "docs" / "ci.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def start(arguments: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GIT_", "COV"))}
    return subprocess.run(
        arguments,
        cwd=cwd,
        env=plain | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a good and a bad article below content, and a command called newsschema beside it."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "good.json").write_text(GOOD, "utf-8")
    (tmp_path / "content" / "bad one.json").write_text(BAD, "utf-8")
    command = tmp_path / "bin" / "newsschema"
    command.parent.mkdir()
    command.write_text(f'#!{BASH}\nexec {shlex.quote(sys.executable)} -m newsschema "$@"\n', "utf-8")
    command.chmod(0o755)
    return tmp_path


# --- pre-commit


def pre_commit(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return start([sys.executable, "-m", "pre_commit", *arguments], cwd, PRE_COMMIT_HOME=str(cwd / ".pre-commit-home"))


def test_the_hooks_are_a_manifest_of_pre_commit(root: Path, tmp_path: Path) -> None:
    done = pre_commit(tmp_path, "validate-manifest", str(root / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("hook", ["newsschema", "newsschema-feeds"])
def test_a_hook_stops_a_commit_with_a_bad_article(hook: str, root: Path, project: Path) -> None:
    # As the manifest has it, but without an environment of its own: this interpreter has the package.
    (given,) = (
        one for one in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text("utf-8")) if one["id"] == hook
    )
    entry = given["entry"].replace("newsschema", f"{shlex.quote(sys.executable)} -m newsschema", 1)
    local = {**given, "language": "system", "entry": entry}
    local.pop("minimum_pre_commit_version")
    (project / ".pre-commit-config.yaml").write_text(
        json.dumps({"repos": [{"repo": "local", "hooks": [local]}]}), "utf-8"
    )
    (project / FILE_NAME).write_text('[feeds.content]\nsources = ["content/"]\n', "utf-8")
    start(["git", "init", "-q", "."], project)
    start(["git", "add", "content"], project)
    done = pre_commit(project, "run", "--all-files")
    assert done.returncode == 1, done.stdout
    assert "content/bad one.json" in done.stdout
    assert "NS016" in done.stdout
    (project / "content" / "bad one.json").write_text(GOOD.replace("good", "two").replace("Snow", "Rain"), "utf-8")
    done = pre_commit(project, "run", "--all-files")
    assert done.returncode == 0, done.stdout


# --- GitHub


def action(root: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((root / "action.yml").read_text("utf-8"))
    return loaded


def step(root: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in action(root)["runs"]["steps"] if one.get("name") == name)
    return found


def test_no_input_becomes_part_of_a_script(root: Path) -> None:
    assert not [one for one in action(root)["runs"]["steps"] if "${{" in one.get("run", "")]


def test_every_input_is_used_and_every_use_is_an_input(root: Path) -> None:
    text = (root / "action.yml").read_text("utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == action(root)["inputs"].keys()


@pytest.mark.skipif(not BASH, reason="no bash here")
@pytest.mark.parametrize(("inputs", "status"), [({}, 1), ({"SOURCES": "content/good.json"}, 0), ({"SOURCES": "no"}, 2)])
def test_the_check_of_the_action(inputs: dict[str, str], status: int, root: Path, project: Path) -> None:
    (project / FILE_NAME).write_text('[feeds.content]\nsources = ["content/"]\n', "utf-8")
    check = step(root, "Check")
    given = (
        dict.fromkeys(check["env"], "") | {"SARIF": "out.sarif", "HTML": "out.html", "ARGS": "--ignore\nNS440"} | inputs
    )
    done = start(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]],
        project,
        NEWSSCHEMA=str(project / "bin" / "newsschema"),
        GITHUB_STEP_SUMMARY=str(project / "summary.md"),
        **given,
    )
    assert done.returncode == status, done.stdout + done.stderr
    if status == 1:
        assert "::error file=content/bad one.json,line=1,col=" in done.stdout
        assert "NS016" in (project / "summary.md").read_text("utf-8")
    if status != 2:
        assert json.loads((project / "out.sarif").read_text("utf-8"))["version"] == "2.1.0"
        assert (project / "out.html").read_text("utf-8").startswith("<!doctype html>")


# --- The documentation


def test_the_examples_of_settings_are_settings(root: Path, tmp_path: Path) -> None:
    (text,) = blocks(root, "toml")
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    found = load(start=tmp_path)
    assert found.feeds.keys() == {"harbour-post", "city-desk"}
    assert found.judgement("harbour-post").budgets == {"NS442": 0.02}


def test_every_setting_is_documented(root: Path) -> None:
    from newsschema.settings import Feed, Ignore, Settings

    text = (root / "docs" / "ci.md").read_text("utf-8")
    names = {name for model in (Settings, Feed, Ignore) for name in model.model_fields} - {"file", "from_format"}
    assert [name for name in sorted(names) if name.replace("_", "-") not in text] == []


def test_the_examples_for_runners_are_yaml_that_names_what_there_is(root: Path, tmp_path: Path) -> None:
    hooks, workflow, pipeline = map(yaml.safe_load, blocks(root, "yaml"))
    known = {one["id"] for one in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]} <= known
    (tmp_path / "config.yaml").write_text(blocks(root, "yaml")[0], "utf-8")
    assert pre_commit(tmp_path, "validate-config", "config.yaml").returncode == 0
    used = next(one for one in workflow["jobs"]["validate"]["steps"] if "newsschema" in one["uses"])
    assert used["with"].keys() <= action(root)["inputs"].keys()
    assert pipeline["newsschema"]["artifacts"]["reports"]["junit"] in pipeline["newsschema"]["script"][-1]


@pytest.mark.skipif(not BASH, reason="no bash here")
def test_the_script_for_gitlab_writes_what_it_uploads(root: Path, project: Path) -> None:
    pipeline = yaml.safe_load(blocks(root, "yaml")[2])["newsschema"]
    path = f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = start([BASH, "-c", pipeline["script"][-1]], project, PATH=path)
    assert done.returncode == 1, done.stderr
    assert 'failures="1"' in (project / pipeline["artifacts"]["reports"]["junit"]).read_text("utf-8")


@pytest.mark.skipif(not BASH, reason="no bash here")
def test_the_commands_of_the_documentation_run(root: Path, project: Path) -> None:
    (project / "content").rename(project / "feeds")
    path = f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}"
    for block in blocks(root, "shell"):
        done = start([BASH, "-ec", block], project, PATH=path)
        assert done.returncode == 0, done.stdout + done.stderr
