-- Every reporter of a notice whose ledger has a date set by the province and is open, or closed for less than 35 days, or
-- that somebody was said not to have answered, which may be settled now.
WITH ledgers AS (
    SELECT notice_id, bool_or(status = 'missing') AS unanswered, max(due_at) AS last_due_at
    FROM mart.recall_ledger
    WHERE due_at IS NOT NULL
    GROUP BY notice_id
)
SELECT
    -- A ward whose file waits for a person, or whose time nobody confirmed, is in no letter (design §4).
    l.* REPLACE (
        CASE WHEN l.pending_file OR l.unconfirmed THEN l.status || '_unsettled' ELSE l.status END AS status
    ),
    r.name AS reporter_name,
    n.document_number
FROM mart.recall_ledger AS l
JOIN ledgers USING (notice_id)
JOIN core.notices AS n USING (notice_id)
LEFT JOIN reference.reporters AS r ON r.reporter_id = l.reporter_id
WHERE l.due_at IS NOT NULL
    AND (ledgers.unanswered OR ledgers.last_due_at + INTERVAL 35 DAY > $as_of OR ledgers.last_due_at > $since
        OR l.notice_id IN (
            SELECT f.notice_id FROM raw_store.raw.suite_findings AS f
            WHERE f.rule = 'no_recall_unanswered' AND f.resolved_at IS NULL
        ))
ORDER BY l.notice_id, l.reporter_id
