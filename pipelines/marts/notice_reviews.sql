-- What a person should look at in a text about products: values read with doubt, characters that nobody could read, and
-- what a recall, a suspension or what takes one back cannot do without. A correction settles its line; so does one that says the same value.
-- Where a person has opened the ledgers of a notice, its place is known, whatever its text says.
WITH opened AS (
    SELECT m.notice_id
    FROM decisions_in_force d JOIN notice_names m ON m.stated_id = d.notice_id
    WHERE d.kind = 'open_ledger'
),
doubtful AS (
    SELECT f.notice_id, f.file_sha256, f.field, f.product_no, f.batch_number, f.value, f.raw, f.confidence,
        CASE WHEN f.value IS NULL THEN 'unreadable' ELSE 'low_confidence' END AS why
    FROM core.notice_fields f
    JOIN core.notices n USING (notice_id)
    WHERE f.confidence < 0.5 AND f.raw <> ''
        AND NOT (f.field IN ('scope', 'scope_place') AND f.notice_id IN (SELECT notice_id FROM opened))
),
corrected AS (
    SELECT notice_id, field FROM core.notice_fields WHERE confidence = 1 AND raw = '' AND value IS NULL
),
lacking AS (
    SELECT n.notice_id, n.file_sha256, unnest([
        CASE WHEN n.document_number IS NULL THEN 'document_number' END,
        CASE WHEN n.issued_on IS NULL THEN 'issued_on' END,
        CASE WHEN p.notice_id IS NULL AND (n.lifts IS NULL OR n.kind IN ('recall', 'suspension')) THEN 'products.name' END,
        -- Nobody is asked about a notice whose place cannot be told.
        CASE WHEN n.reach IS NULL AND n.notice_id NOT IN (SELECT notice_id FROM opened) THEN CASE WHEN n.scope = 'province' THEN 'scope_place' ELSE 'scope' END END
    ]) AS field
    FROM core.notices n
    LEFT JOIN (SELECT DISTINCT notice_id FROM core.recalled_products) p USING (notice_id)
    WHERE n.kind IN ('recall', 'suspension') OR n.lifts IS NOT NULL
)
SELECT * FROM doubtful
UNION ALL
SELECT l.notice_id, l.file_sha256, l.field, CASE WHEN l.field = 'products.name' THEN 1 END AS product_no,
    NULL AS batch_number, NULL AS value, '' AS raw, 0.0 AS confidence, 'missing' AS why
FROM lacking l
ANTI JOIN corrected c USING (notice_id, field)
WHERE l.field IS NOT NULL
