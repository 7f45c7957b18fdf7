"""Which ledgers open, which cannot and are said, and which close because the notice was taken back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import marts
from pipelines.recalls import findings
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import SETTINGS, decision, judge_ledger, put, two_provinces

AS_OF = datetime(2026, 11, 20, 2, 0, tzinfo=LOCAL_ZONE).astimezone(UTC)
STARTS = {"31": date(2026, 1, 1), "66": date(2026, 11, 5)}
LETTER = {"province_code": "31", "due_at": "2026-10-20", "letter": "3812/SYT-NVD ngày 05/10/2026"}
RECALLED = [{"product_no": 1, "name": "Minhhoacillin 250", "registration_number": "VD-1-19"},
            {"product_no": 2, "name": "Padobaby", "registration_number": "VD-2-19"}]  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path)) as opened:
        two_provinces(opened)
        yield opened


def notice(warehouse: Warehouse, notice_id: str = "n1", *, arrived: date | None = None, **fields: Any) -> None:
    row = {"notice_id": notice_id, "document_number": "184/QĐ-QLD", "issued_on": date(2026, 10, 1), "kind": "recall",
           "reach": "national", "file_sha256": notice_id}  # fmt: skip
    put(warehouse, "core.notices", [{**row, **fields}])
    at = datetime.combine(arrived or date(2026, 10, 2), datetime.min.time(), LOCAL_ZONE)
    put(warehouse, "core.notice_sources", [{"notice_id": notice_id, "file_sha256": notice_id, "source_id": "folder"}])
    put(warehouse, "raw.files", [
        {"file_sha256": notice_id, "inbox": "notices", "file_name": f"{notice_id}.pdf", "size_bytes": 1,
         "ingested_at": at, "read_state": "read", "reader_version": "1"}
    ])  # fmt: skip


def field(warehouse: Warehouse, notice_id: str, name: str, value: str | None, confidence: float) -> None:
    put(warehouse, "core.notice_fields", [
        {"notice_id": notice_id, "file_sha256": notice_id, "field_no": 1, "field": name, "value": value, "raw": "",
         "span_start": 0, "span_end": 0, "confidence": confidence}
    ])  # fmt: skip


def taken_back(warehouse: Warehouse, lifts: str | None = "184/QĐ-QLD", *, sure: bool = True, **fields: Any) -> None:
    own = {"document_number": "731/QĐ-QLD", "issued_on": date(2026, 11, 10), "kind": "other", "lifts": lifts}
    notice(warehouse, "lift", arrived=date(2026, 11, 11), **{**own, **fields})
    field(warehouse, "lift", "lifts", lifts, 1.0 if sure else 0.4)


def products(warehouse: Warehouse, notice_id: str, *rows: dict[str, Any]) -> None:
    put(warehouse, "core.recalled_products", [{"notice_id": notice_id, **row} for row in rows])


def ledger(warehouse: Warehouse, *decisions: dict[str, Any], as_of: datetime = AS_OF) -> dict[str, dict[str, Any]]:
    judge_ledger(warehouse, as_of=as_of, decisions=decisions, starts=STARTS)
    for name in ("mart.recall_ledger", "mart.recall_progress"):
        marts.build(warehouse, name, as_of=as_of)
    return {row["reporter_id"]: row for row in warehouse.read("mart.recall_ledger").to_dicts()}


def rows_of(warehouse: Warehouse, *decisions: dict[str, Any]) -> list[dict[str, Any]]:
    """The ledger with every province, as `ledger` judges it."""
    ledger(warehouse, *decisions)
    return warehouse.read("mart.recall_ledger").to_dicts()


def said(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    findings.keep_ledger_findings(warehouse, SETTINGS, as_of=AS_OF)
    rows = warehouse.read("raw.suite_findings").to_dicts()
    return {row["rule"]: row for row in rows if row["resolved_at"] is None}


def test_a_notice_without_a_day_is_followed_from_the_day_it_came_and_said(warehouse: Warehouse) -> None:
    notice(warehouse, issued_on=None, arrived=date(2026, 10, 2))
    rows = ledger(warehouse)
    # It came before the ledger of 66 starts, so it is older than that.
    assert {code: row["status"] for code, row in rows.items()} == {"31001": "not_due"}
    assert warehouse.read("mart.recall_progress")["opened_on"].to_list() == [date(2026, 10, 2)]
    found = said(warehouse)["ledger_since_arrival"]
    assert (found["notice_id"], found["value"], found["sheet"]) == ("n1", "02/10/2026", "n1.pdf")
    rows = ledger(warehouse, decision("ledger_due", "n1", LETTER))
    assert rows["31001"]["status"] == "missing"


def test_a_person_who_says_that_a_text_has_no_day_hears_of_it_no_more(warehouse: Warehouse) -> None:
    notice(warehouse, issued_on=None)
    field(warehouse, "n1", "issued_on", None, 1.0)
    assert ledger(warehouse).keys() == {"31001"}
    assert said(warehouse) == {}


def test_a_notice_with_a_day_opens_by_it_and_nothing_is_said(warehouse: Warehouse) -> None:
    notice(warehouse, arrived=date(2026, 11, 19))
    notice(warehouse, "old", issued_on=date(2025, 10, 1), arrived=date(2026, 11, 19))
    assert {row["notice_id"] for row in ledger(warehouse).values()} == {"n1"}
    assert said(warehouse) == {}


def test_a_notice_whose_place_cannot_be_told_asks_nobody_and_is_said(warehouse: Warehouse) -> None:
    notice(warehouse, reach=None, authority="Sở Y tế")
    assert ledger(warehouse) == {}
    found = said(warehouse)["ledger_without_place"]
    assert found["notice_id"] == "n1"
    assert "xã, phường của Hải Phòng chưa được yêu cầu phản hồi" in found["message_vi"]
    marts.build(warehouse, "mart.notice_reviews", as_of=AS_OF)
    assert {(row["field"], row["why"]) for row in warehouse.read("mart.notice_reviews").to_dicts()} >= {
        ("scope", "missing")}  # fmt: skip
    assert ledger(warehouse, decision("open_ledger", "n1", "31")).keys() == {"31001"}
    assert said(warehouse) == {}
    marts.build(warehouse, "mart.notice_reviews", as_of=AS_OF)
    assert "scope" not in warehouse.read("mart.notice_reviews")["field"].to_list()


def test_each_of_several_named_provinces_has_its_ledger_and_no_other(warehouse: Warehouse) -> None:
    notice(warehouse, reach="province", scope="province", scope_provinces=["31", "66"], issued_on=date(2026, 11, 6))
    notice(warehouse, "n2", reach="province", scope="province", scope_provinces=["82"], issued_on=date(2026, 11, 6))
    assert {(row["notice_id"], row["province_code"]) for row in rows_of(warehouse)} == {("n1", "31"), ("n1", "66")}
    assert said(warehouse) == {}


@pytest.mark.parametrize(
    ("named", "opened", "shut"),
    [([], [], "Hải Phòng, Đắk Lắk"), (["66"], [], "Hải Phòng"), ([], ["31"], "Đắk Lắk"), (["82"], ["66"], "Hải Phòng")],
)
def test_a_place_in_doubt_is_said_until_every_province_that_may_be_meant_is_open(
    warehouse: Warehouse, named: list[str], opened: list[str], shut: str
) -> None:
    notice(warehouse, reach=None, scope="province", scope_provinces=named, issued_on=date(2026, 11, 6))
    rows = rows_of(warehouse, *(decision("open_ledger", "n1", code) for code in opened))
    assert {row["province_code"] for row in rows} == {"31", "66"} & {*named, *opened}
    found = said(warehouse)["ledger_without_place"]
    assert f"xã, phường của {shut} chưa được yêu cầu phản hồi" in found["message_vi"]
    rows = rows_of(warehouse, *(decision("open_ledger", "n1", code) for code in ("31", "66")))
    assert {row["province_code"] for row in rows} == {"31", "66"}
    assert said(warehouse) == {}


@pytest.mark.parametrize(
    ("taken_back_in", "reach", "closed"),
    [(["31", "66"], "province", {"31", "66"}), (["66"], "province", {"66"}), (["82"], "province", set()),
     ([], "national", {"31", "66"}), (["31"], None, set())],
)  # fmt: skip
def test_what_is_taken_back_in_some_provinces_is_closed_in_those_alone(
    warehouse: Warehouse, taken_back_in: list[str], reach: str | None, closed: set[str]
) -> None:
    notice(warehouse, issued_on=date(2026, 11, 6))
    products(warehouse, "n1", *RECALLED)
    taken_back(warehouse, reach=reach, scope_provinces=taken_back_in)
    rows = rows_of(warehouse)
    assert {row["province_code"] for row in rows if row["lifted_by"]} == closed
    assert ("lifting_closes_nothing" in said(warehouse)) == (reach is None)


@pytest.mark.parametrize(("kind", "is_asked"), [("recall", True), ("other", False)])
def test_a_recall_that_replaces_another_needs_its_product_told(warehouse: Warehouse, kind: str, is_asked: bool) -> None:
    taken_back(warehouse, sure=False, kind=kind)
    ledger(warehouse)
    marts.build(warehouse, "mart.notice_reviews", as_of=AS_OF)
    fields = {row["field"] for row in warehouse.read("mart.notice_reviews").to_dicts()}
    assert ("products.name" in fields) == is_asked


def test_an_old_notice_of_an_unknown_place_is_no_news(warehouse: Warehouse) -> None:
    notice(warehouse, reach=None, issued_on=date(2025, 3, 1))
    assert ledger(warehouse) == {}
    assert said(warehouse) == {}


def test_a_letter_about_a_notice_that_is_not_followed_is_said(warehouse: Warehouse) -> None:
    notice(warehouse, kind="counterfeit_warning")
    ledger(warehouse, decision("ledger_due", "n1", LETTER))
    assert said(warehouse)["letter_without_ledger"]["value"] == LETTER["letter"]


def test_what_was_taken_back_closes_as_of_that_day(warehouse: Warehouse) -> None:
    notice(warehouse)
    products(warehouse, "n1", *RECALLED)
    taken_back(warehouse)
    letter = decision("ledger_due", "n1", LETTER)
    row = ledger(warehouse, letter)["31001"]
    assert (row["status"], row["hours_late"], row["lifted_by"], row["lifted_on"]) == (
        "exempt", None, "lift", date(2026, 11, 10))  # fmt: skip
    (progress,) = warehouse.read("mart.recall_progress").to_dicts()
    assert (progress["status"], progress["lifted_by"], progress["names_open"]) == ("closed", "lift", [])
    assert said(warehouse) == {}
    before = ledger(warehouse, letter, as_of=datetime(2026, 11, 9, 20, tzinfo=LOCAL_ZONE).astimezone(UTC))["31001"]
    assert (before["status"], before["lifted_by"]) == ("missing", None)


@pytest.mark.parametrize(("answered", "status"), [(-1, "late"), (0, "exempt")])
def test_answers_before_a_taking_back_stay_as_they_were(warehouse: Warehouse, answered: int, status: str) -> None:
    notice(warehouse)
    taken_back(warehouse)
    at = datetime(2026, 11, 10, 9, 0, tzinfo=LOCAL_ZONE) + timedelta(days=answered)
    entry = decision("sign_off", "n1", {"establishments_checked": 2}, at=at.astimezone(UTC), reporter_id="31001")
    row = ledger(warehouse, decision("ledger_due", "n1", LETTER), entry)["31001"]
    assert (row["status"], row["answer"]) == (status, "searched")
    (progress,) = warehouse.read("mart.recall_progress").to_dicts()
    assert progress["status"] == "closed"


def test_a_taking_back_that_nobody_confirmed_closes_nothing_and_waits(warehouse: Warehouse) -> None:
    notice(warehouse)
    taken_back(warehouse, sure=False)
    assert ledger(warehouse, decision("ledger_due", "n1", LETTER))["31001"]["status"] == "missing"
    found = said(warehouse)
    assert found.keys() == {"lifting_waits"}
    assert (found["lifting_waits"]["notice_id"], found["lifting_waits"]["value"]) == ("lift", "184/QĐ-QLD")


def test_a_taking_back_without_a_readable_number_waits_until_a_person_says_that_there_is_none(
    warehouse: Warehouse,
) -> None:
    notice(warehouse)
    taken_back(warehouse, None, sure=False)
    ledger(warehouse)
    assert said(warehouse).keys() == {"lifting_waits"}
    warehouse.execute("UPDATE core.notice_fields SET confidence = 1")
    ledger(warehouse)
    assert said(warehouse) == {}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"lifts": "185/QĐ-QLD"}, "không có văn bản số này"), ({"issued_on": None}, "không rõ ngày ban hành"),
        ({"reach": None}, "không rõ phạm vi"), ({"lifts": "184/QĐ-QLD ngày 02/10/2026"}, "không có văn bản số này"),
    ],
)  # fmt: skip
def test_a_taking_back_that_cannot_be_applied_says_why(warehouse: Warehouse, fields: dict[str, Any], why: str) -> None:
    notice(warehouse)
    taken_back(warehouse, **fields)
    row = ledger(warehouse, decision("ledger_due", "n1", LETTER))["31001"]
    assert (row["status"], row["lifted_by"]) == ("missing", None)
    assert why in said(warehouse)["lifting_closes_nothing"]["message_vi"]


def test_of_two_years_with_one_number_the_shared_product_tells_else_a_person_is_asked(warehouse: Warehouse) -> None:
    notice(warehouse)
    notice(warehouse, "n0", issued_on=date(2026, 2, 1))
    taken_back(warehouse)
    assert {row["lifted_by"] for row in ledger(warehouse).values()} == {None}
    assert "nhiều văn bản cùng số" in said(warehouse)["lifting_closes_nothing"]["message_vi"]
    products(warehouse, "n1", RECALLED[0])
    products(warehouse, "lift", RECALLED[0])
    rows = {}
    judge_ledger(warehouse, as_of=AS_OF, starts=STARTS)
    marts.build(warehouse, "mart.recall_ledger", as_of=AS_OF)
    for row in warehouse.read("mart.recall_ledger").to_dicts():
        rows[row["notice_id"]] = row["lifted_by"]
    assert rows == {"n1": "lift", "n0": None}
    assert said(warehouse) == {}


def test_a_taking_back_of_one_product_or_batch_leaves_the_ledger_open_for_the_rest(warehouse: Warehouse) -> None:
    notice(warehouse)
    products(warehouse, "n1", *RECALLED)
    taken_back(warehouse)
    products(warehouse, "lift", {**RECALLED[1], "product_no": 1})
    assert ledger(warehouse)["31001"]["lifted_by"] is None
    assert "Minhhoacillin 250" in said(warehouse)["lifting_of_a_part"]["message_vi"]
    products(warehouse, "lift", {**RECALLED[0], "product_no": 2})
    assert ledger(warehouse)["31001"]["lifted_by"] == "lift"
    batches = [{"notice_id": n, "product_no": 2, "batch_number": b} for n, b in (("n1", "01"), ("n1", "02"))]
    put(warehouse, "core.recalled_batches", [*batches, {"notice_id": "lift", "product_no": 1, "batch_number": "01"}])
    assert ledger(warehouse)["31001"]["lifted_by"] is None


@pytest.mark.parametrize(
    ("numbers", "lifted_by"),
    [
        ({"registration_number": "893110000124", "former_registration_number": "VD-1-19"}, "lift"),
        ({"registration_number": "893110000124"}, None), ({"registration_number": "VD 1 19"}, "lift"),
    ],
)  # fmt: skip
def test_a_taking_back_under_the_present_number_is_about_the_product_of_the_former_one(
    warehouse: Warehouse, numbers: dict[str, str], lifted_by: str | None
) -> None:
    notice(warehouse)
    products(warehouse, "n1", RECALLED[0])
    taken_back(warehouse)
    products(warehouse, "lift", {"product_no": 1, "name": "Minhhoacillin viên", **numbers})
    assert ledger(warehouse)["31001"]["lifted_by"] == lifted_by


def test_a_department_takes_back_in_its_own_province_only(warehouse: Warehouse) -> None:
    notice(warehouse, issued_on=date(2026, 11, 6))
    taken_back(warehouse, reach="province", scope_provinces=["66"])
    assert {code: row["lifted_by"] for code, row in ledger(warehouse).items()} == {"31001": None, "66001": "lift"}


def test_a_document_told_beside_another_is_asked_for_until_it_comes(warehouse: Warehouse) -> None:
    notice(warehouse)
    field(warehouse, "n1", "other_document", "185/QĐ-QLD", 0.7)
    ledger(warehouse)
    assert "'185/QĐ-QLD'" in said(warehouse)["document_told_beside"]["message_vi"]
    notice(warehouse, "n2", document_number="185 / QĐ-QLD")
    ledger(warehouse)
    assert "document_told_beside" not in said(warehouse)
