"""A figure beside the lines of a table is never left out unsaid."""

from typing import Any

import pytest

from pipelines.workbooks.intake import ParsedFile


def outside(parsed: ParsedFile, rule: str = "figure_outside_table") -> list[tuple[str, str]]:
    return [(found["sheet"], found["cell"]) for found in parsed.rows["raw.findings"] if found["rule"] == rule]


def put(sheet: str, **cells: Any) -> Any:
    def change(workbook: Any) -> None:
        for cell, value in cells.items():
            workbook[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"V30": 99}, ["V30"]),
        ({"B30": 77, "D30": 44}, ["B30", "D30"]),
        ({"W4": 99}, ["W4"]),
        ({"E4": 15}, ["E4"]),
        ({"Z8": "5 vụ"}, ["Z8"]),
        ({"X44": "Nhóm hàng", "Y44": "Số cơ sở", "X45": "mỹ phẩm", "Y45": 15}, ["Y45"]),
        ({"B15": "Cơ sở", "C15": "Tiền phạt thêm", "B16": "Nhà thuốc A", "C16": 5_000_000}, ["C16"]),
    ],
)
def test_a_figure_outside_the_table_returns_the_file(
    cells: dict[str, Any], named: list[str], fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), put("Kiểm tra", **cells)))
    assert outside(parsed) == [("Kiểm tra", cell) for cell in named]
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


def test_a_figure_that_the_cover_does_not_ask_for_returns_the_file(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put("Thông tin", D8=55, A30="Số cơ sở kiểm tra thêm", B30=12)))
    assert outside(parsed) == [("Thông tin", "D8"), ("Thông tin", "B30")]


@pytest.mark.parametrize(
    "cells",
    [
        {"B44": "Hải Phòng, ngày 20 tháng 11 năm 2026"},
        {"B44": "Số:", "C44": 12},
        {"B44": "0225 3 456 789"},
        {"B44": 1, "C44": "Số liệu tính đến hết ngày cuối cùng của kỳ báo cáo"},
        {"A44": "Nơi nhận: UBND tỉnh (02 bản)"},
    ],
)
def test_what_only_says_when_or_who_is_a_note(cells: dict[str, Any], fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put("Kiểm tra", **cells)))
    assert outside(parsed) == outside(parsed, "figures_in_a_note") == []
    assert parsed.rows["raw.reports"][0]["error_count"] == 0


def test_a_sentence_with_figures_below_the_table_is_named(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put("Kiểm tra", Z30="Tiền phạt bổ sung: 5.000.000 đồng")))
    assert outside(parsed, "figures_in_a_note") == [("Kiểm tra", "Z30")]


@pytest.mark.parametrize(
    ("cells", "blank"),
    [
        ({"E7": None, "U7": 5}, "Số cơ sở được kiểm tra"),
        ({"E7": None, "U7": "5"}, "Số cơ sở được kiểm tra"),
        ({"T7": None, "U7": "1 mẫu"}, "Số mẫu không đạt"),
        ({"Q7": None, "U7": "15.000.000"}, "Tiền phạt"),
        ({"Q7": None, "U7": "phạt 15.000.000đ"}, "Tiền phạt"),
        ({"Q7": None, "U7": "đã xử phạt hành chính 2,5 triệu"}, "Tiền phạt"),
        ({"R7": None, "U7": "hàng trị giá 3 triệu đồng"}, "Trị giá hàng vi phạm"),
        ({"E7": None, "F7": None, "U7": "kiểm tra 5 cơ sở"}, "Số cơ sở được kiểm tra"),
        ({"S7": None, "T7": None, "U7": "lấy 2 mẫu gửi kiểm nghiệm"}, "Số mẫu lấy"),
    ],
)
def test_a_figure_in_the_note_beside_a_blank_column_is_said(
    cells: dict[str, Any], blank: str, fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), put("Kiểm tra", **cells)))
    assert outside(parsed, "figure_in_note_column") == [("Kiểm tra", "U7")]
    found = next(f for f in parsed.rows["raw.findings"] if f["rule"] == "figure_in_note_column")
    assert found["expected"] == blank
    assert found["severity"] == "warning"


@pytest.mark.parametrize(
    "cells",
    [
        {"U7": 5},
        {"E7": None, "F7": None, "U7": "tạm giữ 15 hộp"},
        {"Q7": None, "U7": "đợt 2"},
        {"Q7": 0, "U7": "phạt 15.000.000đ ở kỳ trước"},
        {"Q7": None, "U7": "không phạt, nhắc nhở 1 cơ sở"},
        {"E7": None, "F7": None, "U7": "đã báo cáo ở dòng trên"},
    ],
)
def test_a_note_that_loses_no_figure_is_fine(cells: dict[str, Any], fill: Any, edit: Any, read: Any) -> None:
    assert outside(read(edit(fill(), put("Kiểm tra", **cells))), "figure_in_note_column") == []
