"""A pulled plug, a full disk, a lost directory: what is there is whole, and the end is that of an undisturbed run."""

from __future__ import annotations

import resource
import shutil
import signal
import time
from pathlib import Path

import orjson
import pytest

import newsschema as ns
from newsschema.archive.journal import is_finished, is_unfinished
from tests.archive.conftest import NUMBER, SOURCES, UNIT, content, document, lines, run, start

UNITS = -(-NUMBER // UNIT)


def undisturbed(source: Path, folder: Path, *options: str) -> dict[str, bytes]:
    """Return what a run gives that nobody disturbs, and what it sets aside."""
    status, _, err = run(source, folder / "calm", *options, "--jobs", "1", "--rejects", folder / "calm.rejects")
    assert status in (0, 1), err
    return everything(folder / "calm")


def everything(directory: Path) -> dict[str, bytes]:
    rejects = directory.with_name(directory.name + ".rejects")
    aside = {f"rejects/{name}": data for name, data in content(rejects).items()} if rejects.exists() else {}
    return content(directory) | aside


@pytest.mark.parametrize("target", ["out.jsonl", "out.parquet"])
def test_a_killed_file_is_not_there(target: str, tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    out = tmp_path / target
    process = start(path, out, "--jobs", "1")
    while process.poll() is None and not list(tmp_path.glob(f".{target}.*")):
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert not out.exists()
    _, _, err = run(path, out, "--resume", "--jobs", "1")
    assert "cannot be continued: starting again" in err
    assert sum(1 for _ in ns.read(str(out))) == NUMBER - NUMBER // 17


SLOW = (
    "import time\nfrom newsschema.archive.destinations import DirectoryPlace as D\ntake = D.take\n"
    "def slow(self, done):\n    take(self, done)\n    time.sleep(0.1)\nD.take = slow"
)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_control_c(jobs: str, tmp_path: Path) -> None:
    path = SOURCES["lines"](tmp_path)
    out = tmp_path / "out"
    process = start(path, out, "--to", "json", "--jobs", jobs, setup=SLOW)
    journal = out / "_newsschema" / "journal.jsonl"
    while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 2):
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 2
    assert err.decode().splitlines()[-1] == "newsschema: stopped; go on with --resume"
    assert b"Traceback" not in err
    assert is_unfinished(out)
    assert not list(out.rglob("in-*"))
    ns_status, _, _ = run(path, out, "--to", "json", "--jobs", "1", "--resume")
    assert ns_status == 1
    assert everything(out) == undisturbed(path, tmp_path, "--to", "json")


def test_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join(document(n, headline="x" * (n * 100 + 1)) + b"\n" for n in range(NUMBER)))
    out = tmp_path / "out"
    limit = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (300_000, {resource.RLIM_INFINITY}))"
    status, _, err = run(path, out, "--to", "json", "--jobs", "2", setup=limit)
    assert status == 2, err
    assert "Traceback" not in err
    assert "cannot be written: File too large" in err
    assert "--resume" in err
    assert is_unfinished(out)
    assert 0 < len(list(out.glob("part-*"))) < UNITS
    status, _, err = run(path, out, "--to", "json", "--jobs", "2", "--resume")
    assert status == 0, err
    assert everything(out) == undisturbed(path, tmp_path, "--to", "json")
    status, _, err = run(path, tmp_path / "out.jsonl", "--jobs", "2", setup=limit)
    assert status == 2, err
    assert "cannot be written: File too large" in err
    assert not [each for each in tmp_path.iterdir() if each.name.endswith(".partial")]


# --- In this process, with small units


@pytest.fixture
def unfinished(tmp_path: Path, small_units: None) -> Path:  # noqa: ARG001  # its effect is needed
    """Return the output of a run that was stopped in the middle; its source lies beside it."""
    path = SOURCES["lines"](tmp_path)
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        convert(path, out, progress=stop_after(out, 4))
    assert is_unfinished(out)
    return out


def convert(path: Path, out: Path, **options: object) -> ns.Account:
    return ns.convert(str(path), str(out), **{"to": "parquet", "jobs": 1, **options})  # type: ignore[arg-type]


def stop_after(out: Path, units: int) -> object:
    def progress(account: ns.Account) -> None:  # noqa: ARG001  # the shape of progress
        if len(list(out.glob("part-*"))) >= units:
            raise KeyboardInterrupt

    return progress


def calm(tmp_path: Path) -> dict[str, bytes]:
    convert(tmp_path / "in.jsonl", tmp_path / "calm", rejects=str(tmp_path / "calm.rejects"))
    return everything(tmp_path / "calm")


def test_what_is_finished_is_not_done_again(unfinished: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in unfinished.glob("part-*")}
    account = convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    assert account.adds_up
    assert account.read == NUMBER
    after = {path.name: path.stat().st_mtime_ns for path in unfinished.glob("part-*")}
    assert len(before) == 4
    assert before.items() <= after.items()
    assert everything(unfinished) == calm(unfinished.parent)


def test_an_unfinished_directory_is_no_source_and_no_place_for_another_run(unfinished: Path) -> None:
    with pytest.raises(ns.OutputError, match="--resume, or remove"):
        convert(unfinished.parent / "in.jsonl", unfinished)
    with pytest.raises(ns.SourceError, match="unfinished output"):
        convert(unfinished, unfinished.parent / "other")
    with pytest.raises(ns.SourceError, match="unfinished output"):
        list(ns.read(str(unfinished)))
    status, out, err = run_verify(unfinished)
    assert (status, out) == (2, "")
    assert "unfinished" in err
    assert is_unfinished(unfinished)


def run_verify(directory: Path) -> tuple[int, str, str]:
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "newsschema", "verify", str(directory)],
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
        encoding="utf-8",
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"audience": "public"}, 'audience was "internal" then and "public" now'),
        ({"to": "json"}, 'format was "parquet" then and "json" now'),
        ({"format": "json"}, 'from was not given then and "json" now'),
        ({"limits": ns.Limits(max_document_size=99_999)}, "limits was "),
    ],
)
def test_another_run_cannot_resume(options: dict[str, object], reason: str, unfinished: Path) -> None:
    before = content(unfinished)
    with pytest.raises(ns.UsageError, match=reason):
        convert(unfinished.parent / "in.jsonl", unfinished, resume=True, **options)
    assert content(unfinished) == before


def test_a_line_of_the_journal_that_was_cut_off_does_not_count(unfinished: Path) -> None:
    journal = unfinished / "_newsschema" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-30])
    convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    assert everything(unfinished) == calm(unfinished.parent)


def test_a_part_that_was_lost_or_damaged_is_made_again(unfinished: Path) -> None:
    (unfinished / "part-000002.parquet").write_bytes(b"PAR1")
    convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    assert everything(unfinished) == calm(unfinished.parent)


def test_a_source_that_changed_is_converted_as_it_is_now(unfinished: Path) -> None:
    (unfinished.parent / "in.jsonl").write_bytes(lines(NUMBER - 100))
    account = convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    assert account.read == NUMBER - 100
    assert everything(unfinished) == calm(unfinished.parent)


def test_resuming_what_is_finished_changes_nothing(unfinished: Path) -> None:
    first = convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    before = everything(unfinished)
    again = convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    assert everything(unfinished) == before
    assert (again.read, again.written, again.rejected) == (first.read, first.written, first.rejected)


def test_an_earlier_result_stays_until_the_new_one_is_there(unfinished: Path) -> None:
    source = unfinished.parent / "in.jsonl"
    convert(source, unfinished, resume=True)
    before = content(unfinished)
    beside = unfinished.with_name("out.unfinished")
    with pytest.raises(KeyboardInterrupt):
        convert(source, unfinished, audience="public", progress=stop_after(beside, 2))
    assert content(unfinished) == before
    assert is_unfinished(beside)
    account = convert(source, unfinished, audience="public", resume=True)
    assert account.adds_up
    assert not beside.exists()
    manifest = orjson.loads((unfinished / "_newsschema" / "manifest.json").read_bytes())
    assert manifest["audience"] == "public"


def test_a_lost_directory_is_one_clear_error(tmp_path: Path, small_units: None) -> None:  # noqa: ARG001  # its effect
    path = SOURCES["lines"](tmp_path)
    out = tmp_path / "out"

    def lose(account: ns.Account) -> None:
        if account.read > 100 and out.exists():
            shutil.rmtree(out)

    with pytest.raises(ns.OutputError, match="cannot be written: No such file"):
        convert(path, out, progress=lose)
    assert not is_finished(out)


def test_the_manifest_names_no_clock_no_host_and_no_duration(unfinished: Path) -> None:
    convert(unfinished.parent / "in.jsonl", unfinished, resume=True)
    manifest = orjson.loads((unfinished / "_newsschema" / "manifest.json").read_bytes())
    assert set(manifest) == {
        "manifest", "newsschema", "format", "format_version", "layout", "audience", "sources", "from", "as_of",
        "since_manifest", "to_version", "arranged", "read", "limits", "losses", "totals", "parts", "ledger",
    }  # fmt: skip
    assert manifest["totals"]["read"] == NUMBER
    assert sum(part["rows"] for part in manifest["parts"]) == manifest["totals"]["written"]
    assert sum(part["rows"] for part in manifest["ledger"]) == NUMBER


def test_more_rejects_may_be_allowed_when_resuming(tmp_path: Path, small_units: None) -> None:  # noqa: ARG001  # its effect
    path = SOURCES["lines"](tmp_path)
    out = tmp_path / "out"
    with pytest.raises(ns.TooManyRejects) as caught:
        convert(path, out, max_rejects="5")
    assert caught.value.account.rejected > 5
    assert is_unfinished(out)
    account = convert(path, out, max_rejects="50", resume=True)
    assert account.rejected == NUMBER // 17
    assert everything(out) == calm(tmp_path)
