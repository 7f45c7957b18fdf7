"""The blank and the filled form."""

import datetime as dt
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.errors import HomeError
from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.template import Cell, ReportContent, form_id, period_words, write_form

SHEETS = {
    "quick": ["Thông tin", "Vụ việc"],
    "monthly": ["Thông tin", "Kiểm tra", "Thu hồi", "Vụ việc", "Phản ánh"],
    "campaign": ["Thông tin", "Kiểm tra", "Thu hồi", "Vụ việc", "Phản ánh"],
    "yearly": ["Thông tin", "Kiểm tra", "Thu hồi", "Vụ việc", "Phản ánh", "Nhiệm vụ"],
    "interim": ["Thông tin", "Kiểm tra", "Thu hồi", "Vụ việc", "Phản ánh", "Nhiệm vụ"],
    "final": ["Thông tin", "Kiểm tra", "Thu hồi", "Vụ việc", "Phản ánh", "Nhiệm vụ"],
    "sign_off": ["Thông tin", "Thu hồi"],
}
COVER_LABELS = [
    "Mã đơn vị", "Tên đơn vị", "Tỉnh, thành phố", "Loại báo cáo", "Kỳ báo cáo", "Số văn bản", "Ngày ký", "Người ký",
    "Người lập", "Điện thoại", "Không phát sinh (x)", "Đơn vị tiền (đồng, nghìn đồng, triệu đồng)",
    "Khó khăn, vướng mắc", "Đề xuất, kiến nghị",
]  # fmt: skip
INSPECTION_HEADINGS = [
    "Địa bàn", "Nhóm hàng", "Hành vi", "Kênh", "Số cơ sở được kiểm tra", "Số cơ sở vi phạm", "Hàng cấm, hàng lậu",
    "Gian lận thương mại", "Hàng giả, xâm phạm SHTT", "Tổng số vụ", "Hình sự (vụ)", "Hình sự (đối tượng)",
    "Hành chính (vụ)", "Chuyển xử lý (vụ)", "Đang xác minh (vụ)", "Nhắc nhở, khác (vụ)", "Tiền phạt",
    "Trị giá hàng vi phạm", "Số mẫu lấy", "Số mẫu không đạt", "Ghi chú",
]  # fmt: skip
OTHER_HEADINGS = {
    "Thu hồi": (
        "Số văn bản thu hồi · Ngày nhận văn bản · Tên sản phẩm · Số đăng ký · Số lô · Số cơ sở rà soát · "
        "Số cơ sở còn hàng · Số lượng phát hiện · Số lượng thu hồi, niêm phong · Đơn vị tính · Ngày hoàn thành"
    ),
    "Vụ việc": (
        "Mã vụ việc · Nghiêm trọng, phức tạp (x) · Thời điểm phát hiện · Thời điểm bắt giữ, xử lý · Địa bàn · Kênh · "
        "Nhóm hàng · Hành vi · Tên sản phẩm · Nội dung · Số đăng ký · Số lô · Trị giá · Hướng xử lý"
    ),
    "Phản ánh": "Ngày tiếp nhận · Kênh tiếp nhận · Địa bàn · Nhóm hàng · Nội dung · Tình trạng · Ngày xử lý xong",
    "Nhiệm vụ": (
        "Mã nhiệm vụ · Nội dung · Thời hạn · Tình trạng · Ngày hoàn thành · Kết quả, số văn bản · Chỉ tiêu (%)"
    ),
}


def blank(context: ReadingContext, reporter: Reporter, form: str, period: str | None = "2026-10") -> Any:
    target = io.BytesIO()
    write_form(target, form=form, reporter=reporter, period=period, reference=context)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


@pytest.mark.parametrize(("form", "sheets"), SHEETS.items())
def test_each_form_has_its_sheets_in_order(
    form: str, sheets: list[str], context: ReadingContext, ward: Reporter
) -> None:
    workbook = blank(context, ward, form)
    assert [s.title for s in workbook if s.sheet_state == "visible"] == sheets


def test_the_cover_is_filled_in(context: ReadingContext, ward: Reporter) -> None:
    cover = blank(context, ward, "monthly")["Thông tin"]
    answers = {row[0].value: row[1].value for row in cover.iter_rows() if row[0].value}
    assert [label for label in answers if label in COVER_LABELS] == COVER_LABELS
    assert answers["Mã đơn vị"] == ward.reporter_id
    assert answers["Tên đơn vị"] == ward.name
    assert answers["Tỉnh, thành phố"] == "Thành phố Hải Phòng"
    assert answers["Kỳ báo cáo"] == "Tháng 10/2026"
    assert answers["Mã biểu mẫu"] == form_id(context.book.layout, "monthly", ward.reporter_id, "2026-10")


def test_inspections_have_two_heading_rows_with_merged_groups(context: ReadingContext, ward: Reporter) -> None:
    sheet = blank(context, ward, "monthly")["Kiểm tra"]
    upper, lower = ([cell.value for cell in sheet[row]] for row in (5, 6))
    assert [low or high for high, low in zip(upper, lower, strict=True)] == INSPECTION_HEADINGS
    merged = {str(area): sheet[str(area).split(":")[0]].value for area in sheet.merged_cells.ranges}
    assert merged["G5:J5"] == "Số vụ vi phạm"
    assert merged["K5:P5"] == "Kết quả xử lý"
    assert "Đoàn liên ngành" in sheet["A3"].value


@pytest.mark.parametrize(("name", "headings"), OTHER_HEADINGS.items())
def test_other_sheets_have_the_exact_headings(
    name: str, headings: str, context: ReadingContext, ward: Reporter
) -> None:
    sheet = blank(context, ward, "yearly", "2026")[name]
    assert [cell.value for cell in sheet[5]] == headings.split(" · ")


def test_headings_are_locked_and_entry_cells_are_not(context: ReadingContext, ward: Reporter) -> None:
    for sheet in blank(context, ward, "yearly", "2026"):
        if sheet.sheet_state != "visible":
            continue
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    sheet = blank(context, ward, "monthly")["Kiểm tra"]
    assert sheet["E5"].protection.locked
    assert not sheet.column_dimensions["E"].protection.locked


def test_drop_downs_offer_the_code_lists_and_an_agency_every_ward(context: ReadingContext, agency: Reporter) -> None:
    workbook = blank(context, agency, "monthly")
    sources = {str(v.sqref).split(":")[0]: v.formula1 for v in workbook["Kiểm tra"].data_validations.dataValidation}
    lists = workbook["Danh mục"]

    def offered(cell: str) -> list[Any]:
        return [row[0].value for row in lists[sources[cell].split("!")[1].replace("$", "")]]

    assert offered("A7") == list(context.wards["31"])
    assert offered("B7") == list(context.lists["categories"].codes)
    assert offered("D7") == list(context.lists["channels"].codes)


def test_a_ward_is_offered_only_itself(context: ReadingContext, ward: Reporter) -> None:
    workbook = blank(context, ward, "monthly")
    first = next(iter(workbook["Kiểm tra"].data_validations.dataValidation))
    column = first.formula1.split("!")[1].split("$")[1]
    assert [cell.value for cell in workbook["Danh mục"][column] if cell.value] == [ward.name]


def test_excel_itself_refuses_wrong_figures(context: ReadingContext, ward: Reporter) -> None:
    checks = blank(context, ward, "monthly")["Kiểm tra"].data_validations.dataValidation
    by_start = {str(v.sqref).split(":")[0]: v for v in checks}
    assert by_start["E7"].type == "whole"
    assert by_start["E7"].formula1 == "0"
    assert "F7<=E7" in by_start["F7"].formula1


def test_the_total_line_holds_formulas_with_their_results(context: ReadingContext, ward: Reporter) -> None:
    target = io.BytesIO()
    rows: dict[str, list[dict[str, Cell]]] = {
        "Kiểm tra": [{"category": "medicine", "cases_total": 2}, {"category": "cosmetic", "cases_total": 3}]
    }
    write_form(
        target, form="monthly", reporter=ward, period="2026-10", reference=context, content=ReportContent({}, rows)
    )
    formulas = openpyxl.load_workbook(target)["Kiểm tra"]
    results = openpyxl.load_workbook(target, data_only=True)["Kiểm tra"]
    last = formulas.max_row
    assert formulas.cell(last, 1).value == "Tổng cộng"
    assert formulas.cell(last, 10).value == f"=SUM(J7:J{last - 1})"
    assert results.cell(last, 10).value == 5


def test_equal_forms_are_equal_bytes_and_other_forms_are_not(context: ReadingContext, ward: Reporter) -> None:
    def make(period: str) -> bytes:
        target = io.BytesIO()
        write_form(target, form="monthly", reporter=ward, period=period, reference=context)
        return target.getvalue()

    assert make("2026-10") == make("2026-10")
    assert make("2026-10") != make("2026-11")


def test_a_banner_stands_on_every_sheet(context: ReadingContext, ward: Reporter) -> None:
    target = io.BytesIO()
    write_form(target, form="monthly", reporter=ward, period="2026-10", reference=context, banner="DỮ LIỆU MINH HỌA")
    for sheet in openpyxl.load_workbook(target):
        if sheet.sheet_state == "visible":
            assert "DỮ LIỆU MINH HỌA" in str(sheet["A2"].value)


def test_an_unknown_form_is_refused_with_the_known_ones(
    context: ReadingContext, ward: Reporter, tmp_path: Path
) -> None:
    with pytest.raises(HomeError, match="monthly"):
        write_form(tmp_path / "x.xlsx", form="weekly", reporter=ward, period=None, reference=context)


def test_a_folder_that_does_not_exist_is_named(context: ReadingContext, ward: Reporter, tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="nowhere"):
        write_form(tmp_path / "nowhere" / "x.xlsx", form="monthly", reporter=ward, period="2026-10", reference=context)


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026-10", "Tháng 10/2026"), ("2026", "Năm 2026"), ("TET-2026", "TET-2026"), (None, "")],
)
def test_a_period_is_shown_as_people_say_it(period: str | None, words: str) -> None:
    assert period_words(period) == words


@pytest.mark.libreoffice
@pytest.mark.slow
def test_the_form_opens_and_recalculates_in_libreoffice(fill: Any, read: Any, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is not installed; apt-get install libreoffice-calc")
        pytest.skip("LibreOffice (soffice) is not installed")
    path = fill()
    # A changed figure without its total shows that the total is computed anew, not copied.
    workbook = openpyxl.load_workbook(path)
    workbook["Kiểm tra"]["E7"] = 9
    workbook["Kiểm tra"]["E8"] = 4
    workbook["Kiểm tra"]["B8"] = "mỹ phẩm"
    workbook.save(path)
    out = tmp_path / "libreoffice"
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx", "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    opened = openpyxl.load_workbook(out / path.name, data_only=True)
    assert [s.title for s in opened if s.sheet_state == "visible"] == SHEETS["monthly"]
    sheet = opened["Kiểm tra"]
    total = next(row for row in range(7, sheet.max_row + 1) if sheet.cell(row, 1).value == "Tổng cộng")
    assert sheet.cell(total, 5).value == 13
    first, second = read(path), read(out / path.name)
    assert second.rows["raw.reports"][0]["state"] == "accepted"
    for table in ("raw.inspection_lines", "raw.sign_offs", "raw.serious_cases", "raw.hotline_entries"):
        ours, theirs = ([_facts(line) for line in f.rows[table]] for f in (first, second))
        assert ours == theirs


def _facts(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key not in ("submission_id", "line_id")}


def test_dates_of_the_cover_are_dates(context: ReadingContext, ward: Reporter) -> None:
    target = io.BytesIO()
    content = ReportContent({"signed_on": dt.date(2026, 10, 20), "nil": True})
    write_form(target, form="monthly", reporter=ward, period="2026-10", reference=context, content=content)
    cover = openpyxl.load_workbook(target)["Thông tin"]
    answers = {row[0].value: row[1].value for row in cover.iter_rows()}
    assert answers["Ngày ký"] == dt.datetime(2026, 10, 20)  # noqa: DTZ001
    assert answers["Không phát sinh (x)"] == "x"
