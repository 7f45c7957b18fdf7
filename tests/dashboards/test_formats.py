from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import formats
from dashboards.i18n import Words

VI, EN = Words("vi"), Words("en")


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (0, 0, "0"),
        (-0.04, 1, "0,0"),
        (-1234.5, 1, "-1.234,5"),
        (None, 0, "–"),
    ],
)
def test_numbers_are_written_with_points_for_thousands_and_a_comma(
    value: float | None, digits: int, shown: str
) -> None:
    assert formats.number(value, digits) == shown


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_whole_number_can_be_read_back(value: int) -> None:
    assert int(formats.number(value).replace(".", "")) == value


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(min_value=1, max_value=4))
def test_a_decimal_number_has_one_comma_and_reads_back_to_its_digits(value: float, digits: int) -> None:
    shown = formats.number(value, digits)
    assert shown.count(",") == 1
    assert abs(float(shown.replace(".", "").replace(",", ".")) - value) <= 0.51 * 10**-digits


@pytest.mark.parametrize(
    ("rate", "shown"), [(0.914, "91,4 %"), (1.0, "100 %"), (0.0, "0 %"), (None, "–"), (0.9996, "100 %")]
)
def test_rates_are_percentages(rate: float | None, shown: str) -> None:
    assert formats.percent(rate) == shown


@pytest.mark.parametrize(
    ("dong", "shown"),
    [
        (950_000, "950.000 đồng"),
        (12_500_000, "12,5 triệu đồng"),
        (464_000_000, "464 triệu đồng"),
        (1_344_522_500, "1,3 tỷ đồng"),
        (0, "0 đồng"),
        (None, "–"),
    ],
)
def test_money_is_shown_in_the_unit_that_is_taken_in_at_a_glance(dong: int | None, shown: str) -> None:
    assert formats.money(dong, VI) == shown


def test_instants_are_shown_in_viet_nam_time() -> None:
    assert formats.instant(datetime(2026, 10, 25, 17, 30, tzinfo=UTC)) == "26/10/2026 00:30"
    assert formats.day(date(2026, 10, 5)) == "05/10/2026"
    assert formats.instant(None) == formats.day(None) == "–"


def test_a_deadline_names_the_last_day_that_is_on_time() -> None:
    assert formats.deadline(datetime(2026, 10, 24, 17, tzinfo=UTC)) == ("25/10/2026 00:00", "24/10")


@pytest.mark.parametrize(
    ("hours", "shown"),
    [(32.2, "1 ngày 8 giờ 12 phút"), (24.0, "1 ngày"), (0.5, "30 phút"), (0.0, "0 phút"), (None, "–")],
)
def test_durations_are_told_to_the_minute(hours: float | None, shown: str) -> None:
    assert formats.duration(hours, VI) == shown


@given(st.floats(min_value=0, max_value=24 * 400))
def test_a_duration_loses_less_than_a_minute(hours: float) -> None:
    sizes = {"day": 1440, "days": 1440, "hour": 60, "hours": 60, "minute": 1, "minutes": 1}
    parts = formats.duration(hours, EN).replace(".", "").split()
    minutes = sum(int(n) * sizes[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True))
    assert abs(minutes - hours * 60) <= 0.5001


@pytest.mark.parametrize(
    ("hours", "shown"), [(29.5 * 24, "29 ngày"), (5.25, "5 giờ 15 phút"), (24.0, "1 ngày"), (None, "–")]
)
def test_lateness_in_a_list_is_told_in_whole_days(hours: float | None, shown: str) -> None:
    assert formats.days_late(hours, VI) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("2026-10", "Tháng 10/2026"),
        ("2026", "Năm 2026"),
        ("TET-2026", "Tết 2026"),
        ("INTERIM-2028", "Sơ kết 2028"),
        ("FINAL-2031", "Tổng kết 2031"),
        ("VV-0031", "VV-0031"),
        (None, "–"),
    ],
)
def test_periods_are_told_in_words(code: str | None, shown: str) -> None:
    assert formats.period(code, VI) == shown


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=cmd"])
def test_what_a_spreadsheet_takes_for_a_formula_is_neutralised(text: str) -> None:
    assert formats.safe_cell(text) == f"'{text}"


@given(st.text())
def test_a_neutralised_cell_keeps_its_text_and_starts_no_formula(text: str) -> None:
    safe = formats.safe_cell(text)
    assert safe.removeprefix("'") == text.removeprefix("'")
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_markup_in_chart_text_is_spelled_out() -> None:
    assert formats.plain("<b>A&B</b>") == "&lt;b&gt;A&amp;B&lt;/b&gt;"
    assert formats.plain(None) == "–"


def test_an_amount_has_a_decimal_only_where_it_needs_one() -> None:
    assert [formats.amount(value) for value in (0.0, 48.0, 2.5, 1234.0, None)] == ["0", "48", "2,5", "1.234", "–"]
