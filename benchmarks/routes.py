"""The paths that are measured: for each the floor, ours, and what others do with the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from statistics import median
from typing import Any, Final
from weakref import finalize

import lxml.html
import orjson
from lxml import etree

from benchmarks import corpus
from benchmarks.measure import Work, take_turns
from newsschema import Article, dumps
from newsschema.formats import Format, format_named
from newsschema.formats.base import ReadOptions, WriteOptions
from newsschema.v1.trees import tree

SCHEMA_ORG: Final = {"@context": {"@vocab": "https://schema.org/", "ns": "https://w3id.org/newsschema/1#"}}


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table."""

    name: str
    floor_name: str
    floor: Work
    ours: Work
    goal: float | None
    documents: int
    size: int
    """The bytes of all documents, as they are read or written."""
    peers: Mapping[str, Callable[[], Work]] = field(default_factory=dict)
    """What makes the work of each peer; it raises `ImportError` where the peer is not installed."""
    elapsed: bool = False


class Corpus:
    """The documents of a run, in every form that a path needs; made when they are first asked for."""

    def __init__(self, number: int) -> None:
        self.number = number

    @cached_property
    def articles(self) -> list[Article]:
        """The articles themselves."""
        return corpus.articles(self.number)

    @cached_property
    def lines(self) -> list[bytes]:
        """As own JSON, one line each."""
        return self._as("json")

    @cached_property
    def json_ld(self) -> list[bytes]:
        """As we write JSON-LD."""
        return self._as("jsonld")

    @cached_property
    def newsml_g2(self) -> list[bytes]:
        """As we write NewsML-G2."""
        return self._as("newsml-g2")

    @cached_property
    def messages(self) -> list[bytes]:
        """What agencies send."""
        return corpus.messages(self.number)

    @cached_property
    def blocks(self) -> list[bytes]:
        """What publishers say of their articles in JSON-LD."""
        return corpus.blocks(self.number)

    @cached_property
    def pages(self) -> list[bytes]:
        """Pages with such blocks."""
        return corpus.pages(self.number)

    @cached_property
    def many(self) -> list[Article]:
        """Each article eight times, for formats whose files hold thousands."""
        return self.articles * 8

    @cached_property
    def parquet(self) -> bytes:
        """Many articles as one Parquet file."""
        stream = BytesIO()
        format_named("parquet").dump_all(self.many, stream, WriteOptions())
        return stream.getvalue()

    def _as(self, format: str) -> list[bytes]:
        return [dumps(article, format=format) for article in self.articles]


def routes(documents: Corpus) -> Iterator[Route]:
    """Yields every path over the documents of one process."""
    yield from _own_json(documents)
    yield from _json_ld(documents)
    yield from _newsml_g2(documents)
    yield from _arrow(documents)


def _each(work: Callable[..., object], items: list[Any]) -> Work:
    def run() -> None:
        for item in items:
            work(item)

    return run


def _reading(format: str, suffix: str, items: list[bytes], documents: int | None = None) -> Work:
    """Reads each of some files to its end; they hold so many documents, or one each."""
    reader: Format = format_named(format)
    options = ReadOptions(source=f"corpus{suffix}")

    def run() -> None:
        found = (one for item in items for one in reader.read(BytesIO(item), options))
        assert sum(one.document is not None for one in found) == (documents or len(items))

    return run


def _writer(format: str) -> Callable[[Article], bytes]:
    writer, options = format_named(format), WriteOptions()
    return lambda article: writer.dumps(article, options)


def _total(items: list[bytes]) -> int:
    return sum(map(len, items))


def _own_json(documents: Corpus) -> Iterator[Route]:
    lines, articles = documents.lines, documents.articles
    parse = _each(orjson.loads, lines)
    read = format_named("json")
    stream = b"\n".join(lines)

    def as_stream() -> None:
        found = sum(item.document is not None for item in read.read(BytesIO(stream), ReadOptions("corpus.jsonl")))
        assert found == len(lines)

    yield Route(
        "own JSON line → model, all invariants",
        "orjson.loads",
        parse,
        _each(Article.model_validate_json, lines),
        4.5,
        len(lines),
        _total(lines),
    )
    yield Route("own JSON Lines, through the reader", "orjson.loads", parse, as_stream, None, len(lines), len(stream))
    yield Route(
        "model → own JSON",
        "orjson.dumps of ready dicts",
        _each(orjson.dumps, [tree(article) for article in articles]),
        _each(_writer("json"), articles),
        2.2,
        len(lines),
        _total(lines),
        {"Pydantic model_dump_json": lambda: _each(lambda one: one.model_dump_json(exclude_none=True), articles)},
    )


def _json_ld(documents: Corpus) -> Iterator[Route]:
    ours, theirs, pages = documents.json_ld, documents.blocks, documents.pages
    for name, items, goal in (("ours", ours, 4.2), ("publishers'", theirs, 5.0)):
        yield Route(
            f"JSON-LD → model: {name}",
            "orjson.loads",
            _each(orjson.loads, items),
            _reading("jsonld", ".jsonld", items),
            goal,
            len(items),
            _total(items),
            {"PyLD, expansion alone": _pyld(items)},
        )
    from newsschema.formats.jsonld.page import Page

    parse = _each(lxml.html.fromstring, pages)
    blocks = _each(lambda page: list(Page(page).blocks()), pages)
    peers = {"extruct, JSON-LD only": lambda: _extruct(pages)}
    yield Route("page → JSON-LD blocks", "lxml.html parse", parse, blocks, 0.15, len(pages), _total(pages), peers)
    whole = _reading("jsonld", ".html", pages)
    yield Route("page → model", "lxml.html parse", parse, whole, None, len(pages), _total(pages))
    trees = [orjson.loads(item) for item in ours]
    yield Route(
        "model → JSON-LD",
        "orjson.dumps of ready dicts",
        _each(lambda item: orjson.dumps(item, option=orjson.OPT_INDENT_2), trees),
        _each(_writer("jsonld"), documents.articles),
        3.2,
        len(ours),
        _total(ours),
    )


def _pyld(items: list[bytes]) -> Callable[[], Work]:
    def make() -> Work:
        from pyld import jsonld

        def context(url: str, _: object) -> dict[str, object]:
            return {"contextUrl": None, "documentUrl": url, "document": SCHEMA_ORG}

        options = {"documentLoader": context}
        few = items[:: max(1, len(items) // 8)]
        work = _each(lambda item: jsonld.expand(orjson.loads(item), options), few)
        return _scaled(work, len(few), len(items))

    return make


def _extruct(pages: list[bytes]) -> Work:
    from extruct.jsonld import JsonLdExtractor

    return _each(JsonLdExtractor().extract, pages)


@dataclass(frozen=True, slots=True)
class Scaled:
    """Work on a part of the documents, for peers that would take minutes; its time is multiplied."""

    work: Work
    factor: float

    def __call__(self) -> object:
        """Does the part."""
        return self.work()


def _scaled(work: Work, done: int, of: int) -> Scaled:
    return Scaled(work, of / done)


def _newsml_g2(documents: Corpus) -> Iterator[Route]:
    for name, items, goal in (
        ("NewsML-G2, agency message → model", documents.messages, 2.2),
        ("NewsML-G2, our rich documents → model", documents.newsml_g2, 4.0),
    ):
        yield Route(
            name,
            "lxml.etree.fromstring",
            _each(etree.fromstring, items),
            _reading("newsml-g2", ".xml", items),
            goal,
            len(items),
            _total(items),
            {"newsmlg2, opened, nothing looked at": _newsmlg2(items)},
        )
    ready = [etree.fromstring(item) for item in documents.newsml_g2]
    yield Route(
        "model → NewsML-G2",
        "etree.tostring of the ready tree",
        _each(lambda root: etree.tostring(root, encoding="UTF-8"), ready),
        _each(_writer("newsml-g2"), documents.articles),
        3.5,
        len(ready),
        _total(documents.newsml_g2),
    )


def _newsmlg2(items: list[bytes]) -> Callable[[], Work]:
    def make() -> Work:
        from NewsMLG2 import NewsMLG2Document

        few = items[:: max(1, len(items) // 16)]
        return _scaled(_each(lambda item: NewsMLG2Document(item).get_item(), few), len(few), len(items))

    return make


def _arrow(documents: Corpus) -> Iterator[Route]:
    import pyarrow as pa
    import pyarrow.json
    import pyarrow.parquet as pq

    parquet: Any = format_named("parquet")
    lines = documents.lines * 8
    text = b"\n".join(lines)
    schema = parquet.nested_schema()
    floor_name, to_arrow = _json_to_arrow(schema)

    def batches() -> None:
        assert sum(batch.num_rows for batch in parquet.record_batches(documents.many)) == len(lines)

    yield Route(
        "models → Arrow",
        floor_name,
        lambda: to_arrow(text),
        batches,
        1.7,
        len(lines),
        len(text),
        {
            "polars, JSON text unvalidated": lambda: _polars(text),
        },
    )
    stored = documents.parquet
    yield Route(
        "Parquet → models",
        "own JSON → models, ours",
        _each(Article.model_validate_json, lines),
        _reading("parquet", ".parquet", [stored], len(lines)),
        1.3,
        len(lines),
        len(stored),
    )

    def floor_to_parquet() -> None:
        pq.write_table(pa.table(to_arrow(text)), BytesIO(), compression="zstd")

    def validated() -> None:
        items = format_named("json").read(BytesIO(text), ReadOptions("corpus.jsonl"))
        parquet.dump_all((item.document for item in items if item.document is not None), BytesIO())

    yield Route(
        ".jsonl → Parquet, every document validated",
        f"{floor_name}, nothing validated",
        floor_to_parquet,
        validated,
        3.0,
        len(lines),
        len(text),
        {
            "DuckDB, unvalidated": lambda: _duckdb(text),
            "polars, unvalidated": lambda: _polars(text, write=True),
            "pandas, unvalidated": lambda: _pandas(text),
        },
    )


def _json_to_arrow(schema: Any) -> tuple[str, Callable[[bytes], Any]]:
    """JSON text to Arrow by Rust where arro3 is installed, else by C++."""
    try:
        core: Any = import_module("arro3.core")
        arro3: Any = import_module("arro3.io")
    except ImportError:
        import pyarrow.json

        options = pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
        blocks = pyarrow.json.ReadOptions(use_threads=False, block_size=1 << 24)
        return "JSON text → Arrow in C++ (pyarrow)", lambda text: pyarrow.json.read_json(BytesIO(text), blocks, options)
    rust = core.Schema.from_arrow(schema)
    return "JSON text → Arrow in Rust (arro3)", lambda text: arro3.read_json(BytesIO(text), rust).read_all()


def _polars(text: bytes, *, write: bool = False) -> Work:
    import polars as pl

    def run() -> None:
        frame = pl.read_ndjson(BytesIO(text), infer_schema_length=None)
        if write:
            frame.write_parquet(BytesIO(), compression="zstd")

    return run


def _pandas(text: bytes) -> Work:
    pd: Any = import_module("pandas")

    return lambda: pd.read_json(BytesIO(text), lines=True).to_parquet(BytesIO(), compression="zstd")


def _duckdb(text: bytes) -> Work:
    import duckdb

    folder = Path(tempfile.mkdtemp())
    source, target = folder / "corpus.jsonl", folder / "corpus.parquet"
    source.write_bytes(text)
    copy = f"COPY (FROM read_json('{source}', sample_size = -1)) TO '{target}' (COMPRESSION zstd)"

    def run() -> None:
        duckdb.sql("SET threads = 1")
        duckdb.sql(copy)

    finalize(run, rmtree, folder)
    return run


# How it scales


def sizes(*, quick: bool) -> Iterator[dict[str, Any]]:
    """Yields how many documents of own JSON are read and written in a second, by the size of a document."""
    for size in (1_000, 20_000) if quick else (1_000, 4_000, 14_000, 50_000, 200_000, 1_000_000, 5_000_000):
        yield _speeds(corpus.of_size(size), quick=quick)


def crowds(*, quick: bool) -> Iterator[dict[str, Any]]:
    """Yields the same by the number of quotes, with a paragraph for each."""
    for quotes in (10,) if quick else (10, 30, 100, 300):
        yield _speeds(corpus.article(0, "en", 10 + quotes, quotes, 4, markup=False), quick=quick)


def _speeds(article: Article, *, quick: bool) -> dict[str, Any]:
    data = dumps(article, format="json")
    write = _writer("json")
    work = {"read": lambda: Article.model_validate_json(data), "write": lambda: write(article)}
    times = take_turns(work, 1 if quick else 7)
    speeds = {name: 1 / median(found.seconds) for name, found in times.items()}
    return {"bytes": len(data), "quotes": len(article.quotes), **speeds}
