-- Notice × province with a ledger: how many wards have answered, how many are done, and the names still open; what was
-- taken back is closed. A recall
-- rate is sealed over delivered, both in one unit of measure, and only where the company's delivery is known.
WITH delivered AS (
    SELECT m.notice_id, d.value ->> 'province_code' AS province_code,
        arg_max(CAST(d.value ->> 'quantity' AS DOUBLE), (d.decided_at, d.decision_id)) AS quantity,
        arg_max(d.value ->> 'unit', (d.decided_at, d.decision_id)) AS unit
    FROM decisions_in_force d JOIN notices_meant m ON m.stated_id = d.notice_id
    -- What was delivered by a letter about several notices is nobody's share: it stays the letter's.
    WHERE d.kind = 'distribution' AND coalesce(list_contains(m.provinces, d.value ->> 'province_code'), true)
        AND (m.provinces IS NULL OR 1 = (
            SELECT count(*) FROM notices_meant x WHERE x.stated_id = m.stated_id AND x.provinces IS NOT NULL))
    GROUP BY ALL
),
wards AS (
    SELECT l.*, r.name, lower(trim(nfc_normalize(coalesce(l.quantity_unit, '')))) AS unit_key,
        coalesce(greatest(l.quantity_found, l.quantity_sealed) > 0, false) AS counted
    FROM mart.recall_ledger l
    JOIN reference.reporters r USING (reporter_id)
    WHERE l.ward_code IS NOT NULL AND l.status <> 'exempt'
),
provinces AS (
    SELECT DISTINCT notice_id, province_code, lifted_by, lifted_on, opened_on FROM mart.recall_ledger
),
counted AS (
    SELECT p.notice_id, p.province_code, p.lifted_by, p.lifted_on, p.opened_on,
        count(w.reporter_id) AS wards_expected,
        count(w.reporter_id) FILTER (w.answer IN ('searched', 'closed')) AS wards_acknowledged,
        count(w.reporter_id) FILTER (w.answer = 'closed') AS wards_closed,
        min(w.due_at) AS due_at,
        count(w.reporter_id) FILTER (w.status = 'late') AS wards_late,
        count(w.reporter_id) FILTER (w.status = 'missing') AS wards_missing,
        coalesce(list(w.name ORDER BY w.name, w.reporter_id)
            FILTER (w.answer IN ('none', 'acknowledged')), []) AS names_unanswered,
        coalesce(list(w.name ORDER BY w.name, w.reporter_id) FILTER (w.answer <> 'closed'), []) AS names_open,
        -- Quantities of two units in one answer are null there, and no sum over wards can hold them.
        NOT coalesce(bool_or(w.units_differ), false) AND (count(*) FILTER (w.counted) <= 1
            OR (count(DISTINCT w.unit_key) FILTER (w.counted) = 1 AND bool_and(w.unit_key <> '') FILTER (w.counted))
        ) AS one_unit,
        coalesce(min(w.quantity_unit) FILTER (w.counted), min(w.quantity_unit)) AS quantity_unit,
        sum(w.quantity_found) AS quantity_found,
        sum(w.quantity_sealed) AS quantity_sealed
    FROM provinces p
    LEFT JOIN wards w ON w.notice_id = p.notice_id AND w.province_code = p.province_code
    GROUP BY p.notice_id, p.province_code, p.lifted_by, p.lifted_on, p.opened_on
)
SELECT c.notice_id, c.province_code, c.wards_expected, c.wards_acknowledged, c.wards_closed, c.due_at,
    CASE WHEN c.wards_closed = c.wards_expected OR c.lifted_by IS NOT NULL THEN 'closed' ELSE 'open' END AS status,
    c.wards_late, c.wards_missing, c.names_unanswered, c.names_open,
    CASE WHEN c.one_unit THEN c.quantity_found END AS quantity_found,
    CASE WHEN c.one_unit THEN c.quantity_sealed END AS quantity_sealed,
    CASE WHEN c.one_unit THEN c.quantity_unit END AS quantity_unit,
    d.quantity AS quantity_delivered, d.unit AS delivered_unit,
    CASE
        WHEN c.one_unit AND lower(trim(nfc_normalize(c.quantity_unit))) = lower(trim(nfc_normalize(d.unit)))
            THEN c.quantity_sealed / nullif(d.quantity, 0)
    END AS recall_rate,
    c.lifted_by, c.lifted_on, c.opened_on
FROM counted c
LEFT JOIN delivered d ON d.notice_id = c.notice_id AND d.province_code = c.province_code
