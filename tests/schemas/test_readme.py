"""The README of the schemas says what is true: its Python runs, and its reader reads the fixtures."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.conftest import ROOT, valid_fixtures

TEXT = (ROOT / "schemas" / "README.md").read_text("utf-8")
FIXTURES = valid_fixtures()


def test_its_python_runs_and_reads_own_json_without_this_package() -> None:
    first, second = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(first, "schemas/README.md", "exec"), {})  # noqa: S102 - the README is ours
    assert "newsschema" not in second
    reader: dict[str, Any] = {}
    exec(compile(second, "schemas/README.md", "exec"), reader)  # noqa: S102 - as above
    lines = [json.dumps(json.loads(path.read_bytes())) for path in FIXTURES]
    found = list(reader["articles"](lines))
    assert [article["type"] for article in found] == ["article"] * len(found)
    figures = [figure for article in found for figure in reader["figures"](article)]
    assert len(figures) == sum(len(article.get("casualty_reports", [])) for article in found) > 0
