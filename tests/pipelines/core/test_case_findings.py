"""Codes that name two cases and lines that may be a known one, as findings at their lines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from pipelines.core import case_findings
from pipelines.settings import CHECKOUT, Settings
from pipelines.warehouse import open_warehouse

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
SHIPPED = CHECKOUT / "data" / "reference"
PLACE = {
    "submission_id": "o", "sheet": "Vụ việc", "row": 6, "reporter_id": "10675", "form": "monthly", "period": "2026-10",
}  # fmt: skip
REUSED = PLACE | {
    "case_code": "VV01", "case_id": "10675-VV01-2026-10", "other_case_id": "10675-VV01",
    "other_day": date(2026, 9, 20), "other_product": "Kem A", "other_period": "2026-09",
}  # fmt: skip
QUEUED = PLACE | {"row": 7, "candidates": ["10675-VV01", "10675-VV02"], "reason": "có thể trùng vụ"}


def test_each_is_said_once_where_it_stands_and_resolved_when_it_is_gone(tmp_path: Path) -> None:
    with open_warehouse(Settings(home=tmp_path / "home")) as warehouse:
        for reused, queued, count in (([REUSED], [QUEUED], 2), ([REUSED], [QUEUED], 2), ([], [], 0)):
            warehouse.leave("reused_codes", pl.DataFrame(reused or [REUSED]).head(len(reused)))
            warehouse.leave("case_queue", pl.DataFrame(queued or [QUEUED]).head(len(queued)))
            assert case_findings.keep_findings(warehouse, SHIPPED, as_of=AS_OF) == count
        found = warehouse.read("raw.suite_findings").sort("cell").to_dicts()
    again, maybe = found
    assert (again["rule"], again["sheet"], again["cell"], again["value"]) == (
        "case_code_used_again", "Vụ việc", "A6", "VV01",
    )  # fmt: skip
    assert "10675-VV01, kỳ 2026-09, 20/09/2026, Kem A" in again["message_vi"]
    assert (maybe["rule"], maybe["cell"], maybe["expected"]) == ("case_may_be_known", "A7", "10675-VV01, 10675-VV02")
    assert all(row["severity"] == "warning" and row["resolved_at"] == AS_OF for row in found)
