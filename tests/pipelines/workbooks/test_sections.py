"""Figures below a section that nobody knows are never those of the section before it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.workbooks.context import Reporter
from pipelines.workbooks.intake import ParsedFile
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.layout_files import Grid, even
from tests.pipelines.workbooks.test_layouts import figures_of

HEADING = ["TT", "Nội dung", "Đơn vị tính", "Số liệu trong kỳ", "Lũy kế từ đầu năm", "Ghi chú"]
STREET_FOOD = [1, "Thức ăn đường phố", "Cơ sở", 9, 9]
BUSINESS, CERTIFIED = "Cơ sở sản xuất, kinh doanh", "Cơ sở được cấp giấy chứng nhận"

Change = Callable[[Grid], Grid]


@pytest.fixture
def commune(tmp_path: Path, read: Any, ward: Reporter) -> Any:
    """Read the commune form after a change of its rows."""

    def write(change: Change) -> ParsedFile:
        file = layout_files.attp(ward.name, ward.reporter_id).copy()
        file.grid = even(change(file.grid))
        parsed: ParsedFile = read(file.write(tmp_path / "a.xlsx"))
        return parsed

    return write


def inserted(at: int, *rows: list[Any]) -> Change:
    return lambda grid: grid[:at] + list(rows) + grid[at:]


def replaced(at: int, row: list[Any]) -> Change:
    return lambda grid: [*grid[:at], row, *grid[at + 1 :]]


def strange(parsed: ParsedFile) -> list[str]:
    return [found["cell"] for found in parsed.rows["raw.findings"] if found["rule"] == "unknown_section"]


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (inserted(15, ["III", "Cơ sở ký cam kết"], STREET_FOOD), "A16"),
        (inserted(15, ["III. CƠ SỞ KÝ CAM KẾT"], STREET_FOOD), "A16"),
        (inserted(21, ["V", "Công tác khác"], [1, "Số cơ sở đạt", "Cơ sở", 9, 9]), "A22"),
        (inserted(21, [None, "LŨY KẾ 6 THÁNG"], [1, "Số cơ sở đạt", "Cơ sở", 9, 9]), "A22"),
        (inserted(21, ["XÃ BÊN CẠNH"], ["I", "THÔNG TIN CHUNG"], [2, "Số thôn/bản", "Thôn", 4, 4]), "A22"),
        (inserted(21, ["XÃ BÊN CẠNH"], HEADING, ["I", "THÔNG TIN CHUNG"], [2, "Số thôn/bản", "Thôn", 4, 4]), "A22"),
        (replaced(15, ["III", "Cơ sở của tôi"]), "A16"),
    ],
    ids=["coinciding", "among numbers", "last", "cumulative", "other commune", "with its heading", "renamed"],
)
def test_a_section_that_nobody_knows_returns_the_file_and_its_figures_are_nobodys(
    change: Change, cell: str, commune: Any
) -> None:
    parsed = commune(change)
    assert strange(parsed) == [cell]
    assert parsed.rows["raw.reports"][0]["state"] == "returned"
    assert (BUSINESS, "Thức ăn đường phố", "Cơ sở", "Số liệu trong kỳ") not in figures_of(parsed)
    assert "missing_row" not in {found["rule"] for found in parsed.rows["raw.findings"]}


@pytest.mark.parametrize(
    "change",
    [
        replaced(15, ["III. Cơ sở được cấp giấy chứng nhận"]),
        replaced(15, ["III", "Số cơ sở được cấp GCN"]),
        replaced(15, ["", "3. CẤP GIẤY CHỨNG NHẬN"]),
        inserted(11, [None, "Trong đó:"]),
        inserted(21, ["Nơi nhận:"], [None, "NGƯỜI LẬP", None, "CHỦ TỊCH"], [None, "Nguyễn Văn A"]),
        inserted(21, ["V", "Công tác khác"], [1, "Số cơ sở đạt", "Cơ sở"]),
        inserted(14, [None, "Thức ăn đường phố", "Cơ sở"]),
        inserted(20, ["Mẫu 1A"], HEADING),
    ],
    ids=["among numbers", "other name", "numbered", "part", "footer", "no figures", "blank row", "next page"],
)
def test_sections_are_known_by_their_other_names_and_words_between_rows_leave_them_as_they_are(
    change: Change, commune: Any
) -> None:
    parsed = commune(change)
    assert strange(parsed) == []
    figures = figures_of(parsed)
    assert figures[CERTIFIED, "Kinh doanh thực phẩm", "Cơ sở", "Số liệu trong kỳ"] == 7
    assert figures[BUSINESS, "Kinh doanh thực phẩm", "Cơ sở", "Số liệu trong kỳ"] == 15
    assert len(figures) == 18


def test_figures_below_the_next_known_section_are_read(commune: Any) -> None:
    figures = figures_of(commune(inserted(15, ["III", "Cơ sở ký cam kết"], STREET_FOOD)))
    assert figures[CERTIFIED, "Kinh doanh thực phẩm", "Cơ sở", "Số liệu trong kỳ"] == 7


def test_a_block_under_a_title_of_its_own_in_a_table_without_sections_returns_the_file(
    tmp_path: Path, read: Any
) -> None:
    file = layout_files.bieu_3().copy()
    file.grid = even([*file.grid[:17], ["KẾT QUẢ CỦA ĐƠN VỊ KHÁC"], ["Thuốc giả", "Lô", 1]])
    assert strange(read(file.write(tmp_path / "a.xlsx"))) == ["A18"]
