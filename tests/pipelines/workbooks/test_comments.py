"""Comments and text boxes: of every format, and only what the sender wrote."""

import io
import struct
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment
from xlwt.CompoundDoc import XlsDoc

from pipelines.workbooks.annotating import annotate_file
from pipelines.workbooks.comments import AUTHOR, own_words
from pipelines.workbooks.reading import read_cells
from pipelines.workbooks.safety import open_safely

UNIT = "Đơn vị: triệu đồng"


def comments(data: bytes) -> tuple[tuple[str, str], ...]:
    return read_cells(data, open_safely(data), lists_sheet="Danh mục").sheets[0].comments


def workbook(write: Any) -> bytes:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    write(made.add_worksheet("Kiểm tra"))
    made.add_worksheet("Thu hồi").write("A1", "không có chú thích")
    made.close()
    return target.getvalue()


def test_comments_of_an_xlsx_are_known_by_cell() -> None:
    def write(sheet: Any) -> None:
        sheet.write("A1", 1)
        sheet.write_comment("Q5", UNIT, {"author": "Người Lập"})
        sheet.write_comment("B7", "kiểm tra lại & sửa")

    assert set(comments(workbook(write))) == {("Q5", UNIT), ("B7", "kiểm tra lại & sửa")}


def test_text_boxes_of_an_xlsx_are_known_by_the_cell_below_them() -> None:
    def write(sheet: Any) -> None:
        sheet.write("A1", 1)
        sheet.insert_textbox("C4", UNIT)

    assert comments(workbook(write)) == (("C4", UNIT),)


def test_comments_as_another_library_writes_them_are_known() -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "Tiền phạt"
    made.active["A1"].comment = Comment(UNIT, "x")
    target = io.BytesIO()
    made.save(target)
    assert comments(target.getvalue()) == (("A1", UNIT),)


def test_what_we_wrote_is_no_word_of_the_sender() -> None:
    assert own_words("health389: Kiểm tra đơn vị tiền (đồng, triệu đồng)", AUTHOR) == ""
    assert own_words(f"{UNIT}\n\nhealth389: sửa ô này", "Người Lập") == UNIT


def test_a_workbook_that_comes_back_with_our_comments_says_nothing_new(
    fill: Any, edit: Any, read: Any, tmp_path: Any
) -> None:
    path = edit(fill(), lambda w: w["Kiểm tra"].__setitem__("T4", UNIT))
    marked = annotate_file(
        path,
        tmp_path / "marked",
        findings=read(path).rows["raw.findings"],
        verdict="TRẢ LẠI",
        name=path.name,
        not_kept="",
    ).path
    assert marked is not None
    assert any("omment" in name for name in zipfile.ZipFile(marked).namelist())
    mended = edit(marked, lambda w: w["Kiểm tra"].__setitem__("T4", None))
    assert [f["rule"] for f in read(mended).rows["raw.findings"] if f["severity"] == "error"] == []


def test_comments_of_an_ods_are_known_by_cell() -> None:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    note = f"<office:annotation><text:p>{UNIT}</text:p></office:annotation>"
    cell = f'<table:table-cell office:value-type="string">{note}<text:p>Tiền phạt</text:p></table:table-cell>'
    table = f'<table:table table:name="A"><table:table-row><table:table-cell/>{cell}</table:table-row></table:table>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        package.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        package.writestr("styles.xml", f"<office:document-styles {names}/>")
    assert comments(target.getvalue()) == (("B1", UNIT),)


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_excel(author: str) -> bytes:
    """An .xls with one comment: the object, its text, then the comment that refers to it."""
    made = xlwt.Workbook()
    made.add_sheet("Kiểm tra").write(4, 16, "Tiền phạt")
    stream = made.get_biff_data()
    text, name = UNIT.encode("utf-16-le"), author.encode("utf-16-le")
    drawn = struct.pack("<HHHHH12s", 0x15, 18, 25, 7, 0, b"") + struct.pack("<HH", 0, 0)
    box = struct.pack("<HH6sHHI", 0, 0, b"", len(UNIT), 16, 0)
    comment = struct.pack("<HHHHH", 4, 16, 0, 7, len(author)) + b"\x01" + name + b"\0"
    added = record(0x5D, drawn) + record(0x1B6, box) + record(0x3C, b"\x01" + text) + record(0x1C, comment)
    target = io.BytesIO()
    # The last record ends the last sheet.
    XlsDoc().save(target, stream[:-4] + added + stream[-4:])
    return target.getvalue()


@pytest.mark.parametrize(("author", "known"), [("Người Lập", (("Q5", UNIT),)), (AUTHOR, ())])
def test_comments_of_an_xls_are_known_by_cell(author: str, known: tuple[tuple[str, str], ...]) -> None:
    assert comments(old_excel(author)) == known
