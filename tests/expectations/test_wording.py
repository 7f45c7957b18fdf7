"""Rows in words."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest

from expectations.wording import FORMS_EN, FORMS_VI, Words
from pipelines.settings import CHECKOUT
from pipelines.tables.codes import FORMS


@pytest.mark.parametrize(
    ("form", "period", "vietnamese", "english"),
    [
        ("monthly", "2026-10", "báo cáo tháng 10/2026", "monthly report 10/2026"),
        ("yearly", "2026", "báo cáo năm 2026", "yearly report 2026"),
        ("campaign", "TET-2026", "báo cáo đợt cao điểm (TET-2026)", "campaign report (TET-2026)"),
        ("quick", "VV-31-01", "báo cáo nhanh vụ VV-31-01", "quick report of case VV-31-01"),
        ("sign_off", None, "kết quả rà soát, thu hồi", "sign-off"),
    ],
)
def test_a_report_is_named_by_form_and_period(form: str, period: str | None, vietnamese: str, english: str) -> None:
    row = {"form": form, "period": period}
    assert Words(row, "vi")["report"] == vietnamese
    assert Words(row, "en")["report"] == english


@pytest.mark.parametrize(
    ("due_at", "vietnamese"),
    [
        (datetime(2026, 10, 24, 17, 0, tzinfo=UTC), "trước 25/10/2026 (tức hết ngày 24/10/2026)"),
        (datetime(2028, 2, 29, 17, 0, tzinfo=UTC), "trước 01/03/2028 (tức hết ngày 29/02/2028)"),
        (datetime(2026, 10, 24, 7, 30, tzinfo=UTC), "trước 14:30 ngày 24/10/2026"),
        (None, "không ấn định"),
    ],
)
def test_a_deadline_at_midnight_says_the_last_day_too(due_at: datetime | None, vietnamese: str) -> None:
    assert Words({"due_at": due_at}, "vi")["due"] == vietnamese


@pytest.mark.parametrize(
    ("hours", "vietnamese", "english"),
    [
        (1 / 60, "1 giờ", "1 hour"),
        (1.0, "1 giờ", "1 hour"),
        (47.2, "48 giờ", "48 hours"),
        (48.0, "2 ngày", "2 days"),
        (71.9, "2 ngày", "2 days"),
        (None, "không có", "none"),
    ],
)
def test_a_delay_is_never_said_to_be_nothing(hours: float | None, vietnamese: str, english: str) -> None:
    assert Words({"hours_late": hours}, "vi")["delay"] == vietnamese
    assert Words({"hours_late": hours}, "en")["delay"] == english


def test_numbers_and_dates_are_written_the_reader_s_way() -> None:
    row = {"fines": 1_234_567, "rate": 1234.5, "on": date(2026, 2, 1), "at": datetime(2026, 10, 31, 18, tzinfo=UTC)}
    vietnamese, english = Words(row, "vi"), Words(row, "en")
    assert (vietnamese["fines"], vietnamese["rate"]) == ("1.234.567", "1.234,5")
    assert (english["fines"], english["rate"]) == ("1,234,567", "1,234.5")
    assert vietnamese["on"] == "01/02/2026"
    assert vietnamese["at"] == "01:00 ngày 01/11/2026"


def test_a_reporter_without_a_name_is_called_by_its_id() -> None:
    assert Words({"reporter_id": "31-SCT", "reporter_name": None}, "vi")["reporter_name"] == "31-SCT"


def test_every_form_has_the_words_of_the_code_list() -> None:
    with (CHECKOUT / "data" / "reference" / "words.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: row for row in csv.DictReader(file) if row["list"] == "form"}
    assert set(FORMS_VI) == set(FORMS_EN) == set(FORMS)
    for form in FORMS:
        assert FORMS_VI[form] == listed[form]["name_vi"].lower()
        assert FORMS_EN[form] == listed[form]["name_en"].lower()
