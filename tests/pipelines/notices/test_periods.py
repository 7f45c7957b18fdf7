"""Legal periods and days set by the notice."""

from datetime import date

import pytest

from pipelines.notices.periods import due_by_law, due_in_notice
from tests.pipelines.notices.worlds import reference

ISSUED = date(2026, 3, 31)


def by_law(
    kind: str = "recall", group: str = "medicine", level: int | None = 2, day: date | None = ISSUED
) -> date | None:
    return due_by_law(kind=kind, product_group=group, level=level, issued_on=day, reference=reference())


@pytest.mark.parametrize(("level", "due"), [(1, date(2026, 4, 3)), (2, date(2026, 4, 15)), (3, date(2026, 4, 30))])
def test_each_level_has_its_days_from_the_day_of_the_decision(level: int, due: date) -> None:
    assert by_law(level=level) == due


def test_there_is_no_legal_day_without_kind_group_level_and_day() -> None:
    assert by_law(kind="suspension") is None
    assert by_law(group="cosmetic") is None
    assert by_law(level=None) is None
    assert by_law(day=None) is None
    assert by_law(day=date(2016, 12, 31)) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("tổ chức thu hồi trong thời hạn 15 ngày kể từ ngày ban hành quyết định", date(2026, 4, 15)),
        ("báo cáo kết quả thu hồi về Sở Y tế trước ngày 25/12/2025", date(2025, 12, 25)),
        ("Gửi báo cáo thu hồi về Cục trong vòng 18 ngày kể từ ngày ký", date(2026, 4, 18)),
        ("báo cáo trước ngày 10/4/2026; hoàn thành thu hồi trước ngày 05/4/2026", date(2026, 4, 5)),
        ("Trong thời hạn 02 ngày gửi thông báo tới các cơ sở", None),
        ("thu hồi khẩn trương", None),
    ],
)
def test_the_day_for_the_recall_is_read_else_the_day_for_the_report(text: str, due: date | None) -> None:
    found = due_in_notice(text, ISSUED)
    assert (found.value if found else None) == due


def test_days_counted_from_an_unknown_day_are_no_day() -> None:
    assert due_in_notice("tổ chức thu hồi trong thời hạn 15 ngày", None) is None
