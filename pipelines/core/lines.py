"""Lines of submissions: inspections, sign-offs, hotline entries, task reports, indicators, the restricted words.

Belongs here: giving each line that was read its reporter, place and period. Inspection lines are brought up to date
where their submission changed, not rebuilt. Does not: serious cases (`pipelines.core.serious_cases`), sums.
"""

from __future__ import annotations

from pipelines.recalls.keys import document_key_sql, document_keys_sql, key_sql
from pipelines.tables import TABLES
from pipelines.tables.figures import INDICATOR, INSPECTION_CODES, INSPECTION_FIGURES, SIGN_OFF_FACTS
from pipelines.warehouse import Warehouse

_KNOWN = "s.state NOT IN ('unrecognised', 'unreadable')"
_PLACE = "coalesce(s.ward_code, l.place_ward_code) AS place_ward_code"
"""A ward's lines are its own; an agency's stand where it says."""


def build_inspection_lines(warehouse: Warehouse) -> int:
    """Bring `core.inspection_lines` to what `core.submissions` says; returns the number of lines.

    Only the lines of submissions that are new, gone or attributed otherwise than before are touched, so that a night
    costs what is new.
    """
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE lines_due AS {_LINES_DUE}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE lines_stale AS {_LINES_STALE}")
    with warehouse.transaction():
        warehouse.execute(
            "DELETE FROM core.inspection_lines WHERE submission_id IN (SELECT submission_id FROM lines_stale)"
        )
        warehouse.execute(_INSERT_LINES)
    return warehouse.count("core.inspection_lines")


_ATTRIBUTION = "submission_id, reporter_id, directive_id, form, province_code, ward_code, period"

_LINES_DUE = f"SELECT {_ATTRIBUTION} FROM core.submissions s WHERE {_KNOWN} AND line_count > 0"

_LINES_STALE = f"""
SELECT DISTINCT submission_id FROM (
    SELECT DISTINCT {_ATTRIBUTION} FROM core.inspection_lines
    EXCEPT
    SELECT {_ATTRIBUTION} FROM lines_due
)
"""

_FIGURES = ", ".join(f"l.{c.name}" for c in (*INSPECTION_CODES, *INSPECTION_FIGURES))

_INSERT_LINES = f"""
INSERT INTO core.inspection_lines BY NAME
SELECT l.line_id, s.submission_id, s.reporter_id, s.directive_id, s.form, s.province_code, s.ward_code,
    {_PLACE}, s.period, {_FIGURES}, l.note, l.sheet, l.row
FROM raw_store.raw.inspection_lines l
JOIN lines_due s USING (submission_id)
WHERE s.submission_id NOT IN (SELECT submission_id FROM core.inspection_lines)
ORDER BY s.province_code, s.ward_code NULLS LAST, s.period, l.line_id
"""


def build_sign_offs(warehouse: Warehouse) -> int:
    """Fill `core.sign_offs`; a line finds its notice by the notice's number or that of the department's letter.

    Numbers start again every year: the line's own date decides, else the product, else the newest notice that was
    issued when the line arrived. Needs the temporary tables `ledger_letters` and `notice_names`.
    """
    facts = ", ".join(f"l.{c.name}" for c in SIGN_OFF_FACTS)
    sql = _SIGN_OFFS.format(
        facts=facts,
        known=_KNOWN,
        number_key=document_key_sql("number"),
        number_keys=document_keys_sql("l.notice_number"),
    )
    return warehouse.replace_by_query("core.sign_offs", sql)


_SIGN_OFFS = (
    """
WITH numbers AS (
    SELECT document_number AS number, notice_id, issued_on, false AS passes_on FROM core.notices
    UNION
    SELECT l.letter_number, m.notice_id, NULL, true FROM ledger_letters l JOIN notice_names m USING (stated_id)
    UNION
    SELECT later.document_number, k.earlier_notice_id, later.issued_on, true
    FROM core.notice_links k JOIN core.notices later USING (notice_id)
    WHERE k.relation = 'passes_on'
),
keyed AS (
    SELECT DISTINCT notice_id, issued_on, passes_on,
        {number_key} AS number_key
    FROM numbers WHERE number IS NOT NULL
),
products AS (
    SELECT notice_id, """
    + key_sql("registration_number")
    + """ AS product_key FROM core.recalled_products
),
lines AS (
    SELECT s.submission_id, s.reporter_id, s.province_code, s.ward_code, {facts}, l.sheet, l.row,
        -- "Công văn số 0184/QĐ-QLD ngày 31/03/2026": the number without what stands around it (of two, the product
        -- tells), and the day that tells it from other years' numbers.
        unnest({number_keys}) AS number_key,
        try_strptime(regexp_extract(l.notice_number, '[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{4}}'),
            ['%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y'])::DATE AS said_on,
        """
    + key_sql("l.registration_number")
    + """ AS product_key,
        CAST(s.received_at AS DATE) AS received_on
    FROM raw_store.raw.sign_offs l
    JOIN core.submissions s USING (submission_id)
    WHERE {known}
)
SELECT n.notice_id, l.* EXCLUDE (number_key, said_on, product_key, received_on)
FROM lines l
LEFT JOIN keyed n ON n.number_key = l.number_key
    AND (l.said_on IS NULL OR n.issued_on IS NULL OR n.issued_on = l.said_on)
QUALIFY row_number() OVER (
    PARTITION BY l.submission_id, l.sheet, l.row
    ORDER BY n.notice_id IS NOT NULL DESC,
        (n.notice_id, l.product_key) IN (SELECT (notice_id, product_key) FROM products) DESC NULLS LAST,
        n.issued_on <= l.received_on DESC NULLS LAST, n.passes_on DESC, n.issued_on DESC NULLS LAST, n.notice_id DESC
) = 1
"""
)


def build_hotline_entries(warehouse: Warehouse) -> int:
    """Fill `core.hotline_entries`, without the words of those who called."""
    return warehouse.replace_by_query(
        "core.hotline_entries",
        f"""
        SELECT s.submission_id, s.province_code, {_PLACE}, l.received_on, l.channel, l.category, l.state,
            l.resolved_on, l.sheet, l.row
        FROM raw_store.raw.hotline_entries l
        JOIN core.submissions s USING (submission_id)
        WHERE {_KNOWN}
        """,
    )


def build_task_reports(warehouse: Warehouse) -> int:
    """Fill `core.task_reports`; a line without a task's code says nothing that can be counted."""
    return warehouse.replace_by_query(
        "core.task_reports",
        f"""
        SELECT l.task_id, s.submission_id, s.reporter_id, l.state, l.done_on, l.result, l.value, l.sheet, l.row
        FROM raw_store.raw.task_reports l
        JOIN core.submissions s USING (submission_id)
        WHERE {_KNOWN} AND l.task_id IS NOT NULL
        """,
    )


def build_indicators(warehouse: Warehouse) -> int:
    """Fill `core.indicators`: figures of other layouts, with the reporter, place and period of their submission."""
    figures = ", ".join(f"i.{c.name}" for c in INDICATOR)
    return warehouse.replace_by_query(
        "core.indicators",
        f"""
        SELECT s.submission_id, s.reporter_id, s.form, s.province_code, s.ward_code, s.period, r.layout, {figures},
            i.sheet, i.row, i.cell
        FROM raw_store.raw.indicators i
        JOIN core.submissions s USING (submission_id)
        JOIN raw_store.raw.reports r USING (submission_id)
        WHERE {_KNOWN}
        """,
    )


def build_restricted_texts(warehouse: Warehouse) -> int:
    """Fill schema `restricted`: the words of cases and calls, beside their cells."""
    hotline = warehouse.query(
        f"""
        SELECT s.submission_id, l.sheet, l.row, l.content, l.place_text
        FROM raw_store.raw.hotline_entries l JOIN core.submissions s USING (submission_id) WHERE {_KNOWN}
        """
    )
    cases = warehouse.query(
        f"""
        SELECT c.case_id, s.submission_id, l.sheet, l.row, l.content, l.place_text
        FROM raw_store.raw.serious_cases l JOIN core.submissions s USING (submission_id)
        LEFT JOIN case_lines c USING (submission_id, sheet, row) WHERE {_KNOWN}
        """
    )
    with warehouse.transaction():
        rows = warehouse.replace("restricted.hotline_texts", TABLES["restricted.hotline_texts"].frame(hotline))
        rows += warehouse.replace("restricted.serious_case_texts", TABLES["restricted.serious_case_texts"].frame(cases))
    return rows
