"""The matrix of categories and places at risk.

Belongs here: levels 1–5 as colour and printed figure. Does not: scoring.
"""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
import polars as pl

from dashboards import formats, sentences
from dashboards.charts.canvas import Canvas


def matrix(cells: pl.DataFrame, canvas: Canvas, names: Mapping[str, str]) -> go.Figure:
    """Draw risk levels: categories (rows, worst on top) × places (columns in the order of `column_no`).

    The level is printed in the cell; a cell of which nothing is known shows a dot. Hover tells rate, interval and n.
    """
    words, tokens = canvas.words, canvas.tokens
    places = _places(cells)
    order = (
        cells.group_by("category")
        .agg(pl.col("risk_level").max().alias("worst"), pl.col("risk_score").sum().alias("total"))
        .sort(["worst", "total", "category"], descending=[True, True, False], nulls_last=True)
    )["category"].to_list()
    found = {(row["category"], row["province_code"], row["ward_code"]): row for row in cells.iter_rows(named=True)}
    z, text, hover = [], [], []
    for category in order:
        rows = [found.get((category, *key)) for key in places]
        levels = [row["risk_level"] if row else None for row in rows]
        z.append(levels)
        text.append([str(level) if level else "·" for level in levels])
        hover.append([_hover(row, canvas, names) if row else words("risk.no_line") for row in rows])
    figure = canvas.figure(height=31 * len(order) + (150 if len(places) > 6 else 60))
    labels = [_wrapped(sentences.first_upper(names.get(category, category))) for category in order]
    figure.add_trace(
        go.Heatmap(
            x=list(range(len(places))),
            y=labels,
            z=z,
            zmin=0.5,
            zmax=5.5,
            colorscale=_steps(tokens.risk),
            showscale=False,
            xgap=3,
            ygap=3,
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
            hoverongaps=True,
        )
    )
    _print_levels(figure, z, text, labels, canvas)
    figure.update_xaxes(
        side="top",
        ticks="",
        tickvals=list(range(len(places))),
        ticktext=[formats.plain(name) for name in places.values()],
        tickangle=0 if len(places) <= 6 else -40,
        showline=False,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticks="", tickfont={"size": 13, "color": tokens.text})
    return figure


def _places(cells: pl.DataFrame) -> dict[tuple[str, str | None], str]:
    """(province, ward) -> the name of its column, in order."""
    ordered = cells.unique(["province_code", "ward_code"], maintain_order=True).sort("column_no")
    return {
        (row["province_code"], row["ward_code"]): sentences.short_place(row["place"])
        for row in ordered.iter_rows(named=True)
    }


def _print_levels(
    figure: go.Figure, z: list[list[int | None]], text: list[list[str]], labels: list[str], canvas: Canvas
) -> None:
    """Write each level in a colour that can be read on its cell (a heat map knows only one text colour)."""
    colours = canvas.tokens.risk_text
    for level in (None, 1, 2, 3, 4, 5):
        at = [(n, m) for m, row in enumerate(z) for n, value in enumerate(row) if value == level]
        if at:
            figure.add_trace(
                go.Scatter(
                    x=[n for n, _ in at],
                    y=[labels[m] for _, m in at],
                    text=[text[m][n] for n, m in at],
                    mode="text",
                    hoverinfo="skip",
                    name=f"level {level}",
                    textfont={"size": 15, "color": colours[level - 1] if level else canvas.tokens.muted},
                )
            )


def _hover(row: Mapping[str, object], canvas: Canvas, names: Mapping[str, str]) -> str:
    said = sentences.risk_lines(row, canvas.words, names)
    return "<br>".join(formats.plain(line) for line in said)


def _steps(colours: tuple[str, ...]) -> list[tuple[float, str]]:
    size = 1 / len(colours)
    return [point for n, colour in enumerate(colours) for point in ((n * size, colour), ((n + 1) * size, colour))]


def _wrapped(name: str, longest: int = 30) -> str:
    """A category name on one line or two of about equal length, broken at a space."""
    if len(name) <= longest:
        return formats.plain(name)
    spaces = [n for n, sign in enumerate(name) if sign == " "]
    cut = min(spaces, key=lambda n: abs(n - len(name) / 2))
    return f"{formats.plain(name[:cut])}<br>{formats.plain(name[cut + 1 :])}"
