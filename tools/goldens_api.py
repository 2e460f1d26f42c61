"""Writes names, kinds and signatures of the public API, or with `--check` fails where they have changed."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_origin

import newsschema
import newsschema.schemas
import newsschema.v1
import newsschema.versions
from newsschema.v1 import Model

SNAPSHOT: Final = Path(__file__).resolve().parent.parent / "tests" / "public_api.txt"
MODULES: Final = (newsschema, newsschema.v1, newsschema.schemas, newsschema.versions)
"""The modules whose `__all__` is public."""


def snapshot() -> str:
    """The public API as text, a name a line."""
    return "".join(f"{line}\n" for module in MODULES for line in _module(module))


def _module(module: Any) -> Iterator[str]:
    yield f"# {module.__name__}"
    for name in sorted(module.__all__):
        yield from _member(name, getattr(module, name), full=module is not newsschema)


def _member(name: str, value: Any, *, full: bool) -> Iterator[str]:
    """A name and what it is; what the top level takes from the model is written out there."""
    if inspect.isfunction(value):
        yield f"def {name}{_signature(value)}"
    elif not isinstance(value, type):
        yield f"{name}: {'an alias' if get_origin(value) is not None else type(value).__name__}"
    elif not full and value.__module__.startswith("newsschema.v1"):
        yield f"class {name}: as in newsschema.v1"
    else:
        bases = ", ".join(base.__name__ for base in value.__bases__)
        yield f"class {name}({bases})"
        yield from (f"    {line}" for line in _class(value))


def _class(value: type) -> Iterator[str]:
    if issubclass(value, Model):
        for name, field in value.model_fields.items():
            yield f"{name}: {value.__annotations__.get(name, 'inherited')}{' (required)' * field.is_required()}"
    elif "__init__" in vars(value) or "__new__" in vars(value):
        yield f"{value.__name__}{_signature(value)}"
    for name, member in sorted(vars(value).items()):
        if name.startswith("_") or name in getattr(value, "model_fields", {}):
            continue
        if inspect.isfunction(member):
            yield f"def {name}{_signature(member)}"
        elif isinstance(member, classmethod | staticmethod):
            yield f"{type(member).__name__} {name}{_signature(member.__func__)}"
        elif isinstance(member, property):
            yield f"property {name}{_returns(member)}"
        elif isinstance(member, value):
            yield f"{name} = {member!s}"


_ADDRESS: Final = re.compile(r"<function (\w+) at 0x[0-9a-f]+>")


def _signature(value: Any) -> str:
    try:
        signature = str(inspect.signature(value))
    except ValueError:  # a class of the interpreter's own, which tells none
        return "(...)"
    # Where a function lies in memory is another place in each run.
    return _ADDRESS.sub(r"\1", signature).replace("newsschema.", "").replace("'", "")


def _returns(member: property) -> str:
    found = inspect.signature(member.fget).return_annotation if member.fget is not None else inspect.Signature.empty
    return "" if found is inspect.Signature.empty else f" -> {found}"


def main(arguments: list[str]) -> int:
    """Writes or checks the snapshot."""
    if arguments == ["--check"]:
        is_current = SNAPSHOT.is_file() and SNAPSHOT.read_text("utf-8") == snapshot()
        if not is_current:
            print(f"stale: {SNAPSHOT.name}; read docs/compatibility.md, then run: make goldens", file=sys.stderr)
        return 0 if is_current else 1
    SNAPSHOT.write_text(snapshot(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
