"""Labelled facts in running text: labels in all spellings, lists, and what looks like a fact and is none."""

from itertools import pairwise

import pytest

from pipelines.notices.fields import Fact, find_facts


def values(text: str, kind: str) -> list[str]:
    return [value for fact in find_facts(text) if fact.kind == kind for value in fact.values]


def dates(text: str, kind: str) -> list[str | None]:
    return [d.value.isoformat() if d.value else None for f in find_facts(text) if f.kind == kind for d in f.dates]


@pytest.mark.parametrize(
    "label",
    [
        "Số lô: ",
        "số lô ",
        "Sốlô:",
        "Số lô:",
        "Lô SX: ",
        "lô SX ",
        "LSX: ",
        "SLSX:",
        "Số lô SX: ",
        "số là: ",
        "Lô sản xuất: ",
        "Số kiểm soát: ",
        "Lot.No.: ",
        "Lot: ",
        "Batch No: ",
        "các lô: ",
    ],
)
def test_every_label_of_a_batch_is_known(label: str) -> None:
    assert values(f"Viên nén A, {label}0103XY; HD: 01/2027", "batch") == ["0103XY"]


@pytest.mark.parametrize(
    "number",
    [
        "070423",
        "TL-N2210111221",
        "01/0823",
        "11 2023",
        "07/2024",
        "011024:1",
        "MFG12032025-L01",
        "2J6001",
        "HT4-51",
        "WLD21003E",
        "02.2022",
        "180513/2",
        "AC 1102",
        "V-130483S",
    ],
)
def test_batch_numbers_have_any_form_even_that_of_a_date(number: str) -> None:
    assert values(f"số lô {number}, ngày sản xuất 01/02/2024", "batch") == [number]


def test_a_label_printed_twice_is_no_part_of_the_number() -> None:
    assert values("(số lô: SOLO: 02.2022, NSX: 11/05/2022)", "batch") == ["02.2022"]


def test_a_list_of_batches_is_read_to_its_end() -> None:
    assert values("các lô: 0123, 0223 và 0323 do Công ty A sản xuất", "batch") == ["0123", "0223", "0323"]
    assert values("Số lô CAH221625B và Số lô CAH221626B.", "batch") == ["CAH221625B", "CAH221626B"]


@pytest.mark.parametrize(
    "text",
    [
        "địa chỉ: Lô CN20, Cụm công nghiệp Mẫu",
        "nhà thuốc ( lô số 13 TTTM Chợ Mẫu)",
        "thu hồi 02 lô thuốc",
        "18 lô thuốc khác nhau",
        "không ghi số lô, ngày sản xuất, hạn dùng",
        "số lô và hạn dùng trên nhãn",
        "Nhà máy: Lô A3.01-A3.02, khu A",
    ],
)
def test_addresses_and_counts_are_no_batches(text: str) -> None:
    assert values(text, "batch") == []


@pytest.mark.parametrize("label", ["NSX", "Ngày SX", "Ngày sản xuất", "ngày sản xuất", "Mfg Date", "sản xuất ngày"])
def test_every_label_of_making_is_known(label: str) -> None:
    assert dates(f"Số lô: 01A, {label}: 05.03.24, x", "manufactured") == ["2024-03-05"]


@pytest.mark.parametrize("label", ["HD", "HSD", "HĐ", "Hạn dùng", "hạn sử dụng", "Exp Date", "Ngày hết hạn"])
def test_every_label_of_expiry_is_known(label: str) -> None:
    assert dates(f"Số lô: 01A, {label}:05/03/2027do Công ty A", "expires") == ["2027-03-05"]


def test_a_range_of_days_of_making_is_no_day_of_making() -> None:
    assert dates("ghi ngày sản xuất từ sau ngày 15/9/2019 đến nay", "manufactured") == []


def test_a_lost_digit_is_kept_as_an_unread_date() -> None:
    (fact,) = (f for f in find_facts("NSX: 10823; HD: 210826") if f.kind == "manufactured")
    assert (fact.dates[0].value, fact.dates[0].raw) == (None, "10823")


def test_the_former_number_is_told_from_the_present_one() -> None:
    text = "Số GĐKLH: 893100414024 (SĐK cũ: VD-32292-19)"
    assert values(text, "registration") == ["893100414024"]
    assert values(text, "former_registration") == ["VD-32292-19"]


def test_a_number_that_lost_a_dash_is_taken_as_printed_with_little_confidence() -> None:
    (fact,) = find_facts("SĐK: VN-1727813.")
    assert fact.values == ("VN-1727813",)
    assert fact.confidence < 0.5


def test_a_batch_without_a_label_stands_between_number_and_expiry() -> None:
    text = "SĐK: VN-17278-13, BCT1018003; HD: 09.10.2020"
    assert values(text, "batch") == ["BCT1018003"]


def test_both_dates_under_one_label_are_told_apart() -> None:
    text = "Số lô: 01A; NSX-HD: 01/02/2024 - 01/02/2027."
    assert (dates(text, "manufactured"), dates(text, "expires")) == (["2024-02-01"], ["2027-02-01"])


def test_facts_come_in_reading_order_and_never_overlap() -> None:
    facts: list[Fact] = find_facts("SĐK: VD-12345-19, Số lô: 0123, 0223; NSX: 01/01/2023; HD: 01/01/2026")
    assert [fact.kind for fact in facts] == ["registration", "batch", "manufactured", "expires"]
    assert all(one.end <= two.label_start for one, two in pairwise(facts))


def test_a_self_declared_food_has_the_number_of_its_declaration() -> None:
    assert [f.values for f in find_facts("số tự công bố: 02/MAU/2024; HSD 01/2028") if f.kind == "registration"] == [
        ("02/MAU/2024",)
    ]
    assert not [f for f in find_facts("công văn 02/MAU/2024 về thuốc") if f.kind == "registration"]
