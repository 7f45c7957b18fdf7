"""Where a unit of money is named, and what happens when two places name two."""

from typing import Any

import pytest
from openpyxl.comments import Comment

from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.money_units import (
    MoneyUnit,
    SaidUnit,
    SheetUnits,
    factors_aside,
    factors_in_heading,
    factors_in_title,
    factors_told,
    without_unit,
)
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
        ("ĐVT: vụ, đồng", {1}),
        ("Đơn vị tính: đồng Việt Nam", {1}),
        ("Đơn vị báo cáo: UBND Phường Nam Đồng, thành phố Hải Phòng", set()),
        ("Đơn vị báo cáo: UBND Xã Đồng Sơn, tỉnh Đồng Tháp", set()),
        ("Đơn vị: xã Ba Sao, Đồng Tháp", set()),
        ("Đơn vị: Hội đồng nhân dân", set()),
        ("Đơn vị: đồng chí Nguyễn Văn A", set()),
        ("Đơn vị: đ/c Nguyễn Văn A", set()),
        ("Tính theo hợp đồng", set()),
        ("Đơn vị báo cáo: Phường Nam Đồng. ĐVT: triệu đồng", {10**6}),
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


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("triệu đồng", {10**6}),
        ("(Tr.đ)", {10**6}),
        ("Triệu", {10**6}),
        ("nghìn đồng.", {1000}),
        ("VNĐ", {1}),
        ("Tiền phạt ghi bằng triệu đồng", {10**6}),
        ("Số tiền tính theo đơn vị: nghìn đồng", {1000}),
        ("ĐVT: 1.000 đồng", {1000}),
        ("tiền phạt 15 triệu đồng", set()),
        ("1.000", set()),
        ("Hội đồng nhân dân", set()),
        ("ghi theo hợp đồng", set()),
        ("Đề nghị ghi bằng triệu đồng", set()),
    ],
)
def test_a_text_of_its_own_names_a_unit_alone_or_in_a_sentence(text: str, factors: set[int]) -> None:
    assert factors_aside(text) == factors


def test_what_is_told_of_a_place_or_a_person_is_no_unit() -> None:
    assert factors_told("số tiền ghi theo đồng") == {1}
    assert not factors_told("ghi là đồng chí Nguyễn Văn A")
    assert not factors_told("người ký ghi là Đồng Tháp")


def test_a_wish_for_another_unit_says_nothing_of_this_report() -> None:
    assert factors_told("Số tiền trong báo cáo ghi theo đơn vị triệu đồng") == {10**6}
    assert factors_told("Đề nghị biểu mẫu ghi theo đơn vị triệu đồng") == set()


def test_what_is_said_beside_contradicts_for_its_column_only() -> None:
    rows = [["Tiền phạt", "Trị giá"]]
    units = SheetUnits(rows, 0, 1, 1, (SaidUnit("chú thích ô A1", 10**6, 0),))
    assert "chú thích ô A1: triệu đồng" in units.of(0, FINES).conflict
    assert units.of(1, FINES) == MoneyUnit(1)
    assert SheetUnits(rows, 0, 1, 1, (SaidUnit("ô C16", 10**6),)).of(1, FINES).factor is None
    assert SheetUnits(rows, 0, 1, 1, (SaidUnit("ô C16", 1),)).of(1, FINES) == MoneyUnit(1)


def test_a_unit_beside_a_line_says_nothing_where_rows_have_units_of_their_own() -> None:
    rows: list[list[Any]] = [["Chỉ tiêu", "Tiền phạt"], ["triệu đồng", 5]]
    assert SheetUnits(rows, 0, 1, 1).of(1, FINES).factor is None
    assert SheetUnits(rows, 0, 1, 1, has_row_units=True).of(1, FINES) == MoneyUnit(1)


def put(sheet: str, **cells: Any) -> Any:
    def change(workbook: Any) -> None:
        for cell, value in cells.items():
            workbook[sheet][cell] = value

    return change


def hang(sheet: str, cell: str, words: str) -> Any:
    def change(workbook: Any) -> None:
        workbook[sheet][cell].comment = Comment(words, "Người Lập")

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (hang("Kiểm tra", "Q5", "Đơn vị: triệu đồng"), "ô Q5"),
        (hang("Kiểm tra", "Q7", "triệu đồng"), "ô Q7"),
        (hang("Kiểm tra", "A1", "Số tiền ghi bằng triệu đồng"), "ô A1"),
        (hang("Thông tin", "B16", "tính bằng triệu đồng"), "ô B16 trang Thông tin"),
        (put("Thông tin", C16="Đơn vị tiền: triệu đồng"), "ô C16 trang Thông tin"),
        (put("Thông tin", C16="triệu đồng"), "ô C16 trang Thông tin"),
        (put("Thông tin", D16="(tr.đ)"), "ô D16 trang Thông tin"),
        (put("Thông tin", A16="Đơn vị tiền: triệu đồng"), "ô A16 trang Thông tin"),
        (put("Thông tin", A16="Đơn vị tiền (triệu đồng)"), "ô A16 trang Thông tin"),
        (put("Thông tin", A3="Số tiền ghi bằng triệu đồng"), "ô A3 trang Thông tin"),
        (put("Thông tin", A20="Ghi chú: số tiền tính theo triệu đồng"), "ô A20 trang Thông tin"),
        (put("Thông tin", B17="Số tiền trong báo cáo ghi theo đơn vị triệu đồng"), "ô B17 trang Thông tin"),
        (put("Thông tin", A20="Đơn vị tiền", B20="triệu đồng"), "ô B20 trang Thông tin"),
        (put("Kiểm tra", T4="triệu đồng"), "dòng trên bảng"),
        (put("Kiểm tra", A3="Tiền phạt ghi bằng triệu đồng"), "dòng trên bảng"),
        (put("Kiểm tra", V5="Đvt: triệu đồng"), "dòng trên bảng"),
        (put("Kiểm tra", V5="Đơn vị tính", V7="triệu đồng"), "dòng trên bảng"),
        (lambda w: setattr(w["Kiểm tra"], "title", "Kiểm tra (triệu đồng)"), "dòng trên bảng"),
    ],
)
def test_another_unit_anywhere_returns_the_amounts_and_names_the_place(
    change: Any, place: str, fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), change))
    found = next(f for f in parsed.rows["raw.findings"] if f["rule"] == "money_units_conflict")
    assert place in found["value"]
    assert "triệu đồng" in found["value"]
    assert found["cell"] == "Q6"
    assert parsed.rows["raw.inspection_lines"][0]["fines_vnd"] is None
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


@pytest.mark.parametrize(
    "change",
    [
        hang("Kiểm tra", "Q5", "Đơn vị: đồng"),
        hang("Kiểm tra", "Q7", "phạt 3 vụ, mỗi vụ 5 triệu đồng"),
        hang("Kiểm tra", "E5", "kiểm tra lại số này"),
        put("Thông tin", C16="Đơn vị tiền: đồng"),
        put("Thông tin", B17="Kinh phí hỗ trợ 15 triệu đồng một năm còn thấp"),
        put("Thông tin", B18="Đề nghị biểu mẫu ghi theo đơn vị triệu đồng"),
        put("Kiểm tra", T4="ĐVT: VNĐ"),
    ],
)
def test_the_same_unit_or_none_beside_the_answer_is_fine(change: Any, fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), change))
    assert parsed.rows["raw.inspection_lines"][0]["fines_vnd"] == 15_000_000
    assert [f for f in parsed.rows["raw.findings"] if f["severity"] != "info"] == []


@pytest.mark.parametrize(
    "change",
    [
        put("Thông tin", B16="Đơn vị tiền: triệu đồng"),
        put("Thông tin", B16="(triệu đồng)"),
        put("Thông tin", A16="Đơn vị tiền (triệu đồng)", B16=None),
        put("Thông tin", A16="Đơn vị tính", B16="triệu đồng"),
    ],
)
def test_the_only_unit_of_a_cover_is_read_wherever_it_stands(change: Any, fill: Any, edit: Any, read: Any) -> None:
    rows = {"Kiểm tra": [{**INSPECTION, "fines_vnd": 15, "goods_value_vnd": 2.5}]}
    (line,) = read(edit(fill(rows=rows), change)).rows["raw.inspection_lines"]
    assert (line["fines_vnd"], line["goods_value_vnd"]) == (15_000_000, 2_500_000)
