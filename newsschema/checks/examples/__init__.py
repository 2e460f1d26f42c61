"""The examples of rules: for each code a document that breaks it, and a close neighbour that does not. All is fiction.

A file is named for what it shows: `bad@casualty_reports.1.count.json` breaks the rule at that place, `bad.json` as a
whole, `good.json` nowhere. Rules over feeds have JSON Lines, of which the last document breaks the rule.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final, NamedTuple

__all__ = ["Example", "Examples", "examples"]

_SUFFIXES: Final = (".jsonl", ".json")


class Example(NamedTuple):
    """Some documents, as text each, and the JSON Pointer of what is wrong with the last."""

    name: str
    documents: tuple[str, ...]
    pointer: str


class Examples(NamedTuple):
    """What a rule finds, and what it passes over."""

    bad: Example
    good: Example


def examples(code: str) -> Examples:
    """Returns the examples of a rule; raises `KeyError` for a code that has none."""
    folder = files(__name__) / code
    if not folder.is_dir():
        raise KeyError(code)
    found = {
        file.name.partition(".")[0].partition("@")[0]: _example(file.name, file.read_text("utf-8"))
        for file in folder.iterdir()
    }
    return Examples(found["bad"], found["good"])


def _example(name: str, text: str) -> Example:
    suffix = next(suffix for suffix in _SUFFIXES if name.endswith(suffix))
    place = name.removesuffix(suffix).partition("@")[2]
    documents = tuple(text.splitlines()) if suffix == ".jsonl" else (text,)
    return Example(name, documents, "".join(f"/{step}" for step in place.split(".") if step))
