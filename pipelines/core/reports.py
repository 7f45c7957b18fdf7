"""From rounds to judged reports: decisions, expected reports, serious cases, and the judgement the marts read.

Belongs here: calling `pipelines.deadlines` and `pipelines.cases` on the warehouse's tables, in their order. Does not:
the rules of deadlines, cases or decisions themselves, or attribution (`pipelines.core.submissions`).
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pipelines import cases, deadlines, decisions, quality
from pipelines.reference import Reference
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse


def build_decisions(warehouse: Warehouse, settings: Settings, *, as_of: datetime) -> int:
    """Fill `core.decisions` with the decisions made by `as_of`, and leave the temporary table `decisions_in_force`.

    A line that cannot be used becomes a finding; the night goes on without it. Needs `reference.reporters`.
    """
    reporters = frozenset(warehouse.read("reference.reporters")["reporter_id"])
    every, problems = decisions.read_decisions(settings.decisions, reporters=reporters)
    findings = decisions.problem_findings(problems, every, as_of)
    quality.keep_suite_findings(warehouse, "core.decisions", ["decisions"], findings, as_of=as_of)
    with warehouse.transaction():
        warehouse.replace("core.decisions", every.filter(pl.col("decided_at") <= as_of))
    warehouse.leave("decisions_in_force", TABLES["core.decisions"].frame(decisions.in_force(every, as_of)))
    return warehouse.count("core.decisions")


def build_rounds(warehouse: Warehouse, reference: Reference, *, as_of: datetime) -> int:
    """Fill `core.expected_reports` with every report but quick ones, which wait for their cases."""
    expected = deadlines.expected_reports(reference, warehouse.read("core.decisions"), as_of=as_of)
    with warehouse.transaction():
        return warehouse.replace("core.expected_reports", expected)


def build_serious_cases(warehouse: Warehouse, reference: Reference, *, as_of: datetime) -> int:
    """Fill `core.serious_cases` and add their quick reports to `core.expected_reports`; returns the number of cases.

    Rounds stay as `build_rounds` left them: they are many, and these few rows are what a night adds.
    Leaves the temporary tables `case_lines` (which rows tell of which case), `case_queue` (possible doubles that wait
    for a person) and `reused_codes` (rows whose code is that of another case).
    """
    known = warehouse.read("core.decisions")
    found = cases.resolve(warehouse.read("raw.serious_cases"), warehouse.read("core.submissions"), known, as_of=as_of)
    columns = TABLES["core.serious_cases"].column_names
    expected = deadlines.expected_reports(reference, known, as_of=as_of, cases=found.cases)
    with warehouse.transaction():
        rows = warehouse.replace("core.serious_cases", found.cases.select(columns))
        warehouse.execute("DELETE FROM core.expected_reports WHERE form = 'quick'")
        warehouse.append("core.expected_reports", expected.filter(pl.col("form") == "quick"))
    warehouse.leave("case_lines", found.lines)
    warehouse.leave("case_queue", found.queue)
    warehouse.leave("reused_codes", found.reused)
    return rows


def judge_reports(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Leave the temporary table `judged_reports`: every expected report with its status as of the instant."""
    judged = deadlines.judge(
        warehouse.read("core.expected_reports"),
        warehouse.read("core.submissions"),
        warehouse.read("core.decisions"),
        as_of=as_of,
        case_links=warehouse.query("SELECT case_id, submission_id FROM case_lines"),
        candidates=candidates(warehouse),
    )
    warehouse.leave("judged_reports", judged)
    return judged.height


def candidates(warehouse: Warehouse) -> pl.DataFrame:
    """Whom an unrecognised or unreadable file could be: columns submission_id, reporter_id."""
    return warehouse.query(f"{WHOSE_WAITING} ORDER BY ALL")


WHOSE_WAITING = """
-- Whom an unrecognised or unreadable file could be: those the reader thought of, those how it came names.
WITH named AS (
    SELECT submission_id, unnest(reporter_candidates) AS reporter_id FROM raw_store.raw.reports
    UNION
    SELECT submission_id, reporter_id FROM arrival_evidence
)
SELECT DISTINCT n.submission_id, n.reporter_id
FROM named n JOIN core.submissions s USING (submission_id) JOIN reference.reporters p ON p.reporter_id = n.reporter_id
WHERE s.state IN ('unrecognised', 'unreadable')
"""
"""One row per file that waits × reporter whose it could be: submission_id, reporter_id."""
