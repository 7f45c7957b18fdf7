-- One row per notice and reporter that should sign it off. Who, by when and whether in time is the judgement of
-- pipelines.recalls.ledger; here are the figures: cumulative, of the last report that stands, never over two units.
WITH entries AS (
    SELECT notice_id, reporter_id, entry_id, any_value(submission_id) AS submission_id, bool_or(stands) AS stands,
        bool_or(holds) AS holds, bool_or(holds AND establishments_checked IS NOT NULL) AS answers,
        (any_value(holds_since), any_value(period), any_value(received_at), entry_id) AS place,
        max(establishments_checked) AS establishments_checked,
        max(establishments_holding) AS establishments_holding,
        min(acknowledged_on) AS acknowledged_on,
        CASE WHEN bool_and(closed_on IS NOT NULL) THEN max(closed_on) END AS closed_on,
        -- Two quantities without a unit cannot be added either: nobody knows what was counted.
        count(*) FILTER (counted) <= 1
            OR (count(DISTINCT unit_key) FILTER (counted) = 1 AND bool_and(unit_key <> '') FILTER (counted)) AS one_unit,
        coalesce(min(trim(quantity_unit)) FILTER (counted), min(trim(quantity_unit))) AS quantity_unit,
        sum(quantity_found) AS quantity_found,
        sum(quantity_sealed) AS quantity_sealed
    FROM (
        SELECT *, lower(trim(nfc_normalize(coalesce(quantity_unit, '')))) AS unit_key,
            coalesce(greatest(quantity_found, quantity_sealed) > 0, false) AS counted
        FROM sign_off_lines
    )
    GROUP BY notice_id, reporter_id, entry_id
),
last AS (
    SELECT notice_id, reporter_id, arg_max(entry_id, place) FILTER (stands) AS entry_id, bool_or(holds) AS holds,
        bool_or(answers) AS answers,
        min(acknowledged_on) FILTER (stands) AS acknowledged_on
    FROM entries
    GROUP BY notice_id, reporter_id
)
SELECT j.notice_id, j.reporter_id, j.province_code, j.ward_code, j.due_at, j.due_source, j.received_at, e.submission_id,
    j.status,
    CASE
        -- Without a number of establishments nobody knows whether anything was searched, whatever else was told in time.
        -- Nor is a notice done while lines name only some of its products or batches.
        -- A version that was replaced says when the ward first answered, never that it has.
        WHEN e.closed_on IS NOT NULL AND j.received_at IS NOT NULL AND l.answers AND k.lacking IS NULL THEN 'closed'
        WHEN j.received_at IS NOT NULL AND l.answers THEN 'searched'
        WHEN l.holds THEN 'acknowledged'
        ELSE 'none'
    END AS answer,
    l.acknowledged_on, e.establishments_checked, e.establishments_holding,
    CASE WHEN e.one_unit THEN e.quantity_found END AS quantity_found,
    CASE WHEN e.one_unit THEN e.quantity_sealed END AS quantity_sealed,
    CASE WHEN e.one_unit THEN e.quantity_unit END AS quantity_unit,
    e.closed_on, j.due_at_original, j.hours_late, j.received_evidence, j.extended, j.unconfirmed, j.pending_file,
    CASE WHEN e.submission_id IS NULL THEN e.entry_id END AS decision_id,
    coalesce(NOT e.one_unit, false) AS units_differ, j.lifted_by, j.lifted_on,
    j.opened_on, k.lacking
FROM judged_sign_offs j
LEFT JOIN last l ON l.notice_id = j.notice_id AND l.reporter_id = j.reporter_id
LEFT JOIN entries e ON e.notice_id = j.notice_id AND e.reporter_id = j.reporter_id AND e.entry_id = l.entry_id
LEFT JOIN sign_offs_lacking k ON k.notice_id = j.notice_id AND k.reporter_id = j.reporter_id
