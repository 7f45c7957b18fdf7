"""The scene of the sample: who reports, in which rounds, and the facts of the invented market.

Belongs here: the frozen values that every other module of the sample reads. Does not: chance, files, or what happens.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reporter:
    """A unit that owes reports under the demo directives."""

    reporter_id: str
    name: str
    kind: str
    """ward, commune, special_zone or a kind of agency."""
    province_code: str
    ward_code: str | None
    lat: float | None
    lon: float | None

    @property
    def is_ward(self) -> bool:
        """Whether it is a ward, commune or special zone."""
        return self.ward_code is not None

    @property
    def role(self) -> str:
        """The part of an agency's id that says what it does, e.g. `SCT`."""
        return self.reporter_id.split("-", 1)[-1]


@dataclass(frozen=True)
class Round:
    """One form owed by a province's reporters for one period."""

    form: str
    period: str
    province_code: str
    start: date
    end: date
    due_at: datetime | None
    """First instant that is too late, local time; None where the round has no date."""
    reporter_ids: frozenset[str]


@dataclass(frozen=True)
class Market:
    """Weights and rates of the invented market, as written in `market.toml`."""

    facts: Mapping[str, Any]

    @cached_property
    def category_weights(self) -> dict[str, float]:
        """Share of inspections by category."""
        return {code: float(row["weight"]) for code, row in self.facts["categories"].items()}

    @cached_property
    def violation_rates(self) -> dict[str, float]:
        """Chance that an inspection of a category finds a violation, before all else."""
        return {code: float(row["violation"]) for code, row in self.facts["categories"].items()}

    @cached_property
    def foods(self) -> frozenset[str]:
        """Categories that food-safety campaigns are about."""
        return frozenset(code for code, row in self.facts["categories"].items() if row["food"])

    def channels(self, category: str, role: str) -> dict[str, float]:
        """Weights of channels for a category, as seen by a kind of reporter (`""` for wards)."""
        weights: dict[str, float] = dict(self.facts["channels"][category])
        for channel, factor in self.facts["agency_channels"].get(role, {}).items():
            weights[channel] = weights.get(channel, 6.0) * factor
        return weights

    def agency(self, role: str) -> Mapping[str, float]:
        """Visits a month and the sharpness of an agency; those not named inspect nothing themselves."""
        found: Mapping[str, float] = self.facts["agencies"].get(
            role, {"visits": 0.0, "violation": 1.0, "criminal": 0.0}
        )
        return found


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that is fixed before chance begins."""

    seed: int
    anchor: date
    """The day up to which the home was first made: the stories are told towards it."""
    until: date
    """Nothing arrives at or after the midnight that begins this day."""
    reporters: tuple[Reporter, ...]
    rounds: tuple[Round, ...]
    market: Market
    class_389: Mapping[str, str]
    """Class of 389 statistics by violation."""
    words: Mapping[str, Any]
    """Invented names, as written in `names.toml`."""

    @cached_property
    def by_id(self) -> dict[str, Reporter]:
        """Reporters by id."""
        return {r.reporter_id: r for r in self.reporters}

    @cached_property
    def wards_by_province(self) -> dict[str, tuple[Reporter, ...]]:
        """Wards of each province."""
        provinces = sorted({r.province_code for r in self.reporters})
        return {p: tuple(r for r in self.reporters if r.is_ward and r.province_code == p) for p in provinces}

    def months_to_anchor(self, period_end: date) -> int:
        """Whole months from a period's end to the anchor: 0 in the last round, growing into the past."""
        return (self.anchor.year - period_end.year) * 12 + self.anchor.month - period_end.month


def load_words(folder: Path, name: str) -> Mapping[str, Any]:
    """Read one file of word lists."""
    return tomllib.loads((folder / "demo" / "words" / f"{name}.toml").read_text("utf-8"))
