"""Single rules of the ledger: whose it is, by which date, what answers it, and what may be divided by what."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import decisions as kept
from pipelines import marts
from pipelines.core import sign_offs
from pipelines.errors import DecisionError
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import SETTINGS, decision, judge_ledger, put, two_provinces

AS_OF = datetime(2026, 11, 20, 2, 0, tzinfo=LOCAL_ZONE)
STARTS = {"31": date(2026, 1, 1), "66": date(2026, 1, 1)}
LETTER = {"province_code": "31", "due_at": "2026-10-20", "letter": "3812/SYT-NVD ngày 05/10/2026"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path)) as opened:
        two_provinces(opened)
        yield opened


def notice(notice_id: str = "n1", **fields: Any) -> dict[str, Any]:
    row = {"notice_id": notice_id, "document_number": "184/QĐ-QLD", "issued_on": date(2026, 10, 1), "kind": "recall",
           "reach": "national"}  # fmt: skip
    return {**row, **fields}


def ledger(warehouse: Warehouse, *decisions: dict[str, Any], as_of: datetime = AS_OF) -> list[dict[str, Any]]:
    judge_ledger(warehouse, as_of=as_of, decisions=decisions, starts=STARTS)
    for name in ("mart.recall_ledger", "mart.recall_progress", "mart.recall_duties"):
        marts.build(warehouse, name, as_of=as_of)
    return warehouse.read("mart.recall_ledger").to_dicts()


def test_a_notice_of_one_province_asks_its_wards_only_and_a_national_one_all(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [
        notice("here", reach="province", scope_province_code="31"), notice("all"),
        notice("elsewhere", reach="province", scope_province_code="66", kind="suspension"),
        notice("warning", kind="counterfeit_warning"), notice("undated", issued_on=None),
        notice("nowhere", reach=None),
    ])  # fmt: skip
    asked = {(r["notice_id"], r["reporter_id"]) for r in ledger(warehouse)}
    assert asked == {("here", "31001"), ("all", "31001"), ("all", "66001"), ("elsewhere", "66001")}


def test_an_older_notice_opens_when_a_person_opens_it_and_only_where_they_say(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice("old", issued_on=date(2025, 3, 1))])
    assert ledger(warehouse) == []
    assert [r["reporter_id"] for r in ledger(warehouse, decision("open_ledger", "old", "66"))] == ["66001"]
    assert len(ledger(warehouse, decision("open_ledger", "old"))) == 2


def test_a_ward_is_late_only_by_a_letter_of_its_own_province(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice(due_by_law=date(2026, 10, 4), due_in_notice=date(2026, 10, 9))])
    assert {r["status"] for r in ledger(warehouse)} == {"not_due"}
    letter = decision("ledger_due", "n1", {**LETTER, "agencies": ["31-SCT"]})
    rows = {r["reporter_id"]: r for r in ledger(warehouse, letter)}
    assert {k: r["status"] for k, r in rows.items()} == {"31001": "missing", "31-SCT": "missing", "66001": "not_due"}
    assert rows["31001"]["due_at"] == datetime(2026, 10, 20, tzinfo=LOCAL_ZONE)
    assert rows["31001"]["due_source"] == LETTER["letter"]
    before = datetime(2026, 10, 19, 23, 59, tzinfo=LOCAL_ZONE)
    assert {r["status"] for r in ledger(warehouse, letter, as_of=before)} == {"not_due"}
    (progress, _) = warehouse.read("mart.recall_progress").to_dicts()
    assert progress["wards_expected"] == 1


def test_what_a_person_enters_for_a_ward_answers_as_of_when_it_came(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    said = {"received_at": "2026-10-19T16:00:00+07:00", "establishments_checked": 4, "closed_on": "2026-10-18"}
    entry = decision("sign_off", "n1", said, at=datetime(2026, 10, 21, tzinfo=UTC), reporter_id="31001")
    rows = ledger(warehouse, decision("ledger_due", "n1", LETTER), entry)
    row = next(r for r in rows if r["reporter_id"] == "31001")
    assert (row["status"], row["answer"], row["establishments_checked"]) == ("on_time", "closed", 4)
    assert (row["submission_id"], row["decision_id"]) == (None, entry["decision_id"])
    nobody_knew = ledger(warehouse, entry, as_of=datetime(2026, 10, 20, tzinfo=LOCAL_ZONE))
    assert {r["answer"] for r in nobody_knew} == {"none"}


def test_a_recall_rate_is_sealed_over_delivered_in_one_unit_only(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    entry = decision(
        "sign_off", "n1", {"establishments_checked": 1, "quantity_sealed": 30, "quantity_unit": "Hộp"},
        reporter_id="31001",
    )  # fmt: skip
    for unit, rate in (("hộp", 0.25), ("viên", None)):
        delivered = decision("distribution", "n1", {"province_code": "31", "quantity": 120, "unit": unit})
        ledger(warehouse, entry, delivered)
        progress = {r["province_code"]: r for r in warehouse.read("mart.recall_progress").to_dicts()}
        assert progress["31"]["recall_rate"] == rate
        assert progress["66"]["recall_rate"] is None


def _sent(
    warehouse: Warehouse, written: str | None, row: int, *, on: str = "2026-10-15", number: str | None = None,
    **typed: Any,
) -> None:  # fmt: skip
    sid = f"s{row}"
    at = datetime.fromisoformat(f"{on}T09:00:00+07:00")
    put(warehouse, "core.submissions", [
        {"submission_id": sid, "file_sha256": sid, "file_name": "f", "reporter_id": "31001", "province_code": "31",
         "ward_code": "31001", "form": "sign_off", "received_at": at, "received_evidence": "mail", "ingested_at": at,
         "version": 1, "is_current": True, "state": "accepted", "line_count": 1, "error_count": 0, "warning_count": 0}
    ])  # fmt: skip
    put(warehouse, "raw.sign_offs", [
        {"submission_id": sid, "sheet": "Thu hồi", "row": row, "notice_number": written, "registration_number": number,
         **typed}
    ])  # fmt: skip


def test_a_line_finds_its_notice_by_number_day_product_or_the_departments_letter(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [
        notice("2025", issued_on=date(2025, 2, 1)), notice("2026"), notice("later", issued_on=date(2026, 11, 1)),
    ])  # fmt: skip
    put(warehouse, "core.recalled_products", [
        {"notice_id": "2025", "product_no": 1, "registration_number": "VD-26427-17"}])  # fmt: skip
    _sent(warehouse, "184/QĐ-QLD", 1)
    _sent(warehouse, "184 /qđ-qld ngày 01/02/2025", 2)
    _sent(warehouse, "184/QĐ-QLD", 3, number="VD 26427 17")
    _sent(warehouse, "3812/SYT-NVD", 4)
    _sent(warehouse, "185/QĐ-QLD", 5)
    _sent(warehouse, "Công văn số 184/QĐ-QLD ngày 01/02/2025 của Cục QLD", 6)
    _sent(warehouse, "0184/QĐ-QLD", 7)
    _sent(warehouse, "999/QLD-CL; 184/QĐ-QLD", 8)
    _sent(warehouse, None, 9)
    ledger(warehouse, decision("ledger_due", "2026", LETTER))
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    found = {r["row"]: r["notice_id"] for r in warehouse.read("core.sign_offs").to_dicts()}
    assert found == {1: "2026", 2: "2025", 3: "2025", 4: "2026", 5: None, 6: "2025", 7: "2026", 8: "2026", 9: None}


def test_a_line_with_the_day_that_a_mistaken_copy_gives_answers_the_notice_and_one_with_a_strange_day_does_not(
    warehouse: Warehouse,
) -> None:
    put(warehouse, "core.notices", [notice()])
    put(warehouse, "core.notice_fields", [
        {"notice_id": "n1", "file_sha256": sha, "field_no": 1, "field": "issued_on", "value": day, "raw": day,
         "span_start": 0, "span_end": 0, "confidence": 1.0}
        for sha, day in (("letter", "2026-10-01"), ("press", "2026-10-02"))
    ])  # fmt: skip
    _sent(warehouse, "184/QĐ-QLD ngày 02/10/2026", 1)
    _sent(warehouse, "184/QĐ-QLD ngày 01/10/2026", 2)
    _sent(warehouse, "184/QĐ-QLD ngày 01/10/2024", 3)
    ledger(warehouse)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    assert {r["row"]: r["notice_id"] for r in warehouse.read("core.sign_offs").to_dicts()} == {
        1: "n1",
        2: "n1",
        3: None,
    }


def test_of_two_notices_that_one_letter_carries_a_line_answers_the_one_whose_product_it_names(
    warehouse: Warehouse,
) -> None:
    put(warehouse, "core.notices", [notice("a"), notice("b", document_number="185/QĐ-QLD")])
    put(warehouse, "core.recalled_products", [
        {"notice_id": "a", "product_no": 1, "name": "Minhhoacillin"},
        {"notice_id": "b", "product_no": 1, "name": "Padobaby"},
    ])  # fmt: skip
    _sent(warehouse, "3812/SYT-NVD", 1, product_name="MINH HOACILIN 250mg")
    _sent(warehouse, "3812/SYT-NVD", 2, product_name="thuốc padobaby")
    ledger(warehouse, decision("ledger_due", "a", LETTER), decision("ledger_due", "b", LETTER))
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    rows = warehouse.read("core.sign_offs").to_dicts()
    assert {r["row"]: (r["notice_id"], r["names_other_product"]) for r in rows} == {1: ("a", False), 2: ("b", False)}


def test_an_answer_that_names_the_product_by_its_former_number_is_about_it(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    numbers = {"registration_number": "893110447099", "former_registration_number": "VD-26427-17"}
    put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, **numbers}])
    for row, number in enumerate(("893110447099", "VD-26427-17", "VD-11111-11"), start=1):
        _sent(warehouse, "184/QĐ-QLD", row, number=number)
    ledger(warehouse)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    rows = warehouse.read("core.sign_offs").to_dicts()
    assert {r["row"]: r["names_other_product"] for r in rows} == {1: False, 2: False, 3: True}


def test_a_letters_number_speaks_to_its_own_province_only(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    _sent(warehouse, "3812/SYT-NVD", 1)
    ledger(warehouse, decision("ledger_due", "n1", {**LETTER, "province_code": "66"}))
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    assert [r["notice_id"] for r in warehouse.read("core.sign_offs").to_dicts()] == [None]


def test_an_answer_about_another_product_is_kept_answers_nothing_and_waits_for_a_person(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, "name": "Minhhoacillin 250 mg"}])
    letter = decision("ledger_due", "n1", LETTER)
    done: dict[str, Any] = {"establishments_checked": 3, "closed_on": date(2026, 10, 14)}
    _sent(warehouse, "184/QĐ-QLD", 1, product_name="Padobaby", **done)
    ledger(warehouse, letter)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    row = next(r for r in ledger(warehouse, letter) if r["reporter_id"] == "31001")
    assert (row["status"], row["answer"], row["received_at"], row["closed_on"]) == ("missing", "none", None, None)
    assert row["pending_file"]
    (kept_line,) = warehouse.read("core.sign_offs").to_dicts()
    assert (kept_line["notice_id"], kept_line["names_other_product"]) == ("n1", True)

    _sent(warehouse, "184/QĐ-QLD", 2, on="2026-10-16", product_name="Thuốc minhhoacilin", **done)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    row = next(r for r in ledger(warehouse, letter) if r["reporter_id"] == "31001")
    assert (row["status"], row["answer"], row["submission_id"], row["pending_file"]) == (
        "on_time",
        "closed",
        "s2",
        False,
    )


@pytest.mark.parametrize("letter", ["184/QĐ-QLD", "công văn của Sở", "12/BYT-QLD ngày 05/10/2026"])
def test_a_ministrys_letter_sets_no_date_for_wards(tmp_path: Path, letter: str) -> None:
    with pytest.raises(DecisionError, match="Sở Y tế or UBND"):
        kept.append_decision(
            tmp_path, kind="ledger_due", decided_by="a", decided_at=AS_OF, reason="r", notice_id="n1",
            value={**LETTER, "letter": letter},
        )  # fmt: skip


def test_what_the_department_itself_has_to_do_is_a_list_that_a_person_ticks(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice(product_group="medicine"), notice("n2", kind="suspension")])
    done = {"province_code": "31", "duty": "publish", "state": "done", "on": "2026-10-02"}
    ledger(warehouse, decision("notice_duty", "n1", done))
    states = {
        (r["notice_id"], r["province_code"], r["duty"]): (r["state"], r["done_on"])
        for r in warehouse.read("mart.recall_duties").to_dicts()
    }
    assert states["n1", "31", "publish"] == ("done", date(2026, 10, 2))
    assert states["n1", "66", "publish"] == ("open", None)
    assert ("n1", "31", "sample") in states
    assert ("n2", "31", "sample") not in states


def test_a_later_letter_extends_and_the_first_date_stays_the_original(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    later = {**LETTER, "due_at": "2026-10-30T00:00:00+07:00", "letter": "3900/SYT-NVD ngày 24/10/2026"}
    first = datetime(2026, 10, 20, tzinfo=LOCAL_ZONE)
    ledger(warehouse, decision("ledger_due", "n1", LETTER), decision("ledger_due", "n1", later))
    rows = [r for r in warehouse.read("mart.recall_ledger").to_dicts() if r["province_code"] == "31"]
    assert rows
    assert {r["due_at_original"] for r in rows} == {first}
    assert {r["due_at"] for r in rows} == {max(first, datetime.fromisoformat(str(later["due_at"])))}
