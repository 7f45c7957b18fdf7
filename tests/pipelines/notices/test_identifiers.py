"""Registration numbers and document numbers: what is one, how it is written, when two are equal."""

import re

import pytest

from pipelines.notices.identifiers import (
    DOCUMENT_PATTERN,
    REGISTRATION_PATTERN,
    canonical,
    comparison_key,
    is_document,
    is_well_formed,
    product_group_of,
)


@pytest.mark.parametrize(
    ("printed", "group"),
    [
        ("893110447024", "medicine"),
        ("VD-20124-13", "medicine"),
        ("VN2-626-17", "medicine"),
        ("QLĐB-638-17", "medicine"),
        ("QLSP-H02-1041-17", "medicine"),
        ("V87-H12-16", "medicine"),
        ("NC12-H05-19", "medicine"),
        ("264798/25/CBMP-QLD", "cosmetic"),
        ("46-23-CBMP-HD", "cosmetic"),
        ("6537/2021/ĐKSP", "health_supplement"),
        ("170000062/PCBA-BD", "medical_device"),
        ("2502433ĐKLH/BYT-HTTB", "medical_device"),
    ],
)
def test_the_form_of_a_number_proves_its_product_group(printed: str, group: str) -> None:
    assert re.fullmatch(REGISTRATION_PATTERN, printed)
    assert product_group_of(printed) == group


@pytest.mark.parametrize("printed", ["VN-1727813", "184/QĐ-QLD", "0964941212", "1122/2023/XNQC-ATTP", "VD", "070423"])
def test_other_numbers_are_no_well_formed_registrations(printed: str) -> None:
    assert not is_well_formed(printed)


@pytest.mark.parametrize("printed", ["VD- 18684-13", "VD–18684–13", "vd-18684-13.", "VD - 18684 - 13", "VD 18684-13"])
def test_spellings_of_one_number_are_written_one_way(printed: str) -> None:
    assert canonical(printed) == "VD-18684-13"


def test_a_plain_letter_d_for_the_vietnamese_one_is_the_same_number() -> None:
    assert canonical("QLDB-638-17") == canonical("QLÐB-638-17") == "QLĐB-638-17"


def test_leading_zeros_and_lost_dashes_do_not_make_another_number() -> None:
    assert comparison_key("000138/21/CBMP-HCM") == comparison_key("138/21/CBMP-HCM")
    assert comparison_key("VN-1727813") == comparison_key("VN-17278-13")
    assert comparison_key("VD-18684-13") != comparison_key("VD-18685-13")


@pytest.mark.parametrize("printed", ["184/QĐ-QLD", "46 /QĐ-QLD", "3812/SYT-NVD", "50/BCĐ389ĐT-CQTT", "12/2024/QĐ-UBND"])
def test_letters_and_decisions_have_document_numbers(printed: str) -> None:
    assert re.fullmatch(DOCUMENT_PATTERN, printed)
    assert is_document("".join(printed.split()))


@pytest.mark.parametrize(
    "printed", ["264798/25/CBMP-QLD", "6537/2021/ĐKSP", "105/2016/QH13", "11/2018/TT-BYT", "98/2020/NĐ-CP"]
)
def test_product_numbers_and_laws_are_no_notices(printed: str) -> None:
    assert not is_document(printed)
