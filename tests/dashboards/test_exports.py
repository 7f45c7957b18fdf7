from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import polars as pl

from dashboards import exports
from dashboards.i18n import Words

WORDS = Words("vi")
FRAME = pl.DataFrame(
    {
        "Tên": ["=HYPERLINK(1)", "Phường Thủy Nguyên", None],
        "Số": [1, 2, None],
        "Tỷ lệ": [0.5, None, 1.0],
        "Ngày": [date(2026, 10, 25), None, None],
        "Lúc": [datetime(2026, 10, 24, 17, 30, tzinfo=UTC), None, None],
        "Lô": [["MH01", "+MH02"], [], None],
    }
)


def test_csv_opens_in_excel_with_vietnamese_and_without_formulas() -> None:
    text = exports.csv(FRAME, WORDS, demo=False)
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0] == FRAME.columns
    assert rows[1] == ["'=HYPERLINK(1)", "1", "0.5", "2026-10-25", "2026-10-25T00:30:00+07:00", "MH01; +MH02"]
    assert rows[2][0] == "Phường Thủy Nguyên"


def test_sample_data_say_so_in_every_row_of_a_csv() -> None:
    rows = list(csv.reader(io.StringIO(exports.csv(FRAME, WORDS, demo=True).decode("utf-8-sig"))))
    assert [row[-1] for row in rows] == ["Dữ liệu", *["DỮ LIỆU MINH HỌA"] * 3]


def test_a_workbook_holds_real_numbers_and_dates_under_its_title() -> None:
    book = exports.xlsx(FRAME, WORDS, title="=Tên", notes=["Tỉnh: Hải Phòng"], demo=True)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Số liệu"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells[:3]] == ["=Tên", "Tỉnh: Hải Phòng", "DỮ LIỆU MINH HỌA"]
    assert sheet["A1"].data_type == "s"
    assert cells[4] == FRAME.columns
    assert cells[5] == [
        "'=HYPERLINK(1)",
        1,
        0.5,
        datetime(2026, 10, 25),  # noqa: DTZ001 - a workbook knows no zones
        datetime(2026, 10, 25, 0, 30),  # noqa: DTZ001
        "MH01; +MH02",
    ]
    assert cells[6][1:4] == [2, None, None]


def test_real_data_carry_no_mark_of_sample_data() -> None:
    book = exports.xlsx(FRAME, WORDS, title="T", notes=[], demo=False)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Số liệu"]
    assert "MINH HỌA" not in str([[cell.value for cell in row] for row in sheet.iter_rows()])


def test_a_table_without_rows_still_makes_a_file() -> None:
    assert exports.xlsx(FRAME.clear(), WORDS, title="T", notes=[], demo=False)[:2] == b"PK"
    assert exports.csv(FRAME.clear(), WORDS, demo=True).decode("utf-8-sig").strip().endswith("Dữ liệu")
