"""What scores and KPIs should obey.

Belongs here: suites on `mart.category_risk` and `mart.kpis`. Does not: totals and rates (`figures`).
"""

import polars as pl

from expectations.declaration import Expectation, Suite

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
        message_vi=what[0],
        message_en=what[1],
        cure_vi=_REBUILD_VI,
        cure_en=_REBUILD_EN,
    )


def _at_least(larger: str, smaller: str) -> dict[str, object]:
    return {"column_A": larger, "column_B": smaller, "or_equal": True, "ignore_row_if": "either_value_is_missing"}


def _between(column: str, low: float, high: float) -> dict[str, object]:
    return {"column": column, "min_value": low, "max_value": high}


_BETWEEN = "ExpectColumnValuesToBeBetween"
_PAIR = "ExpectColumnPairValuesAToBeGreaterThanB"
_CELL_VI = "{place_name}, nhóm hàng {category}"
_CELL_EN = "{place_name}, category {category}"

RISK = Suite(
    table="mart.category_risk",
    grain="One row per province × ward × category where something was inspected or a level is given.",
    key=("province_code", "ward_code", "category"),
    scope=("province_code",),
    columns=("place_name", "smoothed_rate", "rate_low", "rate_high", "probability_above", "risk_score", "risk_level"),
    expectations=(
        _operator(
            "smoothed_rate_above_its_lower_bound",
            _PAIR,
            _at_least("smoothed_rate", "rate_low"),
            (
                f"{_CELL_VI}: tỷ lệ {{smoothed_rate}} thấp hơn cận dưới {{rate_low}}.",
                f"{_CELL_EN}: the rate {{smoothed_rate}} lies below its lower bound {{rate_low}}.",
            ),
            "An estimate lies inside its own interval.",
        ),
        _operator(
            "smoothed_rate_below_its_upper_bound",
            _PAIR,
            _at_least("rate_high", "smoothed_rate"),
            (
                f"{_CELL_VI}: tỷ lệ {{smoothed_rate}} cao hơn cận trên {{rate_high}}.",
                f"{_CELL_EN}: the rate {{smoothed_rate}} lies above its upper bound {{rate_high}}.",
            ),
            "An estimate lies inside its own interval.",
        ),
        _operator(
            "probability_is_a_share",
            _BETWEEN,
            _between("probability_above", 0, 1),
            (
                f"{_CELL_VI}: xác suất {{probability_above}} ngoài khoảng 0–1.",
                f"{_CELL_EN}: the probability {{probability_above}} lies outside 0–1.",
            ),
            "Probabilities lie in 0–1.",
        ),
        _operator(
            "risk_level_is_known",
            _BETWEEN,
            _between("risk_level", 1, 5),
            (
                f"{_CELL_VI}: mức nguy cơ {{risk_level}} ngoài khoảng 1–5.",
                f"{_CELL_EN}: the risk level {{risk_level}} lies outside 1–5.",
            ),
            "Pages know the levels 1 to 5.",
        ),
    ),
)


def _mark_shares(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(share=pl.when(pl.col("kpi").str.ends_with("_rate")).then(pl.col("value")))


KPIS = Suite(
    table="mart.kpis",
    grain="One row per KPI × province × period of the last 14 months, and per KPI that a province lacks wholly.",
    key=("kpi", "province_code", "period"),
    scope=("province_code",),
    columns=("province_name", "kpi_name", "value", "rows_of_kpi"),
    prepare=_mark_shares,
    expectations=(
        _operator(
            "kpi_rate_is_a_share",
            _BETWEEN,
            _between("share", 0, 1),
            (
                "{province_name}, kỳ {period}: {kpi_name} = {value}, ngoài khoảng 0–1.",
                "{province_name}, period {period}: {kpi} = {value}, outside 0–1.",
            ),
            "Invariant: no rate above 1.",
        ),
        _operator(
            "every_province_has_every_kpi",
            _BETWEEN,
            {"column": "rows_of_kpi", "min_value": 1},
            ("{province_name} không có dòng nào của chỉ số {kpi_name}.", "{province_name} has no row of KPI {kpi}."),
            "Coverage: a KPI that cannot be known is a row without a value, not a missing row.",
        ),
    ),
)

SUITES = (RISK, KPIS)
