"""The annotated workbook on its way: beside the sender's file, never over one, and back again."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.errors import HomeError
from pipelines.guarding import Limits
from pipelines.workbooks.annotating import annotate_file
from pipelines.workbooks.reading import ANSWER_SHEET
from tests.pipelines.workbooks.annotating.made import (
    everything,
    finding,
    parts,
    repacked,
    written_by_openpyxl,
    written_with_macros,
)
from tests.pipelines.workbooks.conftest import Edit, Fill, Read


def answer(path: Path, folder: Path, *findings: dict[str, Any], **how: Any) -> Any:
    return annotate_file(path, folder, findings=findings, verdict="TRẢ LẠI", name=path.name, **how)


def test_no_file_is_written_over(tmp_path: Path) -> None:
    path = written_by_openpyxl(tmp_path / "bao cao.xlsx")
    before = path.read_bytes()
    first, second = (answer(path, tmp_path, finding("B3")) for _ in range(2))
    assert (first.path.name, second.path.name) == ("bao cao.can-sua.xlsx", "bao cao.can-sua-2.xlsx")
    assert path.read_bytes() == before
    again = answer(second.path, tmp_path, finding("B3"))
    assert again.path.name == "bao cao.can-sua-3.xlsx"


def test_nothing_to_mend_writes_nothing(tmp_path: Path) -> None:
    path = written_by_openpyxl(tmp_path / "a.xlsx")
    assert answer(path, tmp_path / "out").path is None
    assert answer(path, tmp_path / "out", finding("B3", severity="info")).path is None
    assert not (tmp_path / "out").exists()


def test_a_workbook_with_macros_keeps_its_ending(tmp_path: Path) -> None:
    made = answer(written_with_macros(tmp_path / "a.xlsm"), tmp_path / "out", finding("B2"))
    assert made.path.name == "a.can-sua.xlsm"


@pytest.mark.parametrize("content", [b"Sep=;\n1;2\n", b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_other_formats_get_the_list_which_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    made = answer(path, tmp_path / "out", finding("B3"))
    front = openpyxl.load_workbook(made.path)[ANSWER_SHEET]
    assert made.not_kept
    assert any(made.not_kept in str(cell.value) for cell in front["A"])
    assert front.parent.sheetnames == [ANSWER_SHEET]


def test_a_hostile_file_costs_only_itself(tmp_path: Path) -> None:
    deep = b"<a>" * 5000 + b"</a>" * 5000
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        repacked(
            written_by_openpyxl(tmp_path / "b.xlsx").read_bytes(),
            lambda content: content.update({"xl/styles.xml": deep}),
        )
    )
    assert "không đúng chuẩn" in answer(path, tmp_path, finding("B3")).not_kept
    slow = answer(tmp_path / "b.xlsx", tmp_path, finding("B3"), limits=Limits(seconds=0.01))
    assert "mất hơn 0.01 giây" in slow.not_kept
    long = b"<!--" + b"x" * 8_000_000 + b"-->"
    path.write_bytes(
        repacked(
            (tmp_path / "b.xlsx").read_bytes(),
            lambda content: content.update({"xl/styles.xml": content["xl/styles.xml"] + long}),
        )
    )
    hungry = answer(path, tmp_path, finding("B3"), limits=Limits(memory_bytes=1000))
    assert "bộ nhớ" in hungry.not_kept or "không mở được" in hungry.not_kept


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    path = written_by_openpyxl(tmp_path / "a.xlsx")
    with pytest.raises(HomeError, match="không ghi được"):
        answer(path, path / "below a file", finding("B3"))


def test_a_mended_workbook_comes_back_and_is_accepted(fill: Fill, edit: Edit, read: Read, tmp_path: Path) -> None:
    clean = fill()

    def spoil(book: Any) -> None:
        book["Kiểm tra"]["E7"] = "năm cơ sở"
        book["Kiểm tra"]["J7"] = 9

    bad = edit(clean, spoil)
    first = read(bad)
    assert first.rows["raw.reports"][0]["state"] == "returned"
    made = answer(bad, tmp_path / "out", *first.rows["raw.findings"])
    assert made.not_kept == ""
    same = read(made.path)
    assert [f["message_vi"] for f in same.rows["raw.findings"]] == [f["message_vi"] for f in first.rows["raw.findings"]]
    assert ANSWER_SHEET not in {row["sheet"] for row in same.rows["raw.cells"]}

    def mend(book: Any) -> None:
        book["Kiểm tra"]["E7"] = 5
        book["Kiểm tra"]["J7"] = 1

    mended = read(edit(made.path, mend))
    assert mended.rows["raw.reports"][0]["state"] == "accepted"
    lines = [{**line, "submission_id": "", "line_id": ""} for line in mended.rows["raw.inspection_lines"]]
    assert lines == [{**line, "submission_id": "", "line_id": ""} for line in read(clean).rows["raw.inspection_lines"]]


def test_our_own_form_keeps_all_but_the_marks(fill: Fill, tmp_path: Path) -> None:
    path = fill()
    places = [finding(cell, sheet="Kiểm tra") for cell in ("E7", "A12", "Q37")] + [finding("B16", sheet="Thông tin")]
    made = answer(path, tmp_path / "out", *places)
    before, after = path.read_bytes(), made.path.read_bytes()
    marked = frozenset({("Kiểm tra", c) for c in ("E7", "A12", "Q37")} | {("Thông tin", "B16")})
    seen = [
        everything(openpyxl.load_workbook(io.BytesIO(data)), but=ANSWER_SHEET, marked=marked)
        for data in (before, after)
    ]
    assert seen[0] == seen[1]
    old, new = parts(before), parts(after)
    assert {name for name in old if old[name] != new[name]} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip


def test_a_sheet_of_our_name_that_holds_figures_is_no_answer_of_ours(fill: Fill, edit: Edit, read: Read) -> None:
    def add(book: Any) -> None:
        sheet = book.create_sheet(ANSWER_SHEET)
        sheet["A1"], sheet["B2"] = "số vụ", 12

    parsed = read(edit(fill(), add))
    assert [f["rule"] for f in parsed.rows["raw.findings"] if f["severity"] == "error"] == ["unknown_sheet"]
