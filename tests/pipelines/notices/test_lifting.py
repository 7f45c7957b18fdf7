"""What a document takes back is read, never believed by itself; what only denies or mends one lifts nothing."""

import pytest

from tests.pipelines.notices.worlds import parsed

HEAD = "Quyết định số 731/QĐ-QLD ngày 10/11/2026 của Cục Quản lý Dược "


@pytest.mark.parametrize(
    ("text", "lifts"),
    [
        (HEAD + "hủy bỏ Quyết định số 715/QĐ-QLD ngày 01/10/2026 về việc thu hồi thuốc Minhocef 500.",
         "715/QĐ-QLD ngày 01/10/2026"),
        (HEAD + "về việc bãi bỏ công văn số 4410/QLD-CL về đình chỉ lưu hành thuốc Minhocef 500.", "4410/QLD-CL"),
        (HEAD + "chấm dứt thu hồi thuốc Minhocef 500 theo Quyết định số 715/QĐ-QLD ngày 01 tháng 10 năm 2026.",
         "715/QĐ-QLD ngày 01/10/2026"),
        (HEAD + "bãi bỏ các Quyết định số 715/QĐ-QLD và 716/QĐ-QLD về việc thu hồi.", "715/QĐ-QLD; 716/QĐ-QLD"),
        (HEAD + "hủy bỏ việc thu hồi thuốc Minhocef 500. Căn cứ Quyết định số 715/QĐ-QLD.", None),
    ],
)  # fmt: skip
def test_the_lifted_document_is_read_with_doubt(text: str, lifts: str | None) -> None:
    notice = parsed(text)
    assert (notice.document_number, notice.lifts, notice.kind) == ("731/QĐ-QLD", lifts, "other")
    (said,) = [entry for entry in notice.evidence if entry.field == "lifts"]
    assert said.confidence < 0.5
    assert said.raw


def test_the_first_article_counts_wherever_it_stands() -> None:
    grounds = "Căn cứ Luật Dược số 105/2016/QH13;\n" * 40
    text = f"{HEAD}\n{grounds}QUYẾT ĐỊNH:\nĐiều 1. Bãi bỏ Quyết định số 715/QĐ-QLD về việc thu hồi thuốc Minhocef 500."
    assert (parsed(text).lifts, parsed(text).kind) == ("715/QĐ-QLD", "other")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "thu hồi toàn quốc thuốc Minhocef 500, số lô 0125.",
        "Cục Quản lý Dược: thông tin thu hồi thuốc Minhocef 500 theo 715/QĐ-QLD là tin giả.",
        HEAD + "đính chính Quyết định số 715/QĐ-QLD: số lô đúng là 0126.",
    ],
)
def test_an_order_a_denial_or_a_mending_lifts_nothing(text: str) -> None:
    notice = parsed(text)
    assert notice.lifts is None
    assert not [entry for entry in notice.evidence if entry.field == "lifts"]
