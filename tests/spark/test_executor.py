"""Conversions by Spark give the very files of local ones: parts, manifest, ledger, rejects."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

import newsschema as ns
from benchmarks import bench_spark
from newsschema.archive.journal import is_unfinished
from newsschema.archive.units import Unit
from newsschema.archive.verify import verify
from newsschema.archive.work import Plan
from tests.archive.conftest import NUMBER, SOURCES, content, document, lines, run
from tests.archive.test_interruption import everything
from tests.conftest import SHARED

SAMPLES = SHARED / "samples" / "agency-newsml-g2"
LONG = pytest.mark.skipif("NEWSSCHEMA_LONG" not in os.environ, reason="takes minutes: make long")


def every_packing(folder: Path) -> list[Path]:
    found = []
    for number, make in enumerate(SOURCES.values()):
        (folder / f"in-{number}").mkdir()
        found.append(make(folder / f"in-{number}"))
    return found


def both(spark: Any, folder: Path, name: str, *sources: Path, **options: Any) -> tuple[ns.Account, Path, Path]:
    """Convert with each engine, as two people would who give the same names; return where the results are."""
    from newsschema.spark import Executor

    out, results = folder / name, [folder / f"{engine}-{name}" for engine in ("local", "spark")]
    accounts = []
    engines: list[dict[str, Any]] = [{"jobs": 1}, {"executor": Executor(spark)}]
    for result, chosen in zip(results, engines, strict=True):
        account = ns.convert(*sources, out, max_rejects="100%", **options, **chosen)
        accounts.append(account)
        result.mkdir()
        for each in (out, out.with_name(out.name + ".rejects")):
            if each.exists():
                shutil.move(each, result / each.name)
    assert accounts[0] == accounts[1]
    return accounts[0], results[0], results[1]


@pytest.mark.usefixtures("small_units")
def test_every_file_is_that_of_a_local_run(spark: Any, tmp_path: Path) -> None:
    account, local, beyond = both(spark, tmp_path, "out", *every_packing(tmp_path), to="parquet")
    assert account.adds_up
    assert account.rejected > 50
    assert content(beyond) == content(local)
    assert verify(str(beyond / "out")).ok


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample messages: set NEWSSCHEMA_SHARED")
def test_real_messages_into_one_file(spark: Any, tmp_path: Path) -> None:
    account, local, beyond = both(spark, tmp_path, "out.jsonl", SAMPLES)
    assert account.written
    assert content(beyond) == content(local)


@pytest.mark.parametrize("number", [5_000, pytest.param(100_000, marks=LONG)])
def test_an_archive_of_thousands(number: int, spark: Any, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines(number))
    account, local, beyond = both(spark, tmp_path, "out", source, to="parquet")
    assert account.read == number
    assert content(beyond) == content(local)
    frame = spark.read.format("newsschema").option("rejects", str(tmp_path / "away")).load(str(source))
    found = sorted(row[0] for row in frame.select("identifier").collect())
    assert found == sorted(article.identifier for article in ns.read(str(local / "out")))


@pytest.mark.usefixtures("small_units")
def test_a_local_run_goes_on_with_what_spark_began(spark: Any, tmp_path: Path) -> None:
    from newsschema.spark import Executor

    source = SOURCES["lines"](tmp_path)

    class Plug(Exception):
        pass

    def interrupted(units: Iterator[Unit], plan: Plan, jobs: int, tick: Any) -> Generator[Any, None, None]:
        for done in Executor(spark)(units, plan, jobs, tick):
            yield done
            if done.number == 3:
                raise Plug

    with pytest.raises(Plug):
        ns.convert(source, tmp_path / "out", to="parquet", max_rejects="100%", executor=interrupted)
    assert (tmp_path / "out" / "_newsschema" / "journal.jsonl").exists()
    ns.convert(source, tmp_path / "out", to="parquet", max_rejects="100%", resume=True, jobs=1)
    shutil.move(tmp_path / "out", tmp_path / "resumed")
    ns.convert(source, tmp_path / "out", to="parquet", max_rejects="100%", jobs=1)
    assert content(tmp_path / "resumed") == content(tmp_path / "out")


@pytest.mark.usefixtures("small_units")
def test_spark_goes_on_with_what_a_local_run_began(spark: Any, tmp_path: Path) -> None:
    from newsschema.spark import Executor

    source, out = SOURCES["gzip"](tmp_path), tmp_path / "out"

    def pulled(account: ns.Account) -> None:  # noqa: ARG001  # the shape of progress
        if len(list(out.glob("part-*"))) > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ns.convert(source, out, to="parquet", jobs=1, progress=pulled)
    assert is_unfinished(out)
    ns.convert(source, out, to="parquet", resume=True, executor=Executor(spark))
    resumed = everything(out)
    shutil.rmtree(out)
    ns.convert(source, out, to="parquet", jobs=1)
    assert resumed == everything(out)


KILLER = """
import os, sys
if any(one in " ".join(sys.orig_argv) for one in ("newsschema.archive.worker", "pyspark.daemon", "pyspark.worker")):
    import newsschema.formats.json as json
    item = json._item
    def deadly(index, data, position, options):
        if b"deadly" in data:
            os.kill(os.getpid(), 11)
        return item(index, data, position, options)
    json._item = deadly
"""


@pytest.mark.usefixtures("spark")
def test_an_item_that_ends_its_process_stops_spark_in_a_line_and_the_local_engine_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KILLER)
    path = os.pathsep.join([str(tmp_path / "site"), *(part for part in sys.path if part)])
    monkeypatch.setenv("PYTHONPATH", path)
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_bytes(
        b"".join(document(n, **({"title": "deadly"} if n == 130 else {})) + b"\n" for n in range(NUMBER))
    )
    begun = (source, out, "--to", "json")
    status, told, err = run(*begun, "--engine", "spark", "--master", "local[1]")
    assert (status, told) == (2, ""), err
    assert "Traceback" not in err
    *_, last = [line for line in err.splitlines() if not line.startswith("newsschema: Using Spark")]
    assert last.startswith("newsschema: Spark failed: ")
    assert "--resume --engine local" in last
    assert is_unfinished(out)
    assert len(list(out.glob("part-*"))) == 4
    status, told, err = run(*begun, "--jobs", "2", "--resume", "--engine", "local")
    assert status == 1, err
    resumed = everything(out)
    assert b"was ended by signal 11" in b"".join(data for name, data in resumed.items() if name.startswith("rejects"))
    assert verify(str(out)).items == NUMBER
    shutil.rmtree(out)
    run(*begun, "--jobs", "2")
    assert resumed == everything(out)


class Poison:
    """What no process survives to unpack."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (7,)


def test_a_failure_of_spark_is_one_message_without_its_stacks(spark: Any, tmp_path: Path) -> None:
    from newsschema.spark.conversion import Executor, SparkFailed

    plan = Plan(Poison(), tmp_path)  # type: ignore[arg-type]  # it is never looked at
    with pytest.raises(SparkFailed) as caught:
        list(Executor(spark)([Unit(0, ())], plan, 1, lambda *_: None))
    assert str(caught.value).startswith("Spark failed: ")
    assert "\n" not in str(caught.value)
    assert "--resume --engine local" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out"])
def test_nothing_half_written_is_left_of_a_failure(name: str, spark: Any, tmp_path: Path) -> None:
    from newsschema.spark.conversion import Executor, SparkFailed

    def poisoned(units: Iterator[Unit], plan: Plan, jobs: int, tick: Any) -> Generator[Any, None, None]:
        deadly = Unit(1, (Poison(),))  # type: ignore[arg-type]  # it is never looked at
        return Executor(spark)([next(units), deadly], plan, jobs, tick)

    source = SOURCES["lines"](tmp_path)
    to = "json" if name == "out" else None
    with pytest.raises(SparkFailed):
        ns.convert(source, tmp_path / name, to=to, executor=poisoned)
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_the_benchmark_runs(spark: Any) -> None:
    result = bench_spark.run(spark, 64, 1)
    assert {row["name"] for row in result["rows"]} > {"two processes"}
    assert all(row["elapsed_ratio"] > 0 for row in result["rows"])


@pytest.mark.usefixtures("spark")
def test_the_command_line_starts_spark_and_shows_nothing_of_it(fixtures: Path, tmp_path: Path) -> None:
    paths = [str(fixtures / "valid"), str(tmp_path / "out")]
    options = ["--to", "json", "--engine", "spark", "--master", "local[1]"]
    call = [sys.executable, "-m", "newsschema", "convert", *paths, *options]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    number = len(list((fixtures / "valid").glob("*.json")))
    assert f" {number}  from {number} sources" in done.stdout
    assert [line for line in done.stderr.splitlines() if "newsschema" not in line] == []
    assert verify(str(tmp_path / "out")).ok
