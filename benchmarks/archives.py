"""Archives: memory that does not grow, and a ledger of millions of rows.

`python -m benchmarks.archives` converts archives of several sizes from every packing and format into every format, and
tells the peak memory of the process that leads and of those that work; then it verifies, searches and sorts a ledger of
`--rows` rows. Each line of its output is one measure, as JSON; with `--output` the measures are added to those of a
file, and a table of all of them is written beside it.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
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
_UNIT_OF_PEAKS: Final = 1 if sys.platform == "darwin" else 1024
_CONVERT: Final = """
import sys
from newsschema import convert
source, out, to, layout, jobs, told = sys.argv[1:]
account = convert(source, out, to=to, layout=layout, jobs=int(jobs))
assert account.adds_up and not account.rejected, account
import resource
peaks = [resource.getrusage(which).ru_maxrss for which in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
open(told, "w").write(" ".join(map(str, peaks)))
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
from newsschema.archive import arranging
from newsschema.archive.account import Account
from newsschema.archive.arrangement import Arrangement
from newsschema.archive.journal import read_manifest
from newsschema.archive.sinks import target_for
from newsschema.formats.base import WriteOptions
out, work = map(Path, sys.argv[1:])
work.mkdir(parents=True)
target = target_for(str(out), "json", WriteOptions())._replace(arrangement=Arrangement(("year", "month"), True))
rows = [book["rows"] for book in read_manifest(out)["ledger"]]
account = Account()
cuts = arranging._Decision(out / "_newsschema" / "pieces", rows, target, target.arrangement, work, account).cuts()
assert account.duplicate > 0 and len(cuts) > 0
"""

_TARGETS: Final = {
    "own JSON": ("json", "nested"),
    "JSON-LD": ("jsonld", "nested"),
    "NewsML-G2": ("newsml-g2", "nested"),
    "Parquet": ("parquet", "nested"),
    "flat tables": ("parquet", "tables"),
}

_LEADS, _WORKS = "peak MB of the process that leads", "peak MB of a process that works"


def conversions(
    documents: Sequence[int], folder: Path, jobs: int, only: str = "", into: Sequence[str] = tuple(_TARGETS)
) -> Iterator[dict[str, Any]]:
    """Yields what the conversions cost of archives of so many documents, from sources with `only` in their name."""
    for number in documents:
        for name, make in _SOURCES.items():
            if only not in name:
                continue
            source = make(folder / f"{make.__name__}-{number}", number)
            for target in into:
                yield {"name": f"{name} → {target}", "items": number, **_conversion(source, target, folder, jobs)}
            _remove(source)


def _conversion(source: Path, target: str, folder: Path, jobs: int) -> dict[str, Any]:
    out, told = folder / "out", folder / "peaks"
    cost = child(_CONVERT, str(source), str(out), *_TARGETS[target], str(jobs), str(told))
    leads, works = (int(peak) * _UNIT_OF_PEAKS / 1e6 for peak in told.read_text().split())
    checked = child(_VERIFY, str(out))
    _remove(out)
    peaks = {_LEADS: round(leads), _WORKS: round(works), "peak MB of verify": round(checked.memory)}
    return {**_times(cost), **peaks}


def ledgers(rows: int, folder: Path) -> Iterator[dict[str, Any]]:
    """Yields what it costs to verify, search and sort a ledger of so many rows."""
    out = _ledger(folder / "ledger", rows)
    for name, code, arguments in (
        ("verify, by the ledger", _VERIFY, (out,)),
        ("find what to redo", _WHERE, (out, folder)),
        ("index for what is new", _KNOWN, (out, folder / "known")),
        ("decide which versions stay", _ARRANGE, (out, folder / "work")),
    ):
        cost = child(code, *map(str, arguments))
        yield {"name": name, "items": rows, **_times(cost), _LEADS: round(cost.memory)}


def _times(cost: Child) -> dict[str, Any]:
    return {"processor seconds": round(cost.processor, 1), "elapsed seconds": round(cost.elapsed, 1)}


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


def _items(path: Path, number: int) -> Path:
    path = path.with_suffix(".zip")
    few = [ns.dumps(article, format="newsml-g2") for article in islice(_articles(4), 4)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(number):
            item = few[index % 4].replace(b"urn:example:%08d" % (index % 4), b"urn:example:%08d" % index)
            archive.writestr(f"{index:08}.xml", item)
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
    "own JSON, lines": _plain,
    "own JSON, .jsonl.gz": _gzip,
    "own JSON, .jsonl.zst": _zstd,
    "own JSON, .zip": _zip,
    "own JSON, .tar.gz": _tar,
    "own JSON, files": _directory,
    "JSON-LD, lines": _jsonld,
    "NewsML-G2, .zip": _items,
    "NewsML-G2, one newsMessage": _message,
    "Parquet, one file": _parquet,
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


# --- What is told


def table(found: Iterable[Mapping[str, Any]]) -> str:
    """Says in Markdown how much memory each conversion took by the number of documents."""
    found = list(found)
    pairs = [one for one in found if _WORKS in one]
    sizes = sorted({one["items"] for one in pairs})
    peaks = {(one["name"], one["items"]): one for one in pairs}
    names = [f"{source} → {target}" for source in _SOURCES for target in _TARGETS]
    lines = [_ABOUT, _line(["from → into", *(f"{size:,}" for size in sizes)]), _line(["---", *("---:" for _ in sizes)])]
    for name in names:
        cells = [_peaks(peaks.get((name, size))) for size in sizes]
        if any(cells):
            lines.append(_line([name, *cells]))
    lines += [_ABOUT_LEDGERS, _line(["", "rows", "MB"]), _line(["---", "---:", "---:"])]
    lines += [_line([one["name"], f"{one['items']:,}", str(one[_LEADS])]) for one in found if _WORKS not in one]
    return "\n".join(lines) + "\n"


_ABOUT: Final = """# Memory by the size of an archive

Peak memory in MB of the process that leads, of a process that works, and of `newsschema verify` on the outcome, for
archives of so many documents of 0.8 KB, by two processes. Written by `python -m benchmarks.archives --output
docs/performance`; what is empty was not measured.

The process that leads holds the names, and of packed files the bytes, of the files in the units under way: more with
30,000 files than with 10,000, and hardly more from there on. Who reads a single Parquet file holds its footer.
"""
_ABOUT_LEDGERS: Final = """
What is done with a ledger, by one process:
"""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _peaks(one: Mapping[str, Any] | None) -> str:
    return "" if one is None else f"{one[_LEADS]} · {one[_WORKS]} · {one['peak MB of verify']}"


def keep(found: Mapping[str, Any], folder: Path) -> None:
    """Adds a measure to those of a folder, in place of an earlier one of the same, and writes the table anew."""
    path = folder / "archives.json"
    earlier = orjson.loads(path.read_bytes()) if path.exists() else []
    kept = [one for one in earlier if (one["name"], one["items"]) != (found["name"], found["items"])]
    kept.append(dict(found))
    path.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    (folder / "archives.md").write_text(table(kept), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints each measure as a line of JSON; returns 0 whatever they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the ledger; 0 for none")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only sources with this in their name")
    parser.add_argument("--into", nargs="+", choices=_TARGETS, default=tuple(_TARGETS), help="only these outputs")
    parser.add_argument("--folder", type=Path, help="where the archives are made, and removed")
    parser.add_argument("--output", type=Path, help="the directory whose archives.json and archives.md are kept")
    parser.add_argument("--quick", action="store_true", help="few documents: shows only that all runs")
    given = parser.parse_args(arguments)
    documents, rows = ([20], 300) if given.quick else (given.documents, given.rows)
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        found = conversions(documents, folder, given.jobs, given.only, given.into)
        for measure in chain(found, ledgers(rows, folder) if rows else ()):
            sys.stdout.write(orjson.dumps(measure).decode() + "\n")
            sys.stdout.flush()
            if given.output is not None:
                keep(measure, given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
