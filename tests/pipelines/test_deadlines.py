"""The calendar, edge by edge: due instants, history, extensions, exemptions, and what stops the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from pipelines import deadlines, tables
from pipelines.deadlines.due import due_instant
from pipelines.decisions import no_decisions
from pipelines.periods import Window
from pipelines.reference import Reference, load
from pipelines.reference.directives import DueRule, read_directive
from pipelines.reference.reporters import build_duties
from pipelines.settings import CHECKOUT
from tests.pipelines.rates_of import compliance_rates

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = timedelta(minutes=1)
WARD, OTHER = "11560", "11383"
MONTHLY = 'rule = "administrative_month", first_period = "2026-01"'
BEFORE_25 = '{ rule = "day_of_month", day = 25, boundary = "exclusive", wording = "trước ngày 25" }'


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)  # type: ignore[arg-type,misc]


@cache
def shipped() -> Reference:
    return load(CHECKOUT / "data" / "reference")


def calendar(
    *,
    form: str = "monthly",
    period: str = MONTHLY,
    due: str = BEFORE_25,
    head: str = "valid_from = 2026-01-01",
    more: str = "",
) -> Reference:
    """A reference with one directive of Hải Phòng and one obligation `O`, owed by two wards and asked of one body."""
    directive = read_directive(
        f"""
        directive_id = "D"
        province_code = "31"
        title = "t"
        source = "s"
        {head}
        [[obligations]]
        obligation_id = "O"
        form = "{form}"
        reporters = {{ agencies = ["{WARD}", "{OTHER}"], asked = ["31-MTTQ"], own_work = ["31-SYT"] }}
        receiver_id = "31-SYT"
        quote = "q"
        {more}
        period = {{ {period} }}
        due = [{due}]
        """.replace("\n        ", "\n"),
        "test.toml",
    )
    duties = build_duties(directive.obligations, shipped().reporters)
    return replace(shipped(), documents=(directive,), duties=duties)


def decide(kind: str, at: datetime, **fields: str | None) -> dict[str, Any]:
    return {"decision_id": f"{kind}-{at.timestamp()}", "kind": kind, "decided_at": at, "reason": "lý do"} | fields


def decisions(*rows: dict[str, Any]) -> pl.DataFrame:
    return tables.TABLES["core.decisions"].frame(pl.DataFrame(list(rows))) if rows else no_decisions()


def sent(at: datetime, **fields: Any) -> dict[str, Any]:
    row = {
        "submission_id": f"s-{at.timestamp()}", "reporter_id": WARD, "obligation_id": "O", "form": "monthly",
        "period": "2026-10", "received_at": at, "received_evidence": "upload", "ingested_at": at,
        "attributed_at": None, "state": "accepted", "content": "filled",
    }  # fmt: skip
    return row | fields


def submissions(*rows: dict[str, Any]) -> pl.DataFrame:
    shape = tables.TABLES["core.submissions"]
    return shape.frame(pl.DataFrame(list(rows), infer_schema_length=None)) if rows else shape.empty()


def judged(
    *rows: dict[str, Any],
    as_of: datetime,
    decided: pl.DataFrame | None = None,
    reference: Reference | None = None,
    reporter: str = WARD,
    period: str = "2026-10",
    **more: Any,
) -> dict[str, Any]:
    """Judge and give the row of one reporter and period."""
    known = no_decisions() if decided is None else decided
    expected = deadlines.expected_reports(reference or calendar(), known, as_of=as_of)
    found = deadlines.judge(expected, submissions(*rows), known, as_of=as_of, **more)
    assert found.height == expected.height
    return found.filter((pl.col("reporter_id") == reporter) & (pl.col("period") == period)).row(0, named=True)


def expected_row(
    reference: Reference, as_of: datetime, period: str, decided: pl.DataFrame | None = None, reporter: str = WARD
) -> dict[str, Any]:
    rows = deadlines.expected_reports(reference, no_decisions() if decided is None else decided, as_of=as_of)
    return rows.filter((pl.col("reporter_id") == reporter) & (pl.col("period") == period)).row(0, named=True)


LATER = local(2026, 11, 20)
DUE = local(2026, 10, 25)


# Due instants


@pytest.mark.parametrize(
    ("period", "due", "code", "instant"),
    [
        (MONTHLY, BEFORE_25, "2026-10", local(2026, 10, 25)),
        (MONTHLY, BEFORE_25.replace("exclusive", "inclusive"), "2026-10", local(2026, 10, 26)),
        (
            MONTHLY,
            BEFORE_25.replace("day = 25", "day = 31").replace("exclusive", "inclusive"),
            "2026-03",
            local(2026, 4, 1),
        ),
        (
            MONTHLY,
            BEFORE_25.replace("day = 25", "day = 31").replace("exclusive", "inclusive"),
            "2026-02",
            local(2026, 3, 1),
        ),
        (MONTHLY, BEFORE_25.replace("day = 25", "day = 30"), "2026-02", local(2026, 3, 1)),
        (MONTHLY, BEFORE_25.replace("day = 25", "day = 29"), "2028-02", local(2028, 2, 29)),
        (
            MONTHLY,
            BEFORE_25.replace("day = 25", "day = 29").replace("exclusive", "inclusive"),
            "2028-02",
            local(2028, 3, 1),
        ),
        (
            MONTHLY,
            BEFORE_25.replace("day = 25", "day = 29").replace("exclusive", "inclusive"),
            "2027-02",
            local(2027, 3, 1),
        ),
        (
            'rule = "calendar_month", first_period = "2026-01"',
            BEFORE_25.replace("day = 25", "day = 5, months_after = 1"),
            "2026-12",
            local(2027, 1, 5),
        ),
        (MONTHLY, BEFORE_25.replace("day = 25", 'day = 25, time = "10:00"'), "2026-10", local(2026, 10, 25, 10)),
        (
            MONTHLY,
            BEFORE_25.replace("day = 25", 'day = 25, time = "10:00"').replace("exclusive", "inclusive"),
            "2026-10",
            local(2026, 10, 25, 10, 1),
        ),
        (
            'rule = "fixed", code = "TET-2026", start = 2025-12-15, end = 2026-03-31',
            '{ rule = "date", date = 2026-04-05, wording = "w" }',
            "TET-2026",
            local(2026, 4, 5),
        ),
        (
            'rule = "year", first_day = "10-01", first_period = "2026"',
            '{ rule = "day_of_year", day = "10-01", wording = "w" }',
            "2027",
            local(2027, 10, 1),
        ),
    ],
)
def test_the_due_instant_is_the_first_that_is_late(period: str, due: str, code: str, instant: datetime) -> None:
    row = expected_row(calendar(period=period, due=due), local(2028, 6, 1), code)
    assert row["due_at"] == instant


def test_the_seeds_dates_are_what_the_documents_say() -> None:
    confirmed = decisions(
        decide("confirm_valid_from", local(2026, 1, 5), obligation_id="31-KH-2026", value="2026-01-05")
    )
    rows = deadlines.expected_reports(shipped(), confirmed, as_of=local(2031, 2, 1))
    owed = rows.filter(pl.col("due_at").is_not_null())
    due = {(o, p): d for o, p, d in owed.select("obligation_id", "period", "due_at").unique().iter_rows()}
    assert due["31-KH-2026-monthly", "2026-10"] == local(2026, 10, 25)
    assert due["31-KH-2026-tet", "TET-2026"] == local(2026, 4, 5)
    assert due["82-KH29-2026-yearly", "2026"] == local(2026, 10, 1)
    assert due["82-KH29-2026-yearly", "2030"] == local(2030, 10, 1)
    assert due["82-KH29-2026-interim", "INTERIM-2028"] == local(2028, 1, 1)
    assert due["82-KH29-2026-final", "FINAL-2031"] == local(2031, 1, 1)
    assert due["82-KH29-2026-consolidated-yearly", "2026"] == local(2026, 10, 5)
    assert due["82-KH29-2026-consolidated-interim", "INTERIM-2028"] == local(2028, 1, 5)
    assert due["82-KH29-2026-consolidated-final", "FINAL-2031"] == local(2031, 1, 5)
    monthly = sorted(p for o, p in due if o == "31-KH-2026-monthly")
    assert (monthly[0], monthly[-1]) == ("2026-02", "2026-12")
    first = rows.filter((pl.col("obligation_id") == "82-KH29-2026-yearly") & (pl.col("period") == "2026")).row(
        0, named=True
    )
    assert (first["period_start"], first["period_end"]) == (date(2026, 1, 12), date(2026, 9, 30))
    assert "66" not in set(rows["province_code"])


def test_an_unconfirmed_directive_is_tracked_without_a_date() -> None:
    rows = deadlines.expected_reports(shipped(), no_decisions(), as_of=local(2026, 6, 1))
    haiphong = rows.filter(pl.col("province_code") == "31")
    assert haiphong["due_at"].is_null().all()
    assert set(haiphong["due_reason"]) == {"ngày hiệu lực chưa xác nhận"}
    assert haiphong.filter(pl.col("period") == "2026-05").height == 128 + 1
    statuses = deadlines.judge(haiphong, submissions(), no_decisions(), as_of=local(2026, 6, 1))["status"]
    assert set(statuses) == {"not_due"}


def test_a_confirmed_first_day_owes_from_the_next_round_that_opens() -> None:
    reference = calendar(head="")
    decided = decisions(decide("confirm_valid_from", local(2026, 3, 1), obligation_id="D", value="2026-02-20"))
    rows = deadlines.expected_reports(reference, decided, as_of=local(2026, 5, 1))
    assert sorted(rows["period"].unique()) == ["2026-04", "2026-05"]
    before = deadlines.expected_reports(reference, decided, as_of=local(2026, 2, 28))
    assert set(before["due_reason"]) == {"ngày hiệu lực chưa xác nhận"}


@pytest.mark.parametrize(("first_day", "owed"), [("2026-01-20", True), ("2026-04-04", True), ("2026-04-05", False)])
def test_a_round_named_by_its_dates_is_owed_if_the_directive_took_effect_before_its_due(
    first_day: str, owed: bool
) -> None:
    decided = decisions(decide("confirm_valid_from", local(2026, 4, 5), obligation_id="31-KH-2026", value=first_day))
    rows = deadlines.expected_reports(shipped(), decided, as_of=local(2026, 5, 1))
    assert rows.filter(pl.col("obligation_id") == "31-KH-2026-tet").height == (128 if owed else 0)


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (local(2026, 10, 14, 23, 59), "2026-10"),
        (local(2026, 10, 15), "2026-11"),
        (datetime(2026, 10, 14, 16, 59, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 14, 17, 0, tzinfo=UTC), "2026-11"),
    ],
)
def test_a_round_exists_from_its_first_local_day(as_of: datetime, last: str) -> None:
    assert deadlines.expected_reports(calendar(), no_decisions(), as_of=as_of)["period"].max() == last


def test_those_only_asked_and_the_receivers_own_work_have_no_date() -> None:
    for reporter, word in (("31-MTTQ", "đề nghị"), ("31-SYT", "chính cơ quan")):
        row = expected_row(calendar(), LATER, "2026-10", reporter=reporter)
        assert row["due_at"] is None
        assert word in row["due_reason"]
        assert judged(as_of=LATER, reporter=reporter)["status"] == "not_due"


def test_an_obligation_ends_with_its_last_day() -> None:
    reference = calendar(more="valid_to = 2026-10-13")
    assert deadlines.expected_reports(reference, no_decisions(), as_of=LATER)["period"].max() == "2026-09"


@pytest.mark.parametrize(
    ("kind", "day", "periods"),
    [
        ("reporter_end", "2026-10-13", ("2026-01", "2026-09")),
        ("reporter_end", "2026-10-14", ("2026-01", "2026-10")),
        ("reporter_begin", "2026-05-14", ("2026-05", "2026-12")),
        ("reporter_begin", "2026-05-15", ("2026-06", "2026-12")),
    ],
)
def test_a_reporter_owes_the_rounds_on_whose_last_day_it_exists(kind: str, day: str, periods: tuple[str, str]) -> None:
    decided = decisions(decide(kind, local(2026, 1, 1), reporter_id=WARD, value=day))
    reference = calendar(head="valid_from = 2025-12-15")
    rows = deadlines.expected_reports(reference, decided, as_of=LATER)
    mine = rows.filter(pl.col("reporter_id") == WARD)["period"]
    assert (mine.min(), mine.max()) == periods


# Deadline history


def history(later_day: int, announced: str) -> Reference:
    later = f'day = {later_day}, wording = "trước ngày {later_day}", announced_on = {announced}'
    return calendar(due=f'{BEFORE_25}, {{ rule = "day_of_month", {later} }}')


@pytest.mark.parametrize(
    ("later_day", "announced", "october", "november", "december"),
    [
        (20, "2026-09-14", 20, 20, 20),
        (20, "2026-09-15", 20, 20, 20),
        (20, "2026-09-16", 25, 20, 20),
        (20, "2026-10-24", 25, 25, 20),  # November's window opened on 15 October
        (28, "2026-10-24", 28, 28, 28),
        (28, "2026-10-25", 25, 28, 28),
    ],
)
def test_a_deadline_moved_earlier_never_applies_to_an_open_round(
    later_day: int, announced: str, october: int, november: int, december: int
) -> None:
    reference = history(later_day, announced)
    assert expected_row(reference, LATER, "2026-10")["due_at"] == local(2026, 10, october)
    assert expected_row(reference, LATER, "2026-11")["due_at"] == local(2026, 11, november)
    assert expected_row(reference, LATER, "2026-12")["due_at"] == local(2026, 12, december)


def test_original_due_and_reason_of_a_moved_deadline_are_kept() -> None:
    row = expected_row(history(28, "2026-10-20"), LATER, "2026-10")
    assert row["due_at_original"] == local(2026, 10, 25)
    assert row["due_reason"] == "đổi hạn từ 20/10/2026: trước ngày 28"
    assert expected_row(history(28, "2026-10-20"), LATER, "2026-12")["due_at_original"] == local(2026, 12, 28)


@pytest.mark.parametrize(
    ("decided_at", "value", "day"),
    [
        (local(2026, 10, 1), "2026-10-20", 25),
        (local(2026, 9, 1), "2026-10-20", 20),
        (local(2026, 10, 1), "2026-10-27T00:00:00+07:00", 27),
    ],
)
def test_one_round_can_be_moved_by_a_decision(decided_at: datetime, value: str, day: int) -> None:
    decided = decisions(decide("deadline_change", decided_at, obligation_id="O", period="2026-10", value=value))
    assert expected_row(calendar(), LATER, "2026-10", decided)["due_at"] == local(2026, 10, day)
    assert expected_row(calendar(), LATER, "2026-11", decided)["due_at"] == local(2026, 11, 25)


def test_a_rule_can_be_changed_by_a_decision_for_rounds_that_open_later() -> None:
    value = '{"day": 20, "boundary": "inclusive", "wording": "chậm nhất ngày 20"}'
    decided = decisions(decide("deadline_change", local(2026, 10, 1), obligation_id="O", value=value))
    assert expected_row(calendar(), LATER, "2026-10", decided)["due_at"] == DUE
    assert expected_row(calendar(), LATER, "2026-11", decided)["due_at"] == local(2026, 11, 21)


# Status


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (DUE - MINUTE, "on_time"),
        (DUE - timedelta(microseconds=1), "on_time"),
        (DUE, "late"),
        (DUE + MINUTE, "late"),
        (datetime(2026, 10, 24, 16, 59, tzinfo=UTC), "on_time"),
        (datetime(2026, 10, 24, 17, 0, tzinfo=UTC), "late"),
        (local(2026, 9, 1), "on_time"),
    ],
)
def test_a_report_before_the_due_is_on_time_and_at_it_late(received: datetime, status: str) -> None:
    row = judged(sent(received), as_of=LATER)
    assert row["status"] == status
    assert row["hours_late"] == (None if status == "on_time" else (received - DUE) / timedelta(hours=1))
    assert row["received_at"] == received


@pytest.mark.parametrize(("as_of", "status"), [(DUE - MINUTE, "not_due"), (DUE, "missing"), (DUE + MINUTE, "missing")])
def test_what_never_came_is_missing_from_the_due_on(as_of: datetime, status: str) -> None:
    row = judged(as_of=as_of)
    assert row["status"] == status
    assert row["hours_late"] == (None if status == "not_due" else (as_of - DUE) / timedelta(hours=1))


def test_an_inclusive_boundary_lets_the_whole_25th_count() -> None:
    reference = calendar(due=BEFORE_25.replace("exclusive", "inclusive"))
    assert judged(sent(local(2026, 10, 25, 23, 59)), as_of=LATER, reference=reference)["status"] == "on_time"
    assert judged(sent(local(2026, 10, 26)), as_of=LATER, reference=reference)["status"] == "late"


def test_the_tet_campaign_is_due_before_the_fifth_of_april() -> None:
    reference = calendar(
        form="campaign",
        period='rule = "fixed", code = "TET-2026", start = 2025-12-15, end = 2026-03-31',
        due='{ rule = "date", date = 2026-04-05, wording = "w" }',
    )
    for received, status in ((local(2026, 4, 4, 23, 59), "on_time"), (local(2026, 4, 5), "late")):
        row = sent(received, period="TET-2026", form="campaign")
        assert judged(row, as_of=LATER, reference=reference, period="TET-2026")["status"] == status


def test_a_returned_file_stops_the_clock() -> None:
    row = judged(sent(DUE - MINUTE, state="returned"), sent(DUE + timedelta(days=3), submission_id="v2"), as_of=LATER)
    assert (row["status"], row["received_at"]) == ("on_time", DUE - MINUTE)
    assert (row["state"], row["accepted_at"], row["submission_id"]) == ("accepted", DUE + timedelta(days=3), "v2")


def test_an_empty_form_does_not_stop_the_clock() -> None:
    empty = sent(DUE - MINUTE, state="returned", content="empty")
    row = judged(empty, as_of=LATER)
    assert (row["status"], row["received_at"], row["empty_sent_at"]) == ("missing", None, DUE - MINUTE)
    assert (row["state"], row["content"]) == ("returned", "empty")
    assert judged(empty, sent(DUE + MINUTE, submission_id="v2"), as_of=LATER)["status"] == "late"


def test_a_correction_keeps_the_lateness() -> None:
    first, second = sent(DUE + timedelta(hours=5)), sent(DUE + timedelta(days=2), submission_id="v2", content="nil")
    before, after = judged(first, as_of=LATER), judged(first, second, as_of=LATER)
    for name in ("status", "hours_late", "received_at", "accepted_at"):
        assert before[name] == after[name]
    assert (after["submission_id"], after["content"]) == ("v2", "nil")


def test_a_returned_second_version_never_removes_the_accepted_first() -> None:
    row = judged(sent(DUE - MINUTE), sent(DUE + MINUTE, submission_id="v2", state="returned"), as_of=LATER)
    assert (row["status"], row["state"], row["submission_id"]) == (
        "on_time",
        "accepted",
        sent(DUE - MINUTE)["submission_id"],
    )


def test_an_unreadable_file_does_not_count_unless_its_time_is_let_stand() -> None:
    file = sent(DUE - MINUTE, state="unreadable", content=None)
    row = judged(file, as_of=LATER)
    assert (row["status"], row["unreadable_sent_at"], row["pending_file"]) == ("missing", DUE - MINUTE, True)
    decided = decisions(decide("let_time_stand", local(2026, 11, 1), submission_id=file["submission_id"]))
    row = judged(file, as_of=LATER, decided=decided)
    assert (row["status"], row["received_at"], row["accepted_at"]) == ("on_time", DUE - MINUTE, None)
    assert judged(file, as_of=local(2026, 10, 31), decided=decided)["status"] == "missing"


def test_an_unrecognised_file_counts_from_its_arrival_once_assigned() -> None:
    assigned = sent(DUE - MINUTE, attributed_at=local(2026, 10, 30, 9))
    assert judged(assigned, as_of=local(2026, 10, 26, 2))["status"] == "missing"
    row = judged(assigned, as_of=local(2026, 10, 30, 9))
    assert (row["status"], row["received_at"], row["accepted_at"]) == ("on_time", DUE - MINUTE, DUE - MINUTE)


def test_what_was_taken_in_after_the_morning_is_not_known_that_morning() -> None:
    file = sent(DUE - MINUTE, ingested_at=local(2026, 10, 27, 2))
    assert judged(file, as_of=local(2026, 10, 26, 2))["status"] == "missing"
    assert judged(file, as_of=local(2026, 10, 27, 2))["status"] == "on_time"


def test_lateness_that_rests_on_file_times_is_unconfirmed() -> None:
    file = sent(DUE + MINUTE, received_evidence="file_time")
    row = judged(file, as_of=LATER)
    assert (row["status"], row["unconfirmed"]) == ("late", True)
    confirmed = decisions(decide("confirm_arrival", local(2026, 11, 1), submission_id=file["submission_id"]))
    row = judged(file, as_of=LATER, decided=confirmed)
    assert (row["status"], row["unconfirmed"], row["received_evidence"]) == ("late", False, "confirmed")
    earlier = decisions(
        decide(
            "confirm_arrival", local(2026, 11, 1), submission_id=file["submission_id"], value="2026-10-24T16:00+07:00"
        )
    )
    assert judged(file, as_of=LATER, decided=earlier)["status"] == "on_time"
    assert judged(sent(DUE + MINUTE), as_of=LATER)["unconfirmed"] is False


@pytest.mark.parametrize(
    ("arrived", "pending"),
    [(DUE - MINUTE, True), (DUE, False), (local(2026, 9, 15), True), (local(2026, 9, 14, 23), False)],
)
def test_a_file_that_could_be_the_report_and_came_in_time_keeps_it_out_of_letters(
    arrived: datetime, pending: bool
) -> None:
    file = sent(arrived, submission_id="f", reporter_id=None, obligation_id=None, period=None, state="unrecognised")
    could_be = pl.DataFrame({"submission_id": ["f", "f"], "reporter_id": [WARD, OTHER]})
    assert judged(file, as_of=LATER, candidates=could_be)["pending_file"] is pending
    assert judged(file, as_of=LATER)["pending_file"] is False


# Extensions and exemptions


@pytest.mark.parametrize("decided_at", [local(2026, 10, 1), local(2026, 11, 5)])
@pytest.mark.parametrize("reporter", [WARD, None])
def test_a_report_under_an_extension_is_on_time_and_extended(decided_at: datetime, reporter: str | None) -> None:
    decided = decisions(
        decide("extension", decided_at, obligation_id="O", reporter_id=reporter, period="2026-10", value="2026-10-28")
    )
    row = judged(sent(local(2026, 10, 27, 23, 59)), as_of=LATER, decided=decided)
    assert (row["status"], row["extended"], row["hours_late"]) == ("on_time", True, None)
    assert judged(sent(local(2026, 10, 28)), as_of=LATER, decided=decided)["status"] == "late"
    row = judged(sent(DUE - MINUTE), as_of=LATER, decided=decided)
    assert (row["status"], row["extended"]) == ("on_time", False)
    other = judged(sent(local(2026, 10, 27), reporter_id=OTHER), as_of=LATER, decided=decided, reporter=OTHER)
    assert other["status"] == ("late" if reporter else "on_time")


def test_an_extension_is_unknown_before_it_is_decided() -> None:
    decided = decisions(
        decide("extension", local(2026, 11, 5), obligation_id="O", period="2026-10", value="2026-10-28")
    )
    assert judged(sent(local(2026, 10, 26)), as_of=local(2026, 11, 4), decided=decided)["status"] == "late"


def test_an_extension_never_shortens_and_the_latest_instant_holds() -> None:
    rows = [
        decide("extension", local(2026, 10, day), obligation_id="O", period="2026-10", value=value)
        for day, value in ((1, "2026-10-30"), (2, "2026-10-20"), (3, "2026-10-28"))
    ]
    row = expected_row(calendar(), LATER, "2026-10", decisions(*rows))
    assert (row["due_at"], row["due_at_original"], row["due_reason"]) == (local(2026, 10, 30), DUE, "gia hạn: lý do")


@pytest.mark.parametrize(
    ("subjects", "statuses"),
    [
        ({"obligation_id": "O", "reporter_id": WARD, "period": "2026-10"}, ("exempt", "missing")),
        ({"reporter_id": WARD}, ("exempt", "missing")),
        ({"obligation_id": "O", "period": "2026-10"}, ("exempt", "exempt")),
        ({"period": "2026-09"}, ("missing", "missing")),
        ({}, ("missing", "missing")),
    ],
)
def test_an_exemption_concerns_the_subjects_it_names(subjects: dict[str, str], statuses: tuple[str, str]) -> None:
    decided = decisions(decide("exemption", local(2026, 11, 1), **subjects))
    found = tuple(judged(as_of=LATER, decided=decided, reporter=reporter)["status"] for reporter in (WARD, OTHER))
    assert found == statuses


def test_a_consolidated_report_counts_as_sent_when_a_person_records_it() -> None:
    reference = calendar(form="consolidated")
    decided = decisions(
        decide(
            "consolidated_sent", local(2026, 11, 3), obligation_id="O", reporter_id=WARD, period="2026-10",
            value="2026-10-24T15:00+07:00",
        )
    )  # fmt: skip
    row = judged(as_of=LATER, decided=decided, reference=reference)
    assert (row["status"], row["received_at"], row["received_evidence"]) == (
        "on_time",
        local(2026, 10, 24, 15),
        "confirmed",
    )
    assert judged(as_of=local(2026, 11, 2), decided=decided, reference=reference)["status"] == "missing"


# Rates


def test_rates_wait_for_the_common_due_and_one_wards_extension_does_not_hold_them_back() -> None:
    decided = decisions(
        decide(
            "extension", local(2026, 10, 1), obligation_id="O", reporter_id=OTHER, period="2026-10", value="2026-11-10"
        )
    )
    for as_of, rate in ((DUE - MINUTE, None), (DUE + MINUTE, 1.0), (local(2026, 11, 11), 0.5)):
        expected = deadlines.expected_reports(calendar(), decided, as_of=as_of)
        found = deadlines.judge(expected, submissions(sent(DUE - timedelta(hours=2))), decided, as_of=as_of)
        rates = compliance_rates(found, as_of=as_of).filter(pl.col("period") == "2026-10").row(0, named=True)
        assert (rates["expected"], rates["on_time"], rates["on_time_rate"]) == (2, 1, rate)


def test_a_round_wide_extension_holds_the_rate_back() -> None:
    decided = decisions(
        decide("extension", local(2026, 10, 1), obligation_id="O", period="2026-10", value="2026-11-10")
    )
    as_of = local(2026, 11, 1)
    expected = deadlines.expected_reports(calendar(), decided, as_of=as_of)
    found = deadlines.judge(expected, submissions(sent(DUE)), decided, as_of=as_of)
    rates = compliance_rates(found, as_of=as_of).filter(pl.col("period") == "2026-10").row(0, named=True)
    assert (rates["on_time"], rates["not_due"], rates["on_time_rate"]) == (1, 1, None)


@pytest.mark.parametrize(("day", "first_late"), [(30, (2027, 3, 1)), (29, (2027, 3, 1)), (28, (2027, 2, 28))])
def test_a_day_that_a_yearly_month_lacks_means_the_end_of_that_month(day: int, first_late: tuple[int, ...]) -> None:
    rule = DueRule("day_of_year", "exclusive", "trước cuối tháng hai", day=day, month=2, years_after=1)
    window = Window("2026", date(2026, 1, 1), date(2026, 12, 31))
    assert due_instant(rule, window) == local(*first_late)
