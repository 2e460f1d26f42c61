"""The pages of the rules follow from the catalogue, and every link to or in them leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsschema.catalogue import CODES, page_of
from newsschema.checks.coverage import INVARIANTS
from newsschema.cli.reporters import sarif
from tests.conftest import ROOT
from tools.generate_rules import DOCS, pages

LINK = re.compile(r"\]\(([^)#\s:]*)(?:#([\w-]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def test_pages_are_up_to_date() -> None:
    for path, content in pages().items():
        assert path.read_text("utf-8") == content, f"{path.name} is stale; run: make generate"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in DOCS.iterdir()} == {path.name for path in pages()} | {"own.md"}


def anchors(path: Path) -> set[str]:
    titles = HEADING.findall(re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def links(path: Path) -> Iterator[tuple[Path, str]]:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target, anchor in LINK.findall(text):
        yield (path.parent / target).resolve() if target else path, anchor


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    known: dict[Path, set[str]] = {}
    for target, anchor in links(path):
        assert target.exists(), target
        if anchor:
            assert anchor in known.setdefault(target, anchors(target)), (target, anchor)


def test_every_rule_has_a_page_that_reports_lead_to() -> None:
    for code, rule in CODES.items():
        address = page_of(code)
        if not code.startswith("NS"):
            assert address is None
            continue
        assert address is not None
        name, _, anchor = address.rpartition("/")[2].partition("#")
        assert anchor in anchors(DOCS / name), code
        assert sarif._rule(rule)["helpUri"] == address


def test_the_readme_and_the_settings_lead_to_the_rules() -> None:
    assert "docs/rules/README.md" in (ROOT / "README.md").read_text("utf-8")
    assert "rules/README.md" in (ROOT / "docs" / "ci.md").read_text("utf-8")


def test_every_invariant_has_a_line_with_its_rules_or_the_reason() -> None:
    lines = {
        line.split(" | ")[0].removeprefix("| "): line for line in (DOCS / "invariants.md").read_text().splitlines()
    }
    for one in INVARIANTS:
        assert all(f"[{code}]" in lines[one.row] for code in one.codes)
        assert one.codes or one.reason
