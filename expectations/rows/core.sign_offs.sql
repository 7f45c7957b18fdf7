-- Lines about notices in submissions that are new since the last finished night, and unmatched ones when notices are.
WITH news AS (
    SELECT submission_id FROM core.submissions WHERE ingested_at > $since OR attributed_at > $since
),
waiting AS (
    SELECT DISTINCT f.submission_id
    FROM raw_store.raw.suite_findings AS f
    WHERE f.suite = 'core.sign_offs' AND f.resolved_at IS NULL
)
SELECT
    s.*,
    CAST(NULL AS VARCHAR) AS cell,
    b.form,
    b.period,
    r.name AS reporter_name,
    w.notice_number
FROM core.sign_offs AS s
JOIN core.submissions AS b USING (submission_id)
LEFT JOIN reference.reporters AS r ON r.reporter_id = s.reporter_id
LEFT JOIN raw_store.raw.sign_offs AS w
    ON w.submission_id = s.submission_id AND w.sheet = s.sheet AND w.row = s.row
WHERE s.submission_id IN (SELECT submission_id FROM news)
    OR s.submission_id IN (SELECT submission_id FROM waiting)
ORDER BY s.submission_id, s.sheet, s.row
