"""Reports arrive as people send them: habits persist, provinces differ, every kind of mishap occurs, none too often."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from datetime import datetime, time

import pytest

from pipelines.sample.character import characters
from pipelines.sample.deliveries import Delivery, deliveries
from pipelines.sample.scene import Round, Scene
from pipelines.settings import LOCAL_ZONE

UNREAD = {"truncated", "encrypted", "pdf", "nameless", "empty"}


@pytest.fixture(scope="module")
def sent(scene: Scene) -> dict[str, list[Delivery]]:
    return {r: deliveries(scene, c) for r, c in characters(scene).items()}


@pytest.fixture(scope="module")
def fates(scene: Scene, sent: dict[str, list[Delivery]]) -> dict[tuple[str, str], str]:
    """Fate of each monthly report of the rounds that are due: on_time, late or missing."""
    end = datetime.combine(scene.until, time(), LOCAL_ZONE)
    return {
        (reporter_id, turn.period): _fate(turn, sent[reporter_id])
        for turn in scene.rounds
        if turn.form == "monthly" and turn.due_at is not None and turn.due_at <= end
        for reporter_id in turn.reporter_ids
    }


def _fate(turn: Round, files: list[Delivery]) -> str:
    times = [
        d.received_at
        for d in files
        if d.form == turn.form and d.span and d.span.period == turn.period and d.flavour not in UNREAD
    ]
    assert turn.due_at is not None
    return "missing" if not times else "on_time" if min(times) < turn.due_at else "late"


def test_one_ward_of_good_habits_sends_each_month_and_never_from_the_future(scene: Scene) -> None:
    character = next(c for c in characters(scene).values() if c.habit == "punctual" and c.story is None)
    files = [d for d in deliveries(scene, character) if d.form == "monthly"]
    end = datetime.combine(scene.until, time(), LOCAL_ZONE)
    assert len({d.span.period for d in files if d.span}) >= 10
    assert all(d.received_at < end for d in files)
    assert all(d.span and d.received_at.date() > d.span.end for d in files)


def test_the_silent_agency_sends_nothing_in_the_last_rounds(scene: Scene) -> None:
    files = deliveries(scene, characters(scene)["66-THUE"])
    periods = {d.span.period for d in files if d.span and d.form == "monthly"}
    assert periods
    assert not periods & {"2026-09", "2026-10", "2026-11"}


@pytest.mark.slow
def test_about_four_reports_in_five_are_on_time_and_provinces_differ(
    scene: Scene, fates: dict[tuple[str, str], str]
) -> None:
    rates = {
        province: statistics.mean(
            fate == "on_time" for (r, _), fate in fates.items() if scene.by_id[r].province_code == province
        )
        for province in ("31", "66", "82")
    }
    assert all(0.70 < rate < 0.90 for rate in rates.values())
    assert rates["31"] > rates["82"] > rates["66"]


@pytest.mark.slow
def test_dong_thap_improves_through_the_year(scene: Scene, fates: dict[tuple[str, str], str]) -> None:
    def rate(first: str, last: str) -> float:
        return statistics.mean(
            fate == "on_time"
            for (r, period), fate in fates.items()
            if scene.by_id[r].province_code == "82" and first <= period <= last
        )

    assert rate("2026-08", "2026-10") > rate("2025-12", "2026-02") + 0.07


@pytest.mark.slow
def test_those_who_were_late_are_late_again(fates: dict[tuple[str, str], str]) -> None:
    early: dict[str, list[bool]] = defaultdict(list)
    later: dict[str, list[bool]] = defaultdict(list)
    for (reporter_id, period), fate in fates.items():
        (early if period <= "2026-05" else later)[reporter_id].append(fate != "on_time")
    reporters = sorted(early)
    first = [statistics.mean(early[r]) for r in reporters]
    second = [statistics.mean(later[r]) for r in reporters]
    assert statistics.correlation(first, second) > 0.6


@pytest.mark.slow
def test_the_late_cluster_is_late_together(scene: Scene, fates: dict[tuple[str, str], str]) -> None:
    cluster = {r for r, c in characters(scene).items() if c.story == "late_cluster"}
    inside = statistics.mean(fate == "on_time" for (r, _), fate in fates.items() if r in cluster)
    assert len(cluster) == 10
    assert inside < 0.4


@pytest.mark.slow
def test_every_mishap_occurs_and_plain_files_are_nine_in_ten(sent: dict[str, list[Delivery]]) -> None:
    flavours = Counter(d.flavour for files in sent.values() for d in files)
    assert set(flavours) == {
        "plain", "draft", "sums", "returned", "copied", "empty", "duplicate", "nameless", "truncated", "encrypted",
        "pdf",
    }  # fmt: skip
    assert 0.86 < flavours["plain"] / flavours.total() < 0.95
    assert min(flavours.values()) >= 5


@pytest.mark.slow
def test_the_received_list_names_nearly_every_file_and_no_name_is_used_twice(
    sent: dict[str, list[Delivery]],
) -> None:
    files = [d for sending in sent.values() for d in sending]
    assert 0.97 < statistics.mean(d.listed for d in files) < 1
    assert len({d.path for d in files}) == len(files)


@pytest.mark.slow
def test_most_quick_reports_come_within_a_day(sent: dict[str, list[Delivery]]) -> None:
    quick = [d for files in sent.values() for d in files if d.case is not None]
    hours = [(d.received_at.replace(tzinfo=None) - d.case.detected_at).total_seconds() / 3600 for d in quick if d.case]
    assert len(hours) > 40
    assert 0.65 < statistics.mean(h <= 24 for h in hours) < 0.95


@pytest.mark.slow
def test_the_open_round_is_partly_in(scene: Scene, sent: dict[str, list[Delivery]]) -> None:
    arrived = {r for r, files in sent.items() for d in files if d.span and d.span.period == "2026-11"}
    assert 0.2 < len(arrived) / len(scene.reporters) < 0.8
