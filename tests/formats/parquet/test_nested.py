"""The nested layout loses nothing, in whatever pieces it is written and read, and says what it cannot read."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsschema.errors import FormatError, SourceError
from newsschema.formats import parquet
from newsschema.formats.base import Item, ReadOptions, WriteOptions
from newsschema.formats.parquet import nested, writing
from newsschema.formats.parquet.columns import moment_of, trees_of
from newsschema.v1 import Article, Body, DateTime, Document, Embargo, PartialDate, Quote, redact
from newsschema.v1.trees import tree
from tests.strategies.articles import articles, complete_articles, crowded_article, maximal_article, standalone_quotes

FEWER = settings().max_examples // 5
OPTIONS = ReadOptions(source="test.parquet")
COMPLETE = complete_articles()


def written(documents: Iterable[Document], options: WriteOptions | None = None) -> BytesIO:
    stream = BytesIO()
    parquet.dump_all(documents, stream, options)
    stream.seek(0)
    return stream


def read(stream: Any, **settings: Any) -> list[Item]:
    return list(parquet.read(stream, OPTIONS, **settings))


def documents(stream: Any, **settings: Any) -> list[Document | None]:
    items = read(stream, **settings)
    assert [diagnostic for item in items for diagnostic in item.diagnostics] == []
    return [item.document for item in items]


def refusal(stream: Any) -> tuple[str, str]:
    """The code and text of the one finding about a file that cannot be read."""
    (item,) = read(stream)
    assert item.outcome == "rejected"
    (diagnostic,) = item.diagnostics
    assert diagnostic.source == "test.parquet"
    return diagnostic.code, diagnostic.message


@given(many=st.lists(articles(), max_size=5))
@example(many=[maximal_article()])
def test_columns_hold_all_of_an_article_whatever_the_pieces(many: list[Article]) -> None:
    for size in (1, 2, 256):
        batches = list(parquet.record_batches(many, parquet.ParquetOptions(batch_size=size)))
        items = [item for batch in batches for item in parquet.read_batch(batch, OPTIONS)]
        assert [diagnostic for item in items for diagnostic in item.diagnostics] == []
        assert [item.document for item in items] == many
        assert [tree(item.document) for item in items if item.document] == [tree(article) for article in many]


# A file of many columns takes its time, so that fewer are written than batches are made.
@settings(max_examples=FEWER)
@given(many=st.lists(articles(), max_size=6), batch=st.sampled_from([1, 2, 256]), group=st.sampled_from([1, 3, 4096]))
@example(many=[maximal_article()] * 3, batch=2, group=3)
def test_what_is_written_is_read_back_in_order(many: list[Article], batch: int, group: int) -> None:
    stream = written(many, parquet.ParquetOptions(batch_size=batch, row_group_size=group))
    assert documents(stream, batch_size=batch) == many


@pytest.mark.parametrize("size", [1, 2, 7, 256])
def test_every_field_survives_beside_articles_that_lack_it(size: int) -> None:
    bare = Article(identifier="urn:example:bare")
    many = [bare, *COMPLETE, bare, maximal_article(), bare]
    stream = written(many, parquet.ParquetOptions(batch_size=size))
    assert documents(stream, batch_size=3) == many


def test_an_article_of_many_parts_survives() -> None:
    article = crowded_article(300)
    assert documents(written([article])) == [article]


def test_more_rows_than_a_row_group_holds() -> None:
    many = [Article(identifier=f"urn:example:{number}") for number in range(5_000)]
    stream = written(many)
    file = pq.ParquetFile(stream)
    assert file.num_row_groups == 2
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert "RLE_DICTIONARY" in file.metadata.row_group(0).column(0).encodings
    assert documents(stream) == many


def test_long_texts_make_smaller_batches_and_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "_BATCH_CHARACTERS", 10_000)
    monkeypatch.setattr(writing, "_ROW_GROUP_BYTES", 100_000)
    body = Body.from_text("word " * 1_000)
    many = [Article(identifier=f"urn:example:{number}", body=body) for number in range(60)]
    assert [batch.num_rows for batch in parquet.record_batches(many)] == [2] * 30
    stream = written(many)
    assert pq.ParquetFile(stream).num_row_groups > 1
    assert documents(stream) == many


def test_only_columns_with_values_are_read_and_one_of_each_part_that_may_be_there() -> None:
    held = Article(identifier="urn:example:a", embargo=Embargo(), headline="Words")
    with pq.ParquetFile(written([held, Article(identifier="urn:example:b")])) as file:
        wanted = set(nested.wanted_columns(file))
        assert {"type", "schema_version", "identifier", "headline", "embargo.until"} <= wanted
        assert wanted.isdisjoint({"summary", "urgency", "created", "created_utc", "embargo.until_utc"})
        assert len(wanted) < len(file.schema) / 2


def test_a_file_without_statistics_is_read_whole() -> None:
    table = pq.read_table(written(COMPLETE))
    stream = BytesIO()
    pq.write_table(table, stream, write_statistics=False)
    with pq.ParquetFile(stream) as file:
        paths = {file.schema.column(number).path for number in range(len(file.schema))}
        assert set(nested.wanted_columns(file)) == {path for path in paths if not path.endswith("_utc")}
    stream.seek(0)
    assert documents(stream) == list(COMPLETE)


def test_many_small_batches_wait_as_one_for_their_row_group() -> None:
    many = [Article(identifier=f"urn:example:{number}", keywords=(f"word{number}",)) for number in range(40)]
    stream = written(many, parquet.ParquetOptions(batch_size=1))
    assert pq.ParquetFile(stream).num_row_groups == 1
    assert documents(stream) == many


def test_no_articles_make_a_file_without_rows() -> None:
    assert documents(written([])) == []


def test_an_embargo_without_an_end_is_kept_apart_from_none() -> None:
    held = Article(identifier="urn:example:a", embargo=Embargo())
    free = Article(identifier="urn:example:b")
    assert documents(written([held, free])) == [held, free]


def test_one_document_is_a_file_of_one_row() -> None:
    article = maximal_article()
    assert documents(BytesIO(parquet.dumps(article))) == [article]


def test_the_public_file_holds_the_redacted_article() -> None:
    article = maximal_article()
    assert documents(written([article], WriteOptions(audience="public"))) == [redact(article)]


@settings(max_examples=5)
@given(quote=standalone_quotes())
def test_a_record_that_stands_alone_is_refused_with_the_way_out(quote: Quote) -> None:
    with pytest.raises(FormatError, match="standalone quote") as refused:
        written([quote])
    assert "tables" in str(refused.value)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024", None),
        ("2024-05", None),
        ("2024-05-01", "2024-05-01 00:00:00+00:00"),
        ("2024-05-01T10:00:00", None),
        ("2024-05-01T10:00:00Z", "2024-05-01 10:00:00+00:00"),
        ("2024-05-01T10:00:00.123456789+05:30", "2024-05-01 04:30:00.123456+00:00"),
        ("2024-05-01T23:30:00-01:00", "2024-05-02 00:30:00+00:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01 00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59.999999-12:00", None),
        ("9999-12-31", "9999-12-31 00:00:00+00:00"),
    ],
)
def test_the_timestamp_beside_a_date(text: str, moment: str | None) -> None:
    value = PartialDate(text)
    assert (None if moment is None else str(moment_of(value))) == moment
    stream = written([Article(identifier="urn:example:a", published=value)])
    found = pq.read_table(stream).column("published_utc").to_pylist()[0]
    assert (None if found is None else str(found)) == moment


def test_a_timestamp_that_contradicts_its_text_is_not_read() -> None:
    table = pq.read_table(written([Article(identifier="urn:example:a", created=DateTime("2024-05-01T10:00:00Z"))]))
    index = table.schema.get_field_index("created_utc")
    changed = BytesIO()
    field = table.schema.field(index)
    pq.write_table(table.set_column(index, field, pa.array([0], field.type)), changed)
    (article,) = documents(changed)
    assert isinstance(article, Article)
    assert article.created == "2024-05-01T10:00:00Z"


class Pipe(RawIOBase):
    """Bytes that come once and cannot be sought."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), len(self.rest), 1_000)
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_a_stream_that_cannot_seek_is_read() -> None:
    assert documents(BufferedReader(Pipe(written(COMPLETE).getvalue()))) == list(COMPLETE)


# Other engines


def test_duckdb_and_polars_see_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "articles.parquet"
    many = [maximal_article(), Article(identifier="urn:example:bare")]
    path.write_bytes(written(many).getvalue())
    frame = pl.read_parquet(path)
    assert frame.columns == nested_names()
    assert frame["identifier"].to_list() == [article.identifier for article in many]
    query = "SELECT identifier, len(quotes), [one.identifier FOR one IN quotes] FROM read_parquet(?)"
    rows = duckdb.execute(query, [str(path)]).fetchall()
    assert rows == [
        (article.identifier, len(article.quotes), [quote.identifier for quote in article.quotes]) for article in many
    ]


def test_a_file_that_duckdb_or_polars_wrote_again_is_read(tmp_path: Path) -> None:
    source, copied = tmp_path / "a.parquet", tmp_path / "b.parquet"
    source.write_bytes(written(COMPLETE).getvalue())
    duckdb.execute(f"COPY (FROM '{source}') TO '{copied}' (FORMAT parquet)")
    assert documents(BytesIO(copied.read_bytes())) == list(COMPLETE)
    pl.read_parquet(source).write_parquet(copied)
    assert documents(BytesIO(copied.read_bytes())) == list(COMPLETE)


def nested_names() -> list[str]:
    return list(parquet.nested_schema().names)


# What cannot be read


def table_file(table: pa.Table) -> BytesIO:
    stream = BytesIO()
    pq.write_table(table, stream)
    stream.seek(0)
    return stream


@pytest.fixture
def table() -> pa.Table:
    return pq.read_table(written([maximal_article()]))


def test_foreign_parquet_is_named_as_such() -> None:
    code, message = refusal(table_file(pa.table({"title": ["a"], "url": ["b"]})))
    assert code == "NS011"
    assert "identifier" in message


def test_a_missing_column_is_named(table: pa.Table) -> None:
    code, message = refusal(table_file(table.drop_columns(["slugline"])))
    assert (code, "slugline is missing" in message) == ("NS015", True)


def test_a_column_of_another_type_is_named(table: pa.Table) -> None:
    changed = table.set_column(table.schema.get_field_index("version"), "version", pa.array(["one"]))
    code, message = refusal(table_file(changed))
    assert (code, "version holds text instead of whole numbers" in message) == ("NS016", True)


def test_a_part_of_another_type_is_named(table: pa.Table) -> None:
    changed = table.set_column(table.schema.get_field_index("embargo"), "embargo", pa.array([{"until": 5}]))
    code, message = refusal(table_file(changed))
    assert (code, "embargo.until holds whole numbers instead of text" in message) == ("NS016", True)


def test_an_unknown_column_is_named(table: pa.Table) -> None:
    code, message = refusal(table_file(table.append_column("mood", pa.array(["good"]))))
    assert (code, "mood is not known" in message) == ("NS014", True)


def test_many_differences_are_one_finding(table: pa.Table) -> None:
    code, message = refusal(table_file(table.select(["type", "schema_version", "identifier"])))
    assert code == "NS015"
    assert message.count("is missing") == 5
    assert message.endswith(f"and {len(Article.model_fields) - 3 - 5} more")


def test_another_major_version_is_refused(table: pa.Table) -> None:
    metadata = {**(table.schema.metadata or {}), b"newsschema.schema_version": b"2.0"}
    code, message = refusal(table_file(table.replace_schema_metadata(metadata)))
    assert (code, "2.0" in message) == ("NS022", True)


def test_what_a_newer_minor_version_added_is_kept_as_extensions(table: pa.Table) -> None:
    index = table.schema.get_field_index("schema_version")
    newer = table.set_column(index, "schema_version", pa.array(["1.7"])).append_column("mood", pa.array(["good"]))
    metadata = {**(table.schema.metadata or {}), b"newsschema.schema_version": b"1.7"}
    (item,) = read(table_file(newer.replace_schema_metadata(metadata)))
    assert [diagnostic.code for diagnostic in item.diagnostics] == ["NS031"]
    assert isinstance(item.document, Article)
    assert item.document.extensions[-1].path == "/mood"


@pytest.mark.parametrize("table_name", ["articles", "quotes", "casualty_reports"])
def test_the_tables_are_not_read(tmp_path: Path, table_name: str) -> None:
    parquet.write_tables([maximal_article()], tmp_path)
    code, message = refusal(BytesIO((tmp_path / f"{table_name}.parquet").read_bytes()))
    assert (code, table_name in message) == ("NS012", True)


@pytest.mark.parametrize("size", [0, 3, 4, 12, 1_000, 200_000])
def test_a_cut_file_gives_one_finding(size: int) -> None:
    code, message = refusal(BytesIO(written([maximal_article()]).getvalue()[:size]))
    assert code == "NS028"
    assert "\n" not in message


def test_damaged_pages_give_a_finding_and_no_crash() -> None:
    data = bytearray(written([maximal_article()] * 3).getvalue())
    for position in range(100, 4_000, 7):
        data[position] ^= 0xFF
    items = read(BytesIO(bytes(data)))
    assert items
    assert all(item.outcome == "rejected" and item.diagnostics for item in items)


def changed_row(article: Article, column: str, value: Any) -> BytesIO:
    table = pq.read_table(written([article]))
    index = table.schema.get_field_index(column)
    return table_file(
        table.set_column(index, table.schema.field(index), pa.array([value], table.schema.field(index).type))
    )


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("identifier", None, "NS015"),
        ("identifier", "no iri", "NS017"),
        ("pub_status", "lost", "NS018"),
        ("version", 0, "NS019"),
        ("schema_version", "3.0", "NS022"),
        ("extensions", [{"owner": "/authors/9", "format": "x", "path": "y", "content": "z"}], "NS039"),
        ("extensions", [{"owner": "/headline", "format": "x", "path": "y", "content": "z"}], "NS039"),
        ("extensions", [{"owner": "/keywords/-1", "format": "x", "path": "y", "content": "z"}], "NS039"),
        ("extensions", [{"owner": "", "format": "x", "path": "y", "content": None}], "NS015"),
    ],
)
def test_a_bad_row_is_rejected_and_the_next_is_read(column: str, value: Any, code: str) -> None:
    good = Article(identifier="urn:example:good")
    bad = pq.read_table(changed_row(Article(identifier="urn:example:bad"), column, value))
    both = pa.concat_tables([bad, pq.read_table(written([good]))])
    first, second = read(table_file(both))
    assert [diagnostic.code for diagnostic in first.diagnostics] == [code]
    assert first.raw is not None
    assert (second.index, second.document) == (1, good)


# Datasets


def test_a_dataset_is_read_part_by_part(tmp_path: Path) -> None:
    for number, article in enumerate(COMPLETE):
        part = tmp_path / f"year={number % 2}" / f"part-{number:05}.parquet"
        part.parent.mkdir(exist_ok=True)
        part.write_bytes(parquet.dumps(article))
    (tmp_path / "ledger.parquet").write_bytes(table_file(pa.table({"unit": [1]})).getvalue())
    found = {item.document.identifier for item in parquet.read_dataset(tmp_path, OPTIONS) if item.document}
    assert found == {article.identifier for article in COMPLETE}


def test_a_directory_of_other_names_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "mine.parquet").write_bytes(parquet.dumps(COMPLETE[0]))
    assert [item.document for item in parquet.read_dataset(tmp_path, OPTIONS)] == [COMPLETE[0]]


def test_a_finding_names_the_part(tmp_path: Path) -> None:
    (tmp_path / "part-1.parquet").write_bytes(b"PAR1")
    (item,) = parquet.read_dataset(tmp_path, OPTIONS)
    assert item.diagnostics[0].source == str(tmp_path / "part-1.parquet")


def test_a_directory_without_parquet_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no Parquet files"):
        list(parquet.read_dataset(tmp_path, OPTIONS))


def test_a_null_list_hides_what_it_covers() -> None:
    values = pa.array(["seen", "hidden", "seen too"])
    offsets: Any = pa.array([0, 1, 2, 3], pa.int32())
    lists: Any = pa.ListArray.from_arrays(offsets, values, mask=pa.array([False, True, False]))
    batch = pa.RecordBatch.from_arrays([lists, lists.slice(0)], names=["a", "b"])
    assert [row.get("a") for row in trees_of(batch)] == [["seen"], None, ["seen too"]]
    assert [row.get("b") for row in trees_of(batch.slice(1))] == [None, ["seen too"]]
