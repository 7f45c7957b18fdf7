"""Which batches a cell names that holds more than one bare batch."""

import re

import pytest

from pipelines.recalls.batch_cells import BARE, RANGE_HINT, UNTOLD, answered_keys, batch_keys


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("Lô B260077", {"b260077"}),
        ("G01 G02", {"g01g02", "g01", "g02"}),
        ("Lô G01 Lô G02", {"g01log02", "g01", "g02"}),
        ("KT 0026", {"kt0026"}),
        ("0101 2024", {"01012024"}),
        ("24 05 01", {"240501"}),
        ("Số lô: B260077", {"b260077"}),
        ("số lô sx B260077", {"b260077"}),
        ("lô010203", {"010203"}),
        ("B260077, B260078", {"b260077", "b260078"}),
        ("0123; 0124", {"0123", "0124"}),
        ("0123/0124", {"0123", "0124"}),
        ("lô 0122 và lô 0123", {"0122", "0123"}),
        ("612A1-612A3", {"612a1", "612a2", "612a3"}),
        ("từ lô 0123 đến lô 0125", {"0123", "0124", "0125"}),
        ("B77 (HD 30/06/2028)", {"b77"}),
        ("B77 HD: 30/06/2028", {"b77"}),
        ("B77 - HSD 06/2028", {"b77"}),
        ("B77 (10 hộp)", {"b77"}),
        ("(070423)", {"070423"}),
        ("L25 (070423)", {"l25", "070423"}),
        ("L.25-003", {"l25003"}),
        ("L 25 003", {"l25003"}),
        ("B2501-1", {"b25011"}),
    ],
)
def test_every_batch_of_a_cell_is_told(cell: str, keys: set[str]) -> None:
    found = batch_keys(cell)
    assert keys <= found
    assert UNTOLD not in found


@pytest.mark.parametrize("cell", ["không rõ", "nhiều lô", "-", "B77 và các lô khác", "010124 đến 050124", "30/06/2028"])
def test_a_cell_that_means_a_batch_it_does_not_tell_says_so(cell: str) -> None:
    assert UNTOLD in batch_keys(cell)


def test_batches_that_are_told_beside_untold_ones_are_kept() -> None:
    assert {"b77", UNTOLD} <= batch_keys("B77 và các lô khác")
    assert {"010124", "050124", UNTOLD} <= batch_keys("010124 đến 050124")
    assert "020124" not in batch_keys("010124 đến 050124")


@pytest.mark.parametrize("cell", ["410923", "B260077", "L.25003"])
def test_a_bare_batch_needs_no_reading(cell: str) -> None:
    assert re.fullmatch(BARE, cell)
    assert not re.fullmatch(BARE, f"lô {cell}")


@pytest.mark.parametrize(
    ("cell", "between", "is_uncounted"),
    [
        ("010123 - 050123", True, False), ("từ lô 010123 đến lô 050123", True, False), ("010123 → 050123", True, False),
        ("030123", True, False), ("010123; 050123", False, False), ("010123-050123", False, True),
        ("050123 đến 010123", False, True), ("010123 - 050199", False, True), ("AB12 đến XY99", False, True),
        ("010123 đến nay", False, True), ("010123 HD đến 30/06/2028", False, False), ("L.25 - 003", False, False),
        ("", False, False),
    ],
)  # fmt: skip
def test_an_answer_is_about_the_batches_between_where_they_can_be_counted(
    cell: str, between: bool, is_uncounted: bool
) -> None:
    keys, uncounted = answered_keys(cell)
    assert ("030123" in keys, uncounted) == (between, is_uncounted)
    assert not uncounted or re.search(RANGE_HINT, cell)
