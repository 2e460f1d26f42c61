"""Coverage tells of every value of a source what became of it, by what the source itself holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import newsschema as ns
from newsschema.archive.coverage import MASKED, OUTCOMES, Coverage, PathOutcome, coverage
from newsschema.cli import cli
from newsschema.formats.base import ReadOptions

MESSAGE = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/" xmlns:v="http://vendor.example/">
<header><sent>2024-05-02T10:00:00Z</sent><priority>4</priority></header><itemSet>
<newsItem guid="urn:x:1" version="1" standard="NewsML-G2" standardversion="2.30" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_30.xml"/>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="EX"><name xml:lang="en">Example</name></provider>
<versionCreated>2024-05-02T10:00:00Z</versionCreated><v:desk shift="night">north</v:desk>
<edNote>Call Ada Example</edNote></itemMeta>
<contentMeta><urgency>11</urgency><headline>Flood</headline>
<subject qcode="medtop:03000000"><name xml:lang="en">disaster</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title>
</head><body><p class="lead">Water <b>rose</b>.</p></body></html></inlineXML></contentSet></newsItem>
<conceptItem guid="urn:x:2"><concept><name>set aside</name></concept></conceptItem></itemSet></newsMessage>"""

NODE: dict[str, object] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": "https://news.example/1",
    "headline": "Flood",
    "wordCount": 7,
    "publisher": {"@id": "https://news.example/#us"},
    "image": "no link at all",
}
BLOCKS: list[dict[str, object]] = [
    NODE,
    {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": "https://news.example/#us",
        "name": "Example",
        "slogan": "First",
    },
    {"@context": "https://schema.org", "@type": "BreadcrumbList", "name": "crumbs"},
]


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def page(blocks: list[dict[str, object]]) -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    return f"<html><head>{scripts}</head><body></body></html>"


def paths(found: Coverage, outcome: PathOutcome) -> dict[str, int]:
    return {entry.path: entry.count for entry in found.of(outcome)}


def test_paths_of_a_message(tmp_path: Path) -> None:
    found = coverage(written(tmp_path, "m.xml", MESSAGE))
    assert found.items == {"read": 1, "skipped": 1}
    kept, mapped = paths(found, "kept"), paths(found, "mapped")
    assert {
        "newsMessage/header/priority",
        "newsItem/itemMeta/provider/name/@xml:lang",
        "newsItem/itemMeta/{http://vendor.example/}desk",
        "newsItem/itemMeta/{http://vendor.example/}desk/@shift",
        "newsItem/contentMeta/urgency",
        "newsItem/contentSet/inlineXML/html/body/p/@class",
    } <= set(kept)
    assert {
        "newsItem/@guid",
        "newsItem/contentMeta/headline",
        "newsItem/contentMeta/subject/name/@xml:lang",
        "newsItem/contentSet/inlineXML/html/body/p",
        "newsItem/contentSet/inlineXML/html/body/p/b",
    } <= set(mapped)
    assert kept.keys().isdisjoint(mapped)
    assert set(paths(found, "set aside")) == {"conceptItem/@guid", "conceptItem/concept/name"}
    assert set(paths(found, "left out")) == {
        "newsItem/@standard",
        "newsItem/@standardversion",
        "newsItem/catalogRef/@href",
    }
    assert paths(found, "unreadable") == {}


def test_paths_of_a_page(tmp_path: Path) -> None:
    found = coverage(written(tmp_path, "p.html", page(BLOCKS)))
    assert paths(found, "unreadable") == {"NewsArticle/image": 1}
    assert paths(found, "kept") == {"NewsArticle/wordCount": 1, "Organization/slogan": 1}
    assert set(paths(found, "set aside")) == {"BreadcrumbList/@type", "BreadcrumbList/name"}
    assert {"NewsArticle/headline", "Organization/name"} <= set(paths(found, "mapped"))


def test_a_rejected_item_is_unreadable_in_all_its_paths(tmp_path: Path) -> None:
    node = {**NODE, "author": "Ada Example"}
    name = written(tmp_path, "p.jsonl", json.dumps(node) + "\n" + json.dumps(BLOCKS[2]) + "\n")
    strict = coverage(name, options=ReadOptions(strict=True))
    assert strict.items == {"rejected": 1, "skipped": 1}
    assert "NewsArticle/headline" in paths(strict, "unreadable")
    assert paths(strict, "mapped") == {}
    assert set(paths(strict, "set aside")) == {"BreadcrumbList/@type", "BreadcrumbList/name"}


@pytest.mark.parametrize("data", ["", "words", "{", "[" * 5000, '{"a":' * 5000, "<a>" * 5000, "<html></html>"])
def test_what_nobody_can_read_is_one_path_with_its_reason(tmp_path: Path, data: str) -> None:
    found = coverage(written(tmp_path, "x.json", data))
    (entry,) = found.of("unreadable")
    assert (entry.path, entry.count) == ("(the whole item)", 1)
    assert entry.example


def test_items_of_a_message_that_breaks_off_are_counted_once(tmp_path: Path) -> None:
    found = coverage(written(tmp_path, "m.xml", MESSAGE.replace("</itemSet></newsMessage>", "<newsItem")))
    (entry,) = found.of("unreadable")
    assert (entry.path, entry.count) == ("(the whole item)", found.items["rejected"])
    assert found.unseen == sum(found.items.values()) - found.items["rejected"]


def test_deep_nesting_is_counted_and_ends(tmp_path: Path) -> None:
    deep = '{"a":' * 600 + "1" + "}" * 600
    text = f'{{"type":"article","schema_version":"1.0","identifier":"urn:x:1","body":{deep}}}'
    found = coverage(written(tmp_path, "x.json", text))
    assert found.values("unreadable") == 4


def test_own_json_and_its_columns_say_the_same(tmp_path: Path) -> None:
    article = ns.Article.model_validate(
        {"identifier": "urn:x:1", "headline": "Flood", "keywords": ["a", "b"], "authors": [{"agent": _person("Ada")}]}
    )
    found = {}
    for name in ("one.jsonl", "one.parquet"):
        ns.write([article], str(tmp_path / name))
        found[name] = coverage(str(tmp_path / name))
        assert found[name].items == {"read": 1}
    assert paths(found["one.jsonl"], "mapped")["keywords"] == 2
    # Parquet states the version's number too, whose default JSON leaves to the reader.
    assert paths(found["one.jsonl"], "mapped").items() <= paths(found["one.parquet"], "mapped").items()


def _person(name: str) -> dict[str, str]:
    return {"type": "person", "name": name}


@pytest.mark.parametrize("name", ["m.xml", "p.html"])
def test_every_value_has_one_outcome(tmp_path: Path, name: str) -> None:
    found = coverage(written(tmp_path, name, MESSAGE if name == "m.xml" else page(BLOCKS)))
    few = coverage(str(tmp_path / name), max_paths=3)
    assert len(few.entries) == 3
    assert [few.values(outcome) for outcome in OUTCOMES] == [found.values(outcome) for outcome in OUTCOMES]
    assert sum(few.others.values()) > 0


def test_what_is_personal_or_internal_is_not_shown(tmp_path: Path) -> None:
    message = written(tmp_path, "m.xml", MESSAGE)
    web = written(tmp_path, "p.html", page([{**NODE, "author": "Ada Example", "about": "mail ada@news.example"}]))
    for arguments in ([], ["--output-format", "json"]):
        result = CliRunner().invoke(cli, ["coverage", message, web, *arguments])
        assert "Ada" not in result.output
        assert "ada@" not in result.output
        assert "edNote" in result.output
        assert MASKED in json.dumps(result.output, ensure_ascii=False) or "\\u2022" in result.output


def test_words_of_a_document_command_no_terminal(tmp_path: Path) -> None:
    name = written(tmp_path, "p.html", page([{**NODE, "headline": "a\x1b[31mb", "x\x1b]0;y": "z"}]))
    result = CliRunner().invoke(cli, ["coverage", name])
    assert "\x1b" not in result.output
    assert "a\\u001b[31mb" in result.output


def test_the_command_counts_and_says_by_its_status_whether_something_is_unreadable(tmp_path: Path) -> None:
    good = written(tmp_path, "m.xml", MESSAGE)
    result = CliRunner().invoke(cli, ["coverage", good, "--max-paths", "1"])
    assert result.exit_code == 0
    assert "(other paths)" in result.output
    assert "2 items in 1 source (1 read, 1 skipped)" in result.output
    bad = written(tmp_path, "bad.json", "{")
    report = CliRunner().invoke(cli, ["coverage", good, bad, "--output-format", "json"], standalone_mode=False)
    assert report.return_value == 1
    told = json.loads(report.stdout)
    assert told["sources"] == 2
    assert told["outcomes"]["unreadable"]["values"] == 1
    assert told["outcomes"]["kept"]["paths"][0]["count"] >= told["outcomes"]["kept"]["paths"][-1]["count"]
