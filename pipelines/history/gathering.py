"""What is known beside a file, from the warehouse at night or from the last published snapshot in `check`.

Belongs here: SQL over `core` that both have in common, and sums of lines just read. Does not: comparing (`comparing`),
lines about notices (`sign_offs`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from pipelines.history.comparing import SUMS

Query = Callable[[str, Mapping[str, Any]], pl.DataFrame]
"""SQL and named parameters in, rows out."""

LOOKED_AT = timedelta(days=400)
"""Reports received this long before the night are compared again: the rounds of a year and their corrections."""

_FACTS = ("submission_id", "reporter_id", "province_code", "form", "period")
_SUMS = ", ".join(f"CAST(coalesce(sum(l.{name}), 0) AS BIGINT) AS {name}" for name in SUMS)
_REPORTS = f"""
SELECT s.submission_id, s.reporter_id, s.province_code, s.form, s.period, min(l.sheet) AS sheet, {_SUMS}
FROM core.submissions s
JOIN core.inspection_lines l USING (submission_id)
WHERE s.is_current AND s.form NOT IN ('quick', 'sign_off') AND s.period IS NOT NULL
"""


def accepted_sums(query: Query, *, reporter_id: str | None = None, province_code: str | None = None) -> pl.DataFrame:
    """Sums of every accepted current report; of one reporter, or of one province, where said."""
    where = "".join(
        (
            " AND s.reporter_id = $reporter_id" if reporter_id else "",
            " AND s.province_code = $province_code" if province_code else "",
        )
    )
    given = {"reporter_id": reporter_id, "province_code": province_code}
    return query(f"{_REPORTS}{where} GROUP BY ALL", {name: value for name, value in given.items() if value})


def looked_at(query: Query, *, as_of: datetime) -> list[str]:
    """Submissions that the night compares: accepted, current, received within `LOOKED_AT`."""
    sql = "SELECT submission_id FROM core.submissions WHERE is_current AND received_at > $since"
    return list(query(sql, {"since": as_of - LOOKED_AT})["submission_id"])


def sums_of_lines(
    report: Mapping[str, Any], province_code: str | None, lines: Sequence[Mapping[str, Any]]
) -> pl.DataFrame:
    """Sums of one report that was just read; a column without a figure counts as 0."""
    row = {**{name: report.get(name) for name in _FACTS}, "province_code": province_code}
    sheet = next((line["sheet"] for line in lines), None)
    sums = {name: sum(int(line.get(name) or 0) for line in lines) for name in SUMS}
    types = dict.fromkeys((*_FACTS, "sheet"), pl.String) | dict.fromkeys(SUMS, pl.Int64)
    return pl.DataFrame([{**row, "sheet": sheet, **sums}], schema=types)


def late_cases(query: Query, lines: str, *, as_of: datetime) -> pl.DataFrame:
    """Cases of current reports that were detected after their report arrived."""
    return query(
        f"""
        SELECT c.submission_id, c.sheet, c.row, c.detected_at, s.received_at
        FROM {lines} c
        JOIN core.submissions s ON s.submission_id = c.submission_id AND s.is_current
        WHERE c.detected_at > s.received_at + INTERVAL 1 DAY AND s.received_at > $since
        """,
        {"since": as_of - LOOKED_AT},
    )


def finished_late(query: Query, lines: str, reports: str, *, as_of: datetime) -> pl.DataFrame:
    """Lines about notices of current reports that were finished after their report arrived or was signed.

    `lines` and `reports` are the raw tables. Columns: submission_id, sheet, row, closed_on, signed_on and received_at.
    """
    return query(
        f"""
        SELECT l.submission_id, l.sheet, l.row, l.closed_on, r.signed_on, s.received_at
        FROM {lines} l
        JOIN core.submissions s ON s.submission_id = l.submission_id AND s.is_current
        JOIN {reports} r ON r.submission_id = l.submission_id
        WHERE (l.closed_on > r.signed_on OR l.closed_on > CAST(s.received_at AS DATE)) AND s.received_at > $since
        ORDER BY l.submission_id, l.sheet, l.row
        """,
        {"since": as_of - LOOKED_AT},
    )
