-- Cases that a submission new since the last finished night tells of.
WITH news AS (
    SELECT submission_id FROM core.submissions WHERE ingested_at > $since OR attributed_at > $since
)
SELECT
    s.*,
    r.name AS reporter_name,
    CAST(least(s.detected_at, s.seized_at, s.handled_at) AS DATE) AS first_on,
    CAST(s.reported_at AS DATE) AS reported_on,
    CAST(s.detected_at AS DATE) AS detected_on,
    CAST(s.handled_at AS DATE) AS handled_on
FROM core.serious_cases AS s
LEFT JOIN reference.reporters AS r USING (reporter_id)
WHERE s.submission_id IN (SELECT submission_id FROM news)
    OR s.first_submission_id IN (SELECT submission_id FROM news)
ORDER BY s.case_id
