-- Batches of notices with a copy that came since the last finished night, and of those with open findings.
WITH news AS (
    SELECT c.notice_id
    FROM core.notice_sources AS c
    JOIN raw_store.raw.files AS f USING (file_sha256)
    WHERE f.ingested_at > $since
    UNION
    SELECT notice_id
    FROM raw_store.raw.suite_findings
    WHERE suite = 'core.recalled_batches' AND resolved_at IS NULL AND notice_id IS NOT NULL
)
SELECT
    b.*,
    p.name AS product_name,
    n.document_number,
    n.issued_on,
    coalesce(f.file_name, n.notice_id) AS source_name
FROM core.recalled_batches AS b
JOIN core.notices AS n USING (notice_id)
LEFT JOIN core.recalled_products AS p USING (notice_id, product_no)
LEFT JOIN raw_store.raw.files AS f ON f.file_sha256 = n.file_sha256
WHERE b.notice_id IN (SELECT notice_id FROM news)
ORDER BY b.notice_id, b.product_no, b.batch_number
