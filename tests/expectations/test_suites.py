"""Every expectation passes sound data, and names the row that breaks it."""

from __future__ import annotations

import hashlib
import time
from functools import cache

import pytest

from expectations import SUITES, run_suite
from expectations.declaration import Expectation
from pipelines.tables import TABLES
from tests.expectations.examples import AS_OF, BROKEN, SOUND, Row, frame_of, told_apart

pytestmark = pytest.mark.slow  # Great Expectations takes 5 to 9 seconds to import.

EXPECTATIONS = {e.id: (name, e) for name, suite in SUITES.items() for e in suite.expectations}


@cache
def findings_of(suite_name: str) -> dict[str, list[Row]]:
    """Findings by the id of the expectation that a row was made to break; `sound` for the sound row."""
    sound = SOUND[suite_name]
    cases = {"sound": sound} | {e.id: {**sound, **BROKEN[e.id]} for e in SUITES[suite_name].expectations}
    frame = frame_of(suite_name, [told_apart(suite_name, row, name) for name, row in cases.items()])
    by_case: dict[str, list[Row]] = {name: [] for name in cases}
    keys = {
        run_key(suite_name, told_apart(suite_name, row, name), rule): name
        for name, row in cases.items()
        for rule in EXPECTATIONS
    }
    for finding in run_suite(suite_name, frame, as_of=AS_OF):
        by_case[keys[finding["finding_id"]]].append(finding)
    return by_case


def run_key(suite_name: str, row: Row, rule: str) -> str:
    """The stable id that a finding of `rule` about `row` must have, worked out here a second time."""
    parts = [rule, *("" if row[name] is None else str(row[name]) for name in SUITES[suite_name].key)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@pytest.mark.parametrize("suite_name", list(SUITES))
def test_a_sound_row_has_no_finding(suite_name: str) -> None:
    assert findings_of(suite_name)["sound"] == []


@pytest.mark.parametrize("rule", list(EXPECTATIONS))
def test_a_broken_row_is_found_by_its_expectation(rule: str) -> None:
    suite_name, expectation = EXPECTATIONS[rule]
    found = [f for f in findings_of(suite_name)[rule] if f["rule"] == rule]
    assert len(found) == 1
    assert found[0]["severity"] == expectation.severity
    assert found[0]["suite"] == suite_name
    assert found[0]["first_seen_at"] == AS_OF
    assert set(found[0]) == set(TABLES["raw.suite_findings"].column_names)
    for name in ("message_vi", "message_en", "cure_vi", "cure_en"):
        assert found[0][name]
        assert "{" not in found[0][name]


@pytest.mark.parametrize("rule", list(EXPECTATIONS))
def test_every_expectation_says_who_mends_it_and_why_it_exists(rule: str) -> None:
    expectation: Expectation = EXPECTATIONS[rule][1]
    assert expectation.owner in {"reporter", "analyst", "operator"}
    assert expectation.severity in {"error", "warning", "info"}
    assert len(expectation.notes) > 20


def test_ids_are_unique_over_all_suites() -> None:
    assert len(EXPECTATIONS) == sum(len(suite.expectations) for suite in SUITES.values())
    assert set(EXPECTATIONS) == set(BROKEN)


def test_a_missing_report_names_reporter_report_and_deadline_in_both_languages() -> None:
    [finding] = findings_of("mart.compliance")["none_missing"]
    assert finding["message_vi"] == (
        "Phường Thủy Nguyên chưa nộp báo cáo tháng 10/2026, hạn trước 25/10/2026 (tức hết ngày 24/10/2026); "
        "đã quá hạn 9 ngày."
    )
    assert finding["message_en"] == (
        "Phường Thủy Nguyên has not sent the monthly report 10/2026, due before 25/10/2026 "
        "(that is, by the end of 24/10/2026); overdue by 9 days."
    )
    assert finding["cure_vi"].startswith("Đề nghị Phường Thủy Nguyên nộp ngay báo cáo tháng 10/2026")
    assert finding["period"] == "2026-10"
    assert finding["scope"] == "none_missing~31-monthly|2026-10"


def test_a_late_report_names_arrival_and_deadline() -> None:
    [finding] = findings_of("mart.compliance")["none_late"]
    assert finding["message_vi"] == (
        "Phường Thủy Nguyên nộp báo cáo tháng 10/2026 lúc 00:00 ngày 25/10/2026, trễ 1 giờ so với hạn "
        "trước 25/10/2026 (tức hết ngày 24/10/2026)."
    )


def test_a_reporter_whose_file_waits_is_not_called_missing() -> None:
    assert [f["rule"] for f in findings_of("mart.compliance")["none_missing_with_file_waiting"]] == [
        "none_missing_with_file_waiting"
    ]


def test_a_lateness_nobody_confirmed_is_only_a_note() -> None:
    [finding] = findings_of("mart.compliance")["none_late_unconfirmed"]
    assert finding["severity"] == "info"
    assert "chưa xác nhận thời điểm nhận" in finding["message_vi"]


def test_what_was_seen_beside_a_missing_report_is_said() -> None:
    row = {**SOUND["mart.compliance"], **BROKEN["none_missing"], "empty_sent_at": AS_OF}
    [finding] = run_suite("mart.compliance", frame_of("mart.compliance", [row]), as_of=AS_OF)
    assert "Đã nhận biểu trống lúc 02:00 03/11/2026" in finding["message_vi"]


def test_a_campaign_below_its_months_is_normal_and_an_unknown_sum_is_no_finding() -> None:
    row = {**SOUND["core.submissions"], "window_cases": 0}
    unknown = told_apart("core.submissions", {**row, "months_cases": None, "window_cases": 9}, "unknown")
    assert run_suite("core.submissions", frame_of("core.submissions", [row, unknown]), as_of=AS_OF) == []


@pytest.mark.parametrize("suite_name", list(SUITES))
def test_five_thousand_rows_are_checked_within_two_seconds(suite_name: str) -> None:
    findings_of(suite_name)  # imports Great Expectations
    row = SOUND[suite_name]
    broken = {**row, **BROKEN[SUITES[suite_name].expectations[0].id]}
    rows = [told_apart(suite_name, broken if n % 10 == 0 else row, str(n)) for n in range(5000)]
    frame = frame_of(suite_name, rows)
    began = time.perf_counter()
    found = run_suite(suite_name, frame, as_of=AS_OF)
    assert time.perf_counter() - began < 2
    assert len({f["finding_id"] for f in found}) == len(found) >= 500
