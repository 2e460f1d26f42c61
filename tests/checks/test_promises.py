"""What holds for all rules together: no false alarms, no exceptions, no words of what is personal or internal."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given

from newsschema import catalogue, diagnostics
from newsschema.catalogue import CODES, Rule, Severity
from newsschema.checks import Finding, Session, check, registry, rule, running, selected, selection
from newsschema.checks.feed import Table, digest
from newsschema.checks.registries import ALIASES, SCHEMES
from newsschema.errors import UsageError
from newsschema.formats.newsml_g2 import iptc_catalog
from newsschema.v1 import Article, CasualtyReport, Document, Quote, UnnamedSource, redact
from newsschema.v1.sensitivity import sensitive_pointers
from newsschema.v1.trees import tree
from tests.conftest import valid_fixtures
from tests.strategies.articles import articles, casualty_reports, complete_articles, maximal_article, quotes

VALID = valid_fixtures()
CLASSES: dict[str, type[Document]] = {"article": Article, "quote": Quote, "casualty_report": CasualtyReport}

# Warnings that an editor would want to see: the first of a witness whom the article quotes without saying why she is
# not named, the others of a reference that shows every field and tells no story.
DEFENDED = {
    "08-japanese-landslide.json": {"NS213"},
    "11-every-field.json": {"NS152", "NS153", "NS201", "NS203", "NS206", "NS348", "NS362", "NS364"},
}


def load(path: Path) -> Document:
    data = path.read_bytes()
    return CLASSES[json.loads(data)["type"]].model_validate_json(data)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_fixtures_have_no_error_and_only_warnings_that_are_defended(path: Path) -> None:
    found = check(load(path), preview=True)
    assert [one for one in found if one.severity is Severity.ERROR] == []
    assert {one.code for one in found} <= DEFENDED.get(path.name, set())


def test_the_versions_of_a_story_pass_the_rules_over_feeds_in_their_order() -> None:
    session = Session(preview=True)
    stories = [load(path) for path in VALID]
    found = [one for story in stories for one in session.check(story)] + session.close()
    assert [one for one in found if one.code.startswith("NS5")] == []


@given(article=articles())
@example(article=maximal_article())
def test_rules_raise_nothing_and_point_into_the_document(article: Article) -> None:
    session = Session(preview=True, profile="google")
    found = session.check(article) + session.check(article) + session.close()
    root = tree(article)
    for one in found:
        assert one.identifier == article.identifier
        assert reaches(root, one.path)


def reaches(value: Any, pointer: str) -> bool:
    """Tell whether a pointer leads to a value, or to the place where one is missing from an object that is there."""
    for step in pointer.split("/")[1:]:
        if value is None:
            return False
        value = value[int(step)] if step.isdecimal() else value.get(step)
    return True


@given(quote=quotes(), report=casualty_reports())
def test_records_that_stand_alone_are_checked_by_the_same_rules(quote: Quote, report: CasualtyReport) -> None:
    for one in (*check(quote, preview=True), *check(report, preview=True)):
        assert one.path == "" or one.path[1:].split("/")[0] in {*Quote.model_fields, *CasualtyReport.model_fields}


@given(article=articles())
def test_checking_is_pure(article: Article) -> None:
    assert check(article) == check(Article.model_validate(tree(article)))


SENTINEL = "Zyxwvut"


def sown(article: Article) -> Article:
    """The article with a word planted in each free text of its personal and internal fields."""
    root = tree(article)
    for pointer in list(sensitive_pointers(root)):
        *steps, last = pointer.split("/")[1:]
        owner: Any = root
        for step in steps:
            owner = owner[int(step) if step.isdecimal() else step]
        if isinstance(owner[last], str) and last in {"name", "local_key", "title"}:
            owner[last] = f"{SENTINEL} {owner[last]}"
    return Article.model_validate(root)


@pytest.mark.parametrize("article", [maximal_article(), *complete_articles()[:2]], ids=["once", "first", "second"])
def test_no_report_of_a_finding_repeats_what_is_personal_or_internal(article: Article) -> None:
    planted = sown(article)
    assert SENTINEL in json.dumps(tree(planted))
    found = Session(preview=True, profile="google").check(planted)
    assert [one for one in found if SENTINEL in str(one) or SENTINEL in json.dumps(one.to_dict())] == []


def test_findings_of_safety_say_nothing_but_the_rule() -> None:
    headline = f"{SENTINEL}\u202e reopens"
    found = check(Article(identifier="https://example.org/a", language="en", headline=headline), select=["NS9"])
    assert [(one.code, one.message, one.sensitive) for one in found] == [("NS904", CODES["NS904"].summary, True)]


def test_what_is_quoted_is_shown_as_data() -> None:
    article = Article(identifier="https://example.org/a", language="en", headline="TK TK \x85{x} \u200eok")
    (found,) = check(article, select=["NS166"])
    assert found.message == "TK TK was left to be filled in"


def test_the_longer_choice_decides_and_of_equals_the_refusal() -> None:
    assert selected(["NS3"], ["NS312"]) == selected(["NS3"]) - {"NS312"}
    assert selected(["NS312"], ["NS3"]) == {"NS312"}
    assert selected(["NS312"], ["NS312"]) == frozenset()
    assert selected(["ns312, NS316"]) == {"NS312", "NS316"}
    assert selected() >= {"NS001", "NS312"}


def test_rules_on_trial_and_rules_of_a_profile_are_asked_for() -> None:
    assert "NS505" not in selected(["NS505"])
    assert "NS505" in selected(["NS5"], preview=True)
    assert "NS420" not in selected(["NS4"])
    assert {"NS420"} == selected(["NS420"])
    assert "NS420" in selected(profile="google")


def test_an_unknown_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no rule 'NS9O4'.*Did you mean NS904"):
        selected(["NS9O4"])


OWN = Rule("ACME101", Severity.WARNING, "no slug", "We want slugs.", "Add the slug.", "our style book")


@pytest.fixture
def own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test register rules of its own, which go with it."""
    table = dict(catalogue._TABLE)
    monkeypatch.setattr(registry, "_CHECKS", dict(registry.checks()))
    monkeypatch.setattr(catalogue, "_TABLE", table)
    for module in (catalogue, selection, running, registry, diagnostics):
        if hasattr(module, "CODES"):
            monkeypatch.setattr(module, "CODES", MappingProxyType(table))


@pytest.mark.usefixtures("own_rules")
def test_rules_of_ones_own_take_part_everywhere() -> None:
    @rule(OWN)
    def no_slug(article: Article) -> Iterator[Finding]:
        if article.slugline is None:
            yield Finding((), "no slug in {where}", {"where": article.identifier})

    article = Article(identifier="https://example.org/a")
    (found,) = check(article, select=["ACME"])
    assert (found.code, found.severity, found.message) == ("ACME101", "warning", "no slug in https://example.org/a")
    assert found.remedy == "Add the slug."
    assert "ACME101" in selected()


@pytest.mark.usefixtures("own_rules")
def test_codes_of_others_have_their_own_prefix_and_one_meaning() -> None:
    for code in ("NS999", "acme1", "A101"):
        with pytest.raises(ValueError, match="no code for a rule"):
            rule(OWN._replace(code=code))
    with pytest.raises(ValueError, match="not in the catalogue"):
        rule("NS998")
    rule(OWN)
    with pytest.raises(ValueError, match="given twice"):
        rule(OWN._replace(summary="another"))


def test_rules_over_feeds_keep_sixteen_bytes_an_identifier() -> None:
    table = Table()
    for number in range(10_000):
        table.put(digest("https://example.org", number % 8_000), number)
    settled = sum(len(keys) for keys, _ in table._runs)
    assert len(table) == 8_000
    assert settled > 8_000 - Table.WAITING
    assert sum(len(part) * part.itemsize for run in table._runs for part in run) == 16 * settled
    assert table.get(digest("https://example.org", 999)) == 8_999
    assert table.get(digest("https://example.org", 7_999)) == 7_999
    assert table.get(digest("https://example.org", 8_000)) is None


def test_what_is_redacted_is_found_clean_as_well() -> None:
    for path in VALID:
        document = load(path)
        if isinstance(document, Article):
            assert [one for one in check(redact(document)) if one.severity is Severity.ERROR] == []


def test_the_aliases_of_codes_are_those_of_the_bundled_catalog() -> None:
    assert iptc_catalog.SCHEMES.keys() == ALIASES
    assert SCHEMES.items() <= iptc_catalog.SCHEMES.items()


def test_what_was_made_without_validation_fails_the_rules_and_not_the_run() -> None:
    unfit: Any = {"no", "text"}
    found = check(Article.model_construct(identifier="https://example.org/a", headline=unfit))
    assert {one.code for one in found} >= {"NS036", "NS161"}
    assert all(one.identifier == "https://example.org/a" for one in found)


@pytest.mark.usefixtures("own_rules")
def test_a_rule_of_ones_own_runs_where_a_part_or_field_is_that_it_needs() -> None:
    seen: list[str] = []

    @rule(OWN, when=(UnnamedSource, "quotes.cue"))
    def unnamed_or_cue(article: Article) -> Iterator[Finding]:
        seen.append(article.identifier)
        yield from ()

    quote = {"identifier": "urn:example:q", "kind": "direct", "text": "Snow fell."}
    chains: dict[str, dict[str, str]] = {
        "urn:example:named": {"type": "person", "name": "Ann Example"},
        "urn:example:unnamed": {"type": "unnamed_source"},
    }
    for identifier, agent in chains.items():
        said = {**quote, "attribution": {"links": [{"role": "originator", "agents": [agent]}]}}
        for name, one in ((identifier, said), (f"{identifier}:cue", {**said, "cue": "said"})):
            check(Article.model_validate({"identifier": name, "quotes": [one]}), select=["ACME"])
    assert seen == ["urn:example:named:cue", "urn:example:unnamed", "urn:example:unnamed:cue"]


def test_a_vocabulary_that_nobody_knows_is_told_once() -> None:
    terms = [{"qcode": f"agency:{number}"} for number in range(4)] + [{"qcode": "desk:1"}]
    article = Article.model_validate(
        {"identifier": "urn:example:1", "language": "en", "headline": "x", "subjects": terms}
    )
    told = [(one.path, one.message) for one in check(article) if one.code == "NS411"]
    assert [path for path, _ in told] == ["/subjects/0/qcode", "/subjects/4/qcode"]
    assert "3 more" in told[0][1]
    assert "more" not in told[1][1]
