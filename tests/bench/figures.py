"""One measured figure, and the table that prints them.

Belongs here: what a figure is, medians and percentiles, the machine's description. Does not: measuring anything.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("duckdb", "polars", "python-calamine", "pandas", "openpyxl", "dagster", "great-expectations", "streamlit")


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    """Whether the budget is a floor and not a ceiling."""
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "pass" if (self.value >= self.budget if self.at_least else self.value <= self.budget) else "over"


def table(figures: Iterable[Figure]) -> str:
    rows = [("figure", "measured", "budget", "", "how")]
    for figure in figures:
        budget = "" if figure.budget is None else f"{'≥' if figure.at_least else '≤'} {_number(figure.budget)}"
        rows.append((figure.name, f"{_number(figure.value)} {figure.unit}", budget, figure.verdict, figure.note))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for name, measured, budget, verdict, note in rows:
        cells = [name.ljust(widths[0]), measured.rjust(widths[1]), budget.rjust(widths[2]), verdict.ljust(widths[3])]
        lines.append("  ".join([*cells, note]).rstrip())
    return "\n".join(lines)


def machine() -> str:
    """What the figures were measured on."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({len(os.sched_getaffinity(0))} usable), {gigabytes:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, load {load}\n{libraries}"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def megabytes(path: Path) -> float:
    return path.stat().st_size / 1024**2


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
