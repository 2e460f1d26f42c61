"""What could not be converted, with its bytes and its reasons: set aside, never lost, and readable again."""

from __future__ import annotations

import os
import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final, cast

import orjson

from newsschema.archive.outputs import MARK
from newsschema.archive.reading import Record
from newsschema.archive.sources import Entry, open_file
from newsschema.archive.units import Piece
from newsschema.errors import OutputError, SourceError

SIGN: Final = "rejects.json"
"""The file, in the directory of our own, that says that a directory holds rejects."""

_OPENING: Final = 65_536
_G2_ITEM: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:news|package|concept|knowledge|planning|catalog)Item[\s>]")
_G2_OPEN: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:newsMessage|itemSet))[\s>]")


class Rejects:
    """What one unit sets aside, in a folder that only the owner can read.

    Whole files keep their name and their bytes, and so does a file with a rejected item that has no bytes of its own;
    `reasons-*.jsonl` says what was wrong. An item cut from a file is a line of `part-*.jsonl` with its source, number,
    offset, bytes, diagnostics, and the opening of the message it stood in. The folder is made for the first item.
    """

    def __init__(self, folder: Path, number: int, limit: int) -> None:
        self.folder = folder
        self.number = number
        self.limit = limit
        self.count = 0
        self._files: dict[str, str | None] = {}

    def add(self, record: Record) -> None:
        """Sets one item aside."""
        if self.count == 0:
            self.folder.mkdir(mode=0o700, parents=True)
        self.count += 1
        entry: dict[str, Any] = {
            "source": record.source,
            "index": record.index,
            "format": record.format,
            "diagnostics": [found.to_dict() for found in record.diagnostics],
        }
        item = record.item
        if item.origin is not None:
            entry["line"] = item.origin.line
        if record.cut is not None:
            entry["offset"] = item.offset
            entry["bytes"] = self._keep_cut(record.cut, item.index)
            self._append(f"part-{self.number:06}.jsonl", entry)
            return
        # What has no bytes of its own stopped the reader: the whole file is kept, to be read again from there.
        if record.whole or item.raw is None:
            entry["whole"] = record.whole
            if record.alone:
                entry["alone"] = True
            entry["file"] = self._keep_file(record)
            self._append(f"reasons-{self.number:06}.jsonl", entry)
            return
        entry["offset"] = item.offset
        if record.format == "parquet":
            entry["format"] = "json"
        entry.update(_as_text(item.raw))
        if record.format == "newsml-g2":
            entry.update(_opening_of(record))
        self._append(f"part-{self.number:06}.jsonl", entry)

    def _keep_cut(self, cut: Callable[[], Iterator[bytes]], index: int) -> str:
        """Copies an item that is too large for a line of a listing into a file of its own."""
        place = f"files/{self.number:06}/item-{index}"
        target = self.folder / place
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as copy:
            target.chmod(0o600)
            copy.writelines(cut())
        return place

    def _keep_file(self, record: Record) -> str | None:
        if record.source in self._files:
            return self._files[record.source]
        name = _safe_name(record.source)
        place = f"files/{self.number:06}"
        number = 1
        while (self.folder / place / name).exists():
            number += 1
            place = f"files/{self.number:06}-{number}"
        target = self.folder / place / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            source = _stream_of(record)
        except Exception:  # noqa: BLE001  # a member that cannot be unpacked has no bytes to keep: its reason is kept
            self._files[record.source] = None
            return None
        kept = self._copy(source, target)
        self._files[record.source] = f"{place}/{name}" if kept else None
        return self._files[record.source]

    @staticmethod
    def _copy(source: BinaryIO, target: Path) -> bool:
        with source, target.open("wb") as copy:
            target.chmod(0o600)
            while True:
                try:
                    block = source.read(1 << 20)
                except (SourceError, EOFError):
                    break
                if not block:
                    return True
                copy.write(block)
        target.unlink()
        return False

    def _append(self, name: str, entry: dict[str, Any]) -> None:
        descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(orjson.dumps(entry) + b"\n")


def _stream_of(record: Record) -> BinaryIO:
    if record.entry.path is not None and record.entry.member is None:
        return record.entry.path.open("rb")
    return record.entry.open() if not record.entry.once else BytesIO(record.raw())


def _as_text(raw: bytes) -> dict[str, str]:
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(raw).decode()}


def _opening_of(record: Record) -> dict[str, str]:
    """The opening of the message that an item stood in: its prefixes, its language, its header."""
    try:
        with record.entry.open() as stream:
            head = stream.read(_OPENING)
    except (SourceError, OSError):
        return {}
    item = _G2_ITEM.search(head)
    if item is None or not _G2_OPEN.search(head, 0, item.start()):
        return {}
    return {"opening": head[: item.start()].decode("utf-8", "replace")}


def _safe_name(source: str) -> str:
    """The name a file is kept under: its own, under its folders, without a way out of the directory."""
    parts = [part for part in PurePosixPath(source.replace("!/", "/").replace("\\", "/")).parts if part not in "/.."]
    return "/".join(parts[-3:]) or "stdin"


class RejectsDirectory:
    """The directory of a run that takes what its units set aside; it is made for the first."""

    def __init__(self, path: Path, *, keep: bool) -> None:
        self.path = path
        if not keep and is_rejects(path):
            shutil.rmtree(path)

    def take(self, folder: Path) -> None:
        """Moves in what a unit set aside; what an earlier try of it left is replaced."""
        if not folder.is_dir():
            return
        self._make()
        try:
            for name in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
                target = self.path / name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.move(folder / name, target)
        except OSError as error:
            raise OutputError(str(self.path), f"cannot be written: {error.strerror or error}") from error

    def forget(self, number: int) -> None:
        """Removes what a unit set aside."""
        for name in (f"part-{number:06}.jsonl", f"reasons-{number:06}.jsonl"):
            (self.path / name).unlink(missing_ok=True)
        for folder in (self.path / "files").glob(f"{number:06}*"):
            shutil.rmtree(folder)

    def _make(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if is_rejects(self.path):
                return
            # Several processes may come to do this at the same time.
            if any(path.name != MARK for path in self.path.iterdir()) and not is_rejects(self.path):
                raise OutputError(
                    str(self.path), "exists and holds other files", "Name another directory with --rejects"
                )
            self.path.chmod(0o700)
            (self.path / MARK).mkdir(mode=0o700, exist_ok=True)
            (self.path / MARK / SIGN).write_bytes(b'{"rejects":1}\n')
        except OSError as error:
            raise OutputError(str(self.path), f"cannot be made: {error.strerror or error}") from error


# --- Reading what was set aside


def is_rejects(path: Path) -> bool:
    """Whether a directory holds what an earlier run set aside."""
    return (path / MARK / SIGN).is_file()


def pieces_of(path: Path) -> Iterator[Piece]:
    """Yields the items of a directory of rejects, each under its source, number and place there."""
    for listing in sorted([*path.glob("part-*.jsonl"), *path.glob("reasons-*.jsonl")]):
        with listing.open("rb") as lines:
            for line in lines:
                entry = orjson.loads(line)
                yield _KEPT[next((name for name in _KEPT if name in entry), "")](path, listing, entry)


def _kept_item(path: Path, listing: Path, entry: dict[str, Any]) -> Piece:  # noqa: ARG001  # one shape
    source, place = entry["source"], {"first": entry["index"], "offset": entry.get("offset") or 0}
    raw = entry["text"].encode() if "text" in entry else b64decode(entry["base64"])
    data = _in_message(entry.get("opening"), raw)
    bare = Entry(source, None, size=len(data), kind="stream")
    line = entry.get("line") or 1
    return Piece(bare, format=entry["format"], line=line, fingerprint=str(listing), size=len(data), data=data, **place)


def _in_message(opening: str | None, raw: bytes) -> bytes:
    if opening is None:
        return raw
    head = opening.encode()
    ends = b"".join(b"</" + name + b">" for name in reversed(_G2_OPEN.findall(head)))
    return head + raw + ends


def _kept_cut(path: Path, listing: Path, entry: dict[str, Any]) -> Piece:  # noqa: ARG001  # one shape
    kept = path / entry["bytes"]
    size = kept.stat().st_size
    bare = Entry(entry["source"], None, size=size, opener=cast(Any, partial(open_file, kept)))
    place = {"first": entry["index"], "offset": entry["offset"], "line": entry.get("line") or 1}
    return Piece(bare, "lines", length=size, format=entry["format"], fingerprint=str(kept), size=size, **place)


def _kept_file(path: Path, listing: Path, entry: dict[str, Any]) -> Piece:  # noqa: ARG001  # one shape
    source, index = entry["source"], entry["index"]
    if entry["file"] is None:
        first = next(iter(entry["diagnostics"]), {"message": "its bytes could not be kept", "code": "NS028"})
        error = SourceError(source, first["message"], code=first["code"])
        return Piece(Entry(source, None, error=error), first=index)
    kept = path / entry["file"]
    bare = Entry(source, None, size=kept.stat().st_size, opener=cast(Any, partial(open_file, kept)))
    since = 0 if entry["whole"] else index
    until = index + 1 if entry.get("alone") else None
    return Piece(bare, fingerprint=str(kept), size=bare.size or 0, since=since, until=until)


_KEPT: Final = {"file": _kept_file, "bytes": _kept_cut, "": _kept_item}
"""How an entry of a listing is read again, by what it has."""
