"""Decisions on their way into the night: a bad line costs only itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from assets.definitions import run_nightly
from pipelines.core import reports
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import open_warehouse

AS_OF = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


def line(kind: str, value: Any, **more: str) -> str:
    said = {"kind": kind, "value": value, "reason": "r", "decided_by": "a", "decided_at": "2026-10-30T10:00:00+07:00"}
    return json.dumps(said | {"submission_id": "s"} | more, ensure_ascii=False)


BAD = (
    line("assign", {"reporter_id": "99999"}),
    "không phải JSON",
    line("confirm_arrival", "20261020"),
    line("same_case", {"sheet": "Vụ việc", "row": "sáu", "case_id": "x"}),
)
GOOD = line("exemption", None, period="2026-10", decision_id="good")
TORN = GOOD[:50]


def written(home: Path) -> Settings:
    settings = Settings(home=home)
    settings.decisions.mkdir(parents=True)
    (settings.decisions / "2026-10.jsonl").write_text("\n".join([*BAD, GOOD, TORN]), "utf-8")
    return settings


def test_bad_lines_become_findings_and_are_resolved_once_revoked(tmp_path: Path) -> None:
    settings = written(tmp_path)
    with open_warehouse(settings) as warehouse:
        reporter = {"reporter_id": "11311", "name": "Phường", "province_code": "31", "ward_code": "11311"}
        shape = TABLES["reference.reporters"].polars_schema()
        warehouse.append("reference.reporters", pl.DataFrame([reporter], schema=shape))
        assert reports.build_decisions(warehouse, settings, as_of=AS_OF) == 1
        found = warehouse.read("raw.suite_findings").sort("cell")
        assert found["cell"].to_list() == [f"dòng {n}" for n in (1, 2, 3, 4, 6)]
        assert set(found["rule"]) == {"decision_unusable"}
        assert found["expected"].to_list() == ["unknown_reporter", "no_json", "bad_value", "bad_value", "no_json"]
        settled = found["cure_en"][1].split("value ")[1].split(" ")[0]
        with (settings.decisions / "2026-11.jsonl").open("a", encoding="utf-8") as file:
            file.write(line("revoke", settled) + "\n")
        reports.build_decisions(warehouse, settings, as_of=AS_OF)
        after = warehouse.read("raw.suite_findings").sort("cell")
        assert after.filter(pl.col("resolved_at").is_not_null())["cell"].to_list() == ["dòng 2"]


@pytest.mark.slow
def test_a_home_with_unusable_lines_publishes(tmp_path: Path) -> None:
    result = run_nightly(written(tmp_path), AS_OF)
    with duckdb.connect(str(result.published), read_only=True) as connection:
        assert connection.sql("SELECT decision_id FROM core.decisions").fetchall() == [("good",)]
        assert connection.sql(
            "SELECT count(*), any_value(severity) FROM quality.findings WHERE rule = 'decision_unusable'"
        ).fetchall() == [(5, "error")]
