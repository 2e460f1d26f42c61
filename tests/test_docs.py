"""The generated pages of `docs/` follow from the code."""

from __future__ import annotations

from tools.generate_docs import pages


def test_pages_are_up_to_date() -> None:
    for path, content in pages().items():
        assert path.read_text() == content, f"{path.name} is stale; run: make generate"
