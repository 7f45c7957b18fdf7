"""The month for measuring holds one readable report of each reporter, and the night's reference data know them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sample import write_bench_month
from pipelines.settings import Settings


def test_a_few_reporters_give_a_few_files(tmp_path: Path) -> None:
    reference = write_bench_month(Settings(tmp_path), reporters=12, processes=1)
    files = list(Settings(tmp_path).inbox_reports.rglob("*.xlsx"))
    assert len(files) == 12
    known = set(reference.reporters["reporter_id"])
    assert {path.name.split("_")[0] for path in files} <= known


@pytest.mark.slow
def test_a_national_month_is_4080_reports_of_34_provinces(tmp_path: Path) -> None:
    reference = write_bench_month(Settings(tmp_path))
    files = list(Settings(tmp_path).inbox_reports.rglob("*.xlsx"))
    assert len(files) == 4080
    assert len({path.parent.name for path in files}) == 34
    owing = reference.duties.filter(reference.duties["role"] != "asked")["reporter_id"]
    assert {path.name.split("_")[0] for path in files} <= set(owing)
