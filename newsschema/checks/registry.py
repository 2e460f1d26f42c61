"""Which rules there are: a rule is a generator function with a code, a feed rule a small class with one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path as File
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from newsschema.catalogue import CODES, Rule, add
from newsschema.errors import UsageError
from newsschema.v1 import Article, Model

__all__ = [
    "ENTRY_POINTS",
    "Check",
    "FeedRule",
    "Finding",
    "Path",
    "checks",
    "feed_rules",
    "load_others",
    "needs_of",
    "rule",
]

Path = tuple[str | int, ...]
"""The way to a value of an article: names of fields and positions in lists."""

ENTRY_POINTS: Final = "newsschema.rules"
"""The group of entry points under which other packages register rules: each names a module or a function to load."""


class Finding(NamedTuple):
    """One place that breaks a rule.

    `message` may hold `{name}` for the values of `values`, which are shown with their control characters visible; it
    is not used where the place is personal or internal, or the rule one of safety. `identifier` names the article where
    the end of a run finds something, so that its file and line can be looked up. `words` are those of a longer text
    that are meant, so that their line and column can be told.
    """

    path: Path
    message: str = ""
    values: Mapping[str, object] = {}
    identifier: str | None = None
    words: str = ""


Check = Callable[[Article], Iterator[Finding]]
"""A rule: takes a valid article and yields what is wrong with it; it raises nothing, and changes nothing."""


class FeedRule(Protocol):
    """A rule over all articles of a run: made once a run, it keeps digests and never articles."""

    def see(self, article: Article) -> Iterator[Finding]:
        """Takes the next article and yields what is wrong with it after those before."""

    def close(self) -> Iterator[Finding]:
        """Ends the run and yields what only its end shows."""


FeedRuleMaker = Callable[[], FeedRule]
_Registered = TypeVar("_Registered", bound=Callable[..., Any])

_MODULES: Final = (
    "dates",
    "identity",
    "language",
    "text",
    "media",
    "publishing",
    "quotes",
    "chains",
    "counts",
    "parts",
    "claims",
    "assessments",
    "interchange",
    "google",
    "newsml_g2",
    "safety",
    "protection",
    "feed",
)

_CHECKS: Final[dict[str, Check]] = {}
_FEED_RULES: Final[dict[str, FeedRuleMaker]] = {}
_NEEDS: Final[dict[str, Needs]] = {}


class Needs(NamedTuple):
    """What an article must hold for a rule to have anything to look at."""

    parts: frozenset[str | type[Model]] = frozenset()
    says: str | None = None


def rule(
    code: str | Rule, *, when: Iterable[str | type[Model]] = (), says: str | None = None
) -> Callable[[_Registered], _Registered]:
    """Registers a generator function as the rule of a code, or a class with `see` and `close` as a rule over feeds.

    A code of the catalogue is given by itself; a rule of one's own by its whole entry, whose code has its own prefix.
    `when` names fields of the article without any of which the rule has nothing to look at, and is not run; those of
    its quotes and reports too, as `casualty_reports.part_of`; and classes of the model, as `UnnamedSource`. `says` is
    an expression, of Rust's regular expressions, without which in its JSON the article breaks the rule nowhere.
    Raises `ValueError` for a code that is not in the catalogue, or that has a rule already.
    """
    if isinstance(code, Rule):
        add(code)
        code = code.code
    if code not in CODES:
        raise ValueError(f"{code} is not in the catalogue")

    def register(made: _Registered) -> _Registered:
        table: dict[str, Any] = _FEED_RULES if isinstance(made, type) else _CHECKS
        known = table.get(code)
        if known is not None and (known.__module__, known.__qualname__) != (made.__module__, made.__qualname__):
            raise ValueError(f"{code} has a rule already: {known.__module__}.{known.__qualname__}")
        table[code] = made
        _NEEDS[code] = Needs(frozenset(when), says)
        return made

    return register


def checks() -> Mapping[str, Check]:
    """Returns every rule over one article by its code, other packages' included."""
    _load()
    return _CHECKS


def needs_of(code: str) -> Needs:
    """What a rule needs an article to hold; nothing where it looks at every article."""
    return _NEEDS.get(code, Needs())


def feed_rules() -> Mapping[str, FeedRuleMaker]:
    """Returns every rule over feeds by its code, other packages' included."""
    _load()
    return _FEED_RULES


@cache
def _load() -> None:
    for name in _MODULES:
        import_module(f"newsschema.checks.{name}")
    load_others()


@cache
def load_others() -> None:
    """Loads the rules of other packages, which join the catalogue. Raises `UsageError` where a package cannot be."""
    if not _may_be_others():
        return
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        try:
            point.load()
        except Exception as error:
            raise UsageError(
                f"the rules of {point.value!r} cannot be loaded: {error}",
                "Mend or remove the package that brings them",
            ) from error


def _may_be_others() -> bool:
    """Whether an installed package may bring rules: looked up by hand, as the library that knows takes long to load."""
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True
    return any(_brings_rules(entry) for entry in sys.path)


def _brings_rules(place: str) -> bool:
    try:
        with os.scandir(place or ".") as entries:
            names = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except NotADirectoryError:
        return True
    except OSError:
        return False
    return any(_names_rules(File(name, "entry_points.txt")) for name in names)


def _names_rules(file: File) -> bool:
    try:
        return ENTRY_POINTS.encode() in file.read_bytes()
    except OSError:
        return False
