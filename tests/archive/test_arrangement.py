"""The second step: parts of a size, partitions by date, old versions left out; and all accounts agree."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

import newsschema as ns
from newsschema.archive import ledger
from newsschema.archive.journal import is_unfinished
from newsschema.archive.verify import verify
from tests.archive.conftest import content, document, run, start
from tests.archive.test_interruption import SLOW, everything

pytestmark = pytest.mark.usefixtures("small_units")

STORIES = 60
TARGETS = ("json", "jsonld", "newsml-g2", "parquet", "tables")
BODY = "<p>Invented words.</p>"


def archive(path: Path) -> Path:
    """Write three versions of every story in disorder, repeats, a canceled one, and two that differ in silence."""
    documents = [
        document(story, version=version, headline=f"Version {version}", published=f"202{story % 3}-0{story % 9 + 1}-11")
        for version in (2, 3, 1)
        for story in range(STORIES)
    ]
    documents += [document(5, version=3, headline="Version 3", published="2022-06-11")]
    documents += [document(7, version=2, pub_status="canceled", headline="Kill", body=BODY, published="2021-08-11")]
    documents += [document(9, version=3, headline="Another text", published="2020-01-11"), b"{broken"]
    random.Random(7).shuffle(documents)  # noqa: S311  # the same in every run
    path.write_bytes(b"\n".join(documents))
    return path


def convert(source: Path, out: Path, target: str = "json", **options: Any) -> ns.Account:
    to, layout = ("parquet", "tables") if target == "tables" else (target, "nested")
    return ns.convert(str(source), str(out), to=to, layout=layout, **{"jobs": 1, **options})  # type: ignore[arg-type]


def rows(out: Path) -> list[dict[str, Any]]:
    return list(ledger.read_rows(ledger.files_of(out)))


@pytest.mark.parametrize("target", TARGETS)
def test_the_newest_versions_stay_and_all_accounts_agree(target: str, tmp_path: Path) -> None:
    source = archive(tmp_path / "in.jsonl")
    account = convert(source, tmp_path / "out", target, dedupe=True)
    assert account.adds_up
    assert (account.read, account.written, account.rejected) == (3 * STORIES + 4, STORIES + 1, 1)
    assert (account.duplicate, account.withdrawn) == (2 * STORIES + 2, 3)
    assert account.codes["NS502"] == 2
    assert account.codes["NS501"] == 1
    found = verify(str(tmp_path / "out"))
    assert found.problems == []
    assert (found.items, found.rows) == (account.read, account.written)
    kept = Counter((row["identifier"], row["version"]) for row in rows(tmp_path / "out") if row["outcome"] == "written")
    expected = Counter({(f"urn:example:{story:05}", 2 if story == 7 else 3): 1 for story in range(STORIES)})
    assert kept == expected + Counter([("urn:example:00009", 3)])


def test_a_canceled_version_wins_loses_its_words_and_the_ledger_lists_what_it_withdrew(tmp_path: Path) -> None:
    convert(archive(tmp_path / "in.jsonl"), tmp_path / "out", dedupe=True)
    (canceled,) = [article for article in ns.read(str(tmp_path / "out")) if article.identifier.endswith("00007")]
    assert (canceled.pub_status, canceled.version, canceled.headline) == ("canceled", 2, "Kill")
    assert canceled.body is None
    of_it = [row for row in rows(tmp_path / "out") if row["identifier"] == canceled.identifier]
    assert Counter((row["outcome"], row["detail"]) for row in of_it) == {
        ("written", None): 1,
        ("duplicate", "withdrawn by version 2"): 3,
    }
    assert {row["part"] for row in of_it if row["outcome"] == "duplicate"} == {None}


def test_what_differs_without_a_new_version_is_kept_and_reported(tmp_path: Path) -> None:
    status, out, err = run(archive(tmp_path / "in.jsonl"), tmp_path / "out", "--to", "json", "--dedupe", "--jobs", "1")
    assert status == 1, err
    assert "2  of one version, and not the same: all kept" in out
    assert "122  repeated or of old versions, 3 of them withdrawn by a canceled version" in out
    headlines = {each.headline for each in ns.read(str(tmp_path / "out")) if each.identifier.endswith("00009")}
    assert headlines == {"Version 3", "Another text"}
    coded = [row["identifier"] for row in rows(tmp_path / "out") if row["codes"] == ["NS502"]]
    assert coded == ["urn:example:00009"] * 2


def test_a_canceled_version_is_left_out_for_the_public_and_still_wins(tmp_path: Path) -> None:
    account = convert(archive(tmp_path / "in.jsonl"), tmp_path / "out", dedupe=True, audience="public")
    assert account.adds_up
    assert account.skipped == {"canceled article": 1}
    assert account.withdrawn == 3
    assert not [each for each in ns.read(str(tmp_path / "out")) if each.identifier.endswith("00007")]
    assert verify(str(tmp_path / "out")).problems == []


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "tables"])
def test_partitions_by_date_and_order_within_parts(target: str, tmp_path: Path) -> None:
    source = archive(tmp_path / "in.jsonl")
    # Each Parquet file has hundreds of columns, and takes its time.
    few = target == "parquet"
    levels, size = ("year", 100_000) if few else ("year,month", 3_000)
    account = convert(source, tmp_path / "out", target, partition_by=levels, part_size=size)
    assert account.adds_up
    assert account.duplicate == 0
    assert verify(str(tmp_path / "out")).problems == []
    written = sorted(
        (row for row in rows(tmp_path / "out") if row["part"]),
        key=lambda row: (row["part"].rpartition("/")[2], row["row"]),
    )
    folders = [row["part"].rpartition("/")[0] for row in written]
    assert folders == sorted(folders)
    assert folders[0] == ("year=2020" if few else "year=2020/month=01")
    assert [article.identifier for article in ns.read(str(tmp_path / "out"))] == [row["identifier"] for row in written]
    numbers = {row["part"].rpartition("/")[2][:-4] if target == "newsml-g2" else row["part"] for row in written}
    assert few or len(numbers) > len(set(folders))


def test_dates_fall_into_partitions_by_utc_as_far_as_they_are_stated(tmp_path: Path) -> None:
    dates = {
        "2024-01-01T01:00:00+02:00": "year=2023/month=12/day=31",
        "2024-01-01T01:00:00": "year=2024/month=01/day=01",
        "2024-02": "year=2024/month=02/day=unknown",
        "2024": "year=2024/month=unknown/day=unknown",
    }
    documents = [document(number, published=date) for number, date in enumerate(dates)]
    documents += [document(8, version_created="2022-05-06T07:08:09Z"), document(9)]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(documents))
    convert(tmp_path / "in.jsonl", tmp_path / "out", partition_by="year,month,day")
    folders = [row["part"].rpartition("/")[0] for row in rows(tmp_path / "out")]
    unknown = "year=unknown/month=unknown/day=unknown"
    assert folders == [*dates.values(), "year=2022/month=05/day=06", unknown]
    assert verify(str(tmp_path / "out")).problems == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_bytes_do_not_depend_on_how_many_share_the_work(target: str, tmp_path: Path) -> None:
    source = archive(tmp_path / "in.jsonl")
    options = (
        {} if target == "tables" else {"partition_by": "year", "part_size": 100_000 if target == "parquet" else 4_000}
    )
    for jobs in (1, 2):
        out = tmp_path / f"with-{jobs}"
        losses = str(tmp_path / f"losses-{jobs}.jsonl")
        convert(source, out, target, dedupe=True, jobs=jobs, losses=losses, rejects=str(tmp_path / "aside"), **options)
    assert content(tmp_path / "with-1") == content(tmp_path / "with-2")
    assert (tmp_path / "losses-1.jsonl").read_bytes() == (tmp_path / "losses-2.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("destination", "options", "reason"),
    [
        ("out.jsonl", {"dedupe": True}, "need a directory"),
        ("out.parquet", {"partition_by": "year"}, "need a directory"),
        ("out", {"partition_by": "month"}, "cannot be partitioned by 'month'"),
        ("out", {"part_size": 0}, "cannot have 0 bytes"),
        ("out", {"to": "parquet", "layout": "tables", "partition_by": "year"}, "cannot be partitioned"),
    ],
)
def test_what_cannot_be_is_refused(destination: str, options: Any, reason: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(document(1))
    out = tmp_path / destination
    with pytest.raises(ns.UsageError, match=reason):
        ns.convert(str(tmp_path / "in.jsonl"), str(out), **{"to": None if out.suffix else "json", **options})
    assert not out.exists()


def test_without_duckdb_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(document(1))
    setup = "import importlib.util as u\nfind = u.find_spec\nu.find_spec = lambda n: None if n == 'duckdb' else find(n)"
    status, _, err = run(tmp_path / "in.jsonl", tmp_path / "out", "--to", "json", "--dedupe", setup=setup)
    assert (status, err.count("\n")) == (2, 1)
    assert "pip install 'newsschema[archive]'" in err
    assert not (tmp_path / "out").exists()


def test_a_story_without_a_date_or_a_twin_stays(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"")
    (tmp_path / "more.jsonl").write_bytes(document(1) + b"\n")
    account = ns.convert(
        str(tmp_path / "in.jsonl"), str(tmp_path / "more.jsonl"), str(tmp_path / "out"), to="json", dedupe=True
    )
    assert (account.read, account.written, account.rejected) == (2, 1, 1)
    assert [article.identifier for article in ns.read(str(tmp_path / "out"))] == ["urn:example:00001"]


OPTIONS = ("--to", "jsonld", "--dedupe", "--partition-by", "year", "--part-size", "4000", "--jobs", "1")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an archive and of what a run makes of it that nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm")
    run(archive(folder / "in.jsonl"), folder / "calm", *OPTIONS)
    return folder


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("arranging", "_ledger_jobs"),
        ("arranging", "_take"),
        ("destinations", "write_manifest"),
        ("destinations", "_clear"),
    ],
)
def test_killed_in_the_second_step_it_is_done_again_as_a_whole(
    module: str, function: str, calm: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    die = f"import os\nimport newsschema.archive.{module} as m\nm.{function} = lambda *_: os.kill(os.getpid(), 9)"
    status, _, _ = run(calm / "in.jsonl", out, *OPTIONS, setup=die)
    assert status == -9
    assert is_unfinished(out) == (function != "_clear")
    status, _, err = run(calm / "in.jsonl", out, *OPTIONS, "--resume")
    assert status in (0, 1), err
    assert everything(out) == everything(calm / "calm")


def disturbed(calm: Path, out: Path, setup: str, *options: str) -> str:
    """Run with a disturbance in the second step, look at what is left, go on; returns what was told last."""
    status, _, err = run(calm / "in.jsonl", out, *OPTIONS, *options, setup=setup)
    assert status == 2, err
    assert "Traceback" not in err
    assert is_unfinished(out)
    account = convert(calm / "in.jsonl", out, "jsonld", dedupe=True, partition_by="year", part_size=4000, resume=True)
    assert account.adds_up
    assert everything(out) == everything(calm / "calm")
    return err.splitlines()[-1]


@pytest.mark.parametrize(
    ("place", "limit", "options"),
    [
        ("arranging.open_database", 16_000, ()),
        ("arranging.run", 1_000, ()),
        ("arranging.run", 1_000, ("--jobs", "2")),
        ("arranging._ledger_jobs", 1_000, ()),
        ("destinations.write_manifest", 100, ()),
    ],
)
def test_a_full_disk_in_the_second_step(
    place: str, limit: int, options: tuple[str, ...], calm: Path, tmp_path: Path
) -> None:
    module, _, function = place.partition(".")
    setup = (
        f"import resource\nimport newsschema.archive.{module} as m\nreal = m.{function}\ndef full(*given):\n"
        f"    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))\n    return real(*given)\n"
        f"m.{function} = full"
    )
    told = disturbed(calm, tmp_path / "out", setup, *options)
    assert "File too large" in told
    assert "--resume" in told


QUERY = "SELECT count(hash(a)) FROM range(1000000000000) t(a)"
INTERRUPTED = {
    "in a query": (
        "def last(base, _):\n    threading.Timer(0.5, stop).start()\n"
        f"    return base.execute({QUERY!r})\nm._fetched = last"
    ),
    "between parts": "m._take = lambda *_: stop()",
    "before parts": "m.run = lambda *_: stop()",
}


@pytest.mark.parametrize("when", INTERRUPTED)
def test_control_c_in_the_second_step(when: str, calm: Path, tmp_path: Path) -> None:
    stop = "import os, threading\nimport newsschema.archive.arranging as m\nstop = lambda: os.kill(os.getpid(), 2)\n"
    setup = stop + INTERRUPTED[when]
    assert disturbed(calm, tmp_path / "out", setup) == "newsschema: stopped; go on with --resume"


def test_a_directory_that_is_lost_in_the_second_step_is_one_clear_error(calm: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    lose = (
        "import shutil\nimport newsschema.archive.arranging as m\nreal = m._take\n"
        f"m._take = lambda *given: shutil.rmtree({str(out)!r}) or real(*given)"
    )
    status, _, err = run(calm / "in.jsonl", out, *OPTIONS, setup=lose)
    assert (status, "Traceback" in err) == (2, False), err
    assert "cannot be written: No such file or directory" in err.splitlines()[-1]
    status, _, err = run(calm / "in.jsonl", out, *OPTIONS, "--resume")
    assert everything(out) == everything(calm / "calm"), err


def test_another_arrangement_cannot_resume(tmp_path: Path) -> None:
    source = archive(tmp_path / "in.jsonl")
    out = tmp_path / "out"
    process = start(source, out, "--to", "json", "--jobs", "1", "--dedupe", setup=SLOW)
    while process.poll() is None and not list(out.glob("_newsschema/pieces/*")):
        time.sleep(0.002)
    process.kill()
    process.communicate()
    with pytest.raises(ns.UsageError, match="arranged was"):
        convert(source, out, resume=True)
    manifest = convert(source, out, resume=True, dedupe=True)
    assert manifest.written == STORIES + 1
    assert orjson.loads((out / "_newsschema" / "manifest.json").read_bytes())["arranged"]["dedupe"] is True
