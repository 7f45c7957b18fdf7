"""Days of signing and telephone numbers below a table are no figures; every other number there still is."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines.workbooks.signing import is_phone, is_signing

Change = Callable[[Any], None]


def put(**cells: Any) -> Change:
    def change(workbook: Any) -> None:
        for cell, value in cells.items():
            workbook["Kiểm tra"][cell] = value

    return change


@pytest.mark.parametrize(
    "cells",
    [
        {"K39": "Hải Phòng, ngày", "L39": 20, "M39": "tháng", "N39": 10, "O39": "năm", "P39": 2026},
        {"P39": "ngày", "Q39": 20, "R39": "tháng 10 năm", "S39": 2026},
        {"K39": "ngày", "M39": "tháng", "O39": "năm 2026"},
        {"A39": "Người lập: Trần Thị Mai", "E39": "ĐT:", "F39": 912345678, "P39": "ngày 20 tháng 10 năm", "S39": 2026},
        {"A39": "Điện thoại liên hệ:", "E39": 912345678},
        {"A39": "SĐT", "E39": "0912 345 678"},
        {"A39": "Trần Thị Mai", "E39": 912345678},
        {"A39": "Người lập: Trần Thị Mai", "E39": 2253842119},
    ],
)
def test_days_and_telephones_below_the_total_are_no_figures(
    cells: dict[str, Any], fill: Any, edit: Any, read: Any
) -> None:
    parsed = read(edit(fill(), put(**cells)))
    assert parsed.rows["raw.findings"] == [f for f in parsed.rows["raw.findings"] if f["severity"] == "info"]
    assert len(parsed.rows["raw.inspection_lines"]) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"A39": "Tiền phạt thêm", "E39": 912345678},
        {"A39": "Trần Thị Mai", "E39": 912345000},
        {"A39": "Điện thoại liên hệ:", "E39": 912345678, "F39": 12},
        {"K39": "Hải Phòng, ngày", "L39": 20, "M39": "tháng", "N39": 10, "O39": "năm", "P39": 2026, "Q39": 15},
        {"E39": 912345678},
        {"A39": "Điện thoại bị thu giữ", "E39": 12},
    ],
)
def test_another_number_below_the_total_returns_the_file(
    cells: dict[str, Any], fill: Any, edit: Any, read: Any
) -> None:
    assert read(edit(fill(), put(**cells))).rows["raw.reports"][0]["state"] == "returned"


def test_a_name_says_a_telephone_only_below_a_table() -> None:
    row = ["Trần Thị Mai", "", 912345678.0]
    assert is_signing(row, is_below=True)
    assert not is_signing(row, is_below=False)
    assert is_phone(["ĐT:", 912345678.0], 1, is_below=False)
    assert not is_phone(["ĐT:", 12.0], 1, is_below=True)
