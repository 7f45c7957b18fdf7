"""Numbers, money words, marks."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.workbooks.values import (
    Ambiguous,
    Amount,
    UnreadableError,
    decimal_sign_of,
    parse_mark,
    parse_number,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1 234,5", "1234.5"),
        ("03", "3"),
        ("4742", "4742"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("01 người", "1"),
        ("5 vụ", "5"),
        ("không", "0"),
        ("Không phát sinh", "0"),
        ("-3", "-3"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (1234567890123.0, "1234567890123"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: Any, value: str) -> None:
    assert parse_number(typed) == Amount(Decimal(value))


@pytest.mark.parametrize("typed", ["", " ", "-", "–", "......", "…", "\u200b"])
def test_a_blank_or_a_dash_is_no_number(typed: str) -> None:
    assert parse_number(typed) is None


@pytest.mark.parametrize(
    "typed", ["abc", "1.23.456", "12 34", "1,2,3", "5 con mèo", "1/2", True, "1.2.3,4,5", ",5", "5,"]
)
def test_what_is_no_number_is_refused(typed: Any) -> None:
    with pytest.raises(UnreadableError):
        parse_number(typed)


@pytest.mark.parametrize(
    ("typed", "value", "factor"),
    [
        ("15 triệu", "15", 10**6),
        ("1,5 tỷ đồng", "1.5", 10**9),
        ("15.000.000 đồng", "15000000", 1),
        ("96,6%", "96.6", 0),
    ],
)
def test_a_unit_typed_behind_the_number_counts(typed: str, value: str, factor: int) -> None:
    assert parse_number(typed) == Amount(Decimal(value), factor)


def test_one_separator_before_three_digits_is_ambiguous_until_the_column_decides() -> None:
    assert parse_number("1.234") == Ambiguous(1234, Decimal("1.234"))
    assert parse_number("1.234", decimal_sign=",") == Amount(Decimal(1234))
    assert parse_number("1.234", decimal_sign=".") == Amount(Decimal("1.234"))


@pytest.mark.parametrize(
    ("column", "sign"),
    [
        (["1.234", "12,5"], ","),
        (["1.234", "1.234.567"], ","),
        (["1.234", "1,234.5"], "."),
        (["1.234", "2.345"], ""),
        (["12,5", "12.5"], ""),
        ([5.0, None, ""], ""),
    ],
)
def test_other_cells_of_the_column_are_the_evidence(column: list[Any], sign: str) -> None:
    assert decimal_sign_of(column) == sign


@given(st.integers(min_value=0, max_value=10**14))
def test_every_way_to_group_thousands_gives_the_same_number(number: int) -> None:
    grouped = f"{number:,}"
    for text in (str(number), grouped.replace(",", " "), grouped.replace(",", ".") + ",0", grouped + ".0"):
        assert parse_number(text) == Amount(Decimal(number)) or number < 1000


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse_number(text)
    except UnreadableError:
        return


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("x", True),
        ("X", True),
        ("✓", True),
        ("có", True),
        (1.0, True),
        (True, True),
        ("", False),
        ("không", False),
        ("☐", False),
    ],
)
def test_a_mark_is_read(typed: Any, marked: bool) -> None:
    assert parse_mark(typed) is marked


def test_another_word_is_no_mark() -> None:
    with pytest.raises(UnreadableError):
        parse_mark("chưa rõ")
