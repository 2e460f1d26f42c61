"""Anything can be opened as a stream of entries, and what is wrong with one entry stays with it."""

import gzip
import hashlib
import io
import os
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from newsschema.archive import sources
from newsschema.archive.sources import Entry, Limits, open_sources
from newsschema.errors import LimitError, SourceError

TEXT = b'{"type": "article"}'


def put(path: Path, data: bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def listed(*specs: Path | str, stdin: bytes | None = None, limits: Limits | None = None) -> list[tuple[str, bytes]]:
    stream = None if stdin is None else io.BytesIO(stdin)
    entries = open_sources([str(spec) for spec in specs], limits=limits or Limits(), stdin=stream)
    return [(entry.name, read(entry)) for entry in entries]


def read(entry: Entry) -> bytes:
    with entry.open() as stream:
        return stream.read()


def noise(size: int) -> bytes:
    return hashlib.shake_256(b"noise").digest(size)


def errors(*specs: Path | str, stdin: bytes | None = None, limits: Limits | None = None) -> list[SourceError]:
    """The error of each entry, met when it is listed, opened or read."""
    stream = None if stdin is None else io.BytesIO(stdin)
    found = []
    for entry in open_sources([str(spec) for spec in specs], limits=limits or Limits(), stdin=stream):
        try:
            with entry.open() as opened:
                while opened.read(65_536):
                    pass
        except SourceError as error:
            found.append(error)
    return found


def tar_of(members: dict[str, bytes], extra: Iterator[tarfile.TarInfo] | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in extra or ():
            archive.addfile(info)
    return buffer.getvalue()


def zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


MEMBERS = {"2024/a.xml": b"<a/>", "2024/b.json": TEXT * 9_000, "c.txt": b""}
PACKED = {
    "feed.zip": zip_of(MEMBERS),
    "feed-stored.zip": zip_of(MEMBERS, zipfile.ZIP_STORED),
    "feed.tar": tar_of(MEMBERS),
    "feed.tar.gz": gzip.compress(tar_of(MEMBERS)),
    "feed.tgz": gzip.compress(tar_of(MEMBERS)),
    "feed.tar.zst": zstd(tar_of(MEMBERS)),
}


@pytest.mark.parametrize("name", PACKED)
def test_archives_give_their_members_in_order(tmp_path: Path, name: str) -> None:
    archive = put(tmp_path / name, PACKED[name])
    assert listed(archive) == [(f"{archive}!/{member}", data) for member, data in MEMBERS.items()]


@pytest.mark.parametrize("name", PACKED)
def test_archives_are_read_from_standard_input_and_under_any_name(tmp_path: Path, name: str) -> None:
    archive = put(tmp_path / "feed.dat", PACKED[name])
    assert [data for _, data in listed(archive)] == list(MEMBERS.values())
    assert listed("-", stdin=PACKED[name]) == [(f"-!/{member}", data) for member, data in MEMBERS.items()]


@pytest.mark.parametrize(
    ("name", "pack"), [("a.json.gz", gzip.compress), ("a.json.zst", zstd), ("a.json", bytes), ("misnamed.xml", zstd)]
)
def test_compressed_files_are_read_by_content(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    data = noise(300_000)
    path = put(tmp_path / name, pack(data))
    assert listed(path) == [(str(path), data)]
    assert listed("-", stdin=pack(data)) == [("-", data)]


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_concatenated_compressed_parts_are_one_file(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = put(tmp_path / "a.jsonl.gz", pack(b"one\n") + pack(b"") + pack(b"two\n"))
    assert listed(path) == [(str(path), b"one\ntwo\n")]


def test_zero_padding_after_gzip_is_passed_over(tmp_path: Path) -> None:
    path = put(tmp_path / "a.gz", gzip.compress(TEXT) + bytes(70_000))
    assert listed(path) == [(str(path), TEXT)]


def test_compressed_members_are_unpacked_one_level(tmp_path: Path) -> None:
    once = put(tmp_path / "once.zip", zip_of({"a.json.gz": gzip.compress(TEXT), "b.json.zst": zstd(TEXT)}))
    assert [data for _, data in listed(once)] == [TEXT, TEXT]
    packed = {"a.gz.gz": gzip.compress(gzip.compress(TEXT)), "b.zip": zip_of(MEMBERS), "c.tar": tar_of(MEMBERS)}
    twice = put(tmp_path / "twice.zip", zip_of({**packed, "d.json": TEXT}))
    assert [error.code for error in errors(twice)] == ["NS030", "NS030", "NS030"]
    assert [error.code for error in errors(put(tmp_path / "a.gz.gz", packed["a.gz.gz"]))] == ["NS030"]


def test_directories_are_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.xml", "a/z.xml", "a/y.xml", "c/d/e.xml", ".hidden.xml", "_newsschema/journal.jsonl", "_x.json"):
        put(tmp_path / "feed" / name)
    found = [Path(name).relative_to(tmp_path / "feed").as_posix() for name, _ in listed(tmp_path / "feed")]
    assert found == ["a/y.xml", "a/z.xml", "b.xml", "c/d/e.xml"]


@pytest.mark.parametrize("held", [1, 2, 3, 7, 1000])
def test_order_does_not_depend_on_how_many_names_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(sources, "_NAMES_HELD", held)
    names = [f"{number:03}.json" for number in (512, 7, 99, 730, 8, 100)]
    for name in names:
        put(tmp_path / name)
    assert [Path(name).name for name, _ in listed(tmp_path)] == sorted(names)


def test_globs(tmp_path: Path) -> None:
    for name in ("a/1.xml", "a/2.json", "b/1.xml", "b/c/3.xml", "b/_d/4.xml"):
        put(tmp_path / name)

    def names(pattern: str) -> list[str]:
        return [Path(name).relative_to(tmp_path).as_posix() for name, _ in listed(f"{tmp_path}/{pattern}")]

    assert names("*/1.xml") == ["a/1.xml", "b/1.xml"]
    assert names("a/?.[jx]*") == ["a/1.xml", "a/2.json"]
    assert sorted(names("**/*.xml")) == ["a/1.xml", "b/1.xml", "b/c/3.xml"]
    assert sorted(names("**")) == ["a/1.xml", "a/2.json", "b/1.xml", "b/c/3.xml"]
    assert names("[b]") == ["b/1.xml", "b/c/3.xml"]


def test_a_file_whose_name_looks_like_a_glob_is_itself(tmp_path: Path) -> None:
    path = put(tmp_path / "a[1].json")
    assert listed(path) == [(str(path), TEXT)]


@pytest.mark.parametrize("spec", ["missing.json", "*.xml", "empty", "hidden", "", "a\x00b"])
def test_a_source_that_matches_nothing_is_refused_at_once(tmp_path: Path, spec: str) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path / "hidden" / ".a.json")
    with pytest.raises(SourceError) as caught:
        open_sources([f"{tmp_path}/{spec}" if spec else ""])
    assert "\n" not in str(caught.value)


def test_standard_input_is_given_once() -> None:
    with pytest.raises(SourceError, match="only once"):
        open_sources(["-", "-"])
    (entry,) = open_sources(["-"], stdin=io.BytesIO(TEXT))
    assert entry.open().read() == TEXT
    with pytest.raises(SourceError, match="only once"):
        entry.open()


def test_empty_standard_input_is_an_empty_entry() -> None:
    assert listed("-", stdin=b"") == [("-", b"")]


def test_a_parquet_dataset_is_one_entry(tmp_path: Path) -> None:
    for name in ("data/year=2024/part-0.parquet", "data/year=unknown/part-1.parquet", "data/_newsschema/journal.jsonl"):
        put(tmp_path / name, b"PAR1")
    put(tmp_path / "a.json")
    (document, dataset) = open_sources([str(tmp_path)])
    assert (document.kind, dataset.kind, dataset.path) == ("file", "dataset", tmp_path / "data")
    with pytest.raises(SourceError):
        dataset.open()
    put(tmp_path / "data" / "year=2024" / "other.xml")
    assert [entry.kind for entry in open_sources([str(tmp_path / "data")])] == ["file", "file", "dataset"]


@pytest.mark.parametrize("cut", [1, 8, 30])
@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_truncated_compression_is_one_error_of_its_entry(
    tmp_path: Path, pack: Callable[[bytes], bytes], cut: int
) -> None:
    put(tmp_path / "a.gz", pack(noise(100_000))[:-cut])
    put(tmp_path / "b.json")
    (error,) = errors(tmp_path)
    assert error.code == "NS008"
    assert str(error).startswith(f"{tmp_path / 'a.gz'}: ")
    assert "truncated" in error.reason


def test_damaged_compression_is_an_error(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(noise(100_000)))
    data[-6] ^= 0xFF
    assert [e.code for e in errors(put(tmp_path / "a.gz", bytes(data)))] == ["NS008"]
    assert [e.code for e in errors(put(tmp_path / "b.gz", gzip.compress(TEXT) + b"tail"))] == ["NS008"]
    frame = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(noise(100_000)))
    frame[-1] ^= 0xFF
    assert [e.code for e in errors(put(tmp_path / "c.zst", bytes(frame)))] == ["NS008"]


@pytest.mark.parametrize("name", ["feed.tar", "feed.tar.gz", "feed.tar.zst", "feed.zip"])
def test_truncated_archives_are_errors_and_the_run_goes_on(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, PACKED[name][: len(PACKED[name]) // 2])
    put(tmp_path / "z.json")
    found = errors(tmp_path)
    assert found
    assert {error.code for error in found} == {"NS008"}
    assert list(open_sources([str(tmp_path)]))[-1].name.endswith("z.json")


def test_a_damaged_member_of_a_zip_costs_that_member_only(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a": b"AAAA", "b": b"BBBB", "c": b"CCCC"}, zipfile.ZIP_STORED))
    data[data.index(b"BBBB")] ^= 0xFF
    path = put(tmp_path / "a.zip", bytes(data))
    (error,) = errors(path)
    assert (error.source, error.code) == (f"{path}!/b", "NS008")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "..\\evil.xml", "C:\\evil.xml"])
@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_member_names_that_lead_out_are_refused(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], name: str
) -> None:
    path = put(tmp_path / "feed.bin", pack({name: TEXT, "good.json": TEXT}))
    (error,) = errors(path)
    assert error.code == "NS025"
    assert [entry.error for entry in open_sources([str(path)])][1] is None


def test_links_of_archives(tmp_path: Path) -> None:
    links = [
        link("a/in", "../good.json"),
        link("a/out", "../../secret"),
        link("abs", "/etc/passwd"),
        link("hard", "good.json", tarfile.LNKTYPE),
        link("hardout", "../secret", tarfile.LNKTYPE),
    ]
    path = put(tmp_path / "feed.tar", tar_of({"good.json": TEXT}, iter(links)))
    found = [(entry.member, entry.error.code if entry.error else None) for entry in open_sources([str(path)])]
    assert found == [("good.json", None), ("a/out", "NS026"), ("abs", "NS026"), ("hardout", "NS026")]


def test_links_of_a_zip(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, target in (("in", "good.json"), ("out", "../../secret")):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o120777 << 16
            archive.writestr(info, target)
        archive.writestr("good.json", TEXT)
    path = put(tmp_path / "feed.zip", buffer.getvalue())
    found = [(entry.member, entry.error.code if entry.error else None) for entry in open_sources([str(path)])]
    assert found == [("out", "NS026"), ("good.json", None)]


def test_links_of_a_directory(tmp_path: Path) -> None:
    secret = put(tmp_path / "secret.json")
    feed = tmp_path / "feed"
    put(feed / "a.json")
    for name, target in (("b.json", feed / "a.json"), ("out.json", secret), ("loop", feed), ("gone", feed / "x")):
        (feed / name).symlink_to(target)
    (feed / "outdir").symlink_to(tmp_path)
    found = {Path(e.name).name: e.error.code if e.error else None for e in open_sources([str(feed)])}
    assert found == {"a.json": None, "b.json": None, "gone": "NS028", "out.json": "NS026", "outdir": "NS026"}
    # What was given by name is meant, wherever it points.
    assert listed(feed / "out.json") == [(str(feed / "out.json"), TEXT)]


def test_special_files_of_a_directory_are_errors(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (error,) = errors(tmp_path)
    assert "neither a file nor a directory" in error.reason


@pytest.mark.parametrize("pack", [gzip.compress, zstd, lambda data: zip_of({"a": data})])
def test_decompression_bombs_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(sources, "_EXPANSION_GRACE", 100_000)
    path = put(tmp_path / "a.gz", pack(bytes(5_000_000)))
    (error,) = errors(path, limits=Limits(max_expansion=20))
    assert isinstance(error, LimitError)
    assert (error.code, error.limit) == ("NS009", "max_expansion")
    assert "--max-expansion" in str(error)
    assert errors(path, limits=Limits(max_expansion=1_000_000)) == []
    (error,) = errors(path, limits=Limits(max_expansion=1_000_000, max_expanded_size=4_000_000))
    assert error.code == "NS009"


def test_a_bomb_inside_a_tar_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_EXPANSION_GRACE", 100_000)
    path = put(tmp_path / "a.tar.gz", gzip.compress(tar_of({"a.json": bytes(5_000_000)})))
    assert {error.code for error in errors(path, limits=Limits(max_expansion=20))} == {"NS009"}


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_too_many_members_stop_the_archive(tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]) -> None:
    path = put(tmp_path / "a.bin", pack({f"{n}.json": TEXT for n in range(5)}))
    entries = list(open_sources([str(path)], limits=Limits(max_members=3)))
    assert [entry.error.code if entry.error else None for entry in entries] == [None, None, None, "NS027"]


def test_encrypted_and_foreign_members_are_named(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.json": TEXT}))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 8, 1)
    (error,) = errors(put(tmp_path / "a.zip", bytes(data)))
    assert (error.code, "password" in error.reason) == ("NS029", True)
    (error,) = errors(put(tmp_path / "b.zip", zip_of({"a.json": TEXT}, zipfile.ZIP_LZMA)))
    assert error.code == "NS029"


@pytest.mark.parametrize("data", [zip_of({}), tar_of({}) or b"", zip_of({"__MACOSX/._a.xml": TEXT, ".x": TEXT})])
def test_an_archive_without_files_says_so(tmp_path: Path, data: bytes) -> None:
    if data[:2] == b"PK":
        (error,) = errors(put(tmp_path / "a.zip", data))
        assert error.code == "NS011"


def test_zip_with_64_bit_fields(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.json", "w", force_zip64=True) as member:
        member.write(TEXT)
    assert [data for _, data in listed(put(tmp_path / "a.zip", buffer.getvalue()))] == [TEXT]
    # More than 65 535 members need the 64-bit end record.
    many = zip_of(dict.fromkeys(map(str, range(66_000)), b""), zipfile.ZIP_STORED)
    assert sum(1 for _ in open_sources([str(put(tmp_path / "many.zip", many))])) == 66_000


def test_entries_of_files_reopen_in_another_process(tmp_path: Path) -> None:
    for name in ("feed.zip", "feed.tar"):
        put(tmp_path / name, PACKED[name])
    put(tmp_path / "a.json.gz", gzip.compress(TEXT))
    entries = list(open_sources([str(tmp_path)]))
    copies: list[Entry] = pickle.loads(pickle.dumps(entries))  # noqa: S301
    assert [read(entry) for entry in copies] == [TEXT, *MEMBERS.values(), *MEMBERS.values()]


def test_unreadable_files_are_errors_of_their_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.json")
    entries = open_sources([str(path)])
    monkeypatch.setattr(Path, "open", _denied)
    (error,) = [entry.error for entry in entries]
    assert error is not None
    assert (error.code, error.reason) == ("NS028", "permission denied")


def _denied(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")
