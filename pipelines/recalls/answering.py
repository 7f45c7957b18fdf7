"""Which notice a line about a recall answers: one rule for the night and for `check`.

Belongs here: finding a line's notices by the numbers it names. Does not: reading cells (`pipelines.workbooks`), who is
asked and by when (`ledger`), what a product is called (`naming`).
"""

from __future__ import annotations

from pipelines.recalls.carrying import holds_in_sql
from pipelines.recalls.keys import document_key_sql, document_keys_sql, number_alone_sql

_DAYS = "['%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y']"
_NEAR = 60
"""Days within which two days said of one letter are one affair: numbers start again every year."""


def day_sql(column: str) -> str:
    """The day that a text names, null where it names none or several."""
    found = f"list_distinct(regexp_extract_all({column}, '[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{4}}'))"
    return f"CASE WHEN len({found}) = 1 THEN CAST(try_strptime({found}[1], {_DAYS}) AS DATE) END"


_CARRIED_OUT = "(?i)(?:thực hiện|triển khai|theo|nhận được)[^0-9;.]{1,60}?([0-9]{1,6}[ ]?/[^\\s,;.()]{3,25})"
"""How a letter names the document by which it asks: `Thực hiện Quyết định số 640/QĐ-QLD ngày …`."""

NUMBERS = f"""
-- Every number that names a notice: its own, that of a letter by which a province asks its wards, that of a document
-- which passes it on, and that of a document which nobody has sent, when a letter that was sent carries it out. A
-- letter's number speaks to its own province only: numbers of two departments are often equal.
WITH told AS (
    SELECT unnest(regexp_extract_all(nfc_normalize(t.raw_text), '{_CARRIED_OUT}', 1)) AS number, n.notice_id,
        n.scope_province_code
    FROM core.notices n
    JOIN core.notice_sources s ON s.notice_id = n.notice_id
    JOIN raw_store.raw.notices t ON t.file_sha256 = s.file_sha256
    WHERE n.scope_province_code IS NOT NULL AND regexp_matches(n.document_number, 'SYT|UBND')
),
numbers AS (
    SELECT document_number AS number, notice_id, issued_on, false AS passes_on, NULL AS province_code FROM core.notices
    UNION
    -- With the day that a mistaken copy gives it, too: wards read that copy.
    SELECT n.document_number, n.notice_id, CAST(f.value AS DATE), false, NULL
    FROM core.notices n JOIN core.notice_fields f USING (notice_id)
    WHERE f.field = 'issued_on' AND f.value IS NOT NULL
    UNION
    SELECT l.letter_number, m.notice_id, {day_sql("l.letter")}, true, l.province_code
    FROM ledger_letters l JOIN notices_meant m USING (stated_id)
    WHERE {holds_in_sql("m", "l.province_code")}
    UNION
    SELECT later.document_number, k.earlier_notice_id, later.issued_on, true, later.scope_province_code
    FROM letters_carrying k JOIN core.notices later USING (notice_id)
    UNION
    SELECT number, notice_id, NULL, true, scope_province_code FROM told
    WHERE regexp_matches(number, 'QLD|BYT|ATTP') AND {document_key_sql("number")} NOT IN (
        SELECT {document_key_sql("document_number")} FROM core.notices WHERE document_number IS NOT NULL
    )
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
        SQL over `core.notice_numbers`: the columns of `lines`, then number_key, is_bare, notice_id, issued_on,
        passes_on. A bare number is typed without its letters: it names a notice only with a product that agrees.
    """
    return f"""
WITH read AS (
    SELECT *, unnest(list_append({document_keys_sql("notice_number")}, {number_alone_sql("notice_number")}))
        AS number_key, {day_sql("notice_number")} AS said_on
    FROM ({lines})
),
known AS (
    SELECT *, false AS is_bare FROM core.notice_numbers
    UNION ALL
    SELECT DISTINCT regexp_extract(number_key, '^[0-9]+'), notice_id, issued_on, passes_on, province_code, true
    FROM core.notice_numbers
)
SELECT r.* EXCLUDE (said_on), n.is_bare, n.notice_id, n.issued_on, n.passes_on
FROM read r
LEFT JOIN known n ON n.number_key = r.number_key
    AND (n.province_code IS NULL OR r.province_code IS NULL OR n.province_code = r.province_code)
    AND (r.said_on IS NULL OR n.issued_on IS NULL OR n.issued_on = r.said_on
        OR (n.passes_on AND abs(n.issued_on - r.said_on) < {_NEAR}))
"""


def chosen_sql(judged: str, line: str) -> str:
    """The notices that each line answers, one row each; a line that answers none has one row without notice.

    A cell may name several documents, and a letter stands for all its notices: a line answers every one of them, but
    of these only the ones whose product it names, where it names any. Of several years' notices with one number the
    newest that was issued when the line arrived is meant. A number named beside a letter's says which of its notices.

    Args:
        judged: a query with the columns of `candidates_sql`, received_on, and naming and exact of `judge_naming`.
        line: names of the columns that identify a line.

    Returns:
        SQL: `line`, notice_id, naming.
    """
    return f"""
WITH judged AS ({judged}),
fitting AS (
    SELECT * FROM judged
    WHERE notice_id IS NOT NULL AND (NOT is_bare OR naming = 'agrees')
    QUALIFY NOT is_bare OR NOT bool_or(NOT is_bare) OVER (PARTITION BY {line})
),
direct AS (
    SELECT *, bool_or(NOT passes_on) OVER (PARTITION BY {line}, notice_id) AS is_direct FROM fitting
),
meant AS (
    SELECT *, list_position(['contradicts', 'silent', 'agrees'], naming) * 10 + exact AS fit FROM direct
    QUALIFY NOT passes_on OR is_direct OR NOT bool_or(is_direct AND passes_on) OVER (PARTITION BY {line}, number_key)
),
best AS (
    SELECT *, coalesce(max(CASE WHEN issued_on <= received_on THEN issued_on END) OVER same, max(issued_on) OVER same)
        AS newest, bool_or(passes_on) OVER (PARTITION BY {line}, number_key) AS is_letter
    FROM (FROM meant QUALIFY fit = max(fit) OVER (PARTITION BY {line}))
    WINDOW same AS (PARTITION BY {line}, number_key, passes_on)
),
taken AS (
    SELECT DISTINCT {line}, notice_id, naming, is_bare FROM best
    QUALIFY CASE
        WHEN passes_on THEN issued_on IS NULL OR newest - issued_on < {_NEAR}
        WHEN is_letter THEN false
        ELSE row_number() OVER (
            PARTITION BY {line}, number_key, passes_on
            ORDER BY issued_on <= received_on DESC NULLS LAST, issued_on DESC NULLS LAST, notice_id DESC) = 1
    END
),
sure AS (
    SELECT {line}, notice_id, naming FROM taken QUALIFY NOT is_bare OR count(*) OVER (PARTITION BY {line}) = 1
)
SELECT {line}, notice_id, naming FROM sure
UNION ALL
SELECT DISTINCT {line}, NULL, 'silent' FROM judged ANTI JOIN sure USING ({line})
"""
