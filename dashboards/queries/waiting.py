"""Questions about reports that wait for a person: which, what is known of them, what they could be.

Belongs here: SQL over `quality.waiting` and what an assignment may choose from. Does not: decisions (`deciding`).
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot


def reports(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per waiting report of the chosen place, oldest first; one of unknown place is shown everywhere."""
    return snapshot.ask(
        """
        SELECT w.*, u.name AS province_name,
            (SELECT list(p.reporter_id || ' ' || p.name ORDER BY p.reporter_id) FROM reference.reporters p
             WHERE list_contains(w.candidates, p.reporter_id)) AS candidate_names,
            (SELECT p.name FROM reference.reporters p WHERE p.reporter_id = w.reporter_id) AS reporter_name
        FROM quality.waiting w
        LEFT JOIN reference.units u ON u.unit_code = w.province_code
        WHERE ($province IS NULL OR w.province_code IS NULL OR w.province_code = $province)
            AND ($ward IS NULL OR w.ward_code = $ward OR list_contains(w.candidates, $ward)
                 OR (w.ward_code IS NULL AND len(w.candidates) = 0))
        ORDER BY w.received_at, w.submission_id
        """,
        province=view.province,
        ward=view.ward,
    )


def reporters(snapshot: Snapshot, province_code: str | None) -> pl.DataFrame:
    """One row per reporter of a province, or of all: reporter_id, name, province."""
    return snapshot.ask(
        """
        SELECT p.reporter_id, p.name, u.name AS province
        FROM reference.reporters p JOIN reference.units u ON u.unit_code = p.province_code
        WHERE $province IS NULL OR p.province_code = $province
        ORDER BY p.province_code, p.ward_code NULLS LAST, p.reporter_id
        """,
        province=province_code,
    )


def rounds(snapshot: Snapshot, reporter_id: str | None) -> pl.DataFrame:
    """One row per round of a reporter, newest deadline first: form, period."""
    return snapshot.ask(
        """
        SELECT form, period, max(due_at) AS due_at FROM core.expected_reports
        WHERE reporter_id = $reporter AND form <> 'quick'
        GROUP BY ALL ORDER BY due_at DESC NULLS LAST, period DESC
        """,
        reporter=reporter_id or "",
    )
