-- Submissions taken in or attributed since the last finished night, and the current ones over a longer window whose
-- overlapping months have such news. Totals over the window are null unless every overlapping month is accepted.
WITH news AS (
    SELECT * FROM core.submissions WHERE ingested_at > $since OR attributed_at > $since
),
longer AS (
    SELECT s.submission_id, s.reporter_id, e.period_start, e.period_end
    FROM core.submissions AS s
    JOIN core.expected_reports AS e USING (obligation_id, reporter_id, period)
    JOIN reference.obligations AS o USING (obligation_id)
    WHERE s.is_current
        AND NOT o.counts
        AND s.form IN ('campaign', 'yearly', 'interim', 'final')
        AND s.reporter_id IN (SELECT reporter_id FROM news)
),
months AS (
    SELECT
        l.submission_id,
        m.submission_id AS month_submission_id,
        e.period_start,
        e.period_end,
        l.period_start AS window_start,
        l.period_end AS window_end
    FROM longer AS l
    JOIN core.expected_reports AS e
        ON e.reporter_id = l.reporter_id
        AND e.form = 'monthly'
        AND e.period_start <= l.period_end
        AND e.period_end >= l.period_start
    JOIN reference.obligations AS o ON o.obligation_id = e.obligation_id AND o.counts
    LEFT JOIN core.submissions AS m
        ON m.obligation_id = e.obligation_id
        AND m.reporter_id = e.reporter_id
        AND m.period = e.period
        AND m.is_current
),
covered AS (
    SELECT submission_id
    FROM months
    GROUP BY submission_id
    HAVING count(*) = count(month_submission_id)
        AND min(period_start) <= any_value(window_start)
        AND max(period_end) >= any_value(window_end)
),
sums AS (
    SELECT
        submission_id,
        CAST(sum(establishments_inspected) AS BIGINT) AS establishments,
        CAST(sum(cases_total) AS BIGINT) AS cases,
        CAST(sum(fines_vnd) AS BIGINT) AS fines
    FROM core.inspection_lines
    WHERE submission_id IN (SELECT submission_id FROM longer)
        OR submission_id IN (SELECT month_submission_id FROM months WHERE month_submission_id IS NOT NULL)
    GROUP BY submission_id
),
over_months AS (
    SELECT
        c.submission_id,
        CAST(coalesce(sum(s.establishments), 0) AS BIGINT) AS months_establishments,
        CAST(coalesce(sum(s.cases), 0) AS BIGINT) AS months_cases,
        CAST(coalesce(sum(s.fines), 0) AS BIGINT) AS months_fines
    FROM covered AS c
    JOIN months AS m USING (submission_id)
    LEFT JOIN sums AS s ON s.submission_id = m.month_submission_id
    GROUP BY c.submission_id
)
SELECT
    s.*,
    r.name AS reporter_name,
    e.period_start,
    CAST(e.period_start AS TIMESTAMPTZ) AS window_opens_at,
    w.establishments AS window_establishments,
    w.cases AS window_cases,
    w.fines AS window_fines,
    o.months_establishments,
    o.months_cases,
    o.months_fines
FROM core.submissions AS s
LEFT JOIN reference.reporters AS r USING (reporter_id)
LEFT JOIN core.expected_reports AS e
    ON e.obligation_id = s.obligation_id AND e.reporter_id = s.reporter_id AND e.period = s.period
LEFT JOIN sums AS w ON w.submission_id = s.submission_id AND s.form <> 'monthly'
LEFT JOIN over_months AS o ON o.submission_id = s.submission_id
WHERE s.submission_id IN (SELECT submission_id FROM news)
    OR s.submission_id IN (SELECT submission_id FROM covered)
ORDER BY s.submission_id
