"""Reports: read back by readers of their own formats, within the limits of their platforms, and safe to show."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import junitparser
import pytest
from click.testing import CliRunner
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from newsschema.archive.judging import Finding
from newsschema.archive.locating import Excerpt
from newsschema.cli import cli, main
from newsschema.cli.reporters import NAMES, github, sarif
from newsschema.cli.reporters.base import Worst, json_text
from newsschema.cli.reporters.text import excerpt_lines
from newsschema.diagnostics import diagnostic

GOOD = {"type": "article", "schema_version": "1.0", "identifier": "urn:example:good", "headline": "Snow in Lorvik"}


def validate(*arguments: str | Path) -> str:
    """Run the command in this process with the rules of syntax alone, and return what it prints."""
    result = CliRunner().invoke(cli, ["validate", "--select=NS0", *map(str, arguments)], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.output


def article(**fields: Any) -> dict[str, Any]:
    return {**GOOD, **fields}


def write(path: Path, *documents: dict[str, Any], indent: int | None = None) -> Path:
    lines = [json.dumps(document, ensure_ascii=False, indent=indent) for document in documents]
    path.write_text("\n".join(lines) + "\n", "utf-8", errors="surrogatepass")
    return path


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    folder = tmp_path / "feed"
    folder.mkdir()
    write(folder / "good.json", GOOD)
    write(folder / "bad.json", article(identifier="urn:example:bad", published="soon"), indent=1)
    return folder


# --- Each report, read back


def test_text_shows_the_line_with_a_caret_below_the_value(feed: Path) -> None:
    lines = validate(feed).splitlines()
    at = next(number for number, line in enumerate(lines) if '"published": "soon"' in line)
    assert lines[at].startswith("     6 │ ")
    assert lines[at + 1].index("^") == lines[at].index('"soon"')
    assert lines[-1] == "1 error: 1 article in 2 sources"


def test_text_is_quiet_when_all_is_well(feed: Path) -> None:
    assert validate(feed / "good.json") == "no problems: 1 article in 1 source\n"


def test_the_caret_stands_below_wide_characters() -> None:
    wide = "見出し: "
    line, caret = (re.sub(r"\x1b\[[0-9;]*m", "", one) for one in excerpt_lines(Excerpt(wide + "x", len(wide)), 3))
    # Each of the three characters takes two columns of a terminal.
    assert caret.index("^") == line.index("x") + 3


def test_in_right_to_left_text_the_words_at_the_place_are_named() -> None:
    _, pointed = excerpt_lines(Excerpt("العنوان هنا", 8), 1)
    assert "at: هنا" in pointed


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    document = article(summary="word " * 400, published="soon", byline="name " * 400)
    lines = validate(write(tmp_path / "a.json", document)).splitlines()
    shown = next(line for line in lines if '"published": "soon"' in line)
    assert shown.count("…") == 2
    assert len(shown) < 130


def test_json_says_everything(feed: Path) -> None:
    report = json.loads(validate(feed, "--output-format", "json"))
    assert report["counts"] == {"error": 1, "warning": 0, "info": 0}
    (found,) = report["diagnostics"]
    assert (found["code"], found["line"], found["column"], found["path"]) == ("NS017", 6, 15, "/published")
    assert len(found["fingerprint"]) == 32


def test_jsonl_is_a_finding_a_line(feed: Path) -> None:
    (line,) = validate(feed, "--output-format", "jsonl").splitlines()
    assert json.loads(line)["identifier"] == "urn:example:bad"


def sarif_log(*arguments: str | Path) -> dict[str, Any]:
    text = validate(*arguments, "--output-format", "sarif")
    SarifLog.model_validate_json(text)
    log: dict[str, Any] = json.loads(text)
    return log


def test_sarif_has_rules_places_and_fingerprints(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(feed.parent)
    (run,) = sarif_log("feed")["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "feed/bad.json", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 6, "startColumn": 15}
    assert result["level"] == "error"
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] == "NS017"
    assert rule["help"]["markdown"]
    assert str(feed.parent) not in json.dumps(run)


def test_fingerprints_survive_lines_added_above(feed: Path) -> None:
    before = sarif_log(feed)["runs"][0]["results"][0]
    text = (feed / "bad.json").read_text("utf-8")
    (feed / "bad.json").write_text("\n\n\n" + text, "utf-8")
    after = sarif_log(feed)["runs"][0]["results"][0]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["locations"] != after["locations"]


def test_equal_findings_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    bad = article(published="soon")
    results = sarif_log(write(tmp_path / "a.jsonl", bad, bad))["runs"][0]["results"]
    assert len({one["partialFingerprints"]["primaryLocationLineHash"] for one in results}) == len(results) >= 2


def test_sarif_keeps_the_worst_and_says_that_it_is_partial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    source = write(tmp_path / "a.jsonl", *(article(identifier=f"urn:example:{n}", published="soon") for n in range(5)))
    (run,) = sarif_log(source, "--severity", "NS017=warning")["runs"]
    assert len(run["results"]) == 2
    assert run["properties"]["total"] == 5
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"] == "partial: the worst 2 of 5 findings"


def test_junit_has_a_test_case_a_document(feed: Path, tmp_path: Path) -> None:
    output = tmp_path / "junit.xml"
    validate(feed, "--output-format", "junit", "--output", output)
    (suite,) = junitparser.JUnitXml.fromfile(str(output))
    assert (suite.tests, suite.failures) == (2, 1)
    cases = {case.name: case for case in suite}
    assert cases["urn:example:good"].is_passed
    (failure,) = cases["urn:example:bad"].result
    assert failure.type == "NS017"
    assert "bad.json:6:15" in failure.text


def test_junit_passes_what_does_not_fail_the_run(feed: Path, tmp_path: Path) -> None:
    output = tmp_path / "junit.xml"
    validate(feed, "--severity", "NS017=warning", "--output-format", "junit", "--output", output)
    (suite,) = junitparser.JUnitXml.fromfile(str(output))
    assert suite.failures == 0
    assert "NS017" in next(case.system_out for case in suite if case.name == "urn:example:bad")


COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:]*)(?:,[a-z]+=[^,:]*)*)::(.*)")


def test_github_annotates_the_line(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(feed.parent))
    first, last = validate(feed, "--output-format", "github").splitlines()
    match = COMMAND.fullmatch(first)
    assert match
    assert match[1] == "error"
    assert "file=feed/bad.json,line=6,col=15,title=NS017 " in match[2]
    assert last == "newsschema: 1 error: 1 article in 2 sources"


def test_github_annotates_the_worst_within_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    bad = [article(identifier=f"urn:example:{number}", published="soon") for number in range(25)]
    lines = validate(write(tmp_path / "a.jsonl", *bad), "--output-format", "github").splitlines()
    assert sum(line.startswith("::error ") for line in lines) == github.PER_TYPE == 10
    assert any(line.startswith("::notice ") and "partial: 10 of 25 findings" in line for line in lines)
    table = step.read_text("utf-8")
    assert re.search(r"^\| NS017 \| error \| 25 \| 25 \|", table, re.MULTILINE)


class Page(HTMLParser):
    """Collects the elements of a page, and fails on what a browser would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        assert not {"src", "srcset", "action", "style"} & given.keys(), tag
        assert not [name for name in given if name.startswith("on")], tag
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}, tag


def test_html_is_one_page_that_asks_for_nothing(feed: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    validate(feed, "--output-format", "html", "--output", output)
    text = output.read_text("utf-8")
    page = Page(text)
    policy = next(given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    articles = [given for tag, given in page.tags if tag == "article"]
    assert [given["data-rule"] for given in articles] == ["NS017"]
    assert "<mark dir=auto>&quot;soon&quot;</mark>" in text
    assert sum(tag == "label" for tag, _ in page.tags) == sum(tag in {"select", "input"} for tag, _ in page.tags)


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_a_browser_runs_the_page_and_filters_it(tmp_path: Path) -> None:
    bad = [article(identifier=f"urn:example:{n}", published="soon") for n in range(30)]
    worse = [article(identifier=f"urn:example:worse:{n}", headline=n) for n in range(3)]
    output = tmp_path / "report.html"
    validate(write(tmp_path / "a.jsonl", *bad, *worse), "--output-format", "html", "--output", output)
    done = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", f"{output.as_uri()}#rule=NS016",
        ],
        capture_output=True, check=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert "3 of 33 findings shown" in done.stdout
    # What the policy refuses, the console says.
    assert "Content Security Policy" not in done.stderr
    assert "Refused" not in done.stderr


# --- Hostile documents and names

HOSTILE = (
    "\n::error file=x::owned ##[error]owned ##vso[task]owned </script><script>alert(1)</script>"
    "<img src=x onerror=alert(1)> \u202egnorw\u202c \x1b[2J\x1b]0;owned\x07 \x9b31m ]]> &amp; `|x| @all {0} [a](1)"
)
NAME = "a ::error::b ##[c] \u202e\x1b[31m <b>&'\" %0A,: é.jsonl"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    folder = tmp_path / "hostile"
    folder.mkdir()
    write(
        folder / NAME,
        article(identifier="urn:example:1", published=HOSTILE),
        article(identifier="urn:example:2", **{HOSTILE: 1}),
        article(identifier=f"urn:example:{HOSTILE}", headline=HOSTILE),
        article(identifier="urn:example:3", language=HOSTILE, summary=HOSTILE),
    )
    (folder / "broken.json").write_text('{"type": "article", "headline": ' + HOSTILE, "utf-8")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_command_nothing(
    name: str, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    text = validate(hostile, "--show-info", "--statistics", "--output-format", name)
    text += step.read_text("utf-8") if step.exists() else ""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "##[" not in text
    assert "##vso[" not in text
    commands = [line for line in text.splitlines() if re.match(r"\s*::", line)]
    assert all(COMMAND.fullmatch(line) for line in commands)
    assert bool(commands) == (name == "github")
    assert not [line for line in text.splitlines() if "::error file=x::" in line and name != "github"]
    if name == "html":
        page = Page(text)
        assert [given for tag, given in page.tags if tag == "script"] == [{}]
        assert not [tag for tag, _ in page.tags if tag == "b" and "owned" in tag]
    if name == "junit":
        assert list(junitparser.JUnitXml.fromstring(text.encode()))
    if name in {"json", "sarif"}:
        assert json.loads(text)
    if name == "jsonl":
        assert all(json.loads(line) for line in text.splitlines())


def test_show_commands_nothing(tmp_path: Path) -> None:
    words = HOSTILE.replace("\x1b", "").replace("\x07", "").replace("\x9b", "").replace("\n", " ")
    document = article(
        headline=words,
        summary=words,
        keywords=[words],
        byline=words,
        body=f"<p>{words.replace('&', '').replace('<', '')}</p>",
    )
    result = CliRunner().invoke(cli, ["show", str(write(tmp_path / "a.json", document))], standalone_mode=False)
    assert result.exception is None
    assert result.output
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)
    assert not [line for line in result.output.splitlines() if re.match(r"\s*::error", line) or "##[" in line]


@pytest.mark.parametrize("command", ["show", "validate"])
def test_what_is_said_of_a_hostile_file_commands_nothing(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "##[error]a.json", article(published="::error::soon\n##[add-mask]x"))
    for name in ("##[error]a.json", "::error::missing.json"):
        with pytest.raises(SystemExit):
            main([command, name])
    told = capfd.readouterr()
    assert "NS017" in told.out + told.err
    assert not re.search(r"##\[|::error", told.out + told.err)


@pytest.mark.parametrize(
    "words", [HOSTILE, "plain", "##[", "\\##[x", "a::b::c", "\u202e", "\U000e0041", "\ud800", 'q"\\']
)
def test_defused_json_says_the_same(words: str) -> None:
    assert json.loads(json_text({"words": words})) == {"words": words.encode("utf-8", "replace").decode()}


def test_reports_that_keep_findings_keep_no_documents() -> None:
    looked: list[str] = []

    def look() -> Excerpt:
        looked.append("once")
        return Excerpt("a line", 2)

    finding = Finding(diagnostic("NS110", line=1, column=3), look=look)
    for excerpts, line in ((False, None), (True, Excerpt("a line", 2))):
        worst = Worst(1, excerpts=excerpts)
        worst.add(finding)
        worst.add(finding)
        (kept,) = worst.findings()
        assert kept.look is not look
        assert (kept.excerpt, worst.partial) == (line, True)
    assert looked == ["once"]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_written_in_pieces_is_json_in_one_style(number: int, tmp_path: Path) -> None:
    lines = [
        {"type": "article", "schema_version": "1.0", "identifier": f"urn:x:{n}", "headline": 5} for n in range(number)
    ]
    good = {"type": "article", "schema_version": "1.0", "identifier": "urn:x:y", "language": "en", "headline": "Snow"}
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, [*lines, good])), "utf-8")
    report = validate(tmp_path / "a.jsonl", "--output-format", "json")
    assert len(json.loads(report)["diagnostics"]) == number
    assert report == json.dumps(json.loads(report), indent=2, ensure_ascii=False) + "\n"
