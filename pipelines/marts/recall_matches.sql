-- Where recalled products and batches turned up, whatever the date of the report, with the cell. What each pair proves is
-- judged by pipelines.recalls.matching; of several proofs at one cell the surest stands.
WITH best AS (
    SELECT m.*
    FROM matched_products m
    QUALIFY row_number() OVER (
        PARTITION BY notice_id, product_no, batch_number, table_name, submission_id, sheet, row
        ORDER BY certainty, score DESC, reason, written
    ) = 1
),
rows AS (
    SELECT DISTINCT s.file_sha256, b.submission_id, b.sheet, b.row
    FROM best b JOIN core.submissions s USING (submission_id)
),
cells AS (
    SELECT r.submission_id, r.sheet, r.row, c.cells
    FROM raw_store.raw.cells c JOIN rows r USING (file_sha256, sheet, row)
),
placed AS (
    SELECT b.*, s.province_code, s.ward_code, s.received_at,
        -- The column in which the words stand; the first of the row where they cannot be told apart.
        greatest(1, coalesce(list_position(list_transform(c.cells, lambda x: trim(x)), trim(b.written)), 1)) AS at_column
    FROM best b
    JOIN core.submissions s USING (submission_id)
    LEFT JOIN cells c ON c.submission_id = b.submission_id AND c.sheet = b.sheet AND c.row = b.row
)
SELECT notice_id, product_no, batch_number, table_name, submission_id, province_code, ward_code, sheet,
    CASE WHEN at_column > 26 THEN chr(CAST(64 + (at_column - 1) // 26 AS INTEGER)) ELSE '' END
        || chr(CAST(65 + (at_column - 1) % 26 AS INTEGER)) || row AS cell,
    method, score, certainty, reason, matched_text, received_at
FROM placed
