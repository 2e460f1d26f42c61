"""Parts of a document as plain data: taking them out, naming the way to them, and putting them back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from newsschema.positions import split_pointer
from newsschema.versions.shapes import Steps

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


def at(tree: Any, steps: Steps) -> Any:
    """Returns a part; raises `KeyError`, `IndexError` or `TypeError` where there is none."""
    for step in steps:
        tree = tree[step]
    return tree


def in_order(ways: Collection[Steps]) -> list[Steps]:
    """Sorts ways so that each item of a list comes before the later ones."""
    return sorted(ways, key=lambda steps: [(step, "") if isinstance(step, int) else (-1, step) for step in steps])


def without(tree: Any, parts: Collection[Steps]) -> tuple[Any, dict[Steps, Steps]]:
    """Copies a document without some parts; returns also the way in the original by the way in the copy."""
    origins: dict[Steps, Steps] = {}
    wanted = frozenset(parts)
    above = frozenset(steps[:depth] for steps in wanted for depth in range(len(steps)))
    copy = _copied(tree, wanted, above, (), (), origins)
    return copy, origins


def _copied(
    value: Any,
    parts: frozenset[Steps],
    above: frozenset[Steps],
    old: Steps,
    new: Steps,
    origins: dict[Steps, Steps],
) -> Any:
    """Copies what has one of the parts in it, and shares the rest with the original."""
    if old not in above:
        return value
    origins[new] = old
    if isinstance(value, list):
        left = [index for index in range(len(value)) if (*old, index) not in parts]
        origins |= {(*new, place): (*old, index) for place, index in enumerate(left)}
        return [
            _copied(value[index], parts, above, (*old, index), (*new, place), origins)
            for place, index in enumerate(left)
        ]
    kept = {
        name: _copied(item, parts, above, (*old, name), (*new, name), origins)
        for name, item in value.items()
        if (*old, name) not in parts
    }
    # A list of which nothing is left says nothing.
    return {name: item for name, item in kept.items() if item != [] or (*old, name) not in above}


def original(steps: Steps, origins: Mapping[Steps, Steps]) -> Steps:
    """The way in the original to a part of the copy."""
    for depth in range(len(steps), -1, -1):
        if steps[:depth] in origins:
            return (*origins[steps[:depth]], *steps[depth:])
    return steps


def put(tree: Any, path: str, value: Any, replaced: Mapping[Steps, Any]) -> bool:
    """Puts a part back where a pointer says; returns whether it fits.

    A list that is not there counts as empty. A member that is there already stays, save where it is what `replaced`
    says stood in for the part.
    """
    if not path.startswith("/"):
        return False
    *above, last = split_pointer(path)
    holder = tree
    steps: Steps = ()
    for depth, token in enumerate(above):
        step = _step(holder, token)
        if depth == len(above) - 1 and isinstance(holder, dict) and token not in holder and last == "0":
            holder[token] = []
        if step is None or (isinstance(holder, dict) and step not in holder):
            return False
        holder, steps = holder[step], (*steps, step)
    if isinstance(holder, list):
        if not _INDEX.fullmatch(last) or int(last) > len(holder):
            return False
        holder.insert(int(last), value)
        return True
    if not isinstance(holder, dict) or (last in holder and replaced.get((*steps, last), _NOTHING) != holder[last]):
        return False
    holder[last] = value
    return True


_NOTHING: Final = object()


def _step(holder: Any, token: str) -> str | int | None:
    """The step that a token of a pointer stands for, if it can lead on from there."""
    if isinstance(holder, dict):
        return token
    is_index = isinstance(holder, list) and _INDEX.fullmatch(token) and int(token) < len(holder)
    return int(token) if is_index else None
