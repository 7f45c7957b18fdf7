"""What inspectors of one reporter did in one month: visits, what they found, how it ended.

Belongs here: the truth of the sample, drawn once per reporter and administrative month and cut by day for longer
periods, so that all forms describe the same inspections. Does not: how it is written down (`contents`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from pipelines.periods import administrative_month_of, month_window
from pipelines.sample.chance import happens, log_normal, pick, poisson, stream
from pipelines.sample.character import Character, characters
from pipelines.sample.scene import Scene
from pipelines.sample.seasons import category_pull, day_weight, days_of, risk_factor

MILLION = 1_000_000
_BASE_RATE = 0.8
"""Scales every chance of a violation so that about one inspected establishment in eight violates."""


@dataclass(frozen=True)
class Act:
    """One violation that became a case."""

    violation: str
    outcome: str
    """criminal, administrative, transferred, pending or other."""
    persons: int
    fine_vnd: int
    goods_vnd: int
    serious: bool


@dataclass(frozen=True)
class Visit:
    """One establishment inspected once."""

    number: int
    day: date
    place_ward_code: str | None
    category: str
    channel: str
    samples_taken: int
    samples_failed: int
    acts: tuple[Act, ...]


def months_between(start: date, end: date) -> list[str]:
    """The administrative months that a span of days touches, in order."""
    months = [administrative_month_of(start)]
    while (last := month_window(months[-1]).end) < end:
        months.append(administrative_month_of(last + timedelta(days=1)))
    return months


def visits_between(scene: Scene, character: Character, start: date, end: date) -> list[Visit]:
    """Visits of a reporter in a span of days, in order of day."""
    found = [v for month in months_between(start, end) for v in visits_of_month(scene, character, month)]
    return [v for v in found if start <= v.day <= end]


@lru_cache(maxsize=20_000)
def visits_of_month(scene: Scene, character: Character, month: str) -> tuple[Visit, ...]:
    """Visits of a reporter in one administrative month, in order of day."""
    chance = stream(scene.seed, "visits", character.reporter.reporter_id, month)
    window = month_window(month)
    days = list(days_of(window.start, window.end))
    weights = {c: w for c, w in scene.market.category_weights.items() if c not in _unseen(character)}
    total = sum(weights.values())
    pulls = [[weights[c] * category_pull(scene, character, c, day) for c in weights] for day in days]
    load = [day_weight(day) * sum(row) / total for day, row in zip(days, pulls, strict=True)]
    # Months differ for reasons nobody writes down: the count is over-dispersed, the more the smaller the unit.
    steadiness = 1.6 if character.reporter.is_ward else 12.0
    mean = character.visits * sum(load) * chance.gammavariate(steadiness, 1 / steadiness)
    count = poisson(chance, mean)
    visits = []
    for number in range(count):
        position = chance.choices(range(len(days)), load)[0]
        category = chance.choices(list(weights), pulls[position])[0]
        visits.append(_visit(scene, character, number, days[position], category, chance))
    return tuple(sorted(visits, key=lambda v: (v.day, v.number)))


def _unseen(character: Character) -> frozenset[str]:
    """Categories that a reporter has nothing to do with."""
    role = character.reporter.role
    if role == "SVHTTDL":
        return frozenset({"biological_vaccine", "additive_water", "chemical_preparation", "other"})
    if role == "SNNMT":
        return frozenset({"medicine", "biological_vaccine", "cosmetic", "medical_device", "beauty_product"})
    return frozenset()


def _visit(scene: Scene, character: Character, number: int, day: date, category: str, chance: Random) -> Visit:
    role = "" if character.reporter.is_ward else character.reporter.role
    channel = pick(chance, scene.market.channels(category, role))
    rate = (
        _BASE_RATE
        * scene.market.violation_rates[category]
        * float(scene.market.facts["channel_factor"][channel])
        * character.sharpness
        * risk_factor(scene, character, category, channel, day)
    )
    violating = happens(chance, min(0.85, rate))
    taken = 1 + poisson(chance, 0.5) if happens(chance, 0.16) else 0
    failed = sum(happens(chance, 0.14 if violating else 0.018) for _ in range(taken))
    acts = _acts(scene, character, category, chance) if violating or failed else ()
    return Visit(
        number, day, _place(scene, character, day, category, channel, chance), category, channel, taken, failed, acts
    )


def _place(scene: Scene, character: Character, day: date, category: str, channel: str, chance: Random) -> str | None:
    """The ward of a visit: its own for a ward; for an agency mostly towns, sometimes not said."""
    reporter = character.reporter
    if reporter.is_ward:
        return reporter.ward_code
    wards = {w.reporter_id: 4.0 if w.kind == "ward" else 1.0 for w in scene.wards_by_province[reporter.province_code]}
    if not wards or happens(chance, 0.07):
        return None
    # An agency goes where the ward has not just been; now and then both report one joint inspection.
    joint = happens(chance, 0.03)
    for _ in range(8):
        found = pick(chance, wards)
        if joint or not _has_been_there(scene, found, administrative_month_of(day), category, channel):
            break
    return found


def _has_been_there(scene: Scene, ward: str, month: str, category: str, channel: str) -> bool:
    visits = visits_of_month(scene, characters(scene)[ward], month)
    return any((v.category, v.channel) == (category, channel) for v in visits)


def _acts(scene: Scene, character: Character, category: str, chance: Random) -> tuple[Act, ...]:
    mix = dict(scene.market.facts["violations"][category])
    if character.story == "cosmetic_cluster" and category == "cosmetic":
        mix["counterfeit"] = 45.0
    if character.reporter.role in {"HQ", "BDBP"}:
        mix["smuggled"] = mix.get("smuggled", 1.0) * 8
    first = _act(scene, character, pick(chance, mix), chance)
    if not happens(chance, 0.09):
        return (first,)
    second = _act(scene, character, pick(chance, {v: w for v, w in mix.items() if v != first.violation}), chance)
    return (first, replace(second, serious=False))


def _act(scene: Scene, character: Character, violation: str, chance: Random) -> Act:
    grave = scene.class_389.get(violation) != "fraud"
    criminal = 0.035 * character.criminal * (2.5 if grave else 0.8)
    outcome = pick(
        chance,
        {"criminal": criminal, "administrative": 0.86, "transferred": 0.05, "pending": 0.012, "other": 0.06},
    )
    # Goods are worth what they are worth; the fine follows them, with the skew of real lists of fines.
    size = chance.gauss(0.0, 1.0)
    goods = _rounded(log_normal(chance, 6.0 if not grave else 16.0, 0.7) * 2.72 ** (0.9 * size) * MILLION)
    fine = _fine(scene, violation, size, chance) if outcome == "administrative" else 0
    serious = outcome == "criminal" or goods > 55 * MILLION or fine > 55 * MILLION
    persons = (1 + poisson(chance, 0.7)) if outcome == "criminal" else 0
    return Act(violation, outcome, persons, fine, goods, serious)


def _fine(scene: Scene, violation: str, size: float, chance: Random) -> int:
    if happens(chance, 0.40):
        return round(chance.choice((0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6.5, 7.5)) * MILLION)
    median = float(scene.market.facts["fines"][violation])
    return _rounded(log_normal(chance, median, 0.45) * 2.72 ** (0.5 * size) * MILLION)


def _rounded(amount: float) -> int:
    """Amounts as people write them: to half a million, large ones to a million."""
    step = MILLION // 2 if amount < 50 * MILLION else MILLION
    return max(step, round(amount / step) * step)
