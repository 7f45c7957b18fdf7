"""Which rows a suite looks at in one night: one SQL file per suite, in `expectations/rows/`.

Belongs here: running that SQL with the night's instants. Does not: what the rows should obey (`expectations.suites`),
or what an open round is (`pipelines.quality`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines import quality
from pipelines.warehouse import Warehouse

ROWS = Path(__file__).parent / "rows"
EVER = datetime(1900, 1, 1, tzinfo=UTC)
"""The `since` that chooses everything."""


def choose_rows(warehouse: Warehouse, suite_name: str, *, as_of: datetime, since: datetime | None) -> pl.DataFrame:
    """The frame a suite should see.

    Args:
        warehouse: The writer's tables.
        suite_name: A key of `SUITES`.
        as_of: The instant the night speaks for.
        since: As-of of the last night that finished; facts taken in later are new. None = check everything.
    """
    if suite_name == "mart.compliance":
        return quality.open_rounds(warehouse, as_of=as_of)
    sql = (ROWS / f"{suite_name}.sql").read_text("utf-8")
    instants = {"as_of": as_of, "since": since or EVER}
    return warehouse.query(sql, {name: value for name, value in instants.items() if f"${name}" in sql} or None)
