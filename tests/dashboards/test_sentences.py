from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from dashboards import sentences
from dashboards.i18n import Words
from pipelines.settings import LOCAL_ZONE

VI = Words("vi")
DUE = datetime(2026, 10, 25, tzinfo=LOCAL_ZONE)


def _row(status: str, **more: Any) -> dict[str, Any]:
    return {
        "status": status,
        "due_at": DUE,
        "received_at": None,
        "hours_late": None,
        "extended": False,
        "unconfirmed": False,
        "pending_file": False,
        "empty_sent_at": None,
        "unreadable_sent_at": None,
        **more,
    }


CAME = datetime(2026, 10, 26, 8, 12, tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            _row("late", received_at=CAME, hours_late=32.2),
            "hạn 25/10/2026 00:00 (hết ngày 24/10), nhận 26/10/2026 08:12, trễ 1 ngày 8 giờ 12 phút",
        ),
        (
            _row("late", received_at=CAME, hours_late=32.2, unconfirmed=True),
            "hạn 25/10/2026 00:00 (hết ngày 24/10), nhận 26/10/2026 08:12, trễ 1 ngày 8 giờ 12 phút, "
            "chưa xác nhận thời điểm nhận",
        ),
        (
            _row("missing", hours_late=26.0),
            "hạn 25/10/2026 00:00 (hết ngày 24/10), chưa nhận được, quá hạn 1 ngày 2 giờ",
        ),
        (_row("not_due"), "hạn 25/10/2026 00:00 (hết ngày 24/10), chưa đến hạn"),
        (_row("exempt"), "hạn 25/10/2026 00:00 (hết ngày 24/10), được miễn"),
        (
            _row("on_time", received_at=CAME, extended=True),
            "hạn 25/10/2026 00:00 (hết ngày 24/10), nhận 26/10/2026 08:12, đúng hạn theo gia hạn",
        ),
        (_row("not_due", due_at=None), "không ấn định hạn"),
    ],
)
def test_lateness_is_explained_to_the_minute(row: dict[str, Any], said: str) -> None:
    assert sentences.lateness(row, VI) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_row("missing", hours_late=72.0), "Chưa nộp – quá hạn 3 ngày"),
        (_row("missing", hours_late=72.0, pending_file=True), "Chưa nộp – có tệp chờ xác định"),
        (_row("missing", empty_sent_at=CAME), "Chưa nộp – đã gửi biểu trống lúc 26/10/2026 08:12"),
        (_row("missing", unreadable_sent_at=CAME), "Chưa nộp – đã gửi tệp không đọc được lúc 26/10/2026 08:12"),
        (_row("late", hours_late=32.0), "Nộp trễ 1 ngày"),
        (_row("late", hours_late=32.0, unconfirmed=True), "Trễ 1 ngày, chưa xác nhận thời điểm nhận"),
        (_row("on_time"), "Nộp đúng hạn"),
    ],
)
def test_what_a_fair_reader_must_know_is_told_apart(row: dict[str, Any], said: str) -> None:
    assert sentences.standing(row, VI) == said


def _counts(province: str, *, missing: int, is_due: bool = True) -> dict[str, Any]:
    return {
        "province": province,
        "owed": 126,
        "on_time": 96,
        "late": 11,
        "missing": missing,
        "received": 107,
        "is_due": is_due,
    }


def test_the_heading_can_be_read_aloud_and_names_where_most_are_missing() -> None:
    counts = pl.DataFrame([_counts("Thành phố Hải Phòng", missing=4), _counts("Tỉnh Đắk Lắk", missing=19)])
    assert sentences.compliance_heading(counts, "2026-10", VI) == (
        "Tháng 10/2026: 192/252 đơn vị nộp đúng hạn, 22 nộp trễ, 23 chưa nộp, nhiều nhất ở Đắk Lắk (19)."
    )


def test_a_round_of_reports_without_a_date_owes_nothing() -> None:
    counts = pl.DataFrame([_counts("Tỉnh Đắk Lắk", missing=0, is_due=False) | {"owed": 0, "received": 0}])
    assert "không có báo cáo phải nộp" in sentences.compliance_heading(counts, "2026-11", VI)


def test_before_the_common_deadline_the_heading_only_counts_what_is_in() -> None:
    counts = pl.DataFrame([_counts("Tỉnh Đắk Lắk", missing=0, is_due=False)])
    assert sentences.compliance_heading(counts, "2026-11", VI) == (
        "Tháng 11/2026: chưa đến hạn, đã nhận 107/126 báo cáo."
    )


def test_an_empty_selection_is_said_to_be_one() -> None:
    empty = pl.DataFrame(schema={"period": pl.String})
    assert "không có báo cáo phải nộp" in sentences.compliance_heading(empty, "2026-10", VI)
    assert sentences.risk_heading(pl.DataFrame(schema={"risk_level": pl.Int32}), VI, {}) == VI("heading.risk_none")
    assert sentences.recalls_heading(empty, {"wards_expected": 0, "wards_answered": 0}, VI) == VI(
        "heading.recalls_none"
    )
    assert sentences.quality_heading(empty, VI) == VI("heading.quality_none")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Thành phố Hải Phòng", "Hải Phòng"),
        ("Tỉnh Đắk Lắk", "Đắk Lắk"),
        ("Phường Thủy Nguyên", "P. Thủy Nguyên"),
        ("Xã Ea Kar", "X. Ea Kar"),
        ("Đặc khu Cát Hải", "ĐK. Cát Hải"),
    ],
)
def test_places_are_shortened_for_column_heads(name: str, short: str) -> None:
    assert sentences.short_place(name) == short
