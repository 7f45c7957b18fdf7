"""Files of others are read by their layout, each figure in its place."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import ReferenceDataError
from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.layouts import parse_layout
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.test_rules import rules_of


def report_of(parsed: Any) -> dict[str, Any]:
    (report,) = parsed.rows["raw.reports"]
    return dict(report)


def figures_of(parsed: Any) -> dict[tuple[Any, ...], float]:
    rows = parsed.rows.get("raw.indicators", ())
    return {(f["section"], f["label"], f["unit"], f["measure"]): f["value"] for f in rows}


def test_bieu_3_gives_every_figure_by_label_unit_and_column(tmp_path: Path, read: Any) -> None:
    parsed = read(layout_files.bieu_3().write(tmp_path / "a.xlsx"))
    report, figures = report_of(parsed), figures_of(parsed)
    assert (report["layout"], report["reporter_id"], report["form"], report["period"]) == (
        "bieu_3_bct/1", "31-SCT", "yearly", "2026",
    )  # fmt: skip
    assert report["state"] == "accepted_with_warnings", parsed.rows["raw.findings"]
    assert rules_of(parsed) == {"missing_row"}
    assert figures[None, "Số mẫu lấy kiểm tra chất lượng", "Mẫu", "Thuốc nhập khẩu"] == 20
    level_2 = "Thuốc không đạt chất lượng vi phạm mức độ 2"
    assert (figures[None, level_2, "Mẫu", "Tổng số"], figures[None, level_2, "%", "Tổng số"]) == (2, 2)
    assert figures[None, "Tỷ lệ mẫu không đạt trên tổng số mẫu lấy", "%", "Tổng số"] == 5
    assert len(figures) == 9 * 6 + 2


def test_the_commune_form_tells_equal_labels_apart_by_their_section(tmp_path: Path, read: Any, ward: Reporter) -> None:
    parsed = read(layout_files.attp(ward.name, ward.reporter_id).write(tmp_path / "a.xlsx"))
    report, figures = report_of(parsed), figures_of(parsed)
    assert (report["layout"], report["reporter_id"], report["period"]) == ("attp_xa/1", ward.reporter_id, "2026")
    sxcb = "Sản xuất, chế biến thực phẩm"
    assert figures["Cơ sở sản xuất, kinh doanh", sxcb, "Cơ sở", "Số liệu trong kỳ"] == 3
    assert figures["Cơ sở được cấp giấy chứng nhận", sxcb, "Cơ sở", "Lũy kế từ đầu năm"] == 2
    assert rules_of(parsed) == {"missing_row"}
    assert len(figures) == 18


def test_the_general_389_table_gives_lines_and_indicators(tmp_path: Path, read: Any) -> None:
    parsed = read(layout_files.bang_389().write(tmp_path / "a.xlsx"))
    report = report_of(parsed)
    assert (report["layout"], report["reporter_id"], report["form"], report["period"]) == (
        "bang_389/1", "31-SCT", "monthly", "2026-10",
    )  # fmt: skip
    assert report["state"] == "accepted", parsed.rows["raw.findings"]
    first, second = parsed.rows["raw.inspection_lines"]
    assert (first["criminal_cases"], first["criminal_persons"], first["administrative_cases"]) == (1, 2, 6)
    assert (first["fines_vnd"], first["goods_value_vnd"], second["fines_vnd"]) == (150_000_000, 300_500_000, 61_000_000)
    assert figures_of(parsed)[None, "Công an", None, "Phạt bổ sung, truy thu thuế"] == 20_000_000
    assert figures_of(parsed)[None, "Quản lý thị trường", None, "Số vụ kiểm tra"] == 30


def test_a_departments_table_places_its_lines_in_wards(tmp_path: Path, read: Any, context: ReadingContext) -> None:
    wards = list(context.wards["31"])[:3]
    parsed = read(layout_files.theo_dia_ban(wards).write(tmp_path / "a.xlsx"))
    assert report_of(parsed)["state"] == "accepted", parsed.rows["raw.findings"]
    lines = parsed.rows["raw.inspection_lines"]
    assert [line["place_ward_code"] for line in lines] == [context.wards["31"][ward] for ward in wards]
    assert [line["establishments_inspected"] for line in lines] == [10, 20, 30]
    assert [line["category"] for line in lines] == ["medicine"] * 3


def test_a_reporter_whose_name_says_dong_has_its_amounts_read_in_the_unit_of_the_table(
    tmp_path: Path, read: Any
) -> None:
    file = layout_files.bang_389("UBND Xã Đồng Sơn, tỉnh Đồng Tháp", "28660")
    file.grid[5][2] = "Tỉnh: Đồng Tháp"
    parsed = read(file.write(tmp_path / "a.xlsx"))
    assert "money_units_conflict" not in rules_of(parsed)
    assert [line["fines_vnd"] for line in parsed.rows["raw.inspection_lines"]] == [150_000_000, 61_000_000]


@pytest.mark.parametrize(
    ("without", "missing"),
    [((4,), set()), ((5,), set()), ((4, 5), {"missing_column"})],
    ids=["cases", "places", "both"],
)
def test_of_two_columns_that_stand_for_each_other_one_is_enough(
    without: tuple[int, ...], missing: set[str], tmp_path: Path, read: Any
) -> None:
    changed = layout_files.bang_389().copy()
    del changed.grid[8]  # the numbers of the columns
    changed.grid = [[value for at, value in enumerate(row) if at not in without] for row in changed.grid]
    assert rules_of(read(changed.write(tmp_path / "a.xlsx"))) == missing


def food(fined: Any, amount: Any, *, label: str = "Số tiền phạt", unit: Any = "Đồng") -> layout_files.LayoutFile:
    """A food-safety form without the optional column, with its rows of fines."""
    file = layout_files.attp("Phường Thành Đông", "10507").copy()
    file.grid += [[3, "Số cơ sở bị phạt tiền", "Cơ sở", fined, None, None], [4, label, unit, amount, None, None]]
    file.grid = [[*row[:4], row[5]] for row in file.grid]
    return file


@pytest.mark.parametrize(
    ("fined", "amount", "is_asked"),
    [
        (2, 16, True), (1, 15, True), (2, 90_000, True), (2, 100_000, False), (None, 16_000_000, False), (0, 0, False),
        (2, 16_000_000, False), (2, 16_000_000_000, True), (None, 49_999, True), (2, "16 triệu", False),
    ],
)  # fmt: skip
def test_a_fine_that_no_law_knows_is_asked_about(
    fined: Any, amount: Any, is_asked: bool, tmp_path: Path, read: Any
) -> None:
    parsed = read(food(fined, amount).write(tmp_path / "a.xlsx"))
    asked = [found["cell"] for found in parsed.rows["raw.findings"] if found["rule"] == "amount_out_of_range"]
    assert asked == (["D23"] if is_asked else [])
    assert rules_of(parsed) - {"amount_out_of_range"} == {"missing_row"}


@pytest.mark.parametrize(
    ("label", "unit", "amount", "dong"),
    [
        ("Số tiền phạt", "Triệu đồng", 11, 11_000_000),
        ("Số tiền phạt", "triệu", "11,5", 11_500_000),
        ("Số tiền phạt", "Nghìn đồng", 11_000, 11_000_000),
        ("Số tiền phạt", "1.000đ", 11_000, 11_000_000),
        ("Số tiền phạt", "VNĐ", 11_000_000, 11_000_000),
        ("Số tiền phạt (triệu đồng)", None, 11, 11_000_000),
        ("Số tiền phạt (triệu đồng)", "Triệu đồng", 11, 11_000_000),
        ("Số tiền phạt", None, 11_000_000, 11_000_000),
        ("Số tiền phạt (triệu đồng)", "Đồng", 11, None),
        ("Số tiền phạt", "Vụ", 11, None),
        ("Số vụ phạt", "Triệu đồng", 11, None),
        ("Số cơ sở vi phạm", "Triệu đồng", 11, None),
    ],
)
def test_the_unit_of_money_that_a_row_is_written_in_is_used(
    label: str, unit: Any, amount: Any, dong: int | None, tmp_path: Path, read: Any
) -> None:
    parsed = read(food(2, amount, label=label, unit=unit).write(tmp_path / "a.xlsx"))
    key = ("Thanh tra, kiểm tra", "Số tiền phạt", "Đồng", "Số liệu trong kỳ")
    assert figures_of(parsed).get(key) == dong
    assert rules_of(parsed) == {"missing_row"} | ({"unknown_row"} if dong is None else set())


@pytest.mark.parametrize(
    ("column", "sections", "trouble"),
    [
        ({"kind": "label", "begins": ["sở"]}, [{"name": "Mục I", "aliases": ["Phần I"]}], None),
        ({"kind": "text", "begins": ["sở"]}, [], "only names in a column of labels"),
        ({"kind": "label", "or_else": "Cột khác"}, [], "no column 'Cột khác'"),
        ({"kind": "label"}, [{"name": "Mục II", "aliases": ["Phần II"]}], "no row, section or column 'Mục II'"),
    ],
)
def test_a_layout_says_which_names_and_sections_it_knows(
    column: dict[str, Any], sections: list[dict[str, Any]], trouble: str | None
) -> None:
    sheet = {
        "name": "A", "table": "indicators", "sections": sections, "rows": [{"section": "Mục I", "label": "Số vụ"}],
        "columns": [{"heading": "Nội dung", **column}, {"heading": "Số liệu", "kind": "count"}],
    }  # fmt: skip
    data = {"id": "a", "version": "1", "title": "A", "source": "s", "quote": "q", "sheets": [sheet]}
    if trouble is None:
        assert parse_layout(data, "a.toml").sheets[0].sections[0].aliases == ("Phần I",)
        return
    with pytest.raises(ReferenceDataError, match=trouble):
        parse_layout(data, "a.toml")


def test_bieu_3_is_read_in_the_words_that_people_use_for_its_own(tmp_path: Path, read: Any) -> None:
    file = layout_files.bieu_3()
    file.grid[7][3] = "Cộng"
    for row in (14, 15):
        file.grid[row][1] = "phần trăm"
    said = read(file.write(tmp_path / "a.xlsx"))
    own = read(layout_files.bieu_3().write(tmp_path / "b.xlsx"))
    figures = [[{**f, "submission_id": ""} for f in parsed.rows["raw.indicators"]] for parsed in (said, own)]
    assert figures[0] == figures[1]
    file.grid[7][3] = "Cộng dồn"
    assert read(file.write(tmp_path / "c.xlsx")).rows["raw.reports"][0]["state"] == "returned"
