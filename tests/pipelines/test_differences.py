"""Which cells differ: what was put in is a difference, what it moved is not."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipelines.differences import differences

HEAD = ("Nhóm hàng", "Kênh", "Số cơ sở", "Số vụ", "Tiền phạt")
LINES = (
    ("thuốc", "nhà thuốc", "5", "1", "15000000"),
    ("mỹ phẩm", "chợ", "3", "0", "0"),
    ("sữa", "siêu thị", "7", "2", "4000000"),
    ("khác", "kho", "1", "0", "0"),
)


def cells(lines: Sequence[Sequence[str | None]], *, sheet: str = "Kiểm tra", head: Sequence[str] = HEAD) -> Any:
    rows: list[Sequence[str | None]] = [("KẾT QUẢ",), head, *lines]
    return [{"sheet": sheet, "row": number, "cells": list(row)} for number, row in enumerate(rows, 1)]


def said(before: Any, after: Any) -> list[tuple[Any, ...]]:
    return differences(before, after).drop("sheet").rows()


def test_the_same_cells_do_not_differ() -> None:
    assert said(cells(LINES), cells(LINES)) == []


def test_a_changed_cell_is_named_with_its_heading() -> None:
    changed = [LINES[0], ("mỹ phẩm", "chợ", "4", "0", "0"), *LINES[2:]]
    assert said(cells(LINES), cells(changed)) == [("changed", "C4", "Số cơ sở", "3", "4")]


def test_a_cell_that_was_blank_and_one_that_is() -> None:
    blank = [(*LINES[0][:4],), *LINES[1:]]
    assert said(cells(blank), cells(LINES)) == [("changed", "E3", "Tiền phạt", None, "15000000")]
    assert said(cells(LINES), cells(blank)) == [("changed", "E3", "Tiền phạt", "15000000", None)]


def test_a_row_put_in_between_moves_nothing_else() -> None:
    new = ("dược liệu", "kho", "2", "0", "0")
    found = said(cells(LINES), cells([LINES[0], new, *LINES[1:]]))
    assert found == [("row_added", f"{c}4", h, None, v) for c, h, v in zip("ABCDE", HEAD, new, strict=True)]
    gone = said(cells([LINES[0], new, *LINES[1:]]), cells(LINES))
    assert gone == [("row_removed", f"{c}4", h, v, None) for c, h, v in zip("ABCDE", HEAD, new, strict=True)]


def test_a_row_put_in_while_another_changes_and_all_are_numbered_anew() -> None:
    before = [(str(n), *line) for n, line in enumerate(LINES, 1)]
    changed = (*LINES[2][:2], "8", *LINES[2][3:])
    lines = [LINES[0], ("dược liệu", "kho", "2", "9", "6"), LINES[1], changed, LINES[3]]
    after = [(str(n), *line) for n, line in enumerate(lines, 1)]
    found = said(cells(before, head=("STT", *HEAD)), cells(after, head=("STT", *HEAD)))
    assert [f for f in found if f[0] == "changed" and f[2] != "STT"] == [("changed", "D6", "Số cơ sở", "7", "8")]
    assert {f[1] for f in found if f[0] == "row_added"} == {f"{c}4" for c in "ABCDEF"}
    assert not [f for f in found if f[0] == "row_removed"]


@pytest.mark.parametrize("at", [0, 2, 5])
def test_a_column_put_in_moves_nothing_else(at: int) -> None:
    def wider(line: Sequence[str], text: str) -> list[str]:
        return [*line[:at], text, *line[at:]]

    after = cells([wider(line, "9") for line in LINES], head=wider(HEAD, "Số mẫu"))
    found = said(cells(LINES), after)
    assert {(f[0], f[2]) for f in found} == {("column_added", "Số mẫu")}
    assert len(found) == len(LINES) + 1
    assert {f[0] for f in said(after, cells(LINES))} == {"column_removed"}


def test_headings_of_two_rows_and_lines_of_a_cover_are_named() -> None:
    def grouped(figure: str) -> Any:
        rows = [("Nhóm", "Kênh", "Số vụ", None, None, "Ghi chú"), (None, None, "Hàng giả", "Gian lận", "Tổng"),
                ("thuốc", "chợ", "1", figure, "2")]  # fmt: skip
        return [{"sheet": "S", "row": n, "cells": list(row)} for n, row in enumerate(rows, 1)]

    assert said(grouped("1"), grouped("3")) == [("changed", "D3", "Gian lận", "1", "3")]
    cover = [[{"sheet": "Thông tin", "row": 9, "cells": ["Kỳ báo cáo", p]}] for p in ("2026-09", "2026-10")]
    assert said(*cover) == [("changed", "B9", "Kỳ báo cáo", "2026-09", "2026-10")]


def test_sheets_that_came_and_went() -> None:
    one, other = cells(LINES[:1]), cells(LINES[:1], sheet="Thu hồi")
    found = differences(one, other)
    assert set(found.select("sheet", "change").iter_rows()) == {
        ("Thu hồi", "sheet_added"),
        ("Kiểm tra", "sheet_removed"),
    }
    assert said(one, cells(LINES[:1], sheet="KIỂM TRA ")) == []


def test_large_sheets_are_compared_in_bounded_time() -> None:
    before = [("thuốc", "chợ", str(n), str(n * 7 % 11), "0") for n in range(5000)]
    after = [("thuốc", "chợ", str(n), str(n * 5 % 11), "0") for n in range(5000)]
    found = differences(cells(before), cells(after))
    assert set(found["heading"]) == {"Số vụ"}
