"""What the cells of one row prove only together, and the cells that are shown for it."""

from typing import Any

import pytest

from pipelines.recalls.rows import judge_row
from pipelines.warehouse import Warehouse
from tests.pipelines.recalls.reports import case, matches, opened, recall, warehouse
from tests.pipelines.recalls.worlds import put

__all__ = ["opened", "warehouse"]


def _sheet(warehouse: Warehouse, **cells: str | None) -> None:
    """A case with its cells in columns I–L (name, content, number, batch) and M (action), as in the official form."""
    order = ("name", "content", "number", "batch", "action")
    said = {column: cells.get(column) for column in order}
    case(warehouse, said["name"], said["number"], said["batch"], content=said["content"], action=said["action"])
    put(warehouse, "raw.cells", [
        {"file_sha256": "f1", "sheet": "Vụ việc", "row": 6, "cells": [None] * 8 + [said[column] for column in order]}
    ])  # fmt: skip


def _only(warehouse: Warehouse) -> dict[str, Any] | None:
    found = matches(warehouse)
    assert len(found) <= 1, found
    return found[0] if found else None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "reason", "cell", "shown"),
    [
        ({"name": "Tendaixin 250 (VD-40101-21) lô 401126"}, "number_and_batch", "I6", "I6"),
        ({"name": "Tendaixin 250 lô 401126"}, "name_and_batch", "I6", "I6"),
        ({"name": "Tendaixin 250, SĐK VD-40101-21, số lô 401126"}, "number_and_batch", "I6", "I6"),
        ({"name": "Tendaixin 250 VD-40101-21 401126"}, "number_and_batch", "I6", "I6"),
        ({"name": "Tendaixin 250", "content": "lô 401126"}, "name_and_batch", "J6", "I6, J6"),
        ({"name": "Tendaixin", "number": "VD-40101-21", "content": "số lô 401126"}, "number_and_batch", "J6", "J6, K6"),
        ({"name": "SĐK VD-40101-21", "batch": "401126"}, "number_and_batch", "L6", "I6, L6"),
        ({"content": "Tendaixin 250 ở quầy", "batch": "401126"}, "name_and_batch", "L6", "J6, L6"),
        ({"content": "SĐK VD-40101-21", "action": "tịch thu lô 401125, 401126"}, "number_and_batch", "M6", "J6, M6"),
        ({"content": "số ĐK: VD-40101-21", "batch": "lô 401126; 401127"}, "number_and_batch", "L6", "J6, L6"),
        ({"number": "VD-40101-21 lô 401126"}, "number_and_batch", "K6", "K6"),
        ({"batch": "VD-40101-21 lô 401126"}, "number_and_batch", "L6", "L6"),
        ({"number": "893110111124 (VD-40101-21)", "content": "lô 401126"}, "number_and_batch", "J6", "J6, K6"),
        ({"name": "Tendaixin 250", "number": "không rõ", "content": "lô 401126"}, "name_and_batch", "J6", "I6, J6"),
        ({"number": "VD-40101-21", "batch": "401126", "content": "bán"}, "number_and_batch", "L6", "K6, L6"),
    ],
)  # fmt: skip
def test_number_name_and_batch_in_any_cells_of_a_row_are_one_certain_match(
    warehouse: Warehouse, cells: dict[str, str], reason: str, cell: str, shown: str
) -> None:
    recall(warehouse, "401126", name="Tendaixin 250", registration_number="VD-40101-21")
    _sheet(warehouse, **cells)
    found = _only(warehouse)
    assert found is not None
    assert (found["reason"], found["certainty"], found["batch_number"]) == (reason, "certain", "401126")
    assert (found["cell"], found["cells"]) == (cell, shown)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": "Tendaixin 250", "number": "VD-99999-21", "content": "lô 401126"}, "name_and_batch"),
        ({"number": "VD-40101-21", "batch": "555555", "content": "cùng lô 401126"}, "number_and_batch"),
        ({"number": "VD-40101-21", "content": "bán ngày 40/11/26"}, "number_and_batch"),
        ({"number": "VD-40101-21", "content": "không phát hiện lô 401126"}, "number_and_batch_denied"),
        ({"name": "Tendaixin 250 lô 401127"}, "name_and_batch_almost"),
        ({"number": "VD-40101-21", "content": "lô 401127"}, "batch_almost"),
        ({"name": "Tendaixin", "content": "lô 401126"}, "brand_and_batch"),
        ({"name": "thuốc lô 401126"}, "batch_alone"),
        ({"name": "thuốc VD-40101-21"}, "number_without_batch"),
    ],
)
def test_what_something_in_the_row_speaks_against_is_only_possible(
    warehouse: Warehouse, cells: dict[str, str], reason: str
) -> None:
    recall(warehouse, "401126", name="Tendaixin 250", registration_number="VD-40101-21")
    _sheet(warehouse, **cells)
    found = {(match["reason"], match["certainty"]) for match in matches(warehouse)}
    assert (reason, "possible") in found
    assert {certainty for _, certainty in found} == {"possible"}


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Tendaixin 250", "number": "VD-99999-21", "content": "bán"},
        {"name": "Padobaby", "number": "VD-99999-21", "batch": "555555", "content": "phạt 401126 đồng"},
        {"number": "VD-40101-21", "batch": "555555", "content": "bán"},
        {"name": "VD-40101-21", "batch": "555555"},
        {"name": "Kemoxitin 250", "content": "bán"},
    ],
)
def test_a_row_about_something_else_is_no_match(warehouse: Warehouse, cells: dict[str, str]) -> None:
    recall(warehouse, "401126", name="Tendaixin 250", registration_number="VD-40101-21")
    _sheet(warehouse, **cells)
    assert _only(warehouse) is None


def test_a_longer_name_in_the_column_of_names_is_no_certain_match(warehouse: Warehouse) -> None:
    recall(warehouse, "010124", name="Vitamin C", registration_number="VD-40101-21")
    _sheet(warehouse, name="Vitamin C 500 Domesco", batch="010124", content="bán")
    assert {match["certainty"] for match in matches(warehouse)} <= {"possible"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"name": "Tendaixin 250 (VD-40101-21)", "batch": "102"}, ("number_and_batch", "certain")),
        ({"content": "SĐK VD-40101-21", "batch": "102"}, ("number_and_batch", "certain")),
        ({"content": "bán Tendaixin 250", "batch": "102"}, ("name_and_batch_almost", "possible")),
        ({"content": "SĐK VD-40101-21", "batch": "103"}, None),
    ],
)
def test_zeros_that_a_batch_lost_are_no_loss_beside_the_number_in_another_cell(
    warehouse: Warehouse, cells: dict[str, str], expected: tuple[str, str] | None
) -> None:
    recall(warehouse, "00102", name="Tendaixin 250", registration_number="VD-40101-21")
    _sheet(warehouse, **cells)
    found = {(match["reason"], match["certainty"]) for match in matches(warehouse)}
    assert (expected in found) if expected else ("certain" not in {certainty for _, certainty in found})


def test_a_product_recalled_as_a_whole_is_found_by_its_number_in_the_name(warehouse: Warehouse) -> None:
    recall(warehouse, name="Tendaixin 250", registration_number="VD-40101-21")
    recall(warehouse, notice_id="fake", kind="counterfeit_warning", name="X", registration_number="VD-40101-21")
    _sheet(warehouse, name="Tendaixin 250 (VD-40101-21) lô 999999")
    found = {match["notice_id"]: (match["reason"], match["certainty"]) for match in matches(warehouse)}
    assert found["n1"] == ("number_of_whole_product", "certain")
    assert found["fake"] == ("number_of_whole_product", "possible")


def test_a_sign_off_with_everything_in_the_cell_of_the_product_is_found(warehouse: Warehouse) -> None:
    recall(warehouse, "401126", name="Tendaixin 250", registration_number="VD-40101-21")
    for row, found in ((6, 0.0), (7, 2.0)):
        put(warehouse, "raw.sign_offs", [
            {"submission_id": "s1", "sheet": "Thu hồi", "row": row, "quantity_found": found,
             "product_name": "Tendaixin 250 (VD-40101-21) lô 401126"}
        ])  # fmt: skip
    (match,) = matches(warehouse)
    assert (match["certainty"], match["cell"], match["table_name"]) == ("certain", "A7", "core.sign_offs")


def test_of_restricted_words_only_what_was_recalled_is_shown(warehouse: Warehouse) -> None:
    recall(warehouse, "401126", name="Tendaixin 250", registration_number="VD-40101-21")
    _sheet(warehouse, name="Tendaixin 250", content="Bà Minh Họa ở số 7 bán lô 401126")
    found = _only(warehouse)
    assert found is not None
    assert found["matched_text"] == "Tendaixin 250 · 401126"


def test_a_denial_in_one_cell_denies_nothing_in_the_next() -> None:
    hit = {
        "rid": 1, "notice_id": "n", "product_no": 1, "kind": "recall", "name": "Tendaixin 250", "brand": "tendaixin",
        "registration_number": "VD-40101-21", "batch_number": "401126", "name_words": "tendaixin 250",
        "number_key": "vd4010121", "batch_key": "401126", "has_number": True, "has_name": False, "has_brand": False,
        "has_batch": True,
    }  # fmt: skip
    ((_, _, _, reason, certainty, *_),) = judge_row("- | vd4010121 | - | chua khong | lo 401126", [hit])
    assert (reason, certainty) == ("number_and_batch", "certain")
