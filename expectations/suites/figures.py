"""What rates and totals should obey beside their parts and their history.

Belongs here: suites on `mart.compliance_rates` and `mart.trends`. Does not: scores (`marts`), single lines (`facts`).
"""

import polars as pl

from expectations.declaration import Expectation, Suite

_PAIR = "ExpectColumnPairValuesAToBeGreaterThanB"
_BETWEEN = "ExpectColumnValuesToBeBetween"
_REBUILD_VI = "Đề nghị báo người vận hành: số liệu tổng hợp cần được tính lại."
_REBUILD_EN = "Tell the operator: the totals have to be computed again."


def _operator(id: str, kind: str, arguments: dict[str, object], what: tuple[str, str], notes: str) -> Expectation:
    return Expectation(
        id=id,
        kind=kind,
        arguments=arguments,
        severity="error",
        owner="operator",
        notes=notes,
        message_vi=f"{{province_name}}, kỳ {{period}}: {what[0]}.",
        message_en=f"{{province_name}}, period {{period}}: {what[1]}.",
        cure_vi=_REBUILD_VI,
        cure_en=_REBUILD_EN,
    )


def _at_least(larger: str, smaller: str) -> dict[str, object]:
    return {"column_A": larger, "column_B": smaller, "or_equal": True, "ignore_row_if": "either_value_is_missing"}


def _compare_rates(frame: pl.DataFrame) -> pl.DataFrame:
    statuses = pl.sum_horizontal("on_time", "late", "missing", "not_due", "exempt")
    return frame.with_columns(
        accounted=statuses.cast(pl.Int64),
        drop=pl.col("usual_on_time_rate") - pl.col("on_time_rate"),
        rate_percent=pl.col("on_time_rate") * 100,
        usual_percent=pl.col("usual_on_time_rate") * 100,
    )


RATES = Suite(
    table="mart.compliance_rates",
    grain="One row per province × form × period of the last 14 months, with the rate of the six rounds before.",
    key=("province_code", "form", "period"),
    scope=("province_code", "form", "period"),
    columns=(
        "province_name",
        "expected",
        "on_time",
        "late",
        "missing",
        "not_due",
        "exempt",
        "on_time_rate",
        "received_rate",
        "usual_on_time_rate",
    ),
    prepare=_compare_rates,
    expectations=(
        _operator(
            "statuses_add_up",
            "ExpectColumnPairValuesToBeEqual",
            {"column_A": "accounted", "column_B": "expected"},
            (
                "{report} có {accounted} báo cáo đã phân loại trên {expected} phải nộp",
                "{report}: {accounted} reports have a status, {expected} are expected",
            ),
            "Invariant: on time + late + missing + not due + exempt = expected.",
        ),
        _operator(
            "on_time_rate_is_a_share",
            _BETWEEN,
            {"column": "on_time_rate", "min_value": 0, "max_value": 1},
            ("{report} có tỷ lệ đúng hạn {on_time_rate}", "{report}: the on-time rate is {on_time_rate}"),
            "Invariant: no rate above 1.",
        ),
        _operator(
            "received_rate_covers_on_time",
            _PAIR,
            _at_least("received_rate", "on_time_rate"),
            (
                "{report} có tỷ lệ đã nộp {received_rate} thấp hơn tỷ lệ đúng hạn {on_time_rate}",
                "{report}: fewer were received ({received_rate}) than were on time ({on_time_rate})",
            ),
            "What arrived in time also arrived.",
        ),
        Expectation(
            id="on_time_rate_holds",
            kind=_BETWEEN,
            arguments={"column": "drop", "max_value": 0.2},
            severity="warning",
            owner="analyst",
            notes="History: a round more than 20 points below the mean of the six before has one cause, not many.",
            value="{rate_percent} %",
            expected="{usual_percent} %",
            message_vi="{province_name}: {report} nộp đúng hạn {rate_percent} %, các kỳ trước bình quân "
            "{usual_percent} %.",
            message_en="{province_name}: {rate_percent} % of the {report} came in time; in the rounds before "
            "{usual_percent} %.",
            cure_vi="Đề nghị kiểm tra kênh tiếp nhận (thư, thư mục nhận) và nguyên nhân chung trước khi đôn đốc từng "
            "đơn vị.",
            cure_en="Look for one cause (mail, inbox, holidays) before reminding reporters one by one.",
        ),
    ),
)


def _compare_history(frame: pl.DataFrame) -> pl.DataFrame:
    """Add each figure as a multiple of its usual one; null without history or while many reports are out."""
    comparable = pl.col("reporting_rate") >= 0.8
    return frame.with_columns(
        pl.col("filled_reports").clip(upper_bound=1).alias("lines_wanted"),
        *(
            pl.when(comparable & (pl.col(f"usual_{name}") > 0))
            .then(pl.col(name) / pl.col(f"usual_{name}"))
            .cast(pl.Float64)
            .alias(f"{name}_multiple")
            for name in ("inspected", "cases_total")
        ),
    )


def _usual(figure: str, what_vi: str, what_en: str, *, low: float | None, high: float) -> Expectation:
    return Expectation(
        id=f"{figure}_as_usual",
        kind=_BETWEEN,
        arguments={"column": f"{figure}_multiple", "min_value": low, "max_value": high},
        severity="warning",
        owner="analyst",
        notes=(
            "Rows and figures per period against history: the median of up to 12 periods before, once six are known "
            "and 80 % of the period's reports are accepted."
        ),
        value=f"{{{figure}}}",
        expected=f"{{usual_{figure}}}",
        message_vi=f"{{province_name}}, kỳ {{period}}: {what_vi} {{{figure}}}, thường là {{usual_{figure}}}.",
        message_en=f"{{province_name}}, period {{period}}: {{{figure}}} {what_en}, usually {{usual_{figure}}}.",
        cure_vi="Đề nghị đối chiếu các báo cáo lớn nhất của kỳ trên trang Xu hướng.",
        cure_en="Compare the largest reports of the period on the trends page.",
    )


TRENDS = Suite(
    table="mart.trends",
    grain="One row per province × period of the obligation that counts, last 14 months, with the usual figures.",
    key=("province_code", "period"),
    scope=("province_code", "period"),
    columns=(
        "province_name",
        "inspected",
        "violating",
        "cases_total",
        "samples_taken",
        "samples_failed",
        "reporting_rate",
        "wards_inspected",
        "usual_inspected",
        "usual_cases_total",
        "filled_reports",
        "lines",
    ),
    prepare=_compare_history,
    expectations=(
        _operator(
            "filled_reports_have_lines",
            _PAIR,
            _at_least("lines", "lines_wanted"),
            (
                "{filled_reports} báo cáo có số liệu nhưng bảng xu hướng không có dòng nào",
                "{filled_reports} reports hold figures, yet the trends hold none",
            ),
            "Coverage: every province and period with accepted figures is in the trends.",
        ),
        _operator(
            "violating_within_inspected",
            _PAIR,
            _at_least("inspected", "violating"),
            (
                "số cơ sở vi phạm {violating} lớn hơn số cơ sở được kiểm tra {inspected}",
                "{violating} establishments violate, of {inspected} inspected",
            ),
            "A province's establishments in violation are among those inspected.",
        ),
        _operator(
            "failed_within_samples",
            _PAIR,
            _at_least("samples_taken", "samples_failed"),
            (
                "số mẫu không đạt {samples_failed} lớn hơn số mẫu lấy {samples_taken}",
                "{samples_failed} samples failed, of {samples_taken} taken",
            ),
            "A province's failed samples are among those taken.",
        ),
        _operator(
            "wards_within_province",
            _PAIR,
            _at_least("inspected", "wards_inspected"),
            (
                "tổng các xã, phường {wards_inspected} lớn hơn toàn tỉnh {inspected}",
                "its wards have {wards_inspected} inspections, the province {inspected}",
            ),
            "Invariant: province = Σ wards by place + lines without a ward.",
        ),
        _operator(
            "reporting_rate_is_a_share",
            _BETWEEN,
            {"column": "reporting_rate", "min_value": 0, "max_value": 1},
            ("tỷ lệ báo cáo {reporting_rate}", "the reporting rate is {reporting_rate}"),
            "Invariant: no rate above 1.",
        ),
        _usual("inspected", "số cơ sở được kiểm tra", "establishments inspected", low=1 / 3, high=3.0),
        _usual("cases_total", "số vụ vi phạm", "cases", low=None, high=4.0),
    ),
)

SUITES = (RATES, TRENDS)
