"""The year as inspectors live it: weekdays, campaigns, food-safety months, and the stories told over time.

Belongs here: how busy a day is and how risky a category is at a time and place. Does not: one reporter's luck.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pipelines.sample.character import Character
from pipelines.sample.scene import Scene

CAMPAIGNS: tuple[tuple[tuple[int, int], tuple[int, int], float, float], ...] = (
    ((12, 15), (3, 31), 1.5, 1.9),
    ((4, 15), (5, 15), 1.25, 2.4),
    ((8, 20), (9, 25), 1.1, 1.8),
)
"""First day, last day, factor for all goods, factor for foods: Tết, Tháng hành động vì an toàn thực phẩm, Trung thu."""

_WEEKDAYS = (1.0, 1.05, 1.1, 1.05, 0.95, 0.3, 0.1)
_RISING = {0: 3.2, 1: 2.8, 2: 2.0}
"""Health supplements in Hải Phòng: factor on violations online (half of it elsewhere) in the last months told."""


def days_of(start: date, end: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)


def campaign_factors(day: date) -> tuple[float, float]:
    """How many more inspections of all goods, and of foods, a day sees than a day without campaign."""
    key = (day.month, day.day)
    for first, last, goods, foods in CAMPAIGNS:
        inside = first <= key <= last if first <= last else key >= first or key <= last
        if inside:
            return goods, foods
    return 1.0, 1.0


def day_weight(day: date) -> float:
    """How many of a month's usual inspections fall on a day, before campaigns; a usual month adds up to about 1."""
    summer = 0.88 if day.month in {6, 7} else 1.0
    return _WEEKDAYS[day.weekday()] * summer / 24.0


def category_pull(scene: Scene, character: Character, category: str, day: date) -> float:
    """How much more an inspector looks at a category on a day."""
    goods, foods = campaign_factors(day)
    pull = foods if category in scene.market.foods else goods
    if category == "health_supplement" and _is_rising(scene, character, day):
        pull *= 1.45
    if character.story == "cosmetic_cluster" and category == "cosmetic":
        pull *= 1.8
    return pull


def risk_factor(scene: Scene, character: Character, category: str, channel: str, day: date) -> float:
    """How much more often a violation is found, by the stories of the sample."""
    factor = 1.0
    if category == "health_supplement" and _is_rising(scene, character, day):
        rise = _RISING[_months_before(scene, day)]
        factor *= rise if channel in {"social_network", "ecommerce"} else 1.0 + (rise - 1.0) / 2
    if character.story == "cosmetic_cluster" and category in {"cosmetic", "beauty_product"}:
        factor *= 2.6
    return factor


def _is_rising(scene: Scene, character: Character, day: date) -> bool:
    return character.reporter.province_code == "31" and _months_before(scene, day) in _RISING


def _months_before(scene: Scene, day: date) -> int:
    """Whole months before the anchor; days after it still belong to the last quarter told."""
    months = (scene.anchor.year - day.year) * 12 + scene.anchor.month - day.month
    return max(0, months - 1)
