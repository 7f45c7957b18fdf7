-- Rounds of the last 14 months, each with the mean on-time rate of the six rounds before it (three known at least).
WITH in_order AS (
    SELECT
        r.*,
        avg(on_time_rate) OVER earlier AS mean_before,
        count(on_time_rate) OVER earlier AS known_before
    FROM mart.compliance_rates AS r
    WINDOW earlier AS (
        PARTITION BY province_code, form ORDER BY due_at, period ROWS BETWEEN 6 PRECEDING AND 1 PRECEDING
    )
)
SELECT r.*, u.name AS province_name, CASE WHEN known_before >= 3 THEN mean_before END AS usual_on_time_rate
FROM in_order AS r
LEFT JOIN reference.units AS u ON u.unit_code = r.province_code
WHERE r.due_at IS NULL OR r.due_at > $as_of - INTERVAL 14 MONTH
ORDER BY r.province_code, r.form, r.period
