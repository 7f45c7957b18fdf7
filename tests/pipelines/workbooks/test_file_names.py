"""The period that a file's name says, beside the periods of the covers in it."""

from __future__ import annotations

import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.cover import Cover
from pipelines.workbooks.file_names import other_period
from pipelines.workbooks.recognising import Recognised


def report(period: str | None, reporter: Reporter | None = None) -> Recognised:
    return Recognised(Cover(), "monthly", reporter, (), None, period, False, None, None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Lai Khe T10.xlsx", "tháng 10"),
        ("T10.2026.xlsx", "tháng 10/2026"),
        ("bao cao tháng 10.xls", "tháng 10"),
        ("thang10_2026.xlsx", "tháng 10/2026"),
        ("BaoCaoThang10.xlsx", "tháng 10"),
        ("BC_T10_2026_p41.xlsx", "tháng 10/2026"),
        ("BCT10 (1).xlsx", "tháng 10"),
        ("Xa Lai Khe 10-2026.xlsx", "tháng 10/2026"),
        ("xa_2026-10.csv", "tháng 10/2026"),
        ("Báo cáo tháng 09 năm 2025.xlsx", "tháng 9/2025"),
        ("gui/thang 9/bc t 10.xlsx", "tháng 10"),
        ("goi.zip!/Tháng 10/Lai Khê.xlsx", None),
        ("T9.xlsx", None),
        ("bc_09_2026.xlsx", None),
        ("Tháng 9 gửi lại tháng 10.xlsx", None),
        ("bc 22-10-2026.xlsx", None),
        ("bc 2026-10-22.xlsx", None),
        ("20261022 bao cao.xlsx", None),
        ("Phuong 10.xlsx", None),
        ("bao cao (10).xlsx", None),
        ("T13.xlsx", None),
        ("KT100.xlsx", None),
    ],
)
def test_a_month_in_the_name_is_held_against_the_period(name: str, said: str | None) -> None:
    assert other_period(name, [report("2026-09")]) == said


def test_a_file_of_several_reports_may_be_named_after_one_of_them() -> None:
    assert other_period("T10.xlsx", [report("2026-09"), report("2026-10")]) is None
    assert other_period("T10.xlsx", [report("2026-09"), report("2026-08")]) == "tháng 10"


def test_a_year_is_held_against_a_year_and_a_round_against_nothing() -> None:
    assert other_period("bc nam 2025.xlsx", [report("2026")]) == "năm 2025"
    for name, period in (
        ("bc nam 2026.xlsx", "2026"), ("BC 2025 T10.xlsx", "2026"), ("T10.xlsx", "TET-2026"), ("T10.xlsx", None),
        ("bc nam 2025.xlsx", "2026-09"),
    ):  # fmt: skip
        assert other_period(name, [report(period)]) is None


def test_a_ward_called_thang_is_no_month(context: ReadingContext) -> None:
    named = next(r for r in context.reporters.values() if r.ward_code and r.name.endswith("Thắng"))
    name = named.name.split(" ", 1)[1]
    assert other_period(f"{name} 2.xlsx", [report("2026-09", named)]) is None
    assert other_period(f"{name} T2.xlsx", [report("2026-09", named)]) == "tháng 2"
