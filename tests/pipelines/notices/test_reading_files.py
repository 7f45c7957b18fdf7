"""Notices from PDF, scans, Word, mail and pages; broken and hostile files are refused by name."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from pipelines.notices.model import ParsedNotice
from pipelines.notices.parsing import parse_notice
from pipelines.notices.reading import UnreadableNotice, read_notice
from pipelines.notices.reading_layout import Word, lines_of
from pipelines.notices.reading_scans import can_recognise
from pipelines.notices.reading_tables import CELL_MARK
from pipelines.sample.paper import Paper
from tests.pipelines.notices.worlds import reference

pytestmark = pytest.mark.slow

HEAD = (["BỘ Y TẾ", "CỤC QUẢN LÝ DƯỢC", "Số: 9184/QLD-MH", "V/v thu hồi thuốc không đạt", "tiêu chuẩn chất lượng"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
         "Hà Nội, ngày 31 tháng 3 năm 2026"])  # fmt: skip
COLUMNS = ["STT", "Tên thuốc", "Số đăng ký", "Số lô", "Ngày sản xuất", "Hạn dùng"]


def annex(rows: int) -> list[list[str]]:
    return [
        [str(n), f"Viên nén Minhocef {n} mg", f"893110{n:06d}", f"{n:04d}26", "01/02/2026", "01/02/2029"]
        for n in range(1, rows + 1)
    ]


def letter_as_pdf(rows: int) -> bytes:
    paper = Paper(footer="Công văn 9184/QLD-MH")
    paper.columns(*HEAD)
    paper.paragraph(
        "Cục Quản lý Dược thông báo thu hồi trên toàn quốc các thuốc vi phạm mức độ 2 có tên trong phụ lục kèm theo "
        "công văn này do Công ty Cổ phần Dược phẩm Minh Họa sản xuất vì không đạt chỉ tiêu Độ hòa tan."
    )
    paper.table([COLUMNS, *annex(rows)], [3, 9, 7, 4, 6, 6])
    paper.columns(["Nơi nhận:", "- Như trên;", "- Sở Y tế Hà Nội;", "- Lưu: VT, CL."], ["KT. CỤC TRƯỞNG", "Minh Họa"])
    return paper.pdf()


def as_docx(lines: list[str]) -> bytes:
    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        cells = line.split(CELL_MARK)
        if len(cells) > 1:
            rows.append(cells)
            continue
        if rows:
            table = document.add_table(len(rows), max(len(row) for row in rows))
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(at, column).text = cell
            rows = []
        if line:
            document.add_paragraph(line)
    return saved(document)


def saved(document: Any) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def facts(text: str) -> dict[str, Any]:
    """The fields of a notice, without where they stood."""
    parsed: ParsedNotice = parse_notice(text, file_name="a", reference=reference())
    products = tuple(
        replace(product, batches=tuple(replace(batch, raw="") for batch in product.batches))
        for product in parsed.products
    )
    return {**vars(replace(parsed, evidence=(), products=products)), "reason": " ".join((parsed.reason or "").split())}


def test_an_annex_over_many_pages_is_one_table() -> None:
    text = read_notice(letter_as_pdf(240), file_name="a.pdf").text
    lines = text.split("\n")
    assert lines[:7] == [*HEAD[0][:3], " ".join(HEAD[0][3:]), *HEAD[1]]
    table = [line for line in lines if CELL_MARK in line]
    assert table == [CELL_MARK.join(row) for row in [COLUMNS, *annex(240)]]
    assert "Sở Y tế Hà Nội" not in text
    assert not [line for line in lines if re.fullmatch(r"\d+|Công văn 9184/QLD-MH(?: \d+)?", line)]
    products = facts(text)["products"]
    assert len(products) == 240
    assert {(p.registration_number, p.batches[0].batch_number) for p in products} == {(r[2], r[3]) for r in annex(240)}


def test_the_raw_text_keeps_what_was_taken_out() -> None:
    read = read_notice(letter_as_pdf(3), file_name="a.pdf")
    assert "Sở Y tế Hà Nội" in read.raw
    assert "Sở Y tế Hà Nội" not in read.text


def test_words_of_a_document_that_libraries_leave_out_are_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Thu hồi thuốc Minhocef, SĐK: VD-20124-26")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(", bí mật").font.hidden = True
    inserted = OxmlElement("w:ins")
    run = paragraph.add_run(", số lô: 0526")
    paragraph._p.remove(run._r)
    inserted.append(run._r)
    paragraph._p.append(inserted)
    document.sections[0].header.paragraphs[0].text = "CỤC QUẢN LÝ DƯỢC"
    table = document.add_table(3, 3)
    for at, cells in enumerate([["Tên thuốc", "Số đăng ký", "Số lô"], ["Minhocef", "VD-1", "01"], ["", "", "02"]]):
        for column, cell in enumerate(cells):
            table.cell(at, column).text = cell
    for column in (0, 1):
        merged = table.cell(1, column).merge(table.cell(2, column))
        merged.text = merged.text.strip()
    control = OxmlElement("w:sdt")
    content = OxmlElement("w:sdtContent")
    inside = document.add_paragraph("Trong khung nội dung")
    content.append(inside._p)
    control.append(content)
    document.element.body.insert(0, control)
    assert read_notice(saved(document), file_name="a.docx").text.split("\n") == [
        "CỤC QUẢN LÝ DƯỢC",
        "Trong khung nội dung",
        "Thu hồi thuốc Minhocef, SĐK: VD-20124-26 ¹ , số lô: 0526",
        "Tên thuốc | Số đăng ký | Số lô",
        "Minhocef | VD-1 | 01",
        "Minhocef | VD-1 | 02",
    ]
    assert qn("w:ins") == inserted.tag


def test_a_merged_cell_of_a_page_stands_in_every_row_and_a_split_word_is_whole() -> None:
    page = (
        "<html><body><form><p>Thu hồi</p><table><tr><th>Tên thuốc</th><th>Số đăng ký</th><th>Số lô</th></tr>"
        "<tr><td rowspan=2>Minh<b>oc</b>ef</td><td rowspan=2>VD-<i>20124</i>-26<sup>[1]</sup></td><td>01</td></tr>"
        f"<tr><td>02</td></tr></table><p>{'x ' * 300}</p></form></body></html>"
    )
    lines = read_notice(page.encode(), file_name="a.html").text.split("\n")
    assert lines[:4] == [
        "Thu hồi",
        "Tên thuốc | Số đăng ký | Số lô",
        "Minhocef | VD-20124-26 ¹ | 01",
        "Minhocef | VD-20124-26 ¹ | 02",
    ]


def test_only_the_part_of_a_page_that_holds_its_words_is_read() -> None:
    page = "<html><body><h1>Công văn 92/QLD-MH</h1><div class=c>Thu hồi</div><div>Tin khác: VD-9</div></body></html>"
    assert read_notice(page.encode(), file_name="a.html", within=".c").text == "Công văn 92/QLD-MH\nThu hồi"
    with pytest.raises(UnreadableNotice, match="không có phần"):
        read_notice(page.encode(), file_name="a.html", within=".khac")


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(300 * 1024 * 1024))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "made", "rule"),
    [
        ("a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "notice_broken"),
        ("a.pdf", lambda: b"khong phai PDF", "notice_broken"),
        ("a.docx", lambda: truncated(as_docx(["Thu hồi"])), "notice_broken"),
        ("a.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "notice_encrypted"),
        ("a.docx", bomb, "notice_unreadable"),
        ("a.eml", lambda: b"khong phai thu\n", "notice_broken"),
        ("a.doc", lambda: b"x", "notice_unreadable"),
        ("a.png", lambda: b"\x89PNG hong", "notice_broken"),
        ("a.pdf", lambda: Paper().pdf(), "notice_unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, made: Callable[[], bytes], rule: str) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        read_notice(made(), file_name=name)
    assert refused.value.rule == rule


@pytest.mark.slow
@pytest.mark.skipif(
    not can_recognise() and os.environ.get("CI") != "true", reason="tesseract with Vietnamese is not installed"
)
def test_a_scan_is_recognised_and_says_so(tmp_path: Path) -> None:
    text = read_notice(scan(tmp_path), file_name="quet.pdf")
    assert text.by_ocr
    assert text.remarks == (("notice_by_ocr", "1/1 trang"),)
    found = facts(text.text)
    assert (found["document_number"], found["level"]) == ("9184/QLD-MH", 2)
    assert found["products"][0].batches[0].batch_number == "070423"


@pytest.mark.skipif(
    not can_recognise() and os.environ.get("CI") != "true", reason="tesseract with Vietnamese is not installed"
)
@pytest.mark.parametrize("kind", ["png", "jpg", "tif"])
def test_a_picture_of_a_page_is_recognised_as_a_scan_is(tmp_path: Path, kind: str) -> None:
    kept = io.BytesIO()
    with Image.open(drawn(tmp_path, LETTER)) as image:
        image.convert("L").resize((2480, 1800)).save(kept, {"jpg": "JPEG", "tif": "TIFF"}.get(kind, kind.upper()))
    text = read_notice(kept.getvalue(), file_name=f"quet.{kind}")
    assert text.remarks == (("notice_by_ocr", "1/1 trang"),)
    assert facts(text.text)["products"][0].batches[0].batch_number == "070423"


def test_a_scan_without_the_program_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = scan(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    can_recognise.cache_clear()
    try:
        with pytest.raises(UnreadableNotice) as refused:
            read_notice(content, file_name="quet.pdf")
        assert refused.value.rule == "notice_without_ocr"
    finally:
        monkeypatch.undo()
        can_recognise.cache_clear()


@pytest.mark.skipif(
    not can_recognise() and os.environ.get("CI") != "true", reason="tesseract with Vietnamese is not installed"
)
@pytest.mark.parametrize("tilt", [0.0, 0.6, -1.0])
def test_numbers_that_stand_alone_in_a_scan_are_no_footnotes(tmp_path: Path, tilt: float) -> None:
    text = read_notice(scan(tmp_path, FREE_STANDING, tilt), file_name="quet.pdf")
    found = facts(text.text)
    assert (found["document_number"], str(found["issued_on"]), found["level"]) == ("9185/QĐ-QLD", "2026-11-02", 2)
    (product,) = found["products"]
    assert product.registration_number == "893110702024"
    assert [batch.batch_number for batch in product.batches] == ["702126", "702226"]


def test_a_recognised_digit_is_raised_only_where_its_lower_edge_hangs_beside_the_word_it_marks() -> None:
    def line(*words: tuple[str, float, float, float]) -> str:
        """Words of their text, left edge, upper and lower edge."""
        (one,) = lines_of([Word(text, x, x + 6 * len(text), top, low, is_ink=True) for text, x, top, low in words], 0)
        return one.text

    # As wide letters are: `ngày` from its accent to below the line, digits from their top to the line.
    assert line(("(Hiệp,", 0, 0, 13), ("02", 38, 3, 10), ("tháng", 52, 1, 13)) == "(Hiệp, 02 tháng"
    assert line(("ngày", 0, 1, 13), ("02", 25, 3, 10)) == "ngày 02"
    assert line(("ngày", 0, 1, 13), ("2026", 25, 0, 5)) == "ngày 2026"
    assert line(("Ấp", 0, 0, 13), ("1", 30, 0, 5)) == "Ấp 1"
    assert line(("1", 0, 0, 5), ("Ấp", 8, 0, 13)) == "1 Ấp"
    assert line(("m", 0, 3, 10), ("2", 7, 0, 5), ("và", 15, 1, 10)) == "m ² và"


FREE_STANDING = (
    "<p>Số: 9185/QĐ-QLD</p><p>Hà Nội, ngày 02 tháng 11 năm 2026</p><p>QUYẾT ĐỊNH</p><p>Về việc thu hồi thuốc vi phạm "
    "mức độ 2</p><p>Điều 1. Thu hồi trên toàn quốc thuốc Viên nén Minhocef 10, Số GĐKLH 893110702024, Số lô 702126 và "
    "702226 do Công ty Cổ phần Dược phẩm Minh Họa sản xuất.</p>"
)


LETTER = (
    "<p>Số: 9184/QLD-MH</p><p>Hà Nội, ngày 31 tháng 3 "
    "năm 2026</p><p>Cục Quản lý Dược thông báo thu hồi trên toàn quốc thuốc vi phạm mức độ 2: Viên nén Minhocef, "
    "SĐK: VD-20124-26, Số lô: 070423, NSX: 07/04/2023, HD: 07/04/2026 do Công ty Dược phẩm Minh Họa sản xuất.</p>"
)


def scan(folder: Path, words: str = LETTER, tilt: float = 0.0) -> bytes:
    """A page that is a picture, as a scanner makes it: nothing but pixels in a PDF."""
    kept = io.BytesIO()
    with Image.open(drawn(folder, words)) as image:
        image.convert("L").resize((2480, 1800)).rotate(tilt, fillcolor=255).save(kept, "PDF", resolution=300.0)
    return kept.getvalue()


def drawn(folder: Path, words: str) -> Path:
    """A page drawn by chromium as a picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    page = folder / "trang.html"
    page.write_text(
        f"<html><body style='font:22px serif;width:900px;margin:60px'>{words}</body></html>",
        "utf-8",
    )
    picture = folder / "trang.png"
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'nguoi'}",
        "--hide-scrollbars",
    ]
    command = [chromium, *options, f"--screenshot={picture}", "--window-size=1240,900", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return picture


def test_a_number_cut_at_the_edge_of_its_cell_is_whole_and_said_but_numbers_below_each_other_stay_apart() -> None:
    paper = Paper()
    heading = ["Tên thuốc", "Số đăng ký", "Số lô"]
    paper.table([heading, ["Minhocef 1", "893110995323", "120525"]], [30, 4, 2.4])
    cut = read_notice(paper.pdf(), file_name="a.pdf")
    assert cut.text.split("\n")[1] == "Minhocef 1 | 893110995323 | 120525"
    assert cut.remarks == (
        ("notice_cut_cells", "893110995323"),
        ("notice_doubtful_cells", "120525 (hoặc 120; 525)"),
    )
    assert cut.doubted == ("120525",)
    paper = Paper()
    paper.table([heading, ["Minhocef 1", "VD-1-26", "120525 130525"], ["Minhocef 2", "VD-2-26", "140525"]], [9, 6, 3])
    apart = read_notice(paper.pdf(), file_name="a.pdf")
    assert "120525; 130525" in apart.text
    assert apart.remarks == ()
