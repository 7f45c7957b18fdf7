"""Which registration numbers a cell names that holds more than one bare number."""

import re

import pytest

from pipelines.recalls.number_cells import BARE, number_keys, several_numbers

TWO = {"vd1234515", "vd1234615"}


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("VD-12345-15; VD-12346-15", TWO),
        ("VD-12345-15\nVD-12346-15", TWO),
        ("VD-12345-15 và VD-12346-15", TWO),
        ("VD-12345-15/VD-12346-15", TWO),
        ("VD-12345-15 VD – 12346 – 15", TWO),
        ("SĐK: vd-12345-15, số đăng ký VD-12346-15", TWO),
        ("893100166124 (VD-29890-18)", {"893100166124", "vd2989018"}),
        ("135/11/CBMP-HN + 136/11/CBMP-HN", {"13511cbmphn", "13611cbmphn"}),
        ("SĐK 12-KN; 14-KN", {"12kn", "14kn"}),
    ],
)
def test_every_number_of_a_cell_is_told(cell: str, keys: set[str]) -> None:
    assert keys <= number_keys(cell)
    assert several_numbers(cell)
    assert not re.fullmatch(BARE, cell)


@pytest.mark.parametrize("cell", ["VD-12345-15", "135/11/CBMP-HN", "SĐK: VD – 12345 – 15", "VD 12345 15", "không có"])
def test_one_number_is_no_list(cell: str) -> None:
    assert not several_numbers(cell)


def test_a_number_beside_a_slash_of_its_own_is_not_parted() -> None:
    assert number_keys("0135/11/CBMP-HN") == {"13511cbmphn"}
