"""Wrong input of every kind: one clear line, status 1 or 2, no traceback, no half-written output."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import newsschema

GOOD = b'{"type":"article","schema_version":"1.0","identifier":"urn:example:good"}\n'


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "newsschema", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def truncated_gzip() -> bytes:
    return gzip.compress(b"".join(GOOD.replace(b"good", b"packed-%d" % number) for number in range(10_000)))[:-40]


def zip_that_leads_out() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../escape.json", GOOD)
    return data.getvalue()


BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE n [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b']><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x" version="1"><x>&j;</x></newsItem>'
)

WRONG: dict[str, Callable[[], bytes]] = {
    "empty.json": lambda: b"",
    "picture.xml": lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "truncated.jsonl.gz": truncated_gzip,
    "latin.json": lambda: b'{"type":"article","schema_version":"1.0","identifier":"urn:x","headline":"caf\xe9"}',
    "entities.xml": lambda: BILLION_LAUGHS,
    "external.xml": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x" version="1">&x;</newsItem>'
    ),
    "brackets.json": lambda: b"[" * 10_000,
    "objects.json": lambda: b'{"a":' * 10_000,
    "deep.xml": lambda: b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>" + b"<a>" * 10_000,
    "long.jsonl": lambda: b'{"type":"article","headline":"' + b"x" * 200_000_000 + b'"}\n',
    "words.txt": lambda: b"nothing but words\n",
    "numbers.json": lambda: b"12345",
    "page.html": lambda: b"<!doctype html><html><head><title>No article</title></head><body>Hello</body></html>",
    "newsml1.xml": lambda: b'<?xml version="1.0"?><NewsML Version="1.2"><NewsItem/></NewsML>',
    "leads-out.zip": zip_that_leads_out,
    "not-a-zip.zip": lambda: b"PK\x03\x04" + b"\x00" * 100,
    "cut.parquet": lambda: b"PAR1" + b"\x15\x00" * 100,
    "null.json": lambda: b"\x00" * 1000,
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_file(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(WRONG[name]())
    checked = run("validate", source, "--select", "NS0")
    assert checked.returncode == 1, checked.stderr.decode()
    assert b"Traceback" not in checked.stderr + checked.stdout
    assert checked.stdout.count(b"\n") <= 6, checked.stdout.decode()
    assert b" NS" in checked.stdout
    converted = run("convert", source, tmp_path / "out.jsonl")
    assert converted.returncode == 1, converted.stderr.decode()
    assert b"Traceback" not in converted.stderr + converted.stdout
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []
    assert b"root:" not in b"".join(path.read_bytes() for path in tmp_path.rglob("out*") if path.is_file())


@pytest.mark.parametrize("name", WRONG)
def test_wrong_file_beside_a_good_one_costs_only_itself(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(GOOD)
    (tmp_path / "in" / name).write_bytes(WRONG[name]())
    converted = run("convert", tmp_path / "in", tmp_path / "out.jsonl")
    assert converted.returncode == 1
    assert (tmp_path / "out.jsonl").read_bytes().count(b"urn:example:good") == 1
    rejects = tmp_path / "out.jsonl.rejects"
    assert rejects.is_dir()
    assert rejects.stat().st_mode & 0o077 == 0
    assert list(rejects.rglob("*.jsonl"))


COMMANDS: dict[str, tuple[tuple[str, ...], bytes]] = {
    "no such file": (("validate", "no-such-file.json"), b"no-such-file.json"),
    "a glob that matches nothing": (("validate", "nothing-*.json"), b"nothing-*.json"),
    "an empty directory": (("validate", "empty"), b"empty"),
    "no arguments": (("convert",), b"Usage"),
    "an unknown command": (("frobnicate",), b"frobnicate"),
    "an unknown option": (("validate", "good.json", "--frob"), b"--frob"),
    "an unknown format": (("validate", "good.json", "--from", "ninjs"), b"ninjs"),
    "no format for the destination": (("convert", "good.json", "somewhere"), b"--to"),
    "a destination that is a source": (("convert", "good.json", "good.json"), b"good.json"),
    "a destination in a file": (("convert", "good.json", "good.json/x.jsonl"), b"good.json"),
    "a limit that is none": (("convert", "good.json", "o.jsonl", "--max-rejects", "many"), b"many"),
    "an instant that is none": (("convert", "good.json", "o.jsonl", "--as-of", "today"), b"today"),
    "an unknown rule": (("rules", "NS999"), b"NS999"),
    "an article that is not there": (("show", "good.json", "--index", "2"), b"good.json"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_command(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.json").write_bytes(GOOD)
    arguments, word = COMMANDS[name]
    done = run(*arguments)
    assert done.returncode == 2, done.stdout.decode() + done.stderr.decode()
    assert word in done.stderr
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "good.json").read_bytes() == GOOD
    assert not (tmp_path / "o.jsonl").exists()


def test_a_stream_is_read_from_standard_input(tmp_path: Path) -> None:
    done = run("convert", "-", tmp_path / "out.jsonl", stdin=GOOD * 3)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 3


def test_a_directory_with_other_files_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(GOOD)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("keep")
    done = run("convert", tmp_path / "good.json", tmp_path / "out", "--to", "json")
    assert done.returncode == 2
    assert (tmp_path / "out" / "precious.txt").read_text() == "keep"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.json", "out"]


HEAD = '{\n "headline": "Snow",\n "type": "article",\n "schema_version": "1.0",\n "identifier": "urn:example:1"'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" + GOOD.decode().strip(), "1:75: error NS002 the file ends inside the list"),
        ("[" + GOOD.decode().strip() + ",\n", "2:1: error NS002 the file ends inside the list"),
        ("[", "1:2: error NS002 the file ends inside the list"),
        (HEAD + ',\n "language": "en" "kind": "NewsArticle"\n}', "6:19: error NS002 a comma or a closing brace"),
        (HEAD + ",\n}", "6:1: error NS002 there is a comma with nothing after it"),
        (HEAD + ',\n "language": "e', "6:15: error NS002 the document ends inside a text"),
        (HEAD + ',\n "urgency": NaN\n}', "6:13: error NS"),
    ],
    ids=["list without end", "list with a comma", "nothing but a bracket", "comma missing", "comma", "text", "NaN"],
)
def test_what_is_cut_off_or_broken_is_told_where_it_is(text: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    done = run("validate", tmp_path / "a.json")
    assert done.returncode == 1
    assert place in done.stdout.decode(), done.stdout.decode()


def test_a_severity_for_a_rule_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(GOOD)
    done = run("validate", tmp_path / "a.json", "--severity", "NS9O4=error")
    assert done.returncode == 2
    assert b"there is no rule 'NS9O4'. Did you mean NS904?" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["validate", "{}"], ["validate", "{}", "--output", "/dev/full"], ["rules"]])
def test_output_that_cannot_be_written_is_told_in_a_line(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", "utf-8")
    arguments = [one.format(tmp_path / "a.json") for one in command]
    call = [sys.executable, "-m", "newsschema", *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written: No space left on device" in done.stderr
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_gets_the_report_and_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", "utf-8")
    pipe, link, target = tmp_path / "pipe", tmp_path / "link.json", tmp_path / "target.json"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        run("validate", tmp_path / "a.json", "--output-format", "json", "--output", pipe)
        assert reader.stdout is not None
        assert json.loads(reader.stdout.read())["counts"]["error"] == 1
    assert pipe.is_fifo()
    target.write_text("before", "utf-8")
    link.symlink_to(target)
    run("validate", tmp_path / "a.json", "--output-format", "json", "--output", link)
    assert link.is_symlink()
    assert json.loads(target.read_text("utf-8"))["counts"]["error"] == 1


def test_an_empty_file_holds_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"")
    (one,) = newsschema.validate(tmp_path / "a.json")
    assert (one.code, one.line, one.column) == ("NS011", 1, 1)
