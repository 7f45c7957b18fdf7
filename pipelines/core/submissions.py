"""`core.submissions`: each report that arrived, attributed to its reporter, form, period and obligation.

Belongs here: attribution (as a person assigned it, as the cover says, or as the evidence beside it), arrival by the
strongest evidence, versions, and telling a copy of the period before. Does not: on time or late
(`pipelines.deadlines`).
"""

from __future__ import annotations

from datetime import datetime

from pipelines.settings import LOCAL_ZONE
from pipelines.tables.codes import EVIDENCE
from pipelines.warehouse import Warehouse

EVIDENCE_STRENGTH = ("confirmed", "received_csv", "upload", "mail", "object_store", "file_time")
"""Strongest first (design §6): a person's confirmation, then what the operator wrote, then machines' stamps."""

COPY_NEEDS_FIGURES = 6
"""A report that repeats fewer non-zero figures than this may do so by chance."""

OWN_LAYOUT = "health389"
"""Beginning of the names of the layouts of our own form, in all its versions."""

assert set(EVIDENCE_STRENGTH) == set(EVIDENCE)

_SQL = """
WITH arrived AS (
    SELECT file_sha256,
        -- Each path has its own evidence; the same bytes sent again never make a report later.
        first(received_at ORDER BY received_at, strength, path) AS received_at,
        first(evidence ORDER BY received_at, strength, path) AS evidence,
        min(first_seen_at) AS ingested_at
    FROM (
        SELECT *, list_position($strength, evidence) AS strength
        FROM raw_store.raw.arrivals
        WHERE first_seen_at <= $as_of AND path LIKE 'reports/%'
    )
    GROUP BY file_sha256
),
decided AS (
    SELECT submission_id,
        last(value ORDER BY decided_at, decision_id) FILTER (kind = 'assign') AS assigned,
        last(decided_at ORDER BY decided_at, decision_id) FILTER (kind = 'assign') AS attributed_at,
        last(value ORDER BY decided_at, decision_id) FILTER (kind = 'confirm_arrival') AS confirmed_at,
        bool_or(kind = 'confirm_arrival') AS is_confirmed
    FROM decisions_in_force
    WHERE submission_id IS NOT NULL
    GROUP BY submission_id
),
attributed AS (
    SELECT r.submission_id, r.file_sha256, f.file_name,
        coalesce(json_extract_string(d.assigned, '$.reporter_id'), r.reporter_id, e.reporter_id) AS reporter_id,
        coalesce(json_extract_string(d.assigned, '$.form'), r.form, e.form) AS form,
        coalesce(json_extract_string(d.assigned, '$.period'), r.period, e.period) AS stated_period,
        CASE
            WHEN json_extract_string(d.assigned, '$.reporter_id') IS NOT NULL THEN 'person'
            WHEN r.reporter_id IS NOT NULL THEN 'cover'
            ELSE e.attributed_by
        END AS attributed_by,
        coalesce(CAST(nullif(d.confirmed_at, '') AS TIMESTAMPTZ), a.received_at) AS received_at,
        CASE WHEN d.is_confirmed THEN 'confirmed' ELSE a.evidence END AS received_evidence,
        a.ingested_at, d.attributed_at, r.state AS read_state, r.content AS read_content,
        r.line_count, r.error_count, r.warning_count, r.nonzero_figures, r.figures_hash,
        -- A foreign table whose figures no line of the form takes stands beside the report, never in its place.
        CASE WHEN r.layout LIKE $form_layouts OR r.figures_hash IS NOT NULL THEN '' ELSE coalesce(r.layout, '') END
            AS beside
    FROM raw_store.raw.reports r
    JOIN arrived a USING (file_sha256)
    JOIN raw_store.raw.files f ON f.file_sha256 = r.file_sha256 AND f.inbox = 'reports'
    LEFT JOIN decided d USING (submission_id)
    LEFT JOIN attributions e USING (submission_id)
),
placed AS (
    SELECT t.*, p.province_code, p.ward_code,
        CASE
            WHEN form IN ('quick', 'sign_off') THEN strftime(received_at AT TIME ZONE $zone, '%Y-%m')
            ELSE stated_period
        END AS period,
        CASE
            WHEN read_state <> 'unrecognised' THEN read_state
            WHEN t.reporter_id IS NULL OR form IS NULL OR (stated_period IS NULL AND form NOT IN ('quick', 'sign_off'))
                THEN 'unrecognised'
            WHEN error_count > 0 OR read_content = 'empty' THEN 'returned'
            WHEN warning_count > 0 THEN 'accepted_with_warnings'
            ELSE 'accepted'
        END AS state
    FROM attributed t
    LEFT JOIN reference.reporters p ON p.reporter_id = t.reporter_id
    WHERE received_at <= $as_of
),
owed AS (
    SELECT e.reporter_id, e.form, e.period,
        first(obligation_id ORDER BY o.counts DESC, obligation_id) AS obligation_id,
        first(e.directive_id ORDER BY o.counts DESC, obligation_id) AS directive_id
    FROM core.expected_reports e
    JOIN reference.obligations o USING (obligation_id)
    WHERE e.form <> 'quick'
    GROUP BY e.reporter_id, e.form, e.period
    UNION ALL
    SELECT reporter_id, form, 'case' AS period, obligation_id, directive_id FROM quick_duties
),
versioned AS (
    SELECT s.*, o.obligation_id, o.directive_id,
        s.reporter_id IS NOT NULL AND s.form IS NOT NULL AND s.period IS NOT NULL
            AND s.state NOT IN ('unrecognised', 'unreadable') AS is_attributed,
        s.form IN ('quick', 'sign_off') AS stands_alone
    FROM placed s
    -- One equality, no OR: DuckDB compares every pair of rows for a condition that is not an equality of columns.
    LEFT JOIN owed o ON o.reporter_id = s.reporter_id AND o.form = s.form
        AND o.period = CASE WHEN s.form = 'quick' THEN 'case' ELSE s.period END
),
ranked AS (
    SELECT *,
        CASE
            WHEN NOT is_attributed THEN NULL
            WHEN stands_alone THEN 1
            ELSE row_number() OVER (
                PARTITION BY is_attributed, stands_alone, reporter_id, form, period ORDER BY received_at, submission_id)
        END AS version,
        is_attributed AND state IN ('accepted', 'accepted_with_warnings') AND (
            stands_alone OR row_number() OVER (
                PARTITION BY is_attributed, stands_alone, reporter_id, form, period,
                    beside, state IN ('accepted', 'accepted_with_warnings')
                ORDER BY received_at DESC, submission_id DESC) = 1
        ) AS is_current
    FROM versioned
),
current_figures AS (
    SELECT reporter_id, form, period, figures_hash FROM ranked WHERE is_current AND NOT stands_alone AND beside = ''
),
parts AS (
    SELECT submission_id, last(value ORDER BY decided_at, decision_id) AS first_part
    FROM decisions_in_force
    WHERE kind = 'part_of' AND submission_id <> value
    GROUP BY submission_id
),
standing_together AS (
    -- What a person called parts of one report is current as a whole; a later whole version replaces all of them.
    SELECT coalesce(p.first_part, r.submission_id) AS first_part, r.reporter_id, r.form, r.period
    FROM ranked r
    LEFT JOIN parts p USING (submission_id)
    WHERE r.is_current AND NOT r.stands_alone
        AND (p.first_part IS NOT NULL OR r.submission_id IN (SELECT first_part FROM parts))
)
SELECT r.submission_id, r.file_sha256, r.file_name, r.reporter_id, r.province_code, r.ward_code,
    r.obligation_id, r.directive_id, r.form, r.period, r.received_at, r.received_evidence, r.ingested_at,
    r.attributed_at, r.attributed_by, r.version, r.is_current OR (
        r.state IN ('accepted', 'accepted_with_warnings') AND t.first_part IS NOT NULL) AS is_current,
    CASE WHEN is_copy AND r.state = 'accepted' THEN 'accepted_with_warnings' ELSE r.state END AS state,
    CASE WHEN is_copy THEN 'copied' ELSE r.read_content END AS content,
    r.line_count, r.error_count, r.warning_count + CAST(is_copy AS BIGINT) AS warning_count
FROM (
    -- Every version is held against the figures that stand for the period before, also one that was corrected since.
    SELECT r.*,
        coalesce(r.read_content = 'filled' AND r.nonzero_figures >= $copy_figures AND NOT r.stands_alone
            AND r.figures_hash = before.figures_hash, false) AS is_copy
    FROM ranked r
    ASOF LEFT JOIN current_figures before
        ON before.reporter_id = r.reporter_id AND before.form = r.form AND r.period > before.period
) r
LEFT JOIN parts p ON p.submission_id = r.submission_id
LEFT JOIN standing_together t ON t.first_part = coalesce(p.first_part, r.submission_id)
    AND t.reporter_id = r.reporter_id AND t.form = r.form AND t.period = r.period
"""


def build(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Attribute every report known at `as_of`; returns the number of submissions.

    Needs `core.expected_reports` (rounds) and the temporary tables `decisions_in_force`, `quick_duties` and
    `attributions` that `pipelines.core.reports`, `.reference` and `.attribution` leave.
    """
    return warehouse.replace_by_query(
        "core.submissions",
        _SQL,
        {
            "as_of": as_of,
            "zone": LOCAL_ZONE.key,
            "strength": list(EVIDENCE_STRENGTH),
            "copy_figures": COPY_NEEDS_FIGURES,
            "form_layouts": f"{OWN_LAYOUT}%",
        },
    )
