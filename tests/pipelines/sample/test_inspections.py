"""The simulated year looks like a real one: few inspections, skewed fines, campaigns, differences, correlations."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from pipelines.periods import month_window
from pipelines.sample.character import characters
from pipelines.sample.inspections import Visit, months_between, visits_between, visits_of_month
from pipelines.sample.scene import Scene

MONTHS = ["2025-12", *(f"2026-{month:02d}" for month in range(1, 12))]
Year = dict[tuple[str, str], tuple[Visit, ...]]


@pytest.fixture(scope="module")
def year(scene: Scene) -> Year:
    cast = characters(scene)
    return {(r, m): visits_of_month(scene, cast[r], m) for r in cast for m in MONTHS}


def test_months_between_names_each_administrative_month_once() -> None:
    assert months_between(date(2025, 12, 15), date(2026, 3, 31)) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert months_between(date(2026, 2, 15), date(2026, 3, 14)) == ["2026-03"]


def test_visits_lie_in_their_month_and_a_longer_span_has_the_same_visits(scene: Scene) -> None:
    character = characters(scene)["31-SCT"]
    january = visits_of_month(scene, character, "2026-01")
    window = month_window("2026-01")
    assert january
    assert all(window.start <= v.day <= window.end for v in january)
    tet = visits_between(scene, character, date(2025, 12, 15), date(2026, 3, 31))
    assert [v for v in tet if v.day <= window.end] == list(january)


@pytest.mark.slow
def test_most_ward_months_have_no_more_than_three_inspections_and_many_none(scene: Scene, year: Year) -> None:
    counts = [len(visits) for (r, _), visits in year.items() if scene.by_id[r].is_ward]
    assert sum(c <= 3 for c in counts) / len(counts) > 0.75
    assert 0.25 < counts.count(0) / len(counts) < 0.55


@pytest.mark.slow
def test_about_one_inspected_establishment_in_eight_violates(year: Year) -> None:
    visits = _all(year)
    assert 0.09 < _rate(visits) < 0.17


@pytest.mark.slow
def test_fines_are_skewed_many_small_and_a_few_large(year: Year) -> None:
    fines = sorted(a.fine_vnd / 1e6 for v in _all(year) for a in v.acts if a.fine_vnd)
    assert 12 < statistics.mean(fines) < 30
    assert statistics.mean(fines) > 1.4 * statistics.median(fines)
    assert sum(fines[-len(fines) // 5 :]) / sum(fines) > 0.45


@pytest.mark.slow
def test_the_three_classes_and_the_outcomes_have_the_shares_of_published_statistics(scene: Scene, year: Year) -> None:
    acts = [a for v in _all(year) for a in v.acts]
    classes = Counter(scene.class_389[a.violation] for a in acts)
    outcomes = Counter(a.outcome for a in acts)
    assert 0.80 < classes["fraud"] / len(acts) < 0.93
    assert 0.04 < classes["smuggled"] / len(acts) < 0.14
    assert 0.02 < classes["counterfeit"] / len(acts) < 0.08
    assert outcomes["administrative"] / len(acts) > 0.8
    assert 0.01 < outcomes["criminal"] / len(acts) < 0.06


@pytest.mark.slow
def test_about_three_samples_in_a_hundred_fail(year: Year) -> None:
    taken = sum(v.samples_taken for v in _all(year))
    failed = sum(v.samples_failed for v in _all(year))
    assert 0.02 < failed / taken < 0.06


@pytest.mark.slow
def test_campaign_months_are_busier_than_quiet_ones(year: Year) -> None:
    busy = {"2026-01", "2026-02", "2026-03", "2026-05"}
    quiet = {"2025-12", "2026-06", "2026-07"}
    loads = {m: sum(len(visits) for (_, month), visits in year.items() if month == m) for m in MONTHS}
    assert min(loads[m] for m in busy) > 1.3 * max(loads[m] for m in quiet)


@pytest.mark.slow
def test_a_fifth_of_the_wards_makes_about_half_of_the_inspections(scene: Scene, year: Year) -> None:
    totals = sorted((_sum(year, r.reporter_id) for r in scene.reporters if r.is_ward), reverse=True)
    assert 0.4 < sum(totals[: len(totals) // 5]) / sum(totals) < 0.75


@pytest.mark.slow
def test_busy_wards_find_more_and_fine_more(scene: Scene, year: Year) -> None:
    wards = [r.reporter_id for r in scene.reporters if r.is_ward]
    visits = {r: [v for m in MONTHS for v in year[r, m]] for r in wards}
    inspected = [float(len(visits[r])) for r in wards]
    violating = [float(sum(bool(v.acts) for v in visits[r])) for r in wards]
    fines = [float(sum(a.fine_vnd for v in visits[r] for a in v.acts)) for r in wards]
    assert statistics.correlation(inspected, violating) > 0.5
    assert statistics.correlation(violating, fines) > 0.5
    assert statistics.correlation(inspected, fines) > 0.3


@pytest.mark.slow
def test_towns_inspect_more_than_communes_and_agencies_more_than_both(scene: Scene, year: Year) -> None:
    mean = {
        kind: statistics.mean(_sum(year, r.reporter_id) for r in scene.reporters if r.kind == kind)
        for kind in ("ward", "commune", "special_zone")
    }
    market = [_sum(year, r.reporter_id) for r in scene.reporters if r.role in {"SCT", "QLTT"}]
    assert mean["ward"] > 1.5 * mean["commune"] > 1.5 * mean["special_zone"]
    assert min(market) > 4 * mean["ward"]


@pytest.mark.slow
def test_cosmetics_and_supplements_are_worse_and_worst_on_social_networks(year: Year) -> None:
    visits = _all(year)
    medicine = _rate([v for v in visits if v.category == "medicine"])
    for category in ("cosmetic", "health_supplement"):
        goods = [v for v in visits if v.category == category]
        assert _rate(goods) > 1.4 * medicine
        assert _rate([v for v in goods if v.channel == "social_network"]) > 1.5 * _rate(goods)


@pytest.mark.slow
def test_supplements_rise_in_hai_phong_in_the_last_quarter(scene: Scene, year: Year) -> None:
    def goods(months: Sequence[str]) -> list[Visit]:
        return [
            v
            for (r, m), visits in year.items()
            if m in months and scene.by_id[r].province_code == "31"
            for v in visits
            if v.category == "health_supplement"
        ]

    assert _rate(goods(MONTHS[-3:])) > 1.5 * _rate(goods(MONTHS[:8]))


@pytest.mark.slow
def test_a_cluster_of_neighbouring_wards_finds_counterfeit_cosmetics(scene: Scene, year: Year) -> None:
    cluster = [r for r, c in characters(scene).items() if c.story == "cosmetic_cluster"]
    inside = [v for r in cluster for m in MONTHS for v in year[r, m] if v.category == "cosmetic"]
    outside = [v for v in _all(year) if v.category == "cosmetic"]
    assert len(cluster) == 7
    assert _rate(inside) > 1.4 * _rate(outside)
    assert Counter(a.violation for v in inside for a in v.acts)["counterfeit"] > 3


@pytest.mark.slow
def test_agencies_seldom_report_what_the_ward_itself_reports(scene: Scene, year: Year) -> None:
    placed = clashes = 0
    for (reporter_id, month), visits in year.items():
        for visit in visits if not scene.by_id[reporter_id].is_ward else ():
            own = year.get((visit.place_ward_code or "", month), ())
            placed += visit.place_ward_code is not None
            clashes += any((v.category, v.channel) == (visit.category, visit.channel) for v in own)
    assert 0 < clashes / placed < 0.03


def _all(year: Year) -> list[Visit]:
    return [v for visits in year.values() for v in visits]


def _sum(year: Year, reporter_id: str) -> int:
    return sum(len(year[reporter_id, m]) for m in MONTHS)


def _rate(visits: Sequence[Visit]) -> float:
    return sum(bool(v.acts) for v in visits) / len(visits)
