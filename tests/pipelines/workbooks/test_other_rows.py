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


def with_rows(*rows: tuple[str, int]) -> Callable[[Any], None]:
    """Rows below the line, each under its words with the figures of the line so many times."""

    def change(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        figures = {c: v for c in range(1, 22) if isinstance(v := sheet.cell(7, c).value, int)}
        for row, (words, times) in enumerate(rows, 8):
            for column in range(1, 22):
                sheet.cell(row, column).value = figures[column] * times if column in figures else None
            sheet.cell(row, 1).value = words
        without_own_total(workbook)

    return change


def without_own_total(workbook: Any) -> None:
    """Delete the total that the form has by itself in its last row."""
    sheet = workbook["Kiểm tra"]
    sheet.delete_rows(max(row for row in range(7, sheet.max_row + 1) if sheet.cell(row, 1).value == "Tổng cộng"))


@pytest.mark.parametrize(
    "rows",
    [
        (("Tổng cộng", 1), ("Lũy kế từ đầu năm", 9)),
        (("Tổng cộng", 1), ("LŨY KẾ", 9)),
        (("Tổng cộng", 1), ("2. Luỹ kế 10 tháng", 9)),
        (("Tổng cộng", 1), ("Cộng dồn từ đầu năm", 9)),
        (("Tổng cộng", 1), ("Tổng cộng lũy kế", 9)),
        (("Tổng cộng", 1), ("Cùng kỳ năm trước", 3), ("So với cùng kỳ (%)", 2), ("Lũy kế", 9)),
        (("Lũy kế từ đầu năm", 9),),
    ],
)
def test_cumulative_rows_at_the_end_of_a_table_are_left_out_with_a_word(
    rows: Any, fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), with_rows(*rows)))
    assert len(parsed.rows["raw.inspection_lines"]) == 1
    assert rules_of(parsed) == {"row_left_out"}
    cells = [finding["cell"] for finding in parsed.rows["raw.findings"]]
    assert cells == [f"A{row}" for row, (words, _) in enumerate(rows, 8) if words != "Tổng cộng"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Lũy kế từ đầu năm", 9), ("Tổng cộng", 1)),
        (("Tổng cộng", 1), ("Lũy kế", 9), ("Phường bên cạnh", 3)),
        (("Tổng cộng", 1), ("Trong đó: quầy thuốc", 1)),
        (("Tổng cộng", 1), ("Kế hoạch năm", 9)),
    ],
)
def test_such_rows_anywhere_else_and_other_rows_below_the_total_return_the_file(
    rows: Any, fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), with_rows(*rows)))
    assert state_of(parsed) == "returned"
    assert "row_left_out" not in rules_of(parsed)


def test_a_formula_without_a_result_in_a_row_that_is_left_out_returns_nothing(fill: Any, edit: Any, read: Any) -> None:
    def change(workbook: Any) -> None:
        with_rows(("Tổng cộng", 1), ("Lũy kế", 9))(workbook)
        workbook["Kiểm tra"]["Q9"] = "=Q8*2"

    assert rules_of(read(edit(fill(), change))) == {"row_left_out"}


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
