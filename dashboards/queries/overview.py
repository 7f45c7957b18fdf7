"""Questions of the first page: the six KPIs over time, and the category most at risk.

Belongs here: KPI series as published, and the same KPIs for one ward or category. Does not: lists of reporters.
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot


def kpis(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per KPI × period up to the chosen one: kpi, period, value, target, numerator, denominator, direction.

    Whole provinces are read from `mart.kpis`; open notices are counted once however many provinces they concern.
    One ward or one category is counted from the marts that know them; KPIs that do not depend on a category keep
    their value, and `narrowed` says which do.
    """
    narrow = view.ward is not None or view.category is not None
    return snapshot.ask(
        _NARROW if narrow else _WHOLE,
        province=view.province,
        ward=view.ward,
        category=view.category,
        period=view.period,
    )


_WHOLE = """
    SELECT k.kpi, k.period, any_value(d.direction) AS direction, any_value(d.target) AS target,
           sum(k.numerator) AS numerator, sum(k.denominator) AS denominator,
           CASE WHEN k.kpi NOT LIKE '%rate' THEN sum(k.value)
                WHEN sum(k.denominator) > 0 THEN sum(k.numerator) / sum(k.denominator) END AS value
    FROM mart.kpis k JOIN reference.kpis d USING (kpi)
    WHERE ($province IS NULL OR k.province_code = $province) AND k.period <= $period
      AND k.kpi NOT LIKE 'target%'
    GROUP BY k.kpi, k.period
    ORDER BY k.kpi, k.period
"""

_NARROW = """
    WITH reports AS (
        SELECT period, count(*) FILTER (status = 'on_time') AS on_time,
               count(*) FILTER (status IN ('on_time', 'late', 'missing')) AS due,
               count(DISTINCT reporter_id) FILTER (status = 'missing') AS missing
        FROM mart.compliance
        WHERE counts AND ($province IS NULL OR province_code = $province) AND ($ward IS NULL OR ward_code = $ward)
          AND period <= $period AND length(period) = length($period)
        GROUP BY period
    ), quick AS (
        SELECT due_month AS period, count(*) FILTER (status = 'on_time') AS on_time,
               count(*) FILTER (status IN ('on_time', 'late', 'missing')) AS due
        FROM mart.compliance
        WHERE form = 'quick' AND ($province IS NULL OR province_code = $province)
          AND ($ward IS NULL OR ward_code = $ward) AND due_month <= $period
          AND ($category IS NULL OR period IN (SELECT case_id FROM core.serious_cases WHERE category = $category))
        GROUP BY due_month
    ), inspected AS (
        SELECT period, sum(inspected) AS inspected, sum(violating) AS violating, sum(cases_total) AS cases,
               sum(fines_vnd) AS fines
        FROM mart.trends
        WHERE ($province IS NULL OR province_code = $province) AND ward_code IS NOT DISTINCT FROM $ward
          AND ($category IS NULL OR category = $category) AND period <= $period AND length(period) = length($period)
        GROUP BY period
    ), ledger AS (
        SELECT count(DISTINCT l.notice_id) AS open_notices, count(*) AS wards,
               count(*) FILTER (l.answer IN ('searched', 'closed')) AS answered
        FROM mart.recall_ledger l JOIN core.notices n USING (notice_id)
        WHERE l.status <> 'exempt' AND l.ward_code IS NOT NULL
          AND ($province IS NULL OR l.province_code = $province) AND ($ward IS NULL OR l.ward_code = $ward)
          AND ($category IS NULL OR n.product_group = (
              SELECT product_group FROM reference.categories WHERE category = $category))
          AND (l.notice_id, l.province_code) IN (
              SELECT (notice_id, province_code) FROM mart.recall_progress WHERE status = 'open')
    ), figures AS (
        SELECT 'on_time_rate' AS kpi, period, on_time AS numerator, due AS denominator FROM reports
        UNION ALL SELECT 'reporters_missing', period, missing, NULL FROM reports
        UNION ALL SELECT 'conformity_rate', period, inspected - violating, inspected FROM inspected
        UNION ALL SELECT 'cases_total', period, cases, NULL FROM inspected
        UNION ALL SELECT 'fines_vnd', period, fines, NULL FROM inspected
        UNION ALL SELECT 'serious_24h_rate', period, on_time, due FROM quick
        UNION ALL SELECT 'open_notices', $period, open_notices, NULL FROM ledger
        UNION ALL SELECT 'wards_answered_rate', $period, answered, wards FROM ledger
    )
    SELECT f.kpi, f.period, d.direction, d.target, CAST(f.numerator AS DOUBLE) AS numerator,
           CAST(f.denominator AS DOUBLE) AS denominator,
           CASE WHEN f.kpi NOT LIKE '%rate' THEN f.numerator
                WHEN f.denominator > 0 THEN f.numerator / f.denominator END AS value
    FROM figures f JOIN reference.kpis d USING (kpi)
    ORDER BY f.kpi, f.period
"""


def open_notices(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row as of the snapshot: open notices of the chosen place and category, answers owed to them, answers in.

    A notice is open in a province until every ward of it is done; one ward counts its own answers to those notices.
    Columns: notices, wards_expected, wards_answered.
    """
    return snapshot.ask(
        """
        SELECT count(DISTINCT l.notice_id) AS notices, count(*) AS wards_expected,
               count(*) FILTER (l.answer IN ('searched', 'closed')) AS wards_answered
        FROM mart.recall_ledger l JOIN core.notices n USING (notice_id)
        WHERE l.status <> 'exempt' AND l.ward_code IS NOT NULL
          AND ($province IS NULL OR l.province_code = $province) AND ($ward IS NULL OR l.ward_code = $ward)
          AND ($category IS NULL OR n.product_group = (
              SELECT product_group FROM reference.categories WHERE category = $category))
          AND (l.notice_id, l.province_code) IN (
              SELECT (notice_id, province_code) FROM mart.recall_progress WHERE status = 'open')
        """,
        province=view.province,
        ward=view.ward,
        category=view.category,
    )


def top_risks(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per category at the highest risk in the chosen place, worst first; 6 at most."""
    return snapshot.ask(
        """
        SELECT k.category, k.province_code, u.name AS place, k.inspected, k.violating, k.smoothed_rate, k.rate_low,
               k.rate_high, k.risk_score, k.risk_level, k.reasons, k.open_recalls
        FROM mart.category_risk k JOIN reference.units u ON u.unit_code = coalesce(k.ward_code, k.province_code)
        WHERE ($province IS NULL OR k.province_code = $province) AND k.ward_code IS NOT DISTINCT FROM $ward
          AND ($category IS NULL OR k.category = $category) AND k.risk_level IS NOT NULL
        ORDER BY k.risk_level DESC, k.risk_score DESC, k.category, k.province_code LIMIT 6
        """,
        province=view.province,
        ward=view.ward,
        category=view.category,
    )
