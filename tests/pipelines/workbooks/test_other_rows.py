"""Rows that report something else than the period, and lines below the total, are never loaded as lines."""

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipelines.workbooks.intake import ParsedFile

Read = Callable[..., ParsedFile]


def rules_of(parsed: ParsedFile) -> set[str]:
    return {finding["rule"] for finding in parsed.rows["raw.findings"]}


def state_of(parsed: ParsedFile) -> str:
    return str(parsed.rows["raw.reports"][0]["state"])


def repeated(*, total: str | None, title: str | None) -> Callable[[Any], None]:
    """The first line again below a total and a title, ten times as much."""

    def change(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        row = 8
        for words in (total, title):
            if words is not None:
                for column in range(1, 22):
                    first = sheet.cell(7, column).value
                    same = words == total and isinstance(first, int)
                    sheet.cell(row, column).value = first if same else None
                sheet.cell(row, 1).value = words
                row += 1
        for column in range(1, 22):
            first = sheet.cell(7, column).value
            sheet.cell(row, column).value = first * 10 if isinstance(first, int) else first

    return change


@pytest.mark.parametrize(
    ("total", "title", "rule"),
    [
        ("Tổng cộng", "Lũy kế từ đầu năm đến tháng 10/2026", "row_of_other_meaning"),
        ("Tổng cộng", "II. LŨY KẾ", "row_of_other_meaning"),
        (None, "Số liệu cùng kỳ năm trước", "row_of_other_meaning"),
        ("Tổng cộng", None, "lines_below_total"),
        ("TỔNG SỐ", "PHƯỜNG BÊN CẠNH", "lines_below_total"),
    ],
)
def test_a_second_block_below_the_table_returns_the_file(
    total: str | None, title: str | None, rule: str, fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), repeated(total=total, title=title)))
    assert state_of(parsed) == "returned"
    assert rule in rules_of(parsed)


@pytest.mark.parametrize(
    "words", ["Lũy kế", "Cùng kỳ năm trước", "1. Kế hoạch năm", "Trong đó: quầy thuốc", "Tháng 9/2026"]
)
def test_a_line_whose_place_says_something_else_returns_the_file(words: str, fill: Any, edit: Any, read: Any) -> None:
    def change(workbook: Any) -> None:
        workbook["Kiểm tra"]["A7"] = words

    assert state_of(read(edit(fill(), change))) == "returned"


def test_subtotals_before_a_total_of_all_lines_are_no_second_block(fill: Any, edit: Any, read: Any) -> None:
    def change(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        figures = {c: v for c in range(1, 22) if isinstance(v := sheet.cell(7, c).value, int)}
        words = {c: v for c in range(1, 22) if isinstance(v := sheet.cell(7, c).value, str)}
        for row, said, times in ((8, "Cộng nhóm 1", 1), (9, None, 1), (10, "Tổng cộng", 2)):
            for column in range(1, 22):
                value = figures.get(column)
                sheet.cell(row, column).value = (
                    value * times if value is not None else words.get(column) if not said else None
                )
            if said:
                sheet.cell(row, 1).value = said
            else:
                sheet.cell(row, 2).value = "mỹ phẩm"

    parsed = read(edit(fill(), change))
    assert not rules_of(parsed) & {"lines_below_total", "row_of_other_meaning"}


def test_raised_and_crossed_out_digits_return_the_file(fill: Any, edit: Any, read: Any) -> None:
    def raised(workbook: Any) -> None:
        workbook["Kiểm tra"]["E7"] = CellRichText("1", TextBlock(InlineFont(vertAlign="superscript"), "2"))

    def crossed(workbook: Any) -> None:
        workbook["Kiểm tra"]["E7"].font = Font(strike=True)

    for change in (raised, crossed):
        parsed = read(edit(fill(), change))
        assert "format_changes_figure" in rules_of(parsed)
        assert state_of(parsed) == "returned"


def test_a_title_of_another_period_is_asked_about_and_the_own_one_is_not(fill: Any, edit: Any, read: Any) -> None:
    def titled(text: str) -> Callable[[Any], None]:
        def change(workbook: Any) -> None:
            workbook["Kiểm tra"]["A3"] = text

        return change

    assert "title_differs" in rules_of(read(edit(fill(), titled("Kết quả tháng 9 năm 2026"))))
    assert "title_differs" not in rules_of(read(edit(fill(), titled("Kết quả tháng 10 năm 2026"))))
