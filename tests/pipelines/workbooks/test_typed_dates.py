"""Dates and instants as typed."""

# ruff: noqa: DTZ001 - a cell has no zone

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.settings import LOCAL_ZONE
from pipelines.workbooks.typed_dates import parse_date, parse_instant
from pipelines.workbooks.values import UnreadableError

DAY = dt.date(2026, 10, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "05/10/2026", "5/10/2026", "5-10-2026", "05.10.2026", "05/10/26", "2026-10-05", "ngày 5 tháng 10 năm 2026",
        "Ngày 05/10/2026", DAY, dt.datetime(2026, 10, 5), 46300.0,
    ],
)  # fmt: skip
def test_a_date_is_read(typed: Any) -> None:
    assert parse_date(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["10/25/2026", "31/02/2026", "10/2026", "tháng 10", 5.0, 20261005.0, True, "05/10/1926", dt.time(8)]
)
def test_what_is_no_date_is_refused(typed: Any) -> None:
    with pytest.raises(UnreadableError):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["", "-", "…", "/"])
def test_a_blank_is_no_date(typed: str) -> None:
    assert parse_date(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "08:30 05/10/2026", "05/10/2026 08:30", "05/10/2026 8h30", "8 giờ 30 phút, ngày 05/10/2026",
        "8h30 ngày 5/10/2026", "2026-10-05T08:30:00", "05/10/2026 08:30:00 SA", dt.datetime(2026, 10, 5, 8, 30),
        "8g30 5/10/2026",
    ],
)  # fmt: skip
def test_an_instant_is_local_time(typed: Any) -> None:
    assert parse_instant(typed) == (dt.datetime(2026, 10, 5, 1, 30, tzinfo=dt.UTC), True)


def test_afternoon_and_midnight_are_understood() -> None:
    assert parse_instant("05/10/2026 01:15 CH") == (dt.datetime(2026, 10, 5, 6, 15, tzinfo=dt.UTC), True)
    assert parse_instant("05/10/2026 12:00:00 SA") == (dt.datetime(2026, 10, 4, 17, 0, tzinfo=dt.UTC), True)


def test_a_date_without_hour_is_the_end_of_that_day() -> None:
    found = parse_instant("05/10/2026")
    assert found is not None
    assert not found[1]
    assert found[0].astimezone(LOCAL_ZONE) == dt.datetime(2026, 10, 6, tzinfo=LOCAL_ZONE)


def test_an_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnreadableError):
        parse_instant("25:00 05/10/2026")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse_instant(text)
    except UnreadableError:
        return


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 12, 31)))
def test_a_true_date_and_its_typed_form_agree(moment: dt.datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    typed = parse_instant(f"{moment:%H:%M %d/%m/%Y}")
    true = parse_instant(moment)
    assert typed is not None
    assert true is not None
    assert moment.time() == dt.time() or typed == true
