"""Mending text without changing what a reader sees."""

import pytest

from pipelines.notices.cleaning import clean


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("quyết định t hu hồi", "quyết định thu hồi"),
        ("S ố lô: 110224", "Số lô: 110224"),
        ("công ty cổ phần dược p hẩm", "công ty cổ phần dược phẩm"),
        ("xem t ại đây", "xem tại đây"),
        ("đ ình chỉ lưu hành", "đình chỉ lưu hành"),
        ("CHẤT LƢỢNG DƢỢC", "CHẤT LƯỢNG DƯỢC"),
        ("SÐK: VD–1", "SĐK: VD-1"),
        ("l\u00adưu\u200b hành\u00a0thuốc", "lưu hành thuốc"),
        ("a\r\n\r\n  b\t\tc  ", "a\nb c"),
    ],
)
def test_cut_words_signs_and_spaces_are_mended(broken: str, mended: str) -> None:
    assert clean(broken) == mended


@pytest.mark.parametrize("whole", ["điểm c hoặc điểm d", "nồng độ 5 g hoạt chất", "Vitamin B anh", "1 l nước"])
def test_single_letters_that_mean_something_stay_apart(whole: str) -> None:
    assert clean(whole) == whole


def test_decomposed_letters_become_one_form() -> None:
    assert clean("thuo\u0302\u0301c") == "thuốc"
