"""What a reader or writer of the data source is asked to do: text in, typed settings out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import orjson

from newsschema.archive.sinks import TABLES
from newsschema.archive.sources import DEFAULT_LIMITS, STDIN, Limits
from newsschema.archive.units import UNIT
from newsschema.errors import UsageError
from newsschema.formats import NAMES
from newsschema.formats.base import Audience, ReadOptions
from newsschema.v1 import Instant
from newsschema.v1.times import INSTANT_PATTERN

_LIMITS: Final = tuple(limit.name for limit in fields(Limits))
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a reader or a writer, under the names of the command line."""

    paths: tuple[str, ...]
    format: str | None = None
    strict: bool = False
    assume_timezone: str | None = None
    catalogs: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    audience: Audience = "internal"
    as_of: Instant | None = None
    table: str | None = None
    rejects: Path | None = None
    partition_items: int = UNIT
    to: str | None = None
    to_version: str | None = None

    @property
    def read_options(self) -> ReadOptions:
        """How to read."""
        options = ReadOptions(strict=self.strict, assume_timezone=self.assume_timezone, catalogs=self.catalogs)
        return self.limits.of_reading(options)


def _text(text: str) -> str:
    return text


def _flag(text: str) -> bool:
    try:
        return {"true": True, "false": False}[text.lower()]
    except KeyError:
        raise ValueError("true or false") from None


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a whole number of 1 or more")
    return int(text)


def _instant(text: str) -> Instant:
    if not re.match(INSTANT_PATTERN, text):
        raise ValueError("an instant such as 2026-07-11T12:00:00Z")
    return Instant(text)


def _names(text: str) -> tuple[str, ...]:
    """One name, or a JSON array of names."""
    if not text.startswith("["):
        return (local(text),)
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return (local(text),)
    return tuple(local(name) for name in found)


def _folder(text: str) -> Path:
    return Path(local(text))


def _one_of(*names: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in names:
            raise ValueError("one of " + ", ".join(names))
        return text

    return parse


_BOTH: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "audience": ("audience", _one_of("internal", "public")),
    "as_of": ("as_of", _instant),
    "rejects": ("rejects", _folder),
}
READING: Final = {
    **_BOTH,
    "from": ("format", _one_of(*NAMES)),
    "strict": ("strict", _flag),
    "assume_timezone": ("assume_timezone", _text),
    "catalog": ("catalogs", _names),
    **{name: (name, _number) for name in _LIMITS},
    "table": ("table", _one_of(*TABLES)),
    "partition_items": ("partition_items", _number),
}
"""The options of a reader: the field that each sets, and what reads it."""
WRITING: Final = {**_BOTH, "to": ("to", _one_of(*NAMES)), "to_version": ("to_version", _text)}
"""The options of a writer, likewise."""


def asked(options: Mapping[str, str], known: Mapping[str, tuple[str, Callable[[str], Any]]]) -> Asked:
    """Reads options; names may be written with or without `_`, in any case.

    Raises `UsageError` for one that is not known or says nothing that can be done, and where no path is given.
    """
    plain = {_bare(name): name for name in known}
    found: dict[str, Any] = {}
    paths: tuple[str, ...] = ()
    for key, text in options.items():
        if _bare(key) in ("path", "paths"):
            paths = _names(text)
            continue
        if _bare(key) not in plain:
            raise UsageError(f"there is no option {key!r} here", "The options are: path, " + ", ".join(sorted(known)))
        name = plain[_bare(key)]
        field, parse = known[name]
        try:
            found[field] = parse(text)
        except ValueError as error:
            raise UsageError(f"the option {name} cannot be {text!r}", f"Give {error}") from None
    if not paths:
        raise UsageError("no path is given", "Give one to load or save, or as option('path', ...)")
    limits = Limits(**{name: found.pop(name) for name in _LIMITS if name in found})
    return Asked(paths, limits=limits, **found)


def _bare(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def local(name: str) -> str:
    """A path without the scheme of local files; raises `UsageError` for what is not on a local or shared disk."""
    if name == STDIN:
        raise UsageError("standard input cannot be read by many processes", "Give files or directories")
    if name.startswith("file:"):
        return "/" + name.removeprefix("file:").lstrip("/")
    scheme = _SCHEME.match(name)
    if scheme is not None:
        remedy = "Mount the storage on every machine, and give the path"
        raise UsageError(f"{name}: only paths of the file system are read and written, not {scheme[1]}:", remedy)
    return name
