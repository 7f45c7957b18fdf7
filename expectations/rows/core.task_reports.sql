-- Task lines of submissions that are new since the last finished night.
SELECT
    t.*,
    CAST(NULL AS VARCHAR) AS cell,
    s.form,
    s.period,
    r.name AS reporter_name,
    k.task_id AS known_task_id
FROM core.task_reports AS t
JOIN core.submissions AS s USING (submission_id)
LEFT JOIN reference.reporters AS r ON r.reporter_id = t.reporter_id
LEFT JOIN reference.tasks AS k ON k.task_id = t.task_id
WHERE s.ingested_at > $since OR s.attributed_at > $since
ORDER BY t.submission_id, t.sheet, t.row
