-- Every product and batch of every notice with the keys it is looked up by, made once a night: spelling, marks, spaces and
-- dashes aside (the SQL of pipelines.recalls.keys, which a test holds against this file).
WITH keyed AS (
    SELECT n.notice_id, p.product_no, b.batch_number, p.name,
        trim(regexp_replace(lower(strip_accents(translate(nfc_normalize(p.name), 'đĐÐð', 'dddd'))), '[^0-9a-z]+', ' ', 'g')) AS words,
        ltrim(regexp_replace(trim(regexp_replace(lower(strip_accents(translate(nfc_normalize(p.registration_number), 'đĐÐð', 'dddd'))), '[^0-9a-z]+', ' ', 'g')), ' ', '', 'g'), '0') AS number_key,
        ltrim(regexp_replace(trim(regexp_replace(lower(strip_accents(translate(nfc_normalize(p.former_registration_number), 'đĐÐð', 'dddd'))), '[^0-9a-z]+', ' ', 'g')), ' ', '', 'g'), '0') AS former_key,
        regexp_replace(trim(regexp_replace(lower(strip_accents(translate(nfc_normalize(b.batch_number), 'đĐÐð', 'dddd'))), '[^0-9a-z]+', ' ', 'g')), ' ', '', 'g') AS batch_key,
        regexp_replace(trim(regexp_replace(lower(strip_accents(translate(nfc_normalize(n.document_number), 'đĐÐð', 'dddd'))), '[^0-9a-z]+', ' ', 'g')), ' ', '', 'g') AS document_key
    FROM core.notices n
    LEFT JOIN core.recalled_products p USING (notice_id)
    LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
)
SELECT *,
    ltrim(translate(number_key, 'oqilzsb', '0011258'), '0') AS number_confused,
    ltrim(translate(batch_key, 'oqilzsb', '0011258'), '0') AS batch_confused
FROM keyed
