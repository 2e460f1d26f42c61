"""The version of the model that this package holds every document in, and the earlier ones that it takes."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator

SCHEMA_VERSION: Final = "1.1"
"""The version of the model that this package writes."""

EARLIER_VERSIONS: Final = ("1.0",)
"""The earlier minor versions: every document of theirs is one of the newest."""


def _newest(said: Any) -> Any:
    return SCHEMA_VERSION if said in EARLIER_VERSIONS else said


SchemaVersion = Annotated[Literal["1.1"], BeforeValidator(_newest)]
"""The newest version; an earlier one is taken for it, so that what was valid stays valid."""
