"""The mart of rates on judged reports that a test made: the product's own SQL in a database of its own."""

from datetime import datetime

import duckdb
import polars as pl

from pipelines import marts
from pipelines.settings import LOCAL_ZONE


def compliance_rates(judged: pl.DataFrame, *, as_of: datetime) -> pl.DataFrame:
    """Rows of `mart.compliance_rates`, ordered by province, form and period."""
    due_month = pl.col("due_at").dt.convert_time_zone(LOCAL_ZONE.key).dt.strftime("%Y-%m").alias("due_month")
    with duckdb.connect() as connection:
        connection.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
        connection.execute("CREATE SCHEMA mart")
        connection.register("judged", judged.with_columns(due_month).to_arrow())
        connection.execute("CREATE TABLE mart.compliance AS FROM judged")
        sql = marts.sql_of("mart.compliance_rates")
        return connection.sql(f"FROM ({sql}) ORDER BY province_code, form, period", params={"as_of": as_of}).pl()
