"""Figures of the reporting duty: the matrix of reporters and periods, the rates over time.

Belongs here: status drawn as colour and shape. Does not: what a status means (`mart.compliance` decides).
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from dashboards import formats, sentences
from dashboards.charts.canvas import Canvas
from dashboards.theme import SHAPES, SYMBOLS

STATUSES = ("on_time", "late", "missing", "not_due", "exempt")
_ROW_HEIGHT = 25


def status_matrix(cells: pl.DataFrame, canvas: Canvas, *, several_provinces: bool) -> go.Figure:
    """Draw reporters (rows, in the order of `place`) × periods (columns); each cell a status as colour and shape.

    One trace per status; customdata of a point is its reporter id.
    """
    words, tokens = canvas.words, canvas.tokens
    names = _row_names(cells, several_provinces=several_provinces)
    periods = sorted(cells["period"].unique().to_list())
    figure = canvas.figure(height=_ROW_HEIGHT * len(names) + 70)
    for status in STATUSES:
        part = cells.filter(pl.col("status") == status)
        rows = part.to_dicts()
        figure.add_trace(
            go.Scatter(
                name=words.code("status", status),
                x=part["period"].to_list(),
                y=[names[row["reporter_id"]] for row in rows],
                customdata=part["reporter_id"].to_list(),
                text=["<br>".join(sentences.cell_lines(row, words)) for row in rows],
                hovertemplate="%{text}<extra></extra>",
                mode="markers",
                marker={
                    "symbol": SYMBOLS[status],
                    "size": 12 if status != "missing" else 11,
                    "color": tokens.status[status],
                    "line": {"width": 2 if status in {"not_due", "exempt"} else 0, "color": tokens.status[status]},
                },
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
    _tint(figure, cells, names, canvas)
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=periods,
        side="top",
        tickvals=periods,
        ticktext=[formats.period(p, words, short=True) for p in periods],
        tickangle=0 if len(periods) <= 6 else -38,
        range=[-0.5, len(periods) - 0.5],
        showline=False,
    )
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(names.values())[::-1],
        showgrid=False,
        tickfont={"size": 13, "color": tokens.text},
        range=[-0.5, len(names) - 0.5],
    )
    return figure


def _row_names(cells: pl.DataFrame, *, several_provinces: bool) -> dict[str, str]:
    """Reporter id -> the name on its row, made distinct where two reporters share one."""
    names: dict[str, str] = {}
    for row in cells.unique("reporter_id", maintain_order=True).sort("place").iter_rows(named=True):
        name = formats.plain(row["reporter_name"])
        if several_provinces:
            name = f"{name} · {formats.plain(sentences.short_province(row['province']))}"
        if name in names.values():
            name = f"{name} ({row['reporter_id']})"
        names[row["reporter_id"]] = name
    return names


def _tint(figure: go.Figure, cells: pl.DataFrame, names: dict[str, str], canvas: Canvas) -> None:
    """Lay a faint tint under what needs attention, so that a wall of marks has a shape from afar."""
    for status in ("late", "missing"):
        part = cells.filter(pl.col("status") == status)
        figure.add_trace(
            go.Scatter(
                x=part["period"].to_list(),
                y=[names[r] for r in part["reporter_id"]],
                mode="markers",
                marker={"symbol": "square", "size": _ROW_HEIGHT - 2, "color": canvas.tokens.tint[status]},
                hoverinfo="skip",
                zorder=-1,
                name=f"tint {status}",
            )
        )


def rates_over_time(rates: pl.DataFrame, canvas: Canvas) -> go.Figure:
    """Stack reports by status per period, with the on-time rate written above each round whose deadline has passed."""
    words, tokens = canvas.words, canvas.tokens
    periods = rates["period"].to_list()
    figure = canvas.figure(height=300, barmode="stack", bargap=0.3)
    for status in STATUSES:
        if rates[status].sum():
            figure.add_trace(_bar(rates, status, periods, canvas))
    for row in rates.iter_rows(named=True):
        total = sum(row[s] for s in STATUSES)
        rate = row["on_time_rate"]
        said = formats.percent(rate, 0) if rate is not None else words("rate.received_of", **_counts(row))
        figure.add_annotation(
            x=row["period"],
            y=total,
            text=f"<b>{said}</b>" if rate is not None else said,
            showarrow=False,
            yshift=10,
            font={"size": 13 if rate is not None else 12, "color": tokens.text},
        )
    figure.update_xaxes(
        type="category",
        categoryarray=periods,
        categoryorder="array",
        tickvals=periods,
        ticktext=[formats.period(p, words, short=True) for p in periods],
    )
    figure.update_yaxes(rangemode="tozero", tickformat=",d", nticks=5)
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": -0.16, "x": 0, "traceorder": "normal", "itemclick": False},
        margin={"t": 26, "l": 8, "r": 8, "b": 8},
    )
    return figure


def _counts(row: dict[str, int]) -> dict[str, str]:
    return {
        "received": formats.number(row["received"]),
        "expected": formats.number(row["owed"]),
    }


def _bar(rates: pl.DataFrame, status: str, periods: Sequence[str], canvas: Canvas) -> go.Bar:
    name = f"{SHAPES[status]} {canvas.words.code('status', status)}"
    return go.Bar(
        name=name,
        x=periods,
        y=rates[status].to_list(),
        marker={
            "color": canvas.tokens.status[status],
            "line": {"width": 0},
            # The pattern tells the statuses apart on a bad projector and without colours.
            "pattern": {
                "shape": {"late": "/", "missing": "x", "not_due": ".", "exempt": "-"}.get(status, ""),
                "fillmode": "overlay",
                "fgcolor": canvas.tokens.surface,
                "fgopacity": 0.45,
                "size": 6,
            },
        },
        hovertemplate=f"{name}: %{{y:,d}}<extra>%{{x}}</extra>",
    )
