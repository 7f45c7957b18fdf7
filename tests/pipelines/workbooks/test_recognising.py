"""Whose report it is."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.intake import ParsedFile, parse_file


def report_of(parsed: ParsedFile) -> dict[str, Any]:
    return parsed.rows["raw.reports"][0]


def cover(**cells: Any) -> Any:
    def change(workbook: Any) -> None:
        for address, value in cells.items():
            workbook["Thông tin"][address] = value

    return change


def test_form_reporter_and_period_come_from_the_cover(fill: Any, read: Any, ward: Reporter) -> None:
    report = report_of(read(fill()))
    assert (report["form"], report["reporter_id"], report["period"]) == ("monthly", ward.reporter_id, "2026-10")
    assert report["document_number"] == "125/BC-UBND"
    assert report["signed_on"] == dt.date(2026, 10, 20)


@pytest.mark.parametrize("form", ["quick", "sign_off"])
def test_a_form_without_period_needs_none(form: str, fill: Any, read: Any) -> None:
    report = report_of(read(fill(form=form, period=None)))
    assert report["state"] == "accepted"
    assert report["form"] == form
    assert report["period"] is None


def test_without_a_code_the_exact_name_in_its_province_is_enough(
    fill: Any, edit: Any, read: Any, ward: Reporter
) -> None:
    report = report_of(read(edit(fill(), cover(B5=None))))
    assert report["reporter_id"] == ward.reporter_id


def test_without_code_and_province_a_person_decides(fill: Any, edit: Any, read: Any, ward: Reporter) -> None:
    report = report_of(read(edit(fill(), cover(B5=None, B7=None))))
    assert report["state"] == "unrecognised"
    assert report["reporter_id"] is None
    assert ward.reporter_id in report["reporter_candidates"]
    assert ward.name in report["reporter_text"]


def test_a_code_that_lost_its_zeros_in_a_number_cell_is_found(
    fill: Any, edit: Any, context: ReadingContext, ward: Reporter
) -> None:
    north = dataclasses.replace(ward, reporter_id="00367", name="Phường Bắc Minh Họa", ward_code="00367")
    wider = dataclasses.replace(context, reporters={**context.reporters, "00367": north})
    path = edit(fill(reporter=north), cover(B5=367))
    parsed = parse_file(path, file_name=path.name, sha256="0" * 64, context=wider)
    assert report_of(parsed)["reporter_id"] == "00367"


def test_an_agency_is_found_by_its_name_in_its_own_province(fill: Any, edit: Any, read: Any, agency: Reporter) -> None:
    report = report_of(read(edit(fill(reporter=agency), cover(B5=None))))
    assert report["reporter_id"] == agency.reporter_id


def test_code_and_name_of_two_units_wait_for_a_person(fill: Any, edit: Any, read: Any, ward: Reporter) -> None:
    report = report_of(read(edit(fill(), cover(B6="Sở Công Thương"))))
    assert report["state"] == "unrecognised"
    assert report["reporter_candidates"] == [ward.reporter_id, "31-SCT"]


@pytest.mark.parametrize("other", ["Xã Dliª Ya", "UBND Phường Không Có Thật", "X. Ea Drăng Bắc"])
def test_a_code_beside_the_name_of_a_ward_that_nobody_knows_waits_for_a_person(
    other: str, fill: Any, edit: Any, read: Any, ward: Reporter
) -> None:
    parsed = read(edit(fill(), cover(B6=other)))
    report = report_of(parsed)
    assert (report["state"], report["reporter_candidates"]) == ("unrecognised", [ward.reporter_id])
    assert "reporter_conflict" in {finding["rule"] for finding in parsed.rows["raw.findings"]}


@pytest.mark.parametrize("other", ["Đơn vị của tôi", "Văn phòng UBND", "garbled"])
def test_a_code_is_believed_beside_a_garbled_name_or_one_of_no_ward(
    other: str, fill: Any, edit: Any, read: Any, ward: Reporter
) -> None:
    name = ward.name[:-2] + "zqz" if other == "garbled" else other
    parsed = read(edit(fill(), cover(B6=name)))
    assert report_of(parsed)["reporter_id"] == ward.reporter_id
    assert "reporter_name_differs" in {finding["rule"] for finding in parsed.rows["raw.findings"]}


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2026-10", "2026-10"),
        ("Tháng 10/2026", "2026-10"),
        ("tháng 10 năm 2026", "2026-10"),
        (dt.date(2026, 10, 1), "2026-10"),
        ("Năm 2026", "2026"),
        (2026, "2026"),
    ],
)
def test_a_period_is_read_as_typed(typed: Any, period: str, fill: Any, edit: Any, read: Any) -> None:
    assert report_of(read(edit(fill(), cover(B9=typed))))["period"] == period


def test_a_month_without_a_year_is_that_of_the_period_the_form_was_made_for(
    fill: Any, edit: Any, read: Any, context: ReadingContext, ward: Reporter
) -> None:
    other = next(r for r in context.reporters.values() if r.ward_code and r != ward and r.province_code == "31")
    assert report_of(read(edit(fill(), cover(B9="Tháng 10"))))["period"] == "2026-10"
    assert report_of(read(edit(fill(), cover(B9="Tháng 9"))))["period"] is None
    borrowed = edit(fill(), cover(B9="Tháng 10", B5=other.reporter_id, B6=other.name))
    assert report_of(read(borrowed))["period"] is None


def test_a_form_and_a_round_are_known_by_the_short_words_that_people_use(fill: Any, edit: Any, read: Any) -> None:
    assert report_of(read(edit(fill(), cover(B8="BC tháng"))))["form"] == "monthly"
    assert report_of(read(edit(fill(), cover(B8="BC quý"))))["form"] is None


def test_an_unknown_period_leaves_the_lines_read(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), cover(B9="kỳ vừa rồi")))
    report = report_of(parsed)
    assert (report["state"], report["period"], report["period_text"]) == ("unrecognised", None, "kỳ vừa rồi")
    assert parsed.rows["raw.inspection_lines"]


def test_what_an_assignment_settles_is_no_error_of_the_file(fill: Any, edit: Any, read: Any) -> None:
    assert report_of(read(edit(fill(), cover(B9="kỳ vừa rồi"))))["error_count"] == 0


def test_labels_may_stand_in_other_rows_and_lose_their_brackets(fill: Any, edit: Any, read: Any) -> None:
    def move(workbook: Any) -> None:
        sheet = workbook["Thông tin"]
        sheet["A15"], sheet["A16"] = "Không phát sinh", "Đơn vị tiền:"
        sheet.insert_rows(1, 2)

    report = report_of(read(edit(fill(cover={"nil": True}, rows={}), move)))
    assert (report["state"], report["nil_signed"]) == ("accepted", True)


@pytest.mark.parametrize(
    ("code", "name", "province", "found"),
    [
        (None, "UBND P. Lê Chân", "Hải Phòng", "11383"),
        (None, "PHUONG LE CHAN", "31", "11383"),
        (None, "Phường Lê Chân, TP Hải Phòng", None, "11383"),
        (None, "Thị trấn Cát Bà", "Hải Phòng", "11914"),
        (11383.0, None, None, "11383"),
        ("11383", "Ủy ban nhân dân phường Lê Chân", "Hải Phòng", "11383"),
    ],
)
def test_a_reporter_is_found_by_code_or_by_its_name_as_people_write_it(
    code: Any, name: str | None, province: str | None, found: str, fill: Any, edit: Any, read: Any
) -> None:
    report = report_of(read(edit(fill(), cover(B5=code, B6=name, B7=province))))
    assert report["reporter_id"] == found


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("xa cam giang", ["10888", "10903"]),
        ("Trạm Y tế phường Lê Chân", ["11383"]),
        ("Phường Lê Chn", ["11383"]),
        ("Công ty Điện lực Lê Chân", None),
    ],
)
def test_what_is_not_certain_waits_with_its_candidates(
    name: str, candidates: list[str] | None, fill: Any, edit: Any, read: Any
) -> None:
    report = report_of(read(edit(fill(), cover(B5=None, B6=name))))
    assert (report["state"], report["reporter_id"]) == ("unrecognised", None)
    assert report["reporter_candidates"] == candidates


def test_a_code_against_several_possible_names_waits_with_all_of_them(fill: Any, edit: Any, read: Any) -> None:
    report = report_of(read(edit(fill(), cover(B5="11383", B6="xa cam giang"))))
    assert (report["reporter_id"], report["reporter_candidates"]) == (None, ["11383", "10888", "10903"])


def test_a_code_decides_between_names_that_are_equal_without_marks(fill: Any, edit: Any, read: Any) -> None:
    report = report_of(read(edit(fill(), cover(B5="10903", B6="XA CAM GIANG"))))
    assert report["reporter_id"] == "10903"


def test_form_and_period_come_from_the_title_where_the_answers_are_blank(fill: Any, edit: Any, read: Any) -> None:
    def title(workbook: Any) -> None:
        sheet = workbook["Thông tin"]
        sheet["B8"] = sheet["B9"] = None
        sheet["A2"] = "BÁO CÁO KẾT QUẢ THÁNG 10 NĂM 2026"

    report = report_of(read(edit(fill(), title)))
    assert (report["form"], report["period"], report["state"]) == ("monthly", "2026-10", "accepted")


def test_a_written_period_is_never_replaced_by_the_title(fill: Any, edit: Any, read: Any) -> None:
    report = report_of(read(edit(fill(), cover(B9="kỳ vừa rồi", A2="BÁO CÁO THÁNG 10 NĂM 2026"))))
    assert (report["period"], report["state"]) == (None, "unrecognised")


@pytest.mark.parametrize("typed", ["Quý III/2026", "6 tháng đầu năm 2026", "9 tháng năm 2026", "Q4 2026"])
def test_a_period_that_nobody_ordered_is_said_and_not_guessed(typed: str, fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), cover(B9=typed)))
    assert report_of(parsed)["period"] is None
    assert next(f["rule"] for f in parsed.rows["raw.findings"]) == "period_not_ordered"


def test_a_file_without_a_cover_still_says_its_period_in_a_title(fill: Any, edit: Any, read: Any) -> None:
    def change(workbook: Any) -> None:
        del workbook["Thông tin"]
        workbook["Kiểm tra"]["A1"] = "BÁO CÁO tháng 10 năm 2026"

    report = report_of(read(edit(fill(), change)))
    assert (report["state"], report["form"], report["period"]) == ("unrecognised", "monthly", "2026-10")


@pytest.mark.parametrize(
    "typed",
    [
        "Từ 15/9 đến 14/10",
        "từ ngày 15/9/2026 đến ngày 14/10/2026",
        "15/9-14/10/2026",
        "kỳ 15/9/2026 - 14/10/2026",
        "Tháng 10/2026 (15/9-14/10)",
        "Tháng 10 năm 2026 (từ 15/9/2026 đến 14/10/2026)",
    ],
)
def test_days_from_to_that_are_a_window_are_its_period(typed: str, fill: Any, edit: Any, read: Any) -> None:
    report = report_of(read(edit(fill(), cover(B9=typed))))
    assert (report["period"], report["state"], report["period_text"]) == ("2026-10", "accepted", typed)


@pytest.mark.parametrize(
    "typed",
    [
        "kỳ 25/9 - 24/10",
        "25/9/2026 - 24/10/2026",
        "01/10/2026 - 31/10/2026",
        "Từ 15/8 đến 14/9",
        "Tháng 9/2026 (từ 15/9/2026 đến 14/10/2026)",
    ],
)
def test_days_of_no_window_or_of_another_month_wait_for_a_person(typed: str, fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), cover(B9=typed)))
    report = report_of(parsed)
    assert (report["period"], report["state"], report["error_count"]) == (None, "unrecognised", 0)
    found = next(f for f in parsed.rows["raw.findings"] if f["rule"] == "period_window_unknown")
    assert (found["cell"], found["value"]) == ("B9", typed)
    assert "15/" in found["expected"]


def test_a_month_beside_days_that_are_not_its_window_is_taken_and_said(fill: Any, edit: Any, read: Any) -> None:
    parsed = read(edit(fill(), cover(B9="Tháng 10/2026 (01/10-31/10/2026)")))
    assert report_of(parsed)["period"] == "2026-10"
    found = next(f for f in parsed.rows["raw.findings"] if f["rule"] == "window_differs")
    assert found["expected"] == "kỳ 2026-10: 15/09/2026 đến 14/10/2026"


def test_days_without_a_year_mean_nothing_where_the_form_was_made_for_another(fill: Any, edit: Any, read: Any) -> None:
    def forget(workbook: Any) -> None:
        sheet = workbook["Thông tin"]
        sheet["B9"] = "Từ 15/9 đến 14/10"
        sheet["B19"] = None

    assert report_of(read(edit(fill(), forget)))["state"] == "unrecognised"
    parsed = read(edit(fill(period="2026-11"), cover(B9="Từ 15/9 đến 14/10")))
    assert report_of(parsed)["period"] is None


def test_a_year_has_the_window_that_its_directive_gives_it(
    fill: Any, edit: Any, read: Any, context: ReadingContext
) -> None:
    theirs = next(r for r in context.reporters.values() if r.ward_code and r.province_code == "82")
    path = fill(form="yearly", period="2026", reporter=theirs)
    for typed in ("01/10/2025 - 30/9/2026", "từ 12/01/2026 đến 30/9/2026"):
        assert report_of(read(edit(path, cover(B9=typed))))["period"] == "2026"
    assert report_of(read(edit(path, cover(B9="01/01/2026 - 31/12/2026"))))["period"] is None


@pytest.mark.parametrize(
    ("typed", "state", "content"),
    [
        ("Không phát sinh", "accepted", "nil"),
        ("KHÔNG PHÁT SINH.", "accepted", "nil"),
        ("trong kỳ không phát sinh", "accepted", "nil"),
        ("có phát sinh", "returned", None),
        ("Không", "returned", "empty"),
    ],
)
def test_the_words_of_the_nil_mark_are_the_mark(
    typed: str, state: str, content: str | None, fill: Any, edit: Any, read: Any
) -> None:
    report = report_of(read(edit(fill(rows={}), cover(B15=typed))))
    assert (report["state"], report["content"]) == (state, content)


@pytest.mark.parametrize(
    ("beside", "content"),
    [("x", "nil"), ("X", "nil"), ("Đánh x khi trong kỳ không có số liệu nào", "empty"), ("?", "empty")],
)
def test_a_mark_over_the_hint_beside_its_box_is_the_mark(
    beside: str, content: str, fill: Any, edit: Any, read: Any
) -> None:
    assert report_of(read(edit(fill(rows={}), cover(C15=beside))))["content"] == content
