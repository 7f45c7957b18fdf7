-- Task × unit × occurrence. A date only where the directive writes one; what is continuous or undated is tracked and
-- never late. Beside sample data the real directives' tasks stay readable and owe nothing.
WITH sample AS (
    SELECT coalesce(bool_or(demo), false) AS is_sample FROM reference.directives
),
named AS (
    SELECT t.*, d.province_code, d.issued_on, d.demo, unnest(string_split_regex(trim(t.units), '\s+')) AS unit
    FROM reference.tasks t
    JOIN reference.directives d USING (directive_id)
),
units AS (
    SELECT DISTINCT n.task_id, n.directive_id, n.due_on, n.recurrence, n.issued_on, n.demo, p.reporter_id
    FROM named n
    JOIN reference.reporters p ON p.province_code = n.province_code AND (
        p.reporter_id = n.unit
        OR (n.unit = 'wards' AND p.ward_code IS NOT NULL)
    )
),
months AS (
    SELECT DISTINCT issued_on, recurrence,
        unnest(generate_series(date_trunc('month', CAST(issued_on AS TIMESTAMP)),
            date_trunc('month', $as_of AT TIME ZONE 'Asia/Ho_Chi_Minh'),
            CASE recurrence WHEN 'monthly' THEN INTERVAL 1 MONTH WHEN 'quarterly' THEN INTERVAL 3 MONTH
                ELSE INTERVAL 1 YEAR END)) AS starts
    FROM units
    WHERE recurrence IN ('monthly', 'quarterly', 'yearly') AND issued_on IS NOT NULL
),
occurrences AS (
    SELECT u.*, CASE u.recurrence
            WHEN 'monthly' THEN strftime(m.starts, '%Y-%m')
            WHEN 'quarterly' THEN strftime(m.starts, '%Y') || '-Q' || CAST(quarter(m.starts) AS VARCHAR)
            WHEN 'yearly' THEN strftime(m.starts, '%Y')
            ELSE 'once'
        END AS occurrence
    FROM units u
    LEFT JOIN months m ON m.issued_on = u.issued_on AND m.recurrence = u.recurrence
    QUALIFY row_number() OVER (PARTITION BY task_id, reporter_id, occurrence ORDER BY m.starts) = 1
),
done AS (
    SELECT r.task_id, r.reporter_id, min(r.done_on) AS done_on
    FROM core.task_reports r
    JOIN core.submissions s USING (submission_id)
    WHERE s.is_current AND r.done_on IS NOT NULL
    GROUP BY ALL
),
dated AS (
    SELECT o.task_id, o.directive_id, o.reporter_id, o.occurrence, o.demo, d.done_on, o.due_on,
        CASE WHEN o.occurrence = 'once' AND o.due_on IS NOT NULL
            THEN CAST(o.due_on AS TIMESTAMP) AT TIME ZONE 'Asia/Ho_Chi_Minh' END AS due_at
    FROM occurrences o
    LEFT JOIN done d ON d.task_id = o.task_id AND d.reporter_id = o.reporter_id AND o.occurrence = 'once'
)
SELECT task_id, directive_id, reporter_id, occurrence, due_at,
    CASE
        WHEN due_at IS NULL OR (is_sample AND NOT demo) THEN 'not_due'
        WHEN done_on < due_on THEN 'on_time'
        WHEN done_on IS NOT NULL THEN 'late'
        WHEN due_at <= $as_of THEN 'missing'
        ELSE 'not_due'
    END AS status,
    done_on
FROM dated, sample
