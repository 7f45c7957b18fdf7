"""How far the wards are with open notices.

Belongs here: progress per province. Does not: lists of names.
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboards import formats, sentences
from dashboards.charts.canvas import Canvas

ANSWERS = ("closed", "searched", "acknowledged", "silent")
SIGNS = {"closed": "■", "searched": "●", "acknowledged": "◐", "silent": "✕"}
_STATUS = {"closed": "on_time", "searched": "on_time", "acknowledged": "not_due", "silent": "missing"}
_PATTERN = {"searched": "/", "silent": "x"}


def progress(rows: pl.DataFrame, canvas: Canvas) -> go.Figure:
    """Draw per province how many ward answers are closed, searched, only acknowledged, or absent."""
    words, tokens = canvas.words, canvas.tokens
    provinces = [formats.plain(sentences.short_province(name)) for name in rows["province"].to_list()]
    figure = canvas.figure(height=64 * len(provinces) + 84, barmode="stack", bargap=0.35)
    for answer in ANSWERS:
        name = f"{SIGNS[answer]} {words.code('answer', answer)}"
        values = rows[answer].to_list()
        figure.add_trace(
            go.Bar(
                name=name,
                y=provinces,
                x=values,
                orientation="h",
                text=[formats.number(v) if v else "" for v in values],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 13, "color": "#FFFFFF" if answer in {"closed", "silent"} else tokens.text},
                marker={
                    "color": tokens.status[_STATUS[answer]],
                    "opacity": 0.55 if answer == "searched" else 1,
                    "pattern": {
                        "shape": _PATTERN.get(answer, ""),
                        "fillmode": "overlay",
                        "fgcolor": tokens.surface,
                        "fgopacity": 0.3,
                        "size": 7,
                    },
                },
                hovertemplate=f"{name}: %{{x:,d}}<extra>%{{y}}</extra>",
            )
        )
    figure.update_xaxes(rangemode="tozero", tickformat=",d", nticks=5, showgrid=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": tokens.text})
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.3 if len(provinces) < 3 else -0.14,
            "traceorder": "normal",
            "itemclick": False,
        },
    )
    return figure
