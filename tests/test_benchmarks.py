"""The benchmarks run, and their corpus is what they say; how fast anything is decides nothing here."""

from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest

from benchmarks import archives, bench, compare, corpus
from benchmarks.measure import Ratio, Times, ratio
from newsschema import dumps


@pytest.mark.filterwarnings("default")  # the peers' own business
def test_a_quick_run_measures_every_path_and_writes_what_the_docs_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--quick", "--output", str(tmp_path)]) == 0
    result = orjson.loads((tmp_path / "results.json").read_bytes())
    assert all(row["ratio"]["median"] > 0 for row in result["rows"])
    assert sum(row["goal"] is not None for row in result["rows"]) == 12
    table = (tmp_path / "results.md").read_text()
    assert all(f"| {each['name']} |" in table for each in [*result["rows"], *result["whole"]])
    for chart in ("paths.svg", "sizes.svg", "quotes.svg", "memory.svg", "archives.svg", "cores.svg"):
        ET.fromstring((tmp_path / chart).read_text())  # noqa: S314  # our own
        assert chart == "paths.svg" or f"]({chart})" in table
    capsys.readouterr()
    assert compare.main([str(tmp_path / "results.json")] * 2) == 0
    lines = capsys.readouterr().out.splitlines()
    paths, others = lines[1 : lines.index("")], lines[lines.index("") + 2 :]
    assert len(paths) == len(result["rows"])
    assert all("+0%" in line for line in paths)
    assert [line.split(",")[0] for line in others] == [each["name"].split(",")[0] for each in result["whole"]]
    assert all("+0%" in line for line in others if not line.startswith("newsschema --version"))


def test_the_corpus_is_the_same_every_time_and_of_many_languages() -> None:
    first, second = corpus.articles(8), corpus.articles(8)
    assert first == second
    assert len({article.language for article in first}) == 8
    assert all(article.quotes and article.casualty_reports for article in first)
    assert corpus.messages(2) == corpus.messages(2)
    assert corpus.pages(2) == corpus.pages(2)


@pytest.mark.parametrize("size", [1_000, 14_000, 200_000])
def test_an_article_has_about_the_size_that_was_asked_for(size: int) -> None:
    assert 0.7 * size < len(dumps(corpus.of_size(size), format="json")) < 1.3 * size


def test_a_ratio_compares_turn_with_turn() -> None:
    slow_machine = Times([2.0, 20.0, 2.0, 20.0]), Times([1.0, 10.0, 1.0, 10.0])
    assert ratio(*slow_machine) == Ratio(2.0, 2.0, 2.0)


def test_archives_are_measured_and_hold_what_they_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--quick", "--only", "one newsMessage", "--into", "own JSON", "Parquet", "--output", str(tmp_path)]
    assert archives.main(asked) == 0
    found = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["name"] for each in found[:2]] == [
        "NewsML-G2, one newsMessage → own JSON",
        "NewsML-G2, one newsMessage → Parquet",
    ]
    assert len(found) == 6
    assert all(each["peak MB of the process that leads"] > 0 for each in found)
    assert orjson.loads((tmp_path / "archives.json").read_bytes()) == found
    table = (tmp_path / "archives.md").read_text()
    assert all(each["name"] in table for each in found)
    archives.keep({**found[0], "peak MB of the process that leads": 4321}, tmp_path)
    assert len(orjson.loads((tmp_path / "archives.json").read_bytes())) == 6
    assert "| 4321 · " in (tmp_path / "archives.md").read_text()
