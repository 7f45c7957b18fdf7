"""Versions that may be the report of the next round, sent on last round's form with its period left as it was.

Belongs here: finding them by when they came, what was missing then, and how little of the version before it keeps. Does
not: which version counts (`pipelines.core.submissions`): the later one does, and here it is only asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pipelines.settings import LOCAL_ZONE
from pipelines.tables.figures import INDICATOR, INSPECTION_CODES, INSPECTION_FIGURES
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import Findings, Rule

MOST_KEPT = 0.5
"""A correction keeps more of the figures before it than this share; small ones are the same by chance."""

_CODES = ", ".join(column.name for column in INSPECTION_CODES)
_FIGURES = ", ".join(column.name for column in INSPECTION_FIGURES)
_INDICATOR = ", ".join(column.name for column in INDICATOR if column.name != "value")

_LATE = """
-- Who sends nearer to the due of the next round than to that of its own (the end of its window where no due is known),
-- while the next one's report is missing, and replaces a report that came in its own time and was no copy of another
-- round's. Once the next round's own report is there all is well, if that is no copy.
WITH rounds AS (
    SELECT obligation_id, reporter_id, period, period_start,
        epoch(coalesce(due_at, CAST(period_end AS TIMESTAMPTZ))) AS due
    FROM core.expected_reports
)
SELECT p.submission_id, p.file_sha256, p.reporter_id, p.form, p.period, n.period AS next_period,
    p.replaced_submission_id AS earlier_id, s.file_name, s.received_at,
    r.file_name AS earlier_name, r.received_at AS earlier_received_at
FROM version_pairs p
JOIN core.submissions s USING (submission_id)
JOIN core.submissions r ON r.submission_id = p.replaced_submission_id
JOIN rounds e ON e.obligation_id = s.obligation_id AND e.reporter_id = s.reporter_id AND e.period = s.period
JOIN rounds n ON n.obligation_id = e.obligation_id AND n.reporter_id = e.reporter_id
    AND n.period_start > e.period_start AND n.period_start <= CAST(s.received_at AS DATE)
WHERE s.is_current AND r.content IS DISTINCT FROM 'copied'
    AND epoch(s.received_at) - e.due > abs(n.due - epoch(s.received_at))
    AND epoch(r.received_at) - e.due <= abs(n.due - epoch(r.received_at))
    AND NOT EXISTS (
        SELECT 1 FROM core.submissions o
        WHERE o.reporter_id = s.reporter_id AND o.form = s.form AND o.period = n.period AND o.version IS NOT NULL
            AND (o.received_at < s.received_at OR (o.is_current AND o.content IS DISTINCT FROM 'copied')))
QUALIFY row_number() OVER (PARTITION BY p.submission_id ORDER BY n.period_start) = 1
"""

_REPLACED = f"""
WITH compared AS (SELECT unnest([submission_id, earlier_id]) AS submission_id FROM late_versions),
figures AS (
    SELECT submission_id, concat_ws('|', {_CODES}, figure) AS figure, CAST(value AS DOUBLE) AS value
    FROM (
        SELECT submission_id, {_CODES}, {_FIGURES}
        FROM raw_store.raw.inspection_lines WHERE submission_id IN (FROM compared)
    ) UNPIVOT (value FOR figure IN ({_FIGURES}))
    UNION ALL
    SELECT submission_id, concat_ws('|', {_INDICATOR}), value
    FROM raw_store.raw.indicators WHERE submission_id IN (FROM compared)
),
earlier AS (SELECT DISTINCT submission_id AS earlier_id, figure, value FROM figures)
SELECT l.*, count(*) AS figures, count(e.value) AS kept
FROM late_versions l
JOIN figures f USING (submission_id)
LEFT JOIN earlier e ON e.earlier_id = l.earlier_id AND e.figure = f.figure AND e.value = f.value
WHERE f.value <> 0
GROUP BY ALL HAVING kept <= $most * figures
ORDER BY l.submission_id
"""


def findings(warehouse: Warehouse, rules: Mapping[str, Rule]) -> Iterator[dict[str, Any]]:
    """Yield a finding for each such version; needs the temporary table `version_pairs` and the rounds."""
    late = warehouse.query(_LATE)
    if late.is_empty():
        # The lines of years are not looked through for nothing.
        return
    warehouse.leave("late_versions", late)
    for row in warehouse.query(_REPLACED, {"most": MOST_KEPT}).iter_rows(named=True):
        found = Findings(rules, file_sha256=row["file_sha256"], submission_id=row["submission_id"])
        found.add(
            "may_be_next_round",
            value=f"kỳ {row['period']}, {_named(row['file_name'], row['received_at'])}",
            expected=row["next_period"],
            heading=_named(row["earlier_name"], row["earlier_received_at"]),
        )
        yield from ({**finding, **{k: row[k] for k in ("reporter_id", "form", "period")}} for finding in found.rows)


def _named(file_name: str, received_at: datetime) -> str:
    return f"nhận {received_at.astimezone(LOCAL_ZONE):%d/%m/%Y} ({file_name})"
