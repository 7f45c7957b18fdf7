-- Notices with a copy that came since the last finished night, and those whose findings are still open.
WITH news AS (
    SELECT c.notice_id
    FROM core.notice_sources AS c
    JOIN raw_store.raw.files AS f USING (file_sha256)
    WHERE f.ingested_at > $since
    UNION
    SELECT notice_id
    FROM raw_store.raw.suite_findings
    WHERE suite = 'core.notices' AND resolved_at IS NULL AND notice_id IS NOT NULL
)
SELECT
    n.*,
    coalesce(f.file_name, n.notice_id) AS source_name,
    (SELECT count(*) FROM core.recalled_products AS p WHERE p.notice_id = n.notice_id) AS products,
    (
        SELECT count(p.registration_number) FROM core.recalled_products AS p WHERE p.notice_id = n.notice_id
    ) + (
        SELECT count(*) FROM core.recalled_batches AS b WHERE b.notice_id = n.notice_id
    ) AS identifiers,
    (
        SELECT count(*)
        FROM core.notices AS o
        WHERE o.notice_id <> n.notice_id
            AND o.document_number = n.document_number
            AND o.issued_on = n.issued_on
    ) AS namesakes
FROM core.notices AS n
LEFT JOIN raw_store.raw.files AS f ON f.file_sha256 = n.file_sha256
WHERE n.notice_id IN (SELECT notice_id FROM news)
ORDER BY n.notice_id
