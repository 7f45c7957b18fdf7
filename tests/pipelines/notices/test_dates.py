"""The legal grammar of dates: every separator, none, month alone, and digits that are no date."""

from datetime import date

import pytest

from pipelines.notices.dates import day_and_month, read_date


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("07.04.23", date(2023, 4, 7)),
        ("180919", date(2019, 9, 18)),
        ("18092019", date(2019, 9, 18)),
        ("08/7/2021", date(2021, 7, 8)),
        ("21-12-2011", date(2011, 12, 21)),
        ("20 04 2025", date(2025, 4, 20)),
        ("20 tháng 4 năm 2025", date(2025, 4, 20)),
        ("ngày 04 tháng 5 năm 2026", date(2026, 5, 4)),
        ("2025-12-31", date(2025, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("12 JAN 2024", date(2024, 1, 12)),
    ],
)
def test_a_full_date_is_read_whatever_stands_between_its_parts(raw: str, value: date) -> None:
    read = read_date(raw, month_end=True)
    assert (read.value, read.precision, read.raw) == (value, "day", raw)


@pytest.mark.parametrize("raw", ["09/2027", "09.2027", "9-2027", "092027", "tháng 9/2027", "tháng 9 năm 2027", "09/27"])
def test_a_month_alone_expires_on_its_last_day_and_begins_on_its_first(raw: str) -> None:
    assert read_date(raw, month_end=True).value == date(2027, 9, 30)
    assert read_date(raw, month_end=False).value == date(2027, 9, 1)
    assert read_date(raw, month_end=True).precision == "month"


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert read_date("02/2028", month_end=True).value == date(2028, 2, 29)
    assert read_date("02/2027", month_end=True).value == date(2027, 2, 28)


@pytest.mark.parametrize(
    "raw", ["10823", "1082023", "31/06/2024", "29/02/2023", "00/2025", "13/2025", "2025", "991399"]
)
def test_digits_that_are_no_date_stay_unread_and_are_never_padded(raw: str) -> None:
    read = read_date(raw, month_end=True)
    assert (read.value, read.precision, read.raw) == (None, None, raw)


def test_a_day_and_month_take_the_year_of_publication_but_never_a_day_after_it() -> None:
    assert day_and_month(13, 11, published_on=date(2025, 11, 13)) == date(2025, 11, 13)
    assert day_and_month(30, 12, published_on=date(2026, 1, 5)) == date(2025, 12, 30)
    assert day_and_month(13, 11, published_on=None) is None
    assert day_and_month(31, 11, published_on=date(2025, 12, 1)) is None
