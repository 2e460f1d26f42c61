"""What files of ours are called and say of themselves, known without any library for Parquet."""

from __future__ import annotations

from typing import Final

FORMAT_VERSION: Final = "1.0"
"""The version of this layout of columns; it changes when columns of the same model change."""

SCHEMA_VERSION_KEY: Final = b"newsschema.schema_version"
FORMAT_VERSION_KEY: Final = b"newsschema.format_version"
LAYOUT_KEY: Final = b"newsschema.layout"

UTC_SUFFIX: Final = "_utc"
"""Ends the name of the timestamp beside a date's text."""

EXTENSIONS: Final = "extensions"
"""The field of a class, and the column, that holds what foreign documents carried."""
