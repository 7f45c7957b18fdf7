"""What one typed cell means."""

# ruff: noqa: DTZ001 - a cell has no zone

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.workbooks.digits import Ambiguous, UnreadableError
from pipelines.workbooks.values import Amount, parse_mark, parse_number, parse_pair


def number_of(typed: Any) -> Decimal:
    read = parse_number(typed)
    assert isinstance(read, Amount)
    assert read.factor is None
    return read.value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1 234", "1234"), ("1\u00a0234\u00a0567", "1234567"),
        ("1\u202f234", "1234"), ("1\u2009234,5", "1234.5"), ("1'234", "1234"), ("1\u2019234", "1234"),
        ("1 234,5", "1234.5"), ("6.066,792", "6066.792"), ("03", "3"), ("4742", "4742"), ("1.234.567", "1234567"),
        ("1,234,567", "1234567"), ("12,5", "12.5"), ("0.125", "0.125"), ("1234.567", "1234.567"), ("01 người", "1"),
        ("15 thôn", "15"),
        ("5 vụ", "5"), ("12 cơ sở", "12"), ("12 (mười hai)", "12"), ("05 (năm) vụ", None), ("không", "0"),
        ("Không phát sinh", "0"), ("-3", "-3"), ("\u22123", "-3"), ("- 5", "-5"), ("'12", "12"), ('"12"', "12"),
        ("\uff11\uff12", "12"), ("\u0663", "3"), ("12\u200b", "12"), ("+4", "4"), ("12.", "12"), ("5 vụ.", "5"),
        (5.0, "5"), (0.1 + 0.2, "0.3"),
        (1234567890123.0, "1234567890123"), (1234.0000001, "1234.0000001"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(typed: Any, value: str | None) -> None:
    if value is None:
        with pytest.raises(UnreadableError):
            parse_number(typed)
    else:
        assert number_of(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["", " ", "-", "\u2013", "\u2014", "- - -", "......", "…", "…………", "___", "\u200b", "/"]
)
def test_a_blank_or_a_dash_is_no_number(typed: str) -> None:
    assert parse_number(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "abc", "1.23.456", "1.2.3", "12 34", "1,2,3", "5 con mèo", "1.2.3,4,5", ",5", "5,", "1.234.", "12,", "(12)",
        "1e3", "1E+15", "nan", "inf", "1O", "l2", "10²", "½", "12*", "12'", "1'2", "5tr5", "12 (mười ba)", "12 (5 nữ)",
        "không rõ", "#N/A", "#REF!", "x", "mười hai", "2 tỷ 400 triệu",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_never_guessed(typed: str) -> None:
    with pytest.raises(UnreadableError):
        parse_number(typed)


@pytest.mark.parametrize("typed", [True, False, math.nan, math.inf, -math.inf])
def test_truth_values_and_infinities_are_no_numbers(typed: Any) -> None:
    with pytest.raises(UnreadableError):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["1\n234", "1  234", "12\t345", "1\u00ad2", "5\nvụ"])
def test_two_numbers_in_one_cell_never_become_one(typed: str) -> None:
    with pytest.raises(UnreadableError):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["0912345678", "0012", "0.123.456", "01.234", "0 123", "001.234.567"])
def test_leading_zeros_of_a_code_or_a_telephone_are_no_count(typed: str) -> None:
    with pytest.raises(UnreadableError):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["1 234.567", "1 234,567"])
def test_two_ways_to_group_in_one_number_are_refused(typed: str) -> None:
    with pytest.raises(UnreadableError):
        parse_number(typed)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("~12", "number_hedged"), ("khoảng 12", "number_hedged"), ("hơn 12", "number_hedged"),
        ("Trên 12 cơ sở", "number_hedged"), ("gần 1.500", "number_hedged"), (">5", "number_hedged"),
        ("≥ 5", "number_hedged"), ("12+", "number_hedged"), ("10-15", "number_hedged"), ("10 – 15", "number_hedged"),
        ("10 đến 15", "number_hedged"), ("12 trở lên", "number_hedged"), ("ước 3 tỷ", "number_hedged"),
        ("0/0", "number_pair"), ("162/161", "number_pair"), ("162 vụ/161 đối tượng", "number_pair"),
        ("1/2", "number_pair"), (dt.datetime(2026, 2, 1), "number_is_date"), (dt.date(2026, 2, 1), "number_is_date"),
        (dt.time(1, 30), "number_is_date"), (dt.timedelta(hours=30), "number_is_date"), ("abc", ""),
    ],
)  # fmt: skip
def test_the_refusal_names_the_cure_that_fits(typed: Any, rule: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse_number(typed)
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "value", "factor"),
    [
        ("15 triệu", "15", 10**6), ("1,5 tỷ đồng", "1.5", 10**9), ("2,4 tỷ", "2.4", 10**9), ("5tr", "5", 10**6),
        ("1,5 tr.đ", "1.5", 10**6), ("15.000.000 đồng", "15000000", 1), ("1.500.000đ", "1500000", 1),
        ("1.500 đồng", "1500", 1), ("15.000.000đ.", "15000000", 1),
        ("5 trieu dong", "5", 10**6), ("500k", "500", 1000), ("15000 nghin", "15000", 1000),
        ("5.000.000 (năm triệu đồng)", "5000000", None), ("5.000.000 đồng (Năm triệu đồng chẵn)", "5000000", 1),
        ("64.000 ñ", "64000", 1), ("64.000 ®", "64000", 1), ("96,6%", "96.6", 0), ("96,6 \uff05", "96.6", 0),
    ],
)  # fmt: skip
def test_a_unit_typed_behind_the_number_counts(typed: str, value: str, factor: int) -> None:
    assert parse_number(typed) == Amount(Decimal(value), factor)


def test_one_separator_before_three_digits_is_ambiguous_with_its_unit() -> None:
    assert parse_number("1.234") == Ambiguous(1234, Decimal("1.234"))
    assert parse_number("1,234 triệu") == Ambiguous(1234, Decimal("1.234"), 10**6, ",")
    assert parse_number("1.234", decimal_sign=",") == Amount(Decimal(1234))
    assert parse_number("1.234", decimal_sign=".") == Amount(Decimal("1.234"))


def ways_to_write(number: int) -> list[str]:
    grouped = f"{number:,}"
    dotted = grouped.replace(",", ".")
    spaced = [grouped.replace(",", blank) for blank in (" ", "\u00a0", "\u202f", "\u2009", "'", "\u2019")]
    plain = [str(number), grouped, dotted, *spaced]
    decimals = [f"{number},0", f"{number}.0", f"{number},00", dotted + ",0", grouped + ".0"]
    wide = str(number).translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    return [*plain, *decimals, wide, f" {number} ", f"{dotted} vụ", f"{number} cơ sở", f"'{number}", f"+{number}"]


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(st.integers(min_value=0, max_value=10**14), st.integers(min_value=0, max_value=13))
def test_every_way_to_write_a_whole_number_reads_back_or_is_refused(number: int, way: int) -> None:
    for written in (ways_to_write(number)[way % len(ways_to_write(number))],):
        read = parse_number(written)
        assert read is not None
        if isinstance(read, Ambiguous):
            assert 1000 <= number < 10**6
            assert read.grouped == number
        else:
            assert read == Amount(Decimal(number), None, read.unit)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=5), st.data())
def test_every_way_to_write_a_decimal_reads_back_or_is_refused(digits: int, places: int, data: st.DataObject) -> None:
    number = Decimal(digits).scaleb(-places)
    plain, grouped = f"{number:.{places}f}", f"{number:,.{places}f}"
    swapped = grouped.translate({ord(","): ".", ord("."): ","})
    written = data.draw(st.sampled_from([plain, plain.replace(".", ","), grouped, swapped, swapped.replace(".", " ")]))
    try:
        read = parse_number(written)
    except UnreadableError:
        assert " " in written
        return
    assert read is not None
    assert number == (read.decimal if isinstance(read, Ambiguous) else read.value)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e14))
def test_a_true_number_keeps_the_fifteen_digits_that_a_spreadsheet_shows(number: float) -> None:
    assert number_of(number) == Decimal(format(number, ".15g"))


@given(st.text(max_size=30) | st.text("0123456789.,' /-()~%đ", max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    for reader in (parse_number, parse_pair):
        try:
            reader(text)
        except UnreadableError:
            continue


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("0/0", 0, 0), ("162/161", 162, 161), ("162 vụ/161 đối tượng", 162, 161), ("2 vụ / 1 đối tượng", 2, 1),
        ("1.234/1.100", 1234, 1100), ("03/02", 3, 2), ("5; 3", 5, 3), ("không", 0, 0),
    ],
)  # fmt: skip
def test_a_pair_is_two_numbers(typed: str, first: int, second: int) -> None:
    left, right = parse_pair(typed)
    assert left is not None
    assert right is not None
    assert (int(left.value), int(right.value)) == (first, second)


@pytest.mark.parametrize("typed", ["", "-", "/", "-/-", "…/…"])
def test_a_blank_pair_says_nothing(typed: str) -> None:
    assert parse_pair(typed) == (None, None)


@pytest.mark.parametrize("typed", ["5", 5.0, "5/-", "1/2/3", "5/hai", "5.000/3", dt.datetime(2026, 2, 1), "~5/3"])
def test_half_a_pair_is_refused(typed: Any) -> None:
    with pytest.raises(UnreadableError):
        parse_pair(typed)


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
        ("☑", True),
        ("Có", True),
        (0.0, False),
    ],
)
def test_a_mark_is_read(typed: Any, marked: bool) -> None:
    assert parse_mark(typed) is marked


@pytest.mark.parametrize("typed", ["chưa rõ", "đạt", "không đạt", "xx", 2.0])
def test_another_word_is_no_mark(typed: Any) -> None:
    with pytest.raises(UnreadableError):
        parse_mark(typed)
