"""Every cell, exactly; and what the cell reader would leave blank."""

import datetime as dt
import io
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from pipelines.workbooks.reading import WorkbookCells, cell_text, number_text, read_cells, row_texts
from pipelines.workbooks.safety import RefusedError, open_safely


def cells_of(data: bytes) -> WorkbookCells:
    return read_cells(data, open_safely(data), lists_sheet="Danh mục")


def book(*rows: list[Any], margin: str = "", box: str = "") -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = workbook.add_worksheet("Sheet1")
    date = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for position, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, position, value, date)
            else:
                sheet.write(number, position, value)
    if margin:
        sheet.set_header(margin)
    if box:
        sheet.insert_textbox(2, 2, box)
    workbook.close()
    return target.getvalue()


def test_numbers_dates_and_words_come_out_exactly() -> None:
    sheet = cells_of(book(["03", 5, 0.1 + 0.2, 12345678901234, dt.date(2026, 10, 5), "1.234"])).sheets[0]
    assert row_texts(sheet.rows[0]) == ["03", "5", "0.3", "12345678901234", "@2026-10-05", "1.234"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e15, "1000000000000000"), (1e20, "100000000000000000000"), (0.0001, "0.0001"), (-2.50, "-2.5"), (0.0, "0")],
)
def test_a_number_has_no_float_artefacts(value: float, text: str) -> None:
    assert number_text(value) == text


def test_a_true_date_stays_apart_from_a_typed_one() -> None:
    assert cell_text(dt.datetime(2026, 10, 5, 8, 30)) == "@2026-10-05T08:30:00"  # noqa: DTZ001
    assert cell_text("2026-10-05") == "2026-10-05"
    assert cell_text(True) == "TRUE"
    assert cell_text("") is None


def test_a_formula_without_its_result_is_noticed_with_its_cell(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "x"
    workbook.active["C7"] = "=SUM(A1:A6)"
    workbook.save(tmp_path / "f.xlsx")
    assert cells_of((tmp_path / "f.xlsx").read_bytes()).sheets[0].uncached == ("C7",)


def test_a_formula_with_its_result_is_a_value(tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    sheet.write_formula("A1", "=2+3", None, 5)
    workbook.close()
    read = cells_of(path.read_bytes()).sheets[0]
    assert read.rows[0][0] == 5
    assert read.uncached == ()


def test_a_formula_whose_result_is_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet().write_formula("B1", '=""', None, "")
    workbook.close()
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            # As Excel itself marks it.
            new.writestr(name, old.read(name).replace(b'<c r="B1">', b'<c r="B1" t="str">'))
    assert cells_of(target.getvalue()).sheets[0].uncached == ()


def test_an_error_cell_is_noticed_with_its_error(tmp_path: Path) -> None:
    path = tmp_path / "h.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Kiểm & tra")
    sheet.write("A1", 1)
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    workbook.close()
    assert cells_of(path.read_bytes()).sheets[0].errors == (("B2", "#DIV/0!"),)


def test_the_hidden_lists_of_our_form_are_not_cells(fill: Any) -> None:
    names = [sheet.name for sheet in cells_of(fill().read_bytes()).sheets]
    assert names == ["Thông tin", "Kiểm tra", "Thu hồi", "Vụ việc", "Phản ánh"]


def test_another_hidden_sheet_is_read_and_known_as_hidden(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.create_sheet("Nháp")
    hidden["A1"], hidden.sheet_state = 5, "hidden"
    workbook.save(tmp_path / "i.xlsx")
    sheets = cells_of((tmp_path / "i.xlsx").read_bytes()).sheets
    assert [(s.name, s.visible) for s in sheets] == [("Sheet", True), ("Nháp", False)]


@pytest.mark.parametrize(
    "stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", unicodedata.normalize("NFD", "MẬT"), "[MẬT]", "UBND XÃ\nMẬT"]
)
def test_a_secrecy_stamp_alone_in_a_heading_seals_the_file(stamp: str) -> None:
    with pytest.raises(RefusedError) as caught:
        cells_of(book(["UBND xã", "", stamp], ["Báo cáo"]))
    assert caught.value.rule == "sealed"


@pytest.mark.parametrize("text", ["mật ong", "MẬT ONG", "Mật", "mật", "BẢO MẬT", "Số lô MẬT-01"])
def test_other_words_with_mat_seal_nothing(text: str) -> None:
    assert cells_of(book([text], ["Báo cáo"])).sheets


def test_a_stamp_far_below_the_heading_is_data() -> None:
    assert cells_of(book(*([["x"]] * 30), ["MẬT"])).sheets


@pytest.mark.parametrize(("margin", "box"), [("&RTUYỆT MẬT", ""), ('&C&"Arial"MẬT', ""), ("", "TỐI MẬT")])
def test_a_stamp_in_the_margin_or_in_a_text_box_seals_too(margin: str, box: str) -> None:
    with pytest.raises(RefusedError) as caught:
        cells_of(book(["Báo cáo"], margin=margin, box=box))
    assert caught.value.rule == "sealed"


def test_an_innocent_margin_and_box_seal_nothing() -> None:
    assert cells_of(book(["Báo cáo"], margin="&RTrang &P", box="Mật ong rừng")).sheets
