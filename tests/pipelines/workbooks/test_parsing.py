"""Sheets become lines; nothing is dropped."""

import datetime as dt
from typing import Any

import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.lookups import lookups_of
from tests.pipelines.workbooks.scenario import COVER, INSPECTION, ROWS, SIGN_OFF, TASK

UTC = dt.UTC


def rules_of(parsed: ParsedFile) -> set[str]:
    return {finding["rule"] for finding in parsed.rows["raw.findings"]}


def inspections(parsed: ParsedFile) -> list[dict[str, Any]]:
    return parsed.rows["raw.inspection_lines"]


def test_every_figure_comes_back_as_it_was_written(fill: Any, read: Any, ward: Reporter) -> None:
    parsed = read(fill())
    (line,) = inspections(parsed)
    assert {name: line[name] for name in INSPECTION} == INSPECTION
    assert (line["place_ward_code"], line["sheet"], line["row"]) == (ward.ward_code, "Kiểm tra", 7)
    (sign_off,) = parsed.rows["raw.sign_offs"]
    assert {name: sign_off[name] for name in SIGN_OFF} == SIGN_OFF
    (case,) = parsed.rows["raw.serious_cases"]
    assert case["serious"] is True
    assert case["detected_at"] == dt.datetime(2026, 10, 5, 1, 30, tzinfo=UTC)
    assert case["value_vnd"] == 40_000_000
    (hotline,) = parsed.rows["raw.hotline_entries"]
    assert (hotline["received_on"], hotline["category"]) == (dt.date(2026, 10, 3), "cosmetic")


def test_a_task_is_read_with_its_share(fill: Any, read: Any) -> None:
    parsed = read(fill(form="yearly", period="2026", rows={**ROWS, "Nhiệm vụ": [TASK, {**TASK, "value": "40%"}]}))
    assert [line["value"] for line in parsed.rows["raw.task_reports"]] == [0.966, 0.4]


def test_leading_zeros_of_a_batch_stay(fill: Any, read: Any) -> None:
    assert read(fill()).rows["raw.sign_offs"][0]["batch_number"] == "0012"


@pytest.mark.parametrize(
    ("unit", "typed", "dong"),
    [
        ("đồng", 1_500_000, 1_500_000),
        ("nghìn đồng", 1500, 1_500_000),
        ("triệu đồng", 1.5, 1_500_000),
        ("triệu đồng", "1,5", 1_500_000),
        ("triệu đồng", "15 triệu", 15_000_000),
        ("đồng", "1.500.000 đồng", 1_500_000),
        ("đồng", "1.500", 1_500),
        ("Nghìn", 3, 3_000),
    ],
)
def test_money_is_read_by_the_unit_of_the_cover(unit: str, typed: Any, dong: int, fill: Any, read: Any) -> None:
    rows = {"Kiểm tra": [{**INSPECTION, "fines_vnd": typed}]}
    assert inspections(read(fill(cover={**COVER, "money_unit": unit}, rows=rows)))[0]["fines_vnd"] == dong


def test_a_grouped_amount_in_millions_is_returned_unless_the_column_decides(fill: Any, read: Any) -> None:
    cover = {**COVER, "money_unit": "triệu đồng"}
    alone = {"Kiểm tra": [{**INSPECTION, "fines_vnd": "1.234"}]}
    beside = {"Kiểm tra": [{**INSPECTION, "fines_vnd": "1.234"}, {**INSPECTION, "fines_vnd": "12,5", "note": "b"}]}
    assert "number_ambiguous" in rules_of(read(fill(cover=cover, rows=alone)))
    assert inspections(read(fill(cover=cover, rows=beside)))[0]["fines_vnd"] == 1_234_000_000


def test_a_separator_in_a_count_groups_thousands(fill: Any, read: Any) -> None:
    rows = {"Kiểm tra": [{**INSPECTION, "establishments_inspected": "1.234"}]}
    assert inspections(read(fill(rows=rows)))[0]["establishments_inspected"] == 1234


@pytest.mark.parametrize("typed", ["-1", 1.5, "5 con mèo", 1e16, "1 triệu"])
def test_a_count_that_cannot_be_is_returned(typed: Any, fill: Any, read: Any) -> None:
    parsed = read(fill(rows={"Kiểm tra": [{**INSPECTION, "samples_taken": typed}]}))
    assert "number_unreadable" in rules_of(parsed)
    assert inspections(parsed)[0]["samples_taken"] is None


def test_blank_zero_and_dash_are_told_apart(fill: Any, read: Any) -> None:
    lines = [
        {**SIGN_OFF, "establishments_checked": typed, "establishments_holding": None}
        for typed in (None, 0, "-", "không")
    ]
    parsed = read(fill(form="sign_off", period=None, rows={"Thu hồi": lines}))
    assert [line["establishments_checked"] for line in parsed.rows["raw.sign_offs"]] == [None, 0, None, 0]


def test_an_agency_is_placed_by_its_words(fill: Any, read: Any, agency: Reporter, ward: Reporter) -> None:
    lines = [
        {**INSPECTION, "place_text": place} for place in (ward.name, ward.name.upper(), None, "Thành phố Hải Phòng")
    ]
    parsed = read(fill(reporter=agency, rows={"Kiểm tra": lines}))
    assert [line["place_ward_code"] for line in inspections(parsed)] == [ward.ward_code, ward.ward_code, None, None]
    assert "unknown_place" not in rules_of(parsed)


def test_a_ward_is_always_its_own_place(fill: Any, read: Any, ward: Reporter) -> None:
    parsed = read(fill(rows={"Kiểm tra": [{**INSPECTION, "place_text": ward.name}]}))
    assert inspections(parsed)[0]["place_ward_code"] == ward.ward_code
    assert rules_of(parsed) == set()


def test_total_lines_are_never_loaded(fill: Any, edit: Any, read: Any) -> None:
    def add_total(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        sheet["A8"], sheet["J8"] = "Cộng (I+II)", 1

    assert len(inspections(read(edit(fill(), add_total)))) == 1


def test_a_total_may_say_so_in_a_column_of_figures(fill: Any, edit: Any, read: Any) -> None:
    def add_total(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        sheet["E8"], sheet["J8"] = "Tổng số", 1

    parsed = read(edit(fill(), add_total))
    assert len(inspections(parsed)) == 1
    assert parsed.rows["raw.reports"][0]["state"] != "returned"


@pytest.mark.parametrize("inspected", [10, 11])
def test_a_row_without_words_that_may_be_the_sum_returns_the_file(
    inspected: int, fill: Any, edit: Any, read: Any
) -> None:
    def add_sum(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        sheet["A9"], sheet["E9"], sheet["J9"] = None, inspected, 2

    parsed = read(edit(fill(rows={"Kiểm tra": [INSPECTION, {**INSPECTION, "note": "b"}]}), add_sum))
    assert "total_without_word" in rules_of(parsed)
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


def test_the_number_of_a_part_may_hold_letters_nobody_sees(fill: Any, edit: Any, read: Any) -> None:
    def number(workbook: Any) -> None:
        sheet = workbook["Thu hồi"]
        sheet.insert_rows(6)
        sheet["A6"] = "\ufeffI\u200bI"

    parsed = read(edit(fill(), number))
    assert [line["row"] for line in parsed.rows["raw.sign_offs"]] == [7]
    assert "stray_words" not in rules_of(parsed)


def test_signatures_below_the_total_are_no_lines(fill: Any, edit: Any, read: Any) -> None:
    def sign(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        sheet[f"B{sheet.max_row + 2}"] = "Người lập biểu"

    parsed = read(edit(fill(), sign))
    assert len(inspections(parsed)) == 1
    assert parsed.rows["raw.reports"][0]["state"] == "accepted"


def test_a_figure_below_the_total_is_still_a_line(fill: Any, edit: Any, read: Any) -> None:
    def append(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        last = sheet.max_row + 1
        sheet[f"B{last}"], sheet[f"E{last}"] = "mỹ phẩm", 4

    assert [line["establishments_inspected"] for line in inspections(read(edit(fill(), append)))] == [5, 4]


def test_a_row_of_column_numbers_is_no_line(fill: Any, edit: Any, read: Any) -> None:
    def number(workbook: Any) -> None:
        sheet = workbook["Thu hồi"]
        sheet.insert_rows(6)
        for position in range(1, 12):
            sheet.cell(6, position, f"({position})")

    parsed = read(edit(fill(), number))
    assert [line["row"] for line in parsed.rows["raw.sign_offs"]] == [7]


def test_columns_may_stand_in_any_order(fill: Any, edit: Any, read: Any) -> None:
    def swap(workbook: Any) -> None:
        sheet = workbook["Thu hồi"]
        for row in (5, 6):
            sheet[f"A{row}"].value, sheet[f"F{row}"].value = sheet[f"F{row}"].value, sheet[f"A{row}"].value

    parsed = read(edit(fill(), swap))
    assert {name: parsed.rows["raw.sign_offs"][0][name] for name in SIGN_OFF} == SIGN_OFF
    assert parsed.rows["raw.reports"][0]["state"] == "accepted"


@pytest.mark.parametrize("position", range(21))
@pytest.mark.parametrize("mutation", ["rename", "delete", "duplicate"])
def test_no_change_of_a_heading_drops_a_column_in_silence(
    mutation: str, position: int, fill: Any, edit: Any, read: Any, context: ReadingContext, agency: Reporter
) -> None:
    column = context.book.sheets["Kiểm tra"].columns[position]
    row = 6 if column.group else 5
    line = {**INSPECTION, "place_text": next(iter(context.wards["31"]))}

    def change(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        cell = sheet.cell(row, position + 1)
        if mutation == "rename":
            cell.value = "Cột của tôi"
        elif mutation == "delete":
            cell.value = None
        else:
            sheet.cell(row, 22, cell.value)
            sheet.cell(7, 22, sheet.cell(7, position + 1).value)

    parsed = read(edit(fill(reporter=agency, rows={"Kiểm tra": [line]}), change))
    rules = rules_of(parsed) & {"unknown_column", "duplicate_column", "extra_column"}
    assert rules
    if mutation == "duplicate":
        assert "duplicate_column" in rules
    elif column.kind in ("count", "money"):
        assert parsed.rows["raw.reports"][0]["state"] == "returned"


def test_a_renamed_heading_is_answered_with_the_nearest_known_one(fill: Any, edit: Any, read: Any) -> None:
    def rename(workbook: Any) -> None:
        workbook["Thu hồi"]["F5"] = "Số cơ sở rà xong"

    finding = next(f for f in read(edit(fill(), rename)).rows["raw.findings"] if f["rule"] == "unknown_column")
    assert (finding["cell"], finding["expected"]) == ("F5", "Số cơ sở rà soát")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("F5", "SỐ CƠ SỞ VI PHẠM (%)"),
        ("F5", "% số cơ sở vi phạm"),
        ("F5", "Số cơ sở vi phạm (＋/−)"),
        ("F5", "Số cơ sở vi phạm (lũy kế)"),
        ("Q5", "Tiền phạt ($)"),
        ("M6", "Hành chính (%)"),
        ("K5", "Kết quả xử lý (%)"),
        ("S5", "Số mẫu lấy (%)"),
    ],
)
def test_a_heading_with_another_unit_is_not_that_column(cell: str, text: str, fill: Any, edit: Any, read: Any) -> None:
    def rename(workbook: Any) -> None:
        workbook["Kiểm tra"][cell] = text

    parsed = read(edit(fill(), rename))
    assert "unknown_column" in rules_of(parsed)
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


def test_headings_without_marks_are_known(fill: Any, edit: Any, read: Any) -> None:
    def strip(workbook: Any) -> None:
        workbook["Thu hồi"]["F5"] = "SO CO SO  RA SOAT"
        workbook["Thu hồi"].title = "THU HOI"

    parsed = read(edit(fill(), strip))
    assert parsed.rows["raw.sign_offs"][0]["establishments_checked"] == 3


def test_a_stranger_with_words_only_is_left_alone(fill: Any, edit: Any, read: Any) -> None:
    def add(workbook: Any) -> None:
        workbook.create_sheet("Ghi chú riêng")["A1"] = "nhớ gọi điện"

    assert read(edit(fill(), add)).rows["raw.reports"][0]["state"] == "accepted"


def test_total_words_are_recognised_and_names_are_not(context: ReadingContext) -> None:
    lookups = lookups_of(context)
    for text in ("Tổng cộng", "TỔNG CỘNG (I+II+III+IV)", "Cộng:", "tổng số", "Tổng cộng toàn xã"):
        assert lookups.is_total(text)
        assert lookups.is_total(f"\ufeff{text[:1]}\u200b{text[1:]}"), "letters nobody sees"
    for text in ("Công ty Cổ phần", "Thuốc", "Tổng công ty Dược", ""):
        assert not lookups.is_total(text)


def test_headings_with_the_short_word_for_establishments_are_known(fill: Any, edit: Any, read: Any) -> None:
    def change(first: str, second: str) -> Any:
        def headings(workbook: Any) -> None:
            sheet = workbook["Kiểm tra"]
            titles = {cell.value: cell for row in sheet.iter_rows(min_row=5, max_row=6) for cell in row if cell.value}
            titles["Số cơ sở được kiểm tra"].value, titles["Số cơ sở vi phạm"].value = first, second

        return headings

    assert rules_of(read(edit(fill(), change("Số CS kiểm tra", "Số CS vi phạm")))) <= {"total_without_value"}
    assert "unknown_column" in rules_of(read(edit(fill(), change("Số CS kiểm tra", "Số CSDL"))))
