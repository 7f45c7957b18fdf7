"""What a series of figures says, in one word: better, worse, or nothing that can be told from noise.

Belongs here: the reading of one series. Does not: KPI values (a mart) or the words themselves (the catalogue).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

POINTS_NEEDED = 6
"""Fewer points before the last one say nothing about what is usual."""
_XMR = 2.66
"""Natural process limits of an individuals chart lie 2.66 mean moving ranges from the mean."""


@dataclass(frozen=True)
class Limits:
    """Mean and natural limits of a series."""

    mean: float
    low: float
    high: float


def limits(values: Sequence[float]) -> Limits | None:
    """Mean ± 2.66 × the mean moving range of a series; None when it is too short."""
    if len(values) < POINTS_NEEDED:
        return None
    mean = sum(values) / len(values)
    steps = [abs(after - before) for before, after in pairwise(values)]
    reach = _XMR * sum(steps) / len(steps)
    return Limits(mean, mean - reach, mean + reach)


def change(values: Sequence[float | None], direction: str | None) -> str:
    """The last value against the natural limits of those before it.

    Returns `better`, `worse` (by the KPI's direction), `rising`, `falling` (no direction is better) or `unclear`.
    """
    known = [v for v in values if v is not None]
    usual = limits(known[:-1])
    if usual is None or values[-1] is None or usual.low <= known[-1] <= usual.high:
        return "unclear"
    rises = known[-1] > usual.high
    if direction == "up":
        return "better" if rises else "worse"
    if direction == "down":
        return "worse" if rises else "better"
    return "rising" if rises else "falling"


def meets(value: float | None, target: float | None, direction: str | None) -> bool | None:
    """Whether a value reaches its target; None when one of them is not known."""
    if value is None or target is None:
        return None
    return value <= target if direction == "down" else value >= target
