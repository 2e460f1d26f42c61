"""What could not be converted, with its bytes and its reasons: set aside, never lost."""

from __future__ import annotations

import os
import shutil
from base64 import b64encode
from pathlib import Path, PurePosixPath
from typing import Any, Final

import orjson

from newsschema.archive.reading import Record
from newsschema.errors import OutputError

REASONS: Final = "reasons.jsonl"
"""The file that says, for each file set aside, what was wrong with it."""

PART: Final = "part-000000.jsonl"
"""The file of items that were cut from a larger file."""


class Rejects:
    """A directory, readable by its owner only, of what a conversion set aside.

    Whole files keep their name and their bytes. An item cut from a file is a line of `part-*.jsonl` with its source,
    number, offset, bytes and diagnostics. The directory is made when the first item is rejected.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def add(self, record: Record) -> None:
        """Sets one item aside."""
        if self.count == 0:
            self._make()
        self.count += 1
        entry: dict[str, Any] = {
            "source": record.source,
            "index": record.index,
            "diagnostics": [found.to_dict() for found in record.diagnostics],
        }
        if record.whole:
            entry["file"] = self._keep_file(record)
            self._append(REASONS, entry)
        else:
            entry["offset"] = record.item.offset
            entry.update(_bytes_of(record))
            self._append(PART, entry)

    def _make(self) -> None:
        try:
            if self.path.is_dir() and ((self.path / REASONS).exists() or (self.path / PART).exists()):
                shutil.rmtree(self.path)
            self.path.mkdir(mode=0o700, parents=True, exist_ok=False)
        except FileExistsError as error:
            raise OutputError(
                str(self.path), "exists and holds other files", "Name another directory with --rejects"
            ) from error
        except OSError as error:
            raise OutputError(str(self.path), f"cannot be made: {error.strerror or error}") from error

    def _keep_file(self, record: Record) -> str | None:
        name = _safe_name(record.source)
        target = self.path / "files" / name
        number = 1
        while target.exists():
            number += 1
            target = self.path / "files" / str(number) / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            if record.entry.path is not None and record.entry.member is None:
                shutil.copyfile(record.entry.path, target)
            else:
                target.write_bytes(record.raw())
        except Exception:  # noqa: BLE001  # a member that cannot be unpacked has no bytes to keep: its reason is kept
            target.unlink(missing_ok=True)
            return None
        target.chmod(0o600)
        return target.relative_to(self.path).as_posix()

    def _append(self, name: str, entry: dict[str, Any]) -> None:
        descriptor = os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(orjson.dumps(entry) + b"\n")


def _bytes_of(record: Record) -> dict[str, Any]:
    raw = record.item.raw if record.item.raw is not None else record.raw()
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(raw).decode()}


def _safe_name(source: str) -> str:
    """The name a file is kept under: its own, under its folders, without a way out of the directory."""
    parts = [part for part in PurePosixPath(source.replace("!/", "/").replace("\\", "/")).parts if part not in "/.."]
    return "/".join(parts[-3:]) or "stdin"
