"""Subtotals and parts are never added to the lines that they repeat."""

from typing import Any

import pytest

from pipelines.workbooks.intake import ParsedFile
from tests.pipelines.workbooks.scenario import INSPECTION
from tests.pipelines.workbooks.test_other_rows import without_own_total

GROUP = {**INSPECTION, "violation": None, "channel": None, "note": None}
OTHER = {
    **INSPECTION,
    "violation": "price",
    "cases_fraud": 3,
    "cases_total": 3,
    "administrative_cases": 3,
    "fines_vnd": 12_000_000,
}
PRICING = {**OTHER, "violation": "pricing"}
SUMMED = ("cases_fraud", "cases_total", "administrative_cases", "fines_vnd", "goods_value_vnd", "samples_taken")


def added(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    sums = {name: sum(line[name] for line in lines) for name in (*SUMMED, "samples_failed")}
    return {**GROUP, **sums, "establishments_inspected": 8, **more}


def doubtful(parsed: ParsedFile) -> list[str]:
    return [found["cell"] for found in parsed.rows["raw.findings"] if found["rule"] == "line_like_subtotal"]


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        ([added(INSPECTION, OTHER), INSPECTION, OTHER], ["B7"]),
        ([INSPECTION, OTHER, added(INSPECTION, OTHER)], ["B9"]),
        ([GROUP, INSPECTION], ["B7"]),
        ([added(INSPECTION, OTHER, fines_vnd=29_000_000), INSPECTION, OTHER], ["B7"]),
        ([{**GROUP, "category": "cosmetic"}, INSPECTION], ["B7"]),
        ([{**GROUP, "place_text": "II", "fines_vnd": 7}, {**INSPECTION, "fines_vnd": 3_000_000}], ["B7"]),
        ([INSPECTION, {**OTHER, "category": "Trong đó: thuốc kê đơn"}], ["B8"]),
        ([{**OTHER, "category": "Cộng thuốc"}, INSPECTION], ["B7"]),
        ([added(INSPECTION, OTHER, violation="-", channel="–"), INSPECTION, OTHER], ["B7"]),
    ],
    ids=["above", "below", "single", "mistyped", "other category", "roman", "part", "word", "dashes"],
)
def test_a_line_that_may_repeat_its_neighbours_returns_the_file(
    lines: list[dict[str, Any]], cells: list[str], fill: Any, read: Any
) -> None:
    parsed = read(fill(rows={"Kiểm tra": lines}))
    assert doubtful(parsed) == cells
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


@pytest.mark.parametrize(
    "lines",
    [
        [INSPECTION, OTHER],
        [INSPECTION, {**INSPECTION, "category": "cosmetic"}],
        [{**GROUP, "fines_vnd": 3_000_000, "cases_total": 4, "cases_fraud": 4}, INSPECTION],
        [{**GROUP, "category": "cosmetic", "fines_vnd": 9_000_000}, INSPECTION],
        [GROUP, {**GROUP, "category": "cosmetic"}],
    ],
    ids=["violations", "categories", "other figures", "other category", "categories only"],
)
def test_lines_of_their_own_are_no_subtotals(lines: list[dict[str, Any]], fill: Any, read: Any) -> None:
    parsed = read(fill(rows={"Kiểm tra": lines}))
    assert doubtful(parsed) == []
    assert parsed.rows["raw.reports"][0]["error_count"] == 0


@pytest.mark.parametrize(
    "name", ["Cộng nhóm thuốc", "Tổng thuốc", "Thuốc (cộng)", "CỘNG: thuốc", "Cộng nhóm hàng hóa A"]
)
@pytest.mark.parametrize(("more", "rules"), [({}, set()), ({"fines_vnd": 9}, {"total_or_line"})], ids=["fits", "off"])
def test_the_total_of_a_group_in_the_column_of_categories_is_held_against_the_group_and_not_loaded(
    name: str, more: dict[str, Any], rules: set[str], fill: Any, edit: Any, read: Any
) -> None:
    last = {**INSPECTION, "category": "cosmetic"}
    lines = [INSPECTION, PRICING, added(INSPECTION, PRICING, category=name, **more), last]
    parsed = read(edit(fill(rows={"Kiểm tra": lines}), without_own_total))
    assert [line["row"] for line in parsed.rows["raw.inspection_lines"]] == [7, 8, 10]
    assert {found["rule"] for found in parsed.rows["raw.findings"]} == rules


def test_totals_of_groups_at_the_end_are_held_against_the_lines_of_their_category(
    fill: Any, edit: Any, read: Any
) -> None:
    last = {**PRICING, "category": "cosmetic"}
    lines = [INSPECTION, last, PRICING, added(INSPECTION, PRICING, category="Cộng thuốc")]
    lines.append(added(last, category="Cộng mỹ phẩm", establishments_inspected=5))
    parsed = read(edit(fill(rows={"Kiểm tra": lines}), without_own_total))
    assert len(parsed.rows["raw.inspection_lines"]) == 3
    assert parsed.rows["raw.findings"] == []


@pytest.mark.parametrize("name", ["Cộng hòa", "Tổng hợp", "thuốc cộng hưởng"])
def test_a_name_that_only_begins_like_a_total_is_none(name: str, fill: Any, read: Any) -> None:
    parsed = read(fill(rows={"Kiểm tra": [INSPECTION, {**OTHER, "category": name}]}))
    assert len(parsed.rows["raw.inspection_lines"]) == 2


def test_a_line_with_a_category_only_that_equals_all_others_returns_the_file(fill: Any, read: Any) -> None:
    others = [{**line, "violation": None, "channel": None} for line in (INSPECTION, {**OTHER, "category": "cosmetic"})]
    parsed = read(fill(rows={"Kiểm tra": [*others, added(INSPECTION, OTHER, category="other")]}))
    assert doubtful(parsed) == ["A9"]


def test_lines_below_a_lone_trong_do_may_be_parts(fill: Any, edit: Any, read: Any) -> None:
    def put(workbook: Any) -> None:
        sheet = workbook["Kiểm tra"]
        for column in range(1, 22):
            sheet.cell(8, column).value = None
        sheet["B8"] = "Trong đó:"

    path = edit(fill(rows={"Kiểm tra": [INSPECTION, OTHER, OTHER]}), put)
    assert doubtful(read(path)) == ["A8"]
