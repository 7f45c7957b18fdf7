"""The character of each reporter: how busy it is, how it finds things, and whether it is ever on time.

Belongs here: traits that stay the same for a reporter all year, and the stories planted among them. Does not: what
happens in a month (`inspections`) or when a file arrives (`deliveries`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from pipelines.sample.chance import log_normal, one_of, pick, stream
from pipelines.sample.scene import Reporter, Scene

HABITS = {
    "31": {"punctual": 75.0, "sloppy": 15.0, "late": 7.0, "absent": 3.0},
    "82": {"punctual": 66.0, "sloppy": 21.0, "late": 9.0, "absent": 4.0},
    "66": {"punctual": 70.0, "sloppy": 17.0, "late": 8.0, "absent": 5.0},
}
"""Share of reporters by habit; a province that is not named has the first one's."""

_VISITS = {"ward": 2.3, "commune": 1.0, "special_zone": 0.5}
_MONEY_UNITS = {"đồng": 78.0, "nghìn đồng": 13.0, "triệu đồng": 9.0}
_LATE_CLUSTER = ("66", "commune", 10)
_COSMETIC_CLUSTER = ("31", "ward", 7)


@dataclass(frozen=True)
class Character:
    """What stays the same about one reporter."""

    reporter: Reporter
    visits: float
    """Inspections in a month without campaign."""
    sharpness: float
    """Factor on the chance that an inspection finds a violation."""
    criminal: float
    """Factor on the chance that a violation becomes criminal."""
    habit: str
    """punctual, sloppy, late or absent."""
    money_unit: str
    file_style: int
    """Which way of naming files it is used to."""
    sender: str
    channel: str
    prepared_by: str
    signed_by: str
    phone: str
    story: str | None
    """late_cluster, cosmetic_cluster, always_nil, copier, silent_agency, unit_slip or None."""


@lru_cache(maxsize=8)
def characters(scene: Scene) -> dict[str, Character]:
    """The character of every reporter of the scene, by id."""
    stories = planted_stories(scene)
    return {r.reporter_id: _character(scene, r, stories.get(r.reporter_id)) for r in scene.reporters}


def planted_stories(scene: Scene) -> dict[str, str]:
    """Which reporters play a part in a story that an analyst should find."""
    stories: dict[str, str] = {}
    for (province, kind, size), story in ((_LATE_CLUSTER, "late_cluster"), (_COSMETIC_CLUSTER, "cosmetic_cluster")):
        for reporter in _neighbours(scene, province, kind, size):
            stories[reporter.reporter_id] = story
    for province, kind, story in (
        ("82", "commune", "copier"),
        ("31", "ward", "always_nil"),
        ("82", "ward", "unit_slip"),
    ):
        free = [r for r in _of_kind(scene, province, kind) if r.reporter_id not in stories]
        if free:
            stories[one_of(stream(scene.seed, "story", story), free).reporter_id] = story
    if "66-THUE" in scene.by_id:
        stories["66-THUE"] = "silent_agency"
    return stories


def _of_kind(scene: Scene, province: str, kind: str) -> list[Reporter]:
    return [r for r in scene.wards_by_province.get(province, ()) if r.kind == kind]


def _neighbours(scene: Scene, province: str, kind: str, size: int) -> list[Reporter]:
    """The units of one kind that lie nearest to one of them, chosen once for the seed."""
    units = [r for r in _of_kind(scene, province, kind) if r.lat is not None and r.lon is not None]
    if not units:
        return []
    centre = one_of(stream(scene.seed, "centre", province, kind), units)
    return sorted(units, key=lambda r: (_distance(centre, r), r.reporter_id))[:size]


def _distance(one: Reporter, other: Reporter) -> float:
    """Degrees on the map, good enough to rank neighbours."""
    return math.hypot((one.lat or 0) - (other.lat or 0), (one.lon or 0) - (other.lon or 0))


def _character(scene: Scene, reporter: Reporter, story: str | None) -> Character:
    chance = stream(scene.seed, "character", reporter.reporter_id)
    agency = scene.market.agency(reporter.role)
    typical = _VISITS[reporter.kind] if reporter.is_ward else agency["visits"]
    visits = log_normal(chance, typical * 0.82, 0.62 if reporter.is_ward else 0.22)
    habits = HABITS.get(reporter.province_code, HABITS["31"])
    habit = pick(chance, habits)
    if not reporter.is_ward and habit == "absent":
        habit = "sloppy"
    unit = pick(chance, _MONEY_UNITS)
    people = [_person(scene, chance) for _ in range(2)]
    return Character(
        reporter=reporter,
        visits=0.0 if story == "always_nil" else max(visits, 1.6) if story == "copier" else visits,
        sharpness=log_normal(chance, 1.0, 0.45) * (1.0 if reporter.is_ward else agency["violation"]),
        criminal=0.35 if reporter.is_ward else agency["criminal"],
        habit={"late_cluster": "late", "always_nil": "punctual", "copier": "punctual"}.get(story or "", habit),
        money_unit="đồng" if story == "unit_slip" else unit,
        file_style=chance.randrange(5),
        sender=f"vanthu.{reporter.reporter_id.lower()}@minhhoa.example",
        channel=pick(chance, {"trục văn bản": 56.0, "thư điện tử": 31.0, "trang nộp báo cáo": 9.0, "trực tiếp": 4.0}),
        prepared_by=people[0],
        signed_by=people[1],
        phone=f"0000 {chance.randrange(1000):03d} {chance.randrange(1000):03d}",
        story=story,
    )


def _person(scene: Scene, chance: Random) -> str:
    names = scene.words["people"]
    return f"{one_of(chance, names['family'])} {one_of(chance, names['middle'])} {one_of(chance, names['given'])}"
