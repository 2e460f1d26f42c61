"""The ledger: one row a source item, saying where it came from and what became of it."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
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
        import mmap

        with path.open("rb") as stream:
            size = path.stat().st_size
            self._map = mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ) if size else None
        self._keys = memoryview(self._map).cast("Q") if self._map is not None else memoryview(b"").cast("Q")

    def __contains__(self, key: bytes) -> bool:
        number = int.from_bytes(key, "little")
        at = bisect_left(self._keys, number)
        return at < len(self._keys) and self._keys[at] == number


def write_known(directory: Path, path: Path) -> None:
    """Writes the index of an archive's ledger that `Known` reads; what is sorted at a time is one of many buckets."""
    if array("Q").itemsize != _KEY:
        raise AssertionError("this machine's long integers have another size")
    buckets = [array("Q") for _ in range(_BUCKETS)]
    columns = ("file", "member", "item", "length", "sha256", "outcome")
    for row in read_rows(files_of(directory), columns):
        if row["sha256"] is not None and row["outcome"] != "rejected":
            key = key_of(row["file"], row["member"], row["item"], row["length"], row["sha256"])
            number = int.from_bytes(key, "little")
            bucket = buckets[number >> 56]
            bucket.append(number)
            if len(bucket) >= _HELD:
                _spill(path, number >> 56, bucket)
    with path.open("wb") as index:
        for number, bucket in enumerate(buckets):
            _spill(path, number, bucket)
            aside = path.with_name(f"{path.name}.{number}")
            ordered = array("Q", sorted(array("Q", aside.read_bytes())))
            aside.unlink()
            ordered.tofile(index)


def _spill(path: Path, number: int, bucket: array[int]) -> None:
    with path.with_name(f"{path.name}.{number}").open("ab") as stream:
        bucket.tofile(stream)
    del bucket[:]
