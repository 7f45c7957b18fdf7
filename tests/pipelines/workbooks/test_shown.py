"""What the screen shows otherwise than the file holds: merged cells, number formats that change a figure.

Belongs here: real .xlsx and .xls files with merged or formatted cells. Does not: the texts of findings (`test_rules`).
"""

from typing import Any

import pytest

from pipelines.workbooks.number_formats import changes_figure
from tests.pipelines.workbooks.scenario import INSPECTION

TWO = [INSPECTION, {**INSPECTION, "channel": "online"}]


@pytest.mark.parametrize(
    "code",
    [
        "General", "0", "#,##0", "#,##0.00", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', '#,##0\\ "₫"', '0" vụ"',
        "[$-409]d\\-mmm\\-yy;@", "@", '#,##0;-#,##0;"-"', "[Red]0", '0 "người"', "[$VND]\\ #,##0", "dd/mm/yyyy",
    ],
)  # fmt: skip
def test_a_plain_format_changes_no_figure(code: str) -> None:
    assert not changes_figure(code)


@pytest.mark.parametrize(
    "code",
    [
        "#,##0,", "#,##0,,", '0"000000"', '#,##0 "triệu đồng"', '#,##0" tr.đ"', "#,##0,.0", "0\\0\\0\\0", ";;;", "0%",
        '[>=1000000]#,##0,,"M";#,##0', '#,##0"K"', '"không"', '#,##0 "nghìn"',
    ],
)  # fmt: skip
def test_a_format_that_scales_or_adds_digits_or_units_changes_the_figure(code: str) -> None:
    assert changes_figure(code)


@pytest.mark.parametrize(("cell", "code"), [("Q7", "#,##0,"), ("Q7", '0"000000"'), ("E7", "0%"), ("E7", ";;;")])
def test_a_figure_shown_as_another_one_is_returned_with_its_cell(
    cell: str, code: str, fill: Any, edit: Any, read: Any
) -> None:
    def change(workbook: Any) -> None:
        workbook["Kiểm tra"][cell].number_format = code

    parsed = read(edit(fill(), change))
    found = [(f["cell"], f["expected"]) for f in parsed.rows["raw.findings"] if f["rule"] == "format_changes_figure"]
    assert found == [(cell, code)]
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


@pytest.mark.parametrize("area", ["E7:E8", "E7:F7", "E7:F8", "B7:C8"])
def test_what_is_merged_over_lines_or_columns_is_returned_with_its_range(
    area: str, fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(rows={"Kiểm tra": TWO}), lambda workbook: workbook["Kiểm tra"].merge_cells(area)))
    assert [f["expected"] for f in parsed.rows["raw.findings"] if f["rule"] == "merged_lines"] == [area]
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


def test_a_category_merged_over_lines_is_that_of_each_line(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(rows={"Kiểm tra": TWO}), lambda workbook: workbook["Kiểm tra"].merge_cells("B7:B8")))
    assert [line["category"] for line in parsed.rows["raw.inspection_lines"]] == ["medicine", "medicine"]
    assert "line_without_category" not in {finding["rule"] for finding in parsed.rows["raw.findings"]}
