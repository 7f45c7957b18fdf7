"""How words are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ðịa bàn", "Địa bàn"), ("ðịa bàn", "địa bàn"), ("DƢỢC", "DƯỢC"), ("dƣơ\u0323c", "dược"),
        ("Ƣ\u0300", "Ừ"), ("a\u0301\u0302", "ấ"), ("o\u0323\u0302", "ộ"), ("u\u0309\u031b", "ử"), ("à\u0306", "ằ"),
        ("l\u00adưu", "lưu"), ("thu\u200b hồi", "thu hồi"), ("\ufeffThuốc", "Thuốc"), ("a\x00b\x07", "ab"),
        ("ắ\x02", "ắ"), ("\u202ethuốc\u202c", "thuốc"), ("Sở\u00a0 Y\u2009tế\r\n", "Sở Y tế"),
    ],
)  # fmt: skip
def test_what_the_eye_does_not_see_does_not_matter(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@given(st.text("aăâeêioôơuưyđ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323 \u00adÐƢ\x00k", max_size=12))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_bare_text_has_no_marks() -> None:
    assert bare("Đơn vị tiền (đồng)") == "don vi tien dong"


def test_the_nearest_word_is_found_or_nothing_is() -> None:
    known = ["mỹ phẩm", "thuốc", "thiết bị y tế, vật tư y tế"]
    assert nearest("my pham", known) == "mỹ phẩm"
    assert nearest("zzzz", known) is None
