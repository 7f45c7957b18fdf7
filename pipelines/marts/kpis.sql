-- The figures that leadership reads, by province and month.
WITH months AS (
    SELECT DISTINCT province_code, period
    FROM mart.compliance
    WHERE counts
),
counting AS (
    SELECT province_code, period,
        count(*) FILTER (status = 'on_time') AS on_time,
        count(*) FILTER (status IN ('on_time', 'late', 'missing')) AS judged,
        count(DISTINCT reporter_id) FILTER (status = 'missing') AS missing,
        count(*) FILTER (status <> 'exempt') AS owing,
        min(due_at) FILTER (status <> 'exempt') <= $as_of AS is_due
    FROM mart.compliance
    WHERE counts AND due_at IS NOT NULL
    GROUP BY ALL
),
found AS (
    SELECT province_code, period, sum(inspected) AS inspected, sum(violating) AS violating,
        sum(cases_total) AS cases_total, sum(fines_vnd) AS fines_vnd
    FROM mart.trends
    WHERE ward_code IS NULL
    GROUP BY ALL
),
ends AS (
    SELECT e.province_code, e.period, max(e.period_end) AS period_end
    FROM core.expected_reports e
    JOIN reference.obligations o USING (obligation_id)
    WHERE o.counts
    GROUP BY ALL
),
recalls AS (
    -- As of the run: ledgers opened by the end of the month and still open; wards that have answered them.
    SELECT e.province_code, e.period,
        count(DISTINCT p.notice_id) FILTER (p.status = 'open') AS open_notices,
        sum(p.wards_acknowledged) AS answered, sum(p.wards_expected) AS asked
    FROM ends e
    LEFT JOIN mart.recall_progress p ON p.province_code = e.province_code AND p.opened_on <= e.period_end
    GROUP BY ALL
),
quick AS (
    SELECT province_code, period, on_time, on_time + late + missing AS judged
    FROM mart.compliance_rates
    WHERE form = 'quick'
),
targets AS (
    -- Yearly targets: the share that units state, averaged over the units that stated one. A task that serves several
    -- targets has one figure for all of them, which says nothing about each.
    SELECT t.target AS kpi, s.province_code, s.period, avg(r.value) AS value,
        CAST(sum(r.value) AS DOUBLE) AS numerator, CAST(count(*) AS DOUBLE) AS denominator
    FROM core.task_reports r
    JOIN core.submissions s USING (submission_id)
    JOIN reference.tasks t USING (task_id)
    WHERE s.is_current AND r.value IS NOT NULL AND t.target IN (SELECT kpi FROM reference.kpis)
    GROUP BY ALL
),
figures AS (
    SELECT 'on_time_rate' AS kpi, province_code, period,
        CASE WHEN is_due THEN on_time / nullif(judged, 0) END AS value,
        CAST(on_time AS DOUBLE) AS numerator, CAST(judged AS DOUBLE) AS denominator
    FROM counting
    UNION ALL
    SELECT 'reporters_missing', province_code, period, missing, missing, owing FROM counting
    UNION ALL
    SELECT 'conformity_rate', province_code, period, 1 - violating / nullif(inspected, 0),
        inspected - violating, inspected
    FROM found
    UNION ALL
    SELECT 'cases_total', province_code, period, cases_total, cases_total, NULL FROM found
    UNION ALL
    SELECT 'fines_vnd', province_code, period, fines_vnd, fines_vnd, NULL FROM found
    UNION ALL
    SELECT 'open_notices', province_code, period, open_notices, open_notices, NULL FROM recalls
    UNION ALL
    SELECT 'wards_answered_rate', province_code, period, answered / nullif(asked, 0), answered, asked FROM recalls
    UNION ALL
    SELECT 'serious_24h_rate', m.province_code, m.period, q.on_time / nullif(q.judged, 0), q.on_time, q.judged
    FROM months m
    LEFT JOIN quick q USING (province_code, period)
    UNION ALL
    SELECT * FROM targets
)
SELECT f.kpi, f.province_code, f.period, CAST(f.value AS DOUBLE) AS value, k.target,
    CAST(f.numerator AS DOUBLE) AS numerator, CAST(f.denominator AS DOUBLE) AS denominator
FROM figures f
JOIN reference.kpis k USING (kpi)
