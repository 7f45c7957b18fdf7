"""Which registration numbers a cell names that holds more than one bare number."""

import re

import pytest

from pipelines.recalls.number_cells import BARE, number_keys, several_numbers

NEW, OLD = "893110641024", "vd6410118"
TWO = {"vd1234515", "vd1234615"}


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("893110641024 (VD-64101-18)", {NEW, OLD}),
        ("VD-64101-18/893110641024", {NEW, OLD}),
        ("VD-64101-18 893110641024", {NEW, OLD}),
        ("893110641024\nVD-64101-18", {NEW, OLD}),
        ("SĐK cũ: VD–64101–18 - mới: 893110641024", {NEW, OLD}),
        ("123456/21/CBMP-HN, 7/2021/ĐKSP", {"12345621cbmphn", "72021dksp"}),
        ("VD-12345-15; VD-12346-15", TWO),
        ("VD-12345-15\nVD-12346-15", TWO),
        ("VD-12345-15 và VD-12346-15", TWO),
        ("VD-12345-15/VD-12346-15", TWO),
        ("VD-12345-15 VD – 12346 – 15", TWO),
        ("SĐK: vd-12345-15, số đăng ký VD-12346-15", TWO),
        ("135/11/CBMP-HN + 136/11/CBMP-HN", {"13511cbmphn", "13611cbmphn"}),
        ("SĐK 12-KN; 14-KN", {"12kn", "14kn"}),
    ],
)
def test_every_number_of_a_cell_is_told(cell: str, keys: set[str]) -> None:
    whole = {re.sub(r"[^0-9a-zđ]", "", cell.lower()).lstrip("0")}
    assert keys <= number_keys(cell)
    assert {key for key in number_keys(cell) if key.isdigit()} <= keys | whole
    assert several_numbers(cell)
    assert not re.fullmatch(BARE, cell)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("SĐK: vd 64101 18", OLD),
        ("VD-64101-18 (mới)", OLD),
        ("VD-64101-18", OLD),
        ("SĐK: VD – 64101 – 18", OLD),
        ("000123/21/CBMP-QLD", "12321cbmpqld"),
    ],
)
def test_one_number_is_no_list(cell: str, key: str) -> None:
    assert key in number_keys(cell)
    assert not several_numbers(cell)


@pytest.mark.parametrize("cell", ["không rõ", "chưa có số đăng ký", "-"])
def test_words_without_a_digit_name_no_number(cell: str) -> None:
    assert number_keys(cell) == {""}
    assert not several_numbers(cell)


def test_a_number_beside_a_slash_of_its_own_is_not_parted() -> None:
    assert number_keys("0135/11/CBMP-HN") == {"13511cbmphn"}


@pytest.mark.parametrize("cell", ["VD-64101-18", "893110641024", "VN3-12-20", "VD-H12-123-20", "vd 64101-18"])
def test_a_bare_number_needs_no_reading(cell: str) -> None:
    assert re.fullmatch(BARE, cell)
    assert not re.fullmatch(BARE, f"SĐK: {cell} (mới)")
