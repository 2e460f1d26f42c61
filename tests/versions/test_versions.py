"""Documents of other versions: read without loss, given back without loss, refused where nobody can say what they mean.

The versions to come are made up: `next_minor` holds their release table and their classes.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import example, given, settings

from newsschema import schemas, versions
from newsschema.errors import UsageError, VersionError
from newsschema.formats import json as own_json
from newsschema.formats.base import ReadOptions
from newsschema.positions import join_pointer
from newsschema.v1 import Article
from newsschema.v1.trees import tree as as_plain_data
from newsschema.versions import HISTORY, NEWEST, RELEASES, Version
from newsschema.versions.shapes import Steps, shape_of, unknown_parts
from newsschema.versions.trees import at
from tests.conftest import ROOT, valid_fixtures
from tests.strategies.articles import articles, maximal_article
from tests.versions.next_minor import LATEST, NEXT

Tree = dict[str, Any]

# Nothing else in the document leans on these.
QUOTE: Steps = ("quotes", 8)
REPORT: Steps = ("casualty_reports", 13)
AGENTS: Steps = (*QUOTE, "attribution", "links", 1, "agents")
ONLY_AGENTS: Steps = (*REPORT, "attribution", "links", 0, "agents")
SWARM = {"type": "swarm", "size": 40}


def every_field(version: str = "1.2") -> Tree:
    """The document in which every field of 1.0 is stated, and nothing that came later."""
    whole: Tree = json.loads((ROOT / "fixtures" / "valid" / "11-every-field.json").read_text("utf-8"))
    found, _ = HISTORY.to_version(whole, "1.0")
    found["extensions"] = [entry for entry in found["extensions"] if not entry["format"].startswith("newsschema/")]
    return {**found, "schema_version": version}


def changed(*edits: tuple[Steps, Any]) -> Tree:
    tree = every_field()
    for steps, value in edits:
        holder = at(tree, steps[:-1])
        if isinstance(holder, list) and steps[-1] == len(holder):
            holder.append(value)
        else:
            holder[steps[-1]] = value
    return tree


def moved_by(tree: Tree) -> tuple[Tree, tuple[str, ...]]:
    """What the real package makes of a document, which must then be a valid one of its own version."""
    before = copy.deepcopy(tree)
    found, moved = HISTORY.to_version(tree)
    assert tree == before
    assert found["schema_version"] == str(NEWEST)
    return as_plain_data(Article.model_validate_json(json.dumps(found))), moved


NEWER: dict[str, tuple[Tree, list[Steps]]] = {
    "nothing of the new": (changed(), []),
    "a member of the article": (changed((("assessment",), {"best": 3})), [("assessment",)]),
    "a member that is null": (changed((("assessment",), None)), [("assessment",)]),
    "members at several depths": (
        changed((("assessment",), {"best": 3}), ((*QUOTE, "mood"), "good"), ((*REPORT, "count", "spread"), 2)),
        [("assessment",), (*REPORT, "count", "spread"), (*QUOTE, "mood")],
    ),
    "a member of a person in a list of a list of a list": (
        changed(((*AGENTS, 0, "shoe_size"), 43)),
        [(*AGENTS, 0, "shoe_size")],
    ),
    "an object that says nothing else": (changed((("rights",), {"seal": "red"})), [("rights",)]),
    "an object in a list that says nothing else": (
        changed((("media", 1, "rights"), {"seal": "red"})),
        [("media", 1, "rights")],
    ),
    "a closed code in a list": (changed(((*REPORT, "scope"), "rumour")), [REPORT]),
    "a code beside IRIs": (changed(((*REPORT, "outcome"), "inconvenienced")), [REPORT]),
    "a code that another object needs": (changed(((*REPORT, "count", "unit"), "herd")), [REPORT]),
    "a kind of quote": (changed(((*QUOTE, "kind"), "sung")), [QUOTE]),
    "a kind of agent beside others": (
        changed(((*AGENTS, 1), SWARM)),
        [(*AGENTS, 1)],
    ),
    "a kind of agent, alone": (changed(((*AGENTS, 0), SWARM)), [(*QUOTE, "attribution", "links", 1)]),
    "a kind of agent without whom nobody says it": (changed(((*ONLY_AGENTS, 0), SWARM)), [REPORT]),
    "a medium of a new kind": (changed((("media", 3, "kind"), "hologram")), [("media", 3)]),
}


@pytest.mark.parametrize("case", NEWER)
def test_a_newer_minor_is_read_with_what_it_added_kept(case: str) -> None:
    tree, ways = NEWER[case]
    found, moved = moved_by(tree)
    kept = [entry for entry in found["extensions"] if entry["format"] == "newsschema/1.2"]
    assert sorted(moved) == sorted(join_pointer(steps) for steps in ways)
    assert {entry["path"]: json.loads(entry["content"]) for entry in kept} == {
        join_pointer(steps): at(tree, steps) for steps in ways
    }
    assert len(kept) == len(ways)


@pytest.mark.parametrize("case", NEWER)
def test_a_reader_that_knows_brings_the_parts_back(case: str) -> None:
    tree, _ = NEWER[case]
    found, _ = moved_by(tree)
    assert NEXT.upgrade(found) == tree


@pytest.mark.parametrize("case", NEWER)
def test_going_down_is_what_an_earlier_reader_does(case: str) -> None:
    tree, _ = NEWER[case]
    assert NEXT.to_version(tree, NEWEST) == moved_by(tree)


@pytest.mark.parametrize("case", NEWER)
def test_reading_again_changes_nothing(case: str) -> None:
    found, moved = moved_by(NEWER[case][0])
    assert HISTORY.upgrade(found) == found
    assert HISTORY.to_version({**found, "schema_version": "1.2"})[0]["schema_version"] == str(NEWEST)
    assert moved == NEXT.to_version(NEXT.upgrade(found), NEWEST)[1]


def objects(value: Any, here: Steps = ()) -> Iterator[Steps]:
    if isinstance(value, dict):
        yield here
        for name, item in value.items():
            yield from objects(item, (*here, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, (*here, index))


OBJECTS = list(objects(every_field()))
# One object of each kind of place: that they stand at different indexes makes no difference.
PLACES = {tuple(step for step in steps if isinstance(step, str)): steps for steps in OBJECTS}


def test_there_are_many_depths() -> None:
    assert len(OBJECTS) > 200
    assert len(PLACES) > 60
    assert max(map(len, OBJECTS)) >= 9


def test_an_unknown_member_moves_alone_from_every_kind_of_object() -> None:
    for steps in PLACES.values():
        tree = changed(((*steps, "brand/new~"), [{"a": 1}]))
        found, moved = moved_by(tree)
        assert moved == (join_pointer((*steps, "brand/new~")),)
        found["extensions"].pop()
        assert found == every_field(str(NEWEST))


def test_unknown_members_of_all_objects_at_once_come_back() -> None:
    tree = changed(*(((*steps, "new"), len(steps)) for steps in OBJECTS))
    found, moved = moved_by(tree)
    assert len(moved) == len(OBJECTS)
    assert {key: value for key, value in found.items() if key != "extensions"} == {
        key: value for key, value in every_field(str(NEWEST)).items() if key != "extensions"
    }
    assert NEXT.to_version(found, NEWEST)[0] == found
    brought_back, _ = NEXT.to_version(found)
    # The made-up 1.1 knows none of these members either: it keeps them, all and at the same places.
    assert sorted(entry["path"] for entry in brought_back["extensions"][-len(moved) :]) == sorted(moved)


def test_several_parts_of_one_list_come_back_in_order() -> None:
    tree = every_field()
    first, second = tree["quotes"][0], copy.deepcopy(tree["quotes"][0])
    tree["quotes"] = [
        {**copy.deepcopy(first), "identifier": f"urn:example:q{number}", "kind": kind}
        for number, kind in enumerate(["sung", "direct", "sung", "sung", "direct", "sung"])
    ]
    assert second == first
    del tree["casualty_reports"]
    found, moved = moved_by(tree)
    assert moved == ("/quotes/0", "/quotes/2", "/quotes/3", "/quotes/5")
    assert [quote["identifier"] for quote in found["quotes"]] == ["urn:example:q1", "urn:example:q4"]
    assert NEXT.upgrade(found) == tree


# What leans on a part that moved


def test_a_part_of_a_report_that_moved_is_not_left_as_a_toll_of_its_own() -> None:
    tree = every_field()
    reports = [index for index, report in enumerate(tree["casualty_reports"]) if "part_of" in report]
    assert reports
    whole = tree["casualty_reports"][reports[0]]["part_of"]["report"]
    index = next(at for at, report in enumerate(tree["casualty_reports"]) if report["identifier"] == whole)
    tree["casualty_reports"][index]["scope"] = "rumour"
    found, moved = moved_by(tree)
    assert {f"/casualty_reports/{index}", *(f"/casualty_reports/{part}" for part in reports)} >= set(moved)
    assert f"/casualty_reports/{reports[0]}" in moved
    assert NEXT.upgrade(found) == tree


def test_a_reference_to_a_quote_that_moved_moves_with_it() -> None:
    tree = every_field()
    tree["casualty_reports"][0]["evidence"] = {"quotes": [tree["quotes"][0]["identifier"]]}
    tree["quotes"][0]["kind"] = "sung"
    found, moved = moved_by(tree)
    assert set(moved) == {"/quotes/0", "/casualty_reports/0/evidence"}
    assert NEXT.upgrade(found) == tree


def test_an_image_whose_medium_moved_takes_the_body_along_and_not_the_quotes() -> None:
    tree = every_field()
    assert tree["media"][0]["identifier"] in tree["body"]
    tree["media"][0]["kind"] = "hologram"
    found, moved = moved_by(tree)
    assert {"/media/0", "/body"} <= set(moved)
    assert [quote["text"] for quote in found["quotes"] if "text" in quote] == [
        quote["text"] for quote in tree["quotes"] if "text" in quote
    ]
    assert NEXT.upgrade(found) == tree


# What must not be taken for more than it says


def test_a_status_that_nobody_knows_is_no_leave_to_publish() -> None:
    tree = changed((("pub_status",), "postponed"))
    found, moved = moved_by(tree)
    assert moved == ("/pub_status",)
    assert found["pub_status"] == "withheld"
    assert NEXT.upgrade(found) == tree


def test_what_is_wrong_stays_wrong() -> None:
    for steps, value in (
        (("headline",), 5),
        ((*QUOTE, "kind"), 7),
        ((*QUOTE, "spans", 0, "exact"), "other words"),
        ((*REPORT, "event"), "urn:example:nowhere"),
        ((*REPORT, "count", "number"), -1),
        (("extensions",), "none"),
    ):
        tree = changed((steps, value), (("assessment",), {"best": 1}))
        found, moved = HISTORY.to_version(tree)
        assert moved == ("/assessment",)
        with pytest.raises(ValueError, match="validation error"):
            Article.model_validate_json(json.dumps(found))


@pytest.mark.parametrize("version", ["0.9", "2.0", "10.0"])
def test_another_major_is_refused_with_the_version_needed(version: str) -> None:
    with pytest.raises(VersionError, match=r"reads 1\.0 to 1\.1") as caught:
        HISTORY.to_version(every_field(version))
    assert (caught.value.version, caught.value.code) == (version, "NS022")


@pytest.mark.parametrize("version", ["", "1", "1.0.0", "v1.0", "1.٣", "-1.0", "01.0", "1.0\n", None, 1.0])
def test_what_is_no_version_is_refused(version: Any) -> None:
    with pytest.raises(VersionError):
        HISTORY.to_version({**every_field(), "schema_version": "1.0 " if version == 1.0 else version})


@pytest.mark.parametrize("name", ["podcast", None, 5, ["article"]])
def test_another_type_of_document_is_a_callers_mistake(name: Any) -> None:
    with pytest.raises(UsageError, match="no type of document"):
        HISTORY.to_version({**every_field(), "type": name})


def test_versions_are_compared_as_numbers() -> None:
    assert versions.parse_version("1.10") > versions.parse_version("1.9")
    assert str(Version(1, 10)) == "1.10"


# A package that knows more


def test_an_older_document_is_valid_as_it_stands() -> None:
    for path in valid_fixtures():
        tree = every_field("1.0") if path.stem == "11-every-field" else json.loads(path.read_text("utf-8"))
        found = NEXT.upgrade(tree)
        assert found == {**tree, "schema_version": "1.2"}
        assert NEXT.to_version(found, tree["schema_version"]) == (tree, ())


def test_what_an_old_version_accepts_never_changes() -> None:
    tree = {**changed(((*QUOTE, "mood"), "good")), "schema_version": "1.0"}
    with pytest.raises(VersionError, match=r"/quotes/8/mood is of a later version than 1\.0"):
        NEXT.upgrade(tree)


def test_what_no_version_knows_is_left_for_the_model_to_refuse() -> None:
    tree = {**changed(((*QUOTE, "misspelt"), "good")), "schema_version": "1.0"}
    assert NEXT.upgrade(tree)["quotes"][8]["misspelt"] == "good"


def test_an_upgrade_never_goes_down() -> None:
    with pytest.raises(VersionError, match="no upgrade"):
        NEXT.upgrade(every_field("1.2"), "1.0")
    with pytest.raises(VersionError, match=r"no version 1\.7"):
        NEXT.to_version(every_field("1.2"), "1.7")


def latest() -> Tree:
    tree = changed(((*QUOTE, "mood"), "good"), ((*QUOTE, "echo"), "od"), (("assessment",), {"best": 3}))
    return {**tree, "schema_version": "1.3", "weather": "fair"}


def test_two_minors_ahead_come_back_step_by_step() -> None:
    first, moved = HISTORY.to_version(latest())
    assert set(moved) == {"/quotes/8/mood", "/quotes/8/echo", "/assessment", "/weather"}
    second, moved = NEXT.to_version(first)
    assert set(moved) == {"/quotes/8/echo", "/weather"}
    assert second["quotes"][8]["mood"] == "good"
    assert LATEST.upgrade(second) == latest()
    assert LATEST.upgrade(first) == latest()


def test_going_down_twice_is_going_down_once() -> None:
    tree = latest()
    for releases in (LATEST, NEXT):
        once, _ = releases.to_version(tree, "1.0")
        between, _ = releases.to_version(tree, "1.2")
        twice, _ = releases.to_version(between, "1.0")
        assert LATEST.upgrade(once) == LATEST.upgrade(twice) == tree


# Documents that changed in between


def edited(change: Callable[[Tree], Any]) -> Tree:
    found, _ = HISTORY.to_version(changed(((*QUOTE, "mood"), "good"), (("assessment",), {"best": 3})))
    change(found)
    return found


def test_a_part_whose_place_has_gone_stays_kept() -> None:
    found = NEXT.upgrade(edited(lambda tree: tree.pop("quotes") and tree.pop("casualty_reports")))
    assert found["assessment"] == {"best": 3}
    assert [entry["path"] for entry in found["extensions"]][-1] == "/quotes/8/mood"


def test_a_member_that_was_filled_meanwhile_is_not_overwritten() -> None:
    found = NEXT.upgrade({**edited(dict.copy), "schema_version": "1.2", "assessment": {"best": 5}})
    assert found["assessment"] == {"best": 5}
    assert "/assessment" in [entry["path"] for entry in found["extensions"]]


def test_a_status_that_was_set_meanwhile_is_not_overwritten() -> None:
    found, _ = HISTORY.to_version(changed((("pub_status",), "postponed")))
    assert NEXT.upgrade({**found, "pub_status": "canceled"})["pub_status"] == "canceled"


@pytest.mark.parametrize(
    "entry",
    [
        {"format": "newsschema/1.2", "path": "/headline/0", "content": "1"},
        {"format": "newsschema/1.2", "path": "headline", "content": "1"},
        {"format": "newsschema/1.2", "path": "/quotes/-1", "content": "1"},
        {"format": "newsschema/1.2", "path": "/quotes/99999", "content": "1"},
        {"format": "newsschema/1.2", "path": "/quotes/999999999999999999999999", "content": "1"},
        {"format": "newsschema/1.2", "path": "", "content": "{}"},
        {"format": "newsschema/1.2", "path": "/", "content": "{}"},
        {"format": "newsschema/1.2", "path": "/assessment", "content": "{"},
        {"format": "newsschema/1.2", "path": "/assessment", "content": '"nonsense"'},
        {"format": "newsschema/2.0", "path": "/assessment", "content": '{"best":1}'},
        {"format": "newsschema/x", "path": "/assessment", "content": '{"best":1}'},
        {"format": "jsonld", "path": "/assessment", "content": '{"best":1}'},
    ],
    ids=lambda entry: f"{entry['format']} {entry['path']} {entry['content']}",
)
def test_an_entry_that_leads_nowhere_is_left_alone(entry: Tree) -> None:
    tree = every_field("1.0")
    tree["extensions"].append(entry)
    found = NEXT.upgrade(tree)
    assert found == {**tree, "schema_version": "1.2"}


def test_entries_of_any_kind_do_no_harm() -> None:
    for extensions in ([5], [None], [{"format": 1}], {"format": "newsschema/1.2"}, "x", [{"format": "newsschema/1.2"}]):
        tree = {**every_field("1.0"), "extensions": extensions}
        assert NEXT.upgrade(tree) == {**tree, "schema_version": "1.2"}


def test_what_two_later_versions_added_is_kept_apart() -> None:
    """A part that an extension keeps already is of another version than the document that has it."""
    tree = changed((("assessment",), {"best": 3}))
    older = {"format": "newsschema/1.9", "path": "/weather", "content": '"fair"'}
    tree["extensions"] = [older, *tree["extensions"]]
    found, moved = moved_by(tree)
    assert moved == ("/assessment", "/weather")
    assert found["extensions"][0] == older
    assert found["extensions"][-1] == {"format": "newsschema/1.2", "path": "/assessment", "content": '{"best":3}'}
    assert NEXT.upgrade(found) == tree


def test_a_part_that_nobody_knows_does_not_keep_the_others_away() -> None:
    found, _ = HISTORY.to_version(changed((("assessment",), {"best": 3}), ((*QUOTE, "mood"), "good")))
    unknown = {"format": "newsschema/1.2", "path": "/never", "content": "1"}
    found["extensions"].append(unknown)
    back = NEXT.upgrade(found)
    assert (back["assessment"], back["quotes"][8]["mood"]) == ({"best": 3}, "good")
    assert back["extensions"][-1] == unknown


# In a feed


def test_documents_of_different_versions_may_stand_in_one_feed(tmp_path: Any) -> None:
    feed = [every_field("1.0"), changed(((*QUOTE, "mood"), "good")), every_field("2.0"), every_field("1.7")]
    path = tmp_path / "feed.jsonl"
    path.write_text("".join(json.dumps(tree) + "\n" for tree in feed), "utf-8")
    with path.open("rb") as stream:
        items = list(own_json.read(stream, ReadOptions(source="feed.jsonl")))
    assert [item.document is not None for item in items] == [True, True, False, True]
    assert [[each.code for each in item.diagnostics] for item in items] == [[], ["NS031"], ["NS022"], []]
    assert "/quotes/8/mood" in items[1].diagnostics[0].message
    assert "1.0 to 1.1" in items[2].diagnostics[0].message


def nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = {"new": [value]} if level % 2 else {"attribution": value}
    return value


def test_broken_parts_of_a_newer_version_do_no_harm() -> None:
    tree = {**every_field(), "deep": nested(100)}
    tree["quotes"] = [{"kind": "sung"}, 5, None, [], {"attribution": nested(60)}]
    found, moved = HISTORY.to_version(tree)
    assert {"/deep", "/quotes/0"} <= set(moved)
    with pytest.raises(ValueError, match="validation error"):
        Article.model_validate_json(json.dumps(found))


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(VersionError, match="cannot be converted"):
        HISTORY.to_version({**every_field(), "deep": nested(400)})


# The real table


@settings(max_examples=settings().max_examples // 3)
@given(article=articles())
@example(article=maximal_article())
def test_any_document_goes_down_to_each_version_and_comes_back(article: Article) -> None:
    whole = json.loads(json.dumps(as_plain_data(article)))
    for release in RELEASES[:-1]:
        lowered, moved = HISTORY.to_version(whole, release.version)
        assert SCHEMAS[release.version].is_valid(lowered)
        assert bool(moved) == (len(lowered.get("extensions", [])) > len(whole.get("extensions", [])))
        assert HISTORY.upgrade(lowered) == whole


SCHEMAS = {
    release.version: jsonschema_rs.validator_for(schemas.load(str(release.version), "article")) for release in RELEASES
}


def test_the_table_is_in_order_and_of_one_major_version() -> None:
    found = [release.version for release in RELEASES]
    assert found == sorted(set(found))
    assert {version.major for version in found} == {1}
    assert str(versions.NEWEST) == versions.CLASSES["article"].model_fields["schema_version"].default


def test_what_a_release_added_is_there() -> None:
    shape = shape_of(versions.CLASSES.values())
    for release in RELEASES:
        for name in release.added:
            member, _, value = name.partition("=")
            owner, _, member = member.partition(".")
            place = shape[owner][member]
            assert not value or value in place.codes or value in place.classes


def test_a_valid_document_has_no_unknown_part() -> None:
    shape = shape_of(versions.CLASSES.values())
    for path in valid_fixtures():
        tree = json.loads(path.read_text("utf-8"))
        assert list(unknown_parts(tree, versions.CLASSES[tree["type"]].__name__, shape)) == []
