-- Where recalled products and batches turned up, whatever the date of the report, with the cell. What each pair proves is
-- judged by pipelines.recalls.matching; of several proofs in one row the surest stands, and a product without its batch
-- says nothing beside a batch of it that is told as surely.
WITH surest AS (
    SELECT m.*
    FROM matched_products m
    QUALIFY row_number() OVER (
        PARTITION BY notice_id, product_no, batch_number, table_name, submission_id, sheet, row
        ORDER BY certainty, score DESC, reason, written
    ) = 1
),
best AS (
    SELECT *
    FROM surest
    QUALIFY batch_number IS NOT NULL OR coalesce(
        (certainty, -score) < min((certainty, -score)) FILTER (batch_number IS NOT NULL) OVER (
            PARTITION BY notice_id, product_no, table_name, submission_id, sheet, row
        ),
        true
    )
),
rows AS (
    SELECT DISTINCT s.file_sha256, b.submission_id, b.sheet, b.row
    FROM best b JOIN core.submissions s USING (submission_id)
),
cells AS (
    SELECT r.submission_id, r.sheet, r.row, list_transform(c.cells, lambda x: trim(x)) AS cells
    FROM raw_store.raw.cells c JOIN rows r USING (file_sha256, sheet, row)
),
placed AS (
    SELECT b.*, s.province_code, s.ward_code, s.received_at,
        -- The column in which the words stand; the first of the row where they cannot be told apart.
        list_transform(
            list_prepend(b.written, b.parts),
            lambda words: greatest(1, coalesce(list_position(c.cells, trim(words)), 1))
        ) AS columns
    FROM best b
    JOIN core.submissions s USING (submission_id)
    LEFT JOIN cells c ON c.submission_id = b.submission_id AND c.sheet = b.sheet AND c.row = b.row
),
lettered AS (
    SELECT *,
        list_transform(
            list_prepend(columns[1], list_sort(list_distinct(columns))),
            lambda n: CASE WHEN n > 26 THEN chr(CAST(64 + (n - 1) // 26 AS INTEGER)) ELSE '' END
                || chr(CAST(65 + (n - 1) % 26 AS INTEGER)) || row
        ) AS letters
    FROM placed
)
SELECT notice_id, product_no, batch_number, table_name, submission_id, province_code, ward_code, sheet,
    letters[1] AS cell, array_to_string(letters[2:], ', ') AS cells, method, score, certainty, reason, matched_text,
    received_at
FROM lettered
