"""Run by the package of an earlier release: reads documents, tells what it found, and writes them.

Takes lines of JSON, each a format, the bytes of one document in base 64, and the formats to write; gives one line.
"""

import base64
import io
import json
import sys

import newsschema
from newsschema.formats import format_named
from newsschema.formats.base import ReadOptions


def answer(line: str) -> dict[str, object]:
    name, data, formats = json.loads(line)
    (item,) = format_named(name).read(io.BytesIO(base64.b64decode(data)), ReadOptions())
    assert item.document is not None
    written = {each: newsschema.dumps(item.document, format=each) for each in formats}
    return {
        "found": [{"code": one.code, "message": one.message} for one in item.diagnostics],
        "written": {each: base64.b64encode(found).decode() for each, found in written.items()},
    }


json.dump(
    {
        "version": newsschema.SCHEMA_VERSION,
        "file": newsschema.__file__,
        "answers": [answer(line) for line in sys.stdin],
    },
    sys.stdout,
)
