-- One row per ward and notice with a ledger. A ward has answered when a line about the notice has the number of
-- establishments searched filled (0 counts). Without a letter of the province's own department it is never late.
WITH opened AS (
    SELECT n.notice_id, s.province_code
    FROM core.notices n
    JOIN ledger_starts s ON n.issued_on >= s.starts_on
    WHERE n.kind IN ('recall', 'suspension')
),
lines AS (
    SELECT o.notice_id, o.reporter_id, o.submission_id, s.received_at, s.is_current,
        max(o.establishments_checked) AS establishments_checked,
        min(o.acknowledged_on) AS acknowledged_on,
        max(o.closed_on) AS closed_on,
        bool_and(o.closed_on IS NOT NULL) AS all_closed,
        count(DISTINCT lower(trim(o.quantity_unit))) AS units,
        any_value(o.quantity_unit) AS quantity_unit,
        sum(o.quantity_found) AS quantity_found,
        sum(o.quantity_sealed) AS quantity_sealed
    FROM core.sign_offs o
    JOIN core.submissions s USING (submission_id)
    WHERE o.notice_id IS NOT NULL
    GROUP BY o.notice_id, o.reporter_id, o.submission_id, s.received_at, s.is_current
),
answers AS (
    -- Any file that was received stops the clock, also one that was returned; figures are those of the last report
    -- that stands (they are cumulative).
    SELECT notice_id, reporter_id,
        min(received_at) FILTER (establishments_checked IS NOT NULL) AS received_at,
        arg_max(submission_id, (received_at, submission_id)) FILTER (is_current) AS submission_id,
        arg_max(establishments_checked, (received_at, submission_id)) FILTER (is_current) AS establishments_checked,
        min(acknowledged_on) FILTER (is_current) AS acknowledged_on,
        arg_max_null(closed_on, (received_at, submission_id)) FILTER (is_current) AS closed_on,
        arg_max(all_closed, (received_at, submission_id)) FILTER (is_current) AS all_closed,
        arg_max_null(CASE WHEN units <= 1 THEN quantity_unit END, (received_at, submission_id)) FILTER (is_current) AS quantity_unit,
        arg_max_null(CASE WHEN units <= 1 THEN quantity_found END, (received_at, submission_id)) FILTER (is_current) AS quantity_found,
        arg_max_null(CASE WHEN units <= 1 THEN quantity_sealed END, (received_at, submission_id)) FILTER (is_current) AS quantity_sealed
    FROM lines
    GROUP BY notice_id, reporter_id
)
SELECT o.notice_id, p.reporter_id, p.province_code, p.ward_code,
    CAST(NULL AS TIMESTAMPTZ) AS due_at, CAST(NULL AS VARCHAR) AS due_source,
    a.received_at, a.submission_id, 'not_due' AS status,
    CASE
        WHEN a.all_closed AND a.closed_on IS NOT NULL THEN 'closed'
        WHEN a.received_at IS NOT NULL THEN 'searched'
        WHEN a.reporter_id IS NOT NULL THEN 'acknowledged'
        ELSE 'none'
    END AS answer,
    a.acknowledged_on, a.establishments_checked, a.quantity_found, a.quantity_sealed, a.quantity_unit,
    CASE WHEN a.all_closed THEN a.closed_on END AS closed_on
FROM opened o
JOIN reference.reporters p ON p.province_code = o.province_code AND p.ward_code IS NOT NULL
LEFT JOIN answers a ON a.notice_id = o.notice_id AND a.reporter_id = p.reporter_id
WHERE (p.valid_from IS NULL OR p.valid_from <= CAST($as_of AS DATE))
    AND (p.valid_to IS NULL OR p.valid_to >= CAST($as_of AS DATE))
