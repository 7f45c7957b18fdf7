-- Counts behind the risk of a category, over the last 12 rounds that counted; pipelines.marts.risk smooths and scores.
WITH rounds AS (
    SELECT e.province_code, e.period, min(e.period_start) AS starts, max(e.period_end) AS ends,
        row_number() OVER (PARTITION BY e.province_code ORDER BY max(e.period_end) DESC) AS age
    FROM core.expected_reports e
    JOIN reference.obligations o USING (obligation_id)
    WHERE o.counts AND e.period_end < CAST($as_of AS DATE)
    GROUP BY e.province_code, e.period
),
windows AS (
    SELECT province_code, min(starts) AS window_start, max(ends) AS window_end FROM rounds WHERE age <= 12 GROUP BY ALL
),
open_notices AS (
    SELECT p.province_code, n.product_group, count(DISTINCT n.notice_id) AS open_recalls
    FROM mart.recall_progress p
    JOIN core.notices n USING (notice_id)
    WHERE p.status = 'open'
    GROUP BY ALL
)
SELECT t.province_code, t.ward_code, t.category, c.name_vi AS category_name,
    any_value(w.window_start) AS window_start, any_value(w.window_end) AS window_end,
    CAST(sum(t.inspected) AS BIGINT) AS inspected,
    CAST(sum(t.violating) AS BIGINT) AS violating,
    CAST(sum(t.samples_taken) AS BIGINT) AS samples_taken,
    CAST(sum(t.samples_failed) AS BIGINT) AS samples_failed,
    CAST(coalesce(any_value(n.open_recalls), 0) AS BIGINT) AS open_recalls
FROM mart.trends t
JOIN rounds r ON r.province_code = t.province_code AND r.period = t.period AND r.age <= 12
JOIN windows w ON w.province_code = t.province_code
JOIN reference.categories c USING (category)
LEFT JOIN open_notices n ON n.province_code = t.province_code AND n.product_group = c.product_group
GROUP BY t.province_code, t.ward_code, t.category, c.name_vi
ORDER BY t.province_code, t.ward_code NULLS FIRST, t.category
