"""Schema `reference` in the warehouse: the night's copy of what is known before any file arrives.

Belongs here: writing the frames of `Reference`, and the two small lists that SQL joins (who owes quick reports, where
a recall ledger starts). Does not: reading or checking reference files (`pipelines.reference`).
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pipelines.reference import Reference
from pipelines.reference.lists import ListShape, read_list
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.tables import TABLES, of_schema
from pipelines.warehouse import Warehouse

LEDGER_STARTS = ListShape(
    file="ledger_starts.csv",
    key=("province_code",),
    columns=("province_code", "starts_on", "source"),
    required=("province_code", "starts_on", "source"),
    days=("starts_on",),
)


def build(warehouse: Warehouse, reference: Reference) -> dict[str, int]:
    """Make the tables of schema `reference` hold this night's reference data; returns their numbers of rows."""
    with warehouse.transaction():
        rows = {
            table.full_name: warehouse.replace(table.full_name, _known_columns(table.full_name, reference))
            for table in of_schema("reference")
        }
    _quick_duties(warehouse, reference)
    return rows


def _known_columns(full_name: str, reference: Reference) -> pl.DataFrame:
    """The declared columns of a frame; its further columns (sources, readings) stay with the files."""
    frame: pl.DataFrame = getattr(reference, full_name.removeprefix("reference."))
    return frame.select(name for name in TABLES[full_name].column_names if name in frame.columns)


def _quick_duties(warehouse: Warehouse, reference: Reference) -> None:
    """Leave the temporary table `quick_duties`: reporter_id, form, obligation_id, directive_id."""
    quick = reference.duties.join(
        reference.obligations.filter(pl.col("form") == "quick").select("obligation_id", "directive_id", "form"),
        on="obligation_id",
    ).select("reporter_id", "form", "obligation_id", "directive_id")
    first = quick.sort("reporter_id", "obligation_id").unique("reporter_id", keep="first", maintain_order=True)
    warehouse.leave("quick_duties", first)


def build_ledger_starts(warehouse: Warehouse, settings: Settings, reference: Reference, *, as_of: datetime) -> None:
    """Leave the temporary table `ledger_starts`: province_code, starts_on.

    A recall ledger starts on the day that `ledger_starts.csv` says, else
    on the day of the home's first night.
    """
    runs = warehouse.name("raw.runs")
    first = warehouse.query(f"SELECT min(as_of) AS t FROM {runs} WHERE published IS NOT NULL").item()
    first_night = (first or as_of).astimezone(LOCAL_ZONE).date()
    folders = [settings.shipped_reference, settings.reference]
    stated = dict(read_list(LEDGER_STARTS, folders).select("province_code", "starts_on").iter_rows())
    rows = [(code, stated.get(code, first_night)) for code in reference.provinces]
    schema = {"province_code": pl.String, "starts_on": pl.Date}
    warehouse.leave("ledger_starts", pl.DataFrame(rows, schema=schema, orient="row"))
