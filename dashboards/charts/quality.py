"""Findings by rule.

Belongs here: open against resolved. Does not: the findings themselves (a table).
"""

from __future__ import annotations

from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from dashboards import formats
from dashboards.charts.canvas import Canvas

SIGNS = {"error": "✕", "warning": "▲", "info": "○"}
SHOWN = 14
_LINE = 24


def by_rule(rules: pl.DataFrame, canvas: Canvas) -> go.Figure:
    """Draw open and resolved findings per rule, worst severity first; the 14 rules with the most open ones."""
    words, tokens = canvas.words, canvas.tokens
    rows = rules.head(SHOWN).to_dicts()
    labels = [f"{SIGNS[row['severity']]} {_lines(_short(row['label']))}" for row in rows]
    figure = canvas.figure(height=36 * len(rows) + 70, barmode="stack", bargap=0.3)
    for state in ("open", "resolved"):
        values = [row[state] for row in rows]
        is_open = state == "open"
        figure.add_trace(
            go.Bar(
                name=words(f"finding.{state}"),
                y=labels,
                x=values,
                orientation="h",
                text=[formats.number(v) if v else "" for v in values],
                textposition="auto",
                textangle=0,
                marker={
                    "color": [
                        tokens.severity[row["severity"]] if is_open else tokens.status["not_due"] for row in rows
                    ],
                    "pattern": {
                        "shape": "" if is_open else "/",
                        "fillmode": "overlay",
                        "fgcolor": tokens.surface,
                        "fgopacity": 0.5,
                        "size": 6,
                    },
                },
                hovertemplate=f"%{{y}}: %{{x:,d}} {words(f'finding.{state}').lower()}<extra></extra>",
            )
        )
    figure.update_xaxes(rangemode="tozero", tickformat=",d", nticks=5, showgrid=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": tokens.text})
    return figure


def _lines(said: str) -> str:
    """A label in two lines where it is long: on a telephone the bars need the width."""
    return "<br>".join(formats.plain(line) for line in wrap(said, max(_LINE, len(said) // 2 + 4)))


def _short(said: str, longest: int = 46) -> str:
    return said if len(said) <= longest else said[: longest - 1] + "…"
