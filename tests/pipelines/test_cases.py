"""Serious cases: one case from several reports, what is asked of a person, and the quick report's 24 hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from pipelines import cases, deadlines, tables
from pipelines.decisions import no_decisions
from pipelines.reference import Reference, load
from pipelines.reference.directives import read_directive
from pipelines.reference.reporters import build_duties
from pipelines.settings import CHECKOUT
from tests.pipelines.rates_of import compliance_rates

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
WARD = "11560"
AS_OF = datetime(2026, 11, 20, tzinfo=LOCAL)
SEEN = datetime(2026, 10, 10, 14, 0, tzinfo=LOCAL)
HOUR = timedelta(hours=1)


@cache
def reference() -> Reference:
    shipped = load(CHECKOUT / "data" / "reference")
    directive = read_directive(
        f"""
directive_id = "D"
province_code = "31"
title = "t"
source = "s"
valid_from = 2026-01-01
[[obligations]]
obligation_id = "Q"
form = "quick"
reporters = {{ agencies = ["{WARD}"], own_work = ["31-SYT"] }}
receiver_id = "31-SYT"
quote = "q"
period = {{ rule = "case" }}
due = [{{ rule = "hours_after_case", hours = 24, boundary = "inclusive", wording = "trong vòng 24 giờ" }}]
""",
        "test.toml",
    )
    return replace(shipped, documents=(directive,), duties=build_duties(directive.obligations, shipped.reporters))


def report(submission_id: str, at: datetime, form: str = "quick", **more: Any) -> dict[str, Any]:
    row = {
        "submission_id": submission_id, "reporter_id": WARD, "province_code": "31", "ward_code": WARD, "form": form,
        "obligation_id": "Q" if form == "quick" else "M", "period": "2026-10", "received_at": at, "ingested_at": at,
        "received_evidence": "upload", "is_current": True, "state": "accepted", "content": "filled",
    }  # fmt: skip
    return row | more


def line(submission_id: str, row: int = 5, **more: Any) -> dict[str, Any]:
    found = {
        "submission_id": submission_id, "sheet": "Vụ việc", "row": row, "case_code": None, "serious": True,
        "detected_at": SEEN, "category": "medicine", "product_name": "Thuốc Minh Họa", "batch_number": "L01",
    }  # fmt: skip
    return found | more


def resolved(
    reports: list[dict[str, Any]], lines: list[dict[str, Any]], *decided: dict[str, Any], as_of: datetime = AS_OF
) -> tuple[cases.Cases, pl.DataFrame]:
    """Resolve the cases and judge the quick reports."""
    rows = tables.TABLES["raw.serious_cases"].frame(pl.DataFrame(lines, infer_schema_length=None))
    submissions = tables.TABLES["core.submissions"].frame(pl.DataFrame(reports, infer_schema_length=None))
    known = tables.TABLES["core.decisions"].frame(pl.DataFrame(list(decided))) if decided else no_decisions()
    found = cases.resolve(rows, submissions, known, as_of=as_of)
    expected = deadlines.expected_reports(reference(), known, as_of=as_of, cases=found.cases)
    return found, deadlines.judge(expected, submissions, known, as_of=as_of, case_links=found.lines)


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (SEEN + 24 * HOUR - timedelta(minutes=1), "on_time"),
        (SEEN + 24 * HOUR, "on_time"),
        (SEEN + 24 * HOUR + timedelta(minutes=1), "late"),
    ],
)
def test_a_quick_report_has_24_hours(received: datetime, status: str) -> None:
    found, judged = resolved([report("q", received)], [line("q", case_code="VV 01")])
    row = judged.row(0, named=True)
    assert (row["period"], row["status"], row["due_at"]) == (f"{WARD}-VV01", status, SEEN + 24 * HOUR)
    assert found.cases["hours_to_report"].item() == (received - SEEN) / HOUR


def test_the_clock_starts_at_the_earliest_of_detection_seizure_and_handling() -> None:
    _, judged = resolved(
        [report("q", SEEN)], [line("q", detected_at=SEEN, seized_at=SEEN - 3 * HOUR, handled_at=SEEN + HOUR)]
    )
    assert judged["due_at"].item() == SEEN + 21 * HOUR


def test_a_day_without_hour_counts_from_its_end_and_says_so() -> None:
    end_of_the_10th = datetime(2026, 10, 11, tzinfo=LOCAL)
    found, judged = resolved([report("q", SEEN)], [line("q", detected_at=end_of_the_10th)])
    assert judged["due_at"].item() == end_of_the_10th + 24 * HOUR
    expected = deadlines.expected_reports(reference(), no_decisions(), as_of=AS_OF, cases=found.cases)
    assert expected["due_reason"].item() == "không ghi giờ: tính từ hết ngày 10/10/2026"
    assert found.cases["case_day"].item().isoformat() == "2026-10-10"


def test_a_case_known_only_from_another_report_is_missing() -> None:
    found, judged = resolved([report("m", SEEN + 48 * HOUR, "monthly")], [line("m")])
    row = judged.row(0, named=True)
    assert (row["status"], row["received_at"]) == ("missing", None)
    assert found.cases["reported_at"].item() is None


def test_before_any_report_tells_of_it_there_is_no_row() -> None:
    found, judged = resolved([report("q", SEEN + HOUR)], [line("q")], as_of=SEEN)
    assert found.cases.is_empty()
    assert judged.is_empty()


def test_a_case_in_the_quick_and_the_monthly_report_is_one() -> None:
    found, judged = resolved(
        [report("q", SEEN + HOUR), report("m", SEEN + 200 * HOUR, "monthly")],
        [line("q"), line("m", product_name="THUỐC minh họa", batch_number=None, action="tịch thu")],
    )
    assert judged["status"].to_list() == ["on_time"]
    row = found.cases.row(0, named=True)
    assert (row["first_submission_id"], row["submission_id"], row["action"]) == ("q", "m", "tịch thu")
    assert found.lines["submission_id"].to_list() == ["m", "q"]


def test_the_same_code_and_day_are_the_same_case_whatever_else_is_written() -> None:
    found, _ = resolved(
        [report("q", SEEN + HOUR), report("m", SEEN + 200 * HOUR, "monthly")],
        [line("q", case_code="VV01"), line("m", case_code="vv01", product_name="khác", category="cosmetic")],
    )
    assert found.cases["case_id"].to_list() == [f"{WARD}-VV01"]


def test_a_row_without_code_finds_the_coded_case_even_if_it_came_first() -> None:
    found, _ = resolved(
        [report("m", SEEN + HOUR, "monthly"), report("q", SEEN + 2 * HOUR)], [line("m"), line("q", case_code="VV01")]
    )
    assert found.cases["case_id"].to_list() == [f"{WARD}-VV01"]


@pytest.mark.parametrize(
    "change",
    [
        {"product_name": "Thuốc Khác", "batch_number": "L99"},
        {"category": "cosmetic"},
        {"detected_at": SEEN + 48 * HOUR},
        {"product_name": None, "batch_number": None},
    ],
)
def test_a_row_that_agrees_only_in_part_waits_for_a_person(change: dict[str, Any]) -> None:
    found, judged = resolved(
        [report("q", SEEN + HOUR), report("m", SEEN + 200 * HOUR, "monthly")], [line("q"), line("m", **change)]
    )
    assert found.cases.height == judged.height == 1
    row = found.queue.row(0, named=True)
    assert (row["submission_id"], row["candidates"], row["reason"]) == (
        "m",
        found.cases["case_id"].to_list(),
        "có thể trùng vụ",
    )


def test_a_row_that_agrees_with_several_cases_waits_for_a_person() -> None:
    found, judged = resolved(
        [report("q", SEEN + HOUR), report("m", SEEN + 200 * HOUR, "monthly")],
        [line("q", 5, case_code="A"), line("q", 6, case_code="B"), line("m")],
    )
    assert judged.height == 2
    assert found.queue["candidates"].to_list() == [[f"{WARD}-A", f"{WARD}-B"]]


@pytest.mark.parametrize(
    "change",
    [
        {"detected_at": SEEN + 24 * 30 * HOUR},
        {"category": "cosmetic", "product_name": "Kem Minh Họa", "batch_number": None},
    ],
)
def test_a_row_that_resembles_nothing_is_a_case_of_its_own(change: dict[str, Any]) -> None:
    found, _ = resolved(
        [report("q", SEEN + HOUR), report("m", SEEN + 2000 * HOUR, "monthly")],
        [line("q"), line("m", **change)],
        as_of=datetime(2027, 6, 1, tzinfo=LOCAL),
    )
    assert found.cases.height == 2
    assert found.queue.is_empty()


def test_two_lines_of_one_file_are_two_cases() -> None:
    found, _ = resolved(
        [report("q", SEEN)], [line("q", 5), line("q", 6, product_name="Thuốc Khác", batch_number="L02")]
    )
    assert found.cases.height == 2


def test_a_person_settles_a_queued_row_either_way() -> None:
    reports = [report("q", SEEN + HOUR), report("m", SEEN + 200 * HOUR, "monthly")]
    lines = [line("q", case_code="VV01"), line("m", category="cosmetic")]
    base = {"decision_id": "d", "decided_at": SEEN + 300 * HOUR, "reason": "r", "submission_id": "m"}
    same = base | {"kind": "same_case", "value": f'{{"sheet": "Vụ việc", "row": 5, "case_id": "{WARD}-VV01"}}'}
    new = base | {"kind": "new_case", "value": '{"sheet": "Vụ việc", "row": 5}'}
    for decision, count in ((same, 1), (new, 2)):
        found, judged = resolved(reports, lines, decision)
        assert (found.cases.height, found.queue.height, judged.height) == (count, 0, count)


def test_a_returned_quick_report_stops_the_clock_and_a_correction_changes_nothing() -> None:
    reports = [report("q1", SEEN + HOUR, state="returned"), report("q2", SEEN + 60 * HOUR)]
    lines = [line("q1", case_code="VV01"), line("q2", case_code="VV01", detected_at=SEEN - 100 * HOUR)]
    _, judged = resolved(reports, lines)
    row = judged.row(0, named=True)
    assert (row["status"], row["due_at"], row["submission_id"]) == ("on_time", SEEN + 24 * HOUR, "q2")


def test_only_ticked_lines_of_accepted_current_versions_make_cases_from_other_reports() -> None:
    for change in ({"state": "returned"}, {"is_current": False}):
        found, _ = resolved([report("m", SEEN, "monthly", **change)], [line("m")])
        assert found.cases.is_empty()
    found, _ = resolved([report("m", SEEN, "monthly")], [line("m", serious=False)])
    assert found.cases.is_empty()


def test_the_receivers_own_case_is_tracked_without_a_due() -> None:
    own = report("q", SEEN, reporter_id="31-SYT", ward_code=None)
    _, judged = resolved([own], [line("q")])
    assert (judged["status"].item(), judged["due_at"].item()) == ("not_due", None)


def test_a_case_of_somebody_who_owes_no_quick_report_makes_no_row() -> None:
    found, judged = resolved([report("q", SEEN, reporter_id="11383", ward_code="11383")], [line("q")])
    assert (found.cases.height, judged.height) == (1, 0)


def test_quick_rates_are_grouped_by_the_month_of_their_due() -> None:
    late = datetime(2026, 10, 31, 20, tzinfo=LOCAL)
    _, judged = resolved([report("q", late)], [line("q", detected_at=late)])
    rates = compliance_rates(judged, as_of=AS_OF).row(0, named=True)
    assert (rates["form"], rates["period"], rates["on_time_rate"]) == ("quick", "2026-11", 1.0)


LATER: dict[str, Any] = {
    "detected_at": SEEN + 15 * 24 * HOUR,
    "category": "cosmetic",
    "product_name": "Kem",
    "batch_number": None,
}


def test_a_code_that_begins_anew_next_month_is_another_case() -> None:
    reports = [report("s", SEEN + HOUR, "monthly"), report("o", SEEN + 500 * HOUR, "monthly", period="2026-11")]
    found, judged = resolved(reports, [line("s", case_code="1"), line("o", case_code="1", **LATER)])
    assert found.cases["case_id"].to_list() == [f"{WARD}-1", f"{WARD}-1-2026-11"]
    assert judged["period"].sort().to_list() == found.cases["case_id"].to_list()
    again = found.reused.row(0, named=True)
    assert (again["submission_id"], again["case_id"], again["other_case_id"], again["other_period"]) == (
        "o", f"{WARD}-1-2026-11", f"{WARD}-1", "2026-10",
    )  # fmt: skip
    assert (str(again["other_day"]), again["other_product"]) == ("2026-10-10", "Thuốc Minh Họa")


def test_a_quick_report_of_the_later_case_goes_with_its_monthly_report() -> None:
    reports = [
        report("s", SEEN + HOUR, "monthly"),
        report("q", SEEN + 362 * HOUR),
        report("o", SEEN + 500 * HOUR, "monthly", period="2026-11"),
    ]
    lines = [line("s", case_code="1"), line("q", case_code="1", **LATER), line("o", case_code="1", **LATER)]
    found, judged = resolved(reports, lines)
    linked = found.lines.group_by("case_id").agg(pl.col("submission_id").sort()).sort("case_id")
    assert linked["submission_id"].to_list() == [["s"], ["o", "q"]]
    assert sorted(judged["status"]) == ["missing", "on_time"]
    assert found.reused["submission_id"].to_list() == ["q"]


def test_a_correction_of_the_earlier_report_takes_no_other_case_its_id() -> None:
    first = [
        report("s", SEEN + HOUR, "monthly", is_current=False),
        report("o", SEEN + 500 * HOUR, "monthly", period="2026-11"),
        report("s2", SEEN + 600 * HOUR, "monthly"),
    ]
    lines = [line("s", case_code="1"), line("o", case_code="1", **LATER), line("s2", case_code="1", value_vnd=9)]
    found, _ = resolved(first, lines)
    assert dict(found.cases.select("case_id", "product_name").iter_rows()) == {
        f"{WARD}-1": "Thuốc Minh Họa", f"{WARD}-1-2026-11": "Kem",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"detected_at": SEEN + 24 * HOUR}, 1),
        ({"detected_at": SEEN + 24 * HOUR, "product_name": "Thuốc Minh Họa 500mg", "batch_number": None}, 1),
        ({"detected_at": SEEN + 24 * HOUR, "product_name": "Thuốc Khác", "batch_number": None}, 2),
        ({"detected_at": SEEN + 24 * HOUR, "product_name": None, "category": "cosmetic", "batch_number": None}, 2),
        ({"detected_at": None, "category": "cosmetic"}, 1),
        ({"detected_at": None, "category": "cosmetic", "product_name": "Kem", "batch_number": None}, 2),
        ({"detected_at": SEEN + 24 * 8 * HOUR}, 2),
        ({"detected_at": None, "seized_at": SEEN + 24 * 8 * HOUR}, 2),
    ],
)
def test_rows_of_one_code_are_one_case_unless_day_and_goods_contradict(change: dict[str, Any], count: int) -> None:
    found, _ = resolved(
        [report("q", SEEN + HOUR), report("m", SEEN + 300 * HOUR, "monthly")],
        [line("q", case_code="VV1"), line("m", case_code="vv1", **change)],
    )
    assert (found.cases.height, found.reused.height) == (count, count - 1)


def test_two_lines_of_one_report_with_one_code_are_two_cases_unless_they_are_the_same() -> None:
    other: dict[str, Any] = {"product_name": "Kem", "batch_number": None, "category": "cosmetic"}
    lines = [line("m", 5, case_code="01"), line("m", 6, case_code="01", **other), line("m", 7, case_code="01")]
    # The quick report tells of the second line only: its case is that line's, and the code was said twice in the file.
    quick = line("q", case_code="01", **other)
    found, _ = resolved([report("q", SEEN + HOUR), report("m", SEEN + 300 * HOUR, "monthly")], [*lines, quick])
    linked = found.lines.group_by("case_id").agg(pl.struct("submission_id", "row").sort()).sort("case_id")
    rows = [[tuple(row.values()) for row in told] for told in linked["submission_id"].to_list()]
    assert rows == [[("m", 6), ("q", 5)], [("m", 5), ("m", 7)]]
    assert found.reused.is_empty()


def test_a_person_settles_a_code_that_names_two_cases_either_way() -> None:
    reports = [report("s", SEEN + HOUR, "monthly"), report("o", SEEN + 500 * HOUR, "monthly", period="2026-11")]
    base = {"decision_id": "d", "decided_at": SEEN + 600 * HOUR, "reason": "r", "submission_id": "o"}
    same = base | {"kind": "same_case", "value": f'{{"sheet": "Vụ việc", "row": 5, "case_id": "{WARD}-1"}}'}
    new = base | {"kind": "new_case", "value": '{"sheet": "Vụ việc", "row": 5}'}
    told = [line("s", case_code="1"), line("o", case_code="1", **LATER)]
    found, _ = resolved(reports, told, same)
    assert (found.cases.height, found.reused.height) == (1, 0)
    alike = [line("s", case_code="1"), line("o", case_code="1")]
    found, _ = resolved(reports, alike, new)
    assert (found.cases.height, found.reused.height) == (2, 0)
