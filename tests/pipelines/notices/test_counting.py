"""A text that announces another count than was read is looked at by a person."""

import pytest

from tests.pipelines.notices.worlds import parsed

LETTER = (
    "Ngày 18/3/2025, Cục Quản lý Dược có Công văn số 812/QLD-CL thu hồi {count} lô thuốc viên nén Minhofaclor, "
    "SĐK: VD-26001-17, số lô: 010823, 020923. Trong năm 2024, Cục đã thu hồi 12 lô thuốc kém chất lượng."
)


def confidences(text: str, field: str) -> set[bool]:
    return {said.confidence < 0.5 for said in parsed(text).evidence if said.field == field}


@pytest.mark.parametrize(("count", "is_doubted"), [("02", False), ("hai", False), ("03", True), ("bốn", True)])
def test_batches_are_doubted_where_the_text_announces_another_number(count: str, is_doubted: bool) -> None:
    assert confidences(LETTER.format(count=count), "batches.batch_number") == {is_doubted}


def test_a_count_of_batches_says_nothing_about_products() -> None:
    assert confidences(LETTER.format(count="03"), "products.name") == {False}


def test_products_are_doubted_where_the_text_announces_more_than_it_names() -> None:
    text = "Cục Quản lý Dược thu hồi 4 sản phẩm mỹ phẩm:\n- Minhora Gel, số tiếp nhận: 211002/24/CBMP-HN"
    assert confidences(text, "products.name") == {True}
    assert confidences(text.replace("4 sản", "1 sản"), "products.name") == {False}
