"""Days from–to as people write them, held against the windows of a report."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.periods import PeriodRule, month_window, year_window
from pipelines.spans import period_of, span_in, written

MONTHLY = (PeriodRule("administrative_month", first_period="2026-01", last_period="2026-12"),)
YEARLY = (PeriodRule("year", first_day="10-01", first_period="2026", first_start=date(2026, 1, 12)),)
TET = (PeriodRule("fixed", code="TET-2026", start=date(2025, 12, 15), end=date(2026, 3, 31)),)


@pytest.mark.parametrize(
    "text",
    [
        "Từ 15/9/2026 đến 14/10/2026",
        "từ ngày 15/9/2026 đến ngày 14/10/2026",
        "15/9-14/10/2026",
        "15/09 – 14/10/2026",
        "15.9-14.10.2026",
        "15-9-2026 đến 14-10-2026",
        "kỳ 15/9/2026 - 14/10",
        "(Từ 15/9 đến hết 14/10/2026)",
        "ngày 15 tháng 9 đến ngày 14 tháng 10 năm 2026",
        "từ ngày 15 tháng 9 năm 2026 đến ngày 14 tháng 10 năm 2026",
        "TU NGAY 15/9/2026 DEN NGAY 14/10/2026",
    ],
)
def test_the_window_of_a_month_is_found_however_it_is_written(text: str) -> None:
    span = span_in(text)
    assert span is not None
    assert span.days() == (date(2026, 9, 15), date(2026, 10, 14))
    assert period_of(span, MONTHLY) == "2026-10"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("15/12/2025-14/01/2026", (date(2025, 12, 15), date(2026, 1, 14))),
        ("15/12-14/01/2026", (date(2025, 12, 15), date(2026, 1, 14))),
        ("15/12/2025 đến 14/1", (date(2025, 12, 15), date(2026, 1, 14))),
        ("từ ngày 01 đến ngày 31/10/2026", (date(2026, 10, 1), date(2026, 10, 31))),
        ("Từ 15/9 đến 14/10", None),
        ("30/2/2026 - 31/3/2026", None),
    ],
)
def test_a_year_that_is_not_written_is_that_of_the_other_day(text: str, days: tuple[date, date] | None) -> None:
    span = span_in(text)
    assert span is not None
    assert span.days() == days


@pytest.mark.parametrize(
    "text",
    [
        "ngày 20/10/2026",
        "Số 125/2026-BC",
        "Tháng 9-10/2026",
        "0220.3.842.535 - 0912.345.678",
        "01 đến 31/10/2026",
        "32/9 - 14/10/2026",
        "15/9-14/10/2026 và 15/10-14/11/2026",
        "Tháng 10/2026",
        "",
    ],
)
def test_other_numbers_are_no_days_from_to(text: str) -> None:
    assert span_in(text) is None


@pytest.mark.parametrize("text", ["25/9/2026 - 24/10/2026", "01/10/2026 - 31/10/2026", "15/9/2026 - 15/10/2026"])
def test_days_of_no_window_are_no_period(text: str) -> None:
    span = span_in(text)
    assert span is not None
    assert period_of(span, MONTHLY) is None


def test_without_a_year_only_the_period_that_is_meant_is_asked() -> None:
    span = span_in("Từ 15/9 đến 14/10")
    assert span is not None
    assert period_of(span, MONTHLY) is None
    assert period_of(span, MONTHLY, hint="2026-10") == "2026-10"
    assert period_of(span, MONTHLY, hint="2026-09") is None


@pytest.mark.parametrize(
    ("text", "rules", "period"),
    [
        ("01/10/2025 - 30/09/2026", YEARLY, "2026"),
        ("12/01/2026 - 30/09/2026", YEARLY, "2026"),
        ("01/10/2026 - 30/09/2027", YEARLY, "2027"),
        ("01/01/2026 - 31/12/2026", YEARLY, None),
        ("15/12/2025 đến 31/3/2026", TET, "TET-2026"),
        ("16/12/2025 đến 31/3/2026", TET, None),
    ],
)
def test_years_and_rounds_have_windows_too(text: str, rules: tuple[PeriodRule, ...], period: str | None) -> None:
    span = span_in(text)
    assert span is not None
    assert period_of(span, rules) == period


@given(st.integers(2001, 2098), st.integers(1, 12))
def test_every_month_is_found_by_its_own_days(year: int, month: int) -> None:
    window = month_window(f"{year:04d}-{month:02d}")
    span = span_in(written(window).partition(": ")[2])
    assert span is not None
    assert period_of(span, (PeriodRule("administrative_month"),)) == window.period
    assert span.is_window(window)
    assert not span.is_window(year_window(f"{year:04d}"))


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    span_in(text)
