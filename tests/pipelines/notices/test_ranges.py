"""Batches named by the first and the last of them."""

import pytest

from pipelines.notices.fields import find_facts
from pipelines.notices.parsing import parse_notice
from pipelines.notices.ranges import batches_between
from pipelines.notices.reference import load_reference
from pipelines.settings import CHECKOUT


def batches(text: str) -> tuple[str, ...]:
    return tuple(value for fact in find_facts(text) if fact.kind == "batch" for value in fact.values)


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("Thuốc A, các lô từ 010124 đến 050124, HD 01/2026.", "010124", "050124", 5),
        ("số đăng ký VD-12345-18, từ lô 0123 đến lô 0130, hạn dùng 12/2026", "0123", "0130", 8),
        ("Số lô: từ 0199 đến 0201; NSX: 01/2024", "0199", "0201", 3),
        ("số lô sản xuất từ AB2301 đến AB2315 do công ty X sản xuất", "AB2301", "AB2315", 15),
        ("các lô có số từ 001 đến hết 012 của thuốc A", "001", "012", 12),
        ("Số lô: 240101 ÷ 240105, HSD: 2026", "240101", "240105", 5),
        ("lô số 26012401 đến lô số 26012405 đều bị thu hồi", "26012401", "26012405", 5),
    ],
)
def test_every_batch_from_the_first_to_the_last_is_recalled(text: str, first: str, last: str, count: int) -> None:
    found = batches(text)
    assert (found[0], found[-1], len(found)) == (first, last, count)


@pytest.mark.parametrize(
    "text",
    [
        "thu hồi lô 010124 đến 30/11/2026 phải báo cáo",
        "đã bán lô 010124 đến 5 tỉnh",
        "số lô: 010124, hạn dùng đến 05/2026",
        "phân phối lô 010124 đến 130 nhà thuốc",
    ],
)
def test_what_a_batch_goes_to_is_no_last_batch(text: str) -> None:
    assert batches(text) == ("010124",)


@pytest.mark.parametrize(("first", "last"), [("98", "105"), ("AB12", "AC20"), ("0101", "0101"), ("0001", "9999")])
def test_what_cannot_be_counted_through_is_left_as_printed_with_doubt(first: str, last: str) -> None:
    numbers, confidence = batches_between(first, last)
    assert numbers == (first, last)
    assert confidence < 0.5


def test_a_person_looks_at_a_count_that_is_only_likely() -> None:
    assert batches_between("010124", "030124") == (("010124", "020124", "030124"), 0.4)
    numbers, confidence = batches_between("0123", "0125")
    assert numbers == ("0123", "0124", "0125")
    assert confidence > 0.5


def test_each_batch_of_a_range_says_the_words_it_came_from() -> None:
    text = (
        "Cục Quản lý Dược thông báo thu hồi thuốc Viên nén Alpha 500 (SĐK: VD-12345-18), từ lô 0123 đến lô 0125, "
        "hạn dùng 12/2026, do Công ty CP Dược Beta sản xuất."
    )
    reference = load_reference(CHECKOUT / "data" / "reference" / "notices")
    parsed = parse_notice(text, file_name="a.txt", reference=reference)
    assert [batch.batch_number for batch in parsed.products[0].batches] == ["0123", "0124", "0125"]
    assert {batch.expires_on.isoformat() for batch in parsed.products[0].batches if batch.expires_on} == {"2026-12-31"}
    said = [entry.raw for entry in parsed.evidence if entry.field == "batches.batch_number"]
    assert said == ["0123 đến lô 0125"] * 3


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Số lô: 0123 - 0125 (03 lô), HD: 30/06/2028", ("0123", "0124", "0125")),
        ("các lô 001-005 (05 lô) của thuốc A", ("001", "002", "003", "004", "005")),
        ("Số lô: 010124 - 030124 (03 lô)", ("010124", "020124", "030124")),
        ("Số lô: 0123 - 0124 (02 lô)", ("0123", "0124")),
    ],
)
def test_a_count_in_brackets_proves_that_a_hyphen_stands_for_all_between(text: str, numbers: tuple[str, ...]) -> None:
    assert batches(text) == numbers
    assert all(fact.confidence > 0.5 for fact in find_facts(text) if fact.kind == "batch")


@pytest.mark.parametrize("text", ["Số lô: 0123 - 0125, HD: 30/06/2028", "Số lô: 0123 - 0125 (05 lô)"])
def test_a_hyphen_between_spaces_without_a_fitting_count_is_a_range_with_doubt(text: str) -> None:
    assert batches(text) == ("0123", "0124", "0125")
    assert all(fact.confidence < 0.5 for fact in find_facts(text) if fact.kind == "batch")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Số lô: 001-005 của thuốc A", ("001-005",)),
        ("Số lô: 0123-0125 (01 lô)", ("0123-0125",)),
        ("Số lô: KT-0026-B, HD: 2028", ("KT-0026-B",)),
        ("Số lô: HT4-51, HT4-52, HD: 2028", ("HT4-51", "HT4-52")),
        ("Số lô: 0120 - 15/01/2024 - 15/01/2027", ("0120",)),
    ],
)
def test_a_hyphen_inside_one_number_joins_it(text: str, numbers: tuple[str, ...]) -> None:
    assert batches(text) == numbers


def test_plots_of_an_address_are_no_batches() -> None:
    assert batches("Công ty A, Lô 2 - 5, KCN Mẫu") == ()


def test_a_batch_put_right_is_read_with_doubt() -> None:
    text = "Đính chính: số lô đúng là 01/0832 (đã ghi 01/0823)."
    assert batches(text) == ("01/0832",)
    assert all(fact.confidence < 0.5 for fact in find_facts(text))
