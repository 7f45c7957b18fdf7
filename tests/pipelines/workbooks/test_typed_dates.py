"""Dates and instants as typed."""

# ruff: noqa: DTZ001 - a cell has no zone

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.settings import LOCAL_ZONE
from pipelines.workbooks.digits import UnreadableError
from pipelines.workbooks.typed_dates import parse_date, parse_instant

DAY = dt.date(2026, 10, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "05/10/2026", "5/10/2026", "5-10-2026", "05.10.2026", "05/10/26", "2026-10-05", "ngày 5 tháng 10 năm 2026",
        "Ngày 05/10/2026", "05 / 10 / 2026", "05\u201310\u20132026", "\uff10\uff15/10/2026", "5 tháng 10/2026",
        "ngày 05 tháng 10, năm 2026", "2026/10/05", DAY, dt.datetime(2026, 10, 5), 46300.0,
        "46300",
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


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("tháng 6 năm 2026", "date_without_day"), ("ngày tháng 6 năm 2026", "date_without_day"),
        ("ngày ..... tháng 6 năm 2026", "date_without_day"), ("02/2026", "date_without_day"),
        ("2026-06", "date_without_day"), ("T6/2026", "date_without_day"), ("năm 2026", "date_without_day"),
        (2026.0, "date_without_day"), ("Quý II/2026", "date_without_day"), ("31/02/2026", "date_impossible"),
        ("10/25/2026", "date_impossible"), ("00/10/2026", "date_impossible"),
        ("13:00:00 SA 05/10/2026", "date_impossible"),
        (dt.datetime(1900, 1, 5), ""), ("05/10", ""), ("05/10/0026", ""),
        ("5/10/206", ""), ("79999", ""), ("463000", ""),
        ("05/10/2026\n06/10/2026", ""), ("hôm qua", ""),
    ],
)  # fmt: skip
def test_a_month_never_becomes_its_first_day_and_the_refusal_names_the_cure(typed: Any, rule: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse_date(typed)
    assert refused.value.rule == rule


def ways_to_write(day: dt.date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    pairs = [(f"{d:02}", f"{m:02}"), (str(d), str(m))]
    short = [f"{one}{sign}{two}{sign}{y % 100:02}" for one, two in pairs for sign in "/.-"]
    long = [f"{one}{sign}{two}{sign}{y}" for one, two in pairs for sign in ("/", ".", "-", " / ")]
    words = [f"ngày {one} tháng {two} năm {y}" for one, two in pairs]
    return [
        *short,
        *long,
        *words,
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{d}/{m}/{y} 12:00:00 SA",
        f"8h30 ngày {d}/{m}/{y}",
    ]


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.integers(0, 99))
def test_every_way_to_write_a_day_reads_back(day: dt.date, way: int) -> None:
    written = ways_to_write(day)
    assert parse_date(written[way % len(written)]) == day


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


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("2h30 chiều ngày 12/10/2026", 14, 30), ("khoảng 9h ngày 12/10/2026", 9, 0), ("9h sáng 12/10/2026", 9, 0),
        ("12/10/2026 lúc 8h tối", 20, 0),
        ("vào khoảng 1h trưa ngày 12/10/2026", 13, 0), ("14h chiều 12/10/2026", 14, 0),
        ("11h đêm ngày 12/10/2026", 23, 0), ("12h trưa 12/10/2026", 12, 0), ("1h đêm 12/10/2026", 1, 0),
    ],
)  # fmt: skip
def test_a_part_of_the_day_says_which_half_an_hour_lies_in(typed: str, hour: int, minute: int) -> None:
    expected = dt.datetime(2026, 10, 12, hour, minute, tzinfo=LOCAL_ZONE)
    assert parse_instant(typed) == (expected, True)


@pytest.mark.parametrize(
    "typed",
    ["12h đêm 12/10/2026", "12h tối 12/10/2026", "3h tối 12/10/2026", "15h sáng 12/10/2026", "9h chiều tối 12/10/2026"],
)
def test_an_hour_that_its_part_of_the_day_does_not_have_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableError):
        parse_instant(typed)
