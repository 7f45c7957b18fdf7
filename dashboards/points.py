"""Points of the trend charts: totals per period with last year's, the reporting rate, and whether they are unfinished.

Belongs here: frames of `queries.trends` -> what the figures draw, their titles and tables. Does not: SQL, drawing.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboards import formats, sentences
from dashboards.charts.trends import COMPLETE
from dashboards.i18n import Words

MEASURES = ("cases_total", "fines_vnd", "inspected", "conformity_rate")
_SHOWN = 12


def totals(by_category: pl.DataFrame, reporting: pl.DataFrame) -> pl.DataFrame:
    """One row per period: figures over all categories, conformity, reporting rate, unfinished.

    A period that owed reports but has no line at all is a row of nulls, so that a gap is seen as one.
    """
    figures = ["inspected", "violating", "cases_total", "fines_vnd", "samples_taken", "samples_failed"]
    summed = by_category.group_by("period").agg(pl.col(figures).sum())
    return (
        reporting.join(summed, on="period", how="full", coalesce=True)
        .sort("period")
        .with_columns(
            conformity_rate=pl.when(pl.col("inspected") > 0).then(1 - pl.col("violating") / pl.col("inspected")),
            unfinished=~pl.col("is_due").fill_null(value=True) | (pl.col("reporting_rate").fill_null(1.0) < COMPLETE),
        )
        .tail(24)
    )


def with_last_year(points: pl.DataFrame, measure: str) -> pl.DataFrame:
    """The last 12 periods with `last_year`: the same measure twelve months earlier, null when it is not known."""
    earlier = points.select(_next_year().alias("period"), pl.col(measure).alias("last_year"))
    return points.join(earlier, on="period", how="left", maintain_order="left").tail(_SHOWN)


def _next_year() -> pl.Expr:
    year = pl.col("period").str.head(4).cast(pl.Int32, strict=False) + 1
    return pl.concat_str(year.cast(pl.String), pl.col("period").str.slice(4))


def series_title(points: pl.DataFrame, measure: str, words: Words) -> str:
    """Say the last finished figure of a measure against the one before."""
    done = points.filter(~pl.col("unfinished")).drop_nulls(measure).tail(2).to_dicts()
    if not done:
        return words(f"trend.{measure}")
    last = done[-1]
    said = {
        "measure": words(f"trend.{measure}"),
        "period": formats.period(last["period"], words).lower(),
        "value": shown(last[measure], measure, words),
    }
    if len(done) == 1:
        return words("trend.title_one", **said)
    before = done[0]
    return words(
        "trend.title",
        **said,
        period_before=formats.period(before["period"], words, short=True),
        before=shown(before[measure], measure, words),
    )


def shown(value: float | None, measure: str, words: Words) -> str:
    """One figure of a measure in its unit."""
    if measure == "fines_vnd":
        return formats.money(value, words)
    return formats.percent(value) if measure == "conformity_rate" else formats.number(value)


def series_drawn(points: pl.DataFrame, measure: str, words: Words) -> str:
    """Say unit and n of a series."""
    known = points.drop_nulls("inspected")
    return words(
        f"trend.drawn_{measure}",
        n=formats.number(known["inspected"].sum() if known.height else None),
        periods=formats.number(known.height),
    )


def behind(points: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The points as a table to keep."""
    kept = [
        "period",
        *("inspected", "violating", "conformity_rate", "cases_total", "fines_vnd", "samples_taken", "samples_failed"),
        *("expected", "accepted", "reporting_rate"),
    ]
    return points.select(kept).rename({c: words(f"column.{c}") for c in kept})


def category_title(by_category: pl.DataFrame, words: Words, names: Mapping[str, str]) -> str:
    """Say which category had the most cases."""
    summed = by_category.group_by("category").agg(pl.col("cases_total").sum())
    if summed.is_empty() or not summed["cases_total"].sum():
        return words("categories.title_none")
    top = summed.sort(["cases_total", "category"], descending=[True, False]).row(0, named=True)
    return words(
        "categories.title",
        category=sentences.first_upper(names.get(top["category"], top["category"])),
        n=formats.number(top["cases_total"]),
        total=formats.number(summed["cases_total"].sum()),
    )


def category_frame(by_category: pl.DataFrame, words: Words, names: Mapping[str, str]) -> pl.DataFrame:
    """Figures by period and category as a table to keep."""
    kept = [
        "period",
        "category",
        "inspected",
        "violating",
        "cases_total",
        "fines_vnd",
        "samples_taken",
        "samples_failed",
    ]
    return (
        by_category.select(kept)
        .with_columns(pl.col("category").replace(dict(names)))
        .rename({c: words(f"column.{c}") for c in kept})
    )
