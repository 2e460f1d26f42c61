"""Settings: read, refused, merged; and feeds with baselines, budgets and ignores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsschema.archive.judging import fingerprint
from newsschema.cli import cli
from newsschema.diagnostics import diagnostic
from newsschema.errors import UsageError
from newsschema.settings import FILE_NAME, Settings, load, parse_rate


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["validate", *map(str, arguments)], standalone_mode=False)


def report(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--output-format", "json")
    assert result.exception is None, result.exception
    found: dict[str, Any] = json.loads(result.output)
    return found


def document(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "type": "article",
        "schema_version": "1.0",
        "identifier": f"urn:example:{number}",
        "headline": f"Snow, part {number}",
        "language": "en",
        **fields,
    }


def write(path: Path, *documents: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in documents), "utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a feed of nine good articles and a bad one, and work in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
    write(tmp_path / "feeds" / "a.jsonl", *map(document, range(9)), document(9, published="soon"))
    write(tmp_path / "feeds" / "b.jsonl", document(100))
    return tmp_path


def settings(project: Path, text: str) -> None:
    (project / FILE_NAME).write_text(f'select = ["NS0", "NS59"]\n{text}', "utf-8")


# --- Reading


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(start=tmp_path / "nowhere").model_dump() == Settings().model_dump()


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.newsschema]\nmax-findings = 7\n", "utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    assert load(start=inner).max_findings == 7
    (tmp_path / "a" / FILE_NAME).write_text("max_findings = 8\n", "utf-8")
    assert load(start=inner).max_findings == 8


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profil = 'strict'", "profil is not known; did you mean profile?"),
        (
            "[feeds.a]\nsources = ['x']\nmin-artikles = 3",
            "feeds.a.min_artikles is not known; did you mean min_articles?",
        ),
        ("[feeds.a]\nprofile = 'strict'", "feeds.a.sources is missing"),
        ("[feeds.a]\nsources = []", "feeds.a.sources: a feed has at least one source"),
        ("profile = 'stric'", "did you mean strict?"),
        ("[severities]\nNS071 = 'error'", "there is no rule 'NS071'"),
        ("[severities]\nNS017 = 'fatal'", "must be 'error', 'warning' or 'info'"),
        ("[budgets]\nNS017 = '200%'", 'a rate is from "0%" to "100%"'),
        ("[[ignores]]\ncode = 'NS017'", "ignores.0.reason is missing"),
        ("[[ignores]]\ncode = 'NS017'\nreason = 'known'\nuntill = 2030-01-01", "did you mean until?"),
        ("rules = '7.0'", "rules: this installation has the rules up to 1."),
        ("rules = '1.99'", "Install newsschema 1.99 or newer, or take 1."),
        ("rules = '0.9'", "rules: there are no rules of 0.9. Take one of: 1.0"),
        ("rules = 'newest'", 'a version of the rules is written "1.'),
        ("fail-on = ", "not TOML"),
        ("file = 'x'", "is not known"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        load(start=tmp_path)
    assert words in str(caught.value).replace("‘", "'")
    assert FILE_NAME in str(caught.value)


@pytest.mark.parametrize(("text", "rate"), [("2%", 0.02), ("0.5 %", 0.005), (0.25, 0.25), ("100%", 1.0), ("0%", 0.0)])
def test_rates(text: str | float, rate: float) -> None:
    assert parse_rate(text) == pytest.approx(rate)


# --- Judging


def test_the_command_line_wins(project: Path) -> None:
    settings(project, 'fail-on = "error"\n[severities]\nNS017 = "warning"\n')
    assert run("feeds").return_value == 0
    assert run("feeds", "--fail-on", "warning").return_value == 1
    assert run("feeds", "--severity", "NS017=error").return_value == 1


def test_max_findings_cuts_the_list_and_not_the_count(project: Path) -> None:
    write(project / "c.jsonl", *(document(number, published="soon") for number in range(5)))
    found = report("c.jsonl", "--max-findings", "2", "--select", "NS0")
    assert len(found["diagnostics"]) == 2
    assert found["partial"] is True
    assert found["counts"]["error"] == 5


def test_a_baseline_by_finding_fails_on_what_is_new(project: Path) -> None:
    settings(project, "")
    assert run("feeds", "--write-baseline", "known.json").return_value == 0
    assert run("feeds", "--baseline", "known.json").return_value == 0
    # Other lines above it change nothing; another fault does.
    text = (project / "feeds" / "a.jsonl").read_text("utf-8")
    (project / "feeds" / "a.jsonl").write_text("\n\n" + text, "utf-8")
    assert report("feeds", "--baseline", "known.json")["known"] == 1
    write(project / "feeds" / "new.jsonl", document(200, published="later"))
    assert run("feeds", "--baseline", "known.json").return_value == 1


def test_a_known_finding_that_comes_twice_is_new_once(project: Path) -> None:
    settings(project, "")
    run("feeds", "--write-baseline", "known.json")
    write(project / "feeds" / "again.jsonl", document(9, published="soon"))
    found = report("feeds", "--baseline", "known.json")
    assert (found["known"], found["counts"]["error"]) == (1, 1)


def test_a_baseline_by_rate_fails_when_the_rate_rises(project: Path) -> None:
    settings(project, "")
    run("feeds", "--write-baseline", "rates.json", "--baseline-by", "rate")
    assert json.loads((project / "rates.json").read_text("utf-8"))["rates"] == {
        "": {"NS017": pytest.approx(1 / 11, abs=1e-6)}
    }
    assert run("feeds", "--baseline", "rates.json").return_value == 0
    write(project / "feeds" / "more.jsonl", *map(document, range(300, 320)), document(400, published="later"))
    within = run("feeds", "--baseline", "rates.json")
    assert within.return_value == 0
    assert "all errors are within their budgets" in within.output
    write(project / "feeds" / "more.jsonl", document(400, published="later"))
    result = report("feeds", "--baseline", "rates.json")
    assert "NS592" in result["codes"]


@pytest.mark.parametrize(
    ("text", "words"), [("{}", "is not one of this version"), ("nothing", "is not JSON"), (None, "cannot be read")]
)
def test_a_broken_baseline_is_named(project: Path, text: str | None, words: str) -> None:
    if text is not None:
        (project / "known.json").write_text(text, "utf-8")
    error = run("feeds", "--baseline", "known.json").exception
    assert isinstance(error, UsageError)
    assert words in str(error)


@pytest.mark.parametrize(("budget", "status"), [("10%", 0), ("5%", 1)])
def test_a_budget_tolerates_a_share(project: Path, budget: str, status: int) -> None:
    settings(project, f'[budgets]\nNS017 = "{budget}"\n')
    result = run("feeds")
    assert result.return_value == status
    assert ("1 of 11 documents (9.1%) break NS017; the budget is 5.0%" in result.output) == bool(status)


def test_too_few_articles_are_an_error(project: Path) -> None:
    settings(project, "[feeds.b]\nsources = ['feeds/b.jsonl']\nmin-articles = 2\n")
    found = report()
    assert [one["code"] for one in found["diagnostics"]] == ["NS591"]
    assert (found["diagnostics"][0]["source"], found["diagnostics"][0]["line"]) == (FILE_NAME, 4)


@pytest.mark.parametrize(("until", "codes"), [("2026-01-01", []), ("2025-12-31", ["NS017", "NS590"])])
def test_an_ignore_ends(project: Path, until: str, codes: list[str]) -> None:
    settings(project, f"[[ignores]]\ncode = 'NS017'\nsource = 'a.jsonl'\nreason = 'being mended'\nuntil = {until}\n")
    assert [one["code"] for one in report("feeds")["diagnostics"]] == codes


@pytest.mark.parametrize("fields", ["identifier = 'urn:example:other'", "path = '/headline'", "source = 'b.jsonl'"])
def test_an_ignore_covers_no_more_than_it_says(project: Path, fields: str) -> None:
    settings(project, f"[[ignores]]\ncode = 'NS017'\nreason = 'being mended'\n{fields}\n")
    assert run("feeds").return_value == 1


FEEDS = """
[feeds.alpha]
sources = ["feeds/a.jsonl"]
[feeds."b & <c>"]
sources = "feeds/b.jsonl"
severities = { NS017 = "info" }
"""


def test_every_report_groups_by_feed(project: Path) -> None:
    settings(project, FEEDS)
    found = report()
    assert set(found["feeds"]) == {"alpha", "b & <c>"}
    assert found["diagnostics"][0]["feed"] == "alpha"
    assert "feed alpha" in run().output
    log = json.loads(run("--output-format", "sarif").output)
    assert [one["automationDetails"]["id"] for one in log["runs"]] == [
        "newsschema/alpha/",
        "newsschema/b%20%26%20%3Cc%3E/",
    ]
    assert '<testsuite name="alpha" tests="10" failures="1"' in run("--output-format", "junit").output
    assert 'data-feed="alpha"' in run("--output-format", "html").output
    assert "title=alpha%3A NS017" in run("--output-format", "github").output


def test_a_page_a_feed(project: Path) -> None:
    settings(project, FEEDS)
    run("--output-format", "html", "--output", "report/")
    assert sorted(path.name for path in (project / "report").glob("*.html")) == ["alpha.html", "b-c.html", "index.html"]
    index = (project / "report" / "index.html").read_text("utf-8")
    assert '<a href="b-c.html"><bdi>b &amp; &lt;c&gt;</bdi></a>' in index
    # It can be written again, over its own pages.
    assert run("--output-format", "html", "--output", "report/").exception is None


def test_one_feed_can_be_chosen(project: Path) -> None:
    settings(project, FEEDS)
    assert run("--feed", "b & <c>").return_value == 0
    error = run("--feed", "alphaa").exception
    assert isinstance(error, UsageError)
    assert "Did you mean alpha?" in str(error)


def test_sources_of_settings_lie_beside_them(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(project, FEEDS)
    monkeypatch.chdir(project / "feeds")
    assert report()["diagnostics"][0]["source"] == "a.jsonl"


def test_nothing_to_check_is_a_mistake_of_the_command(project: Path) -> None:
    settings(project, "")
    assert isinstance(run().exception, UsageError)


def test_a_fingerprint_forgets_the_line_and_sensitive_words() -> None:
    one = diagnostic("NS017", "x", path="/title", source="a.json", line=1, sensitive=True)
    other = diagnostic("NS017", "y", path="/title", source="a.json", line=9, sensitive=True)
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(one, "feed")


# --- Schemas


def test_a_feed_may_ask_for_the_schemas(project: Path) -> None:
    nested = {"identifier": "https://news.example/a#q1", "type": None, "text": "It snows.", "kind": "direct"}
    speaker = {"links": [{"role": "originator", "agents": [{"type": "person", "name": "Ana Ruiz"}]}]}
    write(project / "feeds" / "c.jsonl", document(7, quotes=[{**nested, "attribution": speaker}]))
    settings(project, "schemas = true\n[feeds.c]\nsources = ['feeds/c.jsonl']\n")
    assert [one["code"] for one in report()["diagnostics"]] == ["NS033"]
    assert report("--no-schema")["diagnostics"] == []
    settings(project, "[feeds.c]\nsources = ['feeds/c.jsonl']\n")
    assert report()["diagnostics"] == []
    assert [one["code"] for one in report("--schema")["diagnostics"]] == ["NS033"]


def test_the_schema_of_a_feed_stands_beside_the_settings(project: Path) -> None:
    settings(project, "[feeds.b]\nsources = ['feeds/b.jsonl']\nxsd = 'none.xsd'\n")
    caught = run().exception
    assert isinstance(caught, UsageError)
    assert "none.xsd cannot be read" in str(caught)
