"""Every format gives the same cells, and none of them hides anything in silence."""

import datetime as dt
import io
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt

from pipelines.workbooks.reading import WorkbookCells, read_cells, row_texts
from pipelines.workbooks.safety import RefusedError, open_safely


def cells_of(data: bytes) -> WorkbookCells:
    return read_cells(data, open_safely(data), lists_sheet="Danh mục")


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        cells_of(data)
    return caught.value.rule


def texts(data: bytes, sheet: int = 0) -> list[list[str | None]]:
    return [row_texts(row) for row in cells_of(data).sheets[sheet].rows]


def old_excel(write: Any) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Kiểm tra")
    write(workbook, sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def set_margins(sheet: Any, head: str, foot: str) -> None:
    # The library's own setters take ASCII only.
    sheet._Worksheet__header_str, sheet._Worksheet__footer_str = head, foot


def new_excel(write: Any, **options: Any) -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    write(workbook, workbook.add_worksheet("Kiểm tra"))
    workbook.close()
    return target.getvalue()


# -- .xls --------------------------------------------------------------------------------------------------------


def test_an_xls_gives_words_numbers_and_dates() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Thuốc giả")
        sheet.write(0, 1, 5)
        sheet.write(0, 2, 1.5)
        sheet.write(0, 3, dt.date(2026, 10, 5), xlwt.easyxf(num_format_str="dd/mm/yyyy"))

    (sheet,) = cells_of(old_excel(write)).sheets
    assert row_texts(sheet.rows[0]) == ["Thuốc giả", "5", "1.5", "@2026-10-05"]
    assert type(sheet.rows[0][1]) is float


def test_an_xls_formula_that_nobody_calculated_is_noticed() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, 1)
        sheet.write(6, 2, xlwt.Formula("SUM(A1:A6)"))

    assert cells_of(old_excel(write)).sheets[0].uncached == ("C7",)


def test_an_xls_error_cell_is_noticed() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, 1)
        sheet.row(1).set_cell_error(1, "#DIV/0!")

    assert cells_of(old_excel(write)).sheets[0].errors == (("B2", "#DIV/0!"),)


def test_hidden_parts_of_an_xls_are_known() -> None:
    def write(workbook: Any, sheet: Any) -> None:
        for row in range(3):
            for column in range(3):
                sheet.write(row, column, 1)
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True
        other = workbook.add_sheet("Nháp")
        other.write(0, 0, 5)
        other.visibility = 1

    first, second = cells_of(old_excel(write)).sheets
    assert (first.hidden_rows, first.hidden_columns, first.visible) == ((2,), (3,), True)
    assert not second.visible


def test_an_xls_of_1904_counts_days_from_1904() -> None:
    def write(workbook: Any, sheet: Any) -> None:
        workbook.dates_1904 = True
        days = (dt.date(2026, 10, 5) - dt.date(1904, 1, 1)).days
        sheet.write(0, 0, days, xlwt.easyxf(num_format_str="dd/mm/yyyy"))

    assert texts(old_excel(write)) == [["@2026-10-05"]]


@pytest.mark.parametrize(
    ("head", "foot", "cell"), [("&RTUYỆT MẬT", "", ""), ("", '&C&"Arial"&14MẬT', ""), ("", "", "TỐI MẬT")]
)
def test_a_stamp_seals_an_xls(head: str, foot: str, cell: str) -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, cell or "Báo cáo")
        set_margins(sheet, head or "&P", foot or "&P")

    assert refusal(old_excel(write)) == "sealed"


def test_honey_seals_no_xls() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "MẬT ONG")
        set_margins(sheet, "&CMẬT ONG RỪNG", "&P")

    assert cells_of(old_excel(write)).sheets


def test_an_xls_with_a_stray_cell_in_the_last_corner_is_refused() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, 1)
        sheet.write(65535, 255, 1)

    assert refusal(old_excel(write)) == "too_many_cells"


def test_an_encrypted_xls_is_refused() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, 1)

    data = old_excel(write)
    # The record behind the first one says that everything after it is encrypted.
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    after = start + 20
    assert refusal(data[:after] + b"\x2f\x00" + data[after + 2 :]) == "encrypted"


# -- .xlsx -------------------------------------------------------------------------------------------------------


def test_an_xlsx_of_1904_counts_days_from_1904() -> None:
    def write(workbook: Any, sheet: Any) -> None:
        sheet.write_datetime(0, 0, dt.datetime(2026, 10, 5), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001

    assert texts(new_excel(write, date_1904=True)) == [["@2026-10-05"]]


def test_a_nought_that_a_library_wrote_for_a_formula_is_no_result() -> None:
    data = new_excel(lambda _workbook, sheet: sheet.write_formula("C7", "=SUM(A1:A6)"))
    assert cells_of(data).sheets[0].uncached == ("C7",)


def test_hidden_rows_and_columns_of_an_xlsx_are_known() -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        for row in range(5):
            sheet.write_row(row, 0, [1, 2, 3, 4])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 2, None, None, {"hidden": True})
        sheet.set_column(20, 30, None, None, {"hidden": True})

    (sheet,) = cells_of(new_excel(write)).sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((3,), (2, 3))


def test_empty_formatted_cells_far_away_are_no_reason_to_refuse(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 1
    workbook.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    workbook.save(tmp_path / "a.xlsx")
    assert texts((tmp_path / "a.xlsx").read_bytes()) == [["1"]]


# -- text with separators ----------------------------------------------------------------------------------------

TABLE = [["Nhóm hàng", "Số cơ sở", "Tiền phạt"], ["thuốc", "3", "1.234,5"], ["sữa, bánh", "03", ""]]


def delimited(separator: str, codec: str) -> bytes:
    lines = [separator.join(f'"{c}"' if separator in c else c for c in row) for row in TABLE]
    return "\r\n".join([*lines, ""]).encode(codec)


def code_page_1258(text: str) -> bytes:
    """Write as Vietnamese Windows does: the letter, then its tone."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            split = unicodedata.normalize("NFD", letter)
            tone = next(sign for sign in split if sign in "\u0300\u0301\u0303\u0309\u0323")
            out += (unicodedata.normalize("NFC", split.replace(tone, "")) + tone).encode("cp1258")
    return out


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_and_letters_of_a_text_are_found(separator: str, codec: str) -> None:
    text = delimited(separator, "utf-8").decode()
    (sheet,) = cells_of(code_page_1258(text) if codec == "cp1258" else text.encode(codec)).sheets
    assert sheet.name == "Tệp CSV"
    assert [list(row) for row in sheet.rows[:3]] == TABLE


def test_letters_of_a_legacy_font_come_out_as_they_look() -> None:
    """TCVN3 bytes; whoever knows the fonts mends them afterwards."""
    line = "Céng hoµ x· héi chñ nghÜa;1\r\nxö ph¹t;2\r\n"
    assert texts(line.encode("cp1252")) == [["Céng hoµ x· héi chñ nghÜa", "1"], ["xö ph¹t", "2"]]


def test_text_whose_letters_may_be_two_things_is_refused() -> None:
    mixed = "đường;1\r\nZöllñer Wörð;2\r\nphố Ðiện;3\r\n"
    assert refusal(code_page_1258(mixed.replace("ð", "đ").replace("Ð", "Đ"))) == "encoding_unknown"


def test_a_table_that_two_signs_cut_equally_well_is_refused() -> None:
    assert refusal(b"a,b;c\nd,e;f\ng,h;i\n") == "separator_unknown"


def test_decimal_commas_do_not_separate() -> None:
    assert texts("Lô;Số;Tỷ lệ\na;1,5;2,5\nb;2,5;3,5\n".encode())[1] == ["a", "1,5", "2,5"]


def test_a_separator_inside_a_value_is_told_with_its_line() -> None:
    notes = cells_of(b"a,b,c\nx,1,2\ny,1,234,\nz,4,5\n").notes
    assert [(n.rule, n.cell, n.value, n.expected) for n in notes] == [("uneven_line", "D3", "4 ô", "3 ô")]


def test_titles_and_short_lines_are_no_trouble() -> None:
    read = cells_of("UBND xã\nBáo cáo, tháng 10\na;b;c\n1;2;3\n4;5\n".encode())
    assert read.notes == ()
    assert row_texts(read.sheets[0].rows[4]) == ["4", "5"]


def test_prose_is_no_table() -> None:
    assert refusal("Kính gửi Sở Y tế,\nchúng tôi báo cáo, như sau,\nxin hết.\n".encode()) == "not_a_spreadsheet"


def test_a_formula_in_a_text_has_no_result_and_an_error_is_one() -> None:
    (sheet,) = cells_of(b"a;b\n=SUM(A1:A3);#REF!\n=cmd|' /C calc'!A0;2\n").sheets
    assert sheet.uncached == ("A2", "A3")
    assert sheet.errors == (("B2", "#REF!"),)


def test_excels_own_first_line_names_the_separator_and_keeps_its_row() -> None:
    assert texts(b"sep=|\r\na|b,c\r\n1|2,3\r\n") == [[], ["a", "b,c"], ["1", "2,3"]]


@pytest.mark.parametrize(
    "make", [lambda t: t.encode(), lambda t: f"<table><tr><td>{t}</td><td>1</td></tr></table>".encode()]
)
def test_a_stamp_seals_text_and_pages(make: Any) -> None:
    assert refusal(make("TUYỆT MẬT;1\na;2\n" if make("x") == b"x" else "TUYỆT MẬT")) == "sealed"


# -- web pages and old XML ---------------------------------------------------------------------------------------


def test_merged_cells_of_a_page_keep_their_value_in_the_first_cell() -> None:
    page = """<html><body><p>UBND xã <b>A</b></p><table>
    <tr><td rowspan=2>Nhóm</td><td colspan=2>Số vụ</td></tr><tr><td>Hình sự</td><td>Hành&nbsp;chính</td></tr>
    <tr><td>thuốc<br>giả</td><td>1</td><td>2</td></tr></table><p>Người lập</p></body></html>"""
    (sheet,) = cells_of(page.encode()).sheets
    assert sheet.name == "Bảng 1"
    assert [row_texts(row) for row in sheet.rows] == [
        ["UBND xã A"],
        ["Nhóm", "Số vụ"],
        [None, "Hình sự", "Hành\xa0chính"],
        ["thuốc\ngiả", "1", "2"],
        ["Người lập"],
    ]


def test_each_table_of_a_page_is_a_sheet_and_a_table_in_a_cell_too() -> None:
    page = b"<table><tr><td>a</td></tr></table><table><tr><td>b<table><tr><td>c</td></tr></table></td></tr></table>"
    sheets = cells_of(page).sheets
    assert [(s.name, row_texts(s.rows[0])) for s in sheets] == [
        ("Bảng 1", ["a"]),
        ("Bảng 2", ["b"]),
        ("Bảng 3", ["c"]),
    ]


def test_text_between_two_tables_of_a_page_heads_the_second() -> None:
    table = "<table><tr><td>{}</td></tr></table>"
    page = f"<p>Xã A</p>{table.format(1)}<p>Xã B</p><p>Kỳ 10</p>{table.format(2)}<p>Người lập</p>"
    sheets = cells_of(f"<html><body>{page}</body></html>".encode()).sheets
    assert [[row_texts(row) for row in sheet.rows] for sheet in sheets] == [
        [["Xã A"], ["1"]],
        [["Xã B"], ["Kỳ 10"], ["2"], ["Người lập"]],
    ]


def test_a_page_of_excel_gives_the_numbers_behind_what_it_shows() -> None:
    page = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
    <!--[if gte mso 9]><xml><x:Name>Kiểm tra</x:Name></xml><![endif]--></head>
    <table>
    <col><col style='display:none'><tr><td x:num="1234.5">1.234,50</td><td x:num="46300">05/10/2026</td></tr>
    <tr style='display:none'><td x:num="0.5">50%</td><td x:num>7</td></tr>
    <tr><td x:fmla="=A1+1"></td><td x:err="#DIV/0!">#DIV/0!</td></tr></table>"""
    (sheet,) = cells_of(page.encode("utf-16")).sheets
    assert sheet.name == "Kiểm tra"
    assert list(sheet.rows[0]) == [1234.5, "05/10/2026"]
    assert list(sheet.rows[1]) == ["50%", "7"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((2,), (2,))
    assert sheet.errors == (("B3", "#DIV/0!"),)


def test_a_page_without_a_table_is_no_spreadsheet() -> None:
    assert refusal(b"<html><body><p>Xin chao</p></body></html>") == "not_a_spreadsheet"


def test_a_page_nested_without_end_is_read_or_refused() -> None:
    assert cells_of(b"<html>" + b"<div>" * 5_000 + b"<table><tr><td>1").sheets


def test_spans_beyond_all_bounds_are_held() -> None:
    assert texts(b"<table><tr><td colspan=9999999 rowspan=9999999>a<td>b<tr><td>c</table>")[0][0] == "a"


def test_an_mht_of_excel_names_its_sheets() -> None:
    def part(location: str, page: str) -> str:
        return (
            f"--X\r\nContent-Location: {location}\r\nContent-Transfer-Encoding: 8bit\r\n"
            f'Content-Type: text/html; charset="utf-8"\r\n\r\n{page}\r\n'
        )

    names = "<html><x:Name>Thông tin</x:Name><x:Name>Kiểm tra</x:Name><frameset></frameset></html>"
    data = (
        'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="X"\r\n\r\n'
        + part("book.htm", names)
        + part("sheet001.htm", "<html><table><tr><td>Mã đơn vị</td></tr></table></html>")
        + part("sheet002.htm", "<html><table><tr><td>Nhóm hàng</td></tr></table></html>")
        + "--X--\r\n"
    )
    sheets = cells_of(data.encode()).sheets
    assert [(s.name, row_texts(s.rows[0])) for s in sheets] == [
        ("Thông tin", ["Mã đơn vị"]),
        ("Kiểm tra", ["Nhóm hàng"]),
    ]


def test_old_xml_gives_types_merges_and_what_is_hidden() -> None:
    xml = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Kiểm tra"><Table>
     <Column/><Column ss:Hidden="1"/>
     <Row><Cell ss:MergeDown="1"><Data ss:Type="String">Nhóm</Data></Cell><Cell>
     <Data ss:Type="Number">1.5</Data></Cell></Row>
     <Row><Cell><Data ss:Type="DateTime">2026-10-05T00:00:00.000</Data></Cell></Row>
     <Row ss:Index="5" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">7</Data></Cell></Row>
     <Row><Cell ss:Formula="=R1C1"/><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>
     </Table></Worksheet><Worksheet ss:Name="Nháp"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible>
     </x:WorksheetOptions></Worksheet></Workbook>"""
    sheet, other = cells_of(xml.encode()).sheets
    assert [row_texts(row) for row in sheet.rows] == [["Nhóm", "1.5"], [None, "@2026-10-05"], [], [], [None, "7"]]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((5,), (2,))
    assert (sheet.uncached, sheet.errors) == (("A6",), (("B6", "#DIV/0!"),))
    assert not other.visible


# -- OpenDocument ------------------------------------------------------------------------------------------------

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)


def open_document(rows: str, styles: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        body = f'<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
        package.writestr(
            "content.xml", f"<office:document-content {_NAMES}>{body}</office:body></office:document-content>"
        )
        package.writestr("styles.xml", f"<office:document-styles {_NAMES}>{styles}</office:document-styles>")
    return target.getvalue()


def test_an_ods_formula_that_nobody_calculated_is_noticed_and_an_empty_result_is_none() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="3"/><table:table-row><table:table-cell/>'
        '<table:table-cell table:formula="of:=SUM([.A1])"/><table:table-cell table:formula="of:=&quot;&quot;"><text:p/>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p>'
        '</table:table-cell><table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!'
        "</text:p></table:table-cell></table:table-row>"
    )

    (sheet,) = cells_of(open_document(rows)).sheets
    assert (sheet.uncached, sheet.errors) == (("B4",), (("E4", "#DIV/0!"),))


def test_an_ods_that_repeats_a_value_a_million_times_is_refused() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
    assert refusal(
        open_document(f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')
    ) == ("too_many_cells")


@pytest.mark.parametrize(
    ("rows", "styles"),
    [
        (
            "<table:shapes><draw:frame><draw:text-box><text:p>TỐI MẬT</text:p></draw:text-box></draw:frame>"
            "</table:shapes>",
            "",
        ),
        ("", "<style:header><text:p>MẬT</text:p></style:header>"),
        (
            "<table:table-row><table:table-cell office:value-type='string'><text:p>MẬT</text:p></table:table-cell>"
            "</table:table-row>",
            "",
        ),
    ],
)
def test_a_stamp_seals_an_ods(rows: str, styles: str) -> None:
    assert refusal(open_document(rows, styles)) == "sealed"


def test_an_ods_cut_inside_its_content_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(open_document(""))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:60])
    assert refusal(target.getvalue()) == "truncated"


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_what_libreoffice_saves_is_read_like_the_xlsx(office: Any, ending: str) -> None:
    def write(workbook: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Nhóm", "03", 5, 1.5])
        sheet.write_datetime(1, 0, dt.datetime(2026, 10, 5), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.merge_range(2, 0, 3, 2, "gộp")
        sheet.write_formula(4, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 2, '=""', None, "")
        sheet.write(5, 3, 9)
        sheet.set_row(5, None, None, {"hidden": True})
        workbook.add_worksheet("Nháp").hide()

    data = new_excel(write)
    first, second = cells_of(data).sheets, cells_of(office(data, ending)).sheets
    assert [row_texts(row) for row in first[0].rows] == [row_texts(row) for row in second[0].rows]
    assert second[0].errors == (("B5", "#DIV/0!"),)
    assert second[0].uncached == ()
    assert second[0].hidden_rows == (6,)
    assert not second[1].visible


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xls", "ods"])
@pytest.mark.parametrize("place", ["box", "margin"])
def test_a_stamp_beside_the_cells_seals_what_libreoffice_saves(office: Any, ending: str, place: str) -> None:
    def write(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Báo cáo")
        if place == "box":
            sheet.insert_textbox(3, 3, "TỐI MẬT")
        else:
            sheet.set_header("&RTUYỆT MẬT")

    assert refusal(office(new_excel(write), ending)) == "sealed"


@pytest.mark.libreoffice
@pytest.mark.slow
def test_our_own_form_saved_as_a_web_page_gives_its_figures(office: Any, fill: Any) -> None:
    read = cells_of(office(fill().read_bytes(), "html"))
    assert any("Nhóm hàng" in row_texts(row) for sheet in read.sheets for row in sheet.rows)
