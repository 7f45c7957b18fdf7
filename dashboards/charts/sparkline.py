"""The little line on a KPI card: a series with its natural limits, as an SVG picture.

Belongs here: one drawing without axes. Does not: Plotly (six of these must cost nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dashboards.markup import Html, tag, text
from dashboards.readings import limits
from dashboards.theme import Tokens

WIDTH, HEIGHT, MARGIN = 340, 84, 6


def sparkline(values: Sequence[float | None], tokens: Tokens, *, label: str) -> Html:
    """Draw a series: the usual range as a band, gaps left open, the last known value as a dot."""
    known = [v for v in values if v is not None]
    if not known:
        return Html("")
    usual = limits(known[:-1])
    ends = [*known, usual.low, usual.high] if usual else known
    low, high = min(ends), max(ends)
    reach = (high - low) or 1.0
    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)

    def across(n: int) -> float:
        return round(MARGIN + n * step, 1)

    def up(value: float) -> float:
        return round(HEIGHT - MARGIN - (value - low) / reach * (HEIGHT - 2 * MARGIN), 1)

    pieces = []
    if usual:
        top, bottom = up(usual.high), up(usual.low)
        pieces.append(tag("rect", fill=tokens.tint["on_time"], x=0, y=top, width=WIDTH, height=round(bottom - top, 1)))
        pieces.append(tag("line", x1=0, x2=WIDTH, y1=up(usual.mean), y2=up(usual.mean), **_hairline(tokens.muted)))
    for run in _runs(values):
        points = " ".join(f"{across(n)},{up(value)}" for n, value in run)
        pieces.append(tag("polyline", points=points, fill="none", **_stroke(tokens.brand)))
    last = max(n for n, v in enumerate(values) if v is not None)
    pieces.append(tag("circle", fill=tokens.brand, cx=across(last), cy=up(known[-1]), r=4))
    drawing = tag("svg", *pieces, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}")
    # A picture, because Streamlit strips inline SVG from markup; its colours cannot come from the style sheet.
    return Html(f'<img class="h-spark" alt="{text(label)}" src="data:image/svg+xml,{quote(drawing)}">')


def _stroke(colour: str) -> dict[str, str]:
    return {"stroke": colour, "stroke_width": "2", "stroke_linejoin": "round"}


def _hairline(colour: str) -> dict[str, str]:
    return {"stroke": colour, "stroke_width": "1", "stroke_dasharray": "3 3"}


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches of a series without gaps."""
    runs: list[list[tuple[int, float]]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((n, value))
    return [run for run in runs if run]
