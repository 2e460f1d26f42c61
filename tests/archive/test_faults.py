"""A run is killed at a random moment, for each pair of formats: the end is that of an undisturbed run.

One kill a pair, and 25 in `make long`.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any, Final

import pytest

import newsschema as ns
from newsschema.archive import executors
from newsschema.archive.journal import is_finished, is_unfinished
from newsschema.archive.units import Unit
from tests.archive.conftest import NUMBER, UNIT, content, document, lines, start
from tests.archive.test_interruption import everything

KILLS: Final = 25 if os.environ.get("NEWSSCHEMA_LONG") else 1
UNITS: Final = NUMBER // UNIT


def _json(folder: Path) -> Path:
    path = folder / "in.jsonl.gz"
    path.write_bytes(gzip.compress(lines(), mtime=0))
    return path


def _jsonld(folder: Path) -> Path:
    path = folder / "in.jsonl"
    articles = [ns.Article.model_validate_json(document(number)) for number in range(NUMBER)]
    ns.write(articles, path, format="jsonld")
    path.write_bytes(b'{"broken\n' + path.read_bytes())
    return path


def _newsml_g2(folder: Path) -> Path:
    path = folder / "in"
    path.mkdir()
    for number in range(NUMBER // 2):
        article = ns.Article.model_validate_json(document(number))
        broken = b"<newsItem" if number % 17 == 16 else b""
        (path / f"{number:05}.xml").write_bytes(broken + ns.dumps(article, format="newsml-g2"))
    return path


def _parquet(folder: Path) -> Path:
    path = folder / "in.parquet"
    ns.write((ns.Article.model_validate_json(document(number)) for number in range(NUMBER)), path)
    return path


SOURCES: Final[dict[str, Callable[[Path], Path]]] = {
    "json": _json,
    "jsonld": _jsonld,
    "newsml-g2": _newsml_g2,
    "parquet": _parquet,
}
TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "json": ("--to", "json"),
    "jsonld": ("--to", "jsonld"),
    "newsml-g2": ("--to", "newsml-g2"),
    "parquet": ("--to", "parquet"),
    "tables": ("--to", "parquet", "--layout", "tables"),
    "arranged": ("--to", "json", "--dedupe", "--partition-by", "year", "--part-size", "5000"),
}
PAIRS: Final = [(source, target) for source in SOURCES for target in ("json", "jsonld", "newsml-g2", "parquet")]


def kill_at_random(process: Popen[bytes], out: Path, chance: random.Random) -> bool:
    """Kill a run some time after a random number of its units is finished; returns whether it was still running."""
    units, pause = chance.randrange(UNITS), chance.uniform(0, 0.3)
    journal = out / "_newsschema" / "journal.jsonl"
    while process.poll() is None:
        # A run that ends in between takes it away.
        with suppress(FileNotFoundError):
            if journal.read_bytes().count(b"\n") > units:
                break
        time.sleep(0.002)
    time.sleep(pause)
    alive = process.poll() is None
    process.kill()
    process.communicate()
    return alive


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Make the sources of each format once."""
    done: dict[str, Path] = {}

    def make(source: str) -> Path:
        if source not in done:
            done[source] = SOURCES[source](tmp_path_factory.mktemp(source))
        return done[source]

    return make


@pytest.mark.usefixtures("small_units")
@pytest.mark.parametrize(("source", "target"), [*PAIRS, ("json", "tables"), ("json", "arranged")])
def test_killed_at_random_moments(source: str, target: str, made: Callable[[str], Path], tmp_path: Path) -> None:
    path, out = made(source), tmp_path / "out"
    options = TARGETS[target]
    chance = random.Random(zlib.crc32(f"{source} {target}".encode()))  # noqa: S311  # the same in every run

    def finish(directory: Path, *, resume: bool) -> dict[str, bytes]:
        arranged = {"dedupe": True, "partition_by": "year", "part_size": 5_000} if target == "arranged" else {}
        layout = "tables" if target == "tables" else "nested"
        ns.convert(str(path), str(directory), to=options[1], layout=layout, jobs=1, resume=resume, **arranged)  # type: ignore[arg-type]
        return everything(directory)

    expected = finish(tmp_path / "calm", resume=False)
    kills = 0
    while kills < KILLS:
        going_on = is_unfinished(out)
        jobs = str(chance.choice((1, 2)))
        process = start(path, out, *options, "--jobs", jobs, *(["--resume"] if going_on else []))
        kills += kill_at_random(process, out, chance)
        assert not out.exists() or is_finished(out) or is_unfinished(out) or not list(out.glob("part-*"))
        if is_finished(out):
            assert finish(out, resume=True) == expected
            shutil.rmtree(out)
    if is_unfinished(out) or not out.exists():
        assert finish(out, resume=True) == expected


STEPS: Final = {
    "the earlier one was moved away": "'.old' in str(to)",
    "it has its name": "self.name == 'out.unfinished'",
}


@pytest.mark.usefixtures("small_units")
@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_killed_while_it_takes_the_place_of_an_earlier_result(step: str, resume: bool, tmp_path: Path) -> None:
    source, out = SOURCES["json"](tmp_path), tmp_path / "out"
    ns.convert(source, out, to="json", jobs=1)
    earlier = content(out)
    die = (
        "import os\nfrom pathlib import Path\nreal = Path.replace\ndef replace(self, to):\n    real(self, to)\n"
        f"    if {STEPS[step]}:\n        os.kill(os.getpid(), 9)\nPath.replace = replace"
    )
    process = start(source, out, "--to", "jsonld", "--jobs", "1", setup=die)
    process.communicate()
    assert process.returncode == -9
    (old,) = tmp_path.glob(".out.*.old")
    assert content(old / "out") == earlier
    new = next(path for path in (out, tmp_path / "out.unfinished") if path.exists())
    assert is_finished(new)
    made = content(new)
    ns.convert(source, out, to="jsonld", jobs=1, resume=resume)
    assert content(out) == made
    assert sorted(path.name for path in tmp_path.iterdir()) == [source.name, "out", "out.rejects"]


def test_an_earlier_directory_comes_back_where_nothing_took_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ns.convert(SOURCES["json"](tmp_path), out, to="json", jobs=1)
    earlier = content(out)
    old = tmp_path / ".out.abc.old"
    old.mkdir()
    out.rename(old / "out")

    def broken() -> Iterator[ns.Article]:
        assert content(out) == earlier
        yield ns.Article.model_validate_json(document(1))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ns.write(broken(), out, format="json")
    assert content(out) == earlier
    assert not old.exists()


@dataclass
class Mistaken:
    """A task that has a mistake of ours in it, or answers with what nobody can read."""

    scratch: Path
    answer: bytes | None

    def carry_out(self, job: Any, watch: object, *, careful: bool) -> Any:  # noqa: ARG002  # the shape of all tasks
        if self.answer is None:
            raise TypeError("a mistake")
        os.write(3, self.answer)
        time.sleep(600)


def test_a_mistake_of_ours_ends_the_processes_and_is_told_in_a_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(executors.WorkersDie, match=r"ended with status 1 \(TypeError, test_faults.py, line \d+\)"):
        list(executors.run([Unit(0, ()), Unit(1, ())], Mistaken(tmp_path, None), 2, lambda *_: None))
    assert capfd.readouterr().err == ""
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_answers_with_nonsense_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_LAST_WORDS", 0.1)
    with pytest.raises(executors.WorkersDie, match="ended by signal 9"):
        list(
            executors.run(
                [Unit(0, ()), Unit(1, ())], Mistaken(tmp_path, b"cno.such.module\nthing\n."), 2, lambda *_: None
            )
        )
