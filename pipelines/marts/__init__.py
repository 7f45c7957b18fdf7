"""The published marts: one SQL file each, rebuilt whole every night.

Belongs here: running those files in order, and the two marts whose arithmetic needs more than SQL (judging lateness,
smoothing rates). Does not: facts (`pipelines.core`), charts (`dashboards`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines.marts.risk import score_categories
from pipelines.tables import TABLES, of_schema
from pipelines.warehouse import Warehouse

_FOLDER = Path(__file__).parent

ORDER = (
    "mart.compliance",
    "mart.compliance_rates",
    "mart.reporter_compliance",
    "mart.trends",
    "mart.notice_reviews",
    "mart.recall_keys",
    "mart.recall_matches",
    "mart.recall_ledger",
    "mart.recall_progress",
    "mart.recall_duties",
    "mart.recall_liftings",
    "mart.category_risk",
    "mart.tasks",
    "mart.kpis",
)
"""Every mart after those it reads."""

assert set(ORDER) == {table.full_name for table in of_schema("mart")}


def sql_of(full_name: str) -> str:
    """The query that defines a mart."""
    return (_FOLDER / f"{full_name.removeprefix('mart.')}.sql").read_text("utf-8")


def build(warehouse: Warehouse, full_name: str, *, as_of: datetime) -> int:
    """Rebuild one mart whole from core, reference and the marts before it; returns its number of rows."""
    sql = sql_of(full_name)
    if full_name == "mart.category_risk":
        counted = warehouse.query(sql, _parameters(sql, as_of))
        frame = score_categories(counted)
        with warehouse.transaction():
            return warehouse.replace(full_name, TABLES[full_name].frame(frame))
    with warehouse.transaction():
        return warehouse.replace_by_query(full_name, sql, _parameters(sql, as_of))


def build_all(warehouse: Warehouse, *, as_of: datetime) -> dict[str, int]:
    """Rebuild every mart; returns their numbers of rows."""
    return {full_name: build(warehouse, full_name, as_of=as_of) for full_name in ORDER}


def _parameters(sql: str, as_of: datetime) -> dict[str, datetime] | None:
    """DuckDB refuses a parameter that the query does not name."""
    return {"as_of": as_of} if "$as_of" in sql else None
