"""Colours, sizes and the style sheet: the tokens of the house, light and dark.

Belongs here: what things look like. Does not: which thing is shown. Streamlit's own settings are in
`.streamlit/config.toml`; the colours there are these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONT = "'Be Vietnam Pro', 'Noto Sans', sans-serif"
SHAPES: Mapping[str, str] = {"on_time": "●", "late": "▲", "missing": "✕", "not_due": "○", "exempt": "–"}
"""Sign of a status in text; status is never told by colour alone."""
SYMBOLS: Mapping[str, str] = {
    "on_time": "circle",
    "late": "triangle-up",
    "missing": "x",
    "not_due": "circle-open",
    "exempt": "line-ew-open",
}
"""The same signs as Plotly markers."""


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme."""

    background: str
    surface: str
    line: str
    text: str
    muted: str
    brand: str
    status: Mapping[str, str]
    tint: Mapping[str, str]
    """Very light backgrounds of the statuses."""
    risk: tuple[str, ...]
    risk_text: tuple[str, ...]
    band: str
    severity: Mapping[str, str]


LIGHT = Tokens(
    background="#FAFAF7",
    surface="#FFFFFF",
    line="#E4E4DE",
    text="#1B2430",
    muted="#5B6675",
    brand="#0B4F6C",
    status={
        "on_time": "#0369A1",
        "late": "#B97700",
        "missing": "#B3261E",
        "not_due": "#7F8A99",
        "exempt": "#7F8A99",
    },
    tint={
        "on_time": "#EAF3F9",
        "late": "#FDF1DB",
        "missing": "#FBE6E4",
        "not_due": "#F4F4F0",
        "exempt": "#F4F4F0",
    },
    risk=("#F3EFE6", "#F0D9A8", "#E6AE5C", "#CC6B3D", "#8C1D2F"),
    risk_text=("#1B2430", "#1B2430", "#1B2430", "#12161C", "#FFFFFF"),
    band="#ECE7DA",
    severity={"error": "#B3261E", "warning": "#B97700", "info": "#5B6675"},
)
DARK = Tokens(
    background="#12161C",
    surface="#1B212A",
    line="#2F3742",
    text="#E8ECF1",
    muted="#9AA5B4",
    brand="#5DB7DE",
    status={
        "on_time": "#4BA3D6",
        "late": "#F2B33D",
        "missing": "#F2786F",
        "not_due": "#6C7685",
        "exempt": "#6C7685",
    },
    tint={
        "on_time": "#1C3040",
        "late": "#3A3020",
        "missing": "#40262A",
        "not_due": "#222933",
        "exempt": "#222933",
    },
    risk=("#2A2620", "#574527", "#8F6526", "#D07C49", "#F39A8C"),
    risk_text=("#E8ECF1", "#E8ECF1", "#FFFFFF", "#12161C", "#12161C"),
    band="#2A2F38",
    severity={"error": "#F2786F", "warning": "#F2B33D", "info": "#9AA5B4"},
)


def tokens(kind: str | None) -> Tokens:
    """The colours of `light` or `dark`; light when the browser has not said."""
    return DARK if kind == "dark" else LIGHT


@cache
def style_sheet(kind: str | None) -> str:
    """The whole style sheet: the tokens of a theme as CSS variables, then `style.css`."""
    colours = tokens(kind)
    variables = {
        "background": colours.background,
        "surface": colours.surface,
        "line": colours.line,
        "text": colours.text,
        "muted": colours.muted,
        "brand": colours.brand,
        "band": colours.band,
        **{f"status-{code.replace('_', '-')}": colour for code, colour in colours.status.items()},
        **{f"tint-{code.replace('_', '-')}": colour for code, colour in colours.tint.items()},
        **{f"severity-{code}": colour for code, colour in colours.severity.items()},
        **{f"risk-{n}": colour for n, colour in enumerate(colours.risk, start=1)},
        **{f"risk-text-{n}": colour for n, colour in enumerate(colours.risk_text, start=1)},
    }
    root = "".join(f"--h-{name}:{value};" for name, value in variables.items())
    return f":root{{{root}}}\n" + (Path(__file__).parent / "style.css").read_text("utf-8")
