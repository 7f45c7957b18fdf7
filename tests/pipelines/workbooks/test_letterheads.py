"""A file that says nowhere behind a label whose it is, is recognised by its letterhead where one unit alone fits."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import parse_file
from tests.pipelines.workbooks import layout_files


def headed(*head: str, province: str = "") -> layout_files.LayoutFile:
    """The general 389 table below these lines, each in a row of its own."""
    file = layout_files.bang_389().copy()
    file.grid[5][2] = f"Tỉnh: {province}" if province else None
    file.grid[:3] = [[None, None, line, *[None] * (len(file.grid[3]) - 3)] for line in head]
    return file


def recognised(parsed: Any) -> tuple[str | None, set[str]]:
    (report,) = parsed.rows["raw.reports"]
    return report["reporter_id"], {found["rule"] for found in parsed.rows["raw.findings"]}


@pytest.mark.parametrize(
    ("head", "reporter_id"),
    [
        (["UBND PHƯỜNG HƯNG ĐẠO"], "11689"),
        (["ỦY BAN NHÂN DÂN\nPHƯỜNG HƯNG ĐẠO"], "11689"),
        (["ỦY BAN NHÂN DÂN", "PHƯỜNG HƯNG ĐẠO", "BAN CHỈ ĐẠO 389"], "11689"),
        (["UBND THÀNH PHỐ HẢI PHÒNG", "UBND PHƯỜNG TỨ MINH"], "10891"),
        (["UBND PHƯỜNG TỨ MINH, THÀNH PHỐ HẢI PHÒNG"], "10891"),
        (["UBND PHƯỜNG TỨ MINH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "THÀNH PHỐ HẢI PHÒNG"], "10891"),
        (["UBND PHƯỜNG TỨ MINH", "Kính gửi: Sở Y tế", "Phường Hưng Đạo"], "10891"),
        (["UBND PHƯỜNG TỨ MINH", "Phường Hưng Đạo, ngày 20 tháng 10 năm 2026"], "10891"),
        (["UBND THÀNH PHỐ HẢI PHÒNG", "SỞ CÔNG THƯƠNG"], "31-SCT"),
    ],
)
def test_the_unit_of_the_letterhead_is_the_reporter(
    head: list[str], reporter_id: str, tmp_path: Path, read: Any
) -> None:
    found, rules = recognised(read(headed(*head).write(tmp_path / "a.xlsx")))
    # A ward named beside the letterhead, behind whom it is for or above the day, is asked about as ever.
    assert (found, rules - {"title_names_other"}) == (reporter_id, {"reporter_by_letterhead"})


@pytest.mark.parametrize(
    ("head", "province"),
    [
        (["UBND XÃ TÂN THÀNH"], ""),
        (["UBND PHƯỜNG TỨ MINH", "UBND PHƯỜNG HƯNG ĐẠO"], "Thành phố Hải Phòng"),
        (["UBND PHƯỜNG TỨ MINH", "TRẠM Y TẾ"], "Thành phố Hải Phòng"),
        (["UBND PHƯỜNG TỨ MINH", "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ"], "Thành phố Hải Phòng"),
        (["CÔNG AN PHƯỜNG TỨ MINH"], "Thành phố Hải Phòng"),
        (["UBND PHƯỜNG TỨ MINH"], "Đồng Tháp"),
        (["UBND PHƯỜNG TỨ MINH", "UBND TỈNH ĐỒNG THÁP", "UBND TỈNH TÂY NINH"], ""),
        (["SỞ CÔNG THƯƠNG"], ""),
        (["Kính gửi: UBND phường Tứ Minh"], "Thành phố Hải Phòng"),
        (["Phường văn hóa, xã hội hóa y tế"], "Thành phố Hải Phòng"),
        (["BAN CHỈ ĐẠO 389"], "Thành phố Hải Phòng"),
    ],
)
def test_a_letterhead_that_may_mean_more_or_other_than_one_unit_is_asked_about(
    head: list[str], province: str, tmp_path: Path, read: Any
) -> None:
    parsed = read(headed(*head, province=province).write(tmp_path / "a.xlsx"))
    assert recognised(parsed) == (None, {"reporter_unknown"})
    (finding,) = parsed.rows["raw.findings"]
    assert "Đơn vị báo cáo: UBND" in finding["cure_vi"]


def two_sheets(tmp_path: Path) -> Path:
    """A department's table, and the same under the letterhead of another one."""
    file = layout_files.theo_dia_ban(["Phường Tứ Minh", "Phường Hưng Đạo", "Phường Thành Đông"])
    file.grid[0][0], file.grid[2] = "SỞ CÔNG THƯƠNG", [None] * len(file.grid[2])
    other = [list(row) for row in file.grid]
    other[0][0] = "SỞ Y TẾ"
    return file.write(tmp_path / "a.xlsx", {"Trang 2": other})


def test_each_sheet_that_is_a_report_has_the_author_of_its_own_letterhead(tmp_path: Path, read: Any) -> None:
    parsed = read(two_sheets(tmp_path))
    assert [report["reporter_id"] for report in parsed.rows["raw.reports"]] == ["31-SYT", "31-SCT"]


def test_sheets_of_one_report_with_letterheads_of_two_units_are_of_nobody(
    tmp_path: Path, context: ReadingContext
) -> None:
    layouts = tuple(replace(layout, reports="file") for layout in context.layouts)
    path = two_sheets(tmp_path)
    parsed = parse_file(path, file_name="a.xlsx", sha256="a" * 64, context=replace(context, layouts=layouts))
    reporter_id, rules = recognised(parsed)
    assert (reporter_id, "reporter_unknown" in rules) == (None, True)


def test_a_second_table_of_a_sheet_has_no_letterhead_of_the_first(tmp_path: Path, read: Any) -> None:
    file = headed("UBND PHƯỜNG TỨ MINH", province="Thành phố Hải Phòng")
    second = [list(row) for row in file.grid[1:]]
    file.grid += [["UBND phường Hưng Đạo", *[None] * (len(file.grid[3]) - 1)], *second]
    parsed = read(file.write(tmp_path / "a.xlsx"))
    assert [report["reporter_id"] for report in parsed.rows["raw.reports"]] == ["10891", None]


def test_what_stands_behind_a_label_wins_over_the_letterhead(tmp_path: Path, read: Any) -> None:
    parsed = read(
        headed("UBND PHƯỜNG TỨ MINH", "Đơn vị báo cáo: Phường Hưng Đạo, TP Hải Phòng").write(tmp_path / "a.xlsx")
    )
    assert recognised(parsed) == ("11689", {"title_names_other"})
