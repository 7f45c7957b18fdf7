-- Lines of current submissions that are new since the last finished night, with the line of another reporter that may
-- tell of the same joint inspection; that other line too, so that both are told.
WITH news AS (
    SELECT submission_id
    FROM core.submissions
    WHERE is_current AND (ingested_at > $since OR attributed_at > $since)
),
periods AS (
    SELECT DISTINCT province_code, period
    FROM core.inspection_lines
    WHERE submission_id IN (SELECT submission_id FROM news)
),
active AS (
    SELECT l.*
    FROM core.inspection_lines AS l
    JOIN core.submissions AS s ON s.submission_id = l.submission_id AND s.is_current
    JOIN periods AS p ON p.province_code = l.province_code AND p.period = l.period
),
placed AS (
    SELECT *
    FROM active
    WHERE place_ward_code IS NOT NULL
        AND (coalesce(establishments_inspected, 0) > 0 OR coalesce(cases_total, 0) > 0)
),
pairs AS (
    SELECT
        a.line_id AS agency_line,
        w.line_id AS ward_line,
        a.reporter_id AS agency,
        w.reporter_id AS ward,
        a.submission_id AS agency_submission,
        w.submission_id AS ward_submission
    FROM placed AS a
    JOIN placed AS w
        ON w.ward_code = a.place_ward_code
        AND w.place_ward_code = a.place_ward_code
        AND w.form = a.form
        AND w.period = a.period
        AND w.category = a.category
        AND w.channel = a.channel
    WHERE a.ward_code IS NULL
        AND (
            a.submission_id IN (SELECT submission_id FROM news)
            OR w.submission_id IN (SELECT submission_id FROM news)
        )
),
beside AS (
    SELECT agency_line AS line_id, min(ward) AS beside_id FROM pairs GROUP BY agency_line
    UNION ALL
    SELECT ward_line, min(agency) FROM pairs GROUP BY ward_line
),
touched AS (
    SELECT submission_id FROM news
    UNION
    SELECT agency_submission FROM pairs
    UNION
    SELECT ward_submission FROM pairs
),
fines AS (
    SELECT
        l.province_code,
        count(*) AS fined_lines,
        quantile_cont(l.fines_vnd / l.administrative_cases, 0.99) AS usual_fine
    FROM core.inspection_lines AS l
    JOIN core.submissions AS s ON s.submission_id = l.submission_id AND s.is_current
    WHERE l.administrative_cases > 0
        AND l.fines_vnd > 0
        AND s.received_at > $as_of - INTERVAL 12 MONTH
        AND s.received_at <= $as_of
        AND s.submission_id NOT IN (SELECT submission_id FROM news)
    GROUP BY l.province_code
)
SELECT
    l.*,
    CAST(NULL AS VARCHAR) AS cell,
    r.name AS reporter_name,
    b.name AS beside,
    p.name AS place_name,
    p.province_code AS place_province_code,
    c.name_vi AS category_name,
    h.name_vi AS channel_name,
    CAST(CASE WHEN l.administrative_cases > 0 THEN l.fines_vnd / l.administrative_cases END AS BIGINT) AS fine_per_case,
    CAST(CASE WHEN f.fined_lines >= 50 THEN 5 * f.usual_fine END AS BIGINT) AS usual_fine_limit
FROM active AS l
LEFT JOIN beside ON beside.line_id = l.line_id
LEFT JOIN reference.reporters AS r ON r.reporter_id = l.reporter_id
LEFT JOIN reference.reporters AS b ON b.reporter_id = beside.beside_id
LEFT JOIN reference.units AS p ON p.unit_code = l.place_ward_code
LEFT JOIN reference.categories AS c ON c.category = l.category
LEFT JOIN reference.channels AS h ON h.channel = l.channel
LEFT JOIN fines AS f ON f.province_code = l.province_code
WHERE l.submission_id IN (SELECT submission_id FROM touched)
ORDER BY l.line_id
