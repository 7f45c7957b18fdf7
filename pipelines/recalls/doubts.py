"""Lines that might answer a notice although nobody can tell: their wards are not called late before a person looked.

Belongs here: which ledgers a doubtful line holds open. Does not: what certainly answers a notice (`answering`), the
judgement (`ledger`), what is said to the sender (`pipelines.history.sign_offs`).
"""

from __future__ import annotations

from pipelines.recalls.keys import NUMBERS_SQL, key_sql, number_alone_sql, words_sql

_LONG_WORD = 6
"""Letters from which a word of a product's name points to it; shorter ones are in most names."""

_KEYS_OF_LINE = f"""
    SELECT line, 'number' AS kind, {number_alone_sql("notice_number")} AS key FROM lost
    UNION SELECT line, kind, k.key FROM lost JOIN answer_keys k ON kind = 'registration' AND cell = registration_number
    UNION SELECT line, kind, k.key FROM lost JOIN answer_keys k ON kind = 'batch' AND cell = batch_number
    UNION SELECT line, 'word', unnest(string_split({words_sql("product_name")}, ' ')) FROM lost
"""

_KEYS_OF_NOTICE = f"""
    SELECT notice_id, 'number' AS kind, regexp_extract(number_key, '^[0-9]+') AS key FROM core.notice_numbers
    UNION SELECT notice_id, 'registration', ltrim({key_sql("number")}, '0')
    FROM (SELECT notice_id, unnest({NUMBERS_SQL}) AS number FROM core.recalled_products)
    UNION SELECT notice_id, 'batch', ltrim({key_sql("batch_number")}, '0') FROM core.recalled_batches
    UNION SELECT notice_id, 'word', unnest(string_split({words_sql("name")}, ' ')) FROM core.recalled_products
"""

DOUBTS = f"""
-- Versions that count: a corrected one settles what was doubtful in the one before.
WITH versions AS (
    SELECT s.submission_id, s.state FROM core.submissions s
    WHERE s.is_current OR (s.state = 'returned' AND NOT EXISTS (
        SELECT 1 FROM core.submissions later
        WHERE later.is_current AND later.reporter_id = s.reporter_id AND later.form = s.form
            AND later.period IS NOT DISTINCT FROM s.period AND later.received_at > s.received_at
    ))
),
-- A figure that could not be read, or was left out beside a day of completion, may be an answer; so may a line whose
-- number or product names nothing that is known.
lines AS (
    SELECT o.*, v.state FROM core.sign_offs o JOIN versions v USING (submission_id)
    WHERE o.reporter_id IS NOT NULL
        AND (o.establishments_checked IS NOT NULL OR o.closed_on IS NOT NULL OR v.state = 'returned')
),
lost AS (
    SELECT o.submission_id, o.reporter_id, o.product_name, o.registration_number, o.batch_number, r.notice_number,
        row_number() OVER () AS line
    FROM lines o LEFT JOIN raw_store.raw.sign_offs r USING (submission_id, sheet, row)
    WHERE o.notice_id IS NULL
),
pointed AS (
    SELECT DISTINCT l.line, n.notice_id
    FROM ({_KEYS_OF_LINE}) l JOIN ({_KEYS_OF_NOTICE}) n USING (kind, key)
    WHERE l.key <> '' AND (kind <> 'word' OR length(key) >= {_LONG_WORD})
)
SELECT submission_id, reporter_id, notice_id FROM lines
WHERE notice_id IS NOT NULL AND (establishments_checked IS NULL OR names_other_product)
UNION
SELECT l.submission_id, l.reporter_id, p.notice_id
FROM lost l
LEFT JOIN pointed p USING (line)
-- Another document's whole number with another product is about neither; anything less may be about any open ledger.
WHERE p.notice_id IS NOT NULL OR coalesce(l.product_name, l.registration_number, l.batch_number) IS NULL
    OR NOT coalesce(regexp_matches(l.notice_number, '[0-9] ?/ ?[A-Za-zĐđ]'), false)
"""
"""One row per submission × notice that it might answer; notice_id is null where it might be any of the reporter's.

Needs the temporary table `answer_keys` (`parts`).
"""
