"""The data source: what Spark asks for by the name `newsschema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql.datasource import DataSource

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

    from newsschema.spark.reading import Reader
    from newsschema.spark.writing import Writer


class NewsschemaDataSource(DataSource):
    """Reads articles of any format into columns, and writes such columns in any format.

    Register it with `spark.dataSource.register(NewsschemaDataSource)`, then use `spark.read.format("newsschema")` and
    `df.write.format("newsschema")`. Its modules are loaded where they are used: Spark sends no code of them.
    """

    @classmethod
    def name(cls) -> str:
        """The name of the format."""
        return "newsschema"

    def schema(self) -> StructType:
        """The columns of the nested layout, or of the flat table that the option `table` names."""
        from newsschema.spark.columns import spark_schema
        from newsschema.spark.options import READING, asked

        return spark_schema(asked(self.options, READING).table)

    def reader(self, schema: StructType) -> Reader:
        """Who reads. Raises `UsageError` for columns that are not those of the layout, and for wrong options."""
        from newsschema.errors import UsageError
        from newsschema.spark.options import READING, asked
        from newsschema.spark.reading import Reader

        if schema.names != self.schema().names:
            raise UsageError("the columns are given by the layout", "Leave schema() out, and select from what is read")
        return Reader(asked(self.options, READING))

    def writer(self, schema: StructType, overwrite: bool) -> Writer:  # Spark's signature
        """Who writes. Raises `UsageError` for columns that are not those of the nested layout, and wrong options."""
        from newsschema.spark.options import WRITING, asked
        from newsschema.spark.writing import Writer

        return Writer(asked(self.options, WRITING), schema, overwrite=overwrite)
