"""One sound row per suite and, per expectation, the changes that break it.

Belongs here: data. Does not: assertions (`test_suites`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from expectations import SUITES

AS_OF = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
DUE = datetime(2026, 10, 24, 17, 0, tzinfo=UTC)
"""25/10/2026 00:00 in Vietnam."""

Row = dict[str, Any]

_REPORTER: Row = {"reporter_id": "11311", "reporter_name": "Phường Thủy Nguyên"}
_LINE: Row = {
    "submission_id": "s1-1",
    "sheet": "Thu hồi",
    "row": 9,
    "cell": None,
    "form": "monthly",
    "period": "2026-10",
}

SOUND: dict[str, Row] = {
    "reference.reporters": {
        "unit_code": "11311",
        "province_code": "31",
        "unit_name": "Phường Thủy Nguyên",
        "province_name": "Thành phố Hải Phòng",
        "reporter_id": "11311",
        "reporters": 1,
    },
    "quality.sources": {"source_id": "folder:notices", "read_at": AS_OF, "state": "ok"},
    "core.expected_reports": {
        "obligation_id": "31-monthly",
        "period": "2026-10",
        "form": "monthly",
        "province_name": "Thành phố Hải Phòng",
        "period_end": date(2026, 10, 14),
        "due_at": DUE,
        "due_originals": 1,
        "days_to_report": 11,
        "expected": 128,
        "expected_before": 128,
        "wards_expected": 114,
        "wards_known": 114,
    },
    "core.submissions": {
        "submission_id": "s1-1",
        **_REPORTER,
        "obligation_id": "31-tet",
        "form": "campaign",
        "period": "TET-2026",
        "file_name": "tet.xlsx",
        "received_at": DUE,
        "ingested_at": AS_OF,
        "state": "accepted",
        "content": "filled",
        "period_start": date(2026, 9, 15),
        "window_opens_at": DUE - timedelta(days=40),
        "window_establishments": 10,
        "months_establishments": 12,
        "window_cases": 2,
        "months_cases": 2,
        "window_fines": 0,
        "months_fines": 5_000_000,
    },
    "core.inspection_lines": {
        "line_id": "s1-1-1",
        **_REPORTER,
        **_LINE,
        "category_name": "thuốc",
        "channel_name": "nhà thuốc, quầy thuốc",
        "place_name": "Phường Thủy Nguyên",
        "beside": None,
        "place_province_code": "31",
        "province_code": "31",
        "fine_per_case": 5_000_000,
        "usual_fine_limit": 150_000_000,
    },
    "core.serious_cases": {
        "case_id": "VV-1",
        "submission_id": "s1-1",
        **_REPORTER,
        "first_on": date(2026, 10, 1),
        "detected_on": date(2026, 10, 1),
        "handled_on": date(2026, 10, 2),
        "reported_on": date(2026, 10, 2),
    },
    "core.sign_offs": {
        **_LINE,
        **_REPORTER,
        "notice_id": "n1",
        "notice_number": "554/QĐ-QLD",
        "product_name": "Thuốc thử",
    },
    "core.task_reports": {**_LINE, **_REPORTER, "task_id": "82-1", "known_task_id": "82-1"},
    "core.notices": {
        "notice_id": "n1",
        "document_number": "554/QĐ-QLD",
        "issued_on": date(2026, 10, 14),
        "published_on": date(2026, 10, 15),
        "kind": "recall",
        "product_group": "medicine",
        "source_name": "a.txt",
        "products": 1,
        "identifiers": 2,
        "namesakes": 0,
    },
    "core.recalled_products": {
        "notice_id": "n1",
        "product_no": 1,
        "document_number": "554/QĐ-QLD",
        "source_name": "a.txt",
        "name": "Thuốc thử",
    },
    "core.recalled_batches": {
        "notice_id": "n1",
        "product_no": 1,
        "batch_number": "410923",
        "document_number": "554/QĐ-QLD",
        "source_name": "a.txt",
        "issued_on": date(2026, 10, 14),
        "product_name": "Thuốc thử",
        "manufactured_on": date(2024, 9, 1),
        "expires_on": date(2027, 9, 1),
    },
    "mart.compliance": {
        "obligation_id": "31-monthly",
        "reporter_id": "11311",
        "period": "2026-10",
        "form": "monthly",
        "reporter_name": "Phường Thủy Nguyên",
        "due_at": DUE,
        "received_at": DUE - timedelta(minutes=1),
        "status": "on_time",
        "hours_late": None,
        "state": "accepted",
        "accepted_at": DUE - timedelta(minutes=1),
        "unconfirmed": False,
        "pending_file": False,
        "empty_sent_at": None,
        "unreadable_sent_at": None,
    },
    "mart.compliance_rates": {
        "province_code": "31",
        "form": "monthly",
        "period": "2026-10",
        "province_name": "Thành phố Hải Phòng",
        "expected": 128,
        "on_time": 120,
        "late": 3,
        "missing": 4,
        "not_due": 0,
        "exempt": 1,
        "on_time_rate": 0.94,
        "received_rate": 0.97,
        "usual_on_time_rate": 0.95,
    },
    "mart.trends": {
        "province_code": "31",
        "period": "2026-10",
        "province_name": "Thành phố Hải Phòng",
        "inspected": 300,
        "violating": 20,
        "cases_total": 21,
        "samples_taken": 5,
        "samples_failed": 1,
        "reporting_rate": 0.95,
        "wards_inspected": 250,
        "usual_inspected": 280.0,
        "usual_cases_total": 20.0,
        "filled_reports": 40,
        "lines": 13,
    },
    "mart.recall_ledger": {
        "notice_id": "n1",
        **_REPORTER,
        "document_number": "554/QĐ-QLD",
        "due_at": DUE,
        "due_source": "công văn 1234/SYT-NVD",
        "received_at": DUE,
        "status": "on_time",
        "hours_late": 0.0,
    },
    "mart.category_risk": {
        "province_code": "31",
        "ward_code": "11311",
        "category": "medicine",
        "place_name": "Phường Thủy Nguyên",
        "smoothed_rate": 0.1,
        "rate_low": 0.05,
        "rate_high": 0.2,
        "probability_above": 0.4,
        "risk_score": 0.3,
        "risk_level": 2,
    },
    "mart.kpis": {
        "kpi": "on_time_rate",
        "province_code": "31",
        "period": "2026-10",
        "province_name": "Thành phố Hải Phòng",
        "kpi_name": "Tỷ lệ nộp đúng hạn",
        "value": 0.9,
        "rows_of_kpi": 1,
    },
}

BROKEN: dict[str, Row] = {
    "every_ward_is_a_reporter": {"reporter_id": None, "reporters": 0},
    "one_reporter_per_ward": {"reporters": 2},
    "source_is_read": {"state": "failed"},
    "every_ward_expected": {"wards_expected": 113},
    "round_size_steady": {"expected": 60},
    "due_after_window": {"days_to_report": -1},
    "one_deadline_per_round": {"due_originals": 2},
    "received_before_taken_in": {"received_at": AS_OF + timedelta(seconds=1)},
    "report_is_owed": {"obligation_id": None},
    "not_before_its_window": {"window_opens_at": DUE + timedelta(seconds=1)},
    "not_a_copy_of_the_period_before": {"content": "copied"},
    "total_within_months_establishments": {"window_establishments": 13},
    "total_within_months_cases": {"window_cases": 3},
    "total_within_months_fines": {"window_fines": 5_000_001},
    "joint_inspection_reported_once": {"beside": "Sở Công Thương"},
    "place_in_own_province": {"place_province_code": "82"},
    "fine_in_usual_range": {"fine_per_case": 150_000_001},
    "case_reported_after_it_happened": {"first_on": date(2026, 10, 3)},
    "case_handled_after_detection": {"handled_on": date(2026, 9, 30)},
    "sign_off_names_a_known_notice": {"notice_id": None},
    "task_is_known": {"known_task_id": None},
    "notice_has_a_number": {"document_number": None},
    "notice_has_a_date": {"issued_on": None},
    "notice_not_from_the_future": {"issued_on": date(2026, 11, 4), "published_on": date(2026, 11, 4)},
    "notice_issued_before_published": {"issued_on": date(2026, 10, 16)},
    "recall_names_a_product": {"products": 0, "identifiers": 0},
    "medicine_recall_identifies_it": {"identifiers": 0},
    "notice_number_is_unique": {"namesakes": 1},
    "recalled_product_has_a_name": {"name": None},
    "batch_expires_after_it_was_made": {"expires_on": date(2024, 9, 1)},
    "batch_made_before_its_notice": {"manufactured_on": date(2026, 10, 15)},
    "none_missing": {"status": "missing", "received_at": None, "accepted_at": None, "state": None, "hours_late": 218.0},
    "none_missing_with_file_waiting": {"status": "missing", "pending_file": True, "received_at": None, "state": None},
    "none_late": {"status": "late", "received_at": DUE, "hours_late": 0.0},
    "none_late_unconfirmed": {"status": "late", "received_at": DUE, "hours_late": 0.0, "unconfirmed": True},
    "returned_is_corrected": {"state": "returned", "accepted_at": None},
    "statuses_add_up": {"missing": 5},
    "on_time_rate_is_a_share": {"on_time_rate": 1.01, "received_rate": 1.01},
    "received_rate_covers_on_time": {"received_rate": 0.9},
    "on_time_rate_holds": {"on_time_rate": 0.74},
    "filled_reports_have_lines": {"lines": 0},
    "violating_within_inspected": {"violating": 301},
    "failed_within_samples": {"samples_failed": 6},
    "wards_within_province": {"wards_inspected": 301},
    "reporting_rate_is_a_share": {"reporting_rate": 1.1},
    "inspected_as_usual": {"inspected": 80, "wards_inspected": 80},
    "cases_total_as_usual": {"cases_total": 81},
    "no_recall_unanswered": {"status": "missing", "received_at": None, "hours_late": 218.0},
    "no_recall_answered_late": {"status": "late", "hours_late": 5.0},
    "smoothed_rate_above_its_lower_bound": {"rate_low": 0.11},
    "smoothed_rate_below_its_upper_bound": {"rate_high": 0.09},
    "probability_is_a_share": {"probability_above": 1.2},
    "risk_level_is_known": {"risk_level": 6},
    "kpi_rate_is_a_share": {"value": 1.5},
    "every_province_has_every_kpi": {"rows_of_kpi": 0, "value": None},
}

INSTANTS = ("received_at", "accepted_at", "empty_sent_at", "unreadable_sent_at", "due_at", "read_at")


def frame_of(suite_name: str, rows: list[Row]) -> pl.DataFrame:
    """Rows as a typed frame; a column that is null throughout is text, or an instant where its name says so."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    nulls = [name for name, kind in frame.schema.items() if kind == pl.Null]
    return frame.with_columns(
        pl.col(name).cast(pl.Datetime("us", "UTC") if name in INSTANTS else pl.String) for name in nulls
    ).with_columns(pl.col(name).cast(pl.Float64) for name in ("hours_late", "value") if name in frame.columns)


def told_apart(suite_name: str, row: Row, name: str) -> Row:
    """The row under another key, so that its findings can be told from those of other rows."""
    key = SUITES[suite_name].key[0]
    return {**row, key: f"{name}~{row[key]}"}
