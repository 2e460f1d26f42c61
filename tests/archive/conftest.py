"""Small archives in many packings, and runs that can be interrupted."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
import zstandard

import newsschema as ns

UNIT = 25
"""How many items a unit has in these tests: many units of few documents."""

NUMBER = 240


def document(number: int, **fields: object) -> bytes:
    start = {"type": "article", "schema_version": "1.0", "identifier": f"urn:example:{number:05}"}
    rest = {"headline": f"Invented story {number}", "language": "en", "urgency": number % 9 + 1}
    return orjson.dumps({**start, **rest, **fields})


def broken(number: int) -> bytes:
    return [b"{broken", b'{"type":"article"}', document(number, urgency=99)][number % 3]


def lines(count: int = NUMBER, *, rejects: bool = True) -> bytes:
    """Documents a line each; every seventeenth is broken, every eleventh line is followed by a blank one."""
    data = []
    for number in range(count):
        data.append(broken(number) if rejects and number % 17 == 16 else document(number))
        if number % 11 == 10:
            data.append(b"  ")
    return b"\n".join(data) + b"\n"


def _plain(folder: Path) -> Path:
    path = folder / "in.jsonl"
    path.write_bytes(lines())
    return path


def _gzip(folder: Path) -> Path:
    path = folder / "in.jsonl.gz"
    path.write_bytes(gzip.compress(lines(), mtime=0))
    return path


def _zstd(folder: Path) -> Path:
    path = folder / "in.jsonl.zst"
    path.write_bytes(zstandard.compress(lines()))
    return path


def _directory(folder: Path) -> Path:
    path = folder / "in"
    for number in range(NUMBER):
        place = path / f"{number // 50}" / f"{number:05}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(broken(number) if number % 17 == 16 else document(number))
    return path


def _zip(folder: Path) -> Path:
    path = folder / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("lines.jsonl"), lines(NUMBER // 2))
        for number in range(NUMBER // 2, NUMBER):
            archive.writestr(zipfile.ZipInfo(f"{number}.json"), document(number))
    return path


def _tar(folder: Path) -> Path:
    path = folder / "in.tar.gz"
    with path.open("wb") as stream, tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, data in [("a.jsonl", lines(NUMBER // 2))] + [
            (f"{number}.json", document(number)) for number in range(NUMBER // 2, NUMBER)
        ]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def _parquet(folder: Path) -> Path:
    path = folder / "in.parquet"
    articles = (ns.Article.model_validate_json(document(number)) for number in range(NUMBER))
    ns.write(articles, str(path))
    return path


SOURCES: dict[str, Callable[[Path], Path]] = {
    "lines": _plain,
    "gzip": _gzip,
    "zstd": _zstd,
    "directory": _directory,
    "zip": _zip,
    "tar.gz": _tar,
    "parquet": _parquet,
}


def content(path: Path) -> dict[str, bytes]:
    """Return every file below a path with its bytes."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return {str(each.relative_to(path)): each.read_bytes() for each in files}


def start(*arguments: str | Path, setup: str = "") -> subprocess.Popen[bytes]:
    """Start the command line in a process of its own, with small units."""
    code = (
        "import sys, newsschema.archive.conversion as conversion\n"
        f"conversion.UNIT = {UNIT}\n{setup}\n"
        "from newsschema.cli import main\nmain(sys.argv[1:])\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, "convert", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    )


def run(*arguments: str | Path, setup: str = "") -> tuple[int, str, str]:
    """Run the command line; returns its status, results and talk."""
    process = start(*arguments, setup=setup)
    out, err = process.communicate()
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut what this process converts into small units."""
    monkeypatch.setattr("newsschema.archive.conversion.UNIT", UNIT)


@pytest.fixture
def chance() -> random.Random:
    """Return the same random numbers in every run."""
    return random.Random(20260711)  # noqa: S311  # chance that is the same in every run
