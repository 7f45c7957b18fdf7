-- Each reporter's last 12 due reports of a form: habits, not one month.
WITH due AS (
    SELECT reporter_id, province_code, ward_code, form, period, status,
        row_number() OVER (PARTITION BY reporter_id, form ORDER BY due_at DESC, period DESC) AS age
    FROM mart.compliance
    WHERE status IN ('on_time', 'late', 'missing') AND due_at <= $as_of
),
recent AS (
    SELECT *, status = 'on_time' AS good,
        first_value(status = 'on_time') OVER (PARTITION BY reporter_id, form ORDER BY age) AS newest_good
    FROM due
    WHERE age <= 12
),
turned AS (
    SELECT *, coalesce(min(age) FILTER (good <> newest_good) OVER (PARTITION BY reporter_id, form), 13) AS turn
    FROM recent
),
corrected AS (
    SELECT reporter_id, form, median(hours) AS median_hours_to_correct
    FROM (
        SELECT reporter_id, form, period,
            date_diff('second', min(received_at) FILTER (state = 'returned'),
                max(received_at) FILTER (is_current)) / 3600.0 AS hours
        FROM core.submissions
        WHERE reporter_id IS NOT NULL AND form NOT IN ('quick', 'sign_off')
        GROUP BY ALL
    )
    WHERE hours > 0
    GROUP BY ALL
)
SELECT reporter_id, any_value(province_code) AS province_code, any_value(ward_code) AS ward_code, form,
    count(*) AS due,
    count(*) FILTER (status = 'on_time') AS on_time,
    count(*) FILTER (status = 'late') AS late,
    count(*) FILTER (status = 'missing') AS missing,
    count(*) FILTER (good) / count(*) AS on_time_rate,
    count(*) FILTER (status <> 'missing') / count(*) AS received_rate,
    count(*) FILTER (age < turn) * CASE WHEN any_value(newest_good) THEN 1 ELSE -1 END AS streak,
    any_value(median_hours_to_correct) AS median_hours_to_correct
FROM turned
LEFT JOIN corrected USING (reporter_id, form)
GROUP BY reporter_id, form
