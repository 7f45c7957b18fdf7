"""Findings: from rules about one file and from expectations about whole tables to `quality.findings`.

Belongs here: which rows an expectation sees, keeping what it found, joining everything a reader can be told. Does
not: the rules about one file (`pipelines.workbooks.rules`), the expectations themselves (`expectations/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import RECOGNITION_RULES

ROUND_CLOSES_AFTER = timedelta(days=35)
"""A round whose reports are all settled is looked at this long after its deadline: until the next one is due."""

_SETTLED = "c.status IN ('on_time', 'exempt', 'not_due') AND (c.accepted_at IS NOT NULL OR c.received_at IS NULL)"

_SUITE_FINDINGS = TABLES["raw.suite_findings"]


def last_checked_at(warehouse: Warehouse) -> datetime | None:
    """As-of of the latest night that finished; None before the first."""
    runs = warehouse.name("raw.runs")
    latest = warehouse.query(f"SELECT max(as_of) AS t FROM {runs} WHERE published IS NOT NULL").item()
    return latest if isinstance(latest, datetime) else None


def open_rounds(warehouse: Warehouse, *, as_of: datetime) -> pl.DataFrame:
    """Rows of `mart.compliance` in rounds that are open, or that no night has looked at yet.

    A round (obligation × period) is open from its deadline until all of its reports are settled, and for 35 days more.
    Of an older one that is still open the settled reports (in time and accepted, or not owed) are left out: nothing is
    wrong with them, and they would be nearly all there is after some years.
    """
    checked = f"SELECT DISTINCT scope FROM {warehouse.name(_SUITE_FINDINGS)} WHERE suite = 'mart.compliance'"
    return warehouse.query(
        f"""
        WITH rounds AS (
            SELECT obligation_id, period, max(due_at) AS due_at, bool_or(status = 'missing') AS has_missing
            FROM mart.compliance
            WHERE due_at <= $as_of
            GROUP BY ALL
        )
        SELECT c.*
        FROM mart.compliance c
        JOIN rounds r USING (obligation_id, period)
        WHERE r.due_at > $closes OR obligation_id || '|' || period NOT IN ({checked})
            OR (r.has_missing AND NOT ({_SETTLED}))
        ORDER BY c.obligation_id, c.period, c.reporter_id
        """,
        {"as_of": as_of, "closes": as_of - ROUND_CLOSES_AFTER},
    )


def keep_suite_findings(
    warehouse: Warehouse, suite: str, scopes: Sequence[str], rows: Sequence[dict[str, Any]], *, as_of: datetime
) -> int:
    """Keep what a suite found in the scopes it looked at; returns the number of open findings in them.

    A finding seen again keeps the instant it was first seen; one that is gone is closed at `as_of`; scopes that were
    not looked at are left alone.
    """
    name = warehouse.name(_SUITE_FINDINGS)
    before = warehouse.query(f"SELECT * FROM {name} WHERE suite = $suite", {"suite": suite})
    before = before.filter(pl.col("scope").is_in(list(scopes)))
    found = pl.DataFrame(rows, schema=_SUITE_FINDINGS.polars_schema()) if rows else _SUITE_FINDINGS.empty()
    first_seen = before.select("finding_id", pl.col("first_seen_at").alias("seen_before"))
    found = (
        found.with_columns(pl.lit(suite).alias("suite"))
        .join(first_seen, on="finding_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("seen_before", "first_seen_at", pl.lit(as_of)).alias("first_seen_at"))
        .drop("seen_before")
    )
    gone = before.join(found, on="finding_id", how="anti").with_columns(
        pl.coalesce("resolved_at", pl.lit(as_of)).alias("resolved_at")
    )
    kept = pl.concat([_SUITE_FINDINGS.frame(found), _SUITE_FINDINGS.frame(gone)]).unique("finding_id", keep="first")
    with warehouse.transaction():
        warehouse.connection.register("checked_scopes", pl.DataFrame({"scope": list(scopes)}).to_arrow())
        warehouse.execute(f"DELETE FROM {name} WHERE suite = ? AND scope IN (FROM checked_scopes)", [suite])
        warehouse.connection.unregister("checked_scopes")
        warehouse.append("raw.suite_findings", kept)
    return found.filter(pl.col("resolved_at").is_null()).height


def build_findings(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Fill `quality.findings` from both kinds of rule, as known at `as_of`; returns the number of findings."""
    with warehouse.transaction():
        return warehouse.replace_by_query("quality.findings", _FINDINGS.format(**_names(warehouse)), {"as_of": as_of})


def _names(warehouse: Warehouse) -> dict[str, str]:
    return {
        "cell_findings": warehouse.name("raw.findings"),
        "suite_findings": warehouse.name("raw.suite_findings"),
        "files": warehouse.name("raw.files"),
        "recognition": ", ".join(f"'{rule}'" for rule in sorted(RECOGNITION_RULES)),
    }


_FINDINGS = """
WITH mended AS (
    -- A finding about one version is mended when a later version of the same report is accepted.
    SELECT s.submission_id, min(later.received_at) AS resolved_at
    FROM core.submissions s
    JOIN core.submissions later ON later.reporter_id = s.reporter_id AND later.form = s.form
        AND later.period = s.period AND later.version > s.version
        AND later.state IN ('accepted', 'accepted_with_warnings')
    WHERE s.form NOT IN ('quick', 'sign_off')
    GROUP BY s.submission_id
),
arrived AS (
    SELECT reporter_id, form, period, max(received_at) AS received_at FROM mart.compliance GROUP BY ALL
)
SELECT f.finding_id, s.submission_id, CAST(NULL AS VARCHAR) AS notice_id, s.reporter_id, s.province_code,
    s.ward_code, s.form, s.period, f.rule, f.severity, coalesce(s.file_name, a.file_name) AS file_name, f.sheet,
    f.cell, f.value, f.expected, f.message_vi, f.message_en, f.cure_vi, f.cure_en,
    coalesce(s.ingested_at, a.ingested_at) AS first_seen_at,
    -- What only asked whose it is, is settled once that is known.
    CASE
        WHEN f.rule IN ({recognition}) AND s.state NOT IN ('unrecognised', 'unreadable')
            THEN coalesce(s.attributed_at, s.ingested_at)
        ELSE m.resolved_at
    END AS resolved_at
FROM {cell_findings} f
JOIN {files} a ON a.file_sha256 = f.file_sha256 AND a.ingested_at <= $as_of
    AND a.inbox = CASE WHEN f.submission_id IS NULL THEN 'notices' ELSE 'reports' END
LEFT JOIN core.submissions s ON s.submission_id = f.submission_id
LEFT JOIN mended m ON m.submission_id = f.submission_id
-- Report 0 is a file that only holds others: no submission, but there may be something to say about it.
WHERE f.submission_id IS NULL OR s.submission_id IS NOT NULL OR f.submission_id LIKE '%-0'
UNION ALL
SELECT f.finding_id, s.submission_id, n.notice_id, p.reporter_id, p.province_code, p.ward_code, f.form, f.period,
    f.rule, f.severity, s.file_name, f.sheet, f.cell, f.value, f.expected, f.message_vi, f.message_en, f.cure_vi,
    f.cure_en, f.first_seen_at,
    CASE
        WHEN f.resolved_at <= $as_of THEN f.resolved_at
        -- A report that came late has come: the finding says that it was late, nobody has to act on it any more.
        WHEN f.rule = 'none_late' THEN greatest(f.first_seen_at, c.received_at)
        ELSE m.resolved_at
    END
FROM {suite_findings} f
LEFT JOIN mended m ON m.submission_id = f.submission_id
LEFT JOIN arrived c ON c.reporter_id = f.reporter_id AND c.form = f.form AND c.period = f.period
LEFT JOIN core.submissions s ON s.submission_id = f.submission_id
LEFT JOIN core.notices n ON n.notice_id = f.notice_id
LEFT JOIN reference.reporters p ON p.reporter_id = coalesce(f.reporter_id, s.reporter_id)
WHERE f.first_seen_at <= $as_of
"""


def build_sources(warehouse: Warehouse, asked: Sequence[Mapping[str, Any]], *, as_of: datetime) -> int:
    """Fill `quality.sources`: what each inbox last gave, and the rows of the sources that are asked."""
    sql = f"""
        WITH files AS (
            SELECT split_part(a.path, '/', 1) AS source_id, a.file_sha256, a.received_at, a.first_seen_at,
                f.read_state
            FROM {warehouse.name("raw.arrivals")} a
            LEFT JOIN {warehouse.name("raw.files")} f
                ON f.file_sha256 = a.file_sha256 AND f.inbox = split_part(a.path, '/', 1)
            WHERE a.first_seen_at <= $as_of AND a.path NOT LIKE 'notices/@%'
        ),
        newest AS (
            SELECT 'notices' AS source_id, arg_max(document_number, (issued_on, notice_id)) AS newest_loaded
            FROM core.notices SEMI JOIN (FROM core.notice_sources WHERE source_id = 'folder') USING (notice_id)
            WHERE document_number IS NOT NULL AND issued_on IS NOT NULL
        ),
        known(source_id) AS (VALUES ('reports'), ('notices'))
        SELECT 'folder:' || k.source_id AS source_id, CAST($as_of AS TIMESTAMPTZ) AS read_at,
            max(received_at) AS changed_at,
            max(first_seen_at) FILTER (read_state = 'read') AS loaded_at,
            any_value(n.newest_loaded) AS newest_listed, any_value(n.newest_loaded) AS newest_loaded,
            CASE WHEN count(file_sha256) = 0 THEN 'empty' ELSE 'ok' END AS state
        FROM known k
        LEFT JOIN files f ON f.source_id = k.source_id
        LEFT JOIN newest n ON n.source_id = k.source_id
        GROUP BY k.source_id
    """
    with warehouse.transaction():
        warehouse.replace_by_query("quality.sources", sql, {"as_of": as_of})
        rows = pl.DataFrame(asked, schema=TABLES["quality.sources"].polars_schema())
        return warehouse.append("quality.sources", rows)
