"""What looks like a figure, and what only holds digits."""

from datetime import date
from typing import Any

import pytest

from pipelines.workbooks.figures import is_figure


@pytest.mark.parametrize(
    "value", [0, 12, 3.5, "12", "1.234,5", "1 234", "5 vụ", "3/2", "96,6%", "162 vụ/161 đối tượng"]
)
def test_a_number_with_or_without_words_is_a_figure(value: Any) -> None:
    assert is_figure(value)


@pytest.mark.parametrize(
    "value", ["", "không", "x", "20/10/2026", "125/BC-UBND", "ngày 5 tháng 10", True, date(2026, 10, 5), "STT"]
)
def test_dates_document_numbers_marks_and_words_are_none(value: Any) -> None:
    assert not is_figure(value)
