"""Every code that is raised or reported somewhere is explained in the catalogue."""

import re
from pathlib import Path

import pytest

from newsschema.diagnostics import CODES

CODE = re.compile(r"\bNS\d{3}\b")


@pytest.mark.parametrize("folder", ["v1", "formats", "archive", "cli"])
def test_every_code_in_the_source_is_in_the_catalogue(folder: str, root: Path) -> None:
    used: dict[str, str] = {}
    for path in sorted((root / "newsschema" / folder).rglob("*.py")):
        used |= dict.fromkeys(CODE.findall(path.read_text(encoding="utf-8")), path.name)
    assert {code: name for code, name in used.items() if code not in CODES} == {}


def test_the_entries_say_what_is_wrong_and_what_to_do() -> None:
    for rule in CODES.values():
        assert rule.summary[0] == rule.summary[0].lower() or rule.summary[1].isupper(), rule.code
        assert not rule.summary.endswith("."), rule.code
        assert rule.explanation.endswith("."), rule.code
        assert rule.remedy.endswith("."), rule.code
        assert rule.source, rule.code


def test_the_codes_of_a_family_rise() -> None:
    assert list(CODES) == sorted(CODES)
