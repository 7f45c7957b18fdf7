"""Lines that might answer a notice although nobody can tell: their wards are not called late before a person looked.

Belongs here: what a line must hold to be an answer, and which ledgers a doubtful line holds open. Does not: which
notice a line is about (`answering`), the judgement (`ledger`), what is said to the sender
(`pipelines.history.sign_offs`).
"""

from __future__ import annotations

from pipelines.recalls.keys import NUMBERS_SQL, key_sql, number_alone_sql, words_sql
from pipelines.recalls.standing import STANDING

TOLD = (
    "coalesce(establishments_checked, establishments_holding, quantity_found, quantity_sealed) IS NOT NULL OR "
    "closed_on IS NOT NULL"
)
"""Whether a line tells anything of a search. Without the number searched it is no answer (design §4), yet a doubt."""

UNREADABLE = """
SELECT DISTINCT submission_id, sheet, CAST(regexp_extract(cell, '[0-9]+$') AS INTEGER) AS row
FROM raw_store.raw.findings
WHERE severity = 'error' AND value IS NOT NULL AND regexp_matches(cell, '^[A-Z]+[0-9]{1,7}$')
    AND rule NOT LIKE 'date%' AND rule <> 'text_is_date'
"""
"""Rows with a figure that could not be read: their file is returned, and yet its sender has answered.

A day that cannot be read may be the one on which the notice was received, which tells nothing of a search.
"""

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


def _doubts_sql(versions: str) -> str:
    return f"""
WITH versions AS ({versions}),
-- Whatever tells of a search may be an answer, and so may what could not be read, by a line whose number or product
-- names nothing that is known.
lines AS (
    SELECT o.*, v.state FROM core.sign_offs o JOIN versions v USING (submission_id)
    WHERE o.reporter_id IS NOT NULL AND ({TOLD} OR v.state = 'returned')
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
WHERE notice_id IS NOT NULL AND (names_other_product OR establishments_checked IS NULL)
UNION
SELECT l.submission_id, l.reporter_id, p.notice_id
FROM lost l
LEFT JOIN pointed p USING (line)
-- Another document's whole number with another product is about neither; anything less may be about any open ledger.
WHERE p.notice_id IS NOT NULL OR coalesce(l.product_name, l.registration_number, l.batch_number) IS NULL
    OR NOT coalesce(regexp_matches(l.notice_number, '[0-9] ?/ ?[A-Za-zĐđ]'), false)
"""


DOUBTS = _doubts_sql(f"SELECT submission_id, state FROM core.submissions SEMI JOIN ({STANDING}) USING (submission_id)")
"""One row per submission × notice that it might answer; notice_id is null where it might be any of the reporter's.

Needs the temporary table `answer_keys` (`parts`). Of versions that count: a corrected one settles what was doubtful in
the one before.
"""
DOUBTS_EVER = _doubts_sql("SELECT submission_id, state FROM core.submissions WHERE state <> 'unrecognised'")
"""The same of every version: who mended a doubtful line is late by the mended one only when a person says so."""
