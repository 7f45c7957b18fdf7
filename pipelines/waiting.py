"""Reports that wait for a person: what is known of each, and the decision that ends the waiting.

Belongs here: the table `quality.waiting`, writing an assignment. Does not: attribution itself
(`pipelines.core.attribution`), or drawing the queue (`dashboards`).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.decisions import append_decision
from pipelines.errors import DecisionError
from pipelines.publishing import current_snapshot, read_snapshot
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse

FORMS_WITHOUT_PERIOD = ("quick", "sign_off")


@dataclass(frozen=True)
class Assignment:
    """What a person says of one report; None leaves what was recognised."""

    submission_id: str
    reporter_id: str | None = None
    form: str | None = None
    period: str | None = None
    remember_text: str | None = None
    """Words of the cover to be taken as this reporter from now on, in `province_code`."""
    remember_sender: str | None = None
    province_code: str | None = None


def build(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Fill `quality.waiting` from tonight's submissions; returns the number of reports that wait.

    Needs `core.submissions` and the temporary table `arrival_evidence`.
    """
    with warehouse.transaction():
        return warehouse.replace_by_query("quality.waiting", _WAITING, {"as_of": as_of})


def assign(folder: Path, said: Assignment, *, decided_by: str, decided_at: datetime, reason: str) -> str:
    """Write an assignment, and what is to be remembered, as append-only decisions; returns the assignment's id.

    It takes effect at the next run and never undoes what earlier runs published.

    Raises:
        DecisionError: nothing is assigned, who or why is missing, or the disk is full.
    """
    value: dict[str, object] = {
        name: text
        for name, text in (("reporter_id", said.reporter_id), ("form", said.form), ("period", said.period))
        if text
    }
    if not value:
        raise DecisionError("Chưa chọn đơn vị, loại báo cáo hay kỳ nào.", "Nothing is assigned.")
    decision_id = append_decision(
        folder,
        kind="assign",
        decided_by=decided_by,
        decided_at=decided_at,
        reason=reason,
        value=value,
        submission_id=said.submission_id,
    )
    remembered = {
        "text": {"text": said.remember_text, "province_code": said.province_code},
        "sender": {"sender": said.remember_sender},
    }
    for key, words in remembered.items():
        if said.reporter_id and words[key]:
            alias: dict[str, object] = {"reporter_id": said.reporter_id, **{k: v for k, v in words.items() if v}}
            append_decision(
                folder, kind="alias", decided_by=decided_by, decided_at=decided_at, reason=reason, value=alias
            )
    return decision_id


def refuse_unknown(said: Assignment, settings: Settings, reporters: Container[str]) -> None:
    """Check an assignment before it is written: a decision about nothing would stay for ever without effect.

    Raises:
        DecisionError: The reporter is not in the reference data, or the report not in the published snapshot.
    """
    if said.reporter_id and said.reporter_id not in reporters:
        raise DecisionError(
            f"Không có đơn vị báo cáo nào mang mã '{said.reporter_id}'.", f"There is no reporter '{said.reporter_id}'."
        )
    if current_snapshot(settings) is None:
        return
    with read_snapshot(settings) as connection:
        found = connection.execute(_KNOWN, [said.submission_id, said.submission_id]).fetchone()
    if found is None:
        raise DecisionError(
            f"Không có báo cáo nào mang mã '{said.submission_id}' trong số liệu đã công bố.",
            f"There is no report '{said.submission_id}' in what is published.",
        )


_KNOWN = """
SELECT 1 FROM core.submissions WHERE submission_id = ? UNION ALL SELECT 1 FROM quality.waiting WHERE submission_id = ?
"""
_WAITING = """
WITH arrived AS (
    SELECT file_sha256, first(sender ORDER BY received_at, path) FILTER (sender IS NOT NULL) AS sender,
        first(path ORDER BY received_at, path) AS path
    FROM raw_store.raw.arrivals
    WHERE path LIKE 'reports/%' AND first_seen_at <= $as_of GROUP BY file_sha256
),
said AS (
    SELECT submission_id, unnest(reporter_candidates) AS reporter_id FROM raw_store.raw.reports
    UNION
    SELECT submission_id, reporter_id FROM arrival_evidence
),
candidates AS (
    SELECT submission_id, list(reporter_id ORDER BY reporter_id) AS ids
    FROM said JOIN reference.reporters USING (reporter_id) GROUP BY ALL
),
why AS (
    SELECT submission_id, list(DISTINCT rule ORDER BY rule) AS rules FROM raw_store.raw.findings
    WHERE severity = 'error' GROUP BY ALL
)
SELECT s.submission_id, s.file_name, s.state, coalesce(w.rules, []) AS rules, r.reporter_text, r.form_text,
    r.period_text, s.reporter_id, s.form, s.period, coalesce(s.province_code, r.province_code) AS province_code,
    s.ward_code, a.sender, regexp_replace(a.path, '^reports/', '') AS path, s.received_at, s.received_evidence,
    coalesce(c.ids, []) AS candidates
FROM core.submissions s
JOIN raw_store.raw.reports r USING (submission_id)
LEFT JOIN arrived a ON a.file_sha256 = s.file_sha256
LEFT JOIN candidates c USING (submission_id)
LEFT JOIN why w USING (submission_id)
WHERE s.state = 'unrecognised'
    OR (s.state = 'unreadable' AND s.attributed_by IS DISTINCT FROM 'person')
"""
