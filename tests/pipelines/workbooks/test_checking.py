"""The answer to a sender as text."""

import dataclasses
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.settings import CHECKOUT
from pipelines.workbooks.checking import check_files, file_text
from pipelines.workbooks.context import ReadingContext
from tests.pipelines.workbooks.conftest import Edit, Fill, Read


@pytest.fixture
def bad(fill: Fill, edit: Edit) -> Path:
    def spoil(book: Any) -> None:
        sheet = book["Kiểm tra"]
        sheet["E7"], sheet["K7"], sheet["J7"] = "năm", "sáu", 9

    return edit(fill(), spoil)


def test_all_findings_are_said_at_once_by_cure_and_errors_first(bad: Path, context: ReadingContext) -> None:
    report = check_files([bad], context)
    lines = report.text.splitlines()
    assert report.returned
    assert lines[0].startswith(f"{bad.name}: TRẢ LẠI, có số liệu")
    assert "Báo cáo tháng, kỳ 2026-10" in lines[1]
    groups = [line for line in lines if line.startswith("  ") and line.strip()[0].isdigit()]
    assert "Lỗi, phải sửa (2 chỗ): Ghi số nguyên" in groups[0]
    severities = [line.split(". ", 1)[1].split(":")[0].split(",")[0].split(" (")[0] for line in groups]
    assert severities == sorted(severities, key=["Lỗi", "Lưu ý", "Thông tin"].index)
    assert sum("ô E7" in line for line in lines) == 1
    assert "\x1b" not in report.text


def test_each_file_has_its_verdict_and_the_end_counts_them(bad: Path, fill: Fill, context: ReadingContext) -> None:
    good = fill()
    report = check_files([bad, good], context)
    assert f"{good.name}: CHẤP NHẬN" in report.text
    assert report.text.endswith("Tất cả 2 báo cáo: 1 chấp nhận, 1 trả lại.")
    assert not check_files([good], context).returned


def test_a_folder_means_its_files(bad: Path, fill: Fill, context: ReadingContext, tmp_path: Path) -> None:
    folder = tmp_path / "gửi"
    (folder / "xã").mkdir(parents=True)
    shutil.copy(bad, folder / "xã" / "a.xlsx")
    shutil.copy(fill(), folder / "b.xlsx")
    (folder / "~$b.xlsx").write_bytes(b"lock")
    (folder / ".hidden").write_bytes(b"x")
    seen: list[tuple[int, int]] = []
    report = check_files([folder], context, progress=lambda done, of: seen.append((done, of)))
    assert [line for line in report.text.splitlines() if line.startswith(("xã/a.xlsx: ", "b.xlsx: "))]
    assert "Tất cả 2 báo cáo" in report.text
    assert seen == [(1, 2), (2, 2)]


def test_what_is_not_there_is_said_and_the_rest_is_checked(fill: Fill, context: ReadingContext, tmp_path: Path) -> None:
    (tmp_path / "trống").mkdir()
    report = check_files([tmp_path / "đâu.xlsx", fill(), tmp_path / "trống"], context)
    assert "CHẤP NHẬN" in report.text
    assert [sentence.split(": ")[1] for sentence in report.missing] == [
        "không có tệp này. Kiểm tra lại đường dẫn.",
        "thư mục không có tệp nào.",
    ]


def test_several_reports_of_a_file_are_told_apart(bad: Path, fill: Fill, read: Read, context: ReadingContext) -> None:
    first, second = read(bad), read(fill())
    rows = {name: [*first.rows.get(name, []), *second.rows.get(name, [])] for name in first.rows}
    rows["raw.reports"][1]["report_no"] = 2
    text = file_text(dataclasses.replace(first, file_name="thư.eml/xã A.xlsx", rows=rows), context)
    assert text.startswith("thư.eml/xã A.xlsx: 2 báo cáo trong một tệp")
    assert text.index("Báo cáo 1/2: TRẢ LẠI") < text.index("ô E7") < text.index("Báo cáo 2/2: CHẤP NHẬN")


def test_annotated_workbooks_are_named_and_clean_files_get_none(
    bad: Path, fill: Fill, context: ReadingContext, tmp_path: Path
) -> None:
    text = check_files([bad, fill()], context, annotate_into=tmp_path / "ra").text
    made = tmp_path / "ra" / f"{bad.stem}.can-sua.xlsx"
    assert f"Tệp đã đánh dấu chỗ cần sửa: {made}" in text
    assert "Không có gì phải sửa" in text
    assert list((tmp_path / "ra").iterdir()) == [made]


@pytest.mark.slow
def test_checking_imports_neither_dagster_nor_great_expectations(bad: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['health389', 'check', sys.argv[1], '--annotate', sys.argv[2]]\n"
        "import health389\n"
        "try: health389.main()\n"
        "except SystemExit as ended: assert ended.code == 1, ended.code\n"
        "print({name.split('.')[0] for name in sys.modules} & "
        "{'dagster', 'great_expectations', 'streamlit', 'plotly', 'pandas', 'openpyxl'})"
    )
    command = [sys.executable, "-c", code, str(bad), str(tmp_path / "ra")]
    finished = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert finished.stdout.splitlines()[-1] == "set()"


@pytest.mark.slow
def test_files_in_a_zip_are_marked_too_under_their_own_names(
    bad: Path, fill: Fill, context: ReadingContext, tmp_path: Path
) -> None:
    outer = tmp_path / "gửi.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(bad, "xã/A.xlsx")
        archive.write(fill(), "xã/B.xlsx")
    text = check_files([outer], context, annotate_into=tmp_path / "ra").text
    assert "gửi.zip!/xã/A.xlsx: TRẢ LẠI" in text
    assert "gửi.zip!/xã/B.xlsx: CHẤP NHẬN" in text
    (made,) = (tmp_path / "ra").iterdir()
    assert made.name == "A.can-sua.xlsx"
    assert openpyxl.load_workbook(made).sheetnames[:2] == ["Lỗi cần sửa", "Thông tin"]
