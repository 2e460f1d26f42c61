"""One session of Spark for all tests, which therefore run in one process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.archive.conftest import small_units

__all__ = ["small_units"]

HERE = Path(__file__).parent

# Compiling queries over hundreds of columns takes longer than these few rows do without.
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}

NO_SPARK = "Spark is not installed: run make spark"
NO_JAVA = "Spark needs Java 17 or newer, and there is none"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("spark"))
            # Spark and its bridge to Java leave sockets to the collector, and use what Python will drop one day.
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Return a session of two tasks at a time, which knows the format newsschema."""
    if find_spec("pyspark") is None:
        pytest.skip(NO_SPARK)
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip(NO_JAVA)
    from newsschema.spark import NewsschemaDataSource
    from newsschema.spark.session import session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with session("local[2]", INTERPRETED) as started:
            started.dataSource.register(NewsschemaDataSource)
            yield started


@pytest.fixture
def articles(spark: Any) -> Any:
    """Return a reader of the format."""
    return spark.read.format("newsschema")
