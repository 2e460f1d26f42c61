"""Words of personal and internal fields appear in no report and no exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

import newsschema
from newsschema.cli import cli
from newsschema.cli.reporters import NAMES
from newsschema.diagnostics import diagnostic
from newsschema.v1 import Article
from newsschema.v1.sensitivity import is_sensitive, marked, sensitive_pointers

SENTINEL = "Sentinelson"

PERSON = {
    "type": "person",
    "name": f"Ada {SENTINEL}",
    "contacts": [{"kind": "email", "value": f"{SENTINEL}@desk.example"}],
}

# In every field that is marked, with a fault beside it and a fault in it.
OWN: dict[str, Any] = {
    "type": "article",
    "schema_version": "1.0",
    "identifier": "urn:example:s",
    "title": SENTINEL,
    "published": "soon",
    "authors": [{"agent": {**PERSON, "identifier": f"not an iri {SENTINEL}"}}],
    "contributors": [{"agent": {**PERSON, SENTINEL: 1}}],
    "people": [PERSON],
    "editorial_notes": [{"text": SENTINEL, "audience": SENTINEL}],
    "quotes": [
        {
            "identifier": "urn:example:s#q1",
            "kind": "direct",
            "text": 5,
            "attribution": {"links": [{"role": "originator", "agents": [{**PERSON, "qcode": f"{SENTINEL} no"}]}]},
        },
        {
            "identifier": "urn:example:s#q2",
            "kind": "nothing",
            "text": "Yes",
            "attribution": {
                "links": [{"role": "originator", "agents": [{"type": "unnamed_source", "local_key": f"{SENTINEL}\n"}]}]
            },
        },
    ],
    "extensions": [{"namespace": SENTINEL, "name": 5, "value": SENTINEL}],
}

NODE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": "https://news.example/1",
    "headline": "Snow",
    "datePublished": "soon",
    "author": {"@type": "Person", "name": SENTINEL, "email": f"{SENTINEL}@desk.example", "url": f"no {SENTINEL}"},
    "about": [{"@type": "Person", "name": SENTINEL, "sameAs": f"no {SENTINEL}"}],
    "editor": SENTINEL,
}

G2 = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.35" conformance="power"
 guid="urn:example:g2" version="1"><itemMeta><itemClass qcode="ninat:text"/><provider literal="p"/>
<versionCreated>2024-01-01T00:00:00Z</versionCreated><title>{SENTINEL}</title><edNote>{SENTINEL}</edNote></itemMeta>
<contentMeta><creator type="cpnat:person" literal="{SENTINEL}"><name>{SENTINEL}</name></creator>
<headline>Snow</headline>
<contentCreated>soon {SENTINEL[:0]}</contentCreated>
<contributor qcode="{SENTINEL}"><name>{SENTINEL}</name></contributor>
<subject type="cpnat:person" uri="urn:x"><name>{SENTINEL}</name></subject></contentMeta></newsItem>
"""

PAGE = f"""<!doctype html><html lang="en"><head><script type="application/ld+json">
{json.dumps(NODE)}
</script><script type="application/ld+json">{json.dumps(NODE)[:-1]},, "author": "{SENTINEL} </script></head></html>
"""

SOURCES = {
    "own.json": json.dumps(OWN),
    "own-indented.json": json.dumps(OWN, indent=1),
    "lines.jsonl": f"{json.dumps(OWN)}\n{json.dumps(OWN)}\n",
    "broken.json": json.dumps(OWN)[:-1] + ",,",
    "cut.json": json.dumps(OWN)[:420],
    "node.jsonld": json.dumps(NODE),
    "node-indented.jsonld": json.dumps(NODE, indent=2),
    "broken.jsonld": json.dumps(NODE)[:-1] + ",,, x",
    "page.html": PAGE,
    "item.xml": G2,
    "broken.xml": G2.replace("</contentMeta>", "</contentmeta>"),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("report", NAMES)
def test_no_report_repeats_them(report: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    (tmp_path / source).write_text(SOURCES[source], "utf-8")
    result = CliRunner().invoke(
        cli,
        ["validate", str(tmp_path / source), "--output-format", report, "--show-info", "--statistics"],
        standalone_mode=False,
    )
    assert result.exception is None, result.exception
    assert result.output
    assert SENTINEL not in result.output
    assert not step.exists() or SENTINEL not in step.read_text("utf-8")


@pytest.mark.parametrize("source", SOURCES)
def test_no_baseline_holds_them(source: str, tmp_path: Path) -> None:
    (tmp_path / source).write_text(SOURCES[source], "utf-8")
    baseline = tmp_path / "baseline.json"
    CliRunner().invoke(cli, ["validate", str(tmp_path / source), "--write-baseline", str(baseline)])
    assert SENTINEL not in baseline.read_text("utf-8")


def raised(call: Callable[[], object]) -> str:
    """Return the words of what a call raises; none where it raises nothing."""
    try:
        call()
    except newsschema.NewsschemaError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("source", SOURCES)
def test_no_exception_repeats_them(source: str) -> None:
    assert SENTINEL not in raised(lambda: newsschema.load_all(SOURCES[source]))


@pytest.mark.parametrize("source", SOURCES)
def test_reading_files_raises_without_them(source: str, tmp_path: Path) -> None:
    path = tmp_path / source
    path.write_text(SOURCES[source], "utf-8")
    assert SENTINEL not in raised(lambda: list(newsschema.read(str(path))))
    result = CliRunner().invoke(cli, ["show", str(path)])
    if result.exit_code == 1:
        assert SENTINEL not in result.output


def test_they_are_shown_on_a_terminal_only(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(SOURCES["own.json"], "utf-8")
    result = CliRunner().invoke(cli, ["validate", str(path), "--show-sensitive"], standalone_mode=False)
    assert isinstance(result.exception, newsschema.NewsschemaError)
    assert "terminal" in str(result.exception)


@pytest.mark.parametrize(
    ("path", "sensitive"),
    [
        ("/headline", False),
        ("/title", True),
        ("/media/0/title", False),
        ("/people/0/name", True),
        ("/organizations/0/name", False),
        ("/quotes/0/attribution/links/0/agents/0/name", True),
        ("/quotes/0/attribution/links/0/role", False),
        ("/casualty_reports/0/population/ihl_status", True),
        ("/casualty_reports/0/count/number", False),
        ("/editorial_notes/0/text", True),
        ("/extensions/0/value", True),
        ("/author/0/name", True),
        ("/datePublished", False),
        ("/newsItem/contentMeta/creator[1]/name", True),
        ("/newsItem/contentMeta/headline[2]", False),
    ],
)
def test_places_are_told_apart_by_the_marks_of_the_model(path: str, sensitive: bool) -> None:
    assert is_sensitive(path) is sensitive


def test_findings_of_safety_are_always_marked() -> None:
    words = diagnostic("NS017", "the words", path="/headline")
    safety = [one for one in newsschema.diagnostics.CODES if one.startswith("NS9")]
    (kept, *hidden) = marked([words, *(diagnostic(code, "the words", path="/headline") for code in safety)])
    assert str(kept).endswith("the words (at /headline)")
    assert all("the words" not in str(one) + json.dumps(one.to_dict()) for one in hidden)


def test_the_values_of_marked_fields_are_found() -> None:
    found = set(sensitive_pointers(OWN))
    assert {"/title", "/people/0/name", "/editorial_notes", "/extensions", "/contributors"} <= found
    assert "/published" not in found


# --- What code that builds models prints when it goes wrong

BUILDS: dict[str, dict[str, Any]] = {
    "a name": {"people": [{"type": "person", "name": [SENTINEL]}]},
    "a name of the wrong form": {"people": [{"type": "person", "name": f"{SENTINEL}\n{SENTINEL}"}]},
    "a contact": {
        "authors": [{"agent": {"type": "person", "name": "A", "contacts": [{"value": 5, "kind": SENTINEL}]}}]
    },
    "an internal note": {"editorial_notes": [{"text": SENTINEL, "role": 7}]},
    "an unnamed source": {
        "quotes": [
            {
                "identifier": "urn:example:q",
                "kind": "direct",
                "text": "No.",
                "attribution": {
                    "links": [{"role": "x", "agents": [{"type": "unnamed_source", "local_key": SENTINEL}]}]
                },
            }
        ]
    },
    "a whole object": {"people": [{"type": "person", "name": "A", "nickname": SENTINEL}], "headline": {"a": SENTINEL}},
}


@pytest.mark.parametrize("name", BUILDS)
def test_an_error_of_building_repeats_no_value(name: str) -> None:
    stated: dict[str, Any] = {"identifier": "urn:example:1", **BUILDS[name]}
    builders: tuple[Callable[[], Article], ...] = (
        lambda: Article.model_validate(stated),
        lambda: Article(**stated),
        lambda: Article(identifier="urn:example:2").replace(**BUILDS[name]),
    )
    for build in builders:
        with pytest.raises(ValidationError) as caught:
            build()
        assert SENTINEL not in str(caught.value)
        assert SENTINEL not in repr(caught.value)
    with pytest.raises(ValidationError) as caught:
        Article.model_validate_json(json.dumps({"type": "article", "schema_version": "1.0", **stated}))
    assert SENTINEL not in str(caught.value)
