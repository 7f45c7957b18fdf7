"""Questions about what was inspected and found, over time.

Belongs here: SQL over `mart.trends`, with the reporting rate that belongs beside it. Does not: risk scores.
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot


def by_category(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per period × category up to the chosen period (24 at most): figures of the chosen place.

    Columns: period, category, inspected, violating, cases_total, fines_vnd, samples_taken, samples_failed.
    """
    return snapshot.ask(
        """
        SELECT period, category,
               CAST(sum(inspected) AS BIGINT) AS inspected,
               CAST(sum(violating) AS BIGINT) AS violating,
               CAST(sum(cases_total) AS BIGINT) AS cases_total,
               CAST(sum(fines_vnd) AS BIGINT) AS fines_vnd,
               CAST(sum(samples_taken) AS BIGINT) AS samples_taken,
               CAST(sum(samples_failed) AS BIGINT) AS samples_failed
        FROM mart.trends
        WHERE ($province IS NULL OR province_code = $province) AND ward_code IS NOT DISTINCT FROM $ward
          AND ($category IS NULL OR category = $category)
          AND period IN (
              SELECT DISTINCT period FROM mart.trends
              WHERE period <= $period AND length(period) = length($period) ORDER BY period DESC LIMIT 24)
        GROUP BY ALL ORDER BY period, category
        """,
        province=view.province,
        ward=view.ward,
        category=view.category,
        period=view.period,
    )


def reporting(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per period of the obligation that counts: expected (without exempt), accepted, reporting_rate, is_due.

    All periods up to the chosen one; `accepted` counts reports with an accepted version.
    """
    return snapshot.ask(
        """
        SELECT period, count(*) FILTER (status <> 'exempt') AS expected,
               count(*) FILTER (status <> 'exempt' AND accepted_at IS NOT NULL) AS accepted,
               count(*) FILTER (status <> 'exempt' AND accepted_at IS NOT NULL)
                   / nullif(count(*) FILTER (status <> 'exempt'), 0) AS reporting_rate,
               coalesce(min(due_at_original) <= (SELECT max(as_of) FROM quality.runs), false) AS is_due
        FROM mart.compliance
        WHERE counts AND ($province IS NULL OR province_code = $province)
          AND ($ward IS NULL OR ward_code = $ward) AND period <= $period AND length(period) = length($period)
        GROUP BY period ORDER BY period
        """,
        province=view.province,
        ward=view.ward,
        period=view.period,
    )


def campaigns(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per campaign in the chosen place: period, period_start, period_end."""
    return snapshot.ask(
        """
        SELECT period, min(period_start) AS period_start, max(period_end) AS period_end
        FROM core.expected_reports
        WHERE form = 'campaign' AND ($province IS NULL OR province_code = $province) AND period_start IS NOT NULL
        GROUP BY period ORDER BY period_start
        """,
        province=view.province,
    )
