"""What a label announces and no grammar reads goes to a person; what the text itself says to be missing does not."""

import pytest

from pipelines.notices.corrections import corrected, correction_of
from tests.pipelines.notices.worlds import parsed, reference

DOUBTFUL = 0.5


def doubted(said: str) -> list[tuple[str, str | None, str]]:
    notice = parsed(f"Thu hồi thuốc Minhocef 5, SĐK: VD-12345-19, {said} do Công ty A sản xuất.")
    found = [entry for entry in notice.evidence if entry.confidence < DOUBTFUL]
    assert all(entry.product_no == 1 and entry.batch_number for entry in found)
    return [(entry.field.removeprefix("batches."), entry.value, entry.raw) for entry in found]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Số lô: xyz/abc; HD: 30/06/2028", [("batch_number", None, "xyz/abc")]),
        ("Số lô: (mờ, nhòe); HD: 30/06/2028", [("batch_number", None, "(mờ, nhòe")]),
        ("Số lô: 25□□01; HD: 30/06/2028", [("batch_number", None, "25□□01")]),
        ("Số lô: 0?10█25; HD: 30/06/2028", [("batch_number", None, "0?10█25")]),
        ("Số lô: 010124; HD: 36 tháng", []),
        ("Số lô: 010124; NSX: 0226, HD: 0229", [("manufactured_on", None, "0226"), ("expires_on", None, "0229")]),
        ("Số lô: KT0026 BCDEFG, HD: 30/06/2028", [("batch_number", "KT0026", "KT0026")]),
        ("Số lô: 0123-0125, HD: 30/06/2028", [("batch_number", "0123-0125", "0123-0125")]),
        ("Số lô: 001-005, HD: 30/06/2028", [("batch_number", "001-005", "001-005")]),
    ],
)
def test_a_value_that_is_printed_and_not_read_for_sure_waits_for_a_person(
    said: str, wanted: list[tuple[str, str | None, str]]
) -> None:
    assert doubted(said) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "Số lô: không có",
        "Số lô: (xem phụ lục)",
        "Số lô: 010124*, HD: 30/06/2028",
        "Số lô: tất cả các lô sản xuất",
        "Số lô: xem phụ lục đính kèm",
        "Số lô: 24-0012, HD: 30/06/2028",
        "Số lô: HT4-51; NSX: 01/2026, HD: 30/06/2028",
        "Số lô: KT 0026 B, HD: 30/06/2028",
    ],
)
def test_what_is_read_or_said_to_be_missing_asks_nobody(said: str) -> None:
    assert doubted(said) == []


def test_a_person_can_say_what_the_unread_characters_are() -> None:
    notice = parsed("Thu hồi thuốc Minhocef 5, SĐK: VD-12345-19, Số lô: xyz/abc; HD: 30/06/2028 do Công ty A sản xuất.")
    said = {"field": "batches.batch_number", "value": "010124", "product_no": 1, "batch_number": "xyz/abc"}
    mended = corrected(notice, [correction_of(said)], reference())
    assert [batch.batch_number for batch in mended.products[0].batches] == ["010124"]
    assert all(entry.confidence >= DOUBTFUL for entry in mended.evidence)


TABLE = "Thu hồi các thuốc:\n5_ Minhobatin 25 VD-12345-19 {} 30/04/2028 Công ty A, hộp 100 viên\nLý do: kém"


@pytest.mark.parametrize(
    ("row", "before", "waits"),
    [
        ("040126", "Danh sách số lô: phụ lục.\n", ["040126"]),
        ("040126", "", []),
        ("", "Danh sách số lô: phụ lục.\n", []),
    ],
)
def test_a_number_in_the_row_of_a_product_without_batch_waits_where_the_text_speaks_of_batches(
    row: str, before: str, waits: list[str]
) -> None:
    notice = parsed(before + TABLE.format(row))
    assert [product.batches for product in notice.products] == [()]
    assert [entry.raw for entry in notice.evidence if entry.field == "batches.batch_number"] == waits
