"""How words are compared."""

import unicodedata

import pytest

from pipelines.workbooks.wording import bare, clean, fold, nearest


@pytest.mark.parametrize(
    "typed", ["Nhóm hàng", " nhóm  hàng ", "NHÓM HÀNG", "Nhóm\u00a0hàng", "Nh\u00adóm hàng:", "Nhóm\u200b hàng *"]
)
def test_spaces_case_and_invisible_signs_do_not_matter(typed: str) -> None:
    assert fold(typed) == "nhóm hàng"
    assert fold(unicodedata.normalize("NFD", typed)) == "nhóm hàng"


def test_letters_that_only_look_alike_are_put_right() -> None:
    assert clean("CHẤT LƢỢNG") == "CHẤT LƯỢNG"
    assert clean("Ðịa bàn") == "Địa bàn"


def test_bare_text_has_no_marks() -> None:
    assert bare("Đơn vị tiền (đồng)") == "don vi tien dong"


def test_the_nearest_word_is_found_or_nothing_is() -> None:
    known = ["mỹ phẩm", "thuốc", "thiết bị y tế, vật tư y tế"]
    assert nearest("my pham", known) == "mỹ phẩm"
    assert nearest("zzzz", known) is None
