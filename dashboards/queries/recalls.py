"""Questions about notices: what was recalled, how far the wards are, where it turned up.

Belongs here: SQL over notices, the ledger and its progress. Does not: reports on deadlines.
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot

LISTED = 200
"""Notices on screen at once; the filters reach the rest."""

_LIFTED = """
    -- Notices of which something was taken back in the chosen place; whole = every part of them.
    SELECT k.notice_id, max_by(l.lifted_by, (l.lifted_on, l.lifted_by)) AS lifted_by, max(l.lifted_on) AS lifted_on,
           bool_and(l.is_whole IS TRUE) AS is_whole
    FROM mart.recall_keys k JOIN core.notices o USING (notice_id)
    LEFT JOIN (SELECT *, province_code IS NULL OR province_code = $province AS is_whole FROM mart.recall_liftings
               WHERE $province IS NULL OR province_code IS NULL OR province_code = $province) l
        ON l.notice_id = k.notice_id AND l.product_no IS NOT DISTINCT FROM k.product_no
        AND l.batch_number IS NOT DISTINCT FROM k.batch_number
    GROUP BY k.notice_id HAVING bool_or(l.lifted_by IS NOT NULL)
"""


def notices(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per notice as of the snapshot, open ones first, then newest first, with its progress; `whole`: no limit.

    The chosen notice comes first, so that its address opens it however old it is.

    Columns: those of core.notices, products, registration_numbers, batches (texts), wards_expected,
    wards_answered, wards_closed, due_at (earliest date set by a province's letter), is_open, matches, total (all that
    pass the filters); lifted_by, lifted_number and lifted_on where a document took it back in the chosen place,
    partly_lifted where it took back only a part; scope_names of the provinces it names. Wards count without exempt
    ones; with a ward chosen, only that ward.
    """
    return snapshot.ask(
        f"""
        SELECT n.*, p.products, p.registration_numbers, b.batches, g.wards_expected, g.wards_answered, g.wards_closed,
               g.due_at, g.is_open, coalesce(m.matches, 0) AS matches, count(*) OVER () AS total,
               (SELECT list(coalesce(u.name, c.code) ORDER BY c.code)
                FROM (SELECT unnest(n.scope_provinces) AS code) c
                LEFT JOIN reference.units u ON u.unit_code = c.code) AS scope_names,
               coalesce(g.lifted_by, t.lifted_by) AS lifted_by,
               coalesce(g.lifted_on, t.lifted_on) AS lifted_on,
               coalesce(x.document_number, x.notice_id) AS lifted_number,
               coalesce(g.lifted_by IS NULL AND NOT t.is_whole, false) AS partly_lifted
        FROM core.notices n
        LEFT JOIN (SELECT notice_id, list(name ORDER BY product_no) AS products,
                          list(DISTINCT registration_number ORDER BY registration_number)
                              FILTER (registration_number IS NOT NULL) AS registration_numbers
                   FROM core.recalled_products GROUP BY notice_id) p USING (notice_id)
        LEFT JOIN (SELECT notice_id, list(DISTINCT batch_number ORDER BY batch_number) AS batches
                   FROM core.recalled_batches GROUP BY notice_id) b USING (notice_id)
        LEFT JOIN (SELECT l.notice_id, count(*) FILTER (l.status <> 'exempt') AS wards_expected,
                          count(*) FILTER (l.status <> 'exempt' AND l.answer IN ('searched', 'closed'))
                              AS wards_answered,
                          count(*) FILTER (l.status <> 'exempt' AND l.answer = 'closed') AS wards_closed,
                          min(l.due_at) FILTER (l.status <> 'exempt') AS due_at, bool_or(p.status = 'open') AS is_open,
                          CASE WHEN bool_and(l.lifted_by IS NOT NULL) THEN max_by(l.lifted_by, l.lifted_on) END
                              AS lifted_by,
                          CASE WHEN bool_and(l.lifted_by IS NOT NULL) THEN max(l.lifted_on) END AS lifted_on
                   FROM mart.recall_ledger l JOIN mart.recall_progress p USING (notice_id, province_code)
                   WHERE l.ward_code IS NOT NULL AND ($province IS NULL OR l.province_code = $province)
                     AND ($ward IS NULL OR l.ward_code = $ward)
                   GROUP BY l.notice_id) g USING (notice_id)
        LEFT JOIN ({_LIFTED}) t USING (notice_id)
        LEFT JOIN core.notices x ON x.notice_id = coalesce(g.lifted_by, t.lifted_by)
        LEFT JOIN (SELECT notice_id, count(DISTINCT (submission_id, sheet, cell)) AS matches FROM mart.recall_matches
                   WHERE certainty = 'certain'
                       AND ($province IS NULL OR province_code = $province) AND ($ward IS NULL OR ward_code = $ward)
                   GROUP BY notice_id) m USING (notice_id)
        WHERE ($kind IS NULL OR n.kind = $kind) AND ($level IS NULL OR CAST(n.level AS VARCHAR) = $level)
          AND ($category IS NULL OR n.product_group = (
              SELECT product_group FROM reference.categories WHERE category = $category))
          AND ($ward IS NULL OR g.notice_id IS NULL OR n.notice_id IN (
              SELECT notice_id FROM mart.recall_ledger WHERE ward_code = $ward))
          AND ($status IS NULL OR ($status = 'open') = coalesce(g.is_open, false))
        ORDER BY coalesce(n.notice_id = $notice, false) DESC, coalesce(g.is_open, false) DESC,
                 coalesce(n.issued_on, n.published_on) DESC NULLS LAST, n.notice_id
        {"" if whole else f"LIMIT {LISTED}"}
        """,
        notice=view.notice,
        province=view.province,
        ward=view.ward,
        category=view.category,
        kind=view.kind,
        level=view.level,
        status=view.status,
    )


def progress(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per province: open notices (or the one chosen), wards that owe an answer, answered, closed.

    Exempt wards, and those of a notice that was taken back, owe nothing and are left out.
    """
    return snapshot.ask(
        """
        SELECT l.province_code, u.name AS province, count(DISTINCT l.notice_id) AS notices, count(*) AS wards_expected,
               count(*) FILTER (l.answer = 'closed') AS closed,
               count(*) FILTER (l.answer = 'searched') AS searched,
               count(*) FILTER (l.answer = 'acknowledged') AS acknowledged,
               count(*) FILTER (l.answer = 'none') AS silent
        FROM mart.recall_ledger l JOIN reference.units u ON u.unit_code = l.province_code
        JOIN core.notices n USING (notice_id)
        WHERE l.status <> 'exempt' AND l.ward_code IS NOT NULL
          AND ($province IS NULL OR l.province_code = $province) AND ($ward IS NULL OR l.ward_code = $ward)
          AND ($notice IS NULL OR l.notice_id = $notice)
          AND ($category IS NULL OR n.product_group = (
              SELECT product_group FROM reference.categories WHERE category = $category))
          AND ($notice IS NOT NULL OR (l.notice_id, l.province_code) IN (
              SELECT (notice_id, province_code) FROM mart.recall_progress WHERE status = 'open'))
        GROUP BY ALL ORDER BY l.province_code
        """,
        province=view.province,
        ward=view.ward,
        notice=view.notice,
        category=view.category,
    )


def products(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per product × batch of one notice."""
    return snapshot.ask(
        """
        SELECT p.product_no, p.name, p.registration_number, p.manufacturer, p.importer, b.batch_number,
               b.manufactured_on, b.expires_on, (p.in_doubt OR b.in_doubt) IS TRUE AS in_doubt
        FROM core.recalled_products p LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
        WHERE p.notice_id = $notice ORDER BY p.product_no, b.batch_number
        """,
        notice=view.notice,
    )


def ledger(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per reporter in the ledger of one notice: silent ones first, then by name.

    decided_by, decided_at and decided_why are of the person who recorded the answer, null when it came as a file;
    lifted_number is the number of the document that took the notice back.
    """
    return snapshot.ask(
        """
        SELECT l.reporter_id, r.name AS reporter_name, r.phone, u.name AS province, l.due_at, l.due_source,
               l.received_at, l.submission_id, l.status, l.answer, l.establishments_checked, l.quantity_found,
               l.quantity_sealed, l.quantity_unit, l.closed_on, l.units_differ, l.pending_file, l.unconfirmed,
               l.decision_id, l.lifted_by, l.lifted_on, l.lacking, l.hours_late, d.decided_by, d.decided_at,
               d.reason AS decided_why, coalesce(x.document_number, x.notice_id) AS lifted_number, l.province_code
        FROM mart.recall_ledger l JOIN reference.reporters r USING (reporter_id)
        JOIN reference.units u ON u.unit_code = l.province_code
        LEFT JOIN core.decisions d USING (decision_id)
        LEFT JOIN core.notices x ON x.notice_id = l.lifted_by
        WHERE l.notice_id = $notice AND ($province IS NULL OR l.province_code = $province)
          AND ($ward IS NULL OR l.ward_code = $ward)
        ORDER BY list_position(['none', 'acknowledged', 'searched', 'closed'], l.answer), u.name, r.name, l.reporter_id
        """,
        notice=view.notice,
        province=view.province,
        ward=view.ward,
    )


def matches(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per notice × cell where its product or batch turned up, surest first: 100 of `total`, or the `whole`.

    `cell` names every cell that a part of it stands in. `cells` counts the distinct cells of certain ones: one cell can
    answer to several notices, and a possible match is never counted as found.
    """
    return snapshot.ask(
        f"""
        WITH found AS (
        SELECT m.notice_id, n.document_number, n.issued_on, p.name AS product, m.batch_number, u.name AS place,
               m.table_name, m.submission_id, s.reporter_id, s.file_name, m.sheet, m.cells AS cell,
               m.cell AS first_cell, m.method, m.score, m.certainty, m.reason, m.matched_text
        FROM mart.recall_matches m JOIN core.notices n USING (notice_id)
        LEFT JOIN core.recalled_products p USING (notice_id, product_no)
        LEFT JOIN reference.units u ON u.unit_code = coalesce(m.ward_code, m.province_code)
        LEFT JOIN core.submissions s ON s.submission_id = m.submission_id
        WHERE ($notice IS NULL OR m.notice_id = $notice) AND ($province IS NULL OR m.province_code = $province)
          AND ($ward IS NULL OR m.ward_code = $ward)
          AND ($category IS NULL OR n.product_group = (
              SELECT product_group FROM reference.categories WHERE category = $category))
        )
        SELECT * EXCLUDE (issued_on, first_cell), count(*) OVER () AS total,
               (SELECT count(*) FROM (SELECT DISTINCT submission_id, sheet, first_cell FROM found
                                      WHERE certainty = 'certain')) AS cells,
               count(*) FILTER (certainty = 'certain') OVER () AS certain_rows
        FROM found
        ORDER BY certainty, score DESC NULLS LAST, issued_on DESC NULLS LAST, submission_id, first_cell, notice_id
        {"" if whole else "LIMIT 100"}
        """,
        notice=view.notice,
        province=view.province,
        ward=view.ward,
        category=view.category,
    )


def submission_matches(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per recalled product or batch × place where it turned up in one file, surest first.

    `cell` names every cell that a part of it stands in. Of restricted texts matched_text holds only what was recalled.
    """
    return snapshot.ask(
        """
        SELECT m.notice_id, n.document_number, p.name AS product, m.batch_number, m.table_name, m.sheet,
               coalesce(m.cells, m.cell) AS cell, m.certainty, m.reason, m.score, m.matched_text
        FROM mart.recall_matches m JOIN core.notices n USING (notice_id)
        LEFT JOIN core.recalled_products p USING (notice_id, product_no)
        WHERE m.submission_id = $submission
        ORDER BY m.certainty, m.sheet, try_cast(regexp_extract(m.cell, '[0-9]+') AS INTEGER), m.cell, m.notice_id,
                 m.product_no, m.batch_number
        """,
        submission=view.submission,
    )
