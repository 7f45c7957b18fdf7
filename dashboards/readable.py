"""What the compliance page shows besides its figures: titles, column heads, the tables behind the charts.

Belongs here: frames of `queries.compliance` -> readable tables and titles. Does not: Streamlit, SQL.
"""

from __future__ import annotations

import polars as pl

from dashboards import formats, sentences
from dashboards.i18n import Words
from dashboards.markup import Column
from dashboards.theme import SHAPES

_COUNTED = (
    *("expected", "owed", "on_time", "late", "missing", "not_due", "exempt", "late_unconfirmed", "received"),
    "followed",
)


def legend(words: Words) -> str:
    """The signs of the matrix in words."""
    return " · ".join(f"{sign} {words.code('status', status).lower()}" for status, sign in SHAPES.items())


def matrix_title(cells: pl.DataFrame, words: Words) -> str:
    """Say which reporters are shown and who of them failed most often."""
    failed = (
        cells.filter(pl.col("status").is_in(["late", "missing"]))
        .group_by("place", "reporter_name", maintain_order=True)
        .len()
        .sort("place")
    )
    shown, total = cells["reporter_id"].n_unique(), int(cells["reporters"][0])
    if failed.is_empty():
        return words("matrix.title_none", shown=formats.number(shown), total=formats.number(total))
    first = failed.row(0, named=True)
    return words(
        "matrix.title",
        name=first["reporter_name"],
        n=formats.number(first["len"]),
        periods=formats.number(cells["period"].n_unique()),
        shown=formats.number(shown),
        total=formats.number(total),
    )


def matrix_frame(cells: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The matrix as a table: one row per reporter and period."""
    rows = cells.to_dicts()
    return pl.DataFrame(
        {
            words("column.reporter_id"): cells["reporter_id"],
            words("column.reporter"): cells["reporter_name"],
            words("column.province"): cells["province"],
            words("column.period"): cells["period"],
            words("column.status"): pl.Series([words.code("status", r["status"]) for r in rows], dtype=pl.String),
            words("column.due_at"): cells["due_at"],
            words("column.received_at"): cells["received_at"],
            words("column.hours_late"): cells["hours_late"].round(2),
            words("column.state"): pl.Series([words.code("state", r["state"]) for r in rows], dtype=pl.String),
            words("column.lateness"): pl.Series([sentences.lateness(r, words) for r in rows], dtype=pl.String),
        }
    )


def rates(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts of all provinces together per period, with the on-time rate where the round is due."""
    summed = counts.group_by("period").agg(pl.col(_COUNTED).sum(), pl.col("is_due").any()).sort("period")
    return _with_rate(summed)


def by_province(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts of one period per province, with the rate."""
    return _with_rate(counts)


def _with_rate(counts: pl.DataFrame) -> pl.DataFrame:
    owed = pl.col("on_time") + pl.col("late") + pl.col("missing")
    return counts.with_columns(on_time_rate=pl.when(pl.col("is_due") & (owed > 0)).then(pl.col("on_time") / owed))


def rates_title(rated: pl.DataFrame, words: Words) -> str:
    """Say the latest on-time rate and the one before."""
    known = rated.drop_nulls("on_time_rate").tail(2).to_dicts()
    if not known:
        return words("rates.title_none")
    last = known[-1]
    said = {"period": formats.period(last["period"], words), "rate": formats.percent(last["on_time_rate"])}
    if len(known) == 1:
        return words("rates.title_one", **said)
    before = known[0]
    return words(
        "rates.title",
        before=formats.period(before["period"], words).lower(),
        rate_before=formats.percent(before["on_time_rate"]),
        **said,
    )


def rates_frame(rated: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Counts and rates as a table to keep."""
    kept = [c for c in ("province", "period", *_COUNTED, "on_time_rate") if c in rated.columns]
    return rated.select(kept).rename({c: words(f"column.{c}") for c in kept})


def unconfirmed_note(counts: pl.DataFrame, words: Words) -> str | None:
    """Say how many late reports rest on times nobody confirmed."""
    unconfirmed = int(counts["late_unconfirmed"].sum()) if counts.height else 0
    return words("rates.unconfirmed", n=formats.number(unconfirmed)) if unconfirmed else None


def province_columns(words: Words) -> list[Column]:
    """One round by province: shape in the head, figures below."""
    columns = [Column(words("column.province"), lambda row: sentences.short_province(row["province"]))]
    columns += [
        Column(f"{SHAPES[s]} {words(f'column.short_{s}')}", lambda row, s=s: formats.number(row[s]), figure=True)  # type: ignore[misc]
        for s in ("on_time", "late", "missing", "not_due")
    ]
    columns.append(Column(words("column.followed"), lambda row: formats.number(row["followed"]), figure=True))
    owed = ("on_time", "late", "missing")
    columns.append(
        Column(
            words("column.on_time_rate"),
            lambda row: formats.percent(
                row["on_time"] / sum(row[s] for s in owed) if row["is_due"] and sum(row[s] for s in owed) else None
            ),
            figure=True,
        )
    )
    return columns
