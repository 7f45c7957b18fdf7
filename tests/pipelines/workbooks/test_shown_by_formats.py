"""A figure that the screen shows otherwise is noticed in every format of files, and a plain one in none.

Belongs here: bytes of .xls, .ods, XML of 2003 and web pages with number formats, raised and crossed out characters.
Does not: which codes of formats change a figure, or what is said of an .xlsx (`test_shown`).
"""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipelines.workbooks.number_formats import STRUCK
from pipelines.workbooks.reading import SheetCells, read_cells
from pipelines.workbooks.safety import open_safely

PLAIN = ["General", "0", "#,##0", '#,##0\\ "₫"', '0" vụ"', '#,##0;-#,##0;"-"', "dd/mm/yyyy"]
CHANGING = ["#,##0,", "0.0,,", '#,##0 "triệu đồng"', '0"000000"', "0%", "0.00%", ";;;"]


def sheet_of(data: bytes) -> SheetCells:
    return read_cells(data, open_safely(data), lists_sheet="Danh mục").sheets[0]


# -- .xls --------------------------------------------------------------------------------------------------------


def old_excel(write: Any) -> bytes:
    workbook = xlwt.Workbook()
    write(workbook.add_sheet("Kiểm tra"))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


@pytest.mark.parametrize("code", CHANGING)
@pytest.mark.parametrize("figure", [5, 5.5, 12_345_678.9])
def test_a_number_format_that_changes_a_figure_is_noticed_in_an_xls(code: str, figure: float) -> None:
    def write(sheet: Any) -> None:
        style = xlwt.easyxf(num_format_str=code)
        for column in (0, 1, 2):
            sheet.write(0, column, figure, style)
        sheet.write(1, 1, 7)

    assert sheet_of(old_excel(write)).formatted == (("A1", code), ("B1", code), ("C1", code))


@pytest.mark.parametrize("code", PLAIN)
def test_a_plain_number_format_of_an_xls_is_not_noticed(code: str) -> None:
    assert sheet_of(old_excel(lambda sheet: sheet.write(0, 0, 5, xlwt.easyxf(num_format_str=code)))).formatted == ()


def test_whole_numbers_side_by_side_in_one_record_of_an_xls_are_noticed_each() -> None:
    style = xlwt.easyxf(num_format_str="#,##0,")

    def write(sheet: Any) -> None:
        row = sheet.row(0)
        row.set_cell_number(0, 1)
        row.set_cell_mulblanks(1, 1)
        for column, own in ((2, style), (3, xlwt.Style.default_style), (4, style)):
            row.set_cell_number(column, 5, own)

    assert sheet_of(old_excel(write)).formatted == (("C1", "#,##0,"), ("E1", "#,##0,"))


@pytest.mark.parametrize("words_before", [0, 400, 5000])
def test_raised_and_crossed_out_digits_of_an_xls_are_noticed_however_many_texts_stand_before(words_before: int) -> None:
    def write(sheet: Any) -> None:
        for number in range(words_before):
            sheet.write(number + 2, 0, f"Chữ có dấu số {number}: " + "ệ" * (number % 37))
        raised, crossed = xlwt.easyfont("escapement superscript"), xlwt.easyfont("struck_out true")
        sheet.write_rich_text(0, 0, ["5", ("1", raised)])
        sheet.write_rich_text(0, 1, ["Ghi chú ", ("cũ", crossed)])
        sheet.write_rich_text(0, 2, ["5", ("1", xlwt.easyfont("bold true"))])
        sheet.write(1, 0, 5, xlwt.easyxf("font: struck_out true"))
        sheet.write(1, 1, "5", xlwt.easyxf("font: struck_out true"))
        sheet.write(1, 2, 5, xlwt.easyxf("font: bold true"))

    found = sheet_of(old_excel(write)).formatted
    assert found == tuple((cell, STRUCK) for cell in ("A1", "B1", "A2", "B2"))


# -- OpenDocument ------------------------------------------------------------------------------------------------

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
    )
)  # fmt: skip
_THOUSANDS = '<number:number number:decimal-places="0" number:grouping="true" number:display-factor="1000"/>'


def open_document(rows: str, own: str = "", common: str = "") -> SheetCells:
    content = (
        f"<office:document-content {_NAMES}><office:automatic-styles>{own}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", content)
        styles = f"<office:styles>{common}</office:styles>"
        package.writestr("styles.xml", f"<office:document-styles {_NAMES}>{styles}</office:document-styles>")
    return sheet_of(target.getvalue())


def number_style(inside: str, *, kind: str = "number", name: str = "N1") -> str:
    return f'<number:{kind}-style style:name="{name}">{inside}</number:{kind}-style>'


def cell_style(name: str, *, format_name: str = "", parent: str = "", text: str = "") -> str:
    data = f' style:data-style-name="{format_name}"' if format_name else ""
    parent = f' style:parent-style-name="{parent}"' if parent else ""
    inside = f"<style:text-properties {text}/>" if text else ""
    return f'<style:style style:name="{name}" style:family="table-cell"{data}{parent}>{inside}</style:style>'


def number(value: float, style: str = "", kind: str = "float", more: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return (
        f'<table:table-cell{styled} office:value-type="{kind}" office:value="{value}"{more}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


@pytest.mark.parametrize(
    ("style", "code"),
    [
        (number_style(_THOUSANDS), "#,##0,"),
        (number_style('<number:number number:decimal-places="1" number:display-factor="1000000"/>'), "0.0,,"),
        (number_style("<number:number/><number:text> triệu</number:text>"), '0" triệu"'),
        (number_style("<number:number/><number:text>%</number:text>", kind="percentage"), "0%"),
        (
            number_style("<number:number><number:embedded-text>000</number:embedded-text></number:number>"),
            '0"000"',
        ),
        (number_style("<number:text/>"), '""'),
        (
            number_style(_THOUSANDS, name="N1P0")
            + number_style('<number:number/><style:map style:apply-style-name="N1P0"/>'),
            "#,##0,;0",
        ),
    ],
)
def test_a_number_style_that_changes_a_figure_is_noticed_in_an_ods(style: str, code: str) -> None:
    sheet = open_document(row(number(5, "ce1"), number(7)), own=style + cell_style("ce1", format_name="N1"))
    assert sheet.formatted == (("A1", code),)


@pytest.mark.parametrize(
    "style",
    [
        number_style("<number:number/>"),
        number_style('<number:number number:grouping="true"/><number:text> vụ</number:text>'),
        number_style("<number:number/><number:currency-symbol>₫</number:currency-symbol>", kind="currency"),
        number_style("<number:day/><number:text>/</number:text><number:month/>", kind="date"),
    ],
)
def test_a_plain_number_style_of_an_ods_is_not_noticed(style: str) -> None:
    assert open_document(row(number(5, "ce1")), own=style + cell_style("ce1", format_name="N1")).formatted == ()


def test_a_number_style_is_found_in_common_styles_parents_columns_and_rows_of_an_ods() -> None:
    common = number_style(_THOUSANDS) + cell_style("Nghin", format_name="N1") + cell_style("Thuong")
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column {0}"Nghin"/>'.replace(
        "{0}", "table:default-cell-style-name="
    )
    rows = (
        row(number(1, "ce1"), number(2), number(3), number(4, "Thuong"))
        + row(number(5), number(6), number(7, "Thuong"), more=' table:default-cell-style-name="Nghin"')
        + row(number(8, "ce1", more=' table:number-columns-repeated="2"'), more=' table:number-rows-repeated="2"')
    )
    sheet = open_document(columns + rows, own=cell_style("ce1", parent="Nghin"), common=common)
    assert [cell for cell, _ in sheet.formatted] == ["A1", "C1", "A2", "B2", "A3", "B3", "A4", "B4"]


def test_a_percentage_of_an_ods_is_noticed_without_any_style() -> None:
    assert open_document(row(number(0.05, kind="percentage"))).formatted == (("A1", "0%"),)


@pytest.mark.parametrize(
    ("look", "is_noticed"),
    [
        ('style:text-position="super 58%"', True),
        ('style:text-position="sub"', True),
        ('style:text-position="33% 58%"', True),
        ('style:text-position="0% 100%"', False),
        ('style:text-line-through-style="solid"', True),
        ('style:text-line-through-type="single"', True),
        ('style:text-line-through-style="none" style:text-line-through-type="none"', False),
        ('style:font-name="Arial"', False),
    ],
)
def test_raised_and_crossed_out_digits_of_an_ods_are_noticed(look: str, is_noticed: bool) -> None:
    piece = f'<style:style style:name="T1" style:family="text"><style:text-properties {look}/></style:style>'
    cell = (
        '<table:table-cell office:value-type="string"><text:p>5<text:span text:style-name="T1">1</text:span></text:p>'
        "</table:table-cell>"
    )
    sheet = open_document(row(number(1), cell), own=piece)
    assert sheet.rows == [[1.0, "51"]]
    assert sheet.formatted == ((("B1", STRUCK),) if is_noticed else ())


def test_cells_crossed_out_as_a_whole_are_noticed_in_an_ods_but_not_a_style_that_takes_it_back() -> None:
    own = cell_style("ce1", text='style:text-line-through-style="solid"')
    own += cell_style("ce2", parent="ce1", text='style:text-line-through-style="none"')
    text = '<table:table-cell table:style-name="ce1" office:value-type="string"><text:p>5</text:p></table:table-cell>'
    sheet = open_document(row(number(5, "ce1"), number(5, "ce2"), text), own=own)
    assert sheet.formatted == (("A1", STRUCK), ("C1", STRUCK))


def test_merged_cells_of_an_ods_are_known() -> None:
    cell = number(5, more=' table:number-rows-spanned="2" table:number-columns-spanned="3"')
    assert open_document(row(number(1), cell)).merged == ((0, 1, 1, 3),)


# -- XML of 2003 and web pages -----------------------------------------------------------------------------------


def old_xml(styles: str, cells: str) -> SheetCells:
    page = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">'
        f'<Styles>{styles}</Styles><Worksheet ss:Name="A"><Table>{cells}</Table></Worksheet></Workbook>'
    )
    return sheet_of(page.encode())


def test_formats_that_change_a_figure_are_noticed_in_xml_of_2003() -> None:
    styles = (
        '<Style ss:ID="k"><NumberFormat ss:Format="#,##0,"/></Style>'
        '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
        '<Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="c" ss:Parent="k"/>'
        '<Style ss:ID="n"><NumberFormat ss:Format="Standard"/></Style>'
        '<Style ss:ID="d" ss:Parent="k"><NumberFormat/></Style>'
    )
    cells = '<Column/><Column ss:StyleID="k"/><Row>'
    cells += '<Cell><Data ss:Type="Number">5</Data></Cell>' * 2
    cells += "".join(f'<Cell ss:StyleID="{name}"><Data ss:Type="Number">5</Data></Cell>' for name in "kpscn")
    cells += '<Cell ss:StyleID="s"><Data ss:Type="String">5</Data></Cell>'
    cells += '<Cell><ss:Data ss:Type="String">5<html:Sup>1</html:Sup></ss:Data></Cell></Row>'
    found = old_xml(styles, cells).formatted
    assert found == (
        ("B1", "#,##0,"), ("C1", "#,##0,"), ("D1", "0.00%"), ("E1", STRUCK), ("F1", "#,##0,"), ("H1", STRUCK),
        ("I1", STRUCK),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("exact", "shown", "is_noticed"),
    [
        ("5000000", "5", True),
        ("5000000", "5.0", True),
        ("5000000", "5.000.000", False),
        ("1234.567", "1.235", False),
        ("1234.567", "1.234,6", False),
        ("0.5", "0,50", False),
        ("-5", "(5)", False),
        ("5000000", "####", False),
        ("0", "0", False),
        ("0", "-", False),
    ],
)
def test_a_web_page_that_shows_other_digits_than_it_holds_is_noticed(exact: str, shown: str, is_noticed: bool) -> None:
    page = f"<html><body><table><tr><td>vụ</td><td x:num='{exact}'>{shown}</td></tr></table></body></html>"
    assert sheet_of(page.encode()).formatted == ((("B1", f"hiện {shown}"),) if is_noticed else ())


def test_merged_cells_of_a_web_page_are_known() -> None:
    rows = "<tr><td rowspan=2>thuốc</td><td colspan=2>5</td></tr><tr><td>1</td></tr>"
    page = f"<html><body><table>{rows}</table></body></html>"
    assert sheet_of(page.encode()).merged == ((0, 0, 1, 0), (0, 1, 0, 2))


# -- all of them -------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_what_libreoffice_saves_is_noticed_like_the_xlsx(ending: str, office: Any) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for number_of_row, code in enumerate([*CHANGING, *PLAIN], 1):
        sheet.cell(number_of_row, 1, 12_000_000).number_format = code
    sheet["B1"] = CellRichText("5", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    sheet["C1"] = 5
    sheet["C1"].font = Font(strike=True)
    target = io.BytesIO()
    workbook.save(target)
    first, second = sheet_of(target.getvalue()), sheet_of(office(target.getvalue(), ending))
    wanted = {*(f"A{position}" for position, _ in enumerate(CHANGING, 1)), "B1", "C1"}
    assert {cell for cell, _ in first.formatted} == wanted
    assert {cell for cell, _ in second.formatted} == wanted
