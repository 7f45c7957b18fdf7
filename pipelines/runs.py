"""The record of nights: when they began, what they saw, what they published.

Belongs here: rows of `raw.runs` and `quality.runs`. Does not: running anything (`assets/`), or reading the clock:
instants come from outside.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse


def start(warehouse: Warehouse, run_id: str, *, as_of: datetime, started_at: datetime) -> None:
    """Note that a night began; a night that is run again under its id starts over."""
    row = {"run_id": run_id, "as_of": as_of, "started_at": started_at}
    _forget(warehouse, run_id)
    warehouse.append("raw.runs", pl.DataFrame([row]))


def count_files(warehouse: Warehouse, run_id: str, *, seen: int, new: int, failed: int) -> None:
    """Note the files of a night: in the inbox, read for the first time, unreadable."""
    warehouse.execute(
        f"UPDATE {warehouse.name('raw.runs')} SET files_seen = ?, files_new = ?, files_failed = ? WHERE run_id = ?",
        [seen, new, failed, run_id],
    )


def finish(warehouse: Warehouse, run_id: str, *, finished_at: datetime, published: str | None) -> None:
    """Note how a night ended."""
    warehouse.execute(
        f"UPDATE {warehouse.name('raw.runs')} SET finished_at = ?, published = ? WHERE run_id = ?",
        [finished_at, published, run_id],
    )


def build(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Fill `quality.runs` with the nights known at `as_of`; returns their number."""
    columns = ", ".join(TABLES["quality.runs"].column_names)
    sql = f"SELECT {columns} FROM {warehouse.name('raw.runs')} WHERE as_of <= $as_of"
    return warehouse.replace_by_query("quality.runs", sql, {"as_of": as_of})


def _forget(warehouse: Warehouse, run_id: str) -> None:
    warehouse.execute(f"DELETE FROM {warehouse.name('raw.runs')} WHERE run_id = ?", [run_id])
