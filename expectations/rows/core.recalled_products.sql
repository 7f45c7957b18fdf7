-- Products of notices with a copy that came since the last finished night, and of those with open findings.
WITH news AS (
    SELECT c.notice_id
    FROM core.notice_sources AS c
    JOIN raw_store.raw.files AS f USING (file_sha256)
    WHERE f.ingested_at > $since
    UNION
    SELECT notice_id
    FROM raw_store.raw.suite_findings
    WHERE suite = 'core.recalled_products' AND resolved_at IS NULL AND notice_id IS NOT NULL
)
SELECT p.*, n.document_number, coalesce(f.file_name, n.notice_id) AS source_name
FROM core.recalled_products AS p
JOIN core.notices AS n USING (notice_id)
LEFT JOIN raw_store.raw.files AS f ON f.file_sha256 = n.file_sha256
WHERE p.notice_id IN (SELECT notice_id FROM news)
ORDER BY p.notice_id, p.product_no
