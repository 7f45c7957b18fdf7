"""Separators, and what a column proves about them."""

from decimal import Decimal
from typing import Any

import pytest

from pipelines.workbooks.digits import Ambiguous, UnreadableError, decimal_signs_of, parse_digits


def test_one_separator_before_three_digits_is_ambiguous_until_the_column_decides() -> None:
    assert parse_digits("1.234") == Ambiguous(1234, Decimal("1.234"))
    assert parse_digits("1.234", ",") == Decimal(1234)
    assert parse_digits("1.234", ".") == Decimal("1.234")


def test_digits_without_end_are_refused() -> None:
    with pytest.raises(UnreadableError):
        parse_digits("1" * 31)


@pytest.mark.parametrize(
    ("column", "sign"),
    [
        (["1.234", "12,5"], ","),
        (["1.234", "1.234.567"], ","),
        (["1.234", "1,234.5"], "."),
        (["12.5%"], "."),
        (["1.234", "2.345"], ""),
        (["12,5", "12.5"], ".,"),
        (["05.10.2026", "1.2.3", "VD-18684.13", "Điều 5.2 khoản 3"], ""),
        ([5.0, None, ""], ""),
    ],
)
def test_other_cells_of_the_column_are_the_evidence(column: list[Any], sign: str) -> None:
    assert decimal_signs_of(column) == set(sign)


def test_in_a_column_of_whole_numbers_a_fraction_that_cannot_be_proves_that_the_separator_groups() -> None:
    assert decimal_signs_of(["1.234"], whole=True) == {","}
    assert decimal_signs_of(["5.000"], whole=True) == set()
