-- One row per round that is open or was not checked before, beside the round before it and the wards of its province.
WITH rounds AS (
    SELECT
        obligation_id,
        period,
        any_value(form) AS form,
        any_value(province_code) AS province_code,
        min(period_start) AS period_start,
        max(period_end) AS period_end,
        min(due_at_original) AS due_at,
        count(DISTINCT due_at_original) AS due_originals,
        min(date_diff('day', period_end, CAST(due_at_original AS DATE))) AS days_to_report,
        count(*) AS expected,
        count(ward_code) AS wards_expected
    FROM core.expected_reports
    WHERE form <> 'quick'
    GROUP BY obligation_id, period
),
in_order AS (
    SELECT *, lag(expected) OVER (PARTITION BY obligation_id ORDER BY period_start, period) AS expected_before
    FROM rounds
),
known AS (
    SELECT r.obligation_id, r.period, count(DISTINCT w.ward_code) AS wards_known
    FROM rounds AS r
    JOIN reference.reporters AS w
        ON w.province_code = r.province_code
        AND w.ward_code IS NOT NULL
        AND (w.valid_from IS NULL OR w.valid_from <= r.period_end)
        AND (w.valid_to IS NULL OR w.valid_to >= r.period_end)
    GROUP BY r.obligation_id, r.period
)
SELECT r.*, u.name AS province_name, coalesce(k.wards_known, 0) AS wards_known
FROM in_order AS r
LEFT JOIN known AS k USING (obligation_id, period)
LEFT JOIN reference.units AS u ON u.unit_code = r.province_code
WHERE (r.period_start IS NULL OR r.period_start <= CAST($as_of AS DATE))
    AND (r.due_at IS NULL OR r.due_at + INTERVAL 35 DAY > $as_of OR r.due_at > $since)
ORDER BY r.obligation_id, r.period_start, r.period
