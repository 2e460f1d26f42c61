"""A session of Spark for the command line: quiet, with this interpreter, and one message where it does not start."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from newsschema.archive.executors import Tick
from newsschema.archive.units import Unit
from newsschema.archive.work import Done, Plan
from newsschema.errors import UsageError
from newsschema.spark.conversion import Executor, SparkFailed, is_one_process, reason_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_QUIET: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def standalone(master: str | None) -> Callable[[Iterable[Unit], Plan, int, Tick], Generator[Done, None, None]]:
    """An executor for `convert` that starts Spark when there is work, and stops it afterwards."""

    def run(units: Iterable[Unit], plan: Plan, jobs: int, tick: Tick) -> Generator[Done, None, None]:
        with session(master) as spark:
            yield from Executor(spark)(units, plan, jobs, tick)

    return run


_REASON: Final = re.compile(
    r"^(?:Exception in thread .*?|Error: |Caused by: )[\w.]*(?:Exception|Error): (.+)$", re.MULTILINE
)
"""What Java prints on its way out."""

_START_QUICKLY: Final = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"}
"""Where everything is on one machine, Java only schedules: it need not compile itself at length."""


@contextmanager
def session(master: str | None, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[SparkSession]:
    """Starts Spark and stops it again; `master` is where it runs, as `spark-submit` was told or all CPUs otherwise.

    Raises `UsageError` where there is no Java, and `SparkFailed` where Spark does not start; what Spark prints is kept
    from the terminal, and left in a file where something went wrong.
    """
    if not _has_java():
        raise UsageError("Spark needs Java, and none is found", "Install Java 17 or newer, or set JAVA_HOME")
    # Whatever `python3` is on the path, the tasks need what is installed here.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    with _talk_kept() as log:
        quickly = _START_QUICKLY if is_one_process(master) else {}
        spark = _started(master, {**_QUIET, **quickly, **settings}, log)
        try:
            yield spark
        finally:
            with suppress(Exception):
                spark.stop()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home, "bin")) if home else None) is not None


def _started(master: str | None, settings: Mapping[str, str], log: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("newsschema")
    for name, value in settings.items():
        builder = builder.config(name, value)
    if master is not None:
        builder = builder.master(master)
    try:
        with _errors_into(log):
            return builder.getOrCreate()
    except Exception as error:  # noqa: BLE001  # whatever it is, there is no Spark
        told = _REASON.search(log.read_text("utf-8", "replace"))
        raise SparkFailed(f"it did not start: {told[1] if told else reason_of(error)}") from None


@contextmanager
def _talk_kept() -> Iterator[Path]:
    """Gives the file that takes what Spark prints; it is removed unless Spark fails."""
    handle, name = tempfile.mkstemp(prefix="newsschema-spark-", suffix=".log")
    os.close(handle)
    log = Path(name)
    try:
        yield log
    except SparkFailed as error:
        told = f"What Spark printed is in {log}"
        error.remedy = f"{error.remedy}. {told}" if error.remedy else told
        raise
    except BaseException:
        log.unlink(missing_ok=True)
        raise
    log.unlink(missing_ok=True)


@contextmanager
def _errors_into(log: Path) -> Iterator[None]:
    """Lets programs that are started write their errors into a file: what they inherit stays so."""
    sys.stderr.flush()
    kept = os.dup(2)
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
