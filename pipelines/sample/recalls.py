"""What wards do about notices: when they hear of one, search, find, seal and finish.

Belongs here: the cumulative state of one reporter's work on each notice, as of any day. Does not: the notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pipelines.sample.catalogue import Batch, Product
from pipelines.sample.chance import happens, log_normal, poisson, stream
from pipelines.sample.character import Character
from pipelines.sample.notices import Notice, invented_notices
from pipelines.sample.scene import Scene

_WILLING = {"punctual": 0.75, "sloppy": 0.55, "late": 0.38, "absent": 0.15}
ATTENTION_DAYS = 115
"""Wards were asked to answer notices of the last months before the anchor; older ones were left to chance."""
WIDESPREAD_PROVINCE = "82"


@dataclass(frozen=True)
class Search:
    """A reporter's work on one batch of one notice."""

    notice: Notice
    cited: str
    """Number that the ward writes: the notice's own, or that of its department's letter about it."""
    product: Product
    batch: Batch
    acknowledged: date
    searched: date | None
    checked: int
    holding: int
    found: int
    sealed_at_once: int
    closed: date | None


def searches_reported(scene: Scene, character: Character, start: date, end: date) -> list[Search]:
    """Work that a report about these days mentions: begun by their end and not finished before their start."""
    return [s for s in searches(scene, character) if s.acknowledged <= end and (s.closed is None or s.closed >= start)]


@lru_cache(maxsize=2048)
def searches(scene: Scene, character: Character) -> tuple[Search, ...]:
    """Everything one ward ever does about notices; agencies answer none."""
    if not character.reporter.is_ward:
        return ()
    return tuple(
        found
        for notice in invented_notices(scene)
        if notice.opens_ledger and _responds(scene, character, notice)
        for found in _work_on(scene, character, notice)
    )


def _responds(scene: Scene, character: Character, notice: Notice) -> bool:
    chance = stream(scene.seed, "responds", character.reporter.reporter_id, notice.slot)
    recent = (scene.anchor - notice.issued).days <= ATTENTION_DAYS
    attention = 0.55 if recent else 0.05
    if notice.level == 1:
        attention = 0.95 if recent else 0.4
    if notice.widespread and character.reporter.province_code == WIDESPREAD_PROVINCE:
        attention = 1.25
    return happens(chance, min(0.97, attention * _WILLING[character.habit]))


def _work_on(scene: Scene, character: Character, notice: Notice) -> list[Search]:
    chance = stream(scene.seed, "search", character.reporter.reporter_id, notice.slot)
    acknowledged = notice.published + timedelta(days=1 + poisson(chance, 4))
    searched = acknowledged + timedelta(days=2 + poisson(chance, 9)) if happens(chance, 0.88) else None
    checked = 1 + poisson(chance, 2.0 + 2.0 * character.visits) if searched else 0
    cited = _cited(scene, character, notice, acknowledged)
    local = notice.widespread and character.reporter.province_code == WIDESPREAD_PROVINCE
    lines = []
    for product in (product for product, batches in notice.items if batches):
        batches = next(batches for listed, batches in notice.items if listed is product)
        for batch in batches[:2]:
            has_goods = searched is not None and happens(chance, 0.24 if local else 0.025)
            holding = 1 + min(checked - 1, poisson(chance, 0.5)) if has_goods else 0
            found = round(log_normal(chance, 60 if product.unit == "viên" else 9, 0.9)) * holding
            closes = searched is not None and happens(chance, 0.7 if has_goods else 0.93)
            work = timedelta(days=3 + poisson(chance, 8) if has_goods else 1)
            closed = searched + work if searched and closes else None
            at_once = found if not has_goods or happens(chance, 0.5) else round(found * chance.uniform(0.3, 0.9))
            lines.append(
                Search(notice, cited, product, batch, acknowledged, searched, checked, holding, found, at_once, closed)
            )
    return lines


def _cited(scene: Scene, character: Character, notice: Notice, acknowledged: date) -> str:
    if character.reporter.province_code != WIDESPREAD_PROVINCE:
        return notice.number
    chance = stream(scene.seed, "cited", character.reporter.reporter_id, notice.slot)
    letters = [n for n in invented_notices(scene) if n.retells == notice.slot and n.number != notice.number]
    known = [letter.number for letter in letters if letter.published <= acknowledged]
    return known[0] if known and happens(chance, 0.3) else notice.number
