"""Letters and decisions of people about notices: what they bind, and what is said when they bind nobody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import marts
from pipelines.recalls import findings
from pipelines.recalls.letters import BELOW, issuer_of
from pipelines.reference import load
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import PROVINCES, SETTINGS, decision, judge_ledger, put, two_provinces

AS_OF = datetime(2026, 11, 20, 2, 0, tzinfo=LOCAL_ZONE).astimezone(UTC)
STARTS = {"31": date(2026, 1, 1), "66": date(2026, 1, 1)}
DUE = {"province_code": "31", "due_at": "2026-10-20"}
NOTICE = {"notice_id": "n1", "document_number": "184/QĐ-QLD", "issued_on": date(2026, 10, 1), "kind": "recall",
          "reach": "national"}  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path)) as opened:
        two_provinces(opened)
        put(opened, "core.notices", [NOTICE])
        yield opened


def statuses(warehouse: Warehouse, *decisions: dict[str, Any]) -> dict[str, str]:
    judge_ledger(warehouse, as_of=AS_OF, decisions=decisions, starts=STARTS)
    marts.build(warehouse, "mart.recall_ledger", as_of=AS_OF)
    return {row["reporter_id"]: row["status"] for row in warehouse.read("mart.recall_ledger").to_dicts()}


def said(warehouse: Warehouse) -> list[dict[str, Any]]:
    findings.keep_decision_findings(warehouse, SETTINGS, as_of=AS_OF)
    return [row for row in warehouse.read("raw.suite_findings").to_dicts() if row["resolved_at"] is None]


@pytest.mark.parametrize(
    ("letter", "issuer"),
    [
        ("3812/SYT-NVD ngày 05/10/2026", None), ("12/UBND-VX", None), ("12/SYT-NVD của Sở Y tế Hải Phòng", None),
        ("12/SYT-NVD của Sở Y tế tỉnh Đắk Lắk", "66"),
        ("12/UBND-VX ngày 5/10/2026, UBND tỉnh Đắk Lắk về thu hồi", "66"),
        ("12/SYT-NVD, sở y tế Đắk Lắk", "66"), ("9/UBND-VX của UBND phường Lê Chân", BELOW),
        ("12/UBND của UBND thành phố Hải Phòng gửi Sở Y tế Đắk Lắk", None), ("12/SYT-NVD của Sở Y tế Mường Xa", None),
    ],
)  # fmt: skip
def test_whose_letter_it_is_its_words_say(letter: str, issuer: str | None) -> None:
    assert issuer_of(letter, "31", PROVINCES.get) == issuer


@pytest.mark.parametrize(
    ("letter", "issuer"),
    [
        ("77/SYT-NVD ngày 05/05/2025 của Sở Y tế Hà Nam", "37"), ("7/SYT của Sở Y tế tỉnh Phú Yên", "66"),
        ("7/UBND-VX của UBND tỉnh Bà Rịa - Vũng Tàu", "79"), ("7/SYT-NVD của Sở Y tế Hải Dương", None),
        ("7/UBND của UBND thành phố Nam Định", None),
    ],
)  # fmt: skip
def test_a_department_of_a_former_province_speaks_for_the_one_that_holds_its_land(
    letter: str, issuer: str | None
) -> None:
    assert issuer_of(letter, "31", load(SETTINGS.shipped_reference).place_index.province_or_former) == issuer


@pytest.mark.parametrize("letter", ["77/SYT-NVD ngày 05/10/2026 của Sở Y tế Đắk Lắk", "9/UBND-VX của UBND xã An Lão"])
def test_a_letter_of_somebody_else_makes_no_ward_late_and_is_said(warehouse: Warehouse, letter: str) -> None:
    wrong = decision("ledger_due", "n1", {**DUE, "letter": letter})
    assert statuses(warehouse, wrong) == {"31001": "not_due", "66001": "not_due"}
    (found,) = said(warehouse)
    assert (found["rule"], found["cell"], found["value"]) == (
        "letter_not_of_the_province", wrong["decision_id"], letter)  # fmt: skip
    assert "không áp dụng cho xã, phường nào" in found["message_vi"]
    assert "province_code" in found["cure_vi"]


def test_a_letter_that_arrived_as_another_provinces_document_makes_no_ward_late(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [
        {"notice_id": "letter", "document_number": "77/SYT-NVD", "issued_on": date(2026, 10, 3), "kind": "recall",
         "scope": "province", "reach": "province", "scope_province_code": "66"}
    ])  # fmt: skip
    put(warehouse, "core.notice_links", [
        {"notice_id": "letter", "product_no": 1, "earlier_notice_id": "n1", "earlier_product_no": 1, "basis": "name",
         "relation": "passes_on", "cited": True}
    ])  # fmt: skip
    wrong = decision("ledger_due", "n1", {**DUE, "letter": "77/SYT-NVD"})
    assert statuses(warehouse, wrong) == {"31001": "not_due", "66001": "not_due"}
    assert [row["rule"] for row in said(warehouse)] == ["letter_not_of_the_province"]
    right = decision("ledger_due", "n1", {**DUE, "province_code": "66", "letter": "77/SYT-NVD"})
    assert statuses(warehouse, right) == {"31001": "not_due", "66001": "missing"}
    assert said(warehouse) == []


def test_a_letter_of_the_own_province_binds_and_nothing_is_said(warehouse: Warehouse) -> None:
    own = decision(
        "ledger_due", "n1", {**DUE, "letter": "3812/SYT-NVD ngày 05/10/2026 của Sở Y tế thành phố Hải Phòng"}
    )
    assert statuses(warehouse, own) == {"31001": "missing", "66001": "not_due"}
    assert said(warehouse) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ledger_due", {**DUE, "letter": "3812/SYT-NVD"}), ("open_ledger", None), ("extension", "2026-11-01"),
        ("notice_duty", {"province_code": "31", "duty": "publish", "state": "done"}),
        ("sign_off", {"establishments_checked": 1}), ("distribution", {"quantity": 1, "unit": "hộp"}),
    ],
)  # fmt: skip
def test_a_decision_about_an_unknown_notice_is_said_until_the_notice_comes(
    warehouse: Warehouse, kind: str, value: object
) -> None:
    early = decision(kind, "n2", value, reporter_id="31001")
    statuses(warehouse, early)
    (found,) = said(warehouse)
    assert (found["rule"], found["cell"], found["value"], found["severity"]) == (
        "decision_about_unknown_notice", early["decision_id"], "n2", "error")  # fmt: skip
    put(warehouse, "core.notices", [{**NOTICE, "notice_id": "n2", "document_number": "185/QĐ-QLD"}])
    statuses(warehouse, early)
    assert said(warehouse) == []


def test_a_province_or_an_agency_that_does_not_exist_is_said(warehouse: Warehouse) -> None:
    nowhere = decision("open_ledger", "n1", "Hải Phòng")
    strangers = decision("ledger_due", "n1", {**DUE, "letter": "3812/SYT-NVD", "agencies": ["31-SCT", "66-SCT"]})
    statuses(warehouse, nowhere, strangers)
    assert {(row["rule"], row["value"]) for row in said(warehouse)} == {
        ("decision_names_no_province", "Hải Phòng"), ("letter_asks_a_stranger", "66-SCT")}  # fmt: skip
