"""Every code is raised by something, and every invariant of the field is held or left out for a reason."""

import re

from newsschema.catalogue import CODES, Rule, Severity
from newsschema.checks.coverage import INVARIANTS
from newsschema.checks.registry import checks, feed_rules
from tests.conftest import ROOT

ROWS = [*(f"C{n}" for n in range(1, 34)), *(f"Q{n}" for n in range(1, 16)), *(f"X{n}" for n in range(1, 4))]


def raised_by_readers_and_model() -> set[str]:
    package = ROOT / "newsschema"
    found: set[str] = set()
    for path in package.rglob("*.py"):
        if path.parent.name not in ("catalogue", "checks") or path.name == "running.py":
            found |= set(re.findall(r"\bNS[0-9]{3}\b", path.read_text("utf-8")))
    return found


def test_every_code_is_raised_by_the_model_a_reader_or_a_rule() -> None:
    rules = checks().keys() | feed_rules().keys()
    assert sorted(CODES.keys() - rules - raised_by_readers_and_model()) == []


def test_no_code_has_both_a_rule_and_a_refusal() -> None:
    # What an archive is arranged by is what the rules over feeds look for, and has their codes.
    rules = checks().keys() | (feed_rules().keys() - {"NS501", "NS502"})
    assert sorted(rules & raised_by_readers_and_model()) == []


def test_every_invariant_of_the_field_has_a_code_or_a_reason() -> None:
    assert [one.row for one in INVARIANTS] == ROWS
    assert [one.row for one in INVARIANTS if not one.codes and not one.reason] == []
    assert sorted({code for one in INVARIANTS for code in one.codes} - CODES.keys()) == []


def test_the_catalogue_says_everything_of_every_rule() -> None:
    def lacks(rule: Rule) -> bool:
        texts = (rule.summary, rule.explanation, rule.remedy, rule.source)
        return not all(texts) or rule.summary.endswith(".") or not rule.explanation.endswith(".")

    assert [rule.code for rule in CODES.values() if lacks(rule)] == []
    assert {rule.severity for rule in CODES.values()} == set(Severity)
    assert {rule.state for rule in CODES.values()} <= {"preview", "stable", "deprecated"}
    assert len({rule.summary for rule in CODES.values()}) == len(CODES)
