"""Who does the work of a conversion, as the command line says."""

from __future__ import annotations

from newsschema.archive.conversion import Executor
from newsschema.archive.executors import run
from newsschema.errors import UsageError


def executor_for(engine: str, master: str | None, jobs: int | None) -> Executor:
    """The processes of this machine, or Spark. Raises `UsageError` for options of the other one."""
    if engine == "local":
        if master is not None:
            raise UsageError("--master says where Spark runs, and Spark is not asked for", "Add --engine spark")
        return run
    if jobs is not None:
        raise UsageError("with Spark, --master says how many tasks run at a time", "Leave --jobs out")
    from newsschema.spark import standalone

    return standalone(master)
