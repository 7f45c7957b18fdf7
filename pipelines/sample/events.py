"""Serious cases and calls from citizens.

Belongs here: the cases behind sheet Vụ việc and quick reports, the entries of sheet Phản ánh. Does not: inspections.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from pipelines.periods import month_window
from pipelines.sample.catalogue import Product, any_product, make_batch, shelf_of
from pipelines.sample.chance import happens, log_normal, one_of, pick, poisson, stream
from pipelines.sample.character import Character
from pipelines.sample.inspections import Act, Visit, months_between, visits_between
from pipelines.sample.notices import invented_notices
from pipelines.sample.scene import Scene
from pipelines.sample.seasons import category_pull, days_of

_ACTIONS = {
    "criminal": "Chuyển cơ quan điều tra, khởi tố",
    "administrative": "Xử phạt vi phạm hành chính, buộc tiêu hủy",
    "transferred": "Chuyển cơ quan có thẩm quyền",
    "pending": "Đang xác minh",
    "other": "Nhắc nhở, yêu cầu khắc phục",
}
_AGENCY_CALLS = {"SYT": 5.0, "SCT": 3.0, "QLTT": 3.0, "CA": 1.5, "SVHTTDL": 0.6}
"""Calls in a month, by the part of an agency's id that says what it does."""


@dataclass(frozen=True)
class Case:
    """One case that a report tells in words."""

    number: int
    """Number of the visit in its month that found it; at most one act of a visit is serious."""
    code: str | None
    serious: bool
    detected_at: datetime
    seized_at: datetime | None
    place_ward_code: str | None
    channel: str
    category: str
    violation: str
    product_name: str
    registration: str | None
    batch: str | None
    content: str
    value_vnd: int
    action: str
    hours_to_quick: float | None
    """Hours from detection to the quick report; None = no quick report is ever sent."""
    notice_slot: str | None
    """The notice whose product this is, when it is one."""


@dataclass(frozen=True)
class Call:
    """One entry of the hotline sheet."""

    received_on: date
    channel: str
    place_ward_code: str | None
    category: str
    content: str
    resolved_on: date | None
    outcome: str


def cases_between(scene: Scene, character: Character, start: date, end: date) -> list[Case]:
    """Cases told in reports about a span of days: every serious one, some of the others."""
    visits = visits_between(scene, character, start, end)
    told = ((v, n, act) for v in visits for n, act in enumerate(v.acts))
    return [case for v, n, act in told if (case := _case(scene, character, v, n, act)) is not None]


def _case(scene: Scene, character: Character, visit: Visit, number: int, act: Act) -> Case | None:
    rid = character.reporter.reporter_id
    chance = stream(scene.seed, "case", rid, visit.day, visit.number, number)
    if not act.serious and not happens(chance, 0.13):
        return None
    detected = datetime.combine(visit.day, time(8 + chance.randrange(11), chance.choice((0, 10, 15, 30, 40, 45))))
    product = any_product(scene, visit.category, chance)
    batch = make_batch(product.shelf, visit.day, chance).number if happens(chance, 0.7) else None
    slot = None
    if (known := _known_product(scene, visit, chance)) is not None:
        slot, product, batch = known
    content = one_of(chance, scene.words["texts"]["case_contents"]).format(
        n=max(2, round(log_normal(chance, 60, 1.0))), unit=product.unit, product=product.name
    )
    return Case(
        number=visit.number + 1,
        code=f"MH-{rid}-{visit.day:%y%m%d}-{visit.number + 1}" if act.serious and happens(chance, 0.92) else None,
        serious=act.serious,
        detected_at=detected,
        seized_at=detected + timedelta(minutes=30 * (1 + chance.randrange(30))) if happens(chance, 0.85) else None,
        place_ward_code=visit.place_ward_code,
        channel=visit.channel,
        category=visit.category,
        violation=act.violation,
        product_name=product.name,
        registration=product.registration or None if happens(chance, 0.6) else None,
        batch=batch,
        content=content,
        value_vnd=act.goods_vnd,
        action=_ACTIONS[act.outcome],
        hours_to_quick=_quick_delay(chance, character) if act.serious else None,
        notice_slot=slot,
    )


def _known_product(scene: Scene, visit: Visit, chance: Random) -> tuple[str, Product, str | None] | None:
    """Now and then what is found is what a notice warned of."""
    shelf = shelf_of(scene, visit.category)
    warned = [
        (notice, product, batches)
        for notice in invented_notices(scene)
        for product, batches in notice.items
        if product.shelf == shelf and notice.published <= visit.day and notice.retells is None
    ]
    if not warned or not happens(chance, 0.22):
        return None
    notice, product, batches = one_of(chance, warned)
    return notice.slot, product, batches[0].number if batches else None


def _quick_delay(chance: Random, character: Character) -> float | None:
    punctual = {"punctual": 0.84, "sloppy": 0.7, "late": 0.5, "absent": 0.4}[character.habit]
    kind = pick(chance, {"in time": punctual, "late": 0.94 - punctual, "never": 0.06})
    if kind == "never":
        return None
    return min(23.5, log_normal(chance, 8, 0.6)) if kind == "in time" else 24.5 + log_normal(chance, 16, 0.8)


def calls_between(scene: Scene, character: Character, start: date, end: date) -> list[Call]:
    """Calls received in a span of days."""
    calls = [c for month in months_between(start, end) for c in _calls_of_month(scene, character, month)]
    return [c for c in calls if start <= c.received_on <= end]


@lru_cache(maxsize=20_000)
def _calls_of_month(scene: Scene, character: Character, month: str) -> tuple[Call, ...]:
    reporter = character.reporter
    chance = stream(scene.seed, "calls", reporter.reporter_id, month)
    mean = (0.28 if reporter.kind == "ward" else 0.07) if reporter.is_ward else _AGENCY_CALLS.get(reporter.role, 0.0)
    window = month_window(month)
    days = list(days_of(window.start, window.end))
    calls = []
    for _ in range(poisson(chance, mean)):
        day = one_of(chance, days)
        weights = {
            category: weight * rate * category_pull(scene, character, category, day)
            for (category, weight), rate in zip(
                scene.market.category_weights.items(), scene.market.violation_rates.values(), strict=True
            )
        }
        wards = scene.wards_by_province[reporter.province_code]
        settled = happens(chance, 0.8)
        calls.append(
            Call(
                received_on=day,
                channel=pick(chance, {"Đường dây nóng": 5, "Mạng xã hội": 3, "Trực tiếp": 2, "Văn bản, thư": 1}),
                place_ward_code=reporter.ward_code or (one_of(chance, wards).ward_code if wards else None),
                category=pick(chance, weights),
                content=one_of(chance, scene.words["texts"]["hotline_contents"]),
                resolved_on=day + timedelta(days=1 + poisson(chance, 9)) if settled else None,
                outcome=pick(chance, {"Đã xử lý xong": 7, "Chuyển cơ quan khác": 2, "Không có cơ sở": 1.5}),
            )
        )
    return tuple(calls)
