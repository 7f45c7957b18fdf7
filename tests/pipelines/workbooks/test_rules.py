"""Every rule about one file has a file that breaks it and a file that keeps it."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.findings import RECOGNITION_RULES
from pipelines.workbooks.intake import ParsedFile
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.layout_files import LayoutFile
from tests.pipelines.workbooks.scenario import CASE, COVER, HOTLINE, INSPECTION, ROWS, SIGN_OFF, TASK

Broken = Callable[[Any, Any], Path]


def line(**changes: Any) -> Broken:
    return lambda fill, _edit: fill(rows={**ROWS, "Kiểm tra": [{**INSPECTION, **changes}]})


def case(**changes: Any) -> Broken:
    return lambda fill, _edit: fill(rows={**ROWS, "Vụ việc": [{**CASE, **changes}]})


def sign_off(**changes: Any) -> Broken:
    return lambda fill, _edit: fill(rows={**ROWS, "Thu hồi": [{**SIGN_OFF, **changes}]})


def hotline(**changes: Any) -> Broken:
    return lambda fill, _edit: fill(rows={**ROWS, "Phản ánh": [{**HOTLINE, **changes}]})


def task(**changes: Any) -> Broken:
    rows = {**ROWS, "Nhiệm vụ": [{**TASK, **changes}]}
    return lambda fill, _edit: fill(form="yearly", period="2026", rows=rows)


def cover(**changes: Any) -> Broken:
    return lambda fill, _edit: fill(cover={**COVER, **changes})


def cell(sheet: str, address: str, value: Any) -> Broken:
    def change(workbook: Any) -> None:
        workbook[sheet][address] = value

    return lambda fill, edit: edit(fill(), change)


def changed(how: Callable[[Any], None]) -> Broken:
    return lambda fill, edit: edit(fill(), how)


def part(name: str, content: bytes) -> Broken:
    """Our form with one more part in the package."""

    def write(fill: Any, _edit: Any) -> Path:
        path: Path = fill()
        with zipfile.ZipFile(path, "a") as package:
            package.writestr(name, content, zipfile.ZIP_DEFLATED)
        return path

    return write


def raw(content: bytes) -> Broken:
    def write(fill: Any, _edit: Any) -> Path:
        path: Path = fill()
        path.write_bytes(content)
        return path

    return write


def hide_sheet(workbook: Any) -> None:
    workbook["Thu hồi"].sheet_state = "hidden"


def add_hidden_sheet(workbook: Any) -> None:
    workbook.create_sheet("Nháp")["B3"] = 12
    workbook["Nháp"].sheet_state = "hidden"


def hide_row(workbook: Any) -> None:
    workbook["Kiểm tra"].row_dimensions[7].hidden = True


def hide_column(workbook: Any) -> None:
    workbook["Kiểm tra"].column_dimensions["E"].hidden = True


def stray_cell(workbook: Any) -> None:
    workbook["Kiểm tra"]["XFD1048576"] = 1


def last_row(words: str | None) -> Broken:
    """The line again in the last row, ten times as much, under these words, or as a line of another category."""

    def change(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        for column, first in enumerate([cell.value for cell in sheet[7]], start=1):
            sheet.cell(8, column).value = first * 10 if isinstance(first, int) else None if words else first
        sheet["A8"], sheet["B8"] = words, None if words else "mỹ phẩm"

    return changed(change)


def lines_below(workbook: Any) -> None:
    """The line a second time below a total, ten times as much: cumulative figures without a word."""
    sheet = workbook["Kiểm tra"]
    for column, first in enumerate([cell.value for cell in sheet[7]], start=1):
        sheet.cell(8, column).value = first if isinstance(first, int) else None
        sheet.cell(9, column).value = first * 10 if isinstance(first, int) else first
    sheet["A8"] = "Tổng cộng"


def second_answer(workbook: Any) -> None:
    workbook["Thông tin"]["A20"], workbook["Thông tin"]["B20"] = "Kỳ báo cáo", "Tháng 9/2026"


def named(name: str) -> Broken:
    return lambda fill, _edit: fill().rename(fill().with_name(name))


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def inside(files: dict[str, bytes]) -> Broken:
    return raw(zipped(files))


def cut(fill: Any, _edit: Any) -> Path:
    path: Path = fill()
    path.write_bytes(path.read_bytes()[:5000])
    return path


def binary(fill: Any, _edit: Any) -> Path:
    path: Path = fill()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", b"<a/>")
        package.writestr("xl/workbook.bin", b"\0")
    path.write_bytes(target.getvalue())
    return path


def add_sheet(workbook: Any) -> None:
    workbook.create_sheet("Nháp")["B3"] = 12


def former_name(workbook: Any) -> None:
    workbook["Thông tin"]["B5"], workbook["Thông tin"]["B6"] = None, "Thị trấn Cát Bà"


def forget_reporter(workbook: Any) -> None:
    workbook["Thông tin"]["B5"], workbook["Thông tin"]["B6"] = "99999", "?"


def drop_cover(workbook: Any) -> None:
    del workbook["Thông tin"]


def drop_hotline(workbook: Any) -> None:
    del workbook["Phản ánh"]


def drop_headings(workbook: Any) -> None:
    workbook["Thu hồi"].delete_rows(5)


def drop_channel(workbook: Any) -> None:
    sheet = workbook["Thu hồi"]
    sheet.delete_cols(4)


def repeat_heading(workbook: Any) -> None:
    sheet = workbook["Thu hồi"]
    sheet["L5"], sheet["L6"] = "Số cơ sở rà soát", 4


def extra_figures(workbook: Any) -> None:
    sheet = workbook["Thu hồi"]
    sheet["L5"], sheet["L6"] = "Số hộp đã hủy", 4


def extra_words(workbook: Any) -> None:
    sheet = workbook["Thu hồi"]
    sheet["L5"], sheet["L6"] = "Người kiểm tra", "tổ công tác"


def total_of_text(sheet: Any, total: int) -> None:
    """A count kept as text, and what a total says of it."""
    sheet["J7"], sheet[f"J{sheet.max_row}"] = "1", total


def total(heading_column: str, value: Any) -> Broken:
    def change(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        sheet[f"{heading_column}{sheet.max_row}"] = value

    return changed(change)


def error_cell(fill: Any, _edit: Any) -> Path:
    path: Path = fill()
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                start = content.index(b'<c r="E7"')
                end = content.index(b"</c>", start) + 4
                content = content[:start] + b'<c r="E7" t="e"><v>#REF!</v></c>' + content[end:]
            new.writestr(name, content)
    path.write_bytes(target.getvalue())
    return path


def merged(area: str) -> Broken:
    def change(fill: Any, edit: Any) -> Path:
        path: Path = edit(
            fill(rows={"Kiểm tra": [INSPECTION, {**INSPECTION, "channel": "online"}]}),
            lambda workbook: workbook["Kiểm tra"].merge_cells(area),
        )
        return path

    return change


def formatted(name: str, code: str) -> Broken:
    def change(workbook: Any) -> None:
        workbook["Kiểm tra"][name].number_format = code

    return changed(change)


ZERO: dict[str, Any] = {name: 0 if type(value) is int else value for name, value in INSPECTION.items()}
BROKEN: dict[str, Broken] = {
    "too_large": raw(b"PK\x03\x04" + b"\0" * (20 * 1024 * 1024)),
    "zip_bomb": part("xl/media/a.xml", b"\0" * (17 * 1024 * 1024)),
    "encrypted": raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "not_a_spreadsheet": raw(b"%PDF-1.7"),
    "unsupported_format": binary,
    "truncated": cut,
    "xml_entities": part("xl/evil.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
    "sealed": cell("Kiểm tra", "C2", "TUYỆT MẬT"),
    "macros": part("xl/vbaProject.bin", b"\0"),
    "external_links": part("xl/externalLinks/externalLink1.xml", b"<a/>"),
    "too_many_cells": changed(stray_cell),
    "encoding_unknown": raw("Đô;1\nđá Zöllñerß;1\nphá;2\n".encode("cp1258")),
    "separator_unknown": raw(b"a,b;c\nd,e;f\ng,h;i\n"),
    "uneven_line": raw("Nhóm hàng,Số cơ sở,Tiền phạt\nthuốc,3,1\nthuốc,4,15,000\nthuốc,4,5\n".encode()),
    "misleading_name": named("bao_cao.csv"),
    "file_name_differs": named("Lai Khe T11.xlsx"),
    "hidden_sheet": changed(hide_sheet),
    "hidden_sheet_not_read": changed(add_hidden_sheet),
    "hidden_rows": changed(hide_row),
    "hidden_columns": changed(hide_column),
    "no_spreadsheet_inside": inside({"anh.jpg": b"\xff\xd8\xff"}),
    "beside_spreadsheets": inside({"a.csv": b"a;b\n1;2\n", "anh.jpg": b"\xff\xd8\xff"}),
    "container_names_mended": inside({"../a.csv": b"a;b\n1;2\n"}),
    "container_list_ignored": inside({"a.csv": b"a;b\n1;2\n", "received.csv": b"file,received_at\n"}),
    "container_too_deep": inside(
        {"a.csv": b"a;b\n1;2\n", "1.zip": zipped({"2.zip": zipped({"3.zip": zipped({"a.csv": b"a;b\n1;2\n"})})})}
    ),
    "no_cover": changed(drop_cover),
    "reporter_unknown": changed(forget_reporter),
    "reporter_conflict": cell("Thông tin", "B6", "Sở Công Thương"),
    "form_unknown": cell("Thông tin", "B8", "Báo cáo gì đó"),
    "period_unreadable": cell("Thông tin", "B9", "kỳ vừa rồi"),
    "period_not_ordered": cell("Thông tin", "B9", "Quý III/2026"),
    "period_window_unknown": cell("Thông tin", "B9", "25/9/2026 - 24/10/2026"),
    "reporter_old_name": changed(former_name),
    "reporter_code_unknown": cell("Thông tin", "B5", "ABC"),
    "reporter_name_differs": cell("Thông tin", "B6", "Đơn vị của tôi"),
    "cover_changed": cell("Thông tin", "B9", "Tháng 11/2026"),
    "cover_said_twice": changed(second_answer),
    "province_differs": cell("Thông tin", "B7", "Tỉnh Đồng Tháp"),
    "title_names_other": cell("Kiểm tra", "A1", "UBND PHƯỜNG HẢI DƯƠNG"),
    "signed_outside_period": cover(signed_on=dt.date(2026, 9, 1)),
    "missing_sheet": changed(drop_hotline),
    "unknown_sheet": changed(add_sheet),
    "no_heading": changed(drop_headings),
    "unknown_column": changed(extra_figures),
    "extra_column": changed(extra_words),
    "missing_column": changed(drop_channel),
    "duplicate_column": changed(repeat_heading),
    "number_unreadable": line(establishments_inspected="năm cơ sở"),
    "number_ambiguous": sign_off(quantity_found="1.234", quantity_sealed=None),
    "date_unreadable": sign_off(acknowledged_on="hôm qua"),
    "signed_on_unreadable": cover(signed_on="hôm qua"),
    "mark_unreadable": case(serious="chưa rõ"),
    "formula_without_value": cell("Kiểm tra", "E7", "=2+3"),
    "total_without_value": changed(lambda _workbook: None),
    "cell_error": error_cell,
    "merged_lines": merged("E7:E8"),
    "format_changes_figure": formatted("Q7", '#,##0 "triệu đồng"'),
    "rounded": lambda fill, _edit: fill(
        cover={**COVER, "money_unit": "nghìn đồng"}, rows={"Kiểm tra": [{**INSPECTION, "fines_vnd": 333.33333}]}
    ),
    "money_unit_unknown": cover(money_unit="đô la"),
    "unknown_categories": line(category="thuốc lá điếu"),
    "unknown_violations": line(violation="đi muộn"),
    "unknown_channels": line(channel="quán nước"),
    "unknown_place": lambda fill, _edit: fill(
        reporter=AGENCY[0], rows={**ROWS, "Kiểm tra": [{**INSPECTION, "place_text": "Phường Không Có"}]}
    ),
    "place_not_own": line(place_text="Phường Không Có"),
    "violating_over_inspected": line(establishments_violating=6),
    "failed_over_taken": line(samples_failed=3),
    "holding_over_checked": sign_off(establishments_holding=4),
    "sealed_over_found": sign_off(quantity_sealed=13),
    "searched_left_out": sign_off(establishments_checked="-", establishments_holding=None),
    "classes_do_not_add_up": line(cases_total=2, pending_cases=1),
    "outcomes_do_not_add_up": line(pending_cases=1),
    "fines_out_of_range": line(fines_vnd=15_000),
    "goods_value_out_of_range": line(goods_value_vnd=5),
    "case_value_out_of_range": case(value_vnd=40),
    "closed_before_received": sign_off(closed_on=dt.date(2026, 10, 1)),
    "seized_before_detected": case(seized_at=dt.datetime(2026, 10, 4, 23, 0)),  # noqa: DTZ001 - as typed
    "resolved_before_received": hotline(resolved_on=dt.date(2026, 10, 2)),
    "line_without_figures": lambda fill, _edit: fill(
        rows={**ROWS, "Kiểm tra": [INSPECTION, {"category": "cosmetic", "channel": "pharmacy"}]}
    ),
    "line_without_category": line(category=None),
    "duplicate_line": lambda fill, _edit: fill(rows={**ROWS, "Kiểm tra": [INSPECTION, INSPECTION]}),
    "total_disagrees": total("J", 7),
    "total_of_texts": changed(lambda workbook: total_of_text(workbook["Kiểm tra"], 0)),
    "total_not_distinct": total("E", 4),
    "date_outside_period": case(detected_at=dt.datetime(2026, 5, 20, 8, 0)),  # noqa: DTZ001 - as typed
    "date_swapped": case(detected_at=dt.datetime(2026, 5, 10, 8, 0)),  # noqa: DTZ001 - as typed
    "dates_may_be_swapped": lambda fill, _edit: fill(
        rows={**ROWS, "Thu hồi": [SIGN_OFF, {**SIGN_OFF, "acknowledged_on": "25/10/2026", "closed_on": None}]}
    ),
    "date_without_day": sign_off(acknowledged_on="tháng 6 năm 2026"),
    "legacy_font_converted": line(note="§oµn kiÓm tra ph¸t hiÖn hµng gi¶"),
    "legacy_font_doubtful": line(note="hµng"),
    "date_impossible": sign_off(acknowledged_on="31/02/2026"),
    "number_hedged": line(establishments_inspected="khoảng 12"),
    "number_is_date": cell("Kiểm tra", "E7", dt.datetime(2026, 2, 1)),  # noqa: DTZ001 - as Excel keeps 1/2
    "count_may_be_date": line(establishments_inspected=46054),
    "number_pair": line(criminal_cases="2/1"),
    "counts_something_else": line(criminal_cases="0 đối tượng"),
    "measure_conflict": sign_off(quantity_found="12,5 kg", quantity_sealed=None, quantity_unit="lít"),
    "text_is_date": cell("Thu hồi", "E6", dt.datetime(2024, 1, 1)),  # noqa: DTZ001 - as Excel keeps 01/24
    "cover_text_is_date": cell("Thông tin", "B10", dt.datetime(2026, 10, 12)),  # noqa: DTZ001
    "fraction_of_counted": sign_off(quantity_found=1.2, quantity_sealed=None, quantity_unit="viên"),
    "case_code_twice": lambda fill, _edit: fill(
        rows={**ROWS, "Vụ việc": [CASE, {**CASE, "case_code": "vv-01", "category": "cosmetic"}]}
    ),
    "money_with_fraction": line(fines_vnd=15.5),
    "money_units_conflict": cell("Kiểm tra", "Q5", "Tiền phạt (triệu đồng)"),
    "serious_without_time": case(detected_at=dt.date(2026, 10, 5), seized_at=None),
    "sign_off_without_notice": sign_off(notice_number=None),
    "closed_unsealed": sign_off(quantity_found=10, quantity_sealed=4, closed_on=dt.date(2026, 10, 9)),
    "percent_ambiguous": task(value=0.9),
    "nil_with_figures": cover(nil=True),
    "empty_report": lambda fill, _edit: fill(rows={}),
    "all_zero": lambda fill, _edit: fill(rows={"Kiểm tra": [ZERO]}),
}
NEAR_MISSES: tuple[tuple[str, Broken], ...] = (
    ("closed_unsealed", sign_off(quantity_found=10, quantity_sealed=10, closed_on=dt.date(2026, 10, 9))),
    ("closed_unsealed", sign_off(quantity_found=10, quantity_sealed=4, closed_on=None)),
    ("violating_over_inspected", line(establishments_violating=5)),
    ("violating_over_inspected", line(establishments_inspected=None, establishments_violating=None)),
    ("failed_over_taken", line(samples_failed=2)),
    ("classes_do_not_add_up", line(cases_counterfeit=1, cases_total=2, pending_cases=1)),
    ("outcomes_do_not_add_up", line(cases_fraud=2, cases_total=2, pending_cases=1)),
    ("fines_out_of_range", line(fines_vnd=50_000)),
    ("fines_out_of_range", line(fines_vnd=2_000_000_000)),
    ("fines_out_of_range", line(fines_vnd=0)),
    ("goods_value_out_of_range", line(goods_value_vnd=1000)),
    ("goods_value_out_of_range", line(goods_value_vnd=0)),
    ("goods_value_out_of_range", line(goods_value_vnd=100_000_000_000)),
    ("case_value_out_of_range", case(value_vnd=1000)),
    ("case_value_out_of_range", case(value_vnd=None)),
    ("signed_outside_period", cover(signed_on=dt.date(2026, 9, 15))),
    ("title_names_other", cell("Kiểm tra", "A1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
    ("window_differs", cell("Kiểm tra", "A3", "Số liệu từ 15/9 đến 14/10/2026")),
    ("period_window_unknown", cell("Thông tin", "B9", "15/9/2026 - 14/10/2026")),
    ("province_differs", cell("Thông tin", "B7", "hai phong")),
    ("figure_in_note_column", line(note="15000000")),
    ("row_left_out", last_row(None)),
    ("closed_before_received", sign_off(closed_on=dt.date(2026, 10, 2))),
    ("seized_before_detected", case(detected_at=dt.date(2026, 10, 5))),
    ("resolved_before_received", hotline(resolved_on=dt.date(2026, 10, 3))),
    ("holding_over_checked", sign_off(establishments_holding=3)),
    ("sealed_over_found", sign_off(quantity_sealed=12)),
    ("searched_left_out", sign_off(establishments_checked=0, establishments_holding=0)),
    ("searched_left_out", sign_off(establishments_checked="năm")),
    (
        "searched_left_out",
        sign_off(
            establishments_checked=None,
            establishments_holding=None,
            quantity_found=None,
            quantity_sealed=None,
            closed_on=None,
        ),
    ),
    ("number_ambiguous", sign_off(quantity_found="1.234,5", quantity_sealed="1.234,5", quantity_unit="kg")),
    ("fraction_of_counted", sign_off(quantity_found=1.2, quantity_sealed=1.2, quantity_unit="Kg")),
    ("fraction_of_counted", sign_off(quantity_found=1200, quantity_sealed=1200, quantity_unit="viên")),
    ("text_is_date", sign_off(batch_number="01/24", registration_number=123)),
    ("text_is_date", case(content=dt.date(2026, 10, 5))),
    ("cover_text_is_date", cover(document_number="12/10")),
    ("case_code_twice", lambda fill, _edit: fill(rows={**ROWS, "Vụ việc": [CASE, CASE]})),
    ("case_code_twice", lambda fill, _edit: fill(rows={**ROWS, "Vụ việc": [CASE, {**CASE, "case_code": "VV-02"}]})),
    (
        "case_code_twice",
        lambda fill, _edit: fill(
            rows={**ROWS, "Vụ việc": [{**CASE, "case_code": None}, {**CASE, "case_code": None, "category": "cosmetic"}]}
        ),
    ),
    ("number_unreadable", line(establishments_inspected="05")),
    ("merged_lines", merged("B7:B8")),
    # What could not be read is said once, not again as a blank.
    ("violating_over_inspected", line(establishments_inspected="năm cơ sở")),
    ("violating_over_inspected", cell("Kiểm tra", "E5", "Cột của tôi")),
    ("merged_lines", merged("U7:U8")),
    ("format_changes_figure", formatted("Q7", "#,##0 [$₫-42A]")),
    ("format_changes_figure", formatted("U7", '0"000"')),
    ("date_unreadable", sign_off(acknowledged_on="02/10/2026")),
    ("date_swapped", case(detected_at="10/05/2026 08:00")),
    ("date_swapped", case(detected_at=dt.datetime(2026, 10, 5, 8, 0))),  # noqa: DTZ001
    ("dates_may_be_swapped", sign_off(acknowledged_on="25/10/2026")),
    ("count_may_be_date", line(establishments_inspected="46.054")),
    ("count_may_be_date", line(establishments_inspected=40000)),
    ("measure_conflict", sign_off(quantity_found="12 hộp", quantity_sealed="3 hộp")),
    ("counts_something_else", line(criminal_cases="0 vụ", criminal_persons="0 người")),
    ("money_with_fraction", line(fines_vnd="15000000,00")),
    ("money_units_conflict", cell("Kiểm tra", "Q5", "Tiền phạt (đồng)")),
    ("date_outside_period", case(detected_at=dt.datetime(2026, 9, 15, 8, 0))),  # noqa: DTZ001 - as typed
    ("date_outside_period", case(detected_at=dt.datetime(2026, 10, 31, 8, 0))),  # noqa: DTZ001
    ("serious_without_time", case(serious=False, detected_at=dt.date(2026, 10, 5), seized_at=None)),
    ("serious_without_time", case(detected_at=dt.date(2026, 10, 5))),
    ("unknown_categories", line(category="Thuoc")),
    ("unknown_channels", line(channel="NHÀ THUỐC,  quầy thuốc ")),
    ("percent_ambiguous", task(value="90%")),
    ("total_of_texts", changed(lambda workbook: total_of_text(workbook["Kiểm tra"], 1))),
    ("total_of_texts", changed(lambda workbook: total_of_text(workbook["Kiểm tra"], 7))),
    ("total_of_texts", total("J", 0)),
    ("money_unit_unknown", cover(money_unit="Triệu đồng")),
    ("total_not_distinct", total("E", 5)),
    ("nil_with_figures", lambda fill, _edit: fill(cover={"nil": True}, rows={})),
    ("empty_report", lambda fill, _edit: fill(cover={"nil": True}, rows={})),
    ("all_zero", lambda fill, _edit: fill(cover={"nil": True}, rows={"Kiểm tra": [ZERO]})),
    ("all_zero", lambda fill, _edit: fill(rows={"Kiểm tra": [{**ZERO, "establishments_inspected": 1}]})),
    ("all_zero", lambda fill, _edit: fill(rows={"Kiểm tra": [ZERO], "Thu hồi": [SIGN_OFF]})),
    ("reporter_name_differs", cell("Thông tin", "B6", None)),
    ("period_unreadable", cell("Thông tin", "B9", "T10.2026")),
    ("file_name_differs", named("Lai Khe T10.2026.xlsx")),
    ("form_unknown", cell("Thông tin", "B8", "BÁO CÁO  THÁNG")),
    ("figure_outside_table", cell("Kiểm tra", "B30", "0225 3 456 789")),
    ("figures_in_a_note", cell("Kiểm tra", "B30", "Hải Phòng, ngày 20 tháng 11 năm 2026")),
    ("extra_column", changed(lambda w: w["Thu hồi"].__setitem__("L5", "STT"))),
)
"""Files that come near to breaking a rule and keep it."""
KEPT_BY_A_PROPER_REPORT = frozenset(
    {
        "too_large",
        "zip_bomb",
        "encrypted",
        "not_a_spreadsheet",
        "unsupported_format",
        "truncated",
        "xml_entities",
        "sealed",
        "no_spreadsheet_inside",
        "beside_spreadsheets",
        "container_names_mended",
        "container_list_ignored",
        "container_too_deep",
        "reporter_old_name",
        "period_not_ordered",
        "parser_failed",
        "parser_slow",
        "total_or_line",
        "total_without_lines",
        "total_without_word",
        "line_like_total",
        "line_like_subtotal",
        "second_table",
        "row_of_other_meaning",
        "lines_below_total",
        "title_differs",
        "stray_words",
        "several_reports_alike",
        "sheet_without_cover",
        "unknown_layout",
        "parts_do_not_add_up",
        "ratio_disagrees",
        "unknown_row",
        "unknown_section",
        "amount_out_of_range",
        "reporter_by_letterhead",
        "unknown_name",
        "unknown_name_like_total",
        "duplicate_row",
        "missing_row",
        "macros",
        "external_links",
        "too_many_cells",
        "encoding_unknown",
        "separator_unknown",
        "uneven_line",
        "misleading_name",
        "hidden_sheet",
        "hidden_sheet_not_read",
        "hidden_rows",
        "hidden_columns",
        "no_cover",
        "reporter_unknown",
        "reporter_conflict",
        "reporter_code_unknown",
        "cover_changed",
        "cover_said_twice",
        "missing_sheet",
        "unknown_sheet",
        "no_heading",
        "unknown_column",
        "missing_column",
        "duplicate_column",
        "number_hedged",
        "number_is_date",
        "number_pair",
        "date_without_day",
        "date_impossible",
        "legacy_font_converted",
        "legacy_font_doubtful",
        "signed_on_unreadable",
        "mark_unreadable",
        "formula_without_value",
        "total_without_value",
        "cell_error",
        "rounded",
        "unknown_violations",
        "unknown_place",
        "place_not_own",
        "line_without_figures",
        "line_without_category",
        "duplicate_line",
        "total_disagrees",
        "sign_off_without_notice",
    }
)
"""Rules that nothing comes near to without breaking them: our form, properly filled in, keeps them."""


def of_layout(file: LayoutFile, change: Callable[[list[list[Any]]], None]) -> Broken:
    """A file in somebody else's layout, with one thing changed."""

    def write(fill: Any, _edit: Any) -> Path:
        changed = file.copy()
        change(changed.grid)
        return changed.write(fill().with_name("layout.xlsx"))

    return write


def letterhead_only(grid: list[list[Any]]) -> None:
    """Whose it is stands in the letterhead, behind no label."""
    grid[0][2], grid[1][2], grid[2][2] = "UBND THÀNH PHỐ HẢI PHÒNG", "SỞ CÔNG THƯƠNG", None


def put(row: int, column: int, value: Any) -> Callable[[list[list[Any]]], None]:
    def change(grid: list[list[Any]]) -> None:
        grid[row][column] = value

    return change


def two_lines(**second: Any) -> Broken:
    lines = [INSPECTION, {**INSPECTION, "category": "cosmetic"}]
    summed = {name: 2 * value if isinstance(value, int) else None for name, value in INSPECTION.items()}
    return lambda fill, _edit: fill(rows={**ROWS, "Kiểm tra": [*lines, {**summed, **second}]})


def second_title(workbook: Any) -> None:
    sheet = workbook["Thu hồi"]
    sheet["A9"] = "KẾT QUẢ CỦA PHƯỜNG BÊN CẠNH"
    for column in range(1, 12):
        sheet.cell(10, column, sheet.cell(5, column).value)
        sheet.cell(11, column, sheet.cell(6, column).value)


def copied_cover(workbook: Any) -> None:
    for name in ("Thông tin", "Kiểm tra"):
        workbook.copy_worksheet(workbook[name]).title = f"{name} (2)"


def copied_sheet(workbook: Any) -> None:
    workbook.copy_worksheet(workbook["Kiểm tra"]).title = "Kiểm tra (2)"


def strange_table(workbook: Any) -> None:
    for name in workbook.sheetnames[1:]:
        workbook.remove(workbook[name])
    sheet = workbook.worksheets[0]
    sheet.title = "Sheet1"
    sheet.delete_rows(1, 40)
    for row in (["Loại", "Cột một", "Cột hai"], ["a", 1, 2]):
        sheet.append(row)


BROKEN |= {
    "total_or_line": changed(lambda workbook: _doubtful_total(workbook["Kiểm tra"])),
    "total_without_lines": lambda fill, _edit: fill(rows={**ROWS, "Kiểm tra": [{**INSPECTION, "category": "Tổng"}]}),
    "total_without_word": two_lines(category=None, violation=None, channel=None, note=None),
    "line_like_total": two_lines(category="other", violation="substandard", channel="pharmacy"),
    "line_like_subtotal": lambda fill, _edit: fill(
        rows={**ROWS, "Kiểm tra": [{**INSPECTION, "violation": None, "channel": None}, INSPECTION]}
    ),
    "figure_outside_table": cell("Kiểm tra", "Z30", 99),
    "figures_in_a_note": cell("Kiểm tra", "Z30", "Tiền phạt bổ sung: 5.000.000 đồng"),
    "figure_in_note_column": line(fines_vnd=None, note="15000000"),
    "window_differs": cell("Kiểm tra", "A3", "Số liệu từ 15/8 đến 14/9/2026"),
    "stray_words": cell("Phản ánh", "E8", "nhớ gọi lại"),
    "second_table": changed(second_title),
    "row_of_other_meaning": cell("Kiểm tra", "A7", "Lũy kế từ đầu năm"),
    "row_left_out": last_row("Lũy kế từ đầu năm"),
    "lines_below_total": changed(lines_below),
    "title_differs": cell("Kiểm tra", "A3", "Số liệu tháng 9/2026"),
    "several_reports_alike": changed(copied_cover),
    "sheet_without_cover": changed(copied_sheet),
    "unknown_layout": changed(strange_table),
    "parts_do_not_add_up": of_layout(layout_files.bieu_3(), put(9, 2, 101)),
    "ratio_disagrees": of_layout(layout_files.bieu_3(), put(14, 2, "50%")),
    "unknown_section": of_layout(layout_files.attp("Phường Thành Đông", "10507"), put(10, 1, "Cơ sở của tôi")),
    "amount_out_of_range": of_layout(layout_files.bang_389(), put(9, 15, 20_000_000)),
    "reporter_by_letterhead": of_layout(layout_files.bang_389(), letterhead_only),
    "unknown_name": of_layout(layout_files.bang_389(), put(9, 3, "Nhóm bạn")),
    "unknown_name_like_total": of_layout(layout_files.bang_389(), put(11, 3, "Kết quả chung")),
    "unknown_row": of_layout(layout_files.bieu_3(), put(9, 0, "Chỉ tiêu của tôi")),
    "duplicate_row": of_layout(layout_files.bieu_3(), put(10, 0, "Số mẫu lấy kiểm tra chất lượng")),
    "missing_row": of_layout(layout_files.bieu_3(), put(9, 2, 100)),
}


def _doubtful_total(sheet: Any) -> None:
    sheet["B8"], sheet["C8"], sheet["E8"], sheet["G8"] = "Tổng", "hàng giả", 3, 4


AGENCY: list[Reporter] = []


@pytest.fixture(autouse=True)
def _know_the_agency(agency: Reporter) -> None:
    AGENCY[:] = [agency]


def rules_of(parsed: ParsedFile) -> set[str]:
    return {finding["rule"] for finding in parsed.rows["raw.findings"]}


def test_every_rule_of_the_data_has_a_file_that_breaks_it(context: ReadingContext) -> None:
    # The two that only the guarded process can find are broken in test_worker.
    assert set(BROKEN) | {"parser_failed", "parser_slow"} == set(context.rules)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_file_that_breaks_a_rule_is_told_so(
    rule: str, fill: Any, edit: Any, read: Any, context: ReadingContext
) -> None:
    parsed = read(BROKEN[rule](fill, edit))
    assert rule in rules_of(parsed)
    found = next(f for f in parsed.rows["raw.findings"] if f["rule"] == rule)
    assert found["severity"] == context.rules[rule].severity
    for text in (found["message_vi"], found["message_en"], found["cure_vi"], found["cure_en"]):
        assert text
        assert "{" not in text
    if "raw.contents" in parsed.rows:
        return  # a file that only holds others is no report
    report = parsed.rows["raw.reports"][0]
    if not parsed.is_readable:
        assert report["state"] == "unreadable"
    elif rule in RECOGNITION_RULES | {"unknown_layout"}:
        assert report["state"] == "unrecognised"
    elif found["severity"] == "error":
        # A text with separators has no cover: nobody's until a person says whose, and then returned.
        assert report["state"] == ("unrecognised" if rule == "uneven_line" else "returned")
        assert report["error_count"]


@pytest.mark.parametrize(
    ("form", "period", "rows"),
    [
        ("monthly", "2026-10", ROWS),
        ("campaign", "2026-10", ROWS),
        ("yearly", "2026", {**ROWS, "Nhiệm vụ": [TASK]}),
        ("quick", None, {"Vụ việc": [CASE]}),
        ("sign_off", None, {"Thu hồi": [SIGN_OFF]}),
    ],
)
def test_a_proper_report_breaks_no_rule(form: str, period: str | None, rows: Any, fill: Any, read: Any) -> None:
    parsed = read(fill(form=form, period=period, rows=rows))
    assert parsed.rows["raw.findings"] == []
    assert parsed.rows["raw.reports"][0]["state"] == "accepted"


def test_every_rule_of_the_data_has_a_file_that_keeps_it(context: ReadingContext) -> None:
    near = {rule for rule, _ in NEAR_MISSES}
    assert near | KEPT_BY_A_PROPER_REPORT == set(context.rules)
    assert not near & KEPT_BY_A_PROPER_REPORT


@pytest.mark.parametrize("rule", sorted(KEPT_BY_A_PROPER_REPORT))
def test_a_proper_report_keeps_the_rule(rule: str, fill: Any, read: Any) -> None:
    yearly = fill(form="yearly", period="2026", rows={**ROWS, "Nhiệm vụ": [TASK]})
    assert rule not in rules_of(read(fill())) | rules_of(read(yearly))


@pytest.mark.parametrize(("rule", "kept"), NEAR_MISSES)
def test_a_near_miss_keeps_the_rule(rule: str, kept: Broken, fill: Any, edit: Any, read: Any) -> None:
    assert rule not in rules_of(read(kept(fill, edit)))


def test_the_total_of_establishments_may_be_less_than_the_sum(fill: Any, edit: Any, read: Any) -> None:
    rows = {"Kiểm tra": [INSPECTION, {**INSPECTION, "category": "cosmetic"}]}

    def distinct(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        sheet[f"E{sheet.max_row}"] = 7

    assert "total_not_distinct" not in rules_of(read(edit(fill(rows=rows), distinct)))


def test_findings_name_sheet_and_cell(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(line(establishments_inspected="năm cơ sở")(fill, edit))
    (finding,) = [f for f in parsed.rows["raw.findings"] if f["rule"] == "number_unreadable"]
    assert (finding["sheet"], finding["cell"], finding["value"]) == ("Kiểm tra", "E7", "năm cơ sở")
    assert "E7 (Số cơ sở được kiểm tra)" in finding["message_vi"]


def test_hotline_dates_outside_the_period_are_named(fill: Any, read: Any) -> None:
    rows = {**ROWS, "Phản ánh": [{**HOTLINE, "received_on": dt.date(2025, 10, 3), "resolved_on": None}]}
    finding = next(f for f in read(fill(rows=rows)).rows["raw.findings"] if f["rule"] == "date_outside_period")
    assert (finding["sheet"], finding["cell"], finding["value"]) == ("Phản ánh", "A6", "03/10/2025")


def test_openpyxl_keeps_our_form_readable(fill: Any, read: Any) -> None:
    path = fill()
    workbook = openpyxl.load_workbook(path)
    workbook.save(path)
    assert read(path).rows["raw.reports"][0]["state"] == "accepted"
