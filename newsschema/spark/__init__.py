"""Spark: a data source that reads and writes what newsschema does, and conversions beyond one machine.

`spark.dataSource.register(NewsschemaDataSource)` makes the format `newsschema` known to a session;
`convert(..., executor=Executor(spark))` has Spark do the work of a conversion.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from newsschema.errors import MissingExtraError

if TYPE_CHECKING:
    from newsschema.spark.conversion import Executor
    from newsschema.spark.session import standalone
    from newsschema.spark.source import NewsschemaDataSource

__all__ = ["Executor", "NewsschemaDataSource", "standalone"]

_PLACES: Final = {"Executor": "conversion", "NewsschemaDataSource": "source", "standalone": "session"}
_LIBRARIES: Final = frozenset({"pyspark", "py4j", "pyarrow"})


def __getattr__(name: str) -> Any:
    """Loads what needs Spark; raises `MissingExtraError` where it is not installed."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise MissingExtraError("spark", "Spark") from error
    globals()[name] = value
    return value
