"""What a round of expected reports should obey before anybody is held to it.

Belongs here: the suite on `core.expected_reports`, one row per round. Does not: single reports (`compliance`).
"""

import polars as pl

from expectations.declaration import Expectation, Suite


def _measure(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the change against the round before (null without one) and the days left to report after the window."""
    return frame.with_columns(
        size_change=(pl.col("expected") / pl.col("expected_before")).cast(pl.Float64),
        # A round owed by agencies only is not asked to cover the wards.
        wards_to_cover=pl.when(pl.col("wards_expected") > 0).then(pl.col("wards_known")),
    )


ROUNDS = Suite(
    table="core.expected_reports",
    grain="One row per round (obligation × period) that is open; quick reports have no rounds.",
    key=("obligation_id", "period"),
    scope=("obligation_id", "period"),
    columns=(
        "form",
        "province_name",
        "period_end",
        "due_at",
        "due_originals",
        "days_to_report",
        "expected",
        "expected_before",
        "wards_expected",
        "wards_known",
    ),
    prepare=_measure,
    expectations=(
        Expectation(
            id="every_ward_expected",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "wards_expected",
                "column_B": "wards_to_cover",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            severity="error",
            owner="operator",
            notes="A round that wards owe covers every ward of the province: one left out would never be missed.",
            value="{wards_expected}",
            expected="{wards_known}",
            message_vi=(
                "{province_name}: {report} chỉ có {wards_expected}/{wards_known} xã, phường, đặc khu phải nộp."
            ),
            message_en="{province_name}: only {wards_expected} of {wards_known} wards owe the {report}.",
            cure_vi="Đề nghị kiểm tra danh sách đơn vị báo cáo của chế độ {obligation_id} trong dữ liệu tham chiếu.",
            cure_en="Check who owes {obligation_id} in the reference data.",
        ),
        Expectation(
            id="round_size_steady",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "size_change", "min_value": 0.9, "max_value": 1.1},
            severity="warning",
            owner="operator",
            notes="Rows per period against history: the number of reporters of a duty changes slowly.",
            value="{expected}",
            expected="{expected_before}",
            message_vi="{province_name}: {report} có {expected} đơn vị phải nộp, kỳ trước {expected_before}.",
            message_en="{province_name}: {expected} reporters owe the {report}; in the round before {expected_before}.",
            cure_vi="Đề nghị xác nhận thay đổi danh sách đơn vị của chế độ {obligation_id}, nếu đúng.",
            cure_en="Confirm that the reporters of {obligation_id} changed.",
        ),
        Expectation(
            id="due_after_window",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "days_to_report", "min_value": 0},
            severity="error",
            owner="operator",
            notes="A deadline before the end of its window asks for what cannot be known yet.",
            value="{due_at}",
            expected="{period_end}",
            message_vi="{province_name}: {report} có hạn {due}, trước khi hết kỳ số liệu {period_end}.",
            message_en="{province_name}: the {report} is due {due}, before its window ends on {period_end}.",
            cure_vi="Đề nghị kiểm tra quy tắc kỳ và hạn của chế độ {obligation_id} trong dữ liệu văn bản chỉ đạo.",
            cure_en="Check the period and due rules of {obligation_id} in the directive's data.",
        ),
        Expectation(
            id="one_deadline_per_round",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "due_originals", "max_value": 1},
            severity="error",
            owner="operator",
            notes="Before extensions, everybody in a round has the same deadline; rates are null until it has passed.",
            value="{due_originals}",
            expected="1",
            message_vi="{province_name}: {report} có {due_originals} hạn gốc khác nhau trong cùng một kỳ.",
            message_en="{province_name}: the {report} has {due_originals} different original deadlines in one round.",
            cure_vi="Đề nghị kiểm tra quy tắc hạn của chế độ {obligation_id} trong dữ liệu văn bản chỉ đạo.",
            cure_en="Check the due rule of {obligation_id} in the directive's data.",
        ),
    ),
)

SUITES = (ROUNDS,)
