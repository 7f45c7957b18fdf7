"""One file, several reports: each with its own id, findings and state; what cannot be told apart is returned."""

from pathlib import Path
from typing import Any

import openpyxl

from pipelines.workbooks.context import ReadingContext, Reporter
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.scenario import COVER, INSPECTION
from tests.pipelines.workbooks.test_rules import rules_of


def second_set(other: Reporter, *, inspected: int) -> Any:
    """Copy the sheets of our form for another reporter."""

    def change(workbook: Any) -> None:
        for name in ("Thông tin", "Kiểm tra"):
            workbook.copy_worksheet(workbook[name]).title = f"{name} (2)"
        cover = workbook["Thông tin (2)"]
        for row in range(1, cover.max_row + 1):
            label = str(cover.cell(row, 1).value)
            if label == "Mã đơn vị":
                cover.cell(row, 2, other.reporter_id)
            if label == "Tên đơn vị":
                cover.cell(row, 2, other.name)
            if label == "Mã biểu mẫu":
                cover.cell(row, 2, None)
        workbook["Kiểm tra (2)"]["E7"] = inspected

    return change


def another_ward(context: ReadingContext, ward: Reporter) -> Reporter:
    return next(
        r for r in context.reporters.values() if r.ward_code and r.province_code == "31" and r.name != ward.name
    )


def test_two_sets_of_our_sheets_are_two_reports(
    fill: Any, edit: Any, read: Any, context: ReadingContext, ward: Reporter
) -> None:
    other = another_ward(context, ward)
    parsed = read(edit(fill(rows={"Kiểm tra": [INSPECTION]}), second_set(other, inspected=9)))
    reports = parsed.rows["raw.reports"]
    assert [(r["reporter_id"], r["report_no"]) for r in reports] == [(ward.reporter_id, 1), (other.reporter_id, 2)]
    assert [r["submission_id"][-2:] for r in reports] == ["-1", "-2"]
    lines = {line["submission_id"][-1]: line for line in parsed.rows["raw.inspection_lines"]}
    assert (lines["1"]["establishments_inspected"], lines["2"]["establishments_inspected"]) == (5, 9)
    assert lines["2"]["place_ward_code"] == other.ward_code


def test_the_findings_of_one_report_do_not_return_the_other(
    fill: Any, edit: Any, read: Any, context: ReadingContext, ward: Reporter
) -> None:
    other = another_ward(context, ward)

    def change(workbook: Any) -> None:
        second_set(other, inspected=9)(workbook)
        workbook["Kiểm tra (2)"]["E7"] = "năm cơ sở"

    reports = read(edit(fill(), change)).rows["raw.reports"]
    assert [report["state"] for report in reports] == ["accepted", "returned"]


def test_a_sheet_for_each_month_is_a_report_for_each_month(tmp_path: Path, read: Any, context: ReadingContext) -> None:
    wards = list(context.wards["31"])[:2]
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for month in (9, 10):
        file = layout_files.theo_dia_ban(wards, f"Tháng {month} năm 2026")
        layout_files.fill(workbook.create_sheet("x"), f"Tháng {month}", file.grid)
    workbook.save(tmp_path / "a.xlsx")
    parsed = read(tmp_path / "a.xlsx")
    assert [(r["period"], r["state"]) for r in parsed.rows["raw.reports"]] == [
        ("2026-09", "accepted"), ("2026-10", "accepted"),
    ]  # fmt: skip
    assert len(parsed.rows["raw.inspection_lines"]) == 4


def stacked(*files: layout_files.LayoutFile) -> layout_files.LayoutFile:
    grid = [row for file in files for row in [*file.grid, [None] * len(file.grid[0])]]
    return layout_files.LayoutFile("Tổng hợp", grid, (0,))


def test_blocks_with_their_own_title_are_reports_of_their_own(tmp_path: Path, read: Any) -> None:
    second = layout_files.bang_389("Công an thành phố Hải Phòng", "31-CATP")
    parsed = read(stacked(layout_files.bang_389(), second).write(tmp_path / "a.xlsx"))
    first, other = parsed.rows["raw.reports"]
    assert (first["reporter_id"], first["line_count"], other["line_count"]) == ("31-SCT", 2, 2)
    assert other["reporter_id"] != "31-SCT"
    rows = [line["row"] for line in parsed.rows["raw.inspection_lines"]]
    assert rows == [10, 11, 24, 25]


def test_two_blocks_of_one_reporter_and_period_are_returned(tmp_path: Path, read: Any) -> None:
    parsed = read(stacked(layout_files.bang_389(), layout_files.bang_389()).write(tmp_path / "a.xlsx"))
    assert [report["state"] for report in parsed.rows["raw.reports"]] == ["returned", "returned"]
    assert "several_reports_alike" in rules_of(parsed)


def test_a_heading_printed_again_is_no_second_report(tmp_path: Path, read: Any) -> None:
    file = layout_files.bang_389()
    file.grid[10:10] = [list(row) for row in file.grid[6:8]]
    parsed = read(file.write(tmp_path / "a.xlsx"))
    (report,) = parsed.rows["raw.reports"]
    assert (report["line_count"], report["state"]) == (2, "accepted"), parsed.rows["raw.findings"]


def on_one_sheet(path: Path, *, between: list[list[Any]]) -> Any:
    """Stand the cover above its table, with rows between them, in a file of one sheet."""
    old = openpyxl.load_workbook(path)
    new = openpyxl.Workbook()
    rows = [[cell.value for cell in row] for row in old["Thông tin"].iter_rows()]
    table = [[cell.value for cell in row] for row in old["Kiểm tra"].iter_rows(min_row=5, max_row=7)]
    layout_files.fill(new.worksheets[0], "Sheet1", [*rows, *between, *table])
    path = path.with_stem("one-sheet")
    new.save(path)
    return path


def test_a_unit_between_cover_and_table_is_asked_too(fill: Any, read: Any) -> None:
    path = fill(cover={**COVER, "money_unit": ""}, rows={"Kiểm tra": [{**INSPECTION, "fines_vnd": 15}]})
    parsed = read(on_one_sheet(path, between=[[], ["Đơn vị tính: triệu đồng"]]))
    (line,) = parsed.rows["raw.inspection_lines"]
    assert line["fines_vnd"] == 15_000_000


def test_a_table_far_below_its_cover_is_not_lost(fill: Any, read: Any) -> None:
    path = on_one_sheet(fill(rows={"Kiểm tra": [INSPECTION]}), between=[[] for _ in range(45)])
    (line,) = read(path).rows["raw.inspection_lines"]
    assert line["establishments_inspected"] == 5
