"""Where a unit of money is named, and what happens when two places name two."""

from typing import Any

import pytest

from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.money_units import MoneyUnit, SheetUnits, factors_in_heading, factors_in_title, without_unit
from tests.pipelines.workbooks.scenario import COVER, INSPECTION

FINES = FormColumn("Tiền phạt", "money", "fines_vnd")


@pytest.mark.parametrize(
    ("heading", "factors", "plain"),
    [
        ("Tiền phạt (triệu đồng)", {10**6}, "Tiền phạt"),
        ("Tiền phạt - triệu đồng", {10**6}, "Tiền phạt"),
        ("Trị giá hàng vi phạm (1.000đ)", {1000}, "Trị giá hàng vi phạm"),
        ("Trị giá (ĐVT: nghìn đồng)", {1000}, "Trị giá"),
        ("Tiền phạt (tr.đ)", {10**6}, "Tiền phạt"),
        ("Tiền phạt (đồng)", {1}, "Tiền phạt"),
        ("Tiền phạt ĐVT: ngàn đồng", {1000}, "Tiền phạt"),
        ("Tiền phạt (tỷ đồng)", {10**9}, "Tiền phạt"),
        ("Tiền phạt", set(), "Tiền phạt"),
        ("Hợp đồng", set(), "Hợp đồng"),
        ("Hội đồng nhân dân", set(), "Hội đồng nhân dân"),
        ("Tiền phạt (triệu đồng, nghìn đồng)", {10**6, 1000}, None),
    ],
)
def test_a_heading_names_its_unit(heading: str, factors: set[int], plain: str | None) -> None:
    assert factors_in_heading(heading) == factors
    assert plain is None or without_unit(heading) == plain


@pytest.mark.parametrize(
    ("title", "factors"),
    [
        ("ĐVT: triệu đồng", {10**6}),
        ("ĐVT: vụ, đối tượng, triệu đồng", {10**6}),
        ("Đơn vị tính: Vụ; triệu đồng", {10**6}),
        ("ĐVT: triệu", {10**6}),
        ("ĐVT: 10 triệu đồng", {10**7}),
        ("Đơn vị tiền tệ: nghìn đồng", {1000}),
        ("Đv: triệu đồng", {10**6}),
        ("Tính bằng: triệu đồng", {10**6}),
        ("(ĐVT vụ/triệu đồng)", {10**6}),
        ("Đơn vị tính tiền: triệu đồng", {10**6}),
        ("Đơn vị tính: 1.000 đồng", {1000}),
        ("(Đơn vị: nghìn đồng)", {1000}),
        ("Đơn vị tính: đồng", {1}),
        ("Tổng số tiền phạt là 15 triệu đồng", set()),
        ("Đơn vị: Sở Y tế", set()),
    ],
)
def test_a_line_above_the_table_names_a_unit_behind_its_label_only(title: str, factors: set[int]) -> None:
    assert factors_in_title(title) == factors


@pytest.mark.parametrize(
    ("rows", "cover", "unit"),
    [
        ([["", ""], ["Tiền phạt (triệu đồng)", "x"]], None, MoneyUnit(10**6)),
        ([["ĐVT: nghìn đồng", ""], ["Tiền phạt", "x"]], None, MoneyUnit(1000)),
        ([["", ""], ["Tiền phạt", "x"]], 1, MoneyUnit(1)),
        ([["", ""], ["Tiền phạt", "x"]], None, MoneyUnit(None)),
        ([["ĐVT: triệu đồng", ""], ["Tiền phạt (triệu đồng)", "x"]], 10**6, MoneyUnit(10**6)),
    ],
)
def test_the_places_that_name_a_unit_are_asked(rows: Any, cover: int | None, unit: MoneyUnit) -> None:
    assert SheetUnits(rows, 1, 2, cover).of(0, FINES) == unit


def test_a_group_names_the_unit_of_all_its_columns() -> None:
    rows = [["Số tiền (triệu đồng)", ""], ["Tiền phạt", "Trị giá"]]
    units = SheetUnits(rows, 0, 2, None)
    assert [units.of(position, FINES).factor for position in (0, 1)] == [10**6, 10**6]


def test_places_that_disagree_leave_no_unit_and_are_named() -> None:
    unit = SheetUnits([["ĐVT: nghìn đồng"], ["Tiền phạt (triệu đồng)"]], 1, 2, 1).of(0, FINES)
    assert unit.factor is None
    for words in ("triệu đồng", "nghìn đồng", "đồng", "tiêu đề cột", "dòng trên bảng", "trang Thông tin"):
        assert words in unit.conflict


def test_what_a_layout_declares_counts_as_the_heading() -> None:
    declared = FormColumn("Tiền phạt", "money", "fines_vnd", money_factor=10**6)
    assert SheetUnits([["Tiền phạt"]], 0, 1, None).of(0, declared) == MoneyUnit(10**6)
    assert SheetUnits([["Tiền phạt"]], 0, 1, 1).of(0, declared).factor is None


def test_a_unit_in_the_heading_is_used_where_the_cover_names_none(fill: Any, edit: Any, read: Any) -> None:
    def rename(workbook: Any) -> None:
        workbook["Kiểm tra"]["Q5"] = "Tiền phạt (triệu đồng)"
        workbook["Kiểm tra"]["R5"] = "Trị giá hàng vi phạm (1.000 đồng)"

    line = {**INSPECTION, "fines_vnd": 15, "goods_value_vnd": 2500}
    path = fill(cover={**COVER, "money_unit": ""}, rows={"Kiểm tra": [line]})
    parsed = read(edit(path, rename))
    (read_line,) = parsed.rows["raw.inspection_lines"]
    assert (read_line["fines_vnd"], read_line["goods_value_vnd"]) == (15_000_000, 2_500_000)
    assert not [f for f in parsed.rows["raw.findings"] if f["severity"] == "error"]


def test_a_unit_typed_in_the_cell_wins_over_a_contradiction(fill: Any, edit: Any, read: Any) -> None:
    path = fill(rows={"Kiểm tra": [{**INSPECTION, "fines_vnd": "15 triệu"}]})
    parsed = read(edit(path, lambda w: w["Kiểm tra"].__setitem__("Q5", "Tiền phạt (nghìn đồng)")))
    assert parsed.rows["raw.inspection_lines"][0]["fines_vnd"] == 15_000_000
