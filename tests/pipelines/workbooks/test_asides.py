"""What stands beside the answers of a cover and over a table is held against them."""

import datetime as dt
from typing import Any

import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.intake import ParsedFile
from tests.pipelines.workbooks import layout_files


def put(sheet: str, **cells: Any) -> Any:
    def change(workbook: Any) -> None:
        for cell, value in cells.items():
            workbook[sheet][cell] = value

    return change


def said(parsed: ParsedFile, rule: str) -> list[tuple[str, str, str]]:
    return [(f["sheet"], f["cell"], f["value"]) for f in parsed.rows["raw.findings"] if f["rule"] == rule]


def rules(parsed: ParsedFile) -> set[str]:
    return {found["rule"] for found in parsed.rows["raw.findings"] if found["severity"] != "info"}


@pytest.fixture
def other(context: ReadingContext, ward: Reporter) -> Reporter:
    return next(
        r for r in context.reporters.values() if r.name == "Phường Hải Dương" and r.province_code == ward.province_code
    )


@pytest.mark.parametrize(
    "words",
    [
        "UBND {name}",
        "ỦY BAN NHÂN DÂN {NAME}",
        "BÁO CÁO KẾT QUẢ KIỂM TRA CỦA {NAME} THÁNG 10/2026",
        "Đơn vị: {name}",
        "Trạm Y tế {name}",
        "UBND P. Hải Dương",
        "UBND PHUONG HAI DUONG",
        "{name} · Thành phố Hải Phòng · Báo cáo tháng · Tháng 10/2026",
    ],
)
@pytest.mark.parametrize(("sheet", "cell"), [("Kiểm tra", "A1"), ("Vụ việc", "A2"), ("Thông tin", "A2")])
def test_a_title_of_another_ward_is_said(
    words: str, sheet: str, cell: str, fill: Any, edit: Any, read: Any, other: Reporter
) -> None:
    text = words.format(name=other.name, NAME=other.name.upper())
    parsed = read(edit(fill(), put(sheet, **{cell: text})))
    ((place, at, name),) = said(parsed, "title_names_other")
    assert (place, at) == (sheet, cell)
    assert "h" in name.casefold()
    assert parsed.rows["raw.reports"][0]["state"] == "accepted_with_warnings"


@pytest.mark.parametrize(
    "words",
    [
        "UBND {name}",
        "TRẠM Y TẾ {NAME}",
        "PHÒNG VĂN HÓA - XÃ HỘI {NAME}",
        "UBND P. {rest}",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ Y TẾ HẢI PHÒNG",
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
        "Báo cáo của các xã, phường, đặc khu trên địa bàn thành phố",
        "Kính gửi: Sở Y tế",
        "UBND phường Bình Hàn",
    ],
)
def test_a_title_of_the_ward_itself_or_of_those_above_it_is_fine(
    words: str, fill: Any, edit: Any, read: Any, ward: Reporter
) -> None:
    text = words.format(name=ward.name, NAME=ward.name.upper(), rest=ward.name.partition(" ")[2])
    for sheet in ("Kiểm tra", "Thông tin"):
        assert rules(read(edit(fill(), put(sheet, A1=text)))) == set()


def test_a_ward_that_bears_the_name_of_an_agency_is_asked(fill: Any, edit: Any, read: Any, agency: Reporter) -> None:
    parsed = read(edit(fill(), put("Kiểm tra", A1="SỞ CÔNG THƯƠNG THÀNH PHỐ HẢI PHÒNG")))
    assert said(parsed, "title_names_other") == [("Kiểm tra", "A1", "SỞ CÔNG THƯƠNG THÀNH PHỐ HẢI PHÒNG")]
    own = read(edit(fill(reporter=agency), put("Kiểm tra", A1="SỞ CÔNG THƯƠNG THÀNH PHỐ HẢI PHÒNG")))
    assert rules(own) == set()


def test_an_agency_may_name_the_wards_it_reports_of_but_not_bear_the_name_of_one(
    fill: Any, edit: Any, read: Any, agency: Reporter, other: Reporter
) -> None:
    about = put("Kiểm tra", A1=f"Kết quả kiểm tra trên địa bàn {other.name}")
    assert rules(read(edit(fill(reporter=agency), about))) == set()
    bears = read(edit(fill(reporter=agency), put("Kiểm tra", A1=f"UBND {other.name}")))
    assert said(bears, "title_names_other")


def test_an_agency_stands_below_the_one_in_its_letterhead(
    fill: Any, edit: Any, read: Any, context: ReadingContext
) -> None:
    below = context.reporters["82-QLTT"]

    def letterhead(workbook: Any) -> None:
        workbook["Kiểm tra"]["A1"] = "SỞ CÔNG THƯƠNG TỈNH ĐỒNG THÁP"
        workbook["Kiểm tra"]["A2"] = below.name.upper()

    yearly = fill(form="yearly", period="2026", reporter=below)
    assert "title_names_other" not in rules(read(edit(yearly, letterhead)))


def test_a_ward_that_signs_for_another_is_asked(
    fill: Any, edit: Any, read: Any, ward: Reporter, other: Reporter
) -> None:
    parsed = read(edit(fill(), put("Kiểm tra", A40=f"TM. UBND {other.name.upper()}")))
    assert said(parsed, "title_names_other") == [("Kiểm tra", "A40", other.name.upper())]
    assert rules(read(edit(fill(), put("Kiểm tra", A40=f"TM. UBND {ward.name.upper()}")))) == set()
    assert rules(read(edit(fill(), put("Kiểm tra", A40=f"Nơi nhận: UBND {other.name}")))) == set()


def test_a_sheet_named_after_another_ward_or_month_is_asked(fill: Any, edit: Any, read: Any, other: Reporter) -> None:
    for name, rule in (
        (other.name, "title_names_other"),
        ("Kiểm tra T9", "title_differs"),
        ("Tháng 9", "title_differs"),
    ):
        parsed = read(edit(fill(), lambda w, name=name: setattr(w["Kiểm tra"], "title", name)))
        assert [place[:2] for place in said(parsed, rule)] == [(name, "A1")]
    assert rules(read(edit(fill(), lambda w: setattr(w["Kiểm tra"], "title", "Kiểm tra T10")))) == set()


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Số liệu tháng 9/2026", "title_differs"),
        ("THÁNG 9", "title_differs"),
        ("T9/2026", "title_differs"),
        ("BÁO CÁO QUÝ III NĂM 2026", "title_differs"),
        ("Số liệu 9 tháng đầu năm 2026", "title_differs"),
        ("(Từ 15/8 đến 14/9)", "window_differs"),
        ("Số liệu từ 15/8/2026 đến 14/9/2026", "window_differs"),
        ("Kỳ: 25/9 - 24/10/2026", "window_differs"),
        ("Số liệu tính từ 01/01/2026 đến 14/10/2026", "window_differs"),
    ],
)
@pytest.mark.parametrize("sheet", ["Kiểm tra", "Thông tin"])
def test_a_title_of_another_period_is_said(title: str, rule: str, sheet: str, fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put(sheet, A3=title)))
    assert [place[:2] for place in said(parsed, rule)] == [(sheet, "A3")]
    report = parsed.rows["raw.reports"][0]
    assert report["period"] == "2026-10"
    assert report["state"] != "accepted"


@pytest.mark.parametrize(
    "title",
    [
        "Từ ngày 15/9/2026 đến ngày 14/10/2026",
        "(Từ 15/9 đến 14/10)",
        "BÁO CÁO THÁNG 10 NĂM 2026",
        "Tháng 10",
        "Hải Phòng, ngày 20 tháng 11 năm 2026",
        "Hải Phòng, ngày 05 tháng 11 năm 2026",
        "Theo Kế hoạch số 31/KH-UBND ngày 15/9/2026",
        "Thực hiện Chỉ thị tháng 5 của Thủ tướng",
        "Biểu số 3",
        "Kỳ báo cáo này không thay đổi",
    ],
)
def test_a_title_of_the_period_or_of_none_is_fine(title: str, fill: Any, edit: Any, read: Any) -> None:
    for sheet in ("Kiểm tra", "Thông tin"):
        assert rules(read(edit(fill(), put(sheet, A3=title)))) == set()


def test_the_cover_that_says_its_figures_are_cumulative_returns_the_file(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put("Thông tin", A20="Số liệu lũy kế từ đầu năm")))
    assert said(parsed, "row_of_other_meaning") == [("Thông tin", "A20", "Số liệu lũy kế từ đầu năm")]
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


def test_a_second_answer_is_said_with_its_cell(fill: Any, edit: Any, read: Any, other: Reporter) -> None:
    second = put("Thông tin", A20="Tên đơn vị", B20=other.name, A21="Kỳ báo cáo", B21="Tháng 9/2026")
    parsed = read(edit(fill(), second))
    places = [("Thông tin", "B20", other.name), ("Thông tin", "B21", "Tháng 9/2026")]
    assert said(parsed, "cover_said_twice") == places
    again = put("Thông tin", A20="Kỳ báo cáo", B20="Tháng 10/2026", A21="Điện thoại", B21="0225123456")
    assert rules(read(edit(fill(), again))) == set()


def test_a_province_that_is_not_that_of_the_unit_is_said(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put("Thông tin", B7="Tỉnh Đồng Tháp")))
    assert said(parsed, "province_differs") == [("Thông tin", "B7", "Tỉnh Đồng Tháp")]
    for name in ("Hải Phòng", "TP. HẢI PHÒNG", None, "31", "Tỉnh cũ"):
        assert rules(read(edit(fill(), put("Thông tin", B7=name)))) == set()


@pytest.mark.parametrize(
    ("signed", "fits"),
    [
        (dt.date(2026, 10, 20), True),
        (dt.date(2026, 9, 15), True),
        (dt.date(2027, 3, 1), True),
        (dt.date(2026, 9, 14), False),
        (dt.date(2025, 10, 20), False),
        (dt.date(2028, 1, 1), False),
    ],
)
def test_a_day_of_signing_fits_the_period(signed: dt.date, fits: bool, fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), put("Thông tin", B11=signed)))
    assert ("signed_outside_period" in rules(parsed)) is not fits


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("(Số liệu từ 15/8/2026 đến 14/9/2026)", "window_differs"),
        ("UBND PHƯỜNG HẢI DƯƠNG", "title_names_other"),
        ("BAN CHỈ ĐẠO 389", None),
        ("(Từ 15/9/2026 đến 14/10/2026)", None),
        ("SỞ CÔNG THƯƠNG HẢI PHÒNG", None),
    ],
)
def test_the_titles_of_a_foreign_table_are_held_against_what_was_recognised(
    title: str, rule: str | None, read: Any, tmp_path: Any
) -> None:
    file = layout_files.bang_389().copy()
    file.grid[0][2] = title
    parsed = read(file.write(tmp_path / "bang.xlsx"))
    assert parsed.rows["raw.reports"][0]["reporter_id"] == "31-SCT"
    about = {"window_differs", "title_names_other", "title_differs"} & rules(parsed)
    assert about == ({rule} if rule else set())
