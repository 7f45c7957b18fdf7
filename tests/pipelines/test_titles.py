"""Form and period inside running words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import titles


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BÁO CÁO Kết quả tháng 10 năm 2026", ("monthly", "2026-10")),
        ("BC thang 10 - P. Hong Bang", ("monthly", None)),
        ("11413 2026-10", ("monthly", "2026-10")),
        ("BC T10.2026", ("monthly", "2026-10")),
        ("Báo cáo tháng 01, 2026", ("monthly", "2026-01")),
        ("Báo cáo năm 2026", ("yearly", "2026")),
        ("Năm 2026", ("yearly", "2026")),
        ("Báo cáo nhanh vụ việc", ("quick", None)),
        ("Báo cáo đợt cao điểm tháng 1/2026", ("campaign", None)),
        ("Báo cáo tháng 9, tháng 10/2026 và tháng 11/2026", (None, None)),
        ("Quý III/2026", (None, None)),
        ("6 tháng đầu năm 2026", (None, None)),
        ("báo cáo ngày 20/10/2026", (None, None)),
        ("2026-10-05 bao cao", (None, None)),
        ("Kế hoạch 2026", (None, None)),
        ("Thông tin", (None, None)),
    ],
)
def test_a_title_says_form_and_period_or_nothing(text: str, said: tuple[str | None, str | None]) -> None:
    assert titles.form_and_period(text) == said


@pytest.mark.parametrize("text", ["Quý 3 năm 2026", "quý IV/2026", "Q2/2026", "6 tháng đầu năm 2026", "9 tháng 2026"])
def test_quarters_and_several_months_are_told(text: str) -> None:
    assert titles.unordered(text)


@pytest.mark.parametrize("text", ["Tháng 10/2026", "Quy định 2026", "Năm 2026", "phường Quý Sơn"])
def test_other_words_are_no_quarter(text: str) -> None:
    assert titles.unordered(text) is None


@given(
    st.integers(1, 12), st.integers(2020, 2035), st.sampled_from(["tháng {m}/{y}", "THÁNG {m:02d} NĂM {y}", "T{m}.{y}"])
)
def test_every_month_is_read_back(month: int, year: int, wording: str) -> None:
    text = "Báo cáo " + wording.format(m=month, y=year)
    assert titles.form_and_period(text) == ("monthly", f"{year}-{month:02d}")
