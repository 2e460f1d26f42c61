"""Each rule finds what its example shows, at that place and nothing else, and passes over the close neighbour."""

from pathlib import Path

import pytest

import newsschema.checks
from newsschema.catalogue import CODES
from newsschema.checks import Session
from newsschema.checks.examples import Example, examples
from newsschema.checks.registry import checks, feed_rules
from newsschema.diagnostics import Diagnostic
from newsschema.v1 import Article

CODES_OF_RULES = sorted({code for code in (*checks(), *feed_rules()) if code.startswith("NS")})

every_rule = pytest.mark.parametrize("code", CODES_OF_RULES)


def found_in(example: Example, code: str) -> list[Diagnostic]:
    """Run every rule, those on trial and the code's own profile included, over the documents of an example."""
    session = Session(preview=True, profile=CODES[code].profile)
    found = [one for line in example.documents for one in session.check(Article.model_validate_json(line))]
    return found + session.close()


@every_rule
def test_the_bad_example_breaks_exactly_this_rule_at_this_place(code: str) -> None:
    example = examples(code).bad
    found = found_in(example, code)
    assert [(one.code, one.path) for one in found] == [(code, example.pointer)]


@every_rule
def test_the_good_example_breaks_no_rule(code: str) -> None:
    found = found_in(examples(code).good, code)
    assert [(one.code, one.path, one.message) for one in found] == []


def test_every_example_belongs_to_a_rule() -> None:
    folder = Path(newsschema.checks.__file__).parent / "examples"
    assert sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name[0] != "_") == CODES_OF_RULES
