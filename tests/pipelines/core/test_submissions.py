"""Attribution: whose report it is, which version stands, and what merely repeats the period before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from pipelines import places, reference
from pipelines.core import attribution, submissions
from pipelines.settings import CHECKOUT, Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse, open_warehouse

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
SENT = datetime(2026, 9, 20, tzinfo=UTC)


@cache
def place_index() -> places.PlaceIndex:
    return reference.load(CHECKOUT / "data" / "reference").place_index


class Desk:
    """A warehouse with one ward that owes monthly reports; `send` puts a report into its inbox."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.sent = 0
        self.decided: list[dict[str, Any]] = []
        put = self._put
        put(
            "reference.reporters",
            {"reporter_id": "11311", "name": "Phường", "province_code": "31", "ward_code": "11311"},
        )
        put("reference.obligations", {"obligation_id": "m", "directive_id": "d", "form": "monthly", "counts": True})
        for period in ("2026-08", "2026-09", "2026-10"):
            put(
                "core.expected_reports",
                {
                    "obligation_id": "m",
                    "directive_id": "d",
                    "form": "monthly",
                    "reporter_id": "11311",
                    "period": period,
                },
            )
        self.warehouse.leave(
            "quick_duties",
            pl.DataFrame({"reporter_id": ["11311"], "form": ["quick"], "obligation_id": ["q"], "directive_id": ["d"]}),
        )

    def _put(self, full_name: str, row: dict[str, Any]) -> None:
        self.warehouse.append(full_name, pl.DataFrame([row], schema=TABLES[full_name].polars_schema()))

    def send(self, period: str | None = "2026-09", *, at: datetime = SENT, **facts: Any) -> str:
        self.sent += 1
        sha = f"{self.sent:064x}"
        submission_id = f"{self.sent:016x}-1"
        arrival = {"evidence": "received_csv", "first_seen_at": at, "file_name": f"{self.sent}.xlsx", "size_bytes": 1}
        evidence = facts.pop("arrival", {})
        self._put(
            "raw.arrivals",
            {"file_sha256": sha, "path": f"reports/{self.sent}", "received_at": at, **arrival, **evidence},
        )
        self._put(
            "raw.files",
            {"file_sha256": sha, "inbox": "reports", "file_name": f"{self.sent}.xlsx", "size_bytes": 1,
             "ingested_at": at, "read_state": "read", "reader_version": "1"},
        )  # fmt: skip
        report = {
            "submission_id": submission_id, "file_sha256": sha, "report_no": 1, "form": "monthly",
            "reporter_id": "11311", "period": period, "state": "accepted", "content": "filled", "line_count": 1,
            "error_count": 0, "warning_count": 0, "nonzero_figures": 9, "figures_hash": sha,
        }  # fmt: skip
        self._put("raw.reports", {**report, **facts})
        return submission_id

    def decide(self, kind: str, submission_id: str, value: str | None) -> None:
        self.decided.append(
            {"decision_id": f"d{len(self.decided)}", "kind": kind, "submission_id": submission_id, "value": value,
             "decided_at": SENT + timedelta(days=9)}
        )  # fmt: skip

    def rows(self, as_of: datetime = AS_OF) -> dict[str, dict[str, Any]]:
        frame = pl.DataFrame(self.decided, schema=TABLES["core.decisions"].polars_schema())
        self.warehouse.leave("decisions_in_force", frame)
        attribution.build(self.warehouse, place_index(), as_of=as_of)
        submissions.build(self.warehouse, as_of=as_of)
        return {row["submission_id"]: row for row in self.warehouse.read("core.submissions").to_dicts()}


def clear(warehouse: Warehouse) -> None:
    for name in (
        "raw.arrivals",
        "raw.files",
        "raw.reports",
        "raw.findings",
        "raw.suite_findings",
        "reference.reporters",
        "reference.obligations",
        "core.expected_reports",
    ):
        warehouse.execute(f"DELETE FROM {warehouse.name(name)}")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("submissions"))) as opened:
        yield opened


@pytest.fixture
def desk(warehouse: Warehouse) -> Desk:
    clear(warehouse)
    return Desk(warehouse)


def test_a_report_finds_its_obligation(desk: Desk) -> None:
    sent = desk.send()
    row = desk.rows()[sent]
    assert (row["obligation_id"], row["province_code"], row["version"], row["is_current"]) == ("m", "31", 1, True)


def test_the_latest_accepted_version_stands_and_a_returned_one_removes_nothing(desk: Desk) -> None:
    first = desk.send()
    second = desk.send(at=SENT + timedelta(days=1))
    third = desk.send(at=SENT + timedelta(days=2), state="returned", error_count=1)
    rows = desk.rows()
    assert [rows[s]["version"] for s in (first, second, third)] == [1, 2, 3]
    assert [rows[s]["is_current"] for s in (first, second, third)] == [False, True, False]


def test_only_returned_versions_leave_none_current(desk: Desk) -> None:
    sent = desk.send(state="returned", error_count=1)
    assert desk.rows()[sent]["is_current"] is False


def test_quick_reports_of_one_month_are_no_versions_of_each_other(desk: Desk) -> None:
    one, two = desk.send(None, form="quick"), desk.send(None, form="quick", at=SENT + timedelta(hours=5))
    rows = desk.rows()
    assert [(rows[s]["version"], rows[s]["is_current"]) for s in (one, two)] == [(1, True), (1, True)]
    assert {rows[s]["period"] for s in (one, two)} == {"2026-09"}
    assert {rows[s]["obligation_id"] for s in (one, two)} == {"q"}


def test_the_month_of_a_quick_report_is_the_local_one(desk: Desk) -> None:
    sent = desk.send(None, form="quick", at=datetime(2026, 9, 30, 17, 30, tzinfo=UTC))
    assert desk.rows()[sent]["period"] == "2026-10"


def test_an_assigned_file_keeps_its_arrival_and_says_when_it_was_assigned(desk: Desk) -> None:
    sent = desk.send(None, reporter_id=None, state="unrecognised")
    before = desk.rows()[sent]
    desk.decide("assign", sent, '{"reporter_id": "11311", "form": "monthly", "period": "2026-09"}')
    after = desk.rows()[sent]
    assert (before["state"], before["version"], before["obligation_id"]) == ("unrecognised", None, None)
    assert (after["state"], after["version"], after["obligation_id"]) == ("accepted", 1, "m")
    assert after["received_at"] == before["received_at"] == SENT
    assert after["attributed_at"] == SENT + timedelta(days=9)


def test_an_assigned_file_with_errors_is_returned(desk: Desk) -> None:
    sent = desk.send(reporter_id=None, state="unrecognised", error_count=2)
    desk.decide("assign", sent, '{"reporter_id": "11311"}')
    assert desk.rows()[sent]["state"] == "returned"


@pytest.mark.parametrize(
    ("value", "expected"), [("2026-09-18T10:00:00+07:00", datetime(2026, 9, 18, 3, tzinfo=UTC)), (None, SENT)]
)
def test_a_confirmed_arrival_is_the_strongest_evidence(desk: Desk, value: str | None, expected: datetime) -> None:
    sent = desk.send(arrival={"evidence": "file_time"})
    desk.decide("confirm_arrival", sent, value)
    row = desk.rows()[sent]
    assert (row["received_at"], row["received_evidence"]) == (expected, "confirmed")


def test_the_same_bytes_sent_again_never_make_a_report_later(desk: Desk) -> None:
    sent = desk.send(arrival={"evidence": "file_time"})
    again = {"file_sha256": f"{1:064x}", "path": "reports/again/1", "file_name": "1.xlsx", "size_bytes": 1,
             "received_at": SENT + timedelta(days=3), "evidence": "received_csv",
             "first_seen_at": SENT + timedelta(days=3)}  # fmt: skip
    desk._put("raw.arrivals", again)
    row = desk.rows()[sent]
    assert (row["received_at"], row["received_evidence"]) == (SENT, "file_time")


def test_a_copy_that_came_earlier_by_another_way_counts(desk: Desk) -> None:
    sent = desk.send()
    mail = {"file_sha256": f"{1:064x}", "path": "reports/mail/1", "file_name": "1.xlsx", "size_bytes": 1,
            "received_at": SENT - timedelta(days=1), "evidence": "mail", "first_seen_at": SENT}  # fmt: skip
    desk._put("raw.arrivals", mail)
    row = desk.rows()[sent]
    assert (row["received_at"], row["received_evidence"]) == (SENT - timedelta(days=1), "mail")


def test_what_arrived_after_the_as_of_is_not_known(desk: Desk) -> None:
    desk.send(at=AS_OF + timedelta(minutes=1))
    assert desk.rows() == {}


def test_a_report_nobody_asked_for_has_no_obligation(desk: Desk) -> None:
    sent = desk.send("2030-01")
    row = desk.rows()[sent]
    assert (row["obligation_id"], row["state"]) == (None, "accepted")


@pytest.mark.parametrize(
    ("figures", "hash_of_september", "content"),
    [(9, "same", "copied"), (6, "same", "copied"), (5, "same", "filled"), (9, "other", "filled")],
)
def test_a_copy_of_the_period_before_is_told_from_chance(
    desk: Desk, figures: int, hash_of_september: str, content: str
) -> None:
    desk.send("2026-08", figures_hash="same", nonzero_figures=figures)
    sent = desk.send("2026-09", figures_hash=hash_of_september, nonzero_figures=figures)
    row = desk.rows()[sent]
    assert row["content"] == content
    assert row["state"] == ("accepted_with_warnings" if content == "copied" else "accepted")
    assert row["warning_count"] == (1 if content == "copied" else 0)


def test_a_copy_that_was_corrected_since_is_still_said_to_be_one(desk: Desk) -> None:
    desk.send("2026-08", figures_hash="same")
    copy = desk.send("2026-09", figures_hash="same")
    corrected = desk.send("2026-09", at=SENT + timedelta(days=1), figures_hash="own")
    rows = desk.rows()
    assert (rows[copy]["content"], rows[corrected]["content"]) == ("copied", "filled")


def test_a_nil_is_never_a_copy(desk: Desk) -> None:
    desk.send("2026-08", content="nil", figures_hash=None, nonzero_figures=0)
    sent = desk.send("2026-09", content="nil", figures_hash=None, nonzero_figures=0)
    assert desk.rows()[sent]["content"] == "nil"


def test_an_unreadable_file_has_no_version(desk: Desk) -> None:
    sent = desk.send(state="unreadable", content=None)
    row = desk.rows()[sent]
    assert (row["version"], row["is_current"]) == (None, False)


def test_two_parts_of_one_report_stand_together_only_when_a_person_says_so(desk: Desk) -> None:
    first, second = desk.send(at=SENT), desk.send(at=SENT + timedelta(hours=1))
    assert [row["is_current"] for row in desk.rows().values()] == [False, True]
    desk.decide("part_of", second, first)
    rows = desk.rows()
    assert (rows[first]["is_current"], rows[second]["is_current"]) == (True, True)
    assert [row["version"] for row in rows.values()] == [1, 2]


def test_a_later_whole_version_replaces_all_parts(desk: Desk) -> None:
    first, second, third = (desk.send(at=SENT + timedelta(hours=n)) for n in range(3))
    desk.decide("part_of", second, first)
    desk.decide("part_of", third, first)
    assert all(row["is_current"] for row in desk.rows().values())
    whole = desk.send(at=SENT + timedelta(days=1))
    assert [name for name, row in desk.rows().items() if row["is_current"]] == [whole]


def test_a_returned_part_and_a_part_of_another_period_do_not_count(desk: Desk) -> None:
    first = desk.send(at=SENT, state="returned")
    other = desk.send("2026-08", at=SENT)
    last = desk.send(at=SENT + timedelta(hours=1))
    desk.decide("part_of", last, first)
    desk.decide("part_of", other, first)
    rows = desk.rows()
    assert [rows[name]["is_current"] for name in (first, other, last)] == [False, True, True]


def test_a_table_of_another_layout_without_lines_of_the_form_displaces_no_report(desk: Desk) -> None:
    report = desk.send(at=SENT, layout="health389/1")
    table = desk.send(at=SENT + timedelta(hours=1), layout="so-y-te/1", figures_hash=None)
    newer = desk.send(at=SENT + timedelta(hours=2), layout="so-y-te/1", figures_hash=None)
    rows = desk.rows()
    assert [rows[name]["is_current"] for name in (report, table, newer)] == [True, False, True]


def test_a_table_of_another_layout_with_lines_of_the_form_is_a_version_like_any_other(desk: Desk) -> None:
    report, table = desk.send(at=SENT, layout="health389/1"), desk.send(at=SENT + timedelta(hours=1), layout="bang/1")
    rows = desk.rows()
    assert [rows[name]["is_current"] for name in (report, table)] == [False, True]
