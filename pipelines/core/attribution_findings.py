"""What is said about attributions: evidence against a cover, evidence that disagrees, periods without a round.

Belongs here: findings that compare a submission with how it came, with the rounds of its reporter, and with the
decisions that name it. Does not: attributing (`attribution`), rules about one file (`pipelines.workbooks.rules`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pipelines import quality
from pipelines.decision_lines import digest
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import Rule, read_rules

RULES_FILE = "rules/attribution.toml"
_SOURCE_WORDS = {"alias": "ghi nhớ", "sender": "người gửi", "folder": "thư mục", "file_name": "tên tệp"}
_OPEN_ROUNDS = 6
"""How many rounds a finding names."""


def build(warehouse: Warehouse, settings: Settings, *, as_of: datetime) -> int:
    """Keep what is wrong about attributions as of tonight; returns the number of open findings.

    Needs `core.submissions`, `core.expected_reports` and the temporary tables `arrival_evidence` and
    `decisions_in_force`.
    """
    rules = read_rules(settings.shipped_reference / RULES_FILE)
    rows = [
        *_rows(warehouse, rules["evidence_contradicts"], _CONTRADICTS),
        *_rows(warehouse, rules["evidence_disagrees"], _DISAGREES),
        *_rows(warehouse, rules["period_without_round"], _WITHOUT_ROUND, {"as_of": as_of, "most": _OPEN_ROUNDS}),
        *_rows(warehouse, rules["assigned_to_nothing"], _TO_NOTHING),
    ]
    return quality.keep_suite_findings(warehouse, "attribution", ["attribution"], rows, as_of=as_of)


def _rows(
    warehouse: Warehouse, rule: Rule, sql: str, parameters: Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Make rows of `raw.suite_findings` from a query that gives submission, reporter, form, period, texts and file."""
    for row in warehouse.query(sql.format(said=_SAID), dict(parameters) if parameters else None).iter_rows(named=True):
        words = {"value": row["value"] or "", "expected": row["expected"] or "", "file": row["file_name"] or ""}
        yield {
            "finding_id": digest(f"attribution|{rule.id}|{row['submission_id']}|{row['value']}", 24),
            "scope": "attribution",
            "submission_id": row["submission_id"],
            "reporter_id": row["reporter_id"],
            "form": row["form"],
            "period": row["period"],
            "rule": rule.id,
            "severity": rule.severity,
            "value": row["value"],
            "expected": row["expected"],
            "message_vi": rule.vi.format_map(words),
            "message_en": rule.en.format_map(words),
            "cure_vi": rule.cure_vi.format_map(words),
            "cure_en": rule.cure_en.format_map(words),
        }


_SAID = (
    "CASE e.source "
    + " ".join(f"WHEN '{source}' THEN '{word}'" for source, word in _SOURCE_WORDS.items())
    + " END || ' “' || e.said || '” là ' || p.reporter_id || ' ' || p.name"
)

_CONTRADICTS = """
SELECT s.submission_id, s.reporter_id, s.form, s.period, s.file_name,
    string_agg(DISTINCT {said}, '; ' ORDER BY {said}) AS value, any_value(s.reporter_id || ' ' || own.name) AS expected
FROM core.submissions s
JOIN arrival_evidence e USING (submission_id)
JOIN reference.reporters p ON p.reporter_id = e.reporter_id
JOIN reference.reporters own ON own.reporter_id = s.reporter_id
-- The address of a department that passes on what wards sent says nothing against their covers.
WHERE s.attributed_by = 'cover' AND e.reporter_id <> s.reporter_id AND p.ward_code IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""

_DISAGREES = """
SELECT s.submission_id, NULL AS reporter_id, s.form, s.period, s.file_name,
    string_agg(DISTINCT {said}, '; ' ORDER BY {said}) AS value, NULL AS expected
FROM core.submissions s
JOIN arrival_evidence e USING (submission_id)
JOIN reference.reporters p ON p.reporter_id = e.reporter_id
WHERE s.reporter_id IS NULL
GROUP BY ALL HAVING count(DISTINCT e.reporter_id) > 1 ORDER BY ALL
"""

_WITHOUT_ROUND = """
WITH rounds AS (
    SELECT reporter_id, form, period, row_number() OVER (
        PARTITION BY reporter_id, form ORDER BY abs(date_diff('hour', due_at, CAST($as_of AS TIMESTAMPTZ))), period
    ) AS nearness
    FROM core.expected_reports WHERE form <> 'quick'
),
open_rounds AS (
    SELECT reporter_id, form, string_agg(period, ', ' ORDER BY period) AS periods
    FROM rounds WHERE nearness <= $most GROUP BY ALL
)
SELECT s.submission_id, s.reporter_id, s.form, s.period, s.file_name, s.period AS value,
    coalesce('Các kỳ của đơn vị: ' || o.periods, 'Đơn vị không có kỳ nào của loại báo cáo này') AS expected
FROM core.submissions s
LEFT JOIN open_rounds o ON o.reporter_id = s.reporter_id AND o.form = s.form
WHERE s.obligation_id IS NULL AND s.reporter_id IS NOT NULL AND s.period IS NOT NULL
    AND s.form NOT IN ('quick', 'sign_off') AND s.state NOT IN ('unrecognised', 'unreadable')
ORDER BY ALL
"""

_TO_NOTHING = """
SELECT NULL AS submission_id, NULL AS reporter_id, NULL AS form, NULL AS period, d.submission_id AS file_name,
    d.decision_id AS value, NULL AS expected
FROM decisions_in_force d
WHERE d.kind = 'assign' AND d.submission_id NOT IN (SELECT submission_id FROM core.submissions)
ORDER BY ALL
"""
