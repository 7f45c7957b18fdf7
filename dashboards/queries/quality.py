"""Questions about findings, sources and nights.

Belongs here: SQL over schema `quality`. Does not: the rules that make findings.
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot

ROWS_PER_PART = 50

_SCOPE = """
    ($province IS NULL OR f.province_code = $province) AND ($ward IS NULL OR f.ward_code = $ward)
    AND (f.period IS NULL OR $period IS NULL OR f.period = $period OR f.period NOT SIMILAR TO '\\d{4}-\\d{2}')
    AND ($severity IS NULL OR f.severity = $severity)
"""


def by_rule(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per rule × severity in the chosen place and period: open, resolved, reporters, one message."""
    return snapshot.ask(
        f"""
        SELECT f.rule, f.severity, count(*) FILTER (f.resolved_at IS NULL) AS open,
               count(*) FILTER (f.resolved_at IS NOT NULL) AS resolved, count(DISTINCT f.reporter_id) AS reporters,
               min(f.message_vi) AS message_vi, min(f.message_en) AS message_en
        FROM quality.findings f WHERE {_SCOPE} GROUP BY f.rule, f.severity
        ORDER BY list_position(['error', 'warning', 'info'], f.severity), open DESC, f.rule
        """,
        **_scope(view),
    )


def by_reporter(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per reporter with open findings, most errors first: 15 of `total`, or the `whole`."""
    return snapshot.ask(
        f"""
        SELECT *, count(*) OVER () AS total FROM (
        SELECT f.reporter_id, r.name AS reporter_name, u.name AS province,
               count(*) FILTER (f.severity = 'error') AS errors, count(*) FILTER (f.severity = 'warning') AS warnings,
               count(*) FILTER (f.severity = 'info') AS notes, count(*) AS findings, r.phone
        FROM quality.findings f JOIN reference.reporters r USING (reporter_id)
        JOIN reference.units u ON u.unit_code = r.province_code
        WHERE {_SCOPE} AND f.resolved_at IS NULL AND ($rule IS NULL OR f.rule = $rule)
        GROUP BY ALL
        ) ORDER BY errors DESC, warnings DESC, findings DESC, reporter_id {"" if whole else "LIMIT 15"}
        """,
        **_scope(view),
        rule=view.rule,
    )


def findings(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per finding of one part of the list, or the `whole`: open first, worst first; `total` counts all."""
    return snapshot.ask(
        f"""
        SELECT f.finding_id, f.severity, f.rule, f.reporter_id, r.name AS reporter_name, f.form, f.period, f.file_name,
               f.sheet, f.cell, f.value, f.expected, f.message_vi, f.message_en, f.cure_vi, f.cure_en,
               f.first_seen_at, f.resolved_at, f.submission_id, f.notice_id, count(*) OVER () AS total
        FROM quality.findings f LEFT JOIN reference.reporters r USING (reporter_id)
        WHERE {_SCOPE} AND ($rule IS NULL OR f.rule = $rule) AND ($reporter IS NULL OR f.reporter_id = $reporter)
          AND ($status IS NULL OR ($status = 'open') = (f.resolved_at IS NULL))
        ORDER BY f.resolved_at IS NOT NULL, list_position(['error', 'warning', 'info'], f.severity),
                 f.first_seen_at DESC, f.finding_id
        {"" if whole else "LIMIT $shown OFFSET $skipped"}
        """,
        **_scope(view),
        rule=view.rule,
        reporter=view.reporter,
        status=view.status,
        shown=ROWS_PER_PART,
        skipped=(view.part - 1) * ROWS_PER_PART,
    )


def runs(snapshot: Snapshot, *, whole: bool = False) -> pl.DataFrame:
    """One row per night, newest first: 14 of `total`, or the `whole`."""
    part = "" if whole else "LIMIT 14"
    return snapshot.ask(f"SELECT *, count(*) OVER () AS total FROM quality.runs ORDER BY as_of DESC, run_id {part}")


def _scope(view: View) -> dict[str, str | None]:
    return {"province": view.province, "ward": view.ward, "period": view.period, "severity": view.severity}
