"""Whose a report is when its cover does not say: evidence fills gaps, never overrides, is weighed anew each night."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.core import attribution_findings
from pipelines.settings import CHECKOUT, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.core.test_submissions import AS_OF, SENT, Desk, clear

BLANK: dict[str, Any] = {"reporter_id": None, "state": "unrecognised", "province_code": "31", "form_text": "tháng",
                         "period_text": "2026-09"}  # fmt: skip
LE_CHAN, CAM_GIANG, CAM_GIANGF = "11383", "10888", "10903"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("attribution"))) as opened:
        yield opened


@pytest.fixture
def desk(warehouse: Warehouse) -> Desk:
    clear(warehouse)
    made = Desk(warehouse)
    for code, name, email in (
        (LE_CHAN, "Phường Lê Chân", "lechan@haiphong.gov.vn"),
        (CAM_GIANG, "Xã Cẩm Giang", "chung@haiphong.gov.vn"),
        (CAM_GIANGF, "Xã Cẩm Giàng", "chung@haiphong.gov.vn"),
    ):
        row = {"reporter_id": code, "name": name, "province_code": "31", "ward_code": code, "email": email}
        made._put("reference.reporters", row)
        owed = {"obligation_id": "m", "directive_id": "d", "form": "monthly", "reporter_id": code, "period": "2026-09"}
        made._put("core.expected_reports", owed)
    return made


def attributed(desk: Desk, sent: str) -> tuple[str | None, str | None, str]:
    row = desk.rows()[sent]
    return row["reporter_id"], row["attributed_by"], row["state"]


@pytest.mark.parametrize(
    ("arrival", "by"),
    [
        ({"sender": "LeChan@haiphong.gov.vn"}, "sender"),
        ({"sender": LE_CHAN}, "sender"),
        ({"path": f"reports/31/{LE_CHAN}/a.xlsx"}, "folder"),
        ({"path": "reports/31/Phường Lê Chân/a.xlsx"}, "folder"),
        ({"path": "reports/Hải Phòng/P. Le Chan/thang 9/a.xlsx"}, "folder"),
        ({"path": "reports/31/P. Lê Chân.zip!/a.xlsx"}, "folder"),
        ({"path": f"reports/{LE_CHAN}_2026-09.xlsx"}, "file_name"),
        ({"path": "reports/BC thang 9 - P. Le Chan.xlsx"}, "file_name"),
        ({"path": "reports/BaoCao_LeChan_T9.xlsx"}, "file_name"),
        ({"path": f"reports/tat-ca.zip!/thang9/{LE_CHAN} bao cao.xlsx"}, "file_name"),
    ],
)
def test_a_blank_cover_is_filled_from_how_the_file_came(desk: Desk, arrival: dict[str, Any], by: str) -> None:
    sent = desk.send(**BLANK, arrival=arrival)
    assert attributed(desk, sent) == (LE_CHAN, by, "accepted")
    assert desk.rows()[sent]["obligation_id"] == "m"


@pytest.mark.parametrize(
    "arrival",
    [
        {"sender": "nguoi.la@thudientu.example"},
        {"sender": "chung@haiphong.gov.vn"},
        {"path": "reports/bao_cao.xlsx"},
        {"path": "reports/31/Công ty Lê Chân/a.xlsx"},
        {"path": f"reports/so {LE_CHAN} bc.xlsx"},
        {"path": "reports/xa cam giang.xlsx"},
        {"path": f"reports/31/{LE_CHAN}/11311_a.xlsx"},
        {"path": "reports/31/Phường Lê Chân/a.xlsx", "sender": "11311"},
    ],
)
def test_weak_shared_or_contradictory_evidence_gives_a_report_to_nobody(desk: Desk, arrival: dict[str, Any]) -> None:
    assert attributed(desk, desk.send(**BLANK, arrival=arrival)) == (None, None, "unrecognised")


def test_a_name_nobody_knows_is_not_overruled_by_the_sender(desk: Desk) -> None:
    facts = BLANK | {"reporter_text": "Phường Không Có"}
    assert attributed(desk, desk.send(**facts, arrival={"sender": LE_CHAN}))[0] is None


def test_the_sender_decides_between_candidates_of_the_cover_but_not_beside_them(desk: Desk) -> None:
    facts = BLANK | {"reporter_text": "xa cam giang", "reporter_candidates": [CAM_GIANG, CAM_GIANGF]}
    assert attributed(desk, desk.send(**facts, arrival={"sender": CAM_GIANGF}))[:2] == (CAM_GIANGF, "sender")
    assert attributed(desk, desk.send(**facts, arrival={"sender": LE_CHAN}))[0] is None


def test_code_and_name_that_contradict_wait_for_a_person_whoever_sent_them(desk: Desk) -> None:
    sent = desk.send(**BLANK, reporter_candidates=[CAM_GIANG, LE_CHAN], arrival={"sender": LE_CHAN})
    desk._put(
        "raw.findings",
        {"finding_id": "c", "submission_id": sent, "file_sha256": "x", "rule": "reporter_conflict",
         "severity": "error", "message_vi": "", "message_en": "", "cure_vi": "", "cure_en": ""},
    )  # fmt: skip
    assert attributed(desk, sent)[0] is None


def test_evidence_that_comes_later_is_weighed_the_next_night(desk: Desk) -> None:
    sent = desk.send(**BLANK)
    assert attributed(desk, sent)[0] is None
    name = desk.warehouse.name("raw.arrivals")
    desk.warehouse.execute(f"UPDATE {name} SET sender = ? WHERE path LIKE 'reports/%'", [LE_CHAN])
    assert attributed(desk, sent)[:2] == (LE_CHAN, "sender")


def test_the_same_bytes_from_two_wards_belong_to_nobody(desk: Desk) -> None:
    sent = desk.send(**BLANK, arrival={"sender": LE_CHAN})
    sha = f"{desk.sent:064x}"
    desk._put(
        "raw.arrivals",
        {"file_sha256": sha, "path": "reports/again.xlsx", "received_at": SENT, "evidence": "mail", "sender": "11311",
         "first_seen_at": SENT, "file_name": "again.xlsx", "size_bytes": 1},
    )  # fmt: skip
    assert attributed(desk, sent)[0] is None
    assert findings(desk) == {"evidence_disagrees"}


def test_a_file_that_cannot_be_read_is_given_to_nobody_but_by_a_person(desk: Desk) -> None:
    sent = desk.send(None, reporter_id=None, form=None, state="unreadable", content=None, arrival={"sender": LE_CHAN})
    assert attributed(desk, sent) == (None, None, "unreadable")
    desk.decide("assign", sent, json.dumps({"reporter_id": LE_CHAN, "form": "monthly", "period": "2026-09"}))
    assert attributed(desk, sent) == (LE_CHAN, "person", "unreadable")


def test_form_and_period_come_from_the_file_name_where_the_cover_is_blank(desk: Desk) -> None:
    facts = BLANK | {"form": None, "form_text": None, "period_text": None}
    sent = desk.send(None, **facts, arrival={"path": f"reports/{LE_CHAN}_2026-09.xlsx"})
    row = desk.rows()[sent]
    assert (row["form"], row["period"], row["state"]) == ("monthly", "2026-09", "accepted")
    unclear = desk.send(None, **(facts | {"period_text": "kỳ vừa rồi"}), arrival={"path": f"reports/{LE_CHAN}_2026-09"})
    assert desk.rows()[unclear]["state"] == "unrecognised"


def test_a_person_is_stronger_than_evidence_and_evidence_never_beats_the_cover(desk: Desk) -> None:
    read = desk.send(reporter_id="11311", arrival={"sender": LE_CHAN})
    assert attributed(desk, read)[:2] == ("11311", "cover")
    assert findings(desk) == {"evidence_contradicts"}
    desk.decide("assign", read, json.dumps({"reporter_id": LE_CHAN}))
    assert attributed(desk, read)[:2] == (LE_CHAN, "person")
    assert findings(desk) == set()


def test_remembered_words_are_used_exactly_and_until_they_are_withdrawn(desk: Desk) -> None:
    text = "Trạm Y tế phường Lê Chân"
    sent = desk.send(**BLANK, reporter_text=text, reporter_candidates=[LE_CHAN])
    other = desk.send(**BLANK, reporter_text="Trạm Y tế phường Lê Chân 2")
    alias = {"reporter_id": LE_CHAN, "text": text.upper(), "province_code": "31"}
    desk.decided.append({"decision_id": "a", "kind": "alias", "value": json.dumps(alias), "decided_at": SENT})
    assert attributed(desk, sent)[:2] == (LE_CHAN, "alias")
    assert attributed(desk, other)[0] is None
    desk.decided.clear()
    assert attributed(desk, sent)[0] is None


def test_a_remembered_sender_speaks_for_its_reporter(desk: Desk) -> None:
    sent = desk.send(**BLANK, arrival={"sender": "Ca.Nhan@thudientu.example"})
    alias = {"reporter_id": LE_CHAN, "sender": "ca.nhan@thudientu.example"}
    desk.decided.append({"decision_id": "a", "kind": "alias", "value": json.dumps(alias), "decided_at": SENT})
    assert attributed(desk, sent)[:2] == (LE_CHAN, "alias")


def findings(desk: Desk) -> set[str]:
    desk.rows()
    settings = Settings(home=CHECKOUT / "no-home")
    attribution_findings.build(desk.warehouse, settings, as_of=AS_OF)
    rows = desk.warehouse.read("raw.suite_findings")
    return set(rows.filter(rows["resolved_at"].is_null())["rule"])


def test_a_period_without_a_round_is_a_finding_that_names_the_rounds(desk: Desk) -> None:
    desk.send("2019-09")
    assert findings(desk) == {"period_without_round"}
    (message,) = desk.warehouse.read("raw.suite_findings")["message_vi"]
    assert "2019-09" in message
    assert "2026-08, 2026-09, 2026-10" in message


def test_an_assignment_of_a_report_that_never_came_is_a_finding(desk: Desk) -> None:
    desk.decide("assign", "feedfeedfeedfeed-1", json.dumps({"reporter_id": LE_CHAN}))
    assert findings(desk) == {"assigned_to_nothing"}
