"""Texts that Excel made a date of are asked for again, in whichever sheet they stand."""

# ruff: noqa: DTZ001 - a cell has no zone

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipelines.workbooks.lost_texts import is_lost
from tests.pipelines.workbooks.scenario import ROWS, TASK


@pytest.mark.parametrize(
    "value",
    [
        dt.datetime(2024, 1, 1),
        dt.date(2024, 1, 1),
        dt.time(1, 24),
        dt.timedelta(hours=25),
        "Jan-24",
        "1-Thg2",
        "02-Feb",
    ],
)
def test_dates_and_what_excel_writes_for_them_are_lost(value: Any) -> None:
    assert is_lost(value)


@pytest.mark.parametrize("value", ["01/24", "010124", "Jan-2024-A", "L-24", 124.0, True, ""])
def test_what_a_person_types_is_kept(value: Any) -> None:
    assert not is_lost(value)


@pytest.mark.parametrize(
    ("sheet", "address"),
    [
        ("Thu hồi", "A6"), ("Thu hồi", "C6"), ("Thu hồi", "D6"), ("Thu hồi", "E6"), ("Vụ việc", "A6"),
        ("Vụ việc", "I6"), ("Vụ việc", "K6"), ("Vụ việc", "L6"), ("Nhiệm vụ", "A6"), ("Nhiệm vụ", "F6"),
    ],
)  # fmt: skip
def test_a_date_in_a_column_of_names_and_numbers_is_returned(
    sheet: str, address: str, fill: Any, edit: Any, read: Any
) -> None:
    path = fill(form="yearly", period="2026", rows={**ROWS, "Nhiệm vụ": [TASK]})
    parsed = read(edit(path, lambda workbook: workbook[sheet].__setitem__(address, dt.datetime(2024, 1, 1))))
    found = [f for f in parsed.rows["raw.findings"] if f["rule"] == "text_is_date"]
    assert [(f["sheet"], f["cell"], f["value"]) for f in found] == [(sheet, address, "01/01/2024")]
    assert parsed.rows["raw.reports"][0]["state"] == "returned"
    typed = [value for name in ("sign_offs", "serious_cases", "task_reports") for line in parsed.rows[f"raw.{name}"]
             for value in line.values()]  # fmt: skip
    assert not any("2024" in str(value) for value in typed)


def test_a_document_number_that_became_a_date_is_left_blank_and_said(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), lambda w: w["Thông tin"].__setitem__("B10", dt.datetime(2026, 10, 12))))
    report = parsed.rows["raw.reports"][0]
    assert (report["state"], report["document_number"]) == ("accepted_with_warnings", None)
