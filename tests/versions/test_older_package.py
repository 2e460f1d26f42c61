"""The package that was released as 1.0 reads what this one writes, and this one has everything back from it."""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import newsschema as ns
from newsschema.formats.base import WriteOptions
from newsschema.versions import HISTORY, RELEASES
from tests.conftest import ROOT, valid_fixtures

RELEASED: dict[str, str] = json.loads(Path(__file__).with_name("released.json").read_bytes())
"""The commit of the release of the package that brought each version of the model."""

VERSION = "1.0"
DOCUMENTS = {path.stem: ns.loads(path.read_bytes(), format="json") for path in valid_fixtures()}
SAID = {path.stem: json.loads(path.read_bytes())["schema_version"] for path in valid_fixtures()}
LATER = sorted(name for name, version in SAID.items() if version != VERSION)
EARLIER = sorted(name for name, version in SAID.items() if version == VERSION)


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


def why_not() -> str | None:
    if shutil.which("git") is None:
        return "git is not there to look into the history"
    if git("cat-file", "-e", f"{RELEASED[VERSION]}^{{commit}}").returncode:
        return f"the history has no commit {RELEASED[VERSION][:9]}, the release of {VERSION}: fetch it all"
    if importlib.util.find_spec("hatchling") is None and importlib.util.find_spec("pip") is None:
        return "neither hatchling nor pip is there to build a wheel"
    return None


REASON = why_not()
pytestmark = pytest.mark.skipif(REASON is not None, reason=REASON or "")


def built(commit: str, folder: Path) -> Path:
    """The wheel of a commit, built from nothing but what that commit holds."""
    source, wheels = folder / "source", folder / "wheels"
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit).stdout)) as archive:
        archive.extractall(source, filter="data")
    command = ["-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    if importlib.util.find_spec("hatchling") is None:
        command = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), "."]
    done = subprocess.run([sys.executable, *command], cwd=source, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = wheels.glob("*.whl")
    return wheel


Question = tuple[str, str, str]
"""What is asked of the older package: the name of a document, the format it is given in, and the version."""

QUESTIONS: list[Question] = [
    *((name, format_, "1.1") for name in LATER for format_ in ("json", "parquet")),
    *((name, "json", version) for name in EARLIER for version in ("1.0", "1.1")),
    *((name, "jsonld", "1.1") for name in EARLIER),
]


FORMATS = ("json", "jsonld", "newsml-g2", "parquet")


def wanted(question: Question) -> tuple[str, ...]:
    """The formats in which the older package is to write what it read."""
    return FORMATS if question[0] in LATER and question[1] == "json" else FORMATS[:1]


def given(question: Question) -> bytes:
    name, format_, version = question
    options = WriteOptions(version=version if format_ == "json" else None)
    return ns.dumps(DOCUMENTS[name], format=format_, options=options)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[Question, Any]:
    """What the older package, in a directory of its own, makes of each document."""
    folder = tmp_path_factory.mktemp("older")
    installed = folder / "installed"
    with zipfile.ZipFile(built(RELEASED[VERSION], folder)) as wheel:
        wheel.extractall(installed)  # noqa: S202 - the wheel was just built here
    lines = [json.dumps([each[1], base64.b64encode(given(each)).decode(), wanted(each)]) for each in QUESTIONS]
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("older_package.py")],
        input="\n".join(lines),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["version"] == VERSION
    assert Path(found["file"]).is_relative_to(installed)
    return dict(zip(QUESTIONS, found["answers"], strict=True))


def written(answer: Any, format_: str) -> bytes:
    return base64.b64decode(answer["written"][format_])


def test_the_release_of_every_earlier_version_is_known() -> None:
    assert list(RELEASED) == [str(release.version) for release in RELEASES[:-1]]
    assert len(LATER) >= 3


@pytest.mark.parametrize("format_", ["json", "parquet"])
@pytest.mark.parametrize("name", LATER)
def test_a_later_document_is_read_with_what_was_added_kept(
    name: str, format_: str, answers: dict[Question, Any]
) -> None:
    answer = answers[name, format_, "1.1"]
    lowered, moved = HISTORY.to_version(json.loads(ns.dumps(DOCUMENTS[name], format="json")), VERSION)
    assert moved
    (warning,) = answer["found"]
    assert warning["code"] == "NS031"
    assert all(path in warning["message"] for path in moved)
    # What it wrote is what this package writes as 1.0.
    assert json.loads(written(answer, "json")) == lowered


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", LATER)
def test_everything_is_back_whatever_it_was_written_in(name: str, format_: str, answers: dict[Question, Any]) -> None:
    answer = answers[name, "json", "1.1"]
    original, back = DOCUMENTS[name], ns.loads(written(answer, format_), format=format_)
    assert isinstance(original, ns.Article)
    assert isinstance(back, ns.Article)
    if format_ == "newsml-g2":
        # Codes resolve by more catalogs than they did: a genre may have its scheme now.
        back = back.replace(genres=original.genres)
    assert back == original


@pytest.mark.parametrize("name", EARLIER)
def test_a_document_that_uses_nothing_new_is_the_same_for_both(name: str, answers: dict[Question, Any]) -> None:
    for format_, version in (("json", "1.0"), ("json", "1.1"), ("jsonld", "1.1")):
        answer = answers[name, format_, version]
        # Own JSON of a later version that holds nothing new is read without a word; JSON-LD says that it is newer.
        assert {one["code"] for one in answer["found"]} <= ({"NS031"} if format_ == "jsonld" else set())
        assert ns.loads(written(answer, "json"), format="json") == DOCUMENTS[name]
        as_1_0 = ns.dumps(DOCUMENTS[name], format="json", options=WriteOptions(version="1.0"))
        assert written(answer, "json") == as_1_0
