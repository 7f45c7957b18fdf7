-- Where a recalled product or batch turned up in a report: same registration number, and same batch where the notice
-- names batches. Spelling of numbers aside (spaces, dashes, case, Đ/Ð) a match is "normalised", else "exact".
WITH found AS (
    SELECT 'core.serious_cases' AS table_name, l.submission_id, s.province_code, s.ward_code, l.sheet, l.row,
        l.registration_number, l.batch_number
    FROM raw_store.raw.serious_cases l JOIN core.submissions s USING (submission_id)
    WHERE s.state NOT IN ('unrecognised', 'unreadable')
    UNION ALL
    SELECT 'core.sign_offs', submission_id, province_code, ward_code, sheet, row, registration_number, batch_number
    FROM core.sign_offs
    WHERE quantity_found > 0
),
keyed AS (
    SELECT *, replace(regexp_replace(upper(registration_number), '[^0-9A-ZĐÐ]', '', 'g'), 'Ð', 'Đ') AS number_key,
        regexp_replace(upper(batch_number), '[^0-9A-Z]', '', 'g') AS batch_key
    FROM found
    WHERE registration_number IS NOT NULL
),
recalled AS (
    SELECT p.notice_id, p.product_no, b.batch_number, p.registration_number,
        replace(regexp_replace(upper(p.registration_number), '[^0-9A-ZĐÐ]', '', 'g'), 'Ð', 'Đ') AS number_key,
        regexp_replace(upper(b.batch_number), '[^0-9A-Z]', '', 'g') AS batch_key
    FROM core.recalled_products p
    JOIN core.notices n USING (notice_id)
    LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
    WHERE p.registration_number IS NOT NULL AND n.kind IN ('recall', 'suspension')
)
SELECT r.notice_id, r.product_no, r.batch_number, k.table_name, k.submission_id, k.province_code, k.ward_code,
    k.sheet, 'A' || k.row AS cell,
    CASE
        WHEN k.registration_number = r.registration_number AND k.batch_number IS NOT DISTINCT FROM r.batch_number
            THEN 'exact'
        ELSE 'normalised'
    END AS method,
    1.0 AS score
FROM keyed k
JOIN recalled r ON r.number_key = k.number_key AND (r.batch_key IS NULL OR r.batch_key = k.batch_key)
