"""A total under a name of its own is never added to the lines that it sums up, whether its figures agree or not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import ParsedFile
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.scenario import INSPECTION

LABEL, FINES = 3, 14
OFF = [None, None, None, "", 51, 44, 2, 9, 5, 16, "1/2", 13, 1, 1, 212, 20, 346, None]
"""What a person may have added up wrong below the two forces of the general 389 table."""


def said(parsed: ParsedFile) -> dict[str, str]:
    """Return cell -> rule of what is said about names."""
    return {f["cell"]: f["rule"] for f in parsed.rows["raw.findings"] if f["rule"].startswith("unknown_name")}


def state_of(parsed: ParsedFile) -> str:
    return str(parsed.rows["raw.reports"][0]["state"])


@pytest.fixture
def forces(tmp_path: Path, read: Any) -> Any:
    """Read the general 389 table with a third row under a label."""

    def write(label: str, row: Sequence[Any] = OFF, at: int = 11, **more: str) -> ParsedFile:
        file = layout_files.bang_389(**more).copy()
        line = [*row]
        line[LABEL] = label
        if at == 11:
            file.grid[11] = line
        else:
            file.grid[11:12] = []
            file.grid.insert(at, line)
        parsed: ParsedFile = read(file.write(tmp_path / "a.xlsx"))
        return parsed

    return write


@pytest.mark.parametrize("at", [9, 11])
@pytest.mark.parametrize(
    "label",
    [
        "Chung toàn xã", "Cả kỳ", "Kết quả chung", "Tất cả", "Số liệu chung", "Toàn lực lượng", "Các lực lượng", "TC",
        "Hợp cộng", "Chung", "Tổng hợp các lực lượng", "Công an và các lực lượng (chung)", "Khối xã",
        "Số vụ cả tháng",
    ],
)  # fmt: skip
def test_a_total_of_forces_under_a_free_label_returns_the_file(label: str, at: int, forces: Any) -> None:
    parsed = forces(label, at=at)
    assert said(parsed) == {f"D{at + 1}": "unknown_name_like_total"}
    assert state_of(parsed) == "returned"


@pytest.mark.parametrize(
    "label", ["Tổng cộng", "Cộng", "Tổng số chung", "Tổng công", "Công I", "Tổng cộng chung", "cong"]
)
def test_a_total_that_says_so_is_held_against_the_lines(label: str, forces: Any) -> None:
    parsed = forces(label)
    assert said(parsed) == {}
    assert {f["rule"] for f in parsed.rows["raw.findings"]} == {"total_disagrees", "total_not_distinct"}
    assert len(parsed.rows["raw.inspection_lines"]) == 2


@pytest.mark.parametrize(
    "label",
    [
        "Y tế", "Đội QLTT số 5", "3. Hải quan", "CA phường", "Đoàn liên ngành", "Chi cục An toàn thực phẩm",
        "Thuế cơ sở", "BĐBP", "UBND phường Hồng Bàng", "Sở Công Thương", "Phường Hồng Bàng", "Hồng Bàng",
        "Trạm Y tế", "Tổng cục Thuế", "BCĐ 389 phường", "Dân quân tự vệ", "BQL chợ", "Chợ Sắt",
        "Hội Chữ thập đỏ", "Ban An toàn thực phẩm", "Kiểm lâm - Thú y",
    ],
)  # fmt: skip
def test_a_force_or_unit_is_a_line_however_large(label: str, forces: Any) -> None:
    row = [*OFF]
    row[FINES] = 100
    parsed = forces(label, row)
    assert said(parsed) == {}
    assert state_of(parsed) == "accepted", parsed.rows["raw.findings"]


def test_an_unknown_name_that_can_be_no_total_is_asked_about(forces: Any) -> None:
    row = [None, None, 3, "", 1, 1, 0, 1, 0, 1, "0/0", 1, 0, 0, 5, 0, 0, None]
    parsed = forces("Nhóm cộng tác viên", row)
    assert said(parsed) == {"D12": "unknown_name"}
    assert state_of(parsed) == "accepted_with_warnings"


PARTS = (
    (10, 9, 1, 2, 2, 5, "1/2", 3, 1, 0, 100, 10, 200, None),
    (10, 9, 1, 1, 2, 4, "0/0", 3, 0, 1, 50, 10, 100.5, None),
)
"""What add up to the first line of the general 389 table."""


def with_parts(tmp_path: Path, read: Any, labels: Sequence[str], parts: Sequence[Sequence[Any]] = PARTS) -> ParsedFile:
    file = layout_files.bang_389().copy()
    rows = [[None, None, None, label, *figures] for label, figures in zip(labels, parts, strict=True)]
    file.grid[10:10] = rows
    parsed: ParsedFile = read(file.write(tmp_path / "a.xlsx"))
    return parsed


def test_parts_behind_a_dash_are_counted_instead_of_the_line_above_them(tmp_path: Path, read: Any) -> None:
    parsed = with_parts(tmp_path, read, ["- Phòng Cảnh sát kinh tế", "- Công an các phường"])
    assert state_of(parsed) == "accepted", parsed.rows["raw.findings"]
    assert [line["cases_total"] for line in parsed.rows["raw.inspection_lines"]] == [5, 4, 6]
    checks = [figure["value"] for figure in parsed.rows["raw.indicators"] if figure["measure"] == "Số vụ kiểm tra"]
    assert checks == [10, 10, 30]


def test_parts_behind_a_dash_that_do_not_add_up_return_the_file(tmp_path: Path, read: Any) -> None:
    off = (PARTS[0], (*PARTS[1][:5], 5, *PARTS[1][6:]))
    parsed = with_parts(tmp_path, read, ["- Phòng Cảnh sát kinh tế", "- Công an các phường"], off)
    assert "total_or_line" in {f["rule"] for f in parsed.rows["raw.findings"]}


@pytest.mark.parametrize("label", ["- Quản lý thị trường", "* quản lý thị trường", "+ QUẢN LÝ THỊ TRƯỜNG"])
def test_a_part_with_the_name_of_its_line_is_the_one_to_be_mended(label: str, tmp_path: Path, read: Any) -> None:
    file = layout_files.bang_389().copy()
    file.grid.insert(11, [None, None, None, label, 3, 3, 0, 1, 0, 1, "0/0", 1, 0, 0, 2, 0, 1, None])
    parsed: ParsedFile = read(file.write(tmp_path / "a.xlsx"))
    assert state_of(parsed) == "returned"
    assert [(f["cell"], f["rule"]) for f in parsed.rows["raw.findings"]] == [("D12", "line_like_subtotal")]


def test_parts_without_any_sign_that_add_up_return_the_file(tmp_path: Path, read: Any) -> None:
    parsed = with_parts(tmp_path, read, ["Phòng Cảnh sát kinh tế", "Công an các phường"])
    assert [f["cell"] for f in parsed.rows["raw.findings"] if f["rule"] == "line_like_subtotal"] == ["A10"]
    off = (PARTS[0], (*PARTS[1][:5], 5, *PARTS[1][6:]))
    parsed = with_parts(tmp_path, read, ["Phòng Cảnh sát kinh tế", "Công an các phường"], off)
    assert "line_like_subtotal" not in {f["rule"] for f in parsed.rows["raw.findings"]}


def test_a_line_without_a_name_is_asked_about_or_returned(forces: Any) -> None:
    less = [None, None, 3, "", 1, 1, 0, 1, 0, 1, "0/0", 1, 0, 0, 5, 0, 0, None]
    assert said(forces("", less)) == {"D12": "unknown_name"}
    group = [*OFF]
    group[FINES] = 151
    group[16] = 46
    assert said(forces("", group, at=10)) == {"D11": "unknown_name_like_total"}
    assert state_of(forces("")) == "returned"


@pytest.mark.parametrize("label", ["Phường Thành Đông", "UBND phường", "Phường"])
def test_the_name_of_the_reporter_may_stand_for_the_total_of_all_forces(
    label: str, forces: Any, context: ReadingContext
) -> None:
    ward = context.wards["31"]["Phường Thành Đông"]
    parsed = forces(label, reporter="Phường Thành Đông", code=ward)
    assert said(parsed) == {"D12": "unknown_name_like_total"}
    less = [None, None, 3, "", 1, 1, 0, 1, 0, 1, "0/0", 1, 0, 0, 5, 0, 0, None]
    assert said(forces(label, less, reporter="Phường Thành Đông", code=ward)) == {}


# -- a department's own table ------------------------------------------------------------------------------------


@pytest.fixture
def wards_table(tmp_path: Path, read: Any, context: ReadingContext) -> Any:
    """Read a department's table of four wards with a row below the first two, whose figures are off by `off`."""
    wards = list(context.wards["31"])[:4]

    def write(label: str, off: int = 1, *, category: str | None = None, in_number: bool = False) -> ParsedFile:
        file = layout_files.theo_dia_ban(wards).copy()
        sums = [file.grid[6][c] + file.grid[7][c] + off for c in range(3, 11)]
        file.grid.insert(8, [label if in_number else None, None if in_number else label, category, *sums, None])
        parsed: ParsedFile = read(file.write(tmp_path / "a.xlsx"))
        return parsed

    return write


@pytest.mark.parametrize("off", [0, 1])
@pytest.mark.parametrize(
    "label", ["Cộng nhóm", "Tổng công", "Công 1", "Công I", "Cộng I", "Tổng số chung", "Công nhóm II", "Cộng:"]
)
def test_a_total_of_a_group_is_known_though_mistyped_and_held_against_the_group(
    label: str, off: int, wards_table: Any
) -> None:
    parsed = wards_table(label, off)
    assert len(parsed.rows["raw.inspection_lines"]) == 4
    assert {f["rule"] for f in parsed.rows["raw.findings"]} == ({"total_disagrees"} if off else set())


@pytest.mark.parametrize("off", [0, 1])
@pytest.mark.parametrize(
    "label",
    [
        "TC", "Cộng dồn", "Kết quả chung", "Toàn TP", "Hải Phòng", "Huyện Thủy Nguyên",
        "Khu vực 1",
        "Cụm 2", "Các phường trung tâm", "T Ổ N G",
    ],
)  # fmt: skip
def test_a_total_of_a_group_in_other_words_returns_the_file(label: str, off: int, wards_table: Any) -> None:
    assert state_of(wards_table(label, off)) == "returned"


@pytest.mark.parametrize("off", [0, 1])
def test_what_says_that_it_is_the_total_of_a_group_is_checked_and_not_loaded(off: int, wards_table: Any) -> None:
    parsed = wards_table("Cộng nhóm các phường", off)
    assert len(parsed.rows["raw.inspection_lines"]) == 4
    assert {f["rule"] for f in parsed.rows["raw.findings"]} == ({"total_or_line"} if off else set())


@pytest.mark.parametrize("off", [0, 1, 100])
def test_a_total_of_a_group_with_its_word_among_the_numbers_returns_the_file(off: int, wards_table: Any) -> None:
    assert state_of(wards_table("TC", off, in_number=True)) == "returned"


def test_a_total_that_repeats_the_category_of_its_lines_returns_the_file(wards_table: Any) -> None:
    assert said(wards_table("Kết quả chung", category="thuốc")) == {"B9": "unknown_name_like_total"}
    assert said(wards_table("Kết quả chung", category="mỹ phẩm")) == {}


@pytest.mark.parametrize("label", ["Chợ Sắt", "Thôn Đông", "Phường Hồng Bàn", "Hồng Bàn", "Phường 1", "KCN Đình Vũ"])
def test_a_place_that_is_no_ward_is_only_asked_about(label: str, wards_table: Any) -> None:
    parsed = wards_table(label, category="thuốc")
    assert said(parsed) == {}
    assert "unknown_place" in {f["rule"] for f in parsed.rows["raw.findings"]}


@pytest.mark.parametrize("word", ["Tất cả", "Chung", "Cả nhóm"])
def test_a_total_whose_word_stands_where_the_category_should_returns_the_file(word: str, wards_table: Any) -> None:
    assert said(wards_table("", category=word)) == {"C9": "unknown_name_like_total"}


# -- our own form ------------------------------------------------------------------------------------------------

OTHER = {**INSPECTION, "category": "cosmetic", "fines_vnd": 12_000_000, "note": None}
OWN_TOTAL = {
    **{name: 2 * value + 1 for name, value in INSPECTION.items() if isinstance(value, int)},
    "fines_vnd": 27_000_001,
}


@pytest.mark.parametrize("place", ["Kết quả chung", "Cả phường", "Chung", "TC", "∑", "Tháng 10", "Phường Thành Đông"])
def test_a_total_under_a_place_of_our_own_form_returns_the_file(place: str, fill: Any, read: Any) -> None:
    parsed = read(fill(rows={"Kiểm tra": [INSPECTION, OTHER, {**OWN_TOTAL, "place_text": place}]}))
    assert state_of(parsed) == "returned"


@pytest.mark.parametrize("words", [{"violation": "các hành vi"}, {"channel": "chung"}, {"channel": "Các kênh"}])
def test_a_total_that_says_so_among_the_codes_of_our_own_form_returns_the_file(
    words: dict[str, str], fill: Any, read: Any
) -> None:
    lines = [INSPECTION, {**OTHER, "category": "medicine"}, {**OWN_TOTAL, "category": "medicine", **words}]
    assert set(said(read(fill(rows={"Kiểm tra": lines}))).values()) == {"unknown_name_like_total"}
    apart = [*lines[:2], {**OWN_TOTAL, "category": "cosmetic", **words}]
    assert said(read(fill(rows={"Kiểm tra": apart}))) == {}


@pytest.mark.parametrize("place", ["Chợ Sắt", "Kết quả chung"])
def test_a_line_that_says_violation_and_channel_is_no_total(place: str, fill: Any, read: Any) -> None:
    parsed = read(fill(rows={"Kiểm tra": [INSPECTION, OTHER, {**INSPECTION, **OWN_TOTAL, "place_text": place}]}))
    assert said(parsed) == {}


def test_the_total_of_a_ward_above_its_lines_returns_the_file_of_an_agency(
    fill: Any, read: Any, agency: Any, context: ReadingContext
) -> None:
    first, second = list(context.wards["31"])[:2]
    lines = [{**OWN_TOTAL, "place_text": first}, INSPECTION, OTHER, {**INSPECTION, "place_text": second}]
    parsed = read(fill(rows={"Kiểm tra": lines}, reporter=agency))
    assert "line_like_subtotal" in {f["rule"] for f in parsed.rows["raw.findings"]}
    apart = [{**OWN_TOTAL, "place_text": first}, {**INSPECTION, "place_text": second}, {**OTHER, "place_text": second}]
    parsed = read(fill(rows={"Kiểm tra": apart}, reporter=agency))
    assert "line_like_subtotal" not in {f["rule"] for f in parsed.rows["raw.findings"]}
