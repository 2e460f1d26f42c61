"""A worker process that ends costs the item that it was reading, in every kind of source, and nothing else.

Half of the kinds, and all in `make long`.
"""

from __future__ import annotations

import gzip
import io
import os
import signal
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
import zstandard

import newsschema as ns
from newsschema.archive import executors, ledger
from newsschema.formats import format_named
from newsschema.formats.base import WriteOptions
from tests.archive.conftest import content, document, run

ITEMS = 12
DEADLY: Final = "deadly"

# In a worker: the process ends itself before a parser or a model sees the item.
KILLER: Final = """
import os, sys
if "newsschema.archive.worker" in " ".join(sys.orig_argv):
    from lxml import etree
    from newsschema.v1 import Article
    import newsschema.formats.json as json
    import newsschema.formats.jsonld.read
    jsonld = sys.modules["newsschema.formats.jsonld.read"]
    import newsschema.formats.newsml_g2.messages as messages
    import newsschema.formats.parquet.nested as nested

    def deadly(function, where):
        def called(*arguments, **options):
            if "{word}" in str(where(*arguments)):
                os.kill(os.getpid(), {signal})
            return function(*arguments, **options)
        return called

    def text(found, *rest):
        return etree.tostring(getattr(found, "element", found), encoding="unicode")

    json._item = deadly(json._item, lambda index, data, *rest: data)
    jsonld.from_node = deadly(jsonld.from_node, lambda node: node)
    nested._item = deadly(nested._item, lambda index, tree, *rest: tree)
    messages.{function} = deadly(messages.{function}, text)
"""


def article(number: int, *killers: int) -> ns.Article:
    data = orjson.loads(document(number))
    return ns.Article.model_validate({**data, "title": DEADLY if number in killers else "harmless"})


def written(format: str, *killers: int) -> list[bytes]:
    return [ns.dumps(article(number, *killers), format=format) for number in range(ITEMS)]


def message(*killers: int) -> bytes:
    items = [data.partition(b"\n")[2] for data in written("newsml-g2", *killers)]
    head = (
        b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-01-01T00:00:00Z</sent></header>'
    )
    return head + b"\n<itemSet>\n" + b"".join(items) + b"</itemSet></newsMessage>"


def packed_tar(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def packed_zip(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


def array(*killers: int) -> bytes:
    return b"[\n" + b",\n".join(written("json", *killers)) + b"\n]\n"


def lines(*killers: int) -> bytes:
    return b"\n".join(written("json", *killers)) + b"\n"


def dumped(format: str, *killers: int) -> bytes:
    stream = io.BytesIO()
    format_named(format).dump_all([article(number, *killers) for number in range(ITEMS)], stream, WriteOptions())
    return stream.getvalue()


SOURCES: Final[dict[str, Callable[..., bytes]]] = {
    "in.jsonl": lines,
    "in.jsonl.gz": lambda *killers: gzip.compress(lines(*killers), mtime=0),
    "in.jsonl.zst": lambda *killers: zstandard.compress(lines(*killers)),
    "array.json": array,
    "array.zip": lambda *killers: packed_zip("array.json", array(*killers)),
    "array.tar.gz": lambda *killers: packed_tar("array.json", array(*killers)),
    "in.jsonld": lambda *killers: b"[" + b",".join(written("jsonld", *killers)) + b"]",
    "lines.jsonld": lambda *killers: dumped("jsonld", *killers),
    "message.xml": message,
    "message.tar.gz": lambda *killers: packed_tar("message.xml", message(*killers)),
    "in.parquet": lambda *killers: dumped("parquet", *killers),
    "rows.zip": lambda *killers: packed_zip("in.parquet", dumped("parquet", *killers)),
}


QUICK: Final = ("in.jsonl", "array.zip", "in.jsonld", "message.xml", "in.parquet", "rows.zip")
KINDS: Final = tuple(SOURCES) if os.environ.get("NEWSSCHEMA_LONG") else QUICK


@pytest.fixture
def killer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lays a trap for every worker that is started from now on."""
    (tmp_path / "site").mkdir()
    code = KILLER.format(word=DEADLY, signal=int(signal.SIGKILL), function="_read_text")
    (tmp_path / "site" / "sitecustomize.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))


@pytest.fixture(autouse=True)
def units_of_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every file a unit."""
    monkeypatch.setattr("newsschema.archive.conversion.UNIT", 1)


def rows(directory: Path) -> list[dict[str, Any]]:
    return list(ledger.read_rows(ledger.files_of(directory)))


def laid_out(folder: Path, killers: Mapping[str, tuple[int, ...]]) -> Path:
    folder.mkdir()
    (folder / "calm.json").write_bytes(document(999))
    for name, numbers in killers.items():
        (folder / name).write_bytes(SOURCES[name](*numbers))
    return folder


def check(folder: Path, out: Path, killers: Mapping[str, tuple[int, ...]]) -> None:
    """Converts by two processes: the items that end one are set aside, and everything else is there."""
    account = ns.convert(str(folder), str(out), to="json", jobs=2)
    deaths = sum(map(len, killers.values()))
    assert account.adds_up
    assert (account.read, account.rejected) == (1 + ITEMS * len(killers), deaths)
    assert account.reasons == {"NS028": deaths}
    found = rows(out)
    rejected = [(Path(row["file"]).name, row["item"]) for row in found if row["outcome"] == "rejected"]
    assert sorted(rejected) == sorted((name, number) for name, numbers in killers.items() for number in numbers)
    titles = [article.title for article in ns.read(str(out))]
    assert titles.count("harmless") == len(titles) - 1 == ITEMS * len(killers) - deaths
    kept = list(ns.read_records(str(out) + ".rejects"))
    assert sorted((Path(record.source.partition("!/")[0]).name, record.index) for record in kept) == sorted(rejected)
    assert all(record.article is None or record.article.title == DEADLY for record in kept)
    assert "ended by signal 9" in str(content(Path(str(out) + ".rejects")))


@pytest.mark.usefixtures("killer")
def test_every_kind_of_source_loses_the_item_that_ends_a_worker_and_no_other(tmp_path: Path) -> None:
    killers = dict.fromkeys(KINDS, (5,))
    check(laid_out(tmp_path / "in", killers), tmp_path / "out", killers)


@pytest.mark.usefixtures("killer")
@pytest.mark.parametrize("name", ["array.json", "message.xml"])
def test_the_first_and_the_last_item_of_a_file(name: str, tmp_path: Path) -> None:
    killers = {name: (0, ITEMS - 1)}
    check(laid_out(tmp_path / "in", killers), tmp_path / "out", killers)


@pytest.mark.usefixtures("killer")
def test_a_long_message_that_is_cut_into_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsschema.archive.units.LONG", 1_000)
    monkeypatch.setattr("newsschema.formats.newsml_g2.streams.WHOLE", 1_000)
    monkeypatch.setattr("tests.archive.test_dying_workers.ITEMS", 520)
    killers = {"message.xml": (255, 256, 519)}
    check(laid_out(tmp_path / "in", killers), tmp_path / "out", killers)
    parts = {row["part"] for row in rows(tmp_path / "out") if row["file"].endswith("message.xml") and row["part"]}
    assert len(parts) == 3


def test_a_worker_that_is_killed_for_no_fault_of_an_item_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = laid_out(tmp_path / "in", {"array.json": (), "message.xml": ()})
    ns.convert(str(folder), str(tmp_path / "calm"), to="json", jobs=1)
    work, struck = executors._Worker.work, set[int]()

    def killed_once(worker: Any, unit: Any, *arguments: Any, **options: Any) -> Any:
        # Twice over one unit would be the fault of an item.
        if unit.number not in struck:
            struck.add(unit.number)
            worker.process.kill()
        return work(worker, unit, *arguments, **options)

    monkeypatch.setattr(executors._Worker, "work", killed_once)
    account = ns.convert(str(folder), str(tmp_path / "out"), to="json", jobs=2)
    assert len(struck) > 1
    assert (account.rejected, account.written) == (0, 2 * ITEMS + 1)
    assert content(tmp_path / "out") == content(tmp_path / "calm")


def test_a_run_without_workers_that_an_item_ends_goes_on_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    code = KILLER.format(word=DEADLY, signal=int(signal.SIGKILL), function="_read_text")
    code = code.replace('if "newsschema.archive.worker" in " ".join(sys.orig_argv):', "if True:")
    (tmp_path / "site" / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{Path(ns.__file__).parent.parent}")
    folder, out = laid_out(tmp_path / "in", {"array.json": (4,)}), tmp_path / "out"
    status, _, _ = run(folder, out, "--to", "json", "--jobs", "1")
    assert status == -signal.SIGKILL
    status, _, told = run(folder, out, "--to", "json", "--jobs", "1", "--resume", "--max-rejects", "1")
    assert status == 0, told
    assert [(row["item"], row["codes"]) for row in rows(out) if row["outcome"] == "rejected"] == [(4, ["NS028"])]
    assert len(list(ns.read(str(out)))) == ITEMS
