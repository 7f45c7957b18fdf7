"""Batches that a text names to leave them out are never recalled; the product then is, and a person looks."""

import pytest

from pipelines.notices.model import ParsedNotice
from tests.pipelines.notices.worlds import parsed

HEAD = "Cục Quản lý Dược\nSố: 811/QĐ-QLD\nHà Nội, ngày 02/11/2026\nĐiều 1. Thu hồi toàn quốc "
MAKER = " do Công ty cổ phần Dược Lô Thử sản xuất. Vi phạm mức độ 1."
PILL = "thuốc Viên nén Trulomin 5, Số GĐKLH: VD-61011-21"


def batches(notice: ParsedNotice) -> list[list[str]]:
    return [[batch.batch_number for batch in product.batches] for product in notice.products]


def doubts(notice: ParsedNotice) -> list[str]:
    return [said.raw for said in notice.evidence if said.field == "products.name" and said.confidence < 0.5]


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (f"tất cả các lô {PILL} (trừ lô 999926)", "999926"),
        (f"tất cả các lô {PILL}, trừ lô 999926,", "999926"),
        (f"tất cả các lô, trừ các lô 111126 và 112226, của {PILL}", "111126 và 112226"),
        (f"toàn bộ {PILL}, ngoại trừ các sản phẩm thuộc lô: 111126, lô 112226,", "111126, lô 112226"),
        (f"tất cả các lô {PILL} (không bao gồm lô số 999926, HD: 30/06/2028)", "999926"),
        (f"tất cả các lô {PILL}. Riêng lô 999926 không phải thu hồi", "999926"),
    ],
)
def test_all_batches_but_some_recall_the_product_as_a_whole_with_doubt(order: str, told: str) -> None:
    notice = parsed(HEAD + order + MAKER)
    assert (notice.kind, notice.scope) == ("recall", "national")
    assert [product.registration_number for product in notice.products] == ["VD-61011-21"]
    assert batches(notice) == [[]]
    (raw,) = doubts(notice)
    assert told in raw


def test_an_exception_beside_named_batches_leaves_them_recalled() -> None:
    notice = parsed(HEAD + PILL + ", các lô từ 0123 đến 0126, trừ lô 0125," + MAKER)
    assert batches(notice) == [["0123", "0124", "0126"]]
    assert doubts(notice)


@pytest.mark.parametrize(
    "beside",
    [
        "Mẫu đối chứng Số lô: 999126 đạt tiêu chuẩn chất lượng.",
        "Mẫu thuốc Số lô: 999126 kết quả kiểm nghiệm đạt tiêu chuẩn chất lượng.",
    ],
)
def test_a_sample_that_passed_is_no_recalled_batch(beside: str) -> None:
    notice = parsed(HEAD + PILL + ", Số lô: 952126, HD: 30/06/2028" + MAKER + "\n" + beside)
    assert batches(notice) == [["952126"]]
    assert not doubts(notice)


@pytest.mark.parametrize(
    "words",
    [
        "Mẫu thuốc Số lô: 952126 không đạt tiêu chuẩn chất lượng.",
        "Số lô: 952126 đạt yêu cầu về cảm quan nhưng không đạt độ hòa tan.",
        "Số lô: 952126 bị thu hồi trừ khi có văn bản khác.",
    ],
)
def test_a_batch_that_failed_stays_recalled(words: str) -> None:
    notice = parsed(HEAD + PILL + MAKER + "\n" + words)
    assert batches(notice) == [["952126"]]
    assert not doubts(notice)


def test_what_takes_a_recall_back_is_about_the_batch_that_passed() -> None:
    notice = parsed(
        "Cục Quản lý Dược\nSố: 812/QLD-CL\nV/v dỡ bỏ đình chỉ lưu hành thuốc\n"
        f"Cục thông báo dỡ bỏ đình chỉ lưu hành {PILL}, Số lô: 952126 đạt tiêu chuẩn chất lượng."
    )
    assert batches(notice) == [["952126"]]
