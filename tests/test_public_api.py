"""The public API is what is committed: a name, a kind or a signature changes only on purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import newsschema
import newsschema.v1
from tools.goldens_api import SNAPSHOT, snapshot


def test_names_and_signatures_are_those_that_were_promised() -> None:
    assert SNAPSHOT.read_text("utf-8") == snapshot(), "read docs/compatibility.md; if it is meant, run: make goldens"


def test_every_public_name_stands_there() -> None:
    lines = SNAPSHOT.read_text("utf-8").splitlines()
    for module in (newsschema, newsschema.v1):
        start = lines.index(f"# {module.__name__}")
        told = [line for line in lines[start + 1 :] if not line.startswith(" ")]
        found = [line.replace("(", " ").replace(":", " ").split() for line in told]
        names = {words[1] if words[0] in ("def", "class") else words[0] for words in found}
        assert set(module.__all__) <= names


def other(source: str, *, strict: bool = True) -> None: ...


@pytest.mark.parametrize("change", [other, 5, dict])
def test_another_signature_or_kind_is_noticed(change: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot()
    monkeypatch.setattr(newsschema, "convert", change)
    assert snapshot() != before


def test_a_name_more_or_less_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot()
    monkeypatch.setattr(newsschema, "__all__", [name for name in newsschema.__all__ if name != "convert"])
    assert snapshot() != before
