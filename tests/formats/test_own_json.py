"""Own JSON that is no document of ours is refused with a reason, whatever stands in its place."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import orjson
import pytest

from newsschema.formats import format_named
from newsschema.formats.base import ReadOptions


@pytest.mark.parametrize("type_", [None, 0, True, "", "story", [], ["article"], {}, {"article": 1}])
def test_an_object_of_no_type_of_ours_is_refused(type_: Any) -> None:
    data = orjson.dumps({"type": type_, "schema_version": "1.1", "identifier": "urn:example:1"})
    (item,) = format_named("json").read(BytesIO(data), ReadOptions(source="a.json"))
    assert [found.code for found in item.diagnostics] == ["NS011"]
    assert item.document is None
    assert item.raw == data
