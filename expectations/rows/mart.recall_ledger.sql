-- Every reporter of a notice whose ledger has a date set by the province and is open, or closed for less than 35 days.
WITH ledgers AS (
    SELECT notice_id, bool_or(status = 'missing') AS unanswered, max(due_at) AS last_due_at
    FROM mart.recall_ledger
    WHERE due_at IS NOT NULL
    GROUP BY notice_id
)
SELECT
    l.*,
    r.name AS reporter_name,
    n.document_number,
    date_diff('minute', l.due_at, coalesce(l.received_at, $as_of)) / 60.0 AS hours_late
FROM mart.recall_ledger AS l
JOIN ledgers USING (notice_id)
JOIN core.notices AS n USING (notice_id)
LEFT JOIN reference.reporters AS r ON r.reporter_id = l.reporter_id
WHERE l.due_at IS NOT NULL
    AND (ledgers.unanswered OR ledgers.last_due_at + INTERVAL 35 DAY > $as_of OR ledgers.last_due_at > $since)
ORDER BY l.notice_id, l.reporter_id
