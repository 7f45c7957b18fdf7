-- Province × form × period. Reports without a date (undated duties, units that are only asked, a department's own
-- work) owe nothing that could be late and enter no count here (design §4, "Rates").
WITH rounds AS (
    SELECT province_code, form, obligation_id, due_at, status, extended, state, unconfirmed,
        CASE WHEN form = 'quick' THEN due_month ELSE period END AS period,
        -- Extensions of single reporters only move later, so the earliest due of a round is its common one.
        min(due_at) FILTER (status <> 'exempt') OVER (PARTITION BY obligation_id, province_code, period) AS common_due
    FROM mart.compliance
    WHERE due_at IS NOT NULL
),
counted AS (
    SELECT province_code, form, period,
        count(*) AS expected,
        count(*) FILTER (status = 'on_time') AS on_time,
        count(*) FILTER (status = 'late') AS late,
        count(*) FILTER (status = 'missing') AS missing,
        count(*) FILTER (status = 'not_due') AS not_due,
        count(*) FILTER (status = 'exempt') AS exempt,
        count(*) FILTER (extended) AS extended,
        count(*) FILTER (state IN ('accepted', 'accepted_with_warnings')) AS accepted,
        count(*) FILTER (status = 'late' AND unconfirmed) AS late_unconfirmed,
        max(common_due) AS due_at
    FROM rounds
    GROUP BY ALL
),
due AS (
    -- Quick reports have a due each, so their rate speaks for those that have passed.
    SELECT *, CASE WHEN form = 'quick' OR due_at <= $as_of THEN nullif(on_time + late + missing, 0) END AS judged
    FROM counted
)
SELECT province_code, form, period, expected, on_time, late, missing, not_due, exempt, extended, accepted,
    on_time / judged AS on_time_rate, (on_time + late) / judged AS received_rate, late_unconfirmed, due_at
FROM due
