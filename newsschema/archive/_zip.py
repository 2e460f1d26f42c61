"""Reading ZIP archives one member at a time: the directory is streamed, so a million members need no memory."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

__all__ = ["BadZip", "Member", "member_chunks", "members"]

_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_FULL: Final = 0xFFFF_FFFF
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
_LINK_MODE: Final = 0xA000

STORED: Final = 0
DEFLATED: Final = 8
ZSTANDARD: Final = 93


class BadZip(Exception):
    """The bytes break APPNOTE.TXT; the text says how."""


class Member(NamedTuple):
    """One member as the central directory states it; sizes and offsets in bytes."""

    name: str
    method: int
    crc: int
    packed_size: int
    size: int
    header_offset: int
    is_encrypted: bool
    is_link: bool

    @property
    def is_directory(self) -> bool:
        """Whether the member only names a directory."""
        return self.name.endswith("/")


def members(stream: BinaryIO) -> Iterator[Member]:
    """Yields the members of a seekable archive in the order of its directory. Raises `BadZip`."""
    start, shift, count = _directory(stream)
    at = start
    for _ in range(count):
        stream.seek(at)
        fixed = stream.read(_CENTRAL.size)
        if len(fixed) < _CENTRAL.size or fixed[:4] != b"PK\x01\x02":
            raise BadZip("the archive's directory is damaged")
        (_, _, _, flags, method, _, _, crc, packed, size, n, m, k, _, _, attributes, offset) = _CENTRAL.unpack(fixed)
        variable = stream.read(n + m + k)
        if len(variable) < n + m + k:
            raise BadZip("the archive's directory is cut off")
        packed, size, offset = _wide(variable[n : n + m], packed, size, offset)
        at += _CENTRAL.size + n + m + k
        name = variable[:n].decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
        is_link = (attributes >> 16) & 0xF000 == _LINK_MODE
        yield Member(name, method, crc, packed, size, offset + shift, bool(flags & _ENCRYPTED), is_link)


def _directory(stream: BinaryIO) -> tuple[int, int, int]:
    """Where the directory starts, how far all offsets are shifted by what precedes the archive, and its length."""
    total = stream.seek(0, 2)
    tail_start = max(0, total - _END.size - 0xFFFF)
    stream.seek(tail_start)
    tail = stream.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise BadZip("the archive ends before its directory: it is truncated or damaged")
    end_at = tail_start + found
    _, _, _, _, count, size, offset, _ = _END.unpack_from(tail, found)
    if count == 0xFFFF or _FULL in {size, offset}:
        end_at, count, size, offset = _directory_64(stream, end_at, count, size, offset)
    shift = end_at - size - offset
    if shift < 0:
        raise BadZip("the archive's directory does not lie where the archive says")
    return offset + shift, shift, count


def _directory_64(stream: BinaryIO, end_at: int, *narrow: int) -> tuple[int, int, int, int]:
    stream.seek(max(0, end_at - _LOCATOR_64.size))
    locator = stream.read(_LOCATOR_64.size)
    if len(locator) < _LOCATOR_64.size or locator[:4] != b"PK\x06\x07":
        return (end_at, *narrow)  # type: ignore[return-value]  # three values, as the caller passes them
    at = _LOCATOR_64.unpack(locator)[2]
    stream.seek(at)
    end = stream.read(_END_64.size)
    if len(end) < _END_64.size or end[:4] != b"PK\x06\x06":
        raise BadZip("the archive's 64-bit directory is damaged")
    fields = _END_64.unpack(end)
    return at, fields[7], fields[8], fields[9]


def _wide(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """The 64-bit sizes and offset of the extra field (APPNOTE.TXT, 4.5.3), where the narrow ones are full."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1:
            body = extra[at + 4 : at + 4 + length]
            values = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            size = next(values, size) if size == _FULL else size
            packed = next(values, packed) if packed == _FULL else packed
            offset = next(values, offset) if offset == _FULL else offset
            break
        at += 4 + length
    return packed, size, offset


def member_chunks(
    stream: BinaryIO, member: Member, unpack: Callable[[int, Iterator[bytes]], Iterator[bytes]]
) -> Iterator[bytes]:
    """Yields the unpacked bytes of a member; `unpack` turns packed chunks of a method into plain ones.

    Raises `BadZip` where size or checksum are not those of the directory.
    """
    size, crc = 0, 0
    for chunk in unpack(member.method, _packed(stream, member)):
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        if size > member.size:
            raise BadZip("the member is longer than the archive's directory says")
        yield chunk
    if size != member.size:
        raise BadZip("the member is truncated")
    if crc != member.crc:
        raise BadZip("the member's checksum is wrong")


def _packed(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    stream.seek(member.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise BadZip("the member does not lie where the archive's directory says")
    name_length, extra_length = _LOCAL.unpack(header)[-2:]
    stream.seek(member.header_offset + _LOCAL.size + name_length + extra_length)
    left = member.packed_size
    while left:
        chunk = stream.read(min(left, 65_536))
        if not chunk:
            raise BadZip("the member is cut off")
        left -= len(chunk)
        yield chunk
