"""Which notice a line about a recall answers: one rule for the night and for `check`.

Belongs here: finding a line's notices by the numbers it names. Does not: reading cells (`pipelines.workbooks`), who is
asked and by when (`ledger`), what a product is called (`naming`).
"""

from __future__ import annotations

from pipelines.recalls.keys import document_key_sql, document_keys_sql

_DAY = "regexp_extract(notice_number, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}')"

NUMBERS = f"""
-- Every number that names a notice: its own, that of a letter by which a province asks its wards, that of a document
-- which passes it on. A letter's number speaks to its own province only: numbers of two departments are often equal.
WITH numbers AS (
    SELECT document_number AS number, notice_id, issued_on, false AS passes_on, NULL AS province_code FROM core.notices
    UNION
    -- With the day that a mistaken copy gives it, too: wards read that copy.
    SELECT n.document_number, n.notice_id, CAST(f.value AS DATE), false, NULL
    FROM core.notices n JOIN core.notice_fields f USING (notice_id)
    WHERE f.field = 'issued_on' AND f.value IS NOT NULL
    UNION
    SELECT l.letter_number, m.notice_id, NULL, true, l.province_code
    FROM ledger_letters l JOIN notice_names m USING (stated_id)
    UNION
    SELECT later.document_number, k.earlier_notice_id, later.issued_on, true, later.scope_province_code
    FROM core.notice_links k JOIN core.notices later USING (notice_id)
    WHERE k.relation = 'passes_on'
)
SELECT DISTINCT {document_key_sql("number")} AS number_key, notice_id, issued_on, passes_on, province_code
FROM numbers WHERE number IS NOT NULL
"""


def candidates_sql(lines: str) -> str:
    """Every notice that a line may be about, one row each; a line whose numbers name none has one row without notice.

    "Công văn số 0184/QĐ-QLD ngày 31/03/2026": the number without what stands around it, and the day that tells it from
    other years' numbers.

    Args:
        lines: a query with at least notice_number and province_code (null = not known) of each line.

    Returns:
        SQL over `core.notice_numbers`: the columns of `lines`, then notice_id, issued_on, passes_on.
    """
    return f"""
WITH read AS (
    SELECT *, unnest({document_keys_sql("notice_number")}) AS number_key,
        CAST(try_strptime({_DAY}, ['%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y']) AS DATE) AS said_on
    FROM ({lines})
)
SELECT r.* EXCLUDE (number_key, said_on), n.notice_id, n.issued_on, n.passes_on
FROM read r
LEFT JOIN core.notice_numbers n ON n.number_key = r.number_key
    AND (n.province_code IS NULL OR r.province_code IS NULL OR n.province_code = r.province_code)
    AND (r.said_on IS NULL OR n.issued_on IS NULL OR n.issued_on = r.said_on)
"""
