-- What the department itself has to do about a notice: one row per notice, province with a ledger, and duty. The hours
-- run from a test report that no notice dates, so no row is late by them.
WITH said AS (
    SELECT m.notice_id, d.value ->> 'province_code' AS province_code, d.value ->> 'duty' AS duty,
        arg_max(d.value ->> 'state', (d.decided_at, d.decision_id)) AS state,
        arg_max(coalesce(d.value ->> 'on', ''), (d.decided_at, d.decision_id)) AS done_on,
        arg_max(d.decision_id, (d.decided_at, d.decision_id)) AS decision_id
    FROM decisions_in_force d JOIN notices_meant m ON m.stated_id = d.notice_id
    WHERE d.kind = 'notice_duty' AND coalesce(list_contains(m.provinces, d.value ->> 'province_code'), true)
    GROUP BY ALL
)
SELECT p.notice_id, p.province_code, u.duty, u.duty_no, u.name_vi, u.name_en, u.hours, u.source,
    coalesce(s.state, 'open') AS state,
    -- What does not apply was done on no day, whatever stands in the line.
    CASE WHEN s.state = 'done' THEN CAST(nullif(s.done_on, '') AS DATE) END AS done_on, s.decision_id
FROM mart.recall_progress p
JOIN core.notices n USING (notice_id)
JOIN recall_duties_known u ON list_contains(string_split(u.kinds, ' '), n.kind)
    AND (u.product_groups IS NULL OR list_contains(string_split(u.product_groups, ' '), n.product_group))
LEFT JOIN said s ON s.notice_id = p.notice_id AND s.province_code = p.province_code AND s.duty = u.duty
