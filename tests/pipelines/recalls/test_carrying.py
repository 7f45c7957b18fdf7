"""What was decided about a department's letter holds for the notice that it carries out, as soon as that is known."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import marts
from pipelines.core import sign_offs
from pipelines.recalls import findings
from pipelines.recalls.keys import document_key
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import SETTINGS, decision, judge_ledger, put, two_provinces

AS_OF = datetime(2026, 11, 20, 2, 0, tzinfo=LOCAL_ZONE).astimezone(UTC)
STARTS = {"31": date(2026, 1, 1), "66": date(2026, 1, 1)}
DATED = decision("ledger_due", "letter", {"province_code": "31", "due_at": "2026-10-20", "letter": "77/SYT-NVD"})


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path)) as opened:
        two_provinces(opened)
        put(opened, "core.notices", [
            {"notice_id": "letter", "document_number": "77/SYT-NVD", "issued_on": date(2026, 10, 3), "kind": "recall",
             "scope": "province", "reach": "province", "scope_province_code": "31", "scope_provinces": ["31"]}
        ])  # fmt: skip
        yield opened


def decision_comes(warehouse: Warehouse, notice_id: str = "own", **fields: Any) -> None:
    row = {"notice_id": notice_id, "document_number": "640/QĐ-QLD", "issued_on": date(2026, 10, 1), "kind": "recall",
           "reach": "national"}  # fmt: skip
    put(warehouse, "core.notices", [{**row, **fields}])
    put(warehouse, "core.notice_links", [
        {"notice_id": "letter", "product_no": 1, "earlier_notice_id": notice_id, "earlier_product_no": 1,
         "basis": "name", "relation": "passes_on", "cited": True}
    ])  # fmt: skip


def ledger(warehouse: Warehouse, *decisions: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    judge_ledger(warehouse, as_of=AS_OF, decisions=decisions, starts=STARTS)
    for name in ("mart.recall_ledger", "mart.recall_progress", "mart.recall_duties"):
        marts.build(warehouse, name, as_of=AS_OF)
    rows = warehouse.read("mart.recall_ledger").to_dicts()
    return {(row["notice_id"], row["reporter_id"]): row for row in rows}


def said(warehouse: Warehouse) -> set[str]:
    findings.keep_decision_findings(warehouse, SETTINGS, as_of=AS_OF)
    findings.keep_ledger_findings(warehouse, SETTINGS, as_of=AS_OF)
    rows = warehouse.read("raw.suite_findings").to_dicts()
    return {row["rule"] for row in rows if row["resolved_at"] is None}


def test_the_date_of_a_letter_holds_before_and_after_its_decision_comes(warehouse: Warehouse) -> None:
    before = ledger(warehouse, DATED)
    assert {key: row["status"] for key, row in before.items()} == {("letter", "31001"): "missing"}
    decision_comes(warehouse)
    after = ledger(warehouse, DATED)
    assert {key: row["status"] for key, row in after.items()} == {
        ("own", "31001"): "missing", ("own", "66001"): "not_due"}  # fmt: skip
    assert after["own", "31001"]["due_at"] == before["letter", "31001"]["due_at"]
    assert after["own", "31001"]["due_source"] == "77/SYT-NVD"
    assert said(warehouse) == set()


def test_a_date_entered_for_a_province_where_the_letter_does_not_hold_binds_nobody_and_is_said(
    warehouse: Warehouse,
) -> None:
    decision_comes(warehouse)
    other = decision("ledger_due", "letter", {"province_code": "66", "due_at": "2026-10-20", "letter": "77/SYT-NVD"})
    assert ledger(warehouse, other)["own", "66001"]["status"] == "not_due"
    assert said(warehouse) == {"letter_without_ledger"}


def test_more_time_and_answers_that_people_entered_about_the_letter_are_kept(warehouse: Warehouse) -> None:
    decision_comes(warehouse)
    longer = decision("extension", "letter", "2026-12-01")
    rows = ledger(warehouse, DATED, longer)
    assert rows["own", "31001"]["status"] == "not_due"
    everywhere = decision("ledger_due", "own", {"province_code": "66", "due_at": "2026-10-20", "letter": "9/SYT-NV"})
    rows = ledger(warehouse, DATED, longer, everywhere)
    assert rows["own", "66001"]["status"] == "missing"
    answer = decision("sign_off", "letter", {"establishments_checked": 3}, reporter_id="31001")
    assert ledger(warehouse, DATED, answer)["own", "31001"]["answer"] == "searched"
    excused = decision("exemption", "letter", reporter_id="31001")
    assert ledger(warehouse, DATED, excused)["own", "31001"]["status"] == "exempt"


def test_what_a_company_delivered_and_a_department_did_is_kept_where_one_notice_is_meant(warehouse: Warehouse) -> None:
    decision_comes(warehouse)
    given = decision("distribution", "letter", {"province_code": "31", "quantity": 40, "unit": "hộp"})
    done = decision("notice_duty", "letter", {"province_code": "31", "duty": "publish", "state": "done"})
    ledger(warehouse, given, done)
    delivered = {r["province_code"]: r["quantity_delivered"] for r in warehouse.read("mart.recall_progress").to_dicts()}
    assert delivered == {"31": 40, "66": None}
    duties = warehouse.read("mart.recall_duties").to_dicts()
    assert {r["province_code"] for r in duties if (r["duty"], r["state"]) == ("publish", "done")} == {"31"}
    decision_comes(warehouse, "own2", document_number="641/QĐ-QLD")
    ledger(warehouse, given, done)
    assert {row["quantity_delivered"] for row in warehouse.read("mart.recall_progress").to_dicts()} == {None}


@pytest.mark.parametrize(
    "fields",
    [{"kind": "other"}, {"reach": "province", "scope_provinces": ["66"], "scope_province_code": "66"}],
)
def test_a_letter_about_what_asks_nobody_of_its_province_keeps_its_own_ledger(
    warehouse: Warehouse, fields: dict[str, Any]
) -> None:
    decision_comes(warehouse, **fields)
    rows = ledger(warehouse, DATED)
    assert rows["letter", "31001"]["status"] == "missing"
    assert {key for key in rows if key[1] == "31001"} == {("letter", "31001")}
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    named = warehouse.read("core.notice_numbers").filter(number_key=document_key("77/SYT-NVD"))
    assert named["notice_id"].unique().to_list() == ["letter"]
    assert said(warehouse) == set()


@pytest.mark.parametrize(
    ("products", "is_said"),
    [(("Minhhoacillin", "Padobaby"), True), (("Minhhoacillin",), False), ((None, None), False)],
)  # fmt: skip
def test_a_product_that_only_the_letter_tells_is_said(
    warehouse: Warehouse, products: tuple[str | None, ...], is_said: bool
) -> None:
    put(warehouse, "core.recalled_products", [
        {"notice_id": "letter", "product_no": no, "name": name} for no, name in enumerate(products, 1)])  # fmt: skip
    ledger(warehouse, DATED)
    assert said(warehouse) == set()
    decision_comes(warehouse)
    ledger(warehouse, DATED)
    assert said(warehouse) == ({"letter_tells_more"} if is_said else set())
    told = warehouse.query("SELECT message_vi FROM raw_store.raw.suite_findings WHERE resolved_at IS NULL")
    assert all("640/QĐ-QLD" in text and "Padobaby" in text for text in told["message_vi"])
