"""What a person corrects in a notice stays corrected, and nothing else changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipelines.notices.corrections import Correction, UnfitCorrectionError, corrected, correction_of
from pipelines.notices.model import ParsedNotice
from tests.pipelines.notices.worlds import parsed, reference

TEXT = (
    "Ngày 23/01/2026, Cục Quản lý Dược ban hành Quyết định số 46/QĐ-QLD thu hồi thuốc Minhorin 50 (Diac 50mg), "
    "SĐK 893110440024, số lô 0125, NSX: 20/04/2025, HD: 20/04/2028 do Công ty A sản xuất, mức độ 3."
)


def after(*made: dict[str, Any]) -> ParsedNotice:
    return corrected(parsed(TEXT), [correction_of(value) for value in made], reference())


def test_without_corrections_a_notice_stays_as_read() -> None:
    assert after() == parsed(TEXT)


def test_a_corrected_level_moves_the_legal_deadline() -> None:
    before, now = parsed(TEXT), after({"field": "level", "value": 2})
    assert (before.due_by_law, now.due_by_law) == (date(2026, 2, 22), date(2026, 2, 7))
    assert replace(now, level=3, due_by_law=before.due_by_law, evidence=before.evidence) == before
    (said,) = [entry for entry in now.evidence if entry.field == "level"]
    assert (said.value, said.confidence, said.raw) == ("2", 1.0, "mức độ 3")


def test_a_field_of_one_product_is_corrected_and_a_further_product_added() -> None:
    now = after(
        {"field": "products.registration_number", "value": "893110447024", "product_no": 1},
        {"field": "products.name", "value": "Minhorin 25", "product_no": 2},
    )
    assert [(p.name, p.registration_number) for p in now.products] == [
        ("Minhorin 50", "893110447024"),
        ("Minhorin 25", None),
    ]


def test_batches_are_corrected_added_and_removed() -> None:
    batch = {"product_no": 1, "batch_number": "0125"}
    dated = after({"field": "batches.expires_on", "value": "2027-04-20", **batch}).products[0].batches[0]
    assert (dated.manufactured_on, dated.expires_on) == (date(2025, 4, 20), date(2027, 4, 20))
    more = after({"field": "batches.batch_number", "value": "0225", "product_no": 1, "batch_number": "0225"})
    assert [b.batch_number for b in more.products[0].batches] == ["0125", "0225"]
    assert after({"field": "batches.batch_number", "value": None, **batch}).products[0].batches == ()


def test_a_product_that_is_none_is_removed() -> None:
    assert after({"field": "products.name", "value": None, "product_no": 1}).products == ()


def test_a_correction_of_a_product_that_is_no_longer_read_changes_nothing() -> None:
    assert after({"field": "products.name", "value": "X", "product_no": 5}).products == parsed(TEXT).products


@pytest.mark.parametrize(
    "value",
    [
        {"field": "level"},
        {"field": "level", "value": 4},
        {"field": "level", "value": True},
        {"field": "kind", "value": None},
        {"field": "kind", "value": "thu hồi"},
        {"field": "issued_on", "value": "23/01/2026"},
        {"field": "issued_on", "value": 20260123},
        {"field": "completeness", "value": 1},
        {"field": "products.name", "value": "A"},
        {"field": "products.name", "value": " ", "product_no": 1},
        {"field": "products.name", "value": "A", "product_no": 0},
        {"field": "batches.expires_on", "value": "2027-04-20", "product_no": 1},
        {"field": "level", "value": 2, "because": "x"},
    ],
)
def test_a_correction_that_no_notice_can_have_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(UnfitCorrectionError):
        correction_of(value)


def test_a_correction_may_be_about_one_copy() -> None:
    assert correction_of({"field": "level", "value": 1, "file_sha256": "ab"}) == Correction(
        "level", 1, file_sha256="ab"
    )
