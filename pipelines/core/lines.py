"""Lines of submissions: inspections, hotline entries, task reports, indicators, the restricted words.

Belongs here: giving each line that was read its reporter, place and period. Inspection lines are brought up to date
where their submission changed, not rebuilt. Does not: lines about notices (`sign_offs`), serious cases
(`pipelines.core.serious_cases`), sums.
"""

from __future__ import annotations

from pipelines.tables import TABLES
from pipelines.tables.figures import INDICATOR, INSPECTION_CODES, INSPECTION_FIGURES
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
