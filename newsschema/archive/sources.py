"""Opening anything as a stream of entries: files, directories, globs, standard input, compressed or packed.

Nothing is held that grows with the source. What goes wrong with one entry (a truncated file, a limit, a name that
climbs out of its archive) is that entry's error; only a source that matches nothing stops the run.
"""

from __future__ import annotations

import fnmatch
import heapq
import io
import os
import re
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, Final, Literal, cast

from typing_extensions import Buffer, override

from newsschema.archive import _zip
from newsschema.errors import LimitError, SourceError
from newsschema.formats.base import ReadOptions
from newsschema.formats.recognize import recognize

if TYPE_CHECKING:
    import tarfile

__all__ = ["STDIN", "Entry", "Limits", "StrPath", "open_file", "open_sources", "split_member"]

STDIN: Final = "-"

_MIB: Final = 1 << 20
_CHUNK: Final = 65_536
# A block of zstd can hold 128 KiB in four bytes, so it is fed little by little.
_ZSTD_CHUNK: Final = 2_048
_SNIFFED: Final = 1_024
_NAMES_HELD: Final = 200_000
_EXPANSION_GRACE: Final = 64 * _MIB

Kind = Literal["file", "member", "stream", "dataset", "packed"]

StrPath = str | os.PathLike[str]
"""The name of a source or a destination, as text or as a path."""


def split_member(source: str) -> tuple[str, str | None]:
    """The file, and the member of the archive that it is, of a source's name such as `feed.zip!/2024/a.xml`."""
    file, mark, member = source.partition("!/")
    return file, member if mark else None


@dataclass(frozen=True, slots=True)
class Limits:
    """What protects against hostile or broken input; sizes in bytes. Each is an option of the command line."""

    max_document_size: int = 64 * _MIB
    """The longest single document: a file of one document, a line, an item of a message."""
    max_nesting: int = 200
    """How deeply values or elements of a document may be nested; own JSON and its parser never go deeper than that."""
    max_expansion: int = 1_000
    """How many times its packed size data may grow, once more than 64 MiB have come out."""
    max_expanded_size: int = 1 << 40
    """How much one compressed file or archive may unpack to."""
    max_members: int = 10_000_000
    """How many members one archive may have."""
    max_attributes: int = 1_000
    """How many attributes an element of XML may have."""

    def of_reading(self, options: ReadOptions | None) -> ReadOptions:
        """Options of reading with those limits that the readers hold documents to."""
        return replace(
            options or ReadOptions(),
            max_document_size=self.max_document_size,
            max_nesting=self.max_nesting,
            max_attributes=self.max_attributes,
        )


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to read: plain, unpacked from a compressed one, or a member of an archive; or a Parquet dataset.

    One of the kind `packed` is a compressed file that was left as it is, for somebody else to open by its name.

    `name` is for people (`feed.zip!/2024/a.xml`), `size` the unpacked size where it is known. A member of a
    compressed archive or of a stream can be opened only until the next entry is taken, and once.
    """

    name: str
    path: Path | None
    member: str | None = None
    size: int | None = None
    kind: Kind = "file"
    error: SourceError | None = None
    opener: Callable[[], BinaryIO] | None = field(default=None, repr=False, compare=False)
    once: bool = False
    """True where it can be opened only once."""

    def open(self) -> BinaryIO:
        """Opens the entry for reading, unpacked; it need not be seekable.

        Raises `SourceError`, and so does reading on where compressed data turns out to be truncated or too large.
        """
        if self.error is not None:
            raise self.error
        if self.opener is None:
            raise SourceError(self.name, "is a dataset, to be opened by its path")
        return self.opener()


def shown_name(path: StrPath) -> str:
    """A name as text that can be written anywhere; bytes of it that are no UTF-8 are shown by their numbers."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def open_sources(
    specs: Sequence[str], *, limits: Limits = DEFAULT_LIMITS, stdin: BinaryIO | None = None, keep_packed: bool = False
) -> Iterator[Entry]:
    """Streams the entries of sources in order: paths, directories, globs, or `-` for standard input.

    With `keep_packed`, a compressed file is one entry whatever is in it: it can be read only from its beginning.
    Raises `SourceError` at once for a source that does not exist or matches nothing.
    """
    if list(specs).count(STDIN) > 1:
        raise SourceError(STDIN, "can be read only once", "Give - once")
    found = [_matches(spec) for spec in specs]
    return _entries(found, limits, stdin, keep_packed=keep_packed)


def _entries(
    found: Iterable[Iterator[_Found]], limits: Limits, stdin: BinaryIO | None, *, keep_packed: bool
) -> Iterator[Entry]:
    for one in chain.from_iterable(found):
        if one.path is None:
            stream = stdin if stdin is not None else sys.stdin.buffer
            yield from _stream_entries(STDIN, stream, None, limits)
        elif one.error is not None:
            yield Entry(one.name, one.path, error=one.error)
        elif one.is_dataset:
            yield Entry(one.name, one.path, kind="dataset")
        else:
            yield from _path_entries(one.name, one.path, limits, keep_packed=keep_packed)


# --- From what was asked for to paths


@dataclass(frozen=True, slots=True)
class _Found:
    """A path that a source stands for; none means standard input."""

    name: str
    path: Path | None
    is_dataset: bool = False
    error: SourceError | None = None


def _matches(spec: str) -> Iterator[_Found]:
    if spec == STDIN:
        return iter([_Found(spec, None)])
    path = Path(spec)
    try:
        # An empty name would stand for the current directory.
        exists = bool(spec) and path.exists()
    except (OSError, ValueError) as error:
        raise SourceError(spec, _why(error)) from None
    if exists:
        found = _expand(path)
        nothing = "the directory holds no files to read"
    elif re.search(r"[*?\[]", spec):
        found = chain.from_iterable(_expand(match, files_only="**" in spec) for match in _glob(path))
        nothing = "matches no file"
    else:
        reason = "is a link whose target does not exist" if path.is_symlink() else "no such file or directory"
        raise SourceError(spec, reason, "Check the name")
    first = next(found, None)
    if first is None:
        raise SourceError(spec, nothing, "Files and directories whose names begin with . or _ are passed over")
    return chain([first], found)


def _expand(path: Path, *, files_only: bool = False) -> Iterator[_Found]:
    if not path.is_dir():
        return iter([_Found(shown_name(path), path)])
    return iter(()) if files_only else _walk(path, path.resolve())


def _walk(directory: Path, root: Path) -> Iterator[_Found]:
    """Yields the files below a directory in the order of their names, level by level."""
    try:
        if _is_dataset(directory):
            yield _Found(shown_name(directory), directory, is_dataset=True)
            return
        for name in _sorted_names(directory):
            yield from _child(directory / name, root)
    except OSError as error:
        name = shown_name(directory)
        yield _Found(name, directory, error=SourceError(name, _why(error)))


def _child(path: Path, root: Path) -> Iterator[_Found]:
    name = shown_name(path)
    if path.is_symlink():
        refusal = _link_refusal(path, root)
        if refusal is not None:
            yield _Found(name, path, error=refusal)
            return
        if path.is_dir():
            return  # what it points at lies in the source and is walked there; following could go in circles
    if path.is_dir():
        yield from _walk(path, root)
    elif path.is_file():
        yield _Found(name, path)
    else:
        yield _Found(name, path, error=SourceError(name, "is neither a file nor a directory"))


def _link_refusal(path: Path, root: Path) -> SourceError | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return SourceError(shown_name(path), "is a link whose target does not exist")
    if target.is_relative_to(root):
        return None
    return SourceError(
        shown_name(path),
        "is a link that leads out of the source",
        "Give its target as a source, if it is meant",
        code="NS026",
    )


def _is_visible(name: str) -> bool:
    return not name.startswith((".", "_"))


def _sorted_names(directory: Path) -> Iterator[str]:
    """Yields the visible names of a directory in order; of a huge one it holds only a part at a time."""
    last = ""
    while True:
        with os.scandir(directory) as entries:
            names = heapq.nsmallest(_NAMES_HELD, (e.name for e in entries if e.name > last and _is_visible(e.name)))
        yield from names
        if len(names) < _NAMES_HELD:
            return
        last = names[-1]


def _is_dataset(directory: Path) -> bool:
    """Whether a directory holds Parquet files and nothing else, perhaps in partitions (`year=2024`)."""
    has_file = False
    with os.scandir(directory) as entries:
        for entry in entries:
            if not _is_visible(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                is_part = "=" in entry.name and _is_dataset(Path(entry.path))
            else:
                is_part = entry.name.endswith(".parquet") and not entry.is_symlink()
            if not is_part:
                return False
            has_file = True
    return has_file


def _glob(pattern: Path) -> Iterator[Path]:
    """Yields the paths that match a pattern, each level in the order of names; `**` stands for any directories."""
    parts = pattern.parts
    fixed = next((at for at, part in enumerate(parts) if re.search(r"[*?\[]", part)), len(parts))
    wild: list[str] = []
    for part in parts[fixed:]:
        if part != "**" or wild[-1:] != ["**"]:
            wild.append(part)
    return _glob_below(Path(*parts[:fixed]), wild)


def _glob_below(directory: Path, wild: Sequence[str]) -> Iterator[Path]:
    first, rest = wild[0], wild[1:]
    if first == "**":
        yield from _glob_below(directory, rest or ["*"])
    try:
        for name in _sorted_names(directory):
            path = directory / name
            is_directory = path.is_dir()
            if first == "**":
                if is_directory and not path.is_symlink():
                    yield from _glob_below(path, wild)
            elif fnmatch.fnmatchcase(name, first):
                if not rest:
                    yield path
                elif is_directory:
                    yield from _glob_below(path, rest)
    except OSError:
        return


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error) or type(error).__name__


# --- From a path to its entries


def _path_entries(name: str, path: Path, limits: Limits, *, keep_packed: bool) -> Iterator[Entry]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            with path.open("rb") as stream:
                yield from _stream_entries(name, stream, path, limits)
            return
        with path.open("rb") as stream:
            packing = _packing(stream.read(_SNIFFED))
    except OSError as error:
        yield Entry(name, path, error=SourceError(name, _why(error), code="NS028"))
        return
    if packing == "zip":
        yield from _zip_entries(name, path, path, limits)
    elif packing == "tar":
        with path.open("rb") as stream:
            yield from _tar_entries(name, stream, path, limits, seekable=True)
    elif packing is not None and keep_packed:
        yield Entry(name, path, size=status.st_size, kind="packed")
    elif packing is not None:
        yield from _compressed_entries(name, partial(_open_compressed, name, path, packing, limits), path, limits)
    else:
        yield Entry(name, path, size=status.st_size, opener=partial(open_file, path, name))


def _packing(head: bytes) -> str | None:
    kind = recognize(head[:_SNIFFED]).kind if head[:1] else None
    return kind if kind in {"gzip", "zstd", "zip", "tar"} else None


def open_file(path: Path, name: str | None = None) -> BinaryIO:
    """Opens a file of a source; raises `SourceError`, under the name that the source has for people."""
    try:
        return path.open("rb")
    except OSError as error:
        raise SourceError(name or shown_name(path), _why(error)) from None


def _open_compressed(name: str, path: Path, packing: str, limits: Limits) -> BinaryIO:
    return _unpacked(name, open_file(path, name), packing, limits)


def _unpacked(name: str, packed: BinaryIO, packing: str, limits: Limits) -> BinaryIO:
    guard = _Guard(name, limits)
    unpack = _UNPACK[packing]
    return _reader(guard.watch(unpack(guard.packed(packed), guard)), packed.close)


def _compressed_entries(
    name: str, opener: Callable[[], BinaryIO], path: Path | None, limits: Limits
) -> Iterator[Entry]:
    """The entries of a compressed file: itself, or the members of the tar archive in it."""
    try:
        stream = opener()
        inner = _packing(_peek(stream))
    except SourceError as error:
        yield Entry(name, path, error=error)
        return
    if inner == "tar":
        with stream:
            yield from _tar_entries(name, stream, path, limits)
    elif inner is not None:
        stream.close()
        yield Entry(name, path, error=_too_deep(name))
    elif path is None:
        yield Entry(name, None, kind="stream", opener=_Once(name, stream), once=True)
    else:
        stream.close()
        yield Entry(name, path, opener=opener)


def _peek(stream: BinaryIO) -> bytes:
    """The opening of a stream, which stays unread; a stream that cannot give it is closed."""
    try:
        return cast("io.BufferedReader", stream).peek(_SNIFFED)[:_SNIFFED]
    except SourceError:
        stream.close()
        raise


def _too_deep(name: str) -> SourceError:
    reason = "is packed more than once: only one level of packing inside an archive is opened"
    return SourceError(name, reason, "Unpack it and give what it holds", code="NS030")


def _stream_entries(name: str, stream: BinaryIO, path: Path | None, limits: Limits) -> Iterator[Entry]:
    """The entries of what can be read only once: standard input, a pipe."""
    try:
        head = stream.read(_SNIFFED)
    except OSError as error:
        yield Entry(name, path, error=SourceError(name, _why(error)))
        return
    whole = _reader(chain([head] if head else [], _blocks(stream)), None)
    packing = _packing(head)
    if packing == "zip":
        with tempfile.NamedTemporaryFile(prefix="newsschema-", suffix=".zip") as spool:
            while chunk := whole.read(_MIB):
                spool.write(chunk)
            spool.flush()
            yield from _zip_entries(name, Path(spool.name), path, limits)
    elif packing == "tar":
        yield from _tar_entries(name, whole, path, limits)
    elif packing is not None:
        opener = partial(_unpacked, name, whole, packing, limits)
        yield from _compressed_entries(name, opener, None, limits)
    else:
        yield Entry(name, path, kind="stream", opener=_Once(name, whole), once=True)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


class _Once:
    """Opens a stream that exists already: once."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self.name = name
        self.stream: BinaryIO | None = stream

    def __call__(self) -> BinaryIO:
        stream, self.stream = self.stream, None
        if stream is None:
            raise SourceError(self.name, "can be read only once")
        return stream


# --- Archives


def _zip_entries(name: str, file: Path, path: Path | None, limits: Limits) -> Iterator[Entry]:
    count, total, visible = 0, 0, 0
    packed_size = file.stat().st_size
    with file.open("rb") as stream:
        try:
            for member in _zip.members(stream):
                count += 1
                total += member.size
                _check_archive(name, count, total, packed_size, limits)
                entry = _zip_entry(name, file, path, member, stream, limits)
                if entry is not None:
                    visible += 1
                    yield entry
        except (_zip.BadZip, OSError) as error:
            reason = str(error) if isinstance(error, _zip.BadZip) else _why(error)
            yield Entry(name, path, error=_damaged(name, reason))
            return
        except LimitError as error:
            yield Entry(name, path, error=error)
            return
    if not visible:
        yield Entry(name, path, error=_empty(name))


def _zip_entry(
    name: str, file: Path, path: Path | None, member: _zip.Member, stream: BinaryIO, limits: Limits
) -> Entry | None:
    if member.is_directory:
        return None
    label = f"{name}!/{member.name}"
    link = _zip_link(stream, member) if member.is_link else None
    refusal = _member_refusal(label, member.name, link)
    if refusal is None and (link is not None or not _is_visible_member(member.name)):
        return None
    if refusal is None and (member.is_encrypted or member.method not in _METHODS):
        reason = "needs a password" if member.is_encrypted else f"is packed by method {member.method}, not read here"
        refusal = SourceError(label, reason, "Unpack the archive and give the files", code="NS029")
    opener = partial(_open_zip_member, label, file, member, limits)
    return Entry(label, path, member.name, member.size, "member", refusal, opener)


def _zip_link(stream: BinaryIO, member: _zip.Member) -> str:
    small = member._replace(packed_size=min(member.packed_size, _CHUNK))
    try:
        target = b"".join(_zip.member_chunks(stream, small, partial(_unpack_member, member.name)))
    except (_zip.BadZip, zlib.error, SourceError):
        return ""
    return target.decode("utf-8", "replace")


def _open_zip_member(label: str, file: Path, member: _zip.Member, limits: Limits) -> BinaryIO:
    stream = open_file(file, label)
    guard = _Guard(label, limits)
    guard.taken = member.packed_size
    chunks = guard.watch(_zip.member_chunks(stream, member, partial(_unpack_member, label)))
    return _member_stream(label, _reader(chunks, stream.close), limits)


def _member_stream(label: str, stream: BinaryIO, limits: Limits) -> BinaryIO:
    """A member's stream, unpacked where the member itself is compressed."""
    packing = _packing(_peek(stream))
    if packing is None:
        return stream
    if packing in _UNPACK:
        stream = _unpacked(label, stream, packing, limits)
        packing = _packing(_peek(stream))
        if packing is None:
            return stream
    stream.close()
    raise _too_deep(label)


def _tar_entries(
    name: str, stream: BinaryIO, path: Path | None, limits: Limits, *, seekable: bool = False
) -> Iterator[Entry]:
    import tarfile

    count, total, visible = 0, 0, 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            while (info := archive.next()) is not None:
                # The list that tarfile keeps of all members would grow with the archive.
                vars(archive)["members"].clear()
                count += 1
                total += info.size
                _check_archive(name, count, 0, 0, limits)
                entry = _tar_entry(name, archive, info, path if seekable else None, path, limits)
                if entry is not None:
                    visible += 1
                    yield entry
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        reason = _why(error) if isinstance(error, OSError) else "the archive is truncated or damaged"
        yield Entry(name, path, error=_damaged(name, reason))
        return
    except SourceError as error:
        yield Entry(name, path, error=error)
        return
    if not visible:
        yield Entry(name, path, error=_empty(name))


def _tar_entry(
    name: str, archive: tarfile.TarFile, info: tarfile.TarInfo, file: Path | None, path: Path | None, limits: Limits
) -> Entry | None:
    if info.isdir():
        return None
    label = f"{name}!/{shown_name(info.name.removeprefix('./'))}"
    link = None
    if info.issym():
        link = info.linkname
    elif info.islnk():
        # The target of a hard link is named from the top of the archive, not from the link.
        link = "../" * info.name.removeprefix("./").count("/") + info.linkname.removeprefix("./")
    refusal = _member_refusal(label, info.name, link)
    if refusal is None and (link is not None or not _is_visible_member(info.name)):
        return None
    if refusal is None and (not info.isreg() or info.sparse is not None):
        refusal = SourceError(label, "is no ordinary file")
    opener: Callable[[], BinaryIO]
    if file is not None:
        opener = partial(_open_slice, label, file, info.offset_data, info.size, limits)
    else:
        opener = partial(_open_tar_member, label, archive, info, limits)
    return Entry(
        label, path, shown_name(info.name.removeprefix("./")), info.size, "member", refusal, opener, once=file is None
    )


def _open_slice(label: str, file: Path, offset: int, size: int, limits: Limits) -> BinaryIO:
    stream = open_file(file, label)
    stream.seek(offset)
    return _member_stream(label, _reader(_exactly(label, stream, size), stream.close), limits)


def _open_tar_member(label: str, archive: tarfile.TarFile, info: tarfile.TarInfo, limits: Limits) -> BinaryIO:
    stream = archive.extractfile(info)
    if stream is None:
        raise SourceError(label, "is no ordinary file")
    return _member_stream(label, _reader(_exactly(label, stream, info.size), None), limits)


def _exactly(label: str, stream: IO[bytes], size: int) -> Iterator[bytes]:
    import tarfile

    left = size
    while left:
        try:
            chunk = stream.read(min(left, _CHUNK))
        except (tarfile.TarError, EOFError):
            chunk = b""
        if not chunk:
            raise _damaged(label, "the member is cut off")
        left -= len(chunk)
        yield chunk


def _check_archive(name: str, count: int, total: int, packed: int, limits: Limits) -> None:
    if count > limits.max_members:
        reason = f"has more than {limits.max_members} members"
        raise LimitError(name, reason, "max_members", limits.max_members, code="NS027")
    if total > max(_EXPANSION_GRACE, packed * limits.max_expansion):
        raise LimitError(name, _expands(limits), "max_expansion", limits.max_expansion, code="NS009")


def _expands(limits: Limits) -> str:
    return f"unpacks to more than {limits.max_expansion} times its size"


def _is_visible_member(name: str) -> bool:
    return all(_is_visible(part) for part in PurePosixPath(name).parts if part != ".")


def _member_refusal(label: str, name: str, link: str | None) -> SourceError | None:
    """Refuses a member whose name, or the target of whose link, leads out of the archive."""
    if _leads_out(name):
        return SourceError(label, "has a name that leads out of the archive", "Pack the archive again", code="NS025")
    if link is not None and _leads_out(str(PurePosixPath(name).parent / link), of_link=True):
        return SourceError(label, "is a link that leads out of the archive", code="NS026")
    return None


def _leads_out(name: str, *, of_link: bool = False) -> bool:
    plain = name.replace("\\", "/")
    if plain.startswith("/") or re.match(r"[A-Za-z]:", plain) or "\x00" in plain:
        return True
    if not of_link:
        return ".." in plain.split("/")
    return PurePosixPath(os.path.normpath(plain)).parts[:1] == ("..",)


def _damaged(name: str, reason: str) -> SourceError:
    return SourceError(name, reason, "Fetch or pack it again", code="NS008")


def _empty(name: str) -> SourceError:
    return SourceError(name, "the archive holds no files to read", code="NS011")


# --- Unpacking


class _Guard:
    """Counts what goes into and comes out of a decompressor, and stops it at the limits."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.taken = 0
        self.given = 0

    def packed(self, stream: IO[bytes]) -> Callable[[int], bytes]:
        """A reader of the packed bytes that counts them."""

        def read(size: int) -> bytes:
            chunk = stream.read(size)
            self.taken += len(chunk)
            return chunk

        return read

    def watch(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Hands chunks on while they stay within the limits; what is wrong with the data becomes a `SourceError`."""
        try:
            for chunk in chunks:
                self.given += len(chunk)
                self._check()
                yield chunk
        except zlib.error:
            raise _damaged(self.name, "the compressed data is damaged") from None
        except _zip.BadZip as error:
            raise _damaged(self.name, str(error)) from None
        except OSError as error:
            raise SourceError(self.name, _why(error)) from None

    def _check(self) -> None:
        limits = self.limits
        if self.given > max(_EXPANSION_GRACE, self.taken * limits.max_expansion):
            raise LimitError(self.name, _expands(limits), "max_expansion", limits.max_expansion, code="NS009")
        if self.given > limits.max_expanded_size:
            reason = f"unpacks to more than {limits.max_expanded_size} bytes"
            raise LimitError(self.name, reason, "max_expanded_size", limits.max_expanded_size, code="NS009")


def _gunzip(read: Callable[[int], bytes], guard: _Guard) -> Iterator[bytes]:
    """Yields the content of gzip members, which may follow one another and be padded with zeros (RFC 1952)."""
    waiting = read(_CHUNK)
    while waiting:
        if not waiting.startswith(b"\x1f\x8b"[: len(waiting)]):
            raise _damaged(guard.name, "other bytes follow the compressed data")
        engine = zlib.decompressobj(wbits=31)
        while not engine.eof:
            if not waiting and not (waiting := read(_CHUNK)):
                raise _damaged(guard.name, "the compressed data is truncated")
            plain = engine.decompress(waiting, _CHUNK)
            waiting = engine.unconsumed_tail
            if plain:
                yield plain
        waiting = engine.unused_data.lstrip(b"\x00") or read(_CHUNK).lstrip(b"\x00")


def _unzstd(read: Callable[[int], bytes], guard: _Guard) -> Iterator[bytes]:
    """Yields the content of Zstandard frames, which may follow one another (RFC 8878)."""
    # Loaded here, so that reading plain files does not wait for it.
    import zstandard

    decompressor = zstandard.ZstdDecompressor()
    engine = decompressor.decompressobj()
    is_open = False
    try:
        while waiting := read(_ZSTD_CHUNK):
            while waiting:
                is_open = True
                if plain := engine.decompress(waiting):
                    yield plain
                waiting = b""
                if engine.eof:
                    waiting = engine.unused_data
                    engine = decompressor.decompressobj()
                    is_open = False
    except zstandard.ZstdError:
        raise _damaged(guard.name, "the compressed data is damaged") from None
    if is_open:
        raise _damaged(guard.name, "the compressed data is truncated")


_UNPACK: Final = {"gzip": _gunzip, "zstd": _unzstd}
_METHODS: Final = frozenset({_zip.STORED, _zip.DEFLATED, _zip.ZSTANDARD})


def _unpack_member(label: str, method: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    if method == _zip.STORED:
        yield from chunks
    elif method == _zip.DEFLATED:
        yield from _inflate(chunks)
    else:
        joined = _reader(chunks, None)
        yield from _unzstd(joined.read, _Guard(label, DEFAULT_LIMITS))


def _inflate(chunks: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj(wbits=-15)
    for chunk in chunks:
        waiting = chunk
        while waiting and not engine.eof:
            if plain := engine.decompress(waiting, _CHUNK):
                yield plain
            waiting = engine.unconsumed_tail
    if plain := engine.flush():
        yield plain


class _ChunkReader(io.RawIOBase):
    """A stream over chunks of bytes; once it has failed, every further read fails in the same way."""

    def __init__(self, chunks: Iterator[bytes], close: Callable[[], None] | None) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self._on_close = close
        self._failure: SourceError | None = None

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer)
        if self._failure is not None:
            raise self._failure
        if not self._rest:
            try:
                self._rest = memoryview(next(self._chunks, b""))
            except SourceError as error:
                self._failure = error
                raise
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    @override
    def close(self) -> None:
        if not self.closed and self._on_close is not None:
            self._on_close()
        super().close()


def _reader(chunks: Iterator[bytes], close: Callable[[], None] | None) -> BinaryIO:
    return io.BufferedReader(_ChunkReader(chunks, close), _CHUNK)
