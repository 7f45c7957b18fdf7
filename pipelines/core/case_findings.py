"""What is said about serious cases: a code that names two cases, a line that may tell of a known one.

Belongs here: findings about cases, from what `pipelines.core.reports` leaves. Does not: telling cases apart
(`pipelines.cases`), or rules about the lines of one file (`pipelines.workbooks.rules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import quality
from pipelines.decision_lines import digest
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import Rule, read_rules

RULES_FILE, SUITE, SCOPE = "rules/cases.toml", "cases", "cases"


def keep_findings(warehouse: Warehouse, shipped: Path, *, as_of: datetime) -> int:
    """Keep a finding for each line whose code is that of another case, or that waits for a person to place it.

    Needs the temporary tables `reused_codes` and `case_queue`; returns the number of open findings.
    """
    rules = read_rules(shipped / RULES_FILE)
    reused = warehouse.query("SELECT * FROM reused_codes").iter_rows(named=True)
    queued = warehouse.query("SELECT * FROM case_queue").iter_rows(named=True)
    rows = [_finding(rules["case_code_used_again"], row, row["case_code"], _other(row)) for row in reused]
    rows += [_finding(rules["case_may_be_known"], row, row["row"], ", ".join(row["candidates"])) for row in queued]
    return quality.keep_suite_findings(warehouse, SUITE, [SCOPE], rows, as_of=as_of)


def _finding(rule: Rule, row: Mapping[str, Any], value: object, expected: str) -> dict[str, Any]:
    words = {"value": str(value), "expected": expected}
    place = {name: row[name] for name in ("submission_id", "reporter_id", "form", "period", "sheet")}
    return {
        **place,
        "finding_id": digest(f"{rule.id}|{row['submission_id']}|{row['sheet']}|{row['row']}|{expected}", 24),
        "scope": SCOPE,
        "rule": rule.id,
        "severity": rule.severity,
        "cell": f"A{row['row']}",
        **words,
        "message_vi": rule.vi.format_map(words),
        "message_en": rule.en.format_map(words),
        "cure_vi": rule.cure_vi.format_map(words),
        "cure_en": rule.cure_en.format_map(words),
    }


def _other(row: Mapping[str, Any]) -> str:
    """Name the other case: its id, the period that told of it, its day and product."""
    day = f"{row['other_day']:%d/%m/%Y}" if row["other_day"] else None
    return ", ".join(filter(None, (row["other_case_id"], f"kỳ {row['other_period']}", day, row["other_product"])))
