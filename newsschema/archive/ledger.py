"""The ledger: one row a source item, saying where it came from and what became of it."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from newsschema.archive.outputs import MARK

SOURCES: Final = "sources"
"""The directory of the ledger, inside the directory of our own."""

FOLDER: Final = f"{MARK}/{SOURCES}"
"""Where the ledger lies in an archive."""

_KEY: Final = 8
_BUCKETS: Final = 256
_HELD: Final = 4_096
_LONGEST: Final = 65_536
"""The rows of a file of a ledger that is read as a whole."""


class Row(NamedTuple):
    """One item: its place, its checksum, what became of it, and who read it.

    `sha256` is that of the item's bytes, of the whole file where `length` is absent; `part` and `row` say where
    it was written. `detail` is the kind of what was skipped, or the identifier of the article it was merged into.
    """

    file: str
    member: str | None
    item: int
    offset: int | None
    length: int | None
    sha256: str | None
    format: str | None
    format_version: str | None
    outcome: str
    detail: str | None
    codes: tuple[str, ...]
    identifier: str | None
    version: int | None
    part: str | None
    row: int | None
    reader_version: str


COLUMNS: Final = tuple(
    (name, "number" if name in ("item", "offset", "length", "version", "row") else "text")
    if name != "codes"
    else (name, "list of text")
    for name in Row._fields
)


def suffix() -> str:
    """`.parquet`, or `.jsonl` where nothing is installed that writes Parquet."""
    return ".parquet" if find_spec("pyarrow") is not None else ".jsonl"


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Writes the rows of one unit, in the form that the name of the file says."""
    if path.suffix == ".parquet":
        from newsschema.formats.parquet import pieces

        pieces.write_rows(path, COLUMNS, rows)
        return
    with path.open("wb") as stream:
        stream.writelines(orjson.dumps(row._asdict()) + b"\n" for row in rows)


def files_of(directory: Path) -> list[Path]:
    """The files of the ledger of an archive, in order."""
    folder = directory / MARK / SOURCES
    return sorted(path for path in folder.glob("part-*") if path.suffix in (".parquet", ".jsonl"))


def read_rows(files: Iterable[Path], columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """Yields the rows of files of a ledger, or some columns of them."""
    for path in files:
        if path.suffix == ".parquet":
            from newsschema.formats.parquet import pieces

            yield from pieces.read_plain_rows(path, columns)
        else:
            with path.open("rb") as lines:
                for line in lines:
                    yield orjson.loads(line)


# --- What an earlier run knew


def key_of(file: str, member: str | None, index: int, length: int | None, sha256: str) -> bytes:
    """What is the same for an item that has not changed: its source and its bytes, wherever they stand in it."""
    place = "" if length is not None else str(index)
    text = "\0".join((file, member or "", place, sha256))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()


class Known:
    """The items that an earlier run read and did not reject: eight bytes for each, sorted, shared by all processes."""

    def __init__(self, path: Path) -> None:
        self._keys = _mapped(path)

    def __contains__(self, key: bytes) -> bool:
        number = _number_of(key)
        at = bisect_left(self._keys, number)
        return at < len(self._keys) and self._keys[at] == number


class Runs:
    """Where the rows of a source stand in the ledger of an earlier run: sixteen bytes for each, sorted.

    Of the ledger itself no more than one file is held, since sources come in the same order again.
    """

    def __init__(self, directory: Path, path: Path) -> None:
        self._places = _mapped(runs_of(path))
        self._books = files_of(directory)
        self._open: tuple[int, list[dict[str, Any]]] = (-1, [])

    def rows(self, file: str, member: str | None, first: int) -> list[dict[str, Any]]:
        """The rows of the items that were read together, from the first on; none where there are no such."""
        number = _number_of(run_key(file, member, first))
        at = bisect_left(range(len(self._places) // 2), number, key=lambda entry: self._places[2 * entry])
        if 2 * at >= len(self._places) or self._places[2 * at] != number:
            return []
        place = self._places[2 * at + 1]
        book, start = place >> 32, place & 0xFFFFFFFF
        if self._open[0] != book:
            rows = list(islice(read_rows([self._books[book]]), _LONGEST + 1))
            self._open = (book, rows if len(rows) <= _LONGEST else [])
        found = []
        for row in islice(self._open[1], start, None):
            if (row["file"], row["member"]) != (file, member):
                break
            found.append(row)
        return found


def _mapped(path: Path) -> memoryview:
    import mmap

    with path.open("rb") as stream:
        size = path.stat().st_size
        data = mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ) if size else b""
    return memoryview(data).cast("Q")


WITHHELD: Final = {"withheld": "withheld article", "canceled": "canceled article"}
"""Why an article of such a status is not in an output that is public."""
EMBARGOED: Final = "embargoed article"
LEFT_OUT: Final = frozenset({*WITHHELD.values(), EMBARGOED})
"""Why an article is not in an output that is public; another time it may be."""


def is_settled(row: Mapping[str, Any]) -> bool:
    """Whether nothing else can become of an item as long as it does not change."""
    return row["outcome"] != "rejected" and not (row["outcome"] == "skipped" and row["detail"] in LEFT_OUT)


def write_known(directory: Path, path: Path) -> None:
    """Writes the indexes of an archive's ledger for `Known` and `Runs`; of many buckets one is sorted at a time."""
    if array("Q").itemsize != _KEY:
        raise AssertionError("this machine's long integers have another size")
    items, runs = _Index(path, 1), _Index(runs_of(path), 2)
    columns = ("file", "member", "item", "length", "sha256", "outcome", "detail")
    for number, book in enumerate(files_of(directory)):
        before: tuple[str, str | None] | None = None
        for at, row in enumerate(read_rows([book], columns)):
            file, member = row["file"], row["member"]
            if (file, member) != before:
                before = (file, member)
                runs.add(_number_of(run_key(file, member, row["item"])), number << 32 | at)
            if row["sha256"] is not None and is_settled(row):
                items.add(_number_of(key_of(file, member, row["item"], row["length"], row["sha256"])))
    items.close()
    runs.close()


def runs_of(path: Path) -> Path:
    """Where the index of runs lies beside that of items."""
    return path.with_name(f"{path.name}-runs")


def run_key(file: str, member: str | None, first: int) -> bytes:
    """What is the same for the items of a source that were read together, from a certain one on."""
    text = "\0".join((file, member or "", str(first)))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()


def _number_of(key: bytes) -> int:
    return int.from_bytes(key, "little")


class _Index:
    """Entries of one or more long integers, in the order of their first, which is spread evenly."""

    def __init__(self, path: Path, width: int) -> None:
        self.path = path
        self.width = width
        self.buckets = [array("Q") for _ in range(_BUCKETS)]

    def add(self, *numbers: int) -> None:
        """Takes an entry."""
        bucket = self.buckets[numbers[0] >> 56]
        bucket.extend(numbers)
        if len(bucket) >= _HELD:
            _spill(self.path, numbers[0] >> 56, bucket)

    def close(self) -> None:
        """Writes the index."""
        with self.path.open("wb") as index:
            for number, bucket in enumerate(self.buckets):
                _spill(self.path, number, bucket)
                aside = self.path.with_name(f"{self.path.name}.{number}")
                held = array("Q", aside.read_bytes())
                aside.unlink()
                if self.width == 1:
                    array("Q", sorted(held)).tofile(index)
                    continue
                for entry in sorted(zip(*[iter(held)] * self.width, strict=True)):
                    array("Q", entry).tofile(index)


def _spill(path: Path, number: int, bucket: array[int]) -> None:
    with path.with_name(f"{path.name}.{number}").open("ab") as stream:
        bucket.tofile(stream)
    del bucket[:]
