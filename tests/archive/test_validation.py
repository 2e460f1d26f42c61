"""Validation reads every document, checks it, and says where what is wrong stands."""

import json
from pathlib import Path

import pytest

from newsschema.archive.validation import Result, validate
from newsschema.errors import UsageError

ARTICLE = {
    "type": "article",
    "schema_version": "1.0",
    "identifier": "https://news.example/a",
    "language": "en",
    "headline": "HARBOUR BRIDGE REOPENS AFTER REPAIRS",
}
BREADCRUMBS = '{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": []}'
NEWS = '{"@context": "https://schema.org", "@type": "NewsArticle", "@id": "https://news.example/a", "inLanguage": "en"}'


def places(result: Result) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.code, one.line, one.column, one.path) for one in result]


def page(*blocks: str) -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head><title>x</title>{scripts}</head></html>"


def test_rules_run_on_every_article_and_name_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ARTICLE, indent=2))
    result = validate(str(tmp_path))
    assert places(result) == [("NS164", 6, 15, "/headline")]
    assert result.articles == 1
    assert result.ok


def test_places_deep_inside_json_lines_are_found(tmp_path: Path) -> None:
    sound = json.dumps({**ARTICLE, "headline": "Bridge opens"})
    lines = [sound.replace("/a", f"/{number}") for number in range(300)]
    lines[250] = json.dumps(ARTICLE)
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    column = lines[250].index('"HARBOUR') + 1
    assert places(validate(str(tmp_path))) == [("NS164", 251, column, "/headline")]


def test_members_that_occur_twice_are_found_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"type": "article", "schema_version": "1.0", "identifier": "https://news.example/a",\n'
        ' "publisher": {"type": "organization", "name": "One", "name": "Two"}}'
    )
    assert places(validate(str(tmp_path))) == [("NS003", 2, 63, "/publisher/name")]


def test_a_source_whose_items_are_all_skipped_holds_no_article(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(BREADCRUMBS))
    assert [one.code for one in validate(str(tmp_path))] == ["NS011"]


def test_what_is_skipped_beside_an_article_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(BREADCRUMBS, NEWS))
    assert validate(str(tmp_path), select=["NS0"]).diagnostics == []


def test_a_page_that_lost_its_markup_does_not_hide_behind_one_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(NEWS))
    (tmp_path / "b.html").write_text(page(BREADCRUMBS))
    (tmp_path / "c.html").write_text(page(NEWS.replace("/a", "/c")))
    (found,) = validate(str(tmp_path), select=["NS0"])
    assert (found.code, found.source) == ("NS011", str(tmp_path / "b.html"))


def test_rules_over_feeds_see_the_whole_run(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({**ARTICLE, "headline": "Bridge opens"}))
    (found,) = validate(str(tmp_path))
    assert (found.code, found.source, found.path) == ("NS501", str(tmp_path / "b.json"), "/version")


def test_what_cannot_be_read_is_told_whatever_is_selected(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({**ARTICLE, "headline": 7}))
    (tmp_path / "b.json").write_text(json.dumps(ARTICLE))
    assert [one.code for one in validate(str(tmp_path), select=["NS3"])] == ["NS016"]


def test_an_unknown_code_is_the_callers_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ARTICLE))
    with pytest.raises(UsageError, match="NS777"):
        validate(str(tmp_path), ignore=["NS777"])
