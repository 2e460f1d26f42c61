"""The flat tables can be queried by people with SQL, and the views answer what a naive query gets wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsschema.formats import parquet
from newsschema.formats.base import WriteOptions
from newsschema.formats.parquet.table_columns import TABLES
from newsschema.formats.parquet.tables import views
from newsschema.v1 import Article, CasualtyReport, Quote
from newsschema.v1.counts import Qualifier
from tests.strategies.articles import articles, complete_articles, maximal_article

FEWER = settings().max_examples // 5

AGENCY = {"type": "organization", "name": "Example Wire", "identifier": "https://wire.example/"}
MINISTRY = {"type": "organization", "name": "Ministry of Health"}
MAYOR = {"type": "person", "name": "Ada Example", "job_title": "mayor", "affiliation": [{"name": "Anytown"}]}
UNNAMED = {"type": "unnamed_source", "description": "a rescue worker"}


def chain(*speakers: dict[str, Any], relayers: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    links = [{"role": "originator", "agents": list(speakers), "at": "2024-05-01T10:00:00Z", "channel": "interview"}]
    return {"links": links + [{"role": "relayer", "agents": [relayer]} for relayer in relayers]}


def quote(name: str, *speakers: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"identifier": f"urn:example:{name}", "kind": "direct", "text": "It held."}
    return {**base, "attribution": chain(*speakers or (MAYOR,)), **more}


def report(name: str, qualifier: str, number: int | None = None, **more: Any) -> dict[str, Any]:
    count = {"qualifier": qualifier, "number": number, "phrase": more.pop("phrase", None)}
    base = {"identifier": f"urn:example:{name}", "outcome": "killed", "scope": "incident", "count": count}
    return {**base, "attribution": chain(MINISTRY), **more}


def article(name: str, version: int = 1, **more: Any) -> Article:
    return Article.model_validate({"identifier": f"urn:example:{name}", "version": version, **more})


def standalone(record: dict[str, Any], type_: str, name: str, version: int = 1) -> dict[str, Any]:
    origin = {"identifier": f"urn:example:{name}", "version": version}
    return {**record, "type": type_, "schema_version": "1.0", "article": origin}


class Archive:
    """Tables on disk, with DuckDB started in their directory."""

    def __init__(self, directory: Path, *documents: Any, options: WriteOptions | None = None) -> None:
        parquet.write_tables(documents, directory, options)
        self.database = duckdb.connect()
        self.database.execute((directory / "views.sql").read_text("utf-8"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.database.execute(query).fetchall()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


STORY = (
    article("flood", 1, quotes=[quote("q1"), quote("q2", UNNAMED)], casualty_reports=[report("c1", "exact", 12)]),
    article("flood", 2, quotes=[quote("q1")], casualty_reports=[report("c1", "at_least", 27)]),
    article("withdrawn", 1, quotes=[quote("q3"), quote("q4")]),
    article("withdrawn", 2, pub_status="canceled", quotes=[quote("q3"), quote("q4")]),
    article("storm", 1, quotes=[quote("q5", UNNAMED)], casualty_reports=[report("c2", "up_to", 50)]),
)


TOTAL = "SELECT total_interval(lower, upper, upper_open, unit, outcome, scope) FROM current_claims"


def test_who_is_quoted_most_is_another_answer_than_the_naive_one(here: Path) -> None:
    archive = Archive(here, *STORY)
    count = "SELECT speaker, count(*) FROM {} GROUP BY speaker ORDER BY 2 DESC, 1"
    assert archive.rows(count.format("quotes")) == [("Ada Example", 6), ("a rescue worker", 2)]
    assert archive.rows(count.format("latest_quotes")) == [("Ada Example", 1), ("a rescue worker", 1)]


def test_a_total_keeps_its_open_end_where_a_naive_sum_inverts_its_bounds(here: Path) -> None:
    archive = Archive(here, *STORY)
    assert archive.rows("SELECT sum(lower), sum(upper) FROM casualty_reports") == [(39, 62)]
    naive = archive.rows("SELECT sum(lower), sum(upper) FROM casualty_reports WHERE version = 2 OR event IS NULL")
    assert naive != archive.rows("SELECT sum(lower), sum(upper) FROM current_claims")
    assert archive.rows(TOTAL) == [({"lower": 27, "upper": None, "upper_open": True, "parts": 2},)]


def test_a_naive_sum_of_bounds_ends_below_where_it_begins(here: Path) -> None:
    archive = Archive(here, article("a", casualty_reports=[report("c1", "more_than", 400), report("c2", "up_to", 50)]))
    ((lower, upper),) = archive.rows("SELECT sum(lower), sum(upper) FROM current_claims")
    assert lower > upper
    ((total,),) = archive.rows(TOTAL)
    assert (total["lower"], total["upper"], total["upper_open"]) == (401, None, True)


@pytest.mark.parametrize(
    ("reports", "total"),
    [
        ([], (None, None, False, 0)),
        ([("exact", 3), ("exact", 4)], (7, 7, False, 2)),
        ([("exact", 3), ("up_to", 10)], (3, 13, False, 2)),
        ([("exact", 3), ("about", 30)], (3, None, False, 2)),
        ([("about", 30)], (None, None, False, 1)),
        ([("exact", 3), ("more_than", 30), ("up_to", 5)], (34, None, True, 3)),
    ],
)
def test_the_total_of_some_claims(here: Path, reports: list[Any], total: tuple[Any, ...]) -> None:
    archive = Archive(here, article("a", casualty_reports=[report(f"c{n}", *one) for n, one in enumerate(reports)]))
    ((found,),) = archive.rows(TOTAL)
    assert tuple(found.values()) == total


@pytest.mark.parametrize(
    ("difference", "word"),
    [
        ({"outcome": "injured"}, "outcome"),
        ({"scope": "cumulative"}, "scope"),
        ({"scope": None}, "scope"),
        ({"count": {"qualifier": "exact", "number": 3, "unit": "family"}}, "unit"),
    ],
)
def test_a_total_refuses_what_cannot_be_added_up(here: Path, difference: dict[str, Any], word: str) -> None:
    records = [report("c1", "exact", 2), {**report("c2", "exact", 3), **difference}]
    archive = Archive(here, article("a", casualty_reports=records))
    with pytest.raises(duckdb.Error, match=f"group by {word}"):
        archive.rows(TOTAL)
    assert len(archive.rows(f"{TOTAL} GROUP BY outcome, scope, unit")) == 2


@pytest.mark.parametrize(
    ("fields", "usable"),
    [
        ({}, True),
        ({"pub_status": "withheld"}, False),
        ({"pub_status": "canceled"}, False),
        ({"embargo": {}}, False),
        ({"embargo": {"until": "2024-01-01T00:00:00Z"}}, True),
        ({"embargo": {"until": "2024-01-01T00:00:00"}}, False),
        ({"embargo": {"until": "2999-01-01T00:00:00Z"}}, False),
        ({"expires": "2024-01-01"}, False),
        ({"expires": "2999-01-01"}, True),
        ({"expires": "2024-01-01T00:00:00"}, True),
    ],
)
def test_which_articles_may_be_used(here: Path, fields: dict[str, Any], usable: bool) -> None:
    archive = Archive(here, article("a", **fields, quotes=[quote("q")]))
    assert len(archive.rows("SELECT article_id FROM latest_usable_articles")) == usable
    assert len(archive.rows("SELECT quote_id FROM latest_quotes")) == usable


def test_embargoes_are_judged_by_a_moment_of_ones_own(here: Path) -> None:
    archive = Archive(here, article("a", embargo={"until": "2999-01-01T00:00:00Z"}))
    archive.database.execute("SET VARIABLE newsschema_as_of = TIMESTAMPTZ '3000-01-01 00:00:00Z'")
    assert archive.rows("SELECT article_id FROM latest_usable_articles") == [("urn:example:a",)]


def test_a_version_that_may_not_be_used_hides_the_earlier_ones(here: Path) -> None:
    archive = Archive(here, article("a", 9), article("a", 10, pub_status="withheld"))
    assert archive.rows("SELECT version FROM latest_usable_articles") == []


def test_two_copies_of_a_version_count_once(here: Path) -> None:
    copies = [article("a", quotes=[quote("q")], casualty_reports=[report("c", "exact", 1)])] * 2
    archive = Archive(here, *copies)
    for view in ("latest_usable_articles", "latest_quotes", "current_claims"):
        assert len(archive.rows("FROM " + view + " SELECT article_id")) == 1


SUPERSEDED = {"report": "urn:example:c1"}


@pytest.mark.parametrize(
    ("documents", "current"),
    [
        ([article("a", casualty_reports=[report("c1", "exact", 1), report("c2", "exact", 2)])], ["c1", "c2"]),
        (
            [
                article(
                    "a", casualty_reports=[report("c1", "exact", 1), report("c2", "exact", 2, supersedes=SUPERSEDED)]
                )
            ],
            ["c2"],
        ),
        (
            [
                article("a", casualty_reports=[report("c1", "exact", 1)]),
                article("b", casualty_reports=[report("c2", "exact", 2, supersedes=SUPERSEDED)]),
            ],
            ["c1", "c2"],
        ),
        (
            [
                article("a", casualty_reports=[report("c1", "exact", 1)]),
                article(
                    "b",
                    casualty_reports=[report("c2", "exact", 2, supersedes={**SUPERSEDED, "article": "urn:example:a"})],
                ),
            ],
            ["c2"],
        ),
        (
            [
                article("a", 1, casualty_reports=[report("c1", "exact", 1)]),
                article("a", 2, casualty_reports=[report("c1", "exact", 2, supersedes={**SUPERSEDED, "version": 1})]),
            ],
            ["c1"],
        ),
        (
            [
                article("a", casualty_reports=[report("c1", "exact", 1)]),
                article(
                    "b",
                    pub_status="canceled",
                    casualty_reports=[report("c2", "exact", 2, supersedes={**SUPERSEDED, "article": "urn:example:a"})],
                ),
            ],
            ["c1"],
        ),
        (
            [
                article(
                    "a",
                    casualty_reports=[
                        report("c1", "exact", 1, verification=[{"value": "discounted", "by": AGENCY}]),
                        report("c2", "exact", 2, verification=[{"value": "retracted", "by": MINISTRY}]),
                        report("c3", "exact", 3, verification=[{"value": "corroborated", "by": AGENCY}]),
                    ],
                )
            ],
            ["c3"],
        ),
    ],
    ids=["both", "replaced", "names no article", "names an article", "an earlier version", "canceled", "findings"],
)
def test_which_claims_still_stand(here: Path, documents: list[Article], current: list[str]) -> None:
    archive = Archive(here, *documents)
    found = archive.rows("SELECT report_id FROM current_claims ORDER BY 1")
    assert found == [(f"urn:example:{name}",) for name in current]


def test_claims_by_source_show_their_bounds_in_words(here: Path) -> None:
    reports = [
        report("c1", "exact", 27),
        report("c2", "at_least", 27),
        report("c3", "fewer_than", 50),
        report("c4", "nearly", 100),
        report("c5", "about", 30),
        report("c6", "vague", phrase="dozens", attribution=chain({"type": "unnamed_source"}, relayers=(AGENCY,))),
        report("c7", "none"),
    ]
    archive = Archive(here, article("a", casualty_reports=reports))
    found = archive.rows("SELECT source, last_relayer, bounds FROM claims_by_source ORDER BY report_id")
    assert found == [
        ("Ministry of Health", None, "27"),
        ("Ministry of Health", None, "27 or more"),
        ("Ministry of Health", None, "0 to 49"),
        ("Ministry of Health", None, "at most 100"),
        ("Ministry of Health", None, "about 30"),
        ("not named", "Example Wire", "not known"),
        ("Ministry of Health", None, "0"),
    ]


def test_records_that_stand_alone_are_rows_and_count_while_their_article_is_not_there(here: Path) -> None:
    loose = Quote.model_validate(standalone(quote("q1"), "quote", "elsewhere", 3))
    known = Quote.model_validate(standalone(quote("q2"), "quote", "here"))
    figure = CasualtyReport.model_validate(standalone(report("c1", "exact", 4), "casualty_report", "elsewhere"))
    archive = Archive(here, article("here", pub_status="withheld"), loose, known, figure)
    assert archive.rows("SELECT quote_id, article_id, version, pub_status FROM latest_quotes") == [
        ("urn:example:q1", "urn:example:elsewhere", 3, None)
    ]
    assert archive.rows("SELECT report_id FROM current_claims") == [("urn:example:c1",)]


def test_the_speaker_and_the_last_relayer_are_flattened_and_the_chain_is_kept(here: Path) -> None:
    attribution = chain(MAYOR, MINISTRY, relayers=(MINISTRY, AGENCY))
    archive = Archive(here, article("a", quotes=[quote("q", attribution=attribution)]))
    query = """
        SELECT speaker, speaker_type, speaker_count, speaker_job_title, speaker_affiliation, said_at, channel,
            last_relayer, last_relayer_id
        FROM quotes
    """
    assert archive.rows(query) == [
        (
            "Ada Example; Ministry of Health",
            "person",
            2,
            "mayor",
            "Anytown",
            "2024-05-01T10:00:00Z",
            "interview",
            "Example Wire",
            "https://wire.example/",
        )
    ]
    assert archive.rows("SELECT len(attribution), attribution[3].agents[1].name FROM quotes") == [(3, "Example Wire")]


def test_the_spokesperson_is_the_speaker(here: Path) -> None:
    attribution = chain(MINISTRY)
    attribution["links"].append({"role": "spokesperson", "agents": [MAYOR]})
    archive = Archive(here, article("a", quotes=[quote("q", attribution=attribution)]))
    assert archive.rows("SELECT speaker FROM quotes") == [("Ada Example",)]


def test_views_work_from_anywhere_once_they_are_told_where_the_tables_are(tmp_path: Path) -> None:
    parquet.write_tables(STORY, tmp_path)
    database = duckdb.connect()
    database.execute(f"SET VARIABLE newsschema_tables = '{tmp_path}'")
    database.execute((tmp_path / "views.sql").read_text("utf-8"))
    assert database.execute("SELECT count(*) FROM latest_usable_articles").fetchall() == [(2,)]


def assessed(name: str, *reports: str, **more: Any) -> dict[str, Any]:
    names = [f"urn:example:{report}" for report in reports]
    base = {"identifier": f"urn:example:{name}", "outcome": "killed", "reports": names, "by": AGENCY}
    return {**base, "low": 10, "best": 12, "high": 30, "method": "Lists were compared.", **more}


def test_assessed_figures_are_rows_of_their_own_and_no_claims(here: Path) -> None:
    reports = [report("c1", "exact", 12), report("c2", "up_to", 30)]
    older = article("flood", 1, casualty_reports=reports, assessed_figures=[assessed("f1", "c1", best=11)])
    newer = article(
        "flood",
        2,
        casualty_reports=reports,
        assessed_figures=[assessed("f1", "c1", "c2", population={"sex": "female"}, at="2024-05-03")],
        digital_source_type="urn:example:human",
        rights={"notice": "Example", "data_mining": "urn:example:no"},
    )
    archive = Archive(here, older, newer)
    assert archive.rows("SELECT version, low, best, high, report_count FROM assessed_figures ORDER BY version") == [
        (1, 10, 11, 30, 1),
        (2, 10, 12, 30, 2),
    ]
    assert archive.rows(
        "SELECT figure_id, best, unit, sex, assessor, assessor_type, assessor_id, assessed_at, method, reports "
        "FROM latest_assessed_figures"
    ) == [
        (
            "urn:example:f1",
            12,
            "person",
            "female",
            "Example Wire",
            "organization",
            "https://wire.example/",
            "2024-05-03",
            "Lists were compared.",
            ["urn:example:c1", "urn:example:c2"],
        )
    ]
    assert archive.rows(
        "SELECT digital_source_type, data_mining, assessed_figure_count FROM latest_usable_articles"
    ) == [("urn:example:human", "urn:example:no", 1)]
    assert archive.rows("SELECT count(*) FROM current_claims") == [(2,)]


def test_the_views_lie_beside_the_tables(tmp_path: Path) -> None:
    parquet.write_tables([], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "articles.parquet",
        "assessed_figures.parquet",
        "casualty_reports.parquet",
        "quotes.parquet",
        "views.sql",
    ]
    assert (tmp_path / "views.sql").read_text("utf-8") == views()


def test_polars_opens_the_tables(tmp_path: Path) -> None:
    parquet.write_tables(complete_articles(), tmp_path)
    for table, schema in parquet.table_schemas().items():
        assert pl.read_parquet(tmp_path / f"{table}.parquet").columns == schema.names


COUNT_COLUMNS = ("qualifier", "number", "number_to", "phrase", "lower", "lower_open", "upper", "upper_open", "best")


# Directories and files take their time, so that fewer examples are drawn.
@settings(max_examples=FEWER, suppress_health_check=[*HealthCheck])
@given(many=st.lists(articles(), max_size=4), batch=st.sampled_from([1, 2, 256]))
@example(many=[maximal_article()], batch=1)
def test_every_record_is_one_row_with_its_bounds(tmp_path: Path, many: list[Article], batch: int) -> None:
    parquet.write_tables(many, tmp_path, parquet.ParquetOptions(batch_size=batch, row_group_size=3))
    found = {name: pq.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in TABLES}
    assert [(row["article_id"], row["version"]) for row in found["articles"]] == [
        (one.identifier, one.version) for one in many
    ]
    assert [row["quote_id"] for row in found["quotes"]] == [record.identifier for one in many for record in one.quotes]
    reports = [record for one in many for record in one.casualty_reports]
    for row, record in zip(found["casualty_reports"], reports, strict=True):
        for name in (
            "qualifier",
            "number",
            "number_to",
            "phrase",
            "lower",
            "lower_open",
            "upper",
            "upper_open",
            "best",
        ):
            assert row[name] == getattr(record.count, name)


@pytest.mark.parametrize("qualifier", get_args(Qualifier))
def test_every_qualifier_has_the_bounds_of_the_model(here: Path, qualifier: str) -> None:
    number = 27 if qualifier not in ("vague", "unspecified", "none", "not_stated") else None
    figure = report("c", qualifier, number, phrase="dozens")
    figure["count"]["number_to"] = 30 if qualifier == "range" else None
    story = article("a", casualty_reports=[figure])
    count = story.casualty_reports[0].count
    rows = Archive(here, story).rows("SELECT lower, best, upper, upper_open FROM casualty_reports")
    assert rows == [(count.lower, count.best, count.upper, count.upper_open)]


def test_public_tables_hold_nothing_internal(here: Path) -> None:
    speaker = {"type": "person", "qcode": "staff:secret", "contacts": [{"kind": "email", "value": "secret"}]}
    source = {"type": "unnamed_source", "local_key": "secret"}
    loose = Quote.model_validate(standalone(quote("q1", speaker), "quote", "elsewhere"))
    documents = [article("a", title="secret", quotes=[quote("q2", source, speaker)]), loose]
    Archive(here, *documents, options=WriteOptions(audience="public"))
    tables = [pq.read_table(here / f"{name}.parquet").to_pylist() for name in TABLES]
    assert "secret" not in str(tables)
    Archive(here, *documents)
    assert "secret" in str(pq.read_table(here / "quotes.parquet").to_pylist())


def test_a_writer_takes_documents_as_they_come(tmp_path: Path) -> None:
    with parquet.TableWriter(tmp_path) as writer:
        for document in STORY:
            writer.write([document])
    assert pq.read_table(tmp_path / "articles.parquet").num_rows == len(STORY)


@pytest.mark.parametrize("batch_size", [1, 2, 1_000])
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_batches_of_a_table_are_its_rows(batch_size: int, audience: Any, tmp_path: Path) -> None:
    documents: list[Article | Quote] = [
        article("one", quotes=[quote("a"), quote("b")], casualty_reports=[report("c", "exact", 3)]),
        article("two"),
        Quote.model_validate(standalone(quote("d"), "quote", "one")),
    ]
    options = parquet.ParquetOptions(audience=audience, batch_size=batch_size)
    parquet.write_tables(documents, tmp_path, options)
    for name in TABLES:
        batches = list(parquet.table_batches(documents, name, options))
        assert all(batch.schema.equals(parquet.table_schemas()[name]) for batch in batches)
        assert all(0 < batch.num_rows <= batch_size for batch in batches)
        rows = [row for batch in batches for row in batch.to_pylist()]
        assert rows == pq.read_table(tmp_path / f"{name}.parquet").to_pylist()
