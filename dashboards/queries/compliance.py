"""Questions about the reporting duty: who owes, who sent, how late, and the way down to the cell.

Belongs here: SQL over `mart.compliance` and what hangs on it. Does not: trends of what was inspected.
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot

ROWS_PER_PART = 30
"""Reporters in one part of the heat map: more do not fit a screen."""

_SCOPE = """
    c.form = $form AND ($province IS NULL OR c.province_code = $province)
    AND ($ward IS NULL OR c.ward_code = $ward) AND ($group IS NULL OR r.kind = $group)
"""
# The state is that of the version that stands, so a returned report has not been corrected.
_RETURNED = "coalesce(c.state = 'returned' AND c.due_at IS NOT NULL AND c.status <> 'exempt', false)"
_ROUND = "CASE WHEN c.form = 'quick' THEN c.due_month ELSE c.period END"


def status_counts(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per province × period of the form: reports by status, late without confirmed time, common due passed.

    Columns: province_code, province, period, expected, on_time, late, missing, not_due, exempt, late_unconfirmed,
    owed (expected and not exempt), received (of those), followed, is_due. Reports without a date owe nothing that could
    be late: they enter no count but the last, as in mart.compliance_rates.
    """
    return snapshot.ask(
        f"""
        WITH reports AS (
            SELECT c.*, u.name AS province, {_ROUND} AS round
            FROM mart.compliance c JOIN reference.reporters r USING (reporter_id)
            JOIN reference.units u ON u.unit_code = c.province_code
            WHERE {_SCOPE}
        )
        SELECT province_code, province, round AS period, count(*) FILTER (due_at IS NOT NULL) AS expected,
               count(*) FILTER (due_at IS NOT NULL AND status = 'on_time') AS on_time,
               count(*) FILTER (due_at IS NOT NULL AND status = 'late') AS late,
               count(*) FILTER (due_at IS NOT NULL AND status = 'missing') AS missing,
               count(*) FILTER (due_at IS NOT NULL AND status = 'not_due') AS not_due,
               count(*) FILTER (due_at IS NOT NULL AND status = 'exempt') AS exempt,
               count(*) FILTER (status = 'late' AND unconfirmed) AS late_unconfirmed,
               count(*) FILTER (due_at IS NOT NULL AND status <> 'exempt') AS owed,
               count(*) FILTER (due_at IS NOT NULL AND received_at IS NOT NULL) AS received,
               count(*) FILTER (due_at IS NULL) AS followed,
               coalesce(min(due_at_original) <= (SELECT max(as_of) FROM quality.runs), false) AS is_due
        FROM reports WHERE round IS NOT NULL
        GROUP BY province_code, province, round ORDER BY province_code, round
        """,
        form=view.form,
        province=view.province,
        ward=view.ward,
        group=view.group,
    )


def matrix(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per reporter × period up to the chosen one (12 at most), of one part of the reporters or the `whole`.

    Reporters come sorted by what hurts: missing first, then late, over those periods, then by name. Quick reports show
    the worst of a month. Columns: place (rank from 1), reporters (how many there are), reporter_id, reporter_name,
    kind, province, total (cells of all reporters), and the row of mart.compliance.
    """
    return snapshot.ask(
        f"""
        WITH cells AS (
            SELECT c.*, {_ROUND} AS round, r.kind, u.name AS province
            FROM mart.compliance c JOIN reference.reporters r USING (reporter_id)
            JOIN reference.units u ON u.unit_code = c.province_code
            WHERE {_SCOPE} AND {_ROUND} <= $period
        ), shown AS (
            SELECT round FROM cells GROUP BY round ORDER BY round DESC LIMIT 12
        ), ranked AS (
            SELECT reporter_id, row_number() OVER (ORDER BY
                       count(*) FILTER (status = 'missing') DESC, count(*) FILTER (status = 'late') DESC,
                       coalesce(sum(hours_late), 0) DESC, any_value(reporter_name), reporter_id) AS place,
                   count(*) OVER () AS reporters,
                   CAST(sum(count(DISTINCT round)) OVER () AS BIGINT) AS total
            FROM cells WHERE round IN (FROM shown) GROUP BY reporter_id
        )
        SELECT place, reporters, total, reporter_id, reporter_name, kind, province, round AS period, status, due_at,
               received_at, hours_late, extended, state, content, unconfirmed, pending_file, empty_sent_at,
               unreadable_sent_at, submission_id, period AS case_id
        FROM cells JOIN ranked USING (reporter_id)
        WHERE round IN (FROM shown) AND ($whole OR (place > $skipped AND place <= $skipped + $shown))
        QUALIFY row_number() OVER (PARTITION BY reporter_id, round ORDER BY
            CASE status WHEN 'missing' THEN 0 WHEN 'late' THEN 1 WHEN 'on_time' THEN 2 ELSE 3 END, due_at) = 1
        ORDER BY place, round
        """,
        form=view.form,
        province=view.province,
        ward=view.ward,
        group=view.group,
        period=view.period,
        skipped=(view.part - 1) * ROWS_PER_PART,
        shown=ROWS_PER_PART,
        whole=whole,
    )


def owing(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per report of the chosen round that is missing, returned without a correction, or late, in this order.

    Within them by hours late. Only the first two call for action (`must_act`); who was late has sent.

    Columns: reporter_id, reporter_name, kind, province_code, province, status, must_act, returned, due_at, received_at,
    hours_late, unconfirmed, pending_file, empty_sent_at, unreadable_sent_at, submission_id, contact, phone, missed
    (periods of this form missing or late among the last 12 due), due.
    """
    return snapshot.ask(
        f"""
        SELECT c.reporter_id, c.reporter_name, r.kind, c.province_code, u.name AS province, c.period, c.status,
               c.status = 'missing' OR {_RETURNED} AS must_act, c.status <> 'missing' AND {_RETURNED} AS returned,
               c.due_at, c.received_at, c.hours_late, c.unconfirmed, c.pending_file, c.empty_sent_at,
               c.unreadable_sent_at, c.submission_id, r.contact, r.phone,
               coalesce(h.late + h.missing, 0) AS missed, coalesce(h.due, 0) AS due
        FROM mart.compliance c JOIN reference.reporters r USING (reporter_id)
        JOIN reference.units u ON u.unit_code = c.province_code
        LEFT JOIN mart.reporter_compliance h ON h.reporter_id = c.reporter_id AND h.form = c.form
        WHERE {_SCOPE} AND {_ROUND} = $period AND (c.status IN ('missing', 'late') OR {_RETURNED})
          AND ($status IS NULL OR c.status = $status)
        ORDER BY c.status <> 'missing', NOT {_RETURNED}, c.pending_file, c.hours_late DESC,
                 c.reporter_name, c.reporter_id
        """,
        form=view.form,
        province=view.province,
        ward=view.ward,
        group=view.group,
        period=view.period,
        status=view.status,
    )


def reporter(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row about one reporter: its names, its contact, its province."""
    return snapshot.ask(
        """
        SELECT r.*, u.name AS province FROM reference.reporters r
        JOIN reference.units u ON u.unit_code = r.province_code WHERE r.reporter_id = $reporter
        """,
        reporter=view.reporter,
    )


def history(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per expected report of one reporter, newest round first, all forms."""
    return snapshot.ask(
        """
        SELECT form, period, status, due_at, due_at_original, due_reason, received_at, hours_late, extended,
               unconfirmed, pending_file, empty_sent_at, unreadable_sent_at, state, content, accepted_at, submission_id
        FROM mart.compliance WHERE reporter_id = $reporter
        ORDER BY coalesce(due_month, period) DESC, form, period DESC
        """,
        reporter=view.reporter,
    )


def submissions(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per file and report of one reporter, newest first."""
    return snapshot.ask(
        """
        SELECT submission_id, file_name, form, period, received_at, received_evidence, version, is_current, state,
               content, line_count, error_count, warning_count
        FROM core.submissions WHERE reporter_id = $reporter
        ORDER BY received_at DESC, submission_id
        """,
        reporter=view.reporter,
    )


def submission(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row about one submission, with the name of its reporter."""
    return snapshot.ask(
        """
        SELECT s.*, r.name AS reporter_name FROM core.submissions s LEFT JOIN reference.reporters r USING (reporter_id)
        WHERE s.submission_id = $submission
        """,
        submission=view.submission,
    )


def submission_findings(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per finding of one submission: worst first, then by sheet and cell."""
    return snapshot.ask(
        """
        SELECT severity, rule, sheet, cell, value, expected, message_vi, message_en, cure_vi, cure_en, first_seen_at,
               resolved_at, file_name
        FROM quality.findings WHERE submission_id = $submission
        ORDER BY severity, sheet, try_cast(regexp_extract(cell, '[0-9]+') AS INTEGER), cell
        """,
        submission=view.submission,
    )


def version_changes(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per cell in which a submission differs from its version before, with what that version was."""
    return snapshot.ask(
        """
        SELECT c.*, p.version AS previous_version, p.received_at AS previous_received_at
        FROM quality.version_changes c
        JOIN core.submissions p ON p.submission_id = c.previous_submission_id
        WHERE c.submission_id = $submission ORDER BY c.change_no
        """,
        submission=view.submission,
    )


def submission_lines(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per inspection line of one submission, in the order of its sheet."""
    return snapshot.ask(
        """
        SELECT l.sheet, l.row, coalesce(p.name, '') AS place, l.category, l.violation, l.channel,
               l.establishments_inspected, l.establishments_violating, l.cases_total, l.fines_vnd, l.samples_taken,
               l.samples_failed
        FROM core.inspection_lines l LEFT JOIN reference.units p ON p.unit_code = l.place_ward_code
        WHERE l.submission_id = $submission ORDER BY l.sheet, l.row
        """,
        submission=view.submission,
    )


def submission_contents(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per kind of lines × sheet of one submission: part, sheet (null for cases), lines.

    A case is told by several files and stands once: counted are those that this file tells of first or last.
    """
    return snapshot.ask(
        """
        SELECT part, sheet, lines FROM (
            SELECT 1 AS place, 'inspection_lines' AS part, sheet, count(DISTINCT row) AS lines
            FROM core.inspection_lines WHERE submission_id = $submission GROUP BY sheet
            UNION ALL SELECT 2, 'sign_offs', sheet, count(DISTINCT row)
            FROM core.sign_offs WHERE submission_id = $submission GROUP BY sheet
            UNION ALL SELECT 3, 'serious_cases', NULL, count(*)
            FROM core.serious_cases WHERE $submission IN (submission_id, first_submission_id) HAVING count(*) > 0
            UNION ALL SELECT 4, 'hotline_entries', sheet, count(DISTINCT row)
            FROM core.hotline_entries WHERE submission_id = $submission GROUP BY sheet
            UNION ALL SELECT 5, 'task_reports', sheet, count(DISTINCT row)
            FROM core.task_reports WHERE submission_id = $submission GROUP BY sheet
            UNION ALL SELECT 6, 'indicators', sheet, count(DISTINCT row)
            FROM core.indicators WHERE submission_id = $submission GROUP BY sheet
        ) ORDER BY place, sheet
        """,
        submission=view.submission,
    )
