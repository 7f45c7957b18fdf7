"""Doubts about the sums of a report, from the reporter's own earlier reports of the same form.

Belongs here: shifts of a thousand, amounts per case far outside, exchanged columns, jumps; one plain function for the
night and for `check`. Does not: where sums and history come from (`gathering`), words of a finding (`finding`).
"""

from __future__ import annotations

import math
from typing import Any

import polars as pl

SUMS = (
    "establishments_inspected", "establishments_violating", "cases_total", "administrative_cases", "fines_vnd",
    "goods_value_vnd", "samples_taken", "samples_failed",
)  # fmt: skip
"""Columns of one report that are compared: sums over its inspection lines."""

PER_CASE = {"fines_vnd": "administrative_cases", "goods_value_vnd": "cases_total"}
"""Amount -> cases it is divided by."""

REMEMBERED = 12
"""Earlier reports that a reporter is compared with."""

SHIFT = math.log(40)
"""A thousandfold shift leaves an amount for one case at least 40 times off, whatever the usual spread."""

FAR = math.log(20)
"""An amount for one case this far off is said, when the reporter's own reports are many."""

_POOLED = 3
"""The province's usual amount weighs as much as this many reports of one's own."""

_SWAP = math.log(100)
"""How much better two amounts must fit when exchanged."""

DOUBTS = {
    "submission_id": pl.String, "rule": pl.String, "column": pl.String, "other": pl.String, "value": pl.Int64,
    "expected": pl.Int64,
}  # fmt: skip
_KEY = ("reporter_id", "form")


def doubts(reports: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Compare reports with the accepted ones of earlier periods.

    Both frames have one row a report: submission_id, reporter_id, province_code, form, period and `SUMS` (money in
    đồng). Of the history only rows of an earlier period of the same reporter and form are used, and, where these are
    few, the middle of the province's reports up to the same period.

    Returns:
        submission_id, rule, column, other (the column it may be exchanged with), value (as reported; per case where
        the rule is about cases) and expected, one row a doubt.
    """
    if reports.is_empty():
        return pl.DataFrame(schema=DOUBTS)
    asked, known = _with_logs(reports), _with_logs(history)
    frame = asked.join(_own(asked, known), on="submission_id", how="left").join(
        _pool(asked, known), on=["province_code", "form", "period"], how="left"
    )
    usual = frame.with_columns(*[_usual(amount) for amount in PER_CASE])
    found = [*(_per_case(usual, amount) for amount in PER_CASE), _swapped_amounts(usual)]
    found += [_swapped_counts(usual, *pair) for pair in _COUNT_PAIRS] + [_jumps(usual)]
    return pl.concat(found).sort("submission_id", "rule", "column")


_COUNT_PAIRS = (("establishments_inspected", "establishments_violating"), ("samples_taken", "samples_failed"))


def _with_logs(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the logarithm of each amount for one case; null where nothing was fined or seized."""
    return frame.with_columns(
        pl.when(pl.col(amount) > 0)
        .then((pl.col(amount) / pl.max_horizontal(pl.col(cases), pl.lit(1))).log())
        .alias(f"{amount}_log")
        for amount, cases in PER_CASE.items()
    )


def _own(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """What the reporter's last reports say, as of the last one of an earlier period."""
    periods = pl.concat([asked["period"], known["period"]]).unique().sort().alias("period")
    numbered = periods.to_frame().with_row_index("number")
    upto = known.join(numbered, on="period").sort("number").select(*_KEY, "number", *_rolling())
    wanted = asked.select("submission_id", *_KEY, "period").join(numbered, on="period").sort("number")
    return wanted.join_asof(upto, on="number", by=list(_KEY), allow_exact_matches=False, check_sortedness=False).drop(
        *_KEY, "period", "number"
    )


def _rolling() -> list[pl.Expr]:
    """Sums, middles and peaks over the last reports of a reporter, each row included."""
    window: dict[str, Any] = {"window_size": REMEMBERED, "min_samples": 1}
    logs = {amount: pl.col(f"{amount}_log") for amount in PER_CASE}
    shares = [
        (pl.col(low).rolling_sum(**window) / pl.col(high).rolling_sum(**window)).alias(f"{low}_share")
        for high, low in _COUNT_PAIRS
    ]
    found = [
        pl.col("period").cum_count().clip(upper_bound=REMEMBERED).alias("reports_before"),
        *[log.is_not_null().cast(pl.Int64).rolling_sum(**window).alias(f"{a}_count") for a, log in logs.items()],
        *[log.rolling_median(**window).alias(f"{amount}_own") for amount, log in logs.items()],
        *shares,
        *[pl.col(high).rolling_sum(**window).alias(f"{high}_before") for high, _ in _COUNT_PAIRS],
        pl.col("establishments_inspected").rolling_max(**window).alias("most_inspected"),
        pl.col("cases_total").rolling_max(**window).alias("most_cases"),
    ]
    return [each.over(*_KEY) for each in found]


def _pool(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The middle of the province's reports, of each period the middle of all periods up to it."""
    middles = known.group_by("province_code", "form", "period").agg(
        pl.col(f"{amount}_log").median().alias(f"{amount}_pool") for amount in PER_CASE
    )
    periods = asked.select("province_code", "form", "period").unique()
    return (
        periods.join(middles.rename({"period": "until"}), on=["province_code", "form"])
        .filter(pl.col("until") <= pl.col("period"))
        .group_by("province_code", "form", "period")
        .agg(pl.col(f"{amount}_pool").median() for amount in PER_CASE)
    )


def _usual(amount: str) -> pl.Expr:
    """The usual amount for one case, log: one's own, drawn towards the province's the fewer they are."""
    own, count, pool = pl.col(f"{amount}_own"), pl.col(f"{amount}_count").fill_null(0), pl.col(f"{amount}_pool")
    drawn = (own * count + pool * _POOLED) / (count + _POOLED)
    return pl.coalesce(pl.when(count > 0).then(pl.coalesce(drawn, own)), pool).alias(f"{amount}_usual")


def _per_case(frame: pl.DataFrame, amount: str) -> pl.DataFrame:
    off = (pl.col(f"{amount}_log") - pl.col(f"{amount}_usual")).abs()
    many = pl.col(f"{amount}_count").fill_null(0) >= 4
    rule = (
        pl.when(off >= SHIFT)
        .then(pl.lit("shifted_by_a_thousand"))
        .when((off >= FAR) & many)
        .then(pl.lit("far_outside"))
    )
    return frame.with_columns(rule.alias("rule")).filter(pl.col("rule").is_not_null()).select(
        "submission_id", "rule", pl.lit(amount).alias("column"), pl.lit(None, pl.String).alias("other"),
        pl.col(f"{amount}_log").exp().round().cast(pl.Int64).alias("value"),
        pl.col(f"{amount}_usual").exp().round().cast(pl.Int64).alias("expected"),
    )  # fmt: skip


def _swapped_amounts(frame: pl.DataFrame) -> pl.DataFrame:
    """Fines and value of goods exchanged: both fit far better the other way round."""
    fines, goods = "fines_vnd", "goods_value_vnd"
    as_typed = (pl.col(f"{fines}_log") - pl.col(f"{fines}_usual")).abs() + (
        pl.col(f"{goods}_log") - pl.col(f"{goods}_usual")
    ).abs()
    swapped = (pl.col(f"{goods}_log") - pl.col(f"{fines}_usual")).abs() + (
        pl.col(f"{fines}_log") - pl.col(f"{goods}_usual")
    ).abs()
    enough = (pl.col(f"{fines}_count") >= 3) & (pl.col(f"{goods}_count") >= 3)
    return frame.filter(enough & (as_typed - swapped > _SWAP)).select(_swap(fines, goods))


def _swapped_counts(frame: pl.DataFrame, high: str, low: str) -> pl.DataFrame:
    """More violate than were inspected, while so far few of them did."""
    usual = (pl.col(f"{high}_before") >= 5) & (pl.col(f"{low}_share") <= 0.8)
    # One more than was inspected is a slip of its own, which the rules about one file name.
    exchanged = (pl.col(low) >= 4) & (pl.col(low) >= 2 * pl.col(high))
    return frame.filter(usual & exchanged).select(_swap(high, low))


def _swap(column: str, other: str) -> list[pl.Expr]:
    return [
        pl.col("submission_id"), pl.lit("columns_exchanged").alias("rule"), pl.lit(column).alias("column"),
        pl.lit(other).alias("other"), pl.col(column).cast(pl.Int64).alias("value"),
        pl.col(other).cast(pl.Int64).alias("expected"),
    ]  # fmt: skip


def _jumps(frame: pl.DataFrame) -> pl.DataFrame:
    """A count that no earlier report comes near."""
    found = []
    for column, most in (("establishments_inspected", "most_inspected"), ("cases_total", "most_cases")):
        far = (pl.col("reports_before") >= 3) & (pl.col(column) >= 100) & (pl.col(column) > 10 * pl.col(most))
        found.append(
            frame.filter(far).select(
                "submission_id",
                pl.lit("implausible_jump").alias("rule"),
                pl.lit(column).alias("column"),
                pl.lit(None, pl.String).alias("other"),
                pl.col(column).cast(pl.Int64).alias("value"),
                pl.col(most).cast(pl.Int64).alias("expected"),
            )
        )
    return pl.concat(found)
