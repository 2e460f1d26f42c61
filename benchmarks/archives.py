"""Archives: memory that does not grow, and a ledger of millions of rows.

`python -m benchmarks.archives` converts archives of two sizes from every packing and format, tells the peak memory of
the processes, and verifies what was written; and it checks, searches and sorts a ledger of `--rows` rows. Each line of
its output is one measure, as JSON.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
import zstandard

import newsschema as ns
from benchmarks import corpus
from benchmarks.measure import Child, child
from newsschema.archive import ledger
from newsschema.archive.account import Account
from newsschema.archive.destinations import totals_of
from newsschema.archive.journal import write_manifest
from newsschema.archive.outputs import MARK
from newsschema.archive.sinks import Part, target_for
from newsschema.archive.staging import INDEX
from newsschema.archive.work import READER, part_of
from newsschema.formats.base import WriteOptions

_UNIT: Final = 4_096
_CONVERT: Final = """
import sys
from newsschema import convert
source, out, to, layout, jobs = sys.argv[1:]
account = convert(source, out, to=to, layout=layout, jobs=int(jobs))
assert account.adds_up and not account.rejected, account
"""
_VERIFY: Final = """
import sys
from newsschema.archive.verify import verify
found = verify(sys.argv[1])
assert found.ok, found
"""
_WHERE: Final = """
import sys
from pathlib import Path
from newsschema.archive.redoing import units_where
assert len(units_where(Path(sys.argv[1]), "outcome = 'rejected'", Path(sys.argv[2]))) > 0
"""
_KNOWN: Final = """
import sys
from pathlib import Path
from newsschema.archive.ledger import write_known
write_known(Path(sys.argv[1]), Path(sys.argv[2]))
"""
_ARRANGE: Final = """
import sys
from pathlib import Path
from newsschema.archive import arranging, ledger
from newsschema.archive.account import Account
from newsschema.archive.arrangement import Arrangement
from newsschema.archive.sinks import target_for
from newsschema.formats.base import WriteOptions
out, work = map(Path, sys.argv[1:])
work.mkdir(parents=True)
target = target_for(str(out), "json", WriteOptions())._replace(arrangement=Arrangement(("year", "month"), True))
books = ledger.files_of(out)
account = Account()
cuts = arranging._Decision(out / "_newsschema" / "pieces", books, target, target.arrangement, work, account, 2).cuts()
assert account.duplicate > 0 and len(cuts) > 0
"""

_TARGETS: Final = (
    ("json", "nested"),
    ("jsonld", "nested"),
    ("newsml-g2", "nested"),
    ("parquet", "nested"),
    ("parquet", "tables"),
)


def measures(documents: Sequence[int], rows: int, folder: Path, jobs: int, only: str = "") -> Iterator[dict[str, Any]]:
    """Yields every measure as plain data, or those from sources with `only` in their name."""
    for number in documents:
        for name, make in _SOURCES.items():
            if only not in name:
                continue
            source = make(folder / f"{name}-{number}", number)
            for to, layout in _TARGETS if name == "lines" else _TARGETS[3:4]:
                out = folder / "out"
                cost = child(_CONVERT, str(source), str(out), to, layout, str(jobs))
                checked = child(_VERIFY, str(out))
                yield _told(f"{name} → {to} {layout}", number, cost)
                yield _told(f"verify {to} {layout} from {name}", number, checked)
                _remove(out)
            _remove(source)
    out = _ledger(folder / "ledger", rows)
    yield _told("verify, by the ledger", rows, child(_VERIFY, str(out)))
    yield _told("find what to redo", rows, child(_WHERE, str(out), str(folder)))
    yield _told("index for what is new", rows, child(_KNOWN, str(out), str(folder / "known")))
    yield _told("decide which versions stay", rows, child(_ARRANGE, str(out), str(folder / "work")))


def _told(name: str, number: int, cost: Child) -> dict[str, Any]:
    return {
        "name": name,
        "items": number,
        "processor seconds": round(cost.processor, 1),
        "elapsed seconds": round(cost.elapsed, 1),
        "peak MB of a process": round(cost.memory),
    }


def _remove(path: Path) -> None:
    import shutil

    shutil.rmtree(path) if path.is_dir() else path.unlink()


# --- Sources of many documents


def _articles(number: int) -> Iterator[ns.Article]:
    """Small articles, since it is their number that matters, each with an identifier of its own."""
    few = [corpus.of_size(600) for _ in range(4)]
    for index in range(number):
        yield few[index % len(few)].model_copy(update={"identifier": f"urn:example:{index:08}"})


def _lines(number: int) -> Iterator[bytes]:
    few = [ns.dumps(article, format="json") for article in islice(_articles(4), 4)]
    for index in range(number):
        yield few[index % 4].replace(b"urn:example:%08d" % (index % 4), b"urn:example:%08d" % index) + b"\n"


def _plain(path: Path, number: int) -> Path:
    path = path.with_suffix(".jsonl")
    with path.open("wb") as stream:
        stream.writelines(_lines(number))
    return path


def _gzip(path: Path, number: int) -> Path:
    path = path.with_suffix(".jsonl.gz")
    with gzip.open(path, "wb", 1) as stream:
        stream.writelines(_lines(number))
    return path


def _zstd(path: Path, number: int) -> Path:
    path = path.with_suffix(".jsonl.zst")
    with path.open("wb") as plain, zstandard.ZstdCompressor().stream_writer(plain) as stream:
        for line in _lines(number):
            stream.write(line)
    return path


def _zip(path: Path, number: int) -> Path:
    path = path.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, line in enumerate(_lines(number)):
            archive.writestr(f"{index:08}.json", line)
    return path


def _tar(path: Path, number: int) -> Path:
    path = path.with_suffix(".tar.gz")
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for index, line in enumerate(_lines(number)):
            info = tarfile.TarInfo(f"{index:08}.json")
            info.size = len(line)
            archive.addfile(info, io.BytesIO(line))
            vars(archive)["members"].clear()  # they would grow with the archive
    return path


def _directory(path: Path, number: int) -> Path:
    for index, line in enumerate(_lines(number)):
        place = path / f"{index // 1000:05}"
        if index % 1000 == 0:
            place.mkdir(parents=True)
        (place / f"{index:08}.json").write_bytes(line)
    return path


def _message(path: Path, number: int) -> Path:
    path = path.with_suffix(".xml")
    few = [ns.dumps(article, format="newsml-g2").partition(b"\n")[2] for article in islice(_articles(4), 4)]
    with path.open("wb") as stream:
        stream.write(
            b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-01-01T00:00:00Z</sent>'
        )
        stream.write(b"</header><itemSet>")
        for index in range(number):
            stream.write(few[index % 4].replace(b"urn:example:%08d" % (index % 4), b"urn:example:%08d" % index))
        stream.write(b"</itemSet></newsMessage>")
    return path


def _jsonld(path: Path, number: int) -> Path:
    path = path.with_suffix(".jsonl")
    ns.write(_articles(number), path, format="jsonld")
    return path


def _parquet(path: Path, number: int) -> Path:
    path = path.with_suffix(".parquet")
    ns.write(_articles(number), path)
    return path


_SOURCES: Final[dict[str, Callable[[Path, int], Path]]] = {
    "lines": _plain,
    "gzip": _gzip,
    "zstd": _zstd,
    "zip": _zip,
    "tar.gz": _tar,
    "directory": _directory,
    "one newsMessage": _message,
    "json-ld lines": _jsonld,
    "parquet": _parquet,
}


# --- An archive that is nothing but its ledger


def _ledger(out: Path, rows: int) -> Path:
    """Makes an archive of very small parts, in which every hundredth item was rejected and every fifth is old."""
    pieces = out / MARK / "pieces"
    (out / MARK / ledger.SOURCES).mkdir(parents=True)
    parts, books = [], []
    account = Account()
    for unit in range(-(-rows // _UNIT)):
        items = range(unit * _UNIT, min(rows, (unit + 1) * _UNIT))
        (pieces / f"{unit:06}").mkdir(parents=True)
        made = [_row(item, at, unit) for at, item in enumerate(items)]
        written = [row for row in made if row.outcome == "written"]
        part = out / f"part-{unit:06}.jsonl"
        part.write_bytes(
            b"".join(orjson.dumps({"identifier": row.identifier, "version": row.version}) + b"\n" for row in written)
        )
        with (pieces / f"{unit:06}" / INDEX).open("wb") as stream:
            stream.writelines(_entry(row, unit) for row in written)
        book = out / MARK / ledger.SOURCES / f"part-{unit:06}.parquet"
        ledger.write_rows(book, made)
        parts.append(part_of(part, len(written)))
        one = part_of(book, len(made))
        books.append(Part(f"{ledger.FOLDER}/{one.name}", one.rows, one.size, one.sha256))
        account.read += len(made)
        account.written += len(written)
        account.rejected += len(made) - len(written)
    target = target_for(str(out), "json", WriteOptions())
    write_manifest(out, {"format": target.format, "layout": target.layout}, totals_of(account), parts, books)
    return out


def _row(item: int, at: int, unit: int) -> ledger.Row:
    rejected = item % 100 == 99
    place = None if rejected else at - (item // 100 - unit * _UNIT // 100)
    return ledger.Row(
        f"archive/{unit:06}.jsonl",
        None,
        at,
        at * 1_000,
        1_000,
        f"{item:064x}",
        "json",
        "1.0",
        "rejected" if rejected else "written",
        None,
        ("NS016",) if rejected else (),
        f"urn:newsml:example.com:20260101:{item * 4 // 5:012}",
        item % 3 + 1,
        None if rejected else f"part-{unit:06}.jsonl",
        place,
        READER,
    )


def _entry(row: ledger.Row, unit: int) -> bytes:
    number = int((row.identifier or "0")[-12:])
    entry = {
        "unit": unit,
        "item": row.item,
        "key": f"00000000-0000-0000-0000-{number:012x}",
        "rank": (row.version or 1) << 1,
        "digest": f"{row.sha256[-32:-24]}-0000-0000-0000-{row.sha256[-12:]}" if row.sha256 else None,
        "hidden": False,
        "moment": f"20{row.item % 25:02}-0{row.item % 9 + 1}-11T10:00:00.000000+00:00",
        "identifier": row.identifier,
        "start": row.offset,
        "size": row.length,
        "quotes": 0,
        "reports": 0,
    }
    return orjson.dumps(entry) + b"\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints each measure as a line of JSON; returns 0 whatever they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the ledger")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only sources with this in their name")
    parser.add_argument("--quick", action="store_true", help="few documents: shows only that all runs")
    given = parser.parse_args(arguments)
    documents, rows = ([20], 300) if given.quick else (given.documents, given.rows)
    with tempfile.TemporaryDirectory() as folder:
        for measure in measures(documents, rows, Path(folder), given.jobs, given.only):
            sys.stdout.write(orjson.dumps(measure).decode() + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
