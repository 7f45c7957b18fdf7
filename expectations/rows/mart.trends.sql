-- Province × period of the obligation that counts, over the last 14 months, beside the median of up to 12 before.
WITH rounds AS (
    SELECT
        province_code,
        period,
        min(due_at_original) AS due_at,
        count(*) FILTER (WHERE state IN ('accepted', 'accepted_with_warnings') AND content = 'filled') AS filled_reports
    FROM mart.compliance
    WHERE counts AND form <> 'quick'
    GROUP BY province_code, period
),
provinces AS (
    SELECT
        province_code,
        period,
        count(*) AS lines,
        CAST(sum(inspected) AS BIGINT) AS inspected,
        CAST(sum(violating) AS BIGINT) AS violating,
        CAST(sum(cases_total) AS BIGINT) AS cases_total,
        CAST(sum(samples_taken) AS BIGINT) AS samples_taken,
        CAST(sum(samples_failed) AS BIGINT) AS samples_failed,
        max(reporting_rate) AS reporting_rate
    FROM mart.trends
    WHERE ward_code IS NULL
    GROUP BY province_code, period
),
wards AS (
    SELECT province_code, period, CAST(sum(inspected) AS BIGINT) AS wards_inspected
    FROM mart.trends
    WHERE ward_code IS NOT NULL
    GROUP BY province_code, period
),
joined AS (
    SELECT r.*, p.* EXCLUDE (province_code, period, lines), coalesce(p.lines, 0) AS lines, w.wards_inspected
    FROM rounds AS r
    LEFT JOIN provinces AS p USING (province_code, period)
    LEFT JOIN wards AS w USING (province_code, period)
),
in_order AS (
    SELECT
        *,
        median(inspected) OVER earlier AS median_inspected,
        median(cases_total) OVER earlier AS median_cases,
        count(inspected) OVER earlier AS known_before
    FROM joined
    WINDOW earlier AS (
        PARTITION BY province_code ORDER BY due_at, period ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING
    )
)
SELECT
    j.*,
    u.name AS province_name,
    CASE WHEN known_before >= 6 THEN median_inspected END AS usual_inspected,
    CASE WHEN known_before >= 6 THEN median_cases END AS usual_cases_total
FROM in_order AS j
LEFT JOIN reference.units AS u ON u.unit_code = j.province_code
WHERE j.due_at IS NULL OR j.due_at > $as_of - INTERVAL 14 MONTH
ORDER BY j.province_code, j.period
