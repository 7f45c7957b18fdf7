"""The sender's own workbook, marked: everything else in it stays as it was."""

import io
import os
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.workbooks.annotating.front import Page
from pipelines.workbooks.annotating.mends import mends_of
from pipelines.workbooks.annotating.package import NotKeptError
from pipelines.workbooks.annotating.patching import only_the_list, patch
from pipelines.workbooks.annotating.styles import FILLS
from pipelines.workbooks.reading import ANSWER_MARK, ANSWER_SHEET
from pipelines.workbooks.safety import open_safely
from tests.pipelines.workbooks.annotating.made import (
    VBA,
    everything,
    finding,
    parts,
    repacked,
    through_libreoffice,
    written_by_openpyxl,
    written_with_macros,
)


def annotated(data: bytes, *findings: dict[str, Any]) -> bytes:
    return patch(data, open_safely(data), Page("tệp: TRẢ LẠI", ("1 lỗi",), mends_of(findings))).content


def opened(data: bytes, **how: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), **how)


def assert_unchanged(before: bytes, after: bytes, marked: set[tuple[str, str]]) -> None:
    at = frozenset(marked)
    assert everything(opened(after), but=ANSWER_SHEET, marked=at) == everything(
        opened(before), but=ANSWER_SHEET, marked=at
    )


FINDINGS = (
    finding("B3"),
    finding("A5", severity="warning", message="Ô A5 lạ."),
    finding("F9", message="Ô F9 trống."),
    finding(None, sheet="", message="Thiếu trang 'Thu hồi'.", severity="warning"),
    finding("C20", message="Ô C20 trống."),
)


def test_a_workbook_of_openpyxl_keeps_all_but_the_marks(tmp_path: Path) -> None:
    before = written_by_openpyxl(tmp_path / "a.xlsx").read_bytes()
    after = annotated(before, *FINDINGS)
    assert_unchanged(before, after, {("Số liệu", c) for c in ("B3", "A5", "F9", "C20")})
    old, new = parts(before), parts(after)
    changed = {name for name in old if old[name] != new[name]}
    # The other sheet was shown when the workbook opened: it alone loses that.
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }  # fmt: skip
    assert new.keys() - old.keys() == {"xl/worksheets/sheet3.xml"}
    sheet = opened(after)["Số liệu"]
    assert {c: sheet[c].fill.fgColor.rgb for c in ("B3", "A5", "F9", "C20")} == {
        "B3": FILLS["error"], "A5": FILLS["warning"], "F9": FILLS["error"], "C20": FILLS["error"]
    }  # fmt: skip
    assert sheet["B3"].font.b
    assert sheet["B3"].font.name == "Times New Roman"
    assert sheet["B3"].comment.text.startswith(
        "health389: LỖI. Ô B3 không đọc được thành số.\nCách sửa: Ghi số nguyên."
    )
    assert sheet["A5"].comment.text.startswith("xem công văn 12\n\nhealth389: LƯU Ý. Ô A5 lạ.")
    assert sheet["A5"].comment.author == "Nguyễn Văn Mẫu"


def test_the_sheet_in_front_says_what_to_do_in_order_with_links(tmp_path: Path) -> None:
    book = opened(annotated(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), *FINDINGS))
    assert book.sheetnames == [ANSWER_SHEET, "Số liệu", "Tổng hợp"]
    assert book.active.title == ANSWER_SHEET
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [ANSWER_SHEET]
    front = book[ANSWER_SHEET]
    assert front["A1"].value == ANSWER_MARK
    rows = [row for row in front.iter_rows(min_row=6, values_only=True) if row[0]]
    assert [(row[1], row[2], row[3]) for row in rows] == [
        ("Lỗi", "Số liệu", "B3"), ("Lỗi", "Số liệu", "F9"), ("Lỗi", "Số liệu", "C20"), ("Lưu ý", "cả tệp", None),
        ("Lưu ý", "Số liệu", "A5"),
    ]  # fmt: skip
    assert rows[0][4:8] == ("mười", "số nguyên", "Ô B3 không đọc được thành số.", "Ghi số nguyên.")
    links = {cell.value: cell.hyperlink.location for cell in front["D"] if cell.hyperlink}
    assert links == {cell: f"'Số liệu'!{cell}" for cell in ("B3", "F9", "C20", "A5")}


def test_names_print_areas_and_ids_of_sheets_move_with_the_sheets(tmp_path: Path) -> None:
    before = opened(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes())
    book = opened(annotated((tmp_path / "a.xlsx").read_bytes(), finding("B3")))
    for name in ("Số liệu", "Tổng hợp"):
        assert book[name].print_area == before[name].print_area
        assert book[name].print_title_rows == before[name].print_title_rows
        assert set(book[name].defined_names) == set(before[name].defined_names)
    assert book[ANSWER_SHEET].print_area == ""


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    hostile = finding(
        "B3", value='=HYPERLINK("http://x")', expected="+1", message="@SUM(1)", cure="-2+3\x00\x1b_x0041_"
    )
    front = opened(annotated(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), hostile))[ANSWER_SHEET]
    row = next(row for row in front.iter_rows(min_row=6) if row[0].value == "1")
    assert [cell.data_type for cell in row[:8]] == ["s"] * 8
    assert all(cell.quotePrefix and cell.number_format == "@" for cell in row[:8])
    assert row[4].value == '=HYPERLINK("http://x")'
    # Excel reads _x0041_ as A; what was typed is shown as typed.
    assert row[7].value == "-2+3\ufffd\ufffd_x005F_x0041_"


def test_macros_buttons_and_notes_of_others_are_kept(tmp_path: Path) -> None:
    before = written_with_macros(tmp_path / "a.xlsm").read_bytes()
    patched = patch(before, open_safely(before), Page("t", (), mends_of([finding("A1"), finding("B2")])))
    new = parts(patched.content)
    assert patched.ending == ".xlsm"
    assert new["xl/vbaProject.bin"] == VBA
    drawing = new["xl/drawings/vmlDrawing1.vml"]
    assert drawing.count(b'ObjectType="Button"') == 1
    assert drawing.count(b'ObjectType="Note"') == 2
    book = opened(patched.content, keep_vba=True)
    book.vba_archive.close()  # openpyxl leaves it open to be written
    sheet = book["Số liệu"]
    assert sheet["A1"].comment.text.startswith("ghi chú cũ\n\nhealth389: LỖI")
    assert sheet["B2"].comment.author == "health389"


def test_merged_cells_are_marked_where_they_are_seen(tmp_path: Path) -> None:
    sheet = opened(annotated(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), finding("B15")))["Số liệu"]
    assert sheet["A14"].fill.fgColor.rgb == FILLS["error"]
    assert "B15" in sheet["A14"].comment.text


def test_a_conversation_on_a_cell_stays_alone(tmp_path: Path) -> None:
    def as_thread(content: dict[str, bytes]) -> None:
        name = "xl/comments/comment1.xml"
        content[name] = content[name].replace("Nguyễn Văn Mẫu".encode(), b"tc={0000-1}")

    before = repacked(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), as_thread)
    sheet = opened(annotated(before, finding("A5"), finding("A6")))["Số liệu"]
    assert sheet["A5"].comment.text == "xem công văn 12"
    assert sheet["A5"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["A6"].comment.text.startswith("health389: ")


def test_rows_and_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    def strip(content: dict[str, bytes]) -> None:
        rows = b"<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>5</v></c></row>"
        sheet = content["xl/worksheets/sheet1.xml"]
        start, end = sheet.index(b"<sheetData>") + 11, sheet.index(b"</sheetData>")
        content["xl/worksheets/sheet1.xml"] = sheet[:start] + rows + sheet[end:]

    before = repacked(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), strip)
    sheet = opened(annotated(before, finding("B1"), finding("C2"), finding("A3"), finding("A9")))["Số liệu"]
    marked = {c.coordinate for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == FILLS["error"]}
    assert marked == {"B1", "C2", "A3", "A9"}
    assert [sheet[c].value for c in ("A1", "B1", "A3")] == [1, 2, 5]


def test_a_sheet_of_the_sender_by_our_name_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "LỖI cần sửa"
    book.active["A1"] = "việc của đơn vị"
    book.save(path)
    after = opened(annotated(path.read_bytes(), finding("A1", sheet="LỖI cần sửa")))
    assert after.sheetnames == ["Lỗi cần sửa (2)", "LỖI cần sửa"]


def test_marking_again_takes_the_earlier_marks_off(tmp_path: Path) -> None:
    before = written_by_openpyxl(tmp_path / "a.xlsx").read_bytes()
    again = annotated(annotated(before, finding("B3"), finding("A5"), finding("C4")), finding("C4"))
    book = opened(again)
    assert book.sheetnames == [ANSWER_SHEET, "Số liệu", "Tổng hợp"]
    sheet = book["Số liệu"]
    assert sheet["B3"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["A5"].fill.fill_type is None
    assert sheet["C4"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["B3"].comment is None
    assert sheet["A5"].comment.text == "xem công văn 12"
    assert sheet["C4"].comment.text.count("health389") == 1
    assert [row[3] for row in book[ANSWER_SHEET].iter_rows(min_row=6, values_only=True) if row[0]] == ["C4"]
    assert_unchanged(before, again, {("Số liệu", "C4"), ("Số liệu", "B3"), ("Số liệu", "A5")})
    thrice = annotated(again, finding("C4"))
    assert opened(thrice)["Số liệu"]["C4"].comment.text.count("health389") == 1


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    before = written_by_openpyxl(tmp_path / "a.xlsx").read_bytes()
    assert annotated(before, *FINDINGS) == annotated(before, *FINDINGS)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: c.update({"_xmlsignatures/sig1.xml": b"<s/>"}), "chữ ký số"),
        (lambda c: c.update({"xl/worksheets/sheet1.xml": b"<worksheet><broken"}), "không đúng chuẩn"),
        (lambda c: c.pop("xl/worksheets/sheet1.xml"), "thiếu phần"),
        (
            lambda c: c.update(
                {"[Content_Types].xml": c["[Content_Types].xml"].replace(b"sheet.main", b"template.main")}
            ),
            "bản mẫu",
        ),
    ],
)
def test_what_cannot_be_kept_is_said(tmp_path: Path, change: Any, why: str) -> None:
    data = repacked(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), change)
    with pytest.raises(NotKeptError, match=why):
        annotated(data, finding("B3"))


def test_the_list_alone_is_a_workbook() -> None:
    made = only_the_list(Page("a.xls: TRẢ LẠI", ("không giữ được",), mends_of([finding("B3")])))
    book = opened(made.content)
    assert made.ending == ".xlsx"
    assert book.sheetnames == [ANSWER_SHEET]
    assert not book.active._hyperlinks


def libreoffice() -> None:
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is not installed; apt-get install libreoffice-calc")
        pytest.skip("LibreOffice (soffice) is not installed")


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_it_recalculates_and_shows_the_notes(tmp_path: Path) -> None:
    libreoffice()
    path = tmp_path / "danh-dau.xlsx"
    path.write_bytes(annotated(written_by_openpyxl(tmp_path / "a.xlsx").read_bytes(), *FINDINGS))
    saved = through_libreoffice(path, tmp_path / "out", "ods")
    book = opened(through_libreoffice(saved, tmp_path / "back", "xlsx").read_bytes(), data_only=True)
    assert book["Số liệu"]["E2"].value == 20
    assert book["Tổng hợp"]["A1"].value == 40
    notes = {c.coordinate: c.comment.text for row in book["Số liệu"].iter_rows() for c in row if c.comment}
    assert notes.keys() == {"B3", "A5", "F9", "C20"}
    assert "health389: LƯU Ý. Ô A5 lạ." in notes["A5"]
    assert book[ANSWER_SHEET]["A1"].value == ANSWER_MARK


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_workbook_of_libreoffice_keeps_all_but_the_marks(tmp_path: Path) -> None:
    libreoffice()
    made = through_libreoffice(written_by_openpyxl(tmp_path / "a.xlsx"), tmp_path / "out", "ods")
    before = through_libreoffice(made, tmp_path / "back", "xlsx").read_bytes()
    after = annotated(before, *FINDINGS)
    assert_unchanged(before, after, {("Số liệu", c) for c in ("B3", "A5", "F9", "C20")})
    old, new = parts(before), parts(after)
    assert all(old[name] == new[name] for name in old if "chart" in name or "theme" in name or "sharedStr" in name)
