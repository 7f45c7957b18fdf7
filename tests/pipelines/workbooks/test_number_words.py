"""Words of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.workbooks.number_words import number_of_words

ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def words_of(number: int) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [ONES[hundreds], "trăm"] if hundreds else []
    if tens:
        words += ["mười"] if tens == 1 else [ONES[tens], "mươi"]
    elif hundreds and ones:
        words.append("linh")
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm", 0: ""}.get(ones, ONES[ones])
    return " ".join([*words, *([last] if last else [])])


@given(st.integers(1, 999), st.sampled_from(["", " nghìn", " triệu"]))
def test_the_words_of_a_number_mean_it(number: int, scale: str) -> None:
    factor = {"": 1, " nghìn": 1000, " triệu": 10**6}[scale]
    assert number_of_words(words_of(number) + scale) == number * factor


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("một nghìn hai trăm ba mươi tư", 1234), ("Mười hai", 12), ("hai mươi lăm nghìn", 25_000), ("không", 0),
        ("hai năm", None), ("mươi", None), ("hai nghìn ba triệu", None), ("nữ", None), ("", None), ("trăm", None),
    ],
)  # fmt: skip
def test_what_is_no_number_means_none(words: str, number: int | None) -> None:
    assert number_of_words(words) == number
