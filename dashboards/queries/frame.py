"""What surrounds every page: places, periods, categories, and how far the data reach.

Belongs here: questions of the header and the filters. Does not: questions of one page.
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot


def facts(snapshot: Snapshot) -> pl.DataFrame:
    """One row: as_of, demo (whether any directive is an illustration), expected (rows of the calendar)."""
    return snapshot.ask("""
        SELECT (SELECT max(as_of) FROM quality.runs) AS as_of,
               coalesce((SELECT bool_or(demo) FROM reference.directives), false) AS demo,
               (SELECT count(*) FROM core.expected_reports) AS expected
    """)


def places(snapshot: Snapshot) -> pl.DataFrame:
    """One row per province and ward that has a reporter: unit_code, name, kind, province_code, ward_code."""
    return snapshot.ask("""
        SELECT unit_code, name, kind, province_code, ward_code
        FROM reference.units
        WHERE province_code IN (SELECT province_code FROM reference.reporters)
        ORDER BY province_code, ward_code NULLS FIRST
    """)


def categories(snapshot: Snapshot) -> pl.DataFrame:
    """One row per product category: category, name_vi, name_en, product_group."""
    return snapshot.ask(
        "SELECT category, name_vi, name_en, product_group FROM reference.categories "
        "ORDER BY category = 'other', name_vi"
    )


def rounds(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per form × round in the chosen province, quick reports by the month of their due.

    Columns: form, period, counts, due_at (the common deadline, original), is_due (it has passed).
    """
    return snapshot.ask(
        """
        WITH reports AS (
            SELECT form, CASE WHEN form = 'quick' THEN due_month ELSE period END AS round, counts, due_at_original
            FROM mart.compliance WHERE $province IS NULL OR province_code = $province
        )
        SELECT form, round AS period, bool_or(counts) AS counts, min(due_at_original) AS due_at,
               coalesce(min(due_at_original) <= (SELECT max(as_of) FROM quality.runs), false) AS is_due
        FROM reports WHERE round IS NOT NULL
        GROUP BY form, round ORDER BY form, round
        """,
        province=view.province,
    )


def received(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row: expected (with a date, not exempt), received and accepted reports of the round that counts."""
    return snapshot.ask(
        """
        SELECT count(*) FILTER (status <> 'exempt') AS expected,
               count(*) FILTER (received_at IS NOT NULL) AS received,
               count(*) FILTER (accepted_at IS NOT NULL) AS accepted
        FROM mart.compliance
        WHERE counts AND period = $period AND due_at IS NOT NULL
          AND ($province IS NULL OR province_code = $province) AND ($ward IS NULL OR ward_code = $ward)
        """,
        period=view.period,
        province=view.province,
        ward=view.ward,
    )


def sources(snapshot: Snapshot) -> pl.DataFrame:
    """One row per source: when it was read, when it changed, when we loaded, newest listed and loaded, state."""
    return snapshot.ask("SELECT * FROM quality.sources ORDER BY source_id")
