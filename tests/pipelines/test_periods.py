"""Period codes, windows and what people type on a cover."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines import periods
from pipelines.periods import PeriodRule, Window, month_window, understand, year_window

NAMES = {"Tết Bính Ngọ 2026": "TET-2026", "Sơ kết": "INTERIM-2028"}


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2026-10", date(2026, 9, 15), date(2026, 10, 14)),
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2028-03", date(2028, 2, 15), date(2028, 3, 14)),
    ],
)
def test_the_administrative_month_runs_from_the_15th_to_the_14th(period: str, start: date, end: date) -> None:
    assert month_window(period) == Window(period, start, end)


@pytest.mark.parametrize(("period", "last"), [("2028-02", 29), ("2026-02", 28), ("2026-12", 31)])
def test_the_calendar_month_ends_on_its_last_day(period: str, last: int) -> None:
    assert month_window(period, "calendar_month").end.day == last


def test_a_year_that_begins_in_october_is_named_by_the_year_it_ends_in() -> None:
    assert year_window("2027", "10-01") == Window("2027", date(2026, 10, 1), date(2027, 9, 30))
    assert year_window("2027") == Window("2027", date(2027, 1, 1), date(2027, 12, 31))


def test_the_first_window_is_clipped_to_the_first_day_of_the_duty() -> None:
    rule = PeriodRule("year", first_day="10-01", first_period="2026", first_start=date(2026, 1, 12))
    assert rule.window("2026") == Window("2026", date(2026, 1, 12), date(2026, 9, 30))
    assert rule.window("2027") == Window("2027", date(2026, 10, 1), date(2027, 9, 30))
    assert rule.window("2025") is None


def test_windows_through_a_day_include_the_open_one_and_no_later_one() -> None:
    rule = PeriodRule("administrative_month", first_period="2026-08", last_period="2026-12")
    found = [w.period for w in rule.windows(since=date(2026, 1, 1), through=date(2026, 10, 15))]
    assert found == ["2026-08", "2026-09", "2026-10", "2026-11"]
    found = [w.period for w in rule.windows(since=date(2026, 1, 1), through=date(2026, 10, 14))]
    assert found == ["2026-08", "2026-09", "2026-10"]


def test_a_fixed_round_has_one_window_and_a_case_none() -> None:
    fixed = PeriodRule("fixed", code="TET-2026", start=date(2025, 12, 15), end=date(2026, 3, 31))
    assert [w.period for w in fixed.windows(since=date(2000, 1, 1), through=date(2026, 1, 1))] == ["TET-2026"]
    assert list(fixed.windows(since=date(2000, 1, 1), through=date(2025, 12, 14))) == []
    assert list(PeriodRule("case").windows(since=date(2000, 1, 1), through=date(2026, 1, 1))) == []


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2026-10", "2026-10"),
        ("2026-9", "2026-09"),
        ("Tháng 10/2026", "2026-10"),
        ("tháng 1 năm 2026", "2026-01"),
        ("10/2026", "2026-10"),
        ("T10.2026", "2026-10"),
        ("Kỳ báo cáo tháng 10/2026", "2026-10"),
        ("2026-10-01 00:00:00", "2026-10"),
        ("Năm 2026", "2026"),
        ("2026", "2026"),
        ("2026.0", "2026"),
        ("tết bính ngọ 2026", "TET-2026"),
        ("TET-2026", "TET-2026"),
        ("interim-2028", "INTERIM-2028"),
        ("Tháng mười/2026", "2026-10"),
        ("Tháng Mười một năm 2026", "2026-11"),
        ("tháng năm năm 2026", "2026-05"),
        ("tháng tư, năm 2026", "2026-04"),
        ("01/10/2026", "2026-10"),
        ("1-10-2026", "2026-10"),
        ("202610", "2026-10"),
        ("Oct-26", "2026-10"),
        ("Nov 2026", "2026-11"),
        ("tháng 10/26", "2026-10"),
        ("T10/26", "2026-10"),
        ("Th10.2026", "2026-10"),
        ("Cả năm 2026", "2026"),
        ("12 tháng năm 2026", "2026"),
        ("Đợt cao điểm Tết Bính Ngọ 2026", "TET-2026"),
        ("Đợt cao điểm Tết Nguyên đán Bính Ngọ 2026", "TET-2026"),
        ("Tết Nguyên Đán Bính Ngọ 2026", "TET-2026"),
    ],
)
def test_what_people_type_is_understood(typed: str, period: str) -> None:
    assert understand(typed, NAMES).period == period


@pytest.mark.parametrize(
    "typed",
    [
        "", None, "Tháng 10", "13/2026", "0/2026", "10/26", "quý III", "2026-10-12", "2026.1", "Tết", "3026",
        "tháng năm 2026", "10/01/2026", "15/10/2026", "202613", "26-Oct", "tháng 13/26", "9 tháng năm 2026",
        "Đợt cao điểm", "Đợt cao điểm Tết Đinh Mùi 2027",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_says_why_in_both_languages(typed: str | None) -> None:
    found = understand(typed, NAMES)
    assert found.period is None
    assert found.reason_vi
    assert found.reason_en


@pytest.mark.parametrize(
    ("day", "period"),
    [(date(2026, 10, 14), "2026-10"), (date(2026, 10, 15), "2026-11"), (date(2026, 12, 31), "2027-01")],
)
def test_a_day_lies_in_its_administrative_month(day: date, period: str) -> None:
    assert periods.administrative_month_of(day) == period
    window = month_window(period)
    assert window.start <= day <= window.end
