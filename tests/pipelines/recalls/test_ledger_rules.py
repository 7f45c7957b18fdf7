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
from pipelines.recalls import findings
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
        notice("here", reach="province", scope_provinces=["31"]), notice("all"),
        notice("elsewhere", reach="province", scope_provinces=["66"], kind="suspension"),
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
    state: str = "accepted", **typed: Any,
) -> None:  # fmt: skip
    sid = f"s{row}"
    at = datetime.fromisoformat(f"{on}T09:00:00+07:00")
    put(warehouse, "core.submissions", [
        {"submission_id": sid, "file_sha256": sid, "file_name": "f", "reporter_id": "31001", "province_code": "31",
         "ward_code": "31001", "form": "sign_off", "received_at": at, "received_evidence": "mail", "ingested_at": at,
         "version": 1, "is_current": state != "returned", "state": state, "line_count": 1,
         "error_count": 0, "warning_count": 0}
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


def _answered(warehouse: Warehouse) -> dict[int, set[str]]:
    """Which notices each line answers, by its row."""
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    found: dict[int, set[str]] = {}
    for line in warehouse.read("core.sign_offs").to_dicts():
        names = {line["notice_id"]} if line["notice_id"] and not line["names_other_product"] else set()
        found[line["row"]] = found.get(line["row"], set()) | names
    return found


def _neighbours(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Two notices whose products differ by one digit, asked about by one letter."""
    put(warehouse, "core.notices", [
        notice("a", document_number="607/QĐ-QLD"), notice("b", document_number="608/QĐ-QLD"),
    ])  # fmt: skip
    for notice_id, name, no in (("a", "Bayvistal 7", "7"), ("b", "Tamvistal 8", "8")):
        put(warehouse, "core.recalled_products", [
            {"notice_id": notice_id, "product_no": 1, "name": name, "registration_number": f"VD-60{no}00-20"}
        ])  # fmt: skip
        put(warehouse, "core.recalled_batches", [
            {"notice_id": notice_id, "product_no": 1, "batch_number": f"60{no}126"}
        ])  # fmt: skip
    return [decision("ledger_due", notice_id, LETTER) for notice_id in ("a", "b")]


def test_a_letters_number_stands_for_all_its_notices_and_a_product_says_which_is_meant(warehouse: Warehouse) -> None:
    asked = _neighbours(warehouse)
    _sent(warehouse, "3812/SYT-NVD", 1, number="VD-60700-20", product_name="Bayvistal 7", batch_number="607126")
    _sent(warehouse, "3812/SYT-NVD", 2, number="VD-60800-20", product_name="Tamvistal 8", batch_number="608126")
    _sent(warehouse, "3812/SYT-NVD", 3)
    _sent(warehouse, "3812/SYT-NVD", 4, batch_number="607126")
    _sent(warehouse, "3812/SYT-NVD", 5, product_name="bayvistan")
    _sent(warehouse, "3812/SYT-NVD", 6, product_name="Omeprazol", number="VN-1-19")
    _sent(warehouse, "3812/SYT-NVD; 607/QĐ-QLD", 7)
    _sent(warehouse, "3812/SYT-NVD ngày 06/10/2026", 8)
    _sent(warehouse, "3812/SYT-NVD ngày 06/10/2025", 9)
    ledger(warehouse, *asked)
    both = {"a", "b"}
    assert _answered(warehouse) == {
        1: {"a"}, 2: {"b"}, 3: both, 4: {"a"}, 5: {"a"}, 6: set(), 7: {"a"}, 8: both, 9: set()
    }  # fmt: skip


def test_a_ward_that_answered_a_letter_about_another_product_waits_under_all_its_notices(warehouse: Warehouse) -> None:
    asked = _neighbours(warehouse)
    _sent(warehouse, "3812/SYT-NVD", 1, product_name="Omeprazol", establishments_checked=3)
    ledger(warehouse, *asked)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    rows = [r for r in ledger(warehouse, *asked) if r["reporter_id"] == "31001"]
    assert [(r["notice_id"], r["status"], r["pending_file"]) for r in sorted(rows, key=lambda r: r["notice_id"])] == [
        ("a", "missing", True), ("b", "missing", True),
    ]  # fmt: skip


def test_two_numbers_in_one_cell_are_both_answered(warehouse: Warehouse) -> None:
    _neighbours(warehouse)
    _sent(warehouse, "607/QĐ-QLD; 608/QĐ-QLD", 1)
    _sent(warehouse, "607/QĐ-QLD ngày 01/10/2026 và 608/QĐ-QLD ngày 01/10/2026", 2)
    _sent(warehouse, "607/QĐ-QLD, 608/QĐ-QLD", 3, number="VD-60800-20")
    ledger(warehouse)
    assert _answered(warehouse) == {1: {"a", "b"}, 2: {"a", "b"}, 3: {"b"}}


def test_a_bare_number_answers_only_with_the_product_of_one_notice(warehouse: Warehouse) -> None:
    asked = _neighbours(warehouse)
    _sent(warehouse, "607", 1, number="VD-60700-20")
    _sent(warehouse, "QĐ 607", 2, product_name="Bayvistal", batch_number="607126")
    _sent(warehouse, "3812", 3, number="VD-60800-20")
    _sent(warehouse, "607", 4)
    _sent(warehouse, "607", 5, product_name="Omeprazol")
    _sent(warehouse, "61", 6, number="VD-60700-20")
    _sent(warehouse, "3812", 7)
    ledger(warehouse, *asked)
    assert _answered(warehouse) == {1: {"a"}, 2: {"a"}, 3: {"b"}, 4: set(), 5: set(), 6: set(), 7: set()}


def _pending(warehouse: Warehouse, *asked: dict[str, Any]) -> dict[str, bool]:
    """Whether the ward, which has answered nothing, waits for a person under each notice that asks for it."""
    ledger(warehouse, *asked)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    rows = [r for r in ledger(warehouse, *asked) if r["reporter_id"] == "31001"]
    assert {(r["status"], r["answer"] in {"none", "acknowledged"}) for r in rows} == {("missing", True)}
    return {r["notice_id"]: r["pending_file"] for r in rows}


@pytest.mark.parametrize(
    ("number", "typed", "waiting"),
    [
        ("607", {}, {"a"}), ("QĐ 607", {}, {"a"}), ("3812", {}, {"a", "b"}), (None, {}, {"a", "b"}),
        (None, {"batch_number": "608126"}, {"b"}), (None, {"product_name": "Bayvistal 7"}, {"a"}),
        ("theo công văn", {"number": "VD-60800-20"}, {"b"}), ("999/QLD-CL", {"batch_number": "607126"}, {"a"}),
        ("999/QLD-CL", {}, {"a", "b"}), ("999/QLD-CL", {"product_name": "Omeprazol", "number": "VN-1-19"}, set()),
    ],
)  # fmt: skip
def test_a_line_that_might_answer_a_notice_keeps_its_ward_from_being_called_late(
    warehouse: Warehouse, number: str | None, typed: dict[str, Any], waiting: set[str]
) -> None:
    asked = _neighbours(warehouse)
    _sent(warehouse, number, 1, establishments_checked=3, **typed)
    assert {name for name, waits in _pending(warehouse, *asked).items() if waits} == waiting


@pytest.mark.parametrize(
    ("typed", "waits"),
    [
        ({"state": "returned"}, True), ({"closed_on": date(2026, 10, 14)}, True), ({}, False),
        ({"state": "returned", "on": "2026-10-21"}, False),
    ],
)  # fmt: skip
def test_a_line_without_a_readable_figure_waits_where_it_may_be_an_answer(
    warehouse: Warehouse, typed: dict[str, Any], waits: bool
) -> None:
    put(warehouse, "core.notices", [notice()])
    _sent(warehouse, "184/QĐ-QLD", 1, acknowledged_on=date(2026, 10, 10), **typed)
    assert _pending(warehouse, decision("ledger_due", "n1", LETTER)) == {"n1": waits}


def _row_of_ward(warehouse: Warehouse, *asked: dict[str, Any]) -> dict[str, Any]:
    ledger(warehouse, *asked)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    (row,) = [r for r in ledger(warehouse, *asked) if (r["notice_id"], r["reporter_id"]) == ("n1", "31001")]
    return row


def _unreadable(warehouse: Warehouse, submission_id: str, cell: str, rule: str) -> None:
    said = dict.fromkeys(("message_vi", "message_en", "cure_vi", "cure_en"), "x")
    put(warehouse, "raw.findings", [
        {"finding_id": cell, "submission_id": submission_id, "file_sha256": submission_id, "rule": rule,
         "severity": "error", "sheet": "Thu hồi", "cell": cell, "value": "năm", **said}
    ])  # fmt: skip


_FOUND: dict[str, Any] = {"quantity_found": 10.0, "quantity_sealed": 10.0}


@pytest.mark.parametrize("readable", [_FOUND, {}])
def test_an_answer_in_time_whose_number_searched_cannot_be_read_is_asked_for_it_and_its_correction_is_never_late(
    warehouse: Warehouse, readable: dict[str, Any]
) -> None:
    put(warehouse, "core.notices", [notice()])
    letter = decision("ledger_due", "n1", LETTER)
    _sent(warehouse, "184/QĐ-QLD", 1, state="returned", **readable)
    _unreadable(warehouse, "s1", "F1", "number_unreadable")
    row = _row_of_ward(warehouse, letter)
    assert (row["status"], row["answer"], row["pending_file"]) == ("on_time", "acknowledged", False)
    progress = next(r for r in warehouse.read("mart.recall_progress").to_dicts() if r["province_code"] == "31")
    assert (progress["wards_missing"], progress["wards_acknowledged"]) == (0, 0)
    assert progress["names_unanswered"] == ["31001"]
    assert _lacking(warehouse) == ["09:00 15/10/2026"]

    _sent(warehouse, "184/QĐ-QLD", 2, on="2026-10-22", establishments_checked=5, closed_on=date(2026, 10, 14), **_FOUND)
    row = _row_of_ward(warehouse, letter)
    assert (row["status"], row["answer"], row["hours_late"]) == ("on_time", "closed", None)
    assert row["received_at"] == datetime(2026, 10, 15, 9, tzinfo=LOCAL_ZONE)
    assert _lacking(warehouse) == []


@pytest.mark.parametrize(
    "told",
    [
        {"state": "accepted_with_warnings", **_FOUND, "closed_on": date(2026, 10, 14)},
        {"quantity_found": 0.0},
        {"establishments_holding": 0},
        {"closed_on": date(2026, 10, 14)},
    ],
)
def test_a_line_in_time_that_leaves_the_number_searched_blank_is_no_answer_and_its_ward_is_told_and_waits_for_a_person(
    warehouse: Warehouse, told: dict[str, Any]
) -> None:
    put(warehouse, "core.notices", [notice()])
    letter = decision("ledger_due", "n1", LETTER)
    _sent(warehouse, "184/QĐ-QLD", 1, **told)
    row = _row_of_ward(warehouse, letter)
    assert (row["status"], row["answer"], row["pending_file"]) == ("missing", "acknowledged", True)
    (said,) = _lacking(warehouse, "sign_off_without_result")
    assert "Số cơ sở rà soát" in said
    _sent(warehouse, "184/QĐ-QLD", 2, on="2026-10-22", establishments_checked=5)
    row = _row_of_ward(warehouse, letter)
    assert (row["status"], row["answer"], row["pending_file"]) == ("late", "searched", True)
    assert _lacking(warehouse, "sign_off_without_result") == []


def _lacking(warehouse: Warehouse, rule: str = "sign_off_without_search") -> list[str]:
    findings.keep_ledger_findings(warehouse, SETTINGS, as_of=AS_OF.astimezone(UTC))
    rows = warehouse.query(
        f"SELECT * FROM raw_store.raw.suite_findings WHERE rule = '{rule}' AND resolved_at IS NULL"
    ).to_dicts()
    assert all(
        (r["notice_id"], r["reporter_id"]) == ("n1", "31001") and "trang Thu hồi" in r["message_vi"] for r in rows
    )
    return [r["value"] or r["message_vi"] for r in rows]


def test_an_answer_that_tells_nothing_of_a_search_stops_no_clock_and_neither_does_a_badly_typed_day_of_receipt(
    warehouse: Warehouse,
) -> None:
    put(warehouse, "core.notices", [notice()])
    letter = decision("ledger_due", "n1", LETTER)
    _sent(warehouse, "184/QĐ-QLD", 1, acknowledged_on=date(2026, 10, 10))
    _sent(warehouse, "184/QĐ-QLD", 2, state="returned")
    _unreadable(warehouse, "s2", "B2", "date_unreadable")
    row = _row_of_ward(warehouse, letter)
    assert (row["status"], row["answer"], row["received_at"]) == ("missing", "acknowledged", None)
    assert _lacking(warehouse) == []
    (said,) = _lacking(warehouse, "sign_off_without_result")
    assert "tệp f, trang Thu hồi, dòng 2" in said
    _sent(warehouse, "184/QĐ-QLD", 3, on="2026-10-22", establishments_checked=5)
    row = _row_of_ward(warehouse, letter)
    assert (row["status"], row["answer"]) == ("late", "searched")
    assert _lacking(warehouse, "sign_off_without_result") == []


@pytest.mark.parametrize(
    ("on", "number", "waits"),
    [
        ("2026-10-15", "184/QĐ-QLD", True), ("2026-10-15", "999/QLD-CL", False), ("2026-10-21", "184/QĐ-QLD", False),
    ],
)  # fmt: skip
def test_a_ward_is_not_called_late_by_the_correction_of_a_doubtful_line_before_a_person_looked(
    warehouse: Warehouse, on: str, number: str, waits: bool
) -> None:
    put(warehouse, "core.notices", [notice()])
    put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, "name": "Minhhoacillin 250 mg"}])
    _sent(warehouse, number, 1, on=on, product_name="Padobaby", establishments_checked=3)
    _sent(warehouse, "184/QĐ-QLD", 2, on="2026-10-22", product_name="Minhhoacillin", establishments_checked=3)
    row = _row_of_ward(warehouse, decision("ledger_due", "n1", LETTER))
    assert (row["status"], row["pending_file"]) == ("late", waits)


@pytest.mark.parametrize(("on", "waits"), [("2026-10-15", True), ("2026-10-21", False)])
@pytest.mark.parametrize("state", ["unreadable", "unrecognised"])
def test_a_ward_is_not_called_late_while_a_file_of_its_that_nobody_could_read_came_in_time(
    warehouse: Warehouse, on: str, state: str, waits: bool
) -> None:
    put(warehouse, "core.notices", [notice()])
    _sent(warehouse, None, 1, on=on, state=state)
    warehouse.execute("DELETE FROM raw_store.raw.sign_offs WHERE submission_id = 's1'")
    warehouse.execute("UPDATE core.submissions SET is_current = false WHERE submission_id = 's1'")
    _sent(warehouse, "184/QĐ-QLD", 2, on="2026-10-22", establishments_checked=5)
    row = _row_of_ward(warehouse, decision("ledger_due", "n1", LETTER))
    assert (row["status"], row["pending_file"]) == ("late", waits)


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        ([{}], None), ([{"batch_number": "612A1, 612A2 và 77"}], None), ([{"batch_number": "tất cả các lô"}], None),
        ([{"batch_number": "612A1"}, {"batch_number": "612A2; 77"}], None),
        ([{"product_name": "thuốc theo công văn"}], None),
        ([{"product_name": "Viên nén Motsanpham 5"}, {"number": "VD-2-20", "product_name": "x"}], None),
        ([{"number": "VD-1-20; VD-2-20"}], None),
        ([{"number": "VD-1-20 và VD-2-20", "product_name": "Motsanpham"}], None),
        ([{"batch_number": "612A1 - 612A2; 77"}], None), ([{"batch_number": "từ lô 612A1 đến lô 612A2 và 077"}], None),
        ([{"product_name": "Motsanpham"}, {"number": "VD-92-10", "product_name": "x"}], None),
        ([{"number": "VD-92-10"}], "Motsanpham lô 612A1; Motsanpham lô 612A2"),
        ([{"batch_number": "612A1"}], "Motsanpham lô 612A2; Haisanpham lô 077"),
        ([{"number": "VD-1-20; VD-3-20"}], "Haisanpham lô 077"),
        ([{"product_name": "Haisanpham", "batch_number": "077"}, {"batch_number": "612A2 đến 699Z9"}],
         "Motsanpham lô 612A1"),
        ([{"batch_number": "500A1 đến 699Z9"}], "Motsanpham lô 612A1; Motsanpham lô 612A2; Haisanpham lô 077"),
        ([{"product_name": "Motsanpham"}], "Haisanpham lô 077"),
        ([{"product_name": "Motsanpham", "batch_number": "612A2"}], "Motsanpham lô 612A1; Haisanpham lô 077"),
    ],
)  # fmt: skip
def test_a_notice_is_done_only_when_every_product_and_batch_is(
    warehouse: Warehouse, lines: list[dict[str, Any]], lacking: str | None
) -> None:
    put(warehouse, "core.notices", [notice()])
    for no, name, batches in ((1, "Motsanpham", ("612A1", "612A2")), (2, "Haisanpham", ("077",))):
        put(warehouse, "core.recalled_products", [
            {"notice_id": "n1", "product_no": no, "name": name, "registration_number": f"VD-{no}-20",
             "former_registration_number": f"VD-9{no}-10"}])  # fmt: skip
        put(warehouse, "core.recalled_batches", [
            {"notice_id": "n1", "product_no": no, "batch_number": batch} for batch in batches])  # fmt: skip
    for row, line in enumerate(lines):
        _sent(warehouse, "184/QĐ-QLD", row, establishments_checked=3, closed_on=date(2026, 10, 14), **line)
    ledger(warehouse)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    (row_of_ward,) = [r for r in ledger(warehouse) if r["reporter_id"] == "31001"]
    assert row_of_ward["answer"] == ("searched" if lacking else "closed")
    findings.keep_ledger_findings(warehouse, SETTINGS, as_of=AS_OF.astimezone(UTC))
    said = warehouse.query("SELECT value FROM raw_store.raw.suite_findings WHERE rule = 'sign_off_covers_a_part'")
    assert said["value"].to_list() == ([lacking] if lacking else [])


@pytest.mark.parametrize(("batch", "answer"), [("612A1", "closed"), (None, "closed"), ("612A9", "searched")])
def test_a_batch_that_only_a_less_official_copy_names_keeps_no_ward_from_being_done(
    warehouse: Warehouse, batch: str | None, answer: str
) -> None:
    put(warehouse, "core.notices", [notice()])
    put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, "name": "Motsanpham"}])
    put(warehouse, "core.recalled_batches", [
        {"notice_id": "n1", "product_no": 1, "batch_number": number, "in_doubt": in_doubt}
        for number, in_doubt in (("612A1", False), ("612A9", True))
    ])  # fmt: skip
    done: dict[str, Any] = {"establishments_checked": 3, "closed_on": date(2026, 10, 14)}
    _sent(warehouse, "184/QĐ-QLD", 1, batch_number=batch, product_name="Motsanpham", **done)
    row = _row_of_ward(warehouse)
    assert (row["answer"], row["lacking"]) == (answer, None if answer == "closed" else "Motsanpham lô 612A1")


def _letter_text(warehouse: Warehouse, said: str) -> None:
    put(warehouse, "core.notices", [
        notice("letter", document_number="7040/SYT-NVD", reach="province", scope_province_code="31")])  # fmt: skip
    put(warehouse, "core.notice_sources", [{"notice_id": "letter", "file_sha256": "f", "source_id": "folder"}])
    put(
        warehouse,
        "raw.notices",
        [{"file_sha256": "f", "raw_text": said, "parsed": "{}", "source_id": "folder", "file_name": "f.txt"}],
    )


def test_the_decision_that_a_letter_carries_out_names_the_letters_notice_until_it_comes_itself(
    warehouse: Warehouse,
) -> None:
    _letter_text(warehouse, "Căn cứ Quyết định số 12/QĐ-UBND. Thực hiện Quyết định số 640/QĐ-QLD ngày 02/11/2026")
    for row, number in enumerate(("640/QĐ-QLD", "640/QD-QLD ngày 02/11/2026", "12/QĐ-UBND", "641/QĐ-QLD")):
        _sent(warehouse, number, row)
    ledger(warehouse)
    assert _answered(warehouse) == {0: {"letter"}, 1: {"letter"}, 2: set(), 3: set()}
    put(warehouse, "core.notices", [notice("own", document_number="640/QĐ-QLD", issued_on=date(2026, 11, 2))])
    ledger(warehouse)
    assert _answered(warehouse)[0] == {"own"}


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
    passed_over = done | {"duty": "sample", "state": "not_applicable"}
    ledger(warehouse, decision("notice_duty", "n1", done), decision("notice_duty", "n1", passed_over))
    states = {
        (r["notice_id"], r["province_code"], r["duty"]): (r["state"], r["done_on"])
        for r in warehouse.read("mart.recall_duties").to_dicts()
    }
    assert states["n1", "31", "publish"] == ("done", date(2026, 10, 2))
    assert states["n1", "66", "publish"] == ("open", None)
    assert states["n1", "31", "sample"] == ("not_applicable", None)
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


def test_a_later_letter_with_an_earlier_date_changes_nothing(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    sooner = {**LETTER, "due_at": "2026-10-15T00:00:00+07:00", "letter": "3900/SYT-NVD ngày 06/10/2026"}
    answer = decision("sign_off", "n1", {"received_at": "2026-10-16", "establishments_checked": 1}, reporter_id="31001")
    ledger(warehouse, decision("ledger_due", "n1", LETTER), decision("ledger_due", "n1", sooner), answer)
    (row,) = [r for r in warehouse.read("mart.recall_ledger").to_dicts() if r["province_code"] == "31"]
    first = datetime(2026, 10, 20, tzinfo=LOCAL_ZONE)
    assert (row["status"], row["due_at"], row["due_at_original"], row["extended"]) == ("on_time", first, first, False)


def test_an_answer_that_a_corrected_version_gives_no_more_does_not_count_and_keeps_the_arrival(
    warehouse: Warehouse,
) -> None:
    put(warehouse, "core.notices", [notice()])
    letter = decision("ledger_due", "n1", LETTER)
    _sent(warehouse, "184/QĐ-QLD", 1, establishments_checked=3)
    _sent(warehouse, "184/QĐ-QLD", 2, on="2026-10-25", establishments_checked=4)
    warehouse.execute(
        "UPDATE core.submissions SET form = 'monthly', period = '2026-10', is_current = submission_id = 's2'"
    )
    ledger(warehouse, letter)
    sign_offs.build_sign_offs(warehouse, SETTINGS)
    row = next(r for r in ledger(warehouse, letter) if r["reporter_id"] == "31001")
    assert (row["status"], row["answer"], row["establishments_checked"]) == ("on_time", "searched", 4)
    warehouse.execute("DELETE FROM core.sign_offs WHERE submission_id = 's2'")
    row = next(r for r in ledger(warehouse, letter) if r["reporter_id"] == "31001")
    assert (row["status"], row["answer"], row["establishments_checked"]) == ("on_time", "none", None)
    progress = {r["province_code"]: r for r in warehouse.read("mart.recall_progress").to_dicts()}
    assert (progress["31"]["wards_acknowledged"], progress["31"]["names_unanswered"]) == (0, ["31001"])


def test_a_range_that_can_be_counted_answers_the_batches_between_and_another_does_not(warehouse: Warehouse) -> None:
    put(warehouse, "core.notices", [notice()])
    put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, "name": "Motsanpham"}])
    batches = [{"notice_id": "n1", "product_no": 1, "batch_number": f"0{n}0123"} for n in (2, 3, 4)]
    put(warehouse, "core.recalled_batches", batches)
    done: dict[str, Any] = {"establishments_checked": 3, "closed_on": date(2026, 10, 14)}
    answers = []
    for row, cell in enumerate(("010123 - 050123", "từ lô 020123 đến lô 030123", "020123 - 050124"), start=1):
        _sent(warehouse, "184/QĐ-QLD", row, batch_number=cell, product_name="Motsanpham", **done)
        warehouse.execute("DELETE FROM core.submissions WHERE submission_id <> $sid", {"sid": f"s{row}"})
        ledger(warehouse)
        sign_offs.build_sign_offs(warehouse, SETTINGS)
        found = next(r for r in ledger(warehouse) if r["reporter_id"] == "31001")
        lacking = warehouse.query("SELECT lacking FROM sign_offs_lacking")["lacking"].to_list()
        answers.append((found["answer"], *lacking))
    left = "Motsanpham lô 030123; Motsanpham lô 040123"
    assert answers == [("closed",), ("searched", "Motsanpham lô 040123"), ("searched", left)]


def test_a_line_with_several_numbers_answers_every_notice_whose_product_it_names(warehouse: Warehouse) -> None:
    asked = _neighbours(warehouse)
    _sent(warehouse, "3812/SYT-NVD", 1, number="VD-60700-20; VD-60800-20", product_name="Bayvistal 7")
    _sent(warehouse, "3812/SYT-NVD", 2, number="VD-60700-20\nVD-60800-20", batch_number="607126")
    _sent(warehouse, "3812/SYT-NVD", 3, number="VD-60700-20 và VD-11111-20", product_name="Bayvistal 7")
    _sent(warehouse, None, 4, number="VD-60700-20, VD-60800-20", establishments_checked=1)
    ledger(warehouse, *asked)
    assert _answered(warehouse) == {1: {"a", "b"}, 2: {"a", "b"}, 3: {"a"}, 4: set()}
    rows = [r for r in ledger(warehouse, *asked) if r["reporter_id"] == "31001"]
    assert {r["notice_id"]: r["pending_file"] for r in rows} == {"a": True, "b": True}


@pytest.mark.parametrize(("number", "waits"), [("VD-91-10", True), ("VD-1-20", True), ("VD-77-10", False)])
def test_a_lost_line_points_to_its_notice_by_the_number_before_the_present_one_too(
    warehouse: Warehouse, number: str, waits: bool
) -> None:
    put(warehouse, "core.notices", [notice()])
    put(warehouse, "core.recalled_products", [
        {"notice_id": "n1", "product_no": 1, "registration_number": "VD-1-20",
         "former_registration_number": "VD-91-10"}])  # fmt: skip
    _sent(warehouse, "999/QLD-CL", 1, number=number, establishments_checked=3)
    assert _pending(warehouse, decision("ledger_due", "n1", LETTER)) == {"n1": waits}
