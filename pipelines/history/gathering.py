"""What is known beside a file, from the warehouse at night or from the last published snapshot in `check`.

Belongs here: SQL over `core` that both have in common, and sums of lines just read. Does not: comparing (`comparing`,
`facts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from pipelines.history.comparing import SUMS
from pipelines.recalls.keys import document_key

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


def lost_sign_offs(query: Query, lines: str, *, as_of: datetime) -> pl.DataFrame:
    """Sign-offs of current reports whose number meets no notice; `lines` is the raw table with the typed numbers."""
    return query(
        f"""
        SELECT c.submission_id, c.sheet, c.row, r.notice_number
        FROM core.sign_offs c
        JOIN core.submissions s ON s.submission_id = c.submission_id AND s.is_current
        JOIN {lines} r ON r.submission_id = c.submission_id AND r.sheet = c.sheet AND r.row = c.row
        WHERE c.notice_id IS NULL AND r.notice_number IS NOT NULL AND s.received_at > $since
            AND EXISTS (SELECT 1 FROM core.notices)
        """,
        {"since": as_of - LOOKED_AT},
    )


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


def notice_numbers(query: Query) -> frozenset[str]:
    """Numbers of every notice known, as `document_key` writes them."""
    found = query("SELECT document_number FROM core.notices WHERE document_number IS NOT NULL", {})
    return frozenset(document_key(number) for number in found["document_number"])
