"""What every figure shares: fonts, colours, hairlines, number signs, the mark of sample data.

Belongs here: the empty canvas. Does not: any particular chart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from dashboards.i18n import Words
from dashboards.theme import FONT, LIGHT, Tokens


@dataclass(frozen=True)
class Canvas:
    """What a chart must know besides its data."""

    words: Words = field(default_factory=Words)
    tokens: Tokens = LIGHT
    demo: bool = False

    def figure(self, *, height: int, **layout: Any) -> go.Figure:
        """An empty figure of the house: no legend, thin lines, `1.234,5`, marked when the data are sample."""
        tokens = self.tokens
        axis = {
            "gridcolor": tokens.line,
            "zeroline": False,
            "linecolor": tokens.line,
            "fixedrange": True,
            "automargin": True,
            "tickfont": {"size": 13, "color": tokens.muted},
        }
        base: dict[str, Any] = {
            "height": height,
            "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
            "font": {"family": FONT, "size": 13, "color": tokens.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "separators": ",.",
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": tokens.surface,
                "bordercolor": tokens.line,
                "font": {"family": FONT, "size": 13, "color": tokens.text},
                "align": "left",
            },
            "xaxis": axis | {"showgrid": False},
            "yaxis": axis,
        }
        # One layout, given once: Plotly checks every later change again, which costs more than the drawing.
        for axis_name in ("xaxis", "yaxis"):
            layout[axis_name] = base[axis_name] | layout.get(axis_name, {})
        figure = go.Figure(layout=base | layout)
        if self.demo:
            self._mark(figure)
        return figure

    def _mark(self, figure: go.Figure) -> None:
        figure.add_annotation(
            text=self.words("demo.mark"),
            name="demo",
            x=0.5,
            y=0.5,
            xref="paper",
            yref="paper",
            textangle=-18,
            showarrow=False,
            opacity=0.13,
            font={"size": 30, "color": self.tokens.text},
        )
