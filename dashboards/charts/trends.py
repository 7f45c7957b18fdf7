"""Figures of what was inspected and found over time, always above the rate of reports they rest on.

Belongs here: series, small multiples, bands. Does not: figures of the reporting duty itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards import formats, sentences
from dashboards.charts.canvas import Canvas

COMPLETE = 0.9
"""A period with fewer accepted reports than this, or whose deadline is still to come, is drawn as unfinished."""


def series(points: pl.DataFrame, measure: str, canvas: Canvas, campaigns: pl.DataFrame) -> go.Figure:
    """Draw one measure by period over a strip of reporting rates.

    `points`: one row per period with `measure`, `last_year`, `reporting_rate`, `unfinished` and n in `inspected`.
    Unfinished periods lie under a band, their line is broken and their marks are hollow.
    """
    words, tokens = canvas.words, canvas.tokens
    periods = points["period"].to_list()
    figure = canvas.figure(height=276)
    _bands(figure, points, campaigns, canvas)
    if points["last_year"].drop_nulls().len():
        figure.add_trace(
            go.Scatter(
                name="last_year",
                x=periods,
                y=points["last_year"].to_list(),
                mode="lines",
                line={"color": tokens.muted, "width": 1.5, "dash": "dot"},
                hovertemplate=f"{words('trend.last_year')}: %{{y{_hover_format(measure)}}}<extra></extra>",
            )
        )
    done = points.with_columns(y=pl.when(~pl.col("unfinished")).then(pl.col(measure)))
    open_part = points.with_columns(
        y=pl.when(
            pl.col("unfinished")
            | pl.col("unfinished").shift(-1, fill_value=False)
            | pl.col("unfinished").shift(1, fill_value=False)
        ).then(pl.col(measure))
    )
    for name, frame, dash in (("done", done, "solid"), ("unfinished", open_part, "dot")):
        hollow = name == "unfinished"
        shown = frame["y"].to_list()
        figure.add_trace(
            go.Scatter(
                name=name,
                x=periods,
                y=shown,
                mode="lines+markers",
                line={"color": tokens.brand, "width": 2.5, "dash": dash},
                marker={
                    "size": [0 if hollow and not u else 8 for u in points["unfinished"].to_list()],
                    "symbol": "circle-open" if hollow else "circle",
                    "line": {"width": 2},
                },
                text=[formats.plain(_hover(row, measure, canvas)) for row in points.iter_rows(named=True)],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    _strip(figure, points, canvas)
    _axes(figure, points, measure, canvas)
    return figure


def _hover(row: Mapping[str, object], measure: str, canvas: Canvas) -> str:
    words = canvas.words
    return words(
        "trend.hover",
        period=formats.period(str(row["period"]), words),
        value=_shown(row[measure], measure, canvas),
        n=formats.number(_float(row["inspected"])),
        rate=formats.percent(_float(row["reporting_rate"]), 0),
    )


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _shown(value: object, measure: str, canvas: Canvas) -> str:
    amount = _float(value)
    if measure == "fines_vnd":
        return formats.money(amount, canvas.words)
    if measure == "conformity_rate":
        return formats.percent(amount)
    return formats.number(amount)


def _hover_format(measure: str) -> str:
    return ":.1%" if measure == "conformity_rate" else ":,.0f"


def _bands(figure: go.Figure, points: pl.DataFrame, campaigns: pl.DataFrame, canvas: Canvas) -> None:
    """Mark unfinished periods and campaigns behind the line (categories sit at 0, 1, 2, …)."""
    words, tokens = canvas.words, canvas.tokens
    unfinished = [n for n, u in enumerate(points["unfinished"].to_list()) if u]
    for n in unfinished:
        figure.add_vrect(x0=n - 0.5, x1=n + 0.5, fillcolor=tokens.band, opacity=0.55, line_width=0, layer="below")
    if unfinished:
        figure.add_annotation(
            x=unfinished[-1] + 0.45,
            y=1,
            yref="y domain",
            text=words("trend.unfinished"),
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
            font={"size": 12, "color": tokens.muted},
        )
    periods = points["period"].to_list()
    for row in campaigns.iter_rows(named=True):
        inside = [
            n for n, p in enumerate(periods) if f"{row['period_start']:%Y-%m}" <= p <= f"{row['period_end']:%Y-%m}"
        ]
        if inside:
            first, last = inside[0], inside[-1]
            figure.add_vrect(
                x0=first - 0.5, x1=last + 0.5, fillcolor=tokens.tint["late"], opacity=0.6, line_width=0, layer="below"
            )
            figure.add_annotation(
                x=(first + last) / 2,
                y=1,
                yref="y domain",
                text=formats.plain(formats.period(row["period"], words)),
                showarrow=False,
                yanchor="bottom",
                font={"size": 12, "color": tokens.muted},
            )


def _strip(figure: go.Figure, points: pl.DataFrame, canvas: Canvas) -> None:
    """Draw the reporting rate of each period as a thin strip beneath."""
    tokens = canvas.tokens
    rates = points["reporting_rate"].to_list()
    figure.add_trace(
        go.Bar(
            name="reporting_rate",
            x=points["period"].to_list(),
            y=[rate or 0 for rate in rates],
            yaxis="y2",
            width=0.92,
            marker={"color": [tokens.status["on_time" if (r or 0) >= COMPLETE else "late"] for r in rates]},
            text=[formats.percent(rate, 0) if rate is not None else "" for rate in rates],
            textposition="none",
            hovertemplate=f"{canvas.words('trend.reporting_rate')}: %{{text}}<extra></extra>",
        )
    )


def _axes(figure: go.Figure, points: pl.DataFrame, measure: str, canvas: Canvas) -> None:
    words, tokens = canvas.words, canvas.tokens
    periods = points["period"].to_list()
    figure.update_layout(
        margin={"t": 26, "l": 8, "r": 12, "b": 8},
        yaxis={"domain": [0.2, 1], "nticks": 5},
        yaxis2={
            "domain": [0, 0.11],
            "anchor": "x",
            "range": [0, 1],
            "tickvals": [0.5],
            "ticktext": [words("trend.reporting_short")],
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"size": 12, "color": tokens.muted},
            "automargin": True,
            "showline": False,
            "zeroline": False,
        },
    )
    every = max(1, round(len(periods) / 12))
    shown = periods[::-1][::every][::-1]
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=periods,
        tickvals=shown,
        ticktext=[formats.period(p, words, short=True).replace("/20", "/") for p in shown],
        anchor="y2",
        range=[-0.5, len(periods) - 0.5],
    )
    if measure == "conformity_rate":
        known = [v for v in points[measure].to_list() if v is not None]
        floor = max(0.0, min(known, default=0) - 0.05)
        figure.update_layout(yaxis={"tickformat": ".0%", "range": [floor, 1.005]})
    elif measure == "fines_vnd":
        figure.update_layout(yaxis=_money_axis(points, canvas) | {"rangemode": "tozero"})
    else:
        figure.update_layout(yaxis={"tickformat": ",d", "rangemode": "tozero"})


def _money_axis(points: pl.DataFrame, canvas: Canvas) -> dict[str, list[float] | list[str] | list[int]]:
    """Ticks in triệu or tỷ đồng: Plotly itself would write 200M."""
    highest = max([v for v in points["fines_vnd"].to_list() if v is not None], default=0)
    step = next((n * 10**power for power in range(5, 14) for n in (1, 2, 5) if n * 10**power * 4 >= highest), 10**14)
    ticks = [n * step for n in range(5)]
    return {
        "tickvals": ticks,
        "ticktext": ["0", *(formats.money(t, canvas.words) for t in ticks[1:])],
        "range": [0, max(highest, step) * 1.12],
    }


def small_multiples(points: pl.DataFrame, canvas: Canvas, names: Mapping[str, str]) -> go.Figure:
    """Draw cases by period, one panel per category, most cases first, all on one scale.

    `points`: one row per period × category with `cases_total`.
    """
    tokens = canvas.tokens
    order = (
        points.group_by("category")
        .agg(pl.col("cases_total").sum())
        .sort(["cases_total", "category"], descending=[True, False])
    )["category"].to_list()
    across = 5
    down = -(-len(order) // across)
    periods = sorted(points["period"].unique().to_list())
    top = max([1, *(v for v in points["cases_total"].to_list() if v is not None)])
    # Everything goes into the figure at once: Plotly takes milliseconds for each later change of a layout.
    layout: dict[str, Any] = {}
    traces, titles = [], []
    for n, category in enumerate(order):
        row, column = divmod(n, across)
        axis = "" if n == 0 else str(n + 1)
        part = points.filter(pl.col("category") == category).sort("period")
        values = dict(zip(part["period"].to_list(), part["cases_total"].to_list(), strict=True))
        traces.append(
            go.Scatter(
                name=category,
                x=periods,
                y=[values.get(p) for p in periods],
                xaxis=f"x{axis}",
                yaxis=f"y{axis}",
                mode="lines",
                fill="tozeroy",
                line={"color": tokens.brand, "width": 2},
                fillcolor=tokens.tint["on_time"],
                text=[formats.period(p, canvas.words) for p in periods],
                hovertemplate="%{text}: %{y:,d}<extra></extra>",
            )
        )
        left, bottom = column / across + 0.006, 1 - (row + 1) / down
        place = {"visible": False, "fixedrange": True}
        across_here = {"domain": [left, left + 1 / across - 0.018], "anchor": f"y{axis}", "type": "category"}
        up_here = {"domain": [bottom + 0.02, bottom + 0.62 / down], "anchor": f"x{axis}", "range": [0, top * 1.08]}
        layout |= {f"xaxis{axis}": place | across_here, f"yaxis{axis}": place | up_here}
        said = f"<b>{formats.number(sum(values.values()))}</b> {_wrapped(names.get(category, category))}"
        titles.append(_panel_title(said, left, bottom + 0.97 / down))
    figure = canvas.figure(height=118 * down + 10, **layout, annotations=titles)
    figure.add_traces(traces)
    return figure


def _panel_title(said: str, x: float, y: float) -> dict[str, Any]:
    place = {"x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
    return {"text": said, "showarrow": False, "font": {"size": 12}, **place}


def _wrapped(name: str, longest: int = 30) -> str:
    """A category name on one or two lines, broken at a space."""
    said = sentences.first_upper(name)
    if len(said) <= longest:
        return formats.plain(said)
    cut = said.rfind(" ", 0, longest + 1)
    return f"{formats.plain(said[:cut])}<br>{formats.plain(said[cut + 1 :])}"
