"""Outputs that appear whole or not at all: written aside, then renamed."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import BinaryIO, Final, cast

from newsschema.errors import OutputError

MARK: Final = "_newsschema"
"""The directory inside an output directory that says who wrote it."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a path to write to, which becomes the file when all went well and vanishes when not.

    A device or a pipe gets what was written; it is never replaced by a file, and neither is a link.
    """
    stream = path.exists() and not path.is_file() and not path.is_dir()
    if stream:
        with tempfile.TemporaryDirectory(prefix="newsschema-") as folder:
            aside = Path(folder) / "output"
            yield aside
            _copied(aside, path)
        return
    path = path.resolve() if path.is_symlink() else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        aside.chmod(default_mode(0o666))
        aside.replace(path)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
    finally:
        aside.unlink(missing_ok=True)


def _copied(aside: Path, path: Path) -> None:
    try:
        with aside.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error


@contextmanager
def whole_directory(path: Path) -> Iterator[Path]:
    """Gives a directory to fill, which takes its name when all went well and vanishes when not.

    Raises `OutputError` for a directory that holds something newsschema did not write; an earlier output is replaced.
    """
    settle_replaced(path)
    refuse_occupied(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent))
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
    try:
        yield aside
        aside.chmod(default_mode(0o777))
        replace_directory(path, aside)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def replace_directory(place: Path, new: Path) -> None:
    """Gives a directory the place of another, which goes."""
    if place.is_dir():
        old = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".old", dir=place.parent))
        place.replace(old / place.name)
    new.replace(place)
    settle_replaced(place)


def settle_replaced(place: Path) -> None:
    """Ends what was interrupted while a directory was replaced: the earlier one goes, or comes back where it is needed.

    Raises `OutputError` where the disk does not let it.
    """
    try:
        for old in place.parent.glob(f".{escape(place.name)}.*.old"):
            earlier = old / place.name
            if earlier.is_dir() and not place.exists():
                earlier.replace(place)
            shutil.rmtree(old)
    except OSError as error:
        raise OutputError(str(place), f"cannot be written: {error.strerror or error}") from error


def refuse_occupied(path: Path) -> None:
    """Refuses a destination that holds something newsschema did not write."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputError(str(path), "is a file, and a directory was to be written")
    if path.is_dir() and any(path.iterdir()) and not (path / MARK).is_dir():
        raise OutputError(str(path), "is a directory that holds other files", "Give a new directory, or empty this one")


@contextmanager
def compressed(path: Path, name: str) -> Iterator[BinaryIO]:
    """Opens a file for writing, compressed as the name it will have says."""
    with path.open("wb") as plain:
        if name.endswith(".gz"):
            import gzip

            # No name and no time in the header: the same articles give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
                yield cast(BinaryIO, packed)
        elif name.endswith(".zst"):
            import zstandard

            with zstandard.ZstdCompressor(level=3).stream_writer(plain, closefd=False) as stream:
                buffered = io.BufferedWriter(cast(io.RawIOBase, stream))
                yield cast(BinaryIO, buffered)
                buffered.flush()
        else:
            yield plain


def default_mode(mode: int) -> int:
    """The permissions that a new file gets of those asked for."""
    mask = os.umask(0)
    os.umask(mask)
    return mode & ~mask
