"""Writes the schemas of the newest version, or with `--check` fails where they are not what the model says."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa

from newsschema.formats.parquet import nested_schema, table_schemas
from newsschema.v1 import SCHEMA_VERSION
from tools import json_schemas, vocabulary
from tools.arrow_text import arrow_text

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "schemas" / SCHEMA_VERSION
FIXTURES: Final = ROOT / "fixtures"
EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "article": ("valid/11-smallest", "valid/10-alert", "valid/09-embargo-until-further-notice"),
    "quote": ("standalone/12-standalone-quote",),
    "casualty_report": ("standalone/12-standalone-casualty-report",),
}
"""The fixtures that stand as examples in each schema."""


def generated() -> Iterator[tuple[str, bytes]]:
    """Yields the name and the content of each file of the newest version."""
    for name, fixtures in EXAMPLES.items():
        found = (orjson.loads((FIXTURES / f"{fixture}.json").read_bytes()) for fixture in fixtures)
        examples = [{**example, "schema_version": SCHEMA_VERSION} for example in found]
        writer = json_schemas.writer_schema(name, SCHEMA_VERSION, examples)
        yield f"{name}.schema.json", _json(writer)
        yield f"{name}.reader.schema.json", _json(json_schemas.reader_schema(writer, name, SCHEMA_VERSION))
    yield "context.jsonld", _json(vocabulary.context())
    yield "vocabulary.jsonld", _json(vocabulary.vocabulary(SCHEMA_VERSION))
    for name, schema in {"nested": nested_schema(), **table_schemas()}.items():
        yield f"{name}.arrow.txt", arrow_text(schema).encode()
        yield f"{name}.arrow", schema.serialize().to_pybytes()
    yield "README.md", _readme().encode()


def _json(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _readme() -> str:
    unstated = "\n".join(f"- {rule}" for rule in json_schemas.UNSTATED.values())
    return README.format(
        version=SCHEMA_VERSION, site=json_schemas.SITE, unstated=unstated, stated_only=json_schemas.STATED_ONLY
    )


README: Final = """# Schemas of version {version}

Made from the model by `make generate`; do not edit.

| file | what it is |
| --- | --- |
| `article.schema.json`, `quote.schema.json`, `casualty_report.schema.json` | JSON Schema 2020-12, for writers: \
what a document of version {version} must satisfy |
| `*.reader.schema.json` | the same for readers: members, codes and kinds of agents that this version does not know \
are allowed |
| `context.jsonld` | a JSON-LD context by which a document of own JSON is linked data |
| `vocabulary.jsonld` | the terms of our namespace with labels, comments, domains and ranges; the code lists in SKOS, \
with their correspondences elsewhere |
| `nested.arrow.txt`, `nested.arrow` | the columns of the lossless Parquet layout, as text and as an Arrow IPC schema |
| `articles.*`, `quotes.*`, `casualty_reports.*`, `assessed_figures.*` | the columns of the flat tables |

Each schema stands alone: it refers to nothing outside itself, and its `$id` is `{site}{version}/` and its name. No \
`format` is used; every string has a pattern in the common subset of Rust, ECMA-262 (with the flag `u`) and Python. \
`x-audience` marks what is internal, `x-personal` what may tell about a person: their identity, how to reach them, \
or a special category. Neither changes what is valid.

## The promise

- What version {version} accepts, and what these files say but for wording, never changes.
- A document of version {version} is a valid document of every later 1.x once it says that version.
- A later 1.x adds optional members, values of code lists and kinds of agents. Nothing else: no member becomes \
required, none goes away, none changes its meaning or its type.
- So a reader that follows a reader schema reads every 1.x. It ignores members it does not know and treats a code it \
does not know as something else that happened, never as one of those it knows.
- Whatever breaks this is version 2, with folders and addresses of its own.

## What a JSON Schema cannot state

The model also refuses what breaks these rules; `newsschema validate` tells which:

{unstated}

{stated_only}
"""


def is_current(path: Path, content: bytes) -> bool:
    """Whether a file holds what is generated; of Arrow's binary form the meaning counts, not the bytes."""
    if not path.is_file():
        return False
    if path.suffix == ".arrow":
        found, wanted = (pa.ipc.read_schema(pa.py_buffer(data)) for data in (path.read_bytes(), content))
        return bool(found.equals(wanted, check_metadata=True))
    return path.read_bytes() == content


def check(files: Mapping[str, bytes]) -> list[str]:
    """The names of the files that are missing, stale or left over."""
    stale = [name for name, content in files.items() if not is_current(FOLDER / name, content)]
    present = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else []
    return stale + [f"{name} (left over)" for name in present if name not in files]


def write(files: Mapping[str, bytes]) -> list[str]:
    """Writes what is not current; returns nothing to complain about."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if not is_current(FOLDER / name, content):
            (FOLDER / name).write_bytes(content)
            print(f"wrote {FOLDER.relative_to(ROOT) / name}")
    return []


def main() -> int:
    """Returns 1 where a check finds a difference, else 0."""
    action: Callable[[Mapping[str, bytes]], list[str]] = check if "--check" in sys.argv[1:] else write
    changed = action(dict(generated()))
    for name in changed:
        print(f"{FOLDER.relative_to(ROOT) / name} is not what the model says: run `make generate`", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
