"""From counts of inspections to the risk of a category: smoothed rate, score, level and why.

Belongs here: `mart.category_risk` after its SQL. Does not: the statistics themselves (`pipelines.signals`).
The choice of weights is explained in docs/decisions/005-risk-score.md.
"""

from __future__ import annotations

import polars as pl

from pipelines.signals.shrinkage import fit_prior, posterior

WEIGHT_PROBABILITY = 0.55
WEIGHT_SIZE = 0.25
WEIGHT_SAMPLES = 0.1
WEIGHT_RECALLS = 0.1
SCORE_DIGITS = 9
LEVELS = 5
LEVEL_WITHOUT_EVENT = 2
"""Highest level of a ward where nothing was found: what its category does elsewhere is no fault of its own."""
LEVEL_OF_FEW = 3
FEW = 3
"""Highest level of a ward with fewer inspections than this: one visit proves little."""


def score_categories(counted: pl.DataFrame) -> pl.DataFrame:
    """Smooth, score and explain each province × ward × category.

    Args:
        counted: one row per province × ward × category with inspected, violating, samples_taken, samples_failed,
            open_recalls, category_name; ward_code null = the whole province.

    Returns:
        The same rows with raw_rate, smoothed_rate, rate_low, rate_high, probability_above, risk_score, risk_level
        (null where neither an inspection, a sample nor an open recall says anything) and reasons.
    """
    if counted.is_empty():
        return counted
    parts = [_believe_province(part) for _, part in counted.group_by("province_code", maintain_order=True)]
    # Beliefs need one model per group; everything after them is the same arithmetic for every row.
    return _explained(pl.concat(parts)).drop("overall")


def _believe_province(counted: pl.DataFrame) -> pl.DataFrame:
    whole = counted.filter(pl.col("ward_code").is_null())
    inspected = int(whole["inspected"].sum())
    overall = int(whole["violating"].sum()) / inspected if inspected else 0.0
    return pl.concat(
        _believe_level(level, overall)
        for _, category in counted.group_by("category", maintain_order=True)
        for level in (
            category.filter(pl.col("ward_code").is_null()),
            category.filter(pl.col("ward_code").is_not_null()),
        )
        if level.height
    )


def _believe_level(counted: pl.DataFrame, overall: float) -> pl.DataFrame:
    """Smooth one category of one province: its single province row, or all of its wards together."""
    violating = counted["violating"].cast(pl.Float64).to_numpy()
    inspected = counted["inspected"].cast(pl.Float64).to_numpy()
    # A place can report more violating than inspected establishments (a finding): it must not break the model.
    violating = violating.clip(max=inspected)
    prior = fit_prior(violating, inspected, fallback_mean=overall)
    # A province's category is held against all categories, a ward's against the same category in its province.
    threshold = prior.mean if counted["ward_code"][0] is not None else overall
    belief = posterior(violating, inspected, prior, threshold=threshold)
    return counted.hstack(
        [
            pl.Series("smoothed_rate", belief.mean),
            pl.Series("rate_low", belief.low),
            pl.Series("rate_high", belief.high),
            pl.Series("probability_above", belief.above),
            pl.repeat(overall, counted.height, dtype=pl.Float64, eager=True).alias("overall"),
        ]
    )


def _explained(believed: pl.DataFrame) -> pl.DataFrame:
    """Add raw_rate, risk_score, risk_level and reasons."""
    known = (pl.col("inspected") > 0) | (pl.col("samples_taken") > 0) | (pl.col("open_recalls") > 0)
    return (
        believed.with_columns(
            (pl.col("violating") / pl.when(pl.col("inspected") > 0).then(pl.col("inspected"))).alias("raw_rate")
        )
        # Rounded: Polars adds up in one order or another, and equal nights must give equal scores to the last digit.
        .with_columns(_score().round(SCORE_DIGITS).alias("risk_score"))
        .with_columns(pl.when(known).then(_level()).alias("risk_level"), _reasons().alias("reasons"))
    )


def _score() -> pl.Expr:
    """0–1: how sure it is that the rate is above the province's, how large it is, failed samples, open recalls."""
    overall = pl.col("overall")
    size = pl.when(overall > 0).then((pl.col("smoothed_rate") / (2 * overall)).clip(0, 1)).otherwise(0.0)
    failed = (pl.col("samples_failed") / pl.max_horizontal("samples_taken", pl.lit(1)) / 0.1).clip(0, 1)
    recalls = (pl.col("open_recalls") / 5).clip(0, 1)
    evidence = pl.when(pl.col("inspected") > 0).then(1.0).otherwise(0.0)
    return (
        WEIGHT_PROBABILITY * evidence * pl.col("probability_above")
        + WEIGHT_SIZE * evidence * size
        + WEIGHT_SAMPLES * failed
        + WEIGHT_RECALLS * recalls
    )


def _level() -> pl.Expr:
    level = (pl.col("risk_score") * LEVELS).floor().clip(0, LEVELS - 1).cast(pl.Int32) + 1
    nothing_found = (pl.col("violating") == 0) & (pl.col("samples_failed") == 0)
    return (
        pl.when(pl.col("ward_code").is_null())
        .then(level)
        .when(nothing_found)
        .then(pl.min_horizontal(level, pl.lit(LEVEL_WITHOUT_EVENT, dtype=pl.Int32)))
        .when(pl.col("inspected") < FEW)
        .then(pl.min_horizontal(level, pl.lit(LEVEL_OF_FEW, dtype=pl.Int32)))
        .otherwise(level)
    )


def _reasons() -> pl.Expr:
    """Up to three reasons with their numbers, in Vietnamese, strongest first."""
    rate = (
        pl.when(pl.col("inspected") > 0)
        .then(
            pl.format(
                "{}/{} cơ sở vi phạm ({} %), toàn tỉnh {} %",
                "violating",
                "inspected",
                _percent(pl.col("raw_rate")),
                _percent(pl.col("overall")),
            )
        )
        .otherwise(pl.lit("chưa có cơ sở nào được kiểm tra trong 12 kỳ"))
    )
    samples = pl.when(pl.col("samples_failed") > 0).then(
        pl.format("{}/{} mẫu không đạt", "samples_failed", "samples_taken")
    )
    recalls = pl.when(pl.col("open_recalls") > 0).then(
        pl.format("{} văn bản thu hồi, tạm ngừng đang mở", "open_recalls")
    )
    return pl.concat_list(rate, samples, recalls).list.drop_nulls()


def _percent(rate: pl.Expr) -> pl.Expr:
    """A rate as text with a decimal comma."""
    return (rate * 100).round(1).cast(pl.String).str.replace(".", ",", literal=True)
